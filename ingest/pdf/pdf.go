// Package pdf reads the text layer of an article's PDF: the DOI and title of
// the article become one record, its reference list, on request, one record per
// cited work.
//
// The text is taken out by PDFium, which runs as WebAssembly inside the process
// without access to files or network and with at most 512 MB of memory. Its
// translation to machine code takes seconds once and is kept in the user's
// cache folder. A PDF without text (a scan) is refused with a message.
//
// Start with Format for articles and References for what they cite.
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/reflist"
)

// Name is the name of the format and of the origin of its records.
const Name = "pdf"

// MaxFile and MaxPages bound what is read of a document.
const (
	MaxFile  = 256 << 20
	MaxPages = 3000
)

// Format returns the reader of articles.
func Format() format.Format {
	return format.Format{Name: Name, Binary: true, Sniff: Sniff, Read: Read}
}

// References returns the reader of the works that an article cites. It is never
// chosen by itself.
func References() format.Format {
	never := func([]byte, string) format.Confidence { return format.No }
	return format.Format{Name: "pdf-references", Binary: true, Sniff: never, Read: ReadReferences}
}

// Sniff looks for the mark of a PDF, which may stand behind some bytes of a
// mail or print system.
func Sniff(head []byte, _ string) format.Confidence {
	switch at := bytes.Index(head[:min(len(head), 1024)], []byte("%PDF-")); {
	case at == 0:
		return format.Certain
	case at > 0:
		return format.Likely
	}
	return format.No
}

// Read sends the record of an article, or, of a document that tells neither DOI
// nor title, the works in its reference list.
func Read(ctx context.Context, in format.Input, sink format.Sink) error {
	doc, ok, err := open(ctx, in, sink)
	if !ok {
		return err
	}
	rec, notes := article(doc)
	list := citedWorks(ctx, doc, in)
	if rec.DOI == "" && rec.Title == "" {
		return send(list, in, sink, nil)
	}
	rec.Origin.File, rec.Origin.Database = in.Name, in.Database
	for _, note := range notes {
		sink.Problem(format.Problem{File: in.Name, Severity: format.Warning, Message: note, Next: "check it, or give the DOI"})
	}
	if n := len(list.records); n > 0 {
		sink.Problem(format.Problem{File: in.Name, Severity: format.Info,
			Message: fmt.Sprintf("the article was read; it cites %d works", n), Next: "to read those, name the format with --from pdf-references"})
	}
	return sink.Record(rec)
}

// ReadReferences sends one record per cited work; the article is the source
// document.
func ReadReferences(ctx context.Context, in format.Input, sink format.Sink) error {
	doc, ok, err := open(ctx, in, sink)
	if !ok {
		return err
	}
	var source *evidence.Relation
	if rec, _ := article(doc); rec.DOI != "" || rec.Title != "" {
		source = &evidence.Relation{Kind: "source-document", DOI: rec.DOI, Source: rec.Title}
	}
	return send(citedWorks(ctx, doc, in), in, sink, source)
}

// open extracts the text. It reports false when there is nothing to read, with
// the problem already sent or the error that must stop the reading.
func open(ctx context.Context, in format.Input, sink format.Sink) (*document, bool, error) {
	data, err := io.ReadAll(io.LimitReader(in.R, MaxFile+1))
	if err != nil {
		return nil, false, fmt.Errorf("reading %s: %w", in.Name, err)
	}
	var doc *document
	if len(data) > MaxFile {
		err = errors.New("it is larger than 256 MB")
	} else {
		doc, err = extract(ctx, data)
	}
	switch {
	case ctx.Err() != nil:
		return nil, false, ctx.Err()
	case err != nil:
		sink.Problem(format.Problem{File: in.Name, Severity: format.Error, Message: "the PDF cannot be read: " + err.Error(), Next: "give the DOI of the article"})
		return nil, false, nil
	case !doc.hasText():
		sink.Problem(format.Problem{File: in.Name, Severity: format.Error, Message: "the PDF has no text layer: its pages are pictures",
			Next: "give the DOI of the article, or run a text recognition over it first"})
		return nil, false, nil
	}
	return doc, true, nil
}

// article makes the record of the document, with remarks on what was guessed.
func article(doc *document) (evidence.Record, []string) {
	var rec evidence.Record
	var notes []string
	rec.Origin.Format = Name
	rec.DOI = ownDOI(doc)
	if title := doc.info["Title"]; plausibleTitle(title) {
		rec.Title = strings.Join(strings.Fields(title), " ")
	} else if title = doc.largestType(); title != "" {
		rec.Title = title
		notes = append(notes, "the title was taken from the largest type on the first page: “"+title+"”")
	}
	rec.Type = evidence.TypeArticle
	if rec.DOI == "" && rec.Title != "" {
		notes = append(notes, "no DOI found in the document")
	}
	for _, found := range evidence.FindIdentifiers(doc.pages[0]) {
		switch {
		case found.PMCID != "" && rec.PMCID == "":
			rec.PMCID = found.PMCID
		case found.PMID != "" && rec.PMID == "":
			rec.PMID = found.PMID
		}
	}
	return rec, notes
}

// ownDOI is the DOI of the document: in its metadata, else the first on its
// first two pages before any reference list.
func ownDOI(doc *document) evidence.DOI {
	for _, name := range []string{"doi", "DOI", "WPS-ARTICLEDOI", "prism:doi", "Subject", "Title"} {
		if found := evidence.FindDOIs(doc.info[name]); len(found) > 0 {
			return found[0].DOI
		}
	}
	for _, page := range doc.pages[:min(2, len(doc.pages))] {
		for line := range strings.Lines(page) {
			if reflist.IsHeading(line) {
				return ""
			}
			if found := evidence.FindDOIs(line); len(found) > 0 {
				return found[0].DOI
			}
		}
	}
	return ""
}

// plausibleTitle refuses what programs write into the title field.
func plausibleTitle(s string) bool {
	s = strings.TrimSpace(s)
	low := strings.ToLower(s)
	words := strings.Fields(s)
	if len(words) < 3 || len(s) > 400 || strings.HasPrefix(low, "microsoft word") || strings.HasPrefix(low, "untitled") || strings.Contains(low, ".doc") || strings.Contains(low, ".indd") || strings.Contains(low, ".tex") || strings.HasPrefix(low, "doi:") {
		return false
	}
	letters := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters*2 > len([]rune(s))
}

// gatherer keeps what the reader of lists sends.
type gatherer struct {
	records  []evidence.Record
	problems []format.Problem
}

func (g *gatherer) Record(r evidence.Record) error {
	g.records = append(g.records, r)
	return nil
}

func (g *gatherer) Problem(p format.Problem) { g.problems = append(g.problems, p) }

// citedWorks reads the reference list in the text. Only the context can stop
// that, and its error is seen by the caller.
func citedWorks(ctx context.Context, doc *document, in format.Input) *gatherer {
	var list gatherer
	text := strings.Join(doc.pages, "\n\f")
	if err := reflist.Read(ctx, format.Input{Name: in.Name, R: strings.NewReader(text)}, &list); err != nil {
		list.records = nil
	}
	return &list
}

func send(list *gatherer, in format.Input, sink format.Sink, source *evidence.Relation) error {
	for _, p := range list.problems {
		p.Line = 0 // of the text, which nobody sees
		sink.Problem(p)
	}
	for _, rec := range list.records {
		rec.Origin.Format, rec.Origin.File, rec.Origin.Database, rec.Origin.Line = Name, in.Name, in.Database, 0
		rec.Relations = nil
		if source != nil {
			rec.Relations = append(rec.Relations, *source)
		}
		if err := sink.Record(rec); err != nil {
			return err
		}
	}
	return nil
}
