package overlay_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/store/kv"
	"dossier/store/kv/bolt"
	"dossier/store/kv/mem"
	"dossier/store/kv/overlay"
	"dossier/store/storetest"
)

// over is an engine each of whose updates goes through an overlay.
type over struct{ kv.Engine }

func (e over) Update(ctx context.Context, fn func(kv.Writer) error) error {
	return e.Engine.Update(ctx, func(w kv.Writer) error {
		o := overlay.New(ctx, w, nil)
		if err := fn(o); err != nil {
			return err
		}
		return o.Writes().Apply(w)
	})
}

func TestEngine(t *testing.T) {
	t.Run("memory", func(t *testing.T) {
		storetest.Run(t, storetest.Opener{Open: func(*testing.T) kv.Engine { return over{mem.New()} }})
	})
	t.Run("file", func(t *testing.T) {
		storetest.Run(t, storetest.Opener{Open: func(t *testing.T) kv.Engine {
			path := filepath.Join(t.TempDir(), "library.db")
			if err := bolt.Create(t.Context(), path, func(kv.Writer) error { return nil }); err != nil {
				t.Fatal(err)
			}
			e, err := bolt.Open(path, bolt.Options{})
			if err != nil {
				t.Fatal(err)
			}
			return over{e}
		}})
	})
}

// TestChain works a transaction out over the one before, which is in the base
// already or not, and compares everything that it reads with an engine in which
// both went in one after the other.
func TestChain(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	key := func() []byte { return fmt.Appendf(nil, "%02d", rng.IntN(40)) }
	write := func(w kv.Writer, seed uint64) error {
		rng := rand.New(rand.NewPCG(seed, 6))
		for i := range 25 {
			k := fmt.Appendf(nil, "%02d", rng.IntN(40))
			if rng.IntN(3) == 0 {
				if err := w.Delete(1, k); err != nil {
					return err
				}
			} else if err := w.Put(1, k, fmt.Appendf(nil, "%d/%d", seed, i)); err != nil {
				return err
			}
		}
		return nil
	}
	list := func(r kv.Reader, from, to []byte, reverse bool) (got []string, err error) {
		for p, err := range r.Scan(1, from, to, reverse) {
			if err != nil {
				return nil, err
			}
			got = append(got, string(p.Key)+"="+string(p.Value))
		}
		return got, nil
	}
	for round := range uint64(300) {
		ctx := t.Context()
		base, plain := mem.New(), mem.New()
		first := func(w kv.Writer) error { return write(w, 3*round) }
		must(t, base.Update(ctx, first), plain.Update(ctx, first))
		var before, last *overlay.Writes
		must(t, base.View(ctx, func(r kv.Reader) error {
			o := overlay.New(ctx, r, nil)
			before = o.Writes()
			return write(o, 3*round+1)
		}), plain.Update(ctx, func(w kv.Writer) error { return write(w, 3*round+1) }))
		if round%2 == 0 {
			must(t, base.Update(ctx, before.Apply))
		}
		must(t, base.View(ctx, func(r kv.Reader) error {
			o := overlay.New(ctx, r, before)
			last = o.Writes()
			must(t, write(o, 3*round+2))
			return plain.Update(ctx, func(w kv.Writer) error {
				must(t, write(w, 3*round+2))
				return o.View(ctx, func(again kv.Reader) error {
					for range 10 {
						from, to, reverse := key(), key(), rng.IntN(2) == 0
						if rng.IntN(4) == 0 {
							from, to = nil, nil
						}
						want, err := list(w, from, to, reverse)
						got, err2 := list(o, from, to, reverse)
						other, err3 := list(again, from, to, reverse)
						must(t, err, err2, err3)
						if diff := cmp.Diff(want, got) + cmp.Diff(want, other); diff != "" {
							t.Fatalf("round %d, %s to %s, reverse %v:\n%s", round, from, to, reverse, diff)
						}
						k := key()
						v, ok, err := w.Get(1, k)
						v2, ok2, err2 := o.Get(1, k)
						must(t, err, err2)
						if string(v) != string(v2) || ok != ok2 {
							t.Fatalf("round %d: Get(%s) = %q, %v, want %q, %v", round, k, v2, ok2, v, ok)
						}
					}
					return nil
				})
			})
		}))
		must(t, base.Update(ctx, before.Apply), base.Update(ctx, last.Apply))
		var want, got []string
		must(t,
			plain.View(ctx, func(r kv.Reader) (err error) { want, err = list(r, nil, nil, false); return err }),
			base.View(ctx, func(r kv.Reader) (err error) { got, err = list(r, nil, nil, false); return err }))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("round %d, after both:\n%s", round, diff)
		}
	}
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}
