package table

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"dossier/evidence"
)

const (
	textWidth = 100 // when no width is given
	gap       = 2   // cells between columns
	longWord  = 16  // a longer word may be broken
)

// textWriter lays tables out for a terminal.
type textWriter struct {
	w     *bufio.Writer
	width int
	color bool
	cells *runewidth.Condition
}

// writeText prints each table as a grid fitted to the width; where the columns
// cannot be made narrow enough, each row becomes a short paragraph instead.
func writeText(w io.Writer, tables []*evidence.Summary, o Options) error {
	t := &textWriter{w: bufio.NewWriter(w), width: o.Width, color: o.Color,
		// Not the package's default, which depends on the locale.
		cells: &runewidth.Condition{StrictEmojiNeutral: true}}
	if t.width <= 0 {
		t.width = textWidth
	}
	for i, table := range tables {
		if i > 0 {
			t.line("")
		}
		t.table(table)
	}
	return t.w.Flush()
}

func (t *textWriter) line(s string) {
	t.w.WriteString(strings.TrimRight(s, " "))
	t.w.WriteByte('\n')
}

func (t *textWriter) bold(s string) string {
	if !t.color {
		return s
	}
	return "\x1b[1m" + s + "\x1b[0m"
}

func (t *textWriter) table(s *evidence.Summary) {
	for _, l := range t.wrap(s.Title, t.width) {
		t.line(t.bold(l))
	}
	t.line("")
	if len(s.Rows) > 0 {
		if widths, ok := t.columnWidths(s); ok {
			t.grid(s, widths)
		} else {
			t.paragraphs(s)
		}
		t.line("")
	}
	for _, f := range s.Footnotes {
		t.hanging(fmt.Sprintf("[%s] ", f.Mark), f.Text)
	}
	for _, n := range s.Notes {
		t.hanging("", n)
	}
	if len(s.References) > 0 {
		t.line("")
		t.line(t.bold("References"))
		for _, r := range s.References {
			text := reference(r)
			if r.DOI != "" {
				text += " doi:" + string(r.DOI)
			}
			t.hanging(r.Key+"  ", text)
		}
	}
}

// hanging prints a paragraph whose further lines are indented.
func (t *textWriter) hanging(label, text string) {
	indent := min(t.size(label), 6)
	if label == "" {
		indent = 0
	}
	for i, l := range t.wrap(label+text, t.width-indent) {
		if i == 0 {
			t.line(l)
		} else {
			t.line(strings.Repeat(" ", indent) + l)
		}
	}
}

// columnWidths fits the columns to the width: no column is narrower than its
// longest word needs (up to a limit), and the widest give way first.
func (t *textWriter) columnWidths(s *evidence.Summary) (widths []int, ok bool) {
	least := make([]int, len(s.Columns))
	natural := make([]int, len(s.Columns))
	note := func(i int, text string) {
		natural[i] = max(natural[i], t.size(text))
		for w := range strings.FieldsSeq(text) {
			least[i] = max(least[i], min(t.size(w), longWord))
		}
	}
	for i, c := range s.Columns {
		note(i, c.Label)
	}
	for _, r := range s.Rows {
		if r.Kind != evidence.RowStudy && r.Kind != evidence.RowAbsence {
			continue // a body of evidence may run over: its first cell spans
		}
		for i, c := range r.Cells {
			note(i, marked(c))
		}
	}
	room := t.width - gap*(len(s.Columns)-1)
	sum := func(limit int) int {
		total := 0
		for i := range natural {
			total += min(natural[i], max(least[i], limit))
		}
		return total
	}
	limit := 0
	if sum(limit) > room {
		return nil, false
	}
	for limit < room && sum(limit+1) <= room {
		limit++
	}
	for i := range natural {
		widths = append(widths, min(natural[i], max(least[i], limit)))
	}
	return widths, true
}

// grid prints the table with aligned columns.
func (t *textWriter) grid(s *evidence.Summary, widths []int) {
	var labels []evidence.Cell
	right := make([]bool, len(s.Columns))
	for i, c := range s.Columns {
		labels = append(labels, evidence.Cell{Text: c.Label})
		right[i] = c.Right
	}
	t.gridRow(labels, widths, right, true)
	total := gap * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	t.line(strings.Repeat("─", total))
	for i, r := range s.Rows {
		switch {
		case r.Kind == evidence.RowStudy || r.Kind == evidence.RowAbsence:
			t.gridRow(r.Cells, widths, right, false)
		default:
			t.heading(r, i > 0 && r.Level < len(s.Headings)-1 && isContent(s.Rows[i-1]))
			if len(r.Cells) > 0 {
				t.hanging("    ", bodyLine(s, r))
			}
		}
	}
	t.line(strings.Repeat("─", total))
}

func isContent(r evidence.Row) bool {
	return r.Kind == evidence.RowStudy || r.Kind == evidence.RowAbsence
}

// heading prints a heading, indented by its level.
func (t *textWriter) heading(r evidence.Row, apart bool) {
	if apart {
		t.line("")
	}
	text := r.Heading
	if r.Level == 0 {
		text = "■ " + text
	}
	indent := strings.Repeat("  ", min(r.Level, 3))
	for _, l := range t.wrap(text, t.width-len(indent)) {
		t.line(indent + t.bold(l))
	}
}

// bodyLine prints the cells of a body of evidence on a line of its own, each
// with its column.
func bodyLine(s *evidence.Summary, r evidence.Row) string {
	var parts []string
	for i, c := range r.Cells {
		if text := marked(c); text != "" {
			parts = append(parts, s.Columns[i].Label+": "+text)
		}
	}
	return strings.Join(parts, " · ")
}

// gridRow prints one row over as many lines as its longest cell needs.
func (t *textWriter) gridRow(cells []evidence.Cell, widths []int, right []bool, bold bool) {
	lines := make([][]string, len(cells))
	height := 1
	for i, c := range cells {
		lines[i] = t.wrap(marked(c), widths[i])
		height = max(height, len(lines[i]))
	}
	for n := range height {
		var b strings.Builder
		for i := range cells {
			text := ""
			if n < len(lines[i]) {
				text = lines[i][n]
			}
			pad := strings.Repeat(" ", max(widths[i]-t.size(text), 0))
			if bold && text != "" {
				text = t.bold(text)
			}
			if right[i] {
				text = pad + text
			} else {
				text += pad
			}
			if i > 0 {
				b.WriteString(strings.Repeat(" ", gap))
			}
			b.WriteString(text)
		}
		t.line(b.String())
	}
}

// paragraphs prints the table for a narrow screen: each row as one paragraph,
// the cells with their columns.
func (t *textWriter) paragraphs(s *evidence.Summary) {
	for i, r := range s.Rows {
		if !isContent(r) {
			t.heading(r, i > 0 && r.Level < len(s.Headings)-1 && isContent(s.Rows[i-1]))
		}
		if len(r.Cells) > 0 {
			t.hanging("    ", bodyLine(s, r))
		}
	}
}

// size is the width of text in display cells.
func (t *textWriter) size(s string) int {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return t.cells.StringWidth(s)
		}
	}
	return len(s)
}

// wrap breaks text at spaces into lines of at most width cells; a word that is
// longer is broken.
func (t *textWriter) wrap(s string, width int) []string {
	width = max(width, 1)
	lead := s[:len(s)-len(strings.TrimLeft(s, " "))]
	var lines []string
	line, used := lead, len(lead)
	start := true
	for word := range strings.FieldsSeq(s) {
		size := t.size(word)
		if !start && used+1+size <= width {
			line += " " + word
			used += 1 + size
			continue
		}
		if !start {
			lines = append(lines, line)
			line, used = "", 0
		}
		for used+size > width {
			head := t.cells.Truncate(word, max(width-used, 1), "")
			if head == "" {
				break
			}
			lines = append(lines, line+head)
			word = word[len(head):]
			size, line, used = t.size(word), "", 0
		}
		line += word
		used += size
		start = false
	}
	return append(lines, line)
}
