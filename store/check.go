package store

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/evidence/dedupe"
	"dossier/store/kv"
)

// Problem is one thing that Check found.
type Problem struct {
	Kind    string `json:"kind"` // "pages", "checksum", "index", "reference"
	Key     string `json:"key"`  // what is affected: "study 17", a citation key
	Message string `json:"message"`
	Next    string `json:"next"` // what to type
}

// What to do about the kinds of problem.
const (
	nextRepair  = "run 'dossier repair'; it works on a copy and keeps the original"
	nextReindex = "run 'dossier repair'; it computes the indexes again and changes nothing that was entered"
)

// maxProblems is how many problems Check lists before it says "and more".
const maxProblems = 200

// Check examines the file: its pages, the checksum of every pair, and whether
// the indexes say what the studies say. It returns what it found, and an error
// only when it could not go on.
func (r *Repo) Check(ctx context.Context) ([]Problem, error) {
	c := checker{}
	if e, ok := r.engine.(kv.Checker); ok {
		found, err := e.Check(ctx)
		if err != nil {
			return nil, r.explain(err)
		}
		for _, f := range found {
			c.add("pages", "", f, nextRepair)
		}
	}
	err := r.view(ctx, func(rd reader) error {
		c.reader = rd
		if err := c.sums(ctx); err != nil {
			return err
		}
		if len(c.problems) > 0 {
			return nil // what refers to damaged pairs is known to be wrong
		}
		if err := c.records(); err != nil {
			return err
		}
		return c.derived(ctx)
	})
	return c.problems, err
}

type checker struct {
	reader
	problems []Problem
}

func (c *checker) add(kind, key, message, next string) {
	switch {
	case len(c.problems) < maxProblems:
		c.problems = append(c.problems, Problem{kind, key, message, next})
	case len(c.problems) == maxProblems:
		c.problems = append(c.problems, Problem{Kind: "more", Message: "there are more problems than are listed here", Next: nextRepair})
	}
}

// isIndex tells the spaces whose values are checksums of their keys.
func isIndex(s kv.Space) bool {
	return s >= ixDOI && s <= ixTrial && s != spRowsDrug && s != spRowsOutcome
}

func allSpaces() []kv.Space {
	var list []kv.Space
	for s := spMeta; s <= spChanges; s++ {
		list = append(list, s)
	}
	for s := spHeads; s <= lastSpace; s++ {
		list = append(list, s)
	}
	return list
}

// sums verifies the checksum of every pair.
func (c *checker) sums(ctx context.Context) error {
	for _, s := range allSpaces() {
		for p, err := range c.Scan(s, nil, nil, false) {
			if err != nil {
				return err
			}
			if isIndex(s) {
				err = checkIndex(s, p.Key, p.Value)
			} else {
				_, err = unseal(s, p.Key, p.Value)
			}
			if err != nil {
				next := nextRepair
				if s >= spHeads {
					next = nextReindex
				}
				c.add("checksum", where(s, p.Key), strings.TrimPrefix(err.Error(), "damaged: "), next)
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// records checks that every record that a study names is there.
func (c *checker) records() error {
	return each(c.reader, spStudies, nil, func(key []byte, s *storedStudy) error {
		for _, id := range s.Records {
			no, err := c.recordNumber(id)
			if err != nil {
				return err
			}
			if _, ok, err := c.Get(spRecords, number(max(no, 1))); err != nil || no == 0 || !ok {
				c.add("reference", s.Key, "its record "+id+" is missing", nextRepair)
			}
		}
		var ref keyRef
		ok, err := c.get(spKeys, keyOf(s.Key), &ref)
		if err != nil {
			return err
		}
		if !ok || ref.No != firstNumber(key) || ref.Removed {
			c.add("reference", s.Key, "its citation key leads elsewhere", nextRepair)
		}
		return nil
	})
}

// derived computes everything derived from the primary pairs again and compares
// it with what is stored: what is missing, what differs, and, by counting, what
// is stored and should not be.
func (c *checker) derived(ctx context.Context) error {
	expected := map[kv.Space]int{}
	format, err := c.format()
	if err != nil {
		return err
	}
	compare := func(e entry) error {
		expected[e.space]++
		if format == formatUngrouped && grouped(e.space) {
			e.key = e.key[groupHead:]
		}
		got, ok, err := c.Get(e.space, e.key)
		if err != nil {
			return err
		}
		want := e.value
		if want == nil {
			want = indexValue(e.space, e.key)
		}
		if !ok || !bytes.Equal(got, want) {
			c.add("index", where(e.space, e.key), "it is missing or out of date", nextReindex)
		}
		return nil
	}
	if err := c.eachDerived(ctx, compare); err != nil {
		return err
	}
	for s := spHeads; s <= lastSpace; s++ {
		n := 0
		for _, err := range c.Scan(s, nil, nil, false) {
			if err != nil {
				return err
			}
			n++
		}
		if n > expected[s] {
			c.add("index", spaceName(s), fmt.Sprintf("it has %s too many", plural(n-expected[s], "entry", "entries")), nextReindex)
		}
	}
	return nil
}

// eachDerived calls fn with everything that is derived from the primary pairs.
func (r reader) eachDerived(ctx context.Context, fn func(entry) error) error {
	segments, err := r.allSegments()
	for s := uint64(0); s < segments && err == nil; s++ {
		err = r.derivedOf(ctx, s, fn)
	}
	return err
}

// allSegments counts the segments of numbers, of studies and of records.
func (r reader) allSegments() (uint64, error) {
	var n counters
	_, err := getMeta(r, metaCounters, &n)
	return max(n.Study, n.Record)>>segmentBits + 1, err
}

// derivedOf calls fn with what is derived from the studies and records whose
// numbers are in one segment.
func (r reader) derivedOf(ctx context.Context, segment uint64, fn func(entry) error) error {
	from, to := number(segment<<segmentBits), number((segment+1)<<segmentBits)
	var aggregates []*aggregate
	var nos []uint64
	for p, err := range r.Scan(spStudies, from, to, false) {
		if err != nil {
			return err
		}
		nos = append(nos, firstNumber(p.Key))
	}
	for _, no := range nos {
		a, err := r.aggregate(no)
		if err != nil {
			return err
		}
		if a != nil {
			aggregates = append(aggregates, a)
		}
	}
	lists := make([][]entry, len(aggregates))
	words := make([][]string, len(aggregates))
	keys := make([][]uint64, len(aggregates))
	preparer := dedupe.NewPreparer()
	err := inParallel(ctx, len(aggregates), func(i int) (err error) {
		words[i] = allWords(liveTexts(aggregates[i].doc))
		folded := preparer.Prepare(&evidence.Record{Citation: aggregates[i].doc.Citation})
		sketch := folded.Sketch()
		keys[i], aggregates[i].sketch = folded.Keys(), &sketch
		lists[i], err = entries(aggregates[i])
		return err
	})
	if err != nil {
		return err
	}
	lists = append(lists, textEntries(segment, aggregates, words))
	lists = append(lists, blockEntries(segment, aggregates, keys))
	for p, err := range r.Scan(spRecords, from, to, false) {
		if err != nil {
			return err
		}
		rec := new(evidence.Record)
		if err := decode(spRecords, p.Key, p.Value, rec); err != nil {
			return err
		}
		lists = append(lists, recordEntries(firstNumber(p.Key), rec))
	}
	for _, list := range lists {
		for _, e := range list {
			if err := fn(e); err != nil {
				return err
			}
		}
	}
	return nil
}

// textEntries computes the text index of a segment anew.
func textEntries(segment uint64, aggregates []*aggregate, words [][]string) []entry {
	postings := map[string]*changedWord{}
	for i, a := range aggregates {
		gather(postings, uint16(a.no&segmentMask), words[i], nil)
	}
	var all []changedWord
	for _, w := range slices.Sorted(maps.Keys(postings)) {
		all = append(all, *postings[w])
	}
	var list []entry
	for key, frame := range textBlocks(segment, postingsOf(all)) {
		list = append(list, entry{spText, key, frame})
	}
	return list
}
