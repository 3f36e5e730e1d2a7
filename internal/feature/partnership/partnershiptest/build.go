// Package partnershiptest makes proposals, commitments and deliveries for other
// packages' tests, through the service itself.
package partnershiptest

import (
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Terms promise a number of instructors by a day.
func Terms(quantity int, due civil.Date) partnership.CommitmentTerms {
	return partnership.CommitmentTerms{
		Form: "instructors", Title: "Instruktur las", Quantity: quantity, Unit: "orang",
		Value: money.Rupiah(quantity) * 1_000_000, DueOn: due,
	}
}

// Promise records a commitment of the partner to the host; agreement may be zero.
func Promise(t testing.TB, d *db.DB, c agreement.Cooperation, a id.Agreement, quantity int, due civil.Date) partnership.Commitment {
	t.Helper()
	terms := Terms(quantity, due)
	terms.Agreement = a
	made, err := partnership.New(d, nil).Promise(t.Context(), operator(), partnership.PromiseCommand{
		Cooperation: c.ID, Promiser: c.Partner, Receiver: c.Host, CommitmentTerms: terms,
	})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// Sent is a proposal of the host that waits for the partner's answer.
func Sent(t testing.TB, d *db.DB, c agreement.Cooperation, on civil.Date) partnership.Proposal {
	t.Helper()
	ctx, s := t.Context(), partnership.New(d, nil)
	p, err := s.Propose(ctx, operator(), partnership.ProposeCommand{Cooperation: c.ID, ProposalText: partnership.ProposalText{
		Form: "instructors", Title: "Instruktur las", Quantity: 5, Unit: "orang", Value: 5_000_000, WantedBy: on.AddDays(60),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(ctx, operator(), p.ID, p.Version, partnership.SendCommand{On: on}); err != nil {
		t.Fatal(err)
	}
	v, err := s.Proposal(ctx, operator(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	return v.Proposal
}

// Report says that a part of a promise was given.
func Report(t testing.TB, d *db.DB, c partnership.Commitment, on civil.Date, quantity int) partnership.Delivery {
	t.Helper()
	got, err := partnership.New(d, nil).Report(t.Context(), operator(), c.ID, partnership.ReportCommand{
		DeliveredOn: on, Quantity: quantity, Value: money.Rupiah(quantity) * 1_000_000, Evidence: "Berita acara serah terima",
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// Confirmed is a delivery that the receiver has confirmed in whole.
func Confirmed(t testing.TB, d *db.DB, c partnership.Commitment, on civil.Date, quantity int) partnership.Delivery {
	t.Helper()
	x := Report(t, d, c, on, quantity)
	if err := partnership.New(d, nil).Confirm(t.Context(), operator(), x.ID, x.Version, partnership.ConfirmCommand{On: on}); err != nil {
		t.Fatal(err)
	}
	return x
}

func operator() authz.Actor { return authz.OperatorAs("uji") }
