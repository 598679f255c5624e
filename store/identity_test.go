package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/store/kv/mem"
)

// TestJoiningAStudyThatAnotherJoined: what becomes of a study was worked out ahead,
// and then another record joined it that says nothing new.
func TestJoiningAStudyThatAnotherJoined(t *testing.T) {
	ctx := t.Context()
	r, err := New(ctx, mem.New(), testActor())
	if err != nil {
		t.Fatal(err)
	}
	defer r.traces.keep()()
	from := func(source string) part {
		rec := evidence.Record{Citation: evidence.Citation{DOI: "10.5555/1", Title: "Zoster under upadacitinib in a registry"}}
		rec.Origin = evidence.Origin{Format: "ris", Key: source}
		p, err := newPreparation(r.now()).prepare(ctx, Batch{ID: source, Records: []evidence.Record{rec}})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	add := func(p part) string {
		res, err := r.addPart(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		return res.Added[0].Study.Key
	}
	key := add(from("first"))
	ahead := from("third")
	if ahead.compared, err = ahead.compare(ctx, r.engine); err != nil {
		t.Fatal(err)
	}
	if ahead.compared.records[0].joining == nil {
		t.Fatal("nothing was worked out ahead")
	}
	add(from("second"))
	if got := add(ahead); got != key {
		t.Fatalf("the record is in %s, want %s", got, key)
	}
	var sources []string
	records, err := r.Records(ctx, key)
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range records {
		sources = append(sources, rec.Origin.Key)
	}
	if diff := cmp.Diff([]string{"first", "second", "third"}, sources); diff != "" {
		t.Error(diff)
	}
	if problems, err := r.Check(ctx); err != nil || len(problems) > 0 {
		t.Error(problems, err)
	}
}
