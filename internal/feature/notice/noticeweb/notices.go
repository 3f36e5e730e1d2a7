package noticeweb

import (
	"net/http"

	"titian/internal/delivery/web"
	"titian/internal/delivery/web/form"
	"titian/internal/delivery/web/list"
	"titian/internal/feature/notice"
	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/kernel/page"
	"titian/internal/platform/authz"
	"titian/internal/platform/i18n"
)

var noticeSpec = list.Spec{Filters: []string{"show"}}

func (p *pages) list(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, noticeSpec)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.FromContext(r.Context())
	found, err := p.service.List(ctx, actor, notice.Filter{Unread: q.Filter("show") == "unread"}, q.Page())
	if err != nil {
		return err
	}
	unread, err := p.service.Unread(ctx, actor)
	if err != nil {
		return err
	}
	return web.Page(w, r, noticesPage(q, found, unread))
}

func (p *pages) export(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, noticeSpec)
	if err != nil {
		return err
	}
	l, actor := i18n.From(r.Context()), authz.FromContext(r.Context())
	head := []string{l.T("notice.what"), l.T("notice.due_on"), l.T("notice.told_at"), l.T("notice.state")}
	return list.Export(w, r, l.T("notice.file"), head, func(pr page.Request) (page.Of[notice.Notice], error) {
		return p.service.List(r.Context(), actor, notice.Filter{Unread: q.Filter("show") == "unread"}, pr)
	}, func(n notice.Notice) list.Cells {
		state := l.T("notice.read")
		if n.Unread() {
			state = l.T("notice.new")
		}
		return list.Cells{sentence(l, n), n.Due, n.CreatedAt, state}
	})
}

// open leads to what a notice is about and marks it as read. It is a link and no
// form, as in a mailbox: to read is to have read, and twice is the same.
func (p *pages) open(w http.ResponseWriter, r *http.Request) error {
	key, err := web.PathID[id.Notice](r, "id")
	if err != nil {
		return err
	}
	n, err := p.service.Read(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	if to := n.Path(); to != "" {
		return web.Redirect(w, r, to)
	}
	return web.Redirect(w, r, "/notices")
}

func (p *pages) readAll(w http.ResponseWriter, r *http.Request) error {
	if err := p.service.ReadAll(r.Context(), authz.FromContext(r.Context())); err != nil {
		return err
	}
	return web.Done(w, r, "/notices", "notice.all_read")
}

// settingsView is the page on which somebody chooses how they are told.
type settingsView struct {
	notice.Settings
	Ways    *form.Form
	Address *form.Form
	Code    *form.Form
	Mails   bool
}

// settingsPage shows the page; a form that is given is the one that was refused.
func (p *pages) showSettings(w http.ResponseWriter, r *http.Request, refused settingsView) error {
	s, err := p.service.Settings(r.Context(), authz.FromContext(r.Context()))
	if err != nil {
		return err
	}
	v := settingsView{Settings: s, Ways: refused.Ways, Address: refused.Address, Code: refused.Code, Mails: p.around.Mails}
	shown := form.New()
	for _, f := range []*form.Form{v.Ways, v.Address, v.Code} {
		if f != nil {
			shown = f
		}
	}
	if v.Ways == nil {
		v.Ways = form.New()
		for t, way := range s.Ways {
			v.Ways.Set(string(t), string(way))
		}
	}
	if v.Address == nil {
		v.Address = form.Of("email", s.Email)
	}
	if v.Code == nil {
		v.Code = form.New()
	}
	return web.FormPage(w, r, shown, settingsPage(v))
}

func (p *pages) settings(w http.ResponseWriter, r *http.Request) error {
	return p.showSettings(w, r, settingsView{})
}

func (p *pages) choose(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	ways := map[notice.Topic]notice.Way{}
	for _, t := range notice.Topics() {
		if f.Value(string(t)) != "" {
			ways[t] = form.Choice(f, string(t), notice.Ways())
		}
	}
	if f.Valid() {
		err := p.service.Choose(r.Context(), authz.FromContext(r.Context()), ways)
		if err == nil {
			return web.Done(w, r, "/notices/settings", "notice.chosen")
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.showSettings(w, r, settingsView{Ways: f})
}

func (p *pages) setAddress(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	email := f.Text("email", form.Max(200))
	if email != "" && !p.around.Mails {
		return errs.New(errs.State, "notice.no_mail")
	}
	if f.Valid() {
		err := p.service.SetAddress(r.Context(), authz.FromContext(r.Context()), email)
		if err == nil {
			return web.Done(w, r, "/notices/settings", "notice.address_set")
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.showSettings(w, r, settingsView{Address: f})
}

func (p *pages) confirmAddress(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	code := f.Text("code", form.Required, form.Max(20))
	if f.Valid() {
		err := p.service.ConfirmAddress(r.Context(), authz.FromContext(r.Context()), code)
		if err == nil {
			return web.Done(w, r, "/notices/settings", "notice.address_confirmed")
		}
		if !f.Merge(err) {
			return err
		}
	}
	return p.showSettings(w, r, settingsView{Code: f})
}
