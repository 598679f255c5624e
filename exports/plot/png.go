package plot

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/vector"
)

// pixelsPerPoint gives 300 dots per inch, which journals ask for.
const pixelsPerPoint = 300.0 / 72

func (f *Figure) writePNG(w io.Writer) error {
	img := image.NewRGBA(image.Rect(0, 0, int(math.Ceil(f.Width*pixelsPerPoint)), int(math.Ceil(f.Height*pixelsPerPoint))))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	p := painter{img}
	for i := range f.shapes {
		p.shape(&f.shapes[i])
	}
	return png.Encode(w, img)
}

// painter fills outlines; strokes become outlines before.
type painter struct{ img *image.RGBA }

func (p painter) shape(x *shape) {
	switch {
	case x.text != "":
		p.text(x)
	case x.radius > 0:
		if x.pen.fill != "" {
			p.fill(x.pen.fill, round(x.center, x.radius))
		}
		if x.pen.stroke != "" {
			inner := round(x.center, max(x.radius-x.pen.width/2, 0))
			reverse(inner) // so that the inside of the ring stays empty
			p.fill(x.pen.stroke, round(x.center, x.radius+x.pen.width/2), inner)
		}
	default:
		if x.pen.fill != "" && x.closed {
			p.fill(x.pen.fill, pixels(x.points))
		}
		if x.pen.stroke != "" {
			p.stroke(x)
		}
	}
}

// stroke fills a rectangle along each piece of a line, a little longer than it,
// so that corners are closed.
func (p painter) stroke(x *shape) {
	points := x.points
	if x.closed {
		points = append(append([]point{}, points...), points[0])
	}
	half := x.pen.width / 2
	for _, piece := range dashes(points, x.pen.dash) {
		for i := 1; i < len(piece); i++ {
			a, b := piece[i-1], piece[i]
			length := math.Hypot(b.x-a.x, b.y-a.y)
			if length == 0 {
				continue
			}
			dx, dy := (b.x-a.x)/length*half, (b.y-a.y)/length*half
			if x.closed || i > 1 {
				a = point{a.x - dx, a.y - dy}
			}
			if x.closed || i < len(piece)-1 {
				b = point{b.x + dx, b.y + dy}
			}
			p.fill(x.pen.stroke, pixels([]point{{a.x - dy, a.y + dx}, {b.x - dy, b.y + dx}, {b.x + dy, b.y - dx}, {a.x + dy, a.y - dx}}))
		}
	}
}

// text fills the outlines of the letters.
func (p painter) text(x *shape) {
	letters := typefaceOf(x.face)
	text := letters.drawable(x.text)
	size := x.face.size * pixelsPerPoint
	sin, cos := math.Sincos(x.face.turn * math.Pi / 180)
	at := -anchored(text, x.face) * pixelsPerPoint
	for _, r := range text {
		segments, err := letters.outline(r, size)
		if err == nil && len(segments) > 0 {
			shift := at
			p.fill(x.face.colour, contours(segments, func(px, py float64) point {
				px += shift
				return point{x.center.x*pixelsPerPoint + px*cos + py*sin, x.center.y*pixelsPerPoint - px*sin + py*cos}
			})...)
		}
		at += letters.width(r) * size
	}
}

// contours flattens the outline of a letter into closed lines of pixels.
func contours(segments sfnt.Segments, place func(x, y float64) point) [][]point {
	const steps = 4 // per curve: at 300 dpi the corners cannot be seen
	var all [][]point
	var now []point
	var last [2]float64
	float := func(i int, s sfnt.Segment) [2]float64 {
		return [2]float64{float64(s.Args[i].X) / 64, float64(s.Args[i].Y) / 64}
	}
	for _, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if len(now) > 2 {
				all = append(all, now)
			}
			last = float(0, s)
			now = []point{place(last[0], last[1])}
		case sfnt.SegmentOpLineTo:
			last = float(0, s)
			now = append(now, place(last[0], last[1]))
		case sfnt.SegmentOpQuadTo:
			c, e := float(0, s), float(1, s)
			for i := 1; i <= steps; i++ {
				t := float64(i) / steps
				u := 1 - t
				now = append(now, place(u*u*last[0]+2*u*t*c[0]+t*t*e[0], u*u*last[1]+2*u*t*c[1]+t*t*e[1]))
			}
			last = e
		case sfnt.SegmentOpCubeTo: // TrueType outlines have none
			last = float(2, s)
			now = append(now, place(last[0], last[1]))
		}
	}
	if len(now) > 2 {
		all = append(all, now)
	}
	return all
}

// fill paints the area within closed lines of pixels.
func (p painter) fill(colour string, outlines ...[]point) {
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, o := range outlines {
		for _, q := range o {
			low = point{min(low.x, q.x), min(low.y, q.y)}
			high = point{max(high.x, q.x), max(high.y, q.y)}
		}
	}
	box := image.Rect(int(math.Floor(low.x)), int(math.Floor(low.y)), int(math.Ceil(high.x))+1, int(math.Ceil(high.y))+1).Intersect(p.img.Bounds())
	if box.Empty() {
		return
	}
	z := vector.NewRasterizer(box.Dx(), box.Dy())
	for _, o := range outlines {
		for i, q := range o {
			x, y := float32(q.x-float64(box.Min.X)), float32(q.y-float64(box.Min.Y))
			if i == 0 {
				z.MoveTo(x, y)
			} else {
				z.LineTo(x, y)
			}
		}
		z.ClosePath()
	}
	r, g, b := rgb(colour)
	z.Draw(p.img, box, image.NewUniform(color.RGBA{uint8(r), uint8(g), uint8(b), 255}), image.Point{})
}

func pixels(points []point) []point {
	out := make([]point, len(points))
	for i, p := range points {
		out[i] = point{p.x * pixelsPerPoint, p.y * pixelsPerPoint}
	}
	return out
}

// round is a circle as a closed line of pixels.
func round(c point, r float64) []point {
	n := max(16, int(r*pixelsPerPoint*2))
	out := make([]point, n)
	for i := range out {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		out[i] = point{(c.x + r*cos) * pixelsPerPoint, (c.y + r*sin) * pixelsPerPoint}
	}
	return out
}

func reverse(points []point) {
	for i, j := 0, len(points)-1; i < j; i, j = i+1, j-1 {
		points[i], points[j] = points[j], points[i]
	}
}
