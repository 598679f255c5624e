package resolve

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"dossier/evidence"
)

// ctgov asks ClinicalTrials.gov, API v2.
type ctgov struct{}

const ctgovBatch = 50

func (ctgov) Name() string { return sourceCTGov }

func (ctgov) Batch(k Kind) int {
	if k == NCT {
		return ctgovBatch
	}
	return 0
}

func (ctgov) Alone(ID) bool { return false }

func (ctgov) Request(_ Kind, ids []string) Request {
	if len(ids) == 1 {
		return Request{Path: "/studies/" + url.PathEscape(ids[0]), Accept: "application/json"}
	}
	q := url.Values{"filter.ids": {strings.Join(ids, ",")}, "pageSize": {strconv.Itoa(len(ids))}}
	return Request{Path: "/studies", Query: q, Accept: "application/json", List: true}
}

type ctStudy struct {
	Protocol struct {
		ID struct {
			NCT      string   `json:"nctId"`
			Aliases  []string `json:"nctIdAliases"`
			Brief    string   `json:"briefTitle"`
			Official string   `json:"officialTitle"`
			Acronym  string   `json:"acronym"`
			Other    []struct {
				ID string `json:"id"`
			} `json:"secondaryIdInfos"`
		} `json:"identificationModule"`
		Status struct {
			Overall   string       `json:"overallStatus"`
			Submitted string       `json:"studyFirstSubmitDate"`
			Start     ctDateStruct `json:"startDateStruct"`
			End       ctDateStruct `json:"completionDateStruct"`
			Results   ctDateStruct `json:"resultsFirstPostDateStruct"`
		} `json:"statusModule"`
		Sponsor struct {
			Lead struct {
				Name string `json:"name"`
			} `json:"leadSponsor"`
		} `json:"sponsorCollaboratorsModule"`
		Description struct {
			Summary string `json:"briefSummary"`
		} `json:"descriptionModule"`
		Conditions struct {
			Conditions []string `json:"conditions"`
		} `json:"conditionsModule"`
		Design struct {
			Type   string   `json:"studyType"`
			Phases []string `json:"phases"`
			Info   struct {
				Allocation string `json:"allocation"`
			} `json:"designInfo"`
			Enrolment struct {
				Count *int   `json:"count"`
				Type  string `json:"type"`
			} `json:"enrollmentInfo"`
		} `json:"designModule"`
		Arms struct {
			Groups []struct {
				Label string   `json:"label"`
				Type  string   `json:"type"`
				Names []string `json:"interventionNames"`
			} `json:"armGroups"`
		} `json:"armsInterventionsModule"`
		References struct {
			List []struct {
				PMID textValue `json:"pmid"`
				Type string    `json:"type"`
			} `json:"references"`
		} `json:"referencesModule"`
	} `json:"protocolSection"`
	HasResults *bool `json:"hasResults"`
}

type ctDateStruct struct {
	Date string `json:"date"`
}

func (ctgov) Split(body []byte) ([]Item, error) {
	var list struct {
		Studies  []json.RawMessage `json:"studies"`
		Protocol json.RawMessage   `json:"protocolSection"`
		Retired  json.RawMessage   `json:"FullStudiesResponse"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, err
	}
	switch {
	case list.Retired != nil:
		return nil, jsonError("the answer is in the retired format v1", "")
	case list.Protocol != nil:
		list.Studies = []json.RawMessage{body}
	}
	var items []Item
	for _, raw := range list.Studies {
		var s ctStudy
		if err := json.Unmarshal(raw, &s); err != nil {
			return nil, err
		}
		it := Item{Raw: raw, IDs: []ID{{NCT, s.Protocol.ID.NCT}}}
		for _, alias := range s.Protocol.ID.Aliases {
			it.IDs = append(it.IDs, ID{NCT, alias})
		}
		items = append(items, it)
	}
	return items, nil
}

// Decode reads one registration: title, sponsor, status, arms, and the papers
// that it links.
func (ctgov) Decode(raw []byte) (evidence.Record, error) {
	var s ctStudy
	if err := json.Unmarshal(raw, &s); err != nil {
		return evidence.Record{}, err
	}
	p := &s.Protocol
	var r evidence.Record
	r.Type = evidence.TypeRegistration
	r.Title = unescapeMarkdown(p.ID.Official)
	if r.Title == "" {
		r.Title = unescapeMarkdown(p.ID.Brief)
	}
	for _, id := range append([]string{p.ID.NCT}, p.ID.Aliases...) {
		if reg, err := evidence.ParseRegistryID(id); err == nil {
			r.Registry = append(r.Registry, reg)
		}
	}
	for _, other := range p.ID.Other {
		if reg, err := evidence.ParseRegistryID(other.ID); err == nil {
			r.Registry = append(r.Registry, reg)
		}
	}
	if p.Sponsor.Lead.Name != "" {
		r.Authors = []evidence.Person{{Literal: p.Sponsor.Lead.Name}}
		r.Funding = []string{p.Sponsor.Lead.Name}
	}
	r.Publisher = databaseName(sourceCTGov)
	r.Date, _ = evidence.ParseDate(p.Status.Submitted)
	if r.Date.Year == 0 {
		r.Date, _ = evidence.ParseDate(p.Status.Start.Date)
	}
	r.Abstract = unescapeMarkdown(p.Description.Summary)
	r.Keywords = p.Conditions.Conditions
	r.URL = "https://clinicaltrials.gov/study/" + p.ID.NCT
	for _, ref := range p.References.List {
		if pmid, err := evidence.ParsePMID(string(ref.PMID)); err == nil {
			// "derived" references are matched by machine.
			addRelation(&r, evidence.Relation{Kind: strings.ToLower(ref.Type), PMID: pmid, Source: sourceCTGov})
		}
	}
	s.extra(&r)
	return r, nil
}

func (s *ctStudy) extra(r *evidence.Record) {
	p := &s.Protocol
	add := func(name, value string) {
		if value != "" {
			r.Extra = append(r.Extra, evidence.Field{Name: name, Value: value})
		}
	}
	add("acronym", p.ID.Acronym)
	add("status", p.Status.Overall)
	add("study_type", p.Design.Type)
	add("phase", strings.Join(p.Design.Phases, ", "))
	add("allocation", p.Design.Info.Allocation)
	if n := p.Design.Enrolment.Count; n != nil {
		add("enrolment", strings.TrimSpace(strconv.Itoa(*n)+" "+strings.ToLower(p.Design.Enrolment.Type)))
	}
	add("start", p.Status.Start.Date)
	add("completion", p.Status.End.Date)
	for _, g := range p.Arms.Groups {
		arm := g.Label
		if len(g.Names) > 0 {
			arm += " (" + strings.Join(g.Names, "; ") + ")"
		}
		add("arm", unescapeMarkdown(arm))
	}
	if s.HasResults != nil {
		add("has_results", strconv.FormatBool(*s.HasResults))
	}
	add("results_posted", p.Status.Results.Date)
	if s.HasResults != nil && *s.HasResults {
		add("results", "https://clinicaltrials.gov/study/"+p.ID.NCT+"?tab=results")
	}
}

// unescapeMarkdown undoes the escapes of the registry's text fields.
func unescapeMarkdown(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte(`\[]()<>*_~#+-.!|{}`+"`", s[i+1]) >= 0 {
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
