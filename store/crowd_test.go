package store_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dossier/evidence"
	"dossier/evidence/dedupe"
	"dossier/store"
)

// crowds are series of works that share their title, the form of it, or their author
// with thousands of others, as a file has them that somebody exported whole.
var crowds = map[string]func(i int) map[string]string{
	"a numbered series": func(i int) map[string]string {
		return map[string]string{"title": fmt.Sprintf("Case report %d: a rare presentation", i), "author": spelled(i) + ", A", "journal": "Journal of Cases", "year": "2021"}
	},
	"a numbered series without authors": func(i int) map[string]string {
		return map[string]string{"title": fmt.Sprintf("Upadacitinib against placebo in adults with active disease, part %d", i), "journal": "ClinicalTrials.gov", "year": "2020"}
	},
	"one title": func(i int) map[string]string {
		return map[string]string{"title": "Adverse events of Janus kinase inhibitors in routine care", "author": spelled(i) + ", A",
			"journal": "Journal of " + spelled(i%40), "year": fmt.Sprint(1990 + i%30)}
	},
	"one generic title": func(i int) map[string]string {
		return map[string]string{"title": "Reply", "author": spelled(i) + ", A", "journal": "Journal of Letters", "year": "2021", "volume": "34", "pages": fmt.Sprint(100 + i/3)}
	},
	"one author and year": func(i int) map[string]string {
		return map[string]string{"title": fmt.Sprintf("%s %s of the %s", spelled(i), spelled(7*i), spelled(3*i)), "author": "Smith, J", "journal": "Journal of Letters", "year": "2021"}
	},
	"no title": func(i int) map[string]string {
		return map[string]string{"author": spelled(i) + ", A", "journal": "Journal of Letters", "year": fmt.Sprint(1990 + i%30), "volume": "12", "pages": fmt.Sprint(i)}
	},
}

// spelled writes a number as a name; two of them differ in two letters at least.
func spelled(i int) string {
	var b strings.Builder
	for _, digit := range fmt.Sprintf("%05d", i) {
		b.WriteString([]string{"ba", "ce", "di", "fo", "gu", "ky", "lo", "mi", "ne", "pa"}[digit-'0'])
	}
	return strings.ToUpper(b.String()[:1]) + b.String()[1:]
}

// again tells of a work as another source does.
func again(row map[string]string) map[string]string {
	row["title"] = strings.ToUpper(row["title"])
	row["author"] = strings.Replace(row["author"], ", A", ", Anna", 1)
	return row
}

// TestCrowdsAsABatch: an import goes part by part and in the order of the source,
// and must come to the works that dedupe finds in the whole file at once.
func TestCrowdsAsABatch(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds: not with -short")
	}
	const works, twice = 2400, 240 // more than one part
	for name, row := range crowds {
		t.Run(name, func(t *testing.T) {
			var records []evidence.Record
			take := func(row map[string]string) {
				rec := dedupe.FromRow(row)
				rec.ID = fmt.Sprintf("r%05d", len(records))
				records = append(records, rec)
			}
			for i := range works {
				take(row(i))
			}
			for i := range twice {
				take(again(row(10 * i)))
			}
			for seed := range uint64(2) {
				rng := rand.New(rand.NewPCG(seed, 4))
				rng.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
				var list []*evidence.Record
				for i := range records {
					list = append(list, &records[i])
				}
				found := must(dedupe.Run(t.Context(), list, nil))(t)
				var want []string
				for _, g := range found.Groups {
					want = append(want, strings.Join(g.IDs, " "))
				}
				slices.Sort(want)
				if least := twice * 9 / 10; len(want) < least && name != "no title" { // those are always asked
					t.Errorf("the whole file has %d groups, want %d at least: the test shows little", len(want), least)
				}
				if diff := cmp.Diff(want, importedGroups(t, records)); diff != "" {
					t.Errorf("shuffle %d (-whole file, +import):\n%s", seed, diff)
				}
			}
		})
	}
}

// importedGroups imports records and gives those that are one study, as sorted ids.
func importedGroups(t *testing.T, records []evidence.Record) (groups []string) {
	r := must(store.Create(t.Context(), filepath.Join(t.TempDir(), "dossier.db"), ada()))(t)
	defer r.Close()
	members := map[string][]string{}
	must(r.Import(t.Context(), store.Batch{ID: "b"}, slicedRecords(records), func(part store.AddResult) error {
		for _, a := range part.Added {
			members[a.Study.Key] = append(members[a.Study.Key], a.Record)
		}
		return nil
	}))(t)
	for _, ids := range members {
		if slices.Sort(ids); len(ids) > 1 {
			groups = append(groups, strings.Join(ids, " "))
		}
	}
	slices.Sort(groups)
	return groups
}
