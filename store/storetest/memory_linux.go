package storetest

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// WatchMemory begins to watch the anonymous memory of the process (what it has
// allocated, without pages of files that are merely mapped) and returns a
// function that ends it and gives the peak in bytes.
func WatchMemory() func() int64 { return WatchMemoryOf(os.Getpid()) }

// WatchMemoryOf is WatchMemory for another process.
func WatchMemoryOf(pid int) func() int64 {
	var peak atomic.Int64
	done, ended := make(chan struct{}), make(chan struct{})
	look := func() {
		if n := anonymous(pid); n > peak.Load() {
			peak.Store(n)
		}
	}
	go func() {
		defer close(ended)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				look()
			}
		}
	}()
	return func() int64 {
		close(done)
		<-ended
		look()
		return peak.Load()
	}
}

// anonymous reads RssAnon of proc(5), in bytes; 0 when it cannot be read.
func anonymous(pid int) int64 {
	f, err := os.Open("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		if v, ok := strings.CutPrefix(in.Text(), "RssAnon:"); ok {
			n, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(v), " kB"), 10, 64)
			return n << 10
		}
	}
	return 0
}

// CPUTime is what the process has used, user and system.
func CPUTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
