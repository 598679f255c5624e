package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/store"
)

type tagOptions struct {
	outcomes []string
	drugs    []string
	remove   bool
	reject   bool
	confirm  bool
	query    string
}

func newTagCmd(a *app) *cobra.Command {
	var o tagOptions
	cmd := &cobra.Command{
		Use:   "tag KEY… [--drug D] [--outcome O]",
		Short: "Confirm, add, remove or reject tags",
		Long: `Say which drugs and outcomes a study speaks of. A tag that was suggested is
confirmed, a new one is added as confirmed. --reject keeps the tag as rejected, so
that it is not suggested again; --remove takes it away. --confirm confirms all
suggestions of the named studies. Without any of them the tags are listed with
the words that caused each suggestion.

Exit codes: 0 done, 1 unknown study, 2 unknown drug or outcome, 10 no library,
11 library busy.`,
		Example: `  dossier tag ytterberg2022 --outcome mace,malignancy --drug tofacitinib
  dossier tag kim2025 --outcome acne --reject
  dossier tag --query "pending:no" --confirm`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runTag(cmd.Context(), a, args, o)
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&o.outcomes, "outcome", nil, "`OUTCOME` ids or names")
	f.StringSliceVar(&o.drugs, "drug", nil, "`DRUG` ids or names")
	f.BoolVar(&o.remove, "remove", false, "take the tags away")
	f.BoolVar(&o.reject, "reject", false, "keep the tags as rejected")
	f.BoolVar(&o.confirm, "confirm", false, "confirm all suggestions of these studies")
	f.StringVar(&o.query, "query", "", "the studies that match this `QUERY`")
	cmd.MarkFlagsMutuallyExclusive("remove", "reject", "confirm")
	return cmd
}

func runTag(ctx context.Context, a *app, names []string, o tagOptions) error {
	if len(names) == 0 && o.query == "" {
		return usage("dossier tag KEY --outcome OUTCOME", "no study is named")
	}
	change := len(o.outcomes)+len(o.drugs) > 0 || o.confirm
	run := a.read
	if change {
		run = func(ctx context.Context, fn func(*store.Repo) error) error {
			return a.write(ctx, "tag "+strings.Join(names, " "), fn)
		}
	}
	return run(ctx, func(repo *store.Repo) error {
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return err
		}
		keys, err := namedStudies(ctx, repo, vocab, names, o.query)
		if err != nil {
			return err
		}
		var tags []evidence.Tag
		if change {
			if tags, err = tagChanges(ctx, a, repo, vocab, keys, o); err != nil {
				return err
			}
		}
		switch {
		case !change:
		case a.dryRun:
			a.say("would change %s", plural(len(tags), "tag", "tags"))
			return nil
		case o.remove:
			err = onlyErr(repo.RemoveTags(ctx, tags))
		default:
			_, err = repo.PutTags(ctx, tags)
		}
		if err != nil {
			return err
		}
		return printTags(ctx, a, repo, vocab, keys)
	})
}

// tagChanges are the tags that the options put or take away.
func tagChanges(ctx context.Context, a *app, repo *store.Repo, vocab *evidence.Vocabulary, keys []string, o tagOptions) ([]evidence.Tag, error) {
	drugs, outcomes, err := lookupTerms(vocab, o.drugs, o.outcomes)
	if err != nil {
		return nil, err
	}
	status := evidence.Confirmed
	if o.reject {
		status = evidence.Rejected
	}
	var tags []evidence.Tag
	for _, key := range keys {
		had, err := repo.Tags(ctx, store.Filter{Studies: []string{key}})
		if err != nil {
			return nil, err
		}
		put := func(t evidence.Tag) {
			for _, old := range had {
				if old.Drug == t.Drug && old.Outcome == t.Outcome {
					old.Status = status
					t = old
				}
			}
			t.By, t.At = a.who(), a.now()
			tags = append(tags, t)
		}
		if o.confirm {
			for _, t := range had {
				if t.Status == evidence.Suggested {
					put(t)
				}
			}
		}
		for _, d := range drugs {
			put(evidence.Tag{Study: key, Drug: d, Status: status, Role: "intervention"})
		}
		for _, out := range outcomes {
			put(evidence.Tag{Study: key, Outcome: out, Status: status})
			for _, d := range drugs {
				put(evidence.Tag{Study: key, Outcome: out, Drug: d, Status: status})
			}
		}
	}
	return tags, nil
}

// namedStudies turns names (KEY, DOI, PMID, NCT) and a query into keys.
func namedStudies(ctx context.Context, repo *store.Repo, vocab *evidence.Vocabulary, names []string, query string) ([]string, error) {
	var keys []string
	for _, name := range names {
		s, err := findStudy(ctx, repo, name)
		if err != nil {
			return nil, err
		}
		keys = append(keys, s.Key)
	}
	if strings.TrimSpace(query) != "" {
		heads, err := matchingHeads(ctx, repo, vocab, query)
		if err != nil {
			return nil, err
		}
		for _, h := range heads {
			if !slices.Contains(keys, h.Key) {
				keys = append(keys, h.Key)
			}
		}
	}
	return keys, nil
}

func printTags(ctx context.Context, a *app, repo *store.Repo, vocab *evidence.Vocabulary, keys []string) error {
	all := []evidence.Tag{}
	for _, key := range keys {
		tags, err := repo.Tags(ctx, store.Filter{Studies: []string{key}})
		if err != nil {
			return err
		}
		all = append(all, tags...)
	}
	if a.json {
		return a.printJSON(map[string]any{"tags": all})
	}
	for _, t := range all {
		a.print("%s", tagLine(t, vocab))
	}
	if len(all) == 0 {
		a.say("no tags; dossier suggest proposes some")
	}
	return nil
}

// tagLine prints a tag with the words that caused it.
func tagLine(t evidence.Tag, vocab *evidence.Vocabulary) string {
	what := "drug " + vocab.DrugLabel(t.Drug)
	switch {
	case t.Outcome != "" && t.Drug != "":
		what = "outcome " + vocab.OutcomeLabel(t.Outcome) + " of " + vocab.DrugLabel(t.Drug)
	case t.Outcome != "":
		what = "outcome " + vocab.OutcomeLabel(t.Outcome)
	}
	line := t.Study + "  " + string(t.Status) + "  " + what
	if t.Role != "" {
		line += " (" + t.Role + ")"
	}
	for i, span := range t.Evidence {
		if i == 3 {
			line += " …"
			break
		}
		line += "  “" + span.Text + "” in " + span.Field
	}
	return line
}
