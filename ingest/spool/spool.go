// Package spool keeps pieces of data that are too many for the memory and are
// seldom asked for, or only once: the latest in memory, the others in a temporary
// file. Start with Add.
package spool

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// Buffer is how many bytes a Spool keeps in memory.
const Buffer = 4 << 20

// Spool keeps pieces; the zero value is empty. Where no file can be written
// everything stays in memory. Close it.
type Spool struct {
	buf    []byte
	base   int64 // offset of buf among all pieces
	file   *os.File
	noFile bool
}

// Add keeps a piece and gives its place.
func (s *Spool) Add(piece []byte) int64 {
	if len(s.buf) > 0 && len(s.buf)+len(piece) > Buffer && !s.noFile {
		s.noFile = s.flush() != nil
	}
	at := s.base + int64(len(s.buf))
	s.buf = binary.LittleEndian.AppendUint32(s.buf, uint32(len(piece)))
	s.buf = append(s.buf, piece...)
	return at
}

func (s *Spool) flush() (err error) {
	if s.file == nil {
		if s.file, err = os.CreateTemp("", "dossier-*"); err != nil {
			return err
		}
		_ = os.Remove(s.file.Name()) // where an open file can be removed; else Close does it
	}
	if _, err := s.file.WriteAt(s.buf, s.base); err != nil {
		return err
	}
	s.base += int64(len(s.buf))
	s.buf = s.buf[:0]
	return nil
}

// Piece gives the piece at a place that Add gave, valid until the next Add.
func (s *Spool) Piece(at int64) ([]byte, error) {
	if at >= s.base {
		rest := s.buf[at-s.base:]
		return rest[4 : 4+binary.LittleEndian.Uint32(rest)], nil
	}
	var size [4]byte
	if _, err := s.file.ReadAt(size[:], at); err != nil {
		return nil, fmt.Errorf("reading a temporary file: %w", err)
	}
	piece := make([]byte, binary.LittleEndian.Uint32(size[:]))
	if _, err := s.file.ReadAt(piece, at+4); err != nil {
		return nil, fmt.Errorf("reading a temporary file: %w", err)
	}
	return piece, nil
}

// Each calls do with every piece and its place, in the order of Add. The piece is
// valid until do returns.
func (s *Spool) Each(do func(at int64, piece []byte)) error {
	var all io.Reader = bytes.NewReader(s.buf)
	if s.base > 0 {
		all = io.MultiReader(bufio.NewReaderSize(io.NewSectionReader(s.file, 0, s.base), 64<<10), all)
	}
	var size [4]byte
	var piece []byte
	for at := int64(0); ; at += int64(len(size) + len(piece)) {
		_, err := io.ReadFull(all, size[:])
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			n := int(binary.LittleEndian.Uint32(size[:]))
			piece = slices.Grow(piece[:0], n)[:n]
			_, err = io.ReadFull(all, piece)
		}
		if err != nil {
			return fmt.Errorf("reading a temporary file: %w", err)
		}
		do(at, piece)
	}
}

// Close removes the temporary file.
func (s *Spool) Close() {
	if s.file != nil {
		s.file.Close()
		_ = os.Remove(s.file.Name())
	}
}
