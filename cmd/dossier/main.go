// Command dossier is a literature evidence tracker for people who write
// drug-safety reviews: it takes references in, keeps tags and findings with the
// words they came from, and prints evidence tables with their bibliography.
//
// main.go starts the program, root.go declares the command tree and the global
// flags, app.go holds what every command needs, and each command has a file of
// its own. This package is the only place where ingest, store and exports meet.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"time"
)

func main() {
	collectLate()
	os.Exit(run())
}

// collectLate lets the first garbage collection wait until the heap is 64 MB;
// from then on collections come as usual. Most commands end before that: a
// table printed from a library of 20,000 studies takes half the time. GOGC, if
// set, is left alone.
func collectLate() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(1600) // of the runtime's smallest heap, 4 MB
	sentinel := new([16]byte)
	runtime.SetFinalizer(sentinel, func(*[16]byte) { debug.SetGCPercent(100) })
}

// run executes one command and returns its exit code. The first interrupt
// cancels the context, so that a command can keep what it has done; another ends
// the program at once. One that follows within a second is the same key press,
// passed on by a program around this one.
func run() int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	a := newApp(os.Stdin, os.Stdout, os.Stderr)
	a.listen = sync.OnceFunc(func() { listen(cancel) })
	defer time.AfterFunc(quick, a.listen).Stop()
	return a.execute(ctx, os.Args[1:])
}

// quick is how long a command runs before it listens for interrupts, unless it has
// begun something to keep: listening takes a tenth of a short command.
const quick = 30 * time.Millisecond

// listen lets an interrupt cancel the context.
func listen(cancel func()) {
	heard := make(chan os.Signal, 1)
	signal.Notify(heard, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-heard
		cancel()
		time.Sleep(time.Second)
		signal.Stop(heard)
	}()
}
