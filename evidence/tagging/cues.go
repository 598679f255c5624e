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
	cueCount
)

// cueNames are the list names in the rule files.
var cueNames = [cueCount]string{
	cueAbbreviatedWord:   "abbreviated word",
	cueHeadingBackground: "heading background",
	cueHeadingObjective:  "heading objective",
	cueHeadingMethods:    "heading methods",
	cueHeadingResults:    "heading results",
	cueHeadingConclusion: "heading conclusion",
	cueHeadingOther:      "heading other",
	cuePlainHeading:      "heading without colon",
	cueExcept:            "except",
	cueContextMACE:       "context mace",
	cueContextVTE:        "context vte",
	cueContextLipids:     "context dyslipidaemia",
	cueContextLiver:      "context hepatic",
	cueContextInfection:  "context infection",
	cueContextMalignancy: "context malignancy",
}
