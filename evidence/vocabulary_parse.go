package evidence

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The names that errors give to the three files.
const (
	drugsFile    = "drugs.csv"
	outcomesFile = "outcomes.csv"
	trapsFile    = "traps.csv"
)

// ParseVocabulary reads the three files; any may be empty (nil). Columns are
// found by their heading and unknown columns are ignored, so a reviewer's file
// needs only id and inn (drugs) or id and label_gb (outcomes). Errors name
// file, line and column. Relations between rows are checked by Validate, after
// an overlay.
func ParseVocabulary(drugs, outcomes, traps []byte) (*Vocabulary, error) {
	v := &Vocabulary{}
	if err := parseDrugs(v, drugs); err != nil {
		return nil, err
	}
	if err := parseOutcomes(v, outcomes); err != nil {
		return nil, err
	}
	if err := parseTraps(v, traps); err != nil {
		return nil, err
	}
	return v, nil
}

func parseDrugs(v *Vocabulary, data []byte) error {
	t, err := openTable(drugsFile, data, "id", "inn")
	if err != nil || t == nil {
		return err
	}
	v.Drugs = make([]Drug, 0, bytes.Count(data, []byte{'\n'}))
	for {
		row, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		d := Drug{
			ID: row.text("id"), Kind: DrugKind(row.text("kind")), INN: row.text("inn"),
			Variants: row.list("variants"), Brands: row.list("brands"), Codes: row.list("codes"),
			Parent: row.text("parent"), Selectivity: row.text("selectivity"), Routes: row.list("routes"),
			ATC: row.list("atc"), ATCFormer: row.list("atc_former"), ATCChecked: row.flag("atc_checked"),
			MeSH: row.text("mesh"), MeSHType: row.text("mesh_type"), Status: row.text("status"), Traps: row.text("traps"),
			line: row.line,
		}
		if d.INN == "" {
			row.fail("inn", "is empty")
		}
		switch d.Kind {
		case "":
			d.Kind = KindOther
		case KindJAKInhibitor, KindComparator, KindClass, KindVeterinary, KindOther:
		default:
			row.fail("kind", "is %q; want jak_inhibitor, comparator, class, veterinary or other", d.Kind)
		}
		if row.err != nil {
			return row.err
		}
		v.Drugs = append(v.Drugs, d)
	}
}

func parseOutcomes(v *Vocabulary, data []byte) error {
	t, err := openTable(outcomesFile, data, "id", "label_gb")
	if err != nil || t == nil {
		return err
	}
	v.Outcomes = make([]Outcome, 0, bytes.Count(data, []byte{'\n'}))
	for {
		row, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		o := Outcome{
			ID: row.text("id"), Parent: row.text("parent"), Required: row.flag("required"),
			LabelGB: row.text("label_gb"), LabelUS: row.text("label_us"),
			Synonyms: row.list("synonyms"), Abbreviations: row.list("abbreviations"),
			MeSH: row.list("mesh"), MedDRA: row.list("meddra_style_terms"),
			Measures: row.list("usual_measures"), Note: row.text("note"),
			line: row.line,
		}
		if o.LabelGB == "" {
			row.fail("label_gb", "is empty")
		}
		if o.LabelUS == "" {
			o.LabelUS = o.LabelGB
		}
		if row.err != nil {
			return row.err
		}
		v.Outcomes = append(v.Outcomes, o)
	}
}

func parseTraps(v *Vocabulary, data []byte) error {
	t, err := openTable(trapsFile, data, "id", "example")
	if err != nil || t == nil {
		return err
	}
	for {
		row, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		v.Traps = append(v.Traps, Trap{
			ID: row.text("id"), Concept: row.text("concept"), Phrase: row.text("phrase"),
			LooksLike: row.text("looks_like"), ReallyIs: row.text("really_is"),
			Stage: row.text("stage"), Rule: row.text("rule"), Example: row.text("example"),
			Expect: row.list("expect_outcomes"), ExpectNot: row.list("expect_not"),
		})
		if row.err != nil {
			return row.err
		}
	}
}

// table reads a CSV with a heading row and an id column.
type table struct {
	file    string
	csv     *csv.Reader
	columns map[string]int
	seen    map[string]int // id → line
	row     tableRow
}

type tableRow struct {
	t      *table
	fields []string
	line   int
	err    error
}

// openTable returns nil without an error for an empty file.
func openTable(file string, data []byte, required ...string) (*table, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, nil
	}
	t := &table{file: file, csv: csv.NewReader(bytes.NewReader(data)), columns: map[string]int{}, seen: map[string]int{}}
	t.csv.ReuseRecord = true
	heading, err := t.csv.Read()
	if err != nil {
		return nil, t.wrap(err)
	}
	for i, name := range heading {
		t.columns[strings.TrimSpace(name)] = i
	}
	for _, name := range required {
		if _, ok := t.columns[name]; !ok {
			return nil, fmt.Errorf("%s: line 1: no column %q; the heading has %s", file, name, strings.Join(heading, ", "))
		}
	}
	return t, nil
}

func (t *table) next() (*tableRow, error) {
	fields, err := t.csv.Read()
	if err == io.EOF {
		return nil, err
	}
	if err != nil {
		return nil, t.wrap(err)
	}
	line, _ := t.csv.FieldPos(0)
	t.row = tableRow{t: t, fields: fields, line: line}
	row := &t.row
	id := row.text("id")
	switch first, twice := t.seen[id]; {
	case id == "":
		row.fail("id", "is empty")
	case strings.ContainsAny(id, " |,:"):
		row.fail("id", "%q holds a space or one of | , :", id)
	case twice:
		row.fail("id", "%q was used on line %d", id, first)
	}
	t.seen[id] = line
	return row, row.err
}

func (t *table) wrap(err error) error {
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		return fmt.Errorf("%s: line %d, column %d: %w", t.file, p.Line, p.Column, p.Err)
	}
	return fmt.Errorf("%s: %w", t.file, err)
}

func (r *tableRow) text(column string) string {
	if i, ok := r.t.columns[column]; ok && i < len(r.fields) {
		return strings.TrimSpace(r.fields[i])
	}
	return ""
}

func (r *tableRow) list(column string) []string {
	s := r.text(column)
	if s == "" {
		return nil
	}
	out := make([]string, 0, 1+strings.Count(s, "|"))
	for item := range strings.SplitSeq(s, "|") {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		}
	}
	return out
}

func (r *tableRow) flag(column string) bool {
	switch s := r.text(column); s {
	case "yes":
		return true
	case "", "no":
	default:
		r.fail(column, "is %q; want yes or no", s)
	}
	return false
}

// fail keeps the first error of the row, placed at the named column.
func (r *tableRow) fail(column, format string, args ...any) {
	if r.err != nil {
		return
	}
	line, col := r.line, 1
	if i, ok := r.t.columns[column]; ok && i < len(r.fields) {
		line, col = r.t.csv.FieldPos(i)
	}
	r.err = fmt.Errorf("%s: line %d, column %d: %s %s", r.t.file, line, col, column, fmt.Sprintf(format, args...))
}
