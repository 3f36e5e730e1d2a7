package sentence

import (
	"context"
	"fmt"

	engine "titian/internal/engine/sentence"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// Timeline is a person's dates: official where SDP or a decree gave one, else
// our estimate.
type Timeline struct {
	Person   id.Person
	Number   int     // of the sentence, from 1; zero when nothing is written down
	Missing  []Topic // without which nothing can be computed
	Case     engine.Case
	Computed engine.Timeline
	Dates    []Date
	Reported *Difference // all remission, as SDP adds it up, when it differs from ours
}

// Date is one date of a timeline.
type Date struct {
	Point    engine.Point
	On       civil.Date // zero when there is none
	Source   Source
	DocNo    string
	Estimate civil.Date // ours, zero when it cannot be computed or there is none
	Follows  bool       // an estimate that was moved with an official date
}

// Differs reports whether an official date is another than ours.
func (d Date) Differs() bool {
	return d.Source != Estimate && !d.Estimate.IsZero() && d.Estimate != d.On
}

// Difference is a figure of SDP beside ours, in days.
type Difference struct {
	Official int
	Ours     int
}

// Known reports whether there is enough to compute with.
func (t *Timeline) Known() bool { return t.Number > 0 && len(t.Missing) == 0 }

// On is the day of a point, official or ours; zero when there is none.
func (t *Timeline) On(p engine.Point) civil.Date {
	for _, d := range t.Dates {
		if d.Point == p {
			return d.On
		}
	}
	return civil.Date{}
}

// Flagged are the official dates that differ from ours.
func (t *Timeline) Flagged() []Date {
	var out []Date
	for _, d := range t.Dates {
		if d.Differs() {
			out = append(out, d)
		}
	}
	return out
}

// Changes are what would move a date. Where the date itself was moved with an
// official one, so is the day that it would be.
func (t *Timeline) Changes() []engine.Change {
	out := make([]engine.Change, 0, len(t.Computed.Changes))
	for _, c := range t.Computed.Changes {
		for _, d := range t.Dates {
			if d.Point == c.Of && d.Follows {
				c.Date = c.Date.AddDays(d.On.Sub(d.Estimate))
			}
		}
		out = append(out, c)
	}
	return out
}

// Release is the last day in custody: the official one, the official expiry
// where no substitute follows it, or ours.
func (t *Timeline) Release() civil.Date {
	if on := t.On(engine.Release); !on.IsZero() {
		return on
	}
	return t.On(engine.NetExpiry)
}

// TimelineOf computes a person's dates. The caller has decided that they may be
// read. Somebody about whom nothing is written has an empty timeline.
func TimelineOf(ctx context.Context, q db.Querier, p id.Person) (Timeline, error) {
	entries, err := entriesOf(ctx, q, p)
	if err != nil {
		return Timeline{}, err
	}
	t, err := timeline(p, entries)
	if err != nil {
		return Timeline{}, fmt.Errorf("timeline of %s: %w", p, err)
	}
	return t, nil
}

// newest is the number of the sentence that is being served.
func newest(entries []Entry) int {
	number := 0
	for _, e := range entries {
		if e.State == Current {
			number = max(number, e.Number)
		}
	}
	return number
}

// standing are the current entries of the sentence that is being served.
func standing(entries []Entry) []Entry {
	number := newest(entries)
	var out []Entry
	for _, e := range entries {
		if e.State == Current && e.Number == number {
			out = append(out, e)
		}
	}
	return out
}

// timeline is the computation without a database.
func timeline(p id.Person, all []Entry) (Timeline, error) {
	entries := standing(all)
	t := Timeline{Person: p, Number: newest(all), Case: caseOf(entries)}
	if len(entries) == 0 {
		return t, nil
	}
	rules, err := rulesInForce()
	if err != nil {
		return t, err
	}
	if t.Case.Start.IsZero() {
		t.Missing = append(t.Missing, Start)
	}
	endless := t.Case.Endless(rules)
	if len(t.Case.Verdicts) == 0 && !endless {
		t.Missing = append(t.Missing, Verdict)
	}
	if len(t.Missing) == 0 {
		if t.Computed, err = rules.Timeline(t.Case); err != nil {
			return t, err
		}
	}
	t.dates(entries)
	t.compareRemission(entries, rules)
	return t, nil
}

// rulesInForce is the rule set that the program follows today.
func rulesInForce() (*engine.Rules, error) {
	set, err := engine.Builtin()
	if err != nil {
		return nil, err
	}
	return set.Named("")
}

// caseOf puts the entries together as the engine wants them.
func caseOf(entries []Entry) engine.Case {
	c := engine.Case{Status: engine.Adult}
	for _, e := range entries {
		switch e.Topic {
		case Start:
			c.Start, c.Status = e.DatedOn, engine.Status(e.Code)
		case Verdict:
			c.Verdicts = append(c.Verdicts, e.Term())
		case Detention:
			c.Detention = append(c.Detention, engine.Detention{Kind: e.Code, Days: e.Days})
		case Remission:
			c.Remissions = append(c.Remissions, engine.Remission{Date: e.DatedOn, Kind: e.Code, Months: e.Months, Days: e.Days})
		case Fine:
			if e.MetOn.IsZero() {
				c.Substitute.Unpaid = true
				c.Substitute.Term = c.Substitute.Plus(e.Term())
			}
		case Condition:
			c.Conditions = append(c.Conditions, engine.Condition{Code: e.Code, Met: !e.MetOn.IsZero()})
		case Official, Reported:
		}
	}
	return c
}

// dates puts official dates in the place of ours.
func (t *Timeline) dates(entries []Entry) {
	official := map[engine.Point]Entry{}
	for _, e := range entries {
		if p, ok := engine.PointOf(e.Code); ok && e.Topic == Official {
			official[p] = e
		}
	}
	for _, p := range engine.Points() {
		d := Date{Point: p, Source: Estimate, Estimate: t.Computed.On(p)}
		d.On = d.Estimate
		if e, ok := official[p]; ok {
			d.On, d.Source, d.DocNo = e.DatedOn, e.Source, e.DocNo
		} else if on := t.followed(p, official); !on.IsZero() {
			d.On, d.Follows = on, true
		}
		t.Dates = append(t.Dates, d)
	}
}

// followed moves an estimate by as much as the official date on which it hangs
// differs from ours: parole opens when two thirds are served, whoever counted
// them. Without an official date for that it is zero.
func (t *Timeline) followed(p engine.Point, official map[engine.Point]Entry) civil.Date {
	for _, base := range t.basis(p) {
		if e, ok := official[base]; ok && !t.Computed.On(p).IsZero() && !t.Computed.On(base).IsZero() {
			return t.Computed.On(p).AddDays(e.DatedOn.Sub(t.Computed.On(base)))
		}
	}
	return civil.Date{}
}

// basis is the date on which another hangs, day by day. Leave windows depend on
// two dates and stay as computed.
func (t *Timeline) basis(p engine.Point) []engine.Point {
	part := engine.TwoThirds
	if t.Case.Status == engine.Juvenile {
		part = engine.OneHalf
	}
	switch p {
	case engine.Assimilation:
		if t.Case.Status == engine.Juvenile {
			return nil // months served, whatever the half is
		}
		return []engine.Point{engine.OneHalf}
	case engine.FamilyLeave:
		return []engine.Point{engine.OneHalf}
	case engine.Parole:
		return []engine.Point{part}
	case engine.SupervisionEnd, engine.SubstituteFrom, engine.SubstituteUntil, engine.Release:
		return []engine.Point{engine.NetExpiry}
	}
	return nil
}

// compareRemission sets what SDP adds up beside what is written here.
func (t *Timeline) compareRemission(entries []Entry, r *engine.Rules) {
	for _, e := range entries {
		if e.Topic != Reported {
			continue
		}
		d := Difference{Official: r.Days(e.Term())}
		for _, g := range t.Case.Remissions {
			d.Ours += r.Days(engine.Term{Months: g.Months, Days: g.Days})
		}
		if d.Official != d.Ours {
			t.Reported = &d
		}
	}
}

// check reports what is wrong with the entries together, as errors of the form
// in which the newest was written.
func check(p id.Person, entries []Entry) error {
	_, err := timeline(p, entries)
	e := errs.As(err)
	if e == nil || e.Kind != errs.Invalid || len(e.Fields) == 0 {
		return err
	}
	var f errs.Fields
	f.Add(fieldOf(e.Fields[0].Path), e.Fields[0].Code)
	wrong := errs.As(f.Err())
	wrong.Fields[0].Args = e.Fields[0].Args
	return wrong
}
