package resolve

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

// Limit is how fast a source may be asked: requests per second and requests
// under way at once.
type Limit struct {
	PerSecond  float64
	Concurrent int
}

// gate holds requests back. Its limit follows what the source announces but
// never exceeds the configured one.
type gate struct {
	max   Limit
	pace  *rate.Limiter
	slots *semaphore.Weighted

	mu  sync.Mutex
	now Limit
}

// slotUnits is divisible by 1 to 6: with c requests allowed at once, each takes
// slotUnits/c, so the allowance can change while requests are under way.
const slotUnits = 60

func newGate(max Limit) *gate {
	if max.Concurrent < 1 {
		max.Concurrent = 1
	}
	return &gate{
		max:   max,
		now:   max,
		pace:  rate.NewLimiter(rate.Limit(max.PerSecond), 1),
		slots: semaphore.NewWeighted(slotUnits),
	}
}

// enter waits for a free slot; the caller must call leave.
func (g *gate) enter(ctx context.Context) (leave func(), err error) {
	weight := int64(slotUnits / min(g.limit().Concurrent, slotUnits))
	if err := g.slots.Acquire(ctx, weight); err != nil {
		return nil, err
	}
	return func() { g.slots.Release(weight) }, nil
}

// wait keeps the pace; every attempt, also a repeated one, waits.
func (g *gate) wait(ctx context.Context) error { return g.pace.Wait(ctx) }

func (g *gate) limit() Limit {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.now
}

// lower takes over a limit that the source announced; what is 0 in it stays.
func (g *gate) lower(to Limit) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if to.PerSecond > 0 {
		g.now.PerSecond = min(g.max.PerSecond, to.PerSecond)
		g.pace.SetLimit(rate.Limit(g.now.PerSecond))
	}
	if to.Concurrent > 0 {
		g.now.Concurrent = min(g.max.Concurrent, to.Concurrent)
	}
}

// steer takes over the limit that an answer announces. Crossref sends
// x-rate-limit-limit (older answers: x-ratelimit-limit) with an interval, and
// x-concurrency-limit; a limit without an interval is a budget, not a pace.
func (g *gate) steer(h http.Header) {
	limit, errL := strconv.ParseFloat(firstHeader(h, "X-Rate-Limit-Limit", "X-Ratelimit-Limit"), 64)
	interval, errI := parseInterval(firstHeader(h, "X-Rate-Limit-Interval", "X-Ratelimit-Interval"))
	concurrent, errC := strconv.Atoi(h.Get("X-Concurrency-Limit"))

	var announced Limit
	if errL == nil && errI == nil {
		announced.PerSecond = limit / interval.Seconds()
	}
	if errC == nil {
		announced.Concurrent = concurrent
	}
	g.lower(announced)
}

func firstHeader(h http.Header, names ...string) string {
	for _, n := range names {
		if v := strings.TrimSpace(h.Get(n)); v != "" {
			return v
		}
	}
	return ""
}

// parseInterval reads "1s", "5m" or a bare number of seconds.
func parseInterval(s string) (time.Duration, error) {
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		s = strconv.FormatFloat(n, 'f', -1, 64) + "s"
	}
	d, err := time.ParseDuration(s)
	if err == nil && d <= 0 {
		d = time.Second
	}
	return d, err
}
