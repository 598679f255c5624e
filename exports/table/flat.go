package table

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
)

// flatTable is a summary as a rectangle: every row carries the headings above
// it, so that a spreadsheet can filter and sort it.
type flatTable struct {
	headings []evidence.Column // as columns on the left
	columns  []evidence.Column
	rows     []flatRow
}

// flatRow is one row with cells, and the headings in force.
type flatRow struct {
	kind     evidence.RowKind
	headings []string
	cells    []evidence.Cell
	facts    *evidence.Facts
}

// flatten drops the rows that are headings only.
func flatten(t *evidence.Summary) flatTable {
	flat := flatTable{headings: t.Headings, columns: t.Columns}
	path := make([]string, len(t.Headings))
	for _, row := range t.Rows {
		if row.Kind != evidence.RowStudy && row.Kind != evidence.RowAbsence && row.Level < len(path) {
			path[row.Level] = row.Heading
			clear(path[row.Level+1:])
		}
		if len(row.Cells) > 0 {
			flat.rows = append(flat.rows, flatRow{kind: row.Kind, headings: slices.Clone(path), cells: row.Cells, facts: row.Facts})
		}
	}
	return flat
}

// marks lists the footnote marks of a row, in order.
func (r *flatRow) marks() []string {
	var list []string
	for _, c := range r.cells {
		for _, m := range c.Marks {
			if !slices.Contains(list, m) {
				list = append(list, m)
			}
		}
	}
	return list
}

// cites lists the citation keys of a row, in order.
func (r *flatRow) cites() []string {
	var list []string
	for _, c := range r.cells {
		for _, key := range c.Cites {
			if !slices.Contains(list, key) {
				list = append(list, key)
			}
		}
	}
	return list
}

func writeCSV(w io.Writer, tables []*evidence.Summary, _ Options) error {
	return writeSeparated(w, tables, ',')
}

func writeTSV(w io.Writer, tables []*evidence.Summary, _ Options) error {
	return writeSeparated(w, tables, '\t')
}

// writeSeparated writes one record per row: headings, kind of row, cells,
// citation keys, footnote marks and their texts. Several tables follow each
// other with an empty line and a header of their own.
func writeSeparated(w io.Writer, tables []*evidence.Summary, comma rune) error {
	for i, t := range tables {
		if i > 0 {
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
		if err := writeRecords(w, t, comma); err != nil {
			return err
		}
	}
	return nil
}

func writeRecords(w io.Writer, t *evidence.Summary, comma rune) error {
	flat := flatten(t)
	out := csv.NewWriter(w)
	out.Comma = comma
	var header []string
	for _, h := range flat.headings {
		header = append(header, h.ID)
	}
	header = append(header, "row")
	for _, c := range flat.columns {
		header = append(header, c.ID)
	}
	if err := out.Write(append(header, "citations", "footnotes", "footnote_texts")); err != nil {
		return err
	}
	texts := map[string]string{}
	for _, f := range t.Footnotes {
		texts[f.Mark] = f.Text
	}
	for _, row := range flat.rows {
		var record []string
		for _, h := range row.headings {
			record = append(record, safe(h))
		}
		record = append(record, string(row.kind))
		for _, c := range row.cells {
			record = append(record, safe(c.Text))
		}
		var notes []string
		marks := row.marks()
		for _, m := range marks {
			notes = append(notes, m+": "+texts[m])
		}
		record = append(record, safe(strings.Join(row.cites(), "; ")), safe(strings.Join(marks, " ")), safe(strings.Join(notes, " ")))
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// safe neutralises text that a spreadsheet would run as a formula by an
// apostrophe before it; a number, also one followed by its interval, may begin
// with a sign. Text that begins with apostrophes and such a character gets one
// more, so that it can be told from a neutralised one.
func safe(cell string) string {
	rest := strings.TrimLeft(cell, "'")
	if rest == "" || !strings.ContainsRune("=+-@\t\r", rune(rest[0])) {
		return cell
	}
	if number, interval, _ := strings.Cut(cell, " "); isNumber(number) {
		if interval == "" || strings.HasPrefix(interval, "(") && !strings.ContainsAny(interval, "=+@|!") {
			return cell
		}
	}
	return "'" + cell
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil && strings.Trim(s, "+-.0123456789") == ""
}

func sortByKey(list []evidence.StudyHead) {
	slices.SortFunc(list, func(a, b evidence.StudyHead) int { return strings.Compare(a.Key, b.Key) })
}
