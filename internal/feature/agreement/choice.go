package agreement

import (
	"context"

	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Named is an organisation to choose.
type Named struct {
	ID   id.Organisation `db:"id" privacy:"internal"`
	Name string          `db:"name" privacy:"internal"`
}

// Hosts lists the organisations in whose name the actor may open a cooperation.
func (s *Service) Hosts(ctx context.Context, actor authz.Actor) ([]Named, error) {
	if err := policy.Check(actor, "cooperation.write"); err != nil {
		return nil, err
	}
	all, err := db.All[Named](ctx, s.db, `SELECT id, name FROM directory_organisation WHERE kind <> 'partner' AND active ORDER BY name, id`)
	var out []Named
	for _, o := range all {
		if ActsFor(actor, o.ID) {
			out = append(out, o)
		}
	}
	return out, err
}

// Partners lists the partners with whom a cooperation may be opened.
func (s *Service) Partners(ctx context.Context, actor authz.Actor) ([]Named, error) {
	if err := policy.Check(actor, "cooperation.write"); err != nil {
		return nil, err
	}
	return db.All[Named](ctx, s.db, `SELECT id, name FROM directory_organisation WHERE kind = 'partner' AND active ORDER BY name, id LIMIT 1000`)
}

// Servable lists the facilities that an agreement of the host may serve: itself
// and those below it.
func (s *Service) Servable(ctx context.Context, actor authz.Actor, host id.Organisation) ([]Named, error) {
	if err := policy.Check(actor, "agreement.write"); err != nil {
		return nil, err
	}
	if !mayPrepare(actor, host) {
		return nil, errNotYours()
	}
	return db.All[Named](ctx, s.db, `SELECT o.id, o.name FROM directory_organisation o LEFT JOIN directory_organisation up ON up.id = o.parent_id
		WHERE o.kind = 'facility' AND o.active AND (o.id = $1 OR o.parent_id = $2 OR up.parent_id = $3) ORDER BY o.name, o.id LIMIT 1000`, host, host, host)
}

// Signers lists who may stand in an agreement of the host and the partner: the
// two, and the other partners of the partner's regency, whose offices sign beside
// their government.
func (s *Service) Signers(ctx context.Context, actor authz.Actor, host, partner id.Organisation) ([]Named, error) {
	if err := policy.Check(actor, "agreement.write"); err != nil {
		return nil, err
	}
	return db.All[Named](ctx, s.db, `SELECT id, name FROM directory_organisation WHERE id IN ($1, $2)
		OR kind = 'partner' AND active AND regency_code = (SELECT regency_code FROM directory_organisation WHERE id = $3)
		ORDER BY name, id LIMIT 200`, host, partner, partner)
}

// Parents lists the agreements that another one of the cooperation may stand
// under.
func (s *Service) Parents(ctx context.Context, actor authz.Actor, cooperation id.Cooperation) ([]View, error) {
	if err := policy.Check(actor, "agreement.read"); err != nil {
		return nil, err
	}
	return All[View](ctx, s.db, Over(selectAgreement, actor.Scope, "a").
		And("a.cooperation_id = ? AND a.stage <> 'DIBATALKAN'", cooperation).Then("ORDER BY a.ref LIMIT 100"))
}
