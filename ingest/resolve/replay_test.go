package resolve

import (
	"strings"
	"testing"

	"dossier/evidence"
	"dossier/ingest/resolve/replay"
)

// TestSmallRecordings runs the client against the recordings of our own that a
// bare clone has.
func TestSmallRecordings(t *testing.T) {
	server, err := replay.Open("replay/testdata/small")
	if err != nil {
		t.Fatal(err)
	}
	ask := func(dois ...evidence.DOI) []Result {
		var qs []Query
		for _, d := range dois {
			qs = append(qs, Query{Citation: evidence.Citation{DOI: d}})
		}
		return resolveAll(t, newTestResolver(t, server, nil), qs, Options{})
	}

	both := ask("10.5555/small.1", "10.5555/SMALL.2")
	c, said, conflicts := evidence.Combine(both[0].Records)
	if c.Title != "A first small study" || c.Date.String() != "2021-02" || c.DateOnline.String() != "2020-12-30" || c.PMID != "90000001" || c.Abstract != "AIM: To be small." || len(c.Authors) != 2 {
		t.Errorf("first study: %+v", c)
	}
	if len(c.Notices) != 2 || len(conflicts) != 0 || said[evidence.FieldAbstract].Source != "pubmed" {
		t.Errorf("notices %+v, conflicts %+v, abstract from %s", c.Notices, conflicts, said[evidence.FieldAbstract].Source)
	}
	for _, n := range c.Notices {
		if n.Kind != evidence.NoticeRetraction || n.DOI != "10.5555/small.1r" {
			t.Errorf("notice %+v", n)
		}
	}
	c, _, _ = evidence.Combine(both[1].Records)
	if both[1].Pending != "" || c.Title != "A second small study of JAK inhibition" || c.Journal != "Small Studies & Reports" {
		t.Errorf("second study: %q %+v", both[1].Pending, c)
	}

	if res := ask("10.5555/small.3")[0]; len(res.Records) != 0 || res.Pending == "" || res.NoSuchDOI {
		t.Errorf("unknown DOI, doi.org out of order: %+v", res)
	}
	if res := ask("10.5555/small.4")[0]; !strings.Contains(strings.Join(res.Skipped, " "), "asks to wait (status 429)") {
		t.Errorf("429: %+v", res)
	}
}

func TestReadWorks(t *testing.T) {
	works, err := replay.ReadWorks(strings.NewReader(`[{"DOI":"10.1/x","Title":"T","Authors":["Kim, Y"],"Year":2020}]`))
	if err != nil || len(works) != 1 || works[0].Authors[0] != "Kim, Y" {
		t.Errorf("%+v %v", works, err)
	}
	if _, err := replay.ReadWorks(strings.NewReader(`[{"Titel":"T"}]`)); err == nil {
		t.Error("a misspelt field was accepted")
	}
}
