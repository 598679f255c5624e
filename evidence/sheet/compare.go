package sheet

import (
	"slices"
	"strconv"
	"strings"
)

// Edited is one row of a workbook that came back.
type Edited struct {
	Line     int      // of the sheet, from 1
	ID       string   // as exported; empty = a row that a person put in
	Cells    []string // in the order of the table's columns
	Exported []string // the row as it was exported; nil = it was not
}

// Contents is one table of a workbook that came back.
type Contents struct {
	Table   Table
	Columns []string // letters of each column in the sheet: "H"; empty = it was taken out
	Rows    []Edited
	Copy    []Row // all rows as they were exported
}

// Address is where a cell stands: "Findings!H17".
func (c *Contents) Address(line, column int) string {
	letters := ""
	if column >= 0 && column < len(c.Columns) {
		letters = c.Columns[column]
	}
	if letters == "" {
		letters = "A"
	}
	return c.Table.Name + "!" + letters + strconv.Itoa(line)
}

// Side says whose value counts where both sides changed a cell.
type Side int

// The sides.
const (
	Neither Side = iota // each such cell is a conflict for a person
	Ours                // the library's
	Theirs              // the workbook's
)

// Action is what a change does.
type Action string

// The actions.
const (
	Add    Action = "added"
	Change Action = "changed"
	Remove Action = "removed"
)

// RowChange is what becomes of one row.
type RowChange struct {
	Table  string
	Action Action
	ID     string // empty for a new row
	Line   int    // of the sheet; 0 for a row that is not in it any more
	Cells  []CellChange
}

// CellChange is what becomes of one cell.
type CellChange struct {
	Column  string
	Address string
	Was     string // in the library
	Now     string // in the workbook
}

// Conflict is a cell, or a row when Column is empty, that was changed on both
// sides since the export.
type Conflict struct {
	Table    string
	ID       string
	Column   string
	Address  string
	Exported string
	Library  string
	Workbook string
}

// Fault is a cell that cannot be taken; its row is left alone.
type Fault struct {
	Address string
	ID      string
	Message string
	Next    string
	Warning bool // the row goes in nevertheless
}

// Comparison is what the workbook means for the library.
type Comparison struct {
	Changes   []RowChange
	Conflicts []Conflict
	Faults    []Fault
	Missing   []string // ids of rows that are not in the workbook any more, when they are to be kept
	Unchanged int
}

// Rules steer Compare.
type Rules struct {
	Prefer Side
	Delete bool // rows that were taken out of the workbook are taken out of the library
}

// Compare puts what was exported, what the workbook says and what the library
// says beside each other. A cell that only the workbook changed is a change, one
// that only the library changed stays, and one that both changed in the same way
// is settled.
func Compare(c *Contents, library map[string]Row, rules Rules) Comparison {
	cmp := comparer{Contents: c, library: library, rules: rules}
	rows := cmp.claim()
	seen := map[string]bool{}
	for _, row := range rows {
		switch {
		case row.Exported == nil:
			cmp.added(row)
		case emptied(c, row):
			// cleared instead of deleted: a protected sheet keeps its rows
		default:
			seen[row.ID] = true
			cmp.edited(row)
		}
	}
	for _, row := range c.Copy {
		if !seen[row.ID] {
			cmp.missing(row)
		}
	}
	return cmp.Comparison
}

type comparer struct {
	*Contents
	Comparison
	library map[string]Row
	rules   Rules
}

// claim settles rows that carry one id because a person copied a row to make
// another of it: the one most like what was exported keeps the id, the others
// are new rows.
func (c *comparer) claim() []Edited {
	best := map[string]int{}
	for i, row := range c.Rows {
		if row.Exported == nil {
			continue
		}
		if j, twice := best[row.ID]; !twice || differences(row) < differences(c.Rows[j]) {
			best[row.ID] = i
		}
	}
	var out []Edited
	for i, row := range c.Rows {
		keeper, exported := best[row.ID]
		if !exported || row.Exported == nil || keeper == i {
			out = append(out, row)
			continue
		}
		if differences(row) == 0 {
			c.Faults = append(c.Faults, Fault{Address: c.Address(row.Line, 0), ID: row.ID,
				Message: "the row is the same as row " + strconv.Itoa(c.Rows[keeper].Line), Next: "delete it, or change what makes it another one"})
			continue
		}
		row.Cells = slices.Clone(row.Cells)
		for k, column := range c.Table.Columns {
			if column.Name == "id" && row.Cells[k] == row.Exported[k] {
				row.Cells[k] = ""
			}
		}
		row.ID, row.Exported = "", nil
		out = append(out, row)
	}
	return out
}

func differences(row Edited) int {
	n := 0
	for i := range row.Cells {
		if row.Cells[i] != row.Exported[i] {
			n++
		}
	}
	return n
}

// emptied reports a row of which every cell that may be edited was cleared.
func emptied(c *Contents, row Edited) bool {
	had := false
	for i, column := range c.Table.Columns {
		if column.Access != Free || c.Columns[i] == "" {
			continue
		}
		if row.Cells[i] != "" {
			return false
		}
		had = had || row.Exported[i] != ""
	}
	return had
}

func (c *comparer) added(row Edited) {
	change := RowChange{Table: c.Table.Name, Action: Add, Line: row.Line}
	for i, text := range row.Cells {
		if text != "" {
			change.Cells = append(change.Cells, CellChange{Column: c.Table.Columns[i].Name, Address: c.Address(row.Line, i), Now: text})
		}
	}
	if len(change.Cells) > 0 {
		c.Changes = append(c.Changes, change)
	}
}

// edited compares a row cell by cell.
func (c *comparer) edited(row Edited) {
	have, there := c.library[row.ID]
	if !there {
		c.goneFromLibrary(row)
		return
	}
	change := RowChange{Table: c.Table.Name, Action: Change, ID: row.ID, Line: row.Line}
	for i, column := range c.Table.Columns {
		text := row.Cells[i]
		if text == row.Exported[i] || text == have.Cells[i] {
			continue
		}
		address := c.Address(row.Line, i)
		switch column.Access {
		case Locked:
			c.Faults = append(c.Faults, Fault{Address: address, ID: row.ID, Message: column.Name + " was changed from " + row.Exported[i] + " to " + text + "; it says what the row is about",
				Next: "put it back; for another one fill in a new row"})
			return
		case Shown:
			c.Faults = append(c.Faults, Fault{Address: address, ID: row.ID, Message: column.Name + " is shown for reading; the change is not taken", Warning: true})
			continue
		}
		if have.Cells[i] != row.Exported[i] { // changed on both sides
			switch c.rules.Prefer {
			case Neither:
				c.Conflicts = append(c.Conflicts, Conflict{Table: c.Table.Name, ID: row.ID, Column: column.Name, Address: address,
					Exported: row.Exported[i], Library: have.Cells[i], Workbook: text})
				continue
			case Ours:
				continue
			}
		}
		change.Cells = append(change.Cells, CellChange{Column: column.Name, Address: address, Was: have.Cells[i], Now: text})
	}
	if len(change.Cells) == 0 {
		c.Unchanged++
		return
	}
	for i, column := range c.Table.Columns {
		if column.Access == Locked && have.Cells[i] != row.Exported[i] {
			c.Faults = append(c.Faults, Fault{Address: c.Address(row.Line, i), ID: row.ID,
				Message: row.ID + " is about " + row.Exported[i] + " in the workbook and about " + have.Cells[i] + " in this library",
				Next:    "import the workbook into the library that it comes from; if this is it, export it again"})
			return
		}
	}
	c.Changes = append(c.Changes, change)
}

// goneFromLibrary handles a row that the library does not have any more.
func (c *comparer) goneFromLibrary(row Edited) {
	if differences(row) == 0 {
		c.Unchanged++
		return
	}
	switch c.rules.Prefer {
	case Neither:
		c.Conflicts = append(c.Conflicts, Conflict{Table: c.Table.Name, ID: row.ID, Address: c.Address(row.Line, 0),
			Exported: brief(row.Exported), Library: "", Workbook: brief(row.Cells)})
	case Theirs:
		c.added(row)
		c.Changes[len(c.Changes)-1].ID = row.ID
	}
}

// missing handles a row that the workbook does not have any more.
func (c *comparer) missing(exported Row) {
	have, there := c.library[exported.ID]
	if !there {
		return
	}
	if !c.rules.Delete {
		c.Missing = append(c.Missing, exported.ID)
		return
	}
	if !sameFree(&c.Table, have.Cells, exported.Cells) && c.rules.Prefer != Theirs {
		if c.rules.Prefer == Neither {
			c.Conflicts = append(c.Conflicts, Conflict{Table: c.Table.Name, ID: exported.ID, Address: c.Table.Name,
				Exported: brief(exported.Cells), Library: brief(have.Cells)})
		}
		return
	}
	change := RowChange{Table: c.Table.Name, Action: Remove, ID: exported.ID}
	for i, text := range have.Cells {
		if text != "" {
			change.Cells = append(change.Cells, CellChange{Column: c.Table.Columns[i].Name, Was: text})
		}
	}
	c.Changes = append(c.Changes, change)
}

func sameFree(t *Table, a, b []string) bool {
	for i, column := range t.Columns {
		if column.Access != Shown && a[i] != b[i] {
			return false
		}
	}
	return true
}

// brief is a row in a few words.
func brief(cells []string) string {
	var words []string
	for _, text := range cells {
		if text != "" && len(words) < 8 {
			words = append(words, text)
		}
	}
	return strings.Join(words, ", ")
}
