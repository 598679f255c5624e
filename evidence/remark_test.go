package evidence

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRemarksComeBackAsNotices(t *testing.T) {
	retraction := Notice{Kind: NoticeRetraction, DOI: "10.1000/n.1", Date: Date{Year: 2020, Month: 2}, Source: "note"}
	concern := Notice{Kind: NoticeConcern, Source: "note"}
	tests := []struct {
		name, note string
		want       []Notice
		rest       string
	}{
		{"one", "RETRACTED 2020-02, notice doi:10.1000/n.1", []Notice{retraction}, ""},
		{"two and a note", "RETRACTED 2020-02, notice doi:10.1000/n.1. EXPRESSION OF CONCERN. Read twice", []Notice{retraction, concern}, "Read twice"},
		{"on lines", "EXPRESSION OF CONCERN\nRead. Twice", []Notice{concern}, "Read. Twice"},
		{"once when said twice", "EXPRESSION OF CONCERN. EXPRESSION OF CONCERN", []Notice{concern}, ""},
		{"somebody's words", "RETRACTED by the editors", nil, "RETRACTED by the editors"},
		{"a title", "WITHDRAWN: a trial", nil, "WITHDRAWN: a trial"},
		{"replaced", "RETRACTED AND REPLACED 2021", []Notice{{Kind: NoticeReplaced, Date: Date{Year: 2021}, Source: "note"}}, ""},
		{"possibly", "POSSIBLY RETRACTED. Read", []Notice{{Kind: NoticePossible, Source: "note"}}, "Read"},
		{"nothing", "", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, rest := CutRemarks(tt.note)
			if diff := cmp.Diff(tt.want, got); diff != "" || rest != tt.rest {
				t.Errorf("notices (-want +got):\n%s\nrest %q, want %q", diff, rest, tt.rest)
			}
		})
	}
	for _, kind := range []NoticeKind{NoticeCorrection, NoticePossible, NoticeOther} {
		if got := (Notice{Kind: kind}).Remark(); got != "" {
			t.Errorf("%s is remarked upon: %s", kind, got)
		}
	}
}
