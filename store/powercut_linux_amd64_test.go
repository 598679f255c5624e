package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"dossier/store"
)

// A power cut is simulated from what a process really asked of the system: an
// importing process is traced, and its writes to the library, its syncs and its
// acknowledgements are written down in order. For a cut at a random moment,
// everything before the last sync is kept; of what was written since, each block
// of 4 KB and each change of length is kept or lost at random.

// diskEvent is one thing that the traced process did.
type diskEvent struct {
	kind diskEventKind
	at   int64  // of a write: offset; of a truncation: length
	data []byte // of a write
	ack  int    // number of the batch that was said to be stored
}

type diskEventKind int

const (
	eventWrite diskEventKind = iota
	eventTruncate
	eventSync
	eventAck
)

func TestPowerCuts(t *testing.T) {
	cuts := 25
	if os.Getenv("DOSSIER_FULL") == "1" {
		cuts = 200
	}
	before, events := traced(t, "some batches")
	sound := 0
	for i := range cuts {
		if err := survives(t, before, events, uint64(i)); err != nil {
			t.Errorf("cut %d: %v", i, err)
			continue
		}
		sound++
	}
	t.Logf("%d writes and syncs traced; %d of %d cuts left a sound library with every acknowledged batch", len(events), sound, cuts)
}

// TestPowerCutsWithoutSync shows that the simulation notices a missing sync.
func TestPowerCutsWithoutSync(t *testing.T) {
	const cuts = 25
	before, events := traced(t, "some batches without sync")
	broken := 0
	for i := range cuts {
		if err := survives(t, before, events, uint64(i)); err != nil {
			broken++
		}
	}
	t.Logf("without sync %d of %d cuts lost something", broken, cuts)
	if broken < cuts/2 {
		t.Errorf("only %d of %d cuts without sync were noticed: the simulation does not simulate", broken, cuts)
	}
}

// survives cuts the power at a random event and examines what is left.
func survives(t *testing.T, before []byte, events []diskEvent, seed uint64) error {
	rng := rand.New(rand.NewPCG(21, seed))
	cut := 1 + rng.IntN(len(events))
	image, acked := diskAfter(rng, before, events[:cut])
	path := filepath.Join(t.TempDir(), "cut.db")
	if err := os.WriteFile(path, image, 0o644); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(path)
	r, err := store.Open(t.Context(), path, store.Write, ada())
	if err != nil {
		return err
	}
	defer r.Close()
	problems, err := r.Check(t.Context())
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return fmt.Errorf("%s %s: %s", problems[0].Kind, problems[0].Key, problems[0].Message)
	}
	n, err := r.Counts(t.Context())
	switch {
	case err != nil:
		return err
	case n.Studies%crashBatch != 0:
		return fmt.Errorf("%d studies: half a batch", n.Studies)
	case n.Studies < (acked+1)*crashBatch:
		return fmt.Errorf("%d studies, and batch %d was acknowledged", n.Studies, acked)
	}
	return nil
}

// diskAfter gives what the disk holds after a cut, and the last batch that was
// acknowledged (-1: none).
func diskAfter(rng *rand.Rand, before []byte, events []diskEvent) (image []byte, acked int) {
	image, acked = bytes.Clone(before), -1
	var pending []diskEvent
	for _, e := range events {
		switch e.kind {
		case eventSync:
			for _, p := range pending {
				image = p.onto(image)
			}
			pending = nil
		case eventAck:
			acked = e.ack
		default:
			pending = append(pending, e)
		}
	}
	const block = 4096
	for _, p := range pending {
		if p.kind == eventTruncate {
			if rng.IntN(2) == 0 {
				image = p.onto(image)
			}
			continue
		}
		for from := 0; from < len(p.data); from += block {
			if rng.IntN(2) == 0 {
				piece := diskEvent{kind: eventWrite, at: p.at + int64(from), data: p.data[from:min(from+block, len(p.data))]}
				image = piece.onto(image)
			}
		}
	}
	return image, acked
}

func (e diskEvent) onto(image []byte) []byte {
	length := e.at
	if e.kind == eventWrite {
		length = max(e.at+int64(len(e.data)), int64(len(image)))
	}
	if grow := length - int64(len(image)); grow > 0 {
		image = append(image, make([]byte, grow)...)
	}
	if e.kind == eventTruncate {
		return image[:length]
	}
	copy(image[e.at:], e.data)
	return image
}

// traced runs a child on a new library under ptrace. It returns the library as
// it was before and what the child did.
func traced(t *testing.T, mode string) ([]byte, []diskEvent) {
	t.Helper()
	path, r := created(t)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	type result struct {
		events []diskEvent
		err    error
	}
	done := make(chan result)
	go func() { // the thread that starts the child must be the one that traces it
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		tr := tracer{path: path, calls: map[int]*diskEvent{}}
		err := tr.run(mode)
		done <- result{tr.events, err}
	}()
	res := <-done
	if errors.Is(res.err, syscall.EPERM) || errors.Is(res.err, syscall.ENOSYS) {
		t.Skipf("SKIP: tracing a process is not allowed here: %v", res.err)
	}
	if res.err != nil {
		t.Fatal(res.err)
	}
	counts := map[diskEventKind]int{}
	for _, e := range res.events {
		counts[e.kind]++
	}
	if counts[eventWrite] == 0 || counts[eventAck] == 0 || mode == "some batches" && counts[eventSync] == 0 {
		t.Fatalf("traced %d writes, %d syncs, %d acknowledgements", counts[eventWrite], counts[eventSync], counts[eventAck])
	}
	return before, res.events
}

type tracer struct {
	path   string
	pid    int
	calls  map[int]*diskEvent // by thread: the call that it is in
	inside map[int]bool
	events []diskEvent
}

func (tr *tracer) run(mode string) error {
	cmd := exec.Command(os.Args[0], tr.path)
	cmd.Env = append(os.Environ(), childMode+"="+mode, "GODEBUG=asyncpreemptoff=1")
	cmd.Stderr = os.Stderr
	out, err := os.CreateTemp(filepath.Dir(tr.path), "acknowledged")
	if err != nil {
		return err
	}
	defer out.Close()
	cmd.Stdout = out
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	tr.pid, tr.inside = cmd.Process.Pid, map[int]bool{}
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(tr.pid, &status, 0, nil); err != nil {
		return err
	}
	const exitKill = 0x100000 // PTRACE_O_EXITKILL: no child outlives the test
	if err := syscall.PtraceSetOptions(tr.pid, syscall.PTRACE_O_TRACECLONE|syscall.PTRACE_O_TRACESYSGOOD|exitKill); err != nil {
		return err
	}
	if err := syscall.PtraceSyscall(tr.pid, 0); err != nil {
		return err
	}
	return tr.follow()
}

// follow lets every thread run from one stop to the next until the process has
// ended.
func (tr *tracer) follow() error {
	const all = 0x40000000 // __WALL: threads too
	for {
		var status syscall.WaitStatus
		tid, err := syscall.Wait4(-1, &status, all, nil)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return err
		}
		if status.Exited() || status.Signaled() {
			if tid != tr.pid {
				continue
			}
			if status.ExitStatus() != 0 {
				return fmt.Errorf("the traced process ended with %d", status.ExitStatus())
			}
			return nil
		}
		signal := 0
		switch s := status.StopSignal(); s {
		case syscall.SIGTRAP | 0x80:
			if err := tr.stopped(tid); err != nil {
				return err
			}
		case syscall.SIGTRAP, syscall.SIGSTOP:
		default:
			signal = int(s)
		}
		if err := syscall.PtraceSyscall(tid, signal); err != nil && err != syscall.ESRCH {
			return err
		}
	}
}

// stopped is called when a thread enters or leaves a system call.
func (tr *tracer) stopped(tid int) error {
	var regs syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(tid, &regs); err != nil {
		return nil // it has ended meanwhile
	}
	if tr.inside[tid] = !tr.inside[tid]; tr.inside[tid] {
		e, err := tr.entered(tid, &regs)
		tr.calls[tid] = e
		return err
	}
	if e := tr.calls[tid]; e != nil && int64(regs.Rax) >= 0 {
		tr.events = append(tr.events, *e)
	}
	tr.calls[tid] = nil
	return nil
}

// entered reads a call that matters, with what it writes.
func (tr *tracer) entered(tid int, regs *syscall.PtraceRegs) (*diskEvent, error) {
	library := func() bool {
		name, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", tr.pid, regs.Rdi))
		return err == nil && name == tr.path
	}
	switch regs.Orig_rax {
	case syscall.SYS_PWRITE64:
		if !library() {
			return nil, nil
		}
		data, err := peek(tid, uintptr(regs.Rsi), int(regs.Rdx))
		return &diskEvent{kind: eventWrite, at: int64(regs.R10), data: data}, err
	case syscall.SYS_FTRUNCATE:
		if library() {
			return &diskEvent{kind: eventTruncate, at: int64(regs.Rsi)}, nil
		}
	case syscall.SYS_FSYNC, syscall.SYS_FDATASYNC:
		if library() {
			return &diskEvent{kind: eventSync}, nil
		}
	case syscall.SYS_WRITE:
		if regs.Rdi != 1 {
			return nil, nil
		}
		text, err := peek(tid, uintptr(regs.Rsi), int(regs.Rdx))
		n := 0
		if _, bad := fmt.Sscanf(strings.TrimSpace(string(text)), "stored %d", &n); bad == nil {
			return &diskEvent{kind: eventAck, ack: n}, err
		}
	}
	return nil, nil
}

// peek reads the memory of a stopped thread.
func peek(tid int, at uintptr, n int) ([]byte, error) {
	data := make([]byte, n)
	got, err := syscall.PtracePeekData(tid, at, data)
	if err == nil && got != n {
		err = fmt.Errorf("%d of %d bytes of the traced process were read", got, n)
	}
	return data, err
}
