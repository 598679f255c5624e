package dedupe

import (
	"strings"
	"sync"
)

// maxTitleWords and maxTitleLetters bound the comparison of two titles.
const (
	maxTitleWords   = 64
	maxTitleLetters = 400
)

// compareTitles compares the titles, and the vernacular ones when there are
// any, and keeps the best.
func (c *comparison) compareTitles(a, b *prepared) {
	c.translated = a.title.translated != b.title.translated || a.second.words != "" || b.second.words != ""
	if a.title.words == "" || b.title.words == "" {
		return
	}
	best := compareTitle(a.title.words, b.title.words)
	for _, pair := range [...][2]string{{a.second.words, b.title.words}, {a.title.words, b.second.words}, {a.second.words, b.second.words}} {
		if best.level >= near || pair[0] == "" || pair[1] == "" {
			continue
		}
		if t := compareTitle(pair[0], pair[1]); t.level > best.level {
			best = t
		}
	}
	c.title, c.front, c.replaced, c.titleWords = best.level, best.front, best.replaced, best.words
	c.digits, c.digitsCut = best.digits, best.cut && best.level == contained
	c.generic = a.title.generic || b.title.generic
}

type titleAgreement struct {
	level    level
	words    int8
	front    bool // one title is the front of the other
	digits   bool
	cut      bool // the numbers of the shorter title begin those of the longer one
	replaced bool
}

// compareTitle gives same, near, contained, alike, weak or other.
func compareTitle(a, b string) titleAgreement {
	if a == b {
		return titleAgreement{level: same, words: countWords(a)}
	}
	var bufA, bufB [maxTitleLetters]byte
	la, lb := letters(a, bufA[:0]), letters(b, bufB[:0])
	if len(la) > len(lb) {
		a, b, la, lb = b, a, lb, la
	}
	t := titleAgreement{words: min(countWords(a), countWords(b))}
	if string(la) == string(lb) {
		t.level = same
		return t
	}
	var wordsA, wordsB wordList
	wordsA.split(a)
	wordsB.split(b)
	common := matchWords(&wordsA, &wordsB)
	longer, shorter := max(wordsA.n, wordsB.n), min(wordsA.n, wordsB.n)
	dice := 2 * float64(common) / float64(wordsA.n+wordsB.n)
	prefix := len(la) >= 25 && strings.HasPrefix(string(lb), string(la))
	t.replaced = wordsA.hasContent() && wordsB.hasContent()
	limit := max(1, len(lb)*8/100)
	switch {
	case dice >= 0.35 && len(lb)-len(la) <= limit && distanceWithin(la, lb, limit) && !(len(la) < 12):
		t.level = near
	case prefix && (len(la)*100 >= len(lb)*35 || shorter >= 5):
		t.level, t.front = contained, !addsPart(a, b)
	case wordsA.n == 0 || wordsB.n == 0:
		t.level = other
	case !wordsA.hasContent() && shorter >= 4 && shorter*100 >= longer*35, !wordsB.hasContent() && shorter >= 4 && dice >= 0.7:
		t.level = contained
	case dice >= 0.7:
		t.level = alike
	case dice >= 0.4:
		t.level = weak
	default:
		t.level = other
	}
	t.digits, t.cut = compareDigits(a, b)
	return t
}

// addsPart reports that a title b is a with the name of a part after it: the preface
// or the third chapter of a book is no other print of the book.
func addsPart(a, b string) bool {
	rest, longer := strings.CutPrefix(b, a+" ")
	if !longer {
		return false
	}
	generic := genericWords()
	for w := range strings.FieldsSeq(rest) {
		if !generic[w] && !isDigits(w) && romanValue(w) == 0 {
			return false
		}
	}
	return true
}

func countWords(s string) int8 {
	if s == "" {
		return 0
	}
	return int8(min(strings.Count(s, " ")+1, 100))
}

// letters writes s without blanks.
func letters(s string, into []byte) []byte {
	for i := 0; i < len(s) && len(into) < cap(into); i++ {
		if s[i] != ' ' {
			into = append(into, s[i])
		}
	}
	return into
}

// wordList holds the words of a title and which of them found a partner.
type wordList struct {
	word  [maxTitleWords]string
	found [maxTitleWords]bool
	n     int
}

func (l *wordList) split(s string) {
	for s != "" && l.n < maxTitleWords {
		word, rest, _ := strings.Cut(s, " ")
		l.word[l.n] = word
		l.n++
		s = rest
	}
}

// hasContent reports a word without a partner that carries content.
func (l *wordList) hasContent() bool {
	for i := range l.n {
		if !l.found[i] && isContent(l.word[i]) {
			return true
		}
	}
	return false
}

// matchWords pairs the words of two titles: equal ones, then those that differ
// in spelling, then two words written as one. It returns how many pairs there
// are.
func matchWords(a, b *wordList) int {
	pairs := 0
	for i := range a.n {
		for j := range b.n {
			if !b.found[j] && a.word[i] == b.word[j] {
				a.found[i], b.found[j] = true, true
				pairs++
				break
			}
		}
	}
	for i := range a.n {
		if a.found[i] {
			continue
		}
		for j := range b.n {
			if !b.found[j] && sameSpelling(a.word[i], b.word[j]) {
				a.found[i], b.found[j] = true, true
				pairs++
				break
			}
		}
	}
	return pairs + matchJoined(a, b) + matchJoined(b, a)
}

// matchJoined pairs two neighbours of a with one word of b: "re entry" and
// "reentry".
func matchJoined(a, b *wordList) int {
	pairs := 0
	for i := 0; i+1 < a.n; i++ {
		if a.found[i] || a.found[i+1] {
			continue
		}
		for j := range b.n {
			if w := b.word[j]; !b.found[j] && len(w) == len(a.word[i])+len(a.word[i+1]) && strings.HasPrefix(w, a.word[i]) && strings.HasSuffix(w, a.word[i+1]) {
				a.found[i], a.found[i+1], b.found[j] = true, true, true
				pairs++
				break
			}
		}
	}
	return pairs
}

// sameSpelling reports two spellings of one word: a plural, a misprint, an
// abbreviation cut off, British and American. Opposites that look alike
// (hypo and hyper) are none.
func sameSpelling(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 4 || a[0] != b[0] && len(a) < 9 {
		return false
	}
	limit := len(b) - len(a)
	switch {
	case limit <= 3 && strings.HasPrefix(b, a):
	case sameStem(a, b):
	case len(a) < 5 || limit > 2 || limit == 2 && len(a) < 9:
		return false
	case !distanceWithin([]byte(a), []byte(b), 1+min(1, len(a)/9)):
		return false
	}
	return !isDigits(a) && !isDigits(b) && !opposite(a, b)
}

// sameStem reports two endings of one word: at least six letters and no more
// than three behind them.
func sameStem(a, b string) bool {
	n := 0
	for n < len(a) && a[n] == b[n] {
		n++
	}
	return n >= 6 && len(a)-n <= 3 && len(b)-n <= 3
}

// opposite reports words that differ in a front part that turns the meaning.
func opposite(a, b string) bool {
	for _, pair := range [...][2]string{{"hypo", "hyper"}, {"pre", "post"}, {"intra", "inter"}, {"infra", "supra"}, {"micro", "macro"}, {"under", "over"}, {"in", "ex"}, {"brady", "tachy"}, {"mono", "poly"}, {"homo", "hetero"}, {"endo", "exo"}, {"anti", "pro"}, {"a", "poly"}, {"systolic", "diastolic"}, {"uni", "bi"}, {"non", ""}, {"un", ""}, {"anti", ""}, {"in", ""}, {"a", ""}, {"dis", ""}, {"fe", ""}} {
		if strings.HasPrefix(a, pair[0]) && strings.HasPrefix(b, pair[1]) && a[len(pair[0]):] == b[len(pair[1]):] ||
			strings.HasPrefix(b, pair[0]) && strings.HasPrefix(a, pair[1]) && b[len(pair[0]):] == a[len(pair[1]):] {
			return true
		}
	}
	return false
}

var emptyWords = sync.OnceValue(func() map[string]bool {
	return wordSet(`a an and are as at be by de del der die das des du des et for from in into is la le les los of on or over than that the their this to und von
		with without within study studies trial trials report reports case review using use versus vs via among between during after its it we our new s t
		part one results analysis randomized randomised controlled clinical systematic meta`)
})

// isContent reports a word that tells works apart. "without" and "before" turn a
// meaning but come and go in translations; letters and numbers are compared
// apart.
func isContent(w string) bool {
	return len(w) >= 3 && !emptyWords()[w] && !isDigits(w) && romanValue(w) == 0
}

// compareDigits compares the numbers in two titles in their order, with or
// without blanks and letters around them: "B 12" and "B12" agree, "part II" and
// "part III" do not. Numbers in words count.
func compareDigits(short, long string) (differ, cut bool) {
	var bufA, bufB [maxTitleLetters]byte
	a, b := string(digitsOf(short, bufA[:0])), string(digitsOf(long, bufB[:0]))
	return a != b, strings.HasPrefix(b, a)
}

func digitsOf(s string, into []byte) []byte {
	for w := range strings.FieldsSeq(s) {
		if len(into)+len(w) > cap(into) {
			break
		}
		if v := romanValue(w); v != 0 {
			if v >= 10 {
				into = append(into, byte('0'+v/10))
			}
			into = append(into, byte('0'+v%10))
			continue
		}
		if d := spelledDigit(w); d != 0 {
			into = append(into, d)
			continue
		}
		for i := 0; i < len(w); i++ {
			if w[i] >= '0' && w[i] <= '9' {
				into = append(into, w[i])
			}
		}
	}
	return into
}

func spelledDigit(w string) byte {
	switch w {
	case "two":
		return '2'
	case "three":
		return '3'
	case "four":
		return '4'
	case "five":
		return '5'
	case "six":
		return '6'
	case "seven":
		return '7'
	case "eight":
		return '8'
	case "nine":
		return '9'
	}
	return 0
}

// shareBound is a quick bound from above for the share of words that two titles
// have in common: words count as equal when their first four letters are.
func shareBound(a, b string) float64 {
	var starts [maxTitleWords]uint32
	n, common, words := 0, 0, 0
	for w := range strings.SplitSeq(a, " ") {
		if n == len(starts) {
			break
		}
		starts[n] = wordStart(w)
		n++
	}
	for w := range strings.SplitSeq(b, " ") {
		if words++; words > maxTitleWords {
			break
		}
		start := wordStart(w)
		for i := range n {
			if starts[i] == start {
				common++
				break
			}
		}
	}
	return float64(common) / float64(max(1, min(n, words)))
}

func wordStart(w string) uint32 {
	var h uint32
	for i := 0; i < len(w) && i < 4; i++ {
		h = h<<8 | uint32(w[i])
	}
	return h
}
