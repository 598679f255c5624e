package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dossier/evidence"
	"dossier/store/kv"
	"dossier/store/kv/mem"
)

// raw returns every stored pair but those of the log: primary and derived.
func raw(t testing.TB, r *Repo) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := r.engine.View(t.Context(), func(kr kv.Reader) error {
		for _, s := range allSpaces() {
			if s == spEvents || s == spChanges {
				continue
			}
			for p, err := range kr.Scan(s, nil, nil, false) {
				if err != nil {
					return err
				}
				all[where(s, p.Key)+fmt.Sprintf(" %x", p.Key)] = string(p.Value)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func testActor() Actor {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	return Actor{Name: "ada", Command: "test", Now: func() time.Time {
		now = now.Add(time.Second)
		return now
	}}
}

// world draws random changes. Few names, so that they meet each other.
type world struct {
	t    *rapid.T
	ctx  context.Context
	repo *Repo
}

func (w *world) pick(label string, from ...string) string {
	return rapid.SampledFrom(from).Draw(w.t, label)
}

func (w *world) keys() []string {
	keys, err := w.repo.Keys(w.ctx, evidence.Query{})
	if err != nil {
		w.t.Fatal(err)
	}
	return keys
}

// key draws a study; "" when there is none.
func (w *world) key() string {
	if keys := w.keys(); len(keys) > 0 {
		return rapid.SampledFrom(keys).Draw(w.t, "key")
	}
	return ""
}

func (w *world) record() evidence.Record {
	n := rapid.IntRange(1, 6).Draw(w.t, "work")
	rec := evidence.Record{Citation: evidence.Citation{
		Title:   fmt.Sprintf("An invented study of medicine number %d in people", n),
		Authors: []evidence.Person{{Family: fmt.Sprintf("Author%c", 'A'+n%3)}},
		Date:    evidence.Date{Year: 2000 + n%2},
	}}
	rec.Origin.Format = w.pick("format", "bibtex", "ris", "crossref")
	if rapid.Bool().Draw(w.t, "has DOI") {
		rec.DOI = evidence.DOI(fmt.Sprintf("10.5555/work%d", rapid.IntRange(1, 6).Draw(w.t, "doi")))
	}
	if rapid.Bool().Draw(w.t, "long") {
		rec.Abstract = fmt.Sprintf("%0500d", n)
	}
	return rec
}

func (w *world) drug() string    { return w.pick("drug", "", "tofacitinib", "baricitinib") }
func (w *world) outcome() string { return w.pick("outcome", "mace", "vte") }

func (w *world) add() error {
	b := Batch{ID: w.pick("batch", "b1", "b2"), Records: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) evidence.Record {
		inner := world{t: t}
		return inner.record()
	}), 1, 4).Draw(w.t, "records")}
	if rapid.Bool().Draw(w.t, "suggest") {
		b.Suggest = func(s *evidence.Study, have []evidence.Finding) Suggestions {
			out := Suggestions{
				Tags:      []evidence.Tag{{Outcome: "vte", Status: evidence.Suggested, Rule: s.Title}},
				Proposals: []StudyProposal{{Proposal: evidence.Proposal{Field: evidence.ProposeN, Value: "12", Status: evidence.Suggested}}},
			}
			if len(have) == 0 {
				out.Findings = []evidence.Finding{{Drug: "tofacitinib", Outcome: "vte", Measure: "HR", Estimate: "1.2", Status: evidence.Suggested}}
			}
			return out
		}
	}
	_, err := w.repo.AddStudies(w.ctx, b)
	return err
}

func (w *world) edit() error {
	s, err := w.repo.Study(w.ctx, w.key())
	if err != nil {
		return err
	}
	s.Design = w.pick("design", "", "RCT", "cohort")
	s.Volume = w.pick("volume", "", "1", "2")
	s.Screened = w.pick("screened", "", "included", "excluded")
	_, err = w.repo.UpdateStudy(w.ctx, s)
	return err
}

func (w *world) tag() error {
	_, err := w.repo.PutTags(w.ctx, []evidence.Tag{{
		Study: w.key(), Drug: w.drug(), Outcome: w.outcome(),
		Status: evidence.TagStatus(w.pick("status", "suggested", "confirmed", "rejected")),
	}})
	return err
}

func (w *world) untag() error {
	tags, err := w.repo.Tags(w.ctx, Filter{})
	if err != nil || len(tags) == 0 {
		return err
	}
	_, err = w.repo.RemoveTags(w.ctx, tags[:1])
	return err
}

func (w *world) finding() error {
	f := evidence.Finding{Study: w.key(), Drug: w.drug(), Outcome: w.outcome(), Measure: "HR", Estimate: "1.2", Status: evidence.Confirmed}
	list, err := w.repo.Findings(w.ctx, Filter{})
	if err != nil {
		return err
	}
	if len(list) > 0 && rapid.Bool().Draw(w.t, "existing finding") {
		study := f.Study
		f = rapid.SampledFrom(list).Draw(w.t, "finding")
		f.Estimate = evidence.Printed(w.pick("estimate", "1.2", "0.8"))
		if rapid.Bool().Draw(w.t, "move") {
			f.Study = study
		}
	}
	_, err = w.repo.PutFindings(w.ctx, []evidence.Finding{f})
	return err
}

func (w *world) dropFinding() error {
	list, err := w.repo.Findings(w.ctx, Filter{})
	if err != nil || len(list) == 0 {
		return err
	}
	_, err = w.repo.RemoveFindings(w.ctx, rapid.SampledFrom(list).Draw(w.t, "finding").ID)
	return err
}

func (w *world) absence() error {
	_, err := w.repo.PutAbsences(w.ctx, []evidence.Absence{{Study: w.key(), Drug: w.drug(), Outcome: w.outcome(), Kind: evidence.ZeroEvents}})
	return err
}

// apply makes several kinds of change as one event.
func (w *world) apply() error {
	e := Edits{What: "edits"}
	list, err := w.repo.Findings(w.ctx, Filter{})
	if err != nil {
		return err
	}
	for i, f := range list {
		switch w.pick("fate", "keep", "edit", "remove") {
		case "edit":
			f.Estimate = evidence.Printed(fmt.Sprint(i))
			e.Findings = append(e.Findings, f)
		case "remove":
			e.RemoveFindings = append(e.RemoveFindings, f.ID)
		}
	}
	e.Findings = append(e.Findings, evidence.Finding{Study: w.key(), Drug: "tofacitinib", Outcome: "mace", Measure: "HR", Status: evidence.Confirmed})
	if e.RemoveTags, err = w.repo.Tags(w.ctx, Filter{Outcomes: []string{"vte"}}); err != nil {
		return err
	}
	if e.RemoveAbsences, err = w.repo.Absences(w.ctx, Filter{Outcomes: []string{"vte"}}); err != nil {
		return err
	}
	e.Tags = []evidence.Tag{{Study: w.key(), Outcome: "mace", Status: evidence.Rejected}}
	e.Absences = []evidence.Absence{{Study: w.key(), Drug: "tofacitinib", Outcome: "vte", Kind: evidence.NotReported}}
	e.Settings = map[string][]byte{"a": []byte(w.pick("setting", "x", "y")), "s": nil}
	_, err = w.repo.Apply(w.ctx, e)
	return err
}

func (w *world) merge() error {
	a, b := w.key(), w.key()
	if a == b {
		return nil
	}
	_, err := w.repo.MergeStudies(w.ctx, a, b)
	return err
}

func (w *world) unmerge() error {
	d, err := w.repo.Details(w.ctx, w.key())
	if err != nil || len(d.Merged) == 0 {
		return err
	}
	_, err = w.repo.Unmerge(w.ctx, rapid.SampledFrom(d.Merged).Draw(w.t, "merged"))
	return err
}

func (w *world) remove() error {
	_, err := w.repo.RemoveStudies(w.ctx, w.key())
	return err
}

func (w *world) trial() error {
	_, err := w.repo.SetTrial(w.ctx, w.pick("trial", "", "alpha", "beta"), w.key())
	return err
}

func (w *world) link() error {
	a, b := w.key(), w.key()
	if a == b {
		return nil
	}
	_, err := w.repo.Link(w.ctx, a, "version-of", b)
	return err
}

func (w *world) attach() error {
	_, err := w.repo.AttachRecords(w.ctx, w.key(), []evidence.Record{w.record()}, w.pick("pending", "", "offline"))
	return err
}

func (w *world) setting() error {
	_, err := w.repo.PutSetting(w.ctx, "s", []byte(w.pick("setting", "x", "y")))
	return err
}

func (w *world) change() error {
	do := rapid.SampledFrom([]func(*world) error{
		(*world).add, (*world).add, (*world).edit, (*world).tag, (*world).tag, (*world).untag, (*world).finding, (*world).finding, (*world).dropFinding,
		(*world).absence, (*world).apply, (*world).merge, (*world).merge, (*world).unmerge, (*world).remove, (*world).trial, (*world).link, (*world).attach, (*world).setting,
	}).Draw(w.t, "change")
	if err := do(w); err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return nil
}

// TestUndoRestoresEveryByte makes random changes, takes all of them back, does
// them again, and compares every stored pair at every step; on the way the
// library's own check must find nothing.
func TestUndoRestoresEveryByte(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r, err := New(t.Context(), mem.New(), testActor())
		if err != nil {
			rt.Fatal(err)
		}
		w := &world{t: rt, ctx: t.Context(), repo: r}
		var states []map[string]string
		events := func() int {
			list, err := r.Events(w.ctx, 0)
			if err != nil {
				rt.Fatal(err)
			}
			return len(list)
		}
		for range rapid.IntRange(1, 15).Draw(rt, "changes") {
			before, n := raw(t, r), events()
			if err := w.change(); err != nil {
				rt.Fatal(err)
			}
			switch after := events(); {
			case after > n:
				states = append(states, before)
			case !maps.Equal(before, raw(t, r)):
				rt.Fatalf("a change without an event: %s", cmp.Diff(before, raw(t, r)))
			}
			checked(rt, r)
		}
		final := raw(t, r)
		for i := range slices.Backward(states) {
			if _, err := r.Undo(w.ctx); err != nil {
				rt.Fatal(err)
			}
			if diff := cmp.Diff(states[i], raw(t, r)); diff != "" {
				rt.Fatalf("after undoing event %d (-before +after undo):\n%s", i+1, diff)
			}
		}
		if _, err := r.Undo(w.ctx); !errors.Is(err, ErrNothing) {
			rt.Fatalf("one undo too many: %v", err)
		}
		for range states {
			if _, err := r.Redo(w.ctx); err != nil {
				rt.Fatal(err)
			}
			checked(rt, r)
		}
		if diff := cmp.Diff(final, raw(t, r)); diff != "" {
			rt.Fatalf("after redoing all (-before +after):\n%s", diff)
		}
		if _, err := r.Redo(w.ctx); !errors.Is(err, ErrNothing) {
			rt.Fatalf("one redo too many: %v", err)
		}
	})
}

func checked(t *rapid.T, r *Repo) {
	t.Helper()
	problems, err := r.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Fatalf("check: %s %s: %s", p.Kind, p.Key, p.Message)
	}
}

// TestUndoInterleaved goes back and forth: undo, redo, a new change after an
// undo (which ends what can be redone), undo again.
func TestUndoInterleaved(t *testing.T) {
	ctx := t.Context()
	r, err := New(ctx, mem.New(), testActor())
	if err != nil {
		t.Fatal(err)
	}
	set := func(v string) {
		t.Helper()
		if _, err := r.PutSetting(ctx, "s", []byte(v)); err != nil {
			t.Fatal(err)
		}
	}
	is := func(want string) {
		t.Helper()
		if got, err := r.Setting(ctx, "s"); err != nil || string(got) != want {
			t.Fatalf("setting %q, %v; want %q", got, err, want)
		}
	}
	undo := func(want string) {
		t.Helper()
		if _, err := r.Undo(ctx); err != nil {
			t.Fatal(err)
		}
		is(want)
	}
	redo := func(want string) {
		t.Helper()
		if _, err := r.Redo(ctx); err != nil {
			t.Fatal(err)
		}
		is(want)
	}
	set("one")
	set("two")
	set("three")
	undo("two")
	undo("one")
	redo("two")
	redo("three")
	undo("two")
	set("four")
	if _, err := r.Redo(ctx); !errors.Is(err, ErrNothing) {
		t.Fatalf("redo after a new change: %v", err)
	}
	undo("two")
	undo("one")
	undo("")
	if _, err := r.Undo(ctx); !errors.Is(err, ErrNothing) {
		t.Fatalf("undo of nothing: %v", err)
	}
	redo("one")
	redo("two")
	redo("four")
	events, err := r.Events(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	var undone []string
	for _, e := range events {
		if e.Undone {
			undone = append(undone, fmt.Sprint(e.Seq))
		}
	}
	if diff := cmp.Diff([]string{"3"}, undone); diff != "" {
		t.Errorf("events taken back at the end:\n%s", diff)
	}
}
