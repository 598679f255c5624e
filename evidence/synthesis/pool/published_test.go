package pool_test

import (
	"math"
	"testing"

	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
)

// bcg are the 13 trials of BCG vaccine against tuberculosis of Colditz 1994,
// with latitude and year, as analysed in Viechtbauer 2010.
func bcg() (tables []effect.Table, latitude, year []float64) {
	vaccinated := [][2]float64{{4, 119}, {6, 300}, {3, 228}, {62, 13536}, {33, 5036}, {180, 1361}, {8, 2537}, {505, 87886}, {29, 7470}, {17, 1699}, {186, 50448}, {5, 2493}, {27, 16886}}
	controls := [][2]float64{{11, 128}, {29, 274}, {11, 209}, {248, 12619}, {47, 5761}, {372, 1079}, {10, 619}, {499, 87892}, {45, 7232}, {65, 1600}, {141, 27197}, {3, 2338}, {29, 17825}}
	for i, v := range vaccinated {
		c := controls[i]
		tables = append(tables, effect.Table{Ai: v[0], N1i: v[0] + v[1], Ci: c[0], N2i: c[0] + c[1]})
	}
	return tables, []float64{44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33},
		[]float64{1948, 1949, 1960, 1977, 1973, 1953, 1973, 1980, 1968, 1961, 1974, 1969, 1976}
}

func split(sizes []effect.Size) (yi, vi []float64) {
	for _, s := range sizes {
		yi, vi = append(yi, s.Yi), append(vi, s.Vi)
	}
	return yi, vi
}

// printed compares with a number printed with d decimals.
func printed(t *testing.T, name string, got, want float64, d int) {
	t.Helper()
	if math.Abs(got-want) > 0.5000001*math.Pow10(-d) {
		t.Errorf("%s: got %.6f, printed %.*f", name, got, d, want)
	}
}

// Viechtbauer 2010, Journal of Statistical Software 36(3), 10.18637/jss.v036.i03:
// section 4.1, the random-effects model of the log risk ratios (output on
// page 12).
func TestViechtbauer2010RandomEffects(t *testing.T) {
	tables, _, _ := bcg()
	yi, vi := split(effect.Binary(effect.RR, tables, effect.DefaultZeros()))
	f, err := pool.Random(yi, vi, pool.Options{Method: pool.REML, Test: pool.Z, Level: 95})
	if err != nil {
		t.Fatal(err)
	}
	printed(t, "tau2", f.Tau2, 0.3132, 4)
	printed(t, "se of tau2", f.SeTau2, 0.1664, 4)
	printed(t, "I2", f.I2, 92.22, 2)
	printed(t, "H2", f.H2, 12.86, 2)
	printed(t, "Q", f.Q, 152.2330, 4)
	printed(t, "estimate", f.Beta, -0.7145, 4)
	printed(t, "se", f.Se, 0.1798, 4)
	printed(t, "z", f.Stat, -3.9744, 4)
	printed(t, "ci.lb", f.CiLb, -1.0669, 4)
	printed(t, "ci.ub", f.CiUb, -0.3622, 4)
}

// The same paper, section 4.2: latitude and year as moderators. The printed τ²
// stems from Fisher scoring stopped at 1e-5, so that QM and the intercept,
// which is far outside the data, agree to fewer digits than are printed.
func TestViechtbauer2010MetaRegression(t *testing.T) {
	tables, latitude, year := bcg()
	yi, vi := split(effect.Binary(effect.RR, tables, effect.DefaultZeros()))
	r, err := pool.Regress(yi, vi, [][]float64{latitude, year}, pool.Options{Method: pool.REML, Test: pool.Z, Level: 95})
	if err != nil {
		t.Fatal(err)
	}
	printed(t, "tau2", r.Tau2, 0.1108, 4)
	printed(t, "QE", r.QE, 28.3251, 4)
	printed(t, "QM", r.QM, 12.204, 3)
	printed(t, "p of QM", r.QMP, 0.0022, 4)
	for i, want := range []struct {
		beta, se float64
		decimals int
	}{{-3.55, 29.10, 2}, {-0.0280, 0.0102, 4}, {0.0019, 0.0147, 4}} {
		printed(t, "estimate", r.Beta[i], want.beta, want.decimals)
		printed(t, "se", r.Se[i], want.se, want.decimals)
	}
}

// collins are the nine trials of diuretics in pregnancy, pre-eclampsia
// (Collins, Yusuf and Peto 1985).
func collins() []effect.Table {
	return []effect.Table{
		{Ai: 14, N1i: 131, Ci: 14, N2i: 136},
		{Ai: 21, N1i: 385, Ci: 17, N2i: 134},
		{Ai: 14, N1i: 57, Ci: 24, N2i: 48},
		{Ai: 6, N1i: 38, Ci: 18, N2i: 40},
		{Ai: 12, N1i: 1011, Ci: 35, N2i: 760},
		{Ai: 138, N1i: 1370, Ci: 175, N2i: 1336},
		{Ai: 15, N1i: 506, Ci: 20, N2i: 524},
		{Ai: 6, N1i: 108, Ci: 2, N2i: 103},
		{Ai: 65, N1i: 153, Ci: 40, N2i: 102},
	}
}

// Viechtbauer 2007, Statistics in Medicine 26:37–52, 10.1002/sim.2514: the
// worked example, Q-profile interval of the DerSimonian–Laird estimate.
func TestViechtbauer2007QProfile(t *testing.T) {
	yi, vi := split(effect.Binary(effect.OR, collins(), effect.DefaultZeros()))
	h, err := pool.Tau2Interval(yi, vi, pool.Options{Method: pool.DL, Test: pool.Z, Level: 95}, pool.QProfile)
	if err != nil {
		t.Fatal(err)
	}
	printed(t, "tau2", h.Tau2, 0.23, 2)
	printed(t, "lower limit", h.Tau2Lb, 0.07, 2)
	printed(t, "upper limit", h.Tau2Ub, 2.20, 2)
}
