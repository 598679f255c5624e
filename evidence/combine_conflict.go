package evidence

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Conflict says that sources differ on a field that matters. A field that a
// person has settled is in no conflict.
type Conflict struct {
	Field  string      `cbor:"1,keyasint" json:"field"`
	Values []Statement `cbor:"2,keyasint" json:"values"` // the one that won first
}

// Statement is what one source says.
type Statement struct {
	Value       string `cbor:"1,keyasint" json:"value"`
	Attribution `cbor:"2,keyasint"`
}

// conflicts lists the disagreements on identifiers, title, authors, year and
// retraction.
func (m *merger) conflicts() []Conflict {
	var out []Conflict
	if len(m.records) > 1 {
		m.records = latestWords(m.records)
	}
	if len(m.records) == 1 {
		return m.retractionConflict(out) // one source agrees with itself
	}
	out = m.conflict(out, FieldDOI,
		func(c *Citation) string { return string(c.DOI) },
		func(c *Citation) bool { return c.DOI.Equal(m.out.DOI) })
	out = m.conflict(out, FieldPMID,
		func(c *Citation) string { return string(c.PMID) },
		func(c *Citation) bool { return c.PMID == m.out.PMID })
	out = m.conflict(out, FieldTitle,
		func(c *Citation) string { return c.Title },
		func(c *Citation) bool { return titlesReconcile(c, &m.out) })
	out = m.conflict(out, FieldAuthors, authorLine, func(c *Citation) bool {
		return authorsReconcile(c, &m.out)
	})
	out = m.conflict(out, FieldYear, yearText, func(c *Citation) bool {
		return yearsReconcile(c, &m.out)
	})
	return m.retractionConflict(out)
}

// latestWords leaves out what a registry said of a work before it said something
// newer. The records of one source stand in order, the newest first.
func latestWords(records []Record) []Record {
	type word struct {
		source string
		doi    string
		pmid   PMID
	}
	seen := map[word]bool{}
	var out []Record
	for _, r := range records {
		w := word{r.Origin.Format, r.DOI.Key(), r.PMID}
		registry := slices.Contains(citationOrder, w.source)
		if !registry || !seen[w] {
			out = append(out, r)
		}
		seen[w] = true
	}
	return out
}

// conflict adds a Conflict when a record's value does not agree with the one
// that won. A trial registration has a title and dates of its own.
func (m *merger) conflict(out []Conflict, field string, value func(*Citation) string, agrees func(*Citation) bool) []Conflict {
	settled := field
	if field == FieldYear {
		settled = FieldDate
	}
	if m.personSaid(settled) || value(&m.out) == "" {
		return out
	}
	c := Conflict{Field: field, Values: []Statement{{Value: value(&m.out), Attribution: m.said[settled]}}}
	for i := range m.records {
		r := &m.records[i]
		v := value(&r.Citation)
		if v == "" || agrees(&r.Citation) || r.Type == TypeRegistration && m.out.Type != TypeRegistration {
			continue
		}
		c.Values = append(c.Values, Statement{Value: v, Attribution: attribution(r)})
	}
	if len(c.Values) == 1 {
		return out
	}
	return append(out, c)
}

// titlesReconcile: the same title, its original, or one without its subtitle.
func titlesReconcile(c, won *Citation) bool {
	for _, a := range []string{c.Title, c.OriginalTitle} {
		for _, b := range []string{won.Title, won.OriginalTitle} {
			if a != "" && b != "" && (SameTitle(a, b) || withoutSubtitle(a, b) || withoutSubtitle(b, a)) {
				return true
			}
		}
	}
	return false
}

// withoutSubtitle reports whether short is long up to its colon, dash or
// question mark.
func withoutSubtitle(short, long string) bool {
	for i, r := range long {
		if strings.ContainsRune(":?–—.", r) && SameTitle(short, long[:i]) {
			return true
		}
	}
	return false
}

// authorsReconcile: the first authors agree, and four in five of the shorter
// list stand in the longer one.
func authorsReconcile(c, won *Citation) bool {
	a, b := personsOnly(c.Authors), personsOnly(won.Authors)
	if len(a) == 0 || len(b) == 0 {
		return true // a group's name has too many spellings
	}
	if !SameFamily(a[0], b[0]) {
		return false
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	found := 0
	for _, p := range a {
		if slices.ContainsFunc(b, func(q Person) bool { return SameFamily(p, q) }) {
			found++
		}
	}
	cut := c.AuthorsTruncated || won.AuthorsTruncated
	return 5*found >= 4*len(a) && (cut || 5*len(a) >= 4*len(b))
}

func personsOnly(list []Person) []Person {
	var out []Person
	for _, p := range list {
		if p.Family != "" {
			out = append(out, p)
		}
	}
	return out
}

func authorLine(c *Citation) string {
	var names []string
	for _, p := range c.Authors {
		if p.Family == "" {
			names = append(names, p.Literal)
			continue
		}
		names = append(names, strings.TrimSpace(p.Particle+" "+p.Family)+" "+p.Given)
	}
	return strings.Join(names, "; ")
}

func yearText(c *Citation) string {
	if y := c.Year(); y != 0 {
		return strconv.Itoa(y)
	}
	return ""
}

// yearsReconcile: a year in common, or years that differ by one, which issue and
// online date do: of one volume, or when one source knows of no place yet.
func yearsReconcile(c, won *Citation) bool {
	for _, x := range []int{c.Date.Year, c.DateOnline.Year} {
		for _, y := range []int{won.Date.Year, won.DateOnline.Year} {
			if x == 0 || y == 0 {
				continue
			}
			near := x-y == 1 || y-x == 1
			if x == y || near && (c.Volume != "" && c.Volume == won.Volume || unplaced(c) || unplaced(won)) {
				return true
			}
		}
	}
	return false
}

// unplaced reports a citation without volume and pages, as before the issue is
// out.
func unplaced(c *Citation) bool { return c.Volume == "" && c.Pages == Pages{} }

// crossrefKnowsNotices is when Crossref answers began to hold the notices of
// Retraction Watch; an older one without a notice proves nothing.
var crossrefKnowsNotices = time.Date(2025, 2, 1, 0, 0, 0, 0, time.UTC)

// retractionConflict compares the sources that speak of retractions: Crossref,
// PubMed, Europe PMC, and the hint of OpenAlex.
func (m *merger) retractionConflict(out []Conflict) []Conflict {
	var yes, no []Statement
	for i := range m.records {
		r := &m.records[i]
		switch r.Origin.Format {
		case "crossref":
			if r.Origin.At.Before(crossrefKnowsNotices) && len(r.Notices) == 0 {
				continue
			}
		case "pubmed", "europepmc", "openalex":
		default:
			continue
		}
		s := Statement{Value: "not retracted", Attribution: attribution(r)}
		hint := r.Origin.Format == "openalex"
		for _, n := range r.Notices {
			if n.Kind.Retracted() || hint && n.Kind == NoticePossible {
				s.Value = string(n.Kind)
			}
		}
		switch {
		case s.Value != "not retracted":
			yes = append(yes, s)
		case !hint: // the absence of a flag says nothing
			no = append(no, s)
		}
	}
	if len(yes) == 0 || len(no) == 0 {
		return out
	}
	return append(out, Conflict{Field: FieldRetraction, Values: append(yes, no...)})
}
