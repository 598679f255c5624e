package plot

import "fmt"

// PageHeight is the most that a page of a journal takes, 240 mm, in points.
const PageHeight = 680.3

// role is what a band of a figure is on a page.
type role int

const (
	rowBand     role = iota
	headingBand      // stays with the row beneath it, and is repeated where its rows go on
	headBand         // the title: on the first page
	columnBand       // the headings of the columns: on every page
	axisBand         // under the rows of every page
	noteBand         // after the last row
)

// band is a strip of a figure that no page may cut: shapes[from:to], which stand
// between top and bottom.
type band struct {
	role        role
	level       int // of a heading: those of a higher level end with it
	from, to    int
	top, bottom float64
}

func (b band) height() float64 { return b.bottom - b.top }

// mark ends a band that began at top with the shape from.
func (f *Figure) mark(r role, level, from int, top, bottom float64) {
	f.bands = append(f.bands, band{r, level, from, len(f.shapes), top, bottom})
}

// Pages divides a figure that is taller than a page between its rows. A figure
// that fits, or has no rows, is its own only page. Each page has the headings of
// the columns, the headings that its rows stand under, and the axis.
func (f *Figure) Pages() []*Figure {
	if f.Height <= PageHeight || len(f.bands) == 0 {
		return []*Figure{f}
	}
	var columns, axis float64
	for _, b := range f.bands {
		switch b.role {
		case columnBand:
			columns += b.height()
		case axisBand:
			axis += b.height()
		}
	}
	var pages []*page
	var open []band // the headings that hold at this row, and have rows
	var waiting []band
	var p *page
	begin := func() {
		p = f.page(len(pages) > 0)
		pages = append(pages, p)
		for _, b := range open {
			p.add(f, b)
		}
		p.rows = 0
	}
	begin()
	for _, b := range f.bands {
		switch b.role {
		case headingBand:
			waiting = append(waiting, b)
		case rowBand:
			need := b.height()
			for _, h := range waiting {
				need += h.height()
			}
			for _, h := range waiting {
				for len(open) > 0 && open[len(open)-1].level >= h.level {
					open = open[:len(open)-1]
				}
				open = append(open, h)
			}
			if p.rows > 0 && p.y+need+axis > PageHeight-2*margin {
				begin() // with the headings of this row
			} else {
				for _, h := range waiting {
					p.add(f, h)
				}
			}
			waiting = nil
			p.add(f, b)
			p.rows++
		}
	}
	for _, p := range pages {
		p.close(f)
	}
	for _, b := range f.bands {
		if b.role != noteBand {
			continue
		}
		if p.y+b.height() > PageHeight-margin {
			p = f.page(true)
			p.shapes = p.shapes[:p.titled]
			p.y -= columns
			pages = append(pages, p)
		}
		p.add(f, b)
	}
	out := make([]*Figure, len(pages))
	for i, p := range pages {
		if i > 0 {
			of := fmt.Sprintf(" (page %d of %d)", i+1, len(pages))
			t := face{size: small, colour: grey}
			p.text(margin, margin+small, shorten(f.Title, f.Width-2*margin-textWidth(of, t), t)+of, t)
		}
		p.Height = p.y - small*leading + margin + 3
		out[i] = &p.Figure
	}
	return out
}

// page is a page in the making.
type page struct {
	Figure
	y      float64 // where the next band begins
	rows   int
	top    float64 // of the rows
	behind int     // place of the shape behind the rows
	titled int     // shapes before the headings of the columns
}

// page begins a page with the title, or on further pages room for a line, and the
// headings of the columns.
func (f *Figure) page(further bool) *page {
	p := &page{Figure: Figure{Title: f.Title, Description: f.Description, Width: f.Width}}
	if further {
		p.y = margin + small + 2.2*small
	}
	for _, b := range f.bands {
		if b.role == headBand && !further {
			p.add(f, b)
		}
	}
	p.titled = len(p.shapes)
	for _, b := range f.bands {
		if b.role == columnBand {
			p.add(f, b)
		}
	}
	p.top, p.behind = p.y, len(p.shapes)
	if f.spine != nil {
		p.shapes = append(p.shapes, shape{})
	}
	return p
}

// add moves a band to where the page has come.
func (p *page) add(f *Figure, b band) {
	for _, s := range f.shapes[b.from:b.to] {
		p.shapes = append(p.shapes, s.moved(p.y-b.top))
	}
	p.y += b.height()
}

// close draws the line behind the rows and the axis under them.
func (p *page) close(f *Figure) {
	if f.spine != nil {
		p.shapes[p.behind] = f.spine(p.top, p.y)
	}
	for _, b := range f.bands {
		if b.role == axisBand {
			p.add(f, b)
		}
	}
}

// moved is the shape further down.
func (s shape) moved(dy float64) shape {
	s.center.y += dy
	points := make([]point, len(s.points))
	for i, p := range s.points {
		points[i] = point{p.x, p.y + dy}
	}
	s.points = points
	return s
}
