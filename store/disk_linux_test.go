package store_test

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"dossier/store"
)

// small mounts a file system of some kilobytes; without the right to do so the
// test is skipped.
func small(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skipf("SKIP: mounting a file system of limited size: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
	return dir
}

func TestFullDisk(t *testing.T) {
	path := filepath.Join(small(t, "size=1536k"), "dossier.db")
	r := must(store.Create(t.Context(), path, ada()))(t)
	defer r.Close()
	two(t, r)
	var failed error
	whole := 0
	for n := range 200 {
		if _, failed = r.AddStudies(t.Context(), store.Batch{Records: crashRecords(n)}); failed != nil {
			break
		}
		whole++
	}
	if !errors.Is(failed, syscall.ENOSPC) {
		t.Fatalf("after %d batches: %v, want no space left", whole, failed)
	}
	equal(t, "studies", must(r.Counts(t.Context()))(t).Studies, 2+whole*crashBatch)
	sound(t, r)
	must(struct{}{}, r.Close())(t)
	again := must(store.Open(t.Context(), path, store.Read, ada()))(t)
	defer again.Close()
	sound(t, again)
	must(again.Study(t.Context(), "rivera2021"))(t)
	if _, err := store.Create(t.Context(), filepath.Join(filepath.Dir(path), "second.db"), ada()); err == nil {
		t.Log("a second library still fitted")
	}
}

// TestReadOnlyFolder reads a library on a file system that takes no writes, and
// is told so when it writes.
func TestReadOnlyFolder(t *testing.T) {
	dir := small(t, "size=4m")
	path := filepath.Join(dir, "dossier.db")
	r := must(store.Create(t.Context(), path, ada()))(t)
	two(t, r)
	must(struct{}{}, r.Close())(t)
	if err := unix.Mount("tmpfs", dir, "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Skipf("SKIP: making a file system read-only: %v", err)
	}
	reader := must(store.Open(t.Context(), path, store.Read, ada()))(t)
	must(reader.Study(t.Context(), "rivera2021"))(t)
	must(struct{}{}, reader.Close())(t)
	if _, err := store.Open(t.Context(), path, store.Write, ada()); !errors.Is(err, syscall.EROFS) {
		t.Errorf("opening it for writing: %v", err)
	}
	if _, err := store.Create(t.Context(), filepath.Join(dir, "new.db"), ada()); !errors.Is(err, syscall.EROFS) {
		t.Errorf("a new library in it: %v", err)
	}
}
