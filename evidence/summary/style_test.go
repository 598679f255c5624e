package summary

import (
	"testing"

	"dossier/evidence"
)

func TestStyle(t *testing.T) {
	tests := []struct {
		name      string
		style     Style
		low, high evidence.Printed
		want      string
	}{
		{"as printed", Style{}, "0.910", "1.94", "0.910–1.94"},
		{"to", Style{Range: "to"}, "0.91", "1.94", "0.91 to 1.94"},
		{"a minus sign needs the word", Style{}, "-0.5", "0.5", "-0.5 to 0.5"},
		{"decimal comma", Style{DecimalComma: true}, "0.91", "1.94", "0,91–1,94"},
		{"thin space", Style{ThinSpace: true}, "9999", "12345.6", "9999–12\u2009345.6"},
		{"rounded half away from zero", Style{Decimals: 2}, "1.005", "-2.675", "1.01 to -2.68"},
		{"no decimals are added", Style{Decimals: 2}, "1.3", "12", "1.3–12"},
		{"more than a number stays", Style{Decimals: 1}, "<0.125", "0.125", "<0.125–0.1"},
		{"all at once", Style{Range: "to", Decimals: 1, DecimalComma: true, ThinSpace: true}, "10000.25", "20000.35", "10\u2009000,3 to 20\u2009000,4"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.style.interval(tt.low, tt.high); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
