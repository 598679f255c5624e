package nbib

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dossier/evidence"
	"dossier/ingest/format/formattest"
)

func readAll(t testing.TB, text string) formattest.Found {
	t.Helper()
	return formattest.MustRead(t, Format(), "our.nbib", text)
}

const article = `
PMID- 33000001
OWN - NLM
STAT- MEDLINE
IS  - 1533-4406 (Electronic)
IS  - 0028-4793 (Linking)
VI  - 386
IP  - 4
DP  - 2022 Jan 27
TI  - A trial of one drug in patients with a disease that has a long
      name.
PG  - 316-26
LID - 10.1000/fix.22 [doi]
AB  - BACKGROUND: Some text. METHODS: More text, with
      a wrapped line. (Funded by nobody; ClinicalTrials.gov number, NCT00000001.)
CI  - Copyright
FAU - Berg, Jan R
AU  - Berg JR
AUID- ORCID: 0000-0002-1825-0097
AD  - Somewhere
FAU - van der Smith, Anna
AU  - van der Smith A
CN  - ORAL Group
LA  - eng
SI  - ClinicalTrials.gov/NCT00000001
GR  - R01 AB000001/AB/NIH HHS/United States
PT  - Journal Article
PT  - Retracted Publication
DEP - 20220120
TA  - J Fixt
JT  - Journal of fixtures
MH  - Arthritis, Rheumatoid/*drug therapy
MH  - Humans
PMC - PMC7000001
OT  - *one
RIN - J Fixt. 2023 Feb 2;388(5):480. doi: 10.1000/fix.23. PMID: 33000002
EDAT- 2022/01/26 20:00
SO  - J Fixt. 2022 Jan 27;386(4):316-26.
`

func TestArticle(t *testing.T) {
	got := readAll(t, article)
	if len(got.Records) != 1 {
		t.Fatalf("%d records", len(got.Records))
	}
	want := evidence.Citation{
		Type: evidence.TypeArticle, PMID: "33000001", PMCID: "PMC7000001", DOI: "10.1000/fix.22",
		Title: "A trial of one drug in patients with a disease that has a long name",
		Authors: []evidence.Person{{Family: "Berg", Given: "Jan R", ORCID: "0000-0002-1825-0097"},
			{Family: "Smith", Given: "Anna", Particle: "van der"}, {Literal: "ORAL Group"}},
		Journal: "Journal of fixtures", JournalAbbrev: "J Fixt", Volume: "386", Issue: "4",
		Pages: evidence.Pages{Raw: "316-26", First: "316", Last: "326"},
		Date:  evidence.Date{Year: 2022, Month: 1, Day: 27}, DateOnline: evidence.Date{Year: 2022, Month: 1, Day: 20},
		ISSN: []evidence.ISSN{"1533-4406", "0028-4793"}, Language: "eng",
		Abstract:         "BACKGROUND: Some text.\nMETHODS: More text, with a wrapped line. (Funded by nobody; ClinicalTrials.gov number, NCT00000001.)",
		Keywords:         []string{"one"},
		MeSH:             []evidence.MeSH{{Descriptor: "Arthritis, Rheumatoid", Qualifiers: []string{"drug therapy"}, Major: true}, {Descriptor: "Humans"}},
		PublicationTypes: []string{"Journal Article", "Retracted Publication"},
		Registry:         []evidence.RegistryID{{Registry: "ClinicalTrials.gov", ID: "NCT00000001"}},
		Funding:          []string{"NIH HHS"},
		Notices: []evidence.Notice{{Kind: evidence.NoticeRetraction, PMID: "33000002", DOI: "10.1000/fix.23",
			Date: evidence.Date{Year: 2023, Month: 2, Day: 2}, Source: "pubmed", Text: "J Fixt. 2023 Feb 2;388(5):480. doi: 10.1000/fix.23."}},
	}
	if diff := cmp.Diff(want, got.Records[0].Citation, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("citation (-want +got):\n%s", diff)
	}
	if o := got.Records[0].Origin; o.Line != 2 || o.Key != "33000001" || o.Database != "PubMed" {
		t.Errorf("origin %+v", o)
	}
}

func TestBoundaries(t *testing.T) {
	tests := []struct {
		name, text string
		pmids      []evidence.PMID
	}{
		{"files joined without an empty line", article + strings.TrimLeft(article, "\n"), []evidence.PMID{"33000001", "33000001"}},
		{"PMC prints its number first", "PMC - PMC7000001\nPMID- 1\nTI  - A\n\nPMC - PMC7000002\nPMID- 2\n", []evidence.PMID{"1", "2"}},
		{"blocks without PMID", "OWN - ERIC\nTI  - A\n\nOWN - ERIC\nTI  - B\n", []evidence.PMID{"", ""}},
		{"stray text", "\nheader of a mail\n\nPMID- 1\nTI  - A\nnot indented\n\nPMID- 2\n", []evidence.PMID{"1", "2"}},
		{"empty line inside", "PMID- 1\nTI  - A\n\nAB  - B\n", []evidence.PMID{"1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var pmids []evidence.PMID
			for _, r := range readAll(t, tt.text).Records {
				pmids = append(pmids, r.PMID)
			}
			if diff := cmp.Diff(tt.pmids, pmids); diff != "" {
				t.Errorf("PMIDs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTranslatedTitle(t *testing.T) {
	got := readAll(t, "PMID- 1\nTI  - [A study of fixtures].\nTT  - Eine Studie.\n").Records[0]
	if got.Title != "A study of fixtures" || got.OriginalTitle != "Eine Studie" {
		t.Errorf("%q, %q", got.Title, got.OriginalTitle)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(article)
	f.Add("CIN-\xcedoi:0")
	f.Add("PMC -\nPMID-\n\nTI- [x]\n  y\nLID - 10.1 [doi]\nMH  - */*/\nGR  - /\nDEP - 20\nRIN - PMID: x")
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range readAll(t, text).Records {
			if r.Origin.Line < 1 {
				t.Errorf("record without line: %+v", r.Origin)
			}
		}
	})
}

func BenchmarkImportNbib(b *testing.B) {
	const n = 3000
	var text strings.Builder
	abstract := strings.Repeat("Patients were assigned to one of two doses or to placebo\n      for 24 weeks. ", 24)
	for i := range n {
		fmt.Fprintf(&text, "%s", strings.Replace(strings.Replace(article, "33000001", fmt.Sprint(33000001+i), 1), "Some text.", abstract, 1))
	}
	formattest.Benchmark(b, Format(), text.String(), n)
}

func TestDOIWithAngles(t *testing.T) {
	for _, printed := range []string{"10.1000/abc<def>1", "10.1000/abc&lt;def&gt;1"} {
		got := formattest.MustRead(t, Format(), "our.nbib", "PMID- 33000001\nTI  - T\nLID - "+printed+" [doi]\n")
		if doi := got.Records[0].DOI; doi != "10.1000/abc<def>1" {
			t.Errorf("%s: DOI %q", printed, doi)
		}
	}
}
