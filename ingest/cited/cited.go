// Package cited finds which references a manuscript cites: the keys of \cite and
// its kin in LaTeX, of [@key] in Markdown (pandoc, Quarto, R Markdown), and of
// [@key] typed into a Word document, where the works that reference managers and
// Word itself put into the text are found too.
//
// The bytes of one file come in; citations go out in the order of their first
// mention, each with its line, and with them the files of references that the
// manuscript names and the references that it prints itself. Start with Read.
// What a comment, a verbatim block or a piece of code says is not cited.
package cited

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/ingest/format"
)

// Citation is one cited work: the key of a reference that stands elsewhere, or
// the work itself.
type Citation struct {
	Key  string
	Work *evidence.Record // what a reference manager or Word put there; nil for a key
	Line int              // of the file, from 1; of a Word document the paragraph
}

// Manuscript is what one file cites.
type Manuscript struct {
	Citations      []Citation        // each key once; works as often as they are cited
	All            bool              // \nocite{*}, or @* in the metadata: the whole bibliography
	Included       []string          // files that LaTeX reads in, as named
	Bibliographies []string          // files of references, as named, with their endings
	Printed        []evidence.Record // references in the file itself: \bibitem (Origin.Key holds its key), a list under a heading of Markdown
	Problems       []format.Problem  // data of citations that cannot be read
}

// MaxFile bounds a manuscript, in bytes.
const MaxFile = 256 << 20

// IsManuscript tells by its name whether a file is one that Read is made for.
func IsManuscript(name string) bool {
	return slices.Contains([]string{".docx", ".md", ".markdown", ".qmd", ".rmd"}, extension(name)) || isLaTeX(name)
}

func isLaTeX(name string) bool {
	return slices.Contains([]string{".tex", ".ltx", ".latex", ".rnw", ".bbl"}, extension(name))
}

func extension(name string) string {
	return strings.ToLower(path.Ext(strings.ReplaceAll(name, `\`, "/")))
}

// Read finds what a file cites. name decides how it is read: .docx, .tex and its
// kin, anything else as Markdown; a Word document is known by its bytes too.
func Read(ctx context.Context, r io.Reader, name string) (Manuscript, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return Manuscript{}, fmt.Errorf("reading %s: %w", name, err)
	}
	if len(data) > MaxFile {
		return Manuscript{}, fmt.Errorf("reading %s: larger than any manuscript", name)
	}
	if err := ctx.Err(); err != nil {
		return Manuscript{}, err
	}
	m := &collector{name: name, seen: map[string]bool{}}
	switch {
	case extension(name) == ".docx", bytes.HasPrefix(data, []byte("PK\x03\x04")):
		err = m.word(ctx, data)
	case isLaTeX(name):
		m.latex(string(data))
	default:
		err = m.markdown(ctx, string(data))
	}
	if err != nil {
		return Manuscript{}, fmt.Errorf("reading %s: %w", name, err)
	}
	return m.Manuscript, nil
}

// collector keeps each key once.
type collector struct {
	Manuscript
	name string // of the file
	seen map[string]bool
}

func (m *collector) cite(key string, line int) {
	key = strings.TrimSpace(key)
	switch {
	case key == "":
	case key == "*":
		m.All = true
	case !m.seen[key]:
		m.seen[key] = true
		m.Citations = append(m.Citations, Citation{Key: key, Line: line})
	}
}

// print takes a reference that the file itself prints.
func (m *collector) print(r evidence.Record, line int) {
	r.Origin.File, r.Origin.Line = m.name, line
	m.Printed = append(m.Printed, r)
}

// Record and Problem make collector the sink of the reader of reference lists.
func (m *collector) Record(r evidence.Record) error {
	r.Origin.Key = "" // its number in the list
	m.print(r, r.Origin.Line)
	return nil
}

func (m *collector) Problem(p format.Problem) {
	p.File = m.name
	m.Problems = append(m.Problems, p)
}
