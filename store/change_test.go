package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dossier/evidence"
	"dossier/store"
)

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func two(t *testing.T, r *store.Repo) {
	t.Helper()
	add(t, r,
		paper("Rivera", 2021, "Infections under an invented medicine in adults", "10.5555/one"),
		paper("Okafor", 2020, "Skin events in a made up cohort of children", "10.5555/two"))
}

func TestUpdateStudy(t *testing.T) {
	onBoth(t, func(t *testing.T, r *store.Repo) {
		ctx := t.Context()
		two(t, r)
		s := must(r.Study(ctx, "rivera2021"))(t)
		s.Title, s.Journal, s.Design, s.N = "Infections under a corrected medicine in adults", "", "RCT", 300
		edited := must(r.UpdateStudy(ctx, s))(t)
		if edited.Rev != 2 || edited.Title != s.Title || edited.Journal != "" || edited.N != 300 {
			t.Errorf("after the edit: %+v", edited)
		}
		if got := edited.Provenance[evidence.FieldTitle].Source; got != "person:ada" {
			t.Errorf("the title is said by %q", got)
		}

		_, err := r.UpdateStudy(ctx, s) // still states revision 1
		var conflict *store.ConflictError
		if !errors.As(err, &conflict) || conflict.Have != 2 || conflict.Want != 1 {
			t.Errorf("an edit of an old revision: %v", err)
		}

		same := must(r.UpdateStudy(ctx, edited))(t)
		equal(t, "events after an edit that changes nothing", len(must(r.Events(ctx, 0))(t)), 2)
		equal(t, "revision", same.Rev, uint64(2))

		fetched := paper("Rivera", 2021, "Infections under another title", "10.5555/one")
		fetched.Origin.Format, fetched.Abstract = "crossref", "Found later."
		s = must(r.AttachRecords(ctx, "rivera2021", []evidence.Record{fetched}, ""))(t)
		if s.Title != edited.Title || s.Journal != "" || s.Abstract != "Found later." {
			t.Errorf("what a person said was overwritten: title %q, journal %q, abstract %q", s.Title, s.Journal, s.Abstract)
		}
		sound(t, r)
	})
}

func TestKeysAreNeverGivenTwice(t *testing.T) {
	onBoth(t, func(t *testing.T, r *store.Repo) {
		ctx := t.Context()
		two(t, r)
		must(r.RemoveStudies(ctx, "rivera2021"))(t)
		if _, err := r.Study(ctx, "rivera2021"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a removed study: %v", err)
		}
		res := add(t, r, paper("Rivera", 2021, "Something else entirely about a medicine", "10.5555/three"))
		equal(t, "key of the next study of that name and year", res.Added[0].Study.Key, "rivera2021b")
		equal(t, "records after a removal", must(r.Counts(ctx))(t).Records, 3)
		must(r.Undo(ctx))(t)
		must(r.Undo(ctx))(t)
		must(r.Study(ctx, "rivera2021"))(t)
		sound(t, r)
	})
}

// shown is everything that an export or a table can print of a library.
type shown struct {
	Details []store.Details
	Rows    []evidence.TableRow
}

func everything(t testing.TB, r *store.Repo) shown {
	t.Helper()
	var out shown
	for _, key := range must(r.Keys(t.Context(), evidence.Query{}))(t) {
		out.Details = append(out.Details, must(r.Details(t.Context(), key))(t))
	}
	out.Rows = must(r.TableRows(t.Context(), nil, nil))(t)
	return out
}

func TestMergeAndUnmerge(t *testing.T) {
	onBoth(t, func(t *testing.T, r *store.Repo) {
		ctx := t.Context()
		two(t, r)
		rivera := must(r.Study(ctx, "rivera2021"))(t)
		rivera.Screened, rivera.Pending = "included", "offline"
		must(r.UpdateStudy(ctx, rivera))(t)
		okafor := must(r.Study(ctx, "okafor2020"))(t)
		okafor.Design, okafor.Population, okafor.N, okafor.Trial = "cohort", "children", 40, "alpha"
		must(r.UpdateStudy(ctx, okafor))(t)
		must(r.PutTags(ctx, []evidence.Tag{
			{Study: "rivera2021", Outcome: "vte", Status: evidence.Suggested},
			{Study: "okafor2020", Outcome: "vte", Status: evidence.Rejected},
			{Study: "okafor2020", Outcome: "acne", Drug: "upadacitinib", Status: evidence.Confirmed},
		}))(t)
		must(r.PutFindings(ctx, []evidence.Finding{{Study: "okafor2020", Drug: "upadacitinib", Outcome: "acne", Measure: "OR", Estimate: "2.0"}}))(t)
		must(r.PutAbsences(ctx, []evidence.Absence{{Study: "okafor2020", Drug: "upadacitinib", Outcome: "mace", Kind: evidence.ZeroEvents}}))(t)
		before := everything(t, r)

		merged := must(r.MergeStudies(ctx, "rivera2021", "okafor2020"))(t)
		if merged.Design != "cohort" || merged.Pending != "" || merged.Screened != "included" || len(merged.Records) != 2 {
			t.Errorf("the merged study: %+v", merged)
		}
		d := must(r.Details(ctx, "okafor2020"))(t)
		equal(t, "where the key leads", d.Key, "rivera2021")
		equal(t, "merged keys", d.Merged, []string{"okafor2020"})
		equal(t, "tags shown", len(d.Tags), 2)
		equal(t, "status of the tag on which a person decided", d.Tags[0].Status, evidence.Rejected)
		rows := must(r.TableRows(ctx, []string{"upadacitinib"}, nil))(t)
		if len(rows) != 1 || rows[0].Study.Key != "rivera2021" || rows[0].Finding.Study != "rivera2021" || rows[0].Finding.ID != "F001" {
			t.Errorf("table rows after the merge: %+v", rows)
		}
		equal(t, "DOI of the merged one", must(r.FindKey(ctx, "10.5555/two"))(t), "rivera2021")
		sound(t, r)

		equal(t, "the record again", statuses(add(t, r, paper("Okafor", 2020, "Skin events in a made up cohort of children", "10.5555/two"))),
			[]string{"rivera2021 existing"})

		// A tag and a finding that came with the merged study are changed
		// where they are kept, and go with it.
		must(r.PutTags(ctx, []evidence.Tag{{Study: "rivera2021", Outcome: "acne", Drug: "upadacitinib", Status: evidence.Rejected}}))(t)
		f := must(r.Finding(ctx, "F001"))(t)
		f.Note = "seen again"
		must(r.PutFindings(ctx, []evidence.Finding{f}))(t)
		must(r.Unmerge(ctx, "okafor2020"))(t)
		okaforAgain := must(r.Details(ctx, "okafor2020"))(t)
		equal(t, "tags back", len(okaforAgain.Tags), 2)
		equal(t, "note back", okaforAgain.Findings[0].Note, "seen again")
		sound(t, r)
		for range 3 {
			must(r.Undo(ctx))(t)
		}

		must(r.Unmerge(ctx, "okafor2020"))(t)
		ignore := cmpopts.IgnoreFields(evidence.Study{}, "Rev", "Changed")
		if diff := cmp.Diff(before, everything(t, r), ignore, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("after merge and unmerge (-before +after):\n%s", diff)
		}
		equal(t, "remembered", must(r.Decisions(ctx, store.PairDifferent))(t)[0].B, "okafor2020")
		must(r.Undo(ctx))(t)
		must(r.Undo(ctx))(t)
		equal(t, "pairs of merges that were undone", len(must(r.Decisions(ctx, store.PairDifferent))(t)), 1)
		must(r.Redo(ctx))(t)
		equal(t, "pairs of merges after redo", len(must(r.Decisions(ctx, store.PairDifferent))(t)), 0)
		must(r.Undo(ctx))(t)
		if diff := cmp.Diff(before, everything(t, r), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("after undo (-before +after):\n%s", diff)
		}
		sound(t, r)
	})
}

// TestAddAfterRemoval adds a record again whose study was removed: the record is
// still there, and the new study must say what it says.
func TestAddAfterRemoval(t *testing.T) {
	onBoth(t, func(t *testing.T, r *store.Repo) {
		rec := paper("Rivera", 2021, "Infections under an invented medicine in adults", "10.5555/one")
		key := add(t, r, rec).Added[0].Study.Key
		must(r.RemoveStudies(t.Context(), key))(t)
		again := add(t, r, rec).Added[0]
		equal(t, "status", again.Status, store.AddedNew)
		equal(t, "title", must(r.Study(t.Context(), again.Study.Key))(t).Title, rec.Title)
		sound(t, r)
	})
}

// TestMergeShowsTheSurvivor merges two studies of one source and one time either
// way: the one that stays keeps its title and abstract.
func TestMergeShowsTheSurvivor(t *testing.T) {
	for _, c := range [][2]string{{"rivera2021", "okafor2020"}, {"okafor2020", "rivera2021"}} {
		onBoth(t, func(t *testing.T, r *store.Repo) {
			two(t, r)
			own := must(r.Study(t.Context(), c[0]))(t)
			merged := must(r.MergeStudies(t.Context(), c[0], c[1]))(t)
			if merged.Title != own.Title || merged.Year() != own.Year() || merged.Authors[0] != own.Authors[0] {
				t.Errorf("%s with %s is %q by %s, %d", c[0], c[1], merged.Title, merged.Authors[0].Family, merged.Year())
			}
			sound(t, r)
		})
	}
}

func TestMergeChain(t *testing.T) {
	onBoth(t, func(t *testing.T, r *store.Repo) {
		ctx := t.Context()
		two(t, r)
		add(t, r, paper("Zhao", 2019, "A third work about nothing that exists", "10.5555/three"))
		must(r.PutTags(ctx, []evidence.Tag{{Study: "zhao2019", Outcome: "vte", Status: evidence.Confirmed}}))(t)
		before := everything(t, r)
		must(r.MergeStudies(ctx, "okafor2020", "zhao2019"))(t)
		must(r.MergeStudies(ctx, "rivera2021", "okafor2020"))(t)
		d := must(r.Details(ctx, "zhao2019"))(t)
		equal(t, "where the chain leads", d.Key, "rivera2021")
		equal(t, "records of the chain", len(d.Records), 3)
		equal(t, "tags of the chain", len(d.Tags), 1)
		sound(t, r)
		must(r.Unmerge(ctx, "zhao2019"))(t)
		equal(t, "records without the third", len(must(r.Details(ctx, "rivera2021"))(t).Records), 2)
		must(r.Unmerge(ctx, "okafor2020"))(t)
		ignore := cmpopts.IgnoreFields(evidence.Study{}, "Rev", "Changed")
		if diff := cmp.Diff(before, everything(t, r), ignore, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("after taking the chain apart (-before +after):\n%s", diff)
		}
		sound(t, r)
	})
}

func TestFindings(t *testing.T) {
	onBoth(t, func(t *testing.T, r *store.Repo) {
		ctx := t.Context()
		two(t, r)
		list := must(r.PutFindings(ctx, []evidence.Finding{
			{ID: "F001", Study: "rivera2021", Drug: "tofacitinib", Outcome: "mace", Measure: "HR", Estimate: "1.33"},
			{Study: "rivera2021", Drug: "tofacitinib", Outcome: "malignancy", SubOutcome: "excluding_nmsc", Measure: "HR", Estimate: "1.48"},
			{Study: "okafor2020", Drug: "baricitinib", Outcome: "mace", Measure: "OR", Estimate: "0.9"},
		}))(t)
		equal(t, "ids", []string{list[0].ID, list[1].ID, list[2].ID}, []string{"F001", "F002", "F003"})
		equal(t, "who", list[1].By, "ada")

		cases := []struct {
			name            string
			drugs, outcomes []string
			want            []string
		}{
			{"all", nil, nil, []string{"F003", "F001", "F002"}},
			{"a drug", []string{"tofacitinib"}, nil, []string{"F001", "F002"}},
			{"an outcome", nil, []string{"mace"}, []string{"F003", "F001"}},
			{"both", []string{"tofacitinib", "baricitinib"}, []string{"malignancy"}, []string{"F002"}},
			{"a drug whose name begins like another", []string{"tofa"}, nil, nil},
		}
		for _, c := range cases {
			var got []string
			for _, row := range must(r.TableRows(ctx, c.drugs, c.outcomes))(t) {
				got = append(got, row.Finding.ID)
			}
			equal(t, c.name, got, c.want)
		}

		edit := list[0]
		edit.Estimate = "1.34"
		stored := must(r.PutFindings(ctx, []evidence.Finding{edit}))(t)
		equal(t, "revision after an edit", stored[0].Rev, uint64(2))
		var conflict *store.ConflictError
		edit.Estimate = "1.35"
		if _, err := r.PutFindings(ctx, []evidence.Finding{edit}); !errors.As(err, &conflict) {
			t.Errorf("an edit of an old revision: %v", err)
		}
		n := len(must(r.Events(ctx, 0))(t))
		edit.Estimate, edit.Rev = "1.34", 0
		must(r.PutFindings(ctx, []evidence.Finding{edit}))(t)
		equal(t, "events after storing the same row again", len(must(r.Events(ctx, 0))(t)), n)

		if _, err := r.PutFindings(ctx, []evidence.Finding{{Study: "okafor2020", Outcome: "mace"}, {Study: "nobody2000"}}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a finding of an unknown study: %v", err)
		}
		equal(t, "findings after a batch that failed", must(r.Counts(ctx))(t).Findings, 3)

		must(r.RemoveFindings(ctx, "F001"))(t)
		if _, err := r.Finding(ctx, "F001"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a removed finding: %v", err)
		}
		next := must(r.PutFindings(ctx, []evidence.Finding{{Study: "okafor2020", Drug: "x", Outcome: "mace"}}))(t)
		equal(t, "the next id", next[0].ID, "F004")
		sound(t, r)

		s := must(r.Study(ctx, "okafor2020"))(t)
		s.Design = "cohort"
		must(r.UpdateStudy(ctx, s))(t)
		equal(t, "design in the table's row", must(r.TableRows(ctx, []string{"baricitinib"}, nil))(t)[0].Study.Design, "cohort")
		sound(t, r)
	})
}

func TestTags(t *testing.T) {
	onBoth(t, func(t *testing.T, r *store.Repo) {
		ctx := t.Context()
		two(t, r)
		tag := evidence.Tag{Study: "rivera2021", Drug: "tofacitinib", Outcome: "vte", Status: evidence.Suggested, Rule: "word"}
		put := func(status evidence.TagStatus, rule string) int {
			tag.Status, tag.Rule = status, rule
			return must(r.PutTags(ctx, []evidence.Tag{tag}))(t)
		}
		steps := []struct {
			status  evidence.TagStatus
			rule    string
			changed int
		}{
			{evidence.Suggested, "word", 1},
			{evidence.Suggested, "word", 0},
			{evidence.Suggested, "better rule", 1},
			{evidence.Rejected, "", 1},
			{evidence.Suggested, "word", 0},
			{evidence.Rejected, "", 0},
			{evidence.Confirmed, "", 1},
		}
		for i, s := range steps {
			if got := put(s.status, s.rule); got != s.changed {
				t.Errorf("step %d, %s: %d changed, want %d", i+1, s.status, got, s.changed)
			}
		}
		got := must(r.Tags(ctx, store.Filter{Drugs: []string{"tofacitinib"}, Status: evidence.Confirmed}))(t)
		if len(got) != 1 || got[0].By != "ada" || got[0].At.IsZero() {
			t.Errorf("the confirmed tag: %+v", got)
		}
		must(r.RemoveTags(ctx, got))(t)
		if _, err := r.RemoveTags(ctx, got); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("removing a tag twice: %v", err)
		}
		if _, err := r.PutTags(ctx, []evidence.Tag{{Study: "rivera2021"}}); err == nil {
			t.Error("a tag without drug and outcome was stored")
		}
		sound(t, r)
	})
}

func TestIdentify(t *testing.T) {
	title := "Infections under an invented medicine in adults"
	base := paper("Rivera", 2021, title, "10.5555/one")
	base.PMID, base.Volume, base.Pages = "123", "7", evidence.Pages{First: "100"}
	change := func(f func(*evidence.Record)) evidence.Record {
		rec := base
		rec.Origin.Format = "ris"
		f(&rec)
		return rec
	}
	cases := []struct {
		name string
		rec  evidence.Record
		want store.AddStatus
	}{
		{"same DOI in capitals", change(func(r *evidence.Record) { r.DOI, r.PMID = "10.5555/ONE", "" }), store.AddedMerged},
		{"same PMID only", change(func(r *evidence.Record) { r.DOI = "" }), store.AddedMerged},
		{"same DOI, another PMID", change(func(r *evidence.Record) { r.PMID = "124" }), store.AddedAsk},
		{"same DOI, another title", change(func(r *evidence.Record) { r.Title, r.PMID = "Economics of paper folding machines", "" }), store.AddedAsk},
		{"same DOI, no title", change(func(r *evidence.Record) { r.Title, r.PMID = "", "" }), store.AddedMerged},
		{"title, author and year alone", change(func(r *evidence.Record) { r.DOI, r.PMID = "", "" }), store.AddedMerged},
		{"title with other punctuation and case", change(func(r *evidence.Record) {
			r.DOI, r.PMID, r.Title = "", "", "INFECTIONS under an invented medicine, in adults."
		}), store.AddedMerged},
		{"an identifier alone", evidence.Record{Citation: evidence.Citation{DOI: "10.5555/one"}}, store.AddedMerged},
		{"a preprint of it", change(func(r *evidence.Record) {
			r.Type, r.DOI, r.PMID, r.Journal, r.Volume, r.Pages = evidence.TypePreprint, "10.1101/2020.01.01", "", "medRxiv", "", evidence.Pages{}
		}), store.AddedAsk},
		{"same title, everything else differs", change(func(r *evidence.Record) {
			r.DOI, r.PMID, r.Authors, r.Date.Year, r.Volume = "", "", []evidence.Person{{Family: "Meier"}}, 2001, "99"
		}), store.AddedNew},
		{"a short title says nothing", change(func(r *evidence.Record) { r.DOI, r.PMID, r.Title = "", "", "Reply" }), store.AddedNew},
		{"another work", paper("Rivera", 2021, "A wholly different work about mice", "10.5555/mice"), store.AddedNew},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, r *store.Repo) {
				add(t, r, base)
				res := add(t, r, c.rec)
				if got := res.Added[0]; got.Status != c.want {
					t.Errorf("%s (%v), want %s", got.Status, got.Why, c.want)
				}
				if c.want == store.AddedAsk {
					open := must(r.Decisions(t.Context(), store.PairOpen))(t)
					if len(open) != 1 || open[0].B != "rivera2021" || len(open[0].Why) < 2 {
						t.Errorf("the question: %+v", open)
					}
				}
				sound(t, r)
			})
		})
	}
}

func TestRegistrations(t *testing.T) {
	onBoth(t, func(t *testing.T, r *store.Repo) {
		nct := []evidence.RegistryID{{Registry: "ClinicalTrials.gov", ID: "NCT00000001"}}
		trial := evidence.Record{Origin: evidence.Origin{Format: "ctgov"}, Citation: evidence.Citation{Type: evidence.TypeRegistration, Registry: nct, Title: "A trial"}}
		asked := evidence.Record{Origin: evidence.Origin{Format: "identifier"}, Citation: evidence.Citation{Type: evidence.TypeRegistration, Registry: nct}}
		report := paper("Rivera", 2021, "Results of an invented trial in adults", "10.5555/one")
		report.Registry = nct
		res := add(t, r, trial, report, asked)
		equal(t, "statuses", []store.AddStatus{res.Added[0].Status, res.Added[1].Status, res.Added[2].Status},
			[]store.AddStatus{store.AddedNew, store.AddedNew, store.AddedMerged})
		if _, err := r.FindKey(t.Context(), "NCT00000001"); err == nil || errors.Is(err, store.ErrNotFound) {
			t.Errorf("a number of two studies: %v; want an error that lists both", err)
		}
	})
}

// TestBatchIsAllOrNothing ends the context in the middle of a batch.
func TestBatchIsAllOrNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *store.Repo) {
		two(t, r)
		before := everything(t, r)
		ctx, cancel := context.WithCancel(t.Context())
		_, err := r.AddStudies(ctx, store.Batch{
			ID: "b2",
			Records: []evidence.Record{
				paper("Meier", 2001, "A first work that goes in", ""),
				paper("Meier", 2002, "A second work that goes in", ""),
				paper("Meier", 2003, "A third work that never does", ""),
			},
			Suggest: func(s *evidence.Study, _ []evidence.Finding) store.Suggestions {
				if s.Year() == 2002 {
					cancel()
				}
				return store.Suggestions{}
			},
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("error %v", err)
		}
		if diff := cmp.Diff(before, everything(t, r)); diff != "" {
			t.Errorf("something of the batch is there:\n%s", diff)
		}
		equal(t, "events", len(must(r.Events(t.Context(), 0))(t)), 1)
		sound(t, r)
	})
}

func TestSettingsLinksTrials(t *testing.T) {
	onBoth(t, func(t *testing.T, r *store.Repo) {
		ctx := t.Context()
		two(t, r)
		must(r.PutSetting(ctx, store.SettingDrugs, []byte("id\nx\n")))(t)
		if again := must(r.PutSetting(ctx, store.SettingDrugs, []byte("id\nx\n")))(t); again.Seq != 0 {
			t.Error("the same setting again made an event")
		}
		equal(t, "setting", string(must(r.Setting(ctx, store.SettingDrugs))(t)), "id\nx\n")
		equal(t, "names", must(r.Settings(ctx))(t), []string{store.SettingDrugs})
		must(r.Link(ctx, "rivera2021", "version-of", "okafor2020"))(t)
		if again := must(r.Link(ctx, "rivera2021", "version-of", "okafor2020"))(t); again.Seq != 0 {
			t.Error("the same link again made an event")
		}
		equal(t, "links", must(r.Study(ctx, "rivera2021"))(t).Links, []evidence.Link{{Kind: "version-of", Key: "okafor2020"}})
		if _, err := r.Unlink(ctx, "okafor2020", "version-of", "rivera2021"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("unlinking what is not linked: %v", err)
		}
		must(r.Unlink(ctx, "rivera2021", "version-of", "okafor2020"))(t)
		must(r.SetTrial(ctx, "alpha", "rivera2021", "okafor2020"))(t)
		equal(t, "trial", must(r.Study(ctx, "okafor2020"))(t).Trial, "alpha")
		must(r.PutAbsences(ctx, []evidence.Absence{{Study: "rivera2021", Outcome: "vte", Kind: evidence.NotReported}}))(t)
		equal(t, "absences", len(must(r.Absences(ctx, store.Filter{Outcomes: []string{"vte"}}))(t)), 1)
		must(r.RemoveAbsence(ctx, "rivera2021", "", "vte"))(t)
		if _, err := r.RemoveAbsence(ctx, "rivera2021", "", "vte"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("removing an absence twice: %v", err)
		}
		sound(t, r)
	})
}
