// Package sheet reads back the workbook that exports/sheet wrote, after people
// edited it in whatever spreadsheet program.
//
// Bytes come in; per table the rows go out as texts, each beside the row as it
// was exported, with the addresses of the cells (evidence/sheet.Contents). Start
// with Read; evidence/sheet.Compare says what the rows mean for a library.
//
// A cell that nobody edited gives the exported text, whatever the program made
// of it: 1.3 for 1.30, another line break, blanks at an end. Columns are found
// by their headings, wherever they were moved. What was spoilt on the way, such
// as a dose that a spreadsheet took for a date, is a fault with its address.
package sheet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"dossier/evidence"
	"dossier/evidence/sheet"
	"dossier/ingest/xlsx"
)

// ErrNotOurs says that a workbook does not come from dossier sheet export.
var ErrNotOurs = errors.New("the workbook was not written by dossier sheet export, or its hidden sheets are gone")

// Book is a workbook that came back.
type Book struct {
	Tables []sheet.Contents
	Faults []sheet.Fault
}

// Read reads the tables of a workbook. Rows with a fault are left out of its
// table, but not of what counts as present. The vocabulary turns the names that
// people type into its ids; nil leaves them.
func Read(ctx context.Context, r io.ReaderAt, size int64, vocab *evidence.Vocabulary) (*Book, error) {
	book, err := xlsx.Open(r, size, xlsx.Limits{})
	if err != nil {
		return nil, err
	}
	if err := checkFormat(book); err != nil {
		return nil, err
	}
	out := &Book{}
	for _, t := range sheet.Tables() {
		visible, ok := book.Sheet(t.Name)
		hidden, copied := book.Sheet(sheet.CopyPrefix + t.Name)
		if !copied {
			continue // this kind was not exported
		}
		rd := &reader{ctx: ctx, book: book, vocab: vocab, out: out, contents: sheet.Contents{Table: t}}
		if err := rd.copy(hidden); err != nil {
			return nil, err
		}
		if ok {
			err = rd.table(visible)
		} else {
			out.Faults = append(out.Faults, sheet.Fault{Address: t.Name, Message: "the sheet is gone", Next: "nothing of it is taken; export again to edit it", Warning: true})
			rd.contents.Copy = nil
		}
		if err != nil {
			return nil, err
		}
		out.Tables = append(out.Tables, rd.contents)
	}
	if len(out.Tables) == 0 {
		return nil, ErrNotOurs
	}
	return out, nil
}

func checkFormat(book *xlsx.Book) error {
	about, ok := book.Sheet(sheet.AboutSheet)
	if !ok {
		return ErrNotOurs
	}
	for row, err := range book.Rows(about) {
		if err != nil {
			return err
		}
		switch text := row.Cells[0].Text; {
		case text == sheet.Format:
			return nil
		case strings.HasPrefix(text, strings.TrimRight(sheet.Format, "0123456789")):
			return fmt.Errorf("%q was written by a newer version; this one reads %q", text, sheet.Format)
		}
		return ErrNotOurs
	}
	return ErrNotOurs
}

// reader reads one table.
type reader struct {
	ctx      context.Context
	book     *xlsx.Book
	vocab    *evidence.Vocabulary
	out      *Book
	contents sheet.Contents

	rows    map[string]int // id → place in contents.Copy
	spoilt  map[string]bool
	columns []int // of the sheet, from 1 → place in the table, or one of those below
}

// Places that are none of the table.
const (
	ignored = -1 - iota
	rowPlace
	revisionPlace
)

// header finds the columns by their headings.
func (rd *reader) header(row xlsx.Row) {
	rd.columns = nil
	rd.contents.Columns = make([]string, len(rd.contents.Table.Columns))
	for _, c := range row.Cells {
		for len(rd.columns) <= c.Column {
			rd.columns = append(rd.columns, ignored)
		}
		switch name := strings.TrimSpace(c.Text); name {
		case sheet.RowColumn:
			rd.columns[c.Column] = rowPlace
		case sheet.RevisionColumn:
			rd.columns[c.Column] = revisionPlace
		default:
			if at := rd.contents.Table.Place(name); at >= 0 && rd.contents.Columns[at] == "" {
				rd.columns[c.Column] = at
				rd.contents.Columns[at] = letters(c.Column)
			}
		}
	}
}

func letters(column int) string {
	if column <= 26 {
		return string(rune('A' + column - 1))
	}
	return letters((column-1)/26) + string(rune('A'+(column-1)%26))
}

// copy reads the hidden copy of the table, as it was exported.
func (rd *reader) copy(s xlsx.Sheet) error {
	rd.rows, rd.spoilt = map[string]int{}, map[string]bool{}
	first := true
	for row, err := range rd.book.Rows(s) {
		if err != nil {
			return err
		}
		if first {
			first = false
			rd.header(row)
			continue
		}
		out := sheet.Row{Cells: make([]string, len(rd.contents.Table.Columns))}
		print := ""
		for _, c := range row.Cells {
			switch place := rd.place(c); {
			case place == rowPlace:
				out.ID = c.Text
			case place == revisionPlace:
				var rev string
				rev, print, _ = strings.Cut(c.Text, " ")
				out.Rev, _ = strconv.ParseUint(rev, 10, 64)
			case place >= 0:
				out.Cells[place] = c.Text
			}
		}
		if out.ID == "" {
			continue
		}
		if print != sheet.Fingerprint(out.Cells) {
			rd.spoilt[out.ID] = true
		}
		rd.rows[out.ID] = len(rd.contents.Copy)
		rd.contents.Copy = append(rd.contents.Copy, out)
	}
	return nil
}

func (rd *reader) place(c xlsx.Cell) int {
	if c.Column >= len(rd.columns) {
		return ignored
	}
	return rd.columns[c.Column]
}

// table reads the sheet that people edited.
func (rd *reader) table(s xlsx.Sheet) error {
	found := false
	for row, err := range rd.book.Rows(s) {
		if err != nil {
			return err
		}
		if err := rd.ctx.Err(); err != nil {
			return err
		}
		if !found {
			rd.header(row)
			if found = rd.isHeader(); !found && row.Number > 20 {
				break
			}
			continue
		}
		rd.row(row)
	}
	if !found {
		return fmt.Errorf("sheet %s has no header row with the columns %s (hidden) and %s: %w", s.Name, sheet.RowColumn, rd.contents.Table.Columns[0].Name, ErrNotOurs)
	}
	return nil
}

func (rd *reader) isHeader() bool {
	for _, place := range rd.columns {
		if place == rowPlace {
			return true
		}
	}
	return false
}

// row reads one row. A row with a fault stands for what was exported, so that it
// is not taken for deleted.
func (rd *reader) row(row xlsx.Row) {
	out := sheet.Edited{Line: row.Number}
	for _, c := range row.Cells {
		if rd.place(c) == rowPlace {
			out.ID = c.Text
		}
	}
	if at, ok := rd.rows[out.ID]; ok {
		out.Exported = rd.contents.Copy[at].Cells
	} else if out.ID != "" {
		rd.fault(row.Number, -1, out.ID, fmt.Sprintf("the hidden cell %s says %q, which was not exported", sheet.RowColumn, out.ID), "copy the row into an empty one below")
		return
	}
	out.Cells = make([]string, len(rd.contents.Table.Columns))
	if out.Exported != nil {
		for i := range out.Cells {
			if rd.contents.Columns[i] == "" { // the column was taken out: nothing is said of it
				out.Cells[i] = out.Exported[i]
			}
		}
	}
	blank, faulty := true, false
	for _, c := range row.Cells {
		place := rd.place(c)
		if place < 0 {
			continue
		}
		blank = false
		text, message, next := rd.text(c, place, out.Exported)
		if message != "" {
			rd.fault(row.Number, place, out.ID, rd.contents.Table.Columns[place].Name+": "+message, next)
			faulty = true
		}
		out.Cells[place] = text
	}
	switch {
	case blank && out.Exported == nil:
		return
	case out.Exported != nil && rd.spoilt[out.ID]:
		rd.fault(row.Number, -1, out.ID, "its hidden copy was changed, so edits cannot be told from the export", "export again and repeat the edit")
		out.Cells = out.Exported
	case faulty && out.Exported == nil:
		return
	case faulty:
		out.Cells = out.Exported
	}
	rd.contents.Rows = append(rd.contents.Rows, out)
}

func (rd *reader) fault(line, place int, id, message, next string) {
	rd.out.Faults = append(rd.out.Faults, sheet.Fault{Address: rd.contents.Address(line, place), ID: id, Message: message, Next: next})
}

// text is what a cell says: the exported text where nobody edited it.
func (rd *reader) text(c xlsx.Cell, place int, exported []string) (text, message, next string) {
	text = strings.TrimSpace(strings.ReplaceAll(c.Printed(), "\r\n", "\n"))
	was := ""
	if exported != nil {
		was = exported[place]
		if text == was || text == strings.TrimSpace(strings.ReplaceAll(was, "\r\n", "\n")) || c.Kind == xlsx.Number && sameNumber(text, was) {
			return was, "", ""
		}
	}
	column := rd.contents.Table.Columns[place]
	switch {
	case column.Access == sheet.Shown:
	case c.Kind == xlsx.Error:
		return text, "the cell holds the error " + text, "put in what was meant"
	case c.Kind == xlsx.Date:
		return text, "the cell holds the date " + text, "format the cell as text and type again what was meant"
	case c.Kind == xlsx.Bool && column.List == sheet.YesNo:
		text = map[string]string{"TRUE": "yes", "FALSE": "no"}[c.Text]
	case column.Kind == sheet.Number && c.Kind != xlsx.Number:
		number, ok := sheet.DecimalPoint(text)
		if !ok && !strings.HasPrefix(column.Name, "person_years") { // which have thousands
			return text, fmt.Sprintf("%q can be read with a decimal comma or with thousands", text), "type it with a decimal point, or without a comma"
		}
		return number, "", ""
	}
	return rd.id(column.List, text), "", ""
}

// sameNumber reports that a cell holds the number that was printed.
func sameNumber(text, printed string) bool {
	a, err := strconv.ParseFloat(text, 64)
	b, ok := evidence.Printed(printed).Float()
	return err == nil && ok && evidence.Printed(printed).Relation() == "" && (a == b || math.Abs(a-b) <= 1e-12*math.Abs(b))
}

// id is the id of the vocabulary that a typed name means; what is none stays.
func (rd *reader) id(list sheet.List, text string) string {
	if rd.vocab == nil || text == "" {
		return text
	}
	lookup := rd.vocab.LookupOutcome
	switch list {
	case sheet.Drugs, sheet.Comparators:
		lookup = rd.vocab.LookupDrug
	case sheet.Outcomes, sheet.SubOutcomes:
	default:
		return text
	}
	switch text {
	case evidence.DrugAny, evidence.DrugAllArms, evidence.ComparatorControl, evidence.ComparatorFactorAbsent, evidence.ComparatorPlaceboOrActive, evidence.SubOutcomeTimeCourse:
		return text
	}
	if id, err := lookup(text); err == nil {
		return id
	}
	return text
}
