package cited

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// maxPart bounds a part of a Word document, unpacked.
const maxPart = 64 << 20

// word finds [@key] in the text of a document, its footnotes and endnotes.
// Outside brackets an @ is rarely a citation there.
func (m *collector) word(data []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return err
	}
	found := false
	paragraph := 0
	for _, name := range []string{"word/document.xml", "word/footnotes.xml", "word/endnotes.xml"} {
		for _, part := range archive.File {
			if part.Name != name {
				continue
			}
			found = true
			r, err := part.Open()
			if err != nil {
				return err
			}
			err = m.wordPart(io.LimitReader(r, maxPart), &paragraph)
			r.Close()
			if err != nil {
				return err
			}
			break
		}
	}
	if !found {
		return errors.New("no word/document.xml in it")
	}
	return nil
}

// wordPart reads the paragraphs of one part.
func (m *collector) wordPart(r io.Reader, paragraph *int) error {
	d := xml.NewDecoder(r)
	var text strings.Builder
	inText := false
	for {
		raw, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := raw.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "t"
		case xml.EndElement:
			inText = false
			if t.Name.Local == "p" {
				*paragraph++
				m.bracketed(text.String(), *paragraph)
				text.Reset()
			}
		case xml.CharData:
			if inText {
				text.Write(t)
			}
		}
	}
}

// bracketed finds the citations within square brackets.
func (m *collector) bracketed(text string, line int) {
	for {
		_, rest, ok := strings.Cut(text, "[")
		if !ok {
			return
		}
		inner, _, ok := strings.Cut(rest, "]")
		if !ok {
			return
		}
		if strings.Contains(inner, "@") {
			m.atKeys(inner, line)
		}
		text = rest
	}
}
