package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dossier/evidence"
	"dossier/evidence/tagging"
	"dossier/evidence/verify"
	"dossier/ingest/html"
	"dossier/ingest/resolve"
	"dossier/store"
)

func newFetchCmd(a *app) *cobra.Command {
	var o resolve.Options
	var status bool
	var query string
	cmd := &cobra.Command{
		Use:   "fetch [KEY…]",
		Short: "Complete metadata from the registries",
		Long: `Complete the metadata of the named studies, or of all pending ones, from Crossref,
PubMed, Europe PMC, OpenAlex, DataCite and doi.org. Answers are kept on disk, so that a second run asks for nothing;
--refresh asks again. Ctrl-C keeps what was fetched. A source that is down, asks to
wait or has no budget left is skipped and named, also by later commands until its
time is over; --status shows the health and budget of each source as this and
earlier commands found them.

Exit codes: 0 done, 1 failed, 3 some studies are still pending, 10 no library,
11 library busy, 20 the network is off, 130 interrupted (what was fetched is kept).`,
		Example: `  dossier fetch
  dossier fetch ytterberg2022 --refresh`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if status {
				return runFetchStatus(a)
			}
			return runFetch(cmd.Context(), a, args, query, o)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.Refresh, "refresh", false, "ask again for what is kept on disk")
	f.BoolVar(&o.Trials, "trials", false, "also ask ClinicalTrials.gov about every trial number")
	f.BoolVar(&o.Open, "open", false, "also ask Unpaywall for an open copy")
	f.BoolVar(&o.Pages, "pages", false, "also read the article's page where the registries leave gaps")
	a.allowPrivateFlag(f)
	f.BoolVar(&status, "status", false, "show the sources, their health and budget")
	f.StringVar(&query, "query", "", "the studies that match this `QUERY`")
	return cmd
}

// resolver asks the registries as the configuration and the environment say.
func (a *app) resolver(progress func(resolve.Progress)) (*resolve.Resolver, error) {
	a.listen()
	s := a.config()
	keys := map[string]string{}
	if s.NCBIKey != "" {
		keys["pubmed"] = s.NCBIKey
	}
	if s.OpenAlex != "" {
		keys["openalex"] = s.OpenAlex
	}
	return resolve.New(resolve.Config{
		Version: version, Mailto: s.Mailto, Keys: keys, BaseURLs: resolve.BaseURLs(os.Getenv),
		CacheDir: filepath.Join(cacheDir(), "answers"), Offline: a.isOffline(), Now: a.now, Progress: progress, Page: html.ReadPage,
		AllowPrivate: a.allowPrivate,
	})
}

// allowPrivateFlag lets addresses of pages lead anywhere.
func (a *app) allowPrivateFlag(f *pflag.FlagSet) {
	f.BoolVar(&a.allowPrivate, "allow-private", false, "let addresses of pages lead to this machine and to private networks")
}

// resolved is what the registries said about one reference.
type resolved struct {
	records    []evidence.Record
	candidates []evidence.Record
	pending    string
}

// askWith completes citations. What was fetched before an interruption is
// returned with the context's error; unheard says that some source could not be
// asked. Answers about another work than the one described are left out.
func (a *app) askWith(ctx context.Context, citations []evidence.Citation, opts resolve.Options) (out []resolved, unheard bool, err error) {
	out = make([]resolved, len(citations))
	queries := make([]resolve.Query, len(citations))
	for i, c := range citations {
		out[i].pending = "interrupted before it was asked for"
		queries[i] = resolve.Query{Citation: c}
	}
	bar := a.progress("references", len(citations))
	defer bar.done()
	r, err := a.resolver(func(p resolve.Progress) { bar.add(p.Done - bar.n) })
	if err != nil {
		return nil, false, err
	}
	skipped := map[string]bool{}
	var warnings []string
	err = r.Resolve(ctx, queries, opts, func(res resolve.Result) error {
		answer, warning := described(&citations[res.Query], res)
		out[res.Query] = answer
		if warning != "" {
			warnings = append(warnings, warning)
		}
		for _, s := range res.Skipped {
			skipped[s] = true
		}
		return nil
	})
	bar.done()
	for _, w := range warnings {
		a.say("warning: %s", w)
	}
	for _, s := range sortedKeys(skipped) {
		a.say("not asked: %s", s)
	}
	a.detail("%s sent", plural(r.Requests(), "request", "requests"))
	if fault := r.CacheFault(); fault != nil {
		a.say("answers are not kept on disk: %v", fault)
	}
	return out, len(skipped) > 0, err
}

// described keeps the answers about the work that a citation describes. When its
// identifier leads to another work, the citation stays as printed and waits, and
// a warning says so.
func described(c *evidence.Citation, res resolve.Result) (out resolved, warning string) {
	same, other := verify.Sort(*c, res.Records)
	out = resolved{same, res.Candidates, res.Pending}
	if len(other) == 0 {
		return out, ""
	}
	name := "DOI " + string(c.DOI)
	if c.DOI == "" || !slices.ContainsFunc(other, func(r evidence.Record) bool { return r.DOI.Equal(c.DOI) }) {
		name = "PMID " + string(c.PMID)
	}
	out.pending = "the " + name + " names another work: " + offeredAs(&other[0])
	printed := evidence.Record{Citation: *c}
	printed.DOI = "" // the reason names it
	return out, offeredAs(&printed) + ": " + out.pending + "; it is kept as printed\n  next: dossier edit KEY --set doi=… (or pmid=…), then dossier fetch KEY"
}

func runFetch(ctx context.Context, a *app, names []string, query string, o resolve.Options) error {
	var studies []*evidence.Study
	err := a.read(ctx, func(repo *store.Repo) error {
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return err
		}
		if len(names) == 0 && query == "" {
			query = "pending:yes"
		}
		keys, err := namedStudies(ctx, repo, vocab, names, query)
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
		a.say("nothing is pending")
		if a.json {
			return printAdded(a, &added{}, nil)
		}
		return nil
	}
	citations := make([]evidence.Citation, len(studies))
	for i, s := range studies {
		citations[i] = s.Citation
	}
	answers, _, askErr := a.askWith(ctx, citations, o)
	if answers == nil {
		return askErr
	}
	done, err := keepAnswers(context.WithoutCancel(ctx), a, studies, answers)
	if err != nil {
		return err
	}
	if err := printAdded(a, done, nil); err != nil {
		return err
	}
	switch {
	case askErr != nil:
		return askErr
	case done.pending == len(studies) && a.isOffline():
		return fail(exitOffline, "type the command again without --offline", "the network is off and no kept answer completes them")
	case done.pending > 0:
		return fail(exitPartly, "dossier list pending:yes shows them; try again later, or complete them with dossier edit KEY", "%s still pending", plural(done.pending, "study is", "studies are"))
	}
	return nil
}

// keepAnswers stores what the registries said about studies of the library.
func keepAnswers(ctx context.Context, a *app, studies []*evidence.Study, answers []resolved) (*added, error) {
	done := &added{}
	if a.dryRun {
		a.say("would complete %s", plural(len(studies), "study", "studies"))
		return done, nil
	}
	err := a.write(ctx, "fetch", func(repo *store.Repo) error {
		for i, s := range studies {
			now, err := repo.AttachRecords(ctx, s.Key, answers[i].records, answers[i].pending)
			if err != nil {
				return err
			}
			one := toStudyJSON(&now)
			one.Status = "existing"
			done.take(one, answers[i].candidates)
		}
		return suggestFor(ctx, a, repo, done.keys())
	})
	return done, err
}

func runFetchStatus(a *app) error {
	r, err := a.resolver(nil)
	if err != nil {
		return err
	}
	all := r.Status()
	if a.json {
		return a.printJSON(map[string]any{"sources": all})
	}
	for _, s := range all {
		printSource(a, s)
	}
	if a.config().Mailto == "" {
		a.say("  next: dossier config mailto you@example.org lets Crossref and PubMed answer faster")
	}
	return nil
}

// printSource prints the health and budget of one source.
func printSource(a *app, s resolve.Status) {
	minute := func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }
	state := s.State
	if !s.Until.IsZero() {
		state = "skipped until " + minute(s.Until) + ": " + s.State
	}
	facts := []string{plural(s.Today, "request", "requests") + " today"}
	if s.List.PerSecond > 0 {
		facts = append(facts, fmt.Sprintf("at most %g a second", s.List.PerSecond))
	}
	if s.Pool != "" {
		facts = append(facts, "pool "+s.Pool)
	}
	if s.BudgetLeft != "" {
		left := "left: " + s.BudgetLeft
		if !s.BudgetEnd.IsZero() {
			left += " until " + minute(s.BudgetEnd)
		}
		facts = append(facts, left)
	}
	if !s.LastSuccess.IsZero() {
		facts = append(facts, "last success "+minute(s.LastSuccess))
	}
	a.print("%s%s", pad(s.Source, 12), state)
	a.print("%s%s", pad("", 12), strings.TrimSpace(s.URL+"  "+strings.Join(facts, ", ")))
	if s.LastError != "" {
		a.print("%slast error %s: %s", pad("", 12), minute(s.LastErrorAt), s.LastError)
	}
}

// suggestFor proposes what the abstracts of studies say that just came in.
func suggestFor(ctx context.Context, a *app, repo *store.Repo, keys []string) error {
	vocab, err := a.vocabulary(ctx, repo)
	if err != nil {
		return err
	}
	p := proposer{a: a, repo: repo, vocab: vocab, tagger: tagging.New(vocab)}
	heads := make([]evidence.StudyHead, len(keys))
	for i, key := range keys {
		heads[i].Key = key
	}
	var n proposedCounts
	for part := range slices.Chunk(heads, suggestBatch) {
		if err := p.propose(ctx, part, &n); err != nil {
			return err
		}
	}
	return nil
}

// offeredAs prints a candidate in one line.
func offeredAs(r *evidence.Record) string {
	var b strings.Builder
	b.WriteString(evidence.AuthorsShort(r.Authors))
	if y := r.Year(); y != 0 {
		b.WriteString(" " + r.Date.String())
	}
	b.WriteString(": " + shorten(r.Title, 70))
	if r.DOI != "" {
		b.WriteString(" doi:" + string(r.DOI))
	}
	return b.String()
}
