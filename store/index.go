package store

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/evidence/dedupe"
	"dossier/store/kv"
)

// entry is one computed pair. A nil value means an index entry, whose value is
// the checksum of its key.
type entry struct {
	space kv.Space
	key   []byte
	value []byte
}

func compareEntries(a, b entry) int {
	if a.space != b.space {
		return int(a.space) - int(b.space)
	}
	return bytes.Compare(a.key, b.key)
}

// head is what lists need of a study: what is printed, and what the query
// language asks without reading the document.
type head struct {
	evidence.StudyHead `cbor:"1,keyasint"`
	Families           []string `cbor:"2,keyasint,omitempty"` // family names of the authors
	Registry           []string `cbor:"3,keyasint,omitempty"`
	OriginalTitle      string   `cbor:"4,keyasint,omitempty"`
	JournalAbbrev      string   `cbor:"5,keyasint,omitempty"`
	Tags               []about  `cbor:"6,keyasint,omitempty"`
	Findings           []about  `cbor:"7,keyasint,omitempty"`
}

// about is what a tag or a finding speaks of.
type about struct {
	Drug       string             `cbor:"1,keyasint,omitempty"`
	Outcome    string             `cbor:"2,keyasint,omitempty"`
	SubOutcome string             `cbor:"3,keyasint,omitempty"`
	Status     evidence.TagStatus `cbor:"4,keyasint,omitempty"`
}

// shortAuthors is "Kim and Lee" or "Kim et al."; a list that its source cut off
// after the first name is not one author's work.
func shortAuthors(c *evidence.Citation) string {
	short := evidence.AuthorsShort(c.Authors)
	if c.AuthorsTruncated && short != "" && !strings.HasSuffix(short, " et al.") {
		return c.Authors[0].Short() + " et al."
	}
	return short
}

// HeadOf is the part of a study that lists and tables print.
func HeadOf(s *evidence.Study) evidence.StudyHead {
	return evidence.StudyHead{
		Key:        s.Key,
		DOI:        s.DOI,
		PMID:       s.PMID,
		Authors:    shortAuthors(&s.Citation),
		Year:       s.Year(),
		Title:      s.Title,
		Journal:    s.Journal,
		Design:     s.Design,
		Population: s.Population,
		N:          s.N,
		FollowUp:   s.FollowUp,
		Trial:      s.Trial,
		Notices:    s.Notices,
		Pending:    s.Pending,
		Screened:   s.Screened,
		Funding:    s.Funding,
		Pools:      pooledBy(s),
	}
}

// pooledBy lists the studies that a study is linked to as their pooled analysis.
func pooledBy(s *evidence.Study) []string {
	var keys []string
	for _, l := range s.Links {
		if l.Kind == "pools" {
			keys = append(keys, l.Key)
		}
	}
	return keys
}

// entries computes everything that is derived from one live study, in order of
// space and key. It is the only place that decides what an index holds.
func entries(a *aggregate) ([]entry, error) {
	if a == nil {
		return nil, nil
	}
	x := entryList{no: a.no}
	s := &a.doc.Study
	if err := x.value(spHeads, number(a.no), headOf(a)); err != nil {
		return nil, err
	}
	sketch := a.sketch
	if sketch == nil {
		made := dedupe.NewPreparer().Prepare(&evidence.Record{Citation: s.Citation}).Sketch()
		sketch = &made
	}
	x.list = append(x.list, entry{spSketches, number(a.no), sealSketch(a.no, sketch)})
	x.add(ixKey, strings.ToLower(s.Key))
	for _, id := range append(identifiersOf(&s.Citation), a.also...) {
		x.add(id.space, id.value)
	}
	if s.Trial != "" {
		x.add(ixTrial, strings.ToLower(s.Trial))
	}
	for _, id := range s.Records {
		x.add(ixMember, id)
	}
	for i := range a.tags {
		if t := &a.tags[i]; t.Status != evidence.Rejected {
			x.subject(t.Drug, t.Outcome)
		}
	}
	printed := HeadOf(s)
	for i := range a.findings {
		x.finding(a, &a.findings[i], printed)
	}
	slices.SortFunc(x.list, compareEntries)
	return slices.CompactFunc(x.list, func(a, b entry) bool { return compareEntries(a, b) == 0 }), nil
}

type entryList struct {
	no   uint64
	list []entry
}

func (x *entryList) add(s kv.Space, value string) {
	x.list = append(x.list, entry{space: s, key: studyIndexKey(s, value, x.no)})
}

func (x *entryList) value(s kv.Space, key []byte, v any) error {
	frame, err := encode(s, key, v)
	x.list = append(x.list, entry{s, key, frame})
	return err
}

func (x *entryList) subject(drug, outcome string) {
	if drug != "" {
		x.add(ixDrug, drug)
	}
	if outcome != "" {
		x.add(ixOutcome, outcome)
	}
}

func (x *entryList) finding(a *aggregate, f *evidence.Finding, printed evidence.StudyHead) {
	home := a.no
	if n, ok := a.homes[f.ID]; ok {
		home = n
	}
	x.list = append(x.list, entry{space: ixFinding, key: indexKey(f.ID, home)})
	if f.Status != evidence.Rejected {
		x.subject(f.Drug, f.Outcome)
		if f.SubOutcome != "" {
			x.add(ixOutcome, f.SubOutcome)
		}
	}
	row := evidence.TableRow{Finding: *f, Study: printed}
	for space, key := range map[kv.Space][]byte{
		spRowsDrug:    rowKey(f.Drug, f.Outcome, a.no, f.ID),
		spRowsOutcome: rowKey(f.Outcome, f.Drug, a.no, f.ID),
	} {
		x.list = append(x.list, entry{space, key, encodeRow(space, key, &row)})
	}
}

func rowKey(first, second string, no uint64, id string) []byte {
	return append(binary.BigEndian.AppendUint64(text(first, second), no), id...)
}

func headOf(a *aggregate) head {
	h := head{
		StudyHead:     HeadOf(&a.doc.Study),
		OriginalTitle: a.doc.OriginalTitle,
		JournalAbbrev: a.doc.JournalAbbrev,
	}
	for _, p := range a.doc.Authors {
		h.Families = append(h.Families, p.FullFamily())
	}
	for _, id := range a.doc.Registry {
		h.Registry = append(h.Registry, id.ID)
	}
	for i := range a.tags {
		t := &a.tags[i]
		h.Tags = append(h.Tags, about{t.Drug, t.Outcome, "", t.Status})
	}
	for i := range a.findings {
		f := &a.findings[i]
		h.Findings = append(h.Findings, about{f.Drug, f.Outcome, f.SubOutcome, f.Status})
	}
	return h
}

// subject is the study as a query sees it, without the texts that only the
// document has.
func (h *head) subject() evidence.QuerySubject {
	s := &evidence.Study{
		Key:        h.Key,
		Design:     h.Design,
		Population: h.Population,
		N:          h.N,
		FollowUp:   h.FollowUp,
		Trial:      h.Trial,
		Pending:    h.Pending,
		Screened:   h.Screened,
		Citation: evidence.Citation{
			DOI:           h.DOI,
			PMID:          h.PMID,
			Title:         h.Title,
			OriginalTitle: h.OriginalTitle,
			Journal:       h.Journal,
			JournalAbbrev: h.JournalAbbrev,
			Date:          evidence.Date{Year: h.Year},
			Notices:       h.Notices,
		},
	}
	for _, name := range h.Families {
		s.Authors = append(s.Authors, evidence.Person{Family: name})
	}
	for _, id := range h.Registry {
		s.Registry = append(s.Registry, evidence.RegistryID{ID: id})
	}
	out := evidence.QuerySubject{Study: s}
	for _, t := range h.Tags {
		out.Tags = append(out.Tags, evidence.Tag{Drug: t.Drug, Outcome: t.Outcome, Status: t.Status})
	}
	for _, f := range h.Findings {
		out.Findings = append(out.Findings, evidence.Finding{Drug: f.Drug, Outcome: f.Outcome, SubOutcome: f.SubOutcome, Status: f.Status})
	}
	return out
}

// recordEntries computes what is derived from a record.
func recordEntries(no uint64, rec *evidence.Record) []entry {
	if rec == nil {
		return nil
	}
	list := []entry{{space: ixRecord, key: indexKey(rec.ID, no)}}
	if rec.Origin.Batch != "" {
		list = append(list, entry{space: ixBatch, key: indexKey(rec.Origin.Batch, no)})
	}
	return list
}

// identifier is a value that names a publication and the index that holds it.
type identifier struct {
	space kv.Space
	value string
}

func identifiersOf(c *evidence.Citation) []identifier {
	var ids []identifier
	if c.DOI != "" {
		ids = append(ids, identifier{ixDOI, c.DOI.Key()})
	}
	if c.PMID != "" {
		ids = append(ids, identifier{ixPMID, string(c.PMID)})
	}
	if c.PMCID != "" {
		ids = append(ids, identifier{ixPMCID, strings.ToUpper(string(c.PMCID))})
	}
	for _, r := range c.Registry {
		if r.ID != "" {
			ids = append(ids, identifier{ixRegistry, strings.ToUpper(r.ID)})
		}
	}
	return ids
}

// identifiersIn reads what a person typed as any of the identifiers that it
// can be; bare digits are a PMID.
func identifiersIn(name string) []identifier {
	var c evidence.Citation
	if d, err := evidence.ParseDOI(name); err == nil {
		c.DOI = d
	}
	if p, err := evidence.ParsePMCID(name); err == nil {
		c.PMCID = p
	}
	if p, err := evidence.ParsePMID(name); err == nil {
		c.PMID = p
	}
	if r, err := evidence.ParseRegistryID(name); err == nil {
		c.Registry = append(c.Registry, r)
	}
	return identifiersOf(&c)
}
