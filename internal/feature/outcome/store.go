package outcome

import (
	"context"

	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

const table = "outcome_follow_up"

// Row is a follow-up with whose it is and which office guides the person now.
type Row struct {
	FollowUp
	Name       string          `db:"name" privacy:"restricted" json:"name"`
	RegisterNo string          `db:"register_no" privacy:"restricted" json:"register_no"`
	Held       id.Organisation `db:"held_id" privacy:"internal" json:"-"`
	Probation  id.Organisation `db:"probation_id" privacy:"internal" json:"-"`
}

// GuidedIn reports whether the office that guides the person is in scope: it
// alone corrects the row.
func (r *Row) GuidedIn(s authz.Scope) bool {
	p := person.Person{Facility: r.Held, Probation: r.Probation}
	return p.GuidedIn(s)
}

func (r *Row) in(s authz.Scope) bool {
	return s.Has(r.Facility) || s.Has(r.Held) || !r.Probation.IsZero() && s.Has(r.Probation)
}

var (
	columns   = db.Columns[FollowUp]("f") + `, p.name, p.register_no, p.facility_id AS held_id, p.probation_id`
	selectRow = `SELECT ` + columns + ` FROM outcome_follow_up f JOIN person_person p ON p.id = f.person_id WHERE f.id = $1`
	selectOf  = `SELECT ` + db.Columns[FollowUp]("") + ` FROM outcome_follow_up WHERE person_id = $1 ORDER BY released_on DESC, milestone DESC`
)

// rowIn is a follow-up that the actor's scope has, and no seal forbids.
func rowIn(ctx context.Context, q db.Querier, a authz.Actor, key id.FollowUp) (Row, error) {
	text := selectRow + " AND " + person.NotChild(a, "p", civil.Today(q.Now()))
	if tx, ok := q.(*db.Tx); ok {
		text += tx.ForUpdate()
	}
	row, err := db.One[Row](ctx, q, text, key)
	if err != nil {
		return Row{}, err
	}
	if !row.in(a.Scope) {
		return Row{}, errNotFound
	}
	return row, nil
}

func ofPerson(ctx context.Context, q db.Querier, p id.Person) ([]FollowUp, error) {
	return db.All[FollowUp](ctx, q, selectOf, p)
}
