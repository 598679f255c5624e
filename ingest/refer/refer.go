// Package refer reads the format of EndNote's "refer" filter (".enw"): a per
// cent sign and a letter, then the value. Many journals offer it as "EndNote".
//
// In goes decoded text (format.Input); out comes one evidence.Record per "%0"
// line. Start with Format.
package refer

import (
	"bytes"
	"context"
	"fmt"
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
	ordinal, stray, first := 0, 0, 0
	err := tagged.Read(in.R, grammar, tagged.Sink{
		Entry: func(e *tagged.Entry) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			ordinal++
			rec := record(in, e)
			if e.TooBig {
				sink.Problem(format.Problem{File: in.Name, Line: e.Line, Entry: fmt.Sprintf("reference %d", ordinal), Severity: format.Error,
					Message: "the reference is larger than 16 MB and was cut", Next: "check the file"})
			}
			return sink.Record(rec)
		},
		Outside: func(line int, _ string) {
			if stray++; stray == 1 {
				first = line
			}
		},
	})
	if err == nil && stray > 0 {
		sink.Problem(format.Problem{File: in.Name, Line: first, Severity: format.Info,
			Message: fmt.Sprintf("%d lines outside references were passed over, the first here", stray)})
	}
	return err
}

// record maps the fields of one entry.
func record(in format.Input, e *tagged.Entry) evidence.Record {
	r := evidence.Record{Origin: evidence.Origin{Format: "refer", File: in.Name, Line: e.Line}, Raw: e.Text}
	if len(r.Raw) > evidence.MaxRaw {
		r.Raw = strings.ToValidUTF8(r.Raw[:evidence.MaxRaw], "")
	}
	var journal, book, year, date string
	for _, f := range e.Fields {
		taken := f.Value == ""
		switch f.Tag {
		case "%J":
			taken = first(&journal, f.Value)
		case "%B":
			taken = first(&book, f.Value)
		case "%D":
			taken = first(&year, f.Value)
		case "%8":
			taken = first(&date, f.Value)
		default:
			taken = taken || people(&r.Citation, f) || text(&r, f) || numbers(&r.Citation, f)
		}
		if !taken {
			r.Extra = append(r.Extra, evidence.Field{Name: f.Tag, Value: layout.OneLine(f.Value)})
		}
	}
	c := &r.Citation
	switch {
	case c.Type == evidence.TypeBook && c.Series == "":
		c.Series, c.Journal = book, journal
	case journal != "":
		c.Journal = journal
		first(&c.Series, book)
	default:
		c.Journal = book
	}
	c.Date = issueDate(year, date)
	return r
}

func first(to *string, value string) bool {
	if *to != "" || value == "" {
		return value == ""
	}
	*to = layout.OneLine(value)
	return true
}

// people reads one name per line; a comma at its end marks a group.
func people(c *evidence.Citation, f tagged.Field) bool {
	list := &c.Authors
	switch f.Tag {
	case "%A":
	case "%E":
		list = &c.Editors
	default:
		return false
	}
	name := layout.OneLine(f.Value)
	if group, ok := strings.CutSuffix(name, ","); ok && !strings.Contains(group, ",") {
		*list = append(*list, evidence.Person{Literal: group})
		return true
	}
	if p, err := evidence.ParsePerson(name, evidence.NamesAuto); err == nil {
		*list = append(*list, p)
	}
	return true
}

func text(r *evidence.Record, f tagged.Field) bool {
	c := &r.Citation
	switch f.Tag {
	case "%0":
		c.Type = entryType(layout.OneLine(f.Value))
		return c.Type != evidence.TypeOther
	case "%T":
		return first(&c.Title, f.Value)
	case "%S":
		return first(&c.Series, f.Value)
	case "%X":
		c.Abstract = layout.Paragraphs(f.Value)
	case "%Z":
		c.Note = strings.TrimPrefix(c.Note+"\n"+layout.Paragraphs(f.Value), "\n")
	case "%K":
		for word := range strings.FieldsFuncSeq(f.Value, func(r rune) bool { return r == '\n' || r == ';' }) {
			if word = layout.OneLine(word); word != "" {
				c.Keywords = append(c.Keywords, word)
			}
		}
	case "%G":
		return first(&c.Language, f.Value)
	case "%U":
		return first(&c.URL, f.Value)
	case "%W", "%~":
		return first(&r.Origin.Database, f.Value)
	case "%F":
		return first(&r.Origin.Key, f.Value)
	case "%M":
		c.OtherIDs = append(c.OtherIDs, evidence.OtherID{Kind: "accession", Value: layout.OneLine(f.Value)})
	case "%9":
		c.PublicationTypes = append(c.PublicationTypes, layout.OneLine(f.Value))
	default:
		return false
	}
	return true
}

func numbers(c *evidence.Citation, f tagged.Field) bool {
	switch f.Tag {
	case "%V":
		return first(&c.Volume, f.Value)
	case "%N":
		return first(&c.Issue, f.Value)
	case "%P":
		c.Pages, _ = evidence.ParsePages(layout.OneLine(f.Value))
	case "%7":
		return first(&c.Edition, f.Value)
	case "%I":
		return first(&c.Publisher, f.Value)
	case "%C":
		return first(&c.Place, f.Value)
	case "%R":
		c.DOI, _ = evidence.ParseDOI(layout.OneLine(f.Value))
		return c.DOI != ""
	case "%@":
		value := layout.OneLine(f.Value)
		if n, _ := evidence.ParseISSN(value); n != "" && len(value) < 20 {
			c.ISSN = append(c.ISSN, n)
		} else {
			c.ISBN = append(c.ISBN, value)
		}
	default:
		return false
	}
	return true
}

// issueDate joins the year with what %8 adds: "Jun 5", or a full date.
func issueDate(year, date string) evidence.Date {
	d, _ := evidence.ParseDate(year)
	if date == "" {
		return d
	}
	full, err := evidence.ParseDate(date)
	switch {
	case err == nil && full.Year != 0 && (d.Year == 0 || d.Year == full.Year):
		return full
	case full.Year == 0 && d.Year != 0:
		if both, err := evidence.ParseDate(year + " " + date); err == nil && both.Year == d.Year {
			both.Raw = ""
			return both
		}
	}
	return d
}

func entryType(name string) evidence.EntryType {
	switch strings.ToLower(name) {
	case "journal article", "electronic article", "magazine article", "newspaper article", "journal":
		return evidence.TypeArticle
	case "book", "edited book", "electronic book":
		return evidence.TypeBook
	case "book section", "electronic book section":
		return evidence.TypeChapter
	case "conference paper", "conference proceedings":
		return evidence.TypeConference
	case "thesis":
		return evidence.TypeThesis
	case "report", "government document", "standard":
		return evidence.TypeReport
	case "unpublished work", "manuscript", "preprint":
		return evidence.TypePreprint
	case "dataset":
		return evidence.TypeDataset
	case "computer program":
		return evidence.TypeSoftware
	case "web page", "blog":
		return evidence.TypeWebpage
	}
	return evidence.TypeOther
}
