package tagging

// careReach bounds the words on either side of a drug that tell of care beside the
// study's.
const careReach = 30

// ruleCare is the rule of what people take beside what a study compares.
const ruleCare = "care beside the study's"

// careBesideStudy tells whether the clause of the mention tells of care that no arm is
// known by: what most people took, what was kept, allowed or held.
func (r *reading) careBesideStudy(m *mention, s *sentence) bool {
	return s.holds(markCare) && (r.takenByMost(m, s) || r.keptOrAllowed(m, s))
}

// covariateOrExcluded tells whether the drug is only adjusted for, or keeps people out.
func (r *reading) covariateOrExcluded(m *mention, s *sentence) bool {
	return s.holds(markCare) && (r.covariateOf(m, s) || r.excludedFor(m, s))
}

// takenByMost tells whether a part of all people is the subject that took the drug: "the
// majority were on A, with B or C in some", "all patients received A and B or C".
func (r *reading) takenByMost(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	taken, joined, or := false, false, false
	for k := int(m.first) - 1; k >= s.first && int(m.first)-k <= careReach; k-- {
		if f.words[k+1].before&(gapStop|gapSemicolon|gapColon) != 0 {
			return false
		}
		switch t := f.lower(k); t {
		case "received", "receiving", "given", "took", "taking", "on", "used", "using", "had", "continued":
			taken = true
		case "and", "plus":
			joined = joined || !taken
		case "or":
			or = or || !taken
		case "either", "versus", "vs", "randomised", "randomized", "assigned", "allocated", "group", "groups", "arm", "arms":
			return false
		case "majority", "most", "many":
			return taken && f.lower(max(k-1, 0)) != "at"
		case "all", "both", "every", "each":
			// "all received A or B" are arms; in "A and B or C" the choice is one of care
			return taken && (!or || joined) && k+1 < s.last && (r.rules.is(f.words[k+1].sym, cuePeople) || f.lower(k+1) == "received" || f.lower(k+1) == "were")
		}
	}
	return false
}

// keptOrAllowed tells whether the drug, or the list that it stands in, is the subject of
// "were continued", "was not permitted", "was held", "could be given".
func (r *reading) keptOrAllowed(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := int(m.last); k+1 < s.last && k-int(m.last) <= careReach; k++ {
		if f.words[k].before&(gapStop|gapSemicolon|gapColon) != 0 {
			return false
		}
		switch f.lower(k) {
		case "could", "might":
			return k+2 < s.last && f.lower(k+1) == "be" && (f.lower(k+2) == "given" || f.lower(k+2) == "used" || f.lower(k+2) == "added" || f.lower(k+2) == "continued")
		case "was", "were":
			if f.lower(k+1) == "not" || f.lower(k+1) == "also" || f.lower(k+1) == "only" {
				k++
			}
			return k+1 < s.last && keptWord(f.lower(k+1))
		case "and", "or", "up", "to", "a", "the", "at", "stable", "other", "doses", "dose", "use", "of", "mg", "concomitant", "oral", "topical", "low", "background":
		default:
			if !f.words[k].number && !r.inDrug(m.field, k) && !r.drugFiller(f, k) && !doseTime(f.lower(k)) && !doseUnit(f.wordText(k)) {
				return false
			}
		}
	}
	return false
}

// keptWord tells whether the participle says what becomes of care under way.
func keptWord(word string) bool {
	switch word {
	case "continued", "permitted", "allowed", "prohibited", "forbidden", "held", "withheld", "maintained", "kept", "optional":
		return true
	}
	return false
}

// covariateOf tells whether the drug is one of the covariates of an analysis: "adjusted
// for age and use of A, B and C", "covariates including A".
func (r *reading) covariateOf(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k >= s.first && int(m.first)-k <= careReach; k-- {
		if f.words[k+1].before&(gapStop|gapSemicolon|gapColon) != 0 {
			return false
		}
		switch f.lower(k) {
		case "covariates", "covariate", "confounders", "covariables":
			return true
		case "adjusted", "adjusting", "adjustment", "controlling", "matched", "balanced":
			return k+1 < s.last && (f.lower(k+1) == "for" || f.lower(k+1) == "on")
		case "was", "were", "versus", "vs", "than", "hazard", "risk", "odds":
			return false
		}
	}
	return false
}

// excludedFor tells whether people are left out for taking the drug: "those receiving A
// were excluded".
func (r *reading) excludedFor(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	out := false
	for k := int(m.last); k+1 < s.last && k-int(m.last) <= careReach && f.words[k].before&(gapStop|gapSemicolon|gapColon) == 0; k++ {
		switch f.lower(k) {
		case "was", "were", "been":
			out = f.lower(k+1) == "excluded" || f.lower(k+1) == "ineligible"
			if !out {
				return false
			}
		}
		if out {
			break
		}
	}
	if !out {
		return false
	}
	for k := int(m.first) - 1; k >= s.first && int(m.first)-k <= 8; k-- {
		switch f.lower(k) {
		case "receiving", "taking", "using", "on", "received", "used", "with", "of":
			return true
		}
	}
	return false
}

// namesPrior tells whether the mention itself says that the drug was taken before:
// "anti-TNF-experienced".
func (r *reading) namesPrior(m *mention) bool {
	if m.last-m.first < 2 {
		return false
	}
	switch r.fields[m.field].lower(int(m.last) - 1) {
	case "experienced", "naive", "exposed", "exposure", "failure", "failures":
		return true
	}
	return false
}

// toolCompound tells whether laboratory work uses the drug to learn how another one works:
// "the autophagy blocker A", "was abolished by B".
func (r *reading) toolCompound(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	k := int(m.first) - 1
	if k <= s.first || f.words[m.first].before&^(gapSoft|gapOpen) != 0 {
		return false
	}
	switch f.lower(k) {
	case "inhibitor", "antagonist", "blocker", "scavenger", "chelator":
		if r.contrastBetween(m.field, max(s.first, k-12), k) {
			return false
		}
		for j := k - 1; j >= s.first && j >= k-4 && f.words[j+1].before&^(gapSoft|gapHyphen|gapOpen|gapClose) == 0; j-- {
			if f.lower(j) == "the" {
				return f.lower(j+1) != "novel" && f.lower(j+1) != "new"
			}
		}
	case "by", "with", "of":
		if f.lower(k) != "of" && r.provokes(f, s, k) {
			return true
		}
		if f.lower(k) == "of" {
			// "was produced by intravenous infusion of adrenaline"
			switch f.lower(k - 1) {
			case "infusion", "injection", "infusions", "injections", "administration", "bolus", "application", "instillation":
			default:
				return false
			}
			for j := k - 2; j > s.first && j >= k-5; j-- {
				if t := f.lower(j); t == "by" || t == "with" {
					return r.provokes(f, s, j)
				}
			}
			return false
		}
		switch f.lower(k - 1) {
		case "abolished", "abrogated", "negated", "counteracted", "antagonised", "antagonized", "mimicked", "reproduced", "pretreatment", "cotreatment", "coincubation", "preincubation":
			return true
		}
	}
	return false
}

// provokes tells whether the words before word k, "by" or "with", say that an effect is
// brought about: "was induced in rats by".
func (r *reading) provokes(f *field, s *sentence, k int) bool {
	for j := k - 1; j >= s.first && j >= k-5; j-- {
		if f.words[j+1].before&^(gapSoft|gapComma) != 0 {
			return false
		}
		switch f.lower(j) {
		case "induced", "produced", "elicited", "evoked", "provoked", "precontracted", "preconstricted", "stimulated", "stimulation", "challenge", "challenged":
			return true
		case "by", "with", "was", "were":
			return false
		}
	}
	return false
}

// conceded tells whether the sentence only grants something of the drug before it goes on:
// "Although A is used most, its effect is modest."
func (r *reading) conceded(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	switch f.lower(s.first) {
	case "although", "though", "while", "whereas", "despite":
	default:
		return false
	}
	if int(m.first)-s.first > careReach {
		return false
	}
	for k := s.first + 1; k <= int(m.first); k++ {
		if f.words[k].before&gapComma != 0 {
			return false
		}
	}
	return true
}

// contained tells whether the drug is an ingredient of what is named before it: "a cannabis
// medicine containing A and B".
func (r *reading) contained(m *mention, s *sentence) bool {
	f := &r.fields[m.field]
	for k := int(m.first) - 1; k > s.first && int(m.first)-k <= 12; k-- {
		if f.words[k+1].before&(gapStop|gapSemicolon|gapColon) != 0 {
			return false
		}
		switch t := f.lower(k); t {
		case "containing", "comprising":
			return true
		case "and", "a", "the", "of", "mg", "combination", "mixture", "plus", "delta", "alpha", "beta", "gamma":
		default:
			if !f.words[k].number && !r.inDrug(m.field, k) && !r.drugFiller(f, k) && f.words[k].before&gapOpen == 0 && f.words[k+1].before&gapClose == 0 && len(t) > 2 {
				return false
			}
		}
	}
	return false
}
