package store

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestMeet compares with going through all words.
func TestMeet(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for range 500 {
		var keys, words []uint64
		for range rng.IntN(30) {
			keys = append(keys, uint64(rng.IntN(60))<<segmentBits)
		}
		for range rng.IntN(60) {
			words = append(words, uint64(rng.IntN(60))<<segmentBits|uint64(rng.IntN(4)))
		}
		slices.Sort(keys)
		slices.Sort(words)
		keys, words = slices.Compact(keys), slices.Compact(words)
		var stored []byte
		var want, got []uint64
		for _, w := range words {
			stored = binary.BigEndian.AppendUint64(stored, w)
			if slices.Contains(keys, blockHash(w)) {
				want = append(want, w)
			}
		}
		meet(stored, keys, func(i int, w uint64) {
			if k := keys[i]; blockHash(w) != k {
				t.Fatalf("word %x under key %x", w, k)
			}
			got = append(got, w)
		})
		if !slices.Equal(got, want) {
			t.Fatalf("keys %x, words %x: got %x, want %x", keys, words, got, want)
		}
	}
}
