package effect

import (
	"fmt"
	"math"
)

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

// CombineMeansArms makes one treated arm of several that share a control, with the
// variation between them (Cochrane Handbook, table 6.5.a).
func CombineMeansArms(arms []Means) (Means, error) {
	if len(arms) == 0 {
		return Means{}, fmt.Errorf("no arms to combine")
	}
	sum := arms[0]
	groups := make([]Group, len(arms))
	for i, a := range arms {
		if a.M2i != sum.M2i || a.Sd2i != sum.Sd2i || a.N2i != sum.N2i {
			return Means{}, fmt.Errorf("arm %d has another control: mean %g, sd %g of %g, not %g, %g of %g", i+1, a.M2i, a.Sd2i, a.N2i, sum.M2i, sum.Sd2i, sum.N2i)
		}
		groups[i] = Group{N: a.N1i, Mean: a.M1i, Sd: a.Sd1i}
	}
	all := Combine(groups...)
	sum.M1i, sum.Sd1i, sum.N1i = all.Mean, all.Sd, all.N
	return sum, nil
}

// SplitMeansControl gives each arm an equal part of the control's patients; its
// mean and standard deviation stay.
func SplitMeansControl(arms []Means) []Means {
	split := make([]Means, len(arms))
	for i, a := range arms {
		a.N2i /= float64(len(arms))
		split[i] = a
	}
	return split
}

// ControlVariance is the part of the variance of a log ratio that comes from the
// control, c events of n patients or in person-time: what the ratios of several
// arms against one control share. HR takes that of a log rate ratio. It is NaN for
// measures of which the counts do not give it.
func ControlVariance(m Measure, c, n float64) float64 {
	v := math.NaN()
	switch m {
	case RR:
		v = 1/c - 1/n
	case OR:
		v = 1/c + 1/(n-c)
	case IRR, "HR":
		v = 1 / c
	case RD:
		v = c * (n - c) / (n * n * n)
	}
	if math.IsInf(v, 0) || v < 0 {
		return math.NaN()
	}
	return v
}
