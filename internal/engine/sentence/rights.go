package sentence

import (
	"slices"

	"titian/internal/kernel/civil"
)

func (w *work) rights() {
	g := w.rules.regime(w.c.Status)
	w.right(Assimilation, g.Assimilation)
	w.right(FamilyLeave, g.FamilyLeave)
	w.right(Parole, g.Parole)
	w.right(ConditionalLeave, g.ConditionalLeave)
	w.right(PrereleaseLeave, g.PrereleaseLeave)
}

// right finds from when a right may be granted, or why it never may.
func (w *work) right(p Point, r *Right) {
	if why := w.barred(p, r); why.Code != "" {
		w.why[p] = why
		return
	}
	about := w.look.rights[w.c.Status][p]
	served := w.served(p, r, about)
	on := w.window(p, r, served, about)
	if on.Compare(w.on[NetExpiry]) >= 0 {
		w.why[p] = Reason{Code: ReasonNothingLeft}
		return
	}
	if w.delay > 0 && slices.Contains(w.rules.Substitute.Delays, p.String()) {
		from := on
		on = on.AddDays(w.delay)
		w.step(Step{Of: p, Code: StepSubstitute, From: from, Days: int32(w.delay), Date: on}, w.look.delay)
	}
	w.on[p] = on
	w.needs(p, r, served, about)
}

// barred is the reason why the right does not exist, whatever the day.
func (w *work) barred(p Point, r *Right) Reason {
	month := w.rules.MonthDays
	if r == nil {
		return Reason{Code: ReasonNotForStatus}
	}
	for _, x := range w.special() {
		if slices.Contains(x.Bars, p.String()) {
			return Reason{Code: ReasonBarred, Kind: x.Code}
		}
	}
	switch {
	case r.MaxMonths > 0 && w.Gross > r.MaxMonths*month:
		return Reason{Code: ReasonTooLong, Months: r.MaxMonths, Days: w.Gross}
	case w.Gross < r.MinMonths*month:
		return Reason{Code: ReasonTooShort, Months: r.MinMonths, Days: w.Gross}
	case r.LastRemission && w.last == 0:
		return Reason{Code: ReasonNoRemission}
	}
	if r.PartMonths > 0 {
		if part := w.look.part[r.part].ceil(w.Gross); part < r.PartMonths*month {
			return Reason{Code: ReasonPartTooShort, Months: r.PartMonths, Days: part}
		}
	}
	return Reason{}
}

// served is the day on which enough is served.
func (w *work) served(p Point, r *Right, about *Topic) civil.Date {
	if r.fraction {
		w.step(Step{Of: p, Code: StepAt, Kind: r.part.String(), Date: w.on[r.part]}, about)
		return w.on[r.part]
	}
	need := r.ServedMonths * w.rules.MonthDays
	on := w.c.Start.AddDays(need - w.Credit)
	w.step(Step{Of: p, Code: StepServed, From: w.c.Start, Days: int32(need), Date: w.c.Start.AddDays(need)}, about)
	if w.Credit > 0 {
		w.step(Step{Of: p, Code: StepCredited, From: w.c.Start.AddDays(need), Days: int32(w.Credit), Date: on}, about)
	}
	return on
}

// window moves the day to where the right, which lasts only so long, begins.
func (w *work) window(p Point, r *Right, served civil.Date, about *Topic) civil.Date {
	if r.WindowMonths == 0 {
		return served
	}
	code, days := StepWindow, r.WindowMonths*w.rules.MonthDays
	if r.LastRemission {
		code, days = StepWindowRemission, min(days, w.last)
	}
	opens := w.on[NetExpiry].AddDays(-days)
	w.step(Step{Of: p, Code: code, From: w.on[NetExpiry], Days: int32(days), Date: opens}, about)
	if opens.After(served) {
		return opens
	}
	return served
}

// special are the special conditions that hold for a sentence of this length.
func (w *work) special() []*ConditionRule {
	var out []*ConditionRule
	for _, x := range w.c.Conditions {
		if k := w.rules.condition(x.Code); k != nil && w.Gross >= k.MinMonths*w.rules.MonthDays {
			out = append(out, k)
		}
	}
	return out
}

// needs are what must be shown besides time.
func (w *work) needs(p Point, r *Right, served civil.Date, about *Topic) {
	if r.ConductMonths > 0 {
		w.Needs = append(w.Needs, Need{
			Of: p, Code: NeedConduct, Months: r.ConductMonths,
			From: served.AddMonths(-r.ConductMonths), To: served, Source: about.Source,
		})
	}
	w.Needs = append(w.Needs, Need{Of: p, Code: NeedRisk, Source: w.look.shown.Source})
	for i, x := range w.c.Conditions {
		k := w.rules.condition(x.Code)
		if k == nil || x.Met || w.Gross < k.MinMonths*w.rules.MonthDays || !slices.Contains(k.Of, p.String()) || w.again(i) {
			continue
		}
		for _, code := range k.Requires {
			w.Needs = append(w.Needs, Need{Of: p, Code: code, Source: w.look.special.Source})
		}
	}
}

// again reports whether the condition at i stood before.
func (w *work) again(i int) bool {
	return slices.ContainsFunc(w.c.Conditions[:i], func(x Condition) bool { return x.Code == w.c.Conditions[i].Code })
}

// supervision ends a year after the main term would have ended: probation is
// the remaining term and one year (KUHP art. 72(4)). When the substitute has
// used up the main term, nothing of it remains and the year begins at parole.
func (w *work) supervision() {
	if w.on[Parole].IsZero() {
		w.why[SupervisionEnd] = Reason{Code: ReasonNoParole}
		return
	}
	end := w.on[NetExpiry]
	if due := w.c.Substitute.due(); w.rules.Substitute.ExtendsSupervision && !due.IsZero() {
		from := end
		end = due.from(end)
		w.step(Step{Of: SupervisionEnd, Code: StepProbationLonger, From: from, Term: due, Date: end}, w.look.substitute)
	}
	if w.on[Parole].After(end) {
		end = w.on[Parole]
	}
	months := w.rules.regime(w.c.Status).SupervisionMonths
	w.on[SupervisionEnd] = end.AddMonths(months)
	w.step(Step{Of: SupervisionEnd, Code: StepProbation, From: end, Whole: int32(months), Date: w.on[SupervisionEnd]}, w.look.probation)
}

// changes tells what would move a date, with the date where it is known.
func (w *work) changes() {
	for _, p := range [...]Point{Parole, ConditionalLeave, PrereleaseLeave} {
		if w.delay > 0 && !w.on[p].IsZero() && slices.Contains(w.rules.Substitute.Delays, p.String()) {
			w.Changes = append(w.Changes, Change{Of: p, Code: ChangeFinePaid, Date: w.on[p].AddDays(-w.delay)})
		}
	}
	if w.delay > 0 {
		w.Changes = append(w.Changes, Change{Of: Release, Code: ChangeFinePaid, Date: w.on[NetExpiry]})
	}
	w.Changes = append(w.Changes,
		Change{Of: NetExpiry, Code: ChangeRemission, Days: w.rules.MonthDays},
		Change{Of: Parole, Code: ChangeConduct},
		Change{Of: Release, Code: ChangeOfficial})
	for _, x := range w.c.Conditions {
		if w.rules.condition(x.Code) == nil {
			w.Changes = append(w.Changes, Change{Of: Parole, Code: ChangeUnknown, Kind: x.Code})
		}
	}
	if slices.ContainsFunc(w.Steps, func(s Step) bool { return s.Rule.Uncertain }) {
		w.Changes = append(w.Changes, Change{Of: Release, Code: ChangeUncertain})
	}
}
