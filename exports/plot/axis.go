package plot

import (
	"math"
	"slices"
	"strconv"
)

// axis maps values to places between left and right.
type axis struct {
	log         bool
	low, high   float64 // values
	left, right float64 // points
}

// cutShare is the share of the limits that may be cut off at each end of an axis,
// and at least one.
const cutShare = 0.1

// newAxis spans the values and the null value. The few limits that lie far beyond
// the estimates are cut off, where an arrow will stand, so that one wide interval
// does not press all others together.
func newAxis(log bool, null float64, estimates, limits []float64) axis {
	a := axis{log: log, low: null, high: null}
	for _, v := range estimates {
		a.low, a.high = min(a.low, v), max(a.high, v)
	}
	scale := func(v float64) float64 { return v }
	back := scale
	if log {
		scale, back = math.Log, math.Exp
	}
	least, most := a.low, a.high
	room := max((scale(most)-scale(least))*0.75, 0.7)
	if !log {
		room = max(most-least, math.Abs(most)*0.2, math.Abs(least)*0.2)
	}
	low, high := back(scale(least)-room), back(scale(most)+room)
	if n := len(limits) - 1; n > 0 {
		sorted := slices.Sorted(slices.Values(limits))
		cut := max(1, int(cutShare*float64(n)))
		low, high = min(low, sorted[cut]), max(high, sorted[n-cut])
	}
	for _, v := range limits {
		a.low, a.high = min(a.low, max(v, low)), max(a.high, min(v, high))
	}
	if log {
		a.low, a.high = a.low/1.06, a.high*1.06
		return a
	}
	if a.low == a.high {
		a.low, a.high = a.low-1, a.high+1
	}
	margin := (a.high - a.low) * 0.03
	a.low, a.high = a.low-margin, a.high+margin
	return a
}

// at is the place of a value.
func (a axis) at(v float64) float64 {
	if a.log {
		return a.left + (a.right-a.left)*(math.Log(v)-math.Log(a.low))/(math.Log(a.high)-math.Log(a.low))
	}
	return a.left + (a.right-a.left)*(v-a.low)/(a.high-a.low)
}

// beyond tells whether a value lies outside: -1 below, 1 above.
func (a axis) beyond(v float64) int {
	switch {
	case v < a.low || a.log && v <= 0:
		return -1
	case v > a.high:
		return 1
	}
	return 0
}

// ticks are round values on the axis, at least gap points apart.
func (a axis) ticks(gap float64) []float64 {
	if !a.log {
		return a.even(gap)
	}
	for _, steps := range [][]float64{{1, 1.5, 2, 3, 5, 7}, {1, 2, 5}, {1, 3}, {1}} {
		var list []float64
		for e := math.Floor(math.Log10(a.low)); e <= math.Ceil(math.Log10(a.high)); e++ {
			for _, s := range steps {
				if v := s * math.Pow(10, e); v >= a.low && v <= a.high {
					list = append(list, v)
				}
			}
		}
		if a.apart(list, gap) {
			return list
		}
	}
	for decades := 2; ; decades++ {
		var list []float64
		for e := math.Ceil(math.Log10(a.low) / float64(decades)); e <= math.Log10(a.high)/float64(decades); e++ {
			list = append(list, math.Pow(10, e*float64(decades)))
		}
		if a.apart(list, gap) {
			return list
		}
	}
}

// even are multiples of 1, 2 or 5 times a power of ten.
func (a axis) even(gap float64) []float64 {
	step := math.Pow(10, math.Floor(math.Log10((a.high-a.low)/20)))
	for _, factor := range []float64{1, 2, 5, 10, 20, 50, 100, 200} {
		var list []float64
		for i := math.Ceil(a.low / (step * factor)); i <= math.Floor(a.high/(step*factor)); i++ {
			list = append(list, i*step*factor)
		}
		if a.apart(list, gap) {
			return list
		}
	}
	return nil
}

func (a axis) apart(list []float64, gap float64) bool {
	for i := 1; i < len(list); i++ {
		if a.at(list[i])-a.at(list[i-1]) < gap {
			return false
		}
	}
	return true
}

// tickLabel prints a value of an axis with no more digits than it needs.
func tickLabel(v float64) string {
	text := strconv.FormatFloat(v, 'g', 3, 64)
	if f, err := strconv.ParseFloat(text, 64); err == nil {
		text = strconv.FormatFloat(f, 'f', -1, 64)
	}
	if text == "-0" {
		return "0"
	}
	if text[0] == '-' {
		return "−" + text[1:]
	}
	return text
}
