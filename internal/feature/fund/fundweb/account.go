package fundweb

import (
	"fmt"
	"net/http"
	"time"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/delivery/web/ui"
	"titian/internal/feature/fund"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

// accountView is a fund's account as one reader may see it.
type accountView struct {
	fund.Statement
	Query   list.Query
	Book    page.Of[fund.EntryView]
	History []audit.Entry
	Write   bool
}

func (v accountView) path(rest string) string { return "/funds/" + v.Fund.ID.String() + rest }

func (p *pages) account(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Fund](r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	var v accountView
	if v.Query, err = list.Parse(r, list.Spec{}); err != nil {
		return err
	}
	if v.Statement, err = p.service.Statement(ctx, actor, key); err != nil {
		return err
	}
	if v.Book, err = p.service.Entries(ctx, actor, key, v.Query.Page()); err != nil {
		return err
	}
	if actor.Scope.Has(v.Fund.Host) {
		if v.History, err = p.service.History(ctx, actor, key); err != nil {
			return err
		}
	}
	v.Write = fund.MayWrite(actor, v.Fund.Fund)
	return web.Page(w, r, accountPage(v))
}

// newFund fills the form from where the reader comes: ?cooperation= and
// ?commitment= are kept.
func (p *pages) newFund(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	return p.fundForm(w, r, form.Of("cooperation_id", q.Get("cooperation"), "commitment_id", q.Get("commitment")))
}

func (p *pages) fundForm(w http.ResponseWriter, r *http.Request, f *form.Form) error {
	actor := authz.FromContext(r.Context())
	if !fund.May(actor, "fund.write") {
		return errs.New(errs.Forbidden, "forbidden")
	}
	var choices []ui.Option
	if p.around.Cooperations != nil {
		var err error
		if choices, err = p.around.Cooperations(r.Context(), actor); err != nil {
			return err
		}
	}
	return web.FormPage(w, r, f, newPage(f, choices))
}

func (p *pages) open(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	cmd := fund.OpenCommand{
		Cooperation: form.ID[id.Cooperation](f, "cooperation_id", form.Required),
		Commitment:  form.ID[id.Commitment](f, "commitment_id"),
		Type:        form.Choice(f, "type", fund.Types()),
		Purpose:     f.Text("purpose", form.Required, form.Max(200)),
	}
	if f.Valid() {
		made, err := p.service.Open(r.Context(), authz.FromContext(r.Context()), cmd)
		if err == nil {
			return web.Done(w, r, "/funds/"+made.ID.String(), "fund.opened", "ref", made.Ref)
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.fundForm(w, r, f)
}

func (p *pages) edit(w http.ResponseWriter, r *http.Request, v fund.View) error {
	return web.Page(w, r, editPage(v, form.Of("version", v.Version, "purpose", v.Purpose), nil))
}

func (p *pages) change(w http.ResponseWriter, r *http.Request) error {
	v, err := p.fundOf(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	purpose := f.Text("purpose", form.Required, form.Max(200))
	if f.Valid() {
		_, err := p.service.Change(r.Context(), authz.FromContext(r.Context()), v.ID, f.Version(), purpose)
		if err == nil {
			return web.Done(w, r, "/funds/"+v.ID.String(), "fund.changed")
		}
		if e := errs.As(err); e != nil && e.Code == "stale" {
			now := conflictOf(i18n.From(r.Context()), v, f, e)
			return web.Render(w, r, http.StatusConflict, editPage(v, f.Set("version", v.Version), now))
		}
		if !f.Merge(err) {
			return err
		}
	}
	return web.FormPage(w, r, f, editPage(v, f, nil))
}

// conflictOf shows the purpose that somebody else saved meanwhile, and who.
func conflictOf(l *i18n.Localizer, v fund.View, f *form.Form, e *errs.Error) *ui.Conflict {
	c := &ui.Conflict{Latest: "/funds/" + v.ID.String(), Differences: []ui.Difference{{Label: l.T("fund.purpose"), Yours: f.Value("purpose"), Theirs: v.Purpose}}}
	for _, x := range e.Fields {
		if at, ok := x.Args["at"].(time.Time); ok {
			c.By, c.When = fmt.Sprint(x.Args["who"]), l.Time(at)
		}
	}
	return c
}

func (p *pages) confirmClose(w http.ResponseWriter, r *http.Request, v fund.View) error {
	return web.Page(w, r, closePage(v, form.Of("version", v.Version)))
}

func (p *pages) closeFund(w http.ResponseWriter, r *http.Request) error {
	v, err := p.fundOf(r)
	if err != nil {
		return err
	}
	f := form.Parse(r)
	if f.Valid() {
		if _, err := p.service.Close(r.Context(), authz.FromContext(r.Context()), v.ID, f.Version()); err == nil {
			return web.Done(w, r, "/funds/"+v.ID.String(), "fund.closed")
		} else if !f.Merge(err) {
			return err
		}
	}
	return web.FormPage(w, r, f, closePage(v, f))
}

func (p *pages) reopen(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Fund](r, "id")
	if err != nil {
		return err
	}
	if _, err := p.service.Reopen(r.Context(), authz.FromContext(r.Context()), key, form.Parse(r).Version()); err != nil {
		return err
	}
	return web.Done(w, r, "/funds/"+key.String(), "fund.reopened")
}

func events(l *i18n.Localizer, list []audit.Entry) []ui.Event {
	var out []ui.Event
	for _, e := range list {
		out = append(out, ui.Event{Title: l.T("fund.did." + e.Action), By: e.Actor, When: l.Time(e.At)})
	}
	return out
}
