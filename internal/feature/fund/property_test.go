package fund_test

import (
	"testing"

	"pgregory.net/rapid"

	"titian/internal/feature/fund"
	"titian/internal/feature/fund/fundtest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
)

// TestTheBooksBalanceAfterAnyHistory books and reverses at random and compares
// the kept sums with the entries and with a book kept by hand beside them.
func TestTheBooksBalanceAfterAnyHistory(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		classes := []id.Offering{{}, w.Class("a"), w.Class("b")}
		people := []id.Person{w.Person(t, w.LapasBungo, "A"), w.Person(t, w.LapasBungo, "B")}
		rapid.Check(t, func(rt *rapid.T) {
			h := books{t: t, w: w, fund: w.Fund(t, fund.Zakat), classes: classes, people: people, paid: map[id.Person]id.Entry{}}
			rt.Repeat(map[string]func(*rapid.T){"book": h.book, "pay": h.pay, "reverse": h.reverse, "close": h.close, "": h.check})
		})
	})
}

type books struct {
	t       *testing.T
	w       *fundtest.World
	fund    fund.Fund
	classes []id.Offering
	people  []id.Person
	hand    fund.Sums
	entries []fund.Entry
	paid    map[id.Person]id.Entry
}

// note keeps the hand-written book: what the service accepted and nothing else.
func (b *books) note(rt *rapid.T, e fund.Entry, err error) {
	if err != nil {
		if k := errs.KindOf(err); k != errs.State {
			rt.Fatalf("refused for a reason that no rule has: %v", err)
		}
		return
	}
	amount := e.Amount
	if e.Reversal() {
		amount = -amount
	}
	switch e.Kind {
	case fund.Receipt:
		b.hand.Received += amount
	case fund.Allocation:
		b.hand.Allocated += amount
	case fund.Disbursement:
		b.hand.Disbursed += amount
	case fund.Return:
		b.hand.Returned += amount
	}
	b.entries = append(b.entries, e)
}

func (b *books) book(rt *rapid.T) {
	c := fundtest.Entry(b.fund, rapid.SampledFrom(fund.Kinds()).Draw(rt, "kind"), money.Rupiah(rapid.Int64Range(1, 100).Draw(rt, "amount")))
	c.BookedOn = civil.Must("2026-11-01").AddDays(rapid.IntRange(0, 20).Draw(rt, "day"))
	if c.Kind == fund.Allocation || c.Kind == fund.Disbursement {
		c.Class = rapid.SampledFrom(b.classes).Draw(rt, "class")
	}
	if c.Kind == fund.Disbursement && c.Class.IsZero() {
		rt.Skip("a payment is for somebody")
	}
	e, err := b.w.Service.Book(b.t.Context(), b.w.Officer, c)
	b.note(rt, e, err)
}

func (b *books) pay(rt *rapid.T) {
	p := rapid.SampledFrom(b.people).Draw(rt, "person")
	e, err := b.w.Service.Book(b.t.Context(), b.w.Officer,
		fundtest.ToPerson(b.fund, money.Rupiah(rapid.Int64Range(1, 50).Draw(rt, "amount")), p, rapid.SampledFrom(b.classes).Draw(rt, "class")))
	if err == nil {
		if earlier, twice := b.paid[p]; twice {
			rt.Fatalf("paid again beside %s", earlier)
		}
		b.paid[p] = e.ID
	}
	b.note(rt, e, err)
}

func (b *books) reverse(rt *rapid.T) {
	if len(b.entries) == 0 {
		rt.Skip("nothing is booked")
	}
	old := rapid.SampledFrom(b.entries).Draw(rt, "entry")
	e, err := b.w.Service.Reverse(b.t.Context(), b.w.Officer, old.ID, "keliru")
	if err == nil && b.paid[old.Person] == old.ID {
		delete(b.paid, old.Person)
	}
	b.note(rt, e, err)
}

func (b *books) close(rt *rapid.T) {
	v := get(b.t, b.w, b.fund.ID)
	_, err := b.w.Service.Close(b.t.Context(), b.w.Officer, b.fund.ID, v.Version)
	if balanced := v.Balanced(); balanced != (err == nil) {
		rt.Fatalf("balanced %v, close: %v", balanced, err)
	}
	if err == nil {
		if _, err := b.w.Service.Reopen(b.t.Context(), b.w.Officer, b.fund.ID, 0); err != nil {
			rt.Fatal(err)
		}
	}
}

func (b *books) check(rt *rapid.T) {
	st, err := b.w.Service.Statement(b.t.Context(), b.w.Officer, b.fund.ID)
	if err != nil {
		rt.Fatal(err)
	}
	if !st.Agrees() || st.Counted != b.hand {
		rt.Fatalf("kept %+v, counted %+v, by hand %+v", st.Fund.Fund, st.Counted, b.hand)
	}
	if st.Fund.Free() < 0 || st.Fund.Unpaid() < 0 || st.Fund.Returned < 0 || st.People() != len(b.paid) {
		rt.Fatalf("statement %+v, people %d of %d", st.Fund.Fund, st.People(), len(b.paid))
	}
	for _, c := range st.Classes {
		if c.Allocated < 0 || c.Unpaid() < 0 {
			rt.Fatalf("class %+v", c)
		}
	}
	n, r := 0, page.Request{Size: 7}
	for {
		p, err := b.w.Service.Entries(b.t.Context(), b.w.Officer, b.fund.ID, r)
		if err != nil {
			rt.Fatal(err)
		}
		n += len(p.Items)
		if r.After = p.Next; r.After == "" {
			break
		}
	}
	if n != len(b.entries) {
		rt.Fatalf("the book shows %d entries of %d", n, len(b.entries))
	}
}
