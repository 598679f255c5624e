package main

import (
	"strings"

	"github.com/spf13/cobra"

	"dossier/store"
)

func newMergeCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "merge KEY KEY…",
		Short: "Make one study of several entries of the same publication",
		Long: `Make one study of several that are the same publication: the first keeps its key,
the others lead to it. Records, tags and findings are kept; dossier unmerge takes
the studies apart again. Reports of one trial are not merged but linked
(dossier link).

Exit codes: 0 done, 1 unknown study, 2 wrong command line, 10 no library,
11 library busy.`,
		Example: `  dossier merge kim2025 kim2025b`,
		Args:    cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, names []string) error {
			ctx := cmd.Context()
			return a.write(ctx, "merge "+strings.Join(names, " "), func(repo *store.Repo) error {
				var keys []string
				for _, name := range names {
					s, err := findStudy(ctx, repo, name)
					if err != nil {
						return err
					}
					keys = append(keys, s.Key)
				}
				if a.dryRun {
					a.say("would merge %s into %s", strings.Join(keys[1:], ", "), keys[0])
					return nil
				}
				if _, err := repo.MergeStudies(ctx, keys[0], keys[1:]...); err != nil {
					return err
				}
				a.print("%s merged into %s", strings.Join(keys[1:], ", "), keys[0])
				return nil
			})
		},
	}
}

func newUnmergeCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "unmerge KEY",
		Short: "Take a merged study out again",
		Long: `Take a study that was merged into another one out again, with its records, tags
and findings. KEY is the key that it had. The pair is not merged again.

Exit codes: 0 done, 1 it was not merged, 10 no library, 11 library busy.`,
		Example: `  dossier unmerge kim2025b`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return a.write(ctx, "unmerge "+args[0], func(repo *store.Repo) error {
				if a.dryRun {
					a.say("would take %s out", args[0])
					return nil
				}
				s, err := repo.Unmerge(ctx, args[0])
				if err != nil {
					return err
				}
				a.print("%s is a study of its own again", s.Key)
				return nil
			})
		},
	}
}
