package jats

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
)

const sample = `<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.2 20190208//EN" "JATS-journalpublishing1.dtd">
<article article-type="research-article" xmlns:xlink="http://www.w3.org/1999/xlink" xml:lang="en"><front>
<journal-meta><journal-id journal-id-type="nlm-ta">J Invent Med</journal-id><journal-title-group><journal-title>Journal of Invented Medicine</journal-title></journal-title-group><issn pub-type="ppub">2049-3630</issn><publisher><publisher-name>Hollow Press</publisher-name></publisher></journal-meta>
<article-meta><article-id pub-id-type="pmid">31999991</article-id><article-id pub-id-type="pmc">7000001</article-id><article-id pub-id-type="doi">10.5555/jim.2020.33</article-id>
<title-group><article-title>Rash in <italic>nobody</italic><xref ref-type="fn">*</xref> at 10<sup>9</sup> places</article-title><subtitle>a trial</subtitle></title-group>
<contrib-group><contrib contrib-type="author"><contrib-id contrib-id-type="orcid">http://orcid.org/0000-0002-1825-0097</contrib-id><name><surname>van der Berg</surname><given-names>Jan</given-names><suffix>Jr</suffix></name></contrib>
<contrib contrib-type="author"><collab>Empty Study Group<contrib-group><contrib contrib-type="author"><name><surname>Member</surname></name></contrib></contrib-group></collab></contrib>
<contrib contrib-type="editor"><name><surname>Editor</surname></name></contrib></contrib-group>
<pub-date pub-type="ppub"><month>3</month><year>2020</year></pub-date><pub-date pub-type="epub"><day>24</day><month>12</month><year>2019</year></pub-date>
<volume>12</volume><issue>3</issue><fpage>33</fpage><lpage>41</lpage>
<abstract><sec><title>Background</title><p>Nothing (NCT00000001).</p></sec></abstract><abstract abstract-type="graphical"><p>No.</p></abstract>
<kwd-group><kwd>rash</kwd></kwd-group><funding-group><award-group><funding-source><institution-wrap><institution>Void Fund</institution></institution-wrap></funding-source></award-group></funding-group>
<related-article related-article-type="corrected-article" ext-link-type="doi" xlink:href="10.5555/jim.2019.1"/></article-meta></front>
<body><sec><p>Text with <bold>everything</bold>.</p></sec></body>
<back><ref-list><ref id="R1"><label>1.</label><element-citation publication-type="journal"><person-group person-group-type="author"><name><surname>Quill</surname><given-names>B</given-names></name><etal/></person-group><article-title>Empty arms</article-title><source>Pretend Trials</source><year>2019</year><volume>20</volume><issue>1</issue><fpage>88</fpage><lpage>90</lpage><pub-id pub-id-type="doi">10.5555/pt.2019.88</pub-id></element-citation></ref>
<ref id="R2"><mixed-citation publication-type="journal">Zinn Z. Zero. Ann Invent Rheum. 2017;76(2):9. <ext-link xlink:href="https://doi.org/10.5555/air.2017.9">link</ext-link></mixed-citation></ref>
<ref id="R3"><element-citation publication-type="book"><person-group person-group-type="author"><string-name>Vole W</string-name></person-group><person-group person-group-type="editor"><name><surname>Wren</surname><given-names>X</given-names></name></person-group><chapter-title>Counting</chapter-title><source>Empty sets</source><publisher-name>Hollow</publisher-name><year>2015</year></element-citation></ref></ref-list></back>
<sub-article><front-stub><title-group><article-title>Reviewer comments</article-title></title-group></front-stub><back><ref-list><ref><mixed-citation>Nobody. Not counted. 1999.</mixed-citation></ref></ref-list></back></sub-article></article>`

func TestArticle(t *testing.T) {
	var out formattest.Found
	if err := Read(context.Background(), format.Input{Name: "a.xml", R: strings.NewReader(sample)}, &out); err != nil {
		t.Fatal(err)
	}
	if len(out.Records) != 1 {
		t.Fatalf("%d records, %v", len(out.Records), out.Problems)
	}
	want := evidence.Citation{
		Type: evidence.TypeArticle, DOI: "10.5555/jim.2020.33", PMID: "31999991", PMCID: "PMC7000001",
		Registry: []evidence.RegistryID{{Registry: "ClinicalTrials.gov", ID: "NCT00000001"}},
		Title:    "Rash in nobody at 10⁹ places: a trial", Journal: "Journal of Invented Medicine", JournalAbbrev: "J Invent Med",
		Authors: []evidence.Person{{Family: "Berg", Particle: "van der", Given: "Jan", Suffix: "Jr", ORCID: "0000-0002-1825-0097"}, {Literal: "Empty Study Group"}},
		Volume:  "12", Issue: "3", Pages: evidence.Pages{Raw: "33-41", First: "33", Last: "41"},
		Date: evidence.Date{Year: 2020, Month: 3}, DateOnline: evidence.Date{Year: 2019, Month: 12, Day: 24}, ISSN: []evidence.ISSN{"2049-3630"},
		Publisher: "Hollow Press", Language: "en", Abstract: "BACKGROUND: Nothing (NCT00000001).", Keywords: []string{"rash"}, Funding: []string{"Void Fund"},
		Relations: []evidence.Relation{{Kind: "erratum-for", DOI: "10.5555/jim.2019.1", Source: "jats"}},
	}
	if diff := cmp.Diff(want, out.Records[0].Citation); diff != "" {
		t.Error(diff)
	}
}

func TestReferences(t *testing.T) {
	var out formattest.Found
	if err := ReadReferences(context.Background(), format.Input{Name: "a.xml", R: strings.NewReader(sample)}, &out); err != nil {
		t.Fatal(err)
	}
	if len(out.Records) != 3 {
		t.Fatalf("%d records", len(out.Records))
	}
	journal, text, chapter := out.Records[0], out.Records[1], out.Records[2]
	if journal.DOI != "10.5555/pt.2019.88" || !journal.AuthorsTruncated || journal.Pages.Raw != "88-90" || journal.Origin.Key != "1" {
		t.Errorf("journal: %+v", journal)
	}
	if text.DOI != "10.5555/air.2017.9" || text.Title != "Zero" || text.Volume != "76" {
		t.Errorf("text: %+v", text)
	}
	if chapter.Type != evidence.TypeChapter || chapter.Title != "Counting" || chapter.Journal != "Empty sets" || len(chapter.Editors) != 1 || chapter.Authors[0].Family != "Vole" {
		t.Errorf("chapter: %+v", chapter)
	}
	if rel := journal.Relations; len(rel) != 1 || rel[0].DOI != "10.5555/jim.2020.33" {
		t.Errorf("relations: %+v", rel)
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, text, says string }{
		{"deep nesting", "<article><front>" + strings.Repeat("<x>", 1_000_000), "nested deeper"},
		{"cut short", sample[:len(sample)/4], "cannot be read further"},
		{"no article", "<pmc-articleset></pmc-articleset>", "no article"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out formattest.Found
			if err := Read(context.Background(), format.Input{Name: "a.xml", R: strings.NewReader(c.text)}, &out); err != nil {
				t.Fatal(err)
			}
			if len(out.Records) != 0 || len(out.Problems) != 1 || !strings.Contains(out.Problems[0].Message, c.says) {
				t.Errorf("got %+v", out)
			}
		})
	}
}

func TestEntitiesStayAsTheyAre(t *testing.T) {
	text := `<!DOCTYPE article [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/hostname">]><article><front><article-meta><title-group><article-title>T &b; &x; &alpha;</article-title></title-group></article-meta></front></article>`
	var out formattest.Found
	if err := Read(context.Background(), format.Input{Name: "a.xml", R: strings.NewReader(text)}, &out); err != nil {
		t.Fatal(err)
	}
	if len(out.Records) != 1 || out.Records[0].Title != "T &b; &x; α" {
		t.Errorf("got %+v", out)
	}
}

func TestStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Read(ctx, format.Input{Name: "x", R: strings.NewReader(sample)}, &formattest.Found{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestSniff(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       format.Confidence
	}{
		{"jats", sample, format.Certain},
		{"pubmed", `<?xml version="1.0"?><PubmedArticleSet><PubmedArticle>`, format.No},
		{"endnote", `<xml><records><record>`, format.No},
		{"text", "article", format.No},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Sniff([]byte(c.text), ""); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// TestConformanceJATS reads the full texts recorded from PubMed Central.
func TestConformanceJATS(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpustest.Dir(t, "api"), "pmc", "efetch", "*.xml"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var articles, refs formattest.Found
		if err := Read(context.Background(), format.Input{Name: file, R: strings.NewReader(string(data))}, &articles); err != nil {
			t.Fatal(err)
		}
		if err := ReadReferences(context.Background(), format.Input{Name: file, R: strings.NewReader(string(data))}, &refs); err != nil {
			t.Fatal(err)
		}
		text := string(data)
		if n := strings.Count(text, "<article-meta>"); len(articles.Records) != n {
			t.Errorf("%s: %d articles, want %d", filepath.Base(file), len(articles.Records), n)
		}
		if n := strings.Count(text, "<ref id="); len(refs.Records) != n {
			t.Errorf("%s: %d references, want %d", filepath.Base(file), len(refs.Records), n)
		}
		dois := 0
		for _, r := range refs.Records {
			if r.DOI != "" {
				dois++
			}
			if r.Title == "" || len(r.Authors) == 0 || r.Year() == 0 {
				t.Errorf("incomplete: %+v", r)
			}
		}
		for _, r := range articles.Records {
			if r.Title == "" || r.DOI == "" || r.PMID == "" || r.PMCID == "" || len(r.Authors) == 0 || r.Abstract == "" || r.Volume == "" || r.Date.IsZero() || r.DateOnline.IsZero() {
				t.Errorf("incomplete: %+v", r)
			}
			t.Logf("%s: %q, %d authors, %d references, %d with DOI", filepath.Base(file), r.Title, len(r.Authors), len(refs.Records), dois)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample)
	f.Fuzz(func(t *testing.T, text string) {
		if err := ReadReferences(context.Background(), format.Input{Name: "x", R: strings.NewReader(text)}, &formattest.Found{}); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkFullText(b *testing.B) {
	text := strings.Replace(sample, "<p>Text", strings.Repeat("<p>"+strings.Repeat("Words of the body, many of them. ", 20)+"</p>", 100)+"<p>Text", 1)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if err := Read(context.Background(), format.Input{Name: "x", R: strings.NewReader(text)}, &formattest.Found{}); err != nil {
			b.Fatal(err)
		}
	}
}
