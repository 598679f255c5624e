package store

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/store/kv/mem"
)

// TestSplitTakesAnswersAlong: what a registry said of the identifier of a record
// goes with it when it is split off, and the rest stays.
func TestSplitTakesAnswersAlong(t *testing.T) {
	ctx := t.Context()
	r, err := New(ctx, mem.New(), testActor())
	if err != nil {
		t.Fatal(err)
	}
	entry := func(format, key, doi string) evidence.Record {
		return evidence.Record{Origin: evidence.Origin{Format: format, Key: key}, Citation: evidence.Citation{
			Title: "An invented study of split records in people", Authors: []evidence.Person{{Family: "Stone"}}, Date: evidence.Date{Year: 2020},
			Volume: "3", Pages: evidence.Pages{First: "11", Last: "19"}, DOI: evidence.DOI(doi),
		}}
	}
	b := Batch{Records: []evidence.Record{entry("bibtex", "one", "10.5555/one"), entry("ris", "two2020", "10.5555/two")},
		Fetched: []Fetched{{Records: []evidence.Record{entry("crossref", "", "10.5555/one")}}, {Records: []evidence.Record{entry("crossref", "", "10.5555/two")}}}}
	if _, err := r.AddStudies(ctx, b); err != nil {
		t.Fatal(err)
	}
	before := raw(t, r)
	list, err := r.Entries(ctx, "TWO2020")
	if err != nil || len(list) != 1 || list[0].Study != "one" {
		t.Fatalf("entries %+v, %v", list, err)
	}
	part, err := r.Split(ctx, "one", list[0].Record.ID)
	if err != nil {
		t.Fatal(err)
	}
	if part.Key != "two2020" || len(part.Records) != 2 || part.DOI != "10.5555/two" || part.Provenance[evidence.FieldDOI].Source != "crossref" {
		t.Errorf("split off: %+v", part)
	}
	rest, err := r.Study(ctx, "one")
	if err != nil || len(rest.Records) != 2 || rest.DOI != "10.5555/one" {
		t.Errorf("left: %+v, %v", rest, err)
	}
	apart, err := r.Decisions(ctx, PairDifferent)
	if err != nil || len(apart) != 1 {
		t.Errorf("decisions %+v, %v", apart, err)
	}
	if _, err := r.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, raw(t, r)); diff != "" {
		t.Errorf("undo:\n%s", diff)
	}
	if _, err := r.Split(ctx, "one", "no such record"); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown record: %v", err)
	}
}

// TestWholeImport: an import that went in part by part is told as one event, and
// so are its undo and redo.
func TestWholeImport(t *testing.T) {
	ctx := t.Context()
	r, err := New(ctx, mem.New(), testActor())
	if err != nil {
		t.Fatal(err)
	}
	records := func(yield func(evidence.Record, error) bool) {
		for i := range 2*partSize + 5 {
			rec := evidence.Record{Citation: evidence.Citation{DOI: evidence.DOI(fmt.Sprintf("10.5555/%d", i%(2*partSize+2)))}}
			rec.Origin.Key = fmt.Sprint(i)
			if !yield(rec, nil) {
				return
			}
		}
	}
	if _, err := r.Import(ctx, Batch{ID: "b", What: "add big.ris"}, records, func(AddResult) error { return nil }); err != nil {
		t.Fatal(err)
	}
	n := 2*partSize + 2
	told := func(prefix string) string {
		return fmt.Sprintf("%sadd big.ris: %d new, 0 already there, 3 merged, 0 to ask", prefix, n)
	}
	for _, c := range []struct {
		prefix string
		step   func(context.Context) (Event, error)
	}{{"undo: ", r.Undo}, {"redo: ", r.Redo}, {"undo: ", r.Undo}} {
		e, err := c.step(ctx)
		if err != nil || e.What != told(c.prefix) || e.Parts != 3 {
			t.Fatalf("%q in %d parts, %v; want %q", e.What, e.Parts, err, told(c.prefix))
		}
	}
	if _, err := r.PutSetting(ctx, "s", []byte("x")); err != nil {
		t.Fatal(err)
	}
	events, err := r.Events(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range Whole(events)[1:] {
		got = append(got, e.What)
	}
	if diff := cmp.Diff([]string{told("undo: "), told("redo: "), told("undo: "), told("")}, got); diff != "" {
		t.Error(diff)
	}
}
