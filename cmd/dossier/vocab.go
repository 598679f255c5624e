package main

import (
	"context"
	"io"
	"os"
	"slices"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/store"
)

// The names under which a library keeps the vocabulary files laid over the
// default.
var overlayFiles = []string{"drugs", "outcomes", "traps"}

// libraryVocabulary is the embedded default with the library's own files laid
// over it.
func libraryVocabulary(ctx context.Context, repo *store.Repo) (*evidence.Vocabulary, error) {
	vocab := evidence.DefaultVocabulary()
	names, err := repo.Settings(ctx)
	if err != nil {
		return nil, err
	}
	var own [3][]byte
	laid := false
	for i, name := range overlayFiles {
		setting := "vocabulary/" + name + ".csv"
		if !slices.Contains(names, setting) {
			continue
		}
		if own[i], err = repo.Setting(ctx, setting); err != nil {
			return nil, err
		}
		laid = laid || len(own[i]) > 0
	}
	if !laid {
		return vocab, nil
	}
	over, err := evidence.ParseVocabulary(own[0], own[1], own[2])
	if err != nil {
		return nil, err
	}
	return vocab.Overlay(over), nil
}

func newVocabCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "vocab [drugs|outcomes] [WORD]",
		Short: "Show the drugs and outcomes that dossier knows, or lay your own over them",
		Long: `List the drugs or the outcomes of the vocabulary, or those that contain a word.
A library can lay CSV files of its own over the default: rows with a known id
replace it, others are added. vocab export writes the default as a start.

Exit codes: 0 done, 1 nothing matches or the file has errors, 2 wrong command
line, 10 no library, 11 library busy.`,
		Example: `  dossier vocab drugs jak
  dossier vocab outcomes
  dossier vocab set drugs my-drugs.csv`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runVocab(cmd.Context(), a, args)
		},
	}
	cmd.AddCommand(newVocabSetCmd(a), newVocabExportCmd(a))
	return cmd
}

type vocabJSON struct {
	ID     string   `json:"id"`
	Kind   string   `json:"kind"`
	Label  string   `json:"label"`
	Parent string   `json:"parent,omitempty"`
	Names  []string `json:"names"`
}

func runVocab(ctx context.Context, a *app, args []string) error {
	what, word := "", ""
	if len(args) > 0 {
		what = args[0]
	}
	if len(args) > 1 {
		word = strings.ToLower(args[1])
	}
	if what != "" && what != "drugs" && what != "outcomes" {
		what, word = "", strings.ToLower(strings.Join(args, " "))
	}
	vocab := evidence.DefaultVocabulary()
	if _, err := a.libraryPath(); err == nil {
		if err := a.read(ctx, func(repo *store.Repo) (err error) {
			vocab, err = a.vocabulary(ctx, repo)
			return err
		}); err != nil {
			return err
		}
	}
	rows := []vocabJSON{}
	if what != "outcomes" {
		for i := range vocab.Drugs {
			d := &vocab.Drugs[i]
			rows = append(rows, vocabJSON{d.ID, string(d.Kind), d.INN, d.Parent, slices.Collect(d.Names())})
		}
	}
	if what != "drugs" {
		for i := range vocab.Outcomes {
			o := &vocab.Outcomes[i]
			rows = append(rows, vocabJSON{o.ID, "outcome", o.LabelGB, o.Parent, slices.Collect(o.Names())})
		}
	}
	rows = slices.DeleteFunc(rows, func(r vocabJSON) bool {
		return word != "" && !strings.Contains(strings.ToLower(r.ID+" "+r.Parent+" "+strings.Join(r.Names, " ")), word)
	})
	if a.json {
		return a.printJSON(map[string]any{"terms": rows})
	}
	for _, r := range rows {
		a.print("%-28s %-14s %-28s %s", r.ID, r.Kind, r.Parent, shorten(strings.Join(r.Names, ", "), max(a.width()-74, 30)))
	}
	if len(rows) == 0 {
		return fail(exitFailed, "dossier vocab drugs, or dossier vocab outcomes", "nothing in the vocabulary contains %q", word)
	}
	return nil
}

func newVocabSetCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "set drugs|outcomes|traps FILE.csv",
		Short:   "Lay a CSV file of your own over the vocabulary of this library",
		Long:    "Lay a CSV file over the vocabulary of this library; an empty file takes the\noverlay away. Errors are named with line and column." + findingCodes,
		Example: "  dossier vocab set drugs my-drugs.csv",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			at := slices.Index(overlayFiles, args[0])
			if at < 0 {
				return usage("dossier vocab set drugs FILE.csv", "there is no vocabulary file %q", args[0])
			}
			data, err := readAll(a, args[1])
			if err != nil {
				return err
			}
			var own [3][]byte
			own[at] = data
			over, err := evidence.ParseVocabulary(own[0], own[1], own[2])
			if err != nil {
				return &failure{code: exitFailed, err: err, next: "correct " + args[1] + " and type the command again; dossier vocab export " + args[0] + " shows the columns"}
			}
			return a.write(ctx, "vocab set "+args[0], func(repo *store.Repo) error {
				now, err := a.vocabulary(ctx, repo)
				if err != nil {
					return err
				}
				if err := now.Overlay(over).Validate(); err != nil {
					return &failure{code: exitFailed, err: err, next: "correct " + args[1] + " and type the command again"}
				}
				if a.dryRun {
					a.say("would lay %s over the %s", args[1], args[0])
					return nil
				}
				if _, err := repo.PutSetting(ctx, "vocabulary/"+args[0]+".csv", data); err != nil {
					return err
				}
				a.say("laid %s over the %s", args[1], args[0])
				return nil
			})
		},
	}
}

func newVocabExportCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "export drugs|outcomes|traps",
		Short:   "Write the default vocabulary as CSV",
		Long:    "Write the default vocabulary as CSV, as a start for your own." + findingCodes,
		Example: "  dossier vocab export drugs > my-drugs.csv",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := evidence.DefaultVocabularyFile(args[0])
			if err != nil {
				return usage("dossier vocab export drugs", "there is no vocabulary file %q", args[0])
			}
			_, err = a.out.Write(data)
			return err
		},
	}
}

func readAll(a *app, file string) ([]byte, error) {
	r, _, err := openInput(a, file)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func sortedKeys(set map[string]bool) []string {
	keys := make([]string, 0, len(set))
	for k := range set {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// exists says whether a file is there.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
