package plot

import (
	"fmt"
	"strings"
)

// Flow is a PRISMA 2020 flow diagram (Page 2021, 10.1136/bmj.n71), for new
// reviews with databases and other sources. A count that is not known is nil
// and its box, or its line, is left out: nothing is invented.
type Flow struct {
	Title     string
	Databases []Source // records identified, by database or register
	Others    []Source // records by other ways: reference lists, identifiers typed in …

	Duplicates       *int
	OtherRemoved     *int // before screening, for other reasons
	Screened         *int
	ExcludedUnread   *int // on title and abstract
	Sought           *int // reports sought for retrieval
	NotRetrieved     *int
	Assessed         *int
	Excluded         *int
	ExclusionReasons []Source
	Waiting          *int // not screened yet: the review is not finished
	Included         *int // studies
	IncludedReports  *int
	Notes            []string
}

// Source is a number with its name.
type Source struct {
	Name  string
	Count int
	Extra string // "searched 2026-02-01, 412 hits"
}

// flowRow is one step of the flow: a box of the main line and one beside it.
type flowRow struct {
	stage      string
	main, side []string
}

// Figure draws the flow, top to bottom.
func (p *Flow) Figure(width float64) (*Figure, error) {
	rows := p.rows()
	if len(rows) == 0 {
		return nil, fmt.Errorf("%w: the library has no records", ErrNothing)
	}
	f := &Figure{Title: p.Title, Width: width, Description: "PRISMA 2020 flow of records, reports and studies, from identification to inclusion."}
	y := f.paragraph(margin, margin+large, width-2*margin, p.Title, face{size: large, bold: true}) + 2
	const stage, gap, pad = 11.0, 13.0, 4.0
	left := margin + stage + 5
	box := (width - margin - left - gap) / 2
	var stageTop float64
	var drawn float64 // bottom of the box above
	for i, r := range rows {
		t := face{size: normal}
		main, side := boxLines(r.main, box-2*pad, t), boxLines(r.side, box-2*pad, t)
		tall := float64(max(len(main), len(side)))*normal*leading + 2*pad
		if i == 0 || r.stage != rows[i-1].stage {
			stageTop = y
		}
		if len(main) > 0 {
			if drawn > 0 {
				flowArrow(f, left+box/2, drawn, left+box/2, y)
			}
			flowBox(f, left, y, box, tall, main, pad)
			drawn = y + tall
		}
		if len(side) > 0 {
			flowBox(f, left+box+gap, y, box, tall, side, pad)
			if len(main) > 0 {
				flowArrow(f, left+box, y+tall/2, left+box+gap, y+tall/2)
			}
		}
		y += tall
		if i == len(rows)-1 || rows[i+1].stage != r.stage {
			name := face{size: small, bold: true, colour: black, at: middle, turn: 90}
			y = max(y, stageTop+textWidth(r.stage, name)+4)
			f.rect(pen{fill: skyBlue}, margin, stageTop, stage, y-stageTop)
			f.text(margin+stage/2+small*0.35, (stageTop+y)/2, r.stage, name)
		}
		y += 11
	}
	for _, n := range p.Notes {
		y = f.paragraph(margin, y+2, width-2*margin, n, face{size: small}) - 2
	}
	f.Height = y - 5 + margin
	return f, nil
}

// rows leaves out what has no number.
func (p *Flow) rows() []flowRow {
	var rows []flowRow
	add := func(stage string, main, side []string) {
		if len(main)+len(side) > 0 {
			rows = append(rows, flowRow{stage, main, side})
		}
	}
	var removed []string
	if p.Duplicates != nil || p.OtherRemoved != nil {
		removed = []string{"Records removed before screening:"}
		removed = append(removed, counted("  duplicates", p.Duplicates)...)
		removed = append(removed, counted("  other reasons", p.OtherRemoved)...)
	}
	add("Identification", append(sources("Records identified from databases and registers", p.Databases), sources("Records identified by other methods", p.Others)...), removed)
	unread := counted("Records excluded", p.ExcludedUnread)
	if p.Excluded == nil {
		unread = append(unread, reasons(p.ExclusionReasons)...) // the stage of an exclusion is not known
	}
	add("Screening", counted("Records screened", p.Screened), unread)
	add("Screening", counted("Reports sought for retrieval", p.Sought), counted("Reports not retrieved", p.NotRetrieved))
	excluded := counted("Excluded, with reasons", p.Excluded)
	if len(excluded) > 0 {
		excluded = append(excluded, reasons(p.ExclusionReasons)...)
	}
	add("Screening", counted("Reports assessed for eligibility", p.Assessed), excluded)
	add("Screening", nil, counted("Not screened yet", p.Waiting))
	add("Included", append(counted("Studies included in review", p.Included), counted("Reports of included studies", p.IncludedReports)...), nil)
	return rows
}

func reasons(list []Source) []string {
	var lines []string
	for _, r := range list {
		lines = append(lines, fmt.Sprintf("  %s (n\u00a0=\u00a0%d)", r.Name, r.Count))
	}
	return lines
}

func counted(label string, n *int) []string {
	if n == nil {
		return nil
	}
	return []string{fmt.Sprintf("%s (n\u00a0=\u00a0%d)", label, *n)}
}

func sources(label string, list []Source) []string {
	if len(list) == 0 {
		return nil
	}
	sum := 0
	var lines []string
	for _, s := range list {
		sum += s.Count
		line := fmt.Sprintf("  %s (n\u00a0=\u00a0%d)", s.Name, s.Count)
		if s.Extra != "" {
			line += ", " + s.Extra
		}
		lines = append(lines, line)
	}
	return append([]string{fmt.Sprintf("%s (n\u00a0=\u00a0%d):", label, sum)}, lines...)
}

// boxLines wraps the lines of a box; a line that begins with blanks is indented.
func boxLines(list []string, width float64, t face) []string {
	var out []string
	for _, s := range list {
		indent := ""
		if strings.HasPrefix(s, "  ") {
			indent = indented
		}
		for _, line := range wrap(s, width-float64(len(indent)/len(indented)*6), t) {
			out = append(out, indent+line)
		}
	}
	return out
}

// indented marks a line that is set 6 pt to the right.
const indented = "\x00"

func flowBox(f *Figure, x, y, w, h float64, list []string, pad float64) {
	f.rect(pen{fill: white, stroke: ink, width: 0.7}, x, y, w, h)
	at := y + pad + normal*0.9
	for _, s := range list {
		shift := 0.0
		if strings.HasPrefix(s, indented) {
			shift = 6
		}
		f.text(x+pad+shift, at, s, face{size: normal})
		at += normal * leading
	}
}

func flowArrow(f *Figure, x1, y1, x2, y2 float64) {
	f.line(pen{stroke: ink, width: 0.7}, point{x1, y1}, point{x2, y2})
	if x1 == x2 {
		f.area(pen{fill: ink}, point{x2, y2}, point{x2 - 2, y2 - 4}, point{x2 + 2, y2 - 4})
		return
	}
	f.area(pen{fill: ink}, point{x2, y2}, point{x2 - 4, y2 - 2}, point{x2 - 4, y2 + 2})
}
