package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"dossier/store"
)

func newLogCmd(a *app) *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use:     "log",
		Short:   "Show who changed what and when",
		Long:    "Show the changes of the library, newest first.\n\nExit codes: 0 done, 10 no library, 11 library busy.",
		Example: "  dossier log --limit 20",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if limit < 0 {
				return usage("dossier log --limit 20; 0 means all", "a limit is not negative")
			}
			return a.read(ctx, func(repo *store.Repo) error {
				events, err := repo.Events(ctx, 0)
				if err != nil {
					return err
				}
				events = store.Whole(events)
				if limit > 0 {
					events = events[:min(limit, len(events))]
				}
				if a.json {
					if events == nil {
						events = []store.Event{}
					}
					return a.printJSON(map[string]any{"events": events})
				}
				for _, e := range events {
					mark := ""
					if e.Undone {
						mark = "  (undone)"
					}
					a.print("%5d  %s  %-10s %s%s", e.Seq, e.At.Format("2006-01-02 15:04"), e.By, e.What, mark)
				}
				return nil
			})
		},
	}
	cmd.Flags().IntVarP(&limit, "limit", "n", 50, "at most so many; 0 = all")
	return cmd
}

func newUndoCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "undo",
		Short: "Take the last change back",
		Long: `Take the last change back; again takes the one before it. dossier redo brings it
back.

Exit codes: 0 done, 1 nothing to undo, 10 no library, 11 library busy.`,
		Example: "  dossier undo",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			return a.write(ctx, "undo", func(repo *store.Repo) error {
				return stepBack(a, "undo", func() (store.Event, error) {
					if a.dryRun {
						return nextEvent(ctx, repo, false)
					}
					return repo.Undo(ctx)
				})
			})
		},
	}
}

func newRedoCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "redo",
		Short:   "Bring the last undone change back",
		Long:    "Bring back the change that was undone last.\n\nExit codes: 0 done, 1 nothing to redo, 10 no library, 11 library busy.",
		Example: "  dossier redo",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			return a.write(ctx, "redo", func(repo *store.Repo) error {
				return stepBack(a, "redo", func() (store.Event, error) {
					if a.dryRun {
						return nextEvent(ctx, repo, true)
					}
					return repo.Redo(ctx)
				})
			})
		},
	}
}

// nextEvent is what undo would take back, or redo bring back.
func nextEvent(ctx context.Context, repo *store.Repo, redo bool) (store.Event, error) {
	events, err := repo.Events(ctx, 0)
	if err != nil {
		return store.Event{}, err
	}
	for _, e := range store.Whole(events) {
		step := e.Undoes != 0 || e.Redoes != 0
		switch {
		case redo && e.Undoes != 0 && !e.Undone, !redo && !step && !e.Undone:
			return e, nil
		case redo && !step:
			return store.Event{}, store.ErrNothing
		}
	}
	return store.Event{}, store.ErrNothing
}

func stepBack(a *app, verb string, step func() (store.Event, error)) error {
	e, err := step()
	if errors.Is(err, store.ErrNothing) {
		return fail(exitFailed, "dossier log shows the changes", "there is nothing to %s", verb)
	}
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"event": e})
	}
	if a.dryRun {
		a.print("would %s: %s", verb, e.What)
		return nil
	}
	a.print("%s", e.What)
	return nil
}
