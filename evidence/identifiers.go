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

// labelled are the forms of numbers behind a label, anchored at their start.
var labelled = sync.OnceValue(func() labelledForms {
	return labelledForms{
		pmid: regexp.MustCompile(`^(?i:PMIDs?\b[\s:#=.\x{00a0}]{0,4}|PubMed(?:\s+(?:PMID|ID))?\s?:\s?|(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/|europepmc\.org/(?:article|abstract)/med/))(?:(?i:PMID):?\s?)?(\d{1,9})`),
		// further numbers of a list: "PMIDs: 123, 456 and 789"
		pmidMore: regexp.MustCompile(`^(?:\s?[,;]\s?|\s+(?:and|&)\s+)(\d{6,9})`),
		pmcid:    regexp.MustCompile(`^(?i:(?:(?:https?://)?(?:www\.)?(?:pmc\.ncbi\.nlm\.nih\.gov/articles/|ncbi\.nlm\.nih\.gov/pmc/articles/|europepmc\.org/(?:articles?/)(?:pmc/)?)|PMCID\s?:?\s?)?PMC\s?(\d{4,9})(?:\.\d\b)?)`),
		arxiv:    regexp.MustCompile(`^(?i:(?:arXiv\s?:\s?|(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf)/)((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,2})?))`),
	}
})

// longestLabelled bounds one labelled number with its address, in bytes.
const longestLabelled = 120

// findLabelled finds the identifiers that are numbers behind a label.
func findLabelled(text string) []Found {
	var found []Found
	for i := 0; i < len(text); {
		if !mayStartLabel(text, i) {
			i++
			continue
		}
		list, end := matchLabelled(text, i)
		found = append(found, list...)
		i = max(end, i+1)
	}
	return found
}

// mayStartLabel reports a position at which a label or address may begin.
func mayStartLabel(text string, i int) bool {
	switch lowerByte(text[i]) {
	case 'p', 'a', 'h', 'w', 'n', 'e':
	default:
		return false
	}
	if i > 0 && isAlnum(text[i-1]) {
		return false
	}
	for _, start := range [...]string{"pm", "pubmed", "arxiv", "http", "www.", "ncbi.", "europepmc"} {
		if hasPrefixFold(text[i:], start) {
			return true
		}
	}
	return false
}

// matchLabelled reads the identifiers at i and gives the offset behind them, or
// i when there are none.
func matchLabelled(text string, i int) ([]Found, int) {
	forms := labelled()
	window := text[i:min(len(text), i+longestLabelled)]
	if m := forms.pmcid.FindStringSubmatchIndex(window); m != nil && !startsMoreDigits(text[i+m[1]:]) {
		number := strings.TrimLeft(window[m[2]:m[3]], "0")
		return []Found{{PMCID: PMCID("PMC" + number), Start: i, End: i + m[1], Printed: window[:m[1]]}}, i + m[1]
	}
	if m := forms.arxiv.FindStringSubmatchIndex(window); m != nil {
		return []Found{{Other: OtherID{Kind: "arxiv", Value: window[m[2]:m[3]]}, Start: i, End: i + m[1], Printed: window[:m[1]]}}, i + m[1]
	}
	if m := forms.pmid.FindStringSubmatchIndex(window); m != nil && !startsMoreDigits(text[i+m[1]:]) {
		return pmidList(text, i, i+m[2], i+m[1])
	}
	return nil, i
}

// pmidList reads the number at from and those that follow it in a list.
func pmidList(text string, start, from, end int) ([]Found, int) {
	var found []Found
	for {
		if n := strings.TrimLeft(text[from:end], "0"); n != "" {
			found = append(found, Found{PMID: PMID(n), Start: start, End: end, Printed: text[start:end]})
		}
		more := labelled().pmidMore.FindStringSubmatchIndex(text[end:min(len(text), end+longestLabelled)])
		if more == nil || startsMoreDigits(text[end+more[1]:]) {
			return found, end
		}
		start, from, end = end+more[2], end+more[2], end+more[3]
	}
}

// startsMoreDigits reports that a number goes on, or is the front of a word.
func startsMoreDigits(rest string) bool {
	return rest != "" && (isAlnum(rest[0]) || rest[0] == '.' && len(rest) > 1 && isDigit(rest[1]))
}
