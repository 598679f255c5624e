package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dossier/evidence"
)

// PutTags stores tags, each on the study that it names. A suggestion never
// replaces what a person decided, and one that says nothing new changes
// nothing. By and At are filled in for what a person decided. It returns how
// many tags are different now.
func (r *Repo) PutTags(ctx context.Context, tags []evidence.Tag) (changed int, err error) {
	_, err = r.update(ctx, Event{Kind: "tag"}, func(c *change) error {
		changed = 0
		for _, t := range tags {
			different, err := c.putTagOf(t, r.who.Name)
			if err != nil {
				return err
			}
			if different {
				changed++
			}
		}
		c.event.What = describeTags(tags)
		return nil
	})
	return changed, err
}

// putTagOf stores a tag on the study that it names.
func (c *change) putTagOf(t evidence.Tag, who string) (different bool, err error) {
	no, s, err := c.home(t.Study)
	if err != nil {
		return false, err
	}
	t.Study = s.Key
	if t.Status != evidence.Suggested {
		t.By = firstOf(t.By, who)
		if t.At.IsZero() {
			t.At = c.at
		}
	}
	return c.putTag(no, t)
}

func describeTags(tags []evidence.Tag) string {
	if len(tags) != 1 {
		return plural(len(tags), "tag", "tags")
	}
	t := tags[0]
	subject := strings.TrimSpace(t.Drug + " " + t.Outcome)
	return fmt.Sprintf("%s %s: %s", t.Status, subject, t.Study)
}

// putTag stores one tag under the study no, which is touched.
func (c *change) putTag(no uint64, t evidence.Tag) (bool, error) {
	if t.Drug == "" && t.Outcome == "" {
		return false, fmt.Errorf("a tag of %s has neither a drug nor an outcome", t.Study)
	}
	if c.studies[no].simple {
		return c.putTagOfNew(no, t)
	}
	at, key, have, err := c.findTag(no, &t)
	if err != nil {
		return false, err
	}
	if have != nil && !supersedes(&t, have) {
		return false, nil
	}
	c.studies[at].simple = false
	n := len(c.before)
	err = c.put(spTags, key, t)
	return len(c.before) > n, err
}

// putTagOfNew stores a tag of a study that this transaction made, of which all
// tags are known.
func (c *change) putTagOfNew(no uint64, t evidence.Tag) (bool, error) {
	s := c.studies[no]
	i := slices.IndexFunc(s.tags, func(have evidence.Tag) bool { return have.Drug == t.Drug && have.Outcome == t.Outcome })
	switch {
	case i < 0:
		s.tags = append(s.tags, t)
		return true, c.create(spTags, tagKey(no, &t), t)
	case !supersedes(&t, &s.tags[i]):
		return false, nil
	}
	s.tags[i] = t
	return true, c.put(spTags, tagKey(no, &t), t)
}

// findTag looks where a tag is kept: under the study itself, or under one that
// was merged into it.
func (c *change) findTag(no uint64, t *evidence.Tag) (home uint64, key []byte, have *evidence.Tag, err error) {
	for _, n := range append([]uint64{no}, c.absorbed(no)...) {
		k := tagKey(n, t)
		found := new(evidence.Tag)
		ok, err := c.get(spTags, k, found)
		if err != nil {
			return 0, nil, nil, err
		}
		if ok && (have == nil || have.Status == evidence.Suggested && found.Status != evidence.Suggested) {
			home, key, have = n, k, found
		}
	}
	if have == nil {
		return no, tagKey(no, t), nil, nil
	}
	if home != no {
		_, err = c.touch(home)
	}
	return home, key, have, err
}

// absorbed lists the studies merged into no, directly or not. A study that
// cannot be read is reported where the aggregate is computed.
func (c *change) absorbed(no uint64) []uint64 {
	s, err := c.study(no)
	if err != nil || s == nil {
		return nil
	}
	var all []uint64
	for _, n := range s.Absorbed {
		all = append(append(all, n), c.absorbed(n)...)
	}
	return all
}

// supersedes tells whether t says something that have does not.
func supersedes(t, have *evidence.Tag) bool {
	if t.Status == evidence.Suggested {
		return have.Status == evidence.Suggested && (t.Rule != have.Rule || t.Role != have.Role || t.Aspect != have.Aspect || !slices.Equal(t.Evidence, have.Evidence))
	}
	return t.Status != have.Status || t.Role != have.Role || t.Aspect != have.Aspect || t.By != have.By
}

// RemoveTags takes tags away altogether; to keep the tagger from proposing one
// again, store it as rejected instead. ErrNotFound: one is not there.
func (r *Repo) RemoveTags(ctx context.Context, tags []evidence.Tag) (Event, error) {
	return r.update(ctx, Event{Kind: "tag", What: "remove " + plural(len(tags), "tag", "tags")}, func(c *change) error {
		for i := range tags {
			if err := c.removeTag(&tags[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *change) removeTag(t *evidence.Tag) error {
	no, _, err := c.home(t.Study)
	if err != nil {
		return err
	}
	_, key, have, err := c.findTag(no, t)
	if err != nil {
		return err
	}
	if have == nil {
		return notFound("tag", strings.TrimSpace(t.Study+" "+t.Drug+" "+t.Outcome))
	}
	return c.delete(spTags, key)
}

// PutAbsences stores that studies have no number for an outcome, and in which
// way; a later statement replaces an earlier one.
func (r *Repo) PutAbsences(ctx context.Context, list []evidence.Absence) (Event, error) {
	return r.update(ctx, Event{Kind: "absent", What: plural(len(list), "absence", "absences")}, func(c *change) error {
		for _, a := range list {
			if err := c.putAbsence(a, r.who.Name); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *change) putAbsence(a evidence.Absence, who string) error {
	no, s, err := c.home(a.Study)
	if err != nil {
		return err
	}
	a.Study = s.Key
	a.By = firstOf(a.By, who)
	var have evidence.Absence
	ok, err := c.get(spAbsences, absenceKey(no, &a), &have)
	if err != nil || ok && have.Kind == a.Kind && have.Note == a.Note {
		return err
	}
	if a.At.IsZero() {
		a.At = c.at
	}
	return c.put(spAbsences, absenceKey(no, &a), a)
}

// RemoveAbsence takes such a statement back. ErrNotFound: there is none.
func (r *Repo) RemoveAbsence(ctx context.Context, study, drug, outcome string) (Event, error) {
	what := strings.TrimSpace(study + " " + drug + " " + outcome)
	return r.update(ctx, Event{Kind: "absent", What: "remove absence " + what}, func(c *change) error {
		return c.removeAbsence(evidence.Absence{Study: study, Drug: drug, Outcome: outcome})
	})
}

func (c *change) removeAbsence(a evidence.Absence) error {
	no, _, err := c.home(a.Study)
	if err != nil {
		return err
	}
	for _, n := range append([]uint64{no}, c.absorbed(no)...) {
		key := absenceKey(n, &a)
		if _, ok, err := c.w.Get(spAbsences, key); err != nil || ok {
			if err == nil {
				err = c.delete(spAbsences, key)
			}
			return err
		}
	}
	return notFound("absence", strings.TrimSpace(a.Study+" "+a.Drug+" "+a.Outcome))
}
