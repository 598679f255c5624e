package bibtex

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/format/formattest"
	"dossier/ingest/spool"
)

func readAll(t testing.TB, text string) formattest.Found {
	t.Helper()
	return formattest.MustRead(t, Format(), "our.bib", text)
}

func TestRecord(t *testing.T) {
	tests := []struct {
		name, text string
		want       evidence.Record
	}{
		{"journal article with everything", `@Article{berg2021,
  author   = {van den Berg, Jan and {ORAL Group} and M{\"u}ller, Jr, K. and others},
  title    = {{JAK1} and {$\alpha$}-tests: 5\% of {\'E}tudes},
  journal  = "Journal of Trial Fixtures",
  year     = 2021, month = jun, day = 5,
  volume   = 12, number = {3}, pages = {100--09},
  doi      = {https://doi.org/10.1000/ABC_d\_e},
  issn     = {0190-9622, 1097-6787}, pmid = {33000001}, pmcid = {PMC7000001},
  keywords = {one, {two, half}; three},
  abstract = {A line that is
     wrapped.
     METHODS: And a section.},
  file = {a.pdf}, x-note = {Kept {as} is}
}`, evidence.Record{
			Citation: evidence.Citation{
				Type: evidence.TypeArticle, Title: "JAK1 and α-tests: 5% of Études",
				Authors: []evidence.Person{{Family: "Berg", Given: "Jan", Particle: "van den"}, {Literal: "ORAL Group"},
					{Family: "Müller", Given: "K.", Suffix: "Jr"}},
				AuthorsTruncated: true, Journal: "Journal of Trial Fixtures", Volume: "12", Issue: "3",
				Pages: evidence.Pages{Raw: "100–09", First: "100", Last: "109"},
				Date:  evidence.Date{Year: 2021, Month: 6, Day: 5},
				DOI:   "10.1000/ABC_d_e", PMID: "33000001", PMCID: "PMC7000001",
				ISSN: []evidence.ISSN{"0190-9622", "1097-6787"}, Keywords: []string{"one, two, half", "three"},
				Abstract: "A line that is wrapped.\nMETHODS: And a section.",
			},
			Extra: []evidence.Field{{Name: "file", Value: "a.pdf"}, {Name: "x-note", Value: "Kept {as} is"}},
		}},
		{"web of science", `@article{ WOS:000111222333444,
Author = {Smith, Anna and Jones, Bob},
Title = {{A long title
   over two lines}},
Journal = {TRIALS},
Year = {{2020}}, Month = {{JUN 15}}, Article-Number = {{e1002}},
ISSN = {{1234-5679}}, EISSN = {{2049-3630}},
Early Access Date = {{DEC 2019}}, Unique-ID = {{WOS:000111222333444}}, Type = {{Article}}
}`, evidence.Record{
			Citation: evidence.Citation{
				Type: evidence.TypeArticle, Title: "A long title over two lines",
				Authors: []evidence.Person{{Family: "Smith", Given: "Anna"}, {Family: "Jones", Given: "Bob"}},
				Journal: "TRIALS", Pages: evidence.Pages{Raw: "e1002", First: "e1002", Locator: true},
				Date: evidence.Date{Year: 2020, Month: 6, Day: 15}, DateOnline: evidence.Date{Year: 2019, Month: 12},
				ISSN: []evidence.ISSN{"1234-5679", "2049-3630"}, PublicationTypes: []string{"Article"},
				OtherIDs: []evidence.OtherID{{Kind: "wos", Value: "WOS:000111222333444"}},
			},
		}},
		{"preprint with eprint and DOI in a note", `@misc{p, title="T", eprint={2101.00001}, archiveprefix={arXiv},
  note={Available at doi:10.1000/xyz-1; PMID: 123456}, howpublished={\url{https://example.org/a_b}}}`, evidence.Record{
			Citation: evidence.Citation{
				Type: evidence.TypeOther, Title: "T", DOI: "10.1000/xyz-1", PMID: "123456", URL: "https://example.org/a_b",
				OtherIDs: []evidence.OtherID{{Kind: "arxiv", Value: "2101.00001"}},
				Note:     "Available at doi:10.1000/xyz-1; PMID: 123456",
			},
		}},
		{"biblatex names, date range and online type", `@online{o, author={family=Berg, given=Jan, prefix=van and Doe, J}, date={2020-05/2020-06}, title={A?}, subtitle={B}}`,
			evidence.Record{Citation: evidence.Citation{Type: evidence.TypeWebpage, Title: "A? B",
				Authors: []evidence.Person{{Family: "Berg", Given: "Jan", Particle: "van"}, {Family: "Doe", Given: "J"}},
				Date:    evidence.Date{Year: 2020, Month: 5, EndYear: 2020, EndMonth: 6}}}},
		{"a date in words, a doi that is none", `@book{b, title={T}, year={in press}, doi={n/a}, isbn={978-3-16-148410-0}, publisher={P}, address={Berlin}}`,
			evidence.Record{Citation: evidence.Citation{Type: evidence.TypeBook, Title: "T", Date: evidence.Date{Raw: "in press"},
				ISBN: []string{"978-3-16-148410-0"}, Publisher: "P", Place: "Berlin"},
				Extra: []evidence.Field{{Name: "doi", Value: "n/a"}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := readAll(t, tt.text)
			if len(got.Records) != 1 {
				t.Fatalf("%d records", len(got.Records))
			}
			opts := cmp.Options{cmpopts.IgnoreFields(evidence.Record{}, "Origin", "Raw"), cmpopts.EquateEmpty()}
			if diff := cmp.Diff(tt.want, got.Records[0], opts); diff != "" {
				t.Errorf("record (-want +got):\n%s", diff)
			}
			if raw := got.Records[0].Raw; raw != strings.TrimSpace(tt.text) {
				t.Errorf("raw text is %q", raw)
			}
		})
	}
}

func TestInheritance(t *testing.T) {
	got := readAll(t, `@inbook{child, title={Chapter}, pages={1-2}, crossref={book}}
@article{other, title={Between}}
@book{book, title={The Book}, editor={Ed Itor}, doi={10.1000/book}, abstract={Of the book}, xdata={pub}}
@xdata{pub, publisher={Press}, location={Town}, year=1999}
@incollection{late, title={Second}, crossref={BOOK}, publisher={Own}}
@inproceedings{orphan, title={Alone}, crossref={nowhere}}
@misc{loop1, xdata={loop2}}
@xdata{loop2, xdata={loop1}, note={N}}
`)
	type row struct{ Key, Title, Journal, Publisher, DOI, Note string }
	var rows []row
	for _, r := range got.Records {
		rows = append(rows, row{r.Origin.Key, r.Title, r.Journal, r.Publisher, string(r.DOI), r.Note})
	}
	want := []row{
		{"child", "Chapter", "The Book", "Press", "", ""},
		{"other", "Between", "", "", "", ""},
		{"book", "The Book", "", "Press", "10.1000/book", ""},
		{"pub", "", "", "Press", "", ""},
		{"late", "Second", "The Book", "Own", "", ""},
		{"orphan", "Alone", "", "", "", ""},
		{"loop1", "", "", "", "", "N"},
		{"loop2", "", "", "", "", "N"},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	told := false
	for _, p := range got.Problems {
		told = told || p.Entry == "orphan" && p.Line == 6 && strings.Contains(p.Message, "nowhere")
	}
	if !told {
		t.Errorf("the missing parent is not reported: %v", got.Problems)
	}
}

// TestInheritanceFromFarAway: the parent is no longer in memory.
func TestInheritanceFromFarAway(t *testing.T) {
	var b strings.Builder
	b.WriteString("@proceedings{Parent, title={Far Proceedings}, ids={other, Alias}, crossref={Grand}}\n@book{grand, publisher={Old House}}\n")
	for i := range 6 {
		fmt.Fprintf(&b, "@book{big%d, series={%s}}\n", i, strings.Repeat("x", spool.Buffer/4))
	}
	b.WriteString("@inproceedings{child, title={A Part}, crossref={ALIAS}}\n@misc{grand, title={Again}}\n")
	got := readAll(t, b.String())
	child := got.Records[len(got.Records)-2]
	if child.Journal != "Far Proceedings" || child.Publisher != "Old House" {
		t.Errorf("journal %q, publisher %q", child.Journal, child.Publisher)
	}
	if last := got.Problems[len(got.Problems)-1]; !strings.Contains(last.Message, "used before, at line 2") {
		t.Errorf("%+v", last)
	}
}

func TestProblemsNameTheirPlace(t *testing.T) {
	got := readAll(t, "@misc{ok, title={A}}\n\n@misc{broken,\n title={B,\n year={2001}\n}\n\n@misc{ok, title={C}, Title={D}, journal=nomacro}\n")
	type row struct {
		Line     int
		Entry    string
		Severity format.Severity
	}
	var rows []row
	for _, p := range got.Problems {
		rows = append(rows, row{p.Line, p.Entry, p.Severity})
	}
	want := []row{
		{3, "broken", format.Error}, // not closed
		{8, "ok", format.Warning},   // macro
		{8, "ok", format.Warning},   // key used before
		{8, "ok", format.Warning},   // field twice
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("%v\nproblems (-want +got):\n%s", got.Problems, diff)
	}
	if len(got.Records) != 3 || got.Records[1].Date.Year != 2001 || got.Records[1].Title != "B" {
		t.Errorf("records: %+v", got.Records)
	}
}

func TestNoCommaBehindTheKey(t *testing.T) {
	tests := []struct{ name, text, key, title string }{
		{"on one line", `@article{broken2 title="x", year=2020}`, "broken2", "x"},
		{"a key without digits", `@article{berg title={x}, year=2020}`, "berg", "x"},
		{"a bare first value", `@article{berg2 year=2020, title={x}}`, "berg2", "x"},
		{"a field of our own", `@article{berg2 trial = {A}, title={x}, year=2020}`, "berg2", "x"},
		{"on two lines", "@article{berg3\n title={x},\n year=2020}", "berg3", "x"},
		{"no key, a name of three words", `@article{Early Access Date = {2020}, title={x}, year=2020}`, "", "x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := readAll(t, "@misc{before, title={b}}\n"+tt.text)
			if len(got.Records) != 2 {
				t.Fatalf("%d records, %v", len(got.Records), got.Problems)
			}
			r := got.Records[1]
			if r.Origin.Key != tt.key || r.Title != tt.title || r.Date.Year != 2020 {
				t.Errorf("key %q, title %q, year %d", r.Origin.Key, r.Title, r.Date.Year)
			}
			if len(got.Problems) == 0 || got.Problems[0].Line < 2 || tt.key != "" && (got.Problems[0].Entry != tt.key || !strings.Contains(got.Problems[0].Message, "no comma")) {
				t.Errorf("problems %v", got.Problems)
			}
		})
	}
}

func TestRegistrations(t *testing.T) {
	tests := []struct {
		name, fields string
		ids          []string
		extra        int
	}{
		{"own field", `nct = {NCT00000001}`, []string{"NCT00000001"}, 0},
		{"several, of two registries", `registry = {NCT00000001; ISRCTN00000002}`, []string{"NCT00000001", "ISRCTN00000002"}, 0},
		{"with other words", `trial-registration = {NCT00000001 (extension)}`, []string{"NCT00000001"}, 1},
		{"in a note", `note = {Registered as NCT00000001, NCT00000001}`, []string{"NCT00000001"}, 0},
		{"several in a note", `note = {Pools NCT00000001 and NCT00000002}`, nil, 0},
		{"several registrations in a note", `note = {Trial registration: NCT00000001, NCT00000002}`, []string{"NCT00000001", "NCT00000002"}, 0},
		{"twice", `nct = {NCT00000001}, annote = {NCT00000001}`, []string{"NCT00000001"}, 0},
		{"no number", `nct = {pending}`, nil, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := readAll(t, "@article{a, title={T}, "+tt.fields+"}")
			var ids []string
			for _, id := range got.Records[0].Registry {
				ids = append(ids, id.ID)
			}
			if diff := cmp.Diff(tt.ids, ids); diff != "" {
				t.Errorf("registrations (-want +got):\n%s", diff)
			}
			if len(got.Records[0].Extra) != tt.extra {
				t.Errorf("extra fields %v", got.Records[0].Extra)
			}
		})
	}
}
