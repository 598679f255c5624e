package notation

import (
	"strings"
	"sync"
)

// SameJournal reports whether two printed journal names can be one journal: equal after folding, or one
// is the other's abbreviation ("J Am Acad Dermatol"), or its acronym. An
// abbreviation that fits two journals agrees with both.
func SameJournal(a, b string) bool {
	return JournalSimilarity(a, b) >= 0.8
}

// JournalSimilarity grades the agreement of two journal names from 0 to 1:
// 1 equal after folding, 0.9 one abbreviates the other word by word, 0.8 one is
// the acronym of the other; below, half the share of words that agree.
func JournalSimilarity(a, b string) float64 {
	ta, tb := journalWords(a), journalWords(b)
	if len(ta) == 0 || len(tb) == 0 {
		return 0
	}
	if strings.Join(ta, " ") == strings.Join(tb, " ") {
		return 1
	}
	n := agreeingWords(ta, tb)
	if n == len(ta) && n == len(tb) {
		return 0.9
	}
	if isAcronym(a, ta, tb, b) || isAcronym(b, tb, ta, a) {
		return 0.8
	}
	return 0.5 * float64(n) / float64(max(len(ta), len(tb)))
}

var journalStopWords = sync.OnceValue(func() map[string]bool {
	return wordSet("the a an of and in for on to with de del la le les des du der die das den dem und fur et e y da do dos di della i el los las og och")
})

// journalWords folds a journal name and leaves out words that abbreviations
// leave out; a tail in brackets is the place of publication.
func journalWords(s string) []string {
	if i := strings.LastIndexByte(s, '('); i > 0 && strings.HasSuffix(strings.TrimRight(s, " ."), ")") {
		s = s[:i]
	}
	words := strings.Fields(Fold(s))
	stop := journalStopWords()
	kept := words[:0:0]
	for _, w := range words {
		if !stop[w] {
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 {
		return words
	}
	return kept
}

// agreeingWords counts from the start how many words pair off in order.
func agreeingWords(a, b []string) int {
	n := 0
	for n < len(a) && n < len(b) && abbreviates(a[n], b[n]) {
		n++
	}
	return n
}

// abbreviates reports whether the shorter word can stand for the longer one:
// a prefix, or a contraction that keeps the first letter and the order
// ("dtsch", "natl").
func abbreviates(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if strings.HasPrefix(b, a) {
		return true
	}
	if len(a) < 3 || a[0] != b[0] || len(a) > len(b)-2 {
		return false
	}
	j := 0
	for i := 0; i < len(b) && j < len(a); i++ {
		if b[i] == a[j] {
			j++
		}
	}
	return j == len(a)
}

// isAcronym reports whether the one word of short is made of the initials of
// long, with or without the words that abbreviations leave out.
func isAcronym(printed string, short, long []string, longPrinted string) bool {
	if len(short) != 1 || len(short[0]) < 3 || len(long) < 2 {
		return false
	}
	letters := strings.TrimSpace(printed)
	if letters != strings.ToUpper(letters) {
		return false
	}
	return short[0] == initials(long) || short[0] == initials(strings.Fields(Fold(longPrinted)))
}

func initials(words []string) string {
	var b strings.Builder
	for _, w := range words {
		for _, r := range w {
			b.WriteRune(r)
			break
		}
	}
	return b.String()
}
