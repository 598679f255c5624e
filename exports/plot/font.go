package plot

import (
	"strings"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// typeface is a font and the widths of its letters that were asked for.
type typeface struct {
	mu     sync.Mutex
	font   *sfnt.Font
	buffer sfnt.Buffer
	widths map[rune]float64 // per point of size
}

var (
	regular = sync.OnceValue(func() *typeface { return newTypeface(liberationsansregular.TTF) })
	bold    = sync.OnceValue(func() *typeface { return newTypeface(liberationsansbold.TTF) })
)

func newTypeface(ttf []byte) *typeface {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		panic("the font that the program carries cannot be read: " + err.Error()) // a broken build, not an input
	}
	return &typeface{font: f, widths: map[rune]float64{}}
}

func typefaceOf(t face) *typeface {
	if t.bold {
		return bold()
	}
	return regular()
}

// metricSize is the size at which widths are read: large, so that rounding to
// 1/64 of a pixel does not show.
const metricSize = 1024

// width is the advance of a letter per point of size.
func (t *typeface) width(r rune) float64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	if w, ok := t.widths[r]; ok {
		return w
	}
	glyph, err := t.font.GlyphIndex(&t.buffer, r)
	if err != nil {
		glyph = 0
	}
	advance, err := t.font.GlyphAdvance(&t.buffer, glyph, fixed.I(metricSize), font.HintingNone)
	if err != nil {
		advance = fixed.I(metricSize / 2)
	}
	w := float64(advance) / 64 / metricSize
	t.widths[r] = w
	return w
}

// has reports whether the font can draw a letter.
func (t *typeface) has(r rune) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	glyph, err := t.font.GlyphIndex(&t.buffer, r)
	return err == nil && glyph != 0
}

// hasAll reports whether the font can draw a text, of two letters or more.
func (t *typeface) hasAll(s string) bool {
	n := 0
	for _, r := range s {
		if n++; !t.has(r) {
			return false
		}
	}
	return n > 1
}

// drawable replaces the letters that the font does not have by a box, as a
// reader would see it; only SVG leaves them to the fonts of the reader.
func (t *typeface) drawable(s string) string {
	return strings.Map(func(r rune) rune {
		if t.has(r) {
			return r
		}
		return '□'
	}, s)
}

// outline is the contour of a letter at a size in pixels.
func (t *typeface) outline(r rune, pixels float64) (sfnt.Segments, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	glyph, err := t.font.GlyphIndex(&t.buffer, r)
	if err != nil {
		return nil, err
	}
	segments, err := t.font.LoadGlyph(&t.buffer, glyph, fixed.Int26_6(pixels*64), nil)
	return append(sfnt.Segments(nil), segments...), err // the buffer is used again
}

// textWidth is the width of a line in points.
func textWidth(s string, t face) float64 {
	size := t.size
	if size == 0 {
		size = normal
	}
	letters, width := typefaceOf(t), 0.0
	for _, r := range s {
		width += letters.width(r)
	}
	return width * size
}
