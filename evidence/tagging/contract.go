package tagging

import (
	"encoding/json"
	"strconv"
	"strings"

	"dossier/evidence"
)

// Query is one line of input of "dossier suggest".
type Query struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Abstract string `json:"abstract"`
}

// Answer is one line of output of "dossier suggest --json": the machine
// contract. Offsets count code points of the text that basis names (of the
// abstract for estimates); ends are exclusive.
type Answer struct {
	ID         string           `json:"id"`
	Drugs      []AnswerDrug     `json:"drugs"`
	Outcomes   []AnswerOutcome  `json:"outcomes"`
	Design     *string          `json:"design"`
	Population *string          `json:"population"`
	N          *int             `json:"n"`
	NBasis     string           `json:"n_basis,omitempty"`
	FollowUp   *string          `json:"follow_up"`
	Estimates  []AnswerEstimate `json:"estimates"`
	Registry   []string         `json:"registry,omitempty"`
	// Other lists outcomes outside the eight that the contract scores, such as
	// creatine kinase or death.
	Other []AnswerOutcome `json:"other_outcomes,omitempty"`
}

// AnswerDrug is a drug of an Answer. INN is in lower case; a class is
// "class:ID" with its vocabulary id.
type AnswerDrug struct {
	INN        string  `json:"inn"`
	ID         string  `json:"id,omitempty"`
	Role       Role    `json:"role"`
	Confidence float64 `json:"confidence"`
	Rule       string  `json:"rule,omitempty"`
}

// AnswerOutcome is an outcome of an Answer.
type AnswerOutcome struct {
	ID         string   `json:"id"`
	Sub        []string `json:"sub"`
	Aspect     Aspect   `json:"aspect"`
	Basis      string   `json:"basis"`
	Quote      [2]int   `json:"quote"`
	Confidence float64  `json:"confidence"`
	Rule       string   `json:"rule,omitempty"`
}

// AnswerEstimate is an estimate of an Answer; absent numbers are null.
type AnswerEstimate struct {
	Drug       *string     `json:"drug"`
	Comparator *string     `json:"comparator"`
	Outcome    string      `json:"outcome"`
	SubOutcome string      `json:"sub_outcome,omitempty"`
	Measure    string      `json:"measure"`
	Estimate   *float64    `json:"estimate"`
	CILow      *float64    `json:"ci_low"`
	CIHigh     *float64    `json:"ci_high"`
	CILevel    *float64    `json:"ci_level"`
	P          *string     `json:"p"`
	Arms       []AnswerArm `json:"arms"`
	QuoteStart int         `json:"quote_start"`
	QuoteEnd   int         `json:"quote_end"`
	Unit       string      `json:"unit,omitempty"`
	Dose       string      `json:"dose,omitempty"`
	Population string      `json:"population,omitempty"`
	TimePoint  string      `json:"time_point,omitempty"`
}

// AnswerArm is one arm of an AnswerEstimate.
type AnswerArm struct {
	Label  string `json:"label"`
	Events *int   `json:"events"`
	N      *int   `json:"n"`
}

// Contract prints a suggestion as the machine contract has it.
func (s Suggestion) Contract(id string, v *evidence.Vocabulary) Answer {
	a := Answer{ID: id, Drugs: []AnswerDrug{}, Outcomes: []AnswerOutcome{}, Estimates: []AnswerEstimate{}}
	seen := map[string]int{}
	for _, d := range s.Drugs {
		if controlWithoutDrug(d.ID) {
			continue
		}
		name := contractDrug(v, d.ID, d.Name)
		if i, ok := seen[name]; ok {
			a.Drugs[i].Role = strongerRole(a.Drugs[i].Role, d.Role)
			continue
		}
		seen[name] = len(a.Drugs)
		a.Drugs = append(a.Drugs, AnswerDrug{INN: name, ID: d.ID, Role: d.Role, Confidence: percent(d.Confidence), Rule: d.Rule})
	}
	for _, o := range s.Outcomes {
		out := AnswerOutcome{ID: o.ID, Sub: append([]string{}, o.Sub...), Aspect: o.Aspect, Basis: o.Basis, Confidence: percent(o.Confidence), Rule: o.Rule}
		if len(o.Evidence) > 0 {
			out.Quote = [2]int{o.Evidence[0].Start, o.Evidence[0].End}
		}
		if o.Target {
			a.Outcomes = append(a.Outcomes, out)
		} else {
			a.Other = append(a.Other, out)
		}
	}
	a.Design = textOrNil(s.Design.Label)
	a.Population = textOrNil(s.Population.Text)
	a.FollowUp = textOrNil(s.FollowUp.Text)
	if s.N.Value > 0 {
		a.N, a.NBasis = &s.N.Value, s.N.Basis
	}
	for _, reg := range s.Registry {
		a.Registry = append(a.Registry, reg.ID)
	}
	for i := range s.Estimates {
		a.Estimates = append(a.Estimates, contractEstimate(v, &s.Estimates[i]))
	}
	return a
}

// contractDrug is the name of a drug in the contract. Vehicle counts as
// placebo there, and the route split of a medicine or class as the whole.
func contractDrug(v *evidence.Vocabulary, id, name string) string {
	if id == "" {
		return strings.ToLower(name)
	}
	d, ok := v.Drug(id)
	if !ok {
		return id
	}
	if p, ok := v.Drug(d.Parent); ok && p.Kind != evidence.KindClass && len(d.Routes) > 0 {
		d = p
	}
	if d.Kind == evidence.KindClass {
		for _, route := range [...]string{"inhaled_", "topical_"} {
			if strings.HasPrefix(d.ID, route) && d.Parent != "" {
				return "class:" + d.Parent
			}
		}
		return "class:" + d.ID
	}
	return strings.ToLower(d.INN)
}

// controlWithoutDrug tells whether a control is no drug in the contract's sense:
// of the controls only placebo is one.
func controlWithoutDrug(id string) bool {
	switch id {
	case "no_treatment", "standard_care", "no_use", "general_population", "all_other_drugs":
		return true
	}
	return false
}

func strongerRole(a, b Role) Role {
	for _, r := range []Role{Intervention, Comparator, Background} {
		if a == r || b == r {
			return r
		}
	}
	return Mentioned
}

func contractEstimate(v *evidence.Vocabulary, e *Estimate) AnswerEstimate {
	out := AnswerEstimate{
		Outcome: e.Outcome, SubOutcome: e.SubOutcome, Measure: e.Measure, Estimate: number(e.Estimate), CILow: number(e.CILow), CIHigh: number(e.CIHigh),
		P: textOrNil(string(e.P)), QuoteStart: e.Quote.Start, QuoteEnd: e.Quote.End, Unit: e.Unit, Dose: e.Dose, Population: e.Population, TimePoint: e.TimePoint, Arms: []AnswerArm{},
	}
	if e.Drug != "" {
		out.Drug = textOrNil(contractDrug(v, e.Drug, e.Drug))
	}
	if e.Comparator != "" {
		out.Comparator = textOrNil(contractDrug(v, e.Comparator, e.Comparator))
	}
	if e.CILow != "" {
		level := 95.0
		if n := number(e.CILevel); n != nil {
			level = *n
		}
		out.CILevel = &level
	}
	for _, arm := range e.Arms {
		out.Arms = append(out.Arms, AnswerArm{Label: arm.Label, Events: integer(arm.Events), N: integer(arm.N)})
	}
	return out
}

// DecodeQuery reads one line of input.
func DecodeQuery(line []byte) (Query, error) {
	var q Query
	err := json.Unmarshal(line, &q)
	return q, err
}

// Answer runs the tagger on one line of input.
func (t *Tagger) Answer(q Query) Answer {
	return t.Suggest(Text{Title: q.Title, Abstract: q.Abstract}).Contract(q.ID, t.rules().vocab)
}

func textOrNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// number is the value of a printed number, nil when it has none.
func number(p evidence.Printed) *float64 {
	text := string(p)
	if strings.Trim(text, "0123456789.") != "" {
		text = plainNumber(text)
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil
	}
	if x == 0 {
		x = 0 // "-0.00" too
	}
	return &x
}

func integer(p evidence.Printed) *int {
	x, err := strconv.Atoi(plainNumber(string(p)))
	if err != nil {
		return nil
	}
	return &x
}

// plainNumber rewrites a printed number for strconv: signs, middle dots,
// thousands separators.
func plainNumber(s string) string {
	var b strings.Builder
	for i, c := range s {
		switch {
		case c == '−' || c == '–' || c == '‐' || c == '‑' || c == '-':
			b.WriteByte('-')
		case c == '·' || c == '∙' || c == '⋅':
			b.WriteByte('.')
		case c == ',':
			if !thousands(s[i+1:]) {
				b.WriteByte('.')
			}
		case c == ' ' || c == '\u00a0' || c == '\u2009' || c == '\u202f' || c == '%':
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// thousands tells whether exactly three digits follow (and then no more).
func thousands(s string) bool {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n == 3
}
