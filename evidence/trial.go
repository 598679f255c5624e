package evidence

import (
	"cmp"
	"slices"
	"strings"
)

// Trials says which reports are of one trial or programme: those that carry one
// label, whether the study (Study.Trial) or its findings (same_study_as) carry it.
// Labels are compared without letter case, and hyphens as spaces.
type Trials struct {
	up    map[string]string   // a name and one nearer to the trial's
	names map[string][]string // of a trial: its labels and the keys of its reports, sorted
	label map[string]string   // of a trial: its label
}

func trialNode(label string) string {
	return "label " + strings.ReplaceAll(strings.ReplaceAll(fold(label), "-", " "), "_", " ")
}

func reportNode(key string) string { return "key " + key }

// TrialsOf reads the labels of findings and studies. A label of findings is that of
// their study where all of them carry it: a study whose findings are of several
// trials (a pooled analysis), or in part of none, is no report of them.
func TrialsOf(rows []TableRow, heads []StudyHead) Trials {
	t := Trials{up: map[string]string{}, names: map[string][]string{}, label: map[string]string{}}
	labelled := map[string]bool{} // reports that carry a label, or whose findings do: the others are of no trial
	for i := range heads {
		if heads[i].Trial != "" {
			labelled[heads[i].Key] = true
		}
	}
	for i := range rows {
		if rows[i].Finding.Trial != "" || rows[i].Study.Trial != "" {
			labelled[rows[i].Finding.Study] = true
		}
	}
	if len(labelled) == 0 {
		return t
	}
	said := map[string][]string{} // labels of a report's findings, each once; "" = none
	own := map[string]string{}    // label of the report itself
	for i := range heads {
		if !labelled[heads[i].Key] {
			continue
		}
		own[heads[i].Key] = cmp.Or(own[heads[i].Key], heads[i].Trial)
	}
	for i := range rows {
		key, label := rows[i].Finding.Study, rows[i].Finding.Trial
		if !labelled[key] {
			continue
		}
		own[key] = cmp.Or(own[key], rows[i].Study.Trial)
		if !slices.Contains(said[key], label) {
			said[key] = append(said[key], label)
		}
	}
	printed := map[string]bool{} // labels
	join := func(key, label string) { t.up[t.top(reportNode(key))] = t.top(trialNode(label)) }
	for key, label := range own {
		labels := said[key]
		for _, l := range labels {
			printed[l] = true
		}
		if label != "" {
			printed[label] = true
			join(key, label)
		}
		if oneTrial(labels) {
			join(key, labels[0])
		}
	}
	delete(printed, "")
	for label := range printed {
		top := t.top(trialNode(label))
		t.names[top] = append(t.names[top], label)
	}
	for top, labels := range t.names {
		t.label[top] = slices.Min(labels)
	}
	for key := range own {
		if top := t.top(reportNode(key)); t.names[top] != nil {
			t.names[top] = append(t.names[top], key)
		}
	}
	for _, names := range t.names {
		slices.Sort(names)
	}
	return t
}

// oneTrial reports whether all findings of a report carry the label of one trial.
func oneTrial(labels []string) bool {
	return len(labels) > 0 && !slices.ContainsFunc(labels, func(l string) bool { return l == "" || trialNode(l) != trialNode(labels[0]) })
}

// top is the name that stands for all names of one trial; a name that points to
// itself, or nowhere, stands for itself.
func (t Trials) top(node string) string {
	for {
		next, known := t.up[node]
		if !known || next == node {
			return node
		}
		node = next
	}
}

// Of is the label of the trial that a report (by its key) or a label belongs to;
// "" for a report of no labelled trial and for a name that nothing carries.
func (t Trials) Of(name string) string {
	return cmp.Or(t.label[t.top(reportNode(name))], t.label[t.top(trialNode(name))])
}

// Names gives the labels of a trial and the keys of its reports, sorted.
func (t Trials) Names(label string) []string { return t.names[t.top(trialNode(label))] }

// JoinTrials gives each finding the label of its trial: its own, else that of its
// study, and one label where reports carry several for one trial. The comparison key
// then holds reports of one trial together, however they were joined.
func JoinTrials(rows []TableRow) {
	trials := TrialsOf(rows, nil)
	if len(trials.names) == 0 {
		return
	}
	of := map[string]string{} // many rows ask for one name
	for i := range rows {
		f := &rows[i].Finding
		name := cmp.Or(f.Trial, f.Study)
		label, known := of[name]
		if !known {
			label = trials.Of(name)
			of[name] = label
		}
		f.Trial = label
	}
}
