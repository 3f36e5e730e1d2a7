package survival

import "titian/internal/engine/survival/symmetric"

// ProportionalTest asks whether a hazard ratio stays the same over time: a
// small P speaks against the model, not for a treatment. The figures are those
// of R's cox.zph with its default, time measured by 1 − Kaplan–Meier.
type ProportionalTest struct {
	Block string
	Test
}

// proportional is the score test for adding x·g(t) to the model, g being 1
// minus the overall curve just before t, for each block and for all together.
// A block that leaves nothing to test is left out.
func (d *coxData) proportional(s *Sample, cov Covariates) []ProportionalTest {
	g := d.transformed(s)
	squared := make([]float64, len(g))
	for k, v := range g {
		squared[k] = v * v
	}
	plain, cross, square := symmetric.New(d.p), symmetric.New(d.p), symmetric.New(d.p)
	floor := d.information(nil, plain)
	d.information(g, cross)
	floorSquare := d.information(squared, square)
	u := make([]float64, d.p)
	d.score(g, u)
	b := interactions{plain, cross, square, u, floor, floorSquare}

	blocks := cov.Block
	if blocks == nil {
		blocks = cov.Terms
	}
	var out []ProportionalTest
	all := make([]int, d.p)
	for j := 0; j < d.p; {
		from := j
		for ; j < d.p && blocks[j] == blocks[from]; j++ {
			all[j] = j
		}
		if t, ok := b.test(all[from:j]); ok {
			out = append(out, ProportionalTest{blocks[from], t})
		}
	}
	if t, ok := b.test(all); ok {
		out = append(out, ProportionalTest{"GLOBAL", t})
	}
	return out
}

// interactions are score and information of x·g(t) beside those of x, each
// with the rounding error of its diagonal.
type interactions struct {
	plain, cross, square symmetric.Matrix
	score                []float64
	floor, floorSquare   []float64
}

// test tests the columns of one block, the model's own terms beside them:
// their score is 0 at the maximum, but their information is shared.
func (x interactions) test(columns []int) (Test, bool) {
	p := x.plain.N
	floor := append([]float64(nil), x.floor...)
	v := symmetric.New(p + len(columns))
	score := make([]float64, p+len(columns))
	for i := range p {
		for j := range i + 1 {
			v.Add(i, j, x.plain.At(i, j))
		}
	}
	for a, i := range columns {
		score[p+a] = x.score[i]
		floor = append(floor, x.floorSquare[i])
		for j := range p {
			v.Add(p+a, j, x.cross.At(i, j))
		}
		for b := range a + 1 {
			v.Add(p+a, p+b, x.square.At(i, columns[b]))
		}
	}
	f := symmetric.Decompose(v, floor)
	df := f.Rank - p
	if df < 1 {
		return Test{}, false
	}
	chi := max(f.Quadratic(score), 0)
	return Test{chi, df, chiSquareTail(chi, df)}, true
}

// transformed is g at each moment, less its mean over the events.
func (d *coxData) transformed(s *Sample) []float64 {
	curve := KaplanMeier(s)
	g := make([]float64, len(d.moments))
	mean := 0.0
	for k, m := range d.moments {
		g[k] = 1 - curve.before(m.time)
		mean += g[k] * float64(m.events.to-m.events.from)
	}
	mean /= float64(len(d.events))
	for k := range g {
		g[k] -= mean
	}
	return g
}

// before is survival just before t.
func (c Curve) before(t float64) float64 {
	i, j := 0, len(c.Points)
	for i < j {
		if h := (i + j) / 2; c.Points[h].Time < t {
			i = h + 1
		} else {
			j = h
		}
	}
	if i == 0 {
		return 1
	}
	return c.Points[i-1].Survival
}
