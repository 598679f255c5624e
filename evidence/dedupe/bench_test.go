package dedupe_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"dossier/evidence"
	"dossier/evidence/dedupe"
)

// The records are made as they are taken, so that the memory is that of the
// index; what making them costs is taken off the time.

func BenchmarkDedupe10k(b *testing.B)  { benchmarkDedupe(b, 10_000) }
func BenchmarkDedupe100k(b *testing.B) { benchmarkDedupe(b, 100_000) }
func BenchmarkDedupe1M(b *testing.B)   { benchmarkDedupe(b, 1_000_000) }

func benchmarkDedupe(b *testing.B, n int) {
	for b.Loop() {
		making := cpuSeconds()
		for rec := range newGenerator(1).records(n) {
			_ = rec
		}
		making = cpuSeconds() - making
		memory := watchMemory()
		cpu, start := cpuSeconds(), time.Now()
		x := dedupe.NewIndex(0)
		if err := x.Add(b.Context(), newGenerator(1).records(n)); err != nil {
			b.Fatal(err)
		}
		result := x.Result(nil)
		wall := time.Since(start)
		b.ReportMetric(cpuSeconds()-cpu-making, "cpu-s")
		b.ReportMetric(wall.Seconds(), "wall-s-with-making")
		b.ReportMetric(float64(memory()), "peak-anon-MB")
		reportTruth(b, newGenerator(1), n, result)
		if n <= 100_000 {
			b.ReportMetric(wallSeconds(b, n), "wall-s")
		}
	}
}

// wallSeconds is the time for records that are there already.
func wallSeconds(b *testing.B, n int) float64 {
	records := slices.Collect(newGenerator(1).records(n))
	start := time.Now()
	if _, err := dedupe.Run(b.Context(), records, nil); err != nil {
		b.Fatal(err)
	}
	return time.Since(start).Seconds()
}

// BenchmarkAdd500To100k is the way of one batch into a library: the 100,000 are
// there.
func BenchmarkAdd500To100k(b *testing.B) {
	all := slices.Collect(newGenerator(2).records(100_500))
	// Every 201st record arrives later, so that most of them repeat a work.
	var old, late []*evidence.Record
	for i, rec := range all {
		if i%201 == 200 {
			late = append(late, rec)
		} else {
			old = append(old, rec)
		}
	}
	for b.Loop() {
		b.StopTimer()
		x := dedupe.NewIndex(0)
		if err := x.Add(b.Context(), slices.Values(old)); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		start, cpu := time.Now(), cpuSeconds()
		if err := x.Add(b.Context(), slices.Values(late)); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(start).Milliseconds()), "add-ms")
		b.ReportMetric(1000*(cpuSeconds()-cpu), "add-cpu-ms")
		b.ReportMetric(float64(len(x.Result(nil).Groups)), "groups")
	}
}

func BenchmarkCompare(b *testing.B) {
	records := slices.Collect(newGenerator(3).records(2))
	b.ReportAllocs()
	for b.Loop() {
		dedupe.Compare(records[0], records[1])
	}
}

func BenchmarkKeys(b *testing.B) {
	records := slices.Collect(newGenerator(3).records(100))
	b.ReportAllocs()
	for b.Loop() {
		for _, rec := range records {
			dedupe.Keys(rec)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(records)), "ns/record")
}

// reportTruth holds the groups against the works that the records were made
// from.
func reportTruth(b *testing.B, g *generator, n int, result dedupe.Result) {
	removable, last := 0, ""
	for rec := range g.records(n) {
		work, _, _ := strings.Cut(rec.ID, "/")
		if work == last {
			removable++
		}
		last = work
	}
	right, wrong := 0, 0
	for _, group := range result.Groups {
		works := make(map[string]bool)
		for _, id := range group.IDs {
			work, _, _ := strings.Cut(id, "/")
			works[work] = true
		}
		right += len(group.IDs) - len(works)
		wrong += len(works) - 1
	}
	b.ReportMetric(float64(right)/float64(removable), "sensitivity")
	b.ReportMetric(float64(wrong), "wrong")
	b.ReportMetric(100*float64(len(result.Questions))/float64(n), "questions/100")
}

// watchMemory starts to look at the anonymous memory of this process and
// returns a function that stops and gives the highest value, in megabytes; 0
// where the system does not say.
func watchMemory() func() int {
	stop, peak := make(chan struct{}), make(chan int)
	go func() {
		highest := 0
		for {
			select {
			case <-stop:
				peak <- highest / 1024
				return
			case <-time.After(20 * time.Millisecond):
				highest = max(highest, anonymousKB())
			}
		}
	}()
	return func() int {
		close(stop)
		return <-peak
	}
}

func anonymousKB() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "RssAnon:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kb, _ := strconv.Atoi(fields[0])
	return kb
}
