package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/summary"
	"dossier/store"
)

func newSummaryCmd(a *app) *cobra.Command {
	o := tableOptions{by: "drug"}
	cmd := &cobra.Command{
		Use:   "summary --drug D",
		Short: "State the facts per outcome in short paragraphs, each number with its citation",
		Long: `Print a paragraph per outcome of a drug or class: for each comparator how many
studies and numbers there are, the estimates (all of a small body of evidence, the
range or the pooled value of a large one), and the certainty where it was judged.
Each number carries its citation keys as pandoc reads them. The program counts and
quotes; it draws no conclusion.

Exit codes: 0 done, 2 unknown drug or outcome, 10 no library, 11 library busy.`,
		Example: `  dossier summary --drug tofacitinib
  dossier summary --drug upadacitinib --outcome acne --pool -o upadacitinib.md`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.query = strings.Join(args, " ")
			return runSummary(cmd.Context(), a, o)
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&o.drugs, "drug", nil, "facts on this `DRUG` or class; repeatable")
	f.StringSliceVar(&o.outcomes, "outcome", nil, "on this `OUTCOME` only")
	f.StringVarP(&o.out, "output", "o", "", "write to this `FILE`")
	f.BoolVar(&o.force, "force", false, "replace an existing file")
	f.BoolVar(&o.members, "members", false, "of a class: all findings of its members, under their own names")
	o.judgedFlags(cmd)
	_ = cmd.MarkFlagRequired("drug")
	return cmd
}

// summaryJSON is one drug of dossier summary.
type summaryJSON struct {
	Drug       string          `json:"drug"`
	Paragraphs []paragraphJSON `json:"paragraphs"`
}

type paragraphJSON struct {
	Section string   `json:"section"`
	Heading string   `json:"heading"`
	Text    string   `json:"text"`
	Keys    []string `json:"keys"`
}

func runSummary(ctx context.Context, a *app, o tableOptions) error {
	var tables []*evidence.Summary
	err := a.read(ctx, func(repo *store.Repo) error {
		var err error
		tables, err = buildTables(ctx, a, repo, o)
		return err
	})
	if err != nil {
		return err
	}
	list := []summaryJSON{}
	for _, t := range tables {
		one := summaryJSON{Drug: t.Subject, Paragraphs: []paragraphJSON{}}
		for _, p := range summary.Paragraphs(t) {
			one.Paragraphs = append(one.Paragraphs, paragraphJSON{p.Section, p.Heading, p.Text, append([]string{}, p.Keys...)})
		}
		list = append(list, one)
	}
	if a.json {
		return a.printJSON(map[string]any{"summaries": list})
	}
	return a.output(o.out, o.force, func(w io.Writer) error {
		for i, t := range tables {
			if err := writeParagraphs(w, t, list[i].Paragraphs, a.width()); err != nil {
				return err
			}
		}
		return nil
	})
}

func writeParagraphs(w io.Writer, t *evidence.Summary, list []paragraphJSON, width int) error {
	var b strings.Builder
	if len(list) == 0 {
		fmt.Fprintf(&b, "%s\n\n%s\n", t.Title, strings.Join(t.Notes, "\n"))
	}
	section := ""
	for _, p := range list {
		if p.Section != section {
			section = p.Section
			fmt.Fprintf(&b, "# %s\n\n", section)
		}
		fmt.Fprintf(&b, "## %s\n\n%s\n\n", p.Heading, wrap(p.Text, min(width, 100)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
