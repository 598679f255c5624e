package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dossier/cmd/corpustest"
	"dossier/evidence"
	"dossier/evidence/dedupe"
	"dossier/store"
)

// What reviewers add bit by bit, in any order, and dedupe at the end is grouped as
// the same records in one file are.
func TestConformanceAddIsDedupe(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpustest.Dir(t, "dedupe"), "*", "normalised.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		corpustest.Absent(t, "labelled sets")
	}
	const orders, pieces = 2, 3
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			var list []*evidence.Record
			for _, row := range corpustest.Rows(t, file) {
				rec := dedupe.FromRow(row)
				rec.Origin.Format, rec.Origin.Key = "csv", rec.ID
				list = append(list, &rec)
			}
			result, err := dedupe.Run(t.Context(), list, nil)
			if err != nil {
				t.Fatal(err)
			}
			group := map[string]string{}
			for _, g := range result.Groups {
				for _, id := range g.IDs {
					group[id] = g.IDs[0]
				}
			}
			together := map[string][]string{}
			for _, rec := range list {
				first := cmp.Or(group[rec.ID], rec.ID)
				together[first] = append(together[first], rec.ID)
			}
			for order := range uint64(orders) {
				studies := addedInPieces(t, list, order, pieces)
				apart, mixed := 0, 0
				brought := map[string]string{}
				for first, ids := range together {
					for _, id := range ids {
						if studies[id] != studies[ids[0]] {
							apart++
						}
					}
					if other, is := brought[studies[ids[0]]]; is {
						mixed++
						t.Logf("%s and %s are one study only in the library", first, other)
					}
					brought[studies[ids[0]]] = first
				}
				t.Logf("order %d: %d records, %d works as one file; in the library %d records apart, %d works mixed", order, len(list), len(together), apart, mixed)
				if apart > 0 || mixed > 0 {
					t.Error("a library is to group records as one file does")
				}
			}
		})
	}
}

// addedInPieces adds records to a new library in some order and deduplicates it.
// It gives the key of the study of each record.
func addedInPieces(t *testing.T, list []*evidence.Record, order uint64, pieces int) map[string]string {
	t.Helper()
	a := reviewLibrary(t, 0)
	shuffled := slices.Clone(list)
	rand.New(rand.NewPCG(order, 4)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	studies := map[string]string{}
	err := a.write(t.Context(), "add", func(repo *store.Repo) error {
		for piece := range slices.Chunk(shuffled, len(shuffled)/pieces+1) {
			batch := store.Batch{What: "add"}
			for _, rec := range piece {
				fresh := *rec
				fresh.ID = ""
				batch.Records = append(batch.Records, fresh)
			}
			added, err := repo.AddStudies(t.Context(), batch)
			if err != nil {
				return err
			}
			for i, one := range added.Added {
				studies[piece[i].ID] = one.Study.Key
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := dedupeLibrary(t.Context(), a); err != nil && !isAttention(err) {
		t.Fatal(err)
	}
	err = a.read(t.Context(), func(repo *store.Repo) error {
		for id, key := range studies {
			s, err := repo.Study(t.Context(), key) // the one it was merged into
			if err != nil {
				return err
			}
			studies[id] = s.Key
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return studies
}

// isAttention tells the exit code for open questions.
func isAttention(err error) bool {
	var failed *failure
	return errors.As(err, &failed) && failed.code == exitAttention
}

// TestDedupeOfACrowd: of very many questions about a file the first are
// printed, with what to type next; --verbose prints all, --json has all.
func TestDedupeOfACrowd(t *testing.T) {
	var bib strings.Builder
	const n = 100
	for i := range n {
		fmt.Fprintf(&bib, "@article{c%d, title = {Exercise against rest in adults with low back pain, part %d}, journal = {Register of Trials}, year = 2020}\n", i, i)
	}
	file := filepath.Join(t.TempDir(), "crowd.bib")
	if err := os.WriteFile(file, []byte(bib.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	a := reviewLibrary(t, 1)
	run := func(do func() error) (questions int, out, said string) {
		t.Helper()
		var stdout, stderr bytes.Buffer
		a.out, a.err = &stdout, &stderr
		if err := do(); err != nil && !isAttention(err) {
			t.Fatal(err)
		}
		return strings.Count(stdout.String(), "question  "), stdout.String(), stderr.String()
	}
	ofFile := func() error { return dedupeFiles(t.Context(), a, []string{file}) }

	shown, out, said := run(ofFile)
	var total int
	if _, err := fmt.Sscanf(out[strings.Index(out, "0 groups, ")+len("0 groups, "):], "%d questions", &total); err != nil || total <= manyQuestions || total > n*dedupe.MaxAsked/2 {
		t.Fatalf("%d questions: %v in %q", total, err, out)
	}
	if shown != manyQuestions {
		t.Errorf("%d questions are printed, want %d", shown, manyQuestions)
	}
	for _, want := range []string{fmt.Sprintf("%d more questions: --verbose names each", total-manyQuestions), "next: dossier add " + file} {
		if !strings.Contains(said, want) {
			t.Errorf("said %q, want %q", said, want)
		}
	}
	a.verbose = true
	if shown, _, said = run(ofFile); shown != total || strings.Contains(said, "more question") {
		t.Errorf("--verbose prints %d questions and says %q, want %d", shown, said, total)
	}
	a.verbose, a.json = false, true
	if _, out, _ = run(ofFile); strings.Count(out, `"score"`) != total {
		t.Errorf("--json has %d questions, want %d", strings.Count(out, `"score"`), total)
	}
}
