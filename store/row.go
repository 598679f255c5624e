package store

import (
	"encoding/binary"
	"math"
	"math/bits"
	"time"

	"dossier/evidence"
	"dossier/store/kv"
)

// Table rows have a codec of their own: a table of a large library is some
// thousand rows, and reading their sixty fields by reflection took longer than
// everything else between the start of the process and the printed table. The
// fields stand in the order of rowCoder.row, each as its length and its bytes.
// New fields go to the end; a row that ends early has zero values there.

// encodeRow gives the frame of a row.
func encodeRow(s kv.Space, key []byte, row *evidence.TableRow) []byte {
	c := rowCoder{out: make([]byte, frameHead, 512)}
	c.out[0] = frameVersion
	c.row(row)
	return sign(s, key, c.out)
}

// rowFrames gathers frames and then decodes them together. A row is more than a
// kilobyte: a list of rows that grows while they come would cost more than the
// rows.
type rowFrames struct {
	space    kv.Space
	keys     []string
	payloads []string // the strings of a row are parts of its payload
}

func (f *rowFrames) add(s kv.Space, key, frame []byte) error {
	payload, err := unseal(s, key, frame)
	if err != nil {
		return err
	}
	f.space = s
	f.keys = append(f.keys, string(key))
	f.payloads = append(f.payloads, string(payload))
	return nil
}

// rows decodes what was gathered.
func (f *rowFrames) rows() ([]evidence.TableRow, error) {
	if len(f.payloads) == 0 {
		return nil, nil
	}
	rows := make([]evidence.TableRow, len(f.payloads))
	for i := range rows {
		c := rowCoder{in: f.payloads[i], reading: true}
		if c.row(&rows[i]); c.broken {
			return nil, damaged("%s: it ends in the middle of a field", where(f.space, []byte(f.keys[i])))
		}
	}
	return rows, nil
}

// rowCoder writes fields to out, or reads them from in: one list of fields
// serves both, so that they cannot differ.
type rowCoder struct {
	out     []byte
	in      string
	reading bool
	broken  bool
}

func (c *rowCoder) row(r *evidence.TableRow) {
	f := &r.Finding
	c.finding(f)
	c.head(&r.Study)

	texts(c, &f.Rule)
	c.float(&f.Confidence)
	c.span(&f.Source.Sentence)
	list(c, &r.Study.Pools, func(x *string) { texts(c, x) })
}

func (c *rowCoder) finding(f *evidence.Finding) {
	texts(c, &f.ID, &f.Study, &f.Drug, &f.Dose, &f.Comparator, &f.Population, &f.Outcome, &f.SubOutcome, &f.Definition, &f.Measure)
	texts(c, &f.Estimate, &f.CILow, &f.CIHigh, &f.CILevel, &f.P, &f.Margin)
	texts(c, &f.FollowUp, &f.TimeWindow, &f.AnalysisSet, &f.Adjusted, &f.Trial, &f.Design, &f.Note, &f.WhyNot, &f.By)
	texts(c, &f.Status)
	for _, a := range []*evidence.Arm{&f.Treat, &f.Control} {
		texts(c, &a.Label)
		texts(c, &a.Events, &a.N, &a.PersonYears)
	}
	s := &f.Source
	texts(c, &s.URL, &s.Kind, &s.Verified, &s.Page, &s.Table)
	c.span(&s.Quote)
	c.uint(&f.Rev)
	c.bool(&f.Usable)
	c.time(&f.At)
	list(c, &f.Checks, func(x *evidence.Check) { texts(c, &x.Rule, &x.Severity, &x.Message) })
}

func (c *rowCoder) span(s *evidence.Span) {
	texts(c, &s.Field, &s.Text)
	c.int(&s.Start)
	c.int(&s.End)
}

func (c *rowCoder) head(h *evidence.StudyHead) {
	texts(c, &h.Key, &h.Authors, &h.Title, &h.Journal, &h.Design, &h.Population, &h.FollowUp, &h.Trial, &h.Pending, &h.Screened)
	texts(c, &h.DOI)
	texts(c, &h.PMID)
	c.int(&h.Year)
	c.int(&h.N)
	list(c, &h.Notices, c.notice)
	list(c, &h.Funding, func(x *string) { texts(c, x) })
}

func (c *rowCoder) notice(n *evidence.Notice) {
	texts(c, &n.Kind)
	texts(c, &n.DOI)
	texts(c, &n.PMID)
	texts(c, &n.Source, &n.Text)
	d := &n.Date
	for _, x := range []*int{&d.Year, &d.Month, &d.Day, &d.EndYear, &d.EndMonth, &d.EndDay} {
		c.int(x)
	}
	texts(c, &d.Season, &d.Raw)
}

func texts[T ~string](c *rowCoder, fields ...*T) {
	for _, f := range fields {
		n := uint64(len(*f))
		if c.uint(&n); !c.reading {
			c.out = append(c.out, *f...)
			continue
		}
		if n > uint64(len(c.in)) {
			c.broken, n = true, 0
		}
		*f, c.in = T(c.in[:n]), c.in[n:]
	}
}

func list[T any](c *rowCoder, items *[]T, item func(*T)) {
	n := uint64(len(*items))
	c.uint(&n)
	if c.reading && n > uint64(len(c.in)) { // an item has a byte at least
		c.broken = true
		return
	}
	if c.reading && n > 0 {
		*items = make([]T, n)
	}
	for i := range *items {
		item(&(*items)[i])
	}
}

func (c *rowCoder) uint(n *uint64) {
	if !c.reading {
		c.out = binary.AppendUvarint(c.out, *n)
		return
	}
	*n = 0
	for shift := 0; len(c.in) > 0; shift += 7 {
		b := c.in[0]
		c.in = c.in[1:]
		*n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return
		}
		if shift > 63 || len(c.in) == 0 {
			c.broken = true
		}
	}
}

func (c *rowCoder) int(n *int) {
	u := uint64(*n)<<1 ^ uint64(*n>>63)
	c.uint(&u)
	*n = int(u>>1) ^ -int(u&1)
}

func (c *rowCoder) float(f *float64) {
	u := bits.ReverseBytes64(math.Float64bits(*f)) // round numbers end in zeros: few bytes
	c.uint(&u)
	*f = math.Float64frombits(bits.ReverseBytes64(u))
}

func (c *rowCoder) bool(b *bool) {
	n := uint64(0)
	if *b {
		n = 1
	}
	c.uint(&n)
	*b = n == 1
}

func (c *rowCoder) time(t *time.Time) {
	var s string
	if !c.reading && !t.IsZero() {
		s = t.Format(time.RFC3339Nano)
	}
	texts(c, &s)
	if c.reading && s != "" {
		var err error
		*t, err = time.Parse(time.RFC3339Nano, s)
		c.broken = c.broken || err != nil
	}
}
