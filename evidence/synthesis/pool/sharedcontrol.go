package pool

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"dossier/evidence/synthesis/effect"
)

// SharedControl says what becomes of rows of one study whose control arms are
// equal: two doses against one control.
type SharedControl string

// The ways: each row as it is (the control counts several times, which a note
// says), the treated arms added up, or the control split between the rows (Cochrane
// Handbook, chapter 23).
const (
	KeepControl     SharedControl = "keep"
	CombineArms     SharedControl = "combine"
	SplitTheControl SharedControl = "split"
)

func (s SharedControl) check() error {
	switch s {
	case "", KeepControl, CombineArms, SplitTheControl:
		return nil
	}
	return fmt.Errorf("shared-control: %q is none of keep, combine, split", s)
}

// controlOf names the columns of the control of a measure, "" = no control.
func controlOf(m effect.Measure) []string {
	switch m {
	case effect.RR, effect.OR, effect.RD, effect.AS, effect.PETO:
		return []string{"ci", "n2i"}
	case effect.IRR, effect.IRD, effect.IRSD:
		return []string{"x2i", "t2i"}
	case effect.MD, effect.SMD, effect.SMDH, effect.ROM:
		return []string{"m2i", "sd2i", "n2i"}
	}
	return nil
}

// withSharedControls gives the table as the request wants it, and notes on what was
// done or should be. The rows have been checked.
func (t Table) withSharedControls(r Request) (Table, []string) {
	groups := t.sharing(controlOf(r.Measure))
	var notes []string
	drop := map[int]bool{}
	if len(groups) > 0 && (r.SharedControl == CombineArms || r.SharedControl == SplitTheControl) {
		columns := map[string][]float64{}
		for name, c := range t.columns {
			columns[name] = slices.Clone(c)
		}
		t.columns = columns
	}
	for _, rows := range groups {
		name := t.Names[rows[0]]
		switch r.SharedControl {
		case CombineArms:
			t.combine(r.Measure, rows)
			for _, i := range rows[1:] {
				drop[i] = true
			}
			notes = append(notes, fmt.Sprintf("%s: %d arms that share a control were combined", name, len(rows)))
		case SplitTheControl:
			t.splitControl(r.Measure, rows)
			notes = append(notes, fmt.Sprintf("%s: the control was split between %d arms", name, len(rows)))
		default:
			var lines []string
			for _, i := range rows {
				lines = append(lines, fmt.Sprint(t.Lines[i]))
			}
			notes = append(notes, fmt.Sprintf("%s: lines %s have one control, which counts %d times; --shared-control combine, or split", name, strings.Join(lines, ", "), len(rows)))
		}
	}
	return t.without(drop), notes
}

// sharing groups the rows that bear one name and one control.
func (t Table) sharing(control []string) [][]int {
	if _, err := t.need(control...); err != nil || len(control) == 0 {
		return nil
	}
	index := map[string]int{}
	var groups [][]int
	for i, name := range t.Names {
		key := name
		for _, column := range control {
			if math.IsNaN(t.columns[column][i]) {
				key = ""
				break
			}
			key += fmt.Sprintf("\x00%v", t.columns[column][i])
		}
		if key == "" {
			continue
		}
		at, ok := index[key]
		if !ok {
			at = len(groups)
			index[key] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], i)
	}
	return slices.DeleteFunc(groups, func(g []int) bool { return len(g) < 2 })
}

// combine adds the treated arms up in the first row.
func (t Table) combine(m effect.Measure, rows []int) {
	first := rows[0]
	c := t.columns
	if controlOf(m)[0] == "m2i" {
		var arms []effect.Means
		for _, i := range rows {
			arms = append(arms, effect.Means{M1i: c["m1i"][i], Sd1i: c["sd1i"][i], N1i: c["n1i"][i], M2i: c["m2i"][i], Sd2i: c["sd2i"][i], N2i: c["n2i"][i]})
		}
		if all, err := effect.CombineMeansArms(arms); err == nil { // the controls are equal
			c["m1i"][first], c["sd1i"][first], c["n1i"][first] = all.M1i, all.Sd1i, all.N1i
		}
		return
	}
	treated := []string{"ai", "n1i"}
	if controlOf(m)[0] == "x2i" {
		treated = []string{"x1i", "t1i"}
	}
	for _, column := range treated {
		for _, i := range rows[1:] {
			c[column][first] += c[column][i]
		}
	}
}

// splitControl gives each row an equal part of the control: of its events, and of
// its patients or time; a mean and its standard deviation stay.
func (t Table) splitControl(m effect.Measure, rows []int) {
	for _, column := range controlOf(m) {
		if column == "m2i" || column == "sd2i" {
			continue
		}
		for _, i := range rows {
			t.columns[column][i] /= float64(len(rows))
		}
	}
}

// without leaves rows out.
func (t Table) without(drop map[int]bool) Table {
	if len(drop) == 0 {
		return t
	}
	out := Table{columns: map[string][]float64{}}
	for i := range t.Names {
		if drop[i] {
			continue
		}
		out.Names, out.Lines = append(out.Names, t.Names[i]), append(out.Lines, t.Lines[i])
		for name, c := range t.columns {
			out.columns[name] = append(out.columns[name], c[i])
		}
	}
	return out
}
