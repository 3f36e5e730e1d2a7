package agreement

import (
	"context"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// ActivityView is an activity with its agreement's name and sides.
type ActivityView struct {
	Activity
	AgreementRef   string          `db:"agreement_ref" privacy:"internal"`
	AgreementTitle string          `db:"agreement_title" privacy:"internal"`
	AgreementStage Stage           `db:"agreement_stage" privacy:"internal"`
	Host           id.Organisation `db:"host_id" privacy:"internal"`
	State          ActivityState   // today's
}

var selectActivity = `SELECT ` + db.Columns[Activity]("x") + `, a.ref, a.title, a.stage, a.host_id FROM agreement_activity x
	JOIN agreement_agreement a ON a.id = x.agreement_id`

// selectActivities is for lists: CROSS JOIN has SQLite begin with the agreements of
// the scope, and not with everybody's activities.
var selectActivities = `SELECT ` + db.Columns[Activity]("x") + `, a.ref, a.title, a.stage, a.host_id FROM agreement_agreement a
	CROSS JOIN agreement_activity x`

// Plan adds an activity to an agreement's work plan. Errors: Invalid, Forbidden,
// State when the agreement is over.
func (s *Service) Plan(ctx context.Context, actor authz.Actor, agreement id.Agreement, cmd ActivityCommand) (Activity, error) {
	var x Activity
	if err := policy.Check(actor, "activity.write"); err != nil {
		return x, err
	}
	if err := cmd.validate(); err != nil {
		return x, err
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		v, err := findAgreement(ctx, tx, actor, agreement)
		if err != nil {
			return err
		}
		if err := plannable(actor, v.Host, v.Stage); err != nil {
			return err
		}
		x = cmd.apply(Activity{ID: cmd.ID, Agreement: v.ID, Cooperation: v.Cooperation, Status: Planned, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now()})
		if x.ID.IsZero() {
			x.ID = x.ID.Make()
		}
		if err := db.Insert(ctx, tx, "agreement_activity", x); err != nil {
			return err
		}
		return audit.Created(ctx, tx, actor, whatActivity(x, v.Host, "activity.plan"), x)
	})
	return x, wrap(err, "plan activity")
}

func plannable(actor authz.Actor, host id.Organisation, stage Stage) error {
	if !mayPrepare(actor, host) {
		return errNotYours()
	}
	if stage.Over() {
		return errs.New(errs.State, "agreement.over")
	}
	return nil
}

// ChangeActivity changes an activity's plan. Errors: Invalid, State when it is
// cancelled or its agreement over, Conflict.
func (s *Service) ChangeActivity(ctx context.Context, actor authz.Actor, key id.Activity, version int64, cmd ActivityCommand) error {
	if err := policy.Check(actor, "activity.write"); err != nil {
		return err
	}
	if err := cmd.validate(); err != nil {
		return err
	}
	return s.alterActivity(ctx, actor, key, version, "activity.change", cmd.apply)
}

// CancelActivity takes an activity off the plan; it stays readable.
func (s *Service) CancelActivity(ctx context.Context, actor authz.Actor, key id.Activity, version int64) error {
	if err := policy.Check(actor, "activity.write"); err != nil {
		return err
	}
	return s.alterActivity(ctx, actor, key, version, "activity.cancel", func(x Activity) Activity {
		x.Status = ActivityCancelled
		return x
	})
}

func (s *Service) alterActivity(ctx context.Context, actor authz.Actor, key id.Activity, version int64, action string, f func(Activity) Activity) error {
	var host id.Organisation
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		v, err := findActivity(ctx, tx, actor, key)
		if err != nil {
			return err
		}
		host = v.Host
		if err := plannable(actor, host, v.AgreementStage); err != nil {
			return err
		}
		if v.Status != Planned {
			return errs.New(errs.State, "activity.cancelled")
		}
		version = orPresent(version, v.Version)
		x := f(v.Activity)
		x.Version, x.UpdatedAt = version+1, tx.Now()
		if err := db.Update(ctx, tx, "agreement_activity", x, version, "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, actor, whatActivity(x, host, action), v.Activity, x)
	})
	return wrap(audit.Stale(ctx, s.db, err, host, key, version), action)
}

// Activity gives one activity.
func (s *Service) Activity(ctx context.Context, actor authz.Actor, key id.Activity) (ActivityView, error) {
	if err := policy.Check(actor, "agreement.read"); err != nil {
		return ActivityView{}, err
	}
	v, err := findActivity(ctx, s.db, actor, key)
	if err != nil {
		return v, err
	}
	views := []ActivityView{v}
	err = s.standing(ctx, views)
	return views[0], err
}

// findActivity reads through the agreement, which has the sides.
func findActivity(ctx context.Context, q db.Querier, actor authz.Actor, key id.Activity) (ActivityView, error) {
	return One[ActivityView](ctx, q, Over(selectActivity, actor.Scope, "a").And("x.id = ?", key))
}

// ActivityTx loads an activity inside the transaction of a feature above.
func ActivityTx(ctx context.Context, tx *db.Tx, actor authz.Actor, key id.Activity) (Activity, error) {
	v, err := findActivity(ctx, tx, actor, key)
	return v.Activity, err
}

// ActivityFilter narrows the list of activities.
type ActivityFilter struct {
	Text      string
	Agreement id.Agreement
	Year      int
	Quarter   int
	Status    ActivityStatus
	Desc      bool
}

// Activities lists the work plans that the actor may see, by title.
func (s *Service) Activities(ctx context.Context, actor authz.Actor, f ActivityFilter, r page.Request) (page.Of[ActivityView], error) {
	if err := policy.Check(actor, "agreement.read"); err != nil {
		return page.Of[ActivityView]{}, err
	}
	q := Over(selectActivities, actor.Scope, "a").And("x.agreement_id = a.id").Search(f.Text, "x.title", "x.responsible", "a.ref", "a.title")
	If(q, "x.agreement_id = ?", f.Agreement)
	If(q, "x.year = ?", f.Year)
	If(q, "x.quarter = ?", f.Quarter)
	If(q, "x.status = ?", f.Status)
	found, err := Page(ctx, s.db, q, Order[ActivityView]{
		By: "x.title", ID: "x.id", Desc: f.Desc,
		Value: func(v ActivityView) string { return v.Title },
		Key:   func(v ActivityView) string { return v.ID.String() },
	}, r)
	if err != nil {
		return found, err
	}
	return found, s.standing(ctx, found.Items)
}

func whatActivity(x Activity, host id.Organisation, action string) audit.What {
	return audit.What{Org: host, Action: action, Kind: "activity", Record: x.ID, Version: x.Version}
}
