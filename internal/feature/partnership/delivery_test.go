package partnership_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

func TestADeliveryCountsOnlyWhenTheOtherSideHasConfirmedIt(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today.AddDays(10))
		report := partnership.ReportCommand{DeliveredOn: today.AddDays(-2), Quantity: 6, Value: 6_000_000, Evidence: "Berita acara"}
		_, err := r.s.Report(ctx, r.officer, c.ID, report)
		is(t, "the receiver reports", err, errs.Forbidden)
		_, err = r.s.Report(ctx, r.partner, c.ID, partnership.ReportCommand{DeliveredOn: today.AddDays(1), Quantity: 0})
		if got, want := paths(err), []string{"delivered_on:date.too_late", "quantity:number.too_small", "evidence:required"}; !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
		d, err := r.s.Report(ctx, r.partner, c.ID, report)
		ok(t, err)
		is(t, "the giver confirms", r.s.Confirm(ctx, r.partner, d.ID, 1, partnership.ConfirmCommand{}), errs.Forbidden)
		is(t, "the regional office confirms", r.s.Confirm(ctx, r.Actor(authz.RegionalOffice, r.KanwilNTB), d.ID, 1, partnership.ConfirmCommand{}), errs.Forbidden)
		is(t, "another partner", r.s.Confirm(ctx, r.other, d.ID, 1, partnership.ConfirmCommand{}), errs.NotFound)
		sums := func() partnership.Sums {
			got, err := r.s.Commitment(ctx, r.officer, c.ID)
			ok(t, err)
			return got.Sums
		}
		if got, want := sums(), (partnership.Sums{Delivered: 6, DeliveredRp: 6_000_000}); got != want {
			t.Errorf("reported: %+v", got)
		}
		is(t, "a part without a reason", r.s.Confirm(ctx, r.officer, d.ID, 1, partnership.ConfirmCommand{Quantity: 4, Value: 4_000_000}), errs.Invalid)
		is(t, "more than reported", r.s.Confirm(ctx, r.officer, d.ID, 1, partnership.ConfirmCommand{Quantity: 7, Value: 6_000_000}), errs.Invalid)
		ok(t, r.s.Confirm(ctx, r.officer, d.ID, 1, partnership.ConfirmCommand{Quantity: 4, Value: 4_000_000, Reason: "Dua tidak hadir"}))
		if got, want := sums(), (partnership.Sums{Delivered: 6, Confirmed: 4, DeliveredRp: 6_000_000, ConfirmedRp: 4_000_000}); got != want {
			t.Errorf("confirmed in part: %+v", got)
		}
		is(t, "confirmed twice", r.s.Confirm(ctx, r.officer, d.ID, 2, partnership.ConfirmCommand{}), errs.State)
		is(t, "withdrawn when confirmed", r.s.WithdrawDelivery(ctx, r.partner, d.ID, 2), errs.State)
	})
}

func TestADisputeShowsBothVersionsAndCountsNothing(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today.AddDays(10))
		d := partnershiptest.Report(t, r.d, c, today, 10)
		is(t, "disputed without a reason", r.s.Dispute(ctx, r.officer, d.ID, 1, partnership.DisputeCommand{}), errs.Invalid)
		is(t, "the giver disputes", r.s.Dispute(ctx, r.partner, d.ID, 1, partnership.DisputeCommand{Reason: "x"}), errs.Forbidden)
		ok(t, r.s.Dispute(ctx, r.officer, d.ID, 1, partnership.DisputeCommand{Quantity: 3, Reason: "Hanya tiga yang datang"}))
		got, err := r.s.Delivery(ctx, r.partner, d.ID)
		ok(t, err)
		if got.Quantity != 10 || *got.ConfirmedQuantity != 3 || got.AnswerReason != "Hanya tiga yang datang" {
			t.Errorf("versions %+v", got.Delivery)
		}
		detail, err := r.s.Commitment(ctx, r.partner, c.ID)
		ok(t, err)
		if want := (partnership.Sums{Delivered: 10, Disputed: 10, DeliveredRp: 10_000_000, DisputedRp: 10_000_000}); detail.Sums != want || detail.Status != partnership.CommitmentOpen {
			t.Errorf("sums %+v, %s", detail.Sums, detail.Status)
		}
		waiting, err := r.s.Waiting(ctx, r.partner)
		ok(t, err)
		if len(waiting.Disputed) != 1 {
			t.Error("the giver is not told of the dispute")
		}
		again := partnership.ReportCommand{DeliveredOn: today, Quantity: 3, Value: 3_000_000, Evidence: "Daftar hadir"}
		is(t, "the receiver reports again", r.s.ReportAgain(ctx, r.officer, d.ID, 2, again), errs.Forbidden)
		ok(t, r.s.ReportAgain(ctx, r.partner, d.ID, 2, again))
		if got, _ = r.s.Delivery(ctx, r.partner, d.ID); got.Status != partnership.DeliveryReported || got.ConfirmedQuantity != nil || got.AnswerReason != "" {
			t.Errorf("reported again %+v", got.Delivery)
		}
		ok(t, r.s.WithdrawDelivery(ctx, r.partner, d.ID, 3))
		is(t, "confirmed when withdrawn", r.s.Confirm(ctx, r.officer, d.ID, 4, partnership.ConfirmCommand{}), errs.State)
	})
}

func TestAPromiseIsFulfilledByConfirmationsOnTheDayOfItsLastDelivery(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today.AddDays(-5))
		partnershiptest.Confirmed(t, r.d, c, today.AddDays(-20), 6)
		rest := partnershiptest.Report(t, r.d, c, today.AddDays(-6), 4)
		if got, _ := r.s.Commitment(ctx, r.officer, c.ID); got.Status != partnership.CommitmentOpen || got.Sums.Delivered != 10 {
			t.Errorf("closed on the giver's word: %+v", got.Commitment)
		}
		ok(t, r.s.Confirm(ctx, r.officer, rest.ID, 1, partnership.ConfirmCommand{}))
		got, err := r.s.Commitment(ctx, r.officer, c.ID)
		ok(t, err)
		if got.Status != partnership.CommitmentFulfilled || got.ClosedOn != today.AddDays(-6) {
			t.Errorf("got %s on %s", got.Status, got.ClosedOn)
		}
		_, err = r.s.Report(ctx, r.partner, c.ID, partnership.ReportCommand{DeliveredOn: today, Quantity: 1, Evidence: "BA"})
		is(t, "more on a fulfilled promise", err, errs.State)
	})
}

func TestTwoConfirmationsAtOnceBothCountAndFulfilOnce(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 10, today)
		parts := []partnership.Delivery{partnershiptest.Report(t, r.d, c, today, 5), partnershiptest.Report(t, r.d, c, today, 5)}
		var wait sync.WaitGroup
		got := make([]error, 4)
		for i := range got { // each part is confirmed by two people
			wait.Go(func() { got[i] = r.s.Confirm(ctx, r.officer, parts[i%2].ID, 1, partnership.ConfirmCommand{}) })
		}
		wait.Wait()
		for part := range 2 {
			a, b := got[part], got[part+2]
			if a != nil {
				a, b = b, a
			}
			if a != nil || !errors.Is(b, errs.Conflict) {
				t.Errorf("part %d: %v and %v", part, a, b)
			}
		}
		after, err := r.s.Commitment(ctx, r.officer, c.ID)
		ok(t, err)
		if after.Status != partnership.CommitmentFulfilled || after.Sums.Confirmed != 10 || after.Sums.ConfirmedRp != money.Rupiah(10_000_000) {
			t.Errorf("after %s, %+v", after.Status, after.Sums)
		}
		listed, err := r.s.Deliveries(ctx, r.partner, partnership.DeliveryFilter{Commitment: c.ID, Status: partnership.DeliveryConfirmed, Text: "BERITA"}, page.Request{Size: 1})
		ok(t, err)
		if len(listed.Items) != 1 || listed.Next == "" {
			t.Errorf("listed %d", len(listed.Items))
		}
	})
}
