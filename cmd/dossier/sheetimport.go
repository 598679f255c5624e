package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"dossier/evidence"
	"dossier/evidence/sheet"
	"dossier/evidence/synthesis/check"
	"dossier/ingest/findings"
	ingestsheet "dossier/ingest/sheet"
	"dossier/ingest/xlsx"
	"dossier/store"
)

// sheetImport is what a workbook means for the library.
type sheetImport struct {
	sheet.Comparison
	Applied  bool
	Existing int // new rows that the library has already
	Rejected int // rows that are left alone for an error

	ctx      context.Context
	repo     *store.Repo
	vocab    *evidence.Vocabulary
	who      string
	edits    store.Edits
	contents *sheet.Contents // of the table at work
	findings map[string]evidence.Finding
	absences map[string]evidence.Absence
	tags     map[string]evidence.Tag

	app        *app
	appraisals map[string]evidence.Appraisal
	judged     map[string]*evidence.Appraisal // as they will be; nil = taken away
}

// planSheetImport reads a workbook and works out what would change.
func planSheetImport(ctx context.Context, a *app, repo *store.Repo, r io.ReaderAt, size int64, rules sheet.Rules) (*sheetImport, error) {
	vocab, err := a.vocabulary(ctx, repo)
	if err != nil {
		return nil, err
	}
	book, err := ingestsheet.Read(ctx, r, size, vocab)
	if err != nil {
		return nil, err
	}
	s := &sheetImport{ctx: ctx, repo: repo, vocab: vocab, who: a.who(),
		findings: map[string]evidence.Finding{}, absences: map[string]evidence.Absence{}, tags: map[string]evidence.Tag{},
		app: a, appraisals: map[string]evidence.Appraisal{}, judged: map[string]*evidence.Appraisal{}}
	s.Faults = book.Faults
	for i := range book.Tables {
		if err := s.table(&book.Tables[i], rules); err != nil {
			return nil, err
		}
	}
	for _, fault := range s.Faults {
		if !fault.Warning {
			s.Rejected++
		}
	}
	return s, nil
}

// table compares one table and turns its changes into edits.
func (s *sheetImport) table(c *sheet.Contents, rules sheet.Rules) error {
	s.contents = c
	library, err := s.library(c.Table.Name)
	if err != nil {
		return err
	}
	found := sheet.Compare(c, library, rules)
	s.Conflicts = append(s.Conflicts, found.Conflicts...)
	s.Faults = append(s.Faults, found.Faults...)
	s.Missing = append(s.Missing, found.Missing...)
	s.Unchanged += found.Unchanged
	convert := s.finding
	switch c.Table.Name {
	case sheet.AbsencesName:
		convert = s.absence
	case sheet.TagsName:
		convert = s.tag
	case sheet.AppraisalsName:
		convert = s.appraisal
	}
	given := map[string]int{}
	for _, change := range found.Changes {
		taken, err := convert(&change, given)
		if err != nil {
			return err
		}
		if taken {
			s.Changes = append(s.Changes, change)
		}
	}
	switch {
	case c.Table.Name == sheet.FindingsName && len(given) > 0:
		return s.leaveExisting()
	case c.Table.Name == sheet.AppraisalsName:
		return s.keepAppraisals()
	}
	return nil
}

// library is a table as the library has it now.
func (s *sheetImport) library(table string) (map[string]sheet.Row, error) {
	rows := map[string]sheet.Row{}
	switch table {
	case sheet.FindingsName:
		list, err := s.repo.TableRows(s.ctx, nil, nil)
		for i := range list {
			row := sheet.FindingRow(&list[i])
			rows[row.ID], s.findings[row.ID] = row, list[i].Finding
		}
		return rows, err
	case sheet.AbsencesName:
		list, err := s.repo.Absences(s.ctx, store.Filter{})
		for i := range list {
			row := sheet.AbsenceRow(&list[i])
			rows[row.ID], s.absences[row.ID] = row, list[i]
		}
		return rows, err
	case sheet.AppraisalsName:
		return s.libraryAppraisals()
	}
	list, err := s.repo.Tags(s.ctx, store.Filter{})
	for i := range list {
		row := sheet.TagRow(&list[i])
		rows[row.ID], s.tags[row.ID] = row, list[i]
	}
	return rows, err
}

// bad reports a cell of a change that cannot be taken.
func (s *sheetImport) bad(c *sheet.RowChange, column, message, next string) {
	s.Faults = append(s.Faults, sheet.Fault{Address: s.contents.Address(c.Line, s.contents.Table.Place(column)), ID: c.ID, Message: column + ": " + message, Next: next})
}

// twice reports a row whose id another new row has.
func (s *sheetImport) twice(c *sheet.RowChange, given map[string]int, id, column string) bool {
	if line, ok := given[id]; ok && id != "" {
		s.bad(c, column, fmt.Sprintf("row %d is about the same", line), "delete one of the rows")
		return true
	}
	given[id] = c.Line
	return false
}

// finding turns a changed row into an edit; false: it has a fault.
func (s *sheetImport) finding(c *sheet.RowChange, given map[string]int) (bool, error) {
	if c.Action == sheet.Remove {
		s.edits.RemoveFindings = append(s.edits.RemoveFindings, c.ID)
		return true, nil
	}
	f := evidence.Finding{Usable: true, Status: evidence.Confirmed}
	if c.Action == sheet.Change {
		f = s.findings[c.ID]
	}
	before := f
	var ref findings.Ref
	good := true
	for _, cell := range c.Cells {
		switch cell.Column {
		case "doi":
			ref.DOI = evidence.DOI(cell.Now)
		case "key":
			ref.Key = cell.Now
		case "status":
			if cell.Now == "" {
				continue
			}
		}
		if err := sheet.SetFinding(&f, cell.Column, cell.Now); err != nil {
			s.bad(c, cell.Column, fmt.Sprintf("%q %v", cell.Now, err), "correct the cell")
			good = false
		}
	}
	if c.Action == sheet.Add {
		ok, err := s.newFinding(c, &f, ref, given)
		if err != nil || !ok {
			return false, err
		}
	}
	if !good || !s.valid(c, &f) {
		return false, nil
	}
	if f.Status != before.Status && f.Status != evidence.Suggested {
		f.By = s.who // it is this person who decides
	}
	f.Checks = check.Finding(&f)
	s.edits.Findings = append(s.edits.Findings, f)
	return true, nil
}

// newFinding settles the study and the id of a new row.
func (s *sheetImport) newFinding(c *sheet.RowChange, f *evidence.Finding, ref findings.Ref, given map[string]int) (bool, error) {
	if doi, err := evidence.ParseDOI(string(ref.DOI)); err == nil {
		ref.DOI = doi
	}
	if ref.Key == "" && ref.DOI == "" {
		s.bad(c, "key", "a new row names no study", "give its citation key, or its DOI")
		return false, nil
	}
	key, err := studyOfRow(s.ctx, s.repo, ref)
	if err != nil {
		s.bad(c, "key", err.Error(), "")
		return false, nil
	}
	f.Study = key
	if f.ID == "" {
		f.ID = c.ID // of a row that the library lost meanwhile
	}
	if _, taken := s.findings[f.ID]; taken {
		s.bad(c, "id", "the library has another finding "+f.ID, "leave the id of a new row empty")
		return false, nil
	}
	return !s.twice(c, given, f.ID, "id"), nil
}

// valid reports what evidence says against a finding, with the address of each
// cell.
func (s *sheetImport) valid(c *sheet.RowChange, f *evidence.Finding) bool {
	good := true
	for _, p := range evidence.ValidateFinding(f, s.vocab) {
		fault := sheet.Fault{ID: c.ID, Address: s.contents.Address(c.Line, -1), Message: p.Error()}
		var field *evidence.FieldError
		if errors.As(p, &field) {
			fault.Address = s.contents.Address(c.Line, s.contents.Table.Place(field.Field))
			fault.Message, fault.Next, fault.Warning = field.Field+": "+field.Message, field.Next, field.Warning
			if field.Value != "" {
				fault.Message = fmt.Sprintf("%s %q: %s", field.Field, field.Value, field.Message)
			}
		}
		good = good && fault.Warning
		s.Faults = append(s.Faults, fault)
	}
	return good
}

// leaveExisting drops new findings that the library has already, as from a
// workbook that is brought back twice.
func (s *sheetImport) leaveExisting() error {
	kept, err := sortFindingsIn(s.ctx, s.repo, s.edits.Findings)
	if err != nil {
		return err
	}
	var fresh []evidence.Finding
	var changes []sheet.RowChange
	i := 0
	for _, c := range s.Changes {
		if c.Action == sheet.Remove {
			changes = append(changes, c)
			continue
		}
		if c.Action == sheet.Add && kept[i].fate == fateExisting {
			s.Existing++
		} else {
			fresh, changes = append(fresh, s.edits.Findings[i]), append(changes, c)
		}
		i++
	}
	s.edits.Findings, s.Changes = fresh, changes
	return nil
}

// subject settles the study, drug and outcome of a new row.
func (s *sheetImport) subject(c *sheet.RowChange, key, drug, outcome string) (string, bool) {
	if key == "" {
		s.bad(c, "key", "a new row names no study", "give its citation key")
		return "", false
	}
	key, err := studyOfRow(s.ctx, s.repo, findings.Ref{Key: key})
	if err != nil {
		s.bad(c, "key", err.Error(), "")
		return "", false
	}
	if drug != "" {
		if _, err := s.vocab.LookupDrug(drug); err != nil {
			s.bad(c, "drug", err.Error(), "dossier vocab drugs lists the ids")
			return "", false
		}
	}
	if outcome != "" {
		if _, err := s.vocab.LookupOutcome(outcome); err != nil {
			s.bad(c, "outcome", err.Error(), "dossier vocab outcomes lists the ids")
			return "", false
		}
	}
	return key, true
}

// rowOf is what a changed row says: what the library has, with its cells set.
// false: a cell cannot be taken.
func rowOf[T any](s *sheetImport, c *sheet.RowChange, known map[string]T, set func(*T, string, string) error) (x T, ok bool) {
	if c.Action != sheet.Add {
		x = known[c.ID]
	}
	if c.Action == sheet.Remove {
		return x, true
	}
	for _, cell := range c.Cells {
		if err := set(&x, cell.Column, cell.Now); err != nil {
			s.bad(c, cell.Column, fmt.Sprintf("%q %v", cell.Now, err), "choose one of the list")
			return x, false
		}
	}
	return x, true
}

// newSubject settles a new row about a study, a drug and an outcome. Of a row about
// the same that the library has, says gives what it says in a word and whether
// that is all that the new row says. false: the row has a fault, or is there.
func newSubject[T any](s *sheetImport, c *sheet.RowChange, given map[string]int, known map[string]T, study *string, drug, outcome string, says func(T) (string, bool)) bool {
	key, ok := s.subject(c, *study, drug, outcome)
	if !ok {
		return false
	}
	*study = key
	id := sheet.SubjectID(key, drug, outcome)
	have, taken := known[id]
	if !taken {
		return !s.twice(c, given, id, "key")
	}
	if word, same := says(have); !same {
		s.bad(c, "key", "the library says "+word+" of the same", "edit that row instead of adding one")
		return false
	}
	s.Existing++
	return false
}

// absence turns a changed row into an edit; false: it has a fault, or says
// nothing new.
func (s *sheetImport) absence(c *sheet.RowChange, given map[string]int) (bool, error) {
	x, ok := rowOf(s, c, s.absences, sheet.SetAbsence)
	switch {
	case !ok:
		return false, nil
	case c.Action == sheet.Remove:
		s.edits.RemoveAbsences = append(s.edits.RemoveAbsences, x)
		return true, nil
	}
	if c.Action == sheet.Add {
		if x.Drug == "" || x.Outcome == "" || x.Kind == "" {
			s.bad(c, "kind", "an absence needs a drug, an outcome and a kind", "fill in what is missing")
			return false, nil
		}
		if !newSubject(s, c, given, s.absences, &x.Study, x.Drug, x.Outcome, func(have evidence.Absence) (string, bool) {
			return string(have.Kind), have.Kind == x.Kind && have.Note == x.Note
		}) {
			return false, nil
		}
	}
	x.By, x.At = "", time.Time{} // the store fills in who says so now
	s.edits.Absences = append(s.edits.Absences, x)
	return true, nil
}

// tag turns a changed row into an edit; false: it has a fault, or says nothing
// new.
func (s *sheetImport) tag(c *sheet.RowChange, given map[string]int) (bool, error) {
	x, ok := rowOf(s, c, s.tags, sheet.SetTag)
	switch {
	case !ok:
		return false, nil
	case c.Action == sheet.Remove:
		s.edits.RemoveTags = append(s.edits.RemoveTags, x)
		return true, nil
	}
	if c.Action == sheet.Add {
		if x.Drug == "" && x.Outcome == "" {
			s.bad(c, "outcome", "a tag needs a drug or an outcome", "fill in one of them")
			return false, nil
		}
		if x.Status == "" {
			x.Status = evidence.Confirmed
		}
		if !newSubject(s, c, given, s.tags, &x.Study, x.Drug, x.Outcome, func(have evidence.Tag) (string, bool) {
			return string(have.Status), have.Status == x.Status && have.Role == x.Role && have.Aspect == x.Aspect
		}) {
			return false, nil
		}
	}
	if x.Status != evidence.Suggested {
		x.By, x.At = "", time.Time{} // the store fills in who decides now
	}
	s.edits.Tags = append(s.edits.Tags, x)
	return true, nil
}

// sheetFailure says what to do about a workbook that cannot be read.
func sheetFailure(err error) error {
	switch {
	case errors.Is(err, ingestsheet.ErrNotOurs):
		return &failure{code: exitFailed, err: err, next: "for a table of your own save it as CSV and type: dossier finding import FILE.csv"}
	case errors.Is(err, xlsx.ErrNotWorkbook):
		return &failure{code: exitFailed, err: err, next: "name the workbook that dossier sheet export wrote"}
	}
	return err
}

func (s *sheetImport) count(action sheet.Action) int {
	n := 0
	for _, c := range s.Changes {
		if c.Action == action {
			n++
		}
	}
	return n
}

// print prints the changes as a diff, and what needs a person.
func (s *sheetImport) print(a *app) {
	for _, c := range s.Changes {
		title := c.Table
		if c.Line > 0 {
			title += fmt.Sprintf(" row %d", c.Line)
		}
		if c.ID != "" {
			title += "  " + c.ID
		}
		a.print("@@ %s  %s", title, c.Action)
		for _, cell := range c.Cells {
			at := ""
			if cell.Address != "" {
				_, at, _ = strings.Cut(cell.Address, "!")
				at += " "
			}
			if cell.Was != "" {
				a.print("- %s%s: %s", at, cell.Column, oneLine(cell.Was))
			}
			if c.Action != sheet.Remove && (cell.Now != "" || cell.Was == "") {
				a.print("+ %s%s: %s", at, cell.Column, oneLine(cell.Now))
			}
		}
	}
	for _, f := range s.Faults {
		severity := "error"
		if f.Warning {
			severity = "warning"
		}
		line := fmt.Sprintf("%s: %s: %s", severity, f.Address, f.Message)
		if f.Next != "" {
			line += "; " + f.Next
		}
		a.say("%s", line)
	}
	for _, c := range s.Conflicts {
		if c.Column == "" {
			a.say("conflict: %s: %s was removed on one side and changed on the other", c.Address, c.ID)
			continue
		}
		a.say("conflict: %s: %s %s was exported as %q; the library has %q now, the workbook %q", c.Address, c.ID, c.Column, c.Exported, c.Library, c.Workbook)
	}
	if len(s.Missing) > 0 {
		a.say("%s not in the workbook any more and stay in the library: %s; --delete removes them", plural(len(s.Missing), "exported row is", "exported rows are"), listSome(s.Missing, 5))
	}
	verb := "would be "
	if s.Applied {
		verb = ""
	}
	line := fmt.Sprintf("%d added, %d changed, %d removed", s.count(sheet.Add), s.count(sheet.Change), s.count(sheet.Remove))
	if len(s.Changes) == 0 {
		line, verb = "no changes", ""
	}
	if s.Existing > 0 {
		line += fmt.Sprintf(", %d already there", s.Existing)
	}
	if s.Rejected > 0 {
		line += fmt.Sprintf(", %d not taken", s.Rejected)
	}
	if len(s.Conflicts) > 0 {
		line += fmt.Sprintf(", %s", plural(len(s.Conflicts), "conflict", "conflicts"))
	}
	a.print("%s%s", verb, line)
}

// oneLine keeps a cell in one line of the diff.
func oneLine(s string) string { return strings.ReplaceAll(s, "\n", "⏎") }

// listSome names the first of many.
func listSome(list []string, most int) string {
	if len(list) <= most {
		return strings.Join(list, ", ")
	}
	return strings.Join(list[:most], ", ") + " …"
}

// end is the error that the command ends with.
func (s *sheetImport) end() error {
	switch {
	case len(s.Conflicts) > 0:
		return &failure{code: exitAttention, msg: plural(len(s.Conflicts), "cell was", "cells were") + " changed on both sides since the export; nothing was taken in",
			next: "--ours keeps the library's values, --theirs takes the workbook's"}
	case s.Rejected > 0 && len(s.Changes) == 0:
		return &failure{code: exitFailed, msg: "nothing was taken in", next: "correct the cells named above and import the workbook again"}
	case s.Rejected > 0:
		return &failure{code: exitPartly, msg: "some rows were not taken in", next: "correct the cells named above and import the workbook again; what is in already changes nothing"}
	}
	return nil
}

// The machine form of an import.
type (
	sheetImportJSON struct {
		Changes   []sheetChangeJSON   `json:"changes"`
		Conflicts []sheetConflictJSON `json:"conflicts"`
		Problems  []sheetProblemJSON  `json:"problems"`
		Missing   []string            `json:"missing"`
		Counts    map[string]int      `json:"counts"`
		Applied   bool                `json:"applied"`
	}
	sheetChangeJSON struct {
		Table  string          `json:"table"`
		Action string          `json:"action"`
		ID     string          `json:"id,omitempty"`
		Row    int             `json:"row,omitempty"`
		Cells  []sheetCellJSON `json:"cells"`
	}
	sheetCellJSON struct {
		Address string `json:"address,omitempty"`
		Column  string `json:"column"`
		Was     string `json:"was"`
		Now     string `json:"now"`
	}
	sheetConflictJSON struct {
		Address  string `json:"address"`
		Table    string `json:"table"`
		ID       string `json:"id"`
		Column   string `json:"column,omitempty"`
		Exported string `json:"exported"`
		Library  string `json:"library"`
		Workbook string `json:"workbook"`
	}
	sheetProblemJSON struct {
		Address  string `json:"address"`
		ID       string `json:"id,omitempty"`
		Severity string `json:"severity"`
		Message  string `json:"message"`
		Next     string `json:"next,omitempty"`
	}
)

func (s *sheetImport) json() sheetImportJSON {
	out := sheetImportJSON{Changes: []sheetChangeJSON{}, Conflicts: []sheetConflictJSON{}, Problems: []sheetProblemJSON{}, Missing: append([]string{}, s.Missing...), Applied: s.Applied,
		Counts: map[string]int{"added": s.count(sheet.Add), "changed": s.count(sheet.Change), "removed": s.count(sheet.Remove), "unchanged": s.Unchanged,
			"existing": s.Existing, "rejected": s.Rejected, "conflicts": len(s.Conflicts)}}
	for _, c := range s.Changes {
		change := sheetChangeJSON{Table: c.Table, Action: string(c.Action), ID: c.ID, Row: c.Line, Cells: []sheetCellJSON{}}
		for _, cell := range c.Cells {
			change.Cells = append(change.Cells, sheetCellJSON{cell.Address, cell.Column, cell.Was, cell.Now})
		}
		out.Changes = append(out.Changes, change)
	}
	for _, c := range s.Conflicts {
		out.Conflicts = append(out.Conflicts, sheetConflictJSON{c.Address, c.Table, c.ID, c.Column, c.Exported, c.Library, c.Workbook})
	}
	for _, f := range s.Faults {
		severity := "error"
		if f.Warning {
			severity = "warning"
		}
		out.Problems = append(out.Problems, sheetProblemJSON{f.Address, f.ID, severity, f.Message, f.Next})
	}
	return out
}
