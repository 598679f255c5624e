package store

import (
	"context"
	"slices"

	"dossier/evidence"
	"dossier/evidence/dedupe"
	"dossier/store/kv"
)

// identified says which study of the library a record belongs to.
type identified struct {
	outcome dedupe.Outcome
	key     string   // of the study that it is, or may be
	others  []string // keys of further studies that it may be
	score   float64
	why     []string
}

// crowd is how many studies under one key are looked at: the newest of them. A
// key that more share says little ("Reply", an author with a common name).
const crowd = 60

// sharers is how many are kept of those that share a key: when some of the newest
// change before the batch goes in, others take their place among the crowd.
const sharers = 2 * crowd

// compared is what became of comparing a record with the library as it was
// before the batch.
type compared struct {
	identified
	nos    []uint64 // of the studies that share a key with it
	record uint64   // its number, if it was stored
}

// comparison is what became of comparing the records of a batch with the
// library, side by side: comparing is most of the work of adding, and needs
// nothing of what the batch itself brings. An import compares a part while the
// one before goes in, and catches up with it then.
type comparison struct {
	as      state               // the library, or as it became while the records were compared
	shared  map[uint64][]uint64 // studies of the library by the keys of the batch
	records []compared          // by place in the batch from 0
}

// compare compares the records of a batch with the library.
func (p *part) compare(ctx context.Context, e kv.Engine) (*comparison, error) {
	x := &comparison{records: make([]compared, len(p.list))}
	err := e.View(ctx, func(kr kv.Reader) (err error) {
		x.as, err = reader{kr}.state()
		return err
	})
	if err != nil {
		return nil, err
	}
	if x.shared, err = sharing(ctx, e, differentKeys(p.keys), 0, sharers); err != nil {
		return nil, err
	}
	all := make([]int, len(p.list))
	for i := range all {
		all[i] = i
		x.records[i].nos = candidatesOf(p.list[i].keys, x.shared)
	}
	return x, p.judge(ctx, e, x, all)
}

// differentKeys gives the keys of a batch, each once.
func differentKeys(placed []uint64) []uint64 {
	keys := make([]uint64, 0, len(placed))
	for _, k := range placed {
		if h := blockHash(k); len(keys) == 0 || keys[len(keys)-1] != h {
			keys = append(keys, h)
		}
	}
	return keys
}

// repeatedKeys gives the keys that several records of a batch have.
func repeatedKeys(placed []uint64) map[uint64]bool {
	repeated := map[uint64]bool{}
	for i := 1; i < len(placed); i++ {
		if h := blockHash(placed[i]); h == blockHash(placed[i-1]) {
			repeated[h] = true
		}
	}
	return repeated
}

// judge compares some records with their candidates.
func (p *part) judge(ctx context.Context, e kv.Engine, x *comparison, records []int) error {
	hopeful, err := p.hopeful(ctx, e, x, records)
	if err != nil {
		return err
	}
	preparer := dedupe.NewPreparer()
	_, err = inChunks(ctx, len(records), func(from, to int) (struct{}, error) {
		return struct{}{}, e.View(ctx, func(kr kv.Reader) error {
			rd := reader{kr}
			for _, i := range records[from:to] {
				if err := ctx.Err(); err != nil {
					return err
				}
				var err error
				if x.records[i].record, err = rd.recordNumber(p.list[i].ID); err != nil {
					return err
				}
				var candidates []*dedupe.Prepared
				for _, no := range hopeful[i] {
					_, s, err := rd.owner(no)
					if err != nil {
						return err
					}
					candidates = addCandidate(preparer, candidates, s)
				}
				x.records[i].identified = identify(&p.list[i], candidates)
			}
			return nil
		})
	})
	return err
}

// hopeful gives the candidates of some records of which the sketches do not say
// that they are other works, ascending. The sketches are read in their order.
func (p *part) hopeful(ctx context.Context, e kv.Engine, x *comparison, records []int) (map[int][]uint64, error) {
	n := 0
	for _, i := range records {
		n += len(x.records[i].nos)
	}
	pairs := make([]uint64, 0, n) // number of the study, and place of the record as in placedKeys
	for _, i := range records {
		for _, no := range x.records[i].nos {
			pairs = append(pairs, no<<segmentBits|uint64(i))
		}
	}
	slices.Sort(pairs)
	pieces, err := inChunks(ctx, len(pairs), func(from, to int) ([]uint64, error) {
		var left []uint64
		err := e.View(ctx, func(kr kv.Reader) error {
			rd := reader{kr}
			var sketch dedupe.Sketch
			var has bool
			for n, pair := range pairs[from:to] {
				no, i := pair>>segmentBits, pair&blockMask
				if n == 0 || pairs[from+n-1]>>segmentBits != no {
					var err error
					if sketch, has, err = rd.sketch(no); err != nil {
						return err
					}
				}
				if !has || !sketch.Hopeless(&p.list[i].sketch) {
					left = append(left, pair)
				}
			}
			return ctx.Err()
		})
		return left, err
	})
	found := map[int][]uint64{}
	for _, pair := range slices.Concat(pieces...) {
		i := int(pair & blockMask)
		found[i] = append(found[i], pair>>segmentBits)
	}
	return found, err
}

// compareAgain makes a comparison anew.
func (a *adder) compareAgain(ctx context.Context, x *comparison) error {
	again, err := a.change.batch.compare(ctx, a.engine)
	if err == nil {
		*x = *again
	}
	return err
}

// catchUp brings a comparison up to the library as the transaction found it: the
// records that share a key with what came since, or with what changed, are
// compared again.
func (a *adder) catchUp(ctx context.Context, x *comparison) error {
	p := &a.change.batch
	now, err := a.state()
	if err != nil || now == x.as {
		return err
	}
	since, known := a.repo.traces.between(x.as.event, now.event)
	if !known {
		return a.compareAgain(ctx, x)
	}
	newer, err := sharing(ctx, a.engine, differentKeys(p.keys), x.as.study, sharers)
	if err != nil {
		return err
	}
	var again []int
	for i := range p.list {
		r, keys := &x.records[i], p.list[i].keys
		concerned := slices.ContainsFunc(r.nos, since.changed) || slices.ContainsFunc(keys, func(k uint64) bool {
			return newer[blockHash(k)] != nil || since.keys[blockHash(k)] != nil
		})
		if no := since.records[p.list[i].ID]; no != 0 {
			r.record = no
		}
		if !concerned {
			continue
		}
		now, enough := since.join(keys, x.shared, newer)
		if !enough {
			return a.compareAgain(ctx, x)
		}
		r.nos = candidatesOf(keys, now)
		again = append(again, i)
	}
	return p.judge(ctx, a.engine, x, again)
}

// addCandidate adds a study to the candidates, if it is none yet.
func addCandidate(preparer *dedupe.Preparer, list []*dedupe.Prepared, s *storedStudy) []*dedupe.Prepared {
	if s == nil || slices.ContainsFunc(list, func(c *dedupe.Prepared) bool { return c.ID() == s.Key }) {
		return list
	}
	return append(list, preparer.Prepare(&evidence.Record{ID: s.Key, Citation: s.Citation}))
}

// candidatesOf gives the numbers of the studies that share a key, ascending.
func candidatesOf(keys []uint64, studies map[uint64][]uint64) []uint64 {
	var nos []uint64
	for _, k := range keys {
		list := studies[blockHash(k)]
		nos = append(nos, list[max(0, len(list)-crowd):]...)
	}
	slices.Sort(nos)
	return slices.Compact(nos)
}

// identify says which study a record belongs to. When the batch itself brought a
// candidate, or changed one, the record is compared again.
func (a *adder) identify(p *prepared) (identified, error) {
	before := &a.compared.records[p.place-1]
	fresh := candidatesOf(p.keys, a.fresh)
	touched := slices.ContainsFunc(before.nos, func(no uint64) bool { return a.changed[no] })
	if len(fresh) == 0 && !touched {
		return before.identified, nil
	}
	nos := append(fresh, before.nos...)
	slices.Sort(nos)
	var candidates []*dedupe.Prepared
	for _, no := range slices.Compact(nos) {
		t, ok := a.studies[no]
		if ok && t.place != 0 {
			candidates = append(candidates, a.list[t.place-1].folded.Named(t.doc.Key))
			continue
		}
		if !ok {
			sketch, has, err := a.sketch(no)
			if err != nil {
				return identified{}, err
			}
			if has && sketch.Hopeless(&p.sketch) {
				continue
			}
		}
		_, s, err := a.owner(no)
		if err != nil {
			return identified{}, err
		}
		candidates = addCandidate(a.preparer, candidates, s)
	}
	return identify(p, candidates), nil
}

func identify(p *prepared, candidates []*dedupe.Prepared) identified {
	if len(candidates) == 0 {
		return identified{outcome: dedupe.Distinct}
	}
	found := dedupe.Identify(p.folded, candidates)
	out := identified{outcome: found.Outcome, score: found.Evidence.Score, why: found.Evidence.Why()}
	if found.Index >= 0 {
		out.key = candidates[found.Index].ID()
	}
	for _, i := range found.Others {
		out.others = append(out.others, candidates[i].ID())
	}
	return out
}
