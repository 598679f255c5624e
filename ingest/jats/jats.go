// Package jats reads full texts in JATS, the XML of PubMed Central and of most
// publishers: one record per article, or, on request, one per cited work.
//
// Articles are read one at a time, so that a set of any length needs the memory
// of its longest front and reference list; bodies are skipped. Documents nested
// deeper than MaxDepth are refused. Document type declarations are not
// followed, and entities that a document declares are never expanded.
//
// Start with Format for articles and References for what they cite.
package jats

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"dossier/evidence"
	"dossier/ingest/format"
)

// Name is the name of the format and of the origin of its records.
const Name = "jats"

// MaxDepth is the deepest nesting of elements that is read.
const MaxDepth = 256

var errTooDeep = fmt.Errorf("elements are nested deeper than %d", MaxDepth)

// Format returns the reader of articles.
func Format() format.Format {
	return format.Format{Name: Name, Sniff: Sniff, Read: Read}
}

// References returns the reader of the works that articles cite. It is never
// chosen by itself.
func References() format.Format {
	never := func([]byte, string) format.Confidence { return format.No }
	return format.Format{Name: "jats-references", Sniff: never, Read: ReadReferences}
}

// Sniff knows the document type and the elements at the beginning.
func Sniff(head []byte, _ string) format.Confidence {
	start := head[:min(len(head), 8<<10)]
	if !bytes.HasPrefix(bytes.TrimSpace(start), []byte("<")) || bytes.Contains(start, []byte("<html")) {
		return format.No
	}
	for _, sign := range []string{"JATS-", "Journal Archiving and Interchange", "Journal Publishing DTD", "pmc-articleset", "<journal-meta", "<article-meta"} {
		if bytes.Contains(start, []byte(sign)) {
			return format.Certain
		}
	}
	if bytes.Contains(start, []byte("<article ")) && bytes.Contains(start, []byte("<front")) {
		return format.Likely
	}
	return format.No
}

// Read sends one record per article.
func Read(ctx context.Context, in format.Input, sink format.Sink) error {
	return eachArticle(ctx, in, sink, func(a article) error {
		if n := len(a.refs); n > 0 {
			sink.Problem(format.Problem{File: in.Name, Line: a.line, Entry: string(a.rec.DOI), Severity: format.Info,
				Message: fmt.Sprintf("the article was read; it cites %d works", n), Next: "to read those, name the format with --from jats-references"})
		}
		if a.rec.Title == "" {
			sink.Problem(format.Problem{File: in.Name, Line: a.line, Severity: format.Warning, Message: "the article has no title"})
		}
		return sink.Record(a.rec)
	})
}

// ReadReferences sends one record per cited work; its article is the source
// document.
func ReadReferences(ctx context.Context, in format.Input, sink format.Sink) error {
	return eachArticle(ctx, in, sink, func(a article) error {
		for _, ref := range a.refs {
			if a.rec.DOI != "" || a.rec.PMID != "" || a.rec.Title != "" {
				ref.Relations = append(ref.Relations, evidence.Relation{Kind: "source-document", DOI: a.rec.DOI, PMID: a.rec.PMID, Source: a.rec.Title})
			}
			ref.Origin.File, ref.Origin.Database = in.Name, in.Database
			if err := sink.Record(ref); err != nil {
				return err
			}
		}
		return nil
	})
}

// article is one article: its record, what it cites, and the line it starts on.
type article struct {
	rec  evidence.Record
	refs []evidence.Record
	line int
}

// eachArticle reads articles one after the other.
func eachArticle(ctx context.Context, in format.Input, sink format.Sink, give func(article) error) error {
	d := newDecoder(in.R)
	found := 0
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		start, err := d.find("article")
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			a := article{line: d.line()}
			if err = a.read(d, start); err == nil {
				found++
				a.rec.Origin.File, a.rec.Origin.Database, a.rec.Origin.Line = in.Name, in.Database, a.line
				if err := give(a); err != nil {
					return err
				}
				continue
			}
		}
		if d.in.err != nil {
			return fmt.Errorf("reading %s: %w", in.Name, d.in.err)
		}
		sink.Problem(format.Problem{File: in.Name, Line: d.line(), Severity: format.Error,
			Message: "the document cannot be read further: " + err.Error(), Next: "download it again"})
		return nil
	}
	if found == 0 {
		sink.Problem(format.Problem{File: in.Name, Severity: format.Error, Message: "no article found in the document"})
	}
	return nil
}

// decoder gives elements of a document without resolving anything.
type decoder struct {
	xml   *xml.Decoder
	in    *source
	depth int
}

// source remembers whether reading failed, to tell that from bad XML.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

func newDecoder(r io.Reader) *decoder {
	in := &source{r: r}
	d := xml.NewDecoder(in)
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // decoded before
	return &decoder{xml: d, in: in}
}

func (d *decoder) line() int {
	line, _ := d.xml.InputPos()
	return line
}

// next is the next token that is an element's start or end, or text.
func (d *decoder) next() (xml.Token, error) {
	t, err := d.xml.RawToken()
	if err != nil {
		return nil, err
	}
	switch t.(type) {
	case xml.StartElement:
		if d.depth++; d.depth > MaxDepth {
			return nil, errTooDeep
		}
	case xml.EndElement:
		d.depth--
	}
	return t, nil
}

// find skips to the start of the next element of a name.
func (d *decoder) find(name string) (xml.StartElement, error) {
	for {
		t, err := d.next()
		if err != nil {
			return xml.StartElement{}, err
		}
		if start, ok := t.(xml.StartElement); ok && start.Name.Local == name {
			return start, nil
		}
	}
}

// node is an element with what it holds.
type node struct {
	name     string
	attrs    []xml.Attr
	children []any // *node or string
}

// tree reads the element that start opened.
func (d *decoder) tree(start xml.StartElement) (*node, error) {
	n := &node{name: start.Name.Local, attrs: append([]xml.Attr(nil), start.Attr...)}
	for {
		t, err := d.next()
		if err != nil {
			return nil, unexpected(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			child, err := d.tree(t.Copy())
			if err != nil {
				return nil, err
			}
			n.children = append(n.children, child)
		case xml.CharData:
			n.children = append(n.children, string(t))
		case xml.EndElement:
			return n, nil
		}
	}
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (n *node) attr(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// child is the first child element of a name; nil when there is none.
func (n *node) child(names ...string) *node {
	for _, name := range names {
		for _, c := range n.all(name) {
			return c
		}
	}
	return nil
}

// all are the child elements of a name.
func (n *node) all(name string) []*node {
	var out []*node
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if e, ok := c.(*node); ok && e.name == name {
			out = append(out, e)
		}
	}
	return out
}

// each visits all elements below n in order; visit says whether to go deeper.
func (n *node) each(visit func(*node) bool) {
	if n == nil {
		return
	}
	for _, c := range n.children {
		if e, ok := c.(*node); ok && visit(e) {
			e.each(visit)
		}
	}
}

// first is the first element of a name anywhere below n.
func (n *node) first(name string) *node {
	var found *node
	n.each(func(e *node) bool {
		if found == nil && e.name == name {
			found = e
		}
		return found == nil
	})
	return found
}

// markup writes the inside of an element as XML again, for the renderer of
// markup; elements in skip are left out.
func (n *node) markup(skip ...string) string {
	var b strings.Builder
	n.write(&b, skip)
	return b.String()
}

func (n *node) write(b *strings.Builder, skip []string) {
	if n == nil {
		return
	}
next:
	for _, c := range n.children {
		switch c := c.(type) {
		case string:
			_ = xml.EscapeText(b, []byte(c)) // a strings.Builder does not fail
		case *node:
			for _, name := range skip {
				if c.name == name {
					continue next
				}
			}
			b.WriteString("<" + c.name + ">")
			c.write(b, skip)
			b.WriteString("</" + c.name + ">")
		}
	}
}
