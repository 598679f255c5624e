package tabular

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"dossier/evidence"
	"dossier/ingest/layout"
)

// builder turns one row into a record.
type builder struct {
	cols *columns
	rec  evidence.Record
	cell map[string]string // by field, of those that decide together

	doubts []string // what a person should look at
}

// record gives the record of a row, and what is doubtful in it.
func (c *columns) record(row []string) (rec evidence.Record, doubts []string) {
	b := &builder{cols: c, cell: map[string]string{}}
	size := 0
	for i := range min(len(row), len(c.fields)) {
		size += len(c.headings[i]) + len(row[i]) + len(": \n")
	}
	var raw strings.Builder
	raw.Grow(min(size, evidence.MaxRaw/2))
	for i, field := range c.fields {
		if i >= len(row) || strings.TrimSpace(row[i]) == "" {
			continue
		}
		c.used[i] = true
		value := row[i]
		if field != "" && isMissing(value) {
			continue
		}
		if !utf8.ValidString(value) {
			value = strings.ToValidUTF8(value, "\ufffd")
		}
		if field == "" || !b.take(field, value) {
			b.rec.Extra = append(b.rec.Extra, evidence.Field{Name: strings.TrimSpace(c.headings[i]), Value: layout.Paragraphs(value)})
		}
		if raw.Len()+len(value) < evidence.MaxRaw/2 {
			raw.WriteString(c.headings[i])
			raw.WriteString(": ")
			raw.WriteString(value)
			raw.WriteByte('\n')
		}
	}
	for i := len(c.fields); i < len(row); i++ {
		if value := strings.TrimSpace(row[i]); value != "" {
			b.rec.Extra = append(b.rec.Extra, evidence.Field{Name: "beyond the last column", Value: value})
		}
	}
	b.finish()
	b.rec.Raw = raw.String()
	return b.rec, b.doubts
}

// isMissing knows what R, Excel and Python print for an empty cell.
func isMissing(value string) bool {
	switch strings.TrimSpace(value) {
	case "NA", "N/A", "#N/A", "NaN", "NULL", "null", "None":
		return true
	}
	return false
}

// take stores one cell; false leaves it among the extra ones.
func (b *builder) take(field, value string) bool {
	return b.text(field, value) || b.lists(field, value) || b.identifier(field, value) || b.later(field, value)
}

func first(to *string, value string) bool {
	if *to == "" {
		*to = layout.OneLine(value)
		return true
	}
	return false
}

func (b *builder) text(field, value string) bool {
	c := &b.rec.Citation
	switch field {
	case "title":
		return first(&c.Title, value)
	case "original_title":
		return first(&c.OriginalTitle, value)
	case "journal":
		return first(&c.Journal, value)
	case "journal_abbrev":
		return first(&c.JournalAbbrev, value)
	case "series":
		return first(&c.Series, value)
	case "volume":
		return first(&c.Volume, value)
	case "issue":
		return first(&c.Issue, value)
	case "publisher":
		return first(&c.Publisher, value)
	case "place":
		return first(&c.Place, value)
	case "edition":
		return first(&c.Edition, value)
	case "url":
		return first(&c.URL, value)
	case "language":
		return first(&c.Language, value)
	case "abstract":
		c.Abstract = layout.Paragraphs(value)
		return true
	}
	return false
}

func (b *builder) lists(field, value string) bool {
	c := &b.rec.Citation
	switch field {
	case "editors":
		c.Editors, _ = people(value)
	case "keywords":
		for word := range strings.SplitSeq(plainList(value), separator(value)) {
			if word = layout.OneLine(word); word != "" {
				c.Keywords = append(c.Keywords, word)
			}
		}
	case "note":
		if c.Note != "" {
			c.Note += "\n"
		}
		c.Note += layout.Paragraphs(value)
	case "issn":
		for part := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune(" ,;|/[]'", r) }) {
			if n, _ := evidence.ParseISSN(part); n != "" {
				c.ISSN = append(c.ISSN, n)
			}
		}
		return len(c.ISSN) > 0
	case "isbn":
		for part := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune(" ,;|/[]'", r) }) {
			c.ISBN = append(c.ISBN, part)
		}
	default:
		return false
	}
	return true
}

// separator is what divides the items of a cell.
func separator(value string) string {
	for _, sep := range []string{";", "|", "\n"} {
		if strings.Contains(value, sep) {
			return sep
		}
	}
	return ","
}

// plainList undoes the notation of Python lists: "['one', 'two']".
func plainList(value string) string {
	value = strings.TrimSpace(value)
	if !strings.HasPrefix(value, "['") && !strings.HasPrefix(value, `["`) || !strings.HasSuffix(value, "]") {
		return value
	}
	return strings.NewReplacer("', '", ";", `", "`, ";", `', "`, ";", `", '`, ";").Replace(strings.Trim(value, `[]'"`))
}

func (b *builder) identifier(field, value string) bool {
	c := &b.rec.Citation
	line := layout.OneLine(value)
	switch field {
	case "doi":
		c.DOI, _ = layout.DOI(value)
		if c.DOI == "" && strings.ContainsAny(line, "0123456789") {
			b.doubts = append(b.doubts, fmt.Sprintf("%q is no DOI", line))
		}
		return c.DOI != ""
	case "pmid":
		line = strings.TrimSuffix(line, ".0") // numbers that went through a spreadsheet
		if strings.Trim(line, "0") == "" {
			return true
		}
		c.PMID, _ = evidence.ParsePMID(line)
		return c.PMID != ""
	case "pmcid":
		c.PMCID, _ = evidence.ParsePMCID(line)
		return c.PMCID != ""
	case "registry":
		found := evidence.FindRegistryIDs(line)
		for _, f := range found {
			c.Registry = append(c.Registry, f.RegistryID)
		}
		return len(found) > 0
	case "key":
		return first(&b.rec.Origin.Key, line)
	case "database":
		return first(&b.rec.Origin.Database, line)
	case "accession":
		if number, ok := cutArticleNumber(line); ok {
			return b.later("article_number", number)
		}
		c.OtherIDs = append(c.OtherIDs, evidence.OtherID{Kind: field, Value: line})
		return true
	case "eid", "wos", "embase":
		c.OtherIDs = append(c.OtherIDs, evidence.OtherID{Kind: field, Value: line})
		return true
	}
	return false
}

// cutArticleNumber reads "Art. No.: 01854", which RefWorks prints among accession
// numbers.
func cutArticleNumber(s string) (string, bool) {
	low := strings.ToLower(s)
	for _, label := range []string{"art. no.", "art no", "article no", "article number"} {
		if strings.HasPrefix(low, label) {
			return strings.TrimLeft(s[len(label):], ".: "), true
		}
	}
	return s, false
}

// later keeps cells that mean something only together with others.
func (b *builder) later(field, value string) bool {
	switch field {
	case "authors", "author_full_names", "year", "date", "month", "day", "pages", "first_page", "last_page", "article_number", "type", "source":
		if b.cell[field] != "" {
			return false
		}
		b.cell[field] = layout.OneLine(value)
		return true
	}
	return false
}

// people reads the names of one cell.
func people(value string) ([]evidence.Person, bool) {
	value = plainList(value)
	if strings.Contains(value, "|") {
		value = strings.ReplaceAll(value, "|", ";")
	}
	if strings.Contains(value, " and ") && !strings.Contains(value, ";") && strings.Contains(value, ",") {
		return evidence.ParseAuthors(value, evidence.NamesBibTeX) // "Family, G. and Family, G."
	}
	return evidence.ParseAuthors(strings.TrimRight(value, ". ;,"), evidence.NamesAuto)
}

// withoutNumbers drops the identifiers of "Family, Given (57193852372)".
func withoutNumbers(value string) string {
	var out strings.Builder
	for {
		open := strings.IndexByte(value, '(')
		if open < 0 {
			break
		}
		end := strings.IndexByte(value[open:], ')')
		if end < 0 {
			break
		}
		if strings.Trim(value[open+1:open+end], "0123456789") == "" {
			out.WriteString(strings.TrimRight(value[:open], " "))
		} else {
			out.WriteString(value[:open+end+1])
		}
		value = value[open+end+1:]
	}
	out.WriteString(value)
	return out.String()
}

// finish settles what several cells decide together.
func (b *builder) finish() {
	c := &b.rec.Citation
	names := b.cell["author_full_names"]
	if names == "" {
		names = b.cell["authors"]
	}
	if names != "" {
		c.Authors, c.AuthorsTruncated = people(withoutNumbers(names))
	}
	c.Type = entryType(b.cell["type"])
	if t := b.cell["type"]; t != "" && c.Type != evidence.TypeOther {
		c.PublicationTypes = append(c.PublicationTypes, t)
	} else if t != "" {
		b.rec.Extra = append(b.rec.Extra, evidence.Field{Name: "type", Value: t})
	}
	if c.Type == "" {
		c.Type = evidence.TypeArticle
	}
	b.pages(c)
	c.Date = b.date()
	b.source(c)
	if b.rec.Origin.Database == "" {
		b.rec.Origin.Database = b.cols.vendor
	}
	if b.rec.Origin.Key == "" && len(c.OtherIDs) > 0 {
		b.rec.Origin.Key = c.OtherIDs[0].Value
	}
}

func (b *builder) pages(c *evidence.Citation) {
	text := b.cell["pages"]
	if text == "" {
		text = b.cell["first_page"]
		text = joinPages(text, b.cell["last_page"])
	}
	locator := text == ""
	if locator {
		text = b.cell["article_number"]
	}
	if text != "" {
		c.Pages, _ = evidence.ParsePages(text)
		c.Pages.Locator = c.Pages.Locator || locator
	}
}

// joinPages joins the first page with the last one, with a range that holds it,
// or with others ("93, 95").
func joinPages(first, last string) string {
	switch {
	case last == "" || last == first || first == "":
		return first
	case strings.HasPrefix(last, first+"-") || strings.HasPrefix(last, first+"–"):
		return last
	case strings.ContainsAny(last, ",-–"):
		return first + ", " + last
	}
	return first + "-" + last
}

// date joins year, month and day, or takes the date when it says more.
func (b *builder) date() evidence.Date {
	year := strings.TrimRight(strings.TrimSuffix(b.cell["year"], ".0"), "/ ")
	d, _ := evidence.ParseDate(strings.TrimSpace(year + " " + b.cell["month"] + " " + b.cell["day"]))
	if d.Year == 0 {
		d, _ = evidence.ParseDate(year)
	}
	if b.cell["date"] == "" {
		return d
	}
	full, err := evidence.ParseDate(b.cell["date"])
	switch {
	case err == nil && full.Year != 0 && (d.Year == 0 || full.Year == d.Year && d.Month == 0):
		return full
	case full.Year == 0 && d.Year != 0 && d.Month == 0: // Web of Science: "JUN 5"
		if both, err := evidence.ParseDate(year + " " + b.cell["date"]); err == nil && both.Year == d.Year {
			both.Raw = ""
			return both
		}
	}
	return d
}

// source is where Cochrane puts the journal, Scopus its own name, and Embase
// and PubMed the whole citation.
func (b *builder) source(c *evidence.Citation) {
	text := b.cell["source"]
	switch {
	case text == "":
	case b.cols.vendor == "CENTRAL" && c.Journal == "":
		c.Journal = text
	case b.cols.vendor == "Embase" && c.Journal == "":
		embaseSource(c, text)
	case b.cols.vendor == "Scopus" && text == "Scopus":
	case citationOf(c, text):
	default:
		b.cols.unread = true
		b.rec.Extra = append(b.rec.Extra, evidence.Field{Name: "source", Value: text})
	}
}

// embaseSource reads "Journal (2014) 3:3 (152-160). Date of Publication: 2014".
func embaseSource(c *evidence.Citation, text string) {
	open := strings.Index(text, " (")
	if open < 0 {
		c.Journal = text
		return
	}
	c.Journal = text[:open]
	year, rest, ok := strings.Cut(text[open+2:], ")")
	if !ok {
		return
	}
	if c.Date.IsZero() {
		c.Date, _ = evidence.ParseDate(year)
	}
	place, _, _ := strings.Cut(strings.TrimSpace(rest), ". ")
	place, pages, _ := strings.Cut(place, "(")
	volume, issue, _ := strings.Cut(strings.TrimSpace(place), ":")
	if c.Volume == "" {
		c.Volume = volume
	}
	if c.Issue == "" {
		c.Issue = issue
	}
	if c.Pages.IsZero() && pages != "" {
		c.Pages, _ = evidence.ParsePages(strings.Trim(pages, " )."))
	}
	if _, date, ok := strings.Cut(text, "Date of Publication:"); ok {
		if d, err := evidence.ParseDate(strings.TrimSpace(date)); err == nil && d.Year == c.Date.Year {
			c.Date = d
		}
	}
}

// entryType maps the words of vendors; empty for none.
func entryType(s string) evidence.EntryType {
	s = normal(s)
	switch {
	case s == "":
		return ""
	case strings.Contains(s, "conference") || strings.Contains(s, "proceeding"):
		return evidence.TypeConference
	case strings.Contains(s, "chapter") || s == "booksection" || s == "chap":
		return evidence.TypeChapter
	case strings.Contains(s, "preprint") || s == "postedcontent":
		return evidence.TypePreprint
	case strings.Contains(s, "article") || strings.Contains(s, "journal") || s == "jour" || strings.Contains(s, "review") ||
		s == "letter" || s == "editorial" || s == "note" || s == "erratum" || s == "shortsurvey" || s == "retracted":
		return evidence.TypeArticle
	case strings.Contains(s, "book"):
		return evidence.TypeBook
	case strings.Contains(s, "thesis") || strings.Contains(s, "dissertation"):
		return evidence.TypeThesis
	case strings.Contains(s, "report"):
		return evidence.TypeReport
	case strings.Contains(s, "dataset") || s == "datapaper":
		return evidence.TypeDataset
	case strings.Contains(s, "webpage"):
		return evidence.TypeWebpage
	case strings.Contains(s, "registry") || strings.Contains(s, "clinicaltrial"):
		return evidence.TypeArticle
	}
	return evidence.TypeOther
}
