package tagging

import "testing"

// TestSampleSize holds how many took part where other numbers stand beside it.
func TestSampleSize(t *testing.T) {
	for text, want := range map[string]int{
		"Of 900 patients screened, 412 were randomised to tofacitinib or placebo.":           412,
		"A total of 900 patients were screened, 412 randomised.":                             412,
		"We screened 900 patients and 412 were randomised to tofacitinib or placebo.":        412,
		"Overall, 90 patients (45 randomised to tofacitinib, 45 to placebo) were recruited.": 90,
		"Patients were randomly assigned to two groups of thirty each.":                      60,
		"Sixty patients were divided into two equal groups of 30 patients.":                  60,
		"Women were randomly allocated to three groups of 35 women: tofacitinib 5 or 10 mg.": 105,
	} {
		if got := Default().Suggest(Text{Title: "Tofacitinib in arthritis", Abstract: text}).N.Value; got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}

// TestFollowUp holds which of several times is the follow-up.
func TestFollowUp(t *testing.T) {
	for text, want := range map[string]string{
		"Patients were followed for 21+/-5 months on tofacitinib.":                                "21 months",
		"The mean follow-up was 24 ± 6 months.":                                                   "24 months",
		"The mean age was 75 years. Patients were followed up for 3 years.":                       "3 years",
		"Patients followed up had a mean age of 75 years.":                                        "",
		"Patients 75 years or older were followed up.":                                            "",
		"Patients received tofacitinib for 12 weeks and were followed for a median of 2.5 years.": "2.5 years",
	} {
		if got := Default().Suggest(Text{Title: "Tofacitinib in arthritis", Abstract: text}).FollowUp.Text; got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestPopulation holds where the words about the people end.
func TestPopulation(t *testing.T) {
	for text, want := range map[string]string{
		"Patients with moderate to severe rheumatoid arthritis were given tofacitinib.": "Patients with moderate to severe rheumatoid arthritis",
		"Patients with arthritis to whom tofacitinib was given improved.":               "Patients with arthritis",
	} {
		if got := Default().Suggest(Text{Title: "Tofacitinib", Abstract: text}).Population.Text; got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
