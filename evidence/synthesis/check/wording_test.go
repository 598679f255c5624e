package check_test

import (
	"testing"

	"dossier/evidence"
	"dossier/evidence/synthesis/check"
)

func TestWording(t *testing.T) {
	triple := func(est, lb, ub evidence.Printed) check.Triple {
		number := func(p evidence.Printed) check.Range { r, _ := check.Number(p); return r }
		return check.Triple{Est: number(est), Lb: number(lb), Ub: number(ub)}
	}
	above, across, beneath := triple("1.48", "1.04", "2.09"), triple("1.33", "0.91", "1.94"), triple("0.60", "0.40", "0.90")
	edge := triple("1.2", "1.0", "1.4") // rounding may have brought the limit to 1
	tests := []struct {
		name, sentence string
		t              check.Triple
		want           string
	}{
		{"agrees", "The risk of malignancy was significantly higher with the drug.", above, ""},
		{"opposite", "The risk was reduced.", above, "opposite_direction"},
		{"opposite the other way", "An increased risk was seen.", beneath, "opposite_direction"},
		{"difference called none", "Rates were similar between the groups.", above, "difference_called_none"},
		{"no difference where none is shown", "There was no significant difference in MACE.", across, ""},
		{"direction not shown", "MACE were higher with the drug.", across, "direction_not_shown"},
		{"limit at the null after rounding", "The risk was higher.", edge, "direction_not_shown"},
		{"negated", "The drug did not lead to an increase, and rates were comparable.", across, ""},
		{"two claims", "Infections were higher and thromboses were lower.", above, ""},
		{"no claim", "Patients were followed for two years.", above, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := check.Wording(tt.sentence, tt.t, check.Log).Code; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
