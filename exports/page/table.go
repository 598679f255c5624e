package page

import "dossier/evidence"

// Table is a table with the notes beneath it, as the template "table" prints it.
type Table struct {
	ID, Title string
	Sortable  bool // by the script of the page
	Columns   []evidence.Column
	Rows      []Row
	Footnotes []Note
	Notes     []string
}

// Row is a heading, a row of cells, or both.
type Row struct {
	Kind           string
	Level          int    // of the heading
	Heading        string // over all columns
	Drug, Outcomes string // ids, for a filter
	Cells          []Cell
}

// Cell is one cell: a text, or a number that shows its source.
type Cell struct {
	First, Right bool
	Text         string
	Origin       string // shown beside the pointer
	Number       *Number
	Cites        []string
	Marks        []Note
}

// Number is a number with its source, as the template "number" prints it.
type Number struct {
	ID, Text string
	Sort     string // the value, for sorting
	Source   []string
	Quote    string
	URL      string
}

// NewTable takes over what a page prints of every table; its rows are those of t.
func NewTable(id string, t *evidence.Summary) Table {
	table := Table{ID: id, Title: t.Title, Columns: t.Columns, Notes: t.Notes, Footnotes: Footnotes(id, t.Footnotes)}
	for _, r := range t.Rows {
		row := Row{Kind: string(r.Kind), Level: r.Level}
		if r.Kind != evidence.RowStudy && r.Kind != evidence.RowAbsence {
			row.Heading = r.Heading
		}
		for i, c := range r.Cells {
			row.Cells = append(row.Cells, Cell{First: i == 0, Right: t.Columns[i].Right, Text: c.Text, Cites: c.Cites, Marks: Marks(id, c.Marks)})
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}
