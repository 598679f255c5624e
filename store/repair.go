package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/store/kv"
	"dossier/store/kv/bolt"
)

// Repaired says what Repair found and did.
type Repaired struct {
	Damage    []string `json:"damage"`    // what could not be read, and why
	Recovered int      `json:"recovered"` // pairs found outside the sound part of the file; they may be older than the last change
	Rebuilt   []string `json:"rebuilt"`   // what was made again from what was left, or is missing for good
	OlderHead bool     `json:"older"`     // the state before the last change was the newest that is whole
	Counts    Counts   `json:"counts"`    // of the repaired library
	Original  string   `json:"original"`  // where the damaged file is kept
}

// Repair makes a sound library of a damaged one, or of one whose indexes are
// wrong: it reads everything that the file still has, writes it to a new file,
// computes all indexes again, checks the result, and gives it the name of the
// old file, which stays beside it. *BusyError: the library is in use.
func Repair(ctx context.Context, path string, who Actor) (Repaired, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Repaired{}, err
	}
	if err := inUse(path); err != nil {
		return Repaired{}, explain(path, err)
	}
	var other *NotLibraryError
	if err := isOther(path, &CorruptError{}); errors.As(err, &other) {
		return Repaired{}, err
	}
	r := Repo{who: who}
	var out Repaired
	out.Original = fmt.Sprintf("%s.damaged-%s", path, r.now().Format("20060102T150405"))
	if err := copyFile(ctx, out.Original, path); err != nil {
		return out, fmt.Errorf("keeping the damaged file: %w", err)
	}
	s := salvager{out: &out, primary: map[kv.Space]map[string][]byte{}}
	if err := s.read(ctx, out.Original); err != nil {
		return out, err
	}
	if err := s.mend(); err != nil {
		return out, err
	}
	err = bolt.Build(ctx, path, bolt.Options{Ascending: allSpaces(), Verify: verify}, s.write, func(e *bolt.Engine) error {
		return out.finish(ctx, e, path)
	})
	return out, explain(path, err)
}

// Damage says what Repair would find, without changing anything: what cannot be
// read of the file, and what would be made again from the rest.
func Damage(ctx context.Context, path string) (Repaired, error) {
	var out Repaired
	s := salvager{out: &out, primary: map[kv.Space]map[string][]byte{}}
	err := s.read(ctx, path)
	if err == nil {
		err = s.mend()
	}
	return out, explain(path, err)
}

// inUse asks for the lock. What else is wrong with the file does not matter.
func inUse(path string) error {
	e, err := bolt.Open(path, bolt.Options{ReadOnly: true})
	if err == nil {
		return e.Close()
	}
	if errors.Is(err, kv.ErrBusy) || errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func copyFile(ctx context.Context, dst, src string) error {
	in, err := os.Open(src)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(dst, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return errors.Join(out.Sync(), ctx.Err())
}

// finish computes what is derived and examines the result.
func (out *Repaired) finish(ctx context.Context, e *bolt.Engine, path string) error {
	r := &Repo{engine: e, path: path, mode: Write}
	if err := r.derive(ctx); err != nil {
		return err
	}
	problems, err := r.Check(ctx)
	if err != nil {
		return err
	}
	for _, p := range problems {
		if p.Kind != "reference" { // what is missing for good is told in Rebuilt
			return fmt.Errorf("the repaired library is not sound: %s %s: %s", p.Kind, p.Key, p.Message)
		}
		out.Rebuilt = append(out.Rebuilt, p.Key+": "+p.Message)
	}
	out.Counts, err = r.Counts(ctx)
	return err
}

// salvager holds what a damaged file still has.
type salvager struct {
	out     *Repaired
	primary map[kv.Space]map[string][]byte
}

// salvaged lists what Repair reads: the primary spaces, the log, and the heads,
// which say the most important of a study whose document is lost.
func salvaged() []kv.Space {
	return []kv.Space{spMeta, spRecords, spStudies, spKeys, spTags, spFindings, spAbsences, spDecisions, spSettings, spEvents, spChanges, spHeads}
}

func (s *salvager) read(ctx context.Context, path string) error {
	for _, space := range salvaged() {
		s.primary[space] = map[string][]byte{}
	}
	got, err := bolt.Salvage(ctx, path, bolt.SalvageOptions{
		Spaces: salvaged(),
		Verify: verify,
		Newer:  newer,
		Found: func(space kv.Space, key, value []byte) error {
			s.primary[space][string(key)] = slices.Clone(value)
			return nil
		},
	})
	s.out.Damage, s.out.Recovered, s.out.OlderHead = got.Damage, got.Recovered, got.OlderHead
	if err == nil && len(s.primary[spStudies])+len(s.primary[spRecords])+len(s.primary[spHeads])+len(s.primary[spMeta]) == 0 {
		err = &CorruptError{Path: path, Detail: "nothing in it can be read", Advice: "take the newest of the backups that lie beside the library"}
	}
	return err
}

// newer compares two states of one pair by what they say of their time.
func newer(space kv.Space, key, a, b []byte) bool {
	switch space {
	case spStudies:
		var x, y storedStudy
		return decode(space, key, a, &x) != nil || decode(space, key, b, &y) == nil && y.Rev > x.Rev
	case spFindings:
		var x, y evidence.Finding
		return decode(space, key, a, &x) != nil || decode(space, key, b, &y) == nil && y.Rev > x.Rev
	case spTags:
		var x, y evidence.Tag
		return decode(space, key, a, &x) != nil || decode(space, key, b, &y) == nil && y.At.After(x.At)
	case spMeta:
		var x, y counters
		return decode(space, key, a, &x) != nil || decode(space, key, b, &y) == nil && y.Study+y.Record+y.Finding > x.Study+x.Record+x.Finding
	}
	return false
}

// mend makes what is left consistent.
func (s *salvager) mend() error {
	steps := []func() error{s.mendRecords, s.mendStudies, s.mendMerges, s.mendKeys, s.mendMeta, s.mendLog}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (s *salvager) told(format string, args ...any) {
	s.out.Rebuilt = append(s.out.Rebuilt, fmt.Sprintf(format, args...))
}

func (s *salvager) set(space kv.Space, key []byte, v any) error {
	frame, err := encode(space, key, v)
	s.primary[space][string(key)] = frame
	return err
}

func (s *salvager) get(space kv.Space, key []byte, v any) bool {
	frame, ok := s.primary[space][string(key)]
	return ok && decode(space, key, frame, v) == nil
}

// ordered gives the keys of a space in order.
func (s *salvager) ordered(space kv.Space) []string {
	return slices.Sorted(maps.Keys(s.primary[space]))
}

// mendRecords makes a record again that a study draws its citation from and
// that is lost, of what the list's header says.
func (s *salvager) mendRecords() error {
	for _, key := range s.ordered(spStudies) {
		var doc storedStudy
		if !s.get(spStudies, []byte(key), &doc) || doc.From == 0 {
			continue
		}
		if _, ok := s.primary[spRecords][string(number(doc.From))]; ok {
			continue
		}
		var h head
		if !s.get(spHeads, []byte(key), &h) {
			h.Title = "(lost)"
		}
		rec := evidence.Record{ID: doc.Records[0], Origin: evidence.Origin{Format: "repair"}, Citation: h.subject().Study.Citation}
		s.told("%s: its record was lost; identifiers, title, authors and year were kept", doc.Key)
		if err := s.set(spRecords, number(doc.From), rec); err != nil {
			return err
		}
	}
	return nil
}

// mendStudies makes a study again whose document is lost and whose header is
// not.
func (s *salvager) mendStudies() error {
	for _, key := range s.ordered(spHeads) {
		if _, ok := s.primary[spStudies][key]; ok {
			continue
		}
		var h head
		if !s.get(spHeads, []byte(key), &h) {
			continue
		}
		study := *h.subject().Study
		study.Rev = 1
		s.told("%s: its document was lost; identifiers, title, authors and year were kept", h.Key)
		if err := s.set(spStudies, []byte(key), storedStudy{Study: study}); err != nil {
			return err
		}
	}
	return nil
}

// mendMerges drops references between studies of which one is lost.
func (s *salvager) mendMerges() error {
	has := func(no uint64) bool { _, ok := s.primary[spStudies][string(number(no))]; return ok }
	for _, key := range s.ordered(spStudies) {
		var doc storedStudy
		if !s.get(spStudies, []byte(key), &doc) {
			delete(s.primary[spStudies], key)
			continue
		}
		left := slices.DeleteFunc(slices.Clone(doc.Absorbed), func(no uint64) bool { return !has(no) })
		if len(left) == len(doc.Absorbed) && (doc.Into == 0 || has(doc.Into)) {
			continue
		}
		s.told("%s: a study that was merged with it is lost", doc.Key)
		if doc.Absorbed = left; doc.Into != 0 && !has(doc.Into) {
			doc.Into = 0
		}
		if err := s.set(spStudies, []byte(key), doc); err != nil {
			return err
		}
	}
	return nil
}

// mendKeys gives every study its key back. Keys of removed studies that are
// lost cannot be known.
func (s *salvager) mendKeys() error {
	taken := map[string]uint64{}
	for _, key := range s.ordered(spStudies) {
		var doc storedStudy
		s.get(spStudies, []byte(key), &doc)
		no := firstNumber([]byte(key))
		var ref keyRef
		name := strings.ToLower(doc.Key)
		if s.get(spKeys, []byte(name), &ref) && ref.No == no && !ref.Removed {
			taken[name] = no
			continue
		}
		if _, twice := taken[name]; twice {
			s.told("%s: the key of two studies; the later one was dropped", doc.Key)
			delete(s.primary[spStudies], key)
			continue
		}
		taken[name] = no
		s.told("%s: its key", doc.Key)
		if err := s.set(spKeys, []byte(name), keyRef{No: no}); err != nil {
			return err
		}
	}
	return nil
}

// mendMeta makes format and counters again. Formats differ in indexes only.
func (s *salvager) mendMeta() error {
	var format int
	if s.get(spMeta, []byte(metaFormat), &format) && format > Format {
		return &NewerError{Path: s.out.Original, Have: format, Can: Format}
	}
	if err := s.set(spMeta, []byte(metaFormat), Format); err != nil { // the indexes are made anew
		return err
	}
	var n counters
	s.get(spMeta, []byte(metaCounters), &n)
	for space, last := range map[kv.Space]*uint64{spStudies: &n.Study, spRecords: &n.Record} {
		for key := range s.primary[space] {
			*last = max(*last, firstNumber([]byte(key)))
		}
	}
	n.Finding = max(n.Finding, uint64(len(s.primary[spFindings])))
	return s.set(spMeta, []byte(metaCounters), n)
}

// mendLog drops the log up to the last event of which something is lost, or all
// of it when anything else is: undo must not put back bytes into a library that
// is not the one that they were taken from.
func (s *salvager) mendLog() error {
	if len(s.out.Damage) == 0 && len(s.out.Rebuilt) == 0 {
		return nil
	}
	if len(s.primary[spChanges]) > 0 {
		s.told("what undo needs was dropped; the log itself was kept")
	}
	s.primary[spChanges] = map[string][]byte{}
	return nil
}

func (s *salvager) write(put func(kv.Space, []byte, []byte) error) error {
	for _, space := range salvaged() {
		if space == spHeads {
			continue // computed again
		}
		for _, key := range s.ordered(space) {
			if err := put(space, []byte(key), s.primary[space][key]); err != nil {
				return err
			}
		}
	}
	return nil
}

// derive computes everything derived in a library that has none of it, segment
// by segment. Reading and writing take turns: a file that must grow waits until
// nobody reads.
func (r *Repo) derive(ctx context.Context) error {
	segments := uint64(0)
	err := r.engine.View(ctx, func(kr kv.Reader) (err error) {
		segments, err = reader{kr}.allSegments()
		return err
	})
	for s := uint64(0); s < segments && err == nil; s++ {
		var list []entry
		err = r.engine.View(ctx, func(kr kv.Reader) error {
			return reader{kr}.derivedOf(ctx, s, func(e entry) error {
				list = append(list, e)
				return nil
			})
		})
		if err != nil {
			break
		}
		slices.SortFunc(list, compareEntries)
		err = r.engine.Update(ctx, func(w kv.Writer) error {
			c := change{reader: reader{w}, w: w}
			return c.apply(list)
		})
	}
	return err
}
