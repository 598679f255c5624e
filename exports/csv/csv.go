// Package csv writes studies as one comma-separated table, a row per study in
// the order of the keys, for spreadsheets and screening programs. It is about
// references; findings have a table of their own.
//
// A cell that a spreadsheet would run as a formula gets an apostrophe before
// it, which spreadsheets do not show.
package csv

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"dossier/evidence"
	"dossier/exports/biblio"
)

// Columns are the headings, in order. New ones are added at the end.
func Columns() []string {
	return []string{
		"key", "type", "doi", "pmid", "pmcid", "title", "authors", "year", "date", "journal", "journal_abbrev",
		"volume", "issue", "pages", "issn", "publisher", "url", "language", "keywords", "registry",
		"design", "population", "n", "notices", "pending", "note", "abstract",
	}
}

// Write writes the heading and the studies to w. Several values in one cell
// are joined by "; ".
func Write(w io.Writer, studies biblio.Studies, opts biblio.Options) error {
	out := csv.NewWriter(w)
	if err := out.Write(Columns()); err != nil {
		return err
	}
	for s, err := range studies.ByKey().All() {
		if err != nil {
			return err
		}
		cells := row(s, opts)
		for i, c := range cells {
			cells[i] = Neutral(c)
		}
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("study %s: %w", s.Key, err)
		}
	}
	out.Flush()
	return out.Error()
}

func row(s *evidence.Study, opts biblio.Options) []string {
	abstract := biblio.Clean(s.Abstract)
	if opts.OmitAbstract {
		abstract = ""
	}
	date := biblio.IssueDate(&s.Citation)
	when := biblio.Numeric(date)
	if end := biblio.NumericEnd(date); end != "" {
		when += "/" + end
	}
	return []string{
		s.Key, string(s.Type), string(s.DOI), string(s.PMID), string(s.PMCID),
		biblio.Line(s.Title), authors(s), number(s.Year()), when,
		biblio.Line(s.Journal), biblio.Line(s.JournalAbbrev),
		biblio.Line(s.Volume), biblio.Line(s.Issue), biblio.PageText(s.Pages, "-"),
		joined(s.ISSN, func(n evidence.ISSN) string { return string(n) }),
		biblio.Line(s.Publisher), biblio.Line(s.URL), biblio.Line(s.Language),
		joined(s.Keywords, biblio.Line),
		joined(s.Registry, func(r evidence.RegistryID) string { return r.ID }),
		s.Design, biblio.Line(s.Population), number(s.N),
		joined(s.Notices, noticeText), s.Pending, biblio.Line(s.Note), abstract,
	}
}

func authors(s *evidence.Study) string {
	text := joined(s.Authors, biblio.Sortable)
	if s.AuthorsTruncated {
		text += "; et al."
	}
	return strings.TrimPrefix(text, "; ")
}

func noticeText(n evidence.Notice) string {
	words := []string{string(n.Kind), biblio.Numeric(n.Date), string(n.DOI)}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

func joined[T any](list []T, text func(T) string) string {
	words := make([]string, 0, len(list))
	for _, v := range list {
		if t := text(v); t != "" {
			words = append(words, t)
		}
	}
	return strings.Join(words, "; ")
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// Neutral returns the cell with an apostrophe before it when a spreadsheet
// would take it for a formula: it begins with = + - @ (also in full width), or
// with a tab or line break that hides such a character. Reading takes one
// apostrophe before such a character away again; one that was there is doubled.
func Neutral(cell string) string {
	rest := strings.TrimLeft(cell, "'")
	if rest == "" {
		return cell
	}
	first := []rune(rest)[0]
	if strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + cell
	}
	return cell
}
