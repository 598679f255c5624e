package store

import (
	"strings"

	"dossier/evidence"
)

// Verdict is what a Decide says of a record.
type Verdict string

// The verdicts.
const (
	VerdictNew  Verdict = "new"  // a publication that the library does not have
	VerdictSame Verdict = "same" // the publication of Decision.Key
	VerdictAsk  Verdict = "ask"  // perhaps that of Decision.Key: kept apart until a person decides
)

// Decide says whether a record is a publication that the library has. It is
// given the studies that share an identifier or a title with the record, in
// order of their keys' arrival, and must be a pure function: an engine may
// repeat a transaction.
type Decide func(rec *evidence.Record, candidates []Candidate) Verdicted

// Candidate is a study that a record may belong to.
type Candidate struct {
	Study *evidence.Study
	Why   []string // "same DOI", "same PMID", "same PMCID", "same registration", "same title"
}

// Verdicted is a verdict and its reasons.
type Verdicted struct {
	Verdict Verdict
	Key     string // of the candidate, unless new
	Score   float64
	Why     []string // for people
}

// Identify is the Decide of a library that is given none: identifiers, else
// title, first author and year. An identifier that is equal while another one
// or the title objects is a question.
func Identify(rec *evidence.Record, candidates []Candidate) Verdicted {
	question := Verdicted{Verdict: VerdictNew}
	for _, cand := range candidates {
		v := compareWork(&rec.Citation, cand)
		v.Key = cand.Study.Key
		switch {
		case v.Verdict == VerdictSame:
			return v
		case v.Verdict == VerdictAsk && question.Verdict == VerdictNew:
			question = v
		}
	}
	if question.Verdict == VerdictNew {
		question.Key = ""
	}
	return question
}

func compareWork(c *evidence.Citation, cand Candidate) Verdicted {
	s := &cand.Study.Citation
	same, differ := compareIdentifiers(c, s)
	why := append([]string(nil), cand.Why...)
	switch {
	case len(same) > 0 && len(differ) > 0:
		return Verdicted{Verdict: VerdictAsk, Why: append(why, differ...)}
	case len(same) > 0 && c.Title != "" && s.Title != "" && evidence.TitleSimilarity(c.Title, s.Title) < 0.4:
		return Verdicted{Verdict: VerdictAsk, Why: append(why, "another title")}
	case len(same) > 0:
		return Verdicted{Verdict: VerdictSame, Why: why}
	case titleHash(c.Title) == "" || titleHash(c.Title) != titleHash(s.Title):
		return registration(c, s, why)
	case len(differ) > 0:
		return Verdicted{Verdict: VerdictAsk, Why: append(why, differ...)}
	}
	return compareTitled(c, s, why)
}

// compareTitled decides on two works with one title and no identifier that
// speaks for or against.
func compareTitled(c, s *evidence.Citation, why []string) Verdicted {
	var objections []string
	if len(c.Authors) > 0 && len(s.Authors) > 0 && !evidence.SameFamily(c.Authors[0], s.Authors[0]) {
		objections = append(objections, "another first author")
	}
	if a, b := c.Year(), s.Year(); a != 0 && b != 0 && (a-b > 1 || b-a > 1) {
		objections = append(objections, "another year")
	}
	if a, b := c.Pages.First, s.Pages.First; a != "" && b != "" && !strings.EqualFold(a, b) {
		objections = append(objections, "another page")
	}
	if a, b := c.Volume, s.Volume; a != "" && b != "" && !strings.EqualFold(a, b) {
		objections = append(objections, "another volume")
	}
	if c.Type == evidence.TypeRegistration != (s.Type == evidence.TypeRegistration) {
		objections = append(objections, "a registration and a publication")
	}
	switch len(objections) {
	case 0:
		return Verdicted{Verdict: VerdictSame, Why: why}
	case 1, 2:
		return Verdicted{Verdict: VerdictAsk, Why: append(why, objections...)}
	}
	return Verdicted{Verdict: VerdictNew}
}

// registration: two records of the same registration are one; a publication
// that prints a registration number is not the registration.
func registration(c, s *evidence.Citation, why []string) Verdicted {
	if c.Type != evidence.TypeRegistration || s.Type != evidence.TypeRegistration {
		return Verdicted{Verdict: VerdictNew}
	}
	for _, a := range c.Registry {
		for _, b := range s.Registry {
			if strings.EqualFold(a.ID, b.ID) {
				return Verdicted{Verdict: VerdictSame, Why: why}
			}
		}
	}
	return Verdicted{Verdict: VerdictNew}
}

func compareIdentifiers(a, b *evidence.Citation) (same, differ []string) {
	compare := func(name, x, y string) {
		switch {
		case x == "" || y == "":
		case x == y:
			same = append(same, "same "+name)
		default:
			differ = append(differ, "another "+name)
		}
	}
	compare("DOI", a.DOI.Key(), b.DOI.Key())
	compare("PMID", string(a.PMID), string(b.PMID))
	compare("PMCID", strings.ToUpper(string(a.PMCID)), strings.ToUpper(string(b.PMCID)))
	return same, differ
}

// candidates finds the studies that share an identifier or the title with a
// record.
func (c *change) candidates(rec *evidence.Record) ([]Candidate, error) {
	ids := identifiersOf(&rec.Citation)
	if h := titleHash(rec.Title); h != "" {
		ids = append(ids, identifier{ixTitle, h})
	}
	var found []Candidate
	place := map[string]int{}
	for _, id := range ids {
		nos, err := c.numbers(id.space, id.value)
		if err != nil {
			return nil, err
		}
		for _, no := range nos {
			_, s, err := c.owner(no)
			if err != nil {
				return nil, err
			}
			if s == nil {
				continue
			}
			i, ok := place[s.Key]
			if !ok {
				i = len(found)
				place[s.Key] = i
				found = append(found, Candidate{Study: &s.Study})
			}
			if why := "same " + sharedName(id); len(found[i].Why) == 0 || found[i].Why[len(found[i].Why)-1] != why {
				found[i].Why = append(found[i].Why, why)
			}
		}
	}
	return found, nil
}

func sharedName(id identifier) string {
	switch id.space {
	case ixDOI:
		return "DOI"
	case ixPMID:
		return "PMID"
	case ixPMCID:
		return "PMCID"
	case ixRegistry:
		return "registration"
	}
	return "title"
}
