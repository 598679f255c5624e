package tagging

import (
	"strings"
	"sync"

	"dossier/evidence"
)

// Tagger proposes tags and findings. It is safe for concurrent use; its rules
// are compiled on first use.
type Tagger struct {
	rules func() *ruleSet
	pool  sync.Pool // *reading
}

// New returns a tagger over a vocabulary.
func New(v *evidence.Vocabulary) *Tagger {
	return &Tagger{rules: sync.OnceValue(func() *ruleSet { return compile(v) })}
}

// Default is the tagger of the default vocabulary; every call returns the same.
var Default = sync.OnceValue(func() *Tagger { return New(evidence.DefaultVocabulary()) })

// Suggest reads a title and abstract and proposes drugs with roles, outcomes
// studied, design, population, size, follow-up and estimates. It never fails:
// a text that says nothing gives an empty Suggestion.
func (t *Tagger) Suggest(text Text) Suggestion {
	rules := t.rules()
	r, _ := t.pool.Get().(*reading)
	if r == nil {
		r = &reading{}
	}
	defer t.pool.Put(r)
	r.read(rules, text)
	return r.suggest()
}

// TextOf is the part of a study that the tagger reads.
func TextOf(s *evidence.Study) Text {
	return Text{Title: s.Title, Abstract: s.Abstract, Keywords: s.Keywords, MeSH: s.MeSH, PublicationTypes: s.PublicationTypes}
}

// Tags turns the drugs and outcomes of a suggestion into tags of a study: one per
// drug, and one per outcome at its most specific (a named sub-outcome stands for its
// parent). Times and names are left to the caller. A drug that the vocabulary does
// not have gives no tag.
func (s Suggestion) Tags(study string) []evidence.Tag {
	var tags []evidence.Tag
	for _, d := range s.Drugs {
		if d.ID != "" {
			tags = append(tags, evidence.Tag{Study: study, Drug: d.ID, Status: evidence.Suggested, Evidence: d.Evidence, Rule: d.Rule, Role: string(d.Role), Confidence: d.Confidence})
		}
	}
	for _, o := range s.Outcomes {
		ids := o.Sub
		if len(ids) == 0 {
			ids = []string{o.ID}
		}
		for _, id := range ids {
			tags = append(tags, evidence.Tag{Study: study, Outcome: id, Status: evidence.Suggested, Evidence: o.Evidence, Rule: o.Rule, Aspect: string(o.Aspect), Confidence: o.Confidence})
		}
	}
	return tags
}

// Finding is the estimate as a suggested finding of a study; the caller gives
// it an id.
func (e *Estimate) Finding(study string) evidence.Finding {
	f := evidence.Finding{
		Study: study, Drug: e.Drug, Dose: e.Dose, Comparator: e.Comparator,
		Outcome: e.Outcome, SubOutcome: e.SubOutcome, Measure: e.findingMeasure(),
		Estimate: e.Estimate, CILow: e.CILow, CIHigh: e.CIHigh, CILevel: e.CILevel, P: e.P,
		TimeWindow: e.TimePoint, Status: evidence.Suggested, Checks: e.Checks,
		Source: evidence.FindingSource{Kind: "abstract", Quote: e.Quote, Sentence: e.Sentence},
		Rule:   e.Rule, Confidence: e.Confidence,
	}
	if e.Comparator != "" && e.Comparator == e.Drug {
		f.Comparator = evidence.ComparatorSameDrug
	}
	if e.Subgroup {
		f.Population = e.Population // where it is that of the study, the study says so
	}
	if e.Adjusted {
		f.Adjusted = "yes"
	}
	if len(e.Arms) > 0 {
		f.Treat = e.Arms[0]
	}
	if len(e.Arms) > 1 {
		f.Control = e.Arms[1]
	}
	return f
}

// findingMeasure names the measure as findings do: "IR per 100 PY", "MD mg/dL",
// "proportion_pct".
func (e *Estimate) findingMeasure() string {
	switch {
	case e.Measure == "IR" && strings.HasSuffix(e.Per, " events"):
		return "EAER per " + strings.TrimSuffix(e.Per, " events")
	case e.Measure == "IR" && e.Per != "":
		return "IR per " + e.Per
	case e.Measure == "PROP":
		return "proportion_pct"
	case e.Measure == "COUNTS":
		return "count"
	case (e.Measure == "MD" || e.Measure == "RD") && e.Unit != "":
		return e.Measure + " " + e.Unit
	}
	return e.Measure
}
