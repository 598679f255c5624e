package ris

import (
	"strconv"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
	"dossier/ingest/layout"
	"dossier/ingest/notes"
	"dossier/ingest/tagged"
)

// finish settles what several tags decide together.
func (b *builder) finish() {
	c := &b.Record.Citation
	b.container(c)
	b.Pages(b.start, b.end, b.locator)
	c.Date = tagged.IssueDate(risDate(b.year), risDate(b.date), b.date)
	b.text(c)
	b.identifiers(c)
	b.Record.Origin.Database = b.database
	if len(b.access) > 0 && b.Record.Origin.Key == "" {
		b.Record.Origin.Key = b.access[0]
	}
}

// container tells the full name of the journal from its abbreviation: JF is
// full, JA, J1 and J2 are short, T2 is the journal or book, JO is either.
func (b *builder) container(c *evidence.Citation) {
	if c.Title == "" && (c.Type == evidence.TypeBook || b.second == "" && b.full == "") {
		c.Title, b.book = b.book, ""
	}
	if c.Type == evidence.TypeBook { // T2 of a book is its series
		if c.Series == "" {
			c.Series, b.second = b.second, ""
		}
	}
	for _, name := range []string{b.full, b.second, b.book, b.journal, b.abbrev} {
		if c.Journal == "" {
			c.Journal = name
		}
	}
	for _, name := range []string{b.abbrev, b.journal} {
		if c.JournalAbbrev == "" && !strings.EqualFold(name, c.Journal) {
			c.JournalAbbrev = name
		}
	}
	if c.Journal != b.second && b.second != "" && !strings.EqualFold(b.second, c.JournalAbbrev) {
		b.Keep("T2", b.second)
	}
}

// risDate reads "YYYY/MM/DD/other": "2021", "2021/06/05/", "2021/06//", "2021///Spring" and what
// programs print in its place.
func risDate(s string) evidence.Date {
	if len(s) == 4 {
		if y, err := strconv.Atoi(s); err == nil && y > 999 && y < 3000 {
			return evidence.Date{Year: y}
		}
	}
	if s == "" {
		return evidence.Date{}
	}
	parts := strings.SplitN(s, "/", 4)
	year, err := strconv.Atoi(strings.TrimSpace(parts[0]))
	if err != nil || year < 1000 || year > 2999 || len(strings.TrimSpace(parts[0])) != 4 {
		d, _ := evidence.ParseDate(strings.TrimRight(s, "/ "))
		return d
	}
	number := func(i int) int {
		if i >= len(parts) {
			return 0
		}
		n, _ := strconv.Atoi(strings.TrimSpace(parts[i]))
		return n
	}
	month := number(1)
	if month == 0 && len(parts) > 1 {
		month, _ = notation.Month(strings.TrimSpace(parts[1]))
	}
	d := evidence.DateFromParts(year, month, number(2))
	if len(parts) == 4 {
		otherPart(&d, strings.TrimSpace(parts[3]))
	}
	return d
}

// otherPart reads the last part of a date: a season, the end of a range, or a
// month in words.
func otherPart(d *evidence.Date, other string) {
	switch {
	case other == "":
	case strings.HasPrefix(other, "to "):
		if end, err := evidence.ParseDate(other[3:]); err == nil {
			d.EndYear, d.EndMonth, d.EndDay = end.Year, end.Month, end.Day
		}
	default:
		if season, ok := notation.Season(other); ok {
			d.Season = season
		} else if full, err := evidence.ParseDate(strconv.Itoa(d.Year) + " " + other); err == nil && full.Month != 0 && d.Month == 0 {
			*d = full
			d.Raw = ""
		} else {
			d.Raw = other
		}
	}
}

// text settles abstract, notes, type words and address. N2 is the abstract of
// older files and a note in others.
func (b *builder) text(c *evidence.Citation) {
	b.chooseAbstract(c)
	switch {
	case b.older == "":
	case c.Abstract == "":
		c.Abstract = layout.Paragraphs(b.older)
	default:
		if note := layout.Paragraphs(b.older); note != c.Abstract {
			b.Keep("N2", note)
		}
	}
	c.Notices, c.Note = evidence.CutRemarks(strings.Join(b.notes, "\n"))
	for _, word := range b.m3 {
		if doi, _ := evidence.ParseDOI(word); doi != "" {
			if c.DOI == "" {
				c.DOI = doi
			}
			continue
		}
		c.PublicationTypes = append(c.PublicationTypes, word)
	}
	for i, u := range b.urls {
		if i == 0 {
			c.URL = u
			continue
		}
		b.Keep("UR", u)
	}
}

// chooseAbstract takes the English of several abstracts, else the longest, and
// keeps the others. A notice of copyright is none.
func (b *builder) chooseAbstract(c *evidence.Citation) {
	if len(b.abstracts) == 1 {
		c.Abstract = b.abstracts[0]
		return
	}
	best, bestRank := -1, 0
	for i, text := range b.abstracts {
		rank := min(len(text), 1<<20)
		if notation.IsEnglish(text) {
			rank += 1 << 21
		}
		if isCopyright(text) {
			rank = 1
		}
		if rank > bestRank {
			best, bestRank = i, rank
		}
	}
	for i, text := range b.abstracts {
		if i == best {
			c.Abstract = text
		} else {
			b.Keep("AB", text)
		}
	}
}

func isCopyright(text string) bool {
	return strings.HasPrefix(text, "Copyright of ") || strings.HasPrefix(text, "Copyright (c) ") || strings.HasPrefix(text, "©")
}

// identifiers reads accession numbers by the database they belong to, and what
// an address or a note names when the tags of identifiers are missing.
func (b *builder) identifiers(c *evidence.Citation) {
	db := strings.ToLower(b.database)
	medline := strings.Contains(db, "pubmed") || strings.Contains(db, "medline") || db == "nlm"
	for _, an := range b.access {
		switch {
		case strings.HasPrefix(strings.ToUpper(an), "PMC") && c.PMCID == "":
			c.PMCID, _ = evidence.ParsePMCID(an)
		case medline && c.PMID == "" && pmid(an) != "":
			c.PMID = evidence.PMID(pmid(an))
		default:
			c.OtherIDs = append(c.OtherIDs, evidence.OtherID{Kind: accessionKind(an, db), Value: an})
		}
	}
	b.custom2(c, db)
	if b.link != nil {
		if doi, _ := evidence.ParseDOI(layout.OneLine(b.link.Value)); c.DOI == "" {
			c.DOI = doi
		} else if doi != c.DOI {
			b.Keep(b.link.Tag, layout.OneLine(b.link.Value))
		}
	}
	for _, u := range b.urls {
		if c.DOI == "" && strings.Contains(u, "10.") {
			c.DOI, _ = evidence.ParseDOI(u)
		}
		if c.PMID == "" {
			c.PMID = evidence.PMIDOfAddress(u)
		}
	}
	notes.Identify(c, c.Note)
	for _, note := range b.notes {
		notes.TrialsOfNote(c, note)
	}
}

// custom2 is the PMCID (EndNote) or, from Scopus, the PMID.
func (b *builder) custom2(c *evidence.Citation, db string) {
	id, err := evidence.ParsePMCID(b.c2)
	switch {
	case b.c2 == "":
	case err == nil && strings.HasPrefix(strings.ToUpper(b.c2), "PMC") && c.PMCID == "":
		c.PMCID = id
	case strings.Contains(db, "scopus") && c.PMID == "" && pmid(b.c2) != "":
		c.PMID = evidence.PMID(pmid(b.c2))
	default:
		b.Keep("C2", b.c2)
	}
}

func accessionKind(an, db string) string {
	switch {
	case strings.HasPrefix(an, "WOS:"):
		return "wos"
	case strings.HasPrefix(an, "CN-"):
		return "central"
	case strings.HasPrefix(an, "rayyan-"):
		return "rayyan"
	case strings.Contains(db, "embase"):
		return "embase"
	case strings.Contains(db, "cinahl"):
		return "cinahl"
	case strings.Contains(db, "psycinfo"):
		return "psycinfo"
	case strings.Contains(db, "scopus"):
		return "eid"
	}
	return "accession"
}
