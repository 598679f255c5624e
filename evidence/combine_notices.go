package evidence

import (
	"cmp"
	"slices"
	"strings"
)

// Retracted reports whether a kind of notice means that the publication no
// longer stands as it was.
func (k NoticeKind) Retracted() bool {
	return k == NoticeRetraction || k == NoticeWithdrawal || k == NoticeReplaced
}

// notices unites the statements of all sources. One statement is (kind, notice,
// source); a bare hint is dropped once a registry has stated the retraction.
func (m *merger) notices() {
	var all []Notice
	for i := range m.records {
		for _, n := range m.records[i].Notices {
			all = addNotice(all, n)
			if _, ok := m.said[FieldNotices]; !ok {
				m.said[FieldNotices] = attribution(&m.records[i])
			}
		}
	}
	if slices.ContainsFunc(all, func(n Notice) bool { return n.Kind.Retracted() }) {
		all = slices.DeleteFunc(all, func(n Notice) bool { return n.Kind == NoticePossible })
	}
	slices.SortStableFunc(all, func(a, b Notice) int {
		return cmp.Or(
			cmp.Compare(a.Date.Year, b.Date.Year), cmp.Compare(a.Date.Month, b.Date.Month), cmp.Compare(a.Date.Day, b.Date.Day),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Source, b.Source), cmp.Compare(a.DOI.Key(), b.DOI.Key()), cmp.Compare(a.PMID, b.PMID), cmp.Compare(a.Text, b.Text),
		)
	})
	m.out.Notices = all
}

// addNotice adds a statement, or completes the same one where it is there.
func addNotice(all []Notice, n Notice) []Notice {
	for i := range all {
		if !sameStatement(all[i], n) {
			continue
		}
		have := &all[i]
		have.DOI, have.PMID = cmp.Or(have.DOI, n.DOI), cmp.Or(have.PMID, n.PMID)
		have.Text = cmp.Or(have.Text, n.Text)
		if have.Date.Year == 0 {
			have.Date = n.Date
		}
		return all
	}
	return append(all, n)
}

func sameStatement(a, b Notice) bool {
	if a.Kind != b.Kind || a.Source != b.Source {
		return false
	}
	switch {
	case a.DOI != "" && b.DOI != "":
		return a.DOI.Equal(b.DOI)
	case a.PMID != "" && b.PMID != "":
		return a.PMID == b.PMID
	}
	return a.DOI == b.DOI && a.PMID == b.PMID && a.Text == b.Text
}

// CutNoticePrefix parts a title from the mark that publishers put before it when
// a work was retracted or withdrawn ("RETRACTED: ", "WITHDRAWN: ", "RETRACTED
// ARTICLE: "). A notice's own title ("Retraction: …") has no such mark.
func CutNoticePrefix(title string) (clean, mark string) {
	head, rest, ok := strings.Cut(title, ":")
	if !ok {
		return title, ""
	}
	switch strings.ToLower(strings.TrimSpace(strings.TrimLeft(head, "[ "))) {
	case "retracted", "withdrawn", "retracted article", "withdrawn article", "article retracted", "article withdrawn", "removed", "temporary removal", "retracted chapter", "retracted paper":
		return strings.TrimSpace(strings.TrimLeft(rest, "] ")), strings.TrimSpace(head)
	}
	return title, ""
}
