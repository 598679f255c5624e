package tagged

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/layout"
)

// Builder makes a record of the fields of one entry. It holds what the formats
// of tagged text have in common; each says what its own tags mean.
type Builder struct {
	Entry  *Entry
	Record evidence.Record // begun: where it came from, and its verbatim text

	in      format.Input
	sink    format.Sink
	ordinal int
}

// ReadRecords reads the entries of an input of the named format and gives the
// record that build makes of each. Where build returns false there is none.
func ReadRecords(ctx context.Context, in format.Input, sink format.Sink, name string, g Grammar, build func(*Builder) bool) error {
	b := &Builder{in: in, sink: sink}
	stray, firstStray := 0, 0
	err := Read(in.R, g, Sink{
		Entry: func(e *Entry) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			b.begin(name, e)
			if !build(b) {
				return nil
			}
			if e.TooBig {
				b.Tell(format.Error, "the reference is larger than 16 MB and was cut", "check the file")
			}
			return sink.Record(b.Record)
		},
		Outside: func(line int, _ string) {
			if stray++; stray == 1 {
				firstStray = line
			}
		},
	})
	if err == nil && stray > 0 {
		sink.Problem(format.Problem{File: in.Name, Line: firstStray, Severity: format.Info,
			Message: fmt.Sprintf("%d lines outside references were passed over, the first here", stray)})
	}
	return err
}

func (b *Builder) begin(name string, e *Entry) {
	b.ordinal++
	b.Entry = e
	b.Record = evidence.Record{Origin: evidence.Origin{Format: name, File: b.in.Name, Line: e.Line}, Raw: e.Text}
	if len(e.Text) > evidence.MaxRaw {
		b.Record.Raw = strings.ToValidUTF8(e.Text[:evidence.MaxRaw], "")
	}
}

// Fields hands the fields that are not empty to take; what it does not take is
// kept with the record.
func (b *Builder) Fields(take func(*Field) bool) {
	for i := range b.Entry.Fields {
		if f := &b.Entry.Fields[i]; f.Value != "" && !take(f) {
			b.Keep(f.Tag, layout.Paragraphs(f.Value))
		}
	}
}

// Count is how many fields have the tag.
func (b *Builder) Count(tag string) int {
	n := 0
	for i := range b.Entry.Fields {
		if b.Entry.Fields[i].Tag == tag {
			n++
		}
	}
	return n
}

// Keep puts what has no place in a citation beside it.
func (b *Builder) Keep(name, value string) {
	b.Record.Extra = append(b.Record.Extra, evidence.Field{Name: name, Value: value})
}

// Tell reports a problem of the entry.
func (b *Builder) Tell(severity format.Severity, message, next string) {
	name := b.Record.Origin.Key
	if name == "" {
		name = fmt.Sprintf("reference %d", b.ordinal)
	}
	b.sink.Problem(format.Problem{File: b.in.Name, Line: b.Entry.Line, Entry: name, Severity: severity, Message: message, Next: next})
}

// First sets a text of one line that has no value yet.
func First(to *string, value string) bool {
	if *to != "" {
		return false
	}
	*to = layout.OneLine(value)
	return true
}

// AddPerson adds one name, which stands on one line; text without a name adds
// nothing.
func AddPerson(to *[]evidence.Person, name string, style evidence.NameStyle) {
	if p, err := evidence.ParsePerson(name, style); err == nil {
		*to = append(*to, p)
	}
}

// DOI takes a DOI if there is none yet; false leaves the value to be kept. One
// that cannot be read is told.
func (b *Builder) DOI(value string) bool {
	doi, err := layout.DOI(value)
	switch {
	case doi == "" && strings.ContainsAny(value, "0123456789"):
		b.Tell(format.Warning, fmt.Sprintf("%q is no DOI", layout.OneLine(value)), "it is kept as it is printed; check it")
	case errors.Is(err, evidence.ErrTrailingText):
		b.Tell(format.Info, fmt.Sprintf("of %q the DOI %s was taken", layout.OneLine(value), doi), "")
	}
	if doi == "" || b.Record.DOI != "" {
		return false
	}
	b.Record.DOI = doi
	return true
}

// ISSN adds a number; false when the value is none.
func (b *Builder) ISSN(value string) bool {
	n, _ := evidence.ParseISSN(layout.OneLine(value))
	if n != "" {
		b.Record.ISSN = append(b.Record.ISSN, n)
	}
	return n != ""
}

// Keywords adds words that stand on lines of their own or between semicolons.
func (b *Builder) Keywords(value string) {
	b.Record.Keywords = append(b.Record.Keywords, Items(value, "\n;")...)
}

// Items splits a list at any of the separators; empty items go.
func Items(value, separators string) []string {
	var out []string
	for item := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if item = layout.OneLine(item); item != "" {
			out = append(out, item)
		}
	}
	return out
}

// Pages joins the first and the last page, each of which may be a range
// already. Without pages the article number stands in their place.
func (b *Builder) Pages(first, last, number string) {
	text := first
	if last != "" && last != first && !strings.ContainsAny(first, "-–") {
		if text != "" {
			text += "-"
		}
		text += last
	}
	if text == "" {
		text = number
	}
	if text == "" {
		return
	}
	c := &b.Record.Citation
	c.Pages, _ = evidence.ParsePages(text)
	c.Pages.Locator = c.Pages.Locator || number != "" && number == text
}

// IssueDate joins the date of a tag for the year with what another adds to it:
// a full date, or only "Jun 5".
func IssueDate(d, more evidence.Date, added string) evidence.Date {
	switch {
	case added == "":
		return d
	case d.Year == 0 && d.Raw == "":
		return more
	case d.Year == 0 || d.Month != 0 || d.Season != "":
		return d
	case more.Year == d.Year:
		return more
	case more.Year == 0:
		if full, err := evidence.ParseDate(fmt.Sprintf("%d %s", d.Year, added)); err == nil && full.Year == d.Year {
			full.Raw = ""
			return full
		}
	}
	return d
}
