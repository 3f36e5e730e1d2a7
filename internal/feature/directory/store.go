package directory

import (
	"context"

	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

func find(ctx context.Context, q db.Querier, key id.Organisation) (Organisation, bool, error) {
	return db.Find[Organisation](ctx, q, `SELECT `+db.Columns[Organisation]("")+` FROM directory_organisation WHERE id = $1`, key)
}

// insert stores a new organisation; the unique key decides whose code it is.
func insert(ctx context.Context, tx *db.Tx, o Organisation) error {
	err := db.Insert(ctx, tx, "directory_organisation", o)
	if db.IsUnique(err, "directory_organisation_code_key", "directory_organisation.code") {
		return fieldOr(nil, "code", "organisation.code_taken")
	}
	return err
}

func hasRegency(ctx context.Context, q db.Querier, code RegencyCode) (bool, error) {
	_, found, err := db.Find[string](ctx, q, `SELECT code FROM directory_regency WHERE code = $1`, string(code))
	return found, err
}

// below lists an organisation and all that stands under it.
const below = `WITH RECURSIVE below (id) AS (
	SELECT id FROM directory_organisation WHERE id = $1
	UNION ALL SELECT o.id FROM directory_organisation o JOIN below b ON o.parent_id = b.id)
	SELECT id FROM below`

// ScopeOf is what people of an organisation see: a directorate everything, an
// office itself and all below it, a partner itself. It does not look at roles,
// and finds nothing for an organisation that has ended.
func ScopeOf(ctx context.Context, q db.Querier, org id.Organisation) (scope authz.Scope, o Organisation, found bool, err error) {
	o, found, err = find(ctx, q, org)
	if err != nil || !found || !o.Active {
		return authz.Scope{}, o, false, err
	}
	switch o.Kind {
	case Directorate:
		return authz.Scope{All: true}, o, true, nil
	case Partner:
		return authz.Scope{Partner: o.ID}, o, true, nil
	}
	orgs, err := db.All[id.Organisation](ctx, q, below, org)
	return authz.Scope{Orgs: orgs}, o, err == nil, err
}
