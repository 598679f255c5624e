package summary

import (
	"math"
	"testing"
)

func TestLongestDuration(t *testing.T) {
	for printed, days := range map[string]float64{
		"264 weeks":                   1848,
		"12-16 weeks":                 112,
		"median 4.6 y, up to 9.3 y":   9.3 * 365.25,
		"up to 6 y":                   6 * 365.25,
		"24 months":                   24 * 30.4375,
		"median 310 days":             310,
		">=2 years since start":       2 * 365.25,
		"52-week maintenance":         364,
		"36w":                         252,
		"1.16 y":                      1.16 * 365.25,
		"":                            0,
		"all exposure":                0,
		"data cut February 2019":      0,
		"phase 1-3":                   0,
		"baseline to month 18":        0, // a month's number, not a length
		"mean 4.9 months (RCT), 3 wk": 4.9 * 30.4375,
	} {
		if got := longestDuration(printed); math.Abs(got-days) > 1e-9 {
			t.Errorf("%q lasts %v days, want %v", printed, got, days)
		}
	}
}
