// Package reflist reads a pasted reference list: the text of an article, or of
// its last pages, goes in; one record per reference comes out, with the values
// as they are printed.
//
// The way of a text: splitLines and unmark give clean lines, findSections finds
// the list between its heading and what follows it, split cuts it into
// references, heal joins the lines of each (a hyphen at a line's end is kept
// unless the word is known without it), and parseReference takes the fields
// out. Start with Format to read a file, or Parse for one reference.
//
// What cannot be understood stays with the record, in Extra and Raw, and is
// reported. Nothing is corrected: misspelt names and wrong journals are stored
// as printed.
package reflist

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
	"dossier/ingest/format"
)

// Name is the name of the format.
const Name = "reflist"

// Format returns the reader of reference lists.
func Format() format.Format {
	return format.Format{Name: Name, Sniff: Sniff, Read: Read}
}

// Sniff says Likely for a text with a references heading and something like
// references behind it, Maybe for lines that look like references.
func Sniff(head []byte, _ string) format.Confidence {
	if isMachineText(head) {
		return format.No
	}
	lines := prepare(string(head))
	if !slices.ContainsFunc(lines, isHeading) { // a bare list shows itself at once
		lines = lines[:min(len(lines), peekLines)]
	}
	_, sections, _ := findSections(lines)
	switch {
	case len(sections) == 0:
		return format.No
	case sections[0].heading != nil:
		return format.Likely
	}
	entries, good := split(sections[0].lines), 0
	for _, e := range entries {
		if e.number != "" || beginsReference(e.lines, 0) {
			good++
		}
	}
	if good*2 > len(entries) {
		return format.Maybe
	}
	return format.No
}

// isMachineText knows the beginnings of files that programs write, so that
// they need not be searched for references.
func isMachineText(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	for _, begin := range []string{"{", "@", "<?xml", "TY  -", "PMID-", "FN ", "%0 ", "PK", "%PDF"} {
		if bytes.HasPrefix(head, []byte(begin)) {
			return true
		}
	}
	return false
}

// Parse reads one reference, already on one line, as Read would.
func Parse(text string) evidence.Record {
	text, _ = visible(text)
	if m, ok := readMarker(text); ok && (m.kind != bareMarker || startScore(m.rest, "") >= 2) {
		text = m.rest
	}
	r := parseReference(text)
	return record(r, entry{}, text)
}

// Read reads a text and sends one record per reference.
func Read(ctx context.Context, in format.Input, sink format.Sink) error {
	text, err := io.ReadAll(in.R)
	if err != nil {
		return fmt.Errorf("reading %s: %w", in.Name, err)
	}
	lines := prepare(string(text))
	front, sections, _ := findSections(lines)
	l := list{in: in, sink: sink, source: readFront(front, in.Name, sink)}
	if len(sections) == 0 {
		sink.Problem(format.Problem{File: in.Name, Severity: format.Error,
			Message: "no reference list found: neither a heading such as “References” nor lines that begin with authors",
			Next:    "put the line “References” before the list"})
		return nil
	}
	for _, s := range sections {
		if err := l.read(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func prepare(text string) []line {
	return cutInlineHeadings(markGaps(unmark(uncolumn(splitLines(text)))))
}

// list is one input while its references are sent.
type list struct {
	in     format.Input
	sink   format.Sink
	source *evidence.Relation
	count  int
}

func (l *list) read(ctx context.Context, s section) error {
	lines, dropped := dropFurniture(s.lines)
	for _, d := range dropped {
		l.sink.Problem(format.Problem{File: l.in.Name, Line: d.no, Severity: format.Info,
			Message: "page number or running head left out of the list: " + quoted(d.text), Raw: d.raw})
	}
	lex := newLexicon(lines, notation.KnownWord)
	for _, e := range split(lines) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := l.send(e, lex); err != nil {
			return err
		}
	}
	return nil
}

func (l *list) send(e entry, lex lexicon) error {
	l.count++
	text, repairs := lex.heal(e.lines)
	r := parseReference(text)
	rec := record(r, e, text)
	rec.Origin.File, rec.Origin.Database = l.in.Name, l.in.Database
	if l.source != nil {
		rec.Relations = append(rec.Relations, *l.source)
	}
	name := fmt.Sprintf("reference %d", l.count)
	for _, fix := range repairs {
		if fix.what == "DOI" || fix.what == "URL" || fix.what == "page range" {
			l.sink.Problem(format.Problem{File: l.in.Name, Line: fix.line, Entry: name, Severity: format.Info,
				Message: fix.what + " broken at the line end was joined: " + fix.text})
		}
	}
	for _, doubt := range r.doubt {
		p := format.Problem{File: l.in.Name, Line: rec.Origin.Line, Entry: name, Severity: format.Warning, Message: doubt}
		if r.Title == "" && len(r.Authors) == 0 {
			p.Severity, p.Raw = format.Error, rec.Raw
		}
		l.sink.Problem(p)
	}
	return l.sink.Record(rec)
}

// record makes the record of a reference; its number in the list is the key.
func record(r reference, e entry, text string) evidence.Record {
	rec := evidence.Record{Citation: r.Citation, Extra: r.extra, Raw: clip(text, evidence.MaxRaw)}
	rec.Origin.Format, rec.Origin.Key = Name, e.number
	if len(e.lines) > 0 {
		rec.Origin.Line = e.lines[0].no
		var raw strings.Builder
		for _, l := range e.lines {
			if raw.Len() > 0 && l.raw != "" {
				raw.WriteByte('\n')
			}
			raw.WriteString(strings.TrimRight(l.raw, " \t"))
		}
		rec.Raw = clip(raw.String(), evidence.MaxRaw)
	}
	return rec
}

// readFront reads what stands before the list. An identifier there names the
// document that the list was copied from; it is no study of the library.
func readFront(front []line, name string, sink format.Sink) *evidence.Relation {
	var source *evidence.Relation
	for i, l := range front {
		for _, found := range evidence.FindIdentifiers(l.text) {
			if found.DOI == "" && found.PMID == "" && found.PMCID == "" {
				continue
			}
			message := "identifier before the list, not taken as a reference: " + found.String()
			if source == nil && (found.DOI != "" || found.PMID != "") {
				source = &evidence.Relation{Kind: "source-document", DOI: found.DOI, PMID: found.PMID, Source: documentTitle(front[:i+1])}
				message = "the list belongs to the document " + found.String() + "; it is noted as the source, not added"
			}
			sink.Problem(format.Problem{File: name, Line: l.no, Severity: format.Info, Message: message})
		}
	}
	return source
}

// documentTitle is the first line of a text that can be a title.
func documentTitle(front []line) string {
	for _, l := range front {
		words := strings.Fields(l.text)
		if len(words) >= 4 && !urlToken().MatchString(l.text) && len(l.text) <= 400 {
			return strings.TrimLeft(l.text, "# ")
		}
	}
	return ""
}

// IsHeading reports whether a line is the heading of a reference list, in one
// of the languages that the reader knows.
func IsHeading(s string) bool {
	s, _ = visible(s)
	return isHeading(line{text: s})
}

// LooksDated reports whether a text holds what references hold and prose
// mostly does not: a year, an identifier, or the words for neither.
func LooksDated(s string) bool {
	return hasYear(s) || doiToken().MatchString(s) || noDate().MatchString(s)
}
