package dedupe

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"dossier/evidence"
)

// Evidence is the judgement on one pair of records and what it rests on.
type Evidence struct {
	Outcome Outcome
	Score   float64 // the sum of the points of Parts
	Guard   string  // why the pair is not merged on its points; empty when nothing forbids it
	Veto    bool    // the guard keeps the two apart in every group
	Parts   []Part  // in a fixed order; what one record does not state is left out
}

// Part is one named piece of evidence.
type Part struct {
	Name   string // "title", "first page", …
	What   string // "same", "2 years apart", …
	Points float64
}

// Why says in words what speaks for one work.
func (e Evidence) Why() []string {
	why := []string{}
	for _, p := range e.Parts {
		if p.Points > 0 {
			why = append(why, p.What+" "+p.Name)
		}
	}
	return why
}

// String prints the parts, the total, the guard and the outcome, a line each.
func (e Evidence) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, p := range e.Parts {
		fmt.Fprintf(w, "%s\t%s\t%+.1f\n", p.Name, p.What, p.Points)
	}
	fmt.Fprintf(w, "total\t\t%+.1f\n", e.Score)
	if e.Guard != "" {
		fmt.Fprintf(w, "guard\t%s\t\n", e.Guard)
	}
	fmt.Fprintf(w, "outcome\t%s\t\n", e.Outcome)
	w.Flush()
	return b.String()
}

// Explain says why two records are taken for one work or are not: the parts,
// the total, the guard and the outcome.
func Explain(a, b *evidence.Record) string { return Compare(a, b).String() }

func evidenceOf(a, b *prepared, c *comparison) Evidence {
	outcome, g := decide(c)
	e := Evidence{Outcome: outcome, Score: float64(c.total), Guard: g.String(), Veto: g.vetoes()}
	if g == guardStage {
		e.Guard = describeStages(a, b)
	}
	if g == guardVersion && a.preprint != b.preprint {
		e.Guard = "a preprint and an article"
	}
	for i := range part(partCount) {
		what := c.describe(i)
		if i == partDOI && c.doi == same && a.version != b.version {
			what = "another version of the"
		}
		if what != "" {
			e.Parts = append(e.Parts, Part{Name: partNames()[i], What: what, Points: float64(c.points[i])})
		}
	}
	return e
}

// describe says how one field agrees; empty when there is nothing to say.
func (c *comparison) describe(p part) string {
	switch p {
	case partTitle:
		return c.describeTitle()
	case partDigits:
		return ifSo(c.points[p] != 0, "other")
	case partReplaced:
		return ifSo(c.points[p] != 0, "some other")
	case partStage:
		return ifSo(c.stages, "another")
	case partAuthors:
		return [...]string{"", "other", "few of the", "some of the", "", "", "same"}[c.authors]
	case partYear:
		return describeYears(c.years)
	case partJournal:
		return [...]string{"", "another", "similar", "similar", "", "", "same"}[c.journal]
	case partVolume:
		return describeSame(c.volume)
	case partIssue:
		return describeSame(c.issue)
	case partPage:
		return describeSame(c.page)
	case partEnd:
		return describeSame(c.end)
	case partCitation:
		return ifSo(c.citation, "same")
	case partDOI:
		return describeSame(c.doi)
	case partPMID:
		return describeSame(c.pmid)
	case partPMCID:
		return describeSame(c.pmcid)
	case partRegistry:
		return describeSame(c.registry)
	case partAbstract:
		return [...]string{"", "another", "", "similar", "", "", "same"}[c.abstract]
	}
	return ""
}

func (c *comparison) describeTitle() string {
	if c.generic && c.title >= contained {
		return "same generic"
	}
	return [...]string{"", "another", "hardly the same", "similar", "part of the", "nearly the same", "same"}[c.title]
}

func describeYears(apart int8) string {
	switch apart {
	case unknownYears:
		return ""
	case 0:
		return "same"
	case 1:
		return "1 apart"
	}
	return fmt.Sprintf("%d apart", apart)
}

func describeSame(l level) string {
	switch l {
	case same:
		return "same"
	case weak:
		return "overlapping"
	case other:
		return "another"
	}
	return ""
}

func ifSo(holds bool, what string) string {
	if holds {
		return what
	}
	return ""
}

func describeStages(a, b *prepared) string {
	return fmt.Sprintf("%s and %s", min(a.stage, b.stage), max(a.stage, b.stage))
}
