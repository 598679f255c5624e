package store

import (
	"context"
	"fmt"
	"strconv"

	"dossier/evidence"
)

// reviewersSetting holds how many persons must agree on a study.
const reviewersSetting = "screening/reviewers"

// Reviewers is how many persons must agree on including or excluding a study,
// 1 unless SetReviewers said otherwise.
func (r *Repo) Reviewers(ctx context.Context) (int, error) {
	data, err := r.Setting(ctx, reviewersSetting)
	if err != nil || len(data) == 0 {
		return 1, err
	}
	n, err := strconv.Atoi(string(data))
	if err != nil || n < 1 {
		return 0, damaged("setting %s is %q", reviewersSetting, data)
	}
	return n, nil
}

// SetReviewers says how many persons must agree, and what the decisions made so
// far come to then.
func (r *Repo) SetReviewers(ctx context.Context, n int) (Event, error) {
	return r.update(ctx, Event{Kind: "screen", What: fmt.Sprintf("screening by %d", n)}, func(c *change) error {
		if err := c.putSetting(reviewersSetting, []byte(strconv.Itoa(n))); err != nil {
			return err
		}
		var decided []uint64
		err := each(c.reader, spStudies, nil, func(key []byte, s *storedStudy) error {
			if len(s.Screening) > 0 && s.Into == 0 {
				decided = append(decided, lastNumber(key))
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, no := range decided {
			s, err := c.study(no)
			if err != nil {
				return err
			}
			if err := c.decide(no, s.Screening, n); err != nil {
				return err
			}
		}
		return nil
	})
}

// Screen records the decision of a person on studies; an empty Decision takes
// the person's earlier one back. Event.Seq == 0: nothing is different.
func (r *Repo) Screen(ctx context.Context, d evidence.ScreeningDecision, keys ...string) (Event, error) {
	reviewers, err := r.Reviewers(ctx)
	if err != nil {
		return Event{}, err
	}
	what := d.Decision
	if what == "" {
		what = "decision taken back"
	}
	return r.update(ctx, Event{Kind: "screen", What: fmt.Sprintf("screen %s: %s", listed(keys), what)}, func(c *change) error {
		d.By, d.At = r.who.Name, c.at
		for _, key := range keys {
			no, s, err := c.mustKey(key)
			if err != nil {
				return err
			}
			if same(s.Screening, d) {
				continue
			}
			if err := c.decide(no, evidence.Decide(s.Screening, d), reviewers); err != nil {
				return err
			}
		}
		return nil
	})
}

// same tells whether a decision changes nothing.
func same(made []evidence.ScreeningDecision, d evidence.ScreeningDecision) bool {
	for _, old := range made {
		if old.By == d.By {
			d.At = old.At
			return old.Equal(d)
		}
	}
	return d.Decision == ""
}

func (c *change) decide(no uint64, made []evidence.ScreeningDecision, reviewers int) error {
	s, err := c.edit(no)
	if err != nil {
		return err
	}
	s.Screening = made
	s.Screened, s.Reason = evidence.Screening(made, reviewers)
	return nil
}
