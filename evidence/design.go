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

// KindOfDesign reads a design as printed. An extension of a randomised trial is
// not randomised: patients enter it by choice.
func KindOfDesign(design string) DesignKind {
	design = strings.ToLower(design)
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
	design = strings.ToLower(design)
	return strings.Contains(design, "meta-anal") || strings.Contains(design, "metaanal") ||
		strings.Contains(design, "review") && !strings.Contains(design, "chart review")
}
