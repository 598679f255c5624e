package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dossier/evidence/dedupe"
)

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
		var failed *failure
		if err := do(); err != nil && (!errors.As(err, &failed) || failed.code != exitAttention) {
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
