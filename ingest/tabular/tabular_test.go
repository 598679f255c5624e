package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/format/formattest"
)

func readAll(t testing.TB, m Mapping, text string) (formattest.Found, error) {
	t.Helper()
	return formattest.Read(t, CSV(m), "our.csv", text)
}

func TestVendors(t *testing.T) {
	two := []evidence.Person{{Family: "Berg", Given: "J."}, {Family: "Smith", Given: "A. B."}}
	tests := []struct {
		name, text string
		want       evidence.Record
	}{
		{"Scopus", `"Authors","Author full names","Author(s) ID","Title","Year","Source title","Volume","Issue","Art. No.","Page start","Page end","DOI","Abbreviated Source Title","Author Keywords","PubMed ID","Document Type","Source","EID","ISSN"
"Berg J.; Smith A.B.","Berg, Jan (60410297700); Smith, Anna B. (58862216200)","60410297700; 58862216200","A title","2021","Journal of Fixtures","5","2","","100","109","10.1000/a.1","J. Fixt.","one; two","33000001","Article","Scopus","2-s2.0-85000000001","01909622"
`, evidence.Record{Citation: evidence.Citation{Type: evidence.TypeArticle, Title: "A title",
			Authors: []evidence.Person{{Family: "Berg", Given: "Jan"}, {Family: "Smith", Given: "Anna B."}},
			Journal: "Journal of Fixtures", JournalAbbrev: "J. Fixt.", Volume: "5", Issue: "2",
			Pages: evidence.Pages{Raw: "100-109", First: "100", Last: "109"}, Date: evidence.Date{Year: 2021}, DOI: "10.1000/a.1", PMID: "33000001",
			ISSN: []evidence.ISSN{"0190-9622"}, Keywords: []string{"one", "two"}, PublicationTypes: []string{"Article"},
			OtherIDs: []evidence.OtherID{{Kind: "eid", Value: "2-s2.0-85000000001"}}},
			Extra:  []evidence.Field{{Name: "Author(s) ID", Value: "60410297700; 58862216200"}},
			Origin: evidence.Origin{Format: "csv", File: "our.csv", Line: 2, Database: "Scopus", Key: "2-s2.0-85000000001"}}},
		{"Web of Science, tab-delimited tags", "PT\tAU\tAF\tTI\tSO\tLA\tDT\tDE\tAB\tSN\tPY\tVL\tAR\tDI\tUT\nJ\tBerg, J\tBerg, Jan\tA title\tJ FIXT\tEnglish\tArticle\tone\tText.\t0190-9622\t2021\t5\te1002\t10.1000/a.1\tWOS:000111222333444\n",
			evidence.Record{Citation: evidence.Citation{Type: evidence.TypeArticle, Title: "A title", Authors: []evidence.Person{{Family: "Berg", Given: "Jan"}},
				Journal: "J FIXT", Volume: "5", Language: "English", Pages: evidence.Pages{Raw: "e1002", First: "e1002", Locator: true}, Date: evidence.Date{Year: 2021},
				DOI: "10.1000/a.1", ISSN: []evidence.ISSN{"0190-9622"}, Abstract: "Text.", Keywords: []string{"one"}, PublicationTypes: []string{"Article"},
				OtherIDs: []evidence.OtherID{{Kind: "wos", Value: "WOS:000111222333444"}}},
				Extra:  []evidence.Field{{Name: "PT", Value: "J"}},
				Origin: evidence.Origin{Format: "csv", File: "our.csv", Line: 2, Key: "WOS:000111222333444"}}},
		{"Rayyan", "key,title,year,month,day,journal,issn,volume,issue,pages,authors,abstract,doi,pubmed_id\nrayyan-1,A title,2021,6,5,J. Fixt.,0190-9622,5,2,100-109,\"Berg, J. and Smith, A. B.\",Text.,10.1000/a.1,33000001\n",
			evidence.Record{Citation: evidence.Citation{Type: evidence.TypeArticle, Title: "A title", Authors: two, Journal: "J. Fixt.", Volume: "5", Issue: "2",
				Pages: evidence.Pages{Raw: "100-109", First: "100", Last: "109"}, Date: evidence.Date{Year: 2021, Month: 6, Day: 5},
				DOI: "10.1000/a.1", PMID: "33000001", ISSN: []evidence.ISSN{"0190-9622"}, Abstract: "Text."},
				Origin: evidence.Origin{Format: "csv", File: "our.csv", Line: 2, Key: "rayyan-1"}}},
		{"Embase behind a search strategy, semicolons", "SEARCH QUERY;'drug'/exp;;\n-----;;;\nTitle;Author Names;Source;Clinical Trial Numbers;Emtree Drug Index Terms\nA title;Berg J., Smith A.B.;Journal of Fixtures (2021) 5:2 (100-109). Date of Publication: 5 Jun 2021;ClinicalTrials.gov (NCT00000001);drug\n",
			evidence.Record{Citation: evidence.Citation{Type: evidence.TypeArticle, Title: "A title",
				Authors: []evidence.Person{{Family: "Berg", Given: "J."}, {Family: "Smith", Given: "A.B."}}, Journal: "Journal of Fixtures", Volume: "5", Issue: "2",
				Pages: evidence.Pages{Raw: "100-109", First: "100", Last: "109"}, Date: evidence.Date{Year: 2021, Month: 6, Day: 5},
				Registry: []evidence.RegistryID{{Registry: "ClinicalTrials.gov", ID: "NCT00000001"}}},
				Extra:  []evidence.Field{{Name: "Emtree Drug Index Terms", Value: "drug"}},
				Origin: evidence.Origin{Format: "csv", File: "our.csv", Line: 4, Database: "Embase"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if c := CSV(nil).Sniff([]byte(tt.text), "x"); c != format.Certain {
				t.Errorf("confidence %v", c)
			}
			got, err := readAll(t, nil, tt.text)
			if err != nil || len(got.Records) != 1 {
				t.Fatalf("%v, %d records", err, len(got.Records))
			}
			opts := cmp.Options{cmpopts.IgnoreFields(evidence.Record{}, "Raw"), cmpopts.EquateEmpty()}
			if diff := cmp.Diff(tt.want, got.Records[0], opts); diff != "" {
				t.Errorf("record (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMapping(t *testing.T) {
	const text = "Nummer,Überschrift,Wer,Wann\n1,A title,\"Berg, J.\",2021\n"
	_, err := readAll(t, nil, text)
	var columns *ColumnsError
	if !errors.As(err, &columns) || len(columns.Columns) != 4 || !strings.Contains(err.Error(), "Überschrift") {
		t.Fatalf("%v", err)
	}
	got, err := readAll(t, Mapping{"Überschrift": "title", "wer": "authors", "Wann": "year"}, text)
	if err != nil || len(got.Records) != 1 {
		t.Fatalf("%v, %d records", err, len(got.Records))
	}
	if r := got.Records[0]; r.Title != "A title" || r.Authors[0].Family != "Berg" || r.Date.Year != 2021 || r.Extra[0].Name != "Nummer" {
		t.Errorf("%+v", r)
	}
}

func TestRaggedRows(t *testing.T) {
	got, err := readAll(t, nil, "title,authors,doi\nShort\nLong,\"Berg, J.\",10.1000/a,one,two\n\n\"Line\nend\",,10.1000/b\nstray \" quote,x,y\n")
	if err != nil || len(got.Records) != 4 {
		t.Fatalf("%v, %d records, %v", err, len(got.Records), got.Problems)
	}
	if got.Records[2].Title != "Line end" || got.Records[2].Origin.Line != 5 {
		t.Errorf("%+v at %d", got.Records[2].Title, got.Records[2].Origin.Line)
	}
	if len(got.Problems) != 1 || got.Problems[0].Line != 3 || fmt.Sprint(got.Records[1].Extra) != "[{beyond the last column one} {beyond the last column two}]" {
		t.Errorf("%v %v", got.Problems, got.Records[1].Extra)
	}
}

func TestWorkbook(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	for cell, value := range map[string]any{"A1": "My export", "A3": "Title", "B3": "Authors", "C3": "Year", "D3": "DOI", "A4": "A title", "B4": "Berg, J.; Smith, A.", "C4": 2021, "D4": "10.1000/a.1", "A5": "Another", "G5": "beside"} {
		if err := book.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	var sink formattest.Found
	if err := Workbook(nil).Read(t.Context(), format.Input{Name: "our.xlsx", R: bytes.NewReader(b.Bytes())}, &sink); err != nil || len(sink.Records) != 2 {
		t.Fatalf("%v, %d records", err, len(sink.Records))
	}
	if r := sink.Records[1]; r.Title != "Another" || len(r.Authors) != 0 || len(sink.Problems) != 1 {
		t.Errorf("%+v %v", r, sink.Problems)
	}
	if r := sink.Records[0]; r.Title != "A title" || len(r.Authors) != 2 || r.Date.Year != 2021 || r.DOI != "10.1000/a.1" || r.Origin.Line != 4 {
		t.Errorf("%+v", r)
	}
	if err := Workbook(nil).Read(t.Context(), format.Input{Name: "bad.xlsx", R: strings.NewReader("PK\x03\x04xl/")}, &sink); err == nil {
		t.Error("a damaged workbook is no error")
	}
}

func TestFieldsAreTheKnownOnes(t *testing.T) {
	known := map[string]bool{}
	for _, f := range Fields() {
		known[f] = true
	}
	for heading, field := range headings() {
		if !known[field] {
			t.Errorf("heading %s has field %s, which Fields does not list", heading, field)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("title,doi,authors\na,10.1/b,\"c, d\"\n")
	f.Add("Title;Source;EID;ISSN\nx;y (2021) 3:4 (5;z;1\n\"")
	f.Fuzz(func(t *testing.T, text string) {
		got, _ := readAll(t, Mapping{"x": "source", "y": "keywords"}, text)
		for _, r := range got.Records {
			if r.Origin.Line < 1 {
				t.Errorf("record without line: %+v", r.Origin)
			}
		}
	})
}

func BenchmarkImportCSV(b *testing.B) {
	const n = 5000
	var text strings.Builder
	text.WriteString("Title,Authors,Year,Source title,Volume,Issue,Page start,Page end,DOI,Abstract\n")
	abstract := strings.Repeat("Patients were assigned to one of two doses or to placebo for 24 weeks. ", 20)
	for i := range n {
		fmt.Fprintf(&text, "A trial of number %d,\"Berg, Jan; Smith, Anna B.\",2021,Journal of Fixtures,%d,2,%d,%d,10.1000/a.%d,\"%s\"\n", i, i%90, i, i+9, i, abstract)
	}
	formattest.Benchmark(b, CSV(nil), text.String(), n)
}

// TestPlaces reads where a work appeared from the columns of several vendors.
func TestPlaces(t *testing.T) {
	feb := evidence.Date{Year: 2020, Month: 2}
	online := evidence.Date{Year: 2019, Month: 3, Day: 25}
	range1 := evidence.Pages{Raw: "103-9", First: "103", Last: "109"}
	tests := []struct {
		name, text string
		want       evidence.Citation
		extra      []evidence.Field
	}{
		{"PubMed", "PMID,Title,Citation,Publication Year\n33000001,T,J Fixt. 2020 Feb;63(2):103-9. doi: 10.1000/a.1. Epub 2019 Mar 25.,2020\n",
			evidence.Citation{PMID: "33000001", Journal: "J Fixt", Date: feb, DateOnline: online, Volume: "63", Issue: "2", Pages: range1, DOI: "10.1000/a.1"}, nil},
		{"PubMed, supplement", "PMID,Title,Citation,Publication Year\n33000001,T,Br. J. Fixt. 2020 Feb;12 Suppl 1:e17.,2020\n",
			evidence.Citation{PMID: "33000001", Journal: "Br. J. Fixt", Date: feb, Volume: "12", Issue: "Suppl 1", Pages: evidence.Pages{Raw: "e17", First: "e17", Locator: true}}, nil},
		{"PubMed, not yet in an issue", "PMID,Title,Citation,Publication Year\n33000001,T,J Fixt. 2020 Feb. doi: 10.1000/a.1. Online ahead of print.,2020\n",
			evidence.Citation{PMID: "33000001", Journal: "J Fixt", Date: feb, DOI: "10.1000/a.1"}, nil},
		{"SciELO", "ID,Title,Source,Journal,Publication year\n,T,Journal of Fixtures; 8(1); 103-9,Journal of Fixtures,2020\n",
			evidence.Citation{Journal: "Journal of Fixtures", Date: evidence.Date{Year: 2020}, Volume: "8", Issue: "1", Pages: range1}, nil},
		{"SciELO, without volume and pages", "ID,Title,Source,Journal,Publication year\n,T,Journal of Fixtures; (67); -,Journal of Fixtures,2020\n",
			evidence.Citation{Journal: "Journal of Fixtures", Date: evidence.Date{Year: 2020}, Issue: "67"}, nil},
		{"RefWorks", "Title Primary,Pub Year,Start Page,Other Pages,Accession Number,URL\nT,2020,71,93, ,https://example.org/a\n",
			evidence.Citation{Date: evidence.Date{Year: 2020}, Pages: evidence.Pages{Raw: "71-93", First: "71", Last: "93"}, URL: "https://example.org/a"}, nil},
		{"RefWorks, article number", "Title Primary,Pub Year,Start Page,Other Pages,Accession Number\nT,2020, , ,Art. No.: 01854\n",
			evidence.Citation{Date: evidence.Date{Year: 2020}, Pages: evidence.Pages{Raw: "01854", First: "01854", Locator: true}}, nil},
		{"Scopus through R", "Title,Year,Editors,EID\nT,2020,NA,2-s2.0-1\n",
			evidence.Citation{Date: evidence.Date{Year: 2020}, OtherIDs: []evidence.OtherID{{Kind: "eid", Value: "2-s2.0-1"}}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readAll(t, nil, tt.text)
			if err != nil || len(got.Records) != 1 {
				t.Fatalf("%d records, %v", len(got.Records), err)
			}
			tt.want.Type, tt.want.Title = evidence.TypeArticle, "T"
			if diff := cmp.Diff(tt.want, got.Records[0].Citation); diff != "" {
				t.Errorf("citation (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.extra, got.Records[0].Extra); diff != "" {
				t.Errorf("extra fields (-want +got):\n%s", diff)
			}
			if len(got.Problems) > 0 {
				t.Errorf("problems %v", got.Problems)
			}
		})
	}
	got, err := readAll(t, nil, "Title,Year,Source\nT,2020,from a colleague\n")
	if err != nil || len(got.Problems) != 1 || !strings.Contains(got.Problems[0].Message, `"Source" is kept but not understood`) {
		t.Errorf("a source of no known form: %v, %v", got.Problems, err)
	}
}

func TestDOIs(t *testing.T) {
	got, err := readAll(t, nil, "Title,Year,DOI\nOne,2021,10.1000/abc<def>\nTwo,2021,10.3\nThree,2021,none\n")
	if err != nil || len(got.Records) != 3 {
		t.Fatalf("%d records, %v", len(got.Records), err)
	}
	if got.Records[0].DOI != "10.1000/abc<def>" {
		t.Errorf("DOI %q", got.Records[0].DOI)
	}
	want := []evidence.Field{{Name: "DOI", Value: "10.3"}}
	if diff := cmp.Diff(want, got.Records[1].Extra); diff != "" {
		t.Errorf("extra fields (-want +got):\n%s", diff)
	}
	if len(got.Problems) != 1 || got.Problems[0].Message != `"10.3" is no DOI` || got.Problems[0].Line != 3 {
		t.Errorf("problems %v", got.Problems)
	}
}
