package tagging

import "strings"

// mark is a set of words that a rule cannot do without: where a sentence holds
// none of them, the rule need not read it. There are up to 64. A word that such a
// rule learns to open with belongs into markWords too.
type mark uint64

const (
	markReaction mark = 1 << iota
	markStopped
	markHad
	markGroup
	markModal
	markCaused
	markHarm
	markLowered
	markAssigned
	markEach
	markControl
	markFollowed
	markArm
	markCompared
	markSwitched
	markEither
	markWill
	markEconomic
	markLiver
	markRecurrent
	markManyGroups
	markPredicts
	markTookPart
	markForms
	markN
	markAnd
	markWere
	markTime
	markReason
	markPairs
	markOpposite
	markLinks
	markStudied
	markSex
	markGroupName
	markControlled
	markGiven
	markVaccine
	markEffect
	markStandard
	markBlamed
	markPooled
	markScale
	markFound
	markContrast
	markCare
)

// markWords lists the words of each mark, in small letters of ASCII.
var markWords = [...]struct {
	mark  mark
	words string
}{
	{markReaction, "reaction reactions hypersensitivity"},
	{markStopped, "replaced switched stopped discontinued withdrew withdrawn discontinuation discontinuations ceased withdrawals withheld omitted suspended withdrawal cessation stopping discontinuing withdrawing interruption interrupting deprescribing"},
	{markHad, "had showed experienced developed have has suffered sustained acquired contracted"},
	{markGroup, "group groups arm arms regimen regimens cohorts"},
	{markModal, "may might could would"},
	{markCaused, "associated linked increased increase increases raised reduced reduce reduces decreased caused cause causes"},
	{markHarm, "adverse safety toxicity tolerability tolerated"},
	{markLowered, "prevent prevents prevented preventing reduced reduces reduce reducing decreased decreases decrease lowered lowers lower lowering improved improves"},
	{markAssigned, "assigned allocated randomised randomized"},
	{markEach, "each per"},
	{markControl, "control controls"},
	{markFollowed, "followed"},
	{markArm, "group groups arm arms recipients treated assigned allocated receive received randomised randomized versus vs"},
	{markCompared, "comparing compared compare comparison comparisons compares noninferiority inferiority superiority equivalence bioequivalence"},
	{markSwitched, "switch switched switching convert conversion change changed receive"},
	{markEither, "either"},
	{markWill, "will"},
	{markEconomic, "cost costs economic economics budget expenditure expenditures"},
	{markLiver, "nash nafld mafld mash steatohepatitis fatty biliary sclerosing"},
	{markRecurrent, "recurrent recurrence recurrences"},
	{markManyGroups, "groups arms"},
	{markPredicts, "predictor predictors determinant determinants factor factors associated linked related predicted predict"},
	{markTookPart, "participating participated participants"},
	{markForms, "enrolled included recruited received allocated assigned randomised randomized compared matched treated supplemented analysed analyzed assessed evaluated"},
	{markN, "n"},
	{markAnd, "and"},
	{markWere, "were"},
	{markTime, "day days d week weeks wk wks month months mo mos year years yr yrs y hour hours hr hrs h"},
	{markReason, "indication indications reason reasons"},
	{markPairs, "pairs"},
	{markOpposite, "control controls comparison comparator reference placebo untreated nonintervention another further second additional part study phase stage cohort trial experiment"},
	{markLinks, "compared matched versus vs against along"},
	{markStudied, "studied included enrolled recruited analysed analyzed examined evaluated compared investigated tested assessed matched identified selected reviewed"},
	{markGroupName, "group arm cohort"},
	{markControlled, "controlled"},
	{markGiven, "given administered measured used"},
	{markVaccine, "vaccine vaccines vaccination vaccinated vaccinees bcg immunisation immunization"},
	{markEffect, "efficacy effectiveness protection"},
	{markBlamed, "attributed caused culprit responsible causative implicated cause"},
	{markStandard, "positive active reference standard standards comparator comparators"},
	{markPooled, "compiled pooled combined taken integrated aggregated merged drawn"},
	{markScale, "hundred thousand"},
	{markContrast, "versus vs than compared comparison comparing"},
	{markCare, "could might majority most many all both every each continued permitted allowed prohibited forbidden held withheld maintained kept optional covariates covariate confounders covariables adjusted adjusting adjustment controlling matched balanced excluded ineligible"},
	{markFound, "identified discovered developed designed synthesized synthesised obtained"},
	{markSex, "men women males females boys girls male female"},
}

// addMarks notes the marks of each word. The words that no phrase has get the last
// symbols: they are unknown to every other rule, see noteMarks.
func (r *ruleSet) addMarks() {
	r.lastListed = symbol(len(r.symbols.ids))
	for _, m := range markWords {
		for word := range strings.FieldsSeq(m.words) {
			s := r.symbols.add(word)
			for int(s) >= len(r.marks) {
				r.marks = append(r.marks, make([]mark, 1+int(s)-len(r.marks))...)
			}
			r.marks[s] |= m.mark
		}
	}
}

// noteMarks gives the sentences of the field their marks and gaps, takes the symbol from
// the words that have it for a mark alone, and lists the words without one.
func (f *field) noteMarks(rules *ruleSet) {
	f.marks = 0
	unknown, known := f.unknown[:0], rules.marks
	for si := range f.sentences {
		s := &f.sentences[si]
		gaps, marks := gap(0), mark(0)
		words := f.words[s.first:s.last]
		for k := range words {
			w := &words[k]
			gaps |= w.before
			if int(w.sym) < len(known) {
				marks |= known[w.sym]
			}
			if w.sym > rules.lastListed {
				w.sym = 0
			}
			if w.sym == 0 && !w.number {
				unknown = append(unknown, s.first+k)
			}
		}
		s.gaps, s.marks = gaps, marks
		f.marks |= marks
	}
	f.unknown = unknown
}

// holds tells whether the sentence has a word of the mark.
func (s *sentence) holds(m mark) bool { return s.marks&m != 0 }

// holds tells whether the field has a word of the mark.
func (f *field) holds(m mark) bool { return f.marks&m != 0 }
