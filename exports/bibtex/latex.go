package bibtex

import (
	"strings"
	"unicode"

	"dossier/evidence/notation"
)

// atSign stands for @, which nickng/bibtex refuses inside braces even where
// BibTeX takes it.
const atSign = `{\char64}`

// escape prints plain text in LaTeX: all of it in ASCII as far as LaTeX has
// words for it (BibTeX), or only its special characters (biblatex).
func escape(s string, dialect Dialect) string {
	if s == "" {
		return ""
	}
	pieces := strings.Split(s, "@")
	for i, p := range pieces {
		if dialect == BibLaTeX {
			pieces[i] = notation.EscapeLaTeX(p)
		} else {
			pieces[i] = notation.ToLaTeX(p)
		}
	}
	return strings.Join(pieces, atSign)
}

// percentEncode makes an address safe inside braces. Nothing else is escaped:
// the field is verbatim.
func percentEncode(url string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D", "@", "%40", `\`, "%5C", " ", "%20").Replace(url)
}

// protectCapitals prints a title and braces the words whose capitals a style
// that sets titles in lower case must keep: capitals inside (JAKi, DNA),
// capitals with digits (JAK1), single letters (vitamin D), and, when the title
// is in sentence case, names (Crohn).
func protectCapitals(title string, dialect Dialect) string {
	names := isSentenceCase(title)
	var b strings.Builder
	runes := []rune(title)
	for i := 0; i < len(runes); {
		end := i
		for end < len(runes) && inWord(runes[end]) {
			end++
		}
		if end == i {
			for end < len(runes) && !inWord(runes[end]) {
				end++
			}
			b.WriteString(shielded(escape(string(runes[i:end]), dialect)))
		} else {
			word := string(runes[i:end])
			begins := beginsSentence(runes[:i])
			if keepsCapitals(word, begins) || names && !begins && startsUpper(word) {
				b.WriteString(braced(word, dialect))
			} else {
				b.WriteString(shielded(escape(word, dialect)))
			}
		}
		i = end
	}
	return b.String()
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func startsUpper(word string) bool {
	for _, r := range word {
		return unicode.IsUpper(r)
	}
	return false
}

// keepsCapitals tells whether the capitals of a word carry meaning whatever the
// case of the title.
func keepsCapitals(word string, begins bool) bool {
	letters := []rune(word)
	capitals, digits, inner := 0, 0, 0
	for i, r := range letters {
		switch {
		case unicode.IsUpper(r):
			capitals++
			if i > 0 {
				inner++
			}
		case unicode.IsDigit(r):
			digits++
		}
	}
	if len(letters) == 1 {
		return capitals == 1 && !begins && letters[0] != 'A'
	}
	return inner > 0 || capitals > 0 && digits > 0
}

// beginsSentence tells whether the next word is the first of the title or
// follows a sentence mark, where styles keep or set the capital themselves.
func beginsSentence(before []rune) bool {
	for i := len(before) - 1; i >= 0; i-- {
		r := before[i]
		switch {
		case strings.ContainsRune(".:?!–—", r):
			return true
		case unicode.IsSpace(r) || unicode.Is(unicode.Ps, r) || unicode.Is(unicode.Pi, r) || r == '"' || r == '\'':
		default:
			return false
		}
	}
	return true
}

// isSentenceCase tells whether at least half of the longer words of a title are
// in lower case, so that a capital in the middle means a name. Words under five
// letters do not vote: title case leaves prepositions small.
func isSentenceCase(title string) bool {
	lower, upper := 0, 0
	for i, word := range strings.FieldsFunc(title, func(r rune) bool { return !inWord(r) }) {
		if i == 0 || len([]rune(word)) < 5 {
			continue
		}
		switch first := []rune(word)[0]; {
		case unicode.IsLower(first):
			lower++
		case unicode.IsUpper(first):
			upper++
		}
	}
	return lower > 0 && lower >= upper
}

// shielded braces LaTeX whose own letters BibTeX would set in lower case, such
// as $\Delta$.
func shielded(latex string) string {
	if strings.Contains(latex, "$") {
		return "{" + latex + "}"
	}
	return latex
}
