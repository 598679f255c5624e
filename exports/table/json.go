package table

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"dossier/evidence"
)

// schemaVersion counts changes of meaning; added fields do not raise it.
const schemaVersion = 1

// Schema documents the JSON form of tables, as a JSON Schema (2020-12).
//
//go:embed schema.json
var Schema string

// The JSON form of tables; the field names are the machine contract (Schema). It is one
// object whatever the number of tables: the rows of all stand in one list, and
// "table" tells from which of "tables" (1 is the first) a row is. With one table
// its own values stand at the top too; with several, "kind" is "tables" there,
// "drug" is null, and a footnote mark is led by the number of its table: "2.a".
// A map has "cells".
type (
	jsonDocument struct {
		Schema int `json:"schema"`
		jsonHead
		Tables     []jsonHead        `json:"tables"`
		Rows       []jsonRow         `json:"rows"`
		Bodies     []jsonBody        `json:"bodies"`
		Absences   []jsonAbsence     `json:"absences"`
		Empty      []jsonEmpty       `json:"empty"`
		Footnotes  map[string]string `json:"footnotes"`
		References []jsonReference   `json:"references"`
	}
	jsonHead struct {
		Kind    string       `json:"kind"`
		Drug    *string      `json:"drug"`
		Outcome *string      `json:"outcome,omitempty"`
		Title   string       `json:"title"`
		Columns []jsonColumn `json:"columns"`
		Notes   []string     `json:"notes"`
	}
	jsonColumn struct {
		ID    string `json:"id"`
		Label string `json:"label"`
	}
	jsonRow struct {
		Table       int               `json:"table"`
		Drug        string            `json:"drug"`
		Outcome     string            `json:"outcome"`
		SubOutcome  string            `json:"sub_outcome"`
		Comparator  string            `json:"comparator"`
		Study       string            `json:"study"`
		Key         string            `json:"key"`
		Keys        []string          `json:"keys"`
		DOI         string            `json:"doi"`
		Design      string            `json:"design"`
		Year        *int              `json:"year"`
		Population  string            `json:"population"`
		Dose        string            `json:"dose"`
		Measure     string            `json:"measure"`
		Estimate    *string           `json:"estimate"`
		CILow       *string           `json:"ci_low"`
		CIHigh      *string           `json:"ci_high"`
		CILevel     *string           `json:"ci_level"`
		P           *string           `json:"p"`
		Margin      *string           `json:"margin"`
		N           *int              `json:"n"`
		Arms        []jsonArm         `json:"arms"`
		Status      string            `json:"status"`
		Notices     []evidence.Notice `json:"notices"`
		Footnotes   []string          `json:"footnotes"`
		Findings    []string          `json:"findings"`
		Section     string            `json:"section"`
		Definition  string            `json:"definition"`
		Window      string            `json:"time_window"`
		AnalysisSet string            `json:"analysis_set"`
		Adjusted    string            `json:"adjusted"`
		Trial       string            `json:"trial"`
		Source      jsonSource        `json:"source"`
		By          string            `json:"by"`
		Note        string            `json:"note"`
		Usable      bool              `json:"usable"`
		WhyNot      string            `json:"why_not"`
		Headings    []string          `json:"headings"`
		Cells       map[string]string `json:"cells"`
	}
	jsonArm struct {
		Label       string  `json:"label"`
		Events      *string `json:"events"`
		N           *string `json:"n"`
		PersonYears *string `json:"person_years"`
	}
	jsonSource struct {
		URL      string `json:"url"`
		Kind     string `json:"kind"`
		Verified string `json:"verified"`
		Page     string `json:"page"`
		Table    string `json:"table"`
		Quote    string `json:"quote"`
	}
	jsonBody struct {
		Table      int               `json:"table"`
		Drug       string            `json:"drug"`
		Outcome    string            `json:"outcome"`
		SubOutcome string            `json:"sub_outcome"`
		Comparator string            `json:"comparator"`
		Heading    string            `json:"heading"`
		Studies    int               `json:"studies"`
		Reports    []string          `json:"reports"`
		Findings   int               `json:"findings"`
		Ranges     []jsonRange       `json:"ranges"`
		FollowUp   string            `json:"longest_follow_up"`
		Direction  string            `json:"direction"`
		Patients   string            `json:"patients"`
		Years      string            `json:"person_years"`
		Designs    string            `json:"designs"`
		Pooled     []evidence.Pooled `json:"pooled"`
		Certainty  string            `json:"certainty"`
		Headings   []string          `json:"headings"`
		Cells      map[string]string `json:"cells"`
	}
	jsonRange struct {
		Measure string `json:"measure"`
		Low     string `json:"low"`
		High    string `json:"high"`
		Studies int    `json:"studies"`
	}
	jsonAbsence struct {
		Table      int               `json:"table"`
		Drug       string            `json:"drug"`
		Outcome    string            `json:"outcome"`
		SubOutcome string            `json:"sub_outcome"`
		Key        string            `json:"key"`
		Kind       string            `json:"kind"`
		Headings   []string          `json:"headings"`
		Cells      map[string]string `json:"cells"`
	}
	// jsonEmpty is an outcome that was asked for and has no number.
	jsonEmpty struct {
		Table int `json:"table"`
		jsonMapCell
	}
	jsonReference struct {
		Key     string            `json:"key"`
		DOI     string            `json:"doi"`
		PMID    string            `json:"pmid"`
		Authors string            `json:"authors"`
		Year    *int              `json:"year"`
		Title   string            `json:"title"`
		Journal string            `json:"journal"`
		Pending bool              `json:"pending"`
		Notices []evidence.Notice `json:"notices"`
	}
	jsonMap struct {
		Schema int           `json:"schema"`
		Cells  []jsonMapCell `json:"cells"`
	}
	jsonMapCell struct {
		Drug     string  `json:"drug"`
		Outcome  string  `json:"outcome"`
		Studies  int     `json:"studies"`
		Findings int     `json:"findings"`
		Empty    *string `json:"empty"`
	}
)

func writeJSON(w io.Writer, tables []*evidence.Summary, o Options) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if len(tables) == 1 && tables[0].Kind == "map" {
		return enc.Encode(jsonMap{schemaVersion, mapCells(tables[0])})
	}
	return enc.Encode(jsonOf(tables, o.Title))
}

func mapCells(t *evidence.Summary) []jsonMapCell {
	cells := make([]jsonMapCell, 0, len(t.Cells))
	for _, c := range t.Cells {
		cell := jsonMapCell{Drug: c.Drug, Outcome: c.Outcome, Studies: c.Studies, Findings: c.Findings}
		if c.Empty != "" {
			empty := string(c.Empty)
			cell.Empty = &empty
		}
		cells = append(cells, cell)
	}
	return cells
}

func jsonOf(tables []*evidence.Summary, title string) *jsonDocument {
	d := &jsonDocument{Schema: schemaVersion, Tables: []jsonHead{}, Rows: []jsonRow{}, Bodies: []jsonBody{},
		Absences: []jsonAbsence{}, Empty: []jsonEmpty{}, Footnotes: map[string]string{}, References: []jsonReference{}}
	for i, t := range tables {
		d.Tables = append(d.Tables, jsonHeadOf(t))
		d.add(i+1, t)
		if t.Kind != "map" {
			for _, cell := range mapCells(t) {
				d.Empty = append(d.Empty, jsonEmpty{i + 1, cell})
			}
		}
		for _, f := range t.Footnotes {
			d.Footnotes[jsonMark(i+1, f.Mark, len(tables))] = f.Text
		}
	}
	if len(tables) == 1 {
		d.jsonHead = d.Tables[0]
	} else {
		d.jsonHead = jsonHead{Kind: "tables", Title: title, Columns: []jsonColumn{}, Notes: []string{}}
		for i := range d.Rows {
			for j, mark := range d.Rows[i].Footnotes {
				d.Rows[i].Footnotes[j] = jsonMark(d.Rows[i].Table, mark, len(tables))
			}
		}
	}
	for _, r := range references(tables) {
		d.References = append(d.References, jsonReference{r.Key, string(r.DOI), string(r.PMID), r.Authors, intOrNull(r.Year), r.Title, r.Journal,
			r.Pending != "", append([]evidence.Notice{}, r.Notices...)})
	}
	return d
}

// jsonMark tells the footnotes of several tables apart.
func jsonMark(table int, mark string, tables int) string {
	if tables == 1 {
		return mark
	}
	return fmt.Sprintf("%d.%s", table, mark)
}

func jsonHeadOf(t *evidence.Summary) jsonHead {
	head := jsonHead{Kind: t.Kind, Title: t.Title, Columns: []jsonColumn{}, Notes: append([]string{}, t.Notes...)}
	switch t.Kind {
	case "outcome":
		head.Outcome = &t.Subject
	case "drug", "rates":
		head.Drug = &t.Subject
	}
	for _, c := range t.Columns {
		head.Columns = append(head.Columns, jsonColumn{c.ID, c.Label})
	}
	return head
}

// add appends the rows of the n-th table.
func (d *jsonDocument) add(n int, t *evidence.Summary) {
	path := make([]string, len(t.Headings))
	for i := range t.Rows {
		row := &t.Rows[i]
		if row.Level < len(path) {
			path[row.Level] = row.Heading
			clear(path[row.Level+1:])
		}
		headings := append([]string{}, path...)
		cells := namedCells(t.Columns, row.Cells)
		switch {
		case row.Kind == evidence.RowAbsence:
			f := row.Facts
			d.Absences = append(d.Absences, jsonAbsence{n, f.Drug, f.Outcome, f.SubOutcome, first(f.Keys), string(f.Absence), headings, cells})
		case row.Facts != nil:
			d.Rows = append(d.Rows, jsonRowOf(n, row.Facts, headings, cells))
		case row.Body != nil:
			d.Bodies = append(d.Bodies, jsonBodyOf(n, row, headings, cells))
		}
	}
}

func namedCells(columns []evidence.Column, cells []evidence.Cell) map[string]string {
	named := map[string]string{}
	for i, c := range cells {
		if c.Text != "" {
			named[columns[i].ID] = c.Text
		}
	}
	return named
}

func jsonRowOf(table int, f *evidence.Facts, headings []string, cells map[string]string) jsonRow {
	row := jsonRow{Table: table, Drug: f.Drug, Outcome: f.Outcome, SubOutcome: f.SubOutcome, Comparator: f.Comparator, Study: f.Study, Key: first(f.Keys),
		Keys: append([]string{}, f.Keys...), DOI: string(f.DOI), Design: f.Design, Year: intOrNull(f.Year), Population: f.Population, Dose: f.Dose,
		Measure: f.Measure, Estimate: orNull(f.Estimate), CILow: orNull(f.CILow), CIHigh: orNull(f.CIHigh), CILevel: orNull(f.CILevel), P: orNull(f.P),
		Margin: orNull(f.Margin), Arms: []jsonArm{}, Status: string(f.Status), Notices: append([]evidence.Notice{}, f.Notices...),
		Footnotes: append([]string{}, f.Footnotes...), Findings: append([]string{}, f.Findings...), Section: f.Section, Definition: f.Definition,
		Window: f.Window, AnalysisSet: f.Set, Adjusted: f.Adjusted, Trial: f.Trial, Note: f.Note, By: f.By, Usable: f.Usable, WhyNot: f.WhyNot,
		Source:   jsonSource{f.Source.URL, f.Source.Kind, f.Source.Verified, f.Source.Page, f.Source.Table, f.Source.Quote.Text},
		Headings: headings, Cells: cells}
	if n, err := strconv.Atoi(f.N); err == nil {
		row.N = &n
	}
	for _, a := range []struct {
		arm   evidence.Arm
		label string
	}{{f.Treat, f.Drug}, {f.Control, f.Comparator}} {
		if a.arm.Label != "" {
			a.label = a.arm.Label
		}
		if a.arm != (evidence.Arm{}) {
			row.Arms = append(row.Arms, jsonArm{a.label, orNull(a.arm.Events), orNull(a.arm.N), orNull(a.arm.PersonYears)})
		}
	}
	return row
}

func jsonBodyOf(table int, row *evidence.Row, headings []string, cells map[string]string) jsonBody {
	b := row.Body
	out := jsonBody{Table: table, Drug: b.Drug, Outcome: b.Outcome, SubOutcome: b.SubOutcome, Comparator: b.Comparator, Heading: row.Heading,
		Studies: b.Studies, Reports: append([]string{}, b.Reports...), Findings: b.Findings, Ranges: []jsonRange{}, FollowUp: b.FollowUp,
		Direction: b.Direction, Patients: b.Patients, Years: b.Years, Designs: b.Designs, Pooled: append([]evidence.Pooled{}, b.Pooled...), Certainty: b.Certainty, Headings: headings, Cells: cells}
	for _, r := range b.Ranges {
		out.Ranges = append(out.Ranges, jsonRange{r.Measure, string(r.Low), string(r.High), r.Studies})
	}
	return out
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func orNull(p evidence.Printed) *string {
	if p == "" {
		return nil
	}
	s := string(p)
	return &s
}

func intOrNull(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}
