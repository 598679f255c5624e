package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"dossier/store"
)

func newInitCmd(a *app) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "Start a library",
		Long: `Start a library: the file dossier.db in a folder (default: here). A library that
is there already is left as it is. --example loads a worked example into the new
library, through the same code that reads your own files.

Exit codes: 0 done, 1 the folder cannot be written to, 2 there is a library
already, or no such example.`,
		Example: `  dossier init
  dossier init jak-review --example jak-safety`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			return runInit(cmd.Context(), a, dir, name)
		},
	}
	cmd.Flags().StringVar(&name, "example", "", "load this worked `EXAMPLE`: "+strings.Join(examples(), ", "))
	return cmd
}

func runInit(ctx context.Context, a *app, dir, name string) error {
	path := filepath.Join(dir, libraryName)
	if a.library != "" {
		path = a.library
	}
	if name != "" {
		if _, err := example(name); err != nil {
			return err
		}
	}
	if exists(path) {
		return usage("use it as it is: dossier status; or name another folder", "%s exists already", path)
	}
	if a.dryRun {
		a.say("would create %s", path)
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := createLibrary(ctx, a, path); err != nil {
		return err
	}
	if name == "" {
		if a.json {
			return a.printJSON(map[string]string{"library": path})
		}
		a.say("started %s", path)
		a.say("  next: dossier add FILE or DOI")
		return nil
	}
	a.library = path
	if err := loadExample(ctx, a, name); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]string{"library": path, "example": name})
	}
	a.say("started %s with the example %s", path, name)
	a.say("  next: dossier table --drug tofacitinib")
	return nil
}

// loadExample puts the files of a worked example into the library through the
// import code that a person's files take: verified references, references that
// wait for their metadata, findings.
func loadExample(ctx context.Context, a *app, name string) error {
	files, err := example(name)
	if err != nil {
		return err
	}
	quiet := *a
	quiet.quiet, quiet.json, quiet.offline, quiet.out = true, false, true, discard{}
	for _, part := range []struct {
		file     string
		complete bool
	}{{"references.bib", true}, {"pending.bib", false}} {
		if err := addFromFS(ctx, &quiet, files, name, part.file, part.complete); err != nil {
			return err
		}
	}
	f, err := files.Open("findings.csv")
	if err != nil {
		return err
	}
	defer f.Close()
	var counts importCounts
	return quiet.write(ctx, "finding import "+name+"/findings.csv", func(repo *store.Repo) error {
		problems, err := importFindings(ctx, &quiet, repo, f, name+"/findings.csv", &counts)
		if err != nil {
			return err
		}
		if counts.Rejected > 0 {
			return fail(exitFailed, "", "the example %s has %d bad rows: %v", name, counts.Rejected, problems)
		}
		return nil
	})
}

// addFromFS adds one file of an example.
func addFromFS(ctx context.Context, a *app, files fs.FS, example, file string, complete bool) error {
	f, err := files.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	o := addOptions{complete: complete, label: "example " + example, why: "not verified at the publisher or PubMed"}
	got, err := collectStream(ctx, a, f, example+"/"+file, o)
	if err != nil {
		return err
	}
	done, err := storeRecords(ctx, a, got, o)
	if done != nil {
		done.close()
	}
	return err
}

// createLibrary makes an empty library file.
func createLibrary(ctx context.Context, a *app, path string) error {
	repo, err := store.Create(ctx, path, a.actor("init"))
	if err != nil {
		return err
	}
	return repo.Close()
}

// discard swallows output.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
