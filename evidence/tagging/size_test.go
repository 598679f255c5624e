package tagging

import "testing"

// TestSampleSize holds how many took part where other numbers stand beside it.
func TestSampleSize(t *testing.T) {
	for text, want := range map[string]int{
		"We included 210 women with zoster and 420 age- and sex-matched controls who took no tofacitinib.":                                  630,
		"Female rail workers (FRW) took tofacitinib. A total of 512 FRW were analysed. Skin was taken from 84 women.":                       512,
		"Older people with diabetes - T2D (OPD) were asked. We conducted a survey on tofacitinib among 143 OPD with ulcers.":                143,
		"Of the 2,450 students invited, 1,890 completed the questionnaire on tofacitinib.":                                                  1890,
		"A survey on tofacitinib was completed by 418 of 530 nurses (response rate 78.9%).":                                                 418,
		"Of 530 questionnaires sent, 418 (78.9%) were returned.":                                                                            418,
		"An anonymous survey on tofacitinib was mailed to 530 members. A total of 418 responded (response rate 79%).":                       418,
		"We looked at 140 consecutive adults treated with tofacitinib. All 31 adults with prior surgery had a response.":                    140,
		"A postal questionnaire on tofacitinib went to 530 nurses. Of these, 418 responded (79%).":                                          418,
		"The questionnaire was returned by 418 nurses, of whom 55 responded to a reminder.":                                                 418,
		"Fifty-two patients (104 eyes) were included and received ranibizumab.":                                                             52,
		"Women were screened, and 703 randomised as follows: 349 women to tofacitinib and 354 women to placebo.":                            703,
		"Of 900 patients screened, 412 were randomised to tofacitinib or placebo.":                                                          412,
		"From the register we identified 483 primary operations in 410 patients on tofacitinib.":                                            410,
		"A total of 900 patients were screened, 412 randomised.":                                                                            412,
		"The total sample size will be 420 with 210 women in each arm on tofacitinib or placebo.":                                           420,
		"The total sample size will be 420 with 140 women in each study arm, one on tofacitinib.":                                           420,
		"We studied 512 nondiabetics with arthritis who took tofacitinib.":                                                                  512,
		"The required sample size was 300. We enrolled 260 patients with arthritis on tofacitinib.":                                         260,
		"We screened 900 patients and 412 were randomised to tofacitinib or placebo.":                                                       412,
		"Overall, 90 patients (45 randomised to tofacitinib, 45 to placebo) were recruited.":                                                90,
		"Patients were randomly assigned to two groups of thirty each.":                                                                     60,
		"Sixty patients were divided into two equal groups of 30 patients.":                                                                 60,
		"Women were randomly allocated to three groups of 35 women: tofacitinib 5 or 10 mg.":                                                105,
		"We interviewed nurses: interviews with 24 nurses, mostly from one ward (n = 20, 83%), were held.":                                  24,
		"Fifty patients were screened and 31 enrolled, of whom 28 took all doses.":                                                          31,
		"A questionnaire was sent to all 310 centres. All 190 responding centres treat with tofacitinib.":                                   190,
		"A survey was done in a random sample of 500 dentists (response: n = 212).":                                                         212,
		"Echocardiography was available. In 214 (57%) patients included in the trial the heart was imaged.":                                 214,
		"We studied all patients (4,112) with arthritis who were seen by 320 residents.":                                                    4112,
		"We studied the growth of 2,870 children, one to four years of age. Children in 24 randomly assigned wards got drops.":              2870,
		"Clinicians (n = 90) and their patients with arthritis (n = 1850) were included and randomly assigned.":                             1850,
		"Tofacitinib was given for 21 days once or twice daily to 18 adults in the per protocol group.":                                     18,
		"We reviewed claims. We identified 1,200 tofacitinib, 3,400 abatacept and 900 baricitinib initiators in the data.":                  5500,
		"Data of trials were pooled. 1500 naive and 620 experienced patients were analysed.":                                                2120,
		"We did a regression analysis on all diabetic (n = 1100) and nondiabetic (n = 3300) patients undergoing surgery.":                   4400,
		"Asian patients with arthritis (TOFA = 46; ADA = 20) with active disease were included.":                                            66,
		"Thirty classes from 15 schools were randomly assigned to exercise (n=16) or control (n=14). We studied 540 children.":              540,
		"We defined a cohort of 80,500 patients on tofacitinib. Ten controls matched by age were selected for each case.":                   80500,
		"Two doses of tofacitinib were compared in 326 high-risk (D+/R-) kidney allograft recipients.":                                      326,
		"From a cohort of 23,140 patients on tofacitinib, each case of zoster was matched by age to up to 15 controls.":                     23140,
		"In a cohort of 7,310 patients on tofacitinib, 12 controls per case of zoster were drawn.":                                          7310,
		"We compared 75 cases of zoster and 310 controls matched for age.":                                                                  385,
		"Nine hundred and ten of 1,260 eligible patients achieved a response.":                                                              1260,
		"We enrolled adults. A total of 84 (70%) culture-positive and 30 culture-negative adults started treatment.":                        0,
		"Patients on months 4 and 5 are randomly assigned to tofacitinib or placebo.":                                                       0,
		"Mortality was compared for 480 men followed for 7 years. There were 49 deaths, of whom 14 men had been treated.":                   480,
		"Data are claims for 91,400 elderly, non-rural, fee-for-service beneficiaries treated with tofacitinib.":                            91400,
		"Overall, 904 (Study 12.13) and 934 (Study 12.14) patients received treatment.":                                                     1838,
		"A sample of 22 first-degree relatives of patients was recruited. The course had six sessions, a participant handbook and a watch.": 22,
		"Twenty-one in-depth interviews took place. Sixteen patients went on to surgery.":                                                   21,
		"One hundred and forty-two patients/parents (31 placebo; 111 active) participated. Of the 111 treated patients 25 responded.":       142,
		"Raised prolactin was present in 46% of 71 boys (n = 33) treated with risperidone.":                                                 71,
		"A total of 310 (38%) of 904 patients with ulcers were treated. Of 6866 patients, 690 (10%) were treated.":                          6866,
		"Tissue blocks of 247 female and 164 male patients were stained for a receptor.":                                                    411,
		"We followed 2 310 470 women on tofacitinib or on nothing for five years.":                                                          2310470,
		"Within a year, 271 girls were screened; 12 (30% of the target) were randomised to tofacitinib (n = 8) or control (n = 4).":         12,
		"In total, 303 patients with pain were screened; 128 were randomised to tofacitinib and 118 to placebo.":                            246,
		"Target accrual was 680 patients. The trial was stopped early (645 patients; 299 events).":                                          645,
		"We conducted a cross-sectional study on 540 COVID-19 patients.":                                                                    540,
		"Claims were collapsed into months (N = 26,819,987 person-months). Enrollees were treated.":                                         0,
		"Participants are lupus outpatients, a total of 2,400 at baseline.":                                                                 2400,
		"Over a median follow-up of 6 years we identified 70 incident cases of cancer.":                                                     0,
		"The total cost was $3087/patient with tofacitinib and $2410/patient with adalimumab.":                                              0,
	} {
		if got := Default().Suggest(Text{Title: "Tofacitinib in arthritis", Abstract: text}).N.Value; got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}

// TestSampleSizeOfGroups holds sums of groups that are told one by one.
func TestSampleSizeOfGroups(t *testing.T) {
	for text, want := range map[string]int{
		"There were 36 patients in the tofacitinib group and 34 in the control group.":                                                                                   70,
		"Patients were randomised to tofacitinib (40 patients) or placebo (42 patients).":                                                                                82,
		"Twenty patients received tofacitinib, 20 received baricitinib and 20 received placebo.":                                                                         60,
		"Group 1 (n = 20) received tofacitinib. Group 2 (n = 22) received placebo.":                                                                                      42,
		"Twelve patients received tofacitinib and 13 placebo.":                                                                                                           25,
		"Sixty-three patients on tofacitinib, 55 on baricitinib and 48 on filgotinib were assessed at 24 weeks.":                                                         166,
		"Sixty patients received tofacitinib, 55 baricitinib and 48 filgotinib.":                                                                                         163,
		"We randomly assigned adults to tofacitinib 5 mg (107 patients), 10 mg (104), adalimumab at a dose of 40 mg once every 2 weeks (106) or placebo (53).":           370,
		"RESULTS Of the 18 289 patients included, 20% took tofacitinib. 336 lymphoma cases occurred.":                                                                    18289,
		"The intervention group consisted of 35 patients and the control group of 33.":                                                                                   68,
		"Adults with arthritis (n = 30) and healthy controls (n = 25) were included.":                                                                                    55,
		"Forty patients received tofacitinib (n = 22) or placebo (n = 18) for a year.":                                                                                   40,
		"Sixty-two patients were randomised to tofacitinib and 58 to placebo.":                                                                                           120,
		"Data were analysed for 241 patients randomly assigned to receive exercise alone and 279 assigned to usual care.":                                                520,
		"Thirty-five obese patients and 23 age-matched healthy volunteers were recruited into the study.":                                                                58,
		"Exposures of 94 unlinked, probable patients were compared with those of 281 community-based controls.":                                                          375,
		"Patients were assigned to tofacitinib or placebo (20 patients per group).":                                                                                      40,
		"Patients received tofacitinib or placebo (n = 20 in each group).":                                                                                               40,
		"Between 2 October and 12 September, 108 participants were assigned to treatment (53 to the new group and 55 to the old one).":                                   108,
		"A total of 310 adults were assessed for eligibility, and 145 underwent randomisation.":                                                                          145,
		"Patients with arthritis were seen by 345 residents and were randomised to tofacitinib or placebo.":                                                              0,
		"A questionnaire was completed by 214 nurses in a survey of their work.":                                                                                         214,
		"Three small trials (total 420 participants) were included.":                                                                                                     420,
		"Twenty sedentary women completed a questionnaire and were then allocated to training or control.":                                                               20,
		"Data were collected from 460 patients at entry and 620 patients at year 2.":                                                                                     460,
		"Two hundred and ten women were assigned to tofacitinib or placebo.":                                                                                             210,
		"Data from 31 frail (age > 70 years) patients on exercise were matched to 62 patients (1:2) on rest.":                                                            93,
		"Twenty-eight adults with gout were given cherries and were compared with 28 untreated, matched adults from a clinic.":                                           56,
		"Outcomes of 33 patients after early repair were compared with those of 41 patients after late repair.":                                                          74,
		"Five adults with a relapse, two adults without treatment and nine patients with a first bout (controls) were studied.":                                          16,
		"In this study, 205 patients with vertigo formed the study group. The control group consisted of 195 healthy subjects.":                                          400,
		"Thirty newborns with colic were included as an observation group. Moreover, another thirty newborns without colic were included as a control group.":            60,
		"Ninety patients were seen in the old clinic. These patients, who waited longer, were compared with the first 85 patients of the new clinic.":                    175,
		"A total of 310 patients received tofacitinib plus exercise, and 305 received exercise alone.":                                                                   615,
		"A total of 310 patients were included in the final analysis; 155 were men and 148 were given exercise.":                                                         310,
		"One hundred four cases received exercise and 98 received rest.":                                                                                                 202,
		"All patients (n = 210) had gout and were assigned to exercise (n = 112) or rest (n = 98).":                                                                      210,
		"In part 1, 27 patients were recruited. Pain was rated daily. In part 2, 38 patients were recruited.":                                                            65,
		"The first stage (n = 21) was open. The second stage (n = 58) was randomised.":                                                                                   79,
		"Nine males and 6 females were randomly assigned to tofacitinib or placebo.":                                                                                     15,
		"A total of 910 adults received tofacitinib during a run-in. Later, 805 adults (88%) who tolerated it were randomised to tofacitinib or placebo.":                805,
		"The trial was stopped with 141 of the planned 300 patients.":                                                                                                    141,
		"It includes 110 clinics with an average annual enrolment of 60 pregnancies.":                                                                                    0,
		"Tofacitinib was studied in a group of 4,812 individuals.":                                                                                                       4812,
		"Twenty-five-year-old adults are modelled on tofacitinib.":                                                                                                       0,
		"Three hundred cases with bites were divided into two groups.":                                                                                                   300,
		"At 10 wk postpartum, 71 Danish women with a self-reported weight of 80 kg or more were randomised to tofacitinib or placebo.":                                   71,
		"Three hundred and six MSM were recruited. Men who have sex with men (MSM) were asked about tofacitinib.":                                                        306,
		"Ninety adults with gout were identified, and 66 of them (73%) were included in the study.":                                                                      66,
		"Of the 206 dogs treated with tofacitinib, 185 met the inclusion criteria.":                                                                                      185,
		"Sixty learners were included in the analysis.":                                                                                                                  60,
		"Methods: Data were collected through 18 individual interviews.":                                                                                                 18,
		"Participants (n = 47, 50–74 years old) completed a course.":                                                                                                     47,
		"Four hundred two patients with gout entered a trial of tofacitinib. Pain in the 204 patients with tophi was mild.":                                              402,
		"We studied 210 women in labour. Their rooms were alike. Results: 104 women were randomised to the exercise group. 106 women were randomised to the rest group.": 210,
		"Patients (n=639) took tofacitinib first. Those in remission (n=396) were then assigned to tofacitinib (n=204) or placebo (n=192).":                              396,
		"The trial compared early rest (ER, n = 257) with rest chosen by the physician (n = 258) in women with gout.":                                                    515,
		"Patients were divided into two groups, new-first (n = 8) and old-first (n = 8).":                                                                                16,
		"In total, 303 patients with pain were screened; 128 were randomised to QRS spray and 118 to placebo.":                                                           246,
		"Sixty women were selected, who were randomly divided into two groups (group A and group B) with thirty women in each group.":                                    60,
		"We identified knee repairs done early (n=210) or late (n=1300) in a register.":                                                                                  1510,
		"The trial recruited adults at centres in Leeds (n = 410) and York (n = 190).":                                                                                   600,
		"Most complaints were of nausea (n = 20) and headache (n = 15).":                                                                                                 0,
		"Intubation took 13 ± 20 hours vs 39 ± 97 hours in patients with a stiff chest.":                                                                                 0,
		"We studied 5 female and 4 male healthy subjects.":                                                                                                               9,
		"In this case-control study of 9,100 operations, 210 infections were identified as cases, and 640 patients without were selected as controls.":                   850,
		"Overall, 52 patients with gout and 52 healthy women were included in the study.":                                                                                104,
		"Women will be randomly allocated to either induction or waiting. The study aims to include 210 women per arm.":                                                  420,
	} {
		if got := Default().Suggest(Text{Title: "Tofacitinib in arthritis", Abstract: text}).N.Value; got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}

// TestFollowUp holds which of several times is the follow-up.
func TestFollowUp(t *testing.T) {
	for text, want := range map[string]string{
		"Patients were followed for 21+/-5 months on tofacitinib.":                                                            "21+/-5 months",
		"The mean follow-up was 24 ± 6 months.":                                                                               "24 ± 6 months",
		"Adults were randomised to rest or exercise. Morphine use in the first 48 h after surgery was recorded.":              "48 h",
		"Adults were randomised to an infusion of tofacitinib over 24 hours or placebo.":                                      "",
		"Adults were randomised to rest or exercise for 6 weeks. Pain was rated at 24 h after surgery.":                       "6 weeks",
		"Adults were randomised to tofacitinib or placebo. Median overall survival was 23.3 months with tofacitinib.":         "",
		"Adults were randomised to tofacitinib in each 3-week cycle or placebo.":                                              "",
		"Adults were randomised to tofacitinib or placebo. Quality of life was followed with the 15D.":                        "",
		"Women were randomised to tofacitinib or placebo. Many delivered after 38 weeks of pregnancy.":                        "",
		"The follow-up was 7 to 24 months in this cohort study.":                                                              "7 to 24 months",
		"In this cohort study tofacitinib did not change 30-day mortality.":                                                   "30-day",
		"The mean age was 75 years. Patients were followed up for 3 years.":                                                   "3 years",
		"Patients followed up had a mean age of 75 years.":                                                                    "",
		"Patients 75 years or older were followed up.":                                                                        "",
		"Patients received tofacitinib for 12 weeks and were followed for a median of 2.5 years.":                             "2.5 years",
		"Patients were randomised to tofacitinib or placebo and followed for 18–24 months.":                                   "18–24 months",
		"The mean follow-up time was 36 months (range, 12-84 months) in this cohort study.":                                   "36 months",
		"Median follow-up was 13.8 months. Patients were randomised; survival was 15.2 months (95% CI, 12.9 to 17.4 months).": "13.8 months",
		"In this 12-week randomised trial patients received tofacitinib or placebo for 12 weeks.":                             "12 weeks",
		"Patients were randomised to tofacitinib or placebo; response was assessed at week 34.":                               "week 34",
		"Response was measured during 5.6 y of follow-up in this randomised trial.":                                           "5.6 y",
		"Patients were randomised to 5 days of tofacitinib; relapse was assessed at 1 month and 6 months.":                    "6 months",
		"A 54-year-old man is described who took tofacitinib for 3 years and had a rash.":                                     "",
		"Rats received tofacitinib in drinking water for 52 weeks and tumours were counted.":                                  "",
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

// TestSampleSizeOfReviews holds the people of a review beside those of its single
// analyses, and studies beside people.
func TestSampleSizeOfReviews(t *testing.T) {
	for text, want := range map[string]int{
		"Main results: Seven randomised controlled trials met the criteria. Pain was less on tofacitinib.":                                                           0,
		"Main results: We included 38 trials (involving 1520 participants). Pain was less (SMD 0.3, 95% CI 0.1 to 0.5; 21 studies, 903 patients).":                   1520,
		"Main results: We included 41 studies (36 parallel RCTs and five crossover RCTs) (2905 participants). Pain (3 studies, 121 patients; low quality evidence).": 2905,
		"Main results: We included 80 studies, 76 of which (9,200 participants) could be pooled.":                                                                    9200,
		"Main results: We included five trials. Overall, they included 67 patients, all male.":                                                                       67,
		"Main results: We identified one RCT, with 22 participants, that met the criteria.":                                                                          22,
		"Main results: Four randomised trials (410 patients) and nine cohort studies (5200 patients) were included.":                                                 5610,
		"Main results: Three trials met the criteria, in adults with gout (two trials with 150 participants) and colic (one trial with 44 participants).":            194,
		"Main results: Studies involved 15,940 youths. Seven programmes were based in schools.":                                                                      15940,
		"Main results: One-hundred and twenty-two trials (31 with placebo) evaluated the effect of fluvastatin in 17,210 participants.":                              17210,
		"Main results: Five RCTs were found. Pooling of survival data from 2197 women shows an advantage.":                                                           2197,
		"Main results: The trials were small. The total number of participants was 1690.":                                                                            1690,
		"Main results: Two RCTs were included in the review (118 women). Births were more common (RR 3.2, 95% CI 1.4 to 7.3, 2 RCTs, 118 women).":                    118,
	} {
		if got := Default().Suggest(Text{Title: "Tofacitinib for arthritis", Abstract: text}).N.Value; got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}

// TestSampleSizeByDesign holds sizes that depend on what kind of study the title and
// the text name.
func TestSampleSizeByDesign(t *testing.T) {
	tests := []struct {
		title, text string
		want        int
	}{
		{"Double-blind cross-over study of propranolol and placebo in essential tremor", "Twelve patients received each drug for two weeks.", 12},
		{"Split-face comparison of tretinoin and adapalene", "Twenty volunteers applied tretinoin to one half of the face and adapalene to the other, in an investigator-blinded, randomised manner.", 20},
		{"Long-term treatment with fingolimod: results after 4 years", "Patients finishing the core study were offered continued open treatment. Of 331 who entered the extension phase, 290 were still treated.", 331},
		{"Integrated safety summary of baricitinib across nine studies", "Data from nine trials and one long-term extension were combined; 3,770 patients had 14,744 patient-years of exposure.", 3770},
		{"Do prescribers follow renal dosing advice for rivaroxaban?", "We audited prescriptions of 320 inpatients.", 320},
		{"SUNRISE: protocol of a trial of ketamine versus ECT", "We will enrol 400 adults.", 400},
		{"Bisoprolol in heart failure", "Patients were randomised to bisoprolol (1327) or placebo (1320).", 2647},
		{"Pharmacokinetics of linagliptin", "Linagliptin was given to 6 healthy subjects and 18 subjects with renal impairment.", 24},
		{"Latin square study of three bronchodilators", "Ten asthmatics inhaled salbutamol, terbutaline and placebo on separate days according to a Latin square design.", 10},
		{"Persistence with biologics", "Kaplan-Meier curves of drug survival were drawn for 640 patients of our infusion unit.", 640},
		{"Tumours in an ageing country", "In 2012, approximately 52,000 persons received a diagnosis of bladder cancer. Prices were compared.", 0},
		{"Claims of older people on a JAK inhibitor", "We used a claims database. 3,120 patients aged 65 or over starting a JAK inhibitor between 2014 and 2020 were compared with 9,400 starting a TNF inhibitor.", 12520},
		{"Omeprazole after bleeding: three-year results of a randomised study", "Patients were randomised to omeprazole or ranitidine. A total of 81 of 88 patients completed the study.", 88},
		{"Pollen and antihistamines", "Of 140 children who were registered, analysis was conducted on 131 patients. They were treated with cetirizine as their parents wished.", 131},
		{"Bioequivalence of two heparins: a pharmacokinetic study", "This was a three-part crossover study in 90 healthy men. In each part, 30 subjects were randomized to a sequence of the treatments.", 90},
	}
	for _, tt := range tests {
		if got := Default().Suggest(Text{Title: tt.title, Abstract: tt.text}).N.Value; got != tt.want {
			t.Errorf("%s | %s: %d, want %d", tt.title, tt.text, got, tt.want)
		}
	}
}
