package bolt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"dossier/store/kv"
)

// Views do not read through bbolt's map but page by page from the file, and
// believe a page only after looking at it. bbolt itself finds keys by halving,
// so a bit that changed in a page's count, in a position, in a key or in a
// pointer makes pairs vanish without an error. What is looked at, once per page
// and process:
//
//   - a page carries its own number and a known type, and lies below the
//     high-water mark;
//   - the pairs of a page stand one after the other without a gap, beginning
//     where the table of its elements ends (so bbolt writes them): the count and
//     every position and length follow from each other;
//   - keys ascend, the first is the one that the branch above names, and the
//     last is below the next one there;
//   - every pair passes Options.Verify, the checksum of who wrote it.
//
// Both heads must be whole: the older one alone would be an older state.
//
// The layout (bbolt's file format 2): a page begins with its number (8 bytes),
// flags (2), count (2) and number of overflow pages (4). An element of a leaf is
// flags, position, key length, value length (4 each); of a branch position, key
// length (4 each), page (8). Positions count from the element. The value of a
// bucket is its root page (8; 0 when its only leaf follows inline) and a
// sequence (8).
const (
	elementSize   = 16
	bucketHeader  = 16
	flagBranch    = 1
	flagLeaf      = 2
	elementBucket = 1
	maxDepth      = 64
)

// pageReader reads one state of a file.
type pageReader struct {
	file      io.ReaderAt
	pageSize  uint64
	highWater uint64 // pages of this state are below it
	root      uint64 // page of the list of spaces
	verify    func(s kv.Space, key, value []byte) error
	seen      *seenPages
	spaces    map[kv.Space]tree
	rootsSeen bool
	kept      map[uint64]*page // of this state: branches, which every look-up passes, and some leaves
	leaves    int              // how many leaves may still be kept
	last      *page            // the leaf in which was looked last, and its number
	lastID    uint64
	given     bool   // somebody may hold a part of last
	spare     []byte // a page that nobody looks at any more
}

// again reads the same state once more.
func (r *pageReader) again() *pageReader {
	return &pageReader{file: r.file, pageSize: r.pageSize, highWater: r.highWater, root: r.root, verify: r.verify, seen: r.seen, kept: map[uint64]*page{}}
}

// How many bytes of leaves are kept: a writer looks many keys up in one state, a
// reader comes back to the small spaces of settings and judgements.
const (
	keptByWriter = 4 << 20
	keptByReader = 64 << 10
)

// seenPages remembers the pages that were looked at. Pages past its end were
// written by this process.
type seenPages struct{ bits []atomic.Uint64 }

func newSeenPages(highWater int64) *seenPages {
	return &seenPages{bits: make([]atomic.Uint64, highWater/64+1)}
}

func (s *seenPages) has(id uint64) bool {
	return id/64 >= uint64(len(s.bits)) || s.bits[id/64].Load()&(1<<(id%64)) != 0
}

func (s *seenPages) add(id uint64) {
	if id/64 < uint64(len(s.bits)) {
		s.bits[id/64].Or(1 << (id % 64))
	}
}

// tree is where the pairs of a space begin: a page, or an inline leaf.
type tree struct {
	root   uint64
	inline *page
}

// page is one page that was looked at.
type page struct {
	body  []byte // with its overflow pages
	leaf  bool
	count int
}

func broken(id uint64, format string, args ...any) error {
	return &kv.DamagedError{Detail: fmt.Sprintf("page %d: ", id) + fmt.Sprintf(format, args...)}
}

// load reads a page and looks at it, unless that was done before.
func (r *pageReader) load(id uint64, s kv.Space, min, max []byte) (*page, error) {
	if r.last != nil && r.lastID == id {
		return r.last, r.last.between(id, min, max)
	}
	if p, ok := r.kept[id]; ok {
		return p, nil
	}
	body, err := r.read(id)
	if err != nil {
		return nil, err
	}
	p := pageOf(body)
	if !r.seen.has(id) {
		if err := p.check(id); err != nil {
			return nil, err
		}
		if err := r.lookAtPairs(id, p, s); err != nil {
			return nil, err
		}
		r.seen.add(id)
	}
	if err := p.between(id, min, max); err != nil {
		return nil, err
	}
	if !p.leaf || r.leaves > 0 && len(body) == int(r.pageSize) {
		r.kept[id] = p
		if p.leaf {
			r.leaves--
		}
	}
	return p, nil
}

// release takes back a leaf that was passed, unless it is kept: what a scan gives
// is valid only inside its step.
func (r *pageReader) release(id uint64, p *page) {
	if _, kept := r.kept[id]; !kept && p != r.last && len(p.body) == int(r.pageSize) {
		r.spare = p.body
	}
}

// forget takes back the leaf that was read last, when nobody keeps what it gave.
func (r *pageReader) forget() {
	if p := r.last; p != nil {
		r.last = nil
		r.release(r.lastID, p)
	}
}

// read gives the bytes of a page with its overflow pages.
func (r *pageReader) read(id uint64) ([]byte, error) {
	if id < 2 || id >= r.highWater {
		return nil, broken(id, "it is not one of the %d pages", r.highWater)
	}
	body := r.spare
	if r.spare = nil; body == nil {
		body = make([]byte, r.pageSize)
	}
	if err := r.readAt(body, id); err != nil {
		return nil, err
	}
	if got := binary.NativeEndian.Uint64(body); got != id {
		return nil, broken(id, "it says that it is page %d", got)
	}
	overflow := uint64(binary.NativeEndian.Uint32(body[12:]))
	if overflow == 0 {
		return body, nil
	}
	if id+overflow >= r.highWater {
		return nil, broken(id, "it runs past the last page")
	}
	whole := make([]byte, (overflow+1)*r.pageSize)
	copy(whole, body)
	return whole, r.readAt(whole[r.pageSize:], id+1)
}

func (r *pageReader) readAt(body []byte, id uint64) error {
	_, err := r.file.ReadAt(body, int64(id*r.pageSize))
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return broken(id, "the file ends before it")
	}
	return err
}

func pageOf(body []byte) *page {
	return &page{
		body:  body,
		leaf:  binary.NativeEndian.Uint16(body[8:]) == flagLeaf,
		count: int(binary.NativeEndian.Uint16(body[10:])),
	}
}

// check tells whether what a page says of its elements hangs together; reading
// an element afterwards cannot leave the page.
func (p *page) check(id uint64) error {
	if flags := binary.NativeEndian.Uint16(p.body[8:]); flags != flagLeaf && flags != flagBranch {
		return broken(id, "it is neither a leaf nor a branch")
	}
	if !p.leaf && p.count == 0 {
		return broken(id, "it is a branch without pages")
	}
	next := uint64(pageHeader + elementSize*p.count)
	if next > uint64(len(p.body)) {
		return broken(id, "it cannot hold %d elements", p.count)
	}
	for i := range p.count {
		at := uint64(pageHeader + elementSize*i)
		e := p.body[at : at+elementSize]
		pos, length := uint64(binary.NativeEndian.Uint32(e)), uint64(binary.NativeEndian.Uint32(e[4:]))
		if p.leaf {
			pos = uint64(binary.NativeEndian.Uint32(e[4:]))
			length = uint64(binary.NativeEndian.Uint32(e[8:])) + uint64(binary.NativeEndian.Uint32(e[12:]))
		}
		if at+pos != next || next+length > uint64(len(p.body)) {
			return broken(id, "element %d of %d is not where it should be", i+1, p.count)
		}
		next += length
	}
	return nil
}

// between tells whether the keys of a page are those that the branch above
// names: min is the key there, max the next one; nil at the edges.
func (p *page) between(id uint64, min, max []byte) error {
	if min != nil && p.count == 0 {
		return broken(id, "it is empty")
	}
	if p.count > 0 && (min != nil && !bytes.Equal(p.key(0), min) || max != nil && bytes.Compare(p.key(p.count-1), max) >= 0) {
		return broken(id, "its keys are not those that the page above names")
	}
	return nil
}

// element returns key and value of a leaf's element, or key and page of a
// branch's.
func (p *page) element(i int) (key, value []byte, child uint64, flags uint32) {
	at := pageHeader + elementSize*i
	e := p.body[at : at+elementSize]
	if !p.leaf {
		start := at + int(binary.NativeEndian.Uint32(e))
		return p.body[start : start+int(binary.NativeEndian.Uint32(e[4:]))], nil, binary.NativeEndian.Uint64(e[8:]), 0
	}
	start := at + int(binary.NativeEndian.Uint32(e[4:]))
	end := start + int(binary.NativeEndian.Uint32(e[8:]))
	return p.body[start:end:end], p.body[end : end+int(binary.NativeEndian.Uint32(e[12:]))], 0, binary.NativeEndian.Uint32(e)
}

func (p *page) key(i int) []byte {
	k, _, _, _ := p.element(i)
	return k
}

// search returns the place of the first key that is not below k.
func (p *page) search(k []byte) int {
	low, high := 0, p.count
	for low < high {
		if mid := (low + high) / 2; bytes.Compare(p.key(mid), k) < 0 {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// lookAtPairs examines the order of the keys of a page and each of its pairs.
func (r *pageReader) lookAtPairs(id uint64, p *page, s kv.Space) error {
	var last []byte
	for i := range p.count {
		key, value, _, flags := p.element(i)
		if len(key) == 0 || i > 0 && bytes.Compare(last, key) >= 0 {
			return broken(id, "its keys are not in order")
		}
		last = key
		if !p.leaf || s == bucketList {
			continue
		}
		if flags != 0 {
			return broken(id, "a pair is marked as something else")
		}
		if r.verify != nil {
			if err := r.verify(s, key, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// bucketList stands for the tree whose pairs are the spaces themselves.
const bucketList kv.Space = 0

// tree finds a space. A space that nothing was ever put into has no tree; but
// because a name that changed looks the same, all others are looked at then.
func (r *pageReader) tree(s kv.Space) (tree, bool, error) {
	if r.spaces == nil {
		if err := r.list(); err != nil {
			return tree{}, false, err
		}
	}
	t, ok := r.spaces[s]
	return t, ok, nil
}

func (r *pageReader) list() error {
	spaces := map[kv.Space]tree{}
	var failed error
	root := tree{root: r.root}
	err := r.walk(root, bucketList, nil, nil, false, func(key, value []byte) bool {
		var t tree
		if t, failed = r.bucket(key, value); failed == nil {
			spaces[kv.Space(key[0])] = t
		}
		return failed == nil
	})
	if err == nil {
		err = failed
	}
	if err == nil {
		r.spaces = spaces
	}
	return err
}

func (r *pageReader) bucket(name, value []byte) (tree, error) {
	if len(name) != 1 || name[0] == byte(bucketList) || len(value) < bucketHeader {
		return tree{}, &kv.DamagedError{Detail: fmt.Sprintf("its list of spaces names %x", name)}
	}
	t := tree{root: binary.NativeEndian.Uint64(value)}
	if t.root != 0 {
		return t, nil
	}
	if len(value) < bucketHeader+pageHeader {
		return tree{}, &kv.DamagedError{Detail: fmt.Sprintf("space %d is cut short", name[0])}
	}
	p := pageOf(bytes.Clone(value[bucketHeader:])) // value is of a page that may be used again
	if err := p.check(0); err != nil {
		return tree{}, err
	}
	if !p.leaf {
		return tree{}, broken(0, "space %d begins with a branch without a page", name[0])
	}
	t.inline = p
	return t, r.lookAtPairs(0, p, kv.Space(name[0]))
}

// lookAtRoots reads the first page of every space, so that a space under a
// wrong name is found out by the checksums of its pairs.
func (r *pageReader) lookAtRoots() error {
	if r.rootsSeen {
		return nil
	}
	for s, t := range r.spaces {
		for depth, id := 0, t.root; t.inline == nil && depth < maxDepth; depth++ {
			p, err := r.load(id, s, nil, nil)
			if err != nil {
				return err
			}
			if p.leaf {
				r.release(id, p)
				break
			}
			if p.count == 0 {
				break
			}
			_, _, id, _ = p.element(0)
		}
	}
	r.rootsSeen = true
	return nil
}

func (r *pageReader) get(s kv.Space, key []byte) ([]byte, bool, error) {
	t, ok, err := r.tree(s)
	if err != nil {
		return nil, false, err
	}
	if !ok {
		return nil, false, r.lookAtRoots()
	}
	p, min, max, id := t.inline, []byte(nil), []byte(nil), t.root
	for depth := 0; ; depth++ {
		if p == nil || depth > 0 {
			if p, err = r.load(id, s, min, max); err != nil {
				return nil, false, err
			}
		}
		i := p.search(key)
		found := i < p.count && bytes.Equal(p.key(i), key)
		switch {
		case p.leaf:
			if id != t.root || t.inline == nil {
				r.keepLast(id, p)
			}
			if !found {
				return nil, false, nil
			}
			r.given = true
			_, v, _, _ := p.element(i)
			return v, true, nil
		case depth > maxDepth:
			return nil, false, broken(id, "the tree is too deep")
		}
		if !found && i > 0 {
			i--
		}
		min, max, id = r.step(p, i, max)
	}
}

// keepLast remembers the leaf in which was looked last. The one before is taken
// back when nothing was found in it: most keys that are looked for are new.
func (r *pageReader) keepLast(id uint64, p *page) {
	if p == r.last {
		return
	}
	if !r.given {
		r.forget()
	}
	r.last, r.lastID, r.given = p, id, false
}

// step gives the bounds and number of the i-th page below a branch.
func (r *pageReader) step(p *page, i int, above []byte) (min, max []byte, id uint64) {
	min, _, id, _ = p.element(i)
	if max = above; i+1 < p.count {
		max = p.key(i + 1)
	}
	return min, max, id
}

// walk goes through the pairs of a tree with from ≤ key < to until fn says
// enough.
func (r *pageReader) walk(t tree, s kv.Space, from, to []byte, reverse bool, fn func(key, value []byte) bool) error {
	w := walker{r, s, from, to, reverse, fn}
	if t.inline != nil {
		w.leaf(t.inline)
		return nil
	}
	_, err := w.page(t.root, nil, nil, 0)
	return err
}

type walker struct {
	*pageReader
	space    kv.Space
	from, to []byte
	reverse  bool
	fn       func(key, value []byte) bool
}

func (w *walker) page(id uint64, min, max []byte, depth int) (more bool, err error) {
	if depth > maxDepth {
		return false, broken(id, "the tree is too deep")
	}
	p, err := w.load(id, w.space, min, max)
	if err != nil {
		return false, err
	}
	if p.leaf {
		if p == w.last {
			w.given = true
		}
		more = w.leaf(p)
		w.release(id, p)
		return more, nil
	}
	first, end := w.bounds(p)
	if first > 0 && (first == p.count || w.from == nil || !bytes.Equal(p.key(first), w.from)) {
		first-- // the page before may hold keys from w.from on
	}
	for n := range end - first {
		i := first + n
		if w.reverse {
			i = end - 1 - n
		}
		childMin, childMax, child := w.step(p, i, max)
		if more, err := w.page(child, childMin, childMax, depth+1); err != nil || !more {
			return false, err
		}
	}
	return true, nil
}

// bounds gives the elements of a page whose keys are within from and to.
func (w *walker) bounds(p *page) (first, end int) {
	end = p.count
	if w.from != nil {
		first = p.search(w.from)
	}
	if w.to != nil {
		end = p.search(w.to)
	}
	return first, max(first, end)
}

func (w *walker) leaf(p *page) (more bool) {
	first, end := w.bounds(p)
	for n := range end - first {
		i := first + n
		if w.reverse {
			i = end - 1 - n
		}
		key, value, _, _ := p.element(i)
		if !w.fn(key, value) {
			return false
		}
	}
	return true
}

// openFile gives bbolt its file and keeps it for the page reader.
func openFile(into **os.File) func(string, int, os.FileMode) (*os.File, error) {
	return func(name string, flag int, mode os.FileMode) (*os.File, error) {
		f, err := os.OpenFile(name, flag, mode)
		*into = f
		return f, err
	}
}
