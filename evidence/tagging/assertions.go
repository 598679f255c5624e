package tagging

import (
	"slices"
	"strings"

	"dossier/evidence"
)

// assertion is the judgement on one outcome mention.
type assertion struct {
	role  role
	score float64 // how strongly the sentence says that it was studied
	rule  string
}

// ruleAttributed names the rule that an outcome is tied to a drug.
const ruleAttributed = "attributed to the drug"

// studiedFrom is the score from which an outcome counts as studied.
const studiedFrom = 2.0

// judge scores how strongly a mention says that the outcome was studied after
// exposure to a drug.
func (r *reading) judge(m *mention) assertion {
	a := assertion{role: r.roleOf(m)}
	if a.role != roleOpen {
		a.rule = roleNames[a.role]
		return a
	}
	f := &r.fields[m.field]
	s := f.sentences[m.sent]
	in := s.cues
	if in.has(cueAdverse) && !slices.ContainsFunc(r.hitsIn(m.field, s.first, s.last), func(h hit) bool {
		return h.cue == cueAdverse && !(h.first >= int(m.first) && h.last <= int(m.last) && strings.HasPrefix(f.lower(h.first), "complication"))
	}) {
		in.remove(cueAdverse) // "thrombotic complications" may be those of a disease
	}
	if !in.has(cueAdverse) && r.goesOnWithHarms(m) {
		in.add(cueAdverse)
	}
	near := r.cuesAround(m, &s, 8)
	if r.changeInside(m) || !near.has(cueOccurrence) && s.section == sectionResults && m.field == inAbstract && r.listTold(m, &s) {
		near.add(cueOccurrence) // "haemoglobin fell"
	}
	if r.rateInside(m) {
		near.add(cueRateWord)
	}
	drug := r.drugInSentence(m)
	best := 0.0
	supposed := false
	positive := near.has(cueRateWord) || near.has(cueOccurrence) || in.has(cueAdverse) || in.has(cueEndPoint) || in.has(cueAssessed) || near.has(cuePrevention)
	add := func(points float64, rule string) {
		a.score += points
		if points > best {
			best, a.rule = points, rule
		}
	}
	switch s.section {
	case sectionResults:
		add(1, "named in the results")
	case sectionConclusion, sectionObjective:
		add(0.75, "named in the aim or conclusion")
	case sectionBackground:
		add(-0.75, "")
	case sectionMethods:
		add(0.5, "named in the methods")
	default:
		if m.field == inAbstract && m.sent == 0 && !drug && in.has(cueBackgroundWord) && r.fields[inTitle].text != "" && len(f.sentences) > 3 {
			add(-0.75, "") // what is known, before the study begins
			break
		}
		add(0.5, "named in the text")
	}
	if m.field == inTitle {
		add(1, "named in the title")
	}
	if in.has(cueBackgroundWord) && s.section != sectionResults && m.field != inTitle {
		add(-1, "")
	}
	if near.has(cueRateWord) {
		add(0.75, "rate or risk of the outcome")
		if s.section == sectionResults && r.numberNear(m, &s) {
			add(0.5, "rate of the outcome with a number")
		}
	}
	switch {
	case near.has(cueOccurrence):
		add(1, "occurrence or change of the outcome")
	case s.section == sectionResults && in.has(cueOccurrence) && r.roof(m) == "dyslipidaemia":
		positive = true
		add(1, "change of a measured lipid")
	}
	if (s.section == sectionResults && near.has(cueRateWord) || s.section == sectionNone && m.field == inAbstract && near.has(cueOccurrence) && !in.has(cueBackgroundWord)) && r.groupsCompared(m.field, &s) {
		add(0.5, "compared between groups")
	}
	if (s.section == sectionConclusion || s.section == sectionNone) && m.field == inAbstract && r.modalBefore(m, &s) {
		add(-1.5, "")
		supposed = true
	}
	if in.has(cueAdverse) {
		add(1.25, "among adverse effects")
	}
	switch {
	case in.has(cueEndPoint):
		add(1.5, "end point")
	case in.has(cueAssessed):
		add(0.75, "assessed in the study")
	}
	if drug {
		add(0.5, "a drug in the same sentence")
	}
	if r.inducedBy(m, &s) == byDrug {
		positive = true
		add(2, ruleAttributed)
	}
	if r.stoppedBecauseOf(m, &s) {
		positive = true
		add(1.25, "a reason to stop the drug")
	}
	if s.section == sectionResults && (r.peopleHad(m, &s) || r.shareOfOutcome(m, &s)) {
		positive = true
		add(1, "people who had it, or nobody")
	}
	switch {
	case m.field != inAbstract || s.section == sectionBackground:
	case s.section > sectionMethods && r.rateBeside(m, &s):
		positive = true
		add(1, "a rate per person-time beside the outcome")
	case r.rateAnnounced(m, &s):
		positive = true
		add(1.25, "one of the rates that the sentence lists")
	}
	if s.section != sectionBackground && m.field == inAbstract && (r.nobodyHad(m, &s) || r.thereWasNone(m, &s)) {
		positive = true
		add(1, "nobody had it")
	}
	switch {
	case !drug && !r.drugInTitle():
	case r.printedBeside(m, true):
		positive = true
		add(1.5, "a ratio printed beside the outcome")
	case r.printedBeside(m, false):
		positive = true
		add(1, "a rate or change printed beside the outcome")
	}
	if m.field == inAbstract && s.holds(markVaccine|markEffect) && r.protectionPrinted(m, &s) {
		positive = true
		add(1.5, "how well a vaccine protects from it")
	}
	if drug && m.field == inAbstract && r.withLittle(m, &s) {
		positive = true
		add(1, "told beside the effect of the drug")
	}
	if drug && r.effectOfDrug(m, &s) {
		positive = true
		add(1, "an effect of the drug by the verb")
	}
	if near.has(cuePrevention) && (drug || r.fields[inAbstract].text == "") {
		add(1, "prevention of the outcome")
	}
	if supposed && !r.numberNear(m, &s) || !positive && !(m.field == inTitle && r.besideDrug(m, &s)) {
		a.score = min(a.score, studiedFrom-0.5) // named, and nothing said of it
	}
	return a
}

// goesOnWithHarms tells whether the sentence of the mention says what the adverse effects
// of the sentence before were: "The latter were zoster (7) and acne (3)".
func (r *reading) goesOnWithHarms(m *mention) bool {
	f := &r.fields[m.field]
	if m.sent == 0 || !f.sentences[m.sent-1].cues.has(cueAdverse) {
		return false
	}
	s := &f.sentences[m.sent]
	for k := s.first; k < s.last && k < s.first+4; k++ {
		switch f.lower(k) {
		case "common", "frequent", "commonest":
			if k > s.first+2 || k+1 >= s.last || f.lower(k+1) != "were" && f.lower(k+1) != "was" {
				return false // "Most common were"
			}
			return k == s.first || f.lower(s.first) == "most" || f.lower(s.first) == "the"
		case "these", "those", "they", "latter", "them":
			return k == s.first || f.lower(s.first) == "the" || f.lower(s.first) == "most" || f.lower(s.first) == "of" || f.lower(s.first) == "among"
		}
	}
	return false
}

// listTold tells whether the list that the outcome stands in ends in "were seen",
// however long it is: "acne and pain at the site of application were also noted".
func (r *reading) listTold(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	const longest = 24 // words of a list
	for k := int(m.last); k+1 < s.last && k < int(m.last)+longest; k++ {
		if f.words[k].before&(gapSemicolon|gapColon|gapStop) != 0 {
			return false
		}
		if t := f.lower(k); t != "was" && t != "were" {
			if r.rules.is(f.words[k].sym, cueVerb) {
				return false
			}
			continue
		}
		if k++; k+1 < s.last && (f.lower(k) == "also" || f.lower(k) == "not" || f.lower(k) == "only") {
			k++
		}
		switch f.lower(k) {
		case "reported", "observed", "seen", "found", "noted", "detected", "recorded", "documented", "encountered", "identified":
			return true
		}
		return false
	}
	return false
}

// changeInside tells whether the words of the mention themselves end in the verb of a
// change, or begin with its noun.
func (r *reading) changeInside(m *mention) bool {
	if m.last-m.first < 2 {
		return false
	}
	switch r.fields[m.field].lower(int(m.last) - 1) {
	case "fell", "dropped", "declined", "decreased", "rose", "increased", "elevated", "lower", "reduced", "lowered", "depressed", "suppressed":
		return true
	}
	switch r.fields[m.field].lower(int(m.first)) {
	case "fall", "falls", "drop", "drops", "decline", "declines", "decrease", "decreases", "reduction", "reductions", "change", "changes":
		return true
	}
	return false
}

// printedBeside tells whether a ratio, or another measure with its interval, stands
// right after the outcome ("MACE (OR 0.8)"), or the outcome right after it ("1.2 for
// VTE").
func (r *reading) printedBeside(m *mention, ratio bool) bool {
	if m.field != inAbstract {
		return false
	}
	f := &r.fields[inAbstract]
	at := firstOfSentence(r.raw, int(m.sent))
	for ; at < len(r.raw) && r.raw[at].sent == int(m.sent); at++ {
		raw := &r.raw[at]
		if isRatio(raw.measure) != ratio || !ratio && !raw.interval || (raw.measure == "MD" || raw.measure == "PCT" || raw.measure == "SMD" || raw.measure == "OTHER") && r.roof(m) != "dyslipidaemia" {
			continue // a mean change is that of a laboratory value
		}
		from, to := int(m.last), raw.est.word
		if raw.measureWord >= from {
			to = raw.measureWord
		}
		if from > to {
			from, to = raw.next, int(m.first)
		}
		if to >= from && to-from <= 2 && !f.separated(from, to) {
			return true
		}
		if raw.interval && raw.next < int(m.first) && r.forAll(m, raw.next) {
			return true
		}
	}
	return false
}

// forAll reads "was 1.01 (0.83–1.23) in one cohort and 1.17 (0.85–1.62) in the other for
// total malignancy": the outcome of all numbers of the sentence comes last. The numbers
// seen so far end at word from.
func (r *reading) forAll(m *mention, from int) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	for k > from && (f.lower(k) == "total" || f.lower(k) == "any" || f.lower(k) == "all" || f.lower(k) == "overall" || f.lower(k) == "the") {
		k--
	}
	if k <= from || f.lower(k) != "for" || k > from+20 {
		return false
	}
	for _, o := range r.mentionsIn(m.field, from, k) {
		if o.kind == termOutcome && o.ok {
			return false
		}
	}
	s := &f.sentences[m.sent]
	return !f.numberIn(int(m.last), s.last)
}

// rateAnnounced reads one of a list of rates whose name or unit comes first: "the rate per
// 100 PY was 2.1 for serious infection, 0.1 for VTE", "rates per 100 person-years were, for
// A and B: zoster 0.8 and 0.1; MACE 0.3 and 1.2", "IRs were 0.2 and 0.1 for zoster, and for
// VTE 0.1 and 0.1".
func (r *reading) rateAnnounced(m *mention, s *sentence) bool {
	if !s.cues.has(cuePersonTime) && !s.cues.has(cueMeasureIR) {
		return false
	}
	f := &r.fields[inAbstract]
	announced := false
	for _, h := range r.hitsIn(m.field, s.first, int(m.first)) {
		announced = announced || h.cue == cuePersonTime || h.cue == cueMeasureIR && r.validMeasure(h)
	}
	if !announced {
		return false
	}
	k := int(m.last)
	if k < s.last && (f.lower(k) == "was" || f.lower(k) == "were") && f.words[k].before&^gapSoft == 0 {
		k++
	}
	if k < s.last && f.words[k].number && f.words[k].before&^(gapSoft|gapColon) == 0 {
		return true
	}
	k = int(m.first) - 1
	return k > s.first+1 && (f.lower(k) == "for" || f.lower(k) == "of") && f.words[k-1].number
}

// protectionPrinted tells whether the sentence prints the efficacy of a vaccine
// "against" the outcome.
func (r *reading) protectionPrinted(m *mention, s *sentence) bool {
	f := &r.fields[inAbstract]
	against := false
	for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-5 && !against; k-- {
		against = f.lower(k) == "against" || f.lower(k) == "preventing"
	}
	if !against {
		return false
	}
	at := firstOfSentence(r.raw, int(m.sent))
	for ; at < len(r.raw) && r.raw[at].sent == int(m.sent); at++ {
		if r.raw[at].measure == "VE" {
			return true
		}
	}
	return false
}

// effectOfDrug tells whether a drug is the subject of the verb that the outcome,
// or the list it stands in, is the object of: "tofacitinib was associated with
// MACE, VTE and acne".
func (r *reading) effectOfDrug(m *mention, s *sentence) bool {
	if !s.holds(markCaused) {
		return false
	}
	f := &r.fields[m.field]
	const longest = 24 // words of a list
	k := int(m.first) - 1
	for k >= s.first && int(m.first)-k <= longest && r.free(m.field, k) {
		k--
	}
	if k < s.first {
		return false
	}
	switch f.lower(k) {
	case "associated", "linked", "increased", "increase", "increases", "raised", "reduced", "reduce", "reduces", "decreased", "caused", "cause", "causes":
	default:
		return false
	}
	for _, d := range r.mentionsIn(m.field, max(s.first, k-8), k) {
		if d.kind == termDrug && d.ok && int(d.last) <= k && r.sameClause(m, int(d.first), int(d.last)) {
			return true
		}
	}
	return false
}

// withLittle reads "with minimal", "while having limited", "without" right before the
// outcome: how much of it there was.
func (r *reading) withLittle(m *mention, s *sentence) bool {
	return littleAt(&r.fields[m.field], s, int(m.first)-1)
}

// littleAt tells whether word k says how little there was of what follows.
func littleAt(f *field, s *sentence, k int) bool {
	if k > s.first && (f.lower(k) == "or" || f.lower(k) == "significant" || f.lower(k) == "overt" || f.lower(k) == "clinical") {
		k--
	}
	if k <= s.first {
		return false
	}
	switch f.lower(k) {
	case "minimal", "limited", "little", "negligible", "manageable", "fewer", "less", "low", "no", "acceptable":
		t := f.lower(k - 1)
		return t == "with" || t == "having" || t == "and" && f.lower(k) != "no"
	}
	return false
}

// stoppedBecauseOf reads "discontinued because of", "withdrew due to" before the
// outcome or the list that it stands in.
func (r *reading) stoppedBecauseOf(m *mention, s *sentence) bool {
	if s.holds(markReason) && r.reasonToStop(m, s) {
		return true
	}
	if !s.holds(markStopped) {
		return false
	}
	f := &r.fields[m.field]
	cause := false
	for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-20; k-- {
		if f.words[k+1].before&(gapSemicolon|gapStop) != 0 {
			return false
		}
		cause = cause || f.words[k+1].before&gapColon != 0 // "12 stopped it: neutropenia 6, nausea 4"
		switch f.lower(k) {
		case "because", "owing", "due", "for":
			cause = true
		case "stopped", "discontinued", "withdrew", "withdrawn", "discontinuation", "discontinuations", "ceased", "withdrawals", "replaced", "switched":
			return cause
		}
	}
	return false
}

// reasonToStop reads "acne was the commonest reason for removal" after the outcome.
func (r *reading) reasonToStop(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := int(m.last); k+2 < s.last && k < int(m.last)+12; k++ {
		if f.words[k].before&gapSemicolon != 0 {
			return false
		}
		if t := f.lower(k); (t == "reason" || t == "reasons") && f.lower(k+1) == "for" {
			switch f.lower(k + 2) {
			case "discontinuation", "discontinuing", "stopping", "withdrawal", "withdrawing", "removal", "cessation", "dropout", "dropping", "treatment", "drug":
				return true
			}
		}
	}
	return false
}

// shareOfOutcome reads "thrombosis in 16%", "infection was 4.8%", "lymphoma in 2 dogs": the
// share or number of those who had the outcome, right after it.
func (r *reading) shareOfOutcome(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := int(m.last); k+1 < s.last && k < int(m.last)+3; k++ {
		switch f.lower(k) {
		case "in", "was", "were", "affected", "occurs", "occurred", "develops", "developed", "arises", "arose":
		case "suspected", "diagnosed", "confirmed", "found", "seen", "observed", "noted", "reported", "recorded", "detected":
			if k == int(m.last) {
				return false
			}
		default:
			return false
		}
		if f.words[k+1].number {
			return strings.HasPrefix(f.text[f.words[k+1].end:], "%") || f.lower(k) == "in" && r.peopleCounted(f, s, k+1)
		}
	}
	return false
}

// rateBeside reads "zoster 3.5/100 PY", "malignancies were 0.4 and 0.6 per 100
// patient-years", "4.3/100 PY for zoster": a rate per person-time of the outcome,
// right before or behind it.
func (r *reading) rateBeside(m *mention, s *sentence) bool {
	if !s.cues.has(cuePersonTime) {
		return false
	}
	f := &r.fields[inAbstract]
	const reach = 8 // words from the outcome to the unit
	unit := -1
	for _, h := range r.hitsIn(m.field, int(m.last), min(s.last, int(m.last)+reach)) {
		if h.cue == cuePersonTime {
			unit = h.first
			break
		}
	}
	number := false
	for k := int(m.last); k < unit; k++ {
		if f.words[k].number {
			number = true
			continue
		}
		if f.words[k].before&gapSemicolon != 0 || r.inMention(m.field, k) && number {
			unit = -1
		}
	}
	if unit >= 0 {
		return number
	}
	if k := int(m.first) - 1; k > s.first && (f.lower(k) == "for" || f.lower(k) == "of") {
		for _, h := range r.hitsIn(m.field, max(s.first, k-3), k) {
			if h.cue == cuePersonTime && h.last == k {
				return f.numberIn(max(s.first, h.first-4), h.first)
			}
		}
	}
	return false
}

// peopleCounted tells whether the number at word k counts people or animals: "31 of 402",
// "two dogs", "3 and lymphoma in two".
func (r *reading) peopleCounted(f *field, s *sentence, k int) bool {
	if yearLike(f.wordText(k)) {
		return false
	}
	if k+1 >= s.last || f.words[k+1].before&(gapComma|gapOpen|gapSlash) != 0 {
		return f.words[k].before&^gapSoft == 0
	}
	next := f.words[k+1].sym
	return f.lower(k+1) == "of" || f.lower(k+1) == "and" || r.rules.is(next, cueHuman) || r.rules.is(next, cuePeople) || r.rules.is(next, cueAnimal) || r.rules.is(next, cueVeterinary)
}

// peopleHad reads "none of the patients had", "3 patients had" before the outcome.
func (r *reading) peopleHad(m *mention, s *sentence) bool {
	if !s.holds(markHad) {
		return false
	}
	f := &r.fields[m.field]
	had := false
	for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-10; k-- {
		if f.words[k+1].before&(gapSemicolon|gapColon|gapStop) != 0 {
			return false
		}
		switch t := f.lower(k); t {
		case "had", "showed", "experienced", "developed", "have", "has":
			had = true
		case "suffered", "sustained", "acquired", "contracted":
			had = r.drugInTitle() || r.fields[inTitle].text == ""
		case "none", "no", "neither":
			if t != "no" || k+1 < int(m.first) && r.rules.is(f.words[k+1].sym, cueHuman) {
				return had
			}
		case "baseline", "history", "previous", "prior", "already":
			return false
		default:
			if had && k > s.first && r.rules.is(f.words[k].sym, cueHuman) && (f.words[k-1].number || r.isNumberWord(f, k-1)) {
				return true // "3 patients had"
			}
		}
	}
	return false
}

// nobodyHad reads "no malignancy was reported", "no serious infections occurred",
// "malignancy was not seen".
func (r *reading) nobodyHad(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	for k > s.first && k >= int(m.first)-3 && f.lower(k) != "no" && f.words[k+1].before&^gapSoft == 0 {
		k--
	}
	if (k < s.first || f.lower(k) != "no") && !wasNot(f, s, int(m.last)) {
		return false
	}
	for j := int(m.last); j < s.last && j < int(m.last)+8 && (f.words[j].before&^(gapSoft|gapComma) == 0 || r.inMention(m.field, j)); j++ {
		switch f.lower(j) {
		case "reported", "observed", "seen", "found", "noted", "detected", "recorded", "documented", "encountered", "occurred", "developed", "emerged", "identified", "arose":
			return true
		}
	}
	return false
}

// thereWasNone reads "there was no VTE, active tuberculosis or MACE": one of a list that
// "there was no", or ", with no", begins, each with a "no" of its own or not.
func (r *reading) thereWasNone(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	none := false
	for k := int(m.first) - 1; k > s.first && k > int(m.first)-20; k-- {
		if f.words[k+1].before&^(gapSoft|gapComma) != 0 {
			return false
		}
		switch f.lower(k) {
		case "no":
			none = true
		case "was", "were":
			return none && f.lower(k-1) == "there"
		case "with":
			return none && f.words[k].before&gapComma != 0 // "…, with no VTE and no MACE"
		case "also", "and", "or", "nor", "case", "cases", "event", "events", "episode", "episodes", "instance", "instances", "report", "reports", "of", "new", "active", "any", "confirmed", "serious", "major", "adjudicated", "death", "deaths":
		default:
			if !r.inMention(m.field, k) {
				return false
			}
		}
	}
	return false
}

// wasNot tells whether "was not", "did not" begins at word k.
func wasNot(f *field, s *sentence, k int) bool {
	if k+1 >= s.last || f.lower(k+1) != "not" || f.words[k].before&^gapSoft != 0 {
		return false
	}
	switch f.lower(k) {
	case "was", "were", "did", "has", "have":
		return true
	}
	return false
}

// groupsCompared tells whether the sentence speaks of groups of the study.
func (r *reading) groupsCompared(fi int8, s *sentence) bool {
	if !s.holds(markGroup) {
		return false
	}
	f := &r.fields[fi]
	for k := s.first; k < s.last; k++ {
		switch f.lower(k) {
		case "group", "groups", "arm", "arms", "regimen", "regimens", "cohorts":
			return true
		}
	}
	return false
}

// modalBefore tells whether the clause only supposes the effect: "may reduce the
// risk of lung cancer".
func (r *reading) modalBefore(m *mention, s *sentence) bool {
	if !s.holds(markModal) {
		return false
	}
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-8; k-- {
		if f.words[k+1].before&(gapSemicolon|gapColon|gapStop) != 0 {
			return false
		}
		switch f.lower(k) {
		case "may", "might", "could", "would":
			return true
		}
	}
	return false
}

// besideDrug tells whether a title joins the outcome to a drug: "serious
// infections with tofacitinib", "serious infection and JAK inhibitors".
func (r *reading) besideDrug(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	if k := int(m.last); k < s.last {
		switch f.lower(k) {
		case "with", "and", "after", "during", "following", "under", "on", "in", "associated":
			if r.drugBetween(m.field, k+1, min(s.last, k+5)) {
				return true
			}
		}
	}
	for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-3; k-- {
		if f.lower(k) == "and" && r.drugEndsAt(m.field, k) {
			return true
		}
	}
	return r.ofTreated(m, s) || r.effectOn(m, s) || r.analysisOf(m, s) || r.endOfAssociation(m, s) || r.vaccineAgainst(m, s)
}

// analysisOf reads a title that announces an analysis of the outcome: "integrated analysis
// of herpes virus infections from eight trials of baricitinib".
func (r *reading) analysisOf(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	if k <= s.first || f.lower(k) != "of" || int(m.last) >= s.last || !r.drugBetween(m.field, int(m.last)+1, s.last) {
		return false
	}
	switch f.lower(k - 1) {
	case "analysis", "analyses", "characterisation", "characterization", "assessment":
	default:
		return false
	}
	switch f.lower(int(m.last)) {
	case "from", "in", "with", "among", "across", "during", "reported", "and", "under", "after":
		return true
	}
	return false
}

// ofTreated reads a title that tells the outcome of people who took a drug: "acne among
// patients receiving upadacitinib", "VTE, MACE and infections in people treated with".
func (r *reading) ofTreated(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.last)
	for k < s.last && f.words[k].before&^(gapSoft|gapComma) == 0 && (f.words[k].disease || f.lower(k) == "and" || f.lower(k) == "or" || f.lower(k) == "other") {
		k++
	}
	if k >= s.last || f.words[k].before&^gapSoft != 0 {
		return false
	}
	switch f.lower(k) {
	case "in", "among", "of":
	default:
		return false
	}
	const longest = 18 // words between the outcome and the drug
	for k++; k < s.last && k < int(m.last)+longest && f.words[k].before&(gapColon|gapStop) == 0; k++ {
		switch f.lower(k) {
		case "receiving", "taking", "given", "using", "initiating", "starting", "exposed":
			if r.drugBetween(m.field, k+1, min(s.last, k+5)) {
				return true
			}
		case "treated":
			if f.words[k].before&gapHyphen != 0 && r.drugEndsAt(m.field, k) || r.drugBetween(m.field, k+1, min(s.last, k+5)) {
				return true
			}
		case "users":
			if r.drugEndsAt(m.field, k) {
				return true
			}
		}
	}
	return false
}

// effectOn reads a title that asks for the effect of a drug on the outcome: "effect of
// JAK inhibitors and methotrexate on malignancy".
func (r *reading) effectOn(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	for k > s.first && f.words[k+1].before&^(gapSoft|gapComma) == 0 && (f.words[k].disease || f.lower(k) == "and" || f.lower(k) == "the" || f.lower(k) == "risk" || f.lower(k) == "of") {
		k--
	}
	if k <= s.first || f.lower(k) != "on" || !r.drugBetween(m.field, s.first, k) {
		return false
	}
	for j := k - 1; j >= s.first && f.words[j+1].before&gapColon == 0; j-- {
		switch f.lower(j) {
		case "effect", "effects", "impact", "influence":
			return true
		}
	}
	return false
}

// rateInside tells whether the words of the mention end in a rate: "infection rates".
func (r *reading) rateInside(m *mention) bool {
	if m.last-m.first < 2 {
		return false
	}
	switch r.fields[m.field].lower(int(m.last) - 1) {
	case "rate", "rates", "risk", "risks":
		return true
	}
	return false
}

// cuesAround collects the cues within distance words of the mention.
func (r *reading) cuesAround(m *mention, s *sentence, distance int) cueSet {
	var set cueSet
	f := &r.fields[m.field]
	from, to := max(s.first, int(m.first)-distance), min(s.last, int(m.last)+distance)
	if m.field == inTitle {
		for k := int(m.first); k > from; k-- { // "Mannitol around gliomas: a cause of rebound" are two phrases
			if f.words[k].before&gapColon != 0 {
				from = k
			}
		}
		for k := int(m.last); k < to; k++ {
			if f.words[k].before&gapColon != 0 {
				to = k
			}
		}
	}
	for _, h := range r.hitsIn(m.field, from, to) {
		if h.first >= int(m.first) && h.last <= int(m.last) {
			continue
		}
		set.add(h.cue)
	}
	return set
}

// drugInSentence tells whether a drug is named in the mention's sentence; the
// title and the sentence before count for half-sentences such as "There were no
// serious infections".
func (r *reading) drugInSentence(m *mention) bool {
	for _, d := range r.ofSentence(m) {
		if d.kind == termDrug && d.ok {
			return true
		}
	}
	return false
}

// attribution is what an outcome is said to be caused by.
type attribution uint8

const (
	byNothing attribution = iota
	byDrug
	byOther // "COVID-19-induced hepatitis"
)

// inducedBy is to what the sentence ties the outcome, read once.
func (r *reading) inducedBy(m *mention, s *sentence) attribution {
	if !m.tied {
		m.cause, m.tied = r.readCause(m, s), true
	}
	return m.cause
}

// readCause reads to what the sentence ties the outcome: "heparin-induced
// thrombocytopenia", "hepatitis associated with tamoxifen".
func (r *reading) readCause(m *mention, s *sentence) attribution {
	f := &r.fields[m.field]
	if strings.Contains(f.lower(int(m.last)-1), "toxic") && f.words[m.first].before&^(gapSoft|gapHyphen) == 0 && r.drugEndsAt(m.field, int(m.first)) {
		return byDrug // "paracetamol hepatotoxicity"
	}
	for k := int(m.first) - 1; k > s.first && k >= int(m.first)-3; k-- {
		if f.words[k+1].before&^gapSoft != 0 {
			break
		}
		switch f.lower(k) {
		case "induced", "related", "associated", "mediated", "triggered":
			if f.words[k].before&gapHyphen == 0 {
				return byNothing
			}
			if j := k - 3; j > s.first && f.lower(j) == "history" && f.lower(j+1) == "of" {
				return byOther // what the people had before
			}
			if r.placeOfInfection(m, k-1) {
				return byNothing
			}
			if kindOfMechanism(f.lower(k - 1)) {
				return r.linkedAfter(m, s) // "immune-mediated anaemia after"
			}
			if r.drugEndsAt(m.field, k) || f.lower(k-1) == "drug" || f.lower(k-1) == "treatment" || f.lower(k-1) == "chemotherapy" {
				return byDrug
			}
			return byOther
		}
	}
	if r.developedUnder(m, s) {
		return byDrug
	}
	return r.linkedAfter(m, s)
}

// developedUnder reads what people developed under a drug: "a woman developed zoster on
// tofacitinib", "a man treated with tofacitinib developed lymphoma".
func (r *reading) developedUnder(m *mention, s *sentence) bool {
	if m.field != inAbstract || s.section == sectionBackground {
		return false
	}
	f := &r.fields[inAbstract]
	verb := -1
	for k := int(m.first) - 1; k > s.first && k >= int(m.first)-6 && f.words[k+1].before&^(gapSoft|gapComma) == 0; k-- {
		if t := f.lower(k); t == "developed" || t == "experienced" {
			verb = k
			break
		}
	}
	if verb < 0 || f.lower(verb-1) == "not" || f.lower(verb-1) == "never" {
		return false
	}
	if k := int(m.last); k+1 < s.last && f.words[k].before&^gapSoft == 0 {
		switch f.lower(k) {
		case "on", "under":
			if r.drugBetween(inAbstract, k+1, min(s.last, k+3)) {
				return true
			}
		case "while", "whilst", "during":
			if r.drugBetween(inAbstract, k+1, min(s.last, k+6)) {
				return true
			}
		}
	}
	const reach = 16 // words from the drug to the verb
	for k := verb - 2; k > s.first && k >= verb-reach; k-- {
		switch f.lower(k) {
		case "on", "receiving", "taking", "under":
		case "with":
			if f.lower(k-1) != "treated" {
				continue
			}
		default:
			continue
		}
		if r.drugBetween(inAbstract, k+1, k+2) {
			return !previously(f.lower(k-1)) && !previously(f.lower(max(k-2, s.first)))
		}
	}
	return false
}

// previously tells whether the word puts what follows into the past.
func previously(word string) bool {
	switch word {
	case "previously", "formerly", "initially", "been", "not", "never", "before", "after":
		return true
	}
	return false
}

// linkedAfter reads what causes the outcome behind it: "hepatitis associated with
// tamoxifen".
func (r *reading) linkedAfter(m *mention, s *sentence) attribution {
	f := &r.fields[m.field]
	reach := 4
	if m.field == inTitle {
		reach = 12 // "hepatitis, anaemia, and red cell aplasia induced by ceftriaxone"
	}
	for _, h := range r.hitsIn(m.field, int(m.last), min(s.last, int(m.last)+reach)) {
		if h.first >= int(m.last)+4 && !r.listReaches(f, int(m.last), h.first) {
			break
		}
		if h.cue == cueExposureLink && h.last-h.first >= 2 && r.drugBetween(m.field, h.last, min(s.last, h.last+6)) && !r.deficiency(f, h.last, min(s.last, h.last+6)) {
			return byDrug
		}
	}
	if m.field == inTitle && (r.titleCulprit(m, s) || r.casesUnderDrug(m, s)) || r.partOfReaction(m, s) {
		return byDrug
	}
	return byNothing
}

// kindOfMechanism tells whether the word before "-mediated" names how an effect comes
// about, and no cause of its own.
func kindOfMechanism(word string) bool {
	switch word {
	case "antibody", "immune", "immunologically", "autoimmune", "complement", "cell", "ige", "toxin":
		return true
	}
	return false
}

// placeOfInfection tells whether the word names where an infection is caught, as in
// "catheter-associated": a kind of infection, not a cause that clears the drug.
func (r *reading) placeOfInfection(m *mention, k int) bool {
	if r.roof(m) != "infection" {
		return false
	}
	switch r.fields[m.field].lower(k) {
	case "catheter", "ventilator", "ventilation", "intubation", "hospital", "healthcare", "care", "device", "line", "cvc", "port", "implant", "prosthesis", "pacemaker", "shunt", "drain", "dialysis", "surgery", "procedure", "biopsy", "transfusion", "biofilm", "travel", "pregnancy":
		return true
	}
	return false
}

// partOfReaction reads "a severe reaction to sulfasalazine developed,
// characterised by fever, rash and hepatitis".
func (r *reading) partOfReaction(m *mention, s *sentence) bool {
	if !s.holds(markReaction) {
		return false
	}
	f := &r.fields[m.field]
	const longest = 30 // words of the reaction and its list
	made := false
	for k := int(m.first) - 1; k > s.first && k >= int(m.first)-longest; k-- {
		switch f.lower(k) {
		case "characterised", "characterized", "consisting", "manifested", "manifesting", "comprising", "including":
			made = true
		case "reaction", "reactions", "hypersensitivity":
			return made && k+2 < int(m.first) && (f.lower(k+1) == "to" || f.lower(k+1) == "from") && r.drugBetween(m.field, k+2, min(int(m.first), k+5))
		}
	}
	return false
}

// deficiency tells whether words [from, to) speak of the lack of something.
func (r *reading) deficiency(f *field, from, to int) bool {
	for k := from; k < to; k++ {
		if t := f.lower(k); t == "deficiency" || t == "deficiencies" || t == "lack" {
			return true
		}
	}
	return false
}

// listReaches tells whether words [from, to) only go on with a list: commas and
// "and", no preposition.
func (r *reading) listReaches(f *field, from, to int) bool {
	for k := from; k < to; k++ {
		switch f.lower(k) {
		case "in", "of", "with", "for", "after", "during", "following", "by", "from", "on":
			return false
		}
	}
	return f.words[from].before&gapComma != 0 || f.lower(from) == "and"
}

// titleCulprit reads titles of reports such as "Liver failure in two patients
// taking paracetamol": the outcome first, then a drug they were on.
func (r *reading) titleCulprit(m *mention, s *sentence) bool {
	f := &r.fields[inTitle]
	k := r.lastJoined(m, s)
	if k >= s.last || f.words[k].before&^gapSoft != 0 || r.phraseInTitle("successful") || r.lowerBefore(m) || r.cuesAround(m, s, 3).has(cuePrevention) {
		return false
	}
	for j := s.first; int(m.first) > s.first+4 && j < int(m.first); j++ { // "hyperkalaemia, rash and hepatitis after", and no treatment of something
		switch f.lower(j) {
		case "with", "by":
			if j == s.first || !joinsHarms(f.lower(j-1)) {
				return false
			}
		case "on", "for", "to", "treatment", "treating", "management", "therapy", "after", "following", "during", "in":
			return false
		}
	}
	switch f.lower(k) {
	case "in", "during", "after", "following", "of", "associated":
	default:
		return false
	}
	for _, h := range r.hitsIn(inTitle, k, s.last) {
		if (h.cue == cueGivenBefore || h.cue == cueExposureLink || h.cue == cueOnDrug) && r.drugBetween(inTitle, h.last, min(s.last, h.last+4)) {
			return true
		}
	}
	end := min(s.last, k+5)
	if f.lower(k) == "after" || f.lower(k) == "following" {
		for end = k + 1; end < s.last && end < k+11; end++ { // "after the SARS-CoV-2 vaccine of one maker (BNT162b2)"
			if t := f.lower(end); t == "treated" || t == "managed" || t == "with" || t == "in" || f.words[end].before&(gapComma|gapColon) != 0 {
				break
			}
		}
	}
	return f.lower(k) != "in" && f.lower(k) != "of" && r.drugBetween(inTitle, k+1, end)
}

// lastJoined is the word behind the outcome, or behind the outcomes that it is joined with:
// "haemolytic anaemia and severe thrombocytopenia after".
func (r *reading) lastJoined(m *mention, s *sentence) int {
	f := &r.fields[m.field]
	last := int(m.last)
	for k, more := last, 0; k+1 < s.last && more < 3; more++ {
		if f.lower(k) == "and" || f.lower(k) == "or" {
			k++
		} else if f.words[k].before&gapComma == 0 {
			break
		}
		joined := -1
		for _, o := range r.mentionsIn(m.field, k, min(s.last, k+3)) {
			if o.kind == termOutcome && o.ok {
				joined = int(o.last)
				break
			}
		}
		if joined < 0 {
			break
		}
		k, last = joined, joined
	}
	return last
}

// joinsHarms tells whether the word before "with" or "by" joins one harm to another:
// "shock presenting with".
func joinsHarms(t string) bool {
	switch t {
	case "presenting", "presented", "complicated", "manifesting", "manifested", "followed", "accompanied", "associated":
		return true
	}
	return false
}

// casesUnderDrug reads titles such as "Ketoconazole: two cases of jaundice".
func (r *reading) casesUnderDrug(m *mention, s *sentence) bool {
	f := &r.fields[inTitle]
	k := int(m.first) - 1
	if k-2 < s.first || f.lower(k) != "of" || f.lower(k-1) != "cases" && f.lower(k-1) != "case" {
		return false
	}
	for k--; k > s.first && k > int(m.first)-6; k-- {
		if f.words[k].before&gapColon != 0 {
			return r.drugEndsAt(inTitle, k)
		}
	}
	return false
}

// foundInCase reads what the tests of a report of a drug reaction showed: "she had
// leukopenia", "laboratory tests showed raised transaminases". The drug was named before.
func (r *reading) foundInCase(m *mention) bool {
	switch r.roof(m) {
	case "hepatic", "cytopenia":
	default:
		return false
	}
	f := &r.fields[m.field]
	s := &f.sentences[m.sent]
	if m.field != inAbstract || s.section == sectionBackground || s.section == sectionConclusion {
		return false
	}
	if r.changeInside(m) {
		return true // "platelets fell"
	}
	const reach = 20 // words of a list of findings
	for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-reach; k-- {
		if f.words[k+1].before&(gapSemicolon|gapStop) != 0 {
			break
		}
		switch f.lower(k) {
		case "no", "not", "normal", "negative", "without", "neither", "excluded", "history", "known", "because", "for", "before", "prior", "previous", "underlying":
			return false
		case "had", "showed", "revealed", "disclosed", "demonstrated", "developed", "exhibited", "included", "manifested", "displayed", "presented":
			return true
		}
	}
	for k := int(m.last); k < s.last && k < int(m.last)+reach; k++ {
		if f.words[k].before&(gapSemicolon|gapStop) != 0 {
			break
		}
		switch f.lower(k) {
		case "no", "not", "normal", "negative", "excluded", "before", "without":
			return false
		case "present", "noted", "found", "observed", "developed", "evident", "detected", "appeared", "occurred", "ensued", "discovered", "rose", "elevated", "raised", "increased", "fell", "decreased", "reduced":
			return true
		}
	}
	return false
}

// titleDrugTold is the word of the abstract where it first names a drug of the title, the
// number of its words when it names none.
func (r *reading) titleDrugTold() int {
	for i := r.ranges[inAbstract][0]; i < r.ranges[inAbstract][1]; i++ {
		if d := &r.mentions[i]; d.kind == termDrug && d.ok && slices.Contains(r.titleDrugs, r.id(d)) {
			return int(d.first)
		}
	}
	return len(r.fields[inAbstract].words)
}

// titleBlames tells whether the title ties anything to a drug: "serotonin syndrome
// related to paroxetine", "lithium-induced tremor".
func (r *reading) titleBlames() bool {
	f := &r.fields[inTitle]
	for k := 1; k < len(f.words); k++ {
		switch f.lower(k) {
		case "induced", "related", "associated", "caused", "due", "secondary", "attributed":
			if f.words[k].before&gapHyphen != 0 && r.drugEndsAt(inTitle, k) || r.drugBetween(inTitle, k+2, min(len(f.words), k+7)) {
				return true
			}
		}
	}
	return false
}

// titleHarms reads "fatal pancreatitis after didanosine", "delirium with low-dose
// ketamine" where the title tells of no treatment.
func (r *reading) titleHarms() bool {
	f := &r.fields[inTitle]
	link := -1
	for k := range f.words {
		switch t := f.lower(k); t {
		case "treatment", "treated", "treating", "management", "managed", "successful", "successfully", "response", "responsive", "responding", "remission", "resolution", "reversal", "reversed", "improvement", "efficacy", "effective", "control", "controlled", "use", "prevention", "prophylaxis", "recovery", "cure", "cured", "combination", "with":
			if t != "with" {
				return false
			}
			if k > 0 && link < 0 && f.lower(k-1) != "patient" && f.lower(k-1) != "patients" {
				link = k
			}
		case "after", "following", "from", "during", "given", "receiving", "taking":
			if k > 0 && link < 0 {
				link = k
			}
		}
	}
	return link > 0 && r.drugBetween(inTitle, link+1, min(len(f.words), link+6))
}

// drugEndsAt tells whether a drug ends right before word k ("heparin-induced").
func (r *reading) drugEndsAt(fi int8, k int) bool {
	for _, d := range r.mentionsIn(fi, k-longestTerm, k) {
		if d.kind == termDrug && d.ok && int(d.last) == k {
			return true
		}
	}
	return false
}

// drugBetween tells whether a drug begins in words [from, to).
func (r *reading) drugBetween(fi int8, from, to int) bool {
	for _, d := range r.mentionsIn(fi, from, to) {
		if d.kind == termDrug && d.ok {
			return true
		}
	}
	return false
}

// studied decides which outcomes the study speaks of as outcomes.
func (r *reading) studied(design string, drugs []Drug) []Outcome {
	fragment := r.fragment()
	if !r.exposure(drugs) && !fragment || r.withoutLiveSubjects(design) {
		return nil
	}
	judged := append(r.judged[:0], make([]assertion, len(r.mentions))...)
	r.judged = judged
	indicated := map[string]string{} // roof of the disease under treatment → its id
	culprit := false                 // some outcome is attributed to a drug
	r.attributed = map[string]bool{} // those of the title
	arterial := r.arterialOnly()
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.kind != termOutcome || !m.ok || m.field > inAbstract {
			continue
		}
		judged[i] = r.judge(m)
		if judged[i].role == roleIndication && (m.field == inTitle || r.fields[inTitle].text == "") {
			indicated[r.roof(m)] = r.id(m)
		}
		f := &r.fields[m.field]
		if judged[i].role == roleOpen && r.inducedBy(m, &f.sentences[m.sent]) == byDrug {
			culprit = true
			if m.field == inTitle {
				r.attributed[r.roof(m)] = true
			}
		}
	}
	blamed := cases(design) && (r.titleBlames() || r.titleHarms())
	told := 0 // where the drug of a case is first named
	if blamed {
		told = r.titleDrugTold()
	}
	culprit = culprit || blamed
	if r.fattyLiver() {
		indicated["hepatic"] = anyOf
	}
	out, cited := r.outcomes[:0], r.cited[:0]
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.kind != termOutcome || !m.ok || m.field > inAbstract || judged[i].role != roleOpen {
			continue
		}
		if arterial && r.id(m) == "vte" {
			continue
		}
		need := studiedFrom + r.raised(m, design, indicated, culprit)
		if fragment && len(indicated) == 0 {
			need = 0
			if !r.exposure(drugs) && r.ofDisease(m) {
				continue
			}
		}
		if r.motiveOnly(m) {
			continue
		}
		if judged[i].score < need && blamed && int(m.first) > told && r.foundInCase(m) {
			judged[i].score, judged[i].rule = need, "found in the case of a reaction"
		}
		if judged[i].score >= need {
			var place int
			out, place = r.addStudied(out, m, judged[i], drugs)
			cited = append(cited, citation{place, r.span(m.field, m.first, m.last)})
		}
	}
	r.outcomes, r.cited = out, cited
	if len(out) == 0 {
		return nil
	}
	out = slices.Clone(out)
	r.shareOut(cited, len(out), func(i int, spans []evidence.Span) { out[i].Evidence = spans })
	r.settleAspects(out, drugs, design)
	return out
}

// motiveOnly tells whether an abstract with headings names the outcome in its
// background and nowhere after it: why the study was done, not what it found.
func (r *reading) motiveOnly(m *mention) bool {
	f := &r.fields[inAbstract]
	if m.field != inAbstract || !f.headed || f.sentences[m.sent].section != sectionBackground || !f.tells(sectionMethods) {
		return false
	}
	roof := r.roof(m)
	for i := range r.mentions[:r.ranges[inAbstract][1]] {
		o := &r.mentions[i]
		if o.kind == termOutcome && o.ok && r.roof(o) == roof && (o.field == inTitle || f.sentences[o.sent].section != sectionBackground) {
			return false
		}
	}
	return true
}

// tells tells whether the field has sentences of the section.
func (f *field) tells(in section) bool {
	for si := range f.sentences {
		if f.sentences[si].section == in {
			return true
		}
	}
	return false
}

// settleAspects looks at the whole record: what the title says of prevention,
// "reduced the risk of" anywhere, and drugs that are given to lower the outcome.
func (r *reading) settleAspects(out []Outcome, drugs []Drug, design string) {
	prevents, safety, lipids := r.titleAims()
	drug := r.drugInTitle()
	signs := make([]struct{ titled, lowered, again, back bool }, len(out))
	for k := range r.mentions {
		m := &r.mentions[k]
		if m.kind != termOutcome || !m.ok || m.field > inAbstract {
			continue
		}
		roof := r.roof(m)
		i := slices.IndexFunc(out, func(o Outcome) bool { return o.Target && o.ID == roof })
		if i < 0 {
			continue
		}
		if m.field == inTitle {
			signs[i].titled = true
			signs[i].lowered = signs[i].lowered || drug && len(r.attributed) == 0 && r.lowerBefore(m)
			if out[i].Basis == r.fields[inAbstract].name && (prevents || r.roleOf(m) == roleOpen) {
				out[i].Basis = r.fields[inTitle].name
			}
		}
		signs[i].back = signs[i].back || m.field == inTitle && drug && r.comesBack(m)
		signs[i].again = signs[i].again || roof == "vte" && m.field == inAbstract && r.recurs(m)
		if len(r.attributed) == 0 && !signs[i].lowered {
			signs[i].lowered = r.loweredBy(m) || prevents && drug && m.field == inAbstract && r.beneficialNear(m) && !r.harmBefore(m, &r.fields[inAbstract].sentences[m.sent])
		}
	}
	for i := range out {
		o := &out[i]
		if !o.Target {
			continue
		}
		if !drug && o.Basis == r.fields[inTitle].name && o.Rule != ruleAttributed && len(r.attributed) == 0 && r.fields[inAbstract].text != "" && !r.genericDrugInTitle() {
			o.Basis = r.fields[inAbstract].name // the title names the outcome, and nothing that was given
		}
		if o.ID == "vte" && r.phraseInTitle("thromboprophyla") || o.ID == "malignancy" && o.Aspect == Efficacy && r.phraseInTitle("cancer prevention") || lipids && drug && o.ID == "dyslipidaemia" || o.ID == "infection" && r.titleOfVaccineEffect() {
			o.Basis = r.fields[inTitle].name
		}
		meant := o.ID != "malignancy" && slices.ContainsFunc(drugs, func(d Drug) bool {
			return d.Role == Intervention && r.rules.meant[o.ID][d.ID] && (len(r.titleDrugs) == 0 || slices.Contains(r.titleDrugs, d.ID))
		}) && (o.ID == "dyslipidaemia" || o.Rule != ruleAttributed)
		switch {
		case len(r.attributed) > 0 && !(prevents && len(r.titleDrugs) > 1) || signs[i].back:
			o.Aspect = Safety
		case prevents && drug && (signs[i].titled || o.ID == "mace" && r.vascularTitle()) || signs[i].lowered, signs[i].again && !safety, design == "preclinical" && prevents && drug && !safety && o.Rule != ruleAttributed, o.ID == "dyslipidaemia" && !safety && r.metabolicTitle(), meant && (!safety || o.ID == "dyslipidaemia") && !r.amongHarms(o):
			o.Aspect = Efficacy
		case safety && !prevents && o.Aspect == Efficacy && o.ID != "dyslipidaemia":
			o.Aspect = Safety
		}
	}
}

// genericDrugInTitle tells whether the title speaks of drugs or treatment, or of an
// effect, without naming a drug that is known.
func (r *reading) genericDrugInTitle() bool {
	f := &r.fields[inTitle]
	for k := range f.words {
		switch f.lower(k) {
		case "effect", "effects", "impact", "influence", "after", "following", "prevent", "prevents", "prevention", "reduces", "reducing", "lowers", "lowering":
			return true
		}
	}
	return slices.ContainsFunc(r.hits[inTitle], func(h hit) bool { return h.cue == cueGenericDrug })
}

// titleOfVaccineEffect tells whether the title asks how well a vaccine protects,
// which is how many still fall ill.
func (r *reading) titleOfVaccineEffect() bool {
	return (r.phraseInTitle("effectiveness") || r.phraseInTitle("efficacy") && !r.phraseInTitle("immunogenicity") && !r.phraseInTitle("safety")) && slices.ContainsFunc(r.titleDrugs, func(id string) bool { return r.rules.isA(id, "vaccines") })
}

// recurs reads "recurrent thrombosis", "thrombosis recurrence": what a treatment of
// the first is to prevent.
func (r *reading) recurs(m *mention) bool {
	f := &r.fields[m.field]
	if !f.holds(markRecurrent) {
		return false
	}
	for k := max(0, int(m.first)-2); k < min(len(f.words), int(m.last)+1); k++ {
		switch f.lower(k) {
		case "recurrent", "recurrence", "recurrences":
			return true
		}
	}
	return false
}

// comesBack reads "COVID-19 rebound", "reactivation of tuberculosis", "zoster
// flare": what a drug wakes, or what follows when it is stopped.
func (r *reading) comesBack(m *mention) bool {
	f := &r.fields[m.field]
	back := func(k int) bool {
		switch f.lower(k) {
		case "rebound", "rebounds", "reactivation", "reactivations", "flare", "flares", "exacerbation", "exacerbations":
			return true
		}
		return false
	}
	return int(m.last) < len(f.words) && f.words[m.last].before&^gapSoft == 0 && back(int(m.last)) ||
		m.first > 1 && f.lower(int(m.first)-1) == "of" && back(int(m.first)-2) || back(int(m.last)-1)
}

// vascularTitle tells whether the title names disease of the arteries.
func (r *reading) vascularTitle() bool {
	return r.phraseInTitle("vascular") || r.phraseInTitle("atheroscl") || r.phraseInTitle("coronary") || r.phraseInTitle("stroke")
}

// lowerBefore reads "reduced cardiovascular mortality", "to lower events" of a
// title.
func (r *reading) lowerBefore(m *mention) bool {
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k >= 0 && k >= int(m.first)-3 && f.words[k+1].before&^gapSoft == 0; k-- {
		if r.rules.is(f.words[k].sym, cueBeneficial) {
			return k == 0 || f.lower(k-1) != "not" && f.lower(k-1) != "no"
		}
	}
	return false
}

// metabolicTitle tells whether the title names a disease, or a diet, in which
// lipids are among what the treatment should improve.
func (r *reading) metabolicTitle() bool {
	for _, s := range [...]string{"metabolic syndrome", "hyperlipid", "dyslipid", "lipid lowering", "lipid-lowering", "hypercholesterol", "hypertriglycerid", "cardiovascular risk", "diabet", "obes", "overweight", "steatohepatitis", "fatty liver", "nafld", "nash", "atheroscl", "insulin resistan", "plant sterol", "phytosterol"} {
		if r.phraseInTitle(s) {
			return true
		}
	}
	return false
}

// beneficialNear tells whether the outcome fell: "pneumonia was reduced by 24%".
func (r *reading) beneficialNear(m *mention) bool {
	s := r.fields[m.field].sentences[m.sent]
	return r.cuesAround(m, &s, 5).has(cueBeneficial)
}

// titleAims tells whether the title speaks of prevention, of safety and not of
// efficacy, and of lipids as what a drug changes: "for lowering lipids".
func (r *reading) titleAims() (prevents, safety, lipids bool) {
	f := &r.fields[inTitle]
	efficacy := false
	for k := range f.words {
		prevents = prevents || r.rules.is(f.words[k].sym, cuePrevention)
		switch f.lower(k) {
		case "safety", "adverse", "toxicity":
			safety = true
		case "efficacy":
			efficacy = true
		case "lowering", "reduction", "reducing":
			if k > 0 {
				switch f.lower(k - 1) {
				case "lipid", "lipids", "cholesterol", "triglyceride", "triglycerides":
					next := ""
					if k+1 < len(f.words) {
						next = f.lower(k + 1)
					}
					lipids = lipids || next != "therapy" && next != "drugs" && next != "treatment" && next != "therapies" && next != "agents" && next != "medication"
				}
			}
		case "lipids", "cholesterol":
			lipids = lipids || k > 0 && (f.lower(k-1) == "lowering" || f.lower(k-1) == "on" || f.lower(k-1) == "serum" && k > 1 && f.lower(k-2) == "on")
		}
	}
	return prevents, safety && !efficacy, lipids
}

// loweredBy reads "reduces the risk of", "prevents" right before the outcome,
// with a drug before it in the sentence or in the title.
func (r *reading) loweredBy(m *mention) bool {
	f := &r.fields[m.field]
	s := &f.sentences[m.sent]
	if !s.holds(markLowered) {
		return false
	}
	lipid := r.roof(m) == "dyslipidaemia"
	if !lipid && s.holds(markHarm) && r.harmBefore(m, s) {
		return false
	}
	for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-8; k-- {
		if f.words[k+1].before&(gapStop|gapSemicolon|gapColon) != 0 {
			return false
		}
		if !lipid && (f.lower(k) == "prevent" || f.lower(k) == "prevents" || f.lower(k) == "prevented" || f.lower(k) == "preventing") {
			return slices.ContainsFunc(r.mentionsIn(m.field, s.first, k), func(d mention) bool { return d.kind == termDrug && d.ok && !r.isControl(r.id(&d)) })
		}
		switch f.lower(k) {
		case "reduced", "reduces", "reduce", "reducing", "decreased", "decreases", "decrease", "lowered", "lowers", "lower", "lowering", "improved", "improves":
			rate := false
			for j := k + 1; j < int(m.first); j++ {
				rate = rate || r.rules.is(f.words[j].sym, cueRateWord)
			}
			if !rate && !lipid || k > s.first && (f.lower(k-1) == "was" || f.lower(k-1) == "were" || f.lower(k-1) == "a" || f.lower(k-1) == "with") {
				return false
			}
			for _, d := range r.mentionsIn(m.field, s.first, k) {
				if d.kind == termDrug && d.ok && !r.isControl(r.id(&d)) {
					return true
				}
			}
			return k > s.first && f.lower(k-1) == "to" && m.field == inAbstract && r.drugInTitle()
		case "increased", "increase", "higher", "and", "or":
			if !lipid {
				continue
			}
			return false
		}
	}
	return false
}

// harmBefore reads "less toxicity, including reduced thromboembolic events".
func (r *reading) harmBefore(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-10; k-- {
		switch f.lower(k) {
		case "toxicity", "adverse", "safety", "tolerability":
			return true
		}
	}
	return false
}

// amongHarms tells whether the sentence that decided speaks of adverse events
// and of nothing that the drug is for.
func (r *reading) amongHarms(o *Outcome) bool {
	for k := range r.mentions {
		m := &r.mentions[k]
		if m.kind != termOutcome || !m.ok || m.field > inAbstract || r.roof(m) != o.ID {
			continue
		}
		f := &r.fields[m.field]
		if span := r.span(m.field, m.first, m.last); span.Field != o.Evidence[0].Field || span.Start != o.Evidence[0].Start {
			continue
		}
		s := f.sentences[m.sent]
		for j := s.first; s.holds(markHarm) && j < s.last; j++ {
			switch f.lower(j) {
			case "adverse", "safety", "toxicity", "tolerability", "tolerated":
				return o.ID != "dyslipidaemia"
			}
		}
	}
	return false
}

// anyOf stands for every id beneath the roof of the disease under treatment.
const anyOf = "*"

// fattyLiver tells whether the title names a liver disease of which every
// finding in the liver is a part.
func (r *reading) fattyLiver() bool {
	f := &r.fields[inTitle]
	if !f.holds(markLiver) {
		return false
	}
	for k := range f.words {
		switch f.lower(k) {
		case "nash", "nafld", "mafld", "mash", "steatohepatitis":
			return true
		case "fatty":
			return k+1 < len(f.words) && f.lower(k+1) == "liver"
		case "biliary", "sclerosing":
			return k > 0 && f.lower(k-1) == "primary" || k+1 < len(f.words) && f.lower(k+1) == "cholangitis"
		}
	}
	return false
}

// raised is how much more a mention must score where outcome words usually
// mean something else: the treated disease, reviews, case reports of a
// treatment, observational studies that name no drug beside the outcome.
func (r *reading) raised(m *mention, design string, indicated map[string]string, culprit bool) float64 {
	roof := r.roof(m)
	f := &r.fields[m.field]
	s := f.sentences[m.sent]
	more := 0.0
	if r.economic() {
		more += 3 // outcomes are inputs of a model, or a motive
	}
	if id, is := indicated[roof]; is && !r.secondCancer(m) && (roof != "dyslipidaemia" || id == r.id(m) && id == "hypercholesterolaemia") {
		near := r.cuesAround(m, &s, 4)
		if id != r.id(m) && id != anyOf {
			more += 0.25
		} else if near.has(cuePrevention) {
			more += 0.25
		} else if near.has(cueRecurrence) {
			more += 0.5
		} else {
			more += 1.75
		}
	}
	switch design {
	case "preclinical":
		more -= 0.25
		if roof == "malignancy" && !r.phraseInAbstract("carcinogen") && !r.phraseInTitle("carcinogen") && !r.phraseInAbstract("chemopreven") && !r.tumoursArose(m, &s) {
			return 100
		}
		more += 0.25
		if r.inducedBy(m, &s) == byDrug && r.diseaseModel() {
			return 100
		}
		if roof == "infection" && r.infectedModel() && !r.cuesAround(m, &s, 8).has(cuePrevention) && r.inducedBy(m, &s) != byDrug {
			more += 1.5
		}
	case "narrative-review", "guideline":
		more += 0.25
		if r.fields[inTitle].text != "" && !r.drugInTitle() && r.inducedBy(m, &s) != byDrug {
			more++
			if r.titleHasOutcome() && !r.drugInSentence(m) && !r.drugsInTitle() {
				more += 2 // what the disease of the title does
			}
		}
	case "case-report", "case-series":
		switch {
		case !culprit:
			more += 1.5
		case r.inducedBy(m, &s) != byDrug && !r.attributed[roof]:
			more += 0.75
		}
	case "cohort", "cross-sectional", "case-control", "other", "sr":
		if !r.drugInTitle() && !r.drugInSentence(m) {
			more += 1.5
		}
	}
	return more
}

// secondCancer tells whether the cancer is another one than that under treatment: "second
// primary malignancies", "secondary cancers".
func (r *reading) secondCancer(m *mention) bool {
	f := &r.fields[m.field]
	s := &f.sentences[m.sent]
	for k := int(m.first); k >= s.first && k >= int(m.first)-2; k-- {
		if t := f.lower(k); t == "second" || t == "secondary" {
			return r.roof(m) == "malignancy"
		}
		if k > s.first && f.words[k].before&^(gapSoft|gapHyphen) != 0 {
			return false
		}
	}
	return false
}

// titleHasOutcome tells whether the title names a target outcome.
func (r *reading) titleHasOutcome() bool {
	for i := r.ranges[inTitle][0]; i < r.ranges[inTitle][1]; i++ {
		if m := &r.mentions[i]; m.kind == termOutcome && m.ok && r.termOf(m).roof != "" {
			return true
		}
	}
	return false
}

// drugsInTitle tells whether the title speaks of drugs without naming any.
func (r *reading) drugsInTitle() bool {
	f := &r.fields[inTitle]
	for k := range f.words {
		switch f.lower(k) {
		case "drug", "drugs", "medication", "medications", "medicines", "inhibitors", "agents", "biologics", "biologicals":
			return true
		}
	}
	return false
}

// economic tells whether the title names a study of costs.
func (r *reading) economic() bool {
	f := &r.fields[inTitle]
	if !f.holds(markEconomic) {
		return false
	}
	for k := range f.words {
		switch f.lower(k) {
		case "cost", "costs", "economic", "economics", "budget":
			return true
		case "expenditure", "expenditures":
			return k == 0 || f.lower(k-1) != "energy"
		}
	}
	return false
}

// tumoursArose reads "osteosarcoma developed in 48%", where animals were not given
// the tumour.
func (r *reading) tumoursArose(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.last)
	if k+2 >= s.last || f.lower(k+1) != "in" || !f.words[k+2].number {
		return false
	}
	switch f.lower(k) {
	case "developed", "arose", "occurred", "appeared":
	default:
		return false
	}
	for _, given := range [...]string{"inoculat", "xenograft", "implant", "transplant", "inject", "cell line", "tumor-bearing", "tumour-bearing", "transgenic", "knockout"} {
		if r.phraseInAbstract(given) {
			return false
		}
	}
	return true
}

// infectedModel tells whether animals were infected on purpose to treat them.
func (r *reading) infectedModel() bool {
	if slices.ContainsFunc(r.titleDrugs, func(id string) bool { return r.rules.isA(id, "vaccines") || r.rules.isA(id, "immunoglobulins") }) {
		return false
	}
	return r.phraseInTitle("infection model") || r.phraseInTitle("model") || r.phraseInAbstract("infected") || r.phraseInAbstract("infection model") || r.phraseInAbstract("inoculated")
}

// diseaseModel tells whether laboratory animals were given a disease on purpose,
// to test or image something else.
func (r *reading) diseaseModel() bool {
	return r.phraseInTitle("model") || r.phraseInTitle("detection") || r.phraseInTitle("imaging") || r.phraseInTitle("protect") || r.phraseInTitle("attenuat") || r.phraseInTitle("amelior") || r.phraseInTitle("against")
}

// drugInTitle tells whether the title names a drug.
func (r *reading) drugInTitle() bool { return len(r.titleDrugs) > 0 }

func (r *reading) roof(m *mention) string {
	t := r.termOf(m)
	if t.roof != "" {
		return t.roof
	}
	return t.id
}

// arterialOnly tells whether the record speaks of arterial thrombosis and of
// nothing venous, so that plain "thrombosis" is arterial too.
func (r *reading) arterialOnly() bool {
	arterial := false
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.kind != termOutcome || !m.ok {
			continue
		}
		switch id := r.id(m); {
		case id == "arterial_thromboembolism":
			arterial = true
		case r.rules.isA(id, "vte") && (id != "vte" || r.specificVenous(m)):
			return false
		}
	}
	return arterial
}

// specificVenous tells whether the words themselves say venous.
func (r *reading) specificVenous(m *mention) bool {
	f := &r.fields[m.field]
	text := f.text[f.words[m.first].start:f.words[m.last-1].end]
	return containsFold(text, "ven") || containsFold(text, "VTE") || containsFold(text, "vein")
}

// fragment tells whether the record is a phrase or a single sentence, as lists
// of references and excerpts give it: there is no room for more evidence.
func (r *reading) fragment() bool {
	return len(r.fields[inTitle].words)+len(r.fields[inAbstract].words) <= 14
}

// ofDisease tells whether, no drug being named, the outcome is tied to a disease
// or a group of people: "risk of myocardial infarction in atopic dermatitis".
func (r *reading) ofDisease(m *mention) bool {
	f := &r.fields[m.field]
	s := f.sentences[m.sent]
	for k := int(m.last); k < s.last && k < int(m.last)+2; k++ {
		if t := f.lower(k); (t == "in" || t == "with" || t == "among") && k+1 < s.last && !f.words[k+1].number {
			return true
		}
	}
	return false
}

// exposure tells whether a drug is the subject of the study at all.
func (r *reading) exposure(drugs []Drug) bool {
	if r.designs.title[cueDevice] > 0 && !r.drugInTitle() {
		return false
	}
	for _, d := range drugs {
		incidental := d.Class && len(d.Evidence) == 1 && d.Evidence[0].Field == "abstract"
		if (d.Role == Intervention || d.Role == Comparator || d.Rule == ruleBothArms) && !r.isControl(d.ID) && !incidental {
			return true
		}
	}
	if r.phraseInTitle("drug-induced") || r.phraseInTitle("drug induced") {
		return true
	}
	placebo := r.designs.abstract[cueAssigned] > 0 && slices.ContainsFunc(drugs, func(d Drug) bool { return d.ID == "placebo" && d.Role == Comparator })
	if placebo && slices.ContainsFunc(drugs, func(d Drug) bool { return !r.isControl(d.ID) }) {
		return true // something was under test against it
	}
	if r.fields[inAbstract].text != "" {
		return false
	}
	// a title alone: "systemic medications" is an exposure too
	for _, h := range r.hits[inTitle] {
		if h.cue == cueGenericDrug {
			return true
		}
	}
	return false
}

// withoutLiveSubjects tells whether the work was done in the laboratory only.
func (r *reading) withoutLiveSubjects(design string) bool {
	return design == "preclinical" && r.designs.title[cueAnimal] == 0 && (r.designs.abstract[cueAnimal] == 0 || r.designs.abstract[cueAnimal] == 1 && !r.dosedAnimals())
}

// dosedAnimals tells whether the sentence of the only animal says that it was given
// something.
func (r *reading) dosedAnimals() bool {
	f := &r.fields[inAbstract]
	for _, h := range r.hits[inAbstract] {
		if h.cue != cueAnimal {
			continue
		}
		s := &f.sentences[f.sentenceOf(h.first)]
		for k := s.first; k < s.last; k++ {
			switch f.lower(k) {
			case "administered", "administration", "given", "injected", "injection", "injections", "fed", "dosed", "dosing", "kg", "orally", "intraperitoneal", "intraperitoneally", "intravenous", "intravenously", "gavage":
				return true
			}
		}
	}
	return false
}

// addStudied adds a mention of an outcome that was studied to the list, and gives
// its place there. The words that say so are left to the caller.
func (r *reading) addStudied(list []Outcome, m *mention, a assertion, drugs []Drug) ([]Outcome, int) {
	id, roof := r.id(m), r.roof(m)
	for i := range list {
		o := &list[i]
		if o.ID != roof {
			continue
		}
		if id != roof && !slices.Contains(o.Sub, id) {
			o.Sub = append(o.Sub, id)
		}
		if c := confidence(a.score); c > o.Confidence {
			o.Confidence, o.Rule = c, a.rule
		}
		return list, i
	}
	o := Outcome{ID: roof, Target: r.termOf(m).roof != "", Aspect: r.aspectOf(m, drugs), Basis: r.fields[m.field].name, Confidence: confidence(a.score), Rule: a.rule}
	if id != roof {
		o.Sub = []string{id}
	}
	return append(list, o), len(list)
}

func confidence(score float64) float64 { return min(0.98, 0.4+score/8) }

// meantFor lists the classes and drugs that are given to lower an outcome.
func meantFor(roof string) []string {
	lipidLowering := []string{"statins", "fibrates", "pcsk9_inhibitors", "bile_acid_sequestrants", "ezetimibe", "nicotinic_acid", "colestyramine", "colesevelam", "mipomersen", "inclisiran", "omega_3_acid_ethyl_esters", "bempedoic_acid", "lomitapide", "evinacumab", "probucol"}
	switch roof {
	case "dyslipidaemia":
		return lipidLowering
	case "vte":
		return []string{"anticoagulants", "antithrombotics"}
	case "mace":
		return append(lipidLowering, "antiplatelets", "anticoagulants", "antithrombotics", "thrombolytics", "ace_inhibitors", "arbs", "beta_blockers", "calcium_channel_blockers", "antihypertensives", "thiazides", "nitrates", "ranolazine", "ivabradine", "folic_acid", "cyanocobalamin", "pyridoxine", "tocopherol")
	case "infection":
		return []string{"vaccines", "antibiotics", "antivirals", "antiretrovirals", "antifungals", "antiparasitics", "antituberculosis_drugs", "immunoglobulins", "g_csf", "probiotics", "prebiotics", "chlorhexidine", "povidone_iodine", "retinol", "colecalciferol", "zinc", "ascorbic_acid"}
	case "cytopenia":
		return []string{"erythropoiesis_stimulating_agents", "hif_phi", "g_csf", "thrombopoietin_receptor_agonists", "luspatercept", "sargramostim", "oprelvekin", "iron", "folic_acid", "cyanocobalamin"}
	case "malignancy":
		return []string{"aromatase_inhibitors", "tamoxifen", "raloxifene", "finasteride", "dutasteride", "tocopherol", "selenium", "betacarotene", "retinol", "colecalciferol", "calcium", "folic_acid", "ascorbic_acid", "lycopene"}
	}
	return nil
}

// aspectOf tells a hoped-for fall of the outcome from a feared rise: the text
// speaks of prevention, or the drug under study is meant for it and the
// sentence does not speak of adverse effects.
func (r *reading) aspectOf(m *mention, drugs []Drug) Aspect {
	f := &r.fields[m.field]
	s := f.sentences[m.sent]
	near := r.cuesAround(m, &s, 6)
	if near.has(cuePrevention) && r.drugInSentence(m) {
		return Efficacy
	}
	var in cueSet
	for _, h := range r.hitsIn(m.field, s.first, s.last) {
		in.add(h.cue)
	}
	if in.has(cueAdverse) && !near.has(cueBeneficial) || r.inducedBy(m, &s) == byDrug {
		return Safety
	}
	for _, d := range drugs {
		if d.Role != Intervention {
			continue
		}
		if r.rules.meant[r.roof(m)][d.ID] {
			return Efficacy
		}
	}
	return Safety
}
