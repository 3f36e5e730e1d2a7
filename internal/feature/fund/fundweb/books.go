package fundweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/feature/agreement"
	"titian/internal/feature/fund"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// booksView is what the offices have closed, and where the reader's own form
// was refused.
type booksView struct {
	Books  []fund.Books
	Access map[id.Organisation][]fund.Access
	Form   *form.Form
	Actor  authz.Actor
}

// mayClose reports whether the reader closes this office's months.
func (v booksView) mayClose(b fund.Books) bool {
	return !b.Next.IsZero() && fund.May(v.Actor, "fund.close_month") && agreement.ActsFor(v.Actor, b.Host)
}

func (p *pages) books(w http.ResponseWriter, r *http.Request) error {
	return p.booksPage(w, r, form.New())
}

func (p *pages) booksPage(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	v := booksView{Access: map[id.Organisation][]fund.Access{}, Form: f, Actor: actor}
	var err error
	if v.Books, err = p.service.Books(ctx, actor); err != nil {
		return err
	}
	if fund.May(actor, "fund.names") {
		for _, b := range v.Books {
			if v.Access[b.Host], err = p.service.Access(ctx, actor, b.Host); err != nil {
				return err
			}
		}
	}
	return web.FormPage(w, r, f, booksPage(v))
}

func (p *pages) closeMonth(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	host, through := form.ID[id.Organisation](f, "host_id", form.Required), f.Date("through_on", form.Required)
	if f.Valid() {
		c, err := p.service.CloseMonth(r.Context(), authz.FromContext(r.Context()), host, through)
		if err == nil {
			return web.Done(w, r, "/funds/books", "books.closed", "through", c.Through)
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.booksPage(w, r, f)
}

// receiptView is the proof that money was received, ready to print and sign.
type receiptView struct {
	Fund  fund.View
	Entry fund.EntryView
}

func (p *pages) receipt(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Entry](r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	var v receiptView
	if v.Entry, err = p.service.Entry(ctx, actor, key); err != nil {
		return err
	}
	if v.Fund, err = p.service.Get(ctx, actor, v.Entry.Fund); err != nil {
		return err
	}
	return web.Page(w, r, receiptPage(v))
}

// gives and receives are the two sides of a receipt.
func (v receiptView) gives() string {
	if v.Entry.Kind == fund.Receipt {
		return v.Fund.PartnerName
	}
	return v.Fund.HostName
}

func (v receiptView) receives(l *i18n.Localizer) string {
	switch v.Entry.Kind {
	case fund.Receipt:
		return v.Fund.HostName
	case fund.Return:
		return v.Fund.PartnerName
	}
	return forWhom(l, v.Entry)
}

// provable reports whether money changed hands with the entry.
func provable(e fund.EntryView) bool {
	return e.Kind != fund.Allocation && !e.Reversal() && !e.Reversed
}

// receiptPath leads from a line of the book to its proof.
func receiptPath(e fund.EntryView) string { return "/entries/" + e.ID.String() + "/receipt" }
