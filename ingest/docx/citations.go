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

// readCode reads the works of one field or content control; other fields give
// none.
func readCode(ctx context.Context, code string) ([]evidence.Record, error) {
	switch {
	case strings.HasPrefix(code, "MENDELEY_CITATION"):
		return mendeleyControl(code)
	case strings.HasPrefix(code, "ADDIN EN.CITE") && strings.Contains(code, "<EndNote>"):
		return endNote(ctx, code)
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
	payload := tag[strings.LastIndexByte(tag, '_')+1:]
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		if data, err := encoding.DecodeString(payload); err == nil {
			return cslItems(data)
		}
	}
	return nil, errors.New("the tag is no base64")
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
