package partnership

import (
	"context"
	"slices"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/db"
)

// Milestone is a part of a promise with its own day. What the parts leave of the
// promise is due on the promise's day.
type Milestone struct {
	Title    string       `db:"title" privacy:"internal"`
	DueOn    civil.Date   `db:"due_on" privacy:"internal"`
	Quantity int          `db:"quantity" privacy:"internal"`
	Value    money.Rupiah `db:"value_rp" privacy:"internal"`
}

// maxMilestones is more than any plan that people keep.
const maxMilestones = 40

// checkParts collects what is wrong with the parts of a promise, and puts them
// in the order of their days.
func checkParts(f *errs.Fields, parts []Milestone, t CommitmentTerms) []Milestone {
	if len(parts) > maxMilestones {
		f.Add("milestones", "commitment.too_many_parts", "max", maxMilestones)
		return parts
	}
	parts = slices.Clone(parts)
	var quantity int
	var value money.Rupiah
	for i := range parts {
		at, m := row("milestones", i)+".", &parts[i]
		directory.CheckText(f, at+"title", &m.Title, titleLimit, true)
		between(f, at+"quantity", m.Quantity, 0, maxQuantity)
		rupiah(f, at+"value_rp", m.Value)
		switch {
		case m.DueOn.IsZero():
			f.Add(at+"due_on", "required")
		case m.DueOn.After(t.DueOn):
			f.Add(at+"due_on", "date.too_late", "max", t.DueOn)
		}
		if m.Quantity == 0 && m.Value == 0 {
			f.Add(at+"quantity", "commitment.empty_part")
		}
		quantity, value = quantity+m.Quantity, value+m.Value
	}
	if quantity > t.Quantity {
		f.Add("milestones", "commitment.parts_exceed", "parts", quantity, "whole", t.Quantity)
	}
	if value > t.Value {
		f.Add("milestones", "commitment.parts_exceed_rp", "parts", value, "whole", t.Value)
	}
	slices.SortStableFunc(parts, func(a, b Milestone) int { return a.DueOn.Compare(b.DueOn) })
	return parts
}

// dueBy is how much of a promise is due on a day: the parts whose day has come,
// and all of it when its own day has come.
func dueBy(t CommitmentTerms, parts []Milestone, day civil.Date) (quantity int, value money.Rupiah) {
	if !t.DueOn.After(day) {
		return t.Quantity, t.Value
	}
	for _, m := range parts {
		if !m.DueOn.After(day) {
			quantity, value = quantity+m.Quantity, value+m.Value
		}
	}
	return quantity, value
}

// slower reports whether on some day less is due by the new plan than was by the
// old one. Only the side that was promised to may agree to that.
func slower(old, now CommitmentTerms, before, after []Milestone) bool {
	for _, m := range before {
		q, v := dueBy(old, before, m.DueOn)
		nq, nv := dueBy(now, after, m.DueOn)
		if nq < q || nv < v {
			return true
		}
	}
	return false
}

// Part is a milestone as it stands on a day. Confirmed deliveries fill the parts
// in the order of their days: nobody has to say which delivery was for which.
type Part struct {
	Milestone
	Done bool
	Late int // days past its day while not done
}

// PartsOn says how the parts stand when so much is confirmed.
func PartsOn(parts []Milestone, s Sums, today civil.Date) []Part {
	out := make([]Part, len(parts))
	var quantity int
	var value money.Rupiah
	for i, m := range parts {
		quantity, value = quantity+m.Quantity, value+m.Value
		out[i] = Part{Milestone: m, Done: (m.Quantity == 0 || s.Confirmed >= quantity) && (m.Quantity > 0 || s.ConfirmedRp >= value)}
		if !out[i].Done && m.DueOn.Before(today) {
			out[i].Late = today.Sub(m.DueOn)
		}
	}
	return out
}

// planned is a milestone with the promise and the plan that it belongs to.
type planned struct {
	Commitment id.Commitment `db:"commitment_id" privacy:"internal"`
	Plan       int           `db:"plan" privacy:"internal"`
	Ordinal    int           `db:"ordinal" privacy:"internal"`
	Milestone
}

// keepPlan stores the parts of a promise under the number of its present plan.
func keepPlan(ctx context.Context, tx *db.Tx, c Commitment, parts []Milestone) error {
	rows := make([]planned, len(parts))
	for i, m := range parts {
		rows[i] = planned{c.ID, c.Plan, i + 1, m}
	}
	return db.InsertMany(ctx, tx, "partnership_milestone", rows)
}

// nextPlan is the number after all that a promise ever had, so that none is
// written over.
func nextPlan(plans map[int][]Milestone, now int) int {
	for n := range plans {
		now = max(now, n)
	}
	return now + 1
}

// plansOf lists every plan that a promise had, by its number.
func plansOf(ctx context.Context, q db.Querier, key id.Commitment) (map[int][]Milestone, error) {
	rows, err := db.All[planned](ctx, q, `SELECT `+db.Columns[planned]("")+` FROM partnership_milestone WHERE commitment_id = $1 ORDER BY plan, ordinal`, key)
	plans := map[int][]Milestone{}
	for _, r := range rows {
		plans[r.Plan] = append(plans[r.Plan], r.Milestone)
	}
	return plans, err
}
