package ovid

import (
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/layout"
	"dossier/ingest/notes"
	"dossier/ingest/tagged"
)

// builder turns one entry into a record.
type builder struct {
	*tagged.Builder

	short   string   // Authors
	full    string   // Authors Full Name
	book    string   // Book Title
	chapter string   // Chapter Title
	source  string   // Source
	year    string   // Year of Publication
	page    string   // Page
	ids     []string // Unique Identifier, Accession Number
	medline bool     // the record is NLM's
}

// field takes up one field; false leaves it among the extra ones.
func (b *builder) field(f *tagged.Field) bool {
	name := strings.ToLower(layout.OneLine(f.Tag))
	return b.person(name, f.Value) || b.work(name, f.Value) || b.place(name, f.Value) || b.identifier(name, f.Value)
}

func (b *builder) person(name, value string) bool {
	c := &b.Record.Citation
	switch name {
	case "author", "authors", "author/s", "author(s)":
		return first(&b.short, value)
	case "authors full name", "author full name", "authors full names":
		return first(&b.full, value)
	case "editor", "editors", "book editors":
		people(&c.Editors, &c.Editors, value)
	case "corporate author", "corporate authors", "group author", "group authors", "institutional authors", "collective name":
		for _, group := range names(value) {
			c.Authors = append(c.Authors, evidence.Person{Literal: strings.TrimSuffix(group, ".")})
		}
	default:
		return false
	}
	return true
}

// first sets a value that keeps its lines and gaps.
func first(to *string, value string) bool {
	if *to != "" {
		return false
	}
	*to = value
	return true
}

func (b *builder) work(name, value string) bool {
	c := &b.Record.Citation
	switch name {
	case "title":
		return tagged.First(&c.Title, value)
	case "original title", "foreign title", "vernacular title":
		return tagged.First(&c.OriginalTitle, value)
	case "chapter title":
		return tagged.First(&b.chapter, value)
	case "book title":
		return tagged.First(&b.book, value)
	case "abstract":
		if c.Abstract != "" {
			return false
		}
		c.Abstract = layout.Paragraphs(value)
	case "keyword", "keywords", "key words", "author keywords", "key concepts":
		for _, word := range names(value) {
			c.Keywords = append(c.Keywords, strings.TrimSuffix(word, "."))
		}
	case "mesh subject headings", "mesh headings", "medical subject headings", "mesh":
		for line := range strings.Lines(value) {
			if line = layout.OneLine(line); line != "" {
				c.MeSH = append(c.MeSH, heading(line))
			}
		}
	case "publication type", "document type":
		for _, typ := range strings.Split(strings.ReplaceAll(value, "\n", ";"), ";") {
			if typ = strings.TrimSuffix(layout.OneLine(typ), "."); typ != "" && typ != "-" {
				c.PublicationTypes = append(c.PublicationTypes, strings.Split(typ, ". ")...)
			}
		}
	case "language", "languages":
		return tagged.First(&c.Language, strings.TrimSuffix(value, "."))
	default:
		return false
	}
	return true
}

// heading reads "*Arthritis, Rheumatoid/dt, th [Drug Therapy, Therapy]"; a star
// marks a major topic.
func heading(line string) evidence.MeSH {
	line, major := strings.CutPrefix(line, "*")
	descriptor, qualifiers, _ := strings.Cut(line, "/")
	m := evidence.MeSH{Descriptor: strings.TrimSpace(descriptor), Major: major}
	codes, spelt, ok := strings.Cut(qualifiers, "[")
	m.Major = m.Major || strings.Contains(codes, "*")
	if !ok {
		spelt = codes
	}
	m.Qualifiers = tagged.Items(strings.TrimRight(spelt, "] "), ",")
	return m
}

func (b *builder) place(name, value string) bool {
	c := &b.Record.Citation
	switch name {
	case "source":
		return tagged.First(&b.source, value)
	case "abbreviated source":
		s, whole := parseSource(layout.OneLine(value))
		return whole && tagged.First(&c.JournalAbbrev, s.journal)
	case "journal", "journal name", "journal title", "nlm journal name":
		b.medline = b.medline || strings.HasPrefix(name, "nlm")
		return tagged.First(&c.Journal, value)
	case "journal abbreviation", "abbreviated journal title":
		return tagged.First(&c.JournalAbbrev, value)
	case "volume":
		return tagged.First(&c.Volume, value)
	case "issue", "issue/part":
		return tagged.First(&c.Issue, value)
	case "page", "pages", "page range", "pagination":
		return tagged.First(&b.page, value)
	case "year", "year of publication", "publication year", "date of publication", "publication date":
		return tagged.First(&b.year, strings.TrimSuffix(value, "."))
	case "publisher":
		return tagged.First(&c.Publisher, value)
	case "place of publication", "country of publication":
		return tagged.First(&c.Place, value)
	case "status":
		b.status(layout.OneLine(value))
	}
	return false
}

// status reads "Publish Ahead of Print, POST ACCEPTANCE, 18 August 2014" and the
// states of a record at NLM.
func (b *builder) status(text string) {
	if d, err := evidence.ParseDate(text[strings.LastIndexByte(text, ',')+1:]); err == nil && strings.HasPrefix(text, "Publish Ahead of Print") {
		b.Record.DateOnline = d
	}
	switch strings.TrimSuffix(text, ".") {
	case "MEDLINE", "In-Process", "In-Data-Review", "PubMed-not-MEDLINE", "Publisher", "OLDMEDLINE":
		b.medline = true
	}
}

func (b *builder) identifier(name, value string) bool {
	c := &b.Record.Citation
	value = strings.TrimSuffix(layout.OneLine(value), ".")
	switch name {
	case "unique identifier", "accession number":
		b.ids = append(b.ids, value)
	case "pmid", "pubmed id", "medline pmid", "pubmed identifier":
		if c.PMID == "" {
			c.PMID, _ = evidence.ParsePMID(value)
		}
		return c.PMID != ""
	case "pmc identifier", "pmc id", "pmcid":
		c.PMCID, _ = evidence.ParsePMCID(value)
		return c.PMCID != ""
	case "doi", "doi number", "digital object identifier", "digital object identifier (doi)":
		return b.DOI(value)
	case "issn", "issn print", "issn electronic", "issn linking", "international standard serial number":
		ok := false
		for _, n := range tagged.Items(value, ",;/") {
			ok = b.ISSN(n) || ok
		}
		return ok
	case "isbn", "international standard book number":
		c.ISBN = append(c.ISBN, tagged.Items(value, ",;")...)
	case "clinical trial number", "clinical trial registry number", "trial registration number":
		return notes.Trials(c, value)
	case "record owner":
		b.medline = b.medline || strings.Contains(value, "MEDLINE")
		return false
	case "database", "database name":
		b.Record.Origin.Database = value
	default:
		return strings.HasPrefix(name, "<") // the number of the record
	}
	return true
}

// finish settles what several fields decide together.
func (b *builder) finish() {
	c := &b.Record.Citation
	groups := c.Authors
	c.Authors = nil
	list := b.full
	if list == "" {
		list = b.short
	}
	people(&c.Authors, &c.Editors, list)
	c.Authors = append(c.Authors, groups...)
	b.title(c)
	b.appeared(c)
	b.kind(c)
	b.accession(c)
}

// title takes off the kind of article and the language that stand behind a
// title in brackets, and the brackets around a translated one.
func (b *builder) title(c *evidence.Citation) {
	if b.chapter != "" {
		if b.book == "" {
			b.book = c.Title
		}
		c.Title = b.chapter
	} else if c.Title == "" {
		c.Title, b.book = b.book, ""
	}
	for {
		open := strings.LastIndexByte(c.Title, '[')
		remark, closed := strings.CutSuffix(strings.TrimSuffix(c.Title[max(open, 0):], "."), "]")
		if open < 1 || !closed || strings.IndexByte(".?!]", lastByte(strings.TrimSpace(c.Title[:open]))) < 0 {
			break
		}
		remark = strings.TrimPrefix(remark, "[")
		switch title := strings.TrimSpace(c.Title[:open]); {
		case strings.HasSuffix(remark, " refs"):
		case strings.HasPrefix(title, "[") && !slices.Contains(c.PublicationTypes, remark):
			if c.Language == "" {
				c.Language = remark
			}
		case !slices.ContainsFunc(c.PublicationTypes, func(t string) bool { return strings.HasPrefix(t, remark) }):
			c.PublicationTypes = append(c.PublicationTypes, remark)
		}
		c.Title = strings.TrimSpace(c.Title[:open])
	}
	if inner, ok := strings.CutPrefix(strings.TrimSuffix(c.Title, "."), "["); ok && strings.HasSuffix(inner, "]") {
		c.Title = strings.TrimSuffix(inner, "]")
	}
	if !strings.HasSuffix(c.Title, "..") {
		c.Title = strings.TrimSuffix(c.Title, ".")
	}
}

func lastByte(s string) byte {
	if s == "" {
		return 0
	}
	return s[len(s)-1]
}

// appeared reads the source; fields of their own go before it.
func (b *builder) appeared(c *evidence.Citation) {
	s, whole := parseSource(b.source)
	if !whole {
		b.Keep("Source", b.source)
	}
	switch {
	case b.book != "":
		c.Journal = b.book
	case s.journal != "":
		c.Journal = s.journal
	}
	for _, f := range []struct {
		to   *string
		text string
	}{{&c.Volume, s.volume}, {&c.Issue, s.issue}, {&c.Place, s.place}, {&c.Publisher, s.publisher}} {
		if *f.to == "" {
			*f.to = f.text
		}
	}
	if b.page == "" {
		b.page = s.pages
	}
	b.Pages(b.page, "", s.number)
	for _, text := range []string{s.date, b.year} {
		if d, err := evidence.ParseDate(text); err == nil && c.Date.IsZero() {
			c.Date = d
		}
	}
	if c.Date.IsZero() {
		c.Date = c.DateOnline
	}
	switch {
	case b.chapter != "":
		c.Type = evidence.TypeChapter
	case s.book:
		c.Type = evidence.TypeBook
		if c.Title == "" {
			c.Title, c.Journal = c.Journal, ""
		}
	case s.conference:
		c.Type = evidence.TypeConference
	}
}

// kind takes the type from the words for it where nothing else tells.
func (b *builder) kind(c *evidence.Citation) {
	for _, word := range c.PublicationTypes {
		word, _, _ = strings.Cut(word, ":") // "Article:  PDF Only"
		if t, ok := format.EntryType(word); ok && c.Type == "" {
			c.Type = t
		}
	}
	if c.Type == "" {
		c.Type = evidence.TypeArticle
	}
}

// accession tells PubMed's numbers from those of other databases.
func (b *builder) accession(c *evidence.Citation) {
	for _, id := range b.ids {
		if b.Record.Origin.Key == "" {
			b.Record.Origin.Key = id
		}
		if pmid, _ := evidence.ParsePMID(id); b.medline && pmid != "" && string(pmid) == id && len(id) <= 8 {
			if c.PMID == "" {
				c.PMID = pmid
			}
			continue
		}
		c.OtherIDs = append(c.OtherIDs, evidence.OtherID{Kind: "accession", Value: id})
	}
}
