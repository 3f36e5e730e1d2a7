package agreement

import (
	"context"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Filter narrows the list of agreements.
type Filter struct {
	Text        string
	Stage       Stage
	Kind        Kind
	Cooperation id.Cooperation
	Standing    Standing // in_force, ending or past on the day of reading
	Sort        string   // ref (default) or ends_on
	Desc        bool
}

// noEnd sorts agreements without a period behind the others.
const noEnd = "9999-12-31"

// Agreements lists what the actor may see.
func (s *Service) Agreements(ctx context.Context, actor authz.Actor, f Filter, r page.Request) (page.Of[View], error) {
	if err := policy.Check(actor, "agreement.read"); err != nil {
		return page.Of[View]{}, err
	}
	q := Over(selectAgreement, actor.Scope, "a").Search(f.Text, "a.title", "a.ref", "a.label", "h.name", "p.name")
	If(q, "a.stage = ?", f.Stage)
	If(q, "a.kind = ?", f.Kind)
	If(q, "a.cooperation_id = ?", f.Cooperation)
	standing(q, f.Standing, s.today())
	o := Order[View]{
		By: "a.ref", ID: "a.id", Desc: f.Desc,
		Value: func(v View) string { return v.Ref },
		Key:   func(v View) string { return v.ID.String() },
	}
	if f.Sort == "ends_on" {
		o.By, o.Value = "COALESCE(a.ends_on, '"+noEnd+"')", func(v View) string {
			if v.EndsOn.IsZero() {
				return noEnd
			}
			return v.EndsOn.String()
		}
	}
	return Page(ctx, s.db, q, o, r)
}

// standing is Agreement.On as a condition, for the three answers that people
// filter by.
func standing(q *Query, want Standing, today civil.Date) {
	const binding = "a.stage IN ('DITANDATANGANI', 'AKTIF', 'EVALUASI', 'DIPERPANJANG')"
	soon := today.AddDays(ReminderDays()[0])
	switch want {
	case InForce:
		q.And(binding).And("a.starts_on <= ? AND a.ends_on >= ?", today, today)
	case EndingSoon:
		q.And(binding).And("a.starts_on <= ? AND a.ends_on >= ? AND a.ends_on <= ?", today, today, soon)
	case PastItsEnd:
		q.And("(a.stage = 'BERAKHIR' OR "+binding+" AND a.ends_on < ?)", today)
	case Preparing:
		q.And("a.signed_on IS NULL AND a.stage <> 'DIBATALKAN'")
	}
}

// Agreement gives one agreement with everything that is written in it.
func (s *Service) Agreement(ctx context.Context, actor authz.Actor, key id.Agreement) (Detail, error) {
	var d Detail
	if err := policy.Check(actor, "agreement.read"); err != nil {
		return d, err
	}
	var err error
	if d.View, err = findAgreement(ctx, s.db, actor, key); err != nil {
		return d, err
	}
	for _, read := range []func() error{
		func() (err error) { d.Parties, err = partiesOf(ctx, s.db, key); return err },
		func() (err error) { d.Witnesses, err = witnessesOf(ctx, s.db, key); return err },
		func() (err error) { d.Served, err = servedBy(ctx, s.db, key); return err },
		func() (err error) { d.Texts, err = textsOf(ctx, s.db, key); return err },
		func() (err error) { d.Comments, err = commentsOf(ctx, s.db, key); return err },
		func() (err error) { d.Approvals, err = approvalsOf(ctx, s.db, key); return err },
		func() (err error) { d.Papers, err = papersOf(ctx, s.db, key); return err },
		func() (err error) { d.Moves, err = movesOf(ctx, s.db, key); return err },
		func() (err error) { d.Activities, err = activitiesOf(ctx, s.db, key); return err },
		func() (err error) { d.Renewal, err = liveRenewal(ctx, s.db, key); return err },
		func() (err error) {
			d.Below, err = All[View](ctx, s.db, Over(selectAgreement, actor.Scope, "a").And("a.parent_id = ?", key).Then("ORDER BY a.ref LIMIT 200"))
			return err
		},
		func() (err error) { d.States, err = s.states(ctx, d.Activities); return err },
	} {
		if err := read(); err != nil {
			return d, err
		}
	}
	return d, nil
}

// AgreementTx loads an agreement inside the transaction of a feature above.
func AgreementTx(ctx context.Context, tx *db.Tx, actor authz.Actor, key id.Agreement) (Agreement, error) {
	v, err := findAgreement(ctx, tx, actor, key)
	return v.Agreement, err
}

// Ending is an agreement that ends soon and that nobody renews yet.
type Ending struct {
	View
	Days     int // until its last day
	Reminder int // the reminder that is due: 180, 90 or 30
}

// EndingSoon lists, for Today, what ends within 180 days, the nearest first.
func (s *Service) EndingSoon(ctx context.Context, actor authz.Actor) ([]Ending, error) {
	if err := policy.Check(actor, "agreement.read"); err != nil {
		return nil, err
	}
	today := s.today()
	views, err := endingBefore(ctx, s.db, actor.Scope, today, today.AddDays(ReminderDays()[0]))
	if err != nil {
		return nil, err
	}
	out := make([]Ending, len(views))
	for i, v := range views {
		out[i] = Ending{View: v, Days: v.EndsOn.Sub(today)}
		for _, r := range ReminderDays() {
			if out[i].Days <= r {
				out[i].Reminder = r
			}
		}
	}
	return out, nil
}
