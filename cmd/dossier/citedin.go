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

// citedWork is what a manuscript cites, and where: a key, or the work itself.
type citedWork struct {
	cited.Citation
	file string
}

// name is what a person knows the work by.
func (c citedWork) name() string {
	if c.Work == nil {
		return c.Key
	}
	return offeredAs(c.Work)
}

// manuscript is what a manuscript and the files that it reads in cite.
type manuscript struct {
	citations      []citedWork
	all            bool              // \nocite{*}
	bibliographies []string          // the files of references that it names
	printed        []evidence.Record // the references that it prints itself
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
		a.problems(found.Problems)
		m.all = m.all || found.All
		m.printed = append(m.printed, found.Printed...)
		for _, c := range found.Citations {
			if c.Work != nil || !keys[c.Key] {
				keys[c.Key] = true
				m.citations = append(m.citations, citedWork{c, path})
			}
		}
		for _, named := range found.Bibliographies {
			if next, ok := besideFile(file, named, ""); !ok {
				a.say("warning: %s names the references %s, which are not there", path, named)
			} else if !slices.Contains(m.bibliographies, next) {
				m.bibliographies = append(m.bibliographies, next)
			}
		}
		for _, included := range found.Included {
			next, ok := besideFile(file, included, ".tex")
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

// besideFile finds a file that a manuscript names: beside the manuscript, with
// the ending when it is named without.
func besideFile(manuscript, name, ending string) (string, bool) {
	path := filepath.FromSlash(name)
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(manuscript), path)
	}
	for _, candidate := range []string{path, path + ending} {
		if info, err := os.Stat(candidate); err == nil && info.Mode().IsRegular() {
			return candidate, true
		}
	}
	return "", false
}

// citedIn are the keys of the studies that a manuscript cites, in the order of
// their citation, and the citations that the library does not know.
func citedIn(ctx context.Context, a *app, repo *store.Repo, m *manuscript) (keys []string, unknown []citedWork, err error) {
	for _, c := range m.citations {
		key, err := findCited(ctx, repo, c)
		switch {
		case errors.Is(err, store.ErrNotFound) && isCrossReference(c):
			continue
		case errors.Is(err, store.ErrNotFound):
			if !slices.ContainsFunc(unknown, func(u citedWork) bool { return u.name() == c.name() }) {
				unknown = append(unknown, c)
			}
			continue
		case err != nil:
			return nil, nil, err
		}
		if c.Work == nil && key != c.Key {
			a.say("warning: %s:%d: %s is %s in the library, and so in this list", c.file, c.Line, c.Key, key)
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

// findCited finds the study that a citation means: by its key, or by the
// identifiers and the title of the work. ErrNotFound: the library has none.
func findCited(ctx context.Context, repo *store.Repo, c citedWork) (string, error) {
	if c.Work == nil {
		return repo.FindKey(ctx, strings.TrimPrefix(c.Key, "doi:"))
	}
	for _, name := range []string{string(c.Work.DOI), string(c.Work.PMID), string(c.Work.PMCID)} {
		if name == "" {
			continue
		}
		if key, err := repo.FindKey(ctx, name); !errors.Is(err, store.ErrNotFound) {
			return key, err
		}
	}
	query, err := evidence.ParseQuery(`title:"` + strings.ReplaceAll(c.Work.Title, `"`, " ") + `"`)
	if err != nil { // a title without letters
		return "", store.ErrNotFound
	}
	keys, err := repo.Keys(ctx, query)
	if err != nil {
		return "", err
	}
	for _, key := range keys {
		study, err := repo.Study(ctx, key)
		if err != nil {
			return "", err
		}
		if isWork(&study.Citation, &c.Work.Citation) {
			return key, nil
		}
	}
	return "", store.ErrNotFound
}

// isWork tells whether two citations are of one work: one title, and no
// contradiction in DOI, PMID, first author and year (which may be one off).
func isWork(a, b *evidence.Citation) bool {
	differ := a.DOI != "" && b.DOI != "" && !a.DOI.Equal(b.DOI) || a.PMID != "" && b.PMID != "" && a.PMID != b.PMID ||
		len(a.Authors) > 0 && len(b.Authors) > 0 && !evidence.SameFamily(a.Authors[0], b.Authors[0])
	if y, z := a.Year(), b.Year(); y != 0 && z != 0 {
		differ = differ || y-z > 1 || z-y > 1
	}
	return !differ && evidence.SameTitle(a.Title, b.Title)
}

// isCrossReference knows the figures and tables that Quarto and pandoc-crossref
// refer to like citations.
func isCrossReference(c citedWork) bool {
	if c.Work != nil || strings.EqualFold(filepath.Ext(c.file), ".tex") {
		return false
	}
	kind, _, ok := strings.Cut(strings.Replace(c.Key, ":", "-", 1), "-")
	return ok && slices.Contains([]string{"fig", "tbl", "sec", "eq", "lst", "thm"}, strings.ToLower(kind))
}

// unknownCitations names what a manuscript cites and the library does not have.
func unknownCitations(a *app, unknown []citedWork) error {
	if len(unknown) == 0 {
		return nil
	}
	for _, c := range unknown {
		a.say("%s:%d: there is no study %q", c.file, c.Line, c.name())
	}
	return &failure{code: exitPartly, msg: fmt.Sprintf("%s not in the library and so not in this list", plural(len(unknown), "cited work is", "cited works are")),
		next: "correct the keys (dossier list shows those of the library), or dossier add what is missing"}
}
