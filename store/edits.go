package store

import (
	"context"
	"maps"
	"slices"

	"dossier/evidence"
)

// Edits are changes to findings, absences, tags and settings that go in as one
// event: all of them or none, and one Undo takes them back. Each part keeps the rules of
// its own function (PutFindings, RemoveFindings …).
type Edits struct {
	What string // for the log: "findings.xlsx: 3 changed, 1 added"

	Findings       []evidence.Finding
	RemoveFindings []string // ids
	Absences       []evidence.Absence
	RemoveAbsences []evidence.Absence
	Tags           []evidence.Tag
	RemoveTags     []evidence.Tag
	Settings       map[string][]byte // nil removes one
}

// Apply makes edits. Event.Seq == 0: nothing is different.
func (r *Repo) Apply(ctx context.Context, e Edits) (Event, error) {
	return r.update(ctx, Event{Kind: "finding", What: e.What}, func(c *change) error {
		for _, id := range e.RemoveFindings {
			if err := c.removeFinding(id); err != nil {
				return err
			}
		}
		for _, f := range e.Findings {
			if _, _, err := c.putFinding(f, r.who.Name); err != nil {
				return err
			}
		}
		for _, a := range e.RemoveAbsences {
			if err := c.removeAbsence(a); err != nil {
				return err
			}
		}
		for _, a := range e.Absences {
			if err := c.putAbsence(a, r.who.Name); err != nil {
				return err
			}
		}
		for i := range e.RemoveTags {
			if err := c.removeTag(&e.RemoveTags[i]); err != nil {
				return err
			}
		}
		for _, t := range e.Tags {
			if _, err := c.putTagOf(t, r.who.Name); err != nil {
				return err
			}
		}
		for _, name := range slices.Sorted(maps.Keys(e.Settings)) {
			if err := c.putSetting(name, e.Settings[name]); err != nil {
				return err
			}
		}
		return nil
	})
}
