package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/synthesis/check"
	exportfindings "dossier/exports/findings"
	"dossier/ingest/findings"
	"dossier/ingest/format"
	"dossier/store"
)

func newFindingCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "finding",
		Short: "Add, change, list, remove, import and export findings",
		Long: `A finding is one number that a study reports: drug and dose, comparator,
population, outcome, measure, estimate and interval, events and n per arm, and
where it was read. Numbers are kept as printed. Findings are checked when they
enter: what cannot be is refused (--yes keeps it as printed, marked doubtful), what
is doubtful is reported and kept. In an import a row that is impossible but well
formed goes in marked doubtful.

Exit codes: 0 done, 2 wrong command line; each command below names its own.`,
		Example: `  dossier finding import findings.csv
  dossier finding list --drug tofacitinib --outcome mace`,
	}
	cmd.RunE = onlySubcommands
	cmd.AddCommand(newFindingAddCmd(a), newFindingEditCmd(a), newFindingListCmd(a), newFindingRmCmd(a), newFindingImportCmd(a), newFindingExportCmd(a))
	return cmd
}

const findingCodes = `

Exit codes: 0 done, 1 refused, 2 wrong command line, 10 no library, 11 library
busy.`

func columnHelp() string {
	var names []string
	for _, c := range evidence.FindingColumns() {
		names = append(names, c.Name)
	}
	return wrap("Columns: "+strings.Join(names, ", ")+".\nMeasures: "+strings.Join(evidence.MeasureIDs(), ", ")+".", 78)
}

func newFindingAddCmd(a *app) *cobra.Command {
	var set []string
	cmd := &cobra.Command{
		Use:   "add KEY --set COLUMN=VALUE…",
		Short: "Add one finding to a study",
		Long:  "Add one finding to a study; each column is given with --set. An interval needs its\nlevel (ci_level=95).\n\n" + columnHelp() + findingCodes,
		Example: `  dossier finding add ytterberg2022 --set drug=tofacitinib --set comparator=tnf_inhibitors \
      --set outcome=mace --set measure=HR --set estimate=1.33 --set ci_low=0.91 --set ci_high=1.94 \
      --set ci_level=95 --set source_page=321`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runFindingAdd(cmd.Context(), a, args[0], set)
		},
	}
	cmd.Flags().StringArrayVar(&set, "set", nil, "`COLUMN=VALUE`, repeatable")
	return cmd
}

// setColumns puts "column=value" pairs into a finding.
func setColumns(f *evidence.Finding, pairs []string, vocab *evidence.Vocabulary) error {
	columns := map[string]evidence.FindingColumn{}
	for _, c := range evidence.FindingColumns() {
		columns[c.Name] = c
	}
	for _, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		column, known := columns[strings.TrimSpace(name)]
		if !ok || !known {
			if ok {
				return usage("dossier finding add --help lists the columns", "there is no column %q", strings.TrimSpace(name))
			}
			return usage("dossier finding add --help lists the columns", "--set takes COLUMN=VALUE, not %q", pair)
		}
		value = strings.TrimSpace(value)
		switch column.Name {
		case "drug", "comparator":
			if id, err := vocab.LookupDrug(value); err == nil {
				value = id
			}
		case "outcome":
			if id, err := vocab.LookupOutcome(value); err == nil {
				value = id
			}
		}
		if err := column.Set(f, value); err != nil {
			return usage("", "%s %q %v", column.Name, value, err)
		}
	}
	return nil
}

// checkFinding prints warnings and returns the errors that forbid storing.
func checkFinding(a *app, f *evidence.Finding, vocab *evidence.Vocabulary) error {
	problems := evidence.ValidateFinding(f, vocab)
	for _, p := range problems {
		var field *evidence.FieldError
		if errors.As(p, &field) && field.Warning {
			a.say("warning: %s", field.Error())
		}
	}
	if err := evidence.ErrorsOnly(problems); err != nil {
		var field *evidence.FieldError
		next := "correct it and type the command again"
		if errors.As(err, &field) && field.Next != "" {
			next = field.Next
		}
		return &failure{code: exitFailed, err: err, next: next}
	}
	if outsideInterval(f) && !a.yes {
		return fail(exitFailed, "compare with the source; if it is printed so, add --yes to keep it as printed: it is then marked doubtful in every table", "impossible: the estimate %s lies outside its interval (%s to %s)", f.Estimate, f.CILow, f.CIHigh)
	}
	f.Checks = check.Finding(f)
	for _, c := range f.Checks {
		a.say("%s: %s: %s", c.Severity, c.Rule, c.Message)
		if c.Severity == string(check.Impossible) && !a.yes {
			return fail(exitFailed, "compare with the source; if it is printed so, add --yes to keep it as printed: it is then marked doubtful in every table", "impossible: %s", c.Message)
		}
	}
	return nil
}

func runFindingAdd(ctx context.Context, a *app, name string, set []string) error {
	return a.write(ctx, "finding add "+name, func(repo *store.Repo) error {
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return err
		}
		study, err := findStudy(ctx, repo, name)
		if err != nil {
			return err
		}
		f := evidence.Finding{Study: study.Key, Status: evidence.Confirmed, Usable: true, Trial: study.Trial}
		if err := setColumns(&f, set, vocab); err != nil {
			return err
		}
		if err := checkFinding(a, &f, vocab); err != nil {
			return err
		}
		if a.dryRun {
			a.say("would add: %s", findingLine(&f, vocab))
			return nil
		}
		kept, err := sortFindingsIn(ctx, repo, []evidence.Finding{f})
		if err != nil {
			return err
		}
		what := "added"
		switch kept[0].fate {
		case fateExisting:
			what = "already there"
			f = kept[0].finding
		case fateConflict:
			return fail(exitFailed, "leave the id out, or use: dossier finding edit "+f.ID, "the library has another finding %s", f.ID)
		default:
			stored, err := repo.PutFindings(ctx, []evidence.Finding{f})
			if err != nil {
				return err
			}
			f = stored[0]
		}
		if a.json {
			return a.printJSON(map[string]any{"findings": []findingJSON{toFindingJSON(&f)}, "result": what})
		}
		a.print("%s  %s  %s", f.ID, what, findingLine(&f, vocab))
		return nil
	})
}

// outsideInterval says that a printed estimate is not within its own interval.
func outsideInterval(f *evidence.Finding) bool {
	est, ok1 := f.Estimate.Float()
	low, ok2 := f.CILow.Float()
	high, ok3 := f.CIHigh.Float()
	return ok1 && ok2 && ok3 && (est < low || est > high)
}

// fate says what becomes of a finding that is handed to the library.
type fate int

const (
	fateNew      fate = iota
	fateExisting      // the library has it
	fateConflict      // the library has another one with this id
)

type sorted struct {
	finding evidence.Finding // as the library has it, for fateExisting
	fate    fate
}

// sortFindingsIn compares findings with those of the library. Two are the same
// when all that a person gave is equal; who entered them when does not count,
// and an empty id takes any.
func sortFindingsIn(ctx context.Context, repo *store.Repo, list []evidence.Finding) ([]sorted, error) {
	var keys []string
	for _, f := range list {
		keys = append(keys, f.Study)
	}
	slices.Sort(keys)
	have, err := repo.Findings(ctx, store.Filter{Studies: slices.Compact(keys)})
	if err != nil {
		return nil, err
	}
	content := map[string]evidence.Finding{}
	for _, h := range have {
		content[findingContent(h, true)] = h
		content[findingContent(h, false)] = h
	}
	out := make([]sorted, 0, len(list))
	for _, f := range list {
		one := sorted{finding: f}
		if h, ok := content[findingContent(f, f.ID != "")]; ok {
			one = sorted{h, fateExisting}
		} else if f.ID != "" {
			_, err := repo.Finding(ctx, f.ID)
			switch {
			case err == nil:
				one.fate = fateConflict
			case !errors.Is(err, store.ErrNotFound):
				return nil, err
			}
		}
		out = append(out, one)
	}
	return out, nil
}

// findingContent is what a person gave of a finding, as one comparable string.
func findingContent(f evidence.Finding, withID bool) string {
	var b strings.Builder
	b.WriteString(f.Study)
	for _, c := range evidence.FindingColumns() {
		switch c.Name {
		case "by", "at":
			continue
		case "id":
			if !withID {
				continue
			}
		}
		b.WriteString("\x00" + c.Get(&f))
	}
	return b.String()
}

// findingLine is a finding in one line of text.
func findingLine(f *evidence.Finding, vocab *evidence.Vocabulary) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", f.Study, vocab.DrugLabel(f.Drug))
	if f.Dose != "" {
		fmt.Fprintf(&b, " %s", f.Dose)
	}
	if f.Comparator != "" {
		fmt.Fprintf(&b, " vs %s", vocab.DrugLabel(f.Comparator))
	}
	fmt.Fprintf(&b, ", %s", vocab.OutcomeLabel(f.Outcome))
	if f.SubOutcome != "" {
		fmt.Fprintf(&b, " (%s)", vocab.OutcomeLabel(f.SubOutcome))
	}
	fmt.Fprintf(&b, ": %s %s", f.Measure, f.Estimate)
	if f.CILow != "" || f.CIHigh != "" {
		fmt.Fprintf(&b, " (%s–%s)", f.CILow, f.CIHigh)
	}
	if f.Status != evidence.Confirmed {
		fmt.Fprintf(&b, " [%s]", f.Status)
	}
	if !f.Usable {
		fmt.Fprintf(&b, " [not used: %s]", f.WhyNot)
	}
	return b.String()
}

func newFindingEditCmd(a *app) *cobra.Command {
	var set []string
	cmd := &cobra.Command{
		Use:     "edit ID --set COLUMN=VALUE…",
		Short:   "Change columns of a finding",
		Long:    "Change columns of one finding.\n\n" + columnHelp() + findingCodes,
		Example: `  dossier finding edit F001 --set ci_high=1.94 --set status=confirmed`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if len(set) == 0 {
				return usage("dossier finding edit "+args[0]+" --set estimate=1.33", "nothing to change is named")
			}
			return a.write(ctx, "finding edit "+args[0], func(repo *store.Repo) error {
				vocab, err := a.vocabulary(ctx, repo)
				if err != nil {
					return err
				}
				f, err := repo.Finding(ctx, args[0])
				if err != nil {
					return unknownFinding(err, args[0])
				}
				id := f.ID
				if err := setColumns(&f, set, vocab); err != nil {
					return err
				}
				if f.ID != id {
					return usage("", "the id of a finding cannot be changed")
				}
				if err := checkFinding(a, &f, vocab); err != nil {
					return err
				}
				if a.dryRun {
					a.say("would be: %s", findingLine(&f, vocab))
					return nil
				}
				if _, err := repo.PutFindings(ctx, []evidence.Finding{f}); err != nil {
					return err
				}
				a.print("%s  changed  %s", f.ID, findingLine(&f, vocab))
				return nil
			})
		},
	}
	cmd.Flags().StringArrayVar(&set, "set", nil, "`COLUMN=VALUE`, repeatable")
	return cmd
}

func unknownFinding(err error, id string) error {
	if errors.Is(err, store.ErrNotFound) {
		return fail(exitFailed, "dossier finding list", "there is no finding %q", id)
	}
	return err
}

// findingFilter selects findings by drug, outcome and study.
type findingFilter struct{ drugs, outcomes, studies []string }

func (o *findingFilter) flags(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&o.drugs, "drug", nil, "findings of this `DRUG` or class, members included")
	cmd.Flags().StringSliceVar(&o.outcomes, "outcome", nil, "findings of this `OUTCOME`, what is beneath it included")
	cmd.Flags().StringSliceVar(&o.studies, "study", nil, "findings of this study (`KEY`, DOI, PMID or NCT number)")
}

// rows reads the findings that a filter and a query select, by id.
func (o *findingFilter) rows(ctx context.Context, repo *store.Repo, vocab *evidence.Vocabulary, query string) ([]evidence.TableRow, error) {
	drugs, outcomes, err := lookupTerms(vocab, o.drugs, o.outcomes)
	if err != nil {
		return nil, err
	}
	var keys map[string]bool
	if strings.TrimSpace(query) != "" {
		if keys, err = matchingKeys(ctx, repo, vocab, query); err != nil {
			return nil, err
		}
	}
	if len(o.studies) > 0 {
		chosen := map[string]bool{}
		for _, name := range o.studies {
			s, err := findStudy(ctx, repo, name)
			if err != nil {
				return nil, err
			}
			chosen[s.Key] = keys == nil || keys[s.Key]
		}
		keys = chosen
	}
	all, err := repo.TableRows(ctx, withDescendants(drugs, vocab), withDescendants(outcomes, vocab))
	if err != nil {
		return nil, err
	}
	rows := all[:0]
	for _, r := range all {
		if keys == nil || keys[r.Study.Key] {
			rows = append(rows, r)
		}
	}
	sortFindings(rows)
	return rows, nil
}

func newFindingListCmd(a *app) *cobra.Command {
	var o findingFilter
	cmd := &cobra.Command{
		Use:     "list [QUERY]",
		Short:   "List findings",
		Long:    "List findings, one line each." + findingCodes,
		Example: `  dossier finding list --drug tofacitinib --outcome mace`,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return a.read(ctx, func(repo *store.Repo) error {
				vocab, err := a.vocabulary(ctx, repo)
				if err != nil {
					return err
				}
				rows, err := o.rows(ctx, repo, vocab, strings.Join(args, " "))
				if err != nil {
					return err
				}
				if a.json {
					out := []findingJSON{}
					for i := range rows {
						out = append(out, toFindingJSON(&rows[i].Finding))
					}
					return a.printJSON(map[string]any{"findings": out})
				}
				for i := range rows {
					a.print("%s  %s", rows[i].Finding.ID, findingLine(&rows[i].Finding, vocab))
				}
				a.say("%s", plural(len(rows), "finding", "findings"))
				return nil
			})
		},
	}
	o.flags(cmd)
	return cmd
}

func newFindingRmCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "rm ID…",
		Short:   "Remove findings",
		Long:    "Remove findings; dossier undo brings them back." + findingCodes,
		Example: `  dossier finding rm F001`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, ids []string) error {
			ctx := cmd.Context()
			return a.write(ctx, "finding rm "+strings.Join(ids, " "), func(repo *store.Repo) error {
				for _, id := range ids {
					if _, err := repo.Finding(ctx, id); err != nil {
						return unknownFinding(err, id)
					}
				}
				if a.dryRun {
					a.say("would remove %s", strings.Join(ids, ", "))
					return nil
				}
				if _, err := repo.RemoveFindings(ctx, ids...); err != nil {
					return err
				}
				if a.json {
					return a.printJSON(map[string]any{"removed": ids})
				}
				a.say("removed %s; dossier undo brings it back", strings.Join(ids, ", "))
				return nil
			})
		},
	}
}

func newFindingImportCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE.csv…",
		Short: "Import findings from CSV",
		Long: `Import findings from CSV: one number per row, separated by commas, semicolons or
tabs, the columns in any order. drug, outcome, measure and doi or key must be
there. Good rows go in; each bad row is named with its line and column and what
to do. Importing the same rows twice changes nothing. '-' reads standard input.

` + columnHelp() + `

Exit codes: 0 done, 1 nothing could be read, 3 some rows could not be taken,
10 no library, 11 library busy.`,
		Example: `  dossier finding import findings.csv
  dossier finding import findings.csv --dry-run`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			return runFindingImport(cmd.Context(), a, files)
		},
	}
}

// importCounts is what became of the rows of an import.
type importCounts struct {
	Rows     int `json:"rows"`
	Added    int `json:"added"`
	Existing int `json:"existing"`
	Rejected int `json:"rejected"`
}

func runFindingImport(ctx context.Context, a *app, files []string) error {
	var counts importCounts
	var problems []format.Problem
	err := a.write(ctx, "finding import "+strings.Join(files, " "), func(repo *store.Repo) (err error) {
		for _, file := range files {
			r, name, err := openInput(a, file)
			if err != nil {
				return err
			}
			p, err := importFindings(ctx, a, repo, r, name, &counts)
			r.Close()
			problems = append(problems, p...)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	a.problems(problems)
	if a.json {
		if problems == nil {
			problems = []format.Problem{}
		}
		if err := a.printJSON(map[string]any{"counts": counts, "problems": problems}); err != nil {
			return err
		}
	} else {
		verb := "added"
		if a.dryRun {
			verb = "would be added"
		}
		a.print("%s: %d %s, %d already there, %d not taken", plural(counts.Rows, "row", "rows"), counts.Added, verb, counts.Existing, counts.Rejected)
	}
	switch {
	case counts.Rejected > 0 && counts.Rejected == counts.Rows:
		return fail(exitFailed, "correct the lines named above and import the file again", "no row could be taken")
	case counts.Rejected > 0:
		return &failure{code: exitPartly, msg: plural(counts.Rejected, "row was", "rows were") + " not taken", next: "correct the lines named above and import the file again; rows that are in already change nothing"}
	}
	return nil
}

// openInput opens a file, or standard input for "-".
func openInput(a *app, file string) (io.ReadCloser, string, error) {
	if file == "-" {
		return io.NopCloser(a.in), "standard input", nil
	}
	info, err := os.Stat(file)
	if err != nil {
		return nil, "", fail(exitFailed, "check the name; files here: ls "+quoteArg(filepath.Dir(file)), "%v", err)
	}
	if info.IsDir() {
		return nil, "", usage("name a file in it", "%s is a folder", file)
	}
	f, err := os.Open(file)
	return f, file, err
}

// importFindings stores the good rows of one table as one change.
func importFindings(ctx context.Context, a *app, repo *store.Repo, r io.Reader, name string, counts *importCounts) ([]format.Problem, error) {
	vocab, err := a.vocabulary(ctx, repo)
	if err != nil {
		return nil, err
	}
	result, err := findings.Read(ctx, r, name, findings.Options{
		Vocabulary: vocab,
		Study:      func(ref findings.Ref) (string, error) { return studyOfRow(ctx, repo, ref) },
	})
	if err != nil {
		return nil, err
	}
	batch := make([]evidence.Finding, 0, len(result.Rows))
	for _, row := range result.Rows {
		batch = append(batch, row.Finding)
	}
	counts.Rows += len(result.Rows) + result.Rejected
	counts.Rejected += result.Rejected
	kept, err := sortFindingsIn(ctx, repo, batch)
	if err != nil {
		return result.Problems, err
	}
	var fresh []evidence.Finding
	for i, one := range kept {
		switch one.fate {
		case fateExisting:
			counts.Existing++
		case fateConflict:
			counts.Rejected++
			result.Problems = append(result.Problems, format.Problem{File: name, Line: result.Rows[i].Line, Entry: batch[i].ID, Severity: format.Error,
				Message: "the library has another finding with this id", Next: "change the id or leave the cell empty, or use: dossier finding edit " + batch[i].ID})
		default:
			counts.Added++
			f := batch[i]
			f.Checks = check.Finding(&f)
			for _, c := range f.Checks {
				result.Problems = append(result.Problems, format.Problem{File: name, Line: result.Rows[i].Line, Entry: f.ID, Severity: checkSeverity(c), Message: c.Severity + ": " + c.Message})
			}
			fresh = append(fresh, f)
		}
	}
	if a.dryRun || len(fresh) == 0 {
		return result.Problems, nil
	}
	_, err = repo.PutFindings(ctx, fresh)
	return result.Problems, err
}

// checkSeverity grades a consistency check for the report of an import: what is
// printed impossibly was still printed so, and the row goes in.
func checkSeverity(c evidence.Check) format.Severity {
	if c.Severity == string(check.Note) {
		return format.Info
	}
	return format.Warning
}

// studyOfRow finds the study that a row of findings names.
func studyOfRow(ctx context.Context, repo *store.Repo, ref findings.Ref) (string, error) {
	for _, name := range []string{ref.Key, string(ref.DOI)} {
		if name == "" {
			continue
		}
		key, err := repo.FindKey(ctx, name)
		if err == nil {
			return key, nil
		}
		if !errors.Is(err, store.ErrNotFound) {
			return "", err
		}
	}
	if ref.DOI != "" {
		return "", fmt.Errorf("no study with DOI %s is in the library: dossier add %s", ref.DOI, ref.DOI)
	}
	return "", fmt.Errorf("no study %q is in the library: dossier list shows the keys", ref.Key)
}

func newFindingExportCmd(a *app) *cobra.Command {
	var o findingFilter
	var out string
	var force bool
	cmd := &cobra.Command{
		Use:     "export [QUERY]",
		Short:   "Write findings as CSV",
		Long:    "Write findings as CSV with the columns that finding import takes: importing the\nfile again changes nothing." + findingCodes,
		Example: `  dossier finding export --drug upadacitinib -o upadacitinib.csv`,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			var rows []evidence.TableRow
			err := a.read(ctx, func(repo *store.Repo) error {
				vocab, err := a.vocabulary(ctx, repo)
				if err != nil {
					return err
				}
				rows, err = o.rows(ctx, repo, vocab, strings.Join(args, " "))
				return err
			})
			if err != nil {
				return err
			}
			return a.output(out, force, func(w io.Writer) error { return exportfindings.Write(w, rows) })
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVarP(&out, "output", "o", "", "write to this `FILE`")
	cmd.Flags().BoolVar(&force, "force", false, "replace an existing file")
	return cmd
}
