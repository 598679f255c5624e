package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/tagging"
	"dossier/store"
)

// queryHelp is the query language, as list, export and table print it.
const queryHelp = `A query is words and fields, all of which must hold:

  "atopic dermatitis" jak     words and phrases in title, abstract, keywords; or the key of a study
  drug:upadacitinib           tagged or with a finding; a class takes its members in
  outcome:vte                 likewise; an outcome takes those beneath it in
  design:rct  year:2020..2025  author:kim  journal:lancet  key:kim2025
  doi:10.1056/…  pmid:35081280  trial:NCT02092467  pending:yes  notice:retraction
  status:included             screening: included, excluded, conflict, unscreened; tags: suggested, confirmed, rejected
  -year:2019                  not;  a OR b;  ( … )`

func newListCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list [QUERY]",
		Short: "List studies",
		Long:  "List the studies that match a query, or all of them, one line each.\n\n" + queryHelp + "\n\nExit codes: 0 done, 2 the query cannot be read, 10 no library, 11 library busy.",
		Example: `  dossier list
  dossier list drug:upadacitinib outcome:vte year:2020..2025
  dossier list pending:yes --json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runList(cmd.Context(), a, joinQuery(args))
		},
	}
	return cmd
}

// joinQuery puts the arguments together again; an argument with a space that
// the shell unquoted is a phrase.
func joinQuery(args []string) string {
	if len(args) < 2 {
		return strings.Join(args, "")
	}
	parts := make([]string, 0, len(args))
	for _, arg := range args {
		if strings.Contains(arg, " ") && !strings.ContainsAny(arg, `"():`) {
			arg = `"` + arg + `"`
		}
		parts = append(parts, arg)
	}
	return strings.Join(parts, " ")
}

func runList(ctx context.Context, a *app, query string) error {
	return a.read(ctx, func(repo *store.Repo) error {
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return err
		}
		heads, err := matchingHeads(ctx, repo, vocab, query)
		if err != nil {
			return err
		}
		if a.json {
			out := []studyJSON{}
			for _, h := range heads {
				one, err := fullStudyJSON(ctx, repo, h.Key)
				if err != nil {
					return err
				}
				out = append(out, one)
			}
			return a.printJSON(map[string]any{"studies": out})
		}
		for i := range heads {
			a.print("%s", headLine(&heads[i], a.width()))
		}
		a.say("%s", plural(len(heads), "study", "studies"))
		return nil
	})
}

// fullStudyJSON is a study with its tags and findings.
func fullStudyJSON(ctx context.Context, repo *store.Repo, key string) (studyJSON, error) {
	d, err := repo.Details(ctx, key)
	if err != nil {
		return studyJSON{}, err
	}
	out := toStudyJSON(&d.Study)
	out.addTags(d.Tags)
	for i := range d.Findings {
		out.Findings = append(out.Findings, toFindingJSON(&d.Findings[i]))
	}
	return out, nil
}

// headLine prints a study in one line of at most width columns.
func headLine(h *evidence.StudyHead, width int) string {
	year := "n.d."
	if h.Year != 0 {
		year = fmt.Sprint(h.Year)
	}
	who := h.Authors
	if who == "" {
		who = "—"
	}
	line := fmt.Sprintf("%-22s %s %s  %s", h.Key, padded(displaywidth.TruncateString(who, 26, "…"), 26), year, noticeMark(h.Notices)+titleOr(h))
	if h.Pending != "" {
		line += "  [pending]"
	}
	return displaywidth.TruncateString(line, max(width, 60), "…")
}

func titleOr(h *evidence.StudyHead) string {
	switch {
	case h.Title != "":
		return h.Title
	case h.DOI != "":
		return "doi:" + string(h.DOI)
	case h.PMID != "":
		return "PMID " + string(h.PMID)
	}
	return "(no title)"
}

// noticeMark is a word in front of the title of a study under a notice.
func noticeMark(notices []evidence.Notice) string {
	mark := ""
	for _, n := range notices {
		switch n.Kind {
		case evidence.NoticeRetraction, evidence.NoticeWithdrawal:
			return "RETRACTED: "
		case evidence.NoticeConcern:
			mark = "CONCERN: "
		}
	}
	return mark
}

// checkDesigns refuses a design that no study has and none is read as: a typing
// error would otherwise look like a query without hits.
func checkDesigns(ctx context.Context, repo *store.Repo, q evidence.Query) error {
	designs := tagging.Designs()
	if q.CheckDesigns(designs) == nil {
		return nil
	}
	for one, err := range repo.Select(ctx, evidence.Query{}) {
		if err != nil {
			return err
		}
		if d := one.Design; d != "" && !slices.Contains(designs, d) {
			designs = append(designs, d)
		}
	}
	return q.CheckDesigns(designs)
}

// matchingHeads are the studies that match a query, by key; all for "".
func matchingHeads(ctx context.Context, repo *store.Repo, vocab *evidence.Vocabulary, query string) ([]evidence.StudyHead, error) {
	q, err := readQuery(ctx, repo, vocab, query)
	if err != nil {
		return nil, err
	}
	var heads []evidence.StudyHead
	for one, err := range repo.Select(ctx, q) {
		if err != nil {
			return nil, err
		}
		heads = append(heads, one.StudyHead)
	}
	return heads, nil
}

// readQuery reads a query and expands its classes and outcomes.
func readQuery(ctx context.Context, repo *store.Repo, vocab *evidence.Vocabulary, query string) (evidence.Query, error) {
	q, err := evidence.ParseQuery(query)
	if err == nil {
		q, err = q.Expand(vocab)
	}
	if err == nil {
		err = checkDesigns(ctx, repo, q)
	}
	var bad *evidence.QueryError
	if err != nil && errors.As(err, &bad) {
		err = &failure{code: exitUsage, err: err, next: "dossier list --help shows the query language"}
	}
	return q, err
}

// matchingKeys is matchingHeads as a set of keys.
func matchingKeys(ctx context.Context, repo *store.Repo, vocab *evidence.Vocabulary, query string) (map[string]bool, error) {
	heads, err := matchingHeads(ctx, repo, vocab, query)
	if err != nil {
		return nil, err
	}
	keys := make(map[string]bool, len(heads))
	for _, h := range heads {
		keys[h.Key] = true
	}
	return keys, nil
}

// findStudy finds a study by citation key, DOI, PMID, PMCID or trial number.
func findStudy(ctx context.Context, repo *store.Repo, name string) (*evidence.Study, error) {
	key, err := repo.FindKey(ctx, name)
	if errors.Is(err, store.ErrNotFound) {
		return nil, unknownStudy(ctx, repo, name)
	}
	if err != nil {
		return nil, err
	}
	study, err := repo.Study(ctx, key)
	if err != nil {
		return nil, err
	}
	return &study, nil
}

// readStudies reads the studies of citation keys, in their order.
func readStudies(ctx context.Context, repo *store.Repo, keys []string) ([]*evidence.Study, error) {
	studies := make([]*evidence.Study, 0, len(keys))
	for _, key := range keys {
		s, err := repo.Study(ctx, key)
		if err != nil {
			return nil, err
		}
		studies = append(studies, &s)
	}
	return studies, nil
}

// unknownStudy names the keys that look like the one asked for.
func unknownStudy(ctx context.Context, repo *store.Repo, name string) error {
	var near []string
	want := strings.ToLower(name)
	for h, err := range repo.Select(ctx, evidence.Query{}) {
		if err != nil {
			return err
		}
		if len(want) >= 3 && (strings.HasPrefix(strings.ToLower(h.Key), want[:3]) || strings.Contains(strings.ToLower(h.Authors), want)) {
			near = append(near, h.Key)
		}
	}
	next := "dossier list shows the keys"
	if len(near) > 0 {
		next = "perhaps: " + strings.Join(near[:min(len(near), 5)], ", ")
	}
	return fail(exitFailed, next, "there is no study %q", name)
}

// withDescendants adds to each id what is beneath it.
func withDescendants(ids []string, vocab *evidence.Vocabulary) []string {
	var all []string
	for _, id := range ids {
		all = append(append(all, id), vocab.Descendants(id)...)
	}
	return all
}

// sortFindings orders findings by id, numbers by value: F2 before F10.
func sortFindings(rows []evidence.TableRow) {
	sort.SliceStable(rows, func(i, j int) bool {
		a, b := rows[i].Finding.ID, rows[j].Finding.ID
		if len(a) != len(b) {
			return len(a) < len(b)
		}
		return a < b
	})
}

// wrap breaks text at blanks into lines of at most width columns.
func wrap(text string, width int) string {
	var b strings.Builder
	for i, para := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		n := 0
		for _, word := range strings.Fields(para) {
			w := displayWidth(word)
			switch {
			case n == 0:
			case n+1+w > width:
				b.WriteByte('\n')
				n = 0
			default:
				b.WriteByte(' ')
				n++
			}
			b.WriteString(word)
			n += w
		}
	}
	return b.String()
}

// padded fills text up to a width in cells.
func padded(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-displaywidth.String(s)))
}

// displayWidth is the width of text in cells of a terminal. Plain ASCII is
// counted without looking at graphemes: help texts are wrapped at every start.
func displayWidth(s string) int {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return displaywidth.String(s)
		}
	}
	return len(s)
}
