// Package bibtex writes studies as a bibliography for LaTeX, in two dialects:
// BibTeX (ASCII with LaTeX escapes, year and month) and biblatex (UTF-8, date,
// journaltitle, eprint). Start with Write.
//
// The output is deterministic: entries by key, fields in one order. Every file
// is parsed in one call by github.com/nickng/bibtex v1.4.0, which is stricter
// than BibTeX: no @ in a value, no control characters, ASCII keys that begin
// with a letter, no field named comment. Fields that the biblatex data model
// does not allow for an entry type are left out of that dialect.
//
// The type of entries that neither dialect names (preprint, registration; in
// BibTeX also data sets, software, web pages) is kept in entrysubtype. PMID and
// PMCID stand in pmid and pmcid, trial registrations in registration, which the
// styles of BibTeX pass over; in biblatex, whose data model has no such fields,
// in eprint and usera. What a style of BibTeX would complain about stands in a
// field that it passes over: the issue of a book in issue, the editors of a book
// that has authors in editors. Not carried, or changed:
//
//   - ORCIDs, MeSH, publication types, funding, relations, other identifiers;
//   - notices of corrections; of others (remarks in note) the source and the text;
//   - the date of first publication online of a work that has a date of issue,
//     and the words of a date that has a year;
//   - an address that repeats the DOI; others as biblio.Address writes them,
//     and @ encoded;
//   - a family name of several words that stands alone is a group's, and so is
//     a name of more than two commas;
//   - serial numbers are those that biblio.SerialNumbers gives;
//   - in biblatex: all ISSNs and ISBNs but the first, and the fields that its
//     data model does not know for the type of the entry.
package bibtex

import (
	"bufio"
	"fmt"
	"io"

	"dossier/exports/biblio"
)

// Dialect is one of the two languages that are written as .bib files.
type Dialect int

// BibTeX is what bibtex and natbib read, BibLaTeX what biber reads.
const (
	BibTeX Dialect = iota
	BibLaTeX
)

// Write writes the studies to w. Keys that a .bib file cannot hold are spelled
// with the characters it can (biblio.Keys).
func Write(w io.Writer, studies biblio.Studies, dialect Dialect, opts biblio.Options) error {
	sorted := studies.ByKey()
	keys := biblio.Keys(sorted.Keys)
	out := bufio.NewWriter(w)
	i := 0
	for s, err := range sorted.All() {
		if err != nil {
			return err
		}
		if i > 0 {
			fmt.Fprint(out, "\n")
		}
		fmt.Fprint(out, Entry(s, keys[i], dialect, opts))
		i++
	}
	return out.Flush()
}
