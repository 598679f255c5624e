package main

import (
	"context"
	"fmt"
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
	"dossier/ingest/cited"
	"dossier/ingest/docx"
	"dossier/ingest/html"
	"dossier/ingest/ident"
	"dossier/ingest/pdf"
	"dossier/ingest/reflist"
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
(a pasted list, .bib, .ris, .docx …), of a manuscript (.tex, .md, .docx), of studies
of the library, or of the whole library. Each citation is confirmed, could not be
confirmed, or is contradicted, with a reason per field. Another work's DOI, a wrong
journal and a wrong author list are errors; a reworded title and a misspelt name are
warnings; the online year in place of the issue's is information.

Of a manuscript the works are verified that it cites: the keys of \cite and [@key]
are looked up in the references that it names (\bibliography, \addbibresource,
bibliography: in YAML), else in a single .bib file beside it, then in the library.
A key that is found nowhere is an error. References that it prints (\bibitem, a list
under its heading) are verified as they stand, and in Word the works that Zotero,
Mendeley, EndNote or Word itself put into the text.

--fix writes the corrected entries (.bib, .ris, .json, .nbib, .csv); --apply stores
them in the library as one edit per study that dossier undo takes back.

Exit codes: 0 done, 1 nothing could be read, 3 some inputs could not be read,
4 something is contradicted or a cited key has no reference, 10 no library,
11 library busy, 20 the network is off and nothing is kept, 130 interrupted.`,
		Example: `  dossier verify references.txt --only-issues
  dossier verify draft.bib --fix corrected.bib
  dossier verify paper.tex
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

// citation is one reference to verify: of a file, or of the library.
type citation struct {
	key     string // of the reference; empty where it has none
	study   bool   // key names a study of the library
	unknown bool   // a manuscript cites the key and no reference has it
	file    string
	line    int
	text    string
	cited   evidence.Citation
	result  verify.Result
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
	if o.fix != "" { // before anything is asked
		if _, err := fixFormat(a, o); err != nil {
			return err
		}
	}
	list, unread, err := citationsToVerify(ctx, a, args)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fail(exitFailed, "", "there is no citation to verify")
	}
	if o.apply && !slices.ContainsFunc(list, func(c citation) bool { return c.study }) {
		return usage("--fix OUT.bib writes corrected entries; dossier verify KEY --apply corrects a study", "--apply stores corrections of studies, and none of these citations is one")
	}
	heard, unheard, askErr := askAbout(ctx, a, list, o.refresh)
	if askErr != nil && ctx.Err() == nil {
		return askErr
	}
	counts := count(list)
	if heard == 0 && counts.unknown < len(list) && a.isOffline() {
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
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case counts.verdicts[verify.Contradicted]+counts.unknown > 0:
		return silent(exitAttention)
	case unread > 0:
		return fail(exitPartly, "see above what to do about them", "%s could not be read", plural(unread, "input", "inputs"))
	case unheard && heard < len(list):
		return fail(exitPartly, "try again later", "some sources could not be asked")
	}
	return nil
}

// verdictCounts sums up a list of citations.
type verdictCounts struct {
	verdicts map[verify.Verdict]int
	unknown  int // keys without a reference
}

func count(list []citation) verdictCounts {
	c := verdictCounts{verdicts: map[verify.Verdict]int{}}
	for i := range list {
		c.verdicts[list[i].result.Verdict]++
		if list[i].unknown {
			c.unknown++
		}
	}
	return c
}

// citationsToVerify reads the citations of files and of studies; no argument
// means the whole library.
func citationsToVerify(ctx context.Context, a *app, args []string) (list []citation, unread int, err error) {
	var keys []string
	for _, arg := range args {
		if arg != "-" && !exists(arg) {
			if ext := filepath.Ext(arg); slices.Contains([]string{".bib", ".ris", ".txt", ".nbib", ".docx", ".md", ".tex", ".csv", ".json", ".xml", ".pdf"}, strings.ToLower(ext)) {
				return nil, 0, fail(exitFailed, "check the name", "there is no file %s", arg)
			}
			keys = append(keys, arg)
			continue
		}
		found, bad, err := citationsOfFile(ctx, a, arg)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, found...)
		unread += bad
	}
	if len(args) > 0 && len(keys) == 0 {
		return list, unread, nil
	}
	err = a.read(ctx, func(repo *store.Repo) error {
		if len(args) == 0 {
			if keys, err = repo.Keys(ctx, evidence.Query{}); err != nil {
				return err
			}
		}
		for _, key := range keys {
			c, err := citationOfStudy(ctx, repo, key)
			if err != nil {
				return err
			}
			list = append(list, c)
		}
		return nil
	})
	return list, unread, err
}

// citationsOfFile reads what a file cites: a manuscript, or references in any
// format. unread is how many inputs could not be read.
func citationsOfFile(ctx context.Context, a *app, file string) (list []citation, unread int, err error) {
	if cited.IsManuscript(file) {
		paper, err := readManuscript(ctx, a, file)
		if err == nil && paper.cites() {
			return citationsOfManuscript(ctx, a, file, paper)
		}
		if ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		if err == nil && !strings.EqualFold(filepath.Ext(file), ".docx") {
			return citationsOfText(ctx, a, file)
		} // what cannot be read as a manuscript is told by the reader of references
	}
	records, unread, err := readReferences(ctx, a, file)
	return citationsOfRecords(records), unread, err
}

func citationsOfRecords(records []evidence.Record) []citation {
	var list []citation
	for i := range records {
		list = append(list, citationOfRecord(&records[i]))
	}
	return list
}

// citationsOfText reads a manuscript that cites nothing: what else is in it may be
// a list of references or identifiers.
func citationsOfText(ctx context.Context, a *app, file string) (list []citation, unread int, err error) {
	got := &collected{}
	if _, err := collectOne(ctx, a, file, ingest.Options{}, got); err != nil {
		return nil, 0, err
	}
	if len(got.records) == 0 {
		a.say("error: %s cites nothing: there is no \\cite{key}, no [@key], no list of references and no identifier in it", file)
		return nil, 1, nil
	}
	a.problems(got.problems)
	return citationsOfRecords(got.records), 0, nil
}

// readReferences reads the references of a file and prints what is wrong with
// it.
func readReferences(ctx context.Context, a *app, file string) ([]evidence.Record, int, error) {
	got := &collected{}
	reports, err := collectOne(ctx, a, file, ingest.Options{}, got)
	if err != nil {
		return nil, 0, err
	}
	unread := 0
	for _, r := range reports {
		if r.Unread() {
			unread++
		}
	}
	a.problems(got.problems)
	return slices.DeleteFunc(got.records, func(r evidence.Record) bool { return isContainer(&r) }), unread, nil
}

func citationOfRecord(r *evidence.Record) citation {
	return citation{key: ownKey(r), file: r.Origin.File, line: r.Origin.Line, text: citedText(r), cited: r.Citation}
}

// citationOfStudy is a study of the library as people gave it.
func citationOfStudy(ctx context.Context, repo *store.Repo, name string) (citation, error) {
	study, err := findStudy(ctx, repo, name)
	if err != nil {
		return citation{}, err
	}
	records, err := repo.Records(ctx, study.Key)
	return citation{key: study.Key, study: true, text: study.Title, cited: givenCitation(study, records)}, err
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

// citedText is a printed reference as it stands in its file, in one line; of an
// entry of a file that programs write, who, when and what.
func citedText(r *evidence.Record) string {
	printed := slices.Contains([]string{reflist.Name, ident.Name, docx.Name, pdf.Name, html.Name}, r.Origin.Format)
	if text := strings.Join(strings.Fields(r.Raw), " "); printed && text != "" && !strings.ContainsRune("{<", rune(text[0])) {
		return text
	}
	return offeredAs(r)
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
	var queries []resolve.Query
	var of []*citation // by query
	for i := range list {
		c := &list[i]
		if c.unknown {
			continue // there is nothing to ask for
		}
		queries, of = append(queries, resolve.Query{Citation: c.cited}), append(of, c)
		c.result = verify.Check(c.cited, verify.Answer{Unanswered: "it was not asked for"})
	}
	skipped := map[string]bool{}
	err = r.Resolve(ctx, queries, resolve.Options{Refresh: refresh, Notices: true, Verify: true}, func(res resolve.Result) error {
		if len(res.Records)+len(res.Candidates) > 0 || res.NoSuchDOI {
			heard++
		}
		for _, s := range res.Skipped {
			skipped[s] = true
		}
		c := of[res.Query]
		c.result = verify.Check(c.cited, verify.Answer{
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
	for i := range list {
		c := &list[i]
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
	n := count(list)
	summary := fmt.Sprintf("%d confirmed, %d could not be confirmed, %d contradicted",
		n.verdicts[verify.Confirmed], n.verdicts[verify.CouldNotConfirm], n.verdicts[verify.Contradicted])
	if n.unknown > 0 {
		summary += ", " + plural(n.unknown, "key", "keys") + " without a reference"
	}
	a.print("%s", summary)
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
		if c.unknown {
			break // the reason says it
		}
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
	if c.unknown {
		return "no reference"
	}
	return "could not confirm"
}

// fixFormat is the format of the file that --fix names, which must not be there.
func fixFormat(a *app, o verifyOptions) (exports.Bibliography, error) {
	name := map[string]string{".bib": "bibtex", ".ris": "ris", ".json": "csl-json", ".nbib": "nbib", ".csv": "csv"}[strings.ToLower(filepath.Ext(o.fix))]
	bibliography, ok := exports.FindBibliography(name)
	if !ok {
		return bibliography, usage("name it .bib, .ris, .json, .nbib or .csv", "the format of %s is not known by its ending", o.fix)
	}
	return bibliography, a.mayWrite(o.fix, o.force)
}

// writeCorrected writes every citation, corrected where the sources know it.
func writeCorrected(a *app, list []citation, o verifyOptions) error {
	bibliography, err := fixFormat(a, o)
	if err != nil {
		return err
	}
	var studies []*evidence.Study
	for i := range list {
		if list[i].unknown {
			a.say("warning: %s is not written: %s", list[i].key, list[i].result.Reason)
			continue
		}
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
	return a.output(o.fix, o.force, func(w io.Writer) error { return bibliography.Write(w, biblio.List(studies), biblio.Options{}) })
}

// applyCorrections stores the corrected fields of library studies as edits.
func applyCorrections(ctx context.Context, a *app, list []citation) error {
	changed := 0
	err := a.write(ctx, "verify --apply", func(repo *store.Repo) error {
		for i := range list {
			c := &list[i]
			if !c.study || c.result.Corrected == nil || len(c.result.Issues) == 0 {
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
	switch {
	case err != nil || a.dryRun:
	case changed == 0:
		a.say("no study needed a correction")
	default:
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
