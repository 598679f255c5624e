package main

import (
	"context"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/verify"
	"dossier/exports"
	"dossier/exports/biblio"
	"dossier/exports/csljson"
	"dossier/ingest"
	"dossier/ingest/resolve"
	"dossier/store"
)

type verifyOptions struct {
	onlyIssues bool
	fix        string
	force      bool
	apply      bool
	refresh    bool
}

func newVerifyCmd(a *app) *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use:   "verify [FILE|KEY…]",
		Short: "Does each citation exist, match its DOI, and stand",
		Long: `Compare citations with what the registries say: of a file in any supported format
(a pasted list, .bib, .ris, .docx …), of studies of the library, or of the whole
library. Each citation is confirmed, could not be confirmed, or is contradicted,
with a reason per field. Another work's DOI, a wrong journal and a wrong author
list are errors; a reworded title and a misspelt name are warnings; the online
year in place of the issue's is information.

--fix writes the corrected entries (.bib, .ris, .json, .nbib, .csv); --apply stores
them in the library as one edit per study that dossier undo takes back.

Exit codes: 0 done, 1 nothing could be read, 3 some inputs could not be read,
4 something is contradicted, 10 no library, 11 library busy, 20 the network is off
and nothing is kept, 130 interrupted.`,
		Example: `  dossier verify references.txt --only-issues
  dossier verify draft.bib --fix corrected.bib
  dossier verify ytterberg2022`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runVerify(cmd.Context(), a, args, o)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.onlyIssues, "only-issues", false, "leave out what is confirmed without a remark")
	f.StringVar(&o.fix, "fix", "", "write the corrected entries to this `FILE`")
	f.BoolVar(&o.force, "force", false, "replace an existing file")
	f.BoolVar(&o.apply, "apply", false, "store the corrections in the library")
	f.BoolVar(&o.refresh, "refresh", false, "ask again for what is kept on disk")
	return cmd
}

// citation is one reference to verify: of a file, or of the library (Key).
type citation struct {
	key    string
	file   string
	line   int
	text   string
	cited  evidence.Citation
	result verify.Result
}

type citationJSON struct {
	File      string            `json:"file,omitempty"`
	Key       string            `json:"key,omitempty"`
	Line      int               `json:"line,omitempty"`
	Text      string            `json:"text"`
	Verdict   verify.Verdict    `json:"verdict"`
	Source    string            `json:"source"`
	Reason    string            `json:"reason,omitempty"`
	Issues    []verify.Issue    `json:"issues"`
	Notices   []evidence.Notice `json:"notices"`
	Corrected *csljson.Item     `json:"corrected,omitempty"`
	Offered   []csljson.Item    `json:"candidates,omitempty"`
}

func runVerify(ctx context.Context, a *app, args []string, o verifyOptions) error {
	list, unread, err := citationsToVerify(ctx, a, args)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fail(exitFailed, "", "there is no citation to verify")
	}
	heard, unheard, askErr := askAbout(ctx, a, list, o.refresh)
	if askErr != nil && ctx.Err() == nil {
		return askErr
	}
	if heard == 0 && a.isOffline() {
		return fail(exitOffline, "type the command again without --offline", "the network is off and no answer about these citations is kept")
	}
	if err := printVerdicts(a, list, o.onlyIssues); err != nil {
		return err
	}
	if o.fix != "" {
		if err := writeCorrected(a, list, o); err != nil {
			return err
		}
	}
	if o.apply {
		if err := applyCorrections(context.WithoutCancel(ctx), a, list); err != nil {
			return err
		}
	}
	contradicted := 0
	for i := range list {
		if list[i].result.Verdict == verify.Contradicted {
			contradicted++
		}
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case contradicted > 0:
		return silent(exitAttention)
	case unread > 0:
		return fail(exitPartly, "see above what to do about them", "%s could not be read", plural(unread, "input", "inputs"))
	case unheard && heard < len(list):
		return fail(exitPartly, "try again later", "some sources could not be asked")
	}
	return nil
}

// citationsToVerify reads the citations of files and of studies; no argument
// means the whole library.
func citationsToVerify(ctx context.Context, a *app, args []string) (list []citation, unread int, err error) {
	got := &collected{}
	var keys []string
	for _, arg := range args {
		if arg != "-" && !exists(arg) {
			if ext := filepath.Ext(arg); slices.Contains([]string{".bib", ".ris", ".txt", ".nbib", ".docx", ".md", ".tex", ".csv", ".json", ".xml", ".pdf"}, strings.ToLower(ext)) {
				return nil, 0, fail(exitFailed, "check the name", "there is no file %s", arg)
			}
			keys = append(keys, arg)
			continue
		}
		reports, err := collectOne(ctx, a, arg, ingest.Options{}, got)
		if err != nil {
			return nil, 0, err
		}
		for _, r := range reports {
			if r.Err != nil {
				unread++
			}
		}
	}
	a.problems(got.problems)
	for i := range got.records {
		r := &got.records[i]
		list = append(list, citation{file: r.Origin.File, line: r.Origin.Line, text: citedText(r), cited: r.Citation})
	}
	if len(args) > 0 && len(keys) == 0 {
		return list, unread, nil
	}
	err = a.read(ctx, func(repo *store.Repo) error {
		if len(args) == 0 {
			for h, err := range repo.Select(ctx, evidence.Query{}) {
				if err != nil {
					return err
				}
				keys = append(keys, h.Key)
			}
		}
		for _, key := range keys {
			study, err := findStudy(ctx, repo, key)
			if err != nil {
				return err
			}
			records, err := repo.Records(ctx, study.Key)
			if err != nil {
				return err
			}
			c := citation{key: study.Key, text: study.Title, cited: givenCitation(study, records)}
			list = append(list, c)
		}
		return nil
	})
	return list, unread, err
}

// givenCitation is the citation of a study as people gave it: without what the
// registries said, which it is to be compared with.
func givenCitation(study *evidence.Study, records []evidence.Record) evidence.Citation {
	var given []evidence.Record
	for _, r := range records {
		if !resolve.IsSource(r.Origin.Format) {
			given = append(given, r)
		}
	}
	if len(given) == 0 {
		return study.Citation
	}
	c, _, _ := evidence.Combine(given)
	return c
}

// citedText is the reference as it stands in its file, in one line.
func citedText(r *evidence.Record) string {
	if text := strings.Join(strings.Fields(r.Raw), " "); text != "" {
		return text
	}
	return strings.TrimSpace(evidence.AuthorsShort(r.Authors) + " " + r.Date.String() + ". " + r.Title)
}

// askAbout asks the registries about all citations and compares. heard is how
// many of them a source knew something about.
func askAbout(ctx context.Context, a *app, list []citation, refresh bool) (heard int, unheard bool, err error) {
	bar := a.progress("citations", len(list))
	defer bar.done()
	r, err := a.resolver(func(p resolve.Progress) { bar.add(p.Done - bar.n) })
	if err != nil {
		return 0, false, err
	}
	queries := make([]resolve.Query, len(list))
	for i := range list {
		queries[i] = resolve.Query{Citation: list[i].cited}
		list[i].result = verify.Check(list[i].cited, verify.Answer{Unanswered: "it was not asked for"})
	}
	skipped := map[string]bool{}
	err = r.Resolve(ctx, queries, resolve.Options{Refresh: refresh, Notices: true, Verify: true}, func(res resolve.Result) error {
		if len(res.Records)+len(res.Candidates) > 0 || res.NoSuchDOI {
			heard++
		}
		for _, s := range res.Skipped {
			skipped[s] = true
		}
		list[res.Query].result = verify.Check(list[res.Query].cited, verify.Answer{
			Records: res.Records, Candidates: res.Candidates, NoSuchDOI: res.NoSuchDOI, Unanswered: res.Pending,
		})
		return nil
	})
	bar.done()
	for _, s := range sortedKeys(skipped) {
		a.say("not asked: %s", s)
	}
	return heard, len(skipped) > 0, err
}

func (c *citation) remarkable() bool {
	return c.result.Verdict != verify.Confirmed || len(c.result.Issues) > 0 || len(c.result.Notices) > 0
}

func printVerdicts(a *app, list []citation, onlyIssues bool) error {
	out := []citationJSON{}
	counts := map[verify.Verdict]int{}
	for i := range list {
		c := &list[i]
		counts[c.result.Verdict]++
		if onlyIssues && !c.remarkable() {
			continue
		}
		if a.json {
			out = append(out, c.json())
			continue
		}
		printVerdict(a, c)
	}
	if a.json {
		return a.printJSON(map[string]any{"citations": out})
	}
	a.print("%d confirmed, %d could not be confirmed, %d contradicted",
		counts[verify.Confirmed], counts[verify.CouldNotConfirm], counts[verify.Contradicted])
	return nil
}

func (c *citation) json() citationJSON {
	j := citationJSON{File: c.file, Key: c.key, Line: c.line, Text: c.text, Verdict: c.result.Verdict, Source: c.result.Source,
		Reason: c.result.Reason, Issues: c.result.Issues, Notices: c.result.Notices}
	if j.Issues == nil {
		j.Issues = []verify.Issue{}
	}
	if j.Notices == nil {
		j.Notices = []evidence.Notice{}
	}
	if c.result.Corrected != nil {
		item := cslItem(c.result.Corrected)
		j.Corrected = &item
	}
	for i := range c.result.Offered {
		j.Offered = append(j.Offered, cslItem(&c.result.Offered[i]))
	}
	return j
}

func cslItem(c *evidence.Citation) csljson.Item {
	return csljson.NewItem(&evidence.Study{Key: evidence.CiteKey(c), Citation: *c}, biblio.Options{OmitAbstract: true})
}

func printVerdict(a *app, c *citation) {
	where := c.key
	if c.file != "" {
		where = c.file
		if c.line > 0 {
			where = c.file + ":" + strconv.Itoa(c.line)
		}
	}
	word := verdictWord(c)
	a.print("%s: %s: %s", where, word, shorten(c.text, max(a.width()-len(where)-len(word)-4, 40)))
	if c.result.Reason != "" {
		a.print("    %s", c.result.Reason)
	}
	for _, issue := range c.result.Issues {
		a.print("    %s: %s: %q; %s has %q", issue.Severity, issue.Field, shorten(issue.Cited, 60), orWord(c.result.Source, "the source"), shorten(issue.Found, 60))
	}
	for _, n := range c.result.Notices {
		a.print("    notice: %s", noticeLine(n))
	}
	for i := range c.result.Offered {
		offered := evidence.Record{Citation: c.result.Offered[i]}
		a.print("    perhaps %s", offeredAs(&offered))
	}
}

// verdictWord is the verdict as a person reads it.
func verdictWord(c *citation) string {
	switch c.result.Verdict {
	case verify.Confirmed:
		return "confirmed"
	case verify.Contradicted:
		return "contradicted by " + c.result.Source
	}
	return "could not confirm"
}

// writeCorrected writes every citation, corrected where the sources know it.
func writeCorrected(a *app, list []citation, o verifyOptions) error {
	name := map[string]string{".bib": "bibtex", ".ris": "ris", ".json": "csl-json", ".nbib": "nbib", ".csv": "csv"}[strings.ToLower(filepath.Ext(o.fix))]
	bibliography, ok := exports.FindBibliography(name)
	if !ok {
		return usage("name it .bib, .ris, .json, .nbib or .csv", "the format of %s is not known by its ending", o.fix)
	}
	var studies []*evidence.Study
	for i := range list {
		study := &evidence.Study{Key: list[i].key, Citation: list[i].cited}
		if list[i].result.Corrected != nil && list[i].result.Verdict != verify.CouldNotConfirm {
			study.Citation = *list[i].result.Corrected
		} else {
			// Not corrected: the entry says so instead of looking like the others.
			study.Pending = "NOT CORRECTED, " + verdictWord(&list[i]) + ": " + orWord(list[i].result.Reason, "see dossier verify")
			a.say("warning: %s is written as cited: %s", shorten(list[i].text, 60), verdictWord(&list[i]))
		}
		if study.Key == "" {
			study.Key = evidence.CiteKey(&study.Citation)
		}
		studies = append(studies, study)
	}
	return a.output(o.fix, o.force, func(w io.Writer) error { return bibliography.Write(w, studies, biblio.Options{}) })
}

// applyCorrections stores the corrected fields of library studies as edits.
func applyCorrections(ctx context.Context, a *app, list []citation) error {
	changed := 0
	err := a.write(ctx, "verify --apply", func(repo *store.Repo) error {
		for i := range list {
			c := &list[i]
			if c.key == "" || c.result.Corrected == nil || len(c.result.Issues) == 0 {
				continue
			}
			study, err := repo.Study(ctx, c.key)
			if err != nil {
				return err
			}
			correct(&study.Citation, c.result.Corrected, c.result.Issues)
			if a.dryRun {
				a.say("would correct %s", c.key)
				continue
			}
			if _, err := repo.UpdateStudy(ctx, study); err != nil {
				return err
			}
			changed++
		}
		return nil
	})
	if err == nil {
		a.say("%s corrected; dossier undo takes the last one back", plural(changed, "study", "studies"))
	}
	return err
}

// correct takes over the fields that an issue names.
func correct(c, found *evidence.Citation, issues []verify.Issue) {
	for _, issue := range issues {
		switch issue.Field {
		case evidence.FieldTitle:
			c.Title = found.Title
		case evidence.FieldAuthors:
			c.Authors, c.AuthorsTruncated = found.Authors, found.AuthorsTruncated
		case evidence.FieldJournal:
			c.Journal = found.Journal
		case evidence.FieldYear, evidence.FieldDate:
			c.Date, c.DateOnline = found.Date, found.DateOnline
		case evidence.FieldVolume:
			c.Volume = found.Volume
		case evidence.FieldIssue:
			c.Issue = found.Issue
		case evidence.FieldPages:
			c.Pages = found.Pages
		case evidence.FieldDOI:
			c.DOI = found.DOI
		case evidence.FieldPMID:
			c.PMID = found.PMID
		}
	}
}

func orWord(s, word string) string {
	if s == "" {
		return word
	}
	return s
}
