package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/store"
)

type screenOptions struct {
	query     string
	include   bool
	exclude   bool
	undecide  bool
	final     bool
	conflicts bool
	reason    string
	reviewers int
}

func newScreenCmd(a *app) *cobra.Command {
	var o screenOptions
	cmd := &cobra.Command{
		Use:   "screen [KEY…]",
		Short: "Include or exclude studies, with reasons, alone or by two reviewers",
		Long: `Record whether studies belong to the review. An exclusion needs a reason, which the
PRISMA flow counts. Decisions are kept per person (--as NAME). With --reviewers 2 a
study is decided when two persons agree; until the second one has spoken it waits.
Two that differ are a conflict, and --final settles it. What is excluded leaves the
tables; its findings stay.

Without a decision the studies that wait are listed: those that nobody, or not
enough persons, decided on, and the conflicts. --conflicts lists these alone.

Exit codes: 0 done, 1 unknown study, 2 wrong command line, 4 there are conflicts
(with --conflicts), 10 no library, 11 library busy.`,
		Example: `  dossier screen
  dossier screen ytterberg2022 kim2025 --include
  dossier screen --query "design:preclinical" --exclude --reason "not in people"
  dossier screen --reviewers 2
  dossier screen kim2025 --exclude --reason "wrong population" --final --as Ana`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("reviewers") && o.reviewers < 1 {
				return usage("dossier screen --reviewers 2", "%d reviewers cannot agree on anything", o.reviewers)
			}
			return runScreen(cmd.Context(), a, args, o)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.include, "include", false, "the studies belong to the review")
	f.BoolVar(&o.exclude, "exclude", false, "they do not; needs --reason")
	f.BoolVar(&o.undecide, "undecide", false, "take your decision back")
	f.StringVar(&o.reason, "reason", "", "`WHY` they are excluded, in words that repeat")
	f.BoolVar(&o.final, "final", false, "this decision settles a conflict")
	f.BoolVar(&o.conflicts, "conflicts", false, "list the studies that were decided differently")
	f.StringVar(&o.query, "query", "", "the studies that match this `QUERY`")
	f.IntVar(&o.reviewers, "reviewers", 0, "how many `PERSONS` must agree (remembered)")
	cmd.MarkFlagsMutuallyExclusive("include", "exclude", "undecide")
	return cmd
}

// decision is what the flags say; ok is false when they only ask.
func (o *screenOptions) decision() (d evidence.ScreeningDecision, ok bool) {
	d = evidence.ScreeningDecision{Reason: strings.TrimSpace(o.reason), Final: o.final}
	switch {
	case o.include:
		d.Decision = evidence.Included
	case o.exclude:
		d.Decision = evidence.Excluded
	}
	return d, o.include || o.exclude || o.undecide
}

func runScreen(ctx context.Context, a *app, names []string, o screenOptions) error {
	d, deciding := o.decision()
	switch {
	case deciding && len(names) == 0 && o.query == "":
		return usage("dossier screen KEY --include", "no study is named")
	case o.exclude && d.Reason == "":
		return usage(`add --reason "wrong population"`, "an exclusion needs a reason")
	case !o.exclude && d.Reason != "", o.final && !o.include && !o.exclude:
		return usage("dossier screen --help", "--reason goes with --exclude, and --final with a decision")
	case !deciding && o.reviewers == 0:
		return a.read(ctx, func(repo *store.Repo) error { return listScreening(ctx, a, repo, names, o) })
	}
	return a.write(ctx, "screen "+strings.Join(names, " "), func(repo *store.Repo) error {
		if o.reviewers > 0 {
			if a.dryRun {
				a.say("would ask for %s to agree", plural(o.reviewers, "reviewer", "reviewers"))
			} else if _, err := repo.SetReviewers(ctx, o.reviewers); err != nil {
				return err
			}
		}
		if !deciding {
			return listScreening(ctx, a, repo, names, o)
		}
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return err
		}
		keys, err := namedStudies(ctx, repo, vocab, names, o.query)
		if err != nil {
			return err
		}
		if a.dryRun {
			a.say("would record a decision on %s", plural(len(keys), "study", "studies"))
			return nil
		}
		if _, err := repo.Screen(ctx, d, keys...); err != nil {
			return err
		}
		list := screeningList{Studies: []screenedJSON{}}
		for _, key := range keys {
			s, err := repo.Study(ctx, key)
			if err != nil {
				return err
			}
			list.add(&s)
		}
		return list.print(ctx, a, repo)
	})
}

// screenedJSON is where a study stands in screening.
type screenedJSON struct {
	Key       string                       `json:"key"`
	Title     string                       `json:"title"`
	Status    string                       `json:"status"` // included, excluded, conflict; empty = waits
	Reason    string                       `json:"reason"`
	Decisions []evidence.ScreeningDecision `json:"decisions"`
}

type screeningList struct {
	Reviewers int            `json:"reviewers"`
	Counts    map[string]int `json:"counts"` // of the whole library: included, excluded, conflict, waiting
	Studies   []screenedJSON `json:"studies"`
}

func (l *screeningList) add(s *evidence.Study) {
	made := s.Screening
	if made == nil {
		made = []evidence.ScreeningDecision{}
	}
	l.Studies = append(l.Studies, screenedJSON{s.Key, s.Title, s.Screened, s.Reason, made})
}

// listScreening lists the studies that wait for a person: all of them, or of
// those that are named.
func listScreening(ctx context.Context, a *app, repo *store.Repo, names []string, o screenOptions) error {
	vocab, err := a.vocabulary(ctx, repo)
	if err != nil {
		return err
	}
	l := screeningList{Studies: []screenedJSON{}}
	conflicts := 0
	if len(names) > 0 {
		keys, err := namedStudies(ctx, repo, vocab, names, o.query)
		if err != nil {
			return err
		}
		for _, key := range keys {
			s, err := repo.Study(ctx, key)
			if err != nil {
				return err
			}
			l.add(&s)
		}
	} else {
		q, err := readQuery(ctx, repo, vocab, o.query)
		if err != nil {
			return err
		}
		for s, err := range repo.Studies(ctx, q) {
			if err != nil {
				return err
			}
			if s.Screened == evidence.ScreeningConflict || s.Screened == "" && !o.conflicts {
				l.add(&s)
			}
			if s.Screened == evidence.ScreeningConflict {
				conflicts++
			}
		}
	}
	if err := l.print(ctx, a, repo); err != nil {
		return err
	}
	if o.conflicts && conflicts > 0 {
		return fail(exitAttention, "dossier screen KEY --include --final, or --exclude --reason WHY --final", "%s decided differently", plural(conflicts, "study was", "studies were"))
	}
	return nil
}

func (l *screeningList) print(ctx context.Context, a *app, repo *store.Repo) (err error) {
	if l.Reviewers, err = repo.Reviewers(ctx); err != nil {
		return err
	}
	l.Counts = map[string]int{evidence.Included: 0, evidence.Excluded: 0, evidence.ScreeningConflict: 0, "waiting": 0}
	for h, err := range repo.Select(ctx, evidence.Query{}) {
		if err != nil {
			return err
		}
		if h.Screened == "" {
			l.Counts["waiting"]++
			continue
		}
		l.Counts[h.Screened]++
	}
	if a.json {
		return a.printJSON(l)
	}
	for i := range l.Studies {
		a.print("%s", l.Studies[i].line(l.Reviewers))
	}
	a.say("%d included, %d excluded, %d in conflict, %d waiting", l.Counts[evidence.Included], l.Counts[evidence.Excluded], l.Counts[evidence.ScreeningConflict], l.Counts["waiting"])
	return nil
}

// line is "kim2025  conflict: Ana included, Bo excluded (wrong population)".
func (s *screenedJSON) line(reviewers int) string {
	var made []string
	for _, d := range s.Decisions {
		made = append(made, d.By+" "+withReason(d.Decision, d.Reason))
	}
	said := strings.Join(made, ", ")
	switch {
	case s.Status == evidence.ScreeningConflict:
		return fmt.Sprintf("%s  conflict: %s", s.Key, said)
	case s.Status != "":
		return fmt.Sprintf("%s  %s", s.Key, withReason(s.Status, s.Reason))
	case len(made) > 0:
		return fmt.Sprintf("%s  waits for %s: %s", s.Key, plural(reviewers-len(made), "more reviewer", "more reviewers"), said)
	}
	return s.Key + "  " + shorten(s.Title, 90)
}

func withReason(decision, reason string) string {
	if reason == "" {
		return decision
	}
	return decision + " (" + reason + ")"
}
