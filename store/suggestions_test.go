package store_test

import (
	"testing"

	"dossier/evidence"
	"dossier/store"
)

func TestPutSuggestions(t *testing.T) {
	onBoth(t, func(t *testing.T, r *store.Repo) {
		key := add(t, r, paper("Stone", 2022, "A trial", "10.1000/a1")).Added[0].Study.Key
		put := func(s store.Suggestions) store.Event {
			t.Helper()
			e, err := r.PutSuggestions(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
		propose := func(field, value string, status evidence.TagStatus) store.StudyProposal {
			return store.StudyProposal{Key: key, Proposal: evidence.Proposal{Field: field, Value: value, Status: status}}
		}
		all := store.Suggestions{
			Tags:     []evidence.Tag{{Study: key, Drug: "tofacitinib", Status: evidence.Suggested}},
			Findings: []evidence.Finding{{ID: "F001", Study: key, Drug: "tofacitinib", Outcome: "mace", Measure: "HR", Estimate: "1.3", Status: evidence.Suggested}},
			Proposals: []store.StudyProposal{
				propose(evidence.ProposeDesign, "rct", evidence.Suggested), propose(evidence.ProposeN, "400", evidence.Suggested),
				propose(evidence.ProposeRegistry, "NCT02092467", evidence.Suggested),
			},
		}
		if e := put(all); e.Seq == 0 {
			t.Fatal("suggestions changed nothing")
		}
		if e := put(all); e.Seq != 0 {
			t.Errorf("the same suggestions again are event %d", e.Seq)
		}
		study := func() evidence.Study {
			t.Helper()
			s, err := r.Study(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		if s := study(); s.Design != "" || s.N != 0 || len(s.Registry) != 0 || len(s.Proposals) != 3 {
			t.Errorf("before a person spoke: design %q, n %d, registry %v, %d proposals", s.Design, s.N, s.Registry, len(s.Proposals))
		}
		put(store.Suggestions{What: "accept", Proposals: []store.StudyProposal{
			propose(evidence.ProposeN, "400", evidence.Confirmed), propose(evidence.ProposeRegistry, "NCT02092467", evidence.Confirmed),
			propose(evidence.ProposeDesign, "rct", evidence.Rejected)}})
		s := study()
		if s.Design != "" || s.N != 400 || len(s.Registry) != 1 {
			t.Errorf("after the decision: design %q, n %d, registry %v", s.Design, s.N, s.Registry)
		}
		for _, p := range s.Proposals {
			if p.Status == evidence.Suggested || p.By != "ada" || p.At.IsZero() {
				t.Errorf("%s is %s by %q", p.Field, p.Status, p.By)
			}
		}
		if e := put(all); e.Seq != 0 {
			t.Error("a decision was overwritten by a suggestion")
		}
		if _, err := r.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := study(); s.N != 0 || len(s.Registry) != 0 || s.Proposals[0].Status != evidence.Suggested {
			t.Errorf("after undo: n %d, registry %v, %s", s.N, s.Registry, s.Proposals[0].Status)
		}
		// A newer text proposes another value in place of the open one.
		put(store.Suggestions{Proposals: []store.StudyProposal{propose(evidence.ProposeDesign, "cohort", evidence.Suggested)}})
		if s := study(); len(s.Proposals) != 3 || s.Proposals[0].Value != "cohort" {
			t.Errorf("proposals %+v", s.Proposals)
		}
		if _, err := r.PutSuggestions(t.Context(), store.Suggestions{Proposals: []store.StudyProposal{propose(evidence.ProposeN, "many", evidence.Confirmed)}}); err == nil {
			t.Error("n is taken as many")
		}
	})
}
