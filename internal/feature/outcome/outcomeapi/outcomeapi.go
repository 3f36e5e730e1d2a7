// Package outcomeapi is follow-ups as JSON: recorded, corrected, read, listed,
// what is due, and how a cohort fares.
//
// It owns the wire types. It refuses to decide: every rule, scope and mask is the
// service's, and so are the codes of its errors. Start with Register.
package outcomeapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/outcome"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

const tag = "Follow-ups"

// Register adds the operations. The app calls it.
func Register(a *api.API, s *outcome.Service) {
	lists(a, s)
	records := api.Resource[id.FollowUp, outcome.FollowUp, FollowUp]{
		API: a, Path: "/follow-ups", Tag: tag, Name: "follow-up",
		Get: s.Get, View: view,
		Key:     func(x outcome.FollowUp) id.FollowUp { return x.ID },
		Version: func(x outcome.FollowUp) int64 { return x.Version },
	}
	api.One(records)
	api.History(a, api.Op{Path: "/follow-ups/{id}/history", Tag: tag, Summary: "Who changed a follow-up, newest first"}, s.History)
	api.Create(records, func(ctx context.Context, actor authz.Actor, b recordBody) (outcome.FollowUp, error) {
		return s.Record(ctx, actor, b.command())
	})
	api.Update(records, func(ctx context.Context, actor authz.Actor, key id.FollowUp, version int64, b changeBody) (outcome.FollowUp, error) {
		before, err := s.Get(ctx, actor, key)
		if err != nil {
			return outcome.FollowUp{}, err
		}
		return s.Change(ctx, actor, key, version, b.command(before))
	})
}

// lists are what is read as a whole: what is due, what was done, a person's own,
// and the figures. What is no follow-up has a path of its own: below /follow-ups
// stands a key.
func lists(a *api.API, s *outcome.Service) {
	api.List(a, api.Op{Path: "/due-follow-ups", Tag: tag, Summary: "List the follow-ups that are open or overdue, the longest waiting first"},
		func(ctx context.Context, actor authz.Actor, q dueQuery, p page.Request) (page.Of[outcome.DueRow], error) {
			return s.Due(ctx, actor, outcome.DueFilter{Office: q.Office, Milestone: q.Milestone, Standing: outcome.Standing(q.Standing), Text: q.Text}, p)
		}, viewDue)
	api.List(a, api.Op{Path: "/follow-ups", Tag: tag, Summary: "List the follow-ups that were done, the newest first"},
		func(ctx context.Context, actor authz.Actor, q listQuery, p page.Request) (page.Of[outcome.Row], error) {
			return s.List(ctx, actor, q.filter(), p)
		}, viewRow)
	api.Read(a, api.Op{Path: "/people/{person}/follow-ups", Tag: tag, Summary: "List a person's follow-ups of all releases, the newest first"},
		func(ctx context.Context, actor authz.Actor, in ofPerson) (api.Listed[FollowUp], error) {
			found, err := s.OfPerson(ctx, actor, in.Person)
			out := api.Listed[FollowUp]{Items: make([]FollowUp, len(found))}
			for i, x := range found {
				out.Items[i] = view(x)
			}
			return out, err
		})
	api.Read(a, api.Op{Path: "/follow-up-figures", Tag: tag, Summary: "Count how a cohort of releases fares, its unknowns included"},
		func(ctx context.Context, actor authz.Actor, q figuresQuery) (Figures, error) {
			found, err := s.Fares(ctx, actor, outcome.FareFilter{Office: q.Office, From: q.From, To: q.To})
			return viewFigures(found), err
		})
}

type ofPerson struct {
	Person id.Person `path:"person"`
}

type dueQuery struct {
	Office    id.Organisation `query:"office" doc:"Office that does the follow-ups; required for a national reader"`
	Milestone int             `query:"milestone" doc:"Months after release: 3, 6, 12 or 24"`
	Standing  string          `query:"standing" enum:"open,overdue"`
	Text      string          `query:"q" doc:"Part of a name or register number"`
}

type listQuery struct {
	Office     id.Organisation `query:"office" doc:"Facility that let the people go or office that guides them; required for a national reader"`
	Milestone  int             `query:"milestone" doc:"Months after release: 3, 6, 12 or 24"`
	Reached    string          `query:"reached" enum:"yes,no"`
	Livelihood string          `query:"livelihood" enum:"employed,business,studying,seeking,unable,none"`
	Reoffended string          `query:"reoffended" enum:"yes,no"`
	Text       string          `query:"q" doc:"Part of a name or register number"`
	Oldest     bool            `query:"oldest" doc:"The oldest first"`
}

func (q listQuery) filter() outcome.Filter {
	return outcome.Filter{
		Office: q.Office, Milestone: q.Milestone, Reached: outcome.Answer(q.Reached), Livelihood: outcome.Livelihood(q.Livelihood),
		Reoffended: outcome.Answer(q.Reoffended), Text: q.Text, Oldest: q.Oldest,
	}
}

type figuresQuery struct {
	Office id.Organisation `query:"office" doc:"Every office in scope when left out; required for a national reader"`
	From   civil.Date      `query:"from" doc:"First day of release"`
	To     civil.Date      `query:"to" doc:"Last day of release"`
}
