package tagging

import "math"

// findPopulation finds who was studied: the words after "patients with" in the
// title, else in the first sentence of the abstract that has them.
func (r *reading) findPopulation() Phrase {
	for fi := int8(inTitle); fi <= inAbstract; fi++ {
		f := &r.fields[fi]
		for si := range f.sentences {
			s := &f.sentences[si]
			if !s.cues.has(cuePeople) {
				continue
			}
			for k := s.first; k+2 < s.last; k++ {
				if !r.rules.is(f.words[k].sym, cuePeople) || f.words[k+1].before != gapSpace || f.lower(k+1) != "with" && f.lower(k+1) != "undergoing" {
					continue
				}
				end := r.phraseEnd(f, s, k+2)
				if end > k+2 {
					span := f.span(int(f.words[k].start), int(f.words[end-1].end))
					return Phrase{Text: span.Text, Span: span, Rule: "people with a condition"}
				}
			}
		}
	}
	return Phrase{}
}

// phraseEnd is the word after a noun phrase that begins at word k: it ends at
// punctuation, a verb or a preposition that opens another phrase.
func (r *reading) phraseEnd(f *field, s *sentence, k int) int {
	for j := k; j < s.last && j < k+9; j++ {
		if j > k && f.words[j].before&^(gapSoft|gapSlash) != 0 {
			return j
		}
		if r.rules.is(f.words[j].sym, cueVerb) && j > k {
			return j
		}
		if f.lower(j) == "to" && j > k && severity(f.lower(j-1)) && j+1 < s.last && severity(f.lower(j+1)) {
			continue // "moderate to severe"
		}
		switch f.lower(j) {
		case "took", "taking", "takes", "assigned", "allocated", "randomised", "randomized", "starting", "initiating", "given", "enrolled", "included", "in", "for", "to", "at", "by", "from", "during", "after", "receiving", "treated", "using", "on", "and", "or", "with":
			if j > k {
				return j
			}
		}
	}
	return min(s.last, k+9)
}

// severity tells whether the word grades a disease.
func severity(s string) bool {
	switch s {
	case "mild", "mildly", "moderate", "moderately", "severe", "severely", "low", "intermediate", "high":
		return true
	}
	return false
}

// findFunding lists sentences that name a funder.
func (r *reading) findFunding() []Phrase {
	var out []Phrase
	f := &r.fields[inAbstract]
	for si := range f.sentences {
		s := &f.sentences[si]
		if !s.cues.has(cueFunding) {
			continue
		}
		for _, h := range r.hitsIn(inAbstract, s.first, s.last) {
			if h.cue == cueFunding && len(out) < 4 {
				span := f.span(int(f.words[h.first].start), int(f.words[s.last-1].end))
				out = append(out, Phrase{Text: span.Text, Span: span, Rule: "funder named"})
				break
			}
		}
	}
	return out
}

// designOfType is the design that a publication type names, "" when none.
func designOfType(publicationType string) string {
	switch publicationType {
	case "Randomized Controlled Trial":
		return "rct"
	case "Meta-Analysis":
		return "ma"
	case "Network Meta-Analysis":
		return "nma"
	case "Systematic Review":
		return "sr"
	case "Practice Guideline", "Guideline":
		return "guideline"
	case "Case Reports":
		return "case-report"
	case "Clinical Trial Protocol":
		return "protocol"
	case "Review":
		return "narrative-review"
	case "Observational Study":
		return "cohort"
	}
	return ""
}

// withPublicationType lets the publication types of a record settle a design
// that the text leaves in doubt; they never overrule a clear text.
func withPublicationType(d Design, types []string) Design {
	for _, t := range types {
		label := designOfType(t)
		if label == "" {
			continue
		}
		if d.Label == label {
			d.Confidence = math.Min(0.98, d.Confidence+0.1)
			return d
		}
		if d.Confidence <= 0.5 {
			return Design{Label: label, Confidence: 0.7, Rule: "publication type " + t, Evidence: d.Evidence}
		}
	}
	return d
}

// percent rounds a confidence to whole hundredths.
func percent(x float64) float64 { return math.Round(100*x) / 100 }
