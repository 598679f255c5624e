package dedupe

import (
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
)

// splitVersion takes the version off a DOI: ".pub3" of Cochrane reviews, "/v2"
// and "v2" of preprints, ".2" of F1000 journals and "/v3" of figshare. The rest
// names the work, whatever its version.
func splitVersion(doi evidence.DOI) (work string, version int16) {
	work = doi.Key()
	end := len(work)
	start := end
	for start > 0 && work[start-1] >= '0' && work[start-1] <= '9' {
		start--
	}
	if cochrane := strings.HasPrefix(work, "10.1002/14651858."); cochrane && !strings.Contains(work, ".pub") {
		return work, 1
	}
	if start == end || end-start > 2 {
		return work, 0
	}
	n, _ := strconv.Atoi(work[start:])
	head := work[:start]
	for _, mark := range [...]string{".pub", "/v", ".v"} {
		if base, ok := strings.CutSuffix(head, mark); ok {
			return base, int16(n)
		}
	}
	if base, ok := strings.CutSuffix(head, "-v"); ok && strings.HasPrefix(work, "10.26434/") {
		return base, int16(n)
	}
	if base, ok := strings.CutSuffix(head, "v"); ok && hasAnyPrefix(work, "10.1101/", "10.48550/", "10.20944/preprints", "10.64898/") {
		return base, int16(n)
	}
	if base, ok := strings.CutSuffix(head, "."); ok && hasAnyPrefix(work, "10.12688/", "10.3310/hsdr", "10.15252/rc") {
		return base, int16(n)
	}
	return work, 0
}

// isPreprint reports a work on a preprint server: by its DOI, its venue, or its
// type when no journal is named.
func isPreprint(c *evidence.Citation, source *venue) bool {
	doi := c.DOI.Key()
	if hasAnyPrefix(doi, "10.48550/arxiv", "10.21203/rs.", "10.2139/ssrn", "10.20944/preprints", "10.26434/chemrxiv", "10.31234/osf", "10.31219/osf", "10.31222/osf", "10.36227/techrxiv", "10.22541/au", "10.64898/", "10.1590/scielopreprints") {
		return true
	}
	if rest, ok := strings.CutPrefix(doi, "10.1101/"); ok && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
		return true
	}
	if source != nil {
		return source.preprint
	}
	return c.Type == evidence.TypePreprint
}

// prepareRegistry collects trial registrations: those in fields of their own
// and those that the text mentions.
func prepareRegistry(c *evidence.Citation, kind form) (registry, mentions []string) {
	for _, r := range c.Registry {
		registry = appendNew(registry, r.ID)
	}
	if kind == registration {
		for _, text := range [...]string{c.Journal, c.URL, c.Title, c.Note} {
			for _, found := range evidence.FindRegistryIDs(text) {
				registry = appendNew(registry, found.ID)
			}
		}
	}
	for _, text := range [...]string{c.Title, c.Abstract} {
		if !mayMention(text) {
			continue
		}
		for _, found := range evidence.FindRegistryIDs(text) {
			mentions = appendNew(mentions, found.ID)
		}
	}
	slices.Sort(registry)
	slices.Sort(mentions)
	return registry, mentions
}

// mayMention is a quick look for a registration in a text: five digits in a row,
// or three behind one of the short prefixes. Most abstracts have neither.
func mayMention(text string) bool {
	run := 0
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			run = 0
			continue
		}
		if run++; run == 5 || run == 3 && followsPrefix(text[:i-2]) {
			return true
		}
	}
	return false
}

// followsPrefix reports text that ends in the prefix of a short registration.
func followsPrefix(before string) bool {
	before = strings.TrimRight(before[max(0, len(before)-10):], " -/:#_\u00a0")
	for _, prefix := range [...]string{"NTR", "NL", "OMON", "SLCTR", "PER", "RBR"} {
		if n := len(before) - len(prefix); n >= 0 && strings.EqualFold(before[n:], prefix) {
			return true
		}
	}
	return strings.Contains(strings.ToUpper(before), "RBR")
}

func appendNew(ids []string, id string) []string {
	if id == "" || slices.Contains(ids, id) {
		return ids
	}
	return append(ids, strings.Clone(id))
}

// formOf reports a registration by its type, or by a register in place of the
// journal.
func formOf(c *evidence.Citation, source *venue) form {
	if c.Type == evidence.TypeRegistration {
		return registration
	}
	if source != nil && source.register {
		return registration
	}
	return publication
}
