package table

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"

	"dossier/evidence"
)

const (
	textWidth = 100 // when no width is given
	gap       = 2   // cells between columns
	longWord  = 14  // a longer word may be broken
	rowIndent = 4   // of the rows beneath their headings
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
	t := &textWriter{w: bufio.NewWriter(w), width: o.Width, color: o.Color, cells: plainWidths()}
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

// plainWidths counts display cells the same way everywhere; the default of the
// library depends on the locale.
func plainWidths() *runewidth.Condition {
	return &runewidth.Condition{StrictEmojiNeutral: true}
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
	if s.Kind == "map" && len(s.Rows) > 0 && len(s.Cells) == len(s.Rows)*(len(s.Columns)-1) {
		t.matrix(s)
	} else if len(s.Rows) > 0 {
		if l, ok := t.fit(s); ok {
			t.grid(s, l)
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
			t.hanging(r.Key+": ", text)
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

// layout says which columns stand in the grid, how wide, and which beneath the
// row as a line of their own.
type layout struct {
	grid   []int
	widths []int
	below  []int
}

// fit finds the layout for the width. No column is narrower than its longest
// word needs (up to a limit) nor than a comfortable width, and the widest give
// way first; where that is not enough, columns leave the grid in the order of
// Column.Yield. ok is false when even those that stay do not fit.
func (t *textWriter) fit(s *evidence.Summary) (l layout, ok bool) {
	least, natural := t.measure(s)
	comfortable := make([]int, len(least))
	for i := range s.Columns {
		l.grid = append(l.grid, i)
		comfortable[i] = max(least[i], min(natural[i], longWord))
	}
	for {
		if l.widths = share(comfortable, natural, l.grid, t.width-rowIndent); l.widths != nil {
			return l, true
		}
		at := -1
		for g, i := range l.grid {
			if y := s.Columns[i].Yield; y > 0 && (at < 0 || y > s.Columns[l.grid[at]].Yield) {
				at = g
			}
		}
		if at < 0 {
			l.widths = share(least, natural, l.grid, t.width-rowIndent)
			return l, l.widths != nil
		}
		l.below = append(l.below, l.grid[at])
		l.grid = slices.Delete(l.grid, at, at+1)
		slices.Sort(l.below)
	}
}

// measure finds the least and the natural width of each column.
func (t *textWriter) measure(s *evidence.Summary) (least, natural []int) {
	least, natural = make([]int, len(s.Columns)), make([]int, len(s.Columns))
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
		if !isContent(r) {
			continue // printed on a line of its own
		}
		for i, c := range r.Cells {
			note(i, marked(c))
			if s.Columns[i].Right { // a number is not broken
				least[i] = max(least[i], min(t.size(marked(c)), 2*longWord))
			}
		}
	}
	return least, natural
}

// share gives the columns of the grid their widths, or nil when the room is too
// small.
func share(least, natural, grid []int, width int) []int {
	room := width - gap*(len(grid)-1)
	with := func(limit int) (widths []int, total int) {
		for _, i := range grid {
			w := min(natural[i], max(least[i], limit))
			widths = append(widths, w)
			total += w
		}
		return widths, total
	}
	if all, total := with(room); total <= room {
		return all
	}
	best, total := with(0)
	if total > room {
		return nil
	}
	for limit := 1; limit < room; limit++ {
		wider, total := with(limit)
		if total > room {
			break
		}
		best = wider
	}
	return best
}

// grid prints the table with aligned columns.
func (t *textWriter) grid(s *evidence.Summary, l layout) {
	labels := make([]evidence.Cell, len(s.Columns))
	for i, c := range s.Columns {
		labels[i].Text = c.Label
	}
	total := rowIndent + gap*(len(l.widths)-1)
	for _, w := range l.widths {
		total += w
	}
	t.gridRow(s, labels, l, true)
	t.line(strings.Repeat("─", total))
	for i, r := range s.Rows {
		if isContent(r) {
			t.gridRow(s, r.Cells, l, false)
			if len(l.below) > 0 {
				t.indented(rowIndent+2, cellLine(s, r, l.below))
			}
			continue
		}
		t.heading(r, i > 0 && isContent(s.Rows[i-1]) && r.Level < len(s.Headings)-1)
		if len(r.Cells) > 0 {
			t.indented(rowIndent+2, cellLine(s, r, nil))
		}
	}
	t.line(strings.Repeat("─", total))
}

// isContent reports whether a row is one of numbers, not a heading.
func isContent(r evidence.Row) bool {
	return r.Kind == evidence.RowStudy || r.Kind == evidence.RowAbsence
}

// heading prints a heading, set off by its depth.
func (t *textWriter) heading(r evidence.Row, apart bool) {
	if apart {
		t.line("")
	}
	text := r.Heading
	switch r.Kind {
	case evidence.RowSection:
		text = "■ " + text
	case evidence.RowOutcome:
		text = "▪ " + text
	}
	indent := min(r.Level, rowIndent-1)
	for _, l := range t.wrap(text, t.width-indent) {
		t.line(strings.Repeat(" ", indent) + t.bold(l))
	}
}

// indented prints a paragraph, all of it indented; nothing when it is empty.
func (t *textWriter) indented(indent int, text string) {
	if text == "" {
		return
	}
	for _, l := range t.wrap(text, t.width-indent) {
		t.line(strings.Repeat(" ", indent) + l)
	}
}

// cellLine prints the cells of the given columns (all when nil), each with its
// column.
func cellLine(s *evidence.Summary, r evidence.Row, columns []int) string {
	var parts []string
	for i, c := range r.Cells {
		if text := marked(c); text != "" && (columns == nil && !(r.Body != nil && i == 0) || slices.Contains(columns, i)) {
			parts = append(parts, s.Columns[i].Label+": "+text)
		} else if text != "" && columns == nil {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " · ")
}

// gridRow prints one row over as many lines as its longest cell needs.
func (t *textWriter) gridRow(s *evidence.Summary, cells []evidence.Cell, l layout, bold bool) {
	lines := make([][]string, len(l.grid))
	height := 1
	for g, i := range l.grid {
		lines[g] = t.wrap(marked(cells[i]), l.widths[g])
		height = max(height, len(lines[g]))
	}
	for n := range height {
		var b strings.Builder
		b.WriteString(strings.Repeat(" ", rowIndent))
		for g, i := range l.grid {
			text := ""
			if n < len(lines[g]) {
				text = lines[g][n]
			}
			pad := strings.Repeat(" ", max(l.widths[g]-t.size(text), 0))
			if bold && text != "" {
				text = t.bold(text)
			}
			if g > 0 {
				b.WriteString(strings.Repeat(" ", gap))
			}
			if s.Columns[i].Right {
				text = pad + text
			} else {
				text += pad
			}
			b.WriteString(text)
		}
		t.line(b.String())
	}
}

// paragraphs prints the table for a very narrow screen: each row as one
// paragraph, the cells with their columns.
func (t *textWriter) paragraphs(s *evidence.Summary) {
	for i, r := range s.Rows {
		if !isContent(r) {
			t.heading(r, i > 0 && isContent(s.Rows[i-1]) && r.Level < len(s.Headings)-1)
		}
		if len(r.Cells) > 0 {
			t.hanging("  ", cellLine(s, r, nil))
		}
	}
}

// size is the width of text in display cells. Latin letters and the dashes and
// quotation marks of print take one cell each; only text with anything else is
// taken apart into graphemes, which is a hundred times slower.
func (t *textWriter) size(s string) int {
	n := 0
	for _, r := range s {
		if !isNarrow(r) {
			return t.cells.StringWidth(s)
		}
		n++
	}
	return n
}

// isNarrow tells characters that always take one cell and never join others.
func isNarrow(r rune) bool {
	switch {
	case r < 0x20 || r == 0x7f || r == 0xad: // control characters, soft hyphen
		return false
	case r < 0x300: // Latin
		return r < 0x80 || r >= 0xa0
	case r >= 0x391 && r <= 0x3c9: // Greek
		return true
	}
	switch r {
	case '–', '—', '‘', '’', '“', '”', '…', '†', '‡', '−', '≥', '≤':
		return true
	}
	return false
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
			head := t.breakWord(word, max(width-used, 1))
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

// breakWord returns the beginning of a word that fits: up to the last hyphen or
// slash, else as much as there is room for.
func (t *textWriter) breakWord(word string, room int) string {
	head := t.cells.Truncate(word, room, "")
	if at := strings.LastIndexAny(head, "-/–"); at > 2 {
		_, size := utf8.DecodeRuneInString(head[at:])
		return head[:at+size]
	}
	return head
}
