package tagging

import (
	"slices"
	"strings"
)

// role is what an outcome word is to its sentence.
type role uint8

const (
	roleOpen        role = iota // nothing speaks against it having been studied
	roleIndication              // the disease under treatment, or the population
	roleEligibility             // who was let in, or kept out
	roleHistory                 // a trait at baseline, a comorbidity, a risk factor
	roleScreening               // monitoring and screening
	roleVaccine                 // the organism of a vaccine
	roleNotExamined             // declared as not looked at
	roleOutlook                 // recommendation, hope, future work
	roleBackground              // what is known already
)

var roleNames = [...]string{"studied", "indication", "eligibility", "history", "screening", "vaccine", "not examined", "outlook", "background"}

// reach is how many plain words may stand between a cue and the outcome word.
// Words of a list ("A, B or C") in between are free.
const reach = 4

// roleOf is the role of an outcome mention, read once.
func (r *reading) roleOf(m *mention) role {
	if !m.asked {
		m.role, m.asked = r.readRole(m), true
	}
	return m.role
}

// readRole reads the neighbourhood of an outcome mention.
func (r *reading) readRole(m *mention) role {
	f := &r.fields[m.field]
	s := f.sentences[m.sent]
	if r.properName(m, &s) {
		return roleBackground
	}
	switch r.inducedBy(m, &s) {
	case byDrug:
		if r.sterile(m) {
			return roleBackground
		}
		return roleOpen
	case byOther:
		return roleBackground
	}
	if k := int(m.last); k+1 < s.last && f.words[k].before == gapHyphen && (f.lower(k) == "induced" || f.lower(k) == "associated" || f.lower(k) == "related") {
		return roleBackground // "COVID-19-induced": the cause of something else
	}
	if r.givenToAnimals(m, &s) {
		return roleBackground
	}
	if r.motive(m, &s) {
		return roleBackground
	}
	if r.adjectiveOfPeople(m, &s) || r.stagedBefore(m, &s) {
		return roleIndication
	}
	if r.viralHepatitis(m) || r.treatedInfection(m, &s) || r.reasonToTreat(m, &s) {
		return roleIndication
	}
	left, leftDistance, leftEnd := r.nearestLeft(m, &s)
	switch left {
	case cueTreatedBefore:
		if r.vaccineAgainst(m, &s) {
			break
		}
		if !r.riskPhrase(m, &s, leftEnd) && !r.admissionFor(m, &s) && !r.countedWithRisks(m, &s) && !r.endOfAssociation(m, &s) && !r.resultLast(m, &s) && (r.fragment() || !r.preventionAfter(m, &s)) && !r.preventiveCourse(m, &s) {
			return roleIndication
		}
	case cueWarnedOf:
		return roleBackground
	case cueCauseBefore:
		if leftDistance <= 1 && !r.deathNear(m, &s) {
			return roleBackground
		}
	case cueHistory:
		if leftDistance <= 2 && !sinceBaseline(f, leftEnd) {
			return roleHistory
		}
	case cueScreening:
		return roleScreening
	}
	if right := r.rightCue(m, &s); right != cueNone {
		switch right {
		case cueTreatedAfter:
			return roleIndication
		case cueScreening:
			if k := int(m.last) + 1; k >= s.last || f.lower(k) != "abnormalities" {
				return roleScreening
			}
		case cueTraitAfter:
			return roleHistory
		case cueVaccine:
			return roleVaccine
		}
	}
	in := &s.cues
	switch {
	case r.traitThen(m, &s):
		return roleHistory
	case in.has(cueComorbidity) && (m.field != inTitle || !r.drugInTitle()) && !in.has(cueAdverse) && !in.has(cueEndPoint):
		return roleHistory
	case in.has(cueEligibility) && !in.has(cueEndPoint) && !r.numberNear(m, &s) && r.inClauseOf(cueEligibility, m, &s):
		return roleEligibility
	case in.has(cueNotExamined) && (r.inClauseOf(cueNotExamined, m, &s) || r.noneReported(m, &s)):
		return roleNotExamined
	case in.has(cueOutlook) && !in.has(cueEndPoint) && s.section != sectionResults && r.outlook(m, &s):
		return roleOutlook
	case m.field == inTitle && r.drugGivenAfter(m, &s):
		return roleIndication
	}
	return roleOpen
}

// admissionFor reads "risk of admission to hospital for serious infection", where the
// admission is counted and not the people admitted.
func (r *reading) admissionFor(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	if k > s.first && f.lower(k) == "to" && f.lower(k-1) == "due" {
		k--
	} else if k <= s.first || f.lower(k) != "for" && f.lower(k) != "with" {
		return false
	}
	k--
	for k > s.first && (f.lower(k) == "hospital" || f.lower(k) == "to" || f.lower(k) == "the") {
		k--
	}
	switch f.lower(k) {
	case "admission", "admissions", "hospitalisation", "hospitalisations", "hospitalization", "hospitalizations", "readmission", "readmissions":
	default:
		return false
	}
	for j := k - 1; j >= s.first && j >= k-3; j-- {
		switch f.lower(j) {
		case "risk", "risks", "rate", "rates", "incidence", "time", "number", "frequency", "odds", "hazard":
			return true
		}
	}
	return false
}

// countedWithRisks reads "incidence and risk factors for herpes zoster", where how often it
// came is counted too, and "risk factors for herpes zoster among patients receiving …".
func (r *reading) countedWithRisks(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	if k-2 < s.first || f.lower(k) != "for" && f.lower(k) != "of" || f.lower(k-1) != "factors" && f.lower(k-1) != "predictors" {
		return false
	}
	if m.field == inTitle && r.ofTreated(m, s) {
		return true
	}
	for j := k - 2; j >= s.first && j >= k-6; j-- {
		switch f.lower(j) {
		case "incidence", "rate", "rates", "frequency", "occurrence":
			return true
		}
	}
	return false
}

// endOfAssociation reads "association between a drug for one disease and the outcome":
// what comes after the last "and" is no part of the indication.
func (r *reading) endOfAssociation(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	for k > s.first && (f.lower(k) == "of" || f.lower(k) == "risk" || f.lower(k) == "the" || f.lower(k) == "incident") {
		k--
	}
	if k <= s.first || f.lower(k) != "and" {
		return false
	}
	for j := k - 1; j > s.first && j > k-20; j-- {
		if f.lower(j) != "between" {
			continue
		}
		switch f.lower(j - 1) {
		case "association", "associations", "relation", "relationship", "link", "correlation":
			return r.drugBetween(m.field, j+1, k)
		}
		return false
	}
	return false
}

// resultLast reads "rates were 3.5 (3.0–4.1) with A and 1.9 (1.6–2.3) with B for herpes
// zoster": what all numbers of the sentence are about, though it follows a drug.
func (r *reading) resultLast(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	if m.field != inAbstract || k <= s.first || f.lower(k) != "for" || !r.drugEndsAt(m.field, k) {
		return false
	}
	at := firstOfSentence(r.raw, int(m.sent))
	return at < len(r.raw) && r.raw[at].sent == int(m.sent) && r.raw[at].interval && r.raw[at].next < k && k < r.raw[at].next+30
}

// drugGivenAfter reads "a statin after acute coronary syndromes" of a title: what came
// before the drug.
func (r *reading) drugGivenAfter(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	for k > s.first && k > int(m.first)-3 && f.words[k+1].before&^gapSoft == 0 && f.lower(k) != "after" && f.lower(k) != "following" {
		k--
	}
	return k > s.first && (f.lower(k) == "after" || f.lower(k) == "following") && r.drugBetween(m.field, s.first, k) && !r.drugBetween(m.field, k, s.last) && r.roof(m) == "mace"
}

// vaccineAgainst reads "efficacy of a vaccine against malaria" of a title: what a vaccine
// keeps off is no disease under treatment.
func (r *reading) vaccineAgainst(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	if m.field != inTitle {
		return false
	}
	for k := int(m.first) - 1; k > s.first && k >= int(m.first)-4; k-- {
		if f.lower(k) != "against" {
			continue
		}
		switch f.lower(k - 1) {
		case "vaccine", "vaccines", "vaccination", "immunisation", "immunization":
			return f.says(s, "efficacy") || f.says(s, "effectiveness") || f.says(s, "protection") || f.says(s, "protective") || f.says(s, "protects")
		}
	}
	return false
}

// reasonToTreat reads "indications for the switch were nephrotoxicity in 12 and
// hepatotoxicity in 1", "reasons for conversion included".
func (r *reading) reasonToTreat(m *mention, s *sentence) bool {
	if !s.holds(markReason) {
		return false
	}
	f := &r.fields[m.field]
	const longest = 30 // words of the list
	for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-longest; k-- {
		if f.words[k+1].before&gapSemicolon != 0 {
			return false
		}
		switch f.lower(k) {
		case "indication", "indications":
			t := f.lower(k + 1)
			return t != "of" && t != "that"
		case "reason", "reasons":
			for j := k + 1; j < int(m.first) && j < k+5; j++ {
				switch f.lower(j) {
				case "switch", "switching", "conversion", "converting", "change", "treatment", "prescribing", "prescription", "admission", "consultation", "starting", "initiation", "initiating", "transplantation", "referral":
					return true
				}
			}
			return false
		}
	}
	return false
}

// traitThen reads "when mothers were moderately anaemic": a trait of some people,
// not what became of them.
func (r *reading) traitThen(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	if !strings.HasSuffix(f.lower(int(m.last)-1), "emic") && !strings.HasSuffix(f.lower(int(m.last)-1), "penic") {
		return false
	}
	were := false
	for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-5; k-- {
		switch f.lower(k) {
		case "made", "rendered":
			return true
		case "was", "were", "is", "are":
			were = true
		case "when", "if", "who":
			return were
		}
	}
	return false
}

// givenToAnimals reads "infection of mice with": the disease that was made in the
// laboratory.
func (r *reading) givenToAnimals(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.last)
	if k >= s.last || f.lower(k) != "of" || r.roof(m) != "infection" {
		return false
	}
	for k++; k < s.last && k <= int(m.last)+4; k++ {
		if r.rules.is(f.words[k].sym, cueAnimal) {
			return true
		}
	}
	return false
}

// preventionAfter reads "malaria prophylaxis", "stroke prevention".
func (r *reading) preventionAfter(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.last)
	if k >= s.last || f.words[k].before&^gapSoft != 0 {
		return false
	}
	switch f.lower(k) {
	case "prophylaxis", "prevention", "chemoprophylaxis", "chemoprevention", "thromboprophylaxis":
		return true
	}
	return false
}

// preventiveCourse reads "intermittent preventive treatment of malaria", "mass drug
// administration for the control of malaria": a treatment of people who are not ill.
func (r *reading) preventiveCourse(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := s.first; k < int(m.first); k++ {
		switch f.lower(k) {
		case "preventive", "preventative", "presumptive", "prophylactic":
			switch f.lower(k + 1) {
			case "treatment", "therapy", "chemotherapy", "treatments", "regimen", "regimens":
				return true
			}
		case "mass":
			if r.roof(m) != "infection" || k+1 >= s.last {
				continue
			}
			switch f.lower(k + 1) {
			case "drug", "treatment", "administration", "distribution":
				return true
			}
			if r.inDrug(m.field, k+1) {
				return true
			}
		}
	}
	return false
}

// motive tells whether the mention stands in the clause that says why the study
// was done: "Because stroke is common, we randomised …".
func (r *reading) motive(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	switch f.lower(s.first) {
	case "because", "since", "although", "given", "while", "whereas", "though", "as":
	default:
		return false
	}
	for k := int(m.last); k < s.last; k++ {
		if f.words[k].before&gapComma != 0 {
			switch f.lower(k) {
			case "we", "this", "our", "there", "it", "few", "little", "data":
				return true
			}
		}
	}
	return false
}

// sterile tells whether the mention names an inflammation that a drug causes
// without a germ: "busulfan-induced cystitis".
func (r *reading) sterile(m *mention) bool {
	if r.roof(m) != "infection" {
		return false
	}
	switch r.fields[m.field].lower(int(m.first)) {
	case "bacterial", "fungal", "viral", "microbial", "infectious", "infective", "herpetic", "cryptococcal", "cryptococcus", "nocardial", "aspergillus":
		return false // the germ is named
	}
	switch r.fields[m.field].lower(int(m.last) - 1) {
	case "cystitis", "meningitis", "encephalitis", "peritonitis", "cholangitis", "keratitis", "conjunctivitis", "rhinitis", "sinusitis", "mastitis", "gastroenteritis", "bronchiolitis":
		return true
	}
	return false
}

// treatedInfection reads titles such as "effect of antibiotics on vaginosis": the
// drug is given against what stands after "on".
func (r *reading) treatedInfection(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	for k > s.first && k >= int(m.first)-3 && f.lower(k) != "on" {
		k--
	}
	if m.field != inTitle || r.roof(m) != "infection" || k <= s.first || f.lower(k) != "on" {
		return false
	}
	if end := int(m.last); end < s.last && f.words[end].before&^gapSoft == 0 {
		switch f.lower(end) {
		case "incidence", "risk", "risks", "acquisition", "occurrence", "onset": // who gets it is the question
			return false
		}
	}
	for j := s.first; j < k; j++ {
		if t := f.lower(j); t == "antimicrobial" || t == "antimicrobials" || t == "therapy" || t == "treatment" {
			return true
		}
	}
	if r.caughtUnderCare(m, s) {
		return false
	}
	return slices.ContainsFunc(r.mentionsIn(inTitle, s.first, k), func(d mention) bool {
		return d.kind == termDrug && d.ok && slices.ContainsFunc(antiinfectives[:], func(class string) bool { return r.rules.isA(r.id(&d), class) })
	})
}

// caughtUnderCare tells whether the infection is one that care brings and drugs
// are to prevent: "surgical site infection", "catheter-associated sepsis".
func (r *reading) caughtUnderCare(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	switch k := int(m.first); f.lower(k) {
	case "surgical", "postoperative", "post", "nosocomial", "opportunistic", "incisional", "wound", "secondary", "puerperal":
		return true
	default:
		return r.placeOfInfection(m, k) || k > s.first+1 && f.words[k-1].before&gapHyphen != 0 && r.placeOfInfection(m, k-2)
	}
}

// antiinfectives are the classes that treat an infection as well as prevent it.
var antiinfectives = [...]string{"antibiotics", "antivirals", "antiretrovirals", "antifungals", "antiparasitics", "antituberculosis_drugs"}

// viralHepatitis tells whether plain "hepatitis" is the viral one that the title
// names.
func (r *reading) viralHepatitis(m *mention) bool {
	return r.viral && m.last == m.first+1 && r.fields[m.field].lower(int(m.first)) == "hepatitis"
}

// titleOfViralHepatitis tells whether the title names a hepatitis of a virus.
func (r *reading) titleOfViralHepatitis() bool {
	if r.phraseInTitle("hbv") || r.phraseInTitle("hcv") {
		return true
	}
	if !r.phraseInTitle("hepatitis") {
		return false
	}
	for _, s := range [...]string{"hepatitis a ", "hepatitis b", "hepatitis c", "hepatitis d", "hepatitis e ", "type b hepatitis", "type a hepatitis", "viral hepatitis"} {
		if r.phraseInTitle(s) {
			return true
		}
	}
	return false
}

// adjectiveOfPeople tells whether the mention says which people are meant:
// "250 thrombocytopenic, lower-risk patients".
func (r *reading) adjectiveOfPeople(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	last := f.lower(int(m.last) - 1)
	if !strings.HasSuffix(last, "penic") && !strings.HasSuffix(last, "emic") {
		return false
	}
	for k := int(m.last); k < s.last && k < int(m.last)+5; k++ {
		if f.words[k].before&(gapStop|gapSemicolon|gapOpens|gapCloses) != 0 {
			return false
		}
		if r.rules.is(f.words[k].sym, cuePeople) || r.rules.is(f.words[k].sym, cueAnimal) {
			return true
		}
	}
	return false
}

// stagedBefore tells whether a stage or extent stands right before a cancer,
// which makes it the disease that the people have.
func (r *reading) stagedBefore(m *mention, s *sentence) bool {
	if r.roof(m) != "malignancy" {
		return false
	}
	f := &r.fields[m.field]
	switch f.lower(int(m.first)) {
	case "advanced", "metastatic":
		return true
	}
	for k := int(m.first) - 1; k >= s.first && k >= int(m.first)-4; k-- {
		if f.words[k+1].before&^(gapSoft|gapSlash) != 0 {
			return false
		}
		switch f.lower(k) {
		case "stage", "stages", "advanced", "metastatic", "refractory", "relapsed", "unresectable", "resectable", "resected", "operable", "inoperable", "localised", "localized", "untreated", "positive", "negative", "mutated", "pretreated":
			return true
		case "of", "risk", "incidence", "new", "with", "in":
			return false
		}
	}
	return false
}

// nearestLeft is the nearest cue of a role before the mention, within reach,
// its distance in plain words, and the word it ends with.
func (r *reading) nearestLeft(m *mention, s *sentence) (c cue, plain, end int) {
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k >= s.first && int(m.first)-k <= 16; k-- {
		if f.words[k+1].before&(gapSemicolon|gapStop|gapColon|gapCloses) != 0 && !r.rules.is(f.words[k].sym, cueAbbreviatedWord) {
			break
		}
		if r.rules.is(f.words[k].sym, cuePrevention) || littleAt(f, s, k) {
			return cueNone, plain, k // "for the prevention of", "with minimal"
		}
		if c := r.roleCueEnding(m.field, s, k); c != cueNone {
			return c, plain, k
		}
		if r.free(m.field, k) {
			continue
		}
		if r.rules.is(f.words[k].sym, cueVerb) {
			break
		}
		if plain++; plain > reach {
			break
		}
	}
	return cueNone, plain, s.first
}

// sinceBaseline tells whether word k is the baseline that a change is measured from:
// "change from baseline in", "compared with baseline,".
func sinceBaseline(f *field, k int) bool {
	if k < 1 || f.lower(k) != "baseline" {
		return false
	}
	switch f.lower(k - 1) {
	case "from", "since", "versus", "vs", "than", "over", "to":
		return true
	case "with": // "with baseline anaemia" is a trait
		return k > 1 && (f.lower(k-2) == "compared" || f.lower(k-2) == "comparison")
	}
	return false
}

// leftCues are the cues that roleCueEnding looks for.
var leftCues = newCueSet(cueTreatedBefore, cueHistory, cueScreening, cueWarnedOf, cueCauseBefore)

// roleCueEnding is the role cue whose phrase ends with word k. Where several
// do, treatment wins over history.
func (r *reading) roleCueEnding(fi int8, s *sentence, k int) cue {
	found := cueNone
	f := &r.fields[fi]
	switch t := f.lower(k); {
	case (t == "for" || t == "in" && fi == inTitle) && r.drugEndsAt(fi, k):
		return cueTreatedBefore // "ruxolitinib for myelofibrosis"
	case (t == "after" || t == "following") && fi == inTitle && r.drugEndsAt(fi, k):
		return cueTreatedBefore // "metoprolol after myocardial infarction"
	case (t == "in" || t == "for") && fi == inTitle && k > 0 && !r.changeWord(f.words[k-1].sym) && !strings.HasPrefix(f.lower(k-1), "benefit"):
		return cueTreatedBefore // "JAK inhibitors and dysregulated pathways in malignancy"
	}
	if k-6 >= s.first && !s.cues.hasAny(&leftCues) {
		return cueNone
	}
	for _, h := range r.hitsIn(fi, max(0, k-6), k+1) {
		if h.last != k+1 {
			continue
		}
		switch h.cue {
		case cueTreatedBefore:
			if t := f.lower(h.first); (t == "case" || t == "cases") && h.first > 0 && (f.lower(h.first-1) == "no" || f.words[h.first-1].number || r.isNumberWord(f, h.first-1)) {
				continue // "no case of tuberculosis"
			}
			if t := f.lower(h.first); t == "case" && h.first > 1 && f.lower(h.first-1) == "a" && (f.lower(h.first-2) == "was" || f.lower(h.first-2) == "included") {
				continue // "the only adverse event was a case of tuberculosis"
			}
			if f.lower(k) == "against" && h.first > 0 && (f.lower(h.first-1) == "vaccine" || f.lower(h.first-1) == "protective") {
				continue // "vaccine efficacy against"
			}
			if (f.lower(h.first) == "outcome" || f.lower(h.first) == "outcomes") && h.first > s.first && endPointRank(f.lower(h.first-1)) {
				continue // "the primary outcome of stroke"
			}
			return cueTreatedBefore
		case cueHistory, cueScreening, cueWarnedOf, cueCauseBefore:
			found = h.cue
		}
	}
	return found
}

// endPointRank tells whether the word before "outcome" makes it an end point of the
// study and not the course of a disease.
func endPointRank(word string) bool {
	switch word {
	case "primary", "secondary", "coprimary", "composite", "main", "key", "efficacy", "safety", "combined", "principal":
		return true
	}
	return false
}

// changeWord tells whether the word makes a following "in" speak of a change or
// a frequency ("increase in", "differences in").
func (r *reading) changeWord(s symbol) bool {
	return r.rules.is(s, cueRelativeChange) || r.rules.is(s, cueRateWord) || r.rules.is(s, cueMeasureMD) || r.rules.is(s, cueOccurrence)
}

// properName tells whether the mention is part of a name in capitals: "the
// Infarction Prevention Study".
func (r *reading) properName(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	if m.field != inAbstract || int(m.first) == s.first || !f.words[m.first].upper || f.words[m.first].caps {
		return false
	}
	for k := int(m.last); k < s.last && k < int(m.last)+5; k++ {
		if f.words[k].before&(gapComma|gapSemicolon|gapColon) != 0 || !f.words[k].upper {
			return false
		}
		switch f.lower(k) {
		case "study", "trial", "guidelines", "guideline", "programme", "program", "project", "registry", "society", "foundation", "college", "institute", "network", "group", "association":
			return true
		}
	}
	return false
}

// free tells whether word k may stand in a list without ending the reach of a
// cue: a conjunction, or part of another outcome or condition.
func (r *reading) free(fi int8, k int) bool {
	f := &r.fields[fi]
	switch f.wordText(k) {
	case "and", "or", "the", "a", "an", "of", "either", "both", "with", "to":
		return true
	}
	return r.inMention(fi, k)
}

// inMention tells whether word k belongs to an outcome or condition.
func (r *reading) inMention(fi int8, k int) bool {
	words := r.fields[fi].words
	return k >= 0 && k < len(words) && words[k].disease
}

// riskPhrase tells whether a rate word stands between the cue and the mention
// that ends with word end ("patients with a risk of …" is not an indication,
// "patients at high risk of …" is), or right after the mention.
func (r *reading) riskPhrase(m *mention, s *sentence, end int) bool {
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k > end && k >= int(m.first)-4; k-- {
		if r.rules.is(f.words[k].sym, cueRateWord) {
			t := f.lower(k + 1)
			return t == "of" || t == "for" || t == "in"
		}
		if !r.free(m.field, k) && k < int(m.first)-2 {
			break
		}
	}
	k := int(m.last)
	return k < s.last && f.words[k].before&^gapSoft == 0 && r.rules.is(f.words[k].sym, cueRateWord) && f.wordText(k) != "cases"
}

// rightCue is the cue that follows the mention directly, or after one word.
func (r *reading) rightCue(m *mention, s *sentence) cue {
	f := &r.fields[m.field]
	k := int(m.last)
	if k >= s.last || f.words[k].before&^(gapSoft|gapClose) != 0 {
		return cueNone
	}
	for _, h := range r.hitsIn(m.field, k, min(k+2, s.last)) {
		if h.first > k && (f.words[h.first].before&^gapSoft != 0 || r.rules.is(f.words[k].sym, cueVerb) || r.rules.is(f.words[k].sym, cueRateWord)) {
			break
		}
		switch h.cue {
		case cueTreatedAfter, cueTraitAfter, cueScreening:
			if h.first == k || h.cue == cueTreatedAfter && h.last-h.first > 1 || h.cue == cueTraitAfter {
				return h.cue
			}
		case cueVaccine:
			return h.cue
		}
	}
	return cueNone
}

// deathNear tells whether a death or withdrawal stands before the mention:
// "two deaths due to infection".
func (r *reading) deathNear(m *mention, s *sentence) bool {
	for _, h := range r.hitsIn(m.field, s.first, int(m.first)) {
		if h.cue == cueDeathWord || h.cue == cueAdverse {
			return true
		}
	}
	return false
}

// numberNear tells whether a number stands close to the mention, as in results.
func (r *reading) numberNear(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := max(s.first, int(m.first)-6); k < min(s.last, int(m.last)+6); k++ {
		if f.words[k].number {
			return true
		}
	}
	return false
}

// inClauseOf tells whether the cue governs the mention: it stands in the same
// clause.
func (r *reading) inClauseOf(c cue, m *mention, s *sentence) bool {
	for _, h := range r.hitsIn(m.field, s.first, s.last) {
		if h.cue == c && r.sameClause(m, h.first, h.last) {
			return true
		}
	}
	return false
}

// noneReported tells whether the sentence opens with what no study told of, and goes on with
// the list of it behind a colon: "Neither of the trials reported on two end points: A, B".
func (r *reading) noneReported(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	switch f.lower(s.first) {
	case "none", "neither", "no":
	default:
		return false
	}
	for k := s.first + 1; k <= int(m.first); k++ {
		if f.words[k].before&(gapSemicolon|gapStop) != 0 {
			return false
		}
	}
	return slices.ContainsFunc(r.hitsIn(m.field, s.first, s.first+1), func(h hit) bool { return h.cue == cueNotExamined })
}

// outlook tells whether a word of recommendation stands in the mention's clause
// and no result does.
func (r *reading) outlook(m *mention, s *sentence) bool {
	for _, h := range r.hitsIn(m.field, s.first, s.last) {
		if h.cue == cueOutlook && r.samePhrase(m, h.first, h.last) {
			return true
		}
	}
	return false
}

// sameClause tells whether no semicolon, colon or stop stands between the
// mention and words [first, last).
func (r *reading) sameClause(m *mention, first, last int) bool {
	f := &r.fields[m.field]
	from, to := int(m.last), first
	if last <= int(m.first) {
		from, to = last, int(m.first)
	}
	for k := from; k <= to && k < len(f.words); k++ {
		if f.words[k].before&(gapSemicolon|gapColon|gapStop) != 0 {
			return false
		}
	}
	return true
}

// samePhrase is sameClause with commas: "…, and therefore may …" is another
// phrase. Commas of a list of outcomes do not count.
func (r *reading) samePhrase(m *mention, first, last int) bool {
	f := &r.fields[m.field]
	from, to := int(m.last), first
	if last <= int(m.first) {
		from, to = last, int(m.first)
	}
	for k := from; k <= to && k < len(f.words); k++ {
		if f.words[k].before&(gapSemicolon|gapColon|gapStop) != 0 || f.words[k].before&gapComma != 0 && !r.inMention(m.field, k) && !r.inMention(m.field, k+1) {
			return false
		}
	}
	return true
}

// lower is word k in small letters of ASCII.
func (f *field) lower(k int) string { return f.small[f.words[k].start:f.words[k].end] }

// contains tells whether the field holds s, given in small letters.
func (f *field) contains(s string) bool { return f.grams.mayHave(s) && strings.Contains(f.small, s) }
