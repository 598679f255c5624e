package tabular

import (
	"strings"

	"dossier/evidence"
)

// citationOf reads what PubMed and SciELO print in one cell: "J Fixt. 2020
// Feb;63(2):103-9. doi: 10.1000/a. Epub 2019 Mar 25." and "Journal of Fixtures;
// 8(1); 132-145". Fields that other columns filled stay. False says that the text
// is of neither form.
func citationOf(c *evidence.Citation, text string) bool {
	return pubmedCitation(c, text) || scieloSource(c, text)
}

func pubmedCitation(c *evidence.Citation, text string) bool {
	journal, rest, ok := strings.Cut(text, ". ")
	for ok && (rest == "" || rest[0] < '0' || rest[0] > '9') { // "Br. J. Fixt. 2020"
		var more string
		more, rest, ok = strings.Cut(rest, ". ")
		journal += ". " + more
	}
	if !ok {
		return false
	}
	issue, tail, _ := strings.Cut(rest, ". ")
	when, place, _ := strings.Cut(strings.TrimSuffix(issue, "."), ";")
	if place == "" { // not yet in an issue: "2023 Apr 17:e17"
		var pages string
		when, pages, _ = strings.Cut(when, ":")
		place = strings.TrimSuffix(":"+pages, ":")
	}
	date, err := evidence.ParseDate(when)
	if err != nil || date.Year == 0 || place == "" && date.Month == 0 {
		return false
	}
	if c.Journal == "" {
		c.Journal = journal
	}
	if c.Date.IsZero() || c.Date.Year == date.Year && c.Date.Month == 0 {
		c.Date = date
	}
	place, pages, _ := strings.Cut(place, ":")
	setPlace(c, place, pages)
	if _, online, ok := strings.Cut(tail, "Epub "); ok && c.DateOnline.IsZero() {
		online, _, _ = strings.Cut(online, ".")
		c.DateOnline, _ = evidence.ParseDate(online)
	}
	if found := evidence.FindDOIs(tail); len(found) == 1 && c.DOI == "" {
		c.DOI = found[0].DOI
	}
	return true
}

func scieloSource(c *evidence.Citation, text string) bool {
	parts := strings.Split(text, "; ")
	n := len(parts)
	if n < 3 || !strings.HasSuffix(parts[n-2], ")") || !strings.HasPrefix(strings.TrimLeft(parts[n-2], "0123456789"), "(") {
		return false
	}
	if c.Journal == "" {
		c.Journal = strings.Join(parts[:n-2], "; ")
	}
	setPlace(c, parts[n-2], strings.Trim(parts[n-1], " -"))
	return true
}

// setPlace reads "63(2)", "12 Suppl 1", "(67)" and the pages, where these are not
// known yet.
func setPlace(c *evidence.Citation, place, pages string) {
	volume, issue, _ := strings.Cut(strings.TrimSuffix(place, ")"), "(")
	if issue == "" {
		volume, issue, _ = strings.Cut(volume, " ")
	}
	if c.Volume == "" {
		c.Volume = strings.TrimSpace(volume)
	}
	if c.Issue == "" {
		c.Issue = strings.TrimSpace(issue)
	}
	if c.Pages.IsZero() && pages != "" {
		c.Pages, _ = evidence.ParsePages(pages)
	}
}
