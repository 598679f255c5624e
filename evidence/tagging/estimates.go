package tagging

import (
	"strings"

	"dossier/evidence"
)

// rawEstimate is a number with its interval before it is attached to drugs and
// outcomes.
type rawEstimate struct {
	sent        int
	est         amount
	low, high   amount
	interval    bool
	credible    bool
	level       evidence.Printed
	measure     string
	measureWord int // first word of the measure's name when it stands near, else -1
	next        int // word after the whole
	p           evidence.Printed
	rule        string
}

// hit is a cue at words [first, last) of a field.
type hit struct {
	cue         cue
	first, last int
}

// estimateReader walks the sentences of the abstract and collects estimates.
type estimateReader struct {
	r         *reading
	f         *field
	rules     *ruleSet
	found     []rawEstimate
	taken     []bool // by word: a number that is a level, p value, bound or estimate
	announced bool   // "HR (95% CI)": bare brackets that follow are intervals
	measure   string // of the announcement
	passed    []int  // words of numbers that had an interval and were refused
	accuracy  int    // word after the last of them that was a median, the accuracy of a test or the like
	middle    bool   // that it was a median
	beyond    int    // word after the last of them and its interval
}

// readEstimates is the grammar of printed results over the abstract.
func (r *reading) readEstimates() []rawEstimate {
	f := &r.fields[inAbstract]
	er := estimateReader{r: r, f: f, rules: r.rules, found: r.raw[:0], taken: resized(r.taken, len(f.words))}
	for i := range f.sentences {
		er.sentence(i)
	}
	r.raw, r.taken = er.found, er.taken
	return er.found
}

func resized(b []bool, n int) []bool {
	if cap(b) < n {
		return make([]bool, n)
	}
	b = b[:n]
	clear(b)
	return b
}

// sentence reads one sentence: first what its numbers are not, then intervals
// by their name, bare brackets, and ratios without an interval.
func (e *estimateReader) sentence(si int) {
	s := e.f.sentences[si]
	if !e.f.hasNumber(s) {
		e.announce(si)
		return
	}
	e.markOthers(s)
	from := len(e.found)
	if s.cues.has(cueInterval) || s.cues.has(cueCredible) {
		for _, h := range e.r.hitsIn(inAbstract, s.first, s.last) {
			if h.cue == cueInterval || h.cue == cueCredible {
				e.named(si, h)
			}
		}
	}
	if s.gaps&gapPercent != 0 {
		e.nameless(si)
	}
	if s.cues.has(cueLower) || s.cues.has(cueHigher) {
		e.sided(si)
	}
	e.bare(si)
	e.lone(si)
	sortEstimates(e.found[from:])
	e.shareMeasure(from)
}

// announce notes "odds ratios and 95% CIs were calculated" in a sentence
// without numbers of its own.
func (e *estimateReader) announce(si int) {
	if s := &e.f.sentences[si]; s.cues.has(cueInterval) || s.cues.has(cueCredible) {
		e.announced = true
	}
}

// markOthers takes the numbers that are p values, "n = 48", or parts of names
// such as "week 24", "phase 3", "12-month".
func (e *estimateReader) markOthers(s sentence) {
	f := e.f
	for _, i := range f.countsIn(&s) {
		if !f.words[i].number {
			continue
		}
		if i > s.first {
			prev := f.words[i-1]
			if prev.end-prev.start == 1 {
				switch f.text[prev.start] {
				case 'p', 'P', 'n', 'N':
					if f.words[i].before&gapRelation != 0 {
						e.taken[i] = true
					}
				case 'I', 'k':
					if f.words[i].before&(gapRelation|gapOther) != 0 {
						e.taken[i] = true
					}
				}
			}
			if e.rules.is(prev.sym, cuePValue) && f.words[i].before&gapRelation != 0 || e.rules.is(prev.sym, cueOrdinalNoun) && f.words[i].before&^gapSoft == 0 && f.withoutPoint(i) {
				e.taken[i] = true
			}
			// a number glued to a word before it is a name: "IL-6", "HbA1"
			if f.words[i].before == 0 || f.words[i].before == gapHyphen && !prev.number && !e.rules.is(prev.sym, cueNoNumberBetween) && !e.rules.is(prev.sym, cueInterval) {
				e.taken[i] = e.taken[i] || f.words[i].before == 0 && !prev.number || f.glued(i)
			}
		}
		if i+1 < s.last && !f.words[i+1].number && f.words[i+1].before == gapHyphen && f.wordText(i+1) != "fold" && f.text[f.words[i].end] == '-' && int(f.words[i].end)+1 == int(f.words[i+1].start) {
			e.taken[i] = true
		}
	}
}

// withoutPoint tells whether a whole number stands at word i: "week 24" is a name, "OR
// per year 1.14" is none.
func (f *field) withoutPoint(i int) bool {
	a, ok := f.amountAt(i)
	return ok && a.whole
}

// glued tells whether number word i hangs on the word before it by a hyphen
// without spaces ("COX-2"), so that the hyphen is no minus sign.
func (f *field) glued(i int) bool {
	return i > 0 && int(f.words[i].start)-int(f.words[i-1].end) <= 3 && f.words[i].before&gapSpace == 0
}

// named reads the interval that the cue h names.
func (e *estimateReader) named(si int, h hit) {
	s := e.f.sentences[si]
	level, first := e.level(s, h)
	after := h.last
	if level == "" && e.f.wordText(h.first) == "IC" && !(after < s.last && e.f.words[after].number && e.intervalLevel(after)) {
		return // "IC 1.2": an information component, no interval of Romance languages
	}
	for after < s.last && e.f.words[after].before&gapOpens != 0 && e.rules.is(e.f.words[after].sym, cueInterval) {
		after++ // "confidence interval (CI)"
	}
	if level == "" && after < s.last && e.f.words[after].number && e.intervalLevel(after) {
		level, after = e.f.printed(mustAmount(e.f, after)), after+1 // "CI 95%: 0.6 to 1.2"
		e.taken[after-1] = true
	}
	w := after
	for w < s.last && w < after+5 && !e.f.words[w].number {
		if !e.rules.is(e.f.words[w].sym, cueNoNumberBetween) && !e.isMeasure(w) || e.f.words[w].before&gapStop != 0 {
			break
		}
		w++
	}
	if w < s.last && e.f.words[w].number && !e.taken[w] {
		low, high, next, ok := e.f.pairAt(w, e.rules)
		if ok && low.value > high.value && e.f.words[w].before == gapHyphen {
			low = low.turned(-1) // "95% CI-0.54 to 0.07"
		}
		if ok && w > after && e.f.hasWord(after, w, "difference") {
			if est, found := e.estimateBefore(s, first); !found || est.value < min(low.value, high.value) || est.value > max(low.value, high.value) {
				e.taken[low.word], e.taken[high.word] = true, true
				return // "24 v. 21 (95% CI of the difference 1 to 5)": the difference is not printed
			}
		}
		if ok && next <= s.last {
			if e.inOrder(si, first, w, level, h.cue == cueCredible) {
				return
			}
			e.attachInterval(si, first, low, high, next, level, h.cue == cueCredible)
			return
		}
	}
	if e.intervalBefore(si, first, level, h) {
		return
	}
	e.announced = true
	e.measure = e.measureBefore(s.first, first, 8)
}

// interval is a pair of bounds and the word behind it.
type interval struct {
	low, high amount
	next      int
}

// inOrder reads several intervals behind one name, each of the number in the same
// place before it: "1.2 and 1.5 (95% CI 1.0-1.4 and 1.2-1.9, respectively)". The
// first begins at word w, their name at word first.
func (e *estimateReader) inOrder(si, first, w int, level evidence.Printed, credible bool) bool {
	s := e.f.sentences[si]
	var array [6]interval
	list := array[:0]
	for w < s.last && e.f.words[w].number && len(list) < len(array) {
		low, high, next, ok := e.f.pairAt(w, e.rules)
		if !ok || low.value > high.value || next > s.last {
			break
		}
		list = append(list, interval{low, high, next})
		if next < s.last && !e.f.words[next].number && e.f.words[next].before&^gapSoft == 0 && e.f.lower(next) != "and" {
			next++ // a unit
		}
		if next < s.last && e.f.lower(next) == "and" {
			next++
		} else if next >= s.last || !e.f.words[next].number || e.f.words[next].before&(gapComma|gapSemicolon) == 0 {
			break
		}
		w = next
	}
	if len(list) < 2 {
		return false
	}
	var own [len(array)]amount
	for i, from := len(list)-1, first; i >= 0; i-- {
		est, ok := e.estimateBefore(s, from)
		if !ok || est.value < list[i].low.value || est.value > list[i].high.value {
			return false
		}
		own[i], from = est, est.word
	}
	for i, est := range own[:len(list)] {
		e.add(si, est, list[i].low, list[i].high, list[i].next, level, credible, "intervals in the order of their numbers")
	}
	return true
}

// nameless reads intervals whose name was forgotten: "RR 1.5, 95% 1.1 to 2.0".
func (e *estimateReader) nameless(si int) {
	s := e.f.sentences[si]
	for k := s.first + 1; k+2 < s.last; k++ {
		if !e.f.words[k].number || e.taken[k] || e.f.words[k].before&(gapOpens|gapComma|gapSemicolon) == 0 || !e.intervalLevel(k) || !e.f.words[k+1].number || e.taken[k+1] {
			continue
		}
		low, high, next, ok := e.f.pairAt(k+1, e.rules)
		if a := mustAmount(e.f, k); !ok || !a.percent || low.value > high.value || next > s.last || e.measureBefore(s.first, k, 4) == "" {
			continue
		}
		e.taken[k] = true
		e.attachInterval(si, k, low, high, next, e.f.printed(mustAmount(e.f, k)), false)
	}
}

// sided reads differences whose signs are words, with bare intervals: "0.32 lower
// (0.55 to 0.09 lower)", "1.7 days lower; 11 lower to 7.8 higher".
func (e *estimateReader) sided(si int) {
	s := e.f.sentences[si]
	for k := s.first; k+3 < s.last; k++ {
		if !e.f.words[k].number || e.taken[k] {
			continue
		}
		v := k + 1
		if !e.f.words[v].number && e.f.words[v].before&^gapSoft == 0 && !e.isSide(v) {
			v++ // a unit
		}
		if v+2 >= s.last || e.f.words[v].before&^gapSoft != 0 || !e.isSide(v) {
			continue
		}
		est, ok := e.f.amountAt(k)
		side := e.f.side(&v, e.rules)
		if !ok || est.signed || e.fraction(k) || !e.f.words[v].number || e.taken[v] || e.f.words[v].before&(gapOpens|gapSemicolon|gapComma) == 0 {
			continue
		}
		low, high, next, ok := e.f.pairAt(v, e.rules)
		if !ok || next > s.last || !e.isSide(next-1) || low.signed || high.signed {
			continue
		}
		if low.value > 0 && !e.isSide(v+1) && high.value < 0 {
			low = low.turned(-1) // "0.55 to 0.09 lower"
		}
		if est = est.turned(side); min(low.value, high.value) <= est.value && est.value <= max(low.value, high.value) {
			e.add(si, est, low, high, next, "", false, "signs in words")
		}
	}
}

// isSide tells whether word k is "lower", "higher" or the like.
func (e *estimateReader) isSide(k int) bool {
	return e.rules.is(e.f.words[k].sym, cueLower) || e.rules.is(e.f.words[k].sym, cueHigher)
}

func mustAmount(f *field, w int) amount {
	a, _ := f.amountAt(w)
	return a
}

// level reads "95%" before a cue and returns it with the first word of both.
func (e *estimateReader) level(s sentence, h hit) (evidence.Printed, int) {
	first := h.first
	for k := h.first - 1; k >= s.first && k >= h.first-4; k-- {
		w := e.f.words[k]
		if e.f.words[k+1].before&(gapCloses|gapSemicolon|gapStop) != 0 {
			break
		}
		if w.number {
			if !e.intervalLevel(k) {
				break
			}
			e.taken[k] = true
			return e.f.printed(mustAmount(e.f, k)), k
		}
		if t := e.f.wordText(k); t != "percent" && t != "cent" && t != "per" && t != "two" && t != "sided" && t != "one" && t != "Bayesian" && t != "bootstrap" && t != "asymptotic" && t != "adjusted" && t != "exact" && t != "tail" && t != "equal" {
			break
		}
	}
	return "", first
}

// intervalLevel tells whether the number at word k can be a confidence level.
func (e *estimateReader) intervalLevel(k int) bool {
	a, ok := e.f.amountAt(k)
	return ok && a.value >= 80 && a.value < 100 && !a.signed && (a.percent || a.value == 95 || a.value == 90 || a.value == 99)
}

// intervalBefore reads "0.78 to 0.91 (95% CI)" or "(0.78-0.91, 95% CI)".
func (e *estimateReader) intervalBefore(si, first int, level evidence.Printed, h hit) bool {
	s := e.f.sentences[si]
	w := first - 2
	if w < s.first || !e.f.words[first-1].number || !e.f.words[w].number || e.taken[w] || e.taken[first-1] {
		return false
	}
	if first < len(e.f.words) && e.f.words[first].before&(gapStop|gapSemicolon) != 0 {
		return false
	}
	low, high, next, ok := e.f.pairAt(w, e.rules)
	if !ok || next > first || low.value >= high.value {
		return false
	}
	e.taken[w], e.taken[first-1] = true, true
	est, ok := e.estimateBefore(s, w)
	if !ok || est.value < low.value || est.value > high.value {
		return false
	}
	e.add(si, est, low, high, h.last, level, h.cue == cueCredible, "interval before its name")
	return true
}

// attachInterval finds the point estimate before an interval; an interval
// without one is refused.
func (e *estimateReader) attachInterval(si, first int, low, high amount, next int, level evidence.Printed, credible bool) {
	e.taken[low.word], e.taken[high.word] = true, true
	s := e.f.sentences[si]
	est, ok := e.estimateBefore(s, first)
	if !ok {
		return
	}
	if !est.signed && est.value < 0 && min(low.value, high.value) <= -est.value && -est.value <= max(low.value, high.value) {
		est.value = -est.value // "27% lower (95% CI 9-41%)": all without sign
	}
	if e.ofDifference(s, est, low, high) {
		e.taken[est.word] = true
		e.passed = append(e.passed, est.word)
		return
	}
	if inside := min(low.value, high.value) <= est.value && est.value <= max(low.value, high.value); !inside {
		// the interval may belong to a number further back, or to one that is
		// not printed; a number close by is kept as the source has it
		e.taken[est.word] = true
		other, ok := e.estimateBefore(s, first)
		e.taken[est.word] = false
		if ok && low.value <= other.value && other.value <= high.value {
			est = other
		} else if first-est.word > 5 && e.measureBefore(s.first, est.word, 4) == "" {
			return
		}
	}
	e.add(si, est, low, high, next, level, credible, "named interval")
}

// ofDifference tells whether the interval is that of the difference between the
// number est and the one before it, which is not printed: "45% and 54.5%,
// respectively (95% CI -21.4 to 2.5%)", "4.7 vs. 3 (95% CI 0.8 to 3.2)".
func (e *estimateReader) ofDifference(s sentence, est, low, high amount) bool {
	least, most := min(low.value, high.value), max(low.value, high.value)
	if least <= est.value && est.value <= most {
		return false
	}
	versus := est.percent
	for k := est.word - 1; k >= s.first && k > est.word-8; k-- {
		if !e.f.words[k].number {
			switch e.f.lower(k) {
			case "vs", "v", "versus":
				versus = true
			}
			continue
		}
		other, ok := e.f.amountAt(k)
		if !ok || other.percent != est.percent || !versus {
			return false
		}
		d := other.value - est.value
		return least <= d && d <= most || least <= -d && -d <= most
	}
	return false
}

func (e *estimateReader) add(si int, est, low, high amount, next int, level evidence.Printed, credible bool, rule string) {
	e.taken[est.word], e.taken[low.word], e.taken[high.word] = true, true, true
	raw := rawEstimate{sent: si, est: est, low: low, high: high, interval: true, credible: credible, level: level, next: next, rule: rule, measureWord: -1}
	if e.refused(&raw) {
		e.passed, e.beyond = append(e.passed, est.word), next
		return
	}
	e.nameMeasure(&raw)
	raw.p = e.pValue(&raw)
	e.found = append(e.found, raw)
}

// estimateBefore is the nearest number before word w that can be an estimate.
func (e *estimateReader) estimateBefore(s sentence, w int) (amount, bool) {
	var late amount
	haveLate := false
	for k, steps := w-1, 0; k >= s.first && steps < 24; k, steps = k-1, steps+1 {
		word := e.f.words[k]
		if !word.number {
			continue
		}
		if e.taken[k] {
			if e.boundAt(k) {
				break
			}
			continue
		}
		a, ok := e.f.amountAt(k)
		if !ok || e.fraction(k) || e.denominator(k) || e.f.meanBefore(&s, k) >= 0 {
			continue
		}
		if k+1 < len(e.f.words) && !a.percent && e.rules.is(e.f.words[k+1].sym, cueTimeUnit) && e.f.words[k+1].before == gapSpace && e.timePoint(s, k) {
			if !haveLate {
				late, haveLate = a, true
			}
			continue
		}
		v := k + 1
		if e.unitAt(v) {
			for v++; v < len(e.f.words) && e.f.words[v].before == gapSlash; v++ {
				continue // "7.6 mg/dl lower"
			}
		}
		return a.turned(e.f.side(&v, e.rules)), true
	}
	return late, haveLate
}

// boundAt tells whether word k is a bound of an estimate already read.
func (e *estimateReader) boundAt(k int) bool {
	for i := len(e.found) - 1; i >= 0 && i >= len(e.found)-3; i-- {
		f := &e.found[i]
		if f.interval && (f.low.word == k || f.high.word == k) {
			return true
		}
	}
	return false
}

// fraction tells whether the number is part of "55 of 132", "55/132".
func (e *estimateReader) fraction(k int) bool {
	f := e.f
	of := func(a, b int) bool {
		if a < 0 || b >= len(f.words) || !f.words[a].number || !f.words[b].number {
			return false
		}
		switch b - a {
		case 1:
			return f.words[b].before == gapSlash && mustAmount(f, a).whole // "1.9/100 PY" is a rate
		case 2:
			t := f.wordText(a + 1)
			return (t == "of" || t == "in") && f.words[a+1].before == gapSpace && f.words[b].before == gapSpace && !strings.Contains(f.wordText(a), ".")
		}
		return false
	}
	return of(k, k+1) || of(k-1, k) || of(k, k+2) || of(k-2, k)
}

// denominator tells whether the number belongs to a unit: "per 100", "E/100 PY".
func (e *estimateReader) denominator(k int) bool {
	w := e.f.words[k]
	return k > 0 && (e.f.wordText(k-1) == "per" || w.before == gapSlash)
}

// timePoint tells whether the number is a time ("at 12 months") and not a
// result in time units.
func (e *estimateReader) timePoint(s sentence, k int) bool {
	if k-1 < s.first {
		return false
	}
	switch e.f.wordText(k - 1) {
	case "at", "after", "over", "within", "by", "for", "through", "to", "first", "past", "during", "every", "last":
		return true
	}
	return false
}

const comparedRule = "bare bracket of a comparison"

// bare reads intervals in brackets without a name: "1.27 (1.13, 1.42)",
// "(0.63; 0.464, 0.854)". They count when an interval was named before, or when
// the measure stands right before the number; and they must hold the estimate.
func (e *estimateReader) bare(si int) {
	s := e.f.sentences[si]
	for _, k := range e.f.countsIn(&s) {
		if !e.f.words[k].number || e.taken[k] || k+2 >= s.last {
			continue
		}
		lowWord := e.pastUnit(s, k)
		rate := e.pastPersonTime(s, k)
		if rate > 0 {
			lowWord = rate // "8.5/100 patient-years (6.9-10.3)"
		}
		if lowWord >= s.last || !e.f.words[lowWord].number || e.taken[lowWord] {
			continue
		}
		opens := e.f.words[lowWord].before
		bracket := opens&gapOpens != 0 && opens&^(gapOpens|gapSoft|gapPercent) == 0
		inside := opens&gapSemicolon != 0 && opens&^(gapSemicolon|gapSoft|gapPercent) == 0 && (e.f.words[k].before&gapOpens != 0 || rate > 0)
		if opens&gapComma != 0 && opens&^(gapComma|gapSoft|gapPercent) == 0 && e.f.words[k].before&(gapOpens|gapSemicolon) != 0 {
			inside = e.bracketPair(lowWord) // "(0.97, 0.79 to 1.18)", "(57 of 452 women; 1.23, 0.86 to 1.77)"
		}
		joined := e.joinedPairs(&s, k)
		inside = inside || joined
		list := opens&(gapSemicolon|gapComma) != 0 && opens&^(gapSemicolon|gapComma|gapSoft|gapPercent) == 0 // "RR 0.83, 0.61-1.13"
		if !bracket && !inside && !list {
			continue
		}
		est, ok := e.f.amountAt(k)
		if !ok || rate < 0 && e.fraction(k) {
			continue
		}
		low, high, next, ok := e.f.pairAt(lowWord, e.rules)
		if !ok || low.value > high.value || est.value < low.value || est.value > high.value || next > s.last || !joined && !e.closes(next, high) {
			continue
		}
		if e.taken[high.word] {
			continue
		}
		near := e.measureBefore(s.first, k, 3)
		if near == "" && bracket && e.ratePerTime(s, k, next) && e.bracketPair(lowWord) {
			near = "IR" // "0.35 (0.21-0.55) per 100 patient-years"
		}
		if near == "" && rate > 0 && e.bracketPair(lowWord) {
			near = "IR"
		}
		tested := len(e.found) > 0 && e.testedAt(next) && !strings.ContainsAny(e.f.text[low.end:high.start], ",;") // "by 65% (53-74, p<0.001)"
		if list && !inside && e.f.hasWord(low.word, high.word, "and") {
			continue // "HRs 1.7, 1.5 and 1.9"
		}
		if list && !inside && (!isRatio(near) && !(near != "" && tested) || strings.ContainsAny(e.f.text[low.end:high.start], ",;") && !(opens&gapSemicolon != 0 && e.commaPair(si, next))) {
			continue
		}
		if near == "" && (len(e.found) > 0 || e.testedAt(next) || bracket && !est.whole && e.bracketPair(lowWord)) && isRatio(e.measureBefore(s.first, k, 12)) {
			near = "far" // "the rate ratio for a step change in acquisition was 0.98 (0.30-3.16)"
		}
		// "38% of patients (25-52%)", "an improvement of 8% (0.4% - 16.2%)", "fell by −6.6 g/m2 (−11.0 to −2.2)"
		shares := est.percent && high.percent && (len(e.found) > 0 || low.percent && e.changeNear(s.first, k))
		shares = shares || est.signed && low.signed && low.value < 0 && bracket && e.bracketPair(lowWord)
		rule := "bare bracket"
		if !est.whole && !low.whole && (e.f.words[k].before&(gapOpens|gapSemicolon) != 0 && (inside || bracket) && e.bracketPair(lowWord) || joined) {
			switch compared := s.cues.has(cueLower) || s.cues.has(cueHigher); {
			case len(e.found) > 0 && isRatio(e.found[len(e.found)-1].measure):
				near = "far" // "(0.85, 0.76 to 0.95)" goes on with the ratios of the sentences before
			case inside && compared && near == "":
				near, rule = "far", comparedRule // "mortality was higher with haloperidol (2.07, 1.89 to 2.26)"
			}
		}
		if near == "" && !tested && !e.announced && !e.intervalSeen(si) && !shares || e.spread(s, k) {
			continue
		}
		if est.whole && low.whole && high.whole && near == "" && next < s.last && e.inTimeOrListed(s, next) {
			continue // "[5 (3-9) vs 3 (2-5) min]"
		}
		if near == "MD" && !(bracket && est.signed && len(e.found) > 0 && e.bracketPair(lowWord)) && !e.announced && !e.intervalSeen(si) && !e.testedAt(next) && !e.pValueAt(next) {
			continue
		}
		if lowWord > k+1 && near == "" && !shares && !e.sameUnit(si, k, lowWord) && !(k > s.first && e.f.lower(k-1) == "by" && e.unitAt(k+1) && e.intervalSeen(si)) {
			continue
		}
		e.add(si, est, low, high, next, "", false, rule)
	}
}

// pastPersonTime is the word behind "/100 patient-years" or "per 1,000 PY", the unit of the
// number at word k, -1 when that is not its unit.
func (e *estimateReader) pastPersonTime(s sentence, k int) int {
	if !s.cues.has(cuePersonTime) {
		return -1
	}
	for _, h := range e.r.hitsIn(inAbstract, k+1, min(s.last, k+4)) {
		if h.cue != cuePersonTime || h.last >= s.last {
			continue
		}
		for w := k + 1; w < h.last; w++ {
			if e.f.words[w].before&^(gapSoft|gapSlash|gapComma) != 0 || e.f.words[w].before&gapComma != 0 && !e.f.words[w].number {
				return -1
			}
		}
		return h.last
	}
	return -1
}

// ratePerTime tells whether "per 100 patient-years" begins at word k, or behind the list
// of numbers that goes on there, or was announced before the number at word at: "IRs per
// 100 PY were 3.5 (3.0-4.1) with A and 1.9 (1.6-2.3) with B".
func (e *estimateReader) ratePerTime(s sentence, at, k int) bool {
	if !s.cues.has(cuePersonTime) {
		return false
	}
	for _, h := range e.r.hitsIn(inAbstract, k, min(s.last, k+30)) {
		if h.cue != cuePersonTime {
			continue
		}
		if h.first < k+4 {
			return e.f.words[k].before&gapSlash != 0 || e.f.lower(k) == "per" || e.f.lower(k) == "events"
		}
		return e.listGoesOn(k, h.first)
	}
	announced := false
	for _, h := range e.r.hitsIn(inAbstract, s.first, at) {
		if name := measureNames[h.cue]; name != "" && name != "IR" && e.r.validMeasure(h) {
			announced = false
		}
		announced = announced || h.cue == cuePersonTime && h.first < at && h.last < at && (e.f.lower(h.last) == "were" || e.f.lower(h.last) == "was")
	}
	return announced
}

// sameUnit tells whether the words [k+1, to) behind the number at word k are the unit
// that the named estimate before it in the sentence has: "0.08 mmol/L (95% CI 0.05, 0.12)
// with 10 mg and 0.10 mmol/L (0.06, 0.13) with 25 mg".
func (e *estimateReader) sameUnit(si, k, to int) bool {
	i := len(e.found) - 1
	for i >= 0 && e.found[i].sent == si && e.found[i].est.word > k {
		i--
	}
	if i < 0 || e.found[i].sent != si || !e.found[i].interval {
		return false
	}
	shift := k - e.found[i].est.word
	for w := k + 1; w <= to; w++ {
		if w-shift >= e.found[i].next {
			return false
		}
		if w < to && e.f.words[w].sym != e.f.words[w-shift].sym {
			return false
		}
	}
	return e.f.words[to-shift].before&(gapOpens|gapComma) != 0
}

// inTimeOrListed tells whether the unit of a time stands at word k, or behind one
// more number with its bracket.
func (e *estimateReader) inTimeOrListed(s sentence, k int) bool {
	for ; k < s.last; k++ {
		w := &e.f.words[k]
		switch {
		case e.rules.is(w.sym, cueTimeUnit):
			return true
		case w.number, e.f.lower(k) == "vs", e.f.lower(k) == "versus", e.f.lower(k) == "and", e.f.lower(k) == "to":
		default:
			return false
		}
	}
	return false
}

// changeNear tells whether a word for change stands in the eight words before word
// k, from word first on.
func (e *estimateReader) changeNear(first, k int) bool {
	for _, h := range e.r.hitsIn(inAbstract, max(first, k-8), k) {
		if h.cue == cueRelativeChange {
			return true
		}
	}
	return false
}

// joinedPairs tells whether word k begins one of two numbers with their intervals that
// "and" joins in one bracket: "(2.1, 1.9 to 2.4 and 1.6, 1.3 to 2.0, respectively)".
func (e *estimateReader) joinedPairs(s *sentence, k int) bool {
	first := k
	if k-5 > s.first && e.f.lower(k-1) == "and" {
		for first = k - 2; first > k-7 && first > s.first && e.f.words[first].before&gapOpens == 0; first-- {
			continue
		}
	}
	if e.f.words[first].before&gapOpens == 0 || !e.f.words[first].number {
		return false
	}
	next, ok := e.pairBehind(first)
	if !ok || next+1 >= s.last || e.f.lower(next) != "and" {
		return false
	}
	end, ok := e.pairBehind(next + 1)
	return ok && (first == k || next+1 == k) && (end >= s.last || e.f.words[end].before&(gapCloses|gapComma) != 0)
}

// pairBehind is the word behind the interval "to" or dash that a comma parts from the
// number at word k: "2.1, 1.9 to 2.4".
func (e *estimateReader) pairBehind(k int) (next int, ok bool) {
	if k+2 >= len(e.f.words) || !e.f.words[k].number || !e.f.words[k+1].number || e.f.words[k+1].before&^(gapComma|gapSoft) != 0 || e.f.words[k+1].before&gapComma == 0 {
		return 0, false
	}
	low, high, next, ok := e.f.pairAt(k+1, e.rules)
	return next, ok && !strings.ContainsAny(e.f.text[low.end:high.start], ",;")
}

// bracketPair tells whether an interval with "to" or a dash begins at word k and
// ends with its bracket, or with the p value in it.
func (e *estimateReader) bracketPair(k int) bool {
	low, high, next, ok := e.f.pairAt(k, e.rules)
	return ok && !strings.ContainsAny(e.f.text[low.end:high.start], ",;") && (next >= len(e.f.words) || e.f.words[next].before&gapCloses != 0 || e.testedAt(next))
}

// commaPair tells whether the limits that end at word next, with a comma between
// them, close a bracket as an interval named before in the sentence did: "(RR 0.79;
// 95% CI 0.69, 0.90), (RR 0.74; 0.60, 0.91)".
func (e *estimateReader) commaPair(si, next int) bool {
	return e.intervalSeen(si) && (next >= len(e.f.words) || e.f.words[next].before&gapCloses != 0)
}

// pastUnit is the word behind the number at word k and its unit or a short phrase
// of what it is of, where a bracket opens: "-1047 ng/mL (-1524, -570)", "37% of
// controls (24 to 52%)".
func (e *estimateReader) pastUnit(s sentence, k int) int {
	w := k + 1
	if w < s.last && e.percentWord(w) {
		w++
	}
	for j := w; j < s.last && j < k+7; j++ {
		b := e.f.words[j].before
		if e.f.words[j].number {
			if j > w && b&gapOpens != 0 && b&^(gapOpens|gapSoft) == 0 {
				return j
			}
			if j > w && b&^(gapComma|gapSoft) == 0 && b&gapComma != 0 && e.f.words[k].before&gapOpens != 0 && e.unitAt(k+1) {
				return j // "(0.14 mmol/L, 0.06 to 0.22)"
			}
			return w
		}
		if b&^(gapSoft|gapSlash|gapHyphen|gapPercent) != 0 {
			return w
		}
	}
	return w
}

// testedAt tells whether a p value stands at word k, behind an interval.
func (e *estimateReader) testedAt(k int) bool {
	if k+1 >= len(e.f.words) || e.f.words[k].before&(gapComma|gapSemicolon) == 0 || e.f.words[k].before&gapCloses != 0 {
		return false
	}
	return e.pValueAt(k)
}

// pValueAt tells whether a p value begins at word k.
func (e *estimateReader) pValueAt(k int) bool {
	if k+1 >= len(e.f.words) {
		return false
	}
	t := e.f.wordText(k)
	return (t == "p" || t == "P") && e.f.words[k+1].number && e.f.words[k+1].before&gapRelation != 0
}

func (e *estimateReader) percentWord(k int) bool {
	t := e.f.wordText(k)
	return t == "percent"
}

// closes tells whether a bracket closes right after the pair.
func (e *estimateReader) closes(next int, high amount) bool {
	rest := strings.TrimLeft(e.f.text[high.end:], " %\u00a0")
	return rest != "" && strings.IndexByte(")];,", rest[0]) >= 0
}

// intervalSeen tells whether the sentence already had a named interval.
func (e *estimateReader) intervalSeen(si int) bool {
	for i := len(e.found) - 1; i >= 0 && e.found[i].sent == si; i-- {
		if e.found[i].interval {
			return true
		}
	}
	return false
}

// spread tells whether the sentence speaks of quartiles, ranges or deviations
// before word k, after the last named interval.
func (e *estimateReader) spread(s sentence, k int) bool {
	spread := false
	for _, h := range e.r.hitsIn(inAbstract, s.first, k) {
		switch h.cue {
		case cueSpread, cueMedian:
			spread = true
		case cueInterval, cueCredible:
			spread = false
		default:
			spread = spread && !(ratioCues.has(h.cue) && h.last <= k && e.r.validMeasure(h)) // "2 × ULN: OR 3.1, 1.6 to 6.2"
		}
	}
	return spread
}

// ratioCues are the cues of the measures that are ratios.
var ratioCues = newCueSet(cueMeasureHR, cueMeasureOR, cueMeasureRR, cueMeasureIRR, cueMeasureSIR, cueMeasureSMR, cueMeasureROR, cueMeasurePRR)

// lone reads ratio measures that are printed without an interval: "HR 1.8",
// "odds ratio of 0.6".
func (e *estimateReader) lone(si int) {
	s := e.f.sentences[si]
	if !s.cues.hasAny(&ratioCues) {
		return
	}
	for _, h := range e.r.hitsIn(inAbstract, s.first, s.last) {
		if !ratioCues.has(h.cue) || !e.r.validMeasure(h) {
			continue
		}
		w, steps := h.last, 0
		for w < s.last && !e.f.words[w].number {
			if past := e.labelAt(s, w); past > 0 {
				w = past // "hazard ratio with tofacitinib was 1.2"
				continue
			}
			if t := e.f.lower(w); (t == "at" || t == "after") && w+2 < s.last && e.f.words[w+1].number && e.rules.is(e.f.words[w+2].sym, cueTimeUnit) {
				w += 3 // "the hazard ratio at 3 months was 1.2"
				continue
			}
			if steps++; steps > 3 || !e.loneJoin(w) {
				break
			}
			w++
		}
		if w < s.last && !e.f.words[w].number {
			w = e.pastTopic(s, w)
		}
		if e.loneAt(si, w, h) {
			e.loneList(si, w, h)
		}
	}
}

// perMinute tells whether the unit of a heart or respiratory rate stands at word k.
func (e *estimateReader) perMinute(k int) bool {
	if k >= len(e.f.words) || e.f.words[k].before&^(gapSoft|gapSlash) != 0 {
		return false
	}
	switch e.f.lower(k) {
	case "bpm", "beats", "breaths", "min", "breath", "beat":
		return true
	}
	return false
}

// pastTopic is the word behind "for progression or death was" at word w, what a
// ratio is for and a verb; w when it does not stand there.
func (e *estimateReader) pastTopic(s sentence, w int) int {
	switch e.f.lower(w) {
	case "for", "of", "with", "in", "between", "comparing":
	default:
		return w
	}
	for k := w; k+1 < s.last && k < w+12 && !e.f.words[k].number && (k == w || e.f.words[k].before&^(gapSoft|gapHyphen) == 0); k++ {
		switch e.f.lower(k) {
		case "was", "were", "is", "of":
			if k == w {
				continue
			}
			if e.f.lower(k) == "of" && !e.f.words[k+1].number {
				continue
			}
			if e.f.words[k+1].number && e.f.words[k+1].before&^gapSoft == 0 {
				return k + 1
			}
			return w
		case "and", "which", "that":
			return w
		}
	}
	return w
}

const loneRule = "ratio without interval"

// loneAt reads the ratio without interval at word w, of the measure h.
func (e *estimateReader) loneAt(si, w int, h hit) bool {
	s := e.f.sentences[si]
	if w >= s.last || !e.f.words[w].number || e.taken[w] || w-2 > s.first && e.f.lower(s.first) == "for" && (e.f.lower(s.first+1) == "example" || e.f.lower(s.first+1) == "instance") {
		return false
	}
	before := e.f.words[w].before
	if before&(gapStop|gapOpens|gapCloses|gapSemicolon) != 0 && before&gapCloses == 0 {
		return false
	}
	a, ok := e.f.amountAt(w)
	if !ok || a.signed || a.percent || a.value <= 0 || e.perMinute(w+1) || e.fraction(w) || e.threshold(s, w) || w+1 < s.last && e.rules.is(e.f.words[w+1].sym, cueTimeUnit) {
		return false
	}
	if _, _, _, isRange := e.f.pairAt(w, e.rules); isRange && w+1 < s.last && e.f.words[w+1].number && e.f.words[w+1].before == gapHyphen {
		return false
	}
	raw := rawEstimate{sent: si, est: a, measure: measureNames[h.cue], measureWord: -1, next: w + 1, rule: loneRule}
	if !e.crossed(h.last, w) {
		raw.measureWord = h.first
	}
	if e.refused(&raw) {
		return false
	}
	e.taken[w] = true
	raw.p = e.pValue(&raw)
	e.found = append(e.found, raw)
	return true
}

// loneList goes on after the ratio at word w: "1.2 for VTE, 1.3 for MACE and 1.5
// for infection", "1.2 and 1.3, respectively".
func (e *estimateReader) loneList(si, w int, h hit) {
	s := e.f.sentences[si]
	ordered := e.f.says(&s, "respectively")
	for {
		next := e.labelAt(s, w+1)
		if next == 0 && !ordered {
			return
		}
		w = max(w+1, next)
		if w < s.last && e.f.lower(w) == "and" {
			w++
		} else if w >= s.last || e.f.words[w].before&gapComma == 0 {
			return
		}
		if w >= s.last || e.labelAt(s, w+1) == 0 && !ordered || !e.loneAt(si, w, h) {
			return
		}
	}
}

// labelAt is the word after a preposition at word w and the drug or outcome
// behind it, 0 when they do not stand there.
func (e *estimateReader) labelAt(s sentence, w int) int {
	if w+1 >= s.last || e.f.words[w+1].before&^gapSoft != 0 {
		return 0
	}
	switch e.f.lower(w) {
	case "for", "with", "of", "in":
	default:
		return 0
	}
	for _, m := range e.r.mentionsIn(inAbstract, w+1, w+2) {
		if m.kind == termDrug || m.kind == termOutcome {
			return int(m.last)
		}
	}
	return 0
}

// loneJoin tells whether word w may stand between a measure and its number.
func (e *estimateReader) loneJoin(w int) bool {
	if e.f.words[w].before&(gapStop|gapSemicolon) != 0 {
		return false
	}
	switch e.f.wordText(w) {
	case "of", "was", "is", "were", "also", "only", "HR", "OR", "RR", "IRR", "SIR", "SMR", "ROR", "aOR", "aHR", "aRR":
		return true
	}
	return false
}

// threshold tells whether the sentence speaks of a margin or limit and the
// number follows it: "noninferiority required an upper bound below 1.8".
func (e *estimateReader) threshold(s sentence, w int) bool {
	for _, h := range e.r.hitsIn(inAbstract, s.first, s.last) {
		if h.cue == cueMargin && (h.first < w || !e.f.separated(w+1, h.first)) {
			return true
		}
	}
	return e.f.words[w].before&gapRelation != 0 && !strings.Contains(e.f.text[e.f.words[w-1].end:e.f.words[w].start], "=")
}

// refused tells whether the number is no effect estimate: accuracy of a test,
// a median time, a threshold.
func (e *estimateReader) refused(raw *rawEstimate) bool {
	s := e.f.sentences[raw.sent]
	median := raw.interval && e.inTime(raw.est.word) && e.timesOfSurvival(s, raw.est.word)
	if n := len(e.passed); n > 0 && e.passed[n-1] >= s.first && raw.est.word-e.passed[n-1] < 24 && e.inTime(raw.est.word) && e.inTime(e.passed[n-1]) && e.measureBefore(s.first, raw.est.word, 4) == "" {
		return true // "median survival was 13.9 months (95% CI …) versus 10.6 months (95% CI …)"
	}
	if e.beyond > s.first && e.beyond < raw.est.word && e.listGoesOn(e.beyond, raw.est.word) {
		return true // "AUROCs of 0.75 (95% CI …) and 0.80 (95% CI …)"
	}
	if e.accuracy > s.first && !(e.middle && raw.est.percent) && raw.rule != loneRule && e.noOwnName(e.accuracy, raw.est.word) {
		return true // "sensitivity was 0.72 (95% CI …) for CT and 0.88 (95% CI …) for MRI"
	}
	if k := raw.est.word - 2; k >= s.first && e.f.lower(k+1) == "of" && (e.f.lower(k) == "limit" || e.f.lower(k) == "margin") {
		return true
	}
	for _, h := range e.r.hitsIn(inAbstract, max(s.first, raw.est.word-14), raw.est.word+1) {
		switch {
		case e.crossed(h.last, raw.est.word):
		case h.cue == cueNoEffect && (e.ratioOfMeans(raw.est.word) || raw.est.percent && (e.relativeTo(raw) || e.exposureChanged(h, raw.est.word))):
		case h.cue == cueNoEffect:
			e.accuracy, e.middle = raw.next, false
			return true
		case h.cue == cueMedian:
			median = !raw.est.percent && !e.percentagePoints(raw) || !e.timeBetween(h.last, raw.est.word)
		case h.cue >= cueMeasureHR && h.cue <= cueMeasureVE && e.r.validMeasure(h):
			median = false
		}
	}
	if median {
		e.accuracy, e.middle = raw.next, true // "… and 94 (95% CI …) in the other group" is a median as well
	}
	return median
}

// timeBetween tells whether a number with the unit of a time stands in words [from, to):
// "a median follow-up of 24 months, survival was 82%".
func (e *estimateReader) timeBetween(from, to int) bool {
	for k := from; k+1 < to; k++ {
		if e.f.words[k].number && e.rules.is(e.f.words[k+1].sym, cueTimeUnit) {
			return true
		}
	}
	return false
}

// relativeTo tells whether "higher" or "lower" stands behind the percentage and its
// interval: an exposure compared, no accuracy.
func (e *estimateReader) relativeTo(raw *rawEstimate) bool {
	for k := raw.est.word + 1; k < len(e.f.words) && k < raw.next+2; k++ {
		if e.rules.is(e.f.words[k].sym, cueLower) || e.rules.is(e.f.words[k].sym, cueHigher) {
			return true
		}
	}
	return false
}

// exposureChanged reads "the AUC increased by" up to the percentage at word w: of a
// concentration over time, which a test has none of.
func (e *estimateReader) exposureChanged(h hit, w int) bool {
	if e.f.lower(h.first) != "auc" && e.f.lower(h.first) != "area" || w-h.last > 8 {
		return false
	}
	by := false
	for k := w - 1; k >= h.last; k-- {
		by = by || e.f.lower(k) == "by"
		switch e.f.lower(k) {
		case "increased", "decreased", "reduced", "lowered", "raised", "rose", "fell":
			return by
		}
	}
	return false
}

// timesOfSurvival tells whether a time of survival is told before word w, which is
// a median also where it does not say so.
func (e *estimateReader) timesOfSurvival(s sentence, w int) bool {
	for k := w - 1; k > s.first && k > w-24; k-- {
		switch e.f.lower(k) {
		case "time", "times":
			if e.f.lower(k-1) == "survival" {
				return true
			}
		case "difference":
			return false
		}
	}
	return false
}

// noOwnName tells whether words [from, to) name no measure and no rate, so that
// the number at word to goes on with the list before them.
func (e *estimateReader) noOwnName(from, to int) bool {
	for _, h := range e.r.hitsIn(inAbstract, from, to) {
		if measureNames[h.cue] != "" && e.r.validMeasure(h) || h.cue == cuePrevalenceWord || h.cue == cueRelativeChange || h.cue == cueOtherOutcome {
			return false
		}
	}
	return to > from
}

// ratioOfMeans tells whether a ratio of means is named before word w: the exposure
// of two treatments compared.
func (e *estimateReader) ratioOfMeans(w int) bool {
	name, at := e.measureHit(max(e.f.sentences[e.f.sentenceOf(w)].first, w-40), w)
	if name != "OTHER" {
		return false
	}
	named := e.f.small[e.f.words[at].start:e.f.words[w].start]
	return strings.Contains(named, "ratio") || strings.HasPrefix(named, "gmr")
}

// inTime tells whether a unit of time stands right behind the number at word k.
func (e *estimateReader) inTime(k int) bool {
	return k+1 < len(e.f.words) && e.f.words[k+1].before == gapSpace && e.rules.is(e.f.words[k+1].sym, cueTimeUnit)
}

// crossed tells whether an earlier estimate stands between words a and b.
func (e *estimateReader) crossed(a, b int) bool {
	for i := len(e.found) - 1; i >= 0; i-- {
		if w := e.found[i].est.word; w >= a && w < b {
			return true
		}
		if e.found[i].est.word < a {
			break
		}
	}
	for i := len(e.passed) - 1; i >= 0 && e.passed[i] >= a; i-- {
		if e.passed[i] < b {
			return true
		}
	}
	return false
}

func sortEstimates(list []rawEstimate) {
	for i := 1; i < len(list); i++ {
		for j := i; j > 0 && list[j].est.start < list[j-1].est.start; j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
}

// pValue reads the p value after the interval, or between estimate and
// interval.
func (e *estimateReader) pValue(raw *rawEstimate) evidence.Printed {
	s := e.f.sentences[raw.sent]
	from, to := raw.est.word+1, min(s.last, raw.next+4)
	for k := from; k < to; k++ {
		w := e.f.words[k]
		if !w.number || k == 0 {
			continue
		}
		prev := e.f.words[k-1]
		isP := prev.end-prev.start == 1 && (e.f.text[prev.start] == 'p' || e.f.text[prev.start] == 'P') || e.rules.is(prev.sym, cuePValue)
		if !isP || w.before&gapRelation == 0 {
			if k >= raw.next && !isP {
				return ""
			}
			continue
		}
		a, ok := e.f.amountAt(k)
		if !ok {
			return ""
		}
		rel := strings.TrimSpace(strings.TrimRight(e.f.text[prev.end:a.start], " "))
		return evidence.Printed(rel + e.f.text[a.start:a.end])
	}
	return ""
}
