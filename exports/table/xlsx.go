package table

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"dossier/evidence"
)

// writeXLSX writes a workbook: one sheet per table, flat (each row carries its
// headings), with a frozen header and filters, and a sheet of sources. Cells
// that are a number are numbers with the decimals that their source printed;
// beside the printed estimate stand its value and limits as numbers.
func writeXLSX(w io.Writer, tables []*evidence.Summary, _ Options) error {
	book := &workbook{File: excelize.NewFile(), formats: map[int]int{}}
	defer book.Close()
	if err := book.fixedProperties(); err != nil {
		return err
	}
	for i, t := range tables {
		if err := book.table(t, i); err != nil {
			return err
		}
	}
	if err := book.sources(references(tables)); err != nil {
		return err
	}
	if err := book.DeleteSheet("Sheet1"); err != nil {
		return err
	}
	book.SetActiveSheet(0)
	return book.Write(w)
}

// workbook is a workbook in the making.
type workbook struct {
	*excelize.File
	formats map[int]int // decimals → style of a number
	head    int         // style of header cells
	wrap    int         // style of text
	names   []string
}

// fixedProperties makes the same tables give the same bytes.
func (b *workbook) fixedProperties() error {
	err := b.SetDocProps(&excelize.DocProperties{Creator: "dossier", Created: "2000-01-01T00:00:00Z", Modified: "2000-01-01T00:00:00Z"})
	if err != nil {
		return err
	}
	if b.head, err = b.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"},
		Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "000000"}}}); err != nil {
		return err
	}
	b.wrap, err = b.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	return err
}

// number is the style of a number with so many decimals.
func (b *workbook) number(decimals int) (int, error) {
	if style, ok := b.formats[decimals]; ok {
		return style, nil
	}
	code := "0"
	if decimals > 0 {
		code += "." + strings.Repeat("0", decimals)
	}
	style, err := b.NewStyle(&excelize.Style{CustomNumFmt: &code, Alignment: &excelize.Alignment{Vertical: "top"}})
	b.formats[decimals] = style
	return style, err
}

// table writes one sheet.
func (b *workbook) table(t *evidence.Summary, n int) error {
	sheet := b.sheetName(t, n)
	if _, err := b.NewSheet(sheet); err != nil {
		return err
	}
	flat := flatten(t)
	withValues := t.Kind != "map"
	var header []string
	for _, h := range flat.headings {
		header = append(header, h.Label)
	}
	for _, c := range flat.columns {
		header = append(header, c.Label)
	}
	if withValues {
		header = append(header, "Estimate (number)", "Lower limit (number)", "Upper limit (number)")
	}
	header = append(header, "Citations", "Footnotes")
	if withValues {
		header = append(header, "Finding", "Source")
	}
	if err := b.header(sheet, header, flat); err != nil {
		return err
	}
	for i, row := range flat.rows {
		cells := append([]string{}, row.headings...)
		for _, c := range row.cells {
			cells = append(cells, c.Text)
		}
		if withValues {
			var values [3]string
			if f := row.facts; f != nil {
				values = [3]string{string(f.Estimate), string(f.CILow), string(f.CIHigh)}
			}
			cells = append(cells, values[:]...)
		}
		cells = append(cells, strings.Join(row.cites(), "; "), strings.Join(row.marks(), " "))
		if f := row.facts; f != nil && withValues {
			cells = append(cells, strings.Join(f.Findings, "; "), origin(f))
		}
		if err := b.row(sheet, i+2, cells); err != nil {
			return err
		}
	}
	if len(flat.rows) > 0 {
		last, err := excelize.CoordinatesToCellName(len(header), len(flat.rows)+1)
		if err != nil {
			return err
		}
		if err := b.AutoFilter(sheet, "A1:"+last, nil); err != nil {
			return err
		}
	}
	return b.below(sheet, len(flat.rows)+3, t)
}

// header writes the header row, freezes it and sets the widths.
func (b *workbook) header(sheet string, header []string, flat flatTable) error {
	for i, label := range header {
		if err := b.text(sheet, i+1, 1, label, b.head); err != nil {
			return err
		}
		width := float64(min(max(utf8.RuneCountInString(label), 10), 24))
		if at := i - len(flat.headings); at >= 0 && at < len(flat.columns) {
			switch flat.columns[at].ID {
			case "population", "notes", "study":
				width = 34
			}
		}
		column, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := b.SetColWidth(sheet, column, column, width); err != nil {
			return err
		}
	}
	return b.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// row writes cells as numbers where they are, else as text. Text is stored as
// text: a spreadsheet never runs it as a formula.
func (b *workbook) row(sheet string, line int, cells []string) error {
	for i, text := range cells {
		if text == "" {
			continue
		}
		decimals, plain := plainNumber(text)
		if !plain {
			if err := b.text(sheet, i+1, line, text, b.wrap); err != nil {
				return err
			}
			continue
		}
		at, err := excelize.CoordinatesToCellName(i+1, line)
		if err != nil {
			return err
		}
		value, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return err
		}
		style, err := b.number(decimals)
		if err != nil {
			return err
		}
		if err := b.SetCellFloat(sheet, at, value, -1, 64); err != nil {
			return err
		}
		if err := b.SetCellStyle(sheet, at, at, style); err != nil {
			return err
		}
	}
	return nil
}

func (b *workbook) text(sheet string, column, line int, text string, style int) error {
	at, err := excelize.CoordinatesToCellName(column, line)
	if err != nil {
		return err
	}
	if err := b.SetCellStr(sheet, at, text); err != nil {
		return err
	}
	return b.SetCellStyle(sheet, at, at, style)
}

// plainNumber reports whether a text is a number that a spreadsheet shows
// exactly as printed with a format of so many decimals: no sign before a
// positive one, no bound, no leading zeros, at most 15 digits.
func plainNumber(text string) (decimals int, ok bool) {
	digits := strings.TrimPrefix(text, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || point && fraction == "" || len(whole)+len(fraction) > 15 ||
		strings.Trim(whole+fraction, "0123456789") != "" || len(whole) > 1 && whole[0] == '0' {
		return 0, false
	}
	if digits != text && strings.Trim(digits, "0.") == "" {
		return 0, false // a spreadsheet would show -0.00 as 0.00
	}
	return len(fraction), true
}

// below writes the footnotes and notes beneath the table.
func (b *workbook) below(sheet string, line int, t *evidence.Summary) error {
	for _, f := range t.Footnotes {
		if err := b.text(sheet, 1, line, f.Mark+": "+f.Text, 0); err != nil {
			return err
		}
		line++
	}
	for _, n := range t.Notes {
		if err := b.text(sheet, 1, line, n, 0); err != nil {
			return err
		}
		line++
	}
	return nil
}

// sources writes the sheet of the cited studies.
func (b *workbook) sources(refs []evidence.StudyHead) error {
	const sheet = "Sources"
	if _, err := b.NewSheet(sheet); err != nil {
		return err
	}
	header := []string{"Key", "Authors", "Year", "Title", "Journal", "DOI", "PMID", "Standing", "Metadata"}
	if err := b.header(sheet, header, flatTable{}); err != nil {
		return err
	}
	for i, r := range refs {
		var standings []string
		for _, n := range r.Notices {
			standings = append(standings, string(n.Kind))
		}
		pending := ""
		if r.Pending != "" {
			pending = "pending: " + r.Pending
		}
		cells := []string{r.Key, r.Authors, "", r.Title, r.Journal, string(r.DOI), string(r.PMID), strings.Join(standings, "; "), pending}
		if r.Year > 0 {
			cells[2] = strconv.Itoa(r.Year)
		}
		if err := b.row(sheet, i+2, cells); err != nil {
			return err
		}
	}
	if len(refs) > 0 {
		last, err := excelize.CoordinatesToCellName(len(header), len(refs)+1)
		if err != nil {
			return err
		}
		return b.AutoFilter(sheet, "A1:"+last, nil)
	}
	return nil
}

// sheetName names a sheet after its subject: at most 31 characters, none of
// those that Excel forbids, and no name twice.
func (b *workbook) sheetName(t *evidence.Summary, n int) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, strings.TrimSpace(t.Kind+" "+t.Subject))
	if name == "" || strings.EqualFold(name, "Sheet1") || strings.EqualFold(name, "Sources") || strings.EqualFold(name, "History") {
		name = fmt.Sprintf("table %d", n+1)
	}
	for utf8.RuneCountInString(name) > 27 {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	for _, taken := range b.names {
		if strings.EqualFold(taken, name) {
			name = fmt.Sprintf("%s %d", name, n+1)
			break
		}
	}
	b.names = append(b.names, name)
	return name
}
