package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/store"
)

// libraryStatus counts what the library holds and what waits.
func libraryStatus(ctx context.Context, repo *store.Repo) (map[string]int, []waitingJSON, []conflictJSON, error) {
	n, err := repo.Counts(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	counts := map[string]int{"studies": n.Studies, "records": n.Records, "tags": n.Tags, "findings": n.Findings, "absences": n.Absences, "changes": n.Events}
	retracted, concern := 0, 0
	for h, err := range repo.Select(ctx, evidence.Query{}) {
		if err != nil {
			return nil, nil, nil, err
		}
		switch noticeMark(h.Notices) {
		case "RETRACTED: ":
			retracted++
		case "CONCERN: ":
			concern++
		}
		counts[screened(h.Screened)]++
	}
	suggested := 0
	tags, err := repo.Tags(ctx, store.Filter{})
	if err != nil {
		return nil, nil, nil, err
	}
	for _, t := range tags {
		counts["tags "+string(t.Status)]++
		if t.Status == evidence.Suggested {
			suggested++
		}
	}
	rows, err := repo.TableRows(ctx, nil, nil)
	if err != nil {
		return nil, nil, nil, err
	}
	unconfirmed := 0
	for i := range rows {
		counts["findings "+string(rows[i].Finding.Status)]++
		if rows[i].Finding.Status == evidence.Suggested {
			unconfirmed++
		}
	}
	conflicts, err := conflicting(ctx, repo)
	if err != nil {
		return nil, nil, nil, err
	}
	matrix, err := overlapOf(ctx, repo)
	if err != nil {
		return nil, nil, nil, err
	}
	unscreened := 0 // waits only where screening has begun
	if n := counts[screened("")]; n < counts["studies"] {
		unscreened = n
	}
	waiting := []waitingJSON{}
	for _, w := range []waitingJSON{
		{"studies whose metadata are not complete", n.Pending, "dossier fetch"},
		{"pairs of studies that may be the same", n.Open, "dossier dedupe --review"},
		{"links proposed between reports", n.Proposed, "dossier dedupe --review"},
		{"studies that were not screened", unscreened, "dossier screen"},
		{"studies that reviewers decided differently", counts[screened(evidence.ScreeningConflict)], "dossier screen --conflicts"},
		{"suggested tags", suggested, "dossier review, or dossier suggest --list"},
		{"suggested findings", unconfirmed, "dossier review, or dossier suggest --list"},
		{"primary studies proposed for reviews", len(matrix) - len(matrix.confirmed()), "dossier overlap accept REVIEW"},
		{"studies whose sources differ", len(conflictKeys(conflicts)), showConflicts(conflictKeys(conflicts))},
		{"studies that were retracted", retracted, "dossier list notice:retraction"},
		{"studies with an expression of concern", concern, "dossier list notice:expression-of-concern"},
	} {
		if w.Count > 0 {
			waiting = append(waiting, w)
		}
	}
	return counts, waiting, conflicts, nil
}

func screened(status string) string {
	switch status {
	case "":
		return "studies not screened"
	case evidence.ScreeningConflict:
		return "studies in conflict"
	}
	return "studies " + status
}

// conflictJSON is one field on which the sources of a study differ.
type conflictJSON struct {
	Key    string          `json:"key"`
	Field  string          `json:"field"`
	Values []statementJSON `json:"values"` // the one that is used first
}

type statementJSON struct {
	Value  string `json:"value"`
	Source string `json:"source"`
}

// conflicting lists the fields that matter on which the sources of a study
// differ and that no person has settled.
func conflicting(ctx context.Context, repo *store.Repo) ([]conflictJSON, error) {
	all := []conflictJSON{}
	for s, err := range repo.Studies(ctx, evidence.Query{}) {
		if err != nil {
			return nil, err
		}
		if len(s.Records) < 2 {
			continue
		}
		records, err := repo.Records(ctx, s.Key)
		if err != nil {
			return nil, err
		}
		_, _, conflicts := evidence.Combine(records)
		for _, c := range conflicts {
			one := conflictJSON{Key: s.Key, Field: c.Field}
			for _, v := range c.Values {
				said := statementJSON{v.Value, v.Source}
				if !slices.Contains(one.Values, said) {
					one.Values = append(one.Values, said)
				}
			}
			all = append(all, one)
		}
	}
	return all, nil
}

// conflictKeys are the studies that the conflicts are of.
func conflictKeys(conflicts []conflictJSON) []string {
	var keys []string
	for _, c := range conflicts {
		keys = append(keys, c.Key)
	}
	return slices.Compact(keys)
}

// conflictLine prints a conflict: who says what.
func conflictLine(c conflictJSON) string {
	var said []string
	for _, v := range c.Values {
		said = append(said, fmt.Sprintf("%s says %s", v.Source, shorten(v.Value, 60)))
	}
	return c.Key + ": " + c.Field + ": " + strings.Join(said, "; ")
}

// showConflicts is the command that shows the conflicts of a few studies.
func showConflicts(keys []string) string {
	next := "dossier show " + strings.Join(keys[:min(len(keys), 5)], " ") + " --sources"
	if len(keys) > 5 {
		next += ", and so on"
	}
	return next
}
