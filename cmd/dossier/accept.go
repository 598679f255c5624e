package main

import (
	"bufio"
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/store"
)

type decideOptions struct {
	set   []string
	query string
}

const decideCodes = `

IDs are those that dossier suggest --list prints: F012 for a finding, KEY:drug:ID
and KEY:outcome:ID for tags, KEY:design, KEY:population, KEY:n, KEY:follow_up and
KEY:registry:ID for values of a study; "-" reads ids from standard input. All ids
are decided in one change, which dossier undo takes back; when one of them is
unknown, none is.

Exit codes: 0 done, 1 an id is unknown or cannot be accepted, 2 wrong command
line, 10 no library, 11 library busy.`

func newAcceptCmd(a *app) *cobra.Command {
	var o decideOptions
	cmd := &cobra.Command{
		Use:   "accept ID…",
		Short: "Accept suggestions",
		Long: `Accept suggestions: tags and findings become confirmed under your name, with the
words they came from; values fill the fields of their study. --set accepts
something else than was suggested: columns of a finding, another drug, outcome or
value.` + decideCodes,
		Example: `  dossier accept F012 smith2022:outcome:vte
  dossier accept F013 --set comparator=placebo
  dossier accept smith2022:design --set design=cohort
  dossier accept --query "drug:upadacitinib"`,
		RunE: func(cmd *cobra.Command, ids []string) error {
			return runDecide(cmd.Context(), a, "accept", evidence.Confirmed, ids, o)
		},
	}
	cmd.Flags().StringArrayVar(&o.set, "set", nil, "`NAME=VALUE` to accept instead, repeatable; with one id")
	cmd.Flags().StringVar(&o.query, "query", "", "all open suggestions of the studies that match this `QUERY`")
	return cmd
}

func newRejectCmd(a *app) *cobra.Command {
	var o decideOptions
	cmd := &cobra.Command{
		Use:   "reject ID…",
		Short: "Reject suggestions; they are not made again",
		Long:  "Reject suggestions. They are remembered, and not made again." + decideCodes,
		Example: `  dossier reject F012 smith2022:outcome:vte
  dossier suggest --list --json | jq -r '.suggestions[]|select(.confidence<0.5).id' | dossier reject -`,
		RunE: func(cmd *cobra.Command, ids []string) error {
			return runDecide(cmd.Context(), a, "reject", evidence.Rejected, ids, o)
		},
	}
	cmd.Flags().StringVar(&o.query, "query", "", "all open suggestions of the studies that match this `QUERY`")
	return cmd
}

// decidedJSON is what accept and reject print of one suggestion.
type decidedJSON struct {
	ID     string `json:"id"`
	Study  string `json:"study"`
	Status string `json:"status"`
	Was    string `json:"was"`
	What   string `json:"what"`
}

func runDecide(ctx context.Context, a *app, verb string, status evidence.TagStatus, ids []string, o decideOptions) error {
	ids, err := idsFrom(a, ids)
	if err != nil {
		return err
	}
	switch {
	case len(ids) == 0 && strings.TrimSpace(o.query) == "":
		return usage("dossier suggest --list shows the ids", "no suggestion is named")
	case len(o.set) > 0 && len(ids) != 1:
		return usage("dossier accept ID --set NAME=VALUE", "--set goes with one id")
	}
	return a.write(ctx, verb+" "+strings.Join(ids[:min(len(ids), 20)], " "), func(repo *store.Repo) error {
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return err
		}
		named, err := namedSuggestions(ctx, repo, vocab, ids, o.query)
		if err != nil {
			return err
		}
		var batch store.Suggestions
		out := []decidedJSON{}
		for i := range named {
			s := &named[i]
			out = append(out, decidedJSON{ID: s.id(), Study: s.study.Key, Status: string(status), Was: string(s.status()), What: s.what(vocab)})
			if s.status() == status && len(o.set) == 0 {
				continue
			}
			one, err := s.decided(status, a.who(), a.now(), vocab)
			if len(o.set) > 0 {
				one, err = s.changed(o.set, a.who(), a.now(), vocab)
			}
			if err != nil {
				return err
			}
			batch = joinSuggestions(batch, one)
		}
		batch.What = verb + " " + listedIDs(out)
		if !a.dryRun {
			if _, err := repo.PutSuggestions(ctx, batch); err != nil {
				return err
			}
		}
		return printDecided(a, out)
	})
}

// idsFrom replaces "-" by the words of standard input.
func idsFrom(a *app, ids []string) ([]string, error) {
	var all []string
	for _, id := range ids {
		if id != "-" {
			all = append(all, id)
			continue
		}
		in := bufio.NewScanner(a.in)
		in.Split(bufio.ScanWords)
		for in.Scan() {
			all = append(all, in.Text())
		}
		if err := in.Err(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// namedSuggestions are those that ids name, and the open ones of a query, each once.
func namedSuggestions(ctx context.Context, repo *store.Repo, vocab *evidence.Vocabulary, ids []string, query string) ([]suggestion, error) {
	var list []suggestion
	seen := map[string]bool{}
	add := func(s suggestion) {
		if !seen[s.id()] {
			seen[s.id()] = true
			list = append(list, s)
		}
	}
	for _, id := range ids {
		s, err := findSuggestion(ctx, repo, id)
		if err != nil {
			return nil, err
		}
		add(s)
	}
	if strings.TrimSpace(query) == "" {
		return list, nil
	}
	heads, err := matchingHeads(ctx, repo, vocab, query)
	if err != nil {
		return nil, err
	}
	for _, h := range heads {
		open, err := openSuggestions(ctx, repo, h.Key)
		if err != nil {
			return nil, err
		}
		for _, s := range open {
			add(s)
		}
	}
	return list, nil
}

func listedIDs(list []decidedJSON) string {
	var ids []string
	for _, d := range list[:min(len(list), 5)] {
		ids = append(ids, d.ID)
	}
	if more := len(list) - len(ids); more > 0 {
		return strings.Join(ids, ", ") + " and " + plural(more, "more", "more")
	}
	return strings.Join(ids, ", ")
}

func printDecided(a *app, list []decidedJSON) error {
	if a.json {
		return a.printJSON(map[string]any{"decided": list})
	}
	for _, d := range list {
		verb := d.Status
		switch {
		case d.Was == d.Status:
			verb = "already " + d.Status
		case a.dryRun:
			verb = "would be " + d.Status
		}
		a.print("%s  %s  %s", d.ID, verb, printable(d.What))
	}
	if len(list) == 0 {
		a.say("there is no open suggestion")
	}
	if slices.ContainsFunc(list, func(d decidedJSON) bool { return d.Was != d.Status }) && !a.dryRun {
		a.detail("dossier undo takes it back")
	}
	return nil
}
