package csljson

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
	"dossier/ingest/layout"
)

// Item gives the record of one CSL item. The error says that it is no object.
func Item(raw json.RawMessage) (evidence.Record, error) {
	if !json.Valid(raw) {
		return evidence.Record{}, fmt.Errorf("not an item: %w", json.Unmarshal(raw, new(any)))
	}
	return validItem(raw)
}

// validItem is Item of text that is known to be JSON.
func validItem(raw json.RawMessage) (evidence.Record, error) {
	it := item{fields: map[string]json.RawMessage{}}
	err := members(raw, func(name string, value json.RawMessage) {
		if _, again := it.fields[name]; !again {
			it.order = append(it.order, name)
		}
		it.fields[name] = value
	})
	if err != nil {
		return evidence.Record{}, err
	}
	it.citation()
	r := &it.rec
	r.Origin.Format = "csl-json"
	r.Origin.Key = it.take("id", "citation-key")
	if len(raw) <= evidence.MaxRaw {
		r.Raw = string(raw)
	}
	it.extra()
	return it.rec, nil
}

// item is one item while it is read.
type item struct {
	fields map[string]json.RawMessage // of two members of one name the last counts
	order  []string                   // of the names
	rec    evidence.Record
}

// take removes the first of the named fields that holds text and returns it.
// Numbers are text; of a list the first element counts.
func (it *item) take(names ...string) string {
	for _, name := range names {
		if text := scalar(it.fields[name]); text != "" {
			delete(it.fields, name)
			return text
		}
	}
	return ""
}

// line is take on one line, with markup rendered.
func (it *item) line(names ...string) string { return layout.OneLine(it.take(names...)) }

// scalar is the text of a string, a number, or the first element of a list.
func scalar(raw json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	switch raw[0] {
	case '"':
		return text(raw)
	case '[':
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) == nil && len(list) > 0 {
			return scalar(list[0])
		}
	case '{', 'n', 't', 'f':
	default:
		return string(raw)
	}
	return ""
}

// all is the texts of a list, or the words of one text.
func (it *item) all(name, separators string) []string {
	raw := it.fields[name]
	delete(it.fields, name)
	var list []json.RawMessage
	if len(raw) > 0 && raw[0] == '[' && json.Unmarshal(raw, &list) == nil {
		var out []string
		for _, element := range list {
			if s := layout.OneLine(scalar(element)); s != "" {
				out = append(out, s)
			}
		}
		return out
	}
	var out []string
	text := scalar(raw)
	if strings.Contains(text, ";") && strings.Contains(separators, ";") {
		separators = ";"
	}
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if part = layout.OneLine(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func (it *item) citation() {
	c := &it.rec.Citation
	it.kind(c)
	c.Title = it.line("title")
	c.OriginalTitle = it.line("original-title")
	c.Authors = it.people("author")
	c.Editors = it.people("editor")
	c.Journal = it.line("container-title")
	c.JournalAbbrev = it.line("container-title-short", "journalAbbreviation")
	c.Series = it.line("collection-title")
	c.Volume = it.line("volume")
	c.Issue = it.line("issue")
	c.Edition = it.line("edition")
	c.Publisher = it.line("publisher")
	c.Place = it.line("publisher-place")
	c.Language = it.line("language")
	c.URL = it.line("URL")
	c.Abstract = layout.Paragraphs(it.take("abstract"))
	c.Keywords = it.all("keyword", ",;")
	c.Notices, c.Note = evidence.CutRemarks(layout.Paragraphs(it.take("note")))
	if pages := it.line("page"); pages != "" {
		c.Pages, _ = evidence.ParsePages(pages)
	} else if number := it.line("article-number"); number != "" {
		c.Pages, _ = evidence.ParsePages(number)
		c.Pages.Locator = true
	}
	c.Date = it.date("issued", "published-print", "published", "published-online")
	if c.DateOnline = it.date("available-date"); c.DateOnline.IsZero() {
		c.DateOnline = it.date("published-online")
	}
	it.identifiers(c)
	it.private(c)
}

func (it *item) identifiers(c *evidence.Citation) {
	if text := it.take("DOI"); text != "" {
		if c.DOI, _ = layout.DOI(text); c.DOI == "" {
			it.keep("DOI", layout.OneLine(text))
		}
	}
	if text := it.line("PMID"); text != "" {
		if c.PMID, _ = evidence.ParsePMID(text); c.PMID == "" {
			it.keep("PMID", text)
		}
	}
	if text := it.line("PMCID"); text != "" {
		if c.PMCID, _ = evidence.ParsePMCID(text); c.PMCID == "" {
			it.keep("PMCID", text)
		}
	}
	for _, part := range it.all("ISSN", ",; ") {
		if n, _ := evidence.ParseISSN(part); n != "" {
			c.ISSN = append(c.ISSN, n)
		} else {
			it.keep("ISSN", part)
		}
	}
	c.ISBN = it.all("ISBN", ",; ")
	it.fromNote(c)
	if c.DOI == "" && strings.Contains(c.URL, "10.") {
		c.DOI, _ = evidence.ParseDOI(c.URL)
	}
	if c.PMID == "" {
		c.PMID = evidence.PMIDOfAddress(c.URL)
	}
}

// fromNote reads the lines "PMID: 123" that Zotero writes into the note.
func (it *item) fromNote(c *evidence.Citation) {
	for line := range strings.Lines(c.Note) {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		switch value = strings.TrimSpace(value); strings.ToUpper(strings.TrimSpace(name)) {
		case "PMID":
			if id, err := evidence.ParsePMID(value); err == nil && c.PMID == "" {
				c.PMID = id
			}
		case "PMCID":
			if id, err := evidence.ParsePMCID(value); err == nil && c.PMCID == "" {
				c.PMCID = id
			}
		case "DOI":
			if doi, err := evidence.ParseDOI(value); err == nil && c.DOI == "" {
				c.DOI = doi
			}
		}
	}
}

func (it *item) keep(name, value string) {
	it.rec.Extra = append(it.rec.Extra, evidence.Field{Name: name, Value: value})
}

// kind maps the types of CSL and those that services leave in their place.
func (it *item) kind(c *evidence.Citation) {
	typ := it.line("type")
	switch typ {
	case "article-journal", "article-magazine", "article-newspaper", "review", "review-book", "journal-article", "periodical":
		c.Type = evidence.TypeArticle
	case "article", "manuscript", "posted-content", "preprint":
		c.Type = evidence.TypePreprint
	case "book", "monograph", "classic", "edited-book", "collection":
		c.Type = evidence.TypeBook
	case "chapter", "book-chapter", "entry", "entry-encyclopedia", "entry-dictionary", "book-section":
		c.Type = evidence.TypeChapter
	case "paper-conference", "proceedings-article", "speech":
		c.Type = evidence.TypeConference
	case "thesis", "dissertation":
		c.Type = evidence.TypeThesis
	case "report", "standard":
		c.Type = evidence.TypeReport
	case "dataset":
		c.Type = evidence.TypeDataset
	case "webpage", "post", "post-weblog":
		c.Type = evidence.TypeWebpage
	case "software":
		c.Type = evidence.TypeSoftware
	default:
		c.Type = evidence.TypeOther
	}
	if typ != "" && typ != string(c.Type) {
		it.keep("type", typ)
	}
}

// name is a CSL name.
type name struct {
	Family      string `json:"family"`
	Given       string `json:"given"`
	NonDropping string `json:"non-dropping-particle"`
	Dropping    string `json:"dropping-particle"`
	Suffix      string `json:"suffix"`
	Literal     string `json:"literal"`
	Name        string `json:"name"` // Crossref, of groups
	ORCID       string `json:"ORCID"`
	OrcidLower  string `json:"orcid"`
}

func (it *item) people(field string) []evidence.Person {
	var list []json.RawMessage
	if json.Unmarshal(it.fields[field], &list) != nil {
		return nil
	}
	delete(it.fields, field)
	var out []evidence.Person
	for _, raw := range list {
		var n name
		if json.Unmarshal(raw, &n) != nil {
			if text := layout.OneLine(scalar(raw)); text != "" {
				p, _ := evidence.ParsePerson(text, evidence.NamesAuto)
				out = append(out, p)
			}
			continue
		}
		if p := n.person(); !p.IsZero() {
			out = append(out, p)
		}
	}
	return out
}

func (n name) person() evidence.Person {
	p := evidence.Person{
		Family: layout.OneLine(n.Family), Given: layout.OneLine(n.Given), Suffix: layout.OneLine(n.Suffix),
		Particle: layout.OneLine(strings.TrimSpace(n.Dropping + " " + n.NonDropping)),
		ORCID:    evidence.ParseORCID(n.ORCID + n.OrcidLower),
	}
	if p.Family != "" {
		return p
	}
	p.Literal = layout.OneLine(n.Literal + n.Name)
	if p.Literal == "" {
		p.Literal, p.Given = p.Given, ""
	}
	return p
}

// date reads the first of the named dates that says a year or a printed form.
func (it *item) date(names ...string) evidence.Date {
	for _, field := range names {
		var v struct {
			Parts   [][]json.RawMessage `json:"date-parts"`
			Season  json.RawMessage     `json:"season"`
			Raw     string              `json:"raw"`
			Literal string              `json:"literal"`
			Circa   json.RawMessage     `json:"circa"`
		}
		raw := it.fields[field]
		if len(raw) == 0 {
			continue
		}
		if json.Unmarshal(raw, &v) != nil {
			if d, err := evidence.ParseDate(scalar(raw)); err == nil {
				delete(it.fields, field)
				return d
			}
			continue
		}
		d := fromParts(v.Parts)
		if d.Year == 0 && v.Raw+v.Literal != "" {
			d, _ = evidence.ParseDate(v.Raw + v.Literal)
		}
		if s := seasonName(scalar(v.Season)); s != "" && d.Month == 0 {
			d.Season = s
		}
		if !d.IsZero() {
			delete(it.fields, field)
			return d
		}
	}
	return evidence.Date{}
}

func fromParts(parts [][]json.RawMessage) evidence.Date {
	number := func(i, j int) int {
		if i >= len(parts) || j >= len(parts[i]) {
			return 0
		}
		n, _ := strconv.Atoi(strings.TrimSpace(scalar(parts[i][j])))
		return n
	}
	year := number(0, 0)
	if year == 0 {
		return evidence.Date{}
	}
	month := number(0, 1)
	d := evidence.DateFromParts(year, month, number(0, 2))
	if month >= 13 && month <= 24 { // seasons as months: 13–16 in older files, 21–24 in EDTF
		d.Season = seasonName(strconv.Itoa((month-1)%4 + 1))
	}
	if len(parts) > 1 {
		end := evidence.DateFromParts(number(1, 0), number(1, 1), number(1, 2))
		if end.Year != d.Year || end.Month != d.Month || end.Day != d.Day { // an end is whole, as ParseDate gives it
			d.EndYear, d.EndMonth, d.EndDay = end.Year, end.Month, end.Day
		}
	}
	return d
}

// seasonName reads "1" to "4", from spring on, or a word.
func seasonName(s string) string {
	switch s {
	case "1":
		return "spring"
	case "2":
		return "summer"
	case "3":
		return "autumn"
	case "4":
		return "winter"
	}
	name, _ := notation.Season(s)
	return name
}

// private reads what dossier itself writes where CSL has no variable.
func (it *item) private(c *evidence.Citation) {
	raw := it.fields["custom"]
	if len(raw) == 0 {
		return
	}
	var v struct {
		Registry         []evidence.RegistryID `json:"registry"`
		OtherIDs         []evidence.OtherID    `json:"other_ids"`
		AuthorsTruncated bool                  `json:"authors_truncated"`
		DateOnline       json.RawMessage       `json:"date_online"`
		Notices          []evidence.Notice     `json:"notices"`
		EntryType        evidence.EntryType    `json:"entry_type"`
		ArticleNumber    bool                  `json:"article_number"`
		DateWords        string                `json:"date_words"`
		OnlineWords      string                `json:"date_online_words"`
		Note             *string               `json:"note"`
		MeSH             []evidence.MeSH       `json:"mesh"`
		PublicationTypes []string              `json:"publication_types"`
		Funding          []string              `json:"funding"`
		Relations        []evidence.Relation   `json:"relations"`
	}
	if json.Unmarshal(raw, &v) != nil {
		return
	}
	delete(it.fields, "custom")
	c.Registry, c.OtherIDs, c.AuthorsTruncated, c.Notices = v.Registry, v.OtherIDs, v.AuthorsTruncated, v.Notices
	if len(v.DateOnline) > 0 {
		it.fields["date_online"] = v.DateOnline
		c.DateOnline = it.date("date_online")
	}
	c.MeSH, c.PublicationTypes, c.Funding, c.Relations = v.MeSH, v.PublicationTypes, v.Funding, v.Relations
	c.Pages.Locator = c.Pages.Locator || v.ArticleNumber
	if v.DateWords != "" {
		c.Date.Raw = v.DateWords
	}
	if v.OnlineWords != "" {
		c.DateOnline.Raw = v.OnlineWords
	}
	if v.Note != nil { // the item's own begins with remarks on notices
		c.Note = *v.Note
	}
	if v.EntryType != "" {
		c.Type = v.EntryType
	}
}

// extra keeps what is left, in the order of the item.
func (it *item) extra() {
	for _, name := range it.order {
		left, ok := it.fields[name]
		if !ok || isEmpty(left) {
			continue
		}
		text := scalar(left)
		if text == "" || left[0] == '[' {
			text = string(left)
		}
		it.keep(name, text)
	}
}
