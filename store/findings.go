package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dossier/evidence"
)

// PutFindings stores findings. One with an ID that is there replaces it and
// must state its Rev (*ConflictError otherwise); one without an ID, or with a
// new one, is added. The result has the ids and revisions as stored. A finding
// that is stored as it is already keeps its revision.
func (r *Repo) PutFindings(ctx context.Context, list []evidence.Finding) ([]evidence.Finding, error) {
	var out []evidence.Finding
	_, err := r.update(ctx, Event{Kind: "finding"}, func(c *change) error {
		out = make([]evidence.Finding, 0, len(list))
		added, edited := 0, 0
		for _, f := range list {
			stored, isNew, err := c.putFinding(f, r.who.Name)
			if err != nil {
				return err
			}
			if isNew {
				added++
			} else {
				edited++
			}
			out = append(out, stored)
		}
		c.event.What = describeFindings(out, added, edited)
		return nil
	})
	return out, err
}

func describeFindings(list []evidence.Finding, added, edited int) string {
	switch {
	case len(list) == 1 && added == 1:
		return fmt.Sprintf("add finding %s to %s", list[0].ID, list[0].Study)
	case len(list) == 1:
		return fmt.Sprintf("edit finding %s of %s", list[0].ID, list[0].Study)
	case edited == 0:
		return "add " + plural(added, "finding", "findings")
	}
	return fmt.Sprintf("findings: %d added, %d edited", added, edited)
}

func (c *change) putFinding(f evidence.Finding, who string) (stored evidence.Finding, isNew bool, err error) {
	var have *evidence.Finding
	home := uint64(0)
	if f.ID != "" {
		if home, have, err = c.finding(f.ID); err != nil {
			return f, false, err
		}
	}
	if have != nil {
		stored, err = c.replaceFinding(home, have, f)
		return stored, false, err
	}
	no, t, err := c.atHome(f.Study)
	if err != nil {
		return f, false, fmt.Errorf("finding %s: %w", f.ID, err)
	}
	if f.ID == "" {
		if f.ID, err = c.nextFindingID(); err != nil {
			return f, false, err
		}
	}
	f.Study, f.Rev = t.doc.Key, 1
	f.By = firstOf(f.By, who)
	if f.At.IsZero() {
		f.At = c.at
	}
	c.note(identifier{ixFinding, f.ID}, no)
	if t.simple {
		t.findings = append(t.findings, f)
		return f, true, c.create(spFindings, findingKey(no, f.ID), f)
	}
	return f, true, c.put(spFindings, findingKey(no, f.ID), f)
}

func (c *change) replaceFinding(home uint64, have *evidence.Finding, f evidence.Finding) (evidence.Finding, error) {
	owner, s, err := c.owner(home)
	if err != nil {
		return f, err
	}
	if f.Study == "" {
		f.Study = s.Key
	}
	no, target, err := c.home(f.Study)
	if err != nil {
		return f, err
	}
	f.Study, have.Study = target.Key, s.Key
	if sameFinding(f, *have) { // also the very same row again, as from a second import
		return *have, nil
	}
	if f.Rev != have.Rev {
		return f, &ConflictError{Key: f.ID, Have: have.Rev, Want: f.Rev}
	}
	f.Rev++
	f.At = c.at
	if no != owner { // it moves to another study
		if err := c.touchWithOwner(home); err != nil {
			return f, err
		}
		if err := c.delete(spFindings, findingKey(home, f.ID)); err != nil {
			return f, err
		}
		home = no
	}
	return f, c.put(spFindings, findingKey(home, f.ID), f)
}

// sameFinding compares what findings say, without their revision and without
// who stored them and when.
func sameFinding(a, b evidence.Finding) bool {
	a.At, a.By, a.Rev = b.At, b.By, b.Rev
	x, errX := encMode().Marshal(a)
	y, errY := encMode().Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// finding looks one up by id; nil when it is not there.
func (c *change) finding(id string) (home uint64, f *evidence.Finding, err error) {
	nos, err := c.numbers(ixFinding, id)
	if err != nil {
		return 0, nil, err
	}
	for _, no := range nos {
		f := new(evidence.Finding)
		ok, err := c.get(spFindings, findingKey(no, id), f)
		if err != nil {
			return 0, nil, err
		}
		if ok {
			return no, f, nil
		}
	}
	return 0, nil, nil
}

// nextFindingID gives "F001", "F002" … past the ids that were imported.
func (c *change) nextFindingID() (string, error) {
	for {
		c.counters.Finding++
		id := fmt.Sprintf("F%03d", c.counters.Finding)
		_, have, err := c.finding(id)
		if err != nil || have == nil {
			return id, err
		}
	}
}

// RemoveFindings takes findings out. ErrNotFound: one is not there.
func (r *Repo) RemoveFindings(ctx context.Context, ids ...string) (Event, error) {
	return r.update(ctx, Event{Kind: "finding", What: "remove " + strings.TrimSpace("finding "+listed(ids))}, func(c *change) error {
		for _, id := range ids {
			if err := c.removeFinding(id); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *change) removeFinding(id string) error {
	home, have, err := c.finding(id)
	if err != nil {
		return err
	}
	if have == nil {
		return notFound("finding", id)
	}
	if err := c.touchWithOwner(home); err != nil {
		return err
	}
	return c.delete(spFindings, findingKey(home, id))
}

// Finding returns one finding. Its Study is the live study that shows it.
func (r *Repo) Finding(ctx context.Context, id string) (evidence.Finding, error) {
	var f evidence.Finding
	err := r.view(ctx, func(rd reader) error {
		nos, err := rd.numbers(ixFinding, id)
		if err != nil {
			return err
		}
		if len(nos) == 0 {
			return notFound("finding", id)
		}
		if ok, err := rd.get(spFindings, findingKey(nos[0], id), &f); err != nil || !ok {
			return errors.Join(err, damaged("finding %s is in the index and not in the library", id))
		}
		_, s, err := rd.owner(nos[0])
		if err == nil && s != nil {
			f.Study = s.Key
		}
		return err
	})
	return f, err
}
