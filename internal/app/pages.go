package app

import (
	"context"

	"titian/internal/delivery/api"
	"titian/internal/delivery/web"
	"titian/internal/feature/account"
	"titian/internal/feature/account/accountapi"
	"titian/internal/feature/account/accountweb"
	"titian/internal/feature/agreement/agreementweb"
	"titian/internal/feature/directory/directoryapi"
	"titian/internal/feature/handover/handoverapi"
	"titian/internal/feature/handover/handoverweb"
	"titian/internal/feature/partnership"
	"titian/internal/feature/person/personapi"
	"titian/internal/feature/person/personweb"
	"titian/internal/feature/programme/programmeweb"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
)

// pages registers every feature's pages and hands each what stands around its
// records in higher features.
func (a *App) pages(site *web.Web, sessions *account.Sessions) {
	rt := &site.Router
	accountweb.Register(rt, a.Account, a.Directory, sessions)
	agreementweb.Register(rt, a.Agreement, agreementweb.Around{})
	personweb.Register(rt, a.Person, a.Directory, personweb.Around{})
	handoverweb.Register(rt, a.HandOver, a.Person, a.Directory)
	programmeweb.Register(rt, a.Programme, programmeweb.Around{
		Today:    func() civil.Date { return civil.Today(a.DB.Now()) },
		Promise:  a.promise,
		Promises: a.promises,
	})
}

// resources registers every feature's API.
func (a *App) resources(rest *api.API) {
	directoryapi.Register(rest, a.Directory)
	accountapi.Register(rest, a.Account)
	personapi.Register(rest, a.Person)
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
