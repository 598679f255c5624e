package effect_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence/synthesis/effect"
)

func TestArmsThatShareAControl(t *testing.T) {
	arms := []effect.Table{{Ai: 4, N1i: 100, Ci: 3, N2i: 99}, {Ai: 6, N1i: 101, Ci: 3, N2i: 99}}
	got, err := effect.CombineArms(arms)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(effect.Table{Ai: 10, N1i: 201, Ci: 3, N2i: 99}, got); diff != "" {
		t.Errorf("combined (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]effect.Table{{Ai: 4, N1i: 100, Ci: 1.5, N2i: 49.5}, {Ai: 6, N1i: 101, Ci: 1.5, N2i: 49.5}}, effect.SplitControl(arms)); diff != "" {
		t.Errorf("split (-want +got):\n%s", diff)
	}
	arms[1].Ci = 4
	if _, err := effect.CombineArms(arms); err == nil {
		t.Error("arms with different controls are combined")
	}
	rates := []effect.PersonTime{{X1i: 4, T1i: 100, X2i: 3, T2i: 90}, {X1i: 6, T1i: 50, X2i: 3, T2i: 90}}
	sum, err := effect.CombineRateArms(rates)
	if err != nil || sum != (effect.PersonTime{X1i: 10, T1i: 150, X2i: 3, T2i: 90}) {
		t.Errorf("combined rates: %v, %v", sum, err)
	}
	if half := effect.SplitRateControl(rates)[1]; half != (effect.PersonTime{X1i: 6, T1i: 50, X2i: 1.5, T2i: 45}) {
		t.Errorf("split rates: %v", half)
	}
	if _, err := effect.CombineRateArms(nil); err == nil {
		t.Error("no arms are combined")
	}
}

// The covariance of two effects against one control is the variance of the control:
// the variance of an effect less the part of its own arm.
func TestControlVariance(t *testing.T) {
	table := effect.Table{Ai: 12, N1i: 90, Ci: 7, N2i: 80}
	for m, own := range map[effect.Measure]float64{
		effect.RR: 1.0/12 - 1.0/90, effect.OR: 1.0/12 + 1.0/78, effect.RD: 12.0 * 78 / (90 * 90 * 90),
	} {
		whole := effect.Binary(m, []effect.Table{table}, effect.Zeros{To: effect.None})[0].Vi
		if got := effect.ControlVariance(m, 7, 80); math.Abs(got+own-whole) > 1e-15 {
			t.Errorf("%s: %v, want %v", m, got, whole-own)
		}
	}
	if got := effect.ControlVariance(effect.IRR, 4, 500); got != 0.25 {
		t.Errorf("IRR: %v", got)
	}
	for _, m := range []effect.Measure{effect.RR, effect.OR, effect.IRR, effect.SMD} {
		if got := effect.ControlVariance(m, 0, 80); !math.IsNaN(got) {
			t.Errorf("%s without an event: %v", m, got)
		}
	}
}

func TestMeansThatShareAControl(t *testing.T) {
	arms := []effect.Means{{M1i: 10, Sd1i: 2, N1i: 20, M2i: 8, Sd2i: 3, N2i: 40}, {M1i: 14, Sd1i: 3, N1i: 30, M2i: 8, Sd2i: 3, N2i: 40}}
	got, err := effect.CombineMeansArms(arms)
	// (20·10 + 30·14)/50; ((19·4 + 29·9) + 20·2.4² + 30·1.6²)/49
	want := effect.Means{M1i: 12.4, Sd1i: math.Sqrt((19*4 + 29*9 + 20*2.4*2.4 + 30*1.6*1.6) / 49), N1i: 50, M2i: 8, Sd2i: 3, N2i: 40}
	if err != nil || math.Abs(got.M1i-want.M1i) > 1e-12 || math.Abs(got.Sd1i-want.Sd1i) > 1e-12 || got.N1i != 50 || got.N2i != 40 {
		t.Errorf("combined: %+v, %v, want %+v", got, err, want)
	}
	if half := effect.SplitMeansControl(arms)[1]; half.N2i != 20 || half.Sd2i != 3 || half.M1i != 14 {
		t.Errorf("split: %+v", half)
	}
	arms[1].N2i = 41
	if _, err := effect.CombineMeansArms(arms); err == nil {
		t.Error("arms with different controls are combined")
	}
}
