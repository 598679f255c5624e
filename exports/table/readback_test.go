package table

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// readLaTeX takes the rows of the longtable apart.
func readLaTeX(t *testing.T, s *evidence.Summary, data []byte) [][]string {
	_, body, ok := strings.Cut(string(data), "\\endlastfoot\n")
	if !ok {
		t.Fatal("no table")
	}
	body, _, _ = strings.Cut(body, "\\end{longtable}")
	var rows [][]string
	for line := range strings.Lines(body) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "\\multicolumn") || line == "\\midrule" {
			continue
		}
		source := sourceRow(s, len(rows))
		cells := strings.Split(strings.TrimSuffix(line, " \\\\"), " & ")
		for i := range cells {
			if i == 0 {
				cells[i] = strings.TrimPrefix(cells[i], "{}")
			}
			cells[i] = readTeXCell(cells[i], source, i)
		}
		rows = append(rows, cells)
	}
	return rows
}

func readTeXCell(text string, source evidence.Row, i int) string {
	if i >= len(source.Cells) {
		return text
	}
	c := source.Cells[i]
	if len(c.Marks) > 0 {
		text = strings.TrimSuffix(text, "\\textsuperscript{"+tex(strings.Join(c.Marks, ","))+"}")
	}
	if len(c.Cites) > 0 {
		text = strings.TrimSuffix(text, "~\\cite{"+strings.Join(c.Cites, ",")+"}")
	}
	if source.Body != nil && c.Text != "" {
		text = strings.TrimSuffix(strings.TrimPrefix(text, "\\textit{"), "}")
	}
	return notation.FromLaTeX(strings.ReplaceAll(text, breakHere, ""))
}

// readXLSX reads the first sheet with the library's reader, values as shown.
func readXLSX(t *testing.T, s *evidence.Summary, data []byte) [][]string {
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	sheet := book.GetSheetList()[0]
	shown, err := book.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for i := range wanted(s) {
		cells := make([]string, len(s.Columns))
		for j := range cells {
			if line := i + 1; line < len(shown) && len(s.Headings)+j < len(shown[line]) {
				cells[j] = shown[line][len(s.Headings)+j]
			}
			at, _ := excelize.CoordinatesToCellName(len(s.Headings)+j+1, i+2)
			if formula, _ := book.GetCellFormula(sheet, at); formula != "" {
				t.Errorf("%s runs the formula %q", at, formula)
			}
		}
		rows = append(rows, cells)
	}
	return rows
}

// A part of WordprocessingML, as far as the test looks.
type (
	wordDocument struct {
		Tables []wordTable `xml:"body>tbl"`
		Pages  []struct {
			Size struct {
				Orient string `xml:"orient,attr"`
			} `xml:"pgSz"`
		} `xml:"body>p>pPr>sectPr"`
		Last struct {
			Size struct {
				Orient string `xml:"orient,attr"`
			} `xml:"pgSz"`
		} `xml:"body>sectPr"`
	}
	wordTable struct {
		Grid []struct{} `xml:"tblGrid>gridCol"`
		Rows []struct {
			Header *struct{} `xml:"trPr>tblHeader"`
			Cells  []struct {
				Span struct {
					Val int `xml:"val,attr"`
				} `xml:"tcPr>gridSpan"`
				Merge struct {
					Val string `xml:"val,attr"`
				} `xml:"tcPr>vMerge"`
				Runs []struct {
					Style struct {
						Val string `xml:"val,attr"`
					} `xml:"rPr>rStyle"`
					Note struct {
						ID string `xml:"id,attr"`
					} `xml:"footnoteReference"`
					Text string `xml:"t"`
				} `xml:"p>r"`
			} `xml:"tc"`
		} `xml:"tr"`
	}
)

// part reads one part of a document.
func part(t *testing.T, data []byte, name string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := archive.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func openDOCX(t *testing.T, data []byte) wordDocument {
	t.Helper()
	var doc wordDocument
	if err := xml.Unmarshal(part(t, data, "word/document.xml"), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func readDOCX(t *testing.T, s *evidence.Summary, data []byte) [][]string {
	doc := openDOCX(t, data)
	if len(doc.Tables) != 1 {
		t.Fatalf("%d tables", len(doc.Tables))
	}
	table := doc.Tables[0]
	left := len(table.Grid) - len(s.Columns) // the merged column
	var rows [][]string
	for _, r := range table.Rows {
		if r.Header != nil || len(r.Cells) != len(table.Grid) {
			continue
		}
		var cells []string
		for _, c := range r.Cells[left:] {
			var text strings.Builder
			for _, run := range c.Runs {
				if run.Style.Val == "" {
					text.WriteString(run.Text)
				}
			}
			cells = append(cells, text.String())
		}
		rows = append(rows, cells)
	}
	return rows
}

func TestDOCXIsARealTable(t *testing.T) {
	data := write(t, "docx", hostile(), invented()[0])
	doc := openDOCX(t, data)
	if len(doc.Tables) != 2 {
		t.Fatalf("%d tables", len(doc.Tables))
	}
	notes := string(part(t, data, "word/footnotes.xml"))
	seen := map[string]bool{}
	for n, table := range doc.Tables {
		if len(table.Rows) == 0 || table.Rows[0].Header == nil {
			t.Errorf("table %d: the first row is not repeated", n)
		}
		merges := 0
		for i, r := range table.Rows {
			columns := 0
			for _, c := range r.Cells {
				columns += max(c.Span.Val, 1)
				if c.Merge.Val == "restart" {
					merges++
				}
				for _, run := range c.Runs {
					if id := run.Note.ID; id != "" {
						if seen[id] || !strings.Contains(notes, `w:id="`+id+`"`) {
							t.Errorf("table %d row %d: footnote %s is written twice or not at all", n, i, id)
						}
						seen[id] = true
					}
				}
			}
			if columns != len(table.Grid) {
				t.Errorf("table %d row %d spans %d of %d columns", n, i, columns, len(table.Grid))
			}
		}
		if merges == 0 {
			t.Errorf("table %d: no outcome is merged", n)
		}
	}
	if want := len(hostile().Footnotes) + len(invented()[0].Footnotes); len(seen) != want {
		t.Errorf("%d footnotes, want %d", len(seen), want)
	}
	if len(doc.Pages) != 1 || doc.Pages[0].Size.Orient != "" || doc.Last.Size.Orient != "landscape" {
		t.Errorf("pages %+v, last %+v: narrow tables stand upright, wide ones across", doc.Pages, doc.Last)
	}
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "word/styles.xml", "word/footnotes.xml", "word/settings.xml", "word/_rels/document.xml.rels"} {
		decoder := xml.NewDecoder(bytes.NewReader(part(t, data, name)))
		for {
			if _, err := decoder.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s is not XML: %v", name, err)
			}
		}
	}
}

func TestDOCXStylesAreDefined(t *testing.T) {
	data := write(t, "docx", hostile())
	styles := string(part(t, data, "word/styles.xml"))
	for _, name := range []string{"word/document.xml", "word/footnotes.xml"} {
		text := string(part(t, data, name))
		for _, tag := range []string{`<w:pStyle w:val="`, `<w:rStyle w:val="`, `<w:tblStyle w:val="`} {
			for _, rest := range strings.Split(text, tag)[1:] {
				style, _, _ := strings.Cut(rest, `"`)
				if !strings.Contains(styles, `w:styleId="`+style+`"`) {
					t.Errorf("%s uses the style %s, which is not defined", name, style)
				}
			}
		}
	}
}

func TestXLSXForPeopleWhoCount(t *testing.T) {
	tables := invented()
	book, err := excelize.OpenReader(bytes.NewReader(write(t, "xlsx", tables...)))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if diff := cmp.Diff([]string{"drug tofacitinib", "outcome malignancy", "map", "characteristics", "Sources"}, book.GetSheetList()); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	sheet := "drug tofacitinib"
	panes, err := book.GetPanes(sheet)
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes %+v, %v", panes, err)
	}
	rows, err := book.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	at := -1
	for i, label := range rows[0] {
		if label == "Estimate (number)" {
			at = i
		}
	}
	if at < 0 {
		t.Fatalf("header %v", rows[0])
	}
	want := map[string][2]string{"0.41 (0.30–0.55)": {"0.41", "0.30"}, "1.20 (0.90–1.60)": {"1.20", "0.90"}, "0.26 (-0.04 to 0.57)": {"0.26", "-0.04"}}
	for i, row := range rows {
		for _, c := range row {
			if numbers, ok := want[c]; ok {
				for j, number := range numbers {
					name, _ := excelize.CoordinatesToCellName(at+1+j, i+1)
					kind, _ := book.GetCellType(sheet, name)
					if got, _ := book.GetCellValue(sheet, name); got != number || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
						t.Errorf("%s of %s: %q of type %v, want the number %s", name, c, got, kind, number)
					}
				}
				delete(want, c)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
	for i, row := range rows { // what a column does not hold in a line needs more
		if len(row) < len(rows[0])/2 { // the notes beneath
			break
		}
		height, err := book.GetRowHeight(sheet, i+1)
		if err != nil {
			t.Fatal(err)
		}
		for j, text := range row {
			name, _ := excelize.ColumnNumberToName(j + 1)
			if width, err := book.GetColWidth(sheet, name); err != nil || float64(len([]rune(text))) > width*height/15 {
				t.Errorf("%q in %s%d: the cell is %.0f characters wide and %.0f points high", text, name, i+1, width, height)
			}
		}
	}
	sources, err := book.GetRows("Sources")
	if err != nil || len(sources) != 4 || sources[1][0] != "adams2019" || sources[1][5] != "10.1000/adams2019" {
		t.Errorf("sources %v, %v", sources, err)
	}
}

// A word that no column holds may be broken; what is in it stays, and others stay whole.
func TestLongWordsInLaTeX(t *testing.T) {
	word := strings.Repeat("é&", 20)
	got := tex("short " + word + " immunomodulation")
	if strings.Count(got, breakHere+"{}") != 3 || !strings.HasPrefix(got, "short ") || !strings.HasSuffix(got, " immunomodulation") {
		t.Errorf("got %s", got)
	}
	if joined := strings.ReplaceAll(got, breakHere+"{}", ""); joined != "short "+strings.Repeat(`{\'e}\&`, 20)+" immunomodulation" {
		t.Errorf("joined %s", joined)
	}
}

func TestLaTeXFragment(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, "latex", invented(), Options{Fragment: true}); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.Contains(text, "documentclass") || strings.Contains(text, "bibitem") || !strings.Contains(text, "\\begin{longtable}") || !strings.Contains(text, "\\cite{adams2019,baker2021}") {
		t.Errorf("fragment:\n%.400s", text)
	}
}
