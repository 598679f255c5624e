package main

import (
	"strings"

	"github.com/spf13/cobra"

	"dossier/store"
)

func newRmCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "rm KEY…",
		Short: "Remove studies with their tags and findings",
		Long: `Remove studies from the library, with their tags and findings. The records they
were read from are kept, the citation key is never given to another study, and
dossier undo brings everything back.

Exit codes: 0 done, 1 unknown study or not confirmed, 2 an answer is needed,
10 no library, 11 library busy.`,
		Example: `  dossier rm kim2025 --yes`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, names []string) error {
			ctx := cmd.Context()
			var keys []string
			lost := 0
			err := a.read(ctx, func(repo *store.Repo) error {
				for _, name := range names {
					s, err := findStudy(ctx, repo, name)
					if err != nil {
						return err
					}
					found, err := repo.Findings(ctx, store.Filter{Studies: []string{s.Key}})
					if err != nil {
						return err
					}
					keys, lost = append(keys, s.Key), lost+len(found)
				}
				return nil
			})
			if err != nil {
				return err
			}
			what := strings.Join(keys, ", ") + " and " + plural(lost, "finding", "findings")
			if a.dryRun {
				a.say("would remove %s", what)
				return nil
			}
			if err := a.confirm("Remove " + what + "?"); err != nil {
				return err
			}
			return a.write(ctx, "rm "+strings.Join(keys, " "), func(repo *store.Repo) error {
				if _, err := repo.RemoveStudies(ctx, keys...); err != nil {
					return err
				}
				if a.json {
					return a.printJSON(map[string]any{"removed": keys, "findings": lost})
				}
				a.say("removed %s; dossier undo brings it back", what)
				return nil
			})
		},
	}
}
