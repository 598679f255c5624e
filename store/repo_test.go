package store_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/store"
	"dossier/store/kv/mem"
)

// ada is who works in these tests, with a clock that goes on by a second at
// every look.
func ada() store.Actor {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	return store.Actor{Name: "ada", Command: "dossier test", Now: func() time.Time {
		now = now.Add(time.Second)
		return now
	}}
}

// onBoth runs a test on a library in a file and on one in memory.
func onBoth(t *testing.T, test func(t *testing.T, r *store.Repo)) {
	t.Run("file", func(t *testing.T) {
		r, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "dossier.db"), ada())
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		test(t, r)
	})
	t.Run("memory", func(t *testing.T) {
		r, err := store.New(t.Context(), mem.New(), ada())
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		test(t, r)
	})
}

func paper(family string, year int, title, doi string) evidence.Record {
	return evidence.Record{
		Origin: evidence.Origin{Format: "bibtex", File: "refs.bib"},
		Citation: evidence.Citation{
			Type:    evidence.TypeArticle,
			DOI:     evidence.DOI(doi),
			Title:   title,
			Authors: []evidence.Person{{Family: family, Given: "A"}},
			Date:    evidence.Date{Year: year},
			Journal: "Journal of Examples",
		},
	}
}

func add(t testing.TB, r *store.Repo, recs ...evidence.Record) store.AddResult {
	t.Helper()
	res, err := r.AddStudies(t.Context(), store.Batch{ID: "b1", What: "add refs.bib", Records: recs})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func statuses(res store.AddResult) []string {
	var list []string
	for _, a := range res.Added {
		list = append(list, fmt.Sprintf("%s %s", a.Study.Key, a.Status))
	}
	return list
}

func equal[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func sound(t testing.TB, r *store.Repo) {
	t.Helper()
	problems, err := r.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("check: %s %s: %s", p.Kind, p.Key, p.Message)
	}
}

func TestAddStudies(t *testing.T) {
	onBoth(t, func(t *testing.T, r *store.Repo) {
		first := paper("Rivera", 2021, "Infections under an invented medicine in adults", "10.5555/abc")
		second := paper("Okafor", 2020, "Skin events in a made up cohort of children", "")
		res := add(t, r, first, second, first)
		equal(t, "first add", statuses(res), []string{"rivera2021 new", "okafor2020 new", "rivera2021 existing"})
		again := add(t, r, first, second)
		equal(t, "second add", statuses(again), []string{"rivera2021 existing", "okafor2020 existing"})
		if again.Event.Seq != 0 {
			t.Errorf("adding the same twice made event %d", again.Event.Seq)
		}
		other := paper("Rivera", 2021, "Infections under an Invented Medicine in Adults.", "https")
		other.DOI, other.Origin.Format, other.Abstract = "10.5555/ABC", "ris", "We looked."
		equal(t, "another source", statuses(add(t, r, other)), []string{"rivera2021 merged"})
		s, err := r.Study(t.Context(), "rivera2021")
		if err != nil {
			t.Fatal(err)
		}
		if s.Abstract != "We looked." || len(s.Records) != 2 || s.Rev != 2 {
			t.Errorf("after the merge: abstract %q, %d records, revision %d", s.Abstract, len(s.Records), s.Rev)
		}
		for _, name := range []string{"rivera2021", "RIVERA2021", "10.5555/abc", "https://doi.org/10.5555/ABC"} {
			if key, err := r.FindKey(t.Context(), name); err != nil || key != "rivera2021" {
				t.Errorf("FindKey(%s) = %s, %v", name, key, err)
			}
		}
		if _, err := r.FindKey(t.Context(), "nobody1999"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("FindKey of an unknown key: %v", err)
		}
		sound(t, r)
	})
}
