package dedupe

// A set of reasons, for groups: bit 2p says that part p is the same in a pair of
// the group, bit 2p+1 that it is similar.
const whyPerson = uint64(1) << 63

func (c *comparison) why() uint64 {
	var set uint64
	for p := range part(partCount) {
		if c.points[p] <= 0 {
			continue
		}
		bit := uint64(1) << (2 * p)
		if c.isSimilar(p) {
			bit <<= 1
		}
		set |= bit
	}
	return set
}

func (c *comparison) isSimilar(p part) bool {
	switch p {
	case partTitle:
		return c.title != same
	case partAuthors:
		return c.authors != same
	case partJournal:
		return c.journal != same
	case partAbstract:
		return c.abstract != same
	}
	return false
}

func describeWhy(set uint64) []string {
	var why []string
	names := partNames()
	for p := range part(partCount) {
		switch {
		case set>>(2*p)&1 != 0:
			why = append(why, "same "+names[p])
		case set>>(2*p+1)&1 != 0:
			why = append(why, "similar "+names[p])
		}
	}
	if set&whyPerson != 0 {
		why = append(why, "a person said so")
	}
	return why
}
