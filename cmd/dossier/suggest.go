package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence/tagging"
)

func newSuggestCmd(a *app) *cobra.Command {
	list := false
	cmd := &cobra.Command{
		Use:   "suggest [KEY…|QUERY|FILE.jsonl]",
		Short: "Propose drugs, outcomes, study values and findings, with the words they came from",
		Long: `Read title, abstract, keywords and MeSH headings of the studies that are
named or match a query (all of them without one) and store what they seem to say as suggestions:
drugs and outcomes (tags), the numbers of the abstract (findings), and design,
population, n, follow-up and registrations where a study has none. A suggestion
is not used in any table until a person accepts it, and what a person filled in,
confirmed or rejected stays. It can be interrupted: what is done is kept, and the
same command goes on.

--list shows the open suggestions with the ids that accept and reject take.

With a file of JSON Lines ({"id","title","abstract"} each) the suggestions are
printed as JSON Lines and no library is needed.

Exit codes: 0 done, 1 failed, 3 some lines could not be read, 10 no library,
11 library busy, 130 interrupted.`,
		Example: `  dossier suggest
  dossier suggest --list drug:tofacitinib
  dossier suggest abstracts.jsonl --json > suggestions.jsonl`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if list {
				return runSuggestList(ctx, a, args)
			}
			if len(args) == 1 && (args[0] == "-" || strings.HasSuffix(args[0], ".jsonl")) {
				r, name, err := openInput(a, args[0])
				if err != nil {
					return err
				}
				defer r.Close()
				return suggestLines(ctx, a, r, name)
			}
			return runSuggest(ctx, a, args)
		},
	}
	cmd.Flags().BoolVar(&list, "list", false, "list the open suggestions, and propose nothing")
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
