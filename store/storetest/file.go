package storetest

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"os"

	"github.com/fxamacker/cbor/v2"

	"dossier/evidence"
)

// WriteRecords writes the first n records of the generator to a file, so that a
// benchmark can read them as an import reads its input: making them takes as long
// as storing them, and all of them would not fit in the memory that is measured.
func WriteRecords(path string, n int) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriterSize(f, 1<<20)
	enc := cbor.NewEncoder(w)
	for i := range n {
		if err := enc.Encode(Record(i)); err != nil {
			return err
		}
	}
	return w.Flush()
}

// ReadRecords reads the file again.
func ReadRecords(path string) iter.Seq2[evidence.Record, error] {
	return func(yield func(evidence.Record, error) bool) {
		f, err := os.Open(path)
		if err != nil {
			yield(evidence.Record{}, err)
			return
		}
		defer f.Close()
		dec := cbor.NewDecoder(bufio.NewReaderSize(f, 1<<20))
		for {
			var rec evidence.Record
			err := dec.Decode(&rec)
			if err == io.EOF || !yield(rec, err) || err != nil {
				return
			}
		}
	}
}
