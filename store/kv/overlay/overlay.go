// Package overlay keeps the writes of a transaction in memory, over a state that
// does not have them yet, so that the next transaction can be worked out while
// they go to the disk. Start with New.
package overlay

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"slices"
	"sort"

	"dossier/store/kv"
)

// Writes are what a transaction wrote, each key once.
type Writes struct {
	spaces [256][]pair // ascending
}

// pair is a key and what was written: nil when the key was deleted.
type pair struct{ key, value []byte }

// Apply writes into w, space by space in the order of the keys.
func (ws *Writes) Apply(w kv.Writer) error {
	for s, list := range ws.spaces {
		for _, p := range list {
			if p.value == nil {
				if err := w.Delete(kv.Space(s), p.key); err != nil {
					return err
				}
				continue
			}
			if err := w.Put(kv.Space(s), p.key, p.value); err != nil {
				return err
			}
		}
	}
	return nil
}

// place gives where a key is, or belongs.
func place(list []pair, key []byte) (at int, found bool) {
	return slices.BinarySearchFunc(list, key, func(p pair, key []byte) int { return bytes.Compare(p.key, key) })
}

// set notes one write. Most come in order.
func (ws *Writes) set(s kv.Space, p pair) {
	list := ws.spaces[s]
	if n := len(list); n == 0 || bytes.Compare(list[n-1].key, p.key) < 0 {
		ws.spaces[s] = append(list, p)
		return
	}
	at, found := place(list, p.key)
	if found {
		list[at].value = p.value
		return
	}
	ws.spaces[s] = slices.Insert(list, at, p)
}

// reader reads a state with writes over it, the newest first.
type reader struct {
	ctx    context.Context
	base   kv.Reader
	layers []*Writes
}

func (r *reader) Get(s kv.Space, key []byte) ([]byte, bool, error) {
	for _, l := range r.layers {
		if at, found := place(l.spaces[s], key); found {
			v := l.spaces[s][at].value
			return v, v != nil, nil
		}
	}
	return r.base.Get(s, key)
}

func (r *reader) Scan(s kv.Space, from, to []byte, reverse bool) iter.Seq2[kv.Pair, error] {
	return func(yield func(kv.Pair, error) bool) {
		over := r.written(s, from, to, reverse)
		top, more := over.next()
		give := func() bool {
			if top.value == nil {
				return true
			}
			if err := r.ctx.Err(); err != nil {
				yield(kv.Pair{}, err)
				return false
			}
			return yield(kv.Pair{Key: top.key, Value: top.value}, nil)
		}
		for p, err := range r.base.Scan(s, from, to, reverse) {
			if err != nil {
				yield(kv.Pair{}, err)
				return
			}
			for more && over.order(top.key, p.Key) < 0 {
				if !give() {
					return
				}
				top, more = over.next()
			}
			if more && bytes.Equal(top.key, p.Key) {
				if !give() {
					return
				}
				top, more = over.next()
				continue
			}
			if !yield(p, nil) {
				return
			}
		}
		for more {
			if !give() {
				return
			}
			top, more = over.next()
		}
	}
}

// cursor goes through the writes of several layers in order; of a key that
// several have it gives the newest.
type cursor struct {
	lists   [][]pair
	reverse bool
}

func (r *reader) written(s kv.Space, from, to []byte, reverse bool) *cursor {
	c := &cursor{reverse: reverse}
	for _, l := range r.layers {
		list := l.spaces[s]
		if to != nil {
			list = list[:sort.Search(len(list), func(i int) bool { return bytes.Compare(list[i].key, to) >= 0 })]
		}
		if from != nil {
			list = list[sort.Search(len(list), func(i int) bool { return bytes.Compare(list[i].key, from) >= 0 }):]
		}
		c.lists = append(c.lists, list)
	}
	return c
}

// order compares keys in the direction of the cursor.
func (c *cursor) order(a, b []byte) int {
	if c.reverse {
		a, b = b, a
	}
	return bytes.Compare(a, b)
}

func (c *cursor) head(list []pair) pair {
	if c.reverse {
		return list[len(list)-1]
	}
	return list[0]
}

func (c *cursor) next() (p pair, ok bool) {
	for _, list := range c.lists {
		if len(list) > 0 && (!ok || c.order(c.head(list).key, p.key) < 0) {
			p, ok = c.head(list), true
		}
	}
	for i, list := range c.lists {
		if len(list) == 0 || !bytes.Equal(c.head(list).key, p.key) {
			continue
		}
		if c.reverse {
			c.lists[i] = list[:len(list)-1]
		} else {
			c.lists[i] = list[1:]
		}
	}
	return p, ok
}

// Writer implements kv.Writer: it reads its own writes over those of the
// transaction before and over the base.
type Writer struct {
	reader
	own  *Writes
	keys []byte // room for copies of keys
}

// New begins a transaction over base. What the transaction before wrote may be
// in the base already, or not; nil when there is none.
func New(ctx context.Context, base kv.Reader, before *Writes) *Writer {
	own := new(Writes)
	w := &Writer{reader: reader{ctx, base, []*Writes{own}}, own: own}
	if before != nil {
		w.layers = append(w.layers, before)
	}
	return w
}

// Writes gives what was written. The writer must not be used afterwards.
func (w *Writer) Writes() *Writes { return w.own }

// Get implements kv.Reader.
func (w *Writer) Get(s kv.Space, key []byte) ([]byte, bool, error) {
	if len(key) == 0 {
		return nil, false, kv.ErrEmptyKey
	}
	return w.reader.Get(s, key)
}

// Put implements kv.Writer.
func (w *Writer) Put(s kv.Space, key, value []byte) error {
	if value == nil {
		value = []byte{}
	}
	return w.set(s, key, value)
}

// Delete implements kv.Writer.
func (w *Writer) Delete(s kv.Space, key []byte) error { return w.set(s, key, nil) }

func (w *Writer) set(s kv.Space, key, value []byte) error {
	if len(key) == 0 {
		return kv.ErrEmptyKey
	}
	w.own.set(s, pair{w.copied(key), value})
	return nil
}

// copied gives a copy of a key, in one piece of memory with others.
func (w *Writer) copied(key []byte) []byte {
	const room = 64 << 10
	if len(key) > cap(w.keys)-len(w.keys) {
		w.keys = make([]byte, 0, max(room, len(key)))
	}
	from := len(w.keys)
	w.keys = append(w.keys, key...)
	return w.keys[from:len(w.keys):len(w.keys)]
}

// View calls fn with a reader of what the writer reads, for one more goroutine;
// nothing may be written meanwhile. The base must be a kv.Forker.
func (w *Writer) View(ctx context.Context, fn func(kv.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	base, ok := w.base.(kv.Forker)
	if !ok {
		return errors.New("the state cannot be read by several goroutines")
	}
	return fn(&reader{ctx, base.Fork(), w.layers})
}
