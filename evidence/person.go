package evidence

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"dossier/evidence/notation"
)

// Person is an author or editor: a person with name parts, or a Literal (a
// corporate author, or a name that could not be taken apart).
type Person struct {
	Family   string `cbor:"1,keyasint,omitempty" json:"family,omitempty"`
	Given    string `cbor:"2,keyasint,omitempty" json:"given,omitempty"`    // given names or initials as printed
	Particle string `cbor:"3,keyasint,omitempty" json:"particle,omitempty"` // "van der", as printed
	Suffix   string `cbor:"4,keyasint,omitempty" json:"suffix,omitempty"`   // "Jr", "III"
	Literal  string `cbor:"5,keyasint,omitempty" json:"literal,omitempty"`
	ORCID    string `cbor:"6,keyasint,omitempty" json:"orcid,omitempty"` // 0000-0000-0000-0000
}

// NameStyle is how a source prints names.
type NameStyle int

// The styles.
const (
	NamesAuto       NameStyle = iota // decide by the look of each name
	NamesBibTeX                      // "First von Last and von Last, Jr, First", braces and LaTeX
	NamesAPA                         // "Family, G. I., & Family, G." also "Family, Given; Family, Given"
	NamesVancouver                   // "Family GI, Family G"
	NamesGivenFirst                  // "Given Family, Given Family and Given Family"
)

// ParsePerson reads one name. Names of groups become a Literal. The error says
// that there is no name.
func ParsePerson(s string, style NameStyle) (Person, error) {
	if style == NamesBibTeX {
		return parseBibTeXName(s)
	}
	if p, ok := plainName(s); ok {
		return p, nil
	}
	text := tidyName(s)
	if text == "" || strings.IndexFunc(text, unicode.IsLetter) < 0 {
		return Person{Literal: text}, fmt.Errorf("name %q: %w", s, ErrNotFound)
	}
	if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") { // [Anonymous]
		return Person{Literal: text}, nil
	}
	if inner, ok := strings.CutPrefix(text, "{"); ok && strings.HasSuffix(inner, "}") {
		return Person{Literal: strings.Trim(text, "{}")}, nil
	}
	switch {
	case strings.Contains(text, ","):
		return commaName(text), nil
	case notation.IsCorporate(text):
		return Person{Literal: text}, nil
	case style == NamesVancouver || style != NamesGivenFirst && endsInInitials(text):
		return familyFirst(text), nil
	}
	return givenFirst(text), nil
}

// CutEditor takes the mark of an editor off a name: "Berg, Jan, Ed." and "Berg J
// (Eds.)". "Berg, Ed" has none: it is somebody's name.
func CutEditor(name string) (rest string, ok bool) {
	if name == "" || strings.IndexByte("dDsSrR.)", name[len(name)-1]) < 0 {
		return name, false
	}
	open := strings.LastIndexAny(name, ",(")
	if open < 0 || name[open] == ',' && strings.IndexByte(name[:open], ',') < 0 {
		return name, false
	}
	switch strings.ToLower(strings.Trim(name[open+1:], " .)")) {
	case "ed", "eds", "editor", "editors":
		return strings.TrimRight(name[:open], " ,"), true
	}
	return name, false
}

// IsZero reports that there is no name.
func (p Person) IsZero() bool { return p == Person{} }

// String prints "van der Berg, Jr, Jan"; a Literal as it is.
func (p Person) String() string {
	if p.Literal != "" {
		return p.Literal
	}
	s := p.FullFamily()
	if p.Suffix != "" {
		s += ", " + p.Suffix
	}
	if p.Given != "" {
		s += ", " + p.Given
	}
	return s
}

// FullFamily is the family name with its particle: "van der Berg".
func (p Person) FullFamily() string {
	switch {
	case p.Literal != "":
		return p.Literal
	case p.Particle == "":
		return p.Family
	case strings.HasSuffix(p.Particle, "'") || strings.HasSuffix(p.Particle, "’"):
		return p.Particle + p.Family
	}
	return p.Particle + " " + p.Family
}

// Short is the name as lists cite it: the family name with particle, or the
// Literal.
func (p Person) Short() string { return p.FullFamily() }

// Initials gives the initials of the given names without points: "Jean-Paul M."
// is "JPM", and initials that are printed together stay ("SR").
func (p Person) Initials() string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(p.Given, func(r rune) bool {
		return unicode.IsSpace(r) || notation.IsDash(r) || r == '.' || r == ',' || r == '\''
	}) {
		if notation.IsParticle(w) {
			continue
		}
		if utf8.RuneCountInString(w) <= 4 && strings.ToUpper(w) == w {
			b.WriteString(w)
			continue
		}
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsLetter(r) {
			b.WriteRune(unicode.ToUpper(r))
		}
	}
	return b.String()
}

// FamilyKey is the family name for comparison: folded, without blanks and
// without particles, capital ones included ("Van der Gang" and "van der Gang"
// agree). A Literal is folded as a whole.
func (p Person) FamilyKey() string {
	if p.Literal != "" {
		return strings.ReplaceAll(notation.Fold(p.Literal), " ", "")
	}
	words := strings.Fields(p.Family)
	for len(words) > 1 && notation.IsParticleFold(words[0]) {
		words = words[1:]
	}
	return strings.ReplaceAll(notation.Fold(strings.Join(words, " ")), " ", "")
}

// Equal reports names that can be one person's: the same FamilyKey and suffix,
// and initials of which one begins with the other ("S" and "SR"); without
// given names on both sides the family name alone decides.
func (p Person) Equal(other Person) bool {
	if (p.Literal == "") != (other.Literal == "") {
		return false
	}
	a, b := notation.Fold(p.Initials()), notation.Fold(other.Initials())
	return p.FamilyKey() == other.FamilyKey() &&
		strings.TrimSuffix(notation.Fold(p.Suffix), ".") == strings.TrimSuffix(notation.Fold(other.Suffix), ".") &&
		(strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}

// AuthorsShort is how a sentence cites authors: "Guenther", "Kim and Lee",
// "Ytterberg et al."; empty without authors.
func AuthorsShort(authors []Person) string {
	switch len(authors) {
	case 0:
		return ""
	case 1:
		return authors[0].Short()
	case 2:
		return authors[0].Short() + " and " + authors[1].Short()
	}
	return authors[0].Short() + " et al."
}

// tidyName collapses blanks and drops invisible characters and loose commas.
func tidyName(s string) string {
	if isTidyName(s) {
		return s
	}
	return tidyUp(s)
}

func tidyUp(s string) string {
	s = strings.Map(func(r rune) rune {
		if notation.IsInvisible(r) {
			return -1
		}
		return r
	}, s)
	return strings.Trim(strings.Join(strings.Fields(s), " "), " ,;")
}

// isTidyName tells that neither tidyName nor LaTeX has anything to do: letters,
// digits, points and single hyphens, with single blanks between them.
func isTidyName(s string) bool {
	last := ' '
	for _, c := range s {
		switch {
		case c < utf8.RuneSelf && isAlnum(byte(c)) || c == '.':
		case c == ' ' || c == '-':
			if c == last {
				return false
			}
		case c < utf8.RuneSelf || !unicode.IsLetter(c):
			return false
		}
		last = c
	}
	return last != ' '
}

// plainName reads "Family, Given" where nothing can be meant but that: one
// family name and capitalised given names or initials of ASCII letters. It is
// commaName for nine names of ten, and exports hold millions.
func plainName(s string) (Person, bool) {
	comma := strings.IndexByte(s, ',')
	if comma < 2 || comma+2 >= len(s) || s[comma+1] != ' ' {
		return Person{}, false
	}
	if strings.Contains(s, "--") { // a dash in LaTeX
		return Person{}, false
	}
	family, given := s[:comma], s[comma+2:]
	for i := 0; i < len(family); i++ {
		c := family[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (c != '-' || i == 0) || i == 0 && c >= 'a' {
			return Person{}, false
		}
	}
	start := true // of a word
	for i := 0; i < len(given); i++ {
		c := given[i]
		switch upper := c >= 'A' && c <= 'Z'; {
		case start && !upper: // also a second blank
			return Person{}, false
		case start && strings.IndexByte("FIJNS", c) >= 0 && strings.IndexByte(given[i:], ' ') < 0 && notation.IsSuffix(given[i:]):
			return Person{}, false // Filho, III, Jr, Neto, Sr
		case c == ' ':
			start = true
			continue
		case !upper && !(c >= 'a' && c <= 'z') && c != '.' && c != '-':
			return Person{}, false
		}
		start = false
	}
	return Person{Family: family, Given: given}, !start
}

// commaName reads "Family, Given", "Family, Given, Suffix" and "Family, Suffix,
// Given".
func commaName(text string) Person {
	parts := strings.Split(text, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	var p Person
	p.Particle, p.Family = splitParticle(parts[0])
	for i, part := range parts[1:] {
		switch {
		case part == "":
		case p.Suffix == "" && notation.IsSuffix(part) && (!couldBeInitials(part) || p.Given != "" || i == 0 && len(parts) > 2 && !notation.IsSuffix(parts[2])):
			p.Suffix = part
		case p.Given == "":
			p.Given = part
		default:
			p.Given += ", " + part
		}
	}
	p.Given, p.Suffix = cutTrailingSuffix(p.Given, p.Suffix)
	if p.Particle == "" {
		p.Given, p.Particle = cutTrailingParticle(p.Given)
	}
	return p
}

// couldBeInitials reports a suffix that is as well the initials of somebody:
// "Lee, SR".
func couldBeInitials(suffix string) bool {
	return suffix == "SR" || suffix == "JR" || suffix == "IV"
}

// splitParticle takes lower-case particles off the front of a family name;
// the last word always stays.
func splitParticle(family string) (particle, rest string) {
	words := strings.Fields(family)
	n := 0
	for n < len(words)-1 && notation.IsParticle(words[n]) {
		n++
	}
	if n == 0 {
		if p, r, ok := cutElided(family); ok {
			return p, r
		}
	}
	return strings.Join(words[:n], " "), strings.Join(words[n:], " ")
}

// cutElided takes d' or l' off.
func cutElided(family string) (particle, rest string, ok bool) {
	i := strings.IndexAny(family, "'’")
	if i < 1 || i > 4 {
		return "", "", false
	}
	_, size := utf8.DecodeRuneInString(family[i:])
	p, r := family[:i+size], family[i+size:]
	if r == "" || !notation.IsParticle(p) {
		return "", "", false
	}
	return p, strings.TrimSpace(r), true
}

// cutTrailingParticle moves "Desiree van der" of "Heijde, Desiree van der".
func cutTrailingParticle(given string) (rest, particle string) {
	words := strings.Fields(given)
	n := len(words)
	for n > 1 && notation.IsParticle(words[n-1]) && len(words[n-1]) > 1 {
		n--
	}
	return strings.TrimRight(strings.Join(words[:n], " "), ","), strings.Join(words[n:], " ")
}

// cutTrailingSuffix moves "J. A. Jr." of "Smith, J. A. Jr.".
func cutTrailingSuffix(given, suffix string) (string, string) {
	words := strings.Fields(given)
	if n := len(words); suffix == "" && n > 1 && notation.IsSuffix(words[n-1]) {
		return strings.Join(words[:n-1], " "), words[n-1]
	}
	return given, suffix
}

// familyFirst reads "Ytterberg SR", "van der Heijde D", "Smith JA Jr".
func familyFirst(text string) Person {
	words := strings.Fields(text)
	var p Person
	if n := len(words); n > 2 && notation.IsSuffix(words[n-1]) && isInitials(words[n-2]) {
		p.Suffix, words = words[n-1], words[:n-1]
	}
	n := len(words)
	for n > 1 && isInitials(words[n-1]) {
		n--
	}
	if n == len(words) {
		if n == 1 {
			p.Family = text
			return p
		}
		return Person{Literal: text}
	}
	p.Given = strings.Join(words[n:], " ")
	p.Particle, p.Family = splitParticle(strings.Join(words[:n], " "))
	return p
}

// givenFirst reads "Jan van der Berg", "John A. Smith Jr."; Chinese, Japanese
// and Korean names have the family name first.
func givenFirst(text string) Person {
	words := strings.Fields(text)
	if len(words) == 1 {
		if isCJK(text) && utf8.RuneCountInString(text) > 1 {
			return Person{Literal: text}
		}
		return Person{Family: text}
	}
	if isCJK(text) {
		return Person{Family: words[0], Given: strings.Join(words[1:], " ")}
	}
	var p Person
	if n := len(words); n > 2 && notation.IsSuffix(words[n-1]) {
		p.Suffix, words = words[n-1], words[:n-1]
	}
	last := len(words) - 1
	for i := 1; i < last; i++ {
		if notation.IsParticle(words[i]) && words[i] != "e" && words[i] != "y" {
			last = i
			break
		}
	}
	p.Given = strings.Join(words[:last], " ")
	p.Particle, p.Family = splitParticle(strings.Join(words[last:], " "))
	return p
}

func isCJK(s string) bool {
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			return true
		}
	}
	return false
}

func endsInInitials(text string) bool {
	words := strings.Fields(text)
	n := len(words)
	if n > 2 && notation.IsSuffix(words[n-1]) && isInitials(words[n-2]) {
		n--
	}
	return n > 1 && isInitials(words[n-1]) && (!isInitials(words[0]) || isShortFamily(words[0]))
}

// isShortFamily tells Xu, Wu or Oh before the initials of somebody from a part of
// them (Yu., Ch.), which has a point.
func isShortFamily(s string) bool {
	return strings.ContainsFunc(s, unicode.IsLower) && !strings.HasSuffix(s, ".")
}

// isVancouverList tells that names of a BibTeX list stand family first, as in
// "Winthrop KL and Smith JA": all names without a comma end in initials, and some
// of these are no family name. Groups and single words say nothing.
func isVancouverList(names []string) bool {
	sure := false
	for _, name := range names {
		if strings.ContainsAny(name, ",{}[=") {
			continue
		}
		name, _ = cutEtAl(name)
		words := strings.Fields(renderName(name))
		n := len(words)
		switch {
		case n < 2 || notation.IsCorporate(name):
			continue
		case !endsInInitials(strings.Join(words, " ")):
			return false
		case notation.IsSuffix(words[n-1]) && !couldBeInitials(words[n-1]) && (n < 3 || !isInitials(words[n-2])):
			return false // Elizabeth II
		}
		sure = sure || !couldBeFamily(words[n-1])
	}
	return sure
}

// couldBeFamily tells capitals that may be a family name, as some print it ("Wei
// WU"), from initials: several letters with a vowel and another letter among them.
func couldBeFamily(s string) bool {
	if strings.ContainsAny(s, ".-") || utf8.RuneCountInString(s) < 2 {
		return false
	}
	vowel := strings.ContainsAny(s, "AEIOUY")
	other := strings.Trim(s, "AEIOU") != ""
	return vowel && other || s == "NG" || s == "SR" || s == "JR"
}

// isInitials reports capitals with or without points and hyphens: "SR", "P.-H.",
// "J. J.", "A.-M". Words are no initials, single capitals are.
func isInitials(s string) bool {
	letters, run := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r) || unicode.Is(unicode.Lo, r) && !isCJK(string(r)):
			letters++
			run++
		case r == '.' || r == ' ' || r == '\u00a0':
			run = 0
		case notation.IsDash(r):
			run = 0
		case unicode.IsLower(r) && run == 1 && strings.ContainsRune("huj", r): // Ch., Yu., Dj.
			run = 9
		default:
			return false
		}
		if run > 4 && run != 9 || letters > 6 {
			return false
		}
	}
	return letters > 0
}
