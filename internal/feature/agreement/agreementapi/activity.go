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
	Version      int64          `json:"version"`
}

func activityView(x agreement.Activity) Activity {
	return Activity{x.ID, x.Agreement, x.Cooperation, x.Title, x.Year, x.Quarter, x.Place, x.Target, x.Unit, x.Responsible, x.BudgetSource, string(x.Status), x.Version}
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
	get := func(ctx context.Context, actor authz.Actor, key id.Activity) (agreement.Activity, error) {
		v, err := s.Activity(ctx, actor, key)
		return v.Activity, err
	}
	after := func(ctx context.Context, actor authz.Actor, key id.Activity, err error) (agreement.Activity, error) {
		if err != nil {
			return agreement.Activity{}, err
		}
		return get(ctx, actor, key)
	}
	activities := api.Resource[id.Activity, agreement.Activity, Activity]{
		API: a, Path: "/activities", Tag: "Work plans", Name: "activity", Get: get, View: activityView,
		Key:     func(x agreement.Activity) id.Activity { return x.ID },
		Version: func(x agreement.Activity) int64 { return x.Version },
	}
	api.One(activities)
	api.List(a, api.Op{Path: "/activities", Tag: "Work plans", Summary: "List activities by title"},
		func(ctx context.Context, actor authz.Actor, q activityQuery, r page.Request) (page.Of[agreement.ActivityView], error) {
			return s.Activities(ctx, actor, agreement.ActivityFilter{Text: q.Q, Agreement: q.Agreement, Year: q.Year, Quarter: q.Quarter, Status: agreement.ActivityStatus(q.Status)}, r)
		}, func(v agreement.ActivityView) Activity { return activityView(v.Activity) })
	api.CreateUnder(activities, "/agreements/{agreement}/activities", func(ctx context.Context, actor authz.Actor, in ofAgreement, b activityBody) (agreement.Activity, error) {
		return s.Plan(ctx, actor, in.Agreement, agreement.ActivityCommand(b))
	})
	api.Update(activities, func(ctx context.Context, actor authz.Actor, key id.Activity, version int64, b activityBody) (agreement.Activity, error) {
		return after(ctx, actor, key, s.ChangeActivity(ctx, actor, key, version, agreement.ActivityCommand(b)))
	})
	api.Act(activities, "cancel", "Take an activity off the plan", func(ctx context.Context, actor authz.Actor, key id.Activity, version int64, _ api.None) (agreement.Activity, error) {
		return after(ctx, actor, key, s.CancelActivity(ctx, actor, key, version))
	})
}
