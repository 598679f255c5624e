package resolve

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"dossier/evidence"
)

// outcome is what one source says of one identifier.
type outcome struct {
	record *evidence.Record
	err    error // why the source could not be asked, or its answer not be read
	stale  bool  // taken from the cache past its time, because the source could not be asked
}

// Age says how old a kept answer may be before its source is asked again.
type Age struct {
	Known   time.Duration // answers that hold a work
	Unknown time.Duration // "not known here", which a registration can change
}

// The two clocks: bibliographic data hardly change, notices do.
var (
	// BibliographicAge is for completing references.
	BibliographicAge = Age{Known: 180 * 24 * time.Hour, Unknown: 7 * 24 * time.Hour}
	// NoticeAge is for finding new retractions and corrections.
	NoticeAge = Age{Known: 7 * 24 * time.Hour, Unknown: 24 * time.Hour}
	// NoAge asks for everything again.
	NoAge = Age{}
)

func (a Age) allows(e entry, now time.Time) bool {
	limit := a.Known
	if e.Status != http.StatusOK {
		limit = a.Unknown
	}
	return now.Sub(e.At) < limit
}

// fetcher asks sources for identifiers, from the cache first. It is made for one
// call of Resolve and remembers what was said, so that no question is put twice.
type fetcher struct {
	r       *Resolver
	age     Age
	offline bool

	jobs          []*job // of the wave under way, with how many references stand before it, of how many
	before, total int

	mu   sync.Mutex
	said map[string]map[ID]outcome // by source
}

// known returns what is remembered or kept of an identifier.
func (f *fetcher) known(src string, id ID) (outcome, bool) {
	f.mu.Lock()
	o, ok := f.said[src][id]
	f.mu.Unlock()
	if ok {
		return o, true
	}
	e, ok := f.r.cache.load(src, id.String())
	if !ok || !f.offline && !f.age.allows(e, f.r.now()) {
		return outcome{}, false
	}
	o = f.r.read(src, id, e)
	f.r.endpoints[src].health.cached(1)
	f.remember(src, id, o)
	return o, true
}

func (f *fetcher) remember(src string, id ID, o outcome) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.said[src] == nil {
		f.said[src] = map[ID]outcome{}
	}
	f.said[src][id] = o
}

// read decodes an entry.
func (r *Resolver) read(src string, id ID, e entry) outcome {
	if e.Status != http.StatusOK {
		return outcome{}
	}
	rec, err := r.sources[src].Decode(e.Body)
	if errors.Is(err, errNoWork) {
		return outcome{}
	}
	if err != nil {
		return outcome{err: fmt.Errorf("%s: reading the answer for %s: %w", src, id, err)}
	}
	rec = withOrigin(rec, src, id.Value, e)
	if rec.Raw == "" && len(e.Body) <= evidence.MaxRaw {
		rec.Raw = string(e.Body)
	}
	rec.ID = recordID(rec)
	return outcome{record: &rec}
}

// recordID names one source's word on one work at one time.
func recordID(rec evidence.Record) string {
	return rec.Origin.Format + ":" + rec.Origin.Key + "@" + rec.Origin.At.UTC().Format("20060102T150405Z")
}

// ask puts the identifiers of one kind to a source, in batches, and remembers
// the outcomes. The only error is that of the context.
func (f *fetcher) ask(ctx context.Context, name string, kind Kind, values []string) error {
	src, ok := f.r.sources[name]
	if !ok || src.Batch(kind) == 0 {
		return nil
	}
	var open []string
	seen := map[string]bool{}
	for _, v := range values {
		if v == "" || seen[v] {
			continue
		}
		seen[v] = true
		if _, ok := f.known(name, ID{kind, v}); !ok {
			open = append(open, v)
		}
	}
	if f.offline {
		for _, v := range open {
			f.remember(name, ID{kind, v}, outcome{err: ErrOffline})
		}
		return nil
	}
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(4) // the endpoint's own limits hold back further
	for _, chunk := range batches(src, kind, open) {
		group.Go(func() error { return f.askBatch(gctx, src, kind, chunk) })
	}
	return group.Wait()
}

// batches cuts identifiers into requests; those that must be alone are.
func batches(src Source, kind Kind, values []string) [][]string {
	var out [][]string
	var list []string
	size := src.Batch(kind)
	for _, v := range values {
		if src.Alone(ID{kind, v}) {
			out = append(out, []string{v})
			continue
		}
		if list = append(list, v); len(list) == size {
			out = append(out, list)
			list = nil
		}
	}
	if len(list) > 0 {
		out = append(out, list)
	}
	return out
}

// askBatch sends one request and remembers an outcome for each identifier. A
// list that the source refuses as too long or malformed is halved.
func (f *fetcher) askBatch(ctx context.Context, src Source, kind Kind, values []string) error {
	name := src.Name()
	a, err := f.r.endpoints[name].ask(ctx, src.Request(kind, values))
	defer f.progress(name)
	var items []Item
	if err == nil && a.status == http.StatusOK {
		if items, err = src.Split(a.body); err != nil {
			err = f.r.endpoints[name].garbled(err)
		}
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case len(values) > 1 && (splittable(err) || noLists(err) && !src.Request(kind, values[:1]).List):
		half := len(values) / 2
		if err := f.askBatch(ctx, src, kind, values[:half]); err != nil {
			return err
		}
		return f.askBatch(ctx, src, kind, values[half:])
	case err != nil:
		for _, v := range values {
			f.remember(name, ID{kind, v}, f.stale(name, ID{kind, v}, err))
		}
		return nil
	}
	f.take(name, kind, values, items, a)
	return nil
}

func splittable(err error) bool {
	var status *StatusError
	return errors.Is(err, errTooLarge) ||
		errors.As(err, &status) && (status.Code == http.StatusRequestURITooLong || status.Code == http.StatusBadRequest || status.Code == http.StatusRequestEntityTooLarge)
}

// noLists reports that the list route itself was not found; single works may be.
func noLists(err error) bool {
	var status *StatusError
	return errors.As(err, &status) && status.Code == http.StatusNotFound
}

// stale falls back to a kept answer past its time when the source cannot be
// asked.
func (f *fetcher) stale(name string, id ID, err error) outcome {
	e, ok := f.r.cache.load(name, id.String())
	if !ok || e.Status != http.StatusOK {
		return outcome{err: err}
	}
	o := f.r.read(name, id, e)
	o.err, o.stale = err, true
	return o
}

// take keeps and remembers the items of an answer: each under every identifier
// that it states, and the identifiers that no item states as unknown here.
func (f *fetcher) take(name string, kind Kind, values []string, items []Item, a answer) {
	asked := map[ID]bool{}
	for _, v := range values {
		asked[ID{kind, v}] = true
	}
	for _, it := range items {
		for _, id := range it.IDs {
			if id.Kind != kind || !asked[id] {
				continue
			}
			f.keep(name, id, entry{URL: a.url, Status: http.StatusOK, At: a.at, Header: keptHeaders(a.header), Body: it.Raw})
			delete(asked, id) // several versions of one work: the first is the newest
		}
	}
	for id := range asked {
		f.keep(name, id, entry{URL: a.url, Status: http.StatusNotFound, At: a.at})
	}
}

func (f *fetcher) keep(name string, id ID, e entry) {
	e.Key = id.String()
	if err := f.r.cache.store(name, e); err != nil {
		f.r.cacheFault(err)
	}
	f.remember(name, id, f.r.read(name, id, e))
}

// garbled notes an answer that cannot be read; the second in a row means that
// the source is out of order.
func (e *endpoint) garbled(err error) error {
	e.health.mu.Lock()
	e.health.garbled++
	again := e.health.garbled > 1
	e.health.mu.Unlock()
	if again {
		until := e.now().Add(coolDown)
		e.health.block("its answers cannot be read", e.now(), until)
		return &Unavailable{Source: e.name, Reason: "its answers cannot be read: " + err.Error(), Until: until}
	}
	return fmt.Errorf("%s: the answer cannot be read: %w", e.name, err)
}
