package ingest

import (
	"bytes"
	"errors"
	"fmt"
	stdhtml "html"
	"io"
	"io/fs"
	"strings"
	"unicode/utf8"

	"dossier/ingest/decode"
	"dossier/ingest/format"
	"dossier/ingest/html"
)

// AdviceError says what is wrong with an input and what to do about it.
type AdviceError struct {
	What string
	Next string
}

func (e *AdviceError) Error() string {
	if e.Next == "" {
		return e.What
	}
	return e.What + "; " + e.Next
}

// Detect tells the format of an input from its first bytes, as they are in the
// file (at most format.SniffLen of them); name may raise a doubt to a belief.
// The error is an *AdviceError.
func Detect(head []byte, name string) (format.Format, error) {
	return detect(Formats(), head, name)
}

func detect(known []format.Format, head []byte, name string) (format.Format, error) {
	switch {
	case len(head) == 0:
		return format.Format{}, &AdviceError{"the file is empty", "export it again; an interrupted download leaves an empty file"}
	case len(bytes.TrimSpace(head)) == 0:
		return format.Format{}, &AdviceError{"the file holds nothing but blanks", "export it again"}
	}
	if !decode.Looks(head) || bytes.HasPrefix(head, []byte("%PDF-")) {
		if f, ok := best(known, head, name, true); ok {
			return f, nil
		}
		return format.Format{}, binaryError(head)
	}
	text := decodedHead(head)
	if isHTML(text) && html.IsBlocked(text) {
		return format.Format{}, &AdviceError{html.ErrBlocked.Error(), "open the address in a browser and save that page, or give the DOI"}
	}
	if page := errorPage(text); page != "" {
		return format.Format{}, &AdviceError{
			fmt.Sprintf("a web page (%q) and not an export: the download did not work", page),
			"open the address in a browser and export the references again"}
	}
	if f, ok := best(known, text, name, false); ok {
		return f, nil
	}
	if looksJSON(text) {
		return format.Format{}, &AdviceError{"JSON, but not of references as CSL-JSON has them",
			"export the references as CSL-JSON, RIS or BibTeX"}
	}
	if isHTML(text) {
		return format.Format{}, &AdviceError{"a web page without citation data", "export the references from it as RIS or BibTeX"}
	}
	return format.Format{}, &AdviceError{
		fmt.Sprintf("no known format: it begins with %q", firstLine(text)),
		"if you know what it is, name it with --from"}
}

// best asks the formats of one kind and takes the surest.
func best(known []format.Format, head []byte, name string, binary bool) (format.Format, bool) {
	var winner format.Format
	sure := format.No
	for _, f := range known {
		if f.Binary != binary {
			continue
		}
		if c := f.Sniff(head, name); c > sure {
			winner, sure = f, c
		}
	}
	return winner, sure > format.No
}

// decodedHead decodes the beginning of a text; a line that the head cuts stays.
func decodedHead(head []byte) []byte {
	r, _ := decode.Text(bytes.NewReader(head))
	text, _ := io.ReadAll(&decode.NullFilter{R: r})
	return text
}

func firstLine(text []byte) string {
	line, _, _ := bytes.Cut(bytes.TrimSpace(text), []byte("\n"))
	if len(line) > 60 {
		line = line[:60]
	}
	return strings.ToValidUTF8(strings.TrimSpace(string(line)), "")
}

// looksJSON tells whether a text begins as JSON does: an opening bracket, then a
// value or another bracket.
func looksJSON(text []byte) bool {
	text = bytes.TrimSpace(text)
	if len(text) == 0 || text[0] != '[' && text[0] != '{' {
		return false
	}
	rest := bytes.TrimLeft(text, "[{ \t\r\n")
	return len(rest) == 0 || bytes.IndexByte([]byte(`"]}`), rest[0]) >= 0
}

func isHTML(text []byte) bool {
	start := bytes.ToLower(text[:min(len(text), 2<<10)])
	return bytes.Contains(start, []byte("<html")) || bytes.Contains(start, []byte("<!doctype html"))
}

// errorPage returns the title of a page that a server sent in place of a file;
// empty for the page of an article and other text.
func errorPage(text []byte) string {
	if !isHTML(text) || html.Sniff(text, "") == format.Certain {
		return ""
	}
	title := pageTitle(string(text))
	low := strings.ToLower(title)
	for _, sign := range []string{"error", "not found", "forbidden", "denied", "unavailable", "too many requests",
		"captcha", "sign in", "log in", "login", "session", "expired",
		"gateway", "time-out", "timeout", "bad request", "unauthorized", "redirect", "request rejected",
		"400", "401", "403", "404", "410", "414", "429", "500", "502", "503", "504"} {
		if strings.Contains(low, sign) {
			return title
		}
	}
	return ""
}

func pageTitle(text string) string {
	lower := strings.ToLower(text)
	if len(lower) != len(text) { // a letter whose lower case is of another length
		lower = text
	}
	open := strings.Index(lower, "<title")
	if open < 0 {
		return ""
	}
	from := strings.IndexByte(lower[open:], '>')
	end := strings.Index(lower[open:], "</title")
	if from < 0 || end < from {
		return ""
	}
	title := strings.Join(strings.Fields(stdhtml.UnescapeString(text[open+from+1:open+end])), " ")
	if utf8.RuneCountInString(title) > 80 {
		title = string([]rune(title)[:80])
	}
	return title
}

// binaryError names what is no text.
func binaryError(head []byte) error {
	const exportAgain = "export the references as RIS, BibTeX or CSV"
	kinds := []struct{ magic, what, next string }{
		{"\xD0\xCF\x11\xE0", "an old Word or Excel file", "save it as .docx, .xlsx or .csv"},
		{"%PDF-", "a PDF file", exportAgain},
		{"PK\x03\x04", "an archive or an office document", exportAgain},
		{"\x89PNG", "a picture", exportAgain},
		{"\xFF\xD8\xFF", "a picture", exportAgain},
		{"GIF8", "a picture", exportAgain},
		{"Rar!", "a RAR archive", "unpack it and give the folder"},
		{"7z\xBC\xAF", "a 7-Zip archive", "unpack it and give the folder"},
		{"BZh", "a bzip2 file", "unpack it first"},
		{"\xFD7zXZ", "an xz file", "unpack it first"},
		{"\x28\xB5\x2F\xFD", "a zstd file", "unpack it first"},
		{"SQLite format 3", "a database file", exportAgain + " from the program it belongs to"},
		{"\x7FELF", "a program", "give an export of references"},
		{"MZ", "a program", "give an export of references"},
	}
	for _, k := range kinds {
		if bytes.HasPrefix(head, []byte(k.magic)) {
			return &AdviceError{k.what + ", not a list of references", k.next}
		}
	}
	return &AdviceError{"a binary file of no known kind", exportAgain}
}

// openError says why a path cannot be opened, in words that help.
func openError(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &AdviceError{fmt.Sprintf("there is no file %s", path), "check the path"}
	case errors.Is(err, fs.ErrPermission):
		return &AdviceError{fmt.Sprintf("%s may not be read", path), "change its permissions, or copy it"}
	}
	return err
}
