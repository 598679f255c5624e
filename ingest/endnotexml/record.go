package endnotexml

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/layout"
)

// parse gives the record of one <record> element.
func parse(raw []byte) (evidence.Record, error) {
	b := &builder{}
	var path []string
	var text strings.Builder
	for m := (markup{b: raw}); ; {
		t, err := m.next()
		if errors.Is(err, io.EOF) && len(path) == 0 {
			b.finish()
			return b.rec, nil
		}
		if err != nil {
			return evidence.Record{}, fmt.Errorf("broken markup: %w", err)
		}
		switch {
		case t.kind == textToken:
			text.WriteString(t.text)
		case isStyle(t.name):
		case t.kind == startToken:
			if len(path) == maxDepth {
				return evidence.Record{}, fmt.Errorf("elements are nested more than %d deep", maxDepth)
			}
			path = append(path, t.name)
			text.Reset()
			b.start(t)
		case len(path) == 0 || path[len(path)-1] != t.name:
			return evidence.Record{}, fmt.Errorf("</%s> closes nothing", t.name)
		default:
			path = path[:len(path)-1]
			b.end(path, t.name, text.String())
			text.Reset()
		}
	}
}

// maxDepth is how deep elements may be nested.
const maxDepth = 64

// isStyle names the elements that only dress text.
func isStyle(name string) bool {
	switch name {
	case "style", "b", "i", "u", "sup", "sub":
		return true
	}
	return false
}

// builder collects the elements of one record.
type builder struct {
	rec       evidence.Record
	secondary string // journal, book, proceedings, series
	tertiary  string
	alternate string
	full      string // full-title
	abbrev    string // abbr-1
	year      string
	date      string
	accession string
	database  string
	custom2   string
	notes     []string
	second    []evidence.Person
}

func (b *builder) start(t token) {
	if t.name == "ref-type" {
		if name := t.attribute("name"); name != "" {
			b.kind(name)
		}
	}
}

// kind maps the name of the type; EndNote's numbers change with its version.
func (b *builder) kind(name string) {
	t, ok := format.EntryType(name)
	if !ok {
		t = evidence.TypeOther
	}
	if t == evidence.TypeOther && name != "Generic" {
		b.rec.Extra = append(b.rec.Extra, evidence.Field{Name: "ref-type", Value: name})
	}
	b.rec.Type = t
}

func first(to *string, value string) bool {
	if *to != "" || value == "" {
		return *to == value
	}
	*to = value
	return true
}

// end takes up the text of an element; path holds the elements around it.
func (b *builder) end(path []string, name, text string) {
	if strings.TrimSpace(text) == "" || len(path) == 0 {
		return
	}
	parent := path[len(path)-1]
	line := layout.OneLine(text)
	if b.person(parent, name, line) || b.work(parent, name, line, text) || b.place(name, line) || isStructure(name) {
		return
	}
	b.rec.Extra = append(b.rec.Extra, evidence.Field{Name: name, Value: line})
}

// isStructure names elements that only hold others.
func isStructure(name string) bool {
	switch name {
	case "record", "records", "contributors", "authors", "titles", "periodical", "alt-periodical", "dates", "pub-dates",
		"urls", "related-urls", "keywords", "foreign-keys", "source-app":
		return true
	}
	return false
}

func (b *builder) person(parent, name, line string) bool {
	if name != "author" {
		return false
	}
	p := evidence.Person{Literal: strings.TrimSpace(strings.TrimSuffix(line, ","))}
	if !strings.HasSuffix(line, ",") { // a comma at the end marks a corporate author
		p, _ = evidence.ParsePerson(line, evidence.NamesAuto)
	}
	switch parent {
	case "authors":
		b.rec.Authors = append(b.rec.Authors, p)
	case "secondary-authors":
		b.second = append(b.second, p)
	default:
		return false
	}
	return true
}

func (b *builder) work(parent, name, line, text string) bool {
	c := &b.rec.Citation
	switch name {
	case "ref-type":
		return true
	case "title":
		return parent != "titles" || first(&c.Title, line)
	case "secondary-title":
		return first(&b.secondary, line)
	case "tertiary-title":
		return first(&b.tertiary, line)
	case "alt-title":
		return first(&b.alternate, line)
	case "translated-title":
		return first(&c.OriginalTitle, line)
	case "full-title":
		return parent != "periodical" || first(&b.full, line)
	case "abbr-1":
		return parent != "periodical" || first(&b.abbrev, line)
	case "keyword":
		b.keywords(text)
	case "abstract":
		c.Abstract = layout.Paragraphs(text)
	case "notes", "research-notes":
		b.notes = append(b.notes, layout.Paragraphs(text))
	case "work-type":
		c.PublicationTypes = append(c.PublicationTypes, line)
	case "language":
		return first(&c.Language, line)
	default:
		return false
	}
	return true
}

// keywords are one per element, or several on lines of their own.
func (b *builder) keywords(text string) {
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' || r == ';' }) {
		if line = layout.OneLine(line); line != "" {
			b.rec.Keywords = append(b.rec.Keywords, line)
		}
	}
}

func (b *builder) place(name, line string) bool {
	c := &b.rec.Citation
	switch name {
	case "volume":
		return first(&c.Volume, line)
	case "number", "issue":
		return first(&c.Issue, line)
	case "pages":
		c.Pages, _ = evidence.ParsePages(line)
	case "edition":
		return first(&c.Edition, line)
	case "year":
		return first(&b.year, line)
	case "date":
		return first(&b.date, line)
	case "publisher":
		return first(&c.Publisher, line)
	case "pub-location":
		return first(&c.Place, line)
	case "isbn":
		return b.serial(line)
	case "electronic-resource-num":
		if c.DOI != "" {
			return false
		}
		c.DOI, _ = evidence.ParseDOI(line)
		return c.DOI != ""
	case "url":
		return first(&c.URL, line)
	case "accession-num":
		return first(&b.accession, line)
	case "remote-database-name":
		return first(&b.database, line)
	case "custom2":
		return first(&b.custom2, line)
	case "rec-number":
		return first(&b.rec.Origin.Key, line)
	default:
		return false
	}
	return true
}

// serial tells ISSN from ISBN.
func (b *builder) serial(line string) bool {
	taken := false
	for part := range strings.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune(" ;,()", r) }) {
		if n, _ := evidence.ParseISSN(part); n != "" && len(part) <= 9 {
			b.rec.ISSN, taken = append(b.rec.ISSN, n), true
		} else if digits := strings.Trim(part, "0123456789-Xx"); digits == "" && len(part) >= 10 {
			b.rec.ISBN, taken = append(b.rec.ISBN, part), true
		}
	}
	return taken
}

// finish settles what several elements decide together.
func (b *builder) finish() {
	c := &b.rec.Citation
	c.Editors = b.second
	b.container(c)
	c.Note = strings.Join(b.notes, "\n")
	c.Date = b.issueDate()
	b.rec.Origin.Database = b.database
	db := strings.ToLower(b.database)
	switch id, err := evidence.ParsePMCID(b.custom2); {
	case b.custom2 == "":
	case err == nil && strings.HasPrefix(strings.ToUpper(b.custom2), "PMC"):
		c.PMCID = id
	default:
		b.rec.Extra = append(b.rec.Extra, evidence.Field{Name: "custom2", Value: b.custom2})
	}
	if b.accession != "" {
		if id, err := evidence.ParsePMID(b.accession); err == nil && (strings.Contains(db, "pubmed") || strings.Contains(db, "medline") || db == "nlm") {
			c.PMID = id
		} else {
			c.OtherIDs = append(c.OtherIDs, evidence.OtherID{Kind: accessionKind(b.accession, db), Value: b.accession})
		}
	}
	if c.DOI == "" && strings.Contains(c.URL, "10.") {
		c.DOI, _ = evidence.ParseDOI(c.URL)
	}
	if c.PMID == "" {
		c.PMID = evidence.PMIDOfAddress(c.URL)
	}
}

func accessionKind(an, db string) string {
	switch {
	case strings.HasPrefix(an, "WOS:") || strings.HasPrefix(an, "ISI:"):
		return "wos"
	case strings.HasPrefix(an, "CN-"):
		return "central"
	case strings.Contains(db, "embase"):
		return "embase"
	}
	return "accession"
}

// container names where the work appeared. The secondary title of a book is
// its series.
func (b *builder) container(c *evidence.Citation) {
	if c.Type == evidence.TypeBook {
		c.Series = b.secondary
		return
	}
	c.Series = b.tertiary
	for _, name := range []string{b.full, b.secondary, b.alternate} {
		if c.Journal == "" {
			c.Journal = name
		}
	}
	for _, name := range []string{b.abbrev, b.alternate, b.secondary} {
		if c.JournalAbbrev == "" && !strings.EqualFold(name, c.Journal) {
			c.JournalAbbrev = name
		}
	}
}

// issueDate joins the year with "Jan", "Jan 5" or a full date.
func (b *builder) issueDate() evidence.Date {
	if b.date == "" {
		d, _ := evidence.ParseDate(b.year)
		return d
	}
	if d, err := evidence.ParseDate(b.date); err == nil && d.Year != 0 {
		return d
	}
	if d, err := evidence.ParseDate(b.year + " " + b.date); err == nil && d.Year != 0 {
		d.Raw = ""
		return d
	}
	d, _ := evidence.ParseDate(b.year)
	return d
}
