package assessment

import (
	"context"

	"titian/internal/feature/person"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

const (
	needTable           = "assessment_need"
	readinessTable      = "assessment_readiness"
	itemTable           = "assessment_readiness_item"
	screeningTable      = "assessment_screening"
	rehabilitationTable = "assessment_rehabilitation"
)

var (
	selectNeed           = `SELECT ` + db.Columns[Need]("") + ` FROM assessment_need `
	selectReadiness      = `SELECT ` + db.Columns[Readiness]("") + ` FROM assessment_readiness `
	selectItem           = `SELECT ` + db.Columns[Item]("i") + ` FROM assessment_readiness_item i `
	selectScreening      = `SELECT ` + db.Columns[Screening]("") + ` FROM assessment_screening `
	selectRehabilitation = `SELECT ` + db.Columns[Rehabilitation]("") + ` FROM assessment_rehabilitation `
)

func needsOf(ctx context.Context, q db.Querier, p id.Person) ([]Need, error) {
	return db.All[Need](ctx, q, selectNeed+`WHERE person_id = $1 ORDER BY CASE WHEN closed_on IS NULL THEN 0 ELSE 1 END, severity DESC, id`, p)
}

// needIn is a need about somebody in the actor's scope.
func needIn(ctx context.Context, q db.Querier, a authz.Actor, need id.Need) (Need, error) {
	n, err := db.One[Need](ctx, q, selectNeed+`WHERE id = $1`+lock(q), need)
	if err != nil {
		return Need{}, err
	}
	if _, err := person.Visible(ctx, q, a, n.Person); err != nil {
		return Need{}, err
	}
	return n, nil
}

// lock keeps a row that a transaction is about to change.
func lock(q db.Querier) string {
	if tx, ok := q.(*db.Tx); ok {
		return tx.ForUpdate()
	}
	return ""
}

func checksOf(ctx context.Context, q db.Querier, p id.Person) ([]Check, error) {
	looks, err := db.All[Readiness](ctx, q, selectReadiness+`WHERE person_id = $1 ORDER BY taken_on DESC, id DESC`, p)
	if err != nil {
		return nil, err
	}
	items, err := db.All[Item](ctx, q, selectItem+`JOIN assessment_readiness r ON r.facility_id = i.facility_id AND r.id = i.readiness_id WHERE r.person_id = $1`, p)
	if err != nil {
		return nil, err
	}
	checks := make([]Check, len(looks))
	for i, r := range looks {
		checks[i] = together(r, items)
	}
	return checks, nil
}

// together puts a look's answers in the order of the checklist.
func together(r Readiness, items []Item) Check {
	c := Check{Readiness: r}
	for _, thing := range Things() {
		for _, it := range items {
			if it.Readiness == r.ID && it.Item == thing {
				c.Items = append(c.Items, it)
			}
		}
	}
	return c
}

func checkIn(ctx context.Context, q db.Querier, a authz.Actor, readiness id.Readiness) (Check, error) {
	r, err := db.One[Readiness](ctx, q, selectReadiness+`WHERE id = $1`+lock(q), readiness)
	if err != nil {
		return Check{}, err
	}
	if _, err := person.Visible(ctx, q, a, r.Person); err != nil {
		return Check{}, err
	}
	items, err := db.All[Item](ctx, q, selectItem+`WHERE i.facility_id = $1 AND i.readiness_id = $2`, r.Facility, r.ID)
	return together(r, items), err
}

func insertItems(ctx context.Context, tx *db.Tx, items []Item) error {
	for _, it := range items {
		if err := db.Insert(ctx, tx, itemTable, it); err != nil {
			return err
		}
	}
	return nil
}

func replaceItems(ctx context.Context, tx *db.Tx, c Check) error {
	if _, err := db.Exec(ctx, tx, `DELETE FROM assessment_readiness_item WHERE facility_id = $1 AND readiness_id = $2`, c.Facility, c.ID); err != nil {
		return err
	}
	return insertItems(ctx, tx, c.Items)
}

func screeningsOf(ctx context.Context, tx *db.Tx, p id.Person) ([]Screening, error) {
	return db.All[Screening](ctx, tx, selectScreening+`WHERE person_id = $1 ORDER BY screened_on DESC, id DESC`, p)
}

func stagesOf(ctx context.Context, tx *db.Tx, p id.Person) ([]Rehabilitation, error) {
	return db.All[Rehabilitation](ctx, tx, selectRehabilitation+`WHERE person_id = $1 ORDER BY since_on DESC, id DESC`, p)
}

// screeningIn is a screening of somebody whom the actor's own facility holds.
func screeningIn(ctx context.Context, tx *db.Tx, a authz.Actor, screening id.Screening) (Screening, error) {
	x, err := db.One[Screening](ctx, tx, selectScreening+`WHERE id = $1`+tx.ForUpdate(), screening)
	if err != nil {
		return Screening{}, err
	}
	if _, err := heldBy(ctx, tx, a, x.Person); err != nil {
		return Screening{}, err
	}
	return x, nil
}
