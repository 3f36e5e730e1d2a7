package agreementapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/agreement"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Activity is one line of a work plan.
type Activity struct {
	ID           id.Activity    `json:"id"`
	Agreement    id.Agreement   `json:"agreement_id"`
	Cooperation  id.Cooperation `json:"cooperation_id"`
	Title        string         `json:"title"`
	Year         int            `json:"year"`
	Quarter      int            `json:"quarter"`
	Place        string         `json:"place"`
	Target       int            `json:"target"`
	Unit         string         `json:"unit"`
	Responsible  string         `json:"responsible" doc:"A post"`
	BudgetSource string         `json:"budget_source"`
	Status       string         `json:"status" enum:"planned,cancelled"`
	State        string         `json:"state" enum:"planned,running,done,behind,cancelled" doc:"How it stands today, derived from its quarter and from what carries it out"`
	Version      int64          `json:"version"`
}

func activityView(v agreement.ActivityView) Activity { return activityOf(v.Activity, v.State) }

func activityOf(x agreement.Activity, state agreement.ActivityState) Activity {
	return Activity{x.ID, x.Agreement, x.Cooperation, x.Title, x.Year, x.Quarter, x.Place, x.Target, x.Unit, x.Responsible, x.BudgetSource, string(x.Status), string(state), x.Version}
}

type activityBody struct {
	ID           id.Activity `json:"id,omitempty"`
	Title        string      `json:"title" maxLength:"200"`
	Year         int         `json:"year" minimum:"2000" maximum:"2100"`
	Quarter      int         `json:"quarter" minimum:"1" maximum:"4"`
	Place        string      `json:"place,omitempty" maxLength:"500"`
	Target       int         `json:"target" minimum:"1"`
	Unit         string      `json:"unit" maxLength:"200"`
	Responsible  string      `json:"responsible" maxLength:"200"`
	BudgetSource string      `json:"budget_source" enum:"APBN,APBD,ZAKAT,INFAK_SEDEKAH,DSKL,CSR,partner,none"`
}

type activityQuery struct {
	Q         string       `query:"q"`
	Agreement id.Agreement `query:"agreement"`
	Year      int          `query:"year"`
	Quarter   int          `query:"quarter"`
	Status    string       `query:"status" enum:"planned,cancelled"`
}

func registerActivities(a *api.API, s *agreement.Service) {
	after := func(ctx context.Context, actor authz.Actor, key id.Activity, err error) (agreement.ActivityView, error) {
		if err != nil {
			return agreement.ActivityView{}, err
		}
		return s.Activity(ctx, actor, key)
	}
	activities := api.Resource[id.Activity, agreement.ActivityView, Activity]{
		API: a, Path: "/activities", Tag: "Work plans", Name: "activity", Get: s.Activity, View: activityView,
		Key:     func(x agreement.ActivityView) id.Activity { return x.ID },
		Version: func(x agreement.ActivityView) int64 { return x.Version },
	}
	api.One(activities)
	api.List(a, api.Op{Path: "/activities", Tag: "Work plans", Summary: "List activities by title"},
		func(ctx context.Context, actor authz.Actor, q activityQuery, r page.Request) (page.Of[agreement.ActivityView], error) {
			return s.Activities(ctx, actor, agreement.ActivityFilter{Text: q.Q, Agreement: q.Agreement, Year: q.Year, Quarter: q.Quarter, Status: agreement.ActivityStatus(q.Status)}, r)
		}, activityView)
	api.CreateUnder(activities, "/agreements/{agreement}/activities", func(ctx context.Context, actor authz.Actor, in ofAgreement, b activityBody) (agreement.ActivityView, error) {
		made, err := s.Plan(ctx, actor, in.Agreement, agreement.ActivityCommand(b))
		return after(ctx, actor, made.ID, err)
	})
	api.Update(activities, func(ctx context.Context, actor authz.Actor, key id.Activity, version int64, b activityBody) (agreement.ActivityView, error) {
		return after(ctx, actor, key, s.ChangeActivity(ctx, actor, key, version, agreement.ActivityCommand(b)))
	})
	api.Act(activities, "cancel", "Take an activity off the plan", func(ctx context.Context, actor authz.Actor, key id.Activity, version int64, _ api.None) (agreement.ActivityView, error) {
		return after(ctx, actor, key, s.CancelActivity(ctx, actor, key, version))
	})
}
