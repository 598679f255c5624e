package sheet_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/evidence/sheet"
)

// small is a table of a locked id, two free columns and one that is shown.
func small() sheet.Table {
	return sheet.Table{Name: "T", Columns: []sheet.Column{{Name: "id", Access: sheet.Locked}, {Name: "a"}, {Name: "b"}, {Name: "seen", Access: sheet.Shown}}}
}

func row(cells ...string) sheet.Row { return sheet.Row{ID: cells[0], Cells: cells} }

func edited(line int, exported []string, cells ...string) sheet.Edited {
	e := sheet.Edited{Line: line, Cells: cells, Exported: exported}
	if exported != nil {
		e.ID = exported[0]
	}
	return e
}

// told prints a comparison in short lines.
func told(c sheet.Comparison) []string {
	var out []string
	for _, x := range c.Changes {
		line := string(x.Action) + " " + x.ID + ":"
		for _, cell := range x.Cells {
			line += " " + cell.Address + " " + cell.Was + ">" + cell.Now
		}
		out = append(out, line)
	}
	for _, x := range c.Conflicts {
		out = append(out, "conflict "+x.Address+" "+x.Exported+"|"+x.Library+"|"+x.Workbook)
	}
	for _, x := range c.Faults {
		out = append(out, "fault "+x.Address+" "+x.Message)
	}
	for _, id := range c.Missing {
		out = append(out, "missing "+id)
	}
	return out
}

func TestCompare(t *testing.T) {
	base := []string{"1", "x", "y", "s"}
	for _, tc := range []struct {
		name    string
		rows    []sheet.Edited
		library []sheet.Row
		rules   sheet.Rules
		want    []string
	}{
		{"nothing was edited", []sheet.Edited{edited(2, base, base...)}, []sheet.Row{row("1", "x", "y", "s")}, sheet.Rules{}, nil},
		{"the library moved on", []sheet.Edited{edited(2, base, base...)}, []sheet.Row{row("1", "X", "y", "S")}, sheet.Rules{}, nil},
		{"a cell was edited", []sheet.Edited{edited(2, base, "1", "z", "y", "s")}, []sheet.Row{row("1", "x", "Y", "s")}, sheet.Rules{}, []string{"changed 1: T!D2 x>z"}},
		{"a cell was cleared", []sheet.Edited{edited(2, base, "1", "", "y", "s")}, []sheet.Row{row("1", "x", "y", "s")}, sheet.Rules{}, []string{"changed 1: T!D2 x>"}},
		{"both made the same edit", []sheet.Edited{edited(2, base, "1", "z", "y", "s")}, []sheet.Row{row("1", "z", "y", "s")}, sheet.Rules{}, nil},
		{"both edited a cell", []sheet.Edited{edited(2, base, "1", "z", "y", "s")}, []sheet.Row{row("1", "w", "y", "s")}, sheet.Rules{}, []string{"conflict T!D2 x|w|z"}},
		{"both edited a cell, the library counts", []sheet.Edited{edited(2, base, "1", "z", "q", "s")}, []sheet.Row{row("1", "w", "y", "s")}, sheet.Rules{Prefer: sheet.Ours}, []string{"changed 1: T!E2 y>q"}},
		{"both edited a cell, the workbook counts", []sheet.Edited{edited(2, base, "1", "z", "y", "s")}, []sheet.Row{row("1", "w", "y", "s")}, sheet.Rules{Prefer: sheet.Theirs}, []string{"changed 1: T!D2 w>z"}},
		{"a locked cell was edited", []sheet.Edited{edited(2, base, "9", "z", "y", "s")}, []sheet.Row{row("1", "x", "y", "s")}, sheet.Rules{}, []string{"fault T!C2 id was changed from 1 to 9; it says what the row is about"}},
		{"another library", []sheet.Edited{edited(2, base, "1", "z", "y", "s")}, []sheet.Row{{ID: "1", Cells: []string{"7", "x", "y", "s"}}}, sheet.Rules{}, []string{"fault T!C2 1 is about 1 in the workbook and about 7 in this library"}},
		{"a shown cell was edited", []sheet.Edited{edited(2, base, "1", "z", "y", "?")}, []sheet.Row{row("1", "x", "y", "s")}, sheet.Rules{}, []string{"changed 1: T!D2 x>z", "fault T!F2 seen is shown for reading; the change is not taken"}},
		{"a new row", []sheet.Edited{edited(2, base, base...), edited(5, nil, "", "n", "", "")}, []sheet.Row{row("1", "x", "y", "s")}, sheet.Rules{}, []string{"added : T!D5 >n"}},
		{"a row is gone", nil, []sheet.Row{row("1", "x", "y", "s")}, sheet.Rules{}, []string{"missing 1"}},
		{"a row is deleted", nil, []sheet.Row{row("1", "x", "", "s")}, sheet.Rules{Delete: true, Prefer: sheet.Theirs}, []string{"removed 1:  1>  x>  s>"}},
		{"a deleted row was edited in the library", nil, []sheet.Row{row("1", "X", "y", "s")}, sheet.Rules{Delete: true}, []string{"conflict T 1, x, y, s|1, X, y, s|"}},
		{"a deleted row was edited in the library, which counts", nil, []sheet.Row{row("1", "X", "y", "s")}, sheet.Rules{Delete: true, Prefer: sheet.Ours}, nil},
		{"a deleted row differs in what is only shown", nil, []sheet.Row{row("1", "x", "y", "S")}, sheet.Rules{Delete: true}, []string{"removed 1:  1>  x>  y>  S>"}},
		{"a row was cleared", []sheet.Edited{edited(2, base, "1", "", "", "s")}, []sheet.Row{row("1", "x", "y", "s")}, sheet.Rules{}, []string{"missing 1"}},
		{"gone from the library, not edited", []sheet.Edited{edited(2, base, base...)}, nil, sheet.Rules{}, nil},
		{"gone from the library, edited", []sheet.Edited{edited(2, base, "1", "z", "y", "s")}, nil, sheet.Rules{}, []string{"conflict T!C2 1, x, y, s||1, z, y, s"}},
		{"gone from the library, the workbook counts", []sheet.Edited{edited(2, base, "1", "z", "y", "")}, nil, sheet.Rules{Prefer: sheet.Theirs}, []string{"added 1: T!C2 >1 T!D2 >z T!E2 >y"}},
		{"gone from both", nil, nil, sheet.Rules{Delete: true}, nil},
		{"a copied row that was changed", []sheet.Edited{edited(2, base, "1", "z", "y", "s"), edited(3, base, base...)}, []sheet.Row{row("1", "x", "y", "s")}, sheet.Rules{}, []string{"added : T!D2 >z T!E2 >y T!F2 >s"}},
		{"a copied row that was not changed", []sheet.Edited{edited(2, base, base...), edited(3, base, base...)}, []sheet.Row{row("1", "x", "y", "s")}, sheet.Rules{}, []string{"fault T!C3 the row is the same as row 2"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			contents := &sheet.Contents{Table: small(), Columns: []string{"C", "D", "E", "F"}, Rows: tc.rows, Copy: []sheet.Row{row(base...)}}
			library := map[string]sheet.Row{}
			for _, r := range tc.library {
				library[r.ID] = r
			}
			if diff := cmp.Diff(tc.want, told(sheet.Compare(contents, library, tc.rules))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestRowsFitTheirTables: each row has a cell per column, and setting its cells
// gives back what it was made of.
func TestRowsFitTheirTables(t *testing.T) {
	f := evidence.Finding{ID: "F1", Study: "k", Drug: "d", Dose: "5", Outcome: "o", Measure: "HR", Estimate: "1.30", P: "<0.001", Usable: true, Status: evidence.Confirmed, Note: "n",
		Treat: evidence.Arm{Events: "1", N: "2"}, Source: evidence.FindingSource{Page: "3", Quote: evidence.Span{Text: "words"}}}
	a := evidence.Absence{Study: "k", Drug: "d", Outcome: "o", Kind: evidence.ZeroEvents, Note: "n"}
	tag := evidence.Tag{Study: "k", Drug: "d", Outcome: "o", Status: evidence.Confirmed, Role: "background", Aspect: "safety"}
	var f2 evidence.Finding
	var a2 evidence.Absence
	var tag2 evidence.Tag
	set := func(table sheet.Table, row sheet.Row, put func(column, text string) error) {
		if len(row.Cells) != len(table.Columns) {
			t.Fatalf("%s: %d cells, %d columns", table.Name, len(row.Cells), len(table.Columns))
		}
		for i, c := range table.Columns {
			if err := put(c.Name, row.Cells[i]); err != nil {
				t.Errorf("%s %s: %v", table.Name, c.Name, err)
			}
		}
	}
	set(sheet.Findings(), sheet.FindingRow(&evidence.TableRow{Finding: f, Study: evidence.StudyHead{Key: "k", Year: 2020, Authors: "Kim and Lee"}}), func(c, s string) error { return sheet.SetFinding(&f2, c, s) })
	set(sheet.Absences(), sheet.AbsenceRow(&a), func(c, s string) error { return sheet.SetAbsence(&a2, c, s) })
	set(sheet.Tags(), sheet.TagRow(&tag), func(c, s string) error { return sheet.SetTag(&tag2, c, s) })
	for _, diff := range []string{cmp.Diff(f, f2), cmp.Diff(a, a2), cmp.Diff(tag, tag2)} {
		if diff != "" {
			t.Errorf("(-before +after):\n%s", diff)
		}
	}
	for _, table := range sheet.Tables() {
		for _, c := range table.Columns {
			if table.Place(c.Name) < 0 || strings.HasPrefix(c.Name, "_") {
				t.Errorf("%s: column %s", table.Name, c.Name)
			}
		}
	}
}

func TestQuoteLosesItsPlaceWithItsWords(t *testing.T) {
	f := evidence.Finding{Source: evidence.FindingSource{Quote: evidence.Span{Field: "abstract", Start: 3, End: 8, Text: "words"}}}
	if err := sheet.SetFinding(&f, "quote", "words"); err != nil || f.Source.Quote.Start != 3 {
		t.Errorf("%+v, %v", f.Source.Quote, err)
	}
	if err := sheet.SetFinding(&f, "quote", "other"); err != nil || f.Source.Quote != (evidence.Span{Text: "other"}) {
		t.Errorf("%+v, %v", f.Source.Quote, err)
	}
}

func TestADecidedTagStaysDecided(t *testing.T) {
	tag := evidence.Tag{Status: evidence.Confirmed, At: time.Now()}
	if err := sheet.SetTag(&tag, "status", "suggested"); err == nil || tag.Status != evidence.Confirmed {
		t.Errorf("%v %s", err, tag.Status)
	}
	if err := sheet.SetTag(&tag, "role", "hero"); err == nil {
		t.Error("an unknown role is taken")
	}
}

func TestDecimalPoint(t *testing.T) {
	for _, c := range []struct {
		in, want string
		ok       bool
	}{
		{"1,33", "1.33", true}, {"<0,001", "<0.001", true}, {"-0,5", "-0.5", true}, {"−1,2", "−1.2", true}, {"1234,5", "1234.5", true}, {"1.234,5", "1234.5", true},
		{"0,123", "0.123", true}, {"1234,567", "1234.567", true}, {"1,234", "1,234", false}, {"≤12,345", "≤12,345", false},
		{"1,234,567", "1,234,567", true}, {"1,234.5", "1,234.5", true}, {"1.33", "1.33", true}, {"1,2 to 3", "1,2 to 3", true}, {",", ",", true}, {"", "", true}, {",5", ".5", true}, {",555", ".555", true}, {"5,", "5,", true},
	} {
		if got, ok := sheet.DecimalPoint(c.in); got != c.want || ok != c.ok {
			t.Errorf("DecimalPoint(%q) = %q, %v; want %q, %v", c.in, got, ok, c.want, c.ok)
		}
	}
}
