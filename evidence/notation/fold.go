package notation

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold prepares text for comparison: letters without case and diacritics,
// Greek letters by name ("TNF-α" and "TNF-alpha" agree), compatibility forms
// resolved (ligatures, superscripts, full-width), every run of punctuation and
// space one blank, none at the ends. Apostrophes and invisible characters
// vanish without a blank. Fold(Fold(s)) == Fold(s).
func Fold(s string) string {
	room := foldRoom.Get().(*[]byte)
	defer foldRoom.Put(room)
	*room = AppendFold((*room)[:0], s)
	return string(*room)
}

var foldRoom = sync.Pool{New: func() any { return new([]byte) }}

// AppendFold appends a folded text to dst, for a caller that folds many.
func AppendFold(dst []byte, s string) []byte {
	f := folder{out: slices.Grow(dst, len(s)), from: len(dst)}
	for i := 0; i < len(s); {
		from := i
		if s[i] >= utf8.RuneSelf {
			for i < len(s) && s[i] >= utf8.RuneSelf {
				i++
			}
			f.runes(norm.NFKD.String(s[from:i])) // which changes nothing in ASCII and nothing across it
			continue
		}
		for i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= '0' && s[i] <= '9') {
			i++
		}
		if i > from { // nearly all: what needs no change is copied
			f.endGap()
			f.out = append(f.out, s[from:i]...)
			continue
		}
		f.rune(rune(s[i]))
		i++
	}
	return f.out
}

// folder builds a folded text.
type folder struct {
	out  []byte
	from int  // where the text begins in out
	gap  bool // a blank is due before the next letter
}

func (f *folder) endGap() {
	if f.gap {
		f.out = append(f.out, ' ')
		f.gap = false
	}
}

func (f *folder) runes(decomposed string) {
	for _, r := range decomposed {
		f.rune(r)
	}
}

func (f *folder) rune(r rune) {
	switch {
	case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
	case r >= 'A' && r <= 'Z':
		r += 'a' - 'A'
	case isApostrophe(r):
		return
	case r < utf8.RuneSelf:
		f.gap = len(f.out) > f.from
		return
	case unicode.Is(unicode.Mn, r) || IsInvisible(r):
		return
	case !unicode.IsLetter(r) && !unicode.IsDigit(r):
		f.gap = len(f.out) > f.from
		return
	}
	f.endGap()
	if r < utf8.RuneSelf {
		f.out = append(f.out, byte(r))
		return
	}
	f.letter(unicode.ToLower(r))
}

// letter writes a small letter that is not ASCII.
func (f *folder) letter(r rune) {
	if t, ok := latinBase(r); ok {
		f.out = append(f.out, t...)
	} else if name, ok := GreekName(r); ok {
		f.out = append(f.out, strings.ToLower(name)...)
	} else {
		f.out = utf8.AppendRune(f.out, r)
	}
}

// FoldLetters is Fold without the blanks and with ASCII letters and digits
// only: what is left of a name in a citation key. Letters of other alphabets
// that have no Latin base letter are dropped.
func FoldLetters(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		r = unicode.ToLower(r)
		if r < utf8.RuneSelf {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				b.WriteRune(r)
			}
			continue
		}
		if t, ok := latinBase(r); ok {
			b.WriteString(t)
		}
	}
	return b.String()
}

// latinBase spells the letters that Unicode does not decompose.
func latinBase(r rune) (string, bool) {
	switch r {
	case 'ø', 'ɵ':
		return "o", true
	case 'ß':
		return "ss", true
	case 'æ':
		return "ae", true
	case 'œ':
		return "oe", true
	case 'ł', 'ƚ':
		return "l", true
	case 'đ', 'ð', 'ɖ':
		return "d", true
	case 'þ':
		return "th", true
	case 'ı':
		return "i", true
	case 'ȷ':
		return "j", true
	case 'ħ':
		return "h", true
	case 'ŧ':
		return "t", true
	case 'ŋ':
		return "n", true
	case 'ə':
		return "e", true
	case 'ƀ':
		return "b", true
	}
	return "", false
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '’', '‘', 'ʼ', 'ʻ', '′', '´', 'ʹ':
		return true
	}
	return false
}

// IsInvisible reports characters that print nothing and get into text by
// copying: zero-width space and joiners, word joiner, byte order mark, soft
// hyphen, direction marks.
func IsInvisible(r rune) bool {
	switch {
	case r == '\u00ad', r == '\ufeff', r == '\u180e', r == '\u034f':
		return true
	case r >= '\u200b' && r <= '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2060' && r <= '\u2064', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return false
}

// IsDash reports a hyphen, minus or dash of any width.
func IsDash(r rune) bool {
	switch {
	case r == '-', r >= '\u2010' && r <= '\u2015', r == '\u2212', r == '\ufe58', r == '\ufe63', r == '\uff0d', r == '\u00ad':
		return r != '\u00ad'
	}
	return false
}

// IndexFold gives the place in s, in bytes, of the first word that stands there in
// ASCII letters of either case; word is in small letters. -1 when there is none.
// (The places in strings.ToLower(s) are others: it makes some letters longer.)
func IndexFold(s, word string) int {
	for i := 0; i+len(word) <= len(s); i++ {
		n := 0
		for n < len(word) && (s[i+n] == word[n] || s[i+n] >= 'A' && s[i+n] <= 'Z' && s[i+n]+'a'-'A' == word[n]) {
			n++
		}
		if n == len(word) {
			return i
		}
	}
	return -1
}
