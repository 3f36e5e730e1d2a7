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

type sittingBody struct {
	ID       id.Sitting      `json:"id,omitempty"`
	Facility id.Organisation `json:"facility_id,omitempty" doc:"Of a new one; the caller's own when absent"`
	HeldOn   civil.Date      `json:"held_on"`
	Place    string          `json:"place,omitempty" maxLength:"200"`
	Chair    string          `json:"chair,omitempty" maxLength:"200"`
	Minutes  string          `json:"minutes,omitempty" maxLength:"20000"`
	Members  []memberBody    `json:"members,omitempty"`
}

type memberBody struct {
	Name    string `json:"name" maxLength:"200"`
	Post    string `json:"post,omitempty" maxLength:"200"`
	Present bool   `json:"present,omitempty"`
}

func (b sittingBody) command() casework.SittingCommand {
	c := casework.SittingCommand{ID: b.ID, Facility: b.Facility, HeldOn: b.HeldOn, Place: b.Place, Chair: b.Chair, Minutes: b.Minutes}
	for _, m := range b.Members {
		c.Members = append(c.Members, casework.Member{Name: m.Name, Post: m.Post, Present: m.Present})
	}
	return c
}

type sittingQuery struct {
	Facility id.Organisation        `query:"facility"`
	Status   casework.SittingStatus `query:"status" enum:"planned,concluded,cancelled"`
	Oldest   bool                   `query:"oldest" doc:"First"`
}

type dueQuery struct {
	Facility id.Organisation `path:"facility"`
	Until    civil.Date      `query:"until" required:"true"`
}

type casesBody struct {
	Cases []caseBody `json:"cases"`
}

type caseBody struct {
	Person  id.Person         `json:"person_id"`
	Reasons []casework.Reason `json:"reasons,omitempty" doc:"Absent: somebody asks for it, and request says who and why"`
	DueOn   civil.Date        `json:"due_on,omitempty"`
	Request string            `json:"request,omitempty" maxLength:"500"`
}

func sittings(a *api.API, s *casework.Service) {
	one := api.Resource[id.Sitting, casework.Agenda, casework.Agenda]{
		API: a, Path: "/reviews", Tag: "Review board", Name: "sitting of the board", Get: s.Agenda, View: same[casework.Agenda],
		Key:     func(g casework.Agenda) id.Sitting { return g.ID },
		Version: func(g casework.Agenda) int64 { return g.Version },
	}
	api.One(one)
	api.List(a, api.Op{Path: "/reviews", Tag: "Review board", Summary: "List sittings of the board, latest first; no names"},
		func(ctx context.Context, actor authz.Actor, q sittingQuery, p page.Request) (page.Of[casework.SittingRow], error) {
			return s.Sittings(ctx, actor, casework.SittingFilter(q), p)
		}, same[casework.SittingRow])
	api.Read(a, api.Op{Path: "/facilities/{facility}/due-cases", Tag: "Review board", Summary: "List whom the board of an office should see, and why", Detail: "Dates of sentences are estimates unless SDP or a decree gave them. A date that has passed moves nobody."},
		func(ctx context.Context, actor authz.Actor, q dueQuery) (api.Listed[casework.DueCase], error) {
			found, err := s.DueCases(ctx, actor, q.Facility, q.Until)
			return listed(found), err
		})
	api.Create(one, func(ctx context.Context, actor authz.Actor, b sittingBody) (casework.Agenda, error) {
		return s.Convene(ctx, actor, b.command())
	})
	api.Update(one, func(ctx context.Context, actor authz.Actor, key id.Sitting, version int64, b sittingBody) (casework.Agenda, error) {
		return s.ChangeSitting(ctx, actor, key, version, b.command())
	})
	api.Act(one, "cases", "Put people on the agenda", func(ctx context.Context, actor authz.Actor, key id.Sitting, _ int64, b casesBody) (casework.Agenda, error) {
		var cs []casework.CaseCommand
		for _, c := range b.Cases {
			cs = append(cs, casework.CaseCommand(c))
		}
		return s.BringCases(ctx, actor, key, cs)
	})
	api.Act(one, "conclude", "Conclude a sitting", func(ctx context.Context, actor authz.Actor, key id.Sitting, version int64, _ api.None) (casework.Agenda, error) {
		return s.Conclude(ctx, actor, key, version)
	})
	api.Act(one, "cancel", "Call a sitting off", func(ctx context.Context, actor authz.Actor, key id.Sitting, version int64, b reasonBody) (casework.Agenda, error) {
		return s.CancelSitting(ctx, actor, key, version, b.Reason)
	})
}

type decisionBody struct {
	Decision   casework.DecisionKind `json:"decision" enum:"move_stage,parole,conditional_leave,prerelease_leave,assimilation,defer,other"`
	ToStage    casework.Stage        `json:"to_stage,omitempty" enum:"early,mid1,mid2,final"`
	Grounds    string                `json:"grounds,omitempty" maxLength:"20000"`
	ReviewOn   civil.Date            `json:"review_on,omitempty"`
	Correction string                `json:"correction,omitempty" maxLength:"500" doc:"Why an earlier decision is corrected"`
}

func cases(a *api.API, s *casework.Service) {
	one := api.Resource[id.Case, casework.CaseRow, casework.CaseRow]{
		API: a, Path: "/cases", Tag: "Review board", Name: "case before the board", Get: s.Case, View: same[casework.CaseRow],
		Key:     func(c casework.CaseRow) id.Case { return c.ID },
		Version: func(c casework.CaseRow) int64 { return c.Version },
	}
	api.One(one)
	api.Read(a, api.Op{Path: "/people/{person}/cases", Tag: "Review board", Summary: "List what boards have seen of a person, newest first"},
		func(ctx context.Context, actor authz.Actor, in of) (api.Listed[casework.Case], error) {
			found, err := s.CasesOf(ctx, actor, in.Person)
			return listed(found), err
		})
	api.Act(one, "decide", "Write the board's decision of a case", func(ctx context.Context, actor authz.Actor, key id.Case, version int64, b decisionBody) (casework.CaseRow, error) {
		return s.Decide(ctx, actor, key, version, casework.DecisionCommand{Kind: b.Decision, ToStage: b.ToStage, Grounds: b.Grounds, ReviewOn: b.ReviewOn, Correction: b.Correction})
	})
	api.Post(a, api.Op{Path: "/cases/{case}/drop", Tag: "Review board", Summary: "Take an undecided case off the agenda"},
		func(ctx context.Context, actor authz.Actor, in ofCase, _ api.None) (dropped, error) {
			_, err := s.DropCase(ctx, actor, in.Case)
			return dropped{err == nil}, err
		}, func(context.Context, authz.Actor, ofCase, string) (dropped, error) { return dropped{true}, nil })
}

type ofCase struct {
	Case id.Case `path:"case"`
}

type dropped struct {
	Dropped bool `json:"dropped"`
}
