package pool_test

import (
	"errors"
	"math"
	"testing"

	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
)

// multivariate is the restricted log-likelihood, up to a constant, of a common mean
// with Σ = V + τ² within each study, written out over all estimates at once, and
// the mean itself.
func multivariate(studies [][]float64, v [][][]float64, tau2 float64) (ll, mean float64) {
	var s1, sy, syy, logdet float64
	for i, y := range studies {
		n := len(y)
		sigma := make([][]float64, n)
		for a := range n {
			sigma[a] = make([]float64, n)
			for b := range n {
				sigma[a][b] = v[i][a][b] + tau2
			}
		}
		l := make([][]float64, n) // Cholesky
		for a := range n {
			l[a] = make([]float64, n)
			for b := 0; b <= a; b++ {
				sum := sigma[a][b]
				for c := range b {
					sum -= l[a][c] * l[b][c]
				}
				if a == b {
					l[a][a] = math.Sqrt(sum)
					logdet += 2 * math.Log(l[a][a])
				} else {
					l[a][b] = sum / l[b][b]
				}
			}
		}
		half := func(x []float64) []float64 { // L⁻¹x
			out := make([]float64, n)
			for a := range n {
				out[a] = x[a]
				for b := range a {
					out[a] -= l[a][b] * out[b]
				}
				out[a] /= l[a][a]
			}
			return out
		}
		ones := make([]float64, n)
		for a := range ones {
			ones[a] = 1
		}
		one, why := half(ones), half(y)
		for a := range n {
			s1, sy, syy = s1+one[a]*one[a], sy+one[a]*why[a], syy+why[a]*why[a]
		}
	}
	return -logdet/2 - math.Log(s1)/2 - (syy-sy*sy/s1)/2, sy / s1
}

// Pooling the generalised least squares means of studies is the multivariate model:
// one maximum, one mean.
func TestCorrelatedIsTheMultivariateModel(t *testing.T) {
	studies := [][]float64{{0.30, 0.55}, {0.10}, {-0.20, 0.05, 0.40}, {0.80}}
	shared := func(c float64, own ...float64) [][]float64 {
		v := make([][]float64, len(own))
		for i := range v {
			for j := range own {
				v[i] = append(v[i], c)
				if i == j {
					v[i][j] = own[i]
				}
			}
		}
		return v
	}
	v := [][][]float64{shared(0.02, 0.05, 0.06), shared(0, 0.03), shared(0.01, 0.04, 0.05, 0.03), shared(0, 0.08)}
	var yi, vi []float64
	for i := range studies {
		s, err := pool.Correlated(studies[i], v[i])
		if err != nil {
			t.Fatal(err)
		}
		yi, vi = append(yi, s.Yi), append(vi, s.Vi)
	}
	fit, err := pool.Random(yi, vi, pool.Options{Method: pool.REML, Test: pool.Z, Level: 95})
	if err != nil {
		t.Fatal(err)
	}
	best, mean := multivariate(studies, v, fit.Tau2)
	if fit.Tau2 <= 0 || math.Abs(mean-fit.Beta) > 1e-12 {
		t.Errorf("τ² %v, mean %v, want %v", fit.Tau2, fit.Beta, mean)
	}
	for _, other := range []float64{fit.Tau2 * 0.999, fit.Tau2 * 1.001, 0, 1} {
		if ll, _ := multivariate(studies, v, other); ll >= best {
			t.Errorf("the likelihood at τ² %v is %v, at %v it is %v", other, ll, fit.Tau2, best)
		}
	}
}

func TestCorrelatedRefuses(t *testing.T) {
	if _, err := pool.Correlated([]float64{1, 2}, [][]float64{{0.1, 0.2}, {0.2, 0.5}}); !errors.Is(err, pool.ErrNotEstimable) {
		t.Errorf("a covariance above a variance: %v", err)
	}
	s, err := pool.Correlated([]float64{1, 2}, [][]float64{{0.1, 0}, {0, 0.1}})
	if err != nil || s != (effect.Size{Yi: 1.5, Vi: 0.05}) {
		t.Errorf("without covariance: %v, %v", s, err)
	}
}
