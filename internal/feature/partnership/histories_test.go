package partnership_test

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// histories is how many random ones are played: a few in the normal run, and as
// many as TITIAN_TEST_HISTORIES says in "make histories".
func histories(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("TITIAN_TEST_HISTORIES"))
	if err != nil {
		return 60
	}
	return n
}

// TestEveryAmountIsTheSumOfItsRows plays random small histories, each in a
// cooperation of its own, and adds their rows up again from the tables: what the
// ledger, its accounts, the lists, the pages and the agreement's evidence say
// must be that, to the rupiah.
func TestEveryAmountIsTheSumOfItsRows(t *testing.T) {
	inRoom(t, func(t *testing.T, r room) {
		hosts := []id.Organisation{r.LapasSelong, r.LapasBungo, r.LapasMaros}
		partners := []id.Organisation{r.PemkabLotim, r.Baznas, r.PemkabMaros, r.PemkotJambi}
		for i := range histories(t) {
			rnd := rand.New(rand.NewPCG(uint64(i), 2026))
			c := agreementtest.Cooperation(t, r.d, hosts[rnd.IntN(len(hosts))], partners[rnd.IntN(len(partners))])
			h := partnershiptest.History{Service: r.s, Rnd: rnd, Cooperation: c, Host: r.Actor(authz.FacilityHead, c.Host), Giver: r.Actor(authz.Partner, c.Partner), Today: today}
			if rnd.IntN(6) == 0 {
				h.Under = agreementtest.Signed(t, r.d, c, today.AddDays(-100), today.AddDays(100)).ID
			}
			h.Play(t)
			compareHistory(t, r, h)
		}
		op := authz.OperatorAs("uji")
		all, err := r.s.Ledger(t.Context(), op, partnership.CommitmentFilter{})
		ok(t, err)
		rows := partnershiptest.RowsOf(t, r.d, id.Cooperation{})
		same(t, "the whole ledger", all.Total, rows.Total(today))
		for _, by := range partnership.Axes() {
			l, err := r.s.Accounts(t.Context(), op, partnership.CommitmentFilter{}, by)
			ok(t, err)
			same(t, "all accounts by "+string(by), l.Total, rows.Total(today))
			for _, a := range l.Accounts {
				same(t, "the account of "+a.Name, a.Line, rows.Of(by, a.Key).Total(today))
			}
		}
	})
}

// compareHistory asks every use case that tells sums of the history. What the pages
// and files show of them is held by a test of the app.
func compareHistory(t *testing.T, r room, h partnershiptest.History) {
	t.Helper()
	ctx, rows := t.Context(), partnershiptest.RowsOf(t, r.d, h.Cooperation.ID)
	for _, reader := range []authz.Actor{h.Host, h.Giver} {
		ledger, err := r.s.Ledger(ctx, reader, partnership.CommitmentFilter{Cooperation: h.Cooperation.ID})
		ok(t, err)
		same(t, "the ledger of "+h.Cooperation.Ref, ledger.Total, rows.Total(today))
		for _, l := range ledger.Lines {
			if got := rows.Like(l).Quantities(today); [5]int{l.Promised, l.Due, l.Delivered, l.Confirmed, l.Disputed} != got {
				t.Errorf("%s, %s in %s: %+v, its rows add up to %v", h.Cooperation.Ref, l.Form, l.Unit, l, got)
			}
		}
	}
	listed, err := r.s.Commitments(ctx, h.Giver, partnership.CommitmentFilter{Cooperation: h.Cooperation.ID}, page.Request{Size: page.MaxSize})
	ok(t, err)
	if len(listed.Items) != len(rows) {
		t.Errorf("the list of %s has %d promises, the tables %d", h.Cooperation.Ref, len(listed.Items), len(rows))
	}
	for _, x := range listed.Items {
		one := rows.Promise(x.ID)
		l, n := one.Total(today), one.Quantities(today)
		if want := (partnership.Sums{Delivered: n[2], Confirmed: n[3], Disputed: n[4], DeliveredRp: l.DeliveredRp, ConfirmedRp: l.ConfirmedRp, DisputedRp: l.DisputedRp}); x.Sums != want {
			t.Errorf("the list says %+v of %s, its rows %+v", x.Sums, x.Ref, want)
		}
	}
	for _, key := range h.Promises {
		page, err := r.s.Commitment(ctx, h.Giver, key)
		ok(t, err)
		if l := rows.Promise(key).Total(today); page.Sums.ConfirmedRp != l.ConfirmedRp || page.Sums.DeliveredRp != l.DeliveredRp || page.Sums.DisputedRp != l.DisputedRp {
			t.Errorf("the page of %s says %+v, its rows %+v", page.Ref, page.Sums, l)
		}
	}
	if !h.Under.IsZero() {
		e, err := r.s.Vitality(ctx, h.Host, h.Under)
		ok(t, err)
		l := rows.Total(today)
		promised, kept := rows.Kept(today)
		if got, want := [3]money.Rupiah{e.ConfirmedRp, e.PromisedRp, e.DeliveredRp}, [3]money.Rupiah{l.ConfirmedRp, promised, kept}; got != want || e.Commitments != l.Promises {
			t.Errorf("the agreement's evidence says %v of %d promises, its rows %v of %d", got, e.Commitments, want, l.Promises)
		}
	}
}

func same(t *testing.T, what string, got, want partnership.LedgerLine) {
	t.Helper()
	type rupiah struct {
		n                              int
		promised, due                  money.Rupiah
		delivered, confirmed, disputed money.Rupiah
	}
	of := func(l partnership.LedgerLine) rupiah {
		return rupiah{l.Promises, l.PromisedRp, l.DueRp, l.DeliveredRp, l.ConfirmedRp, l.DisputedRp}
	}
	if of(got) != of(want) {
		t.Errorf("%s says %+v, its rows add up to %+v", what, of(got), of(want))
	}
}
