package reflist

import (
	"strings"
	"unicode"

	"dossier/evidence"
)

// maxReference is the longest text, in bytes, that is taken apart into fields.
// Longer ones are kept verbatim; they are not one reference.
const maxReference = 20_000

// reference is a reference while it is taken apart: what is known of it and
// the text that is not yet accounted for.
type reference struct {
	evidence.Citation
	extra []evidence.Field
	doubt []string // what a person should look at
	rest  string
	full  string // the whole text
	lower string // the whole text in lower case, see mentions

	style  nameStyle // of the authors
	commas bool      // commas stand between all parts: "J. Smith, Title, J. Chem. 12 (2020) 1–2"
}

// parseReference reads one healed reference.
func parseReference(text string) reference {
	r := reference{rest: strings.TrimSpace(text), full: text}
	if len(text) > maxReference {
		r.doubt = append(r.doubt, "the text is too long for one reference and is kept only verbatim")
		return r
	}
	r.takeIdentifiers()
	r.takeNotes()
	dated := r.takeAuthors()
	r.takeBody(dated)
	r.decideType()
	r.finish(text)
	return r
}

func (r *reference) note(name, value string) {
	value = strings.Trim(value, " .,;:[]()")
	if value != "" {
		r.extra = append(r.extra, evidence.Field{Name: name, Value: value})
	}
}

// Author anchors: a year that stands directly behind the authors.
var (
	parenYear = lazy(`\(\s?((?:1[6789]|20)\d\d)(?:\s?[-–/]\s?(?:\d\d)?(\d\d))?([a-z])?(?:,\s*([^()]{1,40}))?\s?\)|\[((?:1[6789]|20)\d\d)([a-z])?\]|\((n\.?\s?d\.?(?:-[a-z])?|s\.\s?d\.|in press|forthcoming|submitted|accepted|no date|undated|im druck|sous presse|w druku|en prensa)\)`)
	bareYear  = lazy(`[.,]?\s((?:1[6789]|20)\d\d)([a-z])?[.:]\s|,\s((?:1[6789]|20)\d\d)([a-z])?,\s|,\s((?:1[6789]|20)\d\d)([a-z])?[.:]?\s["“‘']`)
)

// takeAuthors reads the authors, and the year when it follows them. It reports
// whether the year was found there.
func (r *reference) takeAuthors() (dated bool) {
	for _, anchor := range []func() bool{r.authorsBeforeParen, r.authorsBeforeYear} {
		if anchor() {
			return true
		}
	}
	list := scanAuthors(r.rest)
	if list.count > 0 && r.closesAuthors(list) {
		r.setAuthors(list.names, list.truncated)
		r.style = list.style
		r.commas = list.style == initialsFirst && strings.HasPrefix(strings.TrimLeft(r.rest[list.end:], " "), ",")
		r.rest = strings.TrimLeft(r.rest[list.end:], " .,;:")
		if m := roleMark().FindString(r.rest); m != "" {
			r.rest = strings.TrimLeft(r.rest[len(m):], " .,")
		}
		return false
	}
	if names, end, ok := fullNamesBefore(r.rest); ok {
		r.setAuthors(names, strings.Contains(strings.ToLower(r.rest[:end]), "et al"))
		r.rest = strings.TrimLeft(r.rest[end:], " .,;:")
		return false
	}
	r.takeOrganisation()
	return false
}

// closesAuthors asks whether what the scan found is the author list and not
// the first words of a title.
func (r *reference) closesAuthors(l authorList) bool {
	rest := strings.TrimLeft(r.rest[l.end:], " ,")
	switch {
	case l.count >= 2, l.truncated, l.style == commaInitials:
		return true
	case l.style == compactInitials:
		return l.closed
	case l.style == initialsFirst:
		return rest != ""
	}
	return l.style == cjkNames && l.closed
}

func (r *reference) setAuthors(names []evidence.Person, truncated bool) {
	r.Authors, r.AuthorsTruncated = names, truncated
}

// authorsBeforeParen handles "Authors (2021). Title": the text before the
// first parenthesised year must be nothing but authors.
func (r *reference) authorsBeforeParen() bool {
	for _, m := range parenYear().FindAllStringSubmatchIndex(r.rest, 2) {
		after := strings.TrimLeft(r.rest[m[1]:], " .,;:")
		if strings.IndexFunc(after, unicode.IsLetter) < 0 || m[0] == 0 {
			continue
		}
		names, truncated, editors, ok := wholeAuthors(r.rest[:m[0]])
		if !ok {
			continue
		}
		sub := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return r.rest[m[2*i]:m[2*i+1]]
		}
		year, letter, more, undated := sub(1)+sub(5), sub(3)+sub(6), sub(4), sub(7)
		r.setAuthors(names, truncated)
		if editors {
			r.Editors, r.Authors = names, nil
		}
		r.setDate(year, more)
		if letter != "" {
			r.note("year_suffix", letter)
		}
		if undated != "" {
			r.setUndated(undated)
		}
		r.rest = after
		return true
	}
	return false
}

// authorsBeforeYear handles "Authors. 2021. Title" and "Authors, 2021. Title".
func (r *reference) authorsBeforeYear() bool {
	for _, m := range bareYear().FindAllStringSubmatchIndex(r.rest, 2) {
		names, truncated, editors, ok := wholeAuthors(r.rest[:m[0]])
		if !ok {
			continue
		}
		year, letter := "", ""
		for g := 2; g < len(m); g += 4 {
			if m[g] >= 0 {
				year = r.rest[m[g]:m[g+1]]
			}
			if m[g+2] >= 0 {
				letter = r.rest[m[g+2]:m[g+3]]
			}
		}
		end := m[1]
		if last := r.rest[end-1]; last != ' ' { // a quote that opens the title
			end = strings.LastIndexByte(r.rest[:end], ' ') + 1
		}
		r.setAuthors(names, truncated)
		if editors {
			r.Editors, r.Authors = names, nil
		}
		r.setDate(year, "")
		r.note("year_suffix", letter)
		r.rest = strings.TrimLeft(r.rest[end:], " ")
		return true
	}
	return false
}

// takeOrganisation reads a corporate author in front of the title: "World
// Health Organization. Title." It needs a word that names an organisation.
func (r *reference) takeOrganisation() {
	bounds := sentenceEnds(clip(r.rest, 300))
	for _, b := range bounds {
		name := r.rest[:b.at]
		if abbreviated(lastWord(name)+".") && len(lastWord(name)) < 3 {
			continue
		}
		if len(strings.Fields(name)) <= 10 && orgWord().MatchString(name) && corporateName(name) && len(bounds) > 1 {
			r.Authors = []evidence.Person{{Literal: name}}
			r.rest = r.rest[b.next:]
		}
		return
	}
}

// finish keeps what no field took and says what is missing.
func (r *reference) finish(text string) {
	r.rest = strings.Trim(r.rest, " .,;:()[]")
	if strings.ContainsFunc(r.rest, unicode.IsLetter) || strings.ContainsFunc(r.rest, unicode.IsDigit) {
		r.extra = append(r.extra, evidence.Field{Name: "unparsed", Value: r.rest})
		r.doubt = append(r.doubt, "not understood and kept as it is: "+quoted(r.rest))
	}
	if r.Title == "" {
		r.doubt = append(r.doubt, "no title found in "+quoted(text))
	}
	if len(r.Authors) == 0 && len(r.Editors) == 0 {
		r.doubt = append(r.doubt, "no authors found")
	}
	if r.Year() == 0 && r.Date.Raw == "" {
		r.doubt = append(r.doubt, "no year found")
	}
}

func quoted(s string) string {
	if len(s) > 120 {
		s = clip(s, 117) + "…"
	}
	return "“" + s + "”"
}
