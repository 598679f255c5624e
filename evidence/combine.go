package evidence

import (
	"cmp"
	"slices"
	"strings"
)

// The names of the fields of a Citation in Study.Provenance and Conflict.Field.
const (
	FieldType             = "type"
	FieldDOI              = "doi"
	FieldPMID             = "pmid"
	FieldPMCID            = "pmcid"
	FieldRegistry         = "registry"
	FieldOtherIDs         = "other_ids"
	FieldTitle            = "title"
	FieldOriginalTitle    = "original_title"
	FieldAuthors          = "authors"
	FieldEditors          = "editors"
	FieldJournal          = "journal"
	FieldJournalAbbrev    = "journal_abbrev"
	FieldVolume           = "volume"
	FieldIssue            = "issue"
	FieldPages            = "pages"
	FieldDate             = "date"
	FieldDateOnline       = "date_online"
	FieldISSN             = "issn"
	FieldISBN             = "isbn"
	FieldPublisher        = "publisher"
	FieldPlace            = "place"
	FieldEdition          = "edition"
	FieldSeries           = "series"
	FieldURL              = "url"
	FieldLanguage         = "language"
	FieldAbstract         = "abstract"
	FieldKeywords         = "keywords"
	FieldMeSH             = "mesh"
	FieldPublicationTypes = "publication_types"
	FieldNotices          = "notices"
	FieldNote             = "note"
	FieldFunding          = "funding"
	FieldRelations        = "relations"
)

// FieldYear and FieldRetraction name conflicts; they are no fields of their own.
const (
	FieldYear       = "year"
	FieldRetraction = "retraction"
)

// UnsetField is the name of an Extra field by which a person says that a field
// has no value: Field{UnsetField, FieldIssue} in a record of format "person".
const UnsetField = "unset"

// FormatPerson is the Origin.Format of what a person entered or corrected.
const FormatPerson = "person"

// Combine merges what several sources say of one work. For each field the value
// of the source that is known to be best for it wins (what a person said always
// does), and the attribution says whose it is. Trial numbers, other identifiers,
// ISSN, keywords, notices and relations are united.
//
// Of two records of one source the later in time wins, and of one time the one
// that stands first: a study that others were merged into lists its own records
// before theirs. Otherwise the order of the records does not count.
//
// The order of sources per field follows which of them curates it: Crossref (or
// the DOI's own agency) the citation, PubMed abstracts, indexing, groups and
// initials.
func Combine(records []Record) (Citation, map[string]Attribution, []Conflict) {
	m := merger{records: slices.Clone(records), said: map[string]Attribution{}}
	slices.SortStableFunc(m.records, func(a, b Record) int {
		return cmp.Or(
			cmp.Compare(rank(a.Origin.Format, citationOrder), rank(b.Origin.Format, citationOrder)),
			cmp.Compare(a.Origin.Format, b.Origin.Format),
			b.Origin.At.Compare(a.Origin.At),
		)
	})
	for _, rule := range fieldRules() {
		m.apply(rule)
	}
	m.dates()
	m.authors()
	m.spellDOI()
	m.notices()
	if m.out.Journal == m.out.JournalAbbrev {
		m.out.JournalAbbrev = ""
		delete(m.said, FieldJournalAbbrev)
	}
	return m.out, m.said, m.conflicts()
}

// imports stands in an order for every format that is no registry: what the
// user's own files and lists say.
const imports = "*"

// The orders of precedence. A person stands before all of them; sources that an
// order does not name come last.
var (
	citationOrder = []string{"crossref", "datacite", "pubmed", "europepmc", "doi", "landing", "openalex", imports, "ctgov", "unpaywall", "idconv"}
	abstractOrder = []string{"pubmed", "europepmc", "crossref", "datacite", "landing", imports, "openalex", "doi", "ctgov"}
	indexingOrder = []string{"pubmed", "europepmc", imports, "ctgov", "crossref", "datacite", "openalex"}
)

// rank is the place of a format in an order, smaller is better.
func rank(format string, order []string) int {
	if format == FormatPerson {
		return -1
	}
	if i := slices.Index(order, format); i >= 0 {
		return i
	}
	if slices.Contains(citationOrder, format) {
		return len(order) // a registry that is no source for this field
	}
	return slices.Index(order, imports)
}

type merger struct {
	records []Record // in citation order
	out     Citation
	said    map[string]Attribution

	sorted   []*Record // by the order asked for last
	sortedBy []string
}

// fieldRule says where one field comes from.
type fieldRule struct {
	name  string
	order []string
	has   func(*Citation) bool
	take  func(dst, src *Citation)
	unite bool // all sources add to it, the best first
}

// in gives the records in the order of a rule.
func (m *merger) in(order []string) []*Record {
	if len(m.sorted) > 0 && &m.sortedBy[0] == &order[0] {
		return m.sorted // the rules come in runs of one order
	}
	out := make([]*Record, len(m.records))
	for i := range m.records {
		out[i] = &m.records[i]
	}
	slices.SortStableFunc(out, func(a, b *Record) int {
		return cmp.Compare(rank(a.Origin.Format, order), rank(b.Origin.Format, order))
	})
	m.sorted, m.sortedBy = out, order
	return out
}

func (m *merger) apply(rule fieldRule) {
	for _, r := range m.in(rule.order) {
		if unsets(r, rule.name) {
			return
		}
		if !rule.has(&r.Citation) {
			continue
		}
		rule.take(&m.out, &r.Citation)
		if _, ok := m.said[rule.name]; !ok {
			m.said[rule.name] = attribution(r)
		}
		if !rule.unite || r.Origin.Format == FormatPerson {
			return
		}
	}
}

// unsets reports whether a person said that a field has no value.
func unsets(r *Record, field string) bool {
	return r.Origin.Format == FormatPerson && slices.Contains(r.Extra, Field{UnsetField, field})
}

func attribution(r *Record) Attribution {
	source := r.Origin.Format
	if source == FormatPerson && r.Origin.By != "" {
		source += ":" + r.Origin.By
	}
	return Attribution{Record: r.ID, Source: source, At: r.Origin.At}
}

// personSaid reports whether a person gave or unset a field.
func (m *merger) personSaid(field string) bool {
	if strings.HasPrefix(m.said[field].Source, FormatPerson) {
		return true
	}
	for i := range m.records {
		if unsets(&m.records[i], field) {
			return true
		}
	}
	return false
}

// authors replaces the list that won by one of another registry that says more:
// Crossref often has no groups and PubMed no initials only.
func (m *merger) authors() {
	if m.personSaid(FieldAuthors) {
		return
	}
	for i := range m.records {
		r := &m.records[i]
		if rank(r.Origin.Format, citationOrder) >= slices.Index(citationOrder, "openalex") {
			break // only registries improve on registries
		}
		if fuller(&r.Citation, &m.out) {
			m.out.Authors, m.out.AuthorsTruncated = r.Authors, r.AuthorsTruncated
			m.said[FieldAuthors] = attribution(r)
		}
	}
}

// fuller reports whether the list of a says more than that of b: it is complete
// where b is cut, has as many persons and more groups, or given names where b
// has none.
func fuller(a, b *Citation) bool {
	pa, ga, na := countAuthors(a.Authors)
	pb, gb, nb := countAuthors(b.Authors)
	switch {
	case pa+ga == 0 || pa < pb || ga < gb:
		return false
	case a.AuthorsTruncated != b.AuthorsTruncated:
		return b.AuthorsTruncated
	case pb == 0 && gb == 0:
		return true
	}
	return pa == pb && (ga > gb || na > nb)
}

func countAuthors(list []Person) (persons, groups, named int) {
	for _, p := range list {
		switch {
		case p.Family == "":
			groups++
		case p.Given != "":
			persons++
			named++
		default:
			persons++
		}
	}
	return persons, groups, named
}

// dates chooses the date of the issue: a registry that knows issue and online
// date apart is better than one that repeats the online date, and a more precise
// date of the same month or year better than a bare one.
func (m *merger) dates() {
	if m.personSaid(FieldDate) {
		return
	}
	best, from := Date{}, (*Record)(nil)
	for i := range m.records {
		r := &m.records[i]
		d := r.Date
		switch {
		case d.Year == 0:
			continue
		case from == nil,
			issueDate(&r.Citation) && !issueDate(&from.Citation) && registry(r) && registry(from),
			d.Year == best.Year && morePrecise(d, best) && registry(r) && issueDate(&r.Citation) == issueDate(&from.Citation):
			best, from = d, r
		}
	}
	if from != nil {
		m.out.Date = best
		m.said[FieldDate] = attribution(from)
	}
}

// issueDate reports whether a record tells the date of the issue from the first
// appearance online.
func issueDate(c *Citation) bool {
	return c.Date.Year != 0 && c.DateOnline.Year != 0 && c.Date != c.DateOnline
}

func registry(r *Record) bool {
	switch r.Origin.Format {
	case "crossref", "datacite", "pubmed", "europepmc":
		return true
	}
	return false
}

// morePrecise reports whether a says the same as b and more.
func morePrecise(a, b Date) bool {
	if b.Month == 0 {
		return a.Month != 0 && b.Season == ""
	}
	return a.Month == b.Month && b.Day == 0 && a.Day != 0
}

// spellDOI prefers the spelling that publishers print to the small letters of
// Crossref. All spellings are one DOI.
func (m *merger) spellDOI() {
	if m.personSaid(FieldDOI) || m.out.DOI == "" {
		return
	}
	for _, r := range m.in([]string{"pubmed", "europepmc", imports}) {
		d := string(r.DOI)
		if r.DOI.Equal(m.out.DOI) && d != strings.ToLower(d) && d != strings.ToUpper(d) {
			m.out.DOI = r.DOI
			return
		}
	}
}
