package store_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dossier/evidence"
	"dossier/store"
	"dossier/store/storetest"
)

// varied is a library in which everything that a dump can hold occurs.
func varied(t testing.TB, r *store.Repo) {
	t.Helper()
	ctx := t.Context()
	mixed(t, r, 40)
	keys := must(r.Keys(ctx, evidence.Query{}))(t)
	must(r.MergeStudies(ctx, keys[3], keys[9], keys[5]))(t)
	must(r.MergeStudies(ctx, keys[1], keys[3]))(t)
	must(r.RemoveStudies(ctx, keys[7]))(t)
	must(r.Link(ctx, keys[0], "version-of", keys[2]))(t)
	must(r.PutAbsences(ctx, []evidence.Absence{{Study: keys[0], Drug: "tofacitinib", Outcome: "vte", Kind: evidence.ZeroEvents}}))(t)
	must(r.PutSetting(ctx, "text", []byte("a\nb")))(t)
	must(r.PutSetting(ctx, "bytes", []byte{0, 255, 1}))(t)
	odd := paper("Latin", 2000, "A record whose verbatim text is <not> UTF-8 & more", "")
	odd.Raw = "caf\xe9"
	add(t, r, odd)
}

func dumped(t testing.TB, r *store.Repo) string {
	t.Helper()
	var b bytes.Buffer
	must(struct{}{}, r.Dump(t.Context(), &b))(t)
	return b.String()
}

func TestDumpAndLoad(t *testing.T) {
	onBoth(t, func(t *testing.T, r *store.Repo) {
		varied(t, r)
		first := dumped(t, r)
		equal(t, "second dump", dumped(t, r), first)
		path := filepath.Join(t.TempDir(), "loaded.db")
		must(struct{}{}, store.Load(t.Context(), path, strings.NewReader(first), ada()))(t)
		again := must(store.Open(t.Context(), path, store.Write, ada()))(t)
		defer again.Close()
		sound(t, again)
		equal(t, "dump of the loaded library", dumped(t, again), first)
		equal(t, "everything that can be shown", everything(t, again), everything(t, r))
		next := paper("Latin", 2001, "A record that is added after loading", "")
		a, b := add(t, r, next), add(t, again, next)
		equal(t, "key of the next study", b.Added[0].Study.Key, a.Added[0].Study.Key)
		if err := store.Load(t.Context(), path, strings.NewReader(first), ada()); !errors.Is(err, fs.ErrExist) {
			t.Errorf("loading over a library: %v", err)
		}
	})
}

func TestLoadRefuses(t *testing.T) {
	head := `{"library":{"dossier":1,"last_finding":0}}` + "\n"
	record := `{"record":{"id":"r1","origin":{"format":"ris"},"citation":{"title":"T"}}}` + "\n"
	study := `{"study":{"key":"a2000","rev":1,"citation":{"title":"T"},"records":["r1"]}}` + "\n"
	cases := []struct{ name, dump, part string }{
		{"nothing", "", "line 1"},
		{"no first line", record, "line 1"},
		{"another format", `{"library":{"dossier":99}}`, "format 99"},
		{"no JSON", head + "{", "line 2"},
		{"an unknown member", head + `{"poem":{}}`, "line 2"},
		{"an empty line of JSON", head + `{}`, "none of the members"},
		{"a record twice", head + record + record, "line 3"},
		{"a study twice", head + record + study + study, "line 4"},
		{"a record that is missing", head + study, "r1"},
		{"a tag of nobody", head + `{"tag":{"study":"x","outcome":"vte","status":"confirmed"}}`, `"x"`},
		{"merged into nobody", head + record + strings.Replace(study, `"rev":1`, `"rev":1,"merged_into":"x"`, 1), `"x"`},
		{"one side of a merge", head + record + strings.Replace(study, `"rev":1`, `"rev":1,"merged":["b2000"]`, 1) +
			strings.Replace(strings.Replace(study, "a2000", "b2000", 1), `["r1"]`, `[]`, 1), "b2000"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			err := store.Load(t.Context(), filepath.Join(dir, "l.db"), strings.NewReader(c.dump), ada())
			if err == nil || !strings.Contains(err.Error(), c.part) || !strings.Contains(err.Error(), "nothing was loaded") {
				t.Errorf("error %v, want one that says %q", err, c.part)
			}
			if left := must(os.ReadDir(dir))(t); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestCompact(t *testing.T) {
	path, r := created(t)
	for n := range 20 {
		add(t, r, crashRecords(n)...)
	}
	keys := must(r.Keys(t.Context(), evidence.Query{}))(t)
	must(r.RemoveStudies(t.Context(), keys[:len(keys)*3/4]...))(t)
	want := everything(t, r)
	if _, err := store.Compact(t.Context(), path, ada()); err == nil {
		t.Error("a library that is open was compacted")
	}
	must(struct{}{}, r.Close())(t)
	res := must(store.Compact(t.Context(), path, ada()))(t)
	if res.After >= res.Before {
		t.Errorf("%d bytes before, %d after", res.Before, res.After)
	}
	again := must(store.Open(t.Context(), path, store.Write, ada()))(t)
	defer again.Close()
	equal(t, "library", everything(t, again), want)
	sound(t, again)
	must(again.Undo(t.Context()))(t)
	equal(t, "studies after undo", must(again.Counts(t.Context()))(t).Studies, len(keys))
	sound(t, again)
}

// TestImportInParts adds more than one transaction takes, stops half way, goes
// on, and takes all of it back.
func TestImportInParts(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds: not with -short; TestImportWorksAhead is about the parts of an import, too")
	}
	path, r := created(t)
	two(t, r)
	before := dumped(t, r)
	stop := errors.New("stopped")
	var recs []evidence.Record
	for i := range 5000 {
		recs = append(recs, storetest.Record(i))
	}
	stream := func(yield func(evidence.Record, error) bool) {
		for _, rec := range recs {
			if !yield(rec, nil) {
				return
			}
		}
	}
	batch := store.Batch{ID: "big", What: "add big.bib"}
	parts := 0
	_, err := r.Import(t.Context(), batch, stream, func(store.AddResult) error {
		if parts++; parts == 2 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) {
		t.Fatalf("error %v", err)
	}
	u, is, err := r.Unfinished(t.Context())
	if err != nil || !is || u.What != "add big.bib" || u.Records != 4096 || u.By != "ada" {
		t.Errorf("unfinished: %+v, %v, %v", u, is, err)
	}
	sound(t, r)

	again := batch
	again.ID, again.Records = "big again", recs
	res := must(r.AddStudies(t.Context(), again))(t)
	equal(t, "the rest", []int{res.New, res.Existing, len(res.Added)}, []int{904, 4096, 5000})
	if _, is, _ := r.Unfinished(t.Context()); is {
		t.Error("it is still unfinished")
	}
	sound(t, r)
	equal(t, "automatic backups", len(must(store.Backups(path))(t)), 2)

	must(r.Undo(t.Context()))(t)
	equal(t, "studies after undoing the second add", must(r.Counts(t.Context()))(t).Studies, 4098)
	must(r.Undo(t.Context()))(t)
	equal(t, "dump after undoing all parts of the first", dumped(t, r), before)
	must(r.Redo(t.Context()))(t)
	equal(t, "studies after redo", must(r.Counts(t.Context()))(t).Studies, 4098)
	must(r.Redo(t.Context()))(t)
	equal(t, "studies after the second redo", must(r.Counts(t.Context()))(t).Studies, 5002)
	sound(t, r)
}

func TestAutomaticBackups(t *testing.T) {
	path, r := created(t)
	if res := must(r.BackupBefore(t.Context(), "import"))(t); res.Path != "" {
		t.Error("an empty library was backed up")
	}
	two(t, r)
	var made []string
	for range 7 {
		made = append(made, must(r.BackupBefore(t.Context(), "import"))(t).Path)
	}
	kept := must(store.Backups(path))(t)
	equal(t, "kept, newest first", kept, []string{made[6], made[5], made[4], made[3], made[2]})
}
