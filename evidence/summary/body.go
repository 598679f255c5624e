package summary

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
)

// fillBody counts a body of evidence and, where it holds more than one study,
// fills the cells of its heading.
func (b *builder) fillBody(row *evidence.Row, part []*entry, columns []column) {
	body := b.bodyOf(part)
	row.Body = body
	if part[0].absence != nil || body.Studies < 2 && body.Pooled == "" && body.Certainty == "" {
		return
	}
	head := count(body.Studies, "study", "studies")
	if n := len(body.Reports); n != body.Studies {
		head += " (" + count(n, "report", "reports") + ")"
	}
	head += ", " + count(body.Findings, "finding", "findings")
	estimate := body.Pooled
	if estimate == "" {
		var ranges []string
		for _, r := range body.Ranges {
			ranges = append(ranges, fmt.Sprintf("%s %s (range, %d studies)", r.Measure, b.o.Style.interval(r.Low, r.High), r.Studies))
		}
		estimate = strings.Join(ranges, "; ")
	}
	for _, c := range columns {
		cell := evidence.Cell{}
		switch c.ID {
		case "study":
			cell.Text = head
		case "follow_up":
			if body.FollowUp != "" {
				cell.Text = "longest: " + body.FollowUp
			}
		case "estimate":
			cell.Text = estimate
		case "direction":
			cell.Text = body.Direction
		case "certainty":
			cell.Text = body.Certainty
			if _, reasons := b.certainty(part[0]); reasons != "" {
				cell.Marks = b.marks.add(nil, "Certainty: "+reasons)
			}
		}
		row.Cells = append(row.Cells, cell)
	}
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

// bodyOf counts the usable findings of one drug against one comparator for one
// outcome. Reports of one trial count as one study.
func (b *builder) bodyOf(part []*entry) *evidence.Body {
	f := &part[0].f
	body := &evidence.Body{Drug: f.Drug, Outcome: f.Outcome, SubOutcome: f.SubOutcome, Comparator: f.Comparator}
	studies := map[string]bool{}
	longest := 0.0
	for _, e := range part {
		if e.absence != nil || !e.f.Usable {
			continue
		}
		body.Findings++
		studies[e.trial()] = true
		for _, key := range e.cites() {
			if !slices.Contains(body.Reports, key) {
				body.Reports = append(body.Reports, key)
			}
		}
		for _, printed := range []string{e.f.TimeWindow, e.f.FollowUp, e.head().FollowUp} {
			if days := b.duration(printed); days > longest {
				longest, body.FollowUp = days, printed
			}
		}
	}
	slices.Sort(body.Reports)
	body.Studies = len(studies)
	body.Ranges = ranges(part)
	body.Direction = direction(part)
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

// poolRows gives the findings of a body to the pooling of another package.
func poolRows(part []*entry) []evidence.TableRow {
	var rows []evidence.TableRow
	for _, e := range part {
		if e.absence == nil && e.f.Usable {
			rows = append(rows, evidence.TableRow{Finding: e.f, Study: e.head()})
		}
	}
	return rows
}

// ranges spans the estimates of each comparative measure that two studies or
// more report; the limits are printed as their source prints them.
func ranges(part []*entry) []evidence.Range {
	type span struct {
		evidence.Range
		low, high float64
		studies   map[string]bool
	}
	var spans []*span
	for _, e := range part {
		v, ok := evidence.PrintedValue(e.f.Estimate)
		if !ok || !e.measure.Comparative || !e.f.Usable {
			continue
		}
		at := slices.IndexFunc(spans, func(s *span) bool { return s.Measure == e.measure.Label() })
		if at < 0 {
			at = len(spans)
			spans = append(spans, &span{low: v, high: v, studies: map[string]bool{},
				Range: evidence.Range{Measure: e.measure.Label(), Low: e.f.Estimate, High: e.f.Estimate}})
		}
		s := spans[at]
		s.studies[e.trial()] = true
		if v < s.low {
			s.low, s.Low = v, e.f.Estimate
		}
		if v > s.high {
			s.high, s.High = v, e.f.Estimate
		}
	}
	var out []evidence.Range
	for _, s := range spans {
		if s.Studies = len(s.studies); s.Studies > 1 {
			out = append(out, s.Range)
		}
	}
	return out
}

// direction counts where the printed intervals of comparisons lie against the
// value of no difference (1 for ratios, 0 for differences).
func direction(part []*entry) string {
	var above, includes, below int
	for _, e := range part {
		low, okL := evidence.PrintedValue(e.f.CILow)
		high, okH := evidence.PrintedValue(e.f.CIHigh)
		null, okN := evidence.PrintedValue(evidence.Printed(e.measure.Null))
		if !okL || !okH || !okN || !e.measure.Comparative || !e.f.Usable {
			continue
		}
		switch {
		case low > null:
			above++
		case high < null:
			below++
		default:
			includes++
		}
	}
	if above+includes+below == 0 {
		return ""
	}
	return fmt.Sprintf("above %d, includes %d, below %d", above, includes, below)
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
