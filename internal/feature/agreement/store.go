package agreement

import (
	"context"
	"fmt"

	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

var selectCooperation = `SELECT ` + db.Columns[Cooperation]("c") + `, h.name, p.name FROM agreement_cooperation c
	JOIN directory_organisation h ON h.id = c.host_id JOIN directory_organisation p ON p.id = c.partner_id`

var selectAgreement = `SELECT ` + db.Columns[Agreement]("a") + `, h.name, p.name, c.ref FROM agreement_agreement a
	JOIN agreement_cooperation c ON c.id = a.cooperation_id
	JOIN directory_organisation h ON h.id = a.host_id JOIN directory_organisation p ON p.id = a.partner_id`

func findCooperation(ctx context.Context, q db.Querier, a authz.Actor, key id.Cooperation) (CooperationView, error) {
	return One[CooperationView](ctx, q, overCooperations(selectCooperation, a.Scope).And("c.id = ?", key))
}

func findAgreement(ctx context.Context, q db.Querier, a authz.Actor, key id.Agreement) (View, error) {
	return One[View](ctx, q, Over(selectAgreement, a.Scope, "a").And("a.id = ?", key))
}

// organisationKind reads what an organisation is; one that has ended counts as
// unknown, because nothing new is begun with it.
func organisationKind(ctx context.Context, q db.Querier, org id.Organisation) (string, error) {
	return db.One[string](ctx, q, `SELECT kind FROM directory_organisation WHERE id = $1 AND active`, org)
}

// servable counts those of the facilities that stand at or below the host.
func servable(ctx context.Context, q db.Querier, host id.Organisation, facilities []id.Organisation) (int64, error) {
	args := []any{host, host, host}
	for _, f := range facilities {
		args = append(args, f)
	}
	return db.One[int64](ctx, q, `SELECT COUNT(*) FROM directory_organisation o LEFT JOIN directory_organisation up ON up.id = o.parent_id
		WHERE o.kind = 'facility' AND (o.id = $1 OR o.parent_id = $2 OR up.parent_id = $3)
		AND o.id IN (`+db.In(len(facilities), 4)+`)`, args...)
}

func partiesOf(ctx context.Context, q db.Querier, key id.Agreement) ([]PartyView, error) {
	return db.All[PartyView](ctx, q, `SELECT x.organisation_id, x.number, x.signatory, x.authority, o.name FROM agreement_party x
		JOIN directory_organisation o ON o.id = x.organisation_id WHERE x.agreement_id = $1 ORDER BY x.ordinal`, key)
}

func witnessesOf(ctx context.Context, q db.Querier, key id.Agreement) ([]string, error) {
	return db.All[string](ctx, q, `SELECT office FROM agreement_witness WHERE agreement_id = $1 ORDER BY ordinal`, key)
}

func servedBy(ctx context.Context, q db.Querier, key id.Agreement) ([]Served, error) {
	return db.All[Served](ctx, q, `SELECT s.facility_id, o.name FROM agreement_served s
		JOIN directory_organisation o ON o.id = s.facility_id WHERE s.agreement_id = $1 ORDER BY o.name, o.id`, key)
}

func textsOf(ctx context.Context, q db.Querier, key id.Agreement) ([]Text, error) {
	return db.All[Text](ctx, q, `SELECT `+db.Columns[Text]("")+` FROM agreement_text WHERE agreement_id = $1 ORDER BY number DESC`, key)
}

func movesOf(ctx context.Context, q db.Querier, key id.Agreement) ([]Move, error) {
	return db.All[Move](ctx, q, `SELECT `+db.Columns[Move]("")+` FROM agreement_move WHERE agreement_id = $1 ORDER BY ordinal DESC`, key)
}

func activitiesOf(ctx context.Context, q db.Querier, key id.Agreement) ([]Activity, error) {
	return db.All[Activity](ctx, q, `SELECT `+db.Columns[Activity]("")+` FROM agreement_activity
		WHERE agreement_id = $1 ORDER BY year, quarter, title, id`, key)
}

// replaceParties writes the whole of who stands in an agreement anew.
func replaceParties(ctx context.Context, tx *db.Tx, a Agreement, c PartiesCommand) error {
	for _, text := range []string{
		`DELETE FROM agreement_party WHERE agreement_id = $1`,
		`DELETE FROM agreement_witness WHERE agreement_id = $1`,
		`DELETE FROM agreement_served WHERE agreement_id = $1`,
	} {
		if _, err := db.Exec(ctx, tx, text, a.ID); err != nil {
			return err
		}
	}
	for i, p := range c.Parties {
		if _, err := db.Exec(ctx, tx, `INSERT INTO agreement_party (agreement_id, organisation_id, ordinal, number, signatory, authority)
			VALUES ($1, $2, $3, $4, $5, $6)`, a.ID, p.Organisation, i+1, p.Number, p.Signatory, p.Authority); err != nil {
			return err
		}
	}
	for i, office := range c.Witnesses {
		if _, err := db.Exec(ctx, tx, `INSERT INTO agreement_witness (agreement_id, ordinal, office) VALUES ($1, $2, $3)`, a.ID, i+1, office); err != nil {
			return err
		}
	}
	for _, f := range c.Served {
		if _, err := db.Exec(ctx, tx, `INSERT INTO agreement_served (agreement_id, facility_id, cooperation_id) VALUES ($1, $2, $3)
			ON CONFLICT (agreement_id, facility_id) DO NOTHING`, a.ID, f, a.Cooperation); err != nil {
			return err
		}
	}
	return nil
}

// lastMove is the newest entry of an agreement's history.
func lastMove(ctx context.Context, q db.Querier, key id.Agreement) (Move, error) {
	m, found, err := db.Find[Move](ctx, q, `SELECT `+db.Columns[Move]("")+` FROM agreement_move WHERE agreement_id = $1 ORDER BY ordinal DESC LIMIT 1`, key)
	if err == nil && !found {
		err = fmt.Errorf("agreement %s has no history", key)
	}
	return m, err
}

func insertMove(ctx context.Context, tx *db.Tx, key id.Agreement, actor authz.Actor, m Move) error {
	_, err := db.Exec(ctx, tx, `INSERT INTO agreement_move (agreement_id, ordinal, from_stage, to_stage, moved_on, document, reason, moved_by, moved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, key, m.Ordinal, m.From, m.To, m.MovedOn, m.Document, m.Reason, actor.Name, tx.Now().UnixMicro())
	return err
}

// liveRenewal finds the agreement that renews this one, if there is one.
func liveRenewal(ctx context.Context, q db.Querier, key id.Agreement) (id.Agreement, error) {
	renewal, _, err := db.Find[id.Agreement](ctx, q, `SELECT id FROM agreement_agreement WHERE renews_id = $1 AND stage <> 'DIBATALKAN'`, key)
	return renewal, err
}

// descends reports whether candidate is key or stands below it, which would
// close a circle of parents.
func descends(ctx context.Context, q db.Querier, candidate, key id.Agreement) (bool, error) {
	for range 10 {
		switch {
		case candidate == key:
			return true, nil
		case candidate.IsZero():
			return false, nil
		}
		up, err := db.One[id.Agreement](ctx, q, `SELECT parent_id FROM agreement_agreement WHERE id = $1`, candidate)
		if err != nil {
			return false, err
		}
		candidate = up
	}
	return true, nil
}

func insertText(ctx context.Context, tx *db.Tx, key id.Agreement, number int, body, by string) error {
	_, err := db.Exec(ctx, tx, `INSERT INTO agreement_text (agreement_id, number, body, sha256, made_by, made_at)
		VALUES ($1, $2, $3, $4, $5, $6)`, key, number, body, sum(body), by, tx.Now().UnixMicro())
	return err
}

// newestText is the version that counts; Number is 0 when there is none.
func newestText(ctx context.Context, q db.Querier, key id.Agreement) (Text, error) {
	t, _, err := db.Find[Text](ctx, q, `SELECT `+db.Columns[Text]("")+` FROM agreement_text WHERE agreement_id = $1 ORDER BY number DESC LIMIT 1`, key)
	return t, err
}

// lockAgreement keeps others from an agreement until commit.
func lockAgreement(ctx context.Context, tx *db.Tx, key id.Agreement) error {
	_, err := db.One[id.Agreement](ctx, tx, `SELECT id FROM agreement_agreement WHERE id = $1`+tx.ForUpdate(), key)
	return err
}

// endingBefore lists what is in force and ends by a day without being renewed.
func endingBefore(ctx context.Context, q db.Querier, s authz.Scope, today, last civil.Date) ([]View, error) {
	return All[View](ctx, q, Over(selectAgreement, s, "a").
		And("a.ends_on >= ? AND a.ends_on <= ? AND a.starts_on <= ?", today, last, today).
		And("a.stage IN ('DITANDATANGANI', 'AKTIF', 'EVALUASI')").
		And("NOT EXISTS (SELECT 1 FROM agreement_agreement n WHERE n.renews_id = a.id AND n.stage <> 'DIBATALKAN')").
		Then("ORDER BY a.ends_on, a.id LIMIT 200"))
}
