package noticeweb

import (
	"net/http"
	"strings"

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

var linkSpec = list.Spec{Filters: []string{"record"}}

func (p *pages) links(w http.ResponseWriter, r *http.Request) error {
	q, err := list.Parse(r, linkSpec)
	if err != nil {
		return err
	}
	var f notice.LinkFilter
	if err := f.Record.UnmarshalText([]byte(q.Filter("record"))); err != nil {
		return err
	}
	found, err := p.service.Links(r.Context(), authz.FromContext(r.Context()), f, q.Page())
	if err != nil {
		return err
	}
	return web.Page(w, r, linksPage(q, found, instant(p.around.Today())))
}

func (p *pages) exportLinks(w http.ResponseWriter, r *http.Request) error {
	l, actor, now := i18n.From(r.Context()), authz.FromContext(r.Context()), instant(p.around.Today())
	head := []string{l.T("link.what"), l.T("link.partner"), l.T("link.made_on"), l.T("link.expires_on"), l.T("link.state")}
	return list.Export(w, r, l.T("link.file"), head, func(pr page.Request) (page.Of[notice.LinkView], error) {
		return p.service.Links(r.Context(), actor, notice.LinkFilter{}, pr)
	}, func(x notice.LinkView) list.Cells {
		return list.Cells{purpose(l, x.Purpose, x.Ref), x.PartnerName, x.CreatedAt, lastDay(x.Link), l.T("link.state." + x.State(now))}
	})
}

// linkForm is the form of a new link with what it would ask.
type linkForm struct {
	Form    *form.Form
	Purpose notice.Purpose
	Record  id.Any
	Ask     notice.Ask
	Mails   bool
}

// asked finds what a form for a new link names.
func (p *pages) asked(r *http.Request, f *form.Form) (linkForm, error) {
	v := linkForm{Form: f, Purpose: notice.Purpose(f.Value("purpose")), Mails: p.mails()}
	if err := v.Record.UnmarshalText([]byte(f.Value("record_id"))); err != nil || v.Record.IsZero() {
		return v, errs.New(errs.NotFound, "not_found")
	}
	var err error
	v.Ask, err = p.service.AskLink(r.Context(), authz.FromContext(r.Context()), v.Purpose, v.Record)
	return v, err
}

// mails reports whether a link can be sent: its letter needs a server and the
// address under which the partner reaches us.
func (p *pages) mails() bool { return p.around.Mails && p.around.Base != "" }

func (p *pages) newLink(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v, err := p.asked(r, form.Of("purpose", q.Get("purpose"), "record_id", q.Get("record"), "expires_on", p.around.Today().AddDays(notice.DefaultLinkDays)))
	if err != nil {
		return err
	}
	return web.Page(w, r, linkFormPage(v))
}

// makeLink shows the link in its own answer and never again.
func (p *pages) makeLink(w http.ResponseWriter, r *http.Request) error {
	f := form.Parse(r)
	v, err := p.asked(r, f)
	if err != nil {
		return err
	}
	c := notice.LinkCommand{Purpose: v.Purpose, Record: v.Record, Email: f.Text("email", form.Max(200)), ExpiresOn: f.Date("expires_on")}
	if c.Email != "" && !v.Mails {
		return errs.New(errs.State, "notice.no_mail")
	}
	if f.Valid() {
		made, secret, err := p.service.MakeLink(r.Context(), authz.FromContext(r.Context()), c)
		if err == nil {
			return web.Page(w, r, linkMadePage(made, p.address(r, secret)))
		}
		if !f.Merge(err) {
			return err
		}
	}
	return web.FormPage(w, r, f, linkFormPage(v))
}

// address is the whole address of a link. Without a set base it is the one under
// which the officer reached this page; only they see it.
func (p *pages) address(r *http.Request, secret string) string {
	if p.around.Base != "" {
		return strings.TrimSuffix(p.around.Base, "/") + "/r/" + secret
	}
	scheme := "https://"
	if r.TLS == nil && r.Header.Get("X-Forwarded-Proto") != "https" {
		scheme = "http://"
	}
	return scheme + r.Host + "/r/" + secret
}

func (p *pages) forLink(r *http.Request) (id.Link, error) { return web.PathID[id.Link](r, "id") }

func (p *pages) link(w http.ResponseWriter, r *http.Request) error {
	key, err := p.forLink(r)
	if err != nil {
		return err
	}
	d, err := p.service.Link(r.Context(), authz.FromContext(r.Context()), key)
	if err != nil {
		return err
	}
	return web.Page(w, r, linkPage(d, instant(p.around.Today())))
}

func (p *pages) revoke(w http.ResponseWriter, r *http.Request) error {
	key, err := p.forLink(r)
	if err != nil {
		return err
	}
	if _, err := p.service.Revoke(r.Context(), authz.FromContext(r.Context()), key); err != nil {
		return err
	}
	return web.Done(w, r, "/reply-links/"+key.String(), "link.was_revoked")
}

func (p *pages) sendAgain(w http.ResponseWriter, r *http.Request) error {
	key, err := p.forLink(r)
	if err != nil {
		return err
	}
	if _, err := p.service.SendAgain(r.Context(), authz.FromContext(r.Context()), key); err != nil {
		return err
	}
	return web.Done(w, r, "/reply-links/"+key.String(), "link.was_sent")
}
