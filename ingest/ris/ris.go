// Package ris reads RIS exports in the dialects of the databases and reference
// managers that write it.
//
// In goes decoded text (format.Input); out comes one evidence.Record per
// "TY  -" line. What the dialects differ in is told from the entries themselves:
// which tag holds the journal, where the DOI stands, whether a line that begins
// with two capitals and a hyphen is a tag or a wrapped sentence. Start with
// Format. Tags without a place of their own are kept with the record.
package ris

import (
	"bytes"
	"context"
	"strings"

	"dossier/ingest/format"
	"dossier/ingest/tagged"
)

// Format is RIS.
func Format() format.Format {
	return format.Format{Name: "ris", Sniff: sniff, Read: read}
}

func sniff(head []byte, name string) format.Confidence {
	for line := range bytes.Lines(head) {
		if tag, value, ok := cutTag(bytes.TrimLeft(line, "\ufeff \t")); ok && string(tag) == "TY" && len(bytes.TrimSpace(line[value:])) < 40 {
			return format.Certain
		}
	}
	if strings.HasSuffix(strings.ToLower(name), ".ris") && bytes.Contains(head, []byte("\nER  -")) {
		return format.Maybe
	}
	return format.No
}

func read(ctx context.Context, in format.Input, sink format.Sink) error {
	r := &reader{}
	return tagged.ReadRecords(ctx, in, sink, "ris", r.line, func(t *tagged.Builder) bool {
		b := builder{Builder: t}
		return b.read()
	})
}

// reader is what the grammar remembers of the lines before.
type reader struct {
	wide bool // a tag of this file is followed by two blanks
}

// cutTag splits "TI  - value" and its narrow forms: "TI - value", "TI  -value".
func cutTag(line []byte) (tag []byte, value int, ok bool) {
	if len(line) < 4 || !isUpper(line[0]) || !isUpper(line[1]) && !isDigit(line[1]) {
		return nil, 0, false
	}
	i := 2
	for i < len(line) && i < 6 && line[i] == ' ' {
		i++
	}
	if i == 2 || i >= len(line) || line[i] != '-' {
		return nil, 0, false
	}
	if i == 3 && i+1 < len(line) && line[i+1] != ' ' { // "IL -6"
		return nil, 0, false
	}
	return line[:2], i + 1, true
}

// cutPMID splits "PMID  - 33000001", the one longer tag, which the APA prints.
func cutPMID(line []byte) (tag []byte, value int, ok bool) {
	if !bytes.HasPrefix(line, []byte("PMID")) {
		return nil, 0, false
	}
	dash := bytes.TrimLeft(line[4:], " ")
	if len(dash) == 0 || dash[0] != '-' || pmid(string(dash[1:])) == "" {
		return nil, 0, false
	}
	return line[:4], len(line) - len(dash) + 1, true
}

// isKnown lists the tags of RIS and those that vendors add.
func isKnown(tag []byte) bool {
	switch string(tag) {
	case "TY", "ER", "A1", "A2", "A3", "A4", "A5", "A6", "AB", "AD", "AI", "AN", "AR", "AU", "AV", "BT",
		"C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "CA", "CN", "CP", "CT", "CY", "DA", "DB", "DI", "DO", "DP",
		"ED", "EP", "ET", "ID", "IS", "J1", "J2", "JA", "JF", "JO", "JP", "KW", "L1", "L2", "L3", "L4", "LA", "LB", "LK",
		"M1", "M2", "M3", "M4", "MH", "N1", "N2", "NL", "NS", "NV", "OP", "PA", "PB", "PG", "PI", "PM", "PMID", "PP", "PT", "PU", "PY",
		"RI", "RN", "RP", "SE", "SN", "SO", "SP", "ST", "T1", "T2", "T3", "TA", "TI", "TT",
		"U1", "U2", "U3", "U4", "U5", "UR", "UT", "VL", "VO", "WE", "Y1", "Y2":
		return true
	}
	return false
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// line is the grammar.
func (r *reader) line(line []byte, s tagged.State) tagged.Line {
	text := bytes.TrimLeft(line, " \t")
	indent := len(line) - len(text)
	if len(text) == 0 {
		return tagged.Line{Kind: tagged.Blank}
	}
	tag, value, ok := cutTag(text)
	if !ok {
		tag, value, ok = cutPMID(text)
	}
	if !ok || indent > 2 {
		return r.untagged(s)
	}
	l := tagged.Line{Kind: tagged.Tag, TagEnd: indent + len(tag), Value: indent + value}
	rest := bytes.TrimSpace(text[value:])
	narrow := text[3] == '-'
	switch {
	case string(tag) == "TY" && (!s.Open || isType(rest)):
		l.Kind = tagged.Start
		r.wide = r.wide || !narrow
		return l
	case string(tag) == "ER" && (len(rest) == 0 || !s.Open):
		l.Kind = tagged.End
		return l
	case s.Open && r.isWrapped(tag, rest, narrow, s):
		return tagged.Line{Kind: tagged.More}
	case !s.Open && !isKnown(tag):
		return tagged.Line{Kind: tagged.Outside}
	}
	return l
}

func (r *reader) untagged(s tagged.State) tagged.Line {
	if s.Open {
		return tagged.Line{Kind: tagged.More}
	}
	return tagged.Line{Kind: tagged.Outside}
}

// isType tells a type from the rest of a sentence.
func isType(value []byte) bool {
	return len(value) < 40 && (bytes.IndexByte(value, ' ') < 0 || isEntryType(string(value)))
}

// isWrapped tells whether a line that looks tagged goes on with the text before
// it: "ER - positive tumours" in an abstract, "AE  - adverse events" in a line
// that was wrapped there.
func (r *reader) isWrapped(tag []byte, rest []byte, narrow bool, s tagged.State) bool {
	switch {
	case string(tag) == "ER" || string(tag) == "TY":
		return true // with text behind it, or no type
	case narrow && r.wide:
		return true
	case isKnown(tag):
		return false
	}
	// An unknown tag: vendors have their own, so only a line that was plainly
	// broken in the middle of a sentence goes on here.
	const wrapWidth = 50
	return isProse(s.Tag) && len(s.Last) >= wrapWidth && bytes.IndexByte([]byte(".!?:;"), lastByte(s.Last)) < 0 && len(rest) > 0
}

func isProse(tag []byte) bool {
	switch string(tag) {
	case "AB", "N1", "N2", "TI", "T1", "AD", "KW", "C1":
		return true
	}
	return false
}

func lastByte(line []byte) byte {
	line = bytes.TrimRight(line, " \t\r")
	if len(line) == 0 {
		return '.'
	}
	return line[len(line)-1]
}
