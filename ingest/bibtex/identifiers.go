package bibtex

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/notes"
)

// identifiers reads what names the publication: fields of their own first, then
// addresses and notes that hold exactly one.
func (b *builder) identifiers(c *evidence.Citation) {
	if text := unescape(b.raw("doi")); text != "" {
		doi, err := evidence.ParseDOI(text)
		if c.DOI = doi; doi == "" {
			b.leave("doi")
			b.tell(fault{severity: format.Warning, message: fmt.Sprintf("%q is no DOI (%v)", text, err), next: "it is kept as an extra field"})
		}
	}
	if text := unescape(b.raw("pmid", "pubmed_id", "pubmedid", "pubmed-id")); text != "" {
		if c.PMID, _ = evidence.ParsePMID(text); c.PMID == "" {
			b.leave("pmid", "pubmed_id", "pubmedid", "pubmed-id")
			b.tell(fault{severity: format.Warning, message: fmt.Sprintf("%q is no PMID", text), next: "it is kept as an extra field"})
		}
	}
	if text := unescape(b.raw("pmcid", "pmc")); text != "" {
		if c.PMCID, _ = evidence.ParsePMCID(text); c.PMCID == "" {
			b.leave("pmcid", "pmc")
		}
	}
	b.eprint(c)
	if id := unescape(b.raw("unique-id")); id != "" {
		c.OtherIDs = append(c.OtherIDs, evidence.OtherID{Kind: "wos", Value: id})
	}
	c.URL = unescape(b.raw("url", "link", "ee", "bdsk-url-1"))
	b.howPublished(c)
	if c.DOI == "" && strings.Contains(c.URL, "10.") {
		c.DOI, _ = evidence.ParseDOI(c.URL)
	}
	if c.PMID == "" {
		c.PMID = evidence.PMIDOfAddress(c.URL)
	}
	b.fromNotes(c)
	b.registrations(c)
	b.user(c)
}

// user reads the PMCID and the trial numbers that biblatex has no field for and
// dossier writes in usera: "PMC1234567, NCT01234567". A field that says
// anything else is left alone.
func (b *builder) user(c *evidence.Citation) {
	text := unescape(b.raw("usera"))
	if text == "" {
		return
	}
	var pmcid evidence.PMCID
	var trials []evidence.RegistryID
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		trial, err := evidence.ParseRegistryID(part)
		switch id, _ := evidence.ParsePMCID(part); {
		case strings.HasPrefix(part, "PMC") && string(id) == part:
			pmcid = id
		case err == nil && trial.ID == part:
			trials = append(trials, trial)
		default:
			b.leave("usera")
			return
		}
	}
	if c.PMCID == "" {
		c.PMCID = pmcid
	}
	for _, t := range trials {
		if !slices.Contains(c.Registry, t) {
			c.Registry = append(c.Registry, t)
		}
	}
}

// registrations reads trial numbers from the fields that are named for them,
// and from notes. A field that says more than the numbers stays an extra one.
func (b *builder) registrations(c *evidence.Citation) {
	for i := range b.e.fields {
		name := b.e.fields[i].low
		switch {
		case isRegistryField(name):
			if notes.Trials(c, unescape(b.e.fields[i].value)) {
				b.taken[i] = true
			}
		case name == "note" || name == "annote" || name == "annotation" || name == "addendum":
			notes.TrialsOfNote(c, unescape(b.e.fields[i].value))
		}
	}
}

func isRegistryField(name string) bool {
	letters := func(r rune) rune {
		if r == '_' || r == '-' || r == ' ' {
			return -1
		}
		return r
	}
	switch strings.Map(letters, name) {
	case "nct", "nctid", "nctnumber", "registry", "registration", "registrationnumber", "registryid", "trialid", "trialnumber",
		"trialregistration", "trialregistrationnumber", "clinicaltrial", "clinicaltrials", "clinicaltrialnumber", "clinicaltrialnumbers",
		"clinicaltrialsgov", "isrctn", "eudract", "ctgov", "ctgovid":
		return true
	}
	return false
}

func (b *builder) eprint(c *evidence.Citation) {
	id := unescape(b.raw("eprint"))
	if id == "" {
		return
	}
	kind := strings.ToLower(b.line("eprinttype", "archiveprefix"))
	switch kind {
	case "pubmed", "medline", "pmid":
		if c.PMID == "" {
			c.PMID, _ = evidence.ParsePMID(id)
		}
	case "pmcid", "pmc":
		if c.PMCID == "" {
			c.PMCID, _ = evidence.ParsePMCID(id)
		}
	case "":
		b.leave("eprint")
	default:
		c.OtherIDs = append(c.OtherIDs, evidence.OtherID{Kind: kind, Value: id})
	}
}

// howPublished often holds an address.
func (b *builder) howPublished(c *evidence.Citation) {
	text := unescape(b.raw("howpublished"))
	i := strings.Index(text, "http")
	if i < 0 || c.URL != "" {
		b.leave("howpublished")
		return
	}
	c.URL, _, _ = strings.Cut(text[i:], " ")
	if i > 0 || len(c.URL) < len(text) {
		b.leave("howpublished")
	}
}

// fromNotes takes identifiers from notes.
func (b *builder) fromNotes(c *evidence.Citation) {
	for i := range b.e.fields {
		name := b.e.fields[i].low
		if name == "note" || name == "annote" {
			_, text := evidence.CutRemarks(unescape(b.e.fields[i].value)) // which name the notice, not the work
			notes.Identify(c, text)
		}
	}
}

// unescape undoes what LaTeX needs in identifiers and addresses, where the
// ligatures of running text ("--") mean what they say.
func unescape(s string) string {
	s = strings.TrimSpace(s)
	if !strings.ContainsAny(s, "\\{}$") {
		return s
	}
	return strings.TrimSpace(escapes().Replace(s))
}

// escapes are what stands in identifiers for characters that LaTeX reserves.
var escapes = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer(
		`\url`, "", `\href`, "", `\doi`, "", `\path`, "", `\textless`, "<", `\textgreater`, ">",
		`$<$`, "<", `$>$`, ">", `$\_$`, "_", `\textunderscore`, "_", `\textasciitilde`, "~", `\textbackslash`, `\`,
		`\~{}`, "~", `\_`, "_", `\%`, "%", `\&`, "&", `\#`, "#", `\$`, "$", `\{`, "", `\}`, "", `{`, "", `}`, "",
	)
})
