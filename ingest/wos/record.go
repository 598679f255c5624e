package wos

import (
	"strconv"
	"strings"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/layout"
	"dossier/ingest/tagged"
)

// builder turns one entry into a record.
type builder struct {
	*tagged.Builder

	short  []string // AU
	long   []string // AF
	begin  string   // BP
	end    string   // EP
	number string   // AR
	year   string   // PY
	day    string   // PD
	series string   // SE
	iso    string   // JI
	j9     string   // J9
}

// field takes up one field; false leaves it among the extra ones.
func (b *builder) field(f *tagged.Field) bool {
	return b.work(f) || b.place(f) || b.rest(f)
}

// semicolons splits a list that is wrapped like text.
func semicolons(value string) []string { return tagged.Items(layout.OneLine(value), ";") }

// lines splits a list with one item per line.
func lines(value string) []string { return tagged.Items(value, "\r\n") }

// work reads what names the work itself.
func (b *builder) work(f *tagged.Field) bool {
	c := &b.Record.Citation
	switch f.Tag {
	case "PT":
		b.kind(layout.OneLine(f.Value))
	case "AU":
		b.short = append(b.short, lines(f.Value)...)
	case "AF":
		b.long = append(b.long, lines(f.Value)...)
	case "CA", "GP":
		for _, name := range lines(f.Value) {
			c.Authors = append(c.Authors, evidence.Person{Literal: name})
		}
	case "BE", "ED", "BF":
		if len(c.Editors) > 0 {
			return false
		}
		people(&c.Editors, lines(f.Value))
	case "TI":
		return tagged.First(&c.Title, f.Value)
	case "AB":
		c.Abstract = layout.Paragraphs(f.Value)
	case "DE":
		c.Keywords = append(c.Keywords, semicolons(f.Value)...)
	case "DT":
		c.PublicationTypes = append(c.PublicationTypes, semicolons(f.Value)...)
	case "LA":
		return tagged.First(&c.Language, f.Value)
	case "FU":
		c.Funding = append(c.Funding, semicolons(f.Value)...)
	default:
		return false
	}
	return true
}

// place reads where and when it appeared.
func (b *builder) place(f *tagged.Field) bool {
	c := &b.Record.Citation
	switch f.Tag {
	case "SO":
		return tagged.First(&c.Journal, f.Value)
	case "JI":
		return tagged.First(&b.iso, f.Value)
	case "J9":
		return tagged.First(&b.j9, f.Value)
	case "SE":
		return tagged.First(&b.series, f.Value)
	case "PU":
		return tagged.First(&c.Publisher, f.Value)
	case "PI":
		return tagged.First(&c.Place, f.Value)
	case "PY":
		return tagged.First(&b.year, f.Value)
	case "PD":
		return tagged.First(&b.day, f.Value)
	case "VL":
		return tagged.First(&c.Volume, f.Value)
	case "IS":
		return tagged.First(&c.Issue, f.Value)
	case "BP":
		return tagged.First(&b.begin, f.Value)
	case "EP":
		return tagged.First(&b.end, f.Value)
	case "AR":
		return tagged.First(&b.number, f.Value)
	case "EA", "EY":
		if d, err := evidence.ParseDate(layout.OneLine(f.Value)); err == nil && c.DateOnline.IsZero() {
			c.DateOnline = d
			return true
		}
	}
	return false
}

// rest reads numbers and identifiers.
func (b *builder) rest(f *tagged.Field) bool {
	c := &b.Record.Citation
	value := layout.OneLine(f.Value)
	switch f.Tag {
	case "SN", "EI":
		return b.ISSN(value)
	case "BN":
		for isbn := range strings.SplitSeq(value, ";") {
			c.ISBN = append(c.ISBN, strings.TrimSpace(isbn))
		}
	case "DI":
		return b.DOI(f.Value)
	case "PM":
		c.PMID, _ = evidence.ParsePMID(value)
		return c.PMID != ""
	case "UT":
		c.OtherIDs = append(c.OtherIDs, evidence.OtherID{Kind: "wos", Value: value})
		b.Record.Origin.Key = value
	default:
		return false
	}
	return true
}

func (b *builder) kind(pt string) {
	switch pt {
	case "B":
		b.Record.Type = evidence.TypeBook
	case "S":
		b.Record.Type = evidence.TypeChapter // of a series
	case "P":
		b.Record.Type = evidence.TypeOther // patent
	}
}

// finish settles what several tags decide together.
func (b *builder) finish() {
	c := &b.Record.Citation
	names := b.short
	if len(b.long) > 0 {
		names = b.long
	}
	groups := c.Authors
	c.Authors = nil
	people(&c.Authors, names)
	c.Authors = append(c.Authors, groups...)
	for _, t := range c.PublicationTypes {
		switch {
		case t == "Book Chapter":
			c.Type = evidence.TypeChapter
		case t == "Proceedings Paper" && c.Type != evidence.TypeArticle:
			c.Type = evidence.TypeConference
		}
	}
	c.Series = b.series
	c.JournalAbbrev = b.iso
	if c.JournalAbbrev == "" && !strings.EqualFold(b.j9, c.Journal) {
		c.JournalAbbrev = b.j9
	}
	if c.Journal == "" {
		c.Journal = b.j9
	}
	b.pages()
	b.date(c)
	if !b.Entry.Ended && !b.Entry.TooBig {
		b.Tell(format.Info, "the reference has no end (ER)", "")
	}
}

// people adds names, one each: "Family, Given", short forms "Family, GI".
func people(to *[]evidence.Person, names []string) {
	for _, name := range names {
		tagged.AddPerson(to, name, evidence.NamesAuto)
	}
}

// pages joins BP and EP, of which each may have a hyphen of its own
// ("41103-1"); AR stands in their place.
func (b *builder) pages() {
	if b.begin == "" {
		b.Pages("", "", b.number)
		return
	}
	text := b.begin
	if b.end != "" && b.end != b.begin {
		text += "-" + b.end
	}
	b.Pages(text, "", "")
	if b.number != "" {
		b.Keep("AR", b.number)
	}
}

// date joins PY, "2021", and PD, "JUN 5", "JUN-JUL", "WIN".
func (b *builder) date(c *evidence.Citation) {
	year, err := strconv.Atoi(b.year)
	if err != nil || b.day == "" {
		c.Date, _ = evidence.ParseDate(b.year)
		return
	}
	d, err := evidence.ParseDate(b.year + " " + b.day)
	if err != nil || d.Year != year {
		d = evidence.Date{Year: year, Raw: b.year + " " + b.day}
	}
	c.Date = d
}
