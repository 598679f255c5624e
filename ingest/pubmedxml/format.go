package pubmedxml

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"dossier/evidence"
	"dossier/ingest/format"
)

// Format is PubMed XML as a file.
func Format() format.Format {
	return format.Format{Name: "pubmed-xml", Sniff: sniff, Read: read}
}

func sniff(head []byte, _ string) format.Confidence {
	for _, name := range []string{"<PubmedArticle", "<PubmedBookArticle", "<MedlineCitation", "<BookDocument", "<PubmedArticleSet"} {
		if bytes.Contains(head, []byte(name)) {
			return format.Certain
		}
	}
	return format.No
}

// read gives the records of a file. An article that cannot be read is a problem.
func read(ctx context.Context, in format.Input, sink format.Sink) error {
	var stop error
	err := Decode(&entityGuard{r: in.R}, func(rec evidence.Record) error {
		if stop = ctx.Err(); stop != nil {
			return stop
		}
		rec.Origin.Format, rec.Origin.File = "pubmed-xml", in.Name
		stop = sink.Record(rec)
		return stop
	})
	if stop != nil {
		return stop
	}
	return problems(in, sink, err)
}

// problems tells the sink of the articles that were lost and returns the rest.
func problems(in format.Input, sink format.Sink, err error) error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var rest []error
		for _, e := range joined.Unwrap() {
			rest = append(rest, problems(in, sink, e))
		}
		return errors.Join(rest...)
	}
	var lost *EntryError
	switch {
	case errors.As(err, &lost):
		sink.Problem(format.Problem{File: in.Name, Line: lost.Line, Entry: fmt.Sprintf("article %d", lost.Ordinal),
			Severity: format.Error, Message: lost.Err.Error(), Next: "the other articles were read", Raw: lost.Raw, Lost: true})
		return nil
	case errors.Is(err, ErrNotPubMed):
		return nil // an empty set
	}
	return err
}

// entityGuard refuses files that declare entities, as attacks on readers do.
// PubMed's own have none.
type entityGuard struct {
	r    io.Reader
	tail []byte // the end of what was read before
	seen int
}

const prolog = 64 << 10

func (g *entityGuard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	if g.seen < prolog {
		g.seen += n
		g.tail = append(g.tail, p[:n]...)
		if bytes.Contains(g.tail, []byte("<!ENTITY")) {
			return 0, errors.New("the file declares entities, as attacks on readers do; remove its DOCTYPE if you trust it")
		}
	}
	return n, err
}
