package dedupe

import "dossier/evidence"

// Prepared is a record made ready for comparison. It keeps no reference to the
// record.
type Prepared struct{ prepared }

// Preparer prepares records. Those of one Preparer share what they print alike,
// the names of journals, so one should serve some thousand records and then be
// dropped. It may be used by several goroutines.
type Preparer struct{ venues *venueSet }

// NewPreparer makes a Preparer.
func NewPreparer() *Preparer { return &Preparer{newVenueSet()} }

// Prepare folds every field of a record once.
func (x *Preparer) Prepare(rec *evidence.Record) *Prepared { return &Prepared{prepare(rec, x.venues)} }

// PrepareAll prepares records, in their order.
func (x *Preparer) PrepareAll(records []evidence.Record) []*Prepared {
	list := make([]*Prepared, len(records))
	for i := range records {
		list[i] = x.Prepare(&records[i])
	}
	return list
}

// Keys gives the hashes under which an index keeps the record. Two records are
// worth comparing when they have a key in common. The keys depend on the record
// alone and are the same on every machine; there are about twenty, none twice.
func (p *Prepared) Keys() []uint64 { return keysOf(&p.prepared, make([]uint64, 0, 24)) }

// ID is that of the record.
func (p *Prepared) ID() string { return p.id }

// Named gives the same record under another id.
func (p *Prepared) Named(id string) *Prepared {
	named := *p
	named.id, named.order = id, hashString(id)
	return &named
}
