package main

import (
	"strconv"

	"dossier/evidence"
)

// studyJSON is a study as the machine contract prints it: add, list and show.
type studyJSON struct {
	Key      string            `json:"key"`
	DOI      string            `json:"doi"`
	PMID     string            `json:"pmid"`
	PMCID    string            `json:"pmcid,omitempty"`
	Registry []string          `json:"registry,omitempty"`
	Title    string            `json:"title"`
	Authors  []string          `json:"authors"`
	Year     yearJSON          `json:"year"`
	Journal  string            `json:"journal"`
	Volume   string            `json:"volume"`
	Issue    string            `json:"issue"`
	Pages    string            `json:"pages"`
	URL      string            `json:"url,omitempty"`
	Type     string            `json:"type,omitempty"`
	Design   string            `json:"design,omitempty"`
	Status   string            `json:"status"` // add: new, existing, merged, ask; else the screening decision
	Pending  bool              `json:"pending"`
	Why      string            `json:"pending_reason,omitempty"`
	Merged   string            `json:"merged_into"`
	Record   string            `json:"record,omitempty"`  // add: the id of the record that the line is of
	Entry    string            `json:"entry,omitempty"`   // its key in the source
	From     string            `json:"from,omitempty"`    // where it was read: file:line, or an address
	Asked    string            `json:"same_as,omitempty"` // ask: the study that it may be
	Reasons  []string          `json:"why,omitempty"`
	Trial    string            `json:"trial,omitempty"`
	Drugs    []drugJSON        `json:"drugs"`
	Outcomes []outcomeJSON     `json:"outcomes"`
	Findings []findingJSON     `json:"findings"`
	Notices  []evidence.Notice `json:"notices"`

	short string // "Kim et al.", for a line of text
}

// yearJSON is a year; an unknown one is null.
type yearJSON int

// MarshalJSON prints the year or null.
func (y yearJSON) MarshalJSON() ([]byte, error) {
	if y == 0 {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, int64(y), 10), nil
}

type drugJSON struct {
	Drug   string `json:"drug"`
	Role   string `json:"role,omitempty"`
	Status string `json:"status"`
}

type outcomeJSON struct {
	ID     string `json:"id"`
	Drug   string `json:"drug"`
	Aspect string `json:"aspect,omitempty"`
	Status string `json:"status"`
}

// findingJSON is a finding as list and show print it.
type findingJSON struct {
	ID          string       `json:"id"`
	Study       string       `json:"study"`
	Drug        string       `json:"drug"`
	Dose        string       `json:"dose,omitempty"`
	Comparator  string       `json:"comparator,omitempty"`
	Population  string       `json:"population,omitempty"`
	Outcome     string       `json:"outcome"`
	SubOutcome  string       `json:"sub_outcome,omitempty"`
	Measure     string       `json:"measure"`
	Estimate    string       `json:"estimate,omitempty"`
	CILow       string       `json:"ci_low,omitempty"`
	CIHigh      string       `json:"ci_high,omitempty"`
	CILevel     string       `json:"ci_level,omitempty"`
	P           string       `json:"p,omitempty"`
	Treat       evidence.Arm `json:"treat,omitzero"`
	Control     evidence.Arm `json:"control,omitzero"`
	TimeWindow  string       `json:"time_window,omitempty"`
	AnalysisSet string       `json:"analysis_set,omitempty"`
	Adjusted    string       `json:"adjusted,omitempty"`
	Margin      string       `json:"margin,omitempty"`
	Trial       string       `json:"same_study_as,omitempty"`
	Source      string       `json:"source,omitempty"`
	Note        string       `json:"note,omitempty"`
	Status      string       `json:"status"`
	Usable      bool         `json:"usable"`
	WhyNot      string       `json:"why_not,omitempty"`
}

func toStudyJSON(s *evidence.Study) studyJSON {
	out := studyJSON{
		Key: s.Key, DOI: string(s.DOI), PMID: string(s.PMID), PMCID: string(s.PMCID), Title: s.Title,
		Authors: authorNames(s.Authors), Year: yearJSON(s.Year()), Journal: s.Journal, Volume: s.Volume, Issue: s.Issue,
		Pages: s.Pages.String(), URL: s.URL, Type: string(s.Type), Design: s.Design, Status: s.Screened,
		Pending: s.Pending != "", Why: s.Pending, Trial: s.Trial, Notices: s.Notices,
		Drugs: []drugJSON{}, Outcomes: []outcomeJSON{}, Findings: []findingJSON{},
	}
	if out.Notices == nil {
		out.Notices = []evidence.Notice{}
	}
	for _, r := range s.Registry {
		out.Registry = append(out.Registry, r.ID)
	}
	return out
}

func authorNames(people []evidence.Person) []string {
	names := make([]string, 0, len(people))
	for _, p := range people {
		names = append(names, p.String())
	}
	return names
}

func toFindingJSON(f *evidence.Finding) findingJSON {
	return findingJSON{
		ID: f.ID, Study: f.Study, Drug: f.Drug, Dose: f.Dose, Comparator: f.Comparator, Population: f.Population,
		Outcome: f.Outcome, SubOutcome: f.SubOutcome, Measure: f.Measure, Estimate: string(f.Estimate),
		CILow: string(f.CILow), CIHigh: string(f.CIHigh), CILevel: string(f.CILevel), P: string(f.P),
		Treat: f.Treat, Control: f.Control, TimeWindow: f.TimeWindow, AnalysisSet: f.AnalysisSet,
		Adjusted: f.Adjusted, Margin: string(f.Margin), Trial: f.Trial, Source: f.Source.URL, Note: f.Note,
		Status: string(f.Status), Usable: f.Usable, WhyNot: f.WhyNot,
	}
}

// addTags puts tags into the drugs and outcomes of a study.
func (s *studyJSON) addTags(tags []evidence.Tag) {
	for _, t := range tags {
		switch {
		case t.Outcome != "":
			s.Outcomes = append(s.Outcomes, outcomeJSON{ID: t.Outcome, Drug: t.Drug, Aspect: t.Aspect, Status: string(t.Status)})
		case t.Drug != "":
			s.Drugs = append(s.Drugs, drugJSON{Drug: t.Drug, Role: t.Role, Status: string(t.Status)})
		}
	}
}
