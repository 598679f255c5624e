// Package decode turns the bytes of an export into UTF-8 text.
//
// Text takes the stream and gives one without byte order mark, and a word for
// the report that says what it was. Nothing is ever dropped: bytes that are no
// UTF-8 are read as Windows-1252, line by line, since real files mix the two. The
// line ends of old Macintosh files (CR alone) become LF. NullFilter takes out of
// text what damage has left there.
package decode

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// sample is how much of the input decides on its encoding.
const sample = 4 << 10

// Encoding tells how a stream was decoded. Its Name may change while the stream
// is read: a file is UTF-8 until a line is met that is not.
type Encoding struct {
	base   string // by the first bytes
	lines  *lineReader
	marked bool // a byte order mark was there
}

// Name is the encoding as the report prints it: "utf-8", "utf-8 with BOM",
// "utf-16-le, no BOM", "windows-1252 in 3 lines" …
func (e *Encoding) Name() string {
	if e.lines == nil {
		return e.base
	}
	name := e.base
	switch {
	case e.lines.foreign == 0 && !e.lines.wide && !e.marked:
		return "ascii"
	case e.lines.foreign == 0:
		return name
	case !e.lines.wide && !e.marked:
		return "windows-1252"
	}
	return name + " with windows-1252 lines"
}

// Foreign counts the lines that were not valid UTF-8 and were read as
// Windows-1252, and gives the number of the first.
func (e *Encoding) Foreign() (lines, first int) {
	if e.lines == nil {
		return 0, 0
	}
	return e.lines.foreign, e.lines.first
}

// Text returns the input as UTF-8 without byte order mark. An error of r comes
// out of the returned reader.
func Text(r io.Reader) (io.Reader, *Encoding) {
	in := bufio.NewReaderSize(r, 64<<10)
	head, _ := in.Peek(sample)
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE, 0, 0}):
		return wide(in, utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), "utf-32-le")
	case bytes.HasPrefix(head, []byte{0, 0, 0xFE, 0xFF}):
		return wide(in, utf32.UTF32(utf32.BigEndian, utf32.UseBOM), "utf-32-be")
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return wide(in, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "utf-16-le")
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return wide(in, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "utf-16-be")
	}
	if order, name, ok := unmarkedUTF16(head); ok {
		return wide(in, unicode.UTF16(order, unicode.IgnoreBOM), name)
	}
	e := &Encoding{base: "utf-8"}
	if bytes.HasPrefix(head, bom) {
		_, _ = in.Discard(len(bom))
		e.base, e.marked = "utf-8 with BOM", true
	} else if enc, name := declared(head); enc != nil {
		return wide(in, enc, name)
	}
	e.lines = &lineReader{in: in, mac: endsLinesWithCR(in, head)}
	return e.lines, e
}

func wide(in io.Reader, enc encoding.Encoding, name string) (io.Reader, *Encoding) {
	return enc.NewDecoder().Reader(in), &Encoding{base: name}
}

// endsLinesWithCR recognises a file of Mac OS 9 and of some programs since: what
// can be seen of it has no LF.
func endsLinesWithCR(in *bufio.Reader, head []byte) bool {
	if bytes.IndexByte(head, '\r') < 0 || bytes.IndexByte(head, '\n') >= 0 {
		return false
	}
	head, _ = in.Peek(in.Size())
	return bytes.IndexByte(head, '\n') < 0
}

// Looks tells whether a head of raw bytes is text in an encoding that Text knows.
// A few bytes that text does not hold are damage; more make it binary.
func Looks(head []byte) bool {
	const few = 2
	if bytes.IndexByte(head, 0) < 0 {
		return controls(head) <= max(few, len(head)/50)
	}
	if bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF}) || bytes.HasPrefix(head, []byte{0, 0, 0xFE, 0xFF}) {
		return true
	}
	if _, _, ok := unmarkedUTF16(head); ok {
		return true
	}
	return bytes.Count(head, []byte{0})+controls(head) <= max(few, len(head)/100)
}

// controls counts bytes that text does not hold.
func controls(b []byte) int {
	n := 0
	for _, c := range b {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' && c != 0x1A && c != 0x1D && c != 0x1E && c != 0 {
			n++
		}
	}
	return n
}

// unmarkedUTF16 recognises UTF-16 without byte order mark: nearly every second
// byte of Latin text is zero.
func unmarkedUTF16(head []byte) (unicode.Endianness, string, bool) {
	head = head[:len(head)&^1]
	if len(head) < 4 {
		return unicode.LittleEndian, "", false
	}
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i&1]++
		}
	}
	half := len(head) / 2
	switch {
	case zeros[1] > half*6/10 && zeros[0] < half/20+1:
		return unicode.LittleEndian, "utf-16-le, no BOM", true
	case zeros[0] > half*6/10 && zeros[1] < half/20+1:
		return unicode.BigEndian, "utf-16-be, no BOM", true
	}
	return unicode.LittleEndian, "", false
}

// declared returns the encoding that an XML declaration or a JabRef comment
// names, unless it is UTF-8 or the text shows that it is not true.
func declared(head []byte) (encoding.Encoding, string) {
	name := ""
	switch {
	case bytes.HasPrefix(head, []byte("<?xml")):
		name = attribute(head, "encoding=")
	case bytes.HasPrefix(head, []byte("% Encoding:")):
		line, _, _ := bytes.Cut(head[len("% Encoding:"):], []byte("\n"))
		name = strings.ReplaceAll(strings.TrimSpace(string(line)), "ISO8859_", "ISO-8859-")
	}
	if name == "" || utf8.Valid(trimPartial(head)) {
		return nil, ""
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return nil, ""
	}
	if canonical, err := htmlindex.Name(enc); err != nil || canonical == "utf-8" || canonical == "windows-1252" || strings.HasPrefix(canonical, "utf-16") {
		return nil, "" // Windows-1252 is what a line falls back to anyway
	}
	return enc, strings.ToLower(name)
}

func attribute(head []byte, name string) string {
	end := bytes.IndexByte(head, '>')
	i := bytes.Index(head, []byte(name))
	if i < 0 || end < i || i+len(name) >= end {
		return ""
	}
	quote := head[i+len(name)]
	value, _, ok := bytes.Cut(head[i+len(name)+1:end], []byte{quote})
	if !ok {
		return ""
	}
	return string(value)
}

// trimPartial drops a character that the end of b cuts.
func trimPartial(b []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

var bom = []byte{0xEF, 0xBB, 0xBF}

// lineReader passes valid lines on as they are and reads the others as
// Windows-1252. It also drops byte order marks at the beginning of lines, which
// joined files have.
type lineReader struct {
	in      *bufio.Reader
	mac     bool   // lines end with CR alone
	buf     []byte // what was read
	end     int    // of what was read
	done    int    // what is decoded; the rest is an unfinished line
	out     []byte // decoded, not yet given; often a part of buf
	spare   []byte // backing array of out when lines had to be decoded
	err     error
	wide    bool // something beyond ASCII was seen
	line    int  // lines before done
	foreign int
	first   int
}

// block is how much is read at once; longest is the longest line that is
// decoded as a whole.
const (
	block   = 64 << 10
	longest = 4 << 20
)

func (l *lineReader) Read(p []byte) (int, error) {
	for len(l.out) == 0 {
		if l.err != nil && l.done == l.end {
			return 0, l.err
		}
		l.next()
	}
	n := copy(p, l.out)
	l.out = l.out[n:]
	return n, nil
}

// next makes some text available in out, which is empty.
func (l *lineReader) next() {
	l.end = copy(l.buf, l.buf[l.done:l.end])
	l.done = 0
	if l.err == nil {
		if len(l.buf)-l.end < block {
			l.buf = append(make([]byte, 0, 2*(len(l.buf)+block)), l.buf[:l.end]...)
			l.buf = l.buf[:cap(l.buf)]
		}
		var n int
		n, l.err = l.in.Read(l.buf[l.end:])
		if l.mac {
			l.endLines(l.buf[l.end : l.end+n])
		}
		l.end += n
	}
	cut := l.end
	if l.err == nil {
		cut = bytes.LastIndexByte(l.buf[:l.end], '\n') + 1
		if cut == 0 && l.end > longest {
			cut = len(trimPartial(l.buf[:l.end]))
		}
	}
	l.done = cut
	l.decode(l.buf[:cut])
}

// endLines turns every CR into LF unless one follows: a file may be joined of
// several.
func (l *lineReader) endLines(b []byte) {
	for i, c := range b {
		if c != '\r' {
			continue
		}
		following := b[i+1:]
		if len(following) == 0 {
			following, _ = l.in.Peek(1)
		}
		if len(following) == 0 || following[0] != '\n' {
			b[i] = '\n'
		}
	}
}

// decode appends whole lines to out.
func (l *lineReader) decode(b []byte) {
	if isASCII(b) {
		l.out = b
		l.line += bytes.Count(b, []byte{'\n'})
		return
	}
	if utf8.Valid(b) && !bytes.Contains(b, bom) {
		l.wide = true
		l.out = b
		l.line += bytes.Count(b, []byte{'\n'})
		return
	}
	out := l.spare[:0]
	for len(b) > 0 {
		line := b
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			line = b[:i+1]
		}
		b = b[len(line):]
		l.line++
		line = bytes.TrimPrefix(line, bom)
		if utf8.Valid(line) {
			l.wide = l.wide || !isASCII(line)
			out = append(out, line...)
			continue
		}
		if l.foreign++; l.foreign == 1 {
			l.first = l.line
		}
		out = appendWindows1252(out, line)
	}
	l.out, l.spare = out, out
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// appendWindows1252 decodes a line; the five bytes that Windows-1252 leaves
// open become the control characters of Latin-1, so that none is lost.
func appendWindows1252(out, line []byte) []byte {
	for _, c := range line {
		r := charmap.Windows1252.DecodeByte(c)
		if r == utf8.RuneError {
			r = rune(c)
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

// NullFilter gives the text of R without NUL characters and counts them.
type NullFilter struct {
	R       io.Reader
	Dropped int
}

func (f *NullFilter) Read(p []byte) (int, error) {
	for {
		n, err := f.R.Read(p)
		if bytes.IndexByte(p[:n], 0) < 0 {
			return n, err
		}
		kept := p[:0]
		for _, c := range p[:n] {
			if c != 0 {
				kept = append(kept, c)
			}
		}
		f.Dropped += n - len(kept)
		if len(kept) > 0 || err != nil {
			return len(kept), err
		}
	}
}
