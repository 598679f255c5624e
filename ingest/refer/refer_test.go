package refer

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/format/formattest"
)

func readAll(t testing.TB, text string) formattest.Found {
	t.Helper()
	return formattest.MustRead(t, Format(), "our.enw", text)
}

const export = `%0 Journal Article
%A Berg, Jan
%A ORAL Group,
%T A title
over two lines
%J Journal of Fixtures
%V 5
%N 2
%P 100-9
%@ 0190-9622
%D 2021
%8 June 5
%R 10.1000/a.1
%X Text.
%K one
two
%U https://example.org/
%! kept

%0 Book
%A Berg, Jan
%T Second
%D 2019
`

func TestRecords(t *testing.T) {
	if c := Format().Sniff([]byte(export), ""); c != format.Certain {
		t.Errorf("confidence %v", c)
	}
	if c := Format().Sniff([]byte("% LaTeX\n%A comment\n\\documentclass"), ""); c != format.No {
		t.Errorf("confidence %v for LaTeX", c)
	}
	got := readAll(t, export)
	if len(got.Records) != 2 || got.Records[1].Title != "Second" || got.Records[1].Origin.Line != 20 {
		t.Fatalf("%+v", got.Records)
	}
	want := evidence.Record{Citation: evidence.Citation{Type: evidence.TypeArticle, Title: "A title over two lines",
		Authors: []evidence.Person{{Family: "Berg", Given: "Jan"}, {Literal: "ORAL Group"}}, Journal: "Journal of Fixtures", Volume: "5", Issue: "2",
		Pages: evidence.Pages{Raw: "100-9", First: "100", Last: "109"}, Date: evidence.Date{Year: 2021, Month: 6, Day: 5}, DOI: "10.1000/a.1",
		ISSN: []evidence.ISSN{"0190-9622"}, Abstract: "Text.", Keywords: []string{"one", "two"}, URL: "https://example.org/"},
		Extra: []evidence.Field{{Name: "%!", Value: "kept"}}}
	opts := cmp.Options{cmpopts.IgnoreFields(evidence.Record{}, "Origin", "Raw"), cmpopts.EquateEmpty()}
	if diff := cmp.Diff(want, got.Records[0], opts); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(export)
	f.Add("%0\n%A ,\n%8 x\n%D 20\n%@\n%%\n%K ;")
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range readAll(t, text).Records {
			if r.Origin.Line < 1 {
				t.Errorf("record without line: %+v", r.Origin)
			}
		}
	})
}
