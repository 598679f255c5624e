package summary

import (
	"slices"
	"strings"

	"dossier/evidence"
)

// mapDesigns are the kinds of design of a map, weakest first; the first is "not
// stated".
var mapDesigns = [...]string{"", "observational", "review", "trial"}

// designRank sorts a design as printed into mapDesigns.
func designRank(design string) int {
	low := strings.ToLower(evidence.DesignName(design))
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(low, w) })
	}
	switch {
	case low == "":
		return 0
	case evidence.IsReviewDesign(design):
		return 2
	case has("rct", "random", "trial", "phase"):
		return 3
	}
	return 1
}

// weighCell adds one finding to what a cell of the map says of design,
// direction and certainty.
func (b *builder) weighCell(c *mapContent, r *evidence.TableRow) {
	f := &r.Finding
	design := f.Design
	if design == "" {
		design = r.Study.Design
	}
	c.design = max(c.design, designRank(design))
	if b.o.Certainty != nil {
		level, _ := b.o.Certainty(f.Drug, f.Outcome, f.SubOutcome, f.Comparator)
		c.certainty = lowerCertainty(c.certainty, level)
	}
	m, _ := evidence.MeasureOf(f.Measure)
	low, okL := f.CILow.Float()
	high, okH := f.CIHigh.Float()
	null, okN := evidence.Printed(m.Null).Float()
	if !okL || !okH || !okN || !m.Comparative || f.Comparator == "" {
		return
	}
	switch {
	case low > null:
		c.above++
	case high < null:
		c.below++
	default:
		c.spans++
	}
}

// lowerCertainty is the lower of two levels of GRADE; what is not stated says
// nothing.
func lowerCertainty(a, b string) string {
	levels := []string{"very_low", "low", "moderate", "high"}
	rank := func(s string) int {
		return slices.Index(levels, strings.ReplaceAll(strings.ToLower(s), " ", "_"))
	}
	if rank(b) >= 0 && (rank(a) < 0 || rank(b) < rank(a)) {
		return b
	}
	return a
}

// direction sums up where the intervals of a cell lie.
func (c *mapContent) direction() string {
	switch {
	case c.above > 0 && c.below > 0:
		return "mixed"
	case c.above > 0:
		return "above"
	case c.below > 0:
		return "below"
	case c.spans > 0:
		return "includes"
	}
	return ""
}
