package report

import (
	"context"
	"strconv"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Backing is the promise that a class stands on.
type Backing struct {
	Cooperation id.Cooperation  `db:"cooperation_id" privacy:"internal"`
	Partner     id.Organisation `db:"partner_id" privacy:"internal"`
	Activity    id.Activity     `db:"activity_id" privacy:"internal"`
	Status      string          `db:"status" privacy:"internal"`
	Agreement   string          `db:"agreement" privacy:"internal"`
	InForce     bool            `db:"in_force" privacy:"internal"` // under an agreement that binds on the day
}

// BackingOf finds the promise behind a commitment, as far as the actor may see
// it, inside the caller's transaction. It is a function for the app, which has
// no rights of its own to ask: the caller's policy has been asked, and the scope
// is asked here. Errors: NotFound.
func BackingOf(ctx context.Context, q db.Querier, actor authz.Actor, key id.Commitment, day civil.Date) (Backing, error) {
	where, args := agreement.Visible(actor.Scope, "c", 4)
	b, err := db.One[Backing](ctx, q, `SELECT c.cooperation_id, c.partner_id, c.activity_id, c.status, coalesce(a.ref, '') AS agreement,
		coalesce(a.stage IN ('DITANDATANGANI', 'AKTIF', 'EVALUASI', 'DIPERPANJANG') AND a.starts_on <= $2 AND a.ends_on >= $3, FALSE) AS in_force
		FROM partnership_commitment c LEFT JOIN agreement_agreement a ON a.id = c.agreement_id WHERE c.id = $1 AND `+where, append([]any{key, day, day}, args...)...)
	return b, wrap("find promise "+strconv.Quote(key.String()), err)
}
