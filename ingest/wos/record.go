package wos

import (
	"fmt"
	"strconv"
	"strings"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/layout"
	"dossier/ingest/tagged"
)

// builder turns one entry into a record.
type builder struct {
	in       format.Input
	e        *tagged.Entry
	ordinal  int
	rec      evidence.Record
	problems []format.Problem

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

func (b *builder) record() *evidence.Record {
	r := &b.rec
	r.Type = evidence.TypeArticle
	r.Origin = evidence.Origin{Format: "wos", File: b.in.Name, Line: b.e.Line, Database: "Web of Science"}
	r.Raw = b.e.Text
	if len(r.Raw) > evidence.MaxRaw {
		r.Raw = strings.ToValidUTF8(r.Raw[:evidence.MaxRaw], "")
	}
	for i := range b.e.Fields {
		f := &b.e.Fields[i]
		if f.Value != "" && !b.work(f) && !b.place(f) && !b.rest(f) {
			r.Extra = append(r.Extra, evidence.Field{Name: f.Tag, Value: layout.OneLine(f.Value)})
		}
	}
	b.finish()
	if b.e.TooBig || !b.e.Ended {
		p := format.Problem{File: b.in.Name, Line: b.e.Line, Entry: fmt.Sprintf("reference %d", b.ordinal),
			Severity: format.Info, Message: "the reference has no end (ER)"}
		if b.e.TooBig {
			p.Severity, p.Message, p.Next = format.Error, "the reference is larger than 16 MB and was cut", "check the file"
		}
		b.problems = append(b.problems, p)
	}
	return r
}

func first(to *string, value string) bool {
	if *to != "" {
		return false
	}
	*to = layout.OneLine(value)
	return true
}

// list splits a value with one item per line.
func list(value string) []string {
	var out []string
	for line := range strings.Lines(value) {
		if line = layout.OneLine(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// semicolons splits a list that is wrapped like text.
func semicolons(value string) []string {
	var out []string
	for item := range strings.SplitSeq(layout.OneLine(value), ";") {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		}
	}
	return out
}

// work reads what names the work itself.
func (b *builder) work(f *tagged.Field) bool {
	c := &b.rec.Citation
	switch f.Tag {
	case "PT":
		b.kind(layout.OneLine(f.Value))
	case "AU":
		b.short = append(b.short, list(f.Value)...)
	case "AF":
		b.long = append(b.long, list(f.Value)...)
	case "CA", "GP":
		for _, name := range list(f.Value) {
			c.Authors = append(c.Authors, evidence.Person{Literal: name})
		}
	case "BE", "ED", "BF":
		if len(c.Editors) > 0 {
			return false
		}
		c.Editors = people(list(f.Value))
	case "TI":
		return first(&c.Title, f.Value)
	case "AB":
		c.Abstract = layout.Paragraphs(f.Value)
	case "DE":
		c.Keywords = append(c.Keywords, semicolons(f.Value)...)
	case "DT":
		c.PublicationTypes = append(c.PublicationTypes, semicolons(f.Value)...)
	case "LA":
		return first(&c.Language, f.Value)
	case "FU":
		c.Funding = append(c.Funding, semicolons(f.Value)...)
	default:
		return false
	}
	return true
}

// place reads where and when it appeared.
func (b *builder) place(f *tagged.Field) bool {
	c := &b.rec.Citation
	switch f.Tag {
	case "SO":
		return first(&c.Journal, f.Value)
	case "JI":
		return first(&b.iso, f.Value)
	case "J9":
		return first(&b.j9, f.Value)
	case "SE":
		return first(&b.series, f.Value)
	case "PU":
		return first(&c.Publisher, f.Value)
	case "PI":
		return first(&c.Place, f.Value)
	case "PY":
		return first(&b.year, f.Value)
	case "PD":
		return first(&b.day, f.Value)
	case "VL":
		return first(&c.Volume, f.Value)
	case "IS":
		return first(&c.Issue, f.Value)
	case "BP":
		return first(&b.begin, f.Value)
	case "EP":
		return first(&b.end, f.Value)
	case "AR":
		return first(&b.number, f.Value)
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
	c := &b.rec.Citation
	value := layout.OneLine(f.Value)
	switch f.Tag {
	case "SN", "EI":
		n, _ := evidence.ParseISSN(value)
		if n == "" {
			return false
		}
		c.ISSN = append(c.ISSN, n)
	case "BN":
		for isbn := range strings.SplitSeq(value, ";") {
			c.ISBN = append(c.ISBN, strings.TrimSpace(isbn))
		}
	case "DI":
		if c.DOI != "" {
			return false
		}
		c.DOI, _ = evidence.ParseDOI(value)
		return c.DOI != ""
	case "PM":
		c.PMID, _ = evidence.ParsePMID(value)
		return c.PMID != ""
	case "UT":
		c.OtherIDs = append(c.OtherIDs, evidence.OtherID{Kind: "wos", Value: value})
		b.rec.Origin.Key = value
	default:
		return false
	}
	return true
}

func (b *builder) kind(pt string) {
	switch pt {
	case "B":
		b.rec.Type = evidence.TypeBook
	case "S":
		b.rec.Type = evidence.TypeChapter // of a series
	case "P":
		b.rec.Type = evidence.TypeOther // patent
	}
}

// finish settles what several tags decide together.
func (b *builder) finish() {
	c := &b.rec.Citation
	names := b.short
	if len(b.long) > 0 {
		names = b.long
	}
	c.Authors = append(people(names), c.Authors...)
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
	b.pages(c)
	b.date(c)
}

// people reads names, one each: "Family, Given", short forms "Family, GI".
func people(names []string) []evidence.Person {
	var out []evidence.Person
	for _, name := range names {
		if p, err := evidence.ParsePerson(name, evidence.NamesAuto); err == nil {
			out = append(out, p)
		}
	}
	return out
}

func (b *builder) pages(c *evidence.Citation) {
	text := b.begin
	if b.end != "" && b.end != b.begin && text != "" {
		text += "-" + b.end
	}
	locator := text == ""
	if locator {
		text = b.number
	} else if b.number != "" {
		b.rec.Extra = append(b.rec.Extra, evidence.Field{Name: "AR", Value: b.number})
	}
	if text != "" {
		c.Pages, _ = evidence.ParsePages(text)
		c.Pages.Locator = c.Pages.Locator || locator
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
