package xlsx

import (
	"bytes"
	"strconv"
)

// Style is the look of a cell and what may be done to it.
type Style struct {
	Format       string // of numbers, "0.00"; "@" keeps what is typed as text; empty = general
	Bold         bool
	Wrap         bool // break lines
	Top          bool // at the upper edge of the row
	Right        bool // to the right edge of the cell
	BorderBottom bool
	Fill         string // background, "F2F2F2"
	Color        string // of the letters, "595959"
	Unlocked     bool   // may be changed on a protected sheet
}

// StyleID names a style of one workbook; 0 is the plain one.
type StyleID int

// styles numbers the styles of a workbook in the order of their first use.
type styles struct {
	known map[Style]StyleID
	list  []Style
}

// Style numbers a style.
func (b *Book) Style(s Style) StyleID {
	if s == (Style{}) {
		return 0
	}
	id, ok := b.styles.known[s]
	if !ok {
		if b.styles.known == nil {
			b.styles.known = map[Style]StyleID{}
		}
		b.styles.list = append(b.styles.list, s)
		id = StyleID(len(b.styles.list))
		b.styles.known[s] = id
	}
	return id
}

// firstFormat is the number of the first format that is not built in
// (ECMA-376 part 1, 18.8.30).
const firstFormat = 164

// xml writes xl/styles.xml: the formats, fonts, fills and borders that the
// styles use, each once, and the styles as combinations of them.
func (t *styles) xml() []byte {
	formats, fonts := newNumbered(), newNumbered()
	fills, borders := newNumbered(), newNumbered()
	fonts.of(fontXML(Style{}))
	fills.of(`<fill><patternFill patternType="none"/></fill>`)
	fills.of(`<fill><patternFill patternType="gray125"/></fill>`) // the first two are fixed by the format
	borders.of(borderXML(Style{}))
	var cells bytes.Buffer
	cells.WriteString(`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>`)
	for _, s := range t.list {
		format := 0
		switch s.Format {
		case "":
		case "@":
			format = 49
		default:
			format = firstFormat + formats.of(s.Format)
		}
		fill := 0
		if s.Fill != "" {
			fill = fills.of(`<fill><patternFill patternType="solid"><fgColor rgb="FF` + escape(s.Fill) + `"/><bgColor indexed="64"/></patternFill></fill>`)
		}
		cells.WriteString(`<xf numFmtId="` + strconv.Itoa(format) + `" fontId="` + strconv.Itoa(fonts.of(fontXML(s))) +
			`" fillId="` + strconv.Itoa(fill) + `" borderId="` + strconv.Itoa(borders.of(borderXML(s))) + `" xfId="0"`)
		cells.WriteString(` applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1">`)
		cells.WriteString(alignmentXML(s))
		if s.Unlocked {
			cells.WriteString(`<protection locked="0"/>`)
		}
		cells.WriteString(`</xf>`)
	}
	var out bytes.Buffer
	out.WriteString(header + `<styleSheet xmlns="` + mainNamespace + `">`)
	if len(formats.list) > 0 {
		out.WriteString(`<numFmts count="` + strconv.Itoa(len(formats.list)) + `">`)
		for i, code := range formats.list {
			out.WriteString(`<numFmt numFmtId="` + strconv.Itoa(firstFormat+i) + `" formatCode="` + escape(code) + `"/>`)
		}
		out.WriteString(`</numFmts>`)
	}
	fonts.write(&out, "fonts")
	fills.write(&out, "fills")
	borders.write(&out, "borders")
	out.WriteString(`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>`)
	out.WriteString(`<cellXfs count="` + strconv.Itoa(len(t.list)+1) + `">`)
	out.Write(cells.Bytes())
	out.WriteString(`</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`)
	return out.Bytes()
}

func fontXML(s Style) string {
	font := `<font>`
	if s.Bold {
		font += `<b/>`
	}
	font += `<sz val="11"/>`
	if s.Color != "" {
		font += `<color rgb="FF` + escape(s.Color) + `"/>`
	}
	return font + `<name val="Calibri"/><family val="2"/></font>`
}

func borderXML(s Style) string {
	if s.BorderBottom {
		return `<border><left/><right/><top/><bottom style="thin"><color rgb="FF000000"/></bottom><diagonal/></border>`
	}
	return `<border><left/><right/><top/><bottom/><diagonal/></border>`
}

func alignmentXML(s Style) string {
	attributes := ""
	if s.Right {
		attributes += ` horizontal="right"`
	}
	if s.Top {
		attributes += ` vertical="top"`
	}
	if s.Wrap {
		attributes += ` wrapText="1"`
	}
	if attributes == "" {
		return ""
	}
	return `<alignment` + attributes + `/>`
}

// numbered gives equal texts one number, from 0 in order of appearance.
type numbered struct {
	at   map[string]int
	list []string
}

func newNumbered() *numbered { return &numbered{at: map[string]int{}} }

func (n *numbered) of(text string) int {
	i, ok := n.at[text]
	if !ok {
		i = len(n.list)
		n.at[text] = i
		n.list = append(n.list, text)
	}
	return i
}

func (n *numbered) write(out *bytes.Buffer, element string) {
	out.WriteString(`<` + element + ` count="` + strconv.Itoa(len(n.list)) + `">`)
	for _, text := range n.list {
		out.WriteString(text)
	}
	out.WriteString(`</` + element + `>`)
}
