package dedupe

import (
	"context"
	"slices"

	"dossier/evidence"
)

// Result is what became of a set of records. Its JSON form is the answer of
// `dossier dedupe --json`; fields are only ever added.
type Result struct {
	Records   int        `json:"records"`
	Groups    []Group    `json:"groups"`    // of two records or more, by their first id
	Questions []Question `json:"questions"` // the most likely first
	Links     []Link     `json:"links"`     // reports of one trial and related works, by the first id
}

// Group is a set of records that are one work.
type Group struct {
	IDs []string `json:"ids"` // sorted
	Why []string `json:"why"` // "same DOI", "similar title" …: what joined them
}

// Question is a pair of works that may be one. Each side is a whole group or a
// single record.
type Question struct {
	A     []string `json:"a"` // sorted; A[0] < B[0]
	B     []string `json:"b"`
	Score float64  `json:"score"`
	Why   []string `json:"why"`
	Guard string   `json:"guard"`          // what forbids the merge; empty when only points are missing
	Link  string   `json:"link,omitempty"` // the Link kind that fits the answer "same study, different report"
}

// Verdict is a person's answer to a question.
type Verdict string

// The answers.
const (
	VerdictSame      Verdict = "same"      // one work
	VerdictDifferent Verdict = "different" // two works
	VerdictReports   Verdict = "reports"   // one study, two reports: linked, never merged
)

// Constraint is an answer that is remembered. A and B are ids of records, one
// of each side of the question.
type Constraint struct {
	A, B    string
	Verdict Verdict
}

// Run finds the works in a set of records. Ids of records should be unique; the
// error is that of ctx.
func Run(ctx context.Context, records []*evidence.Record, constraints []Constraint) (Result, error) {
	x := NewIndex(0)
	if err := x.Add(ctx, slices.Values(records)); err != nil {
		return Result{}, err
	}
	return x.Result(constraints), nil
}

// Result gives the groups, questions and links among the records added so far,
// with what a person decided.
func (x *Index) Result(constraints []Constraint) Result {
	answers := x.answers(constraints)
	k := x.cluster(answers)
	return Result{Records: x.count, Groups: k.groups(), Questions: k.questions(), Links: k.links(answers)}
}

func (k *clustering) groups() []Group {
	groups := make([]Group, 0, len(k.why))
	for root, why := range k.why {
		groups = append(groups, Group{IDs: k.ids(root), Why: describeWhy(why)})
	}
	slices.SortFunc(groups, func(a, b Group) int { return slices.Compare(a.IDs, b.IDs) })
	return groups
}

// ids gives the ids of a group, sorted.
func (k *clustering) ids(root uint32) []string {
	ids := make([]string, 0, k.size[root])
	for _, i := range k.members(root) {
		ids = append(ids, k.x.at(i).id)
	}
	return ids
}
