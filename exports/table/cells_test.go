package table

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"dossier/evidence"
)

// hostile is a table with everything that a format may trip over.
func hostile() *evidence.Summary {
	cell := func(s string) evidence.Cell { return evidence.Cell{Text: s} }
	row := func(first evidence.Cell, rest ...string) evidence.Row {
		r := evidence.Row{Kind: evidence.RowStudy, Level: 2, Cells: []evidence.Cell{first}, Facts: &evidence.Facts{Keys: first.Cites, Drug: "x", Estimate: "1.33"}}
		for _, s := range rest {
			r.Cells = append(r.Cells, cell(s))
		}
		return r
	}
	return &evidence.Summary{
		Kind: "drug", Subject: "tofacitinib", Title: `Safety of <i>x</i> & "y" at 5% {a_b} #1 $2 ~z ^w \end`,
		Headings: []evidence.Column{{ID: "outcome", Label: "Outcome"}, {ID: "comparison", Label: "Comparison"}},
		Columns: []evidence.Column{{ID: "study", Label: "Study"}, {ID: "population", Label: "Population", Yield: 70}, {ID: "estimate", Label: "Estimate (95% CI)", Right: true},
			{ID: "notes", Label: "Notes", Yield: 80}},
		Rows: []evidence.Row{
			{Kind: evidence.RowOutcome, Level: 0, Heading: "Malignancy <script>alert(1)</script>"},
			{Kind: evidence.RowComparator, Level: 1, Heading: "vs TNF inhibitors", Body: &evidence.Body{Drug: "x"},
				Cells: []evidence.Cell{cell("2 studies, 3 findings"), cell(""), cell("HR 0.93–1.93 (range, 2 studies)"), cell("")}},
			row(evidence.Cell{Text: "Ytterberg et al. 2022; Curtis et al. 2023", Cites: []string{"ytterberg2022", "curtis2023"}, Marks: []string{"a", "‡"}},
				"age >=50, <65 & 50% of $x_y$", "1.48 (1.04–2.09)", "| pipe \\ back * star _under_ `tick` [link](x) @ref ~sub~ ^sup^ #tag"),
			row(evidence.Cell{Text: "O’Brien 2020 <script>", Cites: []string{"obrien2020"}}, "", "-0.04 (-0.07 to 0.52)", "=HYPERLINK(\"x\")"),
			row(evidence.Cell{Text: "Łukasz et al. 2021 日本", Cites: []string{"lukasz2021"}}, "'quoted'", "<0.1", "@cmd"),
			{Kind: evidence.RowAbsence, Level: 2, Cells: []evidence.Cell{cell("Kim 2019"), cell(""), cell("NR"), cell("+1")}, Facts: &evidence.Facts{Absence: evidence.NotReported}},
		},
		Footnotes: []evidence.Footnote{{Mark: "a", Text: "Reports of one trial <b> & 5%."}, {Mark: "‡", Text: "Doubtful_value $1."}},
		Notes:     []string{"Abbreviations: CI, confidence interval.", "100% of {x} ~ y ^ z \\ #1."},
		References: []evidence.StudyHead{{Key: "curtis2023", DOI: "10.1136/ard-2022-222543", Authors: "Curtis et al.", Year: 2023, Title: "Malignancy <i>risk</i> & 5% of $x$_{1}"},
			{Key: "lukasz2021"}, {Key: "obrien2020", DOI: "10.1002/(SICI)1097<1::AID-X>3.0.CO;2-#", Title: "Odd DOI"}, {Key: "ytterberg2022", Year: 2022}},
	}
}

// wanted are the cells of the rows with cells, as text.
func wanted(t *evidence.Summary) [][]string {
	var rows [][]string
	for _, r := range t.Rows {
		if len(r.Cells) == 0 {
			continue
		}
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, c.Text)
		}
		rows = append(rows, cells)
	}
	return rows
}

// readers read the cells of one table back from each format, with means that
// share nothing with the writer where there are any.
func readers() map[string]func(*testing.T, *evidence.Summary, []byte) [][]string {
	return map[string]func(*testing.T, *evidence.Summary, []byte) [][]string{
		"csv":   func(t *testing.T, s *evidence.Summary, b []byte) [][]string { return readSeparated(t, s, b, ',') },
		"tsv":   func(t *testing.T, s *evidence.Summary, b []byte) [][]string { return readSeparated(t, s, b, '\t') },
		"json":  readJSON,
		"html":  readHTML,
		"md":    readMarkdown,
		"text":  readText,
		"latex": readLaTeX,
		"xlsx":  readXLSX,
		"docx":  readDOCX,
	}
}

func TestEveryFormatPrintsTheSameCells(t *testing.T) {
	read := readers()
	for _, format := range Formats() {
		t.Run(format, func(t *testing.T) {
			if read[format] == nil {
				t.Fatal("no reader for this format")
			}
			for _, s := range append(invented(), hostile()) {
				if s.Kind == "map" && format == "json" {
					continue // has a form of its own, see TestJSONContract
				}
				if s.Kind == "map" && format == "text" {
					continue // has a form of its own, see TestMatrix
				}
				if diff := cmp.Diff(wanted(s), read[format](t, s, write(t, format, s))); diff != "" {
					t.Errorf("%s: cells (-summary +%s):\n%s", s.Title, format, diff)
				}
			}
		})
	}
}

// TestDrawnCells puts any characters into the cells of a drawn format.
func TestDrawnCells(t *testing.T) {
	word := rapid.StringOf(rapid.OneOf(rapid.SampledFrom([]rune("\\|*_[]<>#^~$@&%{}'\"`!=+-–0123456789.,;:()/ab ")), rapid.RuneFrom(nil, unicode.Latin, unicode.Greek, unicode.Nd)))
	read := readers()
	rapid.Check(t, func(rt *rapid.T) {
		s := hostile()
		for i := range s.Rows {
			for j := range s.Rows[i].Cells {
				c := &s.Rows[i].Cells[j]
				text := strings.Map(func(r rune) rune {
					if unicode.IsMark(r) { // has no width alone: the reader of the grid could not place it
						return -1
					}
					return r
				}, word.Draw(rt, "cell"))
				c.Text = norm.NFC.String(strings.Join(strings.Fields(text), " "))
			}
		}
		format := rapid.SampledFrom(Formats()).Draw(rt, "format")
		if diff := cmp.Diff(wanted(s), read[format](t, s, write(t, format, s))); diff != "" {
			rt.Fatalf("cells (-summary +%s):\n%s", format, diff)
		}
	})
}

func write(t *testing.T, format string, tables ...*evidence.Summary) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, format, tables, Options{Width: 5000}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func readSeparated(t *testing.T, s *evidence.Summary, data []byte, comma rune) [][]string {
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma = comma
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	skip := len(s.Headings) + 1
	var rows [][]string
	for _, record := range all[1:] {
		var cells []string
		for _, c := range record[skip : skip+len(s.Columns)] {
			if rest := strings.TrimLeft(c, "'"); rest != c && rest != "" && strings.ContainsRune("=+-@", rune(rest[0])) {
				c = c[1:]
			} else if c != "" && strings.ContainsRune("=@", rune(c[0])) {
				t.Errorf("%q would run as a formula", c)
			}
			cells = append(cells, c)
		}
		rows = append(rows, cells)
	}
	return rows
}

func readJSON(t *testing.T, s *evidence.Summary, data []byte) [][]string {
	type cells struct {
		Cells map[string]string `json:"cells"`
	}
	var table struct {
		Rows, Bodies, Absences []cells
	}
	if err := json.Unmarshal(data, &table); err != nil {
		t.Fatal(err)
	}
	// The three lists hold the rows of their kind in order.
	var rows [][]string
	for _, r := range s.Rows {
		list := &table.Rows
		switch {
		case r.Kind == evidence.RowAbsence:
			list = &table.Absences
		case r.Body != nil:
			list = &table.Bodies
		}
		if len(r.Cells) == 0 {
			if r.Body != nil { // a body without cells has its counts in JSON
				*list = (*list)[1:]
			}
			continue
		}
		var row []string
		for _, c := range s.Columns {
			row = append(row, (*list)[0].Cells[c.ID])
		}
		*list = (*list)[1:]
		rows = append(rows, row)
	}
	return rows
}

func readHTML(t *testing.T, _ *evidence.Summary, data []byte) [][]string {
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	doc.Find("tbody tr").Each(func(_ int, tr *goquery.Selection) {
		var cells []string
		tr.Find("span.c").Each(func(_ int, c *goquery.Selection) { cells = append(cells, c.Text()) })
		if len(cells) > 0 {
			rows = append(rows, cells)
		}
	})
	if n := doc.Find("script, [onclick], img, link").Length(); n > 0 {
		t.Errorf("%d active elements in the page", n)
	}
	return rows
}

// readMarkdown splits the pipe table and takes the escapes away.
func readMarkdown(t *testing.T, s *evidence.Summary, data []byte) [][]string {
	var rows [][]string
	want := wanted(s)
	for line := range strings.Lines(string(data)) {
		cells, ok := pipeCells(strings.TrimSuffix(line, "\n"))
		if !ok || len(cells) != len(s.Columns) || strings.HasPrefix(strings.ReplaceAll(cells[0], "&nbsp;", ""), "**") && strings.TrimSpace(strings.Join(cells[1:], "")) == "" {
			continue
		}
		rows = append(rows, cells)
	}
	if len(rows) < 2 {
		t.Fatal("no table")
	}
	rows = rows[2:] // header and rule
	for i, r := range rows {
		source := sourceRow(s, i)
		for j := range r {
			if c := source.Cells[j]; len(c.Marks) > 0 {
				r[j] = strings.TrimSuffix(r[j], "^"+strings.Join(c.Marks, ",")+"^")
			}
			if c := source.Cells[j]; len(c.Cites) > 0 {
				r[j] = strings.TrimSpace(strings.TrimSuffix(r[j], "[@"+strings.Join(c.Cites, "; @")+"]"))
			}
			if source.Body != nil && want[i][j] != "" {
				r[j] = strings.TrimSuffix(strings.TrimPrefix(r[j], "*"), "*")
			}
			r[j] = unescape(r[j])
		}
	}
	return rows
}

// sourceRow is the n-th row with cells.
func sourceRow(s *evidence.Summary, n int) evidence.Row {
	for _, r := range s.Rows {
		if len(r.Cells) > 0 {
			if n == 0 {
				return r
			}
			n--
		}
	}
	return evidence.Row{}
}

// pipeCells splits a line of a pipe table at the pipes that no backslash keeps.
func pipeCells(line string) ([]string, bool) {
	if !strings.HasPrefix(line, "|") || !strings.HasSuffix(line, "|") {
		return nil, false
	}
	var cells []string
	var b strings.Builder
	for i := 1; i < len(line); i++ {
		switch {
		case line[i] == '\\' && i+1 < len(line):
			b.WriteString(line[i : i+2])
			i++
		case line[i] == '|':
			cells = append(cells, strings.TrimSpace(b.String()))
			b.Reset()
		default:
			b.WriteByte(line[i])
		}
	}
	return cells, true
}

func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// readText cuts the lines of the grid at the widths of its columns; the page is
// wide enough for every cell.
func readText(t *testing.T, s *evidence.Summary, data []byte) [][]string {
	w := &textWriter{width: 5000}
	l, ok := w.fit(s)
	if !ok || len(l.below) > 0 {
		t.Fatal("the table does not fit the page")
	}
	var rows [][]string
	lines := strings.Split(string(data), "\n")
	next := 0
	for _, r := range s.Rows {
		if len(r.Cells) == 0 {
			continue
		}
		if r.Body != nil { // a line of its own: every cell must stand in it
			var cells []string
			at := find(lines, next, "  "+cellLine(s, r, nil))
			if at >= 0 {
				next = at + 1
				for _, c := range r.Cells {
					cells = append(cells, c.Text)
				}
			} else if cellLine(s, r, nil) == "" {
				cells = make([]string, len(r.Cells))
			}
			rows = append(rows, cells)
			continue
		}
		rows = append(rows, gridCells(w, s, r, l, lines, &next))
	}
	return rows
}

func find(lines []string, from int, text string) int {
	for i := from; i < len(lines); i++ {
		if strings.TrimSpace(lines[i]) == strings.TrimSpace(text) {
			return i
		}
	}
	return -1
}

// gridCells reads the next line of the grid by display width.
func gridCells(w *textWriter, s *evidence.Summary, r evidence.Row, l layout, lines []string, next *int) []string {
	for ; *next < len(lines); *next++ {
		line := lines[*next]
		var cells []string
		offset := rowIndent
		for g, i := range l.grid {
			text := strings.TrimSpace(slice(w, line, offset, offset+l.widths[g]))
			if marks := r.Cells[i].Marks; len(marks) > 0 {
				text = strings.TrimSpace(strings.TrimSuffix(text, "["+strings.Join(marks, ",")+"]"))
			}
			cells = append(cells, text)
			offset += l.widths[g] + gap
		}
		same := true
		for i := range cells {
			same = same && cells[i] == r.Cells[i].Text
		}
		if same {
			*next++
			return cells
		}
	}
	return nil
}

// slice cuts a line by display cells.
func slice(w *textWriter, line string, from, to int) string {
	var b strings.Builder
	at := 0
	for _, r := range line {
		if at >= from && at < to {
			b.WriteRune(r)
		}
		at += w.size(string(r))
	}
	return b.String()
}

func TestDeterministicBytes(t *testing.T) {
	for _, format := range Formats() {
		first, second := write(t, format, hostile(), hostile()), write(t, format, hostile(), hostile())
		if !bytes.Equal(first, second) {
			t.Errorf("%s differs between two runs", format)
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	err := Write(io.Discard, "pdf", nil, Options{})
	if err == nil || !strings.Contains(err.Error(), "text, md, csv") {
		t.Errorf("got %v", err)
	}
	if Extension("markdown") != ".md" || Extension("html") != ".html" {
		t.Error("extensions")
	}
}

func TestTextFitsItsWidth(t *testing.T) {
	for _, width := range []int{20, 40, 60, 80, 100, 132, 200} {
		var out bytes.Buffer
		if err := Write(&out, "text", []*evidence.Summary{hostile()}, Options{Width: width}); err != nil {
			t.Fatal(err)
		}
		w := new(textWriter)
		for n, line := range strings.Split(out.String(), "\n") {
			if w.size(line) > width {
				t.Errorf("width %d: line %d takes %d: %q", width, n+1, w.size(line), line)
			}
		}
		for _, want := range []string{"1.48", "(1.04–2.09)", "Ytterberg", "‡"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("width %d: %q is not there", width, want)
			}
		}
		if strings.Contains(out.String(), "\x1b") {
			t.Error("colour that nobody asked for")
		}
	}
}

func TestHTMLStandsAlone(t *testing.T) {
	page := string(write(t, "html", hostile(), hostile()))
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	if policy, _ := doc.Find("meta[http-equiv]").Attr("content"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q", policy)
	}
	style := sha256.Sum256([]byte(doc.Find("style").Text()))
	if policy, _ := doc.Find("meta[http-equiv]").Attr("content"); !strings.Contains(policy, base64.StdEncoding.EncodeToString(style[:])) {
		t.Errorf("the policy does not allow the style of the page: %q", policy)
	}
	doc.Find("a").Each(func(_ int, a *goquery.Selection) {
		href, _ := a.Attr("href")
		if target, inside := strings.CutPrefix(href, "#"); inside {
			found := false
			doc.Find("[id]").Each(func(_ int, e *goquery.Selection) {
				id, _ := e.Attr("id")
				found = found || id == target
			})
			if !found {
				t.Errorf("link to %s leads nowhere", href)
			}
		} else if !strings.HasPrefix(href, "https://doi.org/") {
			t.Errorf("link to %s", href)
		}
	})
	seen := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, e *goquery.Selection) {
		id, _ := e.Attr("id")
		if seen[id] {
			t.Errorf("id %s twice", id)
		}
		seen[id] = true
	})
}

func TestJSONContract(t *testing.T) {
	var table struct {
		Drug string
		Rows []struct {
			Study, Key, Estimate string
			Keys, Footnotes      []string
			Arms, Notices        []any
		}
		Footnotes  map[string]string
		References []struct{ Key, DOI string }
	}
	if err := json.Unmarshal(write(t, "json", hostile()), &table); err != nil {
		t.Fatal(err)
	}
	if table.Drug != "tofacitinib" || len(table.Rows) != 3 || table.Rows[0].Key != "ytterberg2022" || len(table.Rows[0].Keys) != 2 || table.Rows[0].Estimate != "1.33" {
		t.Errorf("%+v", table)
	}
	if table.Rows[0].Arms == nil || table.Rows[0].Notices == nil || table.Rows[0].Footnotes == nil {
		t.Error("lists are never null")
	}
	if table.Footnotes["a"] == "" || len(table.References) != 4 {
		t.Errorf("%+v", table)
	}
	var several struct {
		Schema int
		Kind   string
		Drug   *string
		Tables []struct {
			Kind, Drug string
			Columns    []any
		}
		Rows []struct {
			Table     int
			Footnotes []string
		}
		Footnotes  map[string]string
		References []any
	}
	if err := json.Unmarshal(write(t, "json", hostile(), hostile()), &several); err != nil {
		t.Fatalf("several tables: %v", err)
	}
	if several.Schema != 1 || several.Kind != "tables" || several.Drug != nil || len(several.Tables) != 2 || several.Tables[1].Drug != "tofacitinib" ||
		len(several.Rows) != 6 || several.Rows[0].Table != 1 || several.Rows[5].Table != 2 || len(several.References) != 4 {
		t.Errorf("several tables: %+v", several)
	}
	for _, row := range several.Rows {
		for _, mark := range row.Footnotes {
			if !strings.HasPrefix(mark, fmt.Sprint(row.Table)+".") || several.Footnotes[mark] == "" {
				t.Errorf("mark %q of table %d", mark, row.Table)
			}
		}
	}
	var grid struct {
		Cells []map[string]any `json:"cells"`
	}
	m := &evidence.Summary{Kind: "map", Cells: []evidence.MapCell{{Drug: "a", Outcome: "b", Empty: evidence.EmptyNotSearched}, {Drug: "a", Outcome: "c", Studies: 1, Findings: 2}}}
	if err := json.Unmarshal(write(t, "json", m), &grid); err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{{"drug": "a", "outcome": "b", "studies": 0.0, "findings": 0.0, "empty": "not-searched"}, {"drug": "a", "outcome": "c", "studies": 1.0, "findings": 2.0, "empty": nil}}
	if diff := cmp.Diff(want, grid.Cells); diff != "" {
		t.Error(diff)
	}
}
