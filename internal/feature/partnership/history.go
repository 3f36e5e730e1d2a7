package partnership

import (
	"context"
	"slices"
	"time"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
)

// history is what was promised and given under one agreement and under whatever
// implements it, with the days on which each became so. What held on a day is
// computed from it; nothing of it is stored.
type history struct {
	promises   []pastPromise
	deliveries map[id.Commitment][]pastDelivery
	terms      map[id.Commitment][]pastTerms // by day, earliest first
}

type pastPromise struct {
	Root   id.Agreement     `db:"root" privacy:"internal"`
	ID     id.Commitment    `db:"id" privacy:"internal"`
	Value  money.Rupiah     `db:"value_rp" privacy:"internal"`
	Due    civil.Date       `db:"due_on" privacy:"internal"`
	Status CommitmentStatus `db:"status" privacy:"internal"`
	Closed civil.Date       `db:"closed_on" privacy:"internal"`
	Made   time.Time        `db:"created_at" privacy:"internal"`
}

type pastDelivery struct {
	Root      id.Agreement   `db:"root" privacy:"internal"`
	Of        id.Commitment  `db:"commitment_id" privacy:"internal"`
	Given     civil.Date     `db:"delivered_on" privacy:"internal"`
	Value     money.Rupiah   `db:"value_rp" privacy:"internal"`
	Status    DeliveryStatus `db:"status" privacy:"internal"`
	Confirmed *money.Rupiah  `db:"confirmed_value_rp" privacy:"internal"`
	Answered  civil.Date     `db:"answered_on" privacy:"internal"`
	Made      time.Time      `db:"created_at" privacy:"internal"`
	Changed   time.Time      `db:"updated_at" privacy:"internal"`
}

// pastTerms are the terms that a promise had until it was amended.
type pastTerms struct {
	Root  id.Agreement  `db:"root" privacy:"internal"`
	Of    id.Commitment `db:"commitment_id" privacy:"internal"`
	Value money.Rupiah  `db:"value_rp" privacy:"internal"`
	Due   civil.Date    `db:"due_on" privacy:"internal"`
	Until time.Time     `db:"made_at" privacy:"internal"`
}

// families is the beginning of a query over some agreements, each with whatever
// implements it: a memorandum is carried out by what stands under it.
const families = `WITH RECURSIVE family (root, id) AS (SELECT a.id, a.id FROM agreement_agreement a`

// implementing goes down from the agreements that were chosen. CROSS JOIN keeps
// SQLite from beginning with the larger table.
const implementing = `UNION SELECT f.root, b.id FROM family f CROSS JOIN agreement_agreement b WHERE b.parent_id = f.id)`

const (
	promisesOfFamilies = ` SELECT f.root, c.id, c.value_rp, c.due_on, c.status, c.closed_on, c.created_at
		FROM family f CROSS JOIN partnership_commitment c WHERE c.agreement_id = f.id`
	deliveriesOfFamilies = ` SELECT f.root, d.commitment_id, d.delivered_on, d.value_rp, d.status, d.confirmed_value_rp, d.answered_on, d.created_at, d.updated_at
		FROM family f CROSS JOIN partnership_commitment c CROSS JOIN partnership_delivery d WHERE c.agreement_id = f.id AND d.commitment_id = c.id`
	termsOfFamilies = ` SELECT f.root, t.commitment_id, t.value_rp, t.due_on, t.made_at
		FROM family f CROSS JOIN partnership_commitment c CROSS JOIN partnership_amendment t WHERE c.agreement_id = f.id AND t.commitment_id = c.id ORDER BY t.made_at, t.ordinal`
)

// Families begins a query over the signed agreements that a scope may see, as the
// table family (root, id): each with whatever implements it. Then goes on from
// there; report counts people with it.
func (w Whose) Families(s authz.Scope) *agreement.Query {
	return w.narrow(agreement.Over(families, s, "a")).Then(implementing)
}

// histories reads what happened under each agreement that was asked for.
func (s *Service) histories(ctx context.Context, scope authz.Scope, whose Whose) (map[id.Agreement]*history, error) {
	over := func() *agreement.Query { return whose.Families(scope) }
	out := map[id.Agreement]*history{}
	of := func(root id.Agreement) *history {
		if out[root] == nil {
			out[root] = &history{deliveries: map[id.Commitment][]pastDelivery{}, terms: map[id.Commitment][]pastTerms{}}
		}
		return out[root]
	}
	promises, err := agreement.All[pastPromise](ctx, s.db, over().Then(promisesOfFamilies))
	if err != nil {
		return nil, err
	}
	for _, p := range promises {
		h := of(p.Root)
		h.promises = append(h.promises, p)
	}
	deliveries, err := agreement.All[pastDelivery](ctx, s.db, over().Then(deliveriesOfFamilies))
	if err != nil {
		return nil, err
	}
	for _, d := range deliveries {
		h := of(d.Root)
		h.deliveries[d.Of] = append(h.deliveries[d.Of], d)
	}
	terms, err := agreement.All[pastTerms](ctx, s.db, over().Then(termsOfFamilies))
	if err != nil {
		return nil, err
	}
	for _, t := range terms {
		h := of(t.Root)
		h.terms[t.Of] = append(h.terms[t.Of], t)
	}
	return out, nil
}

// on counts what held at the end of a day.
func (h *history) on(day civil.Date, e *Evidence) {
	e.Today = day
	if h == nil {
		return
	}
	for _, p := range h.promises {
		given := h.deliveries[p.ID]
		if p.madeOn(given).After(day) {
			continue
		}
		confirmed, waits := money.Rupiah(0), false
		for _, d := range given {
			d.on(day, e)
			if d.confirmedBy(day) {
				confirmed += *d.Confirmed
			}
			waits = waits || d.standsOn(day) && !d.confirmedBy(day)
		}
		p.on(day, h.terms[p.ID], confirmed, waits, e)
	}
}

// madeOn is the day on which a promise was there: that of its row, or of the first
// delivery on it when that was written down later.
func (p pastPromise) madeOn(given []pastDelivery) civil.Date {
	made := civil.Today(p.Made)
	for _, d := range given {
		if d.Given.Before(made) {
			made = d.Given
		}
	}
	return made
}

// on adds one promise as it stood: with the terms of that day, and open until the
// day on which it was closed.
func (p pastPromise) on(day civil.Date, terms []pastTerms, confirmed money.Rupiah, waits bool, e *Evidence) {
	closed := p.Status != CommitmentOpen && !p.Closed.After(day)
	if closed && p.Status == CommitmentCancelled {
		return
	}
	i := slices.IndexFunc(terms, func(t pastTerms) bool { return civil.Today(t.Until).After(day) })
	if i >= 0 {
		p.Due, p.Value = terms[i].Due, terms[i].Value
	}
	e.Commitments++
	if closed && !p.Closed.After(p.Due) {
		e.KeptOnTime++
	}
	if !closed {
		e.Open++
	}
	if !closed && p.Due.Before(day) {
		e.Overdue++
	}
	if !closed && p.Due.After(day) {
		return
	}
	e.Due++
	e.PromisedRp += p.Value
	e.DeliveredRp += min(confirmed, p.Value)
	if !closed && waits {
		e.Unknown++
	}
}

func (d pastDelivery) standsOn(day civil.Date) bool {
	made := civil.Today(d.Made)
	if d.Given.Before(made) {
		made = d.Given
	}
	return !made.After(day) && (d.Status != DeliveryWithdrawn || civil.Today(d.Changed).After(day))
}

func (d pastDelivery) confirmedBy(day civil.Date) bool {
	return d.Status == DeliveryConfirmed && !d.Answered.After(day)
}

// on adds one delivery as it stood. A dispute that was settled later counts as
// waiting for the receiver's word until then.
func (d pastDelivery) on(day civil.Date, e *Evidence) {
	switch {
	case !d.standsOn(day):
		return
	case d.confirmedBy(day):
		e.Confirmed++
		e.ConfirmedRp += *d.Confirmed
		if e.FirstConfirmed.IsZero() || d.Answered.Before(e.FirstConfirmed) {
			e.FirstConfirmed = d.Answered
		}
		if d.Answered.Compare(e.LastConfirmed) > 0 {
			e.LastConfirmed = d.Answered
		}
	case d.Status == DeliveryDisputed && !d.Answered.After(day):
		e.Disputed++
	default:
		e.Awaiting++
	}
	e.Reported++
}
