package store

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"dossier/evidence"
	"dossier/evidence/dedupe"
	"dossier/store/kv"
)

// reader decodes what a transaction sees.
type reader struct{ kv.Reader }

// storedStudy is a study document. A merged study stays as a document that
// names the one it went into, with its tags and findings, so that unmerge has
// nothing to guess.
type storedStudy struct {
	evidence.Study `cbor:"1,keyasint"`
	Into           uint64   `cbor:"2,keyasint,omitempty"` // number of the study that it was merged into
	Absorbed       []uint64 `cbor:"3,keyasint,omitempty"` // numbers of the studies merged into this one
	Winner         *own     `cbor:"4,keyasint,omitempty"` // of a merged study: what the other one said before
	From           uint64   `cbor:"5,keyasint,omitempty"` // number of the only record, whose citation this is; see slim
}

// keyRef is what a citation key stands for. It stays when the study goes.
type keyRef struct {
	No      uint64 `cbor:"1,keyasint"`
	Removed bool   `cbor:"2,keyasint,omitempty"`
}

func (r reader) get(s kv.Space, key []byte, v any) (bool, error) {
	frame, ok, err := r.Get(s, key)
	if err != nil || !ok {
		return false, err
	}
	return true, decode(s, key, frame, v)
}

func (r reader) study(no uint64) (*storedStudy, error) {
	s := new(storedStudy)
	ok, err := r.get(spStudies, number(no), s)
	if err != nil || !ok {
		return nil, err
	}
	return s, r.fill(s)
}

// slim gives a study without the citation that its only record has word for
// word, as most studies do: an abstract is then stored once.
func slim(s *storedStudy, rec *evidence.Record, no uint64) *storedStudy {
	if !isSlim(&s.Citation, s.Provenance, rec) {
		return s
	}
	return s.without(no)
}

// isSlim tells whether a study says what its only record says, word for word.
func isSlim(c *evidence.Citation, said map[string]evidence.Attribution, rec *evidence.Record) bool {
	return saidOnlyBy(said, rec) && reflect.DeepEqual(c, &rec.Citation)
}

// without gives a study whose citation is that of record no.
func (s *storedStudy) without(no uint64) *storedStudy {
	out := *s
	out.Citation, out.Provenance, out.From = evidence.Citation{}, nil, no
	return &out
}

// fill is the reverse of slim.
func (r reader) fill(s *storedStudy) error {
	if s.From == 0 {
		return nil
	}
	rec, err := r.record(s.From)
	if err != nil {
		return err
	}
	s.Citation, s.Provenance, s.From = rec.Citation, saidBy(rec), 0
	return nil
}

// saidOnlyBy tells whether said is saidBy(rec), without making that.
func saidOnlyBy(said map[string]evidence.Attribution, rec *evidence.Record) bool {
	by := evidence.Attribution{Record: rec.ID, Source: rec.Origin.Format, At: rec.Origin.At}
	v := reflect.ValueOf(&rec.Citation).Elem()
	n := 0
	for i, name := range citationFields() {
		if name == "" || isEmpty(v.Field(i)) {
			continue
		}
		if said[name] != by {
			return false
		}
		n++
	}
	return n == len(said)
}

// saidBy is the provenance of a study all of whose fields one record gave. The
// json names of the fields are the Field constants of package evidence.
func saidBy(rec *evidence.Record) map[string]evidence.Attribution {
	by := evidence.Attribution{Record: rec.ID, Source: rec.Origin.Format, At: rec.Origin.At}
	said := make(map[string]evidence.Attribution, 16)
	v := reflect.ValueOf(&rec.Citation).Elem()
	for i, name := range citationFields() {
		if name != "" && !isEmpty(v.Field(i)) {
			said[name] = by
		}
	}
	return said
}

// citationFields names the fields of a Citation in order; "" for one that has
// no attribution of its own.
var citationFields = sync.OnceValue(func() []string {
	t := reflect.TypeFor[evidence.Citation]()
	names := make([]string, t.NumField())
	for i := range names {
		if t.Field(i).Name != "AuthorsTruncated" {
			names[i], _, _ = strings.Cut(t.Field(i).Tag.Get("json"), ",")
		}
	}
	return names
})

// owner follows merges to the live study that number no is now part of, 0 when
// there is none.
func (r reader) owner(no uint64) (uint64, *storedStudy, error) { return ownerOf(no, r.study) }

func ownerOf(no uint64, study func(uint64) (*storedStudy, error)) (uint64, *storedStudy, error) {
	for range 1000 {
		s, err := study(no)
		if err != nil || s == nil {
			return 0, nil, err
		}
		if s.Into == 0 {
			return no, s, nil
		}
		no = s.Into
	}
	return 0, nil, damaged("study %d was merged in a circle", no)
}

// byKey finds the live study of a citation key, through merges. The study is
// nil when the key was never given or its study was removed.
func (r reader) byKey(key string) (uint64, *storedStudy, error) {
	if key == "" {
		return 0, nil, nil
	}
	var ref keyRef
	ok, err := r.get(spKeys, keyOf(key), &ref)
	if err != nil || !ok || ref.Removed {
		return 0, nil, err
	}
	return r.owner(ref.No)
}

// mustKey is byKey with ErrNotFound.
func (r reader) mustKey(key string) (uint64, *storedStudy, error) {
	no, s, err := r.byKey(key)
	if err == nil && s == nil {
		err = notFound("study", key)
	}
	return no, s, err
}

func (r reader) record(no uint64) (*evidence.Record, error) {
	rec := new(evidence.Record)
	ok, err := r.get(spRecords, number(no), rec)
	if err == nil && !ok {
		err = damaged("record %d is missing", no)
	}
	return rec, err
}

// recordNumber finds a record by its id, 0 when it is not stored.
func (r reader) recordNumber(id string) (uint64, error) {
	nos, err := r.numbers(ixRecord, id)
	if err != nil || len(nos) == 0 {
		return 0, err
	}
	return nos[0], nil
}

func (r reader) recordByID(id string) (*evidence.Record, error) {
	no, err := r.recordNumber(id)
	if err != nil {
		return nil, err
	}
	if no == 0 {
		return nil, damaged("record %s is missing", id)
	}
	return r.record(no)
}

// numbers returns the numbers that an index holds for a value, ascending.
func (r reader) numbers(s kv.Space, value string) ([]uint64, error) {
	return r.withPrefix(s, indexPrefix(value))
}

// withPrefix returns the numbers of the entries that begin with a prefix, in the
// order of the index; in every group of a grouped one.
func (r reader) withPrefix(s kv.Space, prefix []byte) ([]uint64, error) {
	prefixes, err := r.prefixes(s, prefix)
	if err != nil {
		return nil, err
	}
	var nos []uint64
	for _, prefix := range prefixes {
		from, to := kv.Prefix(prefix)
		if len(prefix) == 0 {
			from, to = nil, nil
		}
		for p, err := range r.Scan(s, from, to, false) {
			if err != nil {
				return nil, err
			}
			if err := checkIndex(s, p.Key, p.Value); err != nil {
				return nil, err
			}
			nos = append(nos, lastNumber(p.Key))
		}
	}
	return nos, nil
}

// prefixes gives what the entries of an index that begin with a prefix begin
// with.
func (r reader) prefixes(s kv.Space, prefix []byte) ([][]byte, error) {
	if !grouped(s) {
		return [][]byte{prefix}, nil
	}
	format, err := r.format()
	if err != nil || format == formatUngrouped {
		return [][]byte{prefix}, err
	}
	var n counters
	if _, err := getMeta(r, metaCounters, &n); err != nil {
		return nil, err
	}
	var list [][]byte
	for group := range n.Study>>groupBits + 1 {
		list = append(list, append(groupPrefix(group), prefix...))
	}
	return list, nil
}

// each decodes the values of a range of keys.
func each[T any](r reader, s kv.Space, prefix []byte, fn func(key []byte, v *T) error) error {
	var from, to []byte
	if len(prefix) > 0 {
		from, to = kv.Prefix(prefix)
	}
	for p, err := range r.Scan(s, from, to, false) {
		if err != nil {
			return err
		}
		v := new(T)
		if err := decode(s, p.Key, p.Value, v); err != nil {
			return err
		}
		if err := fn(p.Key, v); err != nil {
			return err
		}
	}
	return nil
}

// aggregate is a live study with all that hangs on it, its own and that of the
// studies merged into it.
type aggregate struct {
	no       uint64
	doc      *storedStudy
	tags     []evidence.Tag
	findings []evidence.Finding
	absences []evidence.Absence
	homes    map[string]uint64 // finding id → number of the study it is kept under, where that is not no
	also     []identifier      // of the studies merged into it
	sketch   *dedupe.Sketch    // of the citation, if it is known already
}

// aggregate loads study no; nil when it is not there or not live.
func (r reader) aggregate(no uint64) (*aggregate, error) {
	doc, err := r.study(no)
	if err != nil || doc == nil || doc.Into != 0 {
		return nil, err
	}
	a := &aggregate{no: no, doc: doc}
	return a, r.attach(a, no, doc.Absorbed, 0)
}

func (r reader) attach(a *aggregate, no uint64, absorbed []uint64, depth int) error {
	if depth > 1000 {
		return damaged("study %d was merged in a circle", no)
	}
	prefix := number(no)
	err := each(r, spTags, prefix, func(_ []byte, t *evidence.Tag) error {
		t.Study = a.doc.Key
		a.addTag(*t)
		return nil
	})
	if err != nil {
		return err
	}
	err = each(r, spFindings, prefix, func(_ []byte, f *evidence.Finding) error {
		f.Study = a.doc.Key
		a.findings = append(a.findings, *f)
		if no != a.no {
			if a.homes == nil {
				a.homes = map[string]uint64{}
			}
			a.homes[f.ID] = no
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = each(r, spAbsences, prefix, func(_ []byte, b *evidence.Absence) error {
		b.Study = a.doc.Key
		a.addAbsence(*b)
		return nil
	})
	if err != nil {
		return err
	}
	for _, n := range absorbed {
		doc, err := r.study(n)
		if err != nil {
			return err
		}
		if doc == nil {
			return damaged("study %d, merged into %d, is missing", n, no)
		}
		a.also = append(a.also, identifiersOf(&doc.Citation)...)
		if err := r.attach(a, n, doc.Absorbed, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// addTag keeps one tag per drug and outcome: what a person decided stands over
// a suggestion, and what the study itself has over what a merge brought.
func (a *aggregate) addTag(t evidence.Tag) {
	for i := range a.tags {
		if a.tags[i].Drug == t.Drug && a.tags[i].Outcome == t.Outcome {
			if a.tags[i].Status == evidence.Suggested && t.Status != evidence.Suggested {
				a.tags[i] = t
			}
			return
		}
	}
	a.tags = append(a.tags, t)
}

func (a *aggregate) addAbsence(b evidence.Absence) {
	for _, have := range a.absences {
		if have.Drug == b.Drug && have.Outcome == b.Outcome {
			return
		}
	}
	a.absences = append(a.absences, b)
}

// records loads the records of a study in order of arrival.
func (r reader) records(s *storedStudy) ([]evidence.Record, error) {
	recs := make([]evidence.Record, 0, len(s.Records))
	for _, id := range s.Records {
		rec, err := r.recordByID(id)
		if err != nil {
			return nil, fmt.Errorf("reading the records of %s: %w", s.Key, err)
		}
		recs = append(recs, *rec)
	}
	return recs, nil
}

// find resolves what a person may type for a study: citation key, DOI, PMID,
// PMCID or registration number.
func (r reader) find(name string) (uint64, *storedStudy, error) {
	name = strings.TrimSpace(name)
	if no, s, err := r.byKey(name); err != nil || s != nil {
		return no, s, err
	}
	for _, id := range identifiersIn(name) {
		nos, err := r.numbers(id.space, id.value)
		if err == nil && len(nos) == 0 && id.space == ixRegistry { // in texts, then
			nos, err = r.mentioning(evidence.RegistryID{ID: id.value})
		}
		if err != nil {
			return 0, nil, err
		}
		switch len(nos) {
		case 0:
		case 1:
			return r.owner(nos[0])
		default:
			return 0, nil, fmt.Errorf("%s names %d studies; give a citation key (one of %s)", name, len(nos), r.someKeys(nos))
		}
	}
	return 0, nil, notFound("study", name)
}

func (r reader) someKeys(nos []uint64) string {
	var keys []string
	for _, no := range nos[:min(len(nos), 5)] {
		if s, err := r.study(no); err == nil && s != nil {
			keys = append(keys, s.Key)
		}
	}
	return strings.Join(keys, ", ")
}
