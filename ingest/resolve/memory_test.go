package resolve

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/ingest/resolve/replay"
)

func statusOf(t *testing.T, r *Resolver, source string) Status {
	t.Helper()
	for _, s := range r.Status() {
		if s.Source == source {
			return s
		}
	}
	t.Fatalf("no source %s", source)
	return Status{}
}

func TestBlockedSourceIsRememberedByTheNextRun(t *testing.T) {
	const host = "api.crossref.org"
	works := manyWorks(3)
	down := true
	reg := &replay.Registry{Works: works, Fault: func(w http.ResponseWriter, _ *http.Request, service string) bool {
		if service != host || !down {
			return false
		}
		w.Header().Set("Retry-After", "600")
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	}}
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	run := func(after time.Duration, work int) (*Resolver, Result) {
		r := newTestResolver(t, reg, func(c *Config) {
			c.CacheDir = dir
			c.Now = func() time.Time { return now.Add(after) }
		})
		return r, resolveAll(t, r, queriesFor(works[work:work+1]), Options{})[0]
	}
	run(0, 0)
	asked := reg.Count(host)
	if asked == 0 {
		t.Fatal("Crossref was not asked")
	}
	down = false
	r, res := run(5*time.Minute, 1)
	if n := reg.Count(host); n != asked || !strings.Contains(strings.Join(res.Skipped, ";"), "crossref skipped: it asks to wait (status 503), again after 2026-06-01 12:10 UTC") {
		t.Errorf("asked %d more times, skipped %q", n-asked, res.Skipped)
	}
	s := statusOf(t, r, "crossref")
	if !s.Until.Equal(now.Add(10*time.Minute)) || s.LastError != "it asks to wait (status 503)" || !s.LastErrorAt.Equal(now) || !s.LastSuccess.IsZero() {
		t.Errorf("%+v", s)
	}
	r, res = run(11*time.Minute, 2)
	if n := reg.Count(host); n == asked || res.Pending != "" {
		t.Errorf("Crossref was not asked again: %+v", res)
	}
	if s := statusOf(t, r, "crossref"); s.State != "ready" || !s.LastSuccess.Equal(now.Add(11*time.Minute)) || s.LastError == "" || s.Today != reg.Count(host) {
		t.Errorf("%+v, %d requests", s, reg.Count(host))
	}
}

func TestNoConnectionIsNotHeldAgainstTheSource(t *testing.T) {
	works := manyWorks(2)
	dir := t.TempDir()
	resolveAll(t, newTestResolver(t, &replay.Registry{Works: works}, func(c *Config) {
		c.CacheDir, c.BaseURLs["crossref"] = dir, "http://127.0.0.1:1"
	}), queriesFor(works[:1]), Options{})
	r := newTestResolver(t, &replay.Registry{Works: works}, func(c *Config) { c.CacheDir = dir })
	if s := statusOf(t, r, "crossref"); s.State != "ready" || s.LastError == "" {
		t.Errorf("%+v", s)
	}
	if res := resolveAll(t, r, queriesFor(works[1:]), Options{})[0]; res.Pending != "" {
		t.Errorf("%+v", res)
	}
}

func TestAnotherKeyHasAnotherBudget(t *testing.T) {
	dir := t.TempDir()
	var first, same, other endpoint
	for _, e := range []*endpoint{&first, &same, &other} {
		e.name, e.single, e.list = "openalex", newGate(Limit{1, 1}), newGate(Limit{1, 1})
	}
	other.agent = "somebody else"
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	c := cache{dir}
	first.recall(c)
	first.health.requested(now)
	first.health.block("its budget is used up", now, now.Add(time.Hour))
	if err := first.remember(c); err != nil {
		t.Fatal(err)
	}
	same.recall(c)
	other.recall(c)
	if same.health.blocked("openalex", now) == nil || other.health.blocked("openalex", now) != nil {
		t.Errorf("same: %v, other: %v", same.health.blocked("openalex", now), other.health.blocked("openalex", now))
	}
}

// TestTwoProcessesKeepOneMemory lets several runs learn and write at once.
func TestTwoProcessesKeepOneMemory(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	var wg sync.WaitGroup
	for p := range 4 {
		wg.Go(func() {
			e := &endpoint{name: "crossref", single: newGate(Limit{1, 1}), list: newGate(Limit{1, 1})}
			e.recall(cache{dir})
			for i := range 50 {
				at := now.Add(time.Duration(i) * time.Second)
				e.health.requested(at)
				if p == 0 {
					e.health.block(fmt.Sprint("fault ", i), at, at.Add(time.Hour))
				} else {
					e.health.heard(http.Header{}, at)
				}
				if err := e.remember(cache{dir}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	// Each writes whole files; the last words of all are there after one more turn.
	e := &endpoint{name: "crossref", single: newGate(Limit{1, 1}), list: newGate(Limit{1, 1})}
	e.recall(cache{dir})
	m := e.health.memory
	if m.LastAnswer.IsZero() || !strings.HasPrefix(m.LastError, "fault ") || m.Today == 0 || m.Today > 200 {
		t.Errorf("%+v", m)
	}
}
