package pubmedxml

import (
	"errors"
	"fmt"
	"io"

	"dossier/evidence"
)

// Limits on one input: hostile files nest deeply or never close an article.
const (
	maxDepth = 256
	maxEntry = 64 << 20 // bytes
)

// ErrNotPubMed is returned when the input holds no PubMed article element.
var ErrNotPubMed = errors.New("no PubmedArticle found")

// EntryError says that one article could not be read. The others could.
type EntryError struct {
	Ordinal int    // of the article in the input, from 1
	Line    int    // where it starts, from 1
	Raw     string // verbatim, at most evidence.MaxRaw bytes
	Err     error
}

func (e *EntryError) Error() string {
	return fmt.Sprintf("article %d at line %d: %v", e.Ordinal, e.Line, e.Err)
}

func (e *EntryError) Unwrap() error { return e.Err }

// Decode reads articles and book articles in order and gives each as a record
// with Origin.Line (where it starts), Origin.Key (the PMID) and, up to
// evidence.MaxRaw bytes, Raw. Articles that cannot be read are passed over and
// returned at the end as *EntryError values joined by errors.Join; an error of
// give stops the reading and is returned as it is. Lists of deleted PMIDs
// (DeleteCitation) are not articles and give nothing.
func Decode(r io.Reader, give func(evidence.Record) error) error {
	s := &stream{scanner: scanner{src: r, line: 1, names: map[string]string{}}}
	var bad []error
	for {
		e, err := s.next()
		switch {
		case err == io.EOF:
			if s.ordinal == 0 {
				bad = append(bad, ErrNotPubMed)
			}
			return errors.Join(bad...)
		case err != nil:
			var entryErr *EntryError
			if !errors.As(err, &entryErr) {
				return errors.Join(append(bad, err)...)
			}
			bad = append(bad, entryErr)
			continue
		}
		if err := give(e.record()); err != nil {
			return err
		}
	}
}

// entry is one article as it stands in the input.
type entry struct {
	root *node
	raw  []byte
	line int
}

// stream finds the articles in the input. Its window holds the input from the
// article that is being read on; offsets in nodes count from there.
type stream struct {
	scanner
	ordinal int
}

// next returns the next article, io.EOF after the last.
func (s *stream) next() (entry, error) {
	for {
		t, err := s.token()
		if err != nil {
			return entry{}, s.end(err)
		}
		if t.kind != startTag || !isArticle(t.name) {
			s.drop(s.pos)
			continue
		}
		s.ordinal++
		s.drop(t.from)
		t = tag{kind: t.kind, name: t.name, to: t.to - t.from, attrs: t.attrs - t.from, empty: t.empty}
		e := entry{line: s.line, root: s.newNode(t)}
		if err := s.fill(e.root, t); err != nil {
			if s.readErr != nil && s.readErr != io.EOF {
				return entry{}, s.end(err)
			}
			broken := &EntryError{Ordinal: s.ordinal, Line: e.line, Raw: string(s.window[:min(s.pos, evidence.MaxRaw)]), Err: err}
			s.recover()
			return entry{}, broken
		}
		e.raw = append([]byte(nil), s.window[:s.pos]...)
		s.drop(s.pos)
		return e, nil
	}
}

func (s *stream) end(err error) error {
	if s.readErr == io.EOF {
		return io.EOF
	}
	if s.readErr == nil {
		return fmt.Errorf("reading PubMed XML: %w", err)
	}
	return fmt.Errorf("reading PubMed XML: %w", s.readErr)
}

func isArticle(name string) bool {
	return name == "PubmedArticle" || name == "PubmedBookArticle" || name == "MedlineCitation" || name == "BookDocument"
}

// fill reads the content of an element up to its end tag.
func (s *stream) fill(root *node, t tag) error {
	if t.empty {
		root.end = root.start
		return nil
	}
	stack := []*node{root}
	for len(stack) > 0 {
		t, err := s.token()
		if err != nil {
			return err
		}
		top := stack[len(stack)-1]
		if t.kind == endTag {
			if t.name != top.name {
				return fmt.Errorf("<%s> is closed by </%s>", top.name, t.name)
			}
			top.end = t.from
			stack = stack[:len(stack)-1]
			continue
		}
		if isArticle(t.name) && len(stack) > 1 || t.name == "PubmedArticle" {
			return fmt.Errorf("a new article starts inside <%s>", top.name)
		}
		if len(stack) == maxDepth {
			return fmt.Errorf("elements are nested more than %d deep", maxDepth)
		}
		n := s.newNode(t)
		top.kids = append(top.kids, n)
		if t.empty {
			n.end = n.start
			continue
		}
		stack = append(stack, n)
	}
	return nil
}

// recover passes over a broken article up to the start tag of the next one,
// which may be inside it.
func (s *stream) recover() {
	s.pos = min(1, len(s.window))
	for {
		i := articleStart(s.window[s.pos:])
		if i >= 0 {
			s.pos += i
			break
		}
		s.pos = max(s.pos, len(s.window)-len("<PubmedBookArticle ")) // a start tag may be cut
		s.drop(s.pos)
		if !s.more() {
			s.pos = len(s.window)
			break
		}
	}
	s.drop(s.pos)
}
