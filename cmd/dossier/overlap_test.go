package main

import (
	"context"
	"path/filepath"
	"testing"

	"dossier/evidence"
	"dossier/store"
)

// The reference list that Crossref gave with a review proposes the trials of the
// library that it cites: no review, not itself, each trial once, and nothing is
// confirmed.
func TestProposeFromFetchedReferences(t *testing.T) {
	ctx := context.Background()
	repo, err := store.Create(ctx, filepath.Join(t.TempDir(), libraryName), store.Actor{Name: "anna"})
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	record := func(doi, title, raw string) evidence.Record {
		return evidence.Record{Origin: evidence.Origin{Format: "crossref"}, Raw: raw,
			Citation: evidence.Citation{DOI: evidence.DOI(doi), Title: title, Authors: []evidence.Person{{Family: title[:4]}}, Date: evidence.Date{Year: 2020}}}
	}
	designs := map[string]string{"10.5555/review": "systematic review", "10.5555/older": "meta-analysis", "10.5555/one": "RCT", "10.5555/two": "RCT", "10.5555/three": "RCT"}
	_, err = repo.AddStudies(ctx, store.Batch{ID: "b",
		Records: []evidence.Record{
			record("10.5555/review", "Rowan review", `{"DOI":"10.5555/review","reference":[{"DOI":"10.5555/ONE"},{"key":"2","unstructured":"Smith 1999"},{"DOI":"10.5555/two"},
				{"DOI":"10.5555/three"},{"DOI":"10.5555/older"},{"DOI":"10.5555/not-here"},{"DOI":"no doi"},{"DOI":"10.5555/review"}]}`),
			record("10.5555/older", "Aspen review", ""), record("10.5555/one", "Maple trial", ""), record("10.5555/two", "Hazel trial", ""), record("10.5555/three", "Birch trial", "<xml/>"),
		},
		Prepare: func(s *evidence.Study) {
			s.Design = designs[string(s.DOI)]
			if s.DOI == "10.5555/two" || s.DOI == "10.5555/three" {
				s.Trial = "solo"
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	key, err := repo.FindKey(ctx, "10.5555/review")
	if err != nil {
		t.Fatal(err)
	}
	list, err := citedStudies(ctx, repo, key)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 || list[1].Trial != "solo" {
		t.Fatalf("proposed %+v, want one trial and the trial solo once", list)
	}
	for _, i := range list {
		if i.Status != evidence.Suggested || i.Review != key || i.Source != "crossref" {
			t.Errorf("proposed %+v", i)
		}
	}
	if len(citationMatrix(list).primaries()) != 0 {
		t.Error("a proposal counts before a person has confirmed it")
	}
	if list, err := citedStudies(ctx, repo, list[0].Primary); err != nil || len(list) != 0 {
		t.Errorf("a record without a reference list gives %v, %v", list, err)
	}
}
