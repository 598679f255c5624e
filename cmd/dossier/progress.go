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
	line := fmt.Sprintf("%d %s, %.0f/s", b.n, b.what, rate)
	if b.total > 0 {
		left := time.Duration(float64(b.total-b.n)/max(rate, 0.001)) * time.Second
		line = fmt.Sprintf("%d of %d %s, %.0f/s, %s left", b.n, b.total, b.what, rate, left.Round(time.Second))
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
