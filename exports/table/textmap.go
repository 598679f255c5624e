package table

import (
	"strings"

	"dossier/evidence"
)

// Limits of the columns of a map.
const (
	mapHeading = 16 // a longer word of a heading is broken
	mapLetters = 9  // room that a heading wants where it has several words
	mapDrug    = 26 // longest name of a drug before it takes a second line
)

// emptyMarks are the short marks of a map in text, with what each means.
var emptyMarks = [...]struct {
	kind       evidence.EmptyKind
	mark, text string
}{
	{evidence.EmptyNoneFound, "–", "none found"},
	{evidence.EmptyNotReported, "NR", "not reported"},
	{evidence.EmptyZeroEvents, "ZE", "zero events"},
	{evidence.EmptyBelowThreshold, "BT", "below threshold"},
	{evidence.EmptyNotSearched, "·", "not searched"},
}

// matrix prints a map: a drug per line, the outcomes under short headings, in as
// many blocks of columns as the width asks for.
func (t *textWriter) matrix(s *evidence.Summary) {
	outcomes := len(s.Columns) - 1
	cell := func(row, outcome int) string {
		if c := s.Cells[row*outcomes+outcome]; c.Empty != "" {
			return emptyMark(c.Empty)
		}
		return marked(s.Rows[row].Cells[1+outcome])
	}
	widths := make([]int, outcomes)
	for o := range widths {
		widths[o] = t.headingWidth(s.Columns[1+o].Label)
		for row := range s.Rows {
			widths[o] = max(widths[o], t.size(cell(row, o)))
		}
	}
	drugs := t.size(s.Columns[0].Label)
	for _, r := range s.Rows {
		drugs = max(drugs, min(t.size(r.Cells[0].Text), mapDrug, max(t.width/3, longWord)))
	}
	for from := 0; from < outcomes; {
		to, used := from, drugs
		for to < outcomes && (to == from || used+gap+widths[to] <= t.width) {
			used += gap + widths[to]
			to++
		}
		if from > 0 {
			t.line("")
		}
		t.block(s, drugs, widths, from, to, cell)
		from = to
	}
	t.line("")
	var legend []string
	for _, e := range emptyMarks {
		for _, c := range s.Cells {
			if c.Empty == e.kind {
				legend = append(legend, e.mark+" "+e.text)
				break
			}
		}
	}
	if len(legend) > 0 {
		t.hanging("", "Empty cells: "+strings.Join(legend, "; ")+".")
	}
}

// headingWidth is the width at which a heading stands in few short lines.
func (t *textWriter) headingWidth(label string) int {
	width := 0
	for w := range strings.FieldsSeq(label) {
		width = max(width, min(t.size(w), mapHeading))
	}
	return max(width, min(t.size(label), mapLetters))
}

func emptyMark(kind evidence.EmptyKind) string {
	for _, e := range emptyMarks {
		if e.kind == kind {
			return e.mark
		}
	}
	return string(kind)
}

// block prints the columns from … to of a map.
func (t *textWriter) block(s *evidence.Summary, drugs int, widths []int, from, to int, cell func(row, outcome int) string) {
	total := drugs
	for _, w := range widths[from:to] {
		total += gap + w
	}
	columns := make([][]string, 1+to-from)
	columns[0] = t.wrap(s.Columns[0].Label, drugs)
	for o := from; o < to; o++ {
		columns[1+o-from] = t.wrap(s.Columns[1+o].Label, widths[o])
	}
	t.matrixRow(columns, drugs, widths[from:to], true)
	t.line(strings.Repeat("─", min(total, t.width)))
	for row, r := range s.Rows {
		columns[0] = t.wrap(r.Cells[0].Text, drugs)
		for o := from; o < to; o++ {
			columns[1+o-from] = []string{cell(row, o)}
		}
		t.matrixRow(columns, drugs, widths[from:to], false)
	}
	t.line(strings.Repeat("─", min(total, t.width)))
}

// matrixRow prints the lines of one row: headings end, numbers begin at its
// first line.
func (t *textWriter) matrixRow(columns [][]string, drugs int, widths []int, heading bool) {
	height := 0
	for _, lines := range columns {
		height = max(height, len(lines))
	}
	for n := range height {
		var b strings.Builder
		for i, lines := range columns {
			at, text := n, ""
			if heading {
				at -= height - len(lines)
			}
			if at >= 0 && at < len(lines) {
				text = lines[at]
			}
			width := drugs
			if i > 0 {
				width = widths[i-1]
				b.WriteString(strings.Repeat(" ", gap))
			}
			pad := strings.Repeat(" ", max(width-t.size(text), 0))
			if heading && text != "" {
				text = t.bold(text)
			}
			if i > 0 {
				text, pad = pad+text, ""
			}
			b.WriteString(text + pad)
		}
		t.line(b.String())
	}
}
