package fund_test

import (
	"sync"
	"testing"

	"titian/internal/feature/fund"
	"titian/internal/feature/fund/fundtest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

var (
	september = civil.Must("2026-09-30")
	october   = civil.Must("2026-10-31")
	november  = civil.Must("2026-11-30") // the tests' clock stands in it
)

// on is a command booked on another day.
func on(c fund.BookCommand, day string) fund.BookCommand {
	c.BookedOn = civil.Must(day)
	return c
}

func TestAClosedMonthStaysClosed(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		f := w.Fund(t, fund.Infak)
		late := w.Book(t, on(fundtest.Entry(f, fund.Receipt, 900), "2026-10-31"))
		w.Book(t, on(fundtest.Entry(f, fund.Allocation, 400), "2026-11-01"))
		c := must[fund.Closing](t)(w.Service.CloseMonth(t.Context(), head, w.LapasBungo, october))
		if c.Entries != 1 || c.Sums() != (fund.Sums{Received: 900}) {
			t.Errorf("closed %+v", c)
		}
		_, err := w.Service.Book(t.Context(), w.Officer, on(fundtest.Entry(f, fund.Receipt, 1), "2026-10-31"))
		wantField(t, err, "booked_on", "fund.in_closed_month")
		w.Book(t, on(fundtest.Entry(f, fund.Receipt, 1), "2026-11-01"))
		if _, err := w.Service.Reverse(t.Context(), w.Officer, late.ID, "salah setor"); err == nil {
			t.Error("money that was set aside went back")
		}
		w.Book(t, fundtest.Entry(f, fund.Receipt, 899))
		must[fund.Entry](t)(w.Service.Reverse(t.Context(), w.Officer, late.ID, "salah setor")) // of today, not of October
		books := must[[]fund.Books](t)(w.Service.Books(t.Context(), w.Officer))
		if len(books) != 1 || !books[0].Agrees() || !books[0].Next.IsZero() || books[0].Closings[0].ID != c.ID {
			t.Errorf("books %+v", books)
		}
	})
}

func TestAMonthIsClosedWholeOnceAndWhenItIsOver(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		closing := func(through civil.Date) error {
			return second(w.Service.CloseMonth(t.Context(), head, w.LapasBungo, through))
		}
		wantField(t, closing(civil.Date{}), "through_on", "required")
		wantField(t, closing(civil.Must("2026-10-30")), "through_on", "fund.not_month_end")
		wantField(t, closing(november), "through_on", "fund.month_runs")
		if err := closing(october); err != nil {
			t.Fatal(err)
		}
		want(t, closing(october), errs.State, "fund.month_closed")
		want(t, closing(september), errs.State, "fund.month_closed")
		want(t, second(w.Service.CloseMonth(t.Context(), w.Officer, w.LapasBungo, october)), errs.Forbidden, "")
		want(t, second(w.Service.CloseMonth(t.Context(), head, w.LapasSelong, october)), errs.NotFound, "")
	})
}

func TestAnEntryChangedBehindTheBooksShows(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		e := w.Book(t, on(fundtest.Entry(w.Fund(t, fund.CSR), fund.Receipt, 500), "2026-10-02"))
		must[fund.Closing](t)(w.Service.CloseMonth(t.Context(), head, w.LapasBungo, october))
		if err := w.DB.InTx(t.Context(), func(tx *db.Tx) error {
			return second(db.Exec(t.Context(), tx, `UPDATE fund_entry SET amount_rp = 5 WHERE id = $1`, e.ID))
		}); err != nil {
			t.Fatal(err)
		}
		if b := must[[]fund.Books](t)(w.Service.Books(t.Context(), head)); b[0].Agrees() {
			t.Errorf("closed %+v, counted %+v", b[0].Closings[0], b[0].Counted)
		}
	})
}

// TestNoEntrySlipsIntoAMonthThatIsBeingClosed books and closes at once: what was
// booked before the closing is in its sums, the rest was refused.
func TestNoEntrySlipsIntoAMonthThatIsBeingClosed(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		head := w.Actor(authz.FacilityHead, w.LapasBungo)
		funds := []fund.Fund{w.Fund(t, fund.CSR), w.Fund(t, fund.Infak)}
		var all sync.WaitGroup
		for i := range 10 {
			all.Go(func() {
				_, _ = w.Service.Book(t.Context(), w.Officer, on(fundtest.Entry(funds[i%2], fund.Receipt, 10), "2026-10-15"))
			})
			if i == 4 {
				all.Go(func() { _, _ = w.Service.CloseMonth(t.Context(), head, w.LapasBungo, october) })
			}
		}
		all.Wait()
		books := must[[]fund.Books](t)(w.Service.Books(t.Context(), head))
		if len(books) != 1 || len(books[0].Closings) != 1 || !books[0].Agrees() {
			t.Errorf("books %+v", books)
		}
	})
}
