package synthesis_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"dossier/evidence/synthesis/effect"
	"dossier/evidence/synthesis/pool"
)

// checkTable gives a data set to the pool of CSV tables, as the command does,
// and compares its JSON with every analysis that the command can be asked for.
func checkTable(s *score, d object) {
	columns := []string{"study", "ai", "n1i", "ci", "n2i", "x1i", "t1i", "x2i", "t2i", "m1i", "sd1i", "m2i", "sd2i", "xi", "ni", "ti", "oe", "v", "yi", "vi", "est", "lb", "ub", "level"}
	var b strings.Builder
	b.WriteString(strings.Join(columns, ",") + "\n")
	for _, study := range d.objects("studies") {
		for i, c := range columns {
			if i > 0 {
				b.WriteByte(',')
			}
			switch v := study[c].(type) {
			case string:
				fmt.Fprintf(&b, "%q", v)
			case float64:
				raw, _ := json.Marshal(v)
				b.Write(raw)
			}
		}
		b.WriteByte('\n')
	}
	table, err := pool.ParseTable([]byte(dropColumns(b.String(), d)))
	if err != nil {
		s.add("parse", d.text("id"), err)
		return
	}
	for i, a := range d.objects("analyses") {
		kind := a.text("type")
		if kind != "rma" && kind != "mh" && kind != "peto" && kind != "peto_oe" {
			continue
		}
		s.add(kind, fmt.Sprintf("%s #%d", d.text("id"), i), checkPooledTable(table, d, a))
	}
}

// dropColumns takes away the columns without any value, which would otherwise
// claim another kind of data.
func dropColumns(text string, d object) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	heading := strings.Split(lines[0], ",")
	for i, name := range heading {
		used := name == "study"
		for _, study := range d.objects("studies") {
			used = used || study.has(name)
		}
		if !used {
			heading[i] = "unused"
		}
	}
	lines[0] = strings.Join(heading, ",")
	return strings.Join(lines, "\n")
}

func checkPooledTable(table pool.Table, d, a object) error {
	set := settingOf(a)
	r := pool.Request{Measure: set.measure, Zeros: set.zeros, VType: set.vtype, Level: 95, Test: pool.Z, Method: a.text("method"), Correct: a.flag("correct")}
	switch a.text("type") {
	case "mh":
		r.Method = pool.MH
	case "peto", "peto_oe":
		r.Method, r.Measure = pool.PETO, effect.PETO
	default:
		o := optionsOf(a)
		r.Test, r.Level = o.Test, o.Level
	}
	res, err := table.Pool(r)
	if a.has("error") || !a.has("beta") {
		if !errors.Is(err, pool.ErrNotEstimable) {
			return fmt.Errorf("not estimable in the reference, but got %v, error %v", res.Beta, err)
		}
		return nil
	}
	if err != nil {
		return err
	}
	raw, err := json.Marshal(res)
	if err != nil {
		return err
	}
	var got object
	if err := json.Unmarshal(raw, &got); err != nil {
		return err
	}
	se := math.Max(a.number("se"), 1e-9)
	var errs []error
	for _, name := range []string{"k", "beta", "se", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "H2", "Q", "df", "Q_df"} {
		if _, there := a[name]; there {
			errs = append(errs, same(name, got.number(name), a.number(name), 1e-8, math.Max(1e-8*se, 1e-10)))
		}
	}
	return firstError(errs...)
}
