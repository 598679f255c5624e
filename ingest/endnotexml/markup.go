package endnotexml

import (
	"bytes"
	"errors"
	"html"
	"io"
	"strings"
	"unicode/utf8"
)

// The XML of EndNote is simple (no namespaces, no entities of its own) and often
// not quite XML: control characters from PDF files, references to them. This
// scanner takes what encoding/xml refuses, and is several times as fast.

type tokenKind int

const (
	startToken tokenKind = iota
	endToken
	textToken
)

// token is a tag or a piece of text.
type token struct {
	kind tokenKind
	name string // of a tag
	rest string // of a start tag: its attributes
	text string
}

// attribute returns the value of an attribute.
func (t token) attribute(name string) string {
	for rest := t.rest; ; {
		key, after, ok := strings.Cut(rest, "=")
		after = strings.TrimLeft(after, " \t\r\n")
		if !ok || after == "" {
			return ""
		}
		value, next, ok := strings.Cut(after[1:], after[:1])
		if !ok {
			return ""
		}
		if strings.TrimSpace(key) == name {
			return cleanText(value)
		}
		rest = next
	}
}

// markup scans one element held in memory.
type markup struct {
	b       []byte
	i       int
	closing string // the end of an empty element, still to be told
}

// next returns the next tag or text; io.EOF behind the last.
func (m *markup) next() (token, error) {
	if m.closing != "" {
		t := token{kind: endToken, name: m.closing}
		m.closing = ""
		return t, nil
	}
	for m.i < len(m.b) {
		rest := m.b[m.i:]
		if rest[0] != '<' {
			n := bytes.IndexByte(rest, '<')
			if n < 0 {
				n = len(rest)
			}
			m.i += n
			return token{kind: textToken, text: cleanText(string(rest[:n]))}, nil
		}
		switch {
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			n := bytes.Index(rest, []byte("]]>"))
			if n < 0 {
				return token{}, errors.New("CDATA is not closed")
			}
			m.i += n + len("]]>")
			return token{kind: textToken, text: withoutControls(string(rest[len("<![CDATA["):n]))}, nil
		case bytes.HasPrefix(rest, []byte("<!--")):
			if err := m.skip("-->"); err != nil {
				return token{}, err
			}
		case bytes.HasPrefix(rest, []byte("<?")), bytes.HasPrefix(rest, []byte("<!")):
			if err := m.skip(">"); err != nil {
				return token{}, err
			}
		default:
			return m.tag()
		}
	}
	return token{}, io.EOF
}

func (m *markup) skip(end string) error {
	n := bytes.Index(m.b[m.i:], []byte(end))
	if n < 0 {
		return errors.New("a comment is not closed")
	}
	m.i += n + len(end)
	return nil
}

// tag reads the tag at m.i.
func (m *markup) tag() (token, error) {
	rest := m.b[m.i+1:]
	end := tagEnd(rest)
	if end < 0 {
		return token{}, errors.New("a tag is not closed")
	}
	m.i += end + 2
	inside := rest[:end]
	if len(inside) > 0 && inside[0] == '/' {
		return token{kind: endToken, name: string(bytes.TrimSpace(inside[1:]))}, nil
	}
	empty := len(inside) > 0 && inside[len(inside)-1] == '/'
	if empty {
		inside = inside[:len(inside)-1]
	}
	n := bytes.IndexAny(inside, " \t\r\n")
	if n < 0 {
		n = len(inside)
	}
	if n == 0 {
		return token{}, errors.New("a tag has no name")
	}
	t := token{kind: startToken, name: string(inside[:n]), rest: string(inside[n:])}
	if empty {
		m.closing = t.name
	}
	return t, nil
}

// tagEnd finds the > of a tag, outside the quotes of its attributes.
func tagEnd(b []byte) int {
	quote := byte(0)
	for i, c := range b {
		switch {
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
	return -1
}

// cleanText replaces entities, and what XML does not allow by blanks.
func cleanText(s string) string {
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	return withoutControls(s)
}

func withoutControls(s string) string {
	if strings.IndexFunc(s, isControl) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isControl(r) {
			return ' '
		}
		return r
	}, s)
}

func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == utf8.RuneError || r == 0xFFFE || r == 0xFFFF
}
