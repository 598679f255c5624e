package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

const (
	header             = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNamespace      = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relationNamespace  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageRelations   = "http://schemas.openxmlformats.org/package/2006/relationships"
	contentTypes       = "http://schemas.openxmlformats.org/package/2006/content-types"
	spreadsheetContent = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// fixedTime stands in every entry of the archive, so that the same cells give
// the same bytes.
func fixedTime() time.Time { return time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC) }

func (b *Book) write(w io.Writer) error {
	if len(b.sheets) == 0 {
		return errors.New("a workbook needs a sheet")
	}
	for _, s := range b.sheets {
		for i := range s.Validations {
			if err := s.Validations[i].check(s.name); err != nil {
				return err
			}
		}
		for _, c := range s.Columns {
			b.Style(c.Style) // before the styles are written
		}
	}
	archive := zip.NewWriter(w)
	parts := []struct {
		name string
		fill func(*bytes.Buffer)
	}{
		{"[Content_Types].xml", b.contentTypes},
		{"_rels/.rels", packageXML},
		{"docProps/core.xml", coreXML},
		{"xl/workbook.xml", b.workbookXML},
		{"xl/_rels/workbook.xml.rels", b.relationsXML},
		{"xl/styles.xml", func(out *bytes.Buffer) { out.Write(b.styles.xml()) }},
		{"xl/sharedStrings.xml", b.stringsXML},
	}
	var text bytes.Buffer
	put := func(name string, fill func(*bytes.Buffer)) error {
		text.Reset()
		fill(&text)
		part, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: fixedTime()})
		if err != nil {
			return err
		}
		_, err = part.Write(text.Bytes())
		return err
	}
	for _, p := range parts {
		if err := put(p.name, p.fill); err != nil {
			return fmt.Errorf("writing %s: %w", p.name, err)
		}
	}
	active := b.active()
	for i, s := range b.sheets {
		if err := put(sheetPath(i), func(out *bytes.Buffer) { s.xml(out, i == active) }); err != nil {
			return fmt.Errorf("writing sheet %s: %w", s.name, err)
		}
	}
	return archive.Close()
}

// active is the sheet that is shown first.
func (b *Book) active() int {
	for i, s := range b.sheets {
		if s.Visibility == Visible {
			return i
		}
	}
	return 0
}

func sheetPath(i int) string { return "xl/worksheets/sheet" + strconv.Itoa(i+1) + ".xml" }

func (b *Book) contentTypes(out *bytes.Buffer) {
	out.WriteString(header + `<Types xmlns="` + contentTypes + `">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>`)
	override := func(path, kind string) {
		out.WriteString(`<Override PartName="/` + path + `" ContentType="` + spreadsheetContent + kind + `+xml"/>`)
	}
	override("xl/workbook.xml", "sheet.main")
	override("xl/styles.xml", "styles")
	override("xl/sharedStrings.xml", "sharedStrings")
	for i := range b.sheets {
		override(sheetPath(i), "worksheet")
	}
	out.WriteString(`</Types>`)
}

func packageXML(out *bytes.Buffer) {
	out.WriteString(header + `<Relationships xmlns="` + packageRelations + `">` +
		`<Relationship Id="rId1" Type="` + relationNamespace + `/officeDocument" Target="xl/workbook.xml"/>` +
		`<Relationship Id="rId2" Type="` + packageRelations + `/metadata/core-properties" Target="docProps/core.xml"/>` +
		`</Relationships>`)
}

// coreXML names the program and a fixed date.
func coreXML(out *bytes.Buffer) {
	out.WriteString(header + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:creator>dossier</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:created>` +
		`<dcterms:modified xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>`)
}

func (b *Book) workbookXML(out *bytes.Buffer) {
	out.WriteString(header + `<workbook xmlns="` + mainNamespace + `" xmlns:r="` + relationNamespace + `"><bookViews><workbookView activeTab="` +
		strconv.Itoa(b.active()) + `"/></bookViews><sheets>`)
	for i, s := range b.sheets {
		n := strconv.Itoa(i + 1)
		out.WriteString(`<sheet name="` + escape(s.name) + `" sheetId="` + n + `"`)
		if s.Visibility != Visible {
			out.WriteString(` state="` + string(s.Visibility) + `"`)
		}
		out.WriteString(` r:id="rId` + n + `"/>`)
	}
	out.WriteString(`</sheets>`)
	b.namesXML(out)
	out.WriteString(`</workbook>`)
}

// namesXML writes the defined names, and for each filter the hidden name that
// Excel expects with it.
func (b *Book) namesXML(out *bytes.Buffer) {
	var names bytes.Buffer
	for i, s := range b.sheets {
		if s.Filter != "" {
			names.WriteString(`<definedName name="_xlnm._FilterDatabase" localSheetId="` + strconv.Itoa(i) + `" hidden="1">`)
			writeText(&names, quoteSheet(s.name)+"!"+absolute(s.Filter))
			names.WriteString(`</definedName>`)
		}
	}
	for _, n := range b.names {
		names.WriteString(`<definedName name="` + escape(n.name) + `">`)
		writeText(&names, n.refersTo)
		names.WriteString(`</definedName>`)
	}
	if names.Len() > 0 {
		out.WriteString(`<definedNames>`)
		out.Write(names.Bytes())
		out.WriteString(`</definedNames>`)
	}
}

// quoteSheet is a sheet's name as formulas take it.
func quoteSheet(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// absolute turns A1:F20 into $A$1:$F$20.
func absolute(cells string) string {
	var b strings.Builder
	letter, digit := false, false
	for _, r := range cells {
		isDigit := r >= '0' && r <= '9'
		switch {
		case r == ':':
			letter, digit = false, false
		case isDigit && !digit:
			b.WriteByte('$')
			digit = true
		case !isDigit && !letter:
			b.WriteByte('$')
			letter = true
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (b *Book) relationsXML(out *bytes.Buffer) {
	out.WriteString(header + `<Relationships xmlns="` + packageRelations + `">`)
	relation := func(n int, kind, target string) {
		out.WriteString(`<Relationship Id="rId` + strconv.Itoa(n) + `" Type="` + relationNamespace + `/` + kind + `" Target="` + target + `"/>`)
	}
	for i := range b.sheets {
		relation(i+1, "worksheet", strings.TrimPrefix(sheetPath(i), "xl/"))
	}
	relation(len(b.sheets)+1, "styles", "styles.xml")
	relation(len(b.sheets)+2, "sharedStrings", "sharedStrings.xml")
	out.WriteString(`</Relationships>`)
}

func (b *Book) stringsXML(out *bytes.Buffer) {
	out.WriteString(header + `<sst xmlns="` + mainNamespace + `" count="` + strconv.Itoa(b.uses) + `" uniqueCount="` + strconv.Itoa(len(b.texts)) + `">`)
	for _, text := range b.texts {
		out.WriteString(`<si><t xml:space="preserve">`)
		writeText(out, text)
		out.WriteString(`</t></si>`)
	}
	out.WriteString(`</sst>`)
}

// xml writes one sheet; the order of the elements is fixed by the format.
func (s *Sheet) xml(out *bytes.Buffer, active bool) {
	out.WriteString(header + `<worksheet xmlns="` + mainNamespace + `">`)
	out.WriteString(`<dimension ref="` + Range(1, 1, max(s.width, 1), max(s.row, 1)) + `"/>`)
	s.viewXML(out, active)
	out.WriteString(`<sheetFormatPr defaultRowHeight="15"/>`)
	s.columnsXML(out)
	out.WriteString(`<sheetData>`)
	out.Write(s.rows)
	out.WriteString(`</sheetData>`)
	if s.Protected {
		// Sizes, colours and filters stay free, and rows may be put in.
		out.WriteString(`<sheetProtection sheet="1" objects="1" scenarios="1" formatCells="0" formatColumns="0" formatRows="0" insertRows="0" deleteRows="0" sort="0" autoFilter="0"/>`)
	}
	if s.Filter != "" {
		out.WriteString(`<autoFilter ref="` + escape(s.Filter) + `"/>`)
	}
	writeValidations(out, s.Validations)
	// Numbers kept as text, as they were printed, need no green corner.
	out.WriteString(`<ignoredErrors><ignoredError sqref="` + Range(1, 1, max(s.width, 1), max(s.row, 1)) + `" numberStoredAsText="1"/></ignoredErrors>`)
	out.WriteString(`</worksheet>`)
}

func (s *Sheet) viewXML(out *bytes.Buffer, active bool) {
	out.WriteString(`<sheetViews><sheetView workbookViewId="0"`)
	if active {
		out.WriteString(` tabSelected="1"`)
	}
	if s.FreezeRows == 0 && s.FreezeColumns == 0 {
		out.WriteString(`/></sheetViews>`)
		return
	}
	out.WriteString(`><pane`)
	pane := "bottomLeft"
	if s.FreezeColumns > 0 {
		pane = "topRight"
		out.WriteString(` xSplit="` + strconv.Itoa(s.FreezeColumns) + `"`)
		if s.FreezeRows > 0 {
			pane = "bottomRight"
		}
	}
	if s.FreezeRows > 0 {
		out.WriteString(` ySplit="` + strconv.Itoa(s.FreezeRows) + `"`)
	}
	out.WriteString(` topLeftCell="` + Address(s.FreezeColumns+1, s.FreezeRows+1) + `" activePane="` + pane + `" state="frozen"/>` +
		`<selection pane="` + pane + `"/></sheetView></sheetViews>`)
}

func (s *Sheet) columnsXML(out *bytes.Buffer) {
	if len(s.Columns) == 0 {
		return
	}
	out.WriteString(`<cols>`)
	for i, c := range s.Columns {
		n := strconv.Itoa(i + 1)
		width := c.Width
		if width == 0 {
			width = 9
		}
		out.WriteString(`<col min="` + n + `" max="` + n + `" width="` + strconv.FormatFloat(width, 'f', -1, 64) + `" customWidth="1"`)
		if id := s.book.Style(c.Style); id != 0 {
			out.WriteString(` style="` + strconv.Itoa(int(id)) + `"`)
		}
		if c.Hidden {
			out.WriteString(` hidden="1"`)
		}
		out.WriteString(`/>`)
	}
	out.WriteString(`</cols>`)
}
