package synthesis_test

import (
	"fmt"
	"math"

	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
)

// setting is a measure with its treatment of zero cells, as analyses name it.
type setting struct {
	measure effect.Measure
	zeros   effect.Zeros
	vtype   effect.VType
}

func settingOf(o object) setting {
	s := setting{measure: effect.Measure(o.text("measure")), vtype: effect.VType(o.text("vtype")), zeros: effect.DefaultZeros()}
	if o.has("to") {
		s.zeros = effect.Zeros{Add: o.number("add"), To: effect.To(o.text("to")), Drop00: o.flag("drop00")}
	}
	if s.vtype == "" {
		s.vtype = effect.LS
	}
	return s
}

// sizesOf computes the effect sizes of a data set in study order.
func sizesOf(d object, s setting) ([]effect.Size, error) {
	studies := d.objects("studies")
	n := len(studies)
	switch kind := d.text("kind"); kind {
	case "2x2":
		return effect.Binary(s.measure, tablesOf(d), s.zeros), nil
	case "rate":
		return effect.Rates(s.measure, ratesOf(d), s.zeros), nil
	case "means":
		pairs := make([]effect.Means, n)
		for i, o := range studies {
			pairs[i] = effect.Means{M1i: o.number("m1i"), Sd1i: o.number("sd1i"), N1i: o.number("n1i"),
				M2i: o.number("m2i"), Sd2i: o.number("sd2i"), N2i: o.number("n2i")}
		}
		return effect.Differences(s.measure, pairs, s.vtype), nil
	case "proportion":
		return effect.Proportions(s.measure, proportionsOf(d), s.zeros), nil
	case "single_rate":
		arms := make([]effect.SingleRate, n)
		for i, o := range studies {
			arms[i] = effect.SingleRate{Xi: o.number("xi"), Ti: o.number("ti")}
		}
		return effect.SingleRates(s.measure, arms, s.zeros), nil
	case "ratio_ci":
		sizes := make([]effect.Size, n)
		for i, o := range studies {
			level := o.number("level")
			if math.IsNaN(level) {
				level = 95
			}
			l := effect.LogRatioFromCI(effect.Interval{Est: o.number("est"), Lb: o.number("lb"), Ub: o.number("ub")}, level)
			sizes[i] = effect.Size{Yi: l.LogEst, Vi: l.Se * l.Se}
		}
		return sizes, nil
	case "oe_v":
		sizes := make([]effect.Size, n)
		for i, o := range studies {
			sizes[i] = effect.Size{Yi: o.number("oe") / o.number("v"), Vi: 1 / o.number("v")}
		}
		return sizes, nil
	case "estimate":
		sizes := make([]effect.Size, n)
		for i, o := range studies {
			sizes[i] = effect.Size{Yi: o.number("yi"), Vi: o.number("vi")}
		}
		return sizes, nil
	default:
		return nil, fmt.Errorf("kind %q is not known", kind)
	}
}

func tablesOf(d object) []effect.Table {
	var tables []effect.Table
	for _, o := range d.objects("studies") {
		tables = append(tables, effect.Table{Ai: o.number("ai"), N1i: o.number("n1i"), Ci: o.number("ci"), N2i: o.number("n2i")})
	}
	return tables
}

func ratesOf(d object) []effect.PersonTime {
	var tables []effect.PersonTime
	for _, o := range d.objects("studies") {
		tables = append(tables, effect.PersonTime{X1i: o.number("x1i"), T1i: o.number("t1i"), X2i: o.number("x2i"), T2i: o.number("t2i")})
	}
	return tables
}

func proportionsOf(d object) []effect.Proportion {
	var arms []effect.Proportion
	for _, o := range d.objects("studies") {
		arms = append(arms, effect.Proportion{Xi: o.number("xi"), Ni: o.number("ni")})
	}
	return arms
}

func checkEffectSizes(s *score, d object) {
	for _, e := range d.objects("effect_sizes") {
		set := settingOf(e)
		got, err := sizesOf(d, set)
		if err == nil {
			yi, vi := e.numbers("yi"), e.numbers("vi")
			for i := range yi {
				scale := math.Sqrt(vi[i])
				err = firstError(err,
					same(fmt.Sprintf("yi[%d]", i), got[i].Yi, yi[i], 1e-10, 1e-12*math.Max(scale, 0)),
					same(fmt.Sprintf("vi[%d]", i), got[i].Vi, vi[i], 1e-10, 0))
			}
		}
		s.add(d.text("kind")+" "+string(set.measure), d.text("id"), err)
	}
}

// checkConversion compares one line of conversions.jsonl.
func checkConversion(o object) (string, error) {
	fn, in, out := o.text("fn"), o.object("input"), o.object("output")
	got, err := convert(fn, in)
	if err != nil {
		return fn, err
	}
	for name, want := range out {
		value, ok := got[name]
		if !ok {
			return fn, fmt.Errorf("no output %s", name)
		}
		switch want := want.(type) {
		case string, bool:
			if value != want {
				return fn, fmt.Errorf("%s: got %v, want %v", name, value, want)
			}
		default:
			v, _ := value.(float64)
			if math.IsInf(v, 0) {
				v = math.NaN() // null stands for undefined and infinite
			}
			if err := same(name, v, out.number(name), 1e-10, 1e-13); err != nil {
				return fn, err
			}
		}
	}
	return fn, nil
}

func convert(fn string, in object) (map[string]any, error) {
	interval := func(est string) effect.Interval {
		return effect.Interval{Est: in.number(est), Lb: in.number("lb"), Ub: in.number("ub")}
	}
	outInterval := func(est string, r effect.Interval) map[string]any {
		return map[string]any{est: r.Est, "lb": r.Lb, "ub": r.Ub}
	}
	level := in.number("level")
	table := effect.Table{Ai: in.number("ai"), N1i: in.number("n1i"), Ci: in.number("ci"), N2i: in.number("n2i")}
	switch fn {
	case "ratio_ci_to_log_se":
		l := effect.LogRatioFromCI(interval("est"), level)
		return map[string]any{"log_est": l.LogEst, "se": l.Se, "vi": l.Se * l.Se, "log_mid": l.LogMid}, nil
	case "ratio_ci_to_p":
		z, p := effect.RatioTest(interval("est"), level)
		return map[string]any{"z": z, "p": p}, nil
	case "ratio_one_limit_to_log_se":
		limit := in.number("lb")
		if math.IsNaN(limit) {
			limit = in.number("ub")
		}
		return map[string]any{"se": effect.LogRatioSeFromLimit(in.number("est"), limit, level)}, nil
	case "ratio_ci_change_level":
		return outInterval("est", effect.RatioAtLevel(interval("est"), level, in.number("to_level"))), nil
	case "ratio_invert":
		return outInterval("est", effect.InvertRatio(interval("est"))), nil
	case "hr_ci_to_oe_v":
		oe, v := effect.HazardToOE(interval("est"), level)
		return map[string]any{"oe": oe, "v": v}, nil
	case "diff_p_t_to_se":
		se, t := effect.DifferenceSeFromP(in.number("est"), in.number("p"), in.number("df"))
		return map[string]any{"se": se, "t": t}, nil
	case "ratio_p_to_log_se":
		se, z := effect.LogRatioSeFromP(in.number("est"), in.number("p"))
		half := effect.ZCrit(95) * se
		l := math.Log(in.number("est"))
		return map[string]any{"se": se, "z": z, "lb": math.Exp(l - half), "ub": math.Exp(l + half)}, nil
	case "diff_ci_to_se":
		return map[string]any{"se": effect.DifferenceSeFromCI(interval("est"), level, 0)}, nil
	case "md_ci_t_to_se":
		df := in.number("n1") + in.number("n2") - 2
		return map[string]any{"df": df, "se": effect.DifferenceSeFromCI(interval("est"), level, df)}, nil
	case "or_to_rr":
		return outInterval("rr", effect.ORToRR(interval("or"), in.number("p0"))), nil
	case "rr_to_or":
		return outInterval("or", effect.RRToOR(interval("rr"), in.number("p0"))), nil
	case "hr_to_rr":
		return outInterval("rr", effect.HRToRR(interval("hr"), in.number("p0"))), nil
	case "abs_from_rr", "abs_from_or", "abs_from_hr":
		name := fn[len("abs_from_"):]
		m := map[string]effect.Measure{"rr": effect.RR, "or": effect.OR, "hr": effect.HR}[name]
		a, err := effect.PerThousand(m, interval(name), in.number("p0"))
		return map[string]any{"risk1_per1000": a.Risk.Est, "risk1_lb": a.Risk.Lb, "risk1_ub": a.Risk.Ub,
			"diff_per1000": a.Diff.Est, "diff_lb": a.Diff.Lb, "diff_ub": a.Diff.Ub}, err
	case "rd_to_nnt":
		n := effect.NeededToTreat(interval("rd"))
		return map[string]any{"kind": n.Kind, "nnt": n.N, "harm_side": n.HarmSide, "benefit_side": n.BenefitSide,
			"crosses_zero": n.CrossesZero, "finite_lo": n.Low, "finite_hi": n.High}, nil
	case "poisson_rate_exact":
		return outInterval("rate", effect.PoissonRate(in.number("x"), in.number("t"), in.number("per"), level)), nil
	case "binom_clopper_pearson":
		return outInterval("p", effect.ClopperPearson(in.number("x"), in.number("n"), level)), nil
	case "binom_wilson":
		return outInterval("p", effect.Wilson(in.number("x"), in.number("n"), level)), nil
	case "rd_newcombe":
		return outInterval("rd", effect.Newcombe(table, level)), nil
	case "fisher_exact_p":
		return map[string]any{"p": effect.FisherExact(table)}, nil
	case "irr_exact_conditional":
		r := effect.ExactIRR(effect.PersonTime{X1i: in.number("x1"), T1i: in.number("t1"), X2i: in.number("x2"), T2i: in.number("t2")}, level)
		return outInterval("irr", r), nil
	case "smd_to_log_or":
		l, v := effect.SMDToLogOR(in.number("d"), in.number("vd"))
		return map[string]any{"log_or": l, "v": v}, nil
	case "combine_groups":
		g := effect.Combine(effect.Group{N: in.number("n1"), Mean: in.number("m1"), Sd: in.number("sd1")},
			effect.Group{N: in.number("n2"), Mean: in.number("m2"), Sd: in.number("sd2")})
		return map[string]any{"n": g.N, "mean": g.Mean, "sd": g.Sd}, nil
	case "i2_test_based_ci":
		return i2Interval(in), nil
	case "ois_binary":
		o := effect.OptimalInformationSize(in.number("p0"), in.number("rrr"), in.number("alpha"), in.number("power"), in.number("ratio"))
		return map[string]any{"p1": o.P1, "n_control_real": o.ControlReal, "n_control": o.Control, "n_treated": o.Treated, "n_total": o.TotalSize}, nil
	}
	return nil, fmt.Errorf("conversion %q is not known", fn)
}

func i2Interval(in object) map[string]any {
	r := pool.I2FromQ(in.number("Q"), int(in.number("k")), 95)
	return map[string]any{"I2": r.I2, "H": r.H, "se_log_H": r.SeLogH, "H_lb": r.HLb, "H_ub": r.HUb, "I2_lb": r.I2Lb, "I2_ub": r.I2Ub}
}
