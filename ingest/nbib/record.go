package nbib

import (
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/ingest/layout"
	"dossier/ingest/pubmedxml"
	"dossier/ingest/tagged"
)

// builder turns one entry into a record.
type builder struct {
	*tagged.Builder

	full     bool   // FAU was just read: the AU behind it is the same person
	owner    string // OWN
	book     string // BTI
	chapter  string // CTI
	abstract []string
	lids     []string // LID and AID
}

// makeRoom sizes the lists that grow with the entry.
func (b *builder) makeRoom() {
	authors, headings, words := b.Count("FAU"), b.Count("MH"), b.Count("OT")
	b.Record.Authors = slices.Grow(b.Record.Authors, authors)
	b.Record.MeSH = slices.Grow(b.Record.MeSH, headings)
	b.Record.Keywords = slices.Grow(b.Record.Keywords, words)
}

// field takes up one field; false leaves it among the extra ones.
func (b *builder) field(f *tagged.Field) bool {
	if f.Tag != "AU" && f.Tag != "AUID" {
		b.full = false
	}
	return b.person(f) || b.work(f) || b.place(f) || b.indexing(f) || b.comment(f)
}

// person reads authors. FAU is the full name and AU, right behind it, the short
// one; ORCID and group authors stand in their order.
func (b *builder) person(f *tagged.Field) bool {
	c := &b.Record.Citation
	switch f.Tag {
	case "FAU":
		tagged.AddPerson(&c.Authors, layout.OneLine(f.Value), evidence.NamesAuto)
		b.full = true
	case "AU":
		if strings.EqualFold(f.Value, "et al.") {
			b.Record.AuthorsTruncated = true
		} else if !b.full {
			style := evidence.NamesVancouver
			if strings.Contains(f.Value, ",") {
				style = evidence.NamesAuto
			}
			if name, ok := evidence.CutEditor(layout.OneLine(f.Value)); ok {
				tagged.AddPerson(&c.Editors, name, style)
			} else {
				tagged.AddPerson(&c.Authors, name, style)
			}
		}
	case "CN":
		c.Authors = append(c.Authors, evidence.Person{Literal: layout.OneLine(f.Value)})
	case "FED":
		tagged.AddPerson(&c.Editors, layout.OneLine(f.Value), evidence.NamesAuto)
	case "ED": // the short form of FED
		return len(c.Editors) > 0
	case "AUID":
		if id := evidence.ParseORCID(layout.OneLine(f.Value)); id != "" && len(c.Authors) > 0 {
			c.Authors[len(c.Authors)-1].ORCID = id
			return true
		}
		return false
	default:
		return false
	}
	return true
}

// work reads what names the work itself.
func (b *builder) work(f *tagged.Field) bool {
	c := &b.Record.Citation
	switch f.Tag {
	case "PMID":
		c.PMID, _ = evidence.ParsePMID(f.Value)
		return c.PMID != ""
	case "PMC":
		c.PMCID, _ = evidence.ParsePMCID(f.Value)
		return c.PMCID != ""
	case "TI":
		return tagged.First(&c.Title, f.Value)
	case "TT", "VTI":
		return tagged.First(&c.OriginalTitle, f.Value)
	case "BTI":
		return tagged.First(&b.book, f.Value)
	case "CTI":
		return tagged.First(&b.chapter, f.Value)
	case "AB":
		b.abstract = append(b.abstract, f.Value)
	case "LID", "AID":
		b.lids = append(b.lids, strings.Join(strings.Fields(f.Value), " ")) // DOIs may hold "<" and ">"
	case "PT":
		c.PublicationTypes = append(c.PublicationTypes, layout.OneLine(f.Value))
	case "LA":
		return tagged.First(&c.Language, f.Value)
	case "GN":
		c.Note = strings.TrimPrefix(c.Note+"\n"+layout.OneLine(f.Value), "\n")
	case "OWN":
		b.owner = layout.OneLine(f.Value)
		return false
	default:
		return false
	}
	return true
}

// place reads where and when it appeared.
func (b *builder) place(f *tagged.Field) bool {
	c := &b.Record.Citation
	switch f.Tag {
	case "JT":
		return tagged.First(&c.Journal, f.Value)
	case "TA":
		return tagged.First(&c.JournalAbbrev, f.Value)
	case "VI":
		return tagged.First(&c.Volume, f.Value)
	case "IP":
		return tagged.First(&c.Issue, f.Value)
	case "PG":
		if !c.Pages.IsZero() {
			return false
		}
		b.Pages(layout.OneLine(f.Value), "", "")
	case "DP":
		if !c.Date.IsZero() {
			return false
		}
		c.Date, _ = evidence.ParseDate(layout.OneLine(f.Value))
	case "DEP":
		c.DateOnline = compactDate(strings.TrimSpace(f.Value))
	case "IS", "ISSN":
		number, _, _ := strings.Cut(layout.OneLine(f.Value), " ")
		n, _ := evidence.ParseISSN(strings.TrimPrefix(number, "ISSN-"))
		if n != "" && !slices.Contains(c.ISSN, n) {
			c.ISSN = append(c.ISSN, n)
		}
		return n != ""
	case "ISBN":
		c.ISBN = append(c.ISBN, layout.OneLine(f.Value))
	case "PB":
		return tagged.First(&c.Publisher, f.Value)
	case "EN":
		return tagged.First(&c.Edition, f.Value)
	default:
		return false
	}
	return true
}

// compactDate reads "20210605".
func compactDate(s string) evidence.Date {
	if len(s) != 8 || strings.Trim(s, "0123456789") != "" {
		d, _ := evidence.ParseDate(s)
		return d
	}
	n := func(t string) (v int) {
		for _, c := range t {
			v = 10*v + int(c-'0')
		}
		return v
	}
	return evidence.DateFromParts(n(s[:4]), n(s[4:6]), n(s[6:]))
}

// indexing reads keywords, MeSH headings, registrations and funders.
func (b *builder) indexing(f *tagged.Field) bool {
	c := &b.Record.Citation
	switch f.Tag {
	case "OT":
		c.Keywords = append(c.Keywords, strings.TrimPrefix(layout.OneLine(f.Value), "*"))
	case "MH":
		c.MeSH = append(c.MeSH, heading(layout.OneLine(f.Value)))
	case "SI":
		id, err := evidence.ParseRegistryID(lastPart(f.Value))
		if err != nil { // numbers of CTRI and SLCTR hold the sign that stands before others
			_, number, _ := strings.Cut(f.Value, "/")
			id, err = evidence.ParseRegistryID(number)
		}
		if err != nil {
			return false
		}
		c.Registry = append(c.Registry, id)
	case "GR":
		return b.grant(layout.OneLine(f.Value))
	default:
		return false
	}
	return true
}

// lastPart is the number of "ClinicalTrials.gov/NCT00000000".
func lastPart(s string) string { return s[strings.LastIndexByte(s, '/')+1:] }

// heading reads "Descriptor/*qualifier/qualifier"; the star marks a major topic.
func heading(s string) evidence.MeSH {
	parts := strings.Split(s, "/")
	m := evidence.MeSH{Descriptor: strings.TrimPrefix(parts[0], "*"), Major: strings.HasPrefix(parts[0], "*")}
	for _, q := range parts[1:] {
		m.Major = m.Major || strings.HasPrefix(q, "*")
		m.Qualifiers = append(m.Qualifiers, strings.TrimPrefix(q, "*"))
	}
	return m
}

// grant takes the agency of "number/acronym/agency/country".
func (b *builder) grant(s string) bool {
	parts := strings.Split(s, "/")
	if len(parts) < 2 {
		return false
	}
	agency := parts[len(parts)-2]
	if strings.TrimSpace(agency) == "" {
		return false
	}
	if !slices.Contains(b.Record.Funding, agency) {
		b.Record.Funding = append(b.Record.Funding, agency)
	}
	return false // the grant number is worth keeping
}

// comment reads notices and relations to other articles: "Lancet. 2010 Feb
// 6;375(9713):445. PMID: 20137807".
func (b *builder) comment(f *tagged.Field) bool {
	refType := ""
	switch f.Tag {
	case "RIN":
		refType = "RetractionIn"
	case "ROF":
		refType = "RetractionOf"
	case "PRIN":
		refType = "PartialRetractionIn"
	case "PROF":
		refType = "PartialRetractionOf"
	case "RRI":
		refType = "RetractedandRepublishedIn"
	case "RRF":
		refType = "RetractedandRepublishedFrom"
	case "ECI":
		refType = "ExpressionOfConcernIn"
	case "ECF":
		refType = "ExpressionOfConcernFor"
	case "EIN":
		refType = "ErratumIn"
	case "EFR":
		refType = "ErratumFor"
	case "CRI":
		refType = "CorrectedandRepublishedIn"
	case "CRF":
		refType = "CorrectedandRepublishedFrom"
	case "RPI":
		refType = "RepublishedIn"
	case "RPF":
		refType = "RepublishedFrom"
	case "UIN":
		refType = "UpdateIn"
	case "UOF":
		refType = "UpdateOf"
	case "CIN":
		refType = "CommentIn"
	case "CON":
		refType = "CommentOn"
	default:
		return false
	}
	printed := layout.OneLine(f.Value)
	var other evidence.PMID
	if i := strings.LastIndex(printed, "PMID:"); i >= 0 {
		other, _ = evidence.ParsePMID(printed[i:])
		printed = strings.TrimSpace(printed[:i])
	}
	notice, relation := pubmedxml.Comment(refType, other, printed, "pubmed")
	if notice != nil {
		b.Record.Notices = append(b.Record.Notices, *notice)
	}
	if relation != nil {
		b.Record.Relations = append(b.Record.Relations, *relation)
	}
	return notice != nil || relation != nil
}
