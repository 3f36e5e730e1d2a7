package report

import (
	"context"

	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

// promise is one promise under an agreement or under what implements it.
type promise struct {
	Agreement id.Agreement `db:"agreement_id" privacy:"internal"`
	Status    string       `db:"status" privacy:"internal"`
	Due       civil.Date   `db:"due_on" privacy:"internal"`
	Confirmed int          `db:"confirmed" privacy:"internal"`
	Last      civil.Date   `db:"last_on" privacy:"internal"`
}

// promisesUnder reads the promises of every agreement of a cooperation at once.
// A memorandum is carried out by the agreements under it, also when those are
// another facility's.
const promisesUnder = `WITH RECURSIVE family (root, id) AS (
	SELECT id, id FROM agreement_agreement WHERE cooperation_id = $1 AND signed_on IS NOT NULL
	UNION SELECT f.root, a.id FROM family f CROSS JOIN agreement_agreement a WHERE a.parent_id = f.id)
	SELECT f.root AS agreement_id, c.status, c.due_on,
	(SELECT count(*) FROM partnership_delivery d WHERE d.commitment_id = c.id AND d.status = 'confirmed') AS confirmed,
	(SELECT max(d.answered_on) FROM partnership_delivery d WHERE d.commitment_id = c.id AND d.status = 'confirmed') AS last_on
	FROM family f CROSS JOIN partnership_commitment c WHERE c.agreement_id = f.id`

// vitality puts on each signed agreement whether it is lived: the verdict is
// partnership's, by what was promised and confirmed under it.
func (s *Service) vitality(ctx context.Context, coop id.Cooperation, today civil.Date, nodes []Node) error {
	rows, err := db.All[promise](ctx, s.db, promisesUnder, coop)
	if err != nil {
		return err
	}
	evidence := map[string]*partnership.Evidence{}
	for _, r := range rows {
		e := evidence[r.Agreement.String()]
		if e == nil {
			e = &partnership.Evidence{}
			evidence[r.Agreement.String()] = e
		}
		e.Confirmed += r.Confirmed
		if r.Last.Compare(e.LastConfirmed) > 0 {
			e.LastConfirmed = r.Last
		}
		open := r.Status == string(partnership.CommitmentOpen)
		count(&e.Open, open)
		count(&e.Overdue, open && r.Due.Before(today))
	}
	for i := range nodes {
		n := &nodes[i]
		signed, err := civil.Parse(n.Day)
		if n.Kind != "agreement" && n.Kind != "renewal" || err != nil {
			continue
		}
		e := partnership.Evidence{}
		if found := evidence[n.ID]; found != nil {
			e = *found
		}
		e.SignedOn, e.Today = signed, today
		n.Vitality = string(e.Verdict())
	}
	return nil
}
