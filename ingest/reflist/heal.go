package reflist

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// repair is something that joining two lines put together again.
type repair struct {
	line int    // of the second part
	what string // "DOI", "page range", "word", "URL"
	text string // as it reads now
}

// lexicon answers whether a word occurs, so that a hyphen at a line's end can
// be told to belong to the word or to the typesetter.
type lexicon struct {
	words map[string]bool // in lower case; "meta-analysis" and "metaanalysis" are two
	known func(string) bool
}

// newLexicon collects the words of a list that do not touch a line's end.
func newLexicon(lines []line, known func(string) bool) lexicon {
	lex := lexicon{words: map[string]bool{}, known: known}
	for _, l := range lines {
		fields := strings.Fields(l.text)
		for i, w := range fields {
			w = bareWord(w)
			if i == len(fields)-1 && hyphenEnd(w) {
				continue
			}
			if len(w) > 3 {
				lex.words[w] = true
			}
		}
	}
	return lex
}

func bareWord(w string) string {
	w = strings.ToLower(strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !isHyphen(r) }))
	return strings.Map(func(r rune) rune {
		if isHyphen(r) {
			return '-'
		}
		return r
	}, w)
}

func isHyphen(r rune) bool { return r == '-' || r == '‐' || r == '‑' }

func isDash(r rune) bool { return r == '–' || r == '—' || r == '−' || r == '‒' }

func hyphenEnd(s string) bool {
	r := lastRune(s)
	return isHyphen(r) || isDash(r) || r == '\u00ad'
}

// maxWord bounds how far back a word is looked at; nothing that is printed as
// one word is longer.
const maxWord = 300

// heal joins the lines of a reference into one text.
func (lex lexicon) heal(lines []line) (string, []repair) {
	var buf []byte
	var repairs []repair
	for i, l := range lines {
		text := strings.TrimSpace(l.text)
		if text == "" {
			continue
		}
		if len(buf) == 0 {
			buf = append(buf, text...)
			continue
		}
		last, first := lastWord(string(buf[max(0, len(buf)-maxWord):])), clip(firstWord(text), maxWord)
		join := lex.join(last, first, text, i == len(lines)-1)
		if join.dropHyphen {
			_, size := utf8.DecodeLastRune(buf)
			buf = buf[:len(buf)-size]
			last = last[:len(last)-size]
		}
		if join.space {
			buf = append(buf, ' ')
		}
		buf = append(buf, text...)
		if join.what != "" {
			repairs = append(repairs, repair{l.no, join.what, strings.TrimRight(dropSoftHyphens(last+first), ".,;")})
		}
	}
	return dropSoftHyphens(string(buf)), repairs
}

func dropSoftHyphens(s string) string {
	if !strings.Contains(s, "\u00ad") {
		return s
	}
	return strings.ReplaceAll(s, "\u00ad", "")
}

type joint struct {
	space      bool
	dropHyphen bool
	what       string // set when something was broken and is whole again
}

// join decides how the last word of a line and the first of the next belong
// together. text is the whole next line, final whether it is the last.
func (lex lexicon) join(last, first, text string, final bool) joint {
	end, begin := lastRune(last), firstRune(first)
	switch {
	case end == '\u00ad':
		return joint{dropHyphen: true, what: "word"}
	case inAddress(last):
		return joinAddress(last, first, text, final)
	case isHyphen(end) || isDash(end):
		return lex.joinAtHyphen(last, first)
	case (isHyphen(begin) || isDash(begin)) && utf8.RuneCountInString(first) > 1 && (unicode.IsDigit(end) || unicode.IsLetter(end)) && !strings.HasPrefix(first, "--"):
		if unicode.IsDigit(end) {
			return joint{what: "page range"}
		}
		return joint{}
	case end == '/' && len(last) > 1 && unicode.IsLetter(begin):
		return joint{}
	case isCJK(end) && isCJK(begin):
		return joint{}
	}
	return joint{space: true}
}

// inAddress reports a word that is (the beginning of) a DOI or a URL.
func inAddress(w string) bool {
	return urlToken().MatchString(w) || strings.HasSuffix(strings.ToLower(w), "doi.org/")
}

var (
	doiTail = lazy(`^[-0-9A-Za-z._()/;:<>]*\d[-0-9A-Za-z._()/;:<>]*$`)
	fullDOI = lazy(`(?i)\b10\.\d{4,9}/.+`)
	idLabel = lazy(`(?i)^(?:pmid|pmcid|pmc\d|doi|https?:|www\.|epub|available|accessed|retrieved|\[|\()`)
)

// The characters at a line's end behind which an address goes on.
const (
	urlNeeds = "-‐‑–/_=&?%#~+"
	doiNeeds = "-‐‑–/_(:<"
)

// joinAddress joins a DOI or URL that was broken. A hyphen belongs to it. A
// full stop may end the sentence: then the next word must look like the rest
// of an identifier and not like a word.
func joinAddress(last, first, text string, final bool) joint {
	what := "URL"
	if doiToken().MatchString(last) || strings.HasSuffix(strings.ToLower(last), "doi.org/") || strings.Contains(last, "10.") {
		what = "DOI"
	}
	end := lastRune(last)
	if idLabel().MatchString(first) {
		return joint{space: true}
	}
	switch {
	case strings.ContainsRune(urlNeeds, end) && what == "URL", strings.ContainsRune(doiNeeds, end) && what == "DOI":
		return joint{what: what}
	case what == "DOI" && !fullDOI().MatchString(last): // "10.1007" with the slash on the next line
		if strings.HasPrefix(first, "/") {
			return joint{what: what}
		}
	case what == "URL" && strings.HasSuffix(last, ":") && strings.HasPrefix(first, "//"):
		return joint{what: what}
	case strings.HasPrefix(first, "-") && len(first) > 1, strings.HasPrefix(first, "/") && len(first) > 1, strings.HasPrefix(first, "."):
		return joint{what: what}
	case doiTail().MatchString(first) && (text == first || final && len(text) < len(first)+3) && !plainYear(first) && (unicode.IsDigit(firstRune(first)) || unicode.IsLower(firstRune(first)) || strings.ContainsAny(first, "-_/")):
		return joint{what: what}
	}
	return joint{space: true}
}

func plainYear(s string) bool {
	s = strings.Trim(s, "().,;")
	return len(s) == 4 && plainNumber(s)
}

// joinAtHyphen joins a word, a name or a range. Only a word that is known
// without its hyphen loses it.
func (lex lexicon) joinAtHyphen(last, first string) joint {
	end := lastRune(last)
	stem := last[:len(last)-len(string(end))]
	begin := firstRune(first)
	switch {
	case stem == "" || !unicode.IsLetter(lastRune(stem)) && !unicode.IsDigit(lastRune(stem)) && lastRune(stem) != '.':
		return joint{space: true} // a dash between words
	case unicode.IsDigit(lastRune(stem)) && (unicode.IsDigit(begin) || unicode.IsLetter(begin) && strings.ContainsFunc(first, unicode.IsDigit)):
		return joint{what: "page range"}
	case isDash(end):
		return joint{}
	case strings.EqualFold(first, "and") || strings.EqualFold(first, "or") || strings.EqualFold(first, "to") || strings.EqualFold(first, "und") || strings.EqualFold(first, "versus"):
		return joint{space: true} // short- and long-term
	}
	joined, hyphened := bareWord(stem+first), bareWord(stem+"-"+first)
	if unicode.IsLower(begin) && !lex.words[hyphened] && (lex.words[joined] || lex.known != nil && lex.known(joined)) {
		return joint{dropHyphen: true, what: "word"}
	}
	return joint{}
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func isCJK(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= '\u3000' && r <= '\u303f' || r >= '\uff00' && r <= '\uffef'
}
