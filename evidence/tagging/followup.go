package tagging

import "strings"

// findFollowUp finds the length of follow-up or treatment, as printed.
func (r *reading) findFollowUp() Phrase {
	var best Phrase
	bestScore := 1.5
	for fi := int8(inTitle); fi <= inAbstract; fi++ {
		f := &r.fields[fi]
		for si := range f.sentences {
			s := &f.sentences[si]
			for k := s.first; k+1 < s.last; k++ {
				if !f.words[k].counts() {
					continue
				}
				score, end := r.durationAt(fi, s, k)
				if score > bestScore {
					bestScore = score
					best = Phrase{Span: f.span(int(f.words[k].start), int(f.words[end-1].end)), Rule: "length of follow-up or treatment"}
					best.Text = best.Span.Text
					if mean := f.meanBefore(s, k); mean >= 0 { // "24 ± 6 months" lasts 24 months on average
						best.Span = f.span(int(f.words[mean].start), int(f.words[end-1].end))
						best.Text = f.wordText(mean) + f.text[f.words[k].end:f.words[end-1].end]
					}
				}
			}
		}
	}
	return best
}

// durationAt scores "22 months", "12-week", "one year" at word k.
func (r *reading) durationAt(fi int8, s *sentence, k int) (float64, int) {
	f := &r.fields[fi]
	end := k + 1
	if !f.words[k].number {
		if !r.rules.is(f.words[k].sym, cueNumberWord) {
			return 0, k
		}
		_, after, ok := f.numberWords(k)
		if !ok {
			return 0, k
		}
		end = after
	}
	if end >= s.last || !r.rules.is(f.words[end].sym, cueTimeUnit) || f.words[end].before&^(gapSoft) != 0 || f.words[end].end-f.words[end].start < 2 {
		return 0, k
	}
	switch f.lower(end) {
	case "minutes", "minute", "min", "hours", "hour", "seconds":
		return 0, k
	}
	end++
	if r.ofAge(f, s, k, end) {
		return 0, k
	}
	score := 0.5
	adjective := f.words[end-1].before == gapHyphen
	for _, h := range r.hitsIn(fi, max(s.first, k-8), min(s.last, end+5)) {
		switch {
		case h.cue == cueFollowUpWord:
			if h.first >= end && f.separated(end, h.first) {
				continue // "for 12 weeks and were followed for …"
			}
			score += 4
		case h.cue == cueDurationBefore && h.last == k:
			score += 1.5
		}
	}
	if end < s.last {
		switch f.lower(end) {
		case "old", "ago", "before", "prior", "apart", "earlier", "previous", "of", "and":
			if f.lower(end) != "of" && f.lower(end) != "and" {
				return 0, k
			}
		case "trial", "study", "treatment", "double", "follow", "randomized", "randomised", "open", "period", "course", "results", "extension", "phase":
			score += 2
		}
	}
	if k > s.first {
		switch f.lower(k - 1) {
		case "every", "aged", "age", "last", "past", "previous", "than", "first":
			return 0, k
		}
	}
	if adjective {
		score++
	}
	if fi == inTitle {
		score += 2
	}
	switch s.section {
	case sectionBackground:
		score -= 2
	case sectionMethods, sectionResults:
		score += 0.5
	}
	return score, end
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
