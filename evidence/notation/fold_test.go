package notation

import "testing"

// TestIndexFoldCountsBytes: letters that grow when they become small, and bytes that
// are no letters, do not move the place.
func TestIndexFoldCountsBytes(t *testing.T) {
	for _, c := range []struct {
		text, word string
		want       int
	}{
		{"Lancet. DOI: 10.1", "doi:", 8}, {"CIN-\xcedoi:0", "doi:", 5}, {"İ Doi:", "doi:", 3}, {"do", "doi:", -1}, {"", "doi:", -1}, {"ddoi:", "doi:", 1},
	} {
		if got := IndexFold(c.text, c.word); got != c.want {
			t.Errorf("%q in %q: %d, want %d", c.word, c.text, got, c.want)
		}
	}
}
