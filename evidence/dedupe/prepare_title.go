package dedupe

import (
	"strings"
	"sync"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// title is a folded title: small letters and digits in words. Marks that
// databases put around titles are gone.
type title struct {
	words      string
	translated bool // it stood in brackets: a translation by the database
	generic    bool // "Editorial", "Reply": says nothing about its work
}

// stage is what a work is to another work, when its title says so.
type stage uint8

const (
	original stage = iota
	erratum
	retraction
	reply
	comment
	protocol
)

func (s stage) String() string {
	return [...]string{"an original work", "an erratum", "a retraction notice", "a reply", "a comment", "a protocol"}[s]
}

// prepareTitle takes off what databases add to a title and folds it.
func prepareTitle(text string, source *venue) (title, stage) {
	if strings.ContainsAny(text, "<&\n") {
		text = notation.FromMarkupInline(text)
	}
	text, kind := cutNotes(text)
	var t title
	text, t.translated = cutBrackets(text)
	if front, ok := cutStage(&text); ok {
		kind = front
	}
	t.words = notation.Fold(text)
	if source != nil {
		t.words = cutVenue(t.words, source)
	}
	if isNoTitle(t.words) {
		return title{}, kind
	}
	t.generic = isGeneric(t.words)
	if kind == original {
		kind = stageOf(t.words)
	}
	return t, kind
}

// secondTitle is another title of the same work: the vernacular one.
func secondTitle(c *evidence.Citation) title {
	text := c.OriginalTitle
	if text == "" {
		_, text, _ = strings.Cut(c.Title, " = ")
	}
	if text == "" {
		return title{}
	}
	t, _ := prepareTitle(text, nil)
	return t
}

// cutNotes takes notes off the end of a title: "[Review] [33 refs]",
// "[German]", "[see comments]". A note of the kind "(vol 85, pg 553, 2010)" is
// how Web of Science marks the correction of another article.
func cutNotes(text string) (string, stage) {
	kind := original
	for {
		text = strings.TrimRight(strings.TrimSpace(text), ".*†\" ")
		open := noteStart(text)
		if open <= 0 {
			return text, kind
		}
		note := notation.Fold(text[open:])
		switch {
		case isCorrectionNote(note):
			kind = erratum
		case !isNote(note):
			return text, kind
		}
		text = text[:open]
	}
}

// noteStart finds the bracket that the last character closes, or -1.
func noteStart(text string) int {
	if text == "" {
		return -1
	}
	var open byte
	last := text[len(text)-1]
	switch last {
	case ']':
		open = '['
	case ')':
		open = '('
	default:
		return -1
	}
	depth := 0
	for i := len(text) - 1; i >= 0; i-- {
		switch text[i] {
		case last:
			depth++
		case open:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// isCorrectionNote reports "vol 85 pg 553 2010".
func isCorrectionNote(note string) bool {
	words := strings.Fields(note)
	return len(words) >= 4 && words[0] == "vol" && (words[2] == "pg" || words[2] == "p" || words[2] == "pp" || words[2] == "art")
}

var noteWords = sync.OnceValue(func() map[string]bool {
	return wordSet(`review reviews article articles letter abstract abstracts only editorial see comment comments commentary summary
		published erratum appears in meeting conference proceeding proceedings note retracted withdrawn clinical trial
		english french german spanish italian portuguese russian chinese japanese korean polish turkish czech dutch danish swedish norwegian
		hungarian ukrainian serbian croatian romanian bulgarian hebrew persian arabic greek finnish slovak slovenian
		panel session tutorial poster demonstration demo keynote invited talk extended
		translated author authors transl translation original title untitled epub ahead of print`)
})

// isNote reports words that a database adds to a title; a count of references
// is one.
func isNote(note string) bool {
	words := strings.Fields(note)
	if len(words) == 0 {
		return true
	}
	if len(words) == 2 && isDigits(words[0]) && (words[1] == "refs" || words[1] == "ref" || words[1] == "references") {
		return true
	}
	if len(words) <= 4 && words[0] == "abstract" && (isDigits(words[len(words)-1]) || len(words[len(words)-1]) <= 5) {
		return true
	}
	if strings.HasPrefix(note, "published erratum appears in ") || strings.HasPrefix(note, "erratum appears in ") {
		return true
	}
	known := noteWords()
	for _, w := range words {
		if !known[w] {
			return false
		}
	}
	return len(words) <= 5
}

// cutBrackets opens "[Title of a translation]".
func cutBrackets(text string) (string, bool) {
	text = strings.Trim(text, " .\"“”")
	if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") && noteStart(text) == 0 {
		return text[1 : len(text)-1], true
	}
	return text, false
}

// cutStage takes "Erratum to:", "Retraction:" off the front, because other
// databases leave it out, and "RETRACTED ARTICLE:", which is no other work.
func cutStage(text *string) (stage, bool) {
	lower := strings.ToLower((*text)[:min(len(*text), 48)])
	for _, front := range [...]struct {
		words string
		kind  stage
	}{
		{"erratum", erratum}, {"errata", erratum}, {"corrigend", erratum}, {"addendum", erratum}, {"correction:", erratum}, {"correction to", erratum}, {"correction for", erratum}, {"correction.", erratum},
		{"retraction:", retraction}, {"retraction of", retraction}, {"retraction note", retraction}, {"notice of retraction", retraction}, {"retraction to", retraction},
		{"retracted:", original}, {"retracted article:", original}, {"withdrawn:", original},
	} {
		if !strings.HasPrefix(lower, front.words) {
			continue
		}
		if _, rest, ok := strings.Cut(*text, ":"); ok && strings.IndexByte(*text, ':') < 40 && len(strings.Fields(rest)) > 1 {
			*text = rest
		} else if strings.HasSuffix(front.words, " to") || strings.HasSuffix(front.words, " for") || strings.HasSuffix(front.words, " of") {
			*text = (*text)[len(front.words):]
		}
		return front.kind, true
	}
	for _, front := range [...]string{"re:", "reply:"} {
		if rest, ok := strings.CutPrefix(lower, front); ok && strings.TrimSpace(rest) != "" {
			return reply, true
		}
	}
	return original, false
}

// stageOf reads from the folded title whether a work answers another one or
// announces it.
func stageOf(words string) stage {
	switch {
	case hasAnyPrefix(words, "reply to ", "in reply to ", "in reply", "response to comment", "response to letter", "response to the ", "author reply", "authors reply", "author response", "authors response", "reply from the author"):
		return reply
	case words == "reply" || words == "re" || words == "response":
		return reply
	case hasAnyPrefix(words, "comment on ", "comments on ", "commentary on ", "letter by ", "letter regarding ", "commentary on"):
		return comment
	case strings.HasSuffix(words, " protocol"), strings.Contains(words, "study protocol"), strings.Contains(words, "protocol for a "), strings.Contains(words, "protocol of a "),
		strings.Contains(words, "rationale and design"), strings.Contains(words, "design and rationale"):
		return protocol
	}
	return original
}

// cutVenue takes the name of the journal out of a title that is printed
// together with it, as some landing pages do.
func cutVenue(words string, source *venue) string {
	if name := source.folded; strings.Count(name, " ") >= 2 && strings.Contains(words, name) {
		return strings.Join(strings.Fields(strings.ReplaceAll(words, name, " ")), " ")
	}
	return words
}

func isNoTitle(words string) bool {
	switch words {
	case "", "unknown", "untitled", "no title", "no title available", "not available", "n a", "title not available", "none", "null", "nan":
		return true
	}
	return false
}

var genericWords = sync.OnceValue(func() map[string]bool {
	return wordSet(`abstract abstracts acknowledgement acknowledgements acknowledgment acknowledgments address announcement announcements answer answers appendix appendices article author authors book books case cases chair chairs chapter clinical column columns comment comments commentary conclusion conclusions conference contents
		correspondence corrections correction corrigendum discussion editor editors editorial editorials erratum errata foreword from glossary guest guide guidelines index information
		in interview introduction invited issue journal keynote letter letters list meeting memoriam message minireview news notes note notices obituary of on opinion oral overview papers paper part
		poster posters preface presentation presentations proceedings program programme question questions quiz re recent reader readers rejoinder remarks reply replies report reports response responses
		results retraction review reviews reviewers section session special summary supplement symposium table talk the thank to tutorial tutorials vol volume welcome workshop your and a an for our this with at`)
})

// isGeneric reports a title of which every word could stand over any work, or
// of a single word.
func isGeneric(words string) bool {
	generic := genericWords()
	n := 0
	for w := range strings.FieldsSeq(words) {
		if n++; !generic[w] && !isDigits(w) && romanValue(w) == 0 {
			return n == 1 && len(w) == len(words) && len(w) < 14
		}
	}
	return true
}

func hasAnyPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func wordSet(list string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

// romanValue reads a Roman number from ii to xxxix; 0 is none. A single letter
// is a letter.
func romanValue(w string) int {
	if len(w) < 2 || len(w) > 6 {
		return 0
	}
	total, previous := 0, 0
	for i := len(w) - 1; i >= 0; i-- {
		var v int
		switch w[i] {
		case 'i':
			v = 1
		case 'v':
			v = 5
		case 'x':
			v = 10
		default:
			return 0
		}
		if v < previous {
			total -= v
		} else {
			total += v
		}
		previous = v
	}
	if strings.Contains(w, "iiii") || strings.Contains(w, "vv") {
		return 0
	}
	return total
}
