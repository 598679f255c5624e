package tagging

// pairing says which label of a list belongs to each estimate of a sentence. It
// is decided once for the whole sentence, so that "1.2 for VTE, 1.3 for MACE and
// 1.5 for infection" is not read one off.
type pairing struct {
	outcome map[int]int    // by word of the estimate: index of its candidate
	drug    map[int]string // by word of the estimate: its drug
	arm     map[int]string // by word of a rate or share: the arm it is of
}

// label is a name that numbers can belong to, at words [first, last).
type label struct{ first, last int }

// unpaired is the pairing of a sentence with one number or none.
var unpaired = &pairing{}

// pairOf is the pairing of a sentence, worked out once.
func (a *attacher) pairOf(si int, all []rawEstimate) *pairing {
	n := &a.notes[si]
	if n.pairs == nil {
		n.pairs = a.findPairs(si, all)
	}
	return n.pairs
}

func (a *attacher) findPairs(si int, all []rawEstimate) *pairing {
	numbers := estimatesOf(si, all)
	if len(numbers) < 2 {
		return unpaired
	}
	p := &pairing{}
	candidates := a.candidates(si)
	outcomes := make([]label, len(candidates))
	for k, c := range candidates {
		outcomes[k] = label{c.first, c.last}
	}
	if chosen := a.pair(si, numbers, outcomes); chosen != nil {
		p.outcome = map[int]int{}
		for i, k := range chosen {
			p.outcome[numbers[i].est.word] = k
		}
	}
	names, ids := a.contrasted(si)
	if chosen := a.pair(si, numbers, names); chosen != nil {
		p.drug = map[int]string{}
		for i, k := range chosen {
			if k != unlisted {
				p.drug[numbers[i].est.word] = ids[k]
			}
		}
	}
	if names, ids := a.armsNamed(si); len(names) >= len(numbers) && !isRatio(numbers[0].measure) {
		p.arm = map[int]string{}
		for i, k := range a.pairByOrder(si, numbers, names) {
			p.arm[numbers[i].est.word] = ids[k]
		}
	}
	return p
}

// armsNamed lists the drugs of a sentence, controls too, that a rate can be of.
func (a *attacher) armsNamed(si int) (names []label, ids []string) {
	s := a.f.sentences[si]
	for _, m := range a.r.mentionsIn(inAbstract, s.first, s.last) {
		if m.kind == termDrug && m.ok {
			names, ids = append(names, label{int(m.first), int(m.last)}), append(ids, a.r.id(&m))
		}
	}
	return names, ids
}

// firstOfSentence is the place of the first estimate that stands in the sentence or
// behind it.
func firstOfSentence(all []rawEstimate, sent int) int {
	lo, hi := 0, len(all)
	for lo < hi {
		if mid := (lo + hi) / 2; all[mid].sent < sent {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// estimatesOf are the estimates of a sentence; nil when they are of several
// measures, which no one list of labels runs through.
func estimatesOf(si int, all []rawEstimate) []rawEstimate {
	from := firstOfSentence(all, si)
	to := from
	for to < len(all) && all[to].sent == si {
		if all[to].measure != all[from].measure {
			return nil
		}
		to++
	}
	return all[from:to]
}

// contrasted lists the drugs of a sentence that a ratio can be about: not the
// controls, and not what stands behind "versus".
func (a *attacher) contrasted(si int) (names []label, ids []string) {
	s := a.f.sentences[si]
	mentions := a.r.mentionsIn(inAbstract, s.first, s.last)
	for i := range mentions {
		m := &mentions[i]
		if m.kind != termDrug || !m.ok || a.r.isControl(a.r.id(m)) || a.behindVersus(m, &s) {
			continue
		}
		names, ids = append(names, label{int(m.first), int(m.last)}), append(ids, a.r.id(m))
	}
	return names, ids
}

// behindVersus tells whether the drug is what another is compared with; "X or Y"
// is no contrast.
func (a *attacher) behindVersus(m *mention, s *sentence) bool {
	c, _ := a.r.drugCueBefore(m, s)
	return c == cueComparatorBefore && !a.r.orBefore(m, s)
}

// pair gives the label of each number: by their order where the sentence lists
// first one and then the other, else the label right after or right before each
// number, whichever of the two the separators of the list speak for. Nil when no
// one pattern pairs all numbers.
func (a *attacher) pair(si int, numbers []rawEstimate, labels []label) []int {
	if len(labels) < 2 {
		return nil
	}
	if chosen := pairInside(numbers, labels); chosen != nil {
		return chosen
	}
	if chosen := a.pairByOrder(si, numbers, labels); chosen != nil {
		return chosen
	}
	follow, precede := 0, 0
	for i := 0; i+1 < len(numbers); i++ {
		from, to := a.pastOwnBracket(numbers[i].next), numbers[i+1].est.word
		k := firstIn(labels, from, to)
		if k < 0 {
			continue
		}
		before, after := a.f.separated(from, labels[k].first), a.f.separated(labels[lastIn(labels, from, to)].last, to)
		switch {
		case after && !before:
			follow++
		case before && !after:
			precede++
		}
	}
	if follow+precede == 0 || follow > 0 && precede > 0 {
		return nil
	}
	if follow > 0 {
		return a.pairFollowing(si, numbers, labels)
	}
	return a.pairPreceding(si, numbers, labels)
}

// pairInside gives each number the label between it and its interval: "4.9 for X
// (95% CI …) and 2.8 for Y (95% CI …)"; nil when one has none.
func pairInside(numbers []rawEstimate, labels []label) []int {
	var chosen []int
	for i := range numbers {
		k := firstIn(labels, numbers[i].est.word+1, numbers[i].next)
		if k < 0 {
			return nil
		}
		chosen = append(chosen, k)
	}
	return chosen
}

// pairFollowing gives each number the label right after it; a number without one
// shares that of the next ("1.5 for MACE and 1.9 for VTE with tofacitinib"),
// unless labels also stand before all numbers.
func (a *attacher) pairFollowing(si int, numbers []rawEstimate, labels []label) []int {
	s := a.f.sentences[si]
	n := len(numbers)
	chosen := make([]int, n)
	shared := firstIn(labels, s.first, numbers[0].est.word) < 0
	for i := n - 1; i >= 0; i-- {
		to := s.last
		if i+1 < n {
			to = numbers[i+1].est.word
		}
		from := a.pastOwnBracket(numbers[i].next)
		k := firstIn(labels, from, to)
		switch {
		case k < 0 && a.unlistedAfter(from, to):
			chosen[i] = unlisted
		case k < 0 && shared && i+1 < n:
			chosen[i] = chosen[i+1]
		case k < 0 || a.f.separated(from, labels[k].first):
			return nil
		default:
			chosen[i] = k
		}
	}
	return chosen
}

// unlisted stands for a label that nobody listed.
const unlisted = -1

// pastOwnBracket is the word behind the bracket with a p value or the like that word
// k stands in; k when it stands in none.
func (a *attacher) pastOwnBracket(k int) int {
	for j := k; j < len(a.f.words) && j < k+8; j++ {
		if b := a.f.words[j].before; b&gapCloses != 0 {
			return j
		} else if b&(gapOpens|gapStop) != 0 {
			break
		}
	}
	return k
}

// unlistedAfter tells whether "for" and a name that is no label follow the number
// whose interval ends at word from, before word to: "0.2 (95% CI …) for hyperplasia,".
func (a *attacher) unlistedAfter(from, to int) bool {
	for k := from; k+1 < to && k < from+3; k++ {
		if a.f.lower(k) == "for" && a.f.words[k].before&gapCloses != 0 {
			return !a.f.words[k+1].number && len(a.r.mentionsIn(inAbstract, k+1, k+4)) == 0 && !a.r.rules.is(a.f.words[k+1].sym, cuePeople)
		}
	}
	return false
}

// pairPreceding gives each number the last label before it.
func (a *attacher) pairPreceding(si int, numbers []rawEstimate, labels []label) []int {
	s := a.f.sentences[si]
	chosen := make([]int, len(numbers))
	for i := range numbers {
		if chosen[i] = lastIn(labels, s.first, numbers[i].est.word); chosen[i] < 0 {
			return nil
		}
	}
	return chosen
}

// pairByOrder reads "VTE, MACE and infection were 1.2, 1.3 and 1.5,
// respectively", and the same with the numbers first.
func (a *attacher) pairByOrder(si int, numbers []rawEstimate, labels []label) []int {
	s := a.f.sentences[si]
	n := len(numbers)
	if !a.f.says(&s, "respectively") {
		for i := 0; i+1 < n; i++ {
			if !a.onlyJoins(numbers[i].next, numbers[i+1].est.word) {
				return nil
			}
		}
	}
	first, last := numbers[0].est.word, numbers[n-1].next
	if firstIn(labels, numbers[0].next, numbers[n-1].est.word) >= 0 {
		return nil // "DVT or PE in 1% and 2%, respectively (RR 0.7); stroke in 1% (RR 0.9)"
	}
	for k := len(labels) - n; k >= 0; k-- {
		run := labels[k : k+n]
		if run[n-1].last > first && run[0].first < last || !a.isList(run) {
			continue
		}
		if k > 0 && a.onlyJoins(labels[k-1].last, run[0].first) || k+n < len(labels) && a.onlyJoins(run[n-1].last, labels[k+n].first) {
			continue // part of a longer list
		}
		chosen := make([]int, n)
		for i := range chosen {
			chosen[i] = k + i
		}
		return chosen
	}
	return nil
}

// isList tells whether nothing but joining words stands between the labels.
func (a *attacher) isList(labels []label) bool {
	for i := 1; i < len(labels); i++ {
		if !a.onlyJoins(labels[i-1].last, labels[i].first) {
			return false
		}
	}
	return true
}

// onlyJoins tells whether words [from, to) only join the members of a list, or
// name measure and interval.
func (a *attacher) onlyJoins(from, to int) bool {
	if to < from {
		return false
	}
	joined := false
	for k := from; k <= to; k++ {
		joined = joined || a.f.words[k].before&(gapComma|gapSemicolon) != 0
		if k == to {
			break
		}
		switch a.f.lower(k) {
		case "and", "or", "versus", "vs":
			joined = true
		case "for", "of", "with", "in", "the", "than":
		default:
			if !a.r.rules.is(a.f.words[k].sym, cueInterval) && measureNames[a.measureCue(k)] == "" && !a.r.rules.is(a.f.words[k].sym, cueRateWord) {
				return false
			}
		}
	}
	return joined
}

// measureCue is the measure that word k names, cueNone when it names none.
func (a *attacher) measureCue(k int) cue {
	for c := cueMeasureHR; c <= cueMeasureIR; c++ {
		if a.r.rules.is(a.f.words[k].sym, c) {
			return c
		}
	}
	return cueNone
}

// says tells whether a sentence has the word, given in small letters.
func (f *field) says(s *sentence, word string) bool {
	for k := s.first; k < s.last; k++ {
		if f.lower(k) == word {
			return true
		}
	}
	return false
}

// separated tells whether a comma, semicolon or conjunction stands between word
// from-1 and word to.
func (f *field) separated(from, to int) bool {
	for k := from; k <= to && k < len(f.words); k++ {
		if f.words[k].before&(gapComma|gapSemicolon) != 0 {
			return true
		}
		if k == to {
			break
		}
		switch f.lower(k) {
		case "and", "but", "or", "whereas", "while", "nor":
			return true
		}
	}
	return false
}

// firstIn is the first label in words [from, to), -1 when there is none.
func firstIn(labels []label, from, to int) int {
	for k, l := range labels {
		if l.first >= from && l.last <= to {
			return k
		}
	}
	return -1
}

// lastIn is the last label in words [from, to), -1 when there is none.
func lastIn(labels []label, from, to int) int {
	for k := len(labels) - 1; k >= 0; k-- {
		if labels[k].first >= from && labels[k].last <= to {
			return k
		}
	}
	return -1
}
