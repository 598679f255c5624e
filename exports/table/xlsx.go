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
	if err := b.header(sheet, header, flat); err != nil {
		return err
	}
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
		if err := b.row(sheet, cells); err != nil {
			return err
		}
	}
	filter(sheet, len(header))
	return below(sheet, t)
}

// filter puts drop-down filters over the rows so far.
func filter(sheet *xlsx.Sheet, columns int) {
	if sheet.Len() > 1 {
		sheet.Filter = xlsx.Range(1, 1, columns, sheet.Len())
	}
}

// header writes the header row, freezes it and sets the widths.
func (b *workbook) header(sheet *xlsx.Sheet, header []string, flat flatTable) error {
	var cells []xlsx.Cell
	for i, label := range header {
		cells = append(cells, xlsx.Text(label, b.head))
		width := float64(min(max(utf8.RuneCountInString(label), 10), 24))
		if at := i - len(flat.headings); at >= 0 && at < len(flat.columns) {
			switch flat.columns[at].ID {
			case "population", "notes", "study":
				width = 34
			}
		}
		sheet.Columns = append(sheet.Columns, xlsx.Column{Width: width})
	}
	sheet.FreezeRows = 1
	return sheet.Row(cells...)
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
	if err := b.header(sheet, header, flatTable{}); err != nil {
		return err
	}
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
		if err := b.row(sheet, cells); err != nil {
			return err
		}
	}
	filter(sheet, len(header))
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
