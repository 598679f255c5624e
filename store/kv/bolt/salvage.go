package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"

	"dossier/store/kv"
)

// Salvaged is what Salvage found in a damaged file.
type Salvaged struct {
	Damage    []string // what could not be read, and why
	Recovered int      // pairs from pages that nothing sound leads to any more; some may be older than the last change
	OlderHead bool     // the newest head was not whole: what is found is the state before the last change
}

// Salvage reads every pair of the given spaces that a file still has, whatever
// else is broken, and calls found with each key once. It maps nothing and
// changes nothing. verify must tell a pair that was stored from anything else,
// as Options.Verify.
//
// It walks the tree of the newest whole head past the pages that are broken.
// Where pages were lost, it looks through all pages of the file for pairs whose
// checksum is right and whose key belongs there.
// Of several states of one pair that are found so, newer tells whether b is the
// later one.
func Salvage(ctx context.Context, path string, o SalvageOptions) (Salvaged, error) {
	f, err := os.Open(path)
	if err != nil {
		return Salvaged{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Salvaged{}, err
	}
	s := salvage{ctx: ctx, SalvageOptions: o, known: map[string]bool{}, strayed: map[string][]byte{}}
	s.pageReader = &pageReader{file: f, pageSize: guessPageSize(f), verify: o.Verify, kept: map[uint64]*page{}}
	metas := Metas(f)
	if len(metas) > 0 {
		s.root = metas[0].Root
		if size := metas[0].PageSize; size != 0 {
			s.pageSize = uint64(size)
		}
	}
	s.highWater = uint64(info.Size()) / s.pageSize
	s.pageReader.seen = newSeenPages(int64(s.highWater))
	switch len(metas) {
	case 0:
		s.lose(bucketList, nil, nil, errors.New("neither of its two heads is whole"))
	case 1:
		s.out.OlderHead = true
		s.out.Damage = append(s.out.Damage, "one of its two heads is not whole")
		fallthrough
	default:
		if err := s.trees(); err != nil {
			return s.out, err
		}
	}
	return s.out, s.strays()
}

// SalvageOptions say what Salvage looks for and where it goes.
type SalvageOptions struct {
	Spaces []kv.Space
	Verify func(s kv.Space, key, value []byte) error // as in Options
	Newer  func(s kv.Space, key, a, b []byte) bool
	Found  func(s kv.Space, key, value []byte) error // the slices are valid during the call
}

type salvage struct {
	*pageReader
	SalvageOptions
	ctx     context.Context
	known   map[string]bool   // space and key of what the trees have
	strayed map[string][]byte // space and key of what other pages have
	lost    []lostRange
	out     Salvaged
}

// lostRange is where keys of a space may be missing; bucketList means all
// spaces.
type lostRange struct {
	space    kv.Space
	min, max []byte
}

func (s *salvage) lose(space kv.Space, min, max []byte, err error) {
	s.lost = append(s.lost, lostRange{space, min, max})
	s.out.Damage = append(s.out.Damage, err.Error())
}

// trees walks what hangs together. It goes over each space twice when pages of
// it were lost, the second time to know which keys are there.
func (s *salvage) trees() error {
	roots := map[kv.Space]tree{}
	err := s.walkPast(tree{root: s.root}, bucketList, func(key, value []byte) error {
		t, err := s.bucket(key, value)
		if err != nil {
			var bad *kv.DamagedError
			if !errors.As(err, &bad) {
				return err
			}
			s.lose(bucketList, nil, nil, err)
			return nil
		}
		roots[kv.Space(key[0])] = t
		return nil
	})
	if err != nil {
		return err
	}
	for _, space := range s.Spaces {
		t, ok := roots[space]
		if !ok {
			continue
		}
		err := s.walkPast(t, space, func(key, value []byte) error {
			s.known[pairName(space, key)] = true
			return s.Found(space, key, value)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// walkPast goes through a tree and notes what it cannot read.
func (s *salvage) walkPast(t tree, space kv.Space, fn func(key, value []byte) error) error {
	if t.inline != nil {
		return s.pairs(t.inline, space, nil, nil, fn)
	}
	return s.pageOrLoss(t.root, space, nil, nil, 0, fn)
}

func (s *salvage) pageOrLoss(id uint64, space kv.Space, min, max []byte, depth int, fn func(key, value []byte) error) error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	p, err := s.load(id, space, min, max)
	if err == nil && depth > maxDepth {
		err = broken(id, "the tree is too deep")
	}
	if err != nil {
		s.lose(space, min, max, err)
		return nil
	}
	if p.leaf {
		return s.pairs(p, space, min, max, fn)
	}
	for i := range p.count {
		childMin, childMax, child := s.step(p, i, max)
		if err := s.pageOrLoss(child, space, childMin, childMax, depth+1, fn); err != nil {
			return err
		}
	}
	return nil
}

func (s *salvage) pairs(p *page, space kv.Space, min, max []byte, fn func(key, value []byte) error) error {
	for i := range p.count {
		key, value, _, _ := p.element(i)
		if err := fn(key, value); err != nil {
			return err
		}
	}
	return nil
}

// strays looks through all pages for pairs that belong where pages were lost.
// A page that is broken in one place may still hold sound pairs; a page that is
// free may hold pairs as they once were.
func (s *salvage) strays() error {
	if len(s.lost) == 0 {
		return nil
	}
	for id := uint64(2); id < s.highWater; id++ {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		body, err := s.read(id)
		if err != nil {
			continue
		}
		s.straysIn(body)
	}
	names := make([]string, 0, len(s.strayed))
	for name := range s.strayed {
		names = append(names, name)
	}
	slices.Sort(names)
	s.out.Recovered = len(names)
	for _, name := range names {
		if err := s.Found(kv.Space(name[0]), []byte(name[1:]), s.strayed[name]); err != nil {
			return err
		}
	}
	return nil
}

func pairName(s kv.Space, key []byte) string { return string([]byte{byte(s)}) + string(key) }

func (s *salvage) straysIn(body []byte) {
	if binary.NativeEndian.Uint16(body[8:])&flagLeaf == 0 {
		return
	}
	for at := pageHeader; at+elementSize <= len(body); at += elementSize {
		e := body[at : at+elementSize]
		pos, ksize, vsize := uint64(binary.NativeEndian.Uint32(e[4:])), uint64(binary.NativeEndian.Uint32(e[8:])), uint64(binary.NativeEndian.Uint32(e[12:]))
		start, end := uint64(at)+pos, uint64(at)+pos+ksize+vsize
		if pos >= elementSize && ksize > 0 && end <= uint64(len(body)) {
			s.stray(body[start:start+ksize], body[start+ksize:end])
		}
	}
}

func (s *salvage) stray(key, value []byte) {
	for _, space := range s.Spaces {
		name := pairName(space, key)
		if s.known[name] || !s.missing(space, key) || s.Verify(space, key, value) != nil {
			continue
		}
		if have, ok := s.strayed[name]; !ok || s.Newer(space, key, have, value) {
			s.strayed[name] = bytes.Clone(value)
		}
		return
	}
}

func (s *salvage) missing(space kv.Space, key []byte) bool {
	for _, l := range s.lost {
		if l.space == bucketList || l.space == space && (l.min == nil || bytes.Compare(key, l.min) >= 0) && (l.max == nil || bytes.Compare(key, l.max) < 0) {
			return true
		}
	}
	return false
}

// Build makes a new file of pairs that need not be in order and may be many: it
// commits every so often. The file appears at path when fill and then finish
// have returned without an error; what was at path is replaced.
func Build(ctx context.Context, path string, o Options, fill func(put func(kv.Space, []byte, []byte) error) error, finish func(*Engine) error) error {
	tmp, err := emptyBeside(path)
	if err != nil {
		return err
	}
	defer os.Remove(tmp)
	e, err := open(tmp, o)
	if err != nil {
		return err
	}
	b := builder{ctx: ctx, e: e}
	err = fill(b.put)
	if err == nil {
		err = b.flush()
	}
	if err == nil {
		err = finish(e)
	}
	if err := errors.Join(err, e.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	return syncDir(dirOf(path))
}

// builder gathers pairs for one transaction.
type builder struct {
	ctx   context.Context
	e     *Engine
	pairs []spacePair
	bytes int
}

type spacePair struct {
	space      kv.Space
	key, value []byte
}

func (b *builder) put(s kv.Space, key, value []byte) error {
	b.pairs = append(b.pairs, spacePair{s, bytes.Clone(key), bytes.Clone(value)})
	if b.bytes += len(key) + len(value); b.bytes < 8<<20 {
		return nil
	}
	return b.flush()
}

func (b *builder) flush() error {
	err := b.e.Update(b.ctx, func(w kv.Writer) error {
		for _, p := range b.pairs {
			if err := w.Put(p.space, p.key, p.value); err != nil {
				return fmt.Errorf("space %d: %w", p.space, err)
			}
		}
		return nil
	})
	b.pairs, b.bytes = nil, 0
	return err
}
