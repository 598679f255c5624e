package table

import (
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

// hidden names the characters that show nothing and can make a text look like
// another one: controls, and marks that turn the direction of what follows.
func hidden(r rune) bool {
	switch {
	case r == '\t', r == '\n', r == '\r':
		return false
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return unicode.IsControl(r)
}

// Visible leaves hidden characters out of a text.
func Visible(s string) string {
	if !anyHidden(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if hidden(r) {
			return -1
		}
		return r
	}, s)
}

func anyHidden(s string) bool {
	for _, r := range s {
		if (r < ' ' || r >= 0x7f) && hidden(r) {
			return true
		}
	}
	return false
}

// onlyVisible gives a writer that leaves hidden characters out. It must be closed.
func onlyVisible(w io.Writer) io.WriteCloser {
	return transform.NewWriter(w, runes.Remove(runes.Predicate(hidden)))
}
