package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"dossier/store"
)

func newBackupCmd(a *app) *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "backup [FILE]",
		Short: "Write a checked copy of the library",
		Long: `Write a consistent copy of the library, also while somebody reads it. Without a
file name the copy goes beside the library with today's date in its name.

Exit codes: 0 done, 2 the file exists already, 10 no library, 11 library busy,
12 library damaged.`,
		Example: "  dossier backup /media/stick/review.db",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			lib, err := a.libraryPath()
			if err != nil {
				return err
			}
			dst := filepath.Join(filepath.Dir(lib), "dossier-"+a.now().Format("2006-01-02-150405")+".db")
			if len(args) == 1 {
				dst = args[0]
			}
			if err := a.mayWrite(dst, force); err != nil {
				return err
			}
			return a.read(ctx, func(repo *store.Repo) error {
				if a.dryRun {
					a.say("would write %s", dst)
					return nil
				}
				sum, err := repo.Backup(ctx, dst)
				if err != nil {
					return err
				}
				if a.json {
					return a.printJSON(sum)
				}
				a.print("wrote %s (%d bytes, SHA-256 %s)", sum.Path, sum.Bytes, sum.SHA256)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "replace an existing file")
	return cmd
}
