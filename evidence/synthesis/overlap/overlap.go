// Package overlap says how far reviews share primary studies (corrected covered
// area) and how far two readers agree (kappa).
//
// A citation matrix goes in, numbers come out. Start with Corrected and Pairs.
// Pieper 2014 (10.1016/j.jclinepi.2013.11.007).
package overlap

import "math"

// Cell tells whether a review includes a study.
type Cell int8

// The states of a cell. Missing means that the review could not include the
// study, for instance because it is older.
const (
	No Cell = iota
	Yes
	Missing
)

// Matrix is a citation matrix: a row per primary study, a column per review.
type Matrix [][]Cell

// Area is the covered area of a citation matrix.
type Area struct {
	N int // inclusions
	R int // distinct studies: rows with at least one inclusion
	C int // reviews
	X int // structurally missing cells of those rows

	Covered float64 // N/(R·C)
	CCA     float64 // corrected; NaN for fewer than two reviews
	Band    Band
}

// Band grades a corrected covered area. The literature states the boundaries
// both ways: print the value beside it.
type Band string

// The bands: below 5, 10 and 15 per cent, and above.
const (
	Undefined Band = ""
	Slight    Band = "slight"
	Moderate  Band = "moderate"
	High      Band = "high"
	VeryHigh  Band = "very_high"
)

// FromCounts computes the area of N inclusions of R studies in C reviews with X
// structurally missing cells.
func FromCounts(n, r, c, x int) Area {
	a := Area{N: n, R: r, C: c, X: x, CCA: math.NaN()}
	a.Covered = float64(n) / float64(r*c)
	if cells := r*c - r - x; c > 1 && r > 0 && cells > 0 {
		a.CCA = float64(n-r) / float64(cells)
		a.Band = band(a.CCA)
	}
	return a
}

func band(cca float64) Band {
	switch {
	case cca < 0.05:
		return Slight
	case cca < 0.10:
		return Moderate
	case cca < 0.15:
		return High
	}
	return VeryHigh
}

// Corrected computes the area of the whole matrix.
func Corrected(m Matrix) Area {
	var n, r, c, x int
	for _, row := range m {
		c = max(c, len(row))
		yes, missing := 0, 0
		for _, cell := range row {
			switch cell {
			case Yes:
				yes++
			case Missing:
				missing++
			}
		}
		if yes > 0 { // a study in none of these reviews is not theirs
			n, r, x = n+yes, r+1, x+missing
		}
	}
	return FromCounts(n, r, c, x)
}

// Pair is the overlap of two reviews (column numbers).
type Pair struct {
	A, B   int
	Shared int // studies in both
	Area   Area
}

// Pairs computes the overlap of every two reviews.
func Pairs(m Matrix) []Pair {
	reviews := 0
	for _, row := range m {
		reviews = max(reviews, len(row))
	}
	var pairs []Pair
	for a := range reviews {
		for b := a + 1; b < reviews; b++ {
			p := Pair{A: a, B: b}
			two := make(Matrix, len(m))
			for i, row := range m {
				two[i] = []Cell{at(row, a), at(row, b)}
				if two[i][0] == Yes && two[i][1] == Yes {
					p.Shared++
				}
			}
			p.Area = Corrected(two)
			pairs = append(pairs, p)
		}
	}
	return pairs
}

func at(row []Cell, i int) Cell {
	if i < len(row) {
		return row[i]
	}
	return No
}
