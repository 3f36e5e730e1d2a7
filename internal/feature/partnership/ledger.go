package partnership

import (
	"context"

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

// Ledger is the account of a cooperation, an agreement or a partner, added up
// from its rows when it is read. A cancelled promise is no longer promised; what
// was delivered on it stays delivered.
type Ledger struct {
	Lines    []LedgerLine
	Accounts []Account  // the same promises by the axis that was asked for
	Total    LedgerLine // rupiah and numbers of promises only: its quantities stay zero
}

// Ledger adds up the promises that the filter keeps and their deliveries. All of
// the filter counts but words, lateness and order.
func (s *Service) Ledger(ctx context.Context, actor authz.Actor, f CommitmentFilter) (Ledger, error) {
	if err := policy.Check(actor, "commitment.read"); err != nil {
		return Ledger{}, err
	}
	return s.tally(ctx, actor, f, grouping{column: `CAST(NULL AS uuid)`})
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

// Accounts is the ledger with accounts by an axis, in the order of names. Both are
// folded from the same rows, so they cannot differ while somebody writes.
func (s *Service) Accounts(ctx context.Context, actor authz.Actor, f CommitmentFilter, by Axis) (Ledger, error) {
	if err := policy.Check(actor, "commitment.read"); err != nil {
		return Ledger{}, err
	}
	g, known := groupings[by]
	if !known {
		return Ledger{}, invalid("by", "choice.invalid")
	}
	return s.tally(ctx, actor, f, g)
}

// AccountName is what an account with promises that the filter keeps is called. One
// without has no name here: whether it exists is not told.
func (s *Service) AccountName(ctx context.Context, actor authz.Actor, f CommitmentFilter, by Axis, key id.Any) (string, bool, error) {
	if err := policy.Check(actor, "commitment.read"); err != nil {
		return "", false, err
	}
	g, known := groupings[by]
	if !known {
		return "", false, invalid("by", "choice.invalid")
	}
	q := agreement.Over(`SELECT `+g.name+` FROM partnership_commitment x `+g.join+` ON g.id = `+g.column, actor.Scope, "x")
	f.narrow(q)
	return agreement.Find[string](ctx, s.db, q.And("g.id = ?", key).Then("LIMIT 1"))
}

// grouping is an axis in the tables: the column of a promise, and where its name is.
type grouping struct{ column, join, name string }

// groupings: the facility is on the host's side, whoever of the two promised.
var groupings = map[Axis]grouping{
	ByPartner:   {`x.partner_id`, `JOIN directory_organisation g`, `g.name`},
	ByAgreement: {`x.agreement_id`, `JOIN agreement_agreement g`, `g.ref || ' · ' || g.title`},
	ByFacility:  {`CASE WHEN x.promiser_id = x.partner_id THEN x.receiver_id ELSE x.promiser_id END`, `JOIN directory_organisation g`, `g.name`},
}

// group is what the smallest sums are of: one line within one account.
type group struct {
	Key       id.Any `db:"key" privacy:"internal"`
	Form      string `db:"form" privacy:"internal"`
	Unit      string `db:"unit" privacy:"internal"`
	ByPartner bool   `db:"by_partner" privacy:"internal"`
}

// promisedSums is what the promises of a group add up to.
type promisedSums struct {
	group
	Promises   int          `db:"promises" privacy:"internal"`
	Promised   int          `db:"promised" privacy:"internal"`
	PromisedRp money.Rupiah `db:"promised_rp" privacy:"internal"`
	Due        int          `db:"due" privacy:"internal"`
	DueRp      money.Rupiah `db:"due_rp" privacy:"internal"`
	Name       string       `db:"name" privacy:"internal"`
}

// dueSums is what is due as a part of promises that are not due as a whole.
type dueSums struct {
	group
	Due   int          `db:"due" privacy:"internal"`
	DueRp money.Rupiah `db:"due_rp" privacy:"internal"`
}

// givenSums is what the deliveries of a group add up to.
type givenSums struct {
	group
	Sums
}

// sum adds up a column as a whole number: PostgreSQL would make it a decimal.
func sum(column, where string) string {
	return `CAST(COALESCE(SUM(` + column + `) FILTER (WHERE ` + where + `), 0) AS BIGINT)`
}

const live = `x.status <> 'cancelled'`

// givenColumns add deliveries up as Sums.add does, in the order of its fields.
var givenColumns = sum("d.quantity", "d.status <> 'withdrawn'") + `, ` + sum("d.confirmed_quantity", "d.status = 'confirmed'") + `, ` + sum("d.quantity", "d.status = 'disputed'") +
	`, ` + sum("d.value_rp", "d.status <> 'withdrawn'") + `, ` + sum("d.confirmed_value_rp", "d.status = 'confirmed'") + `, ` + sum("d.value_rp", "d.status = 'disputed'")

// tally asks three questions of the same promises, each answered by group: what is
// promised and what of it is due as a whole, what is due as a part, what was given.
// The engine adds; no row of another scope is read. Names are looked up once a
// group and not once a promise.
func (s *Service) tally(ctx context.Context, actor authz.Actor, f CommitmentFilter, g grouping) (Ledger, error) {
	today := s.today()
	over := func(head, sums, join string, args ...any) *agreement.Query {
		q := agreement.Over(head+`SELECT `+g.column+` AS account, x.form, x.unit, x.promiser_id = x.partner_id AS by_partner, `+sums+` FROM partnership_commitment x`+join, actor.Scope, "x", args...)
		f.narrow(q)
		return q
	}
	name, named := ``, `''`
	if g.join != "" {
		name, named = ` LEFT `+g.join+` ON g.id = tally.account`, `COALESCE(`+g.name+`, '')`
	}
	b := books{}
	promised, err := agreement.All[promisedSums](ctx, s.db, over(`SELECT tally.*, `+named+` FROM (`,
		`COUNT(*) FILTER (WHERE `+live+`), `+sum("x.quantity", live)+`, `+sum("x.value_rp", live)+
			`, `+sum("x.quantity", live+" AND x.due_on <= ?")+`, `+sum("x.value_rp", live+" AND x.due_on <= ?"), ``, today, today).
		Then("GROUP BY 1, 2, 3, 4) tally"+name))
	if err != nil {
		return Ledger{}, err
	}
	for _, r := range promised {
		b.enter(r.group, r.Name, LedgerLine{Promises: r.Promises, Promised: r.Promised, PromisedRp: r.PromisedRp, Due: r.Due, DueRp: r.DueRp})
	}
	parts, err := agreement.All[dueSums](ctx, s.db, over(``, sum("m.quantity", live)+`, `+sum("m.value_rp", live),
		` JOIN partnership_milestone m ON m.commitment_id = x.id AND m.plan = x.plan`).And(`x.due_on > ? AND m.due_on <= ?`, today, today).Then("GROUP BY 1, 2, 3, 4"))
	if err != nil {
		return Ledger{}, err
	}
	for _, r := range parts {
		b.enter(r.group, "", LedgerLine{Due: r.Due, DueRp: r.DueRp})
	}
	gave, err := agreement.All[givenSums](ctx, s.db, over(``, givenColumns, ` JOIN partnership_delivery d ON d.commitment_id = x.id`).Then("GROUP BY 1, 2, 3, 4"))
	for _, r := range gave {
		b.enter(r.group, "", LedgerLine{Sums: r.Sums})
	}
	return b.ledger(g.join != ""), err
}
