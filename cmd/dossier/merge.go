package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/dedupe"
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
				if err := mayMerge(ctx, a, repo, keys); err != nil {
					return err
				}
				if a.dryRun {
					a.say("would merge %s into %s", strings.Join(keys[1:], ", "), keys[0])
					return nil
				}
				if _, err := repo.MergeStudies(ctx, keys[0], keys[1:]...); err != nil {
					return err
				}
				return a.result(map[string]any{"study": keys[0], "merged": keys[1:]}, "%s merged into %s", strings.Join(keys[1:], ", "), keys[0])
			})
		},
	}
}

// mayMerge refuses to merge what the evidence says are different publications;
// --yes overrules it.
func mayMerge(ctx context.Context, a *app, repo *store.Repo, keys []string) error {
	if a.yes {
		return nil
	}
	first, err := repo.Study(ctx, keys[0])
	if err != nil {
		return err
	}
	for _, key := range keys[1:] {
		other, err := repo.Study(ctx, key)
		if err != nil {
			return err
		}
		e := dedupe.Compare(&evidence.Record{ID: keys[0], Citation: first.Citation}, &evidence.Record{ID: key, Citation: other.Citation})
		if e.Outcome == dedupe.Distinct {
			why := orWord(e.Guard, "too little agrees")
			return fail(exitFailed, "dossier explain "+keys[0]+" "+key+"; add --yes if they are the same all the same; dossier link joins reports of one trial", "%s and %s look like different publications: %s", keys[0], key, why)
		}
	}
	return nil
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
					key, err := repo.FindKey(ctx, args[0])
					switch {
					case err != nil:
						return err
					case strings.EqualFold(key, args[0]):
						return fail(exitFailed, "dossier log shows the merges", "%s was not merged", args[0])
					}
					a.say("would take %s out of %s", args[0], key)
					return nil
				}
				s, err := repo.Unmerge(ctx, args[0])
				if err != nil {
					return err
				}
				return a.result(map[string]any{"study": s.Key}, "%s is a study of its own again", s.Key)
			})
		},
	}
}
