package check

import (
	"fmt"
	"math"
	"math/big"

	"dossier/evidence/synthesis/effect"
)

// Counts objects to counts that cannot be: negative, of nobody, or more events
// than people.
func Counts(x, n float64) Verdict {
	if x < 0 || n <= 0 || x > n {
		return Verdict{"counts", "count_out_of_range", Impossible, "printed: " + plural(x, "person", "people") + " with an event of " + plain(n)}
	}
	return Verdict{}
}

// Percent objects to x of n people not making the printed percentage; ask for
// another denominator.
func Percent(x, n float64, pct Range) Verdict {
	v := 100 * x / n
	exact := ratio(100*x, n)
	if !below(v, pct.Lo, func() (a, b *big.Rat) { return exact, pct.lo() }) && !below(pct.Hi, v, func() (a, b *big.Rat) { return pct.hi(), exact }) {
		return Verdict{}
	}
	return Verdict{"percent", "percent_mismatch", Impossible, fmt.Sprintf("printed %s %%; %s of %s is %s %%", pct, plain(x), plain(n), implied(v, v, pct))}
}

func ratio(a, b float64) *big.Rat {
	x, y := new(big.Rat), new(big.Rat)
	if x.SetFloat64(a) == nil || y.SetFloat64(b) == nil || y.Sign() == 0 {
		return new(big.Rat)
	}
	return x.Quo(x, y)
}

// PercentOfN objects to a percentage that no whole number of n people makes.
func PercentOfN(n float64, pct Range) Verdict {
	first := math.Max(0, math.Ceil(pct.Lo*n/100-1e-9))
	for x := first; x <= math.Min(n, first+1); x++ {
		if !Percent(x, n, pct).Fired() {
			return Verdict{}
		}
	}
	return Verdict{"percent", "percent_impossible_for_n", Impossible, fmt.Sprintf("printed %s %%; no whole number of %s makes it", pct, plural(n, "person", "people"))}
}

// Rate objects to x events in time t not making the printed rate per `per`
// units of time.
func Rate(x float64, t Range, per float64, rate Range) Verdict {
	if t.Lo <= 0 {
		return Verdict{}
	}
	lo, hi := x*per/t.Hi, x*per/t.Lo
	if !disjoint(lo, hi, rate) {
		return Verdict{}
	}
	return Verdict{"rate", "rate_mismatch", Impossible, fmt.Sprintf("printed %s per %s PY; %s in %s PY %s %s per %s PY",
		rate, plain(per), plural(x, "event", "events"), t, agree(x, "makes", "make"), implied(lo, hi, rate), plain(per))}
}

// RateOfT objects to a rate that no whole number of events in time t makes. It
// is only suspicious where people may have several events, or weights were used.
func RateOfT(t Range, per float64, rate Range) Verdict {
	if t.Lo <= 0 {
		return Verdict{}
	}
	lo, hi := rate.Lo*t.Lo/per, rate.Hi*t.Hi/per
	if math.Max(0, math.Ceil(lo-1e-9*math.Max(1, math.Abs(lo)))) <= hi+1e-9*math.Max(1, hi) {
		return Verdict{}
	}
	return Verdict{"rate", "rate_impossible_for_t", Suspicious, fmt.Sprintf("printed %s per %s PY; no whole number of events in %s PY makes it, %s would be needed",
		rate, plain(per), t, implied(lo, hi, Range{Lo: 1, Hi: 0}))}
}

// FollowUp objects to more person-time than n people can have in the longest
// follow-up.
func FollowUp(t Range, n float64, longest Range) Verdict {
	if !below(n*longest.Hi, t.Lo, nil) {
		return Verdict{}
	}
	return Verdict{"followup", "more_person_time_than_n_times_max", Impossible,
		fmt.Sprintf("printed %s PY; %s in a longest follow-up of %s years %s at most %s PY",
			t, plural(n, "person", "people"), longest, agree(n, "has", "have"), significant(n*longest.Hi, 4))}
}

// MeanFollowUp objects to person-time that is not n times the mean follow-up.
func MeanFollowUp(t Range, n float64, mean Range) Verdict {
	if !disjoint(n*mean.Lo, n*mean.Hi, t) {
		return Verdict{}
	}
	return Verdict{"followup", "mean_followup_mismatch", Impossible,
		fmt.Sprintf("printed %s PY; %s with a mean follow-up of %s years %s %s PY",
			t, plural(n, "person", "people"), mean, agree(n, "has", "have"), implied(n*mean.Lo, n*mean.Hi, t))}
}

// CrudeRatio objects to a ratio labelled crude that is not that of the counts.
// Tables with a zero cell are left alone: authors correct them in many ways.
func CrudeRatio(m effect.Measure, table effect.Table, est Range) Verdict {
	a, c := table.Ai, table.Ci
	b, d := table.N1i-a, table.N2i-c
	if !(a > 0 && c > 0 && b > 0 && d > 0) {
		return Verdict{}
	}
	var top, bottom float64
	switch m {
	case effect.RR:
		top, bottom = a*table.N2i, c*table.N1i
	case effect.OR:
		top, bottom = a*d, b*c
	default:
		return Verdict{}
	}
	return crude(top, bottom, est)
}

// CrudeRateRatio does the same for a rate ratio.
func CrudeRateRatio(x1 float64, t1 Range, x2 float64, t2 Range, est Range) Verdict {
	if !(x1 > 0 && x2 > 0 && t1.Lo > 0 && t2.Lo > 0) {
		return Verdict{}
	}
	lo, hi := x1*t2.Lo/(x2*t1.Hi), x1*t2.Hi/(x2*t1.Lo)
	if !disjoint(lo, hi, est) {
		return Verdict{}
	}
	return Verdict{"crude_ratio", "crude_ratio_mismatch", Suspicious, fmt.Sprintf("printed ratio %s; events and person-time make %s", est, implied(lo, hi, est))}
}

func crude(top, bottom float64, est Range) Verdict {
	v := top / bottom
	exact := ratio(top, bottom)
	if !below(v, est.Lo, func() (a, b *big.Rat) { return exact, est.lo() }) && !below(est.Hi, v, func() (a, b *big.Rat) { return est.hi(), exact }) {
		return Verdict{}
	}
	return Verdict{"crude_ratio", "crude_ratio_mismatch", Suspicious, fmt.Sprintf("printed ratio %s; the counts make %s", est, implied(v, v, est))}
}

// RiskDifference objects to a difference (in percentage points) that is not
// that of the two percentages.
func RiskDifference(pct1, pct2, rd Range) Verdict {
	lo, hi := pct1.Lo-pct2.Hi, pct1.Hi-pct2.Lo
	slack := 1e-9 * (math.Abs(pct1.Hi) + math.Abs(pct2.Hi)) // of a difference of close numbers
	if rd.Hi >= lo-slack && rd.Lo <= hi+slack {
		return Verdict{}
	}
	return Verdict{"risk_difference", "risk_difference_mismatch", Suspicious,
		fmt.Sprintf("printed difference %s percentage points; the two percentages differ by %s", rd, implied(lo, hi, rd))}
}

// NNH objects to a number needed to harm (or treat) that is not the inverse of
// the risk difference in percentage points. Authors round it up, down or to the
// nearest: it is taken as the number printed, and one more or less is allowed.
func NNH(rd, nnh Range) Verdict {
	lo, hi := rd.Lo, rd.Hi
	if hi < 0 {
		lo, hi = -hi, -lo
	}
	if lo <= 0 { // the difference may be 0: any number is possible
		lo = 0
	}
	least := 100/math.Max(math.Abs(lo), math.Abs(hi)) - 1
	most := math.Inf(1)
	if lo > 0 {
		most = 100/lo + 1
	}
	n := (nnh.Lo + nnh.Hi) / 2
	if !below(most, n, nil) && !below(n, least, nil) {
		return Verdict{}
	}
	return Verdict{"nnh", "nnh_mismatch", Suspicious, needed(rd, nnh, least, most)}
}

// needed words the number that a risk difference makes.
func needed(rd, nnh Range, least, most float64) string {
	text := implied(least, most, nnh)
	if math.IsInf(most, 1) {
		text = "at least " + significant(least, 4)
	}
	return fmt.Sprintf("printed number %s; a risk difference of %s percentage points makes %s", nnh, rd, text)
}

// I2Q objects to an I² (per cent) that does not follow from Q and k studies.
func I2Q(q Range, k float64, i2 Range) Verdict {
	from := func(q float64) float64 {
		if q <= k-1 {
			return 0
		}
		return 100 * (q - (k - 1)) / q
	}
	lo, hi := from(q.Lo), from(q.Hi)
	if !disjoint(lo, hi, i2) {
		return Verdict{}
	}
	return Verdict{"i2_q", "i2_q_mismatch", Suspicious, fmt.Sprintf("printed I² %s %%; Q = %s of %s studies makes %s %%", i2, q, plain(k), implied(lo, hi, i2))}
}

// Weights objects to percentages of weight that do not add up to 100.
func Weights(weights []Range) Verdict {
	var lo, hi float64
	for _, w := range weights {
		lo += w.Lo
		hi += w.Hi
	}
	if lo <= 100+1e-9 && hi >= 100-1e-9 {
		return Verdict{}
	}
	return Verdict{"weights", "weights_do_not_add_up", Suspicious, "printed weights must add up to 100 %; they make " + implied(lo, hi, Range{Lo: 100, Hi: 100}) + " %"}
}
