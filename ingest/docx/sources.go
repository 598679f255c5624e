package docx

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"dossier/evidence"
)

// source is one b:Source of Word's bibliography (ECMA-376 part 1, 22.6).
type source struct {
	Tag  string
	Type string `xml:"SourceType"`

	Author struct {
		Author       contributor
		Artist       contributor
		Inventor     contributor
		Editor       contributor
		BookAuthor   contributor
		Interviewee  contributor
		Director     contributor
		Compiler     contributor
		ProducerName contributor
	}

	Title, Year, Month, Day, JournalName, PeriodicalTitle, BookTitle, ConferenceName, PublicationTitle, InternetSiteTitle,
	Publisher, Institution, City, Volume, Issue, Pages, Edition, URL, DOI, StandardNumber, Comments string
}

// contributor is a list of persons, or a body.
type contributor struct {
	Corporate string
	Persons   []struct{ Last, First, Middle string } `xml:"NameList>Person"`
}

func (c contributor) list() []evidence.Person {
	var out []evidence.Person
	for _, p := range c.Persons {
		person := evidence.Person{Family: strings.TrimSpace(p.Last), Given: strings.TrimSpace(strings.TrimSpace(p.First) + " " + strings.TrimSpace(p.Middle))}
		if person.Family == "" {
			person = evidence.Person{Literal: person.Given}
		}
		if !person.IsZero() {
			out = append(out, person)
		}
	}
	if name := strings.TrimSpace(c.Corporate); name != "" {
		out = append(out, evidence.Person{Literal: name})
	}
	return out
}

// readSources reads the sources that Word keeps beside the text, in one of the
// custom parts.
func (d *Document) readSources(ctx context.Context, archive *zip.Reader) error {
	for _, part := range archive.File {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !strings.HasPrefix(part.Name, "customXml/item") || !strings.HasSuffix(part.Name, ".xml") {
			continue
		}
		// A custom part of another program may be anything: what cannot be read
		// there is missed when a citation names it.
		_ = readPart(part, d.readSourcePart)
	}
	return nil
}

func (d *Document) readSourcePart(r io.Reader) error {
	decoder := xml.NewDecoder(r)
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok || start.Name.Local == "Sources":
		case start.Name.Local != "Source":
			return nil // not Word's sources
		default:
			var s source
			if err := decoder.DecodeElement(&s, &start); err != nil {
				return err
			}
			if s.Tag != "" {
				d.sources[strings.ToLower(s.Tag)] = s.record()
			}
		}
	}
}

func (s source) record() evidence.Record {
	clean := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	first := func(texts ...string) string {
		for _, t := range texts {
			if t = clean(t); t != "" {
				return t
			}
		}
		return ""
	}
	r := evidence.Record{Origin: evidence.Origin{Key: s.Tag}}
	c := &r.Citation
	c.Type = sourceType(s.Type)
	c.Title = clean(s.Title)
	for _, who := range []contributor{s.Author.Author, s.Author.Artist, s.Author.Inventor, s.Author.Interviewee, s.Author.Director, s.Author.Compiler, s.Author.ProducerName} {
		if c.Authors = who.list(); len(c.Authors) > 0 {
			break
		}
	}
	c.Editors = s.Author.Editor.list()
	c.Journal = first(s.JournalName, s.PeriodicalTitle, s.BookTitle, s.ConferenceName, s.PublicationTitle)
	if c.Type == evidence.TypeBook && c.Journal == c.Title {
		c.Journal = ""
	}
	c.Volume, c.Issue, c.Edition = clean(s.Volume), clean(s.Issue), clean(s.Edition)
	c.Publisher, c.Place = first(s.Publisher, s.Institution), clean(s.City)
	c.URL, c.Note = clean(s.URL), clean(s.Comments)
	c.Date, _ = evidence.ParseDate(clean(strings.Join([]string{s.Year, s.Month, s.Day}, " ")))
	if pages := clean(s.Pages); pages != "" {
		c.Pages, _ = evidence.ParsePages(pages)
	}
	// Word has had a field for the DOI since 2016 only; before, it stood in others.
	for _, text := range []string{s.DOI, s.StandardNumber, s.URL, s.Comments} {
		for _, found := range evidence.FindIdentifiers(text) {
			if c.DOI == "" {
				c.DOI = found.DOI
			}
			if c.PMID == "" {
				c.PMID = found.PMID
			}
		}
	}
	return r
}

func sourceType(name string) evidence.EntryType {
	switch name {
	case "JournalArticle", "ArticleInAPeriodical":
		return evidence.TypeArticle
	case "Book":
		return evidence.TypeBook
	case "BookSection":
		return evidence.TypeChapter
	case "ConferenceProceedings":
		return evidence.TypeConference
	case "Report":
		return evidence.TypeReport
	case "InternetSite", "DocumentFromInternetSite", "ElectronicSource":
		return evidence.TypeWebpage
	}
	return evidence.TypeOther
}

// wordCitation reads a field of Word's own: CITATION Kim20 \l 1033 \p 3 \m Lee21.
// A switch has one argument; that of \m is a further tag.
func (d *Document) wordCitation(code string) ([]evidence.Record, error) {
	var works []evidence.Record
	var missing []string
	role := "m" // the first argument is a tag
	for _, word := range strings.Fields(code)[1:] {
		if name, ok := strings.CutPrefix(word, `\`); ok {
			role = name
			continue
		}
		if role == "m" {
			tag := strings.Trim(word, `"`)
			if work, ok := d.sources[strings.ToLower(tag)]; ok {
				works = append(works, work)
			} else {
				missing = append(missing, tag)
			}
		}
		role = ""
	}
	if len(missing) > 0 {
		return works, fmt.Errorf("the document has no source %s", strings.Join(missing, ", "))
	}
	return works, nil
}
