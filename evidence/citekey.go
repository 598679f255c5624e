package evidence

import (
	"strconv"
	"strings"
	"unicode"

	"dossier/evidence/notation"
)

// CiteKey proposes the citation key of a publication: the first author's family
// name in ASCII letters and the year, "ytterberg2022". A group gives its
// acronym or first word, a work without author the first word of its title; an
// unknown year is "nd". A work of which only an identifier is known is called by
// it: "pmid35081280", "nct02092467", "doinejmoa2109927". The key has only letters and digits, begins with a
// letter, and may be taken: see NextKey.
func CiteKey(c *Citation) string {
	name := ""
	if len(c.Authors) > 0 {
		name = keyName(c.Authors[0])
	}
	if name == "" {
		name = titleWord(c.Title)
	}
	if name == "" {
		if id := identifierKey(c); id != "" {
			return id
		}
		name = "ref"
	}
	if len(name) > maxKeyName {
		name = name[:maxKeyName]
	}
	if year := c.Year(); year > 0 {
		return name + strconv.Itoa(year)
	}
	return name + "nd"
}

const maxKeyName = 40

// identifierKey is the key of a work of which only an identifier is known: of a
// DOI the last part, in which a person recognises the article.
func identifierKey(c *Citation) string {
	switch {
	case c.PMID != "":
		return "pmid" + string(c.PMID)
	case c.PMCID != "":
		return strings.ToLower(string(c.PMCID))
	case c.DOI != "":
		parts := strings.Split(c.DOI.Key(), "/")
		last := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, parts[len(parts)-1])
		if len(last) > maxKeyName {
			last = last[len(last)-maxKeyName:]
		}
		if last != "" {
			return "doi" + last
		}
	case len(c.Registry) > 0:
		return strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
				return r
			}
			return -1
		}, strings.ToLower(c.Registry[0].ID))
	}
	return ""
}

// NextKey gives the first form of a key that is not taken: base itself, or base
// with b, c … z, aa, ab … Words that bibliography files reserve count as taken. The
// first n forms are known to be taken and not asked for; next is how many are once
// the key is given.
func NextKey(base string, n int, taken func(string) bool) (key string, next int) {
	if base == "" {
		base = "ref"
	}
	for ; ; n++ {
		key = base
		if n > 0 {
			key += keySuffix(n)
		}
		if !isReservedKey(key) && !taken(key) {
			return key, n + 1
		}
	}
}

// keySuffix counts b, c … z, aa, ab …: 1 is "b".
func keySuffix(n int) string {
	s := ""
	for n++; n > 0; n = (n - 1) / 26 {
		s = string(rune('a'+(n-1)%26)) + s
	}
	return s
}

func isReservedKey(key string) bool {
	switch strings.ToLower(key) {
	case "string", "comment", "preamble", "and", "others", "con", "nul", "prn", "aux":
		return true
	}
	return false
}

func keyName(p Person) string {
	if p.Literal == "" {
		return onlyLetters(p.Family)
	}
	words := strings.FieldsFunc(p.Literal, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	acronym := ""
	for _, w := range words {
		if r := []rune(w); unicode.IsUpper(r[0]) {
			if len(r) >= 2 && strings.ToUpper(w) == w && onlyLetters(w) == strings.ToLower(w) {
				return onlyLetters(w) // printed acronym
			}
			acronym += string(r[0])
		}
	}
	if len([]rune(acronym)) >= 3 {
		if key := onlyLetters(acronym); key != "" {
			return key
		}
	}
	for _, w := range words {
		if key := onlyLetters(w); key != "" {
			return key
		}
	}
	return ""
}

// titleWord is the first word of a title that is no article.
func titleWord(title string) string {
	for _, w := range strings.Fields(notation.Fold(title)) {
		switch w {
		case "a", "an", "the", "der", "die", "das", "le", "la", "les", "el", "il":
			continue
		}
		if key := onlyLetters(w); key != "" {
			return key
		}
	}
	return ""
}

// onlyLetters folds to ASCII letters.
func onlyLetters(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, notation.FoldLetters(s))
}
