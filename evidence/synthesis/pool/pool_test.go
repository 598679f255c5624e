package pool_test

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
)

func methods() []pool.Method {
	return []pool.Method{pool.FE, pool.DL, pool.HE, pool.HS, pool.HSk, pool.SJ, pool.PM, pool.PMM, pool.EB, pool.ML, pool.REML}
}

// A pooled estimate does not hang on the order of the studies; it moves with
// the estimates and scales with their unit; and it is always finite.
func TestPoolingIsEquivariant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 12).Draw(t, "k")
		yi, vi := make([]float64, k), make([]float64, k)
		for i := range yi {
			yi[i] = rapid.Float64Range(-5, 5).Draw(t, "yi")
			vi[i] = math.Exp(rapid.Float64Range(-8, 3).Draw(t, "ln vi"))
		}
		o := pool.Options{Method: rapid.SampledFrom(methods()).Draw(t, "method"), Level: 95,
			Test: rapid.SampledFrom([]pool.Test{pool.Z, pool.T, pool.KnHa, pool.AdHoc}).Draw(t, "test")}
		f, err := pool.Random(yi, vi, o)
		if err != nil {
			t.Fatal(err)
		}
		for name, v := range map[string]float64{"beta": f.Beta, "se": f.Se, "tau2": f.Tau2, "I2": f.I2, "H2": f.H2, "Q": f.Q, "ci_lb": f.CiLb, "ci_ub": f.CiUb} {
			if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 && (name == "tau2" || name == "I2" || name == "Q") {
				t.Fatalf("%s is %v", name, v)
			}
		}
		if low, high := slices.Min(yi), slices.Max(yi); f.Beta < low-1e-9 || f.Beta > high+1e-9 {
			t.Fatalf("beta %v lies outside the estimates %v to %v", f.Beta, low, high)
		}
		const shift, scale = 3.0, 7.0
		y2, v2 := make([]float64, k), make([]float64, k)
		for i := range yi {
			y2[k-1-i], v2[k-1-i] = scale*(yi[i]+shift), scale*scale*vi[i]
		}
		g, err := pool.Random(y2, v2, o)
		if err != nil {
			t.Fatal(err)
		}
		if d := math.Abs(g.Beta - scale*(f.Beta+shift)); d > 1e-6*scale*(math.Abs(f.Beta)+shift) {
			t.Fatalf("beta %v became %v, tau2 %v became %v", f.Beta, g.Beta, f.Tau2, g.Tau2)
		}
		if d := math.Abs(g.Tau2 - scale*scale*f.Tau2); d > 1e-6*(scale*scale*f.Tau2+slices.Min(v2)) {
			t.Fatalf("tau2 %v became %v", f.Tau2, g.Tau2)
		}
	})
}

// The REML and ML estimates are global maxima: no point of a fine grid has a
// higher likelihood.
func TestLikelihoodIsNowhereHigher(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(2, 8).Draw(t, "k")
		yi, vi := make([]float64, k), make([]float64, k)
		for i := range yi {
			yi[i] = rapid.Float64Range(-3, 3).Draw(t, "yi")
			vi[i] = math.Exp(rapid.Float64Range(-7, 2).Draw(t, "ln vi"))
		}
		m := rapid.SampledFrom([]pool.Method{pool.ML, pool.REML}).Draw(t, "method")
		f, err := pool.Random(yi, vi, pool.Options{Method: m, Test: pool.Z, Level: 95})
		if err != nil {
			t.Fatal(err)
		}
		ll := func(tau2 float64) float64 {
			var s1, sy, logs, q float64
			for i, v := range vi {
				s1 += 1 / (v + tau2)
				sy += yi[i] / (v + tau2)
				logs += math.Log(v + tau2)
			}
			for i, v := range vi {
				q += (yi[i] - sy/s1) * (yi[i] - sy/s1) / (v + tau2)
			}
			if m == pool.ML {
				return -(logs + q) / 2
			}
			return -(logs + math.Log(s1) + q) / 2
		}
		best := ll(f.Tau2)
		for tau2 := 1e-6; tau2 < 1e3; tau2 *= 1.1 {
			if ll(tau2) > best+1e-8 {
				t.Fatalf("log-likelihood %v at %v, but %v at %v", best, f.Tau2, ll(tau2), tau2)
			}
		}
		if ll(0) > best+1e-8 {
			t.Fatalf("log-likelihood %v at %v, but %v at 0", best, f.Tau2, ll(0))
		}
	})
}

func TestNotEstimable(t *testing.T) {
	o := pool.Defaults()
	tests := []struct {
		name string
		run  func() error
	}{
		{"no study", func() error { _, err := pool.Random(nil, nil, o); return err }},
		{"variance of 0", func() error { _, err := pool.Random([]float64{1, 2}, []float64{0, 1}, o); return err }},
		{"infinite estimate", func() error { _, err := pool.Random([]float64{math.Inf(1)}, []float64{1}, o); return err }},
		{"tau2 of one study", func() error {
			_, err := pool.Tau2Interval([]float64{1}, []float64{1}, o, pool.QProfile)
			return err
		}},
		{"two studies, two coefficients", func() error {
			_, err := pool.Regress([]float64{1, 2}, []float64{1, 1}, [][]float64{{0, 1}}, o)
			return err
		}},
		{"constant moderator", func() error {
			_, err := pool.Regress([]float64{1, 2, 3}, []float64{1, 1, 1}, [][]float64{{4, 4, 4}}, o)
			return err
		}},
		{"no events, Mantel–Haenszel", func() error {
			_, err := pool.MantelHaenszel(effect.OR, []effect.Table{{Ai: 0, N1i: 10, Ci: 0, N2i: 10}}, true, 95)
			return err
		}},
		{"no events, Peto", func() error {
			_, err := pool.Peto([]effect.Table{{Ai: 0, N1i: 10, Ci: 0, N2i: 10}}, 95)
			return err
		}},
		{"no control events, conditional", func() error {
			_, err := pool.ConditionalOdds([]effect.Table{{Ai: 3, N1i: 10, Ci: 0, N2i: 10}}, pool.CMAL, pool.LikelihoodOptions{Level: 95})
			return err
		}},
		{"no control events, beta-binomial", func() error {
			_, err := pool.FitBetaBinomial(effect.OR, []effect.Table{{Ai: 3, N1i: 10, Ci: 0, N2i: 10}}, 95)
			return err
		}},
		{"no control events, fixed intercepts", func() error {
			_, err := pool.FixedIntercepts([]effect.Table{{Ai: 3, N1i: 10, Ci: 0, N2i: 10}}, pool.LikelihoodOptions{Level: 95})
			return err
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.run(); !errors.Is(err, pool.ErrNotEstimable) {
				t.Errorf("got error %v, want not estimable", err)
			}
		})
	}
}

// A missing value is refused, and never becomes a number.
func TestMissingValuesAreRefused(t *testing.T) {
	nan := math.NaN()
	tables := []effect.Table{{Ai: 1, N1i: 10, Ci: 2, N2i: 10}, {Ai: nan, N1i: 10, Ci: 2, N2i: 10}}
	o := pool.LikelihoodOptions{Level: 95}
	for name, run := range map[string]func() error{
		"Mantel–Haenszel": func() error { _, err := pool.MantelHaenszel(effect.RR, tables, true, 95); return err },
		"Peto":            func() error { _, err := pool.Peto(tables, 95); return err },
		"conditional":     func() error { _, err := pool.ConditionalOdds(tables, pool.CMEL, o); return err },
		"unconditional":   func() error { _, err := pool.RandomIntercepts(tables, o); return err },
		"beta-binomial":   func() error { _, err := pool.FitBetaBinomial(effect.OR, tables, 95); return err },
	} {
		if err := run(); !errors.Is(err, effect.ErrMissing) {
			t.Errorf("%s: got error %v", name, err)
		}
	}
	table, err := pool.ParseTable([]byte("study,oe,v\nA,2,4\nB,NA,1\n"))
	if err != nil {
		t.Fatal(err)
	}
	res, err := table.Pool(request(effect.PETO, pool.PETO))
	if err != nil || res.K != 1 || res.Beta != 0.5 || len(res.Dropped) != 1 {
		t.Errorf("O − E: %+v, %v", res, err)
	}
}

func TestWrongOptions(t *testing.T) {
	for name, o := range map[string]pool.Options{
		"method": {Method: "XX", Test: pool.Z, Level: 95}, "test": {Method: pool.FE, Test: "q", Level: 95}, "level": {Method: pool.FE, Test: pool.Z, Level: 100},
	} {
		if _, err := pool.Random([]float64{1}, []float64{1}, o); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("wrong %s: got error %v", name, err)
		}
	}
}

func request(m effect.Measure, method string) pool.Request {
	return pool.Request{Measure: m, Method: method, Test: pool.Z, Level: 95, Zeros: effect.DefaultZeros(), VType: effect.LS}
}

func TestWrongTables(t *testing.T) {
	tests := []struct {
		name, csv string
		r         pool.Request
		want      string
	}{
		{"empty", "", request(effect.RR, "DL"), "the file is empty"},
		{"heading only", "study,ai,n1i,ci,n2i\n", request(effect.RR, "DL"), "no study"},
		{"missing columns", "study,ai,n1i\nA,1,2\n", request(effect.RR, "DL"), "no column ci, n2i"},
		{"not a number", "study,ai,n1i,ci,n2i\nA,1,10,x,10\n", request(effect.RR, "DL"), `line 2, column ci: "x" is not a number`},
		{"infinite", "study,yi,vi\nA,Inf,1\n", request(effect.GEN, "DL"), `line 2, column yi: "Inf" is not a number`},
		{"too many cells", "study,yi,vi\nA,1,1,7\n", request(effect.GEN, "DL"), "line 2: 4 cells under 3 headings"},
		{"more events than people", "study,ai,n1i,ci,n2i\nA,11,10,1,10\n", request(effect.RR, "DL"), "line 2 (A): ai: 11 is more than n1i"},
		{"negative count", "study,ai,n1i,ci,n2i\nA,-1,10,1,10\n", request(effect.RR, "MH"), "line 2 (A): ai: -1 is not a count of events"},
		{"no time", "study,x1i,t1i,x2i,t2i\nA,1,0,1,5\n", request(effect.IRR, "DL"), "line 2 (A): t1i: 0 is not a time at risk"},
		{"negative sd", "study,m1i,sd1i,n1i,m2i,sd2i,n2i\nA,1,-1,9,1,1,9\n", request(effect.MD, "DL"), "sd1i: -1 is not a standard deviation"},
		{"negative variance", "study,yi,vi\nA,1,-1\n", request(effect.GEN, "DL"), "vi: -1 is not a variance"},
		{"reversed interval", "study,est,lb,ub\nA,1,2,0.5\n", request(effect.LNRATIO, "DL"), "lb: 2 is above ub"},
		{"ratio below 0", "study,est,lb,ub\nA,-1,0.5,2\n", request(effect.LNRATIO, "DL"), "est: -1 is not a ratio"},
		{"level as fraction", "study,est,lb,ub,level\nA,1,0.5,2,0.95\n", request(effect.LNRATIO, "DL"), "level: 0.95 is a fraction"},
		{"unknown measure", "study,yi,vi\nA,1,1\n", request("XX", "DL"), `"XX" is not known`},
		{"unknown method", "study,yi,vi\nA,1,1\n", request(effect.GEN, "XX"), `"XX" is none of`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			table, err := pool.ParseTable([]byte(tt.csv))
			if err == nil {
				_, err = table.Pool(tt.r)
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want %q", err, tt.want)
			}
		})
	}
	r := request(effect.GEN, "DL")
	r.Level = 0.95
	table, _ := pool.ParseTable([]byte("study,yi,vi\nA,1,1\n"))
	if _, err := table.Pool(r); err == nil || !strings.Contains(err.Error(), "write 95") {
		t.Errorf("level as a fraction: got error %v", err)
	}
}

func TestTableNamesWhatItLeavesOut(t *testing.T) {
	table, err := pool.ParseTable([]byte("\ufeffstudy,ai,n1i,ci,n2i,note\nA,1,10,2,10,x\nB,NA,10,2,10,\nC,0,10,0,10,\n"))
	if err != nil {
		t.Fatal(err)
	}
	r := request(effect.RR, "FE")
	r.Zeros.Drop00 = true
	res, err := table.Pool(r)
	if err != nil {
		t.Fatal(err)
	}
	if res.K != 1 || len(res.Dropped) != 2 || res.Dropped[0].Why != "ai is missing" || res.Dropped[1] != (pool.Dropped{Line: 4, Study: "C", Why: "its effect is not defined (zero cells)"}) {
		t.Errorf("k %d, left out %+v", res.K, res.Dropped)
	}
	raw, err := json.Marshal(res)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(raw), `"df":null`) || strings.Contains(string(raw), "NaN") {
		t.Errorf("JSON: %s", raw)
	}
	if want := "inverse variance, common effect; normal interval (95 %); k = 1"; res.Method != want {
		t.Errorf("method line: got %q, want %q", res.Method, want)
	}
}

func FuzzParseTable(f *testing.F) {
	for _, seed := range []string{"study,ai,n1i,ci,n2i\nA,1,2,3,4\n", "study,yi,vi\nA,1,1\nB,2,NA\n", "\"", "a\n\n", "study,est,lb,ub,level\nA,1,0.5,2,95\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := pool.ParseTable(data)
		if err != nil {
			return
		}
		for _, m := range []effect.Measure{effect.RR, effect.GEN, effect.LNRATIO} {
			for _, method := range []string{"REML", "MH"} {
				res, err := table.Pool(request(m, method))
				if err != nil {
					continue
				}
				if _, err := json.Marshal(res); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

func BenchmarkConditionalModelOfRareEvents(b *testing.B) {
	tables := []effect.Table{{Ai: 4, N1i: 1001, Ci: 1, N2i: 502}, {Ai: 2, N1i: 333, Ci: 2, N2i: 330}, {Ai: 11, N1i: 2911, Ci: 3, N2i: 1451}, {Ai: 0, N1i: 210, Ci: 1, N2i: 105}, {Ai: 3, N1i: 640, Ci: 0, N2i: 320}}
	for b.Loop() {
		if _, err := pool.ConditionalOdds(tables, pool.CMEL, pool.LikelihoodOptions{Level: 95}); err != nil {
			b.Fatal(err)
		}
	}
}
