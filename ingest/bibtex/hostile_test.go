package bibtex

import (
	"strings"
	"testing"
	"time"
)

// TestHostileInputs: what grows with the square of the input would take minutes.
func TestHostileInputs(t *testing.T) {
	if testing.Short() {
		t.Skip("many megabytes through one thread: not with -short")
	}
	const n = 1_000_000
	tests := []struct{ name, text string }{
		{"nested braces", "@misc{a, t={" + strings.Repeat("{", n) + strings.Repeat("}", n) + "}}"},
		{"nested braces never closed", "@misc{a, t={" + strings.Repeat("{", n)},
		{"every value open", "@misc{a" + strings.Repeat(", x={", n/5)},
		{"every value open, on lines", "@misc{a" + strings.Repeat(",\n x={", n/5)},
		{"every quote open", "@misc{a" + strings.Repeat(",\n x=\"", n/5)},
		{"comments never closed", strings.Repeat("@comment{\n", n/5)},
		{"signs", strings.Repeat("@", n)},
		{"signs and braces", strings.Repeat("@{", n)},
		{"entries never closed", strings.Repeat("@misc{a,\n", n/10)},
		{"equals", "@misc{a, " + strings.Repeat("=", n) + "}"},
		{"quotes and equals", "@misc{a, x=\"" + strings.Repeat("=\"", n/2) + "}"},
		{"pieces", "@misc{a, x=" + strings.Repeat("{} # ", n/5) + "{}}"},
		{"parents in a circle", strings.Repeat("@misc{a, crossref={b}}\n@misc{b, crossref={a}}\n", n/200)},
		{"parents that never come", strings.Repeat("@misc{a, crossref={nobody}}\n", n/50)},
		{"strings", strings.Repeat("@string{a = a # a}\n", n/50)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			readAll(t, tt.text)
			if d := time.Since(start); d > 30*time.Second {
				t.Errorf("%d bytes took %v", len(tt.text), d)
			} else if d > 2*time.Second {
				t.Logf("%d bytes took %v", len(tt.text), d)
			}
		})
	}
}
