package evidence

// SHAPES ONLY while the room is being built: the value types below are moved to
// files of their own (doi.go, pmid.go, registry.go, issn.go, date.go, pages.go,
// person.go) with their parsers.

// DOI is a digital object identifier without resolver prefix, in its printed
// letter case. Compare with Equal or by Key.
type DOI string

// PMID is a PubMed identifier: digits without leading zeros.
type PMID string

// PMCID is a PubMed Central identifier: "PMC" and digits.
type PMCID string

// ISSN is an International Standard Serial Number, "1234-567X".
type ISSN string

// RegistryID is a trial registration.
type RegistryID struct {
	Registry string `cbor:"1,keyasint" json:"registry"` // "ClinicalTrials.gov", "EudraCT", "ISRCTN", "jRCT", "UMIN", "ChiCTR", "CTRI", …
	ID       string `cbor:"2,keyasint" json:"id"`       // canonical: "NCT02092467"
}

// Date is a publication date with the precision that its source gave: a year,
// a month, a day, a season, or a range of those. Raw keeps the printed form
// when it says more than the parts (or could not be parsed at all).
type Date struct {
	Year     int    `cbor:"1,keyasint,omitempty" json:"year,omitempty"`
	Month    int    `cbor:"2,keyasint,omitempty" json:"month,omitempty"` // 1–12
	Day      int    `cbor:"3,keyasint,omitempty" json:"day,omitempty"`
	Season   string `cbor:"4,keyasint,omitempty" json:"season,omitempty"` // "spring", "summer", "autumn", "winter"
	EndYear  int    `cbor:"5,keyasint,omitempty" json:"end_year,omitempty"`
	EndMonth int    `cbor:"6,keyasint,omitempty" json:"end_month,omitempty"`
	EndDay   int    `cbor:"7,keyasint,omitempty" json:"end_day,omitempty"`
	Raw      string `cbor:"8,keyasint,omitempty" json:"raw,omitempty"`
}

// Pages is a page range, several of them, or an e-locator ("e1002", "109").
// Raw is the printed form.
type Pages struct {
	Raw     string `cbor:"1,keyasint,omitempty" json:"raw,omitempty"`
	First   string `cbor:"2,keyasint,omitempty" json:"first,omitempty"`
	Last    string `cbor:"3,keyasint,omitempty" json:"last,omitempty"`    // expanded: 221-8 has Last "228"
	Locator bool   `cbor:"4,keyasint,omitempty" json:"locator,omitempty"` // an article number, not a page
}

// Person is an author or editor: a person with name parts, or a Literal (a
// corporate author, or a name that could not be taken apart).
type Person struct {
	Family   string `cbor:"1,keyasint,omitempty" json:"family,omitempty"`
	Given    string `cbor:"2,keyasint,omitempty" json:"given,omitempty"`    // given names or initials as printed
	Particle string `cbor:"3,keyasint,omitempty" json:"particle,omitempty"` // "van der", as printed
	Suffix   string `cbor:"4,keyasint,omitempty" json:"suffix,omitempty"`   // "Jr", "III"
	Literal  string `cbor:"5,keyasint,omitempty" json:"literal,omitempty"`
	ORCID    string `cbor:"6,keyasint,omitempty" json:"orcid,omitempty"` // 0000-0000-0000-0000
}
