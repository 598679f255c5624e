package store

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"dossier/evidence"
	"dossier/evidence/dedupe"
	"dossier/store/kv"
)

// identified says which study of the library a record belongs to.
type identified struct {
	outcome dedupe.Outcome
	key     string   // of the study that it is, or may be
	others  []string // keys of further studies that it may be
	score   float64
	why     []string
}

// compared is what became of comparing a record with the library as it was
// before the batch.
type compared struct {
	identified
	nos     []uint64 // of the studies that it is to be compared with
	hopeful []uint64 // of them, those of which the sketches do not say that they are other works
	places  []uint32 // of the earlier records of the batch that it is to be compared with, from 0
	record  uint64   // its number, if it was stored
	known   bool     // it is part of a study, and was not compared
	joining *joining // it is to join a study of the library; nil: that was not worked out
}

// joining is what becomes of a study of the library that one record joins, worked
// out ahead as comparing is.
type joining struct {
	no       uint64
	study    *touched // as it is
	citation evidence.Citation
	said     map[string]evidence.Attribution
	keys     []uint64 // that it has then
}

// joining works out what becomes of the study with a key when a record joins it,
// nil when there is none.
func (r reader) joining(key string, rec *evidence.Record) (*joining, error) {
	no, s, err := r.byKey(key)
	if err != nil || s == nil {
		return nil, err
	}
	records, err := r.records(s)
	if err != nil {
		return nil, err
	}
	j := &joining{no: no}
	if j.study, err = r.touched(no, s); err != nil {
		return nil, err
	}
	j.citation, j.said, _ = evidence.Combine(append(records, *rec))
	j.keys = studyKeys(&j.citation)
	return j, nil
}

// comparison is what became of comparing the records of a batch with the
// library, side by side: comparing is most of the work of adding, and needs
// nothing of what the batch itself brings. An import compares a part while the
// one before goes in, and catches up with it then.
type comparison struct {
	as       state                       // the library, or as it became while the records were compared
	shared   map[uint64][]uint64         // studies of the library by the keys of the batch
	records  []compared                  // by place in the batch from 0
	prepared map[uint64]*dedupe.Prepared // studies of the library by number, maxPrepared at most; nil when one is gone
}

// compare compares the records of a batch with the library.
func (p *part) compare(ctx context.Context, e viewer) (*comparison, error) {
	x := &comparison{records: make([]compared, len(p.list)), prepared: map[uint64]*dedupe.Prepared{}}
	err := e.View(ctx, func(kr kv.Reader) (err error) {
		x.as, err = reader{kr}.state()
		return err
	})
	if err != nil {
		return nil, err
	}
	if x.shared, err = sharing(ctx, e, differentKeys(p.keys), 0, sharers); err != nil {
		return nil, err
	}
	all := make([]int, len(p.list))
	for i := range all {
		all[i] = i
	}
	return x, p.judge(ctx, e, x, all, x.shared)
}

// differentKeys gives the keys of a batch, each once.
func differentKeys(placed []uint64) []uint64 {
	keys := make([]uint64, 0, len(placed))
	for _, k := range placed {
		if h := blockHash(k); len(keys) == 0 || keys[len(keys)-1] != h {
			keys = append(keys, h)
		}
	}
	return keys
}

// judge compares some records with the studies of the library that share a key
// with them.
func (p *part) judge(ctx context.Context, e viewer, x *comparison, records []int, shared map[uint64][]uint64) error {
	if err := p.lookUp(ctx, e, x, records); err != nil {
		return err
	}
	records = slices.DeleteFunc(slices.Clone(records), func(i int) bool { return x.records[i].known })
	if err := p.meet(ctx, e, x, records, shared); err != nil {
		return err
	}
	if err := p.hopeful(ctx, e, x, records); err != nil {
		return err
	}
	var nos []uint64
	for _, i := range records {
		nos = append(nos, x.records[i].hopeful...)
	}
	if err := x.prepare(ctx, e, nos); err != nil {
		return err
	}
	preparer := dedupe.NewPreparer()
	return readEach(ctx, e, len(records), func(rd reader, n int) error {
		i := records[n]
		r := &x.records[i]
		candidates, err := candidatesOf(r.hopeful, func(no uint64) (*dedupe.Prepared, error) {
			if study, ok := x.prepared[no]; ok {
				return study, nil
			}
			return rd.candidate(preparer, no)
		})
		if err != nil {
			return err
		}
		r.identified = identify(&p.list[i], candidates)
		if r.outcome == dedupe.Automatic && r.record == 0 {
			r.joining, err = rd.joining(r.key, &p.list[i].Record)
		}
		return err
	})
}

// readEach calls fn for 0 … n-1 with a reader of one state, on all processors.
func readEach(ctx context.Context, e viewer, n int, fn func(rd reader, i int) error) error {
	_, err := inChunks(ctx, n, func(from, to int) (struct{}, error) {
		return struct{}{}, e.View(ctx, func(kr kv.Reader) error {
			for i := from; i < to; i++ {
				if err := cmp.Or(ctx.Err(), fn(reader{kr}, i)); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return err
}

// lookUp notes which records are stored, and which are part of a study: those need
// no comparing.
func (p *part) lookUp(ctx context.Context, e viewer, x *comparison, records []int) error {
	return readEach(ctx, e, len(records), func(rd reader, n int) (err error) {
		i := records[n]
		r := &x.records[i]
		*r = compared{}
		if r.record, err = rd.recordNumber(p.list[i].ID); err != nil || r.record == 0 {
			return err
		}
		nos, err := rd.numbers(ixMember, p.list[i].ID)
		r.known = len(nos) > 0
		return err
	})
}

// hopeful notes the candidates of some records of which the sketches do not say
// that they are other works, ascending. The sketches are read in their order.
func (p *part) hopeful(ctx context.Context, e viewer, x *comparison, records []int) error {
	n := 0
	for _, i := range records {
		n += len(x.records[i].nos)
	}
	pairs := make([]uint64, 0, n) // number of the study, and place of the record as in placedKeys
	for _, i := range records {
		for _, no := range x.records[i].nos {
			pairs = append(pairs, no<<segmentBits|uint64(i))
		}
	}
	slices.Sort(pairs)
	pieces, err := inChunks(ctx, len(pairs), func(from, to int) ([]uint64, error) {
		var left []uint64
		err := e.View(ctx, func(kr kv.Reader) error {
			rd := reader{kr}
			var sketch dedupe.Sketch
			var has bool
			for n, pair := range pairs[from:to] {
				no, i := pair>>segmentBits, pair&blockMask
				if n == 0 || pairs[from+n-1]>>segmentBits != no {
					var err error
					if sketch, has, err = rd.sketch(no); err != nil {
						return err
					}
				}
				if !has || !sketch.Hopeless(&p.list[i].sketch) {
					left = append(left, pair)
				}
			}
			return ctx.Err()
		})
		return left, err
	})
	for _, pair := range slices.Concat(pieces...) {
		r := &x.records[pair&blockMask]
		r.hopeful = append(r.hopeful, pair>>segmentBits)
	}
	return err
}

// compareAgain makes a comparison anew.
func (a *adder) compareAgain(ctx context.Context, x *comparison) error {
	again, err := a.change.batch.compare(ctx, a.without)
	if err == nil {
		*x = *again
	}
	return err
}

// catchUp brings a comparison up to the library as the transaction found it: the
// records that share a key with what came since, or with what changed, are
// compared again.
func (a *adder) catchUp(ctx context.Context, x *comparison) error {
	p := &a.change.batch
	now, err := a.state()
	if err != nil || now == x.as {
		return err
	}
	since, known := a.repo.traces.between(x.as.event, now.event)
	if !known {
		return a.compareAgain(ctx, x)
	}
	newer, err := sharing(ctx, a.without, differentKeys(p.keys), x.as.study, sharers)
	if err != nil {
		return err
	}
	joined := map[uint64][]uint64{} // by the keys of which the sharers are others now, or say something else
	for i, k := range p.keys {
		h := blockHash(k)
		if i > 0 && h == blockHash(p.keys[i-1]) || newer[h] == nil && since.keys[h] == nil && !slices.ContainsFunc(x.shared[h], since.changed) {
			continue
		}
		now, enough := since.join([]uint64{h}, x.shared, newer)
		if !enough {
			return a.compareAgain(ctx, x)
		}
		joined[h] = now[h]
	}
	maps.DeleteFunc(x.prepared, func(no uint64, _ *dedupe.Prepared) bool { return since.changed(no) })
	var again []int
	for i := range p.list {
		r := &x.records[i]
		if no := since.records[p.list[i].ID]; no != 0 {
			r.record, r.joining = no, nil
		}
		if r.joining != nil && since.touched[r.joining.no] {
			r.joining = nil
		}
		if slices.ContainsFunc(p.list[i].keys, func(k uint64) bool { _, is := joined[blockHash(k)]; return is }) {
			again = append(again, i)
		}
	}
	for k, nos := range x.shared {
		if _, is := joined[k]; !is {
			joined[k] = nos
		}
	}
	return p.judge(ctx, a.without, x, again, joined)
}

// candidate prepares the study that a number stands for, or that it was merged
// into; nil when it is gone.
func (r reader) candidate(preparer *dedupe.Preparer, no uint64) (*dedupe.Prepared, error) {
	_, s, err := r.owner(no)
	if err != nil || s == nil {
		return nil, err
	}
	return prepareStudy(preparer, s), nil
}

// candidatesOf prepares studies, but for those that are gone.
func candidatesOf(nos []uint64, candidate func(no uint64) (*dedupe.Prepared, error)) ([]*dedupe.Prepared, error) {
	list := make([]*dedupe.Prepared, 0, len(nos))
	for _, no := range nos {
		study, err := candidate(no)
		if err != nil {
			return nil, err
		}
		if study != nil {
			list = append(list, study)
		}
	}
	return list, nil
}

func prepareStudy(preparer *dedupe.Preparer, s *storedStudy) *dedupe.Prepared {
	return preparer.Prepare(&evidence.Record{ID: s.Key, Citation: s.Citation})
}

// identify says which study a record belongs to. When the batch itself brought a
// candidate, or changed one, the record is compared again.
func (a *adder) identify(ctx context.Context, p *prepared) (identified, error) {
	before := &a.compared.records[p.place-1]
	if before.known { // it was; the study is gone
		if err := a.change.batch.judge(ctx, a.without, a.compared, []int{p.place - 1}, a.compared.shared); err != nil {
			return identified{}, err
		}
	}
	fresh := a.freshFor(p, before)
	if len(fresh) == 0 {
		return before.identified, nil
	}
	for _, no := range before.hopeful {
		if !a.changed[no] {
			fresh = append(fresh, no)
		}
	}
	candidates, err := candidatesOf(fresh, a.candidate)
	if err != nil {
		return identified{}, err
	}
	return identify(p, candidates), nil
}

// freshFor gives the numbers of the studies that the batch made or changed with
// which a record is to be compared.
func (a *adder) freshFor(p *prepared, before *compared) []uint64 {
	var nos []uint64
	for _, place := range before.places {
		if no := a.placed[place]; no != 0 {
			nos = append(nos, no)
		}
	}
	for _, no := range before.nos {
		if a.changed[no] {
			nos = append(nos, no)
		}
	}
	for _, k := range p.keys {
		list := a.fresh[blockHash(k)]
		if len(list) > dedupe.MaxBlock {
			list = list[len(list)-2*dedupe.Window:]
		}
		nos = append(nos, list...)
	}
	slices.Sort(nos)
	return slices.Compact(nos)
}

// candidate is reader.candidate as the transaction sees the study.
func (a *adder) candidate(no uint64) (*dedupe.Prepared, error) {
	if !a.changed[no] {
		if study, ok := a.compared.prepared[no]; ok {
			return study, nil
		}
		return a.reader.candidate(a.preparer, no)
	}
	if study, ok := a.prepared[no]; ok {
		return study, nil
	}
	_, s, err := a.owner(no)
	if err != nil || s == nil {
		return nil, err
	}
	var study *dedupe.Prepared
	if t := a.studies[no]; t != nil && t.place != 0 {
		study = a.list[t.place-1].folded.Named(s.Key)
	} else {
		study = prepareStudy(a.preparer, s)
	}
	a.prepared[no] = study
	return study, nil
}

// oneByOne compares a record with the records of the studies that it may be,
// before a person is asked.
func (a *adder) oneByOne(p *prepared, v identified) (identified, error) {
	for _, key := range append([]string{v.key}, v.others...) {
		_, s, err := a.mustKey(key)
		if err != nil {
			return v, err
		}
		if len(s.Records) < 2 {
			continue
		}
		records, err := a.recordsOf(s)
		if err != nil {
			return v, err
		}
		if e, ok := dedupe.Joins([]*dedupe.Prepared{p.folded}, a.preparer.PrepareAll(records)); ok {
			return identified{outcome: dedupe.Automatic, key: key, score: e.Score, why: e.Why()}, nil
		}
	}
	return v, nil
}

func identify(p *prepared, candidates []*dedupe.Prepared) identified {
	if len(candidates) == 0 {
		return identified{outcome: dedupe.Distinct}
	}
	found := dedupe.Identify(p.folded, candidates)
	out := identified{outcome: found.Outcome, score: found.Evidence.Score, why: found.Evidence.Why()}
	if found.Index >= 0 {
		out.key = candidates[found.Index].ID()
	}
	for _, i := range found.Others {
		if len(out.others) == dedupe.MaxAsked-1 {
			break
		}
		if key := candidates[i].ID(); key != out.key && !slices.Contains(out.others, key) {
			out.others = append(out.others, key)
		}
	}
	return out
}
