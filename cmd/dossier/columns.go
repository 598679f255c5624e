package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dossier/ingest"
	"dossier/ingest/tabular"
	"dossier/store"
)

// columnsSetting is where a library remembers what the columns of foreign
// tables hold, as JSON: heading → field.
const columnsSetting = "columns.json"

// parseColumns reads --column "Heading=field".
func parseColumns(pairs []string) (map[string]string, error) {
	columns := map[string]string{}
	for _, pair := range pairs {
		heading, field, ok := strings.Cut(pair, "=")
		field = strings.TrimSpace(field)
		if !ok || field != "-" && !slices.Contains(tabular.Fields(), field) {
			return nil, usage("fields are: "+strings.Join(tabular.Fields(), ", "), `--column takes "Heading=field", not %q`, pair)
		}
		columns[strings.TrimSpace(heading)] = field
	}
	return columns, nil
}

// knownColumns are the columns that the library, if there is one, remembers, with those of the
// command line over them.
func knownColumns(ctx context.Context, a *app, given map[string]string) (map[string]string, error) {
	columns := map[string]string{}
	err := a.readIfAny(ctx, func(repo *store.Repo) error {
		data, err := repo.Setting(ctx, columnsSetting)
		if err != nil || len(data) == 0 {
			return err
		}
		return json.Unmarshal(data, &columns)
	})
	for heading, field := range given {
		columns[heading] = field
	}
	return columns, err
}

// rememberColumns keeps what a person said of columns for the next time.
func rememberColumns(ctx context.Context, a *app, columns map[string]string) error {
	data, err := json.Marshal(columns)
	if err != nil || a.dryRun {
		return err
	}
	return a.write(ctx, "columns", func(repo *store.Repo) error {
		return onlyErr(repo.PutSetting(ctx, columnsSetting, data))
	})
}

// unknownColumns is the first table among the inputs whose columns nobody knows.
func unknownColumns(reports []ingest.Report) (file string, headings []string, ok bool) {
	for _, r := range reports {
		var columns *tabular.ColumnsError
		if errors.As(r.Err, &columns) {
			return r.File, columns.Columns, true
		}
	}
	return "", nil, false
}

// askColumns asks which columns of a table hold what. An empty answer leaves a
// field out.
func askColumns(a *app, file string, headings []string) (map[string]string, error) {
	fmt.Fprintf(a.err, "%s is a table whose columns are not known:\n", file)
	for i, h := range headings {
		fmt.Fprintf(a.err, "  %2d  %s\n", i+1, h)
	}
	in := bufio.NewReader(a.in)
	columns := map[string]string{}
	for _, field := range []string{"title", "authors", "year", "journal", "doi", "pmid", "abstract"} {
		fmt.Fprintf(a.err, "number of the column that holds the %s (empty: none): ", field)
		line, err := in.ReadString('\n')
		var n int
		if _, scan := fmt.Sscan(line, &n); scan == nil && n >= 1 && n <= len(headings) {
			columns[headings[n-1]] = field
		}
		if err != nil {
			break
		}
	}
	if len(columns) == 0 {
		return nil, usage(`dossier add `+quoteArg(file)+` --column "Heading=title"`, "no column was named")
	}
	return columns, nil
}
