package evidence

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"dossier/evidence/notation"
)

// ParseAuthors reads a list of names. truncated tells that the source leaves
// authors out ("et al.", "and others", "…"). A name that cannot be taken apart
// becomes a Literal; none is dropped.
func ParseAuthors(list string, style NameStyle) (authors []Person, truncated bool) {
	if style == NamesBibTeX {
		return parseBibTeXAuthors(list)
	}
	list, truncated = cutEtAl(tidyName(list))
	var pieces []string
	if strings.ContainsAny(list, ";|") {
		for _, name := range strings.FieldsFunc(list, func(r rune) bool { return r == ';' || r == '|' }) {
			pieces = append(pieces, strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(name), "& "), "and "))
		}
	} else {
		pieces = joinCommaNames(splitNames(list), style)
	}
	for _, piece := range pieces {
		if isEllipsis(piece) {
			truncated = true
			continue
		}
		piece, more := cutEtAl(piece)
		truncated = truncated || more
		if p, err := ParsePerson(piece, style); err == nil || hasDigit(p.Literal) {
			authors = append(authors, p)
		}
	}
	return authors, truncated
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// cutEtAl takes "et al." or "and others" off the end.
func cutEtAl(s string) (string, bool) {
	s = strings.TrimRight(s, " ,;")
	if s == "" || strings.IndexByte(".lLsS\xa6", s[len(s)-1]) < 0 { // what the tails end in
		return s, false
	}
	lower := strings.ToLower(s)
	if len(lower) != len(s) {
		lower = s
	}
	for _, tail := range [...]string{"et al.", "et al", "et. al.", "and others", "& others", "u. a.", "u.a.", "et coll.", "and colleagues", "…", "...", ". . ."} {
		if !strings.HasSuffix(lower, tail) {
			continue
		}
		if tail[0] == 'u' && s[len(s)-len(tail)] == 'U' { // the initials of "Warsi, Z. U. A."
			continue
		}
		rest := strings.TrimRight(s[:len(s)-len(tail)], " ,;&")
		if rest == "" || strings.HasSuffix(s[:len(s)-len(tail)], " ") || strings.HasSuffix(s[:len(s)-len(tail)], ",") || tail[0] > 'z' {
			return rest, true
		}
	}
	return s, false
}

// splitNames splits at commas, "and" and "&"; "…" is a piece of its own. A
// piece that followed "and" or "&" starts a new name.
func splitNames(list string) []namePiece {
	var pieces []namePiece
	fresh := true
	for _, chunk := range strings.Split(list, ",") {
		words := strings.Fields(chunk)
		var name []string
		flush := func() {
			if len(name) > 0 {
				pieces = append(pieces, namePiece{text: strings.Join(name, " "), fresh: fresh})
				fresh, name = false, nil
			}
		}
		for i, w := range words {
			switch {
			case w == "&" || (w == "and" || w == "und" || w == "et") && !joinsCorporate(words, i):
				flush()
				fresh = true
			case isEllipsis(w) && len(w) >= 3:
				flush()
				pieces = append(pieces, namePiece{text: w, fresh: true})
				fresh = true
			case w == "." && len(name) == 0: // of ". . ."
				if n := len(pieces); n == 0 || !isEllipsis(pieces[n-1].text) {
					pieces = append(pieces, namePiece{text: "…", fresh: true})
				}
				fresh = true
			default:
				name = append(name, w)
			}
		}
		flush()
	}
	return pieces
}

type namePiece struct {
	text  string
	fresh bool // begins a name: first of all, or after "and"
}

// joinsCorporate reports an "and" inside the name of a group: "Food and Drug
// Administration".
func joinsCorporate(words []string, i int) bool {
	if i == 0 || i == len(words)-1 {
		return false
	}
	after := strings.Join(words[i+1:], " ")
	before := words[i-1]
	return notation.IsCorporate(strings.Join(words, " ")) && !isInitials(before) && !isInitials(words[i+1]) && len(strings.Fields(after)) <= 4 &&
		(notation.IsCorporate(after) || len(words[:i]) == 1)
}

// joinCommaNames puts "Family" and "G. I." together again.
func joinCommaNames(pieces []namePiece, style NameStyle) []string {
	var names []string
	paired := style != NamesVancouver && style != NamesGivenFirst && pairsUp(pieces)
	for i := 0; i < len(pieces); i++ {
		name := pieces[i].text
		if paired && !isEllipsis(name) && i+1 < len(pieces) && takesGiven(name, pieces[i+1]) {
			i++
			name += ", " + pieces[i].text
		}
		for i+1 < len(pieces) && !pieces[i+1].fresh && notation.IsSuffix(pieces[i+1].text) {
			i++
			name += ", " + pieces[i].text
			if i+1 < len(pieces) && !pieces[i+1].fresh && !strings.Contains(name[:strings.LastIndex(name, ",")], ",") && isInitials(pieces[i+1].text) {
				i++
				name += ", " + pieces[i].text
			}
		}
		names = append(names, name)
	}
	return names
}

// pairsUp reports a list in which commas stand between family and given names:
// some piece is initials, or the pieces are even and no piece has two words of
// which the last is initials.
func pairsUp(pieces []namePiece) bool {
	for i, p := range pieces {
		if i > 0 && !p.fresh && startsInitials(p.text) {
			return true
		}
	}
	n := 0
	for _, p := range pieces {
		if !isEllipsis(p.text) {
			n++
		}
		if endsInInitials(p.text) || strings.Count(p.text, " ") > 1 {
			return false
		}
	}
	return n%2 == 0 && n > 0
}

// takesGiven reports whether the next piece holds the given names of a family
// name.
func takesGiven(family string, next namePiece) bool {
	if next.fresh || notation.IsSuffix(next.text) || isEllipsis(next.text) || isInitials(family) && !strings.ContainsFunc(family, unicode.IsLower) && len(family) < 2 {
		return false
	}
	if startsInitials(next.text) {
		return !endsInInitials(family)
	}
	return !endsInInitials(family) && !notation.IsCorporate(family) && !strings.Contains(next.text, " ") || !strings.Contains(family, " ") && len(strings.Fields(next.text)) == 2 && !endsInInitials(next.text) && !notation.IsCorporate(next.text)
}

// startsInitials reports "G. I." and "G. I. van der".
func startsInitials(s string) bool {
	words := strings.Fields(s)
	if len(words) > 1 && isShortFamily(words[0]) && isInitials(words[0]) { // "Xu J" is a whole name
		return false
	}
	for i, w := range words {
		if isInitials(w) || i > 0 && (notation.IsParticle(w) || notation.IsSuffix(w)) {
			continue
		}
		return false
	}
	return len(words) > 0
}

func isEllipsis(s string) bool {
	return s != "" && strings.Trim(s, ".… ") == ""
}

// parseBibTeXAuthors splits at "and" outside braces.
func parseBibTeXAuthors(list string) (authors []Person, truncated bool) {
	names := splitBibTeXNames(list)
	vancouver := isVancouverList(names)
	for _, name := range names {
		if several, more, ok := splitForeignList(name); ok {
			authors, truncated = append(authors, several...), truncated || more
			continue
		}
		if bare := strings.Trim(name, "{} "); len(bare) <= len("others") {
			switch strings.ToLower(bare) {
			case "others", "et al.", "et al", "":
				truncated = truncated || bare != ""
				continue
			}
		}
		name, more := cutEtAl(name)
		truncated = truncated || more
		parse := parseBibTeXName
		if vancouver && !strings.ContainsAny(name, ",{}[=") {
			parse = parseVancouverName
		}
		if p, err := parse(name); err == nil || hasDigit(p.Literal) {
			authors = append(authors, p)
		}
	}
	return authors, truncated
}

// parseVancouverName reads "Winthrop KL" where a BibTeX list prints its names so.
func parseVancouverName(s string) (Person, error) {
	return ParsePerson(renderName(s), NamesAuto)
}

// splitForeignList reads what ought to be one BibTeX name and is a list in
// another style, with semicolons or with more commas than a name has.
func splitForeignList(name string) (authors []Person, truncated, ok bool) {
	commas, semicolons := countOutsideBraces(name, ','), countOutsideBraces(name, ';')
	if semicolons == 0 && (commas < 3 || commas > 1000) || isExtendedName(name) || strings.ContainsAny(name, "[=") {
		return nil, false, false
	}
	authors, truncated = ParseAuthors(renderName(name), NamesAPA)
	for _, p := range authors {
		if p.Family == "" || p.Given == "" {
			authors, ok = splitPairs(name)
			return authors, false, ok
		}
	}
	return authors, truncated, len(authors) > 1
}

// splitPairs reads "Family, Given, Family, Given" with names of several words on
// either side. Most family names must be one word: "Anna Roe, Jan Berg" are whole
// names.
func splitPairs(name string) (authors []Person, ok bool) {
	parts := splitOutsideBraces(name, ',')
	if len(parts)%2 != 0 {
		return nil, false
	}
	oneWord := 0
	for i := 0; i < len(parts); i += 2 {
		family, given := renderName(parts[i]), renderName(parts[i+1])
		words := len(strings.Fields(family))
		if words == 0 || words > 3 || given == "" || len(strings.Fields(given)) > 4 || isInitials(family) || endsInInitials(family) ||
			notation.IsSuffix(given) || notation.IsCorporate(family) || notation.IsCorporate(given) {
			return nil, false
		}
		if words == 1 {
			oneWord++
		}
		p, err := parseBibTeXName(family + ", " + given)
		if err != nil || p.Family == "" {
			return nil, false
		}
		authors = append(authors, p)
	}
	return authors, 2*oneWord > len(authors)
}

// splitBibTeXNames splits at the word "and" outside braces.
func splitBibTeXNames(list string) []string {
	words := bibTeXWords(list)
	var names []string
	from := 0
	for i, word := range words {
		if strings.EqualFold(word, "and") {
			names = append(names, strings.Join(words[from:i], " "))
			from = i + 1
		}
	}
	return append(names, strings.Join(words[from:], " "))
}

// bibTeXWords splits at blanks and ties outside braces.
func bibTeXWords(s string) []string {
	var words []string
	depth, start := 0, -1
	for i := 0; i < len(s); i++ {
		c := s[i]
		blank := depth == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '~' && (i == 0 || s[i-1] != '\\'))
		switch c {
		case '{':
			depth++
		case '}':
			depth = max(0, depth-1)
		}
		if blank {
			if start >= 0 {
				words = append(words, s[start:i])
				start = -1
			}
		} else if start < 0 {
			start = i
		}
	}
	if start >= 0 {
		words = append(words, s[start:])
	}
	return words
}

// parseBibTeXName reads one name by the rules of BibTeX: "First von Last", "von
// Last, First", "von Last, Jr, First", where the von part are the words that
// begin with a small letter. A name that is all in braces is a Literal.
func parseBibTeXName(s string) (Person, error) {
	if p, ok := plainName(s); ok {
		return p, nil
	}
	s = strings.TrimSpace(s)
	plain := renderName(s)
	if strings.IndexFunc(plain, unicode.IsLetter) < 0 {
		return Person{Literal: plain}, fmt.Errorf("name %q: %w", s, ErrNotFound)
	}
	if isBraced(s) {
		return Person{Literal: plain}, nil
	}
	if isExtendedName(s) {
		return extendedName(s), nil
	}
	s = cutAffiliation(s)
	parts := splitOutsideBraces(s, ',')
	if len(parts) == 1 {
		return bibTeXGivenFirst(s, renderName(s)), nil
	}
	var p Person
	p.Particle, p.Family = bibTeXVonLast(bibTeXWords(parts[0]))
	given := parts[1]
	if len(parts) > 2 {
		p.Suffix, given = renderName(parts[1]), strings.Join(parts[2:], ",")
		if g := renderName(given); notation.IsSuffix(g) && !notation.IsSuffix(p.Suffix) {
			p.Suffix, given = g, parts[1]
		}
	}
	p.Given = renderName(given)
	if p.Family == "" && !strings.Contains(plain, " ") {
		p = Person{Family: plain}
	} else if p.Family == "" {
		p = Person{Literal: plain}
	}
	return p, nil
}

// isExtendedName reports the extended name format of biblatex: "family=Gogh,
// given=Vincent, prefix=van".
func isExtendedName(s string) bool {
	if strings.IndexByte(s, '=') < 0 {
		return false
	}
	parts := splitOutsideBraces(s, ',')
	for _, part := range parts {
		key, _, ok := strings.Cut(part, "=")
		if !ok || strings.IndexFunc(strings.TrimSpace(key), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' }) >= 0 {
			return false
		}
	}
	return strings.Contains(s, "family") || strings.Contains(s, "given")
}

func extendedName(s string) Person {
	var p Person
	for _, part := range splitOutsideBraces(s, ',') {
		key, value, _ := strings.Cut(part, "=")
		value = renderName(strings.Trim(strings.TrimSpace(value), `"`))
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "family":
			p.Family = value
		case "given":
			p.Given = strings.TrimSpace(value + " " + p.Given)
		case "middle":
			p.Given = strings.TrimSpace(p.Given + " " + value)
		case "prefix":
			p.Particle = value
		case "suffix":
			p.Suffix = value
		}
	}
	if p.Family == "" {
		p = Person{Literal: renderName(s)}
	}
	return p
}

// cutAffiliation drops "[Institute, Town]" behind a name.
func cutAffiliation(s string) string {
	if i := strings.IndexByte(s, '['); i > 0 && strings.HasSuffix(s, "]") {
		return strings.TrimSpace(s[:i])
	}
	return s
}

// bibTeXGivenFirst reads "First von Last".
func bibTeXGivenFirst(s, plain string) Person {
	words := slices.DeleteFunc(bibTeXWords(s), func(w string) bool { return renderName(w) == "" })
	if len(words) <= 1 {
		return Person{Family: plain}
	}
	if !strings.ContainsAny(s, "{}") && notation.IsCorporate(plain) {
		return Person{Literal: plain}
	}
	var p Person
	if n := len(words); n > 2 && notation.IsSuffix(renderName(words[n-1])) {
		p.Suffix, words = renderName(words[n-1]), words[:n-1]
	}
	from := len(words) - 1
	for i := 0; i < len(words)-1; i++ {
		if startsLower(words[i]) {
			from = i
			break
		}
	}
	p.Given = renderName(strings.Join(words[:from], " "))
	p.Particle, p.Family = bibTeXVonLast(words[from:])
	return p
}

// bibTeXVonLast splits the von part: up to the last word that begins with a
// small letter, the last word excepted.
//
// Where BibTeX lets the von part begin with a capital too, as in "Fosas de
// Pando, Miguel", the whole is taken for a compound family name, which it is.
func bibTeXVonLast(words []string) (particle, family string) {
	n := 0
	if len(words) > 0 && !startsLower(words[0]) {
		return "", renderName(strings.Join(words, " "))
	}
	for i := 0; i < len(words)-1; i++ {
		if startsLower(words[i]) {
			n = i + 1
		}
	}
	return renderName(strings.Join(words[:n], " ")), renderName(strings.Join(words[n:], " "))
}

// startsLower reports a word whose first letter outside protecting braces is
// small; {\'e} counts as a letter.
func startsLower(word string) bool {
	if strings.HasPrefix(word, "{") && !strings.HasPrefix(word, `{\`) {
		return false
	}
	if c := word[0]; isUpper(c) || isLower(c) {
		return isLower(c)
	}
	for _, r := range notation.FromLaTeX(word) {
		if unicode.IsLetter(r) {
			return unicode.IsLower(r)
		}
	}
	return false
}

// renderName turns LaTeX to text; a tie is a blank between names.
func renderName(s string) string {
	if isTidyName(s) {
		return s
	}
	return tidyName(strings.ReplaceAll(notation.FromLaTeX(s), "\u00a0", " "))
}

// isBraced reports text that is all in braces, in one group or in several ("{A}{\'e}{ro
// Club}"), and not in accent commands alone.
func isBraced(s string) bool {
	if len(s) < 2 || s[0] != '{' || s[len(s)-1] != '}' {
		return false
	}
	depth, text := 0, false
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '{':
			if depth++; depth == 1 && i+1 < len(s) && s[i+1] != '\\' {
				text = true
			}
		case '}':
			depth--
		default:
			if depth == 0 {
				return false
			}
		}
	}
	return depth == 0 && text
}

func countOutsideBraces(s string, sep byte) int {
	n, depth := 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '{':
			depth++
		case c == '}':
			depth = max(0, depth-1)
		case c == sep && depth == 0:
			n++
		}
	}
	return n
}

func splitOutsideBraces(s string, sep byte) []string {
	var parts []string
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '{':
			depth++
		case c == '}':
			depth = max(0, depth-1)
		case c == sep && depth == 0:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}
