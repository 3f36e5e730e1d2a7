package fund

import (
	"context"
	"strconv"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// officeLocked is the last day up to which an office's books are closed, and
// keeps others off them until commit.
func officeLocked(ctx context.Context, tx *db.Tx, host id.Organisation) (civil.Date, error) {
	if _, err := db.Exec(ctx, tx, `INSERT INTO fund_office (host_id) VALUES ($1) ON CONFLICT (host_id) DO NOTHING`, host); err != nil {
		return civil.Date{}, err
	}
	return db.One[civil.Date](ctx, tx, `SELECT closed_through FROM fund_office WHERE host_id = $1`+tx.ForUpdate(), host)
}

var throughText = `SELECT count(*) AS entries, ` + sumOf(Receipt) + ` AS received_rp, ` + sumOf(Allocation) + ` AS allocated_rp, ` +
	sumOf(Disbursement) + ` AS disbursed_rp, ` + sumOf(Return) + ` AS returned_rp
	FROM fund_entry e JOIN fund_fund f ON f.id = e.fund_id WHERE f.host_id = $1 AND e.booked_on <= $2`

type closingSums struct {
	Entries   int64        `db:"entries" privacy:"internal"`
	Received  money.Rupiah `db:"received_rp" privacy:"internal"`
	Allocated money.Rupiah `db:"allocated_rp" privacy:"internal"`
	Disbursed money.Rupiah `db:"disbursed_rp" privacy:"internal"`
	Returned  money.Rupiah `db:"returned_rp" privacy:"internal"`
}

// countedThrough counts an office's entries up to a day.
func countedThrough(ctx context.Context, q db.Querier, host id.Organisation, through civil.Date) (Closing, error) {
	c, err := db.One[closingSums](ctx, q, throughText, host, through)
	return Closing{Host: host, Through: through, Entries: c.Entries, Received: c.Received, Allocated: c.Allocated, Disbursed: c.Disbursed, Returned: c.Returned}, err
}

func storeClosing(ctx context.Context, tx *db.Tx, c Closing) error {
	if err := db.Insert(ctx, tx, "fund_closing", c); err != nil {
		return err
	}
	_, err := db.Exec(ctx, tx, `UPDATE fund_office SET closed_through = $1 WHERE host_id = $2`, c.Through, c.Host)
	return err
}

// shownClosings is how many months the page of closings shows an office.
const shownClosings = 24

func booksIn(ctx context.Context, q db.Querier, scope authz.Scope, today civil.Date) ([]Books, error) {
	type office struct {
		Host id.Organisation `db:"host_id" privacy:"internal"`
		Name string          `db:"name" privacy:"internal"`
		Last civil.Date      `db:"closed_through" privacy:"internal"`
	}
	text, args := `SELECT o.host_id, h.name, o.closed_through FROM fund_office o JOIN directory_organisation h ON h.id = o.host_id`, []any{}
	if !scope.All {
		text += ` WHERE o.host_id IN (` + db.In(len(scope.Orgs), 1) + `)`
		for _, org := range scope.Orgs {
			args = append(args, org)
		}
	}
	found, err := db.All[office](ctx, q, text+` ORDER BY h.name, o.host_id`, args...)
	if err != nil {
		return nil, err
	}
	var out []Books
	for _, o := range found {
		b := Books{Host: o.Host, Name: o.Name, Next: nextMonth(o.Last, today)}
		if b.Closings, err = db.All[Closing](ctx, q, `SELECT `+db.Columns[Closing]("c")+` FROM fund_closing c WHERE c.host_id = $1 ORDER BY c.through_on DESC LIMIT `+strconv.Itoa(shownClosings), o.Host); err != nil {
			return nil, err
		}
		if len(b.Closings) > 0 {
			if b.Counted, err = countedThrough(ctx, q, o.Host, o.Last); err != nil {
				return nil, err
			}
		}
		out = append(out, b)
	}
	return out, nil
}
