package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/dedupe"
	"dossier/ingest/resolve"
	"dossier/store"
)

func newMergeCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "merge KEY KEY…",
		Short: "Make one study of several entries of the same publication",
		Long: `Make one study of several that are the same publication: the first keeps its key,
the others lead to it. Records, tags and findings are kept; dossier unmerge takes
the studies apart again. Reports of one trial are not merged but linked
(dossier link).

Exit codes: 0 done, 1 unknown study, 2 wrong command line, 10 no library,
11 library busy.`,
		Example: `  dossier merge kim2025 kim2025b`,
		Args:    cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, names []string) error {
			ctx := cmd.Context()
			return a.write(ctx, "merge "+strings.Join(names, " "), func(repo *store.Repo) error {
				var keys []string
				for _, name := range names {
					s, err := findStudy(ctx, repo, name)
					if err != nil {
						return err
					}
					keys = append(keys, s.Key)
				}
				if err := mayMerge(ctx, a, repo, keys); err != nil {
					return err
				}
				if a.dryRun {
					a.say("would merge %s into %s", strings.Join(keys[1:], ", "), keys[0])
					return nil
				}
				if _, err := repo.MergeStudies(ctx, keys[0], keys[1:]...); err != nil {
					return err
				}
				return a.result(map[string]any{"study": keys[0], "merged": keys[1:]}, "%s merged into %s", strings.Join(keys[1:], ", "), keys[0])
			})
		},
	}
}

// mayMerge refuses to merge what the evidence says are different publications;
// --yes overrules it.
func mayMerge(ctx context.Context, a *app, repo *store.Repo, keys []string) error {
	if a.yes {
		return nil
	}
	first, err := repo.Study(ctx, keys[0])
	if err != nil {
		return err
	}
	for _, key := range keys[1:] {
		other, err := repo.Study(ctx, key)
		if err != nil {
			return err
		}
		e := dedupe.Compare(&evidence.Record{ID: keys[0], Citation: first.Citation}, &evidence.Record{ID: key, Citation: other.Citation})
		if e.Outcome == dedupe.Distinct || e.Veto {
			why := orWord(e.Guard, "too little agrees")
			return fail(exitFailed, "dossier explain "+keys[0]+" "+key+"; add --yes if they are the same all the same; dossier link joins reports of one trial", "%s and %s look like different publications: %s", keys[0], key, why)
		}
	}
	return nil
}

func newUnmergeCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "unmerge KEY|ENTRY",
		Short: "Take a merged study, or an entry that was added to one, out again",
		Long: `Take a study that was merged into another one out again, with its records, tags
and findings: KEY is the key that it had. An ENTRY that add put into a study becomes
a study of its own: it is named by the key that it had in its file, or by its record
id; dossier show KEY --sources prints both. The two are never merged again.

Exit codes: 0 done, 1 it was not merged, 10 no library, 11 library busy.`,
		Example: `  dossier unmerge kim2025b
  dossier unmerge id_0000417`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return a.write(ctx, "unmerge "+args[0], func(repo *store.Repo) error {
				return runUnmerge(ctx, a, repo, args[0])
			})
		},
	}
}

func runUnmerge(ctx context.Context, a *app, repo *store.Repo, name string) error {
	live, err := repo.Study(ctx, name)
	switch {
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return err
	case err == nil && !strings.EqualFold(live.Key, name): // merged: its key leads to another
		return takeOut(a, name, live.Key, func() (evidence.Study, error) { return repo.Unmerge(ctx, name) })
	}
	isKey := err == nil
	entries, err := repo.Entries(ctx, name)
	if err != nil {
		return err
	}
	switch {
	case isKey:
		return notMerged(ctx, repo, live.Key)
	case len(entries) == 0:
		return fail(exitFailed, "dossier show KEY --sources names the entries of a study", "no study and no entry of a study with several is called %s", name)
	case len(entries) > 1:
		return fail(exitFailed, "dossier unmerge ID", "several entries are called %s: %s", name, entryList(entries))
	}
	one := entries[0]
	return takeOut(a, name, one.Study, func() (evidence.Study, error) { return repo.Split(ctx, one.Study, one.Record.ID) })
}

// takeOut does an unmerge, or says what it would do.
func takeOut(a *app, name, from string, do func() (evidence.Study, error)) error {
	if a.dryRun {
		a.say("would take %s out of %s", name, from)
		return nil
	}
	s, err := do()
	if err != nil {
		return err
	}
	return a.result(map[string]any{"study": s.Key, "from": from}, "%s is a study of its own again, apart from %s", s.Key, from)
}

// notMerged says what can be taken out of a study that was not merged itself.
func notMerged(ctx context.Context, repo *store.Repo, key string) error {
	d, err := repo.Details(ctx, key)
	if err != nil {
		return err
	}
	var entries []store.Entry
	for _, r := range d.Records {
		if !resolve.IsSource(r.Origin.Format) && r.Origin.Format != evidence.FormatPerson {
			entries = append(entries, store.Entry{Study: key, Record: r})
		}
	}
	switch {
	case len(d.Merged) > 0:
		return fail(exitFailed, "dossier unmerge "+d.Merged[0], "%s was not merged into another study; merged into it: %s", key, strings.Join(d.Merged, ", "))
	case len(entries) > 1:
		return fail(exitFailed, "dossier unmerge ID", "%s was not merged into another study; its entries: %s", key, entryList(entries))
	}
	return fail(exitFailed, "dossier log shows the merges", "%s was not merged", key)
}

// entryList names entries: the record id, the key in the source, and the place.
func entryList(entries []store.Entry) string {
	var list []string
	for _, e := range entries {
		list = append(list, strings.Join(strings.Fields(e.Record.ID+" "+e.Record.Origin.Key+" "+originPlace(&e.Record.Origin)), " "))
	}
	return strings.Join(list, "; ")
}
