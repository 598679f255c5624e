package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/summary"
	"dossier/evidence/synthesis/body"
	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
	"dossier/exports/plot"
	"dossier/store"
)

type plotOptions struct {
	query      string
	drugs      []string
	outcomes   []string
	comparator string
	measures   []string
	mix        bool
	mixDesigns bool
	wide       bool
	format     string
	out        string
	force      bool
	from       string
	tool       string
	page       int

	yearLetters map[string]string // of the report that the figure stands in; nil: of the figure alone
}

// figureKind is one kind of figure and how it is made of a library.
type figureKind struct {
	name, short string
	example     string
	build       func(context.Context, *app, *store.Repo, plotOptions) (*plot.Figure, error)
}

// figureKinds is the one list of figures.
func figureKinds() []figureKind {
	return []figureKind{
		{"forest", "Forest plot of the findings of an outcome, by drug and comparator", "dossier plot forest --outcome mace -o mace.svg", forestFigure},
		{"map", "Evidence map: drug × outcome", "dossier plot map -o map.pdf", mapFigure},
		{"prisma", "PRISMA 2020 flow diagram", "dossier plot prisma -o prisma.pdf", prismaFigure},
		{"funnel", "Funnel plot of one body of evidence, with contours", "dossier plot funnel --outcome acne --drug upadacitinib -o funnel.svg", funnelFigure},
		{"rob", "Risk of bias: traffic lights and summary", "dossier plot rob --tool rob2 -o rob.svg", robFigure},
		{"overlap", "Overlap of the primary studies of reviews", "dossier plot overlap -o overlap.svg", overlapFigure},
	}
}

func newPlotCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "plot",
		Short: "Draw forest plot, evidence map, PRISMA flow, funnel plot, risk of bias, overlap",
		Long: `Draw a figure as SVG, PDF or PNG (300 dpi), by the ending of -o. Figures are as
wide as one column of a journal (89 mm), or two with --wide; text stays text, and
colours are safe for colour-blind readers and never the only sign.

Exit codes: 0 done, 2 wrong command line; each command below names its own.`,
		Example: `  dossier plot forest --outcome mace -o mace.svg
  dossier plot prisma -o flow.pdf`,
	}
	for _, k := range figureKinds() {
		cmd.AddCommand(newFigureCmd(a, k))
	}
	return cmd
}

// figureHelp says what each kind of figure needs.
func figureHelp(kind string) string {
	switch kind {
	case "forest":
		return `Draw the findings of an outcome that compare two arms: a row per finding with its
interval, grouped by drug and comparator. A group of findings that may be pooled
gets a diamond, weights and, from three studies on, a prediction interval; one
that may not says why (dossier pool explains the methods). Ratios are drawn on one
logarithmic axis; --measure chooses others, for instance --measure RD. A plot that is
taller than a page has several in PDF; in SVG and PNG --page draws one of them.`
	case "map":
		return `Draw the evidence map: a bubble per drug and outcome with the number of studies,
their design, where the intervals lie, and the certainty where it was judged.
Cells where nothing was found, nothing is reported or nobody searched look
different.`
	case "prisma":
		return `Draw the PRISMA 2020 flow from the records of the library, the searches that were
logged (dossier search log) and the decisions of screening. Databases are those of
logged searches; other labels of files stand with the other ways in. A box whose
number is not known is left out.`
	case "funnel":
		return `Draw a funnel plot of one body of evidence: --outcome and --drug (and --comparator
where there are several). With fewer than 10 studies it shows little, and says so.`
	case "rob":
		return `Draw the judgements of dossier appraise as traffic lights with a summary. --from
FILE.csv takes them from a file with the columns study, tool (rob2, robins-i,
amstar2), one per domain of the tool, and overall (computed by the rule of the
tool where it is empty).`
	}
	return `Draw how many primary studies each two reviews share, with the corrected covered
area. Which studies a review pools is said with dossier overlap add, or with
dossier link REVIEW STUDY --kind pools.`
}

func newFigureCmd(a *app, k figureKind) *cobra.Command {
	o := plotOptions{}
	cmd := &cobra.Command{
		Use:   k.name + " [QUERY]",
		Short: k.short,
		Long: figureHelp(k.name) + `

Exit codes: 0 done, 1 nothing to draw, 2 unknown drug, outcome or format, 10 no
library, 11 library busy.`,
		Example: "  " + k.example,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.query = joinQuery(args)
			return runPlot(cmd.Context(), a, k, o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.out, "output", "o", "", "write to this `FILE` (.svg, .pdf, .png)")
	f.StringVar(&o.format, "format", "", "svg, pdf or png (default: by the ending of -o, else svg)")
	f.BoolVar(&o.wide, "wide", false, "as wide as two columns (183 mm)")
	f.BoolVar(&o.force, "force", false, "replace an existing file")
	if k.name == "forest" || k.name == "rob" {
		f.IntVar(&o.page, "page", 0, "draw only page `N` of a figure of many rows")
	}
	switch k.name {
	case "forest", "funnel":
		f.StringSliceVar(&o.drugs, "drug", nil, "only this `DRUG` or class and its members; repeatable")
		f.StringSliceVar(&o.outcomes, "outcome", nil, "findings of this `OUTCOME`")
		f.StringVar(&o.comparator, "comparator", "", "only against this `COMPARATOR`")
		f.StringSliceVar(&o.measures, "measure", nil, "draw this `MEASURE` only (default: all ratios)")
		f.BoolVar(&o.mix, "mix-populations", false, "pool findings of different populations")
		f.BoolVar(&o.mixDesigns, "mix-designs", false, "pool randomised and non-randomised studies together")
	case "map":
		f.StringSliceVar(&o.drugs, "drug", nil, "only these drugs")
		f.StringSliceVar(&o.outcomes, "outcome", nil, "only these outcomes")
	case "rob":
		f.StringVar(&o.from, "from", "", "judgements in this CSV `FILE`, in place of those of the library")
		f.StringVar(&o.tool, "tool", "", "`TOOL`: "+strings.Join(robTools(), ", ")+" (default: the one used most)")
	}
	return cmd
}

func runPlot(ctx context.Context, a *app, k figureKind, o plotOptions) error {
	format, err := plotFormat(o)
	if err != nil {
		return err
	}
	var figure *plot.Figure
	build := func(repo *store.Repo) error {
		figure, err = k.build(ctx, a, repo, o)
		return err
	}
	if k.name == "rob" && o.from != "" {
		err = build(nil) // a file needs no library
	} else {
		err = a.read(ctx, build)
	}
	if errors.Is(err, plot.ErrNothing) {
		return &failure{code: exitFailed, err: err, next: "dossier plot " + k.name + " --help says what it draws"}
	}
	if err != nil {
		return err
	}
	if figure, err = onePage(a, figure, format, o); err != nil {
		return err
	}
	if format != "svg" && (o.out == "" || o.out == "-") && isTerminal(a.out) {
		return usage("add -o FILE."+format, "%s is not for a terminal", format)
	}
	return a.output(o.out, o.force, func(w io.Writer) error { return figure.Write(w, format) })
}

// onePage is the page that --page asks for. Without it a figure of many rows is one
// tall drawing in SVG and PNG, which have no pages.
func onePage(a *app, f *plot.Figure, format string, o plotOptions) (*plot.Figure, error) {
	pages := f.Pages()
	switch {
	case o.page > len(pages) || o.page < 0:
		return nil, usage(pagesToAsk(len(pages)), "the figure has %s", plural(len(pages), "page", "pages"))
	case o.page > 0:
		return pages[o.page-1], nil
	case len(pages) > 1 && format != "pdf":
		a.say("the figure is taller than a page: --page 1 to --page %d draw one each, and a PDF has them all", len(pages))
	}
	return f, nil
}

// pagesToAsk says what --page takes.
func pagesToAsk(pages int) string {
	if pages == 1 {
		return "leave --page out"
	}
	return fmt.Sprintf("--page 1 to --page %d", pages)
}

// plotFormat is --format, else the ending of -o, else SVG.
func plotFormat(o plotOptions) (string, error) {
	format := strings.ToLower(o.format)
	if format == "" && o.out != "" && o.out != "-" {
		format = strings.TrimPrefix(strings.ToLower(filepath.Ext(o.out)), ".")
	}
	if format == "" {
		return "svg", nil
	}
	if !slices.Contains(plot.Formats(), format) {
		return "", usage("use -o FILE.svg, FILE.pdf or FILE.png", "there is no figure format %q", format)
	}
	return format, nil
}

func (o plotOptions) width() float64 {
	if o.wide {
		return plot.TwoColumns
	}
	return plot.OneColumn
}

func forestFigure(ctx context.Context, a *app, repo *store.Repo, o plotOptions) (*plot.Figure, error) {
	forest, _, err := forestPlot(ctx, a, repo, o)
	if err != nil {
		return nil, err
	}
	return forest.Figure(o.width())
}

// forestPlot gathers the findings of one outcome and pools the bodies of
// evidence that may be pooled; what each study gave is returned by finding.
func forestPlot(ctx context.Context, a *app, repo *store.Repo, o plotOptions) (*plot.Forest, map[string]body.Pooled, error) {
	if len(o.outcomes) != 1 {
		return nil, nil, usage("--outcome mace", "the plot needs one outcome")
	}
	vocab, err := a.vocabulary(ctx, repo)
	if err != nil {
		return nil, nil, err
	}
	drugs, outcomes, err := lookupTerms(vocab, o.drugs, o.outcomes)
	if err != nil {
		return nil, nil, err
	}
	b := tableBuilder{ctx: ctx, repo: repo, vocab: vocab, query: o.query}
	in, err := b.input(nil, summary.OutcomesFor(outcomes[0], vocab))
	if err != nil {
		return nil, nil, err
	}
	primaries, err := primariesOf(ctx, repo, in.Rows)
	if err != nil {
		return nil, nil, err
	}
	p := forestPooler{rows: map[string]evidence.TableRow{}, how: pool.Defaults(), fits: map[string]body.Pooled{},
		allow: body.Options{Vocabulary: vocab, MixPopulations: o.mix, MixDesigns: o.mixDesigns, Pooled: primaries}}
	for _, r := range in.Rows {
		p.rows[r.Finding.ID] = r
	}
	b.opts.YearLetters = o.yearLetters
	forest := plot.FromTable(summary.ByOutcome(in, outcomes[0], b.opts), plot.Selection{
		Measures: o.measures, Keep: keepRows(vocab, drugs, o.comparator), Pooled: p.pool})
	return forest, p.fits, nil
}

// keepRows are the rows of the drugs (and members of classes) and comparator.
func keepRows(vocab *evidence.Vocabulary, drugs []string, comparator string) func(*evidence.Facts) bool {
	if id, err := vocab.LookupDrug(comparator); err == nil && comparator != "" {
		comparator = id
	}
	return func(f *evidence.Facts) bool {
		if comparator != "" && !strings.EqualFold(f.Comparator, comparator) {
			return false
		}
		return len(drugs) == 0 || slices.ContainsFunc(drugs, func(d string) bool { return vocab.IsA(f.Drug, d) })
	}
}

// forestPooler pools bodies of evidence for a plot.
type forestPooler struct {
	rows  map[string]evidence.TableRow // by finding id
	allow body.Options
	how   pool.Options
	fits  map[string]body.Pooled // what was pooled, by the id of the first finding
}

func (p forestPooler) pool(findings []string) plot.Pooled {
	var rows []evidence.TableRow
	suggested := 0
	for _, id := range findings {
		switch r, ok := p.rows[id]; {
		case !ok:
		case r.Finding.Status != evidence.Confirmed:
			suggested++
		default:
			rows = append(rows, r)
		}
	}
	if suggested > 0 && len(rows) < 2 {
		return plot.Pooled{Refused: "findings that nobody has confirmed are drawn and not pooled"}
	}
	fit, refusals, err := body.Pool(rows, p.allow, p.how)
	switch {
	case err != nil:
		return plot.Pooled{Refused: err.Error()}
	case len(refusals) > 0:
		return plot.Pooled{Refused: refusals[0].Message}
	case fit.K < 2:
		return plot.Pooled{Refused: "one study only"}
	}
	p.fits[findings[0]] = fit
	shown := fit.Display()
	method := strings.TrimSuffix(fit.Method, fmt.Sprintf("; k = %d", fit.K)) // the diamond says it
	method = strings.Join(append([]string{method}, fit.Combined...), "; ")
	out := plot.Pooled{Method: method, Weights: map[string]float64{}, Diamond: &plot.Diamond{
		Label: fmt.Sprintf("Pooled, %s", plural(fit.K, "study", "studies")), Estimate: shown.Est, Low: shown.Lb, High: shown.Ub,
		Text: fmt.Sprintf("%.2f (%.2f–%.2f)", shown.Est, shown.Lb, shown.Ub), PredictLow: math.NaN(), PredictHigh: math.NaN(),
	}}
	if shown.Lb < 0 {
		out.Diamond.Text = fmt.Sprintf("%.2f (%.2f to %.2f)", shown.Est, shown.Lb, shown.Ub)
	}
	if !math.IsNaN(fit.I2) {
		out.Diamond.Heterogeneity = fmt.Sprintf("τ² %.3f, I² %.0f%%", fit.Tau2, fit.I2)
	}
	if low, high := onPrintedScale(fit, fit.PiRileyLb), onPrintedScale(fit, fit.PiRileyUb); fit.K >= 3 && !math.IsNaN(low) && !math.IsNaN(high) {
		out.Diamond.PredictLow, out.Diamond.PredictHigh = low, high
		out.Diamond.PredictText = fmt.Sprintf("%.2f–%.2f", low, high)
		if low < 0 {
			out.Diamond.PredictText = fmt.Sprintf("%.2f to %.2f", low, high)
		}
	}
	for _, m := range fit.Members {
		for _, id := range m.Findings {
			if !math.IsNaN(m.Weight) {
				out.Weights[id] = m.Weight / float64(len(m.Findings)) // arms that were combined share it
			}
		}
	}
	return out
}

// onPrintedScale takes a value of the analysis scale to the printed one.
func onPrintedScale(fit body.Pooled, v float64) float64 {
	switch fit.Scale {
	case effect.LNRATIO, effect.IRLN:
		return math.Exp(v)
	case effect.PLO:
		return 1 / (1 + math.Exp(-v))
	}
	return v
}

// primariesOf lists, by review among the rows, the keys and trial labels of the
// studies that it pools.
func primariesOf(ctx context.Context, repo *store.Repo, rows []evidence.TableRow) (map[string][]string, error) {
	var reviews []string
	for i := range rows {
		if r := &rows[i]; evidence.IsReviewDesign(cmp.Or(r.Finding.Design, r.Study.Design)) && !slices.Contains(reviews, r.Finding.Study) {
			reviews = append(reviews, r.Finding.Study)
		}
	}
	matrix, err := overlapOf(ctx, repo)
	if err == nil {
		matrix, err = matrix.withLinks(ctx, repo, reviews)
	}
	return matrix.primaries(), err
}

func mapFigure(ctx context.Context, a *app, repo *store.Repo, o plotOptions) (*plot.Figure, error) {
	table, err := buildMap(ctx, a, repo, o.query)
	if err != nil {
		return nil, err
	}
	vocab, err := a.vocabulary(ctx, repo)
	if err != nil {
		return nil, err
	}
	drugs, outcomes, err := lookupTerms(vocab, o.drugs, o.outcomes)
	if err != nil {
		return nil, err
	}
	narrowMap(table, func(drug string) bool {
		return len(drugs) == 0 || slices.ContainsFunc(drugs, func(d string) bool { return vocab.IsA(drug, d) })
	}, func(outcome string) bool { return len(outcomes) == 0 || slices.Contains(outcomes, outcome) })
	return plot.EvidenceMap{Title: "Evidence map: studies per drug and outcome", Table: table}.Figure(o.width())
}

// narrowMap keeps the rows and columns of a map that are wanted.
func narrowMap(t *evidence.Summary, drug, outcome func(string) bool) {
	columns := t.Columns
	var rows []evidence.Row
	var cells []evidence.MapCell
	kept := t.Columns[:1:1]
	for _, c := range columns[1:] {
		if outcome(c.ID) {
			kept = append(kept, c)
		}
	}
	for i, r := range t.Rows {
		all := t.Cells[i*(len(columns)-1) : (i+1)*(len(columns)-1)]
		if !drug(all[0].Drug) {
			continue
		}
		narrow := evidence.Row{Kind: r.Kind, Cells: r.Cells[:1:1]}
		for j, c := range all {
			if outcome(c.Outcome) {
				narrow.Cells = append(narrow.Cells, r.Cells[j+1])
				cells = append(cells, c)
			}
		}
		rows = append(rows, narrow)
	}
	t.Columns, t.Rows, t.Cells = kept, rows, cells
}

func funnelFigure(ctx context.Context, a *app, repo *store.Repo, o plotOptions) (*plot.Figure, error) {
	forest, fits, err := forestPlot(ctx, a, repo, o)
	if err != nil {
		return nil, err
	}
	var fit *body.Pooled
	for _, id := range slices.Sorted(maps.Keys(fits)) {
		if one := fits[id]; fit == nil || one.K > fit.K {
			fit = &one
		}
	}
	if fit == nil {
		var why []string
		for _, g := range forest.Groups {
			if g.Note != "" {
				why = append(why, g.Heading+": "+g.Note)
			}
		}
		return nil, fmt.Errorf("%w: no body of evidence of two studies or more that may stand in one funnel. %s", plot.ErrNothing, strings.Join(why, "; "))
	}
	return funnelOf(forest, fit).Figure(o.width())
}

// funnelOf draws what each study gave to a pool.
func funnelOf(forest *plot.Forest, fit *body.Pooled) *plot.Funnel {
	f := &plot.Funnel{Title: forest.Title, Effect: strings.TrimSuffix(forest.Effect, " (95% CI)"), Ratio: forest.Ratio, Null: forest.Null, Pooled: onPrintedScale(*fit, fit.Beta)}
	for _, g := range forest.Groups {
		if g.Pooled != nil && math.Abs(g.Pooled.Estimate-f.Pooled) < 1e-12 {
			f.Title += ". " + g.Heading
		}
	}
	for _, m := range fit.Members {
		if m.Vi > 0 {
			f.Points = append(f.Points, plot.FunnelPoint{Label: strings.Join(m.Findings, ", "), Estimate: onPrintedScale(*fit, m.Yi), Error: math.Sqrt(m.Vi)})
		}
	}
	f.Notes = append(f.Notes, "Dashed: pooled estimate, "+fit.Method+".")
	if fit.K < pool.MinForAsymmetry {
		f.Notes = append(f.Notes, fmt.Sprintf("With %s asymmetry cannot be told from chance.", plural(fit.K, "study", "studies")))
	}
	return f
}
