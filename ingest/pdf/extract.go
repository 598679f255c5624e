package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
)

// document is the text of a PDF.
type document struct {
	pages []string          // text of each page, lines ended by \n
	info  map[string]string // document information and what XMP says of the DOI
	runs  []run             // text of the first page with its size
}

// run is a piece of a line in one font.
type run struct {
	text string
	size float64 // points
	top  float64 // points from the bottom of the page
}

func (d *document) hasText() bool {
	for _, page := range d.pages {
		if len(strings.TrimSpace(page)) > 20 {
			return true
		}
	}
	return false
}

// workers is how many documents may be open at a time.
const workers = 2

// memoryPages bounds the memory of one document: 8,192 pages of 64 kB.
const memoryPages = 8192

// engine starts PDFium once per process, without any view of the file system.
// Its machine code is kept between runs where there is a cache folder.
var engine = sync.OnceValues(func() (pdfium.Pool, error) {
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(memoryPages)
	if dir, err := os.UserCacheDir(); err == nil {
		if cache, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "dossier", "pdfium")); err == nil {
			config = config.WithCompilationCache(cache)
		}
	}
	return webassembly.Init(webassembly.Config{
		MaxIdle: workers, MaxTotal: workers,
		FSConfig: wazero.NewFSConfig(), RuntimeConfig: config,
		Stdout: io.Discard, Stderr: io.Discard,
	})
})

// extract takes the text out of a PDF.
func extract(ctx context.Context, data []byte) (*document, error) {
	pool, err := engine()
	if err != nil {
		return nil, fmt.Errorf("starting the reader of PDFs: %w", err)
	}
	instance, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("starting the reader of PDFs: %w", err)
	}
	defer instance.Close()
	opened, err := instance.OpenDocument(&requests.OpenDocument{File: &data})
	if err != nil {
		return nil, openError(err)
	}
	doc := &document{info: map[string]string{}}
	count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return nil, err
	}
	if count.PageCount == 0 {
		return nil, errors.New("it has no pages")
	}
	if count.PageCount > MaxPages {
		return nil, fmt.Errorf("it has %d pages", count.PageCount)
	}
	for i := range count.PageCount {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		text, err := instance.GetPageText(&requests.GetPageText{Page: page(opened.Document, i)})
		if err != nil {
			doc.pages = append(doc.pages, "")
			continue // a damaged page does not lose the others
		}
		doc.pages = append(doc.pages, plainLines(text.Text))
	}
	doc.readInfo(instance, opened.Document, data)
	doc.readRuns(instance, opened.Document)
	return doc, nil
}

func page(doc references.FPDF_DOCUMENT, index int) requests.Page {
	return requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: index}}
}

func openError(err error) error {
	switch {
	case strings.Contains(err.Error(), "password"):
		return errors.New("it is locked with a password")
	case strings.Contains(err.Error(), "format"):
		return errors.New("it is damaged or no PDF")
	}
	return err
}

// plainLines undoes PDFium's marks: it writes U+0002 (U+FFFE in some versions)
// for a hyphen at a line's end, which is a hyphen that healing must judge.
func plainLines(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	s = strings.NewReplacer("\u0002\n", "-\n", "\ufffe\n", "-\n", "\u0002", "-\n", "\ufffe", "-\n", "\u0000", "").Replace(s)
	return s
}

var xmpDOI = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:prism:doi|pdfx:doi|crossmark:DOI|dc:identifier)(?:="|>)\s*(?:doi:)?(10\.[^<"\s]{3,200})`)
})

// readInfo reads the information dictionary, and the DOI of an XMP packet that
// is not compressed.
func (d *document) readInfo(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, data []byte) {
	names := []string{"Title", "Subject", "doi", "DOI", "WPS-ARTICLEDOI"}
	meta, err := instance.GetMetaData(&requests.GetMetaData{Document: doc, Tags: &names})
	if err == nil {
		for _, tag := range meta.Tags {
			d.info[tag.Tag] = tag.Value
		}
	}
	if m := xmpDOI().FindSubmatch(data); m != nil {
		d.info["prism:doi"] = string(m[1])
	}
}

// readRuns reads the sizes of type on the first page.
func (d *document) readRuns(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT) {
	got, err := instance.GetPageTextStructured(&requests.GetPageTextStructured{
		Page: page(doc, 0), Mode: requests.GetPageTextStructuredModeRects, CollectFontInformation: true})
	if err != nil {
		return
	}
	size, height := 0.0, 0.0
	for _, r := range got.Rects {
		if r.FontInformation == nil {
			continue
		}
		// A run that begins with a space PDFium added has size 0; it has the
		// size of the one before when it is as high.
		h := math.Abs(r.PointPosition.Top - r.PointPosition.Bottom)
		if s := r.FontInformation.Size; s > 0 || math.Abs(h-height) > 0.4*height {
			size = s
		}
		height = h
		d.runs = append(d.runs, run{strings.TrimSpace(r.Text), size, r.PointPosition.Top})
	}
}

// largestType is the text in the largest type on the first page that can be a
// title: several words, in neighbouring lines.
func (d *document) largestType() string {
	tried := map[float64]bool{}
	for range 4 {
		size := 0.0
		for _, r := range d.runs {
			if s := math.Round(r.size * 2); !tried[s] && s > size {
				size = s
			}
		}
		if size == 0 {
			return ""
		}
		tried[size] = true
		var words []string
		last := math.NaN()
		for _, r := range d.runs {
			if math.Round(r.size*2) != size || r.text == "" {
				continue
			}
			if !math.IsNaN(last) && math.Abs(last-r.top) > 2*size {
				break // further down stands something else in the same type
			}
			words, last = append(words, r.text), r.top
		}
		if title := strings.Join(strings.Fields(strings.Join(words, " ")), " "); plausibleTitle(title) && len(strings.Fields(title)) > 3 {
			return title
		}
	}
	return ""
}
