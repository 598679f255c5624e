package verify

import (
	"slices"
	"strconv"
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
)

// sameWork reports whether a citation describes the work that its identifiers
// lead to. Its title decides; a reworded title is borne out by what else agrees,
// and titles whose numbers differ (Part I, Part II) only by volume and page.
func sameWork(cited evidence.Citation, found *merged) bool {
	if cited.Title == "" {
		return true // nothing is described that could be another work
	}
	s := titleAgreement(cited, found)
	beside := corroborated(cited, found)
	switch {
	case s == 1 || beside == allBeside:
		return true
	case !sameNumbers(cited.Title, found.Title):
		return false
	case s >= 0.85:
		return beside >= 1
	case s >= 0.6:
		return beside >= 2
	}
	return s >= poorTitle && beside >= 3
}

// Sort tells the records that describe the work of a citation from those of
// another work, to which a wrong identifier leads. A record counts as its work
// when it agrees with the citation or with a record that does, and when nothing
// that it says can be compared.
func Sort(cited evidence.Citation, found []evidence.Record) (same, other []evidence.Record) {
	works := []evidence.Citation{cited}
	var open []evidence.Record
	for _, r := range found {
		switch m, _ := combine([]evidence.Record{r}); {
		case m == nil || r.Type == evidence.TypeRegistration && cited.Type != evidence.TypeRegistration:
			same = append(same, r)
		case !disagrees(cited, m):
			same, works = append(same, r), append(works, r.Citation)
		default:
			open = append(open, r)
		}
	}
	for _, r := range open {
		m, _ := combine([]evidence.Record{r})
		if slices.ContainsFunc(works[1:], func(c evidence.Citation) bool { return !disagrees(c, m) }) {
			same = append(same, r)
		} else {
			other = append(other, r)
		}
	}
	return same, other
}

// disagrees reports that a citation describes another work than the found one:
// its title, and more than what it leaves out.
func disagrees(cited evidence.Citation, found *merged) bool {
	if sameWork(cited, found) {
		return false
	}
	otherAuthor := len(cited.Authors) > 0 && len(found.Authors) > 0 && !sameFirstAuthor(cited, found)
	otherYear := cited.Year() != 0 && found.Year() != 0 && !nearYear(cited, found)
	return otherAuthor || otherYear || titleAgreement(cited, found) < 0.6
}

// poorTitle is the agreement below which two titles are not one reworded.
const poorTitle = 0.35

// identify finds the work that a citation means among look-alikes. The same title
// wants two of authors, year, journal, and volume with page beside it; a reworded
// one wants three, the first author and the year among them, and is not taken
// for a work with another DOI than the cited one.
func identify(cited evidence.Citation, candidates []evidence.Record) (*merged, string) {
	var best *merged
	bestSource, bestScore := "", 0.0
	for _, r := range candidates {
		m := &merged{Citation: r.Citation, journals: []string{r.Journal, r.JournalAbbrev}}
		s := titleAgreement(cited, m)
		if s > bestScore && meant(cited, m, s) {
			best, bestSource, bestScore = m, r.Origin.Format, s
		}
	}
	return best, bestSource
}

func meant(cited evidence.Citation, m *merged, titles float64) bool {
	beside := corroborated(cited, m)
	if titles == 1 {
		return beside >= 2
	}
	otherDOI := cited.DOI != "" && m.DOI != "" && !cited.DOI.Equal(m.DOI)
	return titles >= 0.6 && beside >= 3 && !otherDOI && sameFirstAuthor(cited, m) && nearYear(cited, m)
}

// titleAgreement is 1 for one title (also without its subtitle, or in its
// original language), else the similarity, halved when the numbers in the titles
// differ: Part I is not Part II.
func titleAgreement(cited evidence.Citation, found *merged) float64 {
	best := 0.0
	for _, title := range []string{found.Title, found.OriginalTitle} {
		if title == "" {
			continue
		}
		if evidence.SameTitle(cited.Title, title) || mainTitle(cited.Title, title) || mainTitle(title, cited.Title) {
			return 1
		}
		s := min(evidence.TitleSimilarity(cited.Title, title), 0.99)
		if !sameNumbers(cited.Title, title) {
			s /= 2
		}
		best = max(best, s)
	}
	return best
}

// mainTitle reports whether short is long without its subtitle. Short main
// titles ("Acne") are many works'.
func mainTitle(short, long string) bool {
	if len(notation.Fold(short)) < 25 {
		return false
	}
	for i, r := range long {
		if strings.ContainsRune(":?–—.", r) && evidence.SameTitle(short, long[:i]) {
			return true
		}
	}
	return false
}

func sameNumbers(a, b string) bool {
	count := func(s string) map[string]int {
		m := map[string]int{}
		for _, w := range strings.Fields(notation.Fold(s)) {
			if _, err := strconv.Atoi(w); err == nil || len(w) <= 4 && strings.Trim(w, "ivx") == "" {
				m[w]++
			}
		}
		return m
	}
	ma, mb := count(a), count(b)
	if len(ma) != len(mb) {
		return false
	}
	for w, n := range ma {
		if mb[w] != n {
			return false
		}
	}
	return true
}

// allBeside is the most that corroborated counts.
const allBeside = 4

// corroborated counts what beside the title speaks for one work: the authors,
// the year, the journal, volume and page.
func corroborated(cited evidence.Citation, found *merged) int {
	n := 0
	if m := matchAuthors(cited.Authors, found.Authors); m.first && m.share() >= 0.7 {
		n++
	}
	if nearYear(cited, found) {
		n++
	}
	if cited.Journal != "" && knownJournal(cited.Journal, found) {
		n++
	}
	if cited.Volume != "" && sameNumber(cited.Volume, found.Volume) && cited.Pages.First != "" && samePage(cited.Pages.First, found.Pages.First) {
		n++
	}
	return n
}

func sameFirstAuthor(cited evidence.Citation, found *merged) bool {
	return matchAuthors(cited.Authors, found.Authors).first
}

func nearYear(cited evidence.Citation, found *merged) bool {
	y := cited.Year()
	for _, f := range []int{found.Date.Year, found.DateOnline.Year} {
		if y != 0 && f != 0 && y-f <= 1 && f-y <= 1 {
			return true
		}
	}
	return false
}

// describe names a work in one line: "Kim et al. 2025, Title".
func describe(c *evidence.Citation) string {
	s := evidence.AuthorsShort(c.Authors)
	if y := c.Year(); y != 0 {
		s = strings.TrimSpace(s + " " + strconv.Itoa(y))
	}
	if s != "" {
		s += ", "
	}
	return s + c.Title
}
