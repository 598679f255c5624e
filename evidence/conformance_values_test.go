package evidence_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"dossier/cmd/corpustest"
	"dossier/evidence"
	"dossier/evidence/notation"
)

// The values of the worked example's studies parse without remainder.
func TestConformanceValuesOfStudies(t *testing.T) {
	f, err := os.Open(filepath.Join(corpustest.Dir(t, "jak"), "studies.csv"))
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
	read := map[string]int{}
	for _, row := range rows[1:] {
		get := func(name string) string { return row[column[name]] }
		check := func(name string, parse func(string) error) {
			s := get(name)
			if s == "" {
				return
			}
			read[name]++
			if err := parse(s); err != nil {
				t.Errorf("%s: %s %q: %v", get("doi"), name, s, err)
			}
		}
		check("doi", func(s string) error { _, err := evidence.ParseDOI(s); return err })
		check("pmid", func(s string) error { _, err := evidence.ParsePMID(s); return err })
		check("pmcid", func(s string) error { _, err := evidence.ParsePMCID(s); return err })
		check("year", func(s string) error { _, err := evidence.ParseDate(s); return err })
		check("pages_or_article", func(s string) error { _, err := evidence.ParsePages(s); return err })
		check("nct", func(s string) error {
			if got, want := len(evidence.FindRegistryIDs(s)), len(strings.Split(s, ";")); got != want {
				t.Errorf("%s: %q has %d registrations, found %d", get("doi"), s, want, got)
			}
			return nil
		})
		check("authors", func(s string) error {
			authors, truncated := evidence.ParseAuthors(s, evidence.NamesVancouver)
			names := strings.Split(s, "; ")
			if truncated {
				names = names[:len(names)-1]
			}
			if len(authors) != len(names) {
				t.Errorf("%s: %d authors of %d", get("doi"), len(authors), len(names))
			}
			for _, a := range authors {
				if a.Family == "" && !notation.IsCorporate(a.Literal) {
					t.Errorf("%s: %q has no family name", get("doi"), a)
				}
			}
			return nil
		})
		check("journal", func(s string) error {
			if abbrev := get("journal_abbrev"); abbrev != "" && !notation.SameJournal(s, abbrev) {
				t.Errorf("%q and %q are not seen as one journal", s, abbrev)
			}
			return nil
		})
	}
	t.Logf("values read: %v", read)
}

// Every DOI that a registry answered with is read back unchanged.
func TestConformanceDOIsOfRegistries(t *testing.T) {
	whole := regexp.MustCompile(`^10\.\d{4,9}(\.\d+)*/\S+$`)
	seen := map[string]bool{}
	forEachJSONString(t, filepath.Join(corpustest.Dir(t, "api"), "crossref"), "DOI", func(s string) {
		if whole.MatchString(s) && !strings.ContainsAny(s, "&%") { // escaped ones are not the DOI as it is
			seen[s] = true
		}
	})
	wrong := 0
	for s := range seen {
		if d, err := evidence.ParseDOI(s); err != nil || string(d) != s {
			wrong++
			t.Logf("%q read as %q, %v", s, d, err)
		}
		d := evidence.DOI(s)
		if again, err := evidence.ParseDOI(d.URL()); err != nil || again != d {
			t.Errorf("%q by its address %s: %q, %v", s, d.URL(), again, err)
		}
	}
	t.Logf("%d DOIs, %d read otherwise", len(seen), wrong)
	if wrong*1000 > len(seen) {
		t.Errorf("%d of %d DOIs are read otherwise", wrong, len(seen))
	}
}

// Page ranges that registries give are understood, but for remarks.
func TestConformancePagesOfRegistries(t *testing.T) {
	n, unread := 0, 0
	forEachJSONString(t, filepath.Join(corpustest.Dir(t, "api"), "crossref"), "page", func(s string) {
		n++
		if p, err := evidence.ParsePages(s); err != nil {
			unread++
			t.Logf("%q: %v", s, err)
		} else if b, err := evidence.ParsePages(p.BibTeX()); err != nil || !b.Equal(p) {
			t.Errorf("%q as BibTeX %q reads %+v, %v", s, p.BibTeX(), b, err)
		}
	})
	t.Logf("%d page fields, %d kept as printed only", n, unread)
	if unread*50 > n {
		t.Errorf("%d of %d page fields were not understood", unread, n)
	}
}

// Every publication date of PubMed gives a year.
func TestConformanceDatesOfPubMed(t *testing.T) {
	pubDate := regexp.MustCompile(`(?s)<PubDate>(.*?)</PubDate>`)
	tags := regexp.MustCompile(`<[^>]*>`)
	files, err := filepath.Glob(filepath.Join(corpustest.Dir(t, "api"), "pubmed", "efetch", "*.xml"))
	if err != nil || len(files) == 0 {
		t.Fatal("no PubMed records", err)
	}
	n, raw := 0, 0
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range pubDate.FindAllStringSubmatch(string(b), -1) {
			printed := strings.Join(strings.Fields(tags.ReplaceAllString(m[1], " ")), " ")
			if printed == "" {
				continue
			}
			n++
			d, err := evidence.ParseDate(printed)
			if err != nil || d.Year == 0 {
				t.Errorf("%s: %q gave %+v, %v", filepath.Base(file), printed, d, err)
			}
			if d.Raw != "" {
				raw++
				t.Logf("%q is %s and more", printed, d)
			}
		}
	}
	t.Logf("%d dates, %d of them say more than their parts", n, raw)
}

// The pasted list: its DOIs end where they end, the glued one too.
func TestConformanceDOIsOfPastedList(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(corpustest.Shared(t, "seeds"), "003_0c42f5b411b6983d.txt"))
	if err != nil {
		t.Fatal(err)
	}
	found := evidence.FindDOIs(string(b))
	wrapped := 0
	for _, f := range found {
		if strings.HasSuffix(string(f.DOI), "-") {
			wrapped++
		}
	}
	t.Logf("%d DOIs, %d of them divided at a line end", len(found), wrapped)
	if len(found) != 24 || wrapped != 2 || found[0].DOI != "10.12775/QS.2026.49.67568" {
		t.Errorf("found %d, %d divided, first %q", len(found), wrapped, found[0].DOI)
	}
}

func forEachJSONString(t *testing.T, dir, key string, visit func(string)) {
	t.Helper()
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, x := range v {
				if s, ok := x.(string); ok && k == key {
					visit(s)
				}
				walk(x)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".json" {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var v any
		if json.Unmarshal(b, &v) == nil { // error answers are not all JSON
			walk(v)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
