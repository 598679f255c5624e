package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
)

// Suggestions are what the program proposes for studies, or what a person
// decided about it; they go in as one change.
type Suggestions struct {
	What      string // for the log: "accept F001"; empty = counted
	Tags      []evidence.Tag
	Findings  []evidence.Finding
	Proposals []StudyProposal
}

// StudyProposal is a proposal for a field of the study Key.
type StudyProposal struct {
	Key string
	evidence.Proposal
}

// PutSuggestions stores tags as PutTags does, findings as PutFindings does, and
// proposals for fields of studies, all in one change, which one Undo takes
// back. A suggested proposal never replaces one that was decided; a confirmed
// one fills the field of its study, in which a registration is added to those
// that are there. Event.Seq is 0 when nothing is different.
func (r *Repo) PutSuggestions(ctx context.Context, s Suggestions) (Event, error) {
	return r.update(ctx, Event{Kind: "suggest"}, func(c *change) error {
		for _, t := range s.Tags {
			if _, err := c.putTagOf(t, r.who.Name); err != nil {
				return err
			}
		}
		for _, f := range s.Findings {
			if _, _, err := c.putFinding(f, r.who.Name); err != nil {
				return err
			}
		}
		for _, p := range s.Proposals {
			if err := c.putProposal(p.Key, p.Proposal, r.who.Name); err != nil {
				return err
			}
		}
		if c.event.What = s.What; s.What == "" {
			c.event.What = fmt.Sprintf("suggest %s, %s, %s", plural(len(s.Tags), "tag", "tags"),
				plural(len(s.Findings), "finding", "findings"), plural(len(s.Proposals), "value", "values"))
		}
		return nil
	})
}

func (c *change) putProposal(key string, p evidence.Proposal, who string) error {
	no, s, err := c.mustKey(key)
	if err != nil {
		return err
	}
	at := placeOfProposal(s.Proposals, &p)
	if at >= 0 && !replacesProposal(&p, &s.Proposals[at]) {
		return nil
	}
	if _, err := c.touch(no); err != nil {
		return err
	}
	if p.Status == evidence.Confirmed {
		filled, err := filledIn(s.Study, &p)
		if err != nil {
			return err
		}
		if _, err := c.edited(no, s, filled, who); err != nil {
			return err
		}
	}
	doc, err := c.edit(no)
	if err != nil {
		return err
	}
	if p.Status != evidence.Suggested {
		p.By = firstOf(p.By, who)
		if p.At.IsZero() {
			p.At = c.at
		}
	}
	doc.Proposals = slices.Clone(doc.Proposals)
	if at < 0 {
		doc.Proposals = append(doc.Proposals, p)
	} else {
		doc.Proposals[at] = p
	}
	return nil
}

// placeOfProposal is where a proposal stands already, or the open one for the
// same field that a newer suggestion takes the place of; -1 when there is none.
func placeOfProposal(list []evidence.Proposal, p *evidence.Proposal) int {
	same := slices.IndexFunc(list, func(have evidence.Proposal) bool { return have.Field == p.Field && have.Value == p.Value })
	if same >= 0 || p.Status != evidence.Suggested || p.Field == evidence.ProposeRegistry {
		return same
	}
	return slices.IndexFunc(list, func(have evidence.Proposal) bool { return have.Field == p.Field && have.Status == evidence.Suggested })
}

// replacesProposal tells whether p says something that have does not.
func replacesProposal(p, have *evidence.Proposal) bool {
	if p.Status != evidence.Suggested {
		return p.Status != have.Status || p.Value != have.Value
	}
	return have.Status == evidence.Suggested &&
		(p.Value != have.Value || p.Rule != have.Rule || !slices.Equal(p.Evidence, have.Evidence))
}

// filledIn is a study with a proposal put into its field.
func filledIn(s evidence.Study, p *evidence.Proposal) (evidence.Study, error) {
	switch p.Field {
	case evidence.ProposeDesign:
		s.Design = p.Value
	case evidence.ProposePopulation:
		s.Population = p.Value
	case evidence.ProposeFollowUp:
		s.FollowUp = p.Value
	case evidence.ProposeN:
		n, err := strconv.Atoi(strings.TrimSpace(p.Value))
		if err != nil || n < 0 {
			return s, fmt.Errorf("n of %s: %q is no number of participants", s.Key, p.Value)
		}
		s.N = n
	case evidence.ProposeRegistry:
		id, err := evidence.ParseRegistryID(p.Value)
		if err != nil {
			return s, fmt.Errorf("%s: %w", s.Key, err)
		}
		if !slices.Contains(s.Registry, id) {
			s.Registry = append(slices.Clone(s.Registry), id)
		}
	default:
		return s, fmt.Errorf("%s: %q is no field that can be proposed", s.Key, p.Field)
	}
	return s, nil
}
