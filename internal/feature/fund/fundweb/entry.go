package fundweb

import (
	"net/http"
	"unicode/utf8"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/fund"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/authz"
)

// entryView is the form of one entry: each kind asks only what it needs.
type entryView struct {
	fund.View
	Kind    fund.Kind
	Form    *form.Form
	Query   list.Query
	Classes []ui.Option
	People  []ui.Option // found by name
}

var entrySpec = list.Spec{Filters: []string{"kind"}}

func (p *pages) newEntry(w http.ResponseWriter, r *http.Request, v fund.View) error {
	return p.entryPage(w, r, v, form.Of("booked_on", p.around.Today()), fund.Kind(r.URL.Query().Get("kind")))
}

func (p *pages) entryPage(w http.ResponseWriter, r *http.Request, v fund.View, f *form.Form, kind fund.Kind) error {
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	e := entryView{View: v, Kind: fund.Receipt, Form: f}
	for _, k := range fund.Kinds() {
		if k == kind {
			e.Kind = k
		}
	}
	var err error
	if e.Query, err = list.Parse(r, entrySpec); err != nil {
		return err
	}
	if p.around.Classes != nil && (e.Kind == fund.Allocation || e.Kind == fund.Disbursement) {
		if e.Classes, err = p.around.Classes(ctx, actor, v.Cooperation); err != nil {
			return err
		}
	}
	search := e.Query.Text
	if search == "" {
		search = f.Value("search") // the names found stay on the page when the form is shown again
	}
	if p.around.People != nil && e.Kind == fund.Disbursement && utf8.RuneCountInString(search) >= 2 {
		f.Set("search", search)
		if e.People, err = p.around.People(ctx, actor, search); err != nil {
			return err
		}
	}
	return web.FormPage(w, r, f, entryPage(e))
}

func (p *pages) book(w http.ResponseWriter, r *http.Request) error {
	v, err := p.fundOf(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	cmd := fund.BookCommand{
		Fund:     v.ID,
		Kind:     form.Choice(f, "kind", fund.Kinds()),
		Amount:   f.Rupiah("amount", form.Required),
		BookedOn: f.Date("booked_on", form.Required),
		Class:    form.ID[id.Offering](f, "class_id"),
		Person:   form.ID[id.Person](f, "person_id"),
		Asnaf:    form.Choice(f, "asnaf", append(fund.Asnafs(), "")),
		Evidence: f.Text("asnaf_evidence", form.Max(500)),
		Surveyor: f.Text("surveyor", form.Max(200)),
		Paper:    f.Text("receipt_no", form.Max(200)),
		Note:     f.Text("note", form.Max(500)),
	}
	if f.Valid() {
		e, err := p.service.Book(r.Context(), authz.FromContext(r.Context()), cmd)
		if err == nil {
			return web.Done(w, r, "/funds/"+v.ID.String(), "entry.booked", "amount", e.Amount.String())
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.entryPage(w, r, v, f, cmd.Kind)
}

func (p *pages) confirmReverse(w http.ResponseWriter, r *http.Request) error {
	return p.reversePage(w, r, form.New())
}

func (p *pages) reversePage(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	key, err := web.PathID[id.Entry](r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	e, err := p.service.Entry(ctx, actor, key)
	if err != nil {
		return err
	}
	v, err := p.service.Get(ctx, actor, e.Fund)
	if err != nil {
		return err
	}
	if !fund.MayWrite(actor, v.Fund) {
		return errs.New(errs.Forbidden, "forbidden")
	}
	return web.FormPage(w, r, f, reversePage(v, e, f))
}

func (p *pages) reverse(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Entry](r, "id")
	if err != nil {
		return err
	}
	f := form.Parse(r)
	reason := f.Text("reason", form.Required, form.Max(500))
	if f.Valid() {
		e, err := p.service.Reverse(r.Context(), authz.FromContext(r.Context()), key, reason)
		if err == nil {
			return web.Done(w, r, "/funds/"+e.Fund.String(), "entry.reversed")
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.reversePage(w, r, f)
}
