// Package refer reads the format of EndNote's "refer" filter (".enw"): a per
// cent sign and a letter, then the value. Many journals offer it as "EndNote".
//
// In goes decoded text (format.Input); out comes one evidence.Record per "%0"
// line. Start with Format.
package refer

import (
	"bytes"
	"context"
	"strings"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/layout"
	"dossier/ingest/tagged"
)

// Format is refer.
func Format() format.Format {
	return format.Format{Name: "refer", Sniff: sniff, Read: read}
}

// sniff wants a first line "%0 Type" and other tags.
func sniff(head []byte, _ string) format.Confidence {
	tags, started := 0, false
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case len(bytes.TrimSpace(line)) == 0:
		case isTag(line):
			started = started || line[1] == '0'
			if tags++; tags > 2 && started {
				return format.Certain
			}
		case tags == 0:
			return format.No
		}
	}
	return format.No
}

// isTag wants "%X" and a blank or nothing behind.
func isTag(line []byte) bool {
	return len(line) >= 2 && line[0] == '%' && line[1] > ' ' && line[1] < 0x7F && line[1] != '%' && (len(line) == 2 || line[2] == ' ')
}

func grammar(line []byte, s tagged.State) tagged.Line {
	switch {
	case len(bytes.TrimSpace(line)) == 0:
		return tagged.Line{Kind: tagged.Blank}
	case isTag(line) && line[1] == '0':
		return tagged.Line{Kind: tagged.Start, TagEnd: 2, Value: 2}
	case isTag(line):
		return tagged.Line{Kind: tagged.Tag, TagEnd: 2, Value: 2}
	case s.Open:
		return tagged.Line{Kind: tagged.More}
	}
	return tagged.Line{Kind: tagged.Outside}
}

func read(ctx context.Context, in format.Input, sink format.Sink) error {
	return tagged.ReadRecords(ctx, in, sink, "refer", grammar, func(t *tagged.Builder) bool {
		b := builder{Builder: t}
		b.Fields(b.field)
		b.finish()
		return true
	})
}

// builder turns one entry into a record.
type builder struct {
	*tagged.Builder

	journal string // %J
	book    string // %B
	year    string // %D
	date    string // %8
}

// field takes up one field; false leaves it among the extra ones.
func (b *builder) field(f *tagged.Field) bool {
	c := &b.Record.Citation
	switch f.Tag {
	case "%A":
		person(&c.Authors, f.Value)
	case "%E":
		person(&c.Editors, f.Value)
	case "%J":
		return tagged.First(&b.journal, f.Value)
	case "%B":
		return tagged.First(&b.book, f.Value)
	case "%D":
		return tagged.First(&b.year, f.Value)
	case "%8":
		return tagged.First(&b.date, f.Value)
	default:
		return b.text(f) || b.number(f)
	}
	return true
}

// person reads one name; a comma at its end marks a group.
func person(to *[]evidence.Person, value string) {
	name := layout.OneLine(value)
	if group, ok := strings.CutSuffix(name, ","); ok && !strings.Contains(group, ",") {
		*to = append(*to, evidence.Person{Literal: group})
		return
	}
	tagged.AddPerson(to, name, evidence.NamesAuto)
}

func (b *builder) text(f *tagged.Field) bool {
	c := &b.Record.Citation
	switch f.Tag {
	case "%0":
		t, ok := format.EntryType(layout.OneLine(f.Value))
		if c.Type = t; !ok {
			c.Type = evidence.TypeOther
		}
		return ok
	case "%T":
		return tagged.First(&c.Title, f.Value)
	case "%S":
		return tagged.First(&c.Series, f.Value)
	case "%X":
		c.Abstract = layout.Paragraphs(f.Value)
	case "%Z":
		c.Note = strings.TrimPrefix(c.Note+"\n"+layout.Paragraphs(f.Value), "\n")
	case "%K":
		b.Keywords(f.Value)
	case "%G":
		return tagged.First(&c.Language, f.Value)
	case "%U":
		return tagged.First(&c.URL, f.Value)
	case "%W", "%~":
		return tagged.First(&b.Record.Origin.Database, f.Value)
	case "%F":
		return tagged.First(&b.Record.Origin.Key, f.Value)
	case "%9":
		c.PublicationTypes = append(c.PublicationTypes, layout.OneLine(f.Value))
	default:
		return false
	}
	return true
}

func (b *builder) number(f *tagged.Field) bool {
	c := &b.Record.Citation
	switch f.Tag {
	case "%V":
		return tagged.First(&c.Volume, f.Value)
	case "%N":
		return tagged.First(&c.Issue, f.Value)
	case "%P":
		b.Pages(layout.OneLine(f.Value), "", "")
	case "%7":
		return tagged.First(&c.Edition, f.Value)
	case "%I":
		return tagged.First(&c.Publisher, f.Value)
	case "%C":
		return tagged.First(&c.Place, f.Value)
	case "%M":
		c.OtherIDs = append(c.OtherIDs, evidence.OtherID{Kind: "accession", Value: layout.OneLine(f.Value)})
	case "%R":
		return b.DOI(f.Value)
	case "%@":
		if len(f.Value) >= 20 || !b.ISSN(f.Value) {
			c.ISBN = append(c.ISBN, layout.OneLine(f.Value))
		}
	default:
		return false
	}
	return true
}

// finish settles what several tags decide together. %8 adds to the year "Jun
// 5", or is a full date.
func (b *builder) finish() {
	c := &b.Record.Citation
	switch {
	case c.Type == evidence.TypeBook && c.Series == "":
		c.Series, c.Journal = b.book, b.journal
	case b.journal != "":
		c.Journal = b.journal
		tagged.First(&c.Series, b.book)
	default:
		c.Journal = b.book
	}
	year, _ := evidence.ParseDate(b.year)
	full, _ := evidence.ParseDate(b.date)
	c.Date = tagged.IssueDate(year, full, b.date)
}
