package partnership_test

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementtest"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershiptest"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// histories is how many random ones are played: a few in the normal run, and as
// many as TITIAN_HISTORIES says in "make histories".
func histories(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("TITIAN_HISTORIES"))
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
			h := history{room: r, rnd: rnd, c: c, host: r.Actor(authz.FacilityHead, c.Host), giver: r.Actor(authz.Partner, c.Partner)}
			if rnd.IntN(6) == 0 {
				h.under = agreementtest.Signed(t, r.d, c, today.AddDays(-100), today.AddDays(100)).ID
			}
			h.play(t)
			h.compare(t)
		}
		op := authz.OperatorAs("uji")
		all, err := r.s.Ledger(t.Context(), op, partnership.CommitmentFilter{})
		ok(t, err)
		rows := rowsOf(t, r.d, id.Cooperation{})
		same(t, "the whole ledger", all.Total, rows.total())
		for _, by := range partnership.Axes() {
			l, err := r.s.Accounts(t.Context(), op, partnership.CommitmentFilter{}, by)
			ok(t, err)
			same(t, "all accounts by "+string(by), l.Total, rows.total())
			for _, a := range l.Accounts {
				same(t, "the account of "+a.Name, a.Line, rows.of(by, a.Key).total())
			}
		}
	})
}

// history is one cooperation's random past.
type history struct {
	room
	rnd         *rand.Rand
	c           agreement.Cooperation
	under       id.Agreement
	host, giver authz.Actor
	promises    []id.Commitment
	deliveries  []id.Delivery
}

func (h *history) play(t *testing.T) {
	t.Helper()
	ctx, rnd := t.Context(), h.rnd
	for range 1 + rnd.IntN(3) {
		h.promises = append(h.promises, h.promise(t))
	}
	for range 4 + rnd.IntN(8) {
		promise, quantity, value := pick(rnd, h.promises), 1+rnd.IntN(9), money.Rupiah(rnd.IntN(9_000_001))
		if len(h.deliveries) == 0 || rnd.IntN(3) == 0 {
			made, err := h.s.Report(ctx, h.giver, promise, partnership.ReportCommand{DeliveredOn: today.AddDays(-rnd.IntN(30)), Quantity: quantity, Value: value, Evidence: "BA"})
			if err == nil {
				h.deliveries = append(h.deliveries, made.ID)
			}
			continue
		}
		// Half of these are refused where they do not fit: that is part of a history.
		switch d := pick(rnd, h.deliveries); rnd.IntN(8) {
		case 0, 1, 2:
			_ = h.s.Confirm(ctx, h.host, d, 0, partnership.ConfirmCommand{})
		case 3:
			_ = h.s.Confirm(ctx, h.host, d, 0, partnership.ConfirmCommand{Quantity: quantity, Value: value / 2, Reason: "Sebagian"})
		case 4:
			_ = h.s.Dispute(ctx, h.host, d, 0, partnership.DisputeCommand{Quantity: quantity - 1, Value: value, Reason: "Kurang"})
		case 5:
			_ = h.s.Concede(ctx, h.giver, d, 0)
		case 6:
			_ = h.s.WithdrawDelivery(ctx, h.giver, d, 0)
		default:
			h.bend(t, promise)
		}
	}
}

// promise makes one of either side, with parts or without.
func (h *history) promise(t *testing.T) id.Commitment {
	t.Helper()
	terms := partnershiptest.Terms(2+h.rnd.IntN(20), today.AddDays(h.rnd.IntN(60)-20))
	terms.Unit, terms.Agreement = pick(h.rnd, []string{"orang", "paket"}), h.under
	cmd := partnership.PromiseCommand{Cooperation: h.c.ID, Promiser: h.c.Partner, Receiver: h.c.Host, CommitmentTerms: terms}
	if h.rnd.IntN(2) == 0 {
		for range 1 + h.rnd.IntN(2) {
			cmd.Milestones = append(cmd.Milestones, partnership.Milestone{Title: "Tahap", DueOn: terms.DueOn.AddDays(-h.rnd.IntN(40)), Quantity: 1, Value: money.Rupiah(h.rnd.IntN(500_000))})
		}
	}
	made, err := h.s.Promise(t.Context(), h.host, cmd)
	ok(t, err)
	return made.ID
}

// bend amends or cancels a promise.
func (h *history) bend(t *testing.T, key id.Commitment) {
	t.Helper()
	if h.rnd.IntN(3) == 0 {
		_ = h.s.CancelCommitment(t.Context(), h.host, key, 0, "Tidak jadi")
		return
	}
	now, err := h.s.Commitment(t.Context(), h.host, key)
	ok(t, err)
	terms := now.Terms()
	terms.Quantity, terms.DueOn, terms.Value = terms.Quantity+h.rnd.IntN(3), terms.DueOn.AddDays(h.rnd.IntN(9)), terms.Value+1
	_ = h.s.Amend(t.Context(), h.host, key, 0, partnership.AmendCommand{CommitmentTerms: terms, Reason: "Disesuaikan"})
}

// compare asks every page that tells sums of the history.
func (h *history) compare(t *testing.T) {
	t.Helper()
	ctx, rows := t.Context(), rowsOf(t, h.d, h.c.ID)
	for _, reader := range []authz.Actor{h.host, h.giver} {
		ledger, err := h.s.Ledger(ctx, reader, partnership.CommitmentFilter{Cooperation: h.c.ID})
		ok(t, err)
		same(t, "the ledger of "+h.c.Ref, ledger.Total, rows.total())
		for _, l := range ledger.Lines {
			if got := rows.like(l).quantities(); [5]int{l.Promised, l.Due, l.Delivered, l.Confirmed, l.Disputed} != got {
				t.Errorf("%s, %s in %s: %+v, its rows add up to %v", h.c.Ref, l.Form, l.Unit, l, got)
			}
		}
	}
	for _, key := range h.promises {
		page, err := h.s.Commitment(ctx, h.giver, key)
		ok(t, err)
		if l := rows.promise(key).total(); page.Sums.ConfirmedRp != l.ConfirmedRp || page.Sums.DeliveredRp != l.DeliveredRp || page.Sums.DisputedRp != l.DisputedRp {
			t.Errorf("the page of %s says %+v, its rows %+v", page.Ref, page.Sums, l)
		}
	}
	if !h.under.IsZero() {
		e, err := h.s.Vitality(ctx, h.host, h.under)
		ok(t, err)
		if l := rows.total(); e.ConfirmedRp != l.ConfirmedRp || e.Commitments != l.Promises {
			t.Errorf("the agreement's evidence says %s confirmed of %d promises, its rows %s of %d", e.ConfirmedRp, e.Commitments, l.ConfirmedRp, l.Promises)
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

// rawPromise, rawPart and rawDelivery are what stands in the tables; nothing of
// the package's own adding up is used on them.
type rawPromise struct {
	partnership.Commitment
	parts      []partnership.Milestone
	deliveries []partnership.Delivery
}

type rawRows []rawPromise

type rawPart struct {
	Commitment id.Commitment `db:"commitment_id" privacy:"internal"`
	Plan       int           `db:"plan" privacy:"internal"`
	partnership.Milestone
}

func rowsOf(t *testing.T, d *db.DB, coop id.Cooperation) rawRows {
	t.Helper()
	ctx := t.Context()
	where, args := " WHERE c.cooperation_id = $1", []any{coop}
	if coop.IsZero() {
		where, args = "", nil
	}
	promises, err := db.All[partnership.Commitment](ctx, d, `SELECT `+db.Columns[partnership.Commitment]("c")+` FROM partnership_commitment c`+where, args...)
	ok(t, err)
	parts, err := db.All[rawPart](ctx, d, `SELECT `+db.Columns[rawPart]("m")+` FROM partnership_milestone m JOIN partnership_commitment c ON c.id = m.commitment_id`+where, args...)
	ok(t, err)
	deliveries, err := db.All[partnership.Delivery](ctx, d, `SELECT `+db.Columns[partnership.Delivery]("x")+` FROM partnership_delivery x JOIN partnership_commitment c ON c.id = x.commitment_id`+where, args...)
	ok(t, err)
	at, out := map[id.Commitment]int{}, make(rawRows, len(promises))
	for i, c := range promises {
		at[c.ID], out[i].Commitment = i, c
	}
	for _, p := range parts {
		if c := &out[at[p.Commitment]]; c.Plan == p.Plan {
			c.parts = append(c.parts, p.Milestone)
		}
	}
	for _, x := range deliveries {
		out[at[x.Commitment]].deliveries = append(out[at[x.Commitment]].deliveries, x)
	}
	return out
}

func (r rawRows) keep(wanted func(rawPromise) bool) rawRows {
	var out rawRows
	for _, p := range r {
		if wanted(p) {
			out = append(out, p)
		}
	}
	return out
}

func (r rawRows) promise(key id.Commitment) rawRows {
	return r.keep(func(p rawPromise) bool { return p.ID == key })
}

func (r rawRows) like(l partnership.LedgerLine) rawRows {
	return r.keep(func(p rawPromise) bool {
		return p.Form == l.Form && p.Unit == l.Unit && (p.Promiser == p.Partner) == l.ByPartner
	})
}

func (r rawRows) of(by partnership.Axis, key id.Any) rawRows {
	return r.keep(func(p rawPromise) bool {
		switch by {
		case partnership.ByPartner:
			return id.Any(p.Partner) == key
		case partnership.ByAgreement:
			return id.Any(p.Agreement) == key
		}
		return p.Promiser == p.Partner && id.Any(p.Receiver) == key || p.Promiser != p.Partner && id.Any(p.Promiser) == key
	})
}

// total adds the rupiah of the rows, one after another.
func (r rawRows) total() partnership.LedgerLine {
	var l partnership.LedgerLine
	for _, p := range r {
		if p.Status != partnership.CommitmentCancelled {
			l.Promises++
			l.PromisedRp += p.Value
			if p.DueOn.Compare(today) <= 0 {
				l.DueRp += p.Value
			} else {
				for _, m := range p.parts {
					if m.DueOn.Compare(today) <= 0 {
						l.DueRp += m.Value
					}
				}
			}
		}
		for _, d := range p.deliveries {
			switch d.Status {
			case partnership.DeliveryWithdrawn:
				continue
			case partnership.DeliveryConfirmed:
				l.ConfirmedRp += *d.ConfirmedValue
			case partnership.DeliveryDisputed:
				l.DisputedRp += d.Value
			}
			l.DeliveredRp += d.Value
		}
	}
	return l
}

// quantities are promised, due, delivered, confirmed and disputed in units.
func (r rawRows) quantities() [5]int {
	var n [5]int
	for _, p := range r {
		if p.Status != partnership.CommitmentCancelled {
			n[0] += p.Quantity
			if p.DueOn.Compare(today) <= 0 {
				n[1] += p.Quantity
			} else {
				for _, m := range p.parts {
					if m.DueOn.Compare(today) <= 0 {
						n[1] += m.Quantity
					}
				}
			}
		}
		for _, d := range p.deliveries {
			switch d.Status {
			case partnership.DeliveryWithdrawn:
				continue
			case partnership.DeliveryConfirmed:
				n[3] += int(*d.ConfirmedQuantity)
			case partnership.DeliveryDisputed:
				n[4] += d.Quantity
			}
			n[2] += d.Quantity
		}
	}
	return n
}
