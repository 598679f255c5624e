package summary

import (
	"slices"
	"strings"

	"dossier/evidence"
)

// letterYears tells studies that would print under one name apart: a, b, c after
// the year, in the order of their keys.
func (b *builder) letterYears(entries []*entry) {
	var heads []*evidence.StudyHead
	for _, e := range entries {
		for i := range e.heads {
			heads = append(heads, &e.heads[i])
		}
	}
	letterYears(heads, b.o.YearLetters)
}

// YearLetters gives the letters of all studies that the tables cite, by key, as
// one document needs them, and whether the tables have them already.
func YearLetters(tables ...*evidence.Summary) (letters map[string]string, agree bool) {
	var heads []*evidence.StudyHead
	for _, t := range tables {
		for _, h := range t.References {
			heads = append(heads, &h)
		}
	}
	printed := make([]string, len(heads))
	for i, h := range heads {
		printed[i] = h.YearLetter
	}
	letterYears(heads, nil)
	letters, agree = map[string]string{}, true
	for i, h := range heads {
		letters[h.Key] = h.YearLetter
		agree = agree && printed[i] == h.YearLetter
	}
	return letters, agree
}

func letterYears(heads []*evidence.StudyHead, given map[string]string) {
	if given != nil {
		for _, h := range heads {
			h.YearLetter = given[h.Key]
		}
		return
	}
	named := map[string][]string{} // name → keys
	for _, h := range heads {
		if h.Authors == "" || h.Year == 0 {
			continue // such a study prints under its key
		}
		h.YearLetter = ""
		if name := studyName(*h); !slices.Contains(named[name], h.Key) {
			named[name] = append(named[name], h.Key)
		}
	}
	for _, keys := range named {
		slices.SortFunc(keys, strings.Compare)
	}
	for _, h := range heads {
		if h.Authors == "" || h.Year == 0 {
			continue
		}
		h.YearLetter = ""
		if keys := named[studyName(*h)]; len(keys) > 1 {
			h.YearLetter = letters(slices.Index(keys, h.Key) + 1)
		}
	}
}
