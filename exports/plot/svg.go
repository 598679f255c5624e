package plot

import (
	"bufio"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// writeSVG writes a drawing without scripts, styles, ids or requests, so that it
// may also stand within a page.
func (f *Figure) writeSVG(w io.Writer) error {
	out := bufio.NewWriter(w)
	s := svgWriter{out}
	s.put(`<svg xmlns="http://www.w3.org/2000/svg" width="`, coord(f.Width), `pt" height="`, coord(f.Height), `pt" viewBox="0 0 `, coord(f.Width), " ", coord(f.Height),
		`" role="img" aria-label="`, escaped(f.Title), `" font-family="Arial, Helvetica, 'Liberation Sans', sans-serif">`, "\n")
	s.put("<title>", escaped(f.Title), "</title>\n")
	if f.Description != "" {
		s.put("<desc>", escaped(f.Description), "</desc>\n")
	}
	s.put(`<rect width="`, coord(f.Width), `" height="`, coord(f.Height), `" fill="#ffffff"/>`, "\n")
	for i := range f.shapes {
		s.shape(&f.shapes[i])
	}
	s.put("</svg>\n")
	return out.Flush()
}

type svgWriter struct{ out *bufio.Writer }

// put writes; the buffered writer remembers the first error until Flush.
func (s svgWriter) put(parts ...string) {
	for _, p := range parts {
		_, _ = s.out.WriteString(p)
	}
}

func (s svgWriter) shape(x *shape) {
	switch {
	case x.text != "":
		s.text(x)
	case x.radius > 0:
		s.put(`<circle cx="`, coord(x.center.x), `" cy="`, coord(x.center.y), `" r="`, coord(x.radius), `"`)
		s.pen(x.pen)
	default:
		s.put(`<path d="`)
		for i, p := range x.points {
			letter := "L"
			if i == 0 {
				letter = "M"
			}
			s.put(letter, coord(p.x), " ", coord(p.y))
		}
		if x.closed {
			s.put("Z")
		}
		s.put(`"`)
		s.pen(x.pen)
	}
}

func (s svgWriter) pen(p pen) {
	fill := p.fill
	if fill == "" {
		fill = "none"
	}
	s.put(` fill="`, fill, `"`)
	if p.stroke != "" {
		s.put(` stroke="`, p.stroke, `" stroke-width="`, coord(p.width), `"`)
	}
	if len(p.dash) > 0 {
		var lengths []string
		for _, d := range p.dash {
			lengths = append(lengths, coord(d))
		}
		s.put(` stroke-dasharray="`, strings.Join(lengths, " "), `"`)
	}
	s.put("/>\n")
}

func (s svgWriter) text(x *shape) {
	s.put(`<text x="`, coord(x.center.x), `" y="`, coord(x.center.y), `" font-size="`, coord(x.face.size), `" fill="`, x.face.colour, `"`)
	if x.face.bold {
		s.put(` font-weight="bold"`)
	}
	switch x.face.at {
	case middle:
		s.put(` text-anchor="middle"`)
	case end:
		s.put(` text-anchor="end"`)
	}
	if x.face.turn != 0 {
		s.put(` transform="rotate(`, coord(-x.face.turn), " ", coord(x.center.x), " ", coord(x.center.y), `)"`)
	}
	if text := printable(x.text); typefaceOf(x.face).hasAll(text) { // where another font stands in, lines keep their length
		s.put(` textLength="`, coord(textWidth(text, x.face)), `" lengthAdjust="spacingAndGlyphs"`)
	}
	s.put(">", escaped(x.text), "</text>\n")
}

// coord prints a length with two decimals at most: a tenth of what a printer
// can show.
func coord(v float64) string {
	text := strconv.FormatFloat(v, 'f', 2, 64)
	text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	if text == "-0" {
		return "0"
	}
	return text
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(printable(s))) // a strings.Builder takes everything
	return b.String()
}
