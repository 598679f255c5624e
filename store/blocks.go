package store

import (
	"cmp"
	"context"
	"encoding/binary"
	"maps"
	"reflect"
	"slices"
	"sort"

	"dossier/evidence"
	"dossier/evidence/dedupe"
	"dossier/store/kv"
)

// The duplicate index holds, for every live study, the keys under which package
// dedupe wants it found. Like the text index it goes by segments of studies; the
// keys of a segment are divided by their first byte, and each division is one
// value: ascending words of 8 bytes, of which the upper 52 bits are the key's and
// the lower 12 the study's number within the segment. About twenty keys a study
// would otherwise be twenty random writes.

const blockMask = 1<<segmentBits - 1

// blockHash is what the index keeps of a key.
func blockHash(k uint64) uint64 { return k &^ blockMask }

func blockKey(segment uint64, division byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(segment)), division)
}

func studyKeys(c *evidence.Citation) []uint64 { return dedupe.Keys(&evidence.Record{Citation: *c}) }

// sealSketch encodes the sketch of a study under its number.
func sealSketch(no uint64, s *dedupe.Sketch) []byte {
	frame := make([]byte, frameHead, 80)
	frame[0] = frameVersion
	return sign(spSketches, number(no), s.Append(frame))
}

// sketch reads the sketch of a study; ok is false when it has none.
func (r reader) sketch(no uint64) (s dedupe.Sketch, ok bool, err error) {
	key := number(no)
	frame, ok, err := r.Get(spSketches, key)
	if err != nil || !ok {
		return s, false, err
	}
	payload, err := unseal(spSketches, key, frame)
	if err != nil {
		return s, false, err
	}
	if s, err = dedupe.ParseSketch(payload); err != nil {
		err = damaged("%s: %v", where(spSketches, key), err)
	}
	return s, err == nil, err
}

func sealBlock(key []byte, words []uint64) []byte {
	frame := make([]byte, frameHead, frameHead+8*len(words))
	frame[0] = frameVersion
	for _, w := range words {
		frame = binary.BigEndian.AppendUint64(frame, w)
	}
	return sign(spBlocks, key, frame)
}

// blockWords reads one division of a segment as it is stored: words of 8 bytes.
func (r reader) blockWords(key []byte) ([]byte, error) {
	frame, ok, err := r.Get(spBlocks, key)
	if err != nil || !ok {
		return nil, err
	}
	return unseal(spBlocks, key, frame)
}

// block reads one division of a segment.
func (r reader) block(key []byte) ([]uint64, error) {
	stored, err := r.blockWords(key)
	if err != nil {
		return nil, err
	}
	words := make([]uint64, len(stored)/8)
	for i := range words {
		words[i] = binary.BigEndian.Uint64(stored[8*i:])
	}
	return words, nil
}

// sharing finds the studies that have any of the keys (as the index keeps them,
// ascending), ascending, by key. It looks in several places at a time.
func sharing(ctx context.Context, e kv.Engine, keys []uint64) (map[uint64][]uint64, error) {
	pieces, err := inChunks(ctx, len(keys), func(from, to int) (map[uint64][]uint64, error) {
		found := map[uint64][]uint64{}
		err := e.View(ctx, func(kr kv.Reader) error { return reader{kr}.sharing(ctx, keys[from:to], found) })
		return found, err
	})
	all := map[uint64][]uint64{}
	for _, piece := range pieces {
		maps.Copy(all, piece)
	}
	return all, err
}

func (r reader) sharing(ctx context.Context, keys []uint64, found map[uint64][]uint64) error {
	segments, err := r.segments()
	if err != nil {
		return err
	}
	for len(keys) > 0 {
		division, n := byte(keys[0]>>56), 1
		for n < len(keys) && byte(keys[n]>>56) == division {
			n++
		}
		for s := range segments {
			words, err := r.blockWords(blockKey(s, division))
			if err != nil {
				return err
			}
			meet(words, keys[:n], func(k, w uint64) { found[k] = append(found[k], s<<segmentBits|w&blockMask) })
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// meet calls fn for every word that has one of the keys; both ascend. The next
// key is looked for in steps that double, because most words are passed over.
func meet(words []byte, keys []uint64, fn func(key, word uint64)) {
	word := func(i int) uint64 { return binary.BigEndian.Uint64(words[8*i:]) }
	n, at := len(words)/8, 0
	for _, k := range keys {
		step := 1
		for at+step < n && word(at+step) < k {
			step *= 2
		}
		at += sort.Search(min(step+1, n-at), func(i int) bool { return word(at+i) >= k })
		for ; at < n && blockHash(word(at)) == k; at++ {
			fn(k, word(at))
		}
	}
}

// blockChange is a key that a study gets or loses.
type blockChange struct {
	no    uint64
	key   uint64
	added bool
}

// place orders changes as the index is ordered.
func (b blockChange) compare(x blockChange) int {
	return cmp.Or(
		cmp.Compare(b.no>>segmentBits, x.no>>segmentBits),
		cmp.Compare(b.key>>56, x.key>>56),
		cmp.Compare(b.word(), x.word()),
	)
}

func (b blockChange) word() uint64 { return blockHash(b.key) | b.no&blockMask }

// indexBlocks brings the duplicate index up to the studies as this transaction
// leaves them.
func (c *change) indexBlocks(ctx context.Context) error {
	nos := slices.Sorted(maps.Keys(c.studies))
	lists := make([][]blockChange, len(nos))
	err := inParallel(ctx, len(nos), func(i int) error {
		lists[i] = c.blockChanges(nos[i], c.studies[nos[i]])
		return nil
	})
	if err != nil {
		return err
	}
	all := slices.Concat(lists...)
	slices.SortFunc(all, blockChange.compare)
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].no>>segmentBits == all[0].no>>segmentBits && all[n].key>>56 == all[0].key>>56 {
			n++
		}
		if err := c.changeBlock(all[:n]); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

func (c *change) blockChanges(no uint64, t *touched) []blockChange {
	var now *evidence.Citation
	if t.doc != nil && t.doc.Into == 0 {
		now = &t.doc.Citation
	}
	var list []blockChange
	add := func(keys []uint64, added bool) {
		for _, k := range keys {
			list = append(list, blockChange{no, k, added})
		}
	}
	switch {
	case t.place != 0:
		add(c.batch[t.place-1].keys, true)
	case t.was == nil && now != nil:
		add(studyKeys(now), true)
	case t.was != nil && now == nil:
		add(studyKeys(t.was), false)
	case t.was != nil && !reflect.DeepEqual(t.was, now):
		old, next := studyKeys(t.was), studyKeys(now)
		add(slices.DeleteFunc(slices.Clone(next), func(k uint64) bool { return slices.Contains(old, k) }), true)
		add(slices.DeleteFunc(old, func(k uint64) bool { return slices.Contains(next, k) }), false)
	}
	return list
}

// changeBlock changes one division of a segment.
func (c *change) changeBlock(list []blockChange) error {
	segment := list[0].no >> segmentBits
	key := blockKey(segment, byte(list[0].key>>56))
	var words []uint64
	if segment<<segmentBits <= c.firstStudy {
		var err error
		if words, err = c.block(key); err != nil {
			return err
		}
	}
	for _, x := range list {
		i, has := slices.BinarySearch(words, x.word())
		switch {
		case x.added && !has:
			words = slices.Insert(words, i, x.word())
		case !x.added && has:
			words = slices.Delete(words, i, i+1)
		}
	}
	if len(words) == 0 {
		return c.w.Delete(spBlocks, key)
	}
	return c.w.Put(spBlocks, key, sealBlock(key, words))
}

// blockEntries computes the duplicate index of a segment anew.
func blockEntries(segment uint64, aggregates []*aggregate, keys [][]uint64) []entry {
	divisions := map[byte][]uint64{}
	for i, a := range aggregates {
		for _, k := range keys[i] {
			divisions[byte(k>>56)] = append(divisions[byte(k>>56)], blockHash(k)|a.no&blockMask)
		}
	}
	var list []entry
	for d, words := range divisions {
		slices.Sort(words)
		key := blockKey(segment, d)
		list = append(list, entry{spBlocks, key, sealBlock(key, slices.Compact(words))})
	}
	return list
}
