package evidence

import (
	"fmt"
	"testing"
)

// BenchmarkJoinTrials100k labels the findings of 20,000 studies, every fourth of
// them a report of a trial.
func BenchmarkJoinTrials100k(b *testing.B) {
	rows := make([]TableRow, 100_000)
	for i := range rows {
		key := fmt.Sprintf("study%d", i/5)
		rows[i] = TableRow{Finding: Finding{Study: key}, Study: StudyHead{Key: key}}
		if i/5%4 == 0 {
			rows[i].Finding.Trial = fmt.Sprintf("Trial-%d", i/40)
		}
	}
	for b.Loop() {
		JoinTrials(rows)
	}
}
