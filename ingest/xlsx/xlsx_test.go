package xlsx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"dossier/ingest/xlsx"
)

// archive packs parts as a workbook; names alternate with texts.
func archive(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		f, err := w.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	rootRelations = `<Relationships><Relationship Id="r1" Type="` + relationships + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	oneSheet      = `<workbook xmlns:r="x"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>`
	bookRelations = `<Relationships><Relationship Id="a" Type="` + relationships + `/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="b" Type="` + relationships + `/sharedStrings" Target="sharedStrings.xml"/>
<Relationship Id="c" Type="` + relationships + `/styles" Target="styles.xml"/></Relationships>`
)

// workbook is a file of one sheet.
func workbook(t testing.TB, sheet string, more ...string) []byte {
	return archive(t, append([]string{"_rels/.rels", rootRelations, "xl/workbook.xml", oneSheet, "xl/_rels/workbook.xml.rels", bookRelations, "xl/worksheets/sheet1.xml", sheet}, more...)...)
}

// lines prints the rows of the first sheet: "2: A=one B=two".
func lines(data []byte) ([]string, error) {
	book, err := xlsx.Open(bytes.NewReader(data), int64(len(data)), xlsx.Limits{})
	if err != nil {
		return nil, err
	}
	var out []string
	if len(book.Sheets) == 0 {
		return nil, nil
	}
	for row, err := range book.Rows(book.Sheets[0]) {
		if err != nil {
			return out, err
		}
		line := fmt.Sprintf("%d:", row.Number)
		for _, c := range row.Cells {
			line += fmt.Sprintf(" %c=%s", 'A'+c.Column-1, c.Printed())
		}
		out = append(out, line)
	}
	return out, nil
}

func TestRows(t *testing.T) {
	styles := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.00"/><numFmt numFmtId="165" formatCode="[$-409]d\-mmm\-yyyy;@"/><numFmt numFmtId="166" formatCode="#,##0.0 &quot;days&quot;"/></numFmts>
<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="21"/></cellXfs></styleSheet>`
	for _, tc := range []struct {
		name, sheet string
		more        []string
		want        []string
	}{
		{"shared strings, rich text and phonetic text", `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row></sheetData></worksheet>`,
			[]string{"xl/sharedStrings.xml", `<sst><si><t>one</t></si><si><r><rPr><b/></rPr><t xml:space="preserve">two </t></r><r><t>three</t></r><rPh><t>ni</t></rPh></si></sst>`},
			[]string{"1: A=one C=two three"}},
		{"prefixes of the namespace", `<x:worksheet xmlns:x="u"><x:sheetData><x:row r="2"><x:c r="B2" t="inlineStr"><x:is><x:t>hi</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>`, nil,
			[]string{"2: B=hi"}},
		{"cells and rows without addresses", `<worksheet><sheetData><row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c t="str"><f>A1&amp;"x"</f><v>1x</v></c></row></sheetData></worksheet>`, nil,
			[]string{"1: A=1 C=3", "2: A=1x"}},
		{"numbers keep their digits", `<worksheet><sheetData><row><c><v>1.1000000000000001</v></c><c><v>1.30</v></c><c><v>9007199254740993</v></c><c><v>1E-3</v></c><c><v>1e300</v></c><c><v>0.5</v></c></row></sheetData></worksheet>`, nil,
			[]string{"1: A=1.1 B=1.30 C=9007199254740993 D=0.001 E=1e+300 F=0.5"}},
		{"formats that show decimals", `<worksheet><sheetData><row><c s="1"><v>1.3</v></c><c s="1"><v>1.345</v></c><c s="1"><v>2</v></c><c s="5"><v>2</v></c></row></sheetData></worksheet>`, []string{"xl/styles.xml", styles},
			[]string{"1: A=1.30 B=1.345 C=2.00 D=2"}},
		{"dates", `<worksheet><sheetData><row><c s="2"><v>45292</v></c><c s="3"><v>45292.75</v></c><c s="4"><v>1</v></c><c s="2"><v>60</v></c><c s="2"><v>61</v></c><c s="6"><v>0.5</v></c><c t="d"><v>2024-02-29</v></c></row></sheetData></worksheet>`, []string{"xl/styles.xml", styles},
			[]string{"1: A=2024-01-01 B=2024-01-01T18:00:00 C=1900-01-01 D=1900-02-28 E=1900-03-01 F=12:00:00 G=2024-02-29"}},
		{"truth values and errors", `<worksheet><sheetData><row><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#N/A</v></c></row></sheetData></worksheet>`, nil,
			[]string{"1: A=TRUE B=FALSE C=#N/A"}},
		{"characters that XML cannot hold", `<worksheet><sheetData><row><c t="inlineStr"><is><t>a_x0007_b_x005F_x0007_ _x00ZZ_ x_x</t></is></c></row></sheetData></worksheet>`, nil,
			[]string{"1: A=a\ab_x0007_ _x00ZZ_ x_x"}},
		{"a merged cell fills its rows, not its columns", `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="C2"><v>3</v></c></row><row r="3"><c r="A3"><v>4</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A2"/><x:mergeCell ref='B1:C3'/></mergeCells></worksheet>`, nil,
			[]string{"1: A=1 B=2", "2: A=1 B=2 C=3", "3: A=4 B=2"}},
		{"a text that speaks of merged cells", `<worksheet><sheetData><row><c t="inlineStr"><is><t>:mergeCell ref="A1:A2"></t></is></c></row><row><c r="B2"><v>1</v></c></row></sheetData></worksheet>`, nil,
			[]string{`1: A=:mergeCell ref="A1:A2">`, "2: B=1"}},
		{"empty cells and rows", `<worksheet><sheetData><row r="1"/><row r="5"><c r="A5" s="1"/><c r="B5" t="s"/></row><row r="9"><c r="Z9"><v> 7 </v></c></row></sheetData></worksheet>`, nil,
			[]string{"9: Z=7"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := lines(workbook(t, tc.sheet, tc.more...))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDatesFrom1904(t *testing.T) {
	data := archive(t, "_rels/.rels", rootRelations, "xl/workbook.xml", strings.Replace(oneSheet, "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1), "xl/_rels/workbook.xml.rels", bookRelations,
		"xl/styles.xml", `<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>`, "xl/worksheets/sheet1.xml", `<worksheet><sheetData><row><c s="0"><v>43830</v></c></row></sheetData></worksheet>`)
	got, err := lines(data)
	if err != nil || len(got) != 1 || got[0] != "1: A=2024-01-01" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestPartsWhereverTheyAre: writers use absolute names, other folders, other
// letter cases, backslashes, and the namespaces of the strict variant.
func TestPartsWhereverTheyAre(t *testing.T) {
	strict := "http://purl.oclc.org/ooxml/officeDocument/relationships"
	data := archive(t,
		`_rels\.rels`, `<Relationships><Relationship Id="r" Type="`+strict+`/officeDocument" Target="/Doc/Book.xml"/></Relationships>`,
		"Doc/Book.xml", `<s:workbook xmlns:s="m" xmlns:q="n"><s:sheets><s:sheet name="Hidden" sheetId="9" q:id="y" state="hidden"/><s:sheet name="A &amp; B" sheetId="3" q:id="x"/></s:sheets></s:workbook>`,
		"Doc/_rels/Book.xml.rels", `<Relationships><Relationship Id="x" Type="`+strict+`/worksheet" Target="/Doc/s/One.xml"/><Relationship Id="y" Type="`+strict+`/worksheet" Target="s/../s/two.xml"/></Relationships>`,
		"doc/S/one.xml", `<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>`,
		"Doc/s/two.xml", `<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>`)
	book, err := xlsx.Open(bytes.NewReader(data), int64(len(data)), xlsx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(book.Sheets) != 2 || book.Sheets[0].Name != "Hidden" || !book.Sheets[0].Hidden || book.Sheets[1].Name != "A & B" || book.Sheets[1].Hidden {
		t.Fatalf("%+v", book.Sheets)
	}
	for i, want := range []string{"2", "1"} {
		for row, err := range book.Rows(book.Sheets[i]) {
			if err != nil || row.Cells[0].Text != want {
				t.Errorf("%v %v, want %s", row, err, want)
			}
		}
	}
	if _, ok := book.Sheet("a & b"); !ok {
		t.Error("a sheet is found without letter case")
	}
}

func TestUTF16(t *testing.T) {
	utf16 := []byte{0xFF, 0xFE}
	for _, r := range `<?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData><row><c t="inlineStr"><is><t>ä≥</t></is></c></row></sheetData></worksheet>` {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	got, err := lines(workbook(t, string(utf16)))
	if err != nil || len(got) != 1 || got[0] != "1: A=ä≥" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestRefused(t *testing.T) {
	cell := `<row><c><v>1</v></c></row>`
	for _, tc := range []struct {
		name string
		data []byte
		want string
	}{
		{"no zip", []byte("title,doi\n"), "not an Excel workbook"},
		{"an old workbook", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 100)...), "old .xls file or has a password"},
		{"a document of another program", archive(t, "content.xml", "<office/>"), "no part xl/workbook.xml"},
		{"entities", workbook(t, `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData>`+cell+`</sheetData></worksheet>`), "entities"},
		{"an unknown entity", workbook(t, `<worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`), "entity"},
		{"nested without end", workbook(t, `<worksheet><sheetData><row><c>`+strings.Repeat("<a>", 200)), "nested"},
		{"cut off", workbook(t, `<worksheet><sheetData><row><c><v>1</v>`), "ends within"},
		{"wrong nesting", workbook(t, `<worksheet><sheetData><row></c></row>`), "not open"},
		{"a text that is not there", workbook(t, `<worksheet><sheetData><row><c t="s"><v>4</v></c></row></sheetData></worksheet>`), `text "4" of 0`},
		{"rows backwards", workbook(t, `<worksheet><sheetData><row r="5"><c><v>1</v></c></row><row r="4"/></sheetData></worksheet>`), `number "4"`},
		{"a row far below", workbook(t, `<worksheet><sheetData><row r="99999999"/></sheetData></worksheet>`), "99999999"},
		{"a column far right", workbook(t, `<worksheet><sheetData><row><c r="ZZZZ1"><v>1</v></c></row></sheetData></worksheet>`), `address "ZZZZ1"`},
		{"a bomb by its ratio", workbook(t, `<worksheet><sheetData>`+cell+strings.Repeat(" ", 40<<20)+`</sheetData></worksheet>`), "more than is allowed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := lines(tc.data)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v, want %q", err, tc.want)
			}
		})
	}
	data := workbook(t, `<worksheet><sheetData>`+strings.Repeat(cell, 1000)+`</sheetData></worksheet>`)
	book, err := xlsx.Open(bytes.NewReader(data), int64(len(data)), xlsx.Limits{Unzipped: 10_000, Ratio: 1000, Strings: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, err = range book.Rows(book.Sheets[0]) {
	}
	if !errors.Is(err, xlsx.ErrTooLarge) {
		t.Errorf("%v, want %v", err, xlsx.ErrTooLarge)
	}
}

// TestWrittenByExcelize reads what another writer wrote.
func TestWrittenByExcelize(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	date, _ := book.NewStyle(&excelize.Style{NumFmt: 14})
	for cell, value := range map[string]any{"A1": "title", "B1": 1.30, "C1": true, "D1": "=1+1", "E1": "a\nb", "F1": 20240131, "B3": time.Date(2024, 5, 31, 0, 0, 0, 0, time.UTC)} {
		if err := book.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(book.SetCellStyle("Sheet1", "B3", "B3", date), book.SetCellFormula("Sheet1", "G1", "1+1"),
		book.SetCellRichText("Sheet1", "A3", []excelize.RichTextRun{{Text: "rich "}, {Text: "text", Font: &excelize.Font{Bold: true}}})); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := lines(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1: A=title B=1.3 C=TRUE D==1+1 E=a\nb F=20240131", "3: A=rich text B=2024-05-31"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzRows(f *testing.F) {
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" s="1" t="s"><v>0</v></c><c t="inlineStr"><is><r><t>x</t></r></is></c></row></sheetData><mergeCells><mergeCell ref="A1:B9"/></mergeCells></worksheet>`),
		[]byte(`<sst><si><t>_x0041_</t></si></sst>`), []byte(`<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy"/></numFmts><cellXfs><xf/><xf numFmtId="170"/></cellXfs></styleSheet>`))
	f.Add([]byte(`<worksheet><sheetData><row><c s="0"><v>-1e9</v></c><c><v>NaN</v></c><c t="d"><v>x</v></c></row></sheetData>`), []byte(``), []byte(`<styleSheet><cellXfs><xf numFmtId="22"/></cellXfs></styleSheet>`))
	f.Fuzz(func(t *testing.T, sheet, texts, styles []byte) {
		data := workbook(t, string(sheet), "xl/sharedStrings.xml", string(texts), "xl/styles.xml", string(styles))
		book, err := xlsx.Open(bytes.NewReader(data), int64(len(data)), xlsx.Limits{})
		if err != nil {
			return
		}
		last := 0
		for row, err := range book.Rows(book.Sheets[0]) {
			if err != nil {
				return
			}
			if row.Number <= last || len(row.Cells) == 0 {
				t.Fatalf("row %d after %d with %d cells", row.Number, last, len(row.Cells))
			}
			last = row.Number
			column := 0
			for _, c := range row.Cells {
				if c.Column <= column || c.Kind == xlsx.Empty || c.Text == "" {
					t.Fatalf("row %d: %+v after column %d", row.Number, c, column)
				}
				column = c.Column
			}
		}
	})
}

func FuzzOpen(f *testing.F) {
	f.Add(workbook(f, `<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>`))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = lines(data)
	})
}
