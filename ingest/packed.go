package ingest

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"dossier/ingest/format"
)

// What packed input may grow to. Real exports shrink by a factor of 5 to 15.
const (
	maxRatio   = 50      // unpacked to packed bytes of the whole input, once freeSize is unpacked
	freeSize   = 4 << 20 //
	maxSize    = 8 << 30 // unpacked bytes of one input
	maxMembers = 20_000  // of an archive
	maxNesting = 3       // archives inside archives
	maxSpool   = 2 << 30 // bytes of a stream that needs random access
)

type packed int

const (
	notPacked packed = iota
	packedGzip
	packedZip
)

func packing(head []byte) packed {
	switch {
	case bytes.HasPrefix(head, []byte{0x1F, 0x8B, 8}):
		return packedGzip
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return packedZip
	}
	return notPacked
}

// peek returns the first n bytes of r, or all, and a reader that still has them.
// A file stays a file, for formats that need random access.
func peek(r io.Reader, n int) ([]byte, io.Reader, error) {
	if f, ok := r.(randomReader); ok {
		head := make([]byte, n)
		got, err := io.ReadFull(f, head)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, nil, err
		}
		if _, err := f.Seek(0, io.SeekStart); err == nil {
			return head[:got], f, nil
		}
		return head[:got], io.MultiReader(bytes.NewReader(head[:got]), f), nil // a pipe
	}
	b := bufio.NewReaderSize(r, n)
	head, err := b.Peek(n)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	return head, b, nil
}

type randomReader interface {
	io.Reader
	io.ReaderAt
	io.Seeker
}

// randomAccess gives a reader that can be read at any offset: the file itself,
// else a temporary copy.
func randomAccess(r io.Reader) (randomReader, func(), error) {
	if f, ok := r.(randomReader); ok {
		return f, func() {}, nil
	}
	f, err := os.CreateTemp("", "dossier-*")
	if err != nil {
		return nil, nil, err
	}
	done := func() {
		f.Close()
		os.Remove(f.Name())
	}
	n, err := io.Copy(f, io.LimitReader(r, maxSpool+1))
	if err == nil && n > maxSpool {
		err = &AdviceError{"the input is too large to be looked into", "save it to a file first"}
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		done()
		return nil, nil, err
	}
	return f, done, nil
}

func (s *session) gzip(name string, r io.Reader, depth int) error {
	if depth >= maxNesting {
		return s.refuse(name, errTooDeep())
	}
	if stated, size, ok := gzipSizes(r); ok && growsTooMuch(stated, size) { // by its own account, before anything is unpacked
		return s.refuse(name, errBomb())
	}
	in := &countingReader{r: r}
	if depth == 0 {
		s.growth = &growth{packed: func() int64 { return in.n }}
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		return s.refuse(name, fmt.Errorf("unpacking %s: %w", name, err))
	}
	return s.stream(name, &guard{r: z, growth: s.growth}, depth+1)
}

// maxDeflate is the most that deflate can shrink by.
const maxDeflate = 1032

// gzipSizes reads the unpacked size that the end of a gzip file states (modulo
// 2^32; of its last member) and the size of the file. It reports false for a
// stream, and for a size that cannot be.
func gzipSizes(r io.Reader) (unpacked, packed uint64, ok bool) {
	f, ok := r.(randomReader)
	if !ok {
		return 0, 0, false
	}
	at, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return 0, 0, false
	}
	size, err := f.Seek(0, io.SeekEnd)
	if _, back := f.Seek(at, io.SeekStart); err != nil || back != nil || size < 18 {
		return 0, 0, false
	}
	var trailer [4]byte
	if _, err := f.ReadAt(trailer[:], size-4); err != nil {
		return 0, 0, false
	}
	unpacked, packed = uint64(binary.LittleEndian.Uint32(trailer[:])), uint64(size)
	return unpacked, packed, unpacked <= maxDeflate*packed
}

func errTooDeep() error {
	return &AdviceError{"archives are packed inside one another too deeply", "unpack it and give the folder"}
}

// zip reads the members of an archive in its order. A Word or Excel file is a
// zip file too and goes to its own format.
func (s *session) zip(name string, r io.Reader, depth int) error {
	if depth >= maxNesting {
		return s.refuse(name, errTooDeep())
	}
	file, done, err := randomAccess(r)
	if err != nil {
		return s.refuse(name, fmt.Errorf("reading %s: %w", name, err))
	}
	defer done()
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return s.refuse(name, fmt.Errorf("reading %s: %w", name, err))
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return s.refuse(name, fmt.Errorf("reading %s: %w", name, err))
	}
	archive, err := zip.NewReader(file, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return s.refuse(name, &AdviceError{fmt.Sprintf("a damaged archive (%v)", err), "download it again"})
	}
	if office := officeFormat(archive); office != "" {
		f, err := s.byName(office)
		if err != nil {
			return s.refuse(name, &AdviceError{"a " + office + " document, which is not read", "save it as text or CSV"})
		}
		return s.read(f, name, file)
	}
	return s.members(name, archive, size, depth)
}

// officeFormat names the format of an office document, empty for other archives.
func officeFormat(archive *zip.Reader) string {
	for _, m := range archive.File {
		switch m.Name {
		case "word/document.xml":
			return "docx"
		case "xl/workbook.xml":
			return "xlsx"
		case "ppt/presentation.xml":
			return "pptx"
		}
	}
	return ""
}

func (s *session) members(name string, archive *zip.Reader, size int64, depth int) error {
	if len(archive.File) > maxMembers {
		return s.refuse(name, &AdviceError{fmt.Sprintf("an archive of %d files", len(archive.File)), "unpack it and give the folder"})
	}
	if depth == 0 {
		s.growth = &growth{packed: func() int64 { return size }}
	}
	var stated uint64
	for _, m := range archive.File {
		if !bombMember(m) {
			stated += m.UncompressedSize64
		}
	}
	if growsTooMuch(stated, uint64(size)) { // by its own account, before anything is unpacked
		return s.refuse(name, errBomb())
	}
	seen := false
	for _, m := range archive.File {
		inside := name + "/" + printable(strings.ToValidUTF8(m.Name, "?"))
		if m.FileInfo().IsDir() || isHidden(path.Base(m.Name)) || strings.HasPrefix(m.Name, "__MACOSX/") {
			continue
		}
		seen = true
		if err := s.member(inside, m, depth); err != nil {
			return err
		}
	}
	if !seen {
		return s.refuse(name, &AdviceError{"the archive is empty", "download it again"})
	}
	return nil
}

func (s *session) member(inside string, m *zip.File, depth int) error {
	switch {
	case !isLocal(m.Name):
		return s.refuse(inside, &AdviceError{"a member of the archive has a path that leads out of it", "do not trust this archive"})
	case m.Flags&1 != 0:
		return s.refuse(inside, &AdviceError{"a member of the archive is encrypted", "unpack it and give the folder"})
	case !m.Mode().IsRegular():
		return s.refuse(inside, &AdviceError{"a member of the archive is no file", ""})
	case bombMember(m):
		return s.refuse(inside, errBomb())
	}
	r, err := m.Open()
	if err != nil {
		return s.refuse(inside, fmt.Errorf("unpacking %s: %w", inside, err))
	}
	defer r.Close()
	return s.stream(inside, &guard{r: r, growth: s.growth}, depth+1)
}

// bombMember judges a member by its own account.
func bombMember(m *zip.File) bool { return growsTooMuch(m.UncompressedSize64, m.CompressedSize64) }

// isLocal tells whether a member's name stays inside the archive.
func isLocal(name string) bool {
	return !strings.HasPrefix(name, "/") && !strings.Contains(name, "\\") && !strings.Contains(name, "\x00") &&
		!strings.Contains("/"+name+"/", "/../") && (len(name) < 2 || name[1] != ':')
}

// growth is how much came out of one packed input, archives inside archives
// included, and of how much.
type growth struct {
	packed   func() int64 // bytes of the input, or as many as were read of a stream
	unpacked int64
}

// guard stops unpacking what grows beyond all measure.
type guard struct {
	r io.Reader
	*growth
}

func (g *guard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	g.unpacked += int64(n)
	if growsTooMuch(uint64(g.unpacked), uint64(g.packed())) {
		return n, errBomb()
	}
	return n, err
}

// growsTooMuch judges sizes in bytes.
func growsTooMuch(unpacked, packed uint64) bool {
	return unpacked > maxSize || unpacked > freeSize && unpacked/maxRatio > packed
}

func errBomb() error {
	return &AdviceError{"unpacking was stopped: it grows to more than " + fmt.Sprint(maxRatio) + " times its size, as a decompression bomb does",
		"if you trust it, unpack it yourself and give the folder"}
}

type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

var _ format.Sink = (*counter)(nil)
