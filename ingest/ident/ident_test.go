package ident

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/ingest/format"
)

type collector struct {
	records  []evidence.Record
	problems []format.Problem
}

func (c *collector) Record(r evidence.Record) error {
	c.records = append(c.records, r)
	return nil
}

func (c *collector) Problem(p format.Problem) { c.problems = append(c.problems, p) }

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, arg, want string }{
		{"doi", "10.1056/NEJMoa2109927", "10.1056/NEJMoa2109927"},
		{"doi label", "doi:10.1056/NEJMoa2109927", "10.1056/NEJMoa2109927"},
		{"doi address", "https://doi.org/10.1056/NEJMoa2109927", "10.1056/NEJMoa2109927"},
		{"doi resolver", "http://dx.doi.org/10.1016/S0140-6736(97)11096-0", "10.1016/S0140-6736(97)11096-0"},
		{"doi with a stop", "10.1000/182.", "10.1000/182"},
		{"pmid digits", "34462967", "PMID:34462967"},
		{"pmid label", "PMID: 34462967", "PMID:34462967"},
		{"pubmed address", "https://pubmed.ncbi.nlm.nih.gov/34462967/", "PMID:34462967"},
		{"pmcid", "PMC10620674", "PMC10620674"},
		{"pmc address", "https://pmc.ncbi.nlm.nih.gov/articles/PMC10620674/", "PMC10620674"},
		{"nct", "NCT02092467", "NCT02092467"},
		{"nct address", "https://clinicaltrials.gov/study/NCT02092467", "NCT02092467"},
		{"isrctn", "ISRCTN12345678", "ISRCTN12345678"},
		{"arxiv", "arXiv:2101.01234", "arxiv:2101.01234"},
		{"a year is no pmid", "2020", ""},
		{"a file", "library.bib", ""},
		{"a path", "exports/2020/ris.txt", ""},
		{"a sentence", "see 10.1000/182 for more", ""},
		{"two", "10.1000/182 10.1000/183", ""},
		{"nothing", "", ""},
		{"an address without", "https://example.org/article", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec, ok := Parse(c.arg)
			if ok != (c.want != "") || rec.Origin.Key != c.want {
				t.Errorf("got %q, %v, want %q", rec.Origin.Key, ok, c.want)
			}
			if ok && rec.Origin.Format != "identifier" {
				t.Errorf("format %q", rec.Origin.Format)
			}
		})
	}
}

func TestRead(t *testing.T) {
	text := `10.1000/182
# a note

34462967
doi: 10.1000/183, 37851459; NCT02092467
The trial (NCT02092467) is reported in 2021 in doi:10.1000/184.
https://doi.org/10.1000/182
PMC10620674
12345 patients were counted
`
	var out collector
	if err := Read(context.Background(), format.Input{Name: "ids.txt", R: strings.NewReader(text)}, &out); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range out.records {
		got = append(got, fmt.Sprintf("%d %s", r.Origin.Line, r.Origin.Key))
	}
	want := []string{"1 10.1000/182", "4 PMID:34462967", "5 10.1000/183", "5 PMID:37851459", "5 NCT02092467", "6 10.1000/184", "8 PMC10620674"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var problems []string
	for _, p := range out.problems {
		problems = append(problems, p.String())
	}
	if diff := cmp.Diff([]string{"ids.txt:6: NCT02092467: already named on line 5", "ids.txt:7: 10.1000/182: already named on line 1"}, problems); diff != "" {
		t.Error(diff)
	}
}

func TestNothingFound(t *testing.T) {
	var out collector
	if err := Read(context.Background(), format.Input{Name: "x", R: strings.NewReader("no identifiers here\n")}, &out); err != nil {
		t.Fatal(err)
	}
	if len(out.records) != 0 || len(out.problems) != 1 || out.problems[0].Severity != format.Error {
		t.Errorf("%v", out)
	}
}

func TestSniff(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       format.Confidence
	}{
		{"dois", "10.1000/182\n10.1000/183\n", format.Likely},
		{"pmids", "34462967\n37851459\n", format.Likely},
		{"numbered", "1. 10.1000/182\n2. 10.1000/183\n", format.Likely},
		{"text", "As shown in doi:10.1000/182, nothing.\n", format.Maybe},
		{"prose", "Nothing here.\n", format.No},
		{"binary", "PK\x03\x04\x00\x0010.1000/182", format.No},
		{"empty", "", format.No},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Sniff([]byte(c.text), ""); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add("10.1000/182\nPMID: 1 NCT02092467\n")
	f.Fuzz(func(t *testing.T, text string) {
		var out collector
		if err := Read(context.Background(), format.Input{Name: "x", R: strings.NewReader(text)}, &out); err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, r := range out.records {
			key := strings.ToLower(r.Origin.Key)
			if seen[key] || r.Origin.Line < 1 {
				t.Fatalf("%s twice or without a line", key)
			}
			seen[key] = true
		}
		Parse(text)
		Sniff([]byte(text), "x")
	})
}
