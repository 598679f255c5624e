package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"dossier/evidence"
)

// view is the screen: at most height lines of at most width columns, painted.
func (r *review) view(width, height int, b brush) []string {
	width, height = max(width, 10), max(height, 4)
	var lines []string
	switch {
	case r.help:
		lines = r.helpLines(width)
	case r.end:
		lines = r.endLines(width)
	default:
		lines = r.studyLines(width, height-2, b)
	}
	lines = lines[:min(len(lines), height-2)]
	for len(lines) < height-2 {
		lines = append(lines, "")
	}
	return append(lines, r.messageLine(width), b.text(paintFaint, cut(r.keyLine(width), width)))
}

// messageLine is the last message, or the line that is typed: its end stays in
// sight, with a column left for the cursor.
func (r *review) messageLine(width int) string {
	if !r.typing {
		return cut(printable(r.message), width)
	}
	text := "change to: " + string(r.line)
	for part := displaywidth.StringGraphemes(text); displaywidth.String(text) > width-1 && part.Next(); { // the end that is typed stays in sight
		text = text[len(part.Value()):]
	}
	return text
}

func (r *review) keyLine(width int) string {
	if r.typing {
		return "enter accepts this   esc goes back   ; between columns"
	}
	long := "a accept  c change  r reject  s skip  u undo  n next study  p previous  q quit  ? help"
	if len(long) <= width {
		return long
	}
	return "a c r s u n p q ?"
}

func (r *review) helpLines(width int) []string {
	return strings.Split(wrap(`a or enter: accept the suggestion that is marked, under your name.
c: change it: type other columns or another value, then enter.
r: reject it; it is not made again.
s: skip it; it stays open.
u: undo the last decision.
n, p: next and previous study.
up, down (k, j): another suggestion of this study.
pgup, pgdn: move the text.
q: quit; every decision is stored already.
Any key goes back.`, width), "\n")
}

func (r *review) endLines(width int) []string {
	text := fmt.Sprintf("Nothing more waits: %d accepted, %d rejected. u undoes the last decision, q quits.", r.accepted, r.rejected)
	if len(r.steps) == 0 {
		text = "No suggestion waits. dossier suggest makes new ones. q quits."
	}
	return strings.Split(wrap(text, width), "\n")
}

// studyLines share the height between the text and the suggestions.
func (r *review) studyLines(width, height int, b brush) []string {
	open := 0
	for i := range r.list {
		if r.list[i].open() {
			open++
		}
	}
	lines := []string{b.text(paintStrong, cut(fmt.Sprintf("%s  study %d of %d, %d of %d open", printable(r.know.study.Key), r.at+1, len(r.keys), open, len(r.list)), width))}
	below := r.suggestionLines(width, max((height-1)/3, 2), b)
	room := max(height-1-len(below), 0)
	lines = append(lines, r.textLines(width, room, b)...)
	return append(lines, below...)
}

// textLines are title and abstract, moved so that the words in question are seen.
func (r *review) textLines(width, room int, b brush) []string {
	if r.body == nil || r.body.width != width {
		r.title = newPage("title", r.know.study.Title, width)
		r.body = newPage("abstract", cmp.Or(r.know.study.Abstract, "(no abstract)"), width)
	}
	marks := r.marks()
	total := len(r.title.lines) + 1 + len(r.body.lines)
	first := r.scroll
	if first < 0 {
		first = 0
		if spans := r.list[r.cur].spans(); len(spans) > 0 && spans[0].Field == "abstract" {
			at := len(r.title.lines) + 1 + r.body.lineOf(spans[0].Start)
			if at >= room-1 {
				first = at - room/2
			}
		}
	}
	first = max(min(first, total-room), 0)
	if r.scroll >= 0 {
		r.scroll = first
	}
	lines := make([]string, 0, room)
	for i := first; i < min(first+room, total); i++ {
		switch {
		case i < len(r.title.lines):
			lines = append(lines, r.title.line(i, marks, b))
		case i == len(r.title.lines):
			lines = append(lines, "")
		default:
			lines = append(lines, r.body.line(i-len(r.title.lines)-1, marks, b))
		}
	}
	for len(lines) < room {
		lines = append(lines, "")
	}
	return lines
}

// marks are all words that suggestions of the study came from, the current ones
// on top.
func (r *review) marks() []mark {
	var marks []mark
	for _, s := range r.know.suggestions() {
		p := paintNumber
		switch s.kind() {
		case "drug":
			p = paintDrug
		case "outcome":
			p = paintOutcome
		case evidence.ProposeDesign, evidence.ProposePopulation, evidence.ProposeRegistry:
			continue // shown when they are asked about
		}
		if s.status() == evidence.Rejected {
			continue
		}
		for _, span := range s.spans() {
			marks = append(marks, mark{span, p})
		}
	}
	for _, span := range r.list[r.cur].spans() {
		marks = append(marks, mark{span, paintCurrent})
	}
	return marks
}

// suggestionLines are the suggestions around the current one, and what speaks
// for it.
func (r *review) suggestionLines(width, room int, b brush) []string {
	lines := []string{b.text(paintFaint, strings.Repeat("─", width))}
	rows := max(room-1, 1)
	first := max(min(r.cur-rows/2, len(r.list)-rows), 0)
	for i := first; i < min(first+rows, len(r.list)); i++ {
		s := &r.list[i]
		sign := map[evidence.TagStatus]string{evidence.Confirmed: "✓", evidence.Rejected: "✗"}[s.status()]
		line := fmt.Sprintf("%s %s", cmp.Or(sign, "·"), printable(s.what(r.vocab)))
		if i == r.cur {
			lines = append(lines, b.text(paintCurrent, cut("▸ "+line, width)))
			continue
		}
		lines = append(lines, cut("  "+line, width))
	}
	return append(lines, cut(r.because(), width))
}

// because is what speaks for and against the current suggestion.
func (r *review) because() string {
	s := &r.list[r.cur]
	var parts []string
	for _, span := range s.spans()[:min(len(s.spans()), 2)] {
		parts = append(parts, "“"+printable(shorten(span.Text, 60))+"” in "+span.Field)
	}
	if text := strings.TrimSpace(reasonText(s)); text != "" {
		parts = append(parts, text)
	}
	if s.finding != nil {
		for _, c := range s.finding.Checks {
			parts = append(parts, c.Severity+": "+c.Message)
		}
	}
	return "  " + strings.Join(parts, "  ")
}

// cut shortens a line without paint to a width.
func cut(s string, width int) string { return displaywidth.TruncateString(s, width, "…") }
