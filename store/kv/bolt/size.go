package bolt

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"

	"dossier/store/kv"
)

// The head of a bbolt file: two meta pages in turn, each a 16-byte page header
// and then, in the order of the machine, magic, version, page size, flags (4
// bytes each), root page, sequence, freelist page, high-water mark, transaction
// and an FNV-1a sum of what stands before it (8 bytes each).
const (
	pageHeader = 16
	metaSize   = 64
	boltMagic  = 0xED0CDAED
)

// Meta is one of the two heads of a file.
type Meta struct {
	Page      int    // 0 or 1
	PageSize  int64  // bytes
	Root      uint64 // page of the list of buckets
	HighWater int64  // pages in use
	Tx        uint64 // the transaction that wrote it
}

// Metas returns the heads that are whole, the newest first.
func Metas(f io.ReaderAt) []Meta {
	var found []Meta
	first, ok := readMeta(f, 0, 0)
	if ok {
		found = append(found, first)
	}
	for _, size := range append([]int64{first.PageSize}, pageSizes()...) {
		if size == 0 {
			continue
		}
		if second, ok := readMeta(f, 1, size); ok && second.PageSize == size {
			found = append(found, second)
			break
		}
	}
	if len(found) == 2 && found[1].Tx > found[0].Tx {
		found[0], found[1] = found[1], found[0]
	}
	return found
}

// pageSizes lists the sizes that pages may have.
func pageSizes() []int64 { return []int64{pageSize, 4096, 1024, 2048, 16384, 32768, 65536} }

// Recognise reports a file that is one of this engine, perhaps damaged: a head
// has its mark, or a page its number.
func Recognise(f io.ReaderAt) bool {
	for _, at := range append([]int64{0}, pageSizes()...) {
		var mark [4]byte
		if _, err := f.ReadAt(mark[:], at+pageHeader); err == nil && binary.NativeEndian.Uint32(mark[:]) == boltMagic {
			return true
		}
	}
	_, right := numbered(f)
	return right > 0
}

// guessPageSize finds the size of the pages of a file without whole heads.
func guessPageSize(f io.ReaderAt) uint64 {
	size, _ := numbered(f)
	return size
}

// numbered finds the size of pages with which most of them begin with their
// number, as every page does, and how many do.
func numbered(f io.ReaderAt) (pages uint64, most int) {
	best := int64(pageSize)
	for _, size := range pageSizes() {
		right := 0
		for page := int64(2); page < 256; page++ {
			var id [8]byte
			if _, err := f.ReadAt(id[:], page*size); err != nil {
				break
			}
			if binary.NativeEndian.Uint64(id[:]) == uint64(page) {
				right++
			}
		}
		if right > most {
			best, most = size, right
		}
	}
	return uint64(best), most
}

func readMeta(f io.ReaderAt, page int, pageSize int64) (Meta, bool) {
	var b [metaSize]byte
	if _, err := f.ReadAt(b[:], int64(page)*pageSize+pageHeader); err != nil {
		return Meta{}, false
	}
	order := binary.NativeEndian
	h := fnv.New64a()
	h.Write(b[:metaSize-8])
	if order.Uint32(b[0:]) != boltMagic || order.Uint64(b[56:]) != h.Sum64() {
		return Meta{}, false
	}
	return Meta{
		Page:      page,
		PageSize:  int64(order.Uint32(b[8:])),
		Root:      order.Uint64(b[16:]),
		HighWater: int64(order.Uint64(b[40:])),
		Tx:        order.Uint64(b[48:]),
	}, true
}

// CheckSize reads the head of a file without mapping it and says whether the
// file is as long as its newest head says. It returns a kv.DamagedError when it
// is not, or when not both heads are whole.
func CheckSize(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return &os.PathError{Op: "open", Path: path, Err: fmt.Errorf("is a directory")}
	}
	metas := Metas(f)
	switch len(metas) {
	case 0:
		return &kv.DamagedError{Detail: "neither of its two heads is whole"}
	case 1:
		return &kv.DamagedError{Detail: fmt.Sprintf("one of its two heads is not whole; the other one is of transaction %d and may be older than the last change", metas[0].Tx)}
	}
	if need := metas[0].HighWater * metas[0].PageSize; info.Size() < need {
		return &kv.DamagedError{Detail: fmt.Sprintf("it has %d bytes and should have at least %d", info.Size(), need)}
	}
	return nil
}
