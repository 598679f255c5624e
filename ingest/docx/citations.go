package docx

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"strings"

	"dossier/evidence"
	"dossier/ingest/csljson"
	"dossier/ingest/endnotexml"
	"dossier/ingest/format"
)

// citationData is the CSL citation that Zotero and Mendeley write.
type citationData struct {
	Items []struct {
		Data json.RawMessage `json:"itemData"`
	} `json:"citationItems"`
}

// Citation is one place where the text cites works that the document holds the
// data of.
type Citation struct {
	Works     []evidence.Record
	Paragraph int    // its number, from 1
	Err       error  // why the data, or some of them, cannot be read
	Raw       string // what cannot be read
}

// Citations gives the citations of reference managers and of Word in the order
// of the text.
func (d *Document) Citations(ctx context.Context) []Citation {
	var out []Citation
	for _, code := range d.codes {
		works, err := d.readCode(ctx, code.text)
		if len(works) == 0 && err == nil {
			continue
		}
		c := Citation{Works: works, Paragraph: code.paragraph, Err: err}
		if err != nil {
			c.Raw = code.text
		}
		out = append(out, c)
	}
	return out
}

// readCode reads the works of one field or content control; other fields give
// none.
func (d *Document) readCode(ctx context.Context, code string) ([]evidence.Record, error) {
	code, data, _ := strings.Cut(code, dataMark)
	switch {
	case strings.HasPrefix(code, "CITATION "):
		return d.wordCitation(code)
	case strings.HasPrefix(code, "MENDELEY_CITATION"):
		return mendeleyControl(code)
	case strings.HasPrefix(code, "ADDIN EN.CITE") && strings.Contains(code, "<EndNote>"):
		return endNote(ctx, code)
	case strings.HasPrefix(code, "ADDIN EN.CITE") && data != "":
		return endNoteData(ctx, data)
	case strings.HasPrefix(code, "ADDIN") && strings.Contains(code, "CSL_CITATION"):
		at := strings.IndexByte(code, '{')
		if at < 0 {
			return nil, nil
		}
		return cslItems([]byte(code[at:]))
	}
	return nil, nil
}

func cslItems(data []byte) ([]evidence.Record, error) {
	var citation citationData
	if err := json.NewDecoder(strings.NewReader(string(data))).Decode(&citation); err != nil {
		return nil, err
	}
	var out []evidence.Record
	var failures []error
	for _, item := range citation.Items {
		if len(item.Data) == 0 {
			continue
		}
		rec, err := csljson.Item(item.Data)
		if err != nil {
			failures = append(failures, err)
			continue
		}
		out = append(out, rec)
	}
	return out, errors.Join(failures...)
}

// mendeleyControl reads the tag of a content control: a version and base64.
func mendeleyControl(tag string) ([]evidence.Record, error) {
	data, err := fromBase64(tag[strings.LastIndexByte(tag, '_')+1:])
	if err != nil {
		return nil, err
	}
	return cslItems(data)
}

// fromBase64 decodes any of the usual alphabets, with or without padding.
func fromBase64(text string) ([]byte, error) {
	text = strings.TrimRight(strings.Join(strings.Fields(text), ""), "=")
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if data, err := encoding.DecodeString(text); err == nil {
			return data, nil
		}
	}
	return nil, errors.New("its data are no base64")
}

// endNoteData reads the data of a field, which hold what an instruction would.
func endNoteData(ctx context.Context, data string) ([]evidence.Record, error) {
	xml, err := fromBase64(data)
	if err != nil {
		return nil, err
	}
	code := strings.TrimRight(string(xml), "\x00")
	if !strings.Contains(code, "<EndNote>") {
		return nil, nil // other data of EndNote
	}
	return endNote(ctx, code)
}

// endNote reads the records inside <EndNote><Cite>…</Cite></EndNote> with the
// reader of EndNote's own XML.
func endNote(ctx context.Context, code string) ([]evidence.Record, error) {
	data := code[strings.Index(code, "<EndNote>"):]
	if !strings.Contains(data, "<record>") {
		data = html.UnescapeString(data)
	}
	var records strings.Builder
	for rest := data; ; {
		start := strings.Index(rest, "<record>")
		if start < 0 {
			break
		}
		length := strings.Index(rest[start:], "</record>")
		if length < 0 {
			return nil, fmt.Errorf("an EndNote record has no end")
		}
		end := start + length + len("</record>")
		records.WriteString(rest[start:end])
		rest = rest[end:]
	}
	if records.Len() == 0 {
		return nil, nil
	}
	found := &gatherer{}
	xml := `<?xml version="1.0" encoding="UTF-8"?><xml><records>` + records.String() + `</records></xml>`
	err := endnotexml.Format().Read(ctx, format.Input{Name: "EndNote", R: strings.NewReader(xml)}, found)
	return found.records, err
}
