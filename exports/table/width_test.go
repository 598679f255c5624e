package table

import (
	"testing"

	"github.com/clipperhouse/displaywidth"
)

// TestNarrowIsOneCell holds the short way against the long one.
func TestNarrowIsOneCell(t *testing.T) {
	w := &textWriter{}
	for r := rune(0); r < 0x3000; r++ {
		if isNarrow(r) && displaywidth.String(string(r)) != 1 {
			t.Errorf("%U %q takes %d cells", r, r, displaywidth.String(string(r)))
		}
	}
	for text, want := range map[string]int{"": 0, "1.33 (0.91–1.94)": 16, "Słomianny": 9, "日本": 4, "e\u0301": 1, "a\u00adb": 2} {
		if got := w.size(text); got != want {
			t.Errorf("%q takes %d cells, want %d", text, got, want)
		}
	}
}
