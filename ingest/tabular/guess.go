package tabular

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"dossier/evidence"
	"dossier/ingest/format"
)

// maxLookahead is how many rows are read before it is settled which of several
// columns holds a field.
const maxLookahead = 200

// guess is a column whose heading names a field among other words:
// "verified_doi", "year_issue", "pages_or_article".
type guess struct {
	column int
	field  string
	better bool // the heading says that the values were checked
}

// guessAll reads the headings that are not known as they stand. A field that a
// known heading has is not looked for.
func (c *columns) guessAll() {
	if len(c.headings) < 3 {
		return
	}
	taken := map[string]bool{}
	for _, f := range c.fields {
		taken[f] = true
	}
	for i, heading := range c.headings {
		if c.fields[i] != "" || c.left[i] {
			continue
		}
		words := headingWords(heading)
		field := fieldAmong(words)
		if field == "" || taken[field] {
			continue
		}
		better := slices.ContainsFunc(words, func(w string) bool {
			return w == "verified" || w == "checked" || w == "corrected" || w == "final" || w == "clean"
		})
		c.guesses = append(c.guesses, guess{i, field, better})
	}
}

// headingWords splits at anything but letters and digits, and where a capital
// follows a small letter: "verifiedTitle".
func headingWords(heading string) []string {
	var b strings.Builder
	last := ' '
	for _, r := range heading {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			b.WriteByte(' ')
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			r = ' '
		}
		b.WriteRune(unicode.ToLower(r))
		last = r
	}
	return strings.Fields(b.String())
}

// fieldAmong gives the field that a heading of two to four words names, if it
// names one only. The last word is what an English heading is about, so text
// fields must stand there; what can be told from the values may also be first.
func fieldAmong(words []string) string {
	if len(words) < 2 || len(words) > 4 || slices.ContainsFunc(words, aboutSomethingElse) || slices.Contains(words[:len(words)-1], "journal") {
		return ""
	}
	last, first := guessable(words[len(words)-1]), guessable(words[0])
	if slices.Contains(words, "or") { // "pages_or_article": the first alternative
		last = ""
	}
	switch first {
	case "doi", "pmid", "pmcid", "year", "pages", "registry":
	default:
		first = ""
	}
	if last != "" && first != "" && last != first {
		return ""
	}
	if last != "" {
		return last
	}
	return first
}

func guessable(word string) string {
	switch word {
	case "title":
		return "title"
	case "author", "authors":
		return "authors"
	case "doi", "pmid", "pmcid", "year", "abstract", "pages", "journal":
		return word
	case "nct", "registry":
		return "registry"
	}
	return ""
}

// aboutSomethingElse are words that make a heading speak of another thing than
// the field beside them: the number of the authors, the title's language, the
// title of the conference.
func aboutSomethingElse(word string) bool {
	switch word {
	case "id", "ids", "at", "by", "no", "number", "numbers", "count", "n", "order", "address", "addresses", "affiliation", "affiliations",
		"country", "language", "online", "status", "error", "type", "date", "accessed", "match", "score", "similarity",
		"first", "last", "corresponding", "correspondence", "reprint", "book", "series", "conference", "meeting", "proceedings",
		"source", "short", "running", "translated", "original", "foreign", "group", "related", "erratum", "retraction", "notice",
		"preprint", "parent", "cited", "citing", "review", "birth", "start", "end", "entry", "total", "publisher", "abbreviated":
		return true
	}
	return false
}

// believable tells whether a value may stand in the field.
func believable(field, value string) bool {
	value = strings.TrimSpace(value)
	switch field {
	case "doi":
		doi, _ := evidence.ParseDOI(value)
		return doi != ""
	case "pmid":
		id, _ := evidence.ParsePMID(strings.TrimSuffix(value, ".0"))
		return id != ""
	case "pmcid":
		id, _ := evidence.ParsePMCID(value)
		return id != ""
	case "registry":
		return len(evidence.FindRegistryIDs(value)) > 0
	case "year":
		d, _ := evidence.ParseDate(strings.TrimSuffix(value, ".0"))
		return d.Year != 0
	case "pages":
		return strings.ContainsAny(value, "0123456789")
	case "title", "abstract", "authors":
		return strings.ContainsFunc(value, unicode.IsLetter) && len(value) > 5
	}
	return value != ""
}

// settle gives each field that was only guessed at to the column whose values
// fill it best in the rows at hand, and reports what was taken.
func (c *columns) settle(rows []tableRow, in format.Input, sink format.Sink) {
	byField := map[string][]guess{}
	var order []string
	for _, g := range c.guesses {
		if byField[g.field] == nil {
			order = append(order, g.field)
		}
		byField[g.field] = append(byField[g.field], g)
	}
	for _, field := range order {
		best, most := guess{column: -1}, 0
		for _, g := range byField[field] {
			good, filled := c.filled(g, rows)
			if good*2 < filled || good == 0 {
				continue
			}
			if good > most || good == most && g.better && !best.better {
				best, most = g, good
			}
		}
		if best.column < 0 {
			continue
		}
		c.fields[best.column] = field
		message := fmt.Sprintf("the column %q was taken for the %s", c.headings[best.column], field)
		var others []string
		for _, g := range byField[field] {
			if g.column != best.column {
				others = append(others, fmt.Sprintf("%q", c.headings[g.column]))
				c.left[g.column] = true
			}
		}
		if len(others) > 0 {
			message += " and not " + strings.Join(others, ", ")
		}
		sink.Problem(format.Problem{File: in.Name, Line: c.line, Severity: format.Info, Message: message,
			Next: fmt.Sprintf("if that is wrong, say what it holds with --column %q", c.headings[best.column]+"=field")})
	}
}

// filled counts the cells of a column that may stand in its field, and those
// that hold anything.
func (c *columns) filled(g guess, rows []tableRow) (good, filled int) {
	for _, r := range rows {
		if g.column >= len(r.cells) || strings.TrimSpace(r.cells[g.column]) == "" {
			continue
		}
		filled++
		if believable(g.field, r.cells[g.column]) {
			good++
		}
	}
	return good, filled
}

// tellUnknown reports, once for the table, the columns that hold something and
// were kept without being understood. What databases export besides a
// reference is known to be of no use here.
func (c *columns) tellUnknown(in format.Input, sink format.Sink) {
	var names []string
	for i, used := range c.used {
		if used && !c.left[i] && (c.fields[i] == "" || c.fields[i] == "source" && c.unread) {
			names = append(names, fmt.Sprintf("%q", strings.TrimSpace(c.headings[i])))
		}
	}
	if len(names) == 0 {
		return
	}
	p := format.Problem{File: in.Name, Line: c.line, Severity: format.Warning,
		Message: "the column " + names[0] + " is kept but not understood",
		Next:    "say what it holds with --column " + strings.Trim(names[0], `"`) + "=field"}
	if len(names) > 1 {
		p.Message = "the columns " + strings.Join(names, ", ") + " are kept but not understood"
		p.Next = "say what one holds with --column heading=field"
	}
	if c.vendor != "" {
		p.Severity = format.Info
	}
	sink.Problem(p)
}
