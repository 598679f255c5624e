package body

import (
	"cmp"
	"fmt"
	"strings"

	"dossier/evidence"
	"dossier/evidence/synthesis/effect"
)

// Discord is two reviews that answer one question differently.
type Discord struct {
	A, B    evidence.TableRow
	Why     string   // "estimates on different sides of 1", "intervals do not overlap"
	Differs []string // what else differs between them, in words
}

// Discordant lists the pairs of reviews with one drug, outcome, comparator and
// measure whose estimates lie on different sides of no effect, or whose
// intervals do not overlap, and what else differs. It goes by numbers alone.
func Discordant(rows []evidence.TableRow) []Discord {
	groups := map[string][]evidence.TableRow{}
	var order []string
	for _, row := range rows {
		if !isReview(&row) || row.Finding.Status == evidence.Rejected {
			continue
		}
		f := &row.Finding
		question := strings.Join([]string{f.Drug, f.Outcome, f.SubOutcome, f.Comparator, measureID(&row)}, "\x00")
		if _, known := groups[question]; !known {
			order = append(order, question)
		}
		groups[question] = append(groups[question], row)
	}
	var list []Discord
	for _, question := range order {
		group := groups[question]
		for i := range group {
			for j := range i {
				if d, ok := discord(group[j], group[i]); ok {
					list = append(list, d)
				}
			}
		}
	}
	return list
}

func discord(a, b evidence.TableRow) (Discord, bool) {
	m, ok := evidence.MeasureOf(a.Finding.Measure)
	if !ok || a.Finding.Study == b.Finding.Study || m.Null == "" {
		return Discord{}, false
	}
	null, _ := evidence.Printed(m.Null).Float()
	x, okX := limits(&a.Finding)
	y, okY := limits(&b.Finding)
	if !okX || !okY {
		return Discord{}, false
	}
	d := Discord{A: a, B: b}
	switch {
	case x.Ub < y.Lb || y.Ub < x.Lb:
		d.Why = "intervals do not overlap"
	case (x.Est-null)*(y.Est-null) < 0:
		d.Why = fmt.Sprintf("estimates on different sides of %g", null)
	default:
		return Discord{}, false
	}
	d.Differs = differences(a, b)
	return d, true
}

func limits(f *evidence.Finding) (effect.Interval, bool) {
	est, ok1 := f.Estimate.Float()
	lb, ok2 := f.CILow.Float()
	ub, ok3 := f.CIHigh.Float()
	return effect.Interval{Est: est, Lb: lb, Ub: ub}, ok1 && ok2 && ok3
}

// differences names what two findings do not share, so that a reader can see
// why reviews of one question disagree.
func differences(a, b evidence.TableRow) []string {
	var list []string
	for _, p := range []struct{ name, a, b string }{
		{"year", fmt.Sprint(a.Study.Year), fmt.Sprint(b.Study.Year)},
		{"design", cmp.Or(a.Finding.Design, a.Study.Design), cmp.Or(b.Finding.Design, b.Study.Design)},
		{"population", population(&a), population(&b)},
		{"dose", a.Finding.Dose, b.Finding.Dose},
		{"definition", a.Finding.Definition, b.Finding.Definition},
		{"time window", cmp.Or(a.Finding.TimeWindow, a.Finding.FollowUp), cmp.Or(b.Finding.TimeWindow, b.Finding.FollowUp)},
		{"analysis set", a.Finding.AnalysisSet, b.Finding.AnalysisSet},
		{"adjustment", a.Finding.Adjusted, b.Finding.Adjusted},
		{"level of the interval", string(a.Finding.CILevel), string(b.Finding.CILevel)},
	} {
		if !strings.EqualFold(strings.TrimSpace(p.a), strings.TrimSpace(p.b)) {
			list = append(list, fmt.Sprintf("%s: %s, %s", p.name, cmp.Or(p.a, "not stated"), cmp.Or(p.b, "not stated")))
		}
	}
	return list
}
