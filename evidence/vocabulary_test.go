package evidence

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestDefaultVocabularyIsValid(t *testing.T) {
	v := DefaultVocabulary()
	if err := v.Validate(); err != nil {
		t.Error(err)
	}
	if len(v.Drugs) < 379 || len(v.Outcomes) < 76 || len(v.Traps) < 62 {
		t.Errorf("got %d drugs, %d outcomes, %d traps", len(v.Drugs), len(v.Outcomes), len(v.Traps))
	}
	required := 0
	for _, o := range v.Outcomes {
		if o.Required {
			required++
		}
	}
	if required != 6 {
		t.Errorf("got %d required outcomes, want 6", required)
	}
}

func TestParseVocabularyErrors(t *testing.T) {
	const head = "id,kind,inn,parent\n"
	tests := []struct{ name, drugs, outcomes, want string }{
		{"no id column", "inn\nx\n", "", `drugs.csv: line 1: no column "id"; the heading has inn`},
		{"empty id", head + ",other,x,\n", "", "drugs.csv: line 2, column 1: id is empty"},
		{"unknown kind", head + "a,other,a,\nx,medicine,x,\n", "", `drugs.csv: line 3, column 3: kind is "medicine"; want jak_inhibitor, comparator, class, veterinary or other`},
		{"id twice", head + "a,other,a,\na,other,b,\n", "", `drugs.csv: line 3, column 1: id "a" was used on line 2`},
		{"id with space", head + "a b,other,a,\n", "", `drugs.csv: line 2, column 1: id "a b" holds a space or one of | , :`},
		{"short row", head + "a,other\n", "", "drugs.csv: line 2, column 1: wrong number of fields"},
		{"open quote", head + "a,other,\"x,\n", "", `drugs.csv: line 2, column 13: extraneous or missing " in quoted-field`},
		{"no label", "", "id,label_gb\nacne,\n", "outcomes.csv: line 2, column 6: label_gb is empty"},
		{"flag", "", "id,label_gb,required\nacne,acne,perhaps\n", `outcomes.csv: line 2, column 11: required is "perhaps"; want yes or no`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseVocabulary([]byte(tt.drugs), []byte(tt.outcomes), nil)
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	tests := []struct{ name, drugs, outcomes, want string }{
		{"unknown parent", "id,inn,parent\na,a,b\n", "", `drugs.csv: line 2: a has the unknown parent "b"`},
		{"cycle", "id,inn,parent\na,a,b\nb,b,a\n", "", "drugs.csv: line 2: a is its own ancestor\ndrugs.csv: line 3: b is its own ancestor"},
		{"self", "", "id,label_gb,parent\na,a,a\n", "outcomes.csv: line 2: a is its own ancestor"},
		{"collision", "id,inn,codes\na,alpha,CP-1\nb,beta,cp1\n", "", `drugs.csv: line 3: "cp1" means a and b`},
		{"drug and outcome", "id,inn\nacne,x\n", "id,label_gb\nacne,acne\n", "drugs.csv: line 2: acne is also an outcome"},
		{"clean", "id,inn,parent\na,a,\nb,b,a\n", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, err := ParseVocabulary([]byte(tt.drugs), []byte(tt.outcomes), nil)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if err := v.Validate(); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestLookup(t *testing.T) {
	v := DefaultVocabulary()
	drugs := []struct{ text, want string }{
		{"tofacitinib", "tofacitinib"}, {"Xeljanz", "tofacitinib"}, {"CP-690,550", "tofacitinib"}, {"cp690550", "tofacitinib"},
		{"JAK inhibitors", "jak_inhibitors"}, {"TNFi", "tnf_inhibitors"}, {"ABT 494", "upadacitinib"},
		{"cyclosporine", "ciclosporin"}, {"Opzelura", "ruxolitinib_topical"}, {"ruxolitinib", "ruxolitinib"},
		{"tnf_inhibitors", "tnf_inhibitors"}, {"Placebo", "placebo"},
	}
	for _, tt := range drugs {
		if got, err := v.LookupDrug(tt.text); err != nil || got != tt.want {
			t.Errorf("LookupDrug(%q) = %q, %v; want %q", tt.text, got, err, tt.want)
		}
	}
	outcomes := []struct{ text, want string }{
		{"VTE", "vte"}, {"venous thromboembolism", "vte"}, {"NMSC", "nmsc"}, {"dyslipidemia", "dyslipidaemia"},
		{"herpes zoster", "herpes_zoster"}, {"serious infections", "serious_infection"}, {"malignancies excluding non-melanoma skin cancer", "excluding_nmsc"},
	}
	for _, tt := range outcomes {
		if got, err := v.LookupOutcome(tt.text); err != nil || got != tt.want {
			t.Errorf("LookupOutcome(%q) = %q, %v; want %q", tt.text, got, err, tt.want)
		}
	}
	_, err := v.LookupDrug("tofacitnib")
	if err == nil || err.Error() != `unknown drug "tofacitnib"; did you mean tofacitinib?` {
		t.Errorf("got %v", err)
	}
	unknown, ok := errors.AsType[*UnknownTermError](err)
	if !ok || unknown.Kind != "drug" {
		t.Errorf("got %#v", err)
	}
	if _, err := v.LookupDrug("xq"); err == nil || err.Error() != `unknown drug "xq"` {
		t.Errorf("got %v", err)
	}
	if _, err := v.LookupOutcome(""); err == nil {
		t.Error("the empty text is an outcome")
	}
}

func TestTree(t *testing.T) {
	v := DefaultVocabulary()
	if diff := cmp.Diff([]string{"tnf_inhibitors", "bdmards"}, v.Ancestors("adalimumab")); diff != "" {
		t.Error(diff)
	}
	if !v.IsA("pulmonary_embolism", "vte") || !v.IsA("vte", "vte") || v.IsA("vte", "mace") || v.IsA("unknown", "mace") {
		t.Error("IsA")
	}
	if diff := cmp.Diff([]string{"pulmonary_embolism", "deep_vein_thrombosis"}, v.Children("vte")); diff != "" {
		t.Error(diff)
	}
	for _, id := range v.Descendants("jak_inhibitors") {
		if !v.IsA(id, "jak_inhibitors") {
			t.Errorf("%s is not beneath jak_inhibitors", id)
		}
	}
	if got := v.OutcomeLabel("dyslipidaemia") + "/" + v.OutcomeLabelUS("dyslipidaemia") + "/" + v.DrugLabel("tnf_inhibitors") + "/" + v.DrugLabel("all arms") + "/" + v.DrugLabel("placebo_or_active"); got != "dyslipidaemia/dyslipidemia/TNF inhibitors/all arms together/placebo or active control" {
		t.Error(got)
	}
}

func TestSafetyOrder(t *testing.T) {
	v := DefaultVocabulary()
	want := []string{"all_cause", "stroke", "deep_vein_thrombosis", "excluding_nmsc", "nmsc", "serious_infection", "tuberculosis",
		"herpes_zoster", "eczema_herpeticum", "pneumonia", "neutropenia", "hepatic_disorder", "cpk_elevation", "ldl_cholesterol", "acneiform_eruption", "headache"}
	for i := 1; i < len(want); i++ {
		if a, b := v.SafetyOrder(want[i-1]), v.SafetyOrder(want[i]); a >= b {
			t.Errorf("%s (%d) does not come before %s (%d)", want[i-1], a, want[i], b)
		}
	}
	if v.SafetyOrder("malignancy") != v.SafetyOrder("lymphoma") || v.SafetyOrder("opportunistic") != v.SafetyOrder("tuberculosis") || v.SafetyOrder("headache") != v.SafetyOrder("not an id") {
		t.Error("outcomes of one block are apart")
	}
}

func TestOverlay(t *testing.T) {
	mine, err := ParseVocabulary([]byte("id,kind,inn,parent\nmynib,jak_inhibitor,mynib,jak1_selective\ntofacitinib,jak_inhibitor,tofa,jak_inhibitors\n"), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	base := DefaultVocabulary()
	v := base.Overlay(mine)
	if err := v.Validate(); err != nil && !strings.Contains(err.Error(), "tofa") {
		t.Error(err)
	}
	if len(v.Drugs) != len(base.Drugs)+1 || !v.IsA("mynib", "jak_inhibitors") || v.DrugLabel("tofacitinib") != "tofa" {
		t.Errorf("got %d drugs, label %q", len(v.Drugs), v.DrugLabel("tofacitinib"))
	}
	if base.DrugLabel("tofacitinib") != "tofacitinib" {
		t.Error("the overlay changed its base")
	}
	if diff := cmp.Diff(base.Outcomes, v.Outcomes, cmpopts.IgnoreUnexported(Outcome{})); diff != "" {
		t.Error(diff)
	}
}

func FuzzParseVocabulary(f *testing.F) {
	f.Add("id,inn,parent\na,a,b\nb,b,a\n", "id,label_gb\nacne,acne\n")
	f.Add("id,inn\n\"x", "")
	f.Fuzz(func(t *testing.T, drugs, outcomes string) {
		v, err := ParseVocabulary([]byte(drugs), []byte(outcomes), nil)
		if err != nil {
			return
		}
		_ = v.Validate()
		for _, d := range v.Drugs {
			v.Ancestors(d.ID)
			v.Descendants(d.ID)
		}
		v.LookupDrug(drugs)
	})
}

func BenchmarkParseDefaultVocabulary(b *testing.B) {
	read := func(name string) []byte {
		data, err := vocabularyFiles.ReadFile("vocabdata/" + name)
		if err != nil {
			b.Fatal(err)
		}
		return data
	}
	drugs, outcomes, traps, medicines := read("drugs.csv"), read("outcomes.csv"), read("traps.csv"), read("medicines.csv")
	b.ReportAllocs()
	for b.Loop() {
		v, err := ParseVocabulary(drugs, outcomes, traps)
		if err == nil {
			err = parseDrugs(v, medicinesFile, medicines)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
