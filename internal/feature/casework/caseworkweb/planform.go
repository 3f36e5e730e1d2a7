package caseworkweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/assessment"
	"titian/internal/feature/casework"
	"titian/internal/feature/person"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// planForm is the form of a whole plan. Rows that are left empty are no goal and
// no step, so that the form can show spare ones and works without script.
type planForm struct {
	Person person.Person
	Form   *form.Form
	First  bool
	Needs  []ui.Option
	Posts  []ui.Option
	Spare  int // how often the writer asked for more rows
}

// goals is how many goals the form shows: those that are filled and a spare one.
func (v planForm) goals() int {
	return min(filledRows(v.Form, "goals", "title", "need_id")+1+v.Spare, casework.MaxGoals)
}

// steps is how many steps a goal shows.
func (v planForm) steps(goal *form.Form) int {
	return min(filledRows(goal, "steps", "task", "owner", "due_on")+2+v.Spare, casework.MaxSteps)
}

// filledRows is the number of rows up to the last one in which something stands.
func filledRows(f *form.Form, group string, names ...string) int {
	last := 0
	for i := range casework.MaxGoals {
		row := f.Row(group, i)
		for _, n := range names {
			if row.Value(n) != "" {
				last = i + 1
			}
		}
		if group == "goals" && filledRows(row, "steps", "task") > 0 {
			last = i + 1
		}
	}
	return last
}

// readPlan reads every row that the form can have; the numbers of the rows stay,
// so that an error finds its row again.
func readPlan(f *form.Form) casework.PlanCommand {
	c := casework.PlanCommand{Reason: f.Text("reason", form.Max(person.MaxShort)), ReviewOn: f.Date("review_on"), Seen: f.Int("seen")}
	for i := range filledRows(f, "goals", "title", "need_id") {
		g := f.Row("goals", i)
		goal := casework.GoalCommand{Origin: form.ID[id.Any](g, "origin_id"), Need: form.ID[id.Need](g, "need_id"), Title: g.Text("title", form.Max(person.MaxTitle))}
		for j := range filledRows(g, "steps", "task", "owner", "due_on") {
			goal.Steps = append(goal.Steps, readStep(g.Row("steps", j)))
		}
		c.Goals = append(c.Goals, goal)
	}
	return c
}

func readStep(s *form.Form) casework.StepCommand {
	c := casework.StepCommand{
		Origin: form.ID[id.Any](s, "origin_id"), Task: s.Text("task", form.Max(person.MaxShort)), Post: form.ID[id.Post](s, "post_id"),
		Owner: s.Text("owner", form.Max(person.MaxTitle)), DueOn: s.Date("due_on"),
	}
	if text := s.Value("days_before"); text != "" {
		days, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			days = -1 // the service says that there is no such distance
		}
		c.DaysBefore = &days
	}
	if c.Task == "" && c.Owner == "" && c.DueOn.IsZero() { // a cleared row: what its lists still say means nothing
		return casework.StepCommand{}
	}
	return c
}

func (p *Pages) editPlan(w http.ResponseWriter, r *http.Request) error {
	x, err := p.writer(r, casework.CanWritePlan)
	if err != nil {
		return err
	}
	plan, found, err := p.service.NewestPlan(r.Context(), authz.FromContext(r.Context()), x.ID)
	if err != nil {
		return err
	}
	v := planForm{Person: x, First: !found, Form: filledPlan(plan)}
	if err := p.choices(r.Context(), &v); err != nil {
		return err
	}
	return web.Page(w, r, planFormPage(v))
}

// filledPlan is the form of the plan in force.
func filledPlan(plan casework.PlanView) *form.Form {
	f := form.Of("seen", plan.Number, "review_on", plan.ReviewOn)
	for i, g := range plan.Goals {
		row := f.Row("goals", i)
		row.Set("origin_id", g.Origin).Set("need_id", g.Need).Set("title", g.Title)
		for j, s := range g.Steps {
			step := row.Row("steps", j)
			step.Set("origin_id", s.Origin).Set("task", s.Task).Set("post_id", s.Post).Set("owner", s.Owner).Set("due_on", s.DueOn)
			if s.DaysBefore != nil {
				step.Set("days_before", int(*s.DaysBefore))
			}
		}
	}
	return f
}

// choices are the person's open needs and the posts of the office that plans.
func (p *Pages) choices(ctx context.Context, v *planForm) error {
	actor, l := authz.FromContext(ctx), i18n.From(ctx)
	if assessment.May(actor, assessment.CanReadNeeds) {
		needs, err := p.needs.Needs(ctx, actor, v.Person.ID)
		if err != nil {
			return err
		}
		for _, n := range needs {
			if n.Open() || v.names("need_id", n.ID.String()) {
				v.Needs = append(v.Needs, ui.Option{Value: n.ID.String(), Label: needLabel(l, n)})
			}
		}
	}
	office := v.Person.Facility
	if !actor.Scope.Has(office) || v.Person.Custody == person.Released && !v.Person.Probation.IsZero() {
		office = v.Person.Probation
	}
	posts, err := p.directory.Posts(ctx, actor, office)
	for _, x := range posts {
		if x.Active {
			v.Posts = append(v.Posts, ui.Option{Value: x.ID.String(), Label: x.Title})
		}
	}
	return err
}

// names reports whether a goal of the form has chosen a value.
func (v planForm) names(field, value string) bool {
	for i := range casework.MaxGoals {
		if v.Form.Row("goals", i).Value(field) == value {
			return true
		}
	}
	return false
}

func (p *Pages) writePlan(w http.ResponseWriter, r *http.Request) error {
	x, err := p.load(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	v := planForm{Person: x, Form: f, First: f.Value("seen") == "0"}
	if f.Readable() && f.Value("more") != "" {
		n, _ := strconv.Atoi(f.Value("spare")) // no number asks for nothing
		v.Spare = min(max(n, 0)+1, casework.MaxSteps)
		if err := p.choices(r.Context(), &v); err != nil {
			return err
		}
		return web.Page(w, r, planFormPage(v))
	}
	cmd := readPlan(f)
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			_, err := p.service.WritePlan(r.Context(), authz.FromContext(r.Context()), x.ID, cmd)
			if e := errs.As(err); e != nil && e.Code == "plan.stale" {
				f.Set("seen", e.Args["number"]) // saving again is then a decision
			}
			return err
		},
		To: func() string { return below(x.ID, "/plan") }, Done: "plan.written",
		Page: func(*ui.Conflict) (templ.Component, error) {
			err := p.choices(r.Context(), &v)
			return planFormPage(v), err
		},
	})
}

// settleView is what became of one step.
type settleView struct {
	Person person.Person
	Step   casework.Step
	Form   *form.Form
}

func (p *Pages) step(r *http.Request) (v settleView, err error) {
	actor := authz.FromContext(r.Context())
	if !casework.May(actor, casework.CanWritePlan) {
		return v, errForbidden
	}
	key, err := web.PathID[id.Step](r, "id")
	if err != nil {
		return v, err
	}
	if v.Step, err = p.service.Step(r.Context(), actor, key); err != nil {
		return v, err
	}
	v.Person, err = p.about(r.Context(), v.Step.Person)
	return v, err
}

func (p *Pages) beginSettle(w http.ResponseWriter, r *http.Request) error {
	v, err := p.step(r)
	if err != nil {
		return err
	}
	v.Form = form.Of("version", v.Step.Version, "on", p.around.Today(), "status", string(casework.StepDone))
	return web.Page(w, r, settlePage(v))
}

func (p *Pages) settle(w http.ResponseWriter, r *http.Request) error {
	v, err := p.step(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	v.Form = f
	cmd := casework.SettleCommand{
		Status: form.Choice(f, "status", []casework.StepStatus{casework.StepDone, casework.StepSkipped, casework.StepOpen}),
		On:     f.Date("on"), Why: f.Text("why", form.Max(person.MaxShort)),
	}
	return web.Save(w, r, f, web.Saving{
		Do: func() error {
			_, err := p.service.SettleStep(r.Context(), authz.FromContext(r.Context()), v.Step.ID, f.Version(), cmd)
			return err
		},
		To: func() string { return below(v.Person.ID, "/plan") }, Done: "plan.settled", Words: "plan.",
		Version: func() (int64, error) { return v.Step.Version, nil },
		Page:    func(*ui.Conflict) (templ.Component, error) { return settlePage(v), nil },
	})
}
