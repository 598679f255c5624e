package evidence_test

import (
	"testing"

	"dossier/evidence"
)

func TestKindOfDesign(t *testing.T) {
	for design, want := range map[string]evidence.DesignKind{
		"RCT": evidence.DesignRandomised, "RCT post hoc": evidence.DesignRandomised, "cluster-randomized trial": evidence.DesignRandomised,
		"registry-based randomised trial": evidence.DesignRandomised, "pooled RCT": evidence.DesignRandomised,
		"RCT long-term extension": evidence.DesignNonRandomised, "non-randomised trial": evidence.DesignNonRandomised,
		"Nonrandomized trial": evidence.DesignNonRandomised, "cohort, 14 databases, pooled": evidence.DesignNonRandomised,
		"single-arm trial": evidence.DesignNonRandomised, "retrospective chart review": evidence.DesignNonRandomised,
		"network meta-analysis": evidence.DesignReview, "systematic review of randomised trials": evidence.DesignReview,
		"integrated trial safety analysis": evidence.DesignUnstated, "phase 3": evidence.DesignUnstated, "": evidence.DesignUnstated,
	} {
		if got := evidence.KindOfDesign(design); got != want {
			t.Errorf("%q: %q, want %q", design, got, want)
		}
	}
}

// A label that was read from a text is the same design as its words.
func TestDesignName(t *testing.T) {
	for design, want := range map[string]struct {
		name string
		kind evidence.DesignKind
	}{
		"rct": {"RCT", evidence.DesignRandomised}, "RCT": {"RCT", evidence.DesignRandomised}, "rct-secondary": {"RCT, secondary analysis", evidence.DesignRandomised},
		"nrct": {"non-randomised trial", evidence.DesignNonRandomised}, "lte": {"long-term extension", evidence.DesignNonRandomised},
		"sr": {"systematic review", evidence.DesignReview}, "ma": {"meta-analysis", evidence.DesignReview}, "nma": {"network meta-analysis", evidence.DesignReview},
		"RCT post hoc": {"RCT post hoc", evidence.DesignRandomised}, "cohort": {"cohort", evidence.DesignNonRandomised}, "": {"", evidence.DesignUnstated},
	} {
		if name, kind := evidence.DesignName(design), evidence.KindOfDesign(design); name != want.name || kind != want.kind {
			t.Errorf("%q: %q, %q; want %q, %q", design, name, kind, want.name, want.kind)
		}
	}
}
