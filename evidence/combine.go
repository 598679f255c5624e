package evidence

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
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
// Of two records of one registry the later in time wins. What people's own files
// and lists say has equal standing: the record that stands first counts (a study
// lists its records as they came, and its own before those of the studies merged
// into it), unless another says the same better: the whole list of authors, the
// range of pages, small letters where the first has capitals. Otherwise the order
// of the records does not count.
//
// The order of sources per field follows which of them curates it: Crossref (or
// the DOI's own agency) the citation, PubMed abstracts, indexing, groups and
// initials.
func Combine(records []Record) (Citation, map[string]Attribution, []Conflict) {
	m := merger{records: records, said: map[string]Attribution{}}
	if len(records) > 1 {
		m.sort()
	}
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

// sort puts the records in citation order, the newer of one registry first.
func (m *merger) sort() {
	m.records = slices.Clone(m.records)
	slices.SortStableFunc(m.records, func(a, b Record) int {
		if imported(&a) && imported(&b) {
			return 0
		}
		return cmp.Or(
			cmp.Compare(rank(a.Origin.Format, citationOrder), rank(b.Origin.Format, citationOrder)),
			cmp.Compare(a.Origin.Format, b.Origin.Format),
			b.Origin.At.Compare(a.Origin.At),
		)
	})
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

// FromRegistry reports a record that a registry gave.
func FromRegistry(r *Record) bool {
	return r.Origin.Format != imports && slices.Contains(citationOrder, r.Origin.Format)
}

// imported reports a record of a user's own file or list.
func imported(r *Record) bool { return r.Origin.Format != FormatPerson && !FromRegistry(r) }

type merger struct {
	records []Record // in citation order
	out     Citation
	said    map[string]Attribution

	sorted []sortedRecords // by the orders asked for
}

type sortedRecords struct {
	order []string
	list  []*Record
}

// fieldRule says where one field comes from.
type fieldRule struct {
	name  string
	order []string
	has   func(*Citation) bool
	take  func(dst, src *Citation)
	unite bool // all sources add to it, the best first

	// better, if set, reports that a says the same as b and says it better: of
	// records of equal standing.
	better func(a, b *Citation) bool
}

// in gives the records in the order of a rule.
func (m *merger) in(order []string) []*Record {
	for _, s := range m.sorted {
		if &s.order[0] == &order[0] {
			return s.list
		}
	}
	out := make([]*Record, len(m.records))
	for i := range m.records {
		out[i] = &m.records[i]
	}
	slices.SortStableFunc(out, func(a, b *Record) int {
		return cmp.Compare(rank(a.Origin.Format, order), rank(b.Origin.Format, order))
	})
	m.sorted = append(m.sorted, sortedRecords{order, out})
	return out
}

func (m *merger) apply(rule fieldRule) {
	list := m.in(rule.order)
	for i, r := range list {
		if unsets(r, rule.name) {
			return
		}
		if !rule.has(&r.Citation) {
			continue
		}
		if rule.better != nil && imported(r) {
			r = bestImport(rule, r, list[i+1:])
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

// bestImport looks among the imports after the first one for what says the same
// better.
func bestImport(rule fieldRule, best *Record, others []*Record) *Record {
	for _, r := range others {
		if imported(r) && rule.has(&r.Citation) && rule.better(&r.Citation, &best.Citation) {
			best = r
		}
	}
	return best
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

// betterAuthors reports that a names everybody whom b names, under the same first
// author, and more: it is complete where b is cut, longer, has given names where b
// has none, or small letters where b has capitals.
func betterAuthors(a, b *Citation) bool {
	if !namesAll(a.Authors, b.Authors) {
		return false
	}
	_, _, na := countAuthors(a.Authors)
	_, _, nb := countAuthors(b.Authors)
	switch {
	case len(a.Authors) != len(b.Authors):
		return len(a.Authors) > len(b.Authors)
	case a.AuthorsTruncated != b.AuthorsTruncated:
		return b.AuthorsTruncated
	case (na == 0) != (nb == 0):
		return nb == 0
	}
	return capitals(familyNames(b.Authors)) && !capitals(familyNames(a.Authors))
}

// namesAll reports that a list has the first author of another and all the rest.
func namesAll(list, other []Person) bool {
	if len(other) == 0 || len(list) < len(other) || !SameFamily(list[0], other[0]) {
		return false
	}
	for _, p := range other {
		if !slices.ContainsFunc(list, func(q Person) bool { return SameFamily(p, q) }) {
			return false
		}
	}
	return true
}

func familyNames(list []Person) string {
	var names []string
	for _, p := range list {
		names = append(names, p.Family+p.Literal)
	}
	return strings.Join(names, " ")
}

// capitals reports a text without small letters, long enough to be no acronym.
func capitals(s string) bool {
	const acronym = 5 // letters
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters > acronym
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
			d.Year == best.Year && morePrecise(d, best) && equalStanding(r, from) && issueDate(&r.Citation) == issueDate(&from.Citation):
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

// equalStanding reports that the date of r may refine that of from: both are
// imports, or r is a registry that curates dates.
func equalStanding(r, from *Record) bool {
	return registry(r) || imported(r) && imported(from)
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
