package reflist

import (
	"strings"
	"unicode"

	"dossier/evidence"
)

var (
	inBook        = lazy(`[.?!,”"’']\s+[Ii]n(?:\s*:\s+|\s+)(\S.*)$`)
	editorsMark   = lazy(`\s*[,(]?\s*\(?\b(?:[Ee]ditors?\b|[Ee]ds?\b\.?|[Hh]rsg\b\.?|[Rr]ed\.)\)?[,.:]?\s*`)
	editionMark   = lazy(`(?i)[,(]?\s*\b((?:\d{1,2}(?:st|nd|rd|th|\.|e|ª|a)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|rev(?:ised|\.)?|int(?:ernational|l)?\.?)\s+(?:ed(?:ition|n)?|Aufl(?:age)?|éd(?:ition)?|wyd)\b\.?)\s*\)?`)
	bookPages     = lazy(`[,(.]?\s*\(?\b(?:pp?|[Ss]|[Pp]ages?|str)\.?\s?(\w?\d[\w.]*(?:\s?[-–—]\s?\w?\d[\w.]*)?)\)?\s*[.,;]?`)
	bookVolume    = lazy(`(?i)[,(]\s*vol(?:ume|\.)?\s*(\w{1,6})\s*\)?`)
	imprint       = lazy(`^(?P<title>.+?)[.,]\s+(?P<place>[\p{Lu}\p{Lo}][^.:;]{1,60}?)\s?:\s?(?P<publisher>[^.:;]{2,80}?)\s?[;,.]\s?(?:c|©)?(?P<year>(?:1[6789]|20)\d\d)\b(?P<after>.*)$`)
	placePub      = lazy(`^(?P<place>[\p{Lu}\p{Lo}][^.:;]{1,60}?)\s?:\s?(?P<publisher>[^:;]{2,80}?)(?:\s?[;,]\s?(?P<year>(?:1[6789]|20)\d\d)\b.*)?$`)
	yearAtEnd     = lazy(`(?:^|[\s,.;(]+)((?:1[6789]|20)\d\d)(?:\s+(` + monthExpr + `(?:\s+\d{1,2})?))?[a-z]?\)?$`)
	pageTotal     = lazy(`[.;,]?\s*\b(\d{1,5}) ?(?:p|pp|pages|S|s)\.?$`)
	paperBook     = lazy(`^(.+?)\s\(([^()]{3,80}),\s((?:1[6789]|20)\d\d)\)\.?$`)
	registryLabel = lazy(`(?i)[,.]?\s*(?:identifier|number|id|no\.?)\s*:?\s*(?:NCT|ISRCTN)\d{8}$`)
	registerName  = lazy(`(?i)\b(?:clinicaltrials\.gov|clinical trials? regist(?:er|ry)|trial registration|isrctn regist(?:er|ry)|eudract|ctis)\b`)
	reportMark    = lazy(`(?i)\s*\(((?:(?:technical )?report|publication|document|WHO|NIH|EMA|FDA|guidance|working paper|discussion paper|tech\. rep\.|no\.)[^()]{0,60})\)`)
)

// takeBody reads title, container and place in it from what follows the
// authors.
func (r *reference) takeBody(dated bool) {
	body := strings.Trim(r.rest, " ,;:")
	body = strings.TrimLeft(body, ".")
	r.rest = ""
	if title, after, ok := quotedTitle(body); ok {
		r.Title = title
		r.takeContainer(after)
		return
	}
	if title, after, ok := strings.Cut(body, " // "); ok {
		r.Title = strings.TrimSpace(title)
		r.takeContainer(after)
		return
	}
	if m := inBook().FindStringSubmatchIndex(body); m != nil && editorsMark().MatchString(body[m[2]:m[3]]) || m != nil && strings.Contains(body[m[0]:m[2]], ":") || m != nil && bookPages().MatchString(body[m[2]:m[3]]) && !strings.Contains(body[:m[0]], "(") && strings.Contains(body, "pp. ") {
		r.Title = strings.TrimRight(body[:m[0]], " .,")
		if body[m[0]] == '?' || body[m[0]] == '!' {
			r.Title = body[:m[0]+1]
		}
		r.takeBook(body[m[2]:m[3]])
		return
	}
	s, ok := readSource(body)
	if !ok {
		s, ok = r.sourceBeforeRemark(body)
	}
	if ok && !r.bookish(s) {
		r.setSource(s)
		if r.Title, r.Journal = "", ""; r.commas {
			r.Title, r.Journal = splitAtComma(s.head)
		}
		if r.Journal == "" {
			r.Title, r.Journal = splitTitle(s.head, s.dotted)
		}
		r.tidyTitle()
		if r.Journal == "" && r.Volume != "" && journalLike(r.Title) && len(strings.Fields(r.Title)) <= 8 {
			r.Title, r.Journal = "", r.Title // some styles print no titles
		}
		r.dotJournal(s.dotted)
		return
	}
	r.takeMonograph(body)
}

// sourceBeforeRemark finds the source of an article when a few words stand
// behind it ("… 76(2):9. English."), which are kept as not understood.
func (r *reference) sourceBeforeRemark(body string) (source, bool) {
	at := strings.LastIndex(body, ". ")
	if at < 0 || len(strings.Fields(body[at:])) > 6 {
		return source{}, false
	}
	s, ok := readSource(body[:at])
	if !ok || s.volume == "" || s.pages == "" || s.year == "" && r.Year() == 0 {
		return source{}, false
	}
	r.rest = body[at+2:]
	return s, true
}

// bookish reports a match that belongs to a book: "Title (2nd ed., Vol. 3)".
func (r *reference) bookish(s source) bool {
	return s.style == "volume only" && editionMark().MatchString(s.head)
}

// quotedTitle takes a title between quotation marks at the beginning.
func quotedTitle(s string) (title, after string, ok bool) {
	open := firstRune(s)
	closers := map[rune]string{'“': "”\"", '"': "\"”", '„': "“”\"", '«': "»", '‘': "’'", '\'': "'’", '”': "”"}[open]
	if closers == "" {
		return "", "", false
	}
	body := s[len(string(open)):]
	for i, c := range body {
		if !strings.ContainsRune(closers, c) || i == 0 {
			continue
		}
		rest := body[i+len(string(c)):]
		next := firstRune(rest)
		if rest != "" && (unicode.IsLetter(next) || unicode.IsDigit(next)) {
			continue // an apostrophe
		}
		before := lastRune(body[:i])
		if (c == '\'' || c == '’') && rest != "" && next == ' ' && !strings.ContainsRune(",.?!", before) && !unicode.IsUpper(firstLetter(rest)) {
			continue // patients’ needs
		}
		if i < 8 && !strings.ContainsRune(",.?!", before) && (rest == "" || !strings.ContainsRune(",.", next)) {
			return "", "", false // a quoted word, not a title
		}
		title = strings.TrimRight(body[:i], " ,.;")
		return title, strings.TrimLeft(rest, " ,.;"), true
	}
	return "", "", false
}

// takeContainer reads what follows a title that is already known.
func (r *reference) takeContainer(after string) {
	after = strings.TrimSpace(after)
	if book, ok := strings.CutPrefix(after, "In: "); ok {
		r.takeBook(book)
		return
	}
	if book, ok := strings.CutPrefix(after, "In "); ok {
		r.takeBook(book)
		return
	}
	after = strings.TrimPrefix(after, "in ")
	if s, ok := readSource("x. " + after); ok {
		r.setSource(s)
		r.Journal = strings.TrimRight(strings.TrimPrefix(s.head, "x. "), " ,;:")
		r.tidyTitle()
		r.dotJournal(s.dotted)
		return
	}
	after = r.takeEndYear(after)
	r.takePublisher(after)
}

// takeEndYear cuts a year off the end when none is known.
func (r *reference) takeEndYear(s string) string {
	s = strings.TrimRight(s, " .,;")
	if r.Year() != 0 {
		return s
	}
	m := yearAtEnd().FindStringSubmatchIndex(s)
	if m == nil {
		return s
	}
	more := ""
	if m[4] >= 0 {
		more = s[m[4]:m[5]]
	}
	r.setDate(s[m[2]:m[3]], more)
	return strings.TrimRight(s[:m[0]], " .,;(")
}

// takeBook reads "Editor A, Editor B (Eds.), Book title (pp. 1–2). Publisher".
func (r *reference) takeBook(s string) {
	s = r.takeBookParts(s)
	if m := editorsMark().FindStringIndex(s); m != nil && m[0] > 0 {
		names, _, _, ok := wholeAuthors(s[:m[0]])
		if ok {
			r.Editors = names
			s = s[m[1]:]
		}
	}
	if src, ok := readSource(s); ok && src.pages != "" && r.Pages.Raw == "" && src.volume != "" {
		r.setSource(src)
		s = src.head
	}
	s = r.takeEndYear(s)
	title, rest := splitAtFirst(s)
	r.Journal = title
	r.takePublisher(rest)
}

// takeBookParts cuts edition, pages and volume.
func (r *reference) takeBookParts(s string) string {
	if m := editionMark().FindStringSubmatchIndex(s); m != nil {
		r.Edition = s[m[2]:m[3]]
		end := m[1]
		if s[end-1] != ')' && strings.HasPrefix(s[end:], ", pp") { // "(2nd ed., pp. 3–4)"
			s = s[:m[0]] + " (" + s[end+2:]
		} else {
			s = s[:m[0]] + ". " + strings.TrimLeft(s[end:], " .,")
		}
	}
	if m := bookVolume().FindStringSubmatchIndex(s); m != nil {
		r.Volume = s[m[2]:m[3]]
		s = s[:m[0]] + "(" + strings.TrimLeft(s[m[1]:], " ,")
	}
	if m := bookPages().FindStringSubmatchIndex(s); m != nil {
		r.setPages(s[m[2]:m[3]], false)
		s = strings.TrimRight(s[:m[0]], " (,.") + ". " + strings.TrimLeft(s[m[1]:], " .,);")
	}
	return strings.Trim(strings.ReplaceAll(s, "()", ""), " (.,")
}

func splitAtFirst(s string) (first, rest string) {
	for _, b := range sentenceEnds(s) {
		if abbreviated(lastWord(s[:b.at]) + ".") {
			continue
		}
		return s[:b.at], s[b.next:]
	}
	return strings.TrimRight(s, " .,"), ""
}

// takePublisher reads "Place: Publisher" or "Publisher".
func (r *reference) takePublisher(s string) {
	s = strings.Trim(r.takeEndYear(s), " .,;()")
	s = registryLabel().ReplaceAllString(s, "")
	if s == "" {
		return
	}
	if m := placePub().FindStringSubmatch(s); m != nil {
		r.Place, r.Publisher = m[1], strings.TrimRight(m[2], " .,")
		if m[3] != "" {
			r.setDate(m[3], "")
		}
		return
	}
	switch {
	case r.Journal == "" && (journalWord().MatchString(s) || preprintServer().MatchString(s)) && journalLike(s):
		r.Journal = s
	case r.Publisher == "" && len(strings.Fields(s)) <= 10:
		r.Publisher = s
	default:
		r.rest = s
	}
}

// takeMonograph reads a work that no volume or page places: a book, a report,
// a web page, an article ahead of print.
func (r *reference) takeMonograph(body string) {
	if m := reportMark().FindStringSubmatchIndex(body); m != nil {
		r.note("number", body[m[2]:m[3]])
		body = body[:m[0]] + body[m[1]:]
	}
	if m := pageTotal().FindStringSubmatchIndex(body); m != nil {
		r.note("pages_total", body[m[2]:m[3]])
		body = strings.TrimRight(body[:m[0]], " .;,")
	}
	if m := paperBook().FindStringSubmatch(body); m != nil && r.Year() == 0 {
		r.Title, r.Publisher = r.takeEdition(m[1]), m[2]
		r.setDate(m[3], "")
		return
	}
	if m := imprint().FindStringSubmatch(body); m != nil {
		r.Title, r.Place, r.Publisher = m[1], m[2], m[3]
		r.setDate(m[4], "")
		if p := bookPages().FindStringSubmatch(m[5]); p != nil {
			r.setPages(p[1], false)
		} else {
			r.rest = m[5]
		}
		r.Title = r.takeEdition(r.Title)
		return
	}
	body = r.takeEndYear(body)
	r.Edition, body = cutEdition(body)
	title, container := splitTitle(body, false)
	r.Title = title
	r.tidyTitle()
	switch {
	case container == "":
	case preprintServer().MatchString(container), journalLike(container) && r.Edition == "" && (journalWord().MatchString(container) || r.DOI != ""):
		r.Journal = container
	default:
		r.takePublisher(container)
	}
	r.tidyTitle()
}

func (r *reference) takeEdition(title string) string {
	edition, rest := cutEdition(title)
	if edition != "" {
		r.Edition = edition
	}
	return strings.TrimRight(rest, " .,")
}

func cutEdition(s string) (edition, rest string) {
	m := editionMark().FindStringSubmatchIndex(s)
	if m == nil {
		return "", s
	}
	rest = strings.TrimRight(s[:m[0]], " .,") + ". " + strings.TrimLeft(s[m[1]:], " .,)")
	return s[m[2]:m[3]], strings.Trim(rest, " ")
}

// tidyTitle strips what separates title and journal.
func (r *reference) tidyTitle() {
	r.Title = strings.TrimRight(strings.TrimSpace(r.Title), " ,;")
	if strings.HasSuffix(r.Title, ".") && !strings.HasSuffix(r.Title, "..") {
		r.Title = strings.TrimSuffix(r.Title, ".")
	}
	r.Journal = strings.Trim(r.Journal, " ,;:")
	if server, ok := strings.CutPrefix(r.Journal, "Preprint at "); ok {
		r.Journal = server
	}
	if strings.HasSuffix(r.Journal, ".") && strings.Count(r.Journal, ".") == 1 {
		r.Journal = strings.TrimSuffix(r.Journal, ".")
	}
}

// dotJournal gives an abbreviated journal ("J. Invent. Med.") back the full
// stop that the pattern took for the end of the sentence.
func (r *reference) dotJournal(dotted bool) {
	if dotted && strings.Contains(r.Journal, ". ") && !strings.HasSuffix(r.Journal, ".") {
		r.Journal += "."
	}
}

var (
	preprintServer = lazy(`(?i)\b(?:bioRxiv|medRxiv|arXiv|chemRxiv|psyArXiv|SSRN|research square|preprints\.org|OSF preprints|preprint|authorea|F1000 ?research preprint)\b`)
	thesisWord     = lazy(`(?i)\b(?:doctoral dissertation|master['’]?s thesis|phd thesis|dissertation|thesis)\b`)
	meetingWord    = lazy(`(?i)\b(?:proceedings|proc\.|conf\.|symp\.|conference|symposium|workshop|congress|annual meeting|kongress)\b`)
	reportWord     = lazy(`(?i)\b(?:report|guideline|guidance|assessment|white paper|technical document|label|prescribing information|summary of product characteristics)\b`)
)

// decideType names the kind of work by what was found of it.
func (r *reference) decideType() {
	medium := ""
	for _, f := range r.extra {
		if f.Name == "medium" || f.Name == "number" {
			medium += " " + strings.ToLower(f.Value)
		}
	}
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(medium, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("thesis", "dissertation"), thesisWord().MatchString(r.Publisher):
		r.Type = evidence.TypeThesis
	case r.isRegistration():
		r.Type = evidence.TypeRegistration
		r.takeSponsor()
	case has("data set", "dataset"):
		r.Type = evidence.TypeDataset
	case has("software"):
		r.Type = evidence.TypeSoftware
	case preprintServer().MatchString(r.Journal), preprintServer().MatchString(r.Publisher), has("preprint"), r.hasArXiv() && r.Volume == "":
		r.Type = evidence.TypePreprint
	case len(r.Editors) > 0 && r.Journal != "" && len(r.Authors) > 0, r.Journal != "" && (r.Publisher != "" || r.Edition != ""):
		r.Type = evidence.TypeChapter
		if meetingWord().MatchString(r.Journal) {
			r.Type = evidence.TypeConference
		}
	case has("conference", "poster", "paper presentation"), r.Volume == "" && meetingWord().MatchString(r.Journal) && r.style == initialsFirst, r.Journal != "" && strings.HasPrefix(strings.ToLower(r.Journal), "proceedings of the") && r.Volume == "":
		r.Type = evidence.TypeConference
	case r.Journal != "" && (r.Volume != "" || r.Pages.Raw != "" || r.DOI != "" || r.PMID != "" || journalWord().MatchString(r.Journal)):
		r.Type = evidence.TypeArticle
	case r.Edition != "", r.Place != "", len(r.ISBN) > 0, len(r.Editors) > 0:
		r.Type = evidence.TypeBook
	case has("report", "no."), r.Publisher != "" && reportWord().MatchString(r.Title):
		r.Type = evidence.TypeReport
	case r.URL != "":
		r.Type = evidence.TypeWebpage
	case r.Publisher != "":
		r.Type = evidence.TypeBook
	default:
		r.Type = evidence.TypeOther
	}
}

// isRegistration tells the record of a register from an article that names its
// trial: it has no place in a journal.
func (r *reference) isRegistration() bool {
	if r.Volume != "" || r.Pages.Raw != "" || r.DOI != "" || r.PMID != "" || len(r.ISBN) > 0 {
		return false
	}
	return strings.Contains(r.URL, "clinicaltrials.gov") || strings.Contains(r.Publisher+r.Journal, "ClinicalTrials.gov") ||
		len(r.Registry) > 0 && registerName().MatchString(r.full)
}

// takeSponsor reads who is named in front of the title of a registration, which
// need not look like an organisation.
func (r *reference) takeSponsor() {
	if m := registerName().FindString(r.Title); m == r.Title && r.Publisher != "" {
		r.Title, r.Publisher = r.Title+". "+r.Publisher, ""
	}
	name, title, ok := strings.Cut(r.Title, ". ")
	if ok && len(r.Authors) == 0 && len(strings.Fields(name)) <= 6 && corporateName(name) {
		r.Authors = []evidence.Person{{Literal: name}}
		r.Title = strings.TrimSpace(title)
	}
}

func (r *reference) hasArXiv() bool {
	for _, id := range r.OtherIDs {
		if id.Kind == "arxiv" {
			return true
		}
	}
	return false
}
