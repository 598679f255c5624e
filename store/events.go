package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dossier/evidence"
)

// Event is one entry of the log.
type Event struct {
	Seq     uint64    `cbor:"1,keyasint" json:"seq"`
	At      time.Time `cbor:"2,keyasint" json:"at"`
	By      string    `cbor:"3,keyasint" json:"by"`
	Command string    `cbor:"4,keyasint,omitempty" json:"command,omitempty"` // as typed
	Kind    string    `cbor:"5,keyasint" json:"kind"`                        // "add", "edit", "remove", "merge", "tag", "finding", "undo" …
	What    string    `cbor:"6,keyasint" json:"what"`                        // for people: "add refs.bib: 25 new"
	Batch   string    `cbor:"7,keyasint,omitempty" json:"batch,omitempty"`   // events of one batch are undone together
	Studies []string  `cbor:"8,keyasint,omitempty" json:"studies,omitempty"` // citation keys of what changed, at most maxListed
	Undoes  uint64    `cbor:"9,keyasint,omitempty" json:"undoes,omitempty"`  // the event that this one takes back
	Redoes  uint64    `cbor:"10,keyasint,omitempty" json:"redoes,omitempty"` // the event that this one does again
	Part    int       `cbor:"11,keyasint,omitempty" json:"part,omitempty"`   // of a batch that went in part by part, from 1
	Merged  []string  `cbor:"12,keyasint,omitempty" json:"merged,omitempty"` // of a merge: the study, and those that went into it
	Added   *Tally    `cbor:"13,keyasint,omitempty" json:"added,omitempty"`  // of an add, and of its undo and redo
	Undone  bool      `cbor:"-" json:"undone,omitempty"`                     // computed: it is taken back at present
	Parts   int       `cbor:"-" json:"parts,omitempty"`                      // computed: so many events are told as this one
}

// maxListed is how many citation keys an event names.
const maxListed = 1000

func (c *change) appendEvent(e Event) (Event, error) {
	e.Seq = 1
	for p, err := range c.w.Scan(spEvents, nil, nil, true) {
		if err != nil {
			return Event{}, err
		}
		e.Seq = lastNumber(p.Key) + 1
		break
	}
	e.Studies = c.changedKeys()
	key := number(e.Seq)
	frame, err := encode(spChanges, key, c.before)
	if err != nil {
		return Event{}, err
	}
	if err := c.w.Put(spChanges, key, frame); err != nil {
		return Event{}, err
	}
	if frame, err = encode(spEvents, key, e); err != nil {
		return Event{}, err
	}
	return e, c.w.Put(spEvents, key, frame)
}

// named completes an event with what was found out while it was done.
func (c *change) named(e Event) Event {
	e.Undoes, e.Redoes = c.event.Undoes, c.event.Redoes
	if c.event.Kind != "" {
		e.Kind, e.Part = c.event.Kind, c.event.Part
	}
	e.Merged, e.Added = c.event.Merged, c.event.Added
	if c.event.What != "" {
		e.What = c.event.What
	}
	if c.event.Batch != "" {
		e.Batch = c.event.Batch
	}
	return e
}

func (c *change) changedKeys() []string {
	var keys []string
	for no, t := range c.studies {
		switch {
		case t.doc != nil:
			keys = append(keys, t.doc.Key)
		case t.frame != nil:
			var old storedStudy
			if decode(spStudies, number(no), t.frame, &old) == nil {
				keys = append(keys, old.Key)
			}
		}
	}
	slices.Sort(keys)
	return keys[:min(len(keys), maxListed)]
}

// Events returns the newest events first, at most limit; 0 means all.
func (r *Repo) Events(ctx context.Context, limit int) ([]Event, error) {
	var events []Event
	err := r.view(ctx, func(rd reader) (err error) {
		events, err = rd.events(limit)
		return err
	})
	return events, err
}

func (r reader) events(limit int) ([]Event, error) {
	var events []Event
	undone := map[uint64]bool{} // what the newest undo or redo says of an event
	for p, err := range r.Scan(spEvents, nil, nil, true) {
		if err != nil {
			return nil, err
		}
		var e Event
		if err := decode(spEvents, p.Key, p.Value, &e); err != nil {
			return nil, err
		}
		for target, isUndone := range map[uint64]bool{e.Undoes: true, e.Redoes: false} {
			if _, known := undone[target]; target != 0 && !known {
				undone[target] = isUndone
			}
		}
		e.Undone = undone[e.Seq]
		if events = append(events, e); limit > 0 && len(events) == limit {
			break
		}
	}
	return events, nil
}

// Undo takes back the newest event that is not taken back and returns the event
// that says so. A batch that went in part by part is taken back part by part,
// the last one first; when that is interrupted, the next Undo goes on.
// ErrNothing: there is nothing to take back.
func (r *Repo) Undo(ctx context.Context) (Event, error) {
	return r.partByPart(ctx, func(c *change) (Event, error) {
		target, err := c.undoable()
		if err != nil {
			return Event{}, err
		}
		c.event = Event{Kind: "undo", Undoes: target.Seq, What: "undo: " + target.What, Batch: target.Batch, Part: target.Part, Added: target.Added}
		if target.Part == 1 { // nothing of the batch is left
			if err := c.mark(Unfinished{Batch: target.Batch}, false); err != nil {
				return Event{}, err
			}
		}
		return target, c.restore(target.Seq)
	}, func(done, next Event) bool { return next.Part == done.Part-1 })
}

// Redo does again what the newest Undo took back. ErrNothing: nothing was taken
// back, or something was changed since.
func (r *Repo) Redo(ctx context.Context) (Event, error) {
	return r.partByPart(ctx, func(c *change) (Event, error) {
		undo, target, err := c.redoable()
		if err != nil {
			return Event{}, err
		}
		c.event = Event{Kind: "redo", Redoes: target.Seq, What: "redo: " + target.What, Batch: target.Batch, Part: target.Part, Added: target.Added}
		return target, c.restore(undo)
	}, func(done, next Event) bool { return next.Part == done.Part+1 })
}

// errOther ends the repetition of partByPart: the next event is of something
// else.
var errOther = errors.New("the next event is of something else")

// partByPart repeats a step, one transaction each, while it meets the
// neighbouring parts of one batch. It returns the last event, which tells of all.
func (r *Repo) partByPart(ctx context.Context, step func(*change) (Event, error), neighbours func(done, next Event) bool) (Event, error) {
	var last, target Event
	for {
		e, err := r.update(ctx, Event{}, func(c *change) error {
			next, err := step(c)
			if err == nil && target.Seq != 0 && (next.Batch != target.Batch || !neighbours(target, next)) {
				return errOther
			}
			target = next
			return err
		})
		switch {
		case last.Seq != 0 && (errors.Is(err, errOther) || errors.Is(err, ErrNothing)):
			return last, nil
		case err != nil:
			return last, err
		case target.Part == 0:
			return e, nil
		}
		last = e.after(last)
	}
}

// after is the event of a part that tells of the parts before it as well.
func (e Event) after(before Event) Event {
	if before.Seq == 0 {
		return e
	}
	e.Parts = max(before.Parts, 1) + 1
	if e.Added != nil && before.Added != nil {
		sum := e.Added.plus(*before.Added)
		e.What = strings.TrimSuffix(e.What, e.Added.String()) + sum.String()
		e.Added = &sum
	}
	return e
}

// Whole tells the parts of a batch as one event, the newest of them. The events
// stand in the order of Events.
func Whole(events []Event) []Event {
	var out []Event
	var part int // of the event that was added to the last one of out
	for _, e := range events {
		step := -1
		if e.Undoes != 0 {
			step = 1
		}
		if n := len(out) - 1; n >= 0 && e.Part != 0 && e.Part == part+step && e.Batch == out[n].Batch && e.Kind == out[n].Kind && e.Undone == out[n].Undone {
			out[n] = out[n].after(e)
		} else {
			out = append(out, e)
		}
		part = e.Part
	}
	return out
}

func (c *change) undoable() (Event, error) {
	events, err := c.events(0)
	if err != nil {
		return Event{}, err
	}
	for _, e := range events {
		if e.Undoes == 0 && e.Redoes == 0 && !e.Undone {
			return e, nil
		}
	}
	return Event{}, fmt.Errorf("undo: %w", ErrNothing)
}

// redoable finds the event that was taken back last and the undo that did it.
func (c *change) redoable() (undo uint64, target Event, err error) {
	events, err := c.events(0)
	if err != nil {
		return 0, Event{}, err
	}
	bySeq := make(map[uint64]Event, len(events))
	for _, e := range events {
		bySeq[e.Seq] = e
	}
	for _, e := range events {
		if e.Undoes == 0 && e.Redoes == 0 {
			break
		}
		if t := bySeq[e.Undoes]; e.Undoes != 0 && t.Undone {
			return e.Seq, t, nil
		}
	}
	return 0, Event{}, fmt.Errorf("redo: %w", ErrNothing)
}

// restore puts back what event seq replaced.
func (c *change) restore(seq uint64) error {
	var list []replacement
	ok, err := c.get(spChanges, number(seq), &list)
	if err != nil {
		return err
	}
	if !ok {
		return damaged("what event %d replaced is missing", seq)
	}
	for _, r := range list {
		if no, ok := studyOf(r); ok {
			if err := c.touchWithOwner(no); err != nil {
				return err
			}
		}
	}
	for _, r := range list {
		if err := c.restorePair(r); err != nil {
			return err
		}
	}
	if err := c.reload(); err != nil {
		return err
	}
	_, err = getMeta(c.w, metaCounters, &c.counters)
	return err
}

// studyOf tells the number of the study that a primary pair belongs to.
func studyOf(r replacement) (uint64, bool) {
	switch r.Space {
	case spStudies, spTags, spFindings, spAbsences:
		if len(r.Key) >= 8 {
			return binary.BigEndian.Uint64(r.Key), true
		}
	}
	return 0, false
}

func (c *change) touchWithOwner(no uint64) error {
	owner, _, err := c.owner(no)
	if err != nil {
		return err
	}
	if owner != 0 && owner != no {
		if _, err := c.touch(owner); err != nil {
			return err
		}
	}
	_, err = c.touch(no)
	return err
}

func (c *change) restorePair(r replacement) error {
	if r.Space == spRecords {
		if err := c.restoreRecord(r); err != nil {
			return err
		}
	}
	if r.Before == nil {
		return c.delete(r.Space, r.Key)
	}
	return c.putFrame(r.Space, r.Key, r.Before)
}

// restoreRecord notes what changes in the indexes of records.
func (c *change) restoreRecord(r replacement) error {
	no := lastNumber(r.Key)
	side := func(frame []byte) ([]entry, error) {
		if frame == nil {
			return nil, nil
		}
		rec := new(evidence.Record)
		if err := decode(r.Space, r.Key, frame, rec); err != nil {
			return nil, err
		}
		list := recordEntries(no, rec)
		slices.SortFunc(list, compareEntries)
		return list, nil
	}
	now, _, err := c.w.Get(r.Space, r.Key)
	if err != nil {
		return err
	}
	old, err := side(bytes.Clone(now))
	if err != nil {
		return err
	}
	next, err := side(r.Before)
	if err != nil {
		return err
	}
	c.recordDiff = append(c.recordDiff, difference(old, next)...)
	return nil
}

// reload reads the touched documents as restore left them.
func (c *change) reload() error {
	for no, t := range c.studies {
		doc, err := c.reader.study(no)
		if err != nil {
			return err
		}
		t.doc, t.dirty, t.simple = doc, false, false
	}
	return nil
}
