package evidence

import (
	"fmt"
	"strings"
)

// PMID is a PubMed identifier: digits without leading zeros.
type PMID string

// PMCID is a PubMed Central identifier: "PMC" and digits.
type PMCID string

// ParsePMID reads a PubMed identifier: digits, with "PMID:" or a PubMed or
// Europe PMC address around them. The error wraps ErrNotFound.
func ParsePMID(s string) (PMID, error) {
	if s != "" && len(s) <= 9 && s[0] != '0' && leadingDigits(s) == s { // nearly always
		return PMID(s), nil
	}
	text := strings.TrimSpace(s)
	lower := strings.ToLower(text)
	for _, before := range [...]string{"https://", "http://", "www.", "m.", "pubmed.ncbi.nlm.nih.gov/", "ncbi.nlm.nih.gov/pubmed/", "ncbi.nlm.nih.gov/m/pubmed/",
		"ncbi.nlm.nih.gov/entrez/query.fcgi?cmd=retrieve&db=pubmed&list_uids=", "europepmc.org/abstract/med/", "europepmc.org/article/med/", "europepmc.org/med/",
		"info:pmid/", "urn:pmid:", "medline", "pubmed", "pmid", "id", ":", "#", "-", " "} {
		lower = strings.TrimLeft(strings.TrimPrefix(lower, before), " :.")
	}
	digits := leadingDigits(lower)
	tail := strings.TrimSpace(strings.TrimRight(lower[len(digits):], " /.,;)"))
	if tail != "" && tail[0] != '?' && tail[0] != '#' && !strings.HasPrefix(tail, "[pmid]") && !strings.HasPrefix(tail, "[uid]") && !strings.HasPrefix(tail, "[pubmed") {
		return "", fmt.Errorf("pmid %q: %w", s, ErrNotFound)
	}
	digits = strings.TrimLeft(digits, "0")
	if digits == "" || len(digits) > 9 {
		return "", fmt.Errorf("pmid %q: %w: 1 to 9 digits are needed", s, ErrNotFound)
	}
	return PMID(digits), nil
}

// PMIDOfAddress gives the PMID of an address at PubMed or Europe PMC; empty for
// any other.
func PMIDOfAddress(url string) PMID {
	if !strings.Contains(url, "pubmed") && !strings.Contains(url, "europepmc.org/article/med/") {
		return ""
	}
	id, _ := ParsePMID(url)
	return id
}

// IsZero reports the absence of a PMID.
func (p PMID) IsZero() bool { return p == "" }

// String is the number.
func (p PMID) String() string { return string(p) }

// URL is the address of the PubMed record.
func (p PMID) URL() string {
	if p == "" {
		return ""
	}
	return "https://pubmed.ncbi.nlm.nih.gov/" + string(p) + "/"
}

// ParsePMCID reads a PubMed Central identifier: "PMC" and digits, with a label,
// a version or an address around them. The error wraps ErrNotFound.
func ParsePMCID(s string) (PMCID, error) {
	upper := strings.ToUpper(s)
	for from := 0; ; {
		i := strings.Index(upper[from:], "PMC")
		if i < 0 || len(upper) != len(s) {
			break
		}
		i += from
		from = i + 3
		rest := strings.TrimLeft(strings.TrimPrefix(upper[from:], "ID"), " :/")
		if i > 0 && isAlnum(upper[i-1]) {
			continue
		}
		digits := leadingDigits(rest)
		if n := strings.TrimLeft(digits, "0"); n != "" && len(n) <= 9 && (len(rest) == len(digits) || !isAlnum(rest[len(digits)])) {
			return PMCID("PMC" + n), nil
		}
	}
	return "", fmt.Errorf("pmcid %q: %w", s, ErrNotFound)
}

// IsZero reports the absence of a PMCID.
func (p PMCID) IsZero() bool { return p == "" }

// String is "PMC" and the number.
func (p PMCID) String() string { return string(p) }

// URL is the address of the full text.
func (p PMCID) URL() string {
	if p == "" {
		return ""
	}
	return "https://pmc.ncbi.nlm.nih.gov/articles/" + string(p) + "/"
}

func leadingDigits(s string) string {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return s[:n]
}
