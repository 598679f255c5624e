package store

import (
	"context"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
	"sync"

	"dossier/evidence"
	"dossier/evidence/notation"
	"dossier/store/kv"
)

// The text index: for each segment of studies (numbers that share all but the
// last bits) and each word, the numbers of the studies that have the word in one
// of their search texts. Segments keep an import's writes together; a posting is
// the ascending numbers as differences in varints.

const segmentBits = 12 // 4,096 studies

func textKey(segment uint64, word string) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(segment)), word...)
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
// the batch, ascending.
type batchWord struct {
	word string
	at   []int32
}

// wordsOfBatch gathers the words of the records of a batch, in order. It goes
// over the words once per shard, side by side.
func wordsOfBatch(lists [][]string) []batchWord {
	const shards = 4
	var parts [shards][]batchWord
	var group sync.WaitGroup
	for s := range parts {
		group.Go(func() {
			place := map[string]int32{}
			for i, words := range lists {
				for _, w := range words {
					if int(w[0]^w[len(w)-1])%shards != s {
						continue
					}
					n, ok := place[w]
					if !ok {
						n = int32(len(parts[s]))
						place[w] = n
						parts[s] = append(parts[s], batchWord{word: w})
					}
					x := &parts[s][n]
					if len(x.at) == 0 || x.at[len(x.at)-1] != int32(i) {
						x.at = append(x.at, int32(i))
					}
				}
			}
		})
	}
	group.Wait()
	all := slices.Concat(parts[:]...)
	slices.SortFunc(all, func(a, b batchWord) int { return strings.Compare(a.word, b.word) })
	return all
}

// changedWord is what a transaction does to one posting; numbers ascend.
type changedWord struct {
	word        string
	add, remove []uint64
}

// indexTexts brings the text index up to the studies as this transaction leaves
// them: those that a batch made and nothing changed since, of which the words are
// gathered already, and all others.
func (c *change) indexTexts(ctx context.Context) error {
	made := make([]uint64, len(c.batchKeys)) // by place in the batch: the number of its study
	var others []uint64
	for no, t := range c.studies {
		switch {
		case t.place != 0:
			made[t.place-1] = no
		case !slices.Equal(t.texts, liveTexts(t.doc)):
			others = append(others, no)
		}
	}
	slices.Sort(others)
	changed, err := c.otherWords(ctx, others)
	if err != nil {
		return err
	}
	for segment, words := range splitWords(c.batchWords, made) {
		changed[segment] = joinWords(words, changed[segment])
	}
	for _, segment := range slices.Sorted(maps.Keys(changed)) {
		if err := c.postAll(segment, changed[segment]); err != nil {
			return err
		}
	}
	return nil
}

// splitWords turns places into numbers and parts them by segment. Places and
// numbers ascend together.
func splitWords(words []batchWord, made []uint64) map[uint64][]changedWord {
	out := map[uint64][]changedWord{}
	for _, w := range words {
		nos := make([]uint64, 0, len(w.at))
		for _, at := range w.at {
			if no := made[at]; no != 0 {
				nos = append(nos, no)
			}
		}
		for len(nos) > 0 {
			segment, n := nos[0]>>segmentBits, 1
			for n < len(nos) && nos[n]>>segmentBits == segment {
				n++
			}
			out[segment] = append(out[segment], changedWord{word: w.word, add: nos[:n:n]})
			nos = nos[n:]
		}
	}
	return out
}

// otherWords compares the words of studies with what they were, by segment.
func (c *change) otherWords(ctx context.Context, nos []uint64) (map[uint64][]changedWord, error) {
	added, removed := make([][]string, len(nos)), make([][]string, len(nos))
	err := inParallel(ctx, len(nos), func(i int) error {
		t := c.studies[nos[i]]
		added[i], removed[i] = compareWords(wordsOf(t.texts), wordsOf(liveTexts(t.doc)))
		return nil
	})
	out := map[uint64][]changedWord{}
	for from := 0; from < len(nos); {
		segment := nos[from] >> segmentBits
		words := map[string]*changedWord{}
		for ; from < len(nos) && nos[from]>>segmentBits == segment; from++ {
			gather(words, nos[from], added[from], removed[from])
		}
		for _, w := range slices.Sorted(maps.Keys(words)) {
			out[segment] = append(out[segment], *words[w])
		}
	}
	return out, err
}

// gather notes the words of a study; a word may be there several times.
func gather(words map[string]*changedWord, no uint64, added, removed []string) {
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
	if len(b) == 0 {
		return a
	}
	all := slices.Concat(a, b)
	slices.SortStableFunc(all, func(a, b changedWord) int { return strings.Compare(a.word, b.word) })
	out := all[:1]
	for _, w := range all[1:] {
		last := &out[len(out)-1]
		if w.word != last.word {
			out = append(out, w)
			continue
		}
		last.add = slices.Concat(last.add, w.add)
		slices.Sort(last.add)
		last.remove = append(last.remove, w.remove...)
	}
	return out
}

// liveTexts are the search texts of a study that is shown.
func liveTexts(s *storedStudy) []string {
	if s == nil || s.Into != 0 {
		return nil
	}
	return evidence.SearchTexts(&s.Citation)
}

// compareWords compares two ascending lists.
func compareWords(old, now []string) (added, removed []string) {
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

// postAll changes the postings of a segment, in order of word. A segment that
// began with this transaction has none yet.
func (c *change) postAll(segment uint64, words []changedWord) error {
	fresh := segment<<segmentBits > c.firstStudy
	for _, x := range words {
		key := textKey(segment, x.word)
		var have []uint64
		if !fresh {
			var err error
			if have, err = c.posting(key); err != nil {
				return err
			}
		}
		nos := x.apply(have)
		var err error
		if len(nos) == 0 {
			err = c.w.Delete(spText, key)
		} else {
			err = c.w.Put(spText, key, sealPosting(key, nos))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (x *changedWord) apply(have []uint64) []uint64 {
	if len(x.remove) > 0 {
		have = slices.DeleteFunc(have, func(no uint64) bool {
			_, gone := slices.BinarySearch(x.remove, no)
			return gone
		})
	}
	if len(x.add) == 0 {
		return have
	}
	if len(have) == 0 || have[len(have)-1] < x.add[0] { // what an import does
		return append(have, x.add...)
	}
	have = append(have, x.add...)
	slices.Sort(have)
	return slices.Compact(have)
}

// sealPosting encodes numbers; short and not worth compressing, they bypass the
// codec of documents.
func sealPosting(key []byte, nos []uint64) []byte {
	frame := make([]byte, frameHead, frameHead+len(nos)+8)
	frame[0] = frameVersion
	last := uint64(0)
	for _, no := range nos {
		frame = binary.AppendUvarint(frame, no-last)
		last = no
	}
	binary.BigEndian.PutUint32(frame[2:], checksum(spText, key, frame[:2], frame[frameHead:]))
	return frame
}

func openPosting(key, frame []byte) ([]uint64, error) {
	payload, err := unseal(spText, key, frame)
	if err != nil {
		return nil, err
	}
	nos := make([]uint64, 0, len(payload))
	last := uint64(0)
	for len(payload) > 0 {
		d, n := binary.Uvarint(payload)
		if n <= 0 {
			return nil, damaged("%s: it ends in the middle of a number", where(spText, key))
		}
		last += d
		nos = append(nos, last)
		payload = payload[n:]
	}
	return nos, nil
}

// posting reads one posting; nil when there is none.
func (r reader) posting(key []byte) ([]uint64, error) {
	frame, ok, err := r.Get(spText, key)
	if err != nil || !ok {
		return nil, err
	}
	return openPosting(key, frame)
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

func (r reader) inSegment(segment uint64, word string, beginning bool) ([]uint64, error) {
	key := textKey(segment, word)
	if !beginning {
		return r.posting(key)
	}
	var all []uint64
	from, to := kv.Prefix(key)
	for p, err := range r.Scan(spText, from, to, false) {
		if err != nil {
			return nil, err
		}
		nos, err := openPosting(p.Key, p.Value)
		if err != nil {
			return nil, err
		}
		all = append(all, nos...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
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
