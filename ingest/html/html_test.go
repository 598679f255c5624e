package html

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/cmd/corpustest"
	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/format/formattest"
	"dossier/ingest/jats"
)

const articlePage = `<!DOCTYPE html><html><head><title>A page</title>
<meta content="Nothing in&amp;nbsp;Vitro: a &lt;i&gt;trial&lt;/i&gt;" name="Citation_Title">
<meta name="citation_author" content="van der Berg, Jan"><meta name="citation_author_institution" content="Nowhere">
<meta name="citation_author_orcid" content="https://orcid.org/0000-0002-1825-0097">
<meta name="citation_author" content="Abel, Ruth">
<meta name="citation_journal_title" content="Journal of Invented &amp; Other Medicine">
<meta name="citation_publication_date" content="1977/01"><meta name="citation_online_date" content="2007/10/23">
<meta name="citation_doi" content="doi:10.5555/jim.1977.1"><meta name="citation_volume" content="12"><meta name="citation_issue" content="3">
<meta name="citation_firstpage" content="33"><meta name="citation_lastpage" content="41"><meta name="citation_issn" content="2049-3630">
<meta name="citation_reference" content="citation_title=Other; citation_doi=10.5555/other; citation_publication_date=2001">
<meta property="og:title" content="Something else"><meta name="dc.date" content="2007-10-23">
</head><body><h2>References</h2><ol>
<li>Quill B, Reed C. Empty arms. Pretend Trials. 2019;20(1):88-90. <a href="https://doi.org/10.5555/pt.2019.88">Crossref</a> <a href="#">Google Scholar</a></li>
<li>Zinn Z. Zero. Ann Invent Rheum. 2017;76(2):9.</li>
</ol></body></html>`

func TestArticle(t *testing.T) {
	rec, err := ReadPage([]byte(articlePage), "https://example.org/a")
	if err != nil {
		t.Fatal(err)
	}
	want := evidence.Citation{
		Type: evidence.TypeArticle, DOI: "10.5555/jim.1977.1", Title: "Nothing in Vitro: a trial",
		Authors: []evidence.Person{{Family: "Berg", Particle: "van der", Given: "Jan", ORCID: "0000-0002-1825-0097"}, {Family: "Abel", Given: "Ruth"}},
		Journal: "Journal of Invented & Other Medicine", Volume: "12", Issue: "3", Pages: evidence.Pages{Raw: "33-41", First: "33", Last: "41"},
		Date: evidence.Date{Year: 1977, Month: 1}, DateOnline: evidence.Date{Year: 2007, Month: 10, Day: 23}, ISSN: []evidence.ISSN{"2049-3630"}, URL: "https://example.org/a",
	}
	if diff := cmp.Diff(want, rec.Citation); diff != "" {
		t.Error(diff)
	}
}

func TestReferencesOfPage(t *testing.T) {
	var out formattest.Found
	if err := ReadReferences(context.Background(), format.Input{Name: "a.html", R: strings.NewReader(articlePage)}, &out); err != nil {
		t.Fatal(err)
	}
	if len(out.Records) != 2 || out.Records[0].DOI != "10.5555/pt.2019.88" || out.Records[1].Journal != "Ann Invent Rheum" {
		t.Fatalf("got %+v", out.Records)
	}
	if r := out.Records[0].Relations; len(r) != 1 || r[0].Kind != "source-document" || r[0].DOI != "10.5555/jim.1977.1" {
		t.Errorf("relations %+v", r)
	}
}

func TestJSONLD(t *testing.T) {
	page := `<html><head><script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Site"},
{"@type":"ScholarlyArticle","headline":"Nothing at all","datePublished":"2021-05-06","sameAs":"https://doi.org/10.5555/na.1",
"author":[{"@type":"Person","familyName":"Abel","givenName":"Ruth","@id":"https://orcid.org/0000-0002-1825-0097"},{"@type":"Organization","name":"Empty Group"}],
"isPartOf":{"@type":"PublicationIssue","issueNumber":"2","isPartOf":{"@type":["PublicationVolume","Periodical"],"volumeNumber":7,"name":"Void"}},"pageStart":"3","pageEnd":"9"}]}</script></head></html>`
	rec, err := ReadPage([]byte(page), "")
	if err != nil {
		t.Fatal(err)
	}
	want := evidence.Citation{
		Type: evidence.TypeArticle, DOI: "10.5555/na.1", Title: "Nothing at all", Journal: "Void", Volume: "7", Issue: "2",
		Authors: []evidence.Person{{Family: "Abel", Given: "Ruth", ORCID: "0000-0002-1825-0097"}, {Literal: "Empty Group"}},
		Pages:   evidence.Pages{Raw: "3-9", First: "3", Last: "9"}, Date: evidence.Date{Year: 2021, Month: 5, Day: 6},
	}
	if diff := cmp.Diff(want, rec.Citation); diff != "" {
		t.Error(diff)
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name, page, says string
		is               error
	}{
		{"anti-bot page", `<html><head><title>Just a moment...</title></head><body></body></html>`, "keeps programs out", ErrBlocked},
		{"no metadata", `<html><head><title>Hello</title></head><body><p>Hi.</p></body></html>`, "no citation metadata", ErrNoMetadata},
		{"deep nesting", "<html><body>" + strings.Repeat("<div>", 1_000_000), "512", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadPage([]byte(c.page), "")
			if err == nil || !strings.Contains(err.Error(), c.says) || c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("got %v", err)
			}
			var out formattest.Found
			if err := Read(context.Background(), format.Input{Name: "a.html", R: strings.NewReader(c.page)}, &out); err != nil {
				t.Fatal(err)
			}
			if len(out.Records) != 0 || len(out.Problems) != 1 || out.Problems[0].Severity != format.Error || out.Problems[0].Next == "" {
				t.Errorf("got %+v", out)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	page := "<html><head><meta charset=\"iso-8859-1\"><meta name=\"citation_title\" content=\"R\xe9sum\xe9 of nothing\"></head></html>"
	rec, err := ReadPage([]byte(page), "")
	if err != nil || rec.Title != "Résumé of nothing" {
		t.Errorf("%q, %v", rec.Title, err)
	}
}

func TestSniff(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       format.Confidence
	}{
		{"article", articlePage, format.Certain},
		{"page", "<html><body>Hi", format.Likely},
		{"text", "References\n1. Abel", format.No},
		{"list items", "<li>Abel</li>", format.No},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Sniff([]byte(c.text), ""); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// TestConformanceLanding reads saved pages of publishers and archives. What is
// expected was read off the pages.
func TestConformanceLanding(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t, "api"), "landing")
	pages := map[string]struct {
		title, doi, first, journal, volume, issue, pages, date, online string
		authors, references                                            int
	}{
		"Fallback_peerj.html":                                                            {"Reef fish communities are spooked", "10.7717/peerj.4886", "Emslie", "PeerJ", "6", "", "e4886", "2018-05-24", "", 5, 55},
		"IOPScience_ab007b.html":                                                         {"Resorbable PCEC/gelatin-bismuth", "10.1088/1748-605X/ab007b", "Pazarçeviren", "Biomedical Materials", "14", "3", "035018", "2019-04-15", "2019-04-15", 4, 73},
		"NBER_w33843.html":                                                               {"Meaning At Work", "10.3386/w33843", "Ashraf", "", "", "", "", "2025-05-26", "", 4, 0},
		"ProjectEuclid_1391109086.html":                                                  {"An analysis of the renormalization", "10.57262/ade/1391109086", "Holzer", "Advances in Differential Equations", "19", "3/4", "245-282", "2014-03", "", 2, 0},
		"ScienceDirect_S146290112300117X.html":                                           {"Nature-based solutions through", "10.1016/j.envsci.2023.04.016", "Yazar", "Environmental Science & Policy", "145", "", "228-237", "2023-07-01", "2023-04-21", 2, 0},
		"ScienceDirect_S2210271X18305656.html":                                           {"Chemical bonding without orbitals", "10.1016/j.comptc.2018.10.004", "Finzel", "Computational and Theoretical Chemistry", "1144", "", "50-55", "2018-11-15", "2018-10-22", 1, 10},
		"SpringerLink_BF02727953.html":                                                   {"On the theory of identical particles", "10.1007/BF02727953", "Leinaas", "Il Nuovo Cimento B (1971-1996)", "37", "1", "1-23", "1977-01", "2007-10-23", 2, 14},
		"SpringerLink_s10924_010_0192_1.html":                                            {"In Vitro Cytotoxicity", "10.1007/s10924-010-0192-1", "Bandyopadhyay-Ghosh", "Journal of Polymers and the Environment", "18", "3", "231-234", "2010-09", "2010-05-05", 4, 9},
		"doi.pangaea.de_10.1594_PANGAEA.836178.html":                                     {"Hydrological and meteorological", "10.1594/PANGAEA.836178", "Johansson", "", "", "", "", "2014-09-25", "", 8, 0},
		"pmc.ncbi.nlm.nih.gov_PMC3040717.html":                                           {"Comprehensive Analysis of Missense", "10.1158/0008-5472.CAN-09-4563", "Lee", "Cancer research", "70", "12", "4880", "2010-06-01", "", 11, 53},
		"sandcrawler_dlib_05vanhyning.html":                                              {"Transforming Libraries and Archives", "10.1045/may2017-vanhyning", "", "", "", "", "", "", "", 0, 7},
		"sandcrawler_elife_article.html":                                                 {"Parallel visual circuitry", "10.7554/eLife.44753", "Kourakis", "", "", "", "", "2019-04-18", "", 7, 17},
		"sandcrawler_first_monday_ojs3_landingpage.html":                                 {"Surveillance, stigma", "10.5210/fm.v25i10.10274", "Liang", "First Monday", "", "", "", "2020-09-10", "", 3, 0},
		"sandcrawler_nature_article.html":                                                {"More than 100 scientific journals", "10.1038/d41586-020-02610-z", "Kwon", "Nature", "", "", "", "2020-09-10", "", 1, 0},
		"sandcrawler_peerj_oa_article.html":                                              {"The state of OA", "10.7717/peerj.4375", "Piwowar", "PeerJ", "6", "", "e4375", "2018-02-13", "", 9, 52},
		"sandcrawler_plos_one_article.html":                                              {"Assessment on reticuloendotheliosis", "10.1371/journal.pone.0213978", "Li", "PLOS ONE", "14", "4", "e0213978", "2019-04-22", "", 11, 23},
		"upstream.force11.org_elife-reviewed-preprints-interview-with-fiona-hutton.html": {"eLife Reviewed Preprints", "10.54900/8d7emer-rm2pg72", "Hutton", "Upstream", "", "", "", "2022-11-15", "", 2, 0},
		"zenodo.org_records_1196821.html":                                                {"PsPM-SC4B", "10.5281/zenodo.1196821", "Staib", "", "", "", "", "2018-03-14", "", 6, 0},
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		page, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		rec, err := ReadPage(page, "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var out formattest.Found
		if err := ReadReferences(context.Background(), format.Input{Name: name, R: strings.NewReader(string(page))}, &out); err != nil {
			t.Fatal(err)
		}
		want, known := pages[name]
		if !known {
			t.Logf("%s: no expectation; title %q", name, rec.Title)
			continue
		}
		got := want
		got.title, got.doi, got.journal, got.volume, got.issue, got.pages = rec.Title[:min(len(rec.Title), len(want.title))], string(rec.DOI), rec.Journal, rec.Volume, rec.Issue, rec.Pages.Raw
		got.date, got.online, got.authors, got.references, got.first = rec.Date.String(), rec.DateOnline.String(), len(rec.Authors), len(out.Records), ""
		if len(rec.Authors) > 0 {
			got.first = rec.Authors[0].Family
		}
		if got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
	t.Logf("%d pages read", len(files))
}

func TestConformanceBlocked(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpustest.Dir(t, "api"), "landing-blocked", "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		page, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ReadPage(page, ""); !errors.Is(err, ErrBlocked) {
			t.Errorf("%s: got %v", filepath.Base(file), err)
		}
	}
	t.Logf("%d anti-bot pages refused", len(files))
}

func FuzzReadPage(f *testing.F) {
	f.Add(articlePage)
	f.Add(`<script type="application/ld+json">[{"@type":"Article","author":{"name":"x"}}]</script>`)
	f.Fuzz(func(t *testing.T, page string) {
		_, _ = ReadPage([]byte(page), "")
		var out formattest.Found
		if err := ReadReferences(context.Background(), format.Input{Name: "x", R: strings.NewReader(page)}, &out); err != nil {
			t.Fatal(err)
		}
	})
}

// TestConformancePrintedList compares the reference list that a page prints
// with the tagged references of the same article's full text.
func TestConformancePrintedList(t *testing.T) {
	dir := corpustest.Dir(t, "api")
	read := func(path string, reader func(context.Context, format.Input, format.Sink) error) []evidence.Record {
		data, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			t.Fatal(err)
		}
		var out formattest.Found
		if err := reader(context.Background(), format.Input{Name: path, R: strings.NewReader(string(data))}, &out); err != nil {
			t.Fatal(err)
		}
		return out.Records
	}
	tagged := read("pmc/efetch/pmc3040717.xml", jats.ReadReferences)
	printed := read("landing/pmc.ncbi.nlm.nih.gov_PMC3040717.html", ReadReferences)
	if len(tagged) != len(printed) {
		t.Fatalf("%d tagged, %d printed", len(tagged), len(printed))
	}
	for i, want := range tagged {
		got := printed[i]
		if strings.TrimRight(want.Title, ".") != got.Title || want.Journal != got.Journal || want.Volume != got.Volume || want.Pages.First != got.Pages.First ||
			!want.DOI.Equal(got.DOI) || want.Year() != got.Year() || len(want.Authors) != len(got.Authors) || want.Authors[0].Family != got.Authors[0].Family {
			t.Errorf("%s\n got %+v\nwant %+v", got.Raw, got.Citation, want.Citation)
		}
	}
	t.Logf("%d references agree", len(tagged))
}
