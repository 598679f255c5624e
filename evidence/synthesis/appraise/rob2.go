package appraise

import "fmt"

// Answers are the answers to signalling questions by question id.
type Answers map[string]string

// The answers of RoB 2: yes, probably yes, probably no, no, no information.
const (
	Yes         = "Y"
	ProbablyYes = "PY"
	ProbablyNo  = "PN"
	No          = "N"
	NoInfo      = "NI"
	NotAsked    = "NA" // a question that the tool skips
)

func (a Answers) yes(id string) bool { return a[id] == Yes || a[id] == ProbablyYes }
func (a Answers) no(id string) bool  { return a[id] == No || a[id] == ProbablyNo }
func (a Answers) ni(id string) bool  { return a[id] == NoInfo }

// skipped tells whether a question was not asked.
func (a Answers) skipped(id string) bool { return a[id] == NotAsked || a[id] == "" }

// Judgement of a domain or a study.
type Judgement string

// The judgements of RoB 2 and ROBINS-I.
const (
	Low           Judgement = "low"
	SomeConcerns  Judgement = "some_concerns"
	HighRisk      Judgement = "high"
	ModerateRisk  Judgement = "moderate"
	SeriousRisk   Judgement = "serious"
	CriticalRisk  Judgement = "critical"
	NoInformation Judgement = "no_information"
)

// RoB2Domain judges one domain of RoB 2 from its signalling questions: D1,
// D2_assignment, D2_adherence, D3, D4 or D5. Sterne 2019 (10.1136/bmj.l4898),
// algorithms of the guidance of 22 August 2019.
func RoB2Domain(domain string, a Answers) (Judgement, error) {
	switch domain {
	case "D1":
		return randomisation(a), nil
	case "D2_assignment":
		return worst(assignmentDeviations(a), assignmentAnalysis(a)), nil
	case "D2_adherence":
		return adherence(a), nil
	case "D3":
		return missingData(a), nil
	case "D4":
		return measurement(a), nil
	case "D5":
		return selectiveReporting(a), nil
	}
	return "", fmt.Errorf("domain %q is none of D1, D2_assignment, D2_adherence, D3, D4, D5", domain)
}

func randomisation(a Answers) Judgement {
	switch {
	case a.no("1.2"), a.ni("1.2") && a.yes("1.3"):
		return HighRisk
	case a.yes("1.2") && !a.no("1.1") && !a.yes("1.3"):
		return Low
	}
	return SomeConcerns
}

// assignmentDeviations: did deviations arise because of the trial, and could
// they matter?
func assignmentDeviations(a Answers) Judgement {
	switch {
	case a.no("2.1") && a.no("2.2"), a.no("2.3"):
		return Low
	case !a.yes("2.3"), a.no("2.4"), a.yes("2.5"):
		return SomeConcerns
	}
	return HighRisk
}

// assignmentAnalysis: was everybody analysed in the arm assigned?
func assignmentAnalysis(a Answers) Judgement {
	switch {
	case a.yes("2.6"):
		return Low
	case a.no("2.7"):
		return SomeConcerns
	}
	return HighRisk
}

func adherence(a Answers) Judgement {
	aware := !(a.no("2.1") && a.no("2.2"))
	fine := func(id string) bool { return a.no(id) || a.skipped(id) }
	switch {
	case (!aware || a.yes("2.3") || a.skipped("2.3")) && fine("2.4") && fine("2.5"):
		return Low
	case a.yes("2.6"):
		return SomeConcerns
	}
	return HighRisk
}

func missingData(a Answers) Judgement {
	switch {
	case a.yes("3.1"), a.yes("3.2"), a.no("3.3"):
		return Low
	case a.no("3.4"):
		return SomeConcerns
	}
	return HighRisk
}

func measurement(a Answers) Judgement {
	switch {
	case a.yes("4.1"), a.yes("4.2"):
		return HighRisk
	case a.no("4.3"), a.no("4.4"):
		if a.ni("4.2") {
			return SomeConcerns
		}
		return Low
	case a.no("4.5"):
		return SomeConcerns
	}
	return HighRisk
}

func selectiveReporting(a Answers) Judgement {
	switch {
	case a.yes("5.2"), a.yes("5.3"):
		return HighRisk
	case a.ni("5.2"), a.ni("5.3"):
		return SomeConcerns
	case a.yes("5.1"):
		return Low
	}
	return SomeConcerns
}

func worst(list ...Judgement) Judgement {
	result := Low
	for _, j := range list {
		switch {
		case j == HighRisk:
			return HighRisk
		case j == SomeConcerns:
			result = SomeConcerns
		}
	}
	return result
}

// RoB2Overall combines the domains: the worst of them. Several domains with some
// concerns may be raised to high by the reviewer; prompt says so, and nothing is
// decided here.
func RoB2Overall(domains []Judgement) (overall Judgement, prompt bool) {
	overall = worst(domains...)
	concerns := 0
	for _, d := range domains {
		if d == SomeConcerns {
			concerns++
		}
	}
	return overall, overall == SomeConcerns && concerns > 1
}

// ROBINSIOverall combines the domains of ROBINS-I (Sterne 2016,
// 10.1136/bmj.i4919): the worst of them; no information only when nothing is
// serious or critical.
func ROBINSIOverall(domains []Judgement) Judgement {
	seen := map[Judgement]bool{}
	for _, d := range domains {
		seen[d] = true
	}
	for _, j := range []Judgement{CriticalRisk, SeriousRisk, NoInformation, ModerateRisk} {
		if seen[j] {
			return j
		}
	}
	return Low
}
