// Package cited finds which references a manuscript cites: the keys of \cite and
// its kin in LaTeX, of [@key] in Markdown (pandoc, Quarto, R Markdown), and of
// [@key] typed into a Word document.
//
// The bytes of one file come in; keys go out in the order of their first
// citation, each with its line. Start with Read. What a comment, a verbatim
// block or a piece of code says is not cited.
package cited

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path"
	"strings"
)

// Key is one cited key.
type Key struct {
	Key  string
	Line int // of the file, from 1; of a Word document the paragraph
}

// Manuscript is what one file cites.
type Manuscript struct {
	Keys     []Key    // each once
	All      bool     // \nocite{*}, or @* in the metadata: the whole bibliography
	Included []string // files that LaTeX reads in, as named
}

// MaxFile bounds a manuscript, in bytes.
const MaxFile = 256 << 20

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
	m := &collector{seen: map[string]bool{}}
	switch extension := strings.ToLower(path.Ext(strings.ReplaceAll(name, `\`, "/"))); {
	case extension == ".docx", bytes.HasPrefix(data, []byte("PK\x03\x04")):
		err = m.word(data)
	case extension == ".tex", extension == ".ltx", extension == ".latex", extension == ".rnw":
		m.latex(string(data))
	default:
		m.markdown(string(data))
	}
	if err != nil {
		return Manuscript{}, fmt.Errorf("reading %s: %w", name, err)
	}
	return m.Manuscript, nil
}

// collector keeps each key once.
type collector struct {
	Manuscript
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
		m.Keys = append(m.Keys, Key{key, line})
	}
}
