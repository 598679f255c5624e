package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/evidence/verify"
	"dossier/store"
)

// cites tells whether there is anything that the keys and works of a manuscript
// say.
func (m *manuscript) cites() bool { return len(m.citations) > 0 || m.all || len(m.printed) > 0 }

// citationsOfManuscript are the works that a manuscript cites: those that it
// prints, those that its text holds the data of, and for every other key the
// reference in its bibliography or the study in the library.
func citationsOfManuscript(ctx context.Context, a *app, file string, m *manuscript) (list []citation, unread int, err error) {
	if strings.EqualFold(filepath.Ext(file), ".docx") {
		list, unread, err = citationsInWord(ctx, a, file, m)
	} else {
		list = citationsOfRecords(m.printed)
	}
	if err != nil {
		return nil, 0, err
	}
	var open []citedWork
	for _, c := range m.citations {
		printed := slices.ContainsFunc(list, func(p citation) bool { return p.key == c.Key })
		if c.Work == nil && !printed {
			open = append(open, c)
		}
	}
	if len(open) == 0 && !m.all {
		return list, unread, nil
	}
	references, bad, err := readBibliographies(ctx, a, file, m)
	if err != nil {
		return nil, 0, err
	}
	unread += bad
	var missing []citedWork
	taken := map[*evidence.Record]bool{}
	place := map[string]int{} // of the keys that wait for the library
	for _, c := range open {
		r := references.find(c.Key)
		if r == nil {
			place[c.Key] = len(list)
			list = append(list, citation{key: c.Key, unknown: true, file: c.file, line: c.Line, text: c.Key})
			missing = append(missing, c)
			continue
		}
		taken[r] = true
		list = append(list, citation{key: c.Key, file: c.file, line: c.Line, text: citedText(r), cited: r.Citation})
	}
	if m.all {
		for i := range references.records {
			if r := &references.records[i]; !taken[r] {
				list = append(list, citationOfRecord(r))
			}
		}
	}
	if len(missing) == 0 {
		return list, unread, nil
	}
	return lookUpInLibrary(ctx, a, list, place, missing, references, unread)
}

// lookUpInLibrary finds the studies of the keys that the bibliography does not
// have. Those that the library does not have either stay unknown.
func lookUpInLibrary(ctx context.Context, a *app, list []citation, place map[string]int, missing []citedWork, references *bibliographyFiles, unread int) ([]citation, int, error) {
	where := references.names
	err := a.readIfAny(ctx, func(repo *store.Repo) error {
		where = append(where, "the library")
		for _, c := range missing {
			key, err := findCited(ctx, repo, c)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			found, err := citationOfStudy(ctx, repo, key)
			if err != nil {
				return err
			}
			found.file, found.line = c.file, c.Line
			list[place[c.Key]] = found
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	reason := "there is no file of references and no library: name one with \\bibliography{…}, bibliography: in YAML, or --library"
	if len(where) > 0 {
		reason = "no reference has this key in " + strings.Join(where, ", ")
	}
	list = slices.DeleteFunc(list, func(c citation) bool {
		return c.unknown && isCrossReference(missing[slices.IndexFunc(missing, func(m citedWork) bool { return m.Key == c.key })])
	})
	for i := range list {
		if c := &list[i]; c.unknown {
			c.result = verify.Result{Verdict: verify.CouldNotConfirm, Reason: reason, Issues: []verify.Issue{{Field: "key", Severity: verify.Error, Cited: c.key, Found: reason}}}
		}
	}
	return list, unread, nil
}

// citationsInWord are the works in a Word document, in its text and its printed
// list. Where it cites by keys only, there are none.
func citationsInWord(ctx context.Context, a *app, file string, m *manuscript) ([]citation, int, error) {
	byKey := slices.ContainsFunc(m.citations, func(c citedWork) bool { return c.Work == nil })
	quiet := *a
	quiet.quiet = quiet.quiet || byKey // that there is no list is then no loss
	records, unread, err := readReferences(ctx, &quiet, file)
	if byKey && len(records) == 0 {
		unread = 0
	}
	return citationsOfRecords(records), unread, err
}

// bibliographyFiles are the references that a manuscript can cite by key.
type bibliographyFiles struct {
	names   []string
	records []evidence.Record
	byKey   map[string]*evidence.Record // keys, also in lower case
}

func (b *bibliographyFiles) find(key string) *evidence.Record {
	if r := b.byKey[key]; r != nil {
		return r
	}
	return b.byKey[strings.ToLower(key)]
}

// readBibliographies reads the files of references that a manuscript names; one
// that names none is given the only .bib file beside it.
func readBibliographies(ctx context.Context, a *app, file string, m *manuscript) (*bibliographyFiles, int, error) {
	names := m.bibliographies
	if len(names) == 0 {
		beside, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*.bib"))
		if len(beside) == 1 {
			a.say("%s names no references: those of %s are taken", file, beside[0])
			names = beside
		}
	}
	b := &bibliographyFiles{names: slices.Clone(names), byKey: map[string]*evidence.Record{}}
	unread := 0
	for _, name := range names {
		records, bad, err := readReferences(ctx, a, name)
		if err != nil {
			return nil, 0, err
		}
		unread += bad
		b.records = append(b.records, records...)
	}
	add := func(key string, r *evidence.Record) {
		if key = strings.TrimSpace(key); key != "" && b.byKey[key] == nil {
			b.byKey[key] = r
		}
	}
	for i := range b.records {
		add(b.records[i].Origin.Key, &b.records[i])
	}
	for i := range b.records {
		r := &b.records[i]
		add(strings.ToLower(r.Origin.Key), r)
		for _, f := range r.Extra {
			if f.Name == "ids" { // biblatex: other keys of the entry
				for _, key := range strings.Split(f.Value, ",") {
					add(key, r)
				}
			}
		}
	}
	return b, unread, nil
}
