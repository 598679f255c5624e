// Package plot draws the figures of a review: forest plot, evidence map, PRISMA
// 2020 flow, funnel plot, risk of bias, overlap of reviews.
//
// Values that other rooms worked out come in (Forest, EvidenceMap, Flow, Funnel,
// RiskOfBias, Overlap), a Figure comes out, and Figure.Write prints it as SVG,
// PDF or PNG. Start with Forest.Figure. Nothing is computed here but places on
// the page: every number is drawn as it was given.
//
// Figures are as wide as one column of a journal (89 mm) unless asked otherwise,
// with no text below 6 pt. Text stays text in SVG and PDF. Colours are those of
// Okabe and Ito (2008) and never the only sign of a difference. The same values
// give the same bytes.
//
// The drawing layer is our own because gonum/plot spends about a millisecond
// when a program starts, knows only the letters of code page 1252 in PDF (no ≥,
// no τ, no Ł), and has none of these figures; fpdf writes the PDF, and the
// letters are Liberation Sans, which has the widths of Arial and Helvetica.
package plot

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Widths of a figure in points (1/72 inch).
const (
	OneColumn  = 252.3 // 89 mm
	TwoColumns = 518.7 // 183 mm
)

// ErrUnknownFormat says that there is no such format.
var ErrUnknownFormat = errors.New("unknown figure format")

// ErrNothing says that there is nothing to draw.
var ErrNothing = errors.New("nothing to draw")

// Formats lists what Write takes.
func Formats() []string { return []string{"svg", "pdf", "png"} }

// Figure is a finished drawing.
type Figure struct {
	Title       string
	Description string  // one sentence, for those who do not see it
	Width       float64 // points
	Height      float64 // points
	shapes      []shape

	// Of a figure of many rows: its strips from top to bottom, and what is drawn
	// behind the rows of a page, between top and bottom.
	bands []band
	spine func(top, bottom float64) shape
}

// Write writes the figure in the named format: SVG and PNG as one drawing, PDF
// page by page (Pages).
func (f *Figure) Write(w io.Writer, format string) error {
	switch strings.ToLower(format) {
	case "svg":
		return f.writeSVG(w)
	case "pdf":
		return f.writePDF(w)
	case "png":
		return f.writePNG(w)
	}
	return fmt.Errorf("%w %q; use %s", ErrUnknownFormat, format, strings.Join(Formats(), ", "))
}

// count prints a number with its noun.
func count(n int, one, many string) string {
	return strconv.Itoa(n) + " " + plural(n, one, many)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
