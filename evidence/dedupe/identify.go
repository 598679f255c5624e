package dedupe

import (
	"cmp"
	"slices"
	"strings"
)

// Identified says which of the works that an index proposed a record belongs to.
type Identified struct {
	Outcome  Outcome  // Automatic: the work of Index; Ask: perhaps; Distinct: a new work
	Index    int      // of the candidate; -1 when Distinct
	Evidence Evidence // of the record and that candidate
	Others   []int    // further candidates that are not distinct, the best first: questions that remain
}

// Identify judges a new record against works that share a key with it (see
// Keys); the id of a candidate names its work. The strongest automatic match
// wins, else the strongest question; ties go to the smaller id, so that the order
// of the candidates does not matter.
func Identify(rec *Prepared, candidates []*Prepared) Identified {
	type judged struct {
		index   int
		outcome Outcome
		score   float32
	}
	var open []judged
	p := &rec.prepared
	for i, candidate := range candidates {
		q := &candidate.prepared
		if hopeless(p, q) {
			continue
		}
		c := compare(p, q, nil)
		if outcome, _ := decide(&c); outcome != Distinct {
			open = append(open, judged{i, outcome, c.total})
		}
	}
	if len(open) == 0 {
		return Identified{Outcome: Distinct, Index: -1}
	}
	slices.SortFunc(open, func(a, b judged) int {
		return cmp.Or(cmp.Compare(b.outcome, a.outcome), cmp.Compare(b.score, a.score), strings.Compare(candidates[a.index].id, candidates[b.index].id))
	})
	first := &candidates[open[0].index].prepared
	c := compare(p, first, nil)
	best := Identified{Outcome: open[0].outcome, Index: open[0].index, Evidence: evidenceOf(p, first, &c)}
	for _, other := range open[1:] {
		best.Others = append(best.Others, other.index)
	}
	return best
}

// Joins tells whether the records of two works, or a new record and those of a
// work, are one work, as a whole set is grouped: some pair certainly is, and none
// contradicts. The evidence is that of the strongest pair. What the records say
// together may leave a doubt: their titles are in two languages, and only one can
// be its own. Of many records the first maxCross are compared.
func Joins(these, those []*Prepared) (Evidence, bool) {
	var best Evidence
	for _, this := range these[:min(len(these), maxCross)] {
		for _, that := range those[:min(len(those), maxCross)] {
			p, q := &this.prepared, &that.prepared
			c := compare(p, q, nil)
			outcome, g := decide(&c)
			if c.total < refusePoints || g.contradicts() {
				return Evidence{}, false
			}
			if outcome == Automatic && (best.Outcome != Automatic || float64(c.total) > best.Score) {
				best = evidenceOf(p, q, &c)
			}
		}
	}
	return best, best.Outcome == Automatic
}
