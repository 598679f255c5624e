package tagging

import (
	"slices"
	"strings"
)

// groupCount is a number of people in a sentence: the group that it sizes.
type groupCount struct {
	value      int
	first, end int // words: the number, and behind its noun
	noun       int // word of its noun, -1 for "(n = 40)" and numbers that share a noun
	share      bool
}

// groupCounts lists the numbers of people of a sentence, with the numbers without
// a noun that a comparison leads to ("were compared to 39 untreated").
func (r *reading) groupCounts(f *field, s *sentence, list []groupCount) []groupCount {
	from := s.first // behind the number before
	for _, k := range f.countsIn(s) {
		if len(list) >= 8 {
			break
		}
		if k < from || r.insideNumber(f, s, k) || r.inDrug(inAbstract, k) || f.yearAt(s, k) {
			continue
		}
		n, next, ok := f.wholeAt(k)
		if !ok || n < 2 || r.partOfFraction(f, s, k, next) {
			continue
		}
		isN := k-1 >= s.first && f.words[k].before&gapRelation != 0
		if isN && f.lower(k-1) != "n" {
			continue
		}
		g := groupCount{value: n, first: k, end: next, noun: -1}
		if !isN {
			if past, ok := f.shareInBracket(s, next); ok {
				next, g.share = past, true
			}
			g.noun = r.peopleAfter(f, s, next, false)
			bare := next < s.last && (f.words[next].number || f.words[next].before&^(gapSoft|gapComma) != 0) || f.words[k].before&^gapSoft != 0
			if g.noun < 0 && (bare || !comparedBefore(f, s, k)) || next < s.last && (doseUnit(f.lower(next)) || r.rules.is(f.words[next].sym, cueTimeUnit) || f.words[next].before&gapPercent != 0 && !g.share) {
				continue
			}
			if g.noun >= 0 {
				g.end = g.noun + 1
			}
		}
		g.share = g.share || r.shareAfter(f, s, g.end, g.end)
		list = append(list, g)
		from = next
	}
	return list
}

// comparedBefore tells whether "compared with", "matched to" or the like leads to
// the number at word k, over a few small words.
func comparedBefore(f *field, s *sentence, k int) bool {
	for j := k - 1; j >= s.first && j >= k-5 && f.words[j+1].before&^gapSoft == 0; j-- {
		switch f.lower(j) {
		case "compared", "matched", "versus", "vs", "against":
			return true
		case "along":
			return j+1 < k && f.lower(j+1) == "with"
		case "with", "to", "those", "that", "of", "from", "in", "the", "a", "group", "by", "another", "further", "results", "data", "first", "other":
		default:
			return false
		}
	}
	return false
}

// studiedVerb tells whether the participle says that people took part.
func studiedVerb(t string) bool {
	switch t {
	case "studied", "included", "enrolled", "recruited", "analysed", "analyzed", "examined", "evaluated", "compared", "investigated", "tested", "assessed", "matched", "identified", "selected", "reviewed":
		return true
	}
	return false
}

// happened tells whether the verb tells what became of people.
func happened(t string) bool {
	switch t {
	case "developed", "died", "withdrew", "discontinued", "experienced", "responded", "achieved", "deaths", "events", "screened", "excluded", "lost", "reported", "whom", "remaining", "failed", "relapsed", "survived", "improved", "showed", "had":
		return true
	}
	return false
}

// linkedGroups adds groups that a sentence sets against each other or lists as
// what was studied: "42 patients on X were matched to 84 on Y", "six patients with
// A, two with B and seven controls were studied".
func (r *reading) linkedGroups(s *sentence) (sizeCandidate, bool) {
	f := &r.fields[inAbstract]
	c := sizeCandidate{field: inAbstract, basis: "derived", rule: "sum of the groups compared", score: 5.5}
	if s.section == sectionBackground && !r.hasCue(inAbstract, s, cueStudyBegins) || s.section == sectionConclusion {
		return c, false
	}
	if !s.holds(markLinks) && !(s.holds(markWere) && s.holds(markStudied)) && !s.holds(markGiven) {
		return c, false
	}
	var room [8]groupCount
	groups := r.groupCounts(f, s, room[:0])
	groups = slices.DeleteFunc(groups, func(g groupCount) bool { return g.noun < 0 && f.words[g.first].before&gapRelation != 0 })
	if len(groups) < 2 || len(groups) > 5 {
		return c, false
	}
	linked, verb := 0, false
	for i, g := range groups {
		if g.share || g.noun >= 0 && (provider(f.lower(g.noun)) || r.thingNoun(f, g.noun)) || g.first-1 >= s.first && (f.lower(g.first-1) == "of" && g.first-2 >= s.first && f.lower(g.first-2) == "total") {
			return c, false
		}
		if i > 0 && comparedBefore(f, s, g.first) {
			linked++
		}
		c.value += g.value
	}
	end := groups[len(groups)-1].end
	for k := s.first; k < s.last; k++ {
		t := f.lower(k)
		if happened(t) || t == "total" || t == "overall" || t == "historical" || t == "historic" || t == "history" {
			return c, false
		}
		verb = verb || k >= end && k+1 < s.last && t == "were" && studiedVerb(f.lower(k+1)) || k+2 < s.last && k >= end && t == "were" && studiedVerb(f.lower(k+2))
	}
	first := groups[0].first
	opens := first <= s.first+3
	if first-2 >= s.first && (f.lower(first-1) == "to" || f.lower(first-1) == "in") && len(groups) == 2 {
		switch f.lower(first - 2) {
		case "given", "administered", "studied", "measured", "investigated", "examined", "determined", "assessed", "evaluated":
			opens, verb = true, true // "was given to 6 healthy men and 18 men with a disease"
		}
	}
	for i := 1; i < len(groups) && opens && linked == 0; i++ {
		a, b := groups[i-1].end, groups[i].first // "… , two with B and seven": a list
		opens = f.words[b].before&gapComma != 0 || b > a && f.lower(b-1) == "and"
	}
	if groups[0].noun < 0 && f.words[first].before&gapRelation == 0 {
		return c, false
	}
	if linked != len(groups)-1 && !(verb && opens && linked == 0 && groups[0].noun >= 0) {
		return c, false
	}
	if linked > 0 && c.value < 20 || linked == 0 && slices.ContainsFunc(groups, func(g groupCount) bool { return g.noun < 0 }) {
		return c, false
	}
	c.start, c.end = int(f.words[first].start), int(f.words[groups[len(groups)-1].first].end)
	return c, !r.printedSum(c.value)
}

// printedSum tells whether the abstract prints the number itself.
func (r *reading) printedSum(value int) bool {
	return slices.ContainsFunc(r.counted[:min(len(r.counted), 500)], func(n countAtByte) bool { return n.value == value })
}

// printedTwice tells whether the abstract prints the number twice in bytes
// [from, to): two groups of one size.
func (r *reading) printedTwice(value, from, to int) bool {
	times := 0
	for _, n := range r.counted[:min(len(r.counted), 500)] {
		if n.value == value && n.start >= from && n.start < to {
			times++
		}
	}
	return times > 1
}

// bothSexes adds "4 female and 3 male subjects" where nothing else tells how many
// took part.
func (r *reading) bothSexes(fi int8, s *sentence) (sizeCandidate, bool) {
	f := &r.fields[fi]
	c := sizeCandidate{field: fi, basis: "derived", rule: "men and women", score: 3.1}
	if !s.holds(markSex) || s.section == sectionConclusion || s.section == sectionBackground && !r.hasCue(fi, s, cueStudyBegins) || s.section == sectionResults && !r.hasCue(fi, s, cueAssigned) && !f.says(s, "enrolled") && !f.says(s, "included") {
		return c, false
	}
	first, at := 0, -1
	for _, k := range f.countsIn(s) {
		if k+1 >= s.last || r.insideNumber(f, s, k) {
			continue
		}
		n, next, ok := f.wholeAt(k)
		if !ok || next >= s.last {
			continue
		}
		for j := next; j < s.last && j < next+3 && f.words[j].before&^gapSoft == 0 && !f.words[j].counts(); j++ {
			if !sexWord(f.lower(j)) {
				continue
			}
			if at >= 0 && k-at <= 5 && f.words[k].before&^gapSoft == 0 && f.lower(k-1) == "and" {
				c.value, c.end = first+n, int(f.words[j].end)
				return c, !r.printedSum(c.value)
			}
			first, at, c.start = n, k, int(f.words[k].start)
			break
		}
	}
	return c, false
}

func sexWord(t string) bool {
	switch t {
	case "men", "women", "males", "females", "boys", "girls", "male", "female":
		return true
	}
	return false
}

// groupSide is which side of a comparison a group is on.
type groupSide uint8

const (
	noSide groupSide = iota
	testSide
	controlSide
	furtherSide // "another 45", "a further group of 25"
)

// sideOf tells which side the only count of the sentence sizes.
func (r *reading) sideOf(f *field, s *sentence, g *groupCount) groupSide {
	for k := max(s.first, g.first-4); k < g.first; k++ {
		switch f.lower(k) {
		case "another", "further", "second", "additional":
			return furtherSide
		}
	}
	for k := s.first; k < s.last; k++ {
		switch t := f.lower(k); t {
		case "group", "groups", "arm", "arms", "controls", "subjects", "patients":
			if t == "controls" && k >= g.first && k < g.end {
				return controlSide
			}
			if k == s.first {
				continue
			}
			switch f.lower(k - 1) {
			case "control", "comparison", "comparator", "reference", "placebo", "untreated", "nonintervention":
				return controlSide
			case "study", "observation", "experimental", "intervention", "treatment", "test", "patient", "case", "index", "exercise", "active", "exposed":
				if t == "group" || t == "arm" || f.lower(k-1) == "experimental" {
					return testSide
				}
			}
		}
	}
	return noSide
}

// sidesReach is how many sentences may stand from one group to the other.
const sidesReach = 3

// oppositeGroups adds the groups of neighbouring sentences that name one side
// each: "45 newborns were included as observation group. Another 45 newborns were
// the control group."
func (r *reading) oppositeGroups(si int) (sizeCandidate, bool) {
	f := &r.fields[inAbstract]
	s := &f.sentences[si]
	c := sizeCandidate{field: inAbstract, basis: "derived", rule: "sum of the group under test and its control", score: 5.5}
	a, side, ok := r.loneGroup(f, s)
	if ok {
		if c, ok := r.numberedParts(si, &a); ok {
			return c, true
		}
	}
	if ok && side == noSide && comparedBefore(f, s, a.first) {
		side = furtherSide // "These were compared with 177 patients"
	}
	if !ok || side != controlSide && side != furtherSide {
		return c, false
	}
	for j := si - 1; j >= 0 && j >= si-sidesReach; j-- {
		other := &f.sentences[j]
		b, otherSide, ok := r.loneGroup(f, other)
		if !ok {
			continue
		}
		if otherSide == side || otherSide == noSide && (side != furtherSide || j != si-1) && !(side == controlSide && j == si-1 && r.groupVerb(f, other)) {
			return c, false
		}
		c.value = a.value + b.value
		c.start, c.end = int(f.words[b.first].start), int(f.words[a.first].end)
		return c, !r.printedSum(c.value)
	}
	return c, false
}

// partName is the noun and the number of the part of the work that the sentence
// opens with: "In study 2, …", "The second stage …". Words [k, ) follow it.
func (f *field) partName(s *sentence) (noun, number string) {
	for k := s.first; k < s.last && k < s.first+5; k++ {
		t := f.lower(k)
		switch t {
		case "study", "part", "phase", "stage", "cohort", "trial", "experiment":
		default:
			continue
		}
		if k > s.first {
			switch before := f.lower(k - 1); before {
			case "first", "second", "third":
				return t, before
			}
		}
		if t == "study" && k+1 < s.last && f.lower(k+1) == "part" {
			continue
		}
		if k+1 < s.last && f.words[k+1].before&^(gapSoft|gapHyphen) == 0 {
			if name := f.wordText(k + 1); f.words[k+1].number || len(name) <= 3 && name != "" && name[0] >= 'A' && name[0] <= 'Z' {
				return t, strings.ToLower(name)
			}
		}
	}
	return "", ""
}

// numberedParts adds the people of two parts of the work that sentences open with:
// "In part 1, 27 patients were recruited. … In part 2, 38 patients were recruited."
func (r *reading) numberedParts(si int, a *groupCount) (sizeCandidate, bool) {
	f := &r.fields[inAbstract]
	c := sizeCandidate{field: inAbstract, basis: "derived", rule: "sum of the parts of the work", score: 6}
	noun, number := f.partName(&f.sentences[si])
	if noun == "" {
		return c, false
	}
	for j := si - 1; j >= 0 && j >= si-2*sidesReach; j-- {
		other := &f.sentences[j]
		if n, id := f.partName(other); n != noun || id == number {
			continue
		}
		b, _, ok := r.loneGroup(f, other)
		if !ok {
			return c, false
		}
		c.value, c.start, c.end = a.value+b.value, int(f.words[b.first].start), int(f.words[a.first].end)
		return c, !r.printedSum(c.value)
	}
	return c, false
}

// groupVerb tells whether the sentence says that its people got something or were
// taken in.
func (r *reading) groupVerb(f *field, s *sentence) bool {
	for k := s.first; k < s.last; k++ {
		switch f.lower(k) {
		case "received", "treated", "given", "underwent", "included", "enrolled", "recruited", "studied", "applied", "placed":
			return true
		}
	}
	return false
}

// loneGroup is the only count of people of a sentence of the methods, and its side.
func (r *reading) loneGroup(f *field, s *sentence) (groupCount, groupSide, bool) {
	if s.section == sectionConclusion || s.section == sectionResults && r.tellsResult(f, s) || s.section == sectionBackground && s.first > 0 && !r.hasCue(inAbstract, s, cueStudyBegins) {
		return groupCount{}, noSide, false
	}
	var room [8]groupCount
	list := r.groupCounts(f, s, room[:0])
	if len(list) != 1 || list[0].share || list[0].value < 5 || list[0].noun >= 0 && provider(f.lower(list[0].noun)) {
		return groupCount{}, noSide, false
	}
	for k := s.first; k < s.last; k++ {
		if t := f.lower(k); happened(t) && t != "had" || t == "total" || t == "these" && k < list[0].first && !comparedBefore(f, s, list[0].first) {
			return groupCount{}, noSide, false
		}
	}
	return list[0], r.sideOf(f, s, &list[0]), true
}

// tellsResult tells whether the sentence says what became of people: a share, an
// outcome, "had".
func (r *reading) tellsResult(f *field, s *sentence) bool {
	if f.hasPercent(*s) || f.says(s, "had") {
		return true
	}
	for _, m := range r.mentionsIn(inAbstract, s.first, s.last) {
		if m.kind == termOutcome {
			return true
		}
	}
	return slices.ContainsFunc(r.hitsIn(inAbstract, s.first, s.last), func(h hit) bool { return h.cue == cueOtherOutcome })
}

// studyParts adds the people of kinds of studies that a review counts side by side:
// "three trials (340 patients) and 12 cohorts (4081 patients) were included".
func (r *reading) studyParts(s *sentence) (sizeCandidate, bool) {
	f := &r.fields[inAbstract]
	c := sizeCandidate{field: inAbstract, basis: "derived", rule: "sum of the kinds of studies", score: 7.5}
	if s.section == sectionConclusion || s.section == sectionBackground && s.first > 0 {
		return c, false
	}
	parts := 0
	for k := s.first + 2; k < s.last; k++ {
		if !f.words[k].number {
			continue
		}
		n, next, ok := f.wholeNumber(k)
		if !ok || next >= s.last {
			continue
		}
		noun := r.peopleAfter(f, s, next, false)
		if noun < 0 || noun > next+1 || !r.inStudyBracket(f, s, k) || noun+1 < s.last && f.words[noun+1].before&gapCloses == 0 {
			continue
		}
		if parts == 0 {
			c.start = int(f.words[k].start)
		}
		parts, c.value, c.end = parts+1, c.value+n, int(f.words[next-1].end)
	}
	if parts < 2 || parts > 4 {
		return c, false
	}
	for k := s.first; k < s.last; k++ {
		switch f.lower(k) {
		case "included", "identified", "met", "found", "eligible", "recruited", "involved", "enrolled":
			return c, !r.printedSum(c.value)
		}
	}
	return c, false
}

// inStudyBracket tells whether the number at word k opens a bracket behind a count
// of studies, or stands in one that begins with it: "two trials (340 patients)",
// "(two trials with 143 participants)".
func (r *reading) inStudyBracket(f *field, s *sentence, k int) bool {
	from := k
	for from > s.first && from > k-4 && f.words[from].before&gapOpens == 0 {
		from--
	}
	if f.words[from].before&gapOpens == 0 {
		return false
	}
	count := func(j int) bool { // a count of studies before or at word j
		for i := j; i >= s.first && i > j-6; i-- {
			if f.words[i].number || r.isNumberWord(f, i) || f.lower(i) == "one" {
				return true
			}
		}
		return false
	}
	if from == k {
		return k > s.first && (studyNoun(f.lower(k-1)) || f.lower(k-1) == "trial" || f.lower(k-1) == "study") && count(k-2)
	}
	return k-2 > from-1 && f.lower(k-1) == "with" && (studyNoun(f.lower(k-2)) || f.lower(k-2) == "trial" || f.lower(k-2) == "study") && count(k-3)
}

// matchedPairs reads "985 propensity score-matched pairs": two people each.
func (r *reading) matchedPairs(s *sentence) (sizeCandidate, bool) {
	f := &r.fields[inAbstract]
	c := sizeCandidate{field: inAbstract, basis: "derived", rule: "two of each matched pair", score: 5}
	for k := s.first; k+2 < s.last; k++ {
		n, next, ok := f.wholeNumber(k)
		if !f.words[k].number || !ok || n < 10 {
			continue
		}
		matched := false
		for j := next; j < s.last && j < next+5 && f.words[j].before&^gapSoft == 0; j++ {
			switch f.lower(j) {
			case "matched":
				matched = true
			case "pairs":
				c.value, c.start, c.end = 2*n, int(f.words[k].start), int(f.words[j].end)
				return c, matched && !strings.HasPrefix(f.lower(max(j-1, 0)), "twin") && !r.printedSum(2*n)
			}
		}
	}
	return c, false
}

// ofPlanned tells whether "of the anticipated 300" stands at word k, behind the
// number that was reached.
func (f *field) ofPlanned(s *sentence, k int) bool {
	if k+3 >= s.last || f.lower(k) != "of" || f.words[k].before != gapSpace {
		return false
	}
	at := k + 1
	switch f.lower(at) {
	case "the", "a", "an":
		at++
	}
	switch f.lower(at) {
	case "planned", "anticipated", "intended", "expected", "targeted", "target", "projected", "scheduled":
		return at+1 < s.last && f.words[at+1].number
	}
	return false
}

// averageBefore tells whether the number at word k is an average of several.
func (f *field) averageBefore(s *sentence, k int) bool {
	for j := k - 1; j >= s.first && j >= k-5 && f.words[j+1].before&^gapSoft == 0; j-- {
		switch f.lower(j) {
		case "average", "annual", "yearly", "annually":
			return true
		case "mean", "median":
			return f.lower(j+1) == "of" && j+2 == k || f.lower(j+1) == "number"
		}
	}
	return false
}

// wholeGroup tells whether the word before "group of" makes it everybody: "in a
// group of 45 patients", but "an experimental group of 13".
func (f *field) wholeGroup(k int) bool {
	switch f.lower(k) {
	case "a", "this", "large", "small", "single", "the", "our", "homogeneous", "heterogeneous", "selected", "unselected", "mixed":
		return true
	}
	return false
}

// peopleNamed tells whether a noun for people stands right before the bracket
// "(n = 44" whose number begins at byte at.
func (r *reading) peopleNamed(f *field, s *sentence, at int) bool {
	for k := s.first + 2; k < s.last && int(f.words[k].start) <= at; k++ {
		if int(f.words[k].start) == at {
			return f.words[k-1].before&gapOpens != 0 && r.rules.is(f.words[k-2].sym, cuePeople)
		}
	}
	return false
}

// includedOfThem reads "77 of them (66%) were included", "106 (86%) were
// interviewed" behind "of whom" and "185 met the inclusion criteria": those left of
// the ones told before. The number stands at words [k, next).
func (r *reading) includedOfThem(f *field, s *sentence, k, next int) bool {
	at, of := next, false
	if at+1 < s.last && f.lower(at) == "of" && (f.lower(at+1) == "them" || f.lower(at+1) == "these" || f.lower(at+1) == "those" || f.lower(at+1) == "whom") {
		at, of = at+2, true
	}
	if k-2 >= s.first && f.lower(k-2) == "of" && (f.lower(k-1) == "whom" || f.lower(k-1) == "these" || f.lower(k-1) == "them" || f.lower(k-1) == "which") {
		of = true
	}
	if past, ok := f.shareInBracket(s, at); ok {
		at = past
	}
	if at+1 >= s.last || f.words[at].before&^(gapSoft|gapClose|gapPercent) != 0 {
		return false
	}
	if f.lower(at) == "met" || f.lower(at) == "fulfilled" {
		for j := at + 1; j < s.last && j < at+5; j++ {
			if f.lower(j) == "criteria" && (f.lower(j-1) == "inclusion" || f.lower(j-1) == "eligibility" || f.lower(j-1) == "study" || f.lower(j-1) == "entry") {
				return !f.studiesBefore(s, k)
			}
		}
		return false
	}
	if !of || f.lower(at) != "were" && f.lower(at) != "was" {
		return false
	}
	switch f.lower(at + 1) {
	case "included", "enrolled", "recruited", "randomised", "randomized", "interviewed", "analysed", "analyzed", "studied", "evaluated", "eligible", "selected":
		return !f.studiesBefore(s, k)
	}
	return false
}

// studiesBefore tells whether studies are named not far before the number at word k:
// "ten studies, of which 4 met the criteria".
func (f *field) studiesBefore(s *sentence, k int) bool {
	for j := k - 1; j >= s.first && j > k-10; j-- {
		if studyNoun(f.lower(j)) {
			return true
		}
	}
	return false
}

// heldBefore tells whether the word leads to interviews that were held.
func heldBefore(word string) bool {
	switch word {
	case "through", "using", "via", "conducted", "held", "performed", "undertook", "from", "of", "by", "in":
		return true
	}
	return false
}

// peopleShort tells whether word k is an abbreviation of the text for people, in
// the plural: "female sex workers (FSW)", "people with Parkinson's (PwP)".
func (r *reading) peopleShort(f *field, k int) bool {
	w := f.words[k]
	text := strings.TrimSuffix(f.text[w.start:w.end], "s")
	if n := len(text); n < 2 || n > 6 || capitals(text) < 2 {
		return false
	}
	if is, known := r.shortPeople[text]; known {
		return is
	}
	if len(r.shortPeople) >= maxDefined {
		return false
	}
	is := r.definedAsPeople(text)
	if r.shortPeople == nil {
		r.shortPeople = map[string]bool{}
	}
	r.shortPeople[text] = is
	return is
}

// capitals counts the capital letters of s.
func capitals(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= 'A' && s[i] <= 'Z' {
			n++
		}
	}
	return n
}

// definedAsPeople looks for "(ABBR)" and for people at the beginning or the end of
// as many words before it as the abbreviation has letters.
func (r *reading) definedAsPeople(text string) bool {
	for _, fi := range [...]int8{inAbstract, inTitle} {
		f := &r.fields[fi]
		at := strings.Index(f.text, "("+text)
		if at < 0 {
			continue
		}
		rest := strings.TrimPrefix(f.text[at+1+len(text):], "s")
		if !strings.HasPrefix(rest, ")") {
			continue
		}
		k, ok := slices.BinarySearchFunc(f.words, at+1, func(w word, start int) int { return int(w.start) - start })
		if !ok || k == 0 {
			continue
		}
		if r.rules.is(f.words[k-1].sym, cuePeople) {
			return true
		}
		first := max(0, k-len(text))
		if r.rules.is(f.words[first].sym, cuePeople) && f.begins(first, text[0]) {
			return true
		}
		// "older people with human immunodeficiency virus - HIV (OPWH)"
		for j := k - 1; len(text) > 2 && j >= 0 && j >= k-len(text)-6 && f.words[j+1].before&gapStop == 0; j-- {
			if f.begins(j, text[0]) && f.begins(j+1, text[1]) && (r.rules.is(f.words[j].sym, cuePeople) || r.rules.is(f.words[j+1].sym, cuePeople)) {
				return true
			}
		}
	}
	return false
}

// begins tells whether word k begins with the letter, small or capital.
func (f *field) begins(k int, letter byte) bool {
	return f.lower(k) != "" && f.lower(k)[0] == letter|0x20
}

// runIn tells whether people are told of before they were assigned: the sentence speaks of a run-in and of no assignment.
func (f *field) runIn(s *sentence) bool {
	run := false
	for j := s.first; j < s.last; j++ {
		switch t := f.lower(j); t {
		case "run", "lead":
			run = run || j+1 < s.last && f.lower(j+1) == "in" && f.words[j+1].before == gapHyphen
		case "randomised", "randomized", "randomly", "assigned", "allocated":
			return false
		}
	}
	return run
}

// labelledN tells whether word k is the n of "(short name, n = 257)".
func (f *field) labelledN(s *sentence, k int) bool {
	if f.words[k].before&^gapSoft != gapComma && f.words[k].before&^gapSoft != gapSemicolon {
		return false
	}
	for j := k - 1; j > s.first && j > k-5; j-- {
		b := f.words[j].before
		if f.words[j].number || b&gapCloses != 0 {
			return false
		}
		if b&gapOpens != 0 {
			return true
		}
	}
	return false
}
