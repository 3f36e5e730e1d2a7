// Package fundapi is restricted money as JSON: funds, their entries and their
// accounts. Amounts are whole rupiah.
//
// It owns wire types. It refuses to decide and to mask: the service has done both.
package fundapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/fund"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// Register adds the operations. The app calls it.
func Register(a *api.API, s *fund.Service) {
	registerFunds(a, s)
	registerEntries(a, s)
	registerStatement(a, s)
	registerBooks(a, s)
}

// Fund is restricted money for one purpose.
type Fund struct {
	ID          id.Fund         `json:"id"`
	Ref         string          `json:"ref" example:"BUNGO-D-26-1"`
	Cooperation id.Cooperation  `json:"cooperation_id"`
	Commitment  id.Commitment   `json:"commitment_id"`
	Host        id.Organisation `json:"host_id"`
	Partner     id.Organisation `json:"partner_id"`
	Type        string          `json:"type" enum:"ZAKAT,INFAK_SEDEKAH,DSKL,CSR,APBD,APBN"`
	Purpose     string          `json:"purpose"`
	Status      string          `json:"status" enum:"open,closed"`
	Received    money.Rupiah    `json:"received"`
	Allocated   money.Rupiah    `json:"allocated"`
	Disbursed   money.Rupiah    `json:"disbursed"`
	Returned    money.Rupiah    `json:"returned"`
	Free        money.Rupiah    `json:"free" doc:"Received, and neither set aside nor returned"`
	Version     int64           `json:"version"`
}

func fundView(f fund.Fund) Fund {
	return Fund{
		f.ID, f.Ref, f.Cooperation, f.Commitment, f.Host, f.Partner, string(f.Type), f.Purpose, string(f.Status),
		f.Received, f.Allocated, f.Disbursed, f.Returned, f.Free(), f.Version,
	}
}

type openBody struct {
	ID          id.Fund        `json:"id,omitempty"`
	Cooperation id.Cooperation `json:"cooperation_id"`
	Commitment  id.Commitment  `json:"commitment_id,omitempty"`
	Type        string         `json:"type" enum:"ZAKAT,INFAK_SEDEKAH,DSKL,CSR,APBD,APBN"`
	Purpose     string         `json:"purpose" maxLength:"200"`
}

type changeBody struct {
	Purpose string `json:"purpose" maxLength:"200"`
}

type fundQuery struct {
	Q           string         `query:"q" doc:"Part of a number, purpose or partner"`
	Status      string         `query:"status" enum:"open,closed"`
	Type        string         `query:"type" enum:"ZAKAT,INFAK_SEDEKAH,DSKL,CSR,APBD,APBN"`
	Cooperation id.Cooperation `query:"cooperation"`
	Commitment  id.Commitment  `query:"commitment"`
}

func registerFunds(a *api.API, s *fund.Service) {
	funds := api.Resource[id.Fund, fund.Fund, Fund]{
		API: a, Path: "/funds", Tag: "Funds", Name: "fund", View: fundView,
		Get: func(ctx context.Context, actor authz.Actor, key id.Fund) (fund.Fund, error) {
			v, err := s.Get(ctx, actor, key)
			return v.Fund, err
		},
		Key:     func(f fund.Fund) id.Fund { return f.ID },
		Version: func(f fund.Fund) int64 { return f.Version },
	}
	api.One(funds)
	api.History(a, api.Op{Path: "/funds/{id}/history", Tag: "Funds", Summary: "Who changed a fund, newest first"}, s.History)
	api.List(a, api.Op{Path: "/funds", Tag: "Funds", Summary: "List funds, the latest first"},
		func(ctx context.Context, actor authz.Actor, q fundQuery, r page.Request) (page.Of[fund.View], error) {
			return s.List(ctx, actor, fund.Filter{Text: q.Q, Status: fund.Status(q.Status), Type: fund.Type(q.Type), Cooperation: q.Cooperation, Commitment: q.Commitment}, r)
		}, func(v fund.View) Fund { return fundView(v.Fund) })
	api.Create(funds, func(ctx context.Context, actor authz.Actor, b openBody) (fund.Fund, error) {
		return s.Open(ctx, actor, fund.OpenCommand{ID: b.ID, Cooperation: b.Cooperation, Commitment: b.Commitment, Type: fund.Type(b.Type), Purpose: b.Purpose})
	})
	api.Update(funds, func(ctx context.Context, actor authz.Actor, key id.Fund, version int64, b changeBody) (fund.Fund, error) {
		return s.Change(ctx, actor, key, version, b.Purpose)
	})
	api.Act(funds, "close", "Close a balanced fund", func(ctx context.Context, actor authz.Actor, key id.Fund, version int64, _ api.None) (fund.Fund, error) {
		return s.Close(ctx, actor, key, version)
	})
	api.Act(funds, "reopen", "Reopen a closed fund to mend a mistake", func(ctx context.Context, actor authz.Actor, key id.Fund, version int64, _ api.None) (fund.Fund, error) {
		return s.Reopen(ctx, actor, key, version)
	})
}
