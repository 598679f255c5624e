// Package reflist writes formatted lists of references, as a manuscript prints
// them: Vancouver, AMA, APA, Nature, and a numbered list for journals without a
// style of their own.
//
// Studies come in, plain text goes out, one reference per line; start with Write.
// A style is data (styles.go): how names are printed and in which order the parts
// of each kind of publication follow. Numbered styles go by key, or keep the
// order given, that of citation; the others sort by author and year.
// A retracted work says so behind its reference. Italics are left to the
// typesetter.
package reflist

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
	"dossier/exports/biblio"
)

// Write writes the references of studies in the named style. It is an error when
// there is no such style.
func Write(w io.Writer, studies biblio.Studies, styleName string, opts biblio.Options) error {
	for _, s := range styles() {
		if s.name == styleName {
			return s.write(w, studies, opts)
		}
	}
	return fmt.Errorf("there is no style %q of reference lists", styleName)
}

func (s *style) write(w io.Writer, studies biblio.Studies, opts biblio.Options) error {
	if !opts.InOrder {
		studies = studies.ByKey()
	}
	if !s.numbered {
		var err error
		if studies, err = byAuthor(studies); err != nil {
			return err
		}
	}
	out := bufio.NewWriter(w)
	number := 0
	for x, err := range studies.All() {
		if err != nil {
			return err
		}
		if number++; s.numbered {
			fmt.Fprintf(out, "%d. ", number)
		}
		out.WriteString(s.reference(x))
		out.WriteByte('\n')
	}
	return out.Flush()
}

// byAuthor sorts by author, year and title.
func byAuthor(studies biblio.Studies) (biblio.Studies, error) {
	var list []*evidence.Study
	for x, err := range studies.All() {
		if err != nil {
			return studies, err
		}
		list = append(list, x)
	}
	slices.SortStableFunc(list, func(a, b *evidence.Study) int {
		if c := strings.Compare(sortName(a), sortName(b)); c != 0 {
			return c
		}
		if c := a.Year() - b.Year(); c != 0 {
			return c
		}
		return strings.Compare(notation.Fold(a.Title), notation.Fold(b.Title))
	})
	return biblio.List(list), nil
}

// sortName is what an alphabetical list sorts by: authors, else title.
func sortName(x *evidence.Study) string {
	var b strings.Builder
	for _, p := range x.Authors {
		b.WriteString(notation.Fold(biblio.Sortable(p)) + "\x00")
	}
	if b.Len() == 0 {
		return notation.Fold(x.Title)
	}
	return b.String()
}

// reference is one study in this style.
func (s *style) reference(x *evidence.Study) string {
	parts := s.article
	switch x.Type {
	case evidence.TypeBook, evidence.TypeThesis, evidence.TypeReport:
		parts = s.book
	case evidence.TypeChapter:
		parts = s.chapter
	case evidence.TypeArticle, "":
	default:
		if x.Journal == "" {
			parts = s.other
		}
	}
	text := ""
	if s.titleFirst && len(x.Authors) == 0 { // the title stands where the authors would
		parts = slices.Clone(parts)
		for i, p := range parts {
			switch p.field {
			case "authors":
				parts[i] = part{"title", "", "."}
			case "title":
				parts[i].field = ""
			}
		}
	}
	for _, p := range parts {
		if p.field == "editors" && len(x.Editors) == 1 {
			one := strings.NewReplacer("editors", "editor", "eds.", "ed.", "Eds.", "Ed.", "(eds ", "(ed. ")
			p.before, p.after = one.Replace(p.before), one.Replace(p.after)
		}
		if value := s.field(x, p.field); value != "" {
			text = join(text, p.before, value, p.after)
		}
	}
	if remarks := biblio.Remarks(x); len(remarks) > 0 {
		text += " [" + strings.Join(remarks, "; ") + "]"
	}
	return text
}

// join appends a part. A point behind a point or a question mark is one too many,
// and nothing separates a part from what is not there.
func join(text, before, value, after string) string {
	if text == "" {
		before = strings.TrimLeft(before, " .,;:")
	} else if strings.HasPrefix(before, ".") && endsSentence(text) {
		before = before[1:]
	}
	if strings.HasPrefix(after, ".") && endsSentence(value) {
		after = after[1:]
	}
	return text + before + value + after
}

func endsSentence(s string) bool { return s != "" && strings.ContainsAny(s[len(s)-1:], ".?!") }

// field is the text of one field; empty when the study has none.
func (s *style) field(x *evidence.Study, name string) string {
	switch name {
	case "authors":
		return s.names.list(x.Authors, x.AuthorsTruncated)
	case "editors":
		return s.editors().list(x.Editors, false)
	case "title":
		return strings.TrimRight(biblio.Line(x.Title), ". ")
	case "journal":
		return biblio.Line(x.Journal)
	case "abbrev":
		if x.JournalAbbrev != "" {
			return biblio.Line(x.JournalAbbrev)
		}
		return biblio.Line(x.Journal)
	case "year":
		if x.Year() > 0 {
			return strconv.Itoa(x.Year())
		}
		return s.noYear
	case "date":
		if text := longDate(biblio.IssueDate(&x.Citation)); text != "" {
			return text
		}
		return s.noYear
	case "volume":
		return biblio.Line(x.Volume)
	case "issue":
		return biblio.Line(x.Issue)
	case "pages":
		return s.pages(x.Pages)
	case "publisher":
		return biblio.Line(x.Publisher)
	case "place":
		return biblio.Line(x.Place)
	case "edition":
		return biblio.Line(x.Edition)
	case "doi":
		return string(x.DOI)
	case "link": // where no DOI leads to the work
		if x.DOI != "" {
			return ""
		}
		return biblio.Line(x.URL)
	case "registration":
		for _, r := range x.Registry {
			return r.ID
		}
	}
	return ""
}

// longDate prints 2022 Jan 27.
func longDate(d evidence.Date) string {
	if d.Year <= 0 {
		return ""
	}
	text := strconv.Itoa(d.Year)
	if month := notation.MonthAbbrev(d.Month); month != "" {
		text += " " + month
		if d.Day > 0 {
			text += " " + strconv.Itoa(d.Day)
		}
	}
	return text
}

// pages prints a range; with shortPages the last page loses the digits that it
// shares with the first: 284-7.
func (s *style) pages(p evidence.Pages) string {
	text := biblio.PageText(p, s.dash)
	if !s.shortPages {
		return text
	}
	first, last, ok := strings.Cut(text, s.dash)
	if !ok || len(first) != len(last) || strings.Trim(first+last, "0123456789") != "" {
		return text
	}
	same := 0
	for same < len(last)-1 && first[same] == last[same] {
		same++
	}
	return first + s.dash + last[same:]
}
