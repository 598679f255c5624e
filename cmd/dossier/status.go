package main

import (
	"sort"

	"github.com/spf13/cobra"

	"dossier/store"
)

func newStatusCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Counts at every step, and what waits for a person",
		Long: `Print how many records, studies, tags and findings the library holds, and what
waits for a person, each with the command that deals with it. Where the sources of a
study differ on year, title, authors, identifiers or retraction, it says who says
what; dossier edit KEY settles it.

Exit codes: 0 done, 10 no library, 11 library busy.`,
		Example: "  dossier status",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			return a.read(ctx, func(repo *store.Repo) error {
				counts, waiting, conflicts, err := libraryStatus(ctx, repo)
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(map[string]any{"counts": counts, "waiting": waiting, "conflicts": conflicts})
				}
				path, _ := a.libraryPath()
				a.print("%s", path)
				for _, name := range sortedCounts(counts) {
					a.print("  %-24s %6d", name, counts[name])
				}
				if len(waiting) > 0 {
					a.print("waiting for a person:")
				}
				for _, w := range waiting {
					a.print("  %-40s %6d   %s", w.What, w.Count, w.Next)
				}
				if len(conflicts) > 0 {
					a.print("where sources differ:")
				}
				for i, c := range conflicts {
					if i == manyConflicts && !a.verbose {
						a.print("  %d more: --verbose names each", len(conflicts)-i)
						break
					}
					a.print("  %s", conflictLine(c))
				}
				return nil
			})
		},
	}
}

// manyConflicts is how many conflicts are printed without --verbose.
const manyConflicts = 20

// waitingJSON is one kind of thing that a person should look at.
type waitingJSON struct {
	What  string `json:"what"`
	Count int    `json:"count"`
	Next  string `json:"next"`
}

func sortedCounts(counts map[string]int) []string {
	names := make([]string, 0, len(counts))
	for name := range counts {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
