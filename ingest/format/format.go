// Package format is the one interface behind which every input format stands.
// A reader takes decoded text and gives records and problems, one at a time and
// in the order of the input; it never stops at a bad entry.
//
// Package ingest holds the list of formats, decides which one an input is, and
// decodes its bytes.
package format

import (
	"context"
	"fmt"
	"io"

	"dossier/evidence"
)

// Format is one input format.
type Format struct {
	Name   string // as printed and as --from takes it: "bibtex", "ris", "reflist"
	Binary bool   // Sniff and Read take raw bytes: pdf, docx, xlsx

	// Sniff looks at the beginning of the decoded text (at most SniffLen bytes)
	// and the name that the input has, and says how sure it is. The name may
	// raise a doubt to a belief; it never decides alone.
	Sniff func(head []byte, name string) Confidence

	// Read reads one input to its end. It returns an error only when reading
	// must stop: the context is done, the sink refused, the reader failed.
	// Entries that cannot be read are problems, not errors.
	Read func(ctx context.Context, in Input, sink Sink) error
}

// SniffLen is how many bytes Sniff is given at most.
const SniffLen = 64 << 10

// Confidence is how sure a Sniff is.
type Confidence int

// From "cannot be" to "is by its own marker".
const (
	No Confidence = iota
	Maybe
	Likely
	Certain
)

// Input is one file, archive member or stream.
type Input struct {
	Name     string    // as a person knows it: "library.bib", "export.zip/a.ris", "standard input"
	R        io.Reader // UTF-8, BOM removed, for text formats; raw bytes for binary ones, then also an io.ReaderAt and io.Seeker
	Encoding string    // what it was decoded from, for the report
	Database string    // label given with --source
}

// Sink receives what a reader finds.
type Sink interface {
	Record(evidence.Record) error
	Problem(Problem)
}

// Severity grades a problem.
type Severity string

// Error: content was lost or kept only verbatim. Warning: content was repaired
// or is doubtful. Info: a lossless change worth knowing.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Problem is one thing that a reader wants a person to know.
type Problem struct {
	File     string   `json:"file,omitempty"`
	Line     int      `json:"line,omitempty"`   // from 1; 0 = the whole input
	Column   int      `json:"column,omitempty"` // from 1; 0 = unknown
	Entry    string   `json:"entry,omitempty"`  // key or ordinal
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`        // what is wrong
	Next     string   `json:"next,omitempty"` // what to do about it
	Raw      string   `json:"raw,omitempty"`  // the verbatim text when the entry could not be read
	Lost     bool     `json:"lost,omitempty"` // the entry gave no record
}

// String prints a problem as "file:line: [entry] message; next".
func (p Problem) String() string {
	s := p.File
	if p.Line > 0 {
		s += fmt.Sprintf(":%d", p.Line)
		if p.Column > 0 {
			s += fmt.Sprintf(":%d", p.Column)
		}
	}
	if s != "" {
		s += ": "
	}
	if p.Entry != "" {
		s += p.Entry + ": "
	}
	s += p.Message
	if p.Next != "" {
		s += "; " + p.Next
	}
	return s
}
