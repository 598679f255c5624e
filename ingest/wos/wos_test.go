package wos

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dossier/evidence"
	"dossier/ingest/format/formattest"
)

func readAll(t testing.TB, text string) formattest.Found {
	t.Helper()
	return formattest.MustRead(t, Format(), "our.ciw", text)
}

const export = `FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Berg, J
   Smith, AB
AF Berg, Jan
   Smith, Anna B.
CA ORAL Grp
TI A trial of one drug in patients with a disease
   that has a long name
SO JOURNAL OF FIXTURES
LA English
DT Article; Early Access
DE one; two
   and a half
AB Text that is
   wrapped.
SN 0190-9622
EI 1097-6787
J9 J FIXT
JI J. Fixt.
PD JUN 5
PY 2021
VL 5
IS 2
AR e1002
DI 10.1000/a.1
PM 33000001
EA MAY 2021
UT WOS:000111222333444
ZZ kept
ER

PT B
AU Berg, J
TI Second
BP 1
EP 9
PY 2019
ER

EF
`

func TestRecords(t *testing.T) {
	got := readAll(t, export)
	if len(got.Records) != 2 {
		t.Fatalf("%d records", len(got.Records))
	}
	want := evidence.Record{Citation: evidence.Citation{
		Type: evidence.TypeArticle, Title: "A trial of one drug in patients with a disease that has a long name",
		Authors: []evidence.Person{{Family: "Berg", Given: "Jan"}, {Family: "Smith", Given: "Anna B."}, {Literal: "ORAL Grp"}},
		Journal: "JOURNAL OF FIXTURES", JournalAbbrev: "J. Fixt.", Volume: "5", Issue: "2", Language: "English",
		Pages: evidence.Pages{Raw: "e1002", First: "e1002", Locator: true},
		Date:  evidence.Date{Year: 2021, Month: 6, Day: 5}, DateOnline: evidence.Date{Year: 2021, Month: 5},
		ISSN: []evidence.ISSN{"0190-9622", "1097-6787"}, DOI: "10.1000/a.1", PMID: "33000001",
		OtherIDs: []evidence.OtherID{{Kind: "wos", Value: "WOS:000111222333444"}},
		Abstract: "Text that is wrapped.", Keywords: []string{"one", "two and a half"}, PublicationTypes: []string{"Article", "Early Access"},
	}, Extra: []evidence.Field{{Name: "ZZ", Value: "kept"}}}
	opts := cmp.Options{cmpopts.IgnoreFields(evidence.Record{}, "Origin", "Raw"), cmpopts.EquateEmpty()}
	if diff := cmp.Diff(want, got.Records[0], opts); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
	if r := got.Records[1]; r.Type != evidence.TypeBook || r.Pages.Last != "9" || r.Origin.Line != 34 {
		t.Errorf("second: %+v, line %d", r.Citation, r.Origin.Line)
	}
}

func TestMissingEnd(t *testing.T) {
	got := readAll(t, "PT J\nTI One\nPT J\nTI Two\n")
	if len(got.Records) != 2 || len(got.Problems) != 2 {
		t.Errorf("%d records, %v", len(got.Records), got.Problems)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(export)
	f.Add("PT\nER\n x\nPT S\n   y\nPD \nPY 20\nBP\nEP 3")
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range readAll(t, text).Records {
			if r.Origin.Line < 1 {
				t.Errorf("record without line: %+v", r.Origin)
			}
		}
	})
}
