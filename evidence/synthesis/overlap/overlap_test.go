package overlap_test

import (
	"math"
	"testing"

	"dossier/evidence/synthesis/overlap"
)

// Published corrected covered areas: Alfaraj 2026 (10.1111/jopr.70091): 281
// citations of 261 studies in 11 reviews, 0.77 %; the ccaR README: 41.4 %; the
// junoR vignette: 41.66667 %.
func TestPublishedAreas(t *testing.T) {
	for _, tt := range []struct {
		n, r, c  int
		percent  float64
		decimals int
		band     overlap.Band
	}{
		{281, 261, 11, 0.77, 2, overlap.Slight},
		{43, 14, 6, 41.4, 1, overlap.VeryHigh},
		{8, 3, 5, 41.66667, 5, overlap.VeryHigh},
	} {
		a := overlap.FromCounts(tt.n, tt.r, tt.c, 0)
		if math.Abs(100*a.CCA-tt.percent) > 0.5*math.Pow10(-tt.decimals) || a.Band != tt.band {
			t.Errorf("N %d, r %d, c %d: got %.5f %% %s, published %v", tt.n, tt.r, tt.c, 100*a.CCA, a.Band, tt.percent)
		}
	}
}

func TestEdgesOfOverlap(t *testing.T) {
	one := overlap.Corrected(overlap.Matrix{{overlap.Yes}, {overlap.Yes}})
	if !math.IsNaN(one.CCA) || one.Band != overlap.Undefined {
		t.Errorf("one review: got %v, want undefined", one)
	}
	nothing := overlap.Corrected(overlap.Matrix{{overlap.No, overlap.No}})
	if !math.IsNaN(nothing.CCA) {
		t.Errorf("no study: got %v, want undefined", nothing)
	}
	ragged := overlap.Pairs(overlap.Matrix{{overlap.Yes, overlap.Yes, overlap.Yes}, {overlap.Yes}})
	if len(ragged) != 3 || ragged[0].Shared != 1 || ragged[0].Area.R != 2 {
		t.Errorf("a short row is not read as 'not included': %+v", ragged)
	}
}

// Fleiss, Cohen and Everitt 1969, Psychological Bulletin 72:323–327, table 1:
// the worked example of two raters and three categories, unweighted kappa.
func TestFleissCohenEveritt1969(t *testing.T) {
	a, err := overlap.Kappa([][]float64{{106, 10, 4}, {22, 28, 10}, {2, 12, 6}})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(a.Kappa-0.429) > 0.0005 {
		t.Errorf("kappa: got %.4f, published 0.429", a.Kappa)
	}
}

func TestTablesWithoutAgreementAreRefused(t *testing.T) {
	for name, table := range map[string][][]float64{
		"empty": {{0, 0}, {0, 0}}, "one category": {{3}}, "not square": {{1, 2}, {3}}, "negative": {{1, -2}, {3, 4}},
	} {
		if _, err := overlap.Kappa(table); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
