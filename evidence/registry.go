package evidence

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// RegistryID is a trial registration.
type RegistryID struct {
	Registry string `cbor:"1,keyasint" json:"registry"` // "ClinicalTrials.gov", "EudraCT", "ISRCTN", "jRCT", "UMIN", "ChiCTR", "CTRI", …
	ID       string `cbor:"2,keyasint" json:"id"`       // canonical: "NCT02092467"
}

// FoundRegistryID is a trial registration in running text, with byte offsets.
type FoundRegistryID struct {
	RegistryID
	Start, End int
	Printed    string
}

// ParseRegistryID reads one trial registration, with label or address around
// it, to its canonical form. The error wraps ErrNotFound, or ErrTrailingText
// beside the first when the text holds several.
func ParseRegistryID(s string) (RegistryID, error) {
	found := FindRegistryIDs(s)
	switch len(found) {
	case 0:
		return RegistryID{}, fmt.Errorf("trial registration %q: %w", s, ErrNotFound)
	case 1:
		return found[0].RegistryID, nil
	}
	for _, f := range found[1:] {
		if f.RegistryID != found[0].RegistryID {
			return found[0].RegistryID, fmt.Errorf("trial registration %q: %w: %s", s, ErrTrailingText, f.ID)
		}
	}
	return found[0].RegistryID, nil
}

// FindRegistryIDs gives the trial registrations of a text in order.
func FindRegistryIDs(text string) []FoundRegistryID {
	var found []FoundRegistryID
	forms := registryForms()
	for i := 0; i < len(text); {
		if !mayStartRegistryID(text, i) {
			i++
			continue
		}
		id, length := matchRegistry(forms[lowerByte(text[i])], text[i:])
		if length == 0 {
			i++
			continue
		}
		found = append(found, FoundRegistryID{RegistryID: id, Start: i, End: i + length, Printed: text[i : i+length]})
		i += length
	}
	return found
}

// IsZero reports the absence of a registration.
func (r RegistryID) IsZero() bool { return r.ID == "" }

// String is the canonical number.
func (r RegistryID) String() string { return r.ID }

// URL is the address of the registration, where the registry has a stable one.
func (r RegistryID) URL() string {
	switch r.Registry {
	case "ClinicalTrials.gov":
		return "https://clinicaltrials.gov/study/" + r.ID
	case "ISRCTN":
		return "https://www.isrctn.com/" + r.ID
	case "EudraCT":
		return "https://www.clinicaltrialsregister.eu/ctr-search/search?query=" + r.ID
	case "EU CT":
		return "https://euclinicaltrials.eu/ctis-public/view/" + r.ID
	case "jRCT":
		return "https://jrct.mhlw.go.jp/latest-detail/" + r.ID
	case "DRKS":
		return "https://drks.de/search/en/trial/" + r.ID
	}
	return ""
}

// registryForm is how one registry prints its numbers: a pattern anchored at
// the start and what the canonical number is made of.
type registryForm struct {
	registry  string
	pattern   *regexp.Regexp
	canonical func(groups []string) string
	second    byte // the second letter, small, that every number begins with; 0 when it is none
}

// registryForms lists the forms by the first byte, in lower case.
var registryForms = sync.OnceValue(func() map[byte][]registryForm {
	joined := func(prefix string) func([]string) string {
		return func(g []string) string { return prefix + strings.ToUpper(strings.Join(g[1:], "")) }
	}
	forms := make(map[byte][]registryForm)
	add := func(registry, first, pattern string, canonical func([]string) string) {
		f := registryForm{registry, regexp.MustCompile(`^(?i:` + pattern + `)`), canonical, 0}
		if isLower(lowerByte(pattern[1])) && isLower(lowerByte(pattern[0])) {
			f.second = lowerByte(pattern[1])
		}
		for i := 0; i < len(first); i++ {
			forms[first[i]] = append(forms[first[i]], f)
		}
	}
	const sep = `[\s:#\x{00a0}-]{0,2}`
	const dash = `\s?[-\x{2010}-\x{2013}\x{2212}]\s?`
	add("ClinicalTrials.gov", "n", `NCT`+sep+`(?:no\.?|number|id)?`+sep+`(\d{8})`, joined("NCT"))
	add("EU CT", "2", `(20[2-9]\d)`+dash+`(5\d{5})`+dash+`(\d{2})(?:`+dash+`(\d{2}))?`, func(g []string) string {
		return strings.TrimSuffix(strings.Join(g[1:], "-"), "-")
	})
	add("EudraCT", "2", `(20[0-2]\d)`+dash+`(\d{6})`+dash+`(\d{2})`, func(g []string) string { return strings.Join(g[1:], "-") })
	add("ISRCTN", "i", `ISRCTN`+sep+`(\d{8})`, joined("ISRCTN"))
	add("IRCT", "i", `IRCT`+sep+`(\d{8,16}N\d{1,3})`, joined("IRCT"))
	add("UMIN", "u", `UMIN(?:[\s-]?CTR)?(?:`+sep+`(?:ID)?:?\s?)(?:UMIN)?C?(\d{9})`, joined("UMIN"))
	add("jRCT", "j", `jRCT`+sep+`(s?)(\d{9,10})`, func(g []string) string { return "jRCT" + strings.ToLower(g[1]) + g[2] })
	add("JapicCTI", "j", `JapicCTI`+sep+`(\d{6})`, joined("JapicCTI-"))
	add("JMA", "j", `JMA-?IIA`+sep+`(\d{5})`, joined("JMA-IIA"))
	add("ChiCTR", "c", `ChiCTR`+dash+`([A-Z]{3,4})`+dash+`(\d{8,10})`, func(g []string) string { return "ChiCTR-" + strings.ToUpper(g[1]) + "-" + g[2] })
	add("ChiCTR", "c", `ChiCTR`+sep+`(\d{8,10})`, joined("ChiCTR"))
	add("CTRI", "c", `CTRI`+sep+`/?\s?(20\d\d)\s?/\s?(\d{2,3})\s?/\s?(\d{6})`, func(g []string) string { return "CTRI/" + strings.Join(g[1:], "/") })
	add("ANZCTR", "a", `ACTRN`+sep+`(\d{14})`, joined("ACTRN"))
	add("DRKS", "d", `DRKS`+sep+`(?:ID:?\s?)?(?:DRKS)?(\d{8})`, joined("DRKS"))
	add("NTR", "n", `NTR`+sep+`(\d{3,5})`, joined("NTR"))
	add("NTR", "n", `NL-?OMON`+sep+`(\d{3,6})`, joined("NL-OMON"))
	add("NTR", "n", `NL(\d{4,5})`, joined("NL"))
	add("CRIS", "k", `KCT`+sep+`(\d{7})`, joined("KCT"))
	add("PACTR", "p", `PACTR`+sep+`(\d{15,16})`, joined("PACTR"))
	add("TCTR", "t", `TCTR`+sep+`(\d{11})`, joined("TCTR"))
	add("SLCTR", "s", `SLCTR/(\d{4})/(\d{3})`, func(g []string) string { return "SLCTR/" + g[1] + "/" + g[2] })
	add("ReBEC", "r", `RBR`+dash+`([0-9a-z]{5,8})`, func(g []string) string { return "RBR-" + strings.ToLower(g[1]) })
	add("REPEC", "p", `PER`+dash+`(\d{3})`+dash+`(\d{2})`, func(g []string) string { return "PER-" + g[1] + "-" + g[2] })
	return forms
})

// longestRegistryID bounds one printed number, in bytes.
const longestRegistryID = 64

func matchRegistry(forms []registryForm, s string) (RegistryID, int) {
	s = s[:min(len(s), longestRegistryID)]
	for _, f := range forms {
		if f.second != 0 && len(s) > 1 && s[1] < utf8.RuneSelf && lowerByte(s[1]) != f.second {
			continue
		}
		m := f.pattern.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		if n := len(m[0]); n < len(s) && (isAlnum(s[n]) || followedByNumber(f, s[n:])) {
			continue
		}
		return RegistryID{Registry: f.registry, ID: f.canonical(m)}, len(m[0])
	}
	return RegistryID{}, 0
}

// followedByNumber tells a registration from the front of a longer number: the
// Dutch ethics committees print NL12345.018.15, telephone numbers and grants
// go on after a hyphen.
func followedByNumber(f registryForm, rest string) bool {
	if len(rest) < 2 || !isDigit(rest[1]) {
		return false
	}
	return rest[0] == '.' && strings.HasPrefix(f.registry, "NTR") || rest[0] == '-' && f.registry == "EudraCT"
}

// mayStartRegistryID reports a position where a number may begin: not inside a
// word or number.
func mayStartRegistryID(s string, i int) bool {
	switch lowerByte(s[i]) {
	case 'n', '2', 'i', 'u', 'j', 'c', 'a', 'd', 'k', 'p', 't', 's', 'r':
		return i == 0 || !isAlnum(s[i-1]) && s[i-1] < 0x80 && s[i-1] != '/' || i > 0 && s[i-1] >= 0x80 || s[i-1] == '/' && s[i] != '2'
	}
	return false
}

func lowerByte(c byte) byte {
	if isUpper(c) {
		return c + 'a' - 'A'
	}
	return c
}
