package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dossier/evidence"
	"dossier/store"
)

// TestRepair spoils copies of a library in every way, repairs each, and looks
// at what is left: always a sound library, most of the studies, and nothing
// that was not there before.
func TestRepair(t *testing.T) {
	rounds := 4
	if os.Getenv("DOSSIER_FULL") == "1" {
		rounds = 25
	}
	path, r := created(t)
	mixed(t, r, 150)
	want := everything(t, r)
	known := map[string]evidence.Study{}
	for _, d := range want.Details {
		known[d.Key] = d.Study
	}
	must(struct{}{}, r.Close())(t)
	whole := must(os.ReadFile(path))(t)
	for _, d := range damages() {
		t.Run(d.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(17, uint64(len(d.name))))
			kept, all := 0, 0
			for i := range rounds {
				bad := d.do(rng, append([]byte(nil), whole...))
				if d.name == "cut short" {
					bad = bad[:max(len(bad), len(whole)*4/5)]
				}
				copyPath := filepath.Join(t.TempDir(), fmt.Sprintf("%d.db", i))
				if err := os.WriteFile(copyPath, bad, 0o644); err != nil {
					t.Fatal(err)
				}
				rep, err := store.Repair(t.Context(), copyPath, ada())
				if err != nil {
					t.Errorf("damage %d: %v", i, err)
					continue
				}
				fixed := must(store.Open(t.Context(), copyPath, store.Write, ada()))(t)
				for _, s := range everything(t, fixed).Details {
					was, ok := known[s.Key]
					if !ok {
						t.Errorf("damage %d: study %s was never there", i, s.Key)
					}
					if was.Title != s.Title && !strings.Contains(fmt.Sprint(rep.Rebuilt), s.Key) {
						t.Errorf("damage %d: study %s has another title and nobody says so", i, s.Key)
					}
				}
				all += len(known)
				kept += rep.Counts.Studies
				add(t, fixed, paper("Later", 2026, "A work that is added after the repair", "10.5555/later"))
				must(struct{}{}, fixed.Close())(t)
				if _, err := os.Stat(rep.Original); err != nil {
					t.Errorf("the damaged file was not kept: %v", err)
				}
			}
			t.Logf("%d files: %d of %d studies saved", rounds, kept, all)
			if kept < all*8/10 {
				t.Errorf("only %d of %d studies were saved", kept, all)
			}
		})
	}
}

func TestRepairOfASoundLibrary(t *testing.T) {
	path, r := created(t)
	mixed(t, r, 60)
	want := everything(t, r)
	events := len(must(r.Events(t.Context(), 0))(t))
	if _, err := store.Repair(t.Context(), path, ada()); err == nil {
		t.Error("a library that is open was repaired")
	}
	must(struct{}{}, r.Close())(t)
	rep := must(store.Repair(t.Context(), path, ada()))(t)
	if len(rep.Damage)+len(rep.Rebuilt)+rep.Recovered > 0 {
		t.Errorf("found in a sound library: %+v", rep)
	}
	again := must(store.Open(t.Context(), path, store.Write, ada()))(t)
	defer again.Close()
	equal(t, "library", everything(t, again), want)
	equal(t, "events", len(must(again.Events(t.Context(), 0))(t)), events)
	must(again.Undo(t.Context()))(t)
	sound(t, again)
}

func TestRepairOfNoLibrary(t *testing.T) {
	path := filepath.Join(t.TempDir(), "text.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("no library\n", 5000)), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := store.Repair(t.Context(), path, ada())
	var other *store.NotLibraryError
	if !errors.As(err, &other) || other.Empty {
		t.Errorf("repairing a text: %v", err)
	}
	equal(t, "files", len(must(os.ReadDir(filepath.Dir(path)))(t)), 1)
	if b := must(os.ReadFile(path))(t); !strings.HasPrefix(string(b), "no library") {
		t.Error("the file was changed")
	}
}
