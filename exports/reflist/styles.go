package reflist

import (
	"strings"

	"dossier/evidence"
	"dossier/exports/biblio"
)

// style is one way of printing references.
type style struct {
	name, about string
	numbered    bool // in order of citation; else by author
	names       names
	dash        string // between pages
	shortPages  bool   // 284-7 for 284-287
	noYear      string
	titleFirst  bool // where there is no author
	givenFirst  bool // editors: "B. C. Ash & E. Oak"

	article, book, chapter, other []part
}

// part is one field with what stands around it; without a value nothing is
// printed.
type part struct{ field, before, after string }

// names says how authors are printed.
type names struct {
	comma     bool   // "Kim, J. A." for "Kim JA"
	given     bool   // "J. A. Kim"
	points    bool   // behind initials
	separator string // between names
	last      string // before the last name
	most      int    // names that are all printed; with more of them …
	shown     int    // … so many are, …
	etAl      string // … and this follows
	withLast  bool   // … and the last name
}

// Style names one style for the help text.
type Style struct{ Name, About string }

// Styles lists the styles.
func Styles() []Style {
	var list []Style
	for _, s := range styles() {
		list = append(list, Style{s.name, s.about})
	}
	return list
}

// styles is the list of styles.
//
// Vancouver follows the samples of the National Library of Medicine for the
// ICMJE recommendations; AMA the AMA Manual of Style, 11th edition, 3.7 and
// 3.11; APA the Publication Manual, 7th edition, chapters 9 and 10; Nature its
// guide to authors.
func styles() []style {
	vancouver := names{separator: ", ", last: ", ", most: 6, shown: 6, etAl: ", et al"}
	ama := names{separator: ", ", last: ", ", most: 6, shown: 3, etAl: ", et al"}
	doi := part{"doi", " doi:", ""}
	return []style{
		{
			name: "vancouver", about: "Vancouver (ICMJE, NLM), numbered", numbered: true, names: vancouver, dash: "-", shortPages: true, noYear: "[date unknown]",
			article: []part{{"authors", "", "."}, {"title", " ", "."}, {"abbrev", " ", "."}, {"date", " ", ""}, {"volume", ";", ""}, {"issue", "(", ")"}, {"pages", ":", ""}, {"link", ". Available from: ", ""}, {"doi", ". doi: ", ""}},
			book:    []part{{"authors", "", "."}, {"title", " ", "."}, {"edition", " ", " ed."}, {"place", " ", ":"}, {"publisher", " ", ";"}, {"year", " ", "."}, {"link", " Available from: ", ""}, {"doi", " doi: ", ""}},
			chapter: []part{{"authors", "", "."}, {"title", " ", "."}, {"editors", " In: ", ", editors."}, {"journal", " ", "."}, {"place", " ", ":"}, {"publisher", " ", ";"}, {"year", " ", "."}, {"pages", " p. ", "."}, {"doi", " doi: ", ""}},
			other:   []part{{"authors", "", "."}, {"title", " ", "."}, {"registration", " ", "."}, {"publisher", " ", ";"}, {"date", " ", "."}, {"link", " Available from: ", ""}, {"doi", " doi: ", ""}},
		},
		{
			name: "ama", about: "AMA, 11th edition, numbered", numbered: true, names: ama, dash: "-", noYear: "[date unknown]",
			article: []part{{"authors", "", "."}, {"title", " ", "."}, {"abbrev", " ", "."}, {"year", " ", ""}, {"volume", ";", ""}, {"issue", "(", ")"}, {"pages", ":", ""}, {"link", ". ", ""}, {"doi", ". doi:", ""}},
			book:    []part{{"authors", "", "."}, {"title", " ", "."}, {"edition", " ", " ed."}, {"publisher", " ", ";"}, {"year", " ", "."}, {"link", " ", ""}, doi},
			chapter: []part{{"authors", "", "."}, {"title", " ", "."}, {"editors", " In: ", ", eds."}, {"journal", " ", "."}, {"publisher", " ", ";"}, {"year", " ", ""}, {"pages", ":", ""}, {"doi", ". doi:", ""}},
			other:   []part{{"authors", "", "."}, {"title", " ", "."}, {"registration", " ", "."}, {"publisher", " ", "."}, {"year", " ", "."}, {"link", " ", ""}, doi},
		},
		{
			name: "apa", about: "APA, 7th edition, by author and year", dash: "–", noYear: "n.d.", titleFirst: true, givenFirst: true,
			names:   names{comma: true, points: true, separator: ", ", last: ", & ", most: 20, shown: 19, etAl: ", . . . ", withLast: true},
			article: []part{{"authors", "", "."}, {"year", " (", ")."}, {"title", " ", "."}, {"journal", " ", ""}, {"volume", ", ", ""}, {"issue", "(", ")"}, {"pages", ", ", ""}, {"link", ". ", ""}, {"doi", ". https://doi.org/", ""}},
			book:    []part{{"authors", "", "."}, {"year", " (", ")."}, {"title", " ", ""}, {"edition", " (", " ed.)"}, {"publisher", ". ", "."}, {"link", " ", ""}, {"doi", " https://doi.org/", ""}},
			chapter: []part{{"authors", "", "."}, {"year", " (", ")."}, {"title", " ", "."}, {"editors", " In ", " (Eds.),"}, {"journal", " ", ""}, {"pages", " (pp. ", ")"}, {"publisher", ". ", "."}, {"doi", " https://doi.org/", ""}},
			other:   []part{{"authors", "", "."}, {"year", " (", ")."}, {"title", " ", "."}, {"registration", " (", ")."}, {"publisher", " ", "."}, {"link", " ", ""}, {"doi", " https://doi.org/", ""}},
		},
		{
			name: "nature", about: "Nature, numbered", numbered: true, dash: "–",
			names:   names{comma: true, points: true, separator: ", ", last: " & ", most: 5, shown: 1, etAl: " et al."},
			article: []part{{"authors", "", "."}, {"title", " ", "."}, {"abbrev", " ", ""}, {"volume", " ", ""}, {"pages", ", ", ""}, {"year", " (", ")."}, {"link", " ", ""}, {"doi", " https://doi.org/", ""}},
			book:    []part{{"authors", "", "."}, {"title", " ", ""}, {"edition", ", ", " edn"}, {"publisher", " (", ","}, {"year", " ", ")."}, {"link", " ", ""}, {"doi", " https://doi.org/", ""}},
			chapter: []part{{"authors", "", "."}, {"title", " ", "."}, {"journal", " In ", ""}, {"editors", " (eds ", ")"}, {"pages", " ", ""}, {"publisher", " (", ","}, {"year", " ", ")."}, {"doi", " https://doi.org/", ""}},
			other:   []part{{"authors", "", "."}, {"title", " ", "."}, {"registration", " ", "."}, {"publisher", " ", ""}, {"year", " (", ")."}, {"link", " ", ""}, {"doi", " https://doi.org/", ""}},
		},
		{
			name: "numbered", about: "numbered, for journals without a style of their own: all authors, full journal name", numbered: true, dash: "–",
			names:   names{separator: ", ", last: ", ", most: 1 << 30},
			article: []part{{"authors", "", "."}, {"title", " ", "."}, {"journal", " ", ""}, {"year", " ", ""}, {"volume", ";", ""}, {"issue", "(", ")"}, {"pages", ":", ""}, {"link", ". ", ""}, {"doi", ". https://doi.org/", ""}},
			book:    []part{{"authors", "", "."}, {"title", " ", "."}, {"edition", " ", " ed."}, {"place", " ", ":"}, {"publisher", " ", ";"}, {"year", " ", "."}, {"link", " ", ""}, {"doi", " https://doi.org/", ""}},
			chapter: []part{{"authors", "", "."}, {"title", " ", "."}, {"editors", " In: ", ", editors."}, {"journal", " ", "."}, {"publisher", " ", ";"}, {"year", " ", ""}, {"pages", ":", ""}, {"doi", ". https://doi.org/", ""}},
			other:   []part{{"authors", "", "."}, {"title", " ", "."}, {"registration", " ", "."}, {"publisher", " ", ";"}, {"year", " ", "."}, {"link", " ", ""}, {"doi", " https://doi.org/", ""}},
		},
	}
}

// editors is how editors are printed.
func (s *style) editors() names {
	n := s.names
	n.given = s.givenFirst
	return n
}

// list prints authors; truncated: the source did not name all of them.
func (n names) list(people []evidence.Person, truncated bool) string {
	var all []string
	for _, p := range people {
		if name := n.name(p); name != "" {
			all = append(all, name)
		}
	}
	switch k := len(all); {
	case k == 0:
		return ""
	case k > n.most && n.withLast:
		return strings.Join(all[:n.shown], n.separator) + n.etAl + all[k-1]
	case k > n.most:
		return strings.Join(all[:n.shown], n.separator) + n.etAl
	case truncated:
		return strings.Join(all, n.separator) + ", et al"
	case k == 1:
		return all[0]
	case k == 2 && n.given:
		return all[0] + strings.TrimPrefix(n.last, ",") + all[1]
	default:
		return strings.Join(all[:k-1], n.separator) + n.last + all[k-1]
	}
}

func (n names) name(p evidence.Person) string {
	family := biblio.Line(strings.TrimSpace(p.Particle + " " + p.Family))
	if family == "" {
		if p.Literal != "" {
			return biblio.Line(p.Literal)
		}
		return biblio.Line(p.Given)
	}
	initials := biblio.Initials(p.Given)
	if n.points {
		spaced := ""
		for i, r := range initials {
			if i > 0 {
				spaced += " "
			}
			spaced += string(r) + "."
		}
		initials = spaced
	}
	suffix := biblio.Line(p.Suffix)
	switch {
	case n.given:
		family = strings.TrimSpace(initials + " " + family)
		if suffix != "" {
			family += ", " + suffix
		}
	case n.comma:
		for _, more := range []string{initials, suffix} {
			if more != "" {
				family += ", " + more
			}
		}
	default:
		for _, more := range []string{initials, strings.TrimRight(suffix, ".")} {
			if more != "" {
				family += " " + more
			}
		}
	}
	return family
}
