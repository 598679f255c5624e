package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/store/kv"
	"dossier/store/kv/mem"
)

// ungroup turns a library into one of formatUngrouped, as the first version of
// the program wrote it.
func ungroup(w kv.Writer) error {
	for _, s := range allSpaces() {
		if !grouped(s) {
			continue
		}
		var keys [][]byte
		for p, err := range w.Scan(s, nil, nil, false) {
			if err != nil {
				return err
			}
			keys = append(keys, bytes.Clone(p.Key))
		}
		for _, key := range keys {
			old := key[groupHead:]
			if err := errors.Join(w.Delete(s, key), w.Put(s, old, indexValue(s, old))); err != nil {
				return err
			}
		}
	}
	return putMeta(w, metaFormat, formatUngrouped)
}

// TestFormer opens a library of the format before: for reading it is as it is;
// for writing it is brought to this format, after a backup.
func TestFormer(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "dossier.db")
	open := func(mode Mode) *Repo {
		t.Helper()
		r, err := Open(ctx, path, mode, testActor())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = r.Close() })
		return r
	}
	r, err := Create(ctx, path, testActor())
	if err != nil {
		t.Fatal(err)
	}
	const n = 40
	var recs []evidence.Record
	for i := range n {
		recs = append(recs, evidence.Record{Citation: evidence.Citation{
			Title: fmt.Sprint("Study number ", i), DOI: evidence.DOI(fmt.Sprint("10.5555/", i)), PMID: evidence.PMID(fmt.Sprint(1000 + i)),
			Registry: []evidence.RegistryID{{Registry: "NCT", ID: fmt.Sprintf("NCT%08d", i)}},
		}})
	}
	if _, err := r.AddStudies(ctx, Batch{ID: "b", Records: recs}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(r.engine.Update(ctx, ungroup), r.Close()); err != nil {
		t.Fatal(err)
	}
	examine := func(r *Repo) {
		t.Helper()
		for _, name := range []string{"10.5555/7", "1007", "NCT00000007"} {
			if key, err := r.FindKey(ctx, name); err != nil || key == "" {
				t.Errorf("%s: %q, %v", name, key, err)
			}
		}
		q, err := evidence.ParseQuery("doi:10.5555/1*")
		if err != nil {
			t.Fatal(err)
		}
		if keys, err := r.Keys(ctx, q); err != nil || len(keys) != 11 {
			t.Errorf("%d studies have a DOI that begins so, %v; want 11", len(keys), err)
		}
		if problems, err := r.Check(ctx); err != nil || len(problems) > 0 {
			t.Errorf("%v, %v", problems, err)
		}
	}
	format := func(r *Repo) (format int) {
		if err := r.view(ctx, func(rd reader) (err error) { format, err = rd.format(); return err }); err != nil {
			t.Fatal(err)
		}
		return format
	}
	reading := open(Read)
	examine(reading)
	if got := format(reading); got != formatUngrouped {
		t.Errorf("reading brought it to format %d", got)
	}
	if err := reading.Close(); err != nil {
		t.Fatal(err)
	}
	r = open(Write)
	examine(r)
	if got := format(r); got != Format {
		t.Errorf("writing left it in format %d", got)
	}
	if list, err := Backups(path); err != nil || len(list) != 1 {
		t.Errorf("backups: %v, %v", list, err)
	}
	res, err := r.AddStudies(ctx, Batch{ID: "c", Records: recs})
	if err != nil || res.Existing != n {
		t.Errorf("%v, %v", res.Tally, err)
	}
	if e, err := r.Undo(ctx); err != nil || e.Undoes != 1 {
		t.Errorf("%+v, %v", e, err)
	}
	examineEmpty(t, r)
}

// examineEmpty demands that no index has an entry left.
func examineEmpty(t *testing.T, r *Repo) {
	t.Helper()
	err := r.view(t.Context(), func(rd reader) error {
		for _, s := range allSpaces() {
			for p, err := range rd.Scan(s, nil, nil, false) {
				if err != nil {
					return err
				}
				if s >= spHeads {
					t.Errorf("%s is left", where(s, p.Key))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestGroups: a value is found in whatever group its studies are.
func TestGroups(t *testing.T) {
	list := []uint64{1, 1<<groupBits - 1, 1 << groupBits, 3<<groupBits + 5}
	r, err := New(t.Context(), mem.New(), testActor())
	if err != nil {
		t.Fatal(err)
	}
	err = r.engine.Update(t.Context(), func(w kv.Writer) error {
		for _, no := range list {
			key := studyIndexKey(ixPMID, "1007", no)
			if err := w.Put(ixPMID, key, indexValue(ixPMID, key)); err != nil {
				return err
			}
		}
		return putMeta(w, metaCounters, counters{Study: slices.Max(list)})
	})
	if err != nil {
		t.Fatal(err)
	}
	err = r.view(t.Context(), func(rd reader) error {
		for _, value := range []string{"1007", "100"} {
			nos, _, err := rd.byBeginning(ixPMID, value, value == "100")
			if diff := cmp.Diff(list, nos); err != nil || diff != "" {
				t.Errorf("%s: %v %s", value, err, diff)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
