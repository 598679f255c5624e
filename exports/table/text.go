package table

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

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

	columns [][]string // of gridRow: the lines of each cell
}

// writeText prints each table as a grid fitted to the width; where the columns
// cannot be made narrow enough, each row becomes a short paragraph instead.
func writeText(w io.Writer, tables []*evidence.Summary, o Options) error {
	t := &textWriter{w: bufio.NewWriter(w), width: o.Width, color: o.Color}
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
		if i > 0 {
			t.spaces(indent)
		}
		t.line(l)
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
		size := t.size(text)
		natural[i] = max(natural[i], size)
		if size <= least[i] {
			return // none of its words is wider
		}
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
			text := marked(c)
			note(i, text)
			if s.Columns[i].Right { // a number is not broken
				least[i] = max(least[i], min(t.size(text), 2*longWord))
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
		t.spaces(indent)
		t.line(t.bold(l))
	}
}

// indented prints a paragraph, all of it indented; nothing when it is empty.
func (t *textWriter) indented(indent int, text string) {
	if text == "" {
		return
	}
	for _, l := range t.wrap(text, t.width-indent) {
		t.spaces(indent)
		t.line(l)
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
	height := 1
	for len(t.columns) < len(l.grid) {
		t.columns = append(t.columns, nil)
	}
	for g, i := range l.grid {
		t.columns[g] = t.wrapTo(t.columns[g][:0], marked(cells[i]), l.widths[g])
		height = max(height, len(t.columns[g]))
	}
	for n := range height {
		blank := rowIndent // spaces that are printed when something follows them
		for g, i := range l.grid {
			text := ""
			if n < len(t.columns[g]) {
				text = t.columns[g][n]
			}
			pad := max(l.widths[g]-t.size(text), 0)
			if g > 0 {
				blank += gap
			}
			if text == "" {
				blank += pad
				continue
			}
			if s.Columns[i].Right {
				blank, pad = blank+pad, 0
			}
			t.spaces(blank)
			if bold {
				text = t.bold(text)
			}
			t.w.WriteString(text)
			blank = pad
		}
		t.w.WriteByte('\n')
	}
}

func (t *textWriter) spaces(n int) {
	const some = "                                "
	for ; n > len(some); n -= len(some) {
		t.w.WriteString(some)
	}
	t.w.WriteString(some[:n])
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
	for n < len(s) && s[n] >= ' ' && s[n] < 0x7f {
		n++
	}
	for _, r := range s[n:] {
		if !isNarrow(r) {
			return displaywidth.String(s)
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
// longer is broken. The lines are parts of the text.
func (t *textWriter) wrap(s string, width int) []string { return t.wrapTo(nil, s, width) }

// wrapTo appends the lines to a list.
func (t *textWriter) wrapTo(lines []string, s string, width int) []string {
	width = max(width, 1)
	s = tidy(s)
	from, to := 0, len(s)-len(strings.TrimLeft(s, " ")) // the line is s[from:to]
	used, first := to, true
	for at := to; at < len(s); {
		end := len(s)
		if n := strings.IndexByte(s[at:], ' '); n >= 0 {
			end = at + n
		}
		size := t.size(s[at:end])
		switch {
		case first:
		case used+1+size <= width:
			to, at = end, end+1
			used += 1 + size
			continue
		default:
			lines = append(lines, s[from:to])
			from, used = at, 0
		}
		for used+size > width {
			head := t.breakWord(s[at:end], max(width-used, 1))
			if head == "" {
				break
			}
			at += len(head)
			lines = append(lines, s[from:at])
			size, from, used = t.size(s[at:end]), at, 0
		}
		to, at = end, end+1
		used += size
		first = false
	}
	return append(lines, s[from:to])
}

// tidy leaves hidden characters out and makes any white space between words one
// space; nearly all text is so already.
func tidy(s string) string {
	last := byte(0)
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7f || c == ' ' && last == ' ' {
			return singleSpaced(Visible(s))
		}
		last = c
	}
	return strings.TrimRight(s, " ")
}

// singleSpaced makes any white space between words one space; spaces before the
// first word stay.
func singleSpaced(s string) string {
	text := strings.TrimLeft(s, " ")
	last := byte(' ')
	for i := range len(text) {
		c := text[i]
		if c == ' ' && last == ' ' || c < ' ' || c >= utf8.RuneSelf && otherSpace(text[i:]) {
			return s[:len(s)-len(text)] + strings.Join(strings.Fields(text), " ")
		}
		last = c
	}
	return strings.TrimRight(s, " ")
}

// otherSpace tells whether text that is not ASCII begins with white space.
func otherSpace(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsSpace(r)
}

// breakWord returns the beginning of a word that fits: up to the last hyphen or
// slash, else as much as there is room for.
func (t *textWriter) breakWord(word string, room int) string {
	head := displaywidth.TruncateString(word, room, "")
	if at := strings.LastIndexAny(head, "-/–"); at > 2 {
		_, size := utf8.DecodeRuneInString(head[at:])
		return head[:at+size]
	}
	return head
}
