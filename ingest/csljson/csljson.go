// Package csljson reads CSL-JSON: an array of items, one item, an object that
// holds the array under "items" or "references", or one item per line.
//
// Decode gives the records of a stream; Item gives that of one item, for
// services that answer in this format. Values may be numbers where the schema
// wants text and lists where it wants one text, as services send them. Start
// with Format.
package csljson

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"dossier/evidence"
	"dossier/ingest/format"
)

// Format is CSL-JSON.
func Format() format.Format {
	return format.Format{Name: "csl-json", Sniff: sniff, Read: read}
}

func sniff(head []byte, _ string) format.Confidence {
	text := bytes.TrimSpace(head)
	if len(text) == 0 || text[0] != '[' && text[0] != '{' {
		return format.No
	}
	if bytes.Equal(bytes.Join(bytes.Fields(text), nil), []byte("[]")) {
		return format.Likely
	}
	has := func(names ...string) bool {
		for _, name := range names {
			if bytes.Contains(text, []byte(`"`+name+`"`)) {
				return true
			}
		}
		return false
	}
	switch {
	case has("itemType", "@context", "itemID"):
		return format.No // Zotero's own, JSON-LD
	case has("date-parts", "container-title") && has("type", "id", "title"):
		return format.Certain
	case has("type") && has("title", "author", "DOI", "issued"), has("id") && has("title"):
		return format.Likely
	}
	return format.No
}

func read(ctx context.Context, in format.Input, sink format.Sink) error {
	var stop error
	err := decode(in.R, func(rec evidence.Record) error {
		if stop = ctx.Err(); stop != nil {
			return stop
		}
		rec.Origin.Format, rec.Origin.File = "csl-json", in.Name
		stop = sink.Record(rec)
		return stop
	}, func(ordinal, line int, raw []byte, err error) {
		sink.Problem(format.Problem{File: in.Name, Line: line, Entry: fmt.Sprintf("item %d", ordinal), Severity: format.Error,
			Message: err.Error(), Next: "the other items were read", Raw: string(raw[:min(len(raw), evidence.MaxRaw)]), Lost: true})
	})
	if stop != nil {
		return stop
	}
	return err
}

// Decode gives the records of a stream in its order. An error of give stops it
// and is returned. Items that are no objects are passed over and reported at
// the end; broken JSON ends the reading.
func Decode(r io.Reader, give func(evidence.Record) error) error {
	var bad []error
	err := decode(r, give, func(ordinal, line int, _ []byte, err error) {
		bad = append(bad, fmt.Errorf("item %d at line %d: %w", ordinal, line, err))
	})
	return errors.Join(append(bad, err)...)
}

// decoder counts lines for its messages.
type decoder struct {
	*json.Decoder
	lines *lineCounter
	give  func(evidence.Record) error
	bad   func(ordinal, line int, raw []byte, err error)
	items int
}

func decode(r io.Reader, give func(evidence.Record) error, bad func(int, int, []byte, error)) error {
	lines := &lineCounter{r: bufio.NewReaderSize(r, 64<<10)}
	d := &decoder{Decoder: json.NewDecoder(lines), lines: lines, give: give, bad: bad}
	for {
		err := d.value()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// value reads one value at the top: an array of items, or an object.
func (d *decoder) value() error {
	start, err := d.Token()
	switch {
	case errors.Is(err, io.EOF):
		return io.EOF
	case err != nil:
		return d.broken(err)
	case start == json.Delim('['):
		return d.array()
	case start == json.Delim('{'):
		return d.object()
	}
	return fmt.Errorf("line %d: neither a list of items nor an item", d.line())
}

func (d *decoder) array() error {
	for d.More() {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return d.broken(err)
		}
		if err := d.item(raw); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return d.broken(err)
}

// object reads an item, or an object that holds the list.
func (d *decoder) object() error {
	fields := map[string]json.RawMessage{}
	lists := 0
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return d.broken(err)
		}
		if name == "items" || name == "references" {
			token, err := d.Token()
			if err != nil {
				return d.broken(err)
			}
			if token == json.Delim('[') {
				lists++
				if err := d.array(); err != nil {
					return err
				}
				continue
			}
			if token == json.Delim('{') {
				if err := d.object(); err != nil {
					return err
				}
			}
			continue
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return d.broken(err)
		}
		fields[fmt.Sprint(name)] = raw
	}
	if _, err := d.Token(); err != nil {
		return d.broken(err)
	}
	if lists > 0 || fields["title"] == nil && fields["type"] == nil {
		return nil
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	return d.item(raw)
}

func (d *decoder) item(raw json.RawMessage) error {
	d.items++
	rec, err := validItem(raw)
	if err != nil {
		d.bad(d.items, d.line(), raw, err)
		return nil
	}
	rec.Origin.Line = d.line() - bytes.Count(raw, []byte{'\n'})
	return d.give(rec)
}

func (d *decoder) broken(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("line %d: broken JSON behind item %d: %w", d.line(), d.items, err)
}

// line is that of the decoder's position.
func (d *decoder) line() int { return d.lines.at(d.InputOffset()) }

// lineCounter remembers where lines end in what was read but not yet asked for.
type lineCounter struct {
	r     io.Reader
	n     int64   // bytes read
	ends  []int64 // offsets of line ends not yet counted
	lines int     // counted
}

func (l *lineCounter) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, c := range p[:n] {
		if c == '\n' {
			l.ends = append(l.ends, l.n+int64(i))
		}
	}
	l.n += int64(n)
	return n, err
}

func (l *lineCounter) at(offset int64) int {
	i := 0
	for i < len(l.ends) && l.ends[i] < offset {
		i++
	}
	l.lines += i
	l.ends = l.ends[i:]
	return l.lines + 1
}
