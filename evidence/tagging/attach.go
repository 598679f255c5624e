package tagging

import (
	"slices"

	"dossier/evidence"
)

// candidate is something a number can be about: an outcome or another result.
type candidate struct {
	first, last int
	outcome     string // vocabulary id; empty = another result
}

// attacher binds estimates to outcomes and drugs.
type attacher struct {
	r       *reading
	f       *field
	studied []string // target outcomes of the record
	primary string   // outcome of "the primary end point", "" when not defined
	drugs   []Drug

	lists [][]candidate // by sentence, see candidates
	asked []bool        // of lists
}

// newAttacher prepares what estimates and counts are bound to.
func (r *reading) newAttacher(outcomes []Outcome, drugs []Drug) *attacher {
	n := len(r.fields[inAbstract].sentences)
	a := &attacher{r: r, f: &r.fields[inAbstract], drugs: drugs, lists: make([][]candidate, n), asked: make([]bool, n)}
	for _, o := range outcomes {
		if o.Target {
			a.studied = append(a.studied, o.ID)
		}
	}
	a.primary = a.primaryOutcome()
	return a
}

// attach fills outcome, drugs and context of every estimate.
func (a *attacher) attach(list []Estimate, raw []rawEstimate) {
	for i := range list {
		id, rule := a.outcome(&raw[i], raw, i)
		a.setOutcome(&list[i], id, rule)
		a.contrast(&list[i], &raw[i])
	}
}

func (a *attacher) setOutcome(e *Estimate, id, rule string) {
	e.Rule += "; " + rule
	roof := a.r.rules.roofs[id]
	if roof == "" || !slices.Contains(a.studied, roof) {
		e.Outcome = "other"
		return
	}
	e.Outcome = roof
	if id != roof {
		e.SubOutcome = id
	}
}

// outcome finds what the number is about: the nearest result named before it in
// the sentence, else after it, else in the sentences before.
func (a *attacher) outcome(raw *rawEstimate, all []rawEstimate, i int) (id, rule string) {
	s := a.f.sentences[raw.sent]
	list := a.candidates(raw.sent)
	start := raw.est.word
	if raw.measureWord >= 0 {
		start = raw.measureWord
	}
	if k := a.lastBefore(list, s.first, start); k >= 0 {
		return a.composite(list, k), "nearest result before the number"
	}
	if k := a.firstAfter(list, raw.next, min(s.last, raw.next+14), all, i); k >= 0 {
		return a.composite(list, k), "result after the number"
	}
	if a.unknownResult(&s, start) {
		return "", "a result the vocabulary does not have"
	}
	for si := raw.sent - 1; si >= 0 && si >= raw.sent-3; si-- {
		back := a.candidates(si)
		for k := len(back) - 1; k >= 0; k-- {
			if back[k].outcome != "" {
				return back[k].outcome, "result of an earlier sentence"
			}
		}
		if len(back) > 0 {
			return "", "other result of an earlier sentence"
		}
	}
	if len(a.studied) == 1 {
		return a.studied[0], "the only outcome of the record"
	}
	return "", "no outcome named"
}

// unknownResult tells whether the sentence itself names what the number is
// about ("risk for cataracts"), in words that nobody listed.
func (a *attacher) unknownResult(s *sentence, start int) bool {
	for _, h := range a.r.hitsIn(inAbstract, s.first, start) {
		if h.cue == cueRateWord && h.last < start && (a.f.lower(h.last) == "of" || a.f.lower(h.last) == "for") {
			return true
		}
	}
	return false
}

// candidates lists the results named in a sentence, in order.
func (a *attacher) candidates(si int) []candidate {
	if !a.asked[si] {
		a.lists[si], a.asked[si] = a.findCandidates(si), true
	}
	return a.lists[si]
}

func (a *attacher) findCandidates(si int) []candidate {
	s := a.f.sentences[si]
	var list []candidate
	mentions := a.r.mentionsIn(inAbstract, s.first, s.last)
	for i := range mentions {
		m := &mentions[i]
		if m.kind != termOutcome || !m.ok {
			continue
		}
		id := a.r.id(m)
		if a.r.termOf(m).roof == "" {
			id = ""
		} else if role := a.r.roleOf(m); role == roleIndication || role == roleHistory || role == roleEligibility {
			continue
		}
		list = append(list, candidate{int(m.first), int(m.last), id})
	}
	named := 0 // end of the last "primary efficacy outcome"
	for _, h := range a.r.hitsIn(inAbstract, s.first, s.last) {
		switch h.cue {
		case cueOtherOutcome:
			if !a.r.inMention(inAbstract, h.first) && h.first >= named {
				list = append(list, candidate{h.first, h.last, ""})
			}
		case cueEndPointNamed:
			named = max(named, h.last)
			list = append(list, candidate{h.first, h.last, a.primary})
		}
	}
	slices.SortFunc(list, func(x, y candidate) int {
		if x.first != y.first {
			return x.first - y.first
		}
		return x.last - y.last
	})
	return list
}

// lastBefore is the last candidate in words [from, to).
func (a *attacher) lastBefore(list []candidate, from, to int) int {
	for k := len(list) - 1; k >= 0; k-- {
		if list[k].last <= to && list[k].first >= from {
			return k
		}
	}
	return -1
}

// firstAfter is the first candidate in words [from, to) that no other estimate
// stands before.
func (a *attacher) firstAfter(list []candidate, from, to int, all []rawEstimate, i int) int {
	if i+1 < len(all) && all[i+1].est.word < to {
		to = all[i+1].est.word
	}
	for k := range list {
		if list[k].first >= from && list[k].first < to {
			return k
		}
	}
	return -1
}

// composite gives the outcome of the candidate, or of the list "A, B, or C" it
// closes when one of its members is a target outcome.
func (a *attacher) composite(list []candidate, k int) string {
	if list[k].outcome != "" {
		return list[k].outcome
	}
	for j := k; j > 0; j-- {
		joined, or := a.joined(list[j-1].last, list[j].first)
		if !joined {
			break
		}
		if list[j-1].outcome != "" && (or || j < k) {
			return list[j-1].outcome
		}
	}
	return ""
}

// joined tells whether two results are neighbours of a list, and whether by "or".
func (a *attacher) joined(from, to int) (joined, or bool) {
	if to-from > 3 || to < from {
		return false, false
	}
	for k := from; k <= to; k++ {
		if a.f.words[k].before&^(gapSoft|gapComma|gapSlash) != 0 {
			return false, false
		}
		if k < to {
			switch a.f.lower(k) {
			case "or":
				or = true
			case "and":
				return false, false
			}
		}
		if a.f.words[k].before&gapComma != 0 {
			or = or || false
		}
	}
	return true, or
}

// primaryOutcome is the target outcome that a sentence defines as the primary
// end point.
func (a *attacher) primaryOutcome() string {
	for si := range a.f.sentences {
		s := a.f.sentences[si]
		for _, h := range a.r.hitsIn(inAbstract, s.first, s.last) {
			if h.cue != cueEndPointNamed {
				continue
			}
			for _, m := range a.r.mentionsIn(inAbstract, h.last, s.last) {
				if m.kind == termOutcome && m.ok && a.r.termOf(&m).roof != "" {
					return a.r.id(&m)
				}
			}
		}
	}
	return ""
}

// contrast binds the drugs: for ratios and differences the intervention and
// comparator of the sentence or the record; for a rate or proportion of one arm
// the drug named beside it.
func (a *attacher) contrast(e *Estimate, raw *rawEstimate) {
	switch e.Measure {
	case "PROP", "IR", "PCT":
		e.Drug = a.armDrug(raw)
		return
	}
	treat, control := a.sentenceDrugs(raw)
	if treat == "" {
		treat = a.only(Intervention)
	}
	if treat == "" {
		return
	}
	e.Drug = treat
	if control == "" || control == treat {
		control = a.only(Comparator)
	}
	if control != treat {
		e.Comparator = control
	}
}

// sentenceDrugs are the drugs under test and compared with in the estimate's
// sentence.
func (a *attacher) sentenceDrugs(raw *rawEstimate) (treat, control string) {
	s := a.f.sentences[raw.sent]
	mentions := a.r.mentionsIn(inAbstract, s.first, s.last)
	for i := range mentions {
		m := &mentions[i]
		if m.kind != termDrug || !m.ok {
			continue
		}
		switch a.roleOfDrug(a.r.id(m)) {
		case Intervention:
			if treat == "" || int(m.first) < raw.est.word && raw.est.word-int(m.first) < 6 {
				treat = a.r.id(m)
			}
		case Comparator:
			control = a.r.id(m)
		}
	}
	return treat, control
}

func (a *attacher) roleOfDrug(id string) Role {
	for _, d := range a.drugs {
		if d.ID == id {
			return d.Role
		}
	}
	return ""
}

// only is the drug of a role when the record has one, or one besides classes.
func (a *attacher) only(role Role) string {
	found, class := "", ""
	for _, d := range a.drugs {
		if d.Role != role {
			continue
		}
		if d.Class {
			class = d.ID
			continue
		}
		if found != "" {
			return ""
		}
		found = d.ID
	}
	if found == "" {
		return class
	}
	return found
}

// armDrug is the drug right after the number ("28 percent in the placebo
// group"), else the last one before it.
func (a *attacher) armDrug(raw *rawEstimate) string {
	best, distance := "", 12
	mentions := a.r.mentionsIn(inAbstract, raw.est.word-16, raw.next+13)
	for i := range mentions {
		m := &mentions[i]
		if m.kind != termDrug || !m.ok || int(m.sent) != raw.sent {
			continue
		}
		d := int(m.first) - raw.next
		if int(m.first) < raw.est.word {
			d = raw.est.word - int(m.last) + 3
		} else if int(m.first) < raw.next {
			d = 0
		}
		if d >= 0 && d < distance {
			best, distance = a.r.id(m), d
		}
	}
	return best
}

// sentenceSpan is the sentence of an estimate as evidence.
func (r *reading) sentenceSpan(si int) evidence.Span {
	f := &r.fields[inAbstract]
	s := f.sentences[si]
	return f.span(int(f.words[s.first].start), int(f.words[s.last-1].end))
}
