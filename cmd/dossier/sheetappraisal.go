package main

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"dossier/evidence"
	"dossier/evidence/sheet"
	"dossier/evidence/synthesis/appraise"
	"dossier/store"
)

// appraisalRows are the appraisals of some studies as rows of a workbook. With
// outcomes only those of these results and of whole studies.
func appraisalRows(ctx context.Context, repo *store.Repo, keys, outcomes []string) ([]sheet.Row, error) {
	list, err := readKept[evidence.Appraisal](ctx, repo, appraisalsSetting)
	if err != nil {
		return nil, err
	}
	var rows []sheet.Row
	for i := range list {
		x := &list[i]
		if _, ok := slices.BinarySearch(keys, x.Study); ok && (len(outcomes) == 0 || x.Outcome == "" || slices.Contains(outcomes, x.Outcome)) {
			rows = append(rows, sheet.AppraisalRow(x, itemsText(x)))
		}
	}
	return rows, nil
}

// itemsText prints what a person answered: the questions, and the domains that
// are judged as a whole.
func itemsText(x *evidence.Appraisal) string {
	var parts []string
	said := map[string]bool{}
	say := func(item, answer string) {
		if answer != "" && !said[item] {
			said[item] = true
			parts = append(parts, item+"="+answer)
		}
	}
	if tool, err := appraise.FindTool(x.Tool); err == nil {
		for _, d := range tool.Domains {
			if len(d.Questions) == 0 {
				say(d.ID, x.Domains[d.ID])
			}
			for _, q := range d.Questions {
				say(q.ID, x.Answers[q.ID])
			}
		}
	}
	for _, item := range slices.Sorted(maps.Keys(x.Answers)) { // of another version of the tool
		say(item, x.Answers[item])
	}
	return strings.Join(parts, "; ")
}

// parseItems reads "1.1=Y; 1.2=PN".
func parseItems(text string) (items map[string]string, bad string) {
	items = map[string]string{}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		if strings.TrimSpace(part) == "" {
			continue
		}
		item, answer, ok := strings.Cut(part, "=")
		item = strings.TrimSpace(item)
		if _, twice := items[item]; !ok || twice || item == "" {
			return nil, strings.TrimSpace(part)
		}
		items[item] = strings.TrimSpace(answer)
	}
	return items, ""
}

func (s *sheetImport) libraryAppraisals() (map[string]sheet.Row, error) {
	rows := map[string]sheet.Row{}
	list, err := readKept[evidence.Appraisal](s.ctx, s.repo, appraisalsSetting)
	for i := range list {
		row := sheet.AppraisalRow(&list[i], itemsText(&list[i]))
		rows[row.ID], s.appraisals[row.ID] = row, list[i]
	}
	return rows, err
}

// appraisal turns a changed row into an edit; false: it has a fault, or says
// nothing new.
func (s *sheetImport) appraisal(c *sheet.RowChange, given map[string]int) (bool, error) {
	if c.Action == sheet.Remove {
		s.judged[c.ID] = nil
		return true, nil
	}
	x := s.appraisals[c.ID] // the zero value for a new row
	effect := appraise.EffectOf(x)
	itemsCell := itemsText(&x)
	for _, cell := range c.Cells {
		if cell.Column == "items" {
			itemsCell = cell.Now
		} else if err := sheet.SetAppraisal(&x, cell.Column, cell.Now); err != nil {
			return false, err
		}
	}
	if c.Action == sheet.Add {
		key, ok := s.subject(c, x.Study, "", x.Outcome)
		if !ok {
			return false, nil
		}
		x.Study = key
		id := sheet.SubjectID(x.Study, x.Tool, x.Outcome)
		if have, taken := s.appraisals[id]; taken {
			if itemsText(&have) == itemsCell && have.Overall == x.Overall && have.Authors == x.Authors && have.Reason == x.Reason {
				s.Existing++
			} else {
				s.bad(c, "key", "the library has an appraisal of this study with this tool", "edit that row instead of adding one")
			}
			return false, nil
		}
		if s.twice(c, given, id, "key") {
			return false, nil
		}
	}
	x, ok := s.judge(c, x, itemsCell, effect)
	if !ok {
		return false, nil
	}
	x.By, x.At = s.who, s.app.now()
	s.judged[sheet.SubjectID(x.Study, x.Tool, x.Outcome)] = &x
	return true, nil
}

// judge lets the rule of the tool judge anew.
func (s *sheetImport) judge(c *sheet.RowChange, x evidence.Appraisal, itemsCell, effect string) (evidence.Appraisal, bool) {
	tool, err := appraise.FindTool(x.Tool)
	if err != nil {
		s.bad(c, "tool", err.Error(), "dossier appraise tools lists them")
		return x, false
	}
	items, bad := parseItems(itemsCell)
	switch {
	case bad != "":
		s.bad(c, "items", "\""+bad+"\" is no answer", "write ITEM=ANSWER, separated by semicolons")
		return x, false
	case len(items) == 0 && x.Authors == "":
		s.bad(c, "items", "no item is answered", "write ITEM=ANSWER, separated by semicolons; dossier appraise tools "+tool.ID+" lists the items")
		return x, false
	case len(items) == 0: // only what a review printed
		x.Answers, x.Domains, x.Computed = nil, nil, ""
		return x, true
	}
	x.Answers, x.Domains, x.Computed = items, nil, ""
	o := appraiseOptions{effect: effect, overall: x.Overall, authors: x.Authors, reason: x.Reason}
	judged, _, err := o.judge(s.app, tool, x, nil)
	if err != nil {
		_, message, next := explain(err)
		column := "items"
		if strings.HasPrefix(message, "overall") || strings.Contains(message, "reason is missing") {
			column = "overall"
		}
		s.bad(c, column, message, next)
		return x, false
	}
	return judged, true
}

// keepAppraisals puts the judged appraisals in the place of the old ones.
func (s *sheetImport) keepAppraisals() error {
	if len(s.judged) == 0 {
		return nil
	}
	var list []evidence.Appraisal
	for id, x := range s.appraisals {
		if _, changed := s.judged[id]; !changed {
			list = append(list, x)
		}
	}
	for _, x := range s.judged {
		if x != nil {
			list = append(list, *x)
		}
	}
	sortAppraisals(list)
	var data []byte
	if len(list) > 0 {
		var err error
		if data, err = json.Marshal(list); err != nil {
			return err
		}
	}
	s.edits.Settings = map[string][]byte{appraisalsSetting: data}
	return nil
}
