package dist

import "math"

// Root finds a zero of f between a and b, where f must have opposite signs, to
// the accuracy of float64 or the tolerance tol on x, whichever is coarser.
// Method: Brent (1973), inverse quadratic steps safeguarded by bisection. It
// returns NaN when the signs are equal.
func Root(f func(float64) float64, a, b, tol float64) float64 {
	fa, fb := f(a), f(b)
	switch {
	case fa == 0:
		return a
	case fb == 0:
		return b
	case fa*fb > 0 || math.IsNaN(fa) || math.IsNaN(fb):
		return math.NaN()
	}
	c, fc := a, fa
	d := b - a
	e := d
	for range 300 {
		if fb*fc > 0 {
			c, fc = a, fa
			d = b - a
			e = d
		}
		if math.Abs(fc) < math.Abs(fb) {
			a, b, c = b, c, b
			fa, fb, fc = fb, fc, fb
		}
		accuracy := 2e-16*math.Abs(b) + tol/2
		half := (c - b) / 2
		if math.Abs(half) <= accuracy || fb == 0 {
			return b
		}
		if math.Abs(e) >= accuracy && math.Abs(fa) > math.Abs(fb) {
			d, e = brentStep(a, b, c, fa, fb, fc, d, e, half, accuracy)
		} else {
			d, e = half, half
		}
		a, fa = b, fb
		if math.Abs(d) > accuracy {
			b += d
		} else {
			b += math.Copysign(accuracy, half)
		}
		fb = f(b)
	}
	return b
}

// brentStep proposes the secant or inverse quadratic step, or bisection when
// that step would leave the bracket or shrink too slowly.
func brentStep(a, b, c, fa, fb, fc, d, e, half, accuracy float64) (step, before float64) {
	var p, q float64
	s := fb / fa
	if a == c {
		p = 2 * half * s
		q = 1 - s
	} else {
		q = fa / fc
		r := fb / fc
		p = s * (2*half*q*(q-r) - (b-a)*(r-1))
		q = (q - 1) * (r - 1) * (s - 1)
	}
	if p > 0 {
		q = -q
	} else {
		p = -p
	}
	if 2*p < math.Min(3*half*q-math.Abs(accuracy*q), math.Abs(e*q)) {
		return p / q, d
	}
	return half, half
}
