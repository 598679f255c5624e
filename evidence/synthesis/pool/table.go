package pool

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence/synthesis/effect"
)

// Table is a CSV of studies: a name per row and numbers by column. A cell that
// is empty or "NA" is missing and NaN.
type Table struct {
	Names   []string
	Lines   []int // line of each study in the file, from 1
	columns map[string][]float64

	decimalComma bool // cells are not parted by commas
}

// separator is what parts most cells of the heading.
func separator(data []byte) rune {
	heading, _, _ := bytes.Cut(bytes.TrimLeft(data, "\r\n"), []byte("\n"))
	best := ','
	for _, r := range ";\t" {
		if bytes.Count(heading, []byte(string(r))) > bytes.Count(heading, []byte(string(best))) {
			best = r
		}
	}
	return best
}

// ParseTable reads a CSV with a heading, its cells parted by the commas, semicolons
// or tabs of the heading; without commas between cells 0,5 is a number. Columns that are not known (subgroup,
// notes) are passed over; a known one that holds no number is an error that
// names line and column.
func ParseTable(data []byte) (Table, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	in := csv.NewReader(bytes.NewReader(data))
	in.Comma = separator(data)
	in.FieldsPerRecord = -1
	in.TrimLeadingSpace = true
	heading, err := in.Read()
	if errors.Is(err, io.EOF) {
		return Table{}, errors.New("the file is empty: it needs a heading such as study,ai,n1i,ci,n2i")
	}
	if err != nil {
		return Table{}, err
	}
	t := Table{columns: map[string][]float64{}, decimalComma: in.Comma != ','}
	for i, name := range heading {
		heading[i] = strings.ToLower(strings.TrimSpace(name))
	}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return t, t.check()
		}
		if err != nil {
			return Table{}, err
		}
		line, _ := in.FieldPos(0)
		if err := t.add(heading, cells, line); err != nil {
			return Table{}, err
		}
	}
}

// known are the columns that a measure is computed from.
func known() []string {
	return []string{"ai", "n1i", "ci", "n2i", "bi", "di", "x1i", "t1i", "x2i", "t2i", "m1i", "sd1i", "m2i", "sd2i",
		"xi", "ni", "ti", "oe", "v", "yi", "vi", "est", "lb", "ub", "level"}
}

func (t *Table) add(heading, cells []string, line int) error {
	if len(cells) > len(heading) {
		return fmt.Errorf("line %d: %d cells under %d headings", line, len(cells), len(heading))
	}
	name := fmt.Sprintf("line %d", line)
	for i, column := range heading {
		cell := ""
		if i < len(cells) {
			cell = strings.TrimSpace(cells[i])
		}
		if column == "study" && cell != "" {
			name = cell
		}
		if !slices.Contains(known(), column) {
			continue
		}
		v, err := t.parseCell(cell)
		if err != nil {
			return fmt.Errorf("line %d, column %s: %q is not a number", line, column, cell)
		}
		t.columns[column] = append(t.columns[column], v)
	}
	t.Names, t.Lines = append(t.Names, name), append(t.Lines, line)
	return nil
}

func (t *Table) parseCell(cell string) (float64, error) {
	if t.decimalComma && !strings.Contains(cell, ".") {
		cell = strings.Replace(cell, ",", ".", 1)
	}
	if cell == "" || strings.EqualFold(cell, "NA") || strings.EqualFold(cell, "null") {
		return math.NaN(), nil
	}
	v, err := strconv.ParseFloat(cell, 64)
	if err == nil && (math.IsInf(v, 0) || math.IsNaN(v)) {
		err = strconv.ErrRange
	}
	return v, err
}

func (t *Table) check() error {
	if len(t.Names) == 0 {
		return errors.New("the file has a heading and no study")
	}
	return nil
}

// need gives the columns asked for, or says which are not there.
func (t *Table) need(names ...string) ([][]float64, error) {
	var found [][]float64
	var absent []string
	for _, n := range names {
		if c, ok := t.columns[n]; ok {
			found = append(found, c)
		} else {
			absent = append(absent, n)
		}
	}
	if len(absent) > 0 {
		return nil, fmt.Errorf("the file has no column %s; this measure needs %s", strings.Join(absent, ", "), strings.Join(names, ", "))
	}
	return found, nil
}

// at places an error of one study.
func (t *Table) at(i int, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("line %d (%s): %w", t.Lines[i], t.Names[i], err)
}

// checked is a row of a table that can tell whether it can be.
type checked interface{ Check() error }

// rows makes typed rows of columns and checks each.
func rows[T checked](t *Table, build func(i int) T) ([]T, error) {
	list := make([]T, len(t.Names))
	for i := range list {
		list[i] = build(i)
		if err := list[i].Check(); err != nil {
			return nil, t.at(i, err)
		}
	}
	return list, nil
}

func (t *Table) binary() ([]effect.Table, error) {
	c, err := t.need("ai", "n1i", "ci", "n2i")
	if err != nil {
		return nil, err
	}
	return rows(t, func(i int) effect.Table {
		return effect.Table{Ai: c[0][i], N1i: c[1][i], Ci: c[2][i], N2i: c[3][i]}
	})
}

func (t *Table) rates() ([]effect.PersonTime, error) {
	c, err := t.need("x1i", "t1i", "x2i", "t2i")
	if err != nil {
		return nil, err
	}
	return rows(t, func(i int) effect.PersonTime {
		return effect.PersonTime{X1i: c[0][i], T1i: c[1][i], X2i: c[2][i], T2i: c[3][i]}
	})
}

func (t *Table) means() ([]effect.Means, error) {
	c, err := t.need("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
	if err != nil {
		return nil, err
	}
	return rows(t, func(i int) effect.Means {
		return effect.Means{M1i: c[0][i], Sd1i: c[1][i], N1i: c[2][i], M2i: c[3][i], Sd2i: c[4][i], N2i: c[5][i]}
	})
}

func (t *Table) proportions() ([]effect.Proportion, error) {
	c, err := t.need("xi", "ni")
	if err != nil {
		return nil, err
	}
	return rows(t, func(i int) effect.Proportion { return effect.Proportion{Xi: c[0][i], Ni: c[1][i]} })
}

func (t *Table) singleRates() ([]effect.SingleRate, error) {
	c, err := t.need("xi", "ti")
	if err != nil {
		return nil, err
	}
	return rows(t, func(i int) effect.SingleRate { return effect.SingleRate{Xi: c[0][i], Ti: c[1][i]} })
}

// sizes computes the effect sizes of a measure in the order of the studies.
func (t *Table) sizes(r Request) ([]effect.Size, error) {
	switch r.Measure {
	case effect.RR, effect.OR, effect.RD, effect.AS, effect.PETO:
		if _, ok := t.columns["oe"]; ok && r.Measure == effect.PETO {
			return t.observedExpected()
		}
		tables, err := t.binary()
		return effect.Binary(r.Measure, tables, r.Zeros), err
	case effect.IRR, effect.IRD, effect.IRSD:
		tables, err := t.rates()
		return effect.Rates(r.Measure, tables, r.Zeros), err
	case effect.MD, effect.SMD, effect.SMDH, effect.ROM:
		pairs, err := t.means()
		return effect.Differences(r.Measure, pairs, r.VType), err
	case effect.PR, effect.PLN, effect.PLO, effect.PAS, effect.PFT:
		arms, err := t.proportions()
		return effect.Proportions(r.Measure, arms, r.Zeros), err
	case effect.IR, effect.IRLN, effect.IRS, effect.IRFT:
		arms, err := t.singleRates()
		return effect.SingleRates(r.Measure, arms, r.Zeros), err
	case effect.GEN:
		if _, ok := t.columns["oe"]; ok {
			return t.observedExpected()
		}
		return t.given()
	case effect.LNRATIO:
		return t.printedRatios()
	}
	return nil, fmt.Errorf("measure: %q is not known", r.Measure)
}

func (t *Table) observedExpected() ([]effect.Size, error) {
	c, err := t.need("oe", "v")
	if err != nil {
		return nil, err
	}
	sizes := make([]effect.Size, len(t.Names))
	for i := range sizes {
		if c[1][i] < 0 {
			return nil, t.at(i, &effect.FieldError{Field: "v", Value: c[1][i], Why: "is not a variance"})
		}
		sizes[i] = effect.Size{Yi: c[0][i] / c[1][i], Vi: 1 / c[1][i]}
	}
	return sizes, nil
}

func (t *Table) given() ([]effect.Size, error) {
	c, err := t.need("yi", "vi")
	if err != nil {
		return nil, err
	}
	sizes := make([]effect.Size, len(t.Names))
	for i := range sizes {
		if c[1][i] < 0 {
			return nil, t.at(i, &effect.FieldError{Field: "vi", Value: c[1][i], Why: "is not a variance"})
		}
		sizes[i] = effect.Size{Yi: c[0][i], Vi: c[1][i]}
	}
	return sizes, nil
}

// printedRatios reads ratios with their intervals; without a column or cell
// level they are 95 per cent intervals.
func (t *Table) printedRatios() ([]effect.Size, error) {
	c, err := t.need("est", "lb", "ub")
	if err != nil {
		return nil, err
	}
	sizes := make([]effect.Size, len(t.Names))
	for i := range sizes {
		r := effect.Interval{Est: c[0][i], Lb: c[1][i], Ub: c[2][i]}
		level := assumedLevel
		if l, ok := t.columns["level"]; ok {
			if level = l[i]; math.IsNaN(level) && !math.IsNaN(r.Lb+r.Ub) {
				return nil, t.at(i, errors.New("level: is missing; give the level of the interval in per cent, or leave the column out for 95"))
			}
		}
		if math.IsNaN(r.Est + r.Lb + r.Ub) { // dropped later
			sizes[i] = effect.Size{Yi: math.NaN(), Vi: math.NaN()}
			continue
		}
		if err := checkRatio(r, level); err != nil {
			return nil, t.at(i, err)
		}
		l := effect.LogRatioFromCI(r, level)
		sizes[i] = effect.Size{Yi: l.LogEst, Vi: l.Se * l.Se}
	}
	return sizes, nil
}

// assumedLevel is the level of printed intervals in a file without a column for it;
// a note of the result says so.
const assumedLevel = 95.0

func (t *Table) levelNote(m effect.Measure) []string {
	if _, given := t.columns["level"]; m != effect.LNRATIO || given {
		return nil
	}
	return []string{"the file has no column level: its intervals are taken as 95 % intervals"}
}

func checkRatio(r effect.Interval, level float64) error {
	switch {
	case level > 0 && level < 1:
		return &effect.FieldError{Field: "level", Value: level, Why: "is a fraction; the level is in per cent"}
	case !(level > 0 && level < 100):
		return &effect.FieldError{Field: "level", Value: level, Why: "is not a confidence level in per cent"}
	case r.Est <= 0:
		return &effect.FieldError{Field: "est", Value: r.Est, Why: "is not a ratio"}
	case r.Lb < 0:
		return &effect.FieldError{Field: "lb", Value: r.Lb, Why: "is not a limit of a ratio"}
	case r.Lb > r.Ub:
		return &effect.FieldError{Field: "lb", Value: r.Lb, Why: "is above ub: the interval is reversed"}
	case r.Est < r.Lb || r.Est > r.Ub:
		return &effect.FieldError{Field: "est", Value: r.Est, Why: fmt.Sprintf("lies outside its interval, %g to %g", r.Lb, r.Ub)}
	}
	return nil
}
