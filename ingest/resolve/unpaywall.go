package resolve

import (
	"encoding/json"
	"strings"

	"dossier/evidence"
)

// unpaywall says where an open copy is. It wants an address and is not asked
// without one.
type unpaywall struct{ allowed bool }

func (unpaywall) Name() string { return sourceUnpaywall }

func (u unpaywall) Batch(k Kind) int {
	if k == DOI && u.allowed {
		return 1
	}
	return 0
}

func (unpaywall) Alone(ID) bool { return false }

func (unpaywall) with(cfg Config) Source { return unpaywall{allowed: cfg.Mailto != ""} }

func (unpaywall) Request(_ Kind, dois []string) Request {
	return Request{
		Path:   "/" + strings.ReplaceAll(pathDOI(dois[0]), "%2F", "/"),
		Accept: "application/json",
	}
}

type upwWork struct {
	DOI    string `json:"doi"`
	IsOA   bool   `json:"is_oa"`
	Status string `json:"oa_status"`
	Best   *struct {
		URL     string `json:"url"`
		PDF     string `json:"url_for_pdf"`
		License string `json:"license"`
		Version string `json:"version"`
	} `json:"best_oa_location"`
}

func (unpaywall) Split(body []byte) ([]Item, error) {
	var w upwWork
	if err := json.Unmarshal(body, &w); err != nil {
		return nil, err
	}
	return []Item{{Raw: body, IDs: idsOf(evidence.Citation{DOI: exactDOI(w.DOI)})}}, nil
}

// Decode gives the open copy and no bibliographic data: the names there are not
// taken apart and the years are others'.
func (unpaywall) Decode(raw []byte) (evidence.Record, error) {
	var w upwWork
	if err := json.Unmarshal(raw, &w); err != nil {
		return evidence.Record{}, err
	}
	r := evidence.Record{Citation: evidence.Citation{DOI: exactDOI(w.DOI)}}
	add := func(name, value string) {
		if value != "" {
			r.Extra = append(r.Extra, evidence.Field{Name: name, Value: value})
		}
	}
	add("oa_status", w.Status)
	if w.Best != nil {
		add("open_copy", w.Best.URL)
		add("open_copy_pdf", w.Best.PDF)
		add("license", w.Best.License)
		add("version", w.Best.Version)
	}
	return r, nil
}
