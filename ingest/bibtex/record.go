package bibtex

import (
	"fmt"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
	"dossier/ingest/format"
	"dossier/ingest/layout"
)

// builder turns the fields of one entry into a record.
type builder struct {
	e        *entry
	in       format.Input
	rec      evidence.Record
	taken    []bool // the field has its place in the citation
	problems []format.Problem
}

// toRecord gives the record of an entry and what there is to say about it.
func (e *entry) toRecord(in format.Input) (evidence.Record, []format.Problem) {
	b := &builder{e: e, in: in, taken: make([]bool, len(e.fields))}
	for _, f := range e.faults {
		b.tell(f)
	}
	b.repeated()
	b.citation()
	b.rec.Origin = evidence.Origin{Format: "bibtex", File: in.Name, Line: e.line, Key: e.key, Database: b.database()}
	b.rec.Raw = clip(e.text)
	for i := range e.fields {
		if !b.taken[i] && e.fields[i].value != "" {
			b.rec.Extra = append(b.rec.Extra, evidence.Field{Name: e.fields[i].name, Value: e.fields[i].value})
		}
	}
	return b.rec, b.problems
}

func (b *builder) tell(f fault) {
	p := f.problem(b.e.text, b.e.line)
	p.File, p.Entry = b.in.Name, b.e.key
	if p.Entry == "" {
		p.Entry = fmt.Sprintf("@%s at line %d", b.e.typ, b.e.line)
	}
	if f.severity == format.Error {
		p.Raw = clip(b.e.text)
	}
	b.problems = append(b.problems, p)
}

// repeated reports fields that stand twice with different values. BibTeX takes
// the first; the others are kept beside the record.
func (b *builder) repeated() {
	for i := range b.e.fields {
		for j := range i {
			if b.e.fields[i].low != b.e.fields[j].low {
				continue
			}
			if strings.TrimSpace(b.e.fields[i].value) != strings.TrimSpace(b.e.fields[j].value) {
				b.tell(fault{at: b.e.fields[i].at, severity: format.Warning,
					message: fmt.Sprintf("the field %s stands twice; the first was taken", b.e.fields[i].low)})
			}
			break
		}
	}
}

// raw returns the value of the first of the named fields that is not empty, own
// fields before inherited ones, and marks it as taken.
func (b *builder) raw(names ...string) string {
	for _, name := range names {
		for i := range b.e.fields {
			if b.e.fields[i].low == name && strings.TrimSpace(b.e.fields[i].value) != "" {
				b.taken[i] = true
				return b.e.fields[i].value
			}
		}
	}
	for _, name := range names {
		for _, k := range b.e.kin {
			if k.name == name && strings.TrimSpace(k.value) != "" {
				return k.value
			}
		}
	}
	return ""
}

// leave gives fields back to the extra ones: their value has no place.
func (b *builder) leave(names ...string) {
	for i := range b.e.fields {
		for _, name := range names {
			if b.e.fields[i].low == name {
				b.taken[i] = false
			}
		}
	}
}

// line is the value as text on one line.
func (b *builder) line(names ...string) string { return oneLine(b.raw(names...)) }

// oneLine renders LaTeX and HTML to text on one line.
func oneLine(latex string) string { return layout.OneLine(notation.FromLaTeX(latex)) }

func (b *builder) citation() {
	c := &b.rec.Citation
	b.kind(c)
	c.Title = joinTitle(b.line("title"), b.line("subtitle"))
	c.OriginalTitle = b.line("origtitle")
	c.Authors, c.AuthorsTruncated = b.people("author", "authors")
	if group := b.line("collaboration"); group != "" {
		c.Authors = append(c.Authors, evidence.Person{Literal: group})
	}
	c.Editors, _ = b.people("editor", "editors")
	b.container(c)
	c.Volume = b.line("volume")
	c.Issue = b.line("number", "issue")
	b.pages(c)
	c.Date = b.date()
	if text := b.line("early access date", "early-access-date"); text != "" {
		if d, err := evidence.ParseDate(text); err == nil {
			c.DateOnline = d
		}
	}
	b.publisher(c)
	c.Language = b.line("language", "langid", "hyphenation")
	c.Abstract = paragraphs(b.raw("abstract", "abstr"))
	c.Keywords = append(c.Keywords, b.list("keywords", "keyword", "author_keywords", "author-keywords")...)
	c.Funding = b.list("funding-acknowledgement", "funding")
	b.numbers(c)
	b.identifiers(c)
	b.notes(c)
}

func joinTitle(title, subtitle string) string {
	switch {
	case subtitle == "":
		return title
	case title == "":
		return subtitle
	case strings.HasSuffix(title, "?") || strings.HasSuffix(title, "!") || strings.HasSuffix(title, ":"):
		return title + " " + subtitle
	}
	return title + ": " + subtitle
}

// kind maps the type of the entry. What the map does not tell is kept as the
// extra field "entrytype".
func (b *builder) kind(c *evidence.Citation) {
	typ := b.e.typ
	exact := true
	c.Type, exact = entryType(typ)
	subtype := b.raw("entrysubtype")
	if known, ok := cslType(strings.ToLower(strings.TrimSpace(subtype))); ok {
		c.Type = known
	} else {
		b.leave("entrysubtype")
	}
	if !exact {
		b.rec.Extra = append(b.rec.Extra, evidence.Field{Name: "entrytype", Value: typ})
	}
	if c.Type == evidence.TypeOther && strings.TrimSpace(subtype) == "" && typ != "misc" && typ != "patent" && b.has("journal", "journaltitle") {
		c.Type = evidence.TypeArticle
	}
	switch typ {
	case "xdata":
		b.tell(fault{severity: format.Info, message: "an @xdata entry holds fields for other entries and is no publication", next: "leave its record out of the library"})
	case "set":
		b.tell(fault{severity: format.Info, message: "a @set entry groups other entries and is no publication of its own", next: "leave its record out of the library"})
	}
	for _, t := range splitAt(b.raw("type", "document_type", "document-type"), ';') {
		if t = oneLine(t); t != "" && t != "Thesis" && t != "Report" {
			c.PublicationTypes = append(c.PublicationTypes, t)
		}
	}
}

func (b *builder) has(names ...string) bool {
	for _, name := range names {
		for i := range b.e.fields {
			if b.e.fields[i].low == name && b.e.fields[i].value != "" {
				return true
			}
		}
	}
	return false
}

// entryType maps the types of BibTeX and BibLaTeX; exact says that the name of
// the type is not worth keeping.
func entryType(typ string) (t evidence.EntryType, exact bool) {
	switch typ {
	case "article":
		return evidence.TypeArticle, true
	case "suppperiodical", "review", "editorial", "letter":
		return evidence.TypeArticle, false
	case "book":
		return evidence.TypeBook, true
	case "mvbook", "collection", "mvcollection", "proceedings", "mvproceedings", "reference", "mvreference", "booklet":
		return evidence.TypeBook, false
	case "incollection", "inbook":
		return evidence.TypeChapter, true
	case "inreference", "suppbook", "suppcollection", "bookinbook", "incolection":
		return evidence.TypeChapter, false
	case "inproceedings", "conference":
		return evidence.TypeConference, true
	case "inproceeding", "presentation", "talk":
		return evidence.TypeConference, false
	case "phdthesis", "thesis":
		return evidence.TypeThesis, true
	case "mastersthesis", "mscthesis":
		return evidence.TypeThesis, false
	case "techreport", "report":
		return evidence.TypeReport, true
	case "manual", "standard":
		return evidence.TypeReport, false
	case "unpublished":
		return evidence.TypePreprint, true
	case "preprint":
		return evidence.TypePreprint, true
	case "online":
		return evidence.TypeWebpage, true
	case "electronic", "www", "webpage", "url":
		return evidence.TypeWebpage, false
	case "dataset":
		return evidence.TypeDataset, true
	case "software":
		return evidence.TypeSoftware, true
	case "misc":
		return evidence.TypeOther, true
	}
	return evidence.TypeOther, false
}

// cslType takes an entrysubtype that is the name of a type, as dossier writes it.
func cslType(name string) (evidence.EntryType, bool) {
	if name == "preprint" {
		return evidence.TypePreprint, true
	}
	for _, t := range []evidence.EntryType{evidence.TypeDataset, evidence.TypeWebpage, evidence.TypeSoftware,
		evidence.TypeRegistration, evidence.TypeOther} {
		if name == string(t) {
			return t, true
		}
	}
	return "", false
}

func (b *builder) container(c *evidence.Citation) {
	full := b.line("fjournal")
	journal := []string{"journal", "journaltitle"}
	if c.Type == evidence.TypeChapter || c.Type == evidence.TypeConference {
		c.Journal = joinTitle(b.line("booktitle"), b.line("booksubtitle"))
	}
	if c.Journal == "" {
		c.Journal = joinTitle(b.line(journal...), b.line("journalsubtitle"))
	}
	if c.Journal == "" {
		c.Journal = b.line("booktitle", "maintitle", "eventtitle")
	}
	c.JournalAbbrev = b.line("shortjournal", "journal-iso", "abbrev_source_title", "journal-abbrev")
	if full != "" {
		c.JournalAbbrev, c.Journal = c.Journal, full
	}
	c.Series = b.line("series")
	c.Edition = b.line("edition")
}

func (b *builder) pages(c *evidence.Citation) {
	number := []string{"eid", "article-number", "art_number", "articleno", "elocation-id"}
	text := b.line("pages", "page")
	if text == "" {
		text = b.line(number...)
	}
	if text == "" {
		return
	}
	c.Pages, _ = evidence.ParsePages(text)
	if b.line(number...) == text { // exports write it in pages too, for styles that know no eid
		c.Pages.Locator = true
	} else {
		b.leave(number...)
	}
}

func (b *builder) publisher(c *evidence.Citation) {
	names := []string{"publisher", "institution", "school", "organization"}
	if c.Type == evidence.TypeThesis {
		names = []string{"school", "institution", "publisher", "organization"}
	}
	c.Publisher = b.line(names...)
	c.Place = b.line("address", "location")
}

// list reads fields that hold several items, separated by semicolons or, if
// there are none, by commas, outside braces.
func (b *builder) list(names ...string) []string {
	var out []string
	for _, name := range names {
		value := b.raw(name)
		sep := byte(',')
		value = stripOuterBraces(value)
		if len(splitAt(value, ';')) > 1 {
			sep = ';'
		}
		for _, item := range splitAt(value, sep) {
			if item = oneLine(item); item != "" {
				out = append(out, item)
			}
		}
	}
	return out
}

// stripOuterBraces takes off braces around the whole value, as Web of Science
// writes them.
func stripOuterBraces(s string) string {
	s = strings.TrimSpace(s)
	for len(s) > 1 && s[0] == '{' && balancedEnd([]byte(s), 1) == len(s) {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}

// splitAt splits outside braces; an escaped separator and the end of an entity
// (&amp;) do not count.
func splitAt(s string, sep byte) []string {
	var out []string
	depth, from := 0, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '{':
			depth++
		case s[i] == '}':
			depth--
		case s[i] == sep && depth <= 0 && (i == 0 || s[i-1] != '\\') && !(sep == ';' && endsEntity(s[from:i])):
			out = append(out, s[from:i])
			from = i + 1
		}
	}
	if rest := s[from:]; len(out) > 0 || strings.TrimSpace(rest) != "" {
		out = append(out, rest)
	}
	return out
}

// endsEntity tells whether s ends in an HTML entity that lacks its semicolon.
func endsEntity(s string) bool {
	amp := strings.LastIndexByte(s, '&')
	if amp < 0 || len(s)-amp > 10 || len(s)-amp < 3 {
		return false
	}
	for _, c := range []byte(s[amp+1:]) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '#') {
			return false
		}
	}
	return true
}

// paragraphs renders an abstract or a note.
func paragraphs(latex string) string {
	return layout.Paragraphs(notation.FromLaTeX(strings.TrimSpace(latex)))
}

func (b *builder) numbers(c *evidence.Citation) {
	for _, name := range []string{"issn", "eissn", "pissn"} {
		value := b.raw(name)
		for _, part := range strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(",;/&{}", r) }) {
			if n, _ := evidence.ParseISSN(part); n != "" {
				c.ISSN = append(c.ISSN, n)
			} else if strings.TrimSpace(part) != "" {
				b.leave(name)
			}
		}
	}
	for _, part := range strings.FieldsFunc(b.raw("isbn"), func(r rune) bool { return strings.ContainsRune(",;/{}", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			c.ISBN = append(c.ISBN, part)
		}
	}
}

// database names the database an export comes from, where it says so itself.
func (b *builder) database() string {
	source := b.line("source")
	b.leave("source")
	switch key := strings.ToUpper(b.e.key); {
	case source == "Scopus":
		return source
	case strings.HasPrefix(key, "WOS:"), strings.HasPrefix(key, "ISI:"):
		return "Web of Science"
	}
	return ""
}

func (b *builder) notes(c *evidence.Citation) {
	var notes []string
	for _, name := range []string{"note", "annote", "annotation", "addendum"} {
		if text := paragraphs(b.raw(name)); text != "" {
			notes = append(notes, text)
		}
	}
	c.Notices, c.Note = evidence.CutRemarks(strings.Join(notes, "\n"))
}
