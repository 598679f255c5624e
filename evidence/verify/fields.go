package verify

import (
	"strconv"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// titleIssues: other words are a warning, another title altogether an error;
// letter case, hyphens and punctuation are none.
func titleIssues(cited evidence.Citation, found *merged) []Issue {
	if cited.Title == "" || lettersOf(cited.Title) == lettersOf(found.Title) || found.OriginalTitle != "" && lettersOf(cited.Title) == lettersOf(found.OriginalTitle) {
		return nil
	}
	severity := Warning
	if max(evidence.TitleSimilarity(cited.Title, found.Title), evidence.TitleSimilarity(cited.Title, found.OriginalTitle)) < poorTitle {
		severity = Error
	}
	return []Issue{{evidence.FieldTitle, severity, cited.Title, found.Title}}
}

func lettersOf(s string) string { return strings.ReplaceAll(notation.Fold(s), " ", "") }

// journalIssues: another journal is an error. An abbreviation is the journal.
func journalIssues(cited evidence.Citation, found *merged) []Issue {
	names := false
	for _, j := range found.journals {
		names = names || j != ""
	}
	if cited.Journal == "" || !names || knownJournal(cited.Journal, found) {
		return nil
	}
	name := found.Journal
	if name == "" {
		name = found.JournalAbbrev
	}
	return []Issue{{evidence.FieldJournal, Error, cited.Journal, name}}
}

func knownJournal(name string, found *merged) bool {
	for _, j := range found.journals {
		if j != "" && notation.SameJournal(name, j) {
			return true
		}
	}
	return false
}

// yearIssues: the online year for the issue's is information, and so is a year
// beside it when volume and page are right; one year off without them is a
// warning, more is an error.
func yearIssues(cited evidence.Citation, found *merged) []Issue {
	y, issue, online := cited.Year(), found.Date.Year, found.DateOnline.Year
	if y == 0 || issue == 0 && online == 0 || y == issue {
		return nil
	}
	known := issue
	if known == 0 {
		known = online
	}
	i := Issue{evidence.FieldYear, Error, strconv.Itoa(y), strconv.Itoa(known)}
	switch {
	case y == online && issue == 0:
		return nil
	case y == online:
		i.Severity = Info
	case nearYear(cited, found) && sameNumber(cited.Volume, found.Volume) && samePage(cited.Pages.First, found.Pages.First):
		i.Severity = Info
	case nearYear(cited, found):
		i.Severity = Warning
	}
	return []Issue{i}
}

// numberIssues compares volume, issue and pages where both sides have them.
func numberIssues(cited evidence.Citation, found *merged) []Issue {
	var out []Issue
	if cited.Volume != "" && found.Volume != "" && !sameNumber(cited.Volume, found.Volume) {
		out = append(out, Issue{evidence.FieldVolume, Warning, cited.Volume, found.Volume})
	}
	if cited.Issue != "" && found.Issue != "" && !sameNumber(cited.Issue, found.Issue) {
		out = append(out, Issue{evidence.FieldIssue, Warning, cited.Issue, found.Issue})
	}
	if c, f := cited.Pages, found.Pages; c.First != "" && f.First != "" {
		lastDiffers := c.Last != "" && f.Last != "" && !samePage(c.Last, f.Last)
		if !samePage(c.First, f.First) || lastDiffers {
			out = append(out, Issue{evidence.FieldPages, Warning, c.String(), f.String()})
		}
	}
	return out
}

// sameNumber compares "14", "Vol. 14", "014", "8 Suppl 1" and "8(suppl 1)".
func sameNumber(a, b string) bool {
	norm := func(s string) string {
		words := strings.Fields(notation.Fold(s))
		out := words[:0:0]
		for _, w := range words {
			if w == "vol" || w == "volume" || w == "no" || w == "issue" {
				continue
			}
			out = append(out, strings.TrimLeft(w, "0"))
		}
		return strings.Join(out, " ")
	}
	return norm(a) != "" && norm(a) == norm(b)
}

// samePage compares pages and article numbers; "e" and "Article" before a number
// are printed or not.
func samePage(a, b string) bool {
	norm := func(s string) string {
		f := strings.ReplaceAll(notation.Fold(s), " ", "")
		f = strings.TrimPrefix(f, "article")
		return strings.TrimLeft(strings.TrimPrefix(f, "e"), "0")
	}
	return norm(a) != "" && norm(a) == norm(b)
}

// identifierIssues: another DOI or PMID is an error, a missing one is offered.
func identifierIssues(cited evidence.Citation, found *merged) []Issue {
	var out []Issue
	switch {
	case cited.DOI == "" && found.DOI != "":
		out = append(out, Issue{evidence.FieldDOI, Warning, "", string(found.DOI)})
	case cited.DOI != "" && found.DOI != "" && !cited.DOI.Equal(found.DOI):
		out = append(out, Issue{evidence.FieldDOI, Error, string(cited.DOI), string(found.DOI)})
	}
	switch {
	case cited.PMID != "" && found.PMID != "" && cited.PMID != found.PMID:
		out = append(out, Issue{evidence.FieldPMID, Error, string(cited.PMID), string(found.PMID)})
	case cited.DOI == "" && cited.PMID == "" && found.DOI == "" && found.PMID != "":
		out = append(out, Issue{evidence.FieldPMID, Warning, "", string(found.PMID)})
	}
	return out
}
