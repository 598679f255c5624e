package pool

import (
	"math"
	"slices"

	"dossier/evidence/synthesis/dist"
)

// LeaveOneOut refits without each study in turn; fit i leaves study i out.
func LeaveOneOut(yi, vi []float64, o Options) ([]Fit, error) {
	if len(yi) < 2 {
		return nil, notEstimable("one study cannot be left out of itself")
	}
	fits := make([]Fit, len(yi))
	y, v := make([]float64, len(yi)-1), make([]float64, len(yi)-1)
	for i := range yi {
		copy(y, yi[:i])
		copy(y[i:], yi[i+1:])
		copy(v, vi[:i])
		copy(v[i:], vi[i+1:])
		var err error
		if fits[i], err = Random(y, v, o); err != nil {
			return nil, err
		}
	}
	return fits, nil
}

// Cumulative refits with the first 1, 2, … studies in the order given; for
// display order by year and then by key.
func Cumulative(yi, vi []float64, o Options) ([]Fit, error) {
	fits := make([]Fit, len(yi))
	for i := range yi {
		var err error
		if fits[i], err = Random(yi[:i+1], vi[:i+1], o); err != nil {
			return nil, err
		}
	}
	return fits, nil
}

// Subgroups are separate fits per level and the test of their difference.
type Subgroups struct {
	Levels   []string // in alphabetical order
	Fits     []Fit
	QBetween float64
	Df       float64
	P        float64
}

// BySubgroup fits each level on its own, with a τ² of its own, and tests the
// difference of the pooled effects by their standard errors, as RevMan does.
// For one common τ² use Regress with Dummies.
func BySubgroup(yi, vi []float64, level []string, o Options) (Subgroups, error) {
	var g Subgroups
	g.Levels = levels(level)
	var betas, variances []float64
	for _, l := range g.Levels {
		var y, v []float64
		for i := range yi {
			if level[i] == l {
				y, v = append(y, yi[i]), append(v, vi[i])
			}
		}
		f, err := Random(y, v, o)
		if err != nil {
			return Subgroups{}, err
		}
		g.Fits = append(g.Fits, f)
		betas, variances = append(betas, f.Beta), append(variances, f.Se*f.Se)
	}
	between, err := newSample(betas, variances)
	if err != nil {
		return Subgroups{}, err
	}
	g.QBetween = between.at(0).q
	g.Df = float64(len(g.Levels) - 1)
	g.P = dist.ChiSquaredTail(g.QBetween, g.Df)
	return g, nil
}

func levels(values []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(values)))
}

// Dummies gives a 0/1 column per level but the first, in alphabetical order.
func Dummies(values []string) (columns [][]float64, names []string) {
	names = levels(values)
	for _, l := range names[min(1, len(names)):] {
		column := make([]float64, len(values))
		for i, v := range values {
			if v == l {
				column[i] = 1
			}
		}
		columns = append(columns, column)
	}
	return columns, names
}

// FailSafe is Rosenthal's file drawer number: how many studies with no effect
// would bring the sum of z to one-sided p = .05, and that p without them.
type FailSafe struct {
	N float64
	P float64
}

// FailSafeN computes it (Rosenthal 1979).
func FailSafeN(yi, vi []float64) FailSafe {
	sum := 0.0
	for i := range yi {
		sum += yi[i] / math.Sqrt(vi[i])
	}
	k := float64(len(yi))
	z := dist.NormalQuantile(0.05)
	return FailSafe{
		N: math.Max(0, math.Ceil(sum*sum/(z*z)-k)),
		P: dist.NormalTail(math.Abs(sum / math.Sqrt(k))),
	}
}
