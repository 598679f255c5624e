package main

import (
	"context"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"dossier/evidence"
	"dossier/evidence/synthesis/check"
	"dossier/evidence/tagging"
	"dossier/store"
)

// suggestBatch is how many studies are read for one change of the library: an
// interruption loses at most the work on so many.
const suggestBatch = 500

// notConfirmed is why a suggested finding may not be counted.
const notConfirmed = "suggested by the program from the abstract; no person has confirmed it"

// byProgram is who a suggested finding is by, until a person decides.
const byProgram = "dossier"

// proposedCounts is what suggest proposed that was not there before.
type proposedCounts struct {
	Studies  int `json:"studies"`
	New      int `json:"new"`
	Tags     int `json:"tags"`
	Findings int `json:"findings"`
	Values   int `json:"values"`
}

func runSuggest(ctx context.Context, a *app, args []string) error {
	if len(args) == 1 {
		if _, err := os.Stat(args[0]); err == nil {
			return usage("name it FILE.jsonl, or use dossier add "+quoteArg(args[0]), "%s is a file; suggest reads JSON Lines (.jsonl) or a query", args[0])
		}
	}
	var n proposedCounts
	err := a.write(ctx, strings.TrimSpace("suggest "+joinQuery(args)), func(repo *store.Repo) error {
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return err
		}
		heads, err := studiesFor(ctx, repo, vocab, args)
		if err != nil {
			return err
		}
		p := proposer{a: a, repo: repo, vocab: vocab, tagger: tagging.New(vocab)}
		bar := a.progress("studies read", len(heads))
		defer bar.done()
		for part := range slices.Chunk(heads, suggestBatch) {
			if err := p.propose(ctx, part, &n); err != nil {
				if ctx.Err() != nil {
					break
				}
				return err
			}
			bar.add(len(part))
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := printProposed(a, n); err != nil {
		return err
	}
	if ctx.Err() != nil {
		a.say("type the same command again to go on")
	}
	return ctx.Err()
}

func printProposed(a *app, n proposedCounts) error {
	n.New = n.Tags + n.Findings + n.Values
	if a.json {
		return a.printJSON(map[string]any{"counts": n})
	}
	a.print("%s read, %s: %s, %s, %s", plural(n.Studies, "study", "studies"), plural(n.New, "new suggestion", "new suggestions"),
		plural(n.Tags, "tag", "tags"), plural(n.Findings, "finding", "findings"), plural(n.Values, "study value", "study values"))
	if n.New > 0 && !a.dryRun {
		a.say("go through them with: dossier review, or see them with: dossier suggest --list")
	}
	return nil
}

// proposer reads studies and stores what is not known of them yet.
type proposer struct {
	a      *app
	repo   *store.Repo
	vocab  *evidence.Vocabulary
	tagger *tagging.Tagger
}

// propose reads one part of the studies; it is stored as one change or not at all.
func (p *proposer) propose(ctx context.Context, heads []evidence.StudyHead, n *proposedCounts) error {
	known, err := knownOf(ctx, p.repo, heads)
	if err != nil {
		return err
	}
	found := make([]tagging.Suggestion, len(known))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range known {
		group.Go(func() error {
			found[i] = p.tagger.Suggest(tagging.TextOf(&known[i].study))
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	var batch store.Suggestions
	part := proposedCounts{Studies: len(known)}
	for i := range known {
		k := &known[i]
		tags, fresh := k.newTags(found[i].Tags(k.study.Key))
		findings, values := k.fresh(&found[i], p.vocab)
		batch.Tags = append(batch.Tags, tags...)
		batch.Findings = append(batch.Findings, findings...)
		batch.Proposals = append(batch.Proposals, values...)
		part.Tags += fresh
		part.Values += len(values)
		for j := range findings {
			if findings[j].ID == "" {
				part.Findings++
			}
		}
		for _, v := range values {
			p.a.detail("%s: %s %s", v.Key, v.Field, v.Value)
		}
	}
	if !p.a.dryRun && len(batch.Tags)+len(batch.Findings)+len(batch.Proposals) > 0 {
		if _, err := p.repo.PutSuggestions(ctx, batch); err != nil {
			return err
		}
	}
	n.Studies += part.Studies
	n.Tags += part.Tags
	n.Findings += part.Findings
	n.Values += part.Values
	return nil
}

// knownStudy is a study with what was suggested, entered or decided so far.
type knownStudy struct {
	study    evidence.Study
	tags     []evidence.Tag
	findings []evidence.Finding
}

func knownOf(ctx context.Context, repo *store.Repo, heads []evidence.StudyHead) ([]knownStudy, error) {
	place := make(map[string]int, len(heads))
	keys := make([]string, len(heads))
	known := make([]knownStudy, len(heads))
	for i, h := range heads {
		s, err := repo.Study(ctx, h.Key)
		if err != nil {
			return nil, err
		}
		known[i].study, keys[i], place[s.Key] = s, s.Key, i
	}
	tags, err := repo.Tags(ctx, store.Filter{Studies: keys})
	if err != nil {
		return nil, err
	}
	for _, t := range tags {
		k := &known[place[t.Study]]
		k.tags = append(k.tags, t)
	}
	findings, err := repo.Findings(ctx, store.Filter{Studies: keys})
	if err != nil {
		return nil, err
	}
	for _, f := range findings {
		k := &known[place[f.Study]]
		k.findings = append(k.findings, f)
	}
	return known, nil
}

// fresh gives the findings and values of a text that are not known of its study.
func (k *knownStudy) fresh(found *tagging.Suggestion, vocab *evidence.Vocabulary) ([]evidence.Finding, []store.StudyProposal) {
	return k.newFindings(findingsIn(&k.study, found.Estimates, vocab)), k.newProposals(valuesIn(found))
}

// suggestWith proposes what the rules read in a study that is being added.
func suggestWith(vocab *evidence.Vocabulary) func(*evidence.Study, []evidence.Finding) store.Suggestions {
	tagger := tagging.New(vocab)
	return func(s *evidence.Study, have []evidence.Finding) store.Suggestions {
		found := tagger.Suggest(tagging.TextOf(s))
		known := knownStudy{study: *s, findings: have}
		findings, values := known.fresh(&found, vocab)
		return store.Suggestions{Tags: found.Tags(s.Key), Findings: findings, Proposals: values}
	}
}

// newTags leaves out the tags that say nothing new; fresh of the rest are of a
// drug or outcome that the study had no tag of.
func (k *knownStudy) newTags(tags []evidence.Tag) (list []evidence.Tag, fresh int) {
	for _, t := range tags {
		at := slices.IndexFunc(k.tags, func(have evidence.Tag) bool { return have.Drug == t.Drug && have.Outcome == t.Outcome })
		switch {
		case at < 0:
			fresh++
		case k.tags[at].Status != evidence.Suggested || k.tags[at].Rule == t.Rule && slices.Equal(k.tags[at].Evidence, t.Evidence):
			continue
		}
		list = append(list, t)
	}
	return list, fresh
}

// outcomeOther is the vocabulary's id of outcomes that it does not name.
const outcomeOther = "other"

// findingsIn are the estimates of an abstract that can be findings: about a
// drug and a named outcome of the vocabulary, in a measure that findings have.
func findingsIn(s *evidence.Study, estimates []tagging.Estimate, vocab *evidence.Vocabulary) []evidence.Finding {
	var list []evidence.Finding
	for i := range estimates {
		if estimates[i].Outcome == outcomeOther {
			continue
		}
		f := estimates[i].Finding(s.Key)
		f.Trial, f.Usable, f.WhyNot, f.By = s.Trial, false, notConfirmed, byProgram
		if f.CILevel == "" && f.CILow != "" {
			f.CILevel, f.Note = "95", "level not printed; taken as 95 per cent by convention"
		}
		if evidence.ErrorsOnly(evidence.ValidateFinding(&f, vocab)) != nil {
			continue
		}
		f.Checks = check.Finding(&f)
		list = append(list, f)
	}
	return list
}

// newFindings leaves out what the library has, whoever entered it and whatever
// was decided. A number at the same place of the text that only its suggestion
// is stored of takes that suggestion's place: the rules read it better now.
func (k *knownStudy) newFindings(list []evidence.Finding) []evidence.Finding {
	spoken := make([]bool, len(k.findings)) // the stored ones that one of the list is
	var rest, out []evidence.Finding
	for _, f := range list {
		at := slices.IndexFunc(k.findings, func(have evidence.Finding) bool { return sameStatement(&have, &f) })
		if at >= 0 {
			spoken[at] = true
		} else {
			rest = append(rest, f)
		}
	}
	for _, f := range rest {
		decided, open := false, -1
		for i := range k.findings {
			have := &k.findings[i]
			if !samePlace(have, &f) {
				continue
			}
			decided = decided || have.Status != evidence.Suggested
			if have.Status == evidence.Suggested && !spoken[i] {
				open = i
			}
		}
		if decided {
			continue
		}
		if open >= 0 {
			spoken[open] = true
			f.ID, f.Rev = k.findings[open].ID, k.findings[open].Rev
		}
		out = append(out, f)
	}
	return out
}

// sameStatement reports whether two findings of a study say one number of one
// comparison.
func sameStatement(a, b *evidence.Finding) bool {
	return a.Drug == b.Drug && a.Comparator == b.Comparator && a.Outcome == b.Outcome && a.SubOutcome == b.SubOutcome &&
		a.Dose == b.Dose && evidence.SameNumber(a, b)
}

// samePlace reports whether two findings were read at one place of the abstract.
func samePlace(a, b *evidence.Finding) bool {
	return a.Source.Quote.Text != "" && a.Source.Quote == b.Source.Quote
}

// valuesIn are the values that a text proposes for the fields of its study.
func valuesIn(s *tagging.Suggestion) []evidence.Proposal {
	var list []evidence.Proposal
	add := func(field, value, rule string, confidence float64, spans ...evidence.Span) {
		spans = slices.DeleteFunc(slices.Clone(spans), func(sp evidence.Span) bool { return sp.Text == "" })
		if value != "" {
			list = append(list, evidence.Proposal{Field: field, Value: value, Rule: rule, Confidence: confidence, Evidence: spans, Status: evidence.Suggested})
		}
	}
	add(evidence.ProposeDesign, s.Design.Label, s.Design.Rule, s.Design.Confidence, s.Design.Evidence...)
	add(evidence.ProposePopulation, s.Population.Text, s.Population.Rule, 0, s.Population.Span)
	if s.N.Value > 0 {
		add(evidence.ProposeN, strconv.Itoa(s.N.Value), s.N.Rule, 0, s.N.Span)
	}
	add(evidence.ProposeFollowUp, s.FollowUp.Text, s.FollowUp.Rule, 0, s.FollowUp.Span)
	for _, r := range s.Registry {
		add(evidence.ProposeRegistry, r.ID, "registration in the text", 0)
	}
	return list
}

// newProposals leaves out the fields that have a value, and what was proposed
// or decided before.
func (k *knownStudy) newProposals(list []evidence.Proposal) []store.StudyProposal {
	var out []store.StudyProposal
	for _, p := range list {
		known := func(have evidence.Proposal) bool {
			return have.Field == p.Field && (have.Value == p.Value || have.Status == evidence.Confirmed && p.Field != evidence.ProposeRegistry)
		}
		if fieldValue(&k.study, p.Field) == "" && !slices.ContainsFunc(k.study.Proposals, known) {
			out = append(out, store.StudyProposal{Key: k.study.Key, Proposal: p})
		}
	}
	return out
}

// fieldValue is what a study says in a field that can be proposed; "" = nothing.
func fieldValue(s *evidence.Study, field string) string {
	switch field {
	case evidence.ProposeDesign:
		return s.Design
	case evidence.ProposePopulation:
		return s.Population
	case evidence.ProposeFollowUp:
		return s.FollowUp
	case evidence.ProposeN:
		if s.N > 0 {
			return strconv.Itoa(s.N)
		}
	case evidence.ProposeRegistry:
		if len(s.Registry) > 0 {
			return s.Registry[0].ID
		}
	}
	return ""
}
