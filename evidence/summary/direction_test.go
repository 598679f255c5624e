package summary

import (
	"testing"

	"dossier/evidence"
)

func TestDirectionCountsStudies(t *testing.T) {
	m, ok := evidence.MeasureOf("HR")
	if !ok {
		t.Fatal("no measure HR")
	}
	one := func(study, trial, low, high string) *entry {
		return &entry{measure: &m, heads: []evidence.StudyHead{{Key: study}},
			f: &evidence.Finding{Study: study, Trial: trial, Usable: true, CILow: evidence.Printed(low), CIHigh: evidence.Printed(high)}}
	}
	for _, c := range []struct {
		name string
		part []*entry
		want string
	}{
		{"no interval", []*entry{one("kim2001", "", "", "")}, ""},
		{"a review and its subset", []*entry{one("kim2001", "", "1.1", "2"), one("kim2001", "", "1.2", "3")}, "above 1, includes 0, below 0"},
		{"two reports of a trial", []*entry{one("kim2001", "t", "0.5", "2"), one("lee2002", "t", "0.4", "3")}, "above 0, includes 1, below 0"},
		{"two studies", []*entry{one("kim2001", "", "0.5", "0.9"), one("lee2002", "", "0.4", "3")}, "above 0, includes 1, below 1"},
		{"a study with different sides", []*entry{one("kim2001", "", "1.1", "2"), one("kim2001", "", "0.5", "3"), one("kim2001", "", "1.3", "3"), one("lee2002", "", "1.3", "3")},
			"above 1, includes 0, below 0, differ within a study 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := direction(studiesOf(c.part)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
