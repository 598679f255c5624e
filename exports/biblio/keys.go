package biblio

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Keys gives every study, by the keys in the order given, a key that BibTeX and
// its kin accept: letters, digits, colon, underscore and hyphen, beginning with a
// letter. A key that fits stays as it is; two that would be the same (BibTeX
// does not tell capitals apart) are numbered in the order of the studies.
func Keys(given []string) []string {
	keys := make([]string, len(given))
	taken := make(map[string]bool, len(given))
	for i, key := range given { // a key that fits has the right to stay
		if safe := SafeKey(key); safe == key && !taken[strings.ToLower(safe)] {
			keys[i] = safe
			taken[strings.ToLower(safe)] = true
		}
	}
	numbers := map[string]int{} // of the keys that many share: the last number given
	for i, key := range given {
		if keys[i] == "" {
			keys[i] = untaken(SafeKey(key), taken, numbers)
		}
	}
	return keys
}

func untaken(key string, taken map[string]bool, numbers map[string]int) string {
	name, lower := key, strings.ToLower(key)
	n := max(numbers[lower], 1)
	for taken[strings.ToLower(name)] {
		n++
		name = fmt.Sprintf("%s-%d", key, n)
	}
	numbers[lower] = n
	taken[strings.ToLower(name)] = true
	return name
}

// SafeKey spells a key with the characters that every BibTeX program accepts:
// accents are taken off, other characters left out.
func SafeKey(key string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(key) {
		if isKeyRune(r) {
			b.WriteRune(r)
		} else if plain, ok := plainLetters(r); ok {
			b.WriteString(plain)
		}
	}
	safe := b.String()
	switch lower := strings.ToLower(safe); {
	case safe == "":
		return "ref"
	case !isASCIILetter(rune(safe[0])), lower == "comment", lower == "string", lower == "preamble":
		return "ref" + safe
	}
	return safe
}

func isKeyRune(r rune) bool {
	return isASCIILetter(r) || r >= '0' && r <= '9' || r == ':' || r == '_' || r == '-'
}

func isASCIILetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// plainLetters spells the Latin letters that no decomposition takes apart.
func plainLetters(r rune) (string, bool) {
	switch r {
	case 'ø':
		return "o", true
	case 'Ø':
		return "O", true
	case 'ß':
		return "ss", true
	case 'æ':
		return "ae", true
	case 'Æ':
		return "AE", true
	case 'œ':
		return "oe", true
	case 'Œ':
		return "OE", true
	case 'ł':
		return "l", true
	case 'Ł':
		return "L", true
	case 'đ', 'ð':
		return "d", true
	case 'Đ', 'Ð':
		return "D", true
	case 'ı':
		return "i", true
	case 'þ':
		return "th", true
	case 'Þ':
		return "Th", true
	}
	return "", false
}
