package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"dossier/store/kv"
	"dossier/store/kv/bolt"
	"dossier/store/kv/overlay"
)

// Format is the version of the stored form that this program writes.
const Format = 2

// formatUngrouped had the indexes of identifiers in one order; see grouped.
const formatUngrouped = 1

// migrations[i] turns format i+1 into format i+2, inside one transaction. Every
// format before can be read as it is.
func migrations() []func(kv.Writer) error { return []func(kv.Writer) error{groupIndexes} }

// groupIndexes turns formatUngrouped into format 2.
func groupIndexes(w kv.Writer) error {
	for _, s := range allSpaces() {
		if !grouped(s) {
			continue
		}
		var keys [][]byte
		for p, err := range w.Scan(s, nil, nil, false) {
			if err != nil {
				return err
			}
			keys = append(keys, bytes.Clone(p.Key))
		}
		for _, key := range keys {
			if err := w.Delete(s, key); err != nil {
				return err
			}
		}
		for i, key := range keys {
			keys[i] = append(groupPrefix(lastNumber(key)>>groupBits), key...)
		}
		slices.SortFunc(keys, bytes.Compare)
		for _, key := range keys {
			if err := w.Put(s, key, indexValue(s, key)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Mode says what a library is opened for.
type Mode int

// Readers share a library with each other; a writer has it alone.
const (
	Read Mode = iota
	Write
)

// Actor is who works on a library; it is written into every event.
type Actor struct {
	Name    string           // "ada"; empty in a Repo that only reads
	Command string           // the command as typed: "dossier add refs.bib"
	Now     func() time.Time // nil: the system clock

	// NetworkDrive allows writing on a network drive all the same; see
	// NetworkError.
	NetworkDrive bool
}

// Repo is a library. Its methods may be called from several goroutines.
type Repo struct {
	engine kv.Engine
	path   string // empty when the engine is not a file
	mode   Mode
	who    Actor
	traces traces
}

// Create makes an empty library at path and opens it for writing. A file that
// is there already is left alone (fs.ErrExist).
func Create(ctx context.Context, path string, who Actor) (*Repo, error) {
	if err := refuseNetwork(filepath.Dir(path), who); err != nil {
		return nil, err
	}
	if err := bolt.Create(ctx, path, initialise); err != nil {
		return nil, explain(path, err)
	}
	return Open(ctx, path, Write, who)
}

func refuseNetwork(path string, who Actor) error { return refuseDrive(networkDrive(path), path, who) }

func refuseDrive(kind, path string, who Actor) error {
	if kind != "" && !who.NetworkDrive {
		return &NetworkError{Path: path, Kind: kind}
	}
	return nil
}

// makeSpaces leaves no space out of a file, though nothing be in it: a reader that
// does not find one has to look at all others, for its name may be damaged.
func makeSpaces(w kv.Writer) error {
	never := []byte{0} // is the key of nothing
	for _, s := range allSpaces() {
		if err := errors.Join(w.Put(s, never, nil), w.Delete(s, never)); err != nil {
			return err
		}
	}
	return nil
}

func initialise(w kv.Writer) error {
	if err := makeSpaces(w); err != nil {
		return err
	}
	if err := putMeta(w, metaFormat, Format); err != nil {
		return err
	}
	return putMeta(w, metaCounters, counters{})
}

// Open opens the library at path. Errors: fs.ErrNotExist when there is none,
// *BusyError, *CorruptError, *NotLibraryError, *NewerError, and *NetworkError for
// writing.
func Open(ctx context.Context, path string, mode Mode, who Actor) (*Repo, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if mode == Write {
		if err := refuseNetwork(path, who); err != nil {
			return nil, err
		}
	}
	e, err := bolt.Open(path, bolt.Options{ReadOnly: mode == Read, Ascending: ascending(), Verify: verify})
	if err != nil {
		return nil, isOther(path, explain(path, err))
	}
	r := &Repo{engine: e, path: path, mode: mode, who: who}
	if err := r.prepare(ctx); err != nil {
		_ = e.Close()
		return nil, err
	}
	if mode == Write {
		writeOwner(path, who.Command, r.now())
	}
	return r, nil
}

// New gives a library over an engine, which it closes. An empty engine becomes
// an empty library.
func New(ctx context.Context, e kv.Engine, who Actor) (*Repo, error) {
	r := &Repo{engine: e, mode: Write, who: who}
	var empty bool
	err := e.View(ctx, func(kr kv.Reader) error {
		_, ok, err := kr.Get(spMeta, []byte(metaFormat))
		empty = !ok
		return err
	})
	if err == nil && empty {
		err = e.Update(ctx, initialise)
	}
	if err != nil {
		return nil, r.explain(err)
	}
	return r, r.prepare(ctx)
}

// Close lets other processes in.
func (r *Repo) Close() error {
	if r.mode == Write && r.path != "" {
		removeOwner(r.path)
	}
	return r.explain(r.engine.Close())
}

// Path is the file of the library, absolute; empty when it is not a file.
func (r *Repo) Path() string { return r.path }

func (r *Repo) now() time.Time {
	if r.who.Now != nil {
		return r.who.Now().UTC()
	}
	return time.Now().UTC()
}

// prepare looks at the format and migrates an older library.
func (r *Repo) prepare(ctx context.Context) error {
	var format int
	err := r.view(ctx, func(rd reader) (err error) {
		format, err = rd.format()
		return err
	})
	if err != nil {
		return err
	}
	return r.migrate(ctx, format, migrations())
}

// format reads the version of the stored form.
func (r reader) format() (format int, err error) {
	ok, err := getMeta(r, metaFormat, &format)
	if err == nil && !ok {
		err = damaged("it has no format number, so it is no library or only a part of one")
	}
	return format, err
}

func (r *Repo) migrate(ctx context.Context, format int, steps []func(kv.Writer) error) error {
	can := len(steps) + 1
	switch {
	case format > can:
		return &NewerError{Path: r.path, Have: format, Can: can}
	case format == can:
		return nil
	case format < 1:
		return r.explain(damaged("it has the format number %d", format))
	case r.mode == Read:
		return nil
	}
	if _, err := r.BackupBefore(ctx, "migration"); err != nil {
		return fmt.Errorf("backing up before bringing the library to format %d: %w", can, err)
	}
	return r.explain(r.engine.Update(ctx, func(w kv.Writer) error {
		for i, step := range steps[format-1:] {
			if err := step(w); err != nil {
				return fmt.Errorf("bringing the library from format %d to %d: %w", format+i, format+i+1, err)
			}
		}
		return putMeta(w, metaFormat, can)
	}))
}

// Names in spMeta.
const (
	metaFormat   = "format"
	metaCounters = "counters"
)

// counters holds the last number given of each kind. It is restored by undo
// like a primary value.
type counters struct {
	Study   uint64 `cbor:"1,keyasint"`
	Record  uint64 `cbor:"2,keyasint"`
	Finding uint64 `cbor:"3,keyasint"`
}

func putMeta(w kv.Writer, name string, v any) error {
	frame, err := encode(spMeta, []byte(name), v)
	if err != nil {
		return err
	}
	return w.Put(spMeta, []byte(name), frame)
}

func getMeta(kr kv.Reader, name string, v any) (bool, error) {
	frame, ok, err := kr.Get(spMeta, []byte(name))
	if err != nil || !ok {
		return false, err
	}
	return true, decode(spMeta, []byte(name), frame, v)
}

// view runs fn on one state of the library.
func (r *Repo) view(ctx context.Context, fn func(reader) error) error {
	return r.explain(r.engine.View(ctx, func(kr kv.Reader) error { return fn(reader{kr}) }))
}

// update runs fn as one change. What fn did becomes one event; when nothing is
// different afterwards there is none.
func (r *Repo) update(ctx context.Context, e Event, fn func(*change) error) (Event, error) {
	if r.mode != Write {
		return Event{}, ErrReadOnly
	}
	var done Event
	var c *change
	err := r.engine.Update(ctx, func(w kv.Writer) (err error) {
		if c, done, err = r.make(ctx, w, r.engine, e, fn); err != nil {
			return err
		}
		return c.texts.write(ctx, w)
	})
	if err == nil {
		r.traces.add(done.Seq, c)
	}
	return done, r.explain(err)
}

// make works a change out and writes it into w, but for that of the text index;
// before gives the state without it.
func (r *Repo) make(ctx context.Context, w kv.Writer, before viewer, e Event, fn func(*change) error) (c *change, done Event, err error) {
	if r.who.Name == "" {
		return nil, Event{}, errors.New("a change needs the name of who makes it")
	}
	e.By, e.Command, e.At = r.who.Name, r.who.Command, r.now()
	if c, err = begin(w, before, e.At); err != nil {
		return nil, Event{}, err
	}
	if err := fn(c); err != nil {
		return nil, Event{}, err
	}
	done, err = c.finish(ctx, c.named(e))
	return c, done, err
}

// viewer gives one state to several goroutines: an engine, or a transaction that
// has not written yet.
type viewer interface {
	View(ctx context.Context, fn func(kv.Reader) error) error
}

// planned is a change that was worked out and is not in the library yet.
type planned struct {
	event  Event // zero when nothing is different
	on     state // the library that it was worked out for
	writes *overlay.Writes
	texts  textChange
}

// errMoved: the library is not the one that a change was planned for.
var errMoved = errors.New("another change came between")

// plan is update without writing: the change goes in by carryOut. What the
// change before wrote, if anything, need not be in the library yet.
func (r *Repo) plan(ctx context.Context, e Event, before *planned, fn func(*change) error) (*planned, error) {
	if r.mode != Write {
		return nil, ErrReadOnly
	}
	p := new(planned)
	err := r.engine.View(ctx, func(kr kv.Reader) (err error) {
		w := overlay.New(ctx, kr, before.written())
		if p.on, err = (reader{w}).state(); err != nil {
			return err
		}
		c, done, err := r.make(ctx, w, w, e, fn)
		if err != nil {
			return err
		}
		p.event, p.writes, p.texts = done, w.Writes(), c.texts
		r.traces.add(done.Seq, c)
		return nil
	})
	return p, r.explain(err)
}

func (p *planned) written() *overlay.Writes {
	if p == nil {
		return nil
	}
	return p.writes
}

// carryOut writes what was planned. It returns errMoved when another change than
// the one that the plan knew of is in the library.
func (r *Repo) carryOut(ctx context.Context, p *planned) error {
	return r.explain(r.engine.Update(ctx, func(w kv.Writer) error {
		now, err := reader{w}.state()
		if err != nil {
			return err
		}
		if now != p.on {
			return errMoved
		}
		if err := p.writes.Apply(w); err != nil {
			return err
		}
		return p.texts.write(ctx, w)
	}))
}
