package store

import (
	"errors"
	"fmt"
	"os"
	"time"

	"dossier/store/kv"
	"dossier/store/kv/bolt"
)

// What a caller decides on.
var (
	// ErrNotFound: no such study, record, finding or tag. It is wrapped with
	// what was looked for.
	ErrNotFound = errors.New("not in the library")
	// ErrNothing: nothing to undo, or nothing to redo.
	ErrNothing = errors.New("nothing to do")
	// ErrReadOnly: a change was asked of a Repo that was opened for reading.
	ErrReadOnly = kv.ErrReadOnly
)

// CorruptError says that the file is not what was written. Advice is what to
// type next.
type CorruptError struct{ Path, Detail, Advice string }

func (e *CorruptError) Error() string {
	return fmt.Sprintf("%s is damaged: %s; %s", e.Path, e.Detail, e.Advice)
}

// NotLibraryError says that a file is something else than a library.
type NotLibraryError struct {
	Path  string
	Empty bool
}

func (e *NotLibraryError) Error() string {
	if e.Empty {
		return e.Path + " is an empty file and no library"
	}
	return e.Path + " is not a library of dossier"
}

// isOther gives a NotLibraryError for a file that shows no sign of a library, and
// else the error that reading it gave.
func isOther(path string, err error) error {
	var bad *CorruptError
	if !errors.As(err, &bad) {
		return err
	}
	f, oerr := os.Open(path)
	if oerr != nil {
		return err
	}
	defer f.Close()
	info, serr := f.Stat()
	if serr != nil || !info.Mode().IsRegular() || bolt.Recognise(f) {
		return err
	}
	return &NotLibraryError{Path: path, Empty: info.Size() == 0}
}

// NewerError says that the library was written by a later version.
type NewerError struct {
	Path      string
	Have, Can int // format of the file; highest format of this program
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("%s was written by a newer version (format %d, this program reads up to %d); install a newer dossier", e.Path, e.Have, e.Can)
}

// BusyError says that another process holds the library, and which one if it
// left its name.
type BusyError struct {
	Path  string
	Owner Owner // zero when unknown
}

func (e *BusyError) Error() string {
	if e.Owner.PID == 0 {
		return fmt.Sprintf("%s is held by another process, which left no name (a reader, perhaps); try again when it has ended", e.Path)
	}
	s := fmt.Sprintf("%s is held by process %d on %s", e.Path, e.Owner.PID, e.Owner.Host)
	if e.Owner.Command != "" {
		s += fmt.Sprintf(" (%s)", e.Owner.Command)
	}
	return s + fmt.Sprintf(" since %s; try again when it has ended", e.Owner.Since.Local().Format(time.DateTime))
}

// NetworkError says that a library lies on a network drive, where the lock of
// one machine may not keep another one out and the file can be damaged.
type NetworkError struct{ Path, Kind string }

func (e *NetworkError) Error() string {
	return fmt.Sprintf("%s is on a network drive (%s), where two machines that write at once damage it", e.Path, e.Kind)
}

// ConflictError says that someone changed what an edit had read.
type ConflictError struct {
	Key        string // citation key or finding id
	Have, Want uint64 // revision in the library; revision that the edit read
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("%s was changed in the meantime (revision %d, the edit read %d); look at it again and repeat the edit", e.Key, e.Have, e.Want)
}

// errEnough ends a scan whose caller has seen enough.
var errEnough = errors.New("enough")

func notFound(what, key string) error { return fmt.Errorf("%s %s: %w", what, key, ErrNotFound) }

func damaged(format string, args ...any) error {
	return &kv.DamagedError{Detail: fmt.Sprintf(format, args...)}
}

// explain gives an error of an engine the name of the file and what to do.
func (r *Repo) explain(err error) error { return explain(r.path, err) }

func explain(path string, err error) error {
	var bad *kv.DamagedError
	switch {
	case errors.As(err, &bad):
		return &CorruptError{
			Path:   path,
			Detail: bad.Detail,
			Advice: "run 'dossier check --library' to see what is affected and 'dossier repair' to save what can be read; the backups lie beside the library",
		}
	case errors.Is(err, kv.ErrBusy):
		owner, _ := readOwner(path)
		return &BusyError{Path: path, Owner: owner}
	}
	return err
}
