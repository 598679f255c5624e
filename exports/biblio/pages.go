package biblio

import (
	"strings"
	"unicode"

	"dossier/evidence"
)

// PageText prints a page range with the given dash and its last page in full.
// Several ranges keep their commas; an e-locator stays as printed.
func PageText(p evidence.Pages, dash string) string {
	raw := Line(p.Raw)
	switch {
	case p.Locator && raw != "":
		return raw
	case p.First != "" && !severalRanges(raw):
		if p.Last == "" || p.Last == p.First {
			return Line(p.First)
		}
		return Line(p.First) + dash + Line(p.Last)
	}
	if !strings.ContainsFunc(raw, isWord) { // "-": no page at all
		return ""
	}
	return redash(raw, dash)
}

func severalRanges(raw string) bool { return strings.ContainsAny(raw, ",;& ") }

// redash replaces every run of hyphens and dashes that stands between letters
// or digits, with or without spaces around it.
func redash(s, dash string) string {
	runes := []rune(s)
	var b strings.Builder
	for i := 0; i < len(runes); {
		end := i
		for end < len(runes) && (isDash(runes[end]) || runes[end] == ' ') {
			end++
		}
		run := strings.TrimSpace(string(runes[i:end]))
		if run != "" && i > 0 && end < len(runes) && isWord(runes[i-1]) && isWord(runes[end]) {
			b.WriteString(dash)
			i = end
			continue
		}
		if end == i {
			end = i + 1
		}
		b.WriteString(string(runes[i:end]))
		i = end
	}
	return b.String()
}

func isDash(r rune) bool { return r == '-' || r == '−' || unicode.Is(unicode.Pd, r) }

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
