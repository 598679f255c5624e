package reflist

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/evidence"
)

// nameStyle is the order and punctuation of the names in one author list.
type nameStyle int

const (
	noNames         nameStyle = iota
	commaInitials             // Smith, J. A., Jones, K.
	compactInitials           // Smith JA, Jones K
	initialsFirst             // J. A. Smith, K. Jones
	cjkNames                  // 张三, 李四
	compactFirst              // JA Smith, K Jones: only where a year ends the list
)

// authorList is what scanAuthors found at the beginning of a text.
type authorList struct {
	style     nameStyle
	count     int
	end       int // offset behind the last name and its full stop
	firstEnd  int // offset behind the first name
	names     []evidence.Person
	truncated bool // "et al." or an ellipsis
	closed    bool // a full stop or colon ended it
}

// scanAuthors reads author names from the beginning of s as long as they keep
// one style. It does not decide what the names' parts are; see persons.
func scanAuthors(s string) authorList {
	var best authorList
	for style := commaInitials; style <= cjkNames; style++ {
		l := scanStyle(s, style)
		if l.count > best.count || l.count == best.count && (l.end > best.end || style == compactInitials && l.end == best.end) {
			best = l
		}
	}
	return best
}

func scanStyle(s string, style nameStyle) authorList {
	list := authorList{style: style}
	pos := 0
	for {
		if end, ok := scanTruncation(s, pos); ok && list.count > 0 {
			list.truncated, list.end = true, end
			pos = behindTruncation(s, end)
			if pos == end {
				list.groupBehind(s)
				break
			}
		}
		end, who, ok := scanName(s, pos, style, list.count > 0 && !list.truncated || groupLeads(s, pos, style))
		if !ok {
			break
		}
		if m := lateSuffix().FindStringSubmatchIndex(s[end:]); m != nil && who.Suffix == "" {
			who.Suffix, end = s[end+m[2]:end+m[3]], end+m[1]
		}
		list.count++
		list.end, list.names = end, append(list.names, who)
		if list.count == 1 {
			list.firstEnd = end
		}
		pos = end
		if _, cut := scanTruncation(s, end); cut {
			continue
		}
		next, more := scanSeparator(s, end)
		if !more {
			break
		}
		pos = next
	}
	if list.count > 0 {
		list.close(s)
	}
	return list
}

// groupLeads reports a group in front of the names of persons: "NOBODY Study
// Group, Abel RT, Quill B."
func groupLeads(s string, pos int, style nameStyle) bool {
	m := groupName().FindStringSubmatchIndex(clip(s[pos:], 160))
	if m == nil || !orgWord().MatchString(s[pos+m[2]:pos+m[3]]) {
		return false
	}
	next, more := scanSeparator(s, pos+m[1])
	if !more {
		return false
	}
	_, _, ok := scanName(s, next, style, false)
	return ok
}

// groupBehind takes the group that follows "et al": "et al; Fixture Study Group. ".
func (l *authorList) groupBehind(s string) {
	rest, ok := strings.CutPrefix(s[l.end:], "; ")
	if !ok {
		rest, ok = strings.CutPrefix(s[l.end:], ", ")
		ok = ok && (strings.HasPrefix(rest, "for ") || strings.HasPrefix(rest, "on behalf of "))
	}
	m := groupName().FindStringSubmatchIndex(clip(rest, 160))
	if !ok || m == nil || !orgWord().MatchString(rest[m[2]:m[3]]) || !strings.HasPrefix(rest[m[1]:], ". ") && !strings.HasPrefix(rest[m[1]:], ": ") {
		return
	}
	l.count++
	l.names = append(l.names, evidence.Person{Literal: strings.TrimSpace(rest[m[2]:m[3]])})
	l.end = len(s) - len(rest) + m[1]
}

// behindTruncation is where names may go on behind an ellipsis; behind "et al."
// they do not.
func behindTruncation(s string, end int) int {
	if !strings.HasSuffix(s[:end], "…") && !strings.HasSuffix(s[:end], ". .") && !strings.HasSuffix(s[:end], "...") {
		return end
	}
	if next, ok := scanSeparator(s, end); ok {
		return next
	}
	return end + len(s[end:]) - len(strings.TrimLeft(s[end:], " "))
}

// close takes the punctuation that ends the list.
func (l *authorList) close(s string) {
	rest := s[l.end:]
	trimmed := strings.TrimLeft(rest, " ")
	switch {
	case strings.HasPrefix(trimmed, "."), strings.HasPrefix(trimmed, ":"), strings.HasPrefix(trimmed, "。"), strings.HasPrefix(trimmed, "．"):
		_, size := utf8.DecodeRuneInString(trimmed)
		l.end += len(rest) - len(trimmed) + size
		l.closed = true
	case l.end > 0 && s[l.end-1] == '.':
		l.closed = true
	}
}

var (
	// "Lathe W, III, Bork P"
	lateSuffix = lazy(`^,\s(Jr|Sr|II|III|IV|2nd|3rd)\b\.?`)
	etAl       = lazy(`(?i)^[,;]?\s*(?:&|and|und|et|y)?\s*(?:et\.? ?al(?:ii)?\b\.?|and others\b|u\. ?a\.|i in\.|и др\.|и соавт\.|等[.。]?|他|외|with \d+ others|\[\.\.\.\]|(?:…|\.\s?\.\s?\.(?:\s?\.)?))`)
	separator  = lazy(`^\s*(?:[,;，、；]\s*(?:&|and|und|et|y|e|i|and the|with)?\s|[,;，、；]\s*|\s(?:&|and|und|et|y|e|i|en|och|og|ve|и|with)\s|&\s*)\s*`)
	orgWord    = lazy(`(?i)\b(?:organi[sz]ations?|agency|administration|group|committee|ministry|institutes?|associations?|society|network|collaborat(?:ion|ive|ors)|consortium|investigators|universit(?:y|é|ät)|council|cent(?:er|re)s?|federation|department|commission|authority|board|foundation|team|task force|initiative|registry|college|academy|programme|program|office|service|bureau|company|inc|ltd|gmbh|pharmaceuticals|panel|alliance|union|league|trialists|study|writers|centers|guideline|partnership|project|parliament|library|hospital|bank|nations|survey|cochrane|nice|who|ema|fda)\b`)
)

func scanTruncation(s string, pos int) (int, bool) {
	m := etAl().FindStringIndex(s[pos:])
	if m == nil {
		return pos, false
	}
	return pos + m[1], true
}

func scanSeparator(s string, pos int) (int, bool) {
	m := separator().FindStringIndex(s[pos:])
	if m == nil {
		return pos, false
	}
	return pos + m[1], true
}

// The patterns of one name. A family name is up to five words, particles
// included; quotes and accents stand where a damaged apostrophe was.
const (
	particleExpr = `(?:(?:van|von|vom|zu|zum|zur|der|den|de|del|della|delle|dei|degli|di|da|das|do|dos|du|des|la|le|las|los|el|al|bin|ibn|ben|ten|ter|te|het|y|af|av|op|d[’']|['’]t|'s|st\.|Ó|Ní|Mac|Mc|Abu|Abd|ap|Le|La|Du|Des|De|Van|Von|Di|Da|Dos|Del|El|Al)\s?[-\s])`
	wordExpr     = `(?:[\p{Lu}\p{Lt}]|[a-z]{1,3}[’'´”\x60ʼ-]\s?[\p{Lu}]|[dlm]e[\p{Lu}]|ʻ)[\p{L}\p{M}’'´”\x60ʼ"‐‑–-]+`
	familyExpr   = `(?:` + particleExpr + `){0,4}` + wordExpr + `(?:\s+(?:` + particleExpr + `){0,3}` + wordExpr + `){0,3}`
	dottedExpr   = `\p{Lu}\p{Ll}?\.(?:\s?[-‐‑–]?\s?(?:\p{Lu}\p{Ll}?\.|\p{Lu}(?:\b|$)))*`
	singleExpr   = `\p{Lu}\.(?:\s?[-‐]?\s?\p{Lu}\.)*`
	suffixExpr   = `(?:,?\s(?:Jr\.?|Sr\.?|2nd|3rd|4th|II|III|IV|MD|PhD))?`
)

var (
	// Smith, J. A. · Smith, JA · Mercuri S. R. (the comma lost)
	commaName = lazy(`^(` + familyExpr + `)(?:,\s*(` + dottedExpr + `|(?:\p{Lu}[-‐]?){1,4})|\s+(` + singleExpr + `))(?:` + suffixExpr + `)`)
	// Smith JA · Smith J-A · SMITH JA
	compactName = lazy(`^(` + familyExpr + `)\s(\p{Lu}(?:\s\p{Lu}){1,3}\b|\p{Lu}{1,2}[-‐‑]\p{Lu}{1,2}|\p{Lu}{1,5})(?:\s(?:Jr|Sr|2nd|3rd|II|III|IV))?`)
	// J. A. Smith · J.-P. van der Berg
	directName = lazy(`^(` + dottedExpr + `)\s?(` + familyExpr + `)` + suffixExpr)
	// JA Smith · M Adler
	firstName = lazy(`^(\p{Lu}{1,3}(?:-\p{Lu})?)\s(` + familyExpr + `)`)
	// Yarkoni, among names with initials
	loneName  = lazy(`^(` + wordExpr + `)(,)\s`)
	hanName   = lazy(`^(?:\p{Han}{2,4}(?:[·・]\p{Han}{1,8})?|\p{Hangul}{2,5}|[\p{Han}\p{Hiragana}\p{Katakana}ー]{2,8}(?:\s[\p{Han}\p{Hiragana}\p{Katakana}ー]{1,6})?)`)
	groupName = lazy(`^(?:(?:on behalf of|for|and|on the behalf of|representing|from)\s+)?(?:the\s+)?(\p{Lu}[^.,;:()\[\]]{3,120}(?:\([A-Z]{2,12}\))?)`)
	roleMark  = lazy(`^\s*\((?:[Ee]ds?|[Hh]rsg|[Tt]rans|[Cc]omps?|Autho?rs?)\.?\)\.?`)
)

func scanName(s string, pos int, style nameStyle, following bool) (int, evidence.Person, bool) {
	rest := s[pos:]
	window := clip(rest, 160)
	var re *regexp.Regexp
	switch style {
	case commaInitials:
		re = commaName()
	case compactInitials:
		re = compactName()
	case initialsFirst:
		re = directName()
	case cjkNames:
		re = hanName()
	case compactFirst:
		re = firstName()
	}
	m := re.FindStringSubmatchIndex(window)
	if len(m) > 6 && m[4] < 0 {
		m[4], m[5] = m[6], m[7] // the alternative without a comma
	}
	if m != nil && nameEnds(rest[m[1]:], style) && plausibleName(rest, m, style) {
		end := endOfInitials(rest, m, style)
		return pos + end, nameParts(rest, m, end, style), true
	}
	if style == compactInitials && following {
		if m := loneName().FindStringSubmatchIndex(window); m != nil {
			if next := compactName().FindStringIndex(clip(rest[m[1]:], 160)); next != nil && nameEnds(rest[m[1]+next[1]:], style) {
				return pos + m[3], person(rest[m[2]:m[3]], "", ""), true
			}
		}
	}
	if following {
		m := groupName().FindStringSubmatchIndex(window)
		if m != nil && orgWord().MatchString(rest[m[2]:m[3]]) && (m[1] == len(rest) || strings.ContainsRune(".,;:(", rune(rest[m[1]]))) {
			return pos + m[1], evidence.Person{Literal: strings.TrimSpace(rest[m[2]:m[3]])}, true
		}
	}
	return pos, evidence.Person{}, false
}

// nameParts reads the parts that the pattern of a style marked.
func nameParts(s string, m []int, end int, style nameStyle) evidence.Person {
	if style == cjkNames {
		return evidence.Person{Literal: s[m[0]:m[1]]}
	}
	first, second := s[m[2]:m[3]], s[m[4]:min(m[5], end)]
	suffix := strings.Trim(s[min(m[5], end):end], ", ")
	if style == initialsFirst || style == compactFirst {
		first, second = second, first
	}
	return person(first, second, suffix)
}

// person makes a name of its printed parts. Small particles before a family
// name are told apart; a capital one ("Van der Gang") belongs to the name.
func person(family, given, suffix string) evidence.Person {
	family, given = strings.TrimSpace(family), strings.TrimSpace(given)
	particle := ""
	for {
		word, rest, ok := strings.Cut(family, " ")
		if !ok || !unicode.IsLower(firstLetter(word)) {
			break
		}
		particle = strings.TrimSpace(particle + " " + word)
		family = strings.TrimSpace(rest)
	}
	return evidence.Person{Family: family, Given: given, Particle: particle, Suffix: strings.TrimRight(suffix, ",")}
}

// plausibleName refuses what only has the shape of a name: the end of a title
// and the volume's letter, a word of title and an abbreviation.
func plausibleName(s string, m []int, style nameStyle) bool {
	switch style {
	case commaInitials:
		return strings.Contains(s[m[0]:m[1]], ",") || strings.Contains(s[m[4]:m[5]], ".")
	case compactInitials:
		return len(strings.Fields(s[m[2]:m[3]])) <= 4 && hasLowerOrLong(s[m[2]:m[3]])
	}
	return true
}

func hasLowerOrLong(family string) bool {
	return strings.ContainsFunc(family, unicode.IsLower) || utf8.RuneCountInString(family) >= 2
}

// nameEnds checks what stands behind a name.
func nameEnds(rest string, style nameStyle) bool {
	if rest == "" {
		return true
	}
	r, _ := utf8.DecodeRuneInString(rest)
	switch style {
	case compactInitials:
		return strings.ContainsRune(".,;:", r) || r == ' ' && behindSpace(rest)
	case commaInitials, initialsFirst, compactFirst:
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}
	return !unicode.IsLetter(r)
}

// behindSpace accepts what may follow a compact name without a comma.
func behindSpace(rest string) bool {
	return separator().MatchString(rest) || strings.HasPrefix(rest, " (") || strings.HasPrefix(rest, " et al") || roleMark().MatchString(rest)
}

// endOfInitials gives back an initial that belongs to the title: in "Smith, J.
// C. elegans as a model" the small letter after the second initial shows it.
func endOfInitials(s string, m []int, style nameStyle) int {
	end := m[1]
	if style != commaInitials || len(m) < 6 {
		return end
	}
	initials := s[m[4]:m[5]]
	after := strings.TrimLeft(s[end:], " ")
	if r, _ := utf8.DecodeRuneInString(after); !unicode.IsLower(r) || strings.HasPrefix(after, "and ") || strings.HasPrefix(after, "et ") || strings.HasPrefix(after, "und ") || strings.HasPrefix(after, "y ") {
		return end
	}
	if cut := strings.LastIndexByte(initials, ' '); cut > 0 && m[5] == end {
		return m[4] + cut
	}
	return end
}

func isDottedInitials(w string) bool {
	if w == "" {
		return false
	}
	for part := range strings.SplitSeq(strings.TrimRight(w, "."), ".") {
		part = strings.TrimLeft(part, "-‐‑–")
		r, size := utf8.DecodeRuneInString(part)
		if !unicode.IsUpper(r) || len(part)-size > 2 || strings.ContainsFunc(part[size:], unicode.IsUpper) {
			return false
		}
		if len(part) > size+1 { // "Yu." is an initial, "May." is not certain: two letters at most
			return false
		}
	}
	return strings.HasSuffix(w, ".")
}
