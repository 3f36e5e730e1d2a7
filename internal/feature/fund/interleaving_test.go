package fund_test

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"

	"titian/internal/feature/fund"
	"titian/internal/feature/fund/fundtest"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/db"
)

// TestNoInterleavingBooksAnythingTwice lets bookkeepers receive, set aside, pay the
// same person and take the same payment back at once, each act perhaps twice with the
// same key as an impatient browser does, and adds up what got through.
func TestNoInterleavingBooksAnythingTwice(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		ctx, rnd := t.Context(), rand.New(rand.NewPCG(13, 17))
		for trial := range 8 {
			f := w.Fund(t, fund.Zakat)
			ali, budi := w.Person(t, w.LapasBungo, "Ali"), w.Person(t, w.LapasBungo, "Budi")
			w.Book(t, fundtest.Entry(f, fund.Receipt, 60))
			w.Book(t, fundtest.Entry(f, fund.Allocation, 30))
			paid := w.Book(t, fundtest.ToPerson(f, 10, ali, id.Offering{}))
			booked := []fund.Entry{{Kind: fund.Receipt, Amount: 60}, {Kind: fund.Allocation, Amount: 30}, paid}
			var mu sync.Mutex
			var all sync.WaitGroup
			start := make(chan struct{})
			for i := range 10 {
				amount, act := money.Rupiah(1+rnd.IntN(15)), rnd.IntN(5)
				once := db.WithOnce(ctx, db.Once{Actor: "a", Key: strconv.Itoa(trial) + "-" + strconv.Itoa(i/2), Hash: "h"})
				do := func() (fund.Entry, error) {
					switch act {
					case 0:
						return w.Service.Book(once, w.Officer, fundtest.Entry(f, fund.Receipt, amount))
					case 1:
						return w.Service.Book(once, w.Officer, fundtest.Entry(f, fund.Allocation, amount))
					case 2:
						return w.Service.Book(once, w.Officer, fundtest.ToPerson(f, amount, budi, id.Offering{}))
					case 3:
						return w.Service.Book(once, w.Officer, fundtest.Entry(f, fund.Return, amount))
					}
					return w.Service.Reverse(once, w.Officer, paid.ID, "keliru")
				}
				all.Go(func() {
					<-start
					e, err := do()
					_, repeated := db.ReplayedAs(err)
					mu.Lock()
					defer mu.Unlock()
					switch {
					case err == nil:
						booked = append(booked, e)
					case repeated, errors.Is(err, errs.State), errors.Is(err, errs.Conflict):
					default:
						t.Errorf("turned away without being told why: %v", err)
					}
				})
			}
			close(start)
			all.Wait()
			var hand fund.Sums
			back, second := 0, 0
			for _, e := range booked {
				amount := e.Amount
				if e.Reversal() {
					amount, back = -amount, back+1
				} else if e.Person == budi {
					second++
				}
				switch e.Kind {
				case fund.Receipt:
					hand.Received += amount
				case fund.Allocation:
					hand.Allocated += amount
				case fund.Disbursement:
					hand.Disbursed += amount
				case fund.Return:
					hand.Returned += amount
				}
			}
			st := must[fund.Statement](t)(w.Service.Statement(ctx, w.Officer, f.ID))
			if !st.Agrees() || st.Counted != hand {
				t.Errorf("kept %+v, counted %+v, by hand %+v", st.Fund.Fund, st.Counted, hand)
			}
			if back > 1 || second > 1 || st.People() != 1-back+second || st.Fund.Free() < 0 || st.Fund.Unpaid() < 0 {
				t.Errorf("taken back %d times, paid %d times, %d people: %+v", back, second, st.People(), st.Fund.Fund)
			}
		}
	})
}
