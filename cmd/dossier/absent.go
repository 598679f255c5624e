package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/store"
)

func newAbsentCmd(a *app) *cobra.Command {
	var drug, outcome, kind, note string
	var remove bool
	cmd := &cobra.Command{
		Use:   "absent KEY --drug D --outcome O --kind KIND",
		Short: "Record that a study has no number for an outcome, and in which way",
		Long: `Record how a study is silent on an outcome of a drug. The kinds are different
things, and none of them is 0:

  not-reported         the report does not speak of it
  looked-not-reported  you looked in the full text: it is not reported
  zero-events          the report says that none occurred
  below-threshold      only events above a frequency are listed` + findingCodes,
		Example: `  dossier absent martinez2023 --drug ritlecitinib --outcome acne --kind looked-not-reported`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runAbsent(cmd.Context(), a, args[0], drug, outcome, kind, note, remove)
		},
	}
	f := cmd.Flags()
	f.StringVar(&drug, "drug", "", "the `DRUG` or class")
	f.StringVar(&outcome, "outcome", "", "the `OUTCOME`")
	f.StringVar(&kind, "kind", string(evidence.LookedNotFound), "the `KIND` of absence")
	f.StringVar(&note, "note", "", "where you looked")
	f.BoolVar(&remove, "remove", false, "take the statement away")
	_ = cmd.MarkFlagRequired("drug")
	_ = cmd.MarkFlagRequired("outcome")
	return cmd
}

func runAbsent(ctx context.Context, a *app, name, drug, outcome, kind, note string, remove bool) error {
	kinds := []evidence.AbsenceKind{evidence.NotReported, evidence.LookedNotFound, evidence.ZeroEvents, evidence.BelowThreshold}
	known := false
	var names []string
	for _, k := range kinds {
		known = known || string(k) == kind
		names = append(names, string(k))
	}
	if !known {
		return usage("kinds are: "+strings.Join(names, ", "), "there is no kind of absence %q", kind)
	}
	return a.write(ctx, "absent "+name, func(repo *store.Repo) error {
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return err
		}
		study, err := findStudy(ctx, repo, name)
		if err != nil {
			return err
		}
		drugs, outcomes, err := lookupTerms(vocab, []string{drug}, []string{outcome})
		if err != nil {
			return err
		}
		x := evidence.Absence{Study: study.Key, Drug: drugs[0], Outcome: outcomes[0], Kind: evidence.AbsenceKind(kind), Note: note}
		if !remove && !a.yes {
			found, err := repo.Findings(ctx, store.Filter{Studies: []string{study.Key}, Drugs: drugs, Outcomes: outcomes})
			if err != nil {
				return err
			}
			if len(found) > 0 {
				return fail(exitFailed, "look at it: dossier show "+study.Key+"; add --yes if both stand", "%s has a number for this drug and outcome (%s): it is not absent", study.Key, found[0].ID)
			}
		}
		verb := "recorded"
		if remove {
			verb = "removed"
		}
		if a.dryRun {
			verb = "would be " + verb
		} else if remove {
			err = onlyErr(repo.RemoveAbsence(ctx, x.Study, x.Drug, x.Outcome))
		} else {
			err = onlyErr(repo.PutAbsences(ctx, []evidence.Absence{x}))
		}
		if err != nil {
			return err
		}
		return a.result(map[string]any{"study": x.Study, "drug": x.Drug, "outcome": x.Outcome, "kind": x.Kind, "removed": remove},
			"%s: %s, %s: %s %s", study.Key, vocab.DrugLabel(x.Drug), vocab.OutcomeLabel(x.Outcome), x.Kind, verb)
	})
}
