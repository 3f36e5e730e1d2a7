package symmetric_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"titian/internal/engine/survival/symmetric"
)

// random is a covariance of rank or more columns.
func random(r *rand.Rand, n, rank int) symmetric.Matrix {
	m := symmetric.New(n)
	for range rank {
		x := make([]float64, n)
		for i := range x {
			x[i] = r.NormFloat64()
		}
		m.Outer(1+r.Float64(), x)
	}
	m.Mirror()
	return m
}

// repeated is a covariance in which a column may be the sum of those before.
func repeated(r *rand.Rand, n int) (m symmetric.Matrix, rank int) {
	sums := make([]bool, n)
	for i := range sums {
		sums[i] = i > 0 && r.IntN(3) == 0
		if !sums[i] {
			rank++
		}
	}
	m = symmetric.New(n)
	for range 50 {
		x := make([]float64, n)
		for i := range x {
			x[i] = r.NormFloat64()
			if sums[i] {
				x[i] = 0
				for _, v := range x[:i] {
					x[i] += v
				}
			}
		}
		m.Outer(1, x)
	}
	m.Mirror()
	return m, rank
}

func times(m symmetric.Matrix, x []float64) []float64 {
	out := make([]float64, m.N)
	for i := range out {
		for j, v := range x {
			out[i] += m.At(i, j) * v
		}
	}
	return out
}

func TestSolutionsSolve(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 1000 {
		n := 1 + r.IntN(7)
		m := random(r, n, n+2)
		b := make([]float64, n)
		for i := range b {
			b[i] = r.NormFloat64()
		}
		f := symmetric.Decompose(m, nil)
		if f.Rank != n {
			t.Fatalf("rank %d of %v", f.Rank, m)
		}
		for i, v := range times(m, f.Solve(b)) {
			if math.Abs(v-b[i]) > 1e-6 {
				t.Fatalf("m·x = %g, want %g", v, b[i])
			}
		}
		inverse := f.Inverse()
		sum := 0.0
		for i, v := range times(inverse, b) {
			sum += v * b[i]
		}
		if math.Abs(sum-f.Quadratic(b)) > 1e-8*max(1, sum) {
			t.Fatalf("bᵀ·m⁻¹·b is %g by the inverse, %g by the factor", sum, f.Quadratic(b))
		}
	}
}

func TestColumnsThatOthersExplainAreFound(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for range 1000 {
		m, rank := repeated(r, 2+r.IntN(6))
		n := m.N
		f := symmetric.Decompose(m, nil)
		if f.Rank != rank {
			t.Fatalf("rank %d, want %d", f.Rank, rank)
		}
		// A system that has solutions is still solved.
		want := make([]float64, n)
		for i := range want {
			want[i] = r.NormFloat64()
		}
		b := times(m, want)
		for i, v := range times(m, f.Solve(b)) {
			if math.Abs(v-b[i]) > 1e-6*(1+math.Abs(b[i])) {
				t.Fatalf("m·x = %g, want %g", v, b[i])
			}
		}
	}
}

func TestNoiseBelowTheFloorIsNoColumn(t *testing.T) {
	m := symmetric.New(2)
	m.Add(0, 0, 1)
	m.Add(1, 1, 1e-17)
	if f := symmetric.Decompose(m, []float64{1e-13, 1e-13}); f.Rank != 1 || !f.Redundant[1] {
		t.Errorf("got %+v", f)
	}
	if f := symmetric.Decompose(m, nil); f.Rank != 2 {
		t.Errorf("without a floor, small is not nothing: %+v", f)
	}
}
