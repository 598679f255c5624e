// Package appraise turns the answers of a person about a study into judgements
// by the published rules of the tools, and suggests how certain a body of
// evidence is. It never decides: what it computes stands beside what a person
// says, and a person's reason becomes a footnote.
//
// Answers go in by question id, judgements come out. Tools lists the tools as
// data (domains, questions in our own words, answers allowed, version, source);
// RoB2Domain, RoB2Overall, ROBINSIOverall, AMSTAR2 and NOS are their rules, and
// Suggest is GRADE.
package appraise

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"sync"
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
