package tagging

import (
	"slices"
	"strings"

	"dossier/evidence"
)

// designCount is how often each cue stands in title and abstract.
type designCount struct {
	title, abstract [cueCount]int
}

func (d *designCount) any(c cue) bool { return d.title[c] > 0 || d.abstract[c] > 0 }

// designAnswers keeps what several rules of the design ask of a record.
type designAnswers struct {
	stated                              string // see statedDesign
	work                                int    // see workWords
	people                              bool   // see numbersOfPatients
	statedKnown, workKnown, peopleKnown bool
}

// designRule is one step of the decision: the first whose condition holds names
// the design. They are ordered by weight of evidence, not by frequency: a
// network meta-analysis is also a systematic review of randomised trials.
type designRule struct {
	label      string
	cue        cue // whose first place is shown as evidence
	confidence float64
	rule       string
	holds      func(d *designCount, r *reading) bool
}

var designRules = []designRule{
	{"nma", cueDesignNMA, 0.95, "network meta-analysis named", func(d *designCount, r *reading) bool {
		return d.title[cueDesignNMA] > 0 || d.abstract[cueDesignNMA] > 0
	}},
	{"protocol", cueDesignProtocol, 0.9, "protocol in title or plans in future tense", func(d *designCount, r *reading) bool {
		return r.protocolTitle() || r.phraseInAbstract("methods/design") || r.phraseInAbstract("ethics and dissemination") || !d.any(cueStatedReview) && !r.cochrane(d) && (d.abstract[cueDesignProtocol] >= 3 && r.fields[inAbstract].contains(" will ") || r.plans(3) || d.abstract[cueDesignProtocol] > 0 && !r.tellsOfWork() && r.plans(2))
	}},
	{"ma", cueDesignMA, 0.95, "meta-analysis in title", func(d *designCount, r *reading) bool {
		return d.title[cueDesignMA] > 0
	}},
	{"ma", cuePooledByUs, 0.8, "review that pools", func(d *designCount, r *reading) bool {
		n := r.pooledEstimates()
		return (d.title[cueDesignSR] > 0 || r.cochrane(d)) && (n >= 6 || (n > 0 || d.abstract[cueDesignMA] > 0) && !r.noMetaAnalysis() && !r.loneStudy() && !r.eachFromOne(n))
	}},
	{"sr", cueDesignSR, 0.9, "systematic review in title or Cochrane headings", func(d *designCount, r *reading) bool {
		return d.title[cueDesignSR] > 0 || r.cochrane(d)
	}},
	{"sr", cueDesignSR, 0.5, "evidence gathered for a review", func(d *designCount, r *reading) bool {
		return r.phraseInAbstract("evidence synthesis") || r.phraseInAbstract("evidence acquisition")
	}},
	{"other", cueDesignOther, 0.8, "contents of proceedings", func(d *designCount, r *reading) bool {
		return r.fields[inAbstract].opens("the", "proceedings", "contain")
	}},
	{"guideline", cueDesignGuideline, 0.85, "guideline or consensus in title", func(d *designCount, r *reading) bool {
		return d.title[cueDesignGuideline] > 0 && d.title[cueDesignCrossSectional] == 0 && d.abstract[cueDesignCrossSectional] < 2 && !r.askedOfGuideline(d) && d.abstract[cueDesignCohort] < 2
	}},
	{"narrative-review", cueStatedReview, 0.8, "review by its own words", func(d *designCount, r *reading) bool {
		return d.any(cueStatedReview) && d.abstract[cueDesignSR] == 0 && d.abstract[cueDesignCaseReport] == 0 && d.abstract[cueAssigned] == 0 && !r.numbersOfPatients() && r.pooledEstimates() == 0
	}},
	{"other", cueDesignOther, 0.7, "computing or costs in title", func(d *designCount, r *reading) bool {
		return d.title[cueDesignRCT] == 0 && d.title[cueDesignProtocol] == 0 && (d.title[cueDesignCohort] == 0 || d.title[cueStatedOther] > 0) && d.title[cueDesignCrossSectional] == 0 && d.title[cueDesignReview] == 0 &&
			(d.title[cueStatedOther] > 0 || d.abstract[cueDesignReview] == 0 && d.abstract[cueDesignSR] == 0 || d.abstract[cueDesignReview] < 2 && r.computing() && r.reportsData()) && (r.economic() && (r.modelled() || d.abstract[cueAssigned] == 0 && r.statedDesign() != "rct") && r.statedDesign() != "cohort" && !r.phraseInAbstract("propensity") || r.computing() && !r.asksPeople() && !r.phraseInTitle("association of") && !r.phraseInTitle("association between"))
	}},
	{"pk", cueDesignPK, 0.8, "pharmacokinetics in title", func(d *designCount, r *reading) bool {
		return !r.phraseInTitle("in silico") && !r.opensWithPrevalence() && (r.phraseInTitle("pharmacokinetic") || r.phraseInTitle("pharmacodynamics") || r.phraseInTitle("bioequivalence") || r.phraseInTitle("interaction") && !r.interactionsFound() || r.phraseInTitle("healthy") && (r.kinetics() > 0 || r.fields[inAbstract].text == "")) && d.title[cueDesignPK] > 0 && (d.any(cueHuman) || d.any(cueVeterinary) || r.fields[inAbstract].text == "" || r.phraseInTitle("pharmacokinetic") && d.any(cueDesignPK) && d.title[cueAnimal] == 0 && d.abstract[cueAnimal] == 0)
	}},
	{"pk", cueDesignPK, 0.7, "what the body does with a drug in title", func(d *designCount, r *reading) bool {
		return (d.any(cueHuman) || r.fields[inAbstract].text == "") && d.title[cueDesignReview]+d.title[cueAnimal]+d.abstract[cueAnimal]+d.title[cueDesignRCT]+d.title[cueDesignCaseReport] == 0 && r.fateOfDrug() && (r.numbersOfPatients() || r.fields[inAbstract].text == "" || r.countsInWords())
	}},
	{"pk", cueDesignPK, 0.7, "one drug taken with and without another", func(d *designCount, r *reading) bool {
		return len(r.titleDrugs) > 1 && r.phraseInTitle("interaction") && d.any(cueHuman) && (r.phraseInAbstract("alone and ") || r.phraseInAbstract("with and without") || r.phraseInAbstract("coadminist") || r.phraseInAbstract("co-administ")) && !r.interactionsFound() && d.title[cueDesignReview]+d.title[cueDesignCaseReport]+d.title[cueAnimal]+d.abstract[cueAnimal] == 0
	}},
	{"pk", cueDesignPK, 0.7, "absorption or concentrations in volunteers", func(d *designCount, r *reading) bool {
		return (r.kinetics() >= 2 || r.kinetics() == 1 && r.medicineInTitle()) && d.title[cueAnimal]+d.abstract[cueAnimal] == 0 && d.title[cueDesignRCT] == 0 && !d.any(cueDesignReview) && (r.phraseInAbstract("volunteers") || r.phraseInAbstract("healthy ")) && (r.drugInTitle() || r.phraseInTitle("administration") || r.phraseInTitle("absorption") || d.abstract[cueAssigned] == 0)
	}},
	{"other", cueLaboratoryWork, 0.6, "tissue of people studied in the laboratory", func(d *designCount, r *reading) bool {
		return d.title[cueAnimal]+d.abstract[cueAnimal] == 0 && !r.drugInTitle() && d.abstract[cueLaboratoryWork] > 0 && d.title[cueDesignReview] == 0 && d.abstract[cueDesignReview] < 2 && r.tellsOfWork() && r.tissueOfPeople() && (r.preclinical(d) || !d.any(cueHuman))
	}},
	{"preclinical", cueAnimal, 0.85, "animals or laboratory work, no patients", func(d *designCount, r *reading) bool {
		return r.preclinical(d)
	}},
	{"preclinical", cueLaboratoryWork, 0.8, "in vitro in title", func(d *designCount, r *reading) bool {
		return (r.phraseInTitle("in vitro") || r.phraseInTitle("in-vitro")) && !r.phraseInTitle("fertili") && d.title[cueHuman]+d.title[cueDesignReview]+d.abstract[cueAssigned] == 0 && !r.numbersOfPatients()
	}},
	{"ma", cuePooledByUs, 0.7, "effects of several trials derived in a review", func(d *designCount, r *reading) bool {
		return r.phraseInAbstract("review") && d.abstract[cuePooledByUs] > 0 && d.abstract[cueAssigned] == 0 && r.pooledEstimates() > 0 && d.abstract[cueSeveralTrials] > 0
	}},
	{"ma", cueDesignMA, 0.8, "meta-analysis named as this study's method", func(d *designCount, r *reading) bool {
		return d.abstract[cueDesignMA] > 0 && (d.abstract[cueDesignSR] > 0 || d.abstract[cueIncludedStudies] > 0 || d.abstract[cuePooledByUs] > 1) && !r.noMetaAnalysis() && !r.randomisedHere(d) && !r.metaAnalysesRead() && (d.abstract[cueDesignSR] > 0 || !r.phraseInTitle("review"))
	}},
	{"ma", cuePooledByUs, 0.7, "trials searched for and pooled", func(d *designCount, r *reading) bool {
		return d.abstract[cueDesignSR] > 0 && d.abstract[cuePooledByUs] > 1 && r.pooledEstimates() > 0 && d.abstract[cueAssigned] == 0 && (d.abstract[cueSeveralTrials] > 0 || d.abstract[cueIncludedStudies] > 0) && !r.phraseInTitle("review")
	}},
	{"ma", cuePooledByUs, 0.7, "counted trials or studies pooled in a model", func(d *designCount, r *reading) bool {
		return d.abstract[cuePooledByUs] > 0 && r.pooledEstimates() > 0 && d.abstract[cueAssigned]+d.title[cueDesignCohort]+d.title[cueDesignSecondary] == 0 && (r.phraseInAbstract("pool") || r.phraseInAbstract("combined")) && !r.phraseInAbstract("patient-level") && (r.phraseInAbstract("random-effects") || r.phraseInAbstract("random effects") || r.phraseInAbstract("fixed-effect") || r.phraseInAbstract("fixed effect") || r.phraseInAbstract("published")) && r.studiesNumbered()
	}},
	{"sr", cueDesignSR, 0.75, "systematic search named", func(d *designCount, r *reading) bool {
		return d.abstract[cueDesignSR] > 1 && !r.randomisedHere(d) && d.abstract[cueDesignCaseReport] < 2
	}},
	{"sr", cueDesignSR, 0.6, "databases searched and what was found counted", func(d *designCount, r *reading) bool {
		return d.abstract[cueDesignSR] > 0 && r.studiesNumbered() && (r.phraseInAbstract("search") || r.phraseInAbstract("identified in")) && d.abstract[cueAssigned]+d.title[cueDesignCohort]+d.title[cueDesignRCT]+d.title[cueDesignSecondary]+d.abstract[cueDesignCaseReport] == 0 && d.abstract[cueDesignCohort] < 2 && !r.phraseInAbstract("search terms") && !r.phraseInTitle("case")
	}},
	{"pharmacovigilance", cueDesignPharmacovigilance, 0.9, "spontaneous reports", func(d *designCount, r *reading) bool {
		return d.title[cueDesignPharmacovigilance] > 0 || d.abstract[cueDesignPharmacovigilance] > 1 || r.disproportion() && d.title[cueDesignMA]+d.title[cueDesignSR]+d.title[cueDesignReview] == 0
	}},
	{"pharmacovigilance", cueDesignPharmacovigilance, 0.7, "spontaneous reports analysed", func(d *designCount, r *reading) bool {
		return d.abstract[cueDesignPharmacovigilance] == 1 && r.reportsAnalysed() && !r.ageOpener() && d.title[cueDesignCaseReport]+d.title[cueDesignReview]+d.abstract[cueAssigned] == 0 && !d.any(cueDesignSR)
	}},
	{"lte", cueDesignLTE, 0.85, "extension in title", func(d *designCount, r *reading) bool {
		return (d.title[cueDesignLTE] > 0 && d.title[cueDesignIntegrated] == 0 || r.phraseInTitle("long-term") && r.phraseInTitle("open-label") && (r.phraseInTitle("safety") || r.phraseInTitle("efficacy")) && !r.phraseInTitle("randomi")) && !(d.title[cueDesignLTE] == 1 && d.title[cueDesignRCT] > 0 && d.abstract[cueAssigned] > 0 && d.abstract[cueDesignLTE] == 0 && (r.phraseInTitle("year efficacy") || r.phraseInTitle("year safety")))
	}},
	{"integrated-safety", cueDesignIntegrated, 0.85, "integrated or pooled safety in title", func(d *designCount, r *reading) bool {
		return d.title[cueDesignIntegrated] > 0 || r.phraseInTitle("safety") && r.phraseInTitle(" across ") && !r.phraseInTitle("efficacy") && (r.phraseInTitle("trials") || r.phraseInTitle("studies") || r.phraseInTitle("program")) || (r.phraseInTitle("pooled") || r.phraseInTitle("combined data")) && (r.phraseInTitle("safety") || r.phraseInTitle("tolerability")) && !r.phraseInTitle("efficacy") && (r.phraseInTitle("studies") || r.phraseInTitle("trials")) || r.drugInTitle() && (r.phraseInTitle("clinical program") || r.phraseInTitle("safety") && r.phraseInTitle("patient-years") || r.phraseInTitle("trial data across")) || r.harmAcrossTrials()
	}},
	{"case-control", cueDesignCaseControl, 0.9, "case-control in title", func(d *designCount, r *reading) bool {
		return d.title[cueDesignCaseControl] > 0
	}},
	{"rct-secondary", cueDesignSecondary, 0.85, "secondary analysis in title", func(d *designCount, r *reading) bool {
		return d.title[cueDesignSecondary] > 0 && !r.twinTrials() && (d.title[cueStrongSecondary] > 0 || r.phraseInTitle("pooled") || !r.mainReport(d) && !r.phraseInTitle("regist"))
	}},
	{"case-report", cueDesignCaseReport, 0.9, "case report in title", func(d *designCount, r *reading) bool {
		return r.phraseInTitle("case report") || r.phraseInTitle("a case of") || r.phraseInTitle("report of a case") || r.phraseInTitle("report of one case") || r.phraseInTitle("single-case") || r.phraseInTitle("single case")
	}},
	{"case-report", cueDesignCaseReport, 0.85, "opens with one patient's age", func(d *designCount, r *reading) bool {
		return r.ageOpener() && !d.any(cueDesignRCT) && d.title[cueDesignCohort] == 0 && d.title[cueSeveralCases] == 0
	}},
	{"case-report", cueDesignCaseReport, 0.8, "tells what happened to one person", func(d *designCount, r *reading) bool {
		return (r.tellsOfOne() || r.caseHeading()) && !r.numbersOfPatients() && !d.any(cueDesignRCT) && d.title[cueDesignCohort]+d.title[cueSeveralCases]+d.title[cueDesignNRCT]+d.title[cueDesignPK]+d.title[cueAnimal]+d.abstract[cueAnimal]+d.abstract[cueDesignCohort] == 0
	}},
	{"case-report", cueDesignCaseReport, 0.8, "opens with a case, or one person in the title", func(d *designCount, r *reading) bool {
		return (r.opensWithCase() || r.titleOfOne() && !r.numbersOfPatients() && d.title[cueDesignRCT]+d.title[cueDesignNRCT] == 0 && d.abstract[cueAssigned] == 0) && d.title[cueDesignCohort]+d.title[cueSeveralCases]+d.title[cueDesignReview] == 0
	}},
	{"case-series", cueSeveralCases, 0.85, "case series in title", func(d *designCount, r *reading) bool {
		return r.phraseInTitle("case series") && !r.phraseInTitle("controlled case series") || r.phraseInTitle("report of four") || r.phraseInTitle("report of five")
	}},
	{"case-report", cueSeveralCases, 0.8, "report of a few cases in title", func(d *designCount, r *reading) bool {
		return r.phraseInTitle("report of two") || r.phraseInTitle("report of three")
	}},
	{"case-series", cueSeveralCases, 0.7, "opens with the cases reported", func(d *designCount, r *reading) bool {
		return r.opensWithCases() && d.title[cueDesignCohort]+d.title[cueDesignReview]+d.title[cueDesignRCT] == 0 && d.abstract[cueAssigned]+d.abstract[cueDesignCohort] == 0
	}},
	{"cross-sectional", cueDesignCrossSectional, 0.85, "survey in title", func(d *designCount, r *reading) bool {
		return r.phraseInTitle("cross-sectional") || r.phraseInTitle("survey") || r.phraseInTitle("point prevalence") || r.phraseInTitle("point-prevalence")
	}},
	{"other", cueMethodStudy, 0.7, "a simulation, a method or a manikin", func(d *designCount, r *reading) bool {
		return d.any(cueMethodStudy) && d.title[cueDesignReview] == 0 && d.title[cueAnimal] == 0
	}},
	{"nrct", cueDesignNRCT, 0.6, "open trial of one treatment by the title alone", func(d *designCount, r *reading) bool {
		return r.fields[inAbstract].text == "" && (r.phraseInTitle("open-label") || r.phraseInTitle("open label")) && !r.phraseInTitle("randomi") && !r.phraseInTitle("controlled") && !r.phraseInTitle("versus") && !r.phraseInTitle(" vs") && !r.phraseInTitle("compar") && !r.phraseInTitle("extension") && !r.phraseInTitle("trials") && !r.phraseInTitle("studies") && d.title[cueDesignNRCT]+d.title[cueStatedNRCT] > 0
	}},
	{"rct", cueDesignRCT, 0.9, "randomised trial in title", func(d *designCount, r *reading) bool {
		return d.title[cueDesignRCT] > 0 && d.abstract[cueDesignLTE] < 2 && (d.abstract[cueStrongSecondary] == 0 || !r.opensWith(cueStrongSecondary) && !r.thisIs(cueStrongSecondary))
	}},
	{"preclinical", cueCompoundNoun, 0.6, "a new compound in title", func(d *designCount, r *reading) bool {
		return d.title[cueCompoundNoun] > 0 && d.title[cueDesignCohort] == 0 && r.newCompound() && (r.tellsOfWork() || r.phraseInAbstract("here") || r.phraseInAbstract("novel") || len(r.fields[inAbstract].words) < 60) && d.title[cueReviewTone] == 0 && !r.phraseInTitle("role") && !r.phraseInTitle(" as ") && !d.any(cueDesignReview) && d.title[cueHuman] == 0 && !r.numbersOfPatients()
	}},
	{"guideline", cueDesignGuideline, 0.75, "guideline or consensus by its own words", func(d *designCount, r *reading) bool {
		return d.abstract[cueDesignGuideline] > 0 && (r.phraseInAbstract("this policy statement") || r.phraseInAbstract("this consensus") || r.phraseInAbstract("this guideline") || r.phraseInAbstract("these guidelines") || r.phraseInAbstract("this scientific statement") || r.phraseInAbstract("this position") || r.phraseInAbstract("this clinical practice guideline") || r.phraseInAbstract("this practice")) && d.abstract[cueDesignCrossSectional] == 0 && d.abstract[cueDesignCohort] == 0 && !r.numbersOfPatients()
	}},
	{"narrative-review", cueDesignReview, 0.6, "tells of no work of its own", func(d *designCount, r *reading) bool {
		return r.reviews() && !r.phraseInTitle("in vitro") && !r.phraseInTitle("in-vitro") && d.title[cueDesignCaseReport]+d.title[cueDesignPK]+d.title[cueDesignCohort]+d.title[cueSeveralCases]+d.title[cueDesignNRCT]+d.title[cueDesignOther]+d.abstract[cueDesignCaseReport] == 0
	}},
	{"nrct", cueDesignNRCT, 0.75, "an experiment without randomisation by its own words", func(d *designCount, r *reading) bool {
		return !d.any(cueAssigned) && (d.any(cueStatedNRCT) || d.any(cueDesignNRCT)) && r.quasiExperiment()
	}},
	{"nrct", cueHuman, 0.6, "treatment assigned by a trait of the people", func(d *designCount, r *reading) bool {
		return d.any(cueHuman) && !d.any(cueAssigned) && !d.any(cueDesignRCT) && d.abstract[cueDesignReview]+d.abstract[cueDesignCohort] == 0 && r.groupedByTrait()
	}},
	{"rct-secondary", cueDesignSecondary, 0.7, "a question put to a named trial", func(d *designCount, r *reading) bool {
		return r.trialOfTitle() && (d.abstract[cueAssigned] == 0 || r.asksAssociation() || r.asksByTrait() || r.phraseInAbstract("using data from the")) && d.title[cueDesignProtocol]+d.title[cueDesignRCT] == 0 && (r.asksAssociation() || r.asksByTrait() || r.phraseInTitle("analysis of the") || r.phraseInAbstract("subgroup") || r.phraseInAbstract("retrospective") || r.phraseInAbstract("secondary") || r.phraseInAbstract("exploratory") || r.phraseInTitle("quality of life") || r.phraseInTitle("patient-reported") || r.phraseInAbstract("predict") || r.phraseInAbstract("associat"))
	}},
	{"rct-secondary", cueDesignSecondary, 0.6, "people of another trial", func(d *designCount, r *reading) bool {
		return d.title[cueDesignRCT]+d.title[cueDesignProtocol]+d.title[cueDesignReview]+d.title[cueDesignCohort] == 0 && d.abstract[cueAssigned] == 0 && d.abstract[cueDesignSR] == 0 && (r.tookPartInTrial() || r.trialOfAbstract())
	}},
	{"integrated-safety", cueDesignIntegrated, 0.65, "safety data of several trials put together", func(d *designCount, r *reading) bool {
		return d.abstract[cueDesignSR] == 0 && d.abstract[cueSeveralTrials] > 0 && r.trialsPutTogether() && (r.phraseInTitle("safety") || r.phraseInTitle("tolerability") || r.phraseInTitle("side effect") || r.phraseInAbstract("safety data")) && !r.phraseInTitle("efficacy")
	}},
	{"case-series", cueSeveralCases, 0.7, "a look back at a few people", func(d *designCount, r *reading) bool {
		return r.statedDesign() == "cohort" && (r.reviewOfFew() || r.fewFound() && !r.numbersOfPatients()) && d.title[cueDesignCohort] == 0
	}},
	{"case-series", cueSeveralCases, 0.6, "a few people with the reaction of the title", func(d *designCount, r *reading) bool {
		return (r.phraseInTitle("-induced") || r.phraseInTitle(" induced")) && r.medicineInTitle() && d.title[cueDesignCohort]+d.title[cueDesignReview]+d.title[cueAnimal]+d.abstract[cueAssigned] == 0 && !r.phraseInAbstract("control") && r.fewWithReaction()
	}},
	{"nrct", cueDesignNRCT, 0.6, "a drug given in a prospective study with an end point", func(d *designCount, r *reading) bool {
		return r.statedDesign() == "cohort" && r.medicineInTitle() && r.givenInStudy() && !r.asksAssociation() && !r.asksOfHarm() && d.title[cueDesignCohort]+d.title[cueDesignCrossSectional]+d.abstract[cueAssigned]+d.abstract[cueDesignRCT]+d.abstract[cueDesignReview] == 0
	}},
	{"cohort", cueStatedCohort, 0.85, "cohort study by its own words", stated("cohort")},
	{"case-control", cueStatedCaseControl, 0.85, "case-control study by its own words", stated("case-control")},
	{"cross-sectional", cueStatedCrossSectional, 0.8, "cross-sectional study by its own words", stated("cross-sectional")},
	{"other", cueStatedOther, 0.7, "another kind of study by its own words", stated("other")},
	{"nrct", cueStatedNRCT, 0.75, "trial without randomisation by its own words", func(d *designCount, r *reading) bool {
		return d.abstract[cueAssigned] == 0 && r.statedDesign() == "nrct" && !r.phraseInAbstract("retrospective")
	}},
	{"rct", cueDesignRCT, 0.8, "randomised trial by its own words", func(d *designCount, r *reading) bool {
		return d.abstract[cueStrongSecondary] == 0 && d.abstract[cueDesignLTE] < 2 && r.statedDesign() == "rct"
	}},
	{"lte", cueDesignRCT, 0.7, "later follow-up of the people of a trial", func(d *designCount, r *reading) bool {
		return r.phraseInTitle("follow-up") && r.phraseInAbstract("follow-up study") && d.abstract[cueDesignRCT] > 0 && d.abstract[cueAssigned] == 0 && d.title[cueDesignCohort] == 0
	}},
	{"rct-secondary", cueDesignSecondary, 0.75, "secondary analysis of a randomised trial", func(d *designCount, r *reading) bool {
		return d.abstract[cueDesignSecondary] > 0 && (d.any(cueDesignRCT) || r.trialNamed()) && (d.abstract[cueAssigned] == 0 || d.abstract[cueStrongSecondary] > 0) && d.title[cueDesignCohort] == 0
	}},
	{"rct-secondary", cueDesignSecondary, 0.65, "data of several trials put together", func(d *designCount, r *reading) bool {
		return d.abstract[cueDesignSR] == 0 && d.abstract[cueSeveralTrials] > 0 && r.trialsPutTogether()
	}},
	{"lte", cueDesignLTE, 0.75, "extension named", func(d *designCount, r *reading) bool {
		return r.statedDesign() != "rct" && !r.phraseInAbstract("this review") && ((d.abstract[cueAssigned] == 0 || r.opensWith(cueDesignLTE)) && d.abstract[cueDesignLTE] > 1 || d.abstract[cueDesignLTE] > 0 && d.abstract[cueAssigned] == 0 && d.abstract[cueDesignSR] == 0 && d.title[cueDesignReview] == 0 && (r.trialNamed() || r.fields[inTitle].text == ""))
	}},
	{"cohort", cueDesignCohort, 0.8, "cohort in title", func(d *designCount, r *reading) bool {
		return r.phraseInTitle("cohort")
	}},
	{"rct", cueDesignRCT, 0.9, "participants were randomised", func(d *designCount, r *reading) bool {
		return r.randomisedHere(d) || d.title[cueDesignReview] == 0 && d.abstract[cueDesignSR] == 0 && r.randomisedWithPeople()
	}},
	{"integrated-safety", cueDesignIntegrated, 0.7, "pooled safety of several trials", func(d *designCount, r *reading) bool {
		return d.abstract[cueDesignIntegrated] > 1
	}},
	{"case-report", cueDesignCaseReport, 0.8, "one patient described", func(d *designCount, r *reading) bool {
		return d.title[cueDesignNRCT] == 0 && d.abstract[cueDesignCaseReport]+d.title[cueDesignCaseReport] >= 2 && d.title[cueDesignCohort] == 0 && d.abstract[cueDesignCohort] < 3
	}},
	{"case-report", cueSeveralCases, 0.7, "a few cases described", func(d *designCount, r *reading) bool {
		return !r.phraseInAbstract("case series") && r.reportsCases() && r.fewCases() && d.title[cueDesignCohort] == 0
	}},
	{"case-series", cueSeveralCases, 0.7, "several cases described", func(d *designCount, r *reading) bool {
		return d.title[cueSeveralCases] > 0 || r.phraseInAbstract("case series") && (r.tellsOfWork() || r.countsInWords()) || d.abstract[cueSeveralCases] > 0 && d.abstract[cueDesignCaseReport] > 0 || r.reportsCases()
	}},
	{"case-control", cueDesignCaseControl, 0.8, "cases and controls", func(d *designCount, r *reading) bool {
		return (d.abstract[cueDesignCaseControl] > 0 && !r.phraseInAbstract("propensity") || r.casesBesideControls() || r.controlsWithOdds() || d.abstract[cueAssigned] == 0 && r.phraseInAbstract("case group") && r.phraseInAbstract("control group")) && !(d.title[cueDesignCohort] > 0)
	}},
	{"other", cueDiagnostic, 0.6, "diagnostic study", func(d *designCount, r *reading) bool {
		return d.title[cueDiagnostic] > 0 && !r.drugInTitle() && d.abstract[cueDesignCohort] < 3
	}},
	{"cross-sectional", cueDesignCrossSectional, 0.6, "title opens with a prevalence", func(d *designCount, r *reading) bool {
		return r.opensWithPrevalence() && d.title[cueStatedCohort] == 0 && !r.phraseInTitle("cohort") && !r.phraseInAbstract("cohort") && !r.phraseInAbstract("follow") && !r.phraseInAbstract("retrospective")
	}},
	{"cohort", cueDesignCohort, 0.85, "cohort, registry or records in title", func(d *designCount, r *reading) bool {
		return d.title[cueDesignCohort] > 0
	}},
	{"guideline", cueDesignGuideline, 0.6, "consensus in abstract", func(d *designCount, r *reading) bool {
		return d.abstract[cueDesignGuideline] > 1 && d.abstract[cueDesignReview] == 0 && !r.reportsData() && d.abstract[cueDesignCohort] == 0 && d.abstract[cueDesignCrossSectional] == 0
	}},
	{"rct-secondary", cueDesignSecondary, 0.3, "a part of the people of trials", func(d *designCount, r *reading) bool {
		return r.sectionOfReport() && d.abstract[cueDesignSecondary] > 0 && !d.any(cueDesignReview)
	}},
	{"narrative-review", cueDesignReview, 0.3, "results of several trials named in one section", func(d *designCount, r *reading) bool {
		return r.sectionOfReport() && d.abstract[cueAssigned] == 0 && (r.phraseInAbstract("in randomised controlled trials") || r.phraseInAbstract("in randomized controlled trials") || r.phraseInAbstract("in clinical trials") || r.phraseInAbstract("phase iii trials") && r.phraseInAbstract("phase ii trials"))
	}},
	{"rct-secondary", cueDesignSecondary, 0.3, "an effect seen across subgroups in one section", func(d *designCount, r *reading) bool {
		return r.sectionOfReport() && d.abstract[cueAssigned] == 0 && (r.phraseInAbstract("across subgroups") || r.phraseInAbstract("across all subgroups") || r.phraseInAbstract("regardless of baseline") || r.phraseInAbstract("irrespective of baseline"))
	}},
	{"rct", cueDesignRCT, 0.3, "one section of a report about the effect of a drug", func(d *designCount, r *reading) bool {
		return r.sectionOfReport() && !d.any(cueDesignReview) && !d.any(cueDesignLTE) && d.any(cueHuman) && d.abstract[cueDesignCohort] == 0
	}},
	{"narrative-review", cueDesignReview, 0.8, "review in title", func(d *designCount, r *reading) bool {
		return !r.besideReview() && (r.phraseInTitle("review") || r.phraseInTitle("overview") || r.phraseInTitle("perspective") || r.phraseInTitle("update") || r.fields[inAbstract].text == "" && (r.phraseInTitle("considerations") || r.phraseInTitle("management strategies") || r.phraseInTitle("clinical aspects") || r.phraseInTitle("clinical relevance"))) && d.abstract[cueDesignCohort] < 3
	}},
	{"cross-sectional", cueDesignCrossSectional, 0.7, "survey or cross-sectional study", func(d *designCount, r *reading) bool {
		return d.abstract[cueDesignCrossSectional] > 1 && d.abstract[cueDesignCohort] < 3
	}},
	{"narrative-review", cueDesignReview, 0.7, "article that summarises", func(d *designCount, r *reading) bool {
		return (d.abstract[cueDesignReview] >= 2 || d.abstract[cueDesignReview]+d.abstract[cueReviewTone] >= 3) && d.abstract[cueDesignCohort] < 2 && (!r.numbersOfPatients() || r.phraseInAbstract("review")) &&
			(!r.reportsData() || r.phraseInAbstract("review") || r.phraseInAbstract("overview") || r.phraseInAbstract("this article") || r.phraseInAbstract("this paper"))
	}},
	{"other", cueDesignOther, 0.5, "diagnostic, economic or computing study", func(d *designCount, r *reading) bool {
		return d.title[cueDesignOther] > 0 && (r.fields[inAbstract].text != "" || !r.drugInTitle()) || d.abstract[cueDesignOther] >= 3 && d.abstract[cueDesignCohort] < 3
	}},
	{"nrct", cueDesignNRCT, 0.7, "single-arm or open-label trial", func(d *designCount, r *reading) bool {
		return d.abstract[cueDesignRCT] == 0 && d.abstract[cueAssigned] == 0 && (r.phraseInAbstract("single-arm") || r.phraseInAbstract("nonrandomi") || r.phraseInAbstract("non-randomi") || r.phraseInAbstract("open-label") || r.phraseInAbstract("open label")) && r.trialNamed()
	}},
	{"nrct", cueDesignNRCT, 0.5, "two drugs compared as the patients came", func(d *designCount, r *reading) bool {
		return len(r.titleDrugs) > 1 && d.any(cueTrialAim) && r.phraseInAbstract("prospective") && d.abstract[cueDesignCohort] == 1 && !d.any(cueDesignReview) && r.numbersOfPatients()
	}},
	{"nrct", cueHuman, 0.5, "people put into groups and treated", func(d *designCount, r *reading) bool {
		return r.putIntoGroups() && d.any(cueHuman) && !d.any(cueDesignRCT) && !d.any(cueDesignReview) && !r.phraseInAbstract("retrospective")
	}},
	{"narrative-review", cueDesignReview, 0.6, "what others published was reviewed", func(d *designCount, r *reading) bool {
		if d.abstract[cueDesignCohort] > 1 || d.title[cueDesignCaseReport] > 0 || r.presentsOne() || r.ageOpener() || r.numbersOfPatients() || r.reportsData() {
			return false
		}
		for _, object := range [...]string{"literature", "medical literature", "available", "published", "current", "evidence", "relevant"} {
			if r.phraseInAbstract("reviewed the " + object) {
				return true
			}
		}
		return false
	}},
	{"cohort", cueDesignCohort, 0.6, "observational study", func(d *designCount, r *reading) bool {
		return d.abstract[cueDesignCohort] > 0 && d.abstract[cueDesignNRCT] <= d.abstract[cueDesignCohort] && d.title[cueStatedNRCT] == 0
	}},
	{"nrct", cueDesignNRCT, 0.6, "trial without randomisation", func(d *designCount, r *reading) bool {
		return d.any(cueDesignNRCT) && r.fields[inAbstract].text != "" && !r.phraseInAbstract("retrospective") && d.abstract[cueDesignReview] < 2 && (d.title[cueDesignNRCT] > 0 || r.numbersOfPatients() || !d.any(cueReviewTone) && (r.tellsOfWork() || r.countsInWords()))
	}},
	{"case-report", cueDesignCaseReport, 0.5, "one patient", func(d *designCount, r *reading) bool {
		return d.any(cueDesignCaseReport) && (r.tellsOfWork() || r.presentsOne() || d.title[cueDesignCaseReport] > 0)
	}},
	{"rct", cueDesignRCT, 0.5, "words of a randomised trial", func(d *designCount, r *reading) bool {
		return d.any(cueDesignRCT) && !d.any(cueDesignReview) && !(d.title[cueDesignRCT] == 0 && r.fields[inTitle].text != "" && r.trialsOfOthers())
	}},
	{"lte", cueDesignLTE, 0.4, "an effect that lasted under treatment", func(d *designCount, r *reading) bool {
		return d.any(cueDesignLTE) && !d.any(cueDesignReview) && d.abstract[cueAssigned] == 0 && !r.numbersOfPatients()
	}},
	{"rct", cueTrialAim, 0.4, "efficacy and safety of doses or against a control", func(d *designCount, r *reading) bool {
		return d.any(cueTrialAim) && !d.any(cueSeveralTrials) && (d.any(cueHuman) && d.abstract[cueLaboratoryWork] == 0 || r.numbersOfPatients() || r.fields[inAbstract].text == "" || r.fields[inTitle].text == "" && d.abstract[cueLaboratoryWork] == 0)
	}},
	{"rct", cueDesignRCT, 0.4, "given with a drug or placebo", func(d *designCount, r *reading) bool {
		return (r.phraseInAbstract("or placebo") || r.phraseInAbstract("placebo group") || r.phraseInAbstract("placebo recipients") || r.phraseInAbstract(" placebo.")) && r.numbersOfPatients() && !d.any(cueDesignReview) && d.abstract[cueDesignCohort] == 0 && !d.any(cueSeveralTrials)
	}},
	{"rct-secondary", cueDesignSecondary, 0.4, "given with a drug or placebo in several trials", func(d *designCount, r *reading) bool {
		return (r.phraseInAbstract("or placebo") || r.phraseInAbstract("placebo group") || r.phraseInAbstract("versus placebo")) && r.numbersOfPatients() && r.drugInTitle() && d.abstract[cueSeveralTrials] > 0 && d.abstract[cueDesignCohort]+d.abstract[cueDesignReview] == 0
	}},
	{"cross-sectional", cueDesignCrossSectional, 0.4, "frequency of a trait, no other design named", func(d *designCount, r *reading) bool {
		return (r.numbersOfPatients() || !d.any(cueDesignReview) && r.fields[inAbstract].text != "") && d.abstract[cueDesignCohort] == 0 && (r.phraseInTitle("prevalence") || r.phraseInTitle("rate of") || r.phraseInTitle("frequency of") || r.phraseInTitle("seroprevalence"))
	}},
	{"other", cueStatedOther, 0.4, "interviews, models or accuracy, no other design named", func(d *designCount, r *reading) bool {
		return d.any(cueStatedOther) && !r.drugInTitle() && d.abstract[cueDesignCohort] == 0 && !d.any(cueDesignReview)
	}},
	{"cross-sectional", cueDesignCrossSectional, 0.4, "people were asked, no other design named", func(d *designCount, r *reading) bool {
		return d.any(cueDesignCrossSectional) && (!r.medicineInTitle() || r.asksPeople()) && d.abstract[cueDesignCohort] == 0 && !d.any(cueDesignReview) && !r.dividedInto()
	}},
	{"nrct", cueHuman, 0.4, "people divided into groups for an effect", func(d *designCount, r *reading) bool {
		return d.abstract[cueDesignCohort] == 0 && !d.any(cueDesignReview) && r.dividedInto()
	}},
	{"cross-sectional", cueHuman, 0.4, "the ill compared with the healthy, no other design named", func(d *designCount, r *reading) bool {
		return r.numbersOfPatients() && !r.drugInTitle() && d.abstract[cueDesignCohort]+d.abstract[cueDesignNRCT] == 0 && r.comparedWithHealthy()
	}},
	{"pk", cueDesignPK, 0.4, "levels of a drug in patients, no other design named", func(d *designCount, r *reading) bool {
		return (r.kinetics() >= 2 || r.kinetics() == 1 && r.phraseInAbstract("clearance")) && r.medicineInTitle() && d.any(cueHuman) && !d.any(cueDesignRCT) && d.abstract[cueDesignCohort]+d.abstract[cueDesignReview]+d.title[cueReviewTone]+d.title[cueAnimal] == 0
	}},
	{"nrct", cueHuman, 0.4, "a drug given to patients, no other design named", func(d *designCount, r *reading) bool {
		return (r.medicineInTitle() || (r.fields[inTitle].opens("vaccination", "of") || r.fields[inTitle].opens("immunisation", "of") || r.fields[inTitle].opens("immunization", "of")) && r.phraseInAbstract("doses of")) && !r.calendarYears() && !r.phraseInAbstract("years later") && !r.asksWhatPredicts() && !r.asksOfHarm() && (r.numbersOfPatients() && d.abstract[cueReviewTone] < 2 || d.abstract[cueHuman] > 1 && d.abstract[cueReviewTone] == 0) && d.abstract[cueDesignCohort]+d.abstract[cueDesignReview]+d.title[cueReviewTone] == 0 && (r.tellsOfWork() || r.workWords() > 0 && r.phraseInAbstract(" received "))
	}},
	{"nrct", cueHuman, 0.4, "effect of training, diet or the like, no other design named", func(d *designCount, r *reading) bool {
		return (d.title[cueDevice] > 0 || r.countsInWords() && !r.drugInTitle()) && (r.fields[inTitle].opens("effect") || r.fields[inTitle].opens("effects") || r.fields[inTitle].opens("impact") || d.title[cueDevice] > 0 && r.phraseInAbstract("control group")) && r.tellsOfWork() && (r.numbersOfPatients() || r.countsInWords()) && d.abstract[cueDesignCohort]+d.abstract[cueDesignReview]+d.title[cueAnimal] == 0
	}},
	{"cross-sectional", cueHuman, 0.4, "people looked at once, no other design named", func(d *designCount, r *reading) bool {
		return !r.fields[inTitle].opens("effect") && !r.fields[inTitle].opens("effects") && (r.numbersOfPatients() || r.reportsData() && d.any(cueHuman)) && r.lookedAtOnce() && !r.asksOfHarm() && !d.any(cueDesignOther) && d.abstract[cueDesignReview] == 0
	}},
	{"cohort", cueHuman, 0.4, "numbers of patients, no other design named", func(d *designCount, r *reading) bool {
		return (r.numbersOfPatients() || r.reportsData() && d.any(cueHuman)) && !d.any(cueDesignOther)
	}},
	{"preclinical", cueLaboratoryTone, 0.4, "work on molecules and cells", func(d *designCount, r *reading) bool {
		return r.fields[inTitle].text != "" && !d.any(cueHuman) && d.title[cueLaboratoryTone]+d.abstract[cueLaboratoryTone] >= 3 && (r.tellsOfWork() || !d.any(cueReviewTone) && r.workWords() > 0 && r.effectVerbs() > 0) && !d.any(cueDesignReview) && !d.any(cueDesignOther)
	}},
	{"preclinical", cueLaboratoryTone, 0.4, "an excerpt about molecules", func(d *designCount, r *reading) bool {
		return r.fields[inTitle].text == "" && !d.any(cueHuman) && (d.abstract[cueLaboratoryTone] >= 3 || d.abstract[cueLaboratoryTone] == 2 && r.phraseInAbstract("in vitro")) && (d.abstract[cueReviewTone] == 0 || r.phraseInAbstract("describe here")) && !d.any(cueDesignReview) && !d.any(cueSeveralTrials) && (r.phraseInAbstract("identified as") || r.phraseInAbstract("we describe") || r.phraseInAbstract("here we") || r.phraseInAbstract("in vitro") || r.phraseInAbstract("of this study"))
	}},
	{"preclinical", cueLaboratoryWork, 0.4, "molecules simulated", func(d *designCount, r *reading) bool {
		return r.phraseInAbstract("molecular dynamics") && !d.any(cueHuman) && d.title[cueDesignReview] == 0 && d.abstract[cueDesignReview] < 2 && r.tellsOfWork()
	}},
	{"integrated-safety", cueSeveralTrials, 0.5, "safety in several trials by the title alone", func(d *designCount, r *reading) bool {
		return r.severalInTitle(d) && (r.phraseInTitle("safety") || r.phraseInTitle("adverse") || r.phraseInTitle("side effects")) && !r.phraseInTitle("efficacy")
	}},
	{"rct-secondary", cueSeveralTrials, 0.5, "several trials by the title alone", func(d *designCount, r *reading) bool {
		return r.severalInTitle(d)
	}},
	{"narrative-review", cueDesignReview, 0.5, "words of a review", func(d *designCount, r *reading) bool {
		return !r.numbersOfPatients() && !r.reportsData() && !r.phraseInAbstract("this study examine") && !r.phraseInAbstract("this study investigate") && (d.any(cueDesignReview) || d.any(cueReviewTone) || d.any(cueSeveralTrials))
	}},
	{"narrative-review", cueDesignReview, 0.3, "sentences without a study of their own", func(d *designCount, r *reading) bool {
		return r.fields[inTitle].text == "" && !r.tellsOfWork() && !r.numbersOfPatients() && (r.phraseInAbstract("have shown") || r.phraseInAbstract("has shown") || r.phraseInAbstract("currently") || r.phraseInAbstract("in development") || r.phraseInAbstract("stage of development") || r.phraseInAbstract("approved"))
	}},
	{"rct", cueDesignRCT, 0.3, "phase 3 trial in title", func(d *designCount, r *reading) bool {
		return r.phraseInTitle("phase iii") || r.phraseInTitle("phase 3") || r.fields[inTitle].opens("trial", "of") || r.fields[inTitle].opens("a", "trial")
	}},
	{"nrct", cueDesignNRCT, 0.4, "open or early trial by the title alone", func(d *designCount, r *reading) bool {
		return r.fields[inAbstract].text == "" && (d.title[cueDesignNRCT] > 0 || d.title[cueStatedNRCT] > 0) && d.title[cueDesignReview]+d.title[cueReviewTone] == 0 && !r.useOverTime()
	}},
	{"other", cueDesignOther, 0.3, "methods and results, no design named", func(d *designCount, r *reading) bool {
		return r.reportsData() || d.any(cueDesignOther) && r.tellsOfWork()
	}},
	{"case-series", cueSeveralCases, 0.3, "opens with a few people", func(d *designCount, r *reading) bool {
		return r.opensWithFew() && !r.numbersOfPatients() && !d.any(cueDesignReview) && d.title[cueAnimal]+d.abstract[cueAnimal]+d.abstract[cueAssigned]+d.abstract[cueDesignCohort] == 0
	}},
	{"cohort", cueHuman, 0.3, "a study of associations, no design named", func(d *designCount, r *reading) bool {
		return (r.phraseInTitle(" associat") || r.fields[inTitle].opens("association") || r.fields[inTitle].opens("associations")) && !r.phraseInTitle("trial") || r.phraseInTitle("risk factor") || r.phraseInTitle("predict")
	}},
	{"preclinical", cueLaboratoryWork, 0.3, "laboratory work without people", func(d *designCount, r *reading) bool {
		return !d.any(cueHuman) && d.title[cueLaboratoryWork]+d.abstract[cueLaboratoryWork] > 0 && (r.tellsOfWork() || !d.any(cueReviewTone) && r.workWords()+r.effectVerbs() > 1 || d.title[cueLaboratoryWork] > 0 && r.numbersIn(1) && !d.any(cueReviewTone)) && !d.any(cueDesignReview) && !d.any(cueDesignOther)
	}},
	{"cross-sectional", cueHuman, 0.3, "things looked at once, no design named", func(d *designCount, r *reading) bool {
		return r.fields[inTitle].text != "" && !r.namesDrug() && r.lookedAtOnce() && r.numbersIn(1) && !d.any(cueStatedOther) && !d.any(cueDesignReview) && !d.any(cueDesignOther) && d.title[cueLaboratoryTone]+d.abstract[cueLaboratoryWork] == 0
	}},
	{"cohort", cueHuman, 0.3, "numbers of people, no design named", func(d *designCount, r *reading) bool {
		return r.fields[inTitle].text != "" && d.any(cueHuman) && r.numbersIn(3) && !d.any(cueDesignReview) && d.abstract[cueReviewTone] == 0
	}},
	{"narrative-review", cueDesignReview, 0.3, "an abstract without any number", func(d *designCount, r *reading) bool {
		return r.fields[inTitle].text != "" && len(r.fields[inAbstract].words) > 25 && !r.fields[inAbstract].headed && !r.numbersIn(1) && r.workWords() < 4 && d.any(cueDesignCaseReport) == (d.title[cueDesignCaseReport] > 0) && d.title[cueDesignCaseReport]+d.title[cueLaboratoryTone]+d.title[cueAnimal]+d.abstract[cueAnimal] == 0
	}},
	{"nrct", cueHuman, 0.3, "an effect in a few people, no design named", func(d *designCount, r *reading) bool {
		return r.phraseInTitle("effect") && r.countsInWords() && r.tellsOfWork() && !d.any(cueDesignReview)
	}},
	{"narrative-review", cueDesignReview, 0.3, "statements about a drug, without work of their own", func(d *designCount, r *reading) bool {
		return r.fields[inTitle].text == "" && len(r.fields[inAbstract].words) >= 12 && !r.tellsOfWork() && !r.numbersOfPatients() && r.namesDrug()
	}},
	{"narrative-review", cueDesignReview, 0.3, "a drug and its use, without work of its own", func(d *designCount, r *reading) bool {
		return (r.drugInTitle() || r.titleOfCare()) && (len(r.fields[inAbstract].words) > 20 || r.fields[inAbstract].text != "" && (r.phraseInTitle("the treatment of") || r.phraseInTitle("the management of"))) && (r.workWords() == 0 || r.workWords() == 1 && !r.numbersIn(1)) && !r.numbersOfPatients()
	}},
	{"cohort", cueHuman, 0.2, "work with numbers, no design named", func(d *designCount, r *reading) bool {
		return r.fields[inTitle].text != "" && len(r.fields[inAbstract].words) > 12 && (r.tellsOfWork() || r.calendarYears()) && r.numbersIn(1) && !d.any(cueDesignReview) && !d.any(cueReviewTone) && d.title[cueLaboratoryTone]+d.abstract[cueLaboratoryWork]+d.title[cueAnimal]+d.abstract[cueAnimal] == 0
	}},
}

// Designs lists the labels that a design can have when it is read from a text.
func Designs() []string {
	var labels []string
	for _, rule := range designRules {
		if !slices.Contains(labels, rule.label) {
			labels = append(labels, rule.label)
		}
	}
	return labels
}

// kinetics counts the words of absorption and concentrations, without those that
// only say that the people were healthy.
func (r *reading) kinetics() int {
	if !r.designs.any(cueDesignPK) {
		return 0
	}
	n := 0
	for fi := int8(inTitle); fi <= inAbstract; fi++ {
		f := &r.fields[fi]
		for _, h := range r.hits[fi] {
			if h.cue == cueDesignPK && f.lower(h.first) != "healthy" && !f.levelsOfOther(h) {
				n++
			}
		}
	}
	return n
}

// levelsOfOther tells whether the levels are those of no drug: "serum levels of
// inflammatory cytokines".
func (f *field) levelsOfOther(h hit) bool {
	if h.last-h.first < 3 || f.lower(h.last-1) != "of" {
		return false
	}
	for k := h.last; k < len(f.words) && k < h.last+5; k++ {
		if f.words[k].drug {
			return false
		}
	}
	return true
}

// quasiExperiment tells whether the study calls itself a quasi-experiment.
func (r *reading) quasiExperiment() bool {
	for fi := int8(inTitle); fi <= inAbstract; fi++ {
		f := &r.fields[fi]
		if !f.contains("experimental") {
			continue
		}
		for k := 1; k < len(f.words); k++ {
			if t := f.lower(k - 1); f.lower(k) == "experimental" && (t == "quasi" || t == "semi") || t == "quasiexperimental" {
				return true
			}
		}
	}
	return false
}

// trialOfTitle tells whether the title names the trial that the data are from:
// "results from the PLATO trial", "data from Oncology Group Trial 12", or, where it
// asks for an association, "…: the PLATO trial".
func (r *reading) trialOfTitle() bool {
	f := &r.fields[inTitle]
	for k := 2; k < len(f.words); k++ {
		if t := f.lower(k); t != "trial" && t != "study" && t != "trials" {
			continue
		}
		first := k - 1 // of a name such as "BEST-1"
		if t := f.lower(first); (t == "clinical" || t == "randomised" || t == "randomized") && first > 2 {
			first--
		}
		named := f.words[first].caps
		for first > 2 && f.words[first].before&gapHyphen != 0 {
			first--
			named = named || f.words[first].caps
		}
		if named && f.lower(first-1) == "the" {
			switch f.lower(first - 2) {
			case "from", "in", "of":
				return true
			}
			if f.words[first-1].before&gapColon != 0 && r.asksAssociation() {
				return true
			}
		}
		if f.lower(k) != "trial" {
			continue
		}
		for j := k - 1; j > 0 && j >= k-8; j-- {
			if f.lower(j) == "from" && (f.lower(j-1) == "data" || f.lower(j-1) == "analysis" || f.lower(j-1) == "findings") && r.asksAssociation() {
				return true
			}
		}
	}
	return false
}

// givenInStudy tells whether a prospective study gave its treatment itself, with an
// end point named: "patients received injections at baseline; the primary endpoint
// was".
func (r *reading) givenInStudy() bool {
	for _, s := range [...]string{"retrospective", "cohort", "registr", "observational", "real-world", "real world", "routine", "propensity", "records", "longitudinal", "population-based"} {
		if r.phraseInAbstract(s) {
			return false
		}
	}
	if !r.phraseInAbstract("prospective") || !r.phraseInAbstract("primary end") && !r.phraseInAbstract("primary outcome") && !r.phraseInAbstract("before and after") && !r.phraseInAbstract("baseline") {
		return false
	}
	return r.phraseInAbstract(" received ") || r.phraseInAbstract("were given") || r.phraseInAbstract("was given") || r.phraseInAbstract("was administered") || r.phraseInAbstract("were administered") || r.phraseInAbstract("were treated with")
}

// studiesNumbered tells whether trials or studies are counted in digits or words:
// "Eight trials", "eleven cohort studies".
func (r *reading) studiesNumbered() bool {
	f := &r.fields[inAbstract]
	for k := 1; k < len(f.words); k++ {
		if studyNoun(f.lower(k)) && r.countBefore(f, k, 3) {
			return true
		}
	}
	return false
}

// harmAcrossTrials tells whether the title puts one harm of a drug together over the
// trials of its programme, with rates per time of exposure.
func (r *reading) harmAcrossTrials() bool {
	if !r.drugInTitle() || !r.phraseInTitle("pooled") && !r.phraseInTitle("integrated") && !r.phraseInTitle("program") && !(r.phraseInTitle("trials") && r.trialsPutTogether()) || r.phraseInTitle("efficacy") || r.phraseInTitle("prevent") {
		return false
	}
	if !r.phraseInTitle("trials") && !r.phraseInTitle("studies") && !r.phraseInAbstract("trials") && !r.phraseInAbstract("studies") {
		return false
	}
	if !r.phraseInAbstract("exposure-adjusted") && !r.phraseInAbstract("patient-years") && !r.phraseInAbstract("person-years") && !r.phraseInAbstract("long-term trials") && !r.phraseInAbstract("long-term extension") {
		return false
	}
	return slices.ContainsFunc(r.mentions, func(m mention) bool { return m.kind == termOutcome && m.field == inTitle && m.ok })
}

// tissueOfPeople tells whether what was taken from people at biopsy or surgery was
// studied, and nothing was tried on cells.
func (r *reading) tissueOfPeople() bool {
	for _, s := range [...]string{"in vitro", "in vivo", "xenograft", "compound", "inhibitor", "derivative", "transfect", "knockdown", "treated with", "treatment with", "cultured", "mice", "derived"} {
		if r.phraseInAbstract(s) || r.phraseInTitle(s) {
			return false
		}
	}
	for _, s := range [...]string{"biops", "specimen", "paraffin", "immunohistochem", "tissue microarray", "surgery", "resected", "autopsy", "from patients", "blood samples"} {
		if r.phraseInAbstract(s) {
			return true
		}
	}
	return false
}

// opensWithCases reads a first sentence such as "Sixty patients with a disease
// are reported".
func (r *reading) opensWithCases() bool {
	f := &r.fields[inAbstract]
	if len(f.sentences) == 0 {
		return false
	}
	s := &f.sentences[0]
	if s.last-s.first > 40 || s.last-s.first < 4 {
		return false
	}
	last := f.lower(s.last - 1)
	told := f.lower(s.last - 2)
	return (last == "reported" || last == "described" || last == "presented") && (told == "are" || told == "were") && r.countedIn(f, s)
}

// opensWithCase tells whether the first sentence says that a case is reported.
func (r *reading) opensWithCase() bool {
	f := &r.fields[inAbstract]
	if len(f.sentences) == 0 || !r.phraseInAbstract("case") {
		return false
	}
	s := &f.sentences[0]
	a, told := false, false
	for k := s.first; k < s.last; k++ {
		switch t := f.lower(k); t {
		case "case":
			a = a || k > s.first && (f.lower(k-1) == "a" || f.lower(k-1) == "the") && k+1 < s.last && (f.lower(k+1) == "of" || f.lower(k+1) == "is")
		case "reported", "described", "presented":
			told = told || k > s.first && (f.lower(k-1) == "is" || f.lower(k-1) == "was")
		}
	}
	return a && told
}

// titleOfOne tells whether the title speaks of one person or animal: "in a young
// woman".
func (r *reading) titleOfOne() bool {
	f := &r.fields[inTitle]
	for k := 1; k+1 < len(f.words); k++ {
		if t := f.lower(k); t != "a" && t != "an" && t != "one" || f.lower(k-1) != "in" && f.lower(k-1) != "of" {
			continue
		}
		for j := k + 1; j < len(f.words) && j <= k+5 && f.words[j].before&^(gapSoft|gapHyphen) == 0; j++ {
			switch f.lower(j) {
			case "patient", "child", "woman", "man", "boy", "girl", "infant", "neonate", "newborn", "adult", "adolescent", "teenager", "recipient", "cat", "dog", "horse", "kitten", "puppy", "foal":
				if j+1 == len(f.words) || f.words[j+1].before&^gapSoft != 0 || f.lower(j+1) == "with" || f.lower(j+1) == "after" || f.lower(j+1) == "on" || f.lower(j+1) == "treated" || f.lower(j+1) == "receiving" || f.lower(j+1) == "taking" || f.lower(j+1) == "following" || f.lower(j+1) == "who" {
					return true
				}
			case "of", "for", "to", "with":
				j = len(f.words)
			}
		}
	}
	return false
}

// randomisedWithPeople tells whether a sentence of the methods or results says
// that counted people took part in a randomised trial: "60 patients were in a
// prospective, randomised trial".
func (r *reading) randomisedWithPeople() bool {
	if !r.seen.has(cueDesignRCT) {
		return false
	}
	f := &r.fields[inAbstract]
	for _, h := range r.hits[inAbstract] {
		if h.cue != cueDesignRCT || !strings.HasPrefix(f.lower(h.first), "randomi") || f.notRandom(h.first) {
			continue
		}
		s := &f.sentences[f.sentenceOf(h.first)]
		if s.section == sectionConclusion || s.section == sectionBackground && f.headed || f.outside(s, h.first) || !r.trialAfter(f, s, h.last) && !strings.HasSuffix(f.lower(h.last-1), "trial") {
			continue
		}
		several := false
		for k := s.first; k < s.last; k++ {
			several = several || f.lower(k) == "trials" || f.lower(k) == "studies"
		}
		if !several && r.countedIn(f, s) {
			return true
		}
	}
	return false
}

// countedIn tells whether a sentence counts people in digits or words.
func (r *reading) countedIn(f *field, s *sentence) bool {
	for k := s.first; k+1 < s.last; k++ {
		if !f.words[k].number && !r.isNumberWord(f, k) {
			continue
		}
		for j := k + 1; j < s.last && j < k+5 && !f.words[j].number; j++ {
			if r.rules.is(f.words[j].sym, cueHuman) {
				return true
			}
		}
	}
	return false
}

// askedOfGuideline tells whether the title asks how a guideline is followed, and
// people were asked.
func (r *reading) askedOfGuideline(d *designCount) bool {
	return d.abstract[cueDesignCrossSectional] > 0 && (r.fields[inTitle].contains("?") || r.phraseInTitle("adherence") || r.phraseInTitle("compliance") || r.phraseInTitle("awareness") || r.phraseInTitle("knowledge"))
}

// titleOfCare tells whether the title begins with the care of a disease: "Treatment
// of hyperkalaemia", "Managing gout".
func (r *reading) titleOfCare() bool {
	f := &r.fields[inTitle]
	return f.opens("treatment", "of") || f.opens("management", "of") || f.opens("treating") || f.opens("managing") || f.opens("therapy", "of") || f.opens("approach", "to") || f.opens("prevention", "of") || f.opens("diagnosis", "and")
}

// opensWithPrevalence tells whether the title begins with the prevalence of a trait.
func (r *reading) opensWithPrevalence() bool {
	f := &r.fields[inTitle]
	return len(f.words) > 0 && (f.lower(0) == "prevalence" || f.lower(0) == "seroprevalence")
}

// countsInWords tells whether some sentence counts people, in digits or words.
func (r *reading) countsInWords() bool {
	f := &r.fields[inAbstract]
	for si := range f.sentences {
		if r.countedIn(f, &f.sentences[si]) {
			return true
		}
	}
	return false
}

// dividedInto tells whether a title of an effect goes with people who were divided
// into groups.
func (r *reading) dividedInto() bool {
	return (r.phraseInTitle("effect") || r.phraseInTitle("impact") || r.phraseInTitle("efficacy") || r.phraseInTitle("influence") || r.phraseInTitle("comparison") || r.phraseInTitle("comparing") || r.phraseInTitle("versus")) &&
		(r.phraseInAbstract("divided into two") || r.phraseInAbstract("divided into three") || r.phraseInAbstract("divided into 2") || r.phraseInAbstract("divided into 3") || r.phraseInAbstract("divided in two"))
}

// comparedWithHealthy tells whether a group of healthy people stands beside the
// patients.
func (r *reading) comparedWithHealthy() bool {
	f := &r.fields[inAbstract]
	for k := 0; k+1 < len(f.words); k++ {
		if f.lower(k) != "healthy" {
			continue
		}
		for j := k + 1; j < len(f.words) && j < k+3; j++ {
			switch f.lower(j) {
			case "control", "controls", "volunteers", "subjects", "individuals", "women", "men", "children", "people", "persons", "adults", "donors", "participants":
				return true
			}
		}
	}
	for k := 1; k < len(f.words); k++ {
		if f.lower(k) == "controls" && f.words[k-1].number {
			return true
		}
	}
	return false
}

// besideReview tells whether the review of the title comes on top of a report of
// its own: "Two cases and review of the literature".
func (r *reading) besideReview() bool {
	f := &r.fields[inTitle]
	for k := 1; k < len(f.words); k++ {
		if f.lower(k) != "review" {
			continue
		}
		for j := k - 1; j >= 1 && j >= k-3; j-- {
			if t := f.lower(j); t == "and" || t == "with" {
				return r.phraseInTitle("literature")
			}
		}
	}
	return false
}

// stated is the condition that the study calls itself so.
func stated(label string) func(*designCount, *reading) bool {
	return func(_ *designCount, r *reading) bool { return r.statedDesign() == label }
}

// statedDesign is the design that the first sentence with a word about the study
// itself names: "We conducted a retrospective cohort study". Empty when it is
// named nowhere, and where the sentence speaks of a randomised trial too.
func (r *reading) statedDesign() string {
	if a := &r.answers; !a.statedKnown {
		a.stated, a.statedKnown = r.findStated(), true
	}
	return r.answers.stated
}

// statedCues are the cues that end the search of findStated.
var statedCues = newCueSet(cueDesignRCT, cueDesignCohort, cueAssigned, cueDesignSR, cueDesignMA, cueDesignSecondary, cueDesignLTE, cueStatedCohort, cueStatedCaseControl, cueStatedCrossSectional, cueStatedNRCT, cueStatedOther)

func (r *reading) findStated() string {
	f := &r.fields[inAbstract]
	for si := range f.sentences {
		s := &f.sentences[si]
		if s.section == sectionConclusion || s.section == sectionBackground && f.headed && !r.hasCue(inAbstract, s, cueStudyBegins) {
			continue
		}
		if !s.cues.hasAny(&statedCues) {
			continue
		}
		opens := f.headed && (si == 0 || f.sentences[si-1].section != s.section)
		self := -1
		hits := r.hitsIn(inAbstract, s.first, s.last)
		random := slices.ContainsFunc(hits, func(h hit) bool {
			return h.cue == cueDesignRCT && strings.HasPrefix(f.lower(h.first), "randomi") && !f.notRandom(h.first)
		})
		for _, h := range hits {
			if h.cue == cueSelf && self < 0 && (f.lower(h.first) != "in" || h.first == s.first) {
				self = h.first
			}
			if h.cue == cueDesignRCT && (f.outside(s, h.first) || f.notRandom(h.first)) {
				continue
			}
			switch {
			case h.cue == cueDesignRCT && (self >= 0 || opens) && (r.trialAfter(f, s, h.last) || r.trialIs(f, s, h.first)):
				return "rct"
			case h.cue == cueDesignCohort && (self >= 0 && h.first <= self+18 || opens || h.first <= s.first+1) && !random && r.lookingBack(f, s, h):
				return "cohort"
			case (h.cue == cueDesignRCT || h.cue == cueAssigned || h.cue == cueDesignSR || h.cue == cueDesignMA || h.cue == cueDesignSecondary || h.cue == cueDesignLTE) && (self >= 0 || opens):
				return ""
			}
			if self < 0 && !(opens && h.first < s.first+14) || self >= 0 && h.first > self+18 {
				continue
			}
			switch h.cue {
			case cueStatedCohort:
				if slices.ContainsFunc(hits, func(o hit) bool { return o.cue == cueDesignSecondary && o.first == h.first }) {
					return "" // "retrospective analysis of a randomised trial"
				}
				return "cohort"
			case cueStatedCaseControl:
				return "case-control"
			case cueStatedCrossSectional:
				return "cross-sectional"
			case cueStatedNRCT:
				if random {
					return "rct"
				}
				if r.phraseInAbstract("retrospective") && !r.phraseInAbstract("randomi") {
					continue // "the aim of this pilot study": it looks back
				}
				return "nrct"
			case cueStatedOther:
				return "other"
			}
		}
	}
	return ""
}

// trialAfter tells whether "trial" or "study" follows within a few words: "a
// randomised, double-blind crossover study".
func (r *reading) trialAfter(f *field, s *sentence, k int) bool {
	for j := k; j < s.last && j < k+10; j++ {
		if f.words[j].before&(gapSemicolon|gapColon|gapOpens|gapCloses) != 0 {
			return false
		}
		switch f.lower(j) {
		case "trial", "study", "experiment":
			return true
		case "of", "in", "to", "from", "trials", "studies":
			return false
		}
	}
	return false
}

// mainReport tells whether the abstract reports the randomisation as its own,
// with how many: "results from the randomised phase III study" in a title is then
// the trial itself.
func (r *reading) mainReport(d *designCount) bool {
	return d.abstract[cueAssigned] > 0 && d.abstract[cueStrongSecondary] == 0 && d.abstract[cueDesignSecondary] == 0 && d.title[cueDesignOther] == 0 && r.numbersOfPatients() && r.phraseInTitle("randomi")
}

// outside tells whether the trial at word k is one that the people were not in:
// "men excluded from the randomised trial".
func (f *field) outside(s *sentence, k int) bool {
	for j := k - 1; j >= s.first && j >= k-6; j-- {
		switch f.lower(j) {
		case "excluded", "ineligible", "outside", "declined":
			return true
		}
	}
	return false
}

// trialIs tells whether the word at k says what the study is: "this two-part
// study was randomised".
func (r *reading) trialIs(f *field, s *sentence, k int) bool {
	if !strings.HasPrefix(f.lower(k), "randomi") {
		return false
	}
	for j := k - 1; j > s.first && j >= k-4; j-- {
		if t := f.lower(j); t == "was" || t == "is" {
			return f.lower(j-1) == "study" || f.lower(j-1) == "trial"
		}
	}
	return false
}

// lookingBack tells whether the hit is "retrospective" or "observational" before
// a noun for the study: "a retrospective monocentric study".
func (r *reading) lookingBack(f *field, s *sentence, h hit) bool {
	if t := f.lower(h.first); h.last != h.first+1 || t != "retrospective" && t != "observational" && t != "longitudinal" {
		return false
	}
	for k := h.last; k < s.last && k < h.last+5 && f.words[k].before&^(gapSoft|gapComma) == 0; k++ {
		switch f.lower(k) {
		case "study", "cohort", "series", "audit", "review":
			return true
		case "analysis", "evaluation", "assessment", "comparison", "investigation":
			if f.lower(h.first) != "retrospective" {
				return false
			}
			for j := k + 1; j < s.last && j < k+16; j++ {
				switch f.lower(j) {
				case "trial", "trials", "rct", "rcts", "extension":
					return false // "retrospective analysis of two phase 3 trials"
				}
			}
			return true
		case "randomised", "randomized", "controlled", "trial", "trials", "case", "cross", "survey", "and", "studies":
			return false
		}
	}
	return false
}

// putIntoGroups reads "were allocated into four groups", "assigned to 2 arms".
func (r *reading) putIntoGroups() bool {
	f := &r.fields[inAbstract]
	if !f.holds(markAssigned) {
		return false
	}
	for k := 0; k+2 < len(f.words); k++ {
		switch f.lower(k) {
		case "allocated", "assigned":
		default:
			continue
		}
		if t := f.lower(k + 1); t != "to" && t != "into" && t != "in" {
			continue
		}
		for j := k + 2; j+1 < len(f.words) && j < k+5; j++ {
			if t := f.lower(j + 1); (t == "groups" || t == "arms" || f.lower(j) == "groups") && (f.words[j].number || r.isNumberWord(f, j) || f.words[j-1].number || r.isNumberWord(f, j-1)) {
				return true
			}
		}
	}
	return false
}

// fateOfDrug reads titles such as "Renal clearance of digoxin", "Plasma levels of
// ciclosporin", "The metabolism of codeine".
func (r *reading) fateOfDrug() bool {
	if !r.drugInTitle() {
		return false
	}
	f := &r.fields[inTitle]
	for k := 0; k+2 < len(f.words); k++ {
		if f.lower(k+1) == "in" && r.drugEndsAt(inTitle, k+1) {
			switch f.lower(k + 2) {
			case "cerebrospinal", "plasma", "serum", "milk", "breast", "saliva", "bile", "bone", "sputum", "hair", "urine", "amniotic", "cord", "sweat", "tears", "aqueous":
				return f.lower(k+2) != "breast" || k+3 < len(f.words) && f.lower(k+3) == "milk"
			}
		}
		if f.lower(k+1) != "of" && f.lower(k+1) != "for" {
			continue
		}
		switch f.lower(k) {
		case "clearance", "disposition", "elimination", "excretion", "kinetics", "bioavailability", "absorption", "removal", "dialyzability", "dialysability", "penetration", "diffusion", "passage", "uptake", "transfer", "pharmacokinetics", "metabolism":
		case "levels", "concentrations", "concentration":
			if k == 0 {
				continue
			}
			switch f.lower(k - 1) {
			case "plasma", "serum", "blood", "tissue", "milk", "cerebrospinal", "fluid", "trough", "urinary", "salivary":
			default:
				continue
			}
		default:
			continue
		}
		for _, m := range r.mentionsIn(inTitle, k+2, k+6) {
			if m.kind == termDrug && m.ok && r.namesMedicine(&m) {
				return true
			}
		}
	}
	return false
}

// opens tells whether the field begins with the words.
func (f *field) opens(words ...string) bool {
	for k, w := range words {
		if k >= len(f.words) || f.lower(k) != w {
			return false
		}
	}
	return true
}

// twinTrials reads titles such as "results from two randomised phase 3 trials": the
// first report of trials of the same plan, not another look at them.
func (r *reading) twinTrials() bool {
	if r.phraseInTitle("pooled") || r.phraseInTitle("analys") || r.phraseInTitle("combined") || r.phraseInTitle("integrated") || r.phraseInTitle("data") || !r.phraseInTitle("randomi") || r.phraseInAbstract("pooled") || r.phraseInAbstract("post hoc") || r.phraseInAbstract("post-hoc") {
		return false
	}
	f := &r.fields[inTitle]
	for k := 2; k < len(f.words); k++ {
		if t := f.lower(k); t != "two" && t != "three" && t != "2" && t != "3" {
			continue
		}
		if t := f.lower(k - 1); (t == "from" || t == "of") && f.lower(k-2) == "results" {
			return true
		}
	}
	return false
}

// calendarYears reads "between 2001 and 2009", "from 1990 to 1998": people of past
// years were looked up.
func (r *reading) calendarYears() bool {
	f := &r.fields[inAbstract]
	for k := 1; k+2 < len(f.words); k++ {
		if !f.words[k].number || !f.words[k+2].number || !f.year(k) || !f.year(k+2) {
			continue
		}
		switch f.lower(k - 1) {
		case "between", "from":
			if t := f.lower(k + 1); t == "and" || t == "to" || t == "through" || t == "until" {
				return true
			}
		}
	}
	return false
}

// year tells whether the number at word k is a year of the last or this century.
func (f *field) year(k int) bool {
	t := f.lower(k)
	return len(t) == 4 && (t[:2] == "19" || t[:2] == "20")
}

// reviewOfFew reads "a retrospective case review of four children".
func (r *reading) reviewOfFew() bool {
	f := &r.fields[inAbstract]
	for k := 1; k+1 < len(f.words); k++ {
		if f.lower(k) != "of" {
			continue
		}
		switch f.lower(k - 1) {
		case "review", "series", "study", "analysis", "report", "records", "charts", "cases":
		default:
			continue
		}
		n, next := 0, k+2
		if f.words[k+1].number {
			n, next, _ = f.wholeNumber(k + 1)
		} else if v, ok := smallNumbers()[f.lower(k+1)]; ok {
			n = v
		}
		if n < 2 || n > 6 {
			continue
		}
		for j := next; j < len(f.words) && j < next+4 && f.words[j].before == gapSpace; j++ {
			if r.rules.is(f.words[j].sym, cueHuman) {
				return true
			}
		}
	}
	return false
}

// presentsOne reads "We present a woman with", "we report a patient who".
func (r *reading) presentsOne() bool {
	f := &r.fields[inAbstract]
	for k := 3; k < len(f.words); k++ {
		if !singlePerson(f.lower(k)) || f.lower(k-1) != "a" && f.lower(k-1) != "an" || f.lower(k-3) != "we" {
			continue
		}
		switch f.lower(k - 2) {
		case "present", "report", "describe", "saw":
			return true
		}
	}
	return false
}

// fewFound reads a sentence such as "Five patients were identified".
func (r *reading) fewFound() bool {
	f := &r.fields[inAbstract]
	for si := range f.sentences {
		s := &f.sentences[si]
		k := s.first
		for k+1 < s.last && k < s.first+2 && f.words[k+1].before&gapColon != 0 {
			k++ // a heading
		}
		if n, ok := smallNumbers()[f.lower(k)]; !ok || n < 2 || n > 6 {
			continue
		}
		for j := k + 1; j+1 < s.last && j < k+5 && f.words[j].before == gapSpace; j++ {
			if !r.rules.is(f.words[j].sym, cueHuman) {
				continue
			}
			if f.lower(j+1) == "were" && j+2 < s.last {
				switch f.lower(j + 2) {
				case "identified", "found", "included", "reviewed", "retrieved", "studied", "collected":
					return j+3 >= s.last || f.words[j+3].before&gapSpace == 0 || f.lower(j+3) != "to"
				}
			}
			break
		}
	}
	return false
}

// fewWithReaction reads "8 patients (5 men) were diagnosed as having A-induced colitis": a
// few people who all have what a medicine did.
func (r *reading) fewWithReaction() bool {
	f := &r.fields[inAbstract]
	for si := range f.sentences {
		s := &f.sentences[si]
		if s.section == sectionBackground && !r.hasCue(inAbstract, s, cueStudyBegins) && f.headed {
			continue
		}
		for _, k := range f.countsIn(s) {
			n, next, ok := f.wholeAt(k)
			if !ok || n < 2 || n > 12 || r.peopleAfter(f, s, next, false) < 0 {
				continue
			}
			for j := next; j+1 < s.last && j < next+16; j++ {
				if f.lower(j) == "induced" && f.words[j].before == gapHyphen && r.inDrug(inAbstract, j-1) {
					return true
				}
			}
		}
	}
	return false
}

// opensWithFew tells whether one of the first two sentences begins with a few
// people: "Three women developed".
func (r *reading) opensWithFew() bool {
	f := &r.fields[inAbstract]
	for si := 0; si < len(f.sentences) && si < 2; si++ {
		s := &f.sentences[si]
		at := s.first
		if s.last-at > 3 && f.lower(at) == "we" {
			switch f.lower(at + 1) {
			case "saw", "treated", "observed", "encountered", "describe", "report", "present", "diagnosed", "managed", "met":
				at += 2
			}
		}
		if n, ok := smallNumbers()[f.lower(at)]; !ok || n < 2 || n > 9 {
			continue
		}
		for k := at + 1; k < s.last && k < at+5 && f.words[k].before == gapSpace; k++ {
			if r.rules.is(f.words[k].sym, cueHuman) {
				return true
			}
		}
	}
	return false
}

// numbersIn tells whether the abstract has at least so many numbers.
func (r *reading) numbersIn(least int) bool {
	f := &r.fields[inAbstract]
	n := 0
	for k := range f.words {
		if f.words[k].number {
			n++
		}
	}
	return n >= least
}

// namesDrug tells whether the record names any drug.
func (r *reading) namesDrug() bool {
	return slices.ContainsFunc(r.mentions, func(m mention) bool { return m.kind == termDrug && m.ok })
}

// notRandom tells whether the word at k says the opposite: "non-randomised".
func (f *field) notRandom(k int) bool {
	return k > 0 && strings.HasPrefix(f.lower(k), "random") && (f.lower(k-1) == "non" || f.lower(k-1) == "not")
}

// assignedByTrait reads "assigned to either drug based on their symptoms": the people
// were not left to chance.
func (r *reading) assignedByTrait(h hit) bool {
	f := &r.fields[inAbstract]
	if t := f.lower(h.first); t != "assigned" && t != "allocated" {
		return false
	}
	s := &f.sentences[f.sentenceOf(h.first)]
	for k := s.first; k < s.last; k++ {
		switch t := f.lower(k); {
		case strings.HasPrefix(t, "random"), t == "chance", t == "lots", t == "blinded":
			return false
		case k > h.last && k+1 < s.last && (t == "based" && f.lower(k+1) == "on" || t == "according" && f.lower(k+1) == "to"):
			return !r.phraseInAbstract("randomi")
		}
	}
	return false
}

// groupedByTrait tells whether some words of assignment are about groups made by what
// was known of the people.
func (r *reading) groupedByTrait() bool {
	return r.seen.has(cueAssigned) && slices.ContainsFunc(r.hits[inAbstract], func(h hit) bool { return h.cue == cueAssigned && r.assignedByTrait(h) })
}

// sortedLater tells whether people were put into groups by what had been done to
// them: "assigned to an early group" of a retrospective study.
func (r *reading) sortedLater(h hit) bool {
	if !r.phraseInAbstract("retrospective") {
		return false
	}
	f := &r.fields[inAbstract]
	for k := max(0, h.first-1); k < h.last; k++ {
		if strings.HasPrefix(f.lower(k), "random") {
			return false
		}
	}
	return !r.phraseInAbstract("randomi")
}

// modelled tells whether costs come from a model and not from the people studied.
func (r *reading) modelled() bool {
	for _, s := range [...]string{"simulation", "markov", "decision model", "decision anal", "decision-anal", "decision tree", "transition model", "partitioned", "modelled", "modeled"} {
		if r.phraseInAbstract(s) {
			return true
		}
	}
	return false
}

// sampled tells whether "at random" says how people were chosen: "adults drawn at
// random".
func (r *reading) sampled(h hit) bool {
	f := &r.fields[inAbstract]
	if f.lower(h.first) != "at" || h.first == 0 {
		return false
	}
	switch f.lower(h.first - 1) {
	case "drawn", "selected", "chosen", "picked", "sampled", "taken", "recruited", "contacted", "invited":
		return true
	}
	return false
}

// interactionsFound tells whether interactions were looked for in prescriptions or
// charts, and nothing was measured in blood.
func (r *reading) interactionsFound() bool {
	if !r.phraseInAbstract("prescri") && !r.phraseInAbstract("chart") && !r.phraseInAbstract("software") && !r.phraseInAbstract("medication list") {
		return false
	}
	return !r.phraseInAbstract("concentration") && !r.phraseInAbstract("clearance") && !r.phraseInAbstract("auc")
}

// asksPeople tells whether the title asks what people think, do or know.
func (r *reading) asksPeople() bool {
	f := &r.fields[inTitle]
	for k := range f.words {
		switch f.lower(k) {
		case "views", "view", "attitude", "attitudes", "perception", "perceptions", "opinion", "opinions", "awareness", "acceptance", "acceptability", "expectations", "willingness", "readiness", "familiarity", "beliefs", "literacy", "preferences", "know", "think", "believe", "prefer", "expect", "perceive":
			return true
		case "knowledge":
			return k+1 == len(f.words) || f.lower(k+1) != "base" && f.lower(k+1) != "graph"
		}
	}
	return false
}

// asksAssociation tells whether the title asks what goes with an outcome, and not
// what a treatment does.
func (r *reading) asksAssociation() bool {
	f := &r.fields[inTitle]
	for k := range f.words {
		switch f.lower(k) {
		case "association", "associations", "relationship", "relationships", "relation", "correlation", "correlations", "correlates", "predict", "predicts", "predictor", "predictors", "predictive", "predicting", "prognostic", "determinants", "prognosis":
			return true
		}
	}
	return false
}

// asksByTrait tells whether the title asks how an effect goes with what people were at
// baseline: "Effect of baseline renal function on", "according to age".
func (r *reading) asksByTrait() bool {
	for _, s := range [...]string{"baseline", "according to", "insights from", "stratified by", "in relation to", "heterogeneity of", "mediation", "mediators", "across the spectrum", "by age", "by sex", "with and without"} {
		if r.phraseInTitle(s) {
			return true
		}
	}
	return false
}

// metaAnalysesRead tells whether meta-analyses are among the publications that a
// review read: "trials, case reports and meta-analyses were evaluated".
func (r *reading) metaAnalysesRead() bool {
	f := &r.fields[inAbstract]
	all := true
	seen := false
	for _, h := range r.hits[inAbstract] {
		if h.cue != cueDesignMA {
			continue
		}
		seen = true
		read := false
		for k := max(0, h.first-8); k < min(len(f.words), h.last+4); k++ {
			switch f.lower(k) {
			case "reports", "reviews", "articles", "publications", "editorials", "abstracts", "guidelines":
				read = f.lower(h.last-1) == "analyses" || f.lower(h.last-1) == "metaanalyses"
			}
		}
		all = all && (read || f.othersFound(h.first, h.last))
	}
	return seen && all && r.pooledEstimates() == 0
}

// othersFound tells whether words [from, to) name work of others by what it found: "a
// recent meta-analysis suggested".
func (f *field) othersFound(from, to int) bool {
	if from == 0 || to >= len(f.words) || f.words[to].before&^gapSoft != 0 {
		return false
	}
	switch f.lower(from - 1) {
	case "a", "an", "previous", "recent", "earlier", "prior", "published", "several", "two", "three", "one":
	default:
		return false
	}
	switch f.lower(to) {
	case "suggested", "suggests", "suggest", "showed", "shows", "reported", "found", "indicated", "indicates", "concluded", "has", "have", "raised":
		return true
	}
	return false
}

// tookPartInTrial reads "all subjects participated in a randomised trial of",
// "patients participating in the trial": the study looks at people of a trial that
// it does not report.
func (r *reading) tookPartInTrial() bool {
	f := &r.fields[inAbstract]
	if !f.holds(markTookPart) {
		return false
	}
	for k := 0; k+2 < len(f.words); k++ {
		switch f.lower(k) {
		case "participating", "participated":
		case "participants":
			if t := f.lower(k + 1); t != "of" && t != "in" && t != "from" || !r.asksAssociation() {
				continue
			}
			if r.trialFollows(f, k+2) {
				return true
			}
			continue
		default:
			continue
		}
		if k == 0 || f.lower(k+1) != "in" || !r.rules.is(f.words[k-1].sym, cueHuman) && !(f.lower(k-1) == "who" || f.lower(k-1) == "had") {
			continue
		}
		s := &f.sentences[f.sentenceOf(k)]
		if s.section == sectionConclusion {
			continue
		}
		if r.trialFollows(f, k+2) {
			return true
		}
	}
	return false
}

// trialOfAbstract reads "patients in the PLATO trial": people of a trial with a name
// of its own in capitals.
func (r *reading) trialOfAbstract() bool {
	f := &r.fields[inAbstract]
	if !r.drugInTitle() || !r.phraseInAbstract(" trial") {
		return false
	}
	for k := 4; k < len(f.words); k++ {
		if f.lower(k) != "trial" || !f.words[k-1].caps || f.words[k-1].end-f.words[k-1].start < 4 {
			continue
		}
		j := k - 2
		if f.lower(j) == "the" {
			j--
		}
		if t := f.lower(j); (t == "in" || t == "of" || t == "from") && r.rules.is(f.words[j-1].sym, cueHuman) {
			return true
		}
	}
	return false
}

// trialFollows reads "a randomised, open-label trial of" from word k on.
func (r *reading) trialFollows(f *field, k int) bool {
	s := &f.sentences[f.sentenceOf(k)]
	random := false
	for j := k; j < s.last && j < k+14; j++ {
		random = random || strings.HasPrefix(f.lower(j), "randomi") || f.lower(j) == "blind" || f.lower(j) == "placebo"
		switch f.lower(j) {
		case "trial", "trials":
			if random || j+1 < s.last && f.lower(j+1) == "of" {
				return true
			}
		}
	}
	return false
}

// casesBesideControls reads "75 patients with vasculitis as cases and 273 controls",
// "80 cases and 80 controls".
func (r *reading) casesBesideControls() bool {
	f := &r.fields[inAbstract]
	if !f.holds(markControl) {
		return false
	}
	for k := 1; k+2 < len(f.words); k++ {
		if f.lower(k) != "cases" || f.words[k+1].before&^(gapSoft|gapComma|gapCloses|gapOpens) != 0 {
			continue
		}
		if !r.countBefore(f, k, 4) {
			continue
		}
		for j := k + 1; j < len(f.words) && j < k+10; j++ {
			if f.words[j].before&(gapStop|gapSemicolon|gapColon) != 0 {
				break
			}
			if f.lower(j) == "controls" && r.countBefore(f, j, 4) {
				return true
			}
		}
	}
	return false
}

// controlsWithOdds tells whether controls are counted, and odds ratios compare what
// they and the patients were exposed to.
func (r *reading) controlsWithOdds() bool {
	f := &r.fields[inAbstract]
	if !f.holds(markControl) || r.designs.any(cueDesignRCT) || r.designs.any(cueAssigned) || r.phraseInAbstract("follow") || r.phraseInAbstract("cohort") || !slices.ContainsFunc(r.raw, func(e rawEstimate) bool { return e.measure == "OR" }) && !r.phraseInAbstract("odds ratio") && !(r.drugInTitle() && r.phraseInAbstract("matched") && r.phraseInAbstract("cases")) {
		return false
	}
	for k := 1; k < len(f.words); k++ {
		if f.lower(k) == "controls" && r.countBefore(f, k, 4) {
			return true
		}
	}
	return false
}

// countBefore tells whether a number stands within reach words before word k.
func (r *reading) countBefore(f *field, k, reach int) bool {
	for j := k - 1; j >= 0 && j >= k-reach && f.words[j+1].before&^(gapSoft|gapHyphen) == 0; j-- {
		if f.words[j].number || r.isNumberWord(f, j) {
			return true
		}
	}
	return false
}

// sectionOfReport tells whether the record is one or two sentences of an abstract
// with headings, without a title: reviews have no headings.
func (r *reading) sectionOfReport() bool {
	f := &r.fields[inAbstract]
	return r.fields[inTitle].text == "" && len(f.words) > 12 && len(f.words) <= 90 && len(f.sentences) > 0 && (f.headed || f.sentences[0].section != sectionNone) && slices.ContainsFunc(r.mentions, func(m mention) bool {
		return m.kind == termDrug && m.ok && r.id(&m) != "" && !r.isControl(r.id(&m)) && r.namesMedicine(&m)
	})
}

// overTime tells whether the word before a span of time makes it the length of a
// study, and not an age.
func overTime(s string) bool {
	switch s {
	case "over", "during", "for", "within", "next", "through":
		return true
	}
	return false
}

// lookedAtOnce tells whether no word of the abstract follows people over time or
// treats them, and something was counted, measured or compared.
func (r *reading) lookedAtOnce() bool {
	f := &r.fields[inAbstract]
	looked := false
	for k := range f.words {
		switch t := f.lower(k); t {
		case "survival", "mortality", "died", "death", "deaths", "recurrence", "recurrences", "relapse", "relapses", "treated", "treatment", "treatments", "therapy", "underwent", "undergoing", "received", "receiving", "surgery", "admitted", "admission", "hospitalized", "hospitalised", "hospitalization", "discharge", "incidence", "incident", "months", "weeks", "postoperative", "postoperatively", "longitudinal", "outcomes", "after", "later":
			return false
		case "prevalence", "rated", "scored", "questioned", "interviewed", "examined", "measured", "determined", "evaluated", "assessed", "analysed", "analyzed", "investigated", "compared", "recorded", "tested", "screened", "obtained":
			looked = true
		default:
			if strings.HasPrefix(t, "follow") || t == "every" || (t == "years" || t == "year") && k > 2 && f.words[k-1].number && overTime(f.lower(k-2)) && !r.rules.is(f.words[k-3].sym, cueHuman) {
				return false
			}
		}
	}
	return looked
}

// trialsPutTogether reads "data from six controlled studies were compiled", "data
// came from phase II and phase III studies".
func (r *reading) trialsPutTogether() bool {
	f := &r.fields[inAbstract]
	for si := range f.sentences {
		s := &f.sentences[si]
		if !s.holds(markPooled) {
			continue
		}
		data, from, trials, made, put := false, false, false, false, false
		for k := s.first; k < s.last; k++ {
			switch t := f.lower(k); t {
			case "data", "results", "events", "patients", "participants", "subjects":
				data = data || !from
			case "from", "of":
				from = from || data
			case "randomised", "randomized", "controlled", "phase", "phases", "blind", "registration", "pivotal", "clinical":
				trials = trials || from || t == "phase"
			case "trials", "studies", "programme", "program":
				made = made || trials
			case "compiled", "pooled", "combined", "taken", "integrated", "aggregated", "merged", "drawn":
				put = true
			}
		}
		if made && put && s.section != sectionConclusion && (s.section != sectionBackground || !f.headed) {
			return true
		}
	}
	return false
}

// newCompound tells whether the title announces a compound as new.
func (r *reading) newCompound() bool {
	f := &r.fields[inTitle]
	for k := range f.words {
		switch f.lower(k) {
		case "novel", "discovery", "identification", "synthesis", "design", "characterization", "derivative", "derivatives", "analogues", "analogs", "inhibits", "suppresses", "induces", "targeting", "compound":
			return true
		}
	}
	return false
}

// severalInTitle tells whether the title, which is all there is, draws on some trials of a
// drug that it counts or whose phase it names: "52-week safety from two phase 3 trials".
func (r *reading) severalInTitle(d *designCount) bool {
	if r.fields[inAbstract].text != "" || d.title[cueSeveralTrials] == 0 || !r.medicineInTitle() || d.title[cueDesignReview]+d.title[cueReviewTone] > 0 {
		return false
	}
	f := &r.fields[inTitle]
	for _, h := range r.hitsIn(inTitle, 0, len(f.words)) {
		if h.cue != cueSeveralTrials {
			continue
		}
		for k := h.first - 1; k > 0 && k >= h.first-6 && f.words[k+1].before&^(gapSoft|gapComma|gapSlash) == 0; k-- {
			if before := f.lower(k - 1); f.lower(k) == "phase" || f.words[k].counts() && before != "phase" && before != "and" && before != "or" {
				return true
			}
		}
	}
	return false
}

// useOverTime reads a title that tells how much of a medicine is used "before and after" an
// event: "dispensing of opioids before and after rescheduling".
func (r *reading) useOverTime() bool {
	f := &r.fields[inTitle]
	if !f.contains("before and after") {
		return false
	}
	for k := range min(len(f.words), 5) {
		switch f.lower(k) {
		case "use", "usage", "prescribing", "prescription", "prescriptions", "dispensing", "utilisation", "utilization", "uptake", "consumption":
			return true
		}
	}
	return false
}

// computing tells whether the title names a study of algorithms.
func (r *reading) computing() bool {
	if r.phraseInTitle("virtual screening") || r.phraseInTitle("inhibitors") && (r.phraseInAbstract("docking") || r.phraseInTitle("in vitro") || r.phraseInTitle("assay")) {
		return false // molecules are what is studied
	}
	for _, s := range [...]string{"machine learning", "deep learning", "artificial intelligence", "neural network", "language model", "chatgpt", "prediction model", "predictive model", "algorithm"} {
		if r.phraseInTitle(s) {
			return true
		}
	}
	f := &r.fields[inTitle]
	for k := range f.words {
		if f.wordText(k) == "AI" {
			return true
		}
	}
	return false
}

// tellsOfWork tells whether the abstract reports work done: it says "we" or is in
// the past tense more than once.
func (r *reading) tellsOfWork() bool { return r.workWords() > 1 }

// effectVerbs counts the effects told in the active past: "the compound reduced
// weight loss".
func (r *reading) effectVerbs() int {
	f := &r.fields[inAbstract]
	n := 0
	for k := 1; k < len(f.words); k++ {
		switch f.lower(k) {
		case "increased", "decreased", "inhibited", "reduced", "restored", "suppressed", "attenuated", "lowered", "prevented", "abolished", "enhanced", "ameliorated", "improved", "blocked", "induced", "caused", "ranged", "displaced", "abrogated", "diminished", "stimulated", "potentiated", "reversed", "bound", "protected", "metabolised", "metabolized", "elevated", "raised":
		default:
			continue
		}
		if f.words[k].before != gapSpace || k+1 < len(f.words) && (f.lower(k+1) == "by" || f.words[k+1].before&gapHyphen != 0) {
			continue
		}
		switch f.lower(k - 1) {
		case "is", "are", "be", "been", "being", "has", "have", "can", "the", "a", "an", "of", "with", "by", "for", "in", "to", "as", "or", "may", "and", "its", "their", "on", "from":
		default:
			n++
		}
	}
	return n
}

// muchWork is how many words of work done tell as much as more of them.
const muchWork = 4

// workWords counts the words of work done, up to muchWork; "in this study, we" counts
// twice.
func (r *reading) workWords() int {
	if a := &r.answers; !a.workKnown {
		a.work, a.workKnown = r.countWork(), true
	}
	return r.answers.work
}

func (r *reading) countWork() int {
	f := &r.fields[inAbstract]
	n := 0
	for k := 0; k < len(f.words) && n < muchWork; k++ {
		switch f.lower(k) {
		case "we", "our", "was", "were", "showed", "demonstrated", "revealed", "exhibited", "identified", "synthesized", "synthesised", "had", "did", "rose", "fell", "became", "took", "gave", "grew", "underwent":
			n++
		case "study":
			if k > 0 && k+1 < len(f.words) && r.ownStudy(f, k) {
				n += 2
			}
		}
	}
	return n
}

// ownStudy reads "in this study, we aimed", "this study has shown" about word k.
func (r *reading) ownStudy(f *field, k int) bool {
	switch f.lower(k - 1) {
	case "this", "our", "present", "current":
	default:
		return false
	}
	switch f.lower(k + 1) {
	case "we", "has", "shows", "showed", "aimed", "aims", "characterizes", "characterises", "demonstrates", "demonstrated", "describes", "evaluates", "evaluated", "examined", "examines", "identifies", "identified", "investigated", "investigates", "reports", "reported", "reveals", "revealed", "tested", "tests", "suggests", "indicates", "was":
		return true
	}
	return false
}

// ambiguousCues are those of which findDesign asks what they mean.
var ambiguousCues = [cueCount]bool{cueDesignLTE: true, cueAnimal: true, cueVeterinary: true, cueSeveralCases: true, cueDesignMA: true, cueDesignCaseReport: true, cueDesignRCT: true, cueDesignSecondary: true, cueStrongSecondary: true, cueLaboratoryWork: true, cueAssigned: true}

// otherwiseMeant tells whether a word of some design says nothing about the design here.
func (r *reading) otherwiseMeant(fi int8, h *hit) bool {
	switch h.cue {
	case cueAnimal, cueVeterinary:
		return r.animalProduct(fi, *h) || h.cue == cueAnimal && fi == inAbstract && r.knownOfAnimals(*h) && (r.numbersOfPatients() || !r.tellsOfWork())
	case cueSeveralCases:
		return h.first > 0 && r.isNumberWord(&r.fields[fi], h.first-1) // "sixty-two patients"
	case cueDesignMA:
		return fi == inAbstract && (r.reportingGuide(h.first) || r.analysesOfOthers(*h))
	case cueDesignCaseReport:
		return fi == inAbstract && r.fields[fi].inCaseOf(*h)
	case cueDesignRCT:
		return r.fields[fi].notRandom(h.first) || fi == inAbstract && r.callsFor(h.first)
	case cueDesignSecondary, cueStrongSecondary:
		return r.postHocTest(fi, *h)
	case cueLaboratoryWork:
		return r.lengthUnit(fi, *h)
	case cueAssigned:
		return fi == inAbstract && (r.sortedLater(*h) || r.sampled(*h) || r.assignedByTrait(*h))
	}
	return false
}

// findDesign decides the design of the study.
func (r *reading) findDesign() Design {
	d := &r.designs
	*d = designCount{}
	r.answers = designAnswers{}
	for fi := int8(inTitle); fi <= inAbstract; fi++ {
		count := &d.title
		if fi == inAbstract {
			count = &d.abstract
		}
		extended := 0 // where the last extension ends: "extension" of "extension period" is no other
		hits := r.hits[fi]
		for i := range hits {
			h := &hits[i]
			switch {
			case !ambiguousCues[h.cue]: // most
			case h.cue == cueDesignLTE && (h.first < extended || r.plainExtension(fi, *h)), r.otherwiseMeant(fi, h):
				continue
			case h.cue == cueDesignLTE:
				extended = h.last
			}
			count[h.cue]++
		}
	}
	for i := range designRules {
		rule := &designRules[i]
		if !rule.holds(d, r) {
			continue
		}
		out := Design{Label: rule.label, Confidence: rule.confidence, Rule: rule.rule}
		for fi := int8(inTitle); fi <= inAbstract && out.Evidence == nil; fi++ {
			if at := slices.IndexFunc(r.hits[fi], func(h hit) bool { return h.cue == rule.cue }); at >= 0 {
				h := r.hits[fi][at]
				out.Evidence = []evidence.Span{r.span(fi, int32(h.first), int32(h.last))}
			}
		}
		return out
	}
	return Design{}
}

// asksWhatPredicts tells whether the title asks what an effect depends on: "Does
// sex influence the effect of a drug?"
func (r *reading) asksWhatPredicts() bool {
	return r.phraseInTitle("influence") || r.phraseInTitle("predict") || r.phraseInTitle("risk factor") || r.phraseInTitle("associat")
}

// asksOfHarm tells whether the title speaks of damage by a drug, which is seen in
// people who took it and not tried.
func (r *reading) asksOfHarm() bool {
	for _, s := range [...]string{"reactivation", "overdose", "poisoning", "intoxication", "withdrawal of", "discontinuation of", "adverse", "side effect"} {
		if r.phraseInTitle(s) {
			return true
		}
	}
	if r.phraseInTitle("treatment") || r.phraseInTitle("prevent") || r.phraseInTitle("protect") {
		return false
	}
	return r.titleBlames() || r.phraseInTitle("injury") || r.phraseInTitle("neurotoxicity") || r.phraseInTitle("hepatotoxicity") || r.phraseInTitle("nephrotoxicity") || r.phraseInTitle("cardiotoxicity") || r.phraseInTitle("ototoxicity")
}

// postHocTest tells whether "post hoc" names a statistical test of groups.
func (r *reading) postHocTest(fi int8, h hit) bool {
	f := &r.fields[fi]
	if f.lower(h.first) != "post" && f.lower(h.first) != "posthoc" {
		return false
	}
	for k := h.last; k < len(f.words) && k < h.last+3; k++ {
		switch f.lower(k) {
		case "test", "tests", "testing", "tukey", "bonferroni", "scheffe", "dunn", "dunnett", "lsd", "comparison", "comparisons", "pairwise", "newman", "correction":
			return true
		}
	}
	return false
}

// lengthUnit tells a thousandth of a millimetre from a molar concentration.
func (r *reading) lengthUnit(fi int8, h hit) bool {
	f := &r.fields[fi]
	t := f.text[f.words[h.first].start:f.words[h.last-1].end]
	return t == "nm" || strings.HasSuffix(t, "m") && (strings.HasPrefix(t, "µ") || strings.HasPrefix(t, "μ"))
}

// plainExtension tells whether "extension" is no part of a trial: "an extension of
// present concepts", "flexion and extension".
func (r *reading) plainExtension(fi int8, h hit) bool {
	f := &r.fields[fi]
	if h.last != h.first+1 || f.lower(h.first) != "extension" {
		return false
	}
	if k := h.first - 1; k >= 0 && (f.lower(k) == "flexion" || f.lower(k) == "and" && k > 0 && f.lower(k-1) == "flexion" || f.lower(k) == "knee" || f.lower(k) == "life") {
		return true
	}
	if h.last >= len(f.words) || f.lower(h.last) != "of" {
		return false
	}
	for k := h.last + 1; k < len(f.words) && k < h.last+6; k++ {
		switch f.lower(k) {
		case "trial", "study", "trials", "studies", "treatment", "therapy":
			return false
		}
	}
	return true
}

// reportingGuide tells whether the meta-analyses at word k are those in the name
// of a reporting guide: "preferred reporting items for systematic reviews and
// meta-analyses".
func (r *reading) reportingGuide(k int) bool {
	f := &r.fields[inAbstract]
	for j := k - 1; j >= 0 && j >= k-6; j-- {
		if f.lower(j) == "items" {
			return true
		}
	}
	return false
}

// callsFor tells whether word k of the abstract stands in a closing sentence that
// calls for studies to come: "randomised evidence is needed".
func (r *reading) callsFor(k int) bool {
	f := &r.fields[inAbstract]
	s := &f.sentences[f.sentenceOf(k)]
	if s.section != sectionConclusion && s.last < len(f.words) {
		return false
	}
	for j := s.first; j < s.last; j++ {
		switch f.lower(j) {
		case "absence", "lack", "needed", "warranted", "required", "lacking", "await", "awaited", "future", "necessary":
			return true
		}
	}
	return false
}

// protocolTitle tells whether the title calls the report the protocol of a study.
// A "PPOS protocol in women" is a treatment.
func (r *reading) protocolTitle() bool {
	f := &r.fields[inTitle]
	for _, h := range r.hits[inTitle] {
		if h.cue != cueDesignProtocol {
			continue
		}
		last := f.lower(h.last - 1)
		if (last == "for" || last == "of") && h.last-h.first > 1 {
			last = f.lower(h.last - 2)
		}
		if last != "protocol" || h.last-h.first > 1 && (f.lower(h.first) == "study" || f.lower(h.first) == "trial") {
			return true
		}
		k := h.first
		for f.lower(k) != "protocol" {
			k++
		}
		apart := k == 0 || f.words[k].before&^gapSoft != 0 || k > 0 && (f.lower(k-1) == "a" || f.lower(k-1) == "the")
		if apart && (k+1 == len(f.words) || f.words[k+1].before&^gapSoft != 0) || apart && r.ofStudy(f, k+1) || k > 0 && (f.lower(k-1) == "review" || f.lower(k-1) == "analysis") {
			return true
		}
	}
	return false
}

// ofStudy tells whether "for a randomised trial" or the like follows at word k.
func (r *reading) ofStudy(f *field, k int) bool {
	if k >= len(f.words) || f.lower(k) != "for" && f.lower(k) != "of" && f.lower(k) != "and" {
		return false
	}
	for j := k + 1; j < len(f.words) && j < k+12; j++ {
		switch f.lower(j) {
		case "study", "trial", "review", "cohort", "analysis", "survey", "evaluation", "rct", "registry":
			return true
		}
	}
	return false
}

// animalProduct tells whether the animal only names a drug made from it: "rabbit
// antithymocyte globulin", "conjugated equine estrogens".
func (r *reading) animalProduct(fi int8, h hit) bool {
	f := &r.fields[fi]
	if r.inDrug(fi, h.first) {
		return true
	}
	for k := h.last; k < len(f.words) && k < h.last+3 && f.words[k].before&^gapSoft == 0; k++ {
		switch t := f.lower(k); t {
		case "antithymocyte", "antilymphocyte", "globulin", "immunoglobulin", "atg", "thymoglobulin", "antivenom", "antitoxin", "estrogens", "oestrogens", "insulin", "heparin", "surfactant":
			return true
		case "anti":
		default:
			if k > h.last {
				return false
			}
		}
	}
	return false
}

// disproportion tells whether a reporting odds ratio or the like is printed.
func (r *reading) disproportion() bool {
	for i := range r.raw {
		if r.raw[i].measure == "ROR" || r.raw[i].measure == "PRR" {
			return true
		}
	}
	return false
}

// trialsOfOthers tells whether randomisation is only spoken of in trials that were done
// or are wanted, "large randomised trials showed", and no work is told.
func (r *reading) trialsOfOthers() bool {
	f := &r.fields[inAbstract]
	for _, h := range r.hits[inAbstract] {
		if h.cue != cueDesignRCT {
			continue
		}
		several := false
		for k := h.first; k < len(f.words) && k < h.last+3; k++ {
			several = several || f.lower(k) == "trials" || f.lower(k) == "studies"
		}
		if !several {
			return false
		}
	}
	return !r.tellsOfWork() && !r.numbersOfPatients()
}

// peopleAssigned tells whether people were put into groups: "the patients were
// randomised to receive".
func (r *reading) peopleAssigned() bool {
	if !r.seen.has(cueAssigned) {
		return false
	}
	f := &r.fields[inAbstract]
	for _, h := range r.hits[inAbstract] {
		if h.cue != cueAssigned {
			continue
		}
		for k := h.first - 1; k >= 0 && k >= h.first-4 && f.words[k+1].before == gapSpace; k-- {
			if r.rules.is(f.words[k].sym, cueHuman) {
				return true
			}
		}
	}
	return false
}

// knownOfAnimals tells whether a sentence only recalls what animals have shown: "GLP-1
// has been shown to protect the heart in animal models". "The effect has been studied
// in rats" tells of the work itself.
func (r *reading) knownOfAnimals(h hit) bool {
	f := &r.fields[inAbstract]
	s := &f.sentences[f.sentenceOf(h.first)]
	if f.headed && (s.section == sectionMethods || s.section == sectionResults) {
		return false
	}
	for k := s.first; k < s.last; k++ {
		switch f.lower(k) {
		case "we", "our", "here", "was", "were":
			return false
		}
	}
	for k := s.first; k+1 < s.last; k++ {
		if t := f.lower(k); t != "has" && t != "have" {
			continue
		}
		for _, next := range [...]int{k + 1, k + 2, k + 3} {
			if next >= s.last {
				break
			}
			switch f.lower(next) {
			case "shown", "demonstrated", "suggested", "indicated", "revealed", "implicated", "proven", "proved", "associated", "linked", "established":
				return true
			}
		}
	}
	return false
}

// analysesOfOthers tells whether the sentence speaks of meta-analyses that others
// published: "several meta-analyses failed to confirm".
func (r *reading) analysesOfOthers(h hit) bool {
	f := &r.fields[inAbstract]
	if last := f.lower(h.last - 1); last != "analyses" && last != "metaanalyses" {
		return false
	}
	for k := h.first - 1; k >= 0 && k >= h.first-2 && f.words[k+1].before == gapSpace; k-- {
		switch f.lower(k) {
		case "several", "previous", "recent", "earlier", "prior", "published", "some", "many", "numerous", "existing":
			return true
		}
	}
	return false
}

// inCaseOf tells whether the words are part of "in the case of", which reports none.
func (f *field) inCaseOf(h hit) bool {
	return h.first > 0 && h.last-h.first > 1 && f.lower(h.first-1) == "in" && f.lower(h.last-1) == "of" && (f.lower(h.first) == "the" || f.lower(h.first) == "case")
}

// crossedOver tells whether people took part in a crossover study.
func (r *reading) crossedOver(d *designCount) bool {
	return d.any(cueHuman) && (d.any(cueDesignRCT) || r.numbersOfPatients()) && (r.phraseInTitle("crossover") || r.phraseInTitle("cross-over") || r.phraseInAbstract("cross") && (r.phraseInAbstract("crossover") || r.phraseInAbstract("cross-over")))
}

// plans tells whether the methods are told in the future tense and no result is.
func (r *reading) plans(least int) bool {
	f := &r.fields[inAbstract]
	if !f.holds(markWill) {
		return false
	}
	will := 0
	for si := range f.sentences {
		s := &f.sentences[si]
		if s.section == sectionResults && f.hasNumber(*s) && r.hasCue(inAbstract, s, cueFindingWord) {
			return false
		}
		if s.section == sectionConclusion {
			continue
		}
		n, study := 0, false
		for k := s.first; k+1 < s.last; k++ {
			switch f.lower(k) {
			case "will":
				if f.words[k+1].before == gapSpace {
					n++
				}
			case "study", "trial", "participants", "randomised", "randomized", "randomly", "recruited", "enrolled", "included", "assessed", "measured", "collected", "analysed", "analyzed", "conducted", "evaluated", "evaluate", "compared", "compare", "interviews", "survey", "followed", "performed", "intervention", "outcome", "outcomes", "allocated", "recruitment", "practices", "patients", "randomisation", "randomization":
				study = true
			}
		}
		if study {
			will += n
		}
	}
	return will >= least
}

// reportsData tells whether the abstract has both methods and results under
// headings.
func (r *reading) reportsData() bool {
	methods, results := false, false
	for _, s := range r.fields[inAbstract].sentences {
		methods = methods || s.section == sectionMethods
		results = results || s.section == sectionResults
	}
	return methods && results && r.fields[inAbstract].headed
}

// reportsAnalysed tells whether the spontaneous reports are what the study looked at:
// "reports to the register of adverse reactions were analysed".
func (r *reading) reportsAnalysed() bool {
	f := &r.fields[inAbstract]
	for _, h := range r.hits[inAbstract] {
		if h.cue != cueDesignPharmacovigilance {
			continue
		}
		s := &f.sentences[f.sentenceOf(h.first)]
		for k := s.first; k < s.last; k++ {
			switch f.lower(k) {
			case "analysed", "analyzed", "reviewed", "examined", "retrieved", "extracted", "searched", "scrutinised", "scrutinized":
				return true
			}
		}
		return false
	}
	return false
}

// reportsCases reads "we report four AIHA cases": a few people after a verb of
// reporting.
func (r *reading) reportsCases() bool {
	f := &r.fields[inAbstract]
	for _, k := range f.counts {
		if k == 0 || k+2 >= len(f.words) {
			continue
		}
		switch f.lower(k - 1) {
		case "report", "describe", "present":
		default:
			continue
		}
		n, next := 0, k+1
		if f.words[k].number {
			n, next, _ = f.wholeNumber(k)
		} else if v, ok := smallNumbers()[f.lower(k)]; ok {
			n = v
		}
		if n < 2 || n > 9 {
			continue
		}
		for j := next; j < len(f.words) && j < next+4 && f.words[j].before&^gapSoft == 0; j++ {
			switch f.lower(j) {
			case "cases", "patients", "children", "women", "men", "infants", "adults", "recipients", "episodes", "subjects", "individuals":
				return true
			}
		}
	}
	return false
}

// fewCases tells whether two or three cases are told of, in title or abstract, and
// no more.
func (r *reading) fewCases() bool {
	few := false
	for fi := int8(inTitle); fi <= inAbstract; fi++ {
		f := &r.fields[fi]
		for _, h := range r.hits[fi] {
			if h.cue != cueSeveralCases {
				continue
			}
			for k := h.first; k < h.last; k++ {
				switch f.lower(k) {
				case "two", "three", "2", "3":
					few = true
				case "four", "five", "six", "seven", "4", "5", "6":
					return false
				}
			}
		}
	}
	return few
}

// eachFromOne tells whether the effects of a review come from one study each: so many
// "one study" as there are effects, or "one trial compared … the other trial", and no
// word of putting them together.
func (r *reading) eachFromOne(effects int) bool {
	for _, s := range [...]string{"meta-analy", "metaanaly", "meta analy", "heterogeneity", "pooled", "combined", "random-effects", "fixed-effect", "studies showed", "trials showed", " i2 ", "i²"} {
		if r.phraseInAbstract(s) {
			return false
		}
	}
	f := &r.fields[inAbstract]
	single, other := 0, false
	for k := 1; k < len(f.words); k++ {
		switch f.lower(k) {
		case "study", "trial", "rct":
			switch f.lower(k - 1) {
			case "1", "one", "single":
				single++
			case "other", "second":
				other = other || k > 1 && f.lower(k-2) == "the"
			}
		case "studies", "trials", "rcts":
			if f.words[k-1].number && f.words[k-1].before&gapOpens != 0 {
				return false // "(3 studies, …)"
			}
		}
	}
	return single > 1 && single >= effects || single > 0 && other && (r.phraseInAbstract("two studies") || r.phraseInAbstract("two trials") || r.phraseInAbstract("two rcts") || r.phraseInAbstract("two randomi"))
}

// loneStudy reads "one study met the inclusion criteria", "we included one trial":
// a review that had nothing to pool.
func (r *reading) loneStudy() bool {
	f := &r.fields[inAbstract]
	for si := 0; si < len(f.sentences) && si < 4; si++ {
		s := &f.sentences[si]
		included := false
		few := false
		for k := s.first; k < s.last; k++ {
			switch f.lower(k) {
			case "included", "include", "met", "identified", "found", "eligible", "meeting":
				included = true
			case "one", "1", "single":
				for j := k + 1; j < s.last && j < k+7 && f.words[j].before&^(gapSoft|gapOpen|gapClose) == 0; j++ {
					switch f.lower(j) {
					case "study", "studies", "trial", "trials", "rct", "rcts":
						few = true
					case "of", "to":
						j = s.last
					}
				}
			case "studies", "trials", "rcts":
				for j := k - 1; j >= s.first && j >= k-3; j-- {
					if t := f.lower(j); f.words[j].number && t != "1" || t != "one" && r.isNumberWord(f, j) {
						return false
					}
				}
			}
		}
		if included {
			return few
		}
	}
	return false
}

// cochrane tells whether the abstract has the headings of a Cochrane review; a
// lone "main results" is a heading elsewhere too.
func (r *reading) cochrane(d *designCount) bool {
	f := &r.fields[inAbstract]
	return d.abstract[cueCochraneStyle] > 1 || d.abstract[cueCochraneStyle] > 0 && len(f.words) > 1 && f.lower(0) == "main" && f.lower(1) == "results"
}

// reviews tells whether the abstract tells of no work of its own: it is in the
// present tense, counts nobody and has no headings.
func (r *reading) reviews() bool {
	f := &r.fields[inAbstract]
	return len(f.words) > 60 && !f.headed && !r.tellsOfWork() && !r.numbersOfPatients() && !r.announcesFinding()
}

// announcesFinding reads "here we show", "we describe here".
func (r *reading) announcesFinding() bool {
	f := &r.fields[inAbstract]
	for k := 1; k+1 < len(f.words); k++ {
		if f.lower(k-1) != "we" && f.lower(k) != "we" {
			continue
		}
		switch f.lower(k) {
		case "show", "report", "describe", "demonstrate":
			if f.lower(k+1) == "here" && f.lower(k-1) == "we" {
				return true
			}
		case "we":
			if t := f.lower(k + 1); f.lower(k-1) == "here" && (t == "show" || t == "report" || t == "demonstrate") {
				return true
			}
		}
	}
	return false
}

// randomisedHere tells whether this study itself assigned its participants.
func (r *reading) randomisedHere(d *designCount) bool {
	return d.abstract[cueAssigned] > 0 && !r.oneArmAssigned(d) || d.abstract[cueDesignRCT] >= 2 && d.abstract[cueDesignReview] == 0 && (r.fields[inTitle].text == "" || r.tellsOfWork() || r.numbersOfPatients())
}

// oneArmAssigned tells whether people are only said to have been assigned to one treatment:
// "108 patients were assigned to receive A".
func (r *reading) oneArmAssigned(d *designCount) bool {
	f := &r.fields[inAbstract]
	if d.any(cueDesignRCT) || r.placeboNamed() || d.abstract[cueAssigned] > 1 {
		return false
	}
	for _, h := range r.hits[inAbstract] {
		if h.cue != cueAssigned {
			continue
		}
		s := &f.sentences[f.sentenceOf(h.first)]
		if t := f.lower(h.first); t != "assigned" && t != "allocated" || f.lower(h.last-1) != "to" {
			return false
		}
		if k := h.last; k >= s.last || f.lower(k) != "receive" && f.lower(k) != "treatment" || !r.oneArm(f, s, h.last-1) || r.contrastBetween(inAbstract, h.last, s.last) {
			return false
		}
		for j := h.last; j < s.last; j++ {
			if t := f.lower(j); t == "and" && j+1 < s.last && (f.words[j+1].number || r.isNumberWord(f, j+1)) || t == "others" || t == "rest" || t == "remaining" {
				return false
			}
		}
	}
	return !r.phraseInAbstract("control") && !r.phraseInAbstract("groups")
}

// preclinical tells whether the work was done in animals or in the laboratory.
func (r *reading) preclinical(d *designCount) bool {
	if d.title[cueHuman] > 0 && (d.any(cueDesignLTE) || d.any(cueDesignNRCT) || d.any(cueDesignRCT)) && (r.phraseInAbstract("placebo") || d.title[cueDesignLTE]+d.title[cueDesignNRCT] > 0) {
		return false
	}
	human := d.title[cueHuman]*2 + d.abstract[cueHuman]
	lab := d.title[cueLaboratoryWork]*2 + d.abstract[cueLaboratoryWork]
	animal := d.title[cueAnimal]*2 + d.abstract[cueAnimal]
	if animal == 0 && r.crossedOver(d) {
		return false
	}
	if animal == 0 && (d.abstract[cueDesignCohort] > 0 && r.numbersOfPatients() || r.peopleAssigned()) {
		return false
	}
	if d.abstract[cueAssigned] > 0 && human > 3 && animal == 0 || d.title[cueDesignRCT] > 0 && d.title[cueAnimal] == 0 && human > 0 {
		return false
	}
	switch {
	case animal > 0 && (human == 0 || human <= 2 && !r.numbersOfPatients()) && !d.any(cueDesignReview) && !r.veterinaryTrial(d):
		return true
	case d.title[cueAnimal] > 0 && !r.veterinaryTrial(d):
		return true
	case animal >= 3 && animal > human && !r.veterinaryTrial(d):
		return true
	case r.phraseInTitle("review") || d.abstract[cueDesignReview] > 1 || !r.tellsOfWork() && (d.any(cueReviewTone) || r.workWords()+r.effectVerbs() < 2):
		return false
	case human == 0 && d.title[cueLaboratoryWork] > 0 && !d.any(cueDesignReview) && !d.any(cueReviewTone) && r.effectVerbs() > 0 && !r.phraseInTitle("development"):
		return true
	case lab > 0 && 2*lab+d.title[cueLaboratoryTone]*2+d.abstract[cueLaboratoryTone] >= 8 && 2*lab+d.abstract[cueLaboratoryTone] > 3*human && d.abstract[cueDesignReview]+d.title[cueDesignReview] == 0:
		return true
	case d.any(cueDesignReview) && lab+animal < 8:
		return false
	case lab >= 3 && lab > 2*human, lab+animal >= 4 && lab+animal > 2*human && !r.veterinaryTrial(d):
		return true
	}
	return false
}

// ageOpener tells whether one of the first sentences presents "a 31-year-old".
func (r *reading) ageOpener() bool {
	f := &r.fields[inAbstract]
	for si := 0; si < len(f.sentences) && si < 4; si++ {
		s := &f.sentences[si]
		for _, k := range f.countsIn(s) {
			if !f.words[k].number {
				continue
			}
			if k > s.first && k+2 < s.last && f.lower(k+2) == "old" {
				switch f.lower(k + 1) {
				case "year", "yr", "month", "years", "day", "week":
					if t := f.lower(k - 1); t == "a" || t == "an" || t == "this" || t == "our" {
						return true
					}
				}
			}
			if k-1 > s.first && k+1 < s.last && f.lower(k-1) == "aged" && r.onePerson(f, k-2) {
				return true
			}
		}
	}
	return false
}

// tellsOfOne tells whether one of the first sentences begins with one person to whom
// something happened: "An epileptic boy of 12 years had", "Case: A young man with
// schizophrenia was admitted", "The newborn of a mother who".
func (r *reading) tellsOfOne() bool {
	f := &r.fields[inAbstract]
	for si := 0; si < len(f.sentences) && si < 3; si++ {
		s := &f.sentences[si]
		k := s.first
		for k+1 < s.last && k < s.first+3 && f.words[k+1].before&gapColon != 0 {
			k++ // a heading
		}
		switch f.lower(k) {
		case "a", "an", "our", "this":
		case "the":
			if k+2 >= s.last || !singlePerson(f.lower(k+1)) || f.lower(k+2) != "of" && f.lower(k+2) != "born" {
				continue // but "The newborn of a mother who"
			}
		default:
			continue
		}
		for j := k + 1; j < s.last && j < k+6 && f.words[j].before&^(gapSoft|gapComma) == 0; j++ {
			if !singlePerson(f.lower(j)) || r.rules.is(f.words[min(j+1, s.last-1)].sym, cueHuman) {
				continue
			}
			if r.happened(f, s, j+1) {
				return true
			}
			break
		}
	}
	return false
}

// happened tells whether a verb of what befalls a patient follows in the sentence
// from word k on.
func (r *reading) happened(f *field, s *sentence, k int) bool {
	for ; k < s.last; k++ {
		switch f.lower(k) {
		case "had", "developed", "presented", "suffered", "experienced", "complained", "became", "noticed", "collapsed", "died", "recovered", "underwent", "took", "received":
			return true
		case "was":
			if k+1 < s.last {
				switch f.lower(k + 1) {
				case "admitted", "brought", "referred", "found", "seen", "diagnosed", "treated", "given", "hospitalized", "hospitalised", "started", "noted", "prescribed", "transferred", "evaluated", "taking", "receiving", "on":
					return true
				}
			}
		case "should", "may", "can", "is", "will", "must", "needs", "has":
			return false
		}
	}
	return false
}

// caseHeading tells whether a section of the abstract is headed as a case: "Case
// summary: the patient tolerated", "Case report:".
func (r *reading) caseHeading() bool {
	f := &r.fields[inAbstract]
	for si := range f.sentences {
		s := &f.sentences[si]
		if f.lower(s.first) != "case" || s.last-s.first < 4 {
			continue
		}
		if f.words[s.first+1].before&gapColon != 0 {
			return true
		}
		switch f.lower(s.first + 1) {
		case "summary", "report", "presentation", "description", "history", "details":
			if f.words[s.first+2].before&gapColon != 0 {
				return true
			}
		}
	}
	return false
}

// singlePerson tells whether the word names one person by sex, age or part.
func singlePerson(s string) bool {
	switch s {
	case "patient", "woman", "man", "boy", "girl", "child", "infant", "lady", "gentleman", "female", "male", "neonate", "newborn", "teenager", "adolescent", "housewife", "farmer", "student", "nurse", "physician", "smoker", "alcoholic", "recipient", "diabetic", "octogenarian", "primigravida", "baby", "toddler", "youth":
		return true
	}
	return false
}

// onePerson tells whether word k or one of those before it is one person of whom
// the text begins to tell: "a woman".
func (r *reading) onePerson(f *field, k int) bool {
	for j := k; j > 0 && j >= k-1; j-- {
		if singlePerson(f.lower(j)) {
			t := f.lower(j - 1)
			return t == "a" || t == "an" || t == "one" || t == "this" || t == "our"
		}
	}
	return false
}

// thisIs tells whether the abstract says "this" before the cue: "this post hoc
// analysis".
func (r *reading) thisIs(c cue) bool {
	f := &r.fields[inAbstract]
	for _, h := range r.hits[inAbstract] {
		if h.cue == c && h.first > 0 {
			switch f.lower(h.first - 1) {
			case "this", "present", "our", "current":
				return true
			}
		}
	}
	return false
}

// opensWith tells whether a cue stands in the first sentences of the abstract,
// where a report says what it is.
func (r *reading) opensWith(c cue) bool {
	f := &r.fields[inAbstract]
	for si := 0; si < len(f.sentences) && si < 3; si++ {
		for _, h := range r.hitsIn(inAbstract, f.sentences[si].first, f.sentences[si].last) {
			if h.cue == c {
				return true
			}
		}
	}
	return false
}

// medicineInTitle tells whether the title names a medicine and not only a class.
func (r *reading) medicineInTitle() bool {
	return slices.ContainsFunc(r.mentionsIn(inTitle, 0, len(r.fields[inTitle].words)), func(m mention) bool {
		return m.kind == termDrug && m.ok && (r.id(&m) == "" || r.namesMedicine(&m))
	})
}

// veterinaryTrial tells whether owners' or wild animals were treated for a
// disease of their own, which makes a clinical study of another species.
func (r *reading) veterinaryTrial(d *designCount) bool {
	vet := d.title[cueVeterinary]*2 + d.abstract[cueVeterinary]
	if vet == 0 || d.abstract[cueLaboratoryWork] > 0 || vet*2 <= d.title[cueAnimal]*2+d.abstract[cueAnimal] {
		return false
	}
	for _, experiment := range [...]string{"anesthetized", "anaesthetized", "conscious dogs", "mongrel", "beagle", "isolated", "ligation", "infused", "denervated", "instrumented", "open-chest", "sacrificed"} {
		if r.phraseInAbstract(experiment) {
			return false
		}
	}
	return true
}

// pooledEstimates counts the effects with an interval that a review prints.
func (r *reading) pooledEstimates() int {
	n := 0
	for i := range r.raw {
		if r.raw[i].interval && r.raw[i].measure != "PROP" && r.raw[i].measure != "IR" {
			n++
		}
	}
	return n
}

// noMetaAnalysis tells whether the text says that results were not pooled.
func (r *reading) noMetaAnalysis() bool {
	f := &r.fields[inAbstract]
	if r.phraseInAbstract("pool") && !r.phraseInAbstract(" i2 ") && !r.phraseInAbstract("i²") && !r.phraseInAbstract("a pooled") && !r.phraseInAbstract("other outcomes") {
		for _, s := range [...]string{"no pooled", "not pooled", "not be pooled", "not pool ", "unable to pool", "no pooling", "possible to pool", "appropriate to pool", "precluded pooling", "prevented pooling", "without pooling", "pooling was not", "pooling of results was not", "pooling of data was not", "insufficient data to pool"} {
			if r.phraseInAbstract(s) {
				return true
			}
		}
	}
	for _, h := range r.hits[inAbstract] {
		if h.cue != cueDesignMA {
			continue
		}
		if h.first > 0 && slices.Contains([]string{"further", "additional", "other", "more"}, f.lower(h.first-1)) {
			continue // "unable to perform further meta-analyses"
		}
		for k := h.first - 1; k >= 0 && k >= h.first-4; k-- {
			switch f.lower(k) {
			case "no", "not", "unable", "prevented", "prevents", "precluded", "precludes", "without", "instead":
				return true
			}
		}
		for k := h.last; k < len(f.words) && k < h.last+4; k++ {
			switch f.lower(k) {
			case "not", "impossible", "infeasible", "inappropriate", "prevented", "precluded":
				return true
			}
		}
	}
	return false
}

// trialNamed tells whether the text speaks of a trial in capitals or a phase.
func (r *reading) trialNamed() bool {
	return r.phraseInAbstract("trial") || r.phraseInTitle("trial") || r.phraseInAbstract("phase 3") || r.phraseInAbstract("phase iii") || r.phraseInAbstract("nct0")
}

// numbersOfPatients tells whether the abstract counts people ("n = 34", "120
// patients"), as reports of data do and reviews do not.
func (r *reading) numbersOfPatients() bool {
	if a := &r.answers; !a.peopleKnown {
		a.people, a.peopleKnown = r.fields[inAbstract].countsPeople(r.rules) || r.fields[inTitle].countsPeople(r.rules), true
	}
	return r.answers.people
}

// tens tells whether a count in words ends here that is more than a few.
func tens(s string) bool {
	switch s {
	case "hundred", "thousand", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety":
		return true
	}
	return false
}

// countsPeople goes from one number to the next, and over all words where the field has
// a hundred or a thousand, which are listed only behind the number that they belong to.
func (f *field) countsPeople(rules *ruleSet) bool {
	for _, i := range f.counts {
		if f.peopleAt(rules, i) || i > 0 && f.words[i].number && f.words[i].before&gapRelation != 0 && f.peopleAt(rules, i-1) {
			return true
		}
	}
	if !f.holds(markScale) {
		return false
	}
	for i := range f.words {
		if scaleWord(f.lower(i)) && f.peopleAt(rules, i) {
			return true
		}
	}
	return false
}

// peopleAt tells whether people are counted at word i: "120 patients", "n = 34".
func (f *field) peopleAt(rules *ruleSet, i int) bool {
	if i+1 >= len(f.words) {
		return false
	}
	if t := f.lower(i + 1); t == "percent" || t == "per" {
		return false // "50 percent of patients" counts nobody
	}
	if i > 1 && f.lower(i-1) == "in" && (f.lower(i-2) == "one" || f.lower(i-2) == "1") {
		return false // "one in 3000 newborn boys" is a frequency
	}
	w := &f.words[i]
	if i > 0 && w.number && w.end-w.start == 1 && rules.is(f.words[i-1].sym, cueOrdinalNoun) && w.before&^gapSoft == 0 || f.lower(i+1) == "million" || f.lower(i+1) == "billion" {
		return false // "type 2 diabetic patients", "200 million people"
	}
	if w.number || tens(f.lower(i)) {
		for k := i + 1; k < len(f.words) && k <= i+4; k++ {
			n := &f.words[k]
			if n.number || n.before != gapSpace && !(n.before == gapHyphen && (k > i+1 || !w.number && n.spelled)) || rules.is(n.sym, cueTimeUnit) {
				break
			}
			if rules.is(n.sym, cueHuman) {
				return true
			}
		}
	}
	return f.words[i+1].number && f.words[i+1].before&gapRelation != 0 && w.end-w.start == 1 && (f.text[w.start] == 'n' || f.text[w.start] == 'N')
}

func (r *reading) phraseInTitle(s string) bool { return r.fields[inTitle].contains(s) }
func (r *reading) phraseInAbstract(s string) bool {
	return r.fields[inAbstract].contains(s)
}

// containsFold is strings.Contains without regard to the case of ASCII letters.
func containsFold(text, s string) bool {
	for i := 0; i+len(s) <= len(text); i++ {
		if strings.EqualFold(text[i:i+len(s)], s) {
			return true
		}
	}
	return false
}
