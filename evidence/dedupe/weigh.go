package dedupe

import "sync"

// part names one piece of evidence.
type part uint8

const (
	partTitle part = iota
	partDigits
	partReplaced
	partStage
	partAuthors
	partYear
	partJournal
	partVolume
	partIssue
	partPage
	partEnd
	partCitation
	partDOI
	partPMID
	partPMCID
	partRegistry
	partAbstract
	partCount
)

var partNames = sync.OnceValue(func() [partCount]string {
	return [partCount]string{"title", "numbers in the title", "words of the title", "kind of work", "authors", "year", "journal", "volume", "issue",
		"first page", "last page", "whole citation", "DOI", "PMID", "PMCID", "registration", "abstract"}
})

// weigh gives every agreement its points and adds them up. What a record does
// not state counts nothing.
func (c *comparison) weigh() {
	p := &c.points
	p[partTitle] = c.titlePoints()
	p[partDigits] = when(c.digits && c.title > weak, -4)
	p[partReplaced] = when(c.replaced && c.title > weak && c.title < same, -2)
	p[partStage] = when(c.stages, -4)
	p[partAuthors] = points(c.authors, -4, 0, 2, 3)
	p[partYear] = yearPoints(c.years)
	p[partJournal] = points(c.journal, -2, 0.5, 0.5, 1.5)
	p[partVolume] = points(c.volume, -2.5, 0, 0, 1.5)
	p[partIssue] = points(c.issue, -1, 0, 0, 0.5)
	p[partPage] = points(c.page, -4, 0, 0, 3)
	p[partEnd] = when(c.end == other, -0.5)
	p[partCitation] = when(c.citation, 5)
	p[partDOI] = points(c.doi, -4, 0, 0, 6)
	p[partPMID] = points(c.pmid, -6, 0, 0, 8)
	p[partPMCID] = points(c.pmcid, -6, 0, 0, 8)
	p[partRegistry] = points(c.registry, -6, 0, 0, 8)
	p[partAbstract] = points(c.abstract, -1.5, 0, 0.5, 2.5)
	c.total = 0
	for _, x := range p {
		c.total += x
	}
}

func (c *comparison) titlePoints() float32 {
	switch c.title {
	case same:
		switch {
		case c.generic:
			return 1
		case c.titleWords <= 2:
			return 3.5
		case c.titleWords == 3:
			return 4.5
		}
		return 6
	case near:
		if c.generic {
			return 1
		}
		return 5
	case contained:
		if c.generic {
			return 1
		}
		return 3.5
	case alike:
		return 3
	case weak:
		return -1
	case other:
		return -6
	}
	return 0
}

func yearPoints(apart int8) float32 {
	switch apart {
	case unknownYears, 1:
		return 0
	case 0:
		return 1.5
	case 2:
		return -2
	}
	return -4
}

func points(l level, differs, some, similar, equal float32) float32 {
	switch l {
	case same:
		return equal
	case alike:
		return similar
	case weak:
		return some
	case other:
		return differs
	}
	return 0
}

func when(holds bool, p float32) float32 {
	if holds {
		return p
	}
	return 0
}
