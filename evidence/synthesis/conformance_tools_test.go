package synthesis_test

import (
	"fmt"

	"dossier/evidence/synthesis/appraise"
	"dossier/evidence/synthesis/overlap"
)

// checkTool compares one line of tools.jsonl.
func checkTool(o object) (string, error) {
	fn, in, out := o.text("fn"), o.object("input"), o.object("output")
	switch fn {
	case "cca_counts":
		a := overlap.FromCounts(int(in.number("N")), int(in.number("r")), int(in.number("c")), 0)
		return fn, areaErrors(a, out)
	case "cca_matrix":
		return fn, areaErrors(overlap.Corrected(matrixOf(in)), out)
	case "cca_pair":
		pairs := overlap.Pairs(matrixOf(in))
		if len(pairs) != 1 {
			return fn, fmt.Errorf("%d pairs", len(pairs))
		}
		return fn, firstError(areaErrors(pairs[0].Area, out), same("overlap", float64(pairs[0].Shared), out.number("overlap"), 0, 0))
	case "kappa":
		var table [][]float64
		for _, row := range in["table"].([]any) {
			table = append(table, object{"row": row}.numbers("row"))
		}
		a, err := overlap.Kappa(table)
		if err != nil {
			return fn, err
		}
		errs := []error{same("n", a.N, out.number("n"), 0, 0)}
		for name, got := range map[string]float64{"po": a.Po, "pe": a.Pe, "kappa": a.Kappa, "pabak": a.PABAK, "se": a.Se, "kappa_linear": a.Linear, "kappa_quadratic": a.Quadratic} {
			errs = append(errs, same(name, got, out.number(name), 1e-10, 1e-12))
		}
		return fn, firstError(errs...)
	case "rob2_domain":
		j, err := appraise.RoB2Domain(in.text("domain"), answersOf(in))
		return fn + " " + in.text("domain"), firstError(err, sameText("judgement", string(j), out))
	case "rob2_overall":
		j, prompt := appraise.RoB2Overall(judgementsOf(in))
		if prompt != out.flag("multiple_some_concerns") {
			return fn, fmt.Errorf("prompt: got %v", prompt)
		}
		return fn, sameText("overall", string(j), out)
	case "robins_i_overall":
		return fn, sameText("overall", string(appraise.ROBINSIOverall(judgementsOf(in))), out)
	case "amstar2":
		r, err := appraise.AMSTAR2(answersOf(in), appraise.AMSTAR2Options{})
		return fn, firstError(err, sameText("overall", r.Overall, out), same("critical_flaws", float64(r.CriticalFlaws), out.number("critical_flaws"), 0, 0),
			same("noncritical_weaknesses", float64(r.NoncriticalWeaknesses), out.number("noncritical_weaknesses"), 0, 0))
	case "nos":
		r, err := appraise.NOS(int(in.number("selection")), int(in.number("comparability")), int(in.number("outcome")))
		return fn, firstError(err, same("total", float64(r.Total), out.number("total"), 0, 0), sameText("ahrq", r.AHRQ, out))
	}
	return fn, fmt.Errorf("tool %q is not known", fn)
}

func sameText(name, got string, want object) error {
	if got != want.text(name) {
		return fmt.Errorf("%s: got %q, want %q", name, got, want.text(name))
	}
	return nil
}

func areaErrors(a overlap.Area, out object) error {
	errs := []error{same("cca", a.CCA, out.number("cca"), 1e-12, 0), sameText("band", string(a.Band), out)}
	if out.has("N") {
		errs = append(errs, same("N", float64(a.N), out.number("N"), 0, 0), same("r", float64(a.R), out.number("r"), 0, 0), same("c", float64(a.C), out.number("c"), 0, 0),
			same("X", float64(a.X), out.number("X"), 0, 0), same("covered_area", a.Covered, out.number("covered_area"), 1e-12, 0))
	}
	return firstError(errs...)
}

func matrixOf(in object) overlap.Matrix {
	var m overlap.Matrix
	for _, row := range in["matrix"].([]any) {
		var cells []overlap.Cell
		for _, v := range row.([]any) {
			switch v {
			case nil:
				cells = append(cells, overlap.Missing)
			case 1.0:
				cells = append(cells, overlap.Yes)
			default:
				cells = append(cells, overlap.No)
			}
		}
		m = append(m, cells)
	}
	return m
}

func answersOf(in object) appraise.Answers {
	a := appraise.Answers{}
	for id, v := range in.object("answers") {
		a[id] = fmt.Sprint(v)
	}
	return a
}

func judgementsOf(in object) []appraise.Judgement {
	var list []appraise.Judgement
	for _, text := range in.texts("domains") {
		list = append(list, appraise.Judgement(text))
	}
	return list
}
