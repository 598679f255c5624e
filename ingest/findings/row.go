package findings

import (
	"errors"
	"fmt"
	"strings"

	"dossier/evidence"
	"dossier/ingest/format"
)

// column is what one column of the file means.
type column struct {
	name string // as printed in the file
	ref  func(*Ref, string)
	cell *evidence.FindingColumn // nil for ref and extra columns
}

// header decides the separator, and what each column is, by the first row.
func (rd *reader) header() error {
	best := -1
	for _, comma := range []rune{',', ';', '\t'} {
		try := &reader{name: rd.name, comma: comma, text: rd.text}
		if !try.next() || len(try.result.Problems) > 0 {
			continue
		}
		if known := try.nameColumns(); known > best {
			best = known
			rd.comma, rd.columns, rd.csv, rd.line = comma, try.columns, try.csv, try.line
			rd.result.Extra, rd.cells, rd.started = try.result.Extra, try.cells, try.started
		}
	}
	if best < 2 {
		return fmt.Errorf("%w: the first line must name columns such as doi, drug, outcome, measure, estimate", ErrNoHeader)
	}
	have := map[string]int{}
	for i, c := range rd.columns {
		name := headerKey(c.name)
		if first, twice := have[name]; twice && name != "" {
			return fmt.Errorf("line %d: columns %d and %d are both named %q; rename one", rd.started, first+1, i+1, c.name)
		}
		have[name] = i
	}
	for _, name := range []string{"drug", "outcome", "measure"} {
		if _, ok := have[name]; !ok {
			return fmt.Errorf("line %d: column %q is missing; a finding needs drug, outcome and measure", rd.started, name)
		}
	}
	for _, extra := range rd.result.Extra {
		rd.result.Problems = append(rd.result.Problems, format.Problem{
			File: rd.name, Line: rd.started, Severity: format.Info,
			Message: fmt.Sprintf("column %q is not one of a finding; its cells are kept beside the rows", extra),
		})
	}
	return nil
}

// nameColumns maps the header cells and returns how many it knows.
func (rd *reader) nameColumns() (known int) {
	byName := map[string]evidence.FindingColumn{}
	for _, c := range evidence.FindingColumns() {
		byName[c.Name] = c
	}
	for _, name := range rd.cells {
		name = strings.TrimSpace(name)
		col := column{name: name}
		switch key := headerKey(name); key {
		case "key", "study", "citation_key":
			col.ref = func(r *Ref, s string) { r.Key = s }
		case "doi":
			col.ref = func(r *Ref, s string) { r.DOI = evidence.DOI(s) }
		case "first_author":
			col.ref = func(r *Ref, s string) { r.FirstAuthor = s }
		case "year":
			col.ref = func(r *Ref, s string) { r.Year = s }
		default:
			if c, ok := byName[key]; ok {
				col.cell = &c
			} else if name != "" {
				rd.result.Extra = append(rd.result.Extra, name)
			}
		}
		if col.ref != nil || col.cell != nil {
			known++
		}
		rd.columns = append(rd.columns, col)
	}
	return known
}

// headerKey folds what people vary in a heading.
func headerKey(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return r == ' ' || r == '_' || r == '-' || r == '\u00a0'
	}), "_")
}

// row reads the current row into the result, or reports why not.
func (rd *reader) row() {
	if extra := len(rd.cells) - len(rd.columns); extra > 0 && blank(rd.cells[len(rd.columns):]) {
		rd.cells = rd.cells[:len(rd.columns)]
	}
	row := Row{Line: rd.started, Finding: evidence.Finding{Usable: true}}
	if len(rd.cells) != len(rd.columns) {
		rd.reject(row, &evidence.FieldError{Field: "row",
			Message: fmt.Sprintf("has %d cells, the header has %d", len(rd.cells), len(rd.columns)),
			Next:    "quote cells that contain the separator, or add the missing ones"})
		return
	}
	var problems []error
	for i, c := range rd.columns {
		text := plain(rd.cells[i])
		switch {
		case c.ref != nil:
			c.ref(&row.Ref, text)
		case c.cell != nil:
			if err := c.cell.Set(&row.Finding, text); err != nil {
				problems = append(problems, &evidence.FieldError{Field: c.cell.Name, Value: text, Message: err.Error(), Next: "correct the cell"})
			}
		case text != "":
			row.Extra = append(row.Extra, evidence.Field{Name: c.name, Value: text})
		}
	}
	problems = append(problems, rd.check(&row)...)
	if evidence.ErrorsOnly(problems) != nil {
		rd.reject(row, problems...)
		return
	}
	rd.report(row, problems)
	if row.Finding.ID != "" {
		rd.seen[row.Finding.ID] = row.Line
	}
	rd.result.Rows = append(rd.result.Rows, row)
}

// check finds the study and asks evidence what is wrong with the finding.
func (rd *reader) check(row *Row) []error {
	var problems []error
	f := &row.Finding
	if f.Status == "" {
		f.Status = rd.opts.Status
		if f.Status == "" {
			f.Status = evidence.Confirmed
		}
	}
	if line, twice := rd.seen[f.ID]; twice && f.ID != "" {
		problems = append(problems, &evidence.FieldError{Field: "id", Value: f.ID, Message: fmt.Sprintf("is already used in line %d", line),
			Next: "give each finding an id of its own, or leave the cell empty"})
	}
	if row.Ref.DOI != "" { // also as a link, or with the resolver before it
		doi, err := evidence.ParseDOI(string(row.Ref.DOI))
		if err != nil {
			problems = append(problems, &evidence.FieldError{Field: "doi", Value: string(row.Ref.DOI), Message: "is not a DOI", Next: "give it as 10.1234/abc, or name the study in column key"})
		} else {
			row.Ref.DOI = doi
		}
	}
	named := row.Ref.Key != "" || row.Ref.DOI != ""
	f.Study = row.Ref.Key
	if rd.opts.Study != nil && named {
		key, err := rd.opts.Study(row.Ref)
		if err != nil {
			field, value := "doi", string(row.Ref.DOI)
			if row.Ref.Key != "" {
				field, value = "key", row.Ref.Key
			}
			problems = append(problems, &evidence.FieldError{Field: field, Value: value, Message: err.Error()})
		}
		f.Study = key
	}
	for _, p := range evidence.ValidateFinding(f, rd.opts.Vocabulary) {
		var fe *evidence.FieldError
		if errors.As(p, &fe) && fe.Field == "study" && named {
			continue // said above, or to be settled by the caller
		}
		problems = append(problems, p)
	}
	return problems
}

// reject reports a row that is not taken, with its text.
func (rd *reader) reject(row Row, problems ...error) {
	rd.result.Rejected++
	first := len(rd.result.Problems)
	rd.report(row, problems)
	for i := first; i < len(rd.result.Problems); i++ {
		rd.result.Problems[i].Raw = strings.Join(rd.cells, string(rd.comma))
	}
}

func (rd *reader) report(row Row, problems []error) {
	for _, p := range problems {
		problem := format.Problem{File: rd.name, Line: row.Line, Entry: row.Finding.ID, Severity: format.Error, Message: p.Error()}
		var fe *evidence.FieldError
		if errors.As(p, &fe) {
			problem.Message, problem.Next = fe.Field, fe.Next
			if fe.Value != "" {
				problem.Message += fmt.Sprintf(" %q", fe.Value)
			}
			problem.Message += ": " + fe.Message
			if fe.Warning {
				problem.Severity = format.Warning
			}
			if cell := rd.cellOf(fe.Field); cell >= 0 {
				problem.Column = cell + 1
				problem.Line = rd.places[cell]
			}
		}
		rd.result.Problems = append(rd.result.Problems, problem)
	}
}

// cellOf finds the cell of the current row that holds a field, -1 without one.
func (rd *reader) cellOf(field string) int {
	for i, c := range rd.columns {
		known := c.cell != nil && c.cell.Name == field || c.ref != nil && headerKey(c.name) == field
		if known && i < len(rd.places) {
			return i
		}
	}
	return -1
}

// plain trims a cell and takes away the apostrophe that an export set before
// text that a spreadsheet would run as a formula (exports/findings sets it).
func plain(cell string) string {
	cell = strings.TrimSpace(cell)
	if rest := strings.TrimLeft(cell, "'"); rest != cell && rest != "" && strings.ContainsRune("=+-@\t\r", rune(rest[0])) {
		return cell[1:]
	}
	return cell
}
