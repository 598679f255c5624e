package pubmedxml

import (
	"bufio"
	"bytes"
	"encoding/xml"
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
	s := &stream{src: bufio.NewReaderSize(r, 64<<10)}
	s.restart()
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

// stream finds the articles in the input.
type stream struct {
	src     *bufio.Reader
	dec     *xml.Decoder
	held    []byte // what the decoder has read since the last article
	base    int64  // offset of held in the decoder's input
	line    int    // lines before the decoder's input
	ordinal int
	readErr error
}

// restart begins a new decoder on what follows: at the start, and after broken
// markup.
func (s *stream) restart() {
	s.dec = xml.NewDecoder(s)
	s.dec.Strict = false
	// The bytes are UTF-8 by now, whatever the declaration still says.
	s.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	s.held, s.base = s.held[:0], 0
}

// ReadByte feeds the decoder and holds what it read. The decoder uses it instead
// of Read, so nothing is read ahead of it.
func (s *stream) ReadByte() (byte, error) {
	c, err := s.src.ReadByte()
	if err != nil {
		s.readErr = err
		return 0, err
	}
	s.held = append(s.held, c)
	return c, nil
}

// Read makes stream an io.Reader; the decoder never calls it.
func (s *stream) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c, err := s.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = c
	return 1, nil
}

// drop forgets what was held up to the decoder's position.
func (s *stream) drop() {
	n := s.dec.InputOffset() - s.base
	s.held = s.held[:copy(s.held, s.held[n:])]
	s.base += n
}

// next returns the next article, io.EOF after the last.
func (s *stream) next() (entry, error) {
	for {
		s.drop()
		tok, err := s.dec.RawToken()
		if err != nil {
			if s.readErr != nil || err == io.EOF {
				return entry{}, s.end()
			}
			s.recover() // rubbish between articles
			continue
		}
		start, ok := tok.(xml.StartElement)
		if !ok || !isArticle(start.Name.Local) {
			continue
		}
		s.ordinal++
		line, _ := s.dec.InputPos()
		e := entry{line: s.line + line, root: newNode(start)}
		e.root.start = int(s.dec.InputOffset() - s.base)
		if err := s.fill(e.root); err != nil {
			broken := &EntryError{Ordinal: s.ordinal, Line: e.line, Raw: string(s.held[:min(len(s.held), evidence.MaxRaw)]), Err: err}
			s.recover()
			return entry{}, broken
		}
		e.raw = append([]byte(nil), s.held[:s.dec.InputOffset()-s.base]...)
		return e, nil
	}
}

func (s *stream) end() error {
	if s.readErr == nil || s.readErr == io.EOF {
		return io.EOF
	}
	return fmt.Errorf("reading PubMed XML: %w", s.readErr)
}

func isArticle(name string) bool {
	return name == "PubmedArticle" || name == "PubmedBookArticle" || name == "MedlineCitation" || name == "BookDocument"
}

// fill reads the content of an element. Offsets in the nodes count from the
// start of the held bytes.
func (s *stream) fill(root *node) error {
	stack := []*node{root}
	for len(stack) > 0 {
		before := s.dec.InputOffset()
		tok, err := s.dec.RawToken()
		if err != nil {
			if s.readErr == io.EOF {
				return errors.New("the input ends inside it")
			}
			return err
		}
		top := stack[len(stack)-1]
		switch t := tok.(type) {
		case xml.StartElement:
			if isArticle(t.Name.Local) && len(stack) > 1 {
				return fmt.Errorf("a new article starts inside <%s>", top.name)
			}
			if len(stack) == maxDepth {
				return fmt.Errorf("elements are nested more than %d deep", maxDepth)
			}
			n := newNode(t)
			n.start = int(s.dec.InputOffset() - s.base)
			top.kids = append(top.kids, n)
			stack = append(stack, n)
		case xml.EndElement:
			if t.Name.Local != top.name {
				return fmt.Errorf("<%s> is closed by </%s>", top.name, t.Name.Local)
			}
			top.end = int(before - s.base)
			stack = stack[:len(stack)-1]
		}
		if len(s.held) > maxEntry {
			return fmt.Errorf("it is larger than %d MB", maxEntry>>20)
		}
	}
	return nil
}

// recover passes over broken markup up to the next article and starts again. An
// article that began inside the broken one is among the bytes held.
func (s *stream) recover() {
	if i := articleStart(s.held[min(1, len(s.held)):]); i >= 0 {
		rest := append([]byte(nil), s.held[i+1:]...)
		s.line += bytes.Count(s.held[:i+1], []byte("\n"))
		s.src = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(rest), s.src), 64<<10)
		s.readErr = nil
		s.restart()
		return
	}
	s.line += bytes.Count(s.held, []byte("\n"))
	for {
		head, err := s.src.Peek(len("<PubmedBookArticle "))
		if articleStart(head) == 0 || len(head) == 0 && err != nil {
			break
		}
		if c, _ := s.src.ReadByte(); c == '\n' {
			s.line++
		}
	}
	s.restart()
}

// articleStart finds the start tag of an article; -1 if there is none.
func articleStart(b []byte) int {
	first := -1
	for _, name := range []string{"<PubmedArticle", "<PubmedBookArticle"} {
		for from := 0; ; {
			i := bytes.Index(b[from:], []byte(name))
			if i < 0 {
				break
			}
			i += from
			if end := i + len(name); end < len(b) && bytes.IndexByte([]byte("> \t\r\n"), b[end]) >= 0 {
				if first < 0 || i < first {
					first = i
				}
				break
			}
			from = i + 1
		}
	}
	return first
}
