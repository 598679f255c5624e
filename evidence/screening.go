package evidence

import (
	"slices"
	"time"
)

// What screening says of a study, as Study.Screened holds it; empty means that
// it waits for a decision.
const (
	Included          = "included"
	Excluded          = "excluded"
	ScreeningConflict = "conflict" // two persons decided differently
)

// ScreeningDecision is what one person decided on a study.
type ScreeningDecision struct {
	By       string    `cbor:"1,keyasint" json:"by"`
	Decision string    `cbor:"2,keyasint" json:"decision"` // Included or Excluded
	Reason   string    `cbor:"3,keyasint,omitempty" json:"reason,omitempty"`
	Final    bool      `cbor:"4,keyasint,omitempty" json:"final,omitempty"` // settles a conflict
	At       time.Time `cbor:"5,keyasint,omitempty" json:"at,omitzero"`
}

// Equal tells whether two decisions are one.
func (d ScreeningDecision) Equal(o ScreeningDecision) bool {
	return d.By == o.By && d.Decision == o.Decision && d.Reason == o.Reason && d.Final == o.Final && d.At.Equal(o.At)
}

// Screening says what decisions, in order of time and one per person, come to
// when so many reviewers must agree: the value of Study.Screened, and for an
// exclusion the reason that was given first. A final decision settles it alone.
func Screening(decisions []ScreeningDecision, reviewers int) (screened, reason string) {
	if i := slices.IndexFunc(decisions, func(d ScreeningDecision) bool { return d.Final }); i >= 0 {
		return decisions[i].Decision, decisions[i].Reason
	}
	for _, d := range decisions {
		if d.Decision != decisions[0].Decision {
			return ScreeningConflict, ""
		}
		if reason == "" {
			reason = d.Reason
		}
	}
	if len(decisions) == 0 || len(decisions) < reviewers {
		return "", ""
	}
	return decisions[0].Decision, reason
}

// Decide puts a person's decision in place of an earlier one, at the end; an
// empty Decision takes the earlier one back. Only the last final decision stays
// final. The list that it is given stays as it is.
func Decide(decisions []ScreeningDecision, d ScreeningDecision) []ScreeningDecision {
	var out []ScreeningDecision
	for _, old := range decisions {
		if old.By == d.By {
			continue
		}
		if d.Final {
			old.Final = false
		}
		out = append(out, old)
	}
	if d.Decision == "" {
		return out
	}
	return append(out, d)
}
