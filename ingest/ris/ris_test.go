package ris

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dossier/evidence"
	"dossier/ingest/format/formattest"
)

// found collects what the reader gives.
func readAll(t testing.TB, text string) formattest.Found {
	t.Helper()
	return formattest.MustRead(t, Format(), "our.ris", text)
}

func TestDialects(t *testing.T) {
	authors := []evidence.Person{{Family: "Berg", Given: "Jan"}, {Family: "Smith", Given: "A. B."}}
	tests := []struct {
		name, text string
		want       evidence.Record
	}{
		{"Scopus", `TY  - JOUR
TI  - A title
T2  - Journal of Fixtures
J2  - J. Fixt.
VL  - 5
IS  - 2
SP  - 100
EP  - 109
PY  - 2021
DO  - 10.1000/a.1
AU  - Berg, Jan
AU  - Smith, A. B.
KW  - one
KW  - two
C2  - 31421429
DB  - Scopus
M3  - Article
N1  - Export Date: 1 May 2021
ER  - 
`, evidence.Record{Citation: evidence.Citation{Type: evidence.TypeArticle, Title: "A title", Authors: authors,
			Journal: "Journal of Fixtures", JournalAbbrev: "J. Fixt.", Volume: "5", Issue: "2",
			Pages: evidence.Pages{Raw: "100-109", First: "100", Last: "109"}, Date: evidence.Date{Year: 2021},
			DOI: "10.1000/a.1", PMID: "31421429", Keywords: []string{"one", "two"}, PublicationTypes: []string{"Article"},
			Note: "Export Date: 1 May 2021"}}},
		{"Reference Manager and Ovid", `TY  - JOUR
ID  - 12345678
A1  - Berg, Jan
A1  - Smith, A. B.
T1  - A title
JF  - Journal of Fixtures
JA  - J Fixt
Y1  - 2021/06/05/
N2  - BACKGROUND: Text that
is wrapped.
VL  - 5
CP  - 2
SP  - 100-9
SN  - 0190-9622 (Print)
M3  - https://doi.org/10.1000/a.1
ER  - 
`, evidence.Record{Citation: evidence.Citation{Type: evidence.TypeArticle, Title: "A title", Authors: authors,
			Journal: "Journal of Fixtures", JournalAbbrev: "J Fixt", Volume: "5", Issue: "2",
			Pages: evidence.Pages{Raw: "100-9", First: "100", Last: "109"}, Date: evidence.Date{Year: 2021, Month: 6, Day: 5},
			DOI: "10.1000/a.1", ISSN: []evidence.ISSN{"0190-9622"}, Abstract: "BACKGROUND: Text that is wrapped."}}},
		{"Web of Science, article number and date in two tags", `TY  - JOUR
AU  - Berg, Jan
AU  - Smith, A. B.
TI  - A title
T2  - JOURNAL OF FIXTURES
DA  - JUN 5
PY  - 2021
C7  - e1002
AN  - WOS:000111222333444
ER  - 
`, evidence.Record{Citation: evidence.Citation{Type: evidence.TypeArticle, Title: "A title", Authors: authors,
			Journal: "JOURNAL OF FIXTURES", Pages: evidence.Pages{Raw: "e1002", First: "e1002", Locator: true},
			Date:     evidence.Date{Year: 2021, Month: 6, Day: 5},
			OtherIDs: []evidence.OtherID{{Kind: "wos", Value: "WOS:000111222333444"}}}}},
		{"EndNote from PubMed, group author, unknown tag", `TY  - JOUR
AU  - ORAL Group,
TI  - A title
AN  - 33000001
DB  - PubMed
C2  - PMC7000001
XX  - kept
ER  - 
`, evidence.Record{Citation: evidence.Citation{Type: evidence.TypeArticle, Title: "A title",
			Authors: []evidence.Person{{Literal: "ORAL Group"}}, PMID: "33000001", PMCID: "PMC7000001"},
			Extra: []evidence.Field{{Name: "XX", Value: "kept"}}}},
		{"chapter", `TY  - CHAP
AU  - Berg, Jan
A2  - Smith, A. B.
TI  - Part
T2  - The Book
PB  - Press
CY  - Town
SN  - 978-3-16-148410-0
ER  - 
`, evidence.Record{Citation: evidence.Citation{Type: evidence.TypeChapter, Title: "Part", Authors: authors[:1], Editors: authors[1:],
			Journal: "The Book", Publisher: "Press", Place: "Town", ISBN: []string{"978-3-16-148410-0"}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := readAll(t, tt.text)
			if len(got.Records) != 1 {
				t.Fatalf("%d records, %v", len(got.Records), got.Problems)
			}
			opts := cmp.Options{cmpopts.IgnoreFields(evidence.Record{}, "Origin", "Raw"), cmpopts.EquateEmpty()}
			if diff := cmp.Diff(tt.want, got.Records[0], opts); diff != "" {
				t.Errorf("record (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBoundaries(t *testing.T) {
	const one = "TY  - JOUR\nTI  - One\nER  - \n"
	tests := []struct {
		name, text string
		titles     []string
		abstract   string // of the first
	}{
		{"missing ER", "TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\nER  - \n", []string{"One", "Two"}, ""},
		{"no ER at the end", "TY  - JOUR\nTI  - One", []string{"One"}, ""},
		{"stray lines between", "Provider: Test\n\n1.\n" + one + "2.\n<2>\n" + strings.ReplaceAll(one, "One", "Two"), []string{"One", "Two"}, ""},
		{"files joined without a line end", one[:len(one)-1] + "\n\uFEFFTY  - JOUR\nTI  - Two\nER  -", []string{"One", "Two"}, ""},
		{"wrapped line that begins with ER", "TY  - JOUR\nTI  - One\nAB  - We studied tumours that were\nER  - positive and others.\nER  - \n" + one, []string{"One", "One"}, "We studied tumours that were ER - positive and others."},
		{"wrapped line that begins with an unknown tag", "TY  - JOUR\nTI  - One\nAB  - We counted every adverse event of all the patients\nAE  - means adverse event.\nER  - \n", []string{"One"}, "We counted every adverse event of all the patients AE - means adverse event."},
		{"narrow tag in a wide file", "TY  - JOUR\nTI  - One\nAB  - Antibody against\nIL - 17 was given.\nER  - \n", []string{"One"}, "Antibody against IL - 17 was given."},
		{"narrow file", "TY - JOUR\nTI - One\nAB - Text\nER -\n", []string{"One"}, "Text"},
		{"no blank behind the hyphen", "TY  -JOUR\nTI  -One\nER  -\n", []string{"One"}, ""},
		{"an empty reference", "TY  - JOUR\nER  - \n" + one, []string{"", "One"}, ""},
		{"no TY", "TI  - One\nAU  - Berg, J\nER  - \n" + one, []string{"One", "One"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := readAll(t, strings.ReplaceAll(tt.text, "\uFEFF", ""))
			var titles []string
			for _, r := range got.Records {
				titles = append(titles, r.Title)
			}
			if diff := cmp.Diff(tt.titles, titles); diff != "" {
				t.Fatalf("titles (-want +got):\n%s", diff)
			}
			if tt.abstract != "" && squeeze(got.Records[0].Abstract) != tt.abstract {
				t.Errorf("abstract %q, want %q", got.Records[0].Abstract, tt.abstract)
			}
		})
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestDates(t *testing.T) {
	tests := []struct {
		in   string
		want evidence.Date
	}{
		{"2021", evidence.Date{Year: 2021}},
		{"2021/06/05/", evidence.Date{Year: 2021, Month: 6, Day: 5}},
		{"2021/06//", evidence.Date{Year: 2021, Month: 6}},
		{"2021///Spring", evidence.Date{Year: 2021, Season: "spring"}},
		{"2021/06/00/", evidence.Date{Year: 2021, Month: 6}},
		{"2021//", evidence.Date{Year: 2021}},
		{"2021/Jun/05", evidence.Date{Year: 2021, Month: 6, Day: 5}},
	}
	for _, tt := range tests {
		if got := risDate(tt.in); got != tt.want {
			t.Errorf("%q: %+v, want %+v", tt.in, got, tt.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("TY  - JOUR\nTI  - One\nAU  - A, B\nSN  - 0190-9622\nDA  - 2021/06//x\nER  - \n")
	f.Add("TY - X\rT1 -y\r\n\nAB  - z\n IL  - 6\nER  - a\nC2  - PMC\nAN  - 1\nDB  - PubMed")
	f.Fuzz(func(t *testing.T, text string) {
		got := readAll(t, text)
		for _, r := range got.Records {
			if r.Origin.Line < 1 || r.Origin.File == "" {
				t.Errorf("record without place: %+v", r.Origin)
			}
		}
	})
}

// nothing counts records and keeps none.
func BenchmarkImportRIS(b *testing.B) {
	var text strings.Builder
	abstract := strings.Repeat("Patients were assigned to one of two doses or to placebo for 24 weeks. ", 20)
	const n = 5000
	for i := range n {
		fmt.Fprintf(&text, "TY  - JOUR\r\nAU  - Berg, Jan\r\nAU  - Smith, A. B.\r\nAU  - Doe, Jane\r\nAU  - García, M.\r\nTI  - A trial of number %d in patients\r\nT2  - Journal of Fixtures\r\nVL  - %d\r\nIS  - 2\r\nSP  - %d\r\nEP  - %d\r\nPY  - 2021\r\nDO  - 10.1000/a.%d\r\nSN  - 0190-9622\r\nAB  - %s\r\nKW  - one\r\nKW  - two\r\nUR  - https://example.org/%d\r\nER  - \r\n\r\n", i, i%90, i, i+9, i, abstract, i)
	}
	formattest.Benchmark(b, Format(), text.String(), n)
}

func TestRegistrations(t *testing.T) {
	tests := []struct {
		name, lines string
		ids         []string
		extra       int
	}{
		{"one", "C6  - NCT00000001\n", []string{"NCT00000001"}, 0},
		{"several on one line", "C6  - NCT00000001; ISRCTN00000002\n", []string{"NCT00000001", "ISRCTN00000002"}, 0},
		{"among other words", "C6  - Grant 7, NCT00000001\n", []string{"NCT00000001"}, 1},
		{"in a note", "N1  - Trial NCT00000001\n", []string{"NCT00000001"}, 0},
		{"a note about several trials", "N1  - Pools NCT00000001 and NCT00000002\n", nil, 0},
		{"a note of registrations", "N1  - Registered: NCT00000001, NCT00000002\n", []string{"NCT00000001", "NCT00000002"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := readAll(t, "TY  - JOUR\nTI  - T\n"+tt.lines+"ER  - \n")
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

// TestVendorFields reads what vendors put into tags of their own.
func TestVendorFields(t *testing.T) {
	const (
		english = "The aim of this study was to compare the two doses."
		spanish = "El objetivo de este estudio fue comparar las dos dosis entre los adultos de la ciudad."
		notice  = "Copyright of Journal of Fixtures is the property of Fixtures Ltd and its content may not be copied to the sites of others."
	)
	field := func(name, value string) evidence.Field { return evidence.Field{Name: name, Value: value} }
	tests := []struct {
		name, lines string
		want        evidence.Citation
		extra       []evidence.Field
	}{
		{"DOI as a link", "L3  - 10.1000/a.1\n", evidence.Citation{DOI: "10.1000/a.1"}, nil},
		{"DOI as an address", "L1  - https://dx.doi.org/10.1000/a.1\n", evidence.Citation{DOI: "10.1000/a.1"}, nil},
		{"DOI of the tag before that of a link", "L3  - 10.1000/other\nDO  - 10.1000/a.1\n", evidence.Citation{DOI: "10.1000/a.1"}, []evidence.Field{field("L3", "10.1000/other")}},
		{"link without a DOI", "L1  - https://example.org/a.pdf\n", evidence.Citation{}, []evidence.Field{field("L1", "https://example.org/a.pdf")}},
		{"numbers of Cochrane", "C3  - PUBMED 33000001,EMBASE 630000001\n", evidence.Citation{PMID: "33000001", OtherIDs: []evidence.OtherID{{Kind: "embase", Value: "630000001"}}}, nil},
		{"book in C3", "C3  - Proceedings 12\n", evidence.Citation{}, []evidence.Field{field("C3", "Proceedings 12")}},
		{"PMID as a tag", "PMID  - 33000001\n", evidence.Citation{PMID: "33000001"}, nil},
		{"editors on one line", "A2  - Berg, J. A., Stone, F., Hill, K.\n", evidence.Citation{Editors: []evidence.Person{{Family: "Berg", Given: "J. A."}, {Family: "Stone", Given: "F."}, {Family: "Hill", Given: "K."}}}, nil},
		{"cited authors", "A2  - Berg, Berg, J. A., Stone, F., Hill, K., Hill\n", evidence.Citation{}, []evidence.Field{field("A2", "Berg, Berg, J. A., Stone, F., Hill, K., Hill")}},
		{"cited authors without initials", "A2  - Berg, Stone, Hill, Hill\n", evidence.Citation{}, []evidence.Field{field("A2", "Berg, Stone, Hill, Hill")}},
		{"abstracts in two languages", "AB  - " + spanish + "\nAB  - " + english + "\n", evidence.Citation{Abstract: english}, []evidence.Field{field("AB", spanish)}},
		{"abstract and notice", "AB  - " + english + "\nAB  - " + notice + "\n", evidence.Citation{Abstract: english}, []evidence.Field{field("AB", notice)}},
		{"several addresses", "UR  - https://example.org/a http://dx.doi.org/10.1000/a.1\n", evidence.Citation{URL: "https://example.org/a", DOI: "10.1000/a.1"}, []evidence.Field{field("UR", "http://dx.doi.org/10.1000/a.1")}},
		{"editor among authors", "A1  - Hill, Mary, Ed\nA1  - Berg, Jan\n", evidence.Citation{Authors: []evidence.Person{{Family: "Berg", Given: "Jan"}}, Editors: []evidence.Person{{Family: "Hill", Given: "Mary"}}}, nil},
		{"DOI with angles", "DO  - 10.1000/abc<def>1\n", evidence.Citation{DOI: "10.1000/abc<def>1"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := readAll(t, "TY  - JOUR\nTI  - T\n"+tt.lines+"ER  - \n").Records[0]
			tt.want.Type, tt.want.Title = evidence.TypeArticle, "T"
			if diff := cmp.Diff(tt.want, got.Citation); diff != "" {
				t.Errorf("citation (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.extra, got.Extra); diff != "" {
				t.Errorf("extra fields (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDoubtfulFields keeps what cannot be taken, and says so.
func TestDoubtfulFields(t *testing.T) {
	tests := []struct{ lines, message string }{
		{"DO  - 10.3\n", `"10.3" is no DOI`},
		{"PY  - 2021\nPY  - 2019\n", "two years: 2021 and, in PY, 2019"},
	}
	for _, tt := range tests {
		got := readAll(t, "TY  - JOUR\nTI  - T\n"+tt.lines+"ER  - \n")
		if len(got.Problems) != 1 || got.Problems[0].Message != tt.message {
			t.Errorf("%q: problems %v, want %q", tt.lines, got.Problems, tt.message)
		}
		if len(got.Records[0].Extra) != 1 {
			t.Errorf("%q: kept %v", tt.lines, got.Records[0].Extra)
		}
	}
	if got := readAll(t, "TY  - JOUR\nTI  - T\nPY  - 2021\nY1  - 2021/06/05/\nDO  - none\nER  - \n"); len(got.Problems) > 0 {
		t.Errorf("problems %v", got.Problems)
	}
}
