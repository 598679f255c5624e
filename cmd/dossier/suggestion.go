package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dossier/evidence"
	"dossier/evidence/synthesis/check"
	"dossier/store"
)

// suggestion is one thing that the program proposed of a study: exactly one of
// tag, finding and value is there.
type suggestion struct {
	study   *evidence.Study
	tag     *evidence.Tag
	finding *evidence.Finding
	value   *evidence.Proposal
}

// id names a suggestion in commands: F012, KEY:drug:ID, KEY:outcome:ID,
// KEY:outcome:ID:drug:ID, KEY:design, KEY:registry:ID.
func (s *suggestion) id() string {
	switch {
	case s.finding != nil:
		return s.finding.ID
	case s.value != nil && s.value.Field == evidence.ProposeRegistry:
		return s.study.Key + ":" + s.value.Field + ":" + s.value.Value
	case s.value != nil:
		return s.study.Key + ":" + s.value.Field
	case s.tag.Outcome == "":
		return s.study.Key + ":drug:" + s.tag.Drug
	case s.tag.Drug == "":
		return s.study.Key + ":outcome:" + s.tag.Outcome
	}
	return s.study.Key + ":outcome:" + s.tag.Outcome + ":drug:" + s.tag.Drug
}

// kind is what is proposed: "finding", "drug", "outcome", or the field's name.
func (s *suggestion) kind() string {
	switch {
	case s.finding != nil:
		return "finding"
	case s.value != nil:
		return s.value.Field
	case s.tag.Outcome != "":
		return "outcome"
	}
	return "drug"
}

func (s *suggestion) status() evidence.TagStatus {
	switch {
	case s.finding != nil:
		return s.finding.Status
	case s.value != nil:
		return s.value.Status
	}
	return s.tag.Status
}

// open says that the suggestion waits for a person. A value waits no longer
// once its field is filled in.
func (s *suggestion) open() bool {
	return s.status() == evidence.Suggested && (s.value == nil || fieldValue(s.study, s.value.Field) == "" || s.value.Field == evidence.ProposeRegistry)
}

// spans are the words that caused it.
func (s *suggestion) spans() []evidence.Span {
	switch {
	case s.finding != nil && s.finding.Source.Quote.Text != "":
		return []evidence.Span{s.finding.Source.Quote}
	case s.finding != nil:
		return nil
	case s.value != nil:
		return s.value.Evidence
	}
	return s.tag.Evidence
}

func (s *suggestion) reason() (rule string, confidence float64) {
	switch {
	case s.finding != nil:
		return s.finding.Rule, s.finding.Confidence
	case s.value != nil:
		return s.value.Rule, s.value.Confidence
	}
	return s.tag.Rule, s.tag.Confidence
}

// what is the suggestion in words, without its study.
func (s *suggestion) what(vocab *evidence.Vocabulary) string {
	switch {
	case s.finding != nil:
		bare := *s.finding
		bare.Status, bare.Usable = evidence.Confirmed, true
		return strings.TrimPrefix(findingLine(&bare, vocab), bare.Study+": ")
	case s.value != nil:
		return strings.ReplaceAll(s.value.Field, "_", "-") + " " + s.value.Value
	}
	line := "drug " + vocab.DrugLabel(s.tag.Drug)
	switch {
	case s.tag.Outcome != "" && s.tag.Drug != "":
		line = "outcome " + vocab.OutcomeLabel(s.tag.Outcome) + " of " + vocab.DrugLabel(s.tag.Drug)
	case s.tag.Outcome != "":
		line = "outcome " + vocab.OutcomeLabel(s.tag.Outcome)
	}
	if detail := cmp.Or(s.tag.Role, s.tag.Aspect); detail != "" {
		line += " (" + detail + ")"
	}
	return line
}

// suggestions are all that were made of a study, decided or not: drugs,
// outcomes, values, findings.
func (k *knownStudy) suggestions() []suggestion {
	var list []suggestion
	for i := range k.tags {
		list = append(list, suggestion{study: &k.study, tag: &k.tags[i]})
	}
	slices.SortStableFunc(list, func(a, b suggestion) int { return cmp.Compare(a.kind(), b.kind()) })
	for i := range k.study.Proposals {
		list = append(list, suggestion{study: &k.study, value: &k.study.Proposals[i]})
	}
	for i := range k.findings {
		list = append(list, suggestion{study: &k.study, finding: &k.findings[i]})
	}
	return list
}

// openSuggestions are those of a study that wait for a person.
func openSuggestions(ctx context.Context, repo *store.Repo, key string) ([]suggestion, error) {
	known, err := knownOf(ctx, repo, []evidence.StudyHead{{Key: key}})
	if err != nil {
		return nil, err
	}
	list := known[0].suggestions()
	return slices.DeleteFunc(list, func(s suggestion) bool { return !s.open() }), nil
}

// findSuggestion finds what an id names, decided or not.
func findSuggestion(ctx context.Context, repo *store.Repo, id string) (suggestion, error) {
	f, err := repo.Finding(ctx, id)
	if err == nil {
		study, err := repo.Study(ctx, f.Study)
		return suggestion{study: &study, finding: &f}, err
	}
	if !errors.Is(err, store.ErrNotFound) {
		return suggestion{}, err
	}
	// A citation key may hold a colon, an id of the vocabulary does not.
	for at := strings.IndexByte(id, ':'); at > 0; {
		key, err := repo.FindKey(ctx, id[:at])
		if err == nil {
			known, err := knownOf(ctx, repo, []evidence.StudyHead{{Key: key}})
			if err != nil {
				return suggestion{}, err
			}
			want := known[0].study.Key + id[at:]
			list := known[0].suggestions()
			// An open one goes before a decided one with the same id.
			slices.SortStableFunc(list, func(a, b suggestion) int { return compareOpen(a.open(), b.open()) })
			if i := slices.IndexFunc(list, func(s suggestion) bool { return s.id() == want }); i >= 0 {
				return list[i], nil
			}
		} else if !errors.Is(err, store.ErrNotFound) {
			return suggestion{}, err
		}
		next := strings.IndexByte(id[at+1:], ':')
		if next < 0 {
			break
		}
		at += 1 + next
	}
	return suggestion{}, fail(exitFailed, "dossier suggest --list shows the ids", "there is no suggestion %q", id)
}

func compareOpen(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// decided is the change of the library that a decision is. Pairs change the
// suggestion before it is accepted (see changed).
func (s *suggestion) decided(status evidence.TagStatus, who string, at time.Time, vocab *evidence.Vocabulary) (store.Suggestions, error) {
	var out store.Suggestions
	switch {
	case s.tag != nil:
		t := *s.tag
		t.Status, t.By, t.At = status, who, at
		out.Tags = append(out.Tags, t)
	case s.value != nil:
		if have := fieldValue(s.study, s.value.Field); status == evidence.Confirmed && have != "" && have != s.value.Value && s.value.Field != evidence.ProposeRegistry {
			return out, fail(exitFailed, "reject it, or: dossier edit "+s.study.Key+" --set "+s.value.Field+"="+quoteArg(s.value.Value),
				"%s of %s is %s already; a person's value is not replaced", s.value.Field, s.study.Key, have)
		}
		p := *s.value
		p.Status, p.By, p.At = status, who, at
		out.Proposals = append(out.Proposals, store.StudyProposal{Key: s.study.Key, Proposal: p})
	default:
		f := *s.finding
		f.Status, f.By, f.At = status, who, at
		if status == evidence.Rejected {
			f.Usable, f.WhyNot = false, "rejected by "+who
			out.Findings = append(out.Findings, f)
			break
		}
		f.Usable, f.WhyNot = true, ""
		if err := evidence.ErrorsOnly(evidence.ValidateFinding(&f, vocab)); err != nil {
			return out, &failure{code: exitFailed, err: fmt.Errorf("%s: %w", f.ID, err), next: "dossier accept " + f.ID + " --set COLUMN=VALUE"}
		}
		f.Checks = check.Finding(&f)
		out.Findings = append(out.Findings, f)
	}
	return out, nil
}

// changed accepts something else than what was suggested: a finding with other
// columns, another drug or outcome, another value. What was suggested instead is
// remembered as rejected.
func (s *suggestion) changed(pairs []string, who string, at time.Time, vocab *evidence.Vocabulary) (store.Suggestions, error) {
	if s.finding != nil {
		f := *s.finding
		if err := setColumns(&f, pairs, vocab); err != nil {
			return store.Suggestions{}, err
		}
		if f.ID != s.finding.ID || f.Study != s.finding.Study {
			return store.Suggestions{}, usage("", "id and study of a finding cannot be changed here")
		}
		return (&suggestion{study: s.study, finding: &f}).decided(evidence.Confirmed, who, at, vocab)
	}
	if len(pairs) != 1 {
		return store.Suggestions{}, usage("--set "+s.kind()+"=VALUE", "%s takes one value", s.id())
	}
	name, value, _ := strings.Cut(pairs[0], "=")
	value = strings.TrimSpace(value)
	if name = strings.TrimSpace(name); name != s.kind() && name != "value" || value == "" {
		return store.Suggestions{}, usage("--set "+s.kind()+"=VALUE", "%s takes --set %s=VALUE, not %q", s.id(), s.kind(), pairs[0])
	}
	other := suggestion{study: s.study}
	if s.value != nil {
		p := *s.value
		p.Value, p.Rule, p.Confidence = value, "", 0
		other.value = &p
	} else {
		t := *s.tag
		lookup, at := vocab.LookupDrug, &t.Drug
		if t.Outcome != "" {
			lookup, at = vocab.LookupOutcome, &t.Outcome
		}
		ids, err := lookupAll([]string{value}, lookup)
		if err != nil {
			return store.Suggestions{}, err
		}
		*at, t.Rule, t.Confidence = ids[0], "", 0
		other.tag = &t
	}
	if other.id() == s.id() && other.what(vocab) == s.what(vocab) {
		return s.decided(evidence.Confirmed, who, at, vocab)
	}
	accept, err := other.decided(evidence.Confirmed, who, at, vocab)
	if err != nil {
		return accept, err
	}
	reject, err := s.decided(evidence.Rejected, who, at, vocab)
	return joinSuggestions(reject, accept), err
}

func joinSuggestions(a, b store.Suggestions) store.Suggestions {
	a.Tags = append(a.Tags, b.Tags...)
	a.Findings = append(a.Findings, b.Findings...)
	a.Proposals = append(a.Proposals, b.Proposals...)
	return a
}

// studiesFor are the heads of the studies that arguments name: keys, DOIs and
// the like when each of them is one, else a query; without any, all studies.
func studiesFor(ctx context.Context, repo *store.Repo, vocab *evidence.Vocabulary, args []string) ([]evidence.StudyHead, error) {
	var heads []evidence.StudyHead
	for _, name := range args {
		key, err := repo.FindKey(ctx, name)
		if errors.Is(err, store.ErrNotFound) {
			return matchingHeads(ctx, repo, vocab, joinQuery(args))
		}
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(heads, func(h evidence.StudyHead) bool { return h.Key == key }) {
			heads = append(heads, evidence.StudyHead{Key: key})
		}
	}
	if len(args) == 0 {
		return matchingHeads(ctx, repo, vocab, "")
	}
	return heads, nil
}
