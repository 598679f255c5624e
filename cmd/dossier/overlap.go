package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/synthesis/body"
	"dossier/evidence/synthesis/overlap"
	"dossier/evidence/synthesis/pool"
	"dossier/store"
)

// inclusion says that a review includes a primary study.
type inclusion struct {
	Review  string             `json:"review"`            // citation key
	Primary string             `json:"primary"`           // citation key, or the name of a study that the library does not have
	Trial   string             `json:"trial,omitempty"`   // label that joins the reports of one trial
	Outcome string             `json:"outcome,omitempty"` // where it is included for one outcome only
	Year    int                `json:"year,omitempty"`
	Status  evidence.TagStatus `json:"status"` // suggested until a person confirms
	Source  string             `json:"source"` // "entered", a file, "link", "crossref"
	By      string             `json:"by,omitempty"`
	At      time.Time          `json:"at,omitzero"`

	names []string // labels of the trial and keys of its reports; see withTrials
}

// study is the row of the citation matrix: reports of one trial are one study.
func (i inclusion) study() string { return cmp.Or(i.Trial, i.Primary) }

// citationMatrix is which reviews include which studies.
type citationMatrix []inclusion

// overlapOf reads the inclusions that the library keeps.
func overlapOf(ctx context.Context, repo *store.Repo) (citationMatrix, error) {
	list, err := readKept[inclusion](ctx, repo, overlapSetting)
	if err != nil {
		return nil, err
	}
	return citationMatrix(list).withTrials(ctx, repo)
}

// withTrials says of each primary study which trial it is a report of, as studies,
// findings and links say now; a name that is a trial's label is that trial.
func (m citationMatrix) withTrials(ctx context.Context, repo *store.Repo) (citationMatrix, error) {
	if len(m) == 0 {
		return m, nil
	}
	trials, err := trialsOf(ctx, repo)
	for i := range m {
		m[i].Trial = trials.Of(m[i].Primary)
		m[i].names = trials.Names(m[i].Trial)
	}
	return m, err
}

// trialsOf reads which reports of the library are of one trial.
func trialsOf(ctx context.Context, repo *store.Repo) (evidence.Trials, error) {
	rows, err := repo.TableRows(ctx, nil, nil)
	if err != nil {
		return evidence.Trials{}, err
	}
	var heads []evidence.StudyHead
	for one, err := range repo.Select(ctx, evidence.Query{}) {
		if err != nil {
			return evidence.Trials{}, err
		}
		heads = append(heads, one.StudyHead)
	}
	return evidence.TrialsOf(rows, heads), nil
}

// withLinks adds what dossier link --kind pools says of these reviews.
func (m citationMatrix) withLinks(ctx context.Context, repo *store.Repo, reviews []string) (citationMatrix, error) {
	entered := len(m)
	for _, key := range reviews {
		study, err := repo.Study(ctx, key)
		if err != nil {
			return m, err
		}
		for _, l := range study.Links {
			if l.Kind != "pools" {
				continue
			}
			one := inclusion{Review: key, Primary: l.Key, Status: evidence.Confirmed, Source: "link"}
			if other, err := repo.Study(ctx, l.Key); err == nil {
				one.Year = other.Year()
			}
			if !slices.ContainsFunc(m, func(i inclusion) bool { return i.Review == key && i.Primary == one.Primary }) {
				m = append(m, one)
			}
		}
	}
	if len(m) == entered {
		return m, nil
	}
	return m.withTrials(ctx, repo)
}

// confirmed is the part that a person has confirmed.
func (m citationMatrix) confirmed() citationMatrix {
	return slices.DeleteFunc(slices.Clone(m), func(i inclusion) bool { return i.Status != evidence.Confirmed })
}

// primaries gives, by review, the keys and trial labels of what it includes, with
// all reports of a trial.
func (m citationMatrix) primaries() map[string][]string {
	out := map[string][]string{}
	for _, i := range m.confirmed() {
		out[i.Review] = append(append(out[i.Review], i.Primary), i.names...)
	}
	return out
}

// reviews lists the reviews, in order of key.
func (m citationMatrix) reviews() []string {
	var list []string
	for _, i := range m {
		list = append(list, i.Review)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// of keeps the inclusions of some reviews that hold for an outcome ("" = any).
func (m citationMatrix) of(reviews []string, outcome string) citationMatrix {
	return slices.DeleteFunc(slices.Clone(m), func(i inclusion) bool {
		return !slices.Contains(reviews, i.Review) || outcome != "" && i.Outcome != "" && i.Outcome != outcome
	})
}

// grid is the matrix with a row per study and a column per review. With
// structural, a study younger than a review is missing there by structure:
// the review could not include it.
func (m citationMatrix) grid(reviews []string, years map[string]int, structural bool) (studies []string, grid overlap.Matrix) {
	yearOf := map[string]int{}
	for _, i := range m {
		if !slices.Contains(studies, i.study()) {
			studies = append(studies, i.study())
		}
		yearOf[i.study()] = max(yearOf[i.study()], i.Year)
	}
	slices.Sort(studies)
	for _, study := range studies {
		row := make([]overlap.Cell, len(reviews))
		for c, review := range reviews {
			switch {
			case slices.ContainsFunc(m, func(i inclusion) bool { return i.Review == review && i.study() == study }):
				row[c] = overlap.Yes
			case structural && years[review] > 0 && yearOf[study] > years[review]:
				row[c] = overlap.Missing
			}
		}
		grid = append(grid, row)
	}
	return studies, grid
}

// note says which studies the reports of a body of evidence share: reviews with
// each other, or a review and a primary study beside it.
func (m citationMatrix) note(reports []string) string {
	var parts []string
	reviews := m.of(reports, "").reviews()
	for a := range reviews {
		for b := range a {
			_, grid := m.of([]string{reviews[b], reviews[a]}, "").grid([]string{reviews[b], reviews[a]}, nil, false)
			pair := overlap.Pairs(grid)[0]
			if pair.Shared > 0 {
				parts = append(parts, fmt.Sprintf("%s and %s share %d of %d primary studies (corrected covered area %s)",
					reviews[b], reviews[a], pair.Shared, pair.Area.R, percent(pair.Area.CCA)))
			}
		}
	}
	for _, i := range m {
		for _, report := range reports {
			part := fmt.Sprintf("%s includes %s, which stands beside it", i.Review, report)
			if slices.Contains(reviews, i.Review) && (report == i.Primary || slices.Contains(i.names, report)) && !slices.Contains(parts, part) {
				parts = append(parts, part)
			}
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Not independent: " + strings.Join(parts, "; ") + "."
}

func percent(share float64) string {
	if !finite(share) {
		return "undefined"
	}
	return fmt.Sprintf("%.1f %%", 100*share)
}

const overlapCodes = `

Exit codes: 0 done, 1 refused, 2 wrong command line, 10 no library, 11 library
busy.`

func newOverlapCmd(a *app) *cobra.Command {
	var drugs, outcomes []string
	cmd := &cobra.Command{
		Use:   "overlap",
		Short: "How far the included reviews share primary studies",
		Long: `Print the citation matrix of the included reviews, its corrected covered area
(CCA, Pieper 2014) overall, for each two reviews and per outcome, and the reviews
that answer one question differently (estimates on different sides of no effect, or
intervals that do not overlap), with what differs between them.

Which studies a review includes is entered (overlap add), imported (overlap import),
or proposed from the fetched reference lists and confirmed (overlap propose,
overlap accept). What is only proposed counts nowhere. Reports of one trial are one
study. The bands (slight, moderate, high, very high) are a convention: read the value.` + overlapCodes,
		Example: `  dossier overlap add taylor2023 ytterberg2022 "ORAL Solo"
  dossier overlap
  dossier overlap --drug tofacitinib --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runOverlap(cmd.Context(), a, drugs, outcomes) },
	}
	cmd.Flags().StringSliceVar(&drugs, "drug", nil, "reviews with findings of this `DRUG` or class")
	cmd.Flags().StringSliceVar(&outcomes, "outcome", nil, "reviews with findings of this `OUTCOME`")
	cmd.AddCommand(newOverlapAddCmd(a), newOverlapRmCmd(a), newOverlapImportCmd(a), newOverlapProposeCmd(a), newOverlapAcceptCmd(a))
	return cmd
}

// overlapReport is what dossier overlap prints.
type overlapReport struct {
	Reviews    []reviewJSON  `json:"reviews"`
	Matrix     []matrixJSON  `json:"matrix"`
	Area       *areaJSON     `json:"area"`                 // null below two reviews
	Structural *areaJSON     `json:"structural,omitempty"` // when younger studies are not counted against older reviews
	Pairs      []pairJSON    `json:"pairs"`
	Outcomes   []outcomeArea `json:"outcomes"`
	Discordant []discordJSON `json:"discordant"`
	Waiting    int           `json:"waiting"` // proposed inclusions that nobody has confirmed
}

type reviewJSON struct {
	Key       string `json:"key"`
	Year      int    `json:"year,omitempty"`
	Primaries int    `json:"primaries"`
}

type matrixJSON struct {
	Study   string   `json:"study"`
	Reports []string `json:"reports"` // as entered
	Reviews []string `json:"reviews"`
}

type areaJSON struct {
	Inclusions int         `json:"inclusions"`
	Studies    int         `json:"studies"`
	Reviews    int         `json:"reviews"`
	Missing    int         `json:"missing"`
	CCA        pool.Number `json:"cca"` // share, 0–1
	Band       string      `json:"band"`
}

type pairJSON struct {
	A      string      `json:"a"`
	B      string      `json:"b"`
	Shared int         `json:"shared"`
	Either int         `json:"either"`
	CCA    pool.Number `json:"cca"`
}

type outcomeArea struct {
	Outcome string   `json:"outcome"`
	Reviews []string `json:"reviews"`
	areaJSON
}

type discordJSON struct {
	A        string       `json:"a"`
	B        string       `json:"b"`
	Findings []string     `json:"findings"`
	Question questionJSON `json:"question"`
	Numbers  []string     `json:"numbers"`
	Why      string       `json:"why"`
	Differs  []string     `json:"differs"`
	Shared   *int         `json:"shared,omitempty"` // primary studies, where both are in the matrix
}

func runOverlap(ctx context.Context, a *app, drugs, outcomes []string) error {
	var report *overlapReport
	var vocab *evidence.Vocabulary
	err := a.read(ctx, func(repo *store.Repo) error {
		var err error
		if vocab, err = a.vocabulary(ctx, repo); err != nil {
			return err
		}
		report, err = buildOverlap(ctx, repo, vocab, drugs, outcomes)
		return err
	})
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(report)
	}
	printOverlap(a, report, vocab)
	return nil
}

// buildOverlap gathers the reviews of a selection and computes their overlap.
func buildOverlap(ctx context.Context, repo *store.Repo, vocab *evidence.Vocabulary, drugs, outcomes []string) (*overlapReport, error) {
	selection := findingsPool{drugs: drugs, outcomes: outcomes}
	p, err := newPooler(vocab, selection)
	if err != nil {
		return nil, err
	}
	filter := findingFilter{drugs: p.o.drugs}
	all, err := filter.rows(ctx, repo, vocab, "")
	if err != nil {
		return nil, err
	}
	evidence.JoinTrials(all)
	rows := slices.DeleteFunc(all, func(r evidence.TableRow) bool { return !p.selected(&r) || !r.Finding.Usable })
	linked, years, err := reviewsOf(ctx, repo, vocab)
	if err != nil {
		return nil, err
	}
	kept, err := overlapOf(ctx, repo)
	if err != nil {
		return nil, err
	}
	if kept, err = kept.withLinks(ctx, repo, linked); err != nil {
		return nil, err
	}
	m := kept.confirmed()
	if len(drugs)+len(outcomes) > 0 {
		m = m.of(studiesOf(rows), "")
	}
	report := m.report(years)
	report.Waiting = len(kept) - len(kept.confirmed())
	report.Outcomes = m.perOutcome(rows, years, vocab)
	report.Discordant = m.discordant(rows)
	return report, nil
}

func studiesOf(rows []evidence.TableRow) []string {
	var keys []string
	for i := range rows {
		keys = append(keys, rows[i].Finding.Study)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// report computes the areas of the whole matrix and of each two reviews.
func (m citationMatrix) report(years map[string]int) *overlapReport {
	report := &overlapReport{Reviews: []reviewJSON{}, Matrix: []matrixJSON{}, Pairs: []pairJSON{}, Outcomes: []outcomeArea{}, Discordant: []discordJSON{}}
	reviews := m.reviews()
	studies, grid := m.grid(reviews, years, false)
	for c, key := range reviews {
		n := 0
		for _, row := range grid {
			if row[c] == overlap.Yes {
				n++
			}
		}
		report.Reviews = append(report.Reviews, reviewJSON{key, years[key], n})
	}
	for i, study := range studies {
		line := matrixJSON{Study: study, Reports: m.reportsOf(study)}
		for c, key := range reviews {
			if grid[i][c] == overlap.Yes {
				line.Reviews = append(line.Reviews, key)
			}
		}
		report.Matrix = append(report.Matrix, line)
	}
	if len(reviews) < 2 {
		return report
	}
	report.Area = toAreaJSON(overlap.Corrected(grid))
	if _, structural := m.grid(reviews, years, true); overlap.Corrected(structural).X > 0 {
		report.Structural = toAreaJSON(overlap.Corrected(structural))
	}
	for _, p := range overlap.Pairs(grid) {
		report.Pairs = append(report.Pairs, pairJSON{reviews[p.A], reviews[p.B], p.Shared, p.Area.R, pool.Number(p.Area.CCA)})
	}
	return report
}

// reportsOf lists what the reviews are said to include of a study.
func (m citationMatrix) reportsOf(study string) []string {
	var list []string
	for _, i := range m {
		if i.study() == study {
			list = append(list, i.Primary)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func toAreaJSON(a overlap.Area) *areaJSON {
	return &areaJSON{a.N, a.R, a.C, a.X, pool.Number(a.CCA), strings.ReplaceAll(string(a.Band), "_", " ")}
}

// perOutcome computes the area among the reviews that report an outcome.
func (m citationMatrix) perOutcome(rows []evidence.TableRow, years map[string]int, vocab *evidence.Vocabulary) []outcomeArea {
	reviews := m.reviews()
	reporting := map[string][]string{}
	var order []string
	for i := range rows {
		f := &rows[i].Finding
		if !slices.Contains(reviews, f.Study) {
			continue
		}
		if reporting[f.Outcome] == nil {
			order = append(order, f.Outcome)
		}
		if !slices.Contains(reporting[f.Outcome], f.Study) {
			reporting[f.Outcome] = append(reporting[f.Outcome], f.Study)
		}
	}
	slices.SortFunc(order, func(x, y string) int {
		return cmp.Or(cmp.Compare(vocab.SafetyOrder(x), vocab.SafetyOrder(y)), strings.Compare(x, y))
	})
	list := []outcomeArea{}
	for _, outcome := range order {
		here := reporting[outcome]
		if slices.Sort(here); len(here) < 2 {
			continue
		}
		_, grid := m.of(here, outcome).grid(here, years, false)
		list = append(list, outcomeArea{outcome, here, *toAreaJSON(overlap.Corrected(grid))})
	}
	return list
}

// discordant lists the reviews that answer one question differently.
func (m citationMatrix) discordant(rows []evidence.TableRow) []discordJSON {
	list := []discordJSON{}
	for _, d := range body.Discordant(rows) {
		f := &d.A.Finding
		one := discordJSON{A: f.Study, B: d.B.Finding.Study, Findings: []string{f.ID, d.B.Finding.ID}, Why: d.Why, Differs: append([]string{}, d.Differs...),
			Question: questionJSON{Drug: f.Drug, Outcome: f.Outcome, SubOutcome: f.SubOutcome, Comparator: f.Comparator, Measure: measureOf(f)},
			Numbers:  []string{printedEstimate(f), printedEstimate(&d.B.Finding)}}
		pair := []string{one.A, one.B}
		if both := m.of(pair, ""); len(both.reviews()) == 2 {
			_, grid := both.grid(both.reviews(), nil, false)
			one.Shared = &overlap.Pairs(grid)[0].Shared
		}
		list = append(list, one)
	}
	return list
}

func printedEstimate(f *evidence.Finding) string {
	return fmt.Sprintf("%s (%s–%s)", f.Estimate, f.CILow, f.CIHigh)
}

// label names a row of the matrix, and the reports where it is a trial.
func (l *matrixJSON) label() string {
	if slices.Equal(l.Reports, []string{l.Study}) {
		return l.Study
	}
	return l.Study + " (" + strings.Join(l.Reports, ", ") + ")"
}

func printOverlap(a *app, r *overlapReport, vocab *evidence.Vocabulary) {
	if len(r.Reviews) == 0 {
		a.print("It is not known which primary studies the reviews include.")
		a.say("  next: dossier overlap add REVIEW PRIMARY…, or dossier overlap import FILE.csv, or dossier overlap propose")
	}
	for i, review := range r.Reviews {
		a.print("%3d  %-24s %s", i+1, review.Key, plural(review.Primaries, "primary study", "primary studies"))
	}
	width := 36
	for _, line := range r.Matrix {
		width = max(width, utf8.RuneCountInString(line.label()))
	}
	for _, line := range r.Matrix {
		marks := ""
		for _, review := range r.Reviews {
			mark := "·"
			if slices.Contains(line.Reviews, review.Key) {
				mark = "x"
			}
			marks += " " + mark
		}
		a.print("    %-*s%s", width, line.label(), marks)
	}
	if r.Area != nil {
		a.print("overall: corrected covered area %s (%s): %d inclusions of %d studies in %d reviews", percent(float64(r.Area.CCA)), r.Area.Band, r.Area.Inclusions, r.Area.Studies, r.Area.Reviews)
	}
	if r.Structural != nil {
		a.print("  %s when %s that appeared after a review are not counted against it", percent(float64(r.Structural.CCA)), plural(r.Structural.Missing, "cell of a study", "cells of studies"))
	}
	for _, p := range r.Pairs {
		a.print("  %s and %s share %d of %d (%s)", p.A, p.B, p.Shared, p.Either, percent(float64(p.CCA)))
	}
	for _, o := range r.Outcomes {
		a.print("%s: corrected covered area %s among %s", vocab.OutcomeLabel(o.Outcome), percent(float64(o.CCA)), strings.Join(o.Reviews, ", "))
	}
	for _, d := range r.Discordant {
		a.print("discordant: %s: %s %s, %s %s: %s", questionText(d.Question, vocab), d.A, d.Numbers[0], d.B, d.Numbers[1], d.Why)
		for _, differs := range d.Differs {
			a.print("  %s", differs)
		}
		if d.Shared != nil {
			a.print("  shared primary studies: %d", *d.Shared)
		}
	}
	if r.Waiting > 0 {
		a.say("%s for a person: dossier overlap accept REVIEW", plural(r.Waiting, "proposed inclusion waits", "proposed inclusions wait"))
	}
}
