package evidence_test

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"dossier/evidence"
)

func TestPrinted(t *testing.T) {
	for _, c := range []struct {
		in       string
		value    float64
		relation string
		decimals int
	}{
		{"1.33", 1.33, "", 2}, {"0·47", 0.47, "", 2}, {"−0.5", -0.5, "", 1}, {"–0.5", -0.5, "", 1}, {"- 0.5", -0.5, "", 1}, {"+2", 2, "", 0},
		{"<0.001", 0.001, "<", 3}, {"< 0.001", 0.001, "<", 3}, {"≤0.05", 0.05, "≤", 2}, {"<=0.05", 0.05, "≤", 2}, {">99", 99, ">", 0}, {"=0.03", 0.03, "=", 2}, {"~5", 5, "≈", 0},
		{"18 624", 18624, "", 0}, {"18\u2009624", 18624, "", 0}, {"18\u00a0624", 18624, "", 0}, {"18,624", 18624, "", 0}, {"1,234,567", 1234567, "", 0}, {"1.234.567", 1234567, "", 0},
		{"1'234'567", 1234567, "", 0}, {"1,234.5", 1234.5, "", 1}, {"1.234,5", 1234.5, "", 1}, {"0,47", 0.47, "", 2}, {"1,33", 1.33, "", 2}, {"0,123", 0.123, "", 3},
		{"12,5", 12.5, "", 1}, {"1234,567", 1234.567, "", 3}, {".05", 0.05, "", 2}, {"0.90", 0.9, "", 2}, {"12.5%", 12.5, "", 1}, {"0", 0, "", 0}, {"0.0", 0, "", 1},
		{"1.2e-5", 1.2e-5, "", 1}, {"1.2×10−5", 1.2e-5, "", 1}, {"1.2 × 10^-5", 1.2e-5, "", 1}, {"<1·2×10⁻⁵", 1.2e-5, "<", 1},
		{"18 624·5", 18624.5, "", 1},
	} {
		p, err := evidence.ParsePrinted(" " + c.in + " ")
		v, ok := p.Float()
		if err != nil || !ok || v != c.value || p.Relation() != c.relation || p.Decimals() != c.decimals || p.String() != c.in || !p.Valid() || p.IsZero() {
			t.Errorf("%q: %v %v, relation %q, %d decimals, %v", c.in, v, ok, p.Relation(), p.Decimals(), err)
		}
	}
	for _, in := range []string{"NR", "not estimable", "1.2.3", "1,23,4", "12 34", "5-7", "∞", "1.", "--5", "<", "1,2.3,4", "0x10", "1e999"} {
		if p, err := evidence.ParsePrinted(in); err == nil || p.String() != in || p.Valid() {
			t.Errorf("%q was read as a number", in)
		}
	}
	if p := evidence.Printed(""); !p.IsZero() || p.Valid() {
		t.Error("nothing printed is a number")
	}
}

func TestPrintedReadsWhatGoPrints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e12, 1e12).Draw(t, "v")
		decimals := rapid.IntRange(0, 6).Draw(t, "decimals")
		s := strconv.FormatFloat(v, 'f', decimals, 64)
		want, _ := strconv.ParseFloat(s, 64)
		p := evidence.Printed(s)
		if got, ok := p.Float(); !ok || got != want || p.Decimals() != decimals {
			t.Fatalf("%q: %v, %d decimals", s, got, p.Decimals())
		}
	})
}

func FuzzPrinted(f *testing.F) {
	for _, s := range []string{"1,234.5", "<0·001", "1.2×10⁻⁵", "18 624"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := evidence.ParsePrinted(s)
		if again, err2 := evidence.ParsePrinted(p.String()); again != p || (err == nil) != (err2 == nil) {
			t.Errorf("%q: %q, then %q", s, p, again)
		}
	})
}
