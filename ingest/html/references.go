package html

import (
	"context"
	"fmt"
	stdhtml "html"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"dossier/evidence"
	"dossier/ingest/format"
	"dossier/ingest/reflist"
)

// referenceItems select the references of the usual article templates, the
// most particular first.
var referenceItems = []string{
	"ol.c-article-references > li", "[data-test=citation-list] > li", ".c-article-references__item",
	"section#references-section li.reference", "li.ref-cit", "ol.references > li", "ul.references > li", "ol.reference-list > li",
	"section.ref-list li", "div.ref-list li", "ul.ref-list > li", "ol.ref-list > li", ".reference-list__item", "li.reference",
	"#references ol > li", "#references ul > li", "#References ol > li", "section[aria-label=References] li", "#reference-list li", "#ref-list li",
	"div.ref-list div.ref", "div.references div.reference", "div.citation-content", ".bibliography li", "#bibliography li", "dl.references dd",
}

// references returns the text of each reference of the page. A DOI that only a
// link's address holds is added to the text.
func references(doc *goquery.Document) []string {
	for _, selector := range referenceItems {
		if items := texted(doc.Find(selector)); plausible(items) {
			return items
		}
	}
	return underHeading(doc)
}

// underHeading takes the list that stands behind a references heading.
func underHeading(doc *goquery.Document) []string {
	var found []string
	doc.Find("h1, h2, h3, h4, h5, h6, strong, b").EachWithBreak(func(_ int, h *goquery.Selection) bool {
		if !reflist.IsHeading(inline(h.Text())) {
			return true
		}
		for up, at := 0, h; up < 4 && at.Length() > 0; up, at = up+1, at.Parent() {
			after := at.NextAll()
			for _, selector := range []string{"ol > li", "ul > li", "dd", "tr", "p"} {
				if items := texted(after.Find(selector).AddSelection(after.Filter(tagName(selector)))); plausible(items) {
					found = items
					return false
				}
			}
		}
		return true
	})
	return found
}

// tagName is the element that a selector ends with.
func tagName(selector string) string {
	return strings.TrimSpace(selector[strings.LastIndexByte(selector, '>')+1:])
}

// texted renders items; an item inside another one is part of it.
func texted(items *goquery.Selection) []string {
	var out []string
	items.Each(func(_ int, item *goquery.Selection) {
		if item.ParentsFilteredUntil("li", "ol, ul").Length() > 0 {
			return
		}
		clone := item.Clone()
		clone.Find("script, style, noscript, button, svg, sup.ref-num, [class*=ordinal]").Remove()
		dois := linkedDOIs(clone)
		clone.Find("a").Each(func(_ int, a *goquery.Selection) {
			if isButton(inline(a.Text())) {
				a.Remove()
			}
		})
		authorsFirst(clone)
		clone.Find("p, div, br, ol, ul, li, dt, dd, td, h1, h2, h3, h4, h5, h6").BeforeHtml(" ")
		s := inline(clone.Text())
		if s == "" {
			return
		}
		if len(dois) == 1 && len(evidence.FindDOIs(s)) == 0 {
			s += " https://doi.org/" + string(dois[0])
		}
		out = append(out, s)
	})
	return out
}

// authorsFirst puts the authors of a reference before its title in templates
// that print the title as a headline of its own.
func authorsFirst(item *goquery.Selection) {
	title := item.Find("[class*=reference__title]").First()
	authors := item.Find("[class*=reference__authors_list]")
	if title.Length() == 1 && authors.Length() > 0 && authors.First().PrevAllFiltered("[class*=reference__title]").Length() == 1 {
		var names []string
		item.Find("[class*=reference__author]").Filter("li").Each(func(_ int, a *goquery.Selection) { names = append(names, inline(a.Text())) })
		year := inline(authors.Last().Text())
		words := inline(title.Text())
		authors.Remove()
		if !strings.HasPrefix(year, "(") {
			year = ""
		}
		title.ReplaceWithHtml(stdhtml.EscapeString(strings.TrimSpace(strings.Join(names, ", ")+" "+year) + " " + words + "."))
	}
}

func linkedDOIs(s *goquery.Selection) []evidence.DOI {
	var out []evidence.DOI
	s.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		href := a.AttrOr("href", "")
		if !strings.Contains(href, "doi.org/") {
			return
		}
		doi, err := evidence.ParseDOI(href)
		if err != nil {
			return
		}
		for _, known := range out {
			if known.Equal(doi) {
				return
			}
		}
		out = append(out, doi)
	})
	return out
}

// isButton reports the labels of links that are no part of a reference.
func isButton(s string) bool {
	switch strings.ToLower(strings.Trim(s, "[]() .↗→»")) {
	case "", "crossref", "pubmed", "medline", "google scholar", "scholar", "article", "full text", "view article", "view", "pdf", "pmc free article", "pmc", "free pmc article", "web of science", "isi", "scopus", "cas", "ads", "mathscinet", "zbmath", "open in new tab", "download citation", "go to reference in article", "view in article", "view in scopus", "view pdf", "export", "link", "open url", "search", "preview", "back to cited text", "journal article", "worldcat", "europe pmc", "abstract", "doi":
		return true
	}
	return false
}

// plausible asks for more than one item, with years or identifiers in most.
func plausible(items []string) bool {
	dated := 0
	for _, s := range items {
		if reflist.LooksDated(s) {
			dated++
		}
	}
	return len(items) > 1 && dated*2 >= len(items)
}

// sendReferences sends the cited works: from the list in the text, or from
// citation_reference tags when there are more of those.
func sendReferences(ctx context.Context, doc *goquery.Document, in format.Input, sink format.Sink, source *evidence.Relation) error {
	records := taggedReferences(doc)
	if listed := references(doc); len(listed) >= len(records) {
		records = records[:0]
		for _, s := range listed {
			records = append(records, reflist.Parse(s))
		}
	}
	if len(records) == 0 {
		sink.Problem(format.Problem{File: in.Name, Severity: format.Error, Message: "no reference list found in the page"})
		return nil
	}
	for i, rec := range records {
		if err := ctx.Err(); err != nil {
			return err
		}
		rec.Origin.Format, rec.Origin.File, rec.Origin.Database = Name, in.Name, in.Database
		if source != nil {
			rec.Relations = append(rec.Relations, *source)
		}
		if rec.Title == "" {
			sink.Problem(format.Problem{File: in.Name, Entry: fmt.Sprintf("reference %d", i+1), Severity: format.Warning, Message: "no title found", Raw: rec.Raw})
		}
		if err := sink.Record(rec); err != nil {
			return err
		}
	}
	return nil
}

// taggedReferences reads citation_reference tags: "citation_title=…;
// citation_author=…" pairs, or a reference as text.
func taggedReferences(doc *goquery.Document) []evidence.Record {
	var out []evidence.Record
	for _, m := range readTags(doc) {
		if m.name != "citation_reference" {
			continue
		}
		if !strings.Contains(m.content, "citation_") {
			out = append(out, reflist.Parse(clean(m.content)))
			continue
		}
		var t tags
		for pair := range strings.SplitSeq(m.content, ";") {
			name, value, ok := strings.Cut(strings.TrimSpace(pair), "=")
			switch {
			case ok && strings.HasPrefix(name, "citation_"):
				t = append(t, tag{name, strings.TrimSpace(value)})
			case len(t) > 0: // a semicolon inside a value
				t[len(t)-1].content += ";" + pair
			}
		}
		rec := evidence.Record{Raw: m.content}
		c := &rec.Citation
		c.Title = t.first("citation_title")
		if doi, err := evidence.ParseDOI(t.first("citation_doi")); err == nil {
			c.DOI = doi
		}
		c.PMID, _ = evidence.ParsePMID(t.first("citation_pmid"))
		place(c, t, linked{})
		dates(c, t, linked{})
		people(c, t, linked{})
		c.Type = kind(c, t, linked{})
		out = append(out, rec)
	}
	return out
}
