package dedupe

// Outcome is what becomes of a pair of records.
type Outcome uint8

// The three outcomes.
const (
	Distinct  Outcome = iota // two works, or nothing that speaks for one
	Ask                      // a person decides
	Automatic                // one work
)

// String names the outcome.
func (o Outcome) String() string { return [...]string{"distinct", "ask", "automatic"}[o] }

// The points that a pair needs. Between 5.6 and 7 the automatic threshold
// changes nothing on the labelled sets: the guards decide.
const (
	automaticPoints = 6
	askPoints       = 2
)

// decide turns evidence into an outcome.
func decide(c *comparison) (Outcome, guard) {
	g := guardOf(c)
	switch {
	case g == guardSharedID && c.partOfBook():
		return Distinct, g
	case g == guardSharedID:
		return Ask, g
	case g == guardForm, g == guardTitle && !c.samePlace(), g == guardGeneric && !c.sameColumn(), g == guardStage && c.elsewhere():
		return Distinct, g
	case c.total < askPoints:
		return Distinct, g
	case g != noGuard || c.total < automaticPoints:
		return Ask, g
	}
	return Automatic, g
}

// partOfBook reports two works of one supplement or book that share its
// identifier: the title or its numbers differ, and so does the page, the abstract or the
// authors. A wrong title or page on one work differs alone.
func (c *comparison) partOfBook() bool {
	another := c.title != missing && c.title <= weak || c.digits && !c.digitsCut && c.title != same
	return another && (c.page == other || c.abstract == other || c.authors == other)
}

// samePlace reports a citation so much the same that another title may be a
// translation, or the title of a part.
func (c *comparison) samePlace() bool {
	if c.page != same || c.authors == other {
		return false
	}
	return c.citation || c.title == weak && c.end != other || c.translated
}

// sameColumn reports a title that says nothing over the same authors, with no
// year, volume or page against it.
func (c *comparison) sameColumn() bool {
	return c.authors >= alike && c.years <= 0 && c.volume != other && c.page != other
}

// elsewhere reports another page or identifier: no doubt that an erratum is a
// work of its own. It is linked.
func (c *comparison) elsewhere() bool {
	return c.page == other || c.doi == other || c.pmid == other
}

// answers reports a pair of which one work corrects or comments on the other.
func (c *comparison) answers(g guard) bool {
	return g == guardStage && c.title >= contained && c.authors >= alike && c.years <= 3
}
