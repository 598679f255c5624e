package body_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"dossier/evidence"
	"dossier/evidence/synthesis/body"
	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
)

// arm is a finding of one dose of a trial: what it prints, and its two arms.
func arm(id, dose, measure string, treat, control evidence.Arm, printed ...string) evidence.TableRow {
	return row(id, "duo2020", func(r *evidence.TableRow) {
		f := &r.Finding
		f.Dose, f.Measure, f.Treat, f.Control = dose, measure, treat, control
		f.Estimate, f.CILow, f.CIHigh, f.CILevel = "", "", "", ""
		if len(printed) == 3 {
			f.Estimate, f.CILow, f.CIHigh, f.CILevel = evidence.Printed(printed[0]), evidence.Printed(printed[1]), evidence.Printed(printed[2]), "95"
		}
	})
}

func events(x, n string) evidence.Arm {
	return evidence.Arm{Events: evidence.Printed(x), N: evidence.Printed(n)}
}

func years(x, t string) evidence.Arm {
	return evidence.Arm{Events: evidence.Printed(x), PersonYears: evidence.Printed(t)}
}

// z975 is the 97.5 % point of the normal distribution.
const z975 = 1.959963984540054

// variance is that of an interval printed as a difference.
func variance(low, high float64) float64 { return math.Pow((high-low)/(2*z975), 2) }

// Two doses against one control enter a pool as one study whose control counts
// once, whatever the measure.
func TestDosesAgainstOneControl(t *testing.T) {
	logV := func(low, high float64) float64 { return variance(math.Log(low), math.Log(high)) }
	// Two ratios of variances v1, v2 that share c: weights 1/(v−c).
	shared := func(y1, v1, y2, v2, c float64) effect.Size {
		w1, w2 := 1/(v1-c), 1/(v2-c)
		return effect.Size{Yi: (w1*y1 + w2*y2) / (w1 + w2), Vi: c + 1/(w1+w2)}
	}
	binary := func(m effect.Measure, table effect.Table, factor float64) effect.Size {
		s := effect.Binary(m, []effect.Table{table}, effect.Zeros{To: effect.None})[0]
		return effect.Size{Yi: factor * s.Yi, Vi: factor * factor * s.Vi}
	}
	rate := func(m effect.Measure, table effect.PersonTime, factor float64) effect.Size {
		s := effect.Rates(m, []effect.PersonTime{table}, effect.Zeros{To: effect.None})[0]
		return effect.Size{Yi: factor * s.Yi, Vi: factor * factor * s.Vi}
	}
	adjusted := func(r evidence.TableRow) evidence.TableRow { r.Finding.Adjusted = "yes"; return r }
	c, ct := events("12", "100"), years("12", "90")
	sum := effect.Table{Ai: 40, N1i: 210, Ci: 12, N2i: 100}
	sumT := effect.PersonTime{X1i: 40, T1i: 190, X2i: 12, T2i: 90}
	counts := func(measure string, control evidence.Arm) []evidence.TableRow {
		return []evidence.TableRow{arm("F1", "5 mg", measure, events("15", "100"), control), arm("F2", "10 mg", measure, events("25", "110"), control)}
	}
	rates := func(measure string) []evidence.TableRow {
		return []evidence.TableRow{arm("F1", "5 mg", measure, years("15", "90"), ct), arm("F2", "10 mg", measure, years("25", "100"), ct)}
	}
	printed := func(measure string, control evidence.Arm) []evidence.TableRow {
		return []evidence.TableRow{arm("F1", "5 mg", measure, events("15", "100"), control, "1.3", "0.6", "2.8"), arm("F2", "10 mg", measure, events("25", "110"), control, "1.9", "0.9", "4.0")}
	}
	tests := []struct {
		name string
		rows []evidence.TableRow
		want effect.Size
		how  string
	}{
		{"risk ratios", counts("RR", c), binary(effect.RR, sum, 1), "adding up their events and patients"},
		{"risk differences", counts("RD", c), binary(effect.RD, sum, 1), "adding up their events and patients"},
		{"risk differences in percentage points", counts("RD pct", c), binary(effect.RD, sum, 100), "adding up"},
		{"rate ratios", rates("IRR"), rate(effect.IRR, sumT, 1), "events and person-years"},
		{"rate differences", rates("RD per 100 PY"), rate(effect.IRD, sumT, 100), "events and person-years"},
		{"hazard ratios", printed("HR", c), shared(math.Log(1.3), logV(0.6, 2.8), math.Log(1.9), logV(0.9, 4.0), 1.0/12), "generalised least squares (covariance from the control's events)"},
		{"adjusted risk ratios", []evidence.TableRow{adjusted(printed("RR", c)[0]), adjusted(printed("RR", c)[1])},
			shared(math.Log(1.3), logV(0.6, 2.8), math.Log(1.9), logV(0.9, 4.0), 1.0/12-1.0/100), "generalised least squares (covariance from the control's events and patients)"},
		{"standardised mean differences", []evidence.TableRow{arm("F1", "5 mg", "SMD", events("", "100"), events("", "100"), "0.3", "0.02", "0.58"), arm("F2", "10 mg", "SMD", events("", "100"), events("", "100"), "0.3", "0.02", "0.58")},
			shared(0.3, variance(0.02, 0.58), 0.3, variance(0.02, 0.58), 1.0/100+0.09/600), "generalised least squares (covariance from the numbers of patients)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, refused, err := body.Pool(tt.rows, body.Options{}, pool.Options{Method: pool.FE, Test: pool.Z, Level: 95})
			if err != nil || len(refused) > 0 {
				t.Fatal(err, refused)
			}
			if p.K != 1 || math.Abs(p.Beta-tt.want.Yi) > 1e-12 || math.Abs(p.Se*p.Se-tt.want.Vi) > 1e-12*tt.want.Vi+1e-15 {
				t.Errorf("k %d, %v (%v), want %v (%v)", p.K, p.Beta, p.Se*p.Se, tt.want.Yi, tt.want.Vi)
			}
			if len(p.Combined) != 1 || !strings.Contains(p.Combined[0], tt.how) || !strings.HasPrefix(p.Combined[0], "duo2020: 2 arms that share a control were combined") {
				t.Errorf("said: %q, want %q", p.Combined, tt.how)
			}
		})
	}
}

// Mean differences whose intervals come from one standard deviation are combined as
// the means themselves would be.
func TestMeanDifferencesAgainstOneControl(t *testing.T) {
	const sd, nc = 10.0, 80.0
	interval := func(md, n float64) []string {
		se := sd * math.Sqrt(1/n+1/nc)
		return []string{fmt.Sprint(md), fmt.Sprintf("%.15g", md-z975*se), fmt.Sprintf("%.15g", md+z975*se)}
	}
	control := events("", "80")
	rows := []evidence.TableRow{arm("F1", "5 mg", "MD mg/dL", events("", "60"), control, interval(4, 60)...), arm("F2", "10 mg", "MD mg/dL", events("", "40"), control, interval(9, 40)...)}
	whole, err := effect.CombineMeansArms([]effect.Means{{M1i: 4, Sd1i: sd, N1i: 60, Sd2i: sd, N2i: nc}, {M1i: 9, Sd1i: sd, N1i: 40, Sd2i: sd, N2i: nc}})
	if err != nil {
		t.Fatal(err)
	}
	want := effect.Differences(effect.MD, []effect.Means{whole}, effect.LS)[0]
	z := pool.Options{Method: pool.FE, Test: pool.Z, Level: 95}
	p, refused, err := body.Pool(rows, body.Options{}, z)
	if err != nil || len(refused) > 0 {
		t.Fatal(err, refused)
	}
	if p.K != 1 || math.Abs(p.Beta-want.Yi) > 1e-9 || math.Abs(p.Se*p.Se-want.Vi) > 1e-9 || !strings.Contains(p.Combined[0], "standard deviations from the intervals") {
		t.Errorf("%v (%v), want %v (%v): %q", p.Beta, p.Se*p.Se, want.Yi, want.Vi, p.Combined)
	}
	p, _, err = body.Pool(rows, body.Options{SplitControl: true}, z)
	if err != nil || p.K != 2 || math.Abs(p.Members[0].Vi-sd*sd*(1.0/60+2/nc)) > 1e-9 || math.Abs(p.Members[1].Vi-sd*sd*(1.0/40+2/nc)) > 1e-9 {
		t.Errorf("split: k %d, %+v, %v", p.K, p.Members, err)
	}
}

// With the control split, each dose is a study of its own whose control has half
// the patients.
func TestSplitControl(t *testing.T) {
	none := effect.Zeros{To: effect.None}
	half := effect.Binary(effect.RD, []effect.Table{{Ai: 15, N1i: 100, Ci: 6, N2i: 50}}, none)[0]
	halfRate := effect.Rates(effect.IRR, []effect.PersonTime{{X1i: 15, T1i: 90, X2i: 6, T2i: 45}}, none)[0]
	log := func(low, high float64) float64 { return variance(math.Log(low), math.Log(high)) }
	tests := []struct {
		name    string
		measure string
		treat   evidence.Arm
		control evidence.Arm
		printed []string
		want    float64 // variance of the first dose
	}{
		{"risk differences", "RD", events("15", "100"), events("12", "100"), nil, half.Vi},
		{"rate ratios", "IRR", years("15", "90"), years("12", "90"), nil, halfRate.Vi},
		{"hazard ratios", "HR", events("15", "100"), events("12", "100"), []string{"1.3", "0.6", "2.8"}, log(0.6, 2.8) + 1.0/12},
		{"standardised mean differences", "SMD", events("", "100"), events("", "100"), []string{"0.3", "0.02", "0.58"}, variance(0.02, 0.58) + 1.0/100},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows := []evidence.TableRow{arm("F1", "5 mg", tt.measure, tt.treat, tt.control, tt.printed...), arm("F2", "10 mg", tt.measure, tt.treat, tt.control, tt.printed...)}
			p, refused, err := body.Pool(rows, body.Options{SplitControl: true}, pool.Options{Method: pool.FE, Test: pool.Z, Level: 95})
			if err != nil || len(refused) > 0 {
				t.Fatal(err, refused)
			}
			if p.K != 2 || math.Abs(p.Members[0].Vi-tt.want) > 1e-12 || !strings.Contains(p.Combined[0], "the control was split between 2 arms") {
				t.Errorf("k %d, variance %v, want %v; %q", p.K, p.Members[0].Vi, tt.want, p.Combined)
			}
		})
	}
}

// What is no pair of arms of one control is refused with the reason.
func TestNotArmsOfOneControl(t *testing.T) {
	c := events("12", "100")
	first := arm("F1", "5 mg", "HR", events("15", "100"), c, "1.3", "0.6", "2.8")
	tests := map[string]struct {
		other evidence.TableRow
		why   string
	}{
		"both doses together": {arm("F2", "5 and 10 mg", "HR", events("40", "210"), c, "1.6", "0.8", "3.2"), "holds the patients of the others"},
		"no dose":             {arm("F2", "", "HR", events("40", "210"), c, "1.6", "0.8", "3.2"), "which names no dose, holds"},
		"the same dose":       {arm("F2", "5 mg", "HR", events("15", "100"), c, "1.4", "0.6", "3.2"), "one drug and dose"},
		"another control":     {arm("F2", "10 mg", "HR", events("25", "110"), events("9", "80"), "1.9", "0.9", "4.0"), "their controls differ"},
		"more in common than each has": {arm("F2", "10 mg", "HR", events("25", "110"), c, "1.9", "1.5", "2.4"),
			"the control's counts do not belong to the printed intervals"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			refused := body.Refuse([]evidence.TableRow{first, tt.other}, body.Options{})
			if len(refused) != 1 || refused[0].Code != "same-study" || !strings.Contains(refused[0].Message, tt.why) {
				t.Errorf("%+v, want %q", refused, tt.why)
			}
		})
	}
	bare := func(id, dose string) evidence.TableRow {
		return arm(id, dose, "HR", evidence.Arm{}, evidence.Arm{}, "1.3", "0.6", "2.8")
	}
	refused := body.Refuse([]evidence.TableRow{bare("F1", "5 mg"), bare("F2", "10 mg")}, body.Options{})
	if len(refused) != 1 || !strings.Contains(refused[0].Message, "counts of the control that they share are not given") || !strings.Contains(refused[0].WayOut, "keep one") {
		t.Errorf("without counts: %+v", refused)
	}
}

// Counts give an effect where none is printed; rates with an arm without events are
// pooled by Mantel–Haenszel.
func TestEffectsFromCounts(t *testing.T) {
	z := pool.Options{Method: pool.FE, Test: pool.Z, Level: 95}
	of := func(id, study, measure string, treat, control evidence.Arm) evidence.TableRow {
		r := arm(id, "5 mg", measure, treat, control)
		r.Finding.Study, r.Study.Key = study, study
		return r
	}
	p, refused, err := body.Pool([]evidence.TableRow{of("F1", "a", "RD per 1000", events("15", "100"), events("12", "100")), of("F2", "b", "RD per 1000", events("15", "100"), events("12", "100"))}, body.Options{}, z)
	if err != nil || len(refused) > 0 || math.Abs(p.Beta-30) > 1e-9 || p.K != 2 {
		t.Errorf("risk differences per 1,000: %v, %v, %v", p.Beta, refused, err)
	}
	p, refused, err = body.Pool([]evidence.TableRow{of("F1", "a", "IRR", years("4", "100"), years("0", "90")), of("F2", "b", "IRR", years("6", "80"), years("3", "70"))}, body.Options{}, z)
	want, _ := pool.MantelHaenszelRates(effect.IRR, []effect.PersonTime{{X1i: 4, T1i: 100, X2i: 0, T2i: 90}, {X1i: 6, T1i: 80, X2i: 3, T2i: 70}}, true, 95)
	if err != nil || len(refused) > 0 || !p.Sparse || p.Beta != want.Beta || !strings.Contains(p.Method, "Mantel–Haenszel") {
		t.Errorf("rate ratios with a zero: %v, want %v; %v, %v", p.Beta, want.Beta, refused, err)
	}
}
