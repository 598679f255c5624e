package store

import (
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

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

// compared is what became of comparing a record with the library as it was
// before the batch.
type compared struct {
	identified
	nos    []uint64 // of the studies that share a key with it
	record uint64   // its number, if it was stored
}

// compareWithLibrary compares the records of the batch with the studies that
// share a key with them, side by side: comparing is most of the work of adding,
// and needs nothing of what the batch itself brings.
func (a *adder) compareWithLibrary(ctx context.Context) error {
	keys, repeated := a.batchKeys()
	a.repeated = repeated
	var err error
	if a.shared, err = sharing(ctx, a.engine, keys); err != nil {
		return err
	}
	a.compared = make([]compared, len(a.list))
	const piece = 64
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < len(a.list); from += piece {
		g.Go(func() error {
			return a.engine.View(ctx, func(kr kv.Reader) error {
				rd := reader{kr}
				for i := from; i < min(from+piece, len(a.list)); i++ {
					if err := a.compareOne(rd, i); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
	return g.Wait()
}

// batchKeys gives what the index keeps of the keys of the batch, ascending, and
// those that several records have.
func (a *adder) batchKeys() (keys []uint64, repeated map[uint64]bool) {
	keys = make([]uint64, 0, 24*len(a.list))
	for i := range a.list {
		for _, k := range a.list[i].keys {
			keys = append(keys, blockHash(k))
		}
	}
	slices.Sort(keys)
	repeated = map[uint64]bool{}
	for i := 1; i < len(keys); i++ {
		if keys[i] == keys[i-1] {
			repeated[keys[i]] = true
		}
	}
	return slices.Compact(keys), repeated
}

// compareOne compares record i with the library as it was before the batch.
func (a *adder) compareOne(rd reader, i int) error {
	p, x := &a.list[i], &a.compared[i]
	var err error
	if x.record, err = rd.recordNumber(p.ID); err != nil {
		return err
	}
	x.nos = candidatesOf(p.keys, a.shared)
	var candidates []*dedupe.Prepared
	for _, no := range x.nos {
		sketch, ok, err := rd.sketch(no)
		if err != nil {
			return err
		}
		if ok && sketch.Hopeless(&p.sketch) {
			continue
		}
		_, s, err := rd.owner(no)
		if err != nil {
			return err
		}
		candidates = a.candidate(candidates, s)
	}
	x.identified = identify(p, candidates)
	return nil
}

// candidate adds a study to the candidates, if it is none yet.
func (a *adder) candidate(list []*dedupe.Prepared, s *storedStudy) []*dedupe.Prepared {
	if s == nil || slices.ContainsFunc(list, func(c *dedupe.Prepared) bool { return c.ID() == s.Key }) {
		return list
	}
	return append(list, a.preparer.Prepare(&evidence.Record{ID: s.Key, Citation: s.Citation}))
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
	before := &a.compared[p.place-1]
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
		candidates = a.candidate(candidates, s)
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
