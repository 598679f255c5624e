package store

import (
	"context"
	"iter"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
	"dossier/store/kv"
)

// Listed is a study as a list prints it.
type Listed struct {
	evidence.StudyHead
	Drugs    []string // ids of its tags and findings, in order of id; rejected ones left out
	Outcomes []string
	Findings int
}

// Select goes through the studies that answer a query, in order of citation
// key. The zero Query gives all. Use Expand on the query first.
func (r *Repo) Select(ctx context.Context, q evidence.Query) iter.Seq2[Listed, error] {
	return func(yield func(Listed, error) bool) {
		r.selected(ctx, q, func(rd reader, h hit) (bool, error) {
			head, err := rd.head(h)
			if err != nil {
				return false, err
			}
			return yield(head.listed(), nil), nil
		}, func(err error) { yield(Listed{}, err) })
	}
}

// Studies goes through the same studies with their whole documents.
func (r *Repo) Studies(ctx context.Context, q evidence.Query) iter.Seq2[evidence.Study, error] {
	return func(yield func(evidence.Study, error) bool) {
		r.selected(ctx, q, func(rd reader, h hit) (bool, error) {
			s, err := rd.study(h.no)
			if err == nil && s == nil {
				err = damaged("study %d is in the list and not in the library", h.no)
			}
			if err != nil {
				return false, err
			}
			return yield(s.Study, nil), nil
		}, func(err error) { yield(evidence.Study{}, err) })
	}
}

// Keys returns the citation keys of the studies that answer a query, in order.
func (r *Repo) Keys(ctx context.Context, q evidence.Query) ([]string, error) {
	var keys []string
	var failed error
	r.selected(ctx, q, func(_ reader, h hit) (bool, error) {
		keys = append(keys, h.key)
		return true, nil
	}, func(err error) { failed = err })
	return keys, failed
}

// hit is a study that answers a query.
type hit struct {
	no   uint64
	key  string
	head *head // nil when there are too many to keep
}

// keptHeads is how many heads a selection keeps in memory between finding and
// printing them; past that they are read twice.
const keptHeads = 100_000

func (r *Repo) selected(ctx context.Context, q evidence.Query, step func(reader, hit) (bool, error), fail func(error)) {
	err := r.view(ctx, func(rd reader) error {
		hits, err := rd.hits(q)
		if err != nil {
			return err
		}
		slices.SortFunc(hits, func(a, b hit) int { return compareKeys(a.key, b.key) })
		for _, h := range hits {
			if err := ctx.Err(); err != nil {
				return err
			}
			if more, err := step(rd, h); err != nil || !more {
				return err
			}
		}
		return nil
	})
	if err != nil {
		fail(err)
	}
}

func (r reader) head(h hit) (*head, error) {
	if h.head != nil {
		return h.head, nil
	}
	out := new(head)
	ok, err := r.get(spHeads, number(h.no), out)
	if err == nil && !ok {
		err = damaged("the head of study %d is missing", h.no)
	}
	return out, err
}

func (h *head) listed() Listed {
	l := Listed{StudyHead: h.StudyHead, Findings: len(h.Findings)}
	for _, a := range slices.Concat(h.Tags, h.Findings) {
		if a.Status == evidence.Rejected {
			continue
		}
		if a.Drug != "" {
			l.Drugs = append(l.Drugs, a.Drug)
		}
		if a.Outcome != "" {
			l.Outcomes = append(l.Outcomes, a.Outcome)
		}
	}
	for _, list := range []*[]string{&l.Drugs, &l.Outcomes} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return l
}

// hits finds the studies that answer a query: the indexes narrow, Match
// decides.
func (r reader) hits(q evidence.Query) ([]hit, error) {
	m := matcher{reader: r, query: q, words: map[*evidence.QueryExpr][]uint64{}}
	var nos []uint64
	bounded := false
	if root := q.Root(); root != nil {
		if err := m.lookUp(root); err != nil {
			return nil, err
		}
		var err error
		if nos, bounded, err = m.narrow(root); err != nil {
			return nil, err
		}
	}
	if !bounded {
		err := each(r, spHeads, nil, func(key []byte, h *head) error { return m.try(firstNumber(key), h) })
		return m.hits, err
	}
	for _, no := range nos {
		h := new(head)
		ok, err := r.get(spHeads, number(no), h)
		if err == nil && ok {
			err = m.try(no, h)
		}
		if err != nil {
			return nil, err
		}
	}
	return m.hits, nil
}

// matcher decides which studies answer a query.
type matcher struct {
	reader
	query evidence.Query
	words map[*evidence.QueryExpr][]uint64 // of the terms that the text index answers: the studies with all their words
	hits  []hit
}

// lookUp asks the text index about every term that looks for words.
func (m *matcher) lookUp(e *evidence.QueryExpr) (err error) {
	for _, kid := range e.Kids {
		if err := m.lookUp(kid); err != nil {
			return err
		}
	}
	if e.Op != evidence.QueryTerm {
		return nil
	}
	switch e.Field {
	case evidence.QueryText, evidence.QueryTitle, evidence.QueryAbstract, evidence.QueryJournal:
		m.words[e], err = m.withWords(e)
	case evidence.QueryTrial:
		if id, perr := evidence.ParseRegistryID(e.Value); perr == nil && !e.Prefix {
			m.words[e], err = m.ofTrial(e.Value, id)
		}
	}
	if err == nil && e.Field == evidence.QueryText { // a bare word may be the key of a study
		var no uint64
		if no, _, err = m.byKey(e.Value); no != 0 {
			if at, has := slices.BinarySearch(m.words[e], no); !has {
				m.words[e] = slices.Insert(slices.Clone(m.words[e]), at, no)
			}
		}
	}
	return err
}

func (m *matcher) try(no uint64, h *head) error {
	if !m.query.IsZero() {
		subject := h.subject()
		doc := document{matcher: m, no: no}
		subject.Known = doc.known
		match := m.query.Match(subject)
		if doc.err != nil {
			return doc.err
		}
		if !match {
			return nil
		}
	}
	found := hit{no: no, key: h.Key}
	if len(m.hits) < keptHeads {
		found.head = h
	}
	m.hits = append(m.hits, found)
	return nil
}

// document reads a study only when a term cannot be decided without it.
type document struct {
	*matcher
	no    uint64
	study *evidence.Study
	err   error
}

// known decides the terms that look for words: the index knows which studies do
// not have them, and which have a single one.
func (d *document) known(e *evidence.QueryExpr) (match, known bool) {
	if nos, ok := d.words[e]; ok {
		_, has := slices.BinarySearch(nos, d.no)
		if !has || e.Field == evidence.QueryTrial || e.Field == evidence.QueryText && len(e.Words) == 1 && len(e.Words[0]) <= maxWord {
			return has, true
		}
	}
	if !e.NeedsText() || d.err != nil {
		return false, d.err != nil
	}
	if d.study == nil {
		s, err := d.matcher.study(d.no)
		if err == nil && s == nil {
			err = damaged("study %d is in the list and not in the library", d.no)
		}
		if d.err = err; err != nil {
			return false, true
		}
		d.study = &s.Study
	}
	return e.Match(evidence.QuerySubject{Study: d.study}), true
}

// ofTrial gives the studies of a registered trial, ascending: labelled so,
// registered so, or with the number in title or abstract.
func (r reader) ofTrial(label string, id evidence.RegistryID) ([]uint64, error) {
	nos, err := r.mentioning(id)
	if err != nil {
		return nil, err
	}
	for space, value := range map[kv.Space]string{ixTrial: strings.ToLower(label), ixRegistry: strings.ToUpper(id.ID)} {
		some, err := r.numbers(space, value)
		if err != nil {
			return nil, err
		}
		nos = append(nos, some...)
	}
	slices.Sort(nos)
	return slices.Compact(nos), nil
}

// mentioning gives the studies whose title or abstract names a registration,
// ascending.
func (r reader) mentioning(id evidence.RegistryID) ([]uint64, error) {
	var nos []uint64
	for i, w := range strings.Fields(notation.Fold(id.ID)) {
		some, err := r.withWord(w, false)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			nos = some
		} else {
			nos = intersect(nos, some)
		}
	}
	var found []uint64
	for _, no := range nos {
		s, err := r.study(no)
		if err != nil {
			return nil, err
		}
		if s == nil || s.Into != 0 {
			continue
		}
		list := append(evidence.FindRegistryIDs(s.Title), evidence.FindRegistryIDs(s.Abstract)...)
		if slices.ContainsFunc(list, func(f evidence.FoundRegistryID) bool { return strings.EqualFold(f.ID, id.ID) }) {
			found = append(found, no)
		}
	}
	return found, nil
}

// narrow gives numbers of studies, ascending, among which all that match are;
// bounded is false when the indexes cannot tell.
func (m *matcher) narrow(e *evidence.QueryExpr) (nos []uint64, bounded bool, err error) {
	switch e.Op {
	case evidence.QueryAnd:
		for _, kid := range e.Kids {
			some, ok, err := m.narrow(kid)
			switch {
			case err != nil:
				return nil, false, err
			case ok && !bounded:
				nos, bounded = some, true
			case ok:
				nos = intersect(nos, some)
			}
		}
		return nos, bounded, nil
	case evidence.QueryOr:
		for _, kid := range e.Kids {
			some, ok, err := m.narrow(kid)
			if err != nil || !ok {
				return nil, false, err
			}
			nos = append(nos, some...)
		}
		slices.Sort(nos)
		return slices.Compact(nos), true, nil
	case evidence.QueryNot:
		return nil, false, nil
	}
	return m.narrowTerm(e)
}

func (m *matcher) narrowTerm(e *evidence.QueryExpr) (nos []uint64, bounded bool, err error) {
	if nos, ok := m.words[e]; ok {
		return nos, true, nil
	}
	r := m.reader
	switch e.Field {
	case evidence.QueryDrug:
		return r.union(e.IDs, ixDrug)
	case evidence.QueryOutcome:
		return r.union(e.IDs, ixOutcome)
	case evidence.QueryTag:
		return r.union(e.IDs, ixDrug, ixOutcome)
	case evidence.QueryKey:
		return r.byBeginning(ixKey, strings.ToLower(e.Value), e.Prefix)
	case evidence.QueryPMID:
		return r.byBeginning(ixPMID, e.Value, e.Prefix)
	case evidence.QueryDOI:
		if d, err := evidence.ParseDOI(e.Value); err == nil && !e.Prefix {
			return r.byBeginning(ixDOI, d.Key(), false)
		}
		return r.byBeginning(ixDOI, strings.ToLower(e.Value), e.Prefix)
	case evidence.QueryTrial:
		labels, _, err := r.byBeginning(ixTrial, strings.ToLower(e.Value), e.Prefix)
		if err != nil {
			return nil, false, err
		}
		ids, _, err := r.byBeginning(ixRegistry, strings.ToUpper(e.Value), e.Prefix)
		nos = append(labels, ids...)
		slices.Sort(nos)
		return slices.Compact(nos), true, err
	}
	return nil, false, nil
}

func (r reader) union(values []string, spaces ...kv.Space) (nos []uint64, bounded bool, err error) {
	for _, s := range spaces {
		for _, v := range values {
			some, err := r.numbers(s, v)
			if err != nil {
				return nil, false, err
			}
			nos = append(nos, some...)
		}
	}
	slices.Sort(nos)
	return slices.Compact(nos), true, nil
}

// byBeginning looks up one value, or all that begin with it.
func (r reader) byBeginning(s kv.Space, value string, beginning bool) (nos []uint64, bounded bool, err error) {
	prefix := indexPrefix(value)
	if beginning {
		prefix = prefix[:len(prefix)-2] // without the end of the text
	}
	nos, err = r.withPrefix(s, prefix)
	slices.Sort(nos)
	return slices.Compact(nos), true, err
}

// intersect gives what two ascending lists share.
func intersect(a, b []uint64) []uint64 {
	var out []uint64
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			out = append(out, a[0])
			a, b = a[1:], b[1:]
		}
	}
	return out
}
