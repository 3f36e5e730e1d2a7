// Package fundweb is the pages of restricted money: the list of funds, each
// fund's account with its book, and the forms that book, reverse and close.
//
// It owns paths, forms and words. It refuses to compute: sums, rules and what a
// reader may know are the service's. Start with account.go.
package fundweb

import (
	"context"
	"embed"
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/fund"
	"titian/internal/kernel/civil"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/tabular"
)

// Words are the messages of these pages.
//
//go:embed words
var Words embed.FS

// Around is what stands beside funds; the app connects it. Options carry keys
// as values. A missing part is left out of the pages.
type Around struct {
	Today func() civil.Date
	// Cooperations lists the active ones that the actor may open a fund in.
	Cooperations func(ctx context.Context, actor authz.Actor) ([]ui.Option, error)
	// Classes lists the classes of a cooperation.
	Classes func(ctx context.Context, actor authz.Actor, key id.Cooperation) ([]ui.Option, error)
	// People finds people in the actor's scope by a part of their name.
	People func(ctx context.Context, actor authz.Actor, text string) ([]ui.Option, error)
}

type pages struct {
	service *fund.Service
	around  Around
}

// Register adds the pages to the router. The app calls it.
func Register(rt *web.Router, s *fund.Service, around Around) {
	p := &pages{s, around}
	rt.HandleFunc("GET /funds", p.list)
	rt.Export("/funds", p.listCSV)
	rt.HandleFunc("GET /funds/new", p.newFund)
	rt.HandleFunc("GET /funds/books", p.books)
	rt.HandleFunc("POST /funds/books", p.closeMonth, web.Repeat("/funds/books"))
	rt.HandleFunc("GET /funds/statement", p.donor)
	rt.HandleFunc("GET /funds/statement.csv", p.donorTable(tabular.CSV))
	rt.HandleFunc("GET /funds/statement.xlsx", p.donorTable(tabular.XLSX))
	rt.HandleFunc("GET /funds/statement.pdf", p.donorPDF)
	rt.HandleFunc("POST /funds", p.open, web.Repeat("/funds/{result}"))
	rt.HandleFunc("GET /funds/{id}", p.account)
	rt.Export("/funds/{id}/book", p.bookCSV, web.People("fund_book"))
	rt.HandleFunc("GET /funds/{id}/edit", p.keeper(p.edit))
	rt.HandleFunc("POST /funds/{id}", p.change, web.Repeat("/funds/{id}"))
	rt.HandleFunc("GET /funds/{id}/close", p.keeper(p.confirmClose))
	rt.HandleFunc("POST /funds/{id}/close", p.closeFund, web.Repeat("/funds/{id}"))
	rt.HandleFunc("POST /funds/{id}/reopen", p.reopen, web.Repeat("/funds/{id}"))
	rt.HandleFunc("GET /funds/{id}/entries/new", p.keeper(p.newEntry))
	rt.HandleFunc("POST /funds/{id}/entries", p.book, web.Repeat("/funds/{id}"))
	rt.HandleFunc("GET /entries/{id}/receipt", p.receipt)
	rt.HandleFunc("GET /entries/{id}/reverse", p.confirmReverse)
	rt.HandleFunc("POST /entries/{id}/reverse", p.reverse)
}

// keeper keeps a form from somebody who could not send it: it finds the fund of
// the address and asks whether the reader keeps its book.
func (p *pages) keeper(h func(w http.ResponseWriter, r *http.Request, v fund.View) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := p.fundOf(r)
		if err != nil {
			return err
		}
		if !fund.MayWrite(authz.FromContext(r.Context()), v.Fund) {
			return errs.New(errs.Forbidden, "forbidden")
		}
		return h(w, r, v)
	}
}

func (p *pages) fundOf(r *http.Request) (fund.View, error) {
	key, err := web.PathID[id.Fund](r, "id")
	if err != nil {
		return fund.View{}, err
	}
	return p.service.Get(r.Context(), authz.FromContext(r.Context()), key)
}
