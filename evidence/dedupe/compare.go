package dedupe

import (
	"dossier/evidence"
)

// level is how far two values of one field agree. Which levels a field can take
// is said beside its comparison.
type level uint8

const (
	missing   level = iota // one record or both do not state it
	other                  // different
	weak                   // a little in common
	alike                  // similar: an abbreviation, a subtitle, a part of the authors
	contained              // one title is part of the other
	near                   // a misprint or a spelling apart
	same
)

// comparison is how two records agree, field by field, and what that adds up
// to. It is made without allocating, because most pairs come to nothing.
type comparison struct {
	title, authors, journal, volume, issue, page, end, abstract level
	doi, pmid, pmcid, registry                                  level
	years                                                       int8 // years apart; unknownYears when one has none
	titleWords                                                  int8 // of the shorter title
	shared                                                      int8 // authors in common
	front                                                       bool // one title is the front of the other
	digitsCut                                                   bool // … because one title is cut off or has a tail
	digits                                                      bool // the numbers in the titles differ
	replaced                                                    bool // a word of content stands for another one
	stages                                                      bool // one is an erratum, a reply … and the other is not
	forms                                                       bool // a registration and a publication
	inJournal                                                   bool // one of the venues is known for a journal
	venues                                                      bool // journal, conference, workshop: not the same kind
	generic                                                     bool
	translated                                                  bool
	version                                                     bool // two versions of one work, or preprint and article
	related                                                     bool // a source relates the one to the other
	citation                                                    bool // year, volume, first and last page are all the same

	points [partCount]float32
	total  float32
}

const unknownYears = -1

// Compare judges one pair of records. Compare(a, b) and Compare(b, a) are the
// same but for the order of the words in Part.What.
func Compare(a, b *evidence.Record) Evidence {
	venues := newVenueSet()
	pa, pb := prepare(a, venues), prepare(b, venues)
	c := compare(&pa, &pb, nil)
	return evidenceOf(&pa, &pb, &c)
}

// compare judges one pair. journals may be nil.
func compare(a, b *prepared, journals *venueCache) comparison {
	var c comparison
	c.compareTitles(a, b)
	c.compareIdentifiers(a, b)
	c.authors, c.shared = compareNames(&a.names, &b.names)
	c.years = yearsApart(a.year, b.year)
	c.journal = compareVenues(a.source, b.source, journals)
	c.volume = compareVolumes(&a.place, &b.place)
	c.issue = compareNumbers(a.issue, b.issue)
	c.comparePages(a.pages, b.pages)
	c.abstract = compareAbstracts(a.abstract, b.abstract)
	c.compareKinds(a, b)
	c.citation = c.years == 0 && c.volume == same && c.page == same && c.end == same && a.pages.last > a.pages.first && c.journal != other
	c.weigh()
	return c
}

// hopeless reports a pair that stays distinct whatever its titles, journals and
// abstracts say: the numbers and authors, which cost little to compare, leave too
// few points to reach a question. It spares most of the work, because most pairs
// that meet under a key have a few words of the title in common and no more.
func hopeless(a, b *prepared) bool {
	var c comparison
	c.compareIdentifiers(a, b)
	if c.identified() || a.stage != b.stage {
		return false
	}
	most := c.mostOfPlace(&a.place, &b.place)
	if a.source != nil && b.source != nil {
		most += mostJournal
	}
	if a.abstract != "" && b.abstract != "" {
		most += mostAbstract
	}
	if most+mostOfTitle+mostOfAuthors < askPoints {
		return true
	}
	c.authors, c.shared = compareNames(&a.names, &b.names)
	most += points(c.authors, -4, 0, 2, mostOfAuthors)
	if most+mostOfTitle < askPoints || most+mostTitle(a, b) < askPoints {
		return true
	}
	if a.title.words == b.title.words {
		return false
	}
	c.compareTitles(a, b)
	return most+c.titlePoints() < askPoints
}

// The most points that a field can add.
const (
	mostOfTitle   = 6
	mostOfAuthors = 3
	mostJournal   = 1.5
	mostAbstract  = 2.5
)

// mostOfPlace bounds from above the points of the identifiers, which are compared
// and none the same, and of the places.
func (c *comparison) mostOfPlace(a, b *place) float32 {
	c.title = same // as the most that it can be
	c.years = yearsApart(a.year, b.year)
	c.volume = compareVolumes(a, b)
	c.issue = compareNumbers(a.issue, b.issue)
	c.comparePages(a.pages, b.pages)
	return points(c.doi, -4, 0, 0, 0) + points(c.pmid, -6, 0, 0, 0) + points(c.pmcid, -6, 0, 0, 0) + yearPoints(c.years) + points(c.volume, -2.5, 0, 0, 1.5) +
		points(c.issue, -1, 0, 0, 0.5) + points(c.page, -4, 0, 0, 3+5)
}

// mostTitle bounds the points of two titles from above.
func mostTitle(a, b *prepared) float32 {
	switch {
	case a.title.words == "" || b.title.words == "":
		return 0
	case a.second.words != "" || b.second.words != "" || a.title.words == b.title.words:
		return 6
	}
	switch share := shareBound(a.title.words, b.title.words); {
	case share < 0.3:
		return -1
	case share < 0.6:
		return 5
	}
	return 6
}

func yearsApart(a, b year) int8 {
	best := int16(-1)
	for _, x := range [...]int16{a.issue, a.online} {
		for _, y := range [...]int16{b.issue, b.online} {
			if x == 0 || y == 0 {
				continue
			}
			if d := max(x-y, y-x); best < 0 || d < best {
				best = d
			}
		}
	}
	return int8(min(best, 100))
}

// compareVolumes takes a volume that stands in the place of the issue for the
// same, because sources mix them up.
func compareVolumes(a, b *place) level {
	l := compareNumbers(a.volume, b.volume)
	if l == other && (a.volume.value == b.issue.value || b.volume.value == a.issue.value) {
		return missing
	}
	return l
}

// compareNumbers gives same, other or missing.
func compareNumbers(a, b number) level {
	switch {
	case a.value == 0 || b.value == 0:
		return missing
	case a.value == b.value, a.last != 0 && a.last == b.value, b.last != 0 && b.last == a.value:
		return same
	}
	return other
}

// comparePages gives same, weak (the ranges overlap), other or missing for the
// first page, and same, other or missing for the last.
func (c *comparison) comparePages(a, b pages) {
	if a.first == 0 || b.first == 0 {
		return
	}
	switch {
	case a.first == b.first && (a.prefix == b.prefix || a.prefix == 0 || b.prefix == 0):
		c.page = same
	case a.count && b.locator, b.count && a.locator, a.count != b.count && (a.first > 100000 || b.first > 100000): // pages of an article that has a number
		return
	case a.electronic != b.electronic: // printed page and article number
		return
	case a.overlaps(b) && c.title >= near: // a misprint, or the last page alone: no two works of one title share pages
		c.page = weak
	default:
		c.page = other
	}
	if a.last == 0 || b.last == 0 {
		return
	}
	c.end = other
	if a.last == b.last {
		c.end = same
	}
}

// compareKinds finds what makes two works different whatever they share.
func (c *comparison) compareKinds(a, b *prepared) {
	c.stages = a.stage != b.stage && !(c.page == same && c.volume == same) && !(c.page == same && c.years == 0 && c.journal >= alike)
	c.forms = a.form != b.form
	c.related = states(a, b) || states(b, a)
	c.preprints(a, b)
	if a.source != nil && b.source != nil {
		c.inJournal = a.source.kind == journalVenue || b.source.kind == journalVenue
		c.venues = c.journal != same && a.source.kind != anyVenue && b.source.kind != anyVenue && a.source.kind != b.source.kind
	}
}

// preprints finds the preprint of an article, and two versions of one work.
func (c *comparison) preprints(a, b *prepared) {
	if c.title < alike || c.authors == other {
		return
	}
	switch {
	case a.preprint != b.preprint && a.source != nil && b.source != nil, a.preprint != b.preprint && c.doi == other:
		c.version = true
	case a.version != 0 && b.version != 0 && a.version != b.version && c.doi == same:
		c.version = true
	}
}

// compareIdentifiers gives same, other or missing for each; a DOI without its
// version counts.
func (c *comparison) compareIdentifiers(a, b *prepared) {
	c.doi = compareIDs(a.doi, b.doi)
	c.pmid = compareIDs(a.pmid, b.pmid)
	c.pmcid = compareIDs(a.pmcid, b.pmcid)
	if a.form == registration && b.form == registration && len(a.registry) > 0 && len(b.registry) > 0 {
		c.registry = other
		for _, x := range a.registry {
			for _, y := range b.registry {
				if x == y {
					c.registry = same
				}
			}
		}
	}
}

func compareIDs(a, b string) level {
	switch {
	case a == "" || b == "":
		return missing
	case a == b:
		return same
	}
	return other
}

// identified reports an identifier in common.
func (c *comparison) identified() bool {
	return c.doi == same || c.pmid == same || c.pmcid == same || c.registry == same
}
