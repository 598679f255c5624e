package dedupe_test

import (
	"fmt"
	"testing"
	"time"

	"dossier/evidence"
	"dossier/evidence/dedupe"
)

// TestCrowds: thousands of records that hardly differ must not take quadratic
// time.
func TestCrowds(t *testing.T) {
	const n = 4000
	for _, c := range []struct {
		name   string
		record func(i int) map[string]string
		groups int // 0: not looked at
	}{
		{"identical records", func(int) map[string]string { return article() }, 1},
		{"one title, a page for each", func(i int) map[string]string {
			return with(without(article(), "doi", "pmid"), "pages", fmt.Sprint(1000+20*i)+"-"+fmt.Sprint(1009+20*i))
		}, 0},
		{"generic title and nothing else", func(int) map[string]string { return map[string]string{"title": "Abstracts"} }, 0},
		{"one DOI, a title for each", func(i int) map[string]string {
			return map[string]string{"title": fmt.Sprintf("Abstract number %d about something of its own", i), "doi": "10.5555/supplement", "pages": fmt.Sprint("S", i+1)}
		}, 0},
		{"nothing at all", func(int) map[string]string { return map[string]string{} }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			var records []*evidence.Record
			for i := range n {
				rec := dedupe.FromRow(with(c.record(i), "record_id", fmt.Sprintf("r%05d", i)))
				records = append(records, &rec)
			}
			start := time.Now()
			result := run(t, records, nil)
			t.Logf("%d groups, %d questions, %v", len(result.Groups), len(result.Questions), time.Since(start))
			if c.groups > 0 && len(result.Groups) != c.groups {
				t.Errorf("%d groups, want %d", len(result.Groups), c.groups)
			}
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}
