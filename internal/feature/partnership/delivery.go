package partnership

import (
	"time"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
)

// DeliveryStatus is what the two sides say of a delivery.
type DeliveryStatus string

// The statuses of a delivery.
const (
	DeliveryReported  DeliveryStatus = "reported"  // the giver says so
	DeliveryConfirmed DeliveryStatus = "confirmed" // the receiver says so too: only this counts
	DeliveryDisputed  DeliveryStatus = "disputed"  // both versions stand side by side
	DeliveryWithdrawn DeliveryStatus = "withdrawn"
)

// DeliveryStatuses lists the statuses in the order of the forms.
func DeliveryStatuses() []DeliveryStatus {
	return []DeliveryStatus{DeliveryReported, DeliveryConfirmed, DeliveryDisputed, DeliveryWithdrawn}
}

// deliveryMoves: a confirmation is final, because sums were told on its word. A
// disputed delivery is reported anew, confirmed after all, or withdrawn.
var deliveryMoves = map[DeliveryStatus][]DeliveryStatus{
	DeliveryReported: {DeliveryReported, DeliveryConfirmed, DeliveryDisputed, DeliveryWithdrawn},
	DeliveryDisputed: {DeliveryReported, DeliveryConfirmed, DeliveryWithdrawn},
}

// Delivery is a part of a promise that its giver reports as given.
type Delivery struct {
	ID                id.Delivery     `db:"id" privacy:"internal"`
	Commitment        id.Commitment   `db:"commitment_id" privacy:"internal"`
	Cooperation       id.Cooperation  `db:"cooperation_id" privacy:"internal"`
	Host              id.Organisation `db:"host_id" privacy:"internal"`
	Partner           id.Organisation `db:"partner_id" privacy:"internal"`
	Receiver          id.Organisation `db:"receiver_id" privacy:"internal"`
	DeliveredOn       civil.Date      `db:"delivered_on" privacy:"internal"`
	Quantity          int             `db:"quantity" privacy:"internal"`
	Value             money.Rupiah    `db:"value_rp" privacy:"internal"`
	Evidence          string          `db:"evidence" privacy:"internal"`
	Status            DeliveryStatus  `db:"status" privacy:"internal"`
	ConfirmedQuantity *int64          `db:"confirmed_quantity" privacy:"internal"` // the receiver's count; enters sums only when confirmed
	ConfirmedValue    *money.Rupiah   `db:"confirmed_value_rp" privacy:"internal"`
	AnsweredOn        civil.Date      `db:"answered_on" privacy:"internal"`
	AnswerReason      string          `db:"answer_reason" privacy:"internal"`
	Words             int             `db:"words" privacy:"internal"`          // how often the two sides spoke of it
	ConfirmDueOn      civil.Date      `db:"confirm_due_on" privacy:"internal"` // the receiver's clock; see ConfirmBy
	Version           int64           `db:"version" privacy:"internal"`
	CreatedAt         time.Time       `db:"created_at" privacy:"internal"`
	UpdatedAt         time.Time       `db:"updated_at" privacy:"internal"`
}

// ConfirmDays is how long the receiver has to say whether a delivery has come.
const ConfirmDays = 14

// ConfirmBy is the day by which the receiver is to answer: ConfirmDays from the
// report, not from the day of giving, of which the receiver may not have known.
func (d Delivery) ConfirmBy() civil.Date {
	if d.ConfirmDueOn.IsZero() {
		return civil.Today(d.CreatedAt).AddDays(ConfirmDays)
	}
	return d.ConfirmDueOn
}

// Unconfirmed is the number of days by which the receiver is late with an answer.
func (d Delivery) Unconfirmed(today civil.Date) int {
	if d.Status != DeliveryReported || !d.ConfirmBy().Before(today) {
		return 0
	}
	return today.Sub(d.ConfirmBy())
}

// DeliveryView is a delivery with the promise that it fulfils.
type DeliveryView struct {
	Delivery
	Sides
	CommitmentRef   string          `db:"commitment_ref" privacy:"internal"`
	CommitmentTitle string          `db:"commitment_title" privacy:"internal"`
	Unit            string          `db:"unit" privacy:"internal"`
	Promiser        id.Organisation `db:"promiser_id" privacy:"internal"`
	PromiserName    string          `db:"promiser_name" privacy:"internal"`
	ReceiverName    string          `db:"receiver_name" privacy:"internal"`
}

// ReportCommand says what was given.
type ReportCommand struct {
	ID          id.Delivery
	DeliveredOn civil.Date
	Quantity    int
	Value       money.Rupiah
	Evidence    string
}

func (c *ReportCommand) validate(today civil.Date) error {
	var f errs.Fields
	if c.DeliveredOn.IsZero() {
		f.Add("delivered_on", "required")
	}
	notAfter(&f, "delivered_on", c.DeliveredOn, today)
	amount(&f, c.Quantity, nil, c.Value)
	directory.CheckText(&f, "evidence", &c.Evidence, textLimit, true)
	return f.Err()
}

func (c ReportCommand) apply(d Delivery) Delivery {
	d.DeliveredOn, d.Quantity, d.Value, d.Evidence = c.DeliveredOn, c.Quantity, c.Value, c.Evidence
	return d
}

// ConfirmCommand is the receiver's yes: to the whole (Quantity zero) or to a
// part, with a reason. Value counts for a part only. On unknown means today.
type ConfirmCommand struct {
	On       civil.Date
	Quantity int
	Value    money.Rupiah
	Reason   string
}

func (c *ConfirmCommand) validate(d Delivery, today civil.Date) error {
	var f errs.Fields
	answeredOn(&f, &c.On, d, today)
	if c.Quantity == 0 {
		c.Quantity, c.Value = d.Quantity, d.Value
	}
	between(&f, "quantity", c.Quantity, 1, d.Quantity)
	rupiah(&f, "value_rp", c.Value)
	if c.Value > d.Value {
		f.Add("value_rp", "number.too_big", "max", d.Value)
	}
	directory.CheckText(&f, "reason", &c.Reason, shortLimit, c.Quantity < d.Quantity || c.Value < d.Value)
	return f.Err()
}

// DisputeCommand is the receiver's no, with its own count and a reason.
type DisputeCommand struct {
	On       civil.Date
	Quantity int
	Value    money.Rupiah
	Reason   string
}

func (c *DisputeCommand) validate(d Delivery, today civil.Date) error {
	var f errs.Fields
	answeredOn(&f, &c.On, d, today)
	between(&f, "quantity", c.Quantity, 0, maxQuantity)
	rupiah(&f, "value_rp", c.Value)
	directory.CheckText(&f, "reason", &c.Reason, shortLimit, true)
	return f.Err()
}

func answeredOn(f *errs.Fields, on *civil.Date, d Delivery, today civil.Date) {
	if on.IsZero() {
		*on = today
	}
	notAfter(f, "on", *on, today)
	if on.Before(d.DeliveredOn) {
		f.Add("on", "date.too_early", "min", d.DeliveredOn)
	}
}

// Sums are what the deliveries of a promise add up to. Delivered is what its
// giver reports and has not withdrawn, the disputed with it; Confirmed is what
// counts.
type Sums struct {
	Delivered   int          `db:"delivered" privacy:"internal"`
	Confirmed   int          `db:"confirmed" privacy:"internal"`
	Disputed    int          `db:"disputed" privacy:"internal"`
	DeliveredRp money.Rupiah `db:"delivered_rp" privacy:"internal"`
	ConfirmedRp money.Rupiah `db:"confirmed_rp" privacy:"internal"`
	DisputedRp  money.Rupiah `db:"disputed_rp" privacy:"internal"`
}

// add enters one delivery.
func (s *Sums) add(d Delivery) {
	if d.Status == DeliveryWithdrawn {
		return
	}
	s.Delivered += d.Quantity
	s.DeliveredRp += d.Value
	switch d.Status {
	case DeliveryConfirmed:
		s.Confirmed += int(*d.ConfirmedQuantity)
		s.ConfirmedRp += *d.ConfirmedValue
	case DeliveryDisputed:
		s.Disputed += d.Quantity
		s.DisputedRp += d.Value
	}
}
