package effect

import "fmt"

// CombineArms adds up treated arms that share one control, which is then
// counted once (Cochrane Handbook, chapter 23).
func CombineArms(arms []Table) (Table, error) {
	if len(arms) == 0 {
		return Table{}, fmt.Errorf("no arms to combine")
	}
	sum := Table{Ci: arms[0].Ci, N2i: arms[0].N2i}
	for i, a := range arms {
		if a.Ci != sum.Ci || a.N2i != sum.N2i {
			return Table{}, fmt.Errorf("arm %d has another control: %g of %g, not %g of %g", i+1, a.Ci, a.N2i, sum.Ci, sum.N2i)
		}
		sum.Ai += a.Ai
		sum.N1i += a.N1i
	}
	return sum, nil
}

// SplitControl gives each of several arms an equal part of the control they
// share, where doses must stay apart. Parts need not be whole numbers. The
// intervals come out nearly right; the parts stay correlated.
func SplitControl(arms []Table) []Table {
	split := make([]Table, len(arms))
	for i, a := range arms {
		n := float64(len(arms))
		split[i] = Table{Ai: a.Ai, N1i: a.N1i, Ci: a.Ci / n, N2i: a.N2i / n}
	}
	return split
}

// CombineRateArms adds up treated arms with person-time that share one control.
func CombineRateArms(arms []PersonTime) (PersonTime, error) {
	if len(arms) == 0 {
		return PersonTime{}, fmt.Errorf("no arms to combine")
	}
	sum := PersonTime{X2i: arms[0].X2i, T2i: arms[0].T2i}
	for i, a := range arms {
		if a.X2i != sum.X2i || a.T2i != sum.T2i {
			return PersonTime{}, fmt.Errorf("arm %d has another control: %g in %g, not %g in %g", i+1, a.X2i, a.T2i, sum.X2i, sum.T2i)
		}
		sum.X1i += a.X1i
		sum.T1i += a.T1i
	}
	return sum, nil
}

// SplitRateControl gives each arm an equal part of the control's events and
// time.
func SplitRateControl(arms []PersonTime) []PersonTime {
	split := make([]PersonTime, len(arms))
	for i, a := range arms {
		n := float64(len(arms))
		split[i] = PersonTime{X1i: a.X1i, T1i: a.T1i, X2i: a.X2i / n, T2i: a.T2i / n}
	}
	return split
}
