package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dossier/exports/report"
	"dossier/store"
)

type diffOptions struct {
	since  string
	tables bool
}

func newDiffCmd(a *app) *cobra.Command {
	var o diffOptions
	cmd := &cobra.Command{
		Use:   "diff --since DATE|DIR",
		Short: "What changed in the library, or in each table, since a date or a report",
		Long: `List the changes of the library since a date, or since a folder that dossier report
wrote. With --tables, show what changed in each table since that report: cells that
are others now, rows that came and rows that went. A date means the newest report
of that day or before it, in this folder or beside the library.

Exit codes: 0 done, 2 no such date or report, 10 no library, 11 library busy.`,
		Example: `  dossier diff --since 2026-02-01
  dossier diff --since report-2026-02-01 --tables
  dossier diff --since 2026-02-01 --tables --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.tables {
				return runDiffTables(cmd.Context(), a, o.since)
			}
			return runDiff(cmd.Context(), a, o.since)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.since, "since", "", "`DATE` (2026-02-01) or folder of a report")
	f.BoolVar(&o.tables, "tables", false, "show what changed in each table")
	_ = cmd.MarkFlagRequired("since")
	return cmd
}

// runDiff lists the events after a date, or after a report was made, oldest
// first.
func runDiff(ctx context.Context, a *app, since string) error {
	from, err := time.Parse(time.DateOnly, since)
	if err != nil {
		m, _, err := readFreeze(since)
		if err != nil {
			return err
		}
		from = m.Created
	}
	var events []store.Event
	err = a.read(ctx, func(repo *store.Repo) error {
		all, err := repo.Events(ctx, 0)
		for _, e := range all {
			if !e.At.Before(from) {
				events = append(events, e)
			}
		}
		slices.Reverse(events)
		return err
	})
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"since": from, "events": append([]store.Event{}, events...)})
	}
	for _, e := range events {
		mark := " "
		if e.Undone {
			mark = "x" // taken back since
		}
		a.print("%5d %s %s  %-10s %s", e.Seq, mark, e.At.Format("2006-01-02 15:04"), e.By, e.What)
	}
	if len(events) == 0 {
		a.print("nothing has changed since %s", since)
	}
	return nil
}

func runDiffTables(ctx context.Context, a *app, since string) error {
	dir := since
	if day, err := time.Parse(time.DateOnly, since); err == nil {
		if dir, err = freezeOf(a, day); err != nil {
			return err
		}
	}
	m, was, err := readFreeze(dir)
	if err != nil {
		return err
	}
	changes, err := changesSince(ctx, a, m, was)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"since": dir, "created": m.Created, "changes": append([]report.Change{}, changes...)})
	}
	if len(changes) == 0 {
		a.print("no table has changed since %s (%s)", dir, m.Created.Format(time.DateOnly))
		return nil
	}
	a.say("since %s (%s):", dir, m.Created.Format(time.DateOnly))
	printChanges(a, changes)
	return nil
}

// freezeOf finds the newest report of a day or before it, in the working folder
// and beside the library.
func freezeOf(a *app, day time.Time) (string, error) {
	path, err := a.libraryPath()
	if err != nil {
		return "", err
	}
	best, newest := "", time.Time{}
	for _, parent := range []string{".", filepath.Dir(path)} {
		entries, err := os.ReadDir(parent)
		if err != nil {
			return "", err
		}
		for _, e := range entries {
			if !e.IsDir() || strings.HasPrefix(e.Name(), ".") {
				continue
			}
			dir := filepath.Join(parent, e.Name())
			if m, _, err := report.Read(os.DirFS(dir)); err == nil && m.Created.Before(day.AddDate(0, 0, 1)) && m.Created.After(newest) {
				best, newest = dir, m.Created
			}
		}
	}
	if best == "" {
		return "", usage("dossier report makes one; --since DIR names one elsewhere", "there is no report of %s or before it", day.Format(time.DateOnly))
	}
	return best, nil
}
