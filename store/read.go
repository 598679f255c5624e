package store

import (
	"context"
	"iter"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/store/kv"
)

// Study returns the live study of a citation key. The key of a study that was
// merged gives the one it went into. ErrNotFound: no such key.
func (r *Repo) Study(ctx context.Context, key string) (evidence.Study, error) {
	var out evidence.Study
	err := r.view(ctx, func(rd reader) error {
		_, s, err := rd.mustKey(key)
		if err == nil {
			out = s.Study
		}
		return err
	})
	return out, err
}

// FindKey resolves what a person typed: citation key, DOI, PMID, PMCID or
// registration number. It returns the citation key of the live study, or
// ErrNotFound, or an error that lists the keys when there are several.
func (r *Repo) FindKey(ctx context.Context, name string) (string, error) {
	var key string
	err := r.view(ctx, func(rd reader) error {
		_, s, err := rd.find(name)
		switch {
		case err != nil:
			return err
		case s == nil:
			return notFound("study", name)
		}
		key = s.Key
		return nil
	})
	return key, err
}

// Details is a study with all that hangs on it.
type Details struct {
	evidence.Study
	Tags     []evidence.Tag
	Findings []evidence.Finding
	Absences []evidence.Absence
	Records  []evidence.Record // in order of arrival
	Merged   []string          // citation keys of the studies that were merged into it
}

// Details returns everything about one study. ErrNotFound: no such key.
func (r *Repo) Details(ctx context.Context, key string) (Details, error) {
	var d Details
	err := r.view(ctx, func(rd reader) error {
		no, _, err := rd.mustKey(key)
		if err != nil {
			return err
		}
		a, err := rd.aggregate(no)
		if err != nil {
			return err
		}
		d = Details{Study: a.doc.Study, Tags: a.tags, Findings: a.findings, Absences: a.absences}
		if d.Merged, err = rd.mergedKeys(a.doc); err != nil {
			return err
		}
		d.Records, err = rd.records(a.doc)
		return err
	})
	return d, err
}

func (r reader) mergedKeys(s *storedStudy) ([]string, error) {
	var keys []string
	for _, n := range s.Absorbed {
		m, err := r.study(n)
		if err != nil || m == nil {
			return nil, err
		}
		deeper, err := r.mergedKeys(m)
		if err != nil {
			return nil, err
		}
		keys = append(append(keys, m.Key), deeper...)
	}
	return keys, nil
}

// Records returns the records of a study in order of arrival.
func (r *Repo) Records(ctx context.Context, key string) ([]evidence.Record, error) {
	var recs []evidence.Record
	err := r.view(ctx, func(rd reader) error {
		_, s, err := rd.mustKey(key)
		if err != nil {
			return err
		}
		recs, err = rd.records(s)
		return err
	})
	return recs, err
}

// AllRecords goes through every record in order of arrival, those of removed
// studies included, as the counts of PRISMA need.
func (r *Repo) AllRecords(ctx context.Context) iter.Seq2[evidence.Record, error] {
	return func(yield func(evidence.Record, error) bool) {
		err := r.view(ctx, func(rd reader) error {
			return each(rd, spRecords, nil, func(_ []byte, rec *evidence.Record) error {
				if !yield(*rec, nil) {
					return errEnough
				}
				return nil
			})
		})
		if err != nil && err != errEnough {
			yield(evidence.Record{}, err)
		}
	}
}

// TableRows returns the findings about any of the drugs and any of the
// outcomes, each with the head of its study; an empty list means all. It reads
// the covering index and no study. Rows come in order of drug (or of outcome,
// when only outcomes are given), then outcome, study and finding id.
func (r *Repo) TableRows(ctx context.Context, drugs, outcomes []string) ([]evidence.TableRow, error) {
	space, firsts, seconds := spRowsDrug, drugs, outcomes
	if len(drugs) == 0 && len(outcomes) > 0 {
		space, firsts, seconds = spRowsOutcome, outcomes, nil
	}
	var found rowFrames
	err := r.view(ctx, func(rd reader) error {
		for _, prefix := range rowPrefixes(firsts, seconds) {
			var from, to []byte
			if prefix != nil {
				from, to = kv.Prefix(prefix)
			}
			for p, err := range rd.Scan(space, from, to, false) {
				if err != nil {
					return err
				}
				if err := found.add(space, p.Key, p.Value); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return found.rows()
}

// rowPrefixes gives the ranges of a covering index that hold any first with any
// second, in order; without firsts it is everything.
func rowPrefixes(firsts, seconds []string) [][]byte {
	if len(firsts) == 0 {
		return [][]byte{nil}
	}
	var list [][]byte
	for _, a := range firsts {
		if len(seconds) == 0 {
			list = append(list, text(a))
		}
		for _, b := range seconds {
			list = append(list, text(a, b))
		}
	}
	slices.SortFunc(list, slices.Compare)
	return slices.CompactFunc(list, slices.Equal)
}

// Filter narrows a listing; empty fields ask nothing.
type Filter struct {
	Studies  []string // citation keys
	Drugs    []string // ids, already expanded
	Outcomes []string // ids, already expanded; a finding also matches by its sub-outcome
	Status   evidence.TagStatus
}

func (f *Filter) subject(drug, outcome, sub string) bool {
	return (len(f.Drugs) == 0 || slices.Contains(f.Drugs, drug)) &&
		(len(f.Outcomes) == 0 || slices.Contains(f.Outcomes, outcome) || sub != "" && slices.Contains(f.Outcomes, sub))
}

// Findings lists findings, study by study in order of citation key.
func (r *Repo) Findings(ctx context.Context, f Filter) ([]evidence.Finding, error) {
	var list []evidence.Finding
	err := r.hanging(ctx, f, func(a *aggregate) {
		for _, x := range a.findings {
			if f.subject(x.Drug, x.Outcome, x.SubOutcome) && (f.Status == "" || f.Status == x.Status) {
				list = append(list, x)
			}
		}
	})
	return list, err
}

// Tags lists tags, study by study in order of citation key.
func (r *Repo) Tags(ctx context.Context, f Filter) ([]evidence.Tag, error) {
	var list []evidence.Tag
	err := r.hanging(ctx, f, func(a *aggregate) {
		for _, x := range a.tags {
			if f.subject(x.Drug, x.Outcome, "") && (f.Status == "" || f.Status == x.Status) {
				list = append(list, x)
			}
		}
	})
	return list, err
}

// Absences lists absences, study by study in order of citation key. Without
// Studies it reads the absences alone, as tables do, and a study only for an
// absence that matches.
func (r *Repo) Absences(ctx context.Context, f Filter) ([]evidence.Absence, error) {
	if len(f.Studies) == 0 {
		matched, err := r.absentStudies(ctx, f)
		if err != nil || len(matched) == 0 {
			return nil, err
		}
		f.Studies = matched
	}
	var list []evidence.Absence
	err := r.hanging(ctx, f, func(a *aggregate) {
		for _, x := range a.absences {
			if f.subject(x.Drug, x.Outcome, "") {
				list = append(list, x)
			}
		}
	})
	return list, err
}

// absentStudies are the keys of the live studies with an absence that matches.
func (r *Repo) absentStudies(ctx context.Context, f Filter) ([]string, error) {
	seen := map[string]bool{}
	err := r.view(ctx, func(rd reader) error {
		return each(rd, spAbsences, nil, func(key []byte, x *evidence.Absence) error {
			if !f.subject(x.Drug, x.Outcome, "") {
				return nil
			}
			_, s, err := rd.owner(firstNumber(key))
			if err == nil && s != nil {
				seen[s.Key] = true
			}
			return err
		})
	})
	keys := make([]string, 0, len(seen))
	for key := range seen {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys, err
}

// hanging calls fn with the studies that may have what a filter asks for, in
// order of citation key.
func (r *Repo) hanging(ctx context.Context, f Filter, fn func(*aggregate)) error {
	return r.view(ctx, func(rd reader) error {
		nos, err := rd.withSomething(f)
		if err != nil {
			return err
		}
		var list []*aggregate
		for _, no := range nos {
			a, err := rd.aggregate(no)
			if err != nil {
				return err
			}
			if a != nil {
				list = append(list, a)
			}
		}
		slices.SortFunc(list, func(a, b *aggregate) int { return compareKeys(a.doc.Key, b.doc.Key) })
		for _, a := range list {
			fn(a)
		}
		return nil
	})
}

func compareKeys(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }

// withSomething returns the numbers of the live studies that a filter names, or
// of all that have a tag, finding or absence.
func (r reader) withSomething(f Filter) ([]uint64, error) {
	seen := map[uint64]bool{}
	for _, key := range f.Studies {
		no, _, err := r.mustKey(key)
		if err != nil {
			return nil, err
		}
		seen[no] = true
	}
	if len(f.Studies) == 0 {
		for _, s := range hanging() {
			if err := r.ownersIn(s, seen); err != nil {
				return nil, err
			}
		}
	}
	nos := make([]uint64, 0, len(seen))
	for no := range seen {
		nos = append(nos, no)
	}
	slices.Sort(nos)
	return nos, nil
}

// ownersIn adds the live studies that have anything in a space.
func (r reader) ownersIn(s kv.Space, seen map[uint64]bool) error {
	last := uint64(0)
	for p, err := range r.Scan(s, nil, nil, false) {
		if err != nil {
			return err
		}
		no := firstNumber(p.Key)
		if no == last {
			continue
		}
		last = no
		owner, _, err := r.owner(no)
		if err != nil {
			return err
		}
		if owner != 0 {
			seen[owner] = true
		}
	}
	return nil
}

// Counts is how much a library holds.
type Counts struct {
	Studies  int `json:"studies"` // live ones
	Records  int `json:"records"`
	Tags     int `json:"tags"`
	Findings int `json:"findings"`
	Absences int `json:"absences"`
	Open     int `json:"open_questions"` // pairs of studies that a person should decide on
	Proposed int `json:"proposed"`       // links between reports that wait for a person
	Pending  int `json:"pending"`        // studies with incomplete metadata
	Events   int `json:"events"`
}

// Counts counts without decoding documents.
func (r *Repo) Counts(ctx context.Context) (Counts, error) {
	var n Counts
	err := r.view(ctx, func(rd reader) error {
		for _, x := range []struct {
			space kv.Space
			into  *int
		}{{spRecords, &n.Records}, {spTags, &n.Tags}, {spFindings, &n.Findings}, {spAbsences, &n.Absences}, {spEvents, &n.Events}} {
			for _, err := range rd.Scan(x.space, nil, nil, false) {
				if err != nil {
					return err
				}
				*x.into++
			}
		}
		err := each(rd, spHeads, nil, func(_ []byte, h *head) error {
			n.Studies++
			if h.Pending != "" {
				n.Pending++
			}
			return nil
		})
		if err != nil {
			return err
		}
		return each(rd, spDecisions, nil, func(_ []byte, d *Decision) error {
			switch d.Verdict {
			case PairOpen:
				n.Open++
			case PairLink:
				n.Proposed++
			}
			return nil
		})
	})
	return n, err
}
