package pubmedxml

import (
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// date reads PubDate and its kin: Year with Month (a name or a number), Day or
// Season; or MedlineDate in words ("1998 Dec-1999 Jan"), of which the parser
// takes what it understands and at least the year.
func (e *entry) date(n *node) evidence.Date {
	if n == nil {
		return evidence.Date{}
	}
	if medline := e.at(n, "MedlineDate"); medline != "" {
		return parseDate(medline)
	}
	year, month := e.at(n, "Year"), e.at(n, "Month")
	if season := e.at(n, "Season"); season != "" {
		return parseDate(year + " " + season)
	}
	if m, ok := notation.Month(month); ok {
		return evidence.DateFromParts(number(year), m, number(e.at(n, "Day")))
	}
	if month != "" && number(month) == 0 {
		return parseDate(year + " " + month)
	}
	return evidence.DateFromParts(number(year), number(month), number(e.at(n, "Day")))
}

// electronicDate is the date of first publication online.
func (e *entry) electronicDate(art *node) evidence.Date {
	for _, d := range art.all("ArticleDate") {
		if t := d.attr("DateType"); t == "" || t == "Electronic" {
			return e.date(d)
		}
	}
	return evidence.Date{}
}

// parseDate keeps the first four-digit year of a date that cannot be parsed.
func parseDate(s string) evidence.Date {
	d, err := evidence.ParseDate(s)
	if err == nil && d.Year != 0 {
		return d
	}
	for i := 0; i+4 <= len(s); i++ {
		if y := number(s[i : i+4]); y >= 1000 {
			return evidence.Date{Year: y, Raw: s}
		}
	}
	return d
}

// number is the value of a string of digits, 0 for anything else.
func number(s string) int {
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' || n > 99999 {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	return n
}

func pmid(s string) evidence.PMID {
	p, _ := evidence.ParsePMID(s)
	return p
}

func setDOI(c *evidence.Citation, s string) {
	if c.DOI != "" {
		return
	}
	c.DOI = ExactDOI(s)
}

// ExactDOI takes a DOI as the registry spells it, whatever characters it holds;
// only with blanks inside it is searched for the DOI.
func ExactDOI(s string) evidence.DOI {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "10.") && strings.Contains(s, "/") && !strings.ContainsAny(s, " \t\n") {
		return evidence.DOI(s)
	}
	d, _ := evidence.ParseDOI(s)
	return d
}

func firstDOI(s string) evidence.DOI {
	word, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	d, _ := evidence.ParseDOI(strings.TrimRight(word, ".,;"))
	return d
}

func addISSN(c *evidence.Citation, s string) {
	issn, err := evidence.ParseISSN(s)
	if err != nil {
		return
	}
	for _, have := range c.ISSN {
		if have == issn {
			return
		}
	}
	c.ISSN = append(c.ISSN, issn)
}
