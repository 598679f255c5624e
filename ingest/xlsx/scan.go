package xlsx

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// scanner cuts XML into tags and texts. It knows as much of XML as the parts of
// a workbook need and takes a third of the time of encoding/xml, which counts
// with a million cells: no document types, no entities but the five of XML and
// numbers, names without checks of their letters.
type scanner struct {
	r      *bufio.Reader
	name   []byte // of the tag, without its prefix
	word   []byte // the name read last, of a tag or an attribute
	attrs  []attribute
	values []byte // of the attributes, one after the other
	text   []byte
	closed bool // the tag that started ends at once: <c/>
}

type attribute struct {
	prefixed bool
	from, to int // of the name in values, without its prefix
	end      int // of the value, which begins behind the name
}

// maxToken bounds one tag or one text, in bytes; a cell holds 32,767 characters.
const maxToken = 16 << 20

// next is the next tag or text.
func (s *scanner) next() (token, error) {
	if s.closed {
		s.closed = false
		return end, nil
	}
	for {
		c, err := s.r.ReadByte()
		if errors.Is(err, io.EOF) {
			return done, nil
		}
		if err != nil {
			return done, err
		}
		if c != '<' {
			_ = s.r.UnreadByte()
			return text, s.chars()
		}
		if c, err = s.r.ReadByte(); err != nil {
			return done, cut(err)
		}
		switch c {
		case '?':
			if err := s.skip("?>"); err != nil {
				return done, err
			}
		case '!':
			isText, err := s.markup()
			if isText || err != nil {
				return text, err
			}
		case '/':
			if _, err := s.readName(); err != nil {
				return done, err
			}
			s.name = append(s.name[:0], s.word...)
			return end, s.expect('>')
		default:
			_ = s.r.UnreadByte()
			return start, s.tag()
		}
	}
}

func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// skip reads up to and over a mark.
func (s *scanner) skip(mark string) error {
	matched := 0
	for matched < len(mark) {
		c, err := s.r.ReadByte()
		if err != nil {
			return cut(err)
		}
		switch {
		case c == mark[matched]:
			matched++
		case matched > 0 && c == mark[matched-1] && allSame(mark[:matched]): // "--->"
		case c == mark[0]:
			matched = 1
		default:
			matched = 0
		}
	}
	return nil
}

func allSame(s string) bool {
	for i := range len(s) {
		if s[i] != s[0] {
			return false
		}
	}
	return true
}

// markup handles what begins with <!: comments are passed over, the text of
// CDATA is text, and a document type is refused.
func (s *scanner) markup() (isText bool, err error) {
	head, err := s.r.Peek(2)
	if err != nil {
		return false, cut(err)
	}
	if string(head) == "--" {
		_, _ = s.r.Discard(2)
		return false, s.skip("-->")
	}
	head, _ = s.r.Peek(7)
	if string(head) != "[CDATA[" {
		return false, errors.New("the part declares a document type or entities; no workbook needs them")
	}
	_, _ = s.r.Discard(7)
	s.text = s.text[:0]
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			return true, cut(err)
		}
		s.text = append(s.text, c)
		if n := len(s.text); n > maxToken {
			return true, ErrTooLarge
		} else if c == '>' && n >= 3 && s.text[n-2] == ']' && s.text[n-3] == ']' {
			s.text = s.text[:n-3]
			return true, nil
		}
	}
}

// chars reads text up to the next tag. Line ends become \n, as XML has it.
func (s *scanner) chars() error {
	s.text = s.text[:0]
	for {
		c, err := s.r.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case c == '<':
			return s.r.UnreadByte()
		case c == '&':
			if s.text, err = s.entity(s.text); err != nil {
				return err
			}
		case c == '\r':
			if following, err := s.r.Peek(1); err != nil || following[0] != '\n' {
				s.text = append(s.text, '\n')
			}
		default:
			s.text = append(s.text, c)
		}
		if len(s.text) > maxToken {
			return ErrTooLarge
		}
	}
}

// entity reads an entity behind its & and appends what it stands for.
func (s *scanner) entity(out []byte) ([]byte, error) {
	var name [12]byte
	n := 0
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			return out, cut(err)
		}
		if c == ';' {
			break
		}
		if n == len(name) {
			return out, fmt.Errorf("an entity begins with &%s", name[:])
		}
		name[n] = c
		n++
	}
	switch string(name[:n]) {
	case "lt":
		return append(out, '<'), nil
	case "gt":
		return append(out, '>'), nil
	case "amp":
		return append(out, '&'), nil
	case "quot":
		return append(out, '"'), nil
	case "apos":
		return append(out, '\''), nil
	}
	if n > 1 && name[0] == '#' {
		digits, base := string(name[1:n]), 10
		if digits[0] == 'x' {
			digits, base = digits[1:], 16
		}
		if r, err := strconv.ParseUint(digits, base, 32); err == nil && r > 0 && r <= utf8.MaxRune {
			return utf8.AppendRune(out, rune(r)), nil
		}
	}
	return out, fmt.Errorf("the entity &%s; is unknown", name[:n])
}

// readName reads a name into s.word, without its prefix; the byte behind it
// stays unread.
func (s *scanner) readName() (prefixed bool, err error) {
	s.word = s.word[:0]
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			return prefixed, cut(err)
		}
		switch c {
		case ' ', '\t', '\r', '\n', '/', '>', '=':
			if len(s.word) == 0 {
				return prefixed, errors.New("a tag has no name")
			}
			return prefixed, s.r.UnreadByte()
		case '<', '"', '\'', '&':
			return prefixed, fmt.Errorf("a tag holds %q", c)
		case ':':
			prefixed = true
			s.word = s.word[:0]
			continue
		}
		if s.word = append(s.word, c); len(s.word) > 1<<10 {
			return prefixed, errors.New("a name has more than 1024 bytes")
		}
	}
}

// blank passes over white space and returns the byte behind it.
func (s *scanner) blank() (byte, error) {
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			return 0, cut(err)
		}
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return c, nil
		}
	}
}

func (s *scanner) expect(want byte) error {
	c, err := s.blank()
	if err == nil && c != want {
		return fmt.Errorf("%q stands where %q is expected", c, want)
	}
	return err
}

// tag reads a start tag with its attributes.
func (s *scanner) tag() error {
	if _, err := s.readName(); err != nil {
		return err
	}
	s.name = append(s.name[:0], s.word...)
	s.attrs, s.values = s.attrs[:0], s.values[:0]
	for {
		c, err := s.blank()
		if err != nil {
			return err
		}
		switch c {
		case '>':
			return nil
		case '/':
			s.closed = true
			return s.expect('>')
		}
		_ = s.r.UnreadByte()
		if err := s.attribute(); err != nil {
			return err
		}
	}
}

// attribute reads one attribute.
func (s *scanner) attribute() error {
	prefixed, err := s.readName()
	if err != nil {
		return err
	}
	a := attribute{prefixed: prefixed, from: len(s.values)}
	s.values = append(s.values, s.word...)
	a.to = len(s.values)
	if err := s.expect('='); err != nil {
		return err
	}
	quote, err := s.blank()
	if err != nil {
		return err
	}
	if quote != '"' && quote != '\'' {
		return fmt.Errorf("the value of the attribute %s is not quoted", s.word)
	}
	for {
		c, err := s.r.ReadByte()
		switch {
		case err != nil:
			return cut(err)
		case c == quote:
			a.end = len(s.values)
			s.attrs = append(s.attrs, a)
			return nil
		case c == '&':
			if s.values, err = s.entity(s.values); err != nil {
				return err
			}
		case c == '\t', c == '\n', c == '\r':
			s.values = append(s.values, ' ')
		default:
			s.values = append(s.values, c)
		}
		if len(s.values) > maxToken {
			return ErrTooLarge
		}
	}
}

// find is the value of an attribute, nil without it.
func (s *scanner) find(name string, prefixed bool) []byte {
	for i := range s.attrs {
		if a := &s.attrs[i]; a.prefixed == prefixed && string(s.values[a.from:a.to]) == name {
			return s.values[a.to:a.end]
		}
	}
	return nil
}
