// Package table writes evidence tables: as text for a terminal, Markdown, CSV,
// TSV, JSON, HTML, LaTeX, XLSX and DOCX.
//
// Summaries come in, bytes go out; start with Write. Every format prints the
// same cells in the same order and none computes: what a number says is decided
// in evidence/summary. The same summaries give the same bytes.
package table

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
)

// Options steers the layout, never the content.
type Options struct {
	Width int    // of text, in display cells; 0 means 100
	Color bool   // of text: headings in bold
	Title string // of a document with several tables

	Fragment bool // of LaTeX: only the tables, for a paper's own preamble and bibliography
}

// titled tells whether the document has a title that its only table does not say.
func (o Options) titled(tables []*evidence.Summary) bool {
	return o.Title != "" && (len(tables) != 1 || tables[0].Title != o.Title)
}

// ErrUnknownFormat says that there is no such format.
var ErrUnknownFormat = errors.New("unknown table format")

// Formats lists the names that Write takes.
func Formats() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

// tableFormat is one way of writing tables.
type tableFormat struct {
	name      string
	aliases   []string
	extension string
	binary    bool
	write     func(io.Writer, []*evidence.Summary, Options) error
}

// formats is the one list of formats.
func formats() []tableFormat {
	return []tableFormat{
		{name: "text", aliases: []string{"txt"}, extension: ".txt", write: writeText},
		{name: "md", aliases: []string{"markdown"}, extension: ".md", write: writeMarkdown},
		{name: "csv", extension: ".csv", write: writeCSV},
		{name: "tsv", aliases: []string{"tab"}, extension: ".tsv", write: writeTSV},
		{name: "json", extension: ".json", write: writeJSON},
		{name: "html", aliases: []string{"htm"}, extension: ".html", write: writeHTML},
		{name: "latex", aliases: []string{"tex"}, extension: ".tex", write: writeLaTeX},
		{name: "xlsx", aliases: []string{"excel"}, extension: ".xlsx", binary: true, write: writeXLSX},
		{name: "docx", aliases: []string{"word"}, extension: ".docx", binary: true, write: writeDOCX},
	}
}

func lookup(name string) (tableFormat, bool) {
	name = strings.ToLower(name)
	for _, f := range formats() {
		if f.name == name {
			return f, true
		}
		for _, a := range f.aliases {
			if a == name {
				return f, true
			}
		}
	}
	return tableFormat{}, false
}

// Write writes the tables in the named format.
func Write(w io.Writer, format string, tables []*evidence.Summary, o Options) error {
	f, ok := lookup(format)
	if !ok {
		return fmt.Errorf("%w %q; use %s", ErrUnknownFormat, format, strings.Join(Formats(), ", "))
	}
	if f.binary || f.name == "text" { // both leave hidden characters out themselves
		if err := f.write(w, tables, o); err != nil {
			return fmt.Errorf("writing %s: %w", f.name, err)
		}
		return nil
	}
	out := onlyVisible(w)
	if err := errors.Join(f.write(out, tables, o), out.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", f.name, err)
	}
	return nil
}

// Binary reports whether a format is not text for a terminal.
func Binary(format string) bool {
	f, _ := lookup(format)
	return f.binary
}

// Extension is the usual file name extension of a format, with its dot.
func Extension(format string) string {
	f, _ := lookup(format)
	return f.extension
}

// references merges the references of several tables, by key.
func references(tables []*evidence.Summary) []evidence.StudyHead {
	at := map[string]int{}
	var all []evidence.StudyHead
	for _, t := range tables {
		for _, r := range t.References {
			i, seen := at[r.Key]
			switch {
			case !seen:
				at[r.Key] = len(all)
				all = append(all, r)
			case all[i].YearLetter == "": // in one of the tables the name is not unique
				all[i].YearLetter = r.YearLetter
			}
		}
	}
	sortByKey(all)
	return all
}

// reference prints one reference: what the head of a study knows.
func reference(r evidence.StudyHead) string {
	var b strings.Builder
	b.Grow(len(r.Authors) + len(r.Title) + len(r.Journal) + 20)
	add := func(parts ...string) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		for _, part := range parts {
			b.WriteString(part)
		}
	}
	switch {
	case r.Year > 0 && r.Authors != "":
		add(r.Authors, " (", strconv.Itoa(r.Year), r.YearLetter, ").")
	case r.Year > 0:
		add("(", strconv.Itoa(r.Year), r.YearLetter, ").")
	case r.Authors != "":
		add(strings.TrimSuffix(r.Authors, "."), ".")
	}
	for _, part := range []string{r.Title, r.Journal} {
		if part != "" {
			add(strings.TrimSuffix(part, "."), ".")
		}
	}
	var said []string // several sources may say so
	for _, n := range r.Notices {
		if word := standing(n.Kind); word != "" && !slices.Contains(said, word) {
			said = append(said, word)
			add("[", word, "]")
		}
	}
	if r.DOI == "" && r.PMID != "" {
		add("PMID ", string(r.PMID), ".")
	}
	return b.String()
}

// origin says where the number of a row was read and who stands for it.
func origin(f *evidence.Facts) string {
	var parts []string
	add := func(label, value string) {
		if value != "" {
			parts = append(parts, label+value)
		}
	}
	url := f.Source.URL
	if url == "" && f.DOI != "" {
		url = "doi:" + string(f.DOI)
	}
	add("", url)
	add("page ", f.Source.Page)
	add("table ", f.Source.Table)
	add("kind of source: ", f.Source.Kind)
	add("by ", f.By)
	if q := f.Source.Quote.Text; q != "" {
		parts = append(parts, "“"+q+"”")
	}
	return strings.Join(parts, "; ")
}

// standing is the word with which a reference list marks a work that no longer
// stands.
func standing(kind evidence.NoticeKind) string {
	switch kind {
	case evidence.NoticeRetraction, evidence.NoticeReplaced:
		return "RETRACTED"
	case evidence.NoticeWithdrawal:
		return "WITHDRAWN"
	case evidence.NoticeConcern:
		return "EXPRESSION OF CONCERN"
	}
	return ""
}

// marked is the text of a cell with its footnote marks in brackets.
func marked(c evidence.Cell) string {
	if len(c.Marks) == 0 {
		return c.Text
	}
	return strings.TrimSpace(c.Text + " [" + strings.Join(c.Marks, ",") + "]")
}
