package partnership

import (
	"cmp"
	"context"
	"slices"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
)

// LedgerLine is what was promised and given of one form in one unit, in one
// direction. Units differ, so quantities of different units are never added.
type LedgerLine struct {
	Form       string
	Unit       string
	ByPartner  bool // promised by the partner; otherwise by the host's side
	Promises   int
	Promised   int
	Due        int // of it, with a day that has come: the promise's, or a part's
	PromisedRp money.Rupiah
	DueRp      money.Rupiah
	Sums
}

// addRupiah adds what can be added whatever the unit.
func (l *LedgerLine) addRupiah(x LedgerLine) {
	l.Promises += x.Promises
	l.PromisedRp += x.PromisedRp
	l.DueRp += x.DueRp
	l.DeliveredRp += x.DeliveredRp
	l.ConfirmedRp += x.ConfirmedRp
	l.DisputedRp += x.DisputedRp
}

// Ledger is the account of a cooperation, an agreement or a partner, added up
// from its rows when it is read. A cancelled promise is no longer promised; what
// was delivered on it stays delivered.
type Ledger struct {
	Lines []LedgerLine
	Total LedgerLine // rupiah and numbers of promises only: its quantities stay zero
}

// Ledger adds up the promises that the filter keeps and their deliveries. All of
// the filter counts but words, lateness and order.
func (s *Service) Ledger(ctx context.Context, actor authz.Actor, f CommitmentFilter) (Ledger, error) {
	var l Ledger
	if err := policy.Check(actor, "commitment.read"); err != nil {
		return l, err
	}
	accounts, err := s.tally(ctx, actor, f, byLine)
	for _, a := range accounts {
		l.Lines = append(l.Lines, a.Line)
		l.Total.addRupiah(a.Line)
	}
	slices.SortFunc(l.Lines, func(a, b LedgerLine) int {
		if a.ByPartner != b.ByPartner && a.Form == b.Form && a.Unit == b.Unit {
			if a.ByPartner {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Form, b.Form), cmp.Compare(a.Unit, b.Unit))
	})
	return l, err
}

// Axis is by what the ledger's accounts are kept apart.
type Axis string

// The axes. A facility is the one on the host's side of a promise, whoever of the
// two gives; a promise under no agreement has an account of its own.
const (
	ByPartner   Axis = "partner"
	ByAgreement Axis = "agreement"
	ByFacility  Axis = "facility"
)

// Axes lists the axes in the order of the page.
func Axes() []Axis { return []Axis{ByPartner, ByAgreement, ByFacility} }

// Account is what was promised to and by one partner, under one agreement or at
// one facility. Of Line, rupiah and the number of promises count.
type Account struct {
	Key  id.Any // zero for what stands under no agreement
	Name string
	Line LedgerLine
}

// Accounts adds up the ledger by an axis, in the order of names, and in all.
func (s *Service) Accounts(ctx context.Context, actor authz.Actor, f CommitmentFilter, by Axis) ([]Account, LedgerLine, error) {
	var total LedgerLine
	if err := policy.Check(actor, "commitment.read"); err != nil {
		return nil, total, err
	}
	group, known := map[Axis]grouping{ByPartner: byPartner, ByAgreement: byAgreement, ByFacility: byFacility}[by]
	if !known {
		return nil, total, invalid("by", "choice.invalid")
	}
	list, err := s.tally(ctx, actor, f, group)
	for _, a := range list {
		total.addRupiah(a.Line)
	}
	slices.SortFunc(list, func(a, b Account) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key.String(), b.Key.String()))
	})
	return list, total, err
}

// grouping is the key of a tally: five columns, and the join that names it.
type grouping struct{ columns, name, join string }

const facilityOf = `CASE WHEN x.promiser_id = x.partner_id THEN x.receiver_id ELSE x.promiser_id END`

var (
	byLine      = grouping{`CAST(NULL AS uuid), x.form, x.unit, x.promiser_id = x.partner_id`, `''`, ``}
	byPartner   = grouping{`x.partner_id, '', '', FALSE`, `MIN(g.name)`, ` JOIN directory_organisation g ON g.id = x.partner_id`}
	byAgreement = grouping{`x.agreement_id, '', '', FALSE`, `COALESCE(MIN(g.ref || ' · ' || g.title), '')`, ` LEFT JOIN agreement_agreement g ON g.id = x.agreement_id`}
	byFacility  = grouping{facilityOf + `, '', '', FALSE`, `MIN(g.name)`, ` JOIN directory_organisation g ON g.id = ` + facilityOf}
)

// tallied is one group's sums of one of the questions below.
type tallied struct {
	Key       id.Any       `db:"key" privacy:"internal"`
	Form      string       `db:"form" privacy:"internal"`
	Unit      string       `db:"unit" privacy:"internal"`
	ByPartner bool         `db:"by_partner" privacy:"internal"`
	Name      string       `db:"name" privacy:"internal"`
	N         int          `db:"n" privacy:"internal"`
	A         int          `db:"a" privacy:"internal"`
	ARp       money.Rupiah `db:"a_rp" privacy:"internal"`
	B         int          `db:"b" privacy:"internal"`
	BRp       money.Rupiah `db:"b_rp" privacy:"internal"`
	C         int          `db:"c" privacy:"internal"`
	CRp       money.Rupiah `db:"c_rp" privacy:"internal"`
}

// sum adds up a column as a whole number: PostgreSQL would make it a decimal.
func sum(column, where string) string {
	return `CAST(COALESCE(SUM(` + column + `) FILTER (WHERE ` + where + `), 0) AS BIGINT)`
}

const none = `, 0, 0`

// tally asks four questions of the same promises, each answered by group: what is
// promised, what of it is due as a whole, what is due as a part, what was given.
// The engine adds; no row of another scope is read.
func (s *Service) tally(ctx context.Context, actor authz.Actor, f CommitmentFilter, g grouping) ([]Account, error) {
	today := s.today()
	accounts := map[tallied]*Account{}
	var order []*Account
	ask := func(sums, join, cond string, args []any, enter func(*LedgerLine, tallied)) error {
		q := agreement.Over(`SELECT `+g.columns+`, `+g.name+`, `+sums+` FROM partnership_commitment x`+join+g.join, actor.Scope, "x")
		if f.narrow(q); cond != "" {
			q.And(cond, args...)
		}
		rows, err := agreement.All[tallied](ctx, s.db, q.Then("GROUP BY 1, 2, 3, 4"))
		for _, r := range rows {
			key := tallied{Key: r.Key, Form: r.Form, Unit: r.Unit, ByPartner: r.ByPartner}
			if accounts[key] == nil {
				accounts[key] = &Account{r.Key, r.Name, LedgerLine{Form: r.Form, Unit: r.Unit, ByPartner: r.ByPartner}}
				order = append(order, accounts[key])
			}
			enter(&accounts[key].Line, r)
		}
		return err
	}
	const live = `x.status <> 'cancelled'`
	due := func(l *LedgerLine, r tallied) { l.Due, l.DueRp = l.Due+r.A, l.DueRp+r.ARp }
	for _, try := range []error{
		ask(`COUNT(*) FILTER (WHERE `+live+`), `+sum("x.quantity", live)+`, `+sum("x.value_rp", live)+none+none, ``, ``, nil,
			func(l *LedgerLine, r tallied) { l.Promises, l.Promised, l.PromisedRp = r.N, r.A, r.ARp }),
		ask(`0, `+sum("x.quantity", live)+`, `+sum("x.value_rp", live)+none+none, ``, `x.due_on <= ?`, []any{today}, due),
		ask(`0, `+sum("m.quantity", live)+`, `+sum("m.value_rp", live)+none+none,
			` JOIN partnership_milestone m ON m.commitment_id = x.id AND m.plan = x.plan`, `x.due_on > ? AND m.due_on <= ?`, []any{today, today}, due),
		ask(`0, `+sum("d.quantity", "d.status <> 'withdrawn'")+`, `+sum("d.value_rp", "d.status <> 'withdrawn'")+
			`, `+sum("d.confirmed_quantity", "d.status = 'confirmed'")+`, `+sum("d.confirmed_value_rp", "d.status = 'confirmed'")+
			`, `+sum("d.quantity", "d.status = 'disputed'")+`, `+sum("d.value_rp", "d.status = 'disputed'"),
			` JOIN partnership_delivery d ON d.commitment_id = x.id`, ``, nil,
			func(l *LedgerLine, r tallied) { l.Sums = Sums{r.A, r.B, r.C, r.ARp, r.BRp, r.CRp} }),
	} {
		if try != nil {
			return nil, try
		}
	}
	out := make([]Account, len(order))
	for i, a := range order {
		out[i] = *a
	}
	return out, nil
}
