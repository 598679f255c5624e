package plot

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"dossier/evidence"
)

// EvidenceMap draws a map table: a bubble per drug and outcome.
type EvidenceMap struct {
	Title string
	Table *evidence.Summary // of kind "map": columns are outcomes, rows drugs, Cells the values
}

// Figure draws the map. The area of a bubble is the number of studies, its form
// the design, its colour and the sign beside it where the intervals lie, the
// dots beneath it the certainty. Empty cells say in which way they are empty.
func (m EvidenceMap) Figure(width float64) (*Figure, error) {
	t := m.Table
	if len(t.Cells) == 0 || len(t.Columns) < 2 {
		return nil, fmt.Errorf("%w: no study speaks of a drug and an outcome", ErrNothing)
	}
	title := m.Title
	if title == "" {
		title = t.Title
	}
	outcomes := t.Columns[1:]
	f := &Figure{Title: title, Width: width,
		Description: fmt.Sprintf("Evidence map of %d drugs and %d outcomes: number of studies, design, direction and certainty per cell.", len(t.Rows), len(outcomes))}
	y := f.paragraph(margin, margin+large, width-2*margin, title, face{size: large, bold: true})
	head := face{size: small, bold: true}
	label, rise := 30.0, 0.0
	for i := range t.Rows {
		label = max(label, textWidth(t.Rows[i].Cells[0].Text, face{size: normal}))
	}
	label = min(label, width*0.3)
	for _, o := range outcomes {
		rise = max(rise, textWidth(o.Label, head))
	}
	rise = min(rise, 92)
	step := min((width-2*margin-label-3-rise*0.3)/float64(len(outcomes)), 34)
	tall := min(max(step, 15), 20)
	left := margin + label + 3
	y += rise * math.Sin(60*math.Pi/180)
	for i, o := range outcomes {
		f.text(left+(float64(i)+0.5)*step+2, y, shorten(o.Label, 92, head), face{size: small, bold: true, turn: 60})
	}
	y += 3
	most := 1
	for _, c := range t.Cells {
		most = max(most, c.Studies)
	}
	for i := range t.Rows {
		top := y + float64(i)*tall
		f.line(pen{stroke: pale, width: 0.5}, point{margin, top}, point{left + step*float64(len(outcomes)), top})
		rowLabel(f, top+tall/2, label, t.Rows[i].Cells[0].Text)
		for j := range outcomes {
			if at := i*len(outcomes) + j; at < len(t.Cells) {
				mapBubble(f, left+(float64(j)+0.5)*step, top+tall/2, min(step, tall), most, t.Cells[at])
			}
		}
	}
	y += float64(len(t.Rows)) * tall
	f.line(pen{stroke: pale, width: 0.5}, point{margin, y}, point{left + step*float64(len(outcomes)), y})
	f.Height = mapLegend(f, t, y+small+4) + margin
	return f, nil
}

// directionLook is the colour of a direction and of the number on it.
func directionLook(direction string) (colour, text string) {
	switch direction {
	case "above":
		return vermillion, white
	case "below":
		return blue, white
	case "includes":
		return skyBlue, black
	case "mixed":
		return purple, black
	}
	return white, black
}

// directionSign tells without colour what directionLook tells with it: a wedge
// upward, downward, both, or a bar.
func directionSign(f *Figure, x, y float64, direction string) {
	p := pen{fill: black}
	wedge := func(y, up float64) { f.area(p, point{x - 1.7, y + up}, point{x + 1.7, y + up}, point{x, y - up}) }
	switch direction {
	case "above":
		wedge(y, 1.5)
	case "below":
		wedge(y, -1.5)
	case "includes":
		f.rect(p, x-1.7, y-0.5, 3.4, 1)
	case "mixed":
		wedge(y-1.2, 1)
		wedge(y+1.2, -1)
	}
}

// rowLabel sets the name of a row, on two smaller lines where it needs them.
func rowLabel(f *Figure, mid, width float64, name string) {
	if textWidth(name, face{size: normal}) <= width {
		f.text(margin, mid+normal*0.34, name, face{size: normal})
		return
	}
	t := face{size: small}
	lines := wrap(name, width, t)
	if len(lines) > 2 {
		lines = []string{lines[0], shorten(strings.Join(lines[1:], " "), width, t)}
	}
	f.lines(margin, mid+small*0.34-float64(len(lines)-1)*small*0.55, lines, t)
}

func mapBubble(f *Figure, x, y, room float64, most int, c evidence.MapCell) {
	switch c.Empty {
	case evidence.EmptyNoneFound:
		f.text(x, y+small*0.35, "–", face{size: normal, colour: grey, at: middle})
		return
	case evidence.EmptyNotReported:
		f.text(x, y+small*0.35, "NR", face{size: small, colour: ink, at: middle})
		return
	case evidence.EmptyZeroEvents:
		f.text(x, y+small*0.35, "ZE", face{size: small, colour: ink, at: middle})
		return
	case evidence.EmptyBelowThreshold:
		f.text(x, y+small*0.35, "BT", face{size: small, colour: ink, at: middle})
		return
	case evidence.EmptyNotSearched:
		f.rect(pen{fill: pale}, x-room/2+1, y-room/2+1, room-2, room-2)
		f.line(pen{stroke: grey, width: 0.5}, point{x - room/2 + 1, y + room/2 - 1}, point{x + room/2 - 1, y - room/2 + 1})
		return
	}
	colour, text := directionLook(c.Direction)
	// From 4.2 pt, so that the number fits within the smallest.
	r := 4.2 + (room/2-1.2-4.2)*math.Sqrt(float64(c.Studies-1)/math.Max(1, float64(most-1)))
	designShape(f, pen{fill: colour, stroke: ink, width: 0.5}, x, y, r, c.Design)
	f.text(x, y+small*0.36, strconv.Itoa(c.Studies), face{size: small, bold: true, colour: text, at: middle})
	directionSign(f, x+room/2-2.2, y-room/2+2.4, c.Direction)
	for i := range certaintyDots(c.Certainty) {
		f.circle(pen{fill: black}, x-3+float64(i)*2, y+room/2-1.4, 0.7)
	}
}

// designShape draws the form of a design of about the area of a circle.
func designShape(f *Figure, p pen, x, y, r float64, design string) {
	switch design {
	case "trial":
		f.circle(p, x, y, r)
	case "review":
		d := r * 1.25
		f.area(p, point{x, y - d}, point{x + d, y}, point{x, y + d}, point{x - d, y})
	case "observational":
		h := r * 0.89
		f.rect(p, x-h, y-h, 2*h, 2*h)
	default:
		p.dash = []float64{1.2, 1}
		f.circle(p, x, y, r)
	}
}

// certaintyDots is the number of dots of a level of GRADE.
func certaintyDots(level string) int {
	switch level {
	case "high":
		return 4
	case "moderate":
		return 3
	case "low":
		return 2
	case "very_low", "very low":
		return 1
	}
	return 0
}

// mapLegend explains the signs that this map uses.
func mapLegend(f *Figure, t *evidence.Summary, y float64) float64 {
	designs, directions, empties, certain := map[string]bool{}, map[string]bool{}, map[evidence.EmptyKind]bool{}, false
	for _, c := range t.Cells {
		if c.Empty != "" {
			empties[c.Empty] = true
			continue
		}
		designs[c.Design], directions[c.Direction] = true, true
		certain = certain || certaintyDots(c.Certainty) > 0
	}
	x := margin
	item := func(width float64, draw func(x, y float64), label string) {
		need := width + 3 + textWidth(label, face{size: small}) + 8
		if x+need-8 > f.Width-margin {
			x, y = margin, y+small*1.6
		}
		draw(x+width/2, y-2)
		f.text(x+width+3, y, label, face{size: small})
		x += need
	}
	line := func() {
		if x > margin {
			x, y = margin, y+small*1.6
		}
	}
	f.text(x, y, "Number and size: studies; reports of one trial count once.", face{size: small})
	y += small * 1.6
	for _, d := range []struct{ id, label string }{{"trial", "trials"}, {"review", "reviews, no trial"}, {"observational", "observational only"}, {"", "design not stated"}} {
		if designs[d.id] {
			item(7, func(x, y float64) {
				designShape(f, pen{fill: white, stroke: ink, width: 0.6}, x, y, 3, d.id)
			}, d.label)
		}
	}
	line()
	for _, d := range []struct{ id, label string }{{"above", "intervals above no difference"}, {"below", "below"}, {"mixed", "some above, some below"}, {"includes", "all include it"}, {"", "no comparison with an interval"}} {
		if directions[d.id] {
			colour, _ := directionLook(d.id)
			item(11, func(x, y float64) {
				f.circle(pen{fill: colour, stroke: ink, width: 0.5}, x-2, y, 3)
				directionSign(f, x+3.4, y, d.id)
			}, d.label)
		}
	}
	line()
	if certain {
		item(8, func(x, y float64) {
			for i := range 4 {
				f.circle(pen{fill: black}, x-3+float64(i)*2, y, 0.7)
			}
		}, "certainty (GRADE): 4 dots high, 3 moderate, 2 low, 1 very low")
		line()
	}
	if empties[evidence.EmptyNoneFound] {
		item(5, func(x, y float64) { f.text(x, y+2, "–", face{size: normal, colour: grey, at: middle}) }, "none found")
	}
	if empties[evidence.EmptyNotReported] {
		item(8, func(x, y float64) { f.text(x, y+2, "NR", face{size: small, at: middle}) }, "looked for, not reported")
	}
	if empties[evidence.EmptyZeroEvents] {
		item(8, func(x, y float64) { f.text(x, y+2, "ZE", face{size: small, at: middle}) }, "zero events")
	}
	if empties[evidence.EmptyBelowThreshold] {
		item(8, func(x, y float64) { f.text(x, y+2, "BT", face{size: small, at: middle}) }, "below threshold")
	}
	if empties[evidence.EmptyNotSearched] {
		item(6, func(x, y float64) {
			f.rect(pen{fill: pale}, x-3, y-3, 6, 6)
			f.line(pen{stroke: grey, width: 0.5}, point{x - 3, y + 3}, point{x + 3, y - 3})
		}, "not searched")
	}
	line()
	return y - small*0.6
}
