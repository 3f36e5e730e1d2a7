package fund

import (
	"context"
	"strconv"

	"titian/internal/feature/agreement"
	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// This file is all SQL over fund_*. Beyond its own tables it reads, by the
// reasoned list of the house rules: agreement_cooperation and
// partnership_commitment (the thread's numbers), directory_organisation (names
// of the two sides) and person_person (who was paid).

// View is a fund with the names around it.
type View struct {
	Fund
	HostName       string `db:"host_name" privacy:"internal" json:"host_name"`
	PartnerName    string `db:"partner_name" privacy:"internal" json:"partner_name"`
	CooperationRef string `db:"cooperation_ref" privacy:"internal" json:"cooperation_ref"`
	CommitmentRef  string `db:"commitment_ref" privacy:"internal" json:"commitment_ref"`
}

var selectView = `SELECT ` + db.Columns[Fund]("f") + `, h.name AS host_name, p.name AS partner_name, c.ref AS cooperation_ref, coalesce(j.ref, '') AS commitment_ref
	FROM fund_fund f JOIN agreement_cooperation c ON c.id = f.cooperation_id JOIN directory_organisation h ON h.id = f.host_id
	JOIN directory_organisation p ON p.id = f.partner_id LEFT JOIN partnership_commitment j ON j.id = f.commitment_id`

func viewInScope(ctx context.Context, q db.Querier, actor authz.Actor, key id.Fund) (View, error) {
	return agreement.One[View](ctx, q, agreement.Over(selectView, actor.Scope, "f").And("f.id = ?", key))
}

// locked loads a fund that the actor keeps, and keeps others off it until commit.
func locked(ctx context.Context, tx *db.Tx, actor authz.Actor, key id.Fund) (Fund, error) {
	f, err := agreement.One[Fund](ctx, tx, agreement.Over(`SELECT `+db.Columns[Fund]("f")+` FROM fund_fund f`, actor.Scope, "f").And("f.id = ?", key).Then(tx.ForUpdate()))
	if err == nil {
		err = mustWrite(actor, f)
	}
	return f, err
}

func openLocked(ctx context.Context, tx *db.Tx, actor authz.Actor, key id.Fund) (Fund, error) {
	f, err := locked(ctx, tx, actor, key)
	if err == nil {
		err = f.moving()
	}
	return f, err
}

// promised checks that a named commitment belongs to the fund's cooperation.
func promised(ctx context.Context, tx *db.Tx, f Fund) error {
	if f.Commitment.IsZero() {
		return nil
	}
	n, err := db.One[int64](ctx, tx, `SELECT count(*) FROM partnership_commitment WHERE id = $1 AND cooperation_id = $2`, f.Commitment, f.Cooperation)
	if err == nil && n == 0 {
		var bad errs.Fields
		bad.Add("commitment_id", "choice.invalid")
		return bad.Err()
	}
	return err
}

// listQuery is the list of funds, apart so that a test can ask for its plan.
func listQuery(scope authz.Scope, f Filter, after id.Fund, limit int) *agreement.Query {
	q := agreement.Over(selectView, scope, "f").Search(f.Text, "f.ref", "f.purpose", "p.name")
	agreement.If(q, "f.status = ?", f.Status)
	agreement.If(q, "f.fund_type = ?", f.Type)
	agreement.If(q, "f.cooperation_id = ?", f.Cooperation)
	agreement.If(q, "f.commitment_id = ?", f.Commitment)
	agreement.If(q, "f.id < ?", after)
	return q.Then("ORDER BY f.id DESC LIMIT " + strconv.Itoa(limit))
}

func list(ctx context.Context, q db.Querier, scope authz.Scope, f Filter, r page.Request) (page.Of[View], error) {
	at, err := page.Decode(r.After, 1)
	if err != nil {
		return page.Of[View]{}, err
	}
	var after id.Fund
	if at != nil {
		if err := after.UnmarshalText([]byte(at[0])); err != nil {
			return page.Of[View]{}, err
		}
	}
	rows, err := agreement.All[View](ctx, q, listQuery(scope, f, after, r.Limit()+1))
	return page.Cut(rows, r, func(v View) []string { return []string{v.ID.String()} }), err
}

func storeSums(ctx context.Context, tx *db.Tx, f Fund) error {
	_, err := db.Exec(ctx, tx, `UPDATE fund_fund SET received_rp = $1, allocated_rp = $2, disbursed_rp = $3, returned_rp = $4, updated_at = $5 WHERE id = $6`,
		f.Received, f.Allocated, f.Disbursed, f.Returned, tx.Now().UnixMicro(), f.ID)
	return err
}

// EntryView is an entry as a reader may see it. ForPerson stays when the name
// is taken away: a payment to somebody is not one for a class.
type EntryView struct {
	Entry
	PersonName string `db:"person_name" privacy:"restricted" json:"person_name"`
	ForPerson  bool   `db:"for_person" privacy:"internal" json:"for_person"`
	Reversed   bool   `db:"reversed" privacy:"internal" json:"reversed"`
	ClassRef   string `json:"class_ref"`
	ClassTitle string `json:"class_title"`
}

var selectEntry = `SELECT ` + db.Columns[Entry]("e") + `, coalesce(n.name, '') AS person_name, e.person_id IS NOT NULL AS for_person,
	EXISTS (SELECT 1 FROM fund_entry b WHERE b.reverses_id = e.id) AS reversed
	FROM fund_entry e LEFT JOIN person_person n ON n.id = e.person_id`

// entries is one page of a fund's book, whose fund the caller has found in scope.
func entries(ctx context.Context, q db.Querier, key id.Fund, r page.Request) (page.Of[EntryView], error) {
	at, err := page.Decode(r.After, 2)
	if err != nil {
		return page.Of[EntryView]{}, err
	}
	text, args := selectEntry+` WHERE e.fund_id = $1`, []any{key}
	if at != nil {
		day, err := civil.Parse(at[0])
		if err != nil {
			return page.Of[EntryView]{}, err
		}
		var last id.Entry
		if err := last.UnmarshalText([]byte(at[1])); err != nil {
			return page.Of[EntryView]{}, err
		}
		text, args = text+` AND (e.booked_on, e.id) > ($2, $3)`, append(args, day, last)
	}
	rows, err := db.All[EntryView](ctx, q, text+` ORDER BY e.booked_on, e.id LIMIT `+strconv.Itoa(r.Limit()+1), args...)
	return page.Cut(rows, r, func(e EntryView) []string { return []string{e.BookedOn.String(), e.ID.String()} }), err
}

func entryInScope(ctx context.Context, q db.Querier, actor authz.Actor, key id.Entry) (EntryView, error) {
	e, err := db.One[EntryView](ctx, q, selectEntry+` WHERE e.id = $1`, key)
	if err == nil {
		_, err = viewInScope(ctx, q, actor, e.Fund)
	}
	if err != nil {
		return EntryView{}, err
	}
	return e, nil
}

// entryLocked finds an entry with its open fund under a lock.
func (s *Service) entryLocked(ctx context.Context, tx *db.Tx, actor authz.Actor, key id.Entry) (EntryView, Fund, error) {
	owner, err := db.One[id.Fund](ctx, tx, `SELECT fund_id FROM fund_entry WHERE id = $1`, key)
	if err != nil {
		return EntryView{}, Fund{}, err
	}
	f, err := openLocked(ctx, tx, actor, owner)
	if err != nil {
		return EntryView{}, f, err
	}
	e, err := db.One[EntryView](ctx, tx, selectEntry+` WHERE e.id = $1`, key)
	return e, f, err
}

func checkReason(reason *string) error {
	var f errs.Fields
	directory.CheckText(&f, "reason", reason, maxShort, true)
	return f.Err()
}

// receiver is what a payment asks about a person.
type receiver struct {
	Facility  id.Organisation `db:"facility_id" privacy:"internal"`
	Probation id.Organisation `db:"probation_id" privacy:"internal"`
	Religion  string          `db:"religion" privacy:"restricted"`
}

// mayReceive checks that a person is held at a facility of the actor's, or is
// guided by its office, is reached by the fund's rules, and has not been paid for
// the same before. The person's row is locked: two funds pay one after the other.
func mayReceive(ctx context.Context, tx *db.Tx, actor authz.Actor, f Fund, cmd BookCommand) error {
	if cmd.Person.IsZero() {
		return nil
	}
	p, found, err := db.Find[receiver](ctx, tx, `SELECT facility_id, probation_id, religion FROM person_person WHERE id = $1`+tx.ForUpdate(), cmd.Person)
	if err != nil {
		return err
	}
	var bad errs.Fields
	switch {
	case !found || !actor.Scope.Has(p.Facility) && !actor.Scope.Has(p.Probation):
		bad.Add("person_id", "choice.invalid")
	case f.Type == Zakat && !reachedByZakat(p.Religion, cmd.Asnaf):
		bad.Add("person_id", "fund.zakat_faith")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return paidBefore(ctx, tx, f, cmd)
}

// live is an entry that nothing takes back.
const live = `e.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM fund_entry b WHERE b.reverses_id = e.id)`

// paidBefore refuses a second payment to one person from one fund, and from
// another fund of the office for the same class or by the same purpose.
func paidBefore(ctx context.Context, tx *db.Tx, f Fund, cmd BookCommand) error {
	type earlier struct {
		Fund id.Fund `db:"fund_id" privacy:"internal"`
		Ref  string  `db:"ref" privacy:"internal"`
	}
	text, args := `SELECT e.fund_id, g.ref FROM fund_entry e JOIN fund_fund g ON g.id = e.fund_id
		WHERE e.person_id = $1 AND `+live+` AND (e.fund_id = $2 OR g.host_id = $3 AND `, []any{cmd.Person, f.ID, f.Host}
	if cmd.Class.IsZero() {
		text, args = text+`e.offering_id IS NULL AND lower(g.purpose) = lower($4))`, append(args, f.Purpose)
	} else {
		text, args = text+`e.offering_id = $4)`, append(args, cmd.Class)
	}
	list, err := db.All[earlier](ctx, tx, text+` ORDER BY e.id`, args...)
	for _, x := range list {
		if x.Fund == f.ID {
			return errs.New(errs.State, "fund.person_paid")
		}
	}
	if len(list) > 0 {
		return errs.New(errs.State, "fund.person_paid_elsewhere").With("ref", list[0].Ref)
	}
	return err
}

// Sums are a fund's four sums as counted from its entries.
type Sums struct {
	Received  money.Rupiah `db:"received" privacy:"internal"`
	Allocated money.Rupiah `db:"allocated" privacy:"internal"`
	Disbursed money.Rupiah `db:"disbursed" privacy:"internal"`
	Returned  money.Rupiah `db:"returned" privacy:"internal"`
}

// signed is an entry's amount as it counts: taken away when it reverses. Sums
// of it are cast because PostgreSQL sums whole numbers into numeric.
const signed = `CASE WHEN e.reverses_id IS NULL THEN e.amount_rp ELSE -e.amount_rp END`

func sumOf(kind Kind) string {
	return `CAST(coalesce(sum(` + signed + `) FILTER (WHERE e.kind = '` + string(kind) + `'), 0) AS BIGINT)`
}

var (
	sumsText = `SELECT ` + sumOf(Receipt) + ` AS received, ` + sumOf(Allocation) + ` AS allocated, ` + sumOf(Disbursement) + ` AS disbursed, ` + sumOf(Return) + ` AS returned
		FROM fund_entry e WHERE e.fund_id = $1`
	classSumsText = `SELECT e.offering_id, ` + sumOf(Allocation) + ` AS allocated, ` + sumOf(Disbursement) + ` AS disbursed
		FROM fund_entry e WHERE e.fund_id = $1 AND e.kind IN ('allocation', 'disbursement') GROUP BY e.offering_id ORDER BY e.offering_id IS NULL, e.offering_id`
)

func countedSums(ctx context.Context, q db.Querier, key id.Fund) (Sums, error) {
	return db.One[Sums](ctx, q, sumsText, key)
}

// ClassSum is what was set aside and paid for one class; without a class it is
// aid to individuals.
type ClassSum struct {
	Class     id.Offering  `db:"offering_id" privacy:"internal"`
	Allocated money.Rupiah `db:"allocated" privacy:"internal"`
	Disbursed money.Rupiah `db:"disbursed" privacy:"internal"`
	Ref       string
	Title     string
}

// Unpaid is what may still be paid for it.
func (c ClassSum) Unpaid() money.Rupiah { return c.Allocated - c.Disbursed }

func classSums(ctx context.Context, q db.Querier, key id.Fund) ([]ClassSum, error) {
	return db.All[ClassSum](ctx, q, classSumsText, key)
}

// coveredTx checks that the class of e, or aid, has been paid no more than was
// set aside for it once e is booked.
func coveredTx(ctx context.Context, tx *db.Tx, e Entry) error {
	list, err := classSums(ctx, tx, e.Fund)
	if err != nil {
		return err
	}
	var of ClassSum
	for _, c := range list {
		if c.Class == e.Class {
			of = c
		}
	}
	f := Fund{Allocated: of.Allocated, Disbursed: of.Disbursed}
	f.apply(e)
	if f.Unpaid() < 0 {
		return errs.New(errs.State, "fund.not_set_aside").With("missing", -f.Unpaid())
	}
	return nil
}

// Reached is how many people of one asnaf a fund has paid.
type Reached struct {
	Asnaf  Asnaf `db:"asnaf" privacy:"internal"`
	People int   `db:"people" privacy:"internal"`
}

func reached(ctx context.Context, q db.Querier, key id.Fund) ([]Reached, error) {
	return db.All[Reached](ctx, q, `SELECT e.asnaf, count(*) AS people FROM fund_entry e
		WHERE e.fund_id = $1 AND e.kind = 'disbursement' AND e.person_id IS NOT NULL AND e.reverses_id IS NULL
		AND NOT EXISTS (SELECT 1 FROM fund_entry b WHERE b.reverses_id = e.id) GROUP BY e.asnaf ORDER BY e.asnaf`, key)
}
