// Package appraise turns the answers of a person about a study into judgements
// by the published rules of the tools, and suggests how certain a body of
// evidence is. It never decides: what it computes stands beside what a person
// says, and a person's reason becomes a footnote.
//
// Answers go in by question id, judgements come out. Tools lists the tools as
// data (domains, questions in our own words, answers allowed, version, source);
// RoB2Domain, RoB2Overall, ROBINSIOverall, AMSTAR2 and NOS are their rules, Judge
// applies them to an evidence.Appraisal, and Suggest is GRADE.
package appraise

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"dossier/evidence"
)

//go:embed tools/*.json
var toolFiles embed.FS

// Tool is one appraisal tool in one version.
type Tool struct {
	ID      string   `json:"id"`      // "rob2"
	Name    string   `json:"name"`    // "RoB 2"
	Version string   `json:"version"` // of the tool, not of this program
	For     string   `json:"for"`     // kinds of study
	DOI     string   `json:"doi"`
	Domains []Domain `json:"domains"`
	Overall []string `json:"overall"` // judgements possible, best first
}

// Domain is one domain, or one item of a tool without domains.
type Domain struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Questions []Question `json:"questions,omitempty"`
	Answers   []string   `json:"answers,omitempty"` // judgements possible, for domains judged directly
	Critical  bool       `json:"critical,omitempty"`
	Stars     int        `json:"stars,omitempty"` // most stars to be had (NOS)
}

// Question is a signalling question, in our own words.
type Question struct {
	ID      string   `json:"id"`
	Text    string   `json:"text"`
	Answers []string `json:"answers"`
}

var tools = sync.OnceValues(func() ([]Tool, error) {
	entries, err := toolFiles.ReadDir("tools")
	if err != nil {
		return nil, err
	}
	var list []Tool
	for _, e := range entries {
		raw, err := toolFiles.ReadFile(path.Join("tools", e.Name()))
		if err != nil {
			return nil, err
		}
		var t Tool
		if err := json.Unmarshal(raw, &t); err != nil {
			return nil, fmt.Errorf("tool %s: %w", e.Name(), err)
		}
		list = append(list, t)
	}
	return list, nil
})

// Tools lists the tools by id.
func Tools() ([]Tool, error) { return tools() }

// FindTool finds a tool by id.
func FindTool(id string) (Tool, error) {
	list, err := tools()
	if err != nil {
		return Tool{}, err
	}
	names := ""
	for _, t := range list {
		if t.ID == id {
			return t, nil
		}
		names += " " + t.ID
	}
	return Tool{}, fmt.Errorf("tool %q is none of%s", id, names)
}

// Judge computes what the rule of a tool makes of an appraisal: the domains that
// follow from signalling questions, and the overall judgement. Domains that a
// person judges directly are taken as they are. prompt is true when RoB 2 leaves
// a choice to the reviewer.
func Judge(a evidence.Appraisal) (judged evidence.Appraisal, prompt bool, err error) {
	judged = a
	judged.Domains = maps.Clone(a.Domains)
	if judged.Domains == nil {
		judged.Domains = map[string]string{}
	}
	switch a.Tool {
	case "rob2":
		return judgeRoB2(judged)
	case "robins-i":
		var list []Judgement
		tool, err := FindTool(a.Tool)
		if err != nil {
			return a, false, err
		}
		for _, d := range tool.Domains {
			j, ok := judged.Domains[d.ID]
			if !ok || !slices.Contains(d.Answers, j) {
				return a, false, fmt.Errorf("domain %s: judgement %q is none of %s", d.ID, j, strings.Join(d.Answers, ", "))
			}
			list = append(list, Judgement(j))
		}
		judged.Computed = string(ROBINSIOverall(list))
	case "amstar2":
		r, err := AMSTAR2(Answers(a.Answers), AMSTAR2Options{})
		if err != nil {
			return a, false, err
		}
		judged.Computed = r.Overall
	case "nos-cohort", "nos-case-control":
		r, err := judgeNOS(a)
		if err != nil {
			return a, false, err
		}
		judged.Computed = r.AHRQ
	default:
		_, err := FindTool(a.Tool)
		return a, false, err
	}
	return judged, false, nil
}

// judgeRoB2 judges the five domains; of the second, the one (assignment or
// adherence) whose own questions are answered.
func judgeRoB2(a evidence.Appraisal) (evidence.Appraisal, bool, error) {
	tool, err := FindTool("rob2")
	if err != nil {
		return a, false, err
	}
	var list []Judgement
	for _, d := range tool.Domains {
		if d.ID == otherEffect(a) {
			continue
		}
		for _, q := range d.Questions {
			if v, ok := a.Answers[q.ID]; !ok || !slices.Contains(q.Answers, v) {
				return a, false, fmt.Errorf("question %s: answer %q is none of %s", q.ID, v, strings.Join(q.Answers, ", "))
			}
		}
		j, err := RoB2Domain(d.ID, a.Answers)
		if err != nil {
			return a, false, err
		}
		a.Domains[d.ID] = string(j)
		list = append(list, j)
	}
	overall, prompt := RoB2Overall(list)
	a.Computed = string(overall)
	return a, prompt, nil
}

// otherEffect names the form of the second domain that was not asked: question
// 2.7 belongs to assignment alone.
func otherEffect(a evidence.Appraisal) string {
	if _, assignment := a.Answers["2.7"]; assignment {
		return "D2_adherence"
	}
	return "D2_assignment"
}

func judgeNOS(a evidence.Appraisal) (NOSRating, error) {
	var stars [3]int
	for i, id := range [...]string{"selection", "comparability", "outcome"} {
		n, err := strconv.Atoi(a.Domains[id])
		if err != nil {
			return NOSRating{}, fmt.Errorf("%s: %q is not a number of stars", id, a.Domains[id])
		}
		stars[i] = n
	}
	return NOS(stars[0], stars[1], stars[2])
}
