package evidence

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestScreening(t *testing.T) {
	in := func(by string) ScreeningDecision { return ScreeningDecision{By: by, Decision: Included} }
	out := func(by, reason string) ScreeningDecision {
		return ScreeningDecision{By: by, Decision: Excluded, Reason: reason}
	}
	final := func(d ScreeningDecision) ScreeningDecision { d.Final = true; return d }
	for _, c := range []struct {
		name             string
		made             []ScreeningDecision
		reviewers        int
		screened, reason string
	}{
		{"nobody", nil, 1, "", ""},
		{"one of one", []ScreeningDecision{in("ana")}, 1, Included, ""},
		{"one of two", []ScreeningDecision{in("ana")}, 2, "", ""},
		{"two agree", []ScreeningDecision{out("ana", "animals"), out("bo", "not in people")}, 2, Excluded, "animals"},
		{"two differ", []ScreeningDecision{in("ana"), out("bo", "animals")}, 2, ScreeningConflict, ""},
		{"two differ where one is enough", []ScreeningDecision{in("ana"), out("bo", "animals")}, 1, ScreeningConflict, ""},
		{"a third settles it", []ScreeningDecision{in("ana"), out("bo", "animals"), final(out("cy", "animals"))}, 2, Excluded, "animals"},
		{"a change of mind", []ScreeningDecision{in("ana"), out("bo", "animals"), out("ana", "animals")}, 2, Excluded, "animals"},
		{"the last final one counts", []ScreeningDecision{final(in("ana")), final(out("bo", "animals"))}, 1, Excluded, "animals"},
		{"taken back", []ScreeningDecision{in("ana"), out("bo", "animals"), {By: "bo"}}, 1, Included, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var decisions []ScreeningDecision
			for _, d := range c.made {
				before := append([]ScreeningDecision(nil), decisions...)
				next := Decide(decisions, d)
				if diff := cmp.Diff(before, decisions); diff != "" {
					t.Fatalf("Decide changed the list that it was given:\n%s", diff)
				}
				decisions = next
			}
			screened, reason := Screening(decisions, c.reviewers)
			if screened != c.screened || reason != c.reason {
				t.Errorf("%q %q, want %q %q", screened, reason, c.screened, c.reason)
			}
		})
	}
}
