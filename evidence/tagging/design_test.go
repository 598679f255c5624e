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
		{"Tofacitinib: a decade of evidence", "In this review, we summarize recent evidence. We review results of trials, and of a meta-analysis of RCTs. These RCTs reported fewer flares.", "narrative-review"},
		{"Outcome of patients on home oxygen", "A retrospective monocentric study including all 71 patients set up on oxygen was carried out. The reviews of this paper are available online. Reviews are open.", "cohort"},
		{"Tofacitinib after failure of methotrexate", "Data were taken from phase II and phase III studies of tofacitinib. Patients received tofacitinib or placebo. 1500 patients were analysed.", "rct-secondary"},
		{"Safety of tofacitinib", "Data from 6 controlled (phases I-III) studies were compiled. Of 575 subjects, 335 received tofacitinib.", "integrated-safety"},
		{"Bronchodilation with tofacitinib: the AIR study", "This two-part study was randomized, double blind and placebo controlled, with an open-label extension in which all took tofacitinib. 27 patients were recruited.", "rct"},
		{"Does tofacitinib improve recovery?", "We conducted a population-based case-referent study of 25- to 74-year-old patients. For each case of a patient on tofacitinib 2 referents were found.", "case-control"},
		{"Cost-utility analysis of tofacitinib in electronic health records", "A decision model was informed by three systematic reviews. The ratio was low.", "other"},
		{"Breast clinics: do they work?", "Sixty-two patients seen before the clinic opened were compared with later ones. Retrospective chart reviews were conducted.", "cohort"},
		{"Increased thrombosis on tofacitinib", "Retrospective analysis of a randomized phase II trial. None of 23 patients on placebo had thrombosis.", "rct-secondary"},
		{"Thrombosis in intensive care", "We studied 184 patients with pneumonia. Thrombosis was frequent. Prophylaxis should be given even without randomized evidence, which is needed.", "cohort"},
		{"Effects of a drink on resting energy expenditure", "In a randomized, double-blind manner 25 healthy men took a drink or placebo.", "rct"},
		{"Mortality among men left out of a trial", "OBJECTIVE: To determine outcomes of men who were excluded from the PRO randomised trial. METHODS: Mortality was compared for 492 men with a cohort of other men. RESULTS: Of the men, 37 died.", "cohort"},
		{"Follow-up of patients given tofacitinib: functional decline", "Tofacitinib was studied in a randomized, double-blind trial. A follow-up study was conducted 4 years later in patients from the phase 2 study.", "lte"},
		{"Tofacitinib in the treatment of arthritis", "Tofacitinib has the ability to lower pain, with manageable toxicity.", "narrative-review"},
		{"Size of a dendrimer in water", "In this paper the molecular dynamics method was applied to a dendrimer. We obtained its size and its charge.", "preclinical"},
		{"Can doctors rely on prediction models?", "A systematic review. A systematic search was conducted in PubMed. Preferred reporting items for systematic reviews and meta-analyses (PRISMA) were used. We included 107 studies.", "sr"},
		{"Telomere length in ill children", "Telomeres were measured in 1148 patients who had been enrolled in the multicenter randomised controlled trial. These patients were randomly allocated to early or late nutrition.", "rct-secondary"},
		{"Does the sex of patients influence the effect of tofacitinib?", "Patients received tofacitinib. We studied 369 patients. The sexes did not differ.", "cohort"},
		{"Tofacitinib and cell growth in tumours", "Women were seen at one clinic. A prospective randomised clinical trial was conducted with 38 patients. Biomarkers were measured.", "rct"},
		{"Caffeic acid is absorbed in humans", "Absorption of caffeic acid was studied in a cross-over study with 4 female and 3 male healthy subjects. Absorption of half of the dose was found.", "pk"},
		{"Wine and adiponectin in healthy men", "We enrolled 72 healthy men in this randomised controlled crossover trial of wine.", "rct"},
		{"Rationale, design and baseline characteristics of the STIC trial", "Patients were randomly allocated to sitagliptin or control.", "protocol"},
		{"MOMS: protocol and sample of a cluster randomised trial", "Mothers were randomised to a mentor or to usual care.", "protocol"},
		{"", "We reviewed phase III randomised trial results of apremilast and tofacitinib. Both are effective.", "narrative-review"},
		{"", "Tofacitinib (in a phase III study) is in the most advanced stage of development.", "narrative-review"},
		{"Chest compressions at other rates", "Two doctors resuscitated a newborn manikin. Rates were tried in a randomised order.", "other"},
		{"Randomised trials to find the best duration", "Subjects are randomised to durations. Monte Carlo simulation is used to study the power.", "other"},
		{"Platelet volume in pelvic disease", "We included 44 patients with pelvic disease and 44 healthy women. Volumes were lower in patients.", "cross-sectional"},
		{"Dapsone-induced blisters", "A case of dapsone-induced blisters is reported. The literature is reviewed and discussed in this article.", "case-report"},
		{"Seizure after flumazenil in a paediatric patient", "Flumazenil reverses sedation. We report the occurrence of a seizure.", "case-report"},
		{"Cytopenias and pneumonia: the experience of a centre and review of the literature", "We describe 4 patients of a large cohort. All recovered.", "case-series"},
		{"Heart checks in muscular dystrophy", "The disease is progressive. The purpose of this policy statement is to provide recommendations.", "guideline"},
		{"Herbs and lipids", "We studied 61 patients. They were put in control and intervention groups. Lipids fell.", "nrct"},
		{"Tumour shrinkage and survival", "Data from patients who had participated in the PRIM (NCT00000000) study were analysed retrospectively.", "rct-secondary"},
		{"Premedication with clonidine and metoprolol", "Forty patients were included in this prospective, randomised controlled study. Groups were compared with a post hoc Tukey test.", "rct"},
		{"Home monitoring of devices", "Monitoring would be a useful extension of present concepts. This retrospective analysis evaluates data of 364 patients.", "cohort"},
		{"Tofacitinib in young boys: results of the phase 2 and open-label extension trial", "Tofacitinib is a novel molecule that inhibits a kinase in cells. Boys took tofacitinib.", "lte"},
		{"Aflibercept for macular oedema", "Patients with a thickness over 250 μm, 300 μm or 400 μm were enrolled in this prospective study. Eyes were injected.", "cohort"},
		{"Myeloma in a pandemic: what now?", "What will the future hold? Lessons will be taken forward. Care will change, and will not be as it was. The role of new drugs is reviewed.", "narrative-review"},
		{"Arthritis and its drugs", "In 50 percent of patients the drugs fail. They are toxic, and their use is limited by harm to the marrow. Those who take them for years have a risk of cancer, and it is not known how large that risk is, since data are still being gathered. Until more is known the drugs should be kept for people whose disease is severe and does not go away with others.", "narrative-review"},
		{"Statins and the liver", "This prospective semi-experimental study was performed on 84 adults. They took atorvastatin.", "nrct"},
		{"Vaccines given together", "Healthy infants (N = 403) received the vaccine with either another one or placebo. Responses were measured.", "rct"},
		{"Thrombocytopenia under heparin", "Sixty patients with thrombocytopenia under heparin are reported. Twenty died.", "case-series"},
		{"Protein expression in lymphoma", "We measured gene expression and mRNA expression in 172 lymphomas of patients by immunohistochemistry. Expression was high in 66.", "other"},
		{"Liver failure under paracetamol", "We describe 2 patients who developed liver failure on paracetamol.", "case-report"},
		{"Margins in breast surgery", "Surgery is often reviewed. We studied margins. Two hundred and eighteen patients had surgery.", "cohort"},
		{"Surgery for metastases", "Main results: We included one trial of 400 women. Surgery did not change survival (HR 0.9, 95% CI 0.7 to 1.2). Authors' conclusions: No meta-analysis was needed.", "sr"},
		{"Notes on tofacitinib", "Tofacitinib is a small molecule. It is taken twice daily.", ""},
		{"Notes on tofacitinib", "Tofacitinib is a promising option. Trials have shown that it works.", "narrative-review"},
	}
	for _, tt := range tests {
		if got := Default().Suggest(Text{Title: tt.title, Abstract: tt.text}).Design.Label; got != tt.want {
			t.Errorf("%s | %s: %q, want %q", tt.title, tt.text, got, tt.want)
		}
	}
}
