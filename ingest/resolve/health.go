package resolve

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Status is the health and budget of one source, for a person to read.
type Status struct {
	Source     string    `json:"source"`
	URL        string    `json:"url"`                   // base URL
	Requests   int       `json:"requests"`              // sent in this run, repetitions and redirects included
	FromCache  int       `json:"from_cache"`            // works answered without a request
	Pool       string    `json:"pool,omitempty"`        // as the source calls it: "polite-single"
	Single     Limit     `json:"single"`                // limits in force
	List       Limit     `json:"list"`                  //
	BudgetLeft string    `json:"budget_left,omitempty"` // "0.0931 USD"
	State      string    `json:"state"`                 // "ready", or why it is skipped
	Until      time.Time `json:"until,omitzero"`        // end of a skip
	LastAnswer time.Time `json:"last_answer,omitzero"`
}

// health is what an endpoint knows of its source.
type health struct {
	mu         sync.Mutex
	requests   int
	fromCache  int
	pool       string
	reason     string    // why the source is left alone; empty = it is not
	until      time.Time // how long
	spent      time.Time // the budget is used up until then
	budgetLeft string
	budgetEnd  time.Time
	last       time.Time
	garbled    int // unreadable answers since the last good one
}

func (h *health) requested() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.requests++
}

func (h *health) cached(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fromCache += n
}

func (h *health) answered() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.reason, h.until = "", time.Time{}
}

func (h *health) block(reason string, until time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.reason, h.until = reason, until
}

// blocked returns why the source may not be asked now.
func (h *health) blocked(name string, now time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if now.Before(h.spent) {
		return &Unavailable{Source: name, Reason: reasonSpent, Until: h.spent}
	}
	if h.reason != "" && now.Before(h.until) {
		return &Unavailable{Source: name, Reason: h.reason, Until: h.until}
	}
	return nil
}

// heard reads pool and budget from the headers of an answer. OpenAlex sends the
// rest of the day's budget in US dollars and the seconds until it is renewed.
func (h *health) heard(header http.Header, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last = now
	if p := header.Get("X-Api-Pool"); p != "" {
		h.pool = p
	}
	left, err := strconv.ParseFloat(header.Get("X-Ratelimit-Remaining-Usd"), 64)
	if err != nil {
		return
	}
	h.budgetLeft = strings.TrimSpace(header.Get("X-Ratelimit-Remaining-Usd")) + " USD"
	if secs, err := strconv.ParseFloat(header.Get("X-Ratelimit-Reset"), 64); err == nil {
		h.budgetEnd = now.Add(time.Duration(secs * float64(time.Second)))
	}
	cost, _ := strconv.ParseFloat(header.Get("X-Ratelimit-Cost-Usd"), 64)
	if left <= 0 || left < cost {
		h.spent = h.budgetEnd
		if !h.spent.After(now) {
			h.spent = nextDay(now)
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
	h.spent = until
	return until
}

// recall takes over what an earlier run learned of the budget.
func (h *health) recall(s Status) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.budgetLeft, h.pool, h.last = s.BudgetLeft, s.Pool, s.LastAnswer
	if s.State == reasonSpent {
		h.spent = s.Until
	}
}

// status describes the source at the time now.
func (e *endpoint) status(now time.Time) Status {
	h := &e.health
	h.mu.Lock()
	defer h.mu.Unlock()
	s := Status{
		Source: e.name, URL: e.base, Requests: h.requests, FromCache: h.fromCache, Pool: h.pool,
		Single: e.single.limit(), List: e.list.limit(), BudgetLeft: h.budgetLeft,
		State: "ready", LastAnswer: h.last,
	}
	switch {
	case now.Before(h.spent):
		s.State, s.Until = reasonSpent, h.spent
	case h.reason != "" && now.Before(h.until):
		s.State, s.Until = h.reason, h.until
	}
	return s
}

// budgetReset is when a used-up budget is renewed.
func (h *health) budgetReset(now time.Time) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.budgetEnd.After(now) {
		return h.budgetEnd
	}
	return nextDay(now)
}

func nextDay(now time.Time) time.Time {
	return now.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour)
}
