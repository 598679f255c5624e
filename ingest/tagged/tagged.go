// Package tagged reads exports that are lines of a tag and a value: RIS,
// MEDLINE, Web of Science, refer, Ovid's text. A Grammar says what a line is;
// Read cuts the text into entries, holding one at a time, and gives them in
// order. A Builder makes a record of an entry. Start with ReadRecords.
//
// Values are parts of the entry's own text and cost no copies; a value that
// goes on over several lines holds them as they stand in the file.
package tagged

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Kind says what a line is.
type Kind int

// The kinds of line.
const (
	Blank    Kind = iota // nothing
	More                 // goes on with the value before it
	Tag                  // a tag and the beginning of a value
	Start                // a tag that begins an entry
	End                  // the last line of an entry
	Outside              // text that belongs to no entry
	EndAfter             // ends the entry before it and belongs to none
)

// Line is a line as a Grammar sees it.
type Line struct {
	Kind   Kind
	TagEnd int // the tag is the line's first TagEnd bytes
	Value  int // offset of the value
}

// State is what a Grammar knows of the lines before.
type State struct {
	Open bool   // inside an entry
	Tag  []byte // of the last field of this entry
	Last []byte // the last line of this entry
}

// Grammar tells what a line (without its end) is.
type Grammar func(line []byte, s State) Line

// Field is one tag and its value, without blanks around it.
type Field struct {
	Tag   string
	Value string
	Line  int // from 1
}

// Entry is one reference as it stands in the file.
type Entry struct {
	Text   string
	Line   int // of its first line, from 1
	Fields []Field
	Ended  bool // its end was marked
	TooBig bool // it was cut at MaxEntry
}

// MaxEntry is the longest entry, in bytes.
const MaxEntry = 16 << 20

const firstBuffer = 64 << 10

// Sink receives what Read finds. The texts are its own to keep; the Entry and
// the list of its fields are written over by the next one.
type Sink struct {
	Entry   func(*Entry) error
	Outside func(line int, text string) // a line outside any entry
}

// Read reads to the end of r. The error is that of r or of the sink.
func Read(r io.Reader, g Grammar, sink Sink) error {
	t := &reader{src: r, grammar: g, sink: sink}
	for {
		begin, end, err := t.nextLine()
		if errors.Is(err, io.EOF) {
			return t.close()
		}
		if err != nil {
			return errors.Join(t.close(), fmt.Errorf("reading line %d: %w", t.line+1, err))
		}
		if err := t.take(begin, end); err != nil {
			return err
		}
	}
}

// span is a field by offsets from the beginning of its entry.
type span struct{ tag, tagEnd, value, end, line int }

type reader struct {
	src     io.Reader
	grammar Grammar
	sink    Sink
	buf     []byte
	pos     int // of the next line in buf
	line    int // lines read
	ended   bool
	err     error

	open    bool
	start   int // of the entry in buf
	stop    int // of what belongs to the entry so far
	first   int // its first line
	lastAt  int // of its last line
	lastEnd int
	spans   []span
	entry   Entry // the one that the sink sees
}

// nextLine returns where the next line stands in buf, without its end. That
// holds until the next call.
func (t *reader) nextLine() (begin, end int, err error) {
	newline := bytes.IndexByte(t.buf[t.pos:], '\n')
	for newline < 0 && !t.ended && len(t.buf)-t.pos < MaxEntry {
		from := len(t.buf)
		from -= t.fill()
		if i := bytes.IndexByte(t.buf[from:], '\n'); i >= 0 {
			newline = from + i - t.pos
		}
	}
	rest := t.buf[t.pos:]
	if len(rest) == 0 {
		if t.err != nil {
			return 0, 0, t.err
		}
		return 0, 0, io.EOF
	}
	length, n := len(rest), len(rest)
	if newline >= 0 {
		length, n = newline, newline+1
	}
	if i := bytes.IndexByte(rest[:length], '\r'); i >= 0 {
		if i+1 < length { // a line end of old Macintosh files
			n = i + 1
		}
		length = i
	}
	begin = t.pos
	t.pos += n
	t.line++
	return begin, begin + length, nil
}

// fill reads more text behind what is there and returns by how much everything
// before it moved.
func (t *reader) fill() (moved int) {
	keep := t.pos
	if t.open {
		keep = t.start
	}
	if len(t.buf) == cap(t.buf) {
		if keep > cap(t.buf)/2 {
			t.buf = t.buf[:copy(t.buf, t.buf[keep:])]
		} else {
			t.buf = append(make([]byte, 0, max(firstBuffer, 2*cap(t.buf))), t.buf[keep:]...)
		}
		moved = keep
		t.pos -= moved
		t.start -= moved
		t.stop -= moved
		t.lastAt -= moved
		t.lastEnd -= moved
	}
	for empty := 0; ; empty++ {
		n, err := t.src.Read(t.buf[len(t.buf):cap(t.buf)])
		t.buf = t.buf[:len(t.buf)+n]
		if err == nil && n == 0 && empty > 100 {
			err = io.ErrNoProgress
		}
		if err != nil {
			t.ended = true
			if !errors.Is(err, io.EOF) {
				t.err = err
			}
		}
		if n > 0 || err != nil {
			return moved
		}
	}
}

// take deals with one line.
func (t *reader) take(begin, end int) error {
	line := t.buf[begin:end]
	l := t.grammar(line, t.state())
	switch l.Kind {
	case Start:
		if err := t.close(); err != nil {
			return err
		}
		t.begin(begin)
		t.addField(l, begin, end)
	case Tag:
		if !t.open {
			t.begin(begin)
		}
		t.addField(l, begin, end)
	case More:
		if !t.open || len(t.spans) == 0 {
			t.sink.Outside(t.line, string(line))
			return nil
		}
		t.spans[len(t.spans)-1].end = end - t.start
		t.grow(begin, end)
	case End:
		if !t.open {
			return nil
		}
		t.grow(begin, end)
		return t.emit(true)
	case EndAfter:
		return t.close()
	case Outside:
		t.sink.Outside(t.line, string(line))
	}
	if t.open && t.stop-t.start > MaxEntry {
		return t.cutOff()
	}
	return nil
}

func (t *reader) state() State {
	if !t.open || len(t.spans) == 0 {
		return State{Open: t.open}
	}
	f := t.spans[len(t.spans)-1]
	return State{Open: true, Tag: t.buf[t.start+f.tag : t.start+f.tagEnd], Last: t.buf[t.lastAt:t.lastEnd]}
}

func (t *reader) begin(at int) {
	t.open, t.start, t.first, t.spans = true, at, t.line, t.spans[:0]
}

func (t *reader) addField(l Line, begin, end int) {
	at := begin - t.start
	t.spans = append(t.spans, span{at, at + l.TagEnd, at + min(l.Value, end-begin), end - t.start, t.line})
	t.grow(begin, end)
}

func (t *reader) grow(begin, end int) { t.lastAt, t.lastEnd, t.stop = begin, end, end }

// close emits the entry at hand, if there is one.
func (t *reader) close() error {
	if !t.open {
		return nil
	}
	return t.emit(false)
}

func (t *reader) emit(ended bool) error {
	t.bind()
	t.entry.Ended = ended
	return t.sink.Entry(&t.entry)
}

func (t *reader) cutOff() error {
	t.bind()
	t.entry.TooBig = true
	return t.sink.Entry(&t.entry)
}

// bind ends the entry at hand and turns its offsets into text.
func (t *reader) bind() {
	t.open = false
	text := string(t.buf[t.start:t.stop])
	fields := t.entry.Fields[:0]
	for _, s := range t.spans {
		fields = append(fields, Field{Tag: trim(text[s.tag:s.tagEnd]), Value: trim(text[s.value:s.end]), Line: s.line})
	}
	t.entry = Entry{Text: text, Line: t.first, Fields: fields}
}

// trim is strings.TrimSpace for ASCII, where almost nothing is to be trimmed.
func trim(s string) string {
	for s != "" && s[0] <= ' ' {
		s = s[1:]
	}
	for s != "" && s[len(s)-1] <= ' ' {
		s = s[:len(s)-1]
	}
	return s
}
