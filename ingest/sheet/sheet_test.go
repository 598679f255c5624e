package sheet_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"dossier/evidence"
	"dossier/evidence/sheet"
	exported "dossier/exports/sheet"
	imported "dossier/ingest/sheet"
)

// workbook holds two findings and an absence; edit changes it with another
// program.
func workbook(t testing.TB, edit func(*excelize.File) error) []byte {
	t.Helper()
	findings := exported.Table{Table: sheet.Findings()}
	for _, f := range []evidence.Finding{
		{ID: "F001", Study: "kim2020", Drug: "tofacitinib", Outcome: "mace", Measure: "HR", Estimate: "1.30", Dose: " 5 mg\r\nBID ", Note: "=1+1", Usable: true, Status: evidence.Confirmed},
		{ID: "F002", Study: "kim2020", Drug: "any", Outcome: "vte", Measure: "RR", Estimate: "0·47", P: "<0.001", Source: evidence.FindingSource{Page: "007"}, Status: evidence.Suggested},
	} {
		findings.Rows = append(findings.Rows, sheet.FindingRow(&evidence.TableRow{Finding: f, Study: evidence.StudyHead{Key: "kim2020", Year: 2020}}))
	}
	absences := exported.Table{Table: sheet.Absences(), Rows: []sheet.Row{sheet.AbsenceRow(&evidence.Absence{Study: "kim2020", Drug: "tofacitinib", Outcome: "acne", Kind: evidence.ZeroEvents})}}
	var b bytes.Buffer
	if err := exported.Write(&b, exported.Book{Tables: []exported.Table{findings, absences}, Lists: sheet.Lists(&evidence.Vocabulary{}, []string{"kim2020"})}); err != nil {
		t.Fatal(err)
	}
	if edit == nil {
		return b.Bytes()
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if err := edit(book); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(t testing.TB, data []byte) *imported.Book {
	t.Helper()
	book, err := imported.Read(t.Context(), bytes.NewReader(data), int64(len(data)), evidence.DefaultVocabulary())
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestUntouched(t *testing.T) {
	for name, edit := range map[string]func(*excelize.File) error{
		"as written":       nil,
		"saved by another": func(*excelize.File) error { return nil },
		"numbers rewritten": func(f *excelize.File) error {
			return f.SetCellFloat("Findings", "Q2", 1.3, -1, 64)
		},
		"line breaks and blanks rewritten": func(f *excelize.File) error {
			return f.SetCellStr("Findings", "J2", "5 mg\nBID")
		},
		"a title above": func(f *excelize.File) error {
			return errors.Join(f.InsertRows("Findings", 1, 2), f.SetCellStr("Findings", "D1", "Our findings"))
		},
		"a column moved": func(f *excelize.File) error {
			return errors.Join(f.InsertCols("Findings", "D", 2), f.SetCellStr("Findings", "D1", "my remarks"), f.SetCellStr("Findings", "D2", "hm"))
		},
		"a column taken out": func(f *excelize.File) error { return f.RemoveCol("Findings", "J") },
	} {
		t.Run(name, func(t *testing.T) {
			book := read(t, workbook(t, edit))
			if len(book.Tables) != 2 || len(book.Faults) > 0 {
				t.Fatalf("%d tables, faults %v", len(book.Tables), book.Faults)
			}
			for _, table := range book.Tables {
				if len(table.Rows) != len(table.Copy) || len(table.Rows) == 0 {
					t.Fatalf("%s: %d rows of %d", table.Table.Name, len(table.Rows), len(table.Copy))
				}
				for _, row := range table.Rows {
					if diff := cmp.Diff(row.Exported, row.Cells); diff != "" {
						t.Errorf("row %d (-exported +read):\n%s", row.Line, diff)
					}
				}
			}
		})
	}
}

func TestEdited(t *testing.T) {
	date := func(f *excelize.File, cell string) error {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		return errors.Join(err, f.SetCellValue("Findings", cell, time.Date(2026, 5, 10, 0, 0, 0, 0, time.UTC)), f.SetCellStyle("Findings", cell, cell, style))
	}
	for _, tc := range []struct {
		name   string
		edit   func(*excelize.File) error
		column string // of the first row
		want   string
		fault  string
	}{
		{"a number in its format", func(f *excelize.File) error { return f.SetCellFloat("Findings", "Q2", 1.4, -1, 64) }, "estimate", "1.40", ""},
		{"a number with more digits", func(f *excelize.File) error { return f.SetCellFloat("Findings", "Q2", 1.345, -1, 64) }, "estimate", "1.345", ""},
		{"a number typed as text", func(f *excelize.File) error { return f.SetCellStr("Findings", "Q2", "1.3") }, "estimate", "1.3", ""},
		{"a decimal comma", func(f *excelize.File) error { return f.SetCellStr("Findings", "Q2", "1,33") }, "estimate", "1.33", ""},
		{"a decimal comma behind a sign", func(f *excelize.File) error { return f.SetCellStr("Findings", "Q2", "<0,001") }, "estimate", "<0.001", ""},
		{"a comma for either", func(f *excelize.File) error { return f.SetCellStr("Findings", "Q2", "1,234") }, "estimate", "", `Findings!Q2 estimate: "1,234" can be read with a decimal comma or with thousands`},
		{"a name for an id", func(f *excelize.File) error { return f.SetCellStr("Findings", "M2", "Venous thromboembolism") }, "outcome", "vte", ""},
		{"a special value", func(f *excelize.File) error { return f.SetCellStr("Findings", "I2", "all arms") }, "drug", "all arms", ""},
		{"a truth value", func(f *excelize.File) error { return f.SetCellBool("Findings", "AP2", false) }, "usable", "no", ""},
		{"a date for a dose", func(f *excelize.File) error { return date(f, "J2") }, "dose", "", "Findings!J2 dose: the cell holds the date 2026-05-10"},
		{"a row from elsewhere", func(f *excelize.File) error { return f.SetCellStr("Findings", "A2", "F999") }, "", "", `Findings!A2 the hidden cell _row says "F999", which was not exported`},
		{"the hidden copy was changed", func(f *excelize.File) error { return f.SetCellStr("_Findings", "Q2", "9") }, "estimate", "", "Findings!A2 its hidden copy was changed, so edits cannot be told from the export"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			book := read(t, workbook(t, tc.edit))
			faults := ""
			for _, f := range book.Faults {
				faults += f.Address + " " + f.Message
			}
			if faults != tc.fault {
				t.Errorf("faults %q, want %q", faults, tc.fault)
			}
			if tc.fault != "" {
				return
			}
			row := book.Tables[0].Rows[0]
			place := book.Tables[0].Table.Place(tc.column)
			if row.Cells[place] != tc.want {
				t.Errorf("%s is %q, want %q", tc.column, row.Cells[place], tc.want)
			}
		})
	}
}

func TestNotOurs(t *testing.T) {
	for name, edit := range map[string]func(*excelize.File) error{
		"no About": func(f *excelize.File) error { return f.DeleteSheet("About") },
		"no hidden copies": func(f *excelize.File) error {
			return errors.Join(f.DeleteSheet("_Findings"), f.DeleteSheet("_Absences"))
		},
		"no hidden column": func(f *excelize.File) error { return f.SetCellStr("Findings", "A1", "x") },
	} {
		data := workbook(t, edit)
		if _, err := imported.Read(t.Context(), bytes.NewReader(data), int64(len(data)), nil); !errors.Is(err, imported.ErrNotOurs) {
			t.Errorf("%s: %v", name, err)
		}
	}
	data := workbook(t, func(f *excelize.File) error { return f.SetCellStr("About", "A1", "dossier workbook 2") })
	if _, err := imported.Read(t.Context(), bytes.NewReader(data), int64(len(data)), nil); err == nil || errors.Is(err, imported.ErrNotOurs) {
		t.Errorf("a newer workbook: %v", err)
	}
	data = workbook(t, func(f *excelize.File) error { return f.DeleteSheet("Absences") })
	book := read(t, data)
	if len(book.Faults) != 1 || !book.Faults[0].Warning || len(book.Tables[1].Copy) != 0 {
		t.Errorf("a sheet is gone: %+v; its rows must not count as deleted", book.Faults)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(workbook(f, nil))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = imported.Read(t.Context(), bytes.NewReader(data), int64(len(data)), nil)
	})
}
