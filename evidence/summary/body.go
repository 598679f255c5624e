package summary

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
)

// fillBody counts a body of evidence and, where it holds more than one study or
// a judgement, fills the cells of its heading.
func (b *builder) fillBody(row *evidence.Row, part []*entry, columns []column) {
	body := b.bodyOf(part)
	row.Body = body
	if part[0].absence != nil || !b.bodiesOnly && body.Studies < 2 && len(b.contained(part)) == 0 && len(body.Pooled) == 0 && body.Certainty == "" {
		return
	}
	for _, c := range columns {
		row.Cells = append(row.Cells, b.bodyCell(c.ID, body, part))
	}
}

const largestText = "Sum over the studies of the largest number of patients (or person-years) printed for each arm; a study that prints one arm alone counts on that side."

// bodyCell makes one cell of a body of evidence.
func (b *builder) bodyCell(column string, body *evidence.Body, part []*entry) evidence.Cell {
	var cell evidence.Cell
	switch column {
	case "study":
		cell.Text = count(body.Studies, "study", "studies")
		if n := len(body.Reports); n != body.Studies {
			cell.Text += " (" + count(n, "report", "reports") + ")"
		}
		cell.Text += ", " + count(body.Findings, "finding", "findings")
		if b.o.Overlap != nil && len(body.Reports) > 1 {
			if text := b.o.Overlap(body.Reports); text != "" {
				cell.Marks = b.marks.add(nil, text)
			}
		}
		if text := containedText(part, b.contained(part)); text != "" {
			cell.Marks = b.marks.add(cell.Marks, text)
		}
		if b.bodiesOnly {
			cell = b.sofStudies(cell, part)
		}
	case "design":
		cell.Text = body.Designs
	case "events":
		if body.Years != "" {
			cell.Text = body.Years + " PY"
			cell.Marks = b.marks.derived(nil, largestText)
		}
	case "n":
		if cell.Text = body.Patients; cell.Text != "" {
			cell.Marks = b.marks.derived(nil, largestText)
		}
	case "follow_up":
		if body.FollowUp != "" {
			cell.Text = "longest: " + body.FollowUp
		}
	case "estimate":
		cell = b.bodyEstimate(body)
		if b.bodiesOnly && cell.Text == "" {
			cell = b.sofEstimates(cell, part)
		}
	case "prediction":
		cell.Text = pooledText(body, func(p evidence.Pooled) string { return p.Prediction })
	case "heterogeneity":
		cell.Text = pooledText(body, func(p evidence.Pooled) string { return p.Heterogeneity })
	case "absolute":
		cell.Text = pooledText(body, func(p evidence.Pooled) string { return p.Absolute })
		for _, p := range body.Pooled {
			if p.Formula != "" {
				cell.Marks = b.marks.derived(cell.Marks, "Derived: "+p.Formula)
			}
		}
		if b.bodiesOnly && cell.Text == "" && len(part) == 1 {
			cell = absoluteCell(b, part[0])
		}
	case "risk_of_bias":
		cell.Text = b.bodyRisk(part)
	case "direction":
		cell.Text = body.Direction
	case "certainty":
		cell.Text = body.Certainty
		if _, reasons := b.certainty(part[0]); reasons != "" {
			cell.Marks = b.marks.add(nil, "Certainty: "+reasons)
		}
	}
	return cell
}

// bodyRisk counts the judgements on the studies of a body of evidence.
func (b *builder) bodyRisk(part []*entry) string {
	if b.o.RiskOfBias == nil {
		return ""
	}
	judged := map[string]map[string]bool{} // judgement → studies
	open := map[string]bool{}
	for _, e := range part {
		if e.absence != nil || !e.f.Usable {
			continue
		}
		text := b.riskOfBias(e)
		if text == "" {
			open[e.trial()] = true
			continue
		}
		if judged[text] == nil {
			judged[text] = map[string]bool{}
		}
		judged[text][e.trial()] = true
	}
	if len(judged) == 0 {
		return ""
	}
	var parts []string
	for _, text := range slices.Sorted(maps.Keys(judged)) {
		parts = append(parts, fmt.Sprintf("%s (%d)", text, len(judged[text])))
		for study := range judged[text] {
			delete(open, study)
		}
	}
	if len(open) > 0 {
		parts = append(parts, fmt.Sprintf("not appraised (%d)", len(open)))
	}
	return strings.Join(parts, "; ")
}

// bodyEstimate prints the pooled estimates with their method, and the range of
// each measure that was not pooled, with the reason.
func (b *builder) bodyEstimate(body *evidence.Body) evidence.Cell {
	var cell evidence.Cell
	var parts []string
	done := map[string]bool{}
	for _, p := range body.Pooled {
		if p.Estimate != "" {
			parts = append(parts, p.Measure+" "+p.Estimate+" ("+pooledFrom(p)+")")
			done[p.Measure] = true
			if p.Method != "" {
				cell.Marks = b.marks.derived(cell.Marks, "Pooled: "+p.Method)
			}
		} else if p.NotPooled != "" {
			cell.Marks = b.marks.add(cell.Marks, withDesign(p, p.Measure)+" not pooled: "+p.NotPooled)
		}
	}
	for _, r := range body.Ranges {
		if !done[r.Measure] {
			parts = append(parts, b.rangeText(r))
		}
	}
	cell.Text = strings.Join(parts, "; ")
	return cell
}

// pooledFrom is "pooled, k = 3, randomised".
func pooledFrom(p evidence.Pooled) string {
	text := "pooled"
	if p.K > 0 {
		text += fmt.Sprintf(", k = %d", p.K)
	}
	if p.Design != "" {
		text += ", " + p.Design
	}
	return text
}

// withDesign names what was pooled apart by its kind of design.
func withDesign(p evidence.Pooled, text string) string {
	if p.Design == "" {
		return text
	}
	return text + " (" + p.Design + ")"
}

// rangeText prints the span of a measure; a span of one number prints it once.
func (b *builder) rangeText(r evidence.Range) string {
	low, _ := r.Low.Float()
	if high, _ := r.High.Float(); low == high {
		return fmt.Sprintf("%s %s (%d studies)", r.Measure, b.o.Style.value(r.Low), r.Studies)
	}
	return fmt.Sprintf("%s %s (range, %d studies)", r.Measure, b.o.Style.interval(r.Low, r.High), r.Studies)
}

// pooledText joins one value of the pooled measures.
func pooledText(body *evidence.Body, value func(evidence.Pooled) string) string {
	var parts []string
	for _, p := range body.Pooled {
		if text := value(p); text != "" {
			if len(body.Pooled) > 1 {
				text = withDesign(p, p.Measure) + " " + text
			}
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "; ")
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func (b *builder) certainty(e *entry) (string, string) {
	if b.o.Certainty == nil || e.absence != nil {
		return "", ""
	}
	return b.o.Certainty(e.f.Drug, e.f.Outcome, e.f.SubOutcome, e.f.Comparator)
}

// studies are the usable findings of a body of evidence and the studies that they are
// of: reports of one trial are of one.
type studies struct {
	entries []*entry
	study   []int // number of each entry's study, in order of first appearance
	n       int   // how many studies
}

func studiesOf(part []*entry) studies {
	s := studies{entries: make([]*entry, 0, len(part)), study: make([]int, 0, len(part))}
	numbers := make(map[string]int, len(part))
	for _, e := range part {
		if e.absence != nil || !e.f.Usable {
			continue
		}
		number, known := numbers[e.trial()]
		if !known {
			number = len(numbers)
			numbers[e.trial()] = number
		}
		s.entries, s.study = append(s.entries, e), append(s.study, number)
	}
	s.n = len(numbers)
	return s
}

// bodyOf counts the usable findings of one drug against one comparator for one
// outcome.
func (b *builder) bodyOf(part []*entry) *evidence.Body {
	f := part[0].f
	body := &evidence.Body{Drug: f.Drug, Outcome: f.Outcome, SubOutcome: f.SubOutcome, Comparator: f.Comparator}
	longest := 0.0
	for _, e := range part {
		if e.absence != nil || !e.f.Usable {
			continue
		}
		body.Findings++
		body.Reports = append(body.Reports, e.cites()...)
		for _, printed := range []string{e.f.TimeWindow, e.f.FollowUp, e.head().FollowUp} {
			if days := b.duration(printed); days > longest {
				longest, body.FollowUp = days, printed
			}
		}
	}
	slices.Sort(body.Reports)
	body.Reports = slices.Compact(body.Reports)
	counted := studiesOf(countedOnce(part, b.contained(part)))
	body.Studies, body.Designs = counted.n, designs(counted)
	body.Ranges = ranges(counted)
	body.Direction = direction(counted)
	if comparative := f.Comparator != ""; !slices.ContainsFunc(counted.entries, func(e *entry) bool { return evidence.IsReviewDesign(e.design()) }) {
		body.Patients = b.largest(counted, comparative, func(a *evidence.Arm) evidence.Printed { return a.N })
		body.Years = b.largest(counted, comparative, func(a *evidence.Arm) evidence.Printed { return a.PersonYears })
	}
	body.Certainty, _ = b.certainty(part[0])
	if b.o.Pool != nil {
		body.Pooled = b.o.Pool(poolRows(part))
	}
	return body
}

// duration remembers what longestDuration read.
func (b *builder) duration(printed string) float64 {
	if printed == "" {
		return 0
	}
	days, known := b.durations[printed]
	if !known {
		days = longestDuration(printed)
		b.durations[printed] = days
	}
	return days
}

// designs counts studies by their designs: that of the first row of each.
func designs(s studies) string {
	count := map[string]int{}
	next := 0
	for i, e := range s.entries {
		if s.study[i] == next {
			count[e.design()]++
			next++
		}
	}
	var parts []string
	for _, design := range slices.Sorted(maps.Keys(count)) {
		name := design
		if name == "" {
			name = "not stated"
		}
		parts = append(parts, fmt.Sprintf("%s (%d)", name, count[design]))
	}
	return strings.Join(parts, ", ")
}

// largest sums the patients, or the person-years, of studies: of each the largest
// numbers printed, since its rows share patients. (Where a review is among them
// nothing is to be summed: it may hold the same trials.) Each side sums what is
// printed for it, and is NR where no study prints one.
func (b *builder) largest(s studies, comparative bool, of func(*evidence.Arm) evidence.Printed) string {
	type arms struct{ treat, control float64 }
	largest := make([]arms, s.n)
	for i, e := range s.entries {
		treat, _ := of(&e.f.Treat).Float()
		control, _ := of(&e.f.Control).Float()
		a := &largest[s.study[i]]
		a.treat, a.control = max(a.treat, treat), max(a.control, control)
	}
	var sum arms
	for _, a := range largest {
		sum.treat += a.treat
		sum.control += a.control
	}
	if sum.treat == 0 && (sum.control == 0 || !comparative) {
		return ""
	}
	print := func(v float64) string {
		if v == 0 {
			return notReported
		}
		return b.o.Style.number(evidence.Printed(strconv.FormatFloat(math.Round(10*v)/10, 'f', -1, 64)))
	}
	text := "at least " + print(sum.treat)
	if comparative {
		text += " / " + print(sum.control)
	}
	return text
}

// poolRows gives the findings of a body to the pooling of another package.
func poolRows(part []*entry) []evidence.TableRow {
	var rows []evidence.TableRow
	for _, e := range part {
		if e.absence == nil && e.f.Usable {
			rows = append(rows, evidence.TableRow{Finding: *e.f, Study: *e.head()})
		}
	}
	return rows
}

// ranges spans the estimates of each comparative measure, or of a body without a
// comparator of each rate and proportion, that two studies or more report; the limits
// are printed as their source prints them.
func ranges(part studies) []evidence.Range {
	type span struct {
		evidence.Range
		low, high float64
		has       []bool // by study
	}
	var spans []*span
	for i, e := range part.entries {
		v, ok := e.f.Estimate.Float()
		oneArm := e.f.Comparator == "" && (e.measure.Kind == evidence.KindRate || e.measure.Kind == evidence.KindProportion)
		if !ok || !e.measure.Comparative && !oneArm {
			continue
		}
		at := slices.IndexFunc(spans, func(s *span) bool { return s.Measure == e.measure.Label() })
		if at < 0 {
			at = len(spans)
			spans = append(spans, &span{low: v, high: v, has: make([]bool, part.n),
				Range: evidence.Range{Measure: e.measure.Label(), Low: e.f.Estimate, High: e.f.Estimate}})
		}
		s := spans[at]
		if study := part.study[i]; !s.has[study] {
			s.has[study] = true
			s.Studies++
		}
		if v < s.low {
			s.low, s.Low = v, e.f.Estimate
		}
		if v > s.high {
			s.high, s.High = v, e.f.Estimate
		}
	}
	var out []evidence.Range
	for _, s := range spans {
		if s.Studies > 1 {
			out = append(out, s.Range)
		}
	}
	return out
}

// direction counts the studies by where the printed intervals of their
// comparisons lie against the value of no difference (1 for ratios, 0 for
// differences). The findings of one study or trial share patients: it counts
// once, and apart where its intervals lie on different sides.
func direction(part studies) string {
	const (
		above = 1 + iota
		includes
		below
		differ
	)
	sides := make([]int, part.n)
	for i, e := range part.entries {
		low, okL := e.f.CILow.Float()
		high, okH := e.f.CIHigh.Float()
		null, okN := evidence.Printed(e.measure.Null).Float()
		if !okL || !okH || !okN || !e.measure.Comparative {
			continue
		}
		side := includes
		switch {
		case low > null:
			side = above
		case high < null:
			side = below
		}
		if before := sides[part.study[i]]; before != 0 && before != side {
			side = differ
		}
		sides[part.study[i]] = side
	}
	var count [differ + 1]int
	for _, side := range sides {
		count[side]++
	}
	if count[0] == part.n {
		return ""
	}
	text := fmt.Sprintf("above %d, includes %d, below %d", count[above], count[includes], count[below])
	if n := count[differ]; n > 0 {
		text += fmt.Sprintf(", differ within a study %d", n)
	}
	return text
}

// longestDuration reads the longest time in words such as "median 4.6 y, up to
// 9.3 y" or "12-16 weeks", in days; 0 when there is none.
func longestDuration(printed string) float64 {
	longest, pending := 0.0, 0.0
	between := func(r rune) bool {
		return r == ' ' || r == ',' || r == ';' || r == '-' || r == '–' || r == '(' || r == ')'
	}
	for w := range strings.FieldsFuncSeq(strings.ToLower(printed), between) {
		number := strings.TrimLeft(w, "<>=≥≤~")
		end := strings.IndexFunc(number, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
		if end < 0 {
			end = len(number)
		}
		unit := w
		if v, err := strconv.ParseFloat(number[:end], 64); err == nil {
			if pending, unit = v, number[end:]; unit == "" {
				continue
			}
		}
		longest = max(longest, pending*daysIn(unit))
		pending = 0
	}
	return longest
}

// daysIn is the length of a unit of time in days, 0 for any other word.
func daysIn(unit string) float64 {
	switch unit {
	case "d", "day", "days":
		return 1
	case "w", "wk", "wks", "week", "weeks":
		return 7
	case "mo", "month", "months":
		return 30.4375
	case "y", "yr", "yrs", "year", "years":
		return 365.25
	}
	return 0
}
