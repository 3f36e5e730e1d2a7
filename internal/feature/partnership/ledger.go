package partnership

import (
	"context"
	"slices"
	"strings"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
)

// LedgerLine is what was promised and given of one form in one unit, in one
// direction. Units differ, so quantities of different units are never added.
type LedgerLine struct {
	Form       string
	Unit       string
	ByPartner  bool // promised by the partner; otherwise by the host's side
	Promises   int
	Promised   int
	Due        int // promised with a day that has come
	PromisedRp money.Rupiah
	DueRp      money.Rupiah
	Sums
}

// Ledger is the account of a cooperation, an agreement or a partner, added up
// from its rows when it is read. A cancelled promise is no longer promised; what
// was delivered on it stays delivered.
type Ledger struct {
	Lines []LedgerLine
	Total LedgerLine // rupiah and numbers of promises only: its quantities stay zero
}

// ledgerPromise is what the ledger reads of a commitment.
type ledgerPromise struct {
	ID        id.Commitment    `db:"id" privacy:"internal"`
	Form      string           `db:"form" privacy:"internal"`
	Unit      string           `db:"unit" privacy:"internal"`
	ByPartner bool             `db:"by_partner" privacy:"internal"`
	Quantity  int              `db:"quantity" privacy:"internal"`
	Value     money.Rupiah     `db:"value_rp" privacy:"internal"`
	DueOn     civil.Date       `db:"due_on" privacy:"internal"`
	Status    CommitmentStatus `db:"status" privacy:"internal"`
}

// Ledger adds up the promises that the filter keeps and their deliveries. Of
// the filter, cooperation, agreement, partner, form and status count.
func (s *Service) Ledger(ctx context.Context, actor authz.Actor, f CommitmentFilter) (Ledger, error) {
	if err := policy.Check(actor, "commitment.read"); err != nil {
		return Ledger{}, err
	}
	promises := agreement.Over(`SELECT x.id, x.form, x.unit, x.promiser_id = x.partner_id, x.quantity, x.value_rp, x.due_on, x.status
		FROM partnership_commitment x`, actor.Scope, "x")
	f.narrow(promises)
	rows, err := agreement.All[ledgerPromise](ctx, s.db, promises)
	if err != nil {
		return Ledger{}, err
	}
	sums, err := s.deliveredOn(ctx, actor, f)
	if err != nil {
		return Ledger{}, err
	}
	return addUp(rows, sums, s.today()), nil
}

// deliveredOn adds up, by commitment, the deliveries of what the filter keeps.
func (s *Service) deliveredOn(ctx context.Context, actor authz.Actor, f CommitmentFilter) (map[id.Commitment]Sums, error) {
	q := agreement.Over(`SELECT d.commitment_id, d.quantity, d.value_rp, d.status, d.confirmed_quantity, d.confirmed_value_rp
		FROM partnership_commitment x JOIN partnership_delivery d ON d.commitment_id = x.id`, actor.Scope, "x")
	f.narrow(q)
	rows, err := agreement.All[ledgerDelivery](ctx, s.db, q)
	sums := map[id.Commitment]Sums{}
	for _, r := range rows {
		t := sums[r.Commitment]
		t.add(Delivery{Quantity: r.Quantity, Value: r.Value, Status: r.Status, ConfirmedQuantity: r.ConfirmedQuantity, ConfirmedValue: r.ConfirmedValue})
		sums[r.Commitment] = t
	}
	return sums, err
}

type ledgerDelivery struct {
	Commitment        id.Commitment  `db:"commitment_id" privacy:"internal"`
	Quantity          int            `db:"quantity" privacy:"internal"`
	Value             money.Rupiah   `db:"value_rp" privacy:"internal"`
	Status            DeliveryStatus `db:"status" privacy:"internal"`
	ConfirmedQuantity *int64         `db:"confirmed_quantity" privacy:"internal"`
	ConfirmedValue    *money.Rupiah  `db:"confirmed_value_rp" privacy:"internal"`
}

type ledgerKey struct {
	form, unit string
	byPartner  bool
}

// addUp groups promises by form, unit and direction.
func addUp(rows []ledgerPromise, sums map[id.Commitment]Sums, today civil.Date) Ledger {
	var l Ledger
	lines := map[ledgerKey]*LedgerLine{}
	for _, r := range rows {
		k := ledgerKey{r.Form, r.Unit, r.ByPartner}
		if lines[k] == nil {
			lines[k] = &LedgerLine{Form: r.Form, Unit: r.Unit, ByPartner: r.ByPartner}
		}
		lines[k].enter(r, sums[r.ID], today)
	}
	for _, x := range lines {
		l.Lines = append(l.Lines, *x)
		l.Total.Promises += x.Promises
		l.Total.PromisedRp += x.PromisedRp
		l.Total.DueRp += x.DueRp
		l.Total.DeliveredRp += x.DeliveredRp
		l.Total.ConfirmedRp += x.ConfirmedRp
		l.Total.DisputedRp += x.DisputedRp
	}
	slices.SortFunc(l.Lines, func(a, b LedgerLine) int {
		if c := strings.Compare(a.Form, b.Form); c != 0 {
			return c
		}
		if c := strings.Compare(a.Unit, b.Unit); c != 0 || a.ByPartner == b.ByPartner {
			return c
		}
		if a.ByPartner {
			return -1
		}
		return 1
	})
	return l
}

// enter adds one promise with its deliveries.
func (l *LedgerLine) enter(r ledgerPromise, s Sums, today civil.Date) {
	if r.Status != CommitmentCancelled {
		l.Promises++
		l.Promised += r.Quantity
		l.PromisedRp += r.Value
		if !r.DueOn.After(today) {
			l.Due += r.Quantity
			l.DueRp += r.Value
		}
	}
	l.Delivered += s.Delivered
	l.DeliveredRp += s.DeliveredRp
	l.Confirmed += s.Confirmed
	l.ConfirmedRp += s.ConfirmedRp
	l.Disputed += s.Disputed
	l.DisputedRp += s.DisputedRp
}
