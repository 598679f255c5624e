package plot

import (
	"fmt"
	"math"
)

// Funnel is a contour-enhanced funnel plot (Peters 2008,
// 10.1016/j.jclinepi.2007.11.010): estimates against their standard errors, on
// fields that show the p value against no difference.
type Funnel struct {
	Title  string
	Effect string // "OR"
	Ratio  bool
	Null   float64 // value of no difference, as displayed
	Points []FunnelPoint
	Pooled float64 // as displayed; NaN: none
	Notes  []string
}

// FunnelPoint is one study.
type FunnelPoint struct {
	Label    string
	Estimate float64 // as displayed
	Error    float64 // standard error on the analysis scale (the log of a ratio)
}

// The normal quantiles of the contours: two-sided p 0.10, 0.05 and 0.01.
var contourLines = [...]struct {
	z      float64
	colour string
	label  string
}{
	{2.5758293035489, white, "p < 0.01"},
	{1.9599639845401, "#d9e8f3", "0.01 ≤ p < 0.05"},
	{1.6448536269515, "#b3cfe4", "0.05 ≤ p < 0.10"},
	{0, "#88b0d1", "p ≥ 0.10"},
}

// Figure draws the plot.
func (p *Funnel) Figure(width float64) (*Figure, error) {
	deepest := 0.0
	for _, q := range p.Points {
		deepest = max(deepest, q.Error)
	}
	if deepest == 0 {
		return nil, fmt.Errorf("%w: no study with a standard error", ErrNothing)
	}
	f := &Figure{Title: p.Title, Width: width, Description: fmt.Sprintf("Funnel plot of %d studies with contours of significance.", len(p.Points))}
	y := f.paragraph(margin, margin+large, width-2*margin, p.Title, face{size: large, bold: true})
	deepest *= 1.08
	a := p.across(deepest)
	a.left, a.right = margin+32, width-margin-4
	top := y
	bottom := top + min(width*0.62, 240)
	down := func(e float64) float64 { return top + (bottom-top)*e/deepest }
	f.rect(pen{fill: contourLines[0].colour}, a.left, top, a.right-a.left, bottom-top)
	for i := 1; i < len(contourLines); i++ {
		p.contour(f, a, top, bottom, deepest, contourLines[i-1].z, contourLines[i].colour)
	}
	null := a.at(p.Null)
	f.line(pen{stroke: ink, width: 0.6}, point{null, top}, point{null, bottom})
	if !math.IsNaN(p.Pooled) && a.beyond(p.Pooled) == 0 {
		f.line(pen{stroke: vermillion, width: 0.9, dash: []float64{3, 2}}, point{a.at(p.Pooled), top}, point{a.at(p.Pooled), bottom})
	}
	for _, q := range p.Points {
		f.circle(pen{fill: black, stroke: white, width: 0.5}, a.at(q.Estimate), down(q.Error), 2.2)
	}
	f.rect(pen{stroke: ink, width: 0.6}, a.left, top, a.right-a.left, bottom-top)
	p.axes(f, a, top, bottom, deepest)
	y = p.legend(f, bottom+3*small+6)
	for _, n := range p.Notes {
		y = f.paragraph(margin, y, width-2*margin, n, face{size: small})
	}
	f.Height = y - small + margin
	return f, nil
}

// across spans the estimates and the funnel of p 0.01 at the foot, within
// reason: one study with a wide interval does not press the others together.
func (p *Funnel) across(deepest float64) axis {
	var estimates []float64
	for _, q := range p.Points {
		estimates = append(estimates, q.Estimate)
	}
	reach := 2.2 * deepest
	low, high := p.Null-reach, p.Null+reach
	if p.Ratio {
		low, high = p.Null*math.Exp(-reach), p.Null*math.Exp(reach)
	}
	return newAxis(p.Ratio, p.Null, append(estimates, low, high), nil)
}

// contour fills the cone around no difference within which |z| stays below z.
func (p *Funnel) contour(f *Figure, a axis, top, bottom, deepest, z float64, colour string) {
	value := func(e, sign float64) float64 {
		if p.Ratio {
			return p.Null * math.Exp(sign*z*e)
		}
		return p.Null + sign*z*e
	}
	// On the axis the edges are straight; where they leave it the cone is cut.
	edge := func(sign, limit float64) []point {
		e := deepest
		v := value(e, sign)
		if a.beyond(v) == 0 {
			return []point{{a.at(v), bottom}}
		}
		bound := a.low
		if sign > 0 {
			bound = a.high
		}
		cut := math.Abs(bound-p.Null) / z
		if p.Ratio {
			cut = math.Abs(math.Log(bound/p.Null)) / z
		}
		return []point{{limit, top + (bottom-top)*cut/deepest}, {limit, bottom}}
	}
	points := []point{{a.at(p.Null), top}}
	points = append(points, edge(1, a.right)...)
	left := edge(-1, a.left)
	for i := len(left) - 1; i >= 0; i-- {
		points = append(points, left[i])
	}
	f.area(pen{fill: colour}, points...)
}

func (p *Funnel) axes(f *Figure, a axis, top, bottom, deepest float64) {
	label := face{size: small, at: middle}
	for _, v := range a.ticks(14) {
		f.line(pen{stroke: ink, width: 0.6}, point{a.at(v), bottom}, point{a.at(v), bottom + 2.2})
		f.text(a.at(v), bottom+2.6+small, tickLabel(v), label)
	}
	f.text((a.left+a.right)/2, bottom+2.6+small*2.3, p.Effect, face{size: small, bold: true, at: middle})
	down := axis{low: 0, high: deepest, left: top, right: bottom}
	for _, v := range down.ticks(14) {
		f.line(pen{stroke: ink, width: 0.6}, point{a.left - 2.2, down.at(v)}, point{a.left, down.at(v)})
		f.text(a.left-3, down.at(v)+small*0.35, tickLabel(v), face{size: small, at: end})
	}
	name := "Standard error"
	if p.Ratio {
		name = "Standard error of log " + p.Effect
	}
	f.text(margin+small, (top+bottom)/2, name, face{size: small, bold: true, at: middle, turn: 90})
}

func (p *Funnel) legend(f *Figure, y float64) float64 {
	x := margin
	for i := len(contourLines) - 1; i >= 0; i-- {
		c := contourLines[i]
		w := 9 + textWidth(c.label, face{size: small}) + 8
		if x+w-8 > f.Width-margin {
			x, y = margin, y+small*1.5
		}
		f.rect(pen{fill: c.colour, stroke: ink, width: 0.4}, x, y-5, 6, 6)
		f.text(x+9, y, c.label, face{size: small})
		x += w
	}
	return y + small*1.6
}
