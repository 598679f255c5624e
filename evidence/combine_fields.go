package evidence

import (
	"slices"
	"sync"

	"dossier/evidence/notation"
)

// fieldRules lists every field that Combine fills, except authors' and dates'
// refinements and notices.
var fieldRules = sync.OnceValue(func() []fieldRule { return append(scalarRules(), listRules()...) })

func scalarRules() []fieldRule {
	text := func(name string, order []string, at func(*Citation) *string) fieldRule {
		return fieldRule{
			name: name, order: order,
			has:  func(c *Citation) bool { return *at(c) != "" },
			take: func(dst, src *Citation) { *at(dst) = *at(src) },
			better: func(a, b *Citation) bool {
				return capitals(*at(b)) && !capitals(*at(a)) && notation.Fold(*at(a)) == notation.Fold(*at(b))
			},
		}
	}
	return []fieldRule{
		{
			name: FieldType, order: citationOrder,
			has:  func(c *Citation) bool { return c.Type != "" },
			take: func(dst, src *Citation) { dst.Type = src.Type },
		},
		{
			name: FieldDOI, order: citationOrder,
			has:  func(c *Citation) bool { return c.DOI != "" },
			take: func(dst, src *Citation) { dst.DOI = src.DOI },
		},
		{
			name: FieldPMID, order: indexingOrder,
			has:  func(c *Citation) bool { return c.PMID != "" },
			take: func(dst, src *Citation) { dst.PMID = src.PMID },
		},
		{
			name: FieldPMCID, order: indexingOrder,
			has:  func(c *Citation) bool { return c.PMCID != "" },
			take: func(dst, src *Citation) { dst.PMCID = src.PMCID },
		},
		text(FieldTitle, citationOrder, func(c *Citation) *string { return &c.Title }),
		text(FieldOriginalTitle, citationOrder, func(c *Citation) *string { return &c.OriginalTitle }),
		text(FieldJournal, citationOrder, func(c *Citation) *string { return &c.Journal }),
		text(FieldJournalAbbrev, indexingOrder, func(c *Citation) *string { return &c.JournalAbbrev }),
		text(FieldVolume, citationOrder, func(c *Citation) *string { return &c.Volume }),
		text(FieldIssue, citationOrder, func(c *Citation) *string { return &c.Issue }),
		{
			name: FieldPages, order: citationOrder,
			has:  func(c *Citation) bool { return c.Pages.First != "" || c.Pages.Raw != "" },
			take: func(dst, src *Citation) { dst.Pages = src.Pages },
			better: func(a, b *Citation) bool {
				return b.Pages.Last == "" && a.Pages.Last != "" && a.Pages.First == b.Pages.First
			},
		},
		{
			name: FieldDate, order: citationOrder,
			has:  func(c *Citation) bool { return c.Date != Date{} },
			take: func(dst, src *Citation) { dst.Date = src.Date },
		},
		{
			name: FieldDateOnline, order: citationOrder,
			has:  func(c *Citation) bool { return c.DateOnline != Date{} },
			take: func(dst, src *Citation) { dst.DateOnline = src.DateOnline },
		},
		text(FieldPublisher, citationOrder, func(c *Citation) *string { return &c.Publisher }),
		text(FieldPlace, citationOrder, func(c *Citation) *string { return &c.Place }),
		text(FieldEdition, citationOrder, func(c *Citation) *string { return &c.Edition }),
		text(FieldSeries, citationOrder, func(c *Citation) *string { return &c.Series }),
		text(FieldURL, citationOrder, func(c *Citation) *string { return &c.URL }),
		text(FieldLanguage, indexingOrder, func(c *Citation) *string { return &c.Language }),
		text(FieldAbstract, abstractOrder, func(c *Citation) *string { return &c.Abstract }),
		text(FieldNote, citationOrder, func(c *Citation) *string { return &c.Note }),
	}
}

func listRules() []fieldRule {
	return []fieldRule{
		{
			name: FieldAuthors, order: citationOrder,
			has: func(c *Citation) bool { return len(c.Authors) > 0 },
			take: func(dst, src *Citation) {
				dst.Authors, dst.AuthorsTruncated = src.Authors, src.AuthorsTruncated
			},
			better: betterAuthors,
		},
		{
			name: FieldEditors, order: citationOrder,
			has:  func(c *Citation) bool { return len(c.Editors) > 0 },
			take: func(dst, src *Citation) { dst.Editors = src.Editors },
		},
		{
			name: FieldMeSH, order: indexingOrder,
			has:  func(c *Citation) bool { return len(c.MeSH) > 0 },
			take: func(dst, src *Citation) { dst.MeSH = src.MeSH },
		},
		{
			name: FieldPublicationTypes, order: indexingOrder,
			has:  func(c *Citation) bool { return len(c.PublicationTypes) > 0 },
			take: func(dst, src *Citation) { dst.PublicationTypes = src.PublicationTypes },
		},
		{
			name: FieldISBN, order: citationOrder,
			has:  func(c *Citation) bool { return len(c.ISBN) > 0 },
			take: func(dst, src *Citation) { dst.ISBN = src.ISBN },
		},
		{
			name: FieldFunding, order: indexingOrder,
			has:  func(c *Citation) bool { return len(c.Funding) > 0 },
			take: func(dst, src *Citation) { dst.Funding = src.Funding },
		},
		{
			name: FieldRegistry, order: indexingOrder, unite: true,
			has:  func(c *Citation) bool { return len(c.Registry) > 0 },
			take: func(dst, src *Citation) { dst.Registry = unite(dst.Registry, src.Registry, nil) },
		},
		{
			name: FieldOtherIDs, order: citationOrder, unite: true,
			has:  func(c *Citation) bool { return len(c.OtherIDs) > 0 },
			take: func(dst, src *Citation) { dst.OtherIDs = unite(dst.OtherIDs, src.OtherIDs, nil) },
		},
		{
			name: FieldISSN, order: citationOrder, unite: true,
			has:  func(c *Citation) bool { return len(c.ISSN) > 0 },
			take: func(dst, src *Citation) { dst.ISSN = unite(dst.ISSN, src.ISSN, nil) },
		},
		{
			name: FieldKeywords, order: indexingOrder, unite: true,
			has: func(c *Citation) bool { return len(c.Keywords) > 0 },
			take: func(dst, src *Citation) {
				dst.Keywords = unite(dst.Keywords, src.Keywords, func(a, b string) bool { return notation.Fold(a) == notation.Fold(b) })
			},
		},
		{
			name: FieldRelations, order: citationOrder, unite: true,
			has:  func(c *Citation) bool { return len(c.Relations) > 0 },
			take: func(dst, src *Citation) { dst.Relations = unite(dst.Relations, src.Relations, nil) },
		},
	}
}

// unite appends the members of more that are not in list yet. It never writes
// into the memory of either.
func unite[T comparable](list, more []T, same func(a, b T) bool) []T {
	out := slices.Clip(list)
	for _, v := range more {
		if !slices.ContainsFunc(out, func(have T) bool {
			return have == v || same != nil && same(have, v)
		}) {
			out = append(out, v)
		}
	}
	return out
}
