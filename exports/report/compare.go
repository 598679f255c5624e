package report

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"dossier/evidence"
)

// Frozen is a table as a folder keeps it: every row with the cells that were
// printed.
type Frozen struct {
	Name  string      `json:"name"` // "drug-tofacitinib"
	Title string      `json:"title"`
	Rows  []FrozenRow `json:"rows"`
}

// FrozenRow is one row: what it is about, by which it is found again, and its
// cells by column.
type FrozenRow struct {
	ID    string            `json:"id"`
	Label string            `json:"label"` // for people: "Ytterberg et al. 2022, MACE, vs TNF inhibitors"
	Cells map[string]string `json:"cells"`
}

// Change is one cell, or row, that is another one now.
type Change struct {
	Table  string `json:"table"`
	Row    string `json:"row"`
	Column string `json:"column,omitempty"`
	Kind   string `json:"kind"` // "changed", "added", "removed"
	Was    string `json:"was,omitempty"`
	Is     string `json:"is,omitempty"`
}

// FreezeTables writes the cells of tables.
func FreezeTables(tables []*evidence.Summary) ([]byte, error) {
	return indented(map[string]any{"schema": Schema, "tables": Cells(tables)})
}

// Cells takes the cells out of tables.
func Cells(tables []*evidence.Summary) []Frozen {
	frozen := make([]Frozen, 0, len(tables))
	names := map[string]bool{}
	for _, t := range tables {
		f := Frozen{Name: unique(names, tableName(t)), Title: t.Title, Rows: []FrozenRow{}}
		ids := map[string]bool{}
		path := make([]string, len(t.Headings))
		for i := range t.Rows {
			row := &t.Rows[i]
			if row.Level < len(path) && row.Facts == nil {
				path[row.Level] = row.Heading
				clear(path[row.Level+1:])
			}
			if len(row.Cells) == 0 {
				continue
			}
			id, label := identity(t, row, path)
			f.Rows = append(f.Rows, FrozenRow{ID: unique(ids, id), Label: label, Cells: cellsOf(t, row)})
		}
		frozen = append(frozen, f)
	}
	return frozen
}

// identity finds a row again: a finding by its id, everything else by what it
// stands under and its first cell.
func identity(t *evidence.Summary, row *evidence.Row, path []string) (id, label string) {
	place := strings.Join(slices.DeleteFunc(slices.Clone(path), func(s string) bool { return s == "" }), " › ")
	switch {
	case row.Facts != nil && len(row.Facts.Findings) > 0:
		id = strings.Join(row.Facts.Findings, "+")
		return id, strings.Trim(row.Facts.Study+" ("+id+"), "+place, ", ")
	case row.Facts != nil && row.Facts.Absence != "":
		id = "absent:" + strings.Join(row.Facts.Keys, "+") + ":" + row.Facts.Drug + ":" + row.Facts.Outcome
		return id, strings.Trim(row.Facts.Study+", "+place, ", ")
	case row.Body != nil:
		return "body:" + place, place
	}
	return t.Kind + ":" + row.Cells[0].Text, strings.Trim(row.Cells[0].Text+", "+place, ", ")
}

// cellsOf are the printed cells by column; footnote marks are letters given in
// order of appearance and say nothing by themselves.
func cellsOf(t *evidence.Summary, row *evidence.Row) map[string]string {
	cells := map[string]string{}
	for i, c := range row.Cells {
		if i < len(t.Columns) && c.Text != "" {
			cells[t.Columns[i].ID] = c.Text
		}
	}
	return cells
}

// Read reads the manifest and the tables of a frozen folder.
func Read(dir fs.FS) (Manifest, []Frozen, error) {
	var m Manifest
	data, err := fs.ReadFile(dir, ManifestName)
	if err != nil {
		return m, nil, err
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, nil, fmt.Errorf("reading %s: %w", ManifestName, err)
	}
	if m.Schema > Schema {
		return m, nil, fmt.Errorf("%s has schema %d and this program knows %d", ManifestName, m.Schema, Schema)
	}
	if data, err = fs.ReadFile(dir, TablesName); err != nil {
		return m, nil, err
	}
	var kept struct {
		Tables []Frozen `json:"tables"`
	}
	if err := json.Unmarshal(data, &kept); err != nil {
		return m, nil, fmt.Errorf("reading %s: %w", TablesName, err)
	}
	return m, kept.Tables, nil
}

// Altered lists the files of a folder that are missing or not those that were
// written.
func (m Manifest) Altered(dir fs.FS) []string {
	var out []string
	for _, f := range m.Files {
		data, err := fs.ReadFile(dir, f.Name)
		if err != nil || hashed(data) != f.SHA256 {
			out = append(out, f.Name)
		}
	}
	return out
}

// Foreign lists the files of a folder that the freeze did not write.
func (m Manifest) Foreign(dir fs.FS) ([]string, error) {
	own := map[string]bool{ManifestName: true}
	for _, f := range m.Files {
		own[f.Name] = true
	}
	var foreign []string
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !own[name] {
			foreign = append(foreign, name)
		}
		return err
	})
	return foreign, err
}

// Compare says what is different in each table, in the order of the frozen
// tables and then of the new ones.
func Compare(was, is []Frozen) []Change {
	var changes []Change
	now := map[string]Frozen{}
	for _, t := range is {
		now[t.Name] = t
	}
	seen := map[string]bool{}
	for _, old := range was {
		seen[old.Name] = true
		changes = append(changes, compareTable(old, now[old.Name])...)
	}
	for _, t := range is {
		if !seen[t.Name] {
			changes = append(changes, compareTable(Frozen{Name: t.Name, Title: t.Title}, t)...)
		}
	}
	return changes
}

func compareTable(was, is Frozen) []Change {
	var changes []Change
	now := map[string]FrozenRow{}
	for _, r := range is.Rows {
		now[r.ID] = r
	}
	seen := map[string]bool{}
	for _, old := range was.Rows {
		seen[old.ID] = true
		row, ok := now[old.ID]
		if !ok {
			changes = append(changes, Change{Table: was.Name, Row: old.Label, Kind: "removed", Was: inWords(old)})
			continue
		}
		changes = append(changes, compareRow(was.Name, old, row)...)
	}
	for _, r := range is.Rows {
		if !seen[r.ID] {
			changes = append(changes, Change{Table: is.Name, Row: r.Label, Kind: "added", Is: inWords(r)})
		}
	}
	return changes
}

func compareRow(name string, was, is FrozenRow) []Change {
	columns := map[string]bool{}
	for c := range was.Cells {
		columns[c] = true
	}
	for c := range is.Cells {
		columns[c] = true
	}
	var changes []Change
	for _, c := range slices.Sorted(maps.Keys(columns)) {
		if was.Cells[c] != is.Cells[c] {
			changes = append(changes, Change{Table: name, Row: is.Label, Column: c, Kind: "changed", Was: was.Cells[c], Is: is.Cells[c]})
		}
	}
	return changes
}

// inWords is what a row says in its main cell.
func inWords(r FrozenRow) string {
	for _, c := range []string{"estimate", "study", "drug"} {
		if r.Cells[c] != "" {
			return r.Cells[c]
		}
	}
	return ""
}
