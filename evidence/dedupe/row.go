package dedupe

import (
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// FromRow reads a record from a row of a table by the names of its columns:
// record_id, title, authors, year, journal, volume, issue, pages, doi, pmid,
// pmcid, abstract, source_db, type; booktitle, number, author, ID and ENTRYTYPE
// are other names of some. Columns that it does not know are left out. What
// cannot be parsed is kept as printed.
func FromRow(row map[string]string) evidence.Record {
	get := func(names ...string) string {
		for _, n := range names {
			if v := strings.TrimSpace(row[n]); v != "" && !strings.EqualFold(v, "nan") {
				return v
			}
		}
		return ""
	}
	rec := evidence.Record{ID: get("record_id", "ID", "id")}
	rec.Origin = evidence.Origin{Format: "table", Database: get("source_db"), Key: rec.ID}
	c := &rec.Citation
	c.Type = rowType(get("type", "ENTRYTYPE"))
	c.Title = get("title")
	c.Authors, c.AuthorsTruncated = rowAuthors(get("authors", "author"))
	c.Date, _ = evidence.ParseDate(get("year"))
	c.Journal = get("journal", "booktitle")
	c.Volume = get("volume")
	c.Issue = get("issue", "number")
	c.Pages, _ = evidence.ParsePages(get("pages"))
	c.DOI, _ = evidence.ParseDOI(get("doi"))
	c.PMID, _ = evidence.ParsePMID(get("pmid"))
	c.PMCID, _ = evidence.ParsePMCID(get("pmcid"))
	c.Abstract = get("abstract")
	c.URL = get("url")
	return rec
}

// rowType reads a type as BibTeX, CSL or a person names it.
func rowType(s string) evidence.EntryType {
	switch strings.ToLower(s) {
	case "article", "article-journal", "journal article", "jour":
		return evidence.TypeArticle
	case "inproceedings", "conference", "paper-conference", "proceedings", "conference paper", "cpaper", "conf":
		return evidence.TypeConference
	case "book":
		return evidence.TypeBook
	case "incollection", "inbook", "chapter", "chap":
		return evidence.TypeChapter
	case "phdthesis", "mastersthesis", "thesis", "thes":
		return evidence.TypeThesis
	case "techreport", "report", "rprt":
		return evidence.TypeReport
	case "online", "webpage", "elec":
		return evidence.TypeWebpage
	case "preprint", "unpublished", "unpb":
		return evidence.TypePreprint
	case "registration", "trial":
		return evidence.TypeRegistration
	}
	return ""
}

// rowAuthors reads lists with semicolons, BibTeX lists with "and", and lists of
// which the separators were lost ("Adeli K.Lewis G. F.").
func rowAuthors(list string) ([]evidence.Person, bool) {
	list = notation.FromMarkupInline(list)
	switch {
	case strings.Contains(list, ";"):
	case strings.Contains(list, " and ") && !strings.Contains(list, " & "):
		return evidence.ParseAuthors(list, evidence.NamesBibTeX)
	default:
		list = splitGlued(list)
	}
	return evidence.ParseAuthors(list, evidence.NamesAuto)
}

// splitGlued puts a semicolon between an initial's point and the capitalised
// name that follows it without a blank.
func splitGlued(list string) string {
	if strings.Contains(list, ",") {
		return list
	}
	var b strings.Builder
	for i := 0; i < len(list); i++ {
		b.WriteByte(list[i])
		if list[i] == '.' && i+2 < len(list) && list[i+1] >= 'A' && list[i+1] <= 'Z' && (list[i+2] >= 'a' && list[i+2] <= 'z' || list[i+2] == '\'') {
			b.WriteString("; ")
		}
	}
	return b.String()
}
