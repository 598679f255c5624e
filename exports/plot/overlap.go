package plot

import (
	"fmt"
)

// Overlap is a heat map of how far reviews share primary studies (Pieper 2014,
// 10.1016/j.jclinepi.2013.11.007).
type Overlap struct {
	Title   string
	Reviews []string // labels
	Sizes   []int    // primary studies of each
	Pairs   []OverlapPair
	Notes   []string
}

// OverlapPair is the overlap of two reviews, by their places in Reviews.
type OverlapPair struct {
	A, B    int
	Shared  int
	Percent float64 // corrected covered area in per cent
	Band    string  // slight, moderate, high, very_high
}

// bandLook goes from light to dark, so that grey print keeps the order.
func bandLook(band string) (colour, text, words string) {
	switch band {
	case "slight":
		return "#deebf7", black, "slight (below 5%)"
	case "moderate":
		return "#9ecae1", black, "moderate (5 to below 10%)"
	case "high":
		return "#4292c6", white, "high (10 to below 15%)"
	case "very_high":
		return "#08306b", white, "very high (15% and more)"
	}
	return white, black, "not defined"
}

// Figure draws the lower triangle: shared studies and corrected covered area.
func (p *Overlap) Figure(width float64) (*Figure, error) {
	n := len(p.Reviews)
	if n < 2 {
		return nil, fmt.Errorf("%w: overlap needs two reviews whose primary studies are known", ErrNothing)
	}
	f := &Figure{Title: p.Title, Width: width, Description: fmt.Sprintf("Heat map of the primary studies that %d reviews share, by pair.", n)}
	y := f.paragraph(margin, margin+large, width-2*margin, p.Title, face{size: large, bold: true})
	label := 30.0
	for i, r := range p.Reviews {
		label = max(label, textWidth(fmt.Sprintf("%d  %s (%d)", i+1, r, p.Sizes[i]), face{size: normal}))
	}
	label = min(label, width*0.5)
	step := min((width-2*margin-label-4)/float64(n), 30)
	tall := min(max(step, 14), 20)
	left := margin + label + 4
	for i, r := range p.Reviews {
		mid := y + (float64(i)+0.5)*tall
		f.text(margin, mid+normal*0.34, shorten(fmt.Sprintf("%d  %s (%d)", i+1, r, p.Sizes[i]), label, face{size: normal}), face{size: normal})
		f.rect(pen{fill: pale, stroke: white, width: 0.6}, left+float64(i)*step, y+float64(i)*tall, step, tall)
		f.text(left+(float64(i)+0.5)*step, mid+normal*0.34, fmt.Sprint(i+1), face{size: normal, bold: true, at: middle})
	}
	seen := map[string]bool{}
	for _, q := range p.Pairs {
		row, column := max(q.A, q.B), min(q.A, q.B)
		colour, text, _ := bandLook(q.Band)
		seen[q.Band] = true
		x, top := left+float64(column)*step, y+float64(row)*tall
		f.rect(pen{fill: colour, stroke: white, width: 0.6}, x, top, step, tall)
		f.text(x+step/2, top+tall/2-0.3, fmt.Sprint(q.Shared), face{size: small, bold: true, colour: text, at: middle})
		if tall >= 14 && step >= 14 {
			f.text(x+step/2, top+tall/2+small*0.95, fmt.Sprintf("%.0f%%", q.Percent), face{size: small, colour: text, at: middle})
		}
	}
	y += float64(n)*tall + small + 5
	x := margin
	for _, band := range []string{"slight", "moderate", "high", "very_high", ""} {
		if !seen[band] {
			continue
		}
		colour, _, words := bandLook(band)
		w := 10 + textWidth(words, face{size: small}) + 7
		if x+w-7 > width-margin {
			x, y = margin, y+small*1.6
		}
		f.rect(pen{fill: colour, stroke: ink, width: 0.4}, x, y-5, 6, 6)
		f.text(x+9, y, words, face{size: small})
		x += w
	}
	y += small * 1.7
	y = f.paragraph(margin, y, width-2*margin, "Cells: primary studies in both reviews and corrected covered area of the pair; in brackets, primary studies of a review.", face{size: small})
	for _, note := range p.Notes {
		y = f.paragraph(margin, y, width-2*margin, note, face{size: small})
	}
	f.Height = y - small + margin
	return f, nil
}
