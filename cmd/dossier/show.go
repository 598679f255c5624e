package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/store"
)

func newShowCmd(a *app) *cobra.Command {
	var sources bool
	cmd := &cobra.Command{
		Use:   "show KEY…",
		Short: "Show everything about a study",
		Long: `Show a study: what it is, its tags with the words that caused them, its findings,
notices and links. KEY is a citation key, DOI, PMID, PMCID or trial number.
--sources shows for each field which source said what, when, and which value won,
and the records of the study with their ids; dossier unmerge takes one out.

Exit codes: 0 done, 1 unknown study, 10 no library, 11 library busy.`,
		Example: `  dossier show ytterberg2022
  dossier show 10.1056/NEJMoa2109927 --sources`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return a.read(ctx, func(repo *store.Repo) error {
				return runShow(ctx, a, repo, args, sources)
			})
		},
	}
	cmd.Flags().BoolVar(&sources, "sources", false, "which source said what")
	return cmd
}

type sourcesJSON struct {
	studyJSON
	Sources []fieldSource `json:"sources,omitempty"`
	Records []recordJSON  `json:"records,omitempty"`
}

// recordJSON is one record of a study.
type recordJSON struct {
	ID     string `json:"id"`
	Entry  string `json:"entry,omitempty"` // its key in the source
	Source string `json:"source"`
	From   string `json:"from,omitempty"`
}

// fieldSource is what one source says of one field.
type fieldSource struct {
	Field  string `json:"field"`
	Source string `json:"source"`
	At     string `json:"at,omitempty"`
	Value  string `json:"value"`
	Wins   bool   `json:"wins"`
	Where  string `json:"where,omitempty"`
}

func runShow(ctx context.Context, a *app, repo *store.Repo, names []string, sources bool) error {
	vocab, err := a.vocabulary(ctx, repo)
	if err != nil {
		return err
	}
	out := []sourcesJSON{}
	for i, name := range names {
		study, err := findStudy(ctx, repo, name)
		if err != nil {
			return err
		}
		var said []fieldSource
		var parts []recordJSON
		if sources {
			records, err := repo.Records(ctx, study.Key)
			if err != nil {
				return err
			}
			said = whoSaidWhat(study, records)
			for i := range records {
				o := &records[i].Origin
				parts = append(parts, recordJSON{records[i].ID, o.Key, sourceName(o), originPlace(o)})
			}
		}
		if a.json {
			one, err := fullStudyJSON(ctx, repo, study.Key)
			if err != nil {
				return err
			}
			out = append(out, sourcesJSON{one, said, parts})
			continue
		}
		if i > 0 {
			a.print("")
		}
		if err := printStudy(ctx, a, repo, vocab, study); err != nil {
			return err
		}
		printSources(a, said)
		if len(parts) > 0 {
			a.print("  records:")
		}
		for _, r := range parts {
			a.print("    %s", strings.Join(strings.Fields(strings.Join([]string{r.ID, r.Entry, r.Source, r.From}, " ")), "  "))
		}
	}
	if a.json {
		return a.printJSON(map[string]any{"studies": out})
	}
	return nil
}

func printStudy(ctx context.Context, a *app, repo *store.Repo, vocab *evidence.Vocabulary, s *evidence.Study) error {
	line := func(name, value string) {
		if value != "" {
			a.print("  %-11s %s", name, strings.ReplaceAll(wrap(value, max(a.width()-14, 40)), "\n", "\n"+strings.Repeat(" ", 14)))
		}
	}
	a.print("%s", s.Key)
	line("title", noticeMark(s.Notices)+s.Title)
	line("authors", authorLine(s))
	line("in", containerLine(s))
	line("ids", idLine(s))
	line("design", s.Design)
	line("population", s.Population)
	if s.N > 0 {
		line("n", fmt.Sprint(s.N))
	}
	line("follow-up", s.FollowUp)
	line("trial", s.Trial)
	line("pending", s.Pending)
	if s.Screened != "" {
		line("status", withReason(s.Screened, s.Reason))
	}
	for _, d := range s.Screening {
		line("screening", d.By+": "+withReason(d.Decision, d.Reason))
	}
	for _, n := range s.Notices {
		line("notice", noticeLine(n))
	}
	for _, l := range s.Links {
		line("link", l.Kind+" "+l.Key)
	}
	line("abstract", s.Abstract)
	tags, err := repo.Tags(ctx, store.Filter{Studies: []string{s.Key}})
	if err != nil {
		return err
	}
	for _, t := range tags {
		line("tag", strings.TrimSpace(strings.TrimPrefix(tagLine(t, vocab), s.Key)))
	}
	found, err := repo.Findings(ctx, store.Filter{Studies: []string{s.Key}})
	if err != nil {
		return err
	}
	for i := range found {
		line("finding", found[i].ID+" "+strings.TrimPrefix(findingLine(&found[i], vocab), s.Key+": "))
	}
	return nil
}

func authorLine(s *evidence.Study) string {
	names := authorNames(s.Authors)
	const most = 12
	if len(names) > most {
		names = append(names[:most], fmt.Sprintf("… (%d in all)", len(s.Authors)))
	}
	line := strings.Join(names, "; ")
	if s.AuthorsTruncated {
		line += "; et al."
	}
	return line
}

// containerLine is journal, year, volume, issue and pages in one line.
func containerLine(s *evidence.Study) string {
	var parts []string
	if s.Journal != "" {
		parts = append(parts, s.Journal)
	}
	if d := s.Date.String(); d != "" {
		parts = append(parts, d)
	}
	line := strings.Join(parts, ", ")
	if s.Volume != "" {
		line += "; " + s.Volume
		if s.Issue != "" {
			line += "(" + s.Issue + ")"
		}
	}
	if p := s.Pages.String(); p != "" {
		line += ": " + p
	}
	if d := s.DateOnline.String(); d != "" && d != s.Date.String() {
		line += " (online " + d + ")"
	}
	return strings.TrimPrefix(line, "; ")
}

func idLine(s *evidence.Study) string {
	var ids []string
	if s.DOI != "" {
		ids = append(ids, "doi:"+string(s.DOI))
	}
	if s.PMID != "" {
		ids = append(ids, "PMID "+string(s.PMID))
	}
	if s.PMCID != "" {
		ids = append(ids, string(s.PMCID))
	}
	for _, r := range s.Registry {
		ids = append(ids, r.ID)
	}
	return strings.Join(ids, "  ")
}

func noticeLine(n evidence.Notice) string {
	line := string(n.Kind)
	if d := n.Date.String(); d != "" {
		line += " of " + d
	}
	if n.DOI != "" {
		line += ", doi:" + string(n.DOI)
	}
	if n.Source != "" {
		line += " (" + n.Source + ")"
	}
	return line
}

// whoSaidWhat lists what each record of a study says of each field.
func whoSaidWhat(s *evidence.Study, records []evidence.Record) []fieldSource {
	var said []fieldSource
	for _, field := range shownFields() {
		for i := range records {
			value := field.value(&records[i].Citation)
			if value == "" {
				continue
			}
			source := sourceName(&records[i].Origin)
			at := ""
			if !records[i].Origin.At.IsZero() {
				at = records[i].Origin.At.Format("2006-01-02")
			}
			said = append(said, fieldSource{Field: field.name, Source: source, At: at, Value: value,
				Wins: s.Provenance[field.name].Record == records[i].ID, Where: originPlace(&records[i].Origin)})
		}
	}
	return said
}

// sourceName is who speaks in a record: a registry, a file format, a person.
func sourceName(o *evidence.Origin) string {
	switch {
	case o.Format == "person":
		return "person:" + o.By
	case o.Database != "":
		return o.Format + " (" + o.Database + ")"
	}
	return o.Format
}

// originPlace is where a record was read.
func originPlace(o *evidence.Origin) string {
	switch {
	case o.File != "" && o.Line > 0:
		return fmt.Sprintf("%s:%d", o.File, o.Line)
	case o.File != "":
		return o.File
	}
	return o.URL
}

type shownField struct {
	name  string
	value func(*evidence.Citation) string
}

// shownFields are the fields of a citation that --sources compares, by the
// names that evidence.Combine gives them.
func shownFields() []shownField {
	return []shownField{
		{evidence.FieldTitle, func(c *evidence.Citation) string { return c.Title }},
		{evidence.FieldAuthors, func(c *evidence.Citation) string { return strings.Join(authorNames(c.Authors), "; ") }},
		{evidence.FieldJournal, func(c *evidence.Citation) string { return c.Journal }},
		{evidence.FieldDate, func(c *evidence.Citation) string { return c.Date.String() }},
		{evidence.FieldDateOnline, func(c *evidence.Citation) string { return c.DateOnline.String() }},
		{evidence.FieldVolume, func(c *evidence.Citation) string { return c.Volume }},
		{evidence.FieldIssue, func(c *evidence.Citation) string { return c.Issue }},
		{evidence.FieldPages, func(c *evidence.Citation) string { return c.Pages.String() }},
		{evidence.FieldDOI, func(c *evidence.Citation) string { return string(c.DOI) }},
		{evidence.FieldPMID, func(c *evidence.Citation) string { return string(c.PMID) }},
		{evidence.FieldPMCID, func(c *evidence.Citation) string { return string(c.PMCID) }},
		{evidence.FieldAbstract, func(c *evidence.Citation) string { return c.Abstract }},
	}
}

func printSources(a *app, said []fieldSource) {
	last := ""
	var asked []string // registries, with the requests that they answered
	for _, s := range said {
		name := s.Field
		if name == last {
			name = ""
		}
		last = s.Field
		mark := " "
		if s.Wins {
			mark = "*"
		}
		where := "  " + s.Where
		if strings.Contains(s.Where, "://") { // the same for every field, and long
			where = ""
			if line := fmt.Sprintf("  %-11s   %-22s %-10s %s", "", s.Source, s.At, s.Where); !slices.Contains(asked, line) {
				asked = append(asked, line)
			}
		}
		a.print("  %-11s %s %-22s %-10s %s%s", name, mark, s.Source, s.At, shorten(s.Value, max(a.width()-50-len(where), 30)), where)
	}
	if len(said) > 0 {
		a.print("  * = the value that is used")
	}
	if len(asked) > 0 {
		a.print("  asked:")
	}
	for _, line := range asked {
		a.print("%s", line)
	}
}

// shorten cuts text for one line.
func shorten(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
