//go:build !unix

package dedupe_test

// cpuSeconds is not known here.
func cpuSeconds() float64 { return 0 }
