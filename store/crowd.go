package store

import (
	"context"
	"slices"

	"dossier/evidence/dedupe"
)

// crowd is how many studies of the library under one key are looked at when more
// share it than a block may have: the newest of them. Such a key says little
// ("Reply", the title of a series): what only it brings together, and stands further
// back, dedupe finds, which sees the library as a whole.
const crowd = 120

// sharers is how many are kept of those that share a key: when some of the newest
// change before the batch goes in, others take their place among the crowd.
const sharers = 2 * crowd

// maxPrepared is how many studies of the library are kept prepared for one part,
// some 8 MB.
const maxPrepared = 1 << 13

// block is the records of a batch and the studies of the library that share a key.
type block struct {
	places []uint64 // in the lower bits, ascending
	nos    []uint64 // ascending
}

// meet finds what some records are to be compared with: all that share a key with
// them, but of a key that more share than a block may have only the nearest, as
// in a dedupe.Index.
func (p *part) meet(ctx context.Context, e viewer, x *comparison, records []int, shared map[uint64][]uint64) error {
	open := make([]bool, len(p.list))
	for _, i := range records {
		open[i] = true
	}
	var crowded []block
	var nos []uint64
	for from, to := 0, 0; from < len(p.keys); from = to {
		key := blockHash(p.keys[from])
		for to = from; to < len(p.keys) && blockHash(p.keys[to]) == key; to++ {
		}
		b := block{p.keys[from:to], shared[key]}
		b.nos = b.nos[max(0, len(b.nos)-crowd):]
		switch {
		case len(b.places)+len(b.nos) < 2 || !slices.ContainsFunc(b.places, func(k uint64) bool { return open[k&blockMask] }):
		case len(b.places)+len(b.nos) <= dedupe.MaxBlock:
			b.meet(x, open)
		default:
			crowded = append(crowded, b)
			nos = append(nos, b.nos...)
		}
	}
	if err := x.prepare(ctx, e, nos); err != nil {
		return err
	}
	for _, b := range crowded {
		p.meetCrowd(x, open, b)
	}
	for _, i := range records {
		r := &x.records[i]
		slices.Sort(r.nos)
		slices.Sort(r.places)
		r.nos, r.places = slices.Clip(slices.Compact(r.nos)), slices.Clip(slices.Compact(r.places))
	}
	return nil
}

// meet has every record of a block compared with the studies and with the records
// before it.
func (b *block) meet(x *comparison, open []bool) {
	for n, k := range b.places {
		i := k & blockMask
		if !open[i] {
			continue
		}
		r := &x.records[i]
		r.nos = append(r.nos, b.nos...)
		for _, other := range b.places[:n] {
			r.places = append(r.places, uint32(other&blockMask))
		}
	}
}

// meetCrowd has every record of a block compared with its neighbours in the order
// of dedupe.CompareInBlock. Studies for which there was no room are left out.
func (p *part) meetCrowd(x *comparison, open []bool, b block) {
	type member struct {
		*dedupe.Prepared
		no, place uint64
	}
	var all []member
	for _, k := range b.places {
		all = append(all, member{Prepared: p.list[k&blockMask].folded, place: k & blockMask})
	}
	for _, no := range b.nos {
		if study := x.prepared[no]; study != nil {
			all = append(all, member{Prepared: study, no: no})
		}
	}
	slices.SortStableFunc(all, func(a, b member) int { return dedupe.CompareInBlock(a.Prepared, b.Prepared) })
	for n, m := range all {
		if m.no != 0 || !open[m.place] {
			continue
		}
		r := &x.records[m.place]
		for _, o := range all[max(0, n-dedupe.Window):min(len(all), n+1+dedupe.Window)] {
			switch {
			case o.no != 0:
				r.nos = append(r.nos, o.no)
			case o.place < m.place:
				r.places = append(r.places, uint32(o.place))
			}
		}
	}
}

// prepare prepares studies of the library that are not prepared yet; when there is
// no room for all of them, the newest.
func (x *comparison) prepare(ctx context.Context, e viewer, nos []uint64) error {
	nos = slices.DeleteFunc(nos, func(no uint64) bool { _, has := x.prepared[no]; return has })
	slices.Sort(nos)
	nos = slices.Compact(nos)
	nos = nos[max(0, len(nos)+len(x.prepared)-maxPrepared):]
	list := make([]*dedupe.Prepared, len(nos))
	preparer := dedupe.NewPreparer()
	err := readEach(ctx, e, len(nos), func(rd reader, i int) (err error) {
		list[i], err = rd.candidate(preparer, nos[i])
		return err
	})
	for i, no := range nos {
		x.prepared[no] = list[i]
	}
	return err
}
