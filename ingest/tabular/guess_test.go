package tabular

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/ingest/format"
)

func TestFieldAmong(t *testing.T) {
	tests := []struct{ heading, want string }{
		{"verified_doi", "doi"}, {"doi_checked", "doi"}, {"Article DOI", "doi"}, {"verified_title", "title"}, {"verifiedTitle", "title"},
		{"year_issue", "year"}, {"pages_or_article", "pages"}, {"study authors", "authors"}, {"trial_nct", "registry"}, {"cleaned_journal", "journal"},
		{"year_online", ""}, {"title_verified_at", ""}, {"Conference title", ""}, {"Author(s) ID", ""}, {"source_url", ""}, {"first_author", ""},
		{"journal title language", ""}, {"doi_pmid", ""}, {"what the title of this paper says", ""}, {"number_of_pages", ""}, {"population", ""},
	}
	for _, tt := range tests {
		t.Run(tt.heading, func(t *testing.T) {
			if got := fieldAmong(headingWords(tt.heading)); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// messages are the problems whose text holds the words.
func messages(problems []format.Problem, words string) []string {
	var out []string
	for _, p := range problems {
		if strings.Contains(p.Message, words) {
			out = append(out, string(p.Severity)+": "+p.Message)
		}
	}
	return out
}

func TestHeadingsAmongWords(t *testing.T) {
	got, err := readAll(t, nil, `id,seed_doi,verified_doi,verified_title,authors,journal,year_issue,pages_or_article,remarks_on_it,empty
a1,none,10.1000/one,A first title,"Berg, J.",J. Fixt.,2020,100-109,odd,
a2,10.1000/wrong,10.1000/two,A second title,"Smith, A.",J. Fixt.,2021,e1002,,
`)
	if err != nil || len(got.Records) != 2 {
		t.Fatalf("%v, %d records", err, len(got.Records))
	}
	type row struct {
		Title, DOI, Pages string
		Year              int
	}
	var rows []row
	for _, r := range got.Records {
		rows = append(rows, row{r.Title, string(r.DOI), r.Pages.Raw, r.Date.Year})
	}
	want := []row{{"A first title", "10.1000/one", "100-109", 2020}, {"A second title", "10.1000/two", "e1002", 2021}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if m := messages(got.Problems, "and not"); len(m) != 1 || !strings.Contains(m[0], `"verified_doi" was taken for the doi and not "seed_doi"`) {
		t.Errorf("choice: %v", m)
	}
	want1 := []string{`warning: the column "remarks_on_it" is kept but not understood`}
	if diff := cmp.Diff(want1, messages(got.Problems, "kept but not understood")); diff != "" {
		t.Errorf("unknown columns (-want +got):\n%s", diff)
	}
	if e := got.Records[1].Extra; len(e) != 1 || e[0].Name != "seed_doi" || e[0].Value != "10.1000/wrong" {
		t.Errorf("extra %v", e)
	}
}

func TestGuessesGiveWay(t *testing.T) {
	tests := []struct {
		name, text string
		mapping    Mapping
		doi, told  string
	}{
		{"to a known heading", "title,doi,seed_doi,authors\nT,10.1000/a,10.1000/b,Berg J\n", nil, "10.1000/a", `"seed_doi" is kept`},
		{"to values that are none", "title,doi_checked,authors,year\nT,yes,Berg J,2020\n", nil, "", `"doi_checked" is kept`},
		{"to a person", "title,seed_doi,authors,year\nT,10.1000/b,Berg J,2020\n", Mapping{"seed_doi": "-"}, "", ""},
		{"to the fuller column", "title,one_doi,other_doi,year\nT,,10.1000/b,2020\nU,10.1000/c,10.1000/d,2020\n", nil, "10.1000/b", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readAll(t, tt.mapping, tt.text)
			if err != nil || len(got.Records) == 0 {
				t.Fatal(err)
			}
			if string(got.Records[0].DOI) != tt.doi {
				t.Errorf("DOI %q", got.Records[0].DOI)
			}
			m := messages(got.Problems, "kept but not understood")
			if tt.told == "" && len(m) > 0 || tt.told != "" && (len(m) != 1 || !strings.Contains(m[0], strings.Fields(tt.told)[0])) {
				t.Errorf("told %v", m)
			}
		})
	}
}

func TestManyRowsKeepTheirOrder(t *testing.T) {
	var b strings.Builder
	b.WriteString("verified_title,authors,year\n")
	for range 2*maxLookahead + 7 {
		b.WriteString("A title of words,\"Berg, J.\",2020\n")
	}
	got, err := readAll(t, nil, b.String())
	if err != nil || len(got.Records) != 2*maxLookahead+7 {
		t.Fatalf("%v, %d records", err, len(got.Records))
	}
	for i, r := range got.Records {
		if r.Origin.Line != i+2 || r.Title == "" {
			t.Fatalf("record %d: line %d, title %q", i, r.Origin.Line, r.Title)
		}
	}
}
