package app

import (
	"context"

	"github.com/a-h/templ"

	"titian/internal/delivery/api"
	"titian/internal/delivery/web"
	"titian/internal/feature/account"
	"titian/internal/feature/account/accountapi"
	"titian/internal/feature/account/accountweb"
	"titian/internal/feature/agreement"
	"titian/internal/feature/agreement/agreementweb"
	"titian/internal/feature/assessment/assessmentapi"
	"titian/internal/feature/directory/directoryapi"
	"titian/internal/feature/directory/directoryweb"
	"titian/internal/feature/handover/handoverapi"
	"titian/internal/feature/handover/handoverweb"
	"titian/internal/feature/outcome/outcomeweb"
	"titian/internal/feature/partnership"
	"titian/internal/feature/partnership/partnershipweb"
	"titian/internal/feature/person/personapi"
	"titian/internal/feature/person/personweb"
	"titian/internal/feature/programme/programmeapi"
	"titian/internal/feature/programme/programmeweb"
	"titian/internal/feature/report/reportweb"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// pages registers every feature's pages and hands each what stands around its
// records in higher features.
func (a *App) pages(site *web.Web, sessions *account.Sessions) {
	rt := &site.Router
	today := func() civil.Date { return civil.Today(a.DB.Now()) }
	accountweb.Register(rt, a.Account, a.Directory, sessions)
	directoryweb.Register(rt, a.Directory)
	personweb.Register(rt, a.Person, a.Directory, a.aroundPerson())
	agreementweb.Register(rt, a.Agreement, agreementweb.Around{
		Today:       today,
		Cooperation: []func(context.Context, authz.Actor, agreement.CooperationView) (templ.Component, error){partnershipweb.CooperationPart(a.Partnership)},
		Agreement:   []func(context.Context, authz.Actor, agreement.View) (templ.Component, error){partnershipweb.AgreementPart(a.Partnership)},
	})
	partnershipweb.Register(rt, a.Partnership, a.Agreement, partnershipweb.Around{Today: today})
	programmeweb.Register(rt, a.Programme, programmeweb.Around{Today: today, Promise: a.promise, Promises: a.promises})
	handoverweb.Register(rt, a.HandOver, a.Person, a.Directory)
	outcomeweb.Register(rt, a.Outcome, a.Directory)
	reportweb.Register(rt, a.Report, a.config.Version)
}

// aroundPerson is what higher features add to a person's page, in its order.
func (a *App) aroundPerson() personweb.Around {
	return personweb.Around{Sections: []personweb.Section{
		handoverweb.Section(a.HandOver), outcomeweb.Section(a.Outcome), reportweb.PersonSection(a.Report),
	}}
}

// resources registers every feature's API.
func (a *App) resources(rest *api.API) {
	directoryapi.Register(rest, a.Directory)
	accountapi.Register(rest, a.Account)
	personapi.Register(rest, a.Person)
	assessmentapi.Register(rest, a.Assessment)
	programmeapi.Register(rest, a.Programme)
	handoverapi.Register(rest, a.HandOver)
}

// promise finds the promise that a class may stand on.
func (a *App) promise(ctx context.Context, actor authz.Actor, key id.Commitment) (programmeweb.Promise, error) {
	c, err := a.Partnership.Commitment(ctx, actor, key)
	if err != nil {
		return programmeweb.Promise{}, err
	}
	return promiseOf(c.CommitmentView), nil
}

// promises lists the open ones that the actor may see.
func (a *App) promises(ctx context.Context, actor authz.Actor) ([]programmeweb.Promise, error) {
	list, err := a.Partnership.Commitments(ctx, actor, partnership.CommitmentFilter{Status: partnership.CommitmentOpen}, page.Request{Size: page.MaxSize})
	if err != nil {
		return nil, err
	}
	var out []programmeweb.Promise
	for _, c := range list.Items {
		out = append(out, promiseOf(c))
	}
	return out, nil
}

func promiseOf(c partnership.CommitmentView) programmeweb.Promise {
	return programmeweb.Promise{ID: c.ID, Ref: c.Ref, Title: c.Title, Partner: c.PartnerName, Quantity: c.Quantity, Unit: c.Unit, DueOn: c.DueOn}
}
