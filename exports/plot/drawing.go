package plot

import (
	"math"
	"strings"
)

// point is a place on the page in points, y downward.
type point struct{ x, y float64 }

// pen is how a shape is drawn. Colours are "#rrggbb"; empty means none.
type pen struct {
	fill   string
	stroke string
	width  float64
	dash   []float64 // lengths on and off
}

// anchor is the part of a text that stands at its point.
type anchor int

const (
	start anchor = iota
	middle
	end
)

// face is how a text is set.
type face struct {
	size   float64 // points
	bold   bool
	colour string
	at     anchor
	turn   float64 // degrees against the clock
}

// shape is one mark of a figure. Exactly one of points, radius and text is set.
type shape struct {
	points []point // a line, or an area when closed
	closed bool
	center point // of a circle, or where a text stands
	radius float64
	text   string
	face   face
	pen    pen
}

// The sizes of text; nothing is set smaller than small.
const (
	small  = 6.0
	normal = 6.8
	large  = 8.0
)

// Colours of Okabe and Ito, "Color Universal Design" (2008), and greys.
const (
	black      = "#000000"
	ink        = "#222222"
	grey       = "#767676"
	pale       = "#e6e6e6"
	white      = "#ffffff"
	orange     = "#e69f00"
	skyBlue    = "#56b4e9"
	green      = "#009e73"
	yellow     = "#f0e442"
	blue       = "#0072b2"
	vermillion = "#d55e00"
	purple     = "#cc79a7"
)

func (f *Figure) line(p pen, points ...point) {
	f.shapes = append(f.shapes, shape{points: points, pen: p})
}

func (f *Figure) area(p pen, points ...point) {
	f.shapes = append(f.shapes, shape{points: points, closed: true, pen: p})
}

func (f *Figure) rect(p pen, x, y, w, h float64) {
	f.area(p, point{x, y}, point{x + w, y}, point{x + w, y + h}, point{x, y + h})
}

func (f *Figure) circle(p pen, x, y, r float64) {
	f.shapes = append(f.shapes, shape{center: point{x, y}, radius: r, pen: p})
}

// text sets one line; y is its base line.
func (f *Figure) text(x, y float64, s string, t face) {
	if s = printable(s); s == "" {
		return
	}
	if t.size == 0 {
		t.size = normal
	}
	if t.colour == "" {
		t.colour = ink
	}
	f.shapes = append(f.shapes, shape{center: point{x, y}, text: s, face: t})
}

// lines sets several lines and returns the base line of the one that would
// follow.
func (f *Figure) lines(x, y float64, list []string, t face) float64 {
	if t.size == 0 {
		t.size = normal
	}
	for _, s := range list {
		f.text(x, y, s, t)
		y += t.size * leading
	}
	return y
}

const leading = 1.25 // distance of base lines in sizes

// paragraph breaks a text into lines of at most width points and sets them.
func (f *Figure) paragraph(x, y, width float64, s string, t face) float64 {
	if t.size == 0 {
		t.size = normal
	}
	return f.lines(x, y, wrap(s, width, t), t)
}

// printable takes out what is no letter of a line: control characters and the
// signs that turn the direction of writing.
func printable(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case r < 0x20, r >= 0x7f && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfffe, r == 0xffff:
			return -1
		}
		return r
	}, s))
}

// wrap breaks a text at blanks into lines of at most width points; a word that
// is longer is broken where it must be.
func wrap(s string, width float64, t face) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsFuncSeq(printable(s), func(r rune) bool { return r == ' ' }) { // a no-break space breaks no line
		for {
			next := word
			if line != "" {
				next = line + " " + word
			}
			if textWidth(next, t) <= width {
				line = next
				break
			}
			if line != "" {
				lines = append(lines, line)
				line = ""
				continue
			}
			head, tail := breakWord(word, width, t)
			lines = append(lines, head)
			word = tail
			if word == "" {
				break
			}
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// breakWord cuts a word that does not fit, after a hyphen or slash if one is
// near, and after at least one letter.
func breakWord(word string, width float64, t face) (head, tail string) {
	letters := []rune(word)
	n := 1
	for n < len(letters) && textWidth(string(letters[:n+1]), t) <= width {
		n++
	}
	for i := n; i > n/2 && i > 1; i-- {
		if strings.ContainsRune("-/–,;", letters[i-1]) {
			n = i
			break
		}
	}
	return string(letters[:n]), string(letters[n:])
}

// shorten cuts a text that does not fit and says so with an ellipsis.
func shorten(s string, width float64, t face) string {
	s = printable(s)
	if textWidth(s, t) <= width {
		return s
	}
	letters := []rune(s)
	for n := len(letters) - 1; n > 0; n-- {
		if cut := strings.TrimRight(string(letters[:n]), " ,;") + "…"; textWidth(cut, t) <= width {
			return cut
		}
	}
	return "…"
}

// dashes cuts a line of points into the pieces that a dash pattern leaves.
func dashes(points []point, pattern []float64) [][]point {
	if len(pattern) < 2 {
		return [][]point{points}
	}
	var pieces [][]point
	on, left, i := true, pattern[0], 0
	piece := []point{points[0]}
	for k := 1; k < len(points); k++ {
		a, b := points[k-1], points[k]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		for done := 0.0; done < length; {
			step := min(left, length-done)
			done += step
			left -= step
			at := point{a.x + (b.x-a.x)*done/length, a.y + (b.y-a.y)*done/length}
			if on {
				piece = append(piece, at)
			}
			if left > 1e-9 {
				continue
			}
			if on {
				pieces = append(pieces, piece)
			}
			i = (i + 1) % len(pattern)
			on, left, piece = !on, pattern[i], []point{at}
		}
	}
	if on && len(piece) > 1 {
		pieces = append(pieces, piece)
	}
	return pieces
}
