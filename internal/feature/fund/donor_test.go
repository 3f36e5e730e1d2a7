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
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

func TestADonorIsAccountedToFundByFund(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		zakat, csr, idle := w.Fund(t, fund.Zakat), w.Fund(t, fund.CSR), w.Fund(t, fund.Infak)
		p := w.Person(t, w.LapasBungo, "Budi")
		w.Book(t, on(fundtest.Entry(zakat, fund.Receipt, 1000), "2026-09-10"))
		w.Book(t, on(fundtest.Entry(zakat, fund.Allocation, 600), "2026-10-01"))
		w.Book(t, on(fundtest.ToPerson(zakat, 250, p, id.Offering{}), "2026-10-31"))
		w.Book(t, on(fundtest.Entry(csr, fund.Receipt, 70), "2026-11-01"))
		st := must[fund.DonorStatement](t)(w.Service.Donor(t.Context(), w.Donor, w.Baznas, civil.Must("2026-10-01"), october))
		if len(st.Funds) != 1 || st.Funds[0].Fund.ID != zakat.ID {
			t.Fatalf("funds %+v; CSR came later and %s is empty", st.Funds, idle.Ref)
		}
		d := st.Funds[0]
		if d.Opening != (fund.Sums{Received: 1000}) || d.Moved != (fund.Sums{Allocated: 600, Disbursed: 250}) || d.Closing().Held() != 750 {
			t.Errorf("from %+v by %+v", d.Opening, d.Moved)
		}
		if len(d.Entries) != 2 || d.Entries[1].PersonName != "" || !d.Entries[1].ForPerson || !d.Entries[1].Person.IsZero() {
			t.Errorf("the donor reads %+v", d.Entries)
		}
		if st := must[fund.DonorStatement](t)(w.Service.Donor(t.Context(), w.Officer, w.Baznas, october, october)); st.Funds[0].Entries[0].PersonName != "Budi" {
			t.Errorf("the keeper reads %+v", st.Funds[0].Entries)
		}
	})
}

func TestADonorAsksForItselfAndForDaysInOrder(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		w.Book(t, fundtest.Entry(w.Fund(t, fund.CSR), fund.Receipt, 70))
		ask := func(a authz.Actor, partner id.Organisation, from, to civil.Date) error {
			return second(w.Service.Donor(t.Context(), a, partner, from, to))
		}
		want(t, ask(w.Actor(authz.Partner, w.PemkotJambi), w.Baznas, september, october), errs.NotFound, "")
		want(t, ask(w.Donor, w.PemkotJambi, september, october), errs.NotFound, "")
		want(t, ask(w.Actor(authz.FacilityHead, w.LapasSelong), w.Baznas, september, october), errs.NotFound, "")
		wantField(t, ask(w.Donor, w.Baznas, october, september), "to", "fund.days_order")
		wantField(t, ask(w.Donor, w.Baznas, civil.Date{}, september), "from", "required")
		donors := must[[]fund.Donor](t)(w.Service.Donors(t.Context(), w.Officer))
		if len(donors) != 1 || donors[0].ID != w.Baznas {
			t.Errorf("donors %+v", donors)
		}
	})
}

// TestStatementsOfAdjoiningDaysAddUp cuts any history at any day: the two
// statements join without a gap, and the whole is their sum.
func TestStatementsOfAdjoiningDaysAddUp(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		first, last := civil.Must("2026-11-01"), civil.Must("2026-11-22")
		rapid.Check(t, func(rt *rapid.T) {
			h := books{t: t, w: w, fund: w.Fund(t, fund.CSR), classes: []id.Offering{{}, w.Class("a")}}
			for range rapid.IntRange(1, 12).Draw(rt, "entries") {
				c := fundtest.Entry(h.fund, rapid.SampledFrom(fund.Kinds()).Draw(rt, "kind"), money.Rupiah(rapid.Int64Range(1, 100).Draw(rt, "amount")))
				c.BookedOn = first.AddDays(rapid.IntRange(0, 21).Draw(rt, "day"))
				if c.Kind == fund.Allocation || c.Kind == fund.Disbursement {
					c.Class = h.classes[1]
				}
				e, err := w.Service.Book(t.Context(), w.Officer, c)
				h.note(rt, e, err)
			}
			cut := first.AddDays(rapid.IntRange(0, 20).Draw(rt, "cut"))
			early, late, whole := statement(t, w, h.fund, first, cut), statement(t, w, h.fund, cut.AddDays(1), last), statement(t, w, h.fund, first, last)
			if early.Closing() != late.Opening || early.Moved.Plus(late.Moved) != whole.Moved || whole.Closing() != h.hand {
				rt.Fatalf("cut on %s: %+v then %+v, whole %+v, by hand %+v", cut, early, late, whole, h.hand)
			}
			debits, credits := money.Rupiah(0), money.Rupiah(0)
			for _, b := range whole.Closing().Trial() {
				debits, credits = debits+b.Debit, credits+b.Credit
			}
			if debits != credits {
				rt.Fatalf("debits %d, credits %d", debits, credits)
			}
		})
	})
}

// statement is one fund's part of its donor's statement.
func statement(t *testing.T, w *fundtest.World, f fund.Fund, from, to civil.Date) fund.DonorFund {
	t.Helper()
	for _, d := range must[fund.DonorStatement](t)(w.Service.Donor(t.Context(), w.Officer, w.Baznas, from, to)).Funds {
		if d.Fund.ID == f.ID {
			return d
		}
	}
	return fund.DonorFund{}
}

func TestEachEntryIsBookedOnTwoSides(t *testing.T) {
	t.Parallel()
	for _, kind := range fund.Kinds() {
		e := fund.Entry{Kind: kind}
		there, back := e.Posting(), fund.Entry{Kind: kind, Reverses: id.Entry{}.Make()}.Posting()
		if there.Debit == "" || there.Debit == there.Credit || there.Debit != back.Credit || there.Credit != back.Debit {
			t.Errorf("%s: %v, taken back %v", kind, there, back)
		}
	}
}

// believer stores a person of a registered religion.
func believer(t *testing.T, w *fundtest.World, name, religion string) id.Person {
	t.Helper()
	p := w.Person(t, w.LapasBungo, name)
	if err := w.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return second(db.Exec(t.Context(), tx, `UPDATE person_person SET religion = $1 WHERE id = $2`, religion, p))
	}); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestZakatIsForMuslimsAndOtherMoneyReachesTheRest(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		zakat, csr := w.Fund(t, fund.Zakat), must[fund.Fund](t)(w.Service.Open(t.Context(), w.Officer, fund.OpenCommand{Cooperation: w.Cooperation.ID, Type: fund.CSR, Purpose: "Modal usaha"}))
		for _, f := range []fund.Fund{zakat, csr} {
			w.Book(t, fundtest.Entry(f, fund.Receipt, 1000))
			w.Book(t, fundtest.Entry(f, fund.Allocation, 1000))
		}
		muslim, christian, convert := believer(t, w, "A", "islam"), believer(t, w, "B", "protestant"), believer(t, w, "C", "hindu")
		w.Book(t, fundtest.ToPerson(zakat, 10, muslim, id.Offering{}))
		wantField(t, second(w.Service.Book(t.Context(), w.Officer, fundtest.ToPerson(zakat, 10, christian, id.Offering{}))), "person_id", "fund.zakat_faith")
		w.Book(t, with(fundtest.ToPerson(zakat, 10, convert, id.Offering{}), func(c *fund.BookCommand) { c.Asnaf = "muallaf" }))
		w.Book(t, with(fundtest.ToPerson(csr, 10, christian, id.Offering{}), func(c *fund.BookCommand) { c.Asnaf, c.Evidence, c.Surveyor = "", "", "" }))
		got := must[[]fund.Access](t)(w.Service.Access(t.Context(), w.Officer, w.LapasBungo))
		if len(got) != 2 || got[0] != (fund.Access{Faith: fund.Muslim, People: 1, Zakat: 1}) || got[1] != (fund.Access{Faith: fund.OtherFaith, People: 2, Zakat: 1, Other: 1}) {
			t.Errorf("access %+v", got)
		}
		want(t, second(w.Service.Access(t.Context(), w.Officer, w.LapasSelong)), errs.NotFound, "")
		want(t, second(w.Service.Access(t.Context(), w.Donor, w.LapasBungo)), errs.Forbidden, "")
	})
}

func TestNobodyIsPaidTwiceForTheSame(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		one, two := w.Fund(t, fund.CSR), w.Fund(t, fund.Infak) // of one purpose
		class, p := w.Class("las"), w.Person(t, w.LapasBungo, "Budi")
		for _, f := range []fund.Fund{one, two} {
			w.Book(t, fundtest.Entry(f, fund.Receipt, 1000))
			w.Book(t, with(fundtest.Entry(f, fund.Allocation, 400), func(c *fund.BookCommand) { c.Class = class }))
			w.Book(t, fundtest.Entry(f, fund.Allocation, 400))
		}
		pay := func(f fund.Fund, class id.Offering) fund.BookCommand {
			return with(fundtest.Entry(f, fund.Disbursement, 10), func(c *fund.BookCommand) { c.Person, c.Class = p, class })
		}
		first := w.Book(t, pay(one, class))
		_, err := w.Service.Book(t.Context(), w.Officer, pay(two, class))
		want(t, err, errs.State, "fund.person_paid_elsewhere")
		if got := errs.As(err).Args["ref"]; got != one.Ref {
			t.Errorf("told of %v, want %s", got, one.Ref)
		}
		must[fund.Entry](t)(w.Service.Reverse(t.Context(), w.Officer, first.ID, "salah dana"))
		w.Book(t, pay(two, class))
		w.Book(t, pay(one, id.Offering{})) // aid is another purpose than the class
		want(t, second(w.Service.Book(t.Context(), w.Officer, pay(one, id.Offering{}))), errs.State, "fund.person_paid")
	})
}
