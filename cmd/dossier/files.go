package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// writeFile replaces path in one step: a reader sees the old bytes or the new
// ones, and a full disk leaves the old ones.
func writeFile(path string, data []byte, perm fs.FileMode) error {
	return writeTo(path, perm, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// writeTo is writeFile for a writer function.
func writeTo(path string, perm fs.FileMode, fill func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := fill(f); err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(perm), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// output writes to the file that -o names, or to standard output. An existing
// file is replaced only with force.
func (a *app) output(path string, force bool, fill func(io.Writer) error) error {
	if path == "" || path == "-" {
		return fill(a.out)
	}
	if err := a.mayWrite(path, force); err != nil {
		return err
	}
	if a.dryRun {
		a.say("would write %s", path)
		return fill(io.Discard)
	}
	if err := writeTo(path, 0o644, fill); err != nil {
		return err
	}
	a.say("wrote %s", path)
	return nil
}

// mayWrite refuses to replace a file without force, and the library ever.
func (a *app) mayWrite(path string, force bool) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(path)); errors.Is(err, fs.ErrNotExist) {
			return usage("make it, or choose another place with -o", "there is no folder %s", filepath.Dir(path))
		}
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return usage("name a file in it with -o", "%s is a folder", path)
	case a.isLibrary(info):
		return usage("choose another name with -o", "%s is the library", path)
	case !force && !a.yes:
		return usage("add --force to replace it, or choose another name with -o", "%s exists already", path)
	}
	return nil
}

// isLibrary reports the file of the library that the command works on.
func (a *app) isLibrary(info fs.FileInfo) bool {
	path, err := a.libraryPath()
	if err != nil {
		return false
	}
	library, err := os.Stat(path)
	return err == nil && os.SameFile(info, library)
}

// onlyErr drops the value of a call of which only the error matters.
func onlyErr[T any](_ T, err error) error { return err }
