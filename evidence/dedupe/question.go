package dedupe

import (
	"cmp"
	"slices"
)

// MaxAsked is how many questions one work may raise; the best come first. Among
// thousands of works that hardly differ a person answers no more, and those that
// are left come up when the first are answered.
const MaxAsked = 3

// questions gives the pairs of groups that a person should look at: those
// between which a pair of records is neither automatic nor distinct, and those
// that were refused because other members contradict. Answered pairs are left
// out, and those of which one group has MaxAsked better ones.
func (k *clustering) questions() []Question {
	asked := make(map[uint64]bool)
	of := make(map[uint32]int) // how many a group has
	questions := []Question{}
	for _, e := range k.openEdges() {
		a, b := k.find(e.a), k.find(e.b)
		pair := uint64(min(a, b))<<32 | uint64(max(a, b))
		if a == b || of[a] == MaxAsked || of[b] == MaxAsked || asked[pair] || k.answeredApart(a, b) {
			continue
		}
		asked[pair] = true
		of[a]++
		of[b]++
		questions = append(questions, k.question(a, b, e))
	}
	slices.SortFunc(questions, func(p, q Question) int {
		return cmp.Or(cmp.Compare(q.Score, p.Score), slices.Compare(p.A, q.A), slices.Compare(p.B, q.B))
	})
	return questions
}

// openEdges are the pairs of records that were not decided, the strongest first.
func (k *clustering) openEdges() []edge {
	open := slices.Clone(k.refused)
	for _, e := range k.x.edges {
		if e.outcome == Ask {
			open = append(open, e)
		}
	}
	slices.SortFunc(open, k.x.compareEdges)
	return open
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
