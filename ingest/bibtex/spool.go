package bibtex

import (
	"encoding/binary"
	"fmt"
	"os"
)

// spoolBuffer is how many bytes a spool keeps in memory.
const spoolBuffer = 4 << 20

// spool keeps pieces of text that are seldom asked for: the latest in memory,
// the others in a temporary file. Where no file can be written everything stays
// in memory.
type spool struct {
	buf    []byte
	base   int64 // offset of buf among all pieces
	file   *os.File
	noFile bool
}

// add keeps a piece and gives its place.
func (s *spool) add(piece []byte) int64 {
	if len(s.buf) > 0 && len(s.buf)+len(piece) > spoolBuffer && !s.noFile {
		s.noFile = s.flush() != nil
	}
	at := s.base + int64(len(s.buf))
	s.buf = binary.LittleEndian.AppendUint32(s.buf, uint32(len(piece)))
	s.buf = append(s.buf, piece...)
	return at
}

func (s *spool) flush() (err error) {
	if s.file == nil {
		if s.file, err = os.CreateTemp("", "dossier-*"); err != nil {
			return err
		}
		_ = os.Remove(s.file.Name()) // where an open file can be removed; else close does it
	}
	if _, err := s.file.WriteAt(s.buf, s.base); err != nil {
		return err
	}
	s.base += int64(len(s.buf))
	s.buf = s.buf[:0]
	return nil
}

// piece gives the piece at a place that add gave.
func (s *spool) piece(at int64) ([]byte, error) {
	if at >= s.base {
		rest := s.buf[at-s.base:]
		return rest[4 : 4+binary.LittleEndian.Uint32(rest)], nil
	}
	var size [4]byte
	if _, err := s.file.ReadAt(size[:], at); err != nil {
		return nil, fmt.Errorf("reading what was set aside: %w", err)
	}
	piece := make([]byte, binary.LittleEndian.Uint32(size[:]))
	if _, err := s.file.ReadAt(piece, at+4); err != nil {
		return nil, fmt.Errorf("reading what was set aside: %w", err)
	}
	return piece, nil
}

func (s *spool) close() {
	if s.file != nil {
		s.file.Close()
		_ = os.Remove(s.file.Name())
	}
}
