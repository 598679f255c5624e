package pool

import (
	"math"
	"strings"
	"testing"

	"dossier/evidence/synthesis/effect"
)

func pooledCSV(t *testing.T, data string, r Request) Result {
	t.Helper()
	table, err := ParseTable([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	r.Level = 95
	if r.Zeros.To == "" {
		r.Zeros = effect.DefaultZeros()
	}
	res, err := table.Pool(r)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// Every scale of proportions and rates leads back to what went in: equal studies
// pool to their own proportion or rate.
func TestShownBackTransforms(t *testing.T) {
	proportions := "study,xi,ni\na,12,100\nb,12,100\nc,12,100\n"
	rates := "study,xi,ti\na,12,400\nb,12,400\nc,12,400\n"
	for _, tt := range []struct {
		measure effect.Measure
		data    string
		want    float64
		scale   string
	}{
		{effect.PR, proportions, 0.12, "proportion"},
		{effect.PLN, proportions, 0.12, "log of the proportion"},
		{effect.PLO, proportions, 0.12, "log odds"},
		{effect.PAS, proportions, 0.12, "arcsine square root"},
		{effect.PFT, proportions, 0.12, "double arcsine"},
		{effect.IR, rates, 0.03, "rate"},
		{effect.IRLN, rates, 0.03, "log of the rate"},
		{effect.IRS, rates, 0.03, "square root"},
		{effect.IRFT, rates, 0.03, "Freeman–Tukey square root"},
	} {
		t.Run(string(tt.measure), func(t *testing.T) {
			res := pooledCSV(t, tt.data, Request{Measure: tt.measure, Method: "REML", Test: Z, Zeros: effect.DefaultZeros()})
			s := res.Shown()
			if math.Abs(s.Estimate.Est-tt.want) > 1e-9 || !(s.Estimate.Lb < tt.want && tt.want < s.Estimate.Ub) {
				t.Errorf("shown %+v, want %v inside its interval", s.Estimate, tt.want)
			}
			if !strings.Contains(res.Scale, tt.scale) {
				t.Errorf("scale %q", res.Scale)
			}
			if strings.Contains(res.Method, "added") {
				t.Errorf("no count is zero: %q", res.Method)
			}
		})
	}
}

// A limit beyond the range of an arcsine scale is the end of the range.
func TestBackAtTheEnds(t *testing.T) {
	for _, tt := range []struct {
		m       effect.Measure
		y, want float64
	}{{effect.PAS, -0.1, 0}, {effect.PAS, 1.7, 1}, {effect.IRS, -0.1, 0}, {effect.IRFT, 0.01, 0}, {effect.PFT, 0, 0}, {effect.RD, -0.2, -0.2}, {effect.GEN, 0.4, 0.4}} {
		if got := tt.m.Back(tt.y, 100); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("%s: %v back is %v, want %v", tt.m, tt.y, got, tt.want)
		}
	}
}

// The prediction interval that is shown has k − 2 degrees of freedom, says so, and
// is not there below three studies or without random effects.
func TestShownPrediction(t *testing.T) {
	three := "study,est,lb,ub,level\na,0.5,0.3,0.83,95\nb,1.5,0.9,2.5,95\nc,0.9,0.6,1.35,95\n"
	res := pooledCSV(t, three, Request{Measure: effect.LNRATIO, Method: "REML", Test: KnHa})
	if s := res.Shown(); s.Prediction.Lb != math.Exp(float64(res.PiRileyLb)) || !(s.Prediction.Lb < math.Exp(float64(res.PiLb))) {
		t.Errorf("prediction %+v of %+v", s.Prediction, res)
	}
	if !strings.HasSuffix(res.Method, "k = 3; prediction interval by t with k − 2 = 1 df") {
		t.Errorf("method %q", res.Method)
	}
	two := strings.Join(strings.SplitAfter(three, "\n")[:3], "")
	for _, res := range []Result{pooledCSV(t, two, Request{Measure: effect.LNRATIO, Method: "REML", Test: KnHa}), pooledCSV(t, three, Request{Measure: effect.LNRATIO, Method: "FE", Test: Z})} {
		if s := res.Shown(); !math.IsNaN(s.Prediction.Lb) || strings.Contains(res.Method, "prediction") {
			t.Errorf("prediction %+v by %q", s.Prediction, res.Method)
		}
	}
}

// The method line speaks of a correction where one was made.
func TestCorrectionLine(t *testing.T) {
	for _, tt := range []struct {
		name, data string
		measure    effect.Measure
		to         effect.To
		want       string
	}{
		{"no zero", "study,ai,n1i,ci,n2i\na,1,10,2,10\nb,3,20,4,20\n", effect.RR, effect.Only0, ""},
		{"a zero", "study,ai,n1i,ci,n2i\na,0,10,2,10\nb,3,20,4,20\n", effect.RR, effect.Only0, "0.5 added to zero cells (only0)"},
		{"all", "study,ai,n1i,ci,n2i\na,1,10,2,10\nb,3,20,4,20\n", effect.RR, effect.All, "0.5 added to all cells (all)"},
		{"rates", "study,x1i,t1i,x2i,t2i\na,0,10,2,10\nb,3,20,4,20\n", effect.IRR, effect.Only0, "0.5 added to zero counts of events (only0)"},
		{"a proportion of 0", "study,xi,ni\na,0,10\nb,3,20\n", effect.PLO, effect.Only0, "0.5 added to zero counts of events (only0)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res := pooledCSV(t, tt.data, Request{Measure: tt.measure, Method: "FE", Test: Z, Zeros: effect.Zeros{Add: 0.5, To: tt.to}})
			if strings.Contains(res.Method, "added") != (tt.want != "") || !strings.Contains(res.Method, tt.want) {
				t.Errorf("method %q", res.Method)
			}
		})
	}
}

// Spreadsheets of continental Europe part cells with semicolons and write 0,5.
func TestParseTableSeparators(t *testing.T) {
	want := pooledCSV(t, "study,yi,vi\na,0.5,0.04\nb,-0.25,0.09\n", Request{Measure: effect.GEN, Method: "FE", Test: Z})
	for name, data := range map[string]string{
		"semicolons, decimal commas": "\ufeffstudy;yi;vi\r\na;0,5;0,04\r\nb;-0,25;0,09\r\n",
		"semicolons, decimal points": "study;yi;vi\na;0.5;0.04\nb;-0.25;0.09\n",
		"tabs":                       "study\tyi\tvi\na\t0.5\t0.04\nb\t-0.25\t0.09\n",
	} {
		if got := pooledCSV(t, data, Request{Measure: effect.GEN, Method: "FE", Test: Z}); got.Beta != want.Beta || got.Se != want.Se {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	if _, err := ParseTable([]byte("study;yi;vi\na;1.234,5;0,04\n")); err == nil || !strings.Contains(err.Error(), "column yi") {
		t.Errorf("1.234,5 is read: %v", err)
	}
}

// A printed ratio outside its interval and an interval without its level are refused
// with the line and the field; without a column level a note says what was taken.
func TestPrintedRatiosAreChecked(t *testing.T) {
	r := Request{Measure: effect.LNRATIO, Method: "REML", Test: Z, Level: 95, Zeros: effect.DefaultZeros()}
	for name, tt := range map[string]struct{ data, want string }{
		"outside":  {"study,est,lb,ub,level\na,1.5,0.9,2.5,95\nb,0.2,0.6,1.35,95\n", "line 3 (b): est"},
		"no level": {"study,est,lb,ub,level\na,1.5,0.9,2.5,95\nb,0.9,0.6,1.35,\n", "line 3 (b): level"},
	} {
		table, err := ParseTable([]byte(tt.data))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := table.Pool(r); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", name, err, tt.want)
		}
	}
	res := pooledCSV(t, "study,est,lb,ub\na,1.5,0.9,2.5\nb,0.9,0.6,1.35\n", r)
	if len(res.Notes) != 1 || !strings.Contains(res.Notes[0], "95 % intervals") {
		t.Errorf("notes %q", res.Notes)
	}
}
