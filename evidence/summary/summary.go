// Package summary builds the evidence table.
//
// Findings with the heads of their studies, absences and a vocabulary come in;
// an evidence.Summary goes out, which every export prints as it is. Start with
// ByDrug, ByOutcome or Map.
//
// Three rules of the house are kept here. Findings with different comparison
// keys never share a row; findings with one key and one number share a row and
// cite every report; findings with one key and different numbers are all shown
// and marked as a conflict. A drug's table shows findings of its class in a
// section under the class's name. What describes patients and not a medicine
// stands in a section of its own.
//
// The package counts and quotes; it states no conclusion, and uses no word such
// as "higher" where the numbers can speak.
package summary

import (
	"slices"
	"time"

	"dossier/evidence"
)

// Input is what a table is built from. It may hold more than the table needs.
type Input struct {
	Rows       []evidence.TableRow
	Absences   []evidence.Absence
	Tags       []evidence.Tag       // Map only
	Studies    []evidence.StudyHead // heads of studies without findings: absences, tags
	Vocabulary *evidence.Vocabulary // nil means the default one
}

// Options steers what a table shows. The zero value shows every usable finding,
// confirmed or suggested, exactly as stored.
type Options struct {
	Unusable   bool // also rows that may not be counted, with the reason
	Notes      bool // the note of every finding; otherwise only where the number cannot be read without it
	AllMembers bool // in a class's table, every finding of the members of the class
	Style      Style
	Stamp      Stamp

	// CellsOnly leaves out Row.Facts: for what prints cells and nothing else.
	CellsOnly bool

	// YearLetters are the letters behind the years of the document that the table
	// stands in, by key of the study; nil means those that the table needs alone.
	YearLetters map[string]string

	// Outcomes narrows a table to these outcomes and what lies beneath them; nil
	// means all.
	Outcomes []string

	// Searched tells whether a recorded search covers an outcome of a drug; nil
	// means that none is recorded. A drug and an outcome of which one study of the
	// input speaks count as looked for in any case.
	Searched func(drug, outcome string) bool
	// Unscoped counts the recorded searches that do not say what they looked for.
	Unscoped int

	// Pool returns the pooled estimates of a body of evidence, per measure, or
	// why they were not pooled.
	Pool func(body []evidence.TableRow) []evidence.Pooled
	// Absolute returns the absolute difference per 1,000 that follows from a
	// finding, and the formula with the assumed risk, which becomes a footnote.
	Absolute func(evidence.TableRow) (text, formula string)
	// Certainty returns the certainty of a body of evidence and the reasons,
	// which become a footnote.
	Certainty func(drug, outcome, subOutcome, comparator string) (certainty, reasons string)
	// RiskOfBias returns the judgement on a study, for an outcome where the tool
	// judges results, or "".
	RiskOfBias func(study, outcome, subOutcome string) string
	// Contains lists the keys and trial labels of the studies that a pooled analysis
	// or review is known to hold, beside those that its head names.
	Contains func(study string) []string
	// Overlap says which primary studies the reports of one body of evidence
	// share, for a footnote, or "".
	Overlap func(reports []string) string
}

// Style is how numbers are printed. The zero value prints them as stored, with
// an en dash in intervals.
type Style struct {
	Range        string // "" en dash, "to"
	DecimalComma bool
	ThinSpace    bool // groups thousands from 10,000 on
	Decimals     int  // at most so many of an estimate and its limits; 0 means as printed
}

// Stamp says from what a table was made. Empty parts are not printed.
type Stamp struct {
	Program     string // "dossier 1.0.0"
	Fingerprint string // of the data
	Searched    string // date of the last search
	Updated     string // date of the last update
	Now         time.Time
}

// DrugsFor lists the drugs whose findings ByDrug needs: the drug, the classes
// above it, what lies beneath it, and the special values.
func DrugsFor(drug string, v *evidence.Vocabulary) []string {
	if v == nil {
		v = evidence.DefaultVocabulary()
	}
	ids := append([]string{drug}, v.Ancestors(drug)...)
	ids = append(ids, v.Descendants(drug)...)
	return append(ids, evidence.DrugAny, evidence.DrugAllArms)
}

// OutcomesFor lists the outcomes whose findings ByOutcome needs: the outcome,
// what lies beneath it, and the outcomes above it, under which its findings
// may be filed with the outcome as sub-outcome.
func OutcomesFor(outcome string, v *evidence.Vocabulary) []string {
	if v == nil {
		v = evidence.DefaultVocabulary()
	}
	ids := append([]string{outcome}, v.Descendants(outcome)...)
	return append(ids, v.Ancestors(outcome)...)
}

// sectionID names the sections of a table.
type sectionID string

const (
	sectionOwn        sectionID = "own"
	sectionClass      sectionID = "class"
	sectionMembers    sectionID = "members"
	sectionAllArms    sectionID = "all-arms"
	sectionPrognostic sectionID = "prognostic"
)

// section is one part of a table: what its findings are about.
type section struct {
	id    sectionID
	drug  string // of class sections: the class
	label string
	rank  int
}

// entry is one study row in the making: one number, with every report that
// prints it; or an absence.
type entry struct {
	f         *evidence.Finding // of the table's input, or a copy with gaps filled from the other reports
	heads     []evidence.StudyHead
	ids       []string
	measure   *evidence.Measure
	section   section
	absence   *evidence.Absence
	rivals    []*entry // same key, other number
	conflicts []string // with an absence or finding of the same study
	first     *entry   // of those whose comparison keys have one hash
	next      *entry   // of these
	keys      []string // see cites
	at        int      // among the entries before they are put in order
	place     []place  // in the headings, outermost first
}

// place is where an entry sorts at one level.
type place struct {
	rank int
	key  string
}

func (e *entry) head() *evidence.StudyHead { return &e.heads[0] }

// cites gives the citation keys of the reports, each once.
func (e *entry) cites() []string {
	if e.keys == nil {
		for i := range e.heads {
			if key := e.heads[i].Key; key != "" && !slices.Contains(e.keys, key) {
				e.keys = append(e.keys, key)
			}
		}
	}
	return slices.Clip(e.keys)
}

// trial is the label under which reports share patients: the trial, else the
// study itself.
func (e *entry) trial() string {
	if e.f.Trial != "" {
		return e.f.Trial
	}
	return e.head().Key
}

func (e *entry) design() string {
	if e.f.Design != "" {
		return evidence.DesignName(e.f.Design)
	}
	return evidence.DesignName(e.head().Design)
}

func (e *entry) population() string {
	if e.f.Population != "" {
		return e.f.Population
	}
	return e.head().Population
}

// window is the time to which the number belongs, as printed.
func (e *entry) window() string {
	follow := e.f.FollowUp
	if follow == "" && e.f.TimeWindow == "" {
		follow = e.head().FollowUp
	}
	switch {
	case e.f.TimeWindow == "" || e.f.TimeWindow == follow:
		return follow
	case follow == "":
		return e.f.TimeWindow
	default:
		return e.f.TimeWindow + " (follow-up " + follow + ")"
	}
}
