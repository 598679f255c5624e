package summary

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"

	"dossier/evidence"
)

// shown reports whether a finding may stand in a table.
func (o *Options) shown(f *evidence.Finding) bool {
	return f.Status != evidence.Rejected && (f.Usable || o.Unusable)
}

// merge makes one entry per number: rows with one comparison key and one number
// become one entry with every report, rows with one key and other numbers
// become rivals. Each row's section is asked from place; rows without one are
// left out.
func (b *builder) merge(rows []evidence.TableRow, place func(*evidence.Finding) (section, bool)) []*entry {
	type candidate struct {
		row   *evidence.TableRow
		f     *evidence.Finding
		where section
		at    int
	}
	shown := make([]candidate, 0, len(rows))
	for i := range rows {
		c := candidate{row: &rows[i], f: &rows[i].Finding, at: i}
		if c.f.Trial == "" && c.row.Study.Trial != "" {
			linked := *c.f
			linked.Trial = c.row.Study.Trial
			c.f = &linked
		}
		var ok bool
		if c.where, ok = place(c.f); !ok {
			continue
		}
		if b.o.shown(c.f) {
			shown = append(shown, c)
		} else {
			b.hide(c.f, &c.row.Study)
		}
	}
	// The first report in time gives the row its name.
	slices.SortFunc(shown, func(x, y candidate) int {
		if c := cmp.Compare(x.row.Study.Year, y.row.Study.Year); c != 0 {
			return c
		}
		if c := strings.Compare(x.row.Study.Key, y.row.Study.Key); c != 0 {
			return c
		}
		return cmp.Or(strings.Compare(x.f.ID, y.f.ID), cmp.Compare(x.at, y.at))
	})
	// All entries, with the heads and ids of their first reports, stand in one piece:
	// a large table has thousands.
	var (
		seed    = maphash.MakeSeed()
		first   = make(map[uint64]*entry, len(shown)) // by the hash of the key; the others follow as next
		all     = make([]entry, 0, len(shown))
		heads   = make([]evidence.StudyHead, len(shown))
		ids     = make([]string, len(shown))
		entries = make([]*entry, 0, len(shown))
	)
	for i, c := range shown {
		head := c.row.Study
		if head.Key == "" {
			head.Key = c.f.Study
		}
		key := evidence.ComparisonKey(c.f)
		hash := maphash.Comparable(seed, key)
		same, last := first[hash].sameNumber(key, c.f)
		if same != nil {
			same.join(c.f, head)
			continue
		}
		heads[i], ids[i] = head, c.f.ID
		all = append(all, entry{f: c.f, heads: heads[i : i+1 : i+1], ids: ids[i : i+1 : i+1], measure: b.measure(c.f.Measure), section: c.where})
		e := &all[len(all)-1]
		if last == nil {
			first[hash], e.first = e, e
		} else {
			last.next, e.first = e, last.first
		}
		entries = append(entries, e)
	}
	for _, e := range entries {
		if e.first.next == nil || e.measure.Kind == evidence.KindWords {
			continue
		}
		key := evidence.ComparisonKey(e.f)
		for other := e.first; other != nil; other = other.next {
			if other != e && evidence.ComparisonKey(other.f) == key {
				e.rivals = append(e.rivals, other)
			}
		}
	}
	return entries
}

// measure gives what is known of a measure; nothing of one that the program does not
// know.
func (b *builder) measure(id string) *evidence.Measure {
	m, known := b.measures[id]
	if !known {
		of, _ := evidence.MeasureOf(id)
		m = &of
		b.measures[id] = m
	}
	return m
}

// sameNumber looks for the entry of a finding from e on, and gives the last entry.
func (e *entry) sameNumber(key evidence.Key, f *evidence.Finding) (same, last *entry) {
	for ; e != nil; e = e.next {
		if last = e; evidence.ComparisonKey(e.f) == key && evidence.SameNumber(e.f, f) && e.f.Usable == f.Usable {
			return e, e
		}
	}
	return nil, last
}

// join adds a report that prints the same number, and what only it prints.
func (e *entry) join(f *evidence.Finding, head evidence.StudyHead) {
	e.keys = nil
	e.heads = append(e.heads, head)
	e.ids = append(e.ids, f.ID)
	merged := *e.f
	e.f = &merged
	fill := func(to *evidence.Printed, from evidence.Printed) { *to = cmp.Or(*to, from) }
	fill(&e.f.P, f.P)
	fill(&e.f.Margin, f.Margin)
	for _, arm := range [][2]*evidence.Arm{{&e.f.Treat, &f.Treat}, {&e.f.Control, &f.Control}} {
		arm[0].Label = cmp.Or(arm[0].Label, arm[1].Label)
		fill(&arm[0].Events, arm[1].Events)
		fill(&arm[0].N, arm[1].N)
		fill(&arm[0].PersonYears, arm[1].PersonYears)
	}
	e.f.Note = cmp.Or(e.f.Note, f.Note)
	// The number stands as confirmed, and as read in a report or its record, as
	// soon as one of its reports does.
	if f.Status == evidence.Confirmed {
		e.f.Status = evidence.Confirmed
	}
	if e.f.Source.Kind == "secondary" && f.Source.Kind != "secondary" {
		e.f.Source = f.Source
	}
}

// absent makes entries of absences.
func (b *builder) absent(absences []evidence.Absence, place func(*evidence.Finding) (section, bool)) []*entry {
	if len(absences) == 0 {
		return nil
	}
	heads := map[string]*evidence.StudyHead{}
	for i := range b.in.Rows {
		r := &b.in.Rows[i]
		heads[cmp.Or(r.Study.Key, r.Finding.Study)] = &r.Study
	}
	for i := range b.in.Studies {
		heads[b.in.Studies[i].Key] = &b.in.Studies[i]
	}
	var entries []*entry
	for i := range absences {
		a := &absences[i]
		f := evidence.Finding{Study: a.Study, Drug: a.Drug, Outcome: a.Outcome, Note: a.Note, Status: evidence.Confirmed, Usable: true, By: a.By}
		if up := b.v.Ancestors(a.Outcome); len(up) > 0 {
			f.Outcome, f.SubOutcome = up[len(up)-1], a.Outcome
		}
		where, ok := place(&f)
		if !ok {
			continue
		}
		head, known := heads[a.Study]
		if !known {
			head = &evidence.StudyHead{Key: a.Study}
		}
		entries = append(entries, &entry{f: &f, heads: []evidence.StudyHead{*head}, measure: new(evidence.Measure), section: where, absence: a})
	}
	return entries
}

// trials collects the trial labels (or study keys) of rows.
func trials(rows []evidence.TableRow, wanted func(*evidence.Finding) bool) map[string]bool {
	set := map[string]bool{}
	for i := range rows {
		if f := &rows[i].Finding; wanted(f) {
			set[cmp.Or(f.Trial, rows[i].Study.Trial, f.Study)] = true
		}
	}
	return set
}

// order sorts entries by their places in the levels, then by what tells the
// rows of one body of evidence apart.
func (b *builder) order(entries []*entry, levels []level) {
	places := make([]place, len(entries)*len(levels))
	for at, e := range entries {
		e.at = at
		e.place, places = places[:len(levels):len(levels)], places[len(levels):]
		for i, l := range levels {
			e.place[i] = place{l.rank(e), l.key(e)}
		}
	}
	slices.SortFunc(entries, func(x, y *entry) int {
		for i := range x.place {
			if c := cmp.Compare(x.place[i].rank, y.place[i].rank); c != 0 {
				return c
			}
			if c := strings.Compare(x.place[i].key, y.place[i].key); c != 0 {
				return c
			}
		}
		return cmp.Or(compareRows(x, y), cmp.Compare(x.at, y.at))
	})
}

// compareRows orders the rows of one body of evidence.
func compareRows(x, y *entry) int {
	if c := cmp.Or(
		cmp.Compare(measureRank(x), measureRank(y)),
		strings.Compare(x.measure.ID, y.measure.ID),
		cmp.Compare(x.heads[0].Year, y.heads[0].Year),
	); c != 0 {
		return c
	}
	if c := cmp.Or(strings.Compare(x.trial(), y.trial()), strings.Compare(x.heads[0].Key, y.heads[0].Key)); c != 0 {
		return c
	}
	return cmp.Or(
		strings.Compare(x.population(), y.population()),
		strings.Compare(x.f.TimeWindow, y.f.TimeWindow),
		strings.Compare(x.f.AnalysisSet, y.f.AnalysisSet),
		compareDose(x.f.Dose, y.f.Dose),
		strings.Compare(x.f.Drug, y.f.Drug),
		strings.Compare(x.f.Comparator, y.f.Comparator),
		strings.Compare(x.f.ID, y.f.ID),
	)
}

// measureRank puts comparisons before figures of one arm, and words last.
func measureRank(e *entry) int {
	if e.absence != nil {
		return 99
	}
	switch e.measure.Kind {
	case evidence.KindRatio:
		return 0
	case evidence.KindDifference:
		return 1
	case evidence.KindMeanDifference:
		return 2
	case evidence.KindProportion:
		return 3
	case evidence.KindRate:
		return 4
	case evidence.KindCount:
		return 5
	case evidence.KindWords:
		return 6
	}
	return -1
}

// compareDose orders doses by their numbers: 5 mg before 10 mg.
func compareDose(x, y string) int {
	return cmp.Or(cmp.Compare(firstNumber(x), firstNumber(y)), strings.Compare(x, y))
}

func firstNumber(s string) float64 {
	start := strings.IndexFunc(s, func(r rune) bool { return r >= '0' && r <= '9' })
	if start < 0 {
		return 0
	}
	end := start
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == '.') {
		end++
	}
	v, _ := evidence.Printed(strings.TrimSuffix(s[start:end], ".")).Float()
	return v
}
