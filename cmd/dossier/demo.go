package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/exports"
	"dossier/exports/biblio"
	"dossier/exports/table"
	"dossier/store"
)

// demoDir is where the demonstration lives, in the working folder.
const demoDir = "dossier-demo"

func newDemoCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Build the worked example and print its first table",
		Long: `Build the worked example (the safety of JAK inhibitors) in ./dossier-demo/, print
the evidence table of tofacitinib, and write tables.html, tables.md and
references.bib beside the library. It can be run again: only its own files are
replaced.

Exit codes: 0 done, 1 the folder cannot be written to.`,
		Example: "  dossier demo",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runDemo(cmd.Context(), a) },
	}
}

func runDemo(ctx context.Context, a *app) error {
	if a.dryRun {
		a.say("would build the worked example in %s", demoDir)
		return nil
	}
	path := filepath.Join(demoDir, libraryName)
	for _, old := range []string{path, path + ".owner"} {
		if err := os.Remove(old); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.MkdirAll(demoDir, 0o755); err != nil {
		return err
	}
	if err := createLibrary(ctx, a, path); err != nil {
		return err
	}
	a.library = path
	if err := loadExample(ctx, a, "jak-safety"); err != nil {
		return err
	}
	var all, first []*evidence.Summary
	var cited []*evidence.Study
	err := a.read(ctx, func(repo *store.Repo) (err error) {
		if all, err = buildTables(ctx, a, repo, tableOptions{}); err != nil {
			return err
		}
		if first, err = buildTables(ctx, a, repo, tableOptions{drugs: []string{"tofacitinib"}}); err != nil {
			return err
		}
		cited, err = readStudies(ctx, repo, citedKeys(all))
		return err
	})
	if err != nil {
		return err
	}
	if a.json {
		if err := table.Write(a.out, "json", first, table.Options{}); err != nil {
			return err
		}
	} else if err := table.Write(a.out, "text", first, table.Options{Width: a.width(), Color: a.colour(a.out)}); err != nil {
		return err
	}
	return writeDemoFiles(a, all, cited)
}

// writeDemoFiles writes all tables and the bibliography that they cite.
func writeDemoFiles(a *app, tables []*evidence.Summary, cited []*evidence.Study) error {
	bibtex, _ := exports.FindBibliography("bibtex")
	files := []struct {
		name string
		fill func(io.Writer) error
	}{
		{"tables.html", func(w io.Writer) error {
			return table.Write(w, "html", tables, table.Options{Title: "Safety of JAK inhibitors: evidence tables"})
		}},
		{"tables.md", func(w io.Writer) error { return table.Write(w, "md", tables, table.Options{}) }},
		{"references.bib", func(w io.Writer) error { return bibtex.Write(w, biblio.List(cited), biblio.Options{}) }},
	}
	for _, f := range files {
		if err := writeTo(filepath.Join(demoDir, f.name), 0o644, f.fill); err != nil {
			return err
		}
	}
	a.say("")
	a.say("%s with %s in %s:", plural(len(tables), "table", "tables"), plural(len(cited), "cited study", "cited studies"), demoDir)
	a.say("  dossier.db  tables.html  tables.md  references.bib")
	a.say("  next: dossier --library %s table --drug upadacitinib", filepath.Join(demoDir, libraryName))
	return nil
}
