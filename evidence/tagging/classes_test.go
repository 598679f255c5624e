package tagging

import (
	"slices"
	"strings"
	"testing"
)

// TestNamedDrugs holds which medicines and classes a record names: the ids that
// the answer has, and those that it must not have.
func TestNamedDrugs(t *testing.T) {
	tests := []struct{ name, title, abstract, want, not string }{
		{"classes by their letters", "SGLT2i, DPP-4i and GLP-1RAs in heart failure: a cohort study", "We followed users of SGLT2i, DPP4is and GLP1 RAs, of whom some took PPIs or CCBs.", "sglt2_inhibitors dpp4_inhibitors glp1_agonists proton_pump_inhibitors calcium_channel_blockers", "sglt2i dpp-4i"},
		{"letters of cancer medicine", "Myocarditis under ICIs and TKIs", "We reviewed 30 patients who took ICIs with TKIs.", "checkpoint_inhibitors tyrosine_kinase_inhibitors", ""},
		{"calcium ions are no antibody", "Calcium in muscle cells of swine", "Swine were treated with AC5555. The Ca2+ signal and the release of Ca2 were measured.", "", "infliximab"},
		{"the code of an antibody", "Antibody cA2 in Crohn's disease", "Patients were given cA2 or placebo.", "infliximab", ""},
		{"a trial of surgery", "Diabetes and the heart", "The BARI 2D trial compared metformin with glimepiride.", "metformin glimepiride", "baricitinib"},
		{"class of a named medicine", "Rosuvastatin and the kidney: a randomised trial", "Statins are widely used. Patients were randomly assigned to rosuvastatin or placebo. Statin treatment was well tolerated.", "rosuvastatin placebo", "statins"},
		{"class that is the arm", "Dexmedetomidine and postoperative delirium", "Patients taking beta-blockers or receiving opioids before surgery were randomly assigned to dexmedetomidine or placebo.", "beta_blockers opioids", ""},
		{"class under study beside its members", "Antipsychotics and weight gain: a cohort study", "We followed people who began antipsychotics. Weight rose most with olanzapine and clozapine.", "antipsychotics olanzapine clozapine", ""},
		{"predicate", "Severe hypokalaemia: a case report", "He took furosemide for oedema. Furosemide is a loop diuretic with a steep dose response.", "furosemide", "loop_diuretics"},
		{"one of many", "Rapid tranquillisation", "Haloperidol is one of the most widely used antipsychotic drugs. We compared haloperidol with midazolam in a randomised trial.", "haloperidol midazolam", "antipsychotics"},
		{"title before the name", "The nucleoside analogue GS-555123 in calves", "Calves were treated with GS-555123 for three weeks.", "", "nucleoside_analogues"},
		{"scene only", "Hydroxyurea in mice", "Background: Resistance to chemotherapy is common. Methods: Mice were given venetoclax 50 mg/kg.", "venetoclax", "chemotherapy"},
		{"an effect is no medicine", "Antiviral potency of new benzamides", "The compounds had antibacterial activity and antifungal properties.", "", "antivirals antibiotics antifungals"},
		{"inhibitor of JAK1 and JAK3", "The JAK1/JAK3 inhibitor, tofacitinib, in rats", "", "tofacitinib", "jak3_tec"},
		{"DMARDs that failed", "Baricitinib in rheumatoid arthritis", "Patients with an inadequate response to conventional synthetic DMARDs were randomly assigned to baricitinib or placebo.", "baricitinib placebo", "csdmards"},
		{"behind the name", "Severe toxicity: a case report", "The reaction was to the sodium citrate anticoagulant.", "sodium_citrate", "anticoagulants"},
		{"vaccine that is wanted", "A small molecule against a virus of pigs", "There is no vaccine. We synthesized a novel small-molecule activator, FQD5 (4-chloro-phenol), in mice. FQD5 was active.", "fqd5", "vaccines"},
		{"steroids that were not needed", "Haemolysis: a case report", "She recovered without the need for steroids.", "glucocorticoids", ""},
		{"plural of the class", "Rash under panitumumab: a randomised trial", "Patients were randomly assigned to prophylaxis with tetracyclines or to nothing. Fewer rashes were seen with tetracyclines.", "tetracyclines", "tetracycline"},
		{"what is left out of a dressing", "Healing under an eugenol-free dressing", "", "", "eugenol"},
		{"vitamin K that is given", "Management of oral anticoagulant therapy", "We suggest against routine use of vitamin K.", "phytomenadione", ""},
		{"selective names", "Depression in later life: a cohort study", "We compared users of SSRIs with users of tricyclic antidepressants.", "ssris tricyclic_antidepressants", "antidepressants"},
		{"local anaesthetics", "Toxicity of local anaesthetics in nerve blocks: a review", "We reviewed seizures after local anaesthetics.", "local_anaesthetics", "anaesthetics"},
		{"international names", "Niacin and beta-carotene", "People received niacin, beta-carotene, coenzyme Q10 or polyethylene glycol, or placebo.", "nicotinic_acid betacarotene ubidecarenone macrogol", ""},
		{"vaccine of a long name", "A case report", "She had received the second dose of coronavirus disease 2019 vaccination.", "covid_19_vaccine", "vaccines"},
		{"codes with letters after the hyphen", "BQ-N307 in the treatment of glioma", "Mice were treated with BQ-N307. BQ-N307 treatment was safe.", "bq-n307", ""},
		{"code of one digit", "Injection of the compound QRVW-5A in arthrosis", "Patients received QRVW-5A or placebo.", "qrvw-5a placebo", ""},
		{"gene of one digit", "QRVW-5 in glioma", "Expression of QRVW-5 was high in QRVW-5 positive cells; QRVW-5 inhibitors are under study.", "", "qrvw-5"},
		{"older medicines", "Reactions to medicines of the sixties: a review", "Rashes followed cefaloridine, propyphenazone, betanidine and nitroxoline.", "cefaloridine propyphenazone betanidine nitroxoline", ""},
		{"supplements of plants", "Ashwagandha in sleepless adults: a randomised trial", "Adults received ashwagandha extract, feverfew or placebo.", "ashwagandha feverfew placebo", ""},
		{"sugar that is given", "Crying infants", "Infants received fructose 2 g or placebo.", "fructose placebo", ""},
		{"sugar that is none", "Liver fat of children", "The fructose content of drinks was recorded.", "", "fructose"},
		{"endings of recent names", "A randomised trial in asthma", "Adults were treated with zorvakibart, qualutug, mibronexor or teravicestat.", "zorvakibart qualutug mibronexor teravicestat", ""},
		{"brands", "Rash on Bactrim and Lanoxin: a case report", "He also took Sinemet and Tagamet.", "sulfamethoxazole trimethoprim digoxin levodopa carbidopa cimetidine", ""},
		{"final e of other languages", "Amiodaron and digoxine: a case report", "Amiodaron was added to digoxine.", "amiodarone digoxin", ""},
		{"abbreviations that mean one medicine", "Intravesical BCG in bladder cancer: a randomised trial", "Patients were randomised to BCG or observation.", "bacillus_calmette_guerin", ""},
		{"older class name", "Deaths of asthmatic people: a case-control study", "Users of inhaled beta-agonists died more often than others.", "beta2_agonists", ""},
		{"veterinary and sartan names", "A review of trials in dogs and men", "We reviewed grapiprant, cefovecin, lokivetmab, tasosartan and clazosentan.", "grapiprant cefovecin lokivetmab tasosartan clazosentan", ""},
		{"names of the seventies", "Toxicity of BCNU, Adriamycin and cis-platinum: a review", "We reviewed reactions to BCNU, Adriamycin, cis-platinum, sulphapyridine and chenodiol.", "carmustine doxorubicin cisplatin sulfapyridine chenodeoxycholic_acid", ""},
		{"name given in the sentence", "A new way to treat glioma", "We found a small-molecule inhibitor of the enzyme (XYZ-1), referred to as QI-1. QI-1 reduced growth.", "qi-1", "xyz-1"},
		{"digits below the line", "Vitamin D₂ and vitamin D₃ in children", "Vitamin D₂ was given to half of them.", "ergocalciferol colecalciferol", ""},
		{"vitamin D alone", "Vitamin D in children", "Vitamin D supplementation was safe.", "colecalciferol", "ergocalciferol"},
		{"fixed combination", "Cholestasis after co-trimoxazole: a case report", "", "sulfamethoxazole trimethoprim", "trimethoprim_sulfamethoxazole"},
		{"valency of a vaccine", "The nonavalent HPV vaccine and the quadrivalent HPV vaccine in men: a randomised trial", "", "9_valent_hpv_vaccine quadrivalent_hpv_vaccine", "hpv_vaccine"},
		{"list of substances of the body that are given", "Supplementation with selenium and coenzyme Q10 in the elderly", "", "selenium ubidecarenone", ""},
		{"list of substances of the body that are measured", "A cohort of athletes", "Selenium and coenzyme Q10 in plasma were lower than in controls.", "", "selenium ubidecarenone"},
		{"two vitamins that share the word", "A trial of vitamins C and E in pregnancy", "", "ascorbic_acid tocopherol", ""},
		{"classes that share the noun", "IL-17 and IL-23 inhibitors in psoriasis", "We reviewed TNF, IL-6 or IL-1 inhibitors too.", "il17_inhibitors il23_inhibitors tnf_inhibitors il6_inhibitors", ""},
		{"a list that shares the noun", "PD-1/PD-L1 and CTLA-4 inhibitors in melanoma", "", "pd1_inhibitors ctla4_inhibitors", ""},
		{"names that share the first word", "Insulin glargine or detemir in type 2 diabetes", "Some had interferon alfa-2a and -2b.", "insulin_glargine insulin_detemir interferon_alfa_2a interferon_alfa_2b", ""},
		{"vaccines that share the noun", "Influenza and pneumococcal vaccines in nursing homes", "", "influenza_vaccine pneumococcal_vaccine", ""},
		{"predicate over two enzymes", "Arthritis", "Baricitinib is an oral inhibitor of JAK1 and TYK2.", "baricitinib", "tyk2_inhibitors jak_inhibitors"},
		{"class behind a comma", "Arthritis: a review", "Trials of filgotinib and ABT-494, specific JAK1 inhibitors, are under way.", "filgotinib upadacitinib", "jak1_selective jak_inhibitors"},
		{"predicate behind an abbreviation of two", "COPD", "Fluticasone furoate/vilanterol (FF/VI) is a novel once-daily inhaled corticosteroid. We gave FF/VI or placebo.", "fluticasone vilanterol placebo", "glucocorticoids"},
		{"a code in a list of medicines", "S1P modulators", "Others (ozanimod, APD334, and amiselimod) are under study.", "ozanimod apd334 amiselimod", ""},
		{"a code and how the medicine is made", "XYZ019 (Daclizumab High Yield Process) in multiple sclerosis", "Patients received XYZ019 or placebo.", "daclizumab placebo", "xyz019"},
		{"traits of a peptide", "A peptide with antibacterial and muscle relaxant activities", "It may serve as an antibacterial agent and muscle relaxant.", "", "antibiotics muscle_relaxants"},
		{"what a bracket says it is worth", "Colostrum: a randomised trial", "Infants received colostrum 1.2 g/d (equivalent to 500 mg/d immunoglobulins) or placebo.", "placebo", "immunoglobulins"},
		{"saline as control", "Ropivacaine through a catheter", "Patients were randomly assigned to a bolus of ropivacaine, or saline by the same scheme.", "ropivacaine placebo", ""},
		{"saline as fluid", "Ropivacaine through a catheter", "Patients were given ropivacaine. The wound was rinsed with warm saline.", "ropivacaine", "placebo"},
		{"inhibition of a JAK", "Selective inhibition of tyrosine kinase 2", "", "tyk2_inhibitors", ""},
		{"combination of three names", "Rebound after Paxlovid: a case report", "", "nirmatrelvir ritonavir", ""},
		{"binding to a medicine", "Heparin-binding growth factor in wounds", "", "", "heparin"},
		{"immunity is no medicine", "Schools in a village", "Antiviral antibody titres rose.", "", "antivirals"},
		{"old code", "DuP 753 in spontaneously hypertensive rats", "", "losartan", ""},
		{"regimen by its letters", "FOLFIRINOX in pancreatic cancer: a cohort study", "", "fluorouracil folinic_acid irinotecan oxaliplatin", ""},
		{"older regimen by its letters", "CMF after mastectomy", "", "cyclophosphamide methotrexate fluorouracil", ""},
		{"salt of what the title names", "Iron in pregnancy: a randomised trial", "Women were randomly assigned to one ferrous sulfate tablet or placebo daily.", "ferrous_sulfate placebo", "iron"},
		{"family of antibiotics", "Penicillin allergy in hospital", "We tested people who could not take penicillin.", "penicillins", "benzylpenicillin"},
		{"hormones after the menopause", "Hormone therapy for postmenopausal women: a cohort study", "", "estrogens", ""},
		{"hormones against cancer", "Hormone therapy in men with prostate cancer: a cohort study", "", "", "estrogens"},
		{"vaccine in the background", "Bronchiolitis on a ward: a cohort study", "Children were mostly without any vaccine. We followed their course.", "", "vaccines"},
		{"name after finding", "Discovery of a small-molecule inhibitor of a kinase", "We report a novel inhibitor of the kinase. We screened a library and identified QM7, which blocks it. QM7 was selective. QM7 stopped growth.", "qm7", ""},
		{"name after naming it", "A blocker of a channel", "We synthesized a novel small-molecule inhibitor of the channel and named it J-8. J-8 was stable.", "j-8", ""},
		{"code of many letters", "The supplement GLUVAN220 in adults: a randomised trial", "GLUVAN220 lowered glucose.", "gluvan220", ""},
		{"name of a study is no code", "Survival in KEYSTONE-024: a cohort study", "", "", "keystone-024"},
		{"class of the title beside its member", "Statins and asthma: a randomised trial", "Patients were assigned to pravastatin or placebo.", "statins pravastatin placebo", ""},
		{"name in small letters", "Effect of the antimicrobial peptide brevixin-2c on melanoma cells", "Cells were treated with brevixin-2c.", "brevixin-2c", ""},
		{"minerals beside a class", "Diuretics, calcium and falls", "Serum calcium was measured.", "diuretics", "calcium"},
		{"isoflavones alone", "Isoflavones for hot flushes: a randomised trial", "", "isoflavones", "soy_isoflavones"},
		{"two toxins that share the word", "Botulinum toxin types A and B for drooling", "", "onabotulinumtoxina rimabotulinumtoxinb", ""},
		{"bacteria that are given", "Bacillus coagulans for bloating: a randomised trial", "", "bacillus_coagulans", ""},
		{"trial against placebo that is wanted", "Open-label trial of buspirone", "Patients took buspirone. Placebo-controlled trials are warranted.", "buspirone", "placebo"},
		{"placebo that was not included", "Globulin after exposure", "We compared two doses of cefazolin. A placebo group was not included.", "cefazolin", "placebo"},
		{"brand", "Herceptin and the heart: a cohort study", "", "trastuzumab", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, d := range Default().Suggest(Text{Title: tt.title, Abstract: tt.abstract}).Drugs {
				if d.ID == "" {
					d.ID = d.Name
				}
				got = append(got, d.ID)
			}
			for _, id := range strings.Fields(tt.want) {
				if !slices.Contains(got, id) {
					t.Errorf("%s is missing in %v", id, got)
				}
			}
			for _, id := range strings.Fields(tt.not) {
				if slices.Contains(got, id) {
					t.Errorf("%s is in %v", id, got)
				}
			}
		})
	}
}
