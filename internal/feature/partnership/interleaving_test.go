package partnership_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"

	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/db"
)

// atOnce runs acts side by side, each as often as it is listed, and gives their
// errors in the order of the list.
func atOnce(acts []func() error) []error {
	got, start := make([]error, len(acts)), make(chan struct{})
	var wait sync.WaitGroup
	for i, act := range acts {
		wait.Go(func() {
			<-start
			got[i] = act()
		})
	}
	close(start)
	wait.Wait()
	return got
}

// won counts those who got through, and fails t for anybody who was turned away
// without being told why: that the record changed, or where it stands now.
func won(t *testing.T, got []error) int {
	t.Helper()
	n := 0
	for _, err := range got {
		_, repeated := db.ReplayedAs(err)
		switch {
		case err == nil:
			n++
		case repeated, errors.Is(err, errs.State), errors.Is(err, errs.Forbidden), errors.Is(err, errs.Invalid):
		case errors.Is(err, errs.Conflict) && errs.As(err).Code == "stale" && len(errs.As(err).Fields) > 0:
		default:
			t.Errorf("turned away without being told what changed: %v", err)
		}
	}
	return n
}

// TestNoInterleavingEntersAnythingTwice lets both sides of proposals speak at
// once, in random company: with the version they saw, with none, and with the
// same key twice as an impatient browser does.
func TestNoInterleavingEntersAnythingTwice(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx, rnd := t.Context(), rand.New(rand.NewPCG(7, 11))
		for trial := range 12 {
			p := partnershiptest.Sent(t, r.d, r.c, today)
			var acts []func() error
			for i := range 6 {
				version := []int64{0, p.Version}[rnd.IntN(2)]
				actor, quantity := []func() error{}, 1+rnd.IntN(9)
				answer := func(a partnership.AnswerCommand) func() error {
					who := r.partner
					if rnd.IntN(4) == 0 {
						who = r.officer
					}
					key := "k" + strconv.Itoa(trial) + strconv.Itoa(i/2)
					return func() error {
						_, err := r.s.Answer(db.WithOnce(ctx, db.Once{Actor: "a", Key: key, Hash: "h"}), who, p.ID, version, a)
						return err
					}
				}
				actor = append(actor,
					answer(partnership.AnswerCommand{Answer: partnership.ProposalAccepted, DueOn: today.AddDays(90)}),
					answer(partnership.AnswerCommand{Answer: partnership.ProposalChanged, Quantity: quantity, Reason: "Sebagian", DueOn: today.AddDays(90)}),
					answer(partnership.AnswerCommand{Answer: partnership.ProposalDeclined, Reason: "Tidak"}),
					func() error {
						return r.s.Counter(ctx, r.partner, p.ID, version, partnership.CounterCommand{Quantity: quantity, Reason: "Lain"})
					},
					func() error {
						return r.s.Counter(ctx, r.officer, p.ID, version, partnership.CounterCommand{Quantity: quantity, Reason: "Lain"})
					},
					func() error { return r.s.Withdraw(ctx, r.officer, p.ID, version) },
				)
				acts = append(acts, actor[rnd.IntN(len(actor))])
			}
			through := won(t, atOnce(acts))
			after, err := r.s.Proposal(ctx, r.officer, p.ID)
			ok(t, err)
			rounds, err := r.s.Rounds(ctx, r.officer, p.ID)
			ok(t, err)
			if after.Version != p.Version+int64(through) || len(rounds) != 1+through || rounds[through].Ordinal != 1+through {
				t.Errorf("%d got through, the version went from %d to %d, %d rounds", through, p.Version, after.Version, len(rounds))
			}
			promised := after.Status == partnership.ProposalAccepted || after.Status == partnership.ProposalChanged
			made := 0
			all, err := r.s.Commitments(ctx, r.officer, partnership.CommitmentFilter{}, page.Request{Size: page.MaxSize})
			ok(t, err)
			for _, c := range all.Items {
				if c.Proposal == p.ID {
					made++
				}
			}
			if promised != (made == 1) || made > 1 {
				t.Errorf("%s, and %d commitments", after.Status, made)
			}
		}
	})
}

// TestNoInterleavingCountsADeliveryTwice lets giver and receiver speak at once of
// the parts of one promise.
func TestNoInterleavingCountsADeliveryTwice(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		ctx, rnd := t.Context(), rand.New(rand.NewPCG(3, 5))
		for range 8 {
			c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 8, today)
			parts := []partnership.Delivery{partnershiptest.Report(t, r.d, c, today, 5), partnershiptest.Report(t, r.d, c, today, 4)}
			if rnd.IntN(2) == 0 {
				ok(t, r.s.Dispute(ctx, r.officer, parts[0].ID, 0, partnership.DisputeCommand{Quantity: 3, Reason: "Tiga"}))
				parts[0].Version++
			}
			through := map[id.Delivery]int{}
			var acts []func() error
			var of []id.Delivery
			for range 8 {
				d := parts[rnd.IntN(len(parts))]
				version := []int64{0, d.Version}[rnd.IntN(2)]
				choices := []func() error{
					func() error { return r.s.Confirm(ctx, r.officer, d.ID, version, partnership.ConfirmCommand{}) },
					func() error {
						return r.s.Confirm(ctx, r.officer, d.ID, version, partnership.ConfirmCommand{Quantity: 1, Reason: "Satu"})
					},
					func() error {
						return r.s.Dispute(ctx, r.officer, d.ID, version, partnership.DisputeCommand{Quantity: 2, Reason: "Dua"})
					},
					func() error { return r.s.Concede(ctx, r.partner, d.ID, version) },
					func() error { return r.s.WithdrawDelivery(ctx, r.partner, d.ID, version) },
					func() error {
						return r.s.ReportAgain(ctx, r.partner, d.ID, version, partnership.ReportCommand{DeliveredOn: today, Quantity: 2, Evidence: "BA"})
					},
				}
				acts, of = append(acts, choices[rnd.IntN(len(choices))]), append(of, d.ID)
			}
			got := atOnce(acts)
			won(t, got)
			for i, err := range got {
				if err == nil {
					through[of[i]]++
				}
			}
			after, err := r.s.Commitment(ctx, r.officer, c.ID)
			ok(t, err)
			var sums partnership.Sums
			for _, d := range after.Deliveries {
				before := parts[slices.IndexFunc(parts, func(x partnership.Delivery) bool { return x.ID == d.ID })]
				words, err := r.s.Words(ctx, r.partner, d.ID)
				ok(t, err)
				if n := through[d.ID]; d.Version != before.Version+int64(n) || int64(len(words)) != d.Version || words[len(words)-1].Ordinal != len(words) {
					t.Errorf("%d got through, version %d, %d words", n, d.Version, len(words))
				}
				if d.Status != partnership.DeliveryWithdrawn {
					sums.Delivered += d.Quantity
				}
				if d.Status == partnership.DeliveryConfirmed {
					sums.Confirmed += int(*d.ConfirmedQuantity)
				}
			}
			if after.Sums.Delivered != sums.Delivered || after.Sums.Confirmed != sums.Confirmed || (sums.Confirmed >= 8) != (after.Status == partnership.CommitmentFulfilled) {
				t.Errorf("%s with %+v, its rows say %+v", after.Status, after.Sums, sums)
			}
		}
	})
}

// TestPartsConfirmedAtOnceFulfilTheirPromiseTogether has every part of a promise
// confirmed by somebody else at the same time: each sees only its own part as
// confirmed unless they wait for one another, and then nobody closes the promise.
func TestPartsConfirmedAtOnceFulfilTheirPromiseTogether(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		for range 15 {
			c := partnershiptest.Promise(t, r.d, r.c, id.Agreement{}, 4, today)
			var acts []func() error
			for range 4 {
				d := partnershiptest.Report(t, r.d, c, today, 1)
				acts = append(acts, func() error {
					return r.s.Confirm(t.Context(), r.officer, d.ID, d.Version, partnership.ConfirmCommand{})
				})
			}
			for _, err := range atOnce(acts) {
				ok(t, err)
			}
			after, err := r.s.Commitment(t.Context(), r.officer, c.ID)
			ok(t, err)
			if after.Status != partnership.CommitmentFulfilled || after.Sums.Confirmed != 4 {
				t.Errorf("%s with %d of 4 confirmed", after.Status, after.Sums.Confirmed)
			}
		}
	})
}
