package dedupe_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/evidence/dedupe"
)

// TestCrowds: thousands of records that hardly differ must not take quadratic
// time.
func TestCrowds(t *testing.T) {
	const n = 4000
	for _, c := range []struct {
		name   string
		record func(i int) map[string]string
		groups int // 0: not looked at
	}{
		{"identical records", func(int) map[string]string { return article() }, 1},
		{"one title, a page for each", func(i int) map[string]string {
			return with(without(article(), "doi", "pmid"), "pages", fmt.Sprint(1000+20*i)+"-"+fmt.Sprint(1009+20*i))
		}, 0},
		{"generic title and nothing else", func(int) map[string]string { return map[string]string{"title": "Abstracts"} }, 0},
		{"one DOI, a title for each", func(i int) map[string]string {
			return map[string]string{"title": fmt.Sprintf("Abstract number %d about something of its own", i), "doi": "10.5555/supplement", "pages": fmt.Sprint("S", i+1)}
		}, 0},
		{"nothing at all", func(int) map[string]string { return map[string]string{} }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			var records []*evidence.Record
			for i := range n {
				rec := dedupe.FromRow(with(c.record(i), "record_id", fmt.Sprintf("r%05d", i)))
				records = append(records, &rec)
			}
			start := time.Now()
			result := run(t, records, nil)
			t.Logf("%d groups, %d questions, %v", len(result.Groups), len(result.Questions), time.Since(start))
			if c.groups > 0 && len(result.Groups) != c.groups {
				t.Errorf("%d groups, want %d", len(result.Groups), c.groups)
			}
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// series is a set of records whose titles differ in a number only. Every 25th
// comes twice, with a DOI each: those pairs are much more like one work.
func series(n int) []*evidence.Record {
	var records []*evidence.Record
	take := func(id string, row map[string]string) {
		rec := dedupe.FromRow(with(row, "record_id", id))
		records = append(records, &rec)
	}
	for i := range n {
		row := map[string]string{"title": fmt.Sprintf("Exercise against rest in adults with low back pain, part %d", i), "journal": "Register of Trials", "year": "2020"}
		if i%25 > 0 {
			take(fmt.Sprintf("r%04d", i), row)
			continue
		}
		take(fmt.Sprintf("r%04d", i), with(row, "doi", fmt.Sprintf("10.5555/one.%d", i)))
		take(fmt.Sprintf("r%04d-twin", i), with(row, "doi", fmt.Sprintf("10.5555/two.%d", i)))
	}
	return records
}

// TestQuestionsAboutACrowd: of thousands of look-alikes each raises a few questions,
// the best, whatever the order; others come up as those are answered.
func TestQuestionsAboutACrowd(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds: not with -short")
	}
	records := series(600)
	first := run(t, records, nil)
	if len(first.Questions) < len(records)/2 {
		t.Fatalf("%d questions about %d records: the test shows little", len(first.Questions), len(records))
	}
	checkBounded(t, first.Questions)
	for _, q := range first.Questions[:600/25] {
		if q.B[0] != q.A[0]+"-twin" {
			t.Errorf("%v is asked before a twin", q)
		}
	}

	for seed := range uint64(10) {
		shuffled := slices.Clone(records)
		rng := rand.New(rand.NewPCG(seed, 3))
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if diff := cmp.Diff(first.Questions, run(t, shuffled, nil).Questions); diff != "" {
			t.Fatalf("shuffle %d (-first, +shuffled):\n%s", seed, diff)
		}
	}

	var answers []dedupe.Constraint
	known := map[[2]string]bool{}
	result := first
	for round := range 2 {
		for _, q := range result.Questions {
			pair := [2]string{q.A[0], q.B[0]}
			if known[pair] {
				t.Fatalf("round %d: %v is asked again", round, pair)
			}
			known[pair] = true
			answers = append(answers, dedupe.Constraint{A: pair[0], B: pair[1], Verdict: dedupe.VerdictDifferent})
		}
		if result = run(t, records, answers); len(result.Questions) == 0 {
			t.Fatalf("round %d: nothing comes up in place of what was answered", round)
		}
		checkBounded(t, result.Questions)
	}
	// One answer makes room for another question.
	one := first.Questions[0]
	next := run(t, records, []dedupe.Constraint{{A: one.A[0], B: one.B[0], Verdict: dedupe.VerdictDifferent}}).Questions
	if slices.ContainsFunc(next, func(q dedupe.Question) bool { return q.A[0] == one.A[0] && q.B[0] == one.B[0] }) {
		t.Errorf("%v is asked again", one)
	}
	if got := questionsOf(next)[one.A[0]]; got != dedupe.MaxAsked {
		t.Errorf("%s has %d questions after one answer, want %d", one.A[0], got, dedupe.MaxAsked)
	}
}

func questionsOf(questions []dedupe.Question) map[string]int {
	of := map[string]int{}
	for _, q := range questions {
		of[q.A[0]]++
		of[q.B[0]]++
	}
	return of
}

func checkBounded(t *testing.T, questions []dedupe.Question) {
	t.Helper()
	for id, n := range questionsOf(questions) {
		if n > dedupe.MaxAsked {
			t.Errorf("%s raises %d questions, want %d at most", id, n, dedupe.MaxAsked)
		}
	}
}
