package store

import (
	"encoding/binary"
	"maps"
	"slices"
	"sync"
)

// state names a state of the library: the number of its last event and the
// checksum of that, and the last number of a study.
type state struct {
	event, study uint64
	sum          uint32
}

func (r reader) state() (s state, err error) {
	var n counters
	if _, err := getMeta(r, metaCounters, &n); err != nil {
		return s, err
	}
	s.study = n.Study
	for p, err := range r.Scan(spEvents, nil, nil, true) {
		if err != nil {
			return s, err
		}
		if len(p.Value) < frameHead {
			return s, damaged("%s is cut short", where(spEvents, p.Key))
		}
		s.event, s.sum = lastNumber(p.Key), binary.BigEndian.Uint32(p.Value[2:])
		break
	}
	return s, nil
}

// trace is what a change means to records that were compared before it.
type trace struct {
	touched map[uint64]bool     // numbers of the studies that were there before and of which anything may be different
	studies map[uint64]bool     // those of them that say something else now, or are gone
	keys    map[uint64][]uint64 // those that are live, by the keys that they have now
	records map[string]uint64   // records that it stored, by id
	unclear bool                // it put an earlier state back: anything may be different
}

func newTrace() trace {
	return trace{touched: map[uint64]bool{}, studies: map[uint64]bool{}, keys: map[uint64][]uint64{}, records: map[string]uint64{}}
}

// trace gives the trace of a finished change.
func (c *change) trace() trace {
	t := newTrace()
	t.unclear = c.event.Undoes != 0 || c.event.Redoes != 0
	for no, s := range c.studies {
		if no > c.firstStudy { // a new one is found by its number
			continue
		}
		t.touched[no] = true
		if s.kept() {
			continue
		}
		t.studies[no] = true
		if s.doc == nil || s.doc.Into != 0 {
			continue
		}
		for _, k := range studyKeys(&s.doc.Citation) {
			t.keys[blockHash(k)] = append(t.keys[blockHash(k)], no)
		}
	}
	for no, rec := range c.records {
		t.records[rec.ID] = no
	}
	return t
}

// traces keeps the traces of the latest changes while an import goes on.
type traces struct {
	mutex  sync.Mutex
	wanted int
	list   map[uint64]trace // by event
}

// keep begins to keep traces until the function that it returns is called.
func (t *traces) keep() (enough func()) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.wanted++
	return func() {
		t.mutex.Lock()
		defer t.mutex.Unlock()
		if t.wanted--; t.wanted == 0 {
			t.list = nil
		}
	}
}

// maxTraces is how many changes are remembered at most; an import is two parts
// ahead.
const maxTraces = 64

// add remembers the trace of an event.
func (t *traces) add(event uint64, c *change) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.wanted == 0 || event == 0 {
		return
	}
	if t.list == nil {
		t.list = map[uint64]trace{}
	}
	t.list[event] = c.trace()
	delete(t.list, event-maxTraces)
}

// between joins the traces of the events after one up to another, and forgets
// older ones; known is false when one is missing or unclear.
func (t *traces) between(from, to uint64) (all trace, known bool) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	maps.DeleteFunc(t.list, func(event uint64, _ trace) bool { return event <= from })
	all = newTrace()
	for event := from + 1; event <= to; event++ {
		x, ok := t.list[event]
		if !ok || x.unclear {
			return all, false
		}
		for k, nos := range all.keys { // a later change of a study says which keys it has
			all.keys[k] = slices.DeleteFunc(nos, func(no uint64) bool { return x.studies[no] })
		}
		maps.Copy(all.touched, x.touched)
		maps.Copy(all.studies, x.studies)
		maps.Copy(all.records, x.records)
		for k, nos := range x.keys {
			all.keys[k] = append(all.keys[k], nos...)
		}
	}
	return all, from <= to
}

func (t *trace) changed(no uint64) bool { return t.studies[no] }

// join gives the studies that have some keys now, ascending, by key: of those
// that had them before the ones that did not change, those that changed and have
// them, and newer ones. There are not enough when of a list of which older ones
// were left out fewer than a crowd did not change.
func (t *trace) join(keys []uint64, before, newer map[uint64][]uint64) (now map[uint64][]uint64, enough bool) {
	now = make(map[uint64][]uint64, len(keys))
	for _, k := range keys {
		h := blockHash(k)
		nos := slices.DeleteFunc(slices.Clone(before[h]), t.changed)
		if len(before[h]) >= sharers && len(nos) < crowd {
			return nil, false
		}
		nos = append(append(nos, t.keys[h]...), newer[h]...)
		slices.Sort(nos)
		now[h] = slices.Compact(nos)
	}
	return now, true
}
