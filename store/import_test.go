package store_test

import (
	"fmt"
	"iter"
	"path/filepath"
	"testing"

	"dossier/evidence"
	"dossier/store"
	"dossier/store/storetest"
)

// partOf is how many records an import puts into one transaction.
const partOf = 2048

// repeating gives records of which every tenth is one of the part before again,
// as another source tells it: with its identifiers, or without them and with
// other pages.
func repeating(n int) []evidence.Record {
	recs := make([]evidence.Record, n)
	for i := range recs {
		recs[i] = short(i)
		if i < partOf || i%10 != 0 {
			continue
		}
		recs[i] = short(i - partOf/2)
		recs[i].Origin.Key, recs[i].Abstract = fmt.Sprint("again", i), ""
		if i%20 == 0 {
			recs[i].DOI, recs[i].PMID = "", ""
			recs[i].Pages = evidence.Pages{Raw: "1-2", First: "1", Last: "2"}
		}
	}
	return recs
}

// short gives a record with an abstract that does not take long.
func short(i int) evidence.Record {
	rec := storetest.Record(i)
	rec.Abstract = rec.Abstract[:150]
	return rec
}

// TestImportWorksAhead: parts are compared with the library and worked out while
// those before go in, and changes may come between; it must come to what parts
// that are added one after the other come to.
func TestImportWorksAhead(t *testing.T) {
	const parts = 4
	recs := repeating(parts * partOf)
	nothing := func(*store.Repo, store.AddResult) error { return nil }
	t.Run("changes come between", func(t *testing.T) { worksAhead(t, recs, changesBetween(t, recs)) })
	t.Run("one change comes between", func(t *testing.T) {
		worksAhead(t, recs, []between{nothing, changesBetween(t, recs)[1], nothing, nothing})
	})
}

// between is what a person does after a part went in.
type between func(r *store.Repo, last store.AddResult) error

func changesBetween(t *testing.T, recs []evidence.Record) []between {
	return []between{
		func(r *store.Repo, last store.AddResult) error {
			edited, err := r.Study(t.Context(), last.Added[7].Study.Key)
			if err != nil {
				return err
			}
			edited.DOI = recs[partOf+11].DOI // which a record of the next part has
			if _, err = r.UpdateStudy(t.Context(), edited); err != nil {
				return err
			}
			_, err = r.MergeStudies(t.Context(), last.Added[partOf/2+8].Study.Key, last.Added[partOf/2+2].Study.Key)
			return err
		},
		func(r *store.Repo, last store.AddResult) error {
			_, err := r.RemoveStudies(t.Context(), last.Added[partOf/2+6].Study.Key, last.Added[partOf/2+16].Study.Key)
			return err
		},
		func(r *store.Repo, last store.AddResult) error {
			if _, err := r.RemoveStudies(t.Context(), last.Added[partOf/2+6].Study.Key); err != nil {
				return err
			}
			_, err := r.Undo(t.Context())
			return err
		},
		func(*store.Repo, store.AddResult) error { return nil },
	}
}

func worksAhead(t *testing.T, recs []evidence.Record, between []between) {
	library := func() *store.Repo {
		r := must(store.Create(t.Context(), filepath.Join(t.TempDir(), "dossier.db"), ada()))(t)
		t.Cleanup(func() { _ = r.Close() })
		return r
	}
	fates := func(added []store.Added) (list []string) {
		for _, a := range added {
			list = append(list, fmt.Sprint(a.Study.Key, " ", a.Status, " ", a.Asked, " ", a.Why))
		}
		return list
	}
	batch := store.Batch{ID: "b", What: "add refs.bib", Suggest: suggested}

	one := library()
	var want []string
	for i, act := range between {
		batch.Records = recs[i*partOf : (i+1)*partOf]
		last := must(one.AddStudies(t.Context(), batch))(t)
		want = append(want, fates(last.Added)...)
		must(struct{}{}, act(one, last))(t)
	}

	ahead := library()
	var got []string
	batch.Records = nil
	n, seq := 0, uint64(0)
	event := must(ahead.Import(t.Context(), batch, slicedRecords(recs), func(last store.AddResult) error {
		got = append(got, fates(last.Added)...)
		seq = last.Event.Seq
		if _, err := ahead.Study(t.Context(), last.Added[len(last.Added)-1].Study.Key); err != nil {
			t.Errorf("part %d is not in: %v", n+1, err)
		}
		n++
		return between[n-1](ahead, last)
	}))(t)
	equal(t, "the event of the last part", event.Seq, seq)
	equal(t, "what became of the records", got, want)
	equal(t, "the studies", studies(t, ahead), studies(t, one))
	counts := must(ahead.Counts(t.Context()))(t)
	if joined := counts.Records - counts.Studies; joined < 300 {
		t.Errorf("only %d records joined a study: the test shows little", joined)
	}
	for name, r := range map[string]*store.Repo{"one after the other": one, "compared ahead": ahead} {
		if problems := must(r.Check(t.Context()))(t); len(problems) > 0 {
			t.Errorf("%s: %v", name, problems[0])
		}
	}
}

func slicedRecords(recs []evidence.Record) iter.Seq2[evidence.Record, error] {
	return func(yield func(evidence.Record, error) bool) {
		for _, rec := range recs {
			if !yield(rec, nil) {
				return
			}
		}
	}
}

// studies tells of every study its key, the records that it is made of, and what
// it says of itself in short.
func studies(t testing.TB, r *store.Repo) (list []string) {
	t.Helper()
	for s, err := range r.Studies(t.Context(), parsed(t, "")) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprint(s.Key, s.Records, s.DOI, s.Title, s.Pages.Raw))
	}
	return list
}
