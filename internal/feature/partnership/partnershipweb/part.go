package partnershipweb

import (
	"context"

	"github.com/a-h/templ"

	"titian/internal/delivery/web/ui"
	"titian/internal/feature/agreement"
	"titian/internal/feature/partnership"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// partSize is how many rows of each kind a cooperation's page shows; the list
// has the rest.
const partSize = 10

// coopView is the section of a cooperation's page.
type coopView struct {
	Coop        agreement.CooperationView
	Actor       authz.Actor
	Meetings    page.Of[partnership.MeetingView]
	Proposals   page.Of[partnership.ProposalView]
	Commitments page.Of[partnership.CommitmentView]
	Ledger      partnership.Ledger
}

func (v coopView) open() bool { return v.Coop.Status == agreement.Active }

// CooperationPart is the section of a cooperation's page that shows what its two
// sides said and promised. The app hands it to the page.
func CooperationPart(s *partnership.Service) func(context.Context, authz.Actor, agreement.CooperationView) (templ.Component, error) {
	return func(ctx context.Context, actor authz.Actor, c agreement.CooperationView) (templ.Component, error) {
		v := coopView{Coop: c, Actor: actor}
		few := page.Request{Size: partSize}
		var err error
		if v.Meetings, err = s.Meetings(ctx, actor, partnership.MeetingFilter{Cooperation: c.ID, Desc: true}, few); err != nil {
			return nil, err
		}
		if v.Proposals, err = s.Proposals(ctx, actor, partnership.ProposalFilter{Cooperation: c.ID, Sort: "answer_due_on"}, few); err != nil {
			return nil, err
		}
		if v.Commitments, err = s.Commitments(ctx, actor, partnership.CommitmentFilter{Cooperation: c.ID}, few); err != nil {
			return nil, err
		}
		v.Ledger, err = s.Ledger(ctx, actor, partnership.CommitmentFilter{Cooperation: c.ID})
		return cooperationPart(v), err
	}
}

// vitalView is the section of an agreement's page.
type vitalView struct {
	Evidence    partnership.Evidence
	Commitments []partnership.CommitmentView
}

// AgreementPart is the section of an agreement's page that shows whether it
// lives, with the evidence and what is missing. The app hands it to the page.
func AgreementPart(s *partnership.Service) func(context.Context, authz.Actor, agreement.View) (templ.Component, error) {
	return func(ctx context.Context, actor authz.Actor, a agreement.View) (templ.Component, error) {
		e, err := s.Vitality(ctx, actor, a.ID)
		if err != nil {
			return nil, err
		}
		under, err := s.Commitments(ctx, actor, partnership.CommitmentFilter{Agreement: a.ID}, page.Request{})
		return agreementPart(vitalView{e, under.Items}), err
	}
}

// bars draws commitments as promised, delivered and confirmed.
func bars(list []partnership.CommitmentView) []ui.Promise {
	var out []ui.Promise
	for _, c := range list {
		if c.Status != partnership.CommitmentCancelled {
			out = append(out, ui.Promise{Label: c.Title, Href: "/commitments/" + c.ID.String(), Unit: c.Unit, Promised: c.Quantity, Delivered: c.Sums.Delivered, Confirmed: c.Sums.Confirmed})
		}
	}
	return out
}

// ledgerBars draws the ledger's lines: by form, unit and direction.
func ledgerBars(l *i18n.Localizer, ledger partnership.Ledger) []ui.Promise {
	var out []ui.Promise
	for _, x := range ledger.Lines {
		out = append(out, ui.Promise{Label: formName(l, x.Form), Unit: x.Unit + ", " + direction(l, x), Promised: x.Promised, Delivered: x.Delivered, Confirmed: x.Confirmed})
	}
	return out
}

// direction says whose promises a line adds up.
func direction(l *i18n.Localizer, x partnership.LedgerLine) string {
	if x.ByPartner {
		return l.T("ledger.by_partner")
	}
	return l.T("ledger.by_host")
}

// shares are the published figures beside the verdict; a share of nothing is
// not known rather than zero.
func shares(l *i18n.Localizer, e partnership.Evidence) []ui.Fact {
	share := func(n, of int) string {
		if of == 0 {
			return l.Unknown()
		}
		return l.T("vitality.n_of", "part", l.Number(n), "whole", l.Number(of))
	}
	first := l.Unknown()
	if days, known := e.DaysToFirst(); known {
		first = l.T("vitality.days", "n", days)
	}
	return []ui.Fact{
		{Label: l.T("vitality.kept"), Text: share(e.KeptOnTime, e.Due)},
		{Label: l.T("vitality.value"), Text: l.T("vitality.n_of", "part", l.Rupiah(e.ConfirmedRp), "whole", l.Rupiah(e.PromisedRp))},
		{Label: l.T("vitality.first"), Text: first},
		{Label: l.T("vitality.confirmed"), Text: share(e.Confirmed, e.Reported)},
	}
}

// lackText says one piece of missing evidence.
func lackText(l *i18n.Localizer, x partnership.Lack) string {
	return l.T("vitality.lack."+x.Code, "n", x.N)
}
