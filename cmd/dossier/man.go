package main

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func newManCmd(a *app) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "man [COMMAND]",
		Short: "Print the manual page of dossier or of one command",
		Long: `Print the manual page of dossier, or of one command, in roff; --dir writes the
pages of all commands into a folder.

Exit codes: 0 done, 2 unknown command.`,
		Example: `  dossier man add | man -l -
  dossier man --dir ./man1`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runMan(a, cmd.Root(), args, dir)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "write all pages into this `FOLDER`")
	return cmd
}

func runMan(a *app, root *cobra.Command, args []string, dir string) error {
	date := a.now()
	header := func(date time.Time) *doc.GenManHeader {
		return &doc.GenManHeader{Section: "1", Source: "dossier " + version, Manual: "dossier manual", Date: &date}
	}
	root.DisableAutoGenTag = true
	if dir != "" {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		if err := doc.GenManTree(root, header(date), dir); err != nil {
			return err
		}
		pages, _ := filepath.Glob(filepath.Join(dir, "dossier*.1"))
		a.say("wrote %d pages to %s", len(pages), dir)
		return nil
	}
	target, rest, err := root.Find(args)
	if err != nil || len(rest) > 0 {
		return usage("dossier help", "there is no command %q", strings.Join(args, " "))
	}
	return doc.GenMan(target, header(date), a.out)
}
