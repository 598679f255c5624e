package check_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dossier/evidence"
	"dossier/evidence/synthesis/check"
	"dossier/evidence/synthesis/effect"
)

func TestNumber(t *testing.T) {
	tests := []struct {
		printed evidence.Printed
		lo, hi  float64
		ok      bool
	}{
		{"1.33", 1.325, 1.335, true},
		{"0.10", 0.095, 0.105, true},
		{"7", 6.5, 7.5, true},
		{"0·47", 0.465, 0.475, true},
		{"−0.5", -0.55, -0.45, true},
		{"<0.001", math.Inf(-1), 0.001, true},
		{"> 0.9", 0.9, math.Inf(1), true},
		{"18 624", 18623.5, 18624.5, true},
		{"", 0, 0, false},
		{"NR", 0, 0, false},
		{"1.2.3", 0, 0, false},
		{"12345678901234567890", 0, 0, false},
	}
	for _, tt := range tests {
		t.Run(string(tt.printed), func(t *testing.T) {
			got, ok := check.Number(tt.printed)
			if ok != tt.ok || ok && (!near(got.Lo, tt.lo) || !near(got.Hi, tt.hi)) {
				t.Errorf("got %v to %v, %v; want %v to %v, %v", got.Lo, got.Hi, ok, tt.lo, tt.hi, tt.ok)
			}
		})
	}
}

func near(a, b float64) bool { return a == b || math.Abs(a-b) < 1e-12*math.Max(1, math.Abs(b)) }

func FuzzNumber(f *testing.F) {
	for _, seed := range []string{"1.33", "<0.001", "-0.00", "0·47", "1e5", "−5", "", "..", "99999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, ok := check.Number(evidence.Printed(s))
		if ok && !(r.Lo < r.Hi) {
			t.Errorf("%q stands for the empty range %v to %v", s, r.Lo, r.Hi)
		}
	})
}

// Whatever the truth is, a Wald interval and its p value printed with any
// number of decimals raise no alarm: rounding alone never does.
func TestRoundingAloneRaisesNoAlarm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		logEst := rapid.Float64Range(-2, 2).Draw(t, "ln estimate")
		se := rapid.Float64Range(0.02, 1.5).Draw(t, "se")
		level := rapid.SampledFrom([]float64{90, 95, 99}).Draw(t, "level")
		decimals := rapid.IntRange(1, 4).Draw(t, "decimals")
		print := func(x float64, d int) evidence.Printed { return evidence.Printed(strconv.FormatFloat(x, 'f', d, 64)) }
		z := effect.ZCrit(level)
		_, p := effect.RatioTest(effect.Interval{Est: math.Exp(logEst), Lb: math.Exp(logEst - z*se), Ub: math.Exp(logEst + z*se)}, level)
		f := evidence.Finding{
			Measure: "HR", Estimate: print(math.Exp(logEst), decimals), CILow: print(math.Exp(logEst-z*se), decimals), CIHigh: print(math.Exp(logEst+z*se), decimals),
			CILevel: print(level, 0), P: print(p, rapid.IntRange(2, 4).Draw(t, "decimals of p")),
		}
		if got := check.Finding(&f); len(got) > 0 {
			t.Fatalf("%+v: %v", f, got)
		}
	})
}

func TestFinding(t *testing.T) {
	arm := func(events, n, py evidence.Printed) evidence.Arm {
		return evidence.Arm{Events: events, N: n, PersonYears: py}
	}
	tests := []struct {
		name    string
		finding evidence.Finding
		want    []string // rule and severity
	}{
		{"nothing printed", evidence.Finding{Measure: "HR"}, nil},
		{"unknown measure", evidence.Finding{Measure: "zz", Estimate: "1"}, nil},
		{"all in order", evidence.Finding{Measure: "HR", Estimate: "1.33", CILow: "0.91", CIHigh: "1.94", CILevel: "95", P: "0.14"}, nil},
		{"p of another row", evidence.Finding{Measure: "HR", Estimate: "1.33", CILow: "0.91", CIHigh: "1.94", CILevel: "95", P: "0.014"}, []string{"p_ci suspicious", "decision suspicious"}},
		{"no level, no p check", evidence.Finding{Measure: "HR", Estimate: "1.33", CILow: "0.91", CIHigh: "1.94", P: "0.014"}, nil},
		{"limits reversed", evidence.Finding{Measure: "OR", Estimate: "1.2", CILow: "2.0", CIHigh: "0.8", CILevel: "95"}, []string{"order impossible"}},
		{"negative ratio", evidence.Finding{Measure: "RR", Estimate: "3.12", CILow: "-2.29", CIHigh: "4.26"}, []string{"positive impossible"}},
		{"negative difference", evidence.Finding{Measure: "MD mg/dL", Estimate: "-3.1", CILow: "-5.0", CIHigh: "-1.2"}, nil},
		{"lopsided difference", evidence.Finding{Measure: "MD mg/dL", Estimate: "-3.1", CILow: "-5.0", CIHigh: "4.2"}, []string{"symmetry suspicious"}},
		{"percentage of the counts", evidence.Finding{Measure: "proportion_pct", Estimate: "33.4", Treat: arm("1", "3", "")}, []string{"percent impossible"}},
		{"percentage of nobody", evidence.Finding{Measure: "proportion_pct", Estimate: "51.9", Treat: arm("", "28", "")}, []string{"percent impossible"}},
		{"more events than people", evidence.Finding{Measure: "count", Estimate: "12", Treat: arm("12", "10", "")}, []string{"counts impossible"}},
		{"more events than people, counted as events", evidence.Finding{Measure: "EAER per 100 PY", Estimate: "120", Treat: arm("12", "10", "10")}, nil},
		{"rate of people", evidence.Finding{Measure: "IR per 100 PY", Estimate: "0.37", Treat: arm("4", "", "1032.5")}, []string{"rate suspicious"}},
		{"rate of events", evidence.Finding{Measure: "EAER per 100 PY", Estimate: "0.37", Treat: arm("4", "", "1032.5")}, []string{"rate impossible"}},
		{"crude ratio", evidence.Finding{Measure: "OR", Estimate: "0.39", Adjusted: "no", Treat: arm("4", "119", ""), Control: arm("11", "128", "")}, []string{"crude_ratio suspicious"}},
		{"adjusted ratio", evidence.Finding{Measure: "OR", Estimate: "0.39", Adjusted: "yes", Treat: arm("4", "119", ""), Control: arm("11", "128", "")}, nil},
		{"crude rate ratio", evidence.Finding{Measure: "IRR", Estimate: "3.0", Adjusted: "no", Treat: arm("10", "", "1000"), Control: arm("5", "", "1000")}, []string{"crude_ratio suspicious"}},
		{"risk difference", evidence.Finding{Measure: "RD pct", Estimate: "9.0", Adjusted: "no", Treat: arm("10", "100", ""), Control: arm("5", "100", "")}, []string{"risk_difference suspicious"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, c := range check.Finding(&tt.finding) {
				got = append(got, c.Rule+" "+c.Severity)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("objections (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHints(t *testing.T) {
	number := func(s evidence.Printed) check.Range { r, _ := check.Number(s); return r }
	// a 90 % interval of est 2.00, se 0.30 labelled 95 %
	v := check.PCI(check.Triple{Est: number("2.00"), Lb: number("1.22"), Ub: number("3.28")}, 95, number("0.021"), check.Log)
	if want := "printed p value 0.021; estimate and interval imply 0.0056 to 0.0065; the numbers agree if this is a 90 % interval"; v.Message != want {
		t.Errorf("got %q, want %q", v.Message, want)
	}
	v = check.Symmetry(check.Triple{Est: number("1.25"), Lb: number("0.50"), Ub: number("2.00")}, check.Log)
	if want := "the printed estimate 1.25 is not the geometric middle of its interval; it is the arithmetic middle: the interval looks linear"; v.Message != want {
		t.Errorf("got %q, want %q", v.Message, want)
	}
}

func TestMessagesSayWhatIsPrinted(t *testing.T) {
	number := func(s evidence.Printed) check.Range {
		r, ok := check.Number(s)
		if !ok {
			t.Fatalf("%q is no number", s)
		}
		return r
	}
	for _, c := range []struct {
		name string
		v    check.Verdict
		want string
	}{
		{"rate, one number", check.Rate(179, number("23497.30"), 100, number("0.58")), "printed 0.58 per 100 PY; 179 events in 23497.30 PY make 0.7618 per 100 PY"},
		{"rate, range", check.Rate(179, number("235"), 100, number("0.58")), "printed 0.58 per 100 PY; 179 events in 235 PY make 76.01 to 76.33 per 100 PY"},
		{"one event", check.Rate(1, number("1000"), 100, number("0.3")), "printed 0.3 per 100 PY; 1 event in 1000 PY makes 0.09995 to 0.1001 per 100 PY"},
		{"bound", check.Rate(50, number("1000.00"), 100, number("<0.1")), "printed <0.1 per 100 PY; 50 events in 1000.00 PY make 5 per 100 PY"},
		{"percentage", check.Percent(4, 119, number("3.5")), "printed 3.5 %; 4 of 119 is 3.361 %"},
		{"close percentage", check.Percent(1, 3, number("33.3300")), "printed 33.3300 %; 1 of 3 is 33.333 %"},
		{"no count makes it", check.PercentOfN(1, number("50.0")), "printed 50.0 %; no whole number of 1 person makes it"},
		{"large numbers", check.FollowUp(number("2000000"), 100000, number("1.0")), "printed 2000000 PY; 100000 people in a longest follow-up of 1.0 years have at most 105000 PY"},
		{"outside", check.Order(check.Triple{Est: number("1.20"), Lb: number("1.30"), Ub: number("1.50")}), "the printed estimate 1.20 is below its interval 1.30 to 1.50"},
		{"negative", check.RiskDifference(number("10.0"), number("15.0"), number("-3.00")), "printed difference -3.00 percentage points; the two percentages differ by -5.1 to -4.9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.v.Message != c.want {
				t.Errorf("got  %q\nwant %q", c.v.Message, c.want)
			}
		})
	}
}

func BenchmarkCheckFinding(b *testing.B) {
	f := evidence.Finding{Measure: "HR", Estimate: "1.33", CILow: "0.91", CIHigh: "1.94", CILevel: "95", P: "0.14",
		Treat: evidence.Arm{Events: "98", N: "2911"}, Control: evidence.Arm{Events: "37", N: "1451"}}
	b.ReportAllocs()
	for b.Loop() {
		if got := check.Finding(&f); len(got) > 0 {
			b.Fatal(got)
		}
	}
}
