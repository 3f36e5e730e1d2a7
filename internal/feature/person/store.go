package person

import (
	"context"
	"fmt"

	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

const (
	table        = "person_person"
	custodyTable = "person_custody"
	consentTable = "person_consent"
)

var (
	byID          = `SELECT ` + db.Columns[Person]("") + ` FROM person_person WHERE id = $1`
	selectCustody = `SELECT ` + db.Columns[Custody]("") + ` FROM person_custody WHERE person_id = $1`
	selectConsent = `SELECT ` + db.Columns[Consent]("") + ` FROM person_consent WHERE person_id = $1`
	selectBasis   = `SELECT ` + db.Columns[Basis]("") + ` FROM person_basis`
	selectNight   = `SELECT ` + db.Columns[Emergency]("") + ` FROM person_emergency`
)

// visible is the person, if the actor's scope has them and no seal forbids it.
// Scope is asked of the row and not of the query, so that one short text serves
// everybody.
func visible(ctx context.Context, q db.Querier, a authz.Actor, person id.Person) (Person, error) {
	text := byID
	if tx, ok := q.(*db.Tx); ok {
		text += tx.ForUpdate()
	}
	p, err := db.One[Person](db.Brief(ctx), q, text, person)
	if err != nil {
		return Person{}, err
	}
	seen := p.MayOpen(a, civil.Today(q.Now()))
	// An emergency lets its officer read, and a transaction is there to write.
	if d, reading := q.(*db.DB); reading && !seen {
		if seen, err = underEmergency(ctx, d, a, p); err != nil {
			return Person{}, err
		}
	}
	switch {
	case !seen:
		return Person{}, errNotFound
	case p.Custody == Merged:
		return Person{}, errMerged
	}
	return p, nil
}

func openCustody(ctx context.Context, tx *db.Tx, p Person) error {
	return db.Insert(ctx, tx, custodyTable, Custody{
		Facility: p.Facility, ID: id.Custody{}.Make(), Person: p.ID,
		StartsOn: p.AdmittedOn, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
	})
}

// closeCustody ends the open stay. One who is sent on from the way, or dies
// outside, has none.
func closeCustody(ctx context.Context, tx *db.Tx, person id.Person, kind EndKind, on civil.Date) error {
	_, err := db.Exec(ctx, tx, `UPDATE person_custody SET ends_on = $1, end_kind = $2, version = version + 1, updated_at = $3
		WHERE person_id = $4 AND ends_on IS NULL`, on, string(kind), tx.Now().UnixMicro(), person)
	return err
}

func custodyOf(ctx context.Context, q db.Querier, person id.Person) ([]Custody, error) {
	return db.All[Custody](ctx, q, selectCustody+` ORDER BY id DESC`, person)
}

func consentsOf(ctx context.Context, q db.Querier, person id.Person) ([]Consent, error) {
	return db.All[Consent](ctx, q, selectConsent+` ORDER BY id DESC`, person)
}

func consentByID(ctx context.Context, q db.Querier, person id.Person, consent id.Consent) (Consent, error) {
	return db.One[Consent](ctx, q, selectConsent+` AND id = $2`, person, consent)
}

func consentsTo(ctx context.Context, q db.Querier, person id.Person, partner id.Organisation, purpose Purpose) ([]Consent, error) {
	return db.All[Consent](ctx, q, selectConsent+` AND partner_id = $2 AND purpose = $3 AND latest`, person, partner, string(purpose))
}

// law is one that lets a partner know the people of an office.
type law struct {
	Office id.Organisation `db:"id" privacy:"internal"`
	Law    string          `db:"law" privacy:"internal"`
}

// lawsFor are the laws that let a partner know people for a purpose, by the
// office that answers for them: whoever cites one answers for the own office and
// those below it, a regional office for its region. Usually there are none.
func lawsFor(ctx context.Context, q db.Querier, partner id.Organisation, purpose Purpose, today civil.Date) (map[id.Organisation]string, error) {
	rows, err := db.All[law](ctx, q, `SELECT o.id, b.law FROM person_basis b JOIN directory_organisation o ON o.id = b.org_id OR o.parent_id = b.org_id
		OR o.parent_id IN (SELECT m.id FROM directory_organisation m WHERE m.parent_id = b.org_id)
		WHERE b.partner_id = $1 AND b.purpose = $2 AND b.starts_on <= $3 AND (b.ends_on IS NULL OR b.ends_on >= $4) ORDER BY b.id`, partner, string(purpose), today, today)
	out := make(map[id.Organisation]string, len(rows))
	for _, r := range rows {
		out[r.Office] = r.Law
	}
	return out, err
}

// factsOf reads what decides on each of the people; whoever answered at two
// offices comes twice.
func factsOf(ctx context.Context, q db.Querier, g Ground, people []id.Person) ([]asked, error) {
	args := []any{g.Partner, string(g.Purpose)}
	for _, p := range people {
		args = append(args, p)
	}
	return db.All[asked](ctx, q, `SELECT p.id, p.facility_id, p.probation_id, p.legal_status, p.born, p.kept, c.id AS consent_id, coalesce(c.answer, '') AS answer,
		coalesce(c.answered_by, '') AS answered_by, c.expires_on, c.withdrawn_on
		FROM person_person p LEFT JOIN person_consent c ON c.person_id = p.id AND c.partner_id = $1 AND c.purpose = $2 AND c.latest
		WHERE p.id IN (`+db.In(len(people), 3)+`)`, args...)
}

// OfficeType reads which sort of facility an organisation is; empty for none.
func OfficeType(ctx context.Context, q db.Querier, org id.Organisation) (directory.FacilityType, error) {
	t, _, err := db.Find[string](ctx, q, `SELECT facility_type FROM directory_organisation WHERE id = $1`, org)
	return directory.FacilityType(t), err
}

func kindOf(ctx context.Context, q db.Querier, org id.Organisation) (directory.Kind, error) {
	k, _, err := db.Find[string](ctx, q, `SELECT kind FROM directory_organisation WHERE id = $1`, org)
	return directory.Kind(k), err
}

// holds notes at to_id that people cannot be held at org.
func holds(ctx context.Context, q db.Querier, f *errs.Fields, org id.Organisation) error {
	t, err := OfficeType(ctx, q, org)
	if err != nil {
		return fmt.Errorf("read facility %s: %w", org, err)
	}
	if t == "" || t == directory.Bapas || t == directory.Rupbasan {
		f.Add("to_id", "choice.invalid")
	}
	return nil
}
