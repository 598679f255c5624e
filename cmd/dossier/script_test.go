package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"dossier": func() { os.Exit(run()) },
	})
}

// TestScript runs the journeys of a reviewer: each story in testdata/script
// shows what a person types and sees.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("DOSSIER_UPDATE_SCRIPTS") == "1",
		Setup: func(env *testscript.Env) error {
			env.Setenv("DOSSIER_NOW", "2026-03-01T09:00:00Z")
			env.Setenv("DOSSIER_AS", "anna")
			env.Setenv("DOSSIER_CONFIG", filepath.Join(env.WorkDir, "config.toml"))
			env.Setenv("DOSSIER_CACHE", filepath.Join(env.WorkDir, "cache"))
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("COLUMNS", "120")
			// Nothing may leave the machine: a story that fetches names its own server.
			for _, name := range []string{"CROSSREF", "PUBMED", "EUROPEPMC", "OPENALEX", "DATACITE", "DOI", "IDCONV", "UNPAYWALL", "CTGOV"} {
				env.Setenv("DOSSIER_SOURCES_"+name+"_URL", "http://127.0.0.1:9")
			}
			return nil
		},
	})
}
