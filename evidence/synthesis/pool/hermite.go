package pool

import "math"

// hermite is a Gauss–Hermite rule: ∫ e^{−x²} f(x) dx ≈ Σ wᵢ f(xᵢ).
type hermite struct{ x, w []float64 }

// newHermite computes the rule with n nodes by Newton's method on the
// orthonormal Hermite recursion.
func newHermite(n int) hermite {
	r := hermite{x: make([]float64, n), w: make([]float64, n)}
	var z float64
	for i := range (n + 1) / 2 {
		z = startHermite(i, n, z, r.x)
		var slope float64
		for range 100 {
			var p float64
			p, slope = hermitePolynomial(n, z)
			step := p / slope
			z -= step
			if math.Abs(step) < 1e-15 {
				break
			}
		}
		r.x[i], r.x[n-1-i] = z, -z
		r.w[i] = 2 / (slope * slope)
		r.w[n-1-i] = r.w[i]
	}
	return r
}

// startHermite guesses the i-th largest root (Abramowitz and Stegun 22.16; the
// usual extrapolations for those further in).
func startHermite(i, n int, z float64, x []float64) float64 {
	size := float64(2*n + 1)
	switch i {
	case 0:
		return math.Sqrt(size) - 1.85575*math.Pow(size, -1.0/6)
	case 1:
		return z - 1.14*math.Pow(float64(n), 0.426)/z
	case 2:
		return 1.86*z - 0.86*x[0]
	case 3:
		return 1.91*z - 0.91*x[1]
	}
	return 2*z - x[i-2]
}

// hermitePolynomial gives the orthonormal polynomial and its derivative.
func hermitePolynomial(n int, z float64) (p, slope float64) {
	p, before := math.Pow(math.Pi, -0.25), 0.0
	for j := range n {
		p, before = z*math.Sqrt(2/float64(j+1))*p-math.Sqrt(float64(j)/float64(j+1))*before, p
	}
	return p, math.Sqrt(2*float64(n)) * before
}

// integrate gives ln ∫ f(μ+τu) φ(u) du by the rule laid around the mode of the
// integrand.
func (r hermite) integrate(f kernel, mu, tau float64) float64 {
	if tau == 0 {
		return first(f(mu))
	}
	u, sd := integrandMode(f, mu, tau)
	top := first(f(mu+tau*u)) - u*u/2
	sum := 0.0
	for i, x := range r.x {
		at := u + math.Sqrt2*sd*x
		sum += r.w[i] * math.Exp(first(f(mu+tau*at))-at*at/2+x*x-top)
	}
	return top + math.Log(sum*sd/math.Sqrt(math.Pi))
}
