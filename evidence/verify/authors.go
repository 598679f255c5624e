package verify

import (
	"fmt"
	"strings"

	"dossier/evidence"
)

// variant is a cited author whose name the source spells otherwise.
type variant struct {
	cited, found evidence.Person
}

// authorMatch is how a cited list of persons fits the source's.
type authorMatch struct {
	cited    int  // persons in the cited list
	found    int  // in the source's
	matched  int  // cited ones that the source has, misspelt ones included
	first    bool // the first author is the same
	variants []variant
	strange  []evidence.Person // cited ones that the source does not have
}

// share is the part of the cited persons that the source has.
func (m authorMatch) share() float64 {
	if m.cited == 0 {
		return 1
	}
	return float64(m.matched) / float64(m.cited)
}

// matchAuthors pairs the persons of two lists: first equal names, then spelling
// variants. Groups are left out; their names are printed in too many ways.
func matchAuthors(cited, found []evidence.Person) authorMatch {
	c, f := persons(cited), persons(found)
	m := authorMatch{cited: len(c), found: len(f)}
	if len(c) == 0 || len(f) == 0 {
		m.first = len(c) == len(f)
		return m
	}
	pair := make([]int, len(c)) // index into f, plus 1
	taken := make([]bool, len(f))
	for _, fits := range []func(a, b evidence.Person) bool{equalName, equalFamily, nearName} {
		for i := range c {
			if pair[i] == 0 {
				pair[i] = nearest(c[i], f, taken, i, fits)
			}
		}
	}
	for i, p := range pair {
		if p == 0 {
			m.strange = append(m.strange, c[i])
			continue
		}
		m.matched++
		if other := f[p-1]; !equalName(c[i], other) {
			m.variants = append(m.variants, variant{c[i], other})
		}
	}
	m.first = pair[0] == 1 || pair[0] != 0 && nearName(c[0], f[0])
	return m
}

// nearest finds the free person of the list that fits and stands closest to
// place i, and takes it; 0 when there is none.
func nearest(p evidence.Person, list []evidence.Person, taken []bool, i int, fits func(a, b evidence.Person) bool) int {
	best, distance := 0, len(list)+i+1
	for j := range list {
		d := max(i-j, j-i)
		if !taken[j] && d < distance && fits(p, list[j]) {
			best, distance = j+1, d
		}
	}
	if best > 0 {
		taken[best-1] = true
	}
	return best
}

func persons(list []evidence.Person) []evidence.Person {
	var out []evidence.Person
	for _, p := range list {
		if p.Family != "" {
			out = append(out, p)
		}
	}
	return out
}

// fullFamily is the folded family name with its particle, so that "van der Gang"
// and "Van der Gang" agree however they are taken apart.
func fullFamily(p evidence.Person) string { return lettersOf(p.Particle + p.Family) }

// equalName: one family name, and first initials that do not contradict.
func equalName(a, b evidence.Person) bool { return equalFamily(a, b) && initialsAgree(a, b) }

func equalFamily(a, b evidence.Person) bool { return fullFamily(a) == fullFamily(b) }

func initialsAgree(a, b evidence.Person) bool {
	ia, ib := firstInitial(a), firstInitial(b)
	return ia == "" || ib == "" || ia == ib
}

func firstInitial(p evidence.Person) string {
	letters := []rune(lettersOf(p.Given))
	if len(letters) == 0 {
		return ""
	}
	return string(letters[0])
}

// nearName: a misprint (one letter in four at most), a compound name cut or
// divided otherwise, or given and family name exchanged.
func nearName(a, b evidence.Person) bool {
	if evidence.SameFamily(a, b) {
		return true
	}
	fa, fb := fullFamily(a), fullFamily(b)
	if min(len(fa), len(fb)) >= 4 && initialsAgree(a, b) && evidence.TitleSimilarity(fa, fb) >= 0.75 {
		return true
	}
	return fa != "" && fa == lettersOf(b.Given) && fb == lettersOf(a.Given)
}

// wrongList is the part of the cited persons that must be strange to make the
// list another one's.
const wrongList = 0.3

// authorIssues: a list of other people, or another first author, is an error; a
// name spelt or divided otherwise, a person too many or left out without "et
// al.", is a warning.
func authorIssues(cited evidence.Citation, found *merged) []Issue {
	m := matchAuthors(cited.Authors, found.Authors)
	if m.cited == 0 || m.found == 0 {
		return nil
	}
	if !m.first || 1-m.share() > wrongList {
		return []Issue{{evidence.FieldAuthors, Error, nameList(cited.Authors), nameList(found.Authors)}}
	}
	var out []Issue
	for _, v := range m.variants {
		out = append(out, Issue{evidence.FieldAuthors, Warning, v.cited.String(), v.found.String()})
	}
	if !found.AuthorsTruncated {
		for _, p := range m.strange {
			out = append(out, Issue{evidence.FieldAuthors, Warning, p.String(), "not among the authors"})
		}
	}
	if left := m.found - m.matched; left > 0 && len(m.strange) == 0 && !cited.AuthorsTruncated && m.cited < m.found {
		out = append(out, Issue{evidence.FieldAuthors, Warning, howMany(m.cited), howMany(m.found)})
	}
	return out
}

func howMany(authors int) string {
	if authors == 1 {
		return "1 author"
	}
	return fmt.Sprintf("%d authors", authors)
}

// nameList prints a list of authors, the first ten.
func nameList(list []evidence.Person) string {
	const most = 10
	var names []string
	for _, p := range list[:min(len(list), most)] {
		names = append(names, p.String())
	}
	s := strings.Join(names, "; ")
	if len(list) > most {
		s += fmt.Sprintf("; and %d more", len(list)-most)
	}
	return s
}
