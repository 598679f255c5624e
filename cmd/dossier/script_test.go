package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"dossier/ingest/resolve/replay"
	"dossier/store"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"dossier": func() { os.Exit(run()) },
	})
}

// TestScript runs the journeys of a reviewer: each story in testdata/script
// shows what a person types and sees. Beside testscript's own commands a story
// may use
//
//	registry WORKS.json      a made-up Crossref, PubMed … on this machine that knows these works
//	site FOLDER              a web site of these files on this machine, at the address $SITE
//	fault KIND               from now on it answers: ok, 429, 429-late, html, 500, hang
//	requests N               it has been asked N times since the last count
//	hold LIBRARY · release   another process holds the library for writing
//	sheet FILE EDIT…         a workbook is edited by another program (see cmdSheet)
//	pack FILE NAME=FILE…     a zip archive of these members, such as a Word document
//	cut FILE                 the last ten bytes of a file are lost
//	damage LIBRARY WORD      the word is overwritten wherever the file holds it
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("DOSSIER_UPDATE_SCRIPTS") == "1",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"registry": cmdRegistry, "fault": cmdFault, "requests": cmdRequests, "asked": cmdAsked,
			"hold": cmdHold, "release": cmdRelease, "sheet": cmdSheet, "damage": cmdDamage,
			"cut": cmdCut, "pack": cmdPack, "site": cmdSite,
		},
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("DOSSIER_NOW", "2026-03-01T09:00:00Z")
			env.Setenv("DOSSIER_AS", "anna")
			env.Setenv("DOSSIER_CONFIG", filepath.Join(env.WorkDir, "config.toml"))
			env.Setenv("DOSSIER_CACHE", filepath.Join(env.WorkDir, "cache"))
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("COLUMNS", "120")
			env.Setenv("GORACE", cmp.Or(os.Getenv("GORACE"), "atexit_sleep_ms=0")) // else a second per command
			// Nothing may leave the machine: a story that fetches starts a registry.
			for _, pair := range replay.Env("http://127.0.0.1:9") {
				name, value, _ := strings.Cut(pair, "=")
				env.Setenv(name, value)
			}
			env.Values[storyKey{}] = &story{}
			return nil
		},
	})
}

type storyKey struct{}

// story is what one story has running beside it.
type story struct {
	registry *replay.Registry
	fault    atomic.Value // string
	counted  int
	held     *store.Repo
}

func storyOf(ts *testscript.TestScript) *story { return ts.Value(storyKey{}).(*story) }

func cmdRegistry(ts *testscript.TestScript, _ bool, args []string) {
	s := storyOf(ts)
	s.registry = &replay.Registry{Fault: s.answerFault}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &s.registry.Works))
	s.fault.Store("ok")
	server := httptest.NewServer(s.registry)
	ts.Defer(func() {
		server.CloseClientConnections()
		server.Close()
	})
	for _, pair := range replay.Env(server.URL) {
		name, value, _ := strings.Cut(pair, "=")
		ts.Setenv(name, value)
	}
}

// answerFault answers in place of the registry while a fault is on.
func (s *story) answerFault(w http.ResponseWriter, req *http.Request, service string) bool {
	switch kind := s.fault.Load().(string); kind {
	case "429": // with Retry-After: once, then it works
		s.fault.Store("ok")
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(http.StatusTooManyRequests)
	case "429-late": // without Retry-After, for ever
		w.WriteHeader(http.StatusTooManyRequests)
	case "html":
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html><title>503 Service Unavailable</title></html>"))
	case "500":
		w.WriteHeader(http.StatusInternalServerError)
	case "hang":
		<-req.Context().Done()
	case "hang-pubmed":
		if !strings.Contains(service, "eutils") {
			return false
		}
		<-req.Context().Done()
	default:
		return false
	}
	return true
}

func cmdFault(ts *testscript.TestScript, _ bool, args []string) { storyOf(ts).fault.Store(args[0]) }

func cmdRequests(ts *testscript.TestScript, neg bool, args []string) {
	s := storyOf(ts)
	n := len(s.registry.Requests()) - s.counted
	s.counted += n
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if (n == want) == neg {
		ts.Fatalf("%d requests: %s", n, strings.Join(s.registry.Requests(), "\n"))
	}
}

// cmdAsked waits until the registry was asked for something.
func cmdAsked(ts *testscript.TestScript, _ bool, args []string) {
	s := storyOf(ts)
	for range 600 {
		for _, r := range s.registry.Requests() {
			if strings.Contains(r, args[0]) {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("the registry was never asked for %s", args[0])
}

func cmdHold(ts *testscript.TestScript, _ bool, args []string) {
	repo, err := store.Open(context.Background(), ts.MkAbs(args[0]), store.Write, store.Actor{Name: "ben", Command: "dossier add big.bib"})
	ts.Check(err)
	storyOf(ts).held = repo
	ts.Defer(func() { _ = repo.Close() })
}

func cmdRelease(ts *testscript.TestScript, _ bool, _ []string) { ts.Check(storyOf(ts).held.Close()) }

func cmdSite(ts *testscript.TestScript, _ bool, args []string) {
	server := httptest.NewServer(http.FileServer(http.Dir(ts.MkAbs(args[0]))))
	ts.Defer(server.Close)
	ts.Setenv("SITE", server.URL)
}

// cmdPack writes a zip archive.
func cmdPack(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	z := zip.NewWriter(f)
	for _, member := range args[1:] {
		name, file, _ := strings.Cut(member, "=")
		w, err := z.Create(name)
		ts.Check(err)
		_, err = w.Write([]byte(ts.ReadFile(file)))
		ts.Check(err)
	}
	ts.Check(errors.Join(z.Close(), f.Close()))
}

// cmdCut shortens a file.
func cmdCut(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	data := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(path, []byte(data[:len(data)-10]), 0o644))
}

// cmdDamage overwrites bytes in the middle of the documents of a library.
func cmdDamage(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	data, err := os.ReadFile(path)
	ts.Check(err)
	at := bytes.Index(data, []byte(args[1]))
	if at < 0 {
		ts.Fatalf("%q is not in %s", args[1], args[0])
	}
	for ; at >= 0; at = bytes.Index(data, []byte(args[1])) {
		copy(data[at:], strings.Repeat("#", len(args[1])))
	}
	ts.Check(os.WriteFile(path, data, 0o644))
}
