package resolve

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Status is the health and budget of one source, for a person to read. What is
// not of this run only is remembered beside the cache.
type Status struct {
	Source      string    `json:"source"`
	URL         string    `json:"url"`                   // base URL
	Requests    int       `json:"requests"`              // sent in this run, repetitions and redirects included
	Today       int       `json:"requests_today"`        // sent on this day (UTC), by all runs
	FromCache   int       `json:"from_cache"`            // works answered without a request
	Pool        string    `json:"pool,omitempty"`        // as the source calls it: "polite-single"
	Single      Limit     `json:"single"`                // limits in force
	List        Limit     `json:"list"`                  //
	BudgetLeft  string    `json:"budget_left,omitempty"` // "0.0931 USD"
	BudgetEnd   time.Time `json:"budget_renewed,omitzero"`
	State       string    `json:"state"`                 // "ready", or why it is skipped
	Until       time.Time `json:"until,omitzero"`        // end of a skip
	LastAnswer  time.Time `json:"last_answer,omitzero"`  // of any kind
	LastSuccess time.Time `json:"last_success,omitzero"` // last answer that could be used
	LastError   string    `json:"last_error,omitempty"`
	LastErrorAt time.Time `json:"last_error_at,omitzero"`
}

// health is what an endpoint knows of its source.
type health struct {
	mu        sync.Mutex
	requests  int
	fromCache int
	garbled   int // unreadable answers since the last good one
	memory
}

func (h *health) requested(now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.requests++
	h.countRequests(now, 1)
	h.unsaved++
}

// asked tells whether this run sent anything that no file speaks of yet.
func (h *health) asked() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.unsaved > 0
}

func (h *health) cached(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fromCache += n
}

func (h *health) answered(now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.Reason, h.Until, h.Changed, h.LastSuccess = "", time.Time{}, now, now
}

// block leaves the source alone for a time, in later runs too.
func (h *health) block(reason string, now, until time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.Reason, h.Until, h.Changed, h.Passing = reason, until, now, false
	h.LastError, h.LastErrorAt = reason, now
}

// unreachable leaves the source alone in this run: that no connection could be
// made may be the fault of this machine, and is soon found out.
func (h *health) unreachable(reason string, now, until time.Time) {
	h.block(reason, now, until)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.Passing = true
}

// blocked returns why the source may not be asked now.
func (h *health) blocked(name string, now time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if now.Before(h.Spent) {
		return &Unavailable{Source: name, Reason: reasonSpent, Until: h.Spent}
	}
	if h.Reason != "" && now.Before(h.Until) {
		return &Unavailable{Source: name, Reason: h.Reason, Until: h.Until}
	}
	return nil
}

// heard reads pool and budget from the headers of an answer. OpenAlex sends the
// rest of the day's budget in US dollars and the seconds until it is renewed.
func (h *health) heard(header http.Header, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.LastAnswer = now
	if p := header.Get("X-Api-Pool"); p != "" {
		h.Pool = p
	}
	left, err := strconv.ParseFloat(header.Get("X-Ratelimit-Remaining-Usd"), 64)
	if err != nil {
		return
	}
	h.BudgetLeft = strings.TrimSpace(header.Get("X-Ratelimit-Remaining-Usd")) + " USD"
	if secs, err := strconv.ParseFloat(header.Get("X-Ratelimit-Reset"), 64); err == nil {
		h.BudgetEnd = now.Add(time.Duration(secs * float64(time.Second)))
	}
	cost, _ := strconv.ParseFloat(header.Get("X-Ratelimit-Cost-Usd"), 64)
	if left <= 0 || left < cost {
		h.Spent = h.BudgetEnd
		if !h.Spent.After(now) {
			h.Spent = nextDay(now)
		}
	}
}

const reasonSpent = "its budget for the day is used up"

// spend notes that the source says that its budget is used up, and returns until
// when.
func (h *health) spend(now time.Time) time.Time {
	until := h.budgetReset(now)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.Spent = until
	return until
}

// status describes the source at the time now.
func (e *endpoint) status(now time.Time) Status {
	h := &e.health
	h.mu.Lock()
	defer h.mu.Unlock()
	h.countRequests(now, 0)
	s := Status{
		Source: e.name, URL: e.base, Requests: h.requests, Today: h.Today, FromCache: h.fromCache, Pool: h.Pool,
		Single: e.single.limit(), List: e.list.limit(), BudgetLeft: h.BudgetLeft, BudgetEnd: h.BudgetEnd,
		State: "ready", LastAnswer: h.LastAnswer, LastSuccess: h.LastSuccess, LastError: h.LastError, LastErrorAt: h.LastErrorAt,
	}
	switch {
	case now.Before(h.Spent):
		s.State, s.Until = reasonSpent, h.Spent
	case h.Reason != "" && now.Before(h.Until) && !e.anyHost:
		s.State, s.Until = h.Reason, h.Until
	}
	return s
}

// budgetReset is when a used-up budget is renewed.
func (h *health) budgetReset(now time.Time) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.BudgetEnd.After(now) {
		return h.BudgetEnd
	}
	return nextDay(now)
}

func nextDay(now time.Time) time.Time {
	return now.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour)
}
