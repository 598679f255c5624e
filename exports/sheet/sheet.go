// Package sheet writes the workbook in which people edit findings, absences and
// tags.
//
// Tables of texts come in (evidence/sheet), an Excel workbook goes out that
// ingest/sheet reads back. Start with Write. What a row is about is locked, what
// may be typed is checked and offered in drop-downs from hidden lists, hidden
// columns keep the id, revision and fingerprint of each row, and a hidden copy
// of each table keeps what was exported, so that a changed cell can be told from
// one that changed in the library meanwhile. The same tables give the same bytes.
package sheet

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"dossier/evidence/sheet"
	"dossier/exports/xlsx"
)

// Book is what a workbook holds.
type Book struct {
	Tables []Table
	Lists  []sheet.Values
	About  []Fact // printed on the sheet About: "Exported", "2026-03-01 by anna"
}

// Table is one table with its rows.
type Table struct {
	sheet.Table
	Rows []sheet.Row
}

// Fact is one line of the sheet About.
type Fact struct{ Name, Value string }

// spare is how many empty rows below the last are ready for new entries: the
// checks of what is typed reach so far.
const spare = 1000

// Write writes the workbook. The error names the cell that it cannot hold.
func Write(w io.Writer, b Book) error {
	out := writer{Book: xlsx.New(), names: map[sheet.List]string{}}
	out.header = out.Style(xlsx.Style{Bold: true, Wrap: true, Top: true, BorderBottom: true, Fill: "E7E6E6"})
	out.locked = out.Style(xlsx.Style{Format: "@", Top: true, Color: "595959", Fill: "F5F5F5"})
	out.plain = out.Style(xlsx.Style{Format: "@", Top: true})
	for _, t := range b.Tables {
		if err := out.table(t); err != nil {
			return err
		}
	}
	if err := out.about(b); err != nil {
		return err
	}
	for _, t := range b.Tables {
		if err := out.copy(t); err != nil {
			return err
		}
	}
	if err := out.lists(b.Lists); err != nil {
		return err
	}
	out.validate(b.Tables)
	return out.Write(w)
}

type writer struct {
	*xlsx.Book
	header, locked, plain xlsx.StyleID
	sheets                []*xlsx.Sheet         // of the tables
	names                 map[sheet.List]string // of the ranges of the lists
}

// hiddenColumns stand before those of the table.
const hiddenColumns = 2

// table writes the sheet that people edit.
func (w *writer) table(t Table) error {
	s, err := w.Sheet(t.Name)
	if err != nil {
		return err
	}
	w.sheets = append(w.sheets, s)
	s.Protected, s.FreezeRows = true, 1
	for _, c := range t.Columns {
		if c.Access != sheet.Locked {
			break
		}
		s.FreezeColumns++
	}
	s.FreezeColumns += hiddenColumns
	s.Columns = []xlsx.Column{{Hidden: true}, {Hidden: true}}
	cells := []xlsx.Cell{xlsx.Text(sheet.RowColumn, w.header), xlsx.Text(sheet.RevisionColumn, w.header)}
	for _, c := range t.Columns {
		s.Columns = append(s.Columns, xlsx.Column{Width: c.Width, Style: free(c)})
		cells = append(cells, xlsx.Text(c.Name, w.header))
	}
	if err := s.Row(cells...); err != nil {
		return err
	}
	for _, row := range t.Rows {
		cells = append(cells[:0], xlsx.Text(row.ID, w.locked), xlsx.Text(revision(row), w.locked))
		for i, text := range row.Cells {
			cells = append(cells, w.cell(t.Columns[i], text))
		}
		if err := s.Row(cells...); err != nil {
			return err
		}
	}
	s.Filter = xlsx.Range(1, 1, len(t.Columns)+hiddenColumns, max(s.Len(), 2))
	return nil
}

// revision is what the hidden column keeps: "3 0f1e2d3c4b5a6978".
func revision(r sheet.Row) string {
	return strconv.FormatUint(r.Rev, 10) + " " + sheet.Fingerprint(r.Cells)
}

// free is the style of the cells of a column in which a new row may be typed.
// Text is kept as typed: "1.30" stays that, "5-10" becomes no date.
func free(c sheet.Column) xlsx.Style {
	s := xlsx.Style{Format: "@", Top: true, Unlocked: true}
	switch c.Kind {
	case sheet.Count:
		s.Format, s.Right = "0", true
	case sheet.Number:
		s.Right = true
	}
	return s
}

// cell is one cell of an existing row. What is a number is one, with the
// decimals that were printed.
func (w *writer) cell(c sheet.Column, text string) xlsx.Cell {
	if c.Access != sheet.Free {
		return xlsx.Text(text, w.locked)
	}
	if text == "" {
		return xlsx.Cell{}
	}
	style := free(c)
	if c.Kind != sheet.Text {
		if decimals, plain := xlsx.PlainNumber(text); plain {
			style.Format = xlsx.DecimalFormat(decimals)
			return xlsx.Number(text, w.Style(style))
		}
	}
	style.Format = "@"
	return xlsx.Text(text, w.Style(style))
}

// about writes what the workbook is and how it is used.
func (w *writer) about(b Book) error {
	s, err := w.Sheet(sheet.AboutSheet)
	if err != nil {
		return err
	}
	s.Protected = true
	s.Columns = []xlsx.Column{{Width: 22}, {Width: 90}}
	wrap := w.Style(xlsx.Style{Wrap: true, Top: true})
	rows := [][]xlsx.Cell{{xlsx.Text(sheet.Format, w.header), xlsx.Text("", w.header)}}
	for _, fact := range b.About {
		rows = append(rows, []xlsx.Cell{xlsx.Text(fact.Name, wrap), xlsx.Text(fact.Value, wrap)})
	}
	for _, line := range []Fact{
		{"To edit", "Change the white cells. Grey ones say what a row is about and are locked."},
		{"To add", "Fill in a row below the last; leave id empty. A copied row that is changed counts as a new one."},
		{"To delete", "Clear all white cells of the row, or unprotect the sheet (it has no password) and delete the row; then import with --delete."},
		{"Numbers", "Type them as the source prints them, 1.30 with its zero and <0.001 with its sign, with a decimal point. A decimal comma is read as one, where it cannot mean thousands."},
		{"To bring it back", "dossier sheet import FILE --dry-run shows what would change; without --dry-run it is done, and dossier undo takes it back."},
	} {
		rows = append(rows, []xlsx.Cell{xlsx.Text(line.Name, wrap), xlsx.Text(line.Value, wrap)})
	}
	for _, row := range rows {
		if err := s.Row(row...); err != nil {
			return err
		}
	}
	return nil
}

// copy writes the hidden copy of a table, all as text.
func (w *writer) copy(t Table) error {
	s, err := w.Sheet(sheet.CopyPrefix + t.Name)
	if err != nil {
		return err
	}
	s.Visibility, s.Protected = xlsx.VeryHidden, true
	cells := []xlsx.Cell{xlsx.Text(sheet.RowColumn, 0), xlsx.Text(sheet.RevisionColumn, 0)}
	for _, c := range t.Columns {
		cells = append(cells, xlsx.Text(c.Name, 0))
	}
	if err := s.Row(cells...); err != nil {
		return err
	}
	for _, row := range t.Rows {
		cells = append(cells[:0], xlsx.Text(row.ID, w.plain), xlsx.Text(revision(row), w.plain))
		for _, text := range row.Cells {
			if text == "" {
				cells = append(cells, xlsx.Cell{})
			} else {
				cells = append(cells, xlsx.Text(text, w.plain))
			}
		}
		if err := s.Row(cells...); err != nil {
			return err
		}
	}
	return nil
}

// lists writes what the drop-downs offer, one list per column, and names each.
func (w *writer) lists(lists []sheet.Values) error {
	s, err := w.Sheet(sheet.ListsSheet)
	if err != nil {
		return err
	}
	s.Visibility = xlsx.VeryHidden
	var cells []xlsx.Cell
	longest := 0
	for i, list := range lists {
		name := "list_" + strings.TrimSuffix(string(list.List), "?")
		cells = append(cells, xlsx.Text(name, 0))
		longest = max(longest, len(list.Values))
		if len(list.Values) == 0 {
			continue
		}
		letters := strings.TrimSuffix(xlsx.Address(i+1, 1), "1")
		w.Define(name, fmt.Sprintf("%s!$%s$2:$%s$%d", sheet.ListsSheet, letters, letters, len(list.Values)+1))
		w.names[list.List] = name
	}
	if err := s.Row(cells...); err != nil {
		return err
	}
	for line := range longest {
		cells = cells[:0]
		for _, list := range lists {
			var c xlsx.Cell
			if line < len(list.Values) {
				c = xlsx.Text(list.Values[line], w.plain)
			}
			cells = append(cells, c)
		}
		if err := s.Row(cells...); err != nil {
			return err
		}
	}
	return nil
}

// validate says for each column what may be typed.
func (w *writer) validate(tables []Table) {
	for n, t := range tables {
		s := w.sheets[n]
		last := min(s.Len()+spare, xlsx.MaxRows)
		for i, c := range t.Columns {
			v := xlsx.Validation{Cells: xlsx.Range(i+1+hiddenColumns, 2, i+1+hiddenColumns, last), Title: c.Name}
			switch {
			case w.names[c.List] != "":
				v.Rule, v.First, v.Warn = xlsx.OneOf, w.names[c.List], c.List.Open()
				v.Message = "Choose one of the list. It offers the ids of the vocabulary."
				if v.Warn {
					v.Message = "This is not in the list. Keep it?"
				}
			case c.Kind == sheet.Count:
				v.Rule, v.First, v.Warn, v.Message = xlsx.Whole, "0", true, "A whole number is expected, or nothing when it is not reported. Keep this?"
			case c.Name == "ci_level":
				v.Rule, v.First, v.Warn, v.Message = xlsx.Formula, rangeFormula(i+1+hiddenColumns, 100), true, "The level of an interval is given in per cent, usually 95. Keep this?"
			case c.Name == "p":
				v.Rule, v.First, v.Warn, v.Message = xlsx.Formula, rangeFormula(i+1+hiddenColumns, 1), true, "A p value lies between 0 and 1, such as 0.03 or <0.001. Keep this?"
			case c.Kind == sheet.Number:
				v.Rule, v.First, v.Warn, v.Message = xlsx.Formula, numberFormula(i+1+hiddenColumns), true, "A number as printed is expected, with a decimal point. Keep this?"
			default:
				continue
			}
			s.Validations = append(s.Validations, v)
		}
	}
}

// numberText is a formula of the number that a cell of the first row holds, kept
// as text or not, perhaps behind < or >. It does not depend on the language of
// the spreadsheet.
func numberText(cell string) string {
	return fmt.Sprintf(`_xlfn.NUMBERVALUE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(%s,"<",""),">",""),"=",""),".",",")`, cell)
}

// numberFormula is true when a cell holds such a number.
func numberFormula(column int) string {
	cell := xlsx.Address(column, 2)
	return fmt.Sprintf(`IF(ISNUMBER(%s),TRUE,ISNUMBER(%s))`, cell, numberText(cell))
}

// rangeFormula is true when the number lies between 0 and most.
func rangeFormula(column, most int) string {
	cell := xlsx.Address(column, 2)
	value := numberText(cell)
	return fmt.Sprintf(`IF(ISNUMBER(%s),AND(%s>=0,%s<=%d),AND(%s>=0,%s<=%d))`, cell, cell, cell, most, value, value, most)
}
