package main

import (
	"bufio"
	"bytes"
	"cmp"
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
or the same study in a different report. Among thousands of look-alikes a work
raises three questions at most; others come up when those are answered and dedupe
runs again. Works that belong together without being one (reports of one trial,
versions, errata) are proposed as links and asked about after them. With files
nothing is changed: groups, questions and links are printed, of very many questions
or links the first 20 (--verbose names each, --json too).

Exit codes: 0 done, 3 some files could not be read, 4 there are questions or links
that nobody has answered, 10 no library, 11 library busy.`,
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
		a.say("  next: dossier add %s, then dossier dedupe --review asks about them one after the other", strings.Join(files, " "))
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

// printGroups prints groups, and of questions and links the first unless --verbose
// is given.
func printGroups(a *app, result *dedupe.Result) {
	removable := 0
	for _, g := range result.Groups {
		removable += len(g.IDs) - 1
		a.print("same      %s  (%s)", strings.Join(g.IDs, " = "), strings.Join(g.Why, ", "))
	}
	for _, q := range result.Questions[:a.few(len(result.Questions))] {
		guard := ""
		if q.Guard != "" {
			guard = "; but " + q.Guard
		}
		a.print("question  %s ? %s  %.1f (%s%s)", strings.Join(q.A, " = "), strings.Join(q.B, " = "), q.Score, strings.Join(q.Why, ", "), guard)
	}
	for _, l := range result.Links[:a.few(len(result.Links))] {
		a.print("link      %s %s %s  (%s)", l.A, l.Kind, l.B, l.Why)
	}
	a.print("%d records, %d removable in %s, %s", result.Records, removable,
		plural(len(result.Groups), "group", "groups"), plural(len(result.Questions), "question", "questions")+linksToo(result.Links))
	if rest := len(result.Questions) - a.few(len(result.Questions)); rest > 0 {
		a.say("%s: --verbose names each", plural(rest, "more question", "more questions"))
	}
	if rest := len(result.Links) - a.few(len(result.Links)); rest > 0 {
		a.say("%s: --verbose names each", plural(rest, "more link", "more links"))
	}
}

// few is how many of n questions are printed.
func (a *app) few(n int) int {
	if a.verbose {
		return n
	}
	return min(n, manyQuestions)
}

// linksToo adds the number of links to a summary.
func linksToo(links []dedupe.Link) string {
	if len(links) == 0 {
		return ""
	}
	return ", " + plural(len(links), "link", "links")
}

// libraryRecords are the studies of a library as records to compare, by key,
// which of them were made of several records, and what was decided about them
// before.
func libraryRecords(ctx context.Context, repo *store.Repo) ([]*evidence.Record, map[string]bool, []dedupe.Constraint, error) {
	var records []*evidence.Record
	several := map[string]bool{}
	for s, err := range repo.Studies(ctx, evidence.Query{}) {
		if err != nil {
			return nil, nil, nil, err
		}
		if len(s.Records) > 1 {
			several[s.Key] = true
		}
		records = append(records, &evidence.Record{ID: s.Key, Origin: evidence.Origin{Format: "library", Key: s.Key}, Citation: s.Citation})
	}
	decisions, err := repo.Decisions(ctx, "")
	if err != nil {
		return nil, nil, nil, err
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
	return records, several, constraints, nil
}

// dedupeLibrary merges what is certain and stores what is doubtful as questions,
// and the links that nobody has made or refused as proposals.
func dedupeLibrary(ctx context.Context, a *app) error {
	var result dedupe.Result
	err := a.read(ctx, func(repo *store.Repo) error {
		records, several, constraints, err := libraryRecords(ctx, repo)
		if err != nil {
			return err
		}
		if result, err = dedupe.Run(ctx, records, constraints); err != nil {
			return err
		}
		if err := openOnly(ctx, repo, &result); err != nil {
			return err
		}
		return oneByOne(ctx, repo, &result, several)
	})
	if err != nil {
		return err
	}
	if !a.dryRun && len(result.Groups)+len(result.Questions)+len(result.Links) > 0 {
		if err := a.write(ctx, "dedupe", func(repo *store.Repo) error { return keepResult(ctx, repo, &result) }); err != nil {
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
	if len(result.Questions)+len(result.Links) > 0 {
		next := "dossier dedupe --review"
		if len(result.Questions) == 0 {
			next += ", or " + linkCommand(result.Links[0])
		}
		a.say("  next: %s", next)
		return silent(exitAttention)
	}
	return nil
}

// openOnly adds the questions that add asked and that are open still, and leaves
// out the links that are made or were answered.
func openOnly(ctx context.Context, repo *store.Repo, result *dedupe.Result) error {
	decisions, err := repo.Decisions(ctx, "")
	if err != nil {
		return err
	}
	pair := func(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }
	asked, settled := map[[2]string]bool{}, map[[2]string]bool{}
	for _, q := range result.Questions {
		asked[pair(q.A[0], q.B[0])] = true
	}
	joined := map[string]bool{} // studies that are merged now
	for _, g := range result.Groups {
		for _, id := range g.IDs[1:] {
			joined[id] = true
		}
	}
	for _, d := range decisions {
		switch d.Verdict {
		case store.PairOpen:
			if !asked[pair(d.A, d.B)] && !joined[d.A] && !joined[d.B] {
				result.Questions = append(result.Questions, dedupe.Question{A: []string{d.A}, B: []string{d.B}, Score: d.Score, Why: d.Why})
			}
		case store.PairLink:
		default:
			settled[pair(d.A, d.B)] = true
		}
	}
	proposed := []dedupe.Link{}
	for _, l := range result.Links {
		made, err := isLinked(ctx, repo, l)
		if err != nil {
			return err
		}
		if !made && !settled[pair(l.A, l.B)] && !asked[pair(l.A, l.B)] {
			proposed = append(proposed, l)
			asked[pair(l.A, l.B)] = true // once, however many reasons there are
		}
	}
	result.Links = proposed
	return nil
}

// oneByOne compares the records of two studies where what each says as a whole
// leaves a question, if either was made of several: those that one record of each
// settles become groups. A study that is in a group already waits for the next run.
func oneByOne(ctx context.Context, repo *store.Repo, result *dedupe.Result, several map[string]bool) error {
	grouped := map[string]bool{}
	for _, g := range result.Groups {
		for _, id := range g.IDs {
			grouped[id] = true
		}
	}
	preparer := dedupe.NewPreparer()
	members := func(key string) ([]*dedupe.Prepared, error) {
		records, err := repo.Records(ctx, key)
		return preparer.PrepareAll(records), err
	}
	open := result.Questions[:0]
	for _, q := range result.Questions {
		a, b := q.A[0], q.B[0]
		if len(q.A)+len(q.B) == 2 && (several[a] || several[b]) && !grouped[a] && !grouped[b] {
			these, err := members(a)
			if err != nil {
				return err
			}
			those, err := members(b)
			if err != nil {
				return err
			}
			if e, ok := dedupe.Joins(these, those); ok {
				result.Groups = append(result.Groups, dedupe.Group{IDs: []string{a, b}, Why: e.Why()})
				grouped[a], grouped[b] = true, true
				continue
			}
		}
		open = append(open, q)
	}
	result.Questions = open
	return nil
}

// isLinked reports a link that the library has already.
func isLinked(ctx context.Context, repo *store.Repo, l dedupe.Link) (bool, error) {
	a, err := repo.Study(ctx, l.A)
	if err != nil {
		return false, err
	}
	b, err := repo.Study(ctx, l.B)
	if err != nil {
		return false, err
	}
	to := func(key string) func(evidence.Link) bool {
		return func(have evidence.Link) bool { return strings.EqualFold(have.Key, key) }
	}
	return a.Trial != "" && strings.EqualFold(a.Trial, b.Trial) ||
		slices.ContainsFunc(a.Links, to(b.Key)) || slices.ContainsFunc(b.Links, to(a.Key)), nil
}

// keepResult stores groups as merges, questions and proposed links.
func keepResult(ctx context.Context, repo *store.Repo, result *dedupe.Result) error {
	for _, g := range result.Groups {
		if _, err := repo.MergeStudies(ctx, g.IDs[0], g.IDs[1:]...); err != nil {
			return err
		}
	}
	var open []store.Decision
	for _, q := range result.Questions {
		open = append(open, store.Decision{A: q.A[0], B: q.B[0], Verdict: store.PairOpen, Score: q.Score, Why: q.Why})
	}
	if _, err := repo.PutDecisions(ctx, open); err != nil {
		return err
	}
	var links []store.Decision
	for _, l := range result.Links {
		links = append(links, store.Decision{A: l.A, B: l.B, Link: l.Kind, Why: []string{l.Why}})
	}
	return repo.PutProposals(ctx, links)
}

// linkCommand is what makes a proposed link.
func linkCommand(l dedupe.Link) string {
	if l.Kind == dedupe.LinkTrial {
		if _, err := evidence.ParseRegistryID(l.Why); err == nil {
			return "dossier link " + l.A + " " + l.B + " --trial " + l.Why
		}
		return "dossier link " + l.A + " " + l.B
	}
	return "dossier link " + l.A + " " + l.B + " --kind " + l.Kind
}

// reviewPairs asks the open questions in the terminal, the most likely first,
// and then about the proposed links.
func reviewPairs(ctx context.Context, a *app) error {
	if a.noInput {
		return usage("dossier merge A B, dossier link A B, or leave --no-input out", "--review asks and nobody may be asked")
	}
	in := bufio.NewReader(a.in)
	for {
		var open []store.Decision
		err := a.read(ctx, func(repo *store.Repo) (err error) {
			open, err = waitingPairs(ctx, repo)
			return err
		})
		if err != nil {
			return err
		}
		if len(open) == 0 {
			a.print("no question is open")
			return nil
		}
		more, err := reviewOne(ctx, a, in, open)
		if err != nil {
			return err
		}
		if !more {
			a.say("%s open; dossier dedupe --review goes on", plural(len(open), "question is", "questions are"))
			return silent(exitAttention)
		}
	}
}

// waitingPairs are the open questions, best first, and then the proposed links.
func waitingPairs(ctx context.Context, repo *store.Repo) ([]store.Decision, error) {
	open, err := repo.Decisions(ctx, store.PairOpen)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(open, func(x, y store.Decision) int { return cmp.Compare(y.Score, x.Score) })
	links, err := repo.Decisions(ctx, store.PairLink)
	return append(open, links...), err
}

// reviewOne goes through the open questions until one is answered; more is
// false when the person leaves.
func reviewOne(ctx context.Context, a *app, in *bufio.Reader, open []store.Decision) (more bool, err error) {
	for i, d := range open {
		if err := showPair(ctx, a, d); err != nil {
			return false, err
		}
		choices := "[s]ame  [d]ifferent  same study, different [r]eport"
		if d.Verdict == store.PairLink {
			choices = "[l]ink  [d]ifferent"
		}
		a.print("%d open. %s  [n]ext  [q]uit", len(open)-i, choices)
		line, rerr := in.ReadString('\n')
		if rerr != nil && line == "" {
			return false, nil
		}
		link := d.Verdict == store.PairLink
		switch word := strings.ToLower(strings.TrimSpace(line)); {
		case word == "d" || word == "different":
			return true, answer(ctx, a, d, store.PairDifferent)
		case word == "q" || word == "quit":
			return false, nil
		case link && (word == "l" || word == "link"):
			return true, answer(ctx, a, d, store.PairReports)
		case link: // the other answers are to other questions
		case word == "s" || word == "same":
			return true, answer(ctx, a, d, store.PairSame)
		case word == "r" || word == "report" || word == "reports":
			return true, answer(ctx, a, d, store.PairReports)
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
		if d.Verdict == store.PairLink {
			a.print("  %s %s %s?  why: %s", d.A, d.Link, d.B, strings.Join(d.Why, ", "))
			return nil
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
		if d.Link != "" && d.Link != dedupe.LinkTrial {
			return onlyErr(repo.Link(ctx, d.A, d.Link, d.B))
		}
		label, err := trialLabel(ctx, repo, d)
		if err != nil {
			return err
		}
		return onlyErr(repo.SetTrial(ctx, label, d.A, d.B))
	})
}

// trialLabel is the label under which two reports are joined: that of one of
// them, else the registration that both name, else the key of the first.
func trialLabel(ctx context.Context, repo *store.Repo, d store.Decision) (string, error) {
	for _, key := range []string{d.A, d.B} {
		s, err := repo.Study(ctx, key)
		if err != nil {
			return "", err
		}
		label, err := trialOf(ctx, repo, &s)
		if err != nil || label != "" {
			return label, err
		}
	}
	for _, why := range d.Why {
		if id, err := evidence.ParseRegistryID(why); err == nil && d.Link != "" {
			return id.ID, nil
		}
	}
	return d.A, nil
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
