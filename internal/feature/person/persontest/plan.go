package persontest

import (
	"strconv"
	"strings"
	"testing"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

type liteStep struct {
	ID     int64  `db:"id"`
	Parent int64  `db:"parent"`
	Unused int64  `db:"notused"`
	Detail string `db:"detail"`
}

// Plan is how the engine would run a query. On PostgreSQL, call Crowd first: on
// the few rows of a test it would rightly read the whole table.
func Plan(t *testing.T, d *db.DB, text string, args ...any) string {
	t.Helper()
	if d.Dialect == db.SQLite {
		steps, err := db.All[liteStep](t.Context(), d, `EXPLAIN QUERY PLAN `+text, args...)
		if err != nil {
			t.Fatal(err)
		}
		var plan strings.Builder
		for _, s := range steps {
			plan.WriteString(s.Detail + "\n")
		}
		return plan.String()
	}
	lines, err := db.All[string](t.Context(), d, `EXPLAIN `+text, args...)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// Crowd fills facilities with n people each and lets the engine count them, so
// that its plans are those of a register at work.
func Crowd(t testing.TB, d *db.DB, n int, facilities ...id.Organisation) {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		var keeper person.Keeper
		for i := range n * len(facilities) {
			p := person.Person{
				ID: id.Person{}.Make(), Facility: facilities[i%len(facilities)], RegisterNo: "C-" + strconv.Itoa(i), Sex: person.Male,
				Name: "Ramai " + strconv.Itoa(i), NameKey: "ramai " + strconv.Itoa(i), LegalStatus: person.Convict, Custody: person.Active,
				AdmittedOn: civil.Must("2024-01-01"), ReleaseDueOn: civil.Must("2026-12-01").AddDays(i % 900), Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
			}
			if i%3 == 0 {
				p.Custody, p.ReleasedOn, p.Probation = person.Released, civil.Must("2026-11-20").AddDays(-i%800), facilities[0]
			}
			if i%10 == 1 {
				p.ReleaseDueOn = civil.Date{}
			}
			if err := db.Insert(t.Context(), tx, "person_person", p); err != nil {
				return err
			}
			if err := keeper.Tx(t.Context(), tx, []person.Change{{After: &p}}); err != nil {
				return err
			}
		}
		_, err := db.Exec(t.Context(), tx, `ANALYZE`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ServedBy fails t unless the plan reads the index's table through it (and never
// whole) and, when ordered, needs no sort of its own. A small table beside it
// may be read whole: the planner knows best.
func ServedBy(t *testing.T, plan, index string, ordered bool) {
	t.Helper()
	bad := !strings.Contains(plan, index)
	for line := range strings.Lines(plan) {
		_, table, whole := strings.Cut(line, "Seq Scan on ")
		table, _, _ = strings.Cut(table, " ")
		bad = bad || whole && strings.HasPrefix(index, table)
		scanned, scan := strings.CutPrefix(strings.TrimSpace(line), "SCAN ")
		inner := strings.Contains(plan, "CO-ROUTINE "+scanned) // rows of a part that is judged by itself
		bad = bad || scan && !inner && !strings.Contains(line, "USING")
	}
	sorted := strings.Contains(plan, "USE TEMP B-TREE FOR ORDER BY") || strings.Contains(plan, "Sort Key")
	if bad || ordered && sorted {
		t.Errorf("want index %s, ordered %v; plan:\n%s", index, ordered, plan)
	}
}

// Moves stores n transfers that one facility asked of another, of people whom
// Crowd made, and lets the engine count them.
func Moves(t testing.TB, d *db.DB, from, to id.Organisation, n int) {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		people, err := db.All[id.Person](t.Context(), tx, `SELECT id FROM person_person WHERE facility_id = $1 ORDER BY id`, from)
		if err != nil {
			return err
		}
		rows := make([]person.Transfer, n)
		for i := range rows {
			rows[i] = person.Transfer{
				Facility: from, ID: id.Transfer{}.Make(), Person: people[i%len(people)], To: to, Purpose: "other", Letter: "SK", PlannedOn: civil.Must("2026-11-20"),
				Status: person.TransferStatuses()[i%4], Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
			}
		}
		if err := db.InsertMany(t.Context(), tx, "person_transfer", rows); err != nil {
			return err
		}
		_, err = db.Exec(t.Context(), tx, `ANALYZE`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
