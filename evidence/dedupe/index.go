package dedupe

import (
	"cmp"
	"context"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"

	"dossier/evidence"
)

// Index takes records as they arrive and finds the pairs among them. What it
// finds does not depend on the order of arrival, nor on how many arrive at once,
// as long as no key is shared by more than 60 records; beyond that, records that
// arrive alone are compared with more of the others, never with fewer.
//
// An Index keeps no reference to the records. It holds about 800 bytes for each.
type Index struct {
	workers int
	venues  *venueSet
	records [][]prepared // in pages of recordPage
	count   int
	shards  [keyShards]keyShard
	edges   []edge
}

// recordPage is how many records are stored together: growing by pages copies
// nothing.
const recordPage = 1 << 10

// keyShards is how many parts the keys are divided into, by their first byte.
const keyShards = 256

// keyShard holds the keys with one first byte, sorted.
type keyShard struct {
	sorted, fresh []keyed
}

// keyed is a record under a key. Of the key four bytes are kept and one is the
// number of the shard: a chance meeting costs one comparison.
type keyed struct{ key, record uint32 }

// edge is a pair that is not distinct, or that is to be linked.
type edge struct {
	a, b    uint32
	score   float32
	outcome Outcome
	guard   guard
	why     uint64 // what speaks for it, see comparison.why
	tie     uint64 // made of the ids of the two: orders pairs of one score without looking at them
}

// NewIndex makes an empty index that computes with so many goroutines; 0 takes
// as many as there are processors.
func NewIndex(workers int) *Index {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	return &Index{workers: workers, venues: newVenueSet()}
}

// Len is the number of records.
func (x *Index) Len() int { return x.count }

// Add takes records. The error is that of ctx; an index that was interrupted is
// of no further use.
func (x *Index) Add(ctx context.Context, records iter.Seq[*evidence.Record]) error {
	first := x.count
	if err := x.prepareAll(ctx, records); err != nil {
		return err
	}
	pairs, err := x.meet(ctx, first)
	if err != nil {
		return err
	}
	return x.compareAll(ctx, pairs)
}

func (x *Index) at(i uint32) *prepared { return &x.records[i/recordPage][i%recordPage] }

// prepareAll folds the records, several at a time, and files their keys. While some
// are folded the next ones are read.
func (x *Index) prepareAll(ctx context.Context, records iter.Seq[*evidence.Record]) error {
	const round = 4 * recordPage
	batch, other := make([]*evidence.Record, 0, round), make([]*evidence.Record, 0, round)
	var folding sync.WaitGroup
	flush := func() error {
		folding.Wait()
		if err := ctx.Err(); err != nil {
			return err
		}
		full := batch
		folding.Go(func() {
			x.prepareBatch(full)
			clear(full)
		})
		batch, other = other[:0], full
		return nil
	}
	defer folding.Wait()
	for rec := range records {
		if batch = append(batch, rec); len(batch) == round {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

func (x *Index) prepareBatch(batch []*evidence.Record) {
	first := x.count
	for range batch {
		if x.count%recordPage == 0 {
			x.records = append(x.records, make([]prepared, recordPage))
		}
		x.count++
	}
	keys := make([][]uint64, len(batch))
	inParallel(x.workers, len(batch), 128, func(_, from, to int) {
		space := make([]uint64, 0, (to-from)*24)
		for i := from; i < to; i++ {
			p := x.at(uint32(first + i))
			*p = prepare(batch[i], x.venues)
			start := len(space)
			space = keysOf(p, space[start:start:cap(space)])
			keys[i] = space
			space = space[len(space):]
		}
	})
	for i, list := range keys {
		for _, k := range list {
			shard := &x.shards[k>>56]
			shard.fresh = append(shard.fresh, keyed{uint32(k), uint32(first + i)})
		}
	}
}

// The limits of a block: more records than MaxBlock under one key are sorted by
// title, year and page (CompareInBlock), and each is compared with its Window
// neighbours on either side.
const (
	MaxBlock = 60
	Window   = 8
)

// meet finds the pairs under a common key of which one record at least is not
// older than first. Each pair is given once, the smaller number first.
func (x *Index) meet(ctx context.Context, first int) ([]uint64, error) {
	found := make([][]uint64, keyShards)
	inParallel(x.workers, keyShards, 4, func(_, from, to int) {
		for i := from; i < to && ctx.Err() == nil; i++ {
			found[i] = x.meetShard(&x.shards[i], uint32(first))
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return x.uniquePairs(found), nil
}

func (x *Index) meetShard(s *keyShard, first uint32) []uint64 {
	byKey := func(a, b keyed) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		return cmp.Compare(a.record, b.record)
	}
	slices.SortFunc(s.fresh, byKey)
	var pairs []uint64
	var members []uint32
	for i := 0; i < len(s.fresh); {
		key := s.fresh[i].key
		members = members[:0]
		at, _ := slices.BinarySearchFunc(s.sorted, keyed{key: key}, byKey)
		for ; at < len(s.sorted) && s.sorted[at].key == key; at++ {
			members = append(members, s.sorted[at].record)
		}
		for ; i < len(s.fresh) && s.fresh[i].key == key; i++ {
			members = append(members, s.fresh[i].record)
		}
		pairs = x.pairBlock(members, first, pairs)
	}
	s.sorted = mergeKeyed(s.sorted, s.fresh, byKey)
	s.fresh = nil
	return pairs
}

// mergeKeyed merges two sorted lists, into the space of the first when it
// suffices.
func mergeKeyed(a, b []keyed, order func(a, b keyed) int) []keyed {
	if len(a) == 0 {
		return slices.Clip(b)
	}
	i, j := len(a)-1, len(b)-1
	a = slices.Grow(a, len(b))[:len(a)+len(b)]
	for k := len(a) - 1; j >= 0; k-- {
		if i >= 0 && order(a[i], b[j]) > 0 {
			a[k] = a[i]
			i--
		} else {
			a[k] = b[j]
			j--
		}
	}
	return a
}

// pairBlock appends the pairs of one block that have a chance. Most have none
// and are dropped here, because keeping them all would take more memory than the
// records do.
func (x *Index) pairBlock(members []uint32, first uint32, pairs []uint64) []uint64 {
	reach := len(members)
	if len(members) > MaxBlock {
		reach = Window
		slices.SortFunc(members, func(a, b uint32) int { return orderInBlock(x.at(a), x.at(b)) })
	}
	for i, a := range members {
		for _, b := range members[i+1 : min(len(members), i+1+reach)] {
			if a != b && (a >= first || b >= first) && !hopeless(x.at(a), x.at(b)) {
				pairs = append(pairs, uint64(min(a, b))<<32|uint64(max(a, b)))
			}
		}
	}
	return pairs
}

// CompareInBlock orders the records of a block with more than MaxBlock of them.
func CompareInBlock(a, b *Prepared) int { return orderInBlock(&a.prepared, &b.prepared) }

func orderInBlock(a, b *prepared) int {
	return cmp.Or(strings.Compare(a.title.words, b.title.words), cmp.Compare(a.year.issue, b.year.issue), cmp.Compare(a.pages.first, b.pages.first),
		cmp.Compare(a.order, b.order), strings.Compare(a.id, b.id))
}

// uniquePairs merges the pairs of all shards, each once. They are divided anew,
// by the record, so that the parts can be sorted by themselves.
func (x *Index) uniquePairs(found [][]uint64) []uint64 {
	total := 0
	for _, pairs := range found {
		total += len(pairs)
	}
	all := make([]uint64, 0, total)
	for i, pairs := range found {
		all = append(all, pairs...)
		found[i] = nil
	}
	parts := divide(all, x.workers, uint64(x.count))
	inParallel(x.workers, len(parts), 1, func(_, from, to int) {
		for i := from; i < to; i++ {
			slices.Sort(parts[i])
		}
	})
	return slices.Compact(all)
}

// divide reorders pairs in place into parts of ascending first record and gives
// the parts.
func divide(pairs []uint64, workers int, records uint64) [][]uint64 {
	parts := [][]uint64{pairs}
	for bit := 63; bit >= 32 && len(parts) < 4*workers; bit-- {
		if records>>(bit-32) == 0 {
			continue
		}
		var halves [][]uint64
		for _, part := range parts {
			i, j := 0, len(part)
			for i < j {
				if part[i]>>bit&1 == 0 {
					i++
				} else {
					j--
					part[i], part[j] = part[j], part[i]
				}
			}
			halves = append(halves, part[:i], part[i:])
		}
		parts = halves
	}
	return parts
}

// compareAll judges the pairs and keeps those that are not distinct.
func (x *Index) compareAll(ctx context.Context, pairs []uint64) error {
	found := make([][]edge, x.workers)
	caches := make([]*venueCache, x.workers)
	inParallel(x.workers, len(pairs), 4096, func(worker, from, to int) {
		if caches[worker] == nil {
			caches[worker] = newVenueCache()
		}
		if ctx.Err() != nil {
			return
		}
		for _, pair := range pairs[from:to] {
			a, b := uint32(pair>>32), uint32(pair)
			pa, pb := x.at(a), x.at(b)
			c := compare(pa, pb, caches[worker])
			if outcome, g := decide(&c); outcome != Distinct || c.answers(g) {
				found[worker] = append(found[worker], edge{a, b, c.total, outcome, g, c.why(), mix(min(pa.order, pb.order)) ^ max(pa.order, pb.order)})
			}
		}
	})
	for _, edges := range found {
		x.edges = append(x.edges, edges...)
	}
	return ctx.Err()
}

// inParallel calls do for pieces of 0…n of at most size, from so many workers,
// and waits for them.
func inParallel(workers, n, size int, do func(worker, from, to int)) {
	if n <= size || workers == 1 {
		for from := 0; from < n; from += size {
			do(0, from, min(from+size, n))
		}
		return
	}
	var wait sync.WaitGroup
	pieces := make(chan int)
	for worker := range workers {
		wait.Go(func() {
			for from := range pieces {
				do(worker, from, min(from+size, n))
			}
		})
	}
	for from := 0; from < n; from += size {
		pieces <- from
	}
	close(pieces)
	wait.Wait()
}
