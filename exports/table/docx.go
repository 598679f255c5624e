package table

import (
	"archive/zip"
	_ "embed"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"dossier/evidence"
)

//go:embed docx_styles.xml
var docxStyles string

// writeDOCX writes a Word document (Office Open XML, ECMA-376): one real table
// per summary, its header row repeated on every page, the outcome cells merged
// downwards, footnotes at their first mark, named styles that a journal can
// redefine, and landscape pages for wide tables.
func writeDOCX(w io.Writer, tables []*evidence.Summary, o Options) error {
	d := &docx{}
	if o.titled(tables) {
		d.paragraph("Title", o.Title)
	}
	for i, t := range tables {
		d.table(t)
		if i < len(tables)-1 {
			// The section ends with the paragraph that carries its page.
			d.body.WriteString("<w:p><w:pPr>" + pageSetup(t) + "</w:pPr></w:p>")
		}
	}
	if refs := references(tables); len(refs) > 0 {
		d.paragraph("Heading1", "References")
		for _, r := range refs {
			text := r.Key + ": " + reference(r)
			if r.DOI != "" {
				text += " doi:" + string(r.DOI)
			}
			d.paragraph("DossierReference", text)
		}
	}
	last := pageSetup(nil)
	if len(tables) > 0 {
		last = pageSetup(tables[len(tables)-1])
	}
	return d.pack(w, last)
}

// docx is a document in the making.
type docx struct {
	body  strings.Builder
	notes strings.Builder
	n     int // footnotes written
}

// pageSetup describes the page of a section.
func pageSetup(t *evidence.Summary) string {
	size := `<w:pgSz w:w="11906" w:h="16838"/>`
	if t != nil && isWide(t) {
		size = `<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>`
	}
	return `<w:sectPr>` + size + `<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`
}

// textWidthOf is the width between the margins, in twentieths of a point.
func textWidthOf(t *evidence.Summary) int {
	if isWide(t) {
		return 16838 - 2*1134
	}
	return 11906 - 2*1134
}

// escape prints text for XML; characters that XML cannot hold become U+FFFD.
func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(Visible(s))); err != nil {
		return ""
	}
	return b.String()
}

func run(style, text string) string {
	if text == "" {
		return ""
	}
	properties := ""
	if style != "" {
		properties = `<w:rPr><w:rStyle w:val="` + style + `"/></w:rPr>`
	}
	return `<w:r>` + properties + `<w:t xml:space="preserve">` + escape(text) + `</w:t></w:r>`
}

func paragraph(style, runs string) string {
	return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>` + runs + `</w:p>`
}

func (d *docx) paragraph(style, text string) {
	d.body.WriteString(paragraph(style, run("", text)))
}

// docxTable is one table while its rows are written.
type docxTable struct {
	*docx
	t       *evidence.Summary
	widths  []int
	merged  int // level of heading that is a merged column, -1 without one
	texts   map[string]string
	noted   map[string]bool // marks whose footnote is written
	heading string          // of the merged column
	fresh   bool            // the next row begins a merged cell
}

// table writes the title, the table and the notes beneath it.
func (d *docx) table(t *evidence.Summary) {
	d.paragraph("Heading1", t.Title)
	if len(t.Rows) > 0 {
		dt := &docxTable{docx: d, t: t, merged: -1, texts: map[string]string{}, noted: map[string]bool{}}
		for _, f := range t.Footnotes {
			dt.texts[f.Mark] = f.Text
		}
		dt.merged = slices.IndexFunc(t.Headings, func(c evidence.Column) bool { return c.ID == "outcome" })
		dt.layout()
		dt.write()
	}
	if len(t.Notes) == 0 {
		d.paragraph("DossierNote", "") // a table may not end a section
	}
	for _, n := range t.Notes {
		d.paragraph("DossierNote", n)
	}
}

// layout divides the width of the page; the merged column takes an eighth.
func (dt *docxTable) layout() {
	room := textWidthOf(dt.t)
	if dt.merged >= 0 {
		dt.widths = append(dt.widths, room/8)
		room -= room / 8
	}
	for _, share := range shares(dt.t) {
		dt.widths = append(dt.widths, int(share*float64(room)))
	}
}

func (dt *docxTable) write() {
	b := &dt.body
	b.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="DossierTable"/><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr><w:tblGrid>`)
	for _, w := range dt.widths {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, w)
	}
	b.WriteString(`</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	column := 0
	if dt.merged >= 0 {
		dt.cell(column, 1, "", paragraph("DossierHead", run("", dt.t.Headings[dt.merged].Label)))
		column++
	}
	for i, c := range dt.t.Columns {
		dt.cell(column+i, 1, "", paragraph("DossierHead", run("", c.Label)))
	}
	b.WriteString(`</w:tr>`)
	for _, r := range dt.t.Rows {
		if !isContent(r) {
			dt.headingRow(r)
		}
		if len(r.Cells) > 0 {
			dt.contentRow(r)
		}
	}
	b.WriteString(`</w:tbl>`)
}

// cell writes one cell over span columns; merge is "", "restart" or "continue".
func (dt *docxTable) cell(column, span int, merge, content string) {
	width := 0
	for _, w := range dt.widths[column : column+span] {
		width += w
	}
	b := &dt.body
	fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, width)
	if span > 1 {
		fmt.Fprintf(b, `<w:gridSpan w:val="%d"/>`, span)
	}
	if merge != "" {
		fmt.Fprintf(b, `<w:vMerge w:val="%s"/>`, merge)
	}
	b.WriteString(`</w:tcPr>` + content + `</w:tc>`)
}

// headingRow writes a heading. An outcome is kept for the merged column; every
// other heading spans the columns right of it, or all when it stands above it.
func (dt *docxTable) headingRow(r evidence.Row) {
	if dt.merged >= 0 && r.Level == dt.merged {
		dt.heading, dt.fresh = r.Heading, true
		return
	}
	style := "DossierSubheading"
	if r.Kind == evidence.RowSection {
		style = "DossierSection"
	}
	dt.body.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	first := 0
	if dt.merged >= 0 && r.Level > dt.merged {
		dt.outcomeCell()
		first = 1
	}
	dt.cell(first, len(dt.widths)-first, "", `<w:p><w:pPr><w:pStyle w:val="`+style+`"/><w:keepNext/></w:pPr>`+run("", r.Heading)+`</w:p>`)
	dt.body.WriteString(`</w:tr>`)
}

// outcomeCell begins or continues the merged cell of the outcome.
func (dt *docxTable) outcomeCell() {
	if dt.fresh {
		dt.cell(0, 1, "restart", paragraph("DossierOutcome", run("", dt.heading)))
		dt.fresh = false
		return
	}
	dt.cell(0, 1, "continue", paragraph("DossierCell", ""))
}

// contentRow writes the cells of a row.
func (dt *docxTable) contentRow(r evidence.Row) {
	dt.body.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	column := 0
	if dt.merged >= 0 {
		dt.outcomeCell()
		column++
	}
	for i, c := range r.Cells {
		style := "DossierCell"
		switch {
		case r.Body != nil:
			style = "DossierBody"
		case dt.t.Columns[i].Right:
			style = "DossierNumber"
		}
		runs := run("", c.Text)
		if len(c.Cites) > 0 {
			runs += run("DossierCitation", " [@"+strings.Join(c.Cites, "; @")+"]") // what citation processors and --cited-in read
		}
		for j, m := range c.Marks {
			if j > 0 {
				runs += run("DossierMarkComma", ",") // with the style of the mark LibreOffice would take it for a part of it
			}
			runs += dt.mark(m)
		}
		dt.cell(column+i, 1, "", paragraph(style, runs))
	}
	dt.body.WriteString(`</w:tr>`)
}

// mark writes a footnote mark: at its first place a footnote of Word with our
// own mark, afterwards the mark alone (Word has one place per footnote).
func (dt *docxTable) mark(m string) string {
	if dt.noted[m] {
		return run("DossierMark", m)
	}
	dt.noted[m] = true
	dt.n++
	fmt.Fprintf(&dt.notes, `<w:footnote w:id="%d">`, dt.n+1)
	dt.notes.WriteString(paragraph("FootnoteText", `<w:r><w:rPr><w:rStyle w:val="DossierMark"/></w:rPr>`+wordOnly(`<w:t>`+escape(m)+`</w:t>`)+`</w:r>`+run("", " "+dt.texts[m])))
	dt.notes.WriteString(`</w:footnote>`)
	return fmt.Sprintf(`<w:r><w:rPr><w:rStyle w:val="DossierMark"/></w:rPr><w:footnoteReference w:customMarkFollows="1" w:id="%d"/><w:t>%s</w:t></w:r>`, dt.n+1, escape(m))
}

// wordOnly is content for Word alone. In a footnote with a mark of our own Word
// prints the mark that the text begins with, and LibreOffice puts one before it.
func wordOnly(content string) string {
	return `<mc:AlternateContent><mc:Choice Requires="w15">` + content + `</mc:Choice><mc:Fallback/></mc:AlternateContent>`
}

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordNS  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	choices = `xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"`
	relNS   = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	pkgNS   = `http://schemas.openxmlformats.org/package/2006`
)

// pack writes the parts of the document in a fixed order and without times, so
// that equal tables give equal bytes.
func (d *docx) pack(w io.Writer, lastPage string) error {
	separators := `<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>` +
		`<w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>`
	override := func(part, kind string) string {
		return `<Override PartName="/` + part + `" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.` + kind + `+xml"/>`
	}
	relation := func(id, kind, target string) string {
		return `<Relationship Id="` + id + `" Type="` + relNS + `/` + kind + `" Target="` + target + `"/>`
	}
	parts := []struct{ name, text string }{
		{"[Content_Types].xml", `<Types xmlns="` + pkgNS + `/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			override("word/document.xml", "document.main") + override("word/styles.xml", "styles") + override("word/footnotes.xml", "footnotes") + override("word/settings.xml", "settings") + `</Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + pkgNS + `/relationships">` + relation("rId1", "officeDocument", "word/document.xml") + `</Relationships>`},
		{"word/_rels/document.xml.rels", `<Relationships xmlns="` + pkgNS + `/relationships">` + relation("rId1", "styles", "styles.xml") + relation("rId2", "footnotes", "footnotes.xml") + relation("rId3", "settings", "settings.xml") + `</Relationships>`},
		{"word/document.xml", `<w:document ` + wordNS + `><w:body>` + d.body.String() + lastPage + `</w:body></w:document>`},
		{"word/styles.xml", docxStyles},
		{"word/footnotes.xml", `<w:footnotes ` + wordNS + " " + choices + `>` + separators + d.notes.String() + `</w:footnotes>`},
		{"word/settings.xml", `<w:settings ` + wordNS + `><w:footnotePr><w:footnote w:id="0"/><w:footnote w:id="1"/></w:footnotePr><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`},
	}
	archive := zip.NewWriter(w)
	for _, p := range parts {
		part, err := archive.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		text := p.text
		if !strings.HasPrefix(text, "<?xml") {
			text = xmlHead + text
		}
		if _, err := io.WriteString(part, text); err != nil {
			return err
		}
	}
	return archive.Close()
}
