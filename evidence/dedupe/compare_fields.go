package dedupe

import (
	"strings"

	"dossier/evidence/notation"
)

// compareNames gives same, alike (half of the shorter list), weak (one name in
// common) or other; and how many names are in common. A list may be cut
// short by its source, so the shorter one counts.
func compareNames(a, b *names) (level, int8) {
	if len(a.list) == 0 || len(b.list) == 0 {
		return missing, 0
	}
	if len(a.list) > len(b.list) {
		a, b = b, a
	}
	first := a.list[0].is(b.list[0]) || similarName(a.first, b.first)
	var found [maxNames]bool
	common := 0
	for _, x := range a.list {
		for j, y := range b.list {
			if !found[j] && x.is(y) {
				found[j] = true
				common++
				break
			}
		}
	}
	if first && common == 0 {
		common = 1
	}
	n := len(a.list)
	shared := int8(common)
	switch {
	case common*10 >= n*7 && (first || n > 1):
		return same, shared
	case common*2 >= n, first && common*3 >= n:
		return alike, shared
	case common > 0:
		return weak, shared
	}
	return other, 0
}

// is reports one person: the family names agree in one of the orders, and the
// initials do not disagree.
func (n name) is(m name) bool {
	switch {
	case n.family == m.family, n.part != 0 && n.part == m.family, m.part != 0 && m.part == n.family, n.part != 0 && n.part == m.part:
		return n.letter == 0 || m.letter == 0 || n.letter == m.letter || n.given == m.given && n.given != 0
	}
	return n.given != 0 && n.given == m.family || m.given != 0 && m.given == n.family
}

// similarName reports a misprint or a damaged letter in a family name.
func similarName(a, b string) bool {
	if len(a) < 4 || len(b) < 4 {
		return false
	}
	short, long := a, b
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(short) >= 5 && strings.HasPrefix(long, short) {
		return true
	}
	return distanceWithin([]byte(short[:min(len(short), maxTitleLetters)]), []byte(long[:min(len(long), maxTitleLetters)]), 1)
}

// compareAbstracts gives same, alike or other by the words that two abstracts
// begin with.
func compareAbstracts(a, b string) level {
	if a == "" || b == "" {
		return missing
	}
	if n := min(len(a), len(b), 80); a[:n] == b[:n] {
		return same
	}
	var wordsA, wordsB wordList
	wordsA.split(a)
	wordsB.split(b)
	common := 0
	for i := range wordsA.n {
		for j := range wordsB.n {
			if !wordsB.found[j] && wordsA.word[i] == wordsB.word[j] {
				wordsB.found[j] = true
				common++
				break
			}
		}
	}
	switch n := min(wordsA.n, wordsB.n); {
	case common*100 >= n*75:
		return same
	case common*100 >= n*40:
		return alike
	}
	return other
}

// venueCache remembers how two venues agree; records of few journals make up
// most pairs. It belongs to one goroutine.
type venueCache struct{ levels map[uint64]level }

func newVenueCache() *venueCache { return &venueCache{levels: make(map[uint64]level)} }

// maxCachedVenues bounds a cache.
const maxCachedVenues = 1 << 16

func compareVenues(a, b *venue, cache *venueCache) level {
	if a == nil || b == nil {
		return missing
	}
	if a == b || a.folded == b.folded {
		return same
	}
	if cache == nil {
		return compareVenueForms(a, b)
	}
	key := uint64(min(a.number, b.number))<<32 | uint64(max(a.number, b.number))
	if l, ok := cache.levels[key]; ok {
		return l
	}
	l := compareVenueForms(a, b)
	if len(cache.levels) < maxCachedVenues {
		cache.levels[key] = l
	}
	return l
}

func compareVenueForms(a, b *venue) level {
	best := other
	for _, x := range a.forms {
		for _, y := range b.forms {
			best = max(best, compareJournals(x, y), compareJournals(y, x))
		}
	}
	return best
}

// compareJournals gives same (equal, an abbreviation, an acronym), alike (the
// words of one name stand in the other, in order), weak (half of the words agree)
// or other.
func compareJournals(a, b string) level {
	similarity := notation.JournalSimilarity(a, b)
	switch {
	case similarity >= 0.8:
		return same
	case frontOf(a, b):
		return alike
	case similarity >= 0.25:
		return weak
	}
	return other
}

// frontOf reports that every word of a abbreviates, in order, a word of b.
func frontOf(a, b string) bool {
	words := strings.Fields(notation.Fold(a))
	rest := strings.Fields(notation.Fold(b))
	if len(words) == 0 {
		return false
	}
	for _, w := range words {
		i := 0
		for i < len(rest) && !(strings.HasPrefix(rest[i], w) || len(rest[i]) >= 3 && strings.HasPrefix(w, rest[i])) {
			i++
		}
		if i == len(rest) {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}
