package xlsx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"dossier/exports/xlsx"
	read "dossier/ingest/xlsx"
)

// example is a workbook with everything that the writer can do.
func example(t *testing.T) []byte {
	t.Helper()
	b := xlsx.New()
	head := b.Style(xlsx.Style{Bold: true, BorderBottom: true, Wrap: true, Top: true, Fill: "EEEEEE", Color: "333333"})
	free := b.Style(xlsx.Style{Unlocked: true, Format: "@"})
	two := b.Style(xlsx.Style{Unlocked: true, Format: xlsx.DecimalFormat(2), Right: true})
	s, err := b.Sheet("It's & more")
	if err != nil {
		t.Fatal(err)
	}
	lists, err := b.Sheet("Lists")
	if err != nil {
		t.Fatal(err)
	}
	lists.Visibility = xlsx.VeryHidden
	for _, row := range [][]xlsx.Cell{{xlsx.Text("a", 0)}, {xlsx.Text("b", 0)}} {
		if err := lists.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	b.Define("letters", "Lists!$A$1:$A$2")
	s.Columns = []xlsx.Column{{Width: 12.5, Hidden: true}, {Width: 30}, {Style: xlsx.Style{Unlocked: true, Format: "@"}}}
	s.FreezeRows, s.FreezeColumns, s.Filter, s.Protected = 1, 1, "A1:C3", true
	s.Validations = []xlsx.Validation{
		{Cells: "C2:C99", Rule: xlsx.OneOf, First: "letters", Title: "Letter", Message: `a or "b"`},
		{Cells: "B2:B99", Rule: xlsx.Decimal, First: "0", Last: "100", Warn: true},
		{Cells: "A2:A99", Rule: xlsx.Whole, First: "0"},
		{Cells: "D2:D99", Rule: xlsx.Formula, First: `LEN(D2)<5`},
	}
	for _, row := range [][]xlsx.Cell{
		{xlsx.Text("id", head), xlsx.Text("number", head), xlsx.Text("text", head)},
		{xlsx.Text("=1+1", 0), xlsx.Number("1.30", two), xlsx.Text("@SUM(A1)", free)},
		{xlsx.Text("<b>&\"'\x00\x1f_x0041_\r\n\ttail ", 0), {}, xlsx.Text("", free)},
	} {
		if err := s.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSameBytes(t *testing.T) {
	if !bytes.Equal(example(t), example(t)) {
		t.Error("the same cells give other bytes")
	}
}

// TestReadByExcelize reads the file with another reader.
func TestReadByExcelize(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(example(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	sheet := "It's & more"
	rows, err := book.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"id", "number", "text"}, {"=1+1", "1.30", "@SUM(A1)"}, {"<b>&\"'\x00\x1f_x0041_\r\n\ttail "}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if f, _ := book.GetCellFormula(sheet, "A2"); f != "" {
		t.Errorf("A2 runs %q", f)
	}
	if kind, _ := book.GetCellType(sheet, "A2"); kind != excelize.CellTypeSharedString {
		t.Errorf("A2 has type %v", kind)
	}
	if visible, _ := book.GetSheetVisible("Lists"); visible {
		t.Error("Lists is visible")
	}
	if visible, _ := book.GetColVisible(sheet, "A"); visible {
		t.Error("column A is visible")
	}
	if width, _ := book.GetColWidth(sheet, "B"); width != 30 {
		t.Errorf("width %v", width)
	}
	if p, err := book.GetPanes(sheet); err != nil || !p.Freeze || p.XSplit != 1 || p.YSplit != 1 || p.TopLeftCell != "B2" {
		t.Errorf("panes %+v %v", p, err)
	}
	if p, err := book.GetSheetProtection(sheet); err != nil || !p.EditObjects && !p.InsertRows {
		t.Errorf("protection %+v %v", p, err)
	}
	list, err := book.GetDataValidations(sheet)
	if err != nil || len(list) != 4 || list[0].Formula1 != "letters" || list[0].Type != "list" || list[1].Formula2 != "100" || *list[1].ErrorStyle != "warning" || list[2].Operator != "greaterThanOrEqual" {
		t.Errorf("validations %+v %v", list, err)
	}
	names := book.GetDefinedName()
	if len(names) != 2 || names[0].RefersTo != `'It''s & more'!$A$1:$C$3` || names[1] != (excelize.DefinedName{Name: "letters", RefersTo: "Lists!$A$1:$A$2", Scope: "Workbook"}) {
		t.Errorf("names %+v", names)
	}
	for cell, want := range map[string]bool{"A1": false, "B2": true, "C2": true} {
		id, err := book.GetCellStyle(sheet, cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := book.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if unlocked := style.Protection != nil && !style.Protection.Locked; unlocked != want {
			t.Errorf("%s unlocked: %v", cell, unlocked)
		}
		if cell == "A1" && (!style.Font.Bold || !style.Alignment.WrapText || len(style.Border) != 1 || style.Fill.Pattern != 1) {
			t.Errorf("A1 looks %+v", style)
		}
	}
}

func TestPartsAreXML(t *testing.T) {
	data := example(t)
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(part); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
		part.Close()
	}
}

func TestLimitsAreReported(t *testing.T) {
	b := xlsx.New()
	s, err := b.Sheet("S")
	if err != nil {
		t.Fatal(err)
	}
	var cell *xlsx.CellError
	for _, tc := range []struct {
		name  string
		cells []xlsx.Cell
		want  string
	}{
		{"a long text", []xlsx.Cell{{}, xlsx.Text(strings.Repeat("ä", xlsx.MaxText+1), 0)}, "S!B1: a text of 32768 characters; a cell holds 32767"},
		{"a text of wide characters", []xlsx.Cell{xlsx.Text(strings.Repeat("😀", 16384), 0)}, "S!A1: a text of 32768 characters; a cell holds 32767"},
		{"a number that is none", []xlsx.Cell{xlsx.Number("1</v>", 0)}, `S!A1: "1</v>" is not a plain decimal number`},
		{"too many columns", make([]xlsx.Cell, xlsx.MaxColumns+1), "S!XFD1: a row of 16385 cells; a sheet holds 16384 columns"},
	} {
		if err := s.Row(tc.cells...); !errors.As(err, &cell) || err.Error() != tc.want {
			t.Errorf("%s: %v, want %s", tc.name, err, tc.want)
		}
	}
	if err := s.Row(xlsx.Text(strings.Repeat("ä", xlsx.MaxText), 0)); err != nil {
		t.Error(err)
	}
	for s.Len() < xlsx.MaxRows {
		if err := s.Row(); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Row(); !errors.As(err, &cell) || cell.Address != "A1048577" {
		t.Errorf("one row too many: %v", err)
	}
	for _, name := range []string{"", "s", "a/b", "'a", "History", strings.Repeat("x", 32)} {
		if _, err := b.Sheet(name); err == nil {
			t.Errorf("a sheet is named %q", name)
		}
	}
	s.Validations = []xlsx.Validation{{Cells: "A1", Rule: xlsx.OneOf, First: strings.Repeat("x", 256)}}
	if err := b.Write(io.Discard); err == nil || !strings.Contains(err.Error(), "256") {
		t.Errorf("a long formula: %v", err)
	}
	if err := xlsx.New().Write(io.Discard); err == nil {
		t.Error("a workbook without sheets is written")
	}
}

func TestPlainNumber(t *testing.T) {
	for text, want := range map[string]int{"0": 0, "1.33": 2, "0.00": 2, "-0.04": 2, "2911": 0} {
		if got, ok := xlsx.PlainNumber(text); !ok || got != want {
			t.Errorf("%q: %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "-", ".5", "5.", "+1", "<0.1", "007", "-0.00", "1e5", "1,5", "1234567890123456", "2022-01"} {
		if _, ok := xlsx.PlainNumber(text); ok {
			t.Errorf("%q is stored as a number", text)
		}
	}
}

func TestAddress(t *testing.T) {
	for want, at := range map[string][2]int{"A1": {1, 1}, "H17": {8, 17}, "Z2": {26, 2}, "AA2": {27, 2}, "AZ9": {52, 9}, "XFD1048576": {16384, 1048576}} {
		if got := xlsx.Address(at[0], at[1]); got != want {
			t.Errorf("%v is %s, want %s", at, got, want)
		}
	}
}

// TestRoundTrip: every text and every plain number comes back as it went in.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.Rune()), rapid.SampledFrom([]string{"=1+1", "_x0041_", "_x005F_x0041_", " lead", "\r\n", "\x00", "]]>", "1.30", "TRUE"}))
		rows := rapid.SliceOfN(rapid.SliceOfN(text, 0, 4), 0, 5).Draw(t, "rows")
		b := xlsx.New()
		s, err := b.Sheet("S")
		if err != nil {
			t.Fatal(err)
		}
		var want [][]string
		for _, row := range rows {
			cells := make([]xlsx.Cell, len(row))
			texts := make([]string, 4)
			for i, text := range row {
				text = strings.ToValidUTF8(text, "\uFFFD")
				texts[i] = text
				if d, plain := xlsx.PlainNumber(text); plain {
					cells[i] = xlsx.Number(text, b.Style(xlsx.Style{Format: xlsx.DecimalFormat(d)}))
				} else {
					cells[i] = xlsx.Text(text, 0)
				}
			}
			if err := s.Row(cells...); err != nil {
				t.Fatal(err)
			}
			want = append(want, texts)
		}
		var out bytes.Buffer
		if err := b.Write(&out); err != nil {
			t.Fatal(err)
		}
		book, err := read.Open(bytes.NewReader(out.Bytes()), int64(out.Len()), read.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		got := make([][]string, len(want))
		for i := range got {
			got[i] = make([]string, 4)
		}
		for row, err := range book.Rows(book.Sheets[0]) {
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range row.Cells {
				got[row.Number-1][c.Column-1] = c.Printed()
			}
		}
		if diff := cmp.Diff(want, got); len(want) > 0 && diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}
