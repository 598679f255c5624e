package store

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/store/kv"
	"dossier/store/kv/mem"
)

// TestWordBlocks changes the words of a segment at random, a few or thousands at
// a time, and compares the blocks with those that the words make at once.
func TestWordBlocks(t *testing.T) {
	const segment = 3
	rng := rand.New(rand.NewPCG(8, 1))
	vocabulary := make([]string, 6000)
	for i := range vocabulary {
		vocabulary[i] = fmt.Sprintf("%c%d", 'a'+i%26, i)
	}
	slices.Sort(vocabulary)
	model := map[string][]uint16{}
	e := mem.New()
	for round := range 48 {
		words := randomWords(rng, vocabulary, model, round)
		err := e.Update(t.Context(), func(w kv.Writer) error {
			in := textWriter{reader{w}, w, (segment + 1) << segmentBits}
			return in.changeWords(t.Context(), segment, words)
		})
		if err != nil {
			t.Fatal(err)
		}
		var all []wordPosting
		for _, w := range vocabulary {
			if len(model[w]) > 0 {
				all = append(all, wordPosting{w, sealPosting(model[w])})
			}
		}
		want := map[string][]byte{}
		for key, frame := range textBlocks(segment, all) {
			want[string(key)] = frame
		}
		got := map[string][]byte{}
		err = e.View(t.Context(), func(r kv.Reader) error {
			for p, err := range r.Scan(spText, nil, nil, false) {
				if err != nil {
					return err
				}
				got[string(p.Key)] = p.Value
			}
			for _, w := range vocabulary[:50] {
				nos, err := reader{r}.inSegment(segment, w, false)
				if err != nil {
					return err
				}
				if len(nos) != len(model[w]) {
					t.Errorf("round %d: %q is in %v, want %v", round, w, nos, model[w])
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("round %d, %d words (-want +got):\n%.2000s", round, len(words), diff)
		}
	}
}

// randomWords changes the model, and gives the changes in order of word. Every
// third round changes thousands; in every other of these words come only. Every
// twelfth round takes all words away.
func randomWords(rng *rand.Rand, vocabulary []string, model map[string][]uint16, round int) []changedWord {
	n := 1 + rng.IntN(40)
	if round%3 == 0 {
		n = 2000 + rng.IntN(4000)
	}
	picked := map[string]bool{}
	all := round%12 == 11
	if all {
		for w, have := range model {
			if len(have) > 0 {
				picked[w] = true
			}
		}
		n = 0
	}
	for range n {
		picked[vocabulary[rng.IntN(len(vocabulary))]] = true
	}
	var list []changedWord
	for _, w := range slices.Sorted(maps.Keys(picked)) {
		x := changedWord{word: w}
		if have := model[w]; len(have) > 0 && round%6 != 0 && (all || rng.IntN(3) > 0) {
			x.remove = slices.Clone(have)
			model[w] = nil
		} else {
			no := uint16(rng.IntN(1 << segmentBits))
			x.add = []uint16{no}
			next := append(slices.Clone(have), no)
			slices.Sort(next)
			model[w] = slices.Compact(next)
		}
		list = append(list, x)
	}
	return list
}

func TestPostings(t *testing.T) {
	for _, nos := range [][]uint16{{0}, {4095}, {0, 1, 2, 3, 4, 5, 6, 7}, {5, 300, 4000}, {1, 2, 3, 4, 5, 4095}} {
		if diff := cmp.Diff(nos, openPosting(sealPosting(nos))); diff != "" {
			t.Errorf("%v: %s", nos, diff)
		}
	}
}
