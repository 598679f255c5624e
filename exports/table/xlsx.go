package table

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"dossier/evidence"
	"dossier/exports/xlsx"
)

// writeXLSX writes a workbook: one sheet per table, flat (each row carries its
// headings), with a frozen header and filters, and a sheet of sources. Cells
// that are a number are numbers with the decimals that their source printed;
// beside the printed estimate stand its value and limits as numbers.
func writeXLSX(w io.Writer, tables []*evidence.Summary, _ Options) error {
	b := &workbook{Book: xlsx.New()}
	b.head = b.Style(xlsx.Style{Bold: true, Wrap: true, Top: true, BorderBottom: true})
	b.wrap = b.Style(xlsx.Style{Wrap: true, Top: true})
	for i, t := range tables {
		if err := b.table(t, i); err != nil {
			return err
		}
	}
	if err := b.sources(references(tables)); err != nil {
		return err
	}
	return b.Write(w)
}

// workbook is a workbook in the making.
type workbook struct {
	*xlsx.Book
	head, wrap xlsx.StyleID // of header cells, of text
	names      []string
}

// number is the style of a number with so many decimals.
func (b *workbook) number(decimals int) xlsx.StyleID {
	return b.Style(xlsx.Style{Format: xlsx.DecimalFormat(decimals), Top: true})
}

// table writes one sheet.
func (b *workbook) table(t *evidence.Summary, n int) error {
	sheet, err := b.Sheet(b.sheetName(t, n))
	if err != nil {
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
	var rows [][]string
	for _, row := range flat.rows {
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
		rows = append(rows, cells)
	}
	if err := b.grid(sheet, header, rows); err != nil {
		return err
	}
	return below(sheet, t)
}

// grid writes a header row, which stays when one scrolls and carries filters, and
// the rows beneath it. Columns are as wide as their texts, within reason.
func (b *workbook) grid(sheet *xlsx.Sheet, header []string, rows [][]string) error {
	var cells []xlsx.Cell
	for i, label := range header {
		cells = append(cells, xlsx.Text(label, b.head))
		width := min(utf8.RuneCountInString(label), 24)
		for _, row := range rows {
			if i < len(row) {
				width = max(width, utf8.RuneCountInString(row[i]))
			}
		}
		sheet.Columns = append(sheet.Columns, xlsx.Column{Width: float64(min(max(width+2, 8), 30))})
	}
	sheet.FreezeRows = 1
	if err := sheet.Row(cells...); err != nil {
		return err
	}
	for _, row := range rows {
		if err := b.row(sheet, row); err != nil {
			return err
		}
	}
	if len(rows) > 0 {
		sheet.Filter = xlsx.Range(1, 1, len(header), sheet.Len())
	}
	return nil
}

// row writes cells as numbers where they are, else as text.
func (b *workbook) row(sheet *xlsx.Sheet, texts []string) error {
	cells := make([]xlsx.Cell, len(texts))
	for i, text := range texts {
		if text = Visible(text); text == "" {
			continue
		}
		if decimals, plain := xlsx.PlainNumber(text); plain {
			cells[i] = xlsx.Number(text, b.number(decimals))
		} else {
			cells[i] = xlsx.Text(text, b.wrap)
		}
	}
	return sheet.Row(cells...)
}

// below writes the footnotes and notes beneath the table.
func below(sheet *xlsx.Sheet, t *evidence.Summary) error {
	lines := []string{""}
	for _, f := range t.Footnotes {
		lines = append(lines, f.Mark+": "+f.Text)
	}
	lines = append(lines, t.Notes...)
	for _, line := range lines {
		if err := sheet.Row(xlsx.Text(Visible(line), 0)); err != nil {
			return err
		}
	}
	return nil
}

// sources writes the sheet of the cited studies.
func (b *workbook) sources(refs []evidence.StudyHead) error {
	sheet, err := b.Sheet("Sources")
	if err != nil {
		return err
	}
	header := []string{"Key", "Authors", "Year", "Title", "Journal", "DOI", "PMID", "Standing", "Metadata"}
	var rows [][]string
	for _, r := range refs {
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
			cells[2] = strconv.Itoa(r.Year) + r.YearLetter
		}
		rows = append(rows, cells)
	}
	return b.grid(sheet, header, rows)
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
