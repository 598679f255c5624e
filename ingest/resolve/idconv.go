package resolve

import (
	"encoding/json"
	"net/url"
	"strings"

	"dossier/evidence"
)

// idconv asks the ID converter of PubMed Central, which only knows articles in
// PMC: "not found" there says nothing about PubMed.
type idconv struct{}

func (idconv) Name() string { return sourceIDConv }

func (idconv) Batch(k Kind) int {
	if k == PMCID {
		return 200
	}
	return 0
}

func (idconv) Alone(ID) bool { return false }

func (idconv) Request(_ Kind, values []string) Request {
	q := url.Values{"ids": {strings.Join(values, ",")}, "format": {"json"}, "tool": {"dossier"}}
	return Request{Path: "/", Query: q, Accept: "application/json", List: true}
}

type idconvRecord struct {
	PMCID  string    `json:"pmcid"`
	PMID   textValue `json:"pmid"`
	DOI    string    `json:"doi"`
	Status string    `json:"status"`
}

func (r *idconvRecord) ids() evidence.Citation {
	c := evidence.Citation{DOI: exactDOI(r.DOI)}
	c.PMID, _ = evidence.ParsePMID(string(r.PMID))
	c.PMCID, _ = evidence.ParsePMCID(r.PMCID)
	return c
}

func (idconv) Split(body []byte) ([]Item, error) {
	var a struct {
		Records []json.RawMessage `json:"records"`
		Status  string            `json:"status"`
		Message string            `json:"message"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, err
	}
	if a.Status == "error" {
		return nil, jsonError("it refuses", a.Message)
	}
	var items []Item
	for _, raw := range a.Records {
		var r idconvRecord
		if err := json.Unmarshal(raw, &r); err != nil {
			return nil, err
		}
		if r.Status != "error" {
			items = append(items, Item{Raw: raw, IDs: idsOf(r.ids())})
		}
	}
	return items, nil
}

// Decode gives a record with identifiers only.
func (idconv) Decode(raw []byte) (evidence.Record, error) {
	var r idconvRecord
	if err := json.Unmarshal(raw, &r); err != nil {
		return evidence.Record{}, err
	}
	if r.Status == "error" {
		return evidence.Record{}, errNoWork
	}
	return evidence.Record{Citation: r.ids()}, nil
}
