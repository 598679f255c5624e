package main

import (
	"context"
	"encoding/json"
	"fmt"

	"dossier/store"
)

// The library keeps what people judge (appraisals, certainty, which studies a
// review includes) as JSON lists in settings of its own; undo and history work
// on them as on everything else.
const (
	appraisalsSetting = "appraisals.json" // []evidence.Appraisal
	gradesSetting     = "grades.json"     // []evidence.Certainty
	overlapSetting    = "overlap.json"    // []inclusion
)

// readKept reads a list of a setting; none is an empty list.
func readKept[T any](ctx context.Context, repo *store.Repo, name string) ([]T, error) {
	data, err := repo.Setting(ctx, name)
	if err != nil || len(data) == 0 {
		return nil, err
	}
	var list []T
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("reading %s of the library: %w", name, err)
	}
	return list, nil
}

// writeKept replaces the list of a setting; an empty one removes it. With
// --dry-run nothing is written.
func writeKept[T any](ctx context.Context, a *app, repo *store.Repo, name string, list []T) error {
	if a.dryRun {
		return nil
	}
	var data []byte
	if len(list) > 0 {
		var err error
		if data, err = json.Marshal(list); err != nil {
			return err
		}
	}
	return onlyErr(repo.PutSetting(ctx, name, data))
}
