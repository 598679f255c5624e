package docx

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/ingest/format"
)

// document packs paragraphs, each the inside of a w:p, into a Word file.
func document(t testing.TB, body string) []byte {
	t.Helper()
	return packed(t, map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"word/document.xml":   `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`,
	})
}

func packed(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"[Content_Types].xml", "word/document.xml", "word/footnotes.xml", "customXml/item1.xml", "customXml/item2.xml", "../evil.xml"} {
		content, ok := files[name]
		if !ok {
			continue
		}
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func para(text string) string {
	return "<w:p><w:r><w:t>" + html.EscapeString(text) + "</w:t></w:r></w:p>"
}

func item(text string) string {
	return "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>" + html.EscapeString(text) + "</w:t></w:r></w:p>"
}

func field(instruction, result string) string {
	half := len(instruction) / 2 // Word cuts long instructions into runs
	return `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">` + html.EscapeString(instruction[:half]) +
		`</w:instrText></w:r><w:r><w:instrText>` + html.EscapeString(instruction[half:]) + `</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>` +
		html.EscapeString(result) + `</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`
}

const cslCitation = `{"citationID":"x","citationItems":[{"id":1,"itemData":{"id":1,"type":"article-journal","title":"Imaginary rash in nobody","DOI":"10.5555/jim.2020.33","author":[{"family":"Abel","given":"R. T."}],"container-title":"Journal of Invented Medicine","issued":{"date-parts":[[2020]]}}}]}`

func read(t testing.TB, data []byte) *gatherer {
	t.Helper()
	var out gatherer
	if err := Read(context.Background(), format.Input{Name: "m.docx", R: bytes.NewReader(data)}, &out); err != nil {
		t.Fatal(err)
	}
	return &out
}

func summary(records []evidence.Record) []string {
	var out []string
	for _, r := range records {
		out = append(out, fmt.Sprintf("%d %s %s %d", r.Origin.Line, r.Title, r.DOI, r.Year()))
	}
	return out
}

func TestRead(t *testing.T) {
	list := para("References") +
		item("Abel RT, Wrona K. Imaginary rash in nobody. J Invent Med. 2020;12(3):33-41. doi:10.5555/jim.2020.33") +
		item("Quill B, Reed C. Empty arms. Pretend Trials. 2019;20(1):88-90.")
	for _, c := range []struct {
		name, body string
		want       []string
	}{
		{"printed list", para("Text.") + list + para("Figure legends") + para("Figure 1. No."),
			[]string{"3 Imaginary rash in nobody 10.5555/jim.2020.33 2020", "4 Empty arms  2019"}},
		{"Zotero and the list", field("ADDIN ZOTERO_ITEM CSL_CITATION "+cslCitation, "(Abel, 2020)") + list,
			[]string{"1 Imaginary rash in nobody 10.5555/jim.2020.33 2020", "4 Empty arms  2019"}},
		{"Mendeley fields", field("ADDIN CSL_CITATION "+cslCitation, "[1]") + field("ADDIN CSL_CITATION "+cslCitation, "[1]"),
			[]string{"1 Imaginary rash in nobody 10.5555/jim.2020.33 2020"}},
		{"Mendeley content control", `<w:sdt><w:sdtPr><w:tag w:val="MENDELEY_CITATION_v3_` + base64.StdEncoding.EncodeToString([]byte(cslCitation)) + `"/></w:sdtPr></w:sdt>`,
			[]string{"1 Imaginary rash in nobody 10.5555/jim.2020.33 2020"}},
		{"EndNote", field(`ADDIN EN.CITE <EndNote><Cite><Author>Abel</Author><record><rec-number>7</rec-number><ref-type name="Journal Article">17</ref-type><contributors><authors><author>Abel, R. T.</author></authors></contributors><titles><title>Imaginary rash in nobody</title></titles><dates><year>2020</year></dates><electronic-resource-num>10.5555/jim.2020.33</electronic-resource-num></record></Cite></EndNote>`, "(1)"),
			[]string{"1 Imaginary rash in nobody 10.5555/jim.2020.33 2020"}},
		{"identifiers in the text", para("As shown (doi:10.5555/a.1, NCT00000001).") + para("Again doi:10.5555/a.1."),
			[]string{"1  10.5555/a.1 0", "1   0"}},
		{"deleted text", para("References") + `<w:p><w:del><w:r><w:delText>Gone G. Gone. J. 2001;1:1.</w:delText></w:r></w:del><w:r><w:t>Abel RT, Wrona K. Imaginary rash in nobody. J Invent Med. 2020;12(3):33</w:t></w:r><w:r><w:noBreakHyphen/></w:r><w:r><w:t>41.</w:t></w:r></w:p>` + para("Quill B, Reed C. Empty arms. Pretend Trials. 2019;20(1):88-90."),
			[]string{"2 Imaginary rash in nobody  2020", "3 Empty arms  2019"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := read(t, document(t, c.body))
			if diff := cmp.Diff(c.want, summary(out.records)); diff != "" {
				t.Errorf("%s\n%v", diff, out.problems)
			}
			for _, r := range out.records {
				if r.Origin.Format != Name || r.Origin.File != "m.docx" {
					t.Errorf("origin %+v", r.Origin)
				}
			}
		})
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name, says string
		data       []byte
	}{
		{"no archive", "cannot be read", []byte("PK\x03\x04 nothing")},
		{"no document", "no word/document.xml", packed(t, map[string]string{"[Content_Types].xml": "<Types/>"})},
		{"nothing in it", "no references found", document(t, para("Hello."))},
		{"deep nesting", "nested deeper", document(t, strings.Repeat("<w:x>", 1_000_000))},
		{"bomb", "larger than any manuscript", document(t, strings.Repeat(" ", MaxPart))},
		{"broken XML", "cannot be read", document(t, "<w:p <<")},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := read(t, c.data)
			if len(out.records) != 0 || len(out.problems) != 1 || !strings.Contains(out.problems[0].Message, c.says) || out.problems[0].Next == "" {
				t.Errorf("got %+v", out)
			}
		})
	}
}

func TestPathsInTheArchiveAreNotFollowed(t *testing.T) {
	out := read(t, packed(t, map[string]string{
		"word/document.xml": `<w:document><w:body>` + para("doi:10.5555/a.1") + `</w:body></w:document>`,
		"../evil.xml":       "<x/>",
	}))
	if len(out.records) != 1 {
		t.Errorf("got %+v", out)
	}
}

func TestDamagedCitationIsReported(t *testing.T) {
	out := read(t, document(t, field("ADDIN ZOTERO_ITEM CSL_CITATION {broken", "(x)")+para("References")+para("Abel R. (2020). Title of it. Journal, 1(2), 3-4.")+para("Quill, B. (2021). Other title. Journal, 2, 5-6.")))
	if len(out.records) != 2 || len(out.problems) == 0 || !strings.Contains(out.problems[0].Message, "cannot be read") {
		t.Errorf("got %+v", out)
	}
}

func TestSniff(t *testing.T) {
	data := document(t, para("x"))
	if got := Sniff(data, "any"); got != format.Certain {
		t.Errorf("got %v", got)
	}
	if got := Sniff([]byte("PK\x03\x04other"), "a.zip"); got != format.No {
		t.Errorf("zip: %v", got)
	}
}

// dataField is a field whose data are too long for its instruction, as EndNote
// writes it: around the data stands a field of the same data.
func dataField(data, result string) string {
	text := base64.StdEncoding.EncodeToString([]byte(data))
	begin := `<w:r><w:fldChar w:fldCharType="begin"><w:fldData xml:space="preserve">` + text[:len(text)/2] + "\n" + text[len(text)/2:] + `</w:fldData></w:fldChar></w:r>`
	return "<w:p>" + begin + `<w:r><w:instrText> ADDIN EN.CITE </w:instrText></w:r>` +
		begin + `<w:r><w:instrText> ADDIN EN.CITE.DATA </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>` + result + `</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`
}

func TestEndNoteData(t *testing.T) {
	record := func(author, title, year string) string {
		return `<Cite><Author>` + author + `</Author><record><ref-type name="Journal Article">17</ref-type><contributors><authors><author><style face="normal">` + author +
			`, R.</style></author></authors></contributors><titles><title><style face="normal">` + title + `</style></title></titles><dates><year>` + year + `</year></dates></record></Cite>`
	}
	data := "<EndNote>" + record("Abel", "Imaginary rash in nobody", "2020") + record("Quill", "Empty arms", "2019") + "</EndNote>"
	out := read(t, document(t, dataField(data, "(1,2)")+dataField(data+"\x00", "(1)")+dataField("other things", "x")))
	want := []string{"1 Imaginary rash in nobody  2020", "1 Empty arms  2019"}
	if diff := cmp.Diff(want, summary(out.records)); diff != "" || len(out.problems) > 0 {
		t.Errorf("%s\n%v", diff, out.problems)
	}
	if out := read(t, document(t, strings.ReplaceAll(dataField(data, "x"), "PEVuZE5vdGU", "*"))); len(out.problems) == 0 || !strings.Contains(out.problems[0].Message, "base64") {
		t.Errorf("damaged data: %v", out.problems)
	}
}

const wordSources = `<?xml version="1.0"?><b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography" SelectedStyle="\APA.XSL">
<b:Source><b:Tag>Abe20</b:Tag><b:SourceType>JournalArticle</b:SourceType><b:Author><b:Author><b:NameList><b:Person><b:Last>Abel</b:Last><b:First>Ruth</b:First><b:Middle>T.</b:Middle></b:Person><b:Person><b:Last>Wrona</b:Last><b:First>K</b:First></b:Person></b:NameList></b:Author></b:Author>
<b:Title>Imaginary rash in nobody</b:Title><b:JournalName>Journal of Invented Medicine</b:JournalName><b:Year>2020</b:Year><b:Month>March</b:Month><b:Day>5</b:Day><b:Volume>12</b:Volume><b:Issue>3</b:Issue><b:Pages>33-41</b:Pages><b:DOI>10.5555/jim.2020.33</b:DOI></b:Source>
<b:Source><b:Tag>Nob19</b:Tag><b:SourceType>Report</b:SourceType><b:Author><b:Author><b:Corporate>Nobody's Agency</b:Corporate></b:Author></b:Author><b:Title>Empty arms</b:Title><b:Year>2019</b:Year><b:Publisher>The Agency</b:Publisher><b:StandardNumber>PMID: 9000001</b:StandardNumber></b:Source>
<b:Source><b:Tag>Unc18</b:Tag><b:SourceType>Book</b:SourceType><b:Title>Not cited</b:Title></b:Source></b:Sources>`

func TestWordSources(t *testing.T) {
	body := field(` CITATION Abe20 \l 1033 \p 33 \m nob19 `, "(Abel, 2020)") + `<w:p><w:fldSimple w:instr="CITATION Gone \l 1033"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>`
	out := read(t, packed(t, map[string]string{
		"word/document.xml": `<w:document><w:body>` + body + `</w:body></w:document>`, "customXml/item1.xml": "<other><b>", "customXml/item2.xml": wordSources,
	}))
	want := []evidence.Citation{
		{
			Type: evidence.TypeArticle, Title: "Imaginary rash in nobody", Journal: "Journal of Invented Medicine", Volume: "12", Issue: "3", DOI: "10.5555/jim.2020.33",
			Authors: []evidence.Person{{Family: "Abel", Given: "Ruth T."}, {Family: "Wrona", Given: "K"}}, Date: evidence.Date{Year: 2020, Month: 3, Day: 5},
			Pages: evidence.Pages{Raw: "33-41", First: "33", Last: "41"},
		},
		{Type: evidence.TypeReport, Title: "Empty arms", Authors: []evidence.Person{{Literal: "Nobody's Agency"}}, Date: evidence.Date{Year: 2019}, Publisher: "The Agency", PMID: "9000001"},
	}
	var got []evidence.Citation
	for _, r := range out.records {
		got = append(got, r.Citation)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(out.problems) != 1 || out.problems[0].Line != 2 || !strings.Contains(out.problems[0].Message, "no source Gone") {
		t.Errorf("problems %v", out.problems)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(para("References") + item("Abel RT, Wrona K. Rash. J Med. 2020;1:2."))
	f.Add(field("ADDIN CSL_CITATION "+cslCitation, "x"))
	f.Fuzz(func(t *testing.T, body string) { read(t, document(t, body)) })
}

func FuzzArchive(f *testing.F) {
	f.Add(document(f, para("References")))
	f.Fuzz(func(t *testing.T, data []byte) { read(t, data) })
}
