package store

import (
	"cmp"
	"context"
	"encoding/binary"
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

// placedKeys gives the keys of the records of a batch as the index keeps them,
// with the place of the record in the lower bits, ascending.
func placedKeys(list []prepared) []uint64 {
	n := 0
	for i := range list {
		n += len(list[i].keys)
	}
	keys := make([]uint64, 0, n)
	for i := range list {
		for _, k := range list[i].keys {
			keys = append(keys, blockHash(k)|uint64(i))
		}
	}
	slices.Sort(keys)
	return keys
}

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

// sharer is a study that has a key.
type sharer struct {
	key uint32 // its place among those that are looked for
	no  uint64
}

// sharing finds the studies with numbers above a certain one that have any of
// the keys (as the index keeps them, ascending), ascending, by key: of each key
// the newest, as many as the limit says or a few more. It looks in several
// segments at a time.
func sharing(ctx context.Context, e viewer, keys []uint64, above uint64, limit int) (map[uint64][]uint64, error) {
	first, segments := above>>segmentBits, uint64(0)
	err := e.View(ctx, func(kr kv.Reader) (err error) {
		segments, err = reader{kr}.segments()
		return err
	})
	if err != nil || segments <= first {
		return nil, err
	}
	pieces, err := inChunks(ctx, int(segments-first), func(from, to int) (found []sharer, err error) {
		err = e.View(ctx, func(kr kv.Reader) error {
			found, err = reader{kr}.sharing(ctx, first+uint64(from), first+uint64(to), keys, limit)
			return err
		})
		return found, err
	})
	all := map[uint64][]uint64{}
	for _, piece := range pieces {
		for _, x := range piece {
			if x.no > above {
				all[keys[x.key]] = append(all[keys[x.key]], x.no)
			}
		}
	}
	for k, nos := range all {
		slices.Sort(nos)
		all[k] = nos[max(0, len(nos)-limit):]
	}
	return all, err
}

// sharing finds the studies of some segments that have one of the keys. A key of
// which enough are found is not looked for in older segments.
func (r reader) sharing(ctx context.Context, from, to uint64, keys []uint64, limit int) (found []sharer, err error) {
	divisions := divide(keys)
	count := make([]int, len(keys))
	for s := to; s > from; s-- {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		err := r.eachDivision(s-1, divisions, func(d division, words []byte) {
			last, enough := -1, false
			meet(words, d.keys, func(i int, w uint64) {
				if i += d.first; i != last {
					last, enough = i, count[i] >= limit
				}
				if !enough {
					count[i]++
					found = append(found, sharer{uint32(i), (s-1)<<segmentBits | w&blockMask})
				}
			})
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// division is the keys with one first byte.
type division struct {
	first int // place of the first of them among all
	keys  []uint64
}

// divide parts ascending keys by their first byte.
func divide(keys []uint64) map[byte]division {
	divisions := map[byte]division{}
	for from := 0; from < len(keys); {
		n := 1
		for from+n < len(keys) && keys[from+n]>>56 == keys[from]>>56 {
			n++
		}
		divisions[byte(keys[from]>>56)] = division{from, keys[from : from+n]}
		from += n
	}
	return divisions
}

// manyDivisions is from how many divisions on it pays to read all of a segment.
const manyDivisions = 64

// eachDivision calls fn with the words of every division of a segment in which
// keys are looked for.
func (r reader) eachDivision(segment uint64, divisions map[byte]division, fn func(d division, words []byte)) error {
	if len(divisions) < manyDivisions {
		for first, d := range divisions {
			words, err := r.blockWords(blockKey(segment, first))
			if err != nil {
				return err
			}
			fn(d, words)
		}
		return nil
	}
	from, to := kv.Prefix(textKey(segment, ""))
	for p, err := range r.Scan(spBlocks, from, to, false) {
		if err != nil {
			return err
		}
		d, ok := divisions[p.Key[len(p.Key)-1]]
		if !ok {
			continue
		}
		words, err := unseal(spBlocks, p.Key, p.Value)
		if err != nil {
			return err
		}
		fn(d, words)
	}
	return nil
}

// manyWordsPerKey is how many words there must be for each key so that it pays to look
// for the keys, and not to go through the words.
const manyWordsPerKey = 16

// meet calls fn for every word that has one of the keys, with the place of the key
// and the word; both ascend.
func meet(words []byte, keys []uint64, fn func(key int, word uint64)) {
	word := func(i int) uint64 { return binary.BigEndian.Uint64(words[8*i:]) }
	n, at := len(words)/8, 0
	search := n > manyWordsPerKey*len(keys)
	for i, k := range keys {
		if search {
			at += sort.Search(n-at, func(i int) bool { return word(at+i) >= k })
		}
		for ; at < n && word(at) < k; at++ {
		}
		for ; at < n && blockHash(word(at)) == k; at++ {
			fn(i, word(at))
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
	var nos []uint64
	for no, t := range c.studies {
		if t.place == 0 {
			nos = append(nos, no)
		}
	}
	slices.Sort(nos)
	lists := make([][]blockChange, len(nos))
	err := inParallel(ctx, len(nos), func(i int) error {
		lists[i] = c.blockChanges(nos[i], c.studies[nos[i]])
		return nil
	})
	if err == nil {
		err = c.indexMade()
	}
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

// indexMade adds the studies that were made of the records of the batch, whose
// keys are in order already.
func (c *change) indexMade() error {
	made := c.made()
	words := map[uint64][]uint64{} // by segment
	for keys := c.batch.keys; len(keys) > 0; {
		division := byte(keys[0] >> 56)
		for len(keys) > 0 && byte(keys[0]>>56) == division {
			if no := made[keys[0]&blockMask]; no != 0 {
				words[no>>segmentBits] = append(words[no>>segmentBits], blockHash(keys[0])|no&blockMask)
			}
			keys = keys[1:]
		}
		for segment, add := range words {
			if len(add) == 0 {
				continue
			}
			key := blockKey(segment, division)
			var have []uint64
			if segment<<segmentBits <= c.firstStudy { // the segment did not begin with this transaction
				var err error
				if have, err = c.block(key); err != nil {
					return err
				}
			}
			if err := c.w.Put(spBlocks, key, sealBlock(key, mergeNumbers(have, add))); err != nil {
				return err
			}
			words[segment] = add[:0]
		}
	}
	return nil
}

// mergeNumbers merges two ascending lists.
func mergeNumbers(a, b []uint64) []uint64 {
	out := make([]uint64, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			out, a = append(out, a[0]), a[1:]
		case a[0] > b[0]:
			out, b = append(out, b[0]), b[1:]
		default:
			a = a[1:]
		}
	}
	return append(append(out, a...), b...)
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
	case t.was == nil && now != nil:
		add(studyKeys(now), true)
	case t.was != nil && now == nil:
		add(studyKeys(t.was), false)
	case t.was != nil && !t.kept():
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
	words, err := c.block(key)
	if err != nil {
		return err
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
