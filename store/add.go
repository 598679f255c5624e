package store

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"dossier/evidence"
	"dossier/evidence/dedupe"
)

// Batch is what one add brings.
type Batch struct {
	ID      string // names the batch in its records' Origin and in the log
	What    string // for the log: "add refs.bib"
	Records []evidence.Record
	// Fetched, if set, is what the registries say of each record: as many as
	// Records, in their order. Its records join the study of their record.
	Fetched []Fetched

	// Prepare, if set, may fill fields of a study that the batch made or
	// changed, before it is stored: Design, Population, N, FollowUp, Trial,
	// Pending. It must be a pure function.
	Prepare func(*evidence.Study)
	// Suggest, if set, gives what to propose for a study that the batch made or
	// changed, of which the library has some findings. What it names as the study of
	// a proposal is not looked at. It must be a pure function; it is called from
	// several goroutines.
	Suggest func(s *evidence.Study, have []evidence.Finding) Suggestions
}

// Fetched is what the registries say of one reference.
type Fetched struct {
	Records []evidence.Record
	Pending string // why its metadata are not complete; empty = they are
}

// AddStatus says what became of one record.
type AddStatus string

// The four fates of a record.
const (
	AddedNew      AddStatus = "new"      // a study was made of it
	AddedExisting AddStatus = "existing" // the library had this very record
	AddedMerged   AddStatus = "merged"   // it was added to a study
	AddedAsk      AddStatus = "ask"      // a study was made of it, and a person should say whether it is another one
)

// Added is the fate of one record, in the order of Batch.Records.
type Added struct {
	Record string             // Record.ID
	Status AddStatus          //
	Study  evidence.StudyHead // the study that it is part of now
	Asked  string             // for AddedAsk: key of the study that it may be
	Why    []string           // for merged and ask
	Source evidence.Origin    // of the record
	no     uint64             // of the study
}

// Tally counts records by what became of them.
type Tally struct {
	New      int `cbor:"1,keyasint,omitempty" json:"new"`
	Existing int `cbor:"2,keyasint,omitempty" json:"existing"`
	Merged   int `cbor:"3,keyasint,omitempty" json:"merged"`
	Ask      int `cbor:"4,keyasint,omitempty" json:"ask"`
}

// Count adds one record.
func (t *Tally) Count(status AddStatus) {
	switch status {
	case AddedNew:
		t.New++
	case AddedExisting:
		t.Existing++
	case AddedMerged:
		t.Merged++
	case AddedAsk:
		t.Ask++
	}
}

func (t Tally) plus(u Tally) Tally {
	return Tally{t.New + u.New, t.Existing + u.Existing, t.Merged + u.Merged, t.Ask + u.Ask}
}

// String says the counts in words.
func (t Tally) String() string {
	return fmt.Sprintf("%d new, %d already there, %d merged, %d to ask", t.New, t.Existing, t.Merged, t.Ask)
}

// AddResult is what a batch did.
type AddResult struct {
	Tally
	Added []Added
	Event Event // zero when nothing changed
}

// AddStudies adds records: each becomes a study, joins one, or is there
// already. All of them go in, or none; but more than partSize records go in part
// by part, each all or nothing, as Import says.
func (r *Repo) AddStudies(ctx context.Context, b Batch) (AddResult, error) {
	if len(b.Records) <= partSize {
		x := newPreparation(r.now())
		p, err := x.prepare(ctx, b)
		if err != nil {
			return AddResult{}, err
		}
		return r.addPart(ctx, p)
	}
	var all AddResult
	_, err := r.importParts(ctx, b, sliced(b), func(part AddResult) error {
		all.join(part)
		return nil
	})
	return all, err
}

// addPart adds a batch in one transaction.
func (r *Repo) addPart(ctx context.Context, p part) (AddResult, error) {
	add, res := r.adding(ctx, p, nil)
	event, err := r.update(ctx, p.event(), add)
	if err != nil {
		return AddResult{}, err
	}
	res.Event = event
	return *res, nil
}

func (p *part) event() Event { return Event{Kind: "add", Batch: p.ID, Part: p.number} }

// adding gives the change that adds a part, and what became of its records once
// that was worked out.
func (r *Repo) adding(ctx context.Context, p part, mark func(*change) error) (add func(*change) error, res *AddResult) {
	res = new(AddResult)
	return func(c *change) (err error) {
		a := r.newAdder(c, p.Batch)
		a.list = p.list
		c.batch = p
		if *res, err = a.all(ctx); err != nil {
			return err
		}
		if mark != nil {
			if err := mark(c); err != nil {
				return err
			}
		}
		return res.describe(c, p.What)
	}, res
}

// join adds the counts and fates of a later part.
func (res *AddResult) join(part AddResult) {
	res.Added = append(res.Added, part.Added...)
	res.Tally = res.plus(part.Tally)
	if part.Event.Seq != 0 {
		res.Event = part.Event
	}
}

// describe fills in the studies as they are now, the counts and the event.
func (res *AddResult) describe(c *change, what string) error {
	res.Tally = Tally{}
	for i := range res.Added {
		a := &res.Added[i]
		_, s, err := c.owner(a.no)
		if err == nil && s == nil {
			err = damaged("study %d is missing", a.no)
		}
		if err != nil {
			return err
		}
		a.Study = HeadOf(&s.Study)
		res.Count(a.Status)
	}
	tally := res.Tally
	c.event.Added = &tally
	c.event.What = strings.TrimPrefix(what+": "+tally.String(), ": ")
	return nil
}

type adder struct {
	*change
	repo     *Repo
	batch    Batch
	list     []prepared
	changed  map[uint64]bool             // numbers of the studies that the batch made or changed
	placed   []uint64                    // by place of a record in the batch from 0: number of the study that was made of it or that it joined
	fresh    map[uint64][]uint64         // studies that records of the batch joined, by key
	compared *comparison                 // what the library said before the batch
	prepared map[uint64]*dedupe.Prepared // studies that the batch made or changed, as they are now
	preparer *dedupe.Preparer
}

func (r *Repo) newAdder(c *change, b Batch) *adder {
	return &adder{change: c, repo: r, batch: b, changed: map[uint64]bool{}, fresh: map[uint64][]uint64{},
		prepared: map[uint64]*dedupe.Prepared{}, preparer: dedupe.NewPreparer()}
}

// all adds every record of the batch.
func (a *adder) all(ctx context.Context) (AddResult, error) {
	list := a.list
	res := AddResult{Added: make([]Added, 0, len(list))}
	if err := a.compare(ctx); err != nil {
		return res, err
	}
	a.placed = make([]uint64, len(list))
	for i := range list {
		if err := ctx.Err(); err != nil {
			return res, err
		}
		added, err := a.add(ctx, &list[i])
		if err != nil {
			return res, fmt.Errorf("adding record %d: %w", i+1, err)
		}
		res.Added = append(res.Added, added)
		if a.batch.Fetched != nil {
			if err := a.attach(added.Study.Key, list[i].fetched); err != nil {
				return res, fmt.Errorf("adding what was fetched for record %d: %w", i+1, err)
			}
		}
	}
	return res, a.complete(ctx)
}

// compare compares the batch with the library, or catches up with it when that
// was done ahead.
func (a *adder) compare(ctx context.Context) (err error) {
	p := &a.change.batch
	if p.compared != nil {
		a.compared = p.compared
		return a.catchUp(ctx, a.compared)
	}
	a.compared, err = p.compare(ctx, a.without)
	return err
}

// prepared is a record of the batch with what can be computed of it alone.
type prepared struct {
	evidence.Record
	fetched  Fetched
	key      string                          // for a study made of it
	citation evidence.Citation               // of a study that has only this record
	said     map[string]evidence.Attribution // nil when own is set
	own      bool                            // the study says what the record says, and nothing else; see slim
	number   uint64                          // of the record, once it is stored
	frame    []byte                          // of the record, packed
	place    int                             // in the batch, from 1
	folded   *dedupe.Prepared
	keys     []uint64 // under which duplicates are looked for
	sketch   dedupe.Sketch
}

// part is a batch, or a piece of one, with all that can be computed of it
// beforehand.
type part struct {
	Batch
	number int // from 1; 0 = it is the whole batch
	list   []prepared
	words  []batchWord
	keys   []uint64 // of all records, as the duplicate index keeps them, with the place in the list in the lower bits; ascending

	compared *comparison // nil: not yet
}

// preparation prepares the parts of a batch, one after the other. What it needs
// for that is kept from part to part.
type preparation struct {
	at        time.Time
	gatherers chan *wordGatherer // that are not in use
}

func newPreparation(at time.Time) *preparation {
	return &preparation{at: at, gatherers: make(chan *wordGatherer, runtime.GOMAXPROCS(0))}
}

// gatherer gives one that is not in use. It has grown to what the parts need.
func (x *preparation) gatherer() *wordGatherer {
	select {
	case g := <-x.gatherers:
		g.reset()
		return g
	default:
		return newWordGatherer()
	}
}

func (x *preparation) giveBack(g *wordGatherer) {
	select {
	case x.gatherers <- g:
	default:
	}
}

// prepare computes what can be computed of each record of a batch alone, on all
// processors. The key of a study is made of all that is known, what was fetched
// included.
func (x *preparation) prepare(ctx context.Context, b Batch) (part, error) {
	p := part{Batch: b, list: make([]prepared, len(b.Records))}
	preparer := dedupe.NewPreparer()
	gathered, err := inChunks(ctx, len(p.list), func(from, to int) ([]batchWord, error) {
		words := x.gatherer()
		defer x.giveBack(words)
		for i := from; i < to; i++ {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if err := p.prepareRecord(i, x.at, preparer); err != nil {
				return nil, err
			}
			words.add(i, evidence.SearchTexts(&p.list[i].citation))
		}
		return words.sorted(), nil
	})
	if err == nil {
		p.words = joinBatchWords(gathered)
		p.keys = placedKeys(p.list)
	}
	p.Records = nil // the list has them
	return p, err
}

// prepareRecord computes what can be computed of record i alone.
func (p *part) prepareRecord(i int, at time.Time, preparer *dedupe.Preparer) (err error) {
	x := &p.list[i]
	x.Record, x.place = p.Records[i], i+1
	if p.Fetched != nil {
		x.fetched = p.Fetched[i]
	}
	x.Origin.Batch = firstOf(x.Origin.Batch, p.ID)
	if x.Origin.At.IsZero() {
		x.Origin.At = at
	}
	if x.frame, err = packRecord(&x.Record); err != nil {
		return err
	}
	x.Raw = "" // it is in the frame: of the many records under way it is half
	x.citation, x.said, _ = evidence.Combine([]evidence.Record{x.Record})
	if x.own = isSlim(&x.citation, x.said, &x.Record); x.own {
		x.said = nil
	}
	if x.key = sourceKey(&x.Origin); x.key == "" && len(x.fetched.Records) > 0 {
		known, _, _ := evidence.Combine(append([]evidence.Record{x.Record}, x.fetched.Records...))
		x.key = evidence.CiteKey(&known)
	}
	x.folded = preparer.Prepare(&evidence.Record{ID: x.ID, Citation: x.citation})
	x.keys, x.sketch = x.folded.Keys(), x.folded.Sketch()
	return nil
}

func (a *adder) add(ctx context.Context, p *prepared) (Added, error) {
	rec := &p.Record
	added := Added{Record: rec.ID, Source: rec.Origin}
	stored := a.compared.records[p.place-1].record
	if nos := a.pending[pendingName(ixRecord, rec.ID)]; len(nos) > 0 {
		stored = nos[0]
	}
	if stored != 0 {
		no, s, err := a.memberOf(rec.ID)
		if s != nil {
			added.Status, added.Study.Key, added.no = AddedExisting, s.Key, no
		}
		if err != nil || s != nil {
			return added, err
		}
	}
	v, err := a.identify(ctx, p)
	if err != nil {
		return added, err
	}
	if v.outcome == dedupe.Ask {
		if v, err = a.oneByOne(p, v); err != nil {
			return added, err
		}
	}
	added.Why = v.why
	if stored == 0 {
		p.number = a.storeRecord(rec)
		a.packed[p.number] = p.frame
	} else if p.own { // it is that of a removed study, and was read at another time
		p.own, p.said = false, saidBy(rec)
	}
	switch v.outcome {
	case dedupe.Automatic:
		added.Status, added.Study.Key = AddedMerged, v.key
		added.no, err = a.join(v.key, p)
		a.placed[p.place-1] = added.no
		return added, err
	case dedupe.Ask:
		added.Status, added.Asked = AddedAsk, v.key
	default:
		added.Status = AddedNew
	}
	added.no, added.Study.Key, err = a.found(p)
	a.placed[p.place-1] = added.no
	if err == nil && added.Status == AddedAsk {
		err = a.ask(added.Study.Key, v)
	}
	return added, err
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// memberOf finds the live study that holds a record already.
func (a *adder) memberOf(id string) (uint64, *storedStudy, error) {
	nos, err := a.numbers(ixMember, id)
	if err != nil {
		return 0, nil, err
	}
	for _, no := range nos {
		if no, s, err := a.owner(no); err != nil || s != nil {
			return no, s, err
		}
	}
	return 0, nil, nil
}

// found makes a study of a record.
func (a *adder) found(p *prepared) (uint64, string, error) {
	no, doc, err := a.newStudy(evidence.Study{Key: p.key, Citation: p.citation, Provenance: p.said, Records: []string{p.ID}})
	if err != nil {
		return 0, "", err
	}
	a.studies[no].place = p.place
	a.announce(no, p.ID, nil) // the records that share its keys know its place
	return no, doc.Key, nil
}

// sourceKey is the citation key that a bibliography gave an entry: its owner
// cites by it, so it is kept when it can be typed. Accession numbers of
// databases are no keys.
func sourceKey(o *evidence.Origin) string {
	switch o.Format {
	case "bibtex", "biblatex", "csl-json", "jsonl":
	case "ris", "csv", "xlsx": // these also carry accession numbers
		if !looksCoined(o.Key) {
			return ""
		}
	default:
		return ""
	}
	if len(o.Key) < 2 || len(o.Key) > 80 {
		return ""
	}
	letter := false
	for i, r := range o.Key {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
			letter = true
		case i > 0 && (r >= '0' && r <= '9' || strings.ContainsRune("_-:.", r)):
		default:
			return ""
		}
	}
	if !letter {
		return ""
	}
	return o.Key
}

// looksCoined tells a citation key, as people and reference managers coin them,
// from an accession number: letters with a short number, such as a year.
func looksCoined(key string) bool {
	longest, run := 0, 0
	for i := range len(key) {
		if key[i] < '0' || key[i] > '9' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest > 0 && longest <= len("2020")
}

// join adds a record to a study and combines its citation anew, unless that was
// worked out ahead and the study is still as it was then.
func (a *adder) join(key string, p *prepared) (uint64, error) {
	j := a.compared.records[p.place-1].joining
	ahead := j != nil && j.study.doc.Key == key && a.studies[j.no] == nil
	if ahead {
		a.studies[j.no] = j.study
	}
	no, _, err := a.atHome(key)
	if err != nil {
		return 0, err
	}
	s, err := a.edit(no)
	if err != nil {
		return 0, err
	}
	s.Records = append(slices.Clone(s.Records), p.ID)
	if ahead {
		s.Citation, s.Provenance = j.citation, j.said
		a.announce(no, p.ID, j.keys)
		return no, nil
	}
	if err := a.recombine(s); err != nil {
		return 0, err
	}
	a.announce(no, p.ID, studyKeys(&s.Citation))
	return no, nil
}

// announce lets later records of the batch find what this one brought.
func (a *adder) announce(no uint64, recordID string, keys []uint64) {
	a.note(identifier{ixMember, recordID}, no)
	a.offer(no, keys)
}

// offer makes a study that the batch made or changed a candidate.
func (a *adder) offer(no uint64, keys []uint64) {
	a.changed[no] = true
	delete(a.prepared, no)
	for _, k := range keys {
		h := blockHash(k)
		if list := a.fresh[h]; len(list) == 0 || list[len(list)-1] != no {
			a.fresh[h] = append(list, no)
		}
	}
}

// ask leaves questions for a person: is the new study one of those?
func (a *adder) ask(key string, v identified) error {
	for i, other := range append([]string{v.key}, v.others[:min(len(v.others), dedupe.MaxAsked-1)]...) {
		d := Decision{A: key, B: other, Verdict: PairOpen, At: a.at}
		if i == 0 {
			d.Score, d.Why = v.score, v.why
		}
		if err := a.put(spDecisions, d.key(), d); err != nil {
			return err
		}
	}
	return nil
}

// complete runs Prepare and Suggest over the studies that changed.
func (a *adder) complete(ctx context.Context) error {
	nos := make([]uint64, 0, len(a.changed))
	for no := range a.changed {
		nos = append(nos, no)
	}
	slices.Sort(nos)
	for _, no := range nos {
		if t := a.studies[no]; a.batch.Prepare != nil {
			a.batch.Prepare(&t.doc.Study)
		}
	}
	if a.batch.Suggest == nil {
		return nil
	}
	have := make([][]evidence.Finding, len(nos))
	for i, no := range nos {
		if t := a.studies[no]; t.simple {
			have[i] = t.findings
			continue
		}
		all, err := a.aggregate(no)
		if err != nil {
			return err
		}
		if all != nil {
			have[i] = all.findings
		}
	}
	proposed := make([]Suggestions, len(nos))
	err := inParallel(ctx, len(nos), func(i int) error {
		proposed[i] = a.batch.Suggest(&a.studies[nos[i]].doc.Study, have[i])
		return nil
	})
	if err != nil {
		return err
	}
	for i, no := range nos {
		if err := a.propose(no, &proposed[i]); err != nil {
			return err
		}
	}
	return nil
}

// propose stores what was proposed for one study, which is touched.
func (a *adder) propose(no uint64, s *Suggestions) error {
	key := a.studies[no].doc.Key
	for _, t := range s.Tags {
		t.Study = key
		if _, err := a.putTag(no, t); err != nil {
			return err
		}
	}
	for _, f := range s.Findings {
		f.Study = key
		if _, _, err := a.putFinding(f, ""); err != nil {
			return err
		}
	}
	for _, p := range s.Proposals {
		if err := a.putProposal(key, p.Proposal, ""); err != nil {
			return err
		}
	}
	return nil
}

// AttachRecords adds records to one study, as fetch does, and sets why its
// metadata are still incomplete (empty: they are complete). Records that it
// has already are passed over.
func (r *Repo) AttachRecords(ctx context.Context, key string, records []evidence.Record, pending string) (evidence.Study, error) {
	var study evidence.Study
	_, err := r.update(ctx, Event{Kind: "fetch", What: fmt.Sprintf("fetch %s: %s", key, plural(len(records), "record", "records"))}, func(c *change) error {
		a := r.newAdder(c, Batch{})
		if err := a.attach(key, Fetched{records, pending}); err != nil {
			return err
		}
		_, s, err := c.mustKey(key)
		if err == nil {
			study = s.Study
		}
		return err
	})
	return study, err
}

// attach gives a study the records that were fetched for it. A study that is
// complete does not become pending again because a registry was not heard.
func (a *adder) attach(key string, f Fetched) error {
	no, s, err := a.mustKey(key)
	if err != nil {
		return err
	}
	if _, err := a.touch(no); err != nil {
		return err
	}
	var fresh []string
	for i := range f.Records {
		rec := f.Records[i]
		if rec.Origin.At.IsZero() {
			rec.Origin.At = a.at
		}
		if rec.ID == "" {
			rec.ID = recordID(&rec)
		}
		if slices.Contains(s.Records, rec.ID) || slices.Contains(fresh, rec.ID) {
			continue
		}
		if _, err := a.newRecord(&rec); err != nil {
			return err
		}
		fresh = append(fresh, rec.ID)
	}
	pending := f.Pending
	if pending != "" && s.Pending == "" && !a.changed[no] {
		pending = ""
	}
	if len(fresh) == 0 && s.Pending == pending {
		return nil
	}
	if s, err = a.edit(no); err != nil {
		return err
	}
	s.Pending = pending
	s.Records = append(slices.Clone(s.Records), fresh...)
	if err := a.recombine(s); err != nil {
		return err
	}
	a.offer(no, studyKeys(&s.Citation))
	return nil
}
