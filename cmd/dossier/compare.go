package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dossier/evidence"
	"dossier/evidence/tagging"
	"dossier/store"
)

func newCompareCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "compare [KEY…|QUERY]",
		Short: "Where findings disagree with the abstract, or two reviewers with each other",
		Long: `Compare the findings of studies (all of them without an argument)

  with the abstract as it is now: the words that a number was read from are gone,
  or the abstract prints another number for the same comparison;
  between reviewers: two people entered different numbers for one comparison.

Rejected findings are left out. A number that only one side has is no difference.

Exit codes: 0 nothing differs, 2 the query cannot be read, 4 something differs,
10 no library, 11 library busy.`,
		Example: `  dossier compare
  dossier compare ytterberg2022 --json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runCompare(cmd.Context(), a, args)
		},
	}
}

// differenceJSON is one thing that two sides say differently.
type differenceJSON struct {
	Kind    string           `json:"kind"` // "abstract" or "reviewers"
	Study   string           `json:"study"`
	Finding string           `json:"finding"`
	By      string           `json:"by,omitempty"`
	Other   string           `json:"other,omitempty"` // the finding of the other reviewer
	OtherBy string           `json:"other_by,omitempty"`
	Fields  []fieldDifferent `json:"fields"`          // empty: the words are gone and nothing took their place
	Quote   *evidence.Span   `json:"quote,omitempty"` // the words that the finding was read from
	Now     *evidence.Span   `json:"now,omitempty"`   // the words of the abstract now
	Message string           `json:"message"`
	Next    string           `json:"next"`
}

// fieldDifferent is one number in two versions, as printed.
type fieldDifferent struct {
	Field string `json:"field"`
	Here  string `json:"here"`  // in the finding
	There string `json:"there"` // in the abstract, or of the other reviewer
}

func runCompare(ctx context.Context, a *app, args []string) error {
	differences := []differenceJSON{}
	compared, unread := 0, 0
	err := a.read(ctx, func(repo *store.Repo) error {
		vocab, err := a.vocabulary(ctx, repo)
		if err != nil {
			return err
		}
		heads, err := studiesFor(ctx, repo, vocab, args)
		if err != nil {
			return err
		}
		tagger := tagging.New(vocab)
		var all []evidence.Finding
		bar := a.progress("studies compared", len(heads))
		defer bar.done()
		for part := range slices.Chunk(heads, suggestBatch) {
			known, err := knownOf(ctx, repo, part)
			if err != nil {
				return err
			}
			for i := range known {
				k := &known[i]
				k.findings = slices.DeleteFunc(k.findings, func(f evidence.Finding) bool { return f.Status == evidence.Rejected })
				if len(k.findings) == 0 {
					continue
				}
				all = append(all, k.findings...)
				if k.study.Abstract == "" {
					unread += len(k.findings)
				}
				differences = append(differences, againstAbstract(k, tagger, vocab)...)
			}
			bar.add(len(part))
		}
		compared = len(all)
		differences = append(differences, betweenReviewers(all)...)
		return nil
	})
	if err != nil {
		return err
	}
	if err := printDifferences(a, differences, compared, unread); err != nil {
		return err
	}
	if len(differences) > 0 {
		return silent(exitAttention)
	}
	return nil
}

// printDifferences prints what was found; of the findings compared, unread had
// no abstract to be compared with.
func printDifferences(a *app, list []differenceJSON, compared, unread int) error {
	if a.json {
		return a.printJSON(map[string]any{"differences": list, "counts": map[string]int{"findings": compared, "without_abstract": unread, "differences": len(list)}})
	}
	for _, d := range list {
		a.print("%s  %s  %s", d.Finding, d.Study, printable(d.Message))
		a.print("    next: %s", d.Next)
	}
	a.say("%s compared, %s", plural(compared, "finding", "findings"), plural(len(list), "difference", "differences"))
	if unread > 0 {
		a.say("%s only between reviewers: the library has no abstract of the study (dossier fetch may bring it)", plural(unread, "finding", "findings"))
	}
	return nil
}

// againstAbstract compares the findings of a study with its abstract as it is
// now. A finding whose words still stand there is right whatever the tagger
// makes of them today; any other is compared with the estimates that the
// abstract prints for its comparison.
func againstAbstract(k *knownStudy, tagger *tagging.Tagger, vocab *evidence.Vocabulary) []differenceJSON {
	if k.study.Abstract == "" {
		return nil
	}
	var out []differenceJSON
	var printed []evidence.Finding // by the abstract, read when it is needed
	for i := range k.findings {
		f := &k.findings[i]
		quoted := f.Source.Quote.Field == "abstract" && f.Source.Quote.Text != ""
		if quoted && stands(&f.Source.Quote, k.study.Abstract) {
			continue
		}
		if printed == nil {
			printed = findingsIn(&k.study, tagger.Suggest(tagging.TextOf(&k.study)).Estimates, vocab)
		}
		near := nearest(f, printed)
		d := differenceJSON{Kind: "abstract", Study: k.study.Key, Finding: f.ID, By: f.By, Fields: []fieldDifferent{},
			Next: "dossier finding edit " + f.ID + " --set COLUMN=VALUE, or dossier finding rm " + f.ID}
		if quoted {
			d.Quote = &f.Source.Quote
		}
		switch {
		case near != nil && len(numbersApart(f, near)) > 0:
			d.Fields, d.Now = numbersApart(f, near), &near.Source.Quote
			d.Message = "the abstract says otherwise: " + fieldsApart(d.Fields, "", "now ") + " (“" + shorten(near.Source.Quote.Text, 80) + "”)"
		case near == nil && quoted:
			d.Message = "the abstract no longer says “" + shorten(f.Source.Quote.Text, 80) + "”"
		default:
			continue
		}
		out = append(out, d)
	}
	return out
}

// stands reports whether quoted words are in a text still, at their place or
// elsewhere; runs of blanks are one.
func stands(quote *evidence.Span, text string) bool {
	oneBlank := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return strings.Contains(text, quote.Text) || strings.Contains(oneBlank(text), oneBlank(quote.Text))
}

// nearest is the estimate of a list that answers the question of f with numbers
// nearest to f's, or nil when none answers it.
func nearest(f *evidence.Finding, list []evidence.Finding) *evidence.Finding {
	var best *evidence.Finding
	fewest := 0
	for i := range list {
		g := &list[i]
		if !sameQuestion(f, g) {
			continue
		}
		apart := len(numbersApart(f, g))
		if numbersShared(f, g) && (best == nil || apart < fewest) {
			best, fewest = g, apart
		}
	}
	return best
}

// sameQuestion reports whether two findings of a study may be about the same
// comparison: nothing that both state differs.
func sameQuestion(a, b *evidence.Finding) bool {
	x, y := evidence.ComparisonKey(a), evidence.ComparisonKey(b)
	if x.Drug != y.Drug || x.Comparator != y.Comparator || x.Outcome != y.Outcome || x.SubOutcome != y.SubOutcome || x.Measure != y.Measure {
		return false
	}
	for _, pair := range [][2]string{{x.Dose, y.Dose}, {x.Population, y.Population}, {x.TimeWindow, y.TimeWindow}, {x.AnalysisSet, y.AnalysisSet}, {x.Adjusted, y.Adjusted}} {
		if pair[0] != "" && pair[1] != "" && pair[0] != pair[1] {
			return false
		}
	}
	return true
}

// printedNumbers are the numbers of a finding by the names of their columns.
func printedNumbers(f *evidence.Finding) []struct {
	field string
	value evidence.Printed
} {
	return []struct {
		field string
		value evidence.Printed
	}{
		{"estimate", f.Estimate}, {"ci_low", f.CILow}, {"ci_high", f.CIHigh}, {"ci_level", f.CILevel}, {"p", f.P},
		{"events_treat", f.Treat.Events}, {"n_treat", f.Treat.N}, {"person_years", f.Treat.PersonYears},
		{"events_ctrl", f.Control.Events}, {"n_ctrl", f.Control.N}, {"person_years_ctrl", f.Control.PersonYears},
	}
}

// numbersApart are the numbers that both findings print and that differ by
// value: 1.5 and 1.50 are one number.
func numbersApart(a, b *evidence.Finding) []fieldDifferent {
	var out []fieldDifferent
	there := printedNumbers(b)
	for i, here := range printedNumbers(a) {
		if here.value != "" && there[i].value != "" && !sameNumberPrinted(here.value, there[i].value) {
			out = append(out, fieldDifferent{here.field, string(here.value), string(there[i].value)})
		}
	}
	return out
}

// numbersShared reports whether both print an estimate, or both print events.
func numbersShared(a, b *evidence.Finding) bool {
	return a.Estimate != "" && b.Estimate != "" || a.Treat.Events != "" && b.Treat.Events != ""
}

func sameNumberPrinted(a, b evidence.Printed) bool {
	x, okX := a.Float()
	y, okY := b.Float()
	if !okX || !okY {
		return strings.EqualFold(strings.TrimSpace(string(a)), strings.TrimSpace(string(b)))
	}
	return x == y && strings.TrimPrefix(a.Relation(), "=") == strings.TrimPrefix(b.Relation(), "=")
}

func fieldsApart(fields []fieldDifferent, here, there string) string {
	var parts []string
	for _, d := range fields {
		parts = append(parts, fmt.Sprintf("%s %s%s, %s%s", d.Field, here, d.Here, there, d.There))
	}
	return strings.Join(parts, "; ")
}

// betweenReviewers finds numbers that two people entered differently for one
// comparison key. Numbers on which they agree are set aside first, so that
// several numbers of one key are not compared crosswise.
func betweenReviewers(all []evidence.Finding) []differenceJSON {
	byKey := map[evidence.Key]map[string][]*evidence.Finding{}
	var order []evidence.Key
	for i := range all {
		f := &all[i]
		if f.Status != evidence.Confirmed || f.By == "" || f.By == byProgram {
			continue
		}
		key := evidence.ComparisonKey(f)
		if byKey[key] == nil {
			byKey[key] = map[string][]*evidence.Finding{}
			order = append(order, key)
		}
		byKey[key][f.By] = append(byKey[key][f.By], f)
	}
	var out []differenceJSON
	for _, key := range order {
		people := make([]string, 0, len(byKey[key]))
		for who := range byKey[key] {
			people = append(people, who)
		}
		slices.Sort(people)
		for i, who := range people {
			for _, other := range people[i+1:] {
				out = append(out, twoReviewers(byKey[key][who], byKey[key][other])...)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y differenceJSON) int {
		return cmp.Or(cmp.Compare(x.Study, y.Study), cmp.Compare(len(x.Finding), len(y.Finding)), cmp.Compare(x.Finding, y.Finding))
	})
	return out
}

// twoReviewers pairs the numbers of two people that no number of the other agrees with.
func twoReviewers(here, there []*evidence.Finding) []differenceJSON {
	agree := func(a, b *evidence.Finding) bool { return numbersShared(a, b) && len(numbersApart(a, b)) == 0 }
	alone := func(list, others []*evidence.Finding) []*evidence.Finding {
		return slices.DeleteFunc(slices.Clone(list), func(a *evidence.Finding) bool {
			return slices.ContainsFunc(others, func(b *evidence.Finding) bool { return agree(a, b) })
		})
	}
	mine, theirs := alone(here, there), alone(there, here)
	var out []differenceJSON
	for i := range min(len(mine), len(theirs)) {
		a, b := mine[i], theirs[i]
		fields := numbersApart(a, b)
		if len(fields) == 0 {
			continue
		}
		out = append(out, differenceJSON{Kind: "reviewers", Study: a.Study, Finding: a.ID, By: a.By, Other: b.ID, OtherBy: b.By, Fields: fields,
			Message: fmt.Sprintf("%s and %s (%s) differ: %s", a.By, b.By, b.ID, fieldsApart(fields, "", "")),
			Next:    "dossier finding edit " + a.ID + " or " + b.ID + " --set COLUMN=VALUE, or dossier finding rm ID"})
	}
	return out
}
