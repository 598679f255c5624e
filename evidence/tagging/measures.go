package tagging

import (
	"math"
	"strings"
)

// measureNames are the measures of the lists "measure …".
var measureNames = [cueCount]string{
	cueMeasureHR: "HR", cueMeasureOR: "OR", cueMeasureRR: "RR", cueMeasureIRR: "IRR", cueMeasureRD: "RD", cueMeasureMD: "MD",
	cueMeasureSMD: "SMD", cueMeasureSIR: "SIR", cueMeasureSMR: "SMR", cueMeasureROR: "ROR", cueMeasurePRR: "PRR", cueMeasureVE: "VE",
	cueMeasureOther: "OTHER", cueMeasureIR: "IR",
}

// validMeasure refuses abbreviations that are ordinary words or mean something
// else here: they must be in capitals, and not be defined as a rate ("response
// rate (RR)").
func (r *reading) validMeasure(h hit) bool {
	if h.last-h.first != 1 {
		return true
	}
	f := &r.fields[inAbstract]
	w := f.words[h.first]
	text := f.text[w.start:w.end]
	switch {
	case text == "aRR" && h.cue != cueMeasureRR, text == "ARR" && h.cue != cueMeasureRD:
		return false // adjusted relative risk and absolute risk reduction
	}
	if len(text) > 4 || text == strings.ToLower(text) && len(text) > 4 {
		return true
	}
	if w.caps {
		switch text {
		case "WHR", "MHR", "UHR", "PHR", "WOR", "MOR", "UOR", "WRR", "CRR", "MRR", "URR":
			return false // ratios with a small letter only: waist to hip, complete remission rate
		}
		return !r.otherMeaning(text)
	}
	// "aOR", "smd": a prefix in small letters, or all small as some databases print
	return text == "β" || text == "HRw" || text[0] == 'a' && len(text) >= 3 && text != "are" || text == "smd" || text == "smds" || ratioOfKind(text) || strings.HasSuffix(text, "s") && strings.ToUpper(text[:len(text)-1]) == text[:len(text)-1]
}

// ratioOfKind tells whether a small letter or two stand before the capitals of a ratio:
// the weighted "wHR", the crude "cOR", the cause-specific "csHR", the plural "aHRs".
func ratioOfKind(text string) bool {
	switch strings.TrimLeft(strings.TrimSuffix(text, "s"), "abcdefghijklmnopqrstuvwxyz") {
	case "HR", "OR", "RR", "IRR":
		return true
	}
	return false
}

// otherMeaning tells whether the record defines the abbreviation as a rate of
// something ("response rate (RR)", "operating room (OR)").
func (r *reading) otherMeaning(abbr string) bool {
	switch abbr {
	case "RR", "OR", "IR", "RD", "MD", "AR", "ARR", "HR":
	default:
		return false
	}
	if other, known := r.meanings[abbr]; known {
		return other
	}
	other := r.definedOtherwise(abbr)
	if r.meanings == nil {
		r.meanings = map[string]bool{}
	}
	r.meanings[abbr] = other
	return other
}

// definedOtherwise looks for the definition of the abbreviation.
func (r *reading) definedOtherwise(abbr string) bool {
	f := &r.fields[inAbstract]
	i := strings.Index(f.text, "("+abbr+")")
	if i < 0 {
		return false
	}
	before := strings.ToLower(strings.TrimRight(f.text[max(0, i-24):i], " "))
	switch abbr {
	case "RR":
		return strings.HasSuffix(before, "response rate") || strings.HasSuffix(before, "respiratory rate") || strings.HasSuffix(before, "relapse rate")
	case "HR":
		return strings.HasSuffix(before, "heart rate") || strings.HasSuffix(before, "hormone receptor")
	case "OR":
		return strings.HasSuffix(before, "operating room") || strings.HasSuffix(before, "overall response") || strings.HasSuffix(before, "objective response")
	case "IR":
		return strings.HasSuffix(before, "insulin resistance") || strings.HasSuffix(before, "immediate release") || strings.HasSuffix(before, "inadequate response")
	case "MD":
		return strings.HasSuffix(before, "depression") || strings.HasSuffix(before, "degeneration") || strings.HasSuffix(before, "dystrophy")
	}
	return false
}

func (e *estimateReader) isMeasure(w int) bool {
	s := e.f.words[w].sym
	for c := cueMeasureHR; c <= cueMeasureIR; c++ {
		if e.rules.is(s, c) && e.r.validMeasure(hit{c, w, w + 1}) {
			return true
		}
	}
	return false
}

// measureBefore is the measure named in the last distance words before w.
func (e *estimateReader) measureBefore(first, w, distance int) string {
	name, _ := e.measureHit(max(first, w-distance), w)
	return name
}

// measureHit is the last measure named in words [from, to) and its place.
func (e *estimateReader) measureHit(from, to int) (string, int) {
	hits := e.r.hitsIn(inAbstract, from, to)
	for i := len(hits) - 1; i >= 0; i-- {
		h := hits[i]
		if h.cue >= cueMeasureHR && h.cue <= cueMeasureIR && h.last <= to && e.r.validMeasure(h) {
			for j := i - 1; j >= 0 && j >= i-4; j-- { // "standardised mean difference" holds "mean difference"
				if o := hits[j]; o.first < h.first && o.last >= h.last && measureNames[o.cue] != "" {
					h = o
				}
			}
			return measureNames[h.cue], h.first
		}
	}
	return "", -1
}

// nameMeasure decides what the estimate measures: by the name right before it,
// else by its unit and verbs, else by the name that governs the sentence, the
// announcement, or an earlier sentence.
func (e *estimateReader) nameMeasure(raw *rawEstimate) {
	s := e.f.sentences[raw.sent]
	near, at := e.measureHit(max(s.first, raw.est.word-7), raw.est.word)
	if far, farAt := e.measureHit(max(s.first, raw.est.word-10), raw.est.word); near == "" && far == "OTHER" {
		near, at = far, farAt // "the number needed to treat to cause one event was 170"
	}
	if near != "" && (e.crossed(at, raw.est.word) || near == "IR" && raw.est.percent || e.brokenOff(at, raw.est.word)) {
		near = ""
	}
	if n := len(e.found); near == "MD" && n > 0 && e.found[n-1].sent == raw.sent && isRatio(e.found[n-1].measure) && e.ratioLike(raw) && strings.HasPrefix(e.f.lower(at), "difference") && at > s.first && e.f.lower(at-1) != "mean" {
		near = "" // "lower with A (HR 0.5, …), and no difference was seen for B (1.1, …)"
	}
	far, farAt := e.measureHit(s.first, raw.est.word)
	rate := far == "IR" && raw.interval && !raw.est.percent && e.ratesFollow(farAt, raw.est.word)
	if far != "" && e.ratioLike(raw) != isRatio(far) {
		far = ""
	}
	switch {
	case raw.est.percent && e.f.lower(min(raw.est.word+1, s.last-1)) == "relative":
		raw.measure = "PCT" // "an absolute increase of 5%, a 38% relative increase"
	case !isRatio(near) && e.pricePerUnit(raw):
		raw.measure = "OTHER" // "€610 per screen", "£25/mm Hg": what one unit of effect costs
	case near == "IR" && e.perThousand(raw) && !e.perPersonTime(raw):
		raw.measure = "PROP"
	case near == "MD" && !raw.est.percent && !e.unitAt(raw.est.word+1) && e.differenceOfShares(raw):
		raw.measure, raw.measureWord = "RD", at
	case near != "" && !(near == "MD" && (raw.est.percent || e.percentagePoints(raw))) && (isRatio(near) || near != "IR" || !e.ratioLike(raw)):
		raw.measure, raw.measureWord = near, at
		if (isRatio(near) || near == "OTHER") && raw.est.percent {
			raw.measure = e.byUnit(raw, "")
		}
	case near == "MD":
		raw.measure, raw.measureWord = e.byUnit(raw, near), at
	case rate, e.perPersonTime(raw):
		raw.measure = "IR"
	case !raw.est.percent && near == "" && e.percentChanges(s.first, raw.est.word):
		raw.measure = "PCT"
	case raw.est.percent || raw.low.percent || raw.high.percent || e.perThousand(raw) || e.percentagePoints(raw):
		raw.measure = e.byUnit(raw, far)
	case far != "":
		raw.measure = far
		if farAt >= raw.est.word-12 && !e.crossed(farAt, raw.est.word) {
			raw.measureWord = -1
		}
	case e.measure != "" && e.ratioLike(raw) == isRatio(e.measure):
		raw.measure = e.measure
	case raw.est.word > s.first && e.f.lower(raw.est.word-1) == "every":
		raw.measure = "OTHER" // "one event for every 188 people": a number needed
	case e.changeBefore(raw), e.moreOrLess(raw):
		raw.measure = "MD"
	default:
		if raw.measure = e.earlier(raw); raw.measure == "OTHER" {
			raw.measure = e.timesTheRisk(raw)
		}
	}
}

// ratesFollow tells whether the name at word at announces the rates up to word w and
// no comparison of them: "IRs (95% CI) were: zoster, 3.5 (2.8-4.3); MACE,". A plain
// "incidence" may be that of anything.
func (e *estimateReader) ratesFollow(at, w int) bool {
	if !e.f.words[at].caps && e.f.lower(at) == "incidence" && !strings.HasPrefix(e.f.lower(at+1), "rate") {
		return false
	}
	for k := at; k < w; k++ {
		sym := e.f.words[k].sym
		if e.rules.is(sym, cueLower) || e.rules.is(sym, cueHigher) {
			return false
		}
		switch e.f.lower(k) {
		case "times", "fold", "ratio", "ratios", "difference", "differences", "risk", "cost", "costs":
			return false
		}
	}
	return true
}

// timesTheRisk is the ratio that "1.4-fold higher risk", "risk rose 1.4-fold" and
// "1.4 times more likely" print; OTHER where something else was multiplied.
func (e *estimateReader) timesTheRisk(raw *rawEstimate) string {
	s := e.f.sentences[raw.sent]
	next := raw.est.word + 1
	if next >= s.last || e.f.lower(next) != "fold" && e.f.lower(next) != "times" {
		return "OTHER"
	}
	for k := next + 1; k < min(s.last, next+6) && !e.f.words[k].number; k++ {
		if m := likelihoodMeasure(e.f.lower(k)); m != "" {
			return m
		}
	}
	for k := raw.est.word - 1; k >= max(s.first, raw.est.word-8); k-- {
		if m := likelihoodMeasure(e.f.lower(k)); m != "" {
			return m
		}
	}
	return "OTHER"
}

// likelihoodMeasure is the ratio of what the word names, "" when it is no likelihood.
func likelihoodMeasure(word string) string {
	switch word {
	case "odds":
		return "OR"
	case "hazard", "hazards":
		return "HR"
	case "risk", "risks", "likely", "likelihood", "probability", "chance":
		return "RR"
	}
	return ""
}

// differenceOfShares tells whether the number is the difference of the last two
// percentages before it, which are shares of people: "84.1% vs 82.9% (difference,
// 1.2".
func (e *estimateReader) differenceOfShares(raw *rawEstimate) bool {
	s := e.f.sentences[raw.sent]
	var array [2]float64
	shares := array[:0]
	for k := raw.est.word - 1; k >= s.first && k > raw.est.word-30 && len(shares) < 2; k-- {
		if a, ok := e.f.amountAt(k); ok && a.percent && !a.signed {
			shares = append(shares, a.value)
		}
	}
	return len(shares) == 2 && math.Abs(math.Abs(shares[0]-shares[1])-math.Abs(raw.est.value)) < 0.16 && !e.ofMeans(s, raw.est.word)
}

// changeBefore tells whether "improved by", "an increase of" stands right
// before the number, or "by" and a unit behind it: "went up by 14 mg/dL".
func (e *estimateReader) changeBefore(raw *rawEstimate) bool {
	if raw.est.word > 0 && e.f.lower(raw.est.word-1) == "by" && e.unitAt(raw.est.word+1) {
		return true
	}
	for _, h := range e.r.hitsIn(inAbstract, max(0, raw.est.word-3), raw.est.word) {
		if h.cue == cueRelativeChange {
			return true
		}
	}
	return false
}

// moreOrLess tells whether the number is so much "fewer", "points higher" or "days
// shorter".
func (e *estimateReader) moreOrLess(raw *rawEstimate) bool {
	s := e.f.sentences[raw.sent]
	from := raw.est.word + 1
	if from < s.last && e.f.meanBefore(&s, from) == raw.est.word {
		from++ // "20.5 ± 13 fewer hours"
	}
	for k := from; k < s.last && k < from+2 && e.f.words[k].before&^gapSoft == 0 && !e.f.words[k].number; k++ {
		if t := e.f.lower(k); t == "times" || t == "fold" {
			return false
		}
		if sym := e.f.words[k].sym; e.rules.is(sym, cueLower) || e.rules.is(sym, cueHigher) {
			return true
		}
	}
	return false
}

// brokenOff tells whether a full clause ends between the measure and the
// number, so that the name belongs to what comes before.
func (e *estimateReader) brokenOff(at, w int) bool {
	for k := at + 1; k <= w; k++ {
		if e.f.words[k].before&gapSemicolon != 0 && e.f.words[k].before&gapCloses != 0 {
			return true
		}
	}
	return false
}

func isRatio(m string) bool {
	switch m {
	case "HR", "OR", "RR", "IRR", "SIR", "SMR", "ROR", "PRR":
		return true
	}
	return false
}

// ratioLike tells whether the three numbers can be a ratio: positive, no unit.
func (e *estimateReader) ratioLike(raw *rawEstimate) bool {
	if raw.est.percent || raw.est.signed || e.money(raw.est) || raw.interval && (raw.low.signed || raw.low.value < 0 || raw.low.percent || raw.high.percent) {
		return false
	}
	if raw.interval && e.unitAt(raw.next) {
		return false // "1 (99% CI 0.6–1.4 kg)"
	}
	next := raw.est.word + 1
	if next < len(e.f.words) && !e.f.words[next].number && e.f.words[next].before == gapSpace && e.f.text[e.f.words[next].start] != 'f' {
		switch t := e.f.wordText(next); t {
		case "to", "with", "and", "in", "for", "vs", "versus", "at", "p", "P", "by", "after", "times", "on", "among", "than", "per":
			return t != "per"
		}
		return e.rules.is(e.f.words[next].sym, cueInterval)
	}
	return true
}

// unitAt tells whether a unit of measurement stands at word k, right behind a
// number.
func (e *estimateReader) unitAt(k int) bool {
	if k == 0 || k >= len(e.f.words) || e.f.words[k].before != gapSpace || !e.f.words[k-1].number {
		return false
	}
	switch t := e.f.lower(k); t {
	case "kg", "g", "mg", "µg", "ng", "u", "iu", "l", "ml", "dl", "mmhg", "mmol", "cm", "mm", "m", "bpm", "points", "point", "letters", "kcal":
		return true
	default:
		return e.rules.is(e.f.words[k].sym, cueTimeUnit)
	}
}

// shareMeasure gives a number without a name the measure of the list it stands
// in: "from 0.27 (95% CI …) to 0.41 L (95% CI …)", "reduced by 24% (95% CI …) and
// infection by 35% (95% CI …)", "16% (95% CI …) and 5% (95% CI …) reduction".
func (e *estimateReader) shareMeasure(from int) {
	for i := from + 1; i < len(e.found); i++ {
		if a, b := &e.found[i-1], &e.found[i]; a.measure == "PCT" && b.measure == "PROP" && (e.f.lower(b.est.word-1) == "by" || a.interval && b.interval && e.sameResult(a.next, b.est.word)) {
			b.measure = "PCT"
		}
	}
	for i := from + 1; i < len(e.found); i++ {
		if a, b := &e.found[i-1], &e.found[i]; a.measure == "VE" && b.measure == "PROP" && b.est.percent && b.interval && e.sameResult(a.next, b.est.word) {
			b.measure = "VE" // "85% (95% CI …) against infection and 96% (95% CI …) against hospital admission"
		}
	}
	for i := from + 1; i < len(e.found); i++ {
		if a, b := &e.found[i-1], &e.found[i]; a.measure == "RD" && b.measure == "PROP" && b.est.percent && b.interval && e.otherControl(a.next, b.est.word) {
			b.measure = "RD" // "(difference vs placebo 12%, 95% CI …; vs apremilast 7%, 95% CI …)"
		}
	}
	for i := len(e.found) - 1; i >= from; i-- {
		a := &e.found[i]
		if a.measure != "PROP" || !a.est.percent || !a.interval {
			continue
		}
		if i+1 < len(e.found) && e.found[i+1].measure == "PCT" && e.found[i+1].est.word-a.next <= 3 && e.listGoesOn(e.pastBracket(a.next), e.found[i+1].est.word) || e.changeNoun(e.pastBracket(a.next)) {
			a.measure = "PCT"
		}
	}
	for i := len(e.found) - 2; i >= from; i-- {
		a, b := &e.found[i], &e.found[i+1]
		if a.measure != "OTHER" || b.measure != "MD" || a.measureWord >= 0 || b.est.word-a.next > 2 || b.est.word < a.next {
			continue
		}
		joined := b.est.word == a.next
		for k := a.next; k < b.est.word; k++ {
			switch e.f.lower(k) {
			case "to", "and", "or", "vs", "versus":
				joined = true
			}
		}
		if joined {
			a.measure = "MD"
		}
	}
}

// otherControl tells whether words [from, to) only name whom a difference is with, and
// the last one was with another: "; vs apremilast".
func (e *estimateReader) otherControl(from, to int) bool {
	if to-from < 2 || to-from > 5 {
		return false
	}
	if e.f.lower(from) == "and" {
		from++
	}
	t := e.f.lower(from)
	return t == "vs" || t == "versus" || t == "v"
}

// pricePerUnit tells whether the number is money for one unit of an effect: a
// unit behind a slash, or "cost per" before it.
func (e *estimateReader) pricePerUnit(raw *rawEstimate) bool {
	if !e.money(raw.est) {
		return false
	}
	next := raw.est.word + 1
	if next < len(e.f.words) && !e.f.words[next].number && e.f.words[next].before&gapSlash != 0 {
		return true
	}
	s := e.f.sentences[raw.sent]
	for k := raw.est.word - 1; k > s.first && k > raw.est.word-12; k-- {
		if e.f.lower(k) == "per" && strings.HasPrefix(e.f.lower(k-1), "cost") {
			return true
		}
	}
	return false
}

// money tells whether the sign of a currency stands before the number.
func (e *estimateReader) money(a amount) bool {
	before := strings.TrimRight(e.f.text[max(0, a.start-8):a.start], " ")
	return strings.HasSuffix(before, "$") || strings.HasSuffix(before, "€") || strings.HasSuffix(before, "£")
}

// sameResult tells whether words [from, to) between two percentages only name
// another arm or dose: "63% (95% CI …) with 140 mg, compared to 41% (95% CI …)".
func (e *estimateReader) sameResult(from, to int) bool {
	compared := false
	for k := from; k < to; k++ {
		if e.f.words[k].before&(gapSemicolon|gapStop) != 0 && e.f.words[k].before&gapCloses == 0 {
			return false
		}
		switch e.f.lower(k) {
		case "compared", "versus", "vs", "and", "whereas", "while", "than":
			compared = true
		case "was", "were", "is", "are", "had", "have", "achieved", "experienced", "reported", "developed", "who":
			return false
		}
		if e.rules.is(e.f.words[k].sym, cuePrevalenceWord) || e.rules.is(e.f.words[k].sym, cueOtherOutcome) {
			return false
		}
	}
	return compared
}

// pastBracket is the word behind the bracket that word k stands in; k when it
// stands in none or the bracket closes right before it.
func (e *estimateReader) pastBracket(k int) int {
	for j := k; j > 0 && j < len(e.f.words) && j < k+6; j++ {
		if b := e.f.words[j].before; b&gapCloses != 0 {
			return j
		} else if b&(gapOpens|gapStop) != 0 {
			break
		}
	}
	return k
}

// changeNoun tells whether word k is a noun for a change, right behind a number
// and its interval.
func (e *estimateReader) changeNoun(k int) bool {
	if k >= len(e.f.words) || e.f.words[k].before&^(gapSoft|gapCloses|gapPercent) != 0 {
		return false
	}
	switch e.f.lower(k) {
	case "reduction", "reductions", "increase", "increases", "decrease", "decreases", "decline", "improvement", "reduced", "lower", "higher":
		return true
	}
	return false
}

// perPersonTime tells whether a rate per person-time is meant: the unit stands
// after the number or governs the sentence before it.
func (e *estimateReader) perPersonTime(raw *rawEstimate) bool {
	s := e.f.sentences[raw.sent]
	if raw.est.percent {
		return false
	}
	rates, ratio := false, false
	for _, h := range e.r.hitsIn(inAbstract, s.first, min(s.last, raw.next+16)) {
		if h.cue == cuePersonTime && (h.first < raw.next+6 || e.listGoesOn(raw.next, h.first) || h.first < raw.next+10 && e.perThousand(raw)) {
			rates = !ratio || h.first > raw.est.word // not in "hazard ratio for exacerbation per patient-year was 0.7"
		}
		if h.first >= raw.est.word {
			continue
		}
		if name := measureNames[h.cue]; name != "" && isRatio(name) && e.r.validMeasure(h) {
			rates, ratio = false, !e.crossed(h.last, raw.est.word)
		}
	}
	return rates
}

// percentChanges tells whether words [from, to) end in "% changes in …" without
// another measure behind it.
func (e *estimateReader) percentChanges(from, to int) bool {
	for k := to - 1; k > from; k-- {
		switch e.f.lower(k) {
		case "change", "changes", "reduction", "reductions", "increase", "increases":
			t := e.f.lower(k - 1)
			own := !e.f.words[k-1].number || e.f.words[k].before&(gapSemicolon|gapCloses|gapComma) != 0
			return e.f.words[k].before&gapPercent != 0 && own || t == "percent" || t == "percentage"
		}
		if name, _ := e.measureHit(k, k+1); name != "" {
			return false
		}
	}
	return false
}

// listGoesOn tells whether words [from, to) hold nothing but further numbers with
// their intervals: "2.7 (95% CI …) and 3.1 (2.6-3.6) per 100 patient-years".
func (e *estimateReader) listGoesOn(from, to int) bool {
	for k := from; k < to; k++ {
		if e.f.words[k].before&(gapSemicolon|gapStop|gapColon) != 0 {
			return false
		}
		switch e.f.lower(k) {
		case "and", "to", "versus", "vs", "per", "or":
			continue
		}
		if !e.f.words[k].number && !e.rules.is(e.f.words[k].sym, cueInterval) {
			return false
		}
	}
	return true
}

// perThousand tells whether "per 1000" follows the interval or the estimate.
func (e *estimateReader) perThousand(raw *rawEstimate) bool {
	s := e.f.sentences[raw.sent]
	for k := raw.est.word + 1; k+1 < min(s.last, raw.next+8); k++ {
		if t := e.f.wordText(k); (t == "per" || t == "every") && e.f.words[k+1].number {
			n := mustAmount(e.f, k+1)
			return n.value == 1000 || n.value == 100 || n.value == 10000 || n.value == 100000
		}
	}
	return false
}

func (e *estimateReader) percentagePoints(raw *rawEstimate) bool {
	s := e.f.sentences[raw.sent]
	for _, h := range e.r.hitsIn(inAbstract, raw.est.word, min(s.last, raw.next+3)) {
		if h.cue == cuePercentagePoints && !e.f.words[h.first].caps { // "PP" is per protocol
			return true
		}
	}
	next := raw.est.word + 1 // "-0.3% points"
	return raw.est.percent && next < s.last && (e.f.lower(next) == "points" || e.f.lower(next) == "point") && !e.ofMeans(s, raw.est.word)
}

// byUnit names the measure of a percentage or a number per 1,000: a difference
// of risks, vaccine efficacy, a relative change, or a proportion.
func (e *estimateReader) byUnit(raw *rawEstimate, governing string) string {
	if governing == "VE" || governing == "RD" {
		return governing
	}
	if e.percentagePoints(raw) {
		return "RD"
	}
	s := e.f.sentences[raw.sent]
	from := max(s.first, raw.est.word-9)
	if raw.est.percent && raw.interval && e.meanChange(s, raw.est.word) {
		return "PCT" // "mean reduction in oxalate at all visits through week 12 was 63% (95% CI …)"
	}
	change, difference, share := -1, -1, -1
	for _, h := range e.r.hitsIn(inAbstract, from, min(s.last, raw.est.word+5)) {
		if e.crossed(h.last, raw.est.word) {
			continue
		}
		switch {
		case h.cue == cueRelativeReduction:
			return "PCT"
		case h.cue == cueMeasureVE:
			return "VE"
		case h.cue == cueMeasureMD && h.first < raw.est.word && e.differenceNamed(h), h.cue == cueMeasureRD:
			difference = h.first
		case h.cue == cueRelativeChange:
			change = h.first
		case h.cue == cuePrevalenceWord && h.first < raw.est.word:
			share = h.first
		}
	}
	if !raw.est.percent && !raw.low.percent && e.perThousand(raw) {
		return "RD"
	}
	if raw.est.percent && difference < 0 && e.protection(s, raw.est.word) {
		return "VE"
	}
	next := raw.est.word + 1
	if next < s.last && e.percentWord(next) {
		next++
	}
	lower := next < s.last && (e.rules.is(e.f.words[next].sym, cueLower) || e.rules.is(e.f.words[next].sym, cueHigher))
	switch after := e.f.lower(min(next, s.last-1)); {
	case raw.est.percent && !raw.est.signed && (hadWord(after) || e.behindCount(raw.est.word)):
		return "PROP" // "19% had increased their activity"
	case difference >= 0 && raw.est.percent && e.ofMeans(s, raw.est.word):
		return "MD" // "the mean change was -29% vs. -17% (difference -8%)"
	case difference >= 0:
		return "RD"
	case raw.est.percent && lower && e.f.says(&s, "than"):
		return "PCT" // "27% lower counts than the placebo group"
	case raw.est.signed || raw.interval && raw.low.value < 0:
		return "PCT"
	case change >= 0 && change > share:
		return "PCT"
	}
	return "PROP"
}

// protection tells whether the clause before word w speaks of the efficacy of a
// vaccine "against" something.
func (e *estimateReader) protection(s sentence, w int) bool {
	if !e.f.holds(markVaccine) || !s.holds(markEffect) {
		return false
	}
	against := false
	for k := w - 1; k >= s.first && k > w-20; k-- {
		if e.f.words[k+1].before&(gapSemicolon|gapStop) != 0 {
			return false
		}
		switch e.f.lower(k) {
		case "against", "preventing":
			against = true
		case "efficacy", "effectiveness", "protection":
			return against
		}
	}
	return false
}

// meanChange tells whether the clause before the number at word w has a mean change
// for its subject, and nothing else.
func (e *estimateReader) meanChange(s sentence, w int) bool {
	if w-1 < s.first || e.f.lower(w-1) != "was" && e.f.lower(w-1) != "were" {
		return false
	}
	mean, change := false, false
	for k := w - 2; k >= s.first && k > w-30; k-- {
		if e.f.words[k+1].before&(gapComma|gapSemicolon|gapColon|gapStop) != 0 {
			break
		}
		switch t := e.f.lower(k); t {
		case "was", "were", "and", "or", "risk", "rate", "incidence", "proportion", "difference":
			return false
		case "mean", "average":
			mean = true
		case "reduction", "reductions", "decrease", "increase", "change", "changes", "decline", "improvement", "lowering":
			change = true
		}
	}
	return mean && change
}

// differenceNamed tells whether the cue names a difference, in words or by its
// abbreviation, and no change.
func (e *estimateReader) differenceNamed(h hit) bool {
	return e.f.words[h.first].caps && h.last == h.first+1 || strings.Contains(e.f.small[e.f.words[h.first].start:e.f.words[h.last-1].end], "difference")
}

// behindCount tells whether the number at word w opens a bracket right behind "24 of
// 118": the share that the count is.
func (e *estimateReader) behindCount(w int) bool {
	return w > 0 && e.f.words[w].before&gapOpens != 0 && e.f.words[w-1].number && e.fraction(w-1)
}

// hadWord tells whether the verb tells what a share of people did or were.
func hadWord(verb string) bool {
	switch verb {
	case "had", "have", "has", "were", "was", "are", "achieved", "experienced", "reported", "developed", "received":
		return true
	}
	return false
}

// ofMeans tells whether the clause before word w compares means and no shares
// of people: it says so, names what is measured in per cent, or prints values
// below nought or changes.
func (e *estimateReader) ofMeans(s sentence, w int) bool {
	for i := len(e.found) - 1; i >= 0 && i >= len(e.found)-6 && e.f.words[e.found[i].est.word].start >= e.f.words[s.first].start; i-- {
		if m := e.found[i].measure; m == "PCT" || m == "MD" {
			return true // "rose by 4% (95% CI …) and fell by 1% (95% CI …); difference 5%"
		}
	}
	mean := false
	for k := w - 1; k >= s.first && k > w-60; k-- {
		if e.f.words[k+1].before&gapSemicolon != 0 && e.f.words[k+1].before&gapCloses != 0 {
			break
		}
		if e.f.words[k].number {
			below, ok := e.f.amountAt(k)
			mean = mean || ok && below.signed && below.value < 0
			continue
		}
		switch e.f.lower(k) {
		case "mean", "means", "average", "md", "mds", "wmd", "lsmd", "hba1c", "a1c", "haemoglobin", "hemoglobin", "haematocrit", "hematocrit", "ejection", "lvef", "fev1", "density", "bmd", "saturation", "fraction":
			mean = true
		case "proportion", "proportions", "rate", "rates", "incidence", "risk":
			return false
		case "baseline":
			mean = mean || k > s.first && e.f.lower(k-1) == "from"
		}
	}
	return mean
}

// earlier is the ratio measure that the last earlier sentence names, for lists
// that name it once; a number that cannot be a ratio is a difference when the
// sentence compares, else something other.
func (e *estimateReader) earlier(raw *rawEstimate) string {
	s := e.f.sentences[raw.sent]
	if e.ratioLike(raw) {
		for i := len(e.found) - 1; i >= 0 && i >= len(e.found)-6; i-- {
			if isRatio(e.found[i].measure) {
				return e.found[i].measure
			}
		}
		if name, _ := e.measureHit(max(0, s.first-600), s.first); isRatio(name) {
			return name
		}
		if n := len(e.found); n > 0 && e.found[n-1].sent == raw.sent && e.found[n-1].measure == "MD" {
			return "MD" // a list of differences
		}
		if name, _ := e.measureHit(s.last, min(len(e.f.words), s.last+40)); raw.rule == comparedRule && isRatio(name) {
			return name
		}
		if next := raw.est.word + 1; !raw.interval || !e.changes(&s) || next < s.last && e.f.lower(next) == "fold" {
			return "OTHER"
		}
		return "MD"
	}
	for _, h := range e.r.hitsIn(inAbstract, s.first, s.last) {
		if h.cue == cueRelativeChange || h.cue == cueMeasureMD || h.cue == cueLower || h.cue == cueHigher {
			return "MD"
		}
	}
	if raw.est.signed || raw.low.value < 0 || e.f.says(&s, "effect") {
		return "MD"
	}
	return "OTHER"
}

// changes tells whether a sentence without ratios compares a change: "a greater
// improvement in the exercise group (6.0; 95% CI …) than in the control group".
func (e *estimateReader) changes(s *sentence) bool {
	change, more := false, false
	for _, h := range e.r.hitsIn(inAbstract, s.first, s.last) {
		switch h.cue {
		case cueRelativeChange, cueMeasureMD:
			change = true
		case cueLower, cueHigher:
			more = true
		}
		if isRatio(measureNames[h.cue]) && e.r.validMeasure(h) {
			return false
		}
	}
	return change && (more || e.f.says(s, "faster") || e.f.says(s, "slower"))
}
