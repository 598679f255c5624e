package nbib

import (
	stdhtml "html"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/ingest/layout"
	"dossier/ingest/pubmedxml"
)

// finish settles what several tags decide together.
func (b *builder) finish() {
	c := &b.Record.Citation
	b.titles(c)
	remarked, note := evidence.CutRemarks(c.Note)
	c.Notices, c.Note = append(c.Notices, remarked...), note
	b.kind(c)
	b.Record.Origin.Key = string(c.PMID)
	switch {
	case b.owner == "ERIC":
		b.Record.Origin.Database = "ERIC"
	case c.PMID != "":
		b.Record.Origin.Database = "PubMed"
	case c.PMCID != "":
		b.Record.Origin.Database = "PMC"
	}
	for i, text := range b.abstract {
		if i == 0 {
			c.Abstract = sections(layout.OneLine(text))
		} else {
			b.Keep("AB", layout.Paragraphs(text))
		}
	}
	for _, id := range b.lids {
		b.identifier(c, id)
	}
	for _, t := range c.PublicationTypes {
		if t == "Retracted Publication" && !hasRetraction(c.Notices) {
			c.Notices = append(c.Notices, evidence.Notice{Kind: evidence.NoticeRetraction, Source: "pubmed", Text: t})
		}
	}
}

func hasRetraction(notices []evidence.Notice) bool {
	for _, n := range notices {
		if n.Kind == evidence.NoticeRetraction || n.Kind == evidence.NoticeReplaced {
			return true
		}
	}
	return false
}

// titles drops PubMed's full stop and the brackets around a translated title.
func (b *builder) titles(c *evidence.Citation) {
	if c.Title == "" {
		c.Title = b.chapter
	}
	switch {
	case b.book == "":
	case c.Title == "":
		c.Title, c.Type = b.book, evidence.TypeBook
	default:
		c.Type = evidence.TypeChapter
		if c.Journal == "" {
			c.Journal = strings.TrimSuffix(b.book, ".")
		}
	}
	if inner, ok := strings.CutPrefix(strings.TrimRight(c.Title, "."), "["); ok && strings.HasSuffix(inner, "]") {
		c.Title = strings.TrimSuffix(inner, "]")
	}
	c.Title = cleanTitle(c.Title)
	c.OriginalTitle = cleanTitle(c.OriginalTitle)
}

func cleanTitle(s string) string {
	if strings.HasSuffix(s, "..") {
		return s
	}
	return strings.TrimSpace(strings.TrimSuffix(s, "."))
}

func (b *builder) kind(c *evidence.Citation) {
	for _, t := range c.PublicationTypes {
		switch t { // the last ones are names that dossier writes for what MEDLINE does not know
		case "Preprint":
			c.Type = evidence.TypePreprint
		case "Dataset":
			c.Type = evidence.TypeDataset
		case "Congress", "Congresses":
			if c.Journal == "" {
				c.Type = evidence.TypeConference
			}
		case "Book", "Books":
			c.Type = evidence.TypeBook
		case "Technical Report":
			c.Type = evidence.TypeReport
		case "Academic Dissertation":
			c.Type = evidence.TypeThesis
		case "Webpage":
			c.Type = evidence.TypeWebpage
		case "Book Chapter":
			c.Type = evidence.TypeChapter
		case "Conference Paper":
			c.Type = evidence.TypeConference
		case "Software":
			c.Type = evidence.TypeSoftware
		case "Trial Registration":
			c.Type = evidence.TypeRegistration
		case "Document":
			c.Type = evidence.TypeOther
		}
	}
}

// identifier reads "10.1000/x [doi]", "S0140-6736(20)1 [pii]".
func (b *builder) identifier(c *evidence.Citation, s string) {
	value, kind, ok := strings.Cut(s, " [")
	kind = strings.ToLower(strings.TrimSuffix(kind, "]"))
	if !ok && strings.Contains(value, "10.") {
		kind = "doi"
	}
	switch kind {
	case "doi":
		if c.DOI == "" {
			c.DOI = pubmedxml.ExactDOI(stdhtml.UnescapeString(value))
		}
	case "pii":
		id := evidence.OtherID{Kind: "pii", Value: value}
		if slices.Contains(c.OtherIDs, id) {
			return
		}
		c.OtherIDs = append(c.OtherIDs, id)
		if c.Pages.IsZero() && pubmedxml.IsArticleNumber(value) {
			c.Pages, _ = evidence.ParsePages(value)
			c.Pages.Locator = true
		}
	default:
		if strings.HasPrefix(value, "http") && c.URL == "" {
			c.URL = value
			return
		}
		b.Keep("AID", s)
	}
}

// sections puts the labelled parts of an abstract on lines of their own: in this
// format they follow one another in one text, "BACKGROUND: … METHODS: …".
func sections(text string) string {
	var b strings.Builder
	from := 0
	for colon := 0; colon < len(text); colon++ { // few texts hold many
		next := strings.IndexByte(text[colon:], ':')
		if next < 0 {
			break
		}
		colon += next
		if label := labelBefore(text, colon); label > 0 {
			if from == 0 {
				b.Grow(len(text) + 1)
			}
			b.WriteString(text[from : label-1])
			b.WriteByte('\n')
			from = label
		}
	}
	if from == 0 {
		return text
	}
	b.WriteString(text[from:])
	return b.String()
}

// labelBefore gives the offset of the label of a section that the colon ends, 0
// if there is none: capitals, possibly with blanks, 4 to 61 bytes in all, behind
// the end of a sentence.
func labelBefore(text string, colon int) int {
	if colon+1 >= len(text) || text[colon+1] != ' ' {
		return 0
	}
	i := colon
	for i > 0 && (text[i-1] >= 'A' && text[i-1] <= 'Z' || strings.IndexByte(" &/,-", text[i-1]) >= 0) {
		i--
	}
	label := i + 1 // behind the blank that follows the full stop
	if i == 0 || strings.IndexByte(".?)", text[i-1]) < 0 || text[i] != ' ' || colon-label < 4 || colon-label > 61 || text[label] < 'A' || text[label] > 'Z' {
		return 0
	}
	return label
}
