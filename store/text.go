package store

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"
	"strings"
	"sync"

	"dossier/evidence"
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
	words := make([]string, 0, 300)
	for _, t := range texts {
		for _, w := range evidence.SearchWords(t) {
			words = append(words, indexWord(w))
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

// wordChange is what a transaction does to one posting; numbers ascend.
type wordChange struct{ add, remove []uint64 }

// shards is how many parts the words of a transaction are gathered in, side by
// side.
const shards = 4

// shardedWords are the words of one study, by shard. A word may be there several
// times.
type shardedWords [shards][]string

func shardOf(word string) int { return int(word[0]^word[len(word)-1]) % shards }

// shardWords gives the words of search texts as they come.
func shardWords(texts []string) *shardedWords {
	out := new(shardedWords)
	for i := range out {
		out[i] = make([]string, 0, 64)
	}
	for _, w := range allWords(texts) {
		s := shardOf(w)
		out[s] = append(out[s], w)
	}
	return out
}

// studyWords is what a transaction does to the words of one study.
type studyWords struct {
	no      uint64
	added   *shardedWords
	removed *shardedWords
}

// indexTexts brings the text index up to the studies as this transaction leaves
// them.
func (c *change) indexTexts(ctx context.Context) error {
	var list []studyWords
	for no, t := range c.studies {
		if t.words != nil || !slices.Equal(t.texts, liveTexts(t.doc)) {
			list = append(list, studyWords{no: no})
		}
	}
	slices.SortFunc(list, func(a, b studyWords) int { return cmp.Compare(a.no, b.no) })
	err := inParallel(ctx, len(list), func(i int) error {
		x, t := &list[i], c.studies[list[i].no]
		switch {
		case t.words != nil:
			x.added = t.words
		case t.texts == nil:
			x.added = shardWords(liveTexts(t.doc))
		default:
			added, removed := changedWords(wordsOf(t.texts), wordsOf(liveTexts(t.doc)))
			x.added, x.removed = new(shardedWords), new(shardedWords)
			x.added.put(added)
			x.removed.put(removed)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for len(list) > 0 {
		segment := list[0].no >> segmentBits
		n := 0
		for n < len(list) && list[n].no>>segmentBits == segment {
			n++
		}
		if err := c.postAll(segment, gatherAll(list[:n])); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

func (s *shardedWords) put(words []string) {
	for _, w := range words {
		s[shardOf(w)] = append(s[shardOf(w)], w)
	}
}

// gatherAll gathers the words of studies, one goroutine to a shard.
func gatherAll(list []studyWords) []map[string]*wordChange {
	out := make([]map[string]*wordChange, shards)
	var group sync.WaitGroup
	for s := range out {
		group.Go(func() {
			out[s] = map[string]*wordChange{}
			for _, x := range list {
				var removed []string
				if x.removed != nil {
					removed = x.removed[s]
				}
				gather(out[s], x.no, x.added[s], removed)
			}
		})
	}
	group.Wait()
	return out
}

// gather notes the words of a study; a word may be there several times.
func gather(words map[string]*wordChange, no uint64, added, removed []string) {
	at := func(w string) *wordChange {
		x, ok := words[w]
		if !ok {
			x = new(wordChange)
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

// liveTexts are the search texts of a study that is shown.
func liveTexts(s *storedStudy) []string {
	if s == nil || s.Into != 0 {
		return nil
	}
	return evidence.SearchTexts(&s.Citation)
}

// changedWords compares two ascending lists.
func changedWords(old, now []string) (added, removed []string) {
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
func (c *change) postAll(segment uint64, gathered []map[string]*wordChange) error {
	fresh := segment<<segmentBits > c.firstStudy
	for _, x := range sortedWords(gathered) {
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

type changedWord struct {
	word string
	*wordChange
}

func sortedWords(gathered []map[string]*wordChange) []changedWord {
	var list []changedWord
	for _, words := range gathered {
		for w, x := range words {
			list = append(list, changedWord{w, x})
		}
	}
	slices.SortFunc(list, func(a, b changedWord) int { return strings.Compare(a.word, b.word) })
	return list
}

func (x *wordChange) apply(have []uint64) []uint64 {
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
