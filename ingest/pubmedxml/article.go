package pubmedxml

import (
	"strings"

	"dossier/evidence"
)

// record maps one article. Raw is what stands in the input.
func (e *entry) record() evidence.Record {
	var r evidence.Record
	if e.root.find("BookDocument") != nil || e.root.name == "BookDocument" {
		e.book(&r)
	} else {
		e.article(&r)
	}
	r.Origin.Key = string(r.PMID)
	r.Origin.Line = e.line
	r.Origin.Database = "PubMed"
	if len(e.raw) <= evidence.MaxRaw {
		r.Raw = string(e.raw)
	}
	return r
}

func (e *entry) article(r *evidence.Record) {
	med := e.root
	if med.name == "PubmedArticle" {
		med = e.root.find("MedlineCitation")
	}
	art := med.find("Article")
	r.Type = evidence.TypeArticle
	r.PMID = pmid(e.at(med, "PMID"))
	e.titles(&r.Citation, art)
	r.Authors, r.AuthorsTruncated = e.persons(art.find("AuthorList"))
	e.journal(&r.Citation, art, med)
	e.pages(&r.Citation, art)
	r.Date = e.date(art.find("Journal", "JournalIssue", "PubDate"))
	r.DateOnline = e.electronicDate(art)
	r.Language = e.at(art, "Language")
	r.Abstract = e.abstract(art.find("Abstract"))
	e.publicationTypes(&r.Citation, art.find("PublicationTypeList"))
	e.indexing(r, med)
	e.dataBanks(r, art)
	e.grants(&r.Citation, art)
	e.articleIDs(r, e.root.find("PubmedData", "ArticleIdList"), art)
	e.notices(r, med)
	if s := med.attr("Status"); s != "" {
		r.Extra = append(r.Extra, evidence.Field{Name: "Status", Value: s})
	}
}

func (e *entry) book(r *evidence.Record) {
	doc := e.root
	if doc.name != "BookDocument" {
		doc = e.root.find("BookDocument")
	}
	book := doc.find("Book")
	r.Type = evidence.TypeChapter
	r.PMID = pmid(e.at(doc, "PMID"))
	r.Title = cleanTitle(e.at(doc, "ArticleTitle"))
	r.Journal = e.at(book, "BookTitle")
	if r.Title == "" {
		r.Type, r.Title, r.Journal = evidence.TypeBook, r.Journal, ""
	}
	r.OriginalTitle = cleanTitle(e.at(doc, "VernacularTitle"))
	for _, list := range append(book.all("AuthorList"), doc.all("AuthorList")...) {
		people, cut := e.persons(list)
		if list.attr("Type") == "editors" {
			r.Editors = append(r.Editors, people...)
			continue
		}
		r.Authors = append(r.Authors, people...)
		r.AuthorsTruncated = r.AuthorsTruncated || cut
	}
	if r.Type == evidence.TypeBook && len(r.Authors) == 0 {
		r.Authors, _ = e.persons(doc.find("AuthorList"))
	}
	r.Publisher, r.Place = e.at(book, "Publisher", "PublisherName"), e.at(book, "Publisher", "PublisherLocation")
	r.Series = e.at(book, "CollectionTitle")
	r.Edition = e.at(book, "Edition")
	r.Volume = e.at(book, "Volume")
	for _, isbn := range book.all("Isbn") {
		r.ISBN = append(r.ISBN, e.text(isbn))
	}
	e.pages(&r.Citation, doc)
	if r.Date = e.date(doc.find("ContributionDate")); r.Date.Year == 0 {
		r.Date = e.date(book.find("PubDate"))
	}
	r.Language = e.at(doc, "Language")
	r.Abstract = e.abstract(doc.find("Abstract"))
	e.publicationTypes(&r.Citation, doc)
	e.keywords(&r.Citation, doc)
	e.articleIDs(r, doc.find("ArticleIdList"), nil)
	e.articleIDs(r, e.root.find("PubmedBookData", "ArticleIdList"), nil)
}

// titles reads the title. A translated title stands in square brackets and has
// its original beside it; the full stop at the end is PubMed's own.
func (e *entry) titles(c *evidence.Citation, art *node) {
	c.Title = e.at(art, "ArticleTitle")
	c.OriginalTitle = cleanTitle(e.at(art, "VernacularTitle"))
	if inner, ok := strings.CutPrefix(strings.TrimRight(c.Title, "."), "["); ok && strings.HasSuffix(inner, "]") {
		c.Title = strings.TrimSuffix(inner, "]")
	}
	c.Title = cleanTitle(c.Title)
	clean, prefix := evidence.CutNoticePrefix(c.Title)
	if prefix != "" && clean != "" {
		c.Title = clean
		c.Notices = append(c.Notices, evidence.Notice{Kind: evidence.NoticePossible, Source: "title", Text: prefix})
	}
}

// cleanTitle drops one full stop at the end, not an ellipsis or an initial's.
func cleanTitle(s string) string {
	if strings.HasSuffix(s, "..") {
		return s
	}
	return strings.TrimSpace(strings.TrimSuffix(s, "."))
}

// persons reads a list of authors. Entries marked ValidYN="N" are misspellings
// that another entry corrects.
func (e *entry) persons(list *node) (people []evidence.Person, truncated bool) {
	for _, a := range list.all("Author") {
		if a.attr("ValidYN") == "N" {
			continue
		}
		if p := e.person(a); p != (evidence.Person{}) {
			people = append(people, p)
		}
	}
	return people, list.attr("CompleteYN") == "N"
}

func (e *entry) person(a *node) evidence.Person {
	p := evidence.Person{
		Literal: e.at(a, "CollectiveName"),
		Family:  e.at(a, "LastName"),
		Given:   e.at(a, "ForeName"),
		Suffix:  e.at(a, "Suffix"),
	}
	if p.Literal != "" {
		return evidence.Person{Literal: p.Literal}
	}
	if p.Given == "" {
		p.Given = e.at(a, "FirstName") // until 2008
	}
	if p.Given == "" {
		p.Given = e.at(a, "Initials")
	}
	if p.Family == "" {
		return evidence.Person{Literal: p.Given}
	}
	for _, id := range a.all("Identifier") {
		if id.attr("Source") == "ORCID" {
			p.ORCID = evidence.ParseORCID(e.text(id))
		}
	}
	return p
}

func (e *entry) journal(c *evidence.Citation, art, med *node) {
	j, info := art.find("Journal"), med.find("MedlineJournalInfo")
	c.Journal = e.at(j, "Title")
	c.JournalAbbrev = e.at(j, "ISOAbbreviation")
	if c.JournalAbbrev == "" {
		c.JournalAbbrev = e.at(info, "MedlineTA")
	}
	c.Volume, c.Issue = e.at(j, "JournalIssue", "Volume"), e.at(j, "JournalIssue", "Issue")
	for _, s := range []string{e.at(j, "ISSN"), e.at(info, "ISSNLinking")} {
		addISSN(c, s)
	}
}

// pages reads the pagination, or the article number that electronic journals
// have in its place.
func (e *entry) pages(c *evidence.Citation, n *node) {
	pages := e.at(n, "Pagination", "MedlinePgn")
	if first := e.at(n, "Pagination", "StartPage"); pages == "" && first != "" {
		pages = first
		if last := e.at(n, "Pagination", "EndPage"); last != "" {
			pages += "-" + last
		}
	}
	if pages != "" {
		c.Pages, _ = evidence.ParsePages(pages) // what cannot be taken apart stays as printed
		return
	}
	for _, loc := range n.all("ELocationID") {
		if loc.attr("EIdType") == "pii" && loc.attr("ValidYN") != "N" && IsArticleNumber(e.text(loc)) {
			c.Pages, _ = evidence.ParsePages(e.text(loc))
			c.Pages.Locator = true
		}
	}
}

// IsArticleNumber tells "e1002" and "1234" from a publisher's item identifier.
func IsArticleNumber(s string) bool {
	digits := strings.TrimPrefix(strings.ToLower(s), "e")
	return digits != "" && len(digits) <= 8 && strings.Trim(digits, "0123456789") == ""
}

// abstract joins the labelled sections, one per line. OtherAbstract is another
// language or a plain-language summary and stays out.
func (e *entry) abstract(n *node) string {
	var lines []string
	for _, part := range n.all("AbstractText") {
		text := e.text(part)
		if text == "" {
			continue
		}
		if label := strings.TrimRight(part.attr("Label"), " :"); label != "" && label != "UNLABELLED" {
			text = label + ": " + text
		}
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n")
}

func (e *entry) publicationTypes(c *evidence.Citation, list *node) {
	for _, t := range list.all("PublicationType") {
		c.PublicationTypes = append(c.PublicationTypes, e.text(t))
	}
}

// indexing reads MeSH headings, keywords and the substances.
func (e *entry) indexing(r *evidence.Record, med *node) {
	for _, h := range med.find("MeshHeadingList").all("MeshHeading") {
		d := h.find("DescriptorName")
		m := evidence.MeSH{Descriptor: e.text(d), UI: d.attr("UI"), Major: d.attr("MajorTopicYN") == "Y"}
		for _, q := range h.all("QualifierName") {
			m.Qualifiers = append(m.Qualifiers, e.text(q))
			m.Major = m.Major || q.attr("MajorTopicYN") == "Y"
		}
		r.MeSH = append(r.MeSH, m)
	}
	e.keywords(&r.Citation, med)
	for _, ch := range med.find("ChemicalList").all("Chemical") {
		if name := e.at(ch, "NameOfSubstance"); name != "" {
			r.Extra = append(r.Extra, evidence.Field{Name: "NameOfSubstance", Value: name})
		}
	}
}

func (e *entry) keywords(c *evidence.Citation, n *node) {
	for _, list := range n.all("KeywordList") {
		for _, k := range list.all("Keyword") {
			if w := strings.TrimRight(e.text(k), " ."); w != "" {
				c.Keywords = append(c.Keywords, w)
			}
		}
	}
}

// dataBanks reads trial registrations; accession numbers of other data banks are
// kept beside.
func (e *entry) dataBanks(r *evidence.Record, art *node) {
	for _, bank := range art.find("DataBankList").all("DataBank") {
		name := e.at(bank, "DataBankName")
		for _, acc := range bank.find("AccessionNumberList").all("AccessionNumber") {
			if id, err := evidence.ParseRegistryID(e.text(acc)); err == nil {
				r.Registry = append(r.Registry, id)
			} else {
				r.Extra = append(r.Extra, evidence.Field{Name: "DataBank " + name, Value: e.text(acc)})
			}
		}
	}
}

func (e *entry) grants(c *evidence.Citation, art *node) {
	seen := map[string]bool{}
	for _, g := range art.find("GrantList").all("Grant") {
		if agency := e.at(g, "Agency"); agency != "" && !seen[agency] {
			seen[agency] = true
			c.Funding = append(c.Funding, agency)
		}
	}
}

// articleIDs reads the identifiers of the article itself: ArticleIdList of
// PubmedData (its ReferenceList has lists of the same name), then a valid
// ELocationID.
func (e *entry) articleIDs(r *evidence.Record, list, art *node) {
	for _, id := range list.all("ArticleId") {
		value := e.text(id)
		switch kind := id.attr("IdType"); kind {
		case "doi":
			setDOI(&r.Citation, value)
		case "pmc":
			if p, err := evidence.ParsePMCID(value); err == nil && r.PMCID == "" {
				r.PMCID = p
			}
		case "pubmed":
			if r.PMID == "" {
				r.PMID = pmid(value)
			}
		default:
			r.OtherIDs = append(r.OtherIDs, evidence.OtherID{Kind: strings.ToLower(kind), Value: value})
		}
	}
	for _, loc := range art.all("ELocationID") {
		if loc.attr("EIdType") == "doi" && loc.attr("ValidYN") != "N" {
			setDOI(&r.Citation, e.text(loc))
		}
	}
}
