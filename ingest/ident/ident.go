// Package ident reads identifiers: DOIs, PMIDs, PMCIDs, trial registrations and
// arXiv numbers as arguments of a command, one per line, or inside any text. It
// gives records that hold an identifier and nothing else; a registry supplies
// the rest later.
//
// Start with Parse for one argument and Format for a file.
package ident

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/evidence"
	"dossier/ingest/format"
)

// Name is the name of the format and of the origin of its records.
const Name = "identifier"

// Format returns the reader of identifiers.
func Format() format.Format {
	return format.Format{Name: Name, Sniff: Sniff, Read: Read}
}

// Parse reads one argument of a command: an identifier in any usual dress,
// bare digits as a PMID. It reports false for anything else, a text that merely
// contains an identifier included.
func Parse(arg string) (evidence.Record, bool) {
	arg = strings.TrimSpace(arg)
	if id, ok := barePMID(arg); ok {
		return record(evidence.Found{PMID: id, Printed: arg}), true
	}
	found := evidence.FindIdentifiers(arg)
	if len(found) != 1 || !fills(arg, found[0]) {
		return evidence.Record{}, false
	}
	return record(found[0]), true
}

// barePMID accepts digits alone. Eight digits are the longest PMID there is;
// four that look like a year are taken for one only with a label.
func barePMID(s string) (evidence.PMID, bool) {
	if len(s) < 4 || len(s) > 8 || strings.TrimFunc(s, func(r rune) bool { return r >= '0' && r <= '9' }) != "" {
		return "", false
	}
	if len(s) == 4 && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20")) {
		return "", false
	}
	id, err := evidence.ParsePMID(s)
	return id, err == nil
}

// fills reports whether an identifier is all that a text says, apart from
// punctuation, an address around it and a label before it.
func fills(text string, f evidence.Found) bool {
	before, after := text[:f.Start], text[f.End:]
	if strings.ContainsFunc(after, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) && !address(text) {
		return false
	}
	before = strings.ToLower(strings.Trim(before, " \t:<([{\"'=-*•>"))
	switch before {
	case "", "doi", "pmid", "pmcid", "pubmed", "trial", "registration", "clinicaltrials.gov", "arxiv", "https://doi.org", "nct":
		return true
	}
	return address(text)
}

// address reports one URL without blanks.
func address(s string) bool {
	lower := strings.ToLower(strings.Trim(s, "<>()[]\"' "))
	return (strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://") || strings.HasPrefix(lower, "www.") || strings.HasPrefix(lower, "doi.org/") || strings.HasPrefix(lower, "dx.doi.org/")) && !strings.ContainsAny(lower, " \t")
}

func record(f evidence.Found) evidence.Record {
	var rec evidence.Record
	rec.Origin.Format, rec.Origin.Key = Name, f.String()
	rec.Raw = f.Printed
	switch {
	case f.DOI != "":
		rec.DOI = f.DOI
	case f.PMID != "":
		rec.PMID = f.PMID
	case f.PMCID != "":
		rec.PMCID = f.PMCID
	case !f.Registry.IsZero():
		rec.Registry = []evidence.RegistryID{f.Registry}
		rec.Type = evidence.TypeRegistration
	default:
		rec.OtherIDs = []evidence.OtherID{f.Other}
	}
	return rec
}

// Sniff says Likely for lines that hold identifiers and nothing else, Maybe for
// any text in which one occurs. Texts of other formats contain identifiers
// too: their readers must be asked first.
func Sniff(head []byte, _ string) format.Confidence {
	if bytes.IndexByte(head, 0) >= 0 || !utf8.Valid(trimPartial(head)) {
		return format.No
	}
	lines, whole, named, any := 0, 0, false, false
	for raw := range strings.Lines(string(head)) {
		l := strings.TrimSpace(raw)
		if l == "" || strings.HasPrefix(l, "#") {
			continue
		}
		lines++
		if listed(l) {
			whole++
			named = named || names(l)
		}
		any = any || len(l) < 1000 && mayHold(l)
	}
	switch {
	case named && whole*10 >= lines*9:
		return format.Likely
	case any && len(evidence.FindIdentifiers(string(head))) > 0:
		return format.Maybe
	}
	return format.No
}

// mayHold is a cheap look for what every identifier contains.
func mayHold(l string) bool {
	return strings.ContainsAny(l, "0123456789") && (strings.Contains(l, "10.") || strings.ContainsFunc(l, unicode.IsUpper) || strings.Contains(l, "pm"))
}

// trimPartial drops a character that the end of the head cut in two.
func trimPartial(head []byte) []byte {
	for i := 1; i <= utf8.UTFMax && i <= len(head); i++ {
		if utf8.RuneStart(head[len(head)-i]) {
			if !utf8.FullRune(head[len(head)-i:]) {
				return head[:len(head)-i]
			}
			break
		}
	}
	return head
}

// listed reports a line of one or several identifiers without other words.
func listed(l string) bool {
	for part := range strings.FieldsFuncSeq(l, separates) {
		if _, ok := Parse(part); !ok && !label(part) {
			return false
		}
	}
	return true
}

// names reports a line that holds an identifier, not only brackets and labels.
func names(l string) bool {
	for part := range strings.FieldsFuncSeq(l, separates) {
		if _, ok := Parse(part); ok {
			return true
		}
	}
	return false
}

func separates(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }

func label(s string) bool {
	switch strings.ToLower(strings.Trim(s, ":.-*•[]()0123456789")) {
	case "", "doi", "pmid", "pmids", "pmcid", "dois":
		return !strings.ContainsAny(s, "0123456789") || strings.HasSuffix(s, ".") || strings.HasSuffix(s, ")") || strings.HasSuffix(s, "]")
	}
	return false
}

// maxLine is the longest line that is searched, in bytes; a longer one is cut
// there, and the cut is reported.
const maxLine = 4 << 20

// Read sends one record for each different identifier of a text, in order. On
// a line that holds nothing else, bare digits are PMIDs.
func Read(ctx context.Context, in format.Input, sink format.Sink) error {
	r := reader{in: in, sink: sink, seen: map[string]int{}}
	lines := bufio.NewReaderSize(in.R, 64<<10)
	for number := 1; ; number++ {
		text, cut, err := nextLine(lines)
		if text != "" {
			if err := ctx.Err(); err != nil {
				return err
			}
			if cut {
				sink.Problem(format.Problem{File: in.Name, Line: number, Severity: format.Warning, Message: "the line is longer than 4 MB; only its beginning was searched"})
			}
			if err := r.line(text, number); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("reading %s: line %d: %w", in.Name, number, err)
		}
	}
	if len(r.seen) == 0 {
		sink.Problem(format.Problem{File: in.Name, Severity: format.Error, Message: "no identifier found",
			Next: "give DOIs, PMIDs, PMCIDs or trial numbers, one per line"})
	}
	return nil
}

// nextLine reads a line of any length and keeps at most maxLine bytes of it.
func nextLine(r *bufio.Reader) (text string, cut bool, err error) {
	var b strings.Builder
	for {
		part, err := r.ReadSlice('\n')
		if room := maxLine - b.Len(); len(part) > room {
			part, cut = part[:room], true
		}
		b.Write(part)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return b.String(), cut, err
		}
	}
}

type reader struct {
	in   format.Input
	sink format.Sink
	seen map[string]int // identifier → line of its first appearance
}

func (r *reader) line(text string, number int) error {
	text = strings.TrimSpace(text)
	if listed(text) {
		return r.list(text, number)
	}
	for _, f := range evidence.FindIdentifiers(text) {
		if err := r.send(f, number); err != nil {
			return err
		}
	}
	return nil
}

// list reads a line of identifiers, where bare digits are PMIDs.
func (r *reader) list(text string, number int) error {
	at := 0
	for _, f := range evidence.FindIdentifiers(text) {
		if err := r.digits(text[at:f.Start], number); err != nil {
			return err
		}
		if err := r.send(f, number); err != nil {
			return err
		}
		at = f.End
	}
	return r.digits(text[at:], number)
}

func (r *reader) digits(text string, number int) error {
	for part := range strings.FieldsFuncSeq(text, separates) {
		id, ok := barePMID(part)
		if !ok {
			continue
		}
		if err := r.send(evidence.Found{PMID: id, Printed: part}, number); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) send(f evidence.Found, number int) error {
	key := strings.ToLower(f.String())
	if first, ok := r.seen[key]; ok {
		r.sink.Problem(format.Problem{File: r.in.Name, Line: number, Entry: f.String(), Severity: format.Info,
			Message: fmt.Sprintf("already named on line %d", first)})
		return nil
	}
	r.seen[key] = number
	rec := record(f)
	rec.Origin.File, rec.Origin.Line, rec.Origin.Database = r.in.Name, number, r.in.Database
	return r.sink.Record(rec)
}
