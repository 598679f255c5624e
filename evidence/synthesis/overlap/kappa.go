package overlap

import (
	"fmt"
	"math"
)

// Agreement is how far two readers put the same things into the same
// categories. Kappas are NaN when chance alone would make them agree always.
type Agreement struct {
	N          float64
	Categories int
	Po, Pe     float64 // observed and chance agreement
	Kappa, Se  float64 // Cohen; standard error of Fleiss, Cohen and Everitt 1969
	Linear     float64 // weighted kappas, for ordered categories
	Quadratic  float64
	PABAK      float64 // prevalence-adjusted, bias-adjusted
}

// Kappa computes agreement from a square table: rows are the first reader's
// categories, columns the second's.
func Kappa(table [][]float64) (Agreement, error) {
	q := len(table)
	a := Agreement{Categories: q}
	if q < 2 {
		return a, fmt.Errorf("a table of %d categories has no agreement", q)
	}
	rows, columns := make([]float64, q), make([]float64, q)
	for i, row := range table {
		if len(row) != q {
			return a, fmt.Errorf("row %d has %d cells for %d categories", i+1, len(row), q)
		}
		for j, n := range row {
			if n < 0 || math.IsNaN(n) {
				return a, fmt.Errorf("row %d, column %d: %v is not a count", i+1, j+1, n)
			}
			rows[i] += n
			columns[j] += n
			a.N += n
		}
	}
	if a.N == 0 {
		return a, fmt.Errorf("the table is empty")
	}
	for i := range q {
		rows[i] /= a.N
		columns[i] /= a.N
		a.Po += table[i][i] / a.N
		a.Pe += rows[i] * columns[i]
	}
	a.PABAK = (float64(q)*a.Po - 1) / float64(q-1)
	a.Kappa, a.Se, a.Linear, a.Quadratic = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	if 1-a.Pe < 1e-12 {
		return a, nil
	}
	a.Kappa = (a.Po - a.Pe) / (1 - a.Pe)
	a.Se = standardError(table, rows, columns, a)
	a.Linear = weighted(table, rows, columns, a.N, 1)
	a.Quadratic = weighted(table, rows, columns, a.N, 2)
	return a, nil
}

func standardError(table [][]float64, rows, columns []float64, a Agreement) float64 {
	k := a.Kappa
	sum := 0.0
	for i := range table {
		for j := range table {
			p := table[i][j] / a.N
			if i == j {
				d := 1 - (rows[i]+columns[i])*(1-k)
				sum += p * d * d
			} else {
				d := (1 - k) * (columns[i] + rows[j])
				sum += p * d * d
			}
		}
	}
	chance := k - a.Pe*(1-k)
	return math.Sqrt(math.Max(0, sum-chance*chance) / (a.N * (1 - a.Pe) * (1 - a.Pe)))
}

// weighted kappa with disagreement weights |i−j|^power.
func weighted(table [][]float64, rows, columns []float64, n, power float64) float64 {
	observed, expected := 0.0, 0.0
	for i := range table {
		for j := range table {
			w := math.Pow(math.Abs(float64(i-j)), power)
			observed += w * table[i][j] / n
			expected += w * rows[i] * columns[j]
		}
	}
	return 1 - observed/expected
}
