package jsonl

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/ingest/format"
)

type found struct {
	records  []evidence.Record
	problems []format.Problem
}

func (f *found) Record(r evidence.Record) error { f.records = append(f.records, r); return nil }
func (f *found) Problem(p format.Problem)       { f.problems = append(f.problems, p) }

func TestRoundTrip(t *testing.T) {
	studies := []evidence.Study{
		{Key: "berg2020", Design: "RCT", N: 40, Citation: evidence.Citation{Type: evidence.TypeArticle, Title: "A <title>", DOI: "10.1000/a", PMID: "33000001",
			Authors: []evidence.Person{{Family: "Berg", Given: "J."}}, Date: evidence.Date{Year: 2020, Month: 5}, Pages: evidence.Pages{Raw: "1-9", First: "1", Last: "9"},
			Registry: []evidence.RegistryID{{Registry: "ClinicalTrials.gov", ID: "NCT00000001"}}, Abstract: "One.\nTwo."}},
		{Key: "smith2021", Citation: evidence.Citation{Type: evidence.TypeBook, Title: "Another"}},
	}
	var text strings.Builder
	for _, s := range studies {
		if err := json.NewEncoder(&text).Encode(s); err != nil {
			t.Fatal(err)
		}
	}
	if c := Format().Sniff([]byte(text.String()), "x"); c != format.Certain {
		t.Errorf("confidence %v", c)
	}
	var sink found
	in := format.Input{Name: "our.jsonl", R: strings.NewReader("\n" + text.String() + "{\"key\":\n{\"weather\":1}\n")}
	if err := Format().Read(t.Context(), in, &sink); err != nil || len(sink.records) != 2 {
		t.Fatalf("%v, %d records", err, len(sink.records))
	}
	for i, r := range sink.records {
		if diff := cmp.Diff(studies[i].Citation, r.Citation); diff != "" {
			t.Errorf("citation (-want +got):\n%s", diff)
		}
		if r.Origin.Key != studies[i].Key || r.Origin.Line != i+2 {
			t.Errorf("origin %+v", r.Origin)
		}
	}
	if diff := cmp.Diff([]evidence.Field{{Name: "design", Value: "RCT"}, {Name: "n", Value: "40"}}, sink.records[0].Extra); diff != "" {
		t.Errorf("extra (-want +got):\n%s", diff)
	}
	if len(sink.problems) != 2 || sink.problems[0].Line != 4 || !sink.problems[1].Lost {
		t.Errorf("problems %v", sink.problems)
	}
}

func TestSniffRefuses(t *testing.T) {
	for name, text := range map[string]string{"CSL-JSON": `[{"id":"a","title":"T"}]`, "other object": `{"key":"a"}`, "empty": ""} {
		t.Run(name, func(t *testing.T) {
			if c := Format().Sniff([]byte(text), "x.jsonl"); c != format.No {
				t.Errorf("confidence %v", c)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add("{\"key\":\"a\",\"citation\":{\"title\":\"T\"}}\n{")
	f.Fuzz(func(t *testing.T, text string) {
		var sink found
		_ = Format().Read(t.Context(), format.Input{Name: "f", R: strings.NewReader(text)}, &sink)
		for _, r := range sink.records {
			if r.Origin.Line < 1 {
				t.Errorf("no line: %+v", r.Origin)
			}
		}
	})
}
