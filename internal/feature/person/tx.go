package person

import (
	"context"
	"errors"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// GetTx is Get within a transaction, for features that write rows about a
// person. The row stays locked until commit.
func GetTx(ctx context.Context, tx *db.Tx, a authz.Actor, person id.Person) (Person, error) {
	return visible(ctx, tx, a, person)
}

// ReadTx is GetTx for a reading that is noted in the same transaction: it lets an
// emergency access in, as GetTx never does, and says so.
func ReadTx(ctx context.Context, tx *db.Tx, a authz.Actor, person id.Person) (p Person, emergency bool, err error) {
	if p, err = visible(ctx, tx, a, person); errs.KindOf(err) != errs.NotFound {
		return p, false, err
	}
	if p, err = db.One[Person](ctx, tx, byID, person); err != nil {
		return Person{}, false, err
	}
	e, found, err := emergencyOf(ctx, tx, a, p, tx.Now())
	if err != nil || !found {
		return Person{}, false, errors.Join(err, errNotFound)
	}
	return p, true, noteEmergency(ctx, tx, a, e, p)
}

// Visible is the person for a feature that reads rows about them and has asked
// its own policy: NotFound when out of the actor's scope.
func Visible(ctx context.Context, q db.Querier, a authz.Actor, person id.Person) (Person, error) {
	return visible(ctx, q, a, person)
}

// GuideTx puts a person under the guidance of a probation office, which has just
// accepted them from the facility: they are its client from now on. Hand-over
// has decided that this may be; the office need not have seen the person before.
// State when the person died.
func GuideTx(ctx context.Context, tx *db.Tx, a authz.Actor, person id.Person, office id.Organisation) (Person, error) {
	before, err := db.One[Person](ctx, tx, byID+tx.ForUpdate(), person)
	if err != nil {
		return Person{}, err
	}
	if before.Custody == Merged {
		return Person{}, errMerged
	}
	if before.Custody == Died {
		return Person{}, errs.New(errs.State, "person.custody_died")
	}
	if before.Probation == office && before.LegalStatus == Client {
		return before, nil
	}
	after := before
	if err := step(ctx, tx, &after, Client, TakenOver, civil.Today(tx.Now()), ""); err != nil {
		return Person{}, err
	}
	after.Probation = office
	return after, store(ctx, tx, a, "person.guide", before, &after, 0)
}

// LabelOf reads what another feature shows beside its own rows: name and register
// number, of somebody whom the caller has decided to show.
func LabelOf(ctx context.Context, q db.Querier, person id.Person) (Label, error) {
	return db.One[Label](ctx, q, `SELECT `+db.Columns[Label]("")+` FROM person_person WHERE id = $1`, person)
}

// LabelFor is LabelOf for a reader who must not meet a child whose record they
// may not open: NotFound then. What else the reader may see, the caller decides.
func LabelFor(ctx context.Context, q db.Querier, a authz.Actor, person id.Person) (Label, error) {
	return db.One[Label](ctx, q, `SELECT `+db.Columns[Label]("")+` FROM person_person WHERE id = $1 AND `+NotChild(a, "", civil.Today(q.Now())), person)
}

// Label is how a person is named beside another feature's row.
type Label struct {
	ID         id.Person  `db:"id" privacy:"internal" json:"id"`
	Name       string     `db:"name" privacy:"restricted" json:"name"`
	RegisterNo string     `db:"register_no" privacy:"restricted" json:"register_no"`
	ReleasedOn civil.Date `db:"released_on" privacy:"restricted" json:"released_on"`
}

// ExpectReleaseTx notes the day on which a person is expected to be released, as
// a sentence or the service's register says it, and tells who plans by that day.
// The caller has loaded p with GetTx and decided that the actor may; cause is
// its action.
func ExpectReleaseTx(ctx context.Context, tx *db.Tx, s *Service, a authz.Actor, p Person, on civil.Date, cause string) (Person, error) {
	if p.ReleaseDueOn == on {
		return p, nil
	}
	after := p
	after.ReleaseDueOn = on
	if err := store(ctx, tx, a, "person.expect_release", p, &after, 0); err != nil {
		return Person{}, err
	}
	return after, s.ReleaseMoved.tell(ctx, tx, ReleaseMoved{a, p.ID, p.ReleaseDueOn, on, cause})
}
