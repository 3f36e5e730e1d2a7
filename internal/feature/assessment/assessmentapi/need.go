package assessmentapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/assessment"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Need is something that a person needs.
type Need struct {
	ID          id.Need                `json:"id"`
	Facility    id.Organisation        `json:"facility_id"`
	Person      id.Person              `json:"person_id"`
	Area        assessment.Area        `json:"area" enum:"education,skill,work,housing,family,health,substance,character"`
	Topic       string                 `json:"topic"`
	Severity    int                    `json:"severity" minimum:"1" maximum:"3" doc:"3: without it going home is likely to fail"`
	Evidence    string                 `json:"evidence"`
	AssessedOn  civil.Date             `json:"assessed_on"`
	ClosedOn    civil.Date             `json:"closed_on" doc:"null while it stands"`
	CloseReason assessment.CloseReason `json:"close_reason" enum:",met,not_needed,mistaken"`
	Version     int64                  `json:"version"`
}

func viewNeed(n assessment.Need) Need {
	return Need{
		ID: n.ID, Facility: n.Facility, Person: n.Person, Area: n.Area, Topic: n.Topic, Severity: n.Severity, Evidence: n.Evidence,
		AssessedOn: n.AssessedOn, ClosedOn: n.ClosedOn, CloseReason: n.CloseReason, Version: n.Version,
	}
}

// NeedRow is an open need with whose it is.
type NeedRow struct {
	ID           id.Need         `json:"id"`
	Facility     id.Organisation `json:"facility_id"`
	Person       id.Person       `json:"person_id"`
	Name         string          `json:"name"`
	RegisterNo   string          `json:"register_no"`
	Area         assessment.Area `json:"area" enum:"education,skill,work,housing,family,health,substance,character"`
	Topic        string          `json:"topic"`
	Severity     int             `json:"severity" minimum:"1" maximum:"3"`
	AssessedOn   civil.Date      `json:"assessed_on"`
	ReleaseDueOn civil.Date      `json:"release_due_on"`
	ReleasedOn   civil.Date      `json:"released_on" doc:"Null while inside"`
}

func viewNeedRow(n assessment.NeedRow) NeedRow {
	return NeedRow{
		ID: n.ID, Facility: n.Facility, Person: n.Person, Name: n.Name, RegisterNo: n.RegisterNo, Area: n.Area, Topic: n.Topic,
		Severity: n.Severity, AssessedOn: n.AssessedOn, ReleaseDueOn: n.ReleaseDueOn, ReleasedOn: n.ReleasedOn,
	}
}

// needBody writes a need down or corrects it whole.
type needBody struct {
	ID         id.Need         `json:"id,omitempty" doc:"Of a new one: a key of the client's own, optional"`
	Area       assessment.Area `json:"area" enum:"education,skill,work,housing,family,health,substance,character"`
	Topic      string          `json:"topic,omitempty" maxLength:"200" doc:"Narrows the area: a trade, a level of schooling, a paper"`
	Severity   int             `json:"severity" minimum:"1" maximum:"3"`
	Evidence   string          `json:"evidence" maxLength:"500" doc:"How we know"`
	AssessedOn civil.Date      `json:"assessed_on"`
}

func (b needBody) command() assessment.NeedCommand {
	return assessment.NeedCommand{ID: b.ID, Area: b.Area, Topic: b.Topic, Severity: b.Severity, Evidence: b.Evidence, AssessedOn: b.AssessedOn}
}

// closeBody says why a need no longer stands.
type closeBody struct {
	On     civil.Date             `json:"on"`
	Reason assessment.CloseReason `json:"reason" enum:"met,not_needed,mistaken"`
}

// needQuery narrows the list of open needs.
type needQuery struct {
	Facility id.Organisation `query:"facility"`
	Area     assessment.Area `query:"area" enum:"education,skill,work,housing,family,health,substance,character"`
	Severity int             `query:"severity" minimum:"1" maximum:"3"`
	Topic    string          `query:"q" doc:"Part of the topic"`
}

func needs(a *api.API, s *assessment.Service) {
	one := api.Resource[id.Need, assessment.Need, Need]{
		API: a, Path: "/needs", Tag: "Needs", Name: "need",
		Get: s.Need, View: viewNeed,
		Key:     func(n assessment.Need) id.Need { return n.ID },
		Version: func(n assessment.Need) int64 { return n.Version },
	}
	api.One(one)
	api.List(a, api.Op{Path: "/needs", Tag: "Needs", Summary: "List open needs, the most severe first"},
		func(ctx context.Context, actor authz.Actor, q needQuery, p page.Request) (page.Of[assessment.NeedRow], error) {
			return s.ListNeeds(ctx, actor, assessment.NeedFilter{Facility: q.Facility, Area: q.Area, Severity: q.Severity, Topic: q.Topic}, p)
		}, viewNeedRow)
	api.Read(a, api.Op{Path: "/people/{person}/needs", Tag: "Needs", Summary: "List a person's needs, open ones first"},
		func(ctx context.Context, actor authz.Actor, in of) (api.Listed[Need], error) {
			found, err := s.Needs(ctx, actor, in.Person)
			return all(found, viewNeed), err
		})
	api.CreateUnder(one, "/people/{person}/needs", func(ctx context.Context, actor authz.Actor, in of, b needBody) (assessment.Need, error) {
		return s.RecordNeed(ctx, actor, in.Person, b.command())
	})
	api.Update(one, func(ctx context.Context, actor authz.Actor, key id.Need, version int64, b needBody) (assessment.Need, error) {
		return s.ChangeNeed(ctx, actor, key, version, b.command())
	})
	api.Act(one, "close", "Close a need", func(ctx context.Context, actor authz.Actor, key id.Need, version int64, b closeBody) (assessment.Need, error) {
		return s.CloseNeed(ctx, actor, key, version, assessment.CloseCommand{On: b.On, Reason: b.Reason})
	})
	api.Act(one, "reopen", "Take the closing of a need back", func(ctx context.Context, actor authz.Actor, key id.Need, version int64, _ api.None) (assessment.Need, error) {
		return s.ReopenNeed(ctx, actor, key, version)
	})
}

// NeedCount is how many people in custody have an open need in an area.
type NeedCount struct {
	Area   assessment.Area `json:"area" enum:"education,skill,work,housing,family,health,substance,character"`
	People int             `json:"people"`
	High   int             `json:"high" doc:"Of them, those whose most severe need is of severity 3"`
}

// countQuery is whom to count.
type countQuery struct {
	Facility id.Organisation `path:"facility"`
	Area     assessment.Area `query:"area" enum:"education,skill,work,housing,family,health,substance,character"`
	Topic    string          `query:"topic" doc:"The whole topic"`
}

func counts(a *api.API, s *assessment.Service) {
	api.Read(a, api.Op{Path: "/facilities/{facility}/need-counts", Tag: "Needs", Summary: "Count people in custody by need; no names"},
		func(ctx context.Context, actor authz.Actor, q countQuery) (api.Listed[NeedCount], error) {
			var areas []assessment.Area
			if q.Area != "" {
				areas = []assessment.Area{q.Area}
			}
			found, err := s.CountNeeds(ctx, actor, q.Facility, areas, q.Topic)
			return all(found, func(c assessment.NeedCount) NeedCount { return NeedCount(c) }), err
		})
}
