package tagging

// cue is a list of the rule files: phrases that say how a neighbouring drug,
// outcome or number is meant.
type cue uint8

const (
	cueNone cue = iota
	cueAbbreviatedWord
	cueHeadingBackground
	cueHeadingObjective
	cueHeadingMethods
	cueHeadingResults
	cueHeadingConclusion
	cueHeadingOther
	cuePlainHeading
	cueExcept
	cueContextMACE
	cueContextVTE
	cueContextLipids
	cueContextLiver
	cueContextInfection
	cueContextMalignancy
	cueMeasureHR
	cueMeasureOR
	cueMeasureRR
	cueMeasureIRR
	cueMeasureRD
	cueMeasureMD
	cueMeasureSMD
	cueMeasureSIR
	cueMeasureSMR
	cueMeasureROR
	cueMeasurePRR
	cueMeasureVE
	cueMeasureOther
	cueMeasureIR
	cueRelativeReduction
	cuePersonTime
	cueInterval
	cueCredible
	cueNoEffect
	cueMedian
	cueSpread
	cuePValue
	cueNoNumberBetween
	cueLower
	cueHigher
	cueTimeUnit
	cueRelativeChange
	cuePrevalenceWord
	cuePercentagePoints
	cueMargin
	cueOrdinalNoun
	cueTreatedBefore
	cueTreatedAfter
	cueEligibility
	cueHistory
	cueTraitAfter
	cueScreening
	cueVaccine
	cueRateWord
	cueOccurrence
	cueAdverse
	cueEndPoint
	cueExposureLink
	cueNegation
	cueNotExamined
	cueOutlook
	cueBackgroundWord
	cuePrevention
	cueRecurrence
	cueBeneficial
	cueGenericDrug
	cueLaboratoryWork
	cueAnimal
	cueVeterinary
	cueHuman
	cueDesignNMA
	cueDesignMA
	cuePooledByUs
	cueDesignSR
	cueCochraneStyle
	cueIncludedStudies
	cueDesignProtocol
	cueDesignGuideline
	cueDesignLTE
	cueDesignIntegrated
	cueDesignSecondary
	cueDesignPK
	cueDesignRCT
	cueAssigned
	cueDesignCaseReport
	cueSeveralCases
	cueDesignCaseControl
	cueDesignPharmacovigilance
	cueDesignCohort
	cueDesignCrossSectional
	cueDesignNRCT
	cueDesignReview
	cueDesignOther
	cueTrialAim
	cueReviewTone
	cueVerb
	cueAssessed
	cueCauseBefore
	cueDeathWord
	cueWarnedOf
	cueStudyBegins
	cueStudyEnds
	cueFindingWord
	cuePriorBefore
	cuePriorAfter
	cueRescueBefore
	cueComparatorBefore
	cueComparatorAfter
	cueBackgroundBefore
	cueBackgroundAfter
	cueStudiedBefore
	cueComparisonWord
	cueDrugListContext
	cueEndogenous
	cueNutrient
	cueProbe
	cueGivenAfter
	cueGivenBefore
	cueComorbidity
	cueOnDrug
	cueOtherOutcome
	cueEndPointNamed
	cuePeople
	cueSizeBefore
	cueSizeAfter
	cueNotTheSize
	cueFollowUpWord
	cueLaboratoryTone
	cueStrongSecondary
	cueSeveralTrials
	cueDiagnostic
	cueDevice
	cueStem
	cueNoStem
	cueNumberWord
	cueFunding
	cueCompoundNoun
	cueIntroduced
	cueCodeBefore
	cueCodeAfter
	cueStatedCohort
	cueStatedCaseControl
	cueStatedCrossSectional
	cueStatedNRCT
	cueStatedOther
	cueStatedReview
	cueSelf
	cueMethodStudy
	cueCount
)

// cueNames are the list names in the rule files.
var cueNames = [cueCount]string{
	cueAbbreviatedWord:         "abbreviated word",
	cueHeadingBackground:       "heading background",
	cueHeadingObjective:        "heading objective",
	cueHeadingMethods:          "heading methods",
	cueHeadingResults:          "heading results",
	cueHeadingConclusion:       "heading conclusion",
	cueHeadingOther:            "heading other",
	cuePlainHeading:            "heading without colon",
	cueExcept:                  "except",
	cueContextMACE:             "context mace",
	cueContextVTE:              "context vte",
	cueContextLipids:           "context dyslipidaemia",
	cueContextLiver:            "context hepatic",
	cueContextInfection:        "context infection",
	cueContextMalignancy:       "context malignancy",
	cueMeasureHR:               "measure HR",
	cueMeasureOR:               "measure OR",
	cueMeasureRR:               "measure RR",
	cueMeasureIRR:              "measure IRR",
	cueMeasureRD:               "measure RD",
	cueMeasureMD:               "measure MD",
	cueMeasureSMD:              "measure SMD",
	cueMeasureSIR:              "measure SIR",
	cueMeasureSMR:              "measure SMR",
	cueMeasureROR:              "measure ROR",
	cueMeasurePRR:              "measure PRR",
	cueMeasureVE:               "measure VE",
	cueMeasureOther:            "measure OTHER",
	cueMeasureIR:               "measure IR",
	cueRelativeReduction:       "relative reduction",
	cuePersonTime:              "person time",
	cueInterval:                "interval",
	cueCredible:                "credible",
	cueNoEffect:                "no effect",
	cueMedian:                  "median",
	cueSpread:                  "spread",
	cuePValue:                  "p value",
	cueNoNumberBetween:         "no number between",
	cueLower:                   "lower",
	cueHigher:                  "higher",
	cueTimeUnit:                "time unit",
	cueRelativeChange:          "relative change",
	cuePrevalenceWord:          "prevalence word",
	cuePercentagePoints:        "percentage points",
	cueMargin:                  "margin",
	cueOrdinalNoun:             "ordinal noun",
	cueTreatedBefore:           "treated disease before",
	cueTreatedAfter:            "treated disease after",
	cueEligibility:             "eligibility",
	cueHistory:                 "history",
	cueTraitAfter:              "trait after",
	cueScreening:               "screening",
	cueVaccine:                 "vaccine",
	cueRateWord:                "rate word",
	cueOccurrence:              "occurrence",
	cueAdverse:                 "adverse",
	cueEndPoint:                "end point",
	cueExposureLink:            "exposure link",
	cueNegation:                "negation",
	cueNotExamined:             "not examined",
	cueOutlook:                 "outlook",
	cueBackgroundWord:          "background word",
	cuePrevention:              "prevention",
	cueRecurrence:              "recurrence",
	cueBeneficial:              "beneficial change",
	cueGenericDrug:             "generic drug",
	cueLaboratoryWork:          "laboratory work",
	cueAnimal:                  "animal",
	cueVeterinary:              "veterinary",
	cueHuman:                   "human",
	cueDesignNMA:               "design nma",
	cueDesignMA:                "design ma",
	cuePooledByUs:              "pooled by us",
	cueDesignSR:                "design sr",
	cueCochraneStyle:           "cochrane style",
	cueIncludedStudies:         "included studies",
	cueDesignProtocol:          "design protocol",
	cueDesignGuideline:         "design guideline",
	cueDesignLTE:               "design lte",
	cueDesignIntegrated:        "design integrated-safety",
	cueDesignSecondary:         "design rct-secondary",
	cueDesignPK:                "design pk",
	cueDesignRCT:               "design rct",
	cueAssigned:                "assigned",
	cueDesignCaseReport:        "design case-report",
	cueSeveralCases:            "several cases",
	cueDesignCaseControl:       "design case-control",
	cueDesignPharmacovigilance: "design pharmacovigilance",
	cueDesignCohort:            "design cohort",
	cueDesignCrossSectional:    "design cross-sectional",
	cueDesignNRCT:              "design nrct",
	cueDesignReview:            "design narrative-review",
	cueDesignOther:             "design other",
	cueTrialAim:                "trial aim",
	cueReviewTone:              "review tone",
	cueVerb:                    "verb",
	cueAssessed:                "assessed",
	cueCauseBefore:             "cause before",
	cueDeathWord:               "death word",
	cueWarnedOf:                "warned of",
	cueStudyBegins:             "study begins",
	cueStudyEnds:               "study ends",
	cueFindingWord:             "finding word",
	cuePriorBefore:             "prior drug before",
	cuePriorAfter:              "prior drug after",
	cueRescueBefore:            "rescue before",
	cueComparatorBefore:        "comparator before",
	cueComparatorAfter:         "comparator after",
	cueBackgroundBefore:        "background before",
	cueBackgroundAfter:         "background after",
	cueStudiedBefore:           "studied drug before",
	cueComparisonWord:          "comparison word",
	cueDrugListContext:         "drug list context",
	cueEndogenous:              "endogenous",
	cueNutrient:                "nutrient",
	cueProbe:                   "interaction probe",
	cueGivenAfter:              "given after",
	cueGivenBefore:             "given before",
	cueComorbidity:             "comorbidity",
	cueOnDrug:                  "on drug",
	cueOtherOutcome:            "other outcome",
	cueEndPointNamed:           "end point named",
	cuePeople:                  "people",
	cueSizeBefore:              "size before",
	cueSizeAfter:               "size after",
	cueNotTheSize:              "not the size",
	cueFollowUpWord:            "follow up word",
	cueLaboratoryTone:          "laboratory tone",
	cueStrongSecondary:         "strong secondary",
	cueSeveralTrials:           "several trials",
	cueDiagnostic:              "diagnostic",
	cueDevice:                  "device",
	cueStem:                    "stem",
	cueNoStem:                  "no stem",
	cueNumberWord:              "number word",
	cueFunding:                 "funding",
	cueCompoundNoun:            "compound noun",
	cueIntroduced:              "introduced compound",
	cueCodeBefore:              "code before",
	cueCodeAfter:               "code after",
	cueStatedCohort:            "stated cohort",
	cueStatedCaseControl:       "stated case-control",
	cueStatedCrossSectional:    "stated cross-sectional",
	cueStatedNRCT:              "stated nrct",
	cueStatedOther:             "stated other",
	cueStatedReview:            "stated review",
	cueSelf:                    "self",
	cueMethodStudy:             "method study",
}
