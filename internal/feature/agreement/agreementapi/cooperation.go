package agreementapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/agreement"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Cooperation is the file of one host and one partner: a thread.
type Cooperation struct {
	ID          id.Cooperation  `json:"id"`
	Ref         string          `json:"ref" example:"BUNGO-KS-26-1"`
	Host        id.Organisation `json:"host_id"`
	HostName    string          `json:"host_name"`
	Partner     id.Organisation `json:"partner_id"`
	PartnerName string          `json:"partner_name"`
	Title       string          `json:"title"`
	Purpose     string          `json:"purpose"`
	Status      string          `json:"status" enum:"active,closed"`
	ClosedOn    civil.Date      `json:"closed_on"`
	CloseReason string          `json:"close_reason"`
	Version     int64           `json:"version"`
}

func cooperationView(c agreement.CooperationView) Cooperation {
	return Cooperation{c.ID, c.Ref, c.Host, c.HostName, c.Partner, c.PartnerName, c.Title, c.Purpose, string(c.Status), c.ClosedOn, c.CloseReason, c.Version}
}

type openBody struct {
	ID      id.Cooperation  `json:"id,omitempty"`
	Ref     string          `json:"ref,omitempty" maxLength:"40" doc:"The office's own file number; the next one when left out"`
	Host    id.Organisation `json:"host_id"`
	Partner id.Organisation `json:"partner_id"`
	Title   string          `json:"title" maxLength:"200"`
	Purpose string          `json:"purpose,omitempty" maxLength:"20000"`
}

type cooperationBody struct {
	Title   string `json:"title" maxLength:"200"`
	Purpose string `json:"purpose,omitempty" maxLength:"20000"`
}

type cooperationQuery struct {
	Q       string          `query:"q" doc:"Part of a title, number or name of a side"`
	Status  string          `query:"status" enum:"active,closed"`
	Host    id.Organisation `query:"host"`
	Partner id.Organisation `query:"partner"`
	Sort    string          `query:"sort" enum:"ref,title"`
	Desc    bool            `query:"desc"`
}

func registerCooperations(a *api.API, s *agreement.Service) {
	cooperations := api.Resource[id.Cooperation, agreement.CooperationView, Cooperation]{
		API: a, Path: "/cooperations", Tag: "Cooperations", Name: "cooperation", Get: s.Cooperation, View: cooperationView,
		Key:     func(c agreement.CooperationView) id.Cooperation { return c.ID },
		Version: func(c agreement.CooperationView) int64 { return c.Version },
	}
	// after reads the record again once it was changed.
	after := func(ctx context.Context, actor authz.Actor, key id.Cooperation, err error) (agreement.CooperationView, error) {
		if err != nil {
			return agreement.CooperationView{}, err
		}
		return s.Cooperation(ctx, actor, key)
	}
	api.One(cooperations)
	api.List(a, api.Op{Path: "/cooperations", Tag: "Cooperations", Summary: "List cooperations"},
		func(ctx context.Context, actor authz.Actor, q cooperationQuery, r page.Request) (page.Of[agreement.CooperationView], error) {
			return s.Cooperations(ctx, actor, agreement.CooperationFilter{Text: q.Q, Status: agreement.Status(q.Status), Host: q.Host, Partner: q.Partner, Sort: q.Sort, Desc: q.Desc}, r)
		}, cooperationView)
	api.Create(cooperations, func(ctx context.Context, actor authz.Actor, b openBody) (agreement.CooperationView, error) {
		c, err := s.OpenCooperation(ctx, actor, agreement.OpenCommand{ID: b.ID, Ref: b.Ref, Host: b.Host, Partner: b.Partner, Title: b.Title, Purpose: b.Purpose})
		return after(ctx, actor, c.ID, err)
	})
	api.Update(cooperations, func(ctx context.Context, actor authz.Actor, key id.Cooperation, version int64, b cooperationBody) (agreement.CooperationView, error) {
		return after(ctx, actor, key, s.ChangeCooperation(ctx, actor, key, version, agreement.CooperationCommand(b)))
	})
	api.Act(cooperations, "close", "Close a cooperation with a reason", func(ctx context.Context, actor authz.Actor, key id.Cooperation, version int64, b reasonBody) (agreement.CooperationView, error) {
		return after(ctx, actor, key, s.CloseCooperation(ctx, actor, key, version, b.Reason))
	})
	api.Act(cooperations, "reopen", "Take back the closing of a cooperation", func(ctx context.Context, actor authz.Actor, key id.Cooperation, version int64, _ api.None) (agreement.CooperationView, error) {
		return after(ctx, actor, key, s.ReopenCooperation(ctx, actor, key, version))
	})
}
