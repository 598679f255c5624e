package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/ingest/cited"
	"dossier/store"
)

// citedKey is a key that a manuscript cites, and where.
type citedKey struct {
	key, file string
	line      int
}

// manuscript is what a manuscript and the files that it reads in cite.
type manuscript struct {
	citations []citedKey
	all       bool // \nocite{*}
}

// readManuscript reads a file and, for LaTeX, the files that it reads in, in the
// order of their names in the text.
func readManuscript(ctx context.Context, a *app, file string) (*manuscript, error) {
	m := &manuscript{}
	seen := map[string]bool{}
	keys := map[string]bool{}
	var read func(path string) error
	read = func(path string) error {
		if seen[filepath.Clean(path)] {
			return nil
		}
		seen[filepath.Clean(path)] = true
		in, name, err := openInput(a, path)
		if err != nil {
			return err
		}
		defer in.Close()
		found, err := cited.Read(ctx, in, name)
		if err != nil {
			return err
		}
		m.all = m.all || found.All
		for _, k := range found.Keys {
			if !keys[k.Key] {
				keys[k.Key] = true
				m.citations = append(m.citations, citedKey{k.Key, path, k.Line})
			}
		}
		for _, included := range found.Included {
			next, ok := includedFile(file, included)
			if !ok {
				a.say("warning: %s reads in %s, which is not there", path, included)
				continue
			}
			if err := read(next); err != nil {
				return err
			}
		}
		return nil
	}
	return m, read(file)
}

// includedFile finds a file that LaTeX reads in: beside the manuscript, with
// .tex when it is named without.
func includedFile(manuscript, name string) (string, bool) {
	path := filepath.FromSlash(name)
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(manuscript), path)
	}
	for _, candidate := range []string{path, path + ".tex"} {
		if info, err := os.Stat(candidate); err == nil && info.Mode().IsRegular() {
			return candidate, true
		}
	}
	return "", false
}

// citedIn are the keys of the studies that a manuscript cites, in the order of
// their citation, and the citations that the library does not know.
func citedIn(ctx context.Context, a *app, repo *store.Repo, m *manuscript) (keys []string, unknown []citedKey, err error) {
	for _, c := range m.citations {
		key, err := repo.FindKey(ctx, strings.TrimPrefix(c.key, "doi:"))
		switch {
		case errors.Is(err, store.ErrNotFound) && isCrossReference(c):
			continue
		case errors.Is(err, store.ErrNotFound):
			unknown = append(unknown, c)
			continue
		case err != nil:
			return nil, nil, err
		}
		if key != c.key {
			a.say("warning: %s:%d: %s is %s in the library, and so in this list", c.file, c.line, c.key, key)
		}
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	if m.all {
		rest, err := repo.Keys(ctx, evidence.Query{})
		if err != nil {
			return nil, nil, err
		}
		for _, key := range rest {
			if !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys, unknown, nil
}

// isCrossReference knows the figures and tables that Quarto and pandoc-crossref
// refer to like citations.
func isCrossReference(c citedKey) bool {
	if strings.EqualFold(filepath.Ext(c.file), ".tex") {
		return false
	}
	kind, _, ok := strings.Cut(strings.Replace(c.key, ":", "-", 1), "-")
	return ok && slices.Contains([]string{"fig", "tbl", "sec", "eq", "lst", "thm"}, strings.ToLower(kind))
}

// unknownCitations names what a manuscript cites and the library does not have.
func unknownCitations(a *app, unknown []citedKey) error {
	if len(unknown) == 0 {
		return nil
	}
	for _, c := range unknown {
		a.say("%s:%d: there is no study %q", c.file, c.line, c.key)
	}
	return &failure{code: exitPartly, msg: fmt.Sprintf("%s not in the library and so not in this list", plural(len(unknown), "cited work is", "cited works are")),
		next: "correct the keys (dossier list shows those of the library), or dossier add what is missing"}
}
