package effect_test

import (
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
