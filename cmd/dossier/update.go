package main

import (
	"context"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/ingest/resolve"
	"dossier/store"
)

func newUpdateCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "update [QUERY]",
		Short: "Look for new retractions, concerns and corrections",
		Long: `Ask the registries again about the studies that match a query (all without one)
and list what is new since last time: retractions, withdrawals, expressions of
concern, corrections, new versions. They reach every table and export.

Exit codes: 0 nothing new, 3 some sources could not be asked, 4 something new
needs a person, 10 no library, 11 library busy, 20 the network is off,
130 interrupted.`,
		Example: "  dossier update\n  dossier update drug:tofacitinib",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runUpdate(cmd.Context(), a, joinQuery(args))
		},
	}
}

type updateJSON struct {
	Key    string          `json:"key"`
	Title  string          `json:"title"`
	Notice evidence.Notice `json:"notice"`
}

func runUpdate(ctx context.Context, a *app, query string) error {
	if a.isOffline() {
		return fail(exitOffline, "type the command again without --offline", "the network is off")
	}
	var studies []*evidence.Study
	err := a.read(ctx, func(repo *store.Repo) error {
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return err
		}
		heads, err := matchingHeads(ctx, repo, vocab, query)
		if err != nil {
			return err
		}
		for _, h := range heads {
			s, err := repo.Study(ctx, h.Key)
			if err != nil {
				return err
			}
			studies = append(studies, &s)
		}
		return nil
	})
	if err != nil {
		return err
	}
	citations := make([]evidence.Citation, len(studies))
	for i, s := range studies {
		citations[i] = s.Citation
	}
	answers, unheard, askErr := a.askWith(ctx, citations, resolve.Options{Notices: true})
	if answers == nil {
		return askErr
	}
	fresh, err := keepUpdates(context.WithoutCancel(ctx), a, studies, answers)
	if err != nil {
		return err
	}
	if a.json {
		if err := a.printJSON(map[string]any{"new": fresh}); err != nil {
			return err
		}
	} else {
		for _, f := range fresh {
			a.print("%s: %s: %s", f.Key, noticeLine(f.Notice), shorten(f.Title, 60))
		}
		a.print("%s asked about, %s", plural(len(studies), "study", "studies"), plural(len(fresh), "new notice", "new notices"))
	}
	switch {
	case askErr != nil:
		return askErr
	case len(fresh) > 0:
		return silent(exitAttention)
	case unheard:
		return fail(exitPartly, "try again later", "some sources could not be asked")
	}
	return nil
}

// keepUpdates stores what is new and lists the notices that were not there.
func keepUpdates(ctx context.Context, a *app, studies []*evidence.Study, answers []resolved) ([]updateJSON, error) {
	fresh := []updateJSON{}
	err := a.write(ctx, "update", func(repo *store.Repo) error {
		for i, before := range studies {
			if len(answers[i].records) == 0 {
				continue
			}
			after := *before
			if a.dryRun {
				records, err := repo.Records(ctx, before.Key)
				if err != nil {
					return err
				}
				after.Citation, _, _ = evidence.Combine(append(records, answers[i].records...))
			} else {
				var err error
				if after, err = repo.AttachRecords(ctx, before.Key, answers[i].records, before.Pending); err != nil {
					return err
				}
			}
			for _, n := range after.Notices {
				if !hasNotice(before.Notices, n) {
					fresh = append(fresh, updateJSON{before.Key, after.Title, n})
				}
			}
		}
		return nil
	})
	return fresh, err
}

// hasNotice says whether a notice of this kind from this source was known.
func hasNotice(list []evidence.Notice, n evidence.Notice) bool {
	for _, have := range list {
		if have.Kind == n.Kind && have.Source == n.Source && have.DOI.Key() == n.DOI.Key() {
			return true
		}
	}
	return false
}
