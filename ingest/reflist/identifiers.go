package reflist

import (
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
)

var (
	doiSpan   = lazy(`(?i)(?:\b(?:available (?:from|at|online at)|retrieved from|verfügbar unter|disponible en|dostęp)\s*:?\s*)?(?:\[?\b(?:crossref|doi)\b\]?\s*[:.=]?\s*)*[<(\[]?(?:https?://)?(?:(?:dx\.|www\.)?doi\.org/|doi:\s?)?10\.\d{4,9}(?:\.\d+)*/\S+`)
	pmidSpan  = lazy(`(?i)[\[(]?\b(?:pubmed )?pmid\s*[:#]?\s*(\d{1,8})\b[\])]?[.;]?`)
	pubmedRef = lazy(`(?i)\[?pubmed:\s?(\d{1,8})\]?\.?`)
	pmcSpan   = lazy(`(?i)[\[(]?\b(?:(?:pubmed central )?pmcid\s*[:#]?\s*)?(PMC\d{3,9})\b[\])]?[.;]?|[\[(]?\bpmcid\s*[:#]?\s*(\d{3,9})\b[\])]?[.;]?`)
	isbnSpan  = lazy(`(?i)\bISBN(?:-1[03])?\s*[:#]?\s*([\dX](?:[- ]?[\dX]){9,16})\.?`)
	arxivSpan = lazy(`(?i)\barxiv\s*[:.]\s*(\d{4}\.\d{4,5}(?:v\d+)?|[a-z.-]+/\d{7}(?:v\d+)?)(?:\s*\[[\w.-]+\])?\.?`)
	urlSpan   = lazy(`(?i)(?:\b(?:available (?:from|at|online|online at)|retrieved(?: on)?(?: [^.]{0,30})? from|accessed(?: at| from)?|url|online|verfügbar unter|abgerufen von|disponible (?:en|sur)|dostępn[ey] (?:na|pod)|link|web)\s*:?\s*)?[<(\[]?(?:https?://|www\.)[^\s<>]+`)
	accessed  = lazy(`(?i)[\[(]?\b(?:(?:last )?(?:accessed|cited|retrieved|viewed|visited|zugriff(?: am)?|abgerufen(?: am)?|consult(?:é|ado)|dostęp|date accessed|access date)(?: on| am| le| el| at)?:?)\s+(?:on\s+)?(?:[A-Z]?[a-zé]{2,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{4}\s+[A-Z][a-z]{2,9}\.?(?:\s+\d{1,2})?|\d{1,2}(?:st|nd|rd|th)?\.?\s+[A-Z]?[a-zé]{2,9}\.?,?\s+\d{4}|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{4})\s*[\])]?[.,;]?`)
	epubNote  = lazy(`(?i)[\[(]?\b(?:(?:published online|epub|e-pub|online)(?: ahead of print)?,?:?\s+(?:\d{4}\s+[a-z]{3,9}\.?(?:\s+\d{1,2})?|[a-z]{3,9}\.?\s+\d{1,2},?\s+\d{4}|\d{1,2}\s+[a-z]{3,9}\.?,?\s+\d{4})|(?:epub|online|published online|published|publish)\s+ahead of (?:print|publication)(?:,?\s+\d{4}\s+[a-z]{3}[a-z]*\.?\s*\d{0,2})?|advance online publication|online first|early view|in press|article in press)\b\s*[\])]?[.,;]?`)
	updated   = lazy(`\b(?:[Ll]ast )?[Uu]pdated:?\s+(?:on\s+)?([A-Z][a-z]{2,8}\.?\s+\d{1,2},?\s+\d{4}|\d{1,2}\s+[A-Z][a-z]{2,8}\.?\s+\d{4}|\d{4}-\d{2}-\d{2})[.,;]?`)
	// "Identifier: NCT01234567."
	trialNumber = lazy(`(?:(?:[Ii]dentifier|[Nn]umber|ID|[Rr]egistration)\s*:?\s*)?\b(?:NCT|ISRCTN)\d{8}\b\s*(?:[.;]|$)`)
	bracket     = lazy(`(?i)\s?\[((?:article in|in) [A-Z][a-z]+[^\[\]]{0,40}|internet|online|electronic resource|J/OL|EB/OL|J|M|C|D|R|S|N|P|preprint[^\[\]]{0,30}|review|letter|editorial|abstract|erratum[^\[\]]{0,60}|retracted[^\[\]]{0,60}|retraction[^\[\]]{0,60}|data ?set|dataset|computer software|software|(?:unpublished )?(?:doctoral|master|phd|bachelor)[^\[\]]{0,80}|thesis|dissertation|conference (?:presentation|paper|abstract|session)|poster[^\[\]]{0,30}|paper presentation|video|web ?page|supplement[^\[\]]{0,30}|published correction[^\[\]]{0,80}|(?:published online)?[^\[\]]{0,20}ahead of print[^\[\]]{0,30}|brochure|fact sheet|press release|blog post|package insert|prescribing information)\]`)
)

// takeIdentifiers cuts identifiers and addresses out of the text, with the
// words that announce them.
func (r *reference) takeIdentifiers() {
	if r.mentions("access", "retriev", "cited", "viewed", "visited", "zugriff", "abgerufen", "consult", "dostęp") {
		r.takeSpans(accessed(), func(m []string) { r.note("accessed", stripLabel(m[0])) })
	}
	if r.mentions("updated") {
		r.takeSpans(updated(), func(m []string) { r.note("updated", m[1]) })
	}
	if r.mentions("http", "www.", "10.") {
		r.takeAddresses()
	}
	if r.mentions("pmid", "pubmed", "pmc") {
		r.takeSpans(pmidSpan(), func(m []string) { r.setPMID(m[1]) })
		r.takeSpans(pubmedRef(), func(m []string) { r.setPMID(m[1]) })
		r.takeSpans(pmcSpan(), func(m []string) { r.setPMCID(m[1] + m[2]) })
	}
	if r.mentions("isbn") {
		r.takeSpans(isbnSpan(), func(m []string) { r.ISBN = append(r.ISBN, m[1]) })
	}
	if r.mentions("arxiv") {
		r.takeSpans(arxivSpan(), func(m []string) {
			r.OtherIDs = append(r.OtherIDs, evidence.OtherID{Kind: "arxiv", Value: m[1]})
		})
	}
	for _, found := range evidence.FindRegistryIDs(r.rest + " " + r.URL) {
		r.addRegistry(found.RegistryID)
	}
	r.takeRegistryNumbers()
	r.tidy()
}

// takeRegistryNumbers cuts trial numbers that are sentences of their own; in a
// title they stay.
func (r *reference) takeRegistryNumbers() {
	if len(r.Registry) == 0 {
		return
	}
	for _, m := range slices.Backward(trialNumber().FindAllStringIndex(r.rest, -1)) {
		before := strings.TrimRight(r.rest[:m[0]], " ")
		if before != "" && (strings.HasSuffix(before, ".") || strings.HasSuffix(before, ";")) {
			r.rest = before + " " + r.rest[m[1]:]
		}
	}
}

// mentions reports whether the text holds one of the words, whatever its letter
// case. It spares most references most of the patterns.
func (r *reference) mentions(words ...string) bool {
	if r.lower == "" {
		r.lower = strings.ToLower(r.rest)
	}
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(r.lower, w) })
}

func (r *reference) addRegistry(id evidence.RegistryID) {
	if !slices.Contains(r.Registry, id) {
		r.Registry = append(r.Registry, id)
	}
}

// takeAddresses cuts URLs and DOIs. A DOI inside a publisher's URL counts as
// the work's DOI; the first DOI is the work's, further ones are kept aside.
func (r *reference) takeAddresses() {
	r.takeSpans(urlSpan(), func(m []string) {
		url := m[0]
		if at := notation.IndexFold(url, "http"); at >= 0 {
			url = url[at:]
		} else if at := notation.IndexFold(url, "www."); at >= 0 {
			url = url[at:]
		}
		url = trimAddress(url)
		if doi, ok := findDOI(url); ok {
			r.setDOI(doi)
			if strings.Contains(strings.ToLower(url), "doi.org/") {
				return
			}
		}
		if r.URL == "" {
			r.URL = url
		} else if r.URL != url {
			r.note("url", url)
		}
	})
	r.takeSpans(doiSpan(), func(m []string) {
		if doi, ok := findDOI(m[0]); ok {
			r.setDOI(doi)
		}
	})
}

func (r *reference) setDOI(doi evidence.DOI) {
	switch {
	case r.DOI == "":
		r.DOI = doi
	case !strings.EqualFold(string(r.DOI), string(doi)):
		r.note("doi", string(doi))
		r.doubt = append(r.doubt, "a second DOI, "+string(doi)+", is kept beside "+string(r.DOI))
	}
}

// trimAddress drops the punctuation that ends a sentence behind an address,
// and a closing bracket that nothing in it opened.
func trimAddress(s string) string {
	for {
		cut := strings.TrimRight(s, ".,;:'\"”’»")
		if n := len(cut); n > 0 {
			switch cut[n-1] {
			case ')':
				if strings.Count(cut, "(") < strings.Count(cut, ")") {
					cut = cut[:n-1]
				}
			case ']':
				if strings.Count(cut, "[") < strings.Count(cut, "]") {
					cut = cut[:n-1]
				}
			case '>':
				cut = cut[:n-1]
			}
		}
		if cut == s {
			return s
		}
		s = cut
	}
}

func stripLabel(s string) string {
	s = strings.Trim(s, " .,;[]()")
	if at := strings.IndexAny(s, " :"); at > 0 {
		s = strings.TrimPrefix(strings.Trim(s[at:], " :"), "on ")
	}
	return s
}

// takeNotes cuts remarks that are neither title nor source.
func (r *reference) takeNotes() {
	if !r.mentions("print", "pub", "online", "press", "view", "[") {
		return
	}
	r.takeSpans(epubNote(), func(m []string) { r.setOnline(strings.Trim(m[0], " .,;[]()")) })
	r.takeSpans(bracket(), func(m []string) { r.note("medium", m[1]) })
	r.tidy()
}
