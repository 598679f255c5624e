package tagging

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPairing holds lists of numbers and what each is attached to, as
// "estimate drug outcome".
func TestPairing(t *testing.T) {
	tests := []struct {
		name, title, text string
		want              []string
	}{
		{"outcome after its interval", "Safety of tofacitinib",
			"Tofacitinib versus adalimumab had hazard ratios of 1.2 (95% CI 1.0 to 1.4) for VTE, 1.3 (95% CI 1.1 to 1.6) for MACE and 1.5 (95% CI 1.2 to 1.9) for serious infection.",
			[]string{"1.2 tofacitinib vte", "1.3 tofacitinib mace", "1.5 tofacitinib infection"}},
		{"outcome after its semicolons", "Safety of tofacitinib",
			"HR 1.2, 95% CI 1.0-1.4 for VTE; HR 1.3, 95% CI 1.1-1.6 for MACE; HR 0.8, 95% CI 0.6-1.1 for death.",
			[]string{"1.2 tofacitinib vte", "1.3 tofacitinib mace", "0.8 tofacitinib other"}},
		{"outcome before its bracket", "Safety of tofacitinib",
			"Tofacitinib increased VTE (HR 1.2), MACE (HR 1.3) and serious infection (HR 1.5).",
			[]string{"1.2 tofacitinib vte", "1.3 tofacitinib mace", "1.5 tofacitinib infection"}},
		{"a list before its result", "Zoster and immunosuppressants",
			"Tofacitinib (OR 3.1; 95% CI 1.8-5.2), azathioprine (OR 1.7; 95% CI 1.4-2.1) and golimumab (OR 1.2; 95% CI 1.1-1.4) were associated with herpes zoster, as reported before.",
			[]string{"3.1 tofacitinib infection", "1.7 azathioprine infection", "1.2 golimumab infection"}},
		{"without intervals", "Safety of tofacitinib",
			"The hazard ratio with tofacitinib was 1.2 for VTE, 1.3 for MACE and 1.5 for serious infection.",
			[]string{"1.2 tofacitinib vte", "1.3 tofacitinib mace", "1.5 tofacitinib infection"}},
		{"two names of one outcome before its rates", "Safety of tofacitinib",
			"Deep vein thrombosis or pulmonary embolism occurred in 1.1% and 1.6%, respectively (RR 0.7, 95% CI 0.5-0.9); stroke in 0.6% and 0.7% (RR 0.9, 95% CI 0.6-1.5) with tofacitinib.",
			[]string{"0.7 tofacitinib vte", "0.9 tofacitinib mace"}},
		{"outcomes by order", "Safety of tofacitinib",
			"The hazard ratios for VTE, MACE and serious infection with tofacitinib were 1.2 (95% CI 1.0 to 1.4), 1.3 (95% CI 1.1 to 1.6) and 1.5 (95% CI 1.2 to 1.9), respectively.",
			[]string{"1.2 tofacitinib vte", "1.3 tofacitinib mace", "1.5 tofacitinib infection"}},
		{"drug after its interval", "Safety of JAK inhibitors",
			"Hazard ratios for serious infection were 1.5 (95% CI 1.1 to 2.0) for tofacitinib, 1.9 (95% CI 1.2 to 2.4) for baricitinib and 1.2 (95% CI 0.9 to 1.6) for upadacitinib.",
			[]string{"1.5 tofacitinib infection", "1.9 baricitinib infection", "1.2 upadacitinib infection"}},
		{"drug before its bracket", "Safety of JAK inhibitors",
			"Acne was more common with baricitinib (OR 2.1) and upadacitinib (OR 4.2) than with placebo.",
			[]string{"2.1 baricitinib acne", "4.2 upadacitinib acne"}},
		{"drugs by order", "Safety of JAK inhibitors",
			"The odds ratios of acne with baricitinib and upadacitinib were 2.1 (95% CI 1.5 to 3.0) and 4.2 (95% CI 2.0 to 6.0), respectively.",
			[]string{"2.1 baricitinib acne", "4.2 upadacitinib acne"}},
		{"control named first", "Safety of JAK inhibitors",
			"Compared with placebo, tofacitinib (OR 1.2, 95% CI 1.0-1.4), baricitinib (OR 1.3, 95% CI 1.1-1.6), and upadacitinib (OR 4.1, 95% CI 2.6-8.1) raised the risk of acne.",
			[]string{"1.2 tofacitinib acne", "1.3 baricitinib acne", "4.1 upadacitinib acne"}},
		{"drugs after groups of outcomes", "Safety of JAK inhibitors",
			"Hazard ratios versus adalimumab were 1.5 (95% CI 1.1 to 2.0) for MACE and 1.9 (95% CI 1.2 to 2.4) for VTE with tofacitinib, and 1.1 (95% CI 0.8 to 1.5) for MACE and 1.3 (95% CI 0.9 to 1.8) for VTE with baricitinib.",
			[]string{"1.5 tofacitinib mace", "1.9 tofacitinib vte", "1.1 baricitinib mace", "1.3 baricitinib vte"}},
		{"drugs before groups of outcomes", "Safety of JAK inhibitors",
			"Tofacitinib was associated with a higher risk of MACE (HR 1.3; 95% CI 1.1-1.6) but not of VTE (HR 1.2; 95% CI 0.9-1.4), and baricitinib with a higher risk of VTE (HR 1.9; 95% CI 1.2-2.4).",
			[]string{"1.3 tofacitinib mace", "1.2 tofacitinib vte", "1.9 baricitinib vte"}},
		{"labels as headings", "Safety of tofacitinib",
			"Malignancy hazard ratio was 1.48 (95% CI 1.04 to 2.09). MACE: hazard ratio 1.33 (0.91 to 1.94). Serious infections: HR 1.17 (0.92 to 1.50). Cataract: HR 1.9 (1.1 to 2.4).",
			[]string{"1.48 tofacitinib malignancy", "1.33 tofacitinib mace", "1.17 tofacitinib infection", "1.9 tofacitinib other"}},
		{"but not", "Safety of JAK inhibitors",
			"JAK inhibitors increased acne (OR 4.2, 95% CI 2.0 to 6.0) and herpes zoster (OR 1.7, 95% CI 1.1 to 2.3) but not MACE (OR 0.8, 95% CI 0.5 to 1.2) or VTE (OR 0.9, 95% CI 0.6 to 1.4).",
			[]string{"4.2 jak_inhibitors acne", "1.7 jak_inhibitors infection", "0.8 jak_inhibitors mace", "0.9 jak_inhibitors vte"}},
		{"whereas", "Safety of JAK inhibitors",
			"The risk of herpes zoster was raised (OR 1.7, 95% CI 1.1 to 2.3), whereas the risk of MACE was not (OR 0.8, 95% CI 0.5 to 1.2).",
			[]string{"1.7 jak_inhibitors infection", "0.8 jak_inhibitors mace"}},
		{"did not increase", "Safety of JAK inhibitors",
			"JAK inhibitors did not increase MACE (OR 0.8, 95% CI 0.5 to 1.2).",
			[]string{"0.8 jak_inhibitors mace"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, e := range Default().Suggest(Text{Title: tt.title, Abstract: tt.text}).Estimates {
				got = append(got, string(e.Estimate)+" "+e.Drug+" "+e.Outcome)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s\n%s", tt.text, diff)
			}
		})
	}
}

// TestComparedWithFirst holds sentences that name the comparator first.
func TestComparedWithFirst(t *testing.T) {
	for _, text := range []string{
		"Compared with adalimumab, tofacitinib users had a higher risk of malignancy (HR 1.5, 95% CI 1.1 to 2.0).",
		"Compared with adalimumab, tofacitinib was associated with a higher risk of malignancy (HR 1.5, 95% CI 1.1 to 2.0).",
	} {
		list := Default().Suggest(Text{Title: "Safety in rheumatoid arthritis", Abstract: text}).Estimates
		if len(list) != 1 || list[0].Drug != "tofacitinib" || list[0].Comparator != "adalimumab" {
			t.Errorf("%s: %+v", text, list)
		}
	}
}

// TestOutcomesBesideDrug holds texts with little but a drug and outcomes.
func TestOutcomesBesideDrug(t *testing.T) {
	tests := []struct {
		name, title, text string
		want              []string
	}{
		{"MACE in a title", "Risk of MACE with tofacitinib in rheumatoid arthritis", "", []string{"mace"}},
		{"MACE of another meaning", "Malone antegrade continence enema (MACE) in children", "The MACE was used in 20 children.", nil},
		{"a list after the verb", "Comparative safety of Janus kinase inhibitors", "Tofacitinib was associated with MACE, VTE, malignancy, serious infections and acne.", []string{"acne", "infection", "mace", "malignancy", "vte"}},
		{"denied", "Safety of JAK inhibitors", "Tofacitinib was not associated with VTE or MACE, whereas baricitinib was.", []string{"mace", "vte"}},
		{"cases counted", "Tofacitinib in ulcerative colitis", "We treated 40 patients with tofacitinib. Lymphoma occurred in 2 patients.", []string{"malignancy"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, o := range Default().Suggest(Text{Title: tt.title, Abstract: tt.text}).Outcomes {
				got = append(got, o.ID)
			}
			slices.Sort(got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
