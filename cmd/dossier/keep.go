package main

import (
	"errors"
	"io"
	"io/fs"

	"github.com/spf13/cobra"

	"dossier/store"
)

func newCompactCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "compact",
		Short: "Write the library anew without unused room",
		Long: `Write the library anew without the room that changes have left behind. Nothing in
it changes.

Exit codes: 0 done, 10 no library, 11 library busy, 12 library damaged.`,
		Example: "  dossier compact",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := a.libraryPath()
			if err != nil {
				return err
			}
			if a.dryRun {
				a.say("would write %s anew", path)
				return nil
			}
			c, err := store.Compact(cmd.Context(), path, a.actor("compact"))
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(c)
			}
			a.print("%d bytes, were %d", c.After, c.Before)
			return nil
		},
	}
}

func newDumpCmd(a *app) *cobra.Command {
	var out string
	var force bool
	cmd := &cobra.Command{
		Use:   "dump",
		Short: "Write the whole library as text, for git and for good",
		Long: `Write the whole library, but not its log, as JSON Lines: the same library gives
the same bytes, so that git shows what changed. dossier load makes a library of it.

Exit codes: 0 done, 2 the file exists already, 10 no library, 11 library busy,
12 library damaged.`,
		Example: "  dossier dump -o library.jsonl",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			return a.read(ctx, func(repo *store.Repo) error {
				return a.output(out, force, func(w io.Writer) error { return repo.Dump(ctx, w) })
			})
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "write to this `FILE`")
	cmd.Flags().BoolVar(&force, "force", false, "replace an existing file")
	return cmd
}

func newLoadCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "load DUMP NEW.db",
		Short: "Make a new library of a dump",
		Long: `Make a new library of what dossier dump wrote ('-' = standard input). The library
appears when all of it was read and its check finds nothing; a file that is there
is left alone. A line that cannot be loaded is named.

Exit codes: 0 done, 1 the dump cannot be read, 2 the library exists already.`,
		Example: "  dossier load library.jsonl copy.db",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, _, err := openInput(a, args[0])
			if err != nil {
				return err
			}
			defer r.Close()
			if a.dryRun {
				a.say("would make %s of %s", args[1], args[0])
				return nil
			}
			err = store.Load(cmd.Context(), args[1], r, a.actor("load "+args[0]))
			if errors.Is(err, fs.ErrExist) {
				return usage("choose another name", "%s exists already", args[1])
			}
			if err != nil {
				return err
			}
			return a.result(map[string]any{"library": args[1]}, "made %s", args[1])
		},
	}
}
