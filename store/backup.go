package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"

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

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	_ = d.Sync() // some systems cannot sync a folder
	return nil
}
