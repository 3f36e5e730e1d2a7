package survival_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"titian/internal/engine/survival"
)

// followed makes n people with five covariates; whole days tie.
func followed(b *testing.B, n int, days bool) (*survival.Sample, survival.Covariates) {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	exit, event := make([]float64, n), make([]int, n)
	cov := survival.Covariates{Terms: []string{"a", "b", "c", "d", "e"}, X: make([]float64, 0, 5*n)}
	for i := range exit {
		risk := 0.0
		for range cov.Terms {
			x := r.NormFloat64()
			risk += 0.2 * x
			cov.X = append(cov.X, x)
		}
		until := 730 + 1095*r.Float64()
		exit[i], event[i] = 2000*r.ExpFloat64()*math.Exp(-risk), 1
		if exit[i] > until {
			exit[i], event[i] = until, 0
		}
		if days {
			exit[i] = math.Ceil(exit[i])
		}
	}
	return sample(b, nil, exit, event), cov
}

// Seconds a person should stay the same as n grows.
func BenchmarkKaplanMeier(b *testing.B) {
	for _, n := range []int{250_000, 1_000_000} {
		s, _ := followed(b, n, false)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				survival.KaplanMeier(s)
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N)/float64(n), "ns/person")
		})
	}
}

func BenchmarkCox(b *testing.B) {
	for _, n := range []int{50_000, 200_000, 800_000} {
		s, cov := followed(b, n, true)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := survival.Cox(s, cov, survival.CoxOptions{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N)/float64(n), "ns/person")
		})
	}
}
