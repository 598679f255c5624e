package exports_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/exports"
	"dossier/exports/biblio"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// references are invented works that carry every awkward trait at once.
func references() []*evidence.Study {
	return []*evidence.Study{
		{Key: "vandermeer2021", Citation: evidence.Citation{
			Type: evidence.TypeArticle, DOI: "10.1000/(SICI)0001_a<1>", PMID: "30000001", PMCID: "PMC7000001",
			Registry: []evidence.RegistryID{{Registry: "ClinicalTrials.gov", ID: "NCT00000001"}},
			OtherIDs: []evidence.OtherID{{Kind: "eid", Value: "2-s2.0-1"}},
			Title:    "JAK1 & IL-13/IL-4Rα signalling in 50% of Crohn patients: a DNA_methylation study with vitamin D",
			Authors: []evidence.Person{
				{Family: "Meer", Particle: "van der", Given: "Åsa B.", ORCID: "0000-0000-0000-0000"},
				{Family: "Şahin", Given: "Özgür", Suffix: "Jr"},
				{Literal: "World Health Study Group, on behalf of and for all"},
				{Family: "de Bruin", Given: "E"},
				{Family: "Sukarno"},
			},
			AuthorsTruncated: true,
			Journal:          "Annals of Invented & Other Results", JournalAbbrev: "Ann Invent Other Results",
			Volume: "12", Issue: "3 Suppl 1", Pages: evidence.Pages{Raw: "221-8", First: "221", Last: "228"},
			Date: evidence.Date{Year: 2021, Month: 6, Day: 5}, DateOnline: evidence.Date{Year: 2021, Month: 2, Day: 28},
			ISSN: []evidence.ISSN{"0028-479X", "1533-4406"}, URL: "https://doi.org/10.1000/(SICI)0001_a%3C1%3E",
			Language: "eng", Keywords: []string{"Janus kinase", "thrombosis, venous"},
			Abstract: "BACKGROUND: One line, 5 < 6 & 7 > 6.\nRESULTS: HR 1.33 (0.91–1.94); mail x@y.org.",
			MeSH:     []evidence.MeSH{{Descriptor: "Arthritis", Qualifiers: []string{"drug therapy"}, Major: true}},
		}},
		{Key: "retracted2019", Citation: evidence.Citation{
			Type: evidence.TypeArticle, DOI: "10.1000/bad", Title: "Effect of a Drug That Never Was",
			Authors: []evidence.Person{{Family: "Nobody", Given: "N."}}, Journal: "Journal of Doubt",
			Pages: evidence.Pages{Raw: "e1002", First: "e1002", Locator: true},
			Date:  evidence.Date{Year: 2019, Month: 7, EndMonth: 8},
			Notices: []evidence.Notice{{Kind: evidence.NoticeRetraction, DOI: "10.1000/bad.retraction",
				Date: evidence.Date{Year: 2020, Month: 1, Day: 2}, Source: "pubmed"}},
			Note: "cited twice",
		}},
		{Key: "pending2024", Pending: "DOI not found at Crossref", Citation: evidence.Citation{
			Type: evidence.TypeArticle, Title: `=HYPERLINK("x") @article{evil, title={}} # \input{x} "quoted`,
			Authors: []evidence.Person{{Literal: "@Group {and} others"}}, Date: evidence.Date{Year: 2024, Season: "spring"},
			Journal: "-1+1", Abstract: "\x00\x1b[31m}{<script>alert(1)</script>\u202e",
		}},
		{Key: "preprint2022", Citation: evidence.Citation{
			Type: evidence.TypePreprint, DOI: "10.1101/2022.01.01", Title: "A preprint", Publisher: "Some Server",
			Authors: []evidence.Person{{Family: "Two Words"}}, Date: evidence.Date{Year: 2022, Month: 1},
			URL: "https://example.org/a b?x=%7B{1}&y=@z",
		}},
		{Key: "book2010", Citation: evidence.Citation{
			Type: evidence.TypeChapter, Title: "Chapter", Journal: "Handbook of DNA", Editors: []evidence.Person{{Family: "Editor", Given: "Ed"}},
			Authors: []evidence.Person{{Family: "Ł", Given: "Ø"}}, Publisher: "Press", Place: "Aarhus", Edition: "2", ISBN: []string{"978-3-16-148410-0"},
			Pages: evidence.Pages{Raw: "12–19, S3–S5"}, Date: evidence.Date{Year: 2010}, Series: "Series Δ",
		}},
		{Key: "trial", Citation: evidence.Citation{
			Type: evidence.TypeRegistration, Title: "Trial of X", Registry: []evidence.RegistryID{{Registry: "ClinicalTrials.gov", ID: "NCT00000002"}},
			Date: evidence.Date{Raw: "in press"},
		}},
		{Key: "empty"},
	}
}

func TestGolden(t *testing.T) {
	for _, b := range exports.Bibliographies() {
		t.Run(b.Name, func(t *testing.T) {
			var got bytes.Buffer
			if err := b.Write(&got, biblio.List(references()), biblio.Options{}); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", b.Name+".golden")
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("output changed (-golden +got):\n%s", diff)
			}
		})
	}
}

func TestOrderOfInputDoesNotMatter(t *testing.T) {
	for _, b := range exports.Bibliographies() {
		var forth, back bytes.Buffer
		studies := references()
		if err := b.Write(&forth, biblio.List(studies), biblio.Options{}); err != nil {
			t.Fatal(err)
		}
		slices.Reverse(studies)
		if err := b.Write(&back, biblio.List(append(studies, nil)), biblio.Options{}); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(forth.Bytes(), back.Bytes()) {
			t.Errorf("%s: the order of the input changed the output", b.Name)
		}
	}
}

func TestAbstractsCanBeLeftOut(t *testing.T) {
	for _, b := range exports.Bibliographies() {
		var out bytes.Buffer
		if err := b.Write(&out, biblio.List(references()), biblio.Options{OmitAbstract: true}); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(out.Bytes(), []byte("One line")) {
			t.Errorf("%s prints an abstract in spite of OmitAbstract", b.Name)
		}
	}
}

func TestWriteErrorIsReturned(t *testing.T) {
	for _, b := range exports.Bibliographies() {
		if err := b.Write(fullDisk{}, biblio.List(references()), biblio.Options{}); !errors.Is(err, errFull) {
			t.Errorf("%s: got error %v, want %v", b.Name, err, errFull)
		}
	}
}

var errFull = errors.New("no space left")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestFindBibliography(t *testing.T) {
	if _, ok := exports.FindBibliography("biblatex"); !ok {
		t.Error("biblatex is not listed")
	}
	if _, ok := exports.FindBibliography("docx"); ok {
		t.Error("docx is listed as a bibliography")
	}
}
