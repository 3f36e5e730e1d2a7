package partnership

import (
	"context"

	"titian/internal/feature/agreement"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

func selectMeeting() string {
	columns, joins := sidesOf("m")
	return `SELECT ` + db.Columns[Meeting]("m") + columns + `, h.regency_code FROM partnership_meeting m` + joins
}

func selectProposal() string {
	columns, joins := sidesOf("x")
	return `SELECT ` + db.Columns[Proposal]("x") + columns + `, f.name, t.name,
		(SELECT k.id FROM partnership_commitment k WHERE k.proposal_id = x.id LIMIT 1), COALESCE(r.quantity, 0), COALESCE(r.value_rp, 0), r.wanted_by, r.said_on
		FROM partnership_proposal x` + joins + ` JOIN directory_organisation f ON f.id = x.from_id JOIN directory_organisation t ON t.id = x.to_id
		LEFT JOIN partnership_round r ON r.proposal_id = x.id AND r.ordinal = x.rounds`
}

func selectCommitment() string {
	columns, joins := sidesOf("x")
	return `SELECT ` + db.Columns[Commitment]("x") + columns + `, f.name, t.name, COALESCE(o.title, '')
		FROM partnership_commitment x` + joins + ` JOIN directory_organisation f ON f.id = x.promiser_id
		JOIN directory_organisation t ON t.id = x.receiver_id LEFT JOIN directory_post o ON o.id = x.owner_post_id`
}

func selectDelivery() string {
	columns, joins := sidesOf("x")
	return `SELECT ` + db.Columns[Delivery]("x") + columns + `, k.ref, k.title, k.unit, k.promiser_id, f.name, t.name
		FROM partnership_delivery x` + joins + ` JOIN partnership_commitment k ON k.id = x.commitment_id
		JOIN directory_organisation f ON f.id = k.promiser_id JOIN directory_organisation t ON t.id = x.receiver_id`
}

func findMeeting(ctx context.Context, q db.Querier, a authz.Actor, key id.Meeting) (MeetingView, error) {
	return agreement.One[MeetingView](ctx, q, agreement.Over(selectMeeting(), a.Scope, "m").And("m.id = ?", key))
}

// overProposals hides drafts from the side that they are not yet meant for.
func overProposals(s authz.Scope) *agreement.Query {
	q := agreement.Over(selectProposal(), s, "x")
	switch {
	case s.All:
		return q
	case s.Partner.IsZero():
		return q.And("(x.status <> 'draft' OR x.from_id <> x.partner_id)")
	}
	return q.And("(x.status <> 'draft' OR x.from_id = ?)", s.Partner)
}

func findProposal(ctx context.Context, q db.Querier, a authz.Actor, key id.Proposal) (ProposalView, error) {
	return agreement.One[ProposalView](ctx, q, overProposals(a.Scope).And("x.id = ?", key))
}

func findCommitment(ctx context.Context, q db.Querier, a authz.Actor, key id.Commitment) (CommitmentView, error) {
	return agreement.One[CommitmentView](ctx, q, agreement.Over(selectCommitment(), a.Scope, "x").And("x.id = ?", key))
}

func findDelivery(ctx context.Context, q db.Querier, a authz.Actor, key id.Delivery) (DeliveryView, error) {
	return agreement.One[DeliveryView](ctx, q, agreement.Over(selectDelivery(), a.Scope, "x").And("x.id = ?", key))
}

// findDecision reads a decision through its meeting, which has the sides.
func findDecision(ctx context.Context, q db.Querier, a authz.Actor, key id.Decision) (Decision, error) {
	return agreement.One[Decision](ctx, q, agreement.Over(`SELECT `+db.Columns[Decision]("x")+` FROM partnership_decision x
		JOIN partnership_meeting m ON m.id = x.meeting_id`, a.Scope, "m").And("x.id = ?", key))
}

func attendeesOf(ctx context.Context, q db.Querier, key id.Meeting) ([]Attendee, error) {
	return db.All[Attendee](ctx, q, `SELECT organisation, office, name FROM partnership_attendee WHERE meeting_id = $1 ORDER BY ordinal`, key)
}

func replaceAttendees(ctx context.Context, tx *db.Tx, key id.Meeting, all []Attendee) error {
	if _, err := db.Exec(ctx, tx, `DELETE FROM partnership_attendee WHERE meeting_id = $1`, key); err != nil {
		return err
	}
	for i, a := range all {
		if _, err := db.Exec(ctx, tx, `INSERT INTO partnership_attendee (meeting_id, ordinal, organisation, office, name) VALUES ($1, $2, $3, $4, $5)`,
			key, i+1, a.Organisation, a.Office, a.Name); err != nil {
			return err
		}
	}
	return nil
}

func decisionsOf(ctx context.Context, q db.Querier, key id.Meeting) ([]Decision, error) {
	return db.All[Decision](ctx, q, `SELECT `+db.Columns[Decision]("")+` FROM partnership_decision WHERE meeting_id = $1 ORDER BY ordinal`, key)
}

// outcomesOf lists what became of a meeting's decisions. A partner's or the
// office's own draft proposal is left out: it is not said to the other side yet.
func outcomesOf(ctx context.Context, q db.Querier, key id.Meeting) ([]Outcome, error) {
	return db.All[Outcome](ctx, q, `SELECT x.decision_id, 'proposal', x.id, x.ref, x.title, x.status FROM partnership_proposal x
		JOIN partnership_decision d ON d.id = x.decision_id WHERE d.meeting_id = $1 AND x.status <> 'draft'
		UNION ALL SELECT x.decision_id, 'commitment', x.id, x.ref, x.title, x.status FROM partnership_commitment x
		JOIN partnership_decision d ON d.id = x.decision_id WHERE d.meeting_id = $2
		UNION ALL SELECT d.id, 'agreement', a.id, a.ref, a.title, a.stage FROM partnership_decision d
		JOIN agreement_agreement a ON a.id = d.agreement_id WHERE d.meeting_id = $3 ORDER BY 4`, key, key, key)
}

func deliveriesOf(ctx context.Context, q db.Querier, key id.Commitment) ([]Delivery, error) {
	return db.All[Delivery](ctx, q, `SELECT `+db.Columns[Delivery]("")+` FROM partnership_delivery
		WHERE commitment_id = $1 ORDER BY delivered_on DESC, id DESC`, key)
}

func amendmentsOf(ctx context.Context, q db.Querier, key id.Commitment) ([]Amendment, error) {
	return db.All[Amendment](ctx, q, `SELECT a.ordinal, a.title, a.quantity, a.unit, a.value_rp, a.due_on, a.reason, a.made_by, a.made_at, a.plan, COALESCE(o.title, '')
		FROM partnership_amendment a LEFT JOIN directory_post o ON o.id = a.owner_post_id WHERE a.commitment_id = $1 ORDER BY a.ordinal DESC`, key)
}

// lockCommitment keeps others from a commitment until commit, so that two
// confirmations at once add up one after the other.
func lockCommitment(ctx context.Context, tx *db.Tx, key id.Commitment) (Commitment, error) {
	return db.One[Commitment](ctx, tx, `SELECT `+db.Columns[Commitment]("")+` FROM partnership_commitment WHERE id = $1`+tx.ForUpdate(), key)
}

// Post is a post that may own a promise.
type Post struct {
	ID    id.Post `db:"id" privacy:"internal"`
	Title string  `db:"title" privacy:"internal"`
}

func postsOf(ctx context.Context, q db.Querier, org id.Organisation) ([]Post, error) {
	return db.All[Post](ctx, q, `SELECT id, title FROM directory_post WHERE organisation_id = $1 AND active ORDER BY title`, org)
}

// checkPost asks that the owner is a post of the side that promises.
func checkPost(ctx context.Context, q db.Querier, post id.Post, promiser id.Organisation) error {
	if post.IsZero() {
		return nil
	}
	_, found, err := db.Find[id.Post](ctx, q, `SELECT id FROM directory_post WHERE id = $1 AND organisation_id = $2`, post, promiser)
	if err == nil && !found {
		err = invalid("owner_post_id", "commitment.post_elsewhere")
	}
	return err
}

// withSums fills the sums of a page of commitments with one query, which adds in
// the engine: rows of deliveries are wide, and only their sums are shown.
func withSums(ctx context.Context, q db.Querier, views []CommitmentView) error {
	if len(views) == 0 {
		return nil
	}
	at, args := map[id.Commitment]*Sums{}, make([]any, len(views))
	for i, v := range views {
		at[v.ID], args[i] = &views[i].Sums, v.ID
	}
	type given struct {
		Commitment id.Commitment `db:"commitment_id" privacy:"internal"`
		Sums
	}
	return db.Each(ctx, q, `SELECT d.commitment_id, `+givenColumns+` FROM partnership_delivery d WHERE d.commitment_id IN (`+db.In(len(args), 1)+`) GROUP BY d.commitment_id`, args, func(g *given) error {
		*at[g.Commitment] = g.Sums
		return nil
	})
}

// linked turns a reference that is not visible into its field's error.
func linked(err error, path string) error {
	if errs.KindOf(err) == errs.NotFound {
		return invalid(path, "choice.invalid")
	}
	return err
}
