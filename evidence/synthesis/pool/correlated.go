package pool

import (
	"math"
	"slices"

	"dossier/evidence/synthesis/effect"
)

// Correlated makes one effect size of the estimates of one study that share its
// control: the generalised least squares mean, with the inverse of 1'V⁻¹1 as its
// variance. v holds the variances and, off the diagonal, what they share.
//
// Pooling these sizes is the multivariate model in which the arms of a study share
// its random effect. With Σᵢ = Vᵢ + τ²11' the Sherman–Morrison formula gives
// 1'Σᵢ⁻¹1 = aᵢ/(1 + τ²aᵢ) with aᵢ = 1'Vᵢ⁻¹1, which is the weight of one study of
// variance 1/aᵢ, and 1'Σᵢ⁻¹yᵢ that weight times the mean; what is left of the
// likelihood does not depend on τ². (Gleser and Olkin, in The Handbook of Research
// Synthesis and Meta-Analysis, chapter on stochastically dependent effect sizes.)
//
// A covariance that would give an arm a negative weight belongs to other patients
// than the variances and is an error that wraps ErrNotEstimable.
func Correlated(yi []float64, v [][]float64) (effect.Size, error) {
	k := len(yi)
	a := make([][]float64, k)
	for i := range a {
		a[i] = append(slices.Clone(v[i]), 1)
	}
	solve(a)
	var sum, mean float64
	for i := range a {
		w := a[i][k]
		if !(w > 0) || math.IsInf(w, 0) {
			return effect.Size{}, notEstimable("the variance of the control is not smaller than the variance of each estimate")
		}
		sum += w
		mean += w * yi[i]
	}
	return effect.Size{Yi: mean / sum, Vi: 1 / sum}, nil
}
