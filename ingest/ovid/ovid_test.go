package ovid

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/format/formattest"
)

func readAll(t testing.TB, text string) formattest.Found {
	t.Helper()
	return formattest.MustRead(t, Format(), "our.txt", text)
}

const medline = `Database: Ovid MEDLINE(R) ALL <1946 to June 05, 2021>
Search Strategy:
--------------------------------------------------------------------------------
1     exp Fixtures/ (100)
2     1 and 2021.yr. (2)

***************************

<1>
Unique Identifier
  33000001
Status
  MEDLINE
Authors
  Berg J.  van der Smith AB.  Li X.
Authors Full Name
  Berg, Jan.  van der Smith, Anna B.  Li, Xiao.
Corporate Author
  ORAL Group.
Title
  [A trial of one drug in patients with a disease]. [Review] [45 refs] [German]
Original Title
  Eine Studie.
Source
  Journal of Fixtures.  5(2):100-9, 2021 Jun 05.
Abbreviated Source
  J Fixt.  5(2):100-9, 2021 Jun 05.
ISSN Print
  0190-9622
ISSN Electronic
  1097-6787
Digital Object Identifier
  https://dx.doi.org/10.1000/a.1
PMC Identifier
  PMC7000001 [available on 01/01/22]
MeSH Subject Headings
    *Arthritis, Rheumatoid/dt [Drug Therapy]
    Humans
    Skin/de, *pa [Drug Effects, Pathology]
Abstract
  BACKGROUND: Some text.

  METHODS: More text.
Clinical Trial Number
  NCT00000001
Country of Publication
  Utopia
Publication Type
  Journal Article.
  Review.
Year of Publication
  2021
Local Messages
  Held at
  the library

<2>
Unique Identifier
  33000002
Title
  Second.
Source
  BMJ.  373:n1000, 2021.
`

func TestMedline(t *testing.T) {
	if c := Format().Sniff([]byte(medline), ""); c != format.Certain {
		t.Errorf("confidence %v", c)
	}
	got := readAll(t, medline)
	if len(got.Records) != 2 || len(got.Problems) != 1 || got.Problems[0].Line != 1 {
		t.Fatalf("%d records, problems %v", len(got.Records), got.Problems)
	}
	want := evidence.Record{Origin: evidence.Origin{Format: "ovid", File: "our.txt", Line: 9, Key: "33000001", Database: "Ovid MEDLINE(R) ALL"},
		Citation: evidence.Citation{Type: evidence.TypeArticle, PMID: "33000001", PMCID: "PMC7000001", DOI: "10.1000/a.1",
			Title: "A trial of one drug in patients with a disease", OriginalTitle: "Eine Studie.", Language: "German",
			Authors: []evidence.Person{{Family: "Berg", Given: "Jan"}, {Family: "Smith", Given: "Anna B", Particle: "van der"}, {Family: "Li", Given: "Xiao"},
				{Literal: "ORAL Group"}},
			Journal: "Journal of Fixtures", JournalAbbrev: "J Fixt", Volume: "5", Issue: "2",
			Pages: evidence.Pages{Raw: "100-9", First: "100", Last: "109"}, Date: evidence.Date{Year: 2021, Month: 6, Day: 5},
			ISSN: []evidence.ISSN{"0190-9622", "1097-6787"}, Place: "Utopia",
			Abstract: "BACKGROUND: Some text.\nMETHODS: More text.",
			MeSH: []evidence.MeSH{{Descriptor: "Arthritis, Rheumatoid", Qualifiers: []string{"Drug Therapy"}, Major: true}, {Descriptor: "Humans"},
				{Descriptor: "Skin", Qualifiers: []string{"Drug Effects", "Pathology"}, Major: true}},
			PublicationTypes: []string{"Journal Article", "Review"},
			Registry:         []evidence.RegistryID{{Registry: "ClinicalTrials.gov", ID: "NCT00000001"}}},
		Extra: []evidence.Field{{Name: "Status", Value: "MEDLINE"}, {Name: "Local Messages", Value: "Held at the library"}}}
	if diff := cmp.Diff(want, got.Records[0], cmpopts.IgnoreFields(evidence.Record{}, "Raw"), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
	second := got.Records[1]
	if second.PMID != "" || len(second.OtherIDs) != 1 { // nothing says that the number is PubMed's
		t.Errorf("PMID %q, other numbers %v", second.PMID, second.OtherIDs)
	}
	if second.Journal != "BMJ" || second.Volume != "373" || second.Pages.First != "n1000" {
		t.Errorf("%+v", second.Citation)
	}
}

const journals = `<7>
Score
  *****
Accession Number
  00000001-900000000-00001.
Author
  Berg, Jan MD *;  Smith, Anna MD, PhD +;  Li, Xiao 1;  de Vries, MD
Institution
  (*)One department
  (+)Another
Title
  Drugs and "fixtures" in [two] patients?[Article]
Source
  Journal of Fixtures.
Status
  Publish Ahead of Print, POST ACCEPTANCE, 18 August 2021
Author Keywords
  one;  two words;  three.
Language
  English.
Document Type
  Article:  PDF Only.
ISSN
  0190-9622
DOI Number
  10.1000/a.1
Link to the Ovid Full Text or citation
 http://example.org/ovid
`

func TestJournals(t *testing.T) {
	got := readAll(t, journals).Records
	if len(got) != 1 {
		t.Fatalf("%d records", len(got))
	}
	want := evidence.Record{Citation: evidence.Citation{Type: evidence.TypeArticle, DOI: "10.1000/a.1", Title: `Drugs and "fixtures" in [two] patients?`,
		OtherIDs: []evidence.OtherID{{Kind: "accession", Value: "00000001-900000000-00001"}},
		Authors:  []evidence.Person{{Family: "Berg", Given: "Jan"}, {Family: "Smith", Given: "Anna"}, {Family: "Li", Given: "Xiao"}, {Family: "Vries", Given: "MD", Particle: "de"}},
		Journal:  "Journal of Fixtures", Date: evidence.Date{Year: 2021, Month: 8, Day: 18}, DateOnline: evidence.Date{Year: 2021, Month: 8, Day: 18},
		ISSN: []evidence.ISSN{"0190-9622"}, Keywords: []string{"one", "two words", "three"}, Language: "English", PublicationTypes: []string{"Article: PDF Only"}},
		Extra: []evidence.Field{{Name: "Score", Value: "*****"}, {Name: "Institution", Value: "(*)One department (+)Another"},
			{Name: "Status", Value: "Publish Ahead of Print, POST ACCEPTANCE, 18 August 2021"}, {Name: "Link to the Ovid Full Text or citation", Value: "http://example.org/ovid"}}}
	if diff := cmp.Diff(want, got[0], cmpopts.IgnoreFields(evidence.Record{}, "Raw", "Origin"), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}

func TestWithoutNumbers(t *testing.T) {
	text := strings.TrimPrefix(journals, "<7>\n")
	text += "\n" + strings.Replace(text, "10.1000/a.1", "10.1000/a.2", 1)
	if c := Format().Sniff([]byte(text), ""); c != format.Likely {
		t.Errorf("confidence %v", c)
	}
	got := readAll(t, text).Records
	if len(got) != 2 || got[0].DOI != "10.1000/a.1" || got[1].DOI != "10.1000/a.2" || len(got[1].Authors) != 4 {
		t.Errorf("%d records: %+v", len(got), got)
	}
}

func TestChapter(t *testing.T) {
	got := readAll(t, "<1>\nAuthors\n  Berg, Jan; Smith, Anna\nTitle\n  A book of fixtures.\nChapter Title\n  The first fixture.\nPublication Type\n  Book\nSource\n"+
		"  Li, Xiao [Ed]. (2021). A book of fixtures. (pp. 100-109). xii, 500 pp. Town: Publisher.\n").Records
	if len(got) != 1 {
		t.Fatalf("%d records", len(got))
	}
	c := got[0].Citation
	if c.Type != evidence.TypeChapter || c.Title != "The first fixture" || c.Journal != "A book of fixtures." && c.Journal != "A book of fixtures" || c.Publisher != "Publisher" || c.Pages.Last != "109" {
		t.Errorf("%+v", c)
	}
}

func TestParseSource(t *testing.T) {
	for _, tt := range []struct {
		text  string
		want  source
		whole bool
	}{
		{"Journal of Fixtures. 5(2):100-9, 2021 Jun 05.", source{journal: "Journal of Fixtures", volume: "5", issue: "2", pages: "100-9", date: "2021 Jun 05"}, true},
		{"Journal of Fixtures. 28:103-106, April 2015.", source{journal: "Journal of Fixtures", volume: "28", pages: "103-106", date: "April 2015"}, true},
		{"Proc. of Fixtures. 5 Suppl 1:S1-9, 2021.", source{journal: "Proc. of Fixtures", volume: "5 Suppl 1", pages: "S1-9", date: "2021"}, true},
		{"Proc. of Fixtures. 5th part, no year.", source{journal: "Proc. of Fixtures"}, false},
		{"Reviews of Fixtures. (8):CD000001, 2021.", source{journal: "Reviews of Fixtures", issue: "8", pages: "CD000001", date: "2021"}, true},
		{"Fixtures. 5 (2 SUPPL. 1) (pp 100-109), 2021. Date of Publication: 5 Jun 2021.",
			source{journal: "Fixtures", volume: "5", issue: "2 SUPPL. 1", pages: "100-109", date: "5 Jun 2021"}, true},
		{"Fixtures. 5 (no pagination), 2021. Article Number: e100. Date of Publication: June 2021.",
			source{journal: "Fixtures", volume: "5", number: "e100", date: "June 2021"}, true},
		{"Fixtures. Conference: 5th Annual Meeting. Town Utopia. 5 (2) (pp A1), 2021. Date of Publication: 2021.",
			source{journal: "Fixtures", volume: "5", issue: "2", pages: "A1", date: "2021", conference: true}, true},
		{"Fixtures. 5 (2) (pp 1), 2021. Sponsor: nobody.", source{journal: "Fixtures", volume: "5", issue: "2", pages: "1", date: "2021"}, false},
		{"Journal of Fixtures. Vol 28(2) April 2015, 103-106.", source{journal: "Journal of Fixtures", volume: "28", issue: "2", pages: "103-106", date: "April 2015"}, true},
		{"Journal of Fixtures, Vol. 5, Jun, 2021. pp. 100-109.", source{journal: "Journal of Fixtures", volume: "5", pages: "100-109", date: "Jun, 2021"}, true},
		{"(2014). Fixtures 58 pp. Town: Publisher.", source{journal: "Fixtures", date: "2014", place: "Town", publisher: "Publisher", book: true}, true},
		{"Berg(2015). Many fixtures. (pp. 103-106) X pp. Town: Publisher",
			source{journal: "Many fixtures", date: "2015", pages: "103-106", place: "Town", publisher: "Publisher", book: true}, false},
		{"Journal of Fixtures.", source{journal: "Journal of Fixtures"}, true},
		{"", source{}, true},
	} {
		if got, whole := parseSource(tt.text); got != tt.want || whole != tt.whole {
			t.Errorf("%s\n got %+v, %v\nwant %+v, %v", tt.text, got, whole, tt.want, tt.whole)
		}
	}
}

func TestPeople(t *testing.T) {
	for _, tt := range []struct{ in, authors, editors string }{
		{"Berg J.  Smith AB.", "Berg, J | Smith, AB", ""},
		{"Berg  Smith", "Berg | Smith", ""},
		{"Berg, Jan\n  Smith, Anna", "Berg, Jan | Smith, Anna", ""},
		{"Berg A., Smith B., Li C.", "Berg, A. | Smith, B. | Li, C.", ""},
		{"Berg J.; Smith A.B.; Li, Anna.", "Berg, J | Smith, A.B. | Li, Anna", ""},
		{"Berg, Jan Ph.D. (1); Smith, A. B. [2]", "Berg, Jan | Smith, A. B.", ""},
		{"Berg, Jan [Ed]", "", "Berg, Jan"},
	} {
		var authors, editors []evidence.Person
		people(&authors, &editors, tt.in)
		if got := printed(authors); got != tt.authors {
			t.Errorf("%q: authors %s", tt.in, got)
		}
		if got := printed(editors); got != tt.editors {
			t.Errorf("%q: editors %s", tt.in, got)
		}
	}
}

func printed(people []evidence.Person) string {
	var out []string
	for _, p := range people {
		out = append(out, p.String())
	}
	return strings.Join(out, " | ")
}

func TestSniff(t *testing.T) {
	for name, text := range map[string]string{
		"page":            "<html>\n<1>\n</html>",
		"numbers alone":   "<1>\n<2>\n<3>\n",
		"no values":       "<1>\nTitle\nAuthors\n",
		"list":            "1. Berg J. A title. Journal of Fixtures. 2021.\n",
		"number in words": "see <1>\nTitle\n  x\n",
	} {
		if c := Format().Sniff([]byte(text), name); c != format.No {
			t.Errorf("%s: confidence %v", name, c)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(medline)
	f.Add(journals)
	f.Add("<1>\nTitle\n [x\nSource\n ()\nAuthors\n ;\nMeSH\n /[\nStatus\n ,\n<2>\nTitle\n x. []\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range readAll(t, text).Records {
			if r.Origin.Line < 1 {
				t.Errorf("record without line: %+v", r.Origin)
			}
		}
	})
}
