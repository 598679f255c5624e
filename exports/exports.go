// Package exports lists the writers that turn evidence into files. Each format
// is a package of its own; this one only knows their names. Studies come in,
// bytes go out; nothing is computed here. Start with Bibliographies.
package exports

import (
	"io"

	"dossier/exports/biblio"
	"dossier/exports/bibtex"
	"dossier/exports/csljson"
	"dossier/exports/csv"
	"dossier/exports/jsonl"
	"dossier/exports/nbib"
	"dossier/exports/reflist"
	"dossier/exports/ris"
)

// Bibliography is one format for lists of references.
type Bibliography struct {
	Name      string // as --to and export take it
	Extension string // with the point
	About     string // one line for the help text
	Write     func(w io.Writer, studies biblio.Studies, opts biblio.Options) error
}

// Bibliographies lists the formats in the order in which help prints them: those
// for programs, then the reference lists that a manuscript prints. The latter
// number the studies as they come.
func Bibliographies() []Bibliography {
	list := []Bibliography{
		{"bibtex", ".bib", "BibTeX: ASCII, for bibtex and natbib", writeBib(bibtex.BibTeX)},
		{"biblatex", ".bib", "biblatex: UTF-8, for biber", writeBib(bibtex.BibLaTeX)},
		{"ris", ".ris", "RIS, for EndNote, Zotero, Mendeley, Rayyan, Covidence", ris.Write},
		{"csl-json", ".json", "CSL-JSON, for pandoc and citation processors", csljson.Write},
		{"nbib", ".nbib", "MEDLINE as PubMed exports it", nbib.Write},
		{"csv", ".csv", "a table of references", csv.Write},
		{"json", ".jsonl", "whole studies, one JSON object per line", jsonl.Write},
	}
	for _, style := range reflist.Styles() {
		list = append(list, Bibliography{style.Name, ".txt", "reference list: " + style.About, writeList(style.Name)})
	}
	return list
}

func writeList(style string) func(io.Writer, biblio.Studies, biblio.Options) error {
	return func(w io.Writer, studies biblio.Studies, opts biblio.Options) error {
		return reflist.Write(w, studies, style, opts)
	}
}

// FindBibliography finds a format by name.
func FindBibliography(name string) (Bibliography, bool) {
	for _, b := range Bibliographies() {
		if b.Name == name {
			return b, true
		}
	}
	return Bibliography{}, false
}

func writeBib(dialect bibtex.Dialect) func(io.Writer, biblio.Studies, biblio.Options) error {
	return func(w io.Writer, studies biblio.Studies, opts biblio.Options) error {
		return bibtex.Write(w, studies, dialect, opts)
	}
}
