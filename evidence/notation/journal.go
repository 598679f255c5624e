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
// the acronym of the other; below, half the share of words that agree in order.
func JournalSimilarity(a, b string) float64 {
	ta, tb := journalWords(a), journalWords(b)
	if len(ta) == 0 || len(tb) == 0 {
		return 0
	}
	if strings.Join(withoutStops(ta), " ") == strings.Join(withoutStops(tb), " ") {
		return 1
	}
	whole, share := alignWords(ta, tb)
	switch {
	case whole:
		return 0.9
	case isAcronym(a, ta, tb), isAcronym(b, tb, ta):
		return 0.8
	}
	return 0.5 * share
}

var journalStopWords = sync.OnceValue(func() map[string]bool {
	return wordSet("the a an of and in for on to with de del la le les des du der die das den dem und fur et e y da do dos di della i el los las og och")
})

// maxJournalWords bounds the comparison of two names.
const maxJournalWords = 40

// journalWords folds a journal name; a tail in brackets is the place of
// publication and goes.
func journalWords(s string) []string {
	if i := strings.LastIndexByte(s, '('); i > 0 && strings.HasSuffix(strings.TrimRight(s, " ."), ")") {
		s = s[:i]
	}
	words := strings.Fields(Fold(s))
	return words[:min(len(words), maxJournalWords)]
}

// withoutStops leaves out the words that abbreviations leave out, unless there
// are no others.
func withoutStops(words []string) []string {
	stop := journalStopWords()
	kept := make([]string, 0, len(words))
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

// alignWords pairs the words of two names in order. whole tells that every word
// found its partner but those that abbreviations leave out; share is the part
// of the longer name's words that did.
func alignWords(a, b []string) (whole bool, share float64) {
	stop := journalStopWords()
	const no = -1 << 20
	// best[i][j]: most pairs in a[i:], b[j:] without leaving a word over;
	// pairs[i][j]: most pairs at all.
	best, pairs := newGrid(len(a)+1, len(b)+1), newGrid(len(a)+1, len(b)+1)
	for i := len(a); i >= 0; i-- {
		for j := len(b); j >= 0; j-- {
			whole, any := no, 0
			if i == len(a) && j == len(b) {
				whole = 0
			}
			if i < len(a) {
				any = max(any, pairs[i+1][j])
				if stop[a[i]] {
					whole = max(whole, best[i+1][j])
				}
			}
			if j < len(b) {
				any = max(any, pairs[i][j+1])
				if stop[b[j]] {
					whole = max(whole, best[i][j+1])
				}
			}
			if i < len(a) && j < len(b) && abbreviates(a[i], b[j]) {
				whole, any = max(whole, 1+best[i+1][j+1]), max(any, 1+pairs[i+1][j+1])
			}
			if i < len(a) && j+1 < len(b) && len(a[i]) > len(b[j]) && abbreviates(a[i], b[j]+b[j+1]) { // dermosifiliogr, dermo-sifiliograficas
				whole = max(whole, 1+best[i+1][j+2])
			}
			if i+1 < len(a) && j < len(b) && len(b[j]) > len(a[i]) && abbreviates(b[j], a[i]+a[i+1]) {
				whole = max(whole, 1+best[i+2][j+1])
			}
			best[i][j], pairs[i][j] = whole, any
		}
	}
	longer := max(len(withoutStops(a)), len(withoutStops(b)))
	return best[0][0] > 0, min(1, float64(pairs[0][0])/float64(longer))
}

func newGrid(rows, columns int) [][]int {
	grid := make([][]int, rows)
	for i := range grid {
		grid[i] = make([]int, columns)
	}
	return grid
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

// isAcronym reports whether the one word of short, printed in capitals, is made
// of the initials of long, with or without the words that abbreviations leave
// out.
func isAcronym(printed string, short, long []string) bool {
	letters := strings.TrimSpace(printed)
	if len(short) != 1 || len(short[0]) < 3 || len(long) < 2 || letters != strings.ToUpper(letters) {
		return false
	}
	return short[0] == initials(long) || short[0] == initials(withoutStops(long))
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
