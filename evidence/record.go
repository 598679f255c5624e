package evidence

import "time"

// Citation holds the bibliographic facts of one publication. A Record carries
// what one source said; a Study carries the merged result. Text is Unicode
// without markup (LaTeX, HTML and JATS are rendered by the readers).
//
// The cbor numbers are the stored form: add new ones, never reuse one.
type Citation struct {
	Type             EntryType    `cbor:"1,keyasint,omitempty" json:"type,omitempty"`
	DOI              DOI          `cbor:"2,keyasint,omitempty" json:"doi,omitempty"`
	PMID             PMID         `cbor:"3,keyasint,omitempty" json:"pmid,omitempty"`
	PMCID            PMCID        `cbor:"4,keyasint,omitempty" json:"pmcid,omitempty"`
	Registry         []RegistryID `cbor:"5,keyasint,omitempty" json:"registry,omitempty"` // trial registrations
	OtherIDs         []OtherID    `cbor:"6,keyasint,omitempty" json:"other_ids,omitempty"`
	Title            string       `cbor:"7,keyasint,omitempty" json:"title,omitempty"`
	OriginalTitle    string       `cbor:"8,keyasint,omitempty" json:"original_title,omitempty"` // vernacular title of a translated one
	Authors          []Person     `cbor:"9,keyasint,omitempty" json:"authors,omitempty"`
	AuthorsTruncated bool         `cbor:"10,keyasint,omitempty" json:"authors_truncated,omitempty"` // "et al." or "…" in the source
	Editors          []Person     `cbor:"11,keyasint,omitempty" json:"editors,omitempty"`
	Journal          string       `cbor:"12,keyasint,omitempty" json:"journal,omitempty"` // journal, book or proceedings that contains the work
	JournalAbbrev    string       `cbor:"13,keyasint,omitempty" json:"journal_abbrev,omitempty"`
	Volume           string       `cbor:"14,keyasint,omitempty" json:"volume,omitempty"`
	Issue            string       `cbor:"15,keyasint,omitempty" json:"issue,omitempty"`
	Pages            Pages        `cbor:"16,keyasint,omitempty" json:"pages,omitzero"`       // page range or e-locator
	Date             Date         `cbor:"17,keyasint,omitempty" json:"date,omitzero"`        // date of the issue; else the best known
	DateOnline       Date         `cbor:"18,keyasint,omitempty" json:"date_online,omitzero"` // first publication online
	ISSN             []ISSN       `cbor:"19,keyasint,omitempty" json:"issn,omitempty"`
	ISBN             []string     `cbor:"20,keyasint,omitempty" json:"isbn,omitempty"`
	Publisher        string       `cbor:"21,keyasint,omitempty" json:"publisher,omitempty"`
	Place            string       `cbor:"22,keyasint,omitempty" json:"place,omitempty"`
	Edition          string       `cbor:"23,keyasint,omitempty" json:"edition,omitempty"`
	Series           string       `cbor:"24,keyasint,omitempty" json:"series,omitempty"`
	URL              string       `cbor:"25,keyasint,omitempty" json:"url,omitempty"`
	Language         string       `cbor:"26,keyasint,omitempty" json:"language,omitempty"`
	Abstract         string       `cbor:"27,keyasint,omitempty" json:"abstract,omitempty"` // sections as "LABEL: text", one per line
	Keywords         []string     `cbor:"28,keyasint,omitempty" json:"keywords,omitempty"`
	MeSH             []MeSH       `cbor:"29,keyasint,omitempty" json:"mesh,omitempty"`
	PublicationTypes []string     `cbor:"30,keyasint,omitempty" json:"publication_types,omitempty"`
	Notices          []Notice     `cbor:"31,keyasint,omitempty" json:"notices,omitempty"`
	Note             string       `cbor:"32,keyasint,omitempty" json:"note,omitempty"`
	Funding          []string     `cbor:"33,keyasint,omitempty" json:"funding,omitempty"`
	Relations        []Relation   `cbor:"34,keyasint,omitempty" json:"relations,omitempty"` // to other publications, as a source states them
}

// Year is the year a citation prints: of the issue, else online; 0 if unknown.
func (c *Citation) Year() int {
	if c.Date.Year != 0 {
		return c.Date.Year
	}
	return c.DateOnline.Year
}

// EntryType is the kind of publication, named as in CSL 1.0.2.
type EntryType string

// The entry types that readers and writers know.
const (
	TypeArticle      EntryType = "article-journal"
	TypeBook         EntryType = "book"
	TypeChapter      EntryType = "chapter"
	TypeConference   EntryType = "paper-conference"
	TypeThesis       EntryType = "thesis"
	TypeReport       EntryType = "report"
	TypePreprint     EntryType = "article" // CSL: a preprint or manuscript
	TypeDataset      EntryType = "dataset"
	TypeWebpage      EntryType = "webpage"
	TypeSoftware     EntryType = "software"
	TypeRegistration EntryType = "registration" // a trial registration; not CSL
	TypeOther        EntryType = "document"
)

// OtherID is an identifier without a type of its own, such as a Scopus EID or
// an Embase accession number.
type OtherID struct {
	Kind  string `cbor:"1,keyasint" json:"kind"` // lower case: "eid", "wos", "embase", "arxiv" …
	Value string `cbor:"2,keyasint" json:"value"`
}

// MeSH is one MeSH heading of a record.
type MeSH struct {
	Descriptor string   `cbor:"1,keyasint" json:"descriptor"`
	UI         string   `cbor:"2,keyasint,omitempty" json:"ui,omitempty"`
	Qualifiers []string `cbor:"3,keyasint,omitempty" json:"qualifiers,omitempty"`
	Major      bool     `cbor:"4,keyasint,omitempty" json:"major,omitempty"`
}

// Notice is a statement of one source that a publication was retracted,
// corrected, or put under concern. Every statement is kept with its source.
type Notice struct {
	Kind   NoticeKind `cbor:"1,keyasint" json:"kind"`
	DOI    DOI        `cbor:"2,keyasint,omitempty" json:"doi,omitempty"` // of the notice itself
	PMID   PMID       `cbor:"3,keyasint,omitempty" json:"pmid,omitempty"`
	Date   Date       `cbor:"4,keyasint,omitempty" json:"date,omitzero"`
	Source string     `cbor:"5,keyasint,omitempty" json:"source,omitempty"` // "crossref:publisher", "crossref:retraction-watch", "pubmed", "europepmc", "openalex", "title"
	Text   string     `cbor:"6,keyasint,omitempty" json:"text,omitempty"`   // as printed, e.g. the RefSource
}

// NoticeKind names what a notice does to the publication.
type NoticeKind string

// The kinds of notice. Only NoticeRetraction and NoticeWithdrawal mean that the
// publication no longer stands.
const (
	NoticeRetraction        NoticeKind = "retraction"
	NoticeWithdrawal        NoticeKind = "withdrawal" // also removal
	NoticePartialRetraction NoticeKind = "partial-retraction"
	NoticeReplaced          NoticeKind = "retract-and-replace"
	NoticeConcern           NoticeKind = "expression-of-concern"
	NoticeCorrection        NoticeKind = "correction" // correction, erratum, corrigendum, addendum, clarification
	NoticeNewVersion        NoticeKind = "new-version"
	NoticeReinstatement     NoticeKind = "reinstatement"
	NoticePossible          NoticeKind = "possible-retraction" // a hint that a second source must confirm
	NoticeOther             NoticeKind = "notice"
)

// noticeKinds lists them.
func noticeKinds() []NoticeKind {
	return []NoticeKind{NoticeRetraction, NoticeWithdrawal, NoticePartialRetraction, NoticeReplaced, NoticeConcern, NoticeCorrection,
		NoticeNewVersion, NoticeReinstatement, NoticePossible, NoticeOther}
}

// Relation links a publication to another one, as a source states it.
type Relation struct {
	Kind   string `cbor:"1,keyasint" json:"kind"` // "is-preprint-of", "has-preprint", "retraction-of", "erratum-for", "comment-on", "version-of", "pools", "source-document" …
	DOI    DOI    `cbor:"2,keyasint,omitempty" json:"doi,omitempty"`
	PMID   PMID   `cbor:"3,keyasint,omitempty" json:"pmid,omitempty"`
	Source string `cbor:"4,keyasint,omitempty" json:"source,omitempty"`
}

// Record is one reference as one source gave it. It is immutable and never
// thrown away: the counts of PRISMA and the undoing of a merge need it.
type Record struct {
	ID       string `cbor:"1,keyasint" json:"id"` // of its content; the library gives it when it is empty
	Origin   Origin `cbor:"2,keyasint" json:"origin"`
	Citation `cbor:"3,keyasint" json:"citation"`
	Extra    []Field `cbor:"4,keyasint,omitempty" json:"extra,omitempty"` // tags of the source that have no place in Citation, in order
	Raw      string  `cbor:"5,keyasint,omitempty" json:"raw,omitempty"`   // the entry verbatim, at most MaxRaw bytes
}

// MaxRaw is the longest verbatim text that a Record keeps, in bytes.
const MaxRaw = 256 << 10

// Origin says where a record came from.
type Origin struct {
	Format   string    `cbor:"1,keyasint" json:"format"`                       // "bibtex", "ris", "reflist", "identifier", "crossref", "pubmed", "person" …
	Database string    `cbor:"2,keyasint,omitempty" json:"database,omitempty"` // "PubMed", "Scopus": the label a person gave or the file states
	File     string    `cbor:"3,keyasint,omitempty" json:"file,omitempty"`
	Line     int       `cbor:"4,keyasint,omitempty" json:"line,omitempty"` // first line, from 1
	URL      string    `cbor:"5,keyasint,omitempty" json:"url,omitempty"`
	Batch    string    `cbor:"6,keyasint,omitempty" json:"batch,omitempty"` // one add or fetch
	Key      string    `cbor:"7,keyasint,omitempty" json:"key,omitempty"`   // the source's own key or accession number
	At       time.Time `cbor:"8,keyasint,omitempty" json:"at,omitzero"`     // when it was read or fetched
	By       string    `cbor:"9,keyasint,omitempty" json:"by,omitempty"`    // who, for Format "person"
}

// Field is one tag of a source and its value, as given.
type Field struct {
	Name  string `cbor:"1,keyasint" json:"name"`
	Value string `cbor:"2,keyasint" json:"value"`
}
