package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/dedupe"
	"dossier/store"
)

func newLinkCmd(a *app) *cobra.Command {
	var trial, kind string
	var remove bool
	cmd := &cobra.Command{
		Use:   "link KEY KEY… [--trial LABEL]",
		Short: "Say that reports belong to one trial, or are related otherwise",
		Long: `Join the reports of one trial under a label: a number that two of them print is
then shown once, with both citations, and their patients are never counted twice.
Without --trial the label of one of them is taken, else the key of the first.
--kind relates two studies otherwise: version-of, preprint-of, pools, comment-on,
erratum-for, retraction-of. dossier dedupe proposes links.

Exit codes: 0 done, 1 unknown study, 2 wrong command line, 10 no library,
11 library busy.`,
		Example: `  dossier link ytterberg2022 curtis2023 --trial oral-surveillance
  dossier link kim2024 kim2025 --kind preprint-of
  dossier link curtis2023 --remove`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, names []string) error {
			return runLink(cmd.Context(), a, names, trial, kind, remove)
		},
	}
	f := cmd.Flags()
	f.StringVar(&trial, "trial", "", "`LABEL` of the trial or programme")
	f.StringVar(&kind, "kind", "same-trial", "one of "+strings.Join(linkKinds(), ", "))
	f.BoolVar(&remove, "remove", false, "take the link away")
	return cmd
}

// linkKinds are the kinds of link that a person can make.
func linkKinds() []string {
	return []string{dedupe.LinkTrial, dedupe.LinkVersion, dedupe.LinkPreprint, dedupe.LinkPools, dedupe.LinkComment, dedupe.LinkErratum, dedupe.LinkRetraction}
}

// trialOf is the label that a study or its findings carry.
func trialOf(ctx context.Context, repo *store.Repo, s *evidence.Study) (string, error) {
	if s.Trial != "" {
		return s.Trial, nil
	}
	found, err := repo.Findings(ctx, store.Filter{Studies: []string{s.Key}})
	for i := range found {
		if found[i].Trial != "" {
			return found[i].Trial, err
		}
	}
	return "", err
}

func runLink(ctx context.Context, a *app, names []string, trial, kind string, remove bool) error {
	if !slices.Contains(linkKinds(), kind) {
		return usage("kinds are: "+strings.Join(linkKinds(), ", "), "there is no kind of link %q", kind)
	}
	if kind != "same-trial" && len(names) != 2 {
		return usage("dossier link KEY KEY --kind "+kind, "%s relates two studies", kind)
	}
	if kind == "same-trial" && len(names) < 2 && trial == "" && !remove {
		return usage("dossier link KEY KEY --trial LABEL", "one study alone needs --trial LABEL")
	}
	return a.write(ctx, "link "+strings.Join(names, " "), func(repo *store.Repo) error {
		var keys []string
		label := trial
		for _, name := range names {
			s, err := findStudy(ctx, repo, name)
			if err != nil {
				return err
			}
			keys = append(keys, s.Key)
			if label == "" && !remove {
				if label, err = trialOf(ctx, repo, s); err != nil {
					return err
				}
			}
		}
		var err error
		switch {
		case kind != "same-trial" && a.dryRun:
		case kind != "same-trial" && remove:
			_, err = repo.Unlink(ctx, keys[0], kind, keys[1])
		case kind != "same-trial":
			_, err = repo.Link(ctx, keys[0], kind, keys[1])
		default:
			if label == "" && !remove {
				label = keys[0]
			}
			if !a.dryRun {
				_, err = repo.SetTrial(ctx, label, keys...)
			}
		}
		if err != nil {
			return err
		}
		would := ""
		if a.dryRun {
			would = "would be "
		}
		data := map[string]any{"studies": keys, "kind": kind, "trial": label, "removed": remove}
		switch {
		case remove:
			return a.result(data, "%s: %slink removed", strings.Join(keys, ", "), would)
		case kind != "same-trial":
			return a.result(data, "%s: %s%s %s", keys[0], would, kind, keys[1])
		}
		return a.result(data, "%s: %sreports of %s", strings.Join(keys, ", "), would, label)
	})
}
