package summary

import (
	"slices"

	"dossier/evidence"
)

// letterYears tells studies that would print under one name apart: a, b, c after
// the year, in the order of their keys.
func (b *builder) letterYears(entries []*entry) {
	heads := make([]*evidence.StudyHead, 0, len(entries))
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
		for i := range t.References {
			h := t.References[i] // the tables keep their letters
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
	type name struct {
		authors string
		year    int
	}
	named := make(map[name]string, len(heads)) // the first key
	clash := map[name][]string{}               // the keys of names that several studies have
	each := func(do func(*evidence.StudyHead, name)) {
		for _, h := range heads {
			if h.Authors != "" && h.Year != 0 { // else the study prints under its key
				do(h, name{h.Authors, h.Year})
			}
		}
	}
	each(func(h *evidence.StudyHead, n name) {
		switch key, known := named[n]; {
		case !known:
			named[n] = h.Key
		case key != h.Key && clash[n] == nil:
			clash[n] = []string{key, h.Key}
		case key != h.Key && !slices.Contains(clash[n], h.Key):
			clash[n] = append(clash[n], h.Key)
		}
	})
	for _, keys := range clash {
		slices.Sort(keys)
	}
	each(func(h *evidence.StudyHead, n name) {
		h.YearLetter = ""
		if keys := clash[n]; keys != nil {
			h.YearLetter = letters(slices.Index(keys, h.Key) + 1)
		}
	})
}
