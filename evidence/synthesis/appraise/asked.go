package appraise

import (
	"slices"

	"dossier/evidence"
)

// AskedQuestion tells whether a signalling question of RoB 2 is asked after the answers
// given so far; one that is not asked is answered NotAsked. Questions of other
// tools are always asked. Guidance of 22 August 2019 (10.1136/bmj.l4898).
func AskedQuestion(tool, domain, question string, given Answers) bool {
	if tool != "rob2" {
		return true
	}
	is := func(id string, answers ...string) bool { return slices.Contains(answers, given[id]) }
	yesOrUnknown := func(id string) bool { return is(id, Yes, ProbablyYes, NoInfo) }
	notYes := func(id string) bool { return is(id, No, ProbablyNo, NoInfo) }
	switch domain + " " + question {
	case "D2_assignment 2.3", "D2_adherence 2.3":
		return yesOrUnknown("2.1") || yesOrUnknown("2.2")
	case "D2_assignment 2.4":
		return is("2.3", Yes, ProbablyYes)
	case "D2_assignment 2.5":
		return yesOrUnknown("2.4")
	case "D2_assignment 2.7":
		return notYes("2.6")
	case "D2_adherence 2.6":
		return notYes("2.3") || yesOrUnknown("2.4") || yesOrUnknown("2.5")
	case "D3 3.2":
		return notYes("3.1")
	case "D3 3.3":
		return is("3.2", No, ProbablyNo)
	case "D3 3.4":
		return yesOrUnknown("3.3")
	case "D4 4.3":
		return notYes("4.1") && notYes("4.2")
	case "D4 4.4":
		return yesOrUnknown("4.3")
	case "D4 4.5":
		return yesOrUnknown("4.4")
	}
	return true
}

// AsksDomain tells whether a domain belongs to an appraisal: of the two forms of the
// second domain of RoB 2 only one does, by the effect of interest ("assignment"
// or "adherence"; empty is assignment).
func AsksDomain(tool, domain, effect string) bool {
	if tool != "rob2" {
		return true
	}
	if effect == "adherence" {
		return domain != "D2_assignment"
	}
	return domain != "D2_adherence"
}

// EffectOf is the effect of interest that the answers of an appraisal belong
// to: question 2.7 is one of assignment alone.
func EffectOf(a evidence.Appraisal) string {
	if a.Tool == "rob2" && otherEffect(a) == "D2_assignment" && a.Answers["2.6"] != "" {
		return "adherence"
	}
	return "assignment"
}
