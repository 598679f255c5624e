package tagging

import (
	"slices"

	"dossier/evidence"
)

// suggest puts together what the layers found.
func (r *reading) suggest() Suggestion {
	var s Suggestion
	for i := range r.mentions {
		m := &r.mentions[i]
		if !m.ok {
			continue
		}
		switch m.kind {
		case termDrug:
			s.Drugs = r.addDrug(s.Drugs, m)
		case termOutcome:
			s.Outcomes = r.addOutcome(s.Outcomes, m)
		}
	}
	return s
}

func (r *reading) addDrug(list []Drug, m *mention) []Drug {
	id := r.id(m)
	span := r.span(m.field, m.first, m.last)
	for i := range list {
		if list[i].ID == id {
			list[i].Evidence = append(list[i].Evidence, span)
			return list
		}
	}
	d, _ := r.rules.vocab.Drug(id)
	role := Intervention
	if id == "placebo" {
		role = Comparator
	}
	return append(list, Drug{ID: id, Name: d.INN, Class: d.Kind == "class", Role: role, Confidence: 0.5, Rule: "word", Evidence: []evidence.Span{span}})
}

func (r *reading) addOutcome(list []Outcome, m *mention) []Outcome {
	id := r.id(m)
	roof := r.rules.roofs[id]
	target := roof != ""
	if !target {
		roof = id
	}
	span := r.span(m.field, m.first, m.last)
	for i := range list {
		if list[i].ID == roof {
			list[i].Evidence = append(list[i].Evidence, span)
			if id != roof && !slices.Contains(list[i].Sub, id) {
				list[i].Sub = append(list[i].Sub, id)
			}
			return list
		}
	}
	o := Outcome{ID: roof, Target: target, Aspect: Safety, Basis: "abstract", Confidence: 0.5, Rule: "word"}
	if m.field == inTitle {
		o.Basis = "title"
	}
	if id != roof {
		o.Sub = []string{id}
	}
	o.Evidence = append(o.Evidence, span)
	return append(list, o)
}
