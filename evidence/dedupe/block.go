package dedupe

import (
	"slices"
	"strings"

	"dossier/evidence"
)

// Keys is Prepared.Keys of a record.
func Keys(rec *evidence.Record) []uint64 { return NewPreparer().Prepare(rec).Keys() }

// keyKind keeps the keys of different kinds apart.
type keyKind uint64

const (
	keyDOI keyKind = iota + 1
	keyPMID
	keyPMCID
	keyRegistry
	keyTitle
	keySecondTitle
	keyTitleFront
	keyTitleFrontYear
	keyTitleEndYear
	keyAuthorPage
	keyPlaceYear
	keyPlaceJournal
	keyAuthorVolume
	keyAuthorTitle
	keyBand
	keyBandYear
)

// The MinHash bands over the words of a title (Broder 1997, doi
// 10.1109/SEQUEN.1997.666900): bandRows equal minima make a key, so that
// titles with a good part of their words in common meet in one of the bands.
const (
	bands        = 6
	bandRows     = 4
	yearBands    = 4
	yearBandRows = 3
)

// keysOf appends the keys of a record to keys.
func keysOf(p *prepared, keys []uint64) []uint64 {
	list := keyList(keys)
	list.addIdentifiers(p)
	list.addTitles(p)
	list.addPlaces(p)
	return list
}

// keyList is a list of different keys.
type keyList []uint64

// add adds the key of a kind that is made of the parts.
func (l *keyList) add(kind keyKind, parts ...uint64) {
	h := uint64(kind) * 0x9e3779b97f4a7c15
	for _, x := range parts {
		h = mix(h ^ x)
	}
	if !slices.Contains(*l, h) {
		*l = append(*l, h)
	}
}

func (l *keyList) addIdentifiers(p *prepared) {
	if p.doi != "" {
		l.add(keyDOI, hashString(p.doi))
	}
	if p.pmid != "" {
		l.add(keyPMID, hashString(p.pmid))
	}
	if p.pmcid != "" {
		l.add(keyPMCID, hashString(p.pmcid))
	}
	if p.form == registration {
		for _, id := range p.registry {
			l.add(keyRegistry, hashString(id))
		}
	}
}

// addTitles makes keys of the title. A title that says nothing needs the
// author or the page beside it, or every editorial would meet every other.
func (l *keyList) addTitles(p *prepared) {
	var buf [maxTitleLetters]byte
	title := letters(p.title.words, buf[:0])
	if len(title) == 0 {
		return
	}
	whole := hashBytes(title)
	years := p.year.list()
	if p.title.generic {
		l.add(keyTitle, whole, uint64(p.pages.first), uint64(p.volume.value))
		for _, n := range p.names.list[:min(len(p.names.list), 1)] {
			l.add(keyTitle, whole, uint64(n.family))
		}
		return
	}
	l.add(keyTitle, whole)
	if p.second.words != "" {
		var second [maxTitleLetters]byte
		l.add(keyTitle, hashBytes(letters(p.second.words, second[:0])))
	}
	if len(title) >= 32 {
		l.add(keyTitleFront, hashBytes(title[:32]))
	}
	if len(title) >= 20 {
		for _, y := range years {
			l.add(keyTitleFrontYear, hashBytes(title[:20]), y)
			l.add(keyTitleEndYear, hashBytes(title[len(title)-20:]), y)
		}
	}
	l.addBands(p, years)
}

// addPlaces makes keys of author, volume, page, journal and year, for titles
// in another language.
func (l *keyList) addPlaces(p *prepared) {
	page, volume := uint64(p.pages.first), uint64(p.volume.value)
	var author, journal uint64
	if len(p.names.list) > 0 {
		author = uint64(p.names.list[0].family)
	}
	if p.source != nil {
		journal = uint64(p.source.folded[0])
	}
	if author != 0 && page != 0 {
		l.add(keyAuthorPage, author, page)
	}
	if volume != 0 && page != 0 {
		if journal != 0 {
			l.add(keyPlaceJournal, volume, page, journal)
		}
		for _, y := range p.year.list() {
			l.add(keyPlaceYear, volume, page, y)
		}
	}
	if author == 0 {
		return
	}
	for _, y := range p.year.list() {
		if volume != 0 {
			l.add(keyAuthorVolume, author, volume, y)
		}
	}
	if word, _, _ := strings.Cut(p.title.words, " "); word != "" && volume == 0 && page == 0 && !p.title.generic {
		l.add(keyAuthorTitle, author, hashString(word))
	}
}

// list gives the years that are stated.
func (y year) list() []uint64 {
	var years []uint64
	if y.issue != 0 {
		years = append(years, uint64(y.issue))
	}
	if y.online != 0 && y.online != y.issue {
		years = append(years, uint64(y.online))
	}
	return years
}

// addBands adds the MinHash keys. Words are cut to six letters, so that endings
// and most spellings do not matter.
func (l *keyList) addBands(p *prepared, years []uint64) {
	var minima [bands*bandRows + yearBands*yearBandRows]uint64
	for i := range minima {
		minima[i] = ^uint64(0)
	}
	n := 0
	for w := range strings.SplitSeq(p.title.words, " ") {
		if n == maxTitleWords {
			break
		}
		if !tellsApart(w) {
			continue
		}
		n++
		h := hashString(w[:min(len(w), 6)])
		for i := range minima {
			// A multiplication by an odd number of its own is hash function i.
			if x := (h ^ uint64(i+1)*0xd6e8feb86659fd93) * (uint64(i)*0xa0761d6478bd642e | 1); x < minima[i] {
				minima[i] = x
			}
		}
	}
	if n < bandRows { // too few words to choose from: the whole title is a key already
		return
	}
	for b := range bands {
		m := minima[b*bandRows : (b+1)*bandRows]
		l.add(keyBand, uint64(b), m[0], m[1], m[2], m[3])
	}
	for b := range yearBands {
		m := minima[bands*bandRows+b*yearBandRows:]
		for _, y := range years {
			l.add(keyBandYear, uint64(b), m[0], m[1], m[2], y)
		}
	}
}

// tellsApart reports a word worth a place in a band: words that stand in every
// other title bring strangers together.
func tellsApart(w string) bool {
	switch w {
	case "effect", "effects", "patient", "patients", "role", "risk", "treatment", "therapy", "disease", "human", "cohort", "adults", "women", "men", "children":
		return false
	}
	return len(w) >= 3 && !emptyWords()[w]
}

func hashBytes(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return mix(h)
}
