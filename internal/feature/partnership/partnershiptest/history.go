package partnershiptest

import (
	"math/rand/v2"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
)

// History is one cooperation's random past: promises of the partner, with parts or
// without, what was given of them and what the two sides said of that.
type History struct {
	Service     *partnership.Service
	Rnd         *rand.Rand
	Cooperation agreement.Cooperation
	Under       id.Agreement // the promises' agreement, if any
	Host, Giver authz.Actor
	Today       civil.Date
	Promises    []id.Commitment
	deliveries  []id.Delivery
}

// Play lets it happen.
func (h *History) Play(t testing.TB) {
	t.Helper()
	ctx, rnd := t.Context(), h.Rnd
	for range 1 + rnd.IntN(3) {
		h.Promises = append(h.Promises, h.promise(t))
	}
	for range 4 + rnd.IntN(8) {
		promise, quantity, value := pick(rnd, h.Promises), 1+rnd.IntN(9), money.Rupiah(rnd.IntN(9_000_001))
		if len(h.deliveries) == 0 || rnd.IntN(3) == 0 {
			made, err := h.Service.Report(ctx, h.Giver, promise, partnership.ReportCommand{DeliveredOn: h.Today.AddDays(-rnd.IntN(30)), Quantity: quantity, Value: value, Evidence: "BA"})
			if err == nil {
				h.deliveries = append(h.deliveries, made.ID)
			}
			continue
		}
		// Half of these are refused where they do not fit: that is part of a history.
		switch d := pick(rnd, h.deliveries); rnd.IntN(8) {
		case 0, 1, 2:
			_ = h.Service.Confirm(ctx, h.Host, d, 0, partnership.ConfirmCommand{})
		case 3:
			_ = h.Service.Confirm(ctx, h.Host, d, 0, partnership.ConfirmCommand{Quantity: quantity, Value: value / 2, Reason: "Sebagian"})
		case 4:
			_ = h.Service.Dispute(ctx, h.Host, d, 0, partnership.DisputeCommand{Quantity: quantity - 1, Value: value, Reason: "Kurang"})
		case 5:
			_ = h.Service.Concede(ctx, h.Giver, d, 0)
		case 6:
			_ = h.Service.WithdrawDelivery(ctx, h.Giver, d, 0)
		default:
			h.bend(t, promise)
		}
	}
}

// promise makes one of either side, with parts or without.
func (h *History) promise(t testing.TB) id.Commitment {
	t.Helper()
	terms := Terms(2+h.Rnd.IntN(20), h.Today.AddDays(h.Rnd.IntN(60)-20))
	terms.Unit, terms.Agreement = pick(h.Rnd, []string{"orang", "paket"}), h.Under
	cmd := partnership.PromiseCommand{Cooperation: h.Cooperation.ID, Promiser: h.Cooperation.Partner, Receiver: h.Cooperation.Host, CommitmentTerms: terms}
	if h.Rnd.IntN(2) == 0 {
		for range 1 + h.Rnd.IntN(2) {
			cmd.Milestones = append(cmd.Milestones, partnership.Milestone{Title: "Tahap", DueOn: terms.DueOn.AddDays(-h.Rnd.IntN(40)), Quantity: 1, Value: money.Rupiah(h.Rnd.IntN(500_000))})
		}
	}
	made, err := h.Service.Promise(t.Context(), h.Host, cmd)
	if err != nil {
		t.Fatal(err)
	}
	return made.ID
}

// bend amends or cancels a promise.
func (h *History) bend(t testing.TB, key id.Commitment) {
	t.Helper()
	if h.Rnd.IntN(3) == 0 {
		_ = h.Service.CancelCommitment(t.Context(), h.Host, key, 0, "Tidak jadi")
		return
	}
	now, err := h.Service.Commitment(t.Context(), h.Host, key)
	if err != nil {
		t.Fatal(err)
	}
	terms := now.Terms()
	terms.Quantity, terms.DueOn, terms.Value = terms.Quantity+h.Rnd.IntN(3), terms.DueOn.AddDays(h.Rnd.IntN(9)), terms.Value+1
	_ = h.Service.Amend(t.Context(), h.Host, key, 0, partnership.AmendCommand{CommitmentTerms: terms, Reason: "Disesuaikan"})
}

func pick[T any](rnd *rand.Rand, list []T) T { return list[rnd.IntN(len(list))] }
