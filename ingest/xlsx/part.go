package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// part walks through the XML of one part. Names are compared without their
// prefix: writers choose it freely.
type part struct {
	d     *xml.Decoder
	start xml.StartElement
	data  xml.CharData
	open  []string // local names of the open elements
}

// token is what part.next came upon.
type token int

const (
	done token = iota
	start
	end
	text
)

// maxDepth is how deep elements may be nested; workbooks need about twelve.
const maxDepth = 100

// read unpacks a part and hands it to fn.
func (b *Book) read(name string, fn func(*part) error) error {
	p, closePart, err := b.openPart(name)
	if err != nil {
		return err
	}
	defer closePart()
	if err := fn(p); err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	return nil
}

func (b *Book) openPart(name string) (*part, func() error, error) {
	f, err := b.archive[name].Open()
	if err != nil {
		return nil, nil, fmt.Errorf("reading %s: %w", name, err)
	}
	limited := &limited{r: f, book: b, packed: int64(b.archive[name].CompressedSize64)}
	// A byte order mark decides between UTF-8 and UTF-16; without one it is UTF-8.
	d := xml.NewDecoder(transform.NewReader(limited, unicode.BOMOverride(transform.Nop)))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	return &part{d: d}, f.Close, nil
}

// limited counts what is unpacked against the limits of the book.
type limited struct {
	r      io.Reader
	book   *Book
	packed int64
	read   int64
}

func (l *limited) Read(b []byte) (int, error) {
	n, err := l.r.Read(b)
	l.read += int64(n)
	l.book.left -= int64(n)
	switch {
	case l.book.left < 0:
		return 0, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, l.book.limits.Unzipped)
	case l.read > 32<<20 && l.read > l.packed*l.book.limits.Ratio:
		return 0, fmt.Errorf("%w: a part of %d bytes unpacks to more than %d times that", ErrTooLarge, l.packed, l.book.limits.Ratio)
	}
	return n, err
}

// next is the next start, end or text.
func (p *part) next() (token, error) {
	for {
		raw, err := p.d.RawToken()
		if errors.Is(err, io.EOF) {
			if len(p.open) > 0 {
				return done, fmt.Errorf("the part ends within %s", p.open[len(p.open)-1])
			}
			return done, nil
		}
		if err != nil {
			return done, err
		}
		switch t := raw.(type) {
		case xml.StartElement:
			if len(p.open) == maxDepth {
				return done, fmt.Errorf("elements are nested more than %d deep", maxDepth)
			}
			p.open = append(p.open, t.Name.Local)
			p.start = t
			return start, nil
		case xml.EndElement:
			if len(p.open) == 0 || p.open[len(p.open)-1] != t.Name.Local {
				return done, fmt.Errorf("element %s ends and was not open", t.Name.Local)
			}
			p.open = p.open[:len(p.open)-1]
			p.start.Name.Local = t.Name.Local
			return end, nil
		case xml.CharData:
			p.data = t
			return text, nil
		case xml.Directive:
			return done, errors.New("the part declares a document type or entities; no workbook needs them")
		}
	}
}

// name is the local name of the element that started or ended.
func (p *part) name() string { return p.start.Name.Local }

// attr is an attribute without a prefix.
func (p *part) attr(name string) string {
	for i := range p.start.Attr {
		if a := &p.start.Attr[i]; a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// prefixed is an attribute with a prefix, such as r:id.
func (p *part) prefixed(name string) string {
	for i := range p.start.Attr {
		if a := &p.start.Attr[i]; a.Name.Local == name && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

// content is the text up to the end of the element that started, with that of
// the elements in it.
func (p *part) content() (string, error) {
	depth := len(p.open)
	first, rest := "", []byte(nil)
	for {
		t, err := p.next()
		switch {
		case err != nil:
			return "", err
		case t == text && first == "" && rest == nil:
			first = string(p.data)
		case t == text:
			rest = append(rest, p.data...)
		case t == end && len(p.open) < depth:
			return first + string(rest), nil
		}
	}
}

// richText joins the pieces of a text (si, is); how Japanese is read aloud
// (rPh) is no part of it.
func (p *part) richText() (string, error) {
	depth := len(p.open)
	joined := ""
	for {
		t, err := p.next()
		switch {
		case err != nil:
			return "", err
		case t == start && p.name() == "t":
			piece, err := p.content()
			if err != nil {
				return "", err
			}
			joined += unescape(piece)
		case t == start && p.name() == "rPh":
			if _, err := p.content(); err != nil {
				return "", err
			}
		case t == end && len(p.open) < depth:
			return joined, nil
		}
	}
}

// unescape gives back the characters that XML cannot hold: _x0007_ (ECMA-376
// part 1, 22.9.2.19).
func unescape(s string) string {
	at := strings.Index(s, "_x")
	if at < 0 {
		return s
	}
	var b strings.Builder
	for at >= 0 {
		b.WriteString(s[:at])
		s = s[at:]
		size := 2
		if len(s) >= 7 && s[6] == '_' {
			if r, ok := hex(s[2:6]); ok {
				b.WriteRune(r)
				s, size = s[7:], 0
			}
		}
		b.WriteString(s[:size])
		s = s[size:]
		at = strings.Index(s, "_x")
	}
	b.WriteString(s)
	return b.String()
}

func hex(digits string) (rune, bool) {
	var r rune
	for _, c := range []byte(digits) {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}
