package tagging

import (
	"slices"
	"strings"
)

// predicateEnds tells whether the words of assignment before word k are a
// predicate and not an attribute: "412 were randomised to", "25 randomised, 20
// treated", but "seven randomised trials", "25 randomly assigned slum areas".
func (r *reading) predicateEnds(f *field, s *sentence, k int) bool {
	if k >= s.last || f.words[k].before&^gapSoft != 0 || f.words[k].number || r.rules.is(f.words[k].sym, cuePeople) {
		return true
	}
	switch f.lower(k) {
	case "to", "into", "in", "at", "and", "or", "by", "with", "between", "but", "from", "for", "on", "using", "via", "after", "before", "during", "of", "as", "the", "a", "either", "within", "across", "were", "was", "equally", "double", "receive", "received", "respectively", "among", "until", "who":
		return true
	}
	t := f.lower(k)
	return strings.HasSuffix(t, "ly") || strings.HasSuffix(t, "ed") && t != "controlled" && t != "blinded"
}

// shareInBracket reads "(63%)" at word k and returns the word after the bracket.
func (f *field) shareInBracket(s *sentence, k int) (int, bool) {
	if k+1 < s.last && f.words[k].number && f.words[k].before&gapOpen != 0 && f.words[k+1].before&gapPercent != 0 && f.words[k+1].before&gapCloses != 0 && f.words[k+1].before&(gapComma|gapStop|gapSemicolon) == 0 {
		return k + 1, true
	}
	return k, false
}

// shareBeside tells whether a percentage stands in the bracket of the number at
// byte at.
func (r *reading) shareBeside(f *field, s *sentence, at int) bool {
	for k := s.first; k < s.last; k++ {
		if int(f.words[k].start) != at {
			continue
		}
		for j := k + 1; j < s.last && j < k+4 && f.words[j].before&(gapCloses|gapOpens|gapStop) == 0; j++ {
			if f.words[j].number && j+1 < s.last && f.words[j+1].before&gapPercent != 0 {
				return true
			}
		}
		return false
	}
	return false
}

// countInBracket tells whether the number at word k stands alone in a bracket
// behind people: "all patients (4,138) with diabetes".
func (r *reading) countInBracket(f *field, s *sentence, k, next int) bool {
	if k == s.first || f.words[k].before&^gapSpace != gapOpen || !r.rules.is(f.words[k-1].sym, cuePeople) || !f.words[k].number {
		return false
	}
	return next < s.last && f.words[next].before&^gapSpace == gapClose
}

// leftAfterScreening tells whether the number without a noun is who took part of
// those asked earlier in the sentence: "66 patients were screened and 19
// enrolled".
func (r *reading) leftAfterScreening(fi int8, s *sentence, k, next int) bool {
	f := &r.fields[fi]
	at := next
	if at < s.last && (f.lower(at) == "were" || f.lower(at) == "was") {
		at++
	}
	if at >= s.last || f.words[next].before != gapSpace {
		return false
	}
	switch f.lower(at) {
	case "enrolled", "included", "recruited", "participated", "consented", "responded", "replied", "answered", "analysed", "analyzed", "entered", "registered":
	case "completed", "returned":
		if !f.hasWord(at, min(s.last, at+5), "questionnaire") && !f.hasWord(at, min(s.last, at+5), "survey") && !f.hasWord(at, min(s.last, at+5), "questionnaires") {
			return false
		}
	default:
		return false
	}
	for j := s.first; j < k; j++ {
		switch f.lower(j) {
		case "screened", "invited", "approached", "contacted", "sent", "mailed", "emailed", "posted", "distributed", "eligible":
			return true
		}
	}
	return false
}

// answered tells whether the number at word k, which ends before word next, is of those who
// answered a survey: "the questionnaire was completed by 612 of 700 students", "of 700 sent
// questionnaires 612 (87%) were returned", "612 members responded (41%)".
func (f *field) answered(s *sentence, k, next int) bool {
	if k > s.first && (f.lower(k-1) == "whom" || f.lower(k-1) == "which") || k-2 >= s.first && f.lower(k-1) == "of" && f.lower(k-2) != "total" || !(k-2 >= s.first && f.lower(k-1) == "by" && answerVerb(f.lower(k-2))) && !f.verbOfAnswers(s, next) {
		return false
	}
	const around = 30                                           // words
	for j := max(0, k-around); j < min(s.last, k+around); j++ { // the survey may be that of the sentence before
		switch f.lower(j) {
		case "questionnaire", "questionnaires", "survey", "surveys", "invited", "mailed", "emailed", "invitations":
			return true
		case "response":
			if j+1 < s.last && f.lower(j+1) == "rate" {
				return true
			}
		}
	}
	return false
}

// verbOfAnswers tells whether people answer within a few words behind their number, or the
// share of them in a bracket.
func (f *field) verbOfAnswers(s *sentence, next int) bool {
	if after, ok := f.shareInBracket(s, next); ok {
		next = after
	}
	for j := next; j < s.last && j <= next+3; j++ {
		if f.words[j].before&(gapComma|gapSemicolon|gapColon|gapOpens) != 0 || f.words[j].number || f.lower(j) == "not" || f.lower(j) == "never" || f.lower(j) == "of" {
			return false
		}
		if answerVerb(f.lower(j)) {
			return true
		}
	}
	return false
}

// answerVerb tells whether the word is what people do with a questionnaire.
func answerVerb(t string) bool {
	switch t {
	case "responded", "replied", "answered", "returned", "completed", "responses":
		return true
	}
	return false
}

// analysedAt tells whether "were used for the analysis" or the like follows at
// word k.
func (r *reading) analysedAt(fi int8, s *sentence, k int) bool {
	f := &r.fields[fi]
	if k+3 >= s.last || f.lower(k) != "were" || f.words[k].before != gapSpace {
		return false
	}
	switch f.lower(k + 1) {
	case "used", "included", "available", "evaluable", "eligible", "suitable":
	default:
		return false
	}
	for j := k + 2; j < s.last && j < k+7; j++ {
		switch f.lower(j) {
		case "analysis", "analyses":
			return true
		}
	}
	return false
}

// incidentCases tells whether "incident" or "new cases" follow the number in a
// sentence about follow-up: events, not people who took part.
func (r *reading) incidentCases(fi int8, s *sentence, from, noun int) bool {
	f := &r.fields[fi]
	if noun <= from || f.lower(noun) != "cases" {
		return false
	}
	for k := from; k < noun; k++ {
		switch f.lower(k) {
		case "incident", "new", "fatal", "newly", "recurrent":
			return r.hasCue(fi, s, cueFollowUpWord)
		}
	}
	if noun+1 < s.last && r.inMention(fi, noun-1) {
		switch f.lower(noun + 1) {
		case "occurred", "arose", "developed", "emerged", "accrued":
			return true // "336 lymphoma cases occurred"
		}
	}
	return false
}

// inEffectBracket tells whether the number stands in a bracket that prints an
// effect or grades the evidence: the people of one analysis.
func (r *reading) inEffectBracket(fi int8, s *sentence, k int) bool {
	f := &r.fields[fi]
	from, open := k, false
	for depth := 0; from > s.first && from > k-40; from-- {
		b := f.words[from].before
		if b&gapOpens != 0 && depth == 0 {
			open = true
			break
		}
		if b&gapOpens != 0 {
			depth--
		}
		if b&gapCloses != 0 {
			depth++
		}
	}
	if !open {
		return false
	}
	to := k + 1
	for depth := 0; to < s.last && to < k+40; to++ {
		b := f.words[to].before
		if b&gapCloses != 0 && depth == 0 {
			break
		}
		if b&gapCloses != 0 {
			depth--
		}
		if b&gapOpens != 0 {
			depth++
		}
	}
	for _, h := range r.hitsIn(fi, from, to) {
		switch h.cue {
		case cueInterval, cuePooledByUs:
			return true
		}
	}
	return false
}

// takingPart tells whether the word says that the people counted took part or
// could have.
func (f *field) takingPart(k int) bool {
	switch f.lower(k) {
	case "eligible", "evaluable", "assessable", "analysable", "consenting", "participating", "allocated", "assigned", "enrolled", "included", "randomised", "randomized", "recruited":
		return true
	}
	return false
}

// otherPeople tells whether the word sets the people counted apart from those
// before.
func (f *field) otherPeople(k int) bool {
	switch f.lower(k) {
	case "other", "further", "additional", "more", "matched":
		return true
	}
	return false
}

// joinsAdjectives tells whether "to" or "or" at word k joins two adjectives:
// "mild to moderate", "internal or central".
func (f *field) joinsAdjectives(s *sentence, k int) bool {
	if k == s.first || k+1 >= s.last || f.words[k].before&^gapSoft != 0 || f.words[k+1].before&^gapSoft != 0 || f.words[k+1].number || f.words[k-1].number {
		return false
	}
	switch f.lower(k) {
	case "to":
		switch f.lower(k + 1) {
		case "moderate", "moderately", "severe", "severely", "slightly", "very", "overweight", "high", "extremely", "advanced", "late", "borderline":
			return true
		}
	case "or":
		switch f.lower(k - 1) {
		case "more", "less", "fewer", "older", "younger", "greater", "over", "above":
			return false
		}
		return true
	}
	return false
}

// answersBefore tells whether the word before the number at byte at says that
// those counted answered: "(response: n = 146)".
func (r *reading) answersBefore(f *field, s *sentence, at int) bool {
	for k := s.first + 2; k < s.last; k++ {
		if int(f.words[k].start) != at {
			continue
		}
		switch f.lower(k - 2) {
		case "response", "responses", "responded", "respondents", "returned", "completed", "participated":
			return true
		}
		return false
	}
	return false
}

// pairedGroups adds groups that share one noun: "2812 naive and 705 experienced
// patients were analysed", "diabetic (n = 1579) and nondiabetic (n = 4701)
// patients", "2,411 tofacitinib, 6,120 abatacept and 2,903 tocilizumab users".
func (r *reading) pairedGroups(fi int8, s *sentence) (sizeCandidate, bool) {
	f := &r.fields[fi]
	c := sizeCandidate{field: fi, basis: "derived", rule: "groups of one noun", score: 5}
	if fi != inAbstract || s.section == sectionBackground && !r.hasCue(fi, s, cueStudyBegins) || s.section == sectionConclusion {
		return c, false
	}
	if !s.holds(markAnd) || !s.holds(markWere) && !r.hasCue(fi, s, cueSizeBefore) && !r.hasCue(fi, s, cueSizeAfter) {
		return c, false
	}
	for _, k := range f.countsIn(s) {
		if k+3 >= s.last || k > s.first && (f.lower(k-1) == "of" && (k-2 < s.first || f.words[k-2].number || r.isNumberWord(f, k-2)) || !f.words[k].number && r.isNumberWord(f, k-1)) {
			continue
		}
		sum, second, last := r.groupList(f, s, k)
		if last < 0 {
			continue
		}
		noun := r.groupNoun(f, s, last+1)
		if noun < 0 || r.incidentCases(fi, s, k, noun) || r.bySex(f, s, second, noun) || r.notSizeAfter(fi, noun+1, min(s.last, noun+5)) || f.hasCount(s, sum) {
			continue
		}
		took := r.sizeCue(fi, noun+1, min(s.last, noun+5), cueSizeAfter, -1) || r.passiveAfter(f, s, noun+1) ||
			slices.ContainsFunc(r.hitsIn(fi, max(s.first, k-8), k), func(h hit) bool { return h.cue == cueSizeBefore })
		if took {
			c.value, c.start, c.end = sum, int(f.words[k].start), int(f.words[last].end)
			return c, true
		}
	}
	return c, false
}

// groupList adds the counts of "2,411 tofacitinib, 6,120 abatacept and 2,903
// tocilizumab" from the number at word k on and gives the words [second, last] of
// the last one; last is -1 when it is no list.
func (r *reading) groupList(f *field, s *sentence, k int) (sum, second, last int) {
	joined, since, bracket := false, 0, false
	for j := k; j < s.last; j++ {
		w := &f.words[j]
		if w.before&gapCloses != 0 {
			bracket = false
		}
		if w.before&gapOpens != 0 && j > k && (w.before&gapRelation == 0 || w.number) && f.lower(j) != "n" && !(w.number && j+1 < s.last && r.rules.is(f.words[j+1].sym, cuePeople)) {
			bracket = true
		}
		if bracket {
			since++ // "904 (Study 1222.13) and 934 (Study 1222.14) patients"
			continue
		}
		switch {
		case w.before&(gapSemicolon|gapColon|gapStop|gapPercent) != 0 && j > k, since > 7:
			return 0, 0, -1
		case w.number && j > k && w.before == gapHyphen:
			since++ // "COVID-19"
		case w.number || (j == k || joined) && w.counts() && r.largeInWords(f, j):
			n, next, ok := f.wholeAt(j)
			if !ok || n < 10 || f.yearAt(s, j) || r.partOfFraction(f, s, j, next) || next < s.last && f.words[next].before&gapSlash != 0 {
				return 0, 0, -1
			}
			if sum += n; joined {
				return sum, j, next - 1
			}
			if j > k && w.before&(gapComma|gapRelation) == 0 {
				return 0, 0, -1
			}
			since, j = 0, next-1
		case f.lower(j) == "and":
			if t := f.lower(j - 1); w.before&gapCloses == 0 && strings.HasSuffix(t, "s") && !r.inDrug(inAbstract, j-1) && !studied(t) {
				return 0, 0, -1 // "67 practices and 1577 patients": a noun of its own
			}
			joined = true
		case f.lower(j) == "were", f.lower(j) == "was", f.lower(j) == "had":
			return 0, 0, -1
		case j+1 < s.last && f.lower(j) == "at" && (f.lower(j+1) == "entry" || f.lower(j+1) == "baseline" || r.rules.is(f.words[j+1].sym, cueTimeUnit)):
			return 0, 0, -1 // "460 subjects at entry and 620 at year 2": the same ones
		default:
			since++
		}
	}
	return 0, 0, -1
}

// yearAt tells whether the number at word k is a year of the calendar.
func (f *field) yearAt(s *sentence, k int) bool {
	if k == s.first || !f.words[k].number || f.words[k].end-f.words[k].start != 4 {
		return false
	}
	if n, _, ok := f.wholeNumber(k); !ok || n < 1900 || n > 2100 {
		return false
	}
	switch f.lower(k - 1) {
	case "in", "since", "until", "during", "before", "after", "from", "to", "between":
		return true
	case "and":
		return k-2 >= s.first && f.yearAt(s, k-2)
	}
	return f.calendarMonth(k - 1)
}

// calendarMonth tells whether word k is the name of a month.
func (f *field) calendarMonth(k int) bool {
	switch f.lower(k) {
	case "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december":
		return true
	}
	return false
}

// studied tells whether the noun names those whom a study is about, and not who
// looks after them.
func studied(noun string) bool {
	switch noun {
	case "patients", "subjects", "participants", "males", "females", "adults", "individuals", "volunteers", "persons", "adolescents":
		return true
	}
	return false
}

// casesAndControls adds "135 cases and 467 controls", "388 patients were matched
// to 1,540 controls".
func (r *reading) casesAndControls(fi int8, s *sentence, design string) (sizeCandidate, bool) {
	f := &r.fields[fi]
	c := sizeCandidate{field: fi, basis: "derived", rule: "cases and controls", score: 7}
	trial := strings.HasPrefix(design, "rct") || design == "nrct" || design == "lte" // their controls are an arm, or beside the trial
	if fi != inAbstract || s.section == sectionConclusion || trial || !s.holds(markControl) {
		return c, false
	}
	if c, ok := r.casesNamed(f, s); ok {
		return c, true
	}
	first, start := 0, 0
	for k := s.first; k < s.last; k++ {
		if !f.words[k].counts() || k > s.first && (f.lower(k-1) == "of" && (k-2 < s.first || f.words[k-2].counts()) || r.isNumberWord(f, k-1)) {
			continue
		}
		n, next, ok := f.wholeAt(k)
		if !ok || n < 10 || r.partOfFraction(f, s, k, next) || next >= s.last {
			continue
		}
		switch {
		case first > 0 && r.countsControls(f, s, next):
			if f.controlsPerCase(s, k, next) {
				return c, false
			}
			c.value, c.start, c.end = first+n, start, int(f.words[next-1].end)
			return c, !f.hasCount(s, first+n) && !r.shareAfter(f, s, next, next+2)
		case f.words[k].before&gapRelation != 0 && k > s.first && (f.wordText(k-1) == "n" || f.wordText(k-1) == "N"), r.peopleAfter(f, s, next, false) >= 0 && !r.countsControls(f, s, next):
			first, start = n, int(f.words[k].start)
			if next < s.last && r.shareAfter(f, s, next, next+2) {
				first = 0
			}
		}
	}
	return c, false
}

// casesNamed adds "393 infections were identified as cases, and 2864 patients were
// selected as controls".
func (r *reading) casesNamed(f *field, s *sentence) (sizeCandidate, bool) {
	c := sizeCandidate{field: inAbstract, basis: "derived", rule: "cases and controls", score: 9}
	first := 0
	for k := s.first; k < s.last; k++ {
		n, next, ok := f.wholeNumber(k)
		if !f.words[k].number || !ok || n < 10 || r.partOfFraction(f, s, k, next) {
			continue
		}
		for j := next; j+1 < s.last && j < next+12 && !f.words[j].number; j++ {
			if f.lower(j) != "as" && f.lower(j) != "served" {
				continue
			}
			switch f.lower(j + 1) {
			case "case", "cases":
				first, c.start = n, int(f.words[k].start)
			case "control", "controls":
				if first > 0 {
					c.value, c.end = first+n, int(f.words[next-1].end)
					return c, true
				}
			}
		}
	}
	return c, false
}

// controlsPerCase tells whether the number of words [k, next) is of the controls of one
// case, not of all: "each was matched to up to ten controls", "12 controls per case".
func (f *field) controlsPerCase(s *sentence, k, next int) bool {
	if k-2 >= s.first && f.lower(k-1) == "to" && f.lower(k-2) == "up" {
		return true
	}
	const around = 12 // words
	from, to := max(s.first, k-around), min(s.last, next+around)
	return f.hasWord(from, k, "each") || f.hasWord(from, k, "every") || f.hasWord(next, to, "per") || f.phrase(s, "for", "each")
}

// countsControls tells whether "controls" follows within a few words of a number.
func (r *reading) countsControls(f *field, s *sentence, k int) bool {
	for j := k; j < s.last && j < k+8 && f.words[j].before&^gapSoft == 0 && !f.words[j].number; j++ {
		switch f.lower(j) {
		case "of", "in", "with", "were", "had", "patients", "cases", "as":
			return false
		case "controls":
			return true
		case "control":
			return j+1 < s.last && r.rules.is(f.words[j+1].sym, cuePeople)
		}
	}
	return false
}

// namedArms adds "(KdD = 46; Kd = 20)": one bracket behind people, with a count
// for each name.
func (r *reading) namedArms(fi int8, s *sentence) (sizeCandidate, bool) {
	f := &r.fields[fi]
	c := sizeCandidate{field: fi, basis: "derived", rule: "sum of the printed arms", score: 4}
	if fi != inAbstract || s.section == sectionConclusion {
		return c, false
	}
	if s.gaps&gapRelation == 0 || s.gaps&gapOpens == 0 {
		return c, false
	}
	arms := 0
	for k := s.first + 1; k < s.last; k++ {
		b := f.words[k].before
		if b&gapOpens != 0 {
			arms, c.value = 0, 0
		}
		if !f.words[k].number || b&gapRelation == 0 || !strings.Contains(f.between(k-1, k), "=") {
			continue
		}
		n, next, ok := f.wholeNumber(k)
		name := f.wordText(k - 1)
		opens := f.words[k-1].before&gapOpens != 0 && k >= 2 && r.peopleBefore(f, s, k-2)
		if !ok || n < 5 || name == "n" || name == "N" || name == "P" || name == "p" || arms == 0 && !opens || arms > 0 && f.words[k-1].before&(gapSemicolon|gapComma) == 0 {
			arms = 0
			continue
		}
		if arms == 0 {
			c.value, c.start = 0, int(f.words[k].start)
		}
		arms, c.value, c.end = arms+1, c.value+n, int(f.words[k].end)
		if next < s.last && f.words[next].before&gapCloses != 0 && arms >= 2 {
			return c, true
		}
	}
	return c, false
}

// bareArms adds "randomised to bisoprolol (1327) or placebo (1320)": a count alone in
// the bracket behind each treatment that people were assigned to.
func (r *reading) bareArms(fi int8, s *sentence) (sizeCandidate, bool) {
	f := &r.fields[fi]
	c := sizeCandidate{field: fi, basis: "derived", rule: "sum of the printed arms", score: 5}
	if fi != inAbstract || s.section == sectionConclusion || s.gaps&gapOpens == 0 || !s.holds(markAssigned) {
		return c, false
	}
	arms := 0
	for _, k := range f.countsIn(s) {
		if k == s.first || !f.words[k].number {
			continue
		}
		n, next, ok := f.wholeNumber(k)
		if !ok || n < 10 || f.words[k].before&^gapSpace != gapOpen || next < s.last && f.words[next].before&gapClose == 0 || next < s.last && f.words[next].before&gapPercent != 0 {
			continue
		}
		switch f.lower(k - 1) {
		case "placebo", "control", "controls", "care", "vehicle", "group", "arm", "treatment", "therapy":
		default:
			if !r.drugEndsAt(fi, k) {
				return c, false
			}
		}
		if arms == 0 {
			c.start = int(f.words[k].start)
		}
		arms, c.value, c.end = arms+1, c.value+n, int(f.words[next-1].end)
	}
	return c, arms >= 2 && arms <= 5 && !r.printedSum(c.value)
}

// entersExtension reads "entered the extension", "continued into the open-label
// phase" at word k.
func (f *field) entersExtension(s *sentence, k int) bool {
	for k < s.last && (f.lower(k) == "were" || f.lower(k) == "then" || f.lower(k) == "who" || f.lower(k) == "subsequently") {
		k++
	}
	if k >= s.last || f.words[k].before&^gapSoft != 0 {
		return false
	}
	switch f.lower(k) {
	case "entered", "enrolled", "continued", "rolled", "opted", "elected", "consented", "transitioned", "enroled", "participated":
	default:
		return false
	}
	for j := k + 1; j < s.last && j < k+8; j++ {
		switch f.lower(j) {
		case "extension", "rollover", "ole", "lte", "continuation":
			return true
		}
	}
	return false
}

// analysisOn tells whether "analysis was conducted on" or the like stands before the
// number at word k.
func (f *field) analysisOn(s *sentence, k int) bool {
	if k-4 < s.first {
		return false
	}
	switch f.lower(k - 1) {
	case "on", "in", "for":
	default:
		return false
	}
	switch f.lower(k - 2) {
	case "conducted", "performed", "done", "made", "restricted", "possible":
	default:
		return false
	}
	t := f.lower(k - 4)
	return (f.lower(k-3) == "was" || f.lower(k-3) == "were") && (t == "analysis" || t == "analyses" || t == "evaluation")
}

// tookAt tells whether the people counted before word k took a treatment.
func (f *field) tookAt(s *sentence, k int) bool {
	if k >= s.last || f.words[k].before != gapSpace {
		return false
	}
	switch f.lower(k) {
	case "received", "took", "applied", "inhaled", "ingested", "used", "drank", "consumed", "wore", "swallowed":
		return true
	case "were":
		return k+1 < s.last && (f.lower(k+1) == "given" || f.lower(k+1) == "treated")
	}
	return false
}

// withPersonTime tells whether the exposure of the people counted before word k
// follows: "had 14,744 patient-years".
func (r *reading) withPersonTime(fi int8, s *sentence, k int) bool {
	f := &r.fields[fi]
	for j := k; j < s.last && j < k+6; j++ {
		if !f.words[j].number {
			if f.words[j].before&^(gapSoft|gapOpen) != 0 {
				return false
			}
			continue
		}
		_, next, ok := f.wholeNumber(j)
		return ok && slices.ContainsFunc(r.hitsIn(fi, next, next+2), func(h hit) bool { return h.cue == cuePersonTime })
	}
	return false
}

// peopleBefore tells whether a noun for people stands within a few words up to
// word k.
func (r *reading) peopleBefore(f *field, s *sentence, k int) bool {
	for j := k; j >= s.first && j > k-4; j-- {
		if r.rules.is(f.words[j].sym, cuePeople) {
			return true
		}
	}
	return false
}

// patientsOf tells whether the second of two counts is of "their patients":
// "physicians (n = 120) and their patients (n = 2495)".
func (r *reading) patientsOf(f *field, s *sentence) bool {
	for k := s.first + 1; k+1 < s.last; k++ {
		if f.lower(k) == "their" && f.lower(k-1) == "and" && r.rules.is(f.words[k+1].sym, cuePeople) {
			return true
		}
	}
	return false
}

// opensOverall tells whether the sentence opens with a word for the whole.
func (f *field) opensOverall(s *sentence) bool {
	switch f.lower(s.first) {
	case "overall", "altogether", "together":
		return true
	case "in":
		return s.first+1 < s.last && (f.lower(s.first+1) == "total" || f.lower(s.first+1) == "all")
	}
	return false
}

// groupNoun is the noun for people within a few words of the second number, over
// a bracket, -1 when there is none.
func (r *reading) groupNoun(f *field, s *sentence, from int) int {
	bracket := false
	for k := from; k < s.last && k < from+8; k++ {
		if f.words[k].before&gapCloses != 0 {
			bracket = false
		}
		if bracket = bracket || f.words[k].before&gapOpens != 0; bracket {
			continue
		}
		if f.words[k].before&(gapSemicolon|gapColon|gapStop|gapComma|gapPercent) != 0 {
			return -1
		}
		if r.rules.is(f.words[k].sym, cuePeople) {
			return k
		}
		switch f.lower(k) {
		case "of", "in", "were", "had", "to", "with", "and":
			return -1
		}
	}
	return -1
}

// hasCount tells whether the sentence prints the number itself.
func (f *field) hasCount(s *sentence, value int) bool {
	for k := s.first; k < s.last; k++ {
		if f.words[k].number {
			if n, _, ok := f.wholeNumber(k); ok && n == value {
				return true
			}
		}
	}
	return false
}

// calendar tells whether the number at word k is a date or a time: "May 2015
// were selected", "months 6 and 7 are randomly assigned".
func (r *reading) calendar(f *field, s *sentence, k int) bool {
	j := k - 1
	if j-1 > s.first && f.lower(j) == "and" && f.words[j-1].number {
		j -= 2
	}
	if j < s.first {
		return false
	}
	return f.calendarMonth(j) || r.rules.is(f.words[j].sym, cueTimeUnit)
}

// numberWas tells whether "total number of participants was" or "sample size will
// be" stands before word k.
func (r *reading) numberWas(f *field, s *sentence, k int) bool {
	if f.sampleSizeWas(s, k) {
		return true
	}
	if k-5 < s.first || f.lower(k-1) != "was" {
		return false
	}
	for j := k - 2; j >= s.first+2 && j >= k-6; j-- {
		if r.rules.is(f.words[j].sym, cuePeople) {
			return f.lower(j-1) == "of" && f.lower(j-2) == "number"
		}
	}
	return false
}

// sampleSizeWas tells whether "sample size was", "is" or "will be" stands before
// word k, where the size is not one that a calculation asked for.
func (f *field) sampleSizeWas(s *sentence, k int) bool {
	j := k - 1
	if j-1 >= s.first && f.lower(j) == "be" && f.lower(j-1) == "will" {
		j--
	} else if j < s.first || f.lower(j) != "was" && f.lower(j) != "is" {
		return false
	}
	if j-2 < s.first || f.lower(j-1) != "size" || f.lower(j-2) != "sample" {
		return false
	}
	if j-3 < s.first {
		return true
	}
	switch f.lower(j - 3) {
	case "required", "calculated", "estimated", "minimum", "minimal", "needed", "necessary", "median", "mean", "average":
		return false
	}
	return true
}

// largeInWords tells whether ten or more stands in words at word k.
func (r *reading) largeInWords(f *field, k int) bool {
	n, _, ok := f.numberWords(k)
	return ok && n >= 10
}

// givenTo tells whether the number counts those to whom something was given:
// "given for ten days once or twice a day to 16 patients".
func (r *reading) givenTo(f *field, s *sentence, k int) bool {
	if k-2 < s.first || f.lower(k-1) != "to" {
		return false
	}
	for j := k - 2; j >= s.first && j > k-14 && !r.rules.is(f.words[j].sym, cuePeople); j-- {
		switch f.lower(j) {
		case "given", "administered", "offered", "prescribed", "provided":
			return true
		}
	}
	return false
}

// oneOfThem tells whether the noun for people is in the singular.
func oneOfThem(noun string) bool {
	return noun == "patient" || noun == "participant" || noun == "subject"
}

// groupAt tells whether a word for a group stands at word k: "a 35-patient
// cohort".
func (f *field) groupAt(s *sentence, k int) bool {
	if k >= s.last {
		return false
	}
	switch f.lower(k) {
	case "cohort", "series", "population", "sample", "group", "study", "trial", "volunteers":
		return true
	}
	return false
}

// studiesInvolved reads "Studies involved 15,940 youths" before the number at
// word k.
func (r *reading) studiesInvolved(f *field, s *sentence, k int) bool {
	if k-2 < s.first || !studyNoun(f.lower(k-2)) {
		return false
	}
	switch f.lower(k - 1) {
	case "involved", "included", "enrolled", "randomised", "randomized", "recruited", "comprised":
		return true
	}
	return false
}

// pastBracket is the word behind the bracket that opens at word k, k when none
// does.
func (f *field) pastBracket(s *sentence, k int) int {
	if k >= s.last || f.words[k].before&gapOpens == 0 {
		return k
	}
	for j := k + 1; j < s.last && j < k+14; j++ {
		if f.words[j].before&gapCloses != 0 {
			return j
		}
	}
	return k
}

// onlyOne tells whether "one" or "a single" counts the noun at word k, alone.
func (f *field) onlyOne(s *sentence, k int) bool {
	for i := k - 1; i >= s.first && i >= k-6; i-- {
		switch f.lower(i) {
		case "one", "single", "1":
			return i == s.first || f.lower(i-1) != "and"
		case "and", "or":
			return false
		}
	}
	return false
}

// planned tells whether the number at word k is what was meant to be reached.
func (f *field) planned(s *sentence, k int) bool {
	for j := max(s.first, k-6); j < k; j++ {
		switch f.lower(j) {
		case "target", "planned", "intended", "expected", "required", "needed":
			return true
		}
	}
	for j := k + 1; j+1 < s.last && j < k+4; j++ { // "300 participants were planned"
		if f.lower(j) != "were" && f.lower(j) != "was" {
			continue
		}
		switch f.lower(j + 1) {
		case "planned", "intended", "required", "needed":
			return true
		}
	}
	return false
}

// hasWord tells whether the word stands in words [from, to).
func (f *field) hasWord(from, to int, word string) bool {
	for k := from; k < to; k++ {
		if f.lower(k) == word {
			return true
		}
	}
	return false
}

// provider tells whether the noun names people who look after those studied.
func provider(noun string) bool {
	switch noun {
	case "residents", "physicians", "surgeons", "doctors", "nurses", "dentists", "therapists", "clinicians", "practitioners", "pharmacists", "teachers", "specialists", "midwives", "psychiatrists", "psychologists", "physiotherapists", "anesthesiologists", "anaesthetists", "experts":
		return true
	}
	return false
}

// answered tells whether the participle says that people gave answers.
func answered(verb string) bool {
	switch verb {
	case "completed", "answered", "returned", "filled", "attended":
		return true
	}
	return false
}

// completedTask tells whether word k is "completed" before a thing to do once:
// "20 women completed a test and were allocated", but "18 completed the study".
func (f *field) completedTask(k int) bool {
	if f.lower(k) != "completed" {
		return false
	}
	for j := k + 1; j < len(f.words) && j < k+6 && f.words[j].before&^gapSoft == 0; j++ {
		switch f.lower(j) {
		case "test", "tests", "questionnaire", "questionnaires", "survey", "surveys", "interview", "interviews", "baseline", "assessment", "assessments":
			return true
		}
	}
	return false
}

// part is the size of one group, named where it stands.
type part struct {
	value, start, end int
	opens             bool // the sentence begins with the group
	bracket           bool // "(n = 40)"
}

// groupParts adds groups that are told one by one, in a sentence or in neighbouring
// ones: "aspirin (40 patients) or placebo (42 patients)", "Group 1 (n = 20) got X.
// Group 2 (n = 22) got Y.", "Twelve patients received X and 13 Y". A printed total
// stands for itself.
func (r *reading) groupParts(s, next *sentence) (sizeCandidate, bool) {
	f := &r.fields[inAbstract]
	c := sizeCandidate{field: inAbstract, basis: "derived", rule: "sum of the groups told one by one", score: 4}
	if s.section == sectionBackground && s.first > 0 || s.section == sectionConclusion {
		return c, false
	}
	parts := r.partsOf(f, s)
	if len(parts) == 1 && parts[0].opens && next != nil && next.section == s.section {
		if more := r.partsOf(f, next); len(more) == 1 && more[0].opens {
			parts = append(parts, more...)
		}
	}
	if len(parts) < 2 || len(parts) > 6 || r.patientsOf(f, s) {
		return c, false
	}
	for _, p := range parts {
		c.value += p.value
	}
	for _, p := range parts {
		if 2*p.value == c.value && len(parts) > 2 {
			return c, false // the total stands among them
		}
	}
	c.start, c.end = parts[0].start, parts[len(parts)-1].end
	if r.printedSum(c.value) {
		if c.value < 20 {
			return c, false
		}
		c.basis, c.score, c.rule = "digits", 6, "total that the groups add up to"
	}
	return c, true
}

// partsOf lists the groups of a sentence; none when it counts people otherwise.
func (r *reading) partsOf(f *field, s *sentence) []part {
	var parts []part
	for _, k := range f.countsIn(s) {
		if r.insideNumber(f, s, k) {
			continue
		}
		n, next, ok := f.wholeAt(k)
		if !ok || n < 5 || r.inDrug(inAbstract, k) || f.yearAt(s, k) {
			continue
		}
		if next >= s.last {
			if len(parts) > 0 && r.groupBefore(f, s, k) { // "and a control group of 33."
				parts = append(parts, part{n, int(f.words[k].start), int(f.words[next-1].end), false, parts[0].bracket})
			}
			continue
		}
		if f.words[next].before&^gapSpace == gapHyphen {
			continue
		}
		isN := k-1 >= s.first && f.words[k].before&gapRelation != 0 && (f.wordText(k-1) == "n" || f.wordText(k-1) == "N")
		noun := -1
		if !isN {
			noun = r.peopleAfter(f, s, next, false)
		}
		later := len(parts) > 0 && noun < 0 && !isN
		if noun < 0 && !isN && (!later || f.words[k].before&^gapSoft != 0 || f.words[next].before != gapSpace || doseUnit(f.lower(next)) || r.rules.is(f.words[next].sym, cueTimeUnit)) {
			continue
		}
		first := k // first word of the bracket
		if isN {
			first = k - 1
		}
		named := false
		switch {
		case f.words[first].before&gapOpens != 0 && first > s.first:
			named = r.armNamed(inAbstract, s, first+1) || isN && r.peopleNear(f, s, first-1)
		case isN:
		default:
			end := next
			if noun >= 0 {
				end = noun + 1
			}
			named = r.groupBefore(f, s, k) || f.treatedAt(s, end) && r.groupLabel(inAbstract, s, end) >= 0 && !f.perDose(end)
			if !named && later && f.lower(k-1) == "and" && r.groupLabel(inAbstract, s, end) == end {
				named = true // "and 13 placebo"
			}
		}
		if !named {
			if later {
				continue
			}
			return nil
		}
		if r.shareAfter(f, s, next, next) || r.partOfFraction(f, s, k, next) {
			return nil
		}
		bracket := f.words[first].before&gapOpens != 0
		if len(parts) > 0 && bracket != parts[0].bracket {
			return nil // "60 patients received one (n = 40) or the other": a whole and its groups
		}
		parts = append(parts, part{n, int(f.words[k].start), int(f.words[next-1].end), first <= s.first+8, bracket})
	}
	given := r.hasCue(inAbstract, s, cueAssigned) || f.lower(s.first) == "there"
	for k := s.first; len(parts) > 0 && k < s.last; k++ {
		if f.treatedAt(s, k) && f.lower(k) != "in" {
			given = true
		}
		switch f.lower(k) {
		case "enrolled", "included", "recruited", "divided", "compared", "studied", "comprised", "consisted":
			given = true
		case "developed", "died", "withdrew", "discontinued", "experienced", "responded", "completed", "events", "deaths", "excluded", "lost", "had", "of":
			if f.lower(k) != "of" || k+1 < s.last && (f.lower(k+1) == "these" || f.lower(k+1) == "whom" || f.lower(k+1) == "them" || f.lower(k+1) == "which") {
				return nil
			}
		}
	}
	if !given {
		return nil // results by group
	}
	return parts
}

// insideNumber tells whether word k goes on with a number in words: "hundred and
// ten".
func (r *reading) insideNumber(f *field, s *sentence, k int) bool {
	return k > s.first && r.isNumberWord(f, k-1) || k-2 >= s.first && f.lower(k-1) == "and" && scaleWord(f.lower(k-2))
}

// peopleNear tells whether a noun for people stands a few words before the
// bracket behind word k, and no number between: "adults with asthma (n = 30)".
func (r *reading) peopleNear(f *field, s *sentence, k int) bool {
	for j := k; j >= s.first && j > k-6 && !f.words[j].number; j-- {
		if r.rules.is(f.words[j].sym, cuePeople) {
			return true
		}
		if f.words[j].before&(gapOpens|gapCloses|gapSemicolon) != 0 {
			return false
		}
	}
	return false
}

// sizePerGroup reads "20 patients per group", "n = 20 in each arm", where the text
// counts the groups or the sentence names two drugs.
func (r *reading) sizePerGroup(s *sentence) (sizeCandidate, bool) {
	f := &r.fields[inAbstract]
	c := sizeCandidate{field: inAbstract, basis: "derived", rule: "size of a group times their number", score: 4.5}
	if s.section == sectionBackground && s.first > 0 || s.section == sectionConclusion || !s.holds(markEach) {
		return c, false
	}
	for k := s.first; k < s.last; k++ {
		if !f.words[k].counts() {
			continue
		}
		n, next, ok := f.wholeAt(k)
		if !ok || n < 5 || r.inDrug(inAbstract, k) {
			continue
		}
		at := next
		isN := k > s.first && f.words[k].before&gapRelation != 0 && (f.wordText(k-1) == "n" || f.wordText(k-1) == "N")
		if noun := r.peopleAfter(f, s, next, false); noun >= 0 && noun < next+3 {
			at = noun + 1
		} else if !isN {
			continue
		}
		if at < s.last && (f.lower(at) == "were" || f.lower(at) == "was") {
			at += 2 // "were enrolled in each arm"
		}
		if !f.eachGroupAt(s, at) || r.insideNumber(f, s, k) || f.planned(s, k) && !f.says(s, "include") && !f.says(s, "recruit") {
			continue
		}
		groups := r.groupsTold(s)
		c.value, c.start, c.end = n*groups, int(f.words[k].start), int(f.words[next-1].end)
		return c, groups > 1
	}
	return c, false
}

// eachGroupAt tells whether "each", "in each group" or "per arm" stands at word k.
func (f *field) eachGroupAt(s *sentence, k int) bool {
	if k >= s.last || f.words[k].before&^gapSoft != 0 {
		return false
	}
	group := func(j int) bool {
		return j < s.last && (f.lower(j) == "group" || f.lower(j) == "arm" || f.lower(j) == "cohort")
	}
	switch f.lower(k) {
	case "each":
		return k+1 >= s.last || f.words[k+1].before&^gapSoft != 0 || group(k+1)
	case "per":
		return group(k+1) || group(k+2)
	case "in", "to", "for", "into":
		return k+1 < s.last && f.lower(k+1) == "each" && (group(k+2) || group(k+3))
	}
	return false
}

// groupsReach is how far before the end of a sentence the number of groups is
// looked for, in words.
const groupsReach = 250

// groupsTold is the number of groups that the sentence or those before it count,
// two where the sentence names two drugs, else 0.
func (r *reading) groupsTold(s *sentence) int {
	f := &r.fields[inAbstract]
	for k := s.last - 1; k > 0 && k > s.last-groupsReach; k-- {
		if t := f.lower(k); t != "groups" && t != "arms" {
			continue
		}
		for j := k - 1; j >= 0 && j >= k-3 && f.words[j+1].before&^gapSoft == 0; j-- {
			if n, _, ok := f.count(j); ok && n >= 2 && n <= 8 {
				return n
			}
		}
	}
	var drugs []string
	for _, m := range r.mentionsIn(inAbstract, s.first, s.last) {
		if m.kind == termDrug && m.ok && !slices.Contains(drugs, r.id(&m)) && len(drugs) < 4 {
			drugs = append(drugs, r.id(&m))
		}
	}
	if len(drugs) == 2 {
		return 2
	}
	return r.eitherOr(s)
}

// eitherOr is 2 where the sentence or one of a dozen before it assigns people to
// "either … or …", or to one thing "or" another, and 0 where none does.
func (r *reading) eitherOr(s *sentence) int {
	f := &r.fields[inAbstract]
	at := f.sentenceOf(s.first)
	for si := at; si >= 0 && si > at-12; si-- {
		t := &f.sentences[si]
		if !r.hasCue(inAbstract, t, cueAssigned) || !f.says(t, "or") && !f.says(t, "versus") {
			continue
		}
		ors, comma := 0, false
		for k := t.first + 1; k < t.last; k++ {
			if f.lower(k) == "or" {
				ors++
				comma = comma || f.words[k].before&gapComma != 0
			}
		}
		if ors == 1 && !comma {
			return 2
		}
		return 0
	}
	return 0
}

// groupBefore tells whether the number at word k is the size of a group named
// right before it: "a control group of 33", "the aspirin group comprised 45".
func (r *reading) groupBefore(f *field, s *sentence, k int) bool {
	for j := k - 1; j > s.first && j >= k-3; j-- {
		switch f.lower(j) {
		case "of", "comprised", "consisted", "included", "comprising", "contained", "consisting":
		case "group", "arm", "cohort":
			return j < k-1
		default:
			return false
		}
	}
	return false
}

// treatedAt tells whether "received", "were treated with" or "in the" stands at
// word k, so that a treatment or a group follows.
func (f *field) treatedAt(s *sentence, k int) bool {
	for j := k; j < s.last && j < k+3; j++ {
		switch f.lower(j) {
		case "were", "was", "who", "each":
		case "received", "receiving", "treated", "given", "took", "got", "served", "assigned", "randomised", "randomized", "allocated":
			return true
		case "in":
			return j == k && j+1 < s.last && f.lower(j+1) == "the"
		default:
			return false
		}
	}
	return false
}

// perDose tells whether the words from k on speak of one dose and not of a group.
func (f *field) perDose(k int) bool {
	for j := k; j < len(f.words) && j < k+4; j++ {
		switch f.lower(j) {
		case "both", "either", "all", "or":
			return true
		}
	}
	return false
}

// assignedParts adds "62 patients were randomised to one and 58 to the other",
// "241 patients assigned to receive one and 279 assigned to the other".
func (r *reading) assignedParts(fi int8, s *sentence) (sizeCandidate, bool) {
	f := &r.fields[fi]
	c := sizeCandidate{field: fi, basis: "derived", rule: "sum of the parts assigned", score: 9}
	if fi != inAbstract || s.section == sectionConclusion || !s.holds(markAssigned) {
		return c, false
	}
	parts := 0
	for _, k := range f.countsIn(s) {
		if r.insideNumber(f, s, k) || k > s.first && f.lower(k-1) == "of" {
			continue
		}
		n, next, ok := f.wholeAt(k)
		if !ok || n < 5 || next >= s.last || r.partOfFraction(f, s, k, next) {
			continue
		}
		switch noun := r.peopleAfter(f, s, next, false); {
		case parts > 0 && f.words[k].before&gapOpens != 0 && f.assignedTo(next):
			return c, false // "108 were assigned (53 to one and 55 to the other)"
		case parts > 0 && k > s.first && (f.lower(k-1) == "and" || f.words[k].before&gapComma != 0) && f.assignedTo(next):
		case parts > 0 && noun >= 0 && f.lower(k-1) == "and" && f.assignedTo(noun+1):
		case parts == 0 && noun >= 0 && noun < next+3 && f.assignedTo(noun+1) && f.lower(noun+1) != "to":
			c.start = int(f.words[k].start)
		default:
			continue
		}
		parts, c.value, c.end = parts+1, c.value+n, int(f.words[next-1].end)
	}
	return c, parts >= 2 && parts <= 5 && !f.hasCount(s, c.value)
}

// assignedTo tells whether "to", "assigned to", "were randomly allocated to" or the
// like stands at word k.
func (f *field) assignedTo(k int) bool {
	for j := k; j+1 < len(f.words) && j < k+4 && f.words[j].before&^gapSoft == 0; j++ {
		switch f.lower(j) {
		case "were", "was", "randomly":
		case "assigned", "allocated", "randomised", "randomized":
			return f.lower(j+1) == "to"
		case "to":
			return j == k
		default:
			return false
		}
	}
	return false
}

// countAtByte is a whole number and where it begins.
type countAtByte struct {
	value int
	start int
}

// noteCounts lists the whole numbers of the abstract in order.
func (r *reading) noteCounts() {
	f := &r.fields[inAbstract]
	r.counted = r.counted[:0]
	for _, k := range f.counts {
		if !f.words[k].number {
			continue
		}
		if n, _, ok := f.wholeNumber(k); ok && n >= 3 {
			r.counted = append(r.counted, countAtByte{n, int(f.words[k].start)})
		}
	}
}

// partsReach is how far behind a total its parts are looked for, in bytes.
const partsReach = 300

// partsFollow tells whether two neighbouring numbers soon after the candidate add
// up to it: "108 were assigned (53 to one and 55 to the other)".
func (r *reading) partsFollow(c *sizeCandidate) bool {
	if c.field != inAbstract || c.value < 7 {
		return false
	}
	at, _ := slices.BinarySearchFunc(r.counted, c.end, func(n countAtByte, end int) int { return n.start - end })
	for i := at; i < at+2 && i+1 < len(r.counted) && r.counted[i+1].start < c.end+partsReach; i++ {
		if r.counted[i].value+r.counted[i+1].value == c.value {
			return true
		}
	}
	return false
}
