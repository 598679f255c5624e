package tagging

import (
	"slices"
	"strings"

	"dossier/evidence"
)

// sizeCandidate is a number of people with its claim to be the sample size.
type sizeCandidate struct {
	value      int
	basis      string
	score      float64
	start, end int // bytes
	field      int8
	rule       string

	definite    bool // "among the 204 patients": mostly a part of a number told before
	replaces    bool // "77 of them were included": takes the place of the number before
	partOfThose bool // "Of those, 215 patients": meant to replace the larger number
	ofTotal     bool // "Of 6866 patients": a whole, of which parts are told
}

// leastSize is the score from which a number counts as the sample size.
const leastSize = 3.0

// findSize finds the number of participants: randomised, else analysed, else
// included.
func (r *reading) findSize(design string) SampleSize {
	r.noteCounts()
	var best, early sizeCandidate
	seen, counted := 0, 0 // how many numbers of people the text tells
	whole := 0            // the largest "Of 6866 patients" so far
	consider := func(c sizeCandidate) {
		if c.ofTotal {
			if c.value < whole {
				c.score -= 2.5 // a part that is a whole again
			}
			whole = max(whole, c.value)
		}
		if c.basis == "derived" && c.value == best.value && best.score >= leastSize {
			best.score = max(best.score, c.score) // the sum of what is printed as a whole
			return
		}
		if c.basis == "derived" && r.countsWhole(&c) {
			return // "830 randomised; 415 received A and 415 B" is no 1245
		}
		if c.basis == "derived" && best.score > c.score && best.field == c.field && best.start >= c.start && best.end <= c.end && (2*best.value != c.value || r.printedTwice(best.value, c.start, c.end)) {
			c.score = best.score + 0.5 // a sum goes before its own parts
		}
		if c.score > 0 && c.basis != "derived" && r.partsFollow(&c) {
			c.score += 2
		}
		if c.replaces && c.value < best.value && best.field == c.field {
			c.score = max(c.score, best.score+0.5)
		}
		if c.definite && c.value < early.value && early.score >= 3.5 {
			c.score -= 2
		}
		if c.score > leastSize && c.value > early.value && c.basis != "derived" && (early.value == 0 || c.score >= early.score) {
			early = c // the first strong candidate, or a larger and stronger one
		}
		if c.score > best.score || c.score == best.score && c.value > best.value && c.field == best.field && c.score > 0 {
			best = c
		}
	}
	for fi := int8(inTitle); fi <= inAbstract; fi++ {
		f := &r.fields[fi]
		for si := range f.sentences {
			s := &f.sentences[si]
			counts := f.countsIn(s)
			for _, k := range counts {
				if c, ok := r.sizeAt(fi, s, k, design); ok {
					if counted < 2 && c.value != seen {
						seen, counted = c.value, counted+1
						if k > s.first && roughly(f.lower(k-1)) || f.says(s, "found") || f.hasPercent(*s) {
							counted++ // "approximately 40,000 persons", "330 women were found to have thrombosis"
						}
					}
					consider(c)
				}
			}
			if len(counts) == 0 {
				continue
			}
			if c, ok := r.armsSum(fi, s); ok {
				consider(c)
			}
			if fi == inAbstract {
				var next *sentence
				if si+1 < len(f.sentences) {
					next = &f.sentences[si+1]
				}
				if c, ok := r.sizePerGroup(s); ok {
					consider(c)
				}
				if s.holds(markOpposite | markCompared) {
					if c, ok := r.oppositeGroups(si); ok {
						consider(c)
					}
				}
				if c, ok := r.groupParts(s, next); ok && (best.value < c.value || best.score < leastSize) {
					consider(c)
				}
			}
			if fi == inAbstract && s.holds(markPairs) {
				if c, ok := r.matchedPairs(s); ok {
					consider(c)
				}
			}
			if len(counts) == 1 {
				continue // what follows needs two
			}
			if fi == inAbstract {
				if c, ok := r.linkedGroups(s); ok {
					consider(c)
				}
				if design == "sr" || design == "ma" || design == "nma" {
					if c, ok := r.studyParts(s); ok {
						consider(c)
					}
				}
			}
			if c, ok := r.groupsSum(fi, s); ok {
				consider(c)
			}
			if c, ok := r.assignedParts(fi, s); ok {
				consider(c)
			}
			if c, ok := r.equalGroups(fi, s); ok {
				consider(c)
			}
			if c, ok := r.pairedGroups(fi, s); ok {
				consider(c)
			}
			if c, ok := r.casesAndControls(fi, s, design); ok {
				consider(c)
			}
			if c, ok := r.bothSexes(fi, s); ok {
				consider(c)
			}
			if c, ok := r.namedArms(fi, s); ok {
				consider(c)
			}
			if c, ok := r.bareArms(fi, s); ok {
				consider(c)
			}
		}
	}
	if early.value > best.value && early.score >= best.score-1 && !best.partOfThose {
		best = early // a later, smaller group with a little more support is a part of it
	}
	if design == "preclinical" {
		return SampleSize{} // animals and samples are no participants
	}
	least := leastSize
	if design == "sr" || design == "ma" || design == "nma" {
		least += 0.2
	}
	single := design == "case-report"
	if single && (best.score < leastSize || best.value > 20) {
		return SampleSize{Value: 1, Basis: "implicit", Rule: "one patient described"}
	}
	review := design == "sr" || design == "ma" || design == "nma" || design == "narrative-review" || design == "other" || design == "protocol"
	if counted == 1 && best.score >= 2 && best.value >= 10 && !review {
		least = 2 // the only number of people
	}
	if best.score < least {
		return SampleSize{}
	}
	return SampleSize{Value: best.value, Basis: best.basis, Rule: best.rule, Span: r.fields[best.field].span(best.start, best.end)}
}

// countsWhole tells whether a sum has added a whole to one of its own parts: the other part
// is printed beside them, "830 randomised; 415 received A and 415 B".
func (r *reading) countsWhole(sum *sizeCandidate) bool {
	f := &r.fields[sum.field]
	at, _ := slices.BinarySearchFunc(f.words, sum.start, func(w word, start int) int { return int(w.start) - start })
	if at >= len(f.words) {
		return false
	}
	counts := f.countsIn(&f.sentences[f.sentenceOf(at)])
	for _, k := range counts[:min(len(counts), 12)] {
		whole, _, ok := f.wholeAt(k)
		rest := sum.value - whole
		if !ok || rest < 10 || whole <= rest || int(f.words[k].start) < sum.start || int(f.words[k].end) > sum.end || whole-rest < 10 {
			continue
		}
		times := 0
		for _, j := range counts[:min(len(counts), 12)] {
			if n, _, ok := f.wholeAt(j); ok && n == whole-rest {
				times++
			}
		}
		if times > 1 || times == 1 && 2*rest != whole {
			return true
		}
	}
	return false
}

// bodyPart tells whether the noun names parts of which a person has several.
func bodyPart(noun string) bool {
	switch noun {
	case "eyes", "ears", "knees", "hips", "limbs", "legs", "arms", "hands", "feet", "shoulders", "breasts", "kidneys", "teeth", "implants", "lesions", "sites":
		return true
	}
	return false
}

// roughly tells whether the word before a number makes it an estimate or a range.
func roughly(s string) bool {
	switch s {
	case "approximately", "about", "nearly", "almost", "around", "estimated", "over", "to":
		return true
	}
	return false
}

// counts tells whether a number begins at the word, in digits or words.
func (w *word) counts() bool { return w.number || w.spelled }

// countsIn lists the words of the sentence at which a number begins.
func (f *field) countsIn(s *sentence) []int { return f.counts[s.counts[0]:s.counts[1]] }

// sizeAt reads "637 MTX-naive adult patients", "Sixty-two patients", "a total of
// 7020", "(n = 48)" at word k.
func (r *reading) sizeAt(fi int8, s *sentence, k int, design string) (sizeCandidate, bool) {
	f := &r.fields[fi]
	c := sizeCandidate{field: fi, basis: "digits", start: int(f.words[k].start), end: int(f.words[k].end)}
	var next int
	if f.words[k].number {
		value, after, ok := f.wholeNumber(k)
		if !ok {
			return c, false
		}
		c.value, next = value, after
		c.end = int(f.words[after-1].end)
	} else {
		if k > s.first && f.words[k].before&^gapSoft == 0 && (r.isNumberWord(f, k-1) || k-2 >= s.first && f.lower(k-1) == "and" && scaleWord(f.lower(k-2))) {
			return c, false // inside "two hundred and ten"
		}
		value, after, ok := f.numberWords(k)
		if !ok || value < 2 || after < len(f.words) && f.words[after].before == gapHyphen && (unitDays(f.lower(after)) > 0 || f.lower(after) == "item") {
			return c, false // "forty-five-year-old adults"
		}
		c.value, c.basis, next = value, "words", after
		c.end = int(f.words[after-1].end)
	}
	if r.wholeInBracket(f, s, k) {
		c.score, c.rule = 3, "number of participants in a bracket"
		if s.section == sectionBackground && !r.hasCue(fi, s, cueStudyBegins) && s.first > 0 {
			c.score = 0
		}
		return c, c.value >= 10
	}
	if r.countInBracket(f, s, k, next) {
		c.score, c.rule = 3, "number of participants in a bracket"
		if k >= 3 && f.lower(k-2) == "all" {
			c.score += 2
		}
		return c, c.value >= 10
	}
	if f.ofPlanned(s, next) {
		c.score, c.rule = 4, "reached of those planned"
		return c, c.value >= 10
	}
	if fi == inAbstract && (design == "cross-sectional" || design == "cohort" || design == "other" || design == "") && f.answered(s, k, next) {
		c.score, c.rule = 3, "answers to a survey"
		return c, c.value >= 10
	}
	if c.value < 2 || r.inDrug(fi, k) || r.partOfFraction(f, s, k, next) || f.words[k].before&gapRelation != 0 || r.perGroup(f, s, k, next) {
		return c, false
	}
	if after, ok := r.ofAll(f, s, next); ok {
		next = after // "209 (of 333) patients"
	}
	if fi == inTitle && next < s.last && c.value <= 20 && (f.lower(next) == "cases" || f.lower(next) == "case" && next+1 < s.last && f.lower(next+1) == "reports") {
		c.score, c.rule = 4, "cases of the title"
		return c, true
	}
	share := false
	if after, ok := f.shareInBracket(s, next); ok {
		next, share = after, true // "237 (63%) patients"
	}
	if r.numberWas(f, s, k) {
		c.score, c.rule = 5, "total number of participants"
		return c, c.value >= 10
	}
	noun := r.peopleAfter(f, s, next, k >= 2 && f.lower(k-1) == "of" && f.lower(k-2) == "total")
	if f.words[k].before&gapSemicolon != 0 && (noun < 0 || noun+1 >= s.last || f.words[noun+1].before&(gapSemicolon|gapCloses|gapComma) != 0) {
		return c, false // "(RR 0.8; 2887 participants)"
	}
	before := r.sizeCue(fi, max(s.first, k-5), k, cueSizeBefore, k) || r.givenTo(f, s, k)
	total := k >= 2 && f.lower(k-1) == "of" && f.lower(k-2) == "total" || k > s.first && f.lower(k-1) == "total" && f.words[k].before&^gapSoft == 0
	ofThem := r.includedOfThem(f, s, k, next)
	extended := design == "lte" && f.entersExtension(s, max(next, noun+1))
	left := noun < 0 && (ofThem || extended || r.leftAfterScreening(fi, s, k, next) || next < s.last && f.lower(next) == "responding" && f.words[next].before == gapSpace)
	analysed := noun < 0 && r.analysedAt(fi, s, next)
	if noun < 0 && !(total && (r.verbAt(f, s, next) || f.lower(min(next, s.last-1)) == "at" && f.lower(min(next+1, s.last-1)) == "baseline")) && !r.randomisedPast(fi, s, next) && !left && !analysed || noun < 0 && (r.calendar(f, s, k) || f.yearAt(s, k)) {
		return c, false
	}
	if noun >= 0 && c.basis == "words" && f.lower(noun) == "cases" && !r.reportedBefore(fi, s, k) && !(design == "case-series" && k == s.first) && !r.hasCue(fi, s, cueAssigned) && !f.says(s, "divided") {
		return c, false
	}
	if design == "case-report" && noun > next && (f.hasWord(next, noun, "published") || f.hasWord(next, noun, "reported")) {
		return c, false // "we review 11 published cases"
	}
	if r.incidentCases(fi, s, next, noun) {
		return c, false // "60 incident cases" are events
	}
	if noun >= 0 && noun+2 < s.last && f.lower(noun+1) == "of" && f.words[noun+2].number {
		return c, false // "sixty eyes of 30 patients"
	}
	if noun >= 0 && k > s.first && f.words[k].before&gapOpen != 0 && r.rules.is(f.words[k-1].sym, cuePeople) && bodyPart(f.lower(noun)) {
		return c, false // "50 patients (100 eyes)"
	}
	if noun >= 0 && noun+3 < s.last && r.thingNoun(f, noun) && (f.lower(noun+1) == "in" || f.lower(noun+1) == "from" || f.lower(noun+1) == "among") && f.words[noun+2].number && r.peopleAfter(f, s, noun+3, false) >= 0 {
		return c, false // "83 operations in 71 patients"
	}
	if noun >= 0 && r.thingNoun(f, noun) && !total && !before {
		return c, false // "92 tumours" only where the study is said to be of them
	}
	c.score, c.rule = 1, "number of participants"
	if total {
		c.score += 3
	}
	if before {
		c.score += 2
	}
	if noun >= 0 && reviewed(design) && k-2 >= s.first && f.lower(k-1) == "included" {
		switch f.lower(k - 2) {
		case "these", "they", "together", "trials", "studies":
			c.score += 2 // "The review has 26 trials. These included 62,815 participants"
		}
	}
	end := next
	if noun >= 0 {
		end = noun + 1
		if end < s.last && f.words[end].before == gapSlash && r.rules.is(f.words[end].sym, cuePeople) {
			end++ // "patients/caregivers"
		}
		c.score++
	}
	denominator := k-2 >= s.first && f.lower(k-1) == "of" && (f.words[k-2].number || r.isNumberWord(f, k-2))
	whole := denominator && f.takingPart(next) // "1134 of 1,345 eligible patients"
	switch {
	case share && total:
		c.score -= 3.5 // "a total of 124 (83%) patients" are a part
	case share:
		c.score -= 1.5 // mostly those with an event
	case left:
		c.score += 3
		c.partOfThose, c.replaces = true, ofThem || extended
	case extended:
		c.score += 2
		c.partOfThose, c.replaces = true, true
	case analysed:
		c.score += 2
	}
	if r.inEffectBracket(fi, s, k) {
		c.score -= 3 // "(4 studies, 134 participants: SMD 0.57, 95% CI …)": one analysis of a review
	}
	if r.sizeCue(fi, end, min(s.last, end+4), cueSizeAfter, -1) {
		c.score += 1.5
	} else if past := f.pastBracket(s, end); past > end && r.sizeCue(fi, past, min(s.last, past+4), cueSizeAfter, -1) {
		c.score += 1.5 // "159 patients (30 placebo; 129 active) participated"
	}
	if r.assignedNear(fi, s, k, end) || r.randomisedPast(fi, s, end) {
		c.score += 4
		c.rule = "participants randomised"
		if r.oneArm(f, s, end) {
			c.score -= 4.5 // "41 were randomly selected to receive four infusions": an arm
		}
	}
	switch {
	case r.screenedOnly(f, s, end):
		c.score -= 5
	case r.notSizeAfter(fi, end, min(s.last, end+4)) && !total && !whole:
		c.score -= 3
	case total && noun >= 0 && r.hadOutcome(fi, s, end):
		c.score -= 4 // "a total of 48 patients had thrombosis"
	case noun >= 0 && r.passiveAfter(f, s, end):
		c.score++ // "56,590 individuals were incarcerated"
	}
	if k-1 >= s.first && f.lower(k-1) == "all" {
		c.score += 2 // "All 217 travellers"
		if noun >= 0 && noun+1 < s.last && (f.lower(noun+1) == "with" || f.lower(noun+1) == "without" || f.lower(noun+1) == "who" || f.lower(noun+1) == "whose") {
			c.definite = true // "all 24 patients with prior surgery"
		}
	}
	if k-2 >= s.first && (k-2 == s.first || f.words[k-2].before&gapColon != 0) && f.lower(k-1) == "the" && f.lower(k-2) == "of" {
		c.score += 2 // "Of the 58 subjects enrolled, 34 completed"
		c.ofTotal = true
	}
	if fi == inAbstract && s.section <= sectionMethods && c.score < leastSize && r.hasCue(fi, s, cueStudyBegins) && k > s.first && (f.lower(k-1) == "of" || f.lower(k-1) == "in" || f.lower(k-1) == "among" || f.lower(k-1) == "with") {
		c.score++ // "We studied the weights of 3,935 children"
	}
	switch {
	case fi == inTitle:
		c.score++
	case s.section == sectionBackground && s.first > 0 && !r.hasCue(fi, s, cueStudyBegins):
		c.score -= 2
	case s.section == sectionConclusion:
		c.score -= 1.5
	case s.section == sectionMethods:
		c.score++
	case s.section == sectionResults:
		c.score += 0.5
	}
	if noun >= 0 && f.words[noun].before&gapSpace == 0 && f.words[noun].before&gapHyphen != 0 {
		c.score -= 2 // "patient-years"
	}
	if f.words[k].before&gapOpen != 0 && noun >= 0 && noun+1 < s.last && f.words[noun+1].before&gapClose != 0 && c.value >= 10 {
		c.score++ // "26 studies (6605 patients)"
		if f.says(s, "pooled") && (f.says(s, "studies") || f.says(s, "trials")) {
			c.score++ // "All phase 3 studies were pooled (5300 patients)"
		}
	}
	switch {
	case whole:
		c.score++
	case denominator && f.words[k-1].before&^gapSpace == gapPercent:
		c.score += 0.75 // "49% of 83 boys"
	case denominator && noun >= 0 && noun+1 < s.last && f.lower(noun+1) == "completed" && !share:
		c.score += 0.5 // "110 of 115 patients completed the study"
	case denominator:
		c.score -= 3 // "13 of 146 patients"
	}
	if noun > next && f.lower(noun) != "cases" && !denominator && f.takingPart(next) {
		c.score += 1.5 // "83 enrolled patients"
	}
	if k-2 >= s.first && f.lower(k-2) == "of" && (f.lower(k-1) == "whom" || f.lower(k-1) == "which") && f.words[k].before&gapOpen == 0 && c.rule != "participants randomised" {
		c.score -= 4 // "49 deaths, of whom 14 men": a part
	}
	if noun > next && f.otherPeople(next) {
		c.score -= 2 // "143 other women": a second group
	}
	review := design == "sr" || design == "ma" || design == "nma"
	if review && (k-4 <= s.first && f.opensOverall(s) || before && (f.hasWord(s.first, k, "pooling") || f.hasWord(s.first, k, "pooled"))) {
		c.score++ // "Overall, they included 67 patients", "pooling of data from 2197 women"
	}
	opens := k == s.first || f.words[k].before&gapColon != 0
	if opens && noun >= 0 && !share && f.says(s, "divided") {
		c.score++ // "Three hundred cases with bites were divided into two groups"
	}
	switch {
	case opens:
		c.score += 0.75
	case (f.lower(k-1) == "of" || f.lower(k-1) == "in") && (k-1 == s.first || f.words[k-1].before&gapColon != 0):
		c.score += 2 // "Of 655 patients, …"
		c.ofTotal = f.lower(k-1) == "of"
	}
	if k-2 >= s.first && f.lower(k-1) == "the" && (f.lower(k-2) == "among" || f.lower(k-2) == "in" || f.lower(k-2) == "for") {
		c.definite = true
	}
	if k > s.first && f.lower(k-1) == "in" && s.section <= sectionMethods {
		c.score++
	}
	if r.afterStudies(f, s, k) || review && noun >= 0 && (r.studiesCounted(f, s, k) || r.studiesInvolved(f, s, k)) || k > s.first && f.words[k].before&gapOpen != 0 && f.words[k].before&^(gapOpen|gapClose|gapSoft) == 0 && (studyNoun(f.lower(k-1)) || f.lower(k-1) == "which") {
		c.score += 3 // "60 trials with 11,156 infants"
	} else if review && !total {
		c.score -= 1.5 // a group inside a review
		if before && k > s.first && f.lower(k-1) == "were" {
			c.score -= 2 // "there were 55 live births"
		}
	}
	if noun >= 0 && r.bySex(f, s, k, noun) {
		c.score -= 2.5 // "56 men and 34 women" are parts of a total
	}
	if c.value < 10 && !strings.HasPrefix(design, "case") {
		c.score -= 1.5
	}
	if c.value < 4 && !strings.HasPrefix(design, "case") {
		c.score -= 3 // investigators, centres
	}
	if r.ofThose(f, s, k) {
		c.partOfThose = true
		c.score += 2 // "590 charts were reviewed. Of those, 215 patients had adequate data"
	}
	if k > s.first && noun >= 0 && f.lower(k-1) == "by" && provider(f.lower(noun)) && !(k-2 >= s.first && answered(f.lower(k-2))) {
		c.score -= 8 // "seen by 345 residents"
	}
	if !left && r.sentOut(f, s, k) {
		c.score -= 3
	}
	if f.runIn(s) {
		c.score -= 4 // "902 participants received the drug during run-in"
	}
	if k > s.first && f.lower(k-1) != "to" && f.lower(k-1) != "over" && roughly(f.lower(k-1)) && !before && !total && s.section <= sectionBackground {
		c.score-- // "approximately 52,000 persons"
	}
	if noun >= 0 && f.lower(noun) == "controls" && (f.phrase(s, "each", "case") || f.phrase(s, "per", "case")) {
		return c, false // "ten controls were selected for each case"
	}
	if f.averageBefore(s, k) {
		c.score -= 4 // "an average annual enrolment of 60 pregnancies"
	}
	if design != "protocol" && f.planned(s, k) {
		c.score -= 3 // "target accrual was 680 patients"
	}
	if noun > next && f.hasWord(next, noun, "consecutive") || noun >= 0 && f.lower(noun) == "interviews" {
		c.score++
	}
	if c.basis == "words" && k != s.first && f.words[k].before&gapColon == 0 && !total && !before && !(c.value >= 6 && fi == inAbstract && s.section <= sectionMethods && (f.lower(k-1) == "in" || f.lower(k-1) == "from")) {
		c.score -= 1
	}
	if opens && noun >= 0 && !share && fi == inAbstract && f.sentenceOf(k) < 2 && f.tookAt(s, noun+1) {
		c.score++ // "Twelve patients received each drug for two weeks"
	}
	if fi == inAbstract && design != "rct" && f.analysisOn(s, k) {
		c.score++
		c.replaces, c.partOfThose = true, true
	}
	if noun >= 0 && noun+2 < s.last && f.lower(noun+1) == "in" && f.lower(noun+2) == "total" && !share {
		c.score += 3 // "42 papers with 233 patients in total"
	}
	if noun >= 0 && r.withPersonTime(fi, s, noun+1) {
		c.score += 2 // "3,770 patients had 14,744 patient-years of exposure"
	}
	if k > s.first {
		switch f.lower(k - 1) {
		case "other", "another", "additional", "further", "remaining", "than", "least", "every", "per", "aged", "week", "month", "day", "phase", "grade", "stage":
			if !total && !before {
				c.score -= 3
			}
		}
	}
	return c, true
}

// randomisedAt tells whether the words of random assignment follow the number
// directly: "412 were randomised"; "60 randomised to control" are an arm.
func (r *reading) randomisedAt(fi int8, s *sentence, k int) bool {
	f := &r.fields[fi]
	if k >= s.last || f.words[k].before != gapSpace {
		return false
	}
	return r.assignedAt(fi, s, k)
}

// randomisedPast is randomisedAt that also looks behind a bracket: "12 (30% of
// the target) were randomised".
func (r *reading) randomisedPast(fi int8, s *sentence, k int) bool {
	f := &r.fields[fi]
	if past := f.pastBracket(s, k); past > k {
		return r.assignedAt(fi, s, past)
	}
	if k+2 < s.last && f.lower(k) == "with" { // "200 with anaemia were randomised"
		for j := k + 2; j < s.last && j < k+6 && f.words[j].before == gapSpace && !f.words[j].number; j++ {
			if f.lower(j) == "were" {
				return r.assignedAt(fi, s, j)
			}
		}
	}
	return r.randomisedAt(fi, s, k)
}

// assignedAt tells whether words of random assignment stand at word k.
func (r *reading) assignedAt(fi int8, s *sentence, k int) bool {
	f := &r.fields[fi]
	if k+1 < s.last && f.lower(k) == "had" && (f.lower(k+1) == "undergone" || f.lower(k+1) == "been") {
		k++
	}
	if k+1 < s.last && f.lower(k) == "been" {
		k++
	}
	switch f.lower(k) {
	case "randomised", "randomized":
		return k+1 >= s.last || f.lower(k+1) != "to" && r.predicateEnds(f, s, k+1)
	}
	return slices.ContainsFunc(r.hitsIn(fi, k, k+1), func(h hit) bool {
		return h.cue == cueAssigned && h.last-h.first > 1 && (f.lower(h.last-1) == "to" || r.predicateEnds(f, s, h.last))
	})
}

// othersRandomised tells whether another number in words [from, to) is the one
// that was randomised.
func (r *reading) othersRandomised(fi int8, s *sentence, from, to int) bool {
	for k := from; k < to; k++ {
		if r.fields[fi].words[k].number && r.randomisedAt(fi, s, k+1) {
			return true
		}
	}
	return false
}

// screenedOnly tells whether "were screened" or a like verb follows in the clause
// after word k: people who were looked at, not people who took part.
func (r *reading) screenedOnly(f *field, s *sentence, k int) bool {
	for j := k; j < s.last && j < k+14; j++ {
		if f.words[j].before&(gapSemicolon|gapColon|gapStop) != 0 || f.words[j].number {
			return false
		}
		switch f.lower(j) {
		case "assessed":
			return j+2 < s.last && f.lower(j+1) == "for" && f.lower(j+2) == "eligibility"
		case "screened", "invited", "approached":
			return j < k+3 || j > k && (f.lower(j-1) == "were" || f.lower(j-1) == "was")
		case "and", "who", "whom", "randomised", "randomized", "enrolled", "included":
			return false
		}
	}
	return false
}

// oneArm tells whether the people after word k are assigned to one treatment:
// what follows "to" names no second group.
func (r *reading) oneArm(f *field, s *sentence, k int) bool {
	to, groups := false, 0
	for j := k; j < s.last; j++ {
		switch f.lower(j) {
		case "to":
			to = true
		case "group", "arm":
			if groups++; groups > 1 {
				return false
			}
		case "or", "either", "versus", "vs", "groups", "arms", "placebo", "control", "ratio", "treatments", "double", "regimens", "strategies":
			return false
		}
		if f.words[j].number && f.words[j].before&gapColon != 0 {
			return false // "1:1"
		}
	}
	return to
}

// hadOutcome tells whether "had" or "developed" and an outcome follow at word k.
func (r *reading) hadOutcome(fi int8, s *sentence, k int) bool {
	if k >= s.last {
		return false
	}
	switch r.fields[fi].lower(k) {
	case "had", "developed", "experienced", "suffered", "died":
	default:
		return false
	}
	for _, m := range r.mentionsIn(fi, k+1, min(s.last, k+5)) {
		if m.kind == termOutcome && m.ok {
			return true
		}
	}
	return r.fields[fi].lower(k) == "died"
}

// ofAll reads "(of 333)" at word k and returns the word after the bracket.
func (r *reading) ofAll(f *field, s *sentence, k int) (int, bool) {
	if k+2 < s.last && f.words[k].before&gapOpen != 0 && (f.lower(k) == "of" || f.lower(k) == "from") && f.words[k+1].number && f.words[k+2].before&gapCloses != 0 {
		return k + 2, true
	}
	return k, false
}

// wholeInBracket tells whether word k is the number of "Adults (N = 661)": people
// right before the bracket, a capital N, and no second one in the sentence.
func (r *reading) wholeInBracket(f *field, s *sentence, k int) bool {
	if k-2 < s.first || f.words[k].before&gapRelation == 0 || f.wordText(k-1) != "N" || f.words[k-1].before&gapOpens == 0 || !r.rules.is(f.words[k-2].sym, cuePeople) {
		return false
	}
	for j := s.first; j < s.last; j++ {
		if j != k-1 && f.lower(j) == "n" {
			return false
		}
	}
	return true
}

// reportedBefore tells whether the number is what the authors report: "we report
// four AIHA cases".
func (r *reading) reportedBefore(fi int8, s *sentence, k int) bool {
	for j := k - 1; j >= s.first && j >= k-3; j-- {
		switch r.fields[fi].lower(j) {
		case "report", "describe", "present", "reviewed", "reports", "describes", "presents":
			return true
		}
	}
	return false
}

// thingNoun tells whether the noun counts parts or events of people.
func (r *reading) thingNoun(f *field, noun int) bool {
	switch f.lower(noun) {
	case "hips", "knees", "limbs", "teeth", "lesions", "tumours", "tumors", "procedures", "operations", "admissions", "hospitalizations", "hospitalisations", "pairs", "couples", "dyads", "professionals", "partners", "siblings":
		return true
	}
	return false
}

// passiveAfter tells whether "were" and a participle follow: what was done to
// all of them.
func (r *reading) passiveAfter(f *field, s *sentence, k int) bool {
	if k+1 >= s.last || f.lower(k) != "were" || f.words[k].before != gapSpace {
		return false
	}
	t := f.lower(k + 1)
	return strings.HasSuffix(t, "ed") && len(t) > 4
}

// studiesCounted tells whether a number of studies stands earlier in the
// sentence, and no number of people in between: "296 trials that evaluated … in
// 38,817 participants".
func (r *reading) studiesCounted(f *field, s *sentence, k int) bool {
	for j, depth := k-1, 0; j > s.first; j-- {
		if b := f.words[j+1].before; j+1 < k { // over brackets: "145 trials (36 with placebo) … in 18,846 participants"
			if b&gapOpens != 0 {
				depth--
			}
			if b&gapCloses != 0 {
				depth++
			}
			if b&gapSemicolon != 0 && depth == 0 || depth < 0 {
				return false
			}
		}
		if depth > 0 {
			continue
		}
		if r.rules.is(f.words[j].sym, cuePeople) {
			return false
		}
		switch t := f.lower(j); {
		case studyNoun(t):
			for i := j - 1; i >= s.first && i >= j-4; i-- {
				if f.words[i].number || r.isNumberWord(f, i) {
					return true
				}
			}
		case t == "trial", t == "study", t == "rct":
			if f.onlyOne(s, j) {
				return true // "one RCT, with 18 participants"
			}
		}
	}
	return false
}

// bySex tells whether the number counts one sex beside the other.
func (r *reading) bySex(f *field, s *sentence, k, noun int) bool {
	switch f.lower(noun) {
	case "men", "women", "males", "females", "boys", "girls":
	default:
		return false
	}
	other := func(j int) bool {
		if j < s.first || j >= s.last {
			return false
		}
		switch f.lower(j) {
		case "men", "women", "males", "females", "boys", "girls", "male", "female":
			return true
		}
		return false
	}
	return noun+1 < s.last && f.lower(noun+1) == "and" && other(noun+3) || other(k-2) || other(k-1)
}

// afterStudies tells whether the number counts the people of included studies:
// "60 trials with 11,156 infants".
func (r *reading) afterStudies(f *field, s *sentence, k int) bool {
	if k <= s.first || f.words[k].before&^gapSoft != 0 {
		return false
	}
	for j := k - 1; j >= s.first && j >= k-6; j-- {
		if f.words[j+1].before&(gapSemicolon|gapComma|gapColon|gapStop|gapOpen) != 0 && j < k-1 && !(j == k-2 && (f.lower(k-1) == "involving" || f.lower(k-1) == "with")) {
			return false // but "45 trials (involving 1619 participants)"
		}
		if studyNoun(f.lower(j)) {
			return j < k-1
		}
	}
	return false
}

func studyNoun(s string) bool {
	switch s {
	case "trials", "studies", "rcts", "publications", "reports", "cohorts", "articles":
		return true
	}
	return false
}

// perGroup tells whether the number is the size of one group: "3 groups of 35
// subjects", "20 patients in each group".
func (r *reading) perGroup(f *field, s *sentence, k, next int) bool {
	if k > s.first+2 && f.lower(s.first) == "in" && f.lower(s.first+1) == "each" && f.words[k].before&gapComma != 0 {
		return true // "In each part, 46 subjects"
	}
	if k-2 >= s.first && f.lower(k-1) == "of" && (f.lower(k-2) == "groups" || f.lower(k-2) == "samples" || f.lower(k-2) == "arms" || f.lower(k-2) == "group" && !(k-3 >= s.first && f.wholeGroup(k-3))) {
		return true
	}
	for j := next; j < s.last && j < next+6; j++ {
		if f.words[j].before&(gapStop|gapSemicolon|gapComma|gapOpens) != 0 || f.words[j].number {
			return false // "420 with 210 women in each arm": those of each are the 210
		}
		if t := f.lower(j); t == "each" && f.lower(j-1) != "received" && f.lower(j-1) != "took" && f.lower(j-1) != "given" || t == "per" && j+1 < s.last && f.lower(j+1) != "protocol" {
			return true
		}
	}
	return false
}

// ofThose tells whether the number opens a sentence with "Of these,".
func (r *reading) ofThose(f *field, s *sentence, k int) bool {
	return k == s.first+2 && f.lower(s.first) == "of" && (f.lower(k-1) == "these" || f.lower(k-1) == "those" || f.lower(k-1) == "them")
}

// sentOut tells whether the number counts people asked, not people who took
// part.
func (r *reading) sentOut(f *field, s *sentence, k int) bool {
	for j := max(s.first, k-6); j < k; j++ {
		switch f.lower(j) {
		case "sent", "mailed", "distributed", "invited", "screened", "approached":
			return true
		}
	}
	return false
}

// verbAt tells whether a verb follows the number directly: "A total of 7020 were
// enrolled".
func (r *reading) verbAt(f *field, s *sentence, k int) bool {
	if k >= s.last {
		return false
	}
	switch f.lower(k) {
	case "were", "was", "had", "received", "completed", "met", "underwent", "participated":
		return true
	}
	return false
}

func scaleWord(s string) bool { return s == "hundred" || s == "thousand" }

func (r *reading) isNumberWord(f *field, k int) bool {
	return f.words[k].spelled || scaleWord(f.lower(k))
}

// wholeAt reads a count at word k, in digits or in words.
func (f *field) wholeAt(k int) (value, next int, ok bool) {
	if f.words[k].number {
		return f.wholeNumber(k)
	}
	return f.numberWords(k)
}

// wholeNumber reads a count at number word k, with groups of three after a thin
// or plain space; percentages, decimals and years of age are none.
func (f *field) wholeNumber(k int) (value, next int, ok bool) {
	if k < 0 || k >= len(f.words) || !f.words[k].number {
		return 0, k, false
	}
	seen := &f.amounts[f.words[k].amount]
	if seen.next == 0 {
		value, next, ok = f.readWhole(k)
		seen.count, seen.next, seen.counts = value, int32(next), ok
	}
	return seen.count, int(seen.next), seen.counts
}

// readWhole is wholeNumber without its memory.
func (f *field) readWhole(k int) (value, next int, ok bool) {
	a, ok := f.amountAt(k)
	if !ok || a.percent || a.signed || !a.whole {
		return 0, k, false
	}
	if k > 0 && f.words[k].end-f.words[k].start == 3 && f.words[k-1].number && f.words[k-1].end-f.words[k-1].start <= 3 && f.thinSpace(k) {
		return 0, k, false // the second half of "56 590"
	}
	value, next = int(a.value), k+1
	if next < len(f.words) && f.words[next].before == gapSpace && f.lower(next) == "million" {
		return 0, k, false // people of a country or register
	}
	for next < len(f.words) && f.words[next].number && f.words[next].end-f.words[next].start == 3 && (next == k+1 && value < 1000 || next == k+2 && value < 1_000_000) { // "4 945 088"
		if f.thinSpace(next) {
			b, good := f.amountAt(next)
			if !good || f.words[k].end-f.words[k].start > 3 {
				return value, next, true
			}
			value, next = value*1000+int(b.value), next+1
			continue
		}
		break
	}
	if next < len(f.words) && f.words[next].before&^gapSpace == gapHyphen && (f.words[next].number || f.words[next].before == gapHyphen) { // "12-week", "25-29 kg"
		return 0, k, false
	}
	if k > 0 && (f.words[k].before == 0 || f.words[k].before&gapHyphen != 0 && f.words[k].before&gapSpace == 0) {
		return 0, k, false // "COVID-19", a range
	}
	return value, next, value < 50_000_000
}

// thinSpace tells whether one space of any kind stands before word k, as between
// groups of three digits.
func (f *field) thinSpace(k int) bool {
	switch f.between(k-1, k) {
	case " ", "\u00a0", "\u2009", "\u202f":
		return true
	}
	return false
}

// partOfFraction tells whether the number is one of "13 of 146", "9/13".
func (r *reading) partOfFraction(f *field, s *sentence, k, next int) bool {
	if k > s.first && f.words[k].before&gapSlash != 0 || next < s.last && f.words[next].before&gapSlash != 0 && f.words[next].number {
		return true
	}
	if next+1 < s.last && f.lower(next) == "of" && f.words[next].before&^gapSoft == 0 && (f.words[next+1].number || f.lower(next+1) == "the" || f.lower(next+1) == "these") {
		return true
	}
	return false
}

// peopleAfter is the noun for people within a few words of the number, over
// adjectives, -1 when there is none.
func (r *reading) peopleAfter(f *field, s *sentence, from int, total bool) int {
	for k := from; k < s.last && k < from+10; k++ {
		before := f.words[k].before
		if k == from {
			if before&gapSlash != 0 {
				return -1 // "$3087/patient"
			}
			before &^= gapPercent // behind "(63%)"
		}
		if k > from && before&gapOpens != 0 {
			if past := f.pastBracket(s, k); past > k && (f.numberIn(k, past) || past <= k+2 && f.words[k].end-f.words[k].start == 1) {
				k = past - 1 // "42 elderly (age > 65 years) patients"
				continue
			}
		}
		if before&^(gapSoft|gapSlash|gapOpens|gapCloses|gapComma) != 0 || f.words[k].number && k > from && f.words[k].end-f.words[k].start > 1 && f.words[k].before != gapHyphen || f.words[k].before&gapComma != 0 && k == from {
			return -1
		}
		if r.rules.is(f.words[k].sym, cuePeople) || f.words[k].upper && (!total || k == from) && r.peopleShort(f, k) {
			if oneOfThem(f.lower(k)) && !f.groupAt(s, k+1) {
				return -1 // "six sessions, a participant handbook"
			}
			if k+1 < s.last && f.words[k+1].before&^gapSoft == 0 && (f.lower(k+1) == "years" || f.lower(k+1) == "year" || f.lower(k+1) == "days") {
				return -1
			}
			return k
		}
		if t := f.lower(k); total && (t == "study" || t == "trial") {
			continue // "a total of 107 study completers"
		}
		if f.lower(k) == "interviews" && (k+1 < s.last && (f.lower(k+1) == "took" || f.lower(k+1) == "were") || from-2 >= s.first && heldBefore(f.lower(from-2)) && (k+1 >= s.last || f.lower(k+1) != "with")) {
			return k // "21 interviews took place"
		}
		if f.joinsAdjectives(s, k) {
			continue
		}
		if k+1 < s.last && f.words[k+1].before == gapHyphen {
			continue // "in-depth", "fee-for-service"
		}
		switch f.lower(k) {
		case "of", "in", "to", "were", "was", "had", "or", "with", "for", "from", "at", "years", "months", "weeks", "days", "trials", "studies", "mg", "year", "week", "month", "day", "trial", "study", "centres", "centers", "countries", "sites", "hospitals":
			return -1
		}
	}
	return -1
}

// sizeCue tells whether a cue stands in words [from, to); when end is given it
// must end there, but for an article or "a total of".
func (r *reading) sizeCue(fi int8, from, to int, c cue, end int) bool {
	f := &r.fields[fi]
	for _, h := range r.hitsIn(fi, from, to) {
		if h.cue != c {
			continue
		}
		if end < 0 {
			return h.first == from || h.first == from+1 && f.words[from].before&^(gapSoft|gapClose) == 0
		}
		if h.last == end || h.last == end-1 && (f.lower(end-1) == "the" || f.lower(end-1) == "all" || f.lower(end-1) == "these" || f.lower(end-1) == "only") || h.last < end && h.last >= end-3 && f.lower(end-1) == "of" {
			return true
		}
	}
	return false
}

// assignedNear tells whether the words of random assignment stand close to the
// number.
func (r *reading) assignedNear(fi int8, s *sentence, k, end int) bool {
	f := &r.fields[fi]
	for _, h := range r.hitsIn(fi, max(s.first, k-6), min(s.last, end+20)) {
		if h.cue != cueAssigned {
			continue
		}
		from, to := h.last, k
		if h.first >= end {
			from, to = end, h.first
			if r.othersRandomised(fi, s, from, to) {
				continue // "screened 900 patients and 412 were randomised"
			}
		}
		clean := !r.notSizeAfter(fi, from, to) // "900 were screened, 412 randomised"
		for j := from; j <= to && j < len(f.words); j++ {
			if f.words[j].before&gapSemicolon != 0 {
				clean = false
			}
		}
		if clean {
			return true
		}
	}
	return false
}

func (r *reading) notSizeAfter(fi int8, from, to int) bool {
	f := &r.fields[fi]
	for k := from; k < to; k++ {
		if f.words[k].before&(gapStop|gapSemicolon|gapOpen) != 0 {
			return false
		}
		for _, h := range r.hitsIn(fi, k, k+1) {
			if h.cue == cueNotTheSize && !f.completedTask(k) && f.words[k].before != gapHyphen {
				return true
			}
		}
	}
	return false
}

// armsSum adds the arms "(n = 141) … (n = 140) … (n = 139)" of one sentence
// that assigns participants.
func (r *reading) armsSum(fi int8, s *sentence) (sizeCandidate, bool) {
	f := &r.fields[fi]
	sum, arms, named, largest, first, last, firstStart, lastEnd := 0, 0, 0, 0, 0, 0, 0, 0
	for k := s.first + 1; k < s.last && s.holds(markN) && s.gaps&gapRelation != 0; k++ {
		if !f.words[k].number || f.words[k].before&gapRelation == 0 {
			continue
		}
		if name := f.wordText(k - 1); name != "n" && name != "N" {
			continue
		}
		value, next, ok := f.wholeNumber(k)
		if !ok || slices.ContainsFunc(r.hitsIn(fi, next, next+1), func(h hit) bool { return h.cue == cuePersonTime }) {
			continue // "N = 26,819 person-months"
		}
		if arms == 0 {
			first, firstStart = value, int(f.words[k].start)
			if f.clustersCounted(s, k) {
				return sizeCandidate{}, false // "28 classes were assigned to exercise (n = 16) or nothing (n = 12)"
			}
		}
		if r.armNamed(fi, s, k) {
			named++
		}
		arms, sum, last, lastEnd = arms+1, sum+value, value, int(f.words[k].end)
		largest = max(largest, value)
	}
	if arms >= 3 && 2*first == sum && first >= 10 && s.section != sectionConclusion {
		// the total stands before its arms
		return sizeCandidate{value: first, basis: "digits", field: fi, start: firstStart, end: lastEnd, rule: "total beside its arms", score: 7.1}, true
	}
	if arms >= 3 && 2*largest == sum {
		sum = largest // the total stands among its arms
	}
	c := sizeCandidate{value: sum, basis: "derived", field: fi, start: firstStart, end: lastEnd, rule: "sum of the printed arms"}
	switch {
	case arms == 1 && r.shareBeside(f, s, firstStart):
		return c, false // "(n = 25, 83%)": a part
	case arms == 1:
		c.basis, c.rule = "digits", "n = in brackets"
		c.score = 2.5
		whole := r.wholeBefore(fi, s, firstStart)
		if whole {
			c.score += 1.5 // "baseline characteristics (n = 339)"
		}
		if r.answersBefore(f, s, firstStart) {
			c.score += 2.5 // "a sample of 300 dentists (response: n = 146)"
			c.partOfThose, whole = true, true
		}
		if r.peopleNamed(f, s, firstStart) {
			c.score += 0.75 // "Participants (n = 44) took a course"
		}
		if r.hasCue(fi, s, cueAssigned) {
			c.score += 3
		}
		studies := r.studiesBefore(f, s, firstStart)
		if s.section == sectionMethods || studies {
			c.score += 0.75
		}
		for k := s.first; k < s.last; k++ {
			if t := f.lower(k); t == "population" || t == "overall" || t == "total" {
				c.score += 2
				break
			}
		}
		return c, r.hasCue(fi, s, cuePeople) || studies || whole
	case arms == 2 && r.patientsOf(f, s):
		c.value, c.basis, c.rule, c.score = last, "digits", "patients of those counted before", 4.5
		return c, true
	case arms >= 2 && arms <= 6:
		c.score = 3
		if r.hasCue(fi, s, cueAssigned) {
			c.score = 4.5
		}
		if named < arms && s.section != sectionBackground && s.section != sectionConclusion && fi == inAbstract && !r.printedSum(sum) && r.studiedBySize(f, s) {
			c.score = 3.6
			return c, true
		}
		return c, (s.section != sectionBackground || named == arms) && s.section != sectionConclusion && named >= arms-1 && (r.hasCue(fi, s, cueAssigned) || r.hasCue(fi, s, cueDesignRCT) || named == arms)
	}
	return c, false
}

// phrase tells whether the sentence holds the two words in a row.
func (f *field) phrase(s *sentence, a, b string) bool {
	for k := s.first; k+1 < s.last; k++ {
		if f.lower(k) == a && f.lower(k+1) == b {
			return true
		}
	}
	return false
}

// clustersCounted tells whether groups of people, and no people, are counted before
// word k: "28 classes from 15 schools were assigned".
func (f *field) clustersCounted(s *sentence, k int) bool {
	for j := s.first; j+1 < k; j++ {
		if !f.words[j].counts() {
			continue
		}
		for w := j + 1; w < k && w <= j+3; w++ {
			switch f.lower(w) {
			case "classes", "schools", "villages", "clusters", "practices", "wards", "hospitals", "clinics", "facilities", "homes", "households", "communities", "pharmacies", "districts", "centres", "centers", "units":
				return w == j+1 || f.words[w].before&^gapSoft == 0
			case "patients", "participants", "children", "women", "men", "adults", "people", "students", "pupils", "residents":
				return false
			}
		}
		return false
	}
	return false
}

// studiedBySize tells whether the brackets "(n = 439)" of the sentence size what
// was studied: it says so, tells nothing of what came of it, and joins the
// brackets as one list.
func (r *reading) studiedBySize(f *field, s *sentence) bool {
	verb, last := false, -1
	for k := s.first; k < s.last; k++ {
		t := f.lower(k)
		if happened(t) || t == "of" && k+1 < s.last && (f.lower(k+1) == "these" || f.lower(k+1) == "whom" || f.lower(k+1) == "which") || f.words[k].before&gapPercent != 0 {
			return false
		}
		switch t {
		case "using", "compared", "comparing", "from", "starting", "treated", "between", "received", "undergoing", "divided", "assigned", "randomised", "randomized", "allocated":
			verb = true
		default:
			verb = verb || studiedVerb(t) && t != "compared"
		}
		if !f.words[k].number || k == s.first || f.lower(k-1) != "n" || f.words[k].before&gapRelation == 0 {
			continue
		}
		if k-2 < s.first || f.words[k-1].before&gapOpens == 0 && !f.labelledN(s, k-1) {
			return false
		}
		for _, m := range r.mentionsIn(inAbstract, k-3, k-1) {
			if m.kind == termOutcome && int(m.last) == k-1 {
				return false // "anaemia (n = 4)"
			}
		}
		for _, h := range r.hitsIn(inAbstract, max(s.first, k-4), k-1) {
			if h.cue == cueOtherOutcome && h.last == k-1 {
				return false
			}
		}
		if last >= 0 {
			joined := false
			for j := last + 1; j < k; j++ {
				switch f.lower(j) {
				case "and", "or", "versus", "vs", "with", "to":
					joined = true
				}
			}
			if !joined && f.words[last+1].before&gapComma == 0 {
				return false
			}
		}
		last = k
	}
	return verb
}

// groupsSum adds groups that a sentence counts in words: "62 patients in the
// prophylactic group and 58 in the on-demand group", "1920 women were assigned to
// anastrozole and 1944 to placebo". Shares behind a number mean events.
func (r *reading) groupsSum(fi int8, s *sentence) (sizeCandidate, bool) {
	f := &r.fields[fi]
	if fi != inAbstract || s.section == sectionBackground || s.section == sectionConclusion {
		return sizeCandidate{}, false
	}
	each := r.alikeVerbs(f, s)
	if !each && !r.formsGroups(fi, s) {
		return sizeCandidate{}, false
	}
	c := sizeCandidate{field: fi, basis: "derived", rule: "sum of the groups that the sentence counts", score: 8}
	groups, first, bracketed, lone := 0, 0, false, 0
	for k := s.first; k < s.last; {
		if !f.words[k].counts() {
			k++
			continue
		}
		value, next, ok := r.groupSize(fi, s, k, groups > 0)
		if !ok || f.yearAt(s, k) || groups > 0 && !bracketed && f.loneInBracket(k, next) {
			k++
			continue
		}
		if r.screenedOnly(f, s, next) {
			k = next
			continue
		}
		label := r.groupLabel(fi, s, next)
		if groups > 0 && f.loneInBracket(k, next) || label < 0 && f.words[k].before&gapOpens != 0 && r.armNamed(fi, s, k+1) {
			label = next - 1
		}
		if groups > 0 && next < s.last && f.otherPeople(k+1) {
			label = next - 1 // "143 other women"
		}
		if label < 0 && next < s.last && (each || f.lower(next) == "to" || r.randomisedAt(fi, s, next)) {
			label = next // "128 were randomised to one and 118 to the other"
		}
		if label < 0 || r.shareAfter(f, s, next, label+2) {
			return c, false
		}
		if groups == 0 {
			if label+1 < s.last && f.words[label+1].before&gapColon != 0 {
				return c, false // "4018 patients: 2012 to one and 2006 to the other"
			}
			c.start, first = int(f.words[k].start), value
			bracketed = f.words[k].before&gapOpens != 0
		}
		if bracketed && groups > 0 && f.words[k].before&gapOpens == 0 {
			return c, false // "(11 people), two doses six to eight days apart"
		}
		if f.loneInBracket(k, next) {
			lone++
		}
		groups, c.value, c.end = groups+1, c.value+value, int(f.words[next-1].end)
		k = label + 1
	}
	if r.hasCue(fi, s, cueAssigned) {
		c.score = 9
	}
	if groups == 2 && 3*first == 2*c.value && f.says(s, "each") {
		return c, false // "sixty teeth in two groups with thirty each"
	}
	if groups > 2 && 2*first == c.value {
		return c, false // a total stands before its groups
	}
	return c, groups >= 2 && (groups <= 4 || groups <= 6 && lone > 0)
}

// alikeVerbs tells whether the sentence tells of its groups with one verb: "A total
// of 599 patients received one, and 598 received the other". A total then counts
// the first group only.
func (r *reading) alikeVerbs(f *field, s *sentence) bool {
	verb, same := "", false
	for k := s.first; k < s.last; k++ {
		if !f.words[k].counts() || r.insideNumber(f, s, k) {
			if t := f.lower(k); happened(t) || t == "completed" || t == "overall" {
				return false
			}
			continue
		}
		_, next, ok := f.wholeAt(k)
		if !ok || next >= s.last {
			continue
		}
		at := next
		if verb == "" {
			noun := r.peopleAfter(f, s, next, false)
			if noun < 0 {
				return false
			}
			at = noun + 1
		}
		if at >= s.last || f.words[at].before&^gapSoft != 0 {
			return false
		}
		got := f.lower(at)
		switch got {
		case "were":
			if at+1 >= s.last {
				return false
			}
			got += " " + f.lower(at+1)
		case "received", "underwent", "took", "got", "used":
		default:
			if verb == "" {
				return false
			}
			continue
		}
		if verb == "" {
			verb = got
		} else if got == verb && f.words[k].before&^(gapSoft|gapComma) == 0 {
			same = true
		}
	}
	return same
}

// equalGroups reads "two groups of thirty each", "three groups of 35 subjects".
func (r *reading) equalGroups(fi int8, s *sentence) (sizeCandidate, bool) {
	f := &r.fields[fi]
	c := sizeCandidate{field: fi, basis: "derived", rule: "groups of one size", score: 6}
	if s.section == sectionConclusion || s.section == sectionBackground && !r.hasCue(fi, s, cueStudyBegins) || !s.holds(markManyGroups) {
		return c, false
	}
	for k := s.first + 2; k+1 < s.last; k++ {
		if f.lower(k) != "of" {
			continue
		}
		if t := f.lower(k - 1); t != "groups" && t != "arms" {
			continue
		}
		from := k - 2
		if t := f.lower(from); from > s.first && (t == "equal" || t == "parallel" || t == "treatment" || t == "study") {
			from--
		}
		groups, _, ok := f.count(from)
		if !ok || groups < 2 || groups > 8 || !f.words[k+1].counts() {
			continue
		}
		each, next, ok := f.wholeNumber(k + 1)
		if !f.words[k+1].number {
			each, next, ok = f.numberWords(k + 1)
		}
		if !ok || each < 2 || !r.eachOrPeople(f, s, next) {
			continue
		}
		c.value, c.start, c.end = groups*each, int(f.words[from].start), int(f.words[next-1].end)
		return c, true
	}
	return c, false
}

// eachOrPeople tells whether "each" or a noun for people stands at word k.
func (r *reading) eachOrPeople(f *field, s *sentence, k int) bool {
	return k < s.last && (f.lower(k) == "each" || r.rules.is(f.words[k].sym, cuePeople))
}

// formsGroups tells whether the sentence says that people were put in groups or
// counted by group, and gives no total.
func (r *reading) formsGroups(fi int8, s *sentence) bool {
	f := &r.fields[fi]
	forms := r.hasCue(fi, s, cueAssigned)
	if !forms && !s.holds(markForms) {
		return false
	}
	for k := s.first; k < s.last; k++ {
		switch f.lower(k) {
		case "total", "totals", "overall", "altogether":
			if !f.says(s, "screened") && !f.says(s, "approached") {
				return false
			}
		case "enrolled", "included", "recruited", "received", "allocated", "assigned", "randomised", "randomized", "compared", "matched", "treated", "supplemented", "analysed", "analyzed", "assessed", "evaluated":
			forms = true
		case "completed", "developed", "died", "withdrew", "discontinued", "reported", "experienced", "achieved", "responded", "had", "events", "deaths":
			return false
		}
	}
	return forms
}

// groupSize reads the size of a group at word k: a number and a noun for people,
// which later groups of the sentence may leave out.
func (r *reading) groupSize(fi int8, s *sentence, k int, later bool) (value, next int, ok bool) {
	f := &r.fields[fi]
	if f.words[k].number {
		value, next, ok = f.wholeNumber(k)
	} else if r.rules.is(f.words[k].sym, cueNumberWord) && (k == s.first || !r.isNumberWord(f, k-1)) {
		value, next, ok = f.numberWords(k)
	}
	if later && ok && value >= 5 && f.loneInBracket(k, next) && r.hasCue(fi, s, cueAssigned) {
		return value, next, true // "A (107 patients), B (104) and placebo (105)"
	}
	if !ok || value < 5 || next >= s.last || r.inDrug(fi, k) || f.words[k].before&gapRelation != 0 || r.partOfFraction(f, s, k, next) {
		return 0, k, false
	}
	if k > s.first {
		switch f.lower(k - 1) {
		case "of":
			if k-2 < s.first || f.lower(k-2) != "total" {
				return 0, k, false
			}
		case "aged", "week", "day", "phase", "than", "grade", "least":
			return 0, k, false
		}
	}
	if noun := r.peopleAfter(f, s, next, false); noun >= 0 {
		return value, noun + 1, true
	}
	if !later && r.randomisedAt(fi, s, next) {
		return value, next, true // "128 were randomised to one drug and 118 to placebo"
	}
	if later && f.words[next].before == gapSpace {
		if r.inDrug(fi, next) {
			return value, next, true // "63 patients received A and 55 B"
		}
		switch f.lower(next) {
		case "to", "in", "on", "received", "were", "with", "from", "receiving":
			return value, next, true
		}
	}
	return 0, k, false
}

// loneInBracket tells whether words [k, next) of a number fill a bracket.
func (f *field) loneInBracket(k, next int) bool {
	end := int(f.words[next-1].end)
	return f.words[k].before&gapOpens != 0 && end < len(f.text) && (f.text[end] == ')' || f.text[end] == ']')
}

// groupLabel is the word that names a group within a few words of its size: a
// drug, or "group", "arm", "trial"; -1 when there is none.
func (r *reading) groupLabel(fi int8, s *sentence, k int) int {
	f := &r.fields[fi]
	for j := k - 1; j < s.last && j < k+12; j++ {
		if j >= k && f.words[j].number && (f.words[j].before&(gapSemicolon|gapComma|gapOpens) != 0 || j > k && f.lower(j-1) == "and" && j+1 < s.last && f.lower(j+1) == "to") {
			return -1 // the next group
		}
		if r.inDrug(fi, j) {
			return j
		}
		switch f.lower(j) {
		case "group", "arm", "trial", "controls", "control", "placebo", "cohort":
			return j
		}
	}
	return -1
}

// shareAfter tells whether a percentage stands in words [from, to].
func (r *reading) shareAfter(f *field, s *sentence, from, to int) bool {
	for k := from; k < s.last && k <= to+1; k++ {
		if k > 0 && f.words[k-1].number && f.words[k].before&gapPercent != 0 {
			return true
		}
	}
	return false
}

// armNamed tells whether a drug or a group is named right before "(n = 34)".
func (r *reading) armNamed(fi int8, s *sentence, k int) bool {
	f := &r.fields[fi]
	for j := k - 2; j >= s.first && j >= k-8; j-- {
		if r.inDrug(fi, j) {
			return true
		}
		switch f.lower(j) {
		case "group", "groups", "arm", "controls", "control", "cohort":
			return true
		}
		if j >= k-3 && doseUnit(f.lower(j)) {
			return true // "800 mg (n = 101)"
		}
	}
	return false
}

// wholeBefore tells whether the word right before the bracket at byte at names
// the whole group: "individual patient data (N = 2282)".
func (r *reading) wholeBefore(fi int8, s *sentence, at int) bool {
	f := &r.fields[fi]
	for k := s.first + 2; k < s.last; k++ {
		if int(f.words[k].start) != at {
			continue
		}
		switch f.lower(k - 2) {
		case "characteristics", "data", "sample", "cohort", "population", "enrolled", "included", "recruited", "analysed", "analyzed", "randomised", "randomized":
			return true
		}
	}
	return false
}

// studiesBefore tells whether the sentence counts studies before byte at:
// "Eighteen trials (n = 7,455)".
func (r *reading) studiesBefore(f *field, s *sentence, at int) bool {
	for k := s.first; k < s.last && int(f.words[k].end) <= at; k++ {
		switch f.lower(k) {
		case "trials", "studies", "rcts", "cohorts", "reports":
			return true
		}
	}
	return false
}

func (r *reading) hasCue(fi int8, s *sentence, c cue) bool {
	return s.cues.has(c)
}

// findRegistry lists the registration numbers of the text. Only sentences with a
// long number are looked at, which few have.
func (r *reading) findRegistry() []evidence.RegistryID {
	var out []evidence.RegistryID
	f := &r.fields[inAbstract]
	if !f.longDigits {
		return nil
	}
	for k := range f.words {
		if w := &f.words[k]; w.end-w.start < 6 || !isDigit(f.text[w.end-1]) || !longNumber(f.wordText(k)) || len(out) >= 32 {
			continue
		}
		s := f.sentences[f.sentenceOf(k)]
		from, to := max(s.first, k-4), min(s.last, k+4) // "ISRCTN 12345678", "2010-012345-12"
		for _, found := range evidence.FindRegistryIDs(f.text[f.words[from].start:f.words[to-1].end]) {
			if !slices.Contains(out, found.RegistryID) {
				out = append(out, found.RegistryID)
			}
		}
	}
	return out
}

// longNumber tells whether a word ends in six digits or more.
func longNumber(s string) bool {
	n := 0
	for i := len(s) - 1; i >= 0 && isDigit(s[i]); i-- {
		n++
	}
	return n >= 6
}
