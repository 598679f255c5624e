package resolve

import (
	"context"
	"strings"
)

// The registration agencies as far as they decide whom to ask.
const (
	agencyCrossref = "crossref"
	agencyDataCite = "datacite"
	agencyOther    = "other" // one that only content negotiation reaches
)

func doiPrefix(doi string) string {
	prefix, _, _ := strings.Cut(doi, "/")
	return prefix
}

// agency is what earlier answers taught about the prefix of a DOI; empty =
// nothing yet.
func (f *fetcher) agency(doi string) string {
	f.r.mu.Lock()
	defer f.r.mu.Unlock()
	return f.r.prefixes[doiPrefix(doi)]
}

func (r *Resolver) learnAgency(doi, agency string) {
	if doi == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.prefixes[doiPrefix(doi)] = agency
}

// fromOtherAgencies asks for the DOIs that Crossref does not know: doi.org says
// whose they are, once per prefix, or that they do not exist.
func (f *fetcher) fromOtherAgencies(ctx context.Context, jobs []*job, _ Options) error {
	for _, j := range jobs {
		doi := j.ids[DOI]
		if doi == "" || !f.unknownToCrossref(doi) {
			continue
		}
		agency := f.agency(doi)
		if agency == "" {
			reg, err := f.registrationOf(ctx, doi)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			j.absent = err == nil && reg.absent
			agency = agencyOf(reg, err)
			if !j.absent && reg.agency != "" {
				f.r.learnAgency(doi, agency)
			}
		}
		if err := f.askAgency(ctx, j, agency); err != nil {
			return err
		}
	}
	return nil
}

// askAgency asks whoever registered the job's DOI.
func (f *fetcher) askAgency(ctx context.Context, j *job, agency string) error {
	switch {
	case j.absent:
		return nil
	case agency == agencyDataCite:
		j.agency = sourceDataCite
	case agency == agencyOther:
		j.agency = sourceDOI
	default:
		return nil
	}
	return f.ask(ctx, j.agency, DOI, []string{j.ids[DOI]})
}

// agencyOf decides whom to ask. When doi.org does not answer, DataCite is the
// best guess for what Crossref does not know.
func agencyOf(reg registration, err error) string {
	switch {
	case err != nil, reg.agency == "DataCite":
		return agencyDataCite
	case reg.agency == "Crossref" || reg.agency == "":
		return agencyCrossref
	}
	return agencyOther
}

// unknownToCrossref reports that Crossref was heard and does not know a DOI, or
// need not be asked because the prefix is another agency's.
func (f *fetcher) unknownToCrossref(doi string) bool {
	if a := f.agency(doi); a == agencyDataCite || a == agencyOther {
		return true
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	o, asked := f.said[sourceCrossref][ID{DOI, doi}]
	return asked && o.err == nil && o.record == nil
}
