package dedupe

import (
	"strings"
	"sync"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// venue is a journal, proceedings or book, shared by the records that print
// the same name.
type venue struct {
	number   uint32   // within its venueSet: names pairs in a cache
	folded   string   // the whole name
	forms    []string // the name as printed, and the parts of "Name = Other name"
	kind     venueKind
	preprint bool
	register bool
}

// venueKind tells how a venue publishes, when its name or the type says so.
type venueKind uint8

const (
	anyVenue venueKind = iota
	journalVenue
	conferenceVenue
	workshopVenue
	bookVenue
)

func (k venueKind) String() string {
	return [...]string{"a venue", "a journal", "a conference", "a workshop", "a book"}[k]
}

// venueSet holds the venues of a set of records. It may be used by several
// goroutines.
type venueSet struct {
	mu   sync.RWMutex
	byID map[string]*venue

	nothing *rare // shared by the records that have nothing rare
}

func newVenueSet() *venueSet { return &venueSet{byID: make(map[string]*venue), nothing: &rare{}} }

// find gives the venue of a printed name, or nil for none.
func (s *venueSet) find(name string, kind evidence.EntryType) *venue {
	name = strings.TrimSpace(name)
	if name == "" {
		return nil
	}
	key := string(kind) + "\x00" + name
	s.mu.RLock()
	v := s.byID[key]
	s.mu.RUnlock()
	if v != nil {
		return v
	}
	fresh := newVenue(name, kind)
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := s.byID[key]; v != nil {
		return v
	}
	if fresh != nil {
		fresh.number = uint32(len(s.byID))
		s.byID[strings.Clone(key)] = fresh
	}
	return fresh
}

func newVenue(name string, kind evidence.EntryType) *venue {
	if strings.ContainsAny(name, "<&") {
		name = notation.FromMarkupInline(name)
	}
	folded := notation.Fold(name)
	if folded == "" || isNoTitle(folded) {
		return nil
	}
	v := &venue{folded: folded, kind: venueKindOf(folded, kind)}
	lower := strings.ToLower(name)
	v.register = strings.Contains(lower, "clinicaltrials.gov") || strings.Contains(lower, "clinicaltrialsregister") || strings.Contains(lower, "isrctn") ||
		strings.Contains(lower, "who.int/trialsearch") || strings.Contains(lower, "trialsearch.who.int") || strings.Contains(lower, "anzctr.org")
	v.preprint = isServer(folded)
	main, _, _ := strings.Cut(name, ". Conference")
	main, _, _ = strings.Cut(main, " Conference:")
	for part := range strings.SplitSeq(main, " = ") {
		if part = strings.Trim(part, " \"'.,;"); part != "" && notation.Fold(part) != "" {
			v.forms = append(v.forms, strings.Clone(part))
		}
	}
	if len(v.forms) == 0 {
		v.forms = []string{folded}
	}
	return v
}

func isServer(folded string) bool {
	first, _, _ := strings.Cut(folded, " ")
	switch first {
	case "biorxiv", "medrxiv", "arxiv", "chemrxiv", "psyarxiv", "ssrn", "techrxiv", "socarxiv", "preprints", "authorea", "osfpreprints":
		return true
	}
	return hasAnyPrefix(folded, "research square", "preprint", "osf preprint", "social science research network", "corr abs")
}

// venueKindOf reads the name first: databases call conference papers articles.
func venueKindOf(folded string, kind evidence.EntryType) venueKind {
	padded := " " + folded + " "
	switch {
	case strings.Contains(padded, " workshop"):
		return workshopVenue
	case hasAnyWord(padded, "journal", "j", "annals", "archives", "letters", "transactions", "trans", "tijdschrift", "zeitschrift", "revue", "revista", "rivista", "bulletin", "magazine", "review", "reviews", "record"):
		return journalVenue
	case strings.Contains(padded, "conference") || strings.Contains(padded, "symposium"), hasAnyWord(padded, "congress", "conf", "symp", "proceedings of the international", "annual meeting"):
		return conferenceVenue
	}
	switch kind {
	case evidence.TypeConference:
		return conferenceVenue
	case evidence.TypeBook, evidence.TypeChapter:
		return bookVenue
	}
	return anyVenue
}

func hasAnyWord(padded string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(padded, " "+w+" ") {
			return true
		}
	}
	return false
}
