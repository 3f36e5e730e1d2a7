package sentence

import (
	"slices"
	"strings"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
)

// RemissionRule is the table of Keppres 174/1999: how much is granted on 17
// August and on the main feast. It serves proposals only; what counts is what
// was granted.
type RemissionRule struct {
	Count                   string                  `json:"count"` // "grants": prior grants of the kind; "years": full years served
	MinServedMonths         int                     `json:"min_served_months"`
	JuvenileMinServedMonths int                     `json:"juvenile_min_served_months"`
	LongServedMonths        int                     `json:"long_served_months"` // from here on the first grant is the larger
	General                 Scale                   `json:"general"`
	Special                 Scale                   `json:"special"`
	Feasts                  map[string][]civil.Date `json:"feasts"` // by religion, as announced year by year
	// FeastsEstimated are days that nobody has announced yet; see docs/engines/sentence.md
	// for how they were reckoned. One that is announced moves to Feasts, on its true day.
	FeastsEstimated map[string][]civil.Date `json:"feasts_estimated"`
}

// Scale is what the first grant and each later one bring.
type Scale struct {
	Kinds      []string `json:"kinds"` // as decrees call it, the first for adults, the second for juveniles
	Day        string   `json:"day"`   // "08-17" when it is the same each year
	FirstShort Term     `json:"first_short"`
	FirstLong  Term     `json:"first_long"`
	Later      []Term   `json:"later"` // the last one stays
}

func (m *RemissionRule) check(f *errs.Fields) {
	if m.Count != "grants" && m.Count != "years" {
		f.Add("remission.count", "choice.invalid")
	}
	for path, s := range map[string]Scale{"general": m.General, "special": m.Special} {
		if len(s.Kinds) != 2 || len(s.Later) == 0 {
			f.Add("remission."+path, "required")
		}
	}
	for religion, days := range m.FeastsEstimated {
		if announced := m.Feasts[religion]; len(announced) == 0 || len(days) == 0 || !announced[len(announced)-1].Before(days[0]) {
			f.Add("remission.feasts_estimated."+religion, "choice.invalid") // announced, and still estimated
		}
	}
}

// Expected is a remission that would be due on a day, as a proposal ("usulan").
type Expected struct {
	Date   civil.Date `json:"date"`
	Kind   string     `json:"kind"`
	Months int        `json:"months"`
	Days   int        `json:"days"`
	Nth    int        `json:"nth"`    // which grant of this kind it would be
	Served int        `json:"served"` // days served by then since the last detention

	Estimated bool `json:"estimated"` // the feast's day is ours: nobody has announced it yet
}

// Expect lists what would be due from one day to another, the other included, to
// somebody of a religion as registered: each supposing that what was due before
// it in that time was granted. Nothing is due to who has served too little since
// the last detention began, to who is free by then, or without an end.
func (r *Rules) Expect(c Case, religion string, from, to civil.Date) ([]Expected, error) {
	tl, err := r.Timeline(c)
	if err != nil || tl.on[NetExpiry].IsZero() {
		return nil, err
	}
	var out []Expected
	for _, day := range r.Remission.days(religion, from, to) {
		e, due := r.expect(c, day.on, day.scale)
		if !due || !day.on.Before(tl.on[NetExpiry]) {
			continue
		}
		e.Estimated = day.estimated
		out = append(out, e)
		c.Remissions = append(slices.Clip(c.Remissions), Remission{e.Date, e.Kind, e.Months, e.Days})
		if tl, err = r.Timeline(c); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// occasion is a day on which a scale grants.
type occasion struct {
	on        civil.Date
	scale     *Scale
	estimated bool
}

// longestYear is more days than lie between two feasts of a calendar of the moon
// and the sun, which has a thirteenth month in some years.
const longestYear = 390

// FeastUnknown reports that a religion has a main feast whose next day from a day
// on is neither announced nor reckoned, so that no special remission is proposed
// although one will be due.
func (r *Rules) FeastUnknown(religion string, from civil.Date) bool {
	m := &r.Remission
	near := func(d civil.Date) bool { return !d.Before(from) && d.Sub(from) <= longestYear }
	return len(m.Feasts[religion]) > 0 && !slices.ContainsFunc(m.Feasts[religion], near) && !slices.ContainsFunc(m.FeastsEstimated[religion], near)
}

func (m *RemissionRule) days(religion string, from, to civil.Date) []occasion {
	var out []occasion
	within := func(d civil.Date) bool { return d.Compare(from) >= 0 && d.Compare(to) <= 0 }
	for y := from.Year(); y <= to.Year() && !from.IsZero() && !to.IsZero(); y++ {
		fixed := civil.On(y, 1, 1).String()[:5] + m.General.Day
		if d, err := civil.Parse(fixed); err == nil && within(d) {
			out = append(out, occasion{on: d, scale: &m.General})
		}
	}
	for i, days := range [][]civil.Date{m.Feasts[religion], m.FeastsEstimated[religion]} {
		for _, d := range days {
			if within(d) {
				out = append(out, occasion{d, &m.Special, i == 1})
			}
		}
	}
	slices.SortFunc(out, func(a, b occasion) int { return a.on.Compare(b.on) })
	return out
}

func (r *Rules) expect(c Case, on civil.Date, s *Scale) (Expected, bool) {
	m := &r.Remission
	least, kind := m.MinServedMonths, s.Kinds[0]
	if c.Status == Juvenile {
		least, kind = m.JuvenileMinServedMonths, s.Kinds[1]
	}
	served := on.Sub(c.Start)
	if served < least*r.MonthDays {
		return Expected{}, false
	}
	prior := 0
	for _, g := range c.Remissions {
		if g.Date == on && s.has(g.Kind) {
			return Expected{}, false // it is granted already
		}
		if g.Date.Before(on) && s.has(g.Kind) {
			prior++
		}
	}
	if m.Count == "years" {
		prior = max(0, served/(12*r.MonthDays)-1)
	}
	t := s.term(prior, served >= m.LongServedMonths*r.MonthDays)
	return Expected{Date: on, Kind: kind, Months: 12*t.Years + t.Months, Days: t.Days, Nth: prior + 1, Served: served}, true
}

func (s *Scale) has(kind string) bool {
	return slices.ContainsFunc(s.Kinds, func(k string) bool { return strings.EqualFold(k, kind) })
}

func (s *Scale) term(prior int, long bool) Term {
	switch {
	case prior > 0:
		return s.Later[min(prior, len(s.Later))-1]
	case long:
		return s.FirstLong
	}
	return s.FirstShort
}
