package bibtex

import (
	"strings"

	"dossier/evidence"
)

// entryType names the entry and, when that name stands for several types, the
// type itself. A work of such a type that appeared in a journal or series is
// printed as an article: no other entry prints a container.
func entryType(s *evidence.Study, dialect Dialect) (kind, subtype string) {
	biblatex := dialect == BibLaTeX
	switch s.Type {
	case evidence.TypeArticle:
		return "article", ""
	case evidence.TypeBook:
		if biblatex && len(s.Authors) == 0 && len(s.Editors) > 0 {
			return "collection", ""
		}
		return "book", ""
	case evidence.TypeChapter:
		if biblatex && len(s.Editors) == 0 { // biblatex demands them of incollection
			return "inbook", ""
		}
		return "incollection", ""
	case evidence.TypeConference:
		return "inproceedings", ""
	case evidence.TypeThesis:
		if biblatex {
			return "thesis", ""
		}
		return "phdthesis", ""
	case evidence.TypeReport:
		if biblatex {
			return "report", ""
		}
		return "techreport", ""
	}
	subtype = subtypeName(s.Type)
	if s.Journal != "" {
		if subtype == "" {
			subtype = string(evidence.TypeOther)
		}
		return "article", subtype
	}
	if biblatex {
		switch s.Type {
		case evidence.TypeDataset:
			return "dataset", ""
		case evidence.TypeSoftware:
			return "software", ""
		case evidence.TypeWebpage:
			if s.URL != "" || s.DOI != "" {
				return "online", ""
			}
		}
	}
	return "misc", subtype
}

func subtypeName(t evidence.EntryType) string {
	switch t {
	case evidence.TypePreprint:
		return "preprint"
	case evidence.TypeOther:
		return ""
	}
	return escape(string(t), BibTeX)
}

// allowedFields gives the fields, of those that this package writes, which the
// default data model of biblatex allows for an entry type (biblatex manual,
// section 2.1.1; biber --validate-datamodel warns of others).
func allowedFields(kind string) map[string]bool {
	const everywhere = "abstract author date doi entrysubtype eprint eprinttype keywords langid language note origtitle shortjournal title url usera year"
	var own string
	switch kind {
	case "article":
		own = "editor eid issn journaltitle number pages series volume"
	case "book", "collection":
		own = "edition editor eid isbn location maintitle number pages publisher series volume"
	case "incollection", "inbook":
		own = "booktitle edition editor eid isbn location number pages publisher series volume"
	case "inproceedings":
		own = "booktitle editor eid isbn location number pages publisher series volume"
	case "thesis":
		own = "eid institution location pages type"
	case "report":
		own = "eid institution location number pages type"
	case "dataset":
		own = "edition editor location number organization publisher series"
	case "misc", "software":
		own = "editor location organization"
	case "online":
		own = "editor organization"
	}
	allowed := make(map[string]bool)
	for name := range strings.FieldsSeq(everywhere + " " + own) {
		allowed[name] = true
	}
	return allowed
}

// langID names a language as babel and biblatex do. Languages that are not in
// the list stay in the field language alone.
func langID(language string) string {
	code := strings.ToLower(strings.TrimSpace(language))
	code, _, _ = strings.Cut(code, "-")
	code, _, _ = strings.Cut(code, "_")
	switch code {
	case "en", "eng", "english":
		return "english"
	case "de", "ger", "deu", "german", "deutsch":
		return "ngerman"
	case "fr", "fre", "fra", "french":
		return "french"
	case "es", "spa", "spanish":
		return "spanish"
	case "it", "ita", "italian":
		return "italian"
	case "pt", "por", "portuguese":
		return "portuguese"
	case "nl", "dut", "nld", "dutch":
		return "dutch"
	case "pl", "pol", "polish":
		return "polish"
	case "ru", "rus", "russian":
		return "russian"
	case "tr", "tur", "turkish":
		return "turkish"
	case "sv", "swe", "swedish":
		return "swedish"
	case "da", "dan", "danish":
		return "danish"
	case "nb", "no", "nor", "norwegian":
		return "norsk"
	case "cs", "cze", "ces", "czech":
		return "czech"
	case "hu", "hun", "hungarian":
		return "hungarian"
	}
	return ""
}
