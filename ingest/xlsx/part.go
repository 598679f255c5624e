package xlsx

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// part walks through the XML of one part. Names are compared without their
// prefix: writers choose it freely.
type part struct {
	scan scanner
	open []string // names of the open elements
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
	r := bufio.NewReaderSize(limited, 64<<10)
	// A byte order mark tells UTF-16 from UTF-8; without one it is UTF-8.
	if mark, _ := r.Peek(2); len(mark) == 2 && (mark[0] == 0xFE && mark[1] == 0xFF || mark[0] == 0xFF && mark[1] == 0xFE) {
		r = bufio.NewReader(transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()))
	} else if mark, _ := r.Peek(3); string(mark) == "\ufeff" {
		_, _ = r.Discard(3)
	}
	return &part{scan: scanner{r: r}}, f.Close, nil
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
	t, err := p.scan.next()
	switch {
	case err != nil:
		return done, err
	case t == done && len(p.open) > 0:
		return done, fmt.Errorf("the part ends within %s", p.open[len(p.open)-1])
	case t == start && len(p.open) == maxDepth:
		return done, fmt.Errorf("elements are nested more than %d deep", maxDepth)
	case t == start:
		p.open = append(p.open, known(p.scan.name))
	case t == end:
		last := len(p.open) - 1
		if last < 0 || p.open[last] != string(p.scan.name) {
			return done, fmt.Errorf("element %s ends and was not open", p.scan.name)
		}
		p.open = p.open[:last]
	}
	return t, nil
}

// known is a name without an allocation for those of most elements.
func known(name []byte) string {
	switch string(name) {
	case "c":
		return "c"
	case "v":
		return "v"
	case "t":
		return "t"
	case "si":
		return "si"
	case "is":
		return "is"
	case "row":
		return "row"
	case "r":
		return "r"
	case "f":
		return "f"
	}
	return string(name)
}

// is reports the name of the element that started or ended.
func (p *part) is(name string) bool { return string(p.scan.name) == name }

// attr is an attribute without a prefix.
func (p *part) attr(name string) string { return string(p.scan.find(name, false)) }

// prefixed is an attribute with a prefix, such as r:id.
func (p *part) prefixed(name string) string { return string(p.scan.find(name, true)) }

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
			first = string(p.scan.text)
		case t == text:
			rest = append(rest, p.scan.text...)
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
		case t == start && p.is("t"):
			piece, err := p.content()
			if err != nil {
				return "", err
			}
			joined += unescape(piece)
		case t == start && p.is("rPh"):
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
