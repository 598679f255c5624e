package tagging

import (
	"math"
	"strings"
	"sync"
	"unicode/utf8"

	"dossier/evidence"
)

// amount is a printed number: the word that holds its digits, with sign and
// leading point as they belong to it here.
type amount struct {
	word       int // index into field.words
	start, end int // bytes, with sign, without percent sign
	value      float64
	signed     bool // a sign is printed
	percent    bool
	whole      bool // printed without a decimal separator, and a whole number
}

// amountSeen is what amountAt found at a word: rules look at the same number
// again and again.
type amountSeen struct {
	amount amount
	state  uint8 // 0 not read yet, 1 none, 2 read
	counts bool  // see wholeNumber: count and next, the word behind it, 0 when not read yet
	count  int
	next   int32
}

// amountAt is readAmount that remembers.
func (f *field) amountAt(w int) (amount, bool) {
	if w < 0 || w >= len(f.words) || !f.words[w].number {
		return amount{}, false
	}
	seen := &f.amounts[f.words[w].amount]
	if seen.state == 0 {
		a, ok := f.readAmount(w)
		seen.amount, seen.state = a, 1
		if ok {
			seen.state = 2
		}
	}
	return seen.amount, seen.state == 2
}

// readAmount reads the number at word w. A hyphen is a sign only where no word or
// number stands directly before it; "0.2-1.1" has no sign.
func (f *field) readAmount(w int) (amount, bool) {
	a := amount{word: w, start: int(f.words[w].start), end: int(f.words[w].end)}
	text := f.text
	if a.start > 0 && text[a.start-1] == '.' && (a.start == 1 || !wordByte(text[a.start-2])) {
		a.start--
	} else if a.start > 1 && text[a.start-1] == 0xB7 && text[a.start-2] == 0xC2 && (a.start == 2 || !wordByte(text[a.start-3])) {
		a.start -= 2
	}
	if size := signSize(text[:a.start]); size > 0 {
		before := strings.TrimRight(text[:a.start-size], " ")
		glued := before == text[:a.start-size] && before != "" && (wordByte(before[len(before)-1]) || before[len(before)-1] == '%' || before[len(before)-1] == ')')
		if !glued {
			a.start -= size
			a.signed = true
		}
	}
	// groups of three after a thin or plain space: "18 624"
	value, ok := parseAmount(text[a.start:a.end])
	if !ok {
		return amount{}, false
	}
	a.value = value
	if !a.signed && minusBeforePrice(text[:a.start]) {
		a.value = -value
	}
	a.whole = value == math.Trunc(value) && strings.IndexByte(text[a.start:a.end], '.') < 0 && !strings.Contains(text[a.start:a.end], "·")
	rest := text[a.end:]
	if rest != "" && (rest[0] == ' ' || rest[0] >= utf8.RuneSelf) {
		rest = strings.TrimLeft(rest, " \u00a0\u2009\u202f")
	}
	a.percent = strings.HasPrefix(rest, "%") || strings.HasPrefix(rest, "percent") && !strings.HasPrefix(rest, "percentage") || strings.HasPrefix(rest, "per cent")
	return a, true
}

// minusBeforePrice tells whether a minus sign and a currency end the text: "(-€".
func minusBeforePrice(s string) bool {
	size := 0
	switch {
	case strings.HasSuffix(s, "$"):
		size = 1
	case strings.HasSuffix(s, "£"), strings.HasSuffix(s, "¥"):
		size = 2
	case strings.HasSuffix(s, "€"):
		size = 3
	default:
		return false
	}
	s = s[:len(s)-size]
	if n := signSize(s); n > 0 && s[len(s)-1] != '+' {
		s = s[:len(s)-n]
		return s == "" || !wordByte(s[len(s)-1]) && s[len(s)-1] != '%' && s[len(s)-1] != ')'
	}
	return false
}

func wordByte(c byte) bool { return isLetter(c) || isDigit(c) || c >= utf8.RuneSelf }

// signSize is the length of a minus or plus sign at the end of s.
func signSize(s string) int {
	switch {
	case strings.HasSuffix(s, "-"), strings.HasSuffix(s, "+"):
		return 1
	case strings.HasSuffix(s, "−"), strings.HasSuffix(s, "–"), strings.HasSuffix(s, "‐"), strings.HasSuffix(s, "‑"):
		return 3
	}
	return 0
}

func parseAmount(s string) (float64, bool) {
	if x, ok := plainDecimal(s); ok {
		return x, true
	}
	n := number(evidence.Printed(strings.TrimPrefix(s, "+")))
	if n == nil || math.IsInf(*n, 0) {
		return 0, false
	}
	return *n, true
}

// plainDecimal reads up to fifteen digits with a point or none, and commas between
// thousands. Both parts of the quotient are exact, so it is rounded once, as strconv
// does.
func plainDecimal(s string) (float64, bool) {
	value, scale, digits, point := 0, 1, 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case isDigit(s[i]) && digits < 15:
			value, digits = 10*value+int(s[i]-'0'), digits+1
			if point {
				scale *= 10
			}
		case s[i] == '.' && !point:
			point = true
		case s[i] == ',' && thousands(s[i+1:]):
		case s[i] == ' ' && i > 0 && i+1 < len(s) && (s[i-1] == '.' || s[i+1] == '.'): // see strayBlank
		default:
			return 0, false
		}
	}
	return float64(value) / float64(scale), digits > 0
}

// printed is the number as the text has it.
func (f *field) printed(a amount) evidence.Printed {
	return evidence.Printed(f.text[a.start:a.end])
}

// pairAt reads "low SEPARATOR high" that begins at number word w and returns
// the word after it. Separators are to, a hyphen or dash, comma, semicolon,
// tilde, "and".
func (f *field) pairAt(w int, rules *ruleSet) (low, high amount, next int, ok bool) {
	low, ok = f.amountAt(w)
	if !ok {
		return low, high, w, false
	}
	v := w + 1
	lowSide := f.side(&v, rules)
	separated := false
	for v < len(f.words) && !f.words[v].number && v <= w+4 {
		switch f.wordText(v) {
		case "to", "and", "through":
			separated = true
		default:
			if !f.unitWord(v, rules) {
				return low, high, w, false
			}
		}
		v++
	}
	high, ok = f.amountAt(v)
	if !ok {
		return low, high, w, false
	}
	gapText := f.text[f.words[v-1].end:high.start]
	between := f.text[low.end:high.start]
	if open := strings.TrimSuffix(gapText, "("); open != gapText && strings.HasPrefix(f.text[high.end:], ")") {
		gapText, between = open, strings.TrimSuffix(between, "(") // "-2.6 - (-0.2)"
	}
	if f.words[v-1].number || !separated {
		if !pairSeparator(gapText) {
			return low, high, w, false
		}
	}
	if strings.ContainsAny(between, "()[]{}/=<>") {
		return low, high, w, false
	}
	next = v + 1
	if high.value < low.value && low.value >= 1000 && high.whole && !high.signed && next < len(f.words) && f.words[v].end-f.words[v].start <= 3 && f.words[next].number && f.words[next].end-f.words[next].start == 3 && f.thinSpace(next) {
		if b, is := f.amountAt(next); is && b.whole && high.value*1000+b.value > low.value { // "6955-12 577"
			high.value, high.end, high.percent = high.value*1000+b.value, b.end, b.percent
			next++
		}
	}
	highSide := f.side(&next, rules)
	low, high = low.turned(lowSide), high.turned(highSide)
	return low, high, next, true
}

// pairSeparator tells whether the text between two numbers joins an interval.
func pairSeparator(s string) bool {
	s = strings.Trim(s, " \u00a0\u2009\u202f%")
	switch s {
	case "-", "–", "—", "−", "‐", "‑", "~", "∼", "～", ",", ";", "..", "...", "…", "--":
		return true
	}
	return false
}

// side reads "lower", "fewer", "higher" after a bound and moves past it: the
// sign that the words give the number.
func (f *field) side(w *int, rules *ruleSet) int {
	if *w >= len(f.words) || f.words[*w].before&^gapSoft&^gapPercent != 0 {
		return 0
	}
	switch s := f.words[*w].sym; {
	case rules.is(s, cueLower):
		*w++
		return -1
	case rules.is(s, cueHigher):
		*w++
		return 1
	}
	return 0
}

// turned gives an unsigned number the sign of its words.
func (a amount) turned(side int) amount {
	if side < 0 && !a.signed {
		a.value = -a.value
	}
	return a
}

// unitWord tells whether word v may stand between the bounds of an interval:
// "20.3 percent to 38.6", "1.1 mmol/L to 2".
func (f *field) unitWord(v int, rules *ruleSet) bool {
	w := f.words[v]
	if w.before&(gapOpens|gapCloses|gapSemicolon|gapStop|gapRelation) != 0 {
		return false
	}
	s := f.wordText(v)
	return s == "percent" || s == "cent" || s == "per" || len(s) <= 3 || rules.is(w.sym, cueTimeUnit)
}

// wordText is word v as printed.
func (f *field) wordText(v int) string {
	return f.text[f.words[v].start:f.words[v].end]
}

// smallNumbers are numbers in words, as sentences begin with them.
const numberWords = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"

var smallNumbers = sync.OnceValue(func() map[string]int {
	m := map[string]int{"none": 0}
	for n, word := range strings.Fields(numberWords) {
		m[word] = n
	}
	for n, word := range strings.Fields("thirty forty fifty sixty seventy eighty ninety") {
		m[word] = 10 * (n + 3)
	}
	return m
})

// numberWords reads a number in words that begins at word w ("two hundred and
// ten") and returns the word after it.
func (f *field) numberWords(w int) (value, next int, ok bool) {
	total, part := 0, 0
	v := w
	for ; v < len(f.words) && v < w+10; v++ {
		if v > w && f.words[v].before&^gapSoft != 0 {
			break
		}
		s := f.lower(v)
		if n, is := smallNumbers()[s]; is {
			if v > w && n >= 10 && part%100 != 0 {
				break
			}
			part += n
			ok = true
			continue
		}
		if s == "hundred" && ok {
			part *= 100
			continue
		}
		if s == "thousand" && ok {
			total, part = total+part*1000, 0
			continue
		}
		if s == "and" && ok && v+1 < len(f.words) && part >= 100 {
			if _, is := smallNumbers()[f.lower(v+1)]; is {
				continue
			}
		}
		break
	}
	return total + part, v, ok
}

// signedText is the number as printed; where words give the sign ("0.05
// lower"), with that sign in front.
func (f *field) signedText(a amount) evidence.Printed {
	p := f.printed(a)
	if a.value < 0 && !a.signed {
		return "-" + p
	}
	return p
}
