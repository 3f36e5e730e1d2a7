package partnershipapi

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/money"
	"titian/internal/platform/authz"
)

// LedgerLine is what was promised and given of one form in one unit and direction.
type LedgerLine struct {
	Form       string       `json:"form"`
	Unit       string       `json:"unit"`
	ByPartner  bool         `json:"by_partner"`
	Promises   int          `json:"promises"`
	Promised   int          `json:"promised"`
	Due        int          `json:"due"`
	PromisedRp money.Rupiah `json:"promised_rp"`
	DueRp      money.Rupiah `json:"due_rp"`
	Sums       Sums         `json:"sums"`
}

func lineView(l partnership.LedgerLine) LedgerLine {
	return LedgerLine{l.Form, l.Unit, l.ByPartner, l.Promises, l.Promised, l.Due, l.PromisedRp, l.DueRp, Sums(l.Sums)}
}

// Ledger is an account added up from its rows.
type Ledger struct {
	Lines []LedgerLine `json:"lines"`
	Total LedgerLine   `json:"total" doc:"Rupiah and numbers of promises; quantities of different units are not added"`
}

// Lack is one piece of missing evidence.
type Lack struct {
	Code string `json:"code"`
	N    int    `json:"n"`
}

// Vitality is whether an agreement lives, with its evidence.
type Vitality struct {
	Agreement   id.Agreement `json:"agreement_id"`
	Verdict     string       `json:"verdict" enum:"not_signed,young,concrete,slow,ceremonial"`
	On          civil.Date   `json:"on"`
	SignedOn    civil.Date   `json:"signed_on"`
	Commitments int          `json:"commitments"`
	Due         int          `json:"due"`
	KeptOnTime  int          `json:"kept_on_time"`
	Overdue     int          `json:"overdue"`
	Reported    int          `json:"reported"`
	Confirmed   int          `json:"confirmed"`
	Disputed    int          `json:"disputed"`
	DueRp       money.Rupiah `json:"due_rp"`
	ConfirmedRp money.Rupiah `json:"confirmed_rp"`
	DaysToFirst *int         `json:"days_to_first" doc:"From signing to the first confirmed delivery; null while there is none"`
	Missing     []Lack       `json:"missing"`
}

func vitalityView(e partnership.Evidence) Vitality {
	v := Vitality{
		Agreement: e.Agreement, Verdict: string(e.Verdict()), On: e.Today, SignedOn: e.SignedOn, Commitments: e.Commitments, Due: e.Due, KeptOnTime: e.KeptOnTime,
		Overdue: e.Overdue, Reported: e.Reported, Confirmed: e.Confirmed, Disputed: e.Disputed, DueRp: e.PromisedRp, ConfirmedRp: e.ConfirmedRp, Missing: []Lack{},
	}
	if days, known := e.DaysToFirst(); known {
		v.DaysToFirst = &days
	}
	for _, x := range e.Missing() {
		v.Missing = append(v.Missing, Lack(x))
	}
	return v
}

type ofAgreement struct {
	Agreement id.Agreement `path:"agreement"`
}

type ledgerQuery struct {
	Cooperation id.Cooperation  `query:"cooperation"`
	Agreement   id.Agreement    `query:"agreement"`
	Partner     id.Organisation `query:"partner"`
	Facility    id.Organisation `query:"facility"`
	Form        string          `query:"form"`
	Status      string          `query:"status" enum:"open,fulfilled,cancelled"`
}

func (q ledgerQuery) filter() partnership.CommitmentFilter {
	return partnership.CommitmentFilter{
		Cooperation: q.Cooperation, Agreement: q.Agreement, Partner: q.Partner, Facility: q.Facility, Form: q.Form, Status: partnership.CommitmentStatus(q.Status),
	}
}

type accountsQuery struct {
	By string `query:"by" enum:"partner,agreement,facility" required:"true"`
	ledgerQuery
}

// Account is what was promised to and by one partner, under one agreement or at
// one facility, in rupiah.
type Account struct {
	Key         id.Any       `json:"key" doc:"Of the partner, agreement or facility; empty for what stands under no agreement"`
	Name        string       `json:"name"`
	Promises    int          `json:"promises"`
	PromisedRp  money.Rupiah `json:"promised_rp"`
	DueRp       money.Rupiah `json:"due_rp"`
	DeliveredRp money.Rupiah `json:"delivered_rp"`
	ConfirmedRp money.Rupiah `json:"confirmed_rp"`
	DisputedRp  money.Rupiah `json:"disputed_rp"`
}

func accountView(key id.Any, name string, l partnership.LedgerLine) Account {
	return Account{key, name, l.Promises, l.PromisedRp, l.DueRp, l.DeliveredRp, l.ConfirmedRp, l.DisputedRp}
}

// Accounts are the ledger by an axis, and their sum.
type Accounts struct {
	Items []Account `json:"items"`
	Total Account   `json:"total"`
}

func registerAccounts(a *api.API, s *partnership.Service) {
	api.Read(a, api.Op{Path: "/forms", Tag: "Proposals", Summary: "The catalogue of forms of help"}, func(_ context.Context, _ authz.Actor, _ api.None) (api.Listed[Form], error) {
		out := api.Listed[Form]{}
		for _, f := range partnership.Forms() {
			out.Items = append(out.Items, Form(f))
		}
		return out, nil
	})
	api.Read(a, api.Op{Path: "/ledger", Tag: "Commitments", Summary: "Promised, delivered and confirmed, by form and unit"}, func(ctx context.Context, actor authz.Actor, q ledgerQuery) (Ledger, error) {
		l, err := s.Ledger(ctx, actor, q.filter())
		out := Ledger{Lines: []LedgerLine{}, Total: lineView(l.Total)}
		for _, x := range l.Lines {
			out.Lines = append(out.Lines, lineView(x))
		}
		return out, err
	})
	api.Read(a, api.Op{Path: "/ledger/accounts", Tag: "Commitments", Summary: "The ledger in rupiah by partner, agreement or facility"}, func(ctx context.Context, actor authz.Actor, q accountsQuery) (Accounts, error) {
		l, err := s.Accounts(ctx, actor, q.filter(), partnership.Axis(q.By))
		out := Accounts{Items: []Account{}, Total: accountView(id.Any{}, "", l.Total)}
		for _, x := range l.Accounts {
			out.Items = append(out.Items, accountView(x.Key, x.Name, x.Line))
		}
		return out, err
	})
	api.Read(a, api.Op{Path: "/agreements/{agreement}/vitality", Tag: "Agreements", Summary: "Whether an agreement is concrete, slow or ceremonial, and why"}, func(ctx context.Context, actor authz.Actor, in ofAgreement) (Vitality, error) {
		e, err := s.Vitality(ctx, actor, in.Agreement)
		return vitalityView(e), err
	})
}
