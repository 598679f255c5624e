package pool

import (
	"math"
	"slices"
)

// maximiseSimplex climbs f from start by the simplex of Nelder and Mead (1965),
// begun again at its end until a restart gains nothing. It needs no
// derivatives, which a likelihood with boundaries inside does not always have.
func maximiseSimplex(f func([]float64) float64, start []float64) []float64 {
	best := slices.Clone(start)
	for scale := 0.5; scale > 1e-4; scale /= 8 {
		next := simplex(f, best, scale)
		if f(next)-f(best) < 1e-11 && scale < 0.1 {
			return next
		}
		best = next
	}
	return best
}

type vertex struct {
	x []float64
	f float64
}

func simplex(f func([]float64) float64, start []float64, scale float64) []float64 {
	n := len(start)
	value := func(x []float64) vertex {
		v := f(x)
		if math.IsNaN(v) {
			v = math.Inf(-1)
		}
		return vertex{x, v}
	}
	points := []vertex{value(slices.Clone(start))}
	for i := range n {
		x := slices.Clone(start)
		x[i] += scale
		points = append(points, value(x))
	}
	down := func(a, b vertex) int {
		switch {
		case a.f > b.f:
			return -1
		case a.f < b.f:
			return 1
		}
		return 0
	}
	for range 4000 {
		slices.SortStableFunc(points, down)
		worst := points[n]
		if points[0].f-worst.f < 1e-13*(1+math.Abs(points[0].f)) && spread(points) < 1e-9 {
			break
		}
		centre := make([]float64, n)
		for _, p := range points[:n] {
			for i, v := range p.x {
				centre[i] += v / float64(n)
			}
		}
		along := func(t float64) vertex {
			x := make([]float64, n)
			for i := range x {
				x[i] = centre[i] + t*(worst.x[i]-centre[i])
			}
			return value(x)
		}
		reflected := along(-1)
		switch {
		case reflected.f > points[0].f:
			if expanded := along(-2); expanded.f > reflected.f {
				reflected = expanded
			}
			points[n] = reflected
		case reflected.f > points[n-1].f:
			points[n] = reflected
		default:
			contracted := along(0.5)
			if reflected.f > worst.f {
				contracted = along(-0.5)
			}
			if contracted.f > math.Max(worst.f, reflected.f) {
				points[n] = contracted
				continue
			}
			for j := 1; j <= n; j++ {
				x := slices.Clone(points[j].x)
				for i := range x {
					x[i] = (x[i] + points[0].x[i]) / 2
				}
				points[j] = value(x)
			}
		}
	}
	slices.SortStableFunc(points, down)
	return points[0].x
}

func spread(points []vertex) float64 {
	widest := 0.0
	for _, p := range points[1:] {
		for i := range p.x {
			widest = math.Max(widest, math.Abs(p.x[i]-points[0].x[i]))
		}
	}
	return widest
}

// inverseInformation gives element (i, i) of the inverse of the negative second
// derivatives of f at x, by central differences. The coordinates from deviations
// on are standard deviations; those at their boundary 0 are left out.
func inverseInformation(f func([]float64) float64, x []float64, i, deviations int) float64 {
	var free []int
	for j := range x {
		if j < deviations || math.Abs(x[j]) > 1e-4 {
			free = append(free, j)
		}
	}
	const h = 1e-4
	at := func(j, l int, dj, dl float64) float64 {
		y := slices.Clone(x)
		y[j] += dj
		y[l] += dl
		return f(y)
	}
	n := len(free)
	rows := make([][]float64, n)
	for a, j := range free {
		rows[a] = make([]float64, n+1)
		for b, l := range free {
			second := (at(j, l, h, h) - at(j, l, h, -h) - at(j, l, -h, h) + at(j, l, -h, -h)) / (4 * h * h)
			rows[a][b] = -second
		}
		if j == i {
			rows[a][n] = 1
		}
	}
	solve(rows)
	for a, j := range free {
		if j == i {
			return rows[a][n]
		}
	}
	return math.NaN()
}
