package dedupe

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
)

// Sketch is what a store keeps of a record, some fifty bytes, to tell without
// reading the record that it is not worth comparing: identifiers and authors as
// hashes, and the place of publication. It depends on the record alone and is
// the same on every machine.
type Sketch struct {
	doi, pmid, pmcid uint32 // hashes; 0 is none
	place
	stage    stage
	form     form
	venue    bool // one is stated
	abstract bool

	letters uint32   // that the family name of the first author has, one bit each
	length  uint8    // of that name in bytes
	names   []uint16 // hashes of what may be a family name, ascending
}

// Sketch gives the sketch of a record.
func (p *Prepared) Sketch() Sketch {
	s := Sketch{
		doi: sketchID(p.doi), pmid: sketchID(p.pmid), pmcid: sketchID(p.pmcid),
		place: p.place, stage: p.stage, form: p.form, venue: p.source != nil, abstract: p.prepared.abstract != "",
		letters: letterSet(p.prepared.names.first), length: uint8(min(len(p.prepared.names.first), 255)),
	}
	s.volume.supplement, s.issue.supplement = false, false // not compared
	for _, n := range p.prepared.names.list {
		for _, h := range [...]uint32{n.family, n.part, n.given} {
			if h != 0 {
				s.names = append(s.names, uint16(h))
			}
		}
	}
	slices.Sort(s.names)
	s.names = slices.Compact(s.names)
	return s
}

func sketchID(id string) uint32 {
	if id == "" {
		return 0
	}
	return uint32(hashString(id)) | 1
}

// letterSet has a bit for each of the letters a to z, and one for all others.
func letterSet(word string) uint32 {
	var set uint32
	for i := 0; i < len(word); i++ {
		if c := word[i]; c >= 'a' && c <= 'z' {
			set |= 1 << (c - 'a')
		} else {
			set |= 1 << 26
		}
	}
	return set
}

// Hopeless reports that the records of two sketches are distinct, whatever else
// they say: Identify would say so too.
func (s *Sketch) Hopeless(o *Sketch) bool {
	if s.stage != o.stage || s.form == registration && o.form == registration {
		return false
	}
	c := comparison{doi: compareHashes(s.doi, o.doi), pmid: compareHashes(s.pmid, o.pmid), pmcid: compareHashes(s.pmcid, o.pmcid)}
	if c.identified() {
		return false
	}
	most := c.mostOfPlace(&s.place, &o.place) + mostOfTitle
	if s.venue && o.venue {
		most += mostJournal
	}
	if s.abstract && o.abstract {
		most += mostAbstract
	}
	switch {
	case len(s.names) == 0 || len(o.names) == 0:
	case s.sharesName(o):
		most += mostOfAuthors
	default:
		most += points(other, -4, 0, 0, 0)
	}
	return most < askPoints
}

func compareHashes(a, b uint32) level {
	switch {
	case a == 0 || b == 0:
		return missing
	case a == b:
		return same
	}
	return other
}

// sharesName reports that two lists of authors may have one in common.
func (s *Sketch) sharesName(o *Sketch) bool {
	for a, b := s.names, o.names; len(a) > 0 && len(b) > 0; {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			return true
		}
	}
	short, long := s, o
	if short.length > long.length {
		short, long = long, short
	}
	// What similarName accepts: one change, or the one the front of the other.
	longer := long.length - short.length
	return longer <= 1 && bits.OnesCount32(short.letters^long.letters) <= 2 || longer > 0 && short.letters&^long.letters == 0
}

// The flags of a stored sketch.
const (
	sketchVenue = 1 << iota
	sketchAbstract
	sketchLocator
	sketchElectronic
	sketchCount
	sketchForm
)

// Append appends the stored form of a sketch.
func (s *Sketch) Append(b []byte) []byte {
	flags := byte(0)
	for i, is := range [...]bool{s.venue, s.abstract, s.pages.locator, s.pages.electronic, s.pages.count, s.form == registration} {
		if is {
			flags |= 1 << i
		}
	}
	b = append(b, flags, byte(s.stage))
	for _, x := range s.numbers() {
		b = binary.AppendUvarint(b, uint64(x))
	}
	last := uint16(0)
	for _, n := range s.names {
		b = binary.AppendUvarint(b, uint64(n-last))
		last = n
	}
	return b
}

// numbers lists the numbers of a sketch in the order of the stored form.
func (s *Sketch) numbers() [14]uint32 {
	return [...]uint32{s.doi, s.pmid, s.pmcid, uint32(s.year.issue), uint32(s.year.online), s.volume.value, s.volume.last, s.issue.value, s.issue.last,
		s.pages.first, s.pages.last, s.pages.prefix, s.letters, uint32(s.length)}
}

var errSketch = errors.New("a sketch of a record ends too early")

// ParseSketch reads what Append wrote.
func ParseSketch(b []byte) (Sketch, error) {
	var s Sketch
	if len(b) < 2 {
		return s, errSketch
	}
	flags := b[0]
	s.stage = stage(b[1])
	s.venue, s.abstract = flags&sketchVenue != 0, flags&sketchAbstract != 0
	s.pages.locator, s.pages.electronic, s.pages.count = flags&sketchLocator != 0, flags&sketchElectronic != 0, flags&sketchCount != 0
	if flags&sketchForm != 0 {
		s.form = registration
	}
	b = b[2:]
	var numbers [14]uint32
	for i := range numbers {
		x, n := binary.Uvarint(b)
		if n <= 0 {
			return s, errSketch
		}
		numbers[i], b = uint32(x), b[n:]
	}
	s.doi, s.pmid, s.pmcid = numbers[0], numbers[1], numbers[2]
	s.year = year{int16(numbers[3]), int16(numbers[4])}
	s.volume.value, s.volume.last, s.issue.value, s.issue.last = numbers[5], numbers[6], numbers[7], numbers[8]
	s.pages.first, s.pages.last, s.pages.prefix = numbers[9], numbers[10], numbers[11]
	s.letters, s.length = numbers[12], uint8(numbers[13])
	last := uint16(0)
	for len(b) > 0 {
		x, n := binary.Uvarint(b)
		if n <= 0 {
			return s, errSketch
		}
		last += uint16(x)
		s.names, b = append(s.names, last), b[n:]
	}
	return s, nil
}
