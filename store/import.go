package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"dossier/evidence"
)

// partSize is how many records go into one transaction: half as many as a
// segment of the text index has studies, so that an import writes each posting
// twice. More make the memory grow, of which two parts are held at a time;
// fewer spend the time on syncing and on writing postings again.
const partSize = 1 << (segmentBits - 1)

// Unfinished describes a batch whose last part did not go in: the process was
// killed, interrupted, or ran out of disk. Adding the same input again
// completes it (what is there is recognised); Undo takes back what is there.
type Unfinished struct {
	Batch   string    `cbor:"1,keyasint" json:"batch"`
	What    string    `cbor:"2,keyasint" json:"what"`
	Records int       `cbor:"3,keyasint" json:"records"` // that went in
	By      string    `cbor:"4,keyasint" json:"by"`
	At      time.Time `cbor:"5,keyasint" json:"at"`
}

// metaUnfinished names the Unfinished batch in spMeta. It is no primary value:
// undo does not bring it back.
const metaUnfinished = "unfinished"

// Unfinished returns the batch that was not finished, if there is one.
func (r *Repo) Unfinished(ctx context.Context) (u Unfinished, is bool, err error) {
	err = r.view(ctx, func(rd reader) error {
		is, err = getMeta(rd, metaUnfinished, &u)
		return err
	})
	return u, is, err
}

// Import adds a stream of records that need not fit in memory (b.Records and
// b.Fetched are not looked at). They go in part by part; each part is all or
// nothing, and on the disk when done is called with what became of it. What
// went in stays when a later part fails or the context ends, and Unfinished
// tells so; one Undo takes back the whole batch. A library that is not empty is
// backed up first. The stream is read by another goroutine than the one that
// calls done. The last event is returned.
func (r *Repo) Import(ctx context.Context, b Batch, records iter.Seq2[evidence.Record, error], done func(AddResult) error) (Event, error) {
	return r.importParts(ctx, b, streamed(b, records), done)
}

// streamed cuts a stream into batches of partSize. Whether one is the last is
// known when the next record was read.
func streamed(b Batch, records iter.Seq2[evidence.Record, error]) iter.Seq[preparedPart] {
	return func(yield func(preparedPart) bool) {
		p := preparedPart{part: part{Batch: b}}
		p.Records, p.Fetched = nil, nil
		for rec, err := range records {
			if len(p.Records) == partSize {
				if p.more = true; !yield(p) {
					return
				}
				p.Records, p.more = nil, false
			}
			if err != nil { // what was read of an unfinished part does not go in
				yield(preparedPart{err: err})
				return
			}
			if p.Records == nil {
				p.Records = make([]evidence.Record, 0, partSize)
			}
			p.Records = append(p.Records, rec)
		}
		if len(p.Records) > 0 {
			yield(p)
		}
	}
}

// sliced cuts a batch into batches of partSize.
func sliced(b Batch) iter.Seq[preparedPart] {
	return func(yield func(preparedPart) bool) {
		p := preparedPart{part: part{Batch: b}}
		for from := 0; from < len(b.Records); from += partSize {
			to := min(from+partSize, len(b.Records))
			p.Records, p.more = b.Records[from:to:to], to < len(b.Records)
			if b.Fetched != nil {
				p.Fetched = b.Fetched[from:to:to]
			}
			if !yield(p) {
				return
			}
		}
	}
}

func (r *Repo) importParts(ctx context.Context, b Batch, parts iter.Seq[preparedPart], done func(AddResult) error) (Event, error) {
	if _, err := r.BackupBefore(ctx, "import"); err != nil {
		return Event{}, fmt.Errorf("backing up before the import: %w", err)
	}
	memory := boundMemory()
	defer memory.restore()
	ctx, cancel := context.WithCancel(ctx)
	progress := Unfinished{Batch: b.ID, What: b.What, By: r.who.Name}
	defer r.traces.keep()()
	ready := r.prepareAhead(ctx, parts)
	in := writing{repo: r, done: done}
	defer func() { // nobody reads the library when it is closed after an error
		cancel()
		in.wait()
		for range ready {
		}
	}()
	for n := 1; ; n++ {
		next, ok := <-ready
		if !ok {
			break
		}
		if next.err != nil {
			err := cmp.Or(in.settle(ctx), next.err)
			return in.last, err
		}
		memory.loosen()
		progress.Records += len(next.list)
		next.number = n
		if err := in.add(ctx, next.part, func(c *change) error { return c.mark(progress, next.more) }); err != nil {
			return in.last, err
		}
	}
	err := cmp.Or(in.settle(ctx), ctx.Err()) // which sets in.last
	return in.last, err
}

// writing is the end of an import: while one part goes to the disk, the next is
// worked out.
type writing struct {
	repo  *Repo
	done  func(AddResult) error
	going *goingIn // nil: none
	last  Event    // of what went in
}

// goingIn is a part that was worked out and goes in.
type goingIn struct {
	*planned
	part     part
	mark     func(*change) error
	res      *AddResult
	finished chan error
}

// add works a part out, waits until the one before is in, and lets this one go in.
func (in *writing) add(ctx context.Context, p part, mark func(*change) error) error {
	add, res := in.repo.adding(ctx, p, mark)
	next := &goingIn{part: p, mark: mark, res: res, finished: make(chan error, 1)}
	next.part.compared = nil // if it is worked out again, the library is another one
	var before *planned
	if in.going != nil {
		before = in.going.planned
	}
	var err error
	next.planned, err = in.repo.plan(ctx, p.event(), before, add)
	if err := cmp.Or(in.settle(ctx), err); err != nil {
		return err
	}
	in.going = next
	go func() { next.finished <- in.repo.carryOut(ctx, next.planned) }()
	return nil
}

// settle waits until the part that goes in is on the disk, and says what became of
// it. When another change came between, the part is worked out again.
func (in *writing) settle(ctx context.Context) error {
	g := in.going
	if g == nil {
		return nil
	}
	in.going = nil
	err := <-g.finished
	if errors.Is(err, errMoved) {
		var add func(*change) error
		add, g.res = in.repo.adding(ctx, g.part, g.mark)
		g.event, err = in.repo.update(ctx, g.part.event(), add)
	}
	if err != nil {
		return err
	}
	if g.res.Event = g.event; g.event.Seq != 0 {
		in.last = g.event
	}
	return in.done(*g.res)
}

// wait waits until nothing goes in any more.
func (in *writing) wait() {
	if in.going != nil {
		<-in.going.finished
	}
}

// importMemory is how many bytes an import may add to the memory of the process
// before its garbage is collected: the parts under way take half of it.
const importMemory = 240 << 20

// memoryBound makes an import collect garbage when the memory is used up instead
// of each time that it has doubled: the promise is bounded memory, and collecting
// takes time.
type memoryBound struct {
	limit, oldLimit int64 // limit is 0 when the process has a lower one already
	oldPercent      int
}

func boundMemory() memoryBound {
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	b := memoryBound{limit: int64(now.Sys-now.HeapIdle) + importMemory, oldLimit: debug.SetMemoryLimit(-1)}
	if b.limit >= b.oldLimit {
		return memoryBound{}
	}
	const enough = 400 // the limit comes first
	debug.SetMemoryLimit(b.limit)
	b.oldPercent = debug.SetGCPercent(enough)
	return b
}

// loosen raises the bound as long as what is alive comes near it, as when the
// source is held in memory as a whole: collecting without end would free nothing.
func (b *memoryBound) loosen() {
	const room = 64 << 20
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	if b.limit == 0 || live[0].Value.Kind() != metrics.KindUint64 {
		return
	}
	debug.SetMemoryLimit(max(b.limit, int64(live[0].Value.Uint64())+room))
}

// restore puts the settings of the process back.
func (b *memoryBound) restore() {
	if b.limit != 0 {
		debug.SetMemoryLimit(b.oldLimit)
		debug.SetGCPercent(b.oldPercent)
	}
}

// preparedPart is a part of an import before it goes in.
type preparedPart struct {
	part
	more bool // it is not the last one
	err  error
}

// prepareAhead reads parts, prepares them and compares them with the library while
// earlier ones go in: one is read while another is prepared. The channel is closed
// after the last part, after an error, and when the context ends.
func (r *Repo) prepareAhead(ctx context.Context, parts iter.Seq[preparedPart]) <-chan preparedPart {
	x := newPreparation(r.now())
	return stage(ctx, readAhead(ctx, parts), func(p *preparedPart) {
		if p.part, p.err = x.prepare(ctx, p.Batch); p.err == nil {
			p.compared, p.err = p.compare(ctx, r.engine)
		}
	})
}

// readAhead reads parts.
func readAhead(ctx context.Context, parts iter.Seq[preparedPart]) <-chan preparedPart {
	out := make(chan preparedPart)
	go func() {
		defer close(out)
		for p := range parts {
			select {
			case out <- p:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// stage works on parts as they come. After an error nothing more is done.
func stage(ctx context.Context, in <-chan preparedPart, work func(*preparedPart)) <-chan preparedPart {
	out := make(chan preparedPart)
	go func() {
		defer close(out)
		for {
			var p preparedPart
			ok := false
			select { // the source may wait for a person
			case p, ok = <-in:
			case <-ctx.Done():
			}
			if !ok {
				return
			}
			if p.err == nil {
				work(&p)
			}
			select {
			case out <- p:
			case <-ctx.Done():
				return
			}
			if p.err != nil {
				return
			}
		}
	}()
	return out
}

// mark notes that a batch goes on, or that it (or the one that it completes) is
// finished.
func (c *change) mark(u Unfinished, goesOn bool) error {
	if goesOn {
		u.At = c.at
		return putMeta(c.w, metaUnfinished, u)
	}
	var have Unfinished
	ok, err := getMeta(c.w, metaUnfinished, &have)
	if err != nil || !ok || have.Batch != u.Batch && have.What != u.What {
		return err
	}
	return c.w.Delete(spMeta, []byte(metaUnfinished))
}
