package casework

import (
	"context"
	"fmt"
	"slices"

	"titian/internal/feature/directory"
	"titian/internal/feature/person"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// PlanView is a plan with its goals, and the expected release by which its
// hanging steps are due now.
type PlanView struct {
	Plan
	Goals   []Goal     `json:"goals"`
	Release civil.Date `json:"release_due_on"`
	Shifts  []Shift    `json:"shifts"` // of the release since the plan was made, oldest first
}

// Plans lists the versions of a person's plan, newest first.
func (s *Service) Plans(ctx context.Context, a authz.Actor, p id.Person) ([]Plan, error) {
	if err := policy.Check(a, CanReadPlan); err != nil {
		return nil, err
	}
	if _, err := person.Visible(ctx, s.db, a, p); err != nil {
		return nil, err
	}
	return plansOf(ctx, s.db, p)
}

// Plan is one version, whole.
func (s *Service) Plan(ctx context.Context, a authz.Actor, key id.Plan) (PlanView, error) {
	if err := policy.Check(a, CanReadPlan); err != nil {
		return PlanView{}, err
	}
	plan, err := db.One[Plan](ctx, s.db, selectPlan+`WHERE id = $1`, key)
	if err != nil {
		return PlanView{}, err
	}
	about, err := person.Visible(ctx, s.db, a, plan.Person)
	if err != nil {
		return PlanView{}, err
	}
	return planView(ctx, s.db, plan, about)
}

// NewestPlan is the plan in force; found is false while there is none.
func (s *Service) NewestPlan(ctx context.Context, a authz.Actor, p id.Person) (v PlanView, found bool, err error) {
	if err := policy.Check(a, CanReadPlan); err != nil {
		return v, false, err
	}
	about, err := person.Visible(ctx, s.db, a, p)
	if err != nil {
		return v, false, err
	}
	plan, found, err := newestPlan(ctx, s.db, p)
	if err != nil || !found {
		return v, false, err
	}
	v, err = planView(ctx, s.db, plan, about)
	return v, true, err
}

func planView(ctx context.Context, q db.Querier, plan Plan, about person.Person) (v PlanView, err error) {
	v.Plan, v.Release = plan, about.ReleaseDueOn
	if v.Goals, err = goalsOf(ctx, q, plan); err != nil {
		return v, err
	}
	v.Shifts, err = shiftsSince(ctx, q, plan)
	return v, err
}

// WritePlan writes a person's plan as a new version. What the version before
// says of a step that stays, done or skipped, is carried on. Conflict when
// somebody else wrote one since c.Seen.
func (s *Service) WritePlan(ctx context.Context, a authz.Actor, p id.Person, c PlanCommand) (PlanView, error) {
	if err := policy.Check(a, CanWritePlan); err != nil {
		return PlanView{}, err
	}
	if c.ID.IsZero() {
		c.ID = c.ID.Make()
	}
	var v PlanView
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		about, err := worksWith(ctx, tx, a, p)
		if err != nil {
			return err
		}
		before, found, err := newestPlan(ctx, tx, p)
		if err != nil {
			return err
		}
		if before.Number != c.Seen {
			return errs.New(errs.Conflict, "plan.stale").With("number", before.Number).With("author", before.Author)
		}
		if err := c.validate(!found, today(tx)); err != nil {
			return err
		}
		if err := checkPosts(ctx, tx, c, officeOf(about)); err != nil {
			return err
		}
		if err := checkNeeds(ctx, tx, c, p); err != nil {
			return err
		}
		plan := Plan{
			Facility: officeOf(about), ID: c.ID, Person: p, Number: before.Number + 1, Newest: true, Reason: c.Reason, PlannedOn: today(tx),
			ReleaseOn: about.ReleaseDueOn, ReviewOn: c.ReviewOn, Author: a.Name, Version: 1, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
		}
		if v, err = s.replace(ctx, tx, before, plan, c); err != nil {
			return err
		}
		v.Release, v.Shifts = about.ReleaseDueOn, []Shift{}
		return audit.Created(ctx, tx, a, audit.What{Org: plan.Facility, Action: "plan.write", Kind: "plan", Record: plan.ID, Version: 1}, plan)
	})
	if err != nil {
		return PlanView{}, fmt.Errorf("write plan of %s: %w", p, err)
	}
	return v, nil
}

// replace puts a new version in the place of the one before.
func (s *Service) replace(ctx context.Context, tx *db.Tx, before, plan Plan, c PlanCommand) (PlanView, error) {
	old, err := stepsByOrigin(ctx, tx, before)
	if err != nil {
		return PlanView{}, err
	}
	if err := retire(ctx, tx, before); err != nil {
		return PlanView{}, err
	}
	if err := db.Insert(ctx, tx, "casework_plan", plan); err != nil {
		return PlanView{}, err
	}
	v := PlanView{Plan: plan, Goals: c.rows(plan, old)}
	return v, insertGoals(ctx, tx, v.Goals)
}

// rows are the goals and steps of a new version, without the empty ones.
func (c PlanCommand) rows(plan Plan, old map[id.Any]Step) []Goal {
	var out []Goal
	for _, g := range c.Goals {
		if g.empty() {
			continue
		}
		goal := Goal{Facility: plan.Facility, Plan: plan.ID, Line: len(out), Origin: orMade(g.Origin), Need: g.Need, Title: g.Title, Steps: []Step{}}
		for _, s := range g.Steps {
			if s.empty() {
				continue
			}
			step := Step{
				Facility: plan.Facility, ID: id.Step{}.Make(), Plan: plan.ID, Person: plan.Person, GoalLine: goal.Line, Line: len(goal.Steps),
				Origin: orMade(s.Origin), Task: s.Task, Post: s.Post, Owner: s.Owner, DueOn: s.DueOn, DaysBefore: s.DaysBefore,
				Newest: true, Status: StepOpen, Version: 1, CreatedAt: plan.CreatedAt, UpdatedAt: plan.CreatedAt,
			}
			if o, stays := old[step.Origin]; stays {
				step.Status, step.SettledOn, step.SettledWhy = o.Status, o.SettledOn, o.SettledWhy
			}
			goal.Steps = append(goal.Steps, step)
		}
		out = append(out, goal)
	}
	return out
}

func orMade(origin id.Any) id.Any {
	if origin.IsZero() {
		return origin.Make()
	}
	return origin
}

// checkPosts makes sure that the posts are of the office and still there.
func checkPosts(ctx context.Context, tx *db.Tx, c PlanCommand, office id.Organisation) error {
	var f errs.Fields
	for i, g := range c.Goals {
		for j, s := range g.Steps {
			if s.Post.IsZero() {
				continue
			}
			post, found, err := db.Find[directory.Post](ctx, tx, `SELECT `+db.Columns[directory.Post]("")+` FROM directory_post WHERE id = $1`, s.Post)
			if err != nil {
				return err
			}
			if !found || post.Org != office || !post.Active {
				f.Add(fmt.Sprintf("goals[%d].steps[%d].post_id", i, j), "choice.invalid")
			}
		}
	}
	return f.Err()
}

// checkNeeds makes sure that the goals answer needs of this person.
func checkNeeds(ctx context.Context, tx *db.Tx, c PlanCommand, p id.Person) error {
	needs, err := db.All[id.Need](ctx, tx, `SELECT id FROM assessment_need WHERE person_id = $1`, p)
	if err != nil {
		return err
	}
	var f errs.Fields
	for i, g := range c.Goals {
		if !g.Need.IsZero() && !slices.Contains(needs, g.Need) {
			f.Add(fmt.Sprintf("goals[%d].need_id", i), "choice.invalid")
		}
	}
	return f.Err()
}

// SettleCommand says what became of a step: done, skipped (with a reason), or
// open again.
type SettleCommand struct {
	Status StepStatus
	On     civil.Date
	Why    string
}

func (c *SettleCommand) validate(today civil.Date) error {
	var f errs.Fields
	directory.CheckChoice(&f, "status", c.Status, []StepStatus{StepDone, StepSkipped, StepOpen})
	directory.CheckText(&f, "why", &c.Why, person.MaxShort, c.Status == StepSkipped)
	if c.Status == StepDone {
		person.CheckPast(&f, "on", c.On, today)
	}
	return f.Err()
}

// SettleStep says what became of a step of the plan in force. State when the
// step is of an older version, or is so already.
func (s *Service) SettleStep(ctx context.Context, a authz.Actor, key id.Step, version int64, c SettleCommand) (Step, error) {
	if err := policy.Check(a, CanWritePlan); err != nil {
		return Step{}, err
	}
	var before, after Step
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		if before, err = db.One[Step](ctx, tx, selectStep+`WHERE id = $1`+tx.ForUpdate(), key); err != nil {
			return err
		}
		if _, err := worksWith(ctx, tx, a, before.Person); err != nil {
			return err
		}
		if err := c.validate(today(tx)); err != nil {
			return err
		}
		switch {
		case !before.Newest:
			return errs.New(errs.State, "plan.old_version")
		case before.Status == c.Status:
			return errs.New(errs.State, "plan.settled")
		}
		after = before
		after.Status, after.SettledOn, after.SettledWhy = c.Status, c.On, c.Why
		switch {
		case c.Status == StepOpen:
			after.SettledOn = civil.Date{}
		case c.On.IsZero():
			after.SettledOn = today(tx)
		}
		since := orNewest(version, before.Version)
		after.Version, after.UpdatedAt = since+1, tx.Now()
		if err := db.Update(ctx, tx, "casework_step", after, since, "facility_id", "id"); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, a, audit.What{Org: after.Facility, Action: "step.settle", Kind: "step", Record: after.ID, Version: after.Version}, before, after)
	})
	if err != nil {
		return Step{}, fmt.Errorf("settle step %s: %w", key, audit.Stale(ctx, s.db, err, before.Facility, key, version))
	}
	return after, nil
}

// Step is one step of a plan, with its plan's version.
func (s *Service) Step(ctx context.Context, a authz.Actor, key id.Step) (Step, error) {
	if err := policy.Check(a, CanReadPlan); err != nil {
		return Step{}, err
	}
	x, err := db.One[Step](ctx, s.db, selectStep+`WHERE id = $1`, key)
	if err != nil {
		return Step{}, err
	}
	if _, err := person.Visible(ctx, s.db, a, x.Person); err != nil {
		return Step{}, err
	}
	return x, nil
}
