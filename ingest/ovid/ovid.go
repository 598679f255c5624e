// Package ovid reads the text that Ovid prints for people when it is asked for
// no citation format: a number in angle brackets, then the name of each field
// on a line of its own and its value, indented, below.
//
//	<1>
//	Authors
//	  Berg J.  Smith AB.
//	Source
//	  Journal of Fixtures.  5(2):100-9, 2021 Jun.
//
// In goes decoded text (format.Input); out comes one evidence.Record per
// number. Start with Format. Which fields there are and how their values are
// written depends on the database; source.go takes the source apart, names.go
// the authors. The history of the search, which may stand in front, is passed
// over, but for the name of the database. Where the numbers are missing, the
// field that came first begins the next record too.
package ovid

import (
	"bytes"
	"context"
	"strings"

	"dossier/ingest/format"
	"dossier/ingest/tagged"
)

// Format is Ovid's numbered text.
func Format() format.Format {
	return format.Format{Name: "ovid", Sniff: sniff, Read: read}
}

// sniff wants a number, the name of a field and an indented value, one below
// the other; without numbers, several fields that every database has.
func sniff(head []byte, _ string) format.Confidence {
	number, name := false, ""
	fields := map[string]bool{}
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, " \t\r\n")
		switch {
		case len(line) == 0:
		case isNumber(line):
			number, name = true, ""
		case isFieldName(line):
			number, name = number && name == "", string(line)
		case name != "" && isIndented(line):
			if fields[name] = isUsualName(name); number {
				return format.Certain
			}
			name = ""
		default:
			number, name = false, ""
		}
	}
	usual := 0
	for _, ok := range fields {
		if ok {
			usual++
		}
	}
	if usual >= 4 {
		return format.Likely
	}
	return format.No
}

// isUsualName knows the names of fields that most databases have.
func isUsualName(name string) bool {
	switch name {
	case "Score", "Accession Number", "Unique Identifier", "Author", "Authors", "Title", "Source", "Abstract", "Institution", "Status",
		"Language", "Publication Type", "Document Type", "ISSN", "DOI Number", "Digital Object Identifier":
		return true
	}
	return false
}

func read(ctx context.Context, in format.Input, sink format.Sink) error {
	r := &reader{}
	return tagged.ReadRecords(ctx, in, sink, "ovid", r.line, func(t *tagged.Builder) bool {
		t.Record.Origin.Database = r.database
		b := builder{Builder: t}
		b.Fields(b.field)
		b.finish()
		return true
	})
}

type reader struct {
	database string // of the head
	numbered bool   // the records have numbers
	first    string // else the field that begins each
	blank    bool   // the line before was empty
}

// line is the grammar.
func (r *reader) line(line []byte, s tagged.State) tagged.Line {
	text := bytes.TrimRight(line, " \t")
	l := tagged.Line{TagEnd: len(line), Value: len(line)}
	blank := r.blank
	r.blank = len(text) == 0
	switch {
	case len(text) == 0:
		l.Kind = tagged.Blank
	case isNumber(text):
		l.Kind = tagged.Start
		r.numbered = true
	case !r.numbered && !s.Open && isUsualName(string(text)):
		l.Kind = tagged.Start
		r.first = string(text)
	case !r.numbered && blank && string(text) == r.first:
		l.Kind = tagged.Start
	case !s.Open:
		if name, ok := bytes.CutPrefix(text, []byte("Database:")); ok && r.database == "" {
			name, _, _ = bytes.Cut(name, []byte("<")) // the years it covers
			r.database = strings.TrimSpace(string(name))
		}
		l.Kind = tagged.Outside
	case isFieldName(text):
		l.Kind = tagged.Tag
	default:
		l.Kind = tagged.More
	}
	return l
}

// isNumber reports "<12>".
func isNumber(line []byte) bool {
	n := len(line)
	return n > 2 && line[0] == '<' && line[n-1] == '>' && len(bytes.Trim(line[1:n-1], "0123456789")) == 0
}

// isFieldName reports a few words that begin with a capital in the first
// column, where no value stands.
func isFieldName(line []byte) bool {
	return len(line) > 1 && len(line) <= 60 && line[0] >= 'A' && line[0] <= 'Z' && bytes.IndexByte([]byte(".,;:"), line[len(line)-1]) < 0
}

func isIndented(line []byte) bool { return line[0] == ' ' || line[0] == '\t' }
