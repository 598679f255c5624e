// Package endnotexml reads the XML that EndNote exports (<records><record>…).
//
// In goes decoded text (format.Input); out comes one evidence.Record per
// <record>. Records are cut out of the stream and parsed one by one, so that a
// broken one costs no other and memory does not grow with the file. Start with
// Format. Declarations of entities are refused.
package endnotexml

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"dossier/evidence"
	"dossier/ingest/format"
)

// Format is EndNote XML.
func Format() format.Format {
	return format.Format{Name: "endnote-xml", Sniff: sniff, Read: read}
}

func sniff(head []byte, _ string) format.Confidence {
	i := bytes.Index(head, []byte("<record>"))
	if i < 0 || bytes.Contains(head[:i], []byte("<html")) {
		return format.No
	}
	for _, own := range []string{"<ref-type", "<rec-number", "<foreign-keys", "<contributors", "<source-app", "<secondary-title", "<electronic-resource-num"} {
		if bytes.Contains(head[i:], []byte(own)) {
			return format.Certain
		}
	}
	if bytes.Contains(head[:i], []byte("<records>")) {
		return format.Likely
	}
	return format.No
}

// maxRecord is the longest record, in bytes.
const maxRecord = 32 << 20

var errEntities = errors.New("the file declares entities, as attacks on readers do; remove its DOCTYPE if you trust it")

func read(ctx context.Context, in format.Input, sink format.Sink) error {
	c := &cutter{r: in.R, line: 1}
	for ordinal := 1; ; ordinal++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		raw, line, err := c.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errOpen):
			sink.Problem(problem(in, line, ordinal, raw, err.Error(), "the file seems to be cut off; export it again"))
			continue
		case err != nil:
			return err
		}
		rec, err := parse(raw)
		if err != nil {
			sink.Problem(problem(in, line, ordinal, raw, err.Error(), "the other records were read"))
			continue
		}
		rec.Origin.Format, rec.Origin.File, rec.Origin.Line = "endnote-xml", in.Name, line
		rec.Raw = clip(raw)
		if err := sink.Record(rec); err != nil {
			return err
		}
	}
}

func problem(in format.Input, line, ordinal int, raw []byte, message, next string) format.Problem {
	return format.Problem{File: in.Name, Line: line, Entry: fmt.Sprintf("record %d", ordinal), Severity: format.Error,
		Message: message, Next: next, Raw: clip(raw), Lost: true}
}

func clip(raw []byte) string {
	if len(raw) > evidence.MaxRaw {
		return string(bytes.ToValidUTF8(raw[:evidence.MaxRaw], nil))
	}
	return string(raw)
}

// errOpen says that a record has no end.
var errOpen = errors.New("the record is not closed")

// cutter finds the records in the stream.
type cutter struct {
	r       io.Reader
	buf     []byte
	pos     int
	line    int // of buf[pos]
	prolog  bool
	ended   bool
	readErr error
}

// next returns the text of the next record, valid until the next call, and its
// line. After the last one the error is io.EOF or that of the reader; errOpen
// comes with what there is of a record.
func (c *cutter) next() ([]byte, int, error) {
	if err := c.seek(); err != nil {
		return nil, c.line, err
	}
	line, searched := c.line, 0
	for {
		rest := c.buf[c.pos:]
		end := bytes.Index(rest[searched:], []byte(closing))
		if end < 0 && !c.ended && len(rest) <= maxRecord {
			searched = max(0, len(rest)-len(closing))
			c.fill()
			continue
		}
		n, err := searched+end+len(closing), error(nil)
		if end < 0 {
			n, err = len(rest), errOpen
		}
		if again := openTag(rest[len(opening):n]); again >= 0 {
			n, err = len(opening)+again, errOpen
		}
		c.skip(n)
		return rest[:n], line, err
	}
}

const (
	opening = "<record"
	closing = "</record>"
)

// seek goes to the beginning of the next record.
func (c *cutter) seek() error {
	for {
		rest := c.buf[c.pos:]
		i := openTag(rest)
		n := i
		if i < 0 {
			n = max(0, len(rest)-len(opening)-1) // it may begin at the very end
		}
		if !c.prolog && bytes.Contains(rest[:n], []byte("<!ENTITY")) {
			return errEntities
		}
		c.skip(n)
		switch {
		case i >= 0:
			c.prolog = true
			return nil
		case c.ended && c.readErr != nil:
			return c.readErr
		case c.ended:
			return io.EOF
		}
		c.fill()
	}
}

// openTag finds "<record>" or "<record attribute…>"; -1 if there is none.
func openTag(b []byte) int {
	for from := 0; ; {
		i := bytes.Index(b[from:], []byte(opening))
		if i < 0 {
			return -1
		}
		i += from
		if end := i + len(opening); end < len(b) && bytes.IndexByte([]byte("> \t\r\n"), b[end]) >= 0 {
			return i
		}
		from = i + len(opening)
	}
}

func (c *cutter) skip(n int) {
	c.line += bytes.Count(c.buf[c.pos:c.pos+n], []byte{'\n'})
	c.pos += n
}

func (c *cutter) fill() {
	if c.pos > 0 {
		c.buf = c.buf[:copy(c.buf, c.buf[c.pos:])]
		c.pos = 0
	}
	if cap(c.buf)-len(c.buf) < 32<<10 {
		c.buf = append(make([]byte, 0, max(128<<10, 2*cap(c.buf))), c.buf...)
	}
	for empty := 0; ; empty++ {
		n, err := c.r.Read(c.buf[len(c.buf):cap(c.buf)])
		c.buf = c.buf[:len(c.buf)+n]
		if n == 0 && err == nil && empty > 100 {
			err = io.ErrNoProgress
		}
		if err != nil {
			c.ended = true
			if !errors.Is(err, io.EOF) {
				c.readErr = err
			}
		}
		if n > 0 || err != nil {
			return
		}
	}
}
