package dedupe_test

import (
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/cmd/corpustest"
	"dossier/evidence"
	"dossier/evidence/dedupe"
)

// sketched is a record with what an index has of it.
type sketched struct {
	record *evidence.Record
	keys   []uint64
	sketch dedupe.Sketch
}

func sketch(t *testing.T, preparer *dedupe.Preparer, rec *evidence.Record) sketched {
	t.Helper()
	p := preparer.Prepare(rec)
	s := p.Sketch()
	got, err := dedupe.ParseSketch(s.Append(nil))
	if err != nil {
		t.Fatalf("%s: %v", rec.ID, err)
	}
	if diff := cmp.Diff(s, got, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
		t.Fatalf("%s: the stored sketch is another one:\n%s", rec.ID, diff)
	}
	return sketched{rec, p.Keys(), got}
}

// TestSketchesLoseNothing compares all pairs with a key in common: a sketch may
// let a stranger pass, and may never keep out a pair that is not distinct.
func TestSketchesLoseNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds: not with -short")
	}
	sketchesLoseNothing(t, slices.Collect(newGenerator(5).records(4000)))
}

func TestConformanceSketches(t *testing.T) {
	if testing.Short() {
		t.Skip("one thread over the whole corpus: not with -short")
	}
	dir := corpustest.Dir(t, "dedupe")
	sets, err := filepath.Glob(filepath.Join(dir, "*", "normalised.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range sets {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			var records []*evidence.Record
			for _, row := range corpustest.Rows(t, file) {
				rec := dedupe.FromRow(row)
				records = append(records, &rec)
			}
			sketchesLoseNothing(t, records)
		})
	}
}

func sketchesLoseNothing(t *testing.T, records []*evidence.Record) {
	preparer := dedupe.NewPreparer()
	list := make([]sketched, len(records))
	byKey := map[uint64][]int{}
	for i, rec := range records {
		list[i] = sketch(t, preparer, rec)
		for _, k := range list[i].keys {
			byKey[k] = append(byKey[k], i)
		}
	}
	pairs := map[[2]int]bool{}
	for _, members := range byKey {
		for n, i := range members[:min(len(members), 40)] {
			for _, j := range members[n+1 : min(len(members), 40)] {
				pairs[[2]int{i, j}] = true
			}
		}
	}
	spared, open := 0, 0
	for p := range pairs {
		a, b := &list[p[0]], &list[p[1]]
		hopeless := a.sketch.Hopeless(&b.sketch)
		if hopeless != b.sketch.Hopeless(&a.sketch) {
			t.Fatalf("%s and %s: the order matters", a.record.ID, b.record.ID)
		}
		outcome := dedupe.Compare(a.record, b.record).Outcome
		switch {
		case hopeless && outcome != dedupe.Distinct:
			t.Errorf("%s and %s are %s, and their sketches say distinct", a.record.ID, b.record.ID, outcome)
		case hopeless:
			spared++
		case outcome == dedupe.Distinct:
			open++
		}
	}
	t.Logf("%d pairs: %d of %d distinct ones need no reading", len(pairs), spared, spared+open)
	if spared*4 < spared+open {
		t.Errorf("sketches spare %d of %d distinct pairs: less than a quarter", spared, spared+open)
	}
}

func TestParseSketchShort(t *testing.T) {
	rec := dedupe.FromRow(article())
	s := dedupe.NewPreparer().Prepare(&rec).Sketch()
	stored := s.Append(nil)
	for n := range 10 {
		if _, err := dedupe.ParseSketch(stored[:n]); err == nil {
			t.Errorf("%d of %d bytes are taken for a sketch", n, len(stored))
		}
	}
}
