package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dossier/store"
)

// searchesSetting is where a library keeps its logged searches, as JSON.
const searchesSetting = "searches.json"

// search is one database search, as PRISMA-S asks for it.
type search struct {
	ID       int    `json:"id"`
	Database string `json:"database"`
	Platform string `json:"platform,omitempty"`
	Date     string `json:"date"` // YYYY-MM-DD
	Strategy string `json:"strategy"`
	Limits   string `json:"limits,omitempty"`
	Hits     int    `json:"hits"`
	By       string `json:"by"`
}

func newSearchCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "search",
		Short: "Record the database searches of the review (PRISMA-S)",
		Long: `Record which database was searched when with which string and how many hits, as
PRISMA-S asks for it, and list what was recorded.`,
	}
	cmd.RunE = onlySubcommands
	cmd.AddCommand(newSearchLogCmd(a), newSearchListCmd(a))
	return cmd
}

func newSearchLogCmd(a *app) *cobra.Command {
	var s search
	cmd := &cobra.Command{
		Use:     "log --database D --strategy TEXT --hits N",
		Short:   "Record one database search",
		Long:    "Record one database search." + findingCodes,
		Example: `  dossier search log --database PubMed --date 2026-02-01 --hits 412 --strategy '("JAK inhibitor"[tiab]) AND acne[tiab]'`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runSearchLog(cmd.Context(), a, s)
		},
	}
	f := cmd.Flags()
	f.StringVar(&s.Database, "database", "", "the `DATABASE`: PubMed, Embase …")
	f.StringVar(&s.Platform, "platform", "", "where it was searched: Ovid, EBSCO …")
	f.StringVar(&s.Date, "date", "", "`YYYY-MM-DD` (default: today)")
	f.StringVar(&s.Strategy, "strategy", "", "the search string, whole")
	f.StringVar(&s.Limits, "limits", "", "language, years, document types")
	f.IntVar(&s.Hits, "hits", -1, "number of records found")
	for _, name := range []string{"database", "strategy", "hits"} {
		_ = cmd.MarkFlagRequired(name)
	}
	return cmd
}

func runSearchLog(ctx context.Context, a *app, s search) error {
	if s.Date == "" {
		s.Date = a.now().Format(time.DateOnly)
	}
	if _, err := time.Parse(time.DateOnly, s.Date); err != nil {
		return usage("--date 2026-02-01", "%q is not a date", s.Date)
	}
	if s.Hits < 0 {
		return usage("--hits 412", "a number of hits is not negative")
	}
	s.By = a.who()
	return a.write(ctx, "search log "+s.Database, func(repo *store.Repo) error {
		all, err := searches(ctx, repo)
		if err != nil {
			return err
		}
		s.ID = len(all) + 1
		data, err := json.Marshal(append(all, s))
		if err != nil || a.dryRun {
			return err
		}
		if _, err := repo.PutSetting(ctx, searchesSetting, data); err != nil {
			return err
		}
		return a.result(map[string]any{"search": s}, "search %d: %s, %s, %s", s.ID, s.Database, s.Date, plural(s.Hits, "hit", "hits"))
	})
}

// searches reads the logged searches of a library.
func searches(ctx context.Context, repo *store.Repo) ([]search, error) {
	data, err := repo.Setting(ctx, searchesSetting)
	if err != nil || len(data) == 0 {
		return nil, err
	}
	var all []search
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("reading the logged searches: %w", err)
	}
	return all, nil
}

func newSearchListCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the recorded searches",
		Long:    "List the recorded searches." + findingCodes,
		Example: "  dossier search list --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			return a.read(ctx, func(repo *store.Repo) error {
				all, err := searches(ctx, repo)
				if err != nil {
					return err
				}
				if a.json {
					if all == nil {
						all = []search{}
					}
					return a.printJSON(map[string]any{"searches": all})
				}
				for _, s := range all {
					where := s.Database
					if s.Platform != "" {
						where += " (" + s.Platform + ")"
					}
					a.print("%3d  %s  %-24s %7d  %s", s.ID, s.Date, where, s.Hits, strings.TrimSpace(s.Strategy+" "+s.Limits))
				}
				return nil
			})
		},
	}
}
