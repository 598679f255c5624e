package appraise

import "testing"

func TestAskedQuestion(t *testing.T) {
	tests := []struct {
		name, tool, domain, question string
		given                        Answers
		want                         bool
	}{
		{"nobody knew the intervention", "rob2", "D2_assignment", "2.3", Answers{"2.1": No, "2.2": ProbablyNo}, false},
		{"no information on blinding", "rob2", "D2_assignment", "2.3", Answers{"2.1": No, "2.2": NoInfo}, true},
		{"deviations not known", "rob2", "D2_assignment", "2.4", Answers{"2.3": NoInfo}, false},
		{"appropriate analysis", "rob2", "D2_assignment", "2.7", Answers{"2.6": Yes}, false},
		{"data for nearly all", "rob2", "D3", "3.2", Answers{"3.1": ProbablyYes}, false},
		{"data missing, no evidence of no bias", "rob2", "D3", "3.3", Answers{"3.1": No, "3.2": No}, true},
		{"measured differently", "rob2", "D4", "4.3", Answers{"4.1": No, "4.2": Yes}, false},
		{"adherence, nothing happened", "rob2", "D2_adherence", "2.6", Answers{"2.3": Yes, "2.4": No, "2.5": No}, false},
		{"another tool", "amstar2", "2", "2", nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := AskedQuestion(tt.tool, tt.domain, tt.question, tt.given); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
	if AsksDomain("rob2", "D2_adherence", "") || !AsksDomain("rob2", "D2_adherence", "adherence") || !AsksDomain("nos-cohort", "selection", "") {
		t.Error("the second domain has one form")
	}
}
