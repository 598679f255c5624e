package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"dossier/evidence"
	"dossier/evidence/sheet"
	exportsheet "dossier/exports/sheet"
	"dossier/store"
	"dossier/store/kv/mem"
)

// cmdSheet edits a workbook as a spreadsheet program of another make does:
//
//	sheet FILE SHEET!CELL=TEXT    a cell of text
//	sheet FILE SHEET!CELL:=1.3    a cell of a number
//	sheet FILE SHEET!-5           row 5 is deleted
//	sheet FILE SHEET!+7=2         row 2 is copied to row 7
func cmdSheet(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	book, err := excelize.OpenFile(path)
	ts.Check(err)
	defer book.Close()
	for _, edit := range args[1:] {
		name, rest, _ := strings.Cut(edit, "!")
		ts.Check(editSheet(book, name, rest))
	}
	ts.Check(book.Save())
}

func editSheet(book *excelize.File, name, edit string) error {
	at, value, _ := strings.Cut(edit, "=")
	switch row := 0; {
	case strings.HasPrefix(at, "-"):
		_, _ = fmt.Sscan(at[1:], &row)
		return book.RemoveRow(name, row)
	case strings.HasPrefix(at, "+"):
		from := 0
		_, _ = fmt.Sscan(at[1:], &row)
		_, _ = fmt.Sscan(value, &from)
		return book.DuplicateRowTo(name, from, row)
	case strings.HasSuffix(at, ":"):
		number := 0.0
		_, _ = fmt.Sscan(value, &number)
		return book.SetCellFloat(name, strings.TrimSuffix(at, ":"), number, -1, 64)
	}
	return book.SetCellStr(name, at, value)
}

// sheetLibrary is a library in memory with three studies and a number of
// findings.
func sheetLibrary(t testing.TB, studies, findings int) (*app, *store.Repo) {
	t.Helper()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	repo, err := store.New(t.Context(), mem.New(), store.Actor{Name: "anna", Command: "test", Now: func() time.Time { now = now.Add(time.Second); return now }})
	if err != nil {
		t.Fatal(err)
	}
	batch := store.Batch{ID: "b"}
	for i := range studies {
		batch.Records = append(batch.Records, evidence.Record{Citation: evidence.Citation{Title: fmt.Sprintf("Invented trial number %d of a medicine", i), DOI: evidence.DOI(fmt.Sprintf("10.5555/sheet.%d", i)),
			Authors: []evidence.Person{{Family: "Author" + strings.Repeat("x", i%7), Given: "A."}}, Date: evidence.Date{Year: 2000 + i%20}}})
	}
	if _, err := repo.AddStudies(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	keys, err := repo.Keys(t.Context(), evidence.Query{})
	if err != nil {
		t.Fatal(err)
	}
	outcomes := []string{"mace", "vte", "malignancy", "acne"}
	var list []evidence.Finding
	for i := range findings {
		list = append(list, evidence.Finding{Study: keys[i%len(keys)], Drug: "tofacitinib", Dose: "5 mg BID", Comparator: "tnf_inhibitors", Population: "rheumatoid arthritis", Outcome: outcomes[i%4], Measure: "HR",
			Estimate: evidence.Printed(fmt.Sprintf("1.%d0", i%10)), CILow: "0.91", CIHigh: "2.40", CILevel: "95", P: "<0.001", Treat: evidence.Arm{Events: "98", N: "2911"}, Control: evidence.Arm{Events: "37", N: "1451"},
			FollowUp: "4.0 years", TimeWindow: fmt.Sprintf("window %d", i), AnalysisSet: "safety", Usable: true, Status: evidence.Confirmed,
			Source: evidence.FindingSource{URL: "https://example.org/paper", Kind: "full text", Page: "321", Quote: evidence.Span{Field: "abstract", Start: 10, End: 20, Text: "ten places"}}, Note: "as printed in table 2"})
	}
	if _, err := repo.PutFindings(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	a := newApp(strings.NewReader(""), &bytes.Buffer{}, &bytes.Buffer{})
	a.as = "ben"
	return a, repo
}

// exported is the workbook of a library.
func exported(t testing.TB, a *app, repo *store.Repo, lists bool) []byte {
	t.Helper()
	book, err := sheetOf(t.Context(), a, repo, "", findingFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if !lists {
		book.Lists = nil
	}
	var out bytes.Buffer
	if err := exportsheet.Write(&out, book); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// everything is all that a workbook can change.
type everything struct {
	Findings []evidence.Finding
	Absences []evidence.Absence
	Tags     []evidence.Tag

	Appraisals []appraisedRow
}

// appraisedRow is what a person says in a row of Appraisals; the rest is computed.
type appraisedRow struct{ Study, Tool, Outcome, Items, Authors, Reason string }

func all(t testing.TB, repo *store.Repo) (e everything) {
	t.Helper()
	var err error
	if e.Findings, err = repo.Findings(t.Context(), store.Filter{}); err != nil {
		t.Fatal(err)
	}
	if e.Absences, err = repo.Absences(t.Context(), store.Filter{}); err != nil {
		t.Fatal(err)
	}
	if e.Tags, err = repo.Tags(t.Context(), store.Filter{}); err != nil {
		t.Fatal(err)
	}
	judged, err := readKept[evidence.Appraisal](t.Context(), repo, appraisalsSetting)
	if err != nil {
		t.Fatal(err)
	}
	for i := range judged {
		x := &judged[i]
		e.Appraisals = append(e.Appraisals, appraisedRow{x.Study, x.Tool, x.Outcome, itemsText(x), x.Authors, x.Reason})
	}
	slices.SortFunc(e.Findings, func(x, y evidence.Finding) int { return strings.Compare(x.ID, y.ID) })
	return e
}

// sheetEdits draws edits of a workbook and does the same to a model of the
// library.
type sheetEdits struct {
	t     *rapid.T
	book  *excelize.File
	model everything
}

func (e *sheetEdits) pick(label string, from ...string) string {
	return rapid.SampledFrom(from).Draw(e.t, label)
}

// set writes one cell of row line.
func (e *sheetEdits) set(table sheet.Table, line int, column, text string) {
	at, err := excelize.CoordinatesToCellName(table.Place(column)+3, line)
	if err != nil {
		e.t.Fatal(err)
	}
	if err := e.book.SetCellStr(table.Name, at, text); err != nil {
		e.t.Fatal(err)
	}
}

// finding edits cells of the finding in row line.
func (e *sheetEdits) finding(line int, f *evidence.Finding, columns []string) {
	for _, column := range columns {
		var text string
		switch column {
		case "estimate":
			text = e.pick("estimate", "0.5", "1.30", "2.00", "1.3", "<0.1", "")
		case "events_treat":
			text = e.pick("events", "0", "12", "")
		case "usable":
			text = e.pick("usable", "yes", "no")
		case "status":
			text = e.pick("status", "confirmed", "rejected")
		default:
			text = e.pick(column, "", "=1+1", "two\nlines", "≥50 mg & <b>", "'quoted", "007", "5-10")
		}
		e.set(sheet.Findings(), line, column, text)
		if err := sheet.SetFinding(f, column, text); err != nil {
			e.t.Fatal(err)
		}
	}
}

// TestSheetAppliesExactlyTheEdits makes random edits in a workbook and others in
// the library; the import must lead to the library with both, one undo must take
// the workbook's back, and a second import must change nothing.
func TestSheetAppliesExactlyTheEdits(t *testing.T) {
	free := []string{"dose", "population", "definition", "estimate", "events_treat", "note", "analysis_set", "usable", "status", "quote", "source_table"}
	rapid.Check(t, func(rt *rapid.T) {
		ctx := t.Context()
		a, repo := sheetLibrary(t, 3, rapid.IntRange(0, 6).Draw(rt, "findings"))
		keys, err := repo.Keys(ctx, evidence.Query{})
		if err != nil {
			rt.Fatal(err)
		}
		if _, err := repo.Apply(ctx, store.Edits{
			Absences: []evidence.Absence{{Study: keys[0], Drug: "tofacitinib", Outcome: "vte", Kind: evidence.NotReported}, {Study: keys[1], Drug: "baricitinib", Outcome: "acne", Kind: evidence.ZeroEvents, Note: "p. 3"}},
			Tags: []evidence.Tag{{Study: keys[0], Drug: "tofacitinib", Status: evidence.Suggested, Role: "intervention", Evidence: []evidence.Span{{Field: "title", End: 4, Text: "tofa"}}},
				{Study: keys[2], Outcome: "mace", Status: evidence.Confirmed, Aspect: "safety"}},
		}); err != nil {
			rt.Fatal(err)
		}
		judged := []evidence.Appraisal{{Study: keys[0], Tool: "nos-cohort", Answers: map[string]string{"selection": "4", "comparability": "1", "outcome": "3"}},
			{Study: keys[1], Tool: "nos-cohort", Authors: "good", Reason: "as the review says"}}
		if err := writeKept(ctx, a, repo, appraisalsSetting, judged); err != nil {
			rt.Fatal(err)
		}
		data := exported(t, a, repo, false)

		// Meanwhile somebody edits the trial label of findings in the library.
		have := all(t, repo)
		var meanwhile []evidence.Finding
		for _, f := range have.Findings {
			if rapid.Bool().Draw(rt, "meanwhile") {
				f.Trial = "ORAL"
				meanwhile = append(meanwhile, f)
			}
		}
		if _, err := repo.PutFindings(ctx, meanwhile); err != nil {
			rt.Fatal(err)
		}

		book, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			rt.Fatal(err)
		}
		defer book.Close()
		before := all(t, repo)
		e := &sheetEdits{t: rt, book: book, model: all(t, repo)}
		var kept []evidence.Finding
		var deleted []int
		for i := range e.model.Findings {
			f := e.model.Findings[i]
			switch e.pick("fate", "keep", "edit", "delete") {
			case "edit":
				e.finding(i+2, &f, rapid.SliceOfNDistinct(rapid.SampledFrom(free), 1, 4, rapid.ID[string]).Draw(rt, "columns"))
			case "delete":
				if f.Trial == "" { // one that was changed meanwhile would be a conflict
					deleted = append(deleted, i+2)
					continue
				}
			}
			kept = append(kept, f)
		}
		next := len(e.model.Findings) + 2
		for i := range rapid.IntRange(0, 2).Draw(rt, "new") {
			f := evidence.Finding{Study: keys[i], Drug: "upadacitinib", Outcome: "vte", Measure: "RR", Usable: true, Status: evidence.Confirmed, ID: fmt.Sprintf("N%d", i)}
			for _, c := range [][2]string{{"id", f.ID}, {"key", f.Study}, {"drug", f.Drug}, {"outcome", f.Outcome}, {"measure", f.Measure}} {
				e.set(sheet.Findings(), next, c[0], c[1])
			}
			e.finding(next, &f, []string{"dose", "note", "estimate"})
			kept = append(kept, f)
			next++
		}
		for _, line := range slices.Backward(deleted) {
			if err := book.RemoveRow(sheet.FindingsName, line); err != nil {
				rt.Fatal(err)
			}
		}
		e.model.Findings = kept
		e.others()
		e.appraisals()
		var edited bytes.Buffer
		if err := book.Write(&edited); err != nil {
			rt.Fatal(err)
		}

		first, err := planSheetImport(ctx, a, repo, bytes.NewReader(edited.Bytes()), int64(edited.Len()), sheet.Rules{Delete: true})
		if err != nil {
			rt.Fatal(err)
		}
		if len(first.Conflicts) > 0 || first.Rejected > 0 {
			rt.Fatalf("conflicts %+v, faults %+v", first.Conflicts, first.Faults)
		}
		event, err := repo.Apply(ctx, first.edits)
		if err != nil {
			rt.Fatal(err)
		}
		slices.SortFunc(e.model.Findings, func(x, y evidence.Finding) int { return strings.Compare(x.ID, y.ID) })
		options := cmp.Options{cmpopts.IgnoreFields(evidence.Finding{}, "Rev", "By", "At", "Checks"), cmpopts.IgnoreFields(evidence.Tag{}, "By", "At"), cmpopts.IgnoreFields(evidence.Absence{}, "By", "At"), cmpopts.EquateEmpty()}
		if diff := cmp.Diff(e.model, all(t, repo), options); diff != "" {
			rt.Fatalf("after the import (-edits +library):\n%s", diff)
		}
		second, err := planSheetImport(ctx, a, repo, bytes.NewReader(edited.Bytes()), int64(edited.Len()), sheet.Rules{Delete: true})
		if err != nil || len(second.Changes) > 0 || len(second.Conflicts) > 0 {
			rt.Fatalf("the second import changes %+v, conflicts %+v, %v", second.Changes, second.Conflicts, err)
		}
		if event.Seq == 0 {
			return
		}
		if _, err := repo.Undo(ctx); err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(before, all(t, repo)); diff != "" {
			rt.Fatalf("after the undo (-before +after):\n%s", diff)
		}
	})
}

// others edits absences and tags.
func (e *sheetEdits) others() {
	if rapid.Bool().Draw(e.t, "edit absence") {
		x := &e.model.Absences[0]
		x.Kind, x.Note = evidence.LookedNotFound, e.pick("where", "supplement", "=A1")
		e.set(sheet.Absences(), 2, "kind", string(x.Kind))
		e.set(sheet.Absences(), 2, "note", x.Note)
	}
	if rapid.Bool().Draw(e.t, "delete absence") {
		e.model.Absences = e.model.Absences[:1]
		if err := e.book.RemoveRow(sheet.AbsencesName, 3); err != nil {
			e.t.Fatal(err)
		}
	}
	if rapid.Bool().Draw(e.t, "confirm tag") {
		e.model.Tags[0].Status = evidence.TagStatus(e.pick("tag", "confirmed", "rejected"))
		e.set(sheet.Tags(), 2, "status", string(e.model.Tags[0].Status))
	}
}

// appraisals edits appraisals.
func (e *sheetEdits) appraisals() {
	if rapid.Bool().Draw(e.t, "answer anew") {
		x := &e.model.Appraisals[0]
		x.Items, x.Reason = e.pick("items", "selection=2; comparability=1; outcome=3", "selection=0; comparability=0; outcome=0"), e.pick("reason", "", "=1+1", "two\nlines")
		e.set(sheet.Appraisals(), 2, "items", x.Items)
		e.set(sheet.Appraisals(), 2, "reason", x.Reason)
	}
	next := 4
	if rapid.Bool().Draw(e.t, "delete appraisal") {
		e.model.Appraisals = e.model.Appraisals[:1]
		if err := e.book.RemoveRow(sheet.AppraisalsName, 3); err != nil {
			e.t.Fatal(err)
		}
		next--
	}
	if rapid.Bool().Draw(e.t, "new appraisal") {
		x := appraisedRow{Study: e.model.Appraisals[0].Study, Tool: "nos-case-control", Items: "selection=1; comparability=2; outcome=3"}
		e.set(sheet.Appraisals(), next, "key", x.Study)
		e.set(sheet.Appraisals(), next, "tool", x.Tool)
		e.set(sheet.Appraisals(), next, "items", x.Items)
		e.model.Appraisals = append(e.model.Appraisals, x)
		slices.SortFunc(e.model.Appraisals, func(x, y appraisedRow) int { return strings.Compare(x.Study+x.Tool, y.Study+y.Tool) })
	}
}

// TestSheetThroughLibreOffice opens and saves the workbook with another program.
func TestSheetThroughLibreOffice(t *testing.T) {
	if os.Getenv("DOSSIER_FULL") != "1" {
		t.Skip("set DOSSIER_FULL=1 to run LibreOffice")
	}
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed (Debian: libreoffice-calc-nogui)")
	}
	a, repo := sheetLibrary(t, 5, 40)
	dir := t.TempDir()
	name := filepath.Join(dir, "f.xlsx")
	if err := os.WriteFile(name, exported(t, a, repo, true), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "xlsx", "--outdir", filepath.Join(dir, "saved"), name)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	data, err := os.ReadFile(filepath.Join(dir, "saved", "f.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	result, err := planSheetImport(t.Context(), a, repo, bytes.NewReader(data), int64(len(data)), sheet.Rules{Delete: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Changes)+len(result.Conflicts)+len(result.Faults)+len(result.Missing) > 0 || result.Unchanged != 40 {
		t.Errorf("LibreOffice changed %+v %+v %+v; %d unchanged", result.Changes, result.Conflicts, result.Faults, result.Unchanged)
	}
	t.Logf("%d findings unchanged after LibreOffice", result.Unchanged)
}

// TestSheetSameBytes: the same library gives the same workbook.
func TestSheetSameBytes(t *testing.T) {
	a, repo := sheetLibrary(t, 3, 5)
	t.Setenv("DOSSIER_NOW", "2026-03-01T09:00:00Z")
	if !bytes.Equal(exported(t, a, repo, true), exported(t, a, repo, true)) {
		t.Error("two exports differ")
	}
}

// BenchmarkSheetRoundTrip10000 writes 10,000 findings to a workbook and brings it
// back unedited.
func BenchmarkSheetRoundTrip10000(b *testing.B) {
	a, repo := sheetLibrary(b, 500, 10_000)
	for b.Loop() {
		data := exported(b, a, repo, true)
		result, err := planSheetImport(b.Context(), a, repo, bytes.NewReader(data), int64(len(data)), sheet.Rules{})
		if err != nil || result.Unchanged != 10_000 {
			b.Fatal(err, result)
		}
		b.ReportMetric(float64(len(data))/1e6, "MB")
	}
}
