package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/tagging"
	"dossier/store"
)

func newSuggestCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "suggest [QUERY|FILE.jsonl]",
		Short: "Propose drugs and outcomes, with the words they came from",
		Long: `Read title, abstract, keywords and MeSH headings of the studies that match a
query (all of them without one) and store what they seem to speak of as suggested
tags. What a person confirmed or rejected stays. With a file of JSON Lines
({"id","title","abstract"} each) the suggestions are printed as JSON Lines and no
library is needed.

Exit codes: 0 done, 1 failed, 3 some lines could not be read, 10 no library,
11 library busy.`,
		Example: `  dossier suggest
  dossier suggest abstracts.jsonl --json > suggestions.jsonl`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if len(args) == 1 && (args[0] == "-" || strings.HasSuffix(args[0], ".jsonl")) {
				r, name, err := openInput(a, args[0])
				if err != nil {
					return err
				}
				defer r.Close()
				return suggestLines(ctx, a, r, name)
			}
			return runSuggest(ctx, a, strings.Join(args, " "))
		},
	}
	return cmd
}

// suggestLines answers JSON Lines with JSON Lines. A line that cannot be read
// is named and the rest go on.
func suggestLines(ctx context.Context, a *app, r io.Reader, name string) error {
	tagger := tagging.Default()
	in := bufio.NewReaderSize(r, 1<<20)
	out := bufio.NewWriterSize(a.out, 1<<20)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	bad, good := 0, 0
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if text := strings.TrimSpace(string(line)); text != "" {
			query, qerr := tagging.DecodeQuery([]byte(text))
			if qerr != nil {
				bad++
				a.say("%s:%d: %v; give one object with id, title and abstract per line", name, n, qerr)
			} else {
				good++
				if err := enc.Encode(tagger.Answer(query)); err != nil {
					return err
				}
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			break
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case bad > 0 && good == 0:
		return fail(exitFailed, "", "no line of %s could be read", name)
	case bad > 0:
		return fail(exitPartly, "", "%s of %s could not be read", plural(bad, "line", "lines"), name)
	}
	return nil
}

// suggestBatch is how many studies are tagged in one change of the library.
const suggestBatch = 500

func runSuggest(ctx context.Context, a *app, query string) error {
	if _, err := os.Stat(query); err == nil && query != "" {
		return usage("name it FILE.jsonl, or use dossier add "+quoteArg(query), "%s is a file; suggest reads JSON Lines (.jsonl) or a query", query)
	}
	return a.write(ctx, "suggest "+query, func(repo *store.Repo) error {
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return err
		}
		heads, err := matchingHeads(ctx, repo, vocab, query)
		if err != nil {
			return err
		}
		tagger := tagging.New(vocab)
		bar := a.progress("studies read", len(heads))
		defer bar.done()
		proposed, studies := 0, 0
		for start := 0; start < len(heads) && ctx.Err() == nil; start += suggestBatch {
			var tags []evidence.Tag
			for _, h := range heads[start:min(start+suggestBatch, len(heads))] {
				study, err := repo.Study(ctx, h.Key)
				if err != nil {
					return err
				}
				tags = append(tags, tagger.Tags(&study)...)
				studies++
				bar.add(1)
			}
			if a.dryRun {
				proposed += len(tags)
				continue
			}
			n, err := repo.PutTags(ctx, tags)
			if err != nil {
				return err
			}
			proposed += n
		}
		bar.done()
		if a.json {
			if err := a.printJSON(map[string]any{"counts": map[string]int{"studies": studies, "new": proposed}}); err != nil {
				return err
			}
		} else {
			a.print("%s read, %s", plural(studies, "study", "studies"), plural(proposed, "new suggestion", "new suggestions"))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return nil
	})
}
