package summary

import (
	"cmp"
	"fmt"
	"slices"

	"dossier/evidence"
)

// excluded is how a study that a person has screened out is marked.
const excluded = "excluded"

const whyExcluded = "the study was excluded at screening"

// screen takes the findings of excluded studies out of counting, and leaves out
// what else the input holds of such studies unless rows that may not be counted
// are wanted.
func screen(in Input, o *Options) Input {
	out := map[string]bool{}
	for i := range in.Rows {
		if h := &in.Rows[i].Study; h.Screened == excluded {
			out[cmp.Or(h.Key, in.Rows[i].Finding.Study)] = true
		}
	}
	for i := range in.Studies {
		if in.Studies[i].Screened == excluded {
			out[in.Studies[i].Key] = true
		}
	}
	if len(out) == 0 {
		return in
	}
	in.Rows = slices.Clone(in.Rows)
	for i := range in.Rows {
		if r := &in.Rows[i]; r.Study.Screened == excluded {
			if !r.Finding.Usable && r.Finding.WhyNot != "" {
				r.Finding.WhyNot += "; " + whyExcluded
			} else {
				r.Finding.WhyNot = whyExcluded
			}
			r.Finding.Usable = false
		}
	}
	if o.Unusable {
		return in
	}
	in.Absences = slices.DeleteFunc(slices.Clone(in.Absences), func(a evidence.Absence) bool { return out[a.Study] })
	in.Tags = slices.DeleteFunc(slices.Clone(in.Tags), func(t evidence.Tag) bool { return out[t.Study] })
	in.Studies = slices.DeleteFunc(slices.Clone(in.Studies), func(h evidence.StudyHead) bool { return out[h.Key] })
	return in
}

// hide counts a finding that is kept and not shown.
func (b *builder) hide(f *evidence.Finding, h *evidence.StudyHead) {
	switch {
	case f.Status == evidence.Rejected:
	case h.Screened == excluded:
		b.excluded[cmp.Or(h.Key, f.Study)]++
	default:
		b.hidden[f.WhyNot]++
	}
}

// excludedNote says how many findings are not shown because their studies are
// excluded.
func (b *builder) excludedNote() string {
	findings := 0
	for _, n := range b.excluded {
		findings += n
	}
	if findings == 0 {
		return ""
	}
	verb := "are"
	if findings == 1 {
		verb = "is"
	}
	return fmt.Sprintf("%s of %s %s not shown.", count(findings, "finding", "findings"), count(len(b.excluded), "excluded study", "excluded studies"), verb)
}
