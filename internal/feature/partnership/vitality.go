package partnership

import (
	"context"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Verdict is what an agreement amounts to on a day, by the rule of
// docs/vitality.md.
type Verdict string

// The verdicts.
const (
	NotSigned  Verdict = "not_signed" // nothing binds anybody yet
	Young      Verdict = "young"      // signed at most 90 days ago, nothing confirmed yet
	Concrete   Verdict = "concrete"
	Slow       Verdict = "slow"
	Ceremonial Verdict = "ceremonial"
)

// GraceDays is how long a signature may stand without a confirmed delivery, and
// how long an agreement may be silent while promises are open.
const GraceDays = 90

// Evidence is what the verdict rests on: counts from the rows of an agreement
// and of the agreements that implement it, as they are on a day.
type Evidence struct {
	Agreement      id.Agreement
	SignedOn       civil.Date
	Today          civil.Date
	Commitments    int // not cancelled
	Open           int
	Overdue        int
	Due            int // fulfilled, or with a day that has come
	KeptOnTime     int // fulfilled by the day promised
	Reported       int // deliveries not withdrawn
	Awaiting       int // reported and neither confirmed nor disputed
	Disputed       int
	Confirmed      int
	FirstConfirmed civil.Date // day of the receiver's word
	LastConfirmed  civil.Date
	Unknown        int          // due, open, and with a delivery that waits for its receiver's word
	PromisedRp     money.Rupiah // due
	DeliveredRp    money.Rupiah // of it confirmed, each promise at most whole
	ConfirmedRp    money.Rupiah // confirmed in all
	Activities     int          // planned
	Meetings       int          // held since signing, or on an unknown day
}

// Verdict applies the rule. It reads no clock: the evidence carries its day.
func (e Evidence) Verdict() Verdict {
	switch {
	case e.SignedOn.IsZero():
		return NotSigned
	case e.Confirmed == 0 && e.Today.Sub(e.SignedOn) <= GraceDays:
		return Young
	case e.Confirmed == 0:
		return Ceremonial
	case e.Overdue > 0, e.Open > 0 && e.Today.Sub(e.LastConfirmed) > GraceDays:
		return Slow
	}
	return Concrete
}

// Lack is one piece of evidence that is missing, with how many.
type Lack struct {
	Code string
	N    int
}

// Missing lists what would have to be there, the most telling first.
func (e Evidence) Missing() []Lack {
	var out []Lack
	add := func(missing bool, code string, n int) {
		if missing {
			out = append(out, Lack{code, n})
		}
	}
	add(e.SignedOn.IsZero(), "signature", 1)
	add(e.Commitments == 0, "no_commitment", 0)
	add(e.Commitments > 0 && e.Reported == 0, "nothing_reported", e.Commitments)
	add(e.Reported > 0 && e.Confirmed == 0, "nothing_confirmed", e.Reported)
	add(e.Awaiting > 0, "awaiting_confirmation", e.Awaiting)
	add(e.Disputed > 0, "disputed", e.Disputed)
	add(e.Overdue > 0, "overdue", e.Overdue)
	add(e.Open > 0 && e.Confirmed > 0 && e.Today.Sub(e.LastConfirmed) > GraceDays, "silent", e.Today.Sub(e.LastConfirmed))
	add(e.Activities == 0, "no_work_plan", 0)
	add(!e.SignedOn.IsZero() && e.Meetings == 0, "no_meeting", 0)
	return out
}

// DaysToFirst is the number of days from signing to the first confirmed
// delivery (indicator 26); false while there is none.
func (e Evidence) DaysToFirst() (int, bool) {
	if e.FirstConfirmed.IsZero() || e.SignedOn.IsZero() {
		return 0, false
	}
	return max(0, e.FirstConfirmed.Sub(e.SignedOn)), true
}

// family is the agreement and everything that implements it: a memorandum is
// carried out by what stands under it.
const family = `WITH RECURSIVE family (id) AS (
	SELECT id FROM agreement_agreement WHERE id = $1
	UNION SELECT a.id FROM agreement_agreement a JOIN family f ON a.parent_id = f.id) `

// Vitality collects the evidence of one agreement.
func (s *Service) Vitality(ctx context.Context, actor authz.Actor, key id.Agreement) (Evidence, error) {
	if err := policy.Check(actor, "commitment.read"); err != nil {
		return Evidence{}, err
	}
	return s.vitality(ctx, actor, key)
}

func (s *Service) vitality(ctx context.Context, actor authz.Actor, key id.Agreement) (Evidence, error) {
	e := Evidence{Agreement: key, Today: s.today()}
	cond, args := agreement.Visible(actor.Scope, "a", 2)
	signed, err := db.One[signature](ctx, s.db, `SELECT a.signed_on, a.cooperation_id FROM agreement_agreement a WHERE a.id = $1 AND `+cond, append([]any{key}, args...)...)
	if err != nil {
		return e, err
	}
	e.SignedOn = signed.On
	past, err := s.histories(ctx, actor.Scope, Whose{Agreement: key})
	if err != nil {
		return e, err
	}
	past[key].on(e.Today, &e)
	if e.Activities, err = db.One[int](ctx, s.db, family+`SELECT COUNT(*) FROM agreement_activity x JOIN family f ON f.id = x.agreement_id WHERE x.status = 'planned'`, key); err != nil {
		return e, err
	}
	e.Meetings, err = db.One[int](ctx, s.db, `SELECT COUNT(*) FROM partnership_meeting WHERE cooperation_id = $1 AND status = 'held' AND (held_on = '' OR held_on > $2)`, signed.Cooperation, e.SignedOn.String())
	return e, err
}

type signature struct {
	On          civil.Date     `db:"signed_on" privacy:"internal"`
	Cooperation id.Cooperation `db:"cooperation_id" privacy:"internal"`
}

// Vitalities collects the evidence of every signed agreement of a cooperation.
func (s *Service) Vitalities(ctx context.Context, actor authz.Actor, key id.Cooperation) ([]Evidence, error) {
	if err := policy.Check(actor, "commitment.read"); err != nil {
		return nil, err
	}
	keys, err := agreement.All[id.Agreement](ctx, s.db, agreement.Over(`SELECT a.id FROM agreement_agreement a`, actor.Scope, "a").
		And("a.cooperation_id = ? AND a.signed_on IS NOT NULL", key).Then("ORDER BY a.signed_on, a.id LIMIT 100"))
	if err != nil {
		return nil, err
	}
	out := make([]Evidence, len(keys))
	for i, k := range keys {
		if out[i], err = s.vitality(ctx, actor, k); err != nil {
			return nil, err
		}
	}
	return out, nil
}
