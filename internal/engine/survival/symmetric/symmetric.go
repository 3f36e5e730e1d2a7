// Package symmetric solves the small symmetric systems that statistics ask for:
// covariances and information matrices of a handful of columns. A column that
// the earlier ones already explain is found and named, never divided by.
package symmetric

// Tolerance is the share of a column's own variance that must be left once the
// earlier columns are taken out, for it to count as a column of its own.
const Tolerance = 1e-10

// Matrix is a symmetric matrix, stored by rows.
type Matrix struct {
	N int
	A []float64
}

// New returns an n × n matrix of zeros.
func New(n int) Matrix { return Matrix{n, make([]float64, n*n)} }

// At is the element of row i and column j.
func (m Matrix) At(i, j int) float64 { return m.A[i*m.N+j] }

// Add adds v to the element of row i and column j, and not to its mirror.
func (m Matrix) Add(i, j int, v float64) { m.A[i*m.N+j] += v }

// Zero clears the matrix for another use.
func (m Matrix) Zero() { clear(m.A) }

// Outer adds w·x·xᵀ to the lower triangle.
func (m Matrix) Outer(w float64, x []float64) {
	for i, xi := range x {
		row := m.A[i*m.N : i*m.N+i+1]
		wx := w * xi
		for j := range row {
			row[j] += wx * x[j]
		}
	}
}

// Mirror copies the lower triangle to the upper one.
func (m Matrix) Mirror() {
	for i := range m.N {
		for j := range i {
			m.A[j*m.N+i] = m.A[i*m.N+j]
		}
	}
}

// Factor is m = L·D·Lᵀ. Redundant[i] marks a column that adds nothing to those
// before it; it is left out of everything after.
type Factor struct {
	n         int
	l         []float64
	d         []float64
	Redundant []bool
	Rank      int
}

// Decompose factors a positive semi-definite matrix, reading its lower
// triangle and leaving it alone. floor, if not nil, is for each column how
// large a mere rounding error may be: a matrix that is a difference of larger
// sums has noise where it should have nothing.
func Decompose(m Matrix, floor []float64) *Factor {
	f := &Factor{n: m.N, l: make([]float64, m.N*m.N), d: make([]float64, m.N), Redundant: make([]bool, m.N)}
	for i := range m.N {
		f.l[i*m.N+i] = 1
		d := m.At(i, i)
		for j := range i {
			f.l[i*m.N+j] = f.below(m, i, j)
			d -= f.l[i*m.N+j] * f.l[i*m.N+j] * f.d[j]
		}
		least := Tolerance * m.At(i, i)
		if floor != nil {
			least = max(least, floor[i])
		}
		if d > least {
			f.d[i] = d
			f.Rank++
			continue
		}
		f.Redundant[i] = true
	}
	return f
}

// below is the element of L in row i under column j.
func (f *Factor) below(m Matrix, i, j int) float64 {
	if f.Redundant[j] {
		return 0
	}
	v := m.At(i, j)
	for k := range j {
		v -= f.l[i*f.n+k] * f.d[k] * f.l[j*f.n+k]
	}
	return v / f.d[j]
}

// Solve returns x with m·x = b; redundant columns get 0.
func (f *Factor) Solve(b []float64) []float64 {
	x := make([]float64, f.n)
	for i := range f.n {
		if f.Redundant[i] {
			continue
		}
		x[i] = b[i]
		for j := range i {
			x[i] -= f.l[i*f.n+j] * x[j]
		}
	}
	for i := f.n - 1; i >= 0; i-- {
		if f.Redundant[i] {
			continue
		}
		x[i] /= f.d[i]
		for j := i + 1; j < f.n; j++ {
			x[i] -= f.l[j*f.n+i] * x[j]
		}
	}
	return x
}

// Inverse is the inverse of m over its own columns; redundant rows are 0.
func (f *Factor) Inverse() Matrix {
	inv := New(f.n)
	unit := make([]float64, f.n)
	for i := range f.n {
		unit[i] = 1
		copy(inv.A[i*f.n:], f.Solve(unit))
		unit[i] = 0
	}
	for i, r := range f.Redundant {
		for j := range f.n {
			if r {
				inv.A[j*f.n+i] = 0
			}
		}
	}
	return inv
}

// Quadratic is bᵀ·m⁻¹·b, the chi-square of b when m is its covariance; its
// degrees of freedom are Rank.
func (f *Factor) Quadratic(b []float64) float64 {
	sum := 0.0
	for i, x := range f.Solve(b) {
		sum += x * b[i]
	}
	return sum
}
