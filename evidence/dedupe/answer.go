package dedupe

import (
	"slices"
	"strings"
)

// answers are constraints between record numbers.
type answers struct {
	same    [][2]uint32
	reports [][2]uint32
	apart   map[uint32][]uint32 // both ways, and for all that a person called the same
}

func (x *Index) answers(constraints []Constraint) *answers {
	r := &answers{apart: make(map[uint32][]uint32)}
	if len(constraints) == 0 {
		return r
	}
	sorted := slices.Clone(constraints)
	slices.SortFunc(sorted, func(c, d Constraint) int {
		return strings.Compare(c.A+"\x00"+c.B+"\x00"+string(c.Verdict), d.A+"\x00"+d.B+"\x00"+string(d.Verdict))
	})
	numbers := x.numbers(sorted)
	var apart [][2]uint32
	for _, c := range sorted {
		for _, a := range numbers[c.A] {
			for _, b := range numbers[c.B] {
				switch {
				case a == b:
				case c.Verdict == VerdictSame:
					r.same = append(r.same, [2]uint32{a, b})
				case c.Verdict == VerdictReports:
					r.reports = append(r.reports, [2]uint32{a, b})
					fallthrough
				case c.Verdict == VerdictDifferent:
					apart = append(apart, [2]uint32{a, b})
				}
			}
		}
	}
	r.spread(apart)
	return r
}

// spread keeps apart not only the two records of an answer, but all that was
// called the same as each. Of answers that contradict each other the one that
// keeps records apart wins, and the join that would break it is dropped.
func (r *answers) spread(apart [][2]uint32) {
	group := make(map[uint32][]uint32) // of each record in a join, all members
	of := func(i uint32) []uint32 {
		if g, ok := group[i]; ok {
			return g
		}
		return []uint32{i}
	}
	forbidden := make(map[[2]uint32]bool, len(apart))
	for _, pair := range apart {
		forbidden[[2]uint32{min(pair[0], pair[1]), max(pair[0], pair[1])}] = true
	}
	breaks := func(a, b []uint32) bool {
		for _, x := range a {
			for _, y := range b {
				if forbidden[[2]uint32{min(x, y), max(x, y)}] {
					return true
				}
			}
		}
		return false
	}
	kept := r.same[:0]
	for _, pair := range r.same {
		a, b := of(pair[0]), of(pair[1])
		if !slices.Contains(a, pair[1]) {
			if breaks(a, b) {
				continue
			}
			joined := append(slices.Clone(a), b...)
			for _, i := range joined {
				group[i] = joined
			}
		}
		kept = append(kept, pair)
	}
	r.same = kept
	for _, pair := range apart {
		for _, a := range of(pair[0]) {
			for _, b := range of(pair[1]) {
				r.apart[a] = append(r.apart[a], b)
				r.apart[b] = append(r.apart[b], a)
			}
		}
	}
}

// numbers finds the records with the ids that constraints name.
func (x *Index) numbers(constraints []Constraint) map[string][]uint32 {
	numbers := make(map[string][]uint32, 2*len(constraints))
	for _, c := range constraints {
		numbers[c.A], numbers[c.B] = nil, nil
	}
	for i := range uint32(x.count) {
		id := x.at(i).id
		if list, ok := numbers[id]; ok {
			numbers[id] = append(list, i)
		}
	}
	return numbers
}
