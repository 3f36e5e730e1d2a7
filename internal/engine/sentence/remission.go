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
}

// Expected is a remission that would be due on a day, as a proposal ("usulan").
type Expected struct {
	Date   civil.Date `json:"date"`
	Kind   string     `json:"kind"`
	Months int        `json:"months"`
	Days   int        `json:"days"`
	Nth    int        `json:"nth"`    // which grant of this kind it would be
	Served int        `json:"served"` // days served by then since the last detention
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
	on    civil.Date
	scale *Scale
}

func (m *RemissionRule) days(religion string, from, to civil.Date) []occasion {
	var out []occasion
	within := func(d civil.Date) bool { return d.Compare(from) >= 0 && d.Compare(to) <= 0 }
	for y := from.Year(); y <= to.Year() && !from.IsZero() && !to.IsZero(); y++ {
		fixed := civil.On(y, 1, 1).String()[:5] + m.General.Day
		if d, err := civil.Parse(fixed); err == nil && within(d) {
			out = append(out, occasion{d, &m.General})
		}
	}
	for _, d := range m.Feasts[religion] {
		if within(d) {
			out = append(out, occasion{d, &m.Special})
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
	return Expected{on, kind, 12*t.Years + t.Months, t.Days, prior + 1, served}, true
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
