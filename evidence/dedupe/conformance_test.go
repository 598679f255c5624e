package dedupe_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/cmd/corpustest"
	"dossier/evidence"
	"dossier/evidence/dedupe"
)

// labelled is a set with the group of every record.
type labelled struct {
	records []*evidence.Record
	group   map[string]string
}

// demands are the figures of a set. Zero demands nothing.
type demands struct {
	sensitivity float64
	questions   float64 // per 100 records, at most
	pure        bool    // no mixed cluster, with the labels as they are given
	f1          float64
}

// demanded are the figures of the sets that are known; any other set is held to
// the least of them.
var demanded = map[string]demands{
	"cytology_screening": {sensitivity: 0.997, questions: 1.3, pure: true},
	"respiratory":        {sensitivity: 0.988, questions: 1.3, pure: true},
	"diabetes":           {sensitivity: 0.999, questions: 1.3, pure: true},
	"copper":             {sensitivity: 1, questions: 1.3, pure: true},
	"dblp_acm":           {f1: 0.955}, // computer science: titles without identifiers
}

// eachSet runs a test on every labelled set of the corpus.
func eachSet(t *testing.T, test func(t *testing.T, dir, name string, want demands, l labelled)) {
	dir := corpustest.Dir(t, "dedupe")
	files, err := filepath.Glob(filepath.Join(dir, "*", "normalised.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		corpustest.Absent(t, "labelled sets")
	}
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file))
		want, known := demanded[name]
		if !known {
			want = demanded["respiratory"]
		}
		t.Run(name, func(t *testing.T) { test(t, dir, name, want, readLabelled(t, file)) })
	}
}

func TestConformanceDedupe(t *testing.T) {
	eachSet(t, func(t *testing.T, dir, name string, want demands, l labelled) {
		checkSet(t, l, readDisputed(t, filepath.Join(dir, "disputed_labels.csv"), name), want)
	})
}

// checkSet measures a set and holds the figures against the demands.
func checkSet(t *testing.T, l labelled, disputed map[[2]string]bool, want demands) {
	result := run(t, l.records, nil)
	got := score(l, result, nil)
	undisputed := score(l, result, disputed)
	perHundred := 100 * float64(len(result.Questions)) / float64(len(l.records))
	t.Logf("%d records: %v, %.2f questions per 100", len(l.records), got, perHundred)
	t.Logf("without disputed labels: %v", undisputed)
	answered, rounds, asked := answer(t, l, result)
	after := score(l, answered, nil)
	t.Logf("after %d answers in %d rounds: %v", asked, rounds, after)
	if testing.Verbose() && os.Getenv("DOSSIER_DEDUPE_MISSES") != "" {
		logMisses(t, l, result)
	}
	if want.sensitivity > 0 && got.sensitivity() < want.sensitivity {
		t.Errorf("sensitivity %.4f, want %.4f", got.sensitivity(), want.sensitivity)
	}
	if want.sensitivity > 0 && after.sensitivity() < 1 {
		t.Errorf("sensitivity after questions %.4f, want 1", after.sensitivity())
	}
	if want.pure && (got.mixed > 0 || after.mixed > 0) {
		t.Errorf("%d mixed clusters, %d after questions, want none", got.mixed, after.mixed)
	}
	if want.questions > 0 && perHundred > want.questions {
		t.Errorf("%.2f questions per 100 records, want at most %.2f", perHundred, want.questions)
	}
	if got.f1() < want.f1 {
		t.Errorf("F1 %.4f, want %.4f", got.f1(), want.f1)
	}
	checkShuffles(t, l, result)
}

// TestConformanceDedupeUnderLoss takes fields away at random: nothing may be
// lost for good, and hardly anything may be merged that is not one work.
func TestConformanceDedupeUnderLoss(t *testing.T) {
	eachSet(t, func(t *testing.T, _, _ string, want demands, l labelled) {
		if !want.pure {
			t.Skip("a set with too few fields to lose any")
		}
		rng := rand.New(rand.NewPCG(5, 6))
		for _, rec := range l.records {
			loseFields(rng, &rec.Citation)
		}
		result := run(t, l.records, nil)
		got := score(l, result, nil)
		after, _, asked := answer(t, l, result)
		t.Logf("%d records: %v, %d questions", len(l.records), got, asked)
		if got.mixed > 1 || got.f1() < 0.98 {
			t.Errorf("%v; want at most 1 mixed cluster and F1 0.98", got)
		}
		if missed := score(l, after, nil).missed; missed > 0 {
			t.Errorf("%d are missed after all questions", missed)
		}
	})
}

func loseFields(rng *rand.Rand, c *evidence.Citation) {
	for _, loss := range []struct {
		percent int
		lose    func()
	}{
		{50, func() { c.DOI = "" }}, {50, func() { c.PMID = "" }}, {50, func() { c.Abstract = "" }}, {15, func() { c.Pages = evidence.Pages{} }}, {8, func() { c.Volume = "" }},
		{10, func() { c.Issue = "" }}, {3, func() { c.Date.Year++ }}, {10, func() { c.Authors = c.Authors[:min(1, len(c.Authors))] }}, {3, func() { c.Authors = nil }}, {3, func() { c.Journal = "" }},
	} {
		if rng.IntN(100) < loss.percent {
			loss.lose()
		}
	}
}

func checkShuffles(t *testing.T, l labelled, want dedupe.Result) {
	for seed := range uint64(10) {
		shuffled := slices.Clone(l.records)
		rand.New(rand.NewPCG(seed, 4)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if diff := cmp.Diff(want, run(t, shuffled, nil)); diff != "" {
			t.Fatalf("shuffle %d changes the result:\n%s", seed, diff)
		}
	}
}

// figures count records: a group of n records removes n−1 of them.
type figures struct{ right, wrong, missed, mixed int }

func (f figures) sensitivity() float64 {
	return float64(f.right) / float64(max(1, f.right+f.missed))
}

func (f figures) f1() float64 {
	return 2 * float64(f.right) / float64(max(1, 2*f.right+f.wrong+f.missed))
}

func (f figures) String() string {
	return fmt.Sprintf("%d right, %d wrong, %d missed, %d mixed clusters, sensitivity %.4f, F1 %.4f", f.right, f.wrong, f.missed, f.mixed, f.sensitivity(), f.f1())
}

// score holds groups against labels. Within a group each work counts one kept
// record: of k works in a group of n, n−k are right and k−1 wrong. Pairs in
// disputed are taken out of the labels: a record all of whose partners are
// disputed counts as a work of its own and in no group as wrong.
func score(l labelled, result dedupe.Result, disputed map[[2]string]bool) figures {
	group := labelsWithout(l, disputed)
	var f figures
	inSet := make(map[string]int)
	for _, g := range group {
		inSet[g]++
	}
	removable := 0
	for _, n := range inSet {
		removable += n - 1
	}
	for _, g := range result.Groups {
		works := make(map[string]int)
		plain := make(map[string]int)
		for _, id := range g.IDs {
			works[group[id]]++
			plain[l.group[id]]++
		}
		f.right += len(g.IDs) - len(works)
		if wrong := len(plain) - 1; wrong > 0 {
			f.wrong += wrong
			f.mixed++
		}
	}
	f.missed = removable - f.right
	return f
}

// labelsWithout splits off the records that only disputed pairs hold in their
// group: the one of the pair with fewer other partners.
func labelsWithout(l labelled, disputed map[[2]string]bool) map[string]string {
	if len(disputed) == 0 {
		return l.group
	}
	group := make(map[string]string, len(l.group))
	members := make(map[string][]string)
	for id, g := range l.group {
		group[id] = g
		members[g] = append(members[g], id)
	}
	for _, ids := range members {
		slices.Sort(ids)
		for _, id := range ids {
			linked, cut := 0, 0
			for _, other := range ids {
				switch {
				case other == id:
				case disputed[[2]string{id, other}] || disputed[[2]string{other, id}]:
					cut++
				default:
					linked++
				}
			}
			if cut > 0 && linked == 0 {
				group[id] = group[id] + "/" + id
			}
		}
	}
	return group
}

// answer puts every question to the labels until there is none: the first answers
// bring up those for which there was no room. None may come twice.
func answer(t *testing.T, l labelled, result dedupe.Result) (dedupe.Result, int, int) {
	var constraints []dedupe.Constraint
	rounds, again := 0, 0
	known := make(map[[2]string]bool)
	for len(result.Questions) > 0 && again == 0 {
		rounds++
		for _, q := range result.Questions {
			verdict := dedupe.VerdictDifferent
			if l.group[q.A[0]] == l.group[q.B[0]] {
				verdict = dedupe.VerdictSame
			}
			pair := [2]string{q.A[0], q.B[0]}
			if known[pair] {
				again++
			}
			known[pair] = true
			constraints = append(constraints, dedupe.Constraint{A: q.A[0], B: q.B[0], Verdict: verdict})
		}
		result = run(t, l.records, constraints)
	}
	if again > 0 {
		t.Errorf("%d questions are asked again", again)
	}
	return result, rounds, len(constraints)
}

// TestConformanceHardCases: curated pairs, each judged by itself.
func TestConformanceHardCases(t *testing.T) {
	dir := corpustest.Dir(t, "dedupe")
	var file struct {
		Cases []struct {
			ID   string         `json:"id"`
			A    map[string]any `json:"record_a"`
			B    map[string]any `json:"record_b"`
			Want bool           `json:"expected_duplicate"`
		} `json:"cases"`
	}
	data, err := os.ReadFile(filepath.Join(dir, "hard_cases", "test_cases.json"))
	if os.IsNotExist(err) {
		corpustest.Absent(t, "hard cases")
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	merged, found := 0, 0
	for _, c := range file.Cases {
		a, b := dedupe.FromRow(stringRow(c.A)), dedupe.FromRow(stringRow(c.B))
		a.ID, b.ID = "a", "b"
		result := run(t, []*evidence.Record{&a, &b}, nil)
		outcome := "distinct"
		switch {
		case len(result.Groups) == 1:
			outcome = "merged"
		case len(result.Questions) == 1:
			outcome = "asked: " + result.Questions[0].Guard
		}
		t.Logf("%-75s duplicate=%v %s", c.ID, c.Want, outcome)
		switch {
		case c.Want && outcome != "distinct":
			found++
		case !c.Want && outcome == "merged":
			merged++
			t.Errorf("%s merged:\n%s", c.ID, dedupe.Explain(&a, &b))
		}
	}
	t.Logf("%d of the duplicates merged, linked or asked; %d others merged", found, merged)
	if found < min(9, len(file.Cases)) {
		t.Errorf("%d of the duplicates found, want 9", found)
	}
}

func TestConformanceSpecialCases(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t, "dedupe"), "special_cases")
	if _, err := os.Stat(dir); err != nil {
		corpustest.Absent(t, "special cases")
	}
	l := labelled{group: make(map[string]string)}
	for _, row := range corpustest.Rows(t, filepath.Join(dir, "records_pre_merged.csv")) {
		rec := dedupe.FromRow(row)
		l.records = append(l.records, &rec)
		l.group[rec.ID] = rec.ID
	}
	for _, row := range corpustest.Rows(t, filepath.Join(dir, "merged_record_ids.csv")) {
		ids := strings.Split(row["merged_ids"], ";")
		for _, id := range ids {
			l.group[id] = ids[0]
		}
	}
	result := run(t, l.records, nil)
	f := score(l, result, nil)
	t.Logf("%d records: %v, %d questions", len(l.records), f, len(result.Questions))
	if f.mixed > 0 {
		t.Errorf("%d mixed clusters", f.mixed)
	}
	if after, _, _ := answer(t, l, result); score(l, after, nil).missed > 0 {
		t.Error("some duplicates are neither merged nor asked")
	}
}

func run(t testing.TB, records []*evidence.Record, constraints []dedupe.Constraint) dedupe.Result {
	t.Helper()
	result, err := dedupe.Run(t.Context(), records, constraints)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func stringRow(values map[string]any) map[string]string {
	row := make(map[string]string)
	for k, v := range values {
		if v != nil {
			row[k] = fmt.Sprint(v)
		}
	}
	return row
}

func readLabelled(t testing.TB, path string) labelled {
	t.Helper()
	l := labelled{group: make(map[string]string)}
	for _, row := range corpustest.Rows(t, path) {
		rec := dedupe.FromRow(row)
		l.records = append(l.records, &rec)
		l.group[rec.ID] = row["duplicate_group"]
	}
	return l
}

func readDisputed(t testing.TB, path, set string) map[[2]string]bool {
	t.Helper()
	pairs := make(map[[2]string]bool)
	if _, err := os.Stat(path); err != nil {
		return pairs
	}
	for _, row := range corpustest.Rows(t, path) {
		if row["set"] == set {
			pairs[[2]string{row["record_a"], row["record_b"]}] = true
		}
	}
	return pairs
}

// logMisses prints what went wrong in a set, for those who change the rules.
func logMisses(t *testing.T, l labelled, result dedupe.Result) {
	byID := make(map[string]*evidence.Record)
	for _, r := range l.records {
		byID[r.ID] = r
	}
	of := make(map[string]int)
	for i, g := range result.Groups {
		for _, id := range g.IDs {
			of[id] = i + 1
		}
		for _, id := range g.IDs[1:] {
			if l.group[id] != l.group[g.IDs[0]] {
				logPair(t, "MIXED", byID[g.IDs[0]], byID[id])
			}
		}
	}
	groups := make(map[string][]string)
	for id, g := range l.group {
		groups[g] = append(groups[g], id)
	}
	for _, ids := range groups {
		slices.Sort(ids)
		for _, id := range ids[1:] {
			if of[id] == 0 || of[id] != of[ids[0]] {
				logPair(t, "MISSED", byID[ids[0]], byID[id])
			}
		}
	}
	for _, q := range result.Questions {
		label := "QUESTION no "
		if l.group[q.A[0]] == l.group[q.B[0]] {
			label = "QUESTION yes"
		}
		logPair(t, label, byID[q.A[0]], byID[q.B[0]])
	}
}

func logPair(t *testing.T, label string, a, b *evidence.Record) {
	var s strings.Builder
	fmt.Fprintf(&s, "%s\n", label)
	for _, r := range []*evidence.Record{a, b} {
		var names []string
		for _, p := range r.Authors[:min(len(r.Authors), 6)] {
			names = append(names, p.Short())
		}
		fmt.Fprintf(&s, "   %s | %s | %s | %d | %s | v%s i%s p%s | %s %s | %.60s\n", r.ID, r.Title, strings.Join(names, ", "), r.Year(), r.Journal, r.Volume, r.Issue, r.Pages.Raw, r.DOI, r.PMID, r.Abstract)
	}
	e := dedupe.Compare(a, b)
	for _, p := range e.Parts {
		fmt.Fprintf(&s, " %s %s %+.1f;", p.What, p.Name, p.Points)
	}
	fmt.Fprintf(&s, " = %.1f %s [%s]", e.Score, e.Outcome, e.Guard)
	t.Log(s.String())
}
