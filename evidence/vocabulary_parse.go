package evidence

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The names that errors give to the files.
const (
	drugsFile    = "drugs.csv"
	outcomesFile = "outcomes.csv"
	trapsFile    = "traps.csv"

	// medicinesFile lists medicines of other fields, so that comparators and
	// co-medication are recognised by name. Same columns as drugs.csv.
	medicinesFile = "medicines.csv"
)

// ParseVocabulary reads the three files; any may be empty (nil). Columns are
// found by their heading and unknown columns are ignored, so a reviewer's file
// needs only id and inn (drugs) or id and label_gb (outcomes). Errors name
// file, line and column. Relations between rows are checked by Validate, after
// an overlay.
func ParseVocabulary(drugs, outcomes, traps []byte) (*Vocabulary, error) {
	v := &Vocabulary{}
	if err := parseDrugs(v, drugsFile, drugs); err != nil {
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

// column is the place of a known column in the lists below; a table maps it to
// the place it has in the file.
type column int

const colID column = 0

var drugColumns = [...]string{"id", "kind", "inn", "variants", "brands", "codes", "parent", "selectivity", "routes", "atc", "atc_former", "atc_checked", "mesh", "mesh_type", "status", "traps"}

const (
	drugKind column = iota + 1
	drugINN
	drugVariants
	drugBrands
	drugCodes
	drugParent
	drugSelectivity
	drugRoutes
	drugATC
	drugATCFormer
	drugATCChecked
	drugMeSH
	drugMeSHType
	drugStatus
	drugTraps
)

var outcomeColumns = [...]string{"id", "parent", "required", "label_gb", "label_us", "synonyms", "abbreviations", "mesh", "meddra_style_terms", "usual_measures", "note"}

const (
	outcomeParent column = iota + 1
	outcomeRequired
	outcomeLabelGB
	outcomeLabelUS
	outcomeSynonyms
	outcomeAbbreviations
	outcomeMeSH
	outcomeMedDRA
	outcomeMeasures
	outcomeNote
)

var trapColumns = [...]string{"id", "concept", "phrase", "looks_like", "really_is", "stage", "rule", "example", "expect_outcomes", "expect_not"}

const (
	trapConcept column = iota + 1
	trapPhrase
	trapLooksLike
	trapReallyIs
	trapStage
	trapRule
	trapExample
	trapExpect
	trapExpectNot
)

func parseDrugs(v *Vocabulary, file string, data []byte) error {
	t, err := openTable(file, data, drugColumns[:], drugINN)
	if err != nil || t == nil {
		return err
	}
	v.Drugs = slices.Grow(v.Drugs, bytes.Count(data, []byte{'\n'}))
	for {
		row, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		d := Drug{
			ID: row.text(colID), Kind: DrugKind(row.text(drugKind)), INN: row.text(drugINN),
			Variants: row.list(drugVariants), Brands: row.list(drugBrands), Codes: row.list(drugCodes),
			Parent: row.text(drugParent), Selectivity: row.text(drugSelectivity), Routes: row.list(drugRoutes),
			ATC: row.list(drugATC), ATCFormer: row.list(drugATCFormer), ATCChecked: row.flag(drugATCChecked),
			MeSH: row.text(drugMeSH), MeSHType: row.text(drugMeSHType), Status: row.text(drugStatus), Traps: row.text(drugTraps),
			line: row.line,
		}
		if d.INN == "" {
			row.fail(drugINN, "is empty")
		}
		switch d.Kind {
		case "":
			d.Kind = KindOther
		case KindJAKInhibitor, KindComparator, KindClass, KindVeterinary, KindOther:
		default:
			row.fail(drugKind, "is %q; want jak_inhibitor, comparator, class, veterinary or other", d.Kind)
		}
		if row.err != nil {
			return row.err
		}
		v.Drugs = append(v.Drugs, d)
	}
}

func parseOutcomes(v *Vocabulary, data []byte) error {
	t, err := openTable(outcomesFile, data, outcomeColumns[:], outcomeLabelGB)
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
			ID: row.text(colID), Parent: row.text(outcomeParent), Required: row.flag(outcomeRequired),
			LabelGB: row.text(outcomeLabelGB), LabelUS: row.text(outcomeLabelUS),
			Synonyms: row.list(outcomeSynonyms), Abbreviations: row.list(outcomeAbbreviations),
			MeSH: row.list(outcomeMeSH), MedDRA: row.list(outcomeMedDRA),
			Measures: row.list(outcomeMeasures), Note: row.text(outcomeNote),
			line: row.line,
		}
		if o.LabelGB == "" {
			row.fail(outcomeLabelGB, "is empty")
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
	t, err := openTable(trapsFile, data, trapColumns[:], trapExample)
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
			ID: row.text(colID), Concept: row.text(trapConcept), Phrase: row.text(trapPhrase),
			LooksLike: row.text(trapLooksLike), ReallyIs: row.text(trapReallyIs),
			Stage: row.text(trapStage), Rule: row.text(trapRule), Example: row.text(trapExample),
			Expect: row.list(trapExpect), ExpectNot: row.list(trapExpectNot),
		})
		if row.err != nil {
			return row.err
		}
	}
}

// table reads a CSV with a heading row and an id column. Lines without a quote
// are cut at their commas; the others go through encoding/csv, which is several
// times slower.
type table struct {
	file  string
	rest  string // what is not read yet
	line  int    // of rest
	names []string
	at    []int          // by column: place in the file, -1 when the file lacks it
	width int            // fields of the heading
	seen  map[string]int // id → line
	row   tableRow
}

type tableRow struct {
	t       *table
	fields  []string
	columns []int // where each field begins, from 1
	line    int
	err     error
}

// openTable reads the heading; id and required must be there. It returns nil
// without an error for an empty file.
func openTable(file string, data []byte, names []string, required column) (*table, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, nil
	}
	t := &table{file: file, rest: string(data), line: 1, names: names, at: make([]int, len(names)), seen: make(map[string]int, bytes.Count(data, []byte{'\n'}))}
	if err := t.read(); err != nil {
		return nil, err
	}
	heading := t.row.fields
	t.width = len(heading)
	for c, name := range names {
		t.at[c] = slices.IndexFunc(heading, func(h string) bool { return strings.TrimSpace(h) == name })
	}
	for _, c := range []column{colID, required} {
		if t.at[c] < 0 {
			return nil, fmt.Errorf("%s: line 1: no column %q; the heading has %s", file, names[c], strings.Join(heading, ", "))
		}
	}
	return t, nil
}

// read cuts the next record that is not an empty line into t.row.
func (t *table) read() error {
	for {
		if t.rest == "" {
			return io.EOF
		}
		line, rest, _ := strings.Cut(t.rest, "\n")
		if strings.IndexByte(line, '"') >= 0 {
			return t.readQuoted()
		}
		at := t.line
		t.rest, t.line = rest, t.line+1
		if line = strings.TrimSuffix(line, "\r"); line == "" {
			continue
		}
		t.row.line, t.row.fields, t.row.columns = at, t.row.fields[:0], t.row.columns[:0]
		for start := 0; ; {
			t.row.columns = append(t.row.columns, start+1)
			end := strings.IndexByte(line[start:], ',')
			if end < 0 {
				t.row.fields = append(t.row.fields, line[start:])
				return nil
			}
			t.row.fields = append(t.row.fields, line[start:start+end])
			start += end + 1
		}
	}
}

// readQuoted reads one record with quotes, which may span lines.
func (t *table) readQuoted() error {
	r := csv.NewReader(strings.NewReader(t.rest))
	r.FieldsPerRecord = -1
	fields, err := r.Read()
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		return fmt.Errorf("%s: line %d, column %d: %w", t.file, t.line+p.Line-1, p.Column, p.Err)
	}
	if err != nil {
		return fmt.Errorf("%s: line %d: %w", t.file, t.line, err)
	}
	t.row.line, t.row.fields, t.row.columns = t.line, fields, t.row.columns[:0]
	for i := range fields {
		_, column := r.FieldPos(i)
		t.row.columns = append(t.row.columns, column)
	}
	read := t.rest[:r.InputOffset()]
	t.rest, t.line = t.rest[len(read):], t.line+strings.Count(read, "\n")
	return nil
}

func (t *table) next() (*tableRow, error) {
	if err := t.read(); err != nil {
		return nil, err
	}
	row := &t.row
	row.t, row.err = t, nil
	if len(row.fields) != t.width {
		return nil, fmt.Errorf("%s: line %d, column 1: %w", t.file, row.line, csv.ErrFieldCount)
	}
	id := row.text(colID)
	switch first, twice := t.seen[id]; {
	case id == "":
		row.fail(colID, "is empty")
	case strings.ContainsAny(id, " |,:"):
		row.fail(colID, "%q holds a space or one of | , :", id)
	case twice:
		row.fail(colID, "%q was used on line %d", id, first)
	}
	t.seen[id] = row.line
	return row, row.err
}

func (r *tableRow) text(c column) string {
	if i := r.t.at[c]; i >= 0 && i < len(r.fields) {
		return strings.TrimSpace(r.fields[i])
	}
	return ""
}

func (r *tableRow) list(c column) []string {
	s := r.text(c)
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

func (r *tableRow) flag(c column) bool {
	switch s := r.text(c); s {
	case "yes":
		return true
	case "", "no":
	default:
		r.fail(c, "is %q; want yes or no", s)
	}
	return false
}

// fail keeps the first error of the row, placed at the column.
func (r *tableRow) fail(c column, format string, args ...any) {
	if r.err != nil {
		return
	}
	line, col := r.line, 1
	if i := r.t.at[c]; i >= 0 && i < len(r.columns) {
		col = r.columns[i]
	}
	r.err = fmt.Errorf("%s: line %d, column %d: %s %s", r.t.file, line, col, r.t.names[c], fmt.Sprintf(format, args...))
}
