package resolve

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"dossier/evidence"
)

// doiorg asks the resolver itself: by content negotiation for works of agencies
// that no other source covers (mEDRA, JaLC, KISTI, OP).
type doiorg struct{}

const cslJSON = "application/vnd.citationstyles.csl+json"

func (doiorg) Name() string { return sourceDOI }

func (doiorg) Batch(k Kind) int {
	if k == DOI {
		return 1
	}
	return 0
}

func (doiorg) Alone(ID) bool { return false }

func (doiorg) Request(_ Kind, dois []string) Request {
	return Request{Path: "/" + strings.ReplaceAll(pathDOI(dois[0]), "%2F", "/"), Accept: cslJSON}
}

func (doiorg) Split(body []byte) ([]Item, error) {
	var w struct {
		DOI string `json:"DOI"`
		ID  string `json:"id"`
	}
	if err := json.Unmarshal(body, &w); err != nil {
		return nil, err
	}
	d := exactDOI(w.DOI)
	if d == "" {
		d = exactDOI(w.ID)
	}
	if d == "" {
		return nil, jsonError("a work without a DOI", "")
	}
	return []Item{{Raw: body, IDs: []ID{{DOI, d.Key()}}}}, nil
}

// Decode reads CSL-JSON, whose types from Crossref keep Crossref's names.
func (doiorg) Decode(raw []byte) (evidence.Record, error) {
	r, err := decodeWork(raw, sourceDOI)
	if r.DOI == "" && err == nil {
		var w struct {
			ID string `json:"id"`
		}
		_ = json.Unmarshal(raw, &w) // decoded above
		r.DOI = exactDOI(w.ID)
	}
	return r, err
}

// raRequest asks which agency registered a DOI.
func raRequest(doi string) Request {
	return Request{Path: "/ra/" + strings.ReplaceAll(pathDOI(doi), "%2F", "/"), Accept: "application/json"}
}

// registration is what doi.org says of a DOI.
type registration struct {
	agency string // "Crossref", "DataCite", "mEDRA" …; empty when not known
	absent bool   // the DOI does not exist
}

// registrationOf asks doi.org, through the cache.
func (f *fetcher) registrationOf(ctx context.Context, doi string) (registration, error) {
	e, err := f.list(ctx, sourceDOI, raRequest(doi))
	if err != nil {
		return registration{}, err
	}
	if e.Status != http.StatusOK {
		return registration{}, nil // the service answers 200 also for what does not exist
	}
	var answers []struct {
		RA     string `json:"RA"`
		Status string `json:"status"`
	}
	if err := json.Unmarshal(e.Body, &answers); err != nil || len(answers) == 0 {
		return registration{}, f.r.endpoints[sourceDOI].garbled(jsonError("no agency", ""))
	}
	return registration{
		agency: answers[0].RA,
		absent: strings.EqualFold(answers[0].Status, "DOI does not exist") || strings.EqualFold(answers[0].Status, "Invalid DOI"),
	}, nil
}
