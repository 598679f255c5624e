package evidence

import "strings"

// DesignKind sorts study designs by what they compare.
type DesignKind string

// The kinds of design. A design that says nothing of randomisation (an integrated
// analysis, "phase 2") is DesignUnstated, as is an empty one.
const (
	DesignRandomised    DesignKind = "randomised"
	DesignNonRandomised DesignKind = "non-randomised" // cohorts, registers, extensions of trials
	DesignReview        DesignKind = "review"         // holds other studies
	DesignUnstated      DesignKind = ""
)

// DesignName prints a design in words: the short labels that are read from texts and
// proposed ("rct", "sr") as people write them in a table. Any other text stays.
func DesignName(design string) string {
	switch strings.ToLower(strings.TrimSpace(design)) {
	case "rct":
		return "RCT"
	case "rct-secondary":
		return "RCT, secondary analysis"
	case "nrct":
		return "non-randomised trial"
	case "lte":
		return "long-term extension"
	case "integrated-safety":
		return "integrated safety analysis"
	case "sr":
		return "systematic review"
	case "ma":
		return "meta-analysis"
	case "nma":
		return "network meta-analysis"
	case "narrative-review":
		return "narrative review"
	case "case-report":
		return "case report"
	case "case-series":
		return "case series"
	case "pk":
		return "pharmacokinetic study"
	}
	return design
}

// KindOfDesign reads a design as printed. An extension of a randomised trial is
// not randomised: patients enter it by choice.
func KindOfDesign(design string) DesignKind {
	design = strings.ToLower(DesignName(design))
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(design, w) {
				return true
			}
		}
		return false
	}
	switch {
	case IsReviewDesign(design):
		return DesignReview
	case has("extension", "non-random", "nonrandom", "not random", "quasi-random", "single-arm", "single arm"):
		return DesignNonRandomised
	case has("randomised", "randomized") || strings.HasPrefix(design, "rct") || has(" rct"):
		return DesignRandomised
	case has("cohort", "observational", "case-control", "case control", "case series", "case report", "registry", "register", "real-world", "real world",
		"cross-sectional", "before-after", "pharmacovigilance", "spontaneous report", "disproportionality", "claims", "chart review"):
		return DesignNonRandomised
	}
	return DesignUnstated
}

// IsReviewDesign tells whether a design is one of reviews, which hold other
// studies.
func IsReviewDesign(design string) bool {
	design = strings.ToLower(DesignName(design))
	return strings.Contains(design, "meta-anal") || strings.Contains(design, "metaanal") ||
		strings.Contains(design, "review") && !strings.Contains(design, "chart review")
}
