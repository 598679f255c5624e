package plot

import (
	"fmt"
	"math"
	"strings"
)

// Forest is a forest plot: per drug and comparator the estimates of the studies,
// with the pooled estimate of those that were pooled.
type Forest struct {
	Title  string
	Effect string  // over the axis: "HR, OR" or "Mean difference (mg/dL)"
	Ratio  bool    // the axis is logarithmic
	Null   float64 // value of no difference
	Below  string  // what lies on either side of the null value, under the axis
	Above  string
	Extra  []string // headings of further columns, printed where there is room for them
	Groups []ForestGroup
	Notes  []string // method, abbreviations, what was left out
}

// ForestGroup is one body of evidence.
type ForestGroup struct {
	Section string // what the group belongs to, for instance a sub-outcome; printed where it changes
	Heading string
	Studies []ForestStudy
	Pooled  *Diamond
	Note    string // of a group that was not pooled: why
}

// ForestStudy is one row. Numbers are what the report prints; Text is how.
type ForestStudy struct {
	Label     string // study, and what tells its rows apart
	Estimate  float64
	Low, High float64 // NaN: no interval was printed
	Text      string  // "1.33 (0.91–1.94)"
	Weight    float64 // per cent of the pool; NaN: not pooled
	Extra     []string
	Key       string // citation key
	Struck    bool   // retracted: drawn hollow

	// Of rows that FromTable made: dose, population and time, which tell rows of
	// one study apart; the measure; and how many findings share the row.
	detail   [3]string
	measure  string
	findings int
}

// Diamond is a pooled estimate.
type Diamond struct {
	Label     string // "Pooled, 5 studies"
	Estimate  float64
	Low, High float64
	Text      string
	// Prediction interval; NaN: there is none.
	PredictLow, PredictHigh float64
	PredictText             string
	Heterogeneity           string // "τ² 0.02, I² 34%"
}

// The measures of a row, in points.
const (
	rowHeight = 10.2
	margin    = 4.0
	columnGap = 5.0
)

// forestLayout is where the columns of a forest plot stand.
type forestLayout struct {
	label        float64 // width of the first column
	extra        []float64
	axis         axis
	text, weight float64 // right edges
	weighted     bool
}

// Figure draws the plot in the given width (OneColumn, TwoColumns).
func (p *Forest) Figure(width float64) (*Figure, error) {
	rows := 0
	for _, g := range p.Groups {
		rows += len(g.Studies)
	}
	if rows == 0 {
		return nil, fmt.Errorf("%w: no estimate with a value on the axis", ErrNothing)
	}
	f := &Figure{Title: p.Title, Width: width,
		Description: fmt.Sprintf("Forest plot: %d estimates in %d groups by drug and comparator. Effect: %s.", rows, len(p.Groups), p.Effect)}
	y := f.paragraph(margin, margin+large, width-2*margin, p.Title, face{size: large, bold: true}) + 2
	f.mark(headBand, 0, 0, 0, y)
	l := p.layout(width)
	from, top := len(f.shapes), y
	y = p.header(f, l, y)
	f.mark(columnBand, 0, from, top, y)
	null := l.axis.at(p.Null)
	f.spine = func(top, bottom float64) shape {
		return shape{points: []point{{null, top - rowHeight*0.5}, {null, bottom - rowHeight*0.4}}, pen: pen{stroke: grey, width: 0.5}}
	}
	behind := len(f.shapes)
	f.shapes = append(f.shapes, shape{})
	top = y
	y = p.body(f, l, y)
	f.shapes[behind] = f.spine(top, y)
	from, top = len(f.shapes), y
	y = p.axis(f, l, y-rowHeight*0.4)
	f.mark(axisBand, 0, from, top, y)
	for _, n := range p.Notes {
		from, top = len(f.shapes), y
		y = f.paragraph(margin, y, width-2*margin, n, face{size: small, colour: ink}) + 0.8
		f.mark(noteBand, 0, from, top, y)
	}
	f.Height = y - small*leading + margin + 3
	return f, nil
}

// layout measures the columns; the axis takes what they leave.
func (p *Forest) layout(width float64) forestLayout {
	t := face{size: normal}
	l := forestLayout{}
	text := textWidth(p.Effect, face{size: small, bold: true})
	text = min(text, 70)
	label := 60.0
	extra := make([]float64, len(p.Extra))
	for i, h := range p.Extra {
		extra[i] = textWidth(h, face{size: small, bold: true})
	}
	var estimates, limits []float64
	for _, g := range p.Groups {
		for _, s := range g.Studies {
			text = max(text, textWidth(s.Text, t))
			label = max(label, textWidth(s.Label, t))
			for i := range min(len(extra), len(s.Extra)) {
				extra[i] = max(extra[i], min(textWidth(s.Extra[i], t), 78))
			}
			l.weighted = l.weighted || !math.IsNaN(s.Weight)
			estimates = append(estimates, s.Estimate)
			limits = appendNumbers(limits, s.Low, s.High)
		}
		if d := g.Pooled; d != nil {
			text = max(text, textWidth(d.Text, face{size: normal, bold: true}), textWidth(d.PredictText, t))
			estimates = append(estimates, d.Estimate)
			limits = appendNumbers(limits, d.Low, d.High, d.PredictLow, d.PredictHigh)
		}
	}
	right := width - margin
	if l.weighted {
		l.weight = right
		right -= textWidth("100.0", t) + columnGap
	}
	l.text = right
	right -= text + columnGap
	room := right - margin
	if width > TwoColumns-1 { // one column has no room for more
		label = min(label, room*0.36)
		for _, w := range extra {
			if room-label-w-columnGap < 0.3*width {
				break
			}
			l.extra = append(l.extra, w)
			room -= w + columnGap
		}
	}
	least := 0.46 * room // of the axis
	l.label = min(label, room-least-columnGap)
	l.axis = newAxis(p.Ratio, p.Null, estimates, limits)
	l.axis.right = right - 2
	l.axis.left = margin + l.label + columnGap + 2
	for _, w := range l.extra {
		l.axis.left += w + columnGap
	}
	return l
}

func appendNumbers(list []float64, values ...float64) []float64 {
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			list = append(list, v)
		}
	}
	return list
}

func (p *Forest) header(f *Figure, l forestLayout, y float64) float64 {
	head := face{size: small, bold: true}
	f.text(margin, y, "Study", head)
	x := margin + l.label + columnGap
	for i, w := range l.extra {
		f.text(x, y, p.Extra[i], head)
		x += w + columnGap
	}
	head.at = end
	f.text(l.text, y, shorten(p.Effect, l.text-l.axis.right-2, head), head)
	if l.weighted {
		f.text(l.weight, y, "%", head)
	}
	f.line(pen{stroke: ink, width: 0.6}, point{margin, y + 3}, point{f.Width - margin, y + 3})
	return y + rowHeight + 2
}

func (p *Forest) body(f *Figure, l forestLayout, y float64) float64 {
	// add draws a band under what there is.
	add := func(r role, level int, draw func() float64) {
		from, top := len(f.shapes), y
		y = draw()
		f.mark(r, level, from, top, y)
	}
	for i := range p.Groups {
		g := &p.Groups[i]
		gap := 0.0
		if i > 0 {
			gap = 2.5
		}
		if g.Section != "" && (i == 0 || g.Section != p.Groups[i-1].Section) {
			add(headingBand, 1, func() float64 { return heading(f, y+gap+2, g.Section, face{size: large, bold: true}) })
			gap = 0
		}
		add(headingBand, 2, func() float64 { return heading(f, y+gap, g.Heading, face{size: normal, bold: true}) })
		for j := range g.Studies {
			add(rowBand, 0, func() float64 { return p.study(f, l, &g.Studies[j], y) })
		}
		if g.Pooled != nil {
			add(rowBand, 0, func() float64 { return p.diamond(f, l, g.Pooled, y) })
		}
		if g.Note != "" {
			add(rowBand, 0, func() float64 {
				return f.paragraph(margin+4, y, l.axis.left-margin-12, g.Note, face{size: small, colour: grey}) + rowHeight - small*leading
			})
		}
	}
	return y
}

// heading sets a heading over the whole width; the line of no difference stops
// for it.
func heading(f *Figure, y float64, s string, t face) float64 {
	lines := wrap(s, f.Width-2*margin, t)
	for _, line := range lines {
		f.rect(pen{fill: white}, margin, y-t.size, textWidth(line, t)+2, t.size*1.3)
		f.text(margin, y, line, t)
		y += t.size * leading
	}
	if len(lines) == 0 {
		return y
	}
	return y + rowHeight - normal*leading
}

func (p *Forest) study(f *Figure, l forestLayout, s *ForestStudy, y float64) float64 {
	t := face{size: normal}
	next := f.paragraph(margin+4, y, l.label-4, s.Label, t) + rowHeight - normal*leading
	x := margin + l.label + columnGap
	for i, w := range l.extra {
		if i < len(s.Extra) {
			next = max(next, f.paragraph(x, y, w, s.Extra[i], t)+rowHeight-normal*leading)
		}
		x += w + columnGap
	}
	t.at = end
	f.text(l.text, y, s.Text, t)
	if !math.IsNaN(s.Weight) {
		f.text(l.weight, y, fmt.Sprintf("%.1f", s.Weight), t)
	}
	mid := y - normal*0.34
	p.interval(f, l.axis, mid, s.Low, s.High, pen{stroke: blue, width: 0.9})
	if l.axis.beyond(s.Estimate) == 0 {
		half := 1.9
		if !math.IsNaN(s.Weight) {
			half = 1.2 + 2.4*math.Sqrt(max(s.Weight, 0)/100)
		}
		box := pen{fill: blue, stroke: blue, width: 0.6}
		if s.Struck {
			box.fill = white
		}
		f.rect(box, l.axis.at(s.Estimate)-half, mid-half, 2*half, 2*half)
	}
	return next
}

// interval draws a confidence interval; an end beyond the axis is an arrow.
func (p *Forest) interval(f *Figure, a axis, y, low, high float64, line pen) {
	if math.IsNaN(low) || math.IsNaN(high) || a.beyond(low) > 0 || a.beyond(high) < 0 {
		return
	}
	from, to := a.left, a.right
	if a.beyond(low) == 0 {
		from = a.at(low)
	} else {
		arrow(f, from, y, -1, line.stroke)
	}
	if a.beyond(high) == 0 {
		to = a.at(high)
	} else {
		arrow(f, to, y, 1, line.stroke)
	}
	f.line(line, point{from, y}, point{to, y})
}

func arrow(f *Figure, x, y, direction float64, colour string) {
	f.area(pen{fill: colour}, point{x + direction*1.5, y}, point{x - direction*2, y - 1.8}, point{x - direction*2, y + 1.8})
}

func (p *Forest) diamond(f *Figure, l forestLayout, d *Diamond, y float64) float64 {
	strong := face{size: normal, bold: true}
	next := f.paragraph(margin+4, y, l.axis.left-margin-8, d.Label, strong) + rowHeight - normal*leading
	strong.at = end
	f.text(l.text, y, d.Text, strong)
	mid := y - normal*0.34
	place := func(v float64) float64 { return min(max(l.axis.at(v), l.axis.left), l.axis.right) }
	if !math.IsNaN(d.Low) && !math.IsNaN(d.High) {
		x := place(d.Estimate)
		f.area(pen{fill: vermillion}, point{place(d.Low), mid}, point{x, mid - 3.2}, point{place(d.High), mid}, point{x, mid + 3.2})
	}
	if d.Heterogeneity != "" {
		next = f.paragraph(margin+4, next, l.axis.left-margin-8, d.Heterogeneity, face{size: small, colour: grey}) + rowHeight - small*leading
	}
	if !math.IsNaN(d.PredictLow) && !math.IsNaN(d.PredictHigh) {
		f.text(margin+4, next, "Prediction interval", face{size: normal})
		f.text(l.text, next, d.PredictText, face{size: normal, at: end})
		mid := next - normal*0.34
		p.interval(f, l.axis, mid, d.PredictLow, d.PredictHigh, pen{stroke: vermillion, width: 0.9, dash: []float64{2.2, 1.4}})
		for _, v := range []float64{d.PredictLow, d.PredictHigh} {
			if l.axis.beyond(v) == 0 {
				f.line(pen{stroke: vermillion, width: 0.9}, point{l.axis.at(v), mid - 2}, point{l.axis.at(v), mid + 2})
			}
		}
		next += rowHeight
	}
	return next
}

func (p *Forest) axis(f *Figure, l forestLayout, y float64) float64 {
	a := l.axis
	f.line(pen{stroke: ink, width: 0.6}, point{a.left, y}, point{a.right, y})
	label := face{size: small, at: middle}
	for _, v := range a.ticks(12) {
		x := a.at(v)
		f.line(pen{stroke: ink, width: 0.6}, point{x, y}, point{x, y + 2.2})
		f.text(x, y+2.6+small, tickLabel(v), label)
	}
	y += 2.6 + small + small*leading
	if p.Below == "" && p.Above == "" {
		return y + 3
	}
	// The two sides share the line under the axis where both fit beside the null
	// value, else they stand beneath each other.
	null := a.at(p.Null)
	below, above := "◄ "+p.Below, p.Above+" ►"
	t := face{size: small, colour: ink}
	if null-textWidth(below, t)-3 >= margin && null+3+textWidth(above, t) <= f.Width-margin {
		t.at = end
		f.text(null-3, y, below, t)
		t.at = start
		f.text(null+3, y, above, t)
		return y + small*leading + 3
	}
	t.at = end
	f.text(f.Width-margin, y, strings.TrimSpace(below+"   |   "+above), t)
	return y + small*leading + 3
}
