package pubmedxml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// scanner reads tags. The articles are millions of small elements: a scanner for
// the few constructs that occur is several times as fast as a general XML
// decoder, and gives the offsets from which text is rendered.
type scanner struct {
	src     io.Reader
	readErr error
	buffer  []byte // window is its used end
	window  []byte
	pos     int // in window
	lines   int // line breaks before window
	line    int // of the beginning of window, from 1

	names map[string]string // element names seen, to allocate each once
	slab  []node
}

type tagKind int

const (
	startTag tagKind = iota
	endTag
)

// tag is a start or end tag at window[from:to].
type tag struct {
	kind     tagKind
	name     string
	from, to int
	attrs    int  // where the attributes begin
	empty    bool // <Month/>
}

// errEnds is returned by token when the input ends.
var errEnds = errors.New("the input ends inside it")

// drop forgets the window up to n.
func (s *scanner) drop(n int) {
	s.lines += bytes.Count(s.window[:n], []byte("\n"))
	s.line = s.lines + 1
	s.window = s.window[n:]
	s.pos -= n
}

// more reads on; false at the end of the input.
func (s *scanner) more() bool {
	const chunk = 64 << 10
	if s.readErr != nil {
		return false
	}
	if cap(s.window)-len(s.window) < chunk/2 {
		if len(s.buffer) < 2*len(s.window)+chunk {
			s.buffer = make([]byte, 2*len(s.window)+2*chunk)
		}
		s.window = s.buffer[:copy(s.buffer, s.window)] // copy minds the overlap
	}
	for range 100 { // a reader may give nothing without an error a few times
		n, err := s.src.Read(s.window[len(s.window):cap(s.window)])
		s.window = s.window[:len(s.window)+n]
		s.readErr = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	s.readErr = io.ErrNoProgress
	return false
}

// index finds a byte sequence at or after from, reading on as needed; -1 at the
// end of the input.
func (s *scanner) index(from int, what string) int {
	for {
		if i := bytes.Index(s.window[min(from, len(s.window)):], []byte(what)); i >= 0 {
			return from + i
		}
		from = max(from, len(s.window)-len(what)+1)
		if len(s.window) > maxEntry || !s.more() {
			return -1
		}
	}
}

// token returns the next start or end tag. Comments, CDATA sections, processing
// instructions and declarations are passed over.
func (s *scanner) token() (tag, error) {
	for {
		if s.pos > maxEntry {
			return tag{}, fmt.Errorf("it is larger than %d MB", maxEntry>>20)
		}
		i := s.index(s.pos, "<")
		if i < 0 {
			return tag{}, s.ends()
		}
		s.pos = i
		for len(s.window)-i < len("<![CDATA[") && s.more() {
			continue
		}
		rest := s.window[i:]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			s.pos = s.behind(i+4, "-->")
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			s.pos = s.behind(i+9, "]]>")
		case bytes.HasPrefix(rest, []byte("<?")):
			s.pos = s.behind(i+2, "?>")
		case bytes.HasPrefix(rest, []byte("<!")):
			s.pos = s.declaration(i + 2)
		case len(rest) > 1 && (isNameByte(rest[1]) || rest[1] == '/'):
			return s.tag(i)
		default:
			s.pos = i + 1 // a bare "<" in text
		}
		if s.pos < 0 {
			s.pos = len(s.window)
			return tag{}, s.ends()
		}
	}
}

func (s *scanner) ends() error {
	if len(s.window) > maxEntry {
		return fmt.Errorf("it is larger than %d MB", maxEntry>>20)
	}
	return errEnds
}

// behind is the offset behind the next occurrence of end, or -1.
func (s *scanner) behind(from int, end string) int {
	i := s.index(from, end)
	if i < 0 {
		return -1
	}
	return i + len(end)
}

// declaration passes over <!DOCTYPE … [ … ]>. What it declares is never used.
func (s *scanner) declaration(from int) int {
	end := s.index(from, ">")
	if end < 0 {
		return -1
	}
	if bytes.IndexByte(s.window[from:end], '[') < 0 {
		return end + 1
	}
	if end = s.index(from, "]"); end < 0 {
		return -1
	}
	return s.behind(end, ">")
}

// tag reads the tag at i.
func (s *scanner) tag(i int) (tag, error) {
	t := tag{from: i}
	end := s.tagEnd(i + 1)
	if end < 0 {
		s.pos = len(s.window)
		return tag{}, s.ends()
	}
	t.to, s.pos = end+1, end+1
	name := i + 1
	if s.window[name] == '/' {
		t.kind = endTag
		name++
	}
	t.attrs = name
	for t.attrs < end && isNameByte(s.window[t.attrs]) {
		t.attrs++
	}
	t.empty = t.kind == startTag && s.window[end-1] == '/'
	t.name = s.intern(s.window[name:t.attrs])
	return t, nil
}

// tagEnd is the offset of the ">" that ends a tag, which may also stand in the
// value of an attribute.
func (s *scanner) tagEnd(from int) int {
	quote := byte(0)
	for i := from; ; i++ {
		if i >= len(s.window) && (len(s.window)-from > maxEntry || !s.more()) {
			return -1
		}
		switch c := s.window[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i
		}
	}
}

func (s *scanner) intern(name []byte) string {
	if known, ok := s.names[string(name)]; ok {
		return known
	}
	made := string(name)
	if len(s.names) < 1000 {
		s.names[made] = made
	}
	return made
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == ':' || c == '_' || c == '-' || c == '.' || c >= 0x80
}

// newNode makes the node of a start tag.
func (s *scanner) newNode(t tag) *node {
	if len(s.slab) == 0 {
		s.slab = make([]node, 256)
	}
	n := &s.slab[0]
	s.slab = s.slab[1:]
	n.name, n.start = t.name, t.to
	if t.to-t.attrs > 2 {
		n.attrs = string(s.window[t.attrs:t.to])
	}
	return n
}

// articleStart finds the start tag of an article; -1 if there is none.
func articleStart(b []byte) int {
	const begin = "<Pubmed"
	for from := 0; ; {
		i := bytes.Index(b[from:], []byte(begin))
		if i < 0 {
			return -1
		}
		i += from
		rest := bytes.TrimPrefix(b[i+len(begin):], []byte("Book"))
		if after, ok := bytes.CutPrefix(rest, []byte("Article")); ok && len(after) > 0 && bytes.IndexByte([]byte("> \t\r\n"), after[0]) >= 0 {
			return i
		}
		from = i + 1
	}
}
