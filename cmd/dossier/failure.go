package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"dossier/store"
)

// The exit codes of every command; DESIGN of the command line, also printed by
// "dossier help exit-codes".
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitPartly      = 3   // done, some of several inputs could not be read
	exitAttention   = 4   // a check found something for a person
	exitNoLibrary   = 10  // no library here
	exitBusy        = 11  // library held by another process
	exitDamaged     = 12  // library damaged, or written by a newer version
	exitOffline     = 20  // the network was needed and is off
	exitInterrupted = 130 // interrupted; what was done is kept
)

// failure is an error with an exit code and the next thing to type.
type failure struct {
	code int
	msg  string
	next string
	err  error
}

func (f *failure) Error() string {
	switch {
	case f.err == nil:
		return f.msg
	case f.msg == "":
		return f.err.Error()
	}
	return f.msg + ": " + f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

// fail makes a failure; next may be empty.
func fail(code int, next, format string, args ...any) error {
	return &failure{code: code, next: next, msg: fmt.Sprintf(format, args...)}
}

// usage is a wrong command line.
func usage(next, format string, args ...any) error {
	return fail(exitUsage, next, format, args...)
}

// silent ends a command with a code after it has printed what there was to say.
func silent(code int) error { return &failure{code: code} }

// explain turns any error into the exit code, the line that says what is
// wrong, and the next thing to type.
func explain(err error) (code int, msg, next string) {
	var f *failure
	var busy *store.BusyError
	var newer *store.NewerError
	var corrupt *store.CorruptError
	var other *store.NotLibraryError
	var cut *store.LoadError
	var conflict *store.ConflictError
	var network *store.NetworkError
	switch {
	case errors.As(err, &f):
		return f.code, f.Error(), f.next
	case errors.Is(err, context.Canceled):
		return exitInterrupted, "interrupted; what was done is kept", "type the command again to go on"
	case errors.As(err, &busy):
		return exitBusy, err.Error(), "wait until it has finished, or end that process, then type the command again"
	case errors.As(err, &newer):
		return exitDamaged, err.Error(), "install the newer dossier, or open a backup with --library FILE"
	case errors.As(err, &corrupt):
		return exitDamaged, corrupt.Path + " is damaged: " + corrupt.Detail, corrupt.Advice
	case errors.As(err, &other) && other.Empty:
		return exitNoLibrary, err.Error(), "remove it and start a library with dossier init; if it was one, its backups lie beside it"
	case errors.As(err, &other):
		return exitNoLibrary, err.Error(), "name a library with --library FILE; references go into one with dossier add FILE; if it was a library, its backups lie beside it"
	case errors.As(err, &cut):
		return exitFailed, err.Error(), "write the dump again with dossier dump -o FILE --force, or take it from git as it was before that line was changed or cut"
	case errors.As(err, &conflict):
		return exitFailed, err.Error(), "look at it again with: dossier show " + conflict.Key
	case errors.As(err, &network):
		return exitFailed, err.Error(), "work on a local copy and share it with 'dossier backup'; if no other machine ever writes there, add --allow-network-drive"
	case errors.Is(err, syscall.ENOSPC):
		return exitFailed, err.Error(), "free some space on that disk and type the command again; the library is as it was before"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return exitFailed, err.Error(), "choose a folder you may write to, or name another library with --library FILE"
	case strings.HasPrefix(err.Error(), "unknown command"),
		strings.HasPrefix(err.Error(), "unknown flag"),
		strings.HasPrefix(err.Error(), "unknown shorthand"),
		strings.HasPrefix(err.Error(), "flag needs an argument"),
		strings.HasPrefix(err.Error(), "invalid argument"),
		strings.HasPrefix(err.Error(), "required flag"),
		strings.HasPrefix(err.Error(), "requires at least"),
		strings.HasPrefix(err.Error(), "requires at most"),
		strings.HasPrefix(err.Error(), "accepts "),
		strings.HasPrefix(err.Error(), "if any flags in the group"):
		return exitUsage, err.Error(), "see: dossier help, or add --help to the command"
	}
	return exitFailed, err.Error(), ""
}
