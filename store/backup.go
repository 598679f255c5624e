package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dossier/store/kv"
)

// BackupResult describes a copy.
type BackupResult struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // hexadecimal
}

// Backup copies the library, as it is at this moment, to dst. The copy appears
// under its name only when it is whole and on the disk; a file that is there is
// replaced.
func (r *Repo) Backup(ctx context.Context, dst string) (BackupResult, error) {
	b, ok := r.engine.(kv.Backer)
	if !ok {
		return BackupResult{}, errors.New("this library is not a file and has no backup")
	}
	f, err := os.CreateTemp(filepath.Dir(dst), "."+filepath.Base(dst)+".new-*")
	if err != nil {
		return BackupResult{}, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	sum := sha256.New()
	if err := b.Backup(ctx, io.MultiWriter(f, sum)); err != nil {
		return BackupResult{}, r.explain(err)
	}
	info, err := f.Stat()
	if err == nil {
		err = errors.Join(f.Chmod(0o644), f.Sync(), f.Close())
	}
	if err != nil {
		return BackupResult{}, err
	}
	if err := os.Rename(f.Name(), dst); err != nil {
		return BackupResult{}, err
	}
	return BackupResult{Path: dst, Bytes: info.Size(), SHA256: hex.EncodeToString(sum.Sum(nil))}, syncDir(filepath.Dir(dst))
}

// keptBackups is how many automatic backups stay.
const keptBackups = 5

// BackupDir is the folder beside a library in which automatic backups lie.
func BackupDir(library string) string { return library + ".backups" }

// BackupBefore copies the library before a change that touches much of it, into
// BackupDir, and keeps the newest five such copies. why becomes part of the
// name. An empty library, and one that is not a file, is not copied: the result
// is zero.
func (r *Repo) BackupBefore(ctx context.Context, why string) (BackupResult, error) {
	if r.path == "" {
		return BackupResult{}, nil
	}
	var n counters
	err := r.view(ctx, func(rd reader) error {
		_, err := getMeta(rd, metaCounters, &n)
		return err
	})
	if err != nil || n == (counters{}) {
		return BackupResult{}, err
	}
	dir := BackupDir(r.path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return BackupResult{}, err
	}
	name := fmt.Sprintf("%s-before-%s.db", r.now().Format("20060102T150405.000"), why)
	res, err := r.Backup(ctx, filepath.Join(dir, name))
	if err != nil {
		return res, err
	}
	return res, dropOldest(dir)
}

// Backups lists the automatic backups of a library, newest first.
func Backups(library string) ([]string, error) {
	dir := BackupDir(library)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var list []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".db") && strings.Contains(e.Name(), "-before-") {
			list = append(list, filepath.Join(dir, e.Name()))
		}
	}
	slices.Sort(list) // by time: it begins the name
	slices.Reverse(list)
	return list, err
}

func dropOldest(dir string) error {
	list, err := Backups(strings.TrimSuffix(dir, ".backups"))
	if err != nil {
		return err
	}
	for _, old := range list[min(len(list), keptBackups):] {
		if err := os.Remove(old); err != nil {
			return err
		}
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	_ = d.Sync() // some systems cannot sync a folder
	return nil
}
