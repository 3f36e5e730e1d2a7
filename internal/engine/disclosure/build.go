package disclosure

import (
	"math"
	"slices"
)

// MinKey is the least length of the secret key in bytes.
const MinKey = 16

// maxTotal keeps sums of rupiah exact with room to spare; it is about three
// national budgets.
const maxTotal = int64(1) << 53

// Series is one table of a release. Cells are ordered by period, place, group.
type Series struct {
	Table
	First   int // number of the first period
	Periods int
	Places  int
	Groups  int
	Cells   []Value
	Curves  [][]Point // of a curve table, one a cell
}

// Release is what was or would be published at one time.
type Release struct {
	Spec   *Spec
	KeyID  string
	Series []Series
}

// series finds a table, or nil.
func (r *Release) series(id string) *Series {
	i := slices.IndexFunc(r.Series, func(s Series) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return &r.Series[i]
}

// Ref names cell i of a table.
func (r *Release) Ref(s *Series, i int) Ref {
	g := i % s.Groups
	p := i / s.Groups % s.Places
	t := i / s.Groups / s.Places
	return Ref{s.ID, s.Span.label(s.First + t), r.Spec.Places.codes(s.Level)[p], r.Spec.groupValues(s.Group)[g]}
}

// find is the inverse of Ref.
func (r *Release) find(ref Ref) (s *Series, cell int, ok bool) {
	if s = r.series(ref.Table); s == nil {
		return nil, 0, false
	}
	t := slices.Index(r.Spec.labels(s.Table), ref.Period)
	p := slices.Index(r.Spec.Places.codes(s.Level), ref.Place)
	g := slices.Index(r.Spec.groupValues(s.Group), ref.Group)
	return s, (t*s.Places+p)*s.Groups + g, t >= 0 && p >= 0 && g >= 0
}

// Cell is what the release says of a cell; false where it says nothing.
func (r *Release) Cell(ref Ref) (Value, bool) {
	s, cell, ok := r.find(ref)
	if !ok {
		return absent, false
	}
	return s.Cells[cell], true
}

// builder holds what one Build needs.
type builder struct {
	spec  *Spec
	round *rounder
	sizes map[string][]int // true counts of count tables, for the population rule
	out   *Release
}

// Build makes the candidate release from records in key order (as ReadRecords
// gives them). It applies every rule that looks at one cell; Gate looks at all
// of them together.
func Build(spec *Spec, records []Record, key []byte) (*Release, error) {
	if len(key) < MinKey {
		return nil, fault(0, "", "the key has %d bytes; it needs %d or more", len(key), MinKey)
	}
	total := int64(0)
	for i := range records {
		total += int64(records[i].Amount)
		if total > maxTotal {
			return nil, fault(records[i].line, "amount", "the amounts add up to more than %d rupiah", maxTotal)
		}
	}
	b := &builder{spec, newRounder(key), map[string][]int{}, &Release{Spec: spec, KeyID: keyID(key)}}
	for _, t := range spec.Tables {
		b.out.Series = append(b.out.Series, b.table(t, records))
	}
	b.withhold()
	b.rates()
	return b.out, nil
}

// newSeries is the empty table with one cell for every period, place and group.
func newSeries(spec *Spec, t Table) Series {
	s := Series{Table: t, Places: len(spec.Places.codes(t.Level)), Groups: len(spec.groupValues(t.Group))}
	s.First, s.Periods = t.Span.within(spec.From, spec.To)
	s.Cells = make([]Value, s.Periods*s.Places*s.Groups)
	return s
}

// table fills one table. Rates wait for rates: they read published numbers,
// which withholding may still change.
func (b *builder) table(t Table, records []Record) Series {
	s := newSeries(b.spec, t)
	if t.Kind == Rate {
		return s
	}
	cells := b.members(&s, records)
	switch t.Kind {
	case Count:
		exact := make([]int, len(cells))
		for i, c := range cells {
			s.Cells[i], exact[i] = b.round.count(c), len(c)
		}
		b.sizes[t.ID] = exact
	case Money:
		for i, c := range cells {
			s.Cells[i] = b.round.amount(c, int64(t.Step))
		}
	case Curve:
		s.Curves = make([][]Point, len(cells))
		for i, c := range cells {
			s.Cells[i], s.Curves[i] = None, b.round.curve(c)
		}
	}
	return s
}

// members sorts the records into the cells of a table, keeping key order.
func (b *builder) members(s *Series, records []Record) [][]*Record {
	up := b.spec.Places.up(Regency, s.Level)
	group := slices.IndexFunc(b.spec.Groups, func(g Group) bool { return g.Column == s.Group })
	at := make([]int32, len(records))
	size := make([]int, len(s.Cells))
	for i := range records {
		at[i] = -1
		r := &records[i]
		t := s.Span.period(r.Month) - s.First
		if r.Measure != s.Measure || t < 0 || t >= s.Periods ||
			s.Kind == Money && r.Contributor == "" || s.Kind == Curve && r.Time < 0 {
			continue
		}
		cell := (t*s.Places + up[r.Place]) * s.Groups
		if group >= 0 {
			cell += r.Groups[group]
		}
		at[i] = int32(cell)
		size[cell]++
	}
	cells := make([][]*Record, len(s.Cells))
	for i, cell := range at {
		if cell < 0 {
			continue
		}
		if cells[cell] == nil {
			cells[cell] = make([]*Record, 0, size[cell])
		}
		cells[cell] = append(cells[cell], &records[i])
	}
	return cells
}

// withhold applies the statistician's own hidden cells.
func (b *builder) withhold() {
	for _, ref := range b.spec.Withhold {
		if s, cell, ok := b.out.find(ref); ok { // the spec was checked to name cells
			s.Cells[cell] = Withheld
		}
	}
}

// rates fills the rate tables from the published numbers, in tenths of a
// percent. The exact population only decides whether there is a rate at all.
func (b *builder) rates() {
	for i := range b.out.Series {
		s := &b.out.Series[i]
		if s.Kind != Rate {
			continue
		}
		of, per := b.out.series(s.Of), b.out.series(s.Per)
		for c := range s.Cells {
			s.Cells[c] = None
			if of.Cells[c].Shown() && per.Cells[c].Shown() && b.sizes[s.Per][c] >= MinPopulation {
				s.Cells[c] = Value(math.Round(1000 * float64(of.Cells[c]) / float64(per.Cells[c])))
			}
		}
	}
}
