package store

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"dossier/evidence"
)

// UpdateStudy stores an edited study. s.Rev is the revision that the edit read:
// *ConflictError when the library has another one. Fields of the citation that
// differ become a record of a person, so that a later fetch does not overwrite
// them and an edit can be told from what the sources said. Key, Records, Links
// and the times are not taken from s.
func (r *Repo) UpdateStudy(ctx context.Context, s evidence.Study) (evidence.Study, error) {
	var out evidence.Study
	_, err := r.update(ctx, Event{Kind: "edit"}, func(c *change) error {
		no, have, err := c.mustKey(s.Key)
		if err != nil {
			return err
		}
		if have.Rev != s.Rev {
			return &ConflictError{Key: have.Key, Have: have.Rev, Want: s.Rev}
		}
		if _, err := c.touch(no); err != nil {
			return err
		}
		out, err = c.edited(no, have, s, r.who.Name)
		return err
	})
	return out, err
}

func (c *change) edited(no uint64, have *storedStudy, s evidence.Study, who string) (evidence.Study, error) {
	rec, fields := personRecord(&have.Citation, &s.Citation)
	was := have.Study
	next := have.Study
	next.Design, next.Population, next.N, next.FollowUp = s.Design, s.Population, s.N, s.FollowUp
	next.Trial, next.Pending, next.Screened, next.Reason = s.Trial, s.Pending, s.Screened, s.Reason
	fields = append(fields, changedOwn(&was, &next)...)
	if len(fields) == 0 {
		return was, nil
	}
	doc, err := c.edit(no)
	if err != nil {
		return evidence.Study{}, err
	}
	next.Rev, next.Changed = doc.Rev, doc.Changed
	doc.Study = next
	if rec != nil {
		rec.Origin = evidence.Origin{Format: evidence.FormatPerson, By: who, At: c.at}
		rec.ID = recordID(rec) + fmt.Sprintf("-%d", doc.Rev) // the same edit made twice is two edits
		if _, err := c.newRecord(rec); err != nil {
			return evidence.Study{}, err
		}
		doc.Records = append(slices.Clone(doc.Records), rec.ID)
		if err := c.recombine(doc); err != nil {
			return evidence.Study{}, err
		}
	}
	c.event.What = fmt.Sprintf("edit %s: %s", doc.Key, strings.Join(fields, ", "))
	return doc.Study, nil
}

// personRecord is what a person said by changing one citation into another:
// the fields that differ, and as "unset" those that were emptied. The names are
// those of the json tags, which are the Field constants of package evidence.
func personRecord(old, edited *evidence.Citation) (*evidence.Record, []string) {
	rec := new(evidence.Record)
	var fields []string
	from, to, into := reflect.ValueOf(old).Elem(), reflect.ValueOf(edited).Elem(), reflect.ValueOf(&rec.Citation).Elem()
	for i := range from.NumField() {
		a, b := from.Field(i), to.Field(i)
		if reflect.DeepEqual(a.Interface(), b.Interface()) || isEmpty(a) && isEmpty(b) {
			continue
		}
		name, _, _ := strings.Cut(from.Type().Field(i).Tag.Get("json"), ",")
		fields = append(fields, name)
		if isEmpty(b) {
			rec.Extra = append(rec.Extra, evidence.Field{Name: evidence.UnsetField, Value: name})
		} else {
			into.Field(i).Set(b)
		}
	}
	if fields == nil {
		return nil, nil
	}
	return rec, fields
}

func isEmpty(v reflect.Value) bool {
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}

func changedOwn(a, b *evidence.Study) []string {
	var fields []string
	add := func(name string, same bool) {
		if !same {
			fields = append(fields, name)
		}
	}
	add("design", a.Design == b.Design)
	add("population", a.Population == b.Population)
	add("n", a.N == b.N)
	add("follow_up", a.FollowUp == b.FollowUp)
	add("trial", a.Trial == b.Trial)
	add("pending", a.Pending == b.Pending)
	add("screened", a.Screened == b.Screened)
	add("reason", a.Reason == b.Reason)
	return fields
}

// RemoveStudies takes studies out with their tags, findings and absences. The
// records stay, and the keys are never given to another study.
func (r *Repo) RemoveStudies(ctx context.Context, keys ...string) (Event, error) {
	return r.update(ctx, Event{Kind: "remove", What: "remove " + listed(keys)}, func(c *change) error {
		for _, key := range keys {
			no, _, err := c.mustKey(key)
			if err != nil {
				return err
			}
			if err := c.removeStudy(no); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *change) removeStudy(no uint64) error {
	t, err := c.touch(no)
	if err != nil {
		return err
	}
	if t.doc == nil {
		return nil
	}
	for _, n := range t.doc.Absorbed {
		if err := c.removeStudy(n); err != nil {
			return err
		}
	}
	prefix := number(no)
	for _, s := range hanging() {
		if err := c.deleteAll(s, prefix); err != nil {
			return err
		}
	}
	if err := c.put(spKeys, keyOf(t.doc.Key), keyRef{No: no, Removed: true}); err != nil {
		return err
	}
	if err := c.forgetDecisions(t.doc.Key); err != nil {
		return err
	}
	t.doc, t.simple = nil, false
	return nil
}

// SetTrial gives studies the label that joins the reports of one trial; an
// empty label takes them apart.
func (r *Repo) SetTrial(ctx context.Context, label string, keys ...string) (Event, error) {
	return r.update(ctx, Event{Kind: "trial", What: fmt.Sprintf("trial %q: %s", label, listed(keys))}, func(c *change) error {
		for _, key := range keys {
			no, s, err := c.mustKey(key)
			if err != nil {
				return err
			}
			if s.Trial == label {
				continue
			}
			if s, err = c.edit(no); err != nil {
				return err
			}
			s.Trial = label
		}
		if label == "" {
			return nil
		}
		return c.linked(r.who.Name, keys...)
	})
}

// Link relates two studies without merging them. A link that is there changes
// nothing.
func (r *Repo) Link(ctx context.Context, from, kind, to string) (Event, error) {
	return r.update(ctx, Event{Kind: "link", What: fmt.Sprintf("link %s %s %s", from, kind, to)}, func(c *change) error {
		no, s, other, err := c.pair(from, to)
		if err != nil {
			return err
		}
		link := evidence.Link{Kind: kind, Key: other.Key}
		if slices.Contains(s.Links, link) {
			return nil
		}
		if s, err = c.edit(no); err != nil {
			return err
		}
		s.Links = append(slices.Clone(s.Links), link)
		return c.linked(r.who.Name, s.Key, other.Key)
	})
}

// Unlink takes a link away. ErrNotFound: there is none.
func (r *Repo) Unlink(ctx context.Context, from, kind, to string) (Event, error) {
	return r.update(ctx, Event{Kind: "link", What: fmt.Sprintf("unlink %s %s %s", from, kind, to)}, func(c *change) error {
		no, s, err := c.mustKey(from)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(s.Links, func(l evidence.Link) bool { return l.Kind == kind && strings.EqualFold(l.Key, to) })
		if i < 0 {
			return notFound("link", from+" "+kind+" "+to)
		}
		if s, err = c.edit(no); err != nil {
			return err
		}
		s.Links = slices.Delete(slices.Clone(s.Links), i, i+1)
		return nil
	})
}

func (c *change) pair(from, to string) (no uint64, s, other *storedStudy, err error) {
	no, s, err = c.mustKey(from)
	if err != nil {
		return 0, nil, nil, err
	}
	n, other, err := c.mustKey(to)
	if err == nil && n == no {
		err = fmt.Errorf("%s and %s are one study", from, to)
	}
	return no, s, other, err
}

func listed(keys []string) string {
	if len(keys) > 5 {
		return fmt.Sprintf("%s and %d more", strings.Join(keys[:5], ", "), len(keys)-5)
	}
	return strings.Join(keys, ", ")
}
