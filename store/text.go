package store

import (
	"context"
	"encoding/binary"
	"slices"
	"strings"

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

// wordsOf gives the different words of search texts, ascending.
func wordsOf(texts []string) []string {
	var words []string
	for _, t := range texts {
		for _, w := range evidence.SearchWords(t) {
			words = append(words, indexWord(w))
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// posting is a change of one word of one study.
type posting struct {
	word    string
	no      uint64
	present bool
}

func comparePostings(a, b posting) int {
	if sa, sb := a.no>>segmentBits, b.no>>segmentBits; sa != sb {
		return int(sa) - int(sb)
	}
	if c := strings.Compare(a.word, b.word); c != 0 {
		return c
	}
	if a.no < b.no {
		return -1
	}
	return 1
}

// indexTexts brings the text index up to the studies as this transaction leaves
// them.
func (c *change) indexTexts(ctx context.Context) error {
	nos := make([]uint64, 0, len(c.studies))
	for no, t := range c.studies {
		if !slices.Equal(t.texts, liveTexts(t.doc)) {
			nos = append(nos, no)
		}
	}
	lists := make([][]posting, len(nos))
	err := inParallel(ctx, len(nos), func(i int) error {
		t := c.studies[nos[i]]
		lists[i] = postingChanges(nos[i], wordsOf(t.texts), wordsOf(liveTexts(t.doc)))
		return nil
	})
	if err != nil {
		return err
	}
	all := slices.Concat(lists...)
	slices.SortFunc(all, comparePostings)
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].word == all[0].word && all[n].no>>segmentBits == all[0].no>>segmentBits {
			n++
		}
		if err := c.post(all[:n]); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

// liveTexts are the search texts of a study that is shown.
func liveTexts(s *storedStudy) []string {
	if s == nil || s.Into != 0 {
		return nil
	}
	return evidence.SearchTexts(&s.Citation)
}

// postingChanges compares two ascending lists of words.
func postingChanges(no uint64, old, now []string) []posting {
	var list []posting
	for len(old) > 0 || len(now) > 0 {
		switch {
		case len(old) == 0 || len(now) > 0 && now[0] < old[0]:
			list = append(list, posting{now[0], no, true})
			now = now[1:]
		case len(now) == 0 || old[0] < now[0]:
			list = append(list, posting{old[0], no, false})
			old = old[1:]
		default:
			old, now = old[1:], now[1:]
		}
	}
	return list
}

// post changes one posting: all of list are of one word and segment, ascending.
func (c *change) post(list []posting) error {
	key := textKey(list[0].no>>segmentBits, list[0].word)
	have, err := c.posting(key)
	if err != nil {
		return err
	}
	merged := make([]uint64, 0, len(have)+len(list))
	for len(have) > 0 || len(list) > 0 {
		switch {
		case len(list) == 0 || len(have) > 0 && have[0] < list[0].no:
			merged = append(merged, have[0])
			have = have[1:]
			continue
		case len(have) > 0 && have[0] == list[0].no:
			have = have[1:]
		}
		if list[0].present {
			merged = append(merged, list[0].no)
		}
		list = list[1:]
	}
	if len(merged) == 0 {
		return c.w.Delete(spText, key)
	}
	return c.w.Put(spText, key, sealPosting(key, merged))
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
