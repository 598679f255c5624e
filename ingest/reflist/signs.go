package reflist

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	doiToken    = lazy(`(?i)\b10\.\d{4,9}(?:\.\d+)*/[^\s"<>]*`)
	urlToken    = lazy(`(?i)(?:\bhttps?://|\bwww\.|\bdoi:\s*|\b10\.\d{4,9}/)\S*`)
	anyYear     = lazy(`(?:^|[^\d.\-–/])(?:1[789]|20)\d\d(?:[a-z]\b|$|[^\d\-–]|[-–](?:\d\d)?(?:\D|$))`)
	noDate      = lazy(`(?i)\((?:n\.?\s?d\.?|s\.?\s?d\.?|in press|forthcoming|submitted|under review|accepted|ahead of print|no date|undated|im druck|sous presse|w druku|en prensa)\b[^()]{0,30}\)|\b(?:in press|forthcoming|n\.d\.)`)
	yearAnchor  = lazy(parenYearExpr + `|` + colonYearExpr + `|[.,]\s(?:1[789]|20)\d\d[a-z]?\.\s`)
	parenAnchor = lazy(parenYearExpr)
	colonAnchor = lazy(colonYearExpr)
)

// A year as references print it: "(2021)" and "2021 Mar;12".
const (
	parenYearExpr = `\((?:1[789]|20)\d\d[a-z]?(?:[,/–-][^()]{0,40})?\)`
	colonYearExpr = `\b(?:1[789]|20)\d\d(?:\s[A-Z][a-z]{2,8}[^;:.]{0,20})?;\s?[\d(SsAe]`
)

func hasYear(s string) bool { return anyYear().MatchString(s) }

// startScore says how far text (with the line after it) looks like the
// beginning of a reference: 3 authors beyond doubt, 0 and less no sign.
func startScore(text, next string) float64 {
	text = strings.TrimLeft(text, `"“'*†‡§ `)
	first, _ := utf8.DecodeRuneInString(text)
	switch {
	case text == "":
		return -4
	case urlToken().MatchString(firstWord(text)):
		return -3
	case !unicode.IsLetter(first) && first != '\'' && first != '’' && first != '…':
		return -4
	}
	look := clip(text, 400)
	if len(look) < 400 && next != "" {
		look += " " + clip(next, 400-len(look))
	}
	if s := authorsScore(look, len(text)); s > 0 {
		return s
	}
	if names, end, ok := fullNamesBefore(look); ok && end < len(text)+12 {
		switch {
		case yearAnchor().MatchString(clip(look[max(0, end-2):], 10)), strings.ContainsAny(firstWord(look[end:]), "“\"‘'"), strings.Contains(look[:end], "et al"):
			return 2.5
		case len(names) > 1:
			return 1
		}
	}
	switch {
	case unicode.IsLower(first):
		return -4
	case corporateStart(look):
		return 2
	}
	return -1
}

// authorsScore scores the author list at the beginning of look, whose first
// lineLen bytes are the line in question: a name that begins on the line after
// it proves nothing about this one.
func authorsScore(look string, lineLen int) float64 {
	list := scanAuthors(look)
	if list.count == 0 || list.firstEnd > lineLen+12 {
		return 0
	}
	rest := strings.TrimLeft(look[list.end:], " .,:;")
	dated := yearAnchor().FindStringIndex(clip(look[max(0, list.end-2):], 16))
	switch {
	case list.count >= 2, list.truncated:
		return 3
	case dated != nil && dated[0] <= 3:
		return 3
	case list.style == compactInitials:
		if len(rest) > 0 && unicode.IsUpper(firstLetter(rest)) && list.closed {
			return 1.5
		}
		return 0
	case list.style == initialsFirst:
		return 1.5
	}
	return 2.5
}

// corporateStart matches an organisation followed by its year: a few words
// with capitals, no other sentence, and then (2020).
var corporateYear = lazy(`^([^()\d]{3,160}?)(?:\(([A-Z]{2,12})\)\.?\s*)?[.,]?\s*\((?:(?:1[789]|20)\d\d[a-z]?(?:,[^()]{0,40})?|n\.\s?d\.(?:-[a-z])?|in press)\)`)

func corporateStart(look string) bool {
	m := corporateYear().FindStringSubmatch(look)
	return m != nil && corporateName(m[1])
}

// corporateName reports words that can be an organisation: most of them
// capitalised, and no sentence end among them.
func corporateName(s string) bool {
	s = strings.TrimRight(strings.TrimSpace(s), ".,")
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 18 {
		return false
	}
	capital, small := 0, 0
	for i, w := range words {
		first := firstLetter(w)
		switch {
		case unicode.IsUpper(first) || unicode.Is(unicode.Lo, first):
			capital++
		case !smallWord(w) && first != 0:
			small++
		}
		if i < len(words)-1 && strings.HasSuffix(w, ".") && !abbreviated(w) {
			return false
		}
	}
	return capital > 0 && small*3 <= capital
}

func smallWord(w string) bool {
	switch strings.ToLower(strings.Trim(w, ",")) {
	case "of", "and", "the", "for", "in", "on", "to", "at", "by", "with", "from", "de", "la", "le", "les", "du", "des", "et", "en", "für", "und", "der", "die", "das", "e", "y", "i", "w", "do", "da", "del", "di", "della", "van", "voor", "het", "zu", "an", "a", "&", "och", "og", "as", "its", "per", "z", "na", "dla", "por", "para", "il", "van't", "au", "aux", "el", "los", "las", "im", "zur", "zum":
		return true
	}
	return false
}

// abbreviated reports a word whose full stop ends no sentence.
func abbreviated(w string) bool {
	w = strings.TrimLeft(w, "(“\"'‘[")
	if utf8.RuneCountInString(strings.TrimRight(w, ".")) == 1 || strings.Count(w, ".") > 1 {
		return true
	}
	switch strings.ToLower(strings.TrimRight(w, ".")) {
	case "st", "dr", "vs", "inc", "ltd", "co", "corp", "dept", "univ", "no", "vol", "ed", "eds", "al", "jr", "sr", "prof", "mt", "approx", "ca", "cf", "fig", "sp", "spp", "subsp", "var", "gen", "dtsch", "gov", "natl", "intl", "assoc", "v":
		return true
	}
	return false
}

// endScore says how far a line looks like the last one of a reference.
func endScore(text string) float64 {
	text = strings.TrimRight(text, " \"”’'»*")
	if text == "" {
		return 0
	}
	last := lastWord(text)
	r := lastRune(text)
	if urlToken().MatchString(last) {
		switch {
		case strings.ContainsRune("-‐‑–/_=&?%(", r), strings.HasSuffix(last, "10."), r == ':':
			return -5
		case len(last) < 12:
			return -2 // "doi:" alone, "https://"
		}
		return 2
	}
	switch {
	case strings.ContainsRune(",;:&-‐‑–—(/=+\u00ad", r):
		return -5
	case r == '.':
		return endAtStop(last)
	case r == ')' || r == ']':
		return 0.5
	case r == '?' || r == '!' || r == '…':
		return -0.5
	case unicode.IsDigit(r):
		return 1
	case smallWord(last) || strings.EqualFold(last, "doi"):
		return -4
	case strings.ContainsFunc(last, unicode.IsDigit):
		return 0.5 // e-locators and identifiers
	case unicode.Is(unicode.Lo, r) || r == '。' || r == '．':
		return 0
	case unicode.IsLower(firstLetter(last)):
		return -2
	}
	return -1.5
}

func endAtStop(last string) float64 {
	word := strings.TrimRight(last, ".")
	switch {
	case isDottedInitials(last):
		return -0.5
	case strings.EqualFold(word, "al") || strings.EqualFold(word, "vs") || strings.EqualFold(word, "pp") || strings.EqualFold(word, "vol") || strings.EqualFold(word, "no"):
		return -3
	}
	return 1
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }
