// Package storetest is the one suite that every engine passes. An engine's own
// test calls Run with a way to open an empty engine.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/store/kv"
)

// Opener gives engines to the suite.
type Opener struct {
	// Open returns an empty engine. The suite closes it.
	Open func(t *testing.T) kv.Engine
	// Reopen closes e and opens what it had stored; nil for an engine that
	// forgets.
	Reopen func(t *testing.T, e kv.Engine) kv.Engine
}

// Run runs the whole suite.
func Run(t *testing.T, o Opener) {
	cases := []struct {
		name string
		test func(*testing.T, Opener, kv.Engine)
	}{
		{"put, get and delete", testPutGetDelete},
		{"an empty key is refused", testEmptyKey},
		{"spaces do not mix", testSpaces},
		{"scan goes in the order of bytes within bounds", testScan},
		{"scan agrees with a sorted list for random keys and bounds", testScanRandom},
		{"a transaction sees its own writes", testOwnWrites},
		{"scans pass over what the transaction has deleted", testScanDeleted},
		{"an update that fails leaves nothing", testAtomicity},
		{"a panic in an update leaves nothing and locks nothing", testPanic},
		{"a view keeps its state while others write", testIsolation},
		{"views run while an update is open", testViewDuringUpdate},
		{"several goroutines read the state of one view", testFork},
		{"updates follow one another", testUpdatesSerial},
		{"a context that is done stops work", testContext},
		{"large values", testLarge},
		{"many keys", testMany},
		{"what was committed is there after reopening", testReopen},
		{"use after close", testClosed},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := o.Open(t)
			t.Cleanup(func() { _ = e.Close() })
			c.test(t, o, e)
		})
	}
}

func put(t *testing.T, e kv.Engine, s kv.Space, pairs ...string) {
	t.Helper()
	err := e.Update(t.Context(), func(w kv.Writer) error {
		for i := 0; i < len(pairs); i += 2 {
			if err := w.Put(s, []byte(pairs[i]), []byte(pairs[i+1])); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// all returns the pairs of a scan as "key=value".
func all(r kv.Reader, s kv.Space, from, to []byte, reverse bool) ([]string, error) {
	got := []string{}
	for p, err := range r.Scan(s, from, to, reverse) {
		if err != nil {
			return got, err
		}
		got = append(got, string(p.Key)+"="+string(p.Value))
	}
	return got, nil
}

func contents(t *testing.T, e kv.Engine, s kv.Space) []string {
	t.Helper()
	var got []string
	err := e.View(t.Context(), func(r kv.Reader) (err error) {
		got, err = all(r, s, nil, nil, false)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func want(t *testing.T, got []string, pairs ...string) {
	t.Helper()
	if pairs == nil {
		pairs = []string{}
	}
	if diff := cmp.Diff(pairs, got); diff != "" {
		t.Errorf("contents (-want +got):\n%s", diff)
	}
}

func testPutGetDelete(t *testing.T, _ Opener, e kv.Engine) {
	want(t, contents(t, e, 1))
	put(t, e, 1, "a", "1", "b", "", "a", "2")
	want(t, contents(t, e, 1), "a=2", "b=")
	err := e.Update(t.Context(), func(w kv.Writer) error {
		if v, ok, err := w.Get(1, []byte("b")); err != nil || !ok || len(v) != 0 {
			t.Errorf("Get(b) = %q, %v, %v; an empty value is a value", v, ok, err)
		}
		if _, ok, err := w.Get(1, []byte("c")); err != nil || ok {
			t.Errorf("Get(c) = %v, %v; want absent", ok, err)
		}
		return errors.Join(w.Delete(1, []byte("a")), w.Delete(1, []byte("absent")), w.Delete(9, []byte("absent")))
	})
	if err != nil {
		t.Fatal(err)
	}
	want(t, contents(t, e, 1), "b=")
}

func testEmptyKey(t *testing.T, _ Opener, e kv.Engine) {
	err := e.Update(t.Context(), func(w kv.Writer) error { return w.Put(1, nil, []byte("v")) })
	if !errors.Is(err, kv.ErrEmptyKey) {
		t.Errorf("Put without a key: %v, want ErrEmptyKey", err)
	}
	err = e.View(t.Context(), func(r kv.Reader) error { _, _, err := r.Get(1, nil); return err })
	if !errors.Is(err, kv.ErrEmptyKey) {
		t.Errorf("Get without a key: %v, want ErrEmptyKey", err)
	}
}

// testScanDeleted deletes runs of keys, some from either end, and scans in the
// same transaction.
func testScanDeleted(t *testing.T, _ Opener, e kv.Engine) {
	const n = 2000
	value := bytes.Repeat([]byte("v"), 100)
	key := func(i int) []byte { return fmt.Appendf(nil, "%06d", i) }
	err := e.Update(t.Context(), func(w kv.Writer) error {
		for i := range n {
			if err := w.Put(1, key(i), value); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range [][2]int{{700, 1300}, {0, 700}, {1900, n}, {1300, 1900}} {
		err := e.Update(t.Context(), func(w kv.Writer) error {
			for i := gone[0]; i < gone[1]; i++ {
				if err := w.Delete(1, key(i)); err != nil {
					return err
				}
			}
			for _, to := range [][]byte{nil, key(gone[1]), key(gone[0] + 300)} {
				up, err := all(w, 1, nil, to, false)
				if err != nil {
					return err
				}
				down, err := all(w, 1, nil, to, true)
				slices.Reverse(down)
				if diff := cmp.Diff(up, down); diff != "" || err != nil {
					t.Errorf("without %v, to %s: up and down differ: %v\n%s", gone, to, err, diff)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func testSpaces(t *testing.T, _ Opener, e kv.Engine) {
	put(t, e, 1, "k", "one")
	put(t, e, 255, "k", "last")
	want(t, contents(t, e, 1), "k=one")
	want(t, contents(t, e, 2))
	want(t, contents(t, e, 255), "k=last")
}

func testScan(t *testing.T, _ Opener, e kv.Engine) {
	put(t, e, 3, "b", "2", "a", "1", "\xff", "5", "b\x00", "3", "ba", "4")
	cases := []struct {
		name     string
		from, to string
		reverse  bool
		want     []string
	}{
		{"all", "", "", false, []string{"a=1", "b=2", "b\x00=3", "ba=4", "\xff=5"}},
		{"all back", "", "", true, []string{"\xff=5", "ba=4", "b\x00=3", "b=2", "a=1"}},
		{"from is in, to is out", "b", "ba", false, []string{"b=2", "b\x00=3"}},
		{"the same back", "b", "ba", true, []string{"b\x00=3", "b=2"}},
		{"bounds between keys", "aa", "c", false, []string{"b=2", "b\x00=3", "ba=4"}},
		{"bounds between keys back", "aa", "c", true, []string{"ba=4", "b\x00=3", "b=2"}},
		{"from only", "ba", "", false, []string{"ba=4", "\xff=5"}},
		{"from only back", "ba", "", true, []string{"\xff=5", "ba=4"}},
		{"to only", "", "b", false, []string{"a=1"}},
		{"to only back", "", "b", true, []string{"a=1"}},
		{"to past the end back", "b", "\xff\xff", true, []string{"\xff=5", "ba=4", "b\x00=3", "b=2"}},
		{"to before the start back", "", "A", true, []string{}},
		{"empty range", "b", "b", false, []string{}},
		{"empty range back", "b", "b", true, []string{}},
		{"bounds crossed", "c", "a", false, []string{}},
	}
	bound := func(s string) []byte {
		if s == "" {
			return nil
		}
		return []byte(s)
	}
	err := e.View(t.Context(), func(r kv.Reader) error {
		for _, c := range cases {
			got, err := all(r, 3, bound(c.from), bound(c.to), c.reverse)
			if err != nil {
				return err
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.name, diff)
			}
		}
		n := 0
		for range r.Scan(3, nil, nil, false) {
			if n++; n == 2 {
				break
			}
		}
		if n != 2 {
			t.Errorf("a scan that was left early gave %d steps", n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func testScanRandom(t *testing.T, _ Opener, e kv.Engine) {
	rng := rand.New(rand.NewPCG(1, 2))
	key := func() []byte {
		k := make([]byte, 1+rng.IntN(4))
		for i := range k {
			k[i] = byte(rng.IntN(4)) * 85
		}
		return k
	}
	model := map[string]string{}
	for round := range 20 {
		err := e.Update(t.Context(), func(w kv.Writer) error {
			for i := range 30 {
				k := key()
				if rng.IntN(3) == 0 {
					delete(model, string(k))
					if err := w.Delete(1, k); err != nil {
						return err
					}
					continue
				}
				v := fmt.Sprint(round, i)
				model[string(k)] = v
				if err := w.Put(1, k, []byte(v)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		from, to, reverse := key(), key(), rng.IntN(2) == 0
		expect := []string{}
		for k, v := range model {
			if k >= string(from) && k < string(to) {
				expect = append(expect, k+"="+v)
			}
		}
		slices.SortFunc(expect, func(a, b string) int {
			ka, kb := a[:bytes.LastIndexByte([]byte(a), '=')], b[:bytes.LastIndexByte([]byte(b), '=')]
			return bytes.Compare([]byte(ka), []byte(kb))
		})
		if reverse {
			slices.Reverse(expect)
		}
		err = e.View(t.Context(), func(r kv.Reader) error {
			got, err := all(r, 1, from, to, reverse)
			if diff := cmp.Diff(expect, got); diff != "" {
				t.Errorf("round %d, %x to %x, reverse %v (-want +got):\n%s", round, from, to, reverse, diff)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func testOwnWrites(t *testing.T, _ Opener, e kv.Engine) {
	put(t, e, 1, "a", "old", "c", "3")
	err := e.Update(t.Context(), func(w kv.Writer) error {
		if err := errors.Join(w.Put(1, []byte("a"), []byte("new")), w.Put(1, []byte("b"), []byte("2")), w.Delete(1, []byte("c"))); err != nil {
			return err
		}
		if v, ok, err := w.Get(1, []byte("a")); string(v) != "new" || !ok || err != nil {
			t.Errorf("Get(a) in the transaction = %q, %v, %v", v, ok, err)
		}
		got, err := all(w, 1, nil, nil, false)
		want(t, got, "a=new", "b=2")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func testAtomicity(t *testing.T, _ Opener, e kv.Engine) {
	put(t, e, 1, "a", "1")
	refused := errors.New("refused")
	err := e.Update(t.Context(), func(w kv.Writer) error {
		if err := errors.Join(w.Put(1, []byte("a"), []byte("2")), w.Put(2, []byte("b"), []byte("2")), w.Delete(1, []byte("a"))); err != nil {
			return err
		}
		return refused
	})
	if !errors.Is(err, refused) {
		t.Errorf("error %v, want the one that the function gave", err)
	}
	want(t, contents(t, e, 1), "a=1")
	want(t, contents(t, e, 2))
}

func testPanic(t *testing.T, _ Opener, e kv.Engine) {
	put(t, e, 1, "a", "1")
	func() {
		defer func() {
			if r := recover(); r != "a mistake of the caller" {
				t.Errorf("recovered %v; a panic of the caller must pass through", r)
			}
		}()
		_ = e.Update(t.Context(), func(w kv.Writer) error {
			if err := w.Put(1, []byte("a"), []byte("2")); err != nil {
				return err
			}
			panic("a mistake of the caller")
		})
	}()
	want(t, contents(t, e, 1), "a=1")
	put(t, e, 1, "b", "2")
	want(t, contents(t, e, 1), "a=1", "b=2")
}

func testIsolation(t *testing.T, _ Opener, e kv.Engine) {
	put(t, e, 1, "a", "1")
	err := e.View(t.Context(), func(r kv.Reader) error {
		done := make(chan error)
		go func() {
			done <- e.Update(t.Context(), func(w kv.Writer) error {
				return errors.Join(w.Put(1, []byte("a"), []byte("2")), w.Put(1, []byte("b"), []byte("2")))
			})
		}()
		if err := <-done; err != nil {
			return err
		}
		got, err := all(r, 1, nil, nil, false)
		want(t, got, "a=1")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want(t, contents(t, e, 1), "a=2", "b=2")
}

func testViewDuringUpdate(t *testing.T, _ Opener, e kv.Engine) {
	put(t, e, 1, "a", "1")
	err := e.Update(t.Context(), func(w kv.Writer) error {
		if err := w.Put(1, []byte("a"), []byte("2")); err != nil {
			return err
		}
		done := make(chan []string)
		go func() { done <- contents(t, e, 1) }()
		want(t, <-done, "a=1")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// testFork reads one state from several goroutines while it is no longer the
// latest.
func testFork(t *testing.T, _ Opener, e kv.Engine) {
	const n = 500
	key := func(i int) []byte { return fmt.Appendf(nil, "%06d", i) }
	fill := func(value string) error {
		return e.Update(t.Context(), func(w kv.Writer) error {
			for i := range n {
				if err := w.Put(1, key(i), []byte(value)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := fill("old"); err != nil {
		t.Fatal(err)
	}
	err := e.View(t.Context(), func(r kv.Reader) error {
		forker, ok := r.(kv.Forker)
		if !ok {
			t.Fatal("the reader of a view is no kv.Forker")
		}
		if err := fill("new"); err != nil {
			return err
		}
		var group sync.WaitGroup
		for g := range 4 {
			r := forker.Fork()
			group.Go(func() {
				for i := g; i < n; i += 4 {
					if v, ok, err := r.Get(1, key(i)); string(v) != "old" || !ok || err != nil {
						t.Errorf("Get(%s) = %q, %v, %v", key(i), v, ok, err)
					}
				}
				if got, err := all(r, 1, nil, nil, false); len(got) != n || got[0] != "000000=old" || err != nil {
					t.Errorf("a scan gave %d pairs, %v", len(got), err)
				}
			})
		}
		group.Wait()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func testUpdatesSerial(t *testing.T, _ Opener, e kv.Engine) {
	const writers, rounds = 8, 25
	var group sync.WaitGroup
	for range writers {
		group.Go(func() {
			for range rounds {
				err := e.Update(context.Background(), func(w kv.Writer) error {
					v, _, err := w.Get(1, []byte("count"))
					if err != nil {
						return err
					}
					return w.Put(1, []byte("count"), append(bytes.Clone(v), '.'))
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if got := len(contents(t, e, 1)[0]) - len("count="); got != writers*rounds {
		t.Errorf("%d of %d increments were kept", got, writers*rounds)
	}
}

func testContext(t *testing.T, _ Opener, e kv.Engine) {
	put(t, e, 1, "a", "1", "b", "2", "c", "3")
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if err := e.View(done, func(kv.Reader) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("View with a context that is done: %v", err)
	}
	if err := e.Update(done, func(kv.Writer) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("Update with a context that is done: %v", err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err := e.View(ctx, func(r kv.Reader) error {
		for _, err := range r.Scan(1, nil, nil, false) {
			if err != nil {
				return err
			}
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a scan whose context ended half way: %v", err)
	}

	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	err = e.Update(ctx, func(w kv.Writer) error {
		cancel()
		return w.Put(1, []byte("d"), []byte("4"))
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("an update whose context ended half way: %v", err)
	}
	want(t, contents(t, e, 1), "a=1", "b=2", "c=3")

	entered, leave := make(chan struct{}), make(chan struct{})
	go func() {
		_ = e.Update(context.Background(), func(kv.Writer) error { close(entered); <-leave; return nil })
	}()
	<-entered
	ctx, cancel = context.WithCancel(t.Context())
	waited := make(chan error)
	go func() { waited <- e.Update(ctx, func(kv.Writer) error { return nil }) }()
	cancel()
	if err := <-waited; !errors.Is(err, context.Canceled) {
		t.Errorf("an update that waited for another one: %v", err)
	}
	close(leave)
}

func testLarge(t *testing.T, _ Opener, e kv.Engine) {
	big := bytes.Repeat([]byte("0123456789abcdef"), 1<<16) // 1 MiB
	key := bytes.Repeat([]byte("k"), 1000)
	err := e.Update(t.Context(), func(w kv.Writer) error {
		return errors.Join(w.Put(1, key, big), w.Put(1, []byte("small"), []byte("s")))
	})
	if err != nil {
		t.Fatal(err)
	}
	err = e.View(t.Context(), func(r kv.Reader) error {
		v, ok, err := r.Get(1, key)
		if !ok || !bytes.Equal(v, big) {
			t.Errorf("a value of %d bytes came back with %d", len(big), len(v))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func testMany(t *testing.T, _ Opener, e kv.Engine) {
	const n = 20_000
	order := rand.New(rand.NewPCG(3, 4)).Perm(n)
	err := e.Update(t.Context(), func(w kv.Writer) error {
		for _, i := range order {
			if err := w.Put(1, fmt.Appendf(nil, "%08d", i), fmt.Append(nil, i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	next := 0
	err = e.View(t.Context(), func(r kv.Reader) error {
		for p, err := range r.Scan(1, nil, nil, false) {
			if err != nil {
				return err
			}
			if string(p.Key) != fmt.Sprintf("%08d", next) || string(p.Value) != fmt.Sprint(next) {
				t.Fatalf("pair %d is %s = %s", next, p.Key, p.Value)
			}
			next++
		}
		return nil
	})
	if err != nil || next != n {
		t.Errorf("%d of %d pairs, %v", next, n, err)
	}
}

func testReopen(t *testing.T, o Opener, e kv.Engine) {
	if o.Reopen == nil {
		t.Skip("SKIP: this engine keeps nothing after Close, by design")
	}
	put(t, e, 1, "a", "1", "b", "2")
	_ = e.Update(t.Context(), func(w kv.Writer) error {
		_ = w.Put(1, []byte("c"), []byte("3"))
		return errors.New("not committed")
	})
	again := o.Reopen(t, e)
	t.Cleanup(func() { _ = again.Close() })
	want(t, contents(t, again, 1), "a=1", "b=2")
}

func testClosed(t *testing.T, _ Opener, e kv.Engine) {
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if err := e.View(t.Context(), func(kv.Reader) error { return nil }); !errors.Is(err, kv.ErrClosed) {
		t.Errorf("View after Close: %v", err)
	}
	if err := e.Update(t.Context(), func(kv.Writer) error { return nil }); !errors.Is(err, kv.ErrClosed) {
		t.Errorf("Update after Close: %v", err)
	}
}
