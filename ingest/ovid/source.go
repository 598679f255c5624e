package ovid

import (
	"regexp"
	"strings"
	"sync"

	"dossier/evidence"
)

// source is where a work appeared, as one field says it.
type source struct {
	journal, volume, issue string
	pages                  string
	number                 string // of the article
	date                   string
	conference             bool
	place, publisher       string // of a book
	book                   bool
}

// sourceForm is one way to print a source; the groups of its pattern are named
// after the fields.
type sourceForm struct {
	name    string
	pattern *regexp.Regexp
}

// sourceForms are tried in this order.
var sourceForms = sync.OnceValue(func() []sourceForm {
	const (
		volume = `(?P<volume>[A-Z]?\d[^\s(:,]*(?: (?:Suppl|SUPPL|Pt)[^(:,]*)?)?`
		issue  = `(?:\s?\((?P<issue>[^()]*)\))?`
		date   = `(?P<date>[^,]*\b\d{4}\b[^,.]*)`
	)
	return []sourceForm{
		// Embase: "Journal of Fixtures. 5 (2) (pp 100-109), 2021. Date of Publication: 5 Jun 2021."
		{"embase", regexp.MustCompile(`^(?P<journal>.+?)\. ` + volume + issue + `\s?\((?:pp\.? (?P<pages>[^()]+)|no pagination)\), (?P<date>\d{4})\.(?P<tail>.*)$`)},
		// PsycINFO: "Journal of Fixtures. Vol 5(2) June 2021, 100-109."
		{"psycinfo", regexp.MustCompile(`^(?P<journal>.+?)[.,] Vol\.? ?(?P<volume>[^\s(,]+)` + issue + `,? (?P<date>.*?\d{4})[,.]\s?(?:pp?\.? ?)?(?P<pages>[^\s.,]*)[.,]?(?P<tail>.*)$`)},
		// MEDLINE and Journals@Ovid: "Journal of Fixtures. 5(2):100-9, 2021 Jun 5."
		{"journal", regexp.MustCompile(`^(?P<journal>.+?)\. ` + volume + issue + `(?::\s?(?P<pages>[^,]+))?, ` + date + `\.?(?P<tail>.*)$`)},
		// books: "Berg, Jan [Ed]. (2021). A book of fixtures. (pp. 100-109). xii, 500 pp. Town: Publisher."
		{"book", regexp.MustCompile(`^(?P<editors>.*?)\s?\((?P<date>\d{4})\)\. (?P<journal>.+?)\.? (?:\(pp\. (?P<pages>[^()]+)\)\.? )?(?:\S*, )?\S+ pp\.(?: (?P<place>[^:]+): (?P<publisher>.+?)\.?)?$`)},
	}
})

// parseSource takes a source apart. Text that has no known form is the name of
// the journal, up to the first number; whole tells whether that was all.
func parseSource(text string) (s source, whole bool) {
	text = strings.TrimSpace(text)
	for _, f := range sourceForms() {
		m := f.pattern.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		group := func(name string) string {
			if i := f.pattern.SubexpIndex(name); i >= 0 {
				return strings.TrimSpace(m[i])
			}
			return ""
		}
		s = source{journal: group("journal"), volume: group("volume"), issue: group("issue"), pages: group("pages"), date: group("date"),
			place: group("place"), publisher: group("publisher"), book: f.name == "book"}
		s.cutConference()
		return s, s.tail(group("tail")) && group("editors") == ""
	}
	if end := numbersBehind().FindStringIndex(text); end != nil {
		return source{journal: text[:end[0]]}, false
	}
	return source{journal: strings.TrimSuffix(text, ".")}, true
}

// numbersBehind is where a name ends and numbers begin.
var numbersBehind = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[.,] [(\d]`) })

// cutConference takes the name of a meeting off the journal: "Fixtures.
// Conference: 5th Annual Meeting. Town."
func (s *source) cutConference() {
	if journal, _, ok := strings.Cut(s.journal, ". Conference: "); ok {
		s.journal, s.conference = journal, true
	}
}

// tail reads what Embase puts behind the year; false when there is more.
func (s *source) tail(text string) bool {
	for text != "" {
		statement, rest, _ := strings.Cut(text, ". ")
		name, value, _ := strings.Cut(strings.TrimSpace(strings.TrimSuffix(statement, ".")), ": ")
		switch name {
		case "":
		case "Article Number":
			s.number = value
		case "Date of Publication":
			if d, err := evidence.ParseDate(value); err == nil && d.Year != 0 {
				s.date = value
			}
		default:
			return false
		}
		text = rest
	}
	return true
}
