package dedupe

import (
	"cmp"
	"slices"
)

// questions gives the pairs of groups that a person should look at: those
// between which a pair of records is neither automatic nor distinct, and those
// that were refused because other members contradict. Answered pairs are left
// out.
func (k *clustering) questions() []Question {
	best := k.bestEdges()
	questions := make([]Question, 0, len(best))
	for pair, e := range best {
		questions = append(questions, k.question(uint32(pair>>32), uint32(pair), e))
	}
	slices.SortFunc(questions, func(p, q Question) int {
		return cmp.Or(cmp.Compare(q.Score, p.Score), slices.Compare(p.A, q.A), slices.Compare(p.B, q.B))
	})
	return questions
}

// bestEdges finds the strongest open pair between any two groups.
func (k *clustering) bestEdges() map[uint64]edge {
	best := make(map[uint64]edge)
	consider := func(e edge) {
		a, b := k.find(e.a), k.find(e.b)
		if a == b {
			return
		}
		pair := uint64(min(a, b))<<32 | uint64(max(a, b))
		if known, ok := best[pair]; ok && k.x.compareEdges(known, e) <= 0 {
			return
		}
		if !k.answeredApart(a, b) {
			best[pair] = e
		}
	}
	for _, e := range k.x.edges {
		if e.outcome == Ask {
			consider(e)
		}
	}
	for _, e := range k.refused {
		consider(e)
	}
	return best
}

func (k *clustering) question(a, b uint32, e edge) Question {
	p, q := k.x.at(e.a), k.x.at(e.b)
	c := compare(p, q, k.cache)
	because := evidenceOf(p, q, &c)
	question := Question{A: k.ids(a), B: k.ids(b), Score: because.Score, Why: because.Why(), Guard: because.Guard, Link: linkKind(p, q, e.guard)}
	if e.outcome == Automatic {
		question.Guard = "other records of the two groups contradict"
	}
	if slices.Compare(question.A, question.B) > 0 {
		question.A, question.B = question.B, question.A
	}
	return question
}

// linkKind is how two reports of one study are related, when the guard says so.
func linkKind(a, b *prepared, g guard) string {
	switch {
	case g == guardVersion && a.preprint != b.preprint:
		return LinkPreprint
	case g == guardVersion:
		return LinkVersion
	case g == guardStage && a.stage != original && b.stage != original:
		return "" // an erratum and a reply: both are to a third work
	case g == guardStage && (a.stage == erratum || b.stage == erratum):
		return LinkErratum
	case g == guardStage && (a.stage == retraction || b.stage == retraction):
		return LinkRetraction
	case g == guardStage && (a.stage == protocol || b.stage == protocol):
		return LinkTrial
	case g == guardStage:
		return LinkComment
	}
	return ""
}
