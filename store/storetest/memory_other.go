//go:build !linux

package storetest

import "time"

// WatchMemory is measured on Linux only; here the peak is 0.
func WatchMemory() func() int64 { return func() int64 { return 0 } }

// CPUTime is measured on Linux only.
func CPUTime() time.Duration { return 0 }

// WatchMemoryOf is WatchMemory for another process.
func WatchMemoryOf(int) func() int64 { return WatchMemory() }
