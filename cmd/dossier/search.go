package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dossier/evidence"
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

	// Drugs and Outcomes are what it looked for; with one of the two empty, any. With
	// both empty nobody has said it.
	Drugs    []string `json:"drugs,omitempty"`
	Outcomes []string `json:"outcomes,omitempty"`
}

// covers tells whether a search looked for an outcome of a drug.
func (s *search) covers(vocab *evidence.Vocabulary, drug, outcome string) bool {
	within := func(id string, asked []string) bool {
		return len(asked) == 0 || slices.ContainsFunc(asked, func(a string) bool { return vocab.IsA(id, a) })
	}
	return len(s.Drugs)+len(s.Outcomes) > 0 && within(drug, s.Drugs) && within(outcome, s.Outcomes)
}

// scope prints what a search looked for.
func (s *search) scope() string {
	any := func(list []string, name string) string {
		if len(list) == 0 {
			return "any " + name
		}
		return strings.Join(list, ", ")
	}
	if len(s.Drugs)+len(s.Outcomes) == 0 {
		return ""
	}
	return any(s.Drugs, "drug") + " × " + any(s.Outcomes, "outcome")
}

// setScope looks up names of drugs and outcomes.
func (s *search) setScope(vocab *evidence.Vocabulary, drugs, outcomes []string) (err error) {
	s.Drugs, s.Outcomes, err = lookupTerms(vocab, drugs, outcomes)
	return err
}

// searched tells which drugs and outcomes recorded searches cover, nil when no
// search says what it looked for, and counts the searches that do not say it.
func searched(ctx context.Context, repo *store.Repo, vocab *evidence.Vocabulary) (covers func(drug, outcome string) bool, unscoped int, err error) {
	all, err := searches(ctx, repo)
	for i := range all {
		if all[i].scope() == "" {
			unscoped++
		}
	}
	if err != nil || unscoped == len(all) {
		return nil, unscoped, err
	}
	return func(drug, outcome string) bool {
		return slices.ContainsFunc(all, func(s search) bool { return s.covers(vocab, drug, outcome) })
	}, unscoped, nil
}

func newSearchCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "search",
		Short: "Record the database searches of the review (PRISMA-S)",
		Long: `Record which database was searched when with which string and how many hits, as
PRISMA-S asks for it, and list what was recorded. Where a search says which drugs and
outcomes it looked for, the evidence map and the tables tell "none found" from "not
searched" by it.

Exit codes: 0 done, 2 wrong command line; each command below names its own.`,
		Example: `  dossier search log --database PubMed --hits 412 --strategy 'jak*' --drug jak_inhibitors
  dossier search list`,
	}
	cmd.RunE = onlySubcommands
	cmd.AddCommand(newSearchLogCmd(a), newSearchCoversCmd(a), newSearchListCmd(a))
	return cmd
}

func newSearchLogCmd(a *app) *cobra.Command {
	var s search
	cmd := &cobra.Command{
		Use:   "log --database D --strategy TEXT --hits N",
		Short: "Record one database search",
		Long: `Record one database search. --drug and --outcome say what it looked for, members of a
class and outcomes beneath included; without --outcome it looked for any outcome of
the drugs. The program does not guess it from the strategy.` + findingCodes,
		Example: `  dossier search log --database PubMed --date 2026-02-01 --hits 412 --strategy '("JAK inhibitor"[tiab]) AND acne[tiab]' \
      --drug jak_inhibitors --outcome acne`,
		Args: cobra.NoArgs,
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
	scopeFlags(cmd, &s.Drugs, &s.Outcomes)
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
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return err
		}
		if err := s.setScope(vocab, s.Drugs, s.Outcomes); err != nil {
			return err
		}
		all, err := searches(ctx, repo)
		if err != nil {
			return err
		}
		s.ID = len(all) + 1
		if err := putSearches(ctx, a, repo, append(all, s)); err != nil || a.dryRun {
			return err
		}
		if s.scope() == "" && !a.json {
			a.say("  next: dossier search covers %d --drug D --outcome O says what it looked for, which the evidence map needs to know", s.ID)
		}
		return a.result(map[string]any{"search": s}, "search %d: %s, %s, %s", s.ID, s.Database, s.Date, plural(s.Hits, "hit", "hits"))
	})
}

func scopeFlags(cmd *cobra.Command, drugs, outcomes *[]string) {
	cmd.Flags().StringSliceVar(drugs, "drug", nil, "it looked for this `DRUG` or class; repeatable")
	cmd.Flags().StringSliceVar(outcomes, "outcome", nil, "it looked for this `OUTCOME`; repeatable")
}

func newSearchCoversCmd(a *app) *cobra.Command {
	var drugs, outcomes []string
	cmd := &cobra.Command{
		Use:   "covers ID --drug D --outcome O",
		Short: "Say which drugs and outcomes a recorded search looked for",
		Long: `Say which drugs and outcomes a recorded search looked for, members of a class and
outcomes beneath included. An empty cell of the evidence map that a search covers is
"none found", any other "not searched". Without flags the search covers nothing.` + findingCodes,
		Example: "  dossier search covers 1 --drug jak_inhibitors --outcome mace,vte",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runSearchCovers(cmd.Context(), a, args[0], drugs, outcomes)
		},
	}
	scopeFlags(cmd, &drugs, &outcomes)
	return cmd
}

func runSearchCovers(ctx context.Context, a *app, id string, drugs, outcomes []string) error {
	return a.write(ctx, "search covers "+id, func(repo *store.Repo) error {
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return err
		}
		all, err := searches(ctx, repo)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(s search) bool { return strconv.Itoa(s.ID) == id })
		if at < 0 {
			return fail(exitFailed, "dossier search list shows the numbers", "there is no search %s", id)
		}
		s := &all[at]
		if err := s.setScope(vocab, drugs, outcomes); err != nil {
			return err
		}
		if err := putSearches(ctx, a, repo, all); err != nil || a.dryRun {
			return err
		}
		return a.result(map[string]any{"search": s}, "search %d: %s", s.ID, cmp.Or(s.scope(), "covers nothing"))
	})
}

func putSearches(ctx context.Context, a *app, repo *store.Repo, all []search) error {
	data, err := json.Marshal(all)
	if err != nil || a.dryRun {
		return err
	}
	_, err = repo.PutSetting(ctx, searchesSetting, data)
	return err
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
					if scope := s.scope(); scope != "" {
						a.print("     %s", scope)
					}
				}
				return nil
			})
		},
	}
}
