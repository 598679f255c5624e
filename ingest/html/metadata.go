package html

import (
	"slices"
	"strings"
	"unicode"

	"github.com/PuerkitoBio/goquery"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// tag is one <meta>: its name in lower case without the variants of a prefix.
type tag struct{ name, content string }

// tags are the meta elements of a page in order.
type tags []tag

func readTags(doc *goquery.Document) tags {
	var out tags
	doc.Find("meta").Each(func(_ int, m *goquery.Selection) {
		content := strings.TrimSpace(m.AttrOr("content", ""))
		if content == "" {
			return
		}
		for _, attr := range []string{"name", "property", "id", "itemprop"} {
			if name := strings.ToLower(strings.TrimSpace(m.AttrOr(attr, ""))); name != "" {
				out = append(out, tag{plainName(name), content})
				return
			}
		}
	})
	return out
}

// plainName folds the prefixes that stand for the same vocabulary.
func plainName(name string) string {
	for _, prefix := range [][2]string{{"bepress_citation_", "citation_"}, {"eprints.", "dc."}, {"dcterms.", "dc."}, {"dc:", "dc."}, {"dcterms:", "dc."}, {"prism:", "prism."}, {"hw.", "citation_"}} {
		if rest, ok := strings.CutPrefix(name, prefix[0]); ok {
			return prefix[1] + rest
		}
	}
	return name
}

// first is the content of the first tag that has one of the names; the names
// are in order of trust.
func (t tags) first(names ...string) string {
	for _, name := range names {
		for _, m := range t {
			if m.name == name {
				return clean(m.content)
			}
		}
	}
	return ""
}

// all gathers the contents of the first of the names that occurs.
func (t tags) all(names ...string) []string {
	for _, name := range names {
		var out []string
		for _, m := range t {
			if m.name == name {
				out = append(out, clean(m.content))
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// clean renders entities and markup that were escaped once more.
func clean(s string) string { return notation.FromMarkupInline(s) }

// metadata makes the record of a page.
func metadata(doc *goquery.Document, address string) (evidence.Record, error) {
	t, ld := readTags(doc), readLinked(doc)
	var rec evidence.Record
	rec.Origin.Format, rec.Origin.URL = Name, address
	c := &rec.Citation
	c.Title = firstOf(t.first("citation_title"), ld.title, t.first("dc.title"))
	known := c.Title != "" || t.first("citation_doi", "prism.doi", "doi") != ""
	if !known {
		if t.first("og:type") == "" && ld.kind == "" {
			return rec, ErrNoMetadata
		}
		c.Title = firstOf(t.first("og:title"), inline(doc.Find("title").First().Text()))
	}
	if c.Title == "" {
		c.Title = firstOf(t.first("og:title"), inline(doc.Find("title").First().Text()))
	}
	if c.Title == "" {
		return rec, ErrNoMetadata
	}
	identifiers(&rec, t, ld, doc)
	place(c, t, ld)
	dates(c, t, ld)
	people(c, t, ld)
	if len(c.Authors) == 0 {
		c.Authors = printedAuthors(doc)
	}
	c.Abstract = abstract(t, ld)
	c.Keywords = keywords(t, ld)
	c.Type = kind(c, t, ld)
	return rec, nil
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// identifiers reads the page's own identifiers. Those of its references stand
// in citation_reference, which is not looked at.
func identifiers(rec *evidence.Record, t tags, ld linked, doc *goquery.Document) {
	c := &rec.Citation
	candidates := append(t.all("citation_doi"), t.all("prism.doi")...)
	candidates = append(candidates, t.all("doi")...)
	candidates = append(candidates, ld.ids...)
	candidates = append(candidates, t.all("dc.identifier")...)
	candidates = append(candidates, t.all("dc.identifier.doi")...)
	for _, s := range candidates {
		if doi, err := evidence.ParseDOI(s); err == nil && c.DOI == "" {
			c.DOI = doi
		}
	}
	if own := t.first("citation_doi"); own != "" && c.DOI == "" {
		rec.Extra = append(rec.Extra, evidence.Field{Name: "citation_doi", Value: own})
	}
	c.PMID, _ = evidence.ParsePMID(t.first("citation_pmid", "citation_pubmed_id"))
	page := firstOf(t.first("citation_fulltext_html_url", "og:url"), canonical(doc), rec.Origin.URL)
	c.PMCID, _ = evidence.ParsePMCID(firstOf(t.first("citation_pmcid"), page))
	c.URL = firstOf(canonical(doc), t.first("citation_abstract_html_url", "citation_public_url", "citation_fulltext_html_url", "og:url"), ld.url, rec.Origin.URL)
	for _, s := range append(t.all("citation_issn"), append(t.all("prism.issn"), t.all("prism.eissn")...)...) {
		found, _ := evidence.ParseISSNs(s)
		for _, issn := range found {
			if !slices.Contains(c.ISSN, issn) {
				c.ISSN = append(c.ISSN, issn)
			}
		}
	}
	c.ISBN = t.all("citation_isbn")
	if v := t.first("citation_arxiv_id"); v != "" {
		c.OtherIDs = append(c.OtherIDs, evidence.OtherID{Kind: "arxiv", Value: v})
	}
}

func canonical(doc *goquery.Document) string {
	href, _ := doc.Find(`link[rel="canonical"]`).First().Attr("href")
	if strings.HasPrefix(href, "http") {
		return href
	}
	return ""
}

// place reads where the work was published.
func place(c *evidence.Citation, t tags, ld linked) {
	c.Journal = firstOf(t.first("citation_journal_title", "citation_conference_title", "citation_inbook_title", "citation_book_title"), ld.journal, t.first("prism.publicationname", "citation_series_title"))
	if c.JournalAbbrev = t.first("citation_journal_abbrev"); !strings.ContainsFunc(c.JournalAbbrev, unicode.IsLetter) {
		c.JournalAbbrev = ""
	}
	c.Volume = firstOf(t.first("citation_volume"), ld.volume, t.first("prism.volume"))
	c.Issue = firstOf(t.first("citation_issue"), ld.issue, t.first("prism.number", "prism.issue"))
	first := firstOf(t.first("citation_firstpage", "citation_first_page"), ld.pageStart, t.first("prism.startingpage"))
	last := firstOf(t.first("citation_lastpage", "citation_last_page"), ld.pageEnd, t.first("prism.endingpage"))
	printed := first
	if last != "" && last != first {
		printed += "-" + last
	}
	locator := printed == ""
	if locator {
		printed = t.first("citation_article_number", "citation_elocation_id", "prism.articlenumber", "citation_id")
	}
	if printed != "" {
		pages, err := evidence.ParsePages(printed)
		if err != nil {
			pages = evidence.Pages{Raw: printed}
		}
		pages.Locator = pages.Locator || locator
		c.Pages = pages
	}
	c.Publisher = firstOf(t.first("citation_publisher", "citation_technical_report_institution", "citation_dissertation_institution"), ld.publisher, t.first("dc.publisher"))
	c.Language = firstOf(t.first("citation_language", "dc.language"), ld.language)
}

// dates keeps the date of the issue apart from the first date online, which
// may fall decades later for old papers.
func dates(c *evidence.Citation, t tags, ld linked) {
	parse := func(s string) evidence.Date {
		d, err := evidence.ParseDate(s)
		if err != nil {
			return evidence.Date{}
		}
		return d
	}
	c.Date = parse(t.first("citation_publication_date", "citation_cover_date", "citation_date", "citation_year"))
	c.DateOnline = parse(t.first("citation_online_date"))
	if c.Date.IsZero() {
		c.Date = parse(firstOf(ld.date, t.first("prism.publicationdate", "dc.date", "dc.issued", "dc.date.issued", "article:published_time")))
	}
}

// people reads authors with their ORCID iDs: institution and identifier tags
// belong to the author before them.
func people(c *evidence.Citation, t tags, ld linked) {
	for _, m := range t {
		switch m.name {
		case "citation_author":
			c.Authors = append(c.Authors, persons(clean(m.content))...)
		case "citation_author_orcid", "citation_author_orcid_id":
			if n := len(c.Authors); n > 0 {
				c.Authors[n-1].ORCID = evidence.ParseORCID(m.content)
			}
		case "citation_editor":
			c.Editors = append(c.Editors, persons(clean(m.content))...)
		}
	}
	if len(c.Authors) == 0 {
		for _, list := range t.all("citation_authors") {
			for name := range strings.SplitSeq(list, ";") {
				c.Authors = append(c.Authors, persons(name)...)
			}
		}
	}
	if len(c.Authors) == 0 {
		c.Authors = ld.authors
	}
	if len(c.Authors) == 0 {
		for _, name := range t.all("dc.creator", "dc.contributor") {
			c.Authors = append(c.Authors, persons(name)...)
		}
	}
}

// printedAuthors reads names that a page marks in its text and not in its head.
func printedAuthors(doc *goquery.Document) []evidence.Person {
	var out []evidence.Person
	doc.Find(".given-name").Each(func(_ int, g *goquery.Selection) {
		family := g.NextFiltered(".surname")
		p := evidence.Person{Family: inline(family.Text()), Given: inline(g.Text())}
		if p.Family != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	})
	return out
}

// persons reads the content of one author tag, which holds several names on
// some sites.
func persons(s string) []evidence.Person {
	var out []evidence.Person
	for part := range strings.SplitSeq(s, ";") {
		if p, err := evidence.ParsePerson(part, evidence.NamesAuto); err == nil {
			out = append(out, p)
		}
	}
	return out
}

// abstract takes the first description that was not cut short.
func abstract(t tags, ld linked) string {
	for _, s := range []string{raw(t, "citation_abstract"), ld.abstract, raw(t, "dc.description"), raw(t, "dc.description.abstract"), raw(t, "prism.teaser")} {
		s = notation.FromMarkup(s)
		if len(s) > 80 && !strings.HasSuffix(s, "...") && !strings.HasSuffix(s, "…") {
			return s
		}
	}
	return ""
}

func raw(t tags, name string) string {
	for _, m := range t {
		if m.name == name {
			return m.content
		}
	}
	return ""
}

func keywords(t tags, ld linked) []string {
	var out []string
	add := func(s string) {
		for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' }) {
			if part = inline(part); part != "" && !slices.Contains(out, part) {
				out = append(out, part)
			}
		}
	}
	for _, s := range t.all("citation_keywords", "citation_keyword") {
		if !strings.Contains(s, ";") && strings.Count(s, ",") > 1 {
			s = strings.ReplaceAll(s, ",", ";")
		}
		add(s)
	}
	if out == nil {
		for _, s := range ld.keywords {
			add(s)
		}
	}
	if out == nil {
		for _, s := range t.all("dc.subject", "prism.keyword") {
			add(s)
		}
	}
	return out
}

// kind says what the page describes.
func kind(c *evidence.Citation, t tags, ld linked) evidence.EntryType {
	switch {
	case t.first("citation_dissertation_institution") != "":
		return evidence.TypeThesis
	case t.first("citation_technical_report_institution", "citation_technical_report_number") != "":
		return evidence.TypeReport
	case t.first("citation_conference_title") != "":
		return evidence.TypeConference
	case t.first("citation_inbook_title") != "":
		return evidence.TypeChapter
	case t.first("citation_journal_title") != "", c.Journal != "" && ld.kind != "dataset":
		return evidence.TypeArticle
	}
	switch ld.kind {
	case "dataset":
		return evidence.TypeDataset
	case "softwaresourcecode", "softwareapplication":
		return evidence.TypeSoftware
	case "book":
		return evidence.TypeBook
	case "chapter":
		return evidence.TypeChapter
	case "report", "technicalreport":
		return evidence.TypeReport
	case "thesis":
		return evidence.TypeThesis
	case "scholarlyarticle", "medicalscholarlyarticle":
		return evidence.TypeArticle
	}
	switch strings.ToLower(t.first("dc.type")) {
	case "dataset":
		return evidence.TypeDataset
	case "text.serial.journal", "article", "journalarticle", "originalpaper":
		return evidence.TypeArticle
	case "thesis":
		return evidence.TypeThesis
	}
	if c.DOI != "" {
		return evidence.TypeOther
	}
	return evidence.TypeWebpage
}
