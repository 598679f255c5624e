package tagging

// suggest puts together what the layers found.
func (r *reading) suggest() Suggestion {
	var s Suggestion
	s.Estimates = r.estimates()
	s.Design = withPublicationType(r.findDesign(), r.text.PublicationTypes)
	s.Drugs = r.findDrugs(s.Design.Label)
	s.Outcomes = r.studied(s.Design.Label, s.Drugs)
	s.Population = r.findPopulation()
	a := r.newAttacher(s.Outcomes, s.Drugs, s.Population.Text, s.Design.Label)
	a.attach(s.Estimates, r.raw)
	s.Estimates = append(s.Estimates, a.counts()...)
	s.N = r.findSize(s.Design.Label)
	s.FollowUp = r.findFollowUp(s.Design.Label)
	s.Funding = r.findFunding()
	s.Registry = r.findRegistry()
	return s
}

// estimates prints what the grammar read.
func (r *reading) estimates() []Estimate {
	f := &r.fields[inAbstract]
	raws := r.readEstimates()
	if len(raws) == 0 {
		return nil
	}
	out := make([]Estimate, 0, len(raws)+4) // room for counts
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
