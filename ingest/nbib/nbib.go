// Package nbib reads the MEDLINE format (".nbib", "PubMed" text) of PubMed, PMC
// and ERIC.
//
// In goes decoded text (format.Input); out comes one evidence.Record per
// "PMID-" line, or per block between empty lines where there is none. Start
// with Format. Tags: NLM, "MEDLINE/PubMed Data Element (Field) Descriptions".
package nbib

import (
	"bytes"
	"context"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/tagged"
)

// Format is the MEDLINE format.
func Format() format.Format {
	return format.Format{Name: "nbib", Sniff: sniff, Read: read}
}

func sniff(head []byte, _ string) format.Confidence {
	tags := 0
	for line := range bytes.Lines(head) {
		tag, value, ok := cutTag(line)
		if !ok {
			continue
		}
		switch rest := bytes.TrimSpace(line[value:]); string(tag) {
		case "PMID":
			if len(rest) > 0 && rest[0] >= '0' && rest[0] <= '9' {
				return format.Certain
			}
		case "OWN", "STAT", "FAU", "DCOM", "EDAT", "PHST", "AID", "PMC", "TA", "JT", "DEP":
			if tags++; tags == 3 {
				return format.Likely
			}
		case "TY":
			return format.No // RIS
		}
	}
	return format.No
}

func read(ctx context.Context, in format.Input, sink format.Sink) error {
	r := &reader{}
	return tagged.ReadRecords(ctx, in, sink, "nbib", r.line, func(t *tagged.Builder) bool {
		b := builder{Builder: t}
		t.Record.Type = evidence.TypeArticle
		b.makeRoom()
		b.Fields(b.field)
		b.finish()
		return true
	})
}

// reader is what the grammar remembers of the lines before.
type reader struct {
	blank bool // the line before was empty
	pmid  bool // the reference at hand has its PMID
}

// cutTag splits "TI  - value": two to four letters, padded to four, a hyphen.
func cutTag(line []byte) (tag []byte, value int, ok bool) {
	n := 0
	for n < len(line) && n < 4 && line[n] >= 'A' && line[n] <= 'Z' {
		n++
	}
	i := n
	for i < len(line) && i < 4 && line[i] == ' ' {
		i++
	}
	if n < 2 || i >= len(line) || line[i] != '-' {
		return nil, 0, false
	}
	return line[:n], i + 1, true
}

// line is the grammar. A value goes on in lines that are indented; an empty
// line ends a reference, unless what follows cannot begin one.
func (r *reader) line(line []byte, s tagged.State) tagged.Line {
	if len(bytes.TrimSpace(line)) == 0 {
		r.blank = true
		return tagged.Line{Kind: tagged.Blank}
	}
	blank := r.blank
	r.blank = false
	tag, value, ok := cutTag(line)
	if !ok {
		if s.Open && (line[0] == ' ' || line[0] == '\t') {
			return tagged.Line{Kind: tagged.More}
		}
		r.blank = blank
		return tagged.Line{Kind: tagged.Outside}
	}
	l := tagged.Line{Kind: tagged.Tag, TagEnd: len(tag), Value: value}
	switch pmid := string(tag) == "PMID"; {
	case pmid && s.Open && !r.pmid && !blank: // PMC prints its own number first
		r.pmid = true
	case pmid || blank && begins(tag):
		l.Kind = tagged.Start
		r.pmid = pmid
	}
	return l
}

// begins lists the tags that begin a reference without PMID.
func begins(tag []byte) bool {
	switch string(tag) {
	case "OWN", "PMC", "STAT", "TI", "VTI", "BTI", "UI":
		return true
	}
	return false
}
