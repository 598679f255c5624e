package evidence_test

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"

	"dossier/evidence"
)

func TestCiteKey(t *testing.T) {
	for _, c := range []struct {
		author, title string
		year          int
		want          string
	}{
		{"Ytterberg, S.", "", 2022, "ytterberg2022"},
		{"Rønnstad, A.", "", 2025, "ronnstad2025"},
		{"Corbella-Bargot, L.", "", 2023, "corbellabargot2023"},
		{"de Wit, M.", "", 2020, "wit2020"},
		{"Van der Gang, S.", "", 2020, "vandergang2020"},
		{"Waśkiel-Burnat, A.", "", 2023, "waskielburnat2023"},
		{"Großmann, G.", "", 2020, "grossmann2020"},
		{"World Health Organization", "", 2021, "who2021"},
		{"GBD 2019 Collaborators", "", 2020, "gbd2020"},
		{"{Cochrane}", "", 2020, "cochrane2020"},
		{"Study group", "", 2020, "study2020"},
		{"", "The safety of JAK inhibitors", 2021, "safety2021"},
		{"", "2023 ACR guideline", 2023, "acr2023"},
		{"{山田太郎}", "Upadacitinib", 2021, "upadacitinib2021"},
		{"Kim, Y.", "", 0, "kimnd"},
		{"", "", 0, "refnd"},
	} {
		var authors []evidence.Person
		if c.author != "" {
			p, err := evidence.ParsePerson(c.author, evidence.NamesAPA)
			if err != nil {
				t.Fatal(err)
			}
			authors = append(authors, p)
		}
		if got := evidence.CiteKey(&evidence.Citation{Authors: authors, Title: c.title, Date: evidence.Date{Year: c.year}}); got != c.want {
			t.Errorf("%s, %q %d: %q, want %q", c.author, c.title, c.year, got, c.want)
		}
	}
}

func TestNextKey(t *testing.T) {
	taken := map[string]bool{}
	next := func(base string) string {
		k, _ := evidence.NextKey(base, 0, func(k string) bool { return taken[k] })
		taken[k] = true
		return k
	}
	for i, want := range map[int]string{0: "a2020", 1: "a2020b", 25: "a2020z", 26: "a2020aa", 27: "a2020ab"} {
		clear(taken)
		var got string
		for range i + 1 {
			got = next("a2020")
		}
		if got != want {
			t.Errorf("key %d: %q, want %q", i, got, want)
		}
	}
	if got := next("comment"); got != "commentb" {
		t.Errorf("reserved word: %q", got)
	}

	// A thousand authors of one name ask for each form once.
	clear(taken)
	asked, n := 0, 0
	for range 1000 {
		var k string
		k, n = evidence.NextKey("kim2020", n, func(k string) bool { asked++; return taken[k] })
		taken[k] = true
	}
	if asked != 1000 || len(taken) != 1000 || n != 1000 || !taken["kim2020all"] {
		t.Errorf("asked %d times for %d keys, %d forms", asked, len(taken), n)
	}
}

func TestCiteKeyForm(t *testing.T) {
	form := regexp.MustCompile(`^[a-z][a-z0-9]*$`)
	rapid.Check(t, func(t *rapid.T) {
		c := evidence.Citation{
			Authors: []evidence.Person{{Family: rapid.String().Draw(t, "family"), Literal: rapid.String().Draw(t, "literal")}},
			Title:   rapid.String().Draw(t, "title"),
			Date:    evidence.Date{Year: rapid.IntRange(0, 3000).Draw(t, "year")},
		}
		if key := evidence.CiteKey(&c); !form.MatchString(key) || key != evidence.CiteKey(&c) {
			t.Fatalf("key %q", key)
		}
	})
}

func TestCiteKeyOfIdentifiers(t *testing.T) {
	for _, c := range []struct {
		name string
		c    evidence.Citation
		want string
	}{
		{"DOI", evidence.Citation{DOI: "10.1056/NEJMoa2109927"}, "doinejmoa2109927"},
		{"DOI with signs", evidence.Citation{DOI: "10.1016/S0140-6736(20)32335-7"}, "dois0140673620323357"},
		{"PMID before DOI", evidence.Citation{DOI: "10.1/x", PMID: "35081280"}, "pmid35081280"},
		{"PMCID", evidence.Citation{PMCID: "PMC9811099"}, "pmc9811099"},
		{"trial number", evidence.Citation{Registry: []evidence.RegistryID{{ID: "NCT02092467"}}}, "nct02092467"},
		{"a year alone does not help", evidence.Citation{PMID: "1", Date: evidence.Date{Year: 2020}}, "pmid1"},
		{"a title is better", evidence.Citation{PMID: "1", Title: "Zoster again"}, "zosternd"},
	} {
		if got := evidence.CiteKey(&c.c); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
