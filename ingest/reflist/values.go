package reflist

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/evidence"
)

// takeSpans cuts every match of re out of the text and hands it over.
func (r *reference) takeSpans(re *regexp.Regexp, take func(match []string)) {
	all := re.FindAllStringSubmatchIndex(r.rest, -1)
	if all == nil {
		return
	}
	var b strings.Builder
	from := 0
	for _, m := range all {
		match := make([]string, len(m)/2)
		for i := range match {
			if m[2*i] >= 0 {
				match[i] = r.rest[m[2*i]:m[2*i+1]]
			}
		}
		take(match)
		b.WriteString(r.rest[from:m[0]])
		b.WriteByte(' ')
		from = m[1]
	}
	b.WriteString(r.rest[from:])
	r.rest = b.String()
}

var emptyBrackets = lazy(`\(\s*[;,.]?\s*\)|\[\s*[;,.]?\s*\]|<\s*>`)

// tidy removes what cutting leaves: double spaces, empty brackets, full stops
// and commas at the end.
func (r *reference) tidy() {
	r.rest = emptyBrackets().ReplaceAllString(r.rest, " ")
	r.rest = strings.Join(strings.Fields(r.rest), " ")
	r.rest = strings.ReplaceAll(strings.ReplaceAll(r.rest, " .", "."), " ,", ",")
	for strings.Contains(r.rest, "..") && !strings.Contains(r.rest, "...") {
		r.rest = strings.ReplaceAll(r.rest, "..", ".")
	}
	r.rest = strings.TrimRight(r.rest, " ,;:([<")
}

func findDOI(s string) (evidence.DOI, bool) {
	doi, err := evidence.ParseDOI(s)
	return doi, err == nil || doi != ""
}

func (r *reference) setPMID(s string) {
	if id, err := evidence.ParsePMID(s); err == nil && r.PMID == "" {
		r.PMID = id
	}
}

func (r *reference) setPMCID(s string) {
	if id, err := evidence.ParsePMCID("PMC" + strings.TrimPrefix(strings.ToUpper(s), "PMC")); err == nil && r.PMCID == "" {
		r.PMCID = id
	}
}

// setDate keeps a year with the month and day that were printed with it; the
// first year found stays.
func (r *reference) setDate(year, more string) {
	if r.Date.Year != 0 || year == "" {
		return
	}
	d, err := evidence.ParseDate(strings.TrimSpace(year + " " + more))
	if err != nil || d.Year == 0 {
		if d, err = evidence.ParseDate(year); err != nil {
			return
		}
		r.note("date", more)
	}
	r.Date = d
}

// setUndated keeps what stands in the place of a year: "in press", "n.d.".
func (r *reference) setUndated(words string) {
	if d, err := evidence.ParseDate(words); err == nil && r.Date.IsZero() {
		r.Date = d
		return
	}
	r.note("date", words)
}

func (r *reference) setOnline(note string) {
	if strings.HasSuffix(strings.ToLower(note), "in press") {
		r.setUndated(note)
		return
	}
	r.note("published_online", note)
	if at := strings.IndexAny(note, "0123456789"); at >= 0 {
		if m := epubDate().FindString(note); m != "" {
			if d, err := evidence.ParseDate(m); err == nil {
				r.DateOnline = d
			}
		}
	}
}

var epubDate = lazy(`(?:\d{1,2}\s+)?(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2},?\s+)?\d{4}(?:\s+[A-Z][a-z]{2,8}\.?(?:\s+\d{1,2})?)?|\d{1,2}\s+[A-Z][a-z]{2,8}\.?,?\s+\d{4}`)

func (r *reference) setPages(s string, locator bool) {
	p, err := evidence.ParsePages(strings.TrimRight(s, ".,;"))
	if err != nil {
		p = evidence.Pages{Raw: s}
	}
	p.Locator = p.Locator || locator && p.Last == ""
	r.Pages = p
}

func (r *reference) setSource(s source) {
	if s.year == "" && r.Year() == 0 && plainYear(s.volume) && s.issue == "" {
		s.year, s.volume = s.volume, "" // "Proc. Conf., Oslo, 2019, pp. 12–20"
	}
	r.setDate(s.year, s.date)
	r.Volume, r.Issue = s.volume, s.issue
	if s.pages != "" {
		r.setPages(s.pages, s.locator)
	}
}

// wholeAuthors reads s, all of it, as authors or editors.
func wholeAuthors(s string) (names []evidence.Person, truncated, editors, ok bool) {
	s = strings.TrimSpace(s)
	if m := editorsMark().FindStringIndex(s); m != nil && m[1] >= len(s)-1 && m[0] > 0 {
		editors = true
		s = s[:m[0]]
	}
	s = strings.Trim(s, " ,;:")
	if s == "" || len(s) > maxReference {
		return nil, false, false, false
	}
	for _, list := range []authorList{scanAuthors(s), scanStyle(s, compactFirst)} {
		if rest := strings.Trim(s[list.end:], " .,;:&"); list.count > 0 && rest == "" {
			return list.names, list.truncated, editors, true
		}
	}
	if corporateName(s) && (orgWord().MatchString(s) || !strings.Contains(s, ",")) && !strings.Contains(s, "“") {
		return []evidence.Person{{Literal: strings.TrimRight(s, " .")}}, false, editors, true
	}
	names, truncated, ok = fullNames(s)
	return names, truncated, editors, ok
}

// fullNames reads lists with given names written out: "Smith, John A., and
// Mary Jones", "John Smith, Mary Jones", "Smith, John; Jones, Mary".
func fullNames(s string) (names []evidence.Person, truncated, ok bool) {
	if m := etAl().FindStringIndex(s); m == nil {
		if at := endOfNames(s); at >= 0 {
			truncated, s = true, s[:at]
		}
	}
	if strings.Contains(s, ";") {
		for part := range strings.SplitSeq(s, ";") {
			family, given, _ := strings.Cut(strings.TrimSpace(part), ",")
			if !properName(family) || given != "" && !properName(given) {
				return nil, false, false
			}
			names = append(names, person(family, strings.TrimSpace(given), ""))
		}
		return names, truncated, true
	}
	pieces := namePieces(s)
	for i := 0; i < len(pieces); i++ {
		p := pieces[i]
		switch {
		case orgWord().MatchString(p) && (corporateName(p) || !strings.Contains(p, ". ")):
			names = append(names, evidence.Person{Literal: p})
		case !properName(p):
			return nil, false, false
		case i+1 < len(pieces) && (i == 0 || oneFamily(p)) && givenOnly(pieces[i+1]):
			names = append(names, person(p, pieces[i+1], ""))
			i++
		default:
			given, family := cutGiven(p)
			if family == "" {
				return nil, false, false
			}
			names = append(names, person(family, given, ""))
		}
	}
	return names, truncated, len(names) > 0
}

// endOfNames is where "et al." begins when nothing follows it.
func endOfNames(s string) int {
	if m := etAlAtEnd().FindStringIndex(s); m != nil && m[0] > 0 {
		return m[0]
	}
	return -1
}

var etAlAtEnd = lazy(`,?\s*(?:et al\.?|and others|…|\. \. \.)\.?$`)

var nameJoin = lazy(`\s*,\s*(?:&|and|und|et|y)\s+|\s+(?:&|and|und|et|y)\s+|\s*,\s*`)

func namePieces(s string) []string {
	var out []string
	for _, p := range nameJoin().Split(s, -1) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// properName accepts up to five words that begin with capitals, particles
// among them.
func properName(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 5 {
		return false
	}
	capital := 0
	for i, w := range words {
		first := firstRune(strings.TrimLeft(w, "'’"))
		switch {
		case unicode.IsUpper(first):
			capital++
		case !particleWord(w):
			return false
		}
		if i < len(words)-1 && strings.HasSuffix(w, ".") && len(w) > 3 && !isDottedInitials(w) {
			return false
		}
		if strings.ContainsAny(w, "0123456789()[]/:") {
			return false
		}
	}
	return capital > 0
}

func particleWord(w string) bool {
	switch strings.ToLower(strings.Trim(w, "'’")) {
	case "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "le", "el", "al", "bin", "ibn", "ten", "ter", "zu", "zum", "zur", "af", "av", "t", "y", "do", "des":
		return true
	}
	return false
}

func oneFamily(p string) bool {
	words := strings.Fields(p)
	return len(words) == 1 || particleWord(words[0])
}

// givenOnly accepts given names: one or two words and initials.
func givenOnly(p string) bool {
	words := strings.Fields(p)
	return len(words) <= 3 && properName(p) && (len(words) == 1 || isDottedInitials(words[len(words)-1]) || isDottedInitials(words[0]))
}

// cutGiven separates "John A. van der Berg" behind the given names.
func cutGiven(p string) (given, family string) {
	words := strings.Fields(p)
	if len(words) < 2 {
		return "", ""
	}
	at := len(words) - 1
	for at > 1 && particleWord(words[at-1]) {
		at--
	}
	return strings.Join(words[:at], " "), strings.Join(words[at:], " ")
}

// fullNamesBefore finds authors with given names written out that a full stop
// ends, as in MLA and Chicago: "Smith, John, and Mary Jones. “Title …".
func fullNamesBefore(s string) ([]evidence.Person, int, bool) {
	for _, b := range sentenceEnds(clip(s, 2000)) {
		part := s[:b.at]
		if utf8.RuneCountInString(lastWord(part)) == 1 {
			continue
		}
		if strings.HasSuffix(part, "et al") || strings.Contains(part, ",") || strings.Contains(part, " and ") || strings.ContainsAny(firstWord(s[b.next:]), "“\"'‘") {
			names, _, ok := fullNames(part)
			if ok && plausibleFull(names, part) {
				return names, b.next, true
			}
		}
		return nil, 0, false
	}
	return nil, 0, false
}

// plausibleFull asks for more than one word with a capital: a title of two
// capitalised words and a comma would pass otherwise.
func plausibleFull(names []evidence.Person, part string) bool {
	return len(names) > 1 || strings.Count(part, ",") == 1 || strings.Contains(part, "et al")
}
