package evidence

import "time"

// Finding is one number that a study reports, or one statement in words.
// Numbers are kept as printed (Printed); Printed.Float gives their value.
type Finding struct {
	ID    string `cbor:"1,keyasint" json:"id"`    // unique in the library, e.g. "F001"
	Study string `cbor:"2,keyasint" json:"study"` // citation key
	Rev   uint64 `cbor:"3,keyasint" json:"rev"`

	Drug        string  `cbor:"4,keyasint,omitempty" json:"drug"`                  // vocabulary id, or a special value
	Dose        string  `cbor:"5,keyasint,omitempty" json:"dose,omitempty"`        // as printed
	Comparator  string  `cbor:"6,keyasint,omitempty" json:"comparator,omitempty"`  // vocabulary id or special value; empty = one arm only
	Population  string  `cbor:"7,keyasint,omitempty" json:"population,omitempty"`  //
	Outcome     string  `cbor:"8,keyasint,omitempty" json:"outcome"`               // vocabulary id
	SubOutcome  string  `cbor:"9,keyasint,omitempty" json:"sub_outcome,omitempty"` // vocabulary id, "any", or a qualifier such as "excluding_nmsc"
	Definition  string  `cbor:"10,keyasint,omitempty" json:"definition,omitempty"` // of the outcome, as printed
	Measure     string  `cbor:"11,keyasint,omitempty" json:"measure"`              // HR, OR, RR, IRR, "IR per 100 PY", "proportion_pct" …
	Estimate    Printed `cbor:"12,keyasint,omitempty" json:"estimate,omitempty"`
	CILow       Printed `cbor:"13,keyasint,omitempty" json:"ci_low,omitempty"`
	CIHigh      Printed `cbor:"14,keyasint,omitempty" json:"ci_high,omitempty"`
	CILevel     Printed `cbor:"15,keyasint,omitempty" json:"ci_level,omitempty"` // per cent
	P           Printed `cbor:"16,keyasint,omitempty" json:"p,omitempty"`        // may begin with < > = ≤ ≥
	Treat       Arm     `cbor:"17,keyasint,omitempty" json:"treat,omitzero"`
	Control     Arm     `cbor:"18,keyasint,omitempty" json:"control,omitzero"`
	FollowUp    string  `cbor:"19,keyasint,omitempty" json:"follow_up,omitempty"`
	TimeWindow  string  `cbor:"20,keyasint,omitempty" json:"time_window,omitempty"`
	AnalysisSet string  `cbor:"21,keyasint,omitempty" json:"analysis_set,omitempty"`
	Adjusted    string  `cbor:"22,keyasint,omitempty" json:"adjusted,omitempty"` // "yes", "no", "" = randomised, single arm, or not stated
	Margin      Printed `cbor:"23,keyasint,omitempty" json:"margin,omitempty"`   // non-inferiority margin of the trial
	Trial       string  `cbor:"24,keyasint,omitempty" json:"trial,omitempty"`    // same_study_as: rows with one label share patients
	Design      string  `cbor:"25,keyasint,omitempty" json:"design,omitempty"`   // of the analysis, when it differs from the study's

	Source FindingSource `cbor:"26,keyasint,omitempty" json:"source,omitzero"`
	Note   string        `cbor:"27,keyasint,omitempty" json:"note,omitempty"`
	Status TagStatus     `cbor:"28,keyasint,omitempty" json:"status"`
	Usable bool          `cbor:"29,keyasint,omitempty" json:"usable"` // may be shown and counted
	WhyNot string        `cbor:"30,keyasint,omitempty" json:"why_not,omitempty"`
	By     string        `cbor:"31,keyasint,omitempty" json:"by,omitempty"`
	At     time.Time     `cbor:"32,keyasint,omitempty" json:"at,omitzero"`
	Checks []Check       `cbor:"33,keyasint,omitempty" json:"checks,omitempty"`

	Rule       string  `cbor:"34,keyasint,omitempty" json:"rule,omitempty"`       // of a suggestion: how the number was attached to drug and outcome
	Confidence float64 `cbor:"35,keyasint,omitempty" json:"confidence,omitempty"` // of a suggestion, 0 to 1
}

// Arm holds what was printed for one arm.
type Arm struct {
	Label       string  `cbor:"1,keyasint,omitempty" json:"label,omitempty"`
	Events      Printed `cbor:"2,keyasint,omitempty" json:"events,omitempty"`
	N           Printed `cbor:"3,keyasint,omitempty" json:"n,omitempty"`
	PersonYears Printed `cbor:"4,keyasint,omitempty" json:"person_years,omitempty"`
}

// FindingSource says where a number was read.
type FindingSource struct {
	URL      string `cbor:"1,keyasint,omitempty" json:"url,omitempty"`
	Kind     string `cbor:"2,keyasint,omitempty" json:"kind,omitempty"`     // "record" = publisher, PMC, PubMed, registry; "secondary" = another page; "full text", "abstract"
	Verified string `cbor:"3,keyasint,omitempty" json:"verified,omitempty"` // "yes", "partial", "conflict", "no"
	Page     string `cbor:"4,keyasint,omitempty" json:"page,omitempty"`
	Table    string `cbor:"5,keyasint,omitempty" json:"table,omitempty"`
	Quote    Span   `cbor:"6,keyasint,omitempty" json:"quote,omitzero"`
	Sentence Span   `cbor:"7,keyasint,omitempty" json:"sentence,omitzero"` // that holds the quote, when the program read it
}

// Check is the result of one consistency rule on a finding.
type Check struct {
	Rule     string `cbor:"1,keyasint" json:"rule"`
	Severity string `cbor:"2,keyasint" json:"severity"` // impossible, suspicious, note
	Message  string `cbor:"3,keyasint" json:"message"`
}

// Absence records that a study has no number for an outcome, and in which way:
// none of the four is 0, and none is a missing row.
type Absence struct {
	Study   string      `cbor:"1,keyasint" json:"study"`
	Drug    string      `cbor:"2,keyasint" json:"drug"`
	Outcome string      `cbor:"3,keyasint" json:"outcome"`
	Kind    AbsenceKind `cbor:"4,keyasint" json:"kind"`
	Note    string      `cbor:"5,keyasint,omitempty" json:"note,omitempty"`
	By      string      `cbor:"6,keyasint,omitempty" json:"by,omitempty"`
	At      time.Time   `cbor:"7,keyasint,omitempty" json:"at,omitzero"`
}

// AbsenceKind tells the ways of having no number apart.
type AbsenceKind string

// The kinds of absence.
const (
	NotReported    AbsenceKind = "not-reported"        // the report does not speak of it
	LookedNotFound AbsenceKind = "looked-not-reported" // a person looked in the full text: not reported
	ZeroEvents     AbsenceKind = "zero-events"         // the report says that none occurred
	BelowThreshold AbsenceKind = "below-threshold"     // only events above a frequency are listed
)

// TableRow is what the covering index holds for one finding: the finding and
// as much of its study as a table prints, so that a table decodes no study.
type TableRow struct {
	Finding Finding   `cbor:"1,keyasint"`
	Study   StudyHead `cbor:"2,keyasint"`
}

// StudyHead is the part of a study that lists and tables print.
type StudyHead struct {
	Key        string   `cbor:"1,keyasint" json:"key"`
	DOI        DOI      `cbor:"2,keyasint,omitempty" json:"doi,omitempty"`
	PMID       PMID     `cbor:"3,keyasint,omitempty" json:"pmid,omitempty"`
	Authors    string   `cbor:"4,keyasint,omitempty" json:"authors,omitempty"` // "Ytterberg et al.", "Kim and Lee"
	Year       int      `cbor:"5,keyasint,omitempty" json:"year,omitempty"`
	Title      string   `cbor:"6,keyasint,omitempty" json:"title,omitempty"`
	Journal    string   `cbor:"7,keyasint,omitempty" json:"journal,omitempty"`
	Design     string   `cbor:"8,keyasint,omitempty" json:"design,omitempty"`
	Population string   `cbor:"9,keyasint,omitempty" json:"population,omitempty"`
	N          int      `cbor:"10,keyasint,omitempty" json:"n,omitempty"`
	FollowUp   string   `cbor:"11,keyasint,omitempty" json:"follow_up,omitempty"`
	Trial      string   `cbor:"12,keyasint,omitempty" json:"trial,omitempty"`
	Notices    []Notice `cbor:"13,keyasint,omitempty" json:"notices,omitempty"` // those a reader must see
	Pending    string   `cbor:"14,keyasint,omitempty" json:"pending,omitempty"`
	Screened   string   `cbor:"15,keyasint,omitempty" json:"screened,omitempty"`
	Funding    []string `cbor:"16,keyasint,omitempty" json:"funding,omitempty"`
	Pools      []string `cbor:"18,keyasint,omitempty" json:"pools,omitempty"` // keys of the studies whose patients it pools (dossier link --kind pools)

	// YearLetter follows the year where two studies of one table would print
	// under one name; it belongs to the table and is not stored.
	YearLetter string `cbor:"-" json:"year_letter,omitempty"`
}
