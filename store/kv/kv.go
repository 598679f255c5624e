// Package kv is the ground the library stands on: ordered bytes in numbered
// spaces, changed by transactions. An engine (kv/bolt for a file, kv/mem for a
// process) knows nothing of studies; package store knows nothing of files.
//
// What every engine promises is written as a test suite, storetest. In short:
// a transaction is all or nothing and, once Update has returned nil, survives
// the loss of the process and of power; a View sees one state for as long as
// it lasts; a Scan goes in the order of the bytes of its keys.
package kv

import (
	"context"
	"errors"
	"io"
	"iter"
)

// Space is a numbered set of keys of its own, from 1.
type Space uint8

// Pair is one key and its value.
type Pair struct{ Key, Value []byte }

// Engine keeps pairs. Its methods may be called from several goroutines; one
// Update runs at a time and Views do not wait for it.
type Engine interface {
	// View calls fn with one unchanging state. Do not keep a View open while
	// waiting for a person or a network: pages that it sees cannot be reused.
	View(ctx context.Context, fn func(Reader) error) error
	// Update calls fn and commits what it wrote unless fn, the context or the
	// disk objects; then nothing is written. An engine that must retry calls fn
	// again, so fn may have no effects but its writes.
	Update(ctx context.Context, fn func(Writer) error) error
	Close() error
}

// Reader reads within a transaction. Slices that it gives are valid until the
// transaction ends and must not be changed.
type Reader interface {
	// Get returns the value of a key and whether it is there.
	Get(s Space, key []byte) ([]byte, bool, error)
	// Scan goes through the keys from ≤ key < to, ascending, or descending when
	// reverse is set. A nil from or to is open. The pair is valid only inside
	// the step, and the space may not be written during the scan.
	Scan(s Space, from, to []byte, reverse bool) iter.Seq2[Pair, error]
}

// Forker is a Reader that can be had again, for another goroutine: the readers of
// one state. The reader that a View gives is one. Each is used by one goroutine at
// a time, and until the View ends.
type Forker interface{ Fork() Reader }

// Writer is a Reader that also writes. Values handed to Put must not be
// changed before the transaction ends; keys may be.
type Writer interface {
	Reader
	Put(s Space, key, value []byte) error
	Delete(s Space, key []byte) error // of an absent key: nothing happens
}

// Backer is an Engine that can copy itself consistently while it is in use.
type Backer interface {
	Backup(ctx context.Context, w io.Writer) error
}

// Checker is an Engine that can examine its own structure. It returns one line
// per thing that is wrong.
type Checker interface {
	Check(ctx context.Context) ([]string, error)
}

// What an engine can say beyond the errors of the system.
var (
	// ErrBusy: another process holds the file.
	ErrBusy = errors.New("held by another process")
	// ErrReadOnly: Update on an engine that was opened for reading.
	ErrReadOnly = errors.New("opened for reading only")
	// ErrEmptyKey: Put or Get with a key of no bytes.
	ErrEmptyKey = errors.New("empty key")
	// ErrClosed: use after Close.
	ErrClosed = errors.New("closed")
)

// DamagedError says that the stored bytes cannot be what was written.
type DamagedError struct{ Detail string }

func (e *DamagedError) Error() string { return "damaged: " + e.Detail }

// Prefix returns the bounds of all keys that begin with p, for Scan.
func Prefix(p []byte) (from, to []byte) {
	for i := len(p) - 1; i >= 0; i-- {
		if p[i] != 0xff {
			to = append([]byte(nil), p[:i+1]...)
			to[i]++
			return p, to
		}
	}
	return p, nil
}
