package partnership

import (
	"context"
	"slices"

	"titian/internal/feature/agreement"
	"titian/internal/feature/directory"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Promise records a commitment that was given outside of a proposal, such as an
// order in a meeting. Officers of the host's side record what either side
// promised; a partner records what it promises itself. Errors: Invalid,
// Forbidden, State when the cooperation is closed.
func (s *Service) Promise(ctx context.Context, actor authz.Actor, cmd PromiseCommand) (Commitment, error) {
	var made Commitment
	if err := policy.Check(actor, "commitment.write"); err != nil {
		return made, err
	}
	if err := cmd.validate(); err != nil {
		return made, err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		coop := cmd.Cooperation
		meeting, err := origin(ctx, tx, actor, cmd.Decision, &coop)
		if err != nil {
			return err
		}
		c, err := within(ctx, tx, actor, coop)
		if err != nil {
			return err
		}
		if err := promisingSides(ctx, tx, actor, c, cmd.Promiser, cmd.Receiver); err != nil {
			return err
		}
		made, err = insertCommitment(ctx, tx, actor, cmd.apply(Commitment{
			ID: cmd.ID, Cooperation: c.ID, Host: c.Host, Partner: c.Partner, Meeting: meeting, Decision: cmd.Decision,
			Promiser: cmd.Promiser, Receiver: cmd.Receiver,
		}), cmd.Milestones)
		return err
	})
	return made, wrap(err, "record commitment")
}

// promisingSides asks that promiser and receiver stand on different sides and
// that the actor may speak for them.
func promisingSides(ctx context.Context, q db.Querier, actor authz.Actor, c agreement.Cooperation, promiser, receiver id.Organisation) error {
	inside, err := insideSide(ctx, q, c)
	if err != nil {
		return err
	}
	var f errs.Fields
	if promiser != c.Partner && !slices.Contains(inside, promiser) {
		f.Add("promiser_id", "choice.invalid")
	}
	if receiver != c.Partner && !slices.Contains(inside, receiver) {
		f.Add("receiver_id", "choice.invalid")
	}
	if f.Err() == nil && (promiser == c.Partner) == (receiver == c.Partner) {
		f.Add("receiver_id", "commitment.same_side")
	}
	if err := f.Err(); err != nil {
		return err
	}
	if !actor.Scope.Partner.IsZero() && promiser == c.Partner && agreement.ActsFor(actor, promiser) {
		return nil
	}
	if _, ok := actsForAny(actor, inside); ok && actor.Scope.Partner.IsZero() {
		return nil
	}
	return errNotYours()
}

// insertCommitment numbers, checks and stores a new promise with its parts.
func insertCommitment(ctx context.Context, tx *db.Tx, actor authz.Actor, c Commitment, parts []Milestone) (Commitment, error) {
	if err := checkLinks(ctx, tx, actor, c); err != nil {
		return c, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	c.Status, c.Version, c.CreatedAt, c.UpdatedAt = CommitmentOpen, 1, tx.Now(), tx.Now()
	var err error
	if c.Ref, err = directory.NextNumberTx(ctx, tx, c.Host, commitmentSeries, civil.Today(tx.Now()).Year()); err != nil {
		return c, err
	}
	if len(parts) > 0 {
		c.Plan = 1
	}
	if err := db.Insert(ctx, tx, "partnership_commitment", c); err != nil {
		return c, err
	}
	if err := keepPlan(ctx, tx, c, parts); err != nil {
		return c, err
	}
	return c, audit.Created(ctx, tx, actor, what(c.Host, "commitment.promise", "commitment", c.ID, 1), c)
}

// checkLinks asks that the owner is the promiser's, and that agreement and
// activity are of the same cooperation.
func checkLinks(ctx context.Context, tx *db.Tx, actor authz.Actor, c Commitment) error {
	if err := checkPost(ctx, tx, c.OwnerPost, c.Promiser); err != nil {
		return err
	}
	if !c.Agreement.IsZero() {
		a, err := agreement.AgreementTx(ctx, tx, actor, c.Agreement)
		if err == nil && a.Cooperation != c.Cooperation {
			err = errs.New(errs.NotFound, "not_found")
		}
		if err != nil {
			return linked(err, "agreement_id")
		}
	}
	if c.Activity.IsZero() {
		return nil
	}
	x, err := agreement.ActivityTx(ctx, tx, actor, c.Activity)
	if err == nil && (x.Cooperation != c.Cooperation || !c.Agreement.IsZero() && x.Agreement != c.Agreement) {
		err = errs.New(errs.NotFound, "not_found")
	}
	return linked(err, "activity_id")
}

// OpenOf counts the open promises that a post answers for. It is for the app, which
// tells the post's holder; it has no rights to ask for.
func OpenOf(ctx context.Context, q db.Querier, post id.Post) (int, error) {
	return db.One[int](ctx, q, `SELECT COUNT(*) FROM partnership_commitment WHERE owner_post_id = $1 AND status = 'open'`, post)
}

// Amend changes an open promise; the terms before it are kept with the reason.
// Either side may promise more, name another owner or link an agreement; to
// promise less, later or otherwise takes the side that was promised to.
func (s *Service) Amend(ctx context.Context, actor authz.Actor, key id.Commitment, version int64, cmd AmendCommand) error {
	if err := policy.Check(actor, "commitment.write"); err != nil {
		return err
	}
	if err := cmd.validate(); err != nil {
		return err
	}
	return s.alterCommitment(ctx, actor, key, version, "commitment.amend", func(tx *db.Tx, c *Commitment) error {
		plans, err := plansOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		before, after := plans[c.Plan], cmd.Milestones
		if after == nil {
			var f errs.Fields
			if after = checkParts(&f, before, cmd.CommitmentTerms); f.Err() != nil {
				return f.Err()
			}
		}
		less := cmd.weaker(c.Terms()) || slower(c.Terms(), cmd.CommitmentTerms, before, after)
		if less && !agreement.ActsFor(actor, c.Receiver) {
			return errOtherSide("commitment.release_by_receiver")
		}
		if err := keepAmendment(ctx, tx, actor, *c, cmd.Reason); err != nil {
			return err
		}
		*c = cmd.apply(*c)
		if !slices.Equal(before, after) {
			c.Plan = nextPlan(plans, c.Plan)
			if err := keepPlan(ctx, tx, *c, after); err != nil {
				return err
			}
		}
		if err := checkLinks(ctx, tx, actor, *c); err != nil {
			return err
		}
		return fulfil(ctx, tx, c)
	})
}

func keepAmendment(ctx context.Context, tx *db.Tx, actor authz.Actor, c Commitment, reason string) error {
	_, err := db.Exec(ctx, tx, `INSERT INTO partnership_amendment (commitment_id, ordinal, title, quantity, unit, value_rp, due_on, reason, made_by, made_at, plan, owner_post_id)
		VALUES ($1, (SELECT COALESCE(MAX(ordinal), 0) + 1 FROM partnership_amendment WHERE commitment_id = $2), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		c.ID, c.ID, c.Title, c.Quantity, c.Unit, c.Value, c.DueOn, reason, actor.Name, tx.Now().UnixMicro(), c.Plan, c.OwnerPost)
	return err
}

// CancelCommitment releases the promiser; only the side that was promised to
// may do that, with a reason.
func (s *Service) CancelCommitment(ctx context.Context, actor authz.Actor, key id.Commitment, version int64, reason string) error {
	if err := policy.Check(actor, "commitment.write"); err != nil {
		return err
	}
	var f errs.Fields
	if directory.CheckText(&f, "reason", &reason, shortLimit, true); f.Err() != nil {
		return f.Err()
	}
	return s.alterCommitment(ctx, actor, key, version, "commitment.cancel", func(tx *db.Tx, c *Commitment) error {
		if !agreement.ActsFor(actor, c.Receiver) {
			return errOtherSide("commitment.release_by_receiver")
		}
		c.Status, c.ClosedOn, c.CloseReason = CommitmentCancelled, civil.Today(tx.Now()), reason
		return nil
	})
}

// alterCommitment changes an open commitment of a side that the actor stands on.
func (s *Service) alterCommitment(ctx context.Context, actor authz.Actor, key id.Commitment, version int64, action string, f func(*db.Tx, *Commitment) error) error {
	var host id.Organisation
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		v, err := findCommitment(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		host, version = v.Host, present(version, v.Version)
		switch _, ok := actsForAny(actor, []id.Organisation{v.Promiser, v.Receiver, v.Host}); {
		case !ok:
			return errNotYours()
		case v.Version != version:
			return errs.New(errs.Conflict, "stale")
		case v.Status != CommitmentOpen:
			return errs.New(errs.State, "commitment."+string(v.Status))
		}
		c := v.Commitment
		if err := f(tx, &c); err != nil {
			return err
		}
		return storeCommitment(ctx, tx, actor, action, v.Commitment, c)
	})
	return wrap(audit.Stale(ctx, s.db, err, host, key, version), action)
}

// storeCommitment writes the next version of a promise.
func storeCommitment(ctx context.Context, tx *db.Tx, actor authz.Actor, action string, before, after Commitment) error {
	after.Version, after.UpdatedAt = before.Version+1, tx.Now()
	if err := db.Update(ctx, tx, "partnership_commitment", after, before.Version, "id"); err != nil {
		return err
	}
	return audit.Changed(ctx, tx, actor, what(after.Host, action, "commitment", after.ID, after.Version), before, after)
}

// fulfil closes a promise whose confirmed deliveries reach it, on the day of the
// last of them: a late confirmation is not the giver's lateness.
func fulfil(ctx context.Context, tx *db.Tx, c *Commitment) error {
	deliveries, err := deliveriesOf(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	var sums Sums
	var last civil.Date
	for _, d := range deliveries {
		sums.add(d)
		if d.Status == DeliveryConfirmed && d.DeliveredOn.Compare(last) > 0 {
			last = d.DeliveredOn
		}
	}
	if c.Status == CommitmentOpen && sums.Confirmed >= c.Quantity {
		c.Status, c.ClosedOn = CommitmentFulfilled, last
	}
	return nil
}

// Commitment gives one commitment with its deliveries, sums and former terms.
func (s *Service) Commitment(ctx context.Context, actor authz.Actor, key id.Commitment) (CommitmentDetail, error) {
	var d CommitmentDetail
	if err := policy.Check(actor, "commitment.read"); err != nil {
		return d, err
	}
	var err error
	if d.CommitmentView, err = findCommitment(ctx, s.db, actor, key); err != nil {
		return d, err
	}
	if d.Deliveries, err = deliveriesOf(ctx, s.db, key); err != nil {
		return d, err
	}
	for _, x := range d.Deliveries {
		d.Sums.add(x)
	}
	if d.Amendments, err = amendmentsOf(ctx, s.db, key); err != nil {
		return d, err
	}
	plans, err := plansOf(ctx, s.db, key)
	d.Parts = PartsOn(plans[d.Plan], d.Sums, s.today())
	for i := range d.Amendments {
		d.Amendments[i].Milestones = plans[d.Amendments[i].Plan]
	}
	return d, err
}

// CommitmentFilter narrows the list of commitments. Late keeps what is overdue
// on the day of reading.
type CommitmentFilter struct {
	Text        string
	Cooperation id.Cooperation
	Agreement   id.Agreement
	Partner     id.Organisation
	Facility    id.Organisation // gives or gets, on the host's side
	Post        id.Post         // that answers for it
	Status      CommitmentStatus
	Form        string
	Unit        string
	By          string // partner or host: whose promises
	Late        bool
	Sort        string // due_on (default) or ref
	Desc        bool
}

// Commitments lists what the actor may see, with the sums of each.
func (s *Service) Commitments(ctx context.Context, actor authz.Actor, f CommitmentFilter, r page.Request) (page.Of[CommitmentView], error) {
	if err := policy.Check(actor, "commitment.read"); err != nil {
		return page.Of[CommitmentView]{}, err
	}
	q := agreement.Over(selectCommitment(), actor.Scope, "x").Search(f.Text, "x.title", "x.ref", "h.name", "p.name")
	f.narrow(q)
	if f.Late {
		q.And("x.status = 'open' AND x.due_on < ?", s.today())
	}
	o := agreement.Order[CommitmentView]{
		By: "x.due_on", ID: "x.id", Desc: f.Desc,
		Value: func(v CommitmentView) string { return v.DueOn.String() },
		Key:   func(v CommitmentView) string { return v.ID.String() },
	}
	if f.Sort == "ref" {
		o.By, o.Value = "x.ref", func(v CommitmentView) string { return v.Ref }
	}
	found, err := agreement.Page(ctx, s.db, q, o, r)
	if err != nil {
		return found, err
	}
	return found, withSums(ctx, s.db, found.Items)
}

func (f CommitmentFilter) narrow(q *agreement.Query) {
	agreement.If(q, "x.cooperation_id = ?", f.Cooperation)
	agreement.If(q, "x.agreement_id = ?", f.Agreement)
	agreement.If(q, "x.partner_id = ?", f.Partner)
	agreement.If(q, "x.owner_post_id = ?", f.Post)
	agreement.If(q, "x.status = ?", f.Status)
	agreement.If(q, "x.form = ?", f.Form)
	agreement.If(q, "x.unit = ?", f.Unit)
	agreement.If(q, "? IN (x.promiser_id, x.receiver_id)", f.Facility)
	switch f.By {
	case "partner":
		q.And("x.promiser_id = x.partner_id")
	case "host":
		q.And("x.promiser_id <> x.partner_id")
	}
}

// Posts lists the posts of a side that may own a promise.
func (s *Service) Posts(ctx context.Context, actor authz.Actor, org id.Organisation) ([]Post, error) {
	if err := policy.Check(actor, "commitment.read"); err != nil {
		return nil, err
	}
	return postsOf(ctx, s.db, org)
}

// Side is an organisation on one of the two sides of a cooperation.
type Side struct {
	ID   id.Organisation `db:"id" privacy:"internal"`
	Name string          `db:"name" privacy:"internal"`
}

// SidesOf lists who may promise to whom in a cooperation: the partner, the host
// and the facilities that its agreements serve.
func (s *Service) SidesOf(ctx context.Context, actor authz.Actor, key id.Cooperation) ([]Side, error) {
	if err := policy.Check(actor, "commitment.read"); err != nil {
		return nil, err
	}
	return agreement.All[Side](ctx, s.db, agreement.Over(`SELECT o.id, o.name FROM directory_organisation o
		JOIN (SELECT id AS cooperation_id, partner_id, host_id FROM agreement_cooperation) c
		ON o.id IN (c.partner_id, c.host_id) OR o.id IN (SELECT facility_id FROM agreement_served WHERE cooperation_id = c.cooperation_id)`,
		actor.Scope, "c").And("c.cooperation_id = ?", key).Then("ORDER BY o.kind = 'partner' DESC, o.name"))
}
