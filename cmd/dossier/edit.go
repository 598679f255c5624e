package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/store"
)

// editForm is what dossier edit shows: the fields of a study that a person may
// change, as TOML.
type editForm struct {
	Title      string   `toml:"title"`
	Authors    []string `toml:"authors" comment:"one per line: Family, Given, or {Corporate Author}"`
	Journal    string   `toml:"journal"`
	Date       string   `toml:"date"`
	Volume     string   `toml:"volume"`
	Issue      string   `toml:"issue"`
	Pages      string   `toml:"pages"`
	DOI        string   `toml:"doi"`
	PMID       string   `toml:"pmid"`
	PMCID      string   `toml:"pmcid"`
	Registry   []string `toml:"registry"`
	Abstract   string   `toml:"abstract"`
	Design     string   `toml:"design"`
	Population string   `toml:"population"`
	N          int      `toml:"n"`
	FollowUp   string   `toml:"follow_up"`
	Trial      string   `toml:"trial"`
	Status     string   `toml:"status"`
	Reason     string   `toml:"reason"`
}

const editHead = `# %s: change what is wrong, save, and leave the editor. An empty file changes nothing.
# authors: "Family, Given" each, or "{Corporate Author}".  date: 2022, 2022-01 or 2022-01-27.
# registry: trial numbers such as "NCT02092467".  trial: label that joins reports of one trial.
# status: "", "included" or "excluded" (with a reason).
`

func newEditCmd(a *app) *cobra.Command {
	var set []string
	var file string
	cmd := &cobra.Command{
		Use:   "edit KEY",
		Short: "Correct a study in your editor",
		Long: `Open the fields of one study as TOML in your editor (VISUAL, EDITOR, or the
setting editor), check what you wrote and store it. What a person edits always
wins over what a registry says; dossier undo takes it back. --set changes single
fields without an editor; --file takes the whole form from a file ('-' = stdin).

Exit codes: 0 done, 1 unknown study or refused value, 2 wrong command line,
10 no library, 11 library busy.`,
		Example: `  dossier edit ytterberg2022
  dossier edit ytterberg2022 --set design=rct --set "follow_up=median 4 years"`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runEdit(cmd.Context(), a, args[0], set, file)
		},
	}
	cmd.Flags().StringArrayVar(&set, "set", nil, "change one field: `FIELD=VALUE`, repeatable")
	cmd.Flags().StringVar(&file, "file", "", "take the form from this `FILE`")
	return cmd
}

func runEdit(ctx context.Context, a *app, name string, set []string, file string) error {
	var study *evidence.Study
	err := a.read(ctx, func(repo *store.Repo) (err error) {
		study, err = findStudy(ctx, repo, name)
		return err
	})
	if err != nil {
		return err
	}
	before, err := encodeForm(study)
	if err != nil {
		return err
	}
	after, err := editedForm(ctx, a, study, before, set, file)
	if err != nil {
		return err
	}
	var form editForm
	meta, err := toml.Decode(string(after), &form)
	if err != nil {
		return keepEdit(after, fail(exitFailed, "correct it and type: dossier edit "+study.Key+" --file FILE", "what you wrote is not TOML: %v", err))
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return keepEdit(after, fail(exitFailed, "fields are: "+strings.Join(formFields(), ", "), "there is no field %q", unknown[0]))
	}
	if strings.TrimSpace(stripComments(string(after))) == "" || bytes.Equal(before, after) {
		a.say("nothing changed")
		return nil
	}
	changed, edit, err := applyForm(study, form)
	if err != nil {
		return keepEdit(after, err)
	}
	if len(changed) == 0 {
		a.say("nothing changed")
		return nil
	}
	if a.dryRun {
		a.say("would change %s of %s", strings.Join(changed, ", "), study.Key)
		return nil
	}
	err = a.write(ctx, "edit "+study.Key, func(repo *store.Repo) error {
		if err := ownIdentifiers(ctx, a, repo, study, &edit); err != nil {
			return err
		}
		return onlyErr(repo.UpdateStudy(ctx, edit))
	})
	if err != nil {
		return keepEdit(after, err)
	}
	if a.json {
		return a.printJSON(map[string]any{"study": study.Key, "changed": changed})
	}
	a.say("changed %s of %s", strings.Join(changed, ", "), study.Key)
	return nil
}

// editedForm returns the form after the person's change: from --set, from
// --file, or from an editor.
func editedForm(ctx context.Context, a *app, study *evidence.Study, before []byte, set []string, file string) ([]byte, error) {
	switch {
	case len(set) > 0:
		var form map[string]any
		if _, err := toml.Decode(string(before), &form); err != nil {
			return nil, err
		}
		for _, pair := range set {
			if err := setField(form, pair); err != nil {
				return nil, err
			}
		}
		var b bytes.Buffer
		err := toml.NewEncoder(&b).Encode(form)
		return b.Bytes(), err
	case file == "-":
		var b bytes.Buffer
		_, err := b.ReadFrom(a.in)
		return b.Bytes(), err
	case file != "":
		return os.ReadFile(file)
	case a.noInput:
		return nil, usage("dossier edit "+study.Key+" --set FIELD=VALUE", "no editor is opened with --no-input")
	}
	return inEditor(ctx, a, study.Key, before)
}

// setField puts "field=value" into a form, by the kind that the field has.
func setField(form map[string]any, pair string) error {
	name, value, ok := strings.Cut(pair, "=")
	name = strings.TrimSpace(name)
	old, known := form[name]
	switch {
	case !ok:
		return usage("fields are: "+strings.Join(formFields(), ", "), "--set takes FIELD=VALUE, not %q", pair)
	case !known && name == "year":
		return usage("--set date="+value, "there is no field year: the year is part of the date")
	case !known:
		return usage("fields are: "+strings.Join(formFields(), ", "), "there is no field %q", name)
	}
	switch old.(type) {
	case []any, []string:
		parts := []string{}
		for part := range strings.SplitSeq(value, ";") {
			if part = strings.TrimSpace(part); part != "" {
				parts = append(parts, part)
			}
		}
		form[name] = parts
	case int64:
		var n int64
		if _, err := fmt.Sscan(value, &n); err != nil {
			return usage("", "%s is a whole number, not %q", name, value)
		}
		form[name] = n
	default:
		form[name] = value
	}
	return nil
}

// inEditor opens the form in the person's editor and returns what was saved.
func inEditor(ctx context.Context, a *app, key string, before []byte) ([]byte, error) {
	dir, err := os.MkdirTemp("", "dossier-edit-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, key+".toml")
	if err := os.WriteFile(path, before, 0o600); err != nil {
		return nil, err
	}
	words := strings.Fields(editorCommand(a))
	cmd := exec.CommandContext(ctx, words[0], append(words[1:], path)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = a.in, a.err, a.err
	if err := cmd.Run(); err != nil {
		var notFound *exec.Error
		if errors.As(err, &notFound) {
			return nil, fail(exitFailed, "set EDITOR, or use dossier edit "+key+" --set FIELD=VALUE", "there is no editor %q", words[0])
		}
		return nil, fail(exitFailed, "nothing was changed", "the editor ended with %v", err)
	}
	return os.ReadFile(path)
}

func editorCommand(a *app) string {
	for _, name := range []string{os.Getenv("VISUAL"), os.Getenv("EDITOR"), a.config().Editor} {
		if strings.TrimSpace(name) != "" {
			return name
		}
	}
	return "vi"
}

// keepEdit saves what a person wrote when it could not be stored, so that
// nothing is lost, and names the file in the error.
func keepEdit(text []byte, cause error) error {
	f, err := os.CreateTemp("", "dossier-edit-*.toml")
	if err != nil {
		return cause
	}
	defer f.Close()
	if _, err := f.Write(text); err != nil {
		return cause
	}
	return fmt.Errorf("%w\n  your text is kept in %s", cause, f.Name())
}

func formFields() []string {
	meta := map[string]any{}
	var b bytes.Buffer
	_ = toml.NewEncoder(&b).Encode(editForm{Authors: []string{}, Registry: []string{}})
	md, _ := toml.Decode(b.String(), &meta)
	var names []string
	for _, k := range md.Keys() {
		names = append(names, k.String())
	}
	return names
}

func stripComments(text string) string {
	var kept []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

func formOf(s *evidence.Study) editForm {
	f := editForm{
		Title: s.Title, Authors: []string{}, Journal: s.Journal, Date: s.Date.String(), Volume: s.Volume, Issue: s.Issue,
		Pages: s.Pages.String(), DOI: string(s.DOI), PMID: string(s.PMID), PMCID: string(s.PMCID), Registry: []string{},
		Abstract: s.Abstract, Design: s.Design, Population: s.Population, N: s.N, FollowUp: s.FollowUp,
		Trial: s.Trial, Status: s.Screened, Reason: s.Reason,
	}
	for _, p := range s.Authors {
		f.Authors = append(f.Authors, authorForm(p))
	}
	for _, r := range s.Registry {
		f.Registry = append(f.Registry, r.ID)
	}
	return f
}

func encodeForm(s *evidence.Study) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, editHead, s.Key)
	err := toml.NewEncoder(&b).Encode(formOf(s))
	return b.Bytes(), err
}

// authorForm is a name as the form shows it; parseAuthor reads it back.
func authorForm(p evidence.Person) string {
	if p.Literal != "" {
		return "{" + p.Literal + "}"
	}
	return p.String()
}

// applyForm puts a form into a copy of a study and names the fields that
// differ. What cannot be read is an error that names the field.
func applyForm(study *evidence.Study, form editForm) ([]string, evidence.Study, error) {
	edited := *study
	before := formOf(study)
	var changed []string
	var failed error
	differs := func(field string, same bool) bool {
		if !same {
			changed = append(changed, field)
		}
		return !same && failed == nil
	}
	refuse := func(field, value string, err error) {
		if failed == nil {
			failed = fail(exitFailed, "correct the field "+field+fieldForm(field), "%s %q cannot be: %v", field, value, err)
		}
	}
	text := func(field string, at *string, old, value string) {
		if differs(field, strings.TrimSpace(value) == old) {
			*at = strings.TrimSpace(value)
		}
	}
	text("title", &edited.Title, before.Title, form.Title)
	text("journal", &edited.Journal, before.Journal, form.Journal)
	text("volume", &edited.Volume, before.Volume, form.Volume)
	text("issue", &edited.Issue, before.Issue, form.Issue)
	text("abstract", &edited.Abstract, before.Abstract, form.Abstract)
	text("design", &edited.Design, before.Design, form.Design)
	text("population", &edited.Population, before.Population, form.Population)
	text("follow_up", &edited.FollowUp, before.FollowUp, form.FollowUp)
	text("trial", &edited.Trial, before.Trial, form.Trial)
	text("status", &edited.Screened, before.Status, form.Status)
	text("reason", &edited.Reason, before.Reason, form.Reason)
	switch edited.Screened {
	case "", evidence.Included:
	case evidence.ScreeningConflict:
		if before.Status != evidence.ScreeningConflict {
			refuse("status", edited.Screened, errors.New("it is what two decisions of dossier screen come to"))
		}
	case evidence.Excluded:
		if edited.Reason == "" {
			refuse("reason", "", errors.New("an excluded study needs a reason"))
		}
	default:
		refuse("status", edited.Screened, errors.New("it is empty, included or excluded"))
	}
	if edited.Title == "" && before.Title != "" {
		refuse("title", "", errors.New("a title cannot be emptied; correct it"))
	}
	if differs("authors", slices.Equal(before.Authors, form.Authors)) {
		edited.Authors = nil
		for _, name := range form.Authors {
			p, err := parseAuthor(name)
			if err != nil {
				refuse("authors", name, err)
			}
			edited.Authors = append(edited.Authors, p)
		}
	}
	if differs("n", form.N == before.N) {
		if edited.N = form.N; form.N < 0 {
			refuse("n", fmt.Sprint(form.N), errors.New("a number of participants is not negative"))
		}
	}
	parsed(differs, refuse, "date", &edited.Date, before.Date, form.Date, parseDay)
	parsed(differs, refuse, "pages", &edited.Pages, before.Pages, form.Pages, evidence.ParsePages)
	parsed(differs, refuse, "doi", &edited.DOI, before.DOI, form.DOI, evidence.ParseDOI)
	parsed(differs, refuse, "pmid", &edited.PMID, before.PMID, form.PMID, evidence.ParsePMID)
	parsed(differs, refuse, "pmcid", &edited.PMCID, before.PMCID, form.PMCID, evidence.ParsePMCID)
	if differs("registry", slices.Equal(before.Registry, form.Registry)) {
		edited.Registry = nil
		for _, id := range form.Registry {
			r, err := evidence.ParseRegistryID(id)
			if err != nil {
				refuse("registry", id, err)
			}
			edited.Registry = append(edited.Registry, r)
		}
	}
	return changed, edited, failed
}

// parsed sets a field from its text; an empty text empties it.
func parsed[T any](differs func(string, bool) bool, refuse func(string, string, error), field string, at *T, old, value string, parse func(string) (T, error)) {
	value = strings.TrimSpace(value)
	if !differs(field, value == old) {
		return
	}
	var empty T
	if value == "" {
		*at = empty
		return
	}
	v, err := parse(value)
	if err != nil {
		refuse(field, value, err)
		return
	}
	*at = v
}

// parseDay reads a date and refuses one that is understood in part only, as
// 2020-13.
func parseDay(text string) (evidence.Date, error) {
	d, err := evidence.ParseDate(text)
	if err == nil && d.Year > 0 && d.Raw != "" {
		err = errors.New("there is no such day or month")
	}
	return d, err
}

// parseAuthor reads "Family, Given" or "{Corporate Author}".
func parseAuthor(name string) (evidence.Person, error) {
	name = strings.TrimSpace(name)
	if inner, ok := strings.CutPrefix(name, "{"); ok && strings.HasSuffix(inner, "}") {
		return evidence.Person{Literal: strings.TrimSuffix(inner, "}")}, nil
	}
	return evidence.ParsePerson(name, evidence.NamesAPA)
}

// fieldForm shows how a field is written.
func fieldForm(field string) string {
	form := map[string]string{
		"doi": " as 10.1056/NEJMoa2109927", "pmid": " as 35081280", "pmcid": " as PMC9811099", "date": " as 2022, 2022-01 or 2022-01-27",
		"registry": " as NCT02092467", "pages": " as 316-326 or e1002", "status": ": included or excluded",
	}[field]
	return form
}

// ownIdentifiers refuses an identifier that another study has: two studies of
// one DOI are one publication, or one of them has the wrong DOI.
func ownIdentifiers(ctx context.Context, a *app, repo *store.Repo, before, after *evidence.Study) error {
	for _, id := range []struct{ name, old, new string }{
		{"DOI", before.DOI.Key(), after.DOI.Key()},
		{"PMID", string(before.PMID), string(after.PMID)},
		{"PMCID", string(before.PMCID), string(after.PMCID)},
	} {
		if id.new == "" || id.new == id.old || a.yes {
			continue
		}
		key, err := repo.FindKey(ctx, id.new)
		switch {
		case errors.Is(err, store.ErrNotFound):
		case err != nil:
			return err
		case key != before.Key:
			return fail(exitFailed, "if they are one publication: dossier merge "+key+" "+before.Key+"; else correct the one that is wrong (--yes keeps both)", "%s %s is that of %s", id.name, id.new, key)
		}
	}
	return nil
}
