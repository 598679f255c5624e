package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"dossier/evidence"
	"dossier/store"
	"dossier/store/kv/bolt"
	"dossier/store/storetest"
)

// childMode names the variable that makes this test binary another process of
// the library instead of running tests.
const childMode = "DOSSIER_STORE_CHILD"

func TestMain(m *testing.M) {
	if mode := os.Getenv(childMode); mode != "" {
		if err := child(mode, os.Args[1], os.Stdout, os.Stdin); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	_ = os.RemoveAll(benchDir())
	os.Exit(code)
}

func child(mode, path string, out io.Writer, in io.Reader) error {
	ctx := context.Background()
	who := store.Actor{Name: "other", Command: "dossier add big.bib"}
	switch mode {
	case "hold":
		r, err := store.Open(ctx, path, store.Write, who)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "ready")
		_, _ = io.ReadAll(in)
		return r.Close()
	case "import":
		r, err := store.Open(ctx, path, store.Write, who)
		if err != nil {
			return err
		}
		return importBatches(ctx, r, 1<<30, out)
	case "some batches", "some batches without sync":
		e, err := bolt.Open(path, bolt.Options{NoSync: mode != "some batches"})
		if err != nil {
			return err
		}
		r, err := store.New(ctx, e, who)
		if err != nil {
			return err
		}
		return errors.Join(importBatches(ctx, r, 12, out), r.Close())
	}
	return fmt.Errorf("no child mode %q", mode)
}

// crashBatch is how many studies one acknowledged batch of the child has.
const crashBatch = 40

// importBatches adds batch after batch and says which one is on the disk.
func importBatches(ctx context.Context, r *store.Repo, limit int, out io.Writer) error {
	counts, err := r.Counts(ctx)
	if err != nil {
		return err
	}
	for n := counts.Studies / crashBatch; n < limit; n++ {
		res, err := r.AddStudies(ctx, store.Batch{ID: fmt.Sprintf("batch %d", n), Records: crashRecords(n)})
		if err != nil {
			return err
		}
		if res.New != crashBatch {
			return fmt.Errorf("batch %d made %d studies", n, res.New)
		}
		fmt.Fprintln(out, "stored", n)
	}
	return nil
}

func crashRecords(n int) []evidence.Record {
	recs := make([]evidence.Record, crashBatch)
	for i := range recs {
		recs[i] = storetest.Record(n*crashBatch + i)
	}
	return recs
}

// process is a child that runs.
type process struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines *bufio.Scanner
}

func start(t testing.TB, mode, path string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0], path)
	cmd.Env = append(os.Environ(), childMode+"="+mode)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd, in, bufio.NewScanner(out)}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return p
}

// kill ends the process as kill -9 does and returns the lines it had written.
func (p *process) kill(after time.Duration) []string {
	timer := time.AfterFunc(after, func() { _ = p.cmd.Process.Kill() })
	defer timer.Stop()
	var lines []string
	for p.lines.Scan() {
		lines = append(lines, p.lines.Text())
	}
	_ = p.cmd.Wait()
	return lines
}
