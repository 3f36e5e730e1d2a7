package disclosure

import "slices"

// fixed checks that the candidate is made like every earlier release: the same
// geography, groups, key and table definitions. Without that, cells that look
// alike are not, and the attack would prove nothing.
func (g *gate) fixed() {
	spec := g.candidate.Spec
	for _, r := range g.earlier {
		of := func(what string) {
			g.refuse(RuleFixed, Ref{}, interval{}, "%s from those of release %s; begin a new history for new periods", what, r.Spec.Release)
		}
		if r.Spec.Release == spec.Release {
			g.refuse(RuleFixed, Ref{}, interval{}, "release %s is in the history already", spec.Release)
		}
		if r.KeyID != g.candidate.KeyID {
			of("the key differs")
		}
		if !r.Spec.Places.equal(spec.Places) {
			of("the places differ")
		}
		for _, x := range r.Spec.Groups {
			for _, y := range spec.Groups {
				if x.Column == y.Column && !slices.Equal(x.Values, y.Values) {
					of("the values of group " + x.Column + " differ")
				}
			}
		}
	}
	g.definitions()
}

// definitions checks that one id is one table, and one table has one id.
func (g *gate) definitions() {
	var seen []Table
	for _, r := range g.all {
		for _, t := range r.Spec.Tables {
			if slices.Contains(seen, t) {
				continue
			}
			for _, u := range seen {
				same := t.Measure == u.Measure && t.Kind == u.Kind && t.Of == u.Of && t.Per == u.Per && t.sameCut(u)
				if (u.ID == t.ID) != same || same && u.Step != t.Step {
					g.refuse(RuleFixed, Ref{Table: t.ID}, interval{}, "is not the table %s of before: one definition, one name, for good", u.ID)
					return
				}
			}
			seen = append(seen, t)
		}
	}
}

// corrections checks that a corrected table is replaced as a whole, and no
// table twice in a year: a correction a month would be a running total again.
func (g *gate) corrections() {
	for _, id := range g.candidate.Spec.Corrects {
		now := g.candidate.series(id)
		for _, r := range g.earlier {
			was := r.series(id)
			if was == nil {
				continue
			}
			if slices.Contains(r.Spec.Corrects, id) && r.Spec.Released.Year() == g.candidate.Spec.Released.Year() {
				g.refuse(RuleCorrection, Ref{Table: id}, interval{}, "was corrected in this year already, by release %s", r.Spec.Release)
			}
			if was.Periods > 0 && (was.First < now.First || was.First+was.Periods > now.First+now.Periods) {
				g.refuse(RuleCorrection, Ref{Table: id}, interval{}, "a correction replaces the whole table, also the periods of release %s", r.Spec.Release)
			}
		}
	}
}

// curves checks that no two points in a row of a curve tell how few had the
// event, or left, between them; and that published curves and rates stay.
// (Published counts and amounts are checked where the attack lays them out.)
func (g *gate) curves() {
	for i := range g.candidate.Series {
		s := &g.candidate.Series[i]
		for c := range s.Curves {
			g.steps(g.candidate.Ref(s, c), s.Curves[c])
		}
		if s.Kind != Curve && s.Kind != Rate || slices.Contains(g.candidate.Spec.Corrects, s.ID) {
			continue
		}
		for _, r := range g.earlier {
			if was := r.series(s.ID); was != nil {
				g.frozen(s, was, r)
			}
		}
	}
}

// frozen compares the cells that two releases of a table share. A later curve
// may follow people longer, but not otherwise.
func (g *gate) frozen(now, was *Series, earlier *Release) {
	row := now.Places * now.Groups
	for i := range was.Cells {
		c := i + (was.First-now.First)*row
		if c < 0 || c >= len(now.Cells) {
			continue
		}
		same := now.Cells[c] == was.Cells[i]
		if now.Kind == Curve {
			n := len(was.Curves[i])
			same = len(now.Curves[c]) >= n && slices.Equal(now.Curves[c][:n], was.Curves[i])
		}
		if !same {
			g.refuse(RuleFrozen, g.candidate.Ref(now, c), interval{}, "release %s published it otherwise, and it stays so", earlier.Spec.Release)
		}
	}
}

// steps attacks neighbouring points by difference. Both numbers only ever move
// one way, which is what makes differences of rounded numbers tell something.
func (g *gate) steps(ref Ref, points []Point) {
	for i := 1; i < len(points); i++ {
		before, after := points[i-1], points[i]
		left := before.AtRisk.known(Curve, Base).less(after.AtRisk.known(Curve, Base))
		had := after.Events.early().less(before.Events.early())
		for _, x := range []interval{left, had} {
			if !safe(absent, Count, x.lo, x.hi) {
				g.refuse(RuleNarrow, ref, x, "between quarter %d and %d of the curve, %d to %d people would be known", before.Quarter, after.Quarter, x.lo, x.hi)
			}
		}
	}
}

// early is what a curve says of its events: until shown, that their rounded
// number is below leastEvents.
func (v Value) early() interval {
	if v.Shown() {
		return v.known(Curve, Base)
	}
	return interval{0, leastEvents - 1}
}
