package partnership

import (
	"context"

	"titian/internal/engine/survival"
	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// Whose names the signed agreements whose vitality is asked for: one agreement,
// or those of a partner, of a facility (its own and those that serve it), or of a
// regional office and the facilities below it. One of them is set.
type Whose struct {
	Agreement id.Agreement
	Partner   id.Organisation
	Facility  id.Organisation
	Region    id.Organisation
}

// maxOnset is how many days the curve of indicator 26 is followed: two years.
const maxOnset = 720

// CourseQuarters is how many ends of quarters a course goes back.
const CourseQuarters = 8

// Ratio is a figure with what it was counted from. What is not known yet is
// counted apart, and belongs to Of.
type Ratio struct {
	N       int64 `json:"n"`
	Of      int64 `json:"of"`
	Unknown int64 `json:"unknown"`
}

// Share is N of Of; false when there is nothing to share.
func (r Ratio) Share() (float64, bool) {
	if r.Of == 0 {
		return 0, false
	}
	return float64(r.N) / float64(r.Of), true
}

// Lived is one agreement with its evidence of today and its verdict at the end of
// each day of the course.
type Lived struct {
	Agreement   id.Agreement    `db:"id" privacy:"internal"`
	Ref         string          `db:"ref" privacy:"internal"`
	Title       string          `db:"title" privacy:"internal"`
	Host        id.Organisation `db:"host_id" privacy:"internal"`
	HostName    string          `db:"host_name" privacy:"public"`
	Partner     id.Organisation `db:"partner_id" privacy:"internal"`
	PartnerName string          `db:"partner_name" privacy:"public"`
	SignedOn    civil.Date      `db:"signed_on" privacy:"internal"`
	EndsOn      civil.Date      `db:"ends_on" privacy:"internal"`
	RenewedOn   civil.Date      `db:"renewed_on" privacy:"internal"` // of the agreement that renews it
	Evidence    Evidence
	Verdicts    []Verdict // beside Course.Points; NotSigned before the signing
}

// Standing is how the agreements stood at the end of one day.
type Standing struct {
	Day      civil.Date
	Verdicts map[Verdict]int
	Kept     Ratio // 23: promises fulfilled by their day, of those due
	Value    Ratio // 24: rupiah confirmed, each promise at most whole, of rupiah due
	Renewed  Ratio // 27: of agreements that ended
	Active   Ratio // 27: with a confirmed delivery in 90 days, of those in force
	Evidence Ratio // 28: deliveries confirmed, of those reported
}

// Course is the vitality of some agreements over time. Agreements stand by their
// reference: there is no order by verdict.
type Course struct {
	Agreements []Lived
	Points     []Standing // the latest, today's, is the last
	First      Onset      // 26: from signing to the first confirmed delivery
}

// Onset is indicator 26 by Kaplan and Meier: who never started is censored on
// the day of reading, not left out.
type Onset struct {
	Signed  int
	Started int
	Never   int
	Days    []int     // after signing: those on which one started or was last seen
	Share   []float64 // that had not started by then
	Median  int       // days by which half had started
	Known   bool      // there is a median
}

// Course computes the vitality of some agreements at the end of each of the last
// quarters and today, from the days of the rows. Permission: commitment.read;
// agreements out of scope are not there. Errors: NotFound for a single agreement
// out of scope or unsigned.
func (s *Service) Course(ctx context.Context, actor authz.Actor, whose Whose) (Course, error) {
	var c Course
	if err := policy.Check(actor, "commitment.read"); err != nil {
		return c, err
	}
	over := func(sel string) *agreement.Query { return whose.narrow(agreement.Over(sel, actor.Scope, "a")) }
	var err error
	c.Agreements, err = agreement.All[Lived](ctx, s.db, over(`SELECT a.id, a.ref, a.title, a.host_id, h.name AS host_name, a.partner_id, p.name AS partner_name, a.signed_on, a.ends_on,
		(SELECT MIN(n.signed_on) FROM agreement_agreement n WHERE n.renews_id = a.id) AS renewed_on
		FROM agreement_agreement a JOIN directory_organisation h ON h.id = a.host_id JOIN directory_organisation p ON p.id = a.partner_id`).Then("ORDER BY a.ref"))
	if err != nil {
		return c, err
	}
	if !whose.Agreement.IsZero() && (len(c.Agreements) == 0 || c.Agreements[0].SignedOn.IsZero()) {
		return c, errs.New(errs.NotFound, "not_found")
	}
	past, err := s.histories(ctx, actor.Scope, whose)
	if err != nil {
		return c, err
	}
	for _, day := range quarterEnds(s.today()) {
		c.stand(day, past)
	}
	if err := s.accompany(ctx, actor.Scope, whose, c.Agreements); err != nil {
		return c, err
	}
	c.First, err = onset(c.Agreements, s.today())
	return c, err
}

// accompany adds to today's evidence the work plans, and the meetings since the
// signing; a meeting on an unknown day is given the benefit of the doubt.
func (s *Service) accompany(ctx context.Context, scope authz.Scope, whose Whose, list []Lived) error {
	planned, err := agreement.All[aside](ctx, s.db, whose.Families(scope).Then(` SELECT f.root, '' AS held_on FROM family f CROSS JOIN agreement_activity x WHERE x.agreement_id = f.id AND x.status = 'planned'`))
	if err != nil {
		return err
	}
	held, err := agreement.All[aside](ctx, s.db, whose.narrow(agreement.Over(`SELECT a.id AS root, m.held_on FROM agreement_agreement a JOIN partnership_meeting m ON m.cooperation_id = a.cooperation_id`, scope, "a")).And("m.status = 'held'"))
	if err != nil {
		return err
	}
	at := make(map[id.Agreement]*Lived, len(list))
	for i := range list {
		at[list[i].Agreement] = &list[i]
	}
	for _, x := range planned {
		if a := at[x.Root]; a != nil { // signed since the first question was asked
			a.Evidence.Activities++
		}
	}
	for _, x := range held {
		if a := at[x.Root]; a != nil && (x.HeldOn == "" || string(x.HeldOn) > a.SignedOn.String()) {
			a.Evidence.Meetings++
		}
	}
	return nil
}

// aside is something that accompanies an agreement.
type aside struct {
	Root   id.Agreement  `db:"root" privacy:"internal"`
	HeldOn civil.Partial `db:"held_on" privacy:"internal"`
}

// narrow keeps the agreements that were asked for, several only when they are
// signed; without anything asked, none.
func (w Whose) narrow(q *agreement.Query) *agreement.Query {
	if !w.Agreement.IsZero() {
		return q.And("a.id = ?", w.Agreement)
	}
	q.And("a.signed_on IS NOT NULL")
	switch {
	case !w.Partner.IsZero():
		return q.And("a.partner_id = ?", w.Partner)
	case !w.Facility.IsZero():
		return q.And("(a.host_id = ? OR a.id IN (SELECT agreement_id FROM agreement_served WHERE facility_id = ?))", w.Facility, w.Facility)
	}
	return q.And("a.host_id IN (SELECT id FROM directory_organisation WHERE id = ? OR parent_id = ?)", w.Region, w.Region)
}

// quarterEnds are the last ends of quarters before today, and today.
func quarterEnds(today civil.Date) []civil.Date {
	begin := civil.On(today.Year(), 3*((today.Month()-1)/3)+1, 1)
	out := make([]civil.Date, 0, CourseQuarters+1)
	for i := CourseQuarters - 1; i >= 0; i-- {
		out = append(out, begin.AddMonths(-3*i).AddDays(-1))
	}
	return append(out, today)
}

// stand adds the standing of one day.
func (c *Course) stand(day civil.Date, past map[id.Agreement]*history) {
	p := Standing{Day: day, Verdicts: map[Verdict]int{}}
	for i := range c.Agreements {
		a := &c.Agreements[i]
		e := Evidence{Agreement: a.Agreement, Today: day}
		if !a.SignedOn.After(day) {
			e.SignedOn = a.SignedOn
			past[a.Agreement].on(day, &e)
			p.add(a, e)
		}
		a.Evidence = e // today's is the last
		a.Verdicts = append(a.Verdicts, e.Verdict())
	}
	c.Points = append(c.Points, p)
}

// add counts one signed agreement. An agreement that has ended is no longer
// judged: its course stops with it.
func (p *Standing) add(a *Lived, e Evidence) {
	ended := a.EndsOn.Before(p.Day)
	p.Kept.add(e.KeptOnTime, e.Due, e.Unknown)
	p.Value.N, p.Value.Of = p.Value.N+int64(e.DeliveredRp), p.Value.Of+int64(e.PromisedRp)
	p.Evidence.add(e.Confirmed, e.Reported, e.Awaiting)
	if ended {
		renewed := !a.RenewedOn.IsZero() && !a.RenewedOn.After(p.Day)
		p.Renewed.add(one(renewed), 1, one(!renewed && p.Day.Sub(a.EndsOn) <= GraceDays))
		return
	}
	p.Verdicts[e.Verdict()]++
	p.Active.add(one(!e.LastConfirmed.IsZero() && p.Day.Sub(e.LastConfirmed) <= GraceDays), 1, 0)
}

func (r *Ratio) add(n, of, unknown int) {
	r.N, r.Of, r.Unknown = r.N+int64(n), r.Of+int64(of), r.Unknown+int64(unknown)
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// onset estimates how long agreements wait for their first confirmed delivery.
// One that ended without is followed to its end.
func onset(list []Lived, today civil.Date) (Onset, error) {
	var w Onset
	var exit []float64
	var event []int
	for _, a := range list {
		last := today
		if a.EndsOn.Before(today) {
			last = a.EndsOn
		}
		days, started := a.Evidence.DaysToFirst()
		if !started {
			days = max(0, last.Sub(a.SignedOn))
		}
		w.Signed++
		w.Started += one(started)
		exit, event = append(exit, float64(days)), append(event, one(started))
	}
	w.Never = w.Signed - w.Started
	if w.Signed == 0 {
		return w, nil
	}
	sample, err := survival.NewSample(nil, exit, event)
	if err != nil {
		return w, err
	}
	curve := survival.KaplanMeier(sample)
	w.Days, w.Share = []int{0}, []float64{curve.At(0).Survival}
	for _, p := range curve.Points {
		if p.Time > 0 && p.Time <= maxOnset {
			w.Days, w.Share = append(w.Days, int(p.Time)), append(w.Share, p.Survival)
		}
	}
	median, known := curve.Quantile(0.5)
	w.Median, w.Known = int(median), known
	return w, nil
}
