package main

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/exports"
	"dossier/exports/biblio"
	"dossier/store"
)

type exportOptions struct {
	out      string
	force    bool
	abstract bool
	tables   tableOptions
	cited    bool
	citedIn  string
}

func newExportCmd(a *app) *cobra.Command {
	var o exportOptions
	var names, about []string
	for _, b := range exports.Bibliographies() {
		names = append(names, b.Name)
		about = append(about, "  "+pad(b.Name, 10)+b.About)
	}
	cmd := &cobra.Command{
		Use:   "export FORMAT [QUERY]",
		Short: "Write the bibliography: " + strings.Join(names, ", "),
		Long: `Write the studies that match a query (all without one) as a bibliography, ordered
by citation key. The same library gives the same bytes. With --cited only the
studies that the tables cite are written (--drug, --outcome as in dossier table).
Studies whose metadata are not complete carry a note, and so do retracted ones.
With --cited-in exactly the studies are written that a manuscript cites: \cite and
its kin in LaTeX (with the files it reads in), [@key] in Markdown and in Word, and in
Word what Zotero, Mendeley, EndNote or Word itself put into the text, which is
found by DOI, PMID or title. A numbered reference list then follows the order of
citation; what the library does not know is named.

Formats:
` + strings.Join(about, "\n") + "\n\n" + queryHelp + `

Exit codes: 0 done, 2 unknown format or query, 3 a manuscript cites works that are
not in the library, 10 no library, 11 library busy.`,
		Example: `  dossier export bibtex -o references.bib
  dossier export biblatex --cited --drug tofacitinib -o tofacitinib.bib
  dossier export bibtex --cited-in paper.tex -o references.bib
  dossier export vancouver --cited-in paper.md
  dossier export ris year:2023.. > new.ris`,
		Args:      cobra.MinimumNArgs(1),
		ValidArgs: names,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runExport(cmd.Context(), a, args[0], joinQuery(args[1:]), o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.out, "output", "o", "", "write to this `FILE`")
	f.BoolVar(&o.force, "force", false, "replace an existing file")
	f.BoolVar(&o.abstract, "abstracts", true, "write abstracts")
	f.BoolVar(&o.cited, "cited", false, "only the studies that the tables cite")
	f.StringVar(&o.citedIn, "cited-in", "", "only the studies that this manuscript cites (`FILE`.tex, .md or .docx)")
	cmd.MarkFlagsMutuallyExclusive("cited", "cited-in")
	f.StringSliceVar(&o.tables.drugs, "drug", nil, "with --cited: tables of this `DRUG`")
	f.StringSliceVar(&o.tables.outcomes, "outcome", nil, "with --cited: tables of this `OUTCOME`")
	return cmd
}

func pad(s string, n int) string { return s + strings.Repeat(" ", max(n-len(s), 1)) }

func runExport(ctx context.Context, a *app, format, query string, o exportOptions) error {
	bibliography, ok := exports.FindBibliography(format)
	if !ok {
		return usage("dossier export --help lists the formats", "there is no bibliography format %q", format)
	}
	var paper *manuscript
	if o.citedIn != "" {
		if strings.TrimSpace(query) != "" {
			return usage("leave the query out", "--cited-in writes what the manuscript cites, without a query")
		}
		var err error
		if paper, err = readManuscript(ctx, a, o.citedIn); err != nil {
			return err
		}
	}
	var studies []*evidence.Study
	var unknown []citedWork
	err := a.read(ctx, func(repo *store.Repo) error {
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return err
		}
		var keys []string
		if paper != nil {
			keys, unknown, err = citedIn(ctx, a, repo, paper)
		} else {
			keys, err = exportKeys(ctx, a, repo, vocab, query, o)
		}
		if err != nil {
			return err
		}
		studies, err = readStudies(ctx, repo, keys)
		return err
	})
	if err != nil {
		return err
	}
	if len(studies) == 0 {
		a.say("no study matches; the file will be empty")
	}
	err = a.output(o.out, o.force, func(w io.Writer) error {
		return bibliography.Write(w, biblio.List(studies), biblio.Options{OmitAbstract: !o.abstract, InOrder: paper != nil})
	})
	if err != nil {
		return err
	}
	return unknownCitations(a, unknown)
}

// exportKeys are the studies to write: those of the query, or those that the
// tables cite.
func exportKeys(ctx context.Context, a *app, repo *store.Repo, vocab *evidence.Vocabulary, query string, o exportOptions) ([]string, error) {
	if !o.cited {
		heads, err := matchingHeads(ctx, repo, vocab, query)
		var keys []string
		for _, h := range heads {
			keys = append(keys, h.Key)
		}
		return keys, err
	}
	o.tables.query = query
	tables, err := buildTables(ctx, a, repo, o.tables)
	if err != nil {
		return nil, err
	}
	return citedKeys(tables), nil
}

// citedKeys are the studies that tables cite, each once, by key.
func citedKeys(tables []*evidence.Summary) []string {
	seen := map[string]bool{}
	for _, t := range tables {
		for _, ref := range t.References {
			seen[ref.Key] = true
		}
	}
	return sortedKeys(seen)
}
