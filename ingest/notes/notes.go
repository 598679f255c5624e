// Package notes takes from the free text of an export what it names: the
// identifiers of the work, and trial registrations. Start with Identify and
// Trials.
package notes

import (
	"slices"
	"strings"

	"dossier/evidence"
)

// Identify gives the work the DOI and the PMID that a note names, where it has
// none and the note names exactly one of the kind.
func Identify(c *evidence.Citation, note string) {
	if c.DOI != "" && c.PMID != "" || !strings.Contains(note, "10.") && !strings.Contains(strings.ToUpper(note), "PMID") {
		return
	}
	if found := evidence.FindDOIs(note); len(found) == 1 && c.DOI == "" {
		c.DOI = found[0].DOI
	}
	var pmids []evidence.PMID
	for _, f := range evidence.FindIdentifiers(note) {
		if f.PMID != "" {
			pmids = append(pmids, f.PMID)
		}
	}
	if len(pmids) == 1 && c.PMID == "" {
		c.PMID = pmids[0]
	}
}

// Trials adds the trial numbers of a field that is for them; whole tells that
// the field holds nothing else.
func Trials(c *evidence.Citation, text string) (whole bool) {
	found := evidence.FindRegistryIDs(text)
	add(c, found)
	for _, f := range found {
		text = strings.Replace(text, f.Printed, "", 1)
	}
	return len(found) > 0 && strings.Trim(text, " \t\r\n,;|/&.") == ""
}

// TrialsOfNote adds the trial number of a note that names one trial, or all
// where it says that it is about a registration: other notes may list trials
// that the work only speaks of.
func TrialsOfNote(c *evidence.Citation, note string) {
	found := evidence.FindRegistryIDs(note)
	several := slices.ContainsFunc(found, func(f evidence.FoundRegistryID) bool { return f.RegistryID != found[0].RegistryID })
	if !several || strings.Contains(strings.ToLower(note), "regist") {
		add(c, found)
	}
}

func add(c *evidence.Citation, found []evidence.FoundRegistryID) {
	for _, f := range found {
		if !slices.Contains(c.Registry, f.RegistryID) {
			c.Registry = append(c.Registry, f.RegistryID)
		}
	}
}
