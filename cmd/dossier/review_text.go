package main

import (
	"slices"
	"strings"
	"unicode"

	"github.com/clipperhouse/displaywidth"

	"dossier/evidence"
)

// printable replaces what would steer a terminal: control characters, and marks
// that turn the direction of writing. Code points stay as many as they were, so
// that offsets hold.
func printable(s string) string { return strings.Map(printableRune, s) }

func printableRune(r rune) rune {
	switch {
	case r == '\t' || r == '\n' || r == '\r' || unicode.IsControl(r):
		return ' '
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x200E, r == 0x200F, r == 0x061C, r == unicode.ReplacementChar:
		return '·'
	}
	return r
}

// paint says how a piece of text is shown.
type paint uint8

const (
	plain paint = iota
	paintDrug
	paintOutcome
	paintNumber
	paintCurrent // the words of the suggestion that waits for a key
	paintStrong
	paintFaint
)

// brush puts paint on text for one kind of terminal. Without colour the kinds
// differ by bold and underline, and the words in question are reversed.
type brush struct{ colour bool }

func (b brush) on(p paint) string {
	coloured := [...]string{"", "\x1b[36m", "\x1b[33m", "\x1b[32m", "\x1b[1;7m", "\x1b[1m", "\x1b[2m"}
	bare := [...]string{"", "\x1b[4m", "\x1b[4m", "\x1b[1m", "\x1b[1;7m", "\x1b[1m", ""}
	if b.colour {
		return coloured[p]
	}
	return bare[p]
}

func (b brush) text(p paint, s string) string {
	if start := b.on(p); start != "" && s != "" {
		return start + s + "\x1b[0m"
	}
	return s
}

// page is one field of a study broken into lines of a width; only the lines
// that are seen are ever painted.
type page struct {
	field string
	runes []rune
	lines [][2]int // code points [start, end) of each line
	width int
}

// marksPerColumn bounds the code points of a line: marks without a width could
// fill one cell with a whole abstract.
const marksPerColumn = 8

// newPage breaks text at blanks; a word longer than the line is cut.
func newPage(field, text string, width int) *page {
	p := &page{field: field, runes: []rune(text), width: max(width, 1)}
	start, space, columns := 0, -1, 0
	for i := 0; i < len(p.runes); i++ {
		r := p.runes[i]
		if r == '\n' {
			p.lines = append(p.lines, [2]int{start, i})
			start, space, columns = i+1, -1, 0
			continue
		}
		w := displaywidth.Rune(printableRune(r))
		if (columns+w > p.width || i-start >= marksPerColumn*p.width) && i > start {
			end, next := i, i
			switch {
			case r == ' ':
				next = i + 1
			case space > start:
				end, next = space, space+1
			}
			p.lines = append(p.lines, [2]int{start, end})
			start, space, columns = next, -1, 0
			i = next - 1
			continue
		}
		if r == ' ' {
			space = i
		}
		columns += w
	}
	if start < len(p.runes) {
		p.lines = append(p.lines, [2]int{start, len(p.runes)})
	}
	return p
}

// lineOf is the line that holds a code point.
func (p *page) lineOf(at int) int {
	i, _ := slices.BinarySearchFunc(p.lines, at, func(line [2]int, at int) int {
		if line[1] <= at {
			return -1
		}
		return 1
	})
	return min(i, max(len(p.lines)-1, 0))
}

// mark is a piece of a field that is shown in paint.
type mark struct {
	span  evidence.Span
	paint paint
}

// line prints one line with marks; a later mark lies over an earlier one.
func (p *page) line(i int, marks []mark, b brush) string {
	start, end := p.lines[i][0], p.lines[i][1]
	paints := make([]paint, end-start)
	for _, m := range marks {
		if m.span.Field != p.field {
			continue
		}
		for at := max(m.span.Start, start); at < min(m.span.End, end); at++ {
			paints[at-start] = m.paint
		}
	}
	var out strings.Builder
	for at := start; at < end; {
		stop := at + 1
		for stop < end && paints[stop-start] == paints[at-start] {
			stop++
		}
		out.WriteString(b.text(paints[at-start], printable(string(p.runes[at:stop]))))
		at = stop
	}
	return out.String()
}
