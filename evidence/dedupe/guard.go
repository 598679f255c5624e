package dedupe

// guard is a reason that forbids an automatic merge whatever the points are:
// each is a way in which different works of the same people look alike. The
// zero guard forbids nothing.
type guard uint8

const (
	noGuard guard = iota

	// These keep two records apart in every group: works that belong together
	// and are not one.
	guardVersion
	guardRelated
	guardStage
	guardForm
	guardRegistrations
	guardIdentifiers

	// These leave the decision to a person.
	guardPMID
	guardDOI
	guardSharedID
	guardNoTitle
	guardTitle
	guardGeneric
	guardDigits
	guardReplaced
	guardPartTitle
	guardAuthors
	guardVenue
	guardTitleAlone
	guardJournalAlone
	guardJournalPlace
	guardJournalVolume
	guardJournalYear
	guardYearPage
	guardYearAlone
	guardVolumeYear
	guardVolumePage
	guardPages
	guardCount
)

// String says the reason to a person.
func (g guard) String() string {
	return [guardCount]string{
		"",
		"two versions of one work",
		"a source says how the one is related to the other",
		"one answers, corrects or announces the other",
		"a trial registration and a publication",
		"two trial registrations",
		"another DOI and another PMID",
		"another PMID",
		"another DOI",
		"same identifier, but title or page differ",
		"no title to compare",
		"another title",
		"the title says nothing about the work",
		"the numbers in the titles differ",
		"a word of the title is another one",
		"the titles agree in part only",
		"other authors",
		"another kind of venue, no page to compare",
		"too little beside the title to compare",
		"another journal, and no place to compare",
		"another journal, and volume or page differ",
		"another volume of a similar journal",
		"another journal and year",
		"year and page differ",
		"another year, and no place to compare",
		"volume and year differ",
		"volume and page differ",
		"the pages differ",
	}[g]
}

// vetoes reports a guard that keeps two records out of one group even when each
// of them matches a third one.
func (g guard) vetoes() bool { return g != noGuard && g <= guardIdentifiers }

// contradicts reports a guard that says where two works differ, rather than
// that too little agrees: with it they are not put into one group by way of a
// third record that fits both.
func (g guard) contradicts() bool {
	switch g {
	case guardPMID, guardDOI, guardSharedID, guardDigits, guardJournalPlace, guardYearPage, guardVolumePage, guardPages:
		return true
	}
	return g.vetoes()
}

// guardOf finds the first guard that holds.
func guardOf(c *comparison) guard {
	switch {
	case c.version:
		return guardVersion
	case c.related:
		return guardRelated
	case c.stages && c.title != missing:
		return guardStage
	case c.forms:
		return guardForm
	case c.registry == other:
		return guardRegistrations
	case c.doi == other && (c.pmid == other || c.pmcid == other):
		return guardIdentifiers
	}
	if c.identified() {
		return c.guardIdentified()
	}
	return c.guardDescribed()
}

// guardIdentified checks a pair with an identifier in common: supplements and
// landing pages give one DOI to many works.
func (c *comparison) guardIdentified() guard {
	switch {
	case c.title == other, c.title == weak, c.page == other && !c.onlineFirst(), c.digits && !c.digitsCut && c.title != same, c.title != missing && c.title < near && c.authors == other:
		return guardSharedID
	case c.pmid == other || c.pmcid == other:
		return guardPMID
	case c.doi == other && c.pmid != same:
		return guardDOI
	case c.title == missing && (c.authors == other || c.journal == other || c.volume == other || c.years > 1):
		return guardNoTitle
	}
	return noGuard
}

// onlineFirst reports the two citations that an article has when it is first
// published online: everything that is not a place agrees.
func (c *comparison) onlineFirst() bool {
	return c.title == same && c.authors == same && c.journal >= alike && c.years <= 2 && (c.volume != same || c.abstract == same)
}

// guardDescribed checks a pair without an identifier in common.
func (c *comparison) guardDescribed() guard {
	switch {
	case c.pmid == other || c.pmcid == other:
		return guardPMID
	case c.doi == other && !c.excusesDOI():
		return guardDOI
	}
	if g := c.guardTitles(); g != noGuard {
		return g
	}
	return c.guardPlaces()
}

// excusesDOI reports a pair that is one article under two DOIs, of two platforms
// or misprinted: the place and the title agree.
func (c *comparison) excusesDOI() bool {
	return c.page == same && c.volume != other && c.title >= near && !c.digits && c.issue != other && c.years <= 1
}

func (c *comparison) guardTitles() guard {
	switch {
	case c.title == missing:
		return guardNoTitle
	case c.title <= weak && !(c.translated && c.citation && c.authors >= alike):
		return guardTitle
	case c.generic && c.page != same:
		return guardGeneric
	case c.digits && !(c.citation && c.title >= near) && !(c.digitsCut && c.page == same):
		return guardDigits
	case c.replaced && c.title != same && c.end != same:
		return guardReplaced
	case c.title < near && c.page != same && c.abstract != same && !c.leavesSubtitle():
		return guardPartTitle
	case c.title < near && c.authors == other:
		return guardAuthors
	}
	return noGuard
}

// The title alone carries a match from specificWords words on; titles of at most
// shortWords words come back in every volume ("Database principles") and need a
// place.
const (
	specificWords = 6
	shortWords    = 3
)

func (c *comparison) guardPlaces() guard {
	switch {
	case c.venues && c.page != same:
		return guardVenue
	case c.authors == missing && c.journal < alike && !c.placed() && c.titleWords < specificWords,
		c.titleWords <= shortWords && !c.placed() && c.shared < 2:
		return guardTitleAlone
	case (c.journal == other || c.journal == weak) && c.inJournal && !c.placed() && c.volume != other && c.page != other:
		return guardJournalAlone
	case c.journal == other && (c.volume == other || c.page == other):
		return guardJournalPlace
	case (c.journal == alike || c.journal == weak) && c.volume == other && c.page != same:
		return guardJournalVolume
	case c.journal == other && c.years >= 1 && c.page != same:
		return guardJournalYear
	case c.years >= 1 && c.page == other && c.volume != same:
		return guardYearPage
	case c.years >= 1 && c.page != same && (c.title != same || c.volume != same && !(c.journal == same && c.abstract == same)):
		return guardYearAlone
	case c.volume == other && c.years >= 1:
		return guardVolumeYear
	case c.volume == other && c.page == other:
		return guardVolumePage
	case c.page == other:
		return guardPages
	}
	return noGuard
}

// placed reports that a page, a volume or the abstract agrees.
func (c *comparison) placed() bool {
	return c.page == same || c.volume == same || c.abstract == same
}

// leavesSubtitle reports that one source prints the subtitle and the other does
// not: everything else that both state agrees.
func (c *comparison) leavesSubtitle() bool {
	return c.front && c.titleWords >= 4 && c.authors == same && c.shared >= 2 && c.years == 0 &&
		(c.journal != other && c.journal != weak || !c.inJournal) && c.volume != other && c.page == missing
}
