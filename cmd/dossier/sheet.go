package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/sheet"
	"dossier/evidence/synthesis/appraise"
	exportsheet "dossier/exports/sheet"
	"dossier/store"
)

func newSheetCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sheet",
		Short: "Edit findings, absences, tags and appraisals in a workbook and bring it back",
		Long: `Write findings, absences, tags and appraisals to an Excel workbook, edit it in any
spreadsheet program, and bring it back: the differences are shown cell by cell,
and what was changed in the library meanwhile is never overwritten unasked.

Exit codes: 0 done, 2 wrong command line; each command below names its own.`,
		Example: `  dossier sheet export -o work.xlsx
  dossier sheet import work.xlsx --dry-run`,
	}
	cmd.AddCommand(newSheetExportCmd(a), newSheetImportCmd(a))
	return cmd
}

func newSheetExportCmd(a *app) *cobra.Command {
	var o findingFilter
	var out string
	var force bool
	cmd := &cobra.Command{
		Use:   "export [QUERY] -o FILE.xlsx",
		Short: "Write findings, absences, tags and appraisals to a workbook",
		Long: `Write the findings, absences, tags and appraisals of the studies that match (all
without a query) to an Excel workbook. What a row is about is locked, drop-downs offer the
ids of the vocabulary, numbers keep the decimals of their source, and hidden
columns tell dossier sheet import what was exported.` + findingCodes,
		Example: `  dossier sheet export -o findings.xlsx
  dossier sheet export design:rct --drug upadacitinib -o upadacitinib.xlsx`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" || out == "-" && isTerminal(a.out) {
				return usage("dossier sheet export -o findings.xlsx", "a workbook needs a file")
			}
			return runSheetExport(cmd.Context(), a, joinQuery(args), o, out, force)
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVarP(&out, "output", "o", "", "write to this `FILE`")
	cmd.Flags().BoolVar(&force, "force", false, "replace an existing file")
	return cmd
}

func runSheetExport(ctx context.Context, a *app, query string, o findingFilter, out string, force bool) error {
	var book exportsheet.Book
	err := a.read(ctx, func(repo *store.Repo) (err error) {
		book, err = sheetOf(ctx, a, repo, query, o)
		return err
	})
	if err != nil {
		return err
	}
	if err := a.output(out, force, func(w io.Writer) error { return exportsheet.Write(w, book) }); err != nil {
		return err
	}
	a.say("%s, %s, %s, %s; edit it and type: dossier sheet import %s", plural(len(book.Tables[0].Rows), "finding", "findings"),
		plural(len(book.Tables[1].Rows), "absence", "absences"), plural(len(book.Tables[2].Rows), "tag", "tags"),
		plural(len(book.Tables[3].Rows), "appraisal", "appraisals"), quoteArg(out))
	return nil
}

// sheetOf gathers what a workbook holds.
func sheetOf(ctx context.Context, a *app, repo *store.Repo, query string, o findingFilter) (exportsheet.Book, error) {
	vocab, err := a.vocabulary(ctx, repo)
	if err != nil {
		return exportsheet.Book{}, err
	}
	rows, err := o.rows(ctx, repo, vocab, query)
	if err != nil {
		return exportsheet.Book{}, err
	}
	filter, keys, err := o.filter(ctx, repo, vocab, query)
	if err != nil {
		return exportsheet.Book{}, err
	}
	// Nothing may be selected, and a filter without studies means all of them.
	var absences []evidence.Absence
	var tags []evidence.Tag
	if len(keys) > 0 {
		if absences, err = repo.Absences(ctx, filter); err != nil {
			return exportsheet.Book{}, err
		}
		if tags, err = repo.Tags(ctx, filter); err != nil {
			return exportsheet.Book{}, err
		}
	}
	appraisals, err := appraisalRows(ctx, repo, keys, filter.Outcomes)
	if err != nil {
		return exportsheet.Book{}, err
	}
	tables := []exportsheet.Table{{Table: sheet.Findings()}, {Table: sheet.Absences()}, {Table: sheet.Tags()}, {Table: sheet.Appraisals(), Rows: appraisals}}
	for i := range rows {
		tables[0].Rows = append(tables[0].Rows, sheet.FindingRow(&rows[i]))
	}
	for i := range absences {
		tables[1].Rows = append(tables[1].Rows, sheet.AbsenceRow(&absences[i]))
	}
	for i := range tags {
		tables[2].Rows = append(tables[2].Rows, sheet.TagRow(&tags[i]))
	}
	about := []exportsheet.Fact{
		{Name: "Exported", Value: a.now().Format("2006-01-02 15:04") + " UTC by " + a.who()},
		{Name: "Studies", Value: strconv.Itoa(len(keys))},
	}
	if selection := o.String(query); selection != "" {
		about = append(about, exportsheet.Fact{Name: "Selection", Value: selection})
	}
	tools, err := appraise.Tools()
	if err != nil {
		return exportsheet.Book{}, err
	}
	offered := sheet.Values{List: sheet.Tools}
	for _, t := range tools {
		offered.Values = append(offered.Values, t.ID)
	}
	return exportsheet.Book{Tables: tables, Lists: append(sheet.Lists(vocab, keys), offered), About: about}, nil
}

// filter is what selects absences and tags, and the studies selected.
func (o *findingFilter) filter(ctx context.Context, repo *store.Repo, vocab *evidence.Vocabulary, query string) (store.Filter, []string, error) {
	drugs, outcomes, err := lookupTerms(vocab, o.drugs, o.outcomes)
	if err != nil {
		return store.Filter{}, nil, err
	}
	heads, err := matchingHeads(ctx, repo, vocab, query)
	if err != nil {
		return store.Filter{}, nil, err
	}
	var chosen []string
	for _, name := range o.studies {
		s, err := findStudy(ctx, repo, name)
		if err != nil {
			return store.Filter{}, nil, err
		}
		chosen = append(chosen, s.Key)
	}
	var keys []string
	for _, h := range heads {
		if len(chosen) == 0 || slices.Contains(chosen, h.Key) {
			keys = append(keys, h.Key)
		}
	}
	f := store.Filter{Drugs: withDescendants(drugs, vocab), Outcomes: withDescendants(outcomes, vocab)}
	if len(chosen) > 0 || strings.TrimSpace(query) != "" {
		f.Studies = keys
	}
	return f, keys, nil
}

// String is the selection as it was typed.
func (o *findingFilter) String(query string) string {
	parts := []string{}
	if query != "" {
		parts = append(parts, query)
	}
	for _, p := range []struct {
		name string
		list []string
	}{{"--drug", o.drugs}, {"--outcome", o.outcomes}, {"--study", o.studies}} {
		if len(p.list) > 0 {
			parts = append(parts, p.name+" "+strings.Join(p.list, ","))
		}
	}
	return strings.Join(parts, " ")
}

func newSheetImportCmd(a *app) *cobra.Command {
	var o sheetImportOptions
	cmd := &cobra.Command{
		Use:   "import FILE.xlsx",
		Short: "Bring an edited workbook back, showing each changed cell",
		Long: `Compare a workbook with what was exported and with the library, print the changed
cells, and take them in as one change that dossier undo takes back. Only cells
that were edited count: what was changed in the library since the export stays.

A cell that was changed on both sides is a conflict: nothing is taken in until
you choose the library's values (--ours) or the workbook's (--theirs) for this
import. Rows that are new become new findings; rows that are gone are removed
only with --delete. A row with an impossible value is named by its cell and left
alone; the other rows go in.

Exit codes: 0 done, 1 nothing could be taken, 2 wrong command line, 3 some rows
were not taken, 4 conflicts, 10 no library, 11 library busy.`,
		Example: `  dossier sheet import findings.xlsx --dry-run
  dossier sheet import findings.xlsx --theirs`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runSheetImport(cmd.Context(), a, args[0], o)
		},
	}
	cmd.Flags().BoolVar(&o.ours, "ours", false, "where both sides changed a cell, keep the library's value")
	cmd.Flags().BoolVar(&o.theirs, "theirs", false, "where both sides changed a cell, take the workbook's value")
	cmd.Flags().BoolVar(&o.remove, "delete", false, "remove what is not in the workbook any more")
	cmd.MarkFlagsMutuallyExclusive("ours", "theirs")
	return cmd
}

type sheetImportOptions struct{ ours, theirs, remove bool }

func (o sheetImportOptions) rules() sheet.Rules {
	r := sheet.Rules{Delete: o.remove}
	switch {
	case o.ours:
		r.Prefer = sheet.Ours
	case o.theirs:
		r.Prefer = sheet.Theirs
	}
	return r
}

func runSheetImport(ctx context.Context, a *app, file string, o sheetImportOptions) error {
	in, _, err := openInput(a, file)
	if err != nil {
		return err
	}
	f, ok := in.(*os.File)
	if !ok {
		return usage("dossier sheet import findings.xlsx", "a workbook is read from a file, not from standard input")
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	var result *sheetImport
	err = a.write(ctx, "sheet import "+file, func(repo *store.Repo) error {
		if result, err = planSheetImport(ctx, a, repo, f, info.Size(), o.rules()); err != nil {
			return err
		}
		if a.dryRun || len(result.Conflicts) > 0 || len(result.Changes) == 0 {
			return nil
		}
		result.edits.What = fmt.Sprintf("%s: %d added, %d changed, %d removed", file, result.count(sheet.Add), result.count(sheet.Change), result.count(sheet.Remove))
		_, err := repo.Apply(ctx, result.edits)
		result.Applied = err == nil
		return err
	})
	if err != nil {
		return sheetFailure(err)
	}
	if a.json {
		if err := a.printJSON(result.json()); err != nil {
			return err
		}
	} else {
		result.print(a)
	}
	return result.end()
}
