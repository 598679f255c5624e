package main

import (
	"context"
	"strings"

	"dossier/evidence"
	"dossier/store"
)

// libraryStatus counts what the library holds and what waits.
func libraryStatus(ctx context.Context, repo *store.Repo) (map[string]int, []waitingJSON, error) {
	n, err := repo.Counts(ctx)
	if err != nil {
		return nil, nil, err
	}
	counts := map[string]int{"studies": n.Studies, "records": n.Records, "tags": n.Tags, "findings": n.Findings, "absences": n.Absences, "changes": n.Events}
	retracted, concern := 0, 0
	for h, err := range repo.Select(ctx, evidence.Query{}) {
		if err != nil {
			return nil, nil, err
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
		return nil, nil, err
	}
	for _, t := range tags {
		counts["tags "+string(t.Status)]++
		if t.Status == evidence.Suggested {
			suggested++
		}
	}
	rows, err := repo.TableRows(ctx, nil, nil)
	if err != nil {
		return nil, nil, err
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
		return nil, nil, err
	}
	matrix, err := overlapOf(ctx, repo)
	if err != nil {
		return nil, nil, err
	}
	waiting := []waitingJSON{}
	for _, w := range []waitingJSON{
		{"studies whose metadata are not complete", n.Pending, "dossier fetch"},
		{"pairs of studies that may be the same", n.Open, "dossier list, then dossier show A B"},
		{"suggested tags", suggested, "dossier review, or dossier suggest --list"},
		{"suggested findings", unconfirmed, "dossier review, or dossier suggest --list"},
		{"primary studies proposed for reviews", len(matrix) - len(matrix.confirmed()), "dossier overlap accept REVIEW"},
		{"studies on whose year, title, authors or DOI sources differ", len(conflicts), showConflicts(conflicts)},
		{"studies that were retracted", retracted, "dossier list notice:retraction"},
		{"studies with an expression of concern", concern, "dossier list notice:expression-of-concern"},
	} {
		if w.Count > 0 {
			waiting = append(waiting, w)
		}
	}
	return counts, waiting, nil
}

func screened(status string) string {
	if status == "" {
		return "studies not screened"
	}
	return "studies " + status
}

// conflicting lists the studies whose sources differ on a field that matters
// and that no person has settled. A study of one record has no conflict.
func conflicting(ctx context.Context, repo *store.Repo) ([]string, error) {
	var keys []string
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
		if _, _, conflicts := evidence.Combine(records); len(conflicts) > 0 {
			keys = append(keys, s.Key)
		}
	}
	return keys, nil
}

// showConflicts is the command that shows the conflicts of a few studies.
func showConflicts(keys []string) string {
	next := "dossier show " + strings.Join(keys[:min(len(keys), 5)], " ") + " --sources"
	if len(keys) > 5 {
		next += ", and so on"
	}
	return next
}
