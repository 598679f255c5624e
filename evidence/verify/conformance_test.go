package verify_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"dossier/cmd/corpustest"
	"dossier/evidence"
	"dossier/evidence/verify"
	"dossier/ingest/format"
	"dossier/ingest/reflist"
	"dossier/ingest/resolve"
	"dossier/ingest/resolve/replay"
)

// collector keeps what a reader gives.
type collector struct{ records []evidence.Record }

func (c *collector) Record(r evidence.Record) error { c.records = append(c.records, r); return nil }
func (c *collector) Problem(format.Problem)         {}

// seedList reads the printed reference list.
func seedList(t *testing.T) []evidence.Record {
	t.Helper()
	f, err := os.Open(filepath.Join(corpustest.Shared(t, "seeds"), "003_0c42f5b411b6983d.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var c collector
	if err := reflist.Read(context.Background(), format.Input{Name: "list", R: f}, &c); err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(c.records, func(r evidence.Record) bool {
		return r.Title == "" // the document itself
	})
}

// reference is one row of references.csv with the printed citation it belongs to.
type reference struct {
	key   string
	work  replay.Work
	known bool // the row names a DOI or PMID that was verified
	cited evidence.Citation
}

func references(t *testing.T) []reference {
	t.Helper()
	f, err := os.Open(filepath.Join(corpustest.Dir(t, "jak"), "references.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	printed := seedList(t)
	var out []reference
	for _, row := range rows[1:] {
		get := func(name string) string { return strings.TrimSpace(row[column[name]]) }
		if strings.Contains(get("seed_key"), "the seed review itself") {
			continue
		}
		if len(out) == len(printed) {
			t.Fatalf("%d references printed, more rows", len(printed))
		}
		ref := reference{key: get("seed_key"), cited: printed[len(out)].Citation}
		title, _, _ := strings.Cut(get("verified_title"), " (title as in the seed")
		title, _, _ = strings.Cut(title, " (the seed has")
		ref.work = replay.Work{
			DOI: get("verified_doi"), PMID: get("pmid"), PMCID: get("pmcid"), Title: title, Journal: get("journal"),
			Volume: get("volume"), Issue: get("issue"), Pages: get("pages_or_article"),
		}
		ref.work.Year, _ = strconv.Atoi(get("year_issue"))
		ref.work.YearOnline, _ = strconv.Atoi(get("year_online"))
		ref.work.Authors = authorsOf(get("authors"), ref.cited.Authors)
		ref.known = ref.work.DOI != "" || ref.work.PMID != ""
		out = append(out, ref)
	}
	if len(out) != len(printed) {
		t.Fatalf("%d rows, %d references printed", len(out), len(printed))
	}
	return out
}

// authorsOf turns "Family GI; …; and others" into full lists: whom the row
// leaves out is taken as printed.
func authorsOf(list string, printed []evidence.Person) []string {
	var out []string
	for _, name := range strings.Split(list, ";") {
		name = strings.TrimSpace(name)
		if name == "and others" {
			for _, p := range printed[min(len(out), len(printed)):] {
				out = append(out, p.FullFamily()+", "+p.Given)
			}
			break
		}
		name, _, _ = strings.Cut(name, " (")
		if i := strings.LastIndexByte(name, ' '); i > 0 {
			name = name[:i] + ", " + name[i+1:]
		}
		out = append(out, name)
	}
	return out
}

// verifyAll runs citations through resolver and comparison, against registries
// that know the given references.
func verifyAll(t *testing.T, known []reference, cited []evidence.Citation) []verify.Result {
	t.Helper()
	reg := &replay.Registry{}
	for _, k := range known {
		if k.known {
			reg.Works = append(reg.Works, k.work)
		}
	}
	srv := httptest.NewServer(reg)
	defer srv.Close()
	limits := map[string]resolve.Limit{}
	for name := range replay.BaseURLs(srv.URL) {
		limits[name] = resolve.Limit{PerSecond: 1e6, Concurrent: 4}
	}
	r, err := resolve.New(resolve.Config{BaseURLs: replay.BaseURLs(srv.URL), Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	var queries []resolve.Query
	for _, c := range cited {
		queries = append(queries, resolve.Query{Citation: c})
	}
	results := make([]verify.Result, len(cited))
	err = r.Resolve(context.Background(), queries, resolve.Options{Verify: true}, func(res resolve.Result) error {
		results[res.Query] = verify.Check(cited[res.Query], verify.Answer{
			Records: res.Records, Candidates: res.Candidates, NoSuchDOI: res.NoSuchDOI, Unanswered: res.Pending,
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// TestConformanceSeedList verifies the printed list of the worked example.
func TestConformanceSeedList(t *testing.T) {
	refs := references(t)
	var cited []evidence.Citation
	for _, r := range refs {
		cited = append(cited, r.cited)
	}
	got := map[verify.Severity][]string{}
	verdicts := map[verify.Verdict][]string{}
	offered := map[string]string{}
	for i, res := range verifyAll(t, refs, cited) {
		key := refs[i].key
		verdicts[res.Verdict] = append(verdicts[res.Verdict], key)
		for _, is := range res.Issues {
			t.Logf("%s: %s %s: %q, found %q", key, is.Severity, is.Field, is.Cited, is.Found)
			if is.Cited == "" {
				offered[key] = is.Field + " " + is.Found
				continue
			}
			got[is.Severity] = append(got[is.Severity], key+" "+is.Field)
		}
	}
	for v, keys := range verdicts {
		t.Logf("%s: %d", v, len(keys))
	}
	want := map[string][]string{
		"errors":          {"Isufi 2024 journal", "Lamberg 2024 authors", "Watanabe 2024 journal"},
		"contradicted":    {"Isufi 2024", "Lamberg 2024", "Watanabe 2024"},
		"not confirmed":   {"Isufi 2025", "Rønnstad 2025", "Sechi 2023"},
		"offered":         {"Guenther 2023 pmid 37440693", "Zhang 2023 doi 10.3389/fphar.2023.1189389"},
		"information":     {"Ingrassia 2023 year", "Ireland 2024 year", "Isufi 2024 year", "Yoon 2023 year"},
		"warnings":        {"Corbella-Bargot 2023 authors", "Khokhar 2025 authors", "Paolino 2025 title", "Samuel 2023 title", "Yoon 2023 title", "Zhang 2023 authors", "Zhang 2023 title"},
		"warnings beside": {"Van der Gang 2025 authors"}, // several names of one list
	}
	have := map[string][]string{"errors": got[verify.Error], "contradicted": verdicts[verify.Contradicted], "not confirmed": verdicts[verify.CouldNotConfirm]}
	for key, what := range offered {
		have["offered"] = append(have["offered"], key+" "+what)
	}
	// The record of Isufi 2024 has the year of the issue (2025) and of the online
	// version (2024) in references.csv.
	have["information"] = got[verify.Info]
	for _, w := range got[verify.Warning] {
		group := "warnings"
		if slices.Contains(want["warnings beside"], w) {
			group = "warnings beside"
		}
		if !slices.Contains(have[group], w) {
			have[group] = append(have[group], w)
		}
	}
	for name, list := range want {
		sort.Strings(list)
		sort.Strings(have[name])
		if !slices.Equal(list, have[name]) {
			t.Errorf("%s:\n got %q\nwant %q", name, have[name], list)
		}
	}
}

// TestConformanceSwapped gives each confirmable citation the journal, the authors
// or the DOI of every other one: all must be found out, and the citations left
// as they are must not be accused.
func TestConformanceSwapped(t *testing.T) {
	var refs []reference
	for _, r := range references(t) {
		if !r.known {
			continue
		}
		// Start from the right entry: the printed faults have their own test.
		c := r.cited
		c.Title, c.Journal, c.Volume = r.work.Title, r.work.Journal, r.work.Volume
		c.DOI = evidence.DOI(r.work.DOI)
		c.Authors = nil
		for _, a := range r.work.Authors {
			family, given, _ := strings.Cut(a, ", ")
			c.Authors = append(c.Authors, evidence.Person{Family: family, Given: given})
		}
		r.cited = c
		refs = append(refs, r)
	}
	swaps := []struct {
		field string
		apply func(c *evidence.Citation, other evidence.Citation) bool
	}{
		{evidence.FieldJournal, func(c *evidence.Citation, o evidence.Citation) bool {
			changed := c.Journal != o.Journal
			c.Journal = o.Journal
			return changed
		}},
		{evidence.FieldAuthors, func(c *evidence.Citation, o evidence.Citation) bool {
			c.Authors = o.Authors
			return true
		}},
		{evidence.FieldDOI, func(c *evidence.Citation, o evidence.Citation) bool {
			c.DOI = o.DOI
			return o.DOI != ""
		}},
	}
	var cited []evidence.Citation
	var what []string
	for i, r := range refs {
		cited, what = append(cited, r.cited), append(what, "")
		for j, o := range refs {
			for _, s := range swaps {
				c := r.cited
				if i != j && s.apply(&c, o.cited) {
					cited, what = append(cited, c), append(what, s.field)
				}
			}
		}
	}
	found, swapped, whole := map[string]int{}, map[string]int{}, 0
	for i, res := range verifyAll(t, refs, cited) {
		if what[i] == "" {
			whole++
			if res.Verdict != verify.Confirmed {
				t.Errorf("accused: %s: %s %+v %s", cited[i].Title, res.Verdict, res.Issues, res.Reason)
			}
			continue
		}
		swapped[what[i]]++
		if res.Verdict == verify.Contradicted && slices.ContainsFunc(res.Issues, func(is verify.Issue) bool {
			return is.Field == what[i] && is.Severity == verify.Error
		}) {
			found[what[i]]++
			continue
		}
		t.Errorf("%s swapped and not found: %q in %q by %s, DOI %s: %s %+v", what[i], cited[i].Title, cited[i].Journal,
			evidence.AuthorsShort(cited[i].Authors), cited[i].DOI, res.Verdict, res.Issues)
	}
	t.Logf("%d citations as they are, none accused; swapped and found: %s", whole, fmt.Sprint(found, " of ", swapped))
}
