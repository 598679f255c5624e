package tagging

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"dossier/evidence"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

// TestContractGolden prints the whole answer of an invented abstract.
func TestContractGolden(t *testing.T) {
	got, err := json.MarshalIndent(Default().Answer(Query{ID: "example", Title: title, Abstract: abstract}), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "answer.json")
	if *update {
		if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
		t.Error(diff)
	}
}

func TestRolesOfDrugs(t *testing.T) {
	tests := []struct {
		name, title, abstract string
		want                  map[string]Role
	}{
		{"versus", "Tofacitinib versus adalimumab in arthritis", "", map[string]Role{"tofacitinib": Intervention, "adalimumab": Comparator}},
		{"vs. with a stop", "Ticagrelor vs. clopidogrel after stenting", "", map[string]Role{"ticagrelor": Intervention, "clopidogrel": Comparator}},
		{"prior therapy", "Baricitinib in patients with an inadequate response to methotrexate", "", map[string]Role{"baricitinib": Intervention, "methotrexate": Mentioned}},
		{"another make of it", "Costs of switching from infliximab originator to biosimilar", "", map[string]Role{"infliximab": Intervention}},
		{"another drug", "Switching from infliximab to vedolizumab", "", map[string]Role{"infliximab": Mentioned, "vedolizumab": Intervention}},
		{"people compared", "Acne after filgotinib: a cohort study", "We compared acne between adults starting filgotinib and those starting etanercept.", map[string]Role{"filgotinib": Intervention, "etanercept": Comparator}},
		{"people counted beside", "Acne after filgotinib: a cohort study", "Acne came in 91 people on filgotinib and 40 on etanercept.", map[string]Role{"filgotinib": Intervention, "etanercept": Comparator}},
		{"people of one kind", "Acne after filgotinib: a cohort study", "Acne came after filgotinib in adults and those on etanercept.", map[string]Role{"filgotinib": Intervention, "etanercept": Mentioned}},
		{"an organ fails, and no therapy", "Death and admissions for heart failure with vericiguat", "", map[string]Role{"vericiguat": Intervention}},
		{"a therapy fails", "Regorafenib after failure with sorafenib", "", map[string]Role{"regorafenib": Intervention, "sorafenib": Mentioned}},
		{"background in both arms", "", "Patients were randomised to baricitinib plus methotrexate or placebo plus methotrexate.", map[string]Role{"baricitinib": Intervention, "methotrexate": Background, "placebo": Comparator}},
		{"class beside its member", "Tofacitinib, an oral Janus kinase inhibitor, in ulcerative colitis", "", map[string]Role{"tofacitinib": Intervention}},
		{"brand and code", "Xeljanz (CP-690,550) for psoriasis", "", map[string]Role{"tofacitinib": Intervention}},
		{"misspelling", "Upadacitininb in atopic dermatitis", "", map[string]Role{"upadacitinib": Intervention}},
		{"unknown by its ending", "Efficacy of zzumatinib in arthritis", "", map[string]Role{"zzumatinib": Intervention}},
		{"code beside treatment", "", "Patients were treated with XYZ-1234 for ten weeks.", map[string]Role{"xyz-1234": Intervention}},
		{"reference group", "", "Infections with tofacitinib were counted; abatacept initiators were the reference.", map[string]Role{"tofacitinib": Intervention, "abatacept": Comparator}},
		{"a substance of the body that is reported", "Acne in reports of harm", "Disproportionality was greatest for testosterone (ROR 7.1; 95% CI 6.2-8.1).", map[string]Role{"testosterone": Intervention}},
		{"substance of the body", "Serum testosterone and mortality", "", map[string]Role{}},
		{"the same, given", "Testosterone therapy and mortality", "", map[string]Role{"testosterone": Intervention}},
		{"a poison that makes the model", "Sitagliptin and the aorta of rats with streptozotocin-induced diabetes", "Rats were injected with streptozotocin (60 mg/kg). Diabetic rats were treated with sitagliptin 10 mg/kg.", map[string]Role{"sitagliptin": Intervention}},
		{"the poison as the subject", "Streptozotocin and the pancreas of rats", "Rats were injected with streptozotocin (60 mg/kg). Islets were counted.", map[string]Role{"streptozocin": Intervention}},
		{"who takes the first of two", "Infections in adults with colitis receiving tofacitinib versus infliximab", "", map[string]Role{"tofacitinib": Intervention, "infliximab": Comparator}},
		{"who takes it, and nothing else", "Shingles in tofacitinib-treated adults with and without concomitant prednisolone", "", map[string]Role{"tofacitinib": Intervention, "prednisolone": Background}},
		{"what another is an adjuvant to", "Clonidine as an adjuvant to ropivacaine in caudal block", "", map[string]Role{"clonidine": Intervention, "ropivacaine": Background}},
		{"two on the far side", "Sorafenib versus gemcitabine plus erlotinib in liver cancer", "", map[string]Role{"sorafenib": Intervention, "gemcitabine": Comparator, "erlotinib": Comparator}},
		{"an intensive class already taken", "Niacin in adults receiving intensive statin therapy", "", map[string]Role{"nicotinic_acid": Intervention, "statins": Background}},
		{"vitamins that are measured", "Long use of omeprazole and the blood", "We compared 40 users of omeprazole with 40 other people. Serum gastrin, vitamin B12, folic acid and retinol were measured. Folic acid did not differ.", map[string]Role{"omeprazole": Intervention}},
		{"vitamins by their level", "Retinol and beta-carotene levels in children with measles", "Plasma retinol was low.", map[string]Role{}},
		{"a vitamin that is supplemented", "Folic acid and measles", "Children were given folic acid supplements or placebo.", map[string]Role{"folic_acid": Intervention, "placebo": Comparator}},
		{"an enzyme of the liver", "Jaundice after amoxicillin", "A man of 50 years took amoxicillin. Alkaline phosphatase was raised, and warfarin was stopped.", map[string]Role{"amoxicillin": Intervention, "warfarin": Mentioned}},
		{"clause after prior therapy", "", "In patients with an inadequate response to methotrexate, baricitinib was associated with improvement compared with adalimumab.", map[string]Role{"methotrexate": Mentioned, "baricitinib": Intervention, "adalimumab": Comparator}},
		{"two ways to give one drug", "Topical versus intravenous lidocaine in children", "", map[string]Role{"lidocaine": Intervention}},
		{"continued against placebo", "Continued semaglutide vs placebo on weight maintenance: a randomised trial", "", map[string]Role{"semaglutide": Intervention, "placebo": Comparator}},
		{"harm that another drug prevents", "Aprepitant for the prevention of vomiting following high-dose cisplatin: a randomised trial", "", map[string]Role{"aprepitant": Intervention, "cisplatin": Mentioned}},
		{"remedy in a case", "Mesna to prevent ifosfamide-induced cystitis: a case report", "", map[string]Role{"mesna": Intervention, "ifosfamide": Mentioned}},
		{"adjunct to either", "Lurasidone as adjunctive therapy with lithium or valproate: a randomised, placebo-controlled trial", "", map[string]Role{"lurasidone": Intervention, "lithium": Background, "valproate": Background, "placebo": Comparator}},
		{"with or without, in a trial", "Docetaxel with or without thalidomide in prostate cancer: a randomised trial", "", map[string]Role{"docetaxel": Background, "thalidomide": Intervention}},
		{"less against more", "Valproate versus valproate plus quetiapine in mania: a randomised trial", "", map[string]Role{"valproate": Background, "quetiapine": Intervention}},
		{"alone or with another, against placebo", "Effect of ramipril or ramipril plus felodipine on the heart: a randomised trial", "Patients received ramipril, ramipril plus felodipine, or placebo.", map[string]Role{"ramipril": Intervention, "felodipine": Intervention, "placebo": Comparator}},
		{"members of the classes of the title", "Statin plus fibrate versus statin alone: a randomised trial", "Patients were randomly assigned to a statin (pravastatin 40 mg) plus a fibrate (bezafibrate 400 mg) or to a statin (pravastatin 40 mg) alone.", map[string]Role{"pravastatin": Background, "bezafibrate": Intervention, "statins": Background, "fibrates": Intervention}},
		{"what others were taken off", "Switching to everolimus after kidney transplantation", "We converted 20 recipients to everolimus because of ciclosporin or azathioprine toxicity.", map[string]Role{"everolimus": Intervention, "ciclosporin": Mentioned, "azathioprine": Mentioned}},
		{"how animals are put to sleep", "Lidocaine and ventricular arrhythmias in dogs", "Pentobarbital-anaesthetised dogs were given lidocaine 2 mg/kg.", map[string]Role{"lidocaine": Intervention, "pentobarbital": Mentioned}},
		{"named once in laboratory work", "Effects of metformin in diabetic rats", "Rats were given metformin. Metformin lowered glucose, and pioglitazone did so too.", map[string]Role{"metformin": Intervention, "pioglitazone": Mentioned}},
		{"given together in laboratory work", "Effects of bortezomib in mice with myeloma xenografts", "Mice were given bortezomib. The combination of bortezomib with venetoclax was stronger.", map[string]Role{"bortezomib": Intervention, "venetoclax": Intervention}},
		{"cause of the illness in a case", "Terlipressin for renal failure: a case report", "A woman with paracetamol-induced liver failure was given terlipressin.", map[string]Role{"terlipressin": Intervention, "paracetamol": Mentioned}},
		{"parts of a mixture against placebo", "Effect of a drink with taurine on attention: a randomised trial", "Volunteers were randomly assigned to taurine 1 g, to a mix of creatine 3 g, beta-alanine 2 g and taurine 1 g, or to placebo.", map[string]Role{"taurine": Intervention, "creatine": Intervention, "beta_alanine": Intervention, "placebo": Comparator}},
		{"salt of the medicine of the title", "Is iron needed in pregnancy? A randomised trial", "Women received one ferrous sulfate tablet or placebo daily.", map[string]Role{"ferrous_sulfate": Intervention, "placebo": Comparator}},
		{"class beside the drug of the title", "Trastuzumab plus chemotherapy in gastric cancer: a randomised trial", "Background: Trastuzumab may help. Methods: Patients were randomly assigned to chemotherapy plus trastuzumab or to chemotherapy. Chemotherapy was cisplatin 80 mg per square metre.", map[string]Role{"trastuzumab": Intervention, "chemotherapy": Background, "cisplatin": Background}},
		{"medicine against what is no medicine", "Electroacupuncture for insomnia: a randomised trial", "Patients were assigned to electroacupuncture or received zolpidem 10 mg.", map[string]Role{"zolpidem": Comparator}},
		{"probe of an interaction", "Pharmacokinetics of midazolam when given with ensitrelvir in healthy volunteers", "Midazolam was given alone and with ensitrelvir. Ensitrelvir raised the exposure to midazolam.", map[string]Role{"ensitrelvir": Intervention, "midazolam": Mentioned}},
		{"usual care that has a medicine", "Secukinumab in lupus nephritis: a randomised trial", "Patients were assigned to secukinumab or placebo. Standard of care included mycophenolate.", map[string]Role{"secukinumab": Intervention, "placebo": Comparator, "standard_care": Comparator, "mycophenolate": Background}},
		{"what a review sees others combined with", "The role of panitumumab in colorectal cancer: a review", "Panitumumab was active alone. Panitumumab in combination with irinotecan prolonged survival, and we discuss why panitumumab with added irinotecan, in combination with irinotecan from the start, differs.", map[string]Role{"panitumumab": Intervention, "irinotecan": Background}},
		{"cause of a block that others reverse", "Sugammadex and breathing in rats", "Rats with rocuronium-induced weakness were given sugammadex.", map[string]Role{"sugammadex": Intervention, "rocuronium": Mentioned}},
		{"no placebo", "Givosiran in porphyria: a single-arm trial", "Patients were given givosiran without placebo control.", map[string]Role{"givosiran": Intervention}},
		{"together against usual care", "Risedronate plus calcitriol versus standard care in frail women: a randomised trial", "", map[string]Role{"risedronate": Intervention, "calcitriol": Intervention}},
		{"class whose harm is treated", "Duloxetine for taxane-induced pain: a randomised trial", "Women on paclitaxel were assigned to duloxetine or placebo.", map[string]Role{"duloxetine": Intervention, "placebo": Comparator, "taxanes": Background, "paclitaxel": Background}},
		{"harm told behind it", "Olanzapine in nausea induced by cisplatin: a randomised trial", "Patients were assigned to olanzapine or placebo.", map[string]Role{"olanzapine": Intervention, "cisplatin": Mentioned, "placebo": Comparator}},
		{"what the people of the title are treated with", "Evinacumab in patients treated with rosuvastatin: a randomised trial", "", map[string]Role{"evinacumab": Intervention, "rosuvastatin": Background}},
		{"tolerated doses", "Evinacumab versus ezetimibe on maximally tolerated doses of statins: a randomised trial", "", map[string]Role{"evinacumab": Intervention, "ezetimibe": Comparator, "statins": Background}},
		{"one kind or another that failed", "Filgotinib after inadequate response to synthetic or biologic DMARDs: a randomised trial", "Patients were assigned to filgotinib or placebo.", map[string]Role{"filgotinib": Intervention, "placebo": Comparator}},
		{"second of a list after comparing", "Azathioprine for colitis: a meta-analysis", "One trial compared azathioprine (2 mg/kg/day) to mercaptopurine (1.5 mg/kg/day) and mesalazine (3 g/day).", map[string]Role{"azathioprine": Intervention, "mercaptopurine": Comparator, "mesalazine": Comparator}},
		{"naive to a class", "", "Baricitinib was studied in patients naive to biologic DMARDs. Baricitinib was well tolerated.", map[string]Role{"baricitinib": Intervention}},
		{"controlled by a drug", "Oclacitinib for itch: a randomised, methylprednisolone-controlled study", "Forty adults were randomly assigned to oclacitinib or methylprednisolone.", map[string]Role{"oclacitinib": Intervention, "methylprednisolone": Comparator}},
		{"vaccine of the title named later", "Rashes after booster vaccination: a hospital survey", "We surveyed employees who had received a BNT162b2 booster.", map[string]Role{"bnt162b2": Intervention}},
		{"two that share what they cause", "Protective role of silymarin against isoniazid- and rifampicin-induced liver injury in guinea pigs", "Control animals received vehicle.", map[string]Role{"silymarin": Intervention, "isoniazid": Intervention, "rifampicin": Intervention, "vehicle": Comparator}},
		{"two with a slash that share it", "Protection by curcumin against doxorubicin/cyclophosphamide-induced injury in rats", "", map[string]Role{"curcumin": Intervention, "doxorubicin": Intervention, "cyclophosphamide": Intervention}},
		{"dogs of no breed", "Bupivacaine and the heart of dogs", "Fourteen mongrel dogs were given bupivacaine.", map[string]Role{"bupivacaine": Intervention}},
		{"vehicle in animals", "Effects of spironolactone in rats", "Rats were treated with spironolactone (50 mg/kg, 5 days) or its vehicle.", map[string]Role{"spironolactone": Intervention, "vehicle": Comparator}},
		{"saline that is given", "Effects of ketamine in mice", "Mice were given ketamine. Other mice were treated with saline.", map[string]Role{"ketamine": Intervention, "placebo": Comparator}},
		{"arm without it", "Dexmedetomidine gel for sore throat: a randomised trial", "Patients were assigned to dexmedetomidine gel plus standard care minus benzocaine, or to standard care with benzocaine (control group).", map[string]Role{"dexmedetomidine": Intervention, "benzocaine": Comparator}},
		{"steroids that are tapered", "Secukinumab in uveitis: a meta-analysis", "Trials had a run-in with tapering prednisone before secukinumab.", map[string]Role{"secukinumab": Intervention, "prednisone": Mentioned}},
		{"list with placebo", "Randomised trial of bilastine, cetirizine, and placebo in urticaria", "", map[string]Role{"bilastine": Intervention, "cetirizine": Comparator, "placebo": Comparator}},
		{"code in a bracket that is no alias", "", "Patients were treated with XYZ1234/bevacizumab (XYZ1234 arm) or bevacizumab (control arm).", map[string]Role{"xyz1234": Intervention, "bevacizumab": Comparator}},
		{"with either", "Granisetron after surgery", "Patients were randomised to dexamethasone 8 mg with either granisetron or saline placebo.", map[string]Role{"granisetron": Intervention, "dexamethasone": Background, "placebo": Comparator}},
		{"common drug of two combinations", "Gemcitabine plus cisplatin versus gemcitabine plus carboplatin: a randomised trial", "", map[string]Role{"gemcitabine": Background, "cisplatin": Intervention, "carboplatin": Comparator}},
		{"placebo is added to the other", "Olanzapine plus samidorphan and weight: a randomised trial", "Patients received olanzapine plus samidorphan or olanzapine plus placebo. Olanzapine plus samidorphan was safe.", map[string]Role{"olanzapine": Background, "samidorphan": Intervention, "placebo": Comparator}},
		{"no arm", "Etanercept in children with diabetes: a randomised trial", "Children were randomised to etanercept or placebo. METHODS: Three injections of insulin were needed. RESULTS: Insulin injections were fewer with etanercept than placebo.", map[string]Role{"etanercept": Intervention, "insulin": Mentioned, "placebo": Comparator}},
		{"consumption of a pain killer", "Ropivacaine infiltration after surgery: a randomised trial", "Patients had ropivacaine or placebo. Cumulative sufentanil consumption was lower with ropivacaine.", map[string]Role{"ropivacaine": Intervention, "sufentanil": Mentioned, "placebo": Comparator}},
		{"arm of people without it before", "Tofacitinib or methotrexate in methotrexate-naive patients: a randomised trial", "Patients received tofacitinib or methotrexate.", map[string]Role{"tofacitinib": Intervention, "methotrexate": Comparator}},
		{"plural of an abbreviation", "Aromatase inhibitors in breast cancer", "Trials comparing aromatase inhibitors (AIs) with tamoxifen. Events were more frequent with AI than tamoxifen.", map[string]Role{"aromatase_inhibitors": Intervention, "tamoxifen": Comparator}},
		{"compared with a procedure", "Lifestyle counselling for high cholesterol: a randomised trial", "Patients had counselling; it was compared with atorvastatin.", map[string]Role{"atorvastatin": Comparator}},
		{"versus either of two", "Antibiotics for gonorrhoea: a systematic review", "Trials assessed ceftriaxone versus either amoxicillin or spectinomycin.", map[string]Role{"antibiotics": Intervention, "ceftriaxone": Intervention, "amoxicillin": Comparator, "spectinomycin": Comparator}},
		{"comparisons with a list", "Dabigatran and the heart", "We made comparisons of dabigatran with warfarin, enoxaparin, and placebo.", map[string]Role{"dabigatran": Intervention, "warfarin": Comparator, "enoxaparin": Comparator, "placebo": Comparator}},
		{"new ones such as", "", "This review describes the efficacy of new small molecules such as filgotinib and upadacitinib.", map[string]Role{"filgotinib": Intervention, "upadacitinib": Intervention}},
		{"positive control behind a bracket", "Simvastatin in hamsters", "Other hamsters had ezetimibe (EZ, 0.002%) as a positive control.", map[string]Role{"simvastatin": Intervention, "ezetimibe": Comparator}},
		{"one or the other", "Fluticasone or tiotropium in chronic bronchitis: a randomised trial", "", map[string]Role{"fluticasone": Intervention, "tiotropium": Comparator}},
		{"placebo that hides the other", "Azasetron versus ondansetron: a randomised, double-blind, double-dummy trial", "One group received azasetron with placebo of ondansetron.", map[string]Role{"azasetron": Intervention, "ondansetron": Comparator}},
		{"trial of a diet", "A low glycaemic diet in pregnancy: a randomised trial", "RESULTS: Insulin treatment was as common in both groups.", map[string]Role{"insulin": Mentioned}},
		{"arms end where the people begin", "Granisetron plus dexamethasone versus metoclopramide plus dexamethasone in patients with cisplatin: a randomised trial", "", map[string]Role{"granisetron": Intervention, "metoclopramide": Comparator, "dexamethasone": Background, "cisplatin": Background}},
		{"i.v. is no versus", "", "A randomised study of intravenous (i.v.) doxorubicin and oral etoposide.", map[string]Role{"doxorubicin": Intervention, "etoposide": Intervention}},
		{"abbreviated substance, measured", "", "Serum hyaluronic acid (HA) was measured. HA rose in both groups.", map[string]Role{}},
		{"code of a name and numbers", "Ro 40-5967 in rats", "Rats received Ro 40-5967.", map[string]Role{"ro 40-5967": Intervention}},
		{"vaccination", "Reactions after influenza vaccination: a cohort study", "", map[string]Role{"influenza_vaccine": Intervention}},
		{"vaccine beside its brand", "BNT162b2 in patients with cancer", "Patients received a SARS-CoV-2 vaccine. BNT162b2 was safe.", map[string]Role{"bnt162b2": Intervention}},
		{"toxicity of two", "Relative efficacy and toxicity of netilmicin and tobramycin", "Netilmicin was given to 50 and tobramycin to 60 patients. Tobramycin was worse.", map[string]Role{"netilmicin": Intervention, "tobramycin": Intervention}},
		{"named in passing", "Troponin predicts death after embolism: a retrospective cohort study", "Patients who received alteplase were older.", map[string]Role{"alteplase": Mentioned}},
		{"classes in other words", "", "Patients failing antitumour necrosis factor therapy were given upadacitinib; others received intravenous immunoglobulins.", map[string]Role{"tnf_inhibitors": Mentioned, "upadacitinib": Intervention, "immunoglobulins": Intervention}},
		{"given to all", "Ibuprofen and blood loss: a randomised trial", "Patients took ibuprofen or placebo. All patients were injected with bupivacaine 20 mg plus morphine.", map[string]Role{"ibuprofen": Intervention, "placebo": Comparator, "bupivacaine": Background, "morphine": Background}},
		{"with or without, by a slash", "", "Data for baricitinib, with/without methotrexate, accord with these.", map[string]Role{"baricitinib": Intervention, "methotrexate": Background}},
		{"history of a drug's harm", "Argatroban in a patient with a history of heparin-induced thrombocytopenia: a case report", "", map[string]Role{"argatroban": Intervention, "heparin": Mentioned}},
		{"control in a bracket", "Bupivacaine lozenges for pain: a randomised trial", "Patients had bupivacaine lozenges or standard treatment including lidocaine (control group).", map[string]Role{"bupivacaine": Intervention, "lidocaine": Comparator}},
		{"placebo plus two", "Pertuzumab plus trastuzumab plus docetaxel for breast cancer: a randomised trial", "Patients received placebo plus trastuzumab plus docetaxel or pertuzumab plus trastuzumab plus docetaxel.", map[string]Role{"pertuzumab": Intervention, "trastuzumab": Background, "docetaxel": Background, "placebo": Comparator}},
		{"compared with the only drug", "A herbal emulsion in comparison with mineral oil for constipation: a randomised trial", "Children received the emulsion or mineral oil.", map[string]Role{"liquid_paraffin": Comparator}},
		{"name in small letters", "", "We tested qurtvela, a novel peptide, in mice. Treatment with qurtvela delayed birth; qurtvela was safe.", map[string]Role{"qurtvela": Intervention}},
		{"defined as something else", "The Bridge After Repair Index and survival: a cohort study", "We scored 90 patients by the Bridge After Repair Index (BARI). BARI predicted death.", map[string]Role{}},
		{"further trials with placebo", "Vitamin A supplementation for eye disease: a systematic review", "Vitamin A supplementation prevented eye disease in 12 trials. Further placebo-controlled trials would be unethical.", map[string]Role{"retinol": Intervention}},
		{"fell further than with placebo", "Vitamin A supplementation for eye disease: a randomised trial", "Scores fell further with vitamin A supplementation than with placebo.", map[string]Role{"retinol": Intervention, "placebo": Comparator}},
		{"payload of a conjugate", "A conjugate of MMAE for bladder tumours in mice", "The conjugate releases monomethyl auristatin E (MMAE). MMAE shrank the tumours of mice.", map[string]Role{"monomethyl_auristatin_e": Intervention}},
		{"peptide of a family", "Magainin 2 against skin bacteria: an in vitro study", "Magainin 2 killed bacteria at 4 mg/L.", map[string]Role{"magainin_2": Intervention}},
		{"nutrients by a common name", "Multiple micronutrient supplementation of schoolchildren: a randomised trial", "Children received multiple micronutrients or placebo.", map[string]Role{"multiple_micronutrients": Intervention, "placebo": Comparator}},
		{"gas by its formula", "Lidocaine for cough: a randomised trial", "Children received lidocaine or placebo. Anaesthesia was maintained with 60% N2O.", map[string]Role{"lidocaine": Intervention, "placebo": Comparator, "nitrous_oxide": Mentioned}},
		{"adjective of a hormone", "Iron and the marrow: a review", "Erythropoietic cells need iron, and erythropoietic drive falls without it.", map[string]Role{}},
		{"antibody with a longer life", "Antibody ABC57 against malaria in mice", "ABC57 is a potent antibody. We gave mice ABC57LS, which has a changed tail. ABC57LS lasted longer.", map[string]Role{"abc57": Intervention, "abc57ls": Intervention}},
		{"name with a Greek letter", "A foldamer kills tumour cells", "We made a peptide foldamer, named γ3-RQR. Tumour cells died of γ3-RQR.", map[string]Role{"γ3-rqr": Intervention}},
		{"tail of a longer name", "XY-12 kills glioma cells in mice", "We studied XY-12 (also known as IL4.K7D-PE2A), a novel conjugate. Treatment with XY-12 shrank tumours.", map[string]Role{"xy-12": Intervention}},
		{"protected from an overdose", "Carvedilol micelles in mice", "Carvedilol micelles were given by mouth and showed a protective effect against paracetamol overdose.", map[string]Role{"carvedilol": Intervention, "paracetamol": Mentioned}},
		{"sham of a device", "Electromagnetic fields for arthritis: a randomised trial", "Pain fell more than with placebo.", map[string]Role{}},
		{"vehicle of an ointment", "Betamethasone foam in psoriasis: a randomised trial", "Patients were randomised to betamethasone foam, foam vehicle or ointment vehicle.", map[string]Role{"betamethasone": Intervention, "vehicle": Comparator}},
		{"compound that is given", "Zoltarin and the kidney", "Rats were treated with zoltarin or metformin. Zoltarin lowered glucose.", map[string]Role{"zoltarin": Intervention, "metformin": Comparator}},
		{"compound with a dose", "Quellarol A attenuates oedema in mice", "Quellarol A (20 mg/kg) reduced oedema.", map[string]Role{"quellarol a": Intervention}},
		{"peptide with a number", "Vexatin-3 and appetite", "Rats received vexatin-3 by cannula.", map[string]Role{"vexatin-3": Intervention}},
		{"acid that is given", "Effects of umbroric acid on wounds", "Rats were treated with umbroric acid ointment.", map[string]Role{"umbroric acid": Intervention}},
		{"natural product", "Fendrol, a phlorotannin, and bone", "Fendrol, a phlorotannin of algae, slowed bone loss in mice.", map[string]Role{"fendrol": Intervention}},
		{"substance that is measured", "Zoltarin and insulin resistance", "Zoltarin was higher in obese children.", map[string]Role{}},
		{"adjective that is received", "Online and routine visits", "Women received routine visits or received online visits.", map[string]Role{}},
		{"short of a chemical name", "XQBDA in mice with colitis", "We made 2-chloro-4-benzyl-dibutanoic acid (XQBDA). Mice received XQBDA.", map[string]Role{"xqbda": Intervention}},
		{"number of a series in the title", "A peptide analogue 7K against resistant bacteria", "It killed bacteria in mice.", map[string]Role{"7k": Intervention}},
		{"number of a series elsewhere", "Quinolines against resistant bacteria", "Derivative 7k killed bacteria in mice. Compound 7k was safe.", map[string]Role{}},
		{"code of a house with a space", "Tolerability in healthy men", "Men received AMG 977 or placebo.", map[string]Role{"amg 977": Intervention, "placebo": Comparator}},
		{"code behind a code", "Pharmacokinetics of ZZQ-1201", "ZZQ-1201 (KRW-88123) was given to men. KRW-88123 was safe.", map[string]Role{"zzq-1201": Intervention}},
		{"code of one letter", "Tolerability in healthy men", "Men received E9917 or placebo.", map[string]Role{"e9917": Intervention, "placebo": Comparator}},
		{"cell line of one letter", "A new drug for lung cancer", "We studied E9917 cells and E9917 tumours.", map[string]Role{}},
		{"year behind a meeting", "Meeting abstracts of the QSR 2014", "The QSR 2014 took place in May.", map[string]Role{}},
		{"antibody and what it carries", "Qortuzumab vedotin in lymphoma", "Patients received qortuzumab vedotin.", map[string]Role{"qortuzumab vedotin": Intervention}},
		{"misspelt short name", "Etrasimood in colitis: a randomised trial", "Patients were randomised to etrasimood or placebo.", map[string]Role{"etrasimod": Intervention, "placebo": Comparator}},
		{"novel compound with a name", "", "Here we tested a novel peptide, QRS-X, in rats. QRS-X lowered pain.", map[string]Role{"qrs-x": Intervention}},
		{"name explained", "Zoltarin: a novel peptide that kills bacteria", "Zoltarin killed bacteria in mice.", map[string]Role{"zoltarin": Intervention}},
		{"series of compounds", "", "The new peptide QRS-1 was compared with QRS-2 in cells; QRS-1 bound better.", map[string]Role{"qrs-1": Intervention, "qrs-2": Comparator}},
		{"novel, and no compound", "NLRP9 is a novel drug target", "We found NLRP9 in a new drug screen. NLRP9 was high.", map[string]Role{}},
		{"saline as a control", "Ropivacaine after surgery", "Patients were randomised to ropivacaine or isotonic saline.", map[string]Role{"ropivacaine": Intervention, "placebo": Comparator}},
		{"saline as a fluid", "Ropivacaine after surgery", "Ropivacaine was diluted in normal saline.", map[string]Role{"ropivacaine": Intervention}},
		{"form of a substance", "Insulin glargine in diabetes", "Patients received insulin glargine. Insulin therapy was safe.", map[string]Role{"insulin_glargine": Intervention}},
		{"salt of a drug", "Fenoprofen calcium and the kidney", "", map[string]Role{"fenoprofen": Intervention}},
		{"parent compound", "Betulinic acid derivatives as inhibitors of an enzyme", "", map[string]Role{}},
		{"mineral as a supplement", "Calcium supplementation and fractures: a randomised, placebo-controlled trial", "", map[string]Role{"calcium": Intervention, "placebo": Comparator}},
		{"mineral as a measurement", "Cinacalcet and bone", "Serum calcium fell with cinacalcet.", map[string]Role{"cinacalcet": Intervention}},
		{"added to what the other arm has alone", "Racecadotril and zinc versus zinc alone in children with diarrhoea: a randomised trial", "", map[string]Role{"racecadotril": Intervention, "zinc": Background}},
		{"one drug more", "A randomised trial of lenalidomide, elotuzumab and dexamethasone compared with lenalidomide and dexamethasone in myeloma", "", map[string]Role{"elotuzumab": Intervention, "lenalidomide": Background, "dexamethasone": Background}},
		{"groups in sentences of their own", "Two regimens for a skin disease: a randomised trial", "Group 1 received colchicine and topical mupirocin. Group 2 received topical mupirocin and prednisolone.", map[string]Role{"colchicine": Intervention, "mupirocin": Background, "prednisolone": Intervention}},
		{"in both arms of what is no drug", "Seed powder for blood lipids: a randomised trial", "The control group received 40 mg/day of lovastatin and the intervention group received 40 mg/day of lovastatin plus 2 g/day powder of seeds.", map[string]Role{"lovastatin": Background}},
		{"with another behind versus", "Ceftriaxone for gonorrhoea: a review", "We compared ceftriaxone (250 mg) versus either amoxicillin (3 g, oral) plus probenecid (1 g, oral).", map[string]Role{"ceftriaxone": Intervention, "amoxicillin": Comparator, "probenecid": Comparator}},
		{"ingredients of what is tested", "Cannabis for spasticity: a randomised trial", "Spasticity is common. We studied a cannabis medicine containing delta-9 tetrahydrocannabinol (THC) and cannabidiol (CBD). People were randomised to it or placebo.", map[string]Role{"tetrahydrocannabinol": Intervention, "cannabidiol": Intervention, "placebo": Comparator}},
		{"what provokes the effect", "Diazepam and the heart rate of rats", "Slowing was produced in rats by intravenous infusion of adrenaline. Diazepam 1 mg/kg increased it.", map[string]Role{"diazepam": Intervention, "epinephrine": Mentioned}},
		{"granted before the study is told", "Valproate for agitation: a review", "Although haloperidol is used most, its effect is modest. Trials of valproate are reviewed.", map[string]Role{"valproate": Intervention, "haloperidol": Mentioned}},
		{"could not take", "Bempedoic acid and the heart", "In this randomised trial patients who were unable or unwilling to take statins received bempedoic acid or placebo.", map[string]Role{"bempedoic_acid": Intervention, "placebo": Comparator, "statins": Mentioned}},
		{"what those who did not respond got", "Plasma exchange for neuropathy: a sham-controlled trial", "Patients were randomised to exchange or sham. The non-responders improved with prednisone.", map[string]Role{"prednisone": Mentioned}},
		{"by the sign of plus or minus", "Sapitinib before surgery: a randomised trial", "Patients received oxaliplatin and capecitabine (Xelox) ± sapitinib.", map[string]Role{"sapitinib": Intervention, "oxaliplatin": Background, "capecitabine": Background}},
		{"partner in the arm of the title's drug", "Docetaxel plus platinum versus vinorelbine: a randomised trial", "Patients received docetaxel 75 mg/m2 and carboplatin AUC 6 or vinorelbine 25 mg/m2.", map[string]Role{"docetaxel": Intervention, "carboplatin": Intervention, "vinorelbine": Comparator}},
		{"insulin of the day", "Add-on vildagliptin in patients treated with basal insulin: a randomised trial", "Patients were randomised to vildagliptin or placebo. HbA1c was 8%. Insulin levels were measured.", map[string]Role{"vildagliptin": Intervention, "placebo": Comparator, "insulin": Background}},
		{"two doses of one drug", "Two doses of apixaban after surgery: a randomised trial", "Patients received apixaban 2.5 mg or apixaban 5 mg.", map[string]Role{"apixaban": Intervention}},
		{"arm that does without it", "Cinacalcet with calcitriol for dialysis: a randomised trial", "Patients were randomised to cinacalcet with calcitriol or calcitriol without cinacalcet.", map[string]Role{"cinacalcet": Intervention, "calcitriol": Background}},
		{"remedy beside the culprit", "Haemolysis after quinine: a case report", "A man took quinine. Haemolysis followed, and oral prednisolone was begun; it improved under prednisolone.", map[string]Role{"quinine": Intervention, "prednisolone": Mentioned}},
		{"later therapy in a cohort", "Regorafenib in liver cancer: a retrospective cohort study", "All had regorafenib. Those who went on to lenvatinib lived longer. Lenvatinib was given to 20 of them.", map[string]Role{"regorafenib": Intervention, "lenvatinib": Mentioned}},
		{"members of a group of the title", "Zoster among users of tofacitinib and biologic agents: a cohort study", "We followed users of tofacitinib, adalimumab and tocilizumab. Rates were 3 with adalimumab and 2 with tocilizumab.", map[string]Role{"tofacitinib": Intervention, "adalimumab": Intervention, "tocilizumab": Intervention}},
		{"or of another phrase", "", "Tofacitinib, an oral or topical JAK inhibitor, and ruxolitinib were studied in psoriasis.", map[string]Role{"tofacitinib": Intervention, "ruxolitinib": Intervention}},
		{"what the analysis controls for", "Amiodarone and pacemakers: a cohort study", "Hazards of amiodarone were estimated, adjusting for exposure to sotalol and digoxin.", map[string]Role{"amiodarone": Intervention, "sotalol": Mentioned, "digoxin": Mentioned}},
		{"what the patient takes", "A severe reaction during donation: a case report", "Regular medications included bumetanide, pravastatin and paroxetine.", map[string]Role{"bumetanide": Mentioned, "pravastatin": Mentioned, "paroxetine": Mentioned}},
		{"rescue in a review", "Budesonide for preterm infants: a meta-analysis", "Infants on budesonide less often had late rescue with dexamethasone.", map[string]Role{"budesonide": Intervention, "dexamethasone": Mentioned}},
		{"result of another study", "Everolimus in kidney cancer: a randomised, placebo-controlled trial", "Survival with everolimus was 5 months and with placebo 4; it was similar to that reported for sunitinib in earlier work.", map[string]Role{"everolimus": Intervention, "placebo": Comparator, "sunitinib": Mentioned}},
		{"active comparator in a bracket", "Propolis and the mouth: a randomised trial", "Patients had a herbal gel or povidone-iodine twice daily (active comparator).", map[string]Role{"propolis": Intervention, "povidone_iodine": Comparator}},
		{"standard arm behind a dose", "A randomised trial comparing oral doxycycline versus topical erythromycin for a rash", "Patients had doxycycline 100 mg b.i.d. (standard arm) or erythromycin.", map[string]Role{"doxycycline": Comparator, "erythromycin": Intervention}},
		{"combination in a review", "Antiviral drugs after transplantation: a meta-analysis", "Comparisons were peginterferon plus ribavirin versus control; amantadine plus ribavirin versus control.", map[string]Role{"antivirals": Intervention, "peginterferon_alfa": Intervention, "amantadine": Intervention, "ribavirin": Intervention}},
		{"two durations of one combination", "Peginterferon plus ribavirin for 72 weeks versus peginterferon plus ribavirin for 48 weeks: a meta-analysis", "", map[string]Role{"peginterferon_alfa": Intervention, "ribavirin": Intervention}},
		{"aim the other way round", "Metoclopramide plus dexamethasone versus granisetron plus dexamethasone: a randomised trial", "We carried out a trial to compare granisetron plus dexamethasone with metoclopramide plus dexamethasone.", map[string]Role{"granisetron": Intervention, "metoclopramide": Comparator, "dexamethasone": Background}},
		{"two combinations, one after the other", "Epirubicin/cyclophosphamide/capecitabine versus epirubicin/cyclophosphamide/fluorouracil, followed by docetaxel/capecitabine versus docetaxel: a randomised trial", "", map[string]Role{"capecitabine": Intervention, "fluorouracil": Comparator, "epirubicin": Background, "cyclophosphamide": Background, "docetaxel": Background}},
		{"continued against placebo after both", "Patients on methotrexate and folic acid: do they need folic acid?", "In a randomised trial 75 patients on methotrexate and folic acid were randomised to placebo or folic acid.", map[string]Role{"folic_acid": Intervention, "methotrexate": Background, "placebo": Comparator}},
		{"arm that the aim does not name", "Two regimens for a skin disease: a randomised trial", "OBJECTIVE: To study the effects of colchicine. METHODS: Group 1 received colchicine and topical mupirocin. Group 2 received topical mupirocin and prednisolone.", map[string]Role{"colchicine": Intervention, "mupirocin": Background, "prednisolone": Comparator}},
		{"compared by apposition", "A new inhibitor against gout in mice", "Febuxostat lowered urate and was superior to the current first-line drug, allopurinol.", map[string]Role{"febuxostat": Intervention, "allopurinol": Comparator}},
		{"with another in the title", "Tofacitinib with methotrexate in arthritis: a randomised trial", "", map[string]Role{"tofacitinib": Intervention, "methotrexate": Background}},
		{"way of giving in the title", "Thrombolysis with alteplase for stroke: a randomised trial", "", map[string]Role{"alteplase": Intervention}},
		{"a procedure versus a procedure plus a drug", "Shunting versus drainage plus albumin in cirrhosis: a randomised trial", "", map[string]Role{"albumin": Comparator}},
		{"replaced", "Rifabutin for tuberculosis: a meta-analysis", "The replacement of rifampicin by rifabutin is not supported.", map[string]Role{"rifabutin": Intervention, "rifampicin": Comparator}},
		{"names of groups that come again", "Sirolimus beside tacrolimus and prednisolone after transplantation: a randomised trial", "We compared a regimen (control group) of tacrolimus and prednisolone with a regimen (study group) of tacrolimus, prednisolone and sirolimus, whether the study group had less harm of tacrolimus.", map[string]Role{"sirolimus": Intervention, "tacrolimus": Background, "prednisolone": Background}},
		{"such as, in what a review is about", "Emerging drugs for melanoma", "This review describes data on drugs such as spartalizumab and atezolizumab.", map[string]Role{"spartalizumab": Intervention, "atezolizumab": Intervention}},
		{"continued, where others switch", "Aggressive lipid lowering: a randomised trial", "Patients were randomised to continue with simvastatin 40 mg or to switch to atorvastatin 80 mg.", map[string]Role{"atorvastatin": Intervention, "simvastatin": Comparator}},
		{"what controls use", "Outcome after loratadine in early pregnancy", "We followed 120 women who took loratadine. Their infants were compared with those of matched control women using a drug known to be safe (paracetamol).", map[string]Role{"loratadine": Intervention, "paracetamol": Comparator}},
		{"what controls were given", "Malformations after topiramate", "In this cohort, 200 pregnancies with topiramate were compared with 400 controls who were given lamotrigine.", map[string]Role{"topiramate": Intervention, "lamotrigine": Comparator}},
		{"beside the class of a report", "TNF inhibitor-induced lupus: report of three cases", "Three women on etanercept (n = 2) or infliximab (n = 1) had lupus. All were on stable leflunomide; filgrastim was given twice.", map[string]Role{"etanercept": Intervention, "infliximab": Intervention, "leflunomide": Background, "tnf_inhibitors": Intervention, "filgrastim": Mentioned}},
		{"with and without a disease", "Sepsis in people with and without HIV receiving ustekinumab: a matched cohort", "", map[string]Role{"ustekinumab": Intervention}},
		{"a choice behind versus", "Tofacitinib versus placebo or golimumab in spondylitis", "Adults were randomised to tofacitinib, golimumab or placebo.", map[string]Role{"tofacitinib": Intervention, "golimumab": Comparator, "placebo": Comparator}},
		{"beside the cause of a report", "Leflunomide-induced hepatitis in a man with arthritis", "A man on leflunomide and, for a year, also on etanercept became yellow. Etanercept was taken up again later.", map[string]Role{"leflunomide": Intervention, "etanercept": Mentioned}},
		{"control of the trials before", "Apremilast in the long run: an open-label extension", "Two placebo-controlled trials have shown that apremilast works. All took apremilast in the extension.", map[string]Role{"apremilast": Intervention}},
		{"the common referent", "Gout flares with febuxostat and probenecid", "In this cohort users of febuxostat and probenecid were matched, allopurinol serving as the common referent.", map[string]Role{"febuxostat": Intervention, "probenecid": Intervention, "allopurinol": Comparator}},
		{"a reference group", "Ulcer bleeding in users of ibuprofen", "In this cohort users of ibuprofen were matched to a reference group on paracetamol. Bleeding was twofold higher.", map[string]Role{"ibuprofen": Intervention, "paracetamol": Comparator}},
		{"not enough alone", "Exenatide in type 2 diabetes insufficiently controlled on glimepiride", "Patients were randomised to exenatide or placebo for 24 weeks. HbA1c fell more with exenatide.", map[string]Role{"exenatide": Intervention, "placebo": Comparator, "glimepiride": Background}},
		{"not well controlled", "Add-on dapagliflozin in diabetes", "In this randomised trial adults not well controlled with stable metformin received dapagliflozin or placebo.", map[string]Role{"dapagliflozin": Intervention, "placebo": Comparator, "metformin": Background}},
		{"arm with its size", "Upadacitinib in arthritis: an integrated safety analysis of randomised trials", "We pooled 12 trials (upadacitinib, n = 4,298; adalimumab, n = 1,008).", map[string]Role{"upadacitinib": Intervention, "adalimumab": Comparator}},
		{"heading of a case", "Aplastic anaemia and the lung: a case report", "INTRODUCTION: It is rare. DESCRIPTION: A 10-year-old boy fell ill. Antithymocyte globulin and ciclosporin were started.", map[string]Role{"antithymocyte_globulin": Intervention, "ciclosporin": Intervention}},
		{"signal in spontaneous reports", "Reports of haemolysis after rituximab and other drugs: a disproportionality analysis of FAERS", "Reports were disproportionate with rituximab and with ceftriaxone.", map[string]Role{"rituximab": Intervention, "ceftriaxone": Intervention}},
		{"continued in most of the text", "Entecavir to telbivudine switch: a randomised trial", "Sixty subjects were randomised to continue with entecavir or switch to telbivudine. Virus came back less often under entecavir. Entecavir was safe.", map[string]Role{"telbivudine": Intervention, "entecavir": Comparator}},
		{"trial that the data come from", "Laboratory findings in pregnancy: a secondary analysis", "We used data of a randomised trial of ascorbic acid for prevention of pre-eclampsia. Platelets were low in 5%.", map[string]Role{"ascorbic_acid": Mentioned}},
		{"earlier line of therapy", "Cisplatin after remission of ovarian cancer: a randomised trial", "Patients in remission after first-line chemotherapy consisting of doxorubicin had cisplatin or nothing.", map[string]Role{"cisplatin": Intervention, "doxorubicin": Mentioned}},
		{"the review's subject from the other side", "Do aromatase inhibitors harm the heart? A meta-analysis", "Trials comparing aromatase inhibitors with tamoxifen were eligible. In both arms, tamoxifen versus aromatase inhibitors, events were rare. Risk was higher with aromatase inhibitors than with tamoxifen.", map[string]Role{"aromatase_inhibitors": Intervention, "tamoxifen": Comparator}},
		{"two of the title, compared with each other", "Comparative effects of rosuvastatin and atorvastatin on lipids: a randomised trial", "Rosuvastatin was better than atorvastatin. LDL fell more with rosuvastatin as compared to atorvastatin.", map[string]Role{"rosuvastatin": Intervention, "atorvastatin": Intervention}},
		{"two ways to give drugs with another", "Bolus versus continuous infusion of ifosfamide and doxorubicin with oral etoposide: a randomised trial", "", map[string]Role{"ifosfamide": Intervention, "doxorubicin": Intervention, "etoposide": Background}},
		{"compared only in passing", "Raloxifene for the bones: a randomised trial", "To examine harm of raloxifene that occurs with goserelin or tamoxifen. Women were randomised to raloxifene 60 mg or placebo.", map[string]Role{"raloxifene": Intervention, "placebo": Comparator, "goserelin": Mentioned, "tamoxifen": Mentioned}},
		{"class that the title does not name", "Amiodarone and pacemakers: a cohort study", "We followed users of amiodarone. Many took beta-blockers; beta-blockers were stopped in some.", map[string]Role{"amiodarone": Intervention, "beta_blockers": Mentioned}},
		{"class of a review of a field", "New medicines for arthritis: a narrative review", "JAK inhibitors are discussed in this review. JAK inhibitors lower pain.", map[string]Role{"jak_inhibitors": Intervention}},
		{"the reference beside its fellows", "Bleeding with single antidepressants: a cohort study", "Antidepressants differ. We compared sertraline, paroxetine and escitalopram with fluoxetine as reference.", map[string]Role{"sertraline": Intervention, "paroxetine": Intervention, "escitalopram": Intervention, "fluoxetine": Comparator, "antidepressants": Intervention}},
		{"better than placebo, others not", "Medicines in acute mania: a network meta-analysis", "Olanzapine and lithium were better than placebo, whereas gabapentin was not.", map[string]Role{"olanzapine": Intervention, "lithium": Intervention, "gabapentin": Intervention, "placebo": Comparator}},
		{"a drug left off", "Early statin withdrawal after stroke: a cohort study", "Patients whose statin was stopped fared worse than those who went on.", map[string]Role{"statins": Intervention}},
		{"standards of laboratory work", "Sedation by losartan in mice", "Losartan 10 mg/kg was given to mice. Fluoxetine and imipramine were used as positive controls, diazepam 1 mg/kg as the reference drug.", map[string]Role{"losartan": Intervention, "fluoxetine": Comparator, "imipramine": Comparator, "diazepam": Comparator}},
		{"noninferiority of one to another", "Noninferiority of apixaban to dalteparin in cancer: a randomised trial", "", map[string]Role{"apixaban": Intervention, "dalteparin": Comparator}},
		{"progress on another drug", "Lapatinib in women who progressed on trastuzumab: a randomised trial", "Women were randomly assigned to lapatinib or placebo.", map[string]Role{"lapatinib": Intervention, "trastuzumab": Mentioned, "placebo": Comparator}},
		{"either order", "First sunitinib, then everolimus: a randomised trial", "Patients were randomised to everolimus followed by sunitinib or to sunitinib followed by everolimus.", map[string]Role{"sunitinib": Intervention, "everolimus": Intervention}},
		{"all had", "Ketamine or midazolam for children with fractures: a randomised trial", "Children were randomly assigned to ketamine or midazolam; all had fentanyl.", map[string]Role{"ketamine": Intervention, "midazolam": Comparator, "fentanyl": Background}},
		{"a class against an operation", "Ablation versus antiarrhythmic drugs in atrial fibrillation: a randomised trial", "", map[string]Role{"antiarrhythmics": Comparator}},
		{"compared with users of", "Is metformin associated with fewer cancers? A cohort study", "New users of metformin were compared with new users of sulfonylureas.", map[string]Role{"metformin": Intervention, "sulfonylureas": Comparator}},
		{"stopped in a case", "Unusual cause of hiccups: a case report", "A man with myeloma was given bortezomib and dexamethasone. Hiccups came with every cycle and ceased when dexamethasone was omitted. Chlorpromazine did not help.", map[string]Role{"dexamethasone": Intervention, "bortezomib": Mentioned, "chlorpromazine": Mentioned}},
		{"taken before, suspected by its class", "Lymphoma after thiopurine therapy: a case report", "A man who had received azathioprine for five years had lymphoma of the spleen.", map[string]Role{"azathioprine": Intervention, "thiopurines": Intervention}},
		{"taken by those who do something", "Yoga in women undergoing doxorubicin: a randomised trial", "Women were randomised to yoga or to counselling.", map[string]Role{"doxorubicin": Background}},
		{"what an excerpt of a trial is about", "", "Concomitant methotrexate was taken by 60% of patients on golimumab, who were randomly assigned. Infections came in 2% of patients on placebo and 3% of patients on golimumab.", map[string]Role{"golimumab": Intervention, "methotrexate": Background, "placebo": Comparator}},
		{"two comparisons in a row", "Medicines for a sore mouth: a systematic review", "Trials compared allopurinol versus placebo, and morphine versus hydromorphone.", map[string]Role{"allopurinol": Intervention, "morphine": Intervention, "placebo": Comparator, "hydromorphone": Comparator}},
		{"like a reaction", "Lupus-like reaction to minocycline: a case report", "A girl on minocycline had fever.", map[string]Role{"minocycline": Intervention}},
		{"left off, another kept", "Stopping infliximab in patients on azathioprine: a cohort study", "Patients who stopped infliximab were followed.", map[string]Role{"infliximab": Intervention, "azathioprine": Background}},
		{"put to sleep, then into arms", "A new laryngoscope for hard airways: a randomised trial", "Patients received propofol and rocuronium and were then randomised to one of two blades.", map[string]Role{"propofol": Mentioned, "rocuronium": Mentioned}},
		{"after the drugs of before", "Trastuzumab in breast cancer after chemotherapy: a randomised trial", "Women were assigned to trastuzumab or observation.", map[string]Role{"trastuzumab": Intervention, "chemotherapy": Background}},
		{"members of what a procedure is held against", "Ablation versus antiarrhythmic drugs in fibrillation: a randomised trial", "Patients were randomised to ablation or to drugs (amiodarone, flecainide).", map[string]Role{"antiarrhythmics": Comparator, "amiodarone": Comparator, "flecainide": Comparator}},
		{"two arms of an excerpt", "", "Patients with stroke were randomly assigned to tenecteplase 0.25 mg/kg or alteplase 0.9 mg/kg.", map[string]Role{"tenecteplase": Intervention, "alteplase": Comparator}},
		{"what makes the disease of a model", "Liraglutide in mice with weak hearts", "Mice with doxorubicin-induced cardiomyopathy and mice with cuprizone-induced demyelination were given liraglutide.", map[string]Role{"liraglutide": Intervention, "doxorubicin": Mentioned}},
		{"what a medicine is, with its abbreviation", "Raloxifene in schizophrenia: a systematic review", "The selective estrogen receptor modulator (SERM) raloxifene was compared with placebo.", map[string]Role{"raloxifene": Intervention, "placebo": Comparator}},
		{"arms of an excerpt around a placebo", "", "Patients were randomised to upadacitinib 15 mg, placebo, or adalimumab 40 mg.", map[string]Role{"upadacitinib": Intervention, "placebo": Comparator, "adalimumab": Comparator}},
		{"factorial", "Prednisolone or pentoxifylline for hepatitis: a randomised trial", "A two-by-two factorial design was used.", map[string]Role{"prednisolone": Intervention, "pentoxifylline": Intervention}},
		{"a scale, not a drug", "Stent retrievers in stroke: a cohort study", "Flow was graded by thrombolysis in cerebral infarction.", map[string]Role{}},
		{"among a class", "", "Among JAK inhibitors, tofacitinib and baricitinib are approved for arthritis.", map[string]Role{"jak_inhibitors": Intervention, "tofacitinib": Intervention, "baricitinib": Intervention}},
		{"under way in one clause", "", "Fedratinib was approved in 2019 and pacritinib in 2022; momelotinib is under investigation.", map[string]Role{"fedratinib": Intervention, "pacritinib": Intervention, "momelotinib": Mentioned}},
		{"given with what is stable", "", "In a phase 2b study patients received baricitinib or placebo with stable methotrexate.", map[string]Role{"baricitinib": Intervention, "placebo": Comparator, "methotrexate": Background}},
		{"than those on another", "", "Patients on momelotinib, who had previously been treated with ruxolitinib, had fewer transfusions than those on danazol.", map[string]Role{"momelotinib": Intervention, "ruxolitinib": Mentioned, "danazol": Comparator}},
		{"switching from one to another", "Switching from methotrexate to upadacitinib", "", map[string]Role{"methotrexate": Mentioned, "upadacitinib": Intervention}},
		{"addition to what is ongoing", "Addition of navitoclax to ongoing ruxolitinib in myelofibrosis", "", map[string]Role{"navitoclax": Intervention, "ruxolitinib": Background}},
		{"no response to one or another", "", "Filgotinib-treated patients who had not responded to vedolizumab or TNF antagonists reached remission less often.", map[string]Role{"filgotinib": Intervention, "vedolizumab": Mentioned, "tnf_inhibitors": Mentioned}},
		{"stopped, and another given", "", "A 50-year-old woman on tofacitinib presented with shingles; tofacitinib was withheld and valaciclovir given.", map[string]Role{"tofacitinib": Intervention, "valaciclovir": Mentioned}},
		{"members of a class that is spoken of", "", "JAK inhibitors such as tofacitinib and baricitinib have changed practice.", map[string]Role{"jak_inhibitors": Intervention, "tofacitinib": Intervention, "baricitinib": Intervention}},
		{"best available therapy", "", "Ruxolitinib prolonged survival compared with best available therapy, which included hydroxyurea.", map[string]Role{"ruxolitinib": Intervention, "hydroxycarbamide": Comparator}},
		{"inferior to", "Darunavir plus ritonavir was noninferior to atazanavir plus ritonavir: a randomised trial", "", map[string]Role{"darunavir": Intervention, "atazanavir": Comparator, "ritonavir": Background}},
		{"called the cause", "A woman with jaundice: a case report", "She took flucloxacillin and paracetamol. Flucloxacillin was thought to be the cause. Ursodeoxycholic acid was prescribed.", map[string]Role{"flucloxacillin": Intervention, "paracetamol": Mentioned, "ursodeoxycholic_acid": Mentioned}},
		{"harm that a trial is to reduce", "Does magnesium reduce suxamethonium-induced twitching? A randomised trial", "Adults were randomised to magnesium sulphate 40 mg/kg or saline before suxamethonium 1.5 mg/kg.", map[string]Role{"magnesium_sulfate": Intervention, "suxamethonium": Mentioned, "placebo": Comparator}},
		{"adding one to another", "Effect of adding ezetimibe to statins on plaques: a randomised trial", "Patients were assigned to ezetimibe or no ezetimibe.", map[string]Role{"ezetimibe": Intervention, "statins": Background}},
		{"what the title says helped", "Angioedema from lisinopril treated with icatibant: a case report", "Clemastine did not help; icatibant did.", map[string]Role{"lisinopril": Intervention, "icatibant": Intervention, "clemastine": Mentioned}},
		{"users in the title", "Do SSRIs cause bleeding in warfarin users? A cohort study", "Exposure to sertraline or fluoxetine was ascertained.", map[string]Role{"ssris": Intervention, "warfarin": Background, "sertraline": Intervention, "fluoxetine": Intervention}},
		{"those of users of another", "Bones of women using medroxyprogesterone: a cohort study", "Bone density was compared with that of 145 users of levonorgestrel implants.", map[string]Role{"medroxyprogesterone": Intervention, "levonorgestrel": Comparator}},
		{"given to both groups", "Sevoflurane versus propofol in heart surgery", "Patients were randomly allocated to sevoflurane (n=25) or propofol (n=25); sufentanil and cisatracurium were given to both groups.", map[string]Role{"sevoflurane": Intervention, "propofol": Comparator, "sufentanil": Background, "cisatracurium": Background}},
		{"in both arms behind a dose", "Ketamine versus fentanyl for intubation", "Patients were randomised to ketamine 1 mg/kg or fentanyl 3 mcg/kg with rocuronium 1.5 mg/kg in both arms.", map[string]Role{"ketamine": Intervention, "fentanyl": Comparator, "rocuronium": Background}},
		{"both drugs of a preparation", "Prevention of malaria in pregnancy", "Women were randomised to dihydroartemisinin-piperaquine or sulfadoxine-pyrimethamine.", map[string]Role{"dihydroartemisinin": Intervention, "piperaquine": Intervention, "sulfadoxine": Comparator, "pyrimethamine": Comparator}},
		{"dose before the nutrient", "Weekly versus daily iron and folic acid for schoolgirls: a randomised trial", "Girls were randomised to weekly or daily supplementation with 60 mg iron and 0.5 mg folic acid.", map[string]Role{"iron": Intervention, "folic_acid": Intervention}},
		{"users beside users", "Metformin and cancer: a cohort study", "We identified 1,074 new users of metformin and 2,096 new users of glimepiride.", map[string]Role{"metformin": Intervention, "glimepiride": Comparator}},
		{"a choice within what all had", "Colchicine after myocardial infarction: a randomised trial", "Adults were randomised to colchicine 0.5 mg or placebo. All patients received aspirin and clopidogrel or ticagrelor, and most were on bisoprolol.", map[string]Role{"colchicine": Intervention, "placebo": Comparator, "aspirin": Background, "clopidogrel": Background, "ticagrelor": Background, "bisoprolol": Background}},
		{"a choice that is the study's", "Warfarin in the elderly: a randomised trial", "All patients received warfarin or aspirin.", map[string]Role{"warfarin": Intervention, "aspirin": Comparator}},
		{"continued and held", "Influenza vaccine in arthritis: a randomised trial", "Adults were randomised to influenza vaccine or placebo. Methotrexate was held for two weeks in half of them; hydroxychloroquine and prednisone up to 5 mg were continued.", map[string]Role{"influenza_vaccine": Intervention, "placebo": Comparator, "methotrexate": Background, "hydroxychloroquine": Background, "prednisone": Background}},
		{"covariates", "Fractures in users of pioglitazone: a cohort study", "New users of pioglitazone were compared with new users of glimepiride. Weights balanced covariates including use of metformin, furosemide and prednisone.", map[string]Role{"pioglitazone": Intervention, "glimepiride": Comparator, "metformin": Mentioned, "furosemide": Mentioned, "prednisone": Mentioned}},
		{"excluded for another", "Infection in users of dapagliflozin: a cohort study", "We followed new users of dapagliflozin. Those receiving teriparatide were excluded.", map[string]Role{"dapagliflozin": Intervention, "teriparatide": Mentioned}},
		{"experienced", "Risankizumab in Crohn's disease: a cohort study", "Risankizumab was superior to ustekinumab in anti-TNF-experienced people.", map[string]Role{"risankizumab": Intervention, "ustekinumab": Comparator, "tnf_inhibitors": Mentioned}},
		{"or the combination", "Biologics in hidradenitis: a narrative review", "Doxycycline, or the combination of clindamycin and rifampicin, has long been first. Adalimumab came later.", map[string]Role{"clindamycin": Intervention, "rifampicin": Intervention, "doxycycline": Intervention, "adalimumab": Intervention, "bdmards": Intervention}},
		{"two that people of the title take", "Posaconazole in adults receiving venetoclax and azacitidine: a cohort study", "", map[string]Role{"posaconazole": Intervention, "venetoclax": Background, "azacitidine": Background}},
		{"tools of the laboratory", "Dapagliflozin protects the kidney of rats", "Rats had dapagliflozin. Other rats had the autophagy blocker chloroquine as well. The effect was abolished by resveratrol.", map[string]Role{"dapagliflozin": Intervention, "chloroquine": Mentioned, "resveratrol": Mentioned}},
		{"combination against one or another in a cohort", "Atezolizumab plus bevacizumab versus lenvatinib or sorafenib in liver cancer: a cohort study", "Atezolizumab plus bevacizumab was given to 80 patients. Bleeding was rare on atezolizumab plus bevacizumab.", map[string]Role{"atezolizumab": Intervention, "bevacizumab": Intervention, "lenvatinib": Comparator, "sorafenib": Comparator}},
		{"contrast of the title in a cohort", "Brivaracetam versus perampanel in epilepsy: a cohort study", "To compare retention of brivaracetam and perampanel, charts were reviewed. Perampanel was given to 83 patients, brivaracetam to 104. Retention on perampanel was 55%.", map[string]Role{"brivaracetam": Intervention, "perampanel": Comparator}},
		{"a remedy or another", "Sirolimus versus everolimus after transplantation: a randomised trial", "Adults were randomised to sirolimus or everolimus. Acne arose in five patients on sirolimus, treated with isotretinoin or doxycycline.", map[string]Role{"sirolimus": Intervention, "everolimus": Comparator, "isotretinoin": Mentioned, "doxycycline": Mentioned}},
		{"could be given", "Lurasidone versus quetiapine in bipolar depression: a randomised trial", "Adults were randomised to lurasidone or quetiapine. Lorazepam was allowed; biperiden or propranolol could be given for akathisia.", map[string]Role{"lurasidone": Intervention, "quetiapine": Comparator, "lorazepam": Background, "biperiden": Background, "propranolol": Background}},
		{"target, not class", "JAK2 V617F allele burden in polycythaemia", "", map[string]Role{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := map[string]Role{}
			for _, d := range Default().Suggest(Text{Title: tt.title, Abstract: tt.abstract}).Drugs {
				id := d.ID
				if id == "" {
					id = d.Name
				}
				got[id] = d.Role
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOutcomesStudied(t *testing.T) {
	tests := []struct {
		name, title, abstract string
		want                  []string // id/aspect
	}{
		{"negative finding", "Tofacitinib in colitis", "RESULTS: No serious infections, no malignancy and no thromboembolic events were reported with tofacitinib.", []string{"infection/safety", "malignancy/safety", "vte/safety"}},
		{"indication", "Isotretinoin for severe acne", "Patients with severe acne received isotretinoin; acne improved.", nil},
		{"attributed to the drug", "Heparin-induced thrombocytopenia", "", []string{"cytopenia/safety"}},
		{"caused by something else", "COVID-19-induced hepatitis treated with prednisolone", "", nil},
		{"prevention", "Anastrozole for prevention of breast cancer", "", []string{"malignancy/efficacy"}},
		{"end points", "Clopidogrel in atrial fibrillation", "METHODS: The primary outcome was the composite of stroke, myocardial infarction or vascular death with clopidogrel.", []string{"mace/efficacy"}},
		{"not examined", "Starts of tofacitinib after a warning", "RESULTS: Starts of tofacitinib fell. Cardiovascular events were not assessed.", nil},
		{"screening", "Baricitinib: what to check", "Patients should be screened for tuberculosis before baricitinib.", nil},
		{"laboratory work", "A kinase inhibitor in cancer cells", "In vitro, ruxolitinib reduced cell viability and apoptosis in A549 cell lines; western blot showed protein expression in cancer.", nil},
		{"no drug", "Risk of stroke in psoriasis: a cohort study", "RESULTS: Stroke occurred more often in patients with psoriasis.", nil},
		{"lipid-lowering counts", "Atorvastatin in hypercholesterolaemia", "RESULTS: LDL cholesterol decreased by 40% with atorvastatin.", []string{"dyslipidaemia/efficacy"}},
		{"lowered by the drug", "Empagliflozin in diabetes: a review", "Empagliflozin reduced the risk of myocardial infarction in a trial (HR 0.8; 95% CI 0.7 to 0.9).", []string{"mace/efficacy"}},
		{"prevention in the title", "Prophylactic heparin for prevention of pneumonia: a randomised trial", "RESULTS: Ventilator associated pneumonia occurred in 5 of 50 patients with heparin.", []string{"infection/efficacy"}},
		{"safety of what lowers it", "Safety of enoxaparin", "RESULTS: Deep vein thrombosis occurred in 3 of 50 patients with enoxaparin as an adverse event.", []string{"vte/safety"}},
		{"liver disease under treatment", "A kinase activator corrects NASH in mice", "Mice received metformin. Metformin reduced hepatic steatosis.", nil},
		{"caused by a lack", "Anaemia and iron: a review", "Anaemia resulting from iron deficiency is common. Intravenous iron is used.", nil},
		{"no trial reported", "Antibiotics for gonorrhoea: a systematic review", "Neither of the trials reported on miscarriage or disseminated infection with ceftriaxone.", nil},
		{"usual care is no exposure", "Web support for weight loss: a randomised trial", "RESULTS: LDL cholesterol fell by 5% with web support and by 4% with usual care.", nil},
		{"after a vaccine", "Severe refractory autoimmune haemolytic anaemia after the SARS-CoV-2 vaccine of one maker (BNT162b2): a case report", "", []string{"cytopenia/safety"}},
		{"benign tumour of the liver", "Hepatic adenoma in women taking danazol: case reports", "", []string{"hepatic/safety"}},
		{"history of the outcome", "Argatroban in a patient with a history of heparin-induced thrombocytopenia: a case report", "Bleeding was seen.", nil},
		{"outcome after the disease", "Does pretreatment with statins improve outcome after stroke?", "METHODS: Patients with stroke were studied. RESULTS: Discharge was earlier with statins.", nil},
		{"elliptic title", "Cardiovascular and cancer risk with tofacitinib", "", []string{"mace/safety", "malignancy/safety"}},
		{"name of a study", "Bezafibrate and glucose", "METHODS: Patients of the Bezafibrate Infarction Prevention Study took bezafibrate. RESULTS: Glucose fell.", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, o := range Default().Suggest(Text{Title: tt.title, Abstract: tt.abstract}).Outcomes {
				if o.Target {
					got = append(got, o.ID+"/"+string(o.Aspect))
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDesignAndSize(t *testing.T) {
	tests := []struct {
		name, title, abstract, design string
		n                             int
		basis                         string
	}{
		{"trial", "Drug A in disease", "A total of 7020 patients were randomly assigned to tofacitinib or placebo.", "rct", 7020, "digits"},
		{"words", "Simvastatin: a randomised trial", "Two hundred and ten women were randomised to simvastatin or placebo.", "rct", 210, "words"},
		{"capital N in a bracket", "Ruxolitinib cream: two vehicle-controlled phase 3 trials", "Adolescents and adults (N = 661) with vitiligo applied ruxolitinib cream or vehicle.", "rct", 661, "digits"},
		{"charts reviewed", "Safety of danazol", "We performed a retrospective chart review of 60 female patients treated with danazol.", "cohort", 60, "digits"},
		{"cases of the title", "Complications of methimazole: four case reports", "One case of lupus is described.", "case-report", 4, "words"},
		{"thin space", "Tofacitinib cohort study", "We studied a cohort of 10\u2009447 patients with arthritis.", "cohort", 10447, "digits"},
		{"arms summed", "Dapagliflozin in diabetes", "They were randomised to dapagliflozin (n = 141), metformin (n = 140) or placebo (n = 139).", "rct", 420, "derived"},
		{"randomised over screened", "Tofacitinib in colitis", "We screened 500 patients; 320 patients were randomised to tofacitinib or placebo.", "rct", 320, "digits"},
		{"network", "Biologics for psoriasis: a network meta-analysis", "", "nma", 0, ""},
		{"meta-analysis", "Infection risk with JAK inhibitors: a meta-analysis", "Fourteen trials (n = 6,218) went into the pool.", "ma", 6218, "digits"},
		{"review without pooling", "Rituximab: a systematic review", "No meta-analysis was possible.", "sr", 0, ""},
		{"protocol", "Vitamin D in infants: study protocol", "", "protocol", 0, ""},
		{"guideline", "Consensus recommendations on laboratory monitoring", "", "guideline", 0, ""},
		{"extension", "Tofacitinib: an open-label, long-term extension study", "", "lte", 0, ""},
		{"post hoc", "Age and baricitinib: a post hoc analysis of two phase 3 trials", "", "rct-secondary", 0, ""},
		{"case", "Hepatitis after tofacitinib", "A 31-year-old man developed hepatitis after tofacitinib. The patient recovered.", "case-report", 1, "implicit"},
		{"animals", "Ruxolitinib in rats", "Rats were randomly assigned to ruxolitinib or vehicle.", "preclinical", 0, ""},
		{"healthy volunteers", "Pharmacokinetics of upadacitinib in healthy subjects", "", "pk", 0, ""},
		{"reports", "Thrombosis with JAK inhibitors in FAERS: disproportionality of spontaneous reports", "", "pharmacovigilance", 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := Default().Suggest(Text{Title: tt.title, Abstract: tt.abstract})
			if s.Design.Label != tt.design || s.N.Value != tt.n || s.N.Basis != tt.basis {
				t.Errorf("got %s (%s), n = %d (%s); want %s, %d (%s)", s.Design.Label, s.Design.Rule, s.N.Value, s.N.Basis, tt.design, tt.n, tt.basis)
			}
		})
	}
}

func TestFollowUpAndRegistry(t *testing.T) {
	s := Default().Suggest(Text{Title: "Tofacitinib", Abstract: "Patients were followed for a median of 3.8 years. Trial registration: NCT01234567."})
	if s.FollowUp.Text != "3.8 years" {
		t.Errorf("follow-up %q", s.FollowUp.Text)
	}
	if len(s.Registry) != 1 || s.Registry[0].ID != "NCT01234567" {
		t.Errorf("registry %v", s.Registry)
	}
}

func TestSpansCountCodePoints(t *testing.T) {
	text := "Größe – “naïve” patients: herpes zoster occurred with tofacitinib."
	for _, o := range Default().Suggest(Text{Title: "Tofacitinib and zoster", Abstract: text}).Outcomes {
		for _, span := range o.Evidence {
			if span.Field == "abstract" && string([]rune(text)[span.Start:span.End]) != span.Text {
				t.Errorf("%+v", span)
			}
		}
	}
}

func TestSentences(t *testing.T) {
	tests := []struct {
		name, text string
		want       int
	}{
		{"plain", "One here. Two there! Three?", 3},
		{"abbreviation", "A vs. B was tested. It won.", 2},
		{"decimal", "It was 0.5. Then 2 came.", 2},
		{"leading point", "P was .05 here.", 1},
		{"glued", "It ended.The next began.", 2},
		{"interval after a stop", "The OR was 2.9. 95% CI 1.1 to 7.7.", 1},
		{"species", "Infection with C. difficile was rare.", 1},
	}
	rules := Default().rules()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var f field
			f.split("abstract", tt.text, &rules.symbols)
			f.cutSentences(rules)
			if len(f.sentences) != tt.want {
				t.Errorf("%q: got %d sentences, want %d", tt.text, len(f.sentences), tt.want)
			}
		})
	}
}

func TestMatcher(t *testing.T) {
	syms := symbols{ids: map[string]symbol{}}
	tr := newTrie[string](0)
	for _, p := range []string{"tumour necrosis factor inhibitor", "tumour", "deep vein thrombosis", "LDL-C", "and/or"} {
		tr.add(&syms, p, p)
	}
	syms.freeze()
	tr.freeze()
	tests := []struct{ text, want string }{
		{"tumour necrosis factor inhibitor", "tumour necrosis factor inhibitor"},
		{"tumour necrosis factor (TNF) inhibitor", "tumour necrosis factor inhibitor"},
		{"tumour necrosis", "tumour"},
		{"deep-vein thrombosis", "deep vein thrombosis"},
		{"deep vein, thrombosis", ""},
		{"and or", ""},
		{"and/or", "and/or"},
	}
	for _, tt := range tests {
		var f field
		f.split("", tt.text, &syms)
		got := ""
		if values, _ := tr.longest(f.words, 0); len(values) > 0 {
			got = values[0]
		}
		if got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}

// TestSymbols looks up words that share their length, their ends or a prefix, and words
// that are not there.
func TestSymbols(t *testing.T) {
	syms := symbols{ids: map[string]symbol{}}
	var words []string
	for _, letter := range []string{"a", "ab", "é", "ß∑"} {
		for n := 1; n <= 40; n++ {
			words = append(words, strings.Repeat(letter, n))
		}
	}
	for _, inside := range []string{"x", "y", "xx", "yx", "xy"} { // 17 bytes and more share both ends
		words = append(words, "beginning"+inside+"theending", "abcdefgh"+inside+"ijklmnop")
	}
	ids := map[string]symbol{}
	for _, w := range words {
		ids[w] = syms.of(w)
	}
	syms.freeze()
	for w, id := range ids {
		if got := syms.of(w); got != id {
			t.Errorf("%q: got symbol %d, want %d", w, got, id)
		}
	}
	for _, w := range []string{"", "b", "ba", "aba", "beginningztheending", "abcdefghzijklmnop", strings.Repeat("a", 41), strings.Repeat("a", 1+256)} {
		if got := syms.of(w); got != 0 {
			t.Errorf("%q, which is not there: got symbol %d", w, got)
		}
	}
}

func TestRuneStarts(t *testing.T) {
	text := strings.Repeat("a≥1·5 – naïve β\x80\xff\xc3 plain ASCII 𝛼 ", 4)
	for from := range text {
		for to := from; to <= len(text); to++ {
			want := 0
			for i := from; i < to; i++ {
				if utf8.RuneStart(text[i]) {
					want++
				}
			}
			if got := runeStarts(text[from:to]); int(got) != want {
				t.Fatalf("%q: got %d, want %d", text[from:to], got, want)
			}
		}
	}
}

// TestRuleFiles compiles every rule and looks for lists that nobody reads.
func TestRuleFiles(t *testing.T) {
	entries, err := ruleFiles.ReadDir("rules")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, e := range entries {
		data, err := ruleFiles.ReadFile("rules/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines(string(data)) {
			if strings.HasPrefix(line, "[") {
				used[strings.Trim(line, "[]")] = true
			}
			if !strings.HasPrefix(line, "#") && strings.Count(line, "(") != strings.Count(line, ")") {
				t.Errorf("%s: unbalanced brackets: %s", e.Name(), line)
			}
		}
	}
	for _, name := range cueNames {
		if name != "" && !used[name] {
			t.Errorf("no rule file has the list %q", name)
		}
	}
	for id := range Default().rules().roofs {
		if _, ok := evidence.DefaultVocabulary().Outcome(id); !ok {
			t.Errorf("unknown outcome %q", id)
		}
	}
}

func FuzzSuggest(f *testing.F) {
	f.Add(title, abstract)
	f.Add("", "HR 1.2 (95% CI 0.9-1.5; P<0.001); 3 of 40, 5/60 (8%)")
	f.Add("α–β", "\x00\xff\u202eTNF-α 1·2 (0·9–1·5)")
	f.Fuzz(func(t *testing.T, title, abstract string) {
		s := Default().Suggest(Text{Title: title, Abstract: abstract})
		check := func(span evidence.Span) {
			text := map[string]string{"title": title, "abstract": abstract}[span.Field]
			if span.Start < 0 || span.End < span.Start || span.End > utf8.RuneCountInString(text)+len(text) || !strings.Contains(text, span.Text) {
				t.Errorf("span %+v is not in the text", span)
			}
		}
		for _, d := range s.Drugs {
			for _, span := range d.Evidence {
				check(span)
			}
		}
		for _, o := range s.Outcomes {
			for _, span := range o.Evidence {
				check(span)
			}
		}
		for i := range s.Estimates {
			check(s.Estimates[i].Quote)
			s.Estimates[i].Finding("key")
		}
		if _, err := json.Marshal(s.Contract("id", evidence.DefaultVocabulary())); err != nil {
			t.Error(err)
		}
	})
}
