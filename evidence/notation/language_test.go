package notation

import "testing"

func TestIsEnglish(t *testing.T) {
	tests := []struct {
		text string
		want bool
	}{
		{"The aim of this study was to compare two doses of a drug with placebo in adults.", true},
		{"BACKGROUND: Patients were assigned to one of two doses. RESULTS: The rate was lower.", true},
		{"El objetivo de este estudio fue comparar dos dosis con placebo en adultos de la ciudad.", false},
		{"Ziel der Studie war es, zwei Dosen mit Placebo zu vergleichen; in der Gruppe was man sah, war klar.", false},
		{"L'objectif de cette étude est de comparer deux doses avec un placebo chez les adultes.", false},
		{"比较两种剂量与安慰剂。", false},
		{"", false},
	}
	for _, tt := range tests {
		if got := IsEnglish(tt.text); got != tt.want {
			t.Errorf("IsEnglish(%q) = %v", tt.text, got)
		}
	}
}
