package dist_test

import (
	"math"
	"testing"

	"dossier/evidence/synthesis/dist"
)

// The expected values were computed with 50 digits (mpmath 1.3).
func TestTailsKeepTheirDigits(t *testing.T) {
	tests := []struct {
		name      string
		got, want float64
		tolerance float64
	}{
		{"normal tail at 0.5", dist.NormalTail(0.5), 0.3085375387259869, 1e-13},
		{"normal tail at 1.96", dist.NormalTail(1.96), 0.024997895148220434, 1e-13},
		{"normal tail at 5", dist.NormalTail(5), 2.8665157187919391e-7, 1e-13},
		{"normal tail at 12", dist.NormalTail(12), 1.776482112077679e-33, 1e-13},
		{"normal tail at 37", dist.NormalTail(37), 5.7255712225245768e-300, 1e-13},
		{"normal quantile of 0.025", dist.NormalQuantile(0.025), 1.9599639845400542, 1e-14},
		{"normal quantile of 0.5", dist.NormalQuantile(0.5), 0.0, 1e-14},
		{"normal quantile of 1e-10", dist.NormalQuantile(1e-10), 6.3613409024040562, 1e-14},
		{"normal quantile of 1e-200", dist.NormalQuantile(1e-200), 30.205594179579643, 1e-14},
		{"normal quantile of 0.995", dist.NormalQuantile(0.995), -2.5758293035489008, 1e-14},
		{"t 0.000001 with df 8", dist.StudentTwoSided(0.000001, 8), 0.99999922660195808, 1e-11},
		{"t 2.1 with df 19", dist.StudentTwoSided(2.1, 19), 0.049314398243273393, 1e-11},
		{"t 2.1 with df 20", dist.StudentTwoSided(2.1, 20), 0.048617587257556978, 1e-11},
		{"t 8.105 with df 99", dist.StudentTwoSided(8.105, 99), 1.4293180718758807e-12, 1e-11},
		{"t 8.105 with df 1000", dist.StudentTwoSided(8.105, 1000), 1.5306473149243176e-15, 1e-11},
		{"t 60 with df 4", dist.StudentTwoSided(60, 4), 4.6210687276351285e-7, 1e-11},
		{"t 1.5 with df 2.5", dist.StudentTwoSided(1.5, 2.5), 0.24783645308629626, 1e-11},
		{"t 3.2 with df 1", dist.StudentTwoSided(3.2, 1), 0.19282249595845913, 1e-11},
		{"chi-squared 1 with df 2", dist.ChiSquaredTail(1, 2), 0.60653065971263342, 1e-11},
		{"chi-squared 809.46 with df 99", dist.ChiSquaredTail(809.46, 99), 6.2070771403053267e-112, 1e-11},
		{"chi-squared 0.001 with df 3", dist.ChiSquaredTail(0.001, 3), 0.99999159208094195, 1e-11},
		{"chi-squared 1500 with df 12", dist.ChiSquaredTail(1500, 12), 3.7858615903407048e-314, 1e-11},
		{"F 3.5 with df 2, 17", dist.FTail(3.5, 2, 17), 0.053335979742280455, 1e-11},
		{"F 200 with df 3, 40", dist.FTail(200, 3, 40), 4.1233824781651462e-24, 1e-11},
		{"F 0.2 with df 1, 5", dist.FTail(0.2, 1, 5), 0.67342843553755382, 1e-11},
		{"beta(1, 900) quantile of 0.025", dist.BetaQuantile(0.025, 1, 900), 2.8130502090327876e-5, 1e-11},
		{"beta(3, 412) quantile of 0.995", dist.BetaQuantile(0.995, 3, 412), 0.022204614402010687, 1e-11},
		{"beta(57, 1) quantile of 0.975", dist.BetaQuantile(0.975, 57, 1), 0.99955592655991061, 1e-11},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if math.Abs(tt.got-tt.want) > tt.tolerance*math.Abs(tt.want) {
				t.Errorf("got %.17g, want %.17g", tt.got, tt.want)
			}
		})
	}
}

func TestOutsideTheDomain(t *testing.T) {
	for name, got := range map[string]float64{
		"normal quantile of 0":        dist.NormalQuantile(0),
		"normal quantile of 1":        dist.NormalQuantile(1),
		"t without df":                dist.StudentTwoSided(1, 0),
		"t quantile of 2":             dist.StudentQuantile(2, 3),
		"chi-squared of NaN":          dist.ChiSquaredTail(math.NaN(), 3),
		"F without df":                dist.FTail(1, 0, 3),
		"root without change of sign": dist.Root(func(float64) float64 { return 1 }, 0, 1, 0),
	} {
		if !math.IsNaN(got) {
			t.Errorf("%s: got %v, want NaN", name, got)
		}
	}
	if got := dist.ChiSquaredTail(0, 0); got != 1 {
		t.Errorf("chi-squared 0 with 0 degrees of freedom: got %v, want 1", got)
	}
}

func TestStudentQuantileInvertsTheTail(t *testing.T) {
	for _, df := range []float64{1, 2, 3, 4, 7, 19, 20, 60, 299, 300, 301, 1000, 2.5} {
		for _, p := range []float64{0.4, 0.25, 0.1, 0.05, 0.025, 0.005, 0.0005, 1e-6} {
			q := dist.StudentQuantile(p, df)
			if back := dist.StudentTwoSided(q, df) / 2; math.Abs(back-p) > 1e-10*p {
				t.Errorf("df %v, p %v: quantile %v has tail %v", df, p, q, back)
			}
		}
	}
}

func TestRoot(t *testing.T) {
	tests := []struct {
		name       string
		f          func(float64) float64
		a, b, want float64
	}{
		{"cubic with flat root", func(x float64) float64 { return x * x * x }, -1, 2, 0},
		{"steep", func(x float64) float64 { return math.Exp(x) - 1e6 }, 0, 100, math.Log(1e6)},
		{"at an end", func(x float64) float64 { return x }, 0, 5, 0},
		{"descending", func(x float64) float64 { return 2 - x*x }, 0, 9, math.Sqrt2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := dist.Root(tt.f, tt.a, tt.b, 1e-15); math.Abs(got-tt.want) > 1e-5*math.Abs(tt.want)+1e-5 || tt.want > 0 && math.Abs(got-tt.want) > 1e-14*tt.want {
				t.Errorf("got %.17g, want %.17g", got, tt.want)
			}
		})
	}
}
