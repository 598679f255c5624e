// Package html reads a saved or fetched article page: its citation metadata
// become one record, its reference list becomes records of the cited works.
//
// Metadata are taken in order of trust from Highwire tags (citation_*), JSON-LD,
// PRISM, Dublin Core and Open Graph. Start with Format for files, References for
// the works that a page cites, and ReadPage for the bytes of one page.
//
// Pages that stand in for the article, because the site keeps programs out, are
// refused with ErrBlocked. Pages nested deeper than 512 elements or larger than
// MaxPage are refused too. Nothing a page refers to is loaded.
package html

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html/charset"

	"dossier/evidence"
	"dossier/ingest/format"
)

// Name is the name of the format and of the origin of its records.
const Name = "html"

// MaxPage is the largest page that is read, in bytes.
const MaxPage = 64 << 20

// ErrBlocked is returned for a page that a site serves to programs in place of
// the article.
var ErrBlocked = errors.New("a page that keeps programs out, not the article")

// ErrNoMetadata is returned for a page without citation metadata.
var ErrNoMetadata = errors.New("the page has no citation metadata")

// Format returns the reader of article pages: one record for the article, or,
// where a page has no metadata of its own, one for each reference in it.
func Format() format.Format {
	return format.Format{Name: Name, Sniff: Sniff, Read: Read}
}

// References returns the reader of the works that an article page cites. It is
// never chosen by itself.
func References() format.Format {
	never := func([]byte, string) format.Confidence { return format.No }
	return format.Format{Name: "html-references", Sniff: never, Read: ReadReferences}
}

// Sniff knows pages by their first elements, and article pages by their
// metadata.
func Sniff(head []byte, _ string) format.Confidence {
	low := bytes.ToLower(head)
	start := low[:min(len(low), 2<<10)]
	if !bytes.Contains(start, []byte("<html")) && !bytes.Contains(start, []byte("<!doctype html")) {
		return format.No
	}
	for _, sign := range []string{`citation_title`, `citation_doi`, `scholarlyarticle`, `dc.title`, `prism.`} {
		if bytes.Contains(low, []byte(sign)) {
			return format.Certain
		}
	}
	return format.Likely
}

// Read sends the record of an article page.
func Read(ctx context.Context, in format.Input, sink format.Sink) error {
	doc, ok, err := open(ctx, in, sink)
	if !ok {
		return err
	}
	rec, err := metadata(doc, "")
	if err == nil {
		rec.Origin.File, rec.Origin.Database = in.Name, in.Database
		if n := len(references(doc)); n > 0 {
			sink.Problem(format.Problem{File: in.Name, Severity: format.Info,
				Message: fmt.Sprintf("the article was read; it cites %d works", n), Next: "to read those, name the format with --from html-references"})
		}
		return sink.Record(rec)
	}
	if len(references(doc)) > 0 {
		return sendReferences(ctx, doc, in, sink, nil)
	}
	sink.Problem(format.Problem{File: in.Name, Severity: format.Error, Message: err.Error(),
		Next: "give the DOI of the article, or export its citation as RIS or BibTeX"})
	return nil
}

// ReadReferences sends a record for each work that a page cites. The article
// itself is their source document.
func ReadReferences(ctx context.Context, in format.Input, sink format.Sink) error {
	doc, ok, err := open(ctx, in, sink)
	if !ok {
		return err
	}
	var source *evidence.Relation
	if rec, err := metadata(doc, ""); err == nil && (rec.DOI != "" || rec.Title != "") {
		source = &evidence.Relation{Kind: "source-document", DOI: rec.DOI, PMID: rec.PMID, Source: rec.Title}
	}
	return sendReferences(ctx, doc, in, sink, source)
}

// open parses a page. It reports false when there is nothing to read, with the
// problem already sent or the error that must stop the reading.
func open(ctx context.Context, in format.Input, sink format.Sink) (*goquery.Document, bool, error) {
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	page, err := io.ReadAll(io.LimitReader(in.R, MaxPage+1))
	if err != nil {
		return nil, false, fmt.Errorf("reading %s: %w", in.Name, err)
	}
	refuse := func(message, next string) (*goquery.Document, bool, error) {
		sink.Problem(format.Problem{File: in.Name, Severity: format.Error, Message: message, Next: next})
		return nil, false, nil
	}
	if len(page) > MaxPage {
		return refuse("the page is larger than 64 MB", "save the article only")
	}
	if IsBlocked(page) {
		return refuse(ErrBlocked.Error(), "open the address in a browser and save that page, or give the DOI")
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(page))
	if err != nil {
		return refuse("the page cannot be taken apart: "+err.Error(), "give the DOI of the article")
	}
	return doc, true, nil
}

// ReadPage reads the metadata of the bytes of a page in any encoding that it
// declares; address is where it came from, or empty. The error is ErrBlocked,
// ErrNoMetadata, or says why the page cannot be taken apart.
func ReadPage(page []byte, address string) (evidence.Record, error) {
	if len(page) > MaxPage {
		return evidence.Record{}, fmt.Errorf("the page is larger than 64 MB")
	}
	if IsBlocked(page) {
		return evidence.Record{}, ErrBlocked
	}
	var r io.Reader = bytes.NewReader(page)
	if !utf8.Valid(page) { // declarations further down than 1,024 bytes are not looked for
		decoded, err := charset.NewReader(r, "text/html")
		if err != nil {
			return evidence.Record{}, fmt.Errorf("decoding the page: %w", err)
		}
		r = decoded
	}
	doc, err := goquery.NewDocumentFromReader(r)
	if err != nil {
		return evidence.Record{}, fmt.Errorf("reading the page: %w", err)
	}
	return metadata(doc, address)
}

// IsBlocked recognises what the usual bot checks serve in place of a page: small
// pages without an article's metadata.
func IsBlocked(page []byte) bool {
	low := bytes.ToLower(page[:min(len(page), 64<<10)])
	if len(page) > 128<<10 || bytes.Contains(low, []byte("citation_title")) {
		return false
	}
	for _, sign := range []string{
		"<title>just a moment", "<title>attention required", "<title>access denied", "<title>are you a robot", "<title>security check",
		"<title>pardon our interruption", "<title>client challenge", "<title>human verification", "<title>please wait",
		"_cf_chl_opt", "cf-chl-", "challenges.cloudflare.com", "_incapsula_resource", "px-captcha", "captcha-delivery.com",
		"enable javascript and cookies to continue", "checking your browser before accessing", "verify you are human", "verifying you are human",
		"validate.perfdrive.com", "/recaptcha/api.js?render=explicit&amp;onload=onchallenge",
	} {
		if bytes.Contains(low, []byte(sign)) {
			return true
		}
	}
	return false
}

// inline is the text of an element on one line.
func inline(s string) string { return strings.Join(strings.Fields(s), " ") }
