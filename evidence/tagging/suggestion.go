package tagging

import "dossier/evidence"

// Text is what the tagger reads of one study.
type Text struct {
	Title            string
	Abstract         string
	Keywords         []string
	MeSH             []evidence.MeSH
	PublicationTypes []string
}

// Suggestion is what the tagger proposes for one study, each part with the
// words that caused it. Nothing in it is believed until a person confirms.
type Suggestion struct {
	Drugs      []Drug
	Outcomes   []Outcome // in order of first mention
	Design     Design
	Population Phrase
	N          SampleSize
	FollowUp   Phrase
	Registry   []evidence.RegistryID
	Funding    []Phrase
	Estimates  []Estimate // in order of the text
}

// Role is what a drug is to a study.
type Role string

// The roles of GUIDELINES for drugs.
const (
	Intervention Role = "intervention"
	Comparator   Role = "comparator"
	Background   Role = "background" // in all arms
	Mentioned    Role = "mentioned"  // prior or failed therapy, rescue, general context
)

// Drug is a medicine or class that the study speaks of.
type Drug struct {
	ID         string // vocabulary id; empty when the vocabulary does not have it
	Name       string // INN, class name, or the word as written (lower case) when ID is empty
	Class      bool
	Role       Role
	Confidence float64 // 0 to 1
	Rule       string  // why it has this role
	Doses      []string
	Evidence   []evidence.Span
}

// Aspect tells a feared effect from a hoped-for one.
type Aspect string

// The aspects of an outcome.
const (
	Safety   Aspect = "safety"
	Efficacy Aspect = "efficacy"
)

// Outcome is an outcome that was studied after exposure to a drug.
type Outcome struct {
	ID         string   // vocabulary id: one of the target outcomes, or another row when no target is above it
	Sub        []string // vocabulary ids beneath ID that were named, in order of first mention
	Target     bool     // ID is infection, mace, malignancy, vte, dyslipidaemia, acne, cytopenia or hepatic
	Aspect     Aspect
	Basis      string // "title" if the title alone justifies the tag, else "abstract" (or "keywords")
	Drugs      []string
	Confidence float64
	Rule       string
	Evidence   []evidence.Span // first the mention that decided
}

// Design is the kind of study, by the labels of the gold guidelines: rct,
// rct-secondary, nrct, lte, integrated-safety, cohort, case-control,
// cross-sectional, case-report, case-series, sr, ma, nma, narrative-review,
// guideline, pk, preclinical, pharmacovigilance, protocol, other; empty when
// the text does not say.
type Design struct {
	Label      string
	Confidence float64
	Rule       string
	Evidence   []evidence.Span
}

// Phrase is a piece of the text that answers a question.
type Phrase struct {
	Text string
	Span evidence.Span
	Rule string
}

// SampleSize is the number of participants: randomised, else analysed, else
// included. Value 0 means that the text does not say.
type SampleSize struct {
	Value int
	Basis string // "digits", "words", "derived" (sum of printed arms), "implicit" (one case)
	Rule  string
	Span  evidence.Span
}

// Estimate is a number that the text prints, with what it is attached to.
type Estimate struct {
	Drug       string // vocabulary id; empty when the number is not about a drug contrast
	Comparator string // vocabulary id, or "control", "no_use", "no_treatment"
	Dose       string
	Outcome    string // vocabulary id of a target outcome, or "other"
	SubOutcome string
	Population string // the group that the sentence speaks of, else that of the study
	Subgroup   bool   // Population is narrower than that of the study
	TimePoint  string // as printed: "week 24", "5 years"
	Measure    string // HR, OR, RR, IRR, RD, MD, SMD, PCT, IR, PROP, SIR, SMR, ROR, PRR, VE, OTHER, COUNTS
	Per        string // of a rate: "100 PY", "1000 PY", "100 PY events" …
	Unit       string // of a difference: "mg/dL", "%"
	Estimate   evidence.Printed
	CILow      evidence.Printed
	CIHigh     evidence.Printed
	CILevel    evidence.Printed // per cent; empty = not printed, 95 by convention
	Credible   bool             // a credible interval
	P          evidence.Printed // with its relation: "<0.001"
	Adjusted   bool
	Arms       []evidence.Arm // events and denominators as printed
	Quote      evidence.Span
	Sentence   evidence.Span
	Confidence float64
	Rule       string // how it was attached
	Checks     []evidence.Check
}
