// Package bolt is the engine of a library file: bbolt, one file, one writer,
// any number of readers. Start with Create for a new file and Open for one that
// is there.
//
// Limits, before anyone is hurt: a file that one process has open for writing
// cannot be opened by a second one, not even for reading (kv.ErrBusy after
// Options.Timeout); a long View keeps pages from being reused, so the file
// grows; network drives are not safe (NetworkDrive tells).
//
// bbolt has checksums on its two head pages only, and answers damage elsewhere
// with a panic, or the death of the process when the file is shorter than its
// map. Every call here turns both into a kv.DamagedError; wrong bytes inside a
// value are for the caller's own checksums.
package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/bits"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"dossier/store/kv"
)

// Engine implements kv.Engine, kv.Backer and kv.Checker.
type Engine struct {
	db        *bbolt.DB
	file      *os.File // of db
	verify    func(s kv.Space, key, value []byte) error
	seen      *seenPages
	idle      atomic.Pointer[pageReader] // of a file opened for reading: what the last View has read
	path      string
	readOnly  bool
	ascending [256]bool
	writing   chan struct{} // holds one token while an Update runs
}

// Options say how a file is opened. The zero value is safe.
type Options struct {
	ReadOnly  bool          // shared with other readers
	Timeout   time.Duration // how long to wait for the file; 0 means one second
	Ascending []kv.Space    // spaces whose keys arrive in order: their pages are filled
	// Verify, if set, is shown every stored pair before it is believed and
	// returns an error, a *kv.DamagedError, when it cannot be what was put.
	Verify func(s kv.Space, key, value []byte) error
	NoSync bool // loses the file with the power: only for showing that it does
}

// Open opens the file at path, which must be there. It returns kv.ErrBusy when
// another process holds it and a kv.DamagedError when it is not sound.
func Open(path string, o Options) (e *Engine, err error) {
	defer guard()(&err)
	if err := CheckSize(path); err != nil {
		return nil, err
	}
	return open(path, o)
}

func open(path string, o Options) (*Engine, error) {
	timeout := o.Timeout
	if timeout == 0 {
		timeout = time.Second
	}
	e := &Engine{path: path, readOnly: o.ReadOnly, verify: o.Verify, writing: make(chan struct{}, 1)}
	db, err := bbolt.Open(path, 0o666, &bbolt.Options{
		OpenFile:     openFile(&e.file),
		Timeout:      timeout,
		FreelistType: bbolt.FreelistMapType,
		ReadOnly:     o.ReadOnly,
		NoSync:       o.NoSync,
		NoGrowSync:   o.NoSync,

		PageSize:        pageSize, // of a new file
		InitialMmapSize: reserve(o.ReadOnly),
	})
	if err != nil {
		return nil, translate(err)
	}
	e.db = db
	if replaced(path, e.file) { // a repair or compaction finished while the lock was waited for
		_ = db.Close()
		return open(path, o)
	}
	if metas := Metas(e.file); len(metas) > 0 {
		e.seen = newSeenPages(metas[0].HighWater)
	} else {
		e.seen = newSeenPages(0)
	}
	for _, s := range o.Ascending {
		e.ascending[s] = true
	}
	return e, nil
}

// pageSize is how many bytes a page of a new file has; a file keeps what it has.
// A record with an abstract takes some 1,700 bytes: two of them fill 4 KB to four
// fifths, and a larger page takes longer to examine and to write again.
const pageSize = 8 << 10

// replaced tells whether another file has taken the name of an open one.
func replaced(path string, f *os.File) bool {
	now, err := os.Stat(path)
	if err != nil {
		return false
	}
	info, err := f.Stat()
	return err == nil && !os.SameFile(now, info)
}

// reserve is how many bytes of address space a writer takes at once. An Update
// that outgrows the map waits until no View is open, so the map should be
// larger than most libraries ever are; it costs no memory. Windows would make
// the file itself that large, and 32 bits have no room.
func reserve(readOnly bool) int {
	if readOnly || runtime.GOOS == "windows" || bits.UintSize < 64 {
		return 0
	}
	return 4 << 30
}

// growth is by how many bytes a file of the given size grows at a time: a small
// library stays small, and a bulk import does not sync at every megabyte.
func growth(size int64) int {
	return int(min(max(size/8, 64<<10), 4<<20))
}

// Create makes a new file whose first content is what fill writes. The file
// appears under its name only when it is complete and on the disk; a file that
// is already there is left alone (fs.ErrExist).
func Create(ctx context.Context, path string, fill func(kv.Writer) error) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return &os.PathError{Op: "create", Path: path, Err: os.ErrExist}
	}
	tmp, err := emptyBeside(path)
	if err != nil {
		return err
	}
	defer os.Remove(tmp)
	e, err := open(tmp, Options{})
	if err != nil {
		return err
	}
	if err := errors.Join(e.Update(ctx, fill), e.Close()); err != nil {
		return err
	}
	return publish(tmp, path)
}

// emptyBeside makes an empty file under a name of its own in the folder of path.
func emptyBeside(path string) (string, error) {
	f, err := os.CreateTemp(dirOf(path), "."+filepath.Base(path)+".new-*")
	if err != nil {
		return "", err
	}
	return f.Name(), errors.Join(f.Chmod(0o644), f.Close())
}

func dirOf(path string) string { return filepath.Dir(path) }

// publish gives a finished file its name without replacing another one.
func publish(tmp, path string) error {
	err := os.Link(tmp, path)
	switch {
	case errors.Is(err, os.ErrExist):
		return err
	case err != nil: // a file system without hard links
		if err := os.Rename(tmp, path); err != nil {
			return err
		}
	}
	return syncDir(dirOf(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && runtime.GOOS != "windows" {
		return err
	}
	return nil
}

// View implements kv.Engine.
func (e *Engine) View(ctx context.Context, fn func(kv.Reader) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	defer guard()(&err)
	tx, err := e.db.Begin(false)
	if err != nil {
		return translate(err)
	}
	defer rollback(tx)
	if !e.readOnly {
		return fn(&view{ctx: ctx, pages: e.pages(tx)})
	}
	// The state cannot change while the file is open: the next View goes on with
	// the pages that this one has read. One that runs beside it begins anew.
	pages := e.idle.Swap(nil)
	if pages == nil {
		pages = e.pages(tx)
		pages.leaves = keptByReader / e.db.Info().PageSize
	}
	defer e.idle.Store(pages)
	return fn(&view{ctx: ctx, pages: pages})
}

// pages reads the state that a transaction began with.
func (e *Engine) pages(tx *bbolt.Tx) *pageReader {
	size := uint64(e.db.Info().PageSize)
	return &pageReader{
		file:      e.file,
		pageSize:  size,
		highWater: uint64(tx.Size()) / size,
		root:      uint64(tx.Cursor().Bucket().Root()),
		verify:    e.verify,
		seen:      e.seen,
		kept:      map[uint64]*page{},
	}
}

// view implements kv.Reader.
type view struct {
	ctx   context.Context
	pages *pageReader
}

// Fork implements kv.Forker.
func (v *view) Fork() kv.Reader { return &view{ctx: v.ctx, pages: v.pages.again()} }

func (v *view) Get(s kv.Space, key []byte) ([]byte, bool, error) {
	if len(key) == 0 {
		return nil, false, kv.ErrEmptyKey
	}
	return v.pages.get(s, key)
}

func (v *view) Scan(s kv.Space, from, to []byte, reverse bool) iter.Seq2[kv.Pair, error] {
	return func(yield func(kv.Pair, error) bool) {
		t, ok, err := v.pages.tree(s)
		if err == nil && !ok {
			err = v.pages.lookAtRoots()
		}
		if err == nil && ok {
			var stopped error
			left := false
			err = v.pages.walk(t, s, from, to, reverse, func(key, value []byte) bool {
				if stopped = v.ctx.Err(); stopped != nil {
					return false
				}
				left = !yield(kv.Pair{Key: key, Value: value}, nil)
				return !left
			})
			if left {
				return
			}
			err = errors.Join(err, stopped)
		}
		if err != nil {
			yield(kv.Pair{}, err)
		}
	}
}

// Update implements kv.Engine.
func (e *Engine) Update(ctx context.Context, fn func(kv.Writer) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	if e.readOnly {
		return kv.ErrReadOnly
	}
	select {
	case e.writing <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-e.writing }()
	defer guard()(&err)
	tx, err := e.db.Begin(true)
	if err != nil {
		return translate(err)
	}
	defer rollback(tx)
	e.db.AllocSize = growth(tx.Size())
	before := e.pages(tx)
	before.leaves = keptByWriter / e.db.Info().PageSize
	if err := fn(&transaction{ctx: ctx, e: e, tx: tx, before: before}); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("writing %s: %w", e.path, translate(err))
	}
	return nil
}

// rollback ends a transaction that was not committed. After damage bbolt may
// panic here a second time; the first panic has said what matters.
func rollback(tx *bbolt.Tx) {
	defer func() { _ = recover() }()
	_ = tx.Rollback()
}

// Backup implements kv.Backer: a copy of the state at the moment of the call.
func (e *Engine) Backup(ctx context.Context, w io.Writer) (err error) {
	defer guard()(&err)
	tx, err := e.db.Begin(false)
	if err != nil {
		return translate(err)
	}
	defer rollback(tx)
	_, err = tx.WriteTo(&contextWriter{ctx, w})
	return err
}

// Check implements kv.Checker with bbolt's own examination of its pages.
func (e *Engine) Check(ctx context.Context) (found []string, err error) {
	defer guard()(&err)
	tx, err := e.db.Begin(false)
	if err != nil {
		return nil, translate(err)
	}
	defer rollback(tx)
	const enough = 100
	var stopped error
	for err := range tx.Check() { // the channel must be drained: its goroutine reads the transaction
		if stopped = ctx.Err(); stopped == nil && len(found) < enough {
			found = append(found, err.Error())
		}
	}
	return found, stopped
}

// Close implements kv.Engine and lets the next process in.
func (e *Engine) Close() (err error) {
	defer guard()(&err)
	return e.db.Close()
}

type contextWriter struct {
	ctx context.Context
	w   io.Writer
}

func (w *contextWriter) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.w.Write(p)
}

// transaction implements kv.Writer through bbolt, which alone sees its own
// writes. What bbolt does not find is looked for in the state before with its
// pages examined: a pair that damage hides would otherwise be written twice.
type transaction struct {
	ctx     context.Context
	e       *Engine
	tx      *bbolt.Tx
	before  *pageReader
	buckets [256]*bbolt.Bucket
}

// bucket returns the bucket of a space, or nil when nothing was ever put there.
func (t *transaction) bucket(s kv.Space) *bbolt.Bucket {
	if t.buckets[s] == nil {
		t.buckets[s] = t.tx.Bucket([]byte{byte(s)})
	}
	return t.buckets[s]
}

func (t *transaction) Get(s kv.Space, key []byte) ([]byte, bool, error) {
	if len(key) == 0 {
		return nil, false, kv.ErrEmptyKey
	}
	if b := t.bucket(s); b != nil {
		if v := b.Get(key); v != nil {
			return v, true, nil
		}
	}
	_, _, err := t.before.get(s, key)
	t.before.forget()
	return nil, false, err
}

func (t *transaction) Scan(s kv.Space, from, to []byte, reverse bool) iter.Seq2[kv.Pair, error] {
	return func(yield func(kv.Pair, error) bool) {
		if err := t.examine(s, from, to, reverse); err != nil {
			yield(kv.Pair{}, err)
			return
		}
		b := t.bucket(s)
		if b == nil {
			return
		}
		c := b.Cursor()
		k, v := first(c, from)
		next := func([]byte) ([]byte, []byte) { return c.Next() }
		if reverse {
			down := descent{c: c}
			if down.lowest, _ = b.Cursor().First(); down.lowest == nil {
				return
			}
			k, v = down.start(to)
			next = down.next
		}
		for ; k != nil; k, v = next(k) {
			if !reverse && to != nil && bytes.Compare(k, to) >= 0 {
				return
			}
			if reverse && from != nil && bytes.Compare(k, from) < 0 {
				return
			}
			if err := t.ctx.Err(); err != nil {
				yield(kv.Pair{}, err)
				return
			}
			if !yield(kv.Pair{Key: k, Value: v}, nil) {
				return
			}
		}
	}
}

// examine looks at the pages of the state before that hold a range: all of a
// range with two bounds, of others the page where the scan begins.
func (t *transaction) examine(s kv.Space, from, to []byte, reverse bool) error {
	tree, ok, err := t.before.tree(s)
	if err != nil || !ok {
		return err
	}
	all := from != nil && to != nil
	return t.before.walk(tree, s, from, to, reverse, func(_, _ []byte) bool { return all })
}

func first(c *bbolt.Cursor, from []byte) (k, v []byte) {
	if from == nil {
		return c.First()
	}
	return c.Seek(from)
}

// descent goes down through a bucket that has keys. Cursor.Prev stops at a page
// that the transaction has emptied and does not tell that from the beginning, so
// the lowest key must be known.
type descent struct {
	c      *bbolt.Cursor
	lowest []byte
}

// start finds the greatest key below to, or of all.
func (d descent) start(to []byte) (k, v []byte) {
	if to == nil {
		return d.c.Last()
	}
	if k, _ := d.c.Seek(to); k != nil {
		return d.next(to)
	}
	return d.c.Last()
}

// next finds the greatest key below another one, at or behind which the cursor
// stands.
func (d descent) next(below []byte) (k, v []byte) {
	if bytes.Compare(d.lowest, below) >= 0 {
		return nil, nil
	}
	for k == nil {
		k, v = d.c.Prev()
	}
	return k, v
}

func (t *transaction) Put(s kv.Space, key, value []byte) error {
	if len(key) == 0 {
		return kv.ErrEmptyKey
	}
	b := t.bucket(s)
	if b == nil {
		var err error
		if b, err = t.tx.CreateBucketIfNotExists([]byte{byte(s)}); err != nil {
			return translate(err)
		}
		t.buckets[s] = b
	}
	if t.e.ascending[s] {
		b.FillPercent = 0.95
	}
	return translate(b.Put(key, value))
}

func (t *transaction) Delete(s kv.Space, key []byte) error {
	if len(key) == 0 {
		return kv.ErrEmptyKey
	}
	b := t.bucket(s)
	if b == nil {
		return nil
	}
	return translate(b.Delete(key))
}

// guard makes memory faults of this goroutine panics, and returns what must be
// deferred: it turns a panic that comes from bbolt or from its map into a
// kv.DamagedError and lets every other panic pass.
func guard() func(*error) {
	old := debug.SetPanicOnFault(true)
	return func(err *error) {
		debug.SetPanicOnFault(old)
		r := recover()
		if r == nil {
			return
		}
		if !causedByFile(r) {
			panic(r)
		}
		*err = &kv.DamagedError{Detail: strings.TrimSpace(fmt.Sprint(r))}
	}
}

// causedByFile tells a panic of damaged pages from one of a mistake in the
// program: the first is a fault at an address, or was raised beneath bbolt.
func causedByFile(r any) bool {
	if _, fault := r.(interface{ Addr() uintptr }); fault {
		return true
	}
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "go.etcd.io/bbolt") || strings.HasSuffix(f.Function, "(*page).element") {
			return true
		}
		if !more {
			return false
		}
	}
}

func translate(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, bolterrors.ErrTimeout):
		return kv.ErrBusy
	case errors.Is(err, bolterrors.ErrDatabaseReadOnly), errors.Is(err, bolterrors.ErrTxNotWritable):
		return kv.ErrReadOnly
	case errors.Is(err, bolterrors.ErrDatabaseNotOpen), errors.Is(err, bolterrors.ErrTxClosed):
		return kv.ErrClosed
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrVersionMismatch), errors.Is(err, bolterrors.ErrChecksum),
		errors.Is(err, bolterrors.ErrInvalidMapping):
		return &kv.DamagedError{Detail: err.Error()}
	}
	return err
}
