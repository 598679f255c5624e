package tagging

import (
	"strings"
	"testing"

	"dossier/evidence"

	"github.com/google/go-cmp/cmp"
)

// printEstimates writes estimates as "measure estimate [low, high]@level p".
func printEstimates(list []Estimate) []string {
	var out []string
	for _, e := range list {
		if e.Measure == "COUNTS" {
			var arms []string
			for _, a := range e.Arms {
				arms = append(arms, string(a.Events)+"/"+string(a.N))
			}
			out = append(out, "COUNTS "+strings.Join(arms, " "))
			continue
		}
		s := e.Measure + " " + string(e.Estimate)
		if e.CILow != "" {
			s += " [" + string(e.CILow) + ", " + string(e.CIHigh) + "]"
		}
		if e.CILevel != "" {
			s += "@" + string(e.CILevel)
		}
		if e.P != "" {
			s += " p" + string(e.P)
		}
		out = append(out, s)
	}
	return out
}

// TestIntervalStyles holds one sentence per style of the tagging notes.
func TestIntervalStyles(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"to", "Infections rose (odds ratio 1.5; 95% CI 1.1 to 2.0; P=0.01).", []string{"OR 1.5 [1.1, 2.0]@95 p=0.01"}},
		{"comma", "The hazard ratio was 0.85 (95% CI, 0.70, 1.02).", []string{"HR 0.85 [0.70, 1.02]@95"}},
		{"en dash", "RR 2.04, 95% CI 1.32–3.15.", []string{"RR 2.04 [1.32, 3.15]@95"}},
		{"semicolon inside", "MD 3.1 (95% CI 1.0; 5.2).", []string{"MD 3.1 [1.0, 5.2]@95"}},
		{"middle dot", "HR 1·33 [95% CI 0·91–1·94].", []string{"HR 1·33 [0·91, 1·94]@95"}},
		{"tilde", "The OR was 12.1 (95% CI: 8.89~17.42).", []string{"OR 12.1 [8.89, 17.42]@95"}},
		{"negative bounds with hyphen", "The rate difference was 1.8 (95% CI -0.5-4.1).", []string{"RD 1.8 [-0.5, 4.1]@95"}},
		{"unicode minus", "Mean difference −1.7 mg/dL; 95% CI −5.2 to 1.8.", []string{"MD −1.7 [−5.2, 1.8]@95"}},
		{"leading point", "MD = -10.4 minutes, 95% CI [-14.79, -.01].", []string{"MD -10.4 [-14.79, -.01]@95"}},
		{"ratio of exposures", "The geometric least-squares mean ratio for AUC was 1.12 (90% CI 0.98-1.29).", []string{"OTHER 1.12 [0.98, 1.29]@90"}},
		{"ratios of exposures", "GMRs (90% CIs) for AUC and Cmax were 1.21 (1.08, 1.36) and 1.05 (0.91, 1.20), respectively.", []string{"OTHER 1.21 [1.08, 1.36]", "OTHER 1.05 [0.91, 1.20]"}},
		{"exposure that rose", "The AUC of midazolam increased by 32% (90% CI, 18%-47%).", []string{"PCT 32 [18, 47]@90"}},
		{"percent words", "The adjusted odds ratio was 0.87 (95 percent confidence interval, 0.76 to 1.00).", []string{"OR 0.87 [0.76, 1.00]@95"}},
		{"p in between", "HR, 0.69; P = .04; 95% CI, 0.50-0.96.", []string{"HR 0.69 [0.50, 0.96]@95 p=.04"}},
		{"rates in a list without a name for the interval", "IRs for shingles were 3.5 (3.0–4.1), 4.0 (3.1–5.2) and 1.9 (1.6–2.3) per 100 PY.", []string{"IR 3.5 [3.0, 4.1]", "IR 4.0 [3.1, 5.2]", "IR 1.9 [1.6, 2.3]"}},
		{"rates whose unit comes first", "IRs per 100 PY were 3.5 (3.0–4.1) with tofacitinib and 1.9 (1.6–2.3) with adalimumab.", []string{"IR 3.5 [3.0, 4.1]", "IR 1.9 [1.6, 2.3]"}},
		{"ninety", "HR 1.04 (90% CI: 0.97, 1.11).", []string{"HR 1.04 [0.97, 1.11]@90"}},
		{"credible", "The odds ratio was 1.9 (95% credible interval 0.8 to 4.4).", []string{"OR 1.9 [0.8, 4.4]@95"}},
		{"glued comma", "RR = 1.09; 99%CI: 0.87,1.36.", []string{"RR 1.09 [0.87, 1.36]@99"}},
		{"level after", "RR = 0.54, CI95 = 0.42, 0.69.", []string{"RR 0.54 [0.42, 0.69]"}},
		{"list with p values in its brackets", "Risk was higher for stones (hazard ratio 1.93, 95% CI 1.76-2.12; p<0.001), gout (2.31, 2.05-2.60; p<0.001) and cramps (1.22, 0.96-1.55; p=0.10).", []string{"HR 1.93 [1.76, 2.12]@95 p<0.001", "HR 2.31 [2.05, 2.60] p<0.001", "HR 1.22 [0.96, 1.55] p=0.10"}},
		{"behind the counts of the bracket", "Fever was rarer (15 of 457 vs 47 of 459 women; relative risk 0.32, 95% CI 0.18-0.56), but not in the third group (57 of 452 women; 1.23, 0.86-1.77; p=0.26).", []string{"RR 0.32 [0.18, 0.56]@95", "RR 1.23 [0.86, 1.77] p=0.26"}},
		{"differences without a name of the interval", "Pain fell more with the drug (difference -0.69 [95% CI -0.87, -0.51]). Glucose difference -33 mg/dl (-42 to -24).", []string{"MD -0.69 [-0.87, -0.51]@95", "MD -33 [-42, -24]"}},
		{"times with their quartiles", "Onset was later with the drug [5 (3-9) vs 3 (2-5) min]; hazard ratio, 0.56 (95% CI, 0.31 to 0.99).", []string{"HR 0.56 [0.31, 0.99]@95"}},
		{"limits with a comma as before", "Risk was lower of death (RR 0.79; 95% CI 0.69, 0.90) and falls (RR 0.74; 0.60, 0.91) with it.", []string{"RR 0.79 [0.69, 0.90]@95", "RR 0.74 [0.60, 0.91]"}},
		{"equals", "AOR = 2.72, 95% CI (1.55-4.76).", []string{"OR 2.72 [1.55, 4.76]@95"}},
		{"signs in words", "Quality of life (standardised mean difference 0.07 higher, 95% CI 0.04 lower to 0.19 higher).", []string{"SMD 0.07 [-0.04, 0.19]@95"}},
		{"announced list", "Hazard ratios (95% CI) were 1.27 (1.13, 1.42) for death and 0.80 (0.60, 1.10) for stroke.", []string{"HR 1.27 [1.13, 1.42]", "HR 0.80 [0.60, 1.10]"}},
		{"bare after measure", "Symblepharon (RR 0.89; 0.56 to 1.42).", []string{"RR 0.89 [0.56, 1.42]"}},
		{"second of a list", "Rates were 2.9 E/100 PY (95% CI 2.4-3.5) versus 1.3 (0.8-1.9).", []string{"IR 2.9 [2.4, 3.5]@95", "IR 1.3 [0.8, 1.9]"}},
		{"without interval", "Anaemia predicted death (hazard ratio = 1.88, p = 0.01).", []string{"HR 1.88 p=0.01"}},
		{"percentage points", "The difference was 10.0 percentage points (95% CI, 4.1 to 15.9).", []string{"RD 10.0 [4.1, 15.9]@95"}},
		{"proportion", "Survival was 42 percent (95 percent confidence interval, 38 to 46 percent).", []string{"PROP 42 [38, 46]@95"}},
		{"percent change", "LDL cholesterol fell by 24% (95% CI 17% to 31%).", []string{"PCT 24 [17, 31]@95"}},
		{"outside its own interval", "The HR was 2.0 (95% CI 0.1 to 0.4).", []string{"HR 2.0 [0.1, 0.4]@95"}},
		{"vaccine efficacy", "Vaccine efficacy was 65% (95% CI 52-74).", []string{"VE 65 [52, 74]@95"}},
		{"sign after the name", "Pain did not differ (SMD -0.24, 95% CI-0.54 to 0.07).", []string{"SMD -0.24 [-0.54, 0.07]@95"}},
		{"sign in brackets", "The score improved by -1.4 (95% CI -2.6 - (-0.21)).", []string{"MD -1.4 [-2.6, -0.21]@95"}},
		{"lower with plain limits", "Counts were 27% lower than with placebo (95% CI: 9-41%).", []string{"PCT 27 [9, 41]@95"}},
		{"change without a name", "There was a greater improvement in balance in the yoga group (4.0; 95% CI, 3.2–4.8).", []string{"MD 4.0 [3.2, 4.8]@95"}},
		{"dotted name", "The response rate was 41.9% (95% C.I., 29.6-54.2%) and the RR 1.4 (95%C.I. 1.1-1.9).", []string{"PROP 41.9 [29.6, 54.2]@95", "RR 1.4 [1.1, 1.9]@95"}},
		{"unit behind the interval", "Children had a greater gain, an extra 1 (SE 0.2) kg (99% CI 0.6–1.4 kg).", []string{"MD 1 [0.6, 1.4]@99"}},
		{"unit of the list", "Improvements in FEV1 ranged from 0.27 (95% CI 0.22, 0.33) to 0.41 L (95% CI 0.35, 0.46).", []string{"MD 0.27 [0.22, 0.33]@95", "MD 0.41 [0.35, 0.46]@95"}},
		{"percent changes named once", "Mean (95% confidence interval) % changes in size were 1.1 (0.7, 1.5) and 8.7 (7.0, 10.5).", []string{"PCT 1.1 [0.7, 1.5]", "PCT 8.7 [7.0, 10.5]"}},
		{"rates of a list", "Incidence rates were 2.7 (95% CI 2.5-2.9) and 3.1 (2.6-3.6) per 100 patient-years.", []string{"IR 2.7 [2.5, 2.9]@95", "IR 3.1 [2.6, 3.6]"}},
		{"times the risk", "Users had a 1.4-fold higher risk of cellulitis (95% CI, 1.1 to 1.8).", []string{"RR 1.4 [1.1, 1.8]@95"}},
		{"times the odds", "Users had 1.8 times the odds of gout (95% CI, 1.2 to 2.7).", []string{"OR 1.8 [1.2, 2.7]@95"}},
		{"times something else", "Cells were 3.1-fold larger (95% CI, 1.5 to 4.8).", []string{"OTHER 3.1 [1.5, 4.8]@95"}},
		{"interval of Romance languages", "The OR was 0.52 (IC 95% 0.31-0.88).", []string{"OR 0.52 [0.31, 0.88]@95"}},
		{"difference of shares", "Cure: 84.1% vs 82.9% (difference, 1.2 [95% CI, -4.0 to 6.4]).", []string{"RD 1.2 [-4.0, 6.4]@95"}},
		{"difference of means in per cent", "Mean HbA1c was 7.9% vs 7.1% (difference, 0.8 [95% CI, 0.4 to 1.2]).", []string{"MD 0.8 [0.4, 1.2]@95"}},
		{"absolute benefit", "This is a 4% absolute benefit at five years (95% CI 1% to 7%).", []string{"RD 4 [1, 7]@95"}},
		{"rate without a name", "Clots came to 0.35 (0.21-0.55) per 100 patient-years.", []string{"IR 0.35 [0.21, 0.55]"}},
		{"annualised rate", "The annualised relapse rate was 0.17 (95% CI 0.14-0.20).", []string{"IR 0.17 [0.14, 0.20]@95"}},
		{"lower by words", "The risk was 34 percent lower than with no treatment (95 percent confidence interval, 12 to 50 percent).", []string{"PCT 34 [12, 50]@95"}},
		{"bare behind a distant name", "Women had an HR for coronary heart disease of 0.63 [0.36-1.08] at one year.", []string{"HR 0.63 [0.36, 1.08]"}},
		{"what the ratio is for", "The hazard ratio for death was 0.80, and the hazard ratio for progression was 0.66.", []string{"HR 0.80", "HR 0.66"}},
		{"limit behind the ratio", "Hazard ratio with febuxostat, 1.03; upper limit of the interval, 1.23.", []string{"HR 1.03"}},
		{"vaccine against", "The effectiveness of BCG vaccine against leprosy was 54% (95% CI 31-69%) and against death 61% (95% CI 40-75%).", []string{"VE 54 [31, 69]@95", "VE 61 [40, 75]@95"}},
		{"exposures compared", "The GMR of AUC with and without ketoconazole was 8.3 (90% CI 7.1-9.7) and that of Cmax 4.1 (3.3-5.2).", []string{"OTHER 8.3 [7.1, 9.7]@90", "OTHER 4.1 [3.3, 5.2]"}},
		{"name forgotten", "Falls did not differ (RR 1.52, 95% 0.61 to 3.80; 3 studies).", []string{"RR 1.52 [0.61, 3.80]@95"}},
		{"signs in words, bare", "Acuity was 0.4 lower (0.6 to 0.1 lower), and healing faster (1.5 days lower; 9 lower to 6.2 higher).", []string{"MD -0.4 [-0.6, -0.1]", "MD -1.5 [-9, 6.2]"}},
		{"intervals in order", "Hazard ratios for death were 1.2 and 1.5 (95% CI 1.0-1.4 and 1.2-1.9, respectively).", []string{"HR 1.2 [1.0, 1.4]@95", "HR 1.5 [1.2, 1.9]@95"}},
		{"intervals in order with units", "Differences in means of FEV1 were 0.051 L and 0.043 L, and the 90%CI was 0.004 to 0.098 L and -0.008 to 0.094 L, respectively.", []string{"MD 0.051 [0.004, 0.098]@90", "MD 0.043 [-0.008, 0.094]@90"}},
		{"one interval and a range", "The odds ratio was 1.5 (95% CI 1.1-2.0), and 40 to 60 patients were needed.", []string{"OR 1.5 [1.1, 2.0]@95"}},
		{"ratio of what", "In men there was a HR for mortality of 1.10, while in women the HR was also 1.20.", []string{"HR 1.10", "HR 1.20"}},
		{"ratio per year", "Risk rose with duration (OR per year 1.14, 95% CI 1.03 to 1.26).", []string{"OR 1.14 [1.03, 1.26]@95"}},
		{"share of a count", "Enzymes were raised in 24 of 118 (20%, 95% CI 14-29).", []string{"PROP 20 [14, 29]@95"}},
		{"ratios go on", "Use raised the risk (odds ratio 1.6, 95% CI 1.5 to 1.7). One preparation was safer than another (0.85, 0.76 to 0.95).", []string{"OR 1.6 [1.5, 1.7]@95", "OR 0.85 [0.76, 0.95]"}},
		{"comparison in brackets", "Mortality was higher with haloperidol (2.07, 1.89 to 2.26). Hazard ratios were adjusted.", []string{"HR 2.07 [1.89, 2.26]"}},
		{"nested bracket", "Bleeding rose (relative risk 1.39 [95% CI 1.19-1.63]). Shivering (3.48 [3.15-3.84]) rose more.", []string{"RR 1.39 [1.19, 1.63]@95", "RR 3.48 [3.15, 3.84]"}},
		{"ratio of person-time", "The hazard ratio for exacerbation per patient-year was 0.73 (95% CI, 0.63 to 0.84).", []string{"HR 0.73 [0.63, 0.84]@95"}},
		{"rates of two", "EAIRs of candidiasis were 2.2 (95% CI 1.9-2.5) and of falls 0.3 (0.2-0.5) per 100 PY.", []string{"IR 2.2 [1.9, 2.5]@95", "IR 0.3 [0.2, 0.5]"}},
		{"rate behind events", "There were 30 events (1.9/100 PY; 95% CI 1.3, 2.7).", []string{"IR 1.9 [1.3, 2.7]@95"}},
		{"number needed", "One event occurred for every 62 patients (95% CI 40 to 200).", []string{"OTHER 62 [40, 200]@95"}},
		{"brackets with a p value", "The risk ratio was 1.2 (95% CI 0.9-1.6). Time in bed was reduced by 65% (53–74, p<0.001).", []string{"RR 1.2 [0.9, 1.6]@95", "PCT 65 [53, 74] p<0.001"}},
		{"rates in a list", "Incidence rates (IRs; patients with events per 100 patient-years) were evaluated. IRs (95% CI) were: zoster, 3.4 (2.7-4.3); MACE, 0.3 (0.1-0.6).", []string{"IR 3.4 [2.7, 4.3]", "IR 0.3 [0.1, 0.6]"}},
		{"no difference in a list of ratios", "The rate was lower with A (HR 0.50, 95% CI 0.26 to 0.94), whereas there was no evidence of a difference for B (1.12, 0.63-2.01).", []string{"HR 0.50 [0.26, 0.94]@95", "HR 1.12 [0.63, 2.01]"}},
		{"went up by", "With secukinumab triglycerides went up by 14.2 mg/dL (95% CI 2.1 to 26.4).", []string{"MD 14.2 [2.1, 26.4]@95"}},
		{"ratios in a row", "Age and diabetes predicted infection (HRs 1.66, 1.52 and 1.71).", []string{"HR 1.66"}},
		{"weighted hazard ratio", "The risk was similar (HRw 1.12, 95% CI 0.79 to 1.58).", []string{"HR 1.12 [0.79, 1.58]@95"}},
		{"bracket far from its measure", "The IRR was 0.9 (95% CI 0.7-1.2). The IRR for a step change in infection was 0.98 (0.30–3.16).", []string{"IRR 0.9 [0.7, 1.2]@95", "IRR 0.98 [0.30, 3.16]"}},
		{"uncertainty interval", "The relative risk was 1.4 (95% uncertainty interval 1.1 to 1.8).", []string{"RR 1.4 [1.1, 1.8]@95"}},
		{"reduction by two shares", "Fever was reduced by 24% (95% CI 2 to 42%) and cough by 35% (95% CI 4 to 58%).", []string{"PCT 24 [2, 42]@95", "PCT 35 [4, 58]@95"}},
		{"two shares and a reduction", "Children had 16% (95% CI 5 to 26%) and 5% (95% CI 1 to 10%) reduction in days of fever and cough.", []string{"PCT 16 [5, 26]@95", "PCT 5 [1, 10]@95"}},
		{"people who had increased", "After one year, 19% had increased their activity (95% CI 12–26).", []string{"PROP 19 [12, 26]@95"}},
		{"relative beside absolute", "That was an absolute increase of 5%, a 38% relative increase (95% CI 7–81%).", []string{"PCT 38 [7, 81]@95"}},
		{"difference of means in percent", "The mean change was greater with insulin (-29% vs. -17%; difference, -12%; 95% CI, -19 to -5).", []string{"MD -12 [-19, -5]@95"}},
		{"difference of shares", "Remission was more common (26% vs 15%; difference 11%; 95% CI 2–19).", []string{"RD 11 [2, 19]@95"}},
		{"relative risk reduction as a number", "The reduction depended on dose (relative risk reduction (RRR) 1.01, 95% CI 1.00 to 1.02).", []string{"OTHER 1.01 [1.00, 1.02]@95"}},
		{"named mean difference in percent", "Stockings raised the haematocrit (MD 1.2%, 95% CI 0.4 to 2.0).", []string{"MD 1.2 [0.4, 2.0]@95"}},
		{"mean difference of shares", "The proportion of late arrivals did not change (mean difference 0.4%, 95% CI -3.1 to 4.0).", []string{"RD 0.4 [-3.1, 4.0]@95"}},
		{"difference of values below nought", "HbA1c fell with both (-0.9 vs. -0.5%; difference -0.4%; 95% CI -0.6 to -0.2).", []string{"MD -0.4 [-0.6, -0.2]@95"}},
		{"difference of two changes", "Bone mass rose by 3.0% (95% CI 2.1 to 3.9%) with walking and fell by -0.4% (95% CI -1.1 to 0.3%) without (difference 3.4%; 95% CI 2.2 to 4.6).", []string{"PCT 3.0 [2.1, 3.9]@95", "PCT -0.4 [-1.1, 0.3]@95", "MD 3.4 [2.2, 4.6]@95"}},
		{"one change in several arms", "Mean (95% CI) reduction in oxalate was 40.1% (35.0% to 45.2%) with the high dose, compared to 20.3% (15.1% to 25.5%) with the low dose.", []string{"PCT 40.1 [35.0, 45.2]", "PCT 20.3 [15.1, 25.5]"}},
		{"percent points with a sign", "Weight fell (treatment difference -0.3% points [95% CI -0.5; -0.1]).", []string{"RD -0.3 [-0.5, -0.1]@95"}},
		{"per protocol is no point", "Cure was 91% (95% CI 88% to 94%) in the PP analysis.", []string{"PROP 91 [88, 94]@95"}},
		{"incidence of people", "Fever was rare (incidence 31 per 1000, 95% CI 20 to 42).", []string{"PROP 31 [20, 42]@95"}},
		{"price of an effect", "Screening cost €310 (95% CI 205 to 420) more per visit, an incremental cost per cancer found of €9100 (95% CI 7200 to 12400).", []string{"MD 310 [205, 420]@95", "OTHER 9100 [7200, 12400]@95"}},
		{"price over a slash", "The mean cost of lowering pressure was £31.20/mm Hg (95% CI £20.10 to £44.90).", []string{"OTHER 31.20 [20.10, 44.90]@95"}},
		{"a blank in the decimals", "Scars were as common (RR 0.81, 95% CI 0. 37 to 1.78).", []string{"RR 0.81 [0. 37, 1.78]@95"}},
		{"a sign before the currency", "Costs differed (mean difference -€1420, 95% CI -3010 to 640).", []string{"MD -1420 [-3010, 640]@95"}},
		{"a bound with a blank", "The difference was 8120 (95% CI 5230-11 840).", []string{"MD 8120 [5230, 11 840]@95"}},
		{"so many fewer", "Children spent 11.5 fewer hours in bed (95% CI 6.1-16.9).", []string{"MD 11.5 [6.1, 16.9]@95"}},
		{"unit before a bare bracket", "Ferritin fell more (ferritin difference −310 ng/mL (−480, −140), p<0.001).", []string{"MD −310 [−480, −140] p<0.001"}},
		{"people before a bare bracket", "Control was 6.1% (95% CI 2.0-12.4%). It was 31.2% for women on walking (20.4-44.0%).", []string{"PROP 6.1 [2.0, 12.4]@95", "PROP 31.2 [20.4, 44.0]"}},
		{"interval behind a comma", "The rate ratio was 0.96 (95% CI 0.82 to 1.12) in children and did not differ in adults (0.91, 0.75 to 1.10).", []string{"IRR 0.96 [0.82, 1.12]@95", "IRR 0.91 [0.75, 1.10]"}},
		{"difference behind a comma", "Pain fell (mean difference 1.6, 95% CI 1.0-2.2). Response was commoner (between group difference 21%, 5-37; p=0.01).", []string{"MD 1.6 [1.0, 2.2]@95", "RD 21 [5, 37] p=0.01"}},
		{"measure far from its p value", "Nurses had hazard ratios of injury or leave of 1.42 (1.10, 1.83; p = 0.007).", []string{"HR 1.42 [1.10, 1.83] p=0.007"}},
		{"so many fewer with a deviation", "Visits were shorter, corresponding to 11.5 ± 6 fewer hours (95% CI 6.1-16.9).", []string{"MD 11.5 [6.1, 16.9]@95"}},
		{"points of glycated haemoglobin", "HbA1c fell more with exercise (treatment difference -0.4% points [95% CI -0.6; -0.2]).", []string{"MD -0.4 [-0.6, -0.2]@95"}},
		{"ratio of ratios", "Prescribing fell (aRR 0.75; 99% CI 0.60, 0.94) relative to the other arm (aRRR 0.81; 99% CI 0.62, 1.06).", []string{"RR 0.75 [0.60, 0.94]@99", "OTHER 0.81 [0.62, 1.06]@99"}},
		{"improvement with a bare bracket", "There was an improvement of 9% (0.8% - 17.2%) in strength.", []string{"PCT 9 [0.8, 17.2]"}},
		{"signed bare bracket", "The mass index decreased with walking (−5.1 g/m2 (−9.0 to −1.2)).", []string{"MD −5.1 [−9.0, −1.2]"}},
		{"mean change far before", "Mean (95% CI) reduction in oxalate at all visits of the clinic through week 12 was 61.0% (58.3% to 63.7%) with rest.", []string{"PCT 61.0 [58.3, 63.7]"}},
		{"exposure compared", "Adjusted insulin AUC was 41% (95% CI 6.1-80) higher with rest.", []string{"PCT 41 [6.1, 80]@95"}},
		{"ratio at a time", "The hazard ratio at 3 months was 1.3, and rest did not matter.", []string{"HR 1.3"}},
		{"kind of a ratio in small letters", "Falls were as common after weighting (wHR 0.94, 0.71-1.24) and in competing risks (csHR 0.88, 0.66-1.17).", []string{"HR 0.94 [0.71, 1.24]", "HR 0.88 [0.66, 1.17]"}},
		{"two pairs in a bracket", "Pears and plums had higher relative risks of spots (2.3, 1.9 to 2.8 and 1.4, 1.1 to 1.8, respectively).", []string{"RR 2.3 [1.9, 2.8]", "RR 1.4 [1.1, 1.8]"}},
		{"share behind a median time", "At a median follow-up of 31 months, 2-year survival was 74% (95% CI, 69 to 79).", []string{"PROP 74 [69, 79]@95"}},
		{"ratio behind a limit", "Values above 2x ULN were seen in 4% and 2% (OR 2.1, 1.2 to 3.7).", []string{"OR 2.1 [1.2, 3.7]"}},
		{"difference with another control", "Clearance was 51%, 10% and 33% (difference vs placebo 41%, 95% CI 35-47; vs apremilast 18%, 95% CI 11-25).", []string{"RD 41 [35, 47]@95", "RD 18 [11, 25]@95"}},
		{"unit and comma in a bracket", "Sodium rose (mean difference 1.4 mmol/L, 95% CI 0.9 to 1.9), as did calcium (0.2 mmol/L, 0.1 to 0.3).", []string{"MD 1.4 [0.9, 1.9]@95", "MD 0.2 [0.1, 0.3]"}},
		{"lower behind a unit with a slash", "Glucose was 4.2 mg/dl lower with walking (95% CI −7.9 to −0.6).", []string{"MD -4.2 [−7.9, −0.6]@95"}},
		{"waist to hip", "Mean WHR 0.91, 0.78-1.04 in men.", nil},
		{"same unit as before", "Sodium rose by 1.4 mmol/L (95% CI 0.9, 1.9) with salt and 0.6 mmol/L (0.2, 1.0) with soup; potassium by 0.3 mmol/L (95% CI 0.1, 0.5).", []string{"MD 1.4 [0.9, 1.9]@95", "MD 0.6 [0.2, 1.0]", "MD 0.3 [0.1, 0.5]@95"}},
		{"standardised incidence", "The standardized incidence ratio was 1.08 (95% CI 0.83-1.40).", []string{"SIR 1.08 [0.83, 1.40]@95"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := printEstimates(Default().Suggest(Text{Abstract: tt.text}).Estimates)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s\n%s", tt.text, diff)
			}
		})
	}
}

// TestRefusedNumbers holds what looks like an estimate and is none.
func TestRefusedNumbers(t *testing.T) {
	for name, text := range map[string]string{
		"median time":         "Median overall survival was 10.2 months (95% CI 8.7-11.6).",
		"second median":       "Median survival was 15.2 months (95% CI, 12.9 to 17.4 months) with one versus 9.1 months (95% CI, 7.7 to 11.2 months) with the other.",
		"second accuracy":     "AUROCs were 0.75 (95% CI 0.61 to 0.88) and 0.80 (95% CI 0.65 to 0.95).",
		"interquartile":       "The median score was 10 (7 to 14) days.",
		"second median score": "The median score was 97 (95% CI, 94 to 99) with the drug and 94 (95% CI, 92 to 96) with placebo.",
		"accuracy":            "The AUROC was 0.83 (95% CI 0.81 to 0.85).",
		"margin":              "Noninferiority required the upper bound of the hazard ratio to be below 1.8.",
		"accuracy of others":  "Sensitivity of ultrasound was 0.72 (95% CI 0.36 to 0.92); for scintigraphy, it was 0.88 (95% CI 0.64 to 0.97).",
		"survival time":       "There was no change in the survival time of cats given rest (9 days, 95% CI 5.5-12.6).",
		"example":             "For example, a marker with an odds ratio of 3 may be of little use.",
		"limit":               "Costs fell, but the interval crossed the limit of £120 (CI -900 to 210).",
		"not printed":         "Height was greater (310.2 v. 250.1 mm; 95% CI of difference 21.4–99.0 mm).",
		"not printed either":  "Intensity fell (5.1 vs. 3.2, respectively; 95% CI 0.7 to 3.1).",
		"of the difference":   "Response was 41% and 52.5%, respectively (95% confidence interval, -19.8 to 1.7%).",
		"interval of others":  "Responses were 41.7% (55 of 132 [95% CI vs placebo 6.06-28.41]).",
		"response rate":       "The response rate (RR) was high; RR 27 and disease control 62.",
		"range of ratios":     "The risk ratio 3.6–9.9 was wide.",
		"predictive values":   "PPV was 62% (95% CI 50-73) and NPV 94% (95% CI 90-97).",
		"rates of the body":   "RR was 18 breaths/min and HR 92 bpm after naloxone.",
		"information":         "The IC was 1.7 and the chi-squared 12.",
		"rank correlation":    "Spearman's rho was 0.54 (95% CI 0.31 to 0.71).",
		"standard deviation":  "The mean age was 54 (SD 12) years.",
	} {
		t.Run(name, func(t *testing.T) {
			if got := printEstimates(Default().Suggest(Text{Abstract: text}).Estimates); len(got) > 0 {
				t.Errorf("%s: read %v", text, got)
			}
		})
	}
}

func TestEstimateKeepsItsPlace(t *testing.T) {
	text := "Résumé: infections – the odds ratio was 1.5 (95% CI 1.1 to 2.0) with tofacitinib versus placebo."
	s := Default().Suggest(Text{Title: "Tofacitinib and infection", Abstract: text})
	if len(s.Estimates) != 1 {
		t.Fatalf("got %v", s.Estimates)
	}
	e := s.Estimates[0]
	if quote := string([]rune(text)[e.Quote.Start:e.Quote.End]); quote != e.Quote.Text || quote != "odds ratio was 1.5 (95% CI 1.1 to 2.0" {
		t.Errorf("quote %q, span text %q", quote, e.Quote.Text)
	}
	if e.Drug != "tofacitinib" || e.Comparator != "placebo" || e.Outcome != "infection" {
		t.Errorf("attached to %s vs %s on %s", e.Drug, e.Comparator, e.Outcome)
	}
	f := e.Finding("key2024")
	if f.Status != evidence.Suggested || f.Measure != "OR" || f.Estimate != "1.5" || f.Source.Quote != e.Quote {
		t.Errorf("finding %+v", f)
	}
}

func TestCounts(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"of", "Herpes zoster occurred in 12 of 400 patients given tofacitinib and in two of 198 given placebo.", []string{"COUNTS 12/400 2/198"}},
		{"share of", "Pneumonia developed in 67 (6.9%) of 965 patients on tofacitinib.", []string{"COUNTS 67/965"}},
		{"denominators earlier", "Patients received tofacitinib (n = 1412) or placebo (n = 1409). Infection was recorded in 71 (5.03%) patients from the tofacitinib group vs. 92 (6.53%) from the placebo group.", []string{"COUNTS 71/1412 92/1409"}},
		{"share behind the arm", "Adults were randomised; 1480 were assigned to receive tofacitinib and 1502 to placebo. Later, 31 adults in the tofacitinib group (2%) and 62 in the placebo group (4%) had developed an infection.", []string{"COUNTS 31/1480 62/1502"}},
		{"arms of another sentence", "Tofacitinib was stopped in 54 of the 1810 patients (3.0%) receiving tofacitinib and in 57 of the 1832 patients (3.1%) receiving placebo. Infection occurred in 412 patients (22.8%) in the tofacitinib group and in 530 patients (28.9%) in the placebo group.", []string{"COUNTS 412/1810 530/1832"}},
		{"a date is no fraction", "Infection was recorded with tofacitinib from 1/1/2022-6/8/2022 and again since 9/2023.", nil},
		{"a limit is no count", "Infection occurred with tofacitinib in less than 1/500 patients.", nil},
		{"a year as denominator", "Infection occurred in 8/2022 patients on tofacitinib and in 12/1990 (0.6%) on placebo.", []string{"COUNTS 8/2022 12/1990"}},
		{"a grade is no fraction", "Infection of grade 3/4 occurred with tofacitinib.", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := printEstimates(Default().Suggest(Text{Title: "Infections with tofacitinib versus placebo", Abstract: tt.text}).Estimates)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s\n%s", tt.text, diff)
			}
		})
	}
}

// TestArms holds the names of the arms, the one under test first.
func TestArms(t *testing.T) {
	tests := []struct {
		name, title, text string
		drug              string
		labels            []string
	}{
		{"added drug", "Venous thromboembolism with docetaxel and thalidomide",
			"Venous thromboembolism occurred in 0 of 25 patients receiving docetaxel and in 9 of 50 receiving docetaxel plus thalidomide.",
			"thalidomide", []string{"docetaxel plus thalidomide", "docetaxel"}},
		{"same drug in both arms", "Infection with tofacitinib",
			"Serious infection occurred in 12 of 400 patients on tofacitinib plus methotrexate and in 4 of 398 on placebo plus methotrexate.",
			"tofacitinib", []string{"tofacitinib plus methotrexate", "placebo plus methotrexate"}},
		{"control first", "Infection with tofacitinib",
			"Serious infection occurred in 4 of 398 patients on placebo and in 12 of 400 on tofacitinib.",
			"tofacitinib", []string{"tofacitinib", "placebo"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list := Default().Suggest(Text{Title: tt.title, Abstract: tt.text}).Estimates
			if len(list) != 1 {
				t.Fatalf("got %v", list)
			}
			var labels []string
			for _, arm := range list[0].Arms {
				labels = append(labels, arm.Label)
			}
			if diff := cmp.Diff(tt.labels, labels); diff != "" || list[0].Drug != tt.drug {
				t.Errorf("%s: drug %s\n%s", tt.text, list[0].Drug, diff)
			}
		})
	}
}

// TestCircumstances holds what an estimate is attached to beside drugs and
// outcome.
func TestCircumstances(t *testing.T) {
	tests := []struct {
		name, abstract              string
		dose, timePoint, population string
	}{
		{"dose before the number", "Patients with arthritis took tofacitinib 5 mg or 10 mg. Serious infection was more common with tofacitinib 10 mg than with placebo (HR 1.5, 95% CI 1.1 to 2.0).", "10 mg", "", "Patients with arthritis"},
		{"dose in front of the drug", "Serious infection was more common with 30 mg of tofacitinib than with placebo (HR 1.5, 95% CI 1.1 to 2.0).", "30 mg", "", ""},
		{"only dose of the record", "Adults received tofacitinib 5 mg or placebo. Serious infection: HR 1.5, 95% CI 1.1 to 2.0.", "5 mg", "", ""},
		{"two doses, none in the sentence", "Adults received tofacitinib 5 mg, tofacitinib 10 mg or placebo. Serious infection: HR 1.5, 95% CI 1.1 to 2.0.", "", "", ""},
		{"week", "Serious infection with tofacitinib at week 24 was more common than with placebo (HR 1.5, 95% CI 1.1 to 2.0).", "", "week 24", ""},
		{"nearest time", "After 5 years the risk of serious infection with tofacitinib was higher (HR 1.5, 95% CI 1.1 to 2.0), and at 1 year it was not (HR 1.1, 95% CI 0.8 to 1.5).", "", "5 years", ""},
		{"age is no time", "Serious infection with tofacitinib at 65 years of age: HR 1.5, 95% CI 1.1 to 2.0.", "", "", ""},
		{"subgroup", "Patients with arthritis took tofacitinib or placebo. Among women with diabetes, serious infection was more common with tofacitinib (HR 1.5, 95% CI 1.1 to 2.0).", "", "", "women with diabetes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list := Default().Suggest(Text{Title: "Tofacitinib", Abstract: tt.abstract}).Estimates
			if len(list) == 0 {
				t.Fatal("no estimate")
			}
			e := list[0]
			got := [3]string{e.Dose, e.TimePoint, e.Population}
			if want := [3]string{tt.dose, tt.timePoint, tt.population}; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			f := e.Finding("key")
			if f.Dose != tt.dose || f.TimeWindow != tt.timePoint {
				t.Errorf("finding has %q, %q", f.Dose, f.TimeWindow)
			}
			if narrower := tt.name == "subgroup"; narrower != (f.Population != "") {
				t.Errorf("finding is about %q", f.Population)
			}
		})
	}
}

// TestOutcomeOfItsOwn holds which outcome a number is about where no drug is
// under test, where a bracket lists parts, and where an earlier number has taken
// the outcome.
func TestOutcomeOfItsOwn(t *testing.T) {
	for text, want := range map[string][]string{
		"Stockings lowered the risk of deep vein thrombosis (RR 0.4, 95% CI 0.2 to 0.8).":                                                                                                    {"vte"},
		"Cardiovascular events (including stroke, sudden death, or death from heart failure (HF)) were fewer with exercise (RR 0.9, 95% CI 0.8 to 1.0).":                                     {"mace"},
		"Patients on the pathway had fewer urinary tract infections (OR 0.5, 95% CI 0.3 to 0.8) and were much less likely to be sent home late (OR 0.1, 95% CI 0.03 to 0.4).":                {"infection", "other"},
		"The relative risk of venous thrombosis due to malignancy was 10.0 (95% CI 5.3 to 18.9).":                                                                                            {"vte"},
		"Screening raised the risk of thyroid cancer. This association was stronger in the first years (HR 2.2, 95% CI 1.1 to 4.5).":                                                         {"malignancy"},
		"Stockings lowered deep vein thrombosis. Pupils on stockings walked further (MD 26 metres; 95% CI 19 to 34).":                                                                        {"other"},
		"Stockings did not change infection. Few took part and no difference was found between groups (RR 0.9, 95% CI 0.2 to 3.6).":                                                          {"other"},
		"Exercise (HR 0.3, 95% CI 0.1 to 0.9) and pneumonia (HR 3.9, 95% CI 1.1 to 9.4) were independent predictors of early rebleeding.":                                                    {"other", "other"},
		"Age (HR 1.05, 95% CI 1.01 to 1.09) and bed rest (HR 4.1, 95% CI 1.9 to 9.1) were predictors of venous thrombosis.":                                                                  {"vte", "vte"},
		"Viral infection was associated with lower odds of severe respiratory distress (OR 0.12, 95% CI 0.07 to 0.18).":                                                                      {"other"},
		"Stockings lowered deaths from cardiovascular causes (RR 0.8, 95% CI 0.7 to 0.9), CHD mortality (RR 0.7, 95% CI 0.5 to 0.9) and non-CVD death (RR 0.6, 95% CI 0.4 to 0.9).":          {"mace", "mace", "other"},
		"Stockings did not change cardiovascular mortality (RR 1.0, 95% CI 0.9 to 1.1) or non-cardiovascular mortality (RR 1.1, 95% CI 0.9 to 1.3).":                                         {"mace", "other"},
		"Men on the pathway had a lower risk of death from prostate cancer (PCa) (HR 0.5, 95% CI 0.4 to 0.8), and PCa was less common (HR 0.8, 95% CI 0.6 to 0.9).":                          {"other", "malignancy"},
		"Walking lowered fever (RR 0.8, 95% CI 0.7 to 0.9), pneumonia (RR 0.6, 95% CI 0.4 to 0.9), chapped lips (RR 0.4, 95% CI 0.3 to 0.6), and cracked heels (RR 0.5, 95% CI 0.3 to 0.8).": {"other", "infection", "other", "other"},
		"Walking lowered pneumonia (RR 0.6, 95% CI 0.4 to 0.9) and the need for an oxygen tent (RR 0.3, 95% CI 0.2 to 0.6; NNTB 13, 95% CI 11 to 24).":                                       {"infection", "other", "other"},
		"Characteristics associated with wound infection were age (OR 1.4, 95% CI 1.1 to 1.8) and a neoplasm (OR 2.1, 95% CI 1.4 to 2.8).":                                                   {"infection", "infection"},
		"Thrombosis was less common in women with asthma (HR 0.7, 95% CI 0.5 to 0.9).":                                                                                                       {"vte"},
		"Rest was begun after a stroke. A favourable outcome was as common with rest (RR 0.97, 95% CI 0.7 to 1.4).":                                                                          {"other"},
		"RRs for walking were 0.55 (95% CI 0.36-0.83) for lung cancer, 0.19 (95% CI 0.12-0.29) for chapped lips, and 0.75 (95% CI 0.60-0.93) for deep vein thrombosis.":                      {"malignancy", "other", "vte"},
		"RRs for rest were 0.61 (95% CI 0.40-0.92; P = 0.02) for lung cancer (as before), 0.22 (95% CI 0.14-0.35) for split nails, and 0.79 (95% CI 0.64-0.97) for deep vein thrombosis.":    {"malignancy", "other", "vte"},
		"Deep surgical site infections (dSSIs) were studied. Variables associated with dSSI were age (OR 1.3, 95% CI 1.1 to 1.7) and a neoplasm (OR 2.1, 95% CI 1.5 to 2.8).":                {"infection", "infection"},
		"The share with a test result for malaria fell (RR 0.9, 95% CI 0.8 to 1.0).":                                                                                                         {"other"},
		"Rest was begun after a stroke. Rest gave higher odds of recanalisation (OR 2.1, 95% CI 1.7 to 2.6).":                                                                                {"other"},
		"Starts fell after the warning on cancer and thrombosis. Starts of the pill fell by 24% (95% CI 17% to 31%).":                                                                        {"other"},
	} {
		var got []string
		for _, e := range Default().Suggest(Text{Title: "Exercise and pathways of care", Abstract: text}).Estimates {
			got = append(got, e.Outcome)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s\n%s", text, diff)
		}
	}
}

// TestOutcomeOfTheNumber holds measure, number and outcome of sentences with several
// results, results behind the number, and people named by a disease.
func TestOutcomeOfTheNumber(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Stroke (HR 1.5; 95% CI 1.0-2.2), but not myocardial infarction (HR 1.1; 95% CI 0.8-1.4), was more common.", "HR 1.5 mace|HR 1.1 mace"},
		{"Hospitalization for heart failure was less common (HR 0.70; 95% CI 0.60-0.80).", "HR 0.70 other"},
		{"Death or myocardial infarction occurred less often (HR 0.70; 95% CI 0.60-0.80).", "HR 0.70 mace"},
		{"Vaccine efficacy against influenza was 60% (95% CI 50 to 68).", "VE 60 infection"},
		{"There was an absolute risk reduction of 3.1 percentage points in stroke (95% CI 1.0-5.2).", "RD 3.1 mace"},
		{"In multivariable analysis, age (OR 1.05; 95% CI 1.02-1.08) and diabetes (OR 2.0; 95% CI 1.2-3.1) were associated with infection.", "OR 1.05 infection|OR 2.0 infection"},
		{"The rate ratio of pneumonia was 1.7 (95% CI 1.5-1.9). The rate ratio was greatest with high doses (2.2; 95% CI 2.0-2.4).", "IRR 1.7 infection|IRR 2.2 infection"},
		{"Tofacitinib raised the risk of sepsis (HR 1.8, 95% CI 1.2-2.9). After adjustment this remained (HR 1.7, 95% CI 1.2-2.4).", "HR 1.8 infection|HR 1.7 infection"},
		{"Odds ratios (95% CI) by duration of tofacitinib use were 1.6 (1.1-2.3) and 2.4 (1.5-3.8) for lung cancer.", "OR 1.6 malignancy|OR 2.4 malignancy"},
		{"Incidence (95% CI) per 100 patient-years: zoster 3.6 (3.4, 3.9), malignancies excluding NMSC 0.8 (0.7, 0.9), MACE 0.4 (0.3, 0.5).", "IR 3.6 infection|IR 0.8 malignancy|IR 0.4 mace"},
		{"Factors associated with infection were age (OR 1.05; 95% CI 1.02-1.08) and diabetes (OR 2.0; 95% CI 1.2-3.1).", "OR 1.05 infection|OR 2.0 infection"},
		{"Shingles was seen in 61 of those on tofacitinib (4.3/100 patient-years; 3.3-5.5).", "IR 4.3 infection"},
		{"The rate of shingles was 4.3 per 100 PY [3.3–5.5] and that of thrombosis 0.3 per 100 PY (0.1–0.8).", "IR 4.3 infection|IR 0.3 vte"},
		{"Shingles was seen in 61 adults (4.3/100 patient-years; range 3.3-5.5).", ""},
		{"Of 904 reports 61 told of shingles. The loudest signals were for tofacitinib (ROR 6.1, 95% CI 4.7-7.9) and bortezomib (ROR 4.4, 95% CI 3.2-6.0).", "ROR 6.1 infection|ROR 4.4 infection"},
		{"With tofacitinib there was no difference in composite MACE and death from any cause (RD 0.001; 95% CI -0.004 to 0.006).", "RD 0.001 mace"},
		{"Hepatotoxicity (raised enzymes with symptoms) was seen in 2% and 9% of those on tofacitinib (risk difference -7.1%, 95% CI -12.9 to -1.3).", "RD -7.1 hepatic"},
		{"Over a median 1.9 years the share with anaemia fell by 3.4 percentage points (95% CI 2.2-4.6) with tofacitinib.", "RD 3.4 cytopenia"},
		{"Shingles was seen in 61 adults (incidence rate 4.3 per 100 patient-years; 3.3-5.5).", "IR 4.3 infection"},
		{"Redness was seen in 61 adults (incidence rate 4.3 per 100 patient-years; 3.3-5.5). Shingles occurred in 9 on tofacitinib.", "IR 4.3 other"},
		{"Malaria prevalence was 9% with tofacitinib and 15% with placebo (OR 0.56; 95% CI 0.38-0.82).", "OR 0.56 infection"},
		{"The prevalence of nausea was 9% with tofacitinib and 15% with placebo (OR 0.56; 95% CI 0.38-0.82).", "OR 0.56 other"},
		{"Risk factors for infection included age (OR 1.05; 95% CI 1.02-1.08) and diabetes (OR 2.0; 95% CI 1.2-3.1).", "OR 1.05 infection|OR 2.0 infection"},
		{"After adjustment, tofacitinib remained associated with venous thrombosis (aOR, 1.8; 95% CI, 1.2-2.7).", "OR 1.8 vte"},
		{"Triglycerides (MD 0.2 mmol/L, 95% CI 0.1 to 0.3) and glucose (MD 0.1 mmol/L, 95% CI 0.0 to 0.2) rose.", "MD 0.2 dyslipidaemia|MD 0.1 other"},
		{"A lower risk of infection-related death was seen (HR 0.5, 95% CI 0.3-0.9).", "HR 0.5 infection"},
		{"Pain scores in patients with infection were lower (MD -1.2, 95% CI -2.0 to -0.4).", "MD -1.2 other"},
		{"Cure of infection was more common (RR 1.2, 95% CI 1.1-1.3).", "RR 1.2 other"},
		{"Length of stay in patients with pneumonia was shorter (MD -1.2 days, 95% CI -2.0 to -0.4).", "MD -1.2 other"},
		{"Among patients with cancer, bleeding was more common (HR 1.6; 95% CI 1.2-2.1).", "HR 1.6 other"},
		{"Among patients with cancer, VTE was less common (HR 0.6; 95% CI 0.4-0.9).", "HR 0.6 vte"},
		{"Patients who had a stroke were more likely to die (HR 2.6; 95% CI 1.4-3.9).", "HR 2.6 other"},
		{"The risk of infection rose with the dose (OR 2.0, 95% CI 1.1 to 3.9). A duration beyond two years was associated with a fivefold higher risk (OR 5.1, 95% CI 1.2 to 9.8).", "OR 2.0 infection|OR 5.1 infection"},
		{"Reduced were infection (RR 0.67, 95% CI 0.52 to 0.85), use of surfactant (RR 0.83, 95% CI 0.72 to 0.96), and need for dialysis (RR 0.80, 95% CI 0.71 to 0.89).", "RR 0.67 infection|RR 0.83 other|RR 0.80 other"},
		{"Tofacitinib lowered MACE by 32% in patients with low eGFR (HR 0.68; 95% CI 0.55 to 0.84) and by 15% in patients with normal eGFR (HR 0.85; 95% CI 0.72 to 1.00).", "HR 0.68 mace|HR 0.85 mace"},
		{"Women who reported tofacitinib use had a higher risk of VTE than women who reported neither depression nor use of other drugs (HR 1.39, 95% CI 1.23-1.56).", "HR 1.39 vte"},
		{"Rate differences for adverse events were -1.1 percentage points (95% CI, -1.9 to -0.4) for all events and -1.2 percentage points (95% CI, -1.7 to -0.7) for infections.", "RD -1.1 other|RD -1.2 infection"},
		{"The SIR of cancer was 1.2 (95% CI 0.9-1.6), and the SMR was 0.8 (95% CI 0.6-1.1).", "SIR 1.2 malignancy|SMR 0.8 other"},
		{"After adjustment for age and stroke, the HR for breast cancer was 1.3 (95% CI 1.0-1.7).", "HR 1.3 malignancy"},
		{"Gastritis was more frequent (OR 3.1, 95% CI 1.9-5.1), pneumonia was not (OR 0.9, 95% CI 0.7-1.2).", "OR 3.1 other|OR 0.9 infection"},
		{"Tofacitinib lowered bleeding in those with anaemia (HR 0.4; 95% CI 0.2-0.9).", "HR 0.4 other"},
		{"Tofacitinib 10 mg (HR 2.4, 95% CI 1.6-3.5) and low weight (HR 1.3, 95% CI 1.1-1.6) were linked to neutropenia.", "HR 2.4 cytopenia|HR 1.3 cytopenia"},
		{"Infection was less common; after adjustment for steroids, duration and stroke, the effect remained (HR 0.6, 95% CI 0.4-0.9).", "HR 0.6 infection"},
		{"The geometric mean ratio of Cmax was 1.10 (90% CI 1.02-1.19).", "OTHER 1.10 other"},
	} {
		title := "Tofacitinib in arthritis: risk of infection, cancer, cardiovascular events, thrombosis, lipids, cytopenia and liver injury"
		var got []string
		for _, e := range Default().Suggest(Text{Title: title, Abstract: "Patients took tofacitinib or placebo. " + tt.text}).Estimates {
			if e.Measure != "COUNTS" {
				got = append(got, e.Measure+" "+string(e.Estimate)+" "+e.Outcome)
			}
		}
		if list := strings.Join(got, "|"); list != tt.want {
			t.Errorf("%s: %s, want %s", tt.text, list, tt.want)
		}
	}
}

// TestOnlyOutcome holds that a number whose sentence names no result of its own is of the
// one outcome that the record studies.
func TestOnlyOutcome(t *testing.T) {
	for text, want := range map[string]string{
		"The cumulative incidence at 12 weeks was 0.8% (95% CI 0.6-1.1).":                                                                          "PROP 0.8 infection",
		"The incidence of alopecia was 0.8% (95% CI 0.6-1.1).":                                                                                     "PROP 0.8 other",
		"Rates were 9% with steroids and 6% without (OR 1.6, 95% CI 0.8-3.2).":                                                                     "OR 1.6 infection",
		"Age (OR 1.4, 95% CI 1.1-1.8) and smoking (OR 2.2, 95% CI 1.2-4.1) were independent predictors.":                                           "OR 1.4 infection|OR 2.2 infection",
		"Age (OR 1.4, 95% CI 1.1-1.8) and smoking (OR 2.2, 95% CI 1.2-4.1) were independent predictors of baldness.":                               "OR 1.4 other|OR 2.2 other",
		"Leflunomide users showed the largest effect (HR 1.5, 95% CI 1.2-1.9).":                                                                    "HR 1.5 infection",
		"Tofacitinib had no effect on hair growth (RR 1.1, 95% CI 0.8-1.5).":                                                                       "RR 1.1 other",
		"Death was taken from the register. The incidence rates were 12.4 (95% CI 9.8-15.6) and 9.9 (8.1-12.0) per 1,000 person-years.":            "IR 12.4 infection|IR 9.9 infection",
		"Tofacitinib did not raise the incidence of baldness (HR 1.1, 95% CI 0.9-1.4). Per protocol, results were alike (HR 1.0, 95% CI 0.8-1.3).": "HR 1.1 other|HR 1.0 other",
	} {
		var got []string
		for _, e := range Default().Suggest(Text{Title: "Tofacitinib and serious infection: a cohort study", Abstract: "Patients took tofacitinib or a biologic. " + text}).Estimates {
			got = append(got, e.Measure+" "+string(e.Estimate)+" "+e.Outcome)
		}
		if list := strings.Join(got, "|"); list != want {
			t.Errorf("%s: %s, want %s", text, list, want)
		}
	}
}

// TestOddsOfCases holds that the odds of a case-control study are those of being a case.
func TestOddsOfCases(t *testing.T) {
	text := "Cases of bladder cancer were matched with controls. Ever use of pioglitazone was found in 7% of cases and 5% of controls (OR 1.4, 95% CI 1.1-1.8). By cumulative duration ORs were 1.1 (0.8-1.5) and 1.7 (1.2-2.4)."
	for _, e := range Default().Suggest(Text{Title: "Pioglitazone and bladder cancer: a case-control study", Abstract: text}).Estimates {
		if e.Outcome != "malignancy" {
			t.Errorf("%s %s: %s", e.Measure, e.Estimate, e.Outcome)
		}
	}
}

// TestContrastByDefault holds the drugs of a number whose sentence does not name
// both sides, as "drug/comparator".
func TestContrastByDefault(t *testing.T) {
	tests := []struct{ title, text, want string }{
		{"Aspirin and bleeding: a cohort study", "In this cohort study aspirin use was associated with bleeding (HR 1.6, 95% CI 1.1 to 2.3).", "aspirin/no_use"},
		{"Bupivacaine lozenges for pain", "Pain was less with bupivacaine than in the control group (mean difference -16 mm, 95% CI -26 to -6).", "bupivacaine/control"},
		{"Continuous versus intermittent meropenem: a randomised trial", "Cure was more common in the continuous group (OR 1.6, 95% CI 1.1 to 2.3).", "meropenem/meropenem"},
		{"Atorvastatin in diabetes", "Atorvastatin reduced C-reactive protein by 32% (95% CI 22% to 40%) compared with placebo.", "atorvastatin/placebo"},
		{"Ultrasound guidance for nerve blocks", "Blocks with bupivacaine were studied. Failure was less common with guidance by ultrasound (RR 0.6, 95% CI 0.4 to 0.8).", "/"},
		{"Niacin for gout: a meta-analysis", "This meta-analysis included nine trials. Niacin did not reduce mortality (RR 1.05, 95% CI 0.9 to 1.2).", "nicotinic_acid/control"},
		{"Digoxin and gout: a case-control study", "In this case-control study there was no association with digoxin (OR 1.1, 95% CI 0.9 to 1.3).", "digoxin/no_use"},
		{"Telephone visits and standard care", "Telephone visits did not change attendance as compared with standard care (RR 1.1, 95% CI 0.9 to 1.3).", "/"},
		{"Evolocumab in adults", "Mean percentage change in height was -28% (95% CI -34% to -22%).", "evolocumab/"},
		{"A cholera vaccine in adults", "Adults received a cholera vaccine. The response at day 14 was 66% (95% CI 59 to 73).", "cholera_vaccine/"},
	}
	for _, tt := range tests {
		list := Default().Suggest(Text{Title: tt.title, Abstract: tt.text}).Estimates
		if len(list) != 1 {
			t.Errorf("%s: %v", tt.text, list)
			continue
		}
		if got := list[0].Drug + "/" + list[0].Comparator; got != tt.want {
			t.Errorf("%s: %s, want %s", tt.text, got, tt.want)
		}
		f := list[0].Finding("key")
		if f.Comparator == f.Drug && f.Drug != "" {
			t.Errorf("%s: the finding compares %s with itself", tt.text, f.Drug)
		}
	}
}

// TestContrastOfTheNumber holds the drugs of a number that has a contrast of its
// own, and use against no use.
func TestContrastOfTheNumber(t *testing.T) {
	for text, want := range map[string][]string{
		"Cure did not differ between oral cefixime versus ceftriaxone (RR 1.1, 95% CI 0.9 to 1.2) or cefixime versus spectinomycin (RR 0.9, 95% CI 0.8 to 1.1).":  {"cefixime/ceftriaxone", "cefixime/spectinomycin"},
		"ORs for cure were 4.9 for cefixime (95% CI 3.3 to 7.3), 3.1 for ceftriaxone (95% CI 1.4 to 6.5) and 2.8 for spectinomycin (95% CI 1.2 to 6.7).":          {"cefixime/", "ceftriaxone/", "spectinomycin/"},
		"Rates of shingles were 3.5 (95% CI 3.0 to 4.1), 4.0 (3.1 to 5.2) and 1.9 (1.6 to 2.3) per 100 person-years for tofacitinib, baricitinib and adalimumab.": {"tofacitinib/", "baricitinib/", "adalimumab/"},
		"Starts of cefixime fell by 21% (95% CI 13% to 28%) while starts of ceftriaxone rose.":                                                                    {"cefixime/"},
		"In this case-control study of 90 cases and 300 controls, digoxin use was associated with prostate cancer (OR 1.6, 95% CI 1.1 to 2.3).":                   {"digoxin/no_use"},
	} {
		var got []string
		for _, e := range Default().Suggest(Text{Title: "A case-control study", Abstract: text}).Estimates {
			got = append(got, e.Drug+"/"+e.Comparator)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s\n%s", text, diff)
		}
	}
}
