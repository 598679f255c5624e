package store

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"dossier/evidence"
	"dossier/evidence/dedupe"
	"dossier/store/kv"
)

// change is one transaction that writes. Study documents and records are kept
// as values until finish, which encodes them, recomputes what is derived from
// the studies that were touched, and appends the event.
type change struct {
	reader
	w        kv.Writer
	without  viewer // the state without this change
	at       time.Time
	counters counters
	event    Event // what fn says of itself; see named

	replaced   map[string]bool // space and key of what is in before
	before     []replacement
	studies    map[uint64]*touched
	firstStudy uint64                      // the last number of a study before
	records    map[uint64]*evidence.Record // new ones, by number
	packed     map[uint64][]byte           // frames of new records that are packed already, by number
	batch      part                        // that is added
	recordDiff []entry                     // derived from records that undo takes or gives back
	forms      map[string]int              // how many forms of a citation key, in lower case, are taken: see evidence.NextKey
	pending    map[string][]uint64         // index values of this transaction, not yet in the indexes
	texts      textChange                  // set by finish, which does not write it
}

// replacement is a primary pair as it was before the event; Before is nil when
// there was none.
type replacement struct {
	Space  kv.Space `cbor:"1,keyasint"`
	Key    []byte   `cbor:"2,keyasint"`
	Before []byte   `cbor:"3,keyasint,omitempty"`
}

// touched is a study that the transaction changes.
type touched struct {
	old      []entry            // derived from it before
	sketch   *dedupe.Sketch     // of a live study, before
	tags     []evidence.Tag     // that a simple study has; all are stored
	findings []evidence.Finding // and its findings
	texts    []string           // in which words were looked for before
	was      *evidence.Citation // of a live study, before
	place    int                // of a new study that nothing changed since: place of its record in the batch, from 1
	doc      *storedStudy       // as it will be; nil = removed
	frame    []byte             // of the document before; nil = there was none
	dirty    bool               // doc differs from frame, perhaps
	simple   bool               // new in this transaction, with no other tags and findings than those and without absences so far
}

func begin(w kv.Writer, without viewer, at time.Time) (*change, error) {
	c := &change{
		reader:   reader{w},
		w:        w,
		without:  without,
		at:       at,
		replaced: map[string]bool{},
		studies:  map[uint64]*touched{},
		records:  map[uint64]*evidence.Record{},
		packed:   map[uint64][]byte{},
		forms:    map[string]int{},
		pending:  map[string][]uint64{},
	}
	ok, err := getMeta(w, metaCounters, &c.counters)
	if err == nil && !ok {
		err = damaged("its counters are missing")
	}
	c.firstStudy = c.counters.Study
	return c, err
}

// put writes a primary pair at once and remembers what it replaced.
func (c *change) put(s kv.Space, key []byte, v any) error {
	frame, err := encode(s, key, v)
	if err != nil {
		return err
	}
	return c.putFrame(s, key, frame)
}

// create is put for a key that is known to be absent.
func (c *change) create(s kv.Space, key []byte, v any) error {
	frame, err := encode(s, key, v)
	if err != nil {
		return err
	}
	c.remember(s, key, nil)
	return c.w.Put(s, key, frame)
}

func (c *change) putFrame(s kv.Space, key, frame []byte) error {
	old, ok, err := c.w.Get(s, key)
	if err != nil || ok && bytes.Equal(old, frame) {
		return err
	}
	c.remember(s, key, old)
	return c.w.Put(s, key, frame)
}

func (c *change) delete(s kv.Space, key []byte) error {
	old, ok, err := c.w.Get(s, key)
	if err != nil || !ok {
		return err
	}
	c.remember(s, key, old)
	return c.w.Delete(s, key)
}

func (c *change) remember(s kv.Space, key, old []byte) {
	name := string(append([]byte{byte(s)}, key...))
	if c.replaced[name] {
		return
	}
	c.replaced[name] = true
	c.before = append(c.before, replacement{s, bytes.Clone(key), bytes.Clone(old)})
}

// touch loads study no for changing and notes what is derived from it now. The
// document is nil when there is none.
func (c *change) touch(no uint64) (*touched, error) { return c.touchRead(no, nil) }

// touchRead is touch with the document, if it was read already.
func (c *change) touchRead(no uint64, doc *storedStudy) (*touched, error) {
	if t, ok := c.studies[no]; ok {
		return t, nil
	}
	t, err := c.reader.touched(no, doc)
	if err == nil {
		c.studies[no] = t
	}
	return t, err
}

// touched reads a study for changing, and what is derived from it; doc is its
// document, if it was read already.
func (r reader) touched(no uint64, doc *storedStudy) (*touched, error) {
	t := &touched{doc: doc}
	frame, ok, err := r.Get(spStudies, number(no))
	if err != nil || !ok {
		return t, err
	}
	t.frame = bytes.Clone(frame)
	if t.doc == nil {
		if t.doc, err = r.study(no); err != nil {
			return nil, err
		}
	}
	if t.doc.Into == 0 {
		err = r.noteDerived(no, t)
	}
	return t, err
}

// noteDerived notes what is derived from a live study as it is stored.
func (r reader) noteDerived(no uint64, t *touched) error {
	was := t.doc.Citation
	t.was, t.texts = &was, liveTexts(t.doc)
	sketch, ok, err := r.sketch(no)
	if err != nil {
		return err
	}
	if ok {
		t.sketch = &sketch
	}
	a := &aggregate{no: no, doc: t.doc, sketch: t.sketch}
	if err := r.attach(a, no, t.doc.Absorbed, 0); err != nil {
		return err
	}
	t.old, err = entries(a)
	return err
}

// kept tells whether a study is live and says what it said before.
func (t *touched) kept() bool {
	return t.was != nil && t.doc != nil && t.doc.Into == 0 && reflect.DeepEqual(t.was, &t.doc.Citation)
}

// edit is touch for a study document that will be changed in place. It gives
// the study a new revision the first time.
func (c *change) edit(no uint64) (*storedStudy, error) {
	t, err := c.touch(no)
	if err != nil {
		return nil, err
	}
	if t.doc == nil {
		return nil, damaged("study %d is missing", no)
	}
	if t.place != 0 {
		if p := &c.batch.list[t.place-1]; p.own {
			t.doc.Provenance = saidBy(&p.Record)
		}
		t.place = 0
	}
	if !t.dirty {
		t.dirty = true
		t.doc.Rev++
		t.doc.Changed = c.at
	}
	return t.doc, nil
}

// study shadows reader.study: the transaction sees its own changes.
func (c *change) study(no uint64) (*storedStudy, error) {
	if t, ok := c.studies[no]; ok {
		return t.doc, nil
	}
	return c.reader.study(no)
}

func (c *change) owner(no uint64) (uint64, *storedStudy, error) { return ownerOf(no, c.study) }

// mustKey is reader.mustKey with the changes of this transaction.
func (c *change) mustKey(key string) (uint64, *storedStudy, error) {
	if key != "" {
		var ref keyRef
		ok, err := c.get(spKeys, keyOf(key), &ref)
		if err != nil {
			return 0, nil, err
		}
		if ok && !ref.Removed {
			no, s, err := c.owner(ref.No)
			if err != nil || s != nil {
				return no, s, err
			}
		}
	}
	return 0, nil, notFound("study", key)
}

// home touches the live study that a key belongs to, for a change of what hangs
// on it, and returns the number that the key itself has.
func (c *change) home(key string) (no uint64, s *storedStudy, err error) {
	no, t, err := c.atHome(key)
	if err != nil {
		return 0, nil, err
	}
	t.simple = false
	return no, t.doc, nil
}

// atHome is home for a change that keeps what is known of a new study.
func (c *change) atHome(key string) (no uint64, t *touched, err error) {
	no, s, err := c.mustKey(key)
	if err != nil {
		return 0, nil, err
	}
	t, err = c.touchRead(no, s)
	return no, t, err
}

// newStudy gives a study a number and a key and registers it.
func (c *change) newStudy(s evidence.Study) (uint64, *storedStudy, error) {
	c.counters.Study++
	no := c.counters.Study
	var failed error
	base := s.Key // a key that the source gave, if it can be used
	if base == "" {
		base = evidence.CiteKey(&s.Citation)
	}
	folded := strings.ToLower(base)
	s.Key, c.forms[folded] = evidence.NextKey(base, c.forms[folded], func(key string) bool {
		_, ok, err := c.w.Get(spKeys, keyOf(key))
		if err != nil {
			failed = err
		}
		return ok && err == nil
	})
	if failed != nil {
		return 0, nil, failed
	}
	if err := c.create(spKeys, keyOf(s.Key), keyRef{No: no}); err != nil {
		return 0, nil, err
	}
	s.Rev, s.Added, s.Changed = 1, c.at, c.at
	doc := &storedStudy{Study: s}
	c.studies[no] = &touched{doc: doc, dirty: true, simple: true}
	return no, doc, nil
}

// newRecord stores a record and returns its number; one that is stored already
// is not stored again.
func (c *change) newRecord(rec *evidence.Record) (uint64, error) {
	no, err := c.recordNumber(rec.ID)
	if err != nil || no != 0 {
		return no, err
	}
	return c.storeRecord(rec), nil
}

// storeRecord is newRecord for one that is known not to be stored.
func (c *change) storeRecord(rec *evidence.Record) uint64 {
	c.counters.Record++
	c.records[c.counters.Record] = rec
	c.note(identifier{ixRecord, rec.ID}, c.counters.Record)
	return c.counters.Record
}

// note makes an index value of this transaction visible to lookups.
func (c *change) note(id identifier, no uint64) {
	name := pendingName(id.space, id.value)
	if !slices.Contains(c.pending[name], no) {
		c.pending[name] = append(c.pending[name], no)
	}
}

func pendingName(s kv.Space, value string) string { return string(rune(s)) + value }

// numbers shadows reader.numbers.
func (c *change) numbers(s kv.Space, value string) ([]uint64, error) {
	nos, err := c.reader.numbers(s, value)
	for _, no := range c.pending[pendingName(s, value)] {
		if !slices.Contains(nos, no) {
			nos = append(nos, no)
		}
	}
	return nos, err
}

func (c *change) recordNumber(id string) (uint64, error) {
	if nos := c.pending[pendingName(ixRecord, id)]; len(nos) > 0 {
		return nos[0], nil
	}
	nos, err := c.numbers(ixRecord, id)
	if err != nil || len(nos) == 0 {
		return 0, err
	}
	return nos[0], nil
}

func (c *change) recordByID(id string) (*evidence.Record, error) {
	no, err := c.recordNumber(id)
	if err != nil {
		return nil, err
	}
	if rec, ok := c.records[no]; ok {
		return rec, nil
	}
	if no == 0 {
		return nil, damaged("record %s is missing", id)
	}
	return c.record(no)
}

func (c *change) recordsOf(s *storedStudy) ([]evidence.Record, error) {
	recs := make([]evidence.Record, 0, len(s.Records))
	for _, id := range s.Records {
		rec, err := c.recordByID(id)
		if err != nil {
			return nil, fmt.Errorf("reading the records of %s: %w", s.Key, err)
		}
		recs = append(recs, *rec)
	}
	return recs, nil
}

// recombine computes the citation of a study from its records again.
func (c *change) recombine(s *storedStudy) error {
	recs, err := c.recordsOf(s)
	if err != nil || len(recs) == 0 {
		return err
	}
	s.Citation, s.Provenance, _ = evidence.Combine(recs)
	return nil
}

// finish writes what is pending, but for the text index, and appends the event.
// Without any difference there is no event, and the zero Event is returned.
func (c *change) finish(ctx context.Context, e Event) (Event, error) {
	list, err := c.encodeDocuments(ctx)
	if err != nil {
		return Event{}, err
	}
	derived, err := c.derive(ctx)
	if err != nil {
		return Event{}, err
	}
	if err := c.putCounters(); err != nil {
		return Event{}, err
	}
	for _, p := range list {
		if err := c.w.Put(p.space, p.key, p.value); err != nil {
			return Event{}, err
		}
	}
	if err := c.apply(derived); err != nil {
		return Event{}, err
	}
	if err := c.indexBlocks(ctx); err != nil {
		return Event{}, err
	}
	if c.texts, err = c.textChange(ctx); err != nil {
		return Event{}, err
	}
	c.compactBefore()
	if len(c.before) == 0 {
		return Event{}, nil
	}
	return c.appendEvent(e)
}

// putCounters keeps the counters; like a primary value they are part of what
// undo restores.
func (c *change) putCounters() error {
	frame, err := encode(spMeta, []byte(metaCounters), c.counters)
	if err != nil {
		return err
	}
	return c.putFrame(spMeta, []byte(metaCounters), frame)
}

// encodeDocuments makes the frames of new records and changed studies, on all
// processors, and remembers what they replace.
func (c *change) encodeDocuments(ctx context.Context) ([]entry, error) {
	var list []entry
	for no := range c.records {
		list = append(list, entry{space: spRecords, key: number(no)})
	}
	for no, t := range c.studies {
		if t.dirty && t.doc != nil {
			list = append(list, entry{space: spStudies, key: number(no)})
		}
	}
	slices.SortFunc(list, compareEntries)
	sources, err := c.onlyRecords(list)
	if err != nil {
		return nil, err
	}
	err = inParallel(ctx, len(list), func(i int) (err error) {
		e := &list[i]
		no := lastNumber(e.key)
		if e.space == spRecords {
			if e.value = c.packed[no]; e.value != nil {
				e.value = sign(e.space, e.key, e.value)
				return nil
			}
			e.value, err = encode(e.space, e.key, c.records[no])
			return err
		}
		doc := c.studies[no].doc
		if p := c.madeOf(no); p != nil && p.own {
			doc = doc.without(p.number)
		} else if sources[i].record != nil {
			doc = slim(doc, sources[i].record, sources[i].no)
		}
		e.value, err = encode(e.space, e.key, doc)
		return err
	})
	if err != nil {
		return nil, err
	}
	for no, t := range c.studies {
		if t.doc == nil && t.frame != nil {
			if err := c.delete(spStudies, number(no)); err != nil {
				return nil, err
			}
		}
	}
	for _, e := range list {
		var old []byte
		if e.space == spStudies {
			old = c.studies[lastNumber(e.key)].frame
		}
		c.remember(e.space, e.key, old)
	}
	return list, nil
}

// madeOf gives the record of the batch of which a study was made, nil when it is
// an older one or was changed since.
func (c *change) madeOf(no uint64) *prepared {
	if t := c.studies[no]; t.place != 0 {
		return &c.batch.list[t.place-1]
	}
	return nil
}

// made gives, by place in the batch from 0, the numbers of the studies that were
// made of its records and that nothing changed since; 0 where there is none.
func (c *change) made() []uint64 {
	nos := make([]uint64, len(c.batch.list))
	for no, t := range c.studies {
		if t.place != 0 {
			nos[t.place-1] = no
		}
	}
	return nos
}

// onlyRecord is the record of a study that has one.
type onlyRecord struct {
	no     uint64
	record *evidence.Record
}

// onlyRecords finds, for the studies of a list that have one record, that one.
func (c *change) onlyRecords(list []entry) ([]onlyRecord, error) {
	found := make([]onlyRecord, len(list))
	for i, e := range list {
		if e.space != spStudies {
			continue
		}
		doc := c.studies[lastNumber(e.key)].doc
		if p := c.madeOf(lastNumber(e.key)); len(doc.Records) != 1 || p != nil && p.own {
			continue
		}
		no, err := c.recordNumber(doc.Records[0])
		if err != nil {
			return nil, err
		}
		rec, ok := c.records[no]
		if !ok && no != 0 {
			if rec, err = c.record(no); err != nil {
				return nil, err
			}
		}
		found[i] = onlyRecord{no, rec}
	}
	return found, nil
}

// derive computes the difference of everything derived from what was touched:
// entries to put have a value or a nil value, entries to delete are marked by
// an empty one.
func (c *change) derive(ctx context.Context) ([]entry, error) {
	nos := make([]uint64, 0, len(c.studies))
	for no := range c.studies {
		nos = append(nos, no)
	}
	slices.Sort(nos)
	aggregates := make([]*aggregate, len(nos))
	for i, no := range nos { // a transaction is read by one goroutine
		var err error
		if aggregates[i], err = c.after(no); err != nil {
			return nil, err
		}
	}
	diffs := make([][]entry, len(nos))
	err := inParallel(ctx, len(nos), func(i int) error {
		now, err := entries(aggregates[i])
		diffs[i] = difference(c.studies[nos[i]].old, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	for no, rec := range c.records {
		diffs = append(diffs, recordEntries(no, rec))
	}
	return sortEntries(ctx, append(diffs, c.recordDiff))
}

// sortEntries joins lists in order of space and key. The spaces are sorted side
// by side.
func sortEntries(ctx context.Context, lists [][]entry) ([]entry, error) {
	var count [lastSpace + 1]int
	for _, list := range lists {
		for _, e := range list {
			count[e.space]++
		}
	}
	var spaces [lastSpace + 1][]entry
	for s, n := range count {
		spaces[s] = make([]entry, 0, n)
	}
	for _, list := range lists {
		for _, e := range list {
			spaces[e.space] = append(spaces[e.space], e)
		}
	}
	g, _ := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, list := range spaces {
		if len(list) < 2 {
			continue
		}
		g.Go(func() error {
			slices.SortFunc(list, compareEntries)
			return nil
		})
	}
	err := g.Wait()
	return slices.Concat(spaces[:]...), err
}

// after is the aggregate of a study as this transaction leaves it.
func (c *change) after(no uint64) (*aggregate, error) {
	t := c.studies[no]
	if t.doc == nil || t.doc.Into != 0 {
		return nil, nil
	}
	a := &aggregate{no: no, doc: t.doc}
	if p := c.madeOf(no); p != nil {
		a.sketch = &p.sketch
	} else if t.kept() {
		a.sketch = t.sketch
	}
	if t.simple {
		slices.SortFunc(t.tags, func(x, y evidence.Tag) int { return bytes.Compare(tagKey(no, &x), tagKey(no, &y)) })
		slices.SortFunc(t.findings, func(x, y evidence.Finding) int { return strings.Compare(x.ID, y.ID) })
		a.tags, a.findings = t.tags, t.findings
		return a, nil
	}
	return a, c.attachNow(a, no, t.doc.Absorbed)
}

// attachNow is reader.attach with the documents of this transaction.
func (c *change) attachNow(a *aggregate, no uint64, absorbed []uint64) error {
	if err := c.attach(a, no, nil, 0); err != nil {
		return err
	}
	for _, n := range absorbed {
		doc, err := c.study(n)
		if err != nil {
			return err
		}
		if doc == nil {
			return damaged("study %d, merged into %d, is missing", n, no)
		}
		a.also = append(a.also, identifiersOf(&doc.Citation)...)
		if err := c.attachNow(a, n, doc.Absorbed); err != nil {
			return err
		}
	}
	return nil
}

// gone marks an entry that is to be deleted.
func gone() []byte { return []byte{} }

// difference merges two sorted lists into what must change.
func difference(old, now []entry) []entry {
	if len(old) == 0 {
		return now
	}
	var list []entry
	for len(old) > 0 || len(now) > 0 {
		order := 0
		switch {
		case len(old) == 0:
			order = 1
		case len(now) == 0:
			order = -1
		default:
			order = compareEntries(old[0], now[0])
		}
		switch {
		case order < 0:
			list = append(list, entry{old[0].space, old[0].key, gone()})
			old = old[1:]
		case order > 0:
			list = append(list, now[0])
			now = now[1:]
		default:
			if !bytes.Equal(old[0].value, now[0].value) {
				list = append(list, now[0])
			}
			old, now = old[1:], now[1:]
		}
	}
	return list
}

// apply writes derived entries: first what goes, then what comes, because one
// study may take over an entry that another gives up.
func (c *change) apply(list []entry) error {
	for _, e := range list {
		if e.value != nil && len(e.value) == 0 {
			if err := c.w.Delete(e.space, e.key); err != nil {
				return err
			}
		}
	}
	for _, e := range list {
		value := e.value
		switch {
		case value == nil:
			value = indexValue(e.space, e.key)
		case len(value) == 0:
			continue
		}
		if err := c.w.Put(e.space, e.key, value); err != nil {
			return err
		}
	}
	return nil
}

// compactBefore drops pairs that the transaction put back as they were.
func (c *change) compactBefore() {
	c.before = slices.DeleteFunc(c.before, func(r replacement) bool {
		if r.Before == nil && (r.Space == spRecords || r.Space == spKeys) {
			return false // these are never taken away again in the same transaction
		}
		now, ok, err := c.w.Get(r.Space, r.Key)
		return err == nil && ok == (r.Before != nil) && bytes.Equal(now, r.Before)
	})
}

// inParallel calls work for 0 … n-1, on several processors when it pays.
func inParallel(ctx context.Context, n int, work func(i int) error) error {
	const piece = 16
	if n <= piece {
		for i := range n {
			if err := work(i); err != nil {
				return err
			}
		}
		return nil
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < n; from += piece {
		g.Go(func() error {
			for i := from; i < min(from+piece, n) && ctx.Err() == nil; i++ {
				if err := work(i); err != nil {
					return err
				}
			}
			return ctx.Err()
		})
	}
	return g.Wait()
}

// inChunks divides 0 … n-1 into as many pieces as there are processors and gives
// what work makes of each, in their order.
func inChunks[T any](ctx context.Context, n int, work func(from, to int) (T, error)) ([]T, error) {
	chunks := min(runtime.GOMAXPROCS(0), n)
	out := make([]T, chunks)
	g, _ := errgroup.WithContext(ctx)
	for i := range chunks {
		g.Go(func() (err error) {
			out[i], err = work(i*n/chunks, (i+1)*n/chunks)
			return err
		})
	}
	return out, g.Wait()
}

// plural gives "1 study", "25 studies".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
