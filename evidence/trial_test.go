package evidence

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A trial is one however its reports were joined: by the label of the studies, by
// that of their findings, or by one of each.
func TestTrialsOf(t *testing.T) {
	row := func(key, study, finding string) TableRow {
		return TableRow{Finding: Finding{Study: key, Trial: finding}, Study: StudyHead{Key: key, Trial: study}}
	}
	tests := []struct {
		name  string
		rows  []TableRow
		heads []StudyHead
		of    string
		want  []string
	}{
		{"findings", []TableRow{row("ash2019", "", "SOLO"), row("birch2020", "", "solo")}, nil, "ash2019", []string{"SOLO", "ash2019", "birch2020", "solo"}},
		{"some of the findings", []TableRow{row("ash2019", "", "solo"), row("ash2019", "", ""), row("birch2020", "", "solo")}, nil, "birch2020", []string{"birch2020", "solo"}},
		{"studies", nil, []StudyHead{{Key: "ash2019", Trial: "solo"}, {Key: "birch2020", Trial: "solo"}}, "birch2020", []string{"ash2019", "birch2020", "solo"}},
		{"a study and a finding", []TableRow{row("ash2019", "", "solo")}, []StudyHead{{Key: "birch2020", Trial: "solo"}}, "ash2019", []string{"ash2019", "birch2020", "solo"}},
		{"two labels, joined by a study with both", []TableRow{row("ash2019", "first", "solo"), row("birch2020", "", "solo")}, []StudyHead{{Key: "cedar2021", Trial: "first"}},
			"cedar2021", []string{"ash2019", "birch2020", "cedar2021", "first", "solo"}},
		{"hyphen or space", []TableRow{row("ash2019", "", "elm-study"), row("birch2020", "", "ELM Study")}, nil, "Elm study", []string{"ELM Study", "ash2019", "birch2020", "elm-study"}},
		{"findings of several trials join none", []TableRow{row("pool2022", "", "solo"), row("pool2022", "", "duo"), row("ash2019", "", "solo"), row("birch2020", "", "duo")}, nil,
			"ash2019", []string{"ash2019", "solo"}},
		{"findings of several trials are none", []TableRow{row("pool2022", "", "solo"), row("pool2022", "", "duo")}, nil, "pool2022", nil},
		{"no label", []TableRow{row("ash2019", "", "")}, []StudyHead{{Key: "ash2019"}}, "ash2019", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			trials := TrialsOf(tt.rows, tt.heads)
			var names []string
			if label := trials.Of(tt.of); label != "" {
				names = trials.Names(label)
			}
			if diff := cmp.Diff(tt.want, names); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Joined reports share the study of their comparison keys; a finding keeps its own
// trial where its study reports several.
func TestJoinTrials(t *testing.T) {
	rows := []TableRow{
		{Finding: Finding{Study: "ash2019", Trial: "solo"}, Study: StudyHead{Key: "ash2019", Trial: "first"}},
		{Finding: Finding{Study: "birch2020"}, Study: StudyHead{Key: "birch2020", Trial: "first"}},
		{Finding: Finding{Study: "pool2022", Trial: "duo"}, Study: StudyHead{Key: "pool2022"}},
		{Finding: Finding{Study: "pool2022", Trial: "solo"}, Study: StudyHead{Key: "pool2022"}},
		{Finding: Finding{Study: "elm2021"}, Study: StudyHead{Key: "elm2021"}},
	}
	JoinTrials(rows)
	var got []string
	for i := range rows {
		got = append(got, rows[i].Finding.Trial)
	}
	if diff := cmp.Diff([]string{"first", "first", "duo", "first", ""}, got); diff != "" {
		t.Error(diff)
	}
}
