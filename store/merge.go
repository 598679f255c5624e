package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"dossier/evidence"
	"dossier/store/kv"
)

// Decision is what was said of two studies that may be one: a question that is
// open, or an answer, which is remembered so that it is asked once.
type Decision struct {
	A       string      `cbor:"1,keyasint" json:"a"` // citation keys
	B       string      `cbor:"2,keyasint" json:"b"`
	Verdict PairVerdict `cbor:"3,keyasint" json:"verdict"`
	Score   float64     `cbor:"4,keyasint,omitempty" json:"score,omitempty"`
	Why     []string    `cbor:"5,keyasint,omitempty" json:"why,omitempty"`
	By      string      `cbor:"6,keyasint,omitempty" json:"by,omitempty"`
	At      time.Time   `cbor:"7,keyasint,omitempty" json:"at,omitzero"`
	Link    string      `cbor:"8,keyasint,omitempty" json:"link,omitempty"` // how A is related to B, for PairLink
}

// PairVerdict is the state of a Decision.
type PairVerdict string

// The states of a pair of studies.
const (
	PairOpen      PairVerdict = "open"      // a person should say
	PairSame      PairVerdict = "same"      // one publication: they were merged
	PairDifferent PairVerdict = "different" // never merge them
	PairReports   PairVerdict = "reports"   // two reports of one study
	PairLink      PairVerdict = "link"      // not one publication; a person should say whether to link them
)

// waits reports a pair that nobody has answered.
func (v PairVerdict) waits() bool { return v == PairOpen || v == PairLink }

// key orders the two, so that a pair has one place.
func (d *Decision) key() []byte {
	a, b := strings.ToLower(d.A), strings.ToLower(d.B)
	if b < a {
		a, b = b, a
	}
	return text(a, b)
}

// PutDecisions remembers questions and answers about pairs of studies. An open
// question does not replace an answer.
func (r *Repo) PutDecisions(ctx context.Context, list []Decision) (Event, error) {
	what := fmt.Sprintf("decide on %s", plural(len(list), "pair", "pairs"))
	return r.update(ctx, Event{Kind: "decide", What: what}, func(c *change) error {
		for _, d := range list {
			var have Decision
			ok, err := c.get(spDecisions, d.key(), &have)
			if err != nil {
				return err
			}
			if ok && (have.Verdict == d.Verdict || d.Verdict == PairLink || d.Verdict == PairOpen && have.Verdict != PairLink) {
				continue
			}
			if !d.Verdict.waits() && d.By == "" {
				d.By = r.who.Name
			}
			if d.At.IsZero() {
				d.At = c.at
			}
			if err := c.put(spDecisions, d.key(), d); err != nil {
				return err
			}
		}
		return nil
	})
}

// PutProposals remembers which links are proposed, in place of those proposed
// before. A pair about which there is a question or an answer is passed over.
func (r *Repo) PutProposals(ctx context.Context, links []Decision) error {
	_, err := r.update(ctx, Event{Kind: "decide", What: "propose " + plural(len(links), "link", "links")}, func(c *change) error {
		stays := map[string]bool{}
		for i := range links {
			stays[string(links[i].key())] = true
		}
		if err := c.dropDecisions(func(d *Decision) bool { return d.Verdict == PairLink && !stays[string(d.key())] }); err != nil {
			return err
		}
		for _, d := range links {
			if ok, err := c.get(spDecisions, d.key(), new(Decision)); err != nil || ok {
				if err != nil {
					return err
				}
				continue
			}
			d.Verdict, d.At = PairLink, c.at
			if err := c.put(spDecisions, d.key(), d); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// Decisions returns the pairs in one state, or all when verdict is empty. A merge
// that was undone counts as "different" until it is redone or decided otherwise:
// a person has looked at it.
func (r *Repo) Decisions(ctx context.Context, verdict PairVerdict) ([]Decision, error) {
	var list []Decision
	err := r.view(ctx, func(rd reader) error {
		known := map[string]bool{}
		err := each(rd, spDecisions, nil, func(_ []byte, d *Decision) error {
			known[string(d.key())] = !d.Verdict.waits()
			if verdict == "" || d.Verdict == verdict {
				list = append(list, *d)
			}
			return nil
		})
		if err != nil || verdict != "" && verdict != PairDifferent {
			return err
		}
		undone, err := rd.undoneMerges()
		for _, d := range undone {
			if key := string(d.key()); !known[key] {
				known[key] = true
				list = append(list, d)
			}
		}
		return err
	})
	return list, err
}

// undoneMerges gives the pairs of the merges that are taken back at present.
func (r reader) undoneMerges() ([]Decision, error) {
	events, err := r.events(0)
	if err != nil {
		return nil, err
	}
	var list []Decision
	for _, e := range events {
		for i := 1; e.Undone && i < len(e.Merged); i++ {
			list = append(list, Decision{A: e.Merged[0], B: e.Merged[i], Verdict: PairDifferent, By: e.By, At: e.At})
		}
	}
	return list, nil
}

// hanging lists the spaces of what hangs on a study.
func hanging() []kv.Space { return []kv.Space{spTags, spFindings, spAbsences} }

func (c *change) deleteAll(s kv.Space, prefix []byte) error {
	var keys [][]byte
	from, to := kv.Prefix(prefix)
	for p, err := range c.w.Scan(s, from, to, false) {
		if err != nil {
			return err
		}
		keys = append(keys, slices.Clone(p.Key))
	}
	for _, k := range keys {
		if err := c.delete(s, k); err != nil {
			return err
		}
	}
	return nil
}

// forgetDecisions drops the open questions about a study that is gone.
func (c *change) forgetDecisions(key string) error {
	return c.dropDecisions(func(d *Decision) bool {
		return d.Verdict.waits() && (strings.EqualFold(d.A, key) || strings.EqualFold(d.B, key))
	})
}

func (c *change) dropDecisions(drop func(*Decision) bool) error {
	var gone [][]byte
	err := each(c.reader, spDecisions, nil, func(k []byte, d *Decision) error {
		if drop(d) {
			gone = append(gone, slices.Clone(k))
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, k := range gone {
		if err := c.delete(spDecisions, k); err != nil {
			return err
		}
	}
	return nil
}

// linked answers what was asked about studies that a person links.
func (c *change) linked(who string, keys ...string) error {
	among := func(key string) bool {
		return slices.ContainsFunc(keys, func(k string) bool { return strings.EqualFold(k, key) })
	}
	var answered []Decision
	err := each(c.reader, spDecisions, nil, func(_ []byte, d *Decision) error {
		if d.Verdict.waits() && among(d.A) && among(d.B) {
			answered = append(answered, *d)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, d := range answered {
		d.Verdict, d.By, d.At = PairReports, who, c.at
		if err := c.put(spDecisions, d.key(), d); err != nil {
			return err
		}
	}
	return nil
}

// MergeStudies makes one study of several: the records of the others join into,
// their keys lead to it, and their tags and findings show under it while they
// stay where they were read. The records are kept; Unmerge takes it apart.
func (r *Repo) MergeStudies(ctx context.Context, into string, others ...string) (evidence.Study, error) {
	var out evidence.Study
	_, err := r.update(ctx, Event{Kind: "merge", What: fmt.Sprintf("merge %s into %s", listed(others), into)}, func(c *change) error {
		winner, _, err := c.mustKey(into)
		if err != nil {
			return err
		}
		if _, err := c.touch(winner); err != nil {
			return err
		}
		for _, key := range others {
			if err := c.absorb(winner, key, r.who.Name); err != nil {
				return err
			}
		}
		s, err := c.study(winner)
		if err == nil {
			out = s.Study
			c.event.Merged = append([]string{s.Key}, others...)
		}
		return err
	})
	return out, err
}

func (c *change) absorb(winner uint64, key, who string) error {
	loser, _, err := c.mustKey(key)
	if err != nil || loser == winner {
		return err
	}
	lost, err := c.edit(loser)
	if err != nil {
		return err
	}
	s, err := c.edit(winner)
	if err != nil {
		return err
	}
	c.studies[winner].simple = false
	lost.Into = winner
	s.Absorbed = append(slices.Clone(s.Absorbed), loser)
	s.Records = slices.Clone(s.Records)
	for _, id := range lost.Records {
		if !slices.Contains(s.Records, id) {
			s.Records = append(s.Records, id)
		}
	}
	before := ownOf(&s.Study)
	lost.Winner = &before
	before.filled(ownOf(&lost.Study), s.Key).putInto(&s.Study)
	if err := c.forgetDecisions(lost.Key); err != nil {
		return err
	}
	d := Decision{A: s.Key, B: lost.Key, Verdict: PairSame, By: who, At: c.at}
	if err := c.put(spDecisions, d.key(), d); err != nil {
		return err
	}
	return c.recombine(s)
}

// own holds the fields of a study that are no one's citation. A merge fills
// those that the winner does not say; what stood there before is kept with the
// study that was merged, so that unmerge leaves no trace.
type own struct {
	Design     string          `cbor:"1,keyasint,omitempty" json:"design,omitempty"`
	Population string          `cbor:"2,keyasint,omitempty" json:"population,omitempty"`
	N          int             `cbor:"3,keyasint,omitempty" json:"n,omitempty"`
	FollowUp   string          `cbor:"4,keyasint,omitempty" json:"follow_up,omitempty"`
	Trial      string          `cbor:"5,keyasint,omitempty" json:"trial,omitempty"`
	Pending    string          `cbor:"6,keyasint,omitempty" json:"pending,omitempty"`
	Screened   string          `cbor:"7,keyasint,omitempty" json:"screened,omitempty"`
	Reason     string          `cbor:"8,keyasint,omitempty" json:"reason,omitempty"`
	Links      []evidence.Link `cbor:"9,keyasint,omitempty" json:"links,omitempty"`

	Screening []evidence.ScreeningDecision `cbor:"10,keyasint,omitempty" json:"screening,omitempty"`
}

func ownOf(s *evidence.Study) own {
	return own{s.Design, s.Population, s.N, s.FollowUp, s.Trial, s.Pending, s.Screened, s.Reason, s.Links, s.Screening}
}

func (o own) putInto(s *evidence.Study) {
	s.Design, s.Population, s.N, s.FollowUp, s.Trial = o.Design, o.Population, o.N, o.FollowUp, o.Trial
	s.Pending, s.Screened, s.Reason, s.Links = o.Pending, o.Screened, o.Reason, o.Links
	s.Screening = o.Screening
}

// filled is o with what lost says where o says nothing.
func (o own) filled(lost own, key string) own {
	out := own{
		Design:     firstOf(o.Design, lost.Design),
		Population: firstOf(o.Population, lost.Population),
		N:          o.N,
		FollowUp:   firstOf(o.FollowUp, lost.FollowUp),
		Trial:      firstOf(o.Trial, lost.Trial),
		Screened:   o.Screened,
		Reason:     o.Reason,
		Links:      slices.Clone(o.Links),
		Screening:  joined(o.Screening, lost.Screening),
	}
	if out.N == 0 {
		out.N = lost.N
	}
	if out.Screened == "" {
		out.Screened, out.Reason = lost.Screened, lost.Reason
	}
	// Decisions that were made on the two apart may differ, or one of them be final.
	if screened, reason := evidence.Screening(out.Screening, len(out.Screening)+1); screened != "" {
		out.Screened, out.Reason = screened, reason
	}
	if lost.Pending != "" {
		out.Pending = o.Pending
	}
	for _, l := range lost.Links {
		if !slices.Contains(out.Links, l) && !strings.EqualFold(l.Key, key) {
			out.Links = append(out.Links, l)
		}
	}
	return out
}

// joined adds to the decisions on a study those that other persons made on the
// one that went into it.
func joined(made, others []evidence.ScreeningDecision) []evidence.ScreeningDecision {
	out := slices.Clone(made)
	for _, d := range others {
		if !slices.ContainsFunc(made, func(m evidence.ScreeningDecision) bool { return m.By == d.By }) {
			out = append(out, d)
		}
	}
	return out
}

// without is o as it was before a merge filled it: a field that was changed
// since stays as it is.
func (o own) without(before, after own) own {
	back(&o.Design, before.Design, after.Design)
	back(&o.Population, before.Population, after.Population)
	back(&o.N, before.N, after.N)
	back(&o.FollowUp, before.FollowUp, after.FollowUp)
	back(&o.Trial, before.Trial, after.Trial)
	back(&o.Pending, before.Pending, after.Pending)
	back(&o.Screened, before.Screened, after.Screened)
	back(&o.Reason, before.Reason, after.Reason)
	if slices.Equal(o.Links, after.Links) {
		o.Links = before.Links
	}
	if slices.EqualFunc(o.Screening, after.Screening, evidence.ScreeningDecision.Equal) {
		o.Screening = before.Screening
	}
	return o
}

func back[T comparable](field *T, before, after T) {
	if *field == after {
		*field = before
	}
}

// Unmerge takes a study out of the one it was merged into: its records, tags
// and findings are its own again, and the pair is remembered as different.
func (r *Repo) Unmerge(ctx context.Context, key string) (evidence.Study, error) {
	var out evidence.Study
	_, err := r.update(ctx, Event{Kind: "unmerge", What: "unmerge " + key}, func(c *change) error {
		var ref keyRef
		ok, err := c.get(spKeys, keyOf(key), &ref)
		if err != nil {
			return err
		}
		if !ok || ref.Removed {
			return notFound("study", key)
		}
		lost, err := c.study(ref.No)
		if err != nil {
			return err
		}
		if lost == nil || lost.Into == 0 {
			return fmt.Errorf("%s was not merged into another study; give the key of the study that was", key)
		}
		out, err = c.release(ref.No, lost.Into, r.who.Name)
		return err
	})
	return out, err
}

// release takes study no out of the study at. The chain above at, if at itself
// was merged, gives up the records too.
func (c *change) release(no, at uint64, who string) (evidence.Study, error) {
	if err := c.touchWithOwner(at); err != nil {
		return evidence.Study{}, err
	}
	lost, err := c.edit(no)
	if err != nil {
		return evidence.Study{}, err
	}
	lost.Into = 0
	for up := at; up != 0; {
		s, err := c.edit(up)
		if err != nil {
			return evidence.Study{}, err
		}
		if up == at {
			if lost.Winner != nil {
				after := lost.Winner.filled(ownOf(&lost.Study), s.Key)
				ownOf(&s.Study).without(*lost.Winner, after).putInto(&s.Study)
			}
			s.Absorbed = slices.DeleteFunc(slices.Clone(s.Absorbed), func(n uint64) bool { return n == no })
			d := Decision{A: s.Key, B: lost.Key, Verdict: PairDifferent, By: who, At: c.at}
			if err := c.put(spDecisions, d.key(), d); err != nil {
				return evidence.Study{}, err
			}
		}
		c.studies[up].simple = false
		if err := c.giveBack(s, lost); err != nil {
			return evidence.Study{}, err
		}
		up = s.Into
	}
	lost.Winner = nil
	err = c.recombine(lost)
	return lost.Study, err
}

// giveBack takes the records of lost out of s, but for those that another study
// merged into s has as well.
func (c *change) giveBack(s, lost *storedStudy) error {
	s.Records = slices.DeleteFunc(slices.Clone(s.Records), func(id string) bool { return slices.Contains(lost.Records, id) })
	for _, n := range s.Absorbed {
		other, err := c.study(n)
		if err != nil {
			return err
		}
		for _, id := range other.Records {
			if !slices.Contains(s.Records, id) {
				s.Records = append(s.Records, id)
			}
		}
	}
	return c.recombine(s)
}

// Entry is a record as a part of a study that has several.
type Entry struct {
	Study  string // citation key
	Record evidence.Record
}

// Entries finds records by their id, or by the key that they had in their source,
// among the studies that have several records.
func (r *Repo) Entries(ctx context.Context, name string) ([]Entry, error) {
	var list []Entry
	err := r.view(ctx, func(rd reader) error {
		return each(rd, spStudies, nil, func(_ []byte, s *storedStudy) error {
			if s.Into != 0 || len(s.Records) < 2 {
				return nil
			}
			records, err := rd.records(s)
			for _, rec := range records {
				if rec.ID == name || strings.EqualFold(rec.Origin.Key, name) {
					list = append(list, Entry{s.Key, rec})
				}
			}
			return err
		})
	})
	return list, err
}

// Split takes records out of a study and makes a study of them, for a record
// that was added to the wrong one. What registries said of their identifiers goes
// with them. The pair is remembered as different. Tags and findings stay where
// they are. ErrNotFound: no such study, or a record that is not one of its own.
func (r *Repo) Split(ctx context.Context, key string, recordIDs ...string) (evidence.Study, error) {
	var out evidence.Study
	_, err := r.update(ctx, Event{Kind: "unmerge"}, func(c *change) error {
		no, s, err := c.mustKey(key)
		if err != nil {
			return err
		}
		for _, id := range recordIDs {
			if !slices.Contains(s.Records, id) {
				return notFound("record", key+" "+id)
			}
			if err := c.ownRecord(s, id); err != nil {
				return err
			}
		}
		if len(recordIDs) == 0 || len(recordIDs) >= len(s.Records) {
			return fmt.Errorf("%s has %s; name some of them, not all", key, plural(len(s.Records), "record", "records"))
		}
		out, err = c.split(no, recordIDs, r.who.Name)
		c.event.What = fmt.Sprintf("unmerge %s: split off %s", out.Key, key)
		return err
	})
	return out, err
}

// ownRecord refuses a record that came with a study that was merged.
func (c *change) ownRecord(s *storedStudy, id string) error {
	for _, n := range s.Absorbed {
		other, err := c.study(n)
		if err != nil {
			return err
		}
		if slices.Contains(other.Records, id) {
			return fmt.Errorf("record %s came with %s, which was merged into %s; take that one out: dossier unmerge %s", id, other.Key, s.Key, other.Key)
		}
	}
	return nil
}

func (c *change) split(no uint64, ids []string, who string) (evidence.Study, error) {
	s, err := c.edit(no)
	if err != nil {
		return evidence.Study{}, err
	}
	c.studies[no].simple = false
	records, err := c.recordsOf(s)
	if err != nil {
		return evidence.Study{}, err
	}
	ids = withAnswers(ids, records)
	if len(ids) == len(s.Records) {
		return evidence.Study{}, fmt.Errorf("nothing would be left of %s", s.Key)
	}
	s.Records = slices.DeleteFunc(slices.Clone(s.Records), func(id string) bool { return slices.Contains(ids, id) })
	if err := c.recombine(s); err != nil {
		return evidence.Study{}, err
	}
	part := &storedStudy{Study: evidence.Study{Records: ids, Pending: s.Pending}}
	if err := c.recombine(part); err != nil {
		return evidence.Study{}, err
	}
	if first, err := c.recordByID(ids[0]); err == nil {
		part.Key = sourceKey(&first.Origin)
	}
	_, doc, err := c.newStudy(part.Study)
	if err != nil {
		return evidence.Study{}, err
	}
	d := Decision{A: s.Key, B: doc.Key, Verdict: PairDifferent, By: who, At: c.at}
	return doc.Study, c.put(spDecisions, d.key(), d)
}

// withAnswers adds to the records that are split off what registries said of
// their identifiers and not of those of the rest.
func withAnswers(ids []string, records []evidence.Record) []string {
	out := slices.Clone(ids)
	for i := range records {
		r := &records[i]
		if slices.Contains(ids, r.ID) || !evidence.FromRegistry(r) {
			continue
		}
		of := func(other evidence.Record) bool {
			return r.DOI != "" && r.DOI.Equal(other.DOI) || r.PMID != "" && r.PMID == other.PMID
		}
		its, theirs := false, false
		for _, other := range records {
			if evidence.FromRegistry(&other) || !of(other) {
				continue
			}
			if slices.Contains(ids, other.ID) {
				its = true
			} else {
				theirs = true
			}
		}
		if its && !theirs {
			out = append(out, r.ID)
		}
	}
	return out
}
