// Package caseworkapi is plans, the review board, case notes and alerts as JSON.
//
// It owns paths and wire shapes; who may read or write what is the service's,
// and so is the audit entry that reading a closed note leaves. Start with
// Register.
package caseworkapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/casework"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// of is the path of what stands below a person.
type of struct {
	Person id.Person `path:"person"`
}

// Register adds the operations. The app calls it.
func Register(a *api.API, s *casework.Service) {
	plans(a, s)
	notes(a, s)
	alerts(a, s)
	sittings(a, s)
	cases(a, s)
}

func listed[T any](rows []T) api.Listed[T] {
	if rows == nil {
		rows = []T{}
	}
	return api.Listed[T]{Items: rows}
}

func same[T any](x T) T { return x }

// planBody writes a plan whole.
type planBody struct {
	ID       id.Plan    `json:"id,omitempty"`
	Seen     int        `json:"seen,omitempty" doc:"Number of the version before the author; another one since is a conflict"`
	Reason   string     `json:"reason,omitempty" maxLength:"500" doc:"Why it is planned anew; not of the first version"`
	ReviewOn civil.Date `json:"review_on,omitempty"`
	Goals    []goalBody `json:"goals"`
}

type goalBody struct {
	Origin id.Any     `json:"origin_id,omitempty" doc:"The goal's own key through all versions"`
	Need   id.Need    `json:"need_id,omitempty"`
	Title  string     `json:"title" maxLength:"200"`
	Steps  []stepBody `json:"steps,omitempty"`
}

type stepBody struct {
	Origin     id.Any     `json:"origin_id,omitempty"`
	Task       string     `json:"task" maxLength:"500"`
	Post       id.Post    `json:"post_id,omitempty"`
	Owner      string     `json:"owner,omitempty" maxLength:"200"`
	DueOn      civil.Date `json:"due_on,omitempty"`
	DaysBefore *int64     `json:"days_before,omitempty" doc:"Before the expected release, with which the step moves; instead of due_on"`
}

func (b planBody) command() casework.PlanCommand {
	c := casework.PlanCommand{ID: b.ID, Seen: b.Seen, Reason: b.Reason, ReviewOn: b.ReviewOn}
	for _, g := range b.Goals {
		goal := casework.GoalCommand{Origin: g.Origin, Need: g.Need, Title: g.Title}
		for _, s := range g.Steps {
			goal.Steps = append(goal.Steps, casework.StepCommand(s))
		}
		c.Goals = append(c.Goals, goal)
	}
	return c
}

type settleBody struct {
	Status casework.StepStatus `json:"status" enum:"open,done,skipped"`
	On     civil.Date          `json:"on,omitempty"`
	Why    string              `json:"why,omitempty" maxLength:"500"`
}

func plans(a *api.API, s *casework.Service) {
	one := api.Resource[id.Plan, casework.PlanView, casework.PlanView]{
		API: a, Path: "/plans", Tag: "Plans", Name: "plan", Get: s.Plan, View: same[casework.PlanView],
		Key:     func(v casework.PlanView) id.Plan { return v.ID },
		Version: func(v casework.PlanView) int64 { return v.Version },
	}
	api.One(one)
	api.Read(a, api.Op{Path: "/people/{person}/plans", Tag: "Plans", Summary: "List the versions of a person's plan, newest first"},
		func(ctx context.Context, actor authz.Actor, in of) (api.Listed[casework.Plan], error) {
			found, err := s.Plans(ctx, actor, in.Person)
			return listed(found), err
		})
	api.CreateUnder(one, "/people/{person}/plans", func(ctx context.Context, actor authz.Actor, in of, b planBody) (casework.PlanView, error) {
		return s.WritePlan(ctx, actor, in.Person, b.command())
	})
	step := api.Resource[id.Step, casework.Step, casework.Step]{
		API: a, Path: "/plan-steps", Tag: "Plans", Name: "step of a plan", Get: s.Step, View: same[casework.Step],
		Key:     func(x casework.Step) id.Step { return x.ID },
		Version: func(x casework.Step) int64 { return x.Version },
	}
	api.One(step)
	api.Act(step, "settle", "Say what became of a step", func(ctx context.Context, actor authz.Actor, key id.Step, version int64, b settleBody) (casework.Step, error) {
		return s.SettleStep(ctx, actor, key, version, casework.SettleCommand{Status: b.Status, On: b.On, Why: b.Why})
	})
	api.Read(a, api.Op{Path: "/people/{person}/stages", Tag: "Review board", Summary: "List a person's way through the stages, newest first"},
		func(ctx context.Context, actor authz.Actor, in of) (api.Listed[casework.StageRow], error) {
			found, err := s.StagesOf(ctx, actor, in.Person)
			return listed(found), err
		})
}

type noteBody struct {
	ID         id.Note           `json:"id,omitempty"`
	Kind       casework.NoteKind `json:"kind" enum:"contact,observation,incident,family,health,protection,other"`
	HappenedOn civil.Partial     `json:"happened_on" doc:"A day, a month or a year"`
	Text       string            `json:"text" maxLength:"20000"`
}

type wordingBody struct {
	HappenedOn civil.Partial `json:"happened_on"`
	Text       string        `json:"text" maxLength:"20000"`
	Reason     string        `json:"reason" maxLength:"500"`
}

type reasonBody struct {
	Reason string `json:"reason" maxLength:"500"`
}

type noteQuery struct {
	Person    id.Person         `path:"person"`
	Kind      casework.NoteKind `query:"kind" enum:"contact,observation,incident,family,health,protection,other" doc:"Health and protection are listed only when asked for; reading them is audited"`
	Retracted bool              `query:"retracted"`
}

func notes(a *api.API, s *casework.Service) {
	one := api.Resource[id.Note, casework.Note, casework.Note]{
		API: a, Path: "/notes", Tag: "Case notes", Name: "case note", View: same[casework.Note],
		Get: func(ctx context.Context, actor authz.Actor, key id.Note) (casework.Note, error) {
			all, err := s.Wordings(ctx, actor, key)
			for _, n := range all {
				if n.ID == key {
					return n, err
				}
			}
			return casework.Note{}, err
		},
		Key:     func(n casework.Note) id.Note { return n.ID },
		Version: func(n casework.Note) int64 { return n.Version },
	}
	api.One(one)
	api.List(a, api.Op{Path: "/people/{person}/notes", Tag: "Case notes", Summary: "List a person's case notes, latest first"},
		func(ctx context.Context, actor authz.Actor, q noteQuery, p page.Request) (page.Of[casework.Note], error) {
			return s.Notes(ctx, actor, q.Person, casework.NoteFilter{Kind: q.Kind, Retracted: q.Retracted}, p)
		}, same[casework.Note])
	api.CreateUnder(one, "/people/{person}/notes", func(ctx context.Context, actor authz.Actor, in of, b noteBody) (casework.Note, error) {
		return s.WriteNote(ctx, actor, in.Person, casework.NoteCommand{ID: b.ID, Kind: b.Kind, HappenedOn: b.HappenedOn, Text: b.Text})
	})
	api.Act(one, "correct", "Word a note anew; the old wording stays", func(ctx context.Context, actor authz.Actor, key id.Note, version int64, b wordingBody) (casework.Note, error) {
		return s.CorrectNote(ctx, actor, key, version, casework.NoteCommand{HappenedOn: b.HappenedOn, Text: b.Text, Reason: b.Reason})
	})
	api.Act(one, "retract", "Take a note back", func(ctx context.Context, actor authz.Actor, key id.Note, version int64, b reasonBody) (casework.Note, error) {
		return s.RetractNote(ctx, actor, key, version, b.Reason)
	})
}

type alertBody struct {
	ID      id.Alert           `json:"id,omitempty"`
	Kind    casework.AlertKind `json:"kind,omitempty" enum:"medical,protection,contact_ban" doc:"Of a new one; it stays"`
	Text    string             `json:"text" maxLength:"500"`
	SinceOn civil.Date         `json:"since_on"`
	UntilOn civil.Date         `json:"until_on,omitempty"`
}

func (b alertBody) command() casework.AlertCommand { return casework.AlertCommand(b) }

type alertQuery struct {
	Person id.Person `path:"person"`
	All    bool      `query:"all" doc:"Also those that have ended or are still to come"`
}

func alerts(a *api.API, s *casework.Service) {
	one := api.Resource[id.Alert, casework.Alert, casework.Alert]{
		API: a, Path: "/alerts", Tag: "Alerts", Name: "alert", Get: s.Alert, View: same[casework.Alert],
		Key:     func(x casework.Alert) id.Alert { return x.ID },
		Version: func(x casework.Alert) int64 { return x.Version },
	}
	api.One(one)
	api.Read(a, api.Op{Path: "/people/{person}/alerts", Tag: "Alerts", Summary: "List the alerts that the caller must know of"},
		func(ctx context.Context, actor authz.Actor, q alertQuery) (api.Listed[casework.Alert], error) {
			found, err := s.Alerts(ctx, actor, q.Person, q.All)
			return listed(found), err
		})
	api.CreateUnder(one, "/people/{person}/alerts", func(ctx context.Context, actor authz.Actor, in of, b alertBody) (casework.Alert, error) {
		return s.RaiseAlert(ctx, actor, in.Person, b.command())
	})
	api.Update(one, func(ctx context.Context, actor authz.Actor, key id.Alert, version int64, b alertBody) (casework.Alert, error) {
		return s.ChangeAlert(ctx, actor, key, version, b.command())
	})
	api.Act(one, "end", "End an alert", func(ctx context.Context, actor authz.Actor, key id.Alert, version int64, b reasonBody) (casework.Alert, error) {
		return s.EndAlert(ctx, actor, key, version, b.Reason)
	})
}
