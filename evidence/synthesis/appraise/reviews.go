package appraise

import (
	"fmt"
	"slices"
	"strconv"
)

// The answers of AMSTAR 2 beside Yes and No.
const (
	PartialYes     = "PY"
	NoMetaAnalysis = "NMA"
)

// AMSTAR2Options adapt the rule to a protocol.
type AMSTAR2Options struct {
	Critical          []int // item numbers; nil = those of the paper
	PartialIsWeakness bool
}

// AMSTAR2Rating is the confidence in the results of a review.
type AMSTAR2Rating struct {
	CriticalFlaws         int
	NoncriticalWeaknesses int
	Overall               string // high, moderate, low, critically_low
}

// DefaultCritical are the critical items that the authors of AMSTAR 2 propose.
func DefaultCritical() []int { return []int{2, 4, 7, 9, 11, 13, 15} }

// AMSTAR2 rates a review from its 16 answers (keys "1" to "16"). Shea 2017
// (10.1136/bmj.j4008). Published ratings often depart from this rule: keep the
// authors' own beside it.
func AMSTAR2(a Answers, o AMSTAR2Options) (AMSTAR2Rating, error) {
	critical := o.Critical
	if critical == nil {
		critical = DefaultCritical()
	}
	var r AMSTAR2Rating
	for item := 1; item <= 16; item++ {
		weak := false
		switch answer := a[strconv.Itoa(item)]; answer {
		case Yes:
		case PartialYes:
			weak = o.PartialIsWeakness
		case No:
			weak = true
		case NoMetaAnalysis:
			if item != 11 && item != 12 && item != 15 {
				return r, fmt.Errorf("item %d: %s is possible for items 11, 12 and 15 only", item, answer)
			}
		default:
			return r, fmt.Errorf("item %d: answer %q is none of Y, PY, N, NMA", item, answer)
		}
		switch {
		case weak && slices.Contains(critical, item):
			r.CriticalFlaws++
		case weak:
			r.NoncriticalWeaknesses++
		}
	}
	switch {
	case r.CriticalFlaws > 1:
		r.Overall = "critically_low"
	case r.CriticalFlaws == 1:
		r.Overall = "low"
	case r.NoncriticalWeaknesses > 1:
		r.Overall = "moderate"
	default:
		r.Overall = "high"
	}
	return r, nil
}

// NOSRating is the star count of the Newcastle–Ottawa scale and its usual
// translation (AHRQ).
type NOSRating struct {
	Total int
	AHRQ  string // good, fair, poor
}

// NOS translates stars for selection (0–4), comparability (0–2) and outcome or
// exposure (0–3).
func NOS(selection, comparability, outcome int) (NOSRating, error) {
	for _, s := range []struct {
		name       string
		stars, top int
	}{{"selection", selection, 4}, {"comparability", comparability, 2}, {"outcome", outcome, 3}} {
		if s.stars < 0 || s.stars > s.top {
			return NOSRating{}, fmt.Errorf("%s: %d stars, but there are 0 to %d", s.name, s.stars, s.top)
		}
	}
	r := NOSRating{Total: selection + comparability + outcome, AHRQ: "poor"}
	if comparability >= 1 && outcome >= 2 {
		switch {
		case selection >= 3:
			r.AHRQ = "good"
		case selection == 2:
			r.AHRQ = "fair"
		}
	}
	return r, nil
}
