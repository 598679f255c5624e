package tagging

import "testing"

// TestDesignLookAlikes holds words of one design in the report of another, and
// texts that name none.
func TestDesignLookAlikes(t *testing.T) {
	tests := []struct{ title, text, want string }{
		{"Rabbit antithymocyte globulin in kidney transplantation", "We randomly assigned 120 patients to rabbit antithymocyte globulin or basiliximab. Acute rejection was less common.", "rct"},
		{"Antithymocyte globulin in rabbits", "Rabbits were given antithymocyte globulin. Lymphocytes were counted in the animals.", "preclinical"},
		{"Tofacitinib and T cell activation in man", "Twelve healthy men took tofacitinib or placebo in a crossover study. Blood cells were cultured, and cytokine expression was measured in vitro by flow cytometry in isolated lymphocytes. Gene expression was quantified by PCR in cell lysates.", "rct"},
		{"PPOS protocol in women undergoing IVF: a randomised trial", "Women were randomly assigned to the PPOS protocol or an antagonist protocol.", "rct"},
		{"Treatment protocol of tofacitinib in children", "We treated 30 children with tofacitinib.", "cohort"},
		{"Tofacitinib for alopecia: a case report", "A 34-year-old man was treated with tofacitinib. We followed the local protocol. The treatment protocol was changed. The protocol is given.", "case-report"},
		{"Tofacitinib in colitis: protocol for a randomised trial", "Tofacitinib is used in colitis.", "protocol"},
		{"Tofacitinib in colitis: study protocol", "Tofacitinib is used in colitis.", "protocol"},
		{"Protocol of the COLI trial", "Tofacitinib is used in colitis.", "protocol"},
		{"Notes on tofacitinib", "Tofacitinib is a small molecule. It is taken twice daily.", ""},
		{"Notes on tofacitinib", "Tofacitinib is a promising option. Trials have shown that it works.", "narrative-review"},
	}
	for _, tt := range tests {
		if got := Default().Suggest(Text{Title: tt.title, Abstract: tt.text}).Design.Label; got != tt.want {
			t.Errorf("%s | %s: %q, want %q", tt.title, tt.text, got, tt.want)
		}
	}
}
