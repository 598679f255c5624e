package bolt_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"dossier/store/kv"
	"dossier/store/kv/bolt"
)

// TestViewsReadEveryTree changes trees of several levels at random (long keys,
// so that few fit on a page; values past a page; ranges deleted, so that pages
// are joined and emptied) and reads each state whole. Views examine the shape
// of every page: what bbolt writes must never look damaged.
func TestViewsReadEveryTree(t *testing.T) {
	rounds := 8
	if os.Getenv("DOSSIER_FULL") == "1" {
		rounds = 60
	}
	path := create(t, nothing)
	rng := rand.New(rand.NewPCG(11, 12))
	model := map[kv.Space]map[string][]byte{1: {}, 2: {}, 3: {}}
	for round := range rounds {
		e, err := bolt.Open(path, bolt.Options{Ascending: []kv.Space{2}})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if err := e.Update(t.Context(), func(w kv.Writer) error { return disturb(rng, w, model) }); err != nil {
				t.Fatal(err)
			}
			for s, pairs := range model {
				sameTree(t, e, s, pairs)
			}
		}
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for s, pairs := range model {
		t.Logf("space %d: %d pairs at the end", s, len(pairs))
	}
}

func disturb(rng *rand.Rand, w kv.Writer, model map[kv.Space]map[string][]byte) error {
	key := func() string { return fmt.Sprintf("%0*d", 8+rng.IntN(3)*200, rng.IntN(5000)) }
	for range 1 + rng.IntN(600) {
		s := kv.Space(1 + rng.IntN(3))
		k, v := key(), bytes.Repeat([]byte{byte(rng.IntN(256))}, rng.IntN(60))
		if s == 2 {
			k = fmt.Sprintf("%08d", 100_000+len(model[2]))
		}
		if rng.IntN(100) == 0 {
			v = bytes.Repeat(v, 500)
		}
		model[s][k] = v
		if err := w.Put(s, []byte(k), v); err != nil {
			return err
		}
	}
	if rng.IntN(3) > 0 {
		return nil
	}
	s, from, to := kv.Space(1+2*rng.IntN(2)), key(), key()
	for k := range model[s] {
		if k >= from && k < to {
			delete(model[s], k)
			if err := w.Delete(s, []byte(k)); err != nil {
				return err
			}
		}
	}
	return nil
}

func sameTree(t *testing.T, e *bolt.Engine, s kv.Space, pairs map[string][]byte) {
	t.Helper()
	keys := make([]string, 0, len(pairs))
	for k := range pairs {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	err := e.View(t.Context(), func(r kv.Reader) error {
		for _, reverse := range []bool{false, true} {
			i := 0
			for p, err := range r.Scan(s, nil, nil, reverse) {
				if err != nil {
					return err
				}
				if i >= len(keys) || string(p.Key) != keys[i] || !bytes.Equal(p.Value, pairs[keys[i]]) {
					t.Fatalf("space %d, pair %d of %d is not what was put", s, i, len(keys))
				}
				i++
			}
			if i != len(keys) {
				t.Errorf("space %d has %d pairs, want %d", s, i, len(keys))
			}
			slices.Reverse(keys)
		}
		for i := 0; i < len(keys); i += 7 {
			if v, ok, err := r.Get(s, []byte(keys[i])); err != nil || !ok || !bytes.Equal(v, pairs[keys[i]]) {
				t.Errorf("space %d: Get(%.20s) is %v, %v", s, keys[i], ok, err)
			}
			if _, ok, err := r.Get(s, []byte(keys[i]+"!")); err != nil || ok {
				t.Errorf("space %d: a key that was not put: %v, %v", s, ok, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
