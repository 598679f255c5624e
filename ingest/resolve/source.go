package resolve

import (
	"errors"
	"net/url"
	"strings"

	"dossier/evidence"
)

// The names of the sources. They are also the Origin.Format of their records and,
// in capitals, part of DOSSIER_SOURCES_<NAME>_URL.
const (
	sourceCrossref  = "crossref"
	sourcePubMed    = "pubmed"
	sourceEuropePMC = "europepmc"
	sourceOpenAlex  = "openalex"
	sourceDataCite  = "datacite"
	sourceDOI       = "doi"
	sourceIDConv    = "idconv"
	sourceUnpaywall = "unpaywall"
	sourceCTGov     = "ctgov"
	sourceLanding   = "landing"
)

// Kind is a kind of identifier that a source can be asked for.
type Kind string

// The kinds of identifier.
const (
	DOI   Kind = "doi"
	PMID  Kind = "pmid"
	PMCID Kind = "pmcid"
	NCT   Kind = "nct"
	URL   Kind = "url"
)

// ID is one identifier. Value is its key form, so that equal identifiers are
// equal values: a DOI in lower case, a PMID without leading zeros.
type ID struct {
	Kind  Kind
	Value string
}

// Source says how one registry is asked and how its answers are read. It does
// no I/O; the engine does.
type Source interface {
	Name() string

	// Batch is how many identifiers of a kind one request can ask for; 0 when
	// the source cannot be asked for that kind.
	Batch(Kind) int

	// Alone reports whether an identifier must be asked for by itself, because
	// its spelling would break a list.
	Alone(ID) bool

	// Request asks for identifiers of one kind, at most Batch of them.
	Request(kind Kind, values []string) Request

	// Split takes an answer apart into one item per work.
	Split(body []byte) ([]Item, error)

	// Decode reads one item.
	Decode(raw []byte) (evidence.Record, error)
}

// Searcher is a Source that can also be asked for a citation without an
// identifier. The hits are suggestions: the best is often another work.
type Searcher interface {
	Source
	Search(evidence.Citation) (r Request, ok bool)
}

// Item is the part of an answer that speaks of one work, with the identifiers
// that it states.
type Item struct {
	IDs []ID
	Raw []byte
}

// errNoWork is returned by Decode for an item that holds no work, such as the
// "not found" of the ID converter.
var errNoWork = errors.New("the answer holds no work")

// idsOf are the identifiers of a citation in the order in which they are worth
// asking for.
func idsOf(c evidence.Citation) []ID {
	var ids []ID
	if c.DOI != "" {
		ids = append(ids, ID{DOI, c.DOI.Key()})
	}
	if c.PMID != "" {
		ids = append(ids, ID{PMID, string(c.PMID)})
	}
	if c.PMCID != "" {
		ids = append(ids, ID{PMCID, string(c.PMCID)})
	}
	for _, r := range c.Registry {
		if strings.HasPrefix(r.ID, "NCT") {
			ids = append(ids, ID{NCT, r.ID})
		}
	}
	return ids
}

func (id ID) String() string { return string(id.Kind) + ":" + id.Value }

// pathDOI escapes a DOI as one segment of a path, "/" included: Crossref takes
// both forms, and SICI DOIs hold characters that end a path.
func pathDOI(key string) string { return url.PathEscape(key) }

// withOrigin says where a fetched record comes from.
func withOrigin(r evidence.Record, source, key string, e entry) evidence.Record {
	r.Origin = evidence.Origin{Format: source, Database: databaseName(source), URL: e.URL, Key: key, At: e.At}
	return r
}

func databaseName(source string) string {
	switch source {
	case sourceCrossref:
		return "Crossref"
	case sourcePubMed:
		return "PubMed"
	case sourceEuropePMC:
		return "Europe PMC"
	case sourceOpenAlex:
		return "OpenAlex"
	case sourceDataCite:
		return "DataCite"
	case sourceDOI:
		return "doi.org"
	case sourceIDConv:
		return "PMC ID converter"
	case sourceUnpaywall:
		return "Unpaywall"
	case sourceCTGov:
		return "ClinicalTrials.gov"
	}
	return ""
}

// IsSource says whether records of this Origin.Format came from a registry, not
// from a person or a file.
func IsSource(format string) bool {
	_, ok := sourceTable()[format]
	return ok
}
