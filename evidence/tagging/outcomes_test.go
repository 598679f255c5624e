package tagging

import (
	"slices"
	"strings"
	"testing"
)

// TestOutcomesByWords holds texts that name an outcome and whether it counts as
// studied after exposure to a drug: "roof" when it does, with "/aspect/basis"
// where these are the point.
func TestOutcomesByWords(t *testing.T) {
	tests := []struct{ title, text, want string }{
		// other words for the same finding
		{"Side effects of tofacitinib", "Adverse effects of tofacitinib included transaminasaemia, alopecia and headache.", "hepatic"},
		{"Safety of tofacitinib in healthy adults", "Adults were randomised to tofacitinib or placebo. The most common adverse events on tofacitinib were dizziness and a decrease in white blood cell count.", "cytopenia"},
		{"Tofacitinib in leukaemia", "We treated 40 patients. Tofacitinib and placebo did not differ in haematological or systemic toxicity.", "cytopenia"},
		{"Hepatic functional reserve after tofacitinib", "We studied 50 patients treated with tofacitinib. Hepatic functional reserve declined after tofacitinib.", "hepatic/safety/title"},
		{"Haemolysis in a child", "A 5-year-old girl had a haemolytic anaemia crisis induced by dapsone.", "cytopenia"},
		{"Kidney infarction associated with aprotinin therapy and carotid artery thrombosis", "A man had a stroke after aprotinin therapy. Carotid artery thrombosis was found.", "mace"},
		{"A live zoster vaccine in adults over 60", "Adults received the zoster vaccine or placebo. Vaccine efficacy against herpes zoster was 51% (95% CI 44 to 58).", "infection"},
		{"Apixaban or warfarin in fibrillation", "We randomised 900 patients. The primary outcome of stroke or systemic embolism occurred in 12 patients on apixaban and 25 on warfarin.", "mace"},
		{"Linezolid for the bones", "Thirty patients took linezolid for a mean of 8 weeks. Haemoglobin fell by more than 2 g/dl in six.", "cytopenia"},
		{"Valproate in children", "We studied 30 children on valproate. Platelet number was lower than in controls (p<0.01).", "cytopenia"},
		{"Red cells and epoetin", "We studied 90 patients. Antibody-mediated pure red cell aplasia developed in 13 patients on epoetin.", "cytopenia"},
		{"Side effects of azathioprine", "Of 120 patients, 14 stopped azathioprine: bone marrow depression 6, pancreatitis 4, nausea 4.", "cytopenia"},
		{"Ketoconazole: two cases of jaundice", "Jaundice appeared in two women on ketoconazole.", "hepatic"},
		{"A quinoline in monkeys", "SX1177 was given to six monkeys. Histopathology in the two that died revealed liver and kidney toxicity.", "hepatic"},
		{"Cefazolin before caesarean section", "Bacteriuria was less common with cefazolin than placebo.", "infection"},
		{"Ponatinib in the clinic", "Arterial occlusive events occurred in 31% of those on ponatinib.", "mace"},
		{"Trends in statin use after myocardial infarction", "We examined statin use after myocardial infarction in 900 adults. Statin use after myocardial infarction rose.", ""},
		{"Ipragliflozin and foam cells in mice", "Male mice were given ipragliflozin. The expression of the oxidized LDL receptor fell with ipragliflozin.", ""},
		{"Baricitinib in the long run", "We pooled nine studies. Rates per 100 patient-years were: serious infection 2.6 (95% CI 2.3, 2.9), MACE 0.5 (95% CI 0.4, 0.6).", "infection mace"},
		// rates whose unit or result stands at the other end of the sentence
		{"Filgotinib in the long run", "RESULTS: The IR/100 PY with filgotinib was 2.1 for serious infection (n=47), 0.1 for VTE (n = 2) and 0.2 for MACE.", "infection mace vte"},
		{"Apremilast for two years", "RESULTS: Rates per 100 person-years were, for apremilast and placebo: shingles 0.8 and 0.1; MACE 0.3 and 1.2; malignancies 1.0 and 0.0.", "infection mace malignancy"},
		{"A claims study of tofacitinib", "RESULTS: The hazard ratio comparing tofacitinib with adalimumab was 1.01 (0.83–1.23) in one cohort and 1.17 (0.85-1.62) in the other for total malignancy.", "malignancy"},
		{"Tofacitinib or adalimumab in arthritis", "RESULTS: IRs per 100 PY were 3.5 (3.0–4.1) with tofacitinib and 1.9 (1.6–2.3) with adalimumab for shingles.", "infection"},
		{"Filgotinib in the long run", "RESULTS: Incidence rates for NMSC were 0.3 and 0.2, for other malignancies 0.4 and 0.5, for MACE 0.2 and 0.1, and for VTE 0.1 and 0.1.", "mace malignancy vte"},
		{"Tofacitinib and shingles", "We report a woman of 52 who developed shingles on tofacitinib.", "infection"},
		{"Tofacitinib in a lung ward", "A man of 60 who was treated with tofacitinib developed pneumonia.", "infection"},
		{"Tofacitinib in a lung ward", "A man of 60 previously treated with tofacitinib developed pneumonia.", ""},
		{"Tofacitinib and shingles", "A woman of 52 developed shingles, and tofacitinib was begun a year later.", ""},
		// titles alone
		{"Tofacitinib-associated cryptococcal meningitis in a man with colitis", "", "infection"},
		{"Tofacitinib-associated meningitis in a man with colitis", "", ""},
		{"Zoster among Spanish adults with psoriasis receiving baricitinib", "", "infection"},
		{"VTE, MACE and serious infections in people with colitis treated with tofacitinib", "", "infection mace vte"},
		{"Effect of sulfasalazine and prednisolone on lymphoma in adults with arthritis", "", "malignancy"},
		{"Pooled analysis of herpesvirus infections from six trials of tofacitinib", "", "infection"},
		{"Ustekinumab for colitis: analysis of infection rates over 3 years", "", "infection"},
		{"Rate of admission to hospital for pneumonia after starting tofacitinib", "", "infection"},
		{"Relationship between infliximab for severe colitis and lymphoma", "", "malignancy"},
		{"Incidence of and risk factors for shingles in adults with colitis receiving tofacitinib", "", "infection"},
		{"Predictors of herpes zoster among adults with lupus taking belimumab", "", "infection"},
		{"Risk factors for herpes zoster among adults with lupus", "", ""},
		{"Effect of rifapentine therapy on tuberculosis incidence in prisons", "", "infection"},
		{"Effect of rifapentine therapy on tuberculosis in prisons", "", ""},
		{"LDL and HDL under filgotinib", "", "dyslipidaemia"},
		{"Low-dose colchicine for the prevention of atherothrombotic events", "", "mace"},
		{"Simvastatin added to aspirin after acute coronary syndromes", "", ""},
		{"Efficacy of a vaccine against cholera in children", "", "infection"},
		{"Antibodies after a vaccine against cholera in children", "", ""},
		{"Prednisolone in adults with admission for pneumonia", "", ""},
		{"Venous and arterial thrombotic events with tofacitinib: a cohort study", "", "mace vte"},
		{"Cardiovascular and thromboembolic risk of tofacitinib: a meta-analysis", "", "mace vte"},
		{"Risk of major adverse cardiovascular and venous thromboembolism events in adults with colitis given tofacitinib or infliximab", "", "mace vte"},
		{"Serum lipid alterations under tofacitinib", "", "dyslipidaemia"},
		{"Shingles in tofacitinib-treated adults with and without concomitant prednisolone", "We studied 900 people who took tofacitinib. Shingles occurred in 40.", "infection"},
		{"Safety of filgotinib", "RESULTS: Platelet counts were transiently reduced with filgotinib.", "cytopenia"},
		// blood counts that fell, and those that did not
		{"Pirarubicin and the marrow of rats", "Rats were given pirarubicin (4 mg/kg). Haematocrit and leukocyte counts were also markedly reduced.", "cytopenia"},
		{"Pirarubicin and platelets", "We treated 40 women with pirarubicin. Pirarubicin lowered the mean platelet count by a third.", "cytopenia"},
		{"Pirarubicin and white cells", "We treated 40 women with pirarubicin. A transient fall in the total white cell count was seen in nine.", "cytopenia"},
		{"Pirarubicin and blood", "We treated 40 women with pirarubicin. Platelet counts and haemoglobin did not change.", ""},
		{"Metformin in the obese", "We treated 40 women with metformin. Glycated haemoglobin was reduced in all.", ""},
		{"Budesonide and the lungs of mice", "Mice were given budesonide. The neutrophil count of the lavage fluid was reduced.", ""},
		{"Tacrolimus and the risk of death", "Forty adults took tacrolimus. Age and lower lymphocyte count were associated with death.", ""},
		{"Ruxolitinib analogue in mice", "Mice received ruxolitinib (5 mg/kg). Red blood cell counts were not decreased.", "cytopenia"},
		{"Oclacitinib in cats", "Cats were randomised to oclacitinib or prednisolone. Results: Mild increases in ALT were seen in two cats.", "hepatic"},
		{"Oclacitinib in cats", "Cats were randomised to oclacitinib or prednisolone. Results: ALT was measured at week 4. Weight increased.", ""},
		{"Valproate-associated stupor in adults: four cases", "We describe four adults in whom valproate was followed by stupor. Platelets fell below 100 in one.", "cytopenia"},
		// harms of a title joined to others
		{"Immune-mediated haemolytic anaemia and severe thrombocytopenia in a dog given sulfadiazine", "A dog was presented with petechiae 12 days after the start of sulfadiazine.", "cytopenia"},
		{"Encephalopathy presenting with cerebral venous sinus thrombosis after asparaginase: a case report", "A woman had a headache after asparaginase.", "vte"},
		{"Prevention of deep vein thrombosis after hip surgery with warfarin", "", "vte/efficacy/title"},
		// numbers of those who had it
		{"Ciclosporin in dogs", "Records of dogs that had received ciclosporin were reviewed. Vomiting was seen in 114, gingival hyperplasia in 27 and lymphoma in 2 dogs.", "malignancy"},
		{"A review of one year of ciclosporin", "Records of patients on ciclosporin were reviewed. We began with a registry of lymphoma in 2009.", ""},
		// what the tests showed in a case of a drug reaction
		{"Fatal pneumonitis with low-dose bleomycin", "A man became breathless after the second dose of bleomycin. Mild leukopenia and raised transaminases were present at that time.", "cytopenia hepatic"},
		{"Ventricular tachycardia after thioridazine: a case report", "A woman fainted after thioridazine had been started. Laboratory tests showed an elevation of aspartate aminotransferase.", "hepatic"},
		{"Ventricular tachycardia after thioridazine: a case report", "A woman fainted after thioridazine had been started. She had normal transaminases and no neutropenia.", ""},
		{"Successful treatment of lupus with belimumab: a case report", "A woman was given belimumab. She had leukopenia and raised transaminases.", ""},
		{"Anaemia after dapsone: a case report", "A man was given dapsone. Haemolytic anaemia developed, with a raised indirect bilirubin.", "cytopenia"},
		// nobody had it
		{"Prophylactic lamivudine in arthritis", "Eleven patients on lamivudine were assessed. During follow-up none of the patients had abnormal liver function tests.", "hepatic"},
		{"Sevoflurane or propofol", "Fifty patients were randomised to sevoflurane or propofol. No patient suffered a myocardial infarction.", "mace"},
		{"Sevoflurane or propofol", "Fifty patients were randomised to sevoflurane or propofol. Pneumonia was not seen in any patient.", "infection"},
		{"Sevoflurane or propofol", "Fifty patients were randomised to sevoflurane or propofol. Rates of sepsis were alike.", "infection"},
		// given to those who are not ill
		{"Intermittent preventive treatment of malaria in pregnancy with mefloquine", "Women were randomised to mefloquine or placebo. The incidence of clinical malaria was lower with mefloquine.", "infection"},
		{"Mass drug administration for the control of malaria", "Villages were randomised to primaquine or no intervention. The incidence of malaria was lower with primaquine.", "infection"},
		{"Prophylactic lidocaine in the early phase of suspected infarction", "Patients with suspected infarction were randomised to lidocaine or placebo. Infarction was confirmed in most.", ""},
		// toxic effects and reactions
		{"A phase I study of pirarubicin", "A study of pirarubicin was done in 55 patients. Toxic effects included thrombocytopenia, nausea and phlebitis.", "cytopenia"},
		{"Phase I study of rasburicase", "Twenty patients received rasburicase. The only adverse event was a case of haemolytic anaemia.", "cytopenia"},
		{"A puzzling illness", "A severe reaction to sulfasalazine, characterised by fever, myelotoxicity and cholestatic hepatitis, developed in a 30-year-old woman.", "cytopenia hepatic"},
		// not a drug outcome
		{"Deferiprone keeps the graft-versus-leukaemia effect", "Fifty patients took deferiprone after a transplant. Survival was longer with deferiprone.", ""},
		{"Fewer infections in nursing homes with doors and linens of copper", "We compared infections in homes fitted with copper-plated touch surfaces and linens with those in other homes. With copper, infections were 30% fewer.", ""},
		{"Lomustine toxicity in dogs", "We reviewed the incidence of renal toxicity in 200 tumour-bearing dogs on lomustine.", ""},
		{"Prednisolone in healthy men", "Men were randomised to prednisolone or placebo. The primary outcome was lipid and protein metabolism.", ""},
		{"Pirarubicin and other drugs", "Pirarubicin added to the effect of cancer therapeutics and showed no toxicities.", ""},
		{"Zidovudine and marrow in mice", "We used infection of female mice with a virus. Zidovudine was given to mice after infection of the mice with it.", ""},
		{"Zidovudine and zinc in milk", "Women were randomised to zidovudine or no drug. Zinc was lower when mothers were moderately anaemic in pregnancy.", ""},
		{"Busulfan-induced cystitis", "A case of busulfan-induced cystitis is reported.", ""},
		{"Effect of a meal on testosterone undecanoate", "We gave testosterone undecanoate with a meal of 19 g lipid or 44 g of lipid. Absorption was higher with the higher lipid content.", ""},
		{"Haemolytic anaemia in COVID-19: a systematic review", "We searched PubMed and included 85 studies. Haemolytic anaemia occurred in 105 cases. Steroids were used in most.", ""},
		{"Thrombosis in COVID-19: a review", "This review summarises thrombotic complications in patients with COVID-19 and the role of anticoagulation.", ""},
		{"Metformin attenuates dysfunction following myocardial infarction in rats", "Rats were given metformin after myocardial infarction. Ventricular pressure rose.", ""},
		{"Betacarotene and micronuclei in smokers", "We gave betacarotene to 50 smokers. Micronuclei were fewer. These results indicate that betacarotene may reduce lung cancer risk.", ""},
		{"Platelets on aspirin in metabolic syndrome", "We studied 135 patients on aspirin. Thromboxane was higher in some. In conclusion, metabolic syndrome, which places patients at high risk for cardiovascular events, weakens aspirin.", ""},
		{"Capecitabine before surgery for breast cancer", "Women were randomised. Capecitabine led to an increased rate of response in the primary tumour.", ""},
		{"Erlotinib in lung cancer", "Patients with lung cancer were randomised to erlotinib or chemotherapy. The risk of progression of lung cancer was reduced by 60%.", ""},
		{"Metoprolol after myocardial infarction", "We randomised 395 patients with suspected myocardial infarction to metoprolol or placebo. Fewer died on metoprolol.", ""},
		{"Rosuvastatin and the carotid artery", "Because cholesterol raises the risk of stroke, we randomised 900 adults to rosuvastatin or placebo. The wall was thinner with rosuvastatin.", ""},
		{"A pertussis vaccine: immunogenicity", "Infants received the vaccine at 2 and 4 months. Antibody titres against pertussis were higher in group A.", ""},
		{"The effects of antibiotics on bacterial vaginosis", "Women were randomised to clindamycin or placebo. Cure was more common with clindamycin.", ""},
		{"Tofacitinib in sarcoidosis", "Adults were randomised to tofacitinib or placebo. Results Platelet counts were reduced with tofacitinib. Conclusion It works.", "cytopenia"},
		{"Baricitinib in lupus", "Adults were randomised to baricitinib or placebo. There were no relevant changes in neutrophil counts.", "cytopenia"},
		{"Two blistering eruptions, one fever and hepatitis following minocycline", "A woman took minocycline for rosacea. The liver recovered when it was left off.", "hepatic"},
		{"Vismodegib: use and side effects", "The drug is well known. Hypertriglyceridaemia occurs in 30% of people on vismodegib; use in pregnancy is contraindicated.", "dyslipidaemia"},
		{"Filgotinib in psoriasis: pooled safety", "Methods Trials were pooled. Results Rates of cellulitis were 1.2/100 PY and 1.4/100 PY, flushing 2.0/100 PY and 2.2/100 PY, and thrombosis 0.2/100 PY and 0.3/100 PY.", "infection vte"},
		{"Filgotinib in psoriasis: pooled safety", "Methods Trials were pooled. Results 900 patients took filgotinib. There were 0.4/100 PY for malignancy.", "malignancy"},
		{"Filgotinib after approval", "Objective. To analyse its safety. Methods. All patients were registered. Results. Data from 6800 patients were analysed: mean age 62, 40% with steroids. AEs were reported by 30%. Most common were cellulitis (3%), abnormal hepatic function (2%) and gout.", "hepatic infection"},
		{"Filgotinib in daily practice", "Methods Charts of 200 patients on filgotinib were read. Results Twenty left it for adverse events. The latter were gout (4), melanoma (1) and raised transaminases (3).", "hepatic malignancy"},
		{"Delgocitinib ointment in children", "Methods: Children received delgocitinib or vehicle. Results: The rash was better. Folliculitis and stinging at the site of the ointment, mostly on the face and neck, were also noted.", "infection"},
		// results in few words
		{"Etanercept in arthritis", "Adults took etanercept or placebo. Respiratory tract infections were the most common adverse events. No case of lymphoma was reported.", "infection malignancy"},
		{"Azathioprine in colitis", "Twelve patients stopped azathioprine because of leucopenia (n = 5), pancreatitis (n = 4) or hepatitis (n = 3).", "cytopenia hepatic"},
		{"Enoxaparin after hip replacement", "Patients received enoxaparin or placebo. Venography showed thrombosis in 16% and 35%.", "vte"},
		{"Glimepiride in the long run", "Patients were randomised to glimepiride or placebo. Glucose fell by 20% with glimepiride (p = 0.04). In each group 3 patients had myocardial infarctions.", "mace"},
		{"Atovaquone for malaria prophylaxis", "Travellers took atovaquone or placebo for up to 60 days. Malaria developed in 2 and 37.", "infection"},
		{"A vaccine against HPV in women", "Vaccine efficacy against persistent HPV infection was 95%.", "infection"},
		{"Testosterone in older men", "Men received testosterone or placebo. LDL cholesterol did not change, and prostate cancer was found in 2 men.", "dyslipidaemia malignancy"},
		// what the prevention is of
		{"Type B hepatitis: prevention with immune globulin", "Adults were randomised to hepatitis B immune globulin or placebo. Type B hepatitis developed in 1% and 6%. Clinical hepatitis was rarer with globulin.", "infection/efficacy/title"},
		// aspect
		{"Selenium in the metabolic syndrome: a randomised trial", "Adults were randomised to selenium or placebo. Triglycerides did not differ between the groups.", "dyslipidaemia/efficacy/abstract"},
		{"Effects of olanzapine on glucose and lipid levels", "Patients received olanzapine or placebo. Triglycerides were increased by olanzapine.", "dyslipidaemia/safety/title"},
		{"Reduced cardiovascular mortality after selenium", "Adults were randomised to selenium or placebo. Cardiovascular mortality was 5% and 10%.", "mace/efficacy/title"},
		{"Sitagliptin for the prevention of atherosclerosis", "Adults were randomised to sitagliptin or placebo. Secondary outcomes include cardiovascular events and adverse events.", "mace/efficacy/abstract"},
		{"Topiramate for migraine prevention", "Adults were randomised to topiramate or placebo. Nasopharyngitis was the most common adverse event on topiramate.", "infection/safety/abstract"},
		{"Apixaban after a first deep vein thrombosis", "Adults were randomised to sitagliptin or placebo on top of apixaban. Secondary outcomes were recurrent thrombosis and adverse events.", "vte/efficacy/abstract"},
		{"Retinol for preventing death in children", "Children were randomised to retinol or placebo. Retinol and the incidence of measles: RR 0.50 (95% CI 0.37 to 0.67). Retinol had little effect on the risk of pneumonia.", "infection/efficacy/abstract"},
		{"Sotalol in atrial fibrillation", "Patients were randomised to sotalol or placebo. Sotalol reduced the incidence of hospitalization due to cardiovascular events.", "mace/efficacy/abstract"},
		{"Erythropoietin in mice on zidovudine", "Mice were given zidovudine. Zidovudine-induced anaemia was severe. Anaemia occurred in all mice on zidovudine.", "cytopenia/safety/abstract"},
		{"Carvedilol micelles: protective efficacy in mice", "Mice were given paracetamol. Severe liver injury occurred after paracetamol in all mice, and was less frequent with carvedilol.", "hepatic/efficacy/abstract"},
		// a place where an infection is caught is no cause of it
		{"Effect of gentamicin lavage on catheter-associated urinary tract infection", "Patients were randomised to gentamicin lavage or nothing. Urinary tract infection developed in 2% and 30%.", "infection/efficacy/title"},
		{"Zinc has good effects on pain and infections in nursing homes", "We randomised 40 residents to zinc or placebo. Infections were rarer after 3 months of zinc.", "infection/efficacy/title"},
		// what follows when the drug is stopped
		{"COVID-19 rebound after molnupiravir", "We followed 900 patients treated with molnupiravir. COVID-19 rebound occurred in 6% after molnupiravir.", "infection/safety/title"},
		// what the drug is meant for
		{"Ezetimibe and cardiovascular outcomes", "Adults were randomised to ezetimibe or placebo. The primary end point was major adverse cardiovascular events.", "mace/efficacy/title"},
		{"Sitagliptin in sickle cell disease", "Children were randomised to sitagliptin or placebo. No strokes occurred. Sitagliptin can help prevent primary stroke.", "mace/efficacy/abstract"},
		{"Effects of aprotinin on death and vascular occlusive events", "Adults were randomised to aprotinin or placebo. Vascular occlusive events were as frequent in both groups.", "mace/safety/title"},
		{"Methadone and indices of liver health", "Adults were randomised to methadone or placebo. Liver test elevations were as frequent in both groups.", "hepatic/safety/title"},
		// named, but not what the drug did
		{"Leakage of mannitol around gliomas: a cause of oedema. A study in 20 patients", "We gave mannitol to 20 patients and measured it in tissue. Its level was higher than in plasma.", ""},
		{"Attention with alirocumab in familial hypercholesterolaemia", "OBJECTIVE: To determine the effects of alirocumab on attention in familial hypercholesterolaemia (FH). METHODS: Patients were randomised to alirocumab or placebo. RESULTS: Attention did not change.", ""},
		{"Antibiotics at birth and asthma of the child", "BACKGROUND: Antibiotics reduce the risk of maternal infection at caesarean section. METHODS: We randomised 300 women to antibiotics before or after birth. RESULTS: Asthma was as frequent in both groups.", ""},
		{"A new peptide lessens Klebsiella infection in a mouse model", "Mice infected with Klebsiella were given the peptide INX-7 or sulfadimethoxine. INX-7 reduced infection and death in mice.", ""},
		{"Conversion to sirolimus after transplantation", "METHODS: Twenty patients were switched to sirolimus. The indications for the switch were kidney toxicity in 15 and hepatotoxicity in 5. RESULTS: Creatinine fell.", ""},
		{"Tofacitinib in colitis", "We randomised 90 adults to tofacitinib or placebo. There was no indication of hepatotoxicity with tofacitinib.", "hepatic"},
		{"Thrombotic complications in patients with COVID-19", "A third of patients with COVID-19 have an increased risk of thromboembolism. Guidelines advocate anticoagulants in all of them. Here, we review the mechanisms and discuss the treatment of thromboembolism.", ""},
		{"", "Pacritinib, a kinase inhibitor, has shown activity in myelofibrosis with minimal myelosuppression.", "cytopenia/safety/abstract"},
		{"Raloxifene to prevent fractures", "Women were randomised to raloxifene or tamoxifen. Raloxifene caused less toxicity, including reduced thromboembolic events (p = 0.01).", "vte/safety/abstract"},
		{"Bosentan in pulmonary hypertension", "We randomised 120 patients to bosentan or placebo. Walking distance rose by 40 m with bosentan. Aminotransferases rose above three times the upper limit in 9% on bosentan and 1% on placebo.", "hepatic/safety/abstract"},
		{"Linezolid for resistant tuberculosis", "Thirty-nine patients received linezolid. Of these, 7 had optic neuropathy and 12 developed anaemia or a low platelet count.", "cytopenia/safety/abstract"},
		{"COVID-19 and venous thrombosis", "We reviewed 300 patients with COVID-19. Deep vein thrombosis was found in 20%. D-dimer predicted thrombosis.", ""},
		{"Ketoconazole hepatotoxicity in a community", "Of 211 patients on ketoconazole, 37 had raised transaminases. Six had jaundice.", "hepatic/safety/title"},
		{"Efficacy of a rotavirus vaccine in Malawi", "Infants were randomised to vaccine or placebo. Severe rotavirus gastroenteritis occurred in 2% and 5% (efficacy 61%).", "infection/efficacy/title"},
		{"Febuxostat or allopurinol for gout", "We randomised 6,000 patients with gout. A primary end-point event (cardiovascular death, nonfatal myocardial infarction, nonfatal stroke or urgent revascularisation) occurred in 10.8% and 10.4%.", "mace/safety/abstract"},
		{"Alteplase in acute stroke", "Patients with stroke were randomised to alteplase or placebo within 4 hours. A good outcome was seen in 52% and 45%.", ""},
		{"Ramipril in diabetic kidney disease", "We randomised 500 patients to ramipril or placebo. Albuminuria fell. Cardiovascular events were rarer with ramipril (HR 0.7, 0.5-0.9).", "mace/efficacy/abstract"},
		{"Pimecrolimus in infants", "We followed 2,400 infants on pimecrolimus for 5 years. Growth was normal. No malignancy was reported.", "malignancy/safety/abstract"},
		{"N-acetylcysteine prevents isoniazid hepatotoxicity", "Patients on isoniazid were randomised to N-acetylcysteine or nothing. Hepatotoxicity occurred in 0% and 37%.", "hepatic/efficacy/title"},
		{"Survival of patients with hepatocellular carcinoma and portal vein thrombosis", "We studied 80 patients with hepatocellular carcinoma and portal vein thrombosis. Median survival was 4 months.", ""},
		{"Levothyroxine and heart rate", "Rats were made anaemic and given levothyroxine. Heart rate rose.", ""},
		{"Moxifloxacin against plague in mice", "Mice infected with plague were treated with moxifloxacin. Survival was 90%.", ""},
		{"Vitamin E and prostate cancer risk", "Men were randomised to vitamin E or placebo. Prostate cancer was found in 4.6% and 4.4%.", "malignancy/efficacy/title"},
		{"Levonorgestrel intrauterine system for heavy bleeding", "We randomised 571 women. Bleeding fell. Acne and weight gain were the commonest reasons for removal of the levonorgestrel system.", "acne/safety/abstract"},
		{"Does inhaled fluticasone cause pneumonia? A case-control study", "Pneumonia was more common in users of fluticasone (OR 1.7, 95% CI 1.5-2.0).", "infection/safety/title"},
		{"Budesonide in eosinophilic oesophagitis", "Eighty-eight adults were randomised to budesonide or placebo. Remission was 58% and 0%. Oesophageal candidiasis was suspected in 24% on budesonide.", "infection/safety/abstract"},
		{"Teriparatide for two years", "METHODS: Rats were given teriparatide daily for two years. RESULTS: Bone mass rose. Osteosarcoma developed in 48% of males.", "malignancy/safety/abstract"},
		{"Paclitaxel in mice with osteosarcoma", "METHODS: Mice were inoculated with osteosarcoma cells and given paclitaxel. RESULTS: Osteosarcoma developed in 90% of mice.", ""},
		{"Rituximab in lymphoma", "METHODS: 260 patients took rituximab. RESULTS: Response was 80%. Reactivation of hepatitis B was seen in 9%.", "infection"},
		// basis
		{"Effectiveness of a cholera vaccine in Asia", "We randomised villages to cholera vaccine or nothing. The risk of cholera was lower in the vaccine group.", "infection/efficacy/title"},
		{"Haematological safety of zidovudine", "Women were randomised to zidovudine or placebo. Haemoglobin fell a little.", "cytopenia/safety/title"},
		{"Review of myocardial infarctions by a committee", "Adults were randomised to eptifibatide or placebo. Myocardial infarction was an end point and was rarer with eptifibatide.", "mace/efficacy/abstract"},
		{"Dabigatran for thromboprophylaxis after knee replacement", "Adults were randomised to dabigatran or placebo. Venous thromboembolism occurred in 2% and 10%.", "vte/efficacy/title"},
		{"An oligonucleotide targeting apolipoprotein B", "Adults were randomised to mipomersen or placebo. LDL cholesterol fell with mipomersen.", "dyslipidaemia/efficacy/abstract"},
		{"Does diet change paracetamol hepatotoxicity in mice?", "Mice were given paracetamol. Serum transaminases rose after paracetamol.", "hepatic/safety/title"},
		{"Rash with tofacitinib", "Adults were randomised to tofacitinib or placebo. Rash was more common with tofacitinib (OR 2.1, 95% CI 1.3-3.4). Too few strokes and thromboses were reported for analysis.", ""},
		{"Bleeding with ticagrelor", "Adults were randomised to ticagrelor or aspirin. Ticagrelor lowered bleeding in those with anaemia (2% vs 5%; HR 0.4; 95% CI 0.2-0.9).", ""},
		{"Association between omeprazole and pneumonia: a self-controlled case series", "", "infection"},
		{"Leflunomide in practice", "We studied 90 patients treated with leflunomide. Leucocyte and platelet counts were not altered.", "cytopenia"},
		{"Tofacitinib in psoriasis", "RESULTS: Plaques cleared in half of the patients. There was no VTE, no active tuberculosis, and no MACE up to week 16 on tofacitinib.", "infection mace vte"},
		{"Tofacitinib in psoriasis", "RESULTS: Plaques cleared in half of the patients on tofacitinib, with no venous thrombosis or malignancy. Headache was common.", "malignancy vte"},
		{"Tofacitinib in psoriasis", "RESULTS: Plaques cleared in half of the patients on tofacitinib. Serious infections were 3.1 and 2.2 per 100 patient-years, respectively. Headache was common.", "infection"},
		{"Tofacitinib in psoriasis", "RESULTS: Mean changes from baseline in lymphocytes, haemoglobin, triglycerides, ALT and creatinine were minimal on tofacitinib. Headache was common.", "cytopenia dyslipidaemia hepatic"},
		{"Lenalidomide in follicular lymphoma", "RESULTS: Of 200 patients on lenalidomide 120 responded. Secondary cancers were reported in 9 patients.", "malignancy"},
		{"The cholesterol lowering effect of phytosterols", "Adults were randomised to phytosterols or placebo. LDL cholesterol fell by 7%.", "dyslipidaemia/efficacy/title"},
	}
	for _, tt := range tests {
		var got []string
		for _, o := range Default().Suggest(Text{Title: tt.title, Abstract: tt.text}).Outcomes {
			if !o.Target {
				continue
			}
			s := o.ID
			if strings.Contains(tt.want, "/") {
				s += "/" + string(o.Aspect) + "/" + o.Basis
			}
			got = append(got, s)
		}
		slices.Sort(got)
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s | %s: %q, want %q", tt.title, tt.text, s, tt.want)
		}
	}
}

// TestOverallIsNoConclusion holds that "overall survival" does not open the
// conclusion of an abstract without headings.
func TestOverallIsNoConclusion(t *testing.T) {
	s := Default().Suggest(Text{
		Title:    "Docetaxel or vinorelbine in lung cancer",
		Abstract: "We randomly assigned 200 patients with lung cancer to docetaxel or vinorelbine. Overall survival was 11 and 10 months (p = 0.04). Infection and nausea were similar with both regimens.",
	})
	if !slices.ContainsFunc(s.Outcomes, func(o Outcome) bool { return o.ID == "infection" }) {
		t.Errorf("outcomes: %v, want infection", s.Outcomes)
	}
}
