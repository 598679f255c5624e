package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/summary"
	"dossier/exports"
	"dossier/exports/biblio"
	"dossier/exports/plot"
	"dossier/exports/report"
	"dossier/ingest/resolve"
	"dossier/store"
)

type reportOptions struct {
	query    string
	drugs    []string
	outcomes []string
	title    string
	force    bool
	check    bool

	judgedOptions
}

func newReportCmd(a *app) *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "report [DIR]",
		Short: "Freeze tables, figures, references and manifest in one folder",
		Long: `Freeze what the paper needs in one folder (default: report-DATE): tables in HTML,
Markdown, CSV, DOCX and XLSX, figures in SVG, PDF and PNG, references.bib, the
PRISMA 2020 and PRISMA harms checklists pre-filled with where each item is met,
report.html (one page that works without a network: the evidence map filters the
numbers, columns sort, each number shows its source), and manifest.json, which says
what all of it was made of. With --pool the bodies of evidence hold what was pooled,
or why not, and with --baseline absolute effects per 1,000.

--check says which cells of a frozen folder no longer match the library, and which
of its files are not those that were written.

Exit codes: 0 done, 1 failed, 2 wrong command line or the folder exists, 4 --check
found a difference, 10 no library, 11 library busy.`,
		Example: `  dossier report
  dossier report submission --query design:rct --pool --baseline mace=0.02
  dossier report --check submission`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "report-" + a.now().Format(time.DateOnly)
			if len(args) == 1 {
				dir = args[0]
			}
			if o.check {
				return runReportCheck(cmd.Context(), a, dir)
			}
			return runReport(cmd.Context(), a, dir, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.query, "query", "", "only the studies that match this `QUERY`")
	f.StringSliceVar(&o.drugs, "drug", nil, "only tables of this `DRUG`; repeatable")
	f.StringSliceVar(&o.outcomes, "outcome", nil, "only this `OUTCOME`; repeatable")
	f.StringVar(&o.title, "title", "Evidence report", "`TITLE` of the report")
	f.BoolVar(&o.force, "force", false, "replace a folder that this command wrote")
	f.BoolVar(&o.check, "check", false, "compare a frozen folder with the library")
	o.judgedFlags(cmd)
	return cmd
}

func runReport(ctx context.Context, a *app, dir string, o reportOptions) error {
	if err := mayFreeze(dir, o.force || a.yes); err != nil {
		return err
	}
	var frozen *report.Freeze
	err := a.read(ctx, func(repo *store.Repo) (err error) {
		frozen, err = freeze(ctx, a, repo, o)
		return err
	})
	if err != nil {
		return err
	}
	files, err := frozen.Files()
	if err != nil {
		return err
	}
	if a.dryRun {
		a.say("would write %s to %s", plural(len(files), "file", "files"), dir)
		return nil
	}
	if err := writeFolder(dir, files); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"dir": dir, "files": len(files), "tables": len(frozen.Tables), "figures": len(frozen.Figures), "fingerprint": frozen.Manifest.Fingerprint})
	}
	a.print("%s: %s, %s, %s", dir, plural(len(files), "file", "files"), plural(len(frozen.Tables), "table", "tables"), plural(len(frozen.Figures), "figure", "figures"))
	a.say("  next: open %s; later: dossier report --check %s", filepath.Join(dir, "report.html"), quoteArg(dir))
	return nil
}

// mayFreeze refuses a folder that is there, unless it is a freeze and may be
// replaced: a folder with anything else in it is never taken away.
func mayFreeze(dir string, force bool) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) == 0:
		return nil
	case !force:
		return usage("add --force to replace it, or choose another name", "%s exists already", dir)
	}
	manifest, _, err := report.Read(os.DirFS(dir))
	if err != nil {
		return usage("choose another name", "%s holds files and is no report", dir)
	}
	foreign, err := manifest.Foreign(os.DirFS(dir))
	if err == nil && len(foreign) > 0 {
		err = usage("move them elsewhere, or choose another name", "%s holds files that no report wrote: %s", dir, listSome(foreign, 3))
	}
	return err
}

// writeFolder writes the files beside the folder and gives it the name when all
// are on the disk, so that a reader sees the old folder or the new one.
func writeFolder(dir string, files []report.File) (err error) {
	dir = filepath.Clean(dir)
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	next, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+".*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(next)) }()
	for _, f := range files {
		path := filepath.Join(next, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := writeFile(path, f.Data, 0o644); err != nil {
			return err
		}
	}
	if err := os.Chmod(next, 0o755); err != nil {
		return err
	}
	old := next + ".old"
	switch err := os.Rename(dir, old); {
	case errors.Is(err, fs.ErrNotExist):
		return os.Rename(next, dir)
	case err != nil:
		return err
	}
	if err := os.Rename(next, dir); err != nil {
		return errors.Join(err, os.Rename(old, dir)) // put the old one back
	}
	return os.RemoveAll(old)
}

// freeze gathers everything that the report is made of.
func freeze(ctx context.Context, a *app, repo *store.Repo, o reportOptions) (*report.Freeze, error) {
	vocab, err := a.vocabulary(ctx, repo)
	if err != nil {
		return nil, err
	}
	z := &report.Freeze{Title: o.title, Vocabulary: vocab}
	if err := freezeTables(ctx, a, repo, z, o); err != nil {
		return nil, err
	}
	if z.Manifest, err = freezeManifest(ctx, a, repo, o); err != nil {
		return nil, err
	}
	logged, err := searches(ctx, repo)
	if err != nil {
		return nil, err
	}
	for _, s := range logged {
		z.Searches = append(z.Searches, report.Search{Database: s.Database, Platform: s.Platform, Date: s.Date, Strategy: s.Strategy, Limits: s.Limits, Hits: s.Hits})
	}
	if err := freezeFigures(ctx, a, repo, z, vocab, o); err != nil {
		return nil, err
	}
	return z, freezeBibliography(ctx, repo, z)
}

// freezeTables builds the tables that a check builds again.
func freezeTables(ctx context.Context, a *app, repo *store.Repo, z *report.Freeze, o reportOptions) (err error) {
	options := tableOptions{query: o.query, drugs: o.drugs, outcomes: o.outcomes, by: "drug", judgedOptions: o.judgedOptions}
	if len(o.drugs) == 0 && len(o.outcomes) > 0 {
		options.by = "outcome"
	}
	if err := freezeEvidence(ctx, a, repo, z, options); err != nil {
		return err
	}
	if letters, agree := reportLetters(z); !agree {
		options.yearLetters = letters
		if err := freezeEvidence(ctx, a, repo, z, options); err != nil {
			return err
		}
	}
	z.Map, err = buildMap(ctx, a, repo, o.query)
	return err
}

// reportLetters are the letters behind the years of all studies of the report,
// which is one document, and whether its tables have them.
func reportLetters(z *report.Freeze) (letters map[string]string, agree bool) {
	all := z.Tables
	if z.Characteristics != nil {
		all = append(slices.Clone(all), z.Characteristics)
	}
	return summary.YearLetters(all...)
}

// freezeEvidence builds the tables of the numbers and that of the studies.
func freezeEvidence(ctx context.Context, a *app, repo *store.Repo, z *report.Freeze, options tableOptions) (err error) {
	if z.Tables, err = buildTables(ctx, a, repo, options); err != nil {
		return err
	}
	options.by = "characteristics"
	characteristics, err := buildTables(ctx, a, repo, options)
	if err != nil {
		return err
	}
	if len(characteristics) == 1 && len(characteristics[0].Rows) > 0 {
		z.Characteristics = characteristics[0]
	}
	return nil
}

func freezeManifest(ctx context.Context, a *app, repo *store.Repo, o reportOptions) (report.Manifest, error) {
	m := report.Manifest{Command: reportCommand(o), Program: "dossier " + version, Created: a.now(), Query: o.query, Drugs: nonNil(o.drugs), Outcomes: nonNil(o.outcomes),
		Pool: o.pool, MixPopulations: o.mixPopulations, MixDesigns: o.mixDesigns, Baseline: o.baseline}
	counts, err := repo.Counts(ctx)
	if err != nil {
		return m, err
	}
	m.Studies, m.Findings = counts.Studies, counts.Findings
	if m.NewestRecord, m.NewestFetch, err = newest(ctx, repo); err != nil {
		return m, err
	}
	m.Fingerprint, err = fingerprint(ctx, repo)
	return m, err
}

// newest is when the youngest record came in, and when a registry was asked last.
func newest(ctx context.Context, repo *store.Repo) (record, fetch time.Time, err error) {
	for rec, err := range repo.AllRecords(ctx) {
		if err != nil {
			return record, fetch, err
		}
		if rec.Origin.At.After(record) {
			record = rec.Origin.At.UTC()
		}
		if resolve.IsSource(rec.Origin.Format) && rec.Origin.At.After(fetch) {
			fetch = rec.Origin.At.UTC()
		}
	}
	return record, fetch, nil
}

// reportCommand is what makes the same report again; the name of the folder is
// no part of what it holds.
func reportCommand(o reportOptions) string {
	parts := []string{"dossier report"}
	for _, d := range o.drugs {
		parts = append(parts, "--drug "+quoteArg(d))
	}
	for _, x := range o.outcomes {
		parts = append(parts, "--outcome "+quoteArg(x))
	}
	if o.query != "" {
		parts = append(parts, "--query "+quoteArg(o.query))
	}
	for _, f := range []struct {
		name string
		on   bool
	}{{"--pool", o.pool}, {"--mix-populations", o.mixPopulations}, {"--mix-designs", o.mixDesigns}} {
		if f.on {
			parts = append(parts, f.name)
		}
	}
	for _, risk := range o.baseline {
		parts = append(parts, "--baseline "+quoteArg(risk))
	}
	return strings.Join(parts, " ")
}

func nonNil(list []string) []string { return append([]string{}, list...) }

// freezeFigures draws what there is something to draw of: the map, the flow, the
// overlap, and a forest plot for every main outcome of the tables.
func freezeFigures(ctx context.Context, a *app, repo *store.Repo, z *report.Freeze, vocab *evidence.Vocabulary, o reportOptions) error {
	letters, _ := reportLetters(z)
	add := func(name string, f *plot.Figure, err error) error {
		if errors.Is(err, plot.ErrNothing) {
			return nil
		}
		if err == nil {
			z.Figures = append(z.Figures, report.Figure{Name: name, Figure: f})
		}
		return err
	}
	f, err := mapFigure(ctx, a, repo, plotOptions{query: o.query})
	if err := add("map", f, err); err != nil {
		return err
	}
	flow, err := prismaFlow(ctx, repo)
	if err != nil {
		return err
	}
	if flow.ExcludedUnread != nil {
		z.Excluded = *flow.ExcludedUnread
	}
	f, err = flow.Figure(plot.OneColumn)
	if err := add("prisma", f, err); err != nil {
		return err
	}
	f, err = overlapFigure(ctx, a, repo, plotOptions{query: o.query, yearLetters: letters})
	if err := add("overlap", f, err); err != nil {
		return err
	}
	for _, tool := range robTools() {
		f, err := robFigure(ctx, a, repo, plotOptions{query: o.query, tool: tool, yearLetters: letters})
		if err := add("rob-"+tool, f, err); err != nil {
			return err
		}
	}
	for _, outcome := range mainOutcomes(z.Tables, vocab, o) {
		f, err := forestFigure(ctx, a, repo, plotOptions{query: o.query, drugs: o.drugs, outcomes: []string{outcome}, wide: true, mix: o.mixPopulations, mixDesigns: o.mixDesigns, yearLetters: letters})
		if err := add("forest-"+outcome, f, err); err != nil {
			return err
		}
	}
	return nil
}

// mainOutcomes are the outcomes to draw, in safety order.
func mainOutcomes(tables []*evidence.Summary, vocab *evidence.Vocabulary, o reportOptions) []string {
	if len(o.outcomes) > 0 {
		return o.outcomes
	}
	seen := map[string]bool{}
	var ids []string
	for _, t := range tables {
		for i := range t.Rows {
			f := t.Rows[i].Facts
			if f == nil {
				continue
			}
			id := f.Outcome
			if up := vocab.Ancestors(id); len(up) > 0 {
				id = up[len(up)-1]
			}
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	slices.SortStableFunc(ids, func(a, b string) int { return vocab.SafetyOrder(a) - vocab.SafetyOrder(b) })
	return ids
}

// freezeBibliography writes the studies that the tables cite.
func freezeBibliography(ctx context.Context, repo *store.Repo, z *report.Freeze) error {
	tables := z.Tables
	if z.Characteristics != nil {
		tables = append(slices.Clone(tables), z.Characteristics)
	}
	var cited []*evidence.Study
	for _, key := range citedKeys(tables) {
		s, err := repo.Study(ctx, key)
		if err != nil {
			return err
		}
		cited = append(cited, &s)
	}
	bibtex, ok := exports.FindBibliography("bibtex")
	if !ok {
		return fmt.Errorf("there is no bibtex writer")
	}
	var b bytes.Buffer
	if err := bibtex.Write(&b, biblio.List(cited), biblio.Options{OmitAbstract: true}); err != nil {
		return err
	}
	z.Bibliography = b.Bytes()
	return nil
}

// readFreeze reads a frozen folder.
func readFreeze(dir string) (report.Manifest, []report.Frozen, error) {
	m, tables, err := report.Read(os.DirFS(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil, usage("dossier report "+quoteArg(dir)+" makes one", "%s is no folder that dossier report wrote", dir)
	}
	if err != nil {
		return m, nil, fmt.Errorf("%s: %w", dir, err)
	}
	return m, tables, nil
}

// changesSince builds the tables of a freeze again, with the options that it was
// made with, and compares their cells.
func changesSince(ctx context.Context, a *app, m report.Manifest, was []report.Frozen) (changes []report.Change, err error) {
	err = a.read(ctx, func(repo *store.Repo) error {
		z := &report.Freeze{}
		err := freezeTables(ctx, a, repo, z, reportOptions{query: m.Query, drugs: m.Drugs, outcomes: m.Outcomes,
			judgedOptions: judgedOptions{pool: m.Pool, mixPopulations: m.MixPopulations, mixDesigns: m.MixDesigns, baseline: m.Baseline}})
		var f *failure
		if err != nil && !(errors.As(err, &f) && f.code == exitFailed) { // no findings are left: every row is gone
			return err
		}
		all := slices.Clone(z.Tables)
		for _, t := range []*evidence.Summary{z.Characteristics, z.Map} {
			if t != nil {
				all = append(all, t)
			}
		}
		changes = report.Compare(was, report.Cells(all))
		return nil
	})
	return changes, err
}

func runReportCheck(ctx context.Context, a *app, dir string) error {
	m, was, err := readFreeze(dir)
	if err != nil {
		return err
	}
	altered := m.Altered(os.DirFS(dir))
	changes, err := changesSince(ctx, a, m, was)
	if err != nil {
		return err
	}
	if a.json {
		err = a.printJSON(map[string]any{"dir": dir, "created": m.Created, "files": nonNil(altered), "cells": append([]report.Change{}, changes...)})
	} else {
		for _, name := range altered {
			a.print("%s: not the file that was written", filepath.Join(dir, name))
		}
		printChanges(a, changes)
		if len(altered)+len(changes) == 0 {
			a.print("%s matches the library: %s", dir, plural(len(was), "table", "tables"))
		}
	}
	if err == nil && len(altered)+len(changes) > 0 {
		return silent(exitAttention)
	}
	return err
}

// printChanges prints one line per cell, under the name of its table.
func printChanges(a *app, changes []report.Change) {
	last := ""
	for _, c := range changes {
		if c.Table != last {
			a.print("%s", c.Table)
			last = c.Table
		}
		switch c.Kind {
		case "added":
			a.print("  + %s: %s", c.Row, c.Is)
		case "removed":
			a.print("  - %s: %s", c.Row, c.Was)
		default:
			a.print("  ~ %s, %s: %s → %s", c.Row, c.Column, orNothing(c.Was), orNothing(c.Is))
		}
	}
}

func orNothing(s string) string {
	if s == "" {
		return "(nothing)"
	}
	return s
}
