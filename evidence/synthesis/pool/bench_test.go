package pool_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"dossier/evidence/synthesis/pool"
)

// studies draws k log ratios with heterogeneity, always the same ones.
func studies(k int) (yi, vi []float64) {
	r := rand.New(rand.NewPCG(1, uint64(k)))
	for range k {
		v := math.Exp(r.NormFloat64() - 3)
		vi = append(vi, v)
		yi = append(yi, 0.2+r.NormFloat64()*math.Sqrt(v+0.05))
	}
	return yi, vi
}

func BenchmarkREML20Studies(b *testing.B) { benchmarkREML(b, 20) }

func BenchmarkREML10000Studies(b *testing.B) { benchmarkREML(b, 10_000) }

func benchmarkREML(b *testing.B, k int) {
	yi, vi := studies(k)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pool.Random(yi, vi, pool.Defaults()); err != nil {
			b.Fatal(err)
		}
	}
}
