// Package mem is an engine that keeps its pairs in memory: for tests, and for
// work that needs no file. Start with New.
//
// Each space is a treap whose nodes are never changed once a transaction has
// ended: a writer copies the path to what it changes, so a View keeps its state
// for nothing more than a pointer.
package mem

import (
	"bytes"
	"context"
	"hash/fnv"
	"iter"
	"sync"
	"sync/atomic"

	"dossier/store/kv"
)

// Engine implements kv.Engine.
type Engine struct {
	writing chan struct{} // holds one token while an Update runs
	mu      sync.Mutex
	state   *state
	closed  atomic.Bool
}

type state [256]*node

type node struct {
	key, value  []byte
	priority    uint64
	left, right *node
}

// New returns an empty engine.
func New() *Engine {
	return &Engine{writing: make(chan struct{}, 1), state: new(state)}
}

// View implements kv.Engine.
func (e *Engine) View(ctx context.Context, fn func(kv.Reader) error) error {
	if err := e.usable(ctx); err != nil {
		return err
	}
	return fn(&tx{ctx: ctx, state: e.snapshot()})
}

// Update implements kv.Engine.
func (e *Engine) Update(ctx context.Context, fn func(kv.Writer) error) error {
	if err := e.usable(ctx); err != nil {
		return err
	}
	select {
	case e.writing <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-e.writing }()
	next := *e.snapshot()
	t := &tx{ctx: ctx, state: &next}
	if err := fn(t); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	e.mu.Lock()
	e.state = &next
	e.mu.Unlock()
	return nil
}

// Close implements kv.Engine. What was stored is gone.
func (e *Engine) Close() error {
	e.closed.Store(true)
	return nil
}

func (e *Engine) usable(ctx context.Context) error {
	if e.closed.Load() {
		return kv.ErrClosed
	}
	return ctx.Err()
}

func (e *Engine) snapshot() *state {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.state
}

type tx struct {
	ctx   context.Context
	state *state
}

// Fork implements kv.Forker.
func (t *tx) Fork() kv.Reader { return &tx{ctx: t.ctx, state: t.state} }

func (t *tx) Get(s kv.Space, key []byte) ([]byte, bool, error) {
	if len(key) == 0 {
		return nil, false, kv.ErrEmptyKey
	}
	for n := t.state[s]; n != nil; {
		switch c := bytes.Compare(key, n.key); {
		case c == 0:
			return n.value, true, nil
		case c < 0:
			n = n.left
		default:
			n = n.right
		}
	}
	return nil, false, nil
}

func (t *tx) Scan(s kv.Space, from, to []byte, reverse bool) iter.Seq2[kv.Pair, error] {
	return func(yield func(kv.Pair, error) bool) {
		root := t.state[s]
		step := func(n *node) bool {
			if err := t.ctx.Err(); err != nil {
				yield(kv.Pair{}, err)
				return false
			}
			return yield(kv.Pair{Key: n.key, Value: n.value}, nil)
		}
		if reverse {
			descend(root, from, to, step)
		} else {
			ascend(root, from, to, step)
		}
	}
}

func (t *tx) Put(s kv.Space, key, value []byte) error {
	if len(key) == 0 {
		return kv.ErrEmptyKey
	}
	h := fnv.New64a()
	h.Write(key)
	t.state[s] = insert(t.state[s], &node{key: bytes.Clone(key), value: value, priority: mix(h.Sum64())})
	return nil
}

func (t *tx) Delete(s kv.Space, key []byte) error {
	if len(key) == 0 {
		return kv.ErrEmptyKey
	}
	t.state[s] = remove(t.state[s], key)
	return nil
}

// mix spreads the bits of a hash of similar keys (the finaliser of
// splitmix64), so that the treap stays flat for keys that count up.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// insert returns a treap with n in it; nodes of t are copied, never changed.
func insert(t, n *node) *node {
	if t == nil {
		return n
	}
	c := bytes.Compare(n.key, t.key)
	if c == 0 {
		return &node{n.key, n.value, t.priority, t.left, t.right}
	}
	if n.priority > t.priority {
		n.left, n.right = split(t, n.key)
		return n
	}
	if c < 0 {
		return &node{t.key, t.value, t.priority, insert(t.left, n), t.right}
	}
	return &node{t.key, t.value, t.priority, t.left, insert(t.right, n)}
}

// split parts t into the keys below key and those above; key itself is dropped.
func split(t *node, key []byte) (below, above *node) {
	if t == nil {
		return nil, nil
	}
	switch c := bytes.Compare(key, t.key); {
	case c == 0:
		return t.left, t.right
	case c < 0:
		below, rest := split(t.left, key)
		return below, &node{t.key, t.value, t.priority, rest, t.right}
	default:
		rest, above := split(t.right, key)
		return &node{t.key, t.value, t.priority, t.left, rest}, above
	}
}

func remove(t *node, key []byte) *node {
	if t == nil {
		return nil
	}
	switch c := bytes.Compare(key, t.key); {
	case c == 0:
		return join(t.left, t.right)
	case c < 0:
		return &node{t.key, t.value, t.priority, remove(t.left, key), t.right}
	default:
		return &node{t.key, t.value, t.priority, t.left, remove(t.right, key)}
	}
}

func join(a, b *node) *node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case a.priority > b.priority:
		return &node{a.key, a.value, a.priority, a.left, join(a.right, b)}
	default:
		return &node{b.key, b.value, b.priority, join(a, b.left), b.right}
	}
}

func ascend(n *node, from, to []byte, step func(*node) bool) bool {
	if n == nil {
		return true
	}
	after := from == nil || bytes.Compare(n.key, from) >= 0
	before := to == nil || bytes.Compare(n.key, to) < 0
	if after && !ascend(n.left, from, to, step) {
		return false
	}
	if after && before && !step(n) {
		return false
	}
	return !before || ascend(n.right, from, to, step)
}

func descend(n *node, from, to []byte, step func(*node) bool) bool {
	if n == nil {
		return true
	}
	after := from == nil || bytes.Compare(n.key, from) >= 0
	before := to == nil || bytes.Compare(n.key, to) < 0
	if before && !descend(n.right, from, to, step) {
		return false
	}
	if after && before && !step(n) {
		return false
	}
	return !after || descend(n.left, from, to, step)
}
