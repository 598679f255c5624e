package pubmedxml

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
)

func decode(t testing.TB, in string) ([]evidence.Record, error) {
	t.Helper()
	var out []evidence.Record
	err := Decode(strings.NewReader(in), func(r evidence.Record) error {
		out = append(out, r)
		return nil
	})
	return out, err
}

// article wraps the content of Article and, after "||", of MedlineCitation, and
// after another of PubmedData.
func article(content string) string {
	parts := append(strings.Split(content, "||"), "", "")
	return `<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">123</PMID><Article>` + parts[0] + `</Article>` + parts[1] +
		`</MedlineCitation><PubmedData>` + parts[2] + `</PubmedData></PubmedArticle>`
}

func set(articles ...string) string {
	return "<?xml version=\"1.0\" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC \"x\" \"y\">\n<PubmedArticleSet>\n" + strings.Join(articles, "\n") + "\n</PubmedArticleSet>"
}

func TestTraps(t *testing.T) {
	title := func(r evidence.Record) any { return r.Title }
	authors := func(r evidence.Record) any {
		var s []string
		for _, p := range r.Authors {
			s = append(s, p.String())
		}
		return fmt.Sprint(strings.Join(s, " | "), map[bool]string{true: " …"}[r.AuthorsTruncated])
	}
	date := func(d evidence.Date) string {
		if d.Raw != "" {
			return d.String() + " (" + d.Raw + ")"
		}
		return d.String()
	}
	dates := func(r evidence.Record) any { return date(r.Date) + " / " + date(r.DateOnline) }
	pubDate := func(s string) string {
		return "<Journal><JournalIssue><PubDate>" + s + "</PubDate></JournalIssue></Journal>"
	}
	ids := func(r evidence.Record) any { return fmt.Sprint(r.DOI, " ", r.PMID, " ", r.PMCID) }
	notices := func(r evidence.Record) any {
		s := []string{}
		for _, n := range r.Notices {
			s = append(s, strings.Join([]string{string(n.Kind), string(n.PMID), string(n.DOI), n.Date.String()}, " "))
		}
		return s
	}
	corrections := func(s string) string { return "||<CommentsCorrectionsList>" + s + "</CommentsCorrectionsList>" }
	cases := []struct {
		name, in string
		get      func(evidence.Record) any
		want     any
	}{
		{"title with elements inside", `<ArticleTitle>Effect of <i>JAK2</i> and CD4<sup>+</sup> cells at 10<sup>9</sup>/L.</ArticleTitle>`, title, "Effect of JAK2 and CD4+ cells at 10⁹/L"},
		{"title that asks", `<ArticleTitle>Is it safe?</ArticleTitle>`, title, "Is it safe?"},
		{"translated title", `<ArticleTitle>[Treatment of acne].</ArticleTitle><VernacularTitle>Aknebehandlung.</VernacularTitle>`, func(r evidence.Record) any { return r.Title + " = " + r.OriginalTitle }, "Treatment of acne = Aknebehandlung"},
		{"withdrawn in the title", `<ArticleTitle>WITHDRAWN: Interventions for acne.</ArticleTitle>`, func(r evidence.Record) any { return r.Title + " " + string(r.Notices[0].Kind) }, "Interventions for acne possible-retraction"},
		{"abstract with labels", `<Abstract><AbstractText Label="BACKGROUND" NlmCategory="BACKGROUND">One <b>bold</b>.</AbstractText><AbstractText Label="TRIAL" NlmCategory="UNASSIGNED">Two.</AbstractText><AbstractText>Three.</AbstractText><CopyrightInformation>©</CopyrightInformation></Abstract>`,
			func(r evidence.Record) any { return r.Abstract }, "BACKGROUND: One bold.\nTRIAL: Two.\nThree."},
		{"other abstract stays out", `||<OtherAbstract Type="plain-language-summary"><AbstractText>Plain.</AbstractText></OtherAbstract>`, func(r evidence.Record) any { return r.Abstract }, ""},
		{"date in numbers", pubDate(`<Year>2021</Year><Month>02</Month><Day>3</Day>`), dates, "2021-02-03 / "},
		{"date with a month name", pubDate(`<Year>2021</Year><Month>Feb</Month>`), dates, "2021-02 / "},
		{"date with a season", pubDate(`<Year>2021</Year><Season>Winter</Season>`), dates, "2021-24 / "},
		{"date with a season of months", pubDate(`<Year>2021</Year><Season>Apr-Jun</Season>`), dates, "2021-04/2021-06 / "},
		{"MEDLINE date over two years", pubDate(`<MedlineDate>1998 Dec-1999 Jan</MedlineDate>`), dates, "1998-12/1999-01 / "},
		{"MEDLINE date of years", pubDate(`<MedlineDate>1944-1945</MedlineDate>`), dates, "1944/1945 / "},
		{"MEDLINE date with blanks", pubDate(`<MedlineDate>2018 May - Jun</MedlineDate>`), dates, "2018-05/2018-06 / "},
		{"MEDLINE date of a year", pubDate(`<MedlineDate>2019</MedlineDate>`), dates, "2019 / "},
		{"MEDLINE date in other words", pubDate(`<MedlineDate>Quarter 3 of 2007, late</MedlineDate>`), func(r evidence.Record) any { return r.Date.Year }, 2007},
		{"electronic date", pubDate(`<Year>2021</Year>`) + `<ArticleDate DateType="Electronic"><Year>2020</Year><Month>12</Month><Day>30</Day></ArticleDate>`, dates, "2021 / 2020-12-30"},
		{"DOI of the article, not of a reference", `||||<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.1000/ref</ArticleId></ArticleIdList></Reference></ReferenceList><ArticleIdList><ArticleId IdType="pubmed">123</ArticleId><ArticleId IdType="doi">10.1000/Own</ArticleId><ArticleId IdType="pmc">PMC55</ArticleId></ArticleIdList>`, ids, "10.1000/Own 123 PMC55"},
		{"only references have a DOI", `||||<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.1000/ref</ArticleId></ArticleIdList></Reference></ReferenceList>`, ids, " 123 "},
		{"DOI of a valid location only", `<ELocationID EIdType="doi" ValidYN="N">10.1000/old</ELocationID><ELocationID EIdType="doi" ValidYN="Y">10.1000/new</ELocationID>`, ids, "10.1000/new 123 "},
		{"SICI", `||||<ArticleIdList><ArticleId IdType="doi">10.1002/(SICI)1097-0258(19980815/30)17:15/16&lt;1661::AID-SIM968&gt;3.0.CO;2-2</ArticleId></ArticleIdList>`, ids, "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2 123 "},
		{"group among persons", `<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>Kim</LastName><ForeName>Yu Na</ForeName><Initials>YN</Initials></Author><Author ValidYN="Y"><CollectiveName>The <i>Big</i> Group</CollectiveName></Author></AuthorList>`, authors, "Kim, Yu Na | The Big Group"},
		{"misspelling that was corrected", `<AuthorList><Author ValidYN="N"><LastName>Kin</LastName></Author><Author ValidYN="Y"><LastName>Kim</LastName><Initials>Y</Initials><Suffix>Jr</Suffix></Author></AuthorList>`, authors, "Kim, Jr, Y"},
		{"list cut", `<AuthorList CompleteYN="N"><Author><LastName>Kim</LastName></Author></AuthorList>`, authors, "Kim …"},
		{"investigators are no authors", `||<InvestigatorList><Investigator><LastName>Inv</LastName></Investigator></InvestigatorList>`, authors, ""},
		{"ORCID", `<AuthorList><Author><LastName>Kim</LastName><Identifier Source="ORCID">http://orcid.org/0000-0002-1825-0097</Identifier></Author></AuthorList>`, func(r evidence.Record) any { return r.Authors[0].ORCID }, "0000-0002-1825-0097"},
		{"pages", `<Pagination><StartPage>221</StartPage><EndPage>228</EndPage><MedlinePgn>221-8</MedlinePgn></Pagination>`, func(r evidence.Record) any { return r.Pages.First + "–" + r.Pages.Last + " as " + r.Pages.Raw }, "221–228 as 221-8"},
		{"article number", `<ELocationID EIdType="pii" ValidYN="Y">e1002</ELocationID>`, func(r evidence.Record) any { return r.Pages }, evidence.Pages{Raw: "e1002", First: "e1002", Locator: true}},
		{"a publisher's item number is no page", `<ELocationID EIdType="pii" ValidYN="Y">S0140-6736(10)60175-4</ELocationID>`, func(r evidence.Record) any { return r.Pages }, evidence.Pages{}},
		{"MeSH major on the qualifier", `||<MeshHeadingList><MeshHeading><DescriptorName UI="D000152" MajorTopicYN="N">Acne Vulgaris</DescriptorName><QualifierName MajorTopicYN="Y">drug therapy</QualifierName></MeshHeading></MeshHeadingList>`,
			func(r evidence.Record) any { return r.MeSH }, []evidence.MeSH{{Descriptor: "Acne Vulgaris", UI: "D000152", Qualifiers: []string{"drug therapy"}, Major: true}}},
		{"trial number", `<DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList><AccessionNumber>NCT02092467</AccessionNumber></AccessionNumberList></DataBank><DataBank><DataBankName>GENBANK</DataBankName><AccessionNumberList><AccessionNumber>AF1</AccessionNumber></AccessionNumberList></DataBank></DataBankList>`,
			func(r evidence.Record) any { return fmt.Sprint(len(r.Registry), r.Registry[0].ID, r.Extra) }, "1NCT02092467[{DataBank GENBANK AF1} {Status MEDLINE}]"},
		{"retraction with its date and DOI", corrections(`<CommentsCorrections RefType="RetractionIn"><RefSource>Lancet. 2010 Feb 6;375(9713):445. doi: 10.1016/S0140-6736(10)60175-4.</RefSource><PMID Version="1">20137807</PMID></CommentsCorrections>`), notices, []string{"retraction 20137807 10.1016/S0140-6736(10)60175-4 2010-02-06"}},
		{"retraction without a PMID", corrections(`<CommentsCorrections RefType="RetractionIn"><RefSource>J Test. 2012 Mar;3(1):9</RefSource></CommentsCorrections>`), notices, []string{"retraction   2012-03"}},
		{"retracted by its type alone", `<PublicationTypeList><PublicationType UI="D016441">Zurückgezogen</PublicationType></PublicationTypeList>`, notices, []string{"retraction   "}},
		{"concern, erratum, update", corrections(`<CommentsCorrections RefType="ExpressionOfConcernIn"><RefSource>A. 2001</RefSource></CommentsCorrections><CommentsCorrections RefType="ErratumIn"><RefSource>B. 2002</RefSource></CommentsCorrections><CommentsCorrections RefType="UpdateIn"><RefSource>C. 2003</RefSource></CommentsCorrections><CommentsCorrections RefType="Cites"><RefSource>D. 2004</RefSource></CommentsCorrections>`), notices,
			[]string{"expression-of-concern   2001", "correction   2002", "new-version   2003"}},
		{"retract and replace", corrections(`<CommentsCorrections RefType="RetractionIn"><RefSource>A. 2001</RefSource></CommentsCorrections><CommentsCorrections RefType="RepublishedIn"><RefSource>A. 2001 Jan</RefSource></CommentsCorrections>`), notices, []string{"retract-and-replace   2001", "correction   2001-01"}},
		{"a notice is no retracted article", `<PublicationTypeList><PublicationType UI="D016440">Retraction of Publication</PublicationType></PublicationTypeList>` + corrections(`<CommentsCorrections RefType="RetractionOf"><RefSource>Lancet. 1998</RefSource><PMID>9500320</PMID></CommentsCorrections>`),
			func(r evidence.Record) any { return fmt.Sprint(len(r.Notices), r.Relations) }, "0 [{retraction-of  9500320 pubmed}]"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			records, err := decode(t, set(article(c.in)))
			if err != nil || len(records) != 1 {
				t.Fatalf("%d records, %v", len(records), err)
			}
			if diff := cmp.Diff(c.want, c.get(records[0])); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBookArticle(t *testing.T) {
	in := set(`<PubmedBookArticle><BookDocument><PMID Version="1">20301577</PMID><ArticleIdList><ArticleId IdType="bookaccession">NBK1403</ArticleId></ArticleIdList>
<Book><Publisher><PublisherName>A University</PublisherName><PublisherLocation>A Town</PublisherLocation></Publisher><BookTitle>Reviews<sup>&#xae;</sup></BookTitle><PubDate><Year>1993</Year></PubDate>
<AuthorList Type="editors"><Author><LastName>Adam</LastName><ForeName>M</ForeName></Author></AuthorList></Book>
<ArticleTitle><i>GENE</i>-Related Disorders</ArticleTitle><AuthorList Type="authors"><Author><LastName>Napoli</LastName><ForeName>C</ForeName></Author></AuthorList>
<PublicationType UI="D016454">Review</PublicationType><Abstract><AbstractText Label="AIM">Text.</AbstractText></Abstract><ContributionDate><Year>2006</Year><Month>02</Month><Day>15</Day></ContributionDate></BookDocument></PubmedBookArticle>`)
	records, err := decode(t, in)
	if err != nil || len(records) != 1 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	r := records[0]
	got := []string{string(r.Type), string(r.PMID), r.Title, r.Journal, r.Authors[0].Family, r.Editors[0].Family, r.Publisher, r.Place, r.Date.String(), r.Abstract, r.OtherIDs[0].Value, r.PublicationTypes[0]}
	want := []string{"chapter", "20301577", "GENE-Related Disorders", "Reviews®", "Napoli", "Adam", "A University", "A Town", "2006-02-15", "AIM: Text.", "NBK1403", "Review"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBadInput(t *testing.T) {
	good := article(`<ArticleTitle>Good</ArticleTitle>`)
	deep := strings.Repeat("<b>", 1_000_000)
	cases := []struct {
		name, in string
		records  int
		problem  string
		line     int
	}{
		{"empty", "", 0, "no PubmedArticle", 0},
		{"another XML", "<html><body/></html>", 0, "no PubmedArticle", 0},
		{"not XML", "TI  - A title", 0, "no PubmedArticle", 0},
		{"truncated", set(good, good)[:len(set(good, good))-80], 1, "the input ends inside it", 5},
		{"end tag of another element", set(good, "<PubmedArticle><MedlineCitation></PubmedArticle>", good), 2, "closed by", 5},
		{"article inside an article", set(good, "<PubmedArticle><MedlineCitation><PMID>9</PMID>", good), 2, "a new article starts", 5},
		{"deep nesting", set(good, article("<ArticleTitle>"+deep), good), 2, "nested more than", 5},
		{"entity bomb", `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>` + set(article("<ArticleTitle>&b;&b;</ArticleTitle>")), 1, "", 0},
		{"external entity", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + set(article("<ArticleTitle>&e;</ArticleTitle>")), 1, "", 0},
		{"several sets joined", set(good) + "\n" + set(good, good), 3, "", 0},
		{"one article without a set", good, 1, "", 0},
		{"Latin-1 declared, UTF-8 given", `<?xml version="1.0" encoding="ISO-8859-1"?>` + "<PubmedArticleSet>" + article("<ArticleTitle>é</ArticleTitle>") + "</PubmedArticleSet>", 1, "", 0},
		{"deleted citations are no articles", set(good, "<DeleteCitation><PMID>1</PMID></DeleteCitation>"), 1, "", 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			records, err := decode(t, c.in)
			if len(records) != c.records {
				t.Errorf("%d records, want %d", len(records), c.records)
			}
			if (c.problem == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.problem) {
				t.Errorf("error %v, want %q", err, c.problem)
			}
			var entry *EntryError
			if c.line != 0 && (!errors.As(err, &entry) || entry.Line != c.line || entry.Raw == "") {
				t.Errorf("entry error %+v, want line %d", entry, c.line)
			}
			for _, r := range records {
				if strings.Contains(r.Title, "aaaa") || strings.Contains(r.Title, "root:") {
					t.Errorf("an entity was expanded: %q", r.Title)
				}
			}
		})
	}
}

func TestOriginAndRaw(t *testing.T) {
	records, err := decode(t, set(article("<ArticleTitle>A</ArticleTitle>"), article("<ArticleTitle>B</ArticleTitle>")))
	if err != nil {
		t.Fatal(err)
	}
	if records[0].Origin.Line != 4 || records[1].Origin.Line != 5 || records[1].Origin.Key != "123" {
		t.Errorf("origins %+v %+v", records[0].Origin, records[1].Origin)
	}
	again, err := decode(t, records[1].Raw)
	if err != nil || len(again) != 1 || again[0].Title != "B" || again[0].Raw != records[1].Raw {
		t.Errorf("raw text does not read back: %v %q", err, records[1].Raw)
	}
}

func TestSinkStops(t *testing.T) {
	stop := errors.New("enough")
	n := 0
	err := Decode(strings.NewReader(set(article(""), article(""))), func(evidence.Record) error {
		n++
		return stop
	})
	if !errors.Is(err, stop) || n != 1 {
		t.Errorf("%d records, %v", n, err)
	}
}

// endless gives one article n times.
type endless struct {
	unit string
	left int
	rest string
}

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		if e.left == 0 {
			return 0, io.EOF
		}
		e.left--
		e.rest = e.unit
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

func sample() string {
	return article(`<Journal><ISSN>0028-4793</ISSN><JournalIssue><Volume>386</Volume><Issue>4</Issue><PubDate><Year>2022</Year><Month>Jan</Month></PubDate></JournalIssue><Title>A journal</Title></Journal>
<ArticleTitle>Cardiovascular risk with <i>JAK</i> inhibitors.</ArticleTitle><Abstract><AbstractText Label="BACKGROUND">`+strings.Repeat("Some words of an abstract, with p&lt;0.05. ", 40)+`</AbstractText></Abstract>
<AuthorList CompleteYN="Y">`+strings.Repeat(`<Author ValidYN="Y"><LastName>Kim</LastName><ForeName>Yu Na</ForeName><Initials>YN</Initials><AffiliationInfo><Affiliation>Department of Dermatology, A University, A Town.</Affiliation></AffiliationInfo></Author>`, 8)+`</AuthorList>||<MeshHeadingList>`+
		strings.Repeat(`<MeshHeading><DescriptorName UI="D000152" MajorTopicYN="N">Acne Vulgaris</DescriptorName></MeshHeading>`, 10)+`</MeshHeadingList>||<ReferenceList>`+
		strings.Repeat(`<Reference><Citation>Somebody. A journal. 2001;1:1.</Citation><ArticleIdList><ArticleId IdType="pubmed">11</ArticleId></ArticleIdList></Reference>`, 30)+`</ReferenceList>`) + "\n"
}

func TestMemoryDoesNotGrow(t *testing.T) {
	peak := func(articles int) uint64 {
		var top uint64
		n := 0
		err := Decode(&endless{unit: sample(), left: articles}, func(evidence.Record) error {
			if n++; n%200 == 0 {
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				top = max(top, m.HeapAlloc)
			}
			return nil
		})
		if err != nil || n != articles {
			t.Fatalf("%d of %d articles: %v", n, articles, err)
		}
		return top
	}
	small, large := peak(400), peak(4000)
	t.Logf("live heap at its peak: %d kB for %d MB, %d kB for %d MB", small>>10, 400*len(sample())>>20, large>>10, 4000*len(sample())>>20)
	if large > small+8<<20 {
		t.Errorf("the heap grew from %d to %d bytes", small, large)
	}
}

// Hostile input must not take time that grows with its square.
func TestTimeIsLinear(t *testing.T) {
	for _, unit := range []string{
		"<PubmedArticle>", "<PubmedArticle><", "<PubmedArticle><a></b>", "<PubmedArticle/>", "<PubmedArticle><a>", "<PubmedArticle x=\"",
		"</a>", "<a", "<", "<!--", "<![CDATA[", "<!", "<?", "<!DOCTYPE [", "<PubmedBookArticle ", "<Pubmed",
	} {
		start := time.Now()
		_ = Decode(strings.NewReader(strings.Repeat(unit, (1<<20)/len(unit))), func(evidence.Record) error { return nil })
		if d := time.Since(start); d > time.Minute { // quadratic work takes many minutes; machines are noisy
			t.Errorf("1 MiB of %q took %v", unit, d)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(set(sample()))
	f.Add(set(article(`<ArticleTitle>[A].</ArticleTitle>||<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>A. 2;</RefSource></CommentsCorrections></CommentsCorrectionsList>`)))
	f.Add("<PubmedArticle><MedlineCitation><PMID>1</PMID><PubmedArticle>")
	f.Add("<PubmedBookArticle><BookDocument></BookDocument></PubmedBookArticle>")
	f.Add("<PubmedArticle><![CDATA[ ]]><!-- x --></PubmedArticle >")
	f.Fuzz(func(t *testing.T, in string) {
		starts := strings.Count(in, "<")
		n := 0
		_ = Decode(strings.NewReader(in), func(r evidence.Record) error {
			if n++; n > starts {
				t.Fatalf("more records than tags in %q", in)
			}
			return nil
		})
	})
}

func BenchmarkReadPubMedXML(b *testing.B) {
	in := set(strings.Repeat(sample(), 200))
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		if err := Decode(strings.NewReader(in), func(evidence.Record) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
