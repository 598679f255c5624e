package resolve

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// oneOrMany is a list of strings that some answers send as one string, or with
// nulls in it.
type oneOrMany []string

func (o *oneOrMany) UnmarshalJSON(b []byte) error {
	var many []*string
	if json.Unmarshal(b, &many) == nil {
		for _, s := range many {
			if s != nil {
				*o = append(*o, *s)
			}
		}
		return nil
	}
	var one string
	if json.Unmarshal(b, &one) == nil && one != "" {
		*o = oneOrMany{one}
	}
	return nil // another shape is no title
}

// text is the i-th member rendered to text, empty when there is none.
func (o oneOrMany) text(i int) string {
	if i >= len(o) {
		return ""
	}
	return notation.FromMarkupInline(o[i])
}

// textValue is a string that some answers send as a number.
type textValue string

func (t *textValue) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*t = textValue(strings.TrimSpace(s))
		return nil
	}
	var n json.Number
	if json.Unmarshal(b, &n) == nil {
		*t = textValue(n.String())
	}
	return nil
}

// workDate is {"date-parts": [[2010, 2, 6]]}; a part may be null or a string,
// and the list may be [[null]]. CSL-JSON also has "literal" and "raw".
type workDate struct {
	Parts [][]textValue `json:"date-parts"`
	Raw   string        `json:"raw"`
	Words string        `json:"literal"`
}

func (w *workDate) UnmarshalJSON(b []byte) error {
	type plain workDate
	var p plain
	if !bytes.HasPrefix(bytes.TrimSpace(b), []byte("{")) || json.Unmarshal(b, &p) != nil {
		return nil // another shape is no date
	}
	*w = workDate(p)
	return nil
}

func (w workDate) date() evidence.Date {
	if len(w.Parts) > 0 {
		var part [3]int
		for i, v := range w.Parts[0] {
			if i < len(part) {
				part[i], _ = strconv.Atoi(string(v))
			}
		}
		if part[0] != 0 {
			return evidence.DateFromParts(part[0], part[1], part[2])
		}
	}
	for _, s := range []string{w.Raw, w.Words} {
		if d, err := evidence.ParseDate(s); err == nil && d.Year != 0 {
			return d
		}
	}
	return evidence.Date{}
}

// manyNames is a list of {"name": …} that older answers send as one object.
type manyNames []string

func (m *manyNames) UnmarshalJSON(b []byte) error {
	type named struct {
		Name string `json:"name"`
	}
	var many []named
	if json.Unmarshal(b, &many) == nil {
		for _, n := range many {
			*m = append(*m, n.Name)
		}
		return nil
	}
	var one named
	if json.Unmarshal(b, &one) == nil && one.Name != "" {
		*m = manyNames{one.Name}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// exactDOI takes a DOI as a registry spells it, whatever characters it holds; a
// resolver before it is cut off.
func exactDOI(s string) evidence.DOI {
	s = strings.TrimSpace(s)
	for _, prefix := range []string{"https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:"} {
		if len(s) > len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
			s = s[len(prefix):]
			break
		}
	}
	if strings.HasPrefix(s, "10.") && strings.Contains(s, "/") && !strings.ContainsAny(s, " \t\n") {
		return evidence.DOI(s)
	}
	d, _ := evidence.ParseDOI(s)
	return d
}
