package jats

import (
	"encoding/xml"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
	"dossier/ingest/reflist"
)

// read reads an article from its start to its end. Responses and sub-articles
// are works of their own and are passed over.
func (a *article) read(d *decoder, start xml.StartElement) error {
	a.rec.Origin.Format = Name
	a.rec.Type = evidence.TypeArticle
	self := &node{attrs: start.Attr}
	kind := self.attr("article-type")
	a.rec.Language = self.attr("lang")
	for depth := d.depth; ; {
		t, err := d.next()
		if err != nil {
			return unexpected(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "front", "ref-list":
				n, err := d.tree(t.Copy())
				if err != nil {
					return err
				}
				if n.name == "front" {
					a.front(n, kind)
				} else {
					a.refList(n)
				}
			case "sub-article", "response":
				if err := d.skip(); err != nil {
					return err
				}
			}
		case xml.EndElement:
			if d.depth < depth {
				return nil
			}
		}
	}
}

// skip passes over the element whose start was just read.
func (d *decoder) skip() error {
	for depth := d.depth; d.depth >= depth; {
		if _, err := d.next(); err != nil {
			return unexpected(err)
		}
	}
	return nil
}

func inline(n *node, skip ...string) string { return notation.FromMarkupInline(n.markup(skip...)) }

func (a *article) front(n *node, kind string) {
	c := &a.rec.Citation
	journal, meta := n.child("journal-meta"), n.child("article-meta")
	c.Journal = inline(journal.first("journal-title"))
	c.JournalAbbrev = inline(journal.first("abbrev-journal-title"))
	for _, id := range journal.all("journal-id") {
		if id.attr("journal-id-type") == "nlm-ta" && c.JournalAbbrev == "" {
			c.JournalAbbrev = inline(id)
		}
	}
	for _, n := range journal.all("issn") {
		if issn, err := evidence.ParseISSN(inline(n)); err == nil {
			c.ISSN = append(c.ISSN, issn)
		}
	}
	c.Publisher = inline(journal.first("publisher-name"))
	c.Title = inline(meta.first("article-title"), "xref", "fn")
	if sub := meta.first("subtitle"); sub != nil && c.Title != "" {
		c.Title += ": " + inline(sub, "xref", "fn")
	}
	a.ids(meta)
	c.Volume, c.Issue = inline(meta.child("volume")), inline(meta.child("issue"))
	c.Pages = pages(meta)
	c.Authors, c.AuthorsTruncated = contributors(meta)
	a.dates(meta)
	a.text(meta)
	a.relations(meta, kind)
}

func (a *article) ids(meta *node) {
	c := &a.rec.Citation
	for _, id := range meta.all("article-id") {
		value := inline(id)
		switch id.attr("pub-id-type") {
		case "doi":
			c.DOI, _ = evidence.ParseDOI(value)
		case "pmid":
			c.PMID, _ = evidence.ParsePMID(value)
		case "pmc", "pmcid":
			c.PMCID, _ = evidence.ParsePMCID("PMC" + strings.TrimPrefix(value, "PMC"))
		}
	}
}

// pages reads page numbers or the article number of n.
func pages(n *node) evidence.Pages {
	first, last := inline(n.child("fpage")), inline(n.child("lpage"))
	printed := first
	if last != "" && last != first {
		printed += "-" + last
	}
	if r := inline(n.child("page-range")); r != "" && printed == "" {
		printed = r
	}
	locator := printed == ""
	if locator {
		printed = inline(n.child("elocation-id"))
	}
	if printed == "" {
		return evidence.Pages{}
	}
	p, err := evidence.ParsePages(printed)
	if err != nil {
		p = evidence.Pages{Raw: printed}
	}
	p.Locator = p.Locator || locator
	return p
}

// contributors reads the authors of all contrib-groups that hold authors.
func contributors(meta *node) (authors []evidence.Person, truncated bool) {
	meta.each(func(n *node) bool {
		switch n.name {
		case "contrib-group":
			return true
		case "etal":
			truncated = true
		case "contrib":
			if kind := n.attr("contrib-type"); kind == "" || kind == "author" || kind == "collab" {
				if p := contributor(n); !p.IsZero() {
					authors = append(authors, p)
				}
			}
		}
		return false
	})
	return authors, truncated
}

func contributor(n *node) evidence.Person {
	var p evidence.Person
	switch {
	case n.first("collab") != nil && n.child("name", "name-alternatives") == nil:
		p.Literal = inline(n.first("collab"), "contrib-group", "xref")
	case n.first("name") != nil:
		p = person(n.first("name"))
	case n.first("string-name") != nil:
		p = person(n.first("string-name"))
	case n.child("anonymous") != nil:
		p.Literal = "Anonymous"
	}
	for _, id := range n.all("contrib-id") {
		if orcid := evidence.ParseORCID(inline(id)); orcid != "" {
			p.ORCID = orcid
		}
	}
	return p
}

// person reads a name with tagged parts, or as text.
func person(n *node) evidence.Person {
	family, given, suffix := inline(n.child("surname")), inline(n.child("given-names")), inline(n.child("suffix"))
	if family == "" {
		if given != "" {
			return evidence.Person{Literal: given} // a single name
		}
		p, err := evidence.ParsePerson(inline(n), evidence.NamesAuto)
		if err != nil {
			return evidence.Person{}
		}
		return p
	}
	p := evidence.Person{Family: family, Given: given, Suffix: suffix}
	for {
		word, rest, ok := strings.Cut(p.Family, " ")
		if !ok || !notation.IsParticle(word) {
			return p
		}
		p.Particle, p.Family = strings.TrimSpace(p.Particle+" "+word), rest
	}
}

// dates tells the date of the issue from that of first publication online.
func (a *article) dates(meta *node) {
	c := &a.rec.Citation
	for _, n := range meta.all("pub-date") {
		d := date(n)
		if d.IsZero() {
			continue
		}
		switch kind := n.attr("pub-type") + n.attr("date-type") + " " + n.attr("publication-format"); {
		case strings.HasPrefix(kind, "epub-ppub"), strings.HasPrefix(kind, "ppub"), strings.HasPrefix(kind, "collection"), kind == "pub print", kind == "pub ppub":
			if c.Date.IsZero() || strings.HasPrefix(kind, "ppub") {
				c.Date = d
			}
		case strings.HasPrefix(kind, "epub"), strings.HasSuffix(kind, "electronic"), strings.HasPrefix(kind, "pub"):
			if c.DateOnline.IsZero() {
				c.DateOnline = d
			}
		}
	}
	if c.Date.IsZero() {
		c.Date = c.DateOnline
	}
}

func date(n *node) evidence.Date {
	number := func(name string) int {
		v := inline(n.child(name))
		if name == "month" {
			if m, ok := notation.Month(v); ok {
				return m
			}
		}
		i, _ := strconv.Atoi(v) // no number is no month
		return i
	}
	if year := number("year"); year > 0 {
		d := evidence.DateFromParts(year, number("month"), number("day"))
		if season := inline(n.child("season")); season != "" {
			if parsed, err := evidence.ParseDate(season + " " + strconv.Itoa(year)); err == nil {
				d = parsed
			}
		}
		return d
	}
	d, err := evidence.ParseDate(inline(n.child("string-date")))
	if err != nil {
		return evidence.Date{}
	}
	return d
}

func (a *article) text(meta *node) {
	c := &a.rec.Citation
	for _, n := range meta.all("abstract") {
		if n.attr("abstract-type") == "" && c.Abstract == "" {
			c.Abstract = notation.FromMarkup(n.markup("xref", "fig", "table-wrap", "object-id"))
		}
	}
	for _, group := range meta.all("kwd-group") {
		group.each(func(n *node) bool {
			if n.name == "kwd" {
				if k := inline(n); k != "" && !slices.Contains(c.Keywords, k) {
					c.Keywords = append(c.Keywords, k)
				}
			}
			return n.name != "kwd"
		})
	}
	meta.each(func(n *node) bool {
		if n.name == "funding-source" {
			if f := inline(n.deepest("institution")); f != "" && !slices.Contains(c.Funding, f) {
				c.Funding = append(c.Funding, f)
			}
		}
		return n.name != "contrib-group" && n.name != "abstract"
	})
	for _, found := range evidence.FindRegistryIDs(c.Abstract) {
		if !slices.Contains(c.Registry, found.RegistryID) {
			c.Registry = append(c.Registry, found.RegistryID)
		}
	}
}

// deepest is the first element of a name below n, or n itself.
func (n *node) deepest(name string) *node {
	if e := n.first(name); e != nil {
		return e
	}
	return n
}

// relations reads what the article says of others: that it retracts, corrects
// or comments on them.
func (a *article) relations(meta *node, kind string) {
	c := &a.rec.Citation
	switch kind {
	case "retraction", "correction", "expression-of-concern", "editorial", "letter", "review-article", "systematic-review", "case-report", "abstract", "book-review", "preprint":
		c.PublicationTypes = append(c.PublicationTypes, kind)
	}
	if kind == "preprint" {
		c.Type = evidence.TypePreprint
	}
	kinds := map[string]string{"retracted-article": "retraction-of", "corrected-article": "erratum-for", "commentary-article": "comment-on", "object-of-concern": "concern-about", "preprint": "has-preprint", "letter": "comment-on", "companion": "companion"}
	for _, n := range meta.all("related-article") {
		name := kinds[n.attr("related-article-type")]
		if name == "" {
			continue
		}
		rel := evidence.Relation{Kind: name, Source: Name}
		rel.DOI, _ = evidence.ParseDOI(n.attr("href"))
		if n.attr("ext-link-type") == "pmid" {
			rel.PMID, _ = evidence.ParsePMID(n.attr("href"))
		}
		if rel.DOI != "" || rel.PMID != "" {
			c.Relations = append(c.Relations, rel)
		}
	}
}

// refList reads the references of a list; lists may stand inside lists.
func (a *article) refList(list *node) {
	list.each(func(n *node) bool {
		if n.name != "ref" {
			return n.name == "ref-list"
		}
		label := strings.Trim(inline(n.child("label")), "[]. ")
		before := len(a.refs)
		n.each(func(n *node) bool {
			switch n.name {
			case "element-citation", "mixed-citation", "citation", "nlm-citation":
				rec := citation(n)
				rec.Origin.Key = label
				a.refs = append(a.refs, rec)
				return false
			}
			return n.name == "citation-alternatives" && len(a.refs) == before
		})
		return false
	})
}

// citation reads one cited work: its tagged parts, or its text when none are
// tagged.
func citation(n *node) evidence.Record {
	text := inline(n)
	title, source := inline(n.first("article-title"), "xref"), inline(n.first("source"))
	if title == "" && source == "" {
		rec := reflist.Parse(inline(unlabelled(n)))
		rec.Origin.Format = Name
		citedIDs(&rec.Citation, n)
		return rec
	}
	rec := evidence.Record{Raw: text}
	rec.Origin.Format = Name
	c := &rec.Citation
	c.Title, c.Journal = title, source
	if title == "" {
		c.Title = inline(n.first("chapter-title"))
	}
	c.Volume, c.Issue, c.Pages = inline(n.child("volume")), inline(n.child("issue")), pages(n)
	c.Edition, c.Publisher, c.Place = inline(n.child("edition")), inline(n.first("publisher-name")), inline(n.first("publisher-loc"))
	c.Date = citedDate(n)
	citedPeople(c, n)
	citedIDs(c, n)
	c.Type = citedType(n, c)
	if c.Title == "" {
		c.Title, c.Journal = c.Journal, ""
	}
	return rec
}

// unlabelled is a citation without the links that are buttons: those whose
// words are no address.
func unlabelled(n *node) *node {
	out := &node{name: n.name}
	for _, c := range n.children {
		if e, ok := c.(*node); ok && (e.name == "ext-link" || e.name == "uri") {
			if words := inline(e); !strings.Contains(words, "10.") && !strings.Contains(words, "http") && !strings.Contains(words, "www.") && len(words) < 20 {
				continue
			}
		}
		out.children = append(out.children, c)
	}
	return out
}

func citedDate(n *node) evidence.Date {
	if d := date(n); !d.IsZero() {
		return d
	}
	d, err := evidence.ParseDate(inline(n.first("year")))
	if err != nil {
		return evidence.Date{}
	}
	return d
}

func citedPeople(c *evidence.Citation, n *node) {
	var editors bool
	var walk func(*node)
	walk = func(n *node) {
		for _, child := range n.children {
			e, ok := child.(*node)
			if !ok {
				continue
			}
			var p evidence.Person
			switch e.name {
			case "person-group":
				was := editors
				editors = e.attr("person-group-type") == "editor"
				walk(e)
				editors = was
				continue
			case "name", "string-name":
				p = person(e)
			case "collab":
				p = evidence.Person{Literal: inline(e)}
			case "etal":
				c.AuthorsTruncated = true
				continue
			case "name-alternatives":
				if name := e.child("name", "string-name"); name != nil {
					p = person(name)
				}
			}
			switch {
			case p.IsZero():
			case editors:
				c.Editors = append(c.Editors, p)
			default:
				c.Authors = append(c.Authors, p)
			}
		}
	}
	walk(n)
}

func citedIDs(c *evidence.Citation, n *node) {
	n.each(func(e *node) bool {
		value := inline(e)
		switch kind := e.attr("pub-id-type"); {
		case e.name == "pub-id" && kind == "doi", e.name == "ext-link" && strings.Contains(e.attr("href"), "doi.org/"):
			if e.name == "ext-link" {
				value = e.attr("href")
			}
			if doi, err := evidence.ParseDOI(value); err == nil {
				c.DOI = doi
			}
		case e.name == "pub-id" && kind == "pmid":
			c.PMID, _ = evidence.ParsePMID(value)
		case e.name == "pub-id" && (kind == "pmcid" || kind == "pmc"):
			c.PMCID, _ = evidence.ParsePMCID("PMC" + strings.TrimPrefix(value, "PMC"))
		case (e.name == "ext-link" || e.name == "uri") && strings.HasPrefix(e.attr("href"), "http") && c.URL == "":
			c.URL = e.attr("href")
		}
		return true
	})
}

func citedType(n *node, c *evidence.Citation) evidence.EntryType {
	kind := n.attr("publication-type") + n.attr("citation-type")
	switch kind {
	case "journal":
		return evidence.TypeArticle
	case "book":
		if n.first("chapter-title") != nil || n.first("article-title") != nil {
			return evidence.TypeChapter
		}
		return evidence.TypeBook
	case "confproc", "conference", "conf-proc":
		return evidence.TypeConference
	case "thesis":
		return evidence.TypeThesis
	case "report", "gov":
		return evidence.TypeReport
	case "web", "webpage", "website":
		return evidence.TypeWebpage
	case "preprint":
		return evidence.TypePreprint
	case "data":
		return evidence.TypeDataset
	case "software":
		return evidence.TypeSoftware
	}
	if c.Volume != "" || c.Pages.Raw != "" {
		return evidence.TypeArticle
	}
	return evidence.TypeOther
}
