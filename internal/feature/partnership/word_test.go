package partnership_test

import (
	"slices"
	"testing"

	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
)

func TestADisputeIsSettledByTakingTheReceiversCountAndBothVersionsStay(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today)
		d := partnershiptest.Report(t, r.d, c, today, 10)
		is(t, "conceded before it is disputed", r.s.Concede(ctx, r.partner, d.ID, 0), errs.State)
		ok(t, r.s.Dispute(ctx, r.officer, d.ID, 0, partnership.DisputeCommand{Quantity: 7, Value: 7_000_000, Reason: "Tiga belum datang"}))
		is(t, "the receiver settles it for the giver", r.s.Concede(ctx, r.officer, d.ID, 0), errs.Forbidden)
		is(t, "another partner settles it", r.s.Concede(ctx, r.other, d.ID, 0), errs.NotFound)
		ok(t, r.s.Concede(ctx, r.partner, d.ID, 2))
		got, err := r.s.Commitment(ctx, r.officer, c.ID)
		ok(t, err)
		if want := (partnership.Sums{Delivered: 7, Confirmed: 7, DeliveredRp: 7_000_000, ConfirmedRp: 7_000_000}); got.Sums != want {
			t.Errorf("sums %+v, want %+v", got.Sums, want)
		}
		words, err := r.s.Words(ctx, r.officer, d.ID)
		ok(t, err)
		var said []string
		for _, w := range words {
			said = append(said, string(w.Act))
		}
		if want := []string{"reported", "disputed", "conceded"}; !slices.Equal(said, want) || words[0].Quantity != 10 || words[1].Quantity != 7 || words[1].Note != "Tiga belum datang" {
			t.Errorf("words %+v, want %v", words, want)
		}
		is(t, "conceded twice", r.s.Concede(ctx, r.partner, d.ID, 0), errs.State)
		_, err = r.s.Words(ctx, r.other, d.ID)
		is(t, "another partner reads the words", err, errs.NotFound)
	})
}

func TestADisputeAboutNothingIsSettledByWithdrawal(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today)
		d := partnershiptest.Report(t, r.d, c, today, 10)
		ok(t, r.s.Dispute(ctx, r.officer, d.ID, 0, partnership.DisputeCommand{Reason: "Tidak ada yang datang"}))
		ok(t, r.s.Concede(ctx, r.partner, d.ID, 0))
		got, err := r.s.Delivery(ctx, r.officer, d.ID)
		ok(t, err)
		if got.Status != partnership.DeliveryWithdrawn {
			t.Errorf("left %s", got.Status)
		}
	})
}

func TestTheReceiversClockRunsFromTheReportAndAnewWithEach(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today)
		d := partnershiptest.Report(t, r.d, c, today.AddDays(-100), 10)
		if d.ConfirmBy() != today.AddDays(14) {
			t.Errorf("to be confirmed by %s", d.ConfirmBy())
		}
		if d.Unconfirmed(today.AddDays(14)) != 0 || d.Unconfirmed(today.AddDays(17)) != 3 {
			t.Error("lateness is not read from the clock")
		}
		ok(t, r.s.Confirm(ctx, r.officer, d.ID, 0, partnership.ConfirmCommand{}))
		got, err := r.s.Delivery(ctx, r.officer, d.ID)
		ok(t, err)
		if got.Unconfirmed(today.AddDays(99)) != 0 {
			t.Error("a confirmed delivery is late")
		}
	})
}
