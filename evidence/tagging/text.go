package tagging

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"
)

// gap is the set of characters that stand between a word and the one before.
type gap uint32

const (
	gapSpace gap = 1 << iota
	gapHyphen
	gapApostrophe
	gapSlash
	gapComma
	gapSemicolon
	gapColon
	gapStop // . ? !
	gapOpen // (
	gapClose
	gapOpenSquare
	gapCloseSquare
	gapQuote
	gapPercent
	gapRelation // < > = ≤ ≥
	gapPlus
	gapOther

	gapSoft   = gapSpace | gapHyphen | gapApostrophe | gapQuote
	gapOpens  = gapOpen | gapOpenSquare
	gapCloses = gapClose | gapCloseSquare
)

// word is one word or number of a text. Words begin with a letter and may hold
// digits ("IL17A", "upa15"); numbers begin with a digit and may hold separators
// ("18,624", "0·47").
type word struct {
	start, end int32 // bytes
	sym        symbol
	before     gap
	amount     int32 // of a number: its place in field.amounts
	number     bool
	spelled    bool // a number in words, see findCues
	upper      bool // first letter is a capital
	caps       bool // two letters or more, all capitals (digits allowed)
	drug       bool // belongs to a drug, see indexField
	disease    bool // belongs to an outcome or condition
}

// field is one text of a record, cut into words and sentences.
type field struct {
	name       string
	text       string
	small      string // text with ASCII letters small, byte for byte in place
	words      []word
	sentences  []sentence
	marks      mark   // of all sentences
	headed     bool   // the abstract has headings
	longDigits bool   // a word of six bytes or more ends in a digit
	lowered    []byte // scratch of small
	grams      gramSet
	amounts    []amountSeen // by number, see amountAt
	counts     []int        // words where a number begins, see findCues
	unknown    []int        // words, no numbers, that no rule or name knows; see noteMarks
	runeAt     []int32      // code points before each block of runeBlock bytes; empty for plain ASCII
}

const runeBlock = 64

// maxField bounds the bytes that are analysed of one field. The longest
// abstract in print has a few thousand; whatever is longer is a full text.
const maxField = 1 << 20

// sentence is a run of words [first, last) of one section.
type sentence struct {
	first, last int
	section     section
	cues        cueSet // those that begin in the sentence
	marks       mark
	gaps        gap    // what stands before any of its words
	counts      [2]int // its part of field.counts
}

// section is the part of a structured abstract.
type section uint8

const (
	sectionNone section = iota
	sectionBackground
	sectionObjective
	sectionMethods
	sectionResults
	sectionConclusion
	sectionOther // registration, funding
)

// split cuts text into words; syms gives the symbol of a lower-case word.
func (f *field) split(name, text string, syms *symbols) {
	plain := f.start(name, text)
	f.grams.fill(f.small)
	f.cut(syms)
	if !plain {
		f.indexRunes()
	}
}

// start takes a text up, no longer than maxField, and tells whether it is plain ASCII.
func (f *field) start(name, text string) bool {
	f.name, f.words, f.sentences, f.amounts, f.runeAt = name, f.words[:0], f.sentences[:0], f.amounts[:0], f.runeAt[:0]
	f.headed, f.longDigits = false, false
	if len(text) > maxField {
		cut := maxField
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	f.text = text
	f.lowered = append(f.lowered[:0], text...)
	plain := toSmall(f.lowered)
	f.small = string(f.lowered)
	return plain
}

// cut finds the words.
func (f *field) cut(syms *symbols) {
	text, small, words := f.text, f.small, f.words
	var before gap
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf && !isLetter(c) && !isDigit(c) {
			before |= gapOfByte[c]
			i++
			continue
		}
		if isLetter(c) {
			// most words are a letter and small letters up to a space or stop
			if end := smallEnd(text, i+1); end == len(text) || endsWord[text[end]] {
				w := word{start: int32(i), end: int32(end), before: before, upper: c <= 'Z'}
				if end-i <= longestWord {
					w.sym = syms.of(small[i:end])
				}
				words = append(words, w)
				i, before = end, 0
				continue
			}
		}
		if c >= utf8.RuneSelf {
			if r, size := utf8.DecodeRuneInString(text[i:]); !unicode.IsLetter(r) {
				before |= gapOfRune(r)
				i += size
				continue
			}
		}
		var w word
		if isDigit(c) {
			w = f.number(i, before, syms)
		} else {
			w = f.word(i, before, syms)
		}
		words = append(words, w)
		i, before = int(w.end), 0
	}
	f.words = words
}

// word reads the word that begins at byte i.
func (f *field) word(i int, before gap, syms *symbols) word {
	w := word{start: int32(i), before: before, caps: true}
	text, letters, plain := f.text, 0, true
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			switch {
			case c >= 'a' && c <= 'z':
				w.caps = false
				letters++
			case c >= 'A' && c <= 'Z':
				if letters == 0 {
					w.upper = true
				}
				letters++
			case isDigit(c):
			case c == '\'' && i+1 < len(text) && isLetter(text[i+1]):
			default:
				goto done
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsLetter(r):
			if unicode.IsUpper(r) {
				if letters == 0 {
					w.upper = true
				}
			} else {
				w.caps = false
			}
			letters++
		case unicode.Is(unicode.Mn, r), isSubscript(r):
		case r == '’' && i+size < len(text) && isLetter(text[i+size]):
		default:
			goto done
		}
		plain = false
		i += size
	}
done:
	w.end = int32(i)
	w.caps = w.caps && letters > 1
	switch {
	case i-int(w.start) > longestWord:
	case plain:
		w.sym = syms.of(f.small[w.start:w.end])
	default:
		w.sym = syms.of(foldWord(text[w.start:w.end]))
	}
	f.longDigits = f.longDigits || i-int(w.start) >= 6 && isDigit(text[i-1])
	return w
}

// isSubscript tells whether a rune is a digit below the line, as in "vitamin D₃".
func isSubscript(r rune) bool { return '₀' <= r && r <= '₉' }

// longestWord is the length in bytes up to which a word is looked up.
const longestWord = 64

// foldWord is a word with letters beyond ASCII in small letters, without accents
// that stand alone, and with a plain apostrophe.
func foldWord(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '’':
			return '\''
		case isSubscript(r):
			return r - '₀' + '0'
		case unicode.Is(unicode.Mn, r):
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// number reads digits with inner separators: "18,624", "0.47", "0·47".
func (f *field) number(i int, before gap, syms *symbols) word {
	w := word{start: int32(i), before: before, number: true, amount: int32(len(f.amounts))}
	f.amounts = append(f.amounts, amountSeen{})
	text := f.text
	point, comma := false, false
	for i < len(text) {
		if isDigit(text[i]) {
			i++
			continue
		}
		if i == int(w.start)+1 && text[w.start] == '0' && strayBlank(text[i:]) {
			point = true
			i += 2 // "0. 35": a blank crept in
			continue
		}
		size := separatorSize(text[i:])
		if size == 0 || i+size >= len(text) || !isDigit(text[i+size]) {
			break
		}
		if text[i] == ',' {
			group := thousands(text[i+1:])
			if point || comma && !group { // "0.82,1.14" are two numbers
				break
			}
			comma = true
		} else {
			if point { // "0.82.1.14": a misprint of two numbers
				break
			}
			point = true
		}
		i += size
	}
	w.end = int32(i)
	if i-int(w.start) <= longestWord {
		w.sym = syms.of(text[w.start:i])
	}
	f.longDigits = f.longDigits || i-int(w.start) >= 6
	return w
}

// strayBlank tells whether a decimal separator with a blank on one side follows a zero:
// ". 35", " .35".
func strayBlank(s string) bool {
	if len(s) < 4 || !isDigit(s[2]) || s[:2] != ". " && s[:2] != " ." {
		return false
	}
	k := 3
	for k < len(s) && isDigit(s[k]) {
		k++
	}
	return k <= 5 && (k == len(s) || !isLetter(s[k]) && s[k] != '%' && !(s[k] == '.' && k+1 < len(s) && isDigit(s[k+1])))
}

// separatorSize is the length of a decimal or thousands separator at the
// beginning of s: point, comma, middle dot.
func separatorSize(s string) int {
	switch {
	case s[0] == '.' || s[0] == ',':
		return 1
	case len(s) > 1 && s[0] == 0xC2 && s[1] == 0xB7: // ·
		return 2
	case len(s) > 2 && s[0] == 0xE2 && s[1] == 0x88 && s[2] == 0x99: // ∙
		return 3
	case len(s) > 2 && s[0] == 0xE2 && s[1] == 0x8B && s[2] == 0x85: // ⋅
		return 3
	}
	return 0
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// The bytes of a word of eight, for reading eight bytes of a text at once. A byte of a
// sum below never carries into the next, as its high bit is clear before.
const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// toSmall makes the ASCII letters of b small, and tells whether all of b is ASCII.
func toSmall(b []byte) bool {
	var any uint64
	for ; len(b) >= 8; b = b[8:] {
		x := binary.LittleEndian.Uint64(b)
		any |= x
		low := x &^ highs
		capitals := (low + (0x80-'A')*ones) &^ (low + (0x7F-'Z')*ones) &^ x & highs
		binary.LittleEndian.PutUint64(b, x|capitals>>2) // 0x20 makes a letter small
	}
	for i, c := range b {
		any |= uint64(c)
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return any&highs == 0
}

// smallEnd is the end of the run of small ASCII letters from byte i of s.
func smallEnd(s string, i int) int {
	for ; len(s)-i >= 8; i += 8 {
		x := eightBytes(s[i:])
		low := x &^ highs
		if others := (^(low + (0x80-'a')*ones) | (low + (0x7F-'z')*ones) | x) & highs; others != 0 {
			return i + bits.TrailingZeros64(others)/8
		}
	}
	for i < len(s) && s[i] >= 'a' && s[i] <= 'z' {
		i++
	}
	return i
}

// endsWord lists the bytes behind which a word does not go on: ASCII that is no
// letter, digit or apostrophe.
var endsWord = func() (ends [256]bool) {
	for c := range byte(utf8.RuneSelf) {
		ends[c] = !isLetter(c) && !isDigit(c) && c != '\''
	}
	return ends
}()

// gramSet holds a hash of each three bytes in a row that begin at an even byte of a
// text: most phrases that the text does not have are told from it without a search.
type gramSet [128]uint64

// fill makes the set that of a text.
func (g *gramSet) fill(s string) {
	*g = gramSet{}
	for ; len(s) >= 8; s = s[6:] { // three of them begin in eight bytes
		x := eightBytes(s)
		g.add(uint32(x))
		g.add(uint32(x >> 16))
		g.add(uint32(x >> 32))
	}
	for ; len(s) >= 3; s = s[2:] {
		g.add(threeBytes(s))
	}
}

func (g *gramSet) add(b uint32) {
	h := gramHash(b)
	g[h>>6] |= 1 << (h & 63)
}

// mayHave is false only where the text does not contain s, which may begin at an even
// byte of it or at an odd one.
func (g *gramSet) mayHave(s string) bool {
	return g.mayHaveEven(s) || s != "" && g.mayHaveEven(s[1:])
}

// mayHaveEven is false only where s does not begin at an even byte of the text.
func (g *gramSet) mayHaveEven(s string) bool {
	for ; len(s) >= 3; s = s[2:] {
		if h := gramHash(threeBytes(s)); g[h>>6]&(1<<(h&63)) == 0 {
			return false
		}
	}
	return true
}

// threeBytes reads the first three bytes of s, least significant first.
func threeBytes(s string) uint32 {
	_ = s[2]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16
}

// gramHash spreads the first three bytes of b over thirteen bits.
func gramHash(b uint32) uint32 { return (b << 8) * 0x9E3779B1 >> 19 }

var gapOfByte = [utf8.RuneSelf]gap{
	' ': gapSpace, '\n': gapSpace, '\t': gapSpace, '\r': gapSpace,
	'-': gapHyphen, '\'': gapApostrophe, '`': gapApostrophe, '"': gapQuote, '/': gapSlash, ',': gapComma, ';': gapSemicolon, ':': gapColon,
	'.': gapStop, '?': gapStop, '!': gapStop, '(': gapOpen, ')': gapClose, '[': gapOpenSquare, ']': gapCloseSquare,
	'{': gapOpenSquare, '}': gapCloseSquare, '%': gapPercent, '<': gapRelation, '>': gapRelation, '=': gapRelation, '+': gapPlus,
	'&': gapOther, '*': gapOther, '#': gapOther, '@': gapOther, '^': gapOther, '~': gapOther, '|': gapOther, '_': gapOther, '\\': gapOther, '$': gapOther,
}

func gapOfRune(r rune) gap {
	switch r {
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212', '\u00ad':
		return gapHyphen
	case '’', '‘', '′', '®', '™':
		return gapApostrophe
	case '“', '”', '″', '«', '»':
		return gapQuote
	case '≤', '≥', '⩽', '⩾', '≦', '≧', '≈', '∼', '～':
		return gapRelation
	case '（':
		return gapOpen
	case '）':
		return gapClose
	case '\u200b', '\u200e', '\u200f', '\ufeff', '\u2060':
		return 0 // marks without width
	}
	if unicode.IsSpace(r) {
		return gapSpace
	}
	return gapOther
}

// indexRunes prepares codePoint for a text that is not plain ASCII.
func (f *field) indexRunes() {
	n := int32(0)
	for i := 0; i < len(f.text); i += runeBlock {
		f.runeAt = append(f.runeAt, n)
		n += runeStarts(f.text[i:min(i+runeBlock, len(f.text))])
	}
}

// codePoint turns a byte offset into a count of code points.
func (f *field) codePoint(b int) int {
	if len(f.runeAt) == 0 {
		return b
	}
	if b >= len(f.text) {
		b = len(f.text)
	}
	block := min(b/runeBlock, len(f.runeAt)-1)
	return int(f.runeAt[block] + runeStarts(f.text[block*runeBlock:b]))
}

// runeStarts counts the bytes that begin a code point.
func runeStarts(s string) int32 {
	n := len(s)
	for ; len(s) >= 8; s = s[8:] { // all but the bytes 10xxxxxx, eight at once
		b := eightBytes(s)
		n -= bits.OnesCount64(b &^ (b << 1) & 0x8080808080808080)
	}
	for i := range len(s) {
		if !utf8.RuneStart(s[i]) {
			n--
		}
	}
	return int32(n)
}

// sentenceOf returns the index of the sentence that holds word w.
func (f *field) sentenceOf(w int) int {
	lo, hi := 0, len(f.sentences)
	for lo+1 < hi {
		mid := (lo + hi) / 2
		if f.sentences[mid].first <= w {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// between is the raw text between two neighbouring words.
func (f *field) between(a, b int) string {
	return f.text[f.words[a].end:f.words[b].start]
}
