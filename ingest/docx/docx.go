// Package docx reads the references of a Word manuscript.
//
// Citations that a reference manager put into the text (Zotero, Mendeley,
// EndNote) carry their data with them and are read from there; those of Word
// itself name one of the sources that Word keeps in the file. The printed
// reference list is read as package reflist reads it; a reference that a
// citation already gave is not given twice. A document with neither gives the
// identifiers in its text.
//
// Only the parts of the archive that hold text or sources are opened, each up to
// MaxPart bytes; nothing is unpacked to disk and no link is followed. Start with
// Format for all references, or with Open for what the text cites.
package docx

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
	"dossier/ingest/format"
	"dossier/ingest/ident"
	"dossier/ingest/reflist"
)

// Name is the name of the format and of the origin of its records.
const Name = "docx"

// MaxFile and MaxPart bound the document and each part of it, unpacked.
const (
	MaxFile = 256 << 20
	MaxPart = 64 << 20
)

var errTooLarge = errors.New("larger than any manuscript")

// Format returns the reader of Word documents.
func Format() format.Format {
	return format.Format{Name: Name, Binary: true, Sniff: Sniff, Read: Read}
}

// Sniff knows an archive with Word's parts.
func Sniff(head []byte, name string) format.Confidence {
	if !bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return format.No
	}
	switch {
	case bytes.Contains(head, []byte("word/document.xml")):
		return format.Certain
	case bytes.Contains(head, []byte("[Content_Types].xml")) && strings.HasSuffix(strings.ToLower(name), ".docx"):
		return format.Likely
	}
	return format.No
}

// Read sends one record per reference.
func Read(ctx context.Context, in format.Input, sink format.Sink) error {
	data, err := io.ReadAll(io.LimitReader(in.R, MaxFile+1))
	if err != nil {
		return fmt.Errorf("reading %s: %w", in.Name, err)
	}
	doc, err := Open(ctx, data)
	if ctxErr := ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	if err != nil {
		sink.Problem(format.Problem{File: in.Name, Severity: format.Error, Message: "the document cannot be read: " + err.Error(), Next: "open it in Word and save it again"})
		return nil
	}
	m := manuscript{in: in, sink: sink, seen: map[string]bool{}}
	if err := m.cited(ctx, doc); err != nil {
		return err
	}
	return m.printed(ctx, doc)
}

// Open reads the text of a document, and the data of the citations in it.
func Open(ctx context.Context, data []byte) (*Document, error) {
	if len(data) > MaxFile {
		return nil, errTooLarge
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, err
	}
	doc := &Document{sources: map[string]evidence.Record{}}
	found := false
	for _, name := range []string{"word/document.xml", "word/footnotes.xml", "word/endnotes.xml"} {
		for _, part := range archive.File {
			if part.Name != name {
				continue
			}
			if err := readPart(part, func(r io.Reader) error { return doc.read(ctx, r) }); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			found = true
			break
		}
	}
	if !found {
		return nil, errors.New("no word/document.xml in it")
	}
	return doc, doc.readSources(ctx, archive)
}

// readPart unpacks one part of the archive.
func readPart(part *zip.File, read func(io.Reader) error) error {
	if part.UncompressedSize64 > MaxPart {
		return errTooLarge
	}
	r, err := part.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	limited := &io.LimitedReader{R: r, N: MaxPart + 1}
	if err := read(limited); err != nil {
		return err
	}
	if limited.N <= 0 {
		return errTooLarge
	}
	return nil
}

// manuscript is one document while its references are sent.
type manuscript struct {
	in    format.Input
	sink  format.Sink
	seen  map[string]bool // DOIs, and titles with years, of what was sent
	count int
}

// cited sends what the citations in the text carry.
func (m *manuscript) cited(ctx context.Context, doc *Document) error {
	for _, citation := range doc.Citations(ctx) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if citation.Err != nil {
			m.sink.Problem(format.Problem{File: m.in.Name, Line: citation.Paragraph, Severity: format.Warning,
				Message: "the data of a citation cannot be read: " + citation.Err.Error(), Raw: clip(citation.Raw, 2000)})
		}
		for _, rec := range citation.Works {
			if m.known(rec) {
				continue
			}
			if err := m.send(rec, citation.Paragraph); err != nil {
				return err
			}
		}
	}
	return nil
}

// printed sends the references of the printed list that no citation gave.
func (m *manuscript) printed(ctx context.Context, doc *Document) error {
	cited := m.count
	list := &gatherer{}
	in := format.Input{Name: m.in.Name, R: strings.NewReader(doc.String())}
	if err := reflist.Read(ctx, in, list); err != nil {
		return err
	}
	if len(list.records) == 0 && cited == 0 {
		return m.identifiers(ctx, doc)
	}
	if len(list.records) == 0 {
		return nil
	}
	for _, p := range list.problems {
		m.sink.Problem(p)
	}
	for _, rec := range list.records {
		if m.known(rec) {
			continue
		}
		if err := m.send(rec, rec.Origin.Line); err != nil {
			return err
		}
	}
	return nil
}

// identifiers sends what a document without list and citations names.
func (m *manuscript) identifiers(ctx context.Context, doc *Document) error {
	found := &gatherer{}
	if err := ident.Read(ctx, format.Input{Name: m.in.Name, R: strings.NewReader(doc.String())}, found); err != nil {
		return err
	}
	if len(found.records) == 0 {
		m.sink.Problem(format.Problem{File: m.in.Name, Severity: format.Error,
			Message: "no references found: no citations of a reference manager, no reference list and no identifiers",
			Next:    "put the line “References” before the list"})
	}
	for _, rec := range found.records {
		if err := m.send(rec, rec.Origin.Line); err != nil {
			return err
		}
	}
	return nil
}

// send gives a record its origin; the line is the number of the paragraph.
func (m *manuscript) send(rec evidence.Record, paragraph int) error {
	m.count++
	rec.Origin.Format, rec.Origin.File, rec.Origin.Database, rec.Origin.Line = Name, m.in.Name, m.in.Database, paragraph
	return m.sink.Record(rec)
}

// known reports a work that was sent, and remembers it.
func (m *manuscript) known(rec evidence.Record) bool {
	var keys []string
	if rec.DOI != "" {
		keys = append(keys, rec.DOI.Key())
	}
	switch title := notation.FoldLetters(rec.Title); {
	case len(title) > 12:
		keys = append(keys, title)
	case title != "" && rec.Year() != 0: // a short title alone may be another work's
		keys = append(keys, title+rec.Date.String())
	}
	for _, k := range keys {
		if m.seen[k] {
			return true
		}
	}
	for _, k := range keys {
		m.seen[k] = true
	}
	return false
}

// gatherer keeps what a reader sends.
type gatherer struct {
	records  []evidence.Record
	problems []format.Problem
}

func (g *gatherer) Record(r evidence.Record) error {
	g.records = append(g.records, r)
	return nil
}

func (g *gatherer) Problem(p format.Problem) { g.problems = append(g.problems, p) }

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
