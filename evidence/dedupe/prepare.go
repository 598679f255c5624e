package dedupe

import (
	"strings"

	"dossier/evidence"
)

// prepared is a record made ready for comparison: every field folded once,
// without a reference to the record itself, so that a million fit in memory.
type prepared struct {
	id     string
	order  uint64 // of the id: breaks ties without regard to the order of arrival
	title  title
	names  names
	source *venue // nil when not stated

	doi   string // without its version, in lower case
	pmid  string
	pmcid string

	abstract string // the letters that it starts with
	place
	version  int16 // of the DOI or the title, from 1; 0 is none stated
	form     form
	stage    stage
	preprint bool
	*rare
}

// place is where and when a record was published, in numbers.
type place struct {
	year          year
	volume, issue number
	pages         pages
}

// rare is what few records have. The others share an empty one, which spares a
// hundred bytes for each.
type rare struct {
	second    title      // the vernacular title of a translated one, or the part after " = "
	registry  []string   // registrations in fields of their own; of a registration all it shows
	mentions  []string   // registrations in title and abstract
	relations []relation // to other works, as the source states them
}

func (r *rare) isEmpty() bool {
	return r.second.words == "" && len(r.registry) == 0 && len(r.mentions) == 0 && len(r.relations) == 0
}

// year holds the year of the issue and that of online publication; 0 is none.
type year struct{ issue, online int16 }

// form tells a trial registration from what is published.
type form uint8

const (
	publication form = iota
	registration
)

// prepare folds one record. Venues are looked up in venues, so that records of
// one journal share its words.
func prepare(rec *evidence.Record, venues *venueSet) prepared {
	c := &rec.Citation
	p := prepared{
		id:       strings.Clone(rec.ID),
		order:    hashString(rec.ID),
		pmid:     strings.Clone(string(c.PMID)),
		pmcid:    strings.ToUpper(string(c.PMCID)),
		abstract: abstractStart(c.Abstract),
		names:    prepareNames(c.Authors),
	}
	p.year = year{clampYear(c.Date.Year), clampYear(c.DateOnline.Year)}
	p.doi, p.version = splitVersion(c.DOI)
	journal := c.Journal
	if journal == "" {
		journal = c.JournalAbbrev
	}
	p.source = venues.find(journal, c.Type)
	p.preprint = isPreprint(c, p.source)
	p.title, p.stage = prepareTitle(c.Title, p.source)
	p.volume, p.issue = prepareVolume(c.Volume, c.Issue)
	p.pages = preparePages(c, p.volume)
	p.form = formOf(c, p.source)
	p.rare = venues.nothing
	r := rare{second: secondTitle(c), relations: prepareRelations(c)}
	r.registry, r.mentions = prepareRegistry(c, p.form)
	if !r.isEmpty() {
		kept := r // r itself stays off the heap
		p.rare = &kept
	}
	return p
}

func clampYear(y int) int16 {
	if y < 1000 || y > 3000 {
		return 0
	}
	return int16(y)
}

// hashString is FNV-1a with a final mix: the same on every machine, because
// stores keep the keys made of it.
func hashString(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

// mix spreads the bits of h (the finaliser of SplitMix64).
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
