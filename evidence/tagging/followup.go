package tagging

import (
	"math"
	"strings"
)

// duration is a printed length of time that may be the follow-up.
type duration struct {
	field      int8
	sent       *sentence
	first, end int // words
	days       float64
	adjective  bool // "12-week"
	point      bool // "week 24"
	hours      bool // "48 h" after an operation or a dose
	score      float64
}

// maxDurations bounds the lengths of time of one record.
const maxDurations = 60

// findFollowUp finds the length of follow-up or treatment, as printed: the best of
// all lengths of time by what stands beside them. Where people are not followed by
// design, only a length that says so counts.
func (r *reading) findFollowUp(design string) Phrase {
	list := r.durations()
	best, bestScore := -1, leastFollowUp(design)
	hours, bestHours := -1, bestScore
	for i := range list {
		score := list[i].score
		longer, same, noun := 0, 0, false
		for j := range list {
			noun = noun || list[i].adjective && !list[j].adjective && !list[j].point && list[j].days == list[i].days
			switch {
			case list[j].days > 1.01*list[i].days:
				longer++
			case list[j].days >= 0.97*list[i].days && j < i && list[j].field == list[i].field:
				same++
			}
		}
		score -= 2 * float64(longer) / float64(len(list)) // a part of the whole
		if same == 0 {
			score += 0.8
		}
		if noun {
			score-- // "12-week" where "12 weeks" is told too
		}
		if list[i].hours {
			if score > bestHours {
				hours, bestHours = i, score
			}
		} else if score > bestScore {
			best, bestScore = i, score
		}
	}
	if best < 0 {
		best = hours // only where nothing longer is told
	}
	if best < 0 {
		return Phrase{}
	}
	if list[best].field == inTitle { // as the abstract prints it, where it does
		nearest := -1
		for i := range list {
			if same := list[i].days >= 0.97*list[best].days && list[i].days <= 1.03*list[best].days; same && list[i].field == inAbstract && (nearest < 0 || list[i].score > list[nearest].score) {
				nearest = i
			}
		}
		if nearest >= 0 {
			best = nearest
		}
	}
	d := &list[best]
	f := &r.fields[d.field]
	p := Phrase{Span: f.span(int(f.words[d.first].start), int(f.words[d.end-1].end)), Rule: "length of follow-up or treatment"}
	p.Text = p.Span.Text
	if mean := f.meanBefore(d.sent, d.first); mean >= 0 { // "24 ± 6 months"
		p.Span = f.span(int(f.words[mean].start), int(f.words[d.end-1].end))
		p.Text = p.Span.Text
	}
	return p
}

// leastFollowUp is the score from which a length of time counts, by design.
func leastFollowUp(design string) float64 {
	switch design {
	case "rct", "nrct", "lte":
		return -0.3
	case "rct-secondary", "cohort", "protocol", "pk", "":
		return 0
	case "sr", "ma", "nma", "integrated-safety", "other":
		return 1
	}
	return 3.5 // cases, reviews, animals, cross-sections
}

// durations lists the lengths of time of title and abstract with their scores.
func (r *reading) durations() []duration {
	var list []duration
	for fi := int8(inTitle); fi <= inAbstract; fi++ {
		f := &r.fields[fi]
		for si := range f.sentences {
			s := &f.sentences[si]
			if !s.holds(markTime) {
				continue
			}
			for k := s.first; k+1 < s.last && len(list) < maxDurations; k++ {
				if !f.words[k].counts() && !r.rules.is(f.words[k].sym, cueTimeUnit) {
					continue
				}
				if d, ok := r.durationAt(fi, s, k); ok {
					d.score = r.durationScore(&d)
					list = append(list, d)
				}
			}
		}
	}
	return list
}

// durationAt reads "22 months", "12-week", "one year", "week 24" at word k.
func (r *reading) durationAt(fi int8, s *sentence, k int) (duration, bool) {
	f := &r.fields[fi]
	d := duration{field: fi, sent: s, first: k, end: k + 1}
	if !f.words[k].counts() {
		n, next, ok := f.wholeNumber(k + 1)
		days := unitDays(f.lower(k))
		if !f.words[k+1].number || !ok || days == 0 || f.words[k+1].before != gapSpace || n == 0 || strings.HasSuffix(f.lower(k), "s") {
			return d, false
		}
		d.days, d.point, d.end = days*float64(n), true, next
		return d, true
	}
	value := 0.0
	if a, ok := f.amountAt(k); ok && !a.percent {
		value = math.Abs(a.value) // "21+/-5 months"
	} else if n, after, ok := f.numberWords(k); ok && !f.words[k].number && !r.insideNumber(f, s, k) {
		value, d.end = float64(n), after
	}
	if value <= 0 || d.end >= s.last || f.words[d.end].before&^gapSoft != 0 {
		return d, false
	}
	days := unitDays(f.lower(d.end))
	if days == 0 {
		return d, false
	}
	d.days, d.adjective = value*days, f.words[d.end].before == gapHyphen
	d.hours = days < 1
	d.end++
	if d.hours && !r.afterOperation(f, s, k, d.end) {
		return d, false
	}
	if single := f.words[d.end-1]; single.end-single.start == 1 && f.words[d.end-1].before == 0 && f.text[single.start] < 'a' {
		return d, false // "15D"
	}
	if k > s.first && f.words[k-1].number && f.words[k].before == gapHyphen {
		d.first-- // "18–24 months"
	} else if from := f.rangeBefore(s, k); from < k {
		d.first = from
	}
	return d, !r.ofAge(f, s, k, d.end) && !r.inSpread(fi, s, k)
}

// rangeBefore is the first word of "7 to 24" that ends with the number at word k
// behind a word for follow-up, k when it is no range.
func (f *field) rangeBefore(s *sentence, k int) int {
	if k-2 < s.first || f.lower(k-1) != "to" && f.lower(k-1) != "and" || !f.words[k-2].number || f.words[k-1].before != gapSpace || f.words[k].before != gapSpace {
		return k
	}
	if f.lower(k-1) == "to" {
		for j := k - 3; j >= s.first && j >= k-6; j-- {
			switch f.lower(j) {
			case "up", "followup", "follow", "followed", "duration":
				return k - 2
			}
		}
	}
	return k
}

// inSpread tells whether word k stands in a bracket with an interval or a range:
// "(95% CI, 11.6 to 16.0 months)".
func (r *reading) inSpread(fi int8, s *sentence, k int) bool {
	f := &r.fields[fi]
	for j := k; j > s.first && j > k-12; j-- {
		if f.words[j].before&gapCloses != 0 {
			return false
		}
		if f.words[j].before&gapOpens == 0 {
			continue
		}
		for _, h := range r.hitsIn(fi, j, k) {
			switch h.cue {
			case cueSpread, cueInterval, cueCredible:
				return true
			}
		}
		return false
	}
	return false
}

// unitDays is the length in days of a unit of time from the day on, 0 for other
// words.
func unitDays(unit string) float64 {
	switch unit {
	case "day", "days", "d":
		return 1
	case "week", "weeks", "wk", "wks":
		return 7
	case "month", "months", "mo", "mos":
		return 30.4
	case "year", "years", "yr", "yrs", "y":
		return 365
	case "hour", "hours", "hr", "hrs", "h":
		return 1.0 / 24
	}
	return 0
}

// durationScore rates a length of time by the words beside it.
func (r *reading) durationScore(d *duration) float64 {
	f, s := &r.fields[d.field], d.sent
	k, end := d.first, d.end
	score := -0.7 * math.Log(max(d.days, 0.5)) / 5
	if d.days < 14 {
		score -= 1.5
	}
	if d.point {
		score--
	}
	if d.adjective {
		score -= 0.5
	}
	switch {
	case d.field == inTitle:
		score++
	case s.section == sectionConclusion:
		score -= 0.8
	case s.section == sectionResults:
		score -= 0.4
	}
	score += r.pointOfInterest(d)
	followed := false
	for _, h := range r.hitsIn(d.field, max(s.first, k-8), k) {
		if t := f.lower(h.first); h.cue == cueFollowUpWord && h.last <= k && t != "duration" && t != "exposure" {
			followed = true
		}
	}
	if followed {
		score += 2.5
	}
	for j := k - 1; j >= s.first && j >= k-8 && f.words[j+1].before&gapSemicolon == 0; j-- {
		t := f.lower(j)
		switch {
		case t == "assessed", t == "measured", t == "evaluated", t == "monitored":
			score += 0.8
		case t == "median", t == "mean", t == "average", t == "maximum":
			score += 0.6
		case t == "history", t == "previous", t == "prior", t == "survival", t == "washout", t == "wash", t == "recruited", t == "every", t == "older", t == "younger", t == "last", t == "past", t == "half", t == "disease":
			score -= 1.3
			j = s.first
		}
	}
	if k > s.first && !f.words[k-1].number {
		switch f.lower(k - 1) {
		case "for", "during":
			score += 1.5
		case "of", "within", "at", "over", "to", "first":
			score += 0.7
		case "after", "through", "and":
			score += 0.4
		case "every", "than", "aged", "by", "or", "initial", "past", "last":
			score -= 0.6
		}
	}
	if end >= s.last {
		return score
	}
	switch f.lower(end) {
	case "old", "ago", "before", "prior", "apart", "earlier", "previous", "history", "interval", "gestation", "run", "washout", "wash", "survival":
		score -= 1.4
	case "mortality":
		if d.adjective {
			score += 1 // "30-day mortality": so long all are looked at
		}
	case "trial", "study", "treatment", "double", "randomized", "randomised", "open", "period", "course", "results", "extension", "phase", "data", "efficacy", "intervention", "placebo", "prospective", "multicenter", "multicentre", "program", "programme":
		score += 1.8
	}
	for _, h := range r.hitsIn(d.field, end, min(s.last, end+5)) {
		if h.cue != cueFollowUpWord || f.separated(end, h.first) {
			continue // "for 12 weeks and were followed for …"
		}
		if h.first <= end+1 {
			score += 1.8
		} else {
			score += 0.4
		}
		break
	}
	return score
}

// pointOfInterest rates a length of time by what is told at it: the primary end
// point and what follows an operation or a dose speak for it; medians of survival,
// parts of a schedule and times of pregnancy against it.
func (r *reading) pointOfInterest(d *duration) float64 {
	f, s := &r.fields[d.field], d.sent
	k, end := d.first, d.end
	score := 0.0
	for j := k - 1; j >= s.first && j >= k-20; j-- {
		if f.lower(j) == "primary" {
			score += 0.6
			break
		}
	}
	if end < s.last && f.words[end].before&^gapSoft == 0 {
		switch f.lower(end) {
		case "cycle", "cycles", "intervals":
			score -= 2
		case "pregnancy", "gestational", "corrected", "amenorrhoea", "amenorrhea":
			score -= 2
		case "of":
			if end+1 < s.last && (f.lower(end+1) == "pregnancy" || f.lower(end+1) == "gestation" || f.lower(end+1) == "amenorrhoea") {
				score -= 2.5
			}
		case "in":
			if end+2 < s.last && f.lower(end+1) == "cycle" && f.words[end+2].number {
				score -= 2
			}
		case "poststroke", "postinjury", "postdiagnosis":
			score -= 2
		}
	}
	if f.words[k].before&gapRelation != 0 && !strings.Contains(f.between(max(k-1, 0), k), "=") {
		score -= 2 // "< 18 years"
	}
	if r.medianOfEvent(f, s, k) {
		score -= 3
	}
	if d.hours {
		score += 1.2
	}
	return score
}

// medianOfEvent tells whether the number at word k is a median time to an event.
func (r *reading) medianOfEvent(f *field, s *sentence, k int) bool {
	median, event := false, false
	for j := k - 1; j >= s.first && j > k-14; j-- {
		switch f.lower(j) {
		case "median", "medians":
			median = true
		case "survival", "os", "pfs", "progression", "response", "ttp", "time", "onset", "remission", "relapse", "recurrence":
			event = true
		case "follow", "followup", "followed", "exposure", "treatment":
			return false
		}
	}
	return median && event
}

// afterOperation tells whether the hours or days are those after an operation, a
// birth or a dose.
func (r *reading) afterOperation(f *field, s *sentence, k, end int) bool {
	for j := max(s.first, k-4); j < min(s.last, end+4); j++ {
		switch f.lower(j) {
		case "postoperative", "postoperatively", "operatively", "postdose", "dosing", "surgery", "operation", "postpartum", "urine", "samples":
			return true
		}
	}
	return false
}

// ofAge tells whether the years are of age: "the mean age was 75 years", "75
// years or older".
func (r *reading) ofAge(f *field, s *sentence, k, end int) bool {
	for j := k - 1; j >= s.first && j >= k-6; j-- {
		if f.words[j+1].before&(gapSemicolon|gapStop|gapOpens|gapCloses) != 0 || r.rules.is(f.words[j].sym, cueFollowUpWord) || r.rules.is(f.words[j].sym, cueTimeUnit) {
			break
		}
		switch f.lower(j) {
		case "age", "aged", "ages", "older", "younger":
			return true
		}
	}
	for j := end; j < s.last && j < end+2; j++ {
		switch f.lower(j) {
		case "older", "younger", "age", "old":
			return true
		}
	}
	return false
}

// meanBefore is the word of the mean whose deviation is the number at word k:
// 24 of "24 ± 6 months"; -1 when there is none.
func (f *field) meanBefore(s *sentence, k int) int {
	if k == s.first || !f.words[k-1].number {
		return -1
	}
	switch strings.TrimSpace(f.between(k-1, k)) {
	case "±", "+/-", "+-", "+/−", "+/–":
		return k - 1
	}
	return -1
}
