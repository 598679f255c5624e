package evidence

// Summary is the evidence table as a value. evidence/summary builds it; every
// export prints it and computes nothing.
type Summary struct {
	Kind       string      // "drug", "outcome", "study", "review", "map", "rates", "characteristics", "sof"
	Subject    string      // vocabulary id of the drug or outcome
	Title      string      // "Safety of tofacitinib: evidence by outcome and comparator"
	Columns    []Column    //
	Rows       []Row       // in print order
	Footnotes  []Footnote  // in order of first mark
	Notes      []string    // lines beneath without a mark: method, abbreviations, version, fingerprint
	References []StudyHead // the cited studies, by key
}

// Column is one column of a Summary.
type Column struct {
	ID    string // "comparator", "estimate", …: stable, used by CSV and JSON
	Label string // heading as printed
	Right bool   // numbers: align right
}

// RowKind tells headings from bodies of evidence and studies.
type RowKind string

// The kinds of row.
const (
	RowOutcome    RowKind = "outcome"     // heading
	RowSubOutcome RowKind = "sub-outcome" // heading
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
}
