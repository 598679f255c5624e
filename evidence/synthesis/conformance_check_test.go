package synthesis_test

import (
	"fmt"

	"dossier/evidence"
	"dossier/evidence/synthesis/check"
	"dossier/evidence/synthesis/effect"
)

// checkConsistency compares one line of consistency.jsonl. A flag on an honest
// line is a false alarm.
func checkConsistency(o object) (string, error) {
	rule, in := o.text("rule"), o.object("input")
	kind := rule
	if o.text("origin") == "honest" {
		kind += " (honest)"
	}
	v, err := applyRule(rule, in)
	if err != nil {
		return kind, err
	}
	if v.Fired() != o.flag("flag") || v.Code != o.text("code") && rule != "weights" && rule != "se_ci" {
		return kind, fmt.Errorf("%v: got %q, want %q", map[string]any(in), v.Code, o.text("code"))
	}
	if o.has("p_lo") {
		t, level, scale := tripleOf(in)
		lo, hi := check.ImpliedP(t, level, scale)
		return kind, firstError(same("p_lo", lo, o.number("p_lo"), 1e-9, 1e-12), same("p_hi", hi, o.number("p_hi"), 1e-9, 1e-12))
	}
	return kind, nil
}

func printed(o object, name string) check.Range {
	text := o.text(name)
	if text == "" && o.has(name) {
		text = fmt.Sprint(o[name])
	}
	r, _ := check.Number(evidence.Printed(text))
	return r
}

func tripleOf(in object) (check.Triple, float64, check.Scale) {
	scale := check.Log
	if in.text("scale") == "linear" {
		scale = check.Linear
	}
	return check.Triple{Est: printed(in, "est"), Lb: printed(in, "lb"), Ub: printed(in, "ub")}, in.number("level"), scale
}

func whole(in object, name string) float64 {
	r := printed(in, name)
	return (r.Lo + r.Hi) / 2
}

func applyRule(rule string, in object) (check.Verdict, error) {
	t, level, scale := tripleOf(in)
	switch rule {
	case "positive":
		return check.Positive(t), nil
	case "order":
		return check.Order(t), nil
	case "symmetry":
		return check.Symmetry(t, scale), nil
	case "p_ci":
		return check.PCI(t, level, printed(in, "p"), scale), nil
	case "decision":
		return check.Decision(t, level, printed(in, "p"), scale), nil
	case "se_ci":
		return check.SeCI(t.Lb, t.Ub, level, printed(in, "se"), scale), nil
	case "counts":
		return check.Counts(whole(in, "x"), whole(in, "n")), nil
	case "percent":
		if in.has("x") {
			return check.Percent(whole(in, "x"), whole(in, "n"), printed(in, "pct")), nil
		}
		return check.PercentOfN(whole(in, "n"), printed(in, "pct")), nil
	case "rate":
		if in.has("x") {
			return check.Rate(whole(in, "x"), printed(in, "t"), whole(in, "per"), printed(in, "rate")), nil
		}
		return check.RateOfT(printed(in, "t"), whole(in, "per"), printed(in, "rate")), nil
	case "followup":
		v := check.FollowUp(printed(in, "t"), whole(in, "n"), printed(in, "max_years"))
		if !v.Fired() && in.has("mean_years") {
			v = check.MeanFollowUp(printed(in, "t"), whole(in, "n"), printed(in, "mean_years"))
		}
		return v, nil
	case "crude_ratio":
		table := effect.Table{Ai: whole(in, "ai"), N1i: whole(in, "n1i"), Ci: whole(in, "ci"), N2i: whole(in, "n2i")}
		return check.CrudeRatio(effect.Measure(in.text("measure")), table, printed(in, "est")), nil
	case "risk_difference":
		return check.RiskDifference(printed(in, "pct1"), printed(in, "pct2"), printed(in, "rd_pct")), nil
	case "nnh":
		return check.NNH(printed(in, "rd_pct"), printed(in, "nnh")), nil
	case "i2_q":
		return check.I2Q(printed(in, "Q"), whole(in, "k"), printed(in, "I2")), nil
	case "weights":
		var weights []check.Range
		for _, text := range in.texts("weights") {
			r, ok := check.Number(evidence.Printed(text))
			if !ok {
				return check.Verdict{}, fmt.Errorf("weight %q is no number", text)
			}
			weights = append(weights, r)
		}
		return check.Weights(weights), nil
	}
	return check.Verdict{}, fmt.Errorf("rule %q is not known", rule)
}
