package csljson_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dossier/evidence"
	"dossier/exports/biblio"
	"dossier/exports/csljson"
)

func TestEveryExportIsOneJSONArray(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var studies []*evidence.Study
		for range rapid.IntRange(0, 3).Draw(t, "n") {
			studies = append(studies, &evidence.Study{Key: rapid.String().Draw(t, "key"), Citation: evidence.Citation{
				Title: rapid.String().Draw(t, "title"), Authors: []evidence.Person{{Family: rapid.String().Draw(t, "family")}},
				Date: evidence.Date{Year: rapid.IntRange(0, 3000).Draw(t, "year"), EndDay: rapid.IntRange(0, 31).Draw(t, "end")},
			}})
		}
		var out bytes.Buffer
		if err := csljson.Write(&out, biblio.List(studies), biblio.Options{}); err != nil {
			t.Fatal(err)
		}
		var items []csljson.Item
		if err := json.Unmarshal(out.Bytes(), &items); err != nil {
			t.Fatal(err)
		}
		if items == nil || len(items) != len(studies) {
			t.Fatalf("%d studies became %d items", len(studies), len(items))
		}
	})
}

func TestIDsAreUnique(t *testing.T) {
	var studies []*evidence.Study
	for _, key := range []string{"12345", "12345", "12345-2", "12345", "b"} {
		studies = append(studies, &evidence.Study{Key: key})
	}
	var out bytes.Buffer
	if err := csljson.Write(&out, biblio.List(studies), biblio.Options{}); err != nil {
		t.Fatal(err)
	}
	var items []csljson.Item
	if err := json.Unmarshal(out.Bytes(), &items); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, item := range items {
		ids = append(ids, item.ID)
	}
	if diff := cmp.Diff([]string{"12345", "12345-3", "12345-4", "12345-2", "b"}, ids); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
}

func TestDates(t *testing.T) {
	tests := []struct {
		name string
		date evidence.Date
		want *csljson.Date
	}{
		{"none", evidence.Date{}, nil},
		{"day", evidence.Date{Year: 2021, Month: 6, Day: 5}, &csljson.Date{Parts: [][]int{{2021, 6, 5}}}},
		{"season", evidence.Date{Year: 2021, Season: "autumn"}, &csljson.Date{Parts: [][]int{{2021}}, Season: 3}},
		{"months", evidence.Date{Year: 2021, Month: 12, EndYear: 2022, EndMonth: 1}, &csljson.Date{Parts: [][]int{{2021, 12}, {2022, 1}}}},
		{"days of one month", evidence.Date{Year: 2021, Month: 6, Day: 5, EndDay: 9}, &csljson.Date{Parts: [][]int{{2021, 6, 5}, {2021, 6, 9}}}},
		{"words", evidence.Date{Raw: "in press"}, &csljson.Date{Raw: "in press"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := csljson.NewItem(&evidence.Study{Citation: evidence.Citation{Date: tt.date}}, biblio.Options{}).Issued
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("issued (-want +got):\n%s", diff)
			}
		})
	}
}
