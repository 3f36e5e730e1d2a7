package sentence

import (
	"cmp"
	"slices"

	"titian/internal/kernel/civil"
)

// work is one computation under way.
type work struct {
	Timeline
	rules  *Rules
	look   *lookups
	c      *Case
	grants []Remission // by day
	last   int         // days of the last remission
	delay  int         // days of fine substitute that come first
}

// Timeline computes the dates of a case. The error is Invalid and names every
// wrong place of the case (see Case.Check). It costs less than reading the
// case's JSON, so nobody needs to store what it says.
func (r *Rules) Timeline(c Case) (Timeline, error) {
	if err := c.Check(r); err != nil {
		return Timeline{}, err
	}
	w := work{rules: r, c: &c}
	w.Rules = r.ID
	w.look = &r.look
	w.Steps = make([]Step, 0, 22+len(c.Detention)+len(c.Remissions))
	w.Needs, w.Changes = make([]Need, 0, 12), make([]Change, 0, 8)
	if kind := c.endless(r); kind != "" {
		for _, p := range Points() {
			w.why[p] = Reason{Code: ReasonNoEnd, Kind: kind}
		}
		w.Changes = append(w.Changes, Change{Of: Release, Code: ChangeCommuted, Kind: kind}, Change{Of: Release, Code: ChangeOfficial})
		return w.Timeline, nil
	}
	w.sortGrants()
	w.expiry()
	w.fractions()
	w.substitute()
	w.rights()
	w.supervision()
	w.changes()
	return w.Timeline, nil
}

func (w *work) step(s Step, rule *Topic) {
	s.Rule = rule
	w.Steps = append(w.Steps, s)
}

func (w *work) days(m Remission) int { return m.Months*w.rules.MonthDays + m.Days }

// gross is a term in the days of fractions and remission: a month is 30 days, a
// year twelve of them.
func (w *work) gross(t Term) int { return w.rules.Days(t) }

// Days is a term in those days.
func (r *Rules) Days(t Term) int { return (12*t.Years+t.Months)*r.MonthDays + t.Days }

// sortGrants puts remissions in the order of their days. Of two on one day the
// longer is the last one, so that the order of writing them down means nothing.
func (w *work) sortGrants() {
	w.grants = slices.Clone(w.c.Remissions)
	slices.SortStableFunc(w.grants, func(a, b Remission) int {
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(w.days(a), w.days(b)), cmp.Compare(a.Kind, b.Kind))
	})
}

// expiry is the end by verdict and credit, and that less remission.
func (w *work) expiry() {
	w.Term = w.c.sum()
	w.Gross = w.gross(w.Term)
	if len(w.c.Verdicts) > 1 {
		w.step(Step{Of: NominalExpiry, Code: StepSum, Whole: int32(len(w.c.Verdicts)), Term: w.Term}, w.look.calendar)
	}
	end := w.Term.from(w.c.Start)
	w.step(Step{Of: NominalExpiry, Code: StepCalendar, From: w.c.Start, Term: w.Term, Date: end}, w.look.calendar)
	for _, d := range w.c.Detention {
		ratio := w.rules.Credit[d.Kind]
		credit := ratio.floor(d.Days)
		w.Credit += credit
		w.step(Step{Of: NominalExpiry, Code: StepCredit, Kind: d.Kind, Whole: int32(d.Days), Ratio: ratio, Days: int32(credit)}, w.look.credit[d.Kind])
	}
	nominal := end.AddDays(-w.Credit)
	if w.Credit > 0 {
		w.step(Step{Of: NominalExpiry, Code: StepCredited, From: end, Days: int32(w.Credit), Date: nominal}, w.look.calendar)
	}
	w.on[NominalExpiry] = nominal
	w.net(nominal)
}

func (w *work) net(nominal civil.Date) {
	net, granted, counted, lifted := w.reach(nominal)
	for i, g := range w.grants {
		code := StepRemission
		if i >= counted {
			code = StepLate
		} else {
			w.last = w.days(g)
		}
		w.step(Step{Of: NetExpiry, Code: code, Kind: g.Kind, From: g.Date, Days: int32(w.days(g))}, w.look.remission)
	}
	w.Reduced = granted
	w.step(Step{Of: NetExpiry, Code: StepReduced, From: nominal, Days: int32(granted), Date: nominal.AddDays(-granted)}, w.look.remission)
	if lifted {
		w.step(Step{Of: NetExpiry, Code: StepGrantDay, Date: net}, w.look.remission)
	}
	w.on[NetExpiry] = net
}

// reach is the first day on which something is reached that lies at base without
// remission: each grant brings it nearer, but only from the day of the grant on.
// What is reached by then stays, and later grants add nothing. It tells how many
// days were granted by how many grants, and whether the day is that of a grant
// which would have brought it to an earlier one.
func (w *work) reach(base civil.Date) (on civil.Date, granted, counted int, lifted bool) {
	on = base
	for _, g := range w.grants {
		same := lifted && g.Date == on // of several on that day all are granted
		if g.Date.Compare(on) >= 0 && !same {
			break
		}
		counted++
		granted += w.days(g)
		on = base.AddDays(-granted)
		if on.Compare(g.Date) < 0 {
			on, lifted = g.Date, true
		}
	}
	return on, granted, counted, lifted
}

func (w *work) fractions() {
	for _, p := range [...]Point{OneThird, OneHalf, TwoThirds} {
		f := w.look.part[p]
		need := f.ceil(w.Gross)
		raw := w.c.Start.AddDays(need)
		w.step(Step{Of: p, Code: StepFraction, Ratio: f, Whole: int32(w.Gross), Days: int32(need), From: w.c.Start, Date: raw}, w.look.fraction)
		base := raw.AddDays(-w.Credit)
		if w.Credit > 0 {
			w.step(Step{Of: p, Code: StepCredited, From: raw, Days: int32(w.Credit), Date: base}, w.look.fraction)
		}
		on, granted, _, lifted := w.reach(base)
		if granted > 0 {
			w.step(Step{Of: p, Code: StepReducedSoFar, From: base, Days: int32(granted), Date: base.AddDays(-granted)}, w.look.remission)
		}
		if lifted {
			w.step(Step{Of: p, Code: StepGrantDay, Date: on}, w.look.remission)
		}
		w.on[p] = on
	}
}

// substitute is the segment for an unpaid fine after the main term. Until it is
// served, or the fine paid, it also keeps the person from rights that lead out.
func (w *work) substitute() {
	due, net := w.c.Substitute.due(), w.on[NetExpiry]
	if due.IsZero() {
		w.why[SubstituteFrom], w.why[SubstituteUntil] = Reason{Code: ReasonNoSubstitute}, Reason{Code: ReasonNoSubstitute}
		w.on[Release] = net
		w.step(Step{Of: Release, Code: StepMainEnd, Date: net}, w.look.plain)
		return
	}
	w.delay = w.gross(due)
	w.on[SubstituteFrom], w.on[SubstituteUntil] = net, due.from(net)
	w.on[Release] = w.on[SubstituteUntil]
	w.step(Step{Of: SubstituteUntil, Code: StepSegment, From: net, Term: due, Date: w.on[SubstituteUntil]}, w.look.substitute)
}
