package bibtex

import (
	"bytes"
	"errors"
	"io"
)

// kind tells the pieces of a file apart.
type kind int

const (
	kindJunk     kind = iota // text between entries, % comments, white space
	kindComment              // @comment
	kindString               // @string
	kindPreamble             // @preamble
	kindEntry                // everything else behind an @
)

// chunk is one piece of the file. The texts of all chunks, joined, are the file.
type chunk struct {
	kind kind
	text string // verbatim
	line int    // of the first byte, from 1
	body body   // of an entry, string or preamble
}

// maxEntry is the longest entry that is looked at as a whole; a longer one is
// an entry that was never closed, or no BibTeX.
const maxEntry = 16 << 20

const firstBuffer = 32 << 10

// splitter cuts a stream into chunks, holding no more than the entry at hand.
type splitter struct {
	r     io.Reader
	buf   []byte // unread text is buf[pos:]
	pos   int
	line  int
	ended bool  // the reader is at its end
	open  int   // comments met that are never closed
	err   error // of the reader, except io.EOF
	scan  scanner
}

func newSplitter(r io.Reader) *splitter {
	return &splitter{r: r, line: 1}
}

// next returns the next chunk; io.EOF after the last one.
func (s *splitter) next() (chunk, error) {
	for {
		rest := s.buf[s.pos:]
		if len(rest) == 0 && s.ended {
			if s.err != nil {
				return chunk{}, s.err
			}
			return chunk{}, io.EOF
		}
		final := s.ended || len(rest) >= maxEntry
		c, n, ok := s.cut(rest, final)
		if ok {
			c.line = s.line
			c.text = string(rest[:n])
			c.body.bind(c.text, s.line)
			s.line += countLines(rest, n)
			s.pos += n
			return c, nil
		}
		s.fill()
	}
}

// cut finds the chunk at the beginning of b and its length. It is not ok when
// more text is needed to tell, which never happens when b is final.
func (s *splitter) cut(b []byte, final bool) (c chunk, n int, ok bool) {
	if len(b) == 0 {
		return chunk{}, 0, false
	}
	if b[0] != '@' {
		n, ok := junkEnd(b, final)
		return chunk{kind: kindJunk}, n, ok
	}
	head, need := entryHead(b, final)
	switch {
	case need:
		return chunk{}, 0, false
	case head.kind == kindJunk:
		n, ok := junkEnd(b[1:], final)
		return chunk{kind: kindJunk}, n + 1, ok
	case head.kind == kindComment:
		n, ok := s.commentEnd(b, head, final)
		return chunk{kind: kindComment}, n, ok
	}
	s.scan.reset(b, final)
	bd, n, err := s.scan.body(head)
	if errors.Is(err, errMore) {
		return chunk{}, 0, false
	}
	if bd.broken {
		bd = s.salvage(b[:n], head, bd)
	}
	return chunk{kind: head.kind, body: bd}, n, true
}

// fill reads more text, making room first.
func (s *splitter) fill() {
	if s.pos > 0 {
		s.buf = s.buf[:copy(s.buf, s.buf[s.pos:])]
		s.pos = 0
	}
	if len(s.buf) == cap(s.buf) {
		size := max(firstBuffer, 2*cap(s.buf))
		s.buf = append(make([]byte, 0, size), s.buf...)
	}
	empty := 0
	for len(s.buf) < cap(s.buf) && !s.ended {
		n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		if n == 0 && err == nil {
			if empty++; empty > 100 {
				err = io.ErrNoProgress
			}
		}
		if err != nil {
			s.ended = true
			if !errors.Is(err, io.EOF) {
				s.err = err
			}
		}
	}
}

// junkEnd returns how much of b is text outside entries: up to the next @ that
// could open one. An @ inside a word is an e-mail address, one behind % is
// commented out.
func junkEnd(b []byte, final bool) (int, bool) {
	i := 0
	for i < len(b) {
		j := bytes.IndexAny(b[i:], "@%")
		if j < 0 {
			return len(b), true
		}
		i += j
		if b[i] == '%' {
			eol := bytes.IndexAny(b[i:], "\r\n")
			if eol < 0 {
				return len(b), final
			}
			i += eol
			continue
		}
		if i == 0 || !isWord(b[i-1]) {
			return i, true
		}
		i++
	}
	return len(b), true
}

// head is the beginning of an entry: "@article{" or "@string(".
type head struct {
	kind  kind
	typ   string // as written
	open  int    // offset behind the delimiter; for @comment without one, behind the word
	close byte   // the delimiter that closes; 0 when a @comment has none
}

// entryHead reads the head at the @ that b begins with. Its kind is kindJunk
// when no entry begins here; need says that more text is needed to tell.
func entryHead(b []byte, final bool) (h head, need bool) {
	i := skipBlank(b, 1)
	start := i
	for i < len(b) && isTypeByte(b[i]) {
		i++
	}
	word := b[start:i]
	if len(word) == 0 {
		return head{}, i >= len(b) && !final
	}
	j := skipBlank(b, i)
	if j >= len(b) && !final {
		return head{}, true
	}
	h = head{typ: string(word), open: j + 1, kind: kindEntry}
	switch {
	case bytes.EqualFold(word, []byte("comment")):
		h.kind = kindComment
	case bytes.EqualFold(word, []byte("string")):
		h.kind = kindString
	case bytes.EqualFold(word, []byte("preamble")):
		h.kind = kindPreamble
	}
	switch {
	case j < len(b) && b[j] == '{':
		h.close = '}'
	case j < len(b) && b[j] == '(':
		h.close = ')'
	case h.kind == kindComment:
		h.open = i
	default:
		return head{}, false
	}
	return h, false
}

// commentEnd returns the length of the @comment that b begins with: to the
// brace that balances, else (no brace, or none that balances) to the line's end.
func (s *splitter) commentEnd(b []byte, h head, final bool) (int, bool) {
	if h.close == '}' {
		far := b
		// In a file of comments that are never closed each would be looked for
		// to the end of the file.
		const near = 4 << 10
		if s.open > 10 && len(b) > near {
			far, final = b[:near], true
		}
		if n := balancedEnd(far, h.open); n > 0 {
			return n, true
		}
		if !final {
			return 0, false
		}
		s.open++
	}
	eol := bytes.IndexAny(b[h.open:], "\r\n")
	if eol < 0 {
		return len(b), final
	}
	return h.open + eol, true
}

// balancedEnd returns the offset behind the brace that closes the one before i,
// 0 if none does.
func balancedEnd(b []byte, i int) int {
	depth := 1
	for ; i < len(b); i++ {
		switch b[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// countLines counts the line ends in b[:n]: LF, CR LF, or a CR alone. It looks
// at b[n] to tell the last two apart.
func countLines(b []byte, n int) int {
	lines := bytes.Count(b[:n], []byte{'\n'})
	for i := 0; ; i++ {
		k := bytes.IndexByte(b[i:n], '\r')
		if k < 0 {
			return lines
		}
		i += k
		if i+1 == len(b) || b[i+1] != '\n' {
			lines++
		}
	}
}

func skipBlank(b []byte, i int) int {
	for i < len(b) && isBlank(b[i]) {
		i++
	}
	return i
}

func isBlank(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

// isTypeByte says what a type may be written with; others are no entry.
func isTypeByte(c byte) bool {
	return isWord(c) || c == '-' || c == '_' || c == '+' || c == ':' || c == '.' || c == '*' || c == '/'
}
