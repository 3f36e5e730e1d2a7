package fundapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/fund"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
)

// Statement is a fund's account. It names nobody.
type Statement struct {
	Fund    Fund           `json:"fund"`
	Counted Sums           `json:"counted" doc:"The sums as added up from the entries"`
	Agrees  bool           `json:"agrees" doc:"Whether kept and counted sums are the same, to the rupiah"`
	Classes []ClassAccount `json:"classes"`
	People  int            `json:"people" doc:"How many people were paid"`
	Reached []AsnafCount   `json:"reached"`
}

// Sums are four sums of entries.
type Sums struct {
	Received  money.Rupiah `json:"received"`
	Allocated money.Rupiah `json:"allocated"`
	Disbursed money.Rupiah `json:"disbursed"`
	Returned  money.Rupiah `json:"returned"`
}

// ClassAccount is the money of one class; without a class it is aid to individuals.
type ClassAccount struct {
	Class     id.Offering  `json:"class_id"`
	Ref       string       `json:"ref"`
	Allocated money.Rupiah `json:"allocated"`
	Disbursed money.Rupiah `json:"disbursed"`
}

// AsnafCount is how many people of one asnaf were paid; empty for other money.
type AsnafCount struct {
	Asnaf  string `json:"asnaf"`
	People int    `json:"people"`
}

func registerStatement(a *api.API, s *fund.Service) {
	api.Read(a, api.Op{Path: "/funds/{fund}/statement", Tag: "Funds", Summary: "A fund's account, balanced to the rupiah"},
		func(ctx context.Context, actor authz.Actor, in ofFund) (Statement, error) {
			st, err := s.Statement(ctx, actor, in.Fund)
			return statementView(st), err
		})
}

func statementView(st fund.Statement) Statement {
	out := Statement{
		Fund: fundView(st.Fund.Fund), Counted: Sums(st.Counted), Agrees: st.Agrees(), People: st.People(),
		Classes: make([]ClassAccount, len(st.Classes)), Reached: make([]AsnafCount, len(st.Reached)),
	}
	for i, c := range st.Classes {
		out.Classes[i] = ClassAccount{c.Class, c.Ref, c.Allocated, c.Disbursed}
	}
	for i, r := range st.Reached {
		out.Reached[i] = AsnafCount{string(r.Asnaf), r.People}
	}
	return out
}
