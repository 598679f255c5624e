package synthesis_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"dossier/cmd/corpustest"
)

// TestConformanceMeta holds the gold results of the shared corpus against this
// package's, within the tolerances of its README, and prints how many of each
// type agree. Nothing is skipped without being counted.
func TestConformanceMeta(t *testing.T) {
	if testing.Short() {
		t.Skip("one thread over the whole corpus: not with -short")
	}
	dir := corpustest.Dir(t, "meta")
	for _, line := range []struct {
		file  string
		check func(object) (kind string, err error)
	}{
		{"conversions.jsonl", checkConversion},
		{"consistency.jsonl", checkConsistency},
		{"tools.jsonl", checkTool},
	} {
		t.Run(line.file, func(t *testing.T) {
			s := newScore()
			for _, o := range readLines(t, filepath.Join(dir, line.file)) {
				kind, err := line.check(o)
				s.add(kind, o.text("id"), err)
			}
			s.report(t)
		})
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no data sets in %s: %v", dir, err)
	}
	t.Run("effect sizes", func(t *testing.T) {
		s := newScore()
		for _, f := range files {
			checkEffectSizes(s, readDataset(t, f))
		}
		s.report(t)
	})
	t.Run("as CSV", func(t *testing.T) {
		s := newScore()
		for _, f := range files {
			checkTable(s, readDataset(t, f))
		}
		s.report(t)
	})
	t.Run("analyses", func(t *testing.T) {
		s := newScore()
		for _, f := range files {
			checkAnalyses(s, readDataset(t, f))
		}
		s.report(t)
	})
}

// score counts agreements per kind and remembers what disagreed.
type score struct {
	good, bad map[string]int
	notes     map[string]int // counted exceptions that the corpus itself names
	faults    []string
}

func newScore() *score {
	return &score{good: map[string]int{}, bad: map[string]int{}, notes: map[string]int{}}
}

func (s *score) add(kind, id string, err error) {
	if err == nil {
		s.good[kind]++
		return
	}
	s.bad[kind]++
	s.faults = append(s.faults, fmt.Sprintf("%s %s: %v", kind, id, err))
}

func (s *score) report(t *testing.T) {
	t.Helper()
	kinds := map[string]bool{}
	for k := range s.good {
		kinds[k] = true
	}
	for k := range s.bad {
		kinds[k] = true
	}
	names := make([]string, 0, len(kinds))
	for k := range kinds {
		names = append(names, k)
	}
	sort.Strings(names)
	good, all := 0, 0
	for _, k := range names {
		t.Logf("%-28s %5d of %5d agree", k, s.good[k], s.good[k]+s.bad[k])
		good += s.good[k]
		all += s.good[k] + s.bad[k]
	}
	for note, n := range s.notes {
		t.Logf("%5d × %s", n, note)
	}
	t.Logf("%-28s %5d of %5d agree", "total", good, all)
	for i, f := range s.faults {
		if i == 4000 {
			t.Errorf("… and %d more", len(s.faults)-i)
			break
		}
		t.Error(f)
	}
}

// object is one JSON object of the corpus.
type object map[string]any

func (o object) text(key string) string {
	s, _ := o[key].(string)
	return s
}

// number gives NaN for null and for what is not there.
func (o object) number(key string) float64 {
	switch v := o[key].(type) {
	case float64:
		return v
	case bool:
		if v {
			return 1
		}
		return 0
	}
	return math.NaN()
}

func (o object) has(key string) bool { return o[key] != nil }

func (o object) flag(key string) bool {
	v, _ := o[key].(bool)
	return v
}

func (o object) object(key string) object {
	m, _ := o[key].(map[string]any)
	return m
}

func (o object) objects(key string) []object {
	list, _ := o[key].([]any)
	out := make([]object, 0, len(list))
	for _, v := range list {
		m, _ := v.(map[string]any)
		out = append(out, m)
	}
	return out
}

func (o object) numbers(key string) []float64 {
	list, _ := o[key].([]any)
	out := make([]float64, len(list))
	for i, v := range list {
		out[i] = object{"v": v}.number("v")
	}
	return out
}

func (o object) texts(key string) []string {
	list, _ := o[key].([]any)
	out := make([]string, len(list))
	for i, v := range list {
		out[i], _ = v.(string)
	}
	return out
}

func readDataset(t *testing.T, path string) object {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var o object
	if err := json.Unmarshal(raw, &o); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return o
}

func readLines(t *testing.T, path string) []object {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []object
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var o object
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		out = append(out, o)
	}
	return out
}

// same compares with a relative tolerance and an absolute floor; NaN (null)
// must meet NaN.
func same(name string, got, want, rel, abs float64) error {
	if math.IsNaN(got) && math.IsNaN(want) {
		return nil
	}
	if math.Abs(got-want) <= math.Max(rel*math.Abs(want), abs) {
		return nil
	}
	return fmt.Errorf("%s: got %.15g, want %.15g", name, got, want)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
