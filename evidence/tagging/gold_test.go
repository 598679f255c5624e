package tagging

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"dossier/cmd/corpustest"
	"dossier/evidence"
)

var (
	goldHalf = flag.String("gold.half", "", "score only the records of even (a) or odd (b) place, or every second of those (c, d)")
	goldShow = flag.String("gold.show", "", "print the errors of a figure: outcomes, drugs, design, estimates, size …")
)

type goldRecord struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	Title    string `json:"title"`
	Abstract string `json:"abstract"`
	Drugs    []struct{ INN, Role string }
	Outcomes []struct {
		ID, Aspect, Basis string
		Sub               []string
	}
	HardNegative bool     `json:"hard_negative"`
	Design       *string  `json:"design"`
	DesignAlt    []string `json:"design_alt"`
	N            *int     `json:"n"`
	NBasis       *string  `json:"n_basis"`
	FollowUp     *string  `json:"follow_up"`
	Estimates    []goldEstimate
}

type goldEstimate struct {
	Drug, Comparator *string
	Outcome, Measure string
	Estimate         *float64
	CILow            *float64 `json:"ci_low"`
	CIHigh           *float64 `json:"ci_high"`
	P                *string
	Arms             []struct {
		Label  string
		Events *int
		N      *int
	}
}

// goldSet is the labelled set with its names mapped to the vocabulary.
type goldSet struct {
	records []goldRecord
	ids     map[string]string
}

func loadGold(t testing.TB) goldSet {
	dir := corpustest.Dir(t, "gold")
	set := goldSet{ids: map[string]string{}}
	f, err := os.Open(filepath.Join(dir, "ids.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		set.ids[row[0]+" "+row[1]] = row[3]
		if row[0] == "class" || row[0] == "drug" {
			set.ids[row[1]] = row[3]
		}
	}
	set.records = readGold(t, filepath.Join(dir, "dev.jsonl"))
	return set
}

// readGold reads records of the set from a file of JSON Lines.
func readGold(t testing.TB, path string) []goldRecord {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<24)
	var records []goldRecord
	for scan.Scan() {
		var r goldRecord
		if err := json.Unmarshal(scan.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	if err := scan.Err(); err != nil {
		t.Fatal(err)
	}
	return records
}

// drug maps a gold name to a set of vocabulary ids; a name that ids.csv does
// not have stands for itself.
func (g goldSet) drug(inn string) []string {
	if strings.HasPrefix(inn, "class:") {
		if id := g.ids[inn]; id != "" {
			return []string{"class:" + id}
		}
		return []string{strings.ReplaceAll(inn, "-", "_")}
	}
	var out []string
	for part := range strings.SplitSeq(inn, "+") {
		id := g.ids[part]
		if id == "" {
			id = strings.ReplaceAll(strings.ToLower(part), "-", "_")
		}
		out = append(out, id)
	}
	return out
}

// answerDrug maps a name of an answer in the same way.
func answerDrug(d AnswerDrug) string {
	if strings.HasPrefix(d.INN, "class:") {
		return d.INN
	}
	if id, err := evidence.DefaultVocabulary().LookupDrug(d.INN); err == nil {
		return id
	}
	return strings.NewReplacer("-", "_", " ", "_").Replace(d.INN)
}

// tally counts right, wrong and missed answers of one record.
type tally struct{ right, wrong, missed int }

func (a *tally) add(b tally) {
	a.right, a.wrong, a.missed = a.right+b.right, a.wrong+b.wrong, a.missed+b.missed
}

func (a tally) precision() float64 { return ratio(a.right, a.right+a.wrong) }
func (a tally) recall() float64    { return ratio(a.right, a.right+a.missed) }
func (a tally) f1() float64        { return ratio(2*a.right, 2*a.right+a.wrong+a.missed) }
func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// compare counts the multiset of answers against the multiset of labels.
func compare(want, got []string) (t tally, missed, wrong []string) {
	left := map[string]int{}
	for _, w := range want {
		left[w]++
	}
	for _, g := range got {
		if left[g] > 0 {
			left[g]--
			t.right++
		} else {
			t.wrong++
			wrong = append(wrong, g)
		}
	}
	for w, n := range left {
		t.missed += n
		for range n {
			missed = append(missed, w)
		}
	}
	sort.Strings(missed)
	return t, missed, wrong
}

// figure is one line of the scoring table: what a record should say and what
// the tagger says.
type figure struct {
	name  string
	floor float64 // of F1 over all records; 0 = only printed
	least float64 // of precision
	items func(g goldSet, r *goldRecord, a *Answer) (want, got []string)
}

func ratioMeasure(m string) bool {
	return slices.Contains([]string{"HR", "OR", "RR", "IRR", "SIR", "SMR", "ROR", "PRR"}, m)
}

func num(x *float64) string {
	if x == nil {
		return "null"
	}
	return fmt.Sprintf("%g", *x)
}

func uniq(list []string) []string {
	sort.Strings(list)
	return slices.Compact(list)
}

func drugItems(classes bool, roles ...string) func(goldSet, *goldRecord, *Answer) ([]string, []string) {
	keep := func(name, role string) bool {
		return strings.HasPrefix(name, "class:") == classes && (len(roles) == 0 || slices.Contains(roles, role))
	}
	return func(g goldSet, r *goldRecord, a *Answer) (want, got []string) {
		for _, d := range r.Drugs {
			for _, id := range g.drug(d.INN) {
				if keep(id, d.Role) {
					want = append(want, id)
				}
			}
		}
		for _, d := range a.Drugs {
			if id := answerDrug(d); keep(id, string(d.Role)) {
				got = append(got, id)
			}
		}
		return uniq(want), uniq(got)
	}
}

func withRole(classes bool) func(goldSet, *goldRecord, *Answer) ([]string, []string) {
	merge := func(role string) string {
		if role == "background" {
			return "mentioned"
		}
		return role
	}
	return func(g goldSet, r *goldRecord, a *Answer) (want, got []string) {
		for _, d := range r.Drugs {
			for _, id := range g.drug(d.INN) {
				if strings.HasPrefix(id, "class:") == classes {
					want = append(want, id+"/"+merge(d.Role))
				}
			}
		}
		for _, d := range a.Drugs {
			if id := answerDrug(d); strings.HasPrefix(id, "class:") == classes {
				got = append(got, id+"/"+merge(string(d.Role)))
			}
		}
		return uniq(want), uniq(got)
	}
}

func estimateItems(keep func(measure string) bool, print func(o, m, e string) string) func(goldSet, *goldRecord, *Answer) ([]string, []string) {
	return func(g goldSet, r *goldRecord, a *Answer) (want, got []string) {
		for _, e := range r.Estimates {
			if e.Measure == "COUNTS" || !keep(e.Measure) {
				continue
			}
			o := g.ids["outcome "+e.Outcome]
			if e.Outcome == "other" {
				o = "other"
			}
			want = append(want, print(o, e.Measure, num(e.Estimate)+" "+num(e.CILow)+" "+num(e.CIHigh)))
		}
		for _, e := range a.Estimates {
			if e.Measure == "COUNTS" || !keep(e.Measure) {
				continue
			}
			got = append(got, print(e.Outcome, e.Measure, num(e.Estimate)+" "+num(e.CILow)+" "+num(e.CIHigh)))
		}
		return want, got
	}
}

var figures = []figure{
	{"outcomes", 0.90, 0.89, func(g goldSet, r *goldRecord, a *Answer) (want, got []string) {
		for _, o := range r.Outcomes {
			want = append(want, g.ids["outcome "+o.ID])
		}
		for _, o := range a.Outcomes {
			got = append(got, o.ID)
		}
		return want, got
	}},
	{"sub-outcomes", 0, 0, func(g goldSet, r *goldRecord, a *Answer) (want, got []string) {
		known := map[string]bool{}
		for k, v := range g.ids {
			if strings.HasPrefix(k, "sub ") {
				known[v] = true
			}
		}
		for _, o := range r.Outcomes {
			for _, s := range o.Sub {
				want = append(want, g.ids["sub "+s])
			}
		}
		for _, o := range a.Outcomes {
			for _, s := range o.Sub {
				if known[s] {
					got = append(got, s)
				}
			}
		}
		return want, got
	}},
	{"outcome aspect", 0, 0, func(g goldSet, r *goldRecord, a *Answer) (want, got []string) {
		for _, o := range r.Outcomes {
			want = append(want, g.ids["outcome "+o.ID]+"/"+o.Aspect)
		}
		for _, o := range a.Outcomes {
			got = append(got, o.ID+"/"+string(o.Aspect))
		}
		return want, got
	}},
	{"outcome basis", 0, 0, func(g goldSet, r *goldRecord, a *Answer) (want, got []string) {
		for _, o := range r.Outcomes {
			want = append(want, g.ids["outcome "+o.ID]+"/"+o.Basis)
		}
		for _, o := range a.Outcomes {
			got = append(got, o.ID+"/"+o.Basis)
		}
		return want, got
	}},
	{"JAK-related", 0.95, 0, func(g goldSet, r *goldRecord, a *Answer) (want, got []string) {
		v := evidence.DefaultVocabulary()
		jak := func(id string) bool {
			id = strings.TrimPrefix(id, "class:")
			d, ok := v.Drug(id)
			return ok && d.Kind != evidence.KindVeterinary && v.IsA(id, "jak_inhibitors")
		}
		for _, d := range r.Drugs {
			if slices.ContainsFunc(g.drug(d.INN), jak) {
				want = []string{"jak"}
			}
		}
		for _, d := range a.Drugs {
			if jak(answerDrug(d)) {
				got = []string{"jak"}
			}
		}
		return want, got
	}},
	{"drugs", 0.97, 0, drugItems(false)},
	{"classes", 0, 0, drugItems(true)},
	{"intervention", 0.91, 0, drugItems(false, "intervention")},
	{"comparator", 0, 0, drugItems(false, "comparator")},
	{"drugs+role", 0, 0, withRole(false)},
	{"classes+role", 0, 0, withRole(true)},
	{"triple", 0.95, 0.98, estimateItems(func(string) bool { return true }, func(_, _, e string) string { return e })},
	{"ratio triple", 0.98, 0, estimateItems(ratioMeasure, func(_, _, e string) string { return e })},
	{"triple+measure", 0, 0, estimateItems(func(string) bool { return true }, func(_, m, e string) string { return m + " " + e })},
	{"triple+measure+outcome", 0.84, 0, estimateItems(func(string) bool { return true }, func(o, m, e string) string { return o + " " + m + " " + e })},
	{"contrast", 0, 0, func(g goldSet, r *goldRecord, a *Answer) (want, got []string) {
		for _, e := range r.Estimates {
			if e.Measure != "COUNTS" {
				want = append(want, fmt.Sprint(num(e.Estimate), num(e.CILow), num(e.CIHigh), g.arm(e.Drug), g.arm(e.Comparator)))
			}
		}
		for _, e := range a.Estimates {
			if e.Measure != "COUNTS" {
				got = append(got, fmt.Sprint(num(e.Estimate), num(e.CILow), num(e.CIHigh), answerArm(e.Drug), answerArm(e.Comparator)))
			}
		}
		return want, got
	}},
	{"arms", 0.80, 0, func(g goldSet, r *goldRecord, a *Answer) (want, got []string) {
		count := func(x *int) string {
			if x == nil {
				return "?"
			}
			return fmt.Sprint(*x)
		}
		for _, e := range r.Estimates {
			for _, arm := range e.Arms {
				want = append(want, count(arm.Events)+"/"+count(arm.N))
			}
		}
		for _, e := range a.Estimates {
			for _, arm := range e.Arms {
				got = append(got, count(arm.Events)+"/"+count(arm.N))
			}
		}
		return want, got
	}},
	{"size printed", 0.90, 0.94, sizeItems(func(b string) bool { return b == "digits" || b == "words" })},
	{"size implicit", 0, 0, sizeItems(func(b string) bool { return b == "implicit" })},
	{"size derived", 0, 0, sizeItems(func(b string) bool { return b == "derived" })},
	{"size any", 0, 0, sizeItems(func(string) bool { return true })},
	{"follow-up", 0, 0, func(g goldSet, r *goldRecord, a *Answer) (want, got []string) {
		if r.FollowUp != nil {
			want = []string{*r.FollowUp}
		}
		if a.FollowUp != nil {
			got = []string{*a.FollowUp}
		}
		return want, got
	}},
}

// sizeItems scores the size over records labelled with the basis; an answer on
// a record without a label is wrong, one on a record of another basis is not
// judged.
func sizeItems(basis func(string) bool) func(goldSet, *goldRecord, *Answer) ([]string, []string) {
	return func(g goldSet, r *goldRecord, a *Answer) (want, got []string) {
		if r.N != nil && (r.NBasis == nil || !basis(*r.NBasis)) {
			return nil, nil
		}
		if r.N != nil {
			want = []string{fmt.Sprint(*r.N)}
		}
		if a.N != nil && (r.N != nil || basis(a.NBasis)) {
			got = []string{fmt.Sprint(*a.N)}
		}
		return want, got
	}
}

func (g goldSet) arm(name *string) string {
	if name == nil {
		return "-"
	}
	ids := g.drug(*name)
	sort.Strings(ids)
	return strings.Join(ids, "+")
}

func answerArm(name *string) string {
	if name == nil {
		return "-"
	}
	var ids []string
	for part := range strings.SplitSeq(*name, "+") {
		ids = append(ids, answerDrug(AnswerDrug{INN: part}))
	}
	sort.Strings(ids)
	return strings.Join(ids, "+")
}

// TestConformanceGold prints the scoring table of the gold guidelines over the
// labelled records, with bootstrap intervals and the full records apart, and
// holds the floors of each figure.
func TestConformanceGold(t *testing.T) {
	g := loadGold(t)
	if *goldHalf != "" {
		var half []goldRecord
		for i, r := range g.records {
			if inHalf(i, *goldHalf) {
				half = append(half, r)
			}
		}
		g.records = half
	}
	answers := make([]Answer, len(g.records))
	for i, r := range g.records {
		answers[i] = Default().Answer(Query{ID: r.ID, Title: r.Title, Abstract: r.Abstract})
	}
	full := func(r *goldRecord) bool { return r.Kind == "full" }
	every := func(*goldRecord) bool { return true }
	t.Logf("%d records, %d full", len(g.records), countRecords(g, full))
	t.Logf("%-24s %6s %6s %6s  %-15s %6s   | full records: %s", "figure", "P", "R", "F1", "95% interval", "labels", "P R F1 labels")
	for _, fig := range figures {
		all, each := score(t, g, answers, fig, every)
		only, _ := score(nil, g, answers, fig, full)
		low, high := bootstrap(each)
		t.Logf("%-24s %6.3f %6.3f %6.3f  [%.3f, %.3f]  %6d   | %.3f %.3f %.3f %d", fig.name, all.precision(), all.recall(), all.f1(), low, high,
			all.right+all.missed, only.precision(), only.recall(), only.f1(), only.right+only.missed)
		if *goldHalf == "" && all.f1() < fig.floor {
			t.Errorf("%s: F1 %.3f is under its floor %.2f", fig.name, all.f1(), fig.floor)
		}
		if *goldHalf == "" && all.precision() < fig.least {
			t.Errorf("%s: precision %.3f is under its floor %.2f", fig.name, all.precision(), fig.least)
		}
	}
	scoreDesign(t, g, answers)
	scoreHardNegatives(t, g, answers)
	scoreMacro(t, g, answers)
}

// inHalf tells whether record i belongs to a part of the set: a was read while
// the rules were written, c later for design and sample size, d never.
func inHalf(i int, part string) bool {
	switch part {
	case "a":
		return i%2 == 0
	case "b":
		return i%2 == 1
	case "c":
		return i%4 == 1
	case "d":
		return i%4 == 3
	}
	return true
}

func countRecords(g goldSet, keep func(*goldRecord) bool) int {
	n := 0
	for i := range g.records {
		if keep(&g.records[i]) {
			n++
		}
	}
	return n
}

func score(t *testing.T, g goldSet, answers []Answer, fig figure, keep func(*goldRecord) bool) (all tally, each []tally) {
	for i := range g.records {
		r := &g.records[i]
		if !keep(r) {
			continue
		}
		want, got := fig.items(g, r, &answers[i])
		one, missed, wrong := compare(want, got)
		all.add(one)
		each = append(each, one)
		if t != nil && *goldShow == fig.name && len(missed)+len(wrong) > 0 {
			t.Logf("  %s missed %v wrong %v", r.ID, missed, wrong)
		}
	}
	return all, each
}

// bootstrap is the 95 % interval of F1 over resampled records.
func bootstrap(each []tally) (low, high float64) {
	rng := rand.New(rand.NewPCG(1, 2))
	const rounds = 1000
	f := make([]float64, rounds)
	for b := range f {
		var sum tally
		for range each {
			sum.add(each[rng.IntN(len(each))])
		}
		f[b] = sum.f1()
	}
	sort.Float64s(f)
	return f[rounds*25/1000], f[rounds*975/1000-1]
}

func scoreDesign(t *testing.T, g goldSet, answers []Answer) {
	for _, only := range []string{"all", "full"} {
		exact, alt, n := 0, 0, 0
		for i, r := range g.records {
			if r.Design == nil || only == "full" && r.Kind != "full" {
				continue
			}
			n++
			got := ""
			if answers[i].Design != nil {
				got = *answers[i].Design
			}
			if got == *r.Design {
				exact++
			}
			if got == *r.Design || slices.Contains(r.DesignAlt, got) {
				alt++
			} else if *goldShow == "design" && only == "all" {
				t.Logf("  %s design %q want %s %v", r.ID, got, *r.Design, r.DesignAlt)
			}
		}
		t.Logf("design (%s): exact %.3f, exact or alternative %.3f, labels %d", only, ratio(exact, n), ratio(alt, n), n)
		if *goldHalf == "" && only == "all" && ratio(alt, n) < 0.90 {
			t.Errorf("design: %.3f is under its floor 0.90", ratio(alt, n))
		}
	}
}

func scoreHardNegatives(t *testing.T, g goldSet, answers []Answer) {
	tagged, n := 0, 0
	for i, r := range g.records {
		if !r.HardNegative {
			continue
		}
		n++
		if len(answers[i].Outcomes) > 0 {
			tagged++
		}
	}
	t.Logf("hard negatives with a tag: %d of %d (%.3f)", tagged, n, ratio(tagged, n))
	if *goldHalf == "" && ratio(tagged, n) > 0.10 {
		t.Errorf("hard negatives: %.3f is over 0.10", ratio(tagged, n))
	}
}

func scoreMacro(t *testing.T, g goldSet, answers []Answer) {
	sum := 0.0
	var parts []string
	for _, id := range targets {
		fig := figure{items: func(g goldSet, r *goldRecord, a *Answer) (want, got []string) {
			want, got = figures[0].items(g, r, a)
			other := func(x string) bool { return x != id }
			return slices.DeleteFunc(want, other), slices.DeleteFunc(got, other)
		}}
		all, _ := score(nil, g, answers, fig, func(*goldRecord) bool { return true })
		sum += all.f1()
		parts = append(parts, fmt.Sprintf("%s %.2f (%d)", id, all.f1(), all.right+all.missed))
	}
	t.Logf("outcomes, macro F1 %.3f: %s", sum/float64(len(targets)), strings.Join(parts, ", "))
}

// TestConformanceKnownWrong holds the table of answers known to be wrong, each
// with its reason: a row that has become right must leave the table.
func TestConformanceKnownWrong(t *testing.T) {
	g := loadGold(t)
	f, err := os.Open(filepath.Join("testdata", "known_wrong.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	records := map[string]*goldRecord{}
	for i := range g.records {
		records[g.records[i].ID] = &g.records[i]
	}
	checked := 0
	for _, row := range rows[1:] {
		r, ok := records[row[1]]
		if !ok {
			continue // another set of the same schema
		}
		checked++
		a := Default().Answer(Query{ID: r.ID, Title: r.Title, Abstract: r.Abstract})
		if row[3] == "" {
			t.Errorf("%s, %s: no reason given", row[0], row[1])
		}
		if row[0] == "design" {
			if a.Design != nil && (*a.Design == *r.Design || slices.Contains(r.DesignAlt, *a.Design)) {
				t.Errorf("%s, %s is right now: take it out of the table", row[0], row[1])
			}
			continue
		}
		i := slices.IndexFunc(figures, func(f figure) bool { return f.name == row[0] })
		if i < 0 {
			t.Fatalf("no figure %q", row[0])
		}
		want, got := figures[i].items(g, r, &a)
		if one, _, _ := compare(want, got); one.wrong+one.missed == 0 {
			t.Errorf("%s, %s is right now: take it out of the table", row[0], row[1])
		}
	}
	t.Logf("%d known wrong answers of %d rows checked", checked, len(rows)-1)
}
