package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/summary"
	"dossier/exports/table"
	"dossier/store"
)

type tableOptions struct {
	query       string
	drugs       []string
	outcomes    []string
	by          string
	format      string
	out         string
	schema      bool
	force       bool
	unusable    bool
	notes       bool
	members     bool
	rangeTo     bool
	comma       bool
	thin        bool
	decimals    int
	stamp       bool
	cellsOnly   bool              // summary.Options.CellsOnly
	yearLetters map[string]string // of the document that the tables stand in; nil: of these tables

	judgedOptions
}

// judgedOptions say what is worked out beyond counts and ranges.
type judgedOptions struct {
	pool           bool
	mixPopulations bool
	mixDesigns     bool
	baseline       []string // assumed risks: "0.02", "mace=0.02"
}

func (o *judgedOptions) judgedFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&o.pool, "pool", false, "pool the findings of each body of evidence, or say why not")
	f.BoolVar(&o.mixPopulations, "mix-populations", false, "with --pool: pool different populations")
	f.BoolVar(&o.mixDesigns, "mix-designs", false, "with --pool: pool randomised and non-randomised studies together")
	f.StringSliceVar(&o.baseline, "baseline", nil, "assumed `RISK` without the drug, a fraction: 0.02, or mace=0.02; absolute effects per 1,000 are derived from it")
}

func newTableCmd(a *app) *cobra.Command {
	o := tableOptions{}
	cmd := &cobra.Command{
		Use:   "table [QUERY]",
		Short: "Print the evidence table per drug or per outcome",
		Long: `Print evidence tables from the findings of the library: for each drug the rows
outcome, sub-outcome, comparator, study; for each outcome its studies and drugs.
Findings that differ in dose, comparator, population, outcome definition, time
window, analysis set, adjustment or measure never share a row; a number that two
reports of one trial print is shown once with both citations; findings for a
class of drugs stand under the name of the class. Footnotes are written by the
program. Without --drug and --outcome there is one table for every drug that has
findings. A query keeps only the studies that match (see: dossier list --help).
--by rates, for a drug or with --outcome for all drugs, keeps rates of patients apart
from rates of events; --by sof prints bodies of evidence without their studies.

Formats: ` + strings.Join(table.Formats(), ", ") + `. JSON is one
object with a "schema" number whatever the number of tables: "rows" holds those
of all, and "table" in a row says of which of "tables" it is; "empty" says of what
was asked for and has no number which kind of empty it is. --schema prints the JSON
Schema that documents every field.

Exit codes: 0 done, 2 unknown drug, outcome or format, 10 no library, 11 library
busy.`,
		Example: `  dossier table --drug tofacitinib
  dossier table --outcome mace --format md -o mace.md
  dossier table "design:rct year:2020.." --drug upadacitinib --format html -o upa.html`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.schema {
				a.print("%s", strings.TrimSpace(table.Schema))
				return nil
			}
			o.query = strings.Join(args, " ")
			return runTable(cmd.Context(), a, o)
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&o.drugs, "drug", nil, "table of this `DRUG` or class (id, name, brand or code); repeatable")
	f.StringSliceVar(&o.outcomes, "outcome", nil, "table of this `OUTCOME`; with --drug, only its rows")
	f.StringVar(&o.by, "by", "", "drug, outcome, study, review, rates, sof (summary of findings) or characteristics")
	f.StringVar(&o.format, "format", "", "one of "+strings.Join(table.Formats(), ", ")+" (default: text, or by the ending of -o)")
	f.StringVarP(&o.out, "output", "o", "", "write to this `FILE`")
	f.BoolVar(&o.schema, "schema", false, "print the JSON Schema of the JSON format, and no table")
	f.BoolVar(&o.force, "force", false, "replace an existing file")
	f.BoolVar(&o.unusable, "all", false, "also show findings that may not be counted, with the reason")
	f.BoolVar(&o.notes, "notes", false, "print the note of every finding")
	f.BoolVar(&o.members, "members", false, "in the table of a class: all findings of its members, under their own names")
	f.BoolVar(&o.rangeTo, "to", false, `print intervals with "to" in place of a dash`)
	f.BoolVar(&o.comma, "decimal-comma", false, "print decimal commas")
	f.BoolVar(&o.thin, "thin-space", false, "group the digits of 10,000 and more by thin spaces")
	f.IntVar(&o.decimals, "decimals", 0, "round estimates and limits to at most `N` decimals (0: as their source prints them)")
	f.BoolVar(&o.stamp, "stamp", false, "add the dates of the table, the last search and the last update, the program version and data fingerprint beneath")
	o.judgedFlags(cmd)
	return cmd
}

func runTable(ctx context.Context, a *app, o tableOptions) error {
	format, err := tableFormat(a, o)
	if err != nil {
		return err
	}
	if o.decimals < 0 {
		return usage("say for instance --decimals 2", "--decimals takes 0 or more")
	}
	o.cellsOnly = format == "text"
	var tables []*evidence.Summary
	err = a.read(ctx, func(repo *store.Repo) error {
		tables, err = buildTables(ctx, a, repo, o)
		return err
	})
	if err != nil {
		return err
	}
	if table.Binary(format) && (o.out == "" || o.out == "-") && isTerminal(a.out) {
		return usage("add -o FILE"+table.Extension(format), "%s is not for a terminal", format)
	}
	return a.output(o.out, o.force, func(w io.Writer) error {
		return table.Write(w, format, tables, table.Options{Width: a.width(), Color: o.out == "" && a.colour(a.out), Title: tablesTitle(tables)})
	})
}

// tableFormat is --format, else JSON with --json, else the ending of -o, else text.
func tableFormat(a *app, o tableOptions) (string, error) {
	if o.format != "" {
		if !slices.Contains(table.Formats(), o.format) {
			return "", usage("formats are: "+strings.Join(table.Formats(), ", "), "there is no table format %q", o.format)
		}
		return o.format, nil
	}
	if a.json {
		return "json", nil
	}
	for _, f := range table.Formats() {
		if o.out != "" && strings.HasSuffix(o.out, table.Extension(f)) {
			return f, nil
		}
	}
	if ext := filepath.Ext(o.out); ext != "" && ext != ".txt" && o.out != "" {
		return "", usage("add --format; formats are: "+strings.Join(table.Formats(), ", "), "no table format has the ending %s", ext)
	}
	return "text", nil
}

func tablesTitle(tables []*evidence.Summary) string {
	if len(tables) == 1 {
		return tables[0].Title
	}
	return "Evidence tables"
}

// buildTables builds the tables that the options name. Studies of one name and
// year have the same letters in all of them.
func buildTables(ctx context.Context, a *app, repo *store.Repo, o tableOptions) ([]*evidence.Summary, error) {
	tables, err := eachTable(ctx, a, repo, o)
	if err != nil || o.yearLetters != nil || len(tables) == 1 {
		return tables, err
	}
	letters, agree := summary.YearLetters(tables...)
	if agree {
		return tables, nil
	}
	o.yearLetters = letters
	return eachTable(ctx, a, repo, o)
}

// eachTable reads the covering index (never a study) and builds the tables one
// by one.
func eachTable(ctx context.Context, a *app, repo *store.Repo, o tableOptions) ([]*evidence.Summary, error) {
	vocab, err := a.vocabulary(ctx, repo)
	if err != nil {
		return nil, err
	}
	drugs, outcomes, err := lookupTerms(vocab, o.drugs, o.outcomes)
	if err != nil {
		return nil, err
	}
	by := o.by
	if by == "" {
		by = "drug"
		if len(drugs) == 0 && len(outcomes) > 0 {
			by = "outcome"
		}
	}
	opts := summary.Options{CellsOnly: o.cellsOnly, YearLetters: o.yearLetters, Unusable: o.unusable, Notes: o.notes, AllMembers: o.members, Outcomes: outcomes}
	if o.rangeTo {
		opts.Style.Range = "to"
	}
	opts.Style.DecimalComma, opts.Style.ThinSpace, opts.Style.Decimals = o.comma, o.thin, o.decimals
	if o.stamp {
		if opts.Stamp, err = stampOf(ctx, a, repo); err != nil {
			return nil, err
		}
	}
	if err := judged(ctx, repo, vocab, o.judgedOptions, &opts); err != nil {
		return nil, err
	}
	b := tableBuilder{ctx: ctx, repo: repo, vocab: vocab, query: o.query, opts: opts}
	switch by {
	case "drug":
		return b.perDrug(drugs, outcomes)
	case "outcome":
		return b.perOutcome(drugs, outcomes)
	case "study", "review", "rates", "sof", "characteristics":
		return b.whole(by, drugs, outcomes)
	}
	return nil, usage("--by takes drug, outcome, study, review, rates, sof or characteristics", "there are no tables by %q", by)
}

// lookupTerms finds the ids of drugs and of outcomes.
func lookupTerms(vocab *evidence.Vocabulary, drugs, outcomes []string) (drugIDs, outcomeIDs []string, err error) {
	if drugIDs, err = lookupAll(drugs, vocab.LookupDrug); err != nil {
		return nil, nil, err
	}
	outcomeIDs, err = lookupAll(outcomes, vocab.LookupOutcome)
	return drugIDs, outcomeIDs, err
}

func lookupAll(names []string, lookup func(string) (string, error)) ([]string, error) {
	var ids []string
	for _, name := range names {
		id, err := lookup(strings.TrimSpace(name))
		if err != nil {
			return nil, &failure{code: exitUsage, err: err, next: "dossier vocab drugs, or dossier vocab outcomes, lists the names"}
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// stampOf says of what and when a table is made: the last search that is recorded,
// and the last time that a registry was asked.
func stampOf(ctx context.Context, a *app, repo *store.Repo) (summary.Stamp, error) {
	s := summary.Stamp{Program: "dossier " + version, Now: a.now()}
	var err error
	if s.Fingerprint, err = fingerprint(ctx, repo); err != nil {
		return s, err
	}
	logged, err := searches(ctx, repo)
	if err != nil {
		return s, err
	}
	for _, one := range logged {
		s.Searched = max(s.Searched, one.Date)
	}
	_, fetched, err := newest(ctx, repo)
	if !fetched.IsZero() {
		s.Updated = fetched.Format(time.DateOnly)
	}
	return s, err
}

// tableBuilder gathers what a Summary needs from the library.
type tableBuilder struct {
	ctx   context.Context
	repo  *store.Repo
	vocab *evidence.Vocabulary
	query string
	opts  summary.Options
}

// input reads the rows of the covering index for the drugs and outcomes (nil =
// all) of the studies that match the query.
func (b *tableBuilder) input(drugs, outcomes []string) (summary.Input, error) {
	in := summary.Input{Vocabulary: b.vocab}
	var keys map[string]bool
	if strings.TrimSpace(b.query) != "" {
		var err error
		if keys, err = matchingKeys(b.ctx, b.repo, b.vocab, b.query); err != nil {
			return in, err
		}
	}
	rows, err := b.repo.TableRows(b.ctx, drugs, outcomes)
	if err != nil {
		return in, err
	}
	evidence.JoinTrials(rows)
	absences, err := b.repo.Absences(b.ctx, store.Filter{Drugs: drugs, Outcomes: outcomes})
	if err != nil {
		return in, err
	}
	in.Rows, in.Absences = rows, absences
	if keys != nil {
		in.Rows = slices.DeleteFunc(rows, func(r evidence.TableRow) bool { return !keys[r.Study.Key] })
		in.Absences = slices.DeleteFunc(absences, func(x evidence.Absence) bool { return !keys[x.Study] })
	}
	if len(in.Absences) > 0 {
		in.Studies, err = headsOf(b.ctx, b.repo, in.Absences)
	}
	return in, err
}

// headsOf reads the heads of the studies that absences speak of.
func headsOf(ctx context.Context, repo *store.Repo, absences []evidence.Absence) ([]evidence.StudyHead, error) {
	seen := map[string]bool{}
	var heads []evidence.StudyHead
	for _, x := range absences {
		if seen[x.Study] {
			continue
		}
		seen[x.Study] = true
		study, err := repo.Study(ctx, x.Study)
		if err != nil {
			return nil, err
		}
		heads = append(heads, store.HeadOf(&study))
	}
	return heads, nil
}

func (b *tableBuilder) perDrug(drugs, outcomes []string) ([]*evidence.Summary, error) {
	var wanted []string
	for _, o := range outcomes {
		wanted = append(wanted, summary.OutcomesFor(o, b.vocab)...)
	}
	if len(drugs) == 0 {
		in, err := b.input(nil, wanted)
		if err != nil {
			return nil, err
		}
		var tables []*evidence.Summary
		for _, drug := range drugsWithRows(in.Rows, b.vocab) {
			tables = append(tables, summary.ByDrug(in, drug, b.opts))
		}
		if len(tables) == 0 {
			return nil, fail(exitFailed, "dossier finding import FILE.csv, or dossier finding add", "there are no findings to make a table of")
		}
		return tables, nil
	}
	var tables []*evidence.Summary
	for _, drug := range drugs {
		in, err := b.input(summary.DrugsFor(drug, b.vocab), wanted)
		if err != nil {
			return nil, err
		}
		t := summary.ByDrug(in, drug, b.opts)
		if err := b.sayEmpty(t, drug, outcomes); err != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	return tables, nil
}

// sayEmpty adds to the table of a drug why it has nothing on an outcome that was
// asked for. Only then the tags and heads of all studies are read.
func (b *tableBuilder) sayEmpty(t *evidence.Summary, drug string, outcomes []string) error {
	there := func(outcome string) bool {
		return slices.ContainsFunc(t.Rows, func(r evidence.Row) bool {
			body := r.Body
			return body != nil && body.Drug == drug && (b.vocab.IsA(body.Outcome, outcome) || body.SubOutcome != "" && b.vocab.IsA(body.SubOutcome, outcome))
		})
	}
	missing := slices.DeleteFunc(slices.Clone(outcomes), there)
	if len(missing) == 0 {
		return nil
	}
	in, err := b.mapInput()
	if err != nil {
		return err
	}
	for _, outcome := range missing {
		if cell, text := summary.Empty(in, drug, outcome, b.opts); text != "" {
			t.Notes, t.Cells = append(t.Notes, text), append(t.Cells, cell)
		}
	}
	return nil
}

// mapInput reads what the map is made of: every finding, absence, tag and head of
// the studies that match the query.
func (b *tableBuilder) mapInput() (summary.Input, error) {
	in, err := b.input(nil, nil)
	if err != nil {
		return in, err
	}
	if in.Studies, err = matchingHeads(b.ctx, b.repo, b.vocab, b.query); err != nil {
		return in, err
	}
	in.Tags, err = tagsOf(b.ctx, b.repo, in.Studies)
	return in, err
}

func (b *tableBuilder) perOutcome(drugs, outcomes []string) ([]*evidence.Summary, error) {
	var wanted []string
	for _, d := range drugs {
		wanted = append(wanted, summary.DrugsFor(d, b.vocab)...)
	}
	if len(outcomes) == 0 {
		for i := range b.vocab.Outcomes {
			if b.vocab.Outcomes[i].Required {
				outcomes = append(outcomes, b.vocab.Outcomes[i].ID)
			}
		}
	}
	var tables []*evidence.Summary
	for _, outcome := range outcomes {
		in, err := b.input(wanted, summary.OutcomesFor(outcome, b.vocab))
		if err != nil {
			return nil, err
		}
		tables = append(tables, summary.ByOutcome(in, outcome, b.opts))
	}
	return tables, nil
}

// whole builds the tables that take all rows at once.
func (b *tableBuilder) whole(by string, drugs, outcomes []string) ([]*evidence.Summary, error) {
	var within []string
	for _, o := range outcomes {
		within = append(within, summary.OutcomesFor(o, b.vocab)...)
	}
	if by == "rates" || by == "sof" {
		var tables []*evidence.Summary
		for _, drug := range drugs {
			in, err := b.input(summary.DrugsFor(drug, b.vocab), within)
			if err != nil {
				return nil, err
			}
			if by == "sof" {
				tables = append(tables, summary.SoF(in, drug, b.opts))
				continue
			}
			tables = append(tables, summary.Rates(in, drug, b.opts))
		}
		if len(tables) == 0 && by == "rates" && len(outcomes) > 0 {
			in, err := b.input(nil, within)
			if err != nil {
				return nil, err
			}
			tables = append(tables, summary.Rates(in, "", b.opts))
		}
		if len(tables) == 0 {
			return nil, usage("add --drug NAME", "this table is about a drug")
		}
		return tables, nil
	}
	var wanted []string
	for _, d := range drugs {
		wanted = append(wanted, summary.DrugsFor(d, b.vocab)...)
	}
	in, err := b.input(wanted, within)
	if err != nil {
		return nil, err
	}
	switch by {
	case "study":
		return []*evidence.Summary{summary.ByStudy(in, b.opts)}, nil
	case "review":
		return []*evidence.Summary{summary.ByReview(in, b.opts)}, nil
	}
	if len(drugs) == 0 && len(outcomes) == 0 {
		if in.Studies, err = matchingHeads(b.ctx, b.repo, b.vocab, b.query); err != nil {
			return nil, err
		}
	}
	return []*evidence.Summary{summary.Characteristics(in, b.opts)}, nil
}

// drugsWithRows lists the drugs, classes and controls of the vocabulary that
// have a finding of their own, in its order.
func drugsWithRows(rows []evidence.TableRow, vocab *evidence.Vocabulary) []string {
	seen := map[string]bool{}
	for i := range rows {
		seen[rows[i].Finding.Drug] = true
	}
	var ids []string
	for i := range vocab.Drugs {
		if d := &vocab.Drugs[i]; seen[d.ID] {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

func newMapCmd(a *app) *cobra.Command {
	o := tableOptions{}
	cmd := &cobra.Command{
		Use:   "map [QUERY]",
		Short: "Print drug × outcome, with the kinds of empty told apart",
		Long: `Print how many studies and findings there are for each drug and outcome. An empty
cell says which kind of empty it is: none found (a recorded search covers it, or a
study speaks of the drug and of the outcome, and none gives anything for the two
together), not reported (a study was looked through and does not report it), zero
events (a study says that none occurred, and none gives a number), below threshold (a
study lists only what is more frequent), or not searched (no recorded search covers
it, and no study speaks of both). A search covers what dossier search log --drug D
--outcome O, or search covers, says that it looked for; the program reads no strategy.

Exit codes: 0 done, 10 no library, 11 library busy.`,
		Example: `  dossier map
  dossier map design:rct --json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.query = strings.Join(args, " ")
			return runMap(cmd.Context(), a, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.format, "format", "", "one of "+strings.Join(table.Formats(), ", "))
	f.StringVarP(&o.out, "output", "o", "", "write to this `FILE`")
	f.BoolVar(&o.force, "force", false, "replace an existing file")
	return cmd
}

func runMap(ctx context.Context, a *app, o tableOptions) error {
	format, err := tableFormat(a, o)
	if err != nil {
		return err
	}
	var s *evidence.Summary
	err = a.read(ctx, func(repo *store.Repo) error {
		s, err = buildMap(ctx, a, repo, o.query)
		return err
	})
	if err != nil {
		return err
	}
	return a.output(o.out, o.force, func(w io.Writer) error {
		return table.Write(w, format, []*evidence.Summary{s}, table.Options{Width: a.width(), Color: o.out == "" && a.colour(a.out), Title: s.Title})
	})
}

// buildMap builds the evidence map of the studies that match a query.
func buildMap(ctx context.Context, a *app, repo *store.Repo, query string) (*evidence.Summary, error) {
	vocab, err := a.vocabulary(ctx, repo)
	if err != nil {
		return nil, err
	}
	b := tableBuilder{ctx: ctx, repo: repo, vocab: vocab, query: query}
	in, err := b.mapInput()
	if err != nil {
		return nil, err
	}
	var opts summary.Options
	if err := judged(ctx, repo, vocab, judgedOptions{}, &opts); err != nil {
		return nil, err
	}
	return summary.Map(in, summary.Options{Certainty: opts.Certainty, Searched: opts.Searched, Unscoped: opts.Unscoped}), nil
}

// tagsOf returns the tags of the given studies.
func tagsOf(ctx context.Context, repo *store.Repo, heads []evidence.StudyHead) ([]evidence.Tag, error) {
	keys := map[string]bool{}
	for _, h := range heads {
		keys[h.Key] = true
	}
	all, err := repo.Tags(ctx, store.Filter{})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(t evidence.Tag) bool { return !keys[t.Study] }), nil
}

// fingerprint is a short hash of all findings and the heads of all studies: it
// changes when a table may change.
func fingerprint(ctx context.Context, repo *store.Repo) (string, error) {
	h := sha256.New()
	enc := json.NewEncoder(h)
	rows, err := repo.TableRows(ctx, nil, nil)
	if err != nil {
		return "", err
	}
	sortFindings(rows)
	for i := range rows {
		if err := enc.Encode(rows[i]); err != nil {
			return "", err
		}
	}
	for one, err := range repo.Select(ctx, evidence.Query{}) {
		if err != nil {
			return "", err
		}
		if err := enc.Encode(one.StudyHead); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:12], nil
}

// plural prints a count with its noun.
func plural(n int, one, many string) string {
	if n == 1 {
		return fmt.Sprintf("1 %s", one)
	}
	return fmt.Sprintf("%d %s", n, many)
}
