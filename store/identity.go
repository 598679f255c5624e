package store

import (
	"slices"

	"dossier/evidence"
	"dossier/evidence/dedupe"
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

// identify compares a record with the studies that share a key with it, those
// of this batch included.
func (a *adder) identify(p *prepared) (identified, error) {
	var nos []uint64
	for _, k := range p.keys {
		for _, list := range [][]uint64{a.shared[blockHash(k)], a.fresh[blockHash(k)]} {
			nos = append(nos, list[max(0, len(list)-crowd):]...)
		}
	}
	slices.Sort(nos)
	var candidates []*evidence.Record
	seen := map[string]bool{}
	for _, no := range slices.Compact(nos) {
		_, s, err := a.owner(no)
		if err != nil {
			return identified{}, err
		}
		if s != nil && !seen[s.Key] {
			seen[s.Key] = true
			candidates = append(candidates, &evidence.Record{ID: s.Key, Citation: s.Citation})
		}
	}
	if len(candidates) == 0 {
		return identified{outcome: dedupe.Distinct}, nil
	}
	found := dedupe.Identify(&p.Record, candidates)
	out := identified{outcome: found.Outcome, score: found.Evidence.Score, why: found.Evidence.Why()}
	if found.Index >= 0 {
		out.key = candidates[found.Index].ID
	}
	for _, i := range found.Others {
		out.others = append(out.others, candidates[i].ID)
	}
	return out, nil
}
