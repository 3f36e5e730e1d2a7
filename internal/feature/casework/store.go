package casework

import (
	"context"

	"titian/internal/kernel/id"
	"titian/internal/platform/db"
)

var (
	selectPlan    = `SELECT ` + db.Columns[Plan]("") + ` FROM casework_plan `
	selectGoal    = `SELECT ` + db.Columns[Goal]("") + ` FROM casework_goal `
	selectStep    = `SELECT ` + db.Columns[Step]("") + ` FROM casework_step `
	selectShift   = `SELECT ` + db.Columns[Shift]("") + ` FROM casework_shift `
	selectSitting = `SELECT ` + db.Columns[Sitting]("") + ` FROM casework_sitting `
	selectMember  = `SELECT ` + db.Columns[Member]("") + ` FROM casework_member `
	selectCase    = `SELECT ` + db.Columns[Case]("") + ` FROM casework_case `
	selectStage   = `SELECT ` + db.Columns[StageRow]("") + ` FROM casework_stage `
	selectNote    = `SELECT ` + db.Columns[Note]("") + ` FROM casework_note `
	selectAlert   = `SELECT ` + db.Columns[Alert]("") + ` FROM casework_alert `
)

func plansOf(ctx context.Context, q db.Querier, p id.Person) ([]Plan, error) {
	return db.All[Plan](ctx, q, selectPlan+`WHERE person_id = $1 ORDER BY number DESC`, p)
}

func newestPlan(ctx context.Context, q db.Querier, p id.Person) (Plan, bool, error) {
	return db.Find[Plan](ctx, q, selectPlan+`WHERE person_id = $1 ORDER BY number DESC LIMIT 1`, p)
}

// goalsOf reads a version whole, in two queries.
func goalsOf(ctx context.Context, q db.Querier, plan Plan) ([]Goal, error) {
	goals, err := db.All[Goal](ctx, q, selectGoal+`WHERE facility_id = $1 AND plan_id = $2 ORDER BY line`, plan.Facility, plan.ID)
	if err != nil {
		return nil, err
	}
	steps, err := stepsOf(ctx, q, plan)
	if err != nil {
		return nil, err
	}
	for i := range goals {
		goals[i].Steps = []Step{}
		for _, s := range steps {
			if s.GoalLine == goals[i].Line {
				goals[i].Steps = append(goals[i].Steps, s)
			}
		}
	}
	return goals, nil
}

func stepsOf(ctx context.Context, q db.Querier, plan Plan) ([]Step, error) {
	return db.All[Step](ctx, q, selectStep+`WHERE facility_id = $1 AND plan_id = $2 ORDER BY goal_line, line`, plan.Facility, plan.ID)
}

func stepsByOrigin(ctx context.Context, tx *db.Tx, plan Plan) (map[id.Any]Step, error) {
	out := map[id.Any]Step{}
	if plan.ID.IsZero() {
		return out, nil
	}
	steps, err := stepsOf(ctx, tx, plan)
	for _, s := range steps {
		out[s.Origin] = s
	}
	return out, err
}

// retire takes the mark of the newest from a plan and its steps.
func retire(ctx context.Context, tx *db.Tx, plan Plan) error {
	if plan.ID.IsZero() {
		return nil
	}
	for _, text := range []string{
		`UPDATE casework_plan SET newest = $1, version = version + 1, updated_at = $2 WHERE facility_id = $3 AND id = $4`,
		`UPDATE casework_step SET newest = $1, version = version + 1, updated_at = $2 WHERE facility_id = $3 AND plan_id = $4`,
	} {
		if _, err := db.Exec(ctx, tx, text, false, tx.Now().UnixMicro(), plan.Facility, plan.ID); err != nil {
			return err
		}
	}
	return nil
}

func insertGoals(ctx context.Context, tx *db.Tx, goals []Goal) error {
	for _, g := range goals {
		if err := db.Insert(ctx, tx, "casework_goal", g); err != nil {
			return err
		}
		for _, s := range g.Steps {
			if err := db.Insert(ctx, tx, "casework_step", s); err != nil {
				return err
			}
		}
	}
	return nil
}

// shiftsSince are the moves of the release since a plan was made.
func shiftsSince(ctx context.Context, q db.Querier, plan Plan) ([]Shift, error) {
	out, err := db.All[Shift](ctx, q, selectShift+`WHERE person_id = $1 AND created_at >= $2 ORDER BY created_at, id LIMIT 100`, plan.Person, plan.CreatedAt.UnixMicro())
	if out == nil {
		out = []Shift{}
	}
	return out, err
}
