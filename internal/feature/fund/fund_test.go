package fund_test

import (
	"reflect"
	"sync"
	"testing"

	"titian/internal/feature/fund"
	"titian/internal/feature/fund/fundtest"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
	"titian/internal/platform/db/dbtest"
)

func run(t *testing.T, f func(t *testing.T, w *fundtest.World)) {
	t.Helper()
	dbtest.Run(t, func(t *testing.T, d *db.DB) { f(t, fundtest.Seed(t, d)) })
}

func want(t *testing.T, err error, kind errs.Kind, code string) {
	t.Helper()
	e := errs.As(err)
	if e == nil || e.Kind != kind || code != "" && e.Code != code {
		t.Fatalf("error = %v, want %s %s", err, kind, code)
	}
}

func wantField(t *testing.T, err error, path, code string) {
	t.Helper()
	want(t, err, errs.Invalid, "")
	for _, f := range errs.As(err).Fields {
		if f.Path == path && f.Code == code {
			return
		}
	}
	t.Fatalf("error = %v, want %s:%s", err, path, code)
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func second[T any](_ T, err error) error { return err }

func get(t *testing.T, w *fundtest.World, key id.Fund) fund.View {
	t.Helper()
	return must[fund.View](t)(w.Service.Get(t.Context(), w.Officer, key))
}

func TestZakatGoesFromReceiptToPeopleAndTheRestGoesBack(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		ctx, s := t.Context(), w.Service
		f := w.Fund(t, fund.Zakat)
		if f.Ref != "BUNGO-D-26-1" || f.Host != w.LapasBungo || f.Partner != w.Baznas {
			t.Errorf("fund = %+v", f)
		}
		class := w.Class("las")
		w.Book(t, fundtest.Entry(f, fund.Receipt, 10_000_000))
		set := fundtest.Entry(f, fund.Allocation, 6_000_000)
		set.Class = class
		w.Book(t, set)
		paid := w.Book(t, fundtest.ToPerson(f, 2_500_000, w.Person(t, w.LapasBungo, "Ahmad"), class))
		teach := fundtest.Entry(f, fund.Disbursement, 3_500_000)
		teach.Class = class
		w.Book(t, teach)
		_, err := s.Close(ctx, w.Officer, f.ID, 0)
		want(t, err, errs.State, "fund.not_balanced")
		w.Book(t, fundtest.Entry(f, fund.Return, 4_000_000))

		st := must[fund.Statement](t)(s.Statement(ctx, w.Officer, f.ID))
		if !st.Agrees() || st.Counted != (fund.Sums{Received: 10_000_000, Allocated: 6_000_000, Disbursed: 6_000_000, Returned: 4_000_000}) {
			t.Errorf("statement = %+v", st)
		}
		if len(st.Classes) != 1 || st.Classes[0].Title != "las" || st.Classes[0].Unpaid() != 0 || st.People() != 1 || st.Reached[0].Asnaf != "miskin" {
			t.Errorf("statement by class and asnaf = %+v, %+v", st.Classes, st.Reached)
		}
		closed := must[fund.Fund](t)(s.Close(ctx, w.Officer, f.ID, f.Version))
		if closed.Status != fund.Closed || closed.Received != 10_000_000 {
			t.Errorf("closed = %+v", closed)
		}
		_, err = s.Book(ctx, w.Officer, fundtest.Entry(f, fund.Receipt, 1))
		want(t, err, errs.State, "fund.closed")
		_, err = s.Reverse(ctx, w.Officer, paid.ID, "salah orang")
		want(t, err, errs.State, "fund.closed")
		_, err = s.Close(ctx, w.Officer, f.ID, closed.Version)
		want(t, err, errs.State, "fund.closed")
		_, err = s.Change(ctx, w.Officer, f.ID, closed.Version, "Lain")
		want(t, err, errs.State, "fund.closed")
		reopened := must[fund.Fund](t)(s.Reopen(ctx, w.Officer, f.ID, closed.Version))
		_, err = s.Reopen(ctx, w.Officer, f.ID, reopened.Version)
		want(t, err, errs.State, "fund.open")
		w.Book(t, fundtest.Entry(f, fund.Receipt, 1))
	})
}

func TestNoBalanceGoesBelowNothing(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		ctx, s := t.Context(), w.Service
		f := w.Fund(t, fund.CSR)
		a, b := w.Class("a"), w.Class("b")
		book := func(kind fund.Kind, amount money.Rupiah, class id.Offering) error {
			c := fundtest.Entry(f, kind, amount)
			c.Class = class
			return second(s.Book(ctx, w.Officer, c))
		}
		want(t, book(fund.Allocation, 1, a), errs.State, "fund.not_enough")
		want(t, book(fund.Return, 1, id.Offering{}), errs.State, "fund.not_enough")
		receipt := w.Book(t, fundtest.Entry(f, fund.Receipt, 100))
		if err := book(fund.Allocation, 60, a); err != nil {
			t.Fatal(err)
		}
		want(t, book(fund.Allocation, 41, b), errs.State, "fund.not_enough")
		want(t, book(fund.Return, 41, id.Offering{}), errs.State, "fund.not_enough")
		if err := book(fund.Allocation, 40, b); err != nil {
			t.Fatal(err)
		}
		want(t, book(fund.Disbursement, 41, b), errs.State, "fund.not_set_aside") // 100 is unpaid, 40 of it for b
		if err := book(fund.Disbursement, 40, b); err != nil {
			t.Fatal(err)
		}
		_, err := s.Reverse(ctx, w.Officer, receipt.ID, "transfer ditarik bank")
		want(t, err, errs.State, "fund.not_enough")
		if e := errs.As(err); e.Args["missing"] != money.Rupiah(100) {
			t.Errorf("missing = %v", e.Args)
		}
		if v := get(t, w, f.ID); v.Received != 100 || v.Allocated != 100 || v.Disbursed != 40 {
			t.Errorf("refusals moved the sums: %+v", v)
		}
	})
}

func TestAnEntryIsTakenBackOnce(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		ctx, s := t.Context(), w.Service
		f := w.Fund(t, fund.Zakat)
		p := w.Person(t, w.LapasBungo, "Ahmad")
		w.Book(t, fundtest.Entry(f, fund.Receipt, 100))
		set := w.Book(t, fundtest.Entry(f, fund.Allocation, 50))
		paid := w.Book(t, fundtest.ToPerson(f, 50, p, id.Offering{}))

		_, err := s.Book(ctx, w.Officer, fundtest.ToPerson(f, 1, p, id.Offering{}))
		if k := errs.As(err); k == nil || k.Code != "fund.person_paid" {
			t.Fatalf("paid twice: %v", err)
		}
		_, err = s.Reverse(ctx, w.Officer, set.ID, "salah")
		want(t, err, errs.State, "fund.not_set_aside")
		_, err = s.Reverse(ctx, w.Officer, paid.ID, " ")
		wantField(t, err, "reason", "required")
		back := must[fund.Entry](t)(s.Reverse(ctx, w.Officer, paid.ID, "salah orang"))
		if back.Kind != fund.Disbursement || back.Amount != 50 || back.Reverses != paid.ID || back.Note != "salah orang" {
			t.Errorf("reversal = %+v", back)
		}
		_, err = s.Reverse(ctx, w.Officer, paid.ID, "lagi")
		want(t, err, errs.State, "entry.reversed")
		_, err = s.Reverse(ctx, w.Officer, back.ID, "lagi")
		want(t, err, errs.State, "entry.is_reversal")
		w.Book(t, fundtest.ToPerson(f, 30, p, id.Offering{})) // and so may be paid again
		if st := must[fund.Statement](t)(s.Statement(ctx, w.Officer, f.ID)); !st.Agrees() || st.Counted.Disbursed != 30 || st.People() != 1 {
			t.Errorf("statement = %+v", st)
		}
	})
}

func TestEachEntrySaysWhomItIsForAndShowsItsPaper(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		zakat, csr := w.Fund(t, fund.Zakat), w.Fund(t, fund.CSR)
		here, far := w.Person(t, w.LapasBungo, "Dekat"), w.Person(t, w.LapasSelong, "Jauh")
		entry := fundtest.Entry
		for name, c := range map[string]struct {
			cmd        fund.BookCommand
			path, code string
		}{
			"no kind":               {with(entry(zakat, "", 1), nil), "kind", "required"},
			"no amount":             {entry(zakat, fund.Receipt, 0), "amount", "money.positive"},
			"below nothing":         {entry(zakat, fund.Receipt, -5), "amount", "money.positive"},
			"absurd amount":         {entry(zakat, fund.Receipt, money.Max+1), "amount", "money.positive"},
			"tomorrow":              {with(entry(zakat, fund.Receipt, 1), func(c *fund.BookCommand) { c.BookedOn = civil.Must("2026-11-23") }), "booked_on", "date.future"},
			"no day":                {with(entry(zakat, fund.Receipt, 1), func(c *fund.BookCommand) { c.BookedOn = civil.Date{} }), "booked_on", "required"},
			"no paper":              {with(entry(zakat, fund.Return, 1), func(c *fund.BookCommand) { c.Paper = " " }), "receipt_no", "required"},
			"for nobody":            {entry(zakat, fund.Disbursement, 1), "person_id", "fund.for_whom"},
			"receipt of a person":   {with(entry(zakat, fund.Receipt, 1), func(c *fund.BookCommand) { c.Person = here }), "person_id", "choice.invalid"},
			"receipt of a class":    {with(entry(zakat, fund.Receipt, 1), func(c *fund.BookCommand) { c.Class = w.Class("x") }), "class_id", "choice.invalid"},
			"unknown class":         {with(entry(zakat, fund.Allocation, 1), func(c *fund.BookCommand) { c.Class = id.Offering{}.Make() }), "class_id", "fund.class_foreign"},
			"zakat without asnaf":   {with(entry(zakat, fund.Disbursement, 1), func(c *fund.BookCommand) { c.Person = here }), "asnaf", "required"},
			"zakat without look":    {with(fundtest.ToPerson(zakat, 1, here, id.Offering{}), func(c *fund.BookCommand) { c.Surveyor = "" }), "surveyor", "required"},
			"zakat without grounds": {with(fundtest.ToPerson(zakat, 1, here, id.Offering{}), func(c *fund.BookCommand) { c.Evidence = "" }), "asnaf_evidence", "required"},
			"a ninth asnaf":         {with(fundtest.ToPerson(zakat, 1, here, id.Offering{}), func(c *fund.BookCommand) { c.Asnaf = "teman" }), "asnaf", "choice.invalid"},
			"asnaf of a company":    {fundtest.ToPerson(csr, 1, here, id.Offering{}), "asnaf", "fund.not_zakat"},
			"somebody elsewhere":    {fundtest.ToPerson(zakat, 1, far, id.Offering{}), "person_id", "choice.invalid"},
			"nobody known":          {fundtest.ToPerson(zakat, 1, id.Person{}.Make(), id.Offering{}), "person_id", "choice.invalid"},
		} {
			t.Log(name)
			wantField(t, second(w.Service.Book(t.Context(), w.Officer, c.cmd)), c.path, c.code)
		}
	})
}

func with(c fund.BookCommand, change func(*fund.BookCommand)) fund.BookCommand {
	if change != nil {
		change(&c)
	}
	return c
}

func TestADonorSeesItsMoneyAndNobodysName(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		ctx, s := t.Context(), w.Service
		f := w.Fund(t, fund.Zakat)
		class := w.Class("las")
		w.Book(t, fundtest.Entry(f, fund.Receipt, 100))
		w.Book(t, fundtest.Entry(f, fund.Allocation, 50))
		c := fundtest.ToPerson(f, 50, w.Person(t, w.LapasBungo, "Ahmad"), id.Offering{})
		c.Note = "untuk Ahmad"
		w.Book(t, c)
		set := fundtest.Entry(f, fund.Allocation, 10)
		set.Class = class
		w.Book(t, set)

		for name, a := range map[string]authz.Actor{"donor": w.Donor, "observer": w.Actor(authz.Observer, w.LapasBungo), "office above": w.Actor(authz.RegionalOffice, w.KanwilJambi)} {
			book := must[page.Of[fund.EntryView]](t)(s.Entries(ctx, a, f.ID, page.Request{}))
			if len(book.Items) != 4 {
				t.Fatalf("%s reads %d entries", name, len(book.Items))
			}
			for _, e := range book.Items {
				if !e.Person.IsZero() || e.PersonName != "" || e.Evidence != "" || e.Surveyor != "" || e.Note != "" {
					t.Errorf("%s reads %+v", name, e)
				}
				if e.ForPerson != (e.Kind == fund.Disbursement) {
					t.Errorf("%s cannot tell a payment to a person: %+v", name, e)
				}
			}
			one := must[fund.EntryView](t)(s.Entry(ctx, a, book.Items[2].ID))
			if one.PersonName != "" {
				t.Errorf("%s reads one entry with %s", name, one.PersonName)
			}
			if st := must[fund.Statement](t)(s.Statement(ctx, a, f.ID)); st.People() != 1 {
				t.Errorf("%s counts %d people", name, st.People())
			}
		}
		book := must[page.Of[fund.EntryView]](t)(s.Entries(ctx, w.Officer, f.ID, page.Request{}))
		if e := book.Items[2]; e.PersonName != "Ahmad" || e.Surveyor == "" {
			t.Errorf("the bookkeeper reads %+v", e)
		}
		if e := book.Items[3]; e.ClassTitle != "las" {
			t.Errorf("the entry for a class = %+v", e)
		}
	})
}

func TestOutOfScopeIsNotFoundAndOthersBooksAreOnlyRead(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		ctx, s := t.Context(), w.Service
		f := w.Fund(t, fund.APBD)
		e := w.Book(t, fundtest.Entry(f, fund.Receipt, 100))
		other, donor := w.Actor(authz.FacilityHead, w.LapasSelong), w.Actor(authz.Partner, w.PemkabLotim)
		for name, err := range map[string]error{
			"get":             second(s.Get(ctx, other, f.ID)),
			"get (partner)":   second(s.Get(ctx, donor, f.ID)),
			"entries":         second(s.Entries(ctx, donor, f.ID, page.Request{})),
			"entry":           second(s.Entry(ctx, donor, e.ID)),
			"statement":       second(s.Statement(ctx, other, f.ID)),
			"book":            second(s.Book(ctx, other, fundtest.Entry(f, fund.Receipt, 1))),
			"reverse":         second(s.Reverse(ctx, other, e.ID, "x")),
			"close":           second(s.Close(ctx, other, f.ID, 1)),
			"change":          second(s.Change(ctx, other, f.ID, 1, "x")),
			"open":            second(s.Open(ctx, other, fund.OpenCommand{Cooperation: w.Cooperation.ID, Type: fund.CSR, Purpose: "x"})),
			"history (donor)": second(s.History(ctx, w.Donor, f.ID)),
			"unknown entry":   second(s.Reverse(ctx, w.Officer, id.Entry{}.Make(), "x")),
		} {
			if errs.KindOf(err) != errs.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		kanwil := w.Actor(authz.RegionalOffice, w.KanwilJambi)
		if v := must[fund.View](t)(s.Get(ctx, kanwil, f.ID)); v.PartnerName != "BAZNAS Kabupaten Bungo" || fund.MayWrite(kanwil, v.Fund) {
			t.Errorf("the office above: %+v", v)
		}
		want(t, second(s.Book(ctx, kanwil, fundtest.Entry(f, fund.Receipt, 1))), errs.Forbidden, "cooperation.not_yours")
		want(t, second(s.Book(ctx, w.Donor, fundtest.Entry(f, fund.Receipt, 1))), errs.Forbidden, "")
		if h := must[int](t)(history(s.History(ctx, w.Officer, f.ID))); h != 2 {
			t.Errorf("%d entries of history", h)
		}
	})
}

func history[T any](list []T, err error) (int, error) { return len(list), err }

func TestNobodyAndThePowerlessAreRefusedByEveryMethod(t *testing.T) {
	s := reflect.ValueOf(fund.New(nil, nil))
	for i := range s.NumMethod() {
		m := s.Type().Method(i)
		for _, c := range []struct {
			actor authz.Actor
			kind  errs.Kind
		}{{authz.Actor{}, errs.Unauthenticated}, {authz.Actor{Role: "powerless"}, errs.Forbidden}} {
			in := []reflect.Value{reflect.ValueOf(t.Context()), reflect.ValueOf(c.actor)}
			for n := 3; n < m.Type.NumIn(); n++ {
				in = append(in, reflect.Zero(m.Type.In(n)))
			}
			out := s.Method(i).Call(in)
			err, _ := out[len(out)-1].Interface().(error)
			if errs.KindOf(err) != c.kind {
				t.Errorf("%s as %q: %v", m.Name, c.actor.Role, err)
			}
		}
	}
}

func TestAFundBelongsToAPromiseOfItsCooperation(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		ctx, s := t.Context(), w.Service
		c := partnershiptest.Promise(t, w.DB, w.Cooperation, id.Agreement{}, 10, civil.Must("2026-12-31"))
		f := must[fund.Fund](t)(s.Open(ctx, w.Officer, fund.OpenCommand{Cooperation: w.Cooperation.ID, Commitment: c.ID, Type: fund.Infak, Purpose: "Alat las"}))
		if v := get(t, w, f.ID); v.CommitmentRef != c.Ref || v.CooperationRef != w.Cooperation.Ref {
			t.Errorf("view = %+v", v)
		}
		_, err := s.Open(ctx, w.Officer, fund.OpenCommand{Cooperation: w.Cooperation.ID, Commitment: id.Commitment{}.Make(), Type: fund.Infak, Purpose: "Alat las"})
		wantField(t, err, "commitment_id", "choice.invalid")
		_, err = s.Open(ctx, w.Officer, fund.OpenCommand{})
		if n := len(errs.As(err).Fields); n != 3 {
			t.Errorf("%d errors at once: %v", n, err)
		}
		changed := must[fund.Fund](t)(s.Change(ctx, w.Officer, f.ID, 1, "Alat las dan APD"))
		_, err = s.Change(ctx, w.Officer, f.ID, 1, "Kalah cepat")
		want(t, err, errs.Conflict, "stale")
		if changed.Version != 2 || get(t, w, f.ID).Purpose != "Alat las dan APD" {
			t.Errorf("changed = %+v", changed)
		}
	})
}

func TestFundsAreFoundFilteredAndPaged(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		ctx, s := t.Context(), w.Service
		for _, kind := range fund.Types() {
			w.Fund(t, kind)
		}
		var refs []string
		r := page.Request{Size: 4}
		for {
			p := must[page.Of[fund.View]](t)(s.List(ctx, w.Donor, fund.Filter{}, r))
			for _, f := range p.Items {
				refs = append(refs, f.Ref)
			}
			if r.After = p.Next; r.After == "" {
				break
			}
		}
		if len(refs) != 6 || refs[0] != "BUNGO-D-26-6" || refs[5] != "BUNGO-D-26-1" {
			t.Errorf("pages give %v", refs)
		}
		for name, f := range map[string]fund.Filter{"type": {Type: fund.CSR}, "reference": {Text: "d-26-4"}} {
			if p := must[page.Of[fund.View]](t)(s.List(ctx, w.Officer, f, page.Request{})); len(p.Items) != 1 || p.Items[0].Type != fund.CSR {
				t.Errorf("by %s: %+v", name, p.Items)
			}
		}
		for name, f := range map[string]fund.Filter{"closed": {Status: fund.Closed}, "another cooperation": {Cooperation: id.Cooperation{1}}, "another promise": {Commitment: id.Commitment{1}}} {
			if p := must[page.Of[fund.View]](t)(s.List(ctx, w.Officer, f, page.Request{})); len(p.Items) != 0 {
				t.Errorf("%s: %+v", name, p.Items)
			}
		}
	})
}

func TestTwoBookkeepersCannotSpendTheSameRupiah(t *testing.T) {
	run(t, func(t *testing.T, w *fundtest.World) {
		f := w.Fund(t, fund.CSR)
		w.Book(t, fundtest.Entry(f, fund.Receipt, 5))
		results := make([]error, 12)
		var wg sync.WaitGroup
		for i := range results {
			wg.Go(func() {
				_, results[i] = w.Service.Book(t.Context(), w.Officer, fundtest.Entry(f, fund.Allocation, 1))
			})
		}
		wg.Wait()
		won := 0
		for _, err := range results {
			if err == nil {
				won++
				continue
			}
			want(t, err, errs.State, "fund.not_enough")
		}
		if v := get(t, w, f.ID); won != 5 || v.Allocated != 5 || v.Free() != 0 {
			t.Errorf("%d entries won, fund %+v", won, v)
		}
	})
}
