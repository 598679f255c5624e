package tagging

// suggest puts together what the layers found.
func (r *reading) suggest() Suggestion {
	var s Suggestion
	printed := r.estimates()
	s.Design = withPublicationType(r.findDesign(), r.text.PublicationTypes)
	s.Drugs = r.findDrugs(s.Design.Label)
	s.Outcomes = r.studied(s.Design.Label, s.Drugs)
	s.Population = r.findPopulation()
	a := r.newAttacher(s.Outcomes, s.Drugs, s.Population.Text, s.Design.Label)
	a.attach(printed, r.raw)
	r.printed = a.counts(printed)
	s.Estimates = append(s.Estimates, r.printed...)
	s.N = r.findSize(s.Design.Label)
	s.FollowUp = r.findFollowUp(s.Design.Label)
	s.Funding = r.findFunding()
	s.Registry = r.findRegistry()
	return s
}

// estimates prints what the grammar read, in the scratch of the reading.
func (r *reading) estimates() []Estimate {
	f := &r.fields[inAbstract]
	raws := r.readEstimates()
	out := r.printed[:0]
	for _, raw := range raws {
		e := Estimate{Measure: raw.measure, Outcome: "other", Estimate: f.signedText(raw.est), P: raw.p, Credible: raw.credible, Rule: raw.rule}
		if raw.interval {
			e.CILow, e.CIHigh, e.CILevel = f.signedText(raw.low), f.signedText(raw.high), raw.level
		}
		start, end := raw.est.start, raw.est.end
		if raw.measureWord >= 0 {
			start = int(f.words[raw.measureWord].start)
		}
		if raw.interval {
			end = raw.high.end
		}
		e.Quote, e.Sentence = f.span(start, end), r.sentenceSpan(raw.sent)
		out = append(out, e)
	}
	return out
}
