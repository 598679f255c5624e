package csljson

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dossier/evidence"
	"dossier/ingest/format/formattest"
)

func readAll(t testing.TB, text string) (formattest.Found, error) {
	t.Helper()
	return formattest.Read(t, Format(), "our.json", text)
}

const sample = `{
  "id": "berg2021", "type": "article-journal", "title": "A title with <i>style</i> &amp; more",
  "author": [{"family": "Berg", "given": "Jan", "non-dropping-particle": "van den", "suffix": "Jr"}, {"literal": "ORAL Group"},
    {"family": "Doe", "given": "J", "ORCID": "https://orcid.org/0000-0002-1825-0097"}],
  "container-title": "Journal of Fixtures", "container-title-short": "J Fixt",
  "volume": 5, "issue": "2", "page": "100-109", "issued": {"date-parts": [["2021", 6, 5]]},
  "DOI": "10.1000/a.1", "ISSN": "0190-9622, 1097-6787", "PMID": 33000001, "keyword": "one, two",
  "abstract": "Text.", "note": "PMCID: PMC7000001", "language": "en", "unknown": {"a": 1}, "status": ""
}`

func TestItem(t *testing.T) {
	got, err := readAll(t, "["+sample+"]")
	if err != nil || len(got.Records) != 1 {
		t.Fatalf("%v, %+v", err, got)
	}
	want := evidence.Record{Citation: evidence.Citation{
		Type: evidence.TypeArticle, Title: "A title with style & more",
		Authors: []evidence.Person{{Family: "Berg", Given: "Jan", Particle: "van den", Suffix: "Jr"}, {Literal: "ORAL Group"},
			{Family: "Doe", Given: "J", ORCID: "0000-0002-1825-0097"}},
		Journal: "Journal of Fixtures", JournalAbbrev: "J Fixt", Volume: "5", Issue: "2", Language: "en",
		Pages: evidence.Pages{Raw: "100-109", First: "100", Last: "109"}, Date: evidence.Date{Year: 2021, Month: 6, Day: 5},
		DOI: "10.1000/a.1", PMID: "33000001", PMCID: "PMC7000001", ISSN: []evidence.ISSN{"0190-9622", "1097-6787"},
		Keywords: []string{"one", "two"}, Abstract: "Text.", Note: "PMCID: PMC7000001",
	}, Extra: []evidence.Field{{Name: "unknown", Value: `{"a": 1}`}}}
	opts := cmp.Options{cmpopts.IgnoreFields(evidence.Record{}, "Origin", "Raw"), cmpopts.EquateEmpty()}
	if diff := cmp.Diff(want, got.Records[0], opts); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
	if o := got.Records[0].Origin; o.Key != "berg2021" || o.Line != 1 || o.Format != "csl-json" {
		t.Errorf("origin %+v", o)
	}
}

func TestShapes(t *testing.T) {
	tests := []struct {
		name, text string
		ids        []string
		broken     bool
	}{
		{"array", `[{"id":"a","type":"book","title":"A"},{"id":"b","type":"book","title":"B"}]`, []string{"a", "b"}, false},
		{"one item", `{"id":"a","type":"book","title":"A"}`, []string{"a"}, false},
		{"items", `{"version":1,"items":[{"id":"a","title":"A"},{"id":2,"title":"B"}]}`, []string{"a", "2"}, false},
		{"references", `{"references":[{"id":"a","title":"A"}]}`, []string{"a"}, false},
		{"one per line", "{\"id\":\"a\",\"title\":\"A\"}\n{\"id\":\"b\",\"title\":\"B\"}\n", []string{"a", "b"}, false},
		{"empty", "[]", nil, false},
		{"an element that is no item", `[{"id":"a","title":"A"}, 7, {"id":"b","title":"B"}]`, []string{"a", "b"}, false},
		{"cut off", `[{"id":"a","title":"A"},{"id":"b","ti`, []string{"a"}, true},
		{"nested too deeply", `[{"id":"a","title":"A"},{"x":` + strings.Repeat("[", 1_000_000) + strings.Repeat("]", 1_000_000) + `}]`, []string{"a"}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readAll(t, tt.text)
			if (err != nil) != tt.broken {
				t.Errorf("error %v", err)
			}
			var ids []string
			for _, r := range got.Records {
				ids = append(ids, r.Origin.Key)
			}
			if diff := cmp.Diff(tt.ids, ids); diff != "" {
				t.Errorf("ids (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDates(t *testing.T) {
	tests := []struct {
		in   string
		want evidence.Date
	}{
		{`{"date-parts":[[2021]]}`, evidence.Date{Year: 2021}},
		{`{"date-parts":[["2021","6"]]}`, evidence.Date{Year: 2021, Month: 6}},
		{`{"date-parts":[[2020,12],[2021,1]]}`, evidence.Date{Year: 2020, Month: 12, EndYear: 2021, EndMonth: 1}},
		{`{"date-parts":[[null]]}`, evidence.Date{}},
		{`{"date-parts":[[2021]],"season":4}`, evidence.Date{Year: 2021, Season: "winter"}},
		{`{"date-parts":[[2021,21]]}`, evidence.Date{Year: 2021, Season: "spring"}},
		{`{"raw":"2021-06-05"}`, evidence.Date{Year: 2021, Month: 6, Day: 5}},
		{`"2021-06"`, evidence.Date{Year: 2021, Month: 6}},
		{`{"literal":"in press"}`, evidence.Date{Raw: "in press"}},
	}
	for _, tt := range tests {
		r, err := Item([]byte(`{"id":"a","issued":` + tt.in + `}`))
		if err != nil || r.Date != tt.want {
			t.Errorf("%s: %+v, want %+v (%v)", tt.in, r.Date, tt.want, err)
		}
	}
}

func TestServiceAnswer(t *testing.T) {
	r, err := Item([]byte(`{"type":"journal-article","title":["One","Two"],"container-title":[],"DOI":"10.1000/X","ISSN":["0190-9622"],
		"published-print":{"date-parts":[[2021,7]]},"issued":{"date-parts":[[2021,6,1]]},"author":[{"name":"A Consortium"}],"article-number":"e12"}`))
	if err != nil {
		t.Fatal(err)
	}
	if r.Type != evidence.TypeArticle || r.Title != "One" || r.Authors[0].Literal != "A Consortium" || r.Pages.First != "e12" || !r.Pages.Locator {
		t.Errorf("%+v", r.Citation)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("[" + sample + "]")
	f.Add(`{"items":{"items":[1]}}`)
	f.Add(`{"id":[[]],"title":1,"issued":{"date-parts":[[],[1]]},"author":[1,"x, y",{}],"custom":{"registry":1}}`)
	f.Fuzz(func(t *testing.T, text string) {
		got, _ := readAll(t, text)
		for _, r := range got.Records {
			if r.Origin.Line < 1 {
				t.Errorf("record without line: %+v", r.Origin)
			}
		}
	})
}

func BenchmarkImportCSLJSON(b *testing.B) {
	const n = 3000
	items := make([]string, n)
	for i := range items {
		items[i] = strings.Replace(strings.Replace(sample, "berg2021", fmt.Sprint("key", i), 1), "Text.", strings.Repeat("Patients were assigned to one of two doses. ", 30), 1)
	}
	text := "[" + strings.Join(items, ",\n") + "]"
	formattest.Benchmark(b, Format(), text, n)
}

// FuzzMembers: the quick cut must give what encoding/json does.
func FuzzMembers(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`{"a":"\\\"","b" : [1,{"c":"]}"}] , "\u0061":-1e5,"":null}`))
	f.Add([]byte(" {} "))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			return
		}
		var want map[string]json.RawMessage
		wantErr := json.Unmarshal(raw, &want)
		got := map[string]json.RawMessage{}
		if err := members(raw, func(name string, value json.RawMessage) { got[name] = value }); (err == nil) != (wantErr == nil) {
			t.Fatalf("%q: %v, want %v", raw, err, wantErr)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); wantErr == nil && diff != "" {
			t.Errorf("%q (-want +got):\n%s", raw, diff)
		}
	})
}
