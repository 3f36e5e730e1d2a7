package partnership_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
)

// TestEverySumEqualsItsRows plays random histories and adds the rows up again
// by hand.
func TestEverySumEqualsItsRows(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx, rnd := t.Context(), rand.New(rand.NewPCG(1, 2))
		var commitments []partnership.Commitment
		var deliveries []id.Delivery
		for range 120 {
			switch n := rnd.IntN(10); {
			case len(commitments) == 0 || n == 0:
				commitments = append(commitments, partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 1+rnd.IntN(20), today.AddDays(rnd.IntN(40)-20)))
			case len(deliveries) == 0 || n < 4:
				q := 1 + rnd.IntN(8)
				d, err := r.s.Report(ctx, r.partner, commitments[rnd.IntN(len(commitments))].ID,
					partnership.ReportCommand{DeliveredOn: today, Quantity: q, Value: 7, Evidence: "BA"})
				if err == nil {
					deliveries = append(deliveries, d.ID)
				}
			case n < 6:
				_ = r.s.Confirm(ctx, r.officer, pick(rnd, deliveries), 0, partnership.ConfirmCommand{Quantity: rnd.IntN(3), Value: 3, Reason: "Sebagian"})
			case n == 6:
				_ = r.s.Dispute(ctx, r.officer, pick(rnd, deliveries), 0, partnership.DisputeCommand{Quantity: 1, Reason: "Kurang"})
			case n == 7:
				_ = r.s.WithdrawDelivery(ctx, r.partner, pick(rnd, deliveries), 0)
			case n == 8:
				_ = r.s.ReportAgain(ctx, r.partner, pick(rnd, deliveries), 0, partnership.ReportCommand{DeliveredOn: today, Quantity: 2, Evidence: "BA"})
			default:
				if rnd.IntN(4) == 0 {
					_ = r.s.CancelCommitment(ctx, r.officer, commitments[rnd.IntN(len(commitments))].ID, 0, "Batal")
				}
			}
		}
		compareLedger(t, r)
	})
}

func pick[T any](rnd *rand.Rand, list []T) T { return list[rnd.IntN(len(list))] }

func compareLedger(t *testing.T, r room) {
	t.Helper()
	ctx := t.Context()
	all, err := r.s.Commitments(ctx, r.officer, partnership.CommitmentFilter{}, page.Request{Size: page.MaxSize})
	ok(t, err)
	var want partnership.LedgerLine
	outcomes := map[partnership.DeliveryStatus]int{}
	for _, c := range all.Items {
		if c.Status != partnership.CommitmentCancelled {
			want.Promises++
			want.Promised += c.Quantity
			want.PromisedRp += c.Value
			if !c.DueOn.After(today) {
				want.Due += c.Quantity
				want.DueRp += c.Value
			}
		}
		detail, err := r.s.Commitment(ctx, r.officer, c.ID)
		ok(t, err)
		confirmed := 0
		for _, d := range detail.Deliveries {
			outcomes[d.Status]++
			if d.Status == partnership.DeliveryWithdrawn {
				continue
			}
			want.Delivered += d.Quantity
			want.DeliveredRp += d.Value
			switch d.Status {
			case partnership.DeliveryConfirmed:
				confirmed += int(*d.ConfirmedQuantity)
				want.ConfirmedRp += *d.ConfirmedValue
			case partnership.DeliveryDisputed:
				want.Disputed += d.Quantity
				want.DisputedRp += d.Value
			}
		}
		want.Confirmed += confirmed
		if c.Sums != detail.Sums || c.Sums.Confirmed != confirmed {
			t.Errorf("%s: the list says %+v, its page %+v, its rows %d", c.Ref, c.Sums, detail.Sums, confirmed)
		}
		if fulfilled := c.Status == partnership.CommitmentFulfilled; c.Status != partnership.CommitmentCancelled && fulfilled != (confirmed >= c.Quantity) {
			t.Errorf("%s is %s with %d of %d confirmed", c.Ref, c.Status, confirmed, c.Quantity)
		}
	}
	for _, s := range partnership.DeliveryStatuses() {
		if outcomes[s] == 0 {
			t.Errorf("the history has no %s delivery", s)
		}
	}
	ledger, err := r.s.Ledger(ctx, r.partner, partnership.CommitmentFilter{Cooperation: r.c.ID})
	ok(t, err)
	want.Form, want.Unit, want.ByPartner = "instructors", "orang", true
	if len(ledger.Lines) != 1 || ledger.Lines[0] != want || ledger.Total.ConfirmedRp != want.ConfirmedRp {
		t.Errorf("ledger %+v, want %+v", ledger.Lines, want)
	}
}

func TestTheLedgerKeepsUnitsAndDirectionsApart(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx := t.Context()
		for _, x := range []struct {
			from, to   id.Organisation
			form, unit string
		}{
			{r.PemkabLotim, r.LapasSelong, "instructors", "orang"},
			{r.PemkabLotim, r.LapasSelong, "instructors", "orang"},
			{r.LapasSelong, r.PemkabLotim, "instructors", "orang"},
			{r.PemkabLotim, r.LapasSelong, "instructors", "jam"},
			{r.PemkabLotim, r.LapasSelong, "equipment", "unit"},
		} {
			terms := partnershiptest.Terms(3, today)
			terms.Form, terms.Unit = x.form, x.unit
			_, err := r.s.Promise(ctx, r.officer, partnership.PromiseCommand{Cooperation: r.c.ID, Promiser: x.from, Receiver: x.to, CommitmentTerms: terms})
			ok(t, err)
		}
		ledger, err := r.s.Ledger(ctx, r.officer, partnership.CommitmentFilter{Partner: r.PemkabLotim})
		ok(t, err)
		var got []int
		for _, l := range ledger.Lines {
			got = append(got, l.Promised)
		}
		if want := []int{3, 3, 6, 3}; !slices.Equal(got, want) || ledger.Total.Promises != 5 || ledger.Total.PromisedRp != 15_000_000 {
			t.Errorf("got %v, total %+v", got, ledger.Total)
		}
		empty, err := r.s.Ledger(ctx, r.other, partnership.CommitmentFilter{})
		ok(t, err)
		if len(empty.Lines) != 0 {
			t.Errorf("another partner reads %+v", empty)
		}
	})
}
