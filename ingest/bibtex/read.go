package bibtex

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"dossier/evidence"
	"dossier/ingest/format"
)

// Format is BibTeX and BibLaTeX.
func Format() format.Format {
	return format.Format{Name: "bibtex", Sniff: sniff, Read: read}
}

// sniff looks for an entry that begins a line. What looks like one inside a line
// is a word of a text ("AB  - @RISK (Palisade) was used"), or at most a doubt.
func sniff(head []byte, name string) format.Confidence {
	sp := newSplitter(strings.NewReader(string(head)))
	named := strings.HasSuffix(strings.ToLower(name), ".bib") || strings.HasSuffix(strings.ToLower(name), ".bibtex")
	best := format.No
	begins := true // the next chunk begins a line, or follows an entry that does
	for {
		c, err := sp.next()
		if err != nil {
			break
		}
		switch {
		case c.kind == kindJunk:
			begins = endsLine(c.text, begins)
		case isPlausible(&c, begins):
			if begins && believable(head, &c.body) {
				return format.Certain
			}
			best = format.Maybe
		case begins && (c.kind == kindComment || c.kind == kindPreamble):
			best = max(best, format.Maybe)
		}
	}
	if named {
		best = max(best, format.Maybe)
	}
	return best
}

// endsLine tells whether what stands behind text begins a line, blanks aside;
// begins says so of the text.
func endsLine(text string, begins bool) bool {
	if i := strings.LastIndexAny(text, "\r\n"); i >= 0 {
		text, begins = text[i:], true
	}
	return begins && strings.TrimSpace(text) == ""
}

// isPlausible tells an entry or a macro from "@word (…)" and "@word{…}" in a text.
// An entry without fields, and one in parentheses, must be of a known type.
func isPlausible(c *chunk, begins bool) bool {
	fields := len(c.body.fields) > 0
	switch c.kind {
	case kindString:
		return begins && fields
	case kindEntry:
	default:
		return false
	}
	keyed := c.body.key != "" && !strings.ContainsAny(c.body.key, " \n")
	typ, exact := entryType(c.body.typ)
	known := exact || typ != evidence.TypeOther
	braces := strings.IndexByte(c.text, '{') >= 0 && strings.IndexByte(c.text, '{') == strings.IndexAny(c.text, "{(")
	switch {
	case !begins:
		return keyed && fields
	case fields:
		return braces || known
	}
	return keyed && known && braces
}

// believable tells whether an entry found in JSON or in a web page is what the
// file is about: a page may show its entries, but not beside its own metadata.
func believable(head []byte, bd *body) bool {
	text := bytes.TrimSpace(head)
	switch {
	case text[0] == '[' || bytes.HasPrefix(text, []byte(`{"`)):
		return false
	case text[0] == '<':
		return len(bd.fields) > 2 && !bytes.Contains(text, []byte("citation_title"))
	}
	return true
}

// entry is one entry on its way from the file to a record.
type entry struct {
	body
	text   string
	line   int
	stand  rune      // stands for unsafe characters in the canonical form
	kin    []kinship // fields that came from them
	loose  []format.Problem
	record bool // false: only problems, of text between entries
}

// batch is a run of entries that is parsed and converted as one.
type batch struct {
	entries  []*entry
	records  []evidence.Record
	problems [][]format.Problem
	done     chan struct{}
}

// inFlight is how many batches may be under way between file and sink.
const inFlight = 16

// read runs four stages at once: splitting and replacing of macros, the parser
// (one batch after another, as it requires), conversion on the other
// processors, and delivery in the order of the file.
func read(ctx context.Context, in format.Input, sink format.Sink) error {
	group, ctx := errgroup.WithContext(ctx)
	split := make(chan []*entry, inFlight)
	inOrder := make(chan *batch, inFlight)
	toConvert := make(chan *batch, inFlight)
	var readErr error // kept apart: what was read before it is still delivered
	group.Go(func() error {
		defer close(split)
		readErr = splitEntries(in, func(run []*entry) error { return send(ctx, split, run) })
		return nil
	})
	group.Go(func() error {
		defer close(inOrder)
		defer close(toConvert)
		return parseEntries(split, func(b *batch) error {
			if err := send(ctx, inOrder, b); err != nil {
				return err
			}
			return send(ctx, toConvert, b)
		})
	})
	for range max(1, runtime.GOMAXPROCS(0)-1) {
		group.Go(func() error {
			for b := range toConvert {
				b.convert(in)
				close(b.done)
			}
			return nil
		})
	}
	group.Go(func() error {
		for b := range inOrder {
			select {
			case <-b.done:
			case <-ctx.Done():
				return ctx.Err()
			}
			if err := b.deliver(sink); err != nil {
				return err
			}
		}
		return nil
	})
	if err := group.Wait(); err != nil {
		return err
	}
	return readErr
}

func send[T any](ctx context.Context, c chan<- T, v T) error {
	select {
	case c <- v:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// splitEntries emits runs of entries with their macros replaced.
func splitEntries(in format.Input, emit func([]*entry) error) error {
	r := reader{in: in, macros: macros{}, seed: maphash.MakeSeed(), keys: map[uint64]int{}}
	for sp := newSplitter(in.R); ; {
		c, err := sp.next()
		if errors.Is(err, io.EOF) {
			return emit(r.pending)
		}
		if err != nil {
			return errors.Join(emit(r.pending), fmt.Errorf("reading %s at line %d: %w", in.Name, sp.line, err))
		}
		r.take(c)
		if len(r.pending) == batchSize {
			if err := emit(r.pending); err != nil {
				return err
			}
			r.pending = make([]*entry, 0, batchSize)
		}
	}
}

// parseEntries parses runs of entries and emits them, as batches, once what
// they inherit is known.
func parseEntries(split <-chan []*entry, emit func(*batch) error) error {
	family := newFamily(emit)
	defer family.set.Close()
	for run := range split {
		entries := make([]*entry, 0, len(run))
		for _, e := range run {
			if e.record {
				entries = append(entries, e)
			}
		}
		if len(entries) > 0 {
			parse(entries)
		}
		if err := family.add(run); err != nil {
			return err
		}
	}
	return family.finish()
}

// reader turns chunks into entries with their macros replaced.
type reader struct {
	in      format.Input
	macros  macros
	seed    maphash.Seed
	keys    map[uint64]int // line of the first entry with a key, by its hash
	pending []*entry
	junk    int // pieces of text between entries that were reported
}

func (r *reader) take(c chunk) {
	switch c.kind {
	case kindEntry:
		e := &entry{body: c.body, text: c.text, line: c.line, record: true}
		r.macros.resolve(&e.body)
		e.risky = !e.canParseAsIs()
		r.checkKey(e)
		r.pending = append(r.pending, e)
	case kindString:
		r.macros.define(&c.body)
		r.faultsOf(c)
	case kindPreamble:
		r.faultsOf(c)
	case kindComment:
		if line, ok := entryInside(c.text); ok {
			r.tell(format.Problem{Line: c.line + line, Severity: format.Info,
				Message: "an entry inside @comment was not read", Next: "take it out of the comment to have it read"})
		}
	case kindJunk:
		r.checkJunk(c)
	}
}

// tell keeps a problem in its place among the entries.
func (r *reader) tell(p format.Problem) {
	p.File = r.in.Name
	if n := len(r.pending); n > 0 && !r.pending[n-1].record {
		r.pending[n-1].loose = append(r.pending[n-1].loose, p)
		return
	}
	r.pending = append(r.pending, &entry{loose: []format.Problem{p}})
}

func (r *reader) faultsOf(c chunk) {
	for _, f := range c.body.faults {
		p := f.problem(c.text, c.line)
		p.Entry = "@" + c.body.typ
		if f.severity == format.Error {
			p.Raw = clip(c.text)
		}
		r.tell(p)
	}
}

// checkKey tells a key that was used before. Two of a million keys have the same
// hash, and the second a warning too many, with a probability of 3e-8.
func (r *reader) checkKey(e *entry) {
	if e.key == "" {
		return
	}
	hash := maphash.String(r.seed, e.key)
	if first, ok := r.keys[hash]; ok {
		e.fault(0, format.Warning,
			fmt.Sprintf("the citation key is used before, at line %d", first), "both entries were read; give one of them another key")
		return
	}
	r.keys[hash] = e.line
}

// checkJunk reports text between entries that looks like part of one.
func (r *reader) checkJunk(c chunk) {
	const enough = 20
	if r.junk >= enough || strings.TrimSpace(c.text) == "" {
		return
	}
	for i, line := range strings.Split(c.text, "\n") {
		line = strings.TrimSpace(line)
		_, value, _ := strings.Cut(line, "=")
		value = strings.TrimLeft(value, " \t")
		delimited := strings.HasPrefix(value, "{") || strings.HasPrefix(value, `"`)
		if !delimited || !startsField([]byte(strings.TrimLeft(line, ", "))) {
			continue
		}
		r.junk++
		r.tell(format.Problem{Line: c.line + i, Severity: format.Error,
			Message: "text outside any entry looks like a field",
			Next:    "check the braces of the entry before it", Raw: clip(c.text)})
		return
	}
}

// entryInside returns the line, from 0, of an entry inside a comment.
func entryInside(comment string) (int, bool) {
	for i := 1; i < len(comment); i++ {
		if comment[i] == '@' && startsEntry([]byte(comment[i:min(len(comment), i+longestName)])) {
			return strings.Count(comment[:i], "\n"), true
		}
	}
	return 0, false
}

// problem places a fault in the file.
func (f fault) problem(text string, line int) format.Problem {
	return format.Problem{
		Line:     line + countLines([]byte(text), min(f.at, len(text))),
		Severity: f.severity, Message: f.message, Next: f.next,
	}
}

// clip shortens verbatim text to what a record may keep.
func clip(s string) string {
	if len(s) > evidence.MaxRaw {
		return strings.ToValidUTF8(s[:evidence.MaxRaw], "")
	}
	return s
}

// convert makes the records and problems of a batch.
func (b *batch) convert(in format.Input) {
	b.records = make([]evidence.Record, len(b.entries))
	b.problems = make([][]format.Problem, len(b.entries))
	for i, e := range b.entries {
		b.problems[i] = e.loose
		if e.record {
			b.records[i], b.problems[i] = e.toRecord(in)
		}
	}
}

func (b *batch) deliver(sink format.Sink) error {
	for i, e := range b.entries {
		for _, p := range b.problems[i] {
			sink.Problem(p)
		}
		if !e.record {
			continue
		}
		if err := sink.Record(b.records[i]); err != nil {
			return err
		}
	}
	return nil
}
