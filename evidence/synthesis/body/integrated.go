package body

import (
	"fmt"
	"slices"
	"strings"

	"dossier/evidence"
)

// isIntegrated tells whether a number comes from several trials analysed
// together: an integrated or pooled analysis of a development programme.
func isIntegrated(row *evidence.TableRow) bool {
	d := strings.ToLower(design(row))
	return strings.Contains(d, "integrated") || strings.Contains(d, "rct pooled") || strings.Contains(d, "pooled trials")
}

// integrated refuses an integrated analysis beside another number of trials of
// the same drug: programmes are reported whole, by indication and by trial, and
// hold the same patients. Cohorts and registers are no part of a programme.
func (r *refuser) integrated() {
	if len(r.where(isIntegrated)) == 0 {
		return
	}
	byDrug := map[string][]int{}
	for i := range r.rows {
		if row := &r.rows[i]; isIntegrated(row) || isTrial(row) {
			byDrug[row.Finding.Drug] = append(byDrug[row.Finding.Drug], i)
		}
	}
	var ids, names []string
	for _, rows := range byDrug {
		labels := map[string]bool{}
		integrated := false
		for _, i := range rows {
			labels[studyLabel(&r.rows[i])] = true
			integrated = integrated || isIntegrated(&r.rows[i])
		}
		if len(labels) < 2 || !integrated {
			continue
		}
		for _, i := range rows {
			ids = append(ids, r.rows[i].Finding.ID)
		}
		for label := range labels {
			names = append(names, label)
		}
	}
	if len(ids) > 0 {
		slices.Sort(names)
		r.add("integrated", fmt.Sprintf("integrated analyses of one drug's trials may hold the same patients: %s", strings.Join(slices.Compact(names), ", ")),
			"keep one analysis, or the trials themselves", ids)
	}
}

// isTrial tells whether a number comes from a randomised trial or its
// extension.
func isTrial(row *evidence.TableRow) bool {
	return evidence.KindOfDesign(design(row)) == evidence.DesignRandomised || strings.Contains(strings.ToLower(design(row)), "extension")
}
