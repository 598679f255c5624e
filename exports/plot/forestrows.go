package plot

import (
	"math"
	"slices"
	"strings"

	"dossier/evidence"
)

// Selection says which rows of a table a forest plot draws.
type Selection struct {
	// Measures are the ids to draw, all of one kind; empty means every ratio.
	Measures []string
	// Keep, if set, says which of these rows stay.
	Keep func(*evidence.Facts) bool
	// Pooled gives what was pooled of a body of evidence, given the ids of its
	// findings that are drawn; nil draws no diamonds.
	Pooled func(findings []string) Pooled
}

// Pooled is the outcome of pooling one body of evidence: an estimate with the
// weights of its findings (per cent, by finding id), or why there is none.
type Pooled struct {
	Diamond *Diamond
	Weights map[string]float64
	Refused string
	Method  string
}

// FromTable takes the rows of a table by outcome (or by drug) that compare two
// arms and have a number of one of the measures. What it leaves out is said in
// the notes of the plot.
func FromTable(t *evidence.Summary, sel Selection) *Forest {
	p := &Forest{Title: t.Title, Ratio: true, Null: 1, Extra: []string{"Drug, events/n", "Comparator, events/n", "Design"}}
	used := map[string]evidence.Measure{}
	left := 0
	path := make([]string, len(t.Headings))
	var group *ForestGroup
	var ids [][]string
	for i := range t.Rows {
		row := &t.Rows[i]
		if row.Level < len(path) {
			path[row.Level] = row.Heading
			clear(path[row.Level+1:])
			group = nil
		}
		if row.Kind != evidence.RowStudy || row.Facts == nil || !compares(row.Facts) || sel.Keep != nil && !sel.Keep(row.Facts) {
			continue
		}
		m, ok := sel.measure(row.Facts)
		if !ok {
			left++
			continue
		}
		if group == nil {
			p.Groups = append(p.Groups, groupOf(t, path))
			group = &p.Groups[len(p.Groups)-1]
			ids = append(ids, nil)
		}
		used[m.Label()] = m
		group.Studies = append(group.Studies, forestStudy(row.Facts, m))
		ids[len(ids)-1] = append(ids[len(ids)-1], row.Facts.Findings...)
	}
	p.measures(used)
	p.pool(sel.Pooled, ids)
	for i := range p.Groups {
		tellApart(p.Groups[i].Studies, len(used) > 1)
	}
	if left > 0 {
		p.Notes = append(p.Notes, count(left, "comparative finding has", "comparative findings have")+" another measure or no number and "+plural(left, "is", "are")+" not drawn.")
	}
	return p
}

// compares reports whether a row is a usable comparison of a drug: rows about
// patients or whole data sets are not.
func compares(f *evidence.Facts) bool {
	return f.Usable && f.Comparator != "" && f.Section != "prognostic" && f.Section != "all-arms" && f.Absence == ""
}

// measure is the measure of a row, if it is to be drawn.
func (sel Selection) measure(f *evidence.Facts) (evidence.Measure, bool) {
	m, ok := evidence.MeasureOf(f.Measure)
	v, number := f.Estimate.Float()
	if !ok || !number || f.Estimate.Relation() != "" || !m.Comparative || m.Null == "" {
		return m, false
	}
	if len(sel.Measures) > 0 {
		return m, slices.Contains(sel.Measures, m.ID)
	}
	return m, m.Kind == evidence.KindRatio && v > 0
}

func forestStudy(f *evidence.Facts, m evidence.Measure) ForestStudy {
	s := ForestStudy{Label: f.Study, Low: number(f.CILow), High: number(f.CIHigh), Estimate: number(f.Estimate), Weight: math.NaN(),
		Text: string(f.Estimate), Extra: []string{events(f.Treat), events(f.Control), f.Design}}
	if m.Kind == evidence.KindRatio && (s.Low <= 0 || s.High <= 0) {
		s.Low, s.High = math.NaN(), math.NaN()
	}
	if f.CILow != "" && f.CIHigh != "" {
		between := "–"
		if s.Low < 0 || s.High < 0 {
			between = " to "
		}
		s.Text += " (" + string(f.CILow) + between + string(f.CIHigh) + ")"
	}
	if len(f.Keys) > 0 {
		s.Key = f.Keys[0]
	}
	possible := false
	for _, n := range f.Notices {
		s.Struck = s.Struck || n.Kind == evidence.NoticeRetraction || n.Kind == evidence.NoticeWithdrawal
		possible = possible || n.Kind == evidence.NoticePossible
	}
	switch {
	case s.Struck:
		s.Label += " [retracted]"
	case possible:
		s.Label += " [possibly retracted]"
	}
	s.detail = [3]string{f.Dose, f.Population, f.Window}
	s.measure, s.findings = m.Label(), len(f.Findings)
	return s
}

// number is the value of a printed number, NaN without one.
func number(p evidence.Printed) float64 {
	if v, ok := p.Float(); ok && p.Relation() == "" {
		return v
	}
	return math.NaN()
}

// events prints the counts of an arm.
func events(a evidence.Arm) string {
	switch {
	case a.Events != "" && a.N != "":
		return string(a.Events) + "/" + string(a.N)
	case a.Events != "" && a.PersonYears != "":
		return string(a.Events) + "/" + string(a.PersonYears) + " PY"
	case a.Events != "":
		return string(a.Events)
	case a.N != "":
		return "NR/" + string(a.N)
	}
	return "NR"
}

// groupOf names a body of evidence by drug and comparator, and the outcome that
// it belongs to where a table has several.
func groupOf(t *evidence.Summary, path []string) ForestGroup {
	var drug, comparator string
	var outcome []string
	for i, h := range t.Headings {
		if path[i] == "" {
			continue
		}
		switch h.ID {
		case "drug_group":
			drug = path[i]
		case "comparison":
			comparator = path[i]
		case "outcome", "sub_outcome":
			if !severalOf(t, i) {
				continue
			}
			if n := len(outcome); n > 0 && strings.HasPrefix(path[i], outcome[n-1]) {
				outcome[n-1] = path[i]
			} else {
				outcome = append(outcome, path[i])
			}
		}
	}
	return ForestGroup{Section: strings.Join(outcome, ", "), Heading: strings.TrimSpace(drug + " " + comparator)}
}

// severalOf reports whether a table has more than one heading at a level.
func severalOf(t *evidence.Summary, level int) bool {
	seen := ""
	for i := range t.Rows {
		if r := &t.Rows[i]; r.Level == level && r.Heading != "" && r.Facts == nil {
			if seen != "" && seen != r.Heading {
				return true
			}
			seen = r.Heading
		}
	}
	return false
}

// measures sets the axis and its label for what is drawn.
func (p *Forest) measures(used map[string]evidence.Measure) {
	var labels []string
	for label, m := range used {
		labels = append(labels, label)
		if m.Kind != evidence.KindRatio {
			p.Ratio, p.Null = false, 0
		}
	}
	slices.Sort(labels)
	p.Effect = strings.Join(labels, ", ") + " (95% CI)"
	if p.Ratio {
		p.Below, p.Above = "less often with the drug", "more often with the drug"
	} else {
		p.Below, p.Above = "less with the drug", "more with the drug"
	}
	var names []string
	for _, label := range labels {
		if m := used[label]; m.Abbrev != "" && m.Name != m.Abbrev {
			names = append(names, m.Abbrev+", "+m.Name)
		}
	}
	if len(names) > 0 {
		p.Notes = append(p.Notes, "CI, confidence interval; "+strings.Join(names, "; ")+".")
	}
}

// pool asks for the pooled estimate of each group and notes the methods once.
func (p *Forest) pool(pooled func([]string) Pooled, ids [][]string) {
	if pooled == nil {
		return
	}
	var methods []string
	for i := range p.Groups {
		g := &p.Groups[i]
		if len(g.Studies) < 2 {
			continue
		}
		r := pooled(ids[i])
		g.Pooled, g.Note = r.Diamond, ""
		if r.Refused != "" {
			g.Note = "Not pooled: " + r.Refused
		}
		if r.Method != "" && !slices.Contains(methods, r.Method) {
			methods = append(methods, r.Method)
		}
		at := 0
		for j := range g.Studies {
			if w, ok := r.Weights[ids[i][min(at, len(ids[i])-1)]]; ok {
				g.Studies[j].Weight = w
			}
			at += g.Studies[j].findings
		}
	}
	for _, m := range methods {
		p.Notes = append(p.Notes, "Pooled: "+m+". Weights in per cent of the pool; squares are drawn in proportion to them.")
	}
}

// tellApart adds to the label of a row what makes it another one than its
// neighbours: the dose, and where that is not enough the population and the
// time; and the measure, where the plot has several.
func tellApart(rows []ForestStudy, measures bool) {
	labels := func() map[string]int {
		n := map[string]int{}
		for i := range rows {
			n[rows[i].Label]++
		}
		return n
	}
	for i := range rows {
		if rows[i].detail[0] != "" {
			rows[i].Label += ", " + rows[i].detail[0]
		}
		if measures {
			rows[i].Text = rows[i].measure + " " + rows[i].Text
		}
	}
	for _, d := range []int{1, 2} {
		n := labels()
		for i := range rows {
			if n[rows[i].Label] > 1 && rows[i].detail[d] != "" {
				rows[i].Label += "; " + rows[i].detail[d]
			}
		}
	}
}
