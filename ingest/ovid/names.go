package ovid

import (
	"regexp"
	"strings"
	"sync"

	"dossier/evidence"
	"dossier/ingest/layout"
	"dossier/ingest/tagged"
)

// gap is what stands between the items of a list that has no semicolons.
var gap = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[ \t]{2,}|[\r\n]+`) })

// names splits a list: "Berg, Jan MD *;  Smith, Anna +" or "Berg J.  Smith AB."
func names(value string) []string {
	if strings.Contains(value, ";") {
		return tagged.Items(value, ";")
	}
	var out []string
	for _, name := range gap().Split(strings.TrimSpace(value), -1) {
		if name = layout.OneLine(name); name != "" {
			out = append(out, name)
		}
	}
	return out
}

// people adds the names of a list; those marked as editors go to the others.
func people(authors, editors *[]evidence.Person, value string) {
	for _, name := range names(value) {
		to := authors
		for _, mark := range []string{"[Ed]", "(Ed)", "[Ed.]", "(Ed.)"} {
			if before, ok := strings.CutSuffix(strings.TrimSuffix(name, "."), mark); ok {
				name, to = before, editors
			}
		}
		if name = bareName(name); strings.Count(name, ",") > 1 { // a list with commas alone
			list, _ := evidence.ParseAuthors(name, evidence.NamesAuto)
			*to = append(*to, list...)
			continue
		}
		tagged.AddPerson(to, name, evidence.NamesAuto)
	}
}

// bareName takes off what Ovid prints behind a name: the full stop that ends
// it, marks of affiliations ("2", "(1)", "*", "+"), and degrees.
func bareName(name string) string {
	words := strings.Fields(cutFullStop(name))
	for len(words) > 1 && strings.Trim(words[len(words)-1], "0123456789*+#^()[],.") == "" {
		words = words[:len(words)-1]
	}
	family := 0 // words up to the comma
	for i, w := range words {
		if strings.HasSuffix(w, ",") {
			family = i + 1
			break
		}
	}
	for family > 0 && len(words) > family+1 && isDegree(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	return strings.TrimRight(strings.Join(words, " "), " ,;*+")
}

// cutFullStop takes off the full stop that ends a name, but not that of the
// last of several initials: "Smith AB.", "Smith A.B."
func cutFullStop(name string) string {
	bare, ok := strings.CutSuffix(name, ".")
	if !ok || bare == "" {
		return name
	}
	last := bare[len(bare)-1]
	if strings.Contains(bare, ".") && last >= 'A' && last <= 'Z' {
		return name
	}
	return bare
}

// isDegree knows what may stand behind given names, also with points: "Ph.D.".
func isDegree(word string) bool {
	switch strings.ReplaceAll(strings.Trim(word, ",;*+"), ".", "") {
	case "MD", "PhD", "DPhil", "MSc", "MSC", "MS", "BSc", "BS", "MA", "MPH", "MPhil", "MBBS", "MBChB", "MRCP", "FRCP", "FRCPC", "FACP", "FRACP", "FAAD",
		"RN", "BN", "PharmD", "DrPH", "ScD", "DSc", "DO", "DDS", "DMD", "DVM", "EdD", "PsyD", "MBA", "RPh", "DNP", "MHS", "MHSc":
		return true
	}
	return false
}
