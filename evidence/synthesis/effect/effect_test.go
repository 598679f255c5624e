package effect_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"dossier/evidence/synthesis/effect"
)

func printed(t *testing.T, name string, got, want float64, decimals int) {
	t.Helper()
	if math.Abs(got-want) > 0.5000001*math.Pow10(-decimals) || math.IsNaN(got) != math.IsNaN(want) {
		t.Errorf("%s: got %.7g, printed %.*f", name, got, decimals, want)
	}
}

// Viechtbauer 2010, 10.18637/jss.v036.i03, section 3.1: the first five log risk
// ratios of the BCG trials as listed there.
func TestViechtbauer2010EffectSizes(t *testing.T) {
	tables := []effect.Table{{Ai: 4, N1i: 123, Ci: 11, N2i: 139}, {Ai: 6, N1i: 306, Ci: 29, N2i: 303}, {Ai: 3, N1i: 231, Ci: 11, N2i: 220},
		{Ai: 62, N1i: 13598, Ci: 248, N2i: 12867}, {Ai: 33, N1i: 5069, Ci: 47, N2i: 5808}}
	want := []effect.Size{{Yi: -0.8893, Vi: 0.3256}, {Yi: -1.5854, Vi: 0.1946}, {Yi: -1.3481, Vi: 0.4154}, {Yi: -1.4416, Vi: 0.0200}, {Yi: -0.2175, Vi: 0.0512}}
	for i, got := range effect.Binary(effect.RR, tables, effect.DefaultZeros()) {
		printed(t, "yi", got.Yi, want[i].Yi, 4)
		printed(t, "vi", got.Vi, want[i].Vi, 4)
	}
}

// Newcombe 1998, Statistics in Medicine 17:857–872, table I: score interval
// (method 3) and Clopper–Pearson (method 5).
func TestNewcombe1998Proportions(t *testing.T) {
	for _, tt := range []struct{ x, n, wilsonLb, wilsonUb, exactLb, exactUb float64 }{
		{81, 263, 0.2553, 0.3662, 0.2527, 0.3676},
		{15, 148, 0.0624, 0.1605, 0.0578, 0.1617},
		{0, 20, 0, 0.1611, 0, 0.1684},
		{1, 29, 0.0061, 0.1718, 0.0009, 0.1776},
	} {
		w, e := effect.Wilson(tt.x, tt.n, 95), effect.ClopperPearson(tt.x, tt.n, 95)
		printed(t, "Wilson lower", w.Lb, tt.wilsonLb, 4)
		printed(t, "Wilson upper", w.Ub, tt.wilsonUb, 4)
		printed(t, "exact lower", e.Lb, tt.exactLb, 4)
		printed(t, "exact upper", e.Ub, tt.exactUb, 4)
	}
}

// Newcombe 1998, Statistics in Medicine 17:873–890, table II, method 10.
func TestNewcombe1998Differences(t *testing.T) {
	for _, tt := range []struct {
		table  effect.Table
		lb, ub float64
	}{
		{effect.Table{Ai: 56, N1i: 70, Ci: 48, N2i: 80}, 0.0524, 0.3339},
		{effect.Table{Ai: 9, N1i: 10, Ci: 3, N2i: 10}, 0.1705, 0.8090},
		{effect.Table{Ai: 0, N1i: 10, Ci: 0, N2i: 10}, -0.2775, 0.2775},
	} {
		got := effect.Newcombe(tt.table, 95)
		printed(t, "lower", got.Lb, tt.lb, 4)
		printed(t, "upper", got.Ub, tt.ub, 4)
	}
}

func TestZeroCells(t *testing.T) {
	zero, full := effect.Table{Ai: 0, N1i: 10, Ci: 2, N2i: 10}, effect.Table{Ai: 3, N1i: 10, Ci: 2, N2i: 10}
	double := effect.Table{Ai: 0, N1i: 10, Ci: 0, N2i: 20}
	lnOR := func(a, b, c, d float64) float64 { return math.Log(a * d / (b * c)) }
	nan := math.NaN()
	tests := []struct {
		name   string
		zeros  effect.Zeros
		tables []effect.Table
		want   []float64
	}{
		{"only tables with a zero", effect.Zeros{Add: 0.5, To: effect.Only0}, []effect.Table{zero, full}, []float64{lnOR(0.5, 10.5, 2.5, 8.5), lnOR(3, 7, 2, 8)}},
		{"all when any has one", effect.Zeros{Add: 0.5, To: effect.If0All}, []effect.Table{zero, full}, []float64{lnOR(0.5, 10.5, 2.5, 8.5), lnOR(3.5, 7.5, 2.5, 8.5)}},
		{"none has one", effect.Zeros{Add: 0.5, To: effect.If0All}, []effect.Table{full}, []float64{lnOR(3, 7, 2, 8)}},
		{"always", effect.Zeros{Add: 0.1, To: effect.All}, []effect.Table{full}, []float64{lnOR(3.1, 7.1, 2.1, 8.1)}},
		{"never", effect.Zeros{To: effect.None}, []effect.Table{zero, full}, []float64{nan, lnOR(3, 7, 2, 8)}},
		{"double zero", effect.Zeros{Add: 0.5, To: effect.Only0}, []effect.Table{double}, []float64{lnOR(0.5, 10.5, 0.5, 20.5)}},
		{"double zero dropped, which then triggers nothing", effect.Zeros{Add: 0.5, To: effect.If0All, Drop00: true}, []effect.Table{double, full}, []float64{nan, lnOR(3, 7, 2, 8)}},
		{"missing value", effect.DefaultZeros(), []effect.Table{{Ai: nan, N1i: 10, Ci: 2, N2i: 10}}, []float64{nan}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for i, got := range effect.Binary(effect.OR, tt.tables, tt.zeros) {
				if math.Abs(got.Yi-tt.want[i]) > 1e-12 || math.IsNaN(got.Yi) != math.IsNaN(tt.want[i]) {
					t.Errorf("table %d: got %v, want %v", i+1, got.Yi, tt.want[i])
				}
			}
		})
	}
}

func TestRatesNeverCorrectTheTime(t *testing.T) {
	got := effect.Rates(effect.IRR, []effect.PersonTime{{X1i: 0, T1i: 100, X2i: 3, T2i: 50}}, effect.DefaultZeros())[0]
	if want := math.Log(0.5 / 100 / (3.5 / 50)); math.Abs(got.Yi-want) > 1e-12 || math.Abs(got.Vi-(1/0.5+1/3.5)) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestChecksNameTheField(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name  string
		row   interface{ Check() error }
		field string
	}{
		{"negative events", effect.Table{Ai: -1, N1i: 3, Ci: 1, N2i: 3}, "ai"},
		{"more events than people", effect.Table{Ai: 1, N1i: 3, Ci: 4, N2i: 3}, "ci"},
		{"infinite people", effect.Table{Ai: 1, N1i: math.Inf(1), Ci: 1, N2i: 3}, "n1i"},
		{"missing is not wrong", effect.Table{Ai: nan, N1i: nan, Ci: 1, N2i: 3}, ""},
		{"no time", effect.PersonTime{X1i: 1, T1i: 1, X2i: 1, T2i: 0}, "t2i"},
		{"negative rate events", effect.SingleRate{Xi: -1, Ti: 1}, "xi"},
		{"more of a proportion than all", effect.Proportion{Xi: 2, Ni: 1}, "xi"},
		{"negative deviation", effect.Means{Sd1i: 1, Sd2i: -1, N1i: 2, N2i: 2}, "sd2i"},
		{"nobody", effect.Means{Sd1i: 1, Sd2i: 1, N1i: 0, N2i: 2}, "n1i"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.row.Check()
			var fe *effect.FieldError
			if tt.field == "" && err != nil || tt.field != "" && (!errors.As(err, &fe) || fe.Field != tt.field) {
				t.Errorf("got error %v, want field %q", err, tt.field)
			}
		})
	}
}

// Converting there and back gives the ratio back.
func TestConversionsReturn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rr := rapid.Float64Range(0.05, 8).Draw(t, "rr")
		p0 := rapid.Float64Range(0.001, 0.1).Draw(t, "p0")
		or := effect.RRToOR(effect.Interval{Est: rr, Lb: rr, Ub: rr}, p0)
		if back := effect.ORToRR(or, p0).Est; math.Abs(back-rr) > 1e-9*rr {
			t.Fatalf("RR %v is OR %v is RR %v", rr, or.Est, back)
		}
		level := rapid.SampledFrom([]float64{80, 90, 95, 99}).Draw(t, "level")
		ci := effect.RatioAtLevel(effect.Interval{Est: rr, Lb: rr / 2, Ub: rr * 2}, 95, level)
		if l := effect.LogRatioFromCI(ci, level); math.Abs(l.Se-math.Log(2)/effect.ZCrit(95)) > 1e-9 {
			t.Fatalf("standard error %v at level %v", l.Se, level)
		}
		mg := rapid.Float64Range(1, 400).Draw(t, "mg/dL")
		mmol, err := effect.Triglycerides.ToMmol(mg)
		if err != nil {
			t.Fatal(err)
		}
		if back, _ := effect.Triglycerides.ToMg(mmol); math.Abs(back-mg) > 1e-9*mg {
			t.Fatalf("%v mg/dL is %v mmol/L is %v mg/dL", mg, mmol, back)
		}
	})
}

func TestAbsoluteEffectsSayHow(t *testing.T) {
	a, err := effect.PerThousand(effect.HR, effect.Interval{Est: 1.5, Lb: 1.2, Ub: 1.9}, 0.02)
	if err != nil {
		t.Fatal(err)
	}
	if want := "1 − (1 − risk)^HR; assumed risk 20 per 1,000, taken as known"; a.Formula() != want {
		t.Errorf("got %q, want %q", a.Formula(), want)
	}
	if _, err := effect.PerThousand(effect.RR, effect.Interval{}, 2); err == nil {
		t.Error("a risk of 2 is accepted")
	}
	if _, err := effect.PerThousand(effect.MD, effect.Interval{}, 0.1); !errors.Is(err, effect.ErrUndefined) {
		t.Errorf("a mean difference has an absolute risk: %v", err)
	}
	if _, err := effect.Lipid("glucose").ToMmol(100); !errors.Is(err, effect.ErrUndefined) {
		t.Errorf("glucose takes the factor of a lipid: %v", err)
	}
}
