package evidence

import (
	"regexp"
	"sort"
	"strings"
	"sync"
)

// Found is one identifier in running text; exactly one of the identifiers is
// set. Start and End are byte offsets of what is printed, labels included.
type Found struct {
	DOI        DOI
	PMID       PMID
	PMCID      PMCID
	Registry   RegistryID
	Other      OtherID // arXiv
	Start, End int
	Printed    string
}

// String is the identifier in its canonical form.
func (f Found) String() string {
	switch {
	case f.DOI != "":
		return string(f.DOI)
	case f.PMID != "":
		return "PMID:" + string(f.PMID)
	case f.PMCID != "":
		return string(f.PMCID)
	case !f.Registry.IsZero():
		return f.Registry.ID
	}
	return f.Other.Kind + ":" + f.Other.Value
}

// FindIdentifiers gives the DOIs, PMIDs, PMCIDs, trial registrations and arXiv
// numbers of a text in order and without overlaps; where two readings overlap,
// the one that starts first wins, then the DOI. Bare digits are no PMID here.
func FindIdentifiers(text string) []Found {
	var found []Found
	for _, d := range FindDOIs(text) {
		found = append(found, Found{DOI: d.DOI, Start: d.Start, End: d.End, Printed: d.Printed})
	}
	for _, r := range FindRegistryIDs(text) {
		found = append(found, Found{Registry: r.RegistryID, Start: r.Start, End: r.End, Printed: r.Printed})
	}
	found = append(found, findLabelled(text)...)
	sort.SliceStable(found, func(i, j int) bool { return found[i].Start < found[j].Start })
	kept := found[:0]
	end := 0
	for _, f := range found {
		if f.Start >= end {
			kept = append(kept, f)
			end = f.End
		}
	}
	return kept
}

type labelledForms struct{ pmid, pmidMore, pmcid, arxiv *regexp.Regexp }

var labelled = sync.OnceValue(func() labelledForms {
	return labelledForms{
		pmid: regexp.MustCompile(`(?i)(?:\bPMIDs?\b[\s:#=.\x{00a0}]{0,4}|\bPubMed(?:\s+(?:PMID|ID))?\s?:\s?|(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/|europepmc\.org/(?:article|abstract)/med/))(?:PMID:?\s?)?(\d{1,9})`),
		// further numbers of a list: "PMIDs: 123, 456 and 789"
		pmidMore: regexp.MustCompile(`^(?:\s?[,;]\s?|\s+(?:and|&)\s+)(\d{6,9})`),
		pmcid:    regexp.MustCompile(`(?i)(?:(?:https?://)?(?:www\.)?(?:pmc\.ncbi\.nlm\.nih\.gov/articles/|ncbi\.nlm\.nih\.gov/pmc/articles/|europepmc\.org/(?:articles?/)(?:pmc/)?)|\bPMCID\s?:?\s?)?\bPMC\s?(\d{4,9})(?:\.\d\b)?`),
		arxiv:    regexp.MustCompile(`(?i)(?:\barXiv\s?:\s?|(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf)/)((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,2})?)`),
	}
})

// findLabelled finds the identifiers that are numbers behind a label.
func findLabelled(text string) []Found {
	forms := labelled()
	var found []Found
	if containsFold(text, "pm") || containsFold(text, "pubmed") {
		found = append(found, findPMIDs(text, forms)...)
		for _, m := range forms.pmcid.FindAllStringSubmatchIndex(text, -1) {
			if m[1] == len(text) || !isAlnum(text[m[1]]) {
				found = append(found, Found{PMCID: PMCID("PMC" + strings.TrimLeft(text[m[2]:m[3]], "0")), Start: m[0], End: m[1], Printed: text[m[0]:m[1]]})
			}
		}
	}
	if containsFold(text, "arxiv") {
		for _, m := range forms.arxiv.FindAllStringSubmatchIndex(text, -1) {
			found = append(found, Found{Other: OtherID{Kind: "arxiv", Value: text[m[2]:m[3]]}, Start: m[0], End: m[1], Printed: text[m[0]:m[1]]})
		}
	}
	return found
}

func findPMIDs(text string, forms labelledForms) []Found {
	var found []Found
	for _, m := range forms.pmid.FindAllStringSubmatchIndex(text, -1) {
		if startsMoreDigits(text[m[1]:]) {
			continue
		}
		start, from, end := m[0], m[2], m[1]
		for {
			if n := strings.TrimLeft(text[from:end], "0"); n != "" {
				found = append(found, Found{PMID: PMID(n), Start: start, End: end, Printed: text[start:end]})
			}
			more := forms.pmidMore.FindStringSubmatchIndex(text[end:])
			if more == nil || startsMoreDigits(text[end+more[1]:]) {
				break
			}
			start, from, end = end+more[2], end+more[2], end+more[3]
		}
	}
	return found
}

// startsMoreDigits reports that a number goes on, or is the front of a word.
func startsMoreDigits(rest string) bool {
	return rest != "" && (isAlnum(rest[0]) || rest[0] == '.' && len(rest) > 1 && isDigit(rest[1]))
}

// containsFold reports whether text holds an ASCII word, whatever its case.
func containsFold(text, lower string) bool {
	n := len(lower)
	for i := 0; i+n <= len(text); i++ {
		if lowerByte(text[i]) == lower[0] && strings.EqualFold(text[i:i+n], lower) {
			return true
		}
	}
	return false
}
