package main

import (
	"context"
	"fmt"
	"strings"

	"dossier/evidence"
	"dossier/store"
)

// suggestionJSON is one open suggestion as "suggest --list --json" prints it.
// Offsets of the words count code points of the named field, ends exclusive.
type suggestionJSON struct {
	ID         string           `json:"id"`
	Study      string           `json:"study"`
	Kind       string           `json:"kind"` // drug, outcome, finding, design, population, n, follow_up, registry
	Drug       string           `json:"drug,omitempty"`
	Outcome    string           `json:"outcome,omitempty"`
	Role       string           `json:"role,omitempty"`
	Aspect     string           `json:"aspect,omitempty"`
	Value      string           `json:"value,omitempty"`
	Finding    *findingJSON     `json:"finding,omitempty"`
	Words      []evidence.Span  `json:"words"`
	Sentence   *evidence.Span   `json:"sentence,omitempty"`
	Rule       string           `json:"rule,omitempty"`
	Confidence float64          `json:"confidence,omitempty"`
	Checks     []evidence.Check `json:"checks,omitempty"`
}

func toSuggestionJSON(s *suggestion) suggestionJSON {
	out := suggestionJSON{ID: s.id(), Study: s.study.Key, Kind: s.kind(), Words: s.spans()}
	if out.Words == nil {
		out.Words = []evidence.Span{}
	}
	out.Rule, out.Confidence = s.reason()
	switch {
	case s.tag != nil:
		out.Drug, out.Outcome, out.Role, out.Aspect = s.tag.Drug, s.tag.Outcome, s.tag.Role, s.tag.Aspect
	case s.value != nil:
		out.Value = s.value.Value
	default:
		f := toFindingJSON(s.finding)
		out.Drug, out.Outcome, out.Finding, out.Checks = s.finding.Drug, s.finding.Outcome, &f, s.finding.Checks
		if s.finding.Source.Sentence.Text != "" {
			out.Sentence = &s.finding.Source.Sentence
		}
	}
	return out
}

// runSuggestList prints the open suggestions, study by study.
func runSuggestList(ctx context.Context, a *app, args []string) error {
	return a.read(ctx, func(repo *store.Repo) error {
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return err
		}
		heads, err := studiesFor(ctx, repo, vocab, args)
		if err != nil {
			return err
		}
		out := []suggestionJSON{}
		n := 0
		for i := range heads {
			list, err := openSuggestions(ctx, repo, heads[i].Key)
			if err != nil {
				return err
			}
			n += len(list)
			for j := range list {
				if a.json {
					out = append(out, toSuggestionJSON(&list[j]))
				} else {
					a.print("%s", suggestionLine(&list[j], vocab))
				}
			}
		}
		if a.json {
			return a.printJSON(map[string]any{"suggestions": out})
		}
		a.say("%s; dossier accept ID or dossier reject ID, or dossier review", plural(n, "open suggestion", "open suggestions"))
		return nil
	})
}

// suggestionLine is a suggestion with its id, the words that caused it, and why.
func suggestionLine(s *suggestion, vocab *evidence.Vocabulary) string {
	line := s.id() + "  "
	if s.finding != nil {
		line += s.study.Key + "  "
	}
	line += printable(s.what(vocab))
	for i, span := range s.spans() {
		if i == 2 {
			line += " …"
			break
		}
		line += fmt.Sprintf("  “%s” in %s %d–%d", printable(strings.Join(strings.Fields(span.Text), " ")), span.Field, span.Start, span.End)
	}
	return line + reasonText(s)
}

func reasonText(s *suggestion) string {
	rule, confidence := s.reason()
	switch {
	case rule == "" && confidence == 0:
		return ""
	case confidence == 0:
		return "  [" + rule + "]"
	}
	return strings.TrimRight(fmt.Sprintf("  [%s, %.2f", rule, confidence), " ") + "]"
}
