package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"dossier/evidence"
	"dossier/store"
)

// stopAfter cancels a context once so many lines were written.
type stopAfter struct {
	lines int
	stop  context.CancelFunc
}

func (s *stopAfter) Write(p []byte) (int, error) {
	if s.lines -= bytes.Count(p, []byte("\n")); s.lines <= 0 {
		s.stop()
	}
	return len(p), nil
}

// TestSuggestInterrupted stops a long run in the middle: what was done is kept,
// and the same command does the rest once.
func TestSuggestInterrupted(t *testing.T) {
	a := reviewLibrary(t, suggestBatch+suggestBatch/2)
	all := countOpen(t, a)
	undo := func() {
		t.Helper()
		if err := a.write(t.Context(), "undo", func(repo *store.Repo) error { return onlyErr(repo.Undo(t.Context())) }); err != nil {
			t.Fatal(err)
		}
	}
	undo()
	undo() // both parts of the run that made the library

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	a.verbose, a.err = true, &stopAfter{lines: all["values"]*3/4 + suggestBatch/10, stop: cancel}
	if err := runSuggest(ctx, a, nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("interrupted run ends with %v", err)
	}
	part := countOpen(t, a)
	if part["findings"] != suggestBatch {
		t.Fatalf("after the interruption %v of %v", part, all)
	}
	var out strings.Builder
	a.verbose, a.out, a.err = false, &out, &bytes.Buffer{}
	if err := runSuggest(t.Context(), a, nil); err != nil {
		t.Fatal(err)
	}
	if got := countOpen(t, a); got["findings"] != all["findings"] || got["values"] != all["values"] || got["tags"] != all["tags"] {
		t.Errorf("after going on %v, want %v", got, all)
	}
	if !strings.Contains(out.String(), "750 studies read, 1750 new suggestions: 750 tags, 250 findings, 750 study values") {
		t.Errorf("going on says %q", out.String())
	}
}

func countOpen(t *testing.T, a *app) map[string]int {
	t.Helper()
	n := map[string]int{}
	err := a.read(t.Context(), func(repo *store.Repo) error {
		heads, err := matchingHeads(t.Context(), repo, evidence.DefaultVocabulary(), "")
		if err != nil {
			return err
		}
		known, err := knownOf(t.Context(), repo, heads)
		for i := range known {
			n["tags"] += len(known[i].tags)
			n["findings"] += len(known[i].findings)
			n["values"] += len(known[i].study.Proposals)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestNewFindings: what the library has of a number decides whether it is
// proposed again.
func TestNewFindings(t *testing.T) {
	quote := evidence.Span{Field: "abstract", Start: 10, End: 20, Text: "1.42"}
	read := evidence.Finding{Study: "k", Drug: "tofacitinib", Comparator: "adalimumab", Outcome: "mace", Measure: "HR", Estimate: "1.42",
		Status: evidence.Suggested, Source: evidence.FindingSource{Kind: "abstract", Quote: quote}}
	with := func(change func(*evidence.Finding)) evidence.Finding {
		f := read
		f.ID, f.Rev = "F007", 3
		change(&f)
		return f
	}
	for _, c := range []struct {
		name string
		have []evidence.Finding
		new  bool
		id   string // of the suggestion whose place it takes
	}{
		{"nothing known", nil, true, ""},
		{"suggested already", []evidence.Finding{with(func(*evidence.Finding) {})}, false, ""},
		{"rejected, and the text moved", []evidence.Finding{with(func(f *evidence.Finding) { f.Status, f.Source.Quote.Start = evidence.Rejected, 0 })}, false, ""},
		{"accepted with another comparator", []evidence.Finding{with(func(f *evidence.Finding) { f.Status, f.Comparator = evidence.Confirmed, "placebo" })}, false, ""},
		{"entered by a person", []evidence.Finding{with(func(f *evidence.Finding) { f.Status, f.Source = evidence.Confirmed, evidence.FindingSource{Page: "3"} })}, false, ""},
		{"another number of a person", []evidence.Finding{with(func(f *evidence.Finding) {
			f.Status, f.Estimate, f.Source = evidence.Confirmed, "2", evidence.FindingSource{}
		})}, true, ""},
		{"read worse before", []evidence.Finding{with(func(f *evidence.Finding) { f.Outcome = "vte" })}, true, "F007"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := knownStudy{findings: c.have}
			got := k.newFindings([]evidence.Finding{read})
			if (len(got) == 1) != c.new || c.new && got[0].ID != c.id {
				t.Errorf("proposed: %+v", got)
			}
		})
	}
}
