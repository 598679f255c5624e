package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"hash/maphash"
	"iter"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"dossier/evidence"
	"dossier/evidence/notation"
	"dossier/store/kv"
)

// The text index: for each segment of studies (numbers that share all but the
// last bits) and each word, the numbers of the studies that have the word in one
// of their search texts. Segments keep an import's writes together. The words of
// a segment go in blocks, some dozens to a pair, because most words have few
// studies: a pair of its own would cost more than what it says. Which word begins
// a block depends on the word alone (beginsBlock), so that the same words make
// the same blocks, in whatever order they came.
//
// A block is stored under its segment and the word that begins it; the words of a
// segment before the first such word are under an empty one. The words of a block
// ascend, each as the number of bytes that it shares with the one before, the
// rest, and its posting.

const segmentBits = 12 // 4,096 studies

const segmentMask = 1<<segmentBits - 1

func textKey(segment uint64, word string) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(segment)), word...)
}

// wordsPerBlock is how many words a block has on average.
const wordsPerBlock = 32

func beginsBlock(word string) bool {
	h := uint32(2166136261) // FNV-1a
	for i := range len(word) {
		h = (h ^ uint32(word[i])) * 16777619
	}
	return (h^h>>15)%wordsPerBlock == 0
}

// maxWord is the longest word in bytes that is indexed as it is; what is longer
// is cut, and found by its beginning.
const maxWord = 64

func indexWord(word string) string { return word[:min(len(word), maxWord)] }

// allWords gives the words of search texts as they come.
func allWords(texts []string) []string {
	words := make([]string, 0, 320)
	for _, t := range texts {
		for w := range strings.SplitSeq(notation.Fold(t), " ") {
			if w != "" {
				words = append(words, indexWord(w))
			}
		}
	}
	return words
}

// wordsOf gives the different words of search texts, ascending.
func wordsOf(texts []string) []string {
	words := allWords(texts)
	slices.Sort(words)
	return slices.Compact(words)
}

// batchWord is a word of a batch and the records that have it, by their place in
// the batch from 0, ascending.
type batchWord struct {
	word string
	at   []int32
}

// wordGatherer gathers the words of records that come in order of their place.
// It is most of the work of the text index, so it keeps a table of its own: the
// words in one piece of memory, found by their hash.
type wordGatherer struct {
	seed   maphash.Seed
	slots  []wordSlot // as many as a power of two, at most half of them taken
	text   []byte     // the words, one behind the other
	ends   []uint32   // by number of a word, from 1: where it ends in text; ends[0] is 0
	last   []int32    // by number of a word: place of the last record that has it
	count  []int32    // and how many have it
	folded []byte     // the text at hand
	places []int32    // of the records, once for each word
	of     []int32    // the words, as many
}

// wordSlot is the number of a word, from 1, and a part of its hash.
type wordSlot struct{ hash, number uint32 }

func newWordGatherer() *wordGatherer {
	return &wordGatherer{
		seed: maphash.MakeSeed(), slots: make([]wordSlot, 1<<12), ends: make([]uint32, 1), last: make([]int32, 1), count: make([]int32, 1),
	}
}

// reset forgets all words.
func (g *wordGatherer) reset() {
	clear(g.slots)
	g.text, g.ends, g.last, g.count = g.text[:0], g.ends[:1], g.last[:1], g.count[:1]
	g.places, g.of = g.places[:0], g.of[:0]
}

// add takes the words of the record at a place.
func (g *wordGatherer) add(place int, texts []string) {
	for _, t := range texts {
		g.folded = notation.AppendFold(g.folded[:0], t)
		for rest := g.folded; len(rest) > 0; {
			w := rest
			if end := bytes.IndexByte(rest, ' '); end >= 0 {
				w, rest = rest[:end], rest[end+1:]
			} else {
				rest = nil
			}
			if n := g.number(w[:min(len(w), maxWord)]); g.count[n] == 0 || g.last[n] != int32(place) {
				g.last[n] = int32(place)
				g.count[n]++
				g.places, g.of = append(g.places, int32(place)), append(g.of, int32(n))
			}
		}
	}
}

// number gives the number of a word, a new one when it is new.
func (g *wordGatherer) number(w []byte) uint32 {
	h := maphash.Bytes(g.seed, w)
	slot := g.find(h, w)
	if slot.number != 0 {
		return slot.number
	}
	n := uint32(len(g.ends))
	*slot = wordSlot{uint32(h >> 32), n}
	g.text = append(g.text, w...)
	g.ends, g.last, g.count = append(g.ends, uint32(len(g.text))), append(g.last, 0), append(g.count, 0)
	if 2*len(g.ends) > len(g.slots) {
		g.slots = make([]wordSlot, 2*len(g.slots))
		for n := uint32(1); n < uint32(len(g.ends)); n++ {
			w := g.word(n)
			h := maphash.Bytes(g.seed, w)
			*g.find(h, w) = wordSlot{uint32(h >> 32), n}
		}
	}
	return n
}

func (g *wordGatherer) word(n uint32) []byte { return g.text[g.ends[n-1]:g.ends[n]] }

// find gives the slot of a word, or the free one where it belongs.
func (g *wordGatherer) find(h uint64, w []byte) *wordSlot {
	mask := uint64(len(g.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		slot := &g.slots[i]
		if slot.number == 0 || slot.hash == uint32(h>>32) && bytes.Equal(g.word(slot.number), w) {
			return slot
		}
	}
}

// sorted gives the words in order.
func (g *wordGatherer) sorted() []batchWord {
	order := g.order()
	list := make([]batchWord, len(order))
	rank := make([]int32, len(order)+1) // by number of a word: its place in the list
	text := string(g.text)
	all := make([]int32, len(g.places)) // in one piece: there are many words
	from := int32(0)
	for i, n := range order {
		list[i] = batchWord{text[g.ends[n-1]:g.ends[n]], all[from : from : from+g.count[n]]}
		rank[n] = int32(i)
		from += g.count[n]
	}
	for i, n := range g.of {
		w := &list[rank[n]]
		w.at = append(w.at, g.places[i])
	}
	return list
}

// order gives the numbers of the words in order of the words. The first eight
// bytes, as a number, tell most words apart.
func (g *wordGatherer) order() []uint32 {
	type word struct {
		front  uint64
		number uint32
	}
	words := make([]word, len(g.ends)-1)
	for i := range words {
		var front [8]byte
		copy(front[:], g.word(uint32(i+1)))
		words[i] = word{binary.BigEndian.Uint64(front[:]), uint32(i + 1)}
	}
	slices.SortFunc(words, func(a, b word) int {
		if a.front != b.front {
			return cmp.Compare(a.front, b.front)
		}
		return bytes.Compare(g.word(a.number), g.word(b.number))
	})
	numbers := make([]uint32, len(words))
	for i, w := range words {
		numbers[i] = w.number
	}
	return numbers
}

func compareWords(a, b batchWord) int { return strings.Compare(a.word, b.word) }

// joinBatchWords merges the words of the pieces of a batch.
func joinBatchWords(pieces [][]batchWord) []batchWord {
	switch n := len(pieces); n {
	case 0:
		return nil
	case 1:
		return pieces[0]
	default:
		var front []batchWord
		var wait sync.WaitGroup
		wait.Go(func() { front = joinBatchWords(pieces[:n/2]) })
		back := joinBatchWords(pieces[n/2:])
		wait.Wait()
		return mergeBatchWords(front, back)
	}
}

func mergeBatchWords(a, b []batchWord) []batchWord {
	out := make([]batchWord, 0, len(a)+len(b))
	var block []int32 // what is left of it becomes the places of the words to come
	for len(a) > 0 && len(b) > 0 {
		switch order := compareWords(a[0], b[0]); {
		case order < 0:
			out, a = append(out, a[0]), a[1:]
		case order > 0:
			out, b = append(out, b[0]), b[1:]
		default:
			n := len(a[0].at) + len(b[0].at)
			if n > len(block) {
				block = make([]int32, max(n, 1<<14))
			}
			at := append(append(block[:0:n], a[0].at...), b[0].at...)
			block = block[n:]
			out = append(out, batchWord{a[0].word, at})
			a, b = a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// changedWord is what a transaction does to one posting; numbers ascend.
type changedWord struct {
	word        string
	add, remove []uint16 // numbers within the segment
}

// textChange is what a transaction does to the text index. It stands apart from
// the change, because an import writes it while the next part is worked out.
type textChange struct {
	firstStudy uint64                   // the last number of a study before
	words      []batchWord              // of a batch
	made       []uint64                 // by place in the batch from 0: the study that was made of the record, 0 = none
	others     map[uint64][]changedWord // by segment: of all other studies
}

// textChange works out how the text index follows the studies as this transaction
// leaves them: those that a batch made and nothing changed since, of which the
// words are gathered already, and all others.
func (c *change) textChange(ctx context.Context) (textChange, error) {
	var others []uint64
	for no, t := range c.studies {
		if t.place == 0 && !slices.Equal(t.texts, liveTexts(t.doc)) {
			others = append(others, no)
		}
	}
	slices.Sort(others)
	changed, err := c.otherWords(ctx, others)
	return textChange{c.firstStudy, c.batch.words, c.made(), changed}, err
}

// write changes the index in w.
func (t *textChange) write(ctx context.Context, w kv.Writer) error {
	changed := maps.Clone(t.others)
	for segment, words := range splitWords(t.words, t.made) {
		changed[segment] = joinWords(words, changed[segment])
	}
	in := textWriter{reader{w}, w, t.firstStudy}
	for _, segment := range slices.Sorted(maps.Keys(changed)) {
		if err := in.changeWords(ctx, segment, changed[segment]); err != nil {
			return err
		}
	}
	return nil
}

// textWriter changes the postings of words.
type textWriter struct {
	reader
	w          kv.Writer
	firstStudy uint64 // the last number of a study before
}

// splitWords turns places into numbers and parts them by segment. Places and
// numbers ascend together.
func splitWords(words []batchWord, made []uint64) map[uint64][]changedWord {
	out := map[uint64][]changedWord{}
	total := 0
	for _, w := range words {
		total += len(w.at)
	}
	all := make([]uint16, 0, total) // in one piece: there are many words
	for _, w := range words {
		nos := all[len(all):]
		segment := uint64(0)
		flush := func() {
			if len(nos) > 0 {
				if out[segment] == nil {
					out[segment] = make([]changedWord, 0, len(words))
				}
				out[segment] = append(out[segment], changedWord{word: w.word, add: slices.Clip(nos)})
			}
			all = all[:len(all)+len(nos)]
			nos = all[len(all):]
		}
		for _, at := range w.at {
			no := made[at]
			if no == 0 {
				continue
			}
			if no>>segmentBits != segment {
				flush()
				segment = no >> segmentBits
			}
			nos = append(nos, uint16(no&segmentMask))
		}
		flush()
	}
	return out
}

// otherWords compares the words of studies with what they were, by segment.
func (c *change) otherWords(ctx context.Context, nos []uint64) (map[uint64][]changedWord, error) {
	added, removed := make([][]string, len(nos)), make([][]string, len(nos))
	err := inParallel(ctx, len(nos), func(i int) error {
		t := c.studies[nos[i]]
		added[i], removed[i] = differentWords(wordsOf(t.texts), wordsOf(liveTexts(t.doc)))
		return nil
	})
	out := map[uint64][]changedWord{}
	for from := 0; from < len(nos); {
		segment := nos[from] >> segmentBits
		words := map[string]*changedWord{}
		for ; from < len(nos) && nos[from]>>segmentBits == segment; from++ {
			gather(words, uint16(nos[from]&segmentMask), added[from], removed[from])
		}
		for _, w := range slices.Sorted(maps.Keys(words)) {
			out[segment] = append(out[segment], *words[w])
		}
	}
	return out, err
}

// gather notes the words of a study; a word may be there several times.
func gather(words map[string]*changedWord, no uint16, added, removed []string) {
	at := func(w string) *changedWord {
		x, ok := words[w]
		if !ok {
			x = &changedWord{word: w}
			words[w] = x
		}
		return x
	}
	for _, w := range added {
		if x := at(w); len(x.add) == 0 || x.add[len(x.add)-1] != no {
			x.add = append(x.add, no)
		}
	}
	for _, w := range removed {
		x := at(w)
		x.remove = append(x.remove, no)
	}
}

// joinWords merges two lists in order of word.
func joinWords(a, b []changedWord) []changedWord {
	out := make([]changedWord, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch order := strings.Compare(a[0].word, b[0].word); {
		case order < 0:
			out, a = append(out, a[0]), a[1:]
		case order > 0:
			out, b = append(out, b[0]), b[1:]
		default:
			both := changedWord{a[0].word, slices.Concat(a[0].add, b[0].add), slices.Concat(a[0].remove, b[0].remove)}
			slices.Sort(both.add)
			slices.Sort(both.remove)
			out, a, b = append(out, both), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// liveTexts are the search texts of a study that is shown.
func liveTexts(s *storedStudy) []string {
	if s == nil || s.Into != 0 {
		return nil
	}
	return evidence.SearchTexts(&s.Citation)
}

// differentWords compares two ascending lists.
func differentWords(old, now []string) (added, removed []string) {
	for len(old) > 0 || len(now) > 0 {
		switch {
		case len(old) == 0 || len(now) > 0 && now[0] < old[0]:
			added = append(added, now[0])
			now = now[1:]
		case len(now) == 0 || old[0] < now[0]:
			removed = append(removed, old[0])
			old = old[1:]
		default:
			old, now = old[1:], now[1:]
		}
	}
	return added, removed
}

// manyWords is how many changed words make it pay to read a whole segment.
const manyWords = 250

// changeWords changes the postings of a segment. A segment that began with this
// transaction has none yet.
func (t *textWriter) changeWords(ctx context.Context, segment uint64, words []changedWord) error {
	if segment<<segmentBits > t.firstStudy {
		return t.rewriteSegment(ctx, segment, nil, words)
	}
	if len(words) >= manyWords {
		have, err := t.segmentBlocks(segment)
		if err != nil {
			return err
		}
		return t.rewriteSegment(ctx, segment, have, words)
	}
	for len(words) > 0 {
		from, to, err := t.blockOf(segment, words[0].word)
		if err != nil {
			return err
		}
		n := 1
		for n < len(words) && (to == "" || words[n].word < to) {
			n++
		}
		if err := t.changeWordBlock(segment, from, words[:n]); err != nil {
			return err
		}
		words = words[n:]
	}
	return nil
}

// storedBlock is a block as it is stored.
type storedBlock struct {
	from       string
	key, frame []byte
}

func (r reader) segmentBlocks(segment uint64) ([]storedBlock, error) {
	var list []storedBlock
	from, to := kv.Prefix(textKey(segment, ""))
	for p, err := range r.Scan(spText, from, to, false) {
		if err != nil {
			return nil, err
		}
		key := bytes.Clone(p.Key)
		list = append(list, storedBlock{string(key[4:]), key, bytes.Clone(p.Value)})
	}
	return list, nil
}

// rewriteSegment changes all blocks of a segment, several at a time.
func (t *textWriter) rewriteSegment(ctx context.Context, segment uint64, have []storedBlock, words []changedWord) error {
	if len(have) == 0 {
		have = emptyBlocks(words)
	}
	if len(have) == 0 || have[0].from != "" {
		have = slices.Insert(have, 0, storedBlock{})
	}
	type pair struct{ key, frame []byte }
	blocks := make([][]pair, len(have))
	mine := make([][]changedWord, len(have)) // by block: the words that fall into it
	headless := make([]bool, len(have))      // the word that began the block is gone
	for i := range have {
		n := len(words)
		if i+1 < len(have) {
			n, _ = slices.BinarySearchFunc(words, have[i+1].from, func(w changedWord, from string) int { return strings.Compare(w.word, from) })
		}
		mine[i], words = words[:n], words[n:]
	}
	err := inParallel(ctx, len(have), func(i int) error {
		if len(mine[i]) == 0 {
			return nil
		}
		list, err := have[i].words()
		if err != nil {
			return err
		}
		list = applyWords(list, mine[i])
		if headless[i] = isHeadless(have[i].from, list); headless[i] {
			return nil
		}
		for key, frame := range textBlocks(segment, list) {
			blocks[i] = append(blocks[i], pair{key, frame})
		}
		return nil
	})
	if err != nil {
		return err
	}
	if have[0].frame != nil && len(mine[0]) > 0 && (len(blocks[0]) == 0 || !bytes.Equal(blocks[0][0].key, have[0].key)) { // it is empty, or a word that begins a block came before all
		if err := t.w.Delete(spText, have[0].key); err != nil {
			return err
		}
	}
	for _, p := range slices.Concat(blocks...) {
		if err := t.w.Put(spText, p.key, p.frame); err != nil {
			return err
		}
	}
	for i, is := range headless {
		if is {
			if err := t.changeWordBlock(segment, have[i].from, mine[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// isHeadless tells that the word which began a block is not in it any more: what
// is left belongs to the block before. The first block of a segment begins with
// the empty word.
func isHeadless(from string, list []wordPosting) bool {
	return from != "" && (len(list) == 0 || list[0].word != from)
}

// emptyBlocks gives the blocks that words of a new segment will begin.
func emptyBlocks(words []changedWord) []storedBlock {
	var list []storedBlock
	for _, w := range words {
		if beginsBlock(w.word) {
			list = append(list, storedBlock{from: w.word})
		}
	}
	return list
}

// changeWordBlock changes the block that begins with a word, by changes that all
// fall into it.
func (t *textWriter) changeWordBlock(segment uint64, from string, words []changedWord) error {
	have, err := t.wordBlock(segment, from)
	if err != nil {
		return err
	}
	list := applyWords(have, words)
	if isHeadless(from, list) {
		if err := t.w.Delete(spText, textKey(segment, from)); err != nil {
			return err
		}
		before, _, err := t.blockOf(segment, from)
		if err != nil {
			return err
		}
		if have, err = t.wordBlock(segment, before); err != nil {
			return err
		}
		from, list = before, slices.Concat(have, list)
	}
	return t.putBlocks(segment, from, list)
}

// putBlocks writes the words of what was one block, which from began.
func (t *textWriter) putBlocks(segment uint64, from string, list []wordPosting) error {
	if len(list) == 0 || from == "" && beginsBlock(list[0].word) {
		if err := t.w.Delete(spText, textKey(segment, from)); err != nil {
			return err
		}
	}
	for key, frame := range textBlocks(segment, list) {
		if err := t.w.Put(spText, key, frame); err != nil {
			return err
		}
	}
	return nil
}

// textBlocks divides words into blocks.
func textBlocks(segment uint64, list []wordPosting) iter.Seq2[[]byte, []byte] {
	return func(yield func(key, frame []byte) bool) {
		for len(list) > 0 {
			from, n := "", 1
			if beginsBlock(list[0].word) {
				from = list[0].word
			}
			for n < len(list) && !beginsBlock(list[n].word) {
				n++
			}
			key := textKey(segment, from)
			if !yield(key, sealWordBlock(key, list[:n])) {
				return
			}
			list = list[n:]
		}
	}
}

// blockOf finds the block that a word falls into: the word that it begins with,
// and the word that the next one begins with ("" when there is none).
func (r reader) blockOf(segment uint64, word string) (from, to string, err error) {
	after := append(textKey(segment, word), 0)
	for p, err := range r.Scan(spText, nil, after, true) {
		if err != nil {
			return "", "", err
		}
		if ofSegment(p.Key, segment) {
			from = string(p.Key[4:])
		}
		break
	}
	for p, err := range r.Scan(spText, after, nil, false) {
		if err != nil {
			return "", "", err
		}
		if ofSegment(p.Key, segment) {
			to = string(p.Key[4:])
		}
		break
	}
	return from, to, nil
}

func ofSegment(key []byte, segment uint64) bool {
	return len(key) >= 4 && binary.BigEndian.Uint32(key) == uint32(segment)
}

// wordPosting is a word of a block and its studies, as stored.
type wordPosting struct {
	word    string
	posting []byte
}

func postingsOf(words []changedWord) []wordPosting { return applyWords(nil, words) }

// applyWords gives the words of a block after changes; both ascend.
func applyWords(have []wordPosting, words []changedWord) []wordPosting {
	out := make([]wordPosting, 0, len(have)+len(words))
	for _, w := range words {
		for len(have) > 0 && have[0].word < w.word {
			out, have = append(out, have[0]), have[1:]
		}
		var nos []uint16
		if len(have) > 0 && have[0].word == w.word {
			nos, have = openPosting(have[0].posting), have[1:]
		}
		if nos = w.apply(nos); len(nos) > 0 {
			out = append(out, wordPosting{w.word, sealPosting(nos)})
		}
	}
	return append(out, have...)
}

func (x *changedWord) apply(have []uint16) []uint16 {
	if len(x.remove) > 0 {
		have = slices.DeleteFunc(have, func(no uint16) bool {
			_, gone := slices.BinarySearch(x.remove, no)
			return gone
		})
	}
	switch {
	case len(x.add) == 0:
		return have
	case len(have) == 0:
		return x.add
	}
	inOrder := have[len(have)-1] < x.add[0] // what an import does
	if have = append(have, x.add...); inOrder {
		return have
	}
	slices.Sort(have)
	return slices.Compact(have)
}

// The first byte of a posting: how the numbers follow. A word that many studies
// have takes a bit for each number, others the differences in varints.
const (
	postingDifferences = 0
	postingBits        = 1
)

func sealPosting(nos []uint16) []byte {
	out := make([]byte, 1, 1+2*len(nos))
	last := uint16(0)
	for _, no := range nos {
		out = binary.AppendUvarint(out, uint64(no-last))
		last = no
	}
	if size := 2 + int(last)/8; size < len(out) {
		out = out[:size]
		clear(out)
		out[0] = postingBits
		for _, no := range nos {
			out[1+no/8] |= 1 << (no % 8)
		}
	}
	return out
}

// openPosting gives the numbers of a posting that decodeWordBlock let pass.
func openPosting(p []byte) []uint16 {
	if p[0] == postingBits {
		var nos []uint16
		for i, b := range p[1:] {
			for ; b != 0; b &= b - 1 {
				nos = append(nos, uint16(8*i+bits.TrailingZeros8(b)))
			}
		}
		return nos
	}
	nos := make([]uint16, 0, len(p))
	last := uint64(0)
	for p = p[1:]; len(p) > 0; {
		d, n := binary.Uvarint(p)
		if n <= 0 {
			break
		}
		last += d
		nos, p = append(nos, uint16(last)), p[n:]
	}
	return nos
}

// sealWordBlock encodes a block; short and hardly worth compressing, it bypasses
// the codec of documents.
func sealWordBlock(key []byte, list []wordPosting) []byte {
	size := frameHead
	for _, w := range list {
		size += 6 + len(w.word) + len(w.posting)
	}
	frame := make([]byte, frameHead, size)
	frame[0] = frameVersion
	last := ""
	for _, w := range list {
		n := sharedFront(last, w.word)
		frame = binary.AppendUvarint(frame, uint64(n))
		frame = binary.AppendUvarint(frame, uint64(len(w.word)-n))
		frame = append(frame, w.word[n:]...)
		frame = binary.AppendUvarint(frame, uint64(len(w.posting)))
		frame = append(frame, w.posting...)
		last = w.word
	}
	return sign(spText, key, frame)
}

func sharedFront(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// wordBlock reads the block that begins with a word; empty when there is none.
func (r reader) wordBlock(segment uint64, from string) ([]wordPosting, error) {
	key := textKey(segment, from)
	frame, ok, err := r.Get(spText, key)
	if err != nil || !ok {
		return nil, err
	}
	return storedBlock{from, key, frame}.words()
}

func (b storedBlock) words() ([]wordPosting, error) {
	if b.frame == nil {
		return nil, nil
	}
	var list []wordPosting
	err := eachWord(b.key, b.frame, func(word, posting []byte) bool {
		list = append(list, wordPosting{string(word), posting})
		return true
	})
	return list, err
}

// eachWord calls fn with the words of a stored block, in order, until it returns
// false. The word is valid until fn returns.
func eachWord(key, frame []byte, fn func(word, posting []byte) bool) error {
	payload, err := unseal(spText, key, frame)
	if err != nil {
		return err
	}
	in := fieldReader{rest: payload}
	var word []byte
	for len(in.rest) > 0 {
		n := in.number()
		if n > uint64(len(word)) {
			in.broken = true
			n = 0
		}
		word = append(word[:n], in.bytes()...)
		posting := in.bytes()
		if in.broken || len(posting) == 0 {
			return damaged("%s: it ends in the middle of a word", where(spText, key))
		}
		if !fn(word, posting) {
			break
		}
	}
	return nil
}

// fieldReader reads varints and bytes that follow their length.
type fieldReader struct {
	rest   []byte
	broken bool
}

func (f *fieldReader) number() uint64 {
	x, n := binary.Uvarint(f.rest)
	if n <= 0 {
		f.broken, f.rest = true, nil
		return 0
	}
	f.rest = f.rest[n:]
	return x
}

func (f *fieldReader) bytes() []byte {
	n := f.number()
	if n > uint64(len(f.rest)) {
		f.broken, n = true, 0
	}
	b := f.rest[:n]
	f.rest = f.rest[n:]
	return b
}

// segments counts the segments that numbers given so far fall into.
func (r reader) segments() (uint64, error) {
	var n counters
	_, err := getMeta(r, metaCounters, &n)
	return n.Study>>segmentBits + 1, err
}

// withWord gives the studies that have a word, or any word with a beginning,
// ascending.
func (r reader) withWord(word string, beginning bool) ([]uint64, error) {
	segments, err := r.segments()
	if err != nil {
		return nil, err
	}
	beginning = beginning || len(word) > maxWord
	var all []uint64
	for s := range segments {
		nos, err := r.inSegment(s, indexWord(word), beginning)
		if err != nil {
			return nil, err
		}
		all = append(all, nos...)
	}
	return all, nil
}

// inSegment gives the studies of a segment that have a word, or any word with a
// beginning, ascending.
func (r reader) inSegment(segment uint64, word string, beginning bool) ([]uint64, error) {
	first, _, err := r.blockOf(segment, word)
	if err != nil {
		return nil, err
	}
	after := append(textKey(segment, word), 0)
	if beginning {
		_, after = kv.Prefix(textKey(segment, word))
	}
	var all []uint64
	for p, err := range r.Scan(spText, textKey(segment, first), after, false) {
		if err != nil {
			return nil, err
		}
		err = eachWord(p.Key, p.Value, func(w, posting []byte) bool {
			if string(w) == word || beginning && strings.HasPrefix(string(w), word) {
				for _, no := range openPosting(posting) {
					all = append(all, segment<<segmentBits|uint64(no))
				}
				return beginning
			}
			return string(w) < word
		})
		if err != nil {
			return nil, err
		}
	}
	if beginning {
		slices.Sort(all)
		all = slices.Compact(all)
	}
	return all, nil
}

// withWords gives the studies that have all words of a term; when there are
// several, they need not stand side by side there.
func (r reader) withWords(e *evidence.QueryExpr) ([]uint64, error) {
	var nos []uint64
	for i, w := range e.Words {
		some, err := r.withWord(w, e.Prefix && i == len(e.Words)-1)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			nos = some
		} else {
			nos = intersect(nos, some)
		}
	}
	return nos, nil
}
