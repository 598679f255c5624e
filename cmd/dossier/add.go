package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/clipperhouse/displaywidth"
	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/ingest"
	"dossier/ingest/format"
	"dossier/ingest/html"
	"dossier/ingest/ident"
	"dossier/ingest/resolve"

	"dossier/store"
)

type addOptions struct {
	label    string // --source: database label
	from     string // format, empty = told from the content
	complete bool   // the metadata are complete as they are
	noTags   bool
	why      string            // why records are pending without the network; empty = "offline"
	given    []string          // --column
	columns  map[string]string // what the columns of foreign tables hold
	progress func(bytes int)   // see ingest.Options
}

func newAddCmd(a *app) *cobra.Command {
	var o addOptions
	var names []string
	for _, f := range ingest.Formats() {
		names = append(names, f.Name)
	}
	cmd := &cobra.Command{
		Use:   "add SOURCE…",
		Short: "Put references into the library",
		Long: `Put references into the library. A SOURCE is a file or folder (the format
is told from the content), '-' for standard input, the address of an article's
page, or an identifier: a DOI, PMID, PMCID or trial number. Metadata are fetched
from the registries; with --offline, or when a source is down, a study is stored
with what is known and marked pending, and dossier fetch completes it later. Drugs,
outcomes, findings and study values are suggested from title, abstract and
keywords, with the words that say so (dossier review goes through them). Pages that
the robots.txt of their site closes to programs are not read, nor are addresses of
this machine and of private networks.

Adding the same thing twice changes nothing and says so. A bad entry never loses a
good one: each is reported with file, line and key.

` + wrap("Formats: "+strings.Join(names, ", ")+".", 78) + `

Exit codes: 0 done, 1 nothing could be read, 3 some of several inputs could not be
read, 10 no library, 11 library busy, 130 interrupted (what was fetched is kept).`,
		Example: `  dossier add references.txt refs.bib --source PubMed
  dossier add 10.1056/NEJMoa2109927 PMID:37851459
  pbpaste | dossier add - --offline`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runAdd(cmd.Context(), a, args, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.label, "source", "", "database `LABEL` of these records, e.g. PubMed")
	f.StringVar(&o.from, "from", "", "read as this `FORMAT` whatever it looks like")
	f.BoolVar(&o.complete, "complete", false, "take the metadata as they are: ask no registry and mark nothing pending")
	f.StringArrayVar(&o.given, "column", nil, "what a column of a CSV or XLSX file holds: `HEADING=FIELD`, repeatable; remembered")
	a.allowPrivateFlag(f)
	f.BoolVar(&o.noTags, "no-tags", false, "read no drugs, outcomes, findings and study values from the abstracts")
	return cmd
}

// collected is what the inputs held.
type collected struct {
	records  []evidence.Record
	problems []format.Problem
	inputs   int // files and identifiers
	unread   int // of them, those that gave nothing
	reports  []ingest.Report

	brief    bool // problems that are not printed are only counted
	warnings int  // with brief
}

// Record and Problem make collected the sink of the readers.
func (c *collected) Record(r evidence.Record) error {
	c.records = append(c.records, r)
	return nil
}

func (c *collected) Problem(p format.Problem) {
	if c.brief {
		switch p.Severity {
		case format.Info:
			return
		case format.Warning:
			if c.warnings++; c.warnings > maxWarnings {
				return
			}
		}
		p.Raw = "" // which --json prints
	}
	p.Entry = strings.Clone(p.Entry) // else the text of the entry stays in memory
	c.problems = append(c.problems, p)
}

func runAdd(ctx context.Context, a *app, args []string, o addOptions) error {
	// A missing library is said before anything is read or fetched.
	if _, err := a.libraryPath(); err != nil {
		return err
	}
	if a.dryRun {
		return onCopy(ctx, a, func(b *app) error { return runAdd(ctx, b, args, o) })
	}
	given, err := parseColumns(o.given)
	if err != nil {
		return err
	}
	if o.columns, err = knownColumns(ctx, a, given); err != nil {
		return err
	}
	if len(given) > 0 {
		if err := rememberColumns(ctx, a, o.columns); err != nil {
			return err
		}
	}
	got := &collected{}
	err = addOnce(ctx, a, args, o, got)
	file, headings, unknown := unknownColumns(got.reports)
	if !unknown || a.noInput || !isTerminal(a.in) {
		return err
	}
	asked, aerr := askColumns(a, file, headings)
	if aerr != nil {
		return aerr
	}
	for heading, field := range asked {
		o.columns[heading] = field
	}
	if err := rememberColumns(ctx, a, o.columns); err != nil {
		return err
	}
	return addOnce(ctx, a, args, o, &collected{})
}

// onCopy runs a command on a copy of the library, so that --dry-run says exactly
// what the command would do.
func onCopy(ctx context.Context, a *app, run func(*app) error) error {
	dir, err := os.MkdirTemp("", "dossier-dry-run-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := *a
	b.dryRun, b.library = false, filepath.Join(dir, libraryName)
	if err := a.read(ctx, func(repo *store.Repo) error { return onlyErr(repo.Backup(ctx, b.library)) }); err != nil {
		return err
	}
	err = run(&b)
	a.say("dry run: nothing was changed")
	return err
}

// addOnce reads the inputs into the library and prints what became of them.
func addOnce(ctx context.Context, a *app, args []string, o addOptions, got *collected) error {
	var done *added
	var err error
	if (o.complete || a.isOffline()) && !a.dryRun {
		done, err = streamIn(ctx, a, args, o, got)
	} else {
		done, err = fetchIn(ctx, a, args, o, got)
	}
	if done != nil {
		defer done.close()
		if perr := printAdded(a, done, got.problems); perr != nil && err == nil {
			err = perr
		}
	}
	switch {
	case err != nil:
		return err
	case got.unread == got.inputs && got.inputs == 1:
		return fail(exitFailed, "", "nothing could be read from %s", args[0])
	case got.unread == got.inputs:
		return fail(exitFailed, "", "nothing could be read from %s", plural(got.inputs, "input", "inputs"))
	case got.unread > 0:
		return fail(exitPartly, "see above what to do about them", "%d of %s could not be read", got.unread, plural(got.inputs, "input", "inputs"))
	}
	return nil
}

// fetchIn reads all inputs, asks the registries and then stores everything.
func fetchIn(ctx context.Context, a *app, args []string, o addOptions, got *collected) (*added, error) {
	err := collectArgs(ctx, a, args, o, got, got)
	if err != nil {
		return nil, err
	}
	got.records = slices.DeleteFunc(got.records, func(r evidence.Record) bool { return isContainer(&r) })
	a.problems(got.problems)
	if len(got.records) == 0 {
		return &added{}, nil
	}
	return storeRecords(ctx, a, got, o)
}

// streamIn reads the inputs into the library as they come, without asking
// anybody: a large export is never held in memory.
func streamIn(ctx context.Context, a *app, args []string, o addOptions, got *collected) (*added, error) {
	done := &added{whole: a.json, everyLine: a.json || a.verbose}
	got.brief = !a.json && !a.verbose
	bar := a.progress("records", 0)
	defer bar.done()
	if size := bytesOf(args); size > 0 {
		var read atomic.Int64
		o.progress = func(n int) { read.Add(int64(n)) }
		bar.share = func() float64 { return min(float64(read.Load())/float64(size), 1) }
	}
	err := a.write(ctx, "add "+strings.Join(args, " "), func(repo *store.Repo) error {
		batch, err := newBatch(ctx, a, repo, "add "+strings.Join(args, " "), o)
		if err != nil {
			return err
		}
		if !o.complete {
			why := orWord(o.why, addedOffline)
			batch.Prepare = func(s *evidence.Study) {
				if s.Rev <= 1 {
					s.Pending = why
				}
			}
		}
		records := func(yield func(evidence.Record, error) bool) {
			sink := &passing{yield: yield, got: got}
			err := collectArgs(ctx, a, args, o, got, sink)
			if err != nil && !sink.stopped {
				yield(evidence.Record{}, err)
			}
		}
		_, err = repo.Import(ctx, batch, records, func(part store.AddResult) error {
			bar.add(len(part.Added))
			return done.report(ctx, repo, part, nil)
		})
		return err
	})
	bar.done()
	a.problems(got.problems)
	a.moreWarnings(got.warnings - maxWarnings)
	if errors.Is(err, context.Canceled) {
		a.say("%s went in before the interruption: the same command again adds the rest, dossier undo takes them back", plural(done.records, "record", "records"))
	}
	return done, err
}

// bytesOf is the size of the files and folders among the inputs.
func bytesOf(args []string) (size int64) {
	for _, arg := range args {
		_ = filepath.WalkDir(arg, func(_ string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil // the reader says what is wrong with it
			}
			if info, err := d.Info(); err == nil {
				size += info.Size()
			}
			return nil
		})
	}
	return size
}

const addedOffline = "metadata not fetched yet: added offline"

// newBatch is a batch that suggests what the abstracts say unless told not to.
func newBatch(ctx context.Context, a *app, repo *store.Repo, what string, o addOptions) (store.Batch, error) {
	batch := store.Batch{ID: a.now().Format("20060102T150405.000000000"), What: what}
	if o.noTags {
		return batch, nil
	}
	vocab, err := a.vocabulary(ctx, repo)
	if err == nil {
		batch.Suggest = suggestWith(vocab)
	}
	return batch, err
}

// passing hands records on as they are read.
type passing struct {
	yield   func(evidence.Record, error) bool
	got     *collected
	stopped bool
}

// isContainer tells the entries of a bibliography that only lend their fields to
// others, or name a group of them: they are no publications.
func isContainer(r *evidence.Record) bool {
	for _, f := range r.Extra {
		if f.Name == "entrytype" && (f.Value == "xdata" || f.Value == "set") {
			return true
		}
	}
	return false
}

var errStopped = errors.New("reading was stopped")

func (p *passing) Record(r evidence.Record) error {
	if isContainer(&r) {
		return nil
	}
	if !p.yield(r, nil) {
		p.stopped = true
		return errStopped
	}
	return nil
}

func (p *passing) Problem(problem format.Problem) { p.got.Problem(problem) }

// maxWarnings is how many warnings are printed without --verbose. Errors are
// printed whatever their number: each names something that was lost.
const maxWarnings = 20

// problems prints the problems of an input; information only with --verbose.
func (a *app) problems(list []format.Problem) {
	warnings := 0
	for _, p := range list {
		switch p.Severity {
		case format.Info:
			a.detail("%s: %s", p.Severity, p)
			continue
		case format.Warning:
			if warnings++; warnings > maxWarnings && !a.verbose {
				continue
			}
		}
		a.say("%s: %s", p.Severity, p)
	}
	if !a.verbose {
		a.moreWarnings(warnings - maxWarnings)
	}
}

// moreWarnings says that n warnings were not printed.
func (a *app) moreWarnings(n int) {
	if n > 0 {
		a.say("%d more warnings: --verbose prints them", n)
	}
}

// collectArgs reads files, folders, standard input and identifiers into a sink,
// and counts in got what could not be read.
func collectArgs(ctx context.Context, a *app, args []string, o addOptions, got *collected, sink format.Sink) error {
	opts := ingest.Options{From: o.from, Database: o.label, Columns: o.columns, Progress: o.progress}
	for _, arg := range args {
		reports, err := collectOne(ctx, a, arg, opts, sink)
		if err != nil {
			return err
		}
		got.inputs += max(len(reports), 1)
		got.reports = append(got.reports, reports...)
		for _, r := range reports {
			if r.Err != nil || r.Records == 0 {
				got.unread++
			}
		}
	}
	return nil
}

func collectOne(ctx context.Context, a *app, arg string, opts ingest.Options, sink format.Sink) ([]ingest.Report, error) {
	if arg == "-" {
		return ingest.ReadFrom(ctx, "standard input", a.in, opts, sink)
	}
	_, err := os.Stat(arg)
	if err == nil {
		return ingest.Read(ctx, arg, opts, sink)
	}
	if record, ok := ident.Parse(arg); ok {
		record.Origin.Database = opts.Database
		return nil, sink.Record(record)
	}
	if strings.HasPrefix(arg, "http://") || strings.HasPrefix(arg, "https://") {
		return collectPage(ctx, a, arg, opts, sink)
	}
	what := "is neither a file nor an identifier"
	if !errors.Is(err, os.ErrNotExist) {
		what = "cannot be looked at: " + err.Error()
	}
	sink.Problem(format.Problem{File: arg, Severity: format.Error, Message: what,
		Next: "give a file, a folder, '-', a DOI (10.…/…), PMID:…, PMC… or a trial number such as NCT02092467"})
	return []ingest.Report{{File: arg, Err: fmt.Errorf("%s", what)}}, nil
}

// collectPage reads what a web page says of the article it shows. Addresses of
// this machine and of private networks are refused.
func collectPage(ctx context.Context, a *app, address string, opts ingest.Options, sink format.Sink) ([]ingest.Report, error) {
	refuse := func(what, next string) ([]ingest.Report, error) {
		sink.Problem(format.Problem{File: address, Severity: format.Error, Message: what, Next: next})
		return []ingest.Report{{File: address, Err: errors.New(what)}}, nil
	}
	if a.isOffline() {
		return refuse("the network is off", "save the page in your browser and add the file")
	}
	r, err := a.resolver(nil)
	if err != nil {
		return nil, err
	}
	page, err := r.Page(ctx, address)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var record evidence.Record
	if err == nil {
		record, err = html.ReadPage(page.Body, page.URL)
	}
	if err != nil {
		return refuse(err.Error(), "save the page in your browser and add the file, or give the DOI")
	}
	record.Origin.Database = opts.Database
	if err := sink.Record(record); err != nil {
		return nil, err
	}
	return []ingest.Report{{File: address, Format: html.Name, Records: 1}}, nil
}

// collectStream reads one stream, as the worked examples come.
func collectStream(ctx context.Context, a *app, r io.Reader, name string, o addOptions) (*collected, error) {
	got := &collected{inputs: 1}
	_, err := ingest.ReadFrom(ctx, name, r, ingest.Options{From: o.from, Database: o.label}, got)
	if err == nil && len(got.records) == 0 {
		err = fail(exitFailed, "", "%s holds no reference", name)
	}
	return got, err
}

// storeRecords fetches what the registries know of the records, before the
// library is opened, and then stores everything as one change.
func storeRecords(ctx context.Context, a *app, got *collected, o addOptions) (*added, error) {
	fetched := make([]store.Fetched, len(got.records))
	candidates := make([][]evidence.Record, len(got.records))
	var askErr error
	switch {
	case o.complete:
	case a.isOffline():
		for i := range fetched {
			fetched[i].Pending = orWord(o.why, addedOffline)
		}
	default:
		askErr = askFor(ctx, a, got.records, fetched, candidates)
	}
	if a.dryRun {
		a.say("would add %s", plural(len(got.records), "record", "records"))
		return nil, askErr
	}
	// What was fetched before an interruption is kept.
	ctx = context.WithoutCancel(ctx)
	done := &added{whole: a.json, everyLine: a.json || a.verbose}
	err := a.write(ctx, "add "+o.label, func(repo *store.Repo) error {
		batch, err := newBatch(ctx, a, repo, "add", o)
		if err != nil {
			return err
		}
		batch.Records, batch.Fetched = got.records, fetched
		result, err := repo.AddStudies(ctx, batch)
		if err != nil {
			return err
		}
		return done.report(ctx, repo, result, candidates)
	})
	if err != nil {
		done.close()
		return nil, err
	}
	return done, askErr
}

// askFor asks the registries about the records that the library does not have
// complete already. Its error is that of an interruption.
func askFor(ctx context.Context, a *app, records []evidence.Record, fetched []store.Fetched, candidates [][]evidence.Record) error {
	var open []int
	err := a.read(ctx, func(repo *store.Repo) error {
		for i := range records {
			known, err := isComplete(ctx, repo, &records[i])
			if err != nil {
				return err
			}
			if !known {
				open = append(open, i)
			}
		}
		return nil
	})
	if err != nil || len(open) == 0 {
		return err
	}
	citations := make([]evidence.Citation, 0, len(open))
	for _, i := range open {
		citations = append(citations, records[i].Citation)
	}
	answers, _, err := a.askWith(ctx, citations, resolve.Options{})
	for k, answer := range answers {
		fetched[open[k]] = store.Fetched{Records: answer.records, Pending: answer.pending}
		candidates[open[k]] = answer.candidates
	}
	if err != nil && ctx.Err() == nil {
		return err
	}
	return ctx.Err()
}

// isComplete says whether the library has the publication of a record by one of
// its identifiers, with complete metadata.
func isComplete(ctx context.Context, repo *store.Repo, r *evidence.Record) (bool, error) {
	for _, name := range []string{string(r.DOI), string(r.PMID), string(r.PMCID)} {
		if name == "" {
			continue
		}
		key, err := repo.FindKey(ctx, name)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return false, err
		}
		study, err := repo.Study(ctx, key)
		if err != nil {
			return false, err
		}
		return study.Pending == "" && study.DOI.Key() == r.DOI.Key(), nil
	}
	return false, nil
}

// report takes what the library did with one part of the records: a line per
// record, in the order of the input. Of very many records only those get a line
// that a person must look at, and only the first of those to ask about.
func (d *added) report(ctx context.Context, repo *store.Repo, result store.AddResult, candidates [][]evidence.Record) error {
	for i, one := range result.Added {
		var offered []evidence.Record
		if candidates != nil {
			offered = candidates[i]
		}
		if d.records > manyLines && !d.everyLine && len(offered) == 0 && (one.Status != store.AddedAsk || d.tally.Ask >= manyQuestions) {
			d.note(one.Study.Key, string(one.Status), one.Study.Pending != "")
			continue
		}
		line := headJSON(&one.Study)
		if d.whole {
			study, err := repo.Study(ctx, one.Study.Key)
			if err != nil {
				return err
			}
			line = toStudyJSON(&study)
		}
		line.Status, line.Record = string(one.Status), one.Record
		line.Entry, line.From = one.Source.Key, originPlace(&one.Source)
		switch one.Status {
		case store.AddedMerged:
			line.Merged = one.Study.Key
		case store.AddedAsk:
			line.Asked, line.Reasons = one.Asked, one.Why
		}
		d.take(line, offered)
	}
	return nil
}

// headJSON is a study as a line of text needs it.
func headJSON(h *evidence.StudyHead) studyJSON {
	return studyJSON{Key: h.Key, DOI: string(h.DOI), PMID: string(h.PMID), Title: h.Title, short: h.Authors, Year: yearJSON(h.Year),
		Journal: h.Journal, Pending: h.Pending != "", Why: h.Pending}
}

// The report of add on more than manyLines records is counts only, and what a person
// must look at: of the questions the first, manyQuestions at most.
const (
	manyLines     = 200
	manyQuestions = 20
)

// printAdded prints what became of references.
func printAdded(a *app, d *added, problems []format.Problem) error {
	if a.json {
		return d.writeJSON(a.out, problems)
	}
	brief := d.records > manyLines && !a.verbose
	questions := 0
	for i := range d.studies {
		s := &d.studies[i]
		asked := s.Status == string(store.AddedAsk)
		if brief && len(d.candidates[s.Key]) == 0 && (!asked || questions == manyQuestions) {
			continue
		}
		a.print("%s", addedLine(s, a.width()))
		if asked {
			questions++
			a.print("          may be the same as %s (%s): dossier show %s %s", s.Asked, strings.Join(s.Reasons, ", "), s.Key, s.Asked)
		}
		for _, c := range d.candidates[s.Key] {
			a.print("          perhaps %s", offeredAs(&c))
		}
	}
	a.print("%s", d.tally)
	if rest := d.tally.Ask - questions; rest > 0 {
		a.say("%s may be the same as another one: --verbose names each", plural(rest, "more record", "more records"))
	}
	if d.tally.Ask > 0 {
		a.say("  dossier dedupe --review asks about them one after the other, best first")
	}
	if d.tally.Merged > 0 {
		a.say("  dossier unmerge ENTRY takes a merged one out again; dossier show KEY --sources names the entries of a study")
	}
	if d.pending > 0 {
		a.say("%s pending: dossier fetch completes them", plural(d.pending, "study is", "studies are"))
	}
	return nil
}

// addedLine is one study of the report.
func addedLine(s *studyJSON, width int) string {
	what := map[string]string{"existing": "already there", "merged": "merged into"}[s.Status]
	if what == "" {
		what = s.Status
	}
	first := s.short
	if first == "" && len(s.Authors) > 0 {
		first, _, _ = strings.Cut(s.Authors[0], ",")
	}
	year := ""
	if s.Year != 0 {
		year = fmt.Sprint(s.Year)
	}
	title := s.Title
	if title == "" {
		title = "(no title)"
		for _, id := range []string{s.DOI, s.PMID} {
			if id != "" {
				title = id
				break
			}
		}
	}
	key := s.Key
	if s.Merged != "" {
		key += " <- " + orWord(s.Entry, s.From)
	}
	return displaywidth.TruncateString(fmt.Sprintf("%-13s %-22s %s %s  %s", what, key, first, year, title), max(width, 60), "…")
}
