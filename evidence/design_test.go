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
