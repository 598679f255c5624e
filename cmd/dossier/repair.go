package main

import (
	"strings"

	"github.com/spf13/cobra"

	"dossier/store"
)

func newRepairCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "repair",
		Short: "Make a sound library of a damaged one",
		Long: `Read everything that a damaged library still has, write it to a new file, compute
all indexes again, check the result and give it the name of the old file, which
stays beside it. What could not be read is listed. Backups lie beside the library.

Exit codes: 0 done, 1 nothing could be saved, 4 something is missing for good,
10 no library, 11 library busy.`,
		Example: "  dossier check --library\n  dossier repair",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := a.libraryPath()
			if err != nil {
				return err
			}
			if a.dryRun {
				a.say("would repair %s; dossier check --library says what is wrong", path)
				return nil
			}
			if err := a.confirm("Write a repaired library in place of " + path + "? The old file is kept."); err != nil {
				return err
			}
			r, err := store.Repair(cmd.Context(), path, a.actor("repair"))
			if err != nil {
				return err
			}
			if a.json {
				if err := a.printJSON(r); err != nil {
					return err
				}
			} else {
				printRepaired(a, &r)
			}
			if len(r.Damage) > 0 {
				return silent(exitAttention)
			}
			return nil
		},
	}
}

func printRepaired(a *app, r *store.Repaired) {
	for _, d := range r.Damage {
		a.print("damaged: %s", strings.TrimPrefix(d, "damaged: "))
	}
	for _, d := range r.Rebuilt {
		a.print("made again: %s", d)
	}
	if r.OlderHead {
		a.print("the last change was not whole: the library is as it was before it")
	}
	if r.Recovered > 0 {
		a.print("%s found outside the sound part of the file", plural(r.Recovered, "entry", "entries"))
	}
	a.print("%s, %s, %s; the old file is %s", plural(r.Counts.Studies, "study", "studies"),
		plural(r.Counts.Records, "record", "records"), plural(r.Counts.Findings, "finding", "findings"), r.Original)
}
