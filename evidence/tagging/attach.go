package tagging

import (
	"slices"
	"sort"
	"strings"

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

	population string // of the study
	design     string

	notes []sentenceNotes
	found []eventCount // scratch of sentenceCounts
}

// sentenceNotes is what was asked of a sentence before.
type sentenceNotes struct {
	list  []candidate // see candidates
	asked bool        // of list
	pairs *pairing    // see pairOf
}

// newAttacher prepares what estimates and counts are bound to.
func (r *reading) newAttacher(outcomes []Outcome, drugs []Drug, population, design string) *attacher {
	a := &r.attacher // whose arrays serve again
	*a = attacher{r: r, f: &r.fields[inAbstract], drugs: drugs, population: population, design: design, notes: a.notes[:0], studied: a.studied[:0], found: a.found}
	for range a.f.sentences {
		a.addNotes()
	}
	for _, o := range outcomes {
		if o.Target {
			a.studied = append(a.studied, o.ID)
		}
	}
	a.primary = a.primaryOutcome()
	return a
}

// addNotes begins the notes of one more sentence, in the array of a list before.
func (a *attacher) addNotes() {
	if n := len(a.notes); n < cap(a.notes) {
		a.notes = a.notes[:n+1]
		a.notes[n] = sentenceNotes{list: a.notes[n].list[:0]}
		return
	}
	a.notes = append(a.notes, sentenceNotes{})
}

// attach fills outcome, drugs and context of every estimate.
func (a *attacher) attach(list []Estimate, raw []rawEstimate) {
	var id, rule string
	var own bool
	for i := range list {
		if i == 0 || !a.sameBracket(&raw[i-1], &raw[i]) {
			id, rule, own = a.outcome(&raw[i], raw, i)
		}
		a.setOutcome(&list[i], id, rule, own)
		a.contrast(&list[i], &raw[i], raw)
		a.circumstances(&list[i], &raw[i])
	}
}

// sameBracket tells whether two numbers of different measures stand in one bracket
// and so are of one result: "(RR 0.3, 95% CI …; NNTB 13, 95% CI …)".
func (a *attacher) sameBracket(x, y *rawEstimate) bool {
	if x.sent != y.sent || x.measure == y.measure || y.est.word-x.next > 20 || !a.inBracket(&a.f.sentences[x.sent], x.est.word) {
		return false
	}
	for k := x.next; k <= y.est.word; k++ {
		if a.f.words[k].before&gapCloses != 0 {
			return false
		}
	}
	return candidateIn(a.candidates(x.sent), x.next, y.est.word) < 0
}

// setOutcome names the outcome of an estimate. One that the record does not study
// as an effect of a drug must be the number's own.
func (a *attacher) setOutcome(e *Estimate, id, rule string, own bool) {
	e.Rule += "; " + rule
	roof := a.r.rules.roofs[id]
	if roof == "" || !own && !slices.Contains(a.studied, roof) {
		e.Outcome = "other"
		return
	}
	e.Outcome = roof
	if id != roof {
		e.SubOutcome = id
	}
}

// outcome finds what the number is about: the nearest result named before it in
// the sentence, else after it, else in the sentences before. It is the number's
// own where its clause names it.
func (a *attacher) outcome(raw *rawEstimate, all []rawEstimate, i int) (id, rule string, own bool) {
	s := a.f.sentences[raw.sent]
	list := a.candidates(raw.sent)
	start := raw.est.word
	if raw.measureWord >= 0 {
		start = raw.measureWord
	}
	if raw.measure == "VE" {
		if id := a.protectedAgainst(&s); id != "" {
			return id, "what the vaccine protects from", true
		}
		if len(list) == 0 {
			return "infection", "what vaccines protect from", false
		}
	}
	if id, ok := a.predicted(&s, raw, endOfList(raw.sent, all, i)); ok {
		return id, "the result that the sentence predicts", true
	}
	if i > 0 && a.unlistedItem(list, &all[i-1], raw, start) {
		return "", "an item of the list that the vocabulary does not have", false
	}
	if k, paired := a.pairOf(raw.sent, all).outcome[raw.est.word]; paired {
		if k == unlisted {
			return "", "an item of the list that the vocabulary does not have", false
		}
		return a.composite(list, a.whole(list, k, start)), "its place in the list of results", true
	}
	if k := candidateIn(list, raw.next+1, raw.next+3); k >= 0 && raw.next < s.last && a.f.lower(raw.next) == "for" && list[k].outcome != "" {
		return a.composite(list, k), "result right after the number", true
	}
	if raw.measure == "SMR" && raw.measureWord >= 0 {
		if k := candidateIn(list, raw.measureWord, raw.est.word); k >= 0 {
			return list[k].outcome, "what the deaths were from", true
		}
		return "", "a ratio of deaths", false // "the SIR of cancer was 1.1 and the SMR 0.7"
	}
	if k := a.afterMeasure(list, raw); k >= 0 {
		return a.composite(list, k), "what the measure is of", true
	}
	k := a.lastBefore(list, s.first, start)
	if k < 0 {
		k = a.lastBefore(list, s.first, raw.est.word) // "hazard ratios for infection were 1.5"
	}
	if k >= 0 && list[k].outcome == "" && (a.exposureOfRisk(list[k].last, start) || a.inBracket(&s, raw.est.word) && a.factorsAfter(&s, raw.next)) {
		k = -1 // "longer duration was associated with a higher risk (OR 2)": of what was told before
	}
	if k >= 0 && a.riskOfOther(list[k].last, start) {
		return "", "a result the vocabulary does not have", false
	}
	if k >= 0 {
		k = a.whole(list, k, start)
		return a.composite(list, k), "nearest result before the number", !a.spent(list[k].last, raw, all)
	}
	if k := candidateIn(list, raw.est.word+1, raw.next); k >= 0 {
		return a.composite(list, k), "result between the number and its interval", a.directlyAfter(raw, list[k].first)
	}
	if k := a.firstAfter(list, raw.next, min(s.last, raw.next+14), all, i); k >= 0 {
		return a.composite(list, k), "result after the number", a.directlyAfter(raw, list[k].first)
	}
	last := i
	for last+1 < len(all) && all[last+1].sent == raw.sent {
		last++
	}
	if len(list) > 0 && list[0].first >= all[last].next && list[0].first < all[last].next+14 {
		return a.composite(list, 0), "result after the numbers", false // "A (OR 1.2) and B (OR 1.3) raised the risk of acne"
	}
	if a.unknownResult(&s, start) || raw.measure == "IR" && a.rateOfUnknown(&s, raw) || !a.aboutEarlier(&s, raw, start) {
		return "", "a result the vocabulary does not have", false
	}
	for si := raw.sent - 1; si >= 0 && si >= raw.sent-3; si-- {
		back := a.candidates(si)
		for k := len(back) - 1; k >= 0; k-- {
			if back[k].outcome != "" {
				return back[k].outcome, "result of an earlier sentence", a.refersBack(&s)
			}
		}
		if len(back) > 0 && (len(a.studied) != 1 || a.f.numberIn(a.f.sentences[si].first, a.f.sentences[si].last)) {
			return "", "other result of an earlier sentence", false
		}
		if len(back) == 0 && a.tellsUnknown(si, all) {
			return "", "other result of an earlier sentence", false
		}
	}
	if len(a.studied) == 1 {
		return a.studied[0], "the only outcome of the record", true
	}
	return "", "no outcome named", false
}

// afterMeasure is the result that the measure is said to be of, between its name and
// the number: "adjusted for vascular disease, the RR for breast cancer was 1.97"; -1 when
// none is.
func (a *attacher) afterMeasure(list []candidate, raw *rawEstimate) int {
	if raw.measureWord < 0 {
		return -1
	}
	for k := raw.measureWord + 1; k < raw.est.word && k < raw.measureWord+5; k++ {
		if t := a.f.lower(k); t == "for" || t == "of" {
			return candidateIn(list, k+1, min(k+4, raw.est.word))
		}
	}
	return -1
}

// tellsUnknown tells whether the sentence has a number of its own of something that the
// vocabulary does not have: "aspirin did not raise the incidence of albuminuria (HR 1.2".
func (a *attacher) tellsUnknown(si int, all []rawEstimate) bool {
	k := sort.Search(len(all), func(k int) bool { return all[k].sent >= si })
	return k < len(all) && all[k].sent == si && a.unknownResult(&a.f.sentences[si], all[k].est.word)
}

// unlistedItem tells whether the number belongs to an item of a list of results
// that nobody listed: the third of "fever (RR 0.8, …), measles (RR 0.5, …) and
// spots (RR 0.4, …)". The measure of the number begins at word start.
func (a *attacher) unlistedItem(list []candidate, prev, raw *rawEstimate, start int) bool {
	if prev.sent != raw.sent || prev.measureWord < 0 || raw.measureWord != start || !isRatio(raw.measure) && raw.measure != "RD" || a.f.words[start].before&gapOpens == 0 || a.f.words[prev.measureWord].before&gapOpens == 0 {
		return false
	}
	from := 0 // behind the bracket of the last number
	for k := prev.next; k < start; k++ {
		if a.f.words[k].before&gapCloses != 0 {
			from = k
		}
	}
	if from == 0 {
		return false
	}
	item := from
	for item < start && (a.f.lower(item) == "and" || a.f.lower(item) == "or") {
		item++
	}
	if item == start || start-item > 5 && !a.headOfOther(item, start) || item == from && a.f.words[item].before&gapComma == 0 || candidateIn(list, from, start) >= 0 {
		return false
	}
	if a.headOfOther(item, start) {
		return true
	}
	for k := item; k < start; k++ {
		if a.f.words[k].number || a.r.inDrug(inAbstract, k) || a.r.rules.is(a.f.words[k].sym, cuePeople) || k > item && a.f.words[k].before&gapComma != 0 {
			return false
		}
		switch a.f.lower(k) {
		case "in", "for", "at", "with", "among", "after", "by", "on", "when", "during", "compared", "versus", "vs", "than", "but", "who", "from", "to", "is", "was", "were", "had":
			return false
		}
	}
	// the last item with a number of its own is a result or stands like this one
	for w := prev.measureWord; w > 0 && w > prev.measureWord-8; w-- {
		if endingAt(list, w) >= 0 {
			return w == prev.measureWord
		}
		if w < prev.measureWord && a.f.words[w].before&(gapComma|gapCloses) != 0 {
			return a.listedBefore(list, w)
		}
	}
	return false
}

// headOfOther tells whether words [k, to) open with a head that makes a result of
// care of what follows: "use of surfactant", "need for dialysis", "a reduction in the
// number of babies".
func (a *attacher) headOfOther(k, to int) bool {
	for n := 0; k+1 < to && n < 6; k, n = k+1, n+1 {
		switch a.f.lower(k) {
		case "use", "number", "numbers", "duration", "length", "proportion":
			return a.f.lower(k+1) == "of"
		case "need", "requirement", "requirements":
			return a.f.lower(k+1) == "for" || a.f.lower(k+1) == "of"
		case "a", "an", "the", "in", "reduction", "increase", "lower", "higher", "reduced", "increased", "decrease", "less", "more", "shorter", "longer":
		default:
			return false
		}
	}
	return false
}

// listedBefore tells whether a result with a bracket of its own stands within the
// clause or list that word k goes on with.
func (a *attacher) listedBefore(list []candidate, k int) bool {
	i, _ := slices.BinarySearchFunc(list, k, func(c candidate, k int) int { return c.first - k })
	for i--; i >= 0; i-- {
		if w := list[i].last; w < k {
			return a.f.words[w].before&gapOpens != 0
		}
	}
	return false
}

// exposureOfRisk tells whether words [from, to) say that what stands before them
// goes with a risk: "was associated with an eightfold increased risk". A risk "of"
// something is another matter.
func (a *attacher) exposureOfRisk(from, to int) bool {
	associated := false
	for k := from; k < to; k++ {
		switch a.f.lower(k) {
		case "associated", "linked", "related":
			associated = true
		case "increased", "raised", "doubled", "reduced", "lowered", "decreased":
			associated = associated || k+2 < to && a.f.lower(k+1) == "the" && strings.HasPrefix(a.f.lower(k+2), "risk")
		case "risk", "risks", "odds", "hazard", "likelihood":
			return associated && (k+1 >= to || a.f.lower(k+1) != "of" && a.f.lower(k+1) != "for" && a.f.lower(k+1) != "ratio" && a.f.lower(k+1) != "factor")
		}
	}
	return false
}

// whole gives the composite that the candidate k is a part of: "cardiovascular
// events (including stroke, or death from heart failure) (RR 0.89"; else k.
func (a *attacher) whole(list []candidate, k, start int) int {
	open := -1
	for w, depth := list[k].first, 0; w > 0 && w > list[k].first-30 && open < 0; w-- {
		b := a.f.words[w].before
		switch {
		case b&gapOpens != 0 && depth == 0 && a.opensParts(w):
			open = w
		case b&gapOpens != 0 && depth > 0:
			depth--
		}
		if b&gapCloses != 0 {
			depth++
		}
	}
	if open < 0 {
		return k
	}
	inside := strings.TrimRight(a.f.text[a.f.words[open].start:a.f.words[start].start], " ([")
	closed := strings.Count(inside, ")")+strings.Count(inside, "]") > strings.Count(inside, "(")+strings.Count(inside, "[")
	for j := k - 1; closed && j >= 0; j-- {
		if list[j].last == open {
			return j
		}
	}
	return k
}

// opensParts tells whether the bracket that opens at word k lists the parts of
// what stands before it.
func (a *attacher) opensParts(k int) bool {
	switch a.f.lower(k) {
	case "including", "comprising", "composite", "defined", "ie", "combined", "consisting":
		return true
	case "i":
		return a.f.lower(k+1) == "e"
	}
	return false
}

// spent tells whether the result that ends at word end belongs to an earlier
// number of the sentence, and a clause of its own leads to this one: "infection
// (OR 0.5), and less likely to be readmitted (OR 0.1)".
func (a *attacher) spent(end int, raw *rawEstimate, all []rawEstimate) bool {
	from := -1
	i := sort.Search(len(all), func(i int) bool { return all[i].est.word >= raw.est.word })
	if i > 0 && all[i-1].sent == raw.sent && all[i-1].est.word >= end {
		from = all[i-1].next
	}
	if from < 0 {
		return false
	}
	plain, inside := 0, a.f.words[min(from, len(a.f.words)-1)].before&gapCloses == 0
	for k := from; k < raw.est.word; k++ {
		if a.f.words[k].before&gapCloses != 0 {
			inside = false
		}
		if a.f.words[k].before&gapOpens != 0 {
			inside = true
		}
		if !inside && !a.f.words[k].number && !a.r.inDrug(inAbstract, k) {
			plain++
		}
	}
	return plain > 4
}

// candidateIn is the first candidate that begins in words [from, to), -1 when none
// does.
func candidateIn(list []candidate, from, to int) int {
	k, _ := slices.BinarySearchFunc(list, from, func(c candidate, from int) int { return c.first - from })
	if k < len(list) && list[k].first < to {
		return k
	}
	return -1
}

// endingAt is the candidate that ends at word w, -1 when none does.
func endingAt(list []candidate, w int) int {
	k, _ := slices.BinarySearchFunc(list, w, func(c candidate, w int) int { return c.first - w })
	for k--; k >= 0 && list[k].first > w-12; k-- {
		if list[k].last == w {
			return k
		}
	}
	return -1
}

// endOfList is the word behind the last estimate of the sentence when it has
// several, else 0.
func endOfList(sent int, all []rawEstimate, i int) int {
	last := i
	for last+1 < len(all) && all[last+1].sent == sent {
		last++
	}
	if last == i && (i == 0 || all[i-1].sent != sent) {
		return 0
	}
	return all[last].next
}

// numberIn tells whether a number stands in words [from, to).
func (f *field) numberIn(from, to int) bool {
	for k := from; k < to; k++ {
		if f.words[k].number {
			return true
		}
	}
	return false
}

// protectedAgainst is the outcome behind "against" or "in preventing", also where it
// is what the vaccine is given for.
func (a *attacher) protectedAgainst(s *sentence) string {
	for _, m := range a.r.mentionsIn(inAbstract, s.first, s.last) {
		if m.kind != termOutcome || !m.ok || a.r.termOf(&m).roof == "" {
			continue
		}
		for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-5 && a.f.words[k+1].before&^gapSoft == 0; k-- {
			switch a.f.lower(k) {
			case "against", "preventing", "prevention":
				return a.r.id(&m)
			}
		}
	}
	return ""
}

// directlyAfter tells whether nothing but a unit and a preposition stands between
// the number and the result that begins at word to: "3.1 percentage points in
// stroke".
func (a *attacher) directlyAfter(raw *rawEstimate, to int) bool {
	for k := raw.est.word + 1; k < to; k++ {
		if k < raw.next && a.inBracket(&a.f.sentences[raw.sent], k) {
			continue // its interval
		}
		switch a.f.lower(k) {
		case "percentage", "percent", "points", "point", "in", "of", "for", "the", "risk", "per", "person", "patient", "years", "year":
		default:
			if !a.f.words[k].number {
				return false
			}
		}
	}
	return true
}

// predicted gives the outcome that the sentence names as what its numbers predict,
// "" when it names one that nobody listed: "age (HR 1.2) and infection (HR 3.9) were
// independent predictors of rebleeding". The last number ends at word numbersEnd, 0
// when there is one only.
func (a *attacher) predicted(s *sentence, raw *rawEstimate, numbersEnd int) (id string, ok bool) {
	if !s.holds(markPredicts) {
		return "", false
	}
	for w := s.first; w+1 < s.last; w++ {
		if a.f.words[w+1].before&^gapSoft != 0 {
			continue
		}
		of := a.f.lower(w + 1)
		switch a.f.lower(w) {
		case "predictor", "predictors", "determinant":
			if of == "of" || of == "for" {
				return a.outcomeIn(w+2, w+8), true
			}
		case "variables", "variable", "characteristics", "determinants", "covariates", "parameters", "features", "conditions":
			if a.f.lower(w) == "determinants" && (of == "of" || of == "for") {
				return a.outcomeIn(w+2, w+8), true
			}
			if of == "associated" || a.f.lower(min(w+2, s.last-1)) == "associated" {
				if id := a.outcomeIn(w+3, w+9); id != "" {
					return id, true
				}
			}
		case "factor", "factors":
			switch {
			case of == "associated" || a.f.lower(min(w+2, s.last-1)) == "associated":
				if id := a.outcomeIn(w+3, w+9); id != "" {
					return id, true // "factors associated with infection were"
				}
			case of == "for" && w > s.first && a.f.lower(w-1) == "risk" && (w-1 == s.first || a.r.rules.section(a.f.words[w-2].sym) != sectionNone || strongFactor(a.f.lower(w-2))):
				return a.outcomeIn(w+2, w+8), true
			}
		case "linked", "related":
			if id := a.sharedResult(raw, w, w+2); numbersEnd > 0 && (of == "to" || of == "with") && id != "" {
				return id, true // "A (HR 2.8 …) and B (HR 1.6 …) were linked to infection"
			}
		case "associated":
			// "age (OR 1.1) and diabetes (OR 2.0) were associated with infection"
			if numbersEnd > 0 && w > numbersEnd && of == "with" && !a.f.numberIn(w, s.last) && !a.r.inDrug(inAbstract, w+2) {
				if id := a.outcomeIn(w+2, w+6); id != "" {
					return id, true
				}
			}
			if id := a.sharedResult(raw, w, w+2); numbersEnd > 0 && of == "with" && id != "" {
				return id, true
			}
		case "predicted", "predict":
			if id := a.sharedResult(raw, w, w+1); id != "" {
				return id, true
			}
		}
	}
	return "", false
}

// sharedResult is the outcome at word from, behind the verb at word w that the items of
// a list with the number share: "A (OR 2, …) and B (OR 3, …) were associated with
// zoster, as was age (OR 1.2, …)". "" where the number is none of the list, or the
// outcome has a number of its own.
func (a *attacher) sharedResult(raw *rawEstimate, w, from int) string {
	if w < raw.next || !a.inBracket(&a.f.sentences[raw.sent], raw.est.word) {
		return ""
	}
	list := a.candidates(raw.sent)
	for k := candidateIn(list, raw.next, w); k >= 0 && k < len(list) && list[k].first < w; k++ {
		if list[k].outcome != "" {
			return ""
		}
	}
	for _, m := range a.r.mentionsIn(inAbstract, from, min(from+5, a.f.sentences[raw.sent].last)) {
		if m.kind != termOutcome || !m.ok || a.r.termOf(&m).roof == "" || a.f.separated(from, int(m.first)) {
			continue
		}
		if k := int(m.last); k < a.f.sentences[raw.sent].last && a.f.words[k].before&gapOpens != 0 || a.f.numberIn(w, k) {
			return ""
		}
		return a.r.id(&m)
	}
	return ""
}

// strongFactor tells whether the word before "risk factors for" makes it a finding
// and no trait of people.
func strongFactor(word string) bool {
	switch word {
	case "independent", "significant", "strongest", "only", "a", "the", "were":
		return true
	}
	return false
}

// outcomeIn is the first target outcome of words [from, to), up to a comma.
func (a *attacher) outcomeIn(from, to int) string {
	for _, m := range a.r.mentionsIn(inAbstract, from, min(to, len(a.f.words))) {
		if m.kind == termOutcome && m.ok && a.r.termOf(&m).roof != "" && !a.f.separated(from, int(m.first)) {
			return a.r.id(&m)
		}
	}
	return ""
}

// riskOfOther tells whether words [from, to) go on to the risk of something that
// nobody listed: "infection was associated with lower odds of severe disease".
func (a *attacher) riskOfOther(from, to int) bool {
	for k := from; k+2 < to; k++ {
		switch a.f.lower(k) {
		case "risk", "risks", "odds", "likelihood", "probability", "rate", "rates", "incidence":
		default:
			continue
		}
		next := k + 2
		if t := a.f.lower(k + 1); t != "of" || a.f.words[k+1].before&^gapSoft != 0 || a.f.words[next].number || a.r.inDrug(inAbstract, next) {
			continue
		}
		if generalEvent(a.f.lower(next)) {
			continue
		}
		return true
	}
	return false
}

// generalEvent tells whether what a risk is of begins with the word for what was told
// before, or names nothing of its own.
func generalEvent(word string) bool {
	switch word {
	case "the", "this", "these", "an", "a", "any", "such", "all", "both", "bias", "events", "event", "elevation", "elevations", "occurrence", "recurrence", "abnormality", "abnormalities", "developing", "having":
		return true
	}
	return false
}

// aboutEarlier tells whether a number whose sentence names no result can be about
// one told before: it stands in the running text ("the hazard ratio with
// tofacitinib was 1.2"), or the clause speaks of the risk and not of a result of
// its own ("the risk was higher in women (HR 1.2)").
func (a *attacher) aboutEarlier(s *sentence, raw *rawEstimate, start int) bool {
	if a.refersBack(s) {
		return true
	}
	switch raw.measure {
	case "PROP":
		return a.bareIncidence(s, start)
	case "MD", "SMD", "PCT":
		return false
	case "ROR", "PRR":
		return a.inBracket(s, raw.est.word) && a.drugBeforeBracket(s, raw.est.word)
	}
	if !a.inBracket(s, raw.est.word) {
		return true
	}
	if m := raw.measureWord; m >= s.first && !a.inBracket(s, m) {
		for k := m + 1; k < raw.est.word && k < m+4; k++ {
			switch a.f.lower(k) {
			case "was", "were", "is", "remained", "rose", "fell", "increased", "decreased":
				return true // "the odds ratio was greatest with high doses (2.2"
			case "of", "for":
				k = raw.est.word
			}
		}
	}
	for k := s.first; k < start; k++ {
		if a.inBracket(s, k) {
			continue
		}
		switch a.f.lower(k) {
		case "remained", "persisted", "attenuated", "risk", "risks", "odds", "hazard", "hazards", "incidence", "association", "associations", "ratio", "ratios", "likelihood", "similar", "results", "estimates", "better", "superior", "inferior", "worse":
			return true
		case "difference", "effect", "rate", "rates", "excess":
			if k > s.first && saidBefore(a.f.lower(k-1), a.f.lower(k+1)) {
				return true
			}
		}
		if c := a.measureCue(k); c != cueNone && isRatio(measureNames[c]) && a.r.validMeasure(hit{c, k, k + 1}) {
			return true
		}
	}
	if a.design == "case-control" && isRatio(raw.measure) {
		return true // of being a case: "use was found in 6% of cases and 5% of controls (OR 1.3"
	}
	return a.bareRates(s, start) || a.riskAfter(s, raw.next)
}

// drugBeforeBracket tells whether a drug stands right before the bracket of word k: "the
// strongest signals were for upadacitinib (ROR 14.9".
func (a *attacher) drugBeforeBracket(s *sentence, k int) bool {
	least := max(s.first, k-20)
	for k > least && a.f.words[k].before&gapOpens == 0 {
		k--
	}
	return k > least && a.r.inDrug(inAbstract, k-1)
}

// saidBefore tells whether the word before an effect or a rate makes it the one told
// before, and the next does not name another: "this effect", "pravastatin showed the
// smallest effect", not "no effect on growth".
func saidBefore(word, next string) bool {
	switch word {
	case "the", "this":
		return true
	case "no", "such", "same", "similar", "largest", "strongest", "greatest", "highest", "smallest", "weakest", "lowest", "larger", "stronger", "greater", "smaller", "weaker":
		return next != "on" && next != "in" && next != "of" && next != "for"
	}
	return false
}

// bareIncidence tells whether the sentence tells an incidence before word to and not of
// what: "the cumulative incidence at 18 weeks was 0.9%".
func (a *attacher) bareIncidence(s *sentence, to int) bool {
	for k := s.first; k+1 < to; k++ {
		if a.f.lower(k) != "incidence" && a.f.lower(k) != "incidences" {
			continue
		}
		next := k + 1
		if t := a.f.lower(next); t == "rate" || t == "rates" {
			next++
		}
		return next < to && a.f.lower(next) != "of" && a.f.lower(next) != "for" && a.f.words[next].before&^gapSoft == 0
	}
	return false
}

// bareRates tells whether the sentence opens with rates that it does not name: "Rates
// were 11% with methotrexate and 7% without".
func (a *attacher) bareRates(s *sentence, to int) bool {
	k := s.first
	if a.f.lower(k) == "the" {
		k++
	}
	switch a.f.lower(k) {
	case "rate", "rates", "incidences", "frequency", "frequencies":
		return k+1 < to && (a.f.lower(k+1) == "was" || a.f.lower(k+1) == "were")
	}
	return false
}

// riskAfter tells whether the sentence goes on behind word from to a risk, or to factors
// of one, that it does not name: "age (HR 1.2, …) raised the hazard."
func (a *attacher) riskAfter(s *sentence, from int) bool {
	for k := from; k < s.last && k < from+60; k++ {
		switch a.f.lower(k) {
		case "risk", "hazard", "odds":
			if !a.inBracket(s, k) && a.unnamed(s, k+1) && !strings.HasPrefix(a.f.lower(min(k+1, s.last-1)), "factor") {
				return true
			}
		}
	}
	return a.factorsAfter(s, from)
}

// factorsAfter tells whether the sentence goes on behind word from to factors or
// predictors, and not of what: "age (OR 1.2, …) and smoking (OR 2.0, …) were independent
// risk factors."
func (a *attacher) factorsAfter(s *sentence, from int) bool {
	for k := from; k < s.last && k < from+60; k++ {
		switch a.f.lower(k) {
		case "factor", "factors":
			switch a.f.lower(k - 1) {
			case "risk", "protective", "predictive", "prognostic":
			default:
				continue
			}
		case "predictor", "predictors":
		default:
			continue
		}
		if !a.inBracket(s, k) && a.unnamed(s, k+1) {
			return true
		}
	}
	return false
}

// unnamed tells whether word k does not go on to what a risk is of.
func (a *attacher) unnamed(s *sentence, k int) bool {
	if k >= s.last || a.f.words[k].before&^gapSoft != 0 {
		return true
	}
	t := a.f.lower(k)
	return t != "of" && t != "for" && t != "ratio" && t != "ratios"
}

// inBracket tells whether word w stands inside a bracket of its sentence.
func (a *attacher) inBracket(s *sentence, w int) bool {
	for k := w; k > s.first && k > w-40; k-- {
		b := a.f.words[k].before
		if b&gapOpens != 0 {
			return true // also of ") ("
		}
		if b&gapCloses != 0 {
			return false
		}
	}
	return false
}

// refersBack tells whether the sentence opens with a word for what was told:
// "This association was stronger".
func (a *attacher) refersBack(s *sentence) bool {
	switch a.f.lower(s.first) {
	case "this", "these", "such", "it", "they":
		return true
	}
	return false
}

// unknownResult tells whether the sentence itself names what the number is
// about ("risk for cataracts", "Cataract: HR 1.2"), in words that nobody listed.
func (a *attacher) unknownResult(s *sentence, start int) bool {
	for k := s.first + 1; k <= start && k <= s.first+4; k++ {
		if a.r.rules.section(a.f.words[k-1].sym) != sectionNone {
			break
		}
		if a.f.words[k].before&gapColon != 0 {
			return true
		}
	}
	for _, h := range a.r.hitsIn(inAbstract, s.first, start) {
		if h.cue == cueRateWord && h.last < start && (a.f.lower(h.last) == "of" || a.f.lower(h.last) == "for") {
			return true
		}
	}
	for k := s.first; k+2 < start; k++ {
		switch a.f.lower(k) {
		case "odds", "likelihood", "probability", "chance":
			if a.f.lower(k+1) == "of" && a.f.words[k+2].before&^gapSoft == 0 && !a.f.words[k+2].number && !a.r.inDrug(inAbstract, k+2) && !generalEvent(a.f.lower(k+2)) {
				return true // "higher odds of recanalisation"
			}
		}
	}
	return false
}

// rateOfUnknown tells whether the sentence says what its rate is of, in words that nobody
// listed: "the incidence rate of redness was 11.2", "redness was seen in 214 adults (IR 11.2".
func (a *attacher) rateOfUnknown(s *sentence, raw *rawEstimate) bool {
	for k := raw.measureWord + 1; raw.measureWord >= s.first && k+1 < raw.est.word && k < raw.measureWord+3; k++ {
		if t := a.f.lower(k); t == "of" || t == "for" {
			return a.ownNoun(k + 1)
		}
	}
	if !a.ownNoun(s.first) {
		return false
	}
	for k := s.first + 1; k+1 < raw.est.word && k <= s.first+4 && a.f.words[k].before&^gapSoft == 0; k++ {
		switch a.f.lower(k) {
		case "occurred", "developed":
			return true
		case "was", "were":
			switch a.f.lower(k + 1) {
			case "recorded", "reported", "seen", "observed", "noted", "found", "detected", "diagnosed":
				return true
			}
			return false
		}
	}
	return false
}

// ownNoun tells whether word k can begin the name of a result: no number, drug, people or
// word that points back.
func (a *attacher) ownNoun(k int) bool {
	if a.f.words[k].number || a.r.inDrug(inAbstract, k) || a.r.rules.is(a.f.words[k].sym, cuePeople) || generalEvent(a.f.lower(k)) {
		return false
	}
	switch a.f.lower(k) {
	case "it", "they", "those", "that", "there", "one", "both", "none", "overall", "in", "during", "over", "among", "with", "at", "after", "for", "no", "first", "new":
		return false
	}
	return true
}

// candidates lists the results named in a sentence, in order.
func (a *attacher) candidates(si int) []candidate {
	n := &a.notes[si]
	if !n.asked {
		n.list, n.asked = a.findCandidates(n.list, si), true
	}
	return n.list
}

// findCandidates appends the results named in a sentence to an empty list.
func (a *attacher) findCandidates(list []candidate, si int) []candidate {
	s := a.f.sentences[si]
	mentions := a.r.mentionsIn(inAbstract, s.first, s.last)
	for i := range mentions {
		m := &mentions[i]
		if m.kind != termOutcome || !m.ok {
			continue
		}
		id := a.r.id(m)
		if a.r.termOf(m).roof == "" {
			if len(list) > 0 && a.ofPeople(&s, int(m.first)) {
				continue
			}
			id = ""
		} else if role := a.r.roleOf(m); (role == roleIndication || role == roleHistory || role == roleEligibility) && !a.subjectOfClause(&s, m) {
			continue
		}
		if a.adjustedFor(&s, int(m.first), int(m.last)) {
			continue
		}
		if a.tested(&s, int(m.first)) {
			id = "" // "a test result for malaria was recorded"
		}
		if k := int(m.first); len(list) > 0 && k-2 >= s.first && a.f.lower(k-1) == "to" && a.f.lower(k-2) == "due" {
			continue // "thrombosis due to malignancy": the cause
		}
		if i > 0 && mentions[i-1].last == m.first && a.r.id(&mentions[i-1]) == a.r.id(m) {
			continue // "prostate cancer (PCa)"
		}
		if a.r.rules.roofs[id] == "malignancy" && a.diedOf(&s, int(m.first)) {
			id = "" // death from cancer is mortality
		}
		list = append(list, candidate{int(m.first), int(m.last), id})
	}
	named := 0 // end of the last "primary efficacy outcome"
	for _, h := range a.r.hitsIn(inAbstract, s.first, s.last) {
		switch h.cue {
		case cueOtherOutcome:
			if h.last < s.last && a.f.lower(h.first) == "testing" && a.f.lower(h.last) == "positive" {
				continue // "testing positive for": the result comes
			}
			if a.f.lower(h.first) == "duration" && a.durationOfUse(&s, h.first) {
				continue
			}
			if a.f.lower(h.first) == "prevalence" && len(list) > 0 && a.r.inMention(inAbstract, h.first-1) {
				continue // "malaria prevalence"
			}
			if a.adjustedFor(&s, h.first, h.last) || len(list) > 0 && a.defines(&s, h.first) {
				continue
			}
			if !a.r.inMention(inAbstract, h.first) && h.first >= named && !(len(list) > 0 && a.ofPeople(&s, h.first)) {
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

// durationOfUse tells whether the duration at word k is that of an exposure, and no
// result: "by duration of tamoxifen use", "rose with duration".
func (a *attacher) durationOfUse(s *sentence, k int) bool {
	if k > s.first {
		switch a.f.lower(k - 1) {
		case "by", "with", "longer", "increasing", "long", "prolonged", "cumulative":
			return true
		}
	}
	if k+2 >= s.last || a.f.lower(k+1) != "of" {
		return false
	}
	switch a.f.lower(k + 2) {
	case "use", "treatment", "therapy", "exposure", "intake":
		return true
	}
	return a.r.inDrug(inAbstract, k+2)
}

// defines tells whether word k stands in a bracket without a ratio right behind a result,
// which says what counts as one: "hepatotoxicity (raised enzymes with symptoms)".
func (a *attacher) defines(s *sentence, k int) bool {
	const longest = 20 // words of a definition
	open := k
	for open > s.first && open > k-longest && a.f.words[open].before&(gapOpens|gapCloses) == 0 {
		open--
	}
	if a.f.words[open].before&gapOpens == 0 || a.f.words[open].before&gapCloses != 0 || !a.r.inMention(inAbstract, open-1) {
		return false
	}
	for j := open; j < s.last && j < open+longest; j++ {
		if j > open && a.f.words[j].before&gapCloses != 0 {
			return true
		}
		if c := a.measureCue(j); c != cueNone {
			return false
		}
	}
	return false
}

// adjustedFor tells whether words [from, to) name what a number was adjusted for:
// "after adjustment for steroids, duration and stroke, the effect remained". What a comma
// and a verb make a clause of is no part of the list.
func (a *attacher) adjustedFor(s *sentence, from, to int) bool {
	for k := from - 1; k > s.first && k > from-10; k-- {
		if a.f.words[k+1].before&^(gapSoft|gapComma|gapHyphen) != 0 || a.f.words[k].number {
			return false
		}
		switch a.f.lower(k) {
		case "risk", "risks", "rate", "rates", "odds", "hazard", "incidence", "ratio":
			return false // the clause has begun: ", the risk of stroke"
		case "the":
			if a.f.words[k].before&gapComma != 0 {
				return false
			}
			continue
		case "for":
		default:
			continue
		}
		switch a.f.lower(k - 1) {
		case "adjustment", "adjusted", "adjusting", "controlled", "controlling", "accounting":
		default:
			return false
		}
		if a.f.words[from].before&gapComma == 0 || to >= s.last {
			return true
		}
		switch a.f.lower(to) {
		case "was", "were", "is", "are", "occurred", "developed", "remained", "did", "risk", "rates", "rate", "incidence", "had":
			return false
		}
		return true
	}
	return false
}

// ofPeople tells whether the word names a group of people: asthma of "in patients
// with asthma", pregnancy of "no recent pregnancy".
func (a *attacher) ofPeople(s *sentence, k int) bool {
	if a.whoHad(s, k) {
		return true
	}
	j := k - 1
	for ; j > s.first && j > k-4 && a.f.words[j+1].before&^gapSoft == 0; j-- {
		switch a.f.lower(j) {
		case "recent", "prior", "previous", "preexisting":
			return true
		case "with", "without":
		default:
			continue
		}
		if !a.r.rules.is(a.f.words[j-1].sym, cuePeople) && a.f.lower(j-1) != "those" {
			return false
		}
		for i := j - 2; i >= s.first && i > j-5; i-- {
			switch a.f.lower(i) {
			case "in", "among", "for", "than", "versus", "vs":
				return true
			}
		}
		return false
	}
	return false
}

// whoHad tells whether word k is part of what people are told by: "than women who
// reported neither depression nor use of other drugs".
func (a *attacher) whoHad(s *sentence, k int) bool {
	for j := k - 1; j-2 > s.first && j > k-8; j-- {
		if a.f.words[j+1].before&^gapSoft != 0 {
			return false
		}
		switch a.f.lower(j) {
		case "likely", "lower", "higher", "risk", "rate", "odds", "more", "less", "fewer":
			return false
		case "who":
			switch a.f.lower(j - 2) {
			case "in", "among", "than", "with", "for", "versus", "vs":
				return a.r.rules.is(a.f.words[j-1].sym, cuePeople)
			}
			return false
		}
	}
	return false
}

// tested tells whether a test "for" what begins at word k stands before it.
func (a *attacher) tested(s *sentence, k int) bool {
	if k-2 < s.first || a.f.lower(k-1) != "for" && a.f.lower(k-1) != "of" {
		return false
	}
	switch a.f.lower(k - 2) {
	case "test", "tests", "testing", "result", "results", "screening", "diagnosis", "screened", "diagnostics", "knowledge", "awareness", "vaccination", "management":
		return true
	}
	return false
}

// subjectOfClause tells whether a clause begins with the outcome, behind a comma:
// "among patients with cancer, thrombosis was less common".
func (a *attacher) subjectOfClause(s *sentence, m *mention) bool {
	if int(m.first) == s.first || int(m.last) >= s.last || a.f.words[m.first].before&gapComma == 0 || a.f.words[m.last].before&^gapSoft != 0 {
		return false
	}
	switch a.f.lower(int(m.last)) {
	case "was", "were", "occurred", "developed", "is", "are", "rates", "rate", "risk", "incidence", "did":
		return true
	}
	return false
}

// diedOf tells whether "death from" or the like stands before word k.
func (a *attacher) diedOf(s *sentence, k int) bool {
	if k-2 < s.first {
		return false
	}
	switch a.f.lower(k - 1) {
	case "from", "of":
	case "to":
		k-- // "due to"
	default:
		return false
	}
	switch a.f.lower(k - 2) {
	case "death", "deaths", "die", "died", "dying", "mortality":
		return true
	}
	return false
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
	next := -1 // the number after this one
	if i+1 < len(all) && all[i+1].est.word < to {
		to = all[i+1].est.word
		next = to
		if m := all[i+1].measureWord; m >= 0 {
			next = m
		}
	}
	for k := range list {
		if list[k].first < from || list[k].first >= to {
			continue
		}
		if next >= 0 && a.f.words[next].before&gapOpens != 0 && a.f.separated(from, list[k].first) && a.ownClause(list[k].last, next) {
			return -1 // "prophylaxis (HR 0.2) and infection (HR 3.9)": that of the next
		}
		return k
	}
	return -1
}

// ownClause tells whether words [from, to) between a result and the bracket of a number
// are nothing, or a short predicate: "pneumonia was not (OR 0.9".
func (a *attacher) ownClause(from, to int) bool {
	if from == to {
		return true
	}
	if to-from > 6 || a.f.separated(from, to) {
		return false
	}
	switch a.f.lower(from) {
	case "was", "were", "is", "are", "did", "occurred", "remained", "rose", "fell":
		return true
	}
	return false
}

// composite gives the outcome of the candidate, or of the list "A, B, or C" it
// closes when one of its members is a target outcome.
func (a *attacher) composite(list []candidate, k int) string {
	if list[k].outcome != "" {
		return list[k].outcome
	}
	for j := k; j > 0; j-- {
		joined, or := a.joined(list[j-1].last, list[j].first)
		if a.compositeOf(list[j-1].first) {
			return list[j-1].outcome // "composite MACE and death from any cause"
		}
		if !joined {
			break
		}
		if list[j-1].outcome != "" && (or || j < k) {
			return list[j-1].outcome
		}
	}
	return ""
}

// compositeOf tells whether a list of results that begins at word k is said to be one
// result.
func (a *attacher) compositeOf(k int) bool {
	for j := k - 1; j >= 0 && j >= k-3; j-- {
		switch a.f.lower(j) {
		case "composite", "combined", "combination":
			return true
		case "of", "the":
		default:
			return false
		}
	}
	return false
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
		s := &a.f.sentences[si]
		if !s.cues.has(cueEndPointNamed) {
			continue
		}
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
func (a *attacher) contrast(e *Estimate, raw *rawEstimate, all []rawEstimate) {
	switch e.Measure {
	case "PROP", "IR", "PCT":
		if e.Measure == "PCT" && a.comparesWithControl(raw.sent) && !severalShares(raw.sent, all) {
			break // "LDL fell by 32% compared with placebo"
		}
		if e.Drug = a.pairOf(raw.sent, all).arm[raw.est.word]; e.Drug != "" {
			return
		}
		if e.Drug = a.armDrug(raw); e.Drug == "" && (e.Measure == "PCT" || e.Measure == "PROP" && a.only(Comparator) == "") {
			e.Drug = a.onlyOfTitle()
		}
		return
	}
	if x, y := a.versusBefore(raw); x != "" && len(all) > 1 {
		e.Drug, e.Comparator = x, y
		return
	}
	treat, control := a.sentenceDrugs(raw)
	if drug := a.pairOf(raw.sent, all).drug[raw.est.word]; drug != "" {
		treat = drug
	}
	if treat == "" {
		treat = a.onlyOfTitle()
	}
	if treat == "" && control != "" {
		treat, control = a.printedContrast(raw)
	}
	if treat == "" || treat != "placebo" && a.r.isControl(treat) {
		return // a control is under no test
	}
	e.Drug = treat
	if control == "" || control == treat {
		control = a.only(Comparator)
	}
	if control == "" && isRatio(e.Measure) && (a.design == "case-control" && !a.comparesDrugs(raw) || a.design == "cohort" && a.aboutUse(raw)) {
		control = "no_use" // cases and controls, or users and others, differ in use
	}
	if control == "" && a.withControls(raw.sent) {
		control = evidence.ComparatorControl
	}
	if control == "" && a.sameDrugCompared(treat) {
		e.Comparator = treat // two regimens of one drug
		return
	}
	if control == "" && (a.design == "sr" || a.design == "ma") && e.Measure != "OTHER" && treat == a.onlyOfTitle() {
		control = evidence.ComparatorControl // a review pools trials with controls of all kinds
	}
	if control != treat {
		e.Comparator = control
	}
}

// severalShares tells whether the sentence prints changes in per cent of several
// arms.
func severalShares(sent int, all []rawEstimate) bool {
	from := firstOfSentence(all, sent)
	n := 0
	for i := from; i < len(all) && all[i].sent == sent && n < 2; i++ {
		if all[i].measure == "PCT" {
			n++
		}
	}
	return n > 1
}

// comparesDrugs tells whether the sentence sets two drugs against each other.
func (a *attacher) comparesDrugs(raw *rawEstimate) bool {
	s := a.f.sentences[raw.sent]
	return a.r.severalDrugs(inAbstract, s.first, s.last)
}

// withControls tells whether the sentence speaks of a control group that is not
// named.
func (a *attacher) withControls(si int) bool {
	s := &a.f.sentences[si]
	if !s.holds(markControl) {
		return false
	}
	for k := s.first; k < s.last; k++ {
		switch a.f.lower(k) {
		case "controls":
			return true
		case "control":
			if k+1 >= s.last {
				continue
			}
			switch a.f.lower(k + 1) {
			case "group", "groups", "arm", "arms", "patients", "subjects":
				return true
			}
		}
	}
	return false
}

// comparesWithControl tells whether the sentence holds a number against placebo or
// another control: "compared with placebo", "than in the placebo group".
func (a *attacher) comparesWithControl(si int) bool {
	s := a.f.sentences[si]
	compares := false
	for k := s.first; k < s.last && !compares; k++ {
		switch a.f.lower(k) {
		case "compared", "versus", "vs", "than", "relative":
			compares = true
		}
	}
	if !compares {
		return false
	}
	for _, m := range a.r.mentionsIn(inAbstract, s.first, s.last) {
		if m.kind == termDrug && m.ok && a.r.isControl(a.r.id(&m)) {
			return true
		}
	}
	return false
}

// onlyOfTitle is the drug under test when the record has one and its title names
// it or one beneath or above it; a trial of something else may name a drug in
// passing.
func (a *attacher) onlyOfTitle() string {
	id := a.only(Intervention)
	if id == "" || len(a.r.titleDrugs) == 0 && !a.titleNamesDevice() {
		return id
	}
	for _, t := range a.r.titleDrugs {
		if a.r.rules.isA(t, id) || a.r.rules.isA(id, t) {
			return id
		}
	}
	if a.titleNamesDevice() {
		return ""
	}
	return id
}

// titleNamesDevice tells whether the title names an intervention that is no drug.
func (a *attacher) titleNamesDevice() bool {
	f := &a.r.fields[inTitle]
	for _, h := range a.r.hitsIn(inTitle, 0, len(f.words)) {
		if h.cue == cueDevice {
			return true
		}
	}
	return false
}

// sameDrugCompared tells whether the title sets two regimens of the drug against
// each other and names no other: "high versus low dose of X", "X for 72 weeks
// versus X for 48 weeks".
func (a *attacher) sameDrugCompared(id string) bool {
	f := &a.r.fields[inTitle]
	if len(a.r.titleDrugs) != 1 || a.r.titleDrugs[0] != id || a.only(Comparator) != "" {
		return false
	}
	versus, regimen := false, false
	for k := range f.words {
		switch f.lower(k) {
		case "versus", "vs", "compared", "comparison":
			versus = true
		case "dose", "doses", "dosing", "continuous", "intermittent", "extended", "standard", "daily", "weekly", "weeks", "months", "duration", "short", "long", "bolus", "infusion", "regimen", "regimens", "day", "days":
			regimen = true
		}
	}
	return versus && regimen
}

// aboutUse tells whether the sentence speaks of use of the drug and compares it
// with nothing else.
func (a *attacher) aboutUse(raw *rawEstimate) bool {
	s := a.f.sentences[raw.sent]
	for k := s.first; k < s.last; k++ {
		switch t := a.f.lower(k); {
		case t == "compared", t == "versus", t == "vs", t == "relative" && k+1 < s.last && a.f.lower(k+1) == "to":
			return false
		}
	}
	for _, word := range [...]string{"use", "used", "users", "user", "exposure", "exposed", "received", "taking"} {
		if a.f.says(&s, word) {
			return true
		}
	}
	return false
}

// versusBefore reads "A versus B" that ends right before the number: in "A versus
// B (RR 1.1) or A versus C (RR 0.9)" each number has its own contrast.
func (a *attacher) versusBefore(raw *rawEstimate) (treat, control string) {
	s := a.f.sentences[raw.sent]
	start := raw.est.word
	if raw.measureWord >= 0 {
		start = raw.measureWord
	}
	mentions := a.r.mentionsIn(inAbstract, s.first, start)
	var y *mention
	for i := len(mentions) - 1; i >= 0; i-- {
		m := &mentions[i]
		if m.kind != termDrug || !m.ok || int(m.last) > start {
			continue
		}
		if y == nil {
			if start-int(m.last) > 1 || a.f.words[min(start, len(a.f.words)-1)].before&gapOpens == 0 {
				return "", ""
			}
			y = m
			if c, _ := a.r.drugCueBefore(m, &s); c != cueComparatorBefore {
				return "", ""
			}
			continue
		}
		if int(y.first)-int(m.last) > 5 || a.r.id(m) == a.r.id(y) {
			return "", ""
		}
		for k := int(m.last); k <= int(y.first); k++ {
			if a.f.words[k].before&(gapComma|gapSemicolon|gapOpens|gapSlash) != 0 {
				return "", ""
			}
		}
		return a.r.id(m), a.r.id(y)
	}
	return "", ""
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
			if treat == "" || int(m.first) < raw.est.word && raw.est.word-int(m.first) < 12 && !a.class(a.r.id(m)) {
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
			if len(d.Evidence) > 1 || d.Evidence[0].Field == "title" { // not one that is named in passing
				class = d.ID
			}
			continue
		}
		if found == "placebo" || found != "" && d.ID == "placebo" {
			found = "placebo" // what a trial with several controls compares with by default
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

// class tells whether the id is a class of medicines.
func (a *attacher) class(id string) bool {
	return slices.ContainsFunc(a.drugs, func(d Drug) bool { return d.ID == id && d.Class })
}

// printedContrast reads "X versus Y" before the number, whatever X and Y are to
// the record.
func (a *attacher) printedContrast(raw *rawEstimate) (treat, control string) {
	s := a.f.sentences[raw.sent]
	mentions := a.r.mentionsIn(inAbstract, s.first, raw.est.word)
	for i := range mentions {
		m := &mentions[i]
		if m.kind != termDrug || !m.ok {
			continue
		}
		if c, _ := a.r.drugCueBefore(m, &s); c == cueComparatorBefore && treat != "" && treat != a.r.id(m) {
			return treat, a.r.id(m)
		}
		treat = a.r.id(m)
	}
	return treat, ""
}

// circumstances fills dose, time point and population: what the sentence prints
// beside the number, else the only dose of the drug and the population of the
// study.
func (a *attacher) circumstances(e *Estimate, raw *rawEstimate) {
	if e.Drug != "" {
		e.Dose = a.doseOf(e.Drug, raw)
	}
	e.TimePoint = a.timePoint(raw)
	e.Population = a.subgroup(raw)
	if e.Subgroup = e.Population != ""; !e.Subgroup {
		e.Population = a.population
	}
}

// doseOf is the dose printed with the drug in the estimate's sentence, the last
// before the number first; else the dose of the record when it has one only.
func (a *attacher) doseOf(drug string, raw *rawEstimate) string {
	s := a.f.sentences[raw.sent]
	dose := ""
	for _, m := range a.r.mentionsIn(inAbstract, s.first, s.last) {
		if m.kind != termDrug || !m.ok || a.r.id(&m) != drug || dose != "" && int(m.first) > raw.est.word {
			continue
		}
		if d := a.r.doseAfter(&m); d != "" {
			dose = d
		} else if d := a.r.doseBefore(&m); d != "" {
			dose = d
		}
	}
	if dose != "" {
		return dose
	}
	for _, d := range a.drugs {
		if d.ID == drug && len(d.Doses) == 1 {
			return d.Doses[0]
		}
	}
	return ""
}

// doseBefore reads "30 mg of upadacitinib", "30-mg upadacitinib".
func (r *reading) doseBefore(m *mention) string {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	if k > 0 && f.lower(k) == "of" {
		k--
	}
	if k < 1 || !doseUnit(f.wordText(k)) || !f.words[k-1].number || f.words[k].before&^gapSoft != 0 || f.words[k+1].before&^gapSoft != 0 {
		return ""
	}
	return f.text[f.words[k-1].start:f.words[k].end]
}

// timePoint is the time printed nearest to the number in its sentence: "at week
// 24", "after 5 years", "over 52 weeks".
func (a *attacher) timePoint(raw *rawEstimate) string {
	s := &a.f.sentences[raw.sent]
	best, nearest := "", 26
	if !a.r.hasCue(inAbstract, s, cueTimeUnit) {
		return ""
	}
	for k := s.first; k+1 < s.last; k++ {
		end := a.timeAt(s, k)
		if end == 0 {
			continue
		}
		distance := k - raw.next
		switch {
		case k < raw.est.word:
			distance = raw.est.word - end
		case a.clauseEnds(raw.next, k):
			continue // the time of the next number
		}
		if distance >= 0 && distance < nearest {
			best, nearest = a.f.text[a.f.words[k].start:a.f.words[end-1].end], distance
		}
	}
	return best
}

// clauseEnds tells whether a comma or semicolon stands before one of words
// [from, to].
func (a *attacher) clauseEnds(from, to int) bool {
	for k := from; k <= to && k < len(a.f.words); k++ {
		if a.f.words[k].before&(gapComma|gapSemicolon) != 0 {
			return true
		}
	}
	return false
}

// timeAt reads "week 24" or "24 weeks" at word k after a preposition of time, and
// returns the word after it, 0 when there is none.
func (a *attacher) timeAt(s *sentence, k int) int {
	f := a.f
	if k == s.first {
		return 0
	}
	switch f.lower(k - 1) {
	case "at", "after", "over", "through", "by", "within", "until", "to", "during", "of", "for":
	default:
		return 0
	}
	number, unit := k, k+1
	if !f.words[k].number {
		number, unit = k+1, k
	}
	if !f.words[number].number || !a.r.rules.is(f.words[unit].sym, cueTimeUnit) || f.words[k+1].before&^gapSoft != 0 || f.words[unit].end-f.words[unit].start < 3 {
		return 0
	}
	if k+2 < s.last {
		switch f.lower(k + 2) {
		case "of", "old", "ago", "apart", "earlier", "before":
			return 0 // "5 years of age", "for 5 years before"
		}
	}
	return k + 2
}

// subgroup is the group of people that the clause of the number speaks of:
// "among women aged 65 years or older", "in patients with diabetes".
func (a *attacher) subgroup(raw *rawEstimate) string {
	s := a.f.sentences[raw.sent]
	for k := raw.est.word - 1; k > s.first && k > raw.est.word-40; k-- {
		if a.f.words[k+1].before&gapSemicolon != 0 {
			return ""
		}
		if !a.r.rules.is(a.f.words[k].sym, cuePeople) || k+1 >= raw.est.word {
			continue
		}
		switch a.f.lower(k - 1) {
		case "in", "among", "for":
		default:
			continue
		}
		switch a.f.lower(k + 1) {
		case "with", "without", "aged", "older", "younger", "who", "over", "under":
		default:
			continue
		}
		if end := a.r.phraseEnd(a.f, &s, k+2); end > k+2 && end <= raw.est.word && !a.r.drugBetween(inAbstract, k+2, end) {
			return a.f.text[a.f.words[k].start:a.f.words[end-1].end]
		}
	}
	return ""
}

// armDrug is the drug right after the number ("28 percent in the placebo
// group"), else the last one before it.
func (a *attacher) armDrug(raw *rawEstimate) string {
	if drugs := a.armDrugs(raw); len(drugs) > 0 {
		return drugs[0]
	}
	return ""
}

// armDrugs are the drugs of the arm that a number speaks of: the nearest as
// armDrug says, with those it is combined with ("docetaxel plus thalidomide").
func (a *attacher) armDrugs(raw *rawEstimate) []string {
	best, distance := -1, 12
	mentions := a.r.mentionsIn(inAbstract, raw.est.word-16, raw.next+13+longestTerm)
	for i := range mentions {
		m := &mentions[i]
		if m.kind != termDrug || !m.ok || int(m.sent) != raw.sent || int(m.first) >= raw.next+13 {
			continue
		}
		d := int(m.first) - raw.next
		if d > 0 && a.turns(raw.next, int(m.first)) {
			d += 6 // "fell by 24% (95% CI …) while starts of the other rose"
		}
		if int(m.first) < raw.est.word {
			d = raw.est.word - int(m.last) + 3
		} else if int(m.first) < raw.next {
			d = 0
		}
		if d >= 0 && d < distance {
			best, distance = i, d
		}
	}
	if best < 0 {
		return nil
	}
	first, last := best, best
	for first > 0 && a.combined(&mentions[first-1], &mentions[first]) {
		first--
	}
	for last+1 < len(mentions) && a.combined(&mentions[last], &mentions[last+1]) {
		last++
	}
	var drugs []string
	for i := first; i <= last; i++ {
		drugs = append(drugs, a.r.id(&mentions[i]))
	}
	return drugs
}

// turns tells whether words [from, to) turn to something else.
func (a *attacher) turns(from, to int) bool {
	for k := from; k < to; k++ {
		switch a.f.lower(k) {
		case "while", "whereas", "but", "although", "and":
			return true
		}
	}
	return false
}

// combined tells whether two drugs are given together: "A plus B", "A combined
// with B".
func (a *attacher) combined(x, y *mention) bool {
	if x.kind != termDrug || y.kind != termDrug || !x.ok || !y.ok || x.last > y.first || y.first-x.last > 3 {
		return false
	}
	for k := int(x.last); k <= int(y.first); k++ {
		if a.f.words[k].before&^(gapSoft|gapPlus) != 0 {
			return false
		}
	}
	switch strings.TrimSpace(a.f.small[a.f.words[x.last-1].end:a.f.words[y.first].start]) {
	case "plus", "+", "with", "combined with", "in combination with":
		return true
	}
	return false
}

// sentenceSpan is the sentence of an estimate as evidence.
func (r *reading) sentenceSpan(si int) evidence.Span {
	f := &r.fields[inAbstract]
	s := f.sentences[si]
	return f.span(int(f.words[s.first].start), int(f.words[s.last-1].end))
}
