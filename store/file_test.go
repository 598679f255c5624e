package store_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/evidence"
	"dossier/store"
	"dossier/store/kv"
	"dossier/store/kv/bolt"
)

func created(t testing.TB) (path string, r *store.Repo) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "dossier.db")
	return path, must(store.Create(t.Context(), path, ada()))(t)
}

func TestSecondProcess(t *testing.T) {
	path, r := created(t)
	must(struct{}{}, r.Close())(t)
	holder := start(t, "hold", path)
	if !holder.lines.Scan() || holder.lines.Text() != "ready" {
		t.Fatal("the holder did not start")
	}
	for _, mode := range []store.Mode{store.Write, store.Read} {
		from := time.Now()
		_, err := store.Open(t.Context(), path, mode, ada())
		if took := time.Since(from); took > 10*time.Second { // only a hang: BenchmarkSecondProcess prints how long it takes
			t.Errorf("the answer took %v", took)
		}
		var busy *store.BusyError
		if !errors.As(err, &busy) {
			t.Fatalf("mode %d: %v, want a BusyError", mode, err)
		}
		if busy.Owner.PID != holder.cmd.Process.Pid || busy.Owner.Command != "dossier add big.bib" {
			t.Errorf("the owner is %+v, want process %d", busy.Owner, holder.cmd.Process.Pid)
		}
		if !strings.Contains(err.Error(), fmt.Sprint(holder.cmd.Process.Pid)) {
			t.Errorf("the message %q does not name the process", err)
		}
	}
	holder.in.Close()
	_ = holder.cmd.Wait()
	again := must(store.Open(t.Context(), path, store.Write, ada()))(t)
	must(struct{}{}, again.Close())(t)
	if _, err := os.Stat(path + ".owner"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the owner file after Close: %v", err)
	}
}

// TestOwnerThatDied: the lock went with the process; the file that names it
// stays and must not matter.
func TestOwnerThatDied(t *testing.T) {
	path, r := created(t)
	must(struct{}{}, r.Close())(t)
	holder := start(t, "hold", path)
	if !holder.lines.Scan() {
		t.Fatal("the holder did not start")
	}
	holder.kill(0)
	reader := must(store.Open(t.Context(), path, store.Read, ada()))(t)
	_, err := store.Open(t.Context(), path, store.Write, ada())
	var busy *store.BusyError
	if !errors.As(err, &busy) || busy.Owner.PID != 0 {
		t.Errorf("a reader holds it, and the error is %v", err)
	}
	must(struct{}{}, reader.Close())(t)
	writer := must(store.Open(t.Context(), path, store.Write, ada()))(t)
	must(struct{}{}, writer.Close())(t)
}

func TestReadersShare(t *testing.T) {
	path, r := created(t)
	two(t, r)
	must(struct{}{}, r.Close())(t)
	a := must(store.Open(t.Context(), path, store.Read, store.Actor{}))(t)
	defer a.Close()
	b := must(store.Open(t.Context(), path, store.Read, store.Actor{}))(t)
	defer b.Close()
	must(b.Study(t.Context(), "rivera2021"))(t)
	if _, err := a.RemoveStudies(t.Context(), "rivera2021"); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("a change by a reader: %v", err)
	}
}

func TestOpenWhatIsNoLibrary(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	otherBolt := filepath.Join(dir, "other.db")
	if err := bolt.Create(t.Context(), otherBolt, func(w kv.Writer) error { return w.Put(9, []byte("k"), []byte("v")) }); err != nil {
		t.Fatal(err)
	}
	corrupt := func(err error) bool { var c *store.CorruptError; return errors.As(err, &c) && c.Advice != "" }
	other := func(err error) bool { var o *store.NotLibraryError; return errors.As(err, &o) }
	cases := []struct {
		name string
		path string
		is   func(error) bool
	}{
		{"nothing", filepath.Join(dir, "absent.db"), func(err error) bool { return errors.Is(err, fs.ErrNotExist) }},
		{"a folder", dir, func(err error) bool { return err != nil && strings.Contains(err.Error(), "directory") }},
		{"an empty file", write("empty.db", ""), other},
		{"a text", write("text.db", strings.Repeat("@article{x}\n", 2000)), other},
		{"a bolt file of another program", otherBolt, corrupt},
	}
	for _, c := range cases {
		for _, mode := range []store.Mode{store.Read, store.Write} {
			if _, err := store.Open(t.Context(), c.path, mode, ada()); !c.is(err) {
				t.Errorf("%s, mode %d: %v", c.name, mode, err)
			}
		}
	}
	if _, err := store.Create(t.Context(), otherBolt, ada()); !errors.Is(err, fs.ErrExist) {
		t.Errorf("Create over a file: %v", err)
	}
	if _, err := store.Create(t.Context(), filepath.Join(dir, "no", "such", "folder.db"), ada()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Create in a folder that is not there: %v", err)
	}
}

func TestBackup(t *testing.T) {
	path, r := created(t)
	two(t, r)
	dst := filepath.Join(t.TempDir(), "copy.db")
	res := must(r.Backup(t.Context(), dst))(t)
	add(t, r, paper("Zhao", 2019, "A work that came after the copy was made", ""))
	info := must(os.Stat(dst))(t)
	if info.Size() != res.Bytes || len(res.SHA256) != 64 {
		t.Errorf("the copy has %d bytes, said %d; sum %q", info.Size(), res.Bytes, res.SHA256)
	}
	twin := must(store.Open(t.Context(), dst, store.Read, ada()))(t)
	defer twin.Close()
	equal(t, "studies in the copy", must(twin.Counts(t.Context()))(t).Studies, 2)
	sound(t, twin)
	if _, err := r.Backup(t.Context(), filepath.Join(path, "below", "a file")); err == nil {
		t.Error("a backup below a file succeeded")
	}
	left := must(os.ReadDir(filepath.Dir(dst)))(t)
	equal(t, "files beside the copy", len(left), 1)
}

// damage is one way to spoil a file.
type damage struct {
	name string
	do   func(rng *rand.Rand, b []byte) []byte
}

func damages() []damage {
	used := func(rng *rand.Rand, b []byte) int { // most of a small library is room to grow, where damage means nothing
		for {
			if i := rng.IntN(len(b)); b[i] != 0 {
				return i
			}
		}
	}
	page := func(rng *rand.Rand, b []byte) []byte {
		size := 4096 << rng.IntN(2) // half a page, as a disk may lose it, or a whole one
		i := used(rng, b) / size * size
		return b[i : i+size]
	}
	return []damage{
		{"a byte flipped", func(rng *rand.Rand, b []byte) []byte {
			b[used(rng, b)] ^= byte(1 << rng.IntN(8))
			return b
		}},
		{"a page zeroed", func(rng *rand.Rand, b []byte) []byte {
			clear(page(rng, b))
			return b
		}},
		{"a page of garbage", func(rng *rand.Rand, b []byte) []byte {
			for p, i := page(rng, b), 0; i < len(p); i++ {
				p[i] = byte(rng.Uint32())
			}
			return b
		}},
		{"cut short", func(rng *rand.Rand, b []byte) []byte { return b[:rng.IntN(len(b))] }},
	}
}

// TestDamagedFiles spoils copies of a library and reads all of each. The answer
// is either what was stored or an error that says what to do: never a dead
// process, never something else. The library is compact, so that most damage is
// in pages that say something.
func TestDamagedFiles(t *testing.T) {
	rounds := 25
	if os.Getenv("DOSSIER_FULL") == "1" {
		rounds = 100
	}
	path, r := created(t)
	mixed(t, r, 150)
	want := everything(t, r)
	must(struct{}{}, r.Close())(t)
	must(store.Compact(t.Context(), path, ada()))(t)
	whole := must(os.ReadFile(path))(t)
	for _, d := range damages() {
		t.Run(d.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(7, uint64(len(d.name))))
			harmless, refused := 0, 0
			for i := range rounds {
				bad := d.do(rng, append([]byte(nil), whole...))
				copyPath := filepath.Join(t.TempDir(), fmt.Sprintf("%d.db", i))
				if err := os.WriteFile(copyPath, bad, 0o644); err != nil {
					t.Fatal(err)
				}
				got, err := readAll(t, copyPath)
				var corrupt *store.CorruptError
				switch {
				case errors.As(err, &corrupt):
					if corrupt.Advice == "" || corrupt.Path == "" || corrupt.Detail == "" {
						t.Errorf("damage %d: the error does not say what to do: %v", i, err)
					}
					refused++
				case err != nil:
					t.Errorf("damage %d: %v, want a CorruptError", i, err)
				case !sameShown(want, got):
					t.Errorf("damage %d: wrong answers without an error", i)
				default:
					harmless++
				}
				_ = os.Remove(copyPath)
			}
			t.Logf("%d files: %d refused with an error, %d read as they were", rounds, refused, harmless)
			if refused == 0 {
				t.Error("no damage was noticed: the test does not test")
			}
		})
	}
}

// readAll reads everything that can be asked of a library, by index and by
// document.
func readAll(t *testing.T, path string) (shown, error) {
	r, err := store.Open(t.Context(), path, store.Read, ada())
	if err != nil {
		return shown{}, err
	}
	defer r.Close()
	var out shown
	keys, err := r.Keys(t.Context(), evidence.Query{})
	if err != nil {
		return out, err
	}
	for _, key := range keys {
		d, err := r.Details(t.Context(), key)
		if err != nil {
			return out, err
		}
		out.Details = append(out.Details, d)
		if d.DOI != "" {
			found, err := r.FindKey(t.Context(), string(d.DOI))
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return out, err
			}
			if found != key {
				return shown{}, nil // silently wrong
			}
		}
	}
	out.Rows, err = r.TableRows(t.Context(), nil, nil)
	return out, err
}

func sameShown(a, b shown) bool {
	if len(a.Details) != len(b.Details) || len(a.Rows) != len(b.Rows) {
		return false
	}
	return fmt.Sprintf("%+v", a) == fmt.Sprintf("%+v", b)
}

// TestKilledImports ends an importing process at random moments, again and
// again on one library.
func TestKilledImports(t *testing.T) {
	rounds := 6
	if os.Getenv("DOSSIER_FULL") == "1" {
		rounds = 50
	}
	path, r := created(t)
	must(struct{}{}, r.Close())(t)
	rng := rand.New(rand.NewPCG(8, 9))
	stored, total := -1, 0
	for i := range rounds {
		p := start(t, "import", path)
		lines := p.kill(time.Duration(60+rng.IntN(300)) * time.Millisecond)
		if n := len(lines); n > 0 {
			if _, err := fmt.Sscanf(lines[n-1], "stored %d", &stored); err != nil {
				t.Fatalf("line %q: %v", lines[n-1], err)
			}
		}
		r := must(store.Open(t.Context(), path, store.Write, ada()))(t)
		sound(t, r)
		n := must(r.Counts(t.Context()))(t)
		if n.Studies%crashBatch != 0 || n.Records != n.Studies {
			t.Errorf("round %d: %d studies of %d records: half a batch", i, n.Studies, n.Records)
		}
		if n.Studies < (stored+1)*crashBatch {
			t.Errorf("round %d: %d studies, and batch %d was acknowledged", i, n.Studies, stored)
		}
		total = n.Studies
		must(struct{}{}, r.Close())(t)
	}
	t.Logf("%d processes killed; %d studies in whole batches, none of those acknowledged lost", rounds, total)
	if total == 0 {
		t.Error("nothing was imported: the test does not test")
	}
}
