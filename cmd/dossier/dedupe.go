package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/dedupe"
	"dossier/ingest"
	"dossier/store"
)

func newDedupeCmd(a *app) *cobra.Command {
	var review bool
	cmd := &cobra.Command{
		Use:   "dedupe [FILE…]",
		Short: "Find duplicates in the library, or in files",
		Long: `Find entries of the same publication. In the library, pairs that are certain are
merged (dossier undo takes it back), doubtful ones become questions; --review asks
them one after the other, best first, and remembers each answer: same, different,
or the same study in a different report. With files nothing is changed: groups and
questions are printed.

Exit codes: 0 done, 3 some files could not be read, 4 there are questions,
10 no library, 11 library busy.`,
		Example: `  dossier dedupe
  dossier dedupe --review
  dossier dedupe pubmed.nbib embase.ris --json`,
		RunE: func(cmd *cobra.Command, files []string) error {
			switch {
			case len(files) > 0:
				return dedupeFiles(cmd.Context(), a, files)
			case review:
				return reviewPairs(cmd.Context(), a)
			}
			return dedupeLibrary(cmd.Context(), a)
		},
	}
	cmd.Flags().BoolVar(&review, "review", false, "answer the open questions")
	return cmd
}

// dedupeFiles prints the groups and questions among the records of files.
func dedupeFiles(ctx context.Context, a *app, files []string) error {
	var records []*evidence.Record
	unread := 0
	for _, file := range files {
		some, bad, err := recordsToCompare(ctx, a, file)
		if err != nil {
			return err
		}
		unread += bad
		records = append(records, some...)
	}
	distinctIDs(records)
	result, err := dedupe.Run(ctx, records, nil)
	if err != nil {
		return err
	}
	if a.json {
		err = a.printJSON(result)
	} else {
		printGroups(a, &result)
	}
	switch {
	case err != nil:
		return err
	case unread > 0 && unread == len(files) && len(records) == 0:
		return fail(exitFailed, "", "nothing could be read")
	case unread > 0:
		return fail(exitPartly, "see above what to do about them", "%s could not be read", plural(unread, "input", "inputs"))
	case len(result.Questions) > 0 && !a.json:
		return silent(exitAttention)
	}
	return nil
}

// recordsToCompare reads a file: a table with a record_id column as it is, any
// other format through its reader.
func recordsToCompare(ctx context.Context, a *app, file string) ([]*evidence.Record, int, error) {
	if rows, ok := recordTable(file); ok {
		return rows, 0, nil
	}
	got := &collected{}
	reports, err := collectOne(ctx, a, file, ingest.Options{}, got)
	if err != nil {
		return nil, 0, err
	}
	a.problems(got.problems)
	unread := 0
	for _, r := range reports {
		if r.Err != nil {
			unread++
		}
	}
	records := make([]*evidence.Record, len(got.records))
	for i := range got.records {
		r := &got.records[i]
		if r.ID = r.Origin.Key; r.ID == "" {
			r.ID = fmt.Sprintf("%s:%d", file, i+1)
		}
		records[i] = r
	}
	return records, unread, nil
}

// recordTable reads a CSV whose header names record_id and title. ok is false
// for anything else.
func recordTable(file string) (records []*evidence.Record, ok bool) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, false
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	header, err := r.Read()
	if err != nil || !slices.Contains(header, "record_id") || !slices.Contains(header, "title") {
		return nil, false
	}
	for n := 1; ; n++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return records, true
		}
		if err != nil {
			return nil, false
		}
		row := map[string]string{}
		for i, name := range header {
			if i < len(cells) && name != "duplicate_group" {
				row[name] = cells[i]
			}
		}
		rec := dedupe.FromRow(row)
		if rec.ID == "" {
			rec.ID = fmt.Sprintf("%s:%d", file, n)
		}
		records = append(records, &rec)
	}
}

// distinctIDs gives records of different files that carry the same id one of
// their own: the id is the source's, not ours.
func distinctIDs(records []*evidence.Record) {
	seen := map[string]int{}
	for _, r := range records {
		seen[r.ID]++
		if n := seen[r.ID]; n > 1 {
			r.ID = fmt.Sprintf("%s#%d", r.ID, n)
		}
	}
}

func printGroups(a *app, result *dedupe.Result) {
	removable := 0
	for _, g := range result.Groups {
		removable += len(g.IDs) - 1
		a.print("same      %s  (%s)", strings.Join(g.IDs, " = "), strings.Join(g.Why, ", "))
	}
	for _, q := range result.Questions {
		guard := ""
		if q.Guard != "" {
			guard = "; but " + q.Guard
		}
		a.print("question  %s ? %s  %.1f (%s%s)", strings.Join(q.A, " = "), strings.Join(q.B, " = "), q.Score, strings.Join(q.Why, ", "), guard)
	}
	for _, l := range result.Links {
		a.print("link      %s %s %s  (%s)", l.A, l.Kind, l.B, l.Why)
	}
	a.print("%d records, %d removable in %s, %s", result.Records, removable,
		plural(len(result.Groups), "group", "groups"), plural(len(result.Questions), "question", "questions"))
}

// libraryRecords are the studies of a library as records to compare, by key,
// and what was decided about them before.
func libraryRecords(ctx context.Context, repo *store.Repo) ([]*evidence.Record, []dedupe.Constraint, error) {
	var records []*evidence.Record
	for s, err := range repo.Studies(ctx, evidence.Query{}) {
		if err != nil {
			return nil, nil, err
		}
		records = append(records, &evidence.Record{ID: s.Key, Origin: evidence.Origin{Format: "library", Key: s.Key}, Citation: s.Citation})
	}
	decisions, err := repo.Decisions(ctx, "")
	if err != nil {
		return nil, nil, err
	}
	var constraints []dedupe.Constraint
	for _, d := range decisions {
		switch d.Verdict {
		case store.PairDifferent:
			constraints = append(constraints, dedupe.Constraint{A: d.A, B: d.B, Verdict: dedupe.VerdictDifferent})
		case store.PairReports:
			constraints = append(constraints, dedupe.Constraint{A: d.A, B: d.B, Verdict: dedupe.VerdictReports})
		}
	}
	return records, constraints, nil
}

// dedupeLibrary merges what is certain and stores what is doubtful as questions.
func dedupeLibrary(ctx context.Context, a *app) error {
	var result dedupe.Result
	err := a.read(ctx, func(repo *store.Repo) error {
		records, constraints, err := libraryRecords(ctx, repo)
		if err != nil {
			return err
		}
		result, err = dedupe.Run(ctx, records, constraints)
		return err
	})
	if err != nil {
		return err
	}
	if !a.dryRun && len(result.Groups)+len(result.Questions) > 0 {
		err := a.write(ctx, "dedupe", func(repo *store.Repo) error {
			for _, g := range result.Groups {
				if _, err := repo.MergeStudies(ctx, g.IDs[0], g.IDs[1:]...); err != nil {
					return err
				}
			}
			var open []store.Decision
			for _, q := range result.Questions {
				open = append(open, store.Decision{A: q.A[0], B: q.B[0], Verdict: store.PairOpen, Score: q.Score, Why: q.Why})
			}
			return onlyErr(repo.PutDecisions(ctx, open))
		})
		if err != nil {
			return err
		}
	}
	if a.json {
		if err := a.printJSON(result); err != nil {
			return err
		}
	} else {
		printGroups(a, &result)
	}
	if len(result.Questions) > 0 {
		a.say("  next: dossier dedupe --review")
		return silent(exitAttention)
	}
	return nil
}

// reviewPairs asks the open questions in the terminal, the most likely first.
func reviewPairs(ctx context.Context, a *app) error {
	if a.noInput {
		return usage("dossier merge A B, dossier link A B, or leave --no-input out", "--review asks and nobody may be asked")
	}
	in := bufio.NewReader(a.in)
	for {
		var open []store.Decision
		err := a.read(ctx, func(repo *store.Repo) (err error) {
			open, err = repo.Decisions(ctx, store.PairOpen)
			return err
		})
		if err != nil {
			return err
		}
		if len(open) == 0 {
			a.print("no question is open")
			return nil
		}
		slices.SortStableFunc(open, func(x, y store.Decision) int {
			switch {
			case x.Score > y.Score:
				return -1
			case x.Score < y.Score:
				return 1
			}
			return 0
		})
		more, err := reviewOne(ctx, a, in, open)
		if err != nil || !more {
			return err
		}
	}
}

// reviewOne goes through the open questions until one is answered; more is
// false when the person leaves.
func reviewOne(ctx context.Context, a *app, in *bufio.Reader, open []store.Decision) (more bool, err error) {
	for i, d := range open {
		if err := showPair(ctx, a, d); err != nil {
			return false, err
		}
		a.print("%d open. [s]ame  [d]ifferent  same study, different [r]eport  [n]ext  [q]uit", len(open)-i)
		line, rerr := in.ReadString('\n')
		if rerr != nil && line == "" {
			return false, nil
		}
		switch strings.ToLower(strings.TrimSpace(line)) {
		case "s", "same":
			return true, answer(ctx, a, d, store.PairSame)
		case "d", "different":
			return true, answer(ctx, a, d, store.PairDifferent)
		case "r", "report", "reports":
			return true, answer(ctx, a, d, store.PairReports)
		case "q", "quit":
			return false, nil
		}
	}
	return false, nil
}

func showPair(ctx context.Context, a *app, d store.Decision) error {
	return a.read(ctx, func(repo *store.Repo) error {
		for _, key := range []string{d.A, d.B} {
			s, err := repo.Study(ctx, key)
			if err != nil {
				return err
			}
			a.print("%s\n  %s\n  %s\n  %s  %s", s.Key, s.Title, shorten(authorLine(&s), 100), containerLine(&s), idLine(&s))
		}
		a.print("  why: %s", strings.Join(d.Why, ", "))
		return nil
	})
}

// answer stores a person's answer: same merges, reports joins them as one trial.
func answer(ctx context.Context, a *app, d store.Decision, verdict store.PairVerdict) error {
	if a.dryRun {
		a.say("would answer %s", verdict)
		return nil
	}
	return a.write(ctx, "dedupe --review", func(repo *store.Repo) error {
		if verdict == store.PairSame {
			_, err := repo.MergeStudies(ctx, d.A, d.B)
			return err
		}
		d.Verdict, d.By, d.At = verdict, a.who(), a.now()
		if _, err := repo.PutDecisions(ctx, []store.Decision{d}); err != nil || verdict == store.PairDifferent {
			return err
		}
		first, err := repo.Study(ctx, d.A)
		if err != nil {
			return err
		}
		label := first.Trial
		if label == "" {
			label = first.Key
		}
		return onlyErr(repo.SetTrial(ctx, label, d.A, d.B))
	})
}

// explanation is the evidence for and against two studies being one.
type explanation struct {
	A       string        `json:"a"`
	B       string        `json:"b"`
	Outcome string        `json:"outcome"` // same, ask, distinct
	Score   float64       `json:"score"`
	Guard   string        `json:"guard"`
	Parts   []explainPart `json:"parts"`
}

type explainPart struct {
	Name   string  `json:"name"`
	What   string  `json:"what"`
	Points float64 `json:"points"`
}

func explained(x, y *evidence.Record) explanation {
	e := dedupe.Compare(x, y)
	out := explanation{A: x.ID, B: y.ID, Outcome: "same", Score: e.Score, Guard: e.Guard, Parts: []explainPart{}}
	switch e.Outcome {
	case dedupe.Ask:
		out.Outcome = "ask"
	case dedupe.Distinct:
		out.Outcome = "distinct"
	}
	for _, p := range e.Parts {
		out.Parts = append(out.Parts, explainPart{p.Name, p.What, p.Points})
	}
	return out
}

func newExplainCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "explain A B",
		Short: "Why two studies are, or are not, the same publication",
		Long: `Print the evidence for and against two studies being one publication: each part
with its points, the total, and the guard that forbids a merge, if any.

Exit codes: 0 done, 1 unknown study, 10 no library, 11 library busy.`,
		Example: "  dossier explain kim2025 kim2025b",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return a.read(ctx, func(repo *store.Repo) error {
				var pair [2]*evidence.Record
				for i, name := range args {
					s, err := findStudy(ctx, repo, name)
					if err != nil {
						return err
					}
					pair[i] = &evidence.Record{ID: s.Key, Citation: s.Citation}
				}
				if a.json {
					return a.printJSON(explained(pair[0], pair[1]))
				}
				a.print("%s", strings.TrimRight(dedupe.Explain(pair[0], pair[1]), "\n"))
				return nil
			})
		},
	}
}
