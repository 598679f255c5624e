package evidence

import "time"

// Study is the unit of evidence: one publication after duplicates were merged,
// known by a citation key that never changes. Publications of one trial are
// separate studies (reports) that carry the same Trial label.
type Study struct {
	Key      string `cbor:"1,keyasint" json:"key"`
	Rev      uint64 `cbor:"2,keyasint" json:"rev,omitempty"` // revision; an edit states the one it read
	Citation `cbor:"3,keyasint" json:"citation"`

	// Provenance names, per field (the Field… constants), who said the value
	// that won. See Combine.
	Provenance map[string]Attribution `cbor:"4,keyasint,omitempty" json:"provenance,omitempty"`

	Design     string `cbor:"5,keyasint,omitempty" json:"design,omitempty"`
	Population string `cbor:"6,keyasint,omitempty" json:"population,omitempty"`
	N          int    `cbor:"7,keyasint,omitempty" json:"n,omitempty"` // participants
	FollowUp   string `cbor:"8,keyasint,omitempty" json:"follow_up,omitempty"`

	Trial   string   `cbor:"9,keyasint,omitempty" json:"trial,omitempty"`    // label that joins the reports of one trial or programme
	Records []string `cbor:"10,keyasint,omitempty" json:"records,omitempty"` // ids of the records it is made of, in order of arrival
	Links   []Link   `cbor:"11,keyasint,omitempty" json:"links,omitempty"`

	Pending  string    `cbor:"12,keyasint,omitempty" json:"pending,omitempty"`  // why metadata are not complete; empty = complete
	Screened string    `cbor:"13,keyasint,omitempty" json:"screened,omitempty"` // Included, Excluded, ScreeningConflict, "" = not yet decided
	Reason   string    `cbor:"14,keyasint,omitempty" json:"reason,omitempty"`   // of an exclusion
	Added    time.Time `cbor:"15,keyasint,omitempty" json:"added,omitzero"`
	Changed  time.Time `cbor:"16,keyasint,omitempty" json:"changed,omitzero"`

	// Proposals are values that the text suggests for fields that nobody filled
	// in, with what became of each. None is believed until it is confirmed.
	Proposals []Proposal `cbor:"17,keyasint,omitempty" json:"proposals,omitempty"`

	Screening []ScreeningDecision `cbor:"18,keyasint,omitempty" json:"screening,omitempty"` // one per person, in order of time; see Screening
}

// The fields of a study that can be proposed from its text.
const (
	ProposeDesign     = "design"
	ProposePopulation = "population"
	ProposeN          = "n"
	ProposeFollowUp   = "follow_up"
	ProposeRegistry   = "registry" // a trial registration; there may be several
)

// Proposal is a value that the text of a study suggests for one of its fields.
type Proposal struct {
	Field      string    `cbor:"1,keyasint" json:"field"` // one of the Propose… constants
	Value      string    `cbor:"2,keyasint" json:"value"`
	Evidence   []Span    `cbor:"3,keyasint,omitempty" json:"evidence,omitempty"`
	Rule       string    `cbor:"4,keyasint,omitempty" json:"rule,omitempty"`
	Confidence float64   `cbor:"5,keyasint,omitempty" json:"confidence,omitempty"` // 0 to 1; 0 = the rule does not grade itself
	Status     TagStatus `cbor:"6,keyasint" json:"status"`
	By         string    `cbor:"7,keyasint,omitempty" json:"by,omitempty"`
	At         time.Time `cbor:"8,keyasint,omitempty" json:"at,omitzero"`
}

// Link relates two studies without merging them.
type Link struct {
	Kind string `cbor:"1,keyasint" json:"kind"` // "same-trial", "version-of", "preprint-of", "pools", "comment-on"
	Key  string `cbor:"2,keyasint" json:"key"`  // the other study
}

// Attribution says which source gave the value of a field.
type Attribution struct {
	Record string    `cbor:"1,keyasint,omitempty" json:"record,omitempty"` // Record.ID
	Source string    `cbor:"2,keyasint" json:"source"`                     // Origin.Format, or "person:NAME"
	At     time.Time `cbor:"3,keyasint,omitempty" json:"at,omitzero"`
}

// TagStatus tells whether a person has spoken.
type TagStatus string

// The three states of a tag or finding.
const (
	Suggested TagStatus = "suggested"
	Confirmed TagStatus = "confirmed"
	Rejected  TagStatus = "rejected"
)

// Tag says that a study speaks of an outcome (and a drug). Either Drug or
// Outcome may be empty, not both.
type Tag struct {
	Study    string    `cbor:"1,keyasint" json:"study"`
	Drug     string    `cbor:"2,keyasint,omitempty" json:"drug,omitempty"`    // vocabulary id
	Outcome  string    `cbor:"3,keyasint,omitempty" json:"outcome,omitempty"` // vocabulary id
	Status   TagStatus `cbor:"4,keyasint" json:"status"`
	Evidence []Span    `cbor:"5,keyasint,omitempty" json:"evidence,omitempty"`
	Rule     string    `cbor:"6,keyasint,omitempty" json:"rule,omitempty"` // the rule that proposed it
	By       string    `cbor:"7,keyasint,omitempty" json:"by,omitempty"`
	At       time.Time `cbor:"8,keyasint,omitempty" json:"at,omitzero"`
	Role     string    `cbor:"9,keyasint,omitempty" json:"role,omitempty"`    // of a drug: intervention, comparator, background, mentioned
	Aspect   string    `cbor:"10,keyasint,omitempty" json:"aspect,omitempty"` // of an outcome: safety, efficacy

	Confidence float64 `cbor:"11,keyasint,omitempty" json:"confidence,omitempty"` // of a suggestion, 0 to 1
}

// Span is a piece of a study's text: the words that caused a suggestion.
// Start and End count Unicode code points in the named field; End is exclusive.
type Span struct {
	Field string `cbor:"1,keyasint" json:"field"` // "title", "abstract", "keywords", "mesh"
	Start int    `cbor:"2,keyasint" json:"start"`
	End   int    `cbor:"3,keyasint" json:"end"`
	Text  string `cbor:"4,keyasint" json:"text"`
}
