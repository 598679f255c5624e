package evidence

// Summary is the evidence table as a value. evidence/summary builds it; every
// export prints it and computes nothing.
type Summary struct {
	Kind       string      // "drug", "outcome", "study", "review", "map", "rates", "characteristics", "sof"
	Subject    string      // vocabulary id of the drug or outcome
	Title      string      // "Safety of tofacitinib: evidence by outcome and comparator"
	Headings   []Column    // levels of heading in use, outermost first: section, outcome, sub_outcome, comparator …
	Columns    []Column    //
	Rows       []Row       // in print order
	Footnotes  []Footnote  // in order of first mark
	Notes      []string    // lines beneath without a mark: method, abbreviations, version, fingerprint
	References []StudyHead // the cited studies, by key
	Cells      []MapCell   // of a map: the values behind the grid; of another table: what was asked for and has no number
}

// MapCell is one drug × outcome of a map. A cell without studies says in which
// way it is empty; none of them is a number, and only ZeroEvents says that none occurred.
type MapCell struct {
	Drug     string
	Outcome  string
	Studies  int
	Findings int
	Empty    EmptyKind // "" when there is something

	// Design is the strongest design among the findings ("trial", "observational",
	// "review"; "" = not stated), Direction where the intervals of comparisons lie
	// against no difference ("above", "below", "includes", "mixed"; "" = none is
	// printed), Certainty the lowest GRADE level given.
	Design    string
	Direction string
	Certainty string
}

// EmptyKind tells the kinds of an empty cell of a map apart.
type EmptyKind string

// The kinds of empty.
const (
	EmptyNoneFound   EmptyKind = "none-found"   // searched, no study speaks of it
	EmptyNotReported EmptyKind = "not-reported" // studies were looked through and do not report it
	EmptyNotSearched EmptyKind = "not-searched" // nobody looked

	EmptyZeroEvents     EmptyKind = "zero-events"     // a study says that none occurred, and none gives a number
	EmptyBelowThreshold EmptyKind = "below-threshold" // a study lists only what is more frequent
)

// Column is one column of a Summary.
type Column struct {
	ID    string // "comparator", "estimate", …: stable, used by CSV and JSON
	Label string // heading as printed
	Right bool   // numbers: align right
	Yield int    // on a narrow page the column with the largest number leaves the grid first and stands beneath the row; 0 stays
}

// RowKind tells headings from bodies of evidence and studies.
type RowKind string

// The kinds of row.
const (
	RowSection    RowKind = "section"     // heading: own findings, class findings, prognostic factors …
	RowOutcome    RowKind = "outcome"     // heading
	RowSubOutcome RowKind = "sub-outcome" // heading
	RowDrug       RowKind = "drug"        // heading
	RowComparator RowKind = "comparator"  // heading, or a body of evidence with cells
	RowStudy      RowKind = "study"       // one finding
	RowAbsence    RowKind = "absence"     // not reported, zero events …
)

// Row is one line of a Summary. A heading has Heading and no Cells; a body or
// study row has one Cell per Column.
type Row struct {
	Kind    RowKind
	Level   int    // depth of the heading, 0 outermost
	Heading string // text of a heading
	Cells   []Cell
	Facts   *Facts // of a study row: the values behind the cells
	Body    *Body  // of a body of evidence: the values behind the cells
}

// Body is a body of evidence: the findings of one drug against one comparator
// for one outcome. It counts; it does not pool unless Pooled says so.
type Body struct {
	Drug       string
	Outcome    string
	SubOutcome string
	Comparator string
	Studies    int      // distinct studies; reports of one trial count once
	Reports    []string // citation keys
	Findings   int
	Ranges     []Range
	Patients   string // drug / comparator, at least; empty when not known or when reviews overlap
	Years      string // person-years, likewise
	Designs    string // of the studies, each with their number
	FollowUp   string // longest, as printed
	Direction  string // where the intervals lie against the null value, in numbers
	Pooled     []Pooled
	Certainty  string
}

// Pooled is what a meta-analysis says of one measure of a body of evidence, as
// printed; or why the measure was not pooled.
type Pooled struct {
	Measure       string `json:"measure"`
	Estimate      string `json:"estimate"`          // "1.21 (1.02–1.44)"
	Prediction    string `json:"prediction"`        // "0.80–1.90"
	Heterogeneity string `json:"heterogeneity"`     // "I² 34%, τ² 0.02"
	Absolute      string `json:"absolute"`          // per 1,000, for the stated baseline risk
	Method        string `json:"method"`            // becomes a footnote
	NotPooled     string `json:"not_pooled"`        // the reason, becomes a footnote
	K             int    `json:"k,omitempty"`       // studies pooled
	Formula       string `json:"formula,omitempty"` // of Absolute, becomes a footnote
	Design        string `json:"design,omitempty"`  // "randomised" or "non-randomised", where one kind was pooled
	// Studies are the citation keys of what was pooled.
	Studies []string `json:"studies,omitempty"`
}

// Range is the span of the estimates of one measure in a body of evidence.
type Range struct {
	Measure string
	Low     Printed
	High    Printed
	Studies int
}

// Cell is one printed cell.
type Cell struct {
	Text  string
	Marks []string // footnote marks, in order
	Cites []string // citation keys of this cell
}

// Footnote is a note that the program wrote.
type Footnote struct {
	Mark string // "a", "b" … "†" derived, "‡" doubtful
	Text string
}

// Facts are the values behind a study row, as the machine contract names them.
// Findings that print the same number for one trial share a row: Keys and
// Findings then have several members.
type Facts struct {
	Findings   []string // finding ids
	Keys       []string // citation keys of the reports
	Drug       string   // the drug of the finding: in a drug's table possibly its class
	Outcome    string
	SubOutcome string
	Comparator string
	Study      string // "Ytterberg et al. 2022"
	DOI        DOI
	Design     string
	Year       int
	Population string
	Dose       string
	Measure    string
	Estimate   Printed
	CILow      Printed
	CIHigh     Printed
	CILevel    Printed
	P          Printed
	N          string
	Treat      Arm
	Control    Arm
	Margin     Printed
	Status     TagStatus
	Notices    []Notice
	Footnotes  []string // marks
	Section    string   // kind of section: "own", "class", "members", "all-arms", "prognostic"
	Adjusted   string
	Window     string // time window or follow-up
	Set        string // analysis set
	Definition string
	Source     FindingSource
	Note       string
	Usable     bool
	WhyNot     string
	Trial      string
	Absence    AbsenceKind // of an absence row
	By         string      // who entered or confirmed the number
}
