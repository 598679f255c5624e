// Package verify compares a citation as it is printed with what the registries
// say, and says whether it stands: confirmed, could not be confirmed, or
// contradicted, with a reason per field. It never says why a citation is wrong.
//
// A citation and the records that its identifiers or its title led to come in
// (resolving them is the caller's part), a Result comes out. Start with Check.
package verify

import (
	"slices"

	"dossier/evidence"
)

// Verdict is the outcome for one citation.
type Verdict string

// The verdicts.
const (
	Confirmed       Verdict = "confirmed"
	CouldNotConfirm Verdict = "could-not-confirm" // nobody who was asked knows the work
	Contradicted    Verdict = "contradicted"      // a source says something else
)

// Severity grades an issue. Error: the citation leads to another work, or names
// another journal or other authors. Warning: wording, spelling, numbers. Info:
// a difference that is no fault, such as the online year for the issue's.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Issue is one field in which citation and source differ.
type Issue struct {
	Field    string   `json:"field"` // an evidence.Field… name, or "year"
	Severity Severity `json:"severity"`
	Cited    string   `json:"cited"`
	Found    string   `json:"found"`
}

// Answer is what the sources said about one citation.
type Answer struct {
	Records    []evidence.Record // the work that the identifiers lead to, or that a lookup took
	Candidates []evidence.Record // works that may be meant
	NoSuchDOI  bool              // doi.org says that the cited DOI does not exist
	Unanswered string            // why there is no record, as a person should read it
}

// Result is the outcome for one citation.
type Result struct {
	Verdict   Verdict             `json:"verdict"`
	Source    string              `json:"source,omitempty"` // whose word the verdict rests on
	Reason    string              `json:"reason,omitempty"` // of could-not-confirm
	Issues    []Issue             `json:"issues"`
	Notices   []evidence.Notice   `json:"notices,omitempty"`
	Corrected *evidence.Citation  `json:"-"` // the entry as the sources have it; nil when nothing was found
	Offered   []evidence.Citation `json:"-"` // works that may be meant
}

// Check compares a citation with an answer.
func Check(cited evidence.Citation, a Answer) Result {
	found, source := combine(a.Records)
	meant, meantSource := identify(cited, a.Candidates)
	switch {
	case found != nil && sameWork(cited, found):
		return compare(cited, found, source)
	case found != nil && meant != nil:
		// The identifier leads elsewhere, and the right work is known.
		return another(cited, found, source, meant, meantSource)
	case found != nil:
		return another(cited, found, source, nil, "")
	case meant != nil:
		res := compare(cited, meant, meantSource)
		if a.NoSuchDOI {
			res = withIssue(res, doiIssue(cited, string(meant.DOI)))
		}
		return res
	}
	return unknown(cited, a)
}

// merged is the combined word of the sources on one work, with every name that
// they give its journal.
type merged struct {
	evidence.Citation
	journals []string
}

func combine(records []evidence.Record) (*merged, string) {
	if len(records) == 0 {
		return nil, ""
	}
	c, said, _ := evidence.Combine(records)
	if c.Title == "" {
		return nil, ""
	}
	m := &merged{Citation: c}
	for _, r := range records {
		for _, name := range []string{r.Journal, r.JournalAbbrev} {
			if name != "" && !slices.Contains(m.journals, name) {
				m.journals = append(m.journals, name)
			}
		}
	}
	return m, said[evidence.FieldTitle].Source
}

// compare lists the issues of a citation that means the found work.
func compare(cited evidence.Citation, found *merged, source string) Result {
	res := Result{Verdict: Confirmed, Source: source, Issues: []Issue{}, Notices: worthTelling(found.Notices)}
	res.Issues = append(res.Issues, titleIssues(cited, found)...)
	res.Issues = append(res.Issues, authorIssues(cited, found)...)
	res.Issues = append(res.Issues, journalIssues(cited, found)...)
	res.Issues = append(res.Issues, yearIssues(cited, found)...)
	res.Issues = append(res.Issues, numberIssues(cited, found)...)
	res.Issues = append(res.Issues, identifierIssues(cited, found)...)
	corrected := correct(cited, found)
	res.Corrected = &corrected
	if slices.ContainsFunc(res.Issues, func(i Issue) bool { return i.Severity == Error }) {
		res.Verdict = Contradicted
	}
	return res
}

// another says that the identifiers lead to another work than the one described.
// When that one is known too, its other fields are compared as well.
func another(cited evidence.Citation, found *merged, source string, meant *merged, meantSource string) Result {
	wrong := Issue{Field: evidence.FieldDOI, Severity: Error, Cited: string(cited.DOI), Found: describe(&found.Citation)}
	if cited.DOI == "" || found.DOI != "" && !found.DOI.Equal(cited.DOI) {
		wrong.Field, wrong.Cited = evidence.FieldPMID, string(cited.PMID)
	}
	res := Result{Verdict: Contradicted, Source: source, Issues: []Issue{wrong}}
	if meant == nil {
		return res
	}
	described := compare(cited, meant, meantSource)
	for _, i := range described.Issues {
		if i.Field != evidence.FieldDOI && i.Field != evidence.FieldPMID {
			res.Issues = append(res.Issues, i)
		}
	}
	if meant.DOI != "" {
		res.Issues[0].Found = string(meant.DOI) + " (the cited one belongs to: " + describe(&found.Citation) + ")"
	}
	res.Notices, res.Corrected = described.Notices, described.Corrected
	return res
}

// unknown is the result when nobody knows the work.
func unknown(cited evidence.Citation, a Answer) Result {
	res := Result{Verdict: CouldNotConfirm, Reason: a.Unanswered, Issues: []Issue{}}
	for _, r := range a.Candidates {
		res.Offered = append(res.Offered, r.Citation)
	}
	if a.NoSuchDOI {
		res.Source = "doi"
		res = withIssue(res, doiIssue(cited, ""))
	}
	return res
}

func doiIssue(cited evidence.Citation, found string) Issue {
	if found == "" {
		found = "no such DOI is registered"
	}
	return Issue{Field: evidence.FieldDOI, Severity: Error, Cited: string(cited.DOI), Found: found}
}

// withIssue puts an error first, in place of another issue of its field.
func withIssue(res Result, issue Issue) Result {
	rest := slices.DeleteFunc(res.Issues, func(i Issue) bool { return i.Field == issue.Field })
	res.Issues = append([]Issue{issue}, rest...)
	res.Verdict = Contradicted
	return res
}

// worthTelling leaves out what changes nothing for a reader.
func worthTelling(all []evidence.Notice) []evidence.Notice {
	return slices.DeleteFunc(slices.Clone(all), func(n evidence.Notice) bool {
		return n.Kind == evidence.NoticeNewVersion || n.Kind == evidence.NoticeOther
	})
}

// correct is the entry as the sources have it; what they do not say stays as
// cited.
func correct(cited evidence.Citation, found *merged) evidence.Citation {
	c, _, _ := evidence.Combine([]evidence.Record{
		{ID: "found", Origin: evidence.Origin{Format: "crossref"}, Citation: found.Citation},
		{ID: "cited", Origin: evidence.Origin{Format: "cited"}, Citation: cited},
	})
	return c
}
