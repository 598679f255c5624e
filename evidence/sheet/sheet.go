// Package sheet says what the workbook of a library is: one table per kind of
// thing (findings, absences, tags, appraisals), its columns, and each thing as a row of
// texts. It also decides what became of the rows when a workbook comes back.
//
// Values of evidence come in as rows (FindingRow, AbsenceRow, TagRow); rows read
// from a workbook come in as Edited; Compare puts what was exported, what the
// workbook says now and what the library says now beside each other and gives
// the changes and the conflicts, cell by cell. exports/sheet writes such tables
// and ingest/sheet reads them; neither knows what a cell means.
package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
)

// The names of what stands in a workbook beside the tables.
const (
	AboutSheet = "About"  // where the workbook comes from and how it is used
	ListsSheet = "_lists" // hidden: what the drop-downs offer
	CopyPrefix = "_"      // hidden: "_Findings" holds the findings as they were exported

	RowColumn      = "_row"      // hidden: the id of a row as exported
	RevisionColumn = "_revision" // hidden: its revision and fingerprint as exported

	Format = "dossier workbook 1" // stands in A1 of About
)

// Kind is how the cells of a column are kept.
type Kind int

// The kinds of column.
const (
	Text   Kind = iota
	Number      // as printed: 1.30, <0.001
	Count       // a whole number
)

// Access says who may change a column.
type Access int

// The accesses.
const (
	Free   Access = iota // may be edited
	Locked               // names what the row is about: only a new row may give it
	Shown                // for reading; comes from elsewhere
)

// Column is one column of a table.
type Column struct {
	Name   string
	Kind   Kind
	Access Access
	List   List    // what a drop-down offers
	Width  float64 // in characters
}

// List names the values that a drop-down offers.
type List string

// The lists. Those that end in a question mark are suggestions: other values may
// be right as well.
const (
	NoList      List = ""
	Studies     List = "key?"
	Drugs       List = "drug?"
	Comparators List = "comparator?"
	Outcomes    List = "outcome"
	SubOutcomes List = "sub_outcome?"
	Measures    List = "measure"
	YesNo       List = "yes_no"
	Statuses    List = "status"
	Kinds       List = "kind"
	Roles       List = "role"
	Aspects     List = "aspect"
	Verified    List = "verified"
	Sources     List = "source_kind?"
	Tools       List = "tool"
)

// Open reports that values beside those of the list may be right.
func (l List) Open() bool { return strings.HasSuffix(string(l), "?") }

// Table is one sheet.
type Table struct {
	Name    string
	Columns []Column
}

// Place is the place of a column; -1 when the table has none of that name.
func (t *Table) Place(name string) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
}

// The names of the tables.
const (
	FindingsName = "Findings"
	AbsencesName = "Absences"
	TagsName     = "Tags"

	AppraisalsName = "Appraisals"
)

// Tables lists the tables of a workbook in their order.
func Tables() []Table { return []Table{Findings(), Absences(), Tags(), Appraisals()} }

// Findings is the table of findings: the study, then evidence.FindingColumns
// but for the place of a quote in the abstract.
func Findings() Table {
	t := Table{Name: FindingsName, Columns: []Column{
		{Name: "id", Access: Locked, Width: 8},
		{Name: "key", Access: Locked, List: Studies, Width: 18},
		{Name: "doi", Access: Shown, Width: 14},
		{Name: "first_author", Access: Shown, Width: 14},
		{Name: "year", Access: Shown, Width: 6},
	}}
	for _, c := range findingColumns() {
		t.Columns = append(t.Columns, findingColumn(c.Name))
	}
	return t
}

// findingColumns are the columns of evidence that stand behind the study.
func findingColumns() []evidence.FindingColumn {
	return slices.DeleteFunc(evidence.FindingColumns(), func(c evidence.FindingColumn) bool {
		switch c.Name {
		case "id", "quote_field", "quote_start", "quote_end":
			return true
		}
		return false
	})
}

func findingColumn(name string) Column {
	c := Column{Name: name, Width: 12}
	switch name {
	case "estimate", "ci_low", "ci_high", "p", "ci_level", "margin", "person_years", "person_years_ctrl":
		c.Kind, c.Width = Number, 9
	case "events_treat", "n_treat", "events_ctrl", "n_ctrl":
		c.Kind, c.Width = Count, 9
	case "population", "definition", "quote", "note", "why_not":
		c.Width = 30
	case "by", "at":
		c.Access = Shown
	case "usable", "adjusted":
		c.List = YesNo
	}
	lists := map[string]List{"drug": Drugs, "comparator": Comparators, "outcome": Outcomes, "sub_outcome": SubOutcomes,
		"measure": Measures, "status": Statuses, "verified": Verified, "source_kind": Sources}
	if l, ok := lists[name]; ok {
		c.List, c.Width = l, 16
	}
	return c
}

// Absences is the table of what studies do not report.
func Absences() Table {
	return Table{Name: AbsencesName, Columns: []Column{
		{Name: "key", Access: Locked, List: Studies, Width: 18},
		{Name: "drug", Access: Locked, List: Drugs, Width: 20},
		{Name: "outcome", Access: Locked, List: Outcomes, Width: 24},
		{Name: "kind", List: Kinds, Width: 20},
		{Name: "note", Width: 40},
		{Name: "by", Access: Shown, Width: 12},
		{Name: "at", Access: Shown, Width: 20},
	}}
}

// Tags is the table of the tags of studies.
func Tags() Table {
	return Table{Name: TagsName, Columns: []Column{
		{Name: "key", Access: Locked, List: Studies, Width: 18},
		{Name: "drug", Access: Locked, List: Drugs, Width: 20},
		{Name: "outcome", Access: Locked, List: Outcomes, Width: 24},
		{Name: "status", List: Statuses, Width: 12},
		{Name: "role", List: Roles, Width: 14},
		{Name: "aspect", List: Aspects, Width: 12},
		{Name: "words", Access: Shown, Width: 50}, // that caused a suggestion
		{Name: "by", Access: Shown, Width: 12},
		{Name: "at", Access: Shown, Width: 20},
	}}
}

// Appraisals is the table of the risk of bias of studies. The answers to the
// items of a tool stand in one cell: "1.1=Y; 1.2=PN; D5=low".
func Appraisals() Table {
	return Table{Name: AppraisalsName, Columns: []Column{
		{Name: "key", Access: Locked, List: Studies, Width: 18},
		{Name: "tool", Access: Locked, List: Tools, Width: 16},
		{Name: "outcome", Access: Locked, List: Outcomes, Width: 24},
		{Name: "items", Width: 50},
		{Name: "overall", Width: 14},
		{Name: "authors", Width: 14},
		{Name: "reason", Width: 40},
		{Name: "computed", Access: Shown, Width: 14},
		{Name: "by", Access: Shown, Width: 12},
		{Name: "at", Access: Shown, Width: 20},
	}}
}

// Row is one thing of the library as texts, in the order of the columns.
type Row struct {
	ID    string
	Rev   uint64 // 0 for what has none
	Cells []string
}

// FindingRow is a finding as a row of Findings.
func FindingRow(r *evidence.TableRow) Row {
	f := &r.Finding
	year := ""
	if r.Study.Year != 0 {
		year = strconv.Itoa(r.Study.Year)
	}
	row := Row{ID: f.ID, Rev: f.Rev, Cells: []string{f.ID, f.Study, string(r.Study.DOI), firstAuthor(r.Study.Authors), year}}
	for _, c := range findingColumns() {
		row.Cells = append(row.Cells, c.Get(f))
	}
	return row
}

// firstAuthor is the family name in "Ytterberg et al." or "Kim and Lee".
func firstAuthor(authors string) string {
	for _, cut := range []string{" et al", " and ", ","} {
		authors, _, _ = strings.Cut(authors, cut)
	}
	return authors
}

// SubjectID is the id of what has none of its own: what it is about. The second is
// the drug of an absence or tag and the tool of an appraisal.
func SubjectID(key, second, outcome string) string { return key + " / " + second + " / " + outcome }

// AbsenceRow is an absence as a row of Absences.
func AbsenceRow(a *evidence.Absence) Row {
	return Row{ID: SubjectID(a.Study, a.Drug, a.Outcome), Cells: []string{a.Study, a.Drug, a.Outcome, string(a.Kind), a.Note, a.By, timeText(a.At)}}
}

// TagRow is a tag as a row of Tags.
func TagRow(t *evidence.Tag) Row {
	var words []string
	for _, span := range t.Evidence {
		words = append(words, span.Text)
	}
	return Row{ID: SubjectID(t.Study, t.Drug, t.Outcome), Cells: []string{t.Study, t.Drug, t.Outcome, string(t.Status), t.Role, t.Aspect,
		strings.Join(words, " … "), t.By, timeText(t.At)}}
}

// AppraisalRow is an appraisal as a row of Appraisals; items are its answers.
func AppraisalRow(a *evidence.Appraisal, items string) Row {
	return Row{ID: SubjectID(a.Study, a.Tool, a.Outcome), Cells: []string{a.Study, a.Tool, a.Outcome, items, a.Overall, a.Authors, a.Reason, a.Computed, a.By, timeText(a.At)}}
}

// Fingerprint tells whether the cells of a row are those that were exported.
func Fingerprint(cells []string) string {
	sum := sha256.Sum256([]byte(strings.Join(cells, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// Lists gives the values of every list, ids of the vocabulary where there are
// such; studies are the citation keys to offer.
func Lists(v *evidence.Vocabulary, studies []string) []Values {
	var drugs, outcomes []string
	for i := range v.Drugs {
		drugs = append(drugs, v.Drugs[i].ID)
	}
	for i := range v.Outcomes {
		outcomes = append(outcomes, v.Outcomes[i].ID)
	}
	return []Values{
		{Studies, studies},
		{Drugs, append([]string{evidence.DrugAny, evidence.DrugAllArms}, drugs...)},
		{Comparators, append([]string{evidence.ComparatorPlaceboOrActive, evidence.ComparatorControl, evidence.ComparatorFactorAbsent, evidence.ComparatorSameDrug}, drugs...)},
		{Outcomes, outcomes},
		{SubOutcomes, append([]string{evidence.SubOutcomeAny, evidence.SubOutcomeTimeCourse}, outcomes...)},
		{Measures, evidence.MeasureIDs()},
		{YesNo, []string{"yes", "no"}},
		{Statuses, []string{string(evidence.Confirmed), string(evidence.Suggested), string(evidence.Rejected)}},
		{Kinds, AbsenceKinds()},
		{Roles, []string{"intervention", "comparator", "background", "mentioned"}},
		{Aspects, []string{"safety", "efficacy"}},
		{Verified, []string{"yes", "partial", "conflict", "no"}},
		{Sources, []string{"record", "secondary", "full text", "abstract"}},
	}
}

// Values are those of one list.
type Values struct {
	List   List
	Values []string
}

// AbsenceKinds lists the kinds of absence.
func AbsenceKinds() []string {
	return []string{string(evidence.NotReported), string(evidence.LookedNotFound), string(evidence.ZeroEvents), string(evidence.BelowThreshold)}
}
