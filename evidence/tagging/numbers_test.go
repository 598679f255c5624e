package tagging

import (
	"testing"

	"dossier/evidence"
)

// TestPlainDecimal compares the short way to read a number with the long one.
func TestPlainDecimal(t *testing.T) {
	for s, short := range map[string]bool{"0.47": true, "18,624": true, "1,234,567": true, "1,042.5": true, "12": true, "0,47": false, "0·47": false, "1,23": false, "1234567890123456": false, "1,2345": false} {
		got, ok := plainDecimal(s)
		if ok != short {
			t.Errorf("%q is read the short way: %v", s, ok)
		}
		if want := number(evidence.Printed(s)); ok && (want == nil || *want != got) {
			t.Errorf("%q is %v", s, got)
		}
	}
}
