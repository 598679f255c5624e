package tagging

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
)

// eventCount is "92 of 2,660" or "79 (5.25%)" with the denominator found
// elsewhere.
type eventCount struct {
	sent        int
	first, next int // words
	start, end  int // bytes
	events, n   int
	outcome     string
}

// counts appends events and denominators per arm for the outcomes that the record
// studied. A denominator that is not printed beside the events is taken from
// the arms printed elsewhere when the percentage confirms it.
func (a *attacher) counts(out []Estimate) []Estimate {
	if len(a.studied) == 0 {
		return out
	}
	sizes := a.r.armSizes()
	for si := range a.f.sentences {
		out = a.sentenceCounts(out, si, sizes)
	}
	return out
}

// sentenceCounts appends the counts of one sentence, those of one outcome
// together.
func (a *attacher) sentenceCounts(out []Estimate, si int, sizes []armSize) []Estimate {
	s := a.f.sentences[si]
	if s.section == sectionBackground {
		return out
	}
	found := a.found[:0]
	var list []candidate
	next := s.first
	for _, k := range a.f.countsIn(&s) {
		if k < next {
			continue // inside the last one
		}
		c, ok := a.countAt(&s, k, sizes)
		if !ok {
			continue
		}
		if list == nil {
			list = a.candidates(si)
		}
		c.sent = si
		reach := 8
		if c.next < s.last && a.f.lower(c.next) == "and" && a.f.words[c.next].before&gapCloses != 0 {
			reach = 14 // "40 women in one arm (2%) and 85 in the other (4%) had …"
		}
		if at := a.lastBefore(list, s.first, c.first); at >= 0 {
			c.outcome = a.composite(list, at)
		} else if at := a.firstAfter(list, c.next, min(s.last, c.next+reach), nil, -1); at >= 0 {
			c.outcome = a.composite(list, at)
		}
		if slices.Contains(a.studied, a.r.rules.roofs[c.outcome]) {
			found = append(found, c)
		}
		next = c.next
	}
	a.found = found
	for i := 0; i < len(found); {
		j := i + 1
		for j < len(found) && j < i+4 && found[j].outcome == found[i].outcome && !a.outcomeBetween(list, found[j-1].next, found[j].first) {
			j++
		}
		out = append(out, a.countsEstimate(found[i:j]))
		i = j
	}
	return out
}

func (a *attacher) outcomeBetween(list []candidate, from, to int) bool {
	for _, c := range list {
		if c.first >= from && c.first < to {
			return true
		}
	}
	return false
}

// countAt reads one count at word k.
func (a *attacher) countAt(s *sentence, k int, sizes []armSize) (eventCount, bool) {
	f := a.f
	events, next, ok := f.count(k)
	if !ok || next >= s.last || a.bounded(s, k) {
		return eventCount{}, false
	}
	c := eventCount{first: k, events: events, start: int(f.words[k].start)}
	at := -1
	if share := next; f.words[next].number && f.words[next].before&gapOpens != 0 && next+2 < s.last && f.lower(next+1) == "of" && f.words[next+1].before&gapCloses != 0 {
		next = share + 1 // "67 (6.9%) of 965", "57 [10%] of 548"
		at = next + 1
		for at < s.last && (f.lower(at) == "the" || f.lower(at) == "all") {
			at++
		}
	}
	switch {
	case at > 0:
	case f.words[next].number && f.words[next].before == gapSlash:
		if a.partOfDate(s, k, next) || !a.shareBeside(s, k, next) {
			return eventCount{}, false // "6/8/2022", "grade 3/4", "2 1/2 years"
		}
		at = next
	case (f.lower(next) == "of" || f.lower(next) == "out" || f.lower(next) == "in" && f.words[k].number) && f.words[next].before&^gapSoft == 0:
		at = next + 1
		for at < s.last && at < next+4 && !f.words[at].number {
			if t := f.lower(at); t != "of" && t != "the" {
				at = -1
				break
			}
			at++
		}
	}
	if at > 0 && at < s.last && f.words[at].number {
		n, after, good := f.wholeNumber(at)
		if !good || n < events || n < 2 || f.words[at].before&^(gapSoft|gapSlash) != 0 {
			return eventCount{}, false
		}
		c.n, c.next, c.end = n, after, int(f.words[after-1].end)
		return c, true
	}
	if n, after, ok := a.armNext(s, k, next, events, sizes); ok {
		c.n, c.next, c.end = n, after, int(f.words[k].end)
		return c, true
	}
	// "79 (5.25%) patients": the percentage tells which arm
	next = a.shareBehind(s, next)
	if !f.words[k].number || next < 0 {
		return eventCount{}, false
	}
	share, good := f.amountAt(next)
	if !good || !share.percent || share.value > 100 {
		return eventCount{}, false
	}
	label := a.r.drugBeside(k, 8, 4, 0)
	n, others := 0, false
	for _, size := range sizes {
		if size.n < events || size.n == 0 || math.Abs(100*float64(events)/float64(size.n)-share.value) > halfUnit(f.wordText(next)) {
			continue
		}
		if size.drug == label && label != "" {
			n = size.n
		} else {
			others = true
		}
	}
	if n == 0 || others && a.contrastAfter(s, next+1) {
		return eventCount{}, false // "more with X than with Y (12 patients [3%] vs. 15 [4%])" with arms alike
	}
	c.n, c.next, c.end = n, next+1, int(f.words[k].end)
	return c, true
}

// shareBehind is the word of the percentage in brackets behind a count: at word k, or
// behind what was counted and its arm ("734 patients (31.9%)", "40 women in the
// anastrozole group (2%)"); -1 when another number comes first.
func (a *attacher) shareBehind(s *sentence, k int) int {
	for j := k; j < s.last && j < k+10; j++ {
		b := a.f.words[j].before
		if a.f.words[j].number {
			if b&gapOpens != 0 && b&^(gapOpens|gapSoft) == 0 {
				return j
			}
			return -1
		}
		if b&^gapSoft != 0 {
			return -1
		}
		switch a.f.lower(j) {
		case "and", "or", "versus", "vs", "of", "to":
			return -1
		}
	}
	return -1
}

// contrastAfter tells whether "vs." stands at word k.
func (a *attacher) contrastAfter(s *sentence, k int) bool {
	if k >= s.last {
		return false
	}
	t := a.f.lower(k)
	return t == "vs" || t == "versus"
}

// bounded tells whether the number is a limit and no count: "less than 1/500",
// "about 1 in 500".
func (a *attacher) bounded(s *sentence, k int) bool {
	if k == s.first {
		return false
	}
	switch a.f.lower(k - 1) {
	case "than", "about", "approximately", "nearly", "almost", "roughly", "under", "below", "circa":
		return true
	}
	return strings.ContainsAny(a.f.between(k-1, k), "<>≤≥~")
}

// partOfDate tells whether "8/2022" is a month and a year, or part of "6/8/2022".
func (a *attacher) partOfDate(s *sentence, k, next int) bool {
	f := a.f
	slash := func(w int) bool { return w < s.last && f.words[w].number && f.words[w].before == gapSlash }
	if slash(k) || slash(next+1) {
		return true
	}
	month, _, ok := f.countDigits(k)
	year, _, whole := f.countDigits(next)
	if !ok || !whole || month < 1 || month > 12 || year < 1900 || year > 2100 {
		return false
	}
	people := next+1 < s.last && a.r.rules.is(f.words[next+1].sym, cuePeople)
	return !people && !a.percentBeside(s, k, next)
}

// armNext reads "82 on tamoxifen": a drug within three words whose arm has a
// printed size.
func (a *attacher) armNext(s *sentence, k, next, events int, sizes []armSize) (n, after int, ok bool) {
	if !a.f.words[k].number || next >= s.last || a.f.words[next].before != gapSpace {
		return 0, 0, false
	}
	switch a.f.lower(next) {
	case "on", "in", "with", "given", "receiving", "taking", "for":
	default:
		return 0, 0, false
	}
	for _, m := range a.r.mentionsIn(inAbstract, next+1, min(s.last, next+4)) {
		if m.kind != termDrug || !m.ok {
			continue
		}
		for _, size := range sizes {
			if size.drug == a.r.id(&m) && size.drug != "" && size.n >= events {
				return size.n, int(m.last), true
			}
		}
	}
	return 0, 0, false
}

// shareBeside tells whether a percentage stands next to "13/146" or the number
// is too large for a grade or a fraction.
func (a *attacher) shareBeside(s *sentence, k, next int) bool {
	if n, _, ok := a.f.countDigits(next); ok && n >= 20 {
		return true
	}
	return a.percentBeside(s, k, next)
}

// percentBeside tells whether a percentage stands next to words k to next.
func (a *attacher) percentBeside(s *sentence, k, next int) bool {
	for _, w := range []int{k - 1, next + 1} {
		if w >= s.first && w < s.last && a.f.words[w].number {
			if amount, ok := a.f.amountAt(w); ok && amount.percent {
				return true
			}
		}
	}
	return false
}

// halfUnit is half a unit of the last printed digit, and a little.
func halfUnit(s string) float64 {
	i := strings.LastIndexAny(s, ".,·")
	if i < 0 {
		return 0.51
	}
	digits := 0
	for ; i < len(s); i++ {
		if isDigit(s[i]) {
			digits++
		}
	}
	return 0.51 * math.Pow(10, -float64(digits))
}

// count reads a number of events in digits or words; "none" is 0.
func (f *field) count(k int) (value, next int, ok bool) {
	if f.words[k].number {
		value, next, ok = f.countDigits(k)
		return value, next, ok
	}
	n, is := smallNumbers()[f.lower(k)]
	if !is {
		return 0, k, false
	}
	return n, k + 1, true
}

// countDigits is wholeNumber that also takes "13/146".
func (f *field) countDigits(k int) (value, next int, ok bool) {
	a, ok := f.amountAt(k)
	if !ok || a.percent || a.signed || !a.whole || a.value > 1e7 {
		return 0, k, false
	}
	return int(a.value), k + 1, true
}

// armSize is the printed size of a group and the drug named beside it.
type armSize struct {
	n    int
	drug string
}

// drugBeside is the drug nearest to word k, within distance words; farBefore
// and farAfter say how much further off a drug before or after the word counts
// ("98 from the placebo group", but "placebo (1505 patients)").
func (r *reading) drugBeside(k, distance, farBefore, farAfter int) string {
	best, nearest := "", distance+1
	for _, m := range r.mentionsIn(inAbstract, k-distance, k+distance+1) {
		if m.kind != termDrug || !m.ok {
			continue
		}
		d := int(m.first) - k + farAfter
		if int(m.first) < k {
			d = k - int(m.last) + 1 + farBefore
		}
		if d < nearest {
			best, nearest = r.id(&m), d
		}
	}
	return best
}

// armSizes lists the sizes of arms printed as "(n = 141)" or "(1506 patients)",
// or "141 were assigned".
func (r *reading) armSizes() []armSize {
	f := &r.fields[inAbstract]
	sizes := r.sizes[:0]
	for _, k := range f.counts {
		if k == 0 || !f.words[k].number {
			continue
		}
		name := f.wordText(k - 1)
		isN := (name == "n" || name == "N") && f.words[k].before&gapRelation != 0
		people := k+1 < len(f.words) && r.rules.is(f.words[k+1].sym, cuePeople) && f.words[k+1].before == gapSpace
		v, next, ok := f.wholeNumber(k)
		if !ok || v < 5 || len(sizes) >= 40 {
			continue
		}
		s := &f.sentences[f.sentenceOf(k)]
		assigned := !isN && next < s.last && r.hasCue(inAbstract, s, cueAssigned)
		ofThe := people && k-2 >= s.first && f.lower(k-1) == "the" && f.lower(k-2) == "of"
		if assigned && !people {
			t := f.lower(next)
			assigned = f.words[next].before == gapSpace && (t == "to" || t == "were")
		}
		if !isN && !assigned && !ofThe && !(people && f.words[k].before&gapOpen != 0) {
			continue
		}
		drug := ""
		if assigned || ofThe {
			drug = r.drugAfter(s, next, 12)
		}
		if drug == "" {
			drug = r.drugBeside(k, 8, 0, 4)
		}
		sizes = append(sizes, armSize{v, drug})
	}
	r.sizes = sizes
	return sizes
}

// drugAfter is the first drug within so many words from word k on, before another
// count; "" when there is none.
func (r *reading) drugAfter(s *sentence, k, distance int) string {
	f := &r.fields[inAbstract]
	to := min(s.last, k+distance)
	for j := k; j < to; j++ {
		if f.words[j].number && f.words[j].before&gapOpens == 0 && j+1 < s.last && f.words[j+1].before&gapPercent == 0 {
			to = j
		}
	}
	for _, m := range r.mentionsIn(inAbstract, k, to) {
		if m.kind == termDrug && m.ok {
			return r.id(&m)
		}
	}
	return ""
}

// countsEstimate makes one estimate of the arms of an outcome.
func (a *attacher) countsEstimate(arms []eventCount) Estimate {
	first, last := arms[0], arms[len(arms)-1]
	e := Estimate{Measure: "COUNTS", Rule: "events and denominators", Quote: a.f.span(first.start, last.end), Sentence: a.r.sentenceSpan(first.sent), Confidence: 0.7}
	a.setOutcome(&e, first.outcome, "outcome beside the counts", false)
	drugs := make([][]string, len(arms))
	for i, arm := range arms {
		drugs[i] = a.armDrugs(&rawEstimate{sent: arm.sent, est: amount{word: arm.first}, next: arm.next})
		e.Arms = append(e.Arms, evidence.Arm{Label: a.armLabel(drugs[i]), Events: evidence.Printed(strconv.Itoa(arm.events)), N: evidence.Printed(strconv.Itoa(arm.n))})
	}
	if len(arms) == 2 {
		e.Drug, e.Comparator = a.only(Intervention), a.only(Comparator)
		if added := addedDrug(drugs[0], drugs[1]); added != "" {
			e.Drug, e.Comparator = added, ""
			slices.Reverse(e.Arms)
		} else if added := addedDrug(drugs[1], drugs[0]); added != "" {
			e.Drug, e.Comparator = added, ""
		} else if e.Drug != "" && !slices.Contains(drugs[0], e.Drug) && slices.Contains(drugs[1], e.Drug) {
			slices.Reverse(e.Arms) // the arm under test comes first
		}
	}
	a.circumstances(&e, &rawEstimate{sent: first.sent, est: amount{word: first.first}, next: last.next})
	return e
}

// armLabel names the drugs of an arm.
func (a *attacher) armLabel(drugs []string) string {
	names := make([]string, len(drugs))
	for i, id := range drugs {
		names[i] = a.r.rules.vocab.DrugLabel(id)
	}
	return strings.Join(names, " plus ")
}

// addedDrug is the one drug that the larger arm has beside all those of the
// smaller, "" when they do not differ so.
func addedDrug(smaller, larger []string) string {
	if len(smaller) == 0 || len(larger) != len(smaller)+1 {
		return ""
	}
	added := ""
	for _, id := range larger {
		if slices.Contains(smaller, id) {
			continue
		}
		if added != "" {
			return ""
		}
		added = id
	}
	return added
}
