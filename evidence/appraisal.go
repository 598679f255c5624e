package evidence

import "time"

// Appraisal is the risk of bias of a study (or of one of its results) by one
// tool. What the tool's rule computes stands beside what a person says and
// beside the rating that the authors of a review printed.
type Appraisal struct {
	Study   string `cbor:"1,keyasint" json:"study"` // citation key
	Tool    string `cbor:"2,keyasint" json:"tool"`  // "rob2", "robins-i", "amstar2", "nos-cohort", "nos-case-control"
	Version string `cbor:"3,keyasint,omitempty" json:"version,omitempty"`
	Outcome string `cbor:"4,keyasint,omitempty" json:"outcome,omitempty"` // vocabulary id, for tools that judge a result

	Answers  map[string]string `cbor:"5,keyasint,omitempty" json:"answers,omitempty"` // by question id
	Domains  map[string]string `cbor:"6,keyasint,omitempty" json:"domains,omitempty"` // judgement by domain id
	Computed string            `cbor:"7,keyasint,omitempty" json:"computed,omitempty"`
	Overall  string            `cbor:"8,keyasint,omitempty" json:"overall,omitempty"` // as the person judges
	Authors  string            `cbor:"9,keyasint,omitempty" json:"authors,omitempty"` // as a published review rated it
	Reason   string            `cbor:"10,keyasint,omitempty" json:"reason,omitempty"`
	By       string            `cbor:"11,keyasint,omitempty" json:"by,omitempty"`
	At       time.Time         `cbor:"12,keyasint,omitempty" json:"at,omitzero"`
}

// Certainty is a person's judgement of a body of evidence (GRADE): one drug,
// outcome and comparator.
type Certainty struct {
	Drug       string            `cbor:"1,keyasint" json:"drug"`
	Outcome    string            `cbor:"2,keyasint" json:"outcome"`
	SubOutcome string            `cbor:"3,keyasint,omitempty" json:"sub_outcome,omitempty"`
	Comparator string            `cbor:"4,keyasint,omitempty" json:"comparator,omitempty"`
	Level      string            `cbor:"5,keyasint" json:"level"` // high, moderate, low, very_low
	Reasons    []CertaintyReason `cbor:"6,keyasint,omitempty" json:"reasons,omitempty"`
	By         string            `cbor:"7,keyasint,omitempty" json:"by,omitempty"`
	At         time.Time         `cbor:"8,keyasint,omitempty" json:"at,omitzero"`
	Design     string            `cbor:"9,keyasint,omitempty" json:"design,omitempty"` // judged on studies of this kind only: randomised, non-randomised
}

// CertaintyReason lowers (Steps < 0) or raises the certainty; its words become a
// footnote of the table.
type CertaintyReason struct {
	Domain string `cbor:"1,keyasint" json:"domain"` // "risk of bias", "imprecision" …
	Steps  int    `cbor:"2,keyasint" json:"steps"`
	Why    string `cbor:"3,keyasint" json:"why"`
}
