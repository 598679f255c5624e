package main

import (
	"fmt"
	"io"
	"time"
)

// bar shows how far a long piece of work has come, on a terminal only.
type bar struct {
	w     io.Writer
	what  string
	n     int
	total int
	start time.Time
	shown time.Time

	// share is how much of the work is done, 0 to 1, where the total is not known;
	// nil or 0 = nothing is known.
	share func() float64
}

func (a *app) progress(what string, total int) *bar {
	b := &bar{what: what, total: total, start: time.Now()}
	if !a.quiet && isTerminal(a.err) {
		b.w = a.err
	}
	return b
}

func (b *bar) add(n int) {
	b.n += n
	if b.w == nil || time.Since(b.shown) < 100*time.Millisecond {
		return
	}
	b.shown = time.Now()
	rate := float64(b.n) / max(time.Since(b.start).Seconds(), 0.001)
	perSecond := fmt.Sprintf("%.0f/s", rate)
	if rate < 10 {
		perSecond = fmt.Sprintf("%.1f/s", rate)
	}
	line := fmt.Sprintf("%d %s, %s", b.n, b.what, perSecond)
	switch {
	case b.total > 0 && b.n == 0: // nothing says yet how long it will take
		line = fmt.Sprintf("0 of %d %s", b.total, b.what)
	case b.total == 0 && b.share != nil && b.share() > 0:
		share := b.share()
		left := time.Duration(time.Since(b.start).Seconds()*(1-share)/share) * time.Second
		line += fmt.Sprintf(", %.0f%%, %s left", 100*share, left)
	case b.total > 0:
		left := time.Duration(float64(b.total-b.n)/max(rate, 0.001)) * time.Second
		line = fmt.Sprintf("%d of %d %s, %s, %s left", b.n, b.total, b.what, perSecond, left.Round(time.Second))
	}
	fmt.Fprintf(b.w, "\r\x1b[K%s", line)
}

// done clears the line.
func (b *bar) done() {
	if b.w != nil && !b.shown.IsZero() {
		fmt.Fprint(b.w, "\r\x1b[K")
		b.shown = time.Time{}
	}
}
