package html

import (
	"encoding/json"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"dossier/evidence"
)

// linked is what a page says of its main work in JSON-LD (schema.org).
type linked struct {
	kind                                        string // @type in lower case
	title, abstract, journal, publisher, url    string
	volume, issue, pageStart, pageEnd, language string
	date                                        string
	ids, keywords                               []string
	authors                                     []evidence.Person
}

// works are the schema.org types that a page can be about, the most scholarly
// first.
var works = []string{"scholarlyarticle", "medicalscholarlyarticle", "dataset", "softwaresourcecode", "softwareapplication", "thesis", "chapter", "book", "report", "technicalreport", "article", "newsarticle", "blogposting", "creativework"}

// readLinked takes the most scholarly object of all JSON-LD blocks.
func readLinked(doc *goquery.Document) linked {
	best, rank := map[string]any(nil), len(works)
	doc.Find(`script[type="application/ld+json"]`).Each(func(_ int, s *goquery.Selection) {
		var value any
		if json.Unmarshal([]byte(s.Text()), &value) != nil {
			return
		}
		walk(value, 0, func(object map[string]any) {
			for i, work := range works {
				if i < rank && typeOf(object) == work {
					best, rank = object, i
				}
			}
		})
	})
	if best == nil {
		return linked{}
	}
	return readWork(best)
}

// walk visits the objects that a page is about: not those it refers to.
func walk(value any, depth int, visit func(map[string]any)) {
	if depth > 6 {
		return
	}
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			walk(item, depth+1, visit)
		}
	case map[string]any:
		visit(v)
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "hasPart"} {
			if key != "hasPart" || typeOf(v) == "" {
				walk(v[key], depth+1, visit)
			}
		}
	}
}

func typeOf(object map[string]any) string {
	name := text(object["@type"])
	return strings.ToLower(name[strings.LastIndexAny(name, "/:#")+1:])
}

// text reads a string, the name of an object, or the first of a list.
func text(value any) string {
	switch v := value.(type) {
	case string:
		return inline(v)
	case float64:
		return strings.TrimSuffix(strings.TrimSuffix(jsonNumber(v), ".0"), ".")
	case []any:
		for _, item := range v {
			if s := text(item); s != "" {
				return s
			}
		}
	case map[string]any:
		return firstOf(text(v["name"]), text(v["@value"]), text(v["value"]))
	}
	return ""
}

func jsonNumber(v float64) string {
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}

func readWork(w map[string]any) linked {
	l := linked{
		kind:      typeOf(w),
		title:     clean(firstOf(text(w["headline"]), text(w["name"]))),
		abstract:  firstOf(text(w["abstract"]), text(w["description"])),
		publisher: text(w["publisher"]),
		url:       text(w["url"]),
		pageStart: text(w["pageStart"]),
		pageEnd:   text(w["pageEnd"]),
		language:  text(w["inLanguage"]),
		date:      firstOf(text(w["datePublished"]), text(w["dateCreated"])),
	}
	for _, key := range []string{"@id", "doi", "identifier", "sameAs"} {
		l.ids = append(l.ids, texts(w[key])...)
	}
	if s, ok := w["keywords"].(string); ok {
		l.keywords = strings.Split(s, ",")
	} else {
		l.keywords = texts(w["keywords"])
	}
	for _, key := range []string{"author", "creator"} {
		if len(l.authors) == 0 {
			l.authors = linkedPersons(w[key])
		}
	}
	l.readPart(w["isPartOf"], 0)
	return l
}

// readPart follows "article in issue in volume in journal".
func (l *linked) readPart(value any, depth int) {
	if list, ok := value.([]any); ok && depth < 6 {
		for _, item := range list {
			l.readPart(item, depth+1)
		}
		return
	}
	part, ok := value.(map[string]any)
	if !ok || depth > 6 {
		return
	}
	l.volume = firstOf(l.volume, text(part["volumeNumber"]))
	l.issue = firstOf(l.issue, text(part["issueNumber"]))
	if strings.Contains(typeList(part), "periodical") {
		l.journal = firstOf(l.journal, text(part["name"]))
		if strings.Contains(typeList(part), "publicationvolume") || l.journal != "" {
			l.publisher = firstOf(l.publisher, text(part["publisher"]))
		}
	}
	l.readPart(part["isPartOf"], depth+1)
}

func typeList(part map[string]any) string {
	return strings.ToLower(strings.Join(texts(part["@type"]), " "))
}

func texts(value any) []string {
	if list, ok := value.([]any); ok {
		var out []string
		for _, item := range list {
			if s := text(item); s != "" {
				out = append(out, s)
			}
		}
		return out
	}
	if s := text(value); s != "" {
		return []string{s}
	}
	return nil
}

func linkedPersons(value any) []evidence.Person {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	var out []evidence.Person
	for _, item := range list {
		object, isObject := item.(map[string]any)
		if !isObject {
			out = append(out, persons(text(item))...)
			continue
		}
		var p evidence.Person
		switch family, given := text(object["familyName"]), text(object["givenName"]); {
		case family != "":
			p = evidence.Person{Family: family, Given: given}
		case typeOf(object) == "organization":
			p = evidence.Person{Literal: text(object["name"])}
		default:
			parsed, err := evidence.ParsePerson(text(object["name"]), evidence.NamesAuto)
			if err != nil {
				continue
			}
			p = parsed
		}
		for _, key := range []string{"@id", "identifier", "sameAs", "url"} {
			for _, id := range texts(object[key]) {
				if orcid := evidence.ParseORCID(id); orcid != "" {
					p.ORCID = orcid
				}
			}
		}
		out = append(out, p)
	}
	return out
}
